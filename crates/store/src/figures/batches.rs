//! Declared figures brought in by a file, and taking them back.
//!
//! One audit entry for a file, and the rows it brings and takes away as packed blocks beside it: they are what the file is
//! taken back by. Not here: reading the file, which indicators may be declared (`service`).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, FigureId, Ids, UnitId,
    access::{Action, Caller},
    figures::{Row, Source},
};
use sqlx::types::Uuid;

use super::FigureRow;
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Note, Turn, only_system, pack},
    members::Batch,
    transaction::on,
};

/// A figure an import declares.
#[derive(Clone, Debug)]
pub struct ImportedFigure {
    /// The row that counts from now on.
    pub row: Row,
    /// Rows it replaces: what was declared for the same month before.
    pub replaces: Vec<Row>,
    /// Why, for an adjustment; empty for what is declared.
    pub reason: String,
}

/// Ids per statement.
const IDS: usize = 5_000;
/// Up to so many units are asked for by their ids; of more, all that is declared for the indicator is read.
const FEW: usize = 400;
/// What the audit entry of an import, and that of taking it back, is called.
const IMPORT: &str = "import";
const UNDO: &str = "import.undo";

const OF_BATCH: &str = "
SELECT f.id, f.unit_id, f.indicator, f.source, f.record_id, f.occurred_on, f.counted_on, f.value, f.subject
FROM import_row i JOIN figure f ON f.id = i.object_id WHERE i.batch_id = $1 ORDER BY f.id";
const DECLARED: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE superseded_at IS NULL AND source = 'declared' AND indicator = ";

/// What an import wrote: each row with those it replaced.
type Written = Vec<(Row, Vec<Row>)>;

impl Tx {
    /// What is declared for an indicator now at some units, for days up to another.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn declared_rows(
        &mut self,
        caller: &Caller,
        indicator: &str,
        units: &BTreeSet<UnitId>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<Row>> {
        only_system(caller)?;
        let rows: Vec<FigureRow> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(DECLARED);
            query.push_bind(indicator).push(" AND counted_on >= ").push_bind(from);
            query.push(" AND counted_on <= ").push_bind(to);
            if units.len() <= FEW {
                query.push(" AND unit_id IN (");
                let mut listed = query.separated(", ");
                for unit in units {
                    listed.push_bind(unit.uuid());
                }
                query.push(")");
            }
            query.build_query_as().fetch_all(c).await
        })?;
        let rows = rows.into_iter().filter(|row| units.len() <= FEW || units.contains(&row.unit_id.into()));
        rows.map(Row::try_from).collect()
    }

    /// Writes the figures of an import and the import itself, with one audit entry in a chain and what changes as packed
    /// blocks of the change log beside it. The chain is held from the entry on, which comes last.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] where the caller may not declare for a unit; [`Error::Stale`] when somebody
    /// else replaced one of the rows meanwhile.
    pub async fn import_figures(
        &mut self,
        caller: &Caller,
        chain: &str,
        batch: &Batch,
        all: &[ImportedFigure],
    ) -> Result<()> {
        self.require_declaring(caller, all.iter().map(|one| one.row.unit)).await?;
        let ended: Vec<FigureId> = all.iter().flat_map(|one| one.replaces.iter().map(|row| row.id)).collect();
        self.supersede_rows(caller, &ended).await?;
        let rows: Vec<(&Row, &str)> = all.iter().map(|one| (&one.row, one.reason.as_str())).collect();
        self.add_rows_with(caller, &rows).await?;
        self.tell_of_figures(rows.len() + ended.len()).await?;
        self.open_batch(batch).await?;
        let blocks = pack(all.iter().flat_map(|one| {
            let gone = one.replaces.iter().map(|row| (Turn::Goes, row));
            std::iter::once((Turn::Comes, &one.row)).chain(gone)
        }));
        let mut said = batch.said();
        if let Some(said) = said.as_object_mut() {
            said.insert("added".to_owned(), all.len().into());
            said.insert("replaced".to_owned(), ended.len().into());
            let told = blocks.iter().map(|block| serde_json::to_value(&block.told));
            said.insert("blocks".to_owned(), told.collect::<std::result::Result<_, _>>()?);
        }
        let note = Note {
            chain: chain.to_owned(),
            action: IMPORT,
            object: format!("batch:{}", batch.id),
            before: String::new(),
            after: said.to_string(),
        };
        self.journal_packed(caller, note, &blocks).await?;
        Ok(())
    }

    async fn require_declaring(&mut self, caller: &Caller, units: impl Iterator<Item = UnitId>) -> Result<()> {
        if caller.is_system() {
            return Ok(());
        }
        let units: Vec<UnitId> = units.collect::<BTreeSet<_>>().into_iter().collect();
        for chunk in units.chunks(IDS) {
            let may = self.allowed(caller, Action::FigureDeclare, chunk, Thing::FIGURE).await?;
            // Asked once more for the first that is not allowed: as one that is not there, or as one that is refused.
            if let Some(not) = chunk.iter().find(|unit| !may.contains(unit)) {
                self.require(caller, Action::FigureDeclare, *not, Thing::FIGURE).await?;
            }
        }
        Ok(())
    }

    /// Takes back the figures of an import, except those declared anew since; gives those by indicator with the month, and
    /// code of the unit. What they replaced counts again, under `ids` of its own.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before; [`Error::NotVisible`] for who may not see it; [`Error::Denied`] for who
    /// may not declare for each of its units.
    pub async fn undo_figures(
        &mut self,
        caller: &Caller,
        ids: &Ids,
        id: BatchId,
    ) -> Result<Vec<(String, Option<String>)>> {
        self.batch(caller, id).await?;
        let system = Caller::system(caller.now);
        let written = self.figures_of_batch(id).await?;
        self.require_declaring(caller, written.iter().map(|(row, _)| row.unit)).await?;
        self.mark_undone(caller, id).await?;
        let stand = self.standing(written.iter().map(|(row, _)| row.id)).await?;
        let (gone, kept): (Written, Written) = written.into_iter().partition(|(row, _)| stand.contains(&row.id));
        let mut left = Vec::with_capacity(kept.len());
        for (row, _) in kept {
            let unit = self.unit_of_id(&system, row.unit).await?;
            let month = congdoan_model::Month::of(row.counted_on);
            left.push((format!("{} {month}", row.indicator), Some(unit.code.to_string())));
        }
        let reasons = self.reasons(gone.iter().flat_map(|(_, before)| before)).await?;
        let fresh = ids.many(gone.iter().map(|(_, before)| before.len()).sum());
        let old = gone.iter().flat_map(|(_, before)| before);
        let back: Vec<(Row, &str)> = old
            .zip(fresh)
            .map(|(old, id)| (Row { id, ..old.clone() }, reasons.get(&old.id).map_or("", String::as_str)))
            .collect();
        let removed: Vec<FigureId> = gone.iter().map(|(row, _)| row.id).collect();
        self.supersede_rows(caller, &removed).await?;
        let rows: Vec<(&Row, &str)> = back.iter().map(|(row, reason)| (row, *reason)).collect();
        self.add_rows_with(caller, &rows).await?;
        let goes = gone.iter().map(|(row, _)| (Turn::Goes, row));
        let blocks = pack(goes.chain(back.iter().map(|(row, _)| (Turn::Comes, row))));
        let told: Vec<_> = blocks.iter().map(|block| &block.told).collect();
        let note = Note {
            chain: self.chain_of_batch(&system, id).await?,
            action: UNDO,
            object: format!("batch:{id}"),
            before: String::new(),
            after:
                serde_json::json!({ "added": back.len(), "replaced": gone.len(), "kept": left.len(), "blocks": told })
                    .to_string(),
        };
        self.journal_packed(caller, note, &blocks).await?;
        Ok(left)
    }

    /// What an import wrote: from its blocks, or row by row where it came in before there were blocks.
    async fn figures_of_batch(&mut self, id: BatchId) -> Result<Written> {
        let mut written: Written = Vec::new();
        for (turn, row) in self.packed_rows(&format!("batch:{id}"), IMPORT).await? {
            match (turn, written.last_mut()) {
                (Turn::Comes, _) => written.push((row, Vec::new())),
                (Turn::Goes, Some((_, before))) => before.push(row),
                (Turn::Goes, None) => return Err(Error::Corrupt(format!("batch {id}: nothing stands for {}", row.id))),
            }
        }
        if !written.is_empty() {
            return Ok(written);
        }
        let rows: Vec<FigureRow> = on!(self, c => sqlx::query_as(OF_BATCH).bind(id.uuid()).fetch_all(c).await)?;
        let (_, before) = self.imported(id).await?;
        let with_before = |row: FigureRow| {
            let row = Row::try_from(row)?;
            let before = before.get(&row.id.uuid()).map(|text| serde_json::from_str(text)).transpose()?;
            Ok((row, before.unwrap_or_default()))
        };
        rows.into_iter().map(with_before).collect()
    }

    /// Those of some rows that still count.
    async fn standing(&mut self, ids: impl Iterator<Item = FigureId>) -> Result<BTreeSet<FigureId>> {
        let (ids, mut stand): (Vec<FigureId>, _) = (ids.collect(), BTreeSet::new());
        for chunk in ids.chunks(IDS) {
            let found: Vec<Uuid> = on!(self, c => {
                let mut query =
                    sqlx::QueryBuilder::new("SELECT id FROM figure WHERE superseded_at IS NULL AND id IN (");
                let mut listed = query.separated(", ");
                for id in chunk {
                    listed.push_bind(id.uuid());
                }
                query.push(")");
                query.build_query_scalar().fetch_all(c).await
            })?;
            stand.extend(found.into_iter().map(FigureId::from));
        }
        Ok(stand)
    }

    /// The reasons given for adjustments among some rows.
    async fn reasons(&mut self, rows: impl Iterator<Item = &Row>) -> Result<HashMap<FigureId, String>> {
        let adjusted: Vec<FigureId> = rows.filter(|row| row.source == Source::Adjusted).map(|row| row.id).collect();
        let mut reasons = HashMap::new();
        for chunk in adjusted.chunks(IDS) {
            let found: Vec<(Uuid, String)> = on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("SELECT id, reason FROM figure WHERE id IN (");
                let mut listed = query.separated(", ");
                for id in chunk {
                    listed.push_bind(id.uuid());
                }
                query.push(")");
                query.build_query_as().fetch_all(c).await
            })?;
            reasons.extend(found.into_iter().map(|(id, reason)| (FigureId::from(id), reason)));
        }
        Ok(reasons)
    }
}
