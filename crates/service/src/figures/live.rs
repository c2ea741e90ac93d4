//! Totals and people kept in memory, and following the change log with them.
//!
//! What changed is read in the snapshot the changes came from, so that rows, rolls and tree belong together. A change of
//! the tree puts another tree under the rows that are held; only a changed pack loads everything anew. Not here: questions
//! (`figures`, `members`).

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    path::Path,
    sync::{PoisonError, RwLock, atomic::AtomicUsize},
};

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Period, PersonId, Timestamp, UnitId,
    access::Caller,
    members::{Leaving, Roll},
};
use congdoan_pack::Pack;
use congdoan_rollup::{Engine, Face, Names, People, Tree, bare};
use congdoan_store::{
    Tx,
    audit::{Change, Head},
    members::{Named, Turn},
};
use tokio::sync::watch;

use super::{engine, tree};
use crate::{Result, Service};

/// From this many changed rolls on, all rolls are read in one statement.
const MANY_ROLLS: usize = 50;

/// The engine in memory, when one is kept, and how far it has followed each chain.
#[derive(Default)]
pub struct Totals {
    pub(super) live: RwLock<Option<Live>>,
    pub(super) following: tokio::sync::Mutex<()>,
    /// Counts what came, for those who wait for it.
    news: watch::Sender<News>,
}

/// How often something came since the server started, by what it is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// What changes totals, or words that name them.
    pub totals: u64,
    /// Deeds on reports, which leave the totals as they are.
    pub reports: u64,
}

pub(super) struct Live {
    pub(super) engine: Engine,
    people: People,
    names: Names,
    /// How far each chain was followed.
    pub(super) seen: Seen,
    /// The fingerprint of the packs under which the engine was made.
    pub(super) packs: String,
    /// How many rows and rolls changed since the last snapshot.
    pub(super) since: AtomicUsize,
}

/// The last entry seen of each chain.
type Seen = BTreeMap<String, Head>;

/// Counts as changed where there is no snapshot: more than ever changes.
pub(super) const NEVER: usize = usize::MAX / 2;

/// What came of the change log, read and not yet brought in.
struct Brought {
    changes: Vec<Change>,
    tree: Option<Tree>,
    rolls: Vec<(UnitId, Option<Roll>)>,
    people: Vec<(UnitId, Vec<Face>)>,
    seen: Seen,
}

impl Service {
    /// Loads engine and people and keeps them from now on.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn keep_totals(&self) -> Result<()> {
        let _turn = self.totals.following.lock().await;
        self.load_totals(None).await.map(|_| ())
    }

    /// Loads engine and people and keeps them from now on: the engine from a snapshot and the change log where the file is to be
    /// believed, else from every row. Says whether the snapshot was taken.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn keep_totals_from(&self, snapshot: &Path) -> Result<bool> {
        let _turn = self.totals.following.lock().await;
        self.load_totals(Some(snapshot)).await
    }

    async fn load_totals(&self, snapshot: Option<&Path>) -> Result<bool> {
        let system = self.system();
        let mut tx = self.store.read().await?;
        let seen = by_name(tx.heads(&system).await?);
        let packs = self.packs_print(&mut tx).await?;
        let started = match snapshot {
            Some(file) => self.engine_from(&mut tx, file).await?,
            None => None,
        };
        let was_taken = started.is_some();
        let (mut engine, since) = match started {
            Some(started) => (started.engine, started.since),
            None => (engine(&mut tx, &system, &self.pack(), None, None).await?, NEVER),
        };
        engine.turn_to(system.now.day());
        let people = people(&mut tx, &system, &self.pack()).await?;
        let names = Names::new(engine.tree());
        let live = Live { engine, people, names, seen, packs, since: since.into() };
        *self.totals.live.write().unwrap_or_else(PoisonError::into_inner) = Some(live);
        Ok(was_taken)
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
            let from = seen.get(&head.name).map_or(0, |seen| seen.seq);
            if head.seq > from {
                changes.extend(tx.changes(&system, &head.name, from).await?.into_iter().map(|(_, change)| change));
            }
        }
        let told = (changes.iter().any(|change| !change.keeps_totals()), changes.iter().any(|change| change.reports));
        if changes.iter().any(|change| change.pack) {
            drop(tx);
            self.reload_pack().await?;
            self.load_totals(None).await?;
            self.totals.tell(told);
            return Ok(true);
        }
        let changed = changes.iter().any(|change| change.tree);
        let tree = if changed { Some(tree(&mut tx, &system, None).await?) } else { None };
        let (rolls, people) = changed_rolls(&mut tx, (&system, &self.pack()), &changes).await?;
        drop(tx);
        let something = !changes.is_empty();
        let seen = by_name(heads);
        let mut live = self.totals.live.write().unwrap_or_else(PoisonError::into_inner);
        let mut turned = false;
        if let Some(live) = live.as_mut() {
            live.take_in(Brought { changes, tree, rolls, people, seen });
            // On another day something else stands.
            turned = live.engine.turn_to(system.now.day());
        }
        drop(live);
        self.totals.tell((told.0 || turned, told.1));
        Ok(something || turned)
    }

    /// Tells whenever something came; every open page that waits holds one.
    #[must_use]
    pub fn news(&self) -> watch::Receiver<News> {
        self.totals.news.subscribe()
    }

    /// The state of the totals and of everything that names them: a number that grows with whatever was brought in since the
    /// server started. Deeds on reports leave it as it is.
    #[must_use]
    pub fn totals_state(&self) -> u64 {
        self.totals.news.borrow().totals
    }

    fn seen(&self) -> Option<Seen> {
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

    pub(crate) fn with_engine<T>(&self, question: impl FnOnce(&Engine) -> T) -> Option<T> {
        let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
        live.as_ref().map(|live| question(&live.engine))
    }

    /// The few units that do not stand below one at the top on any of some days, over managing links alone or over both lines;
    /// nothing where they are many, or the tree is not kept.
    pub(crate) fn outside(&self, unit: UnitId, days: (NaiveDate, NaiveDate), managing: bool) -> Option<Vec<UnitId>> {
        let period = Period::range(days.0, days.1).ok()?;
        self.with_engine(|engine| {
            let tree = engine.tree();
            (*tree.outside(tree.by_id(unit)?, period, managing)).clone()
        })?
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

impl Totals {
    /// Wakes whoever waits for news of totals or of reports; nobody where nothing came.
    fn tell(&self, (totals, reports): (bool, bool)) {
        self.news.send_if_modified(|news| {
            news.totals += u64::from(totals);
            news.reports += u64::from(reports);
            totals || reports
        });
    }
}

impl Live {
    fn take_in(&mut self, news: Brought) {
        if let Some(tree) = news.tree {
            self.engine.replace_tree(tree);
            self.names = Names::new(self.engine.tree());
        }
        let since = self.since.get_mut();
        *since = since.saturating_add(weight(&news.changes)).min(NEVER);
        take_rows(&mut self.engine, news.changes);
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

/// Brings rows that came and went into an engine.
pub(super) fn take_rows(engine: &mut Engine, changes: Vec<Change>) {
    // A unit that went into another chain may have a row added in one and removed in the other, in any order; ids never
    // come back, so whatever was both added and removed is passed over. Without its id a declared month is told by its
    // place, which the old one leaves before the new one comes.
    let removed: HashSet<FigureId> = changes.iter().flat_map(|change| &change.remove).map(|row| row.id).collect();
    let added = changes.iter().flat_map(|change| &change.add).map(|row| row.id);
    let passed: HashSet<FigureId> = added.filter(|id| removed.contains(id)).collect();
    let (mut come, mut gone) = (Vec::with_capacity(changes.len()), Vec::with_capacity(changes.len()));
    for change in changes {
        come.push(change.add);
        gone.push(change.remove);
    }
    for row in gone.into_iter().flatten().filter(|row| !passed.contains(&row.id)) {
        engine.remove(&bare(row));
    }
    for row in come.into_iter().flatten().filter(|row| !passed.contains(&row.id)) {
        engine.add(bare(row));
    }
}

/// How many rows and rolls changes are about.
pub(super) fn weight(changes: &[Change]) -> usize {
    changes.iter().map(|change| change.add.len() + change.remove.len() + change.rolls.len()).sum()
}

fn by_name(heads: Vec<Head>) -> Seen {
    heads.into_iter().map(|head| (head.name.clone(), head)).collect()
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
    let rolls = rolls_of(tx, system, &units).await?;
    let mut people = Vec::with_capacity(units.len());
    if units.len() > MANY_ROLLS {
        let turns = tx.turns(system, None).await?;
        let mut faces = by_unit(tx.named(system, None).await?, turns, pack);
        for unit in units {
            people.push((unit, faces.remove(&unit).unwrap_or_default()));
        }
        return Ok((rolls, people));
    }
    for unit in units {
        let turns = tx.turns(system, Some(unit)).await?;
        let mut faces = by_unit(tx.named(system, Some(unit)).await?, turns, pack);
        people.push((unit, faces.remove(&unit).unwrap_or_default()));
    }
    Ok((rolls, people))
}

/// The rolls of some units; `None` where a unit keeps none.
pub(super) async fn rolls_of(
    tx: &mut Tx,
    system: &Caller,
    units: &BTreeSet<UnitId>,
) -> Result<Vec<(UnitId, Option<Roll>)>> {
    let mut rolls = Vec::with_capacity(units.len());
    if units.len() > MANY_ROLLS {
        let all = tx.rolls(system, Timestamp::from_micros(i64::MAX)).await?;
        let mut known: BTreeMap<UnitId, Roll> = all.into_iter().map(|roll| (roll.unit, roll)).collect();
        rolls.extend(units.iter().map(|unit| (*unit, known.remove(unit))));
        return Ok(rolls);
    }
    for unit in units {
        rolls.push((*unit, tx.roll(system, *unit).await?));
    }
    Ok(rolls)
}
