//! Totals and people kept in memory, and following the change log with them.
//!
//! What changed is read in the snapshot the changes came from, so that rows, rolls and tree belong together. A change of
//! the tree puts another tree under the rows that are held; only a changed pack loads everything anew. Not here: questions
//! (`figures`, `members`).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{PoisonError, RwLock},
};

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, Timestamp, UnitId,
    access::Caller,
    members::{Leaving, Roll},
};
use congdoan_pack::Pack;
use congdoan_rollup::{Engine, Face, Names, People, Tree};
use congdoan_store::{
    Tx,
    audit::Change,
    members::{Named, Turn},
};

use super::{engine, tree};
use crate::{Result, Service};

/// From this many changed rolls on, all rolls are read in one statement.
const MANY_ROLLS: usize = 50;

/// The engine in memory, when one is kept, and how far it has followed each chain.
#[derive(Default)]
pub struct Totals {
    live: RwLock<Option<Live>>,
    following: tokio::sync::Mutex<()>,
}

struct Live {
    engine: Engine,
    people: People,
    names: Names,
    seen: BTreeMap<String, i64>,
}

/// What came of the change log, read and not yet brought in.
struct News {
    changes: Vec<Change>,
    tree: Option<Tree>,
    rolls: Vec<(UnitId, Option<Roll>)>,
    people: Vec<(UnitId, Vec<Face>)>,
    seen: BTreeMap<String, i64>,
}

impl Service {
    /// Loads engine and people and keeps them from now on.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn keep_totals(&self) -> Result<()> {
        let _turn = self.totals.following.lock().await;
        self.load_totals().await
    }

    async fn load_totals(&self) -> Result<()> {
        let system = self.system();
        let mut tx = self.store.read().await?;
        let seen = tx.heads(&system).await?.into_iter().map(|head| (head.name, head.seq)).collect();
        let engine = engine(&mut tx, &system, &self.pack(), None, None).await?;
        let people = people(&mut tx, &system, &self.pack()).await?;
        let names = Names::new(engine.tree());
        *self.totals.live.write().unwrap_or_else(PoisonError::into_inner) = Some(Live { engine, people, names, seen });
        Ok(())
    }

    /// Brings what is kept up to the change log; does nothing where nothing is kept. Returns whether anything changed.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn follow(&self) -> Result<bool> {
        let _turn = self.totals.following.lock().await;
        let Some(seen) = self.seen() else { return Ok(false) };
        let system = self.system();
        let mut tx = self.store.read().await?;
        let heads = tx.heads(&system).await?;
        let mut changes: Vec<Change> = Vec::new();
        for head in &heads {
            let from = seen.get(&head.name).copied().unwrap_or(0);
            if head.seq > from {
                changes.extend(tx.changes(&system, &head.name, from).await?.into_iter().map(|(_, change)| change));
            }
        }
        if changes.iter().any(|change| change.pack) {
            drop(tx);
            self.reload_pack().await?;
            self.load_totals().await?;
            return Ok(true);
        }
        let changed = changes.iter().any(|change| change.tree);
        let tree = if changed { Some(tree(&mut tx, &system, None).await?) } else { None };
        let (rolls, people) = changed_rolls(&mut tx, (&system, &self.pack()), &changes).await?;
        drop(tx);
        let something = !changes.is_empty();
        let seen = heads.into_iter().map(|head| (head.name, head.seq)).collect();
        let mut live = self.totals.live.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(live) = live.as_mut() {
            live.take_in(News { changes, tree, rolls, people, seen });
        }
        Ok(something)
    }

    fn seen(&self) -> Option<BTreeMap<String, i64>> {
        let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
        live.as_ref().map(|live| live.seen.clone())
    }

    /// Whether an engine is kept.
    #[must_use]
    pub fn keeps_totals(&self) -> bool {
        self.totals.live.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The version of the kept engine; 0 where none is kept.
    #[must_use]
    pub fn totals_version(&self) -> u64 {
        let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
        live.as_ref().map_or(0, |live| live.engine.version())
    }

    pub(super) fn with_engine<T>(&self, question: impl FnOnce(&Engine) -> T) -> Option<T> {
        let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
        live.as_ref().map(|live| question(&live.engine))
    }

    /// Asks the people kept in memory on the tree as it is known; where nothing is kept, they are read for this question.
    pub(crate) async fn with_people<T: Send>(&self, question: impl FnOnce(&People, &Tree) -> T + Send) -> Result<T> {
        let question = {
            let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
            match live.as_ref() {
                Some(live) => return Ok(question(&live.people, live.engine.tree())),
                None => question,
            }
        };
        let system = self.system();
        let mut tx = self.store.read().await?;
        let tree = tree(&mut tx, &system, None).await?;
        Ok(question(&people(&mut tx, &system, &self.pack()).await?, &tree))
    }

    /// Asks people and names of units kept in memory; where nothing is kept, they are read for this question.
    pub(crate) async fn with_names<T: Send>(
        &self,
        question: impl FnOnce(&People, &Names, &Tree) -> T + Send,
    ) -> Result<T> {
        let question = {
            let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
            match live.as_ref() {
                Some(live) => return Ok(question(&live.people, &live.names, live.engine.tree())),
                None => question,
            }
        };
        self.with_people(|people, tree| question(people, &Names::new(tree), tree)).await
    }
}

impl Live {
    fn take_in(&mut self, news: News) {
        if let Some(tree) = news.tree {
            self.engine.replace_tree(tree);
            self.names = Names::new(self.engine.tree());
        }
        // Added before removed: a unit that went into another chain may have a row added in one and removed in the other,
        // and ids never come back.
        for row in news.changes.iter().flat_map(|change| &change.add) {
            self.engine.add(row.clone());
        }
        for row in news.changes.iter().flat_map(|change| &change.remove) {
            self.engine.remove(row);
        }
        for (unit, roll) in news.rolls {
            match roll {
                Some(roll) => self.engine.set_roll(roll),
                None => _ = self.engine.drop_roll(unit),
            }
        }
        for (unit, faces) in news.people {
            self.people.set_unit(unit, faces);
        }
        self.seen = news.seen;
    }
}

/// Everybody, by unit.
async fn people(tx: &mut Tx, system: &Caller, pack: &Pack) -> Result<People> {
    let mut people = People::new();
    let turns = tx.turns(system, None).await?;
    for (unit, faces) in by_unit(tx.named(system, None).await?, turns, pack) {
        people.set_unit(unit, faces);
    }
    Ok(people)
}

/// The mark of a state in lists: its place in the pack.
pub(crate) fn mark(pack: &Pack, state: &str) -> u8 {
    let place = pack.members.states.iter().position(|one| one.id == state);
    place.and_then(|place| u8::try_from(place).ok()).unwrap_or(UNKNOWN_STATE)
}

/// The mark of a state the pack no longer has.
const UNKNOWN_STATE: u8 = 254;

fn by_unit(named: Vec<Named>, turns: Vec<Turn>, pack: &Pack) -> BTreeMap<UnitId, Vec<Face>> {
    let mut turned: HashMap<PersonId, Vec<(NaiveDate, u8)>> = HashMap::new();
    for turn in turns {
        turned.entry(turn.person).or_default().push((turn.valid_from, mark(pack, &turn.state)));
    }
    let mut faces: BTreeMap<UnitId, Vec<Face>> = BTreeMap::new();
    for Named { unit, person, name_fold, stay } in named {
        let left = stay.left.map(|(day, _)| day);
        let mistaken = stay.left.filter(|(_, leaving)| *leaving == Leaving::Mistaken);
        faces.entry(unit).or_default().push(Face {
            person,
            name_fold,
            joined_on: mistaken.map_or(stay.joined_on, |(day, _)| day),
            left_on: left,
            sex: stay.sex,
            born: stay.born,
            state: 0,
            turns: turned.get(&person).cloned().unwrap_or_default(),
        });
    }
    faces
}

/// The rolls that changed and their people, read again in the snapshot the changes came from; `None` where a unit keeps no
/// roll any more.
async fn changed_rolls(
    tx: &mut Tx,
    (system, pack): (&Caller, &Pack),
    changes: &[Change],
) -> Result<(Vec<(UnitId, Option<Roll>)>, Vec<(UnitId, Vec<Face>)>)> {
    let units: BTreeSet<UnitId> = changes.iter().flat_map(|change| change.rolls.iter().copied()).collect();
    let (mut rolls, mut people) = (Vec::with_capacity(units.len()), Vec::with_capacity(units.len()));
    if units.len() > MANY_ROLLS {
        let all = tx.rolls(system, Timestamp::from_micros(i64::MAX)).await?;
        let mut known: BTreeMap<UnitId, Roll> = all.into_iter().map(|roll| (roll.unit, roll)).collect();
        let turns = tx.turns(system, None).await?;
        let mut faces = by_unit(tx.named(system, None).await?, turns, pack);
        for unit in units {
            rolls.push((unit, known.remove(&unit)));
            people.push((unit, faces.remove(&unit).unwrap_or_default()));
        }
        return Ok((rolls, people));
    }
    for unit in units {
        rolls.push((unit, tx.roll(system, unit).await?));
        let turns = tx.turns(system, Some(unit)).await?;
        let mut faces = by_unit(tx.named(system, Some(unit)).await?, turns, pack);
        people.push((unit, faces.remove(&unit).unwrap_or_default()));
    }
    Ok((rolls, people))
}
