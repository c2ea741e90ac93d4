//! Files a report was filled from, as batches that can be taken back.
//!
//! What a file put in bears its batch; what stood before is kept beside it. Not here: reading files, whether a batch may still
//! be taken back (`service`).

use congdoan_model::{BatchId, FigureId, ReportId, UnitId, access::Caller, figures::Row};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use super::LineRows;
use crate::{Error, Result, Tx, members::Batch, transaction::on};

/// What a batch of lines did, and what stood before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SheetBefore {
    /// The unit that reports.
    pub unit: String,
    /// The unit it goes to.
    pub receiver: String,
    /// Id of the form.
    pub form: String,
    /// The period.
    pub period: String,
    /// Rows it took away, each with its reason.
    pub removed: Vec<(Row, String)>,
    /// Rows it put in.
    pub added: Vec<FigureId>,
    /// Every typed row of the indicators it touched, as they stood once it was in.
    pub stood: Vec<FigureId>,
}

const REASON: &str = "SELECT reason FROM figure WHERE id = $1";
const ADD: &str = "INSERT INTO import_change (batch_id, object_id, before_state) VALUES ($1, $2, $3)";
const BEFORE: &str = "SELECT before_state FROM import_change WHERE batch_id = $1";
const OF: &str = "
SELECT b.id, b.kind, b.label, b.file_name, b.file_hash, b.mapping, b.created, b.changed, b.unchanged, b.refused,
    b.recorded_by, b.recorded_at, b.undone_by, b.undone_at
FROM import_change c JOIN import_batch b ON b.id = c.batch_id
WHERE c.object_id = $1 AND b.kind = 'reports' ORDER BY b.recorded_at DESC LIMIT 20";

impl Tx {
    /// Writes down the batch by which a file filled lines of a report. The lines themselves were written, and the right to
    /// write them asked for, by [`Tx::write_lines`].
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn note_sheet(
        &mut self,
        caller: &Caller,
        (batch, report, unit): (&Batch, ReportId, UnitId),
        before: SheetBefore,
        rows: &LineRows,
    ) -> Result<()> {
        let mut before = before;
        for row in &rows.remove {
            let reason: Option<String> =
                on!(self, c => sqlx::query_scalar(REASON).bind(row.id.uuid()).fetch_optional(c).await)?;
            before.removed.push((row.clone(), reason.unwrap_or_default()));
        }
        before.added = rows.add.iter().map(|(row, _)| row.id).collect();
        let chain = self.chain_of(unit).await?;
        self.add_batch(caller, &chain, batch, Vec::new()).await?;
        let written: Vec<(Uuid, i64)> = before.added.iter().map(|id| (id.uuid(), 1)).collect();
        self.note_imported(batch.id, &written).await?;
        let text = serde_json::to_string(&before)?;
        on!(self, c => sqlx::query(ADD).bind(batch.id.uuid()).bind(report.uuid()).bind(&text)
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// What a batch of lines did, for whoever may see the batch.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for the caller.
    pub async fn sheet_before(&mut self, caller: &Caller, batch: BatchId) -> Result<SheetBefore> {
        self.batch(caller, batch).await?;
        let text: Option<String> =
            on!(self, c => sqlx::query_scalar(BEFORE).bind(batch.uuid()).fetch_optional(c).await)?;
        Ok(serde_json::from_str(&text.ok_or(Error::NotVisible("batch"))?)?)
    }

    /// Marks a batch of lines as undone; that its rows are taken back is written by [`Tx::write_lines`].
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before; [`Error::NotVisible`].
    pub async fn end_sheet(&mut self, caller: &Caller, batch: BatchId) -> Result<()> {
        self.batch(caller, batch).await?;
        self.mark_undone(caller, batch).await
    }

    /// The batches by which files filled a report, latest first. Whoever asks has been given the report before.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn sheets_of(&mut self, _caller: &Caller, report: ReportId) -> Result<Vec<Batch>> {
        Ok(on!(self, c => sqlx::query_as(OF).bind(report.uuid()).fetch_all(c).await)?)
    }
}
