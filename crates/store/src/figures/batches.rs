//! Declared figures brought in by a file, and taking them back.
//!
//! Not here: reading the file, which indicators may be declared (`service`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::{
    BatchId, FigureId, Ids, UnitId,
    access::{Action, Caller},
    figures::Row,
};
use sqlx::types::Uuid;

use super::{DECLARED_OF, FigureRow};
use crate::{
    Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    bulk::insert_many,
    transaction::on,
};

/// A figure an import declares.
#[derive(Clone, Debug)]
pub struct ImportedFigure {
    /// The row that counts from now on.
    pub row: Row,
    /// Rows it replaces: what was declared for the same month before.
    pub replaces: Vec<Row>,
    /// The audit chain of its unit.
    pub chain: String,
}

/// Ids per statement.
const IDS: usize = 5_000;
const OF_BATCH: &str = "
SELECT f.id, f.unit_id, f.indicator, f.source, f.record_id, f.occurred_on, f.counted_on, f.value, f.subject
FROM import_row i JOIN figure f ON f.id = i.object_id WHERE i.batch_id = $1 ORDER BY f.id";
const ENDED: &str = "
SELECT f.id FROM import_row i JOIN figure f ON f.id = i.object_id
WHERE i.batch_id = $1 AND f.superseded_at IS NOT NULL";

impl Tx {
    /// What is declared for an indicator now, by unit and day.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn declared_rows(&mut self, caller: &Caller, indicator: &str) -> Result<Vec<Row>> {
        only_system(caller)?;
        let rows: Vec<FigureRow> = on!(self, c => sqlx::query_as(DECLARED_OF).bind(indicator).fetch_all(c).await)?;
        rows.into_iter().map(Row::try_from).collect()
    }

    /// Writes the figures of an import, with one audit entry and one block of the change log for each chain.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`] where the caller may not declare for a unit.
    pub async fn import_figures(&mut self, caller: &Caller, batch: BatchId, all: &[ImportedFigure]) -> Result<()> {
        self.require_declaring(caller, all.iter().map(|one| one.row.unit)).await?;
        let ended: Vec<FigureId> = all.iter().flat_map(|one| one.replaces.iter().map(|row| row.id)).collect();
        self.supersede_rows(caller, &ended).await?;
        let rows: Vec<Row> = all.iter().map(|one| one.row.clone()).collect();
        self.add_rows(caller, &rows, "").await?;
        let written: Vec<(Uuid, i64)> = rows.iter().map(|row| (row.id.uuid(), 1)).collect();
        self.note_imported(batch, &written).await?;
        let replaced = all.iter().filter(|one| !one.replaces.is_empty());
        let replaced = replaced.map(|one| Ok((one.row.id.uuid(), serde_json::to_string(&one.replaces)?)));
        let replaced: Vec<(Uuid, String)> = replaced.collect::<Result<_>>()?;
        let id = batch.uuid();
        insert_many!(
            self,
            "INSERT INTO import_change (batch_id, object_id, before_state) ",
            [id],
            replaced,
            |values, row| {
                values.push_bind(row.0).push_bind(row.1.as_str());
            }
        );
        let mut noted: BTreeMap<&str, Change> = BTreeMap::new();
        for one in all {
            let change = noted.entry(&one.chain).or_default();
            change.add.push(one.row.clone());
            change.remove.extend(one.replaces.iter().cloned());
        }
        for (chain, change) in noted {
            let note = Note {
                chain: chain.to_owned(),
                action: "figure.batch",
                object: format!("batch:{batch}"),
                before: serde_json::to_string(&change.remove)?,
                after: serde_json::to_string(&change.add)?,
            };
            self.journal(caller, note, &change).await?;
        }
        Ok(())
    }

    async fn require_declaring(&mut self, caller: &Caller, units: impl Iterator<Item = UnitId>) -> Result<()> {
        if caller.is_system() {
            return Ok(());
        }
        for unit in units.collect::<BTreeSet<_>>() {
            self.require(caller, Action::FigureDeclare, unit, Thing::FIGURE).await?;
        }
        Ok(())
    }

    async fn supersede_rows(&mut self, caller: &Caller, ids: &[FigureId]) -> Result<()> {
        for chunk in ids.chunks(IDS) {
            on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("UPDATE figure SET superseded_at = ");
                query.push_bind(caller.now.micros()).push(" WHERE superseded_at IS NULL AND id IN (");
                let mut listed = query.separated(", ");
                for id in chunk {
                    listed.push_bind(id.uuid());
                }
                query.push(")");
                query.build().execute(c).await.map(|_| ())
            })?;
        }
        Ok(())
    }

    /// Takes back the figures of an import, except those declared anew since; gives those by indicator with the month, and
    /// code of the unit. What they replaced counts again, under `ids` of its own.
    ///
    /// # Errors
    /// [`crate::Error::Stale`] when it was undone before; [`crate::Error::NotVisible`] for who may not see it;
    /// [`crate::Error::Denied`] for who may not declare for each of its units.
    pub async fn undo_figures(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        id: BatchId,
    ) -> Result<Vec<(String, Option<String>)>> {
        self.batch(caller, id).await?;
        let rows: Vec<FigureRow> = on!(self, c => sqlx::query_as(OF_BATCH).bind(id.uuid()).fetch_all(c).await)?;
        let rows: Vec<Row> = rows.into_iter().map(Row::try_from).collect::<Result<_>>()?;
        self.require_declaring(caller, rows.iter().map(|row| row.unit)).await?;
        self.mark_undone(caller, id).await?;
        let ended: Vec<Uuid> = on!(self, c => sqlx::query_scalar(ENDED).bind(id.uuid()).fetch_all(c).await)?;
        let ended: BTreeSet<Uuid> = ended.into_iter().collect();
        let (_, before) = self.imported(id).await?;
        let chains = self.unit_chains(&Caller::system(caller.now)).await?;
        let (mut kept, mut noted): (Vec<_>, BTreeMap<String, Change>) = (Vec::new(), BTreeMap::new());
        for row in rows {
            if ended.contains(&row.id.uuid()) {
                let unit = self.unit_of_id(&Caller::system(caller.now), row.unit).await?;
                let month = congdoan_model::Month::of(row.counted_on);
                kept.push((format!("{} {month}", row.indicator), Some(unit.code.to_string())));
                continue;
            }
            let stood: Option<Vec<Row>> =
                before.get(&row.id.uuid()).map(|text| serde_json::from_str(text)).transpose()?;
            let change = noted.entry(chains.get(&row.unit).cloned().unwrap_or_default()).or_default();
            change.add.extend(stood.unwrap_or_default().into_iter().map(|old| Row { id: ids.next(), ..old }));
            change.remove.push(row);
        }
        for (chain, change) in noted {
            let gone: Vec<FigureId> = change.remove.iter().map(|row| row.id).collect();
            self.supersede_rows(caller, &gone).await?;
            self.add_rows(caller, &change.add, "").await?;
            let note = Note {
                chain,
                action: "import.undo",
                object: format!("batch:{id}"),
                before: serde_json::to_string(&change.remove)?,
                after: serde_json::to_string(&change.add)?,
            };
            self.journal(caller, note, &change).await?;
        }
        Ok(kept)
    }
}
