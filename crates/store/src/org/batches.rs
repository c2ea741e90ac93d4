//! Units brought in by a file, and taking them back.
//!
//! Not here: reading the file (`service`), reorganisations.

use std::collections::{BTreeMap, HashMap, HashSet};

use congdoan_model::{
    BatchId, UnitId,
    access::{Action, Caller},
    org::{Link, Unit},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::Superseding,
    transaction::on,
};

const OF_BATCH: &str = "
SELECT u.id, u.code, u.name FROM unit_life l JOIN unit u ON u.id = l.unit_id
WHERE l.act_id = $1 AND l.superseded_at IS NULL AND u.annulled_at IS NULL";
const LINKS: &str = "
SELECT child_id, parent_id FROM unit_link WHERE superseded_at IS NULL
    AND parent_id IN (SELECT unit_id FROM unit_life WHERE act_id = $1)";
const BUSY: &str = "
SELECT DISTINCT unit_id FROM (
    SELECT unit_id FROM membership WHERE superseded_at IS NULL
    UNION ALL SELECT unit_id FROM record WHERE annulled_at IS NULL
    UNION ALL SELECT unit_id FROM figure WHERE superseded_at IS NULL
    UNION ALL SELECT unit_id FROM mandate
    UNION ALL SELECT unit_id FROM post WHERE superseded_at IS NULL
    UNION ALL SELECT unit_id FROM programme
    UNION ALL SELECT unit_id FROM directive
    UNION ALL SELECT unit_id FROM reorganisation_effect
    UNION ALL SELECT unit_id FROM unit_naming WHERE act_id IS DISTINCT FROM $1 AND recorded_at > $2
) busy WHERE unit_id IN (SELECT unit_id FROM unit_life WHERE act_id = $1)";
const ROWS: [(&str, &str); 3] = [
    ("unit_life", "SELECT id FROM unit_life WHERE act_id = $1 AND superseded_at IS NULL AND unit_id = $2"),
    ("unit_naming", "SELECT id FROM unit_naming WHERE act_id = $1 AND superseded_at IS NULL AND unit_id = $2"),
    ("unit_link", "SELECT id FROM unit_link WHERE act_id = $1 AND superseded_at IS NULL AND child_id = $2"),
];
const ANNUL: &str = "UPDATE unit SET annulled_at = $2 WHERE id = $1";

impl Tx {
    /// Adds units a file names, with their links; the right is asked for at every parent that stood before.
    ///
    /// # Errors
    /// [`Error::Taken`] as for [`Tx::add_units`]; [`Error::NotVisible`], [`Error::Denied`] where the caller may not found.
    pub async fn import_units(
        &mut self,
        caller: &Caller,
        batch: BatchId,
        units: &[(Unit, String)],
        links: &[Link],
    ) -> Result<()> {
        if !caller.is_system() {
            let new: HashSet<UnitId> = units.iter().map(|(unit, _)| unit.id).collect();
            let mut parents: Vec<UnitId> =
                links.iter().map(|link| link.parent).filter(|parent| !new.contains(parent)).collect();
            parents.sort_unstable();
            parents.dedup();
            let hung: HashSet<UnitId> = links.iter().map(|link| link.child).collect();
            if units.iter().any(|(unit, _)| !hung.contains(&unit.id)) {
                return Err(Error::Denied(Action::UnitWrite));
            }
            for parent in parents {
                self.require(caller, Action::UnitWrite, parent, Thing::UNIT).await?;
            }
        }
        self.check_free(units).await?;
        self.insert_units(caller, units, Some(batch.uuid())).await?;
        self.insert_links(caller, links, Some(batch.uuid())).await
    }

    /// Takes a unit an import brought in out of sight, with everything that import wrote of it.
    pub(super) async fn annul_imported(&mut self, caller: &Caller, batch: BatchId, unit: Uuid) -> Result<()> {
        for (table, text) in ROWS {
            let rows: Vec<Uuid> =
                on!(self, c => sqlx::query_scalar(text).bind(batch.uuid()).bind(unit).fetch_all(c).await)?;
            self.supersede(table, &rows, Superseding { at: caller.now, act: None }).await?;
        }
        on!(self, c => sqlx::query(ANNUL).bind(unit).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Takes back the units an import brought in, except those something was built on since and what is above them;
    /// gives the kept ones, by name and code.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before; [`Error::NotVisible`] for who may not see it; [`Error::Denied`] for who
    /// may not write each of its units.
    pub async fn undo_units(
        &mut self,
        caller: &Caller,
        chain: &str,
        id: BatchId,
    ) -> Result<Vec<(String, Option<String>)>> {
        let recorded_at = self.batch(caller, id).await?.recorded_at;
        let batch = id.uuid();
        let units: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(OF_BATCH).bind(batch).fetch_all(c).await)?;
        if !caller.is_system() {
            for (unit, ..) in &units {
                self.require(caller, Action::UnitWrite, UnitId::from(*unit), Thing::UNIT).await?;
            }
        }
        self.mark_undone(caller, id).await?;
        let links: Vec<(Uuid, Uuid)> = on!(self, c => sqlx::query_as(LINKS).bind(batch).fetch_all(c).await)?;
        let busy: Vec<Uuid> =
            on!(self, c => sqlx::query_scalar(BUSY).bind(batch).bind(recorded_at).fetch_all(c).await)?;
        let of_batch: BTreeMap<Uuid, (String, String)> =
            units.into_iter().map(|(id, code, name)| (id, (code, name))).collect();
        let kept = kept(&of_batch, &links, busy);
        for unit in of_batch.keys().filter(|unit| !kept.contains(*unit)) {
            self.annul_imported(caller, id, *unit).await?;
        }
        let note = Note {
            chain: chain.to_owned(),
            action: "import.undo",
            object: format!("batch:{id}"),
            before: String::new(),
            after: serde_json::json!({ "kept": kept.len() }).to_string(),
        };
        self.journal(caller, note, &Change { tree: true, ..Change::default() }).await?;
        let named = of_batch.into_iter().filter(|(unit, _)| kept.contains(unit));
        Ok(named.map(|(_, (code, name))| (name, Some(code))).collect())
    }
}

/// Busy units, parents of units that are not of the batch, and everything of the batch above those.
fn kept(of_batch: &BTreeMap<Uuid, (String, String)>, links: &[(Uuid, Uuid)], busy: Vec<Uuid>) -> HashSet<Uuid> {
    let mut above: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for (child, parent) in links {
        above.entry(*child).or_default().push(*parent);
    }
    let mut open = busy;
    open.extend(links.iter().filter(|(child, _)| !of_batch.contains_key(child)).map(|(_, parent)| *parent));
    let mut kept = HashSet::new();
    while let Some(unit) = open.pop() {
        if kept.insert(unit) {
            open.extend(above.get(&unit).into_iter().flatten());
        }
    }
    kept
}
