//! Base rows of figures: what records and declarations give the indicators, with what was known when.
//!
//! A row is never changed: it is superseded, so that "as of" a day can be answered. Not here: adding up (`rollup`).

mod batches;
mod copy;

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Timestamp,
    access::{Action, Caller},
    figures::{Row, Source},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    bulk::insert_many,
    transaction::{Inner, on},
};

pub use batches::ImportedFigure;

#[derive(sqlx::FromRow)]
pub(crate) struct FigureRow {
    id: Uuid,
    unit_id: Uuid,
    indicator: String,
    source: String,
    record_id: Option<Uuid>,
    occurred_on: NaiveDate,
    counted_on: NaiveDate,
    value: i64,
    subject: Option<String>,
}

impl TryFrom<FigureRow> for Row {
    type Error = Error;

    fn try_from(row: FigureRow) -> Result<Self> {
        let source = Source::from_word(&row.source).ok_or_else(|| Error::Corrupt(format!("source {}", row.source)))?;
        Ok(Self {
            id: row.id.into(),
            unit: row.unit_id.into(),
            indicator: row.indicator,
            source,
            record: row.record_id.map(Into::into),
            occurred_on: row.occurred_on,
            counted_on: row.counted_on,
            value: row.value,
            subject: row.subject,
        })
    }
}

/// Rows superseded in one statement.
const SUPERSEDED: usize = 5_000;
/// From how many rows on PostgreSQL takes them by COPY; fewer are one statement anyhow.
const COPIED: usize = 100;

const KNOWN: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE recorded_at < $1 AND (superseded_at IS NULL OR superseded_at >= $1) AND ($2 = '' OR indicator = $2)
ORDER BY indicator, unit_id, counted_on, id";
const CURRENT: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE superseded_at IS NULL ORDER BY indicator, unit_id, counted_on, id";
const CURRENT_OF_INDICATOR: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE superseded_at IS NULL AND indicator = $1 ORDER BY indicator, unit_id, counted_on, id";
const DECLARED: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE superseded_at IS NULL AND source = 'declared' AND unit_id = $1 AND indicator = $2
    AND counted_on >= $3 AND counted_on <= $4";
const OF_RECORD: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE superseded_at IS NULL AND record_id = $1 ORDER BY id";
const SUPERSEDE_RECORD: &str = "UPDATE figure SET superseded_at = $2 WHERE record_id = $1 AND superseded_at IS NULL";
const SUPERSEDE: &str = "UPDATE figure SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL";

impl Tx {
    /// The rows that count now, of one indicator or of all.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn rows(&mut self, caller: &Caller, indicator: Option<&str>) -> Result<Vec<Row>> {
        only_system(caller)?;
        let rows: Vec<FigureRow> = match indicator {
            Some(indicator) => on!(self, c => sqlx::query_as(CURRENT_OF_INDICATOR).bind(indicator).fetch_all(c).await)?,
            None => on!(self, c => sqlx::query_as(CURRENT).fetch_all(c).await)?,
        };
        rows.into_iter().map(Row::try_from).collect()
    }

    /// The rows that were known to count before a moment, of one indicator or of all.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn rows_known(
        &mut self,
        caller: &Caller,
        indicator: Option<&str>,
        before: Timestamp,
    ) -> Result<Vec<Row>> {
        only_system(caller)?;
        let rows: Vec<FigureRow> = on!(self, c => sqlx::query_as(KNOWN).bind(before.micros())
            .bind(indicator.unwrap_or_default()).fetch_all(c).await)?;
        rows.into_iter().map(Row::try_from).collect()
    }

    /// Declares the value of an indicator for a month in place of what was declared for it before; 0 is a nil
    /// declaration.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not declare for the unit.
    pub async fn declare(&mut self, caller: &Caller, row: &Row, month: (NaiveDate, NaiveDate)) -> Result<()> {
        self.require(caller, Action::FigureDeclare, row.unit, Thing::FIGURE).await?;
        let (unit, indicator) = (row.unit.uuid(), &row.indicator);
        let before: Vec<FigureRow> = on!(self, c => sqlx::query_as(DECLARED).bind(unit).bind(indicator).bind(month.0)
            .bind(month.1).fetch_all(c).await)?;
        let remove = before.into_iter().map(Row::try_from).collect::<Result<Vec<_>>>()?;
        for old in &remove {
            on!(self, c => sqlx::query(SUPERSEDE).bind(old.id.uuid()).bind(caller.now.micros())
                .execute(c).await.map(|_| ()))?;
        }
        self.add_rows(caller, std::slice::from_ref(row), "").await?;
        let note = Note {
            chain: self.chain_of(row.unit).await?,
            action: "figure.declare",
            object: format!("figure:{}:{}", row.unit, row.indicator),
            before: serde_json::to_string(&remove)?,
            after: serde_json::to_string(row)?,
        };
        self.journal(caller, note, &Change { add: vec![row.clone()], remove, ..Change::default() }).await?;
        Ok(())
    }

    /// Declares many figures of one chain as one act: one audit entry, one block of the change log. No month of any of
    /// them may have been declared before.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn declare_batch(&mut self, caller: &Caller, chain: &str, rows: &[Row]) -> Result<()> {
        only_system(caller)?;
        self.add_rows(caller, rows, "").await?;
        let ids: Vec<FigureId> = rows.iter().map(|row| row.id).collect();
        let note = Note {
            chain: chain.to_owned(),
            action: "figure.batch",
            object: format!("figures:{}", rows.len()),
            before: String::new(),
            after: serde_json::to_string(&ids)?,
        };
        self.journal(caller, note, &Change { add: rows.to_vec(), ..Change::default() }).await?;
        Ok(())
    }

    pub(crate) async fn supersede_record(
        &mut self,
        caller: &Caller,
        record: congdoan_model::RecordId,
    ) -> Result<Vec<Row>> {
        let rows: Vec<FigureRow> = on!(self, c => sqlx::query_as(OF_RECORD).bind(record.uuid()).fetch_all(c).await)?;
        on!(self, c => sqlx::query(SUPERSEDE_RECORD).bind(record.uuid()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        rows.into_iter().map(Row::try_from).collect()
    }

    pub(crate) async fn add_rows(&mut self, caller: &Caller, rows: &[Row], reason: &str) -> Result<()> {
        let rows: Vec<(&Row, &str)> = rows.iter().map(|row| (row, reason)).collect();
        self.add_rows_with(caller, &rows).await
    }

    /// Supersedes rows that stand.
    ///
    /// # Errors
    /// [`Error::Stale`] when one of them stands no more.
    pub(crate) async fn supersede_rows(&mut self, caller: &Caller, ids: &[FigureId]) -> Result<()> {
        for chunk in ids.chunks(SUPERSEDED) {
            let ended = on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("UPDATE figure SET superseded_at = ");
                query.push_bind(caller.now.micros()).push(" WHERE superseded_at IS NULL AND id IN (");
                let mut listed = query.separated(", ");
                for id in chunk {
                    listed.push_bind(id.uuid());
                }
                query.push(")");
                query.build().execute(c).await.map(|done| done.rows_affected())
            })?;
            if ended != u64::try_from(chunk.len()).unwrap_or(u64::MAX) {
                return Err(Error::Stale);
            }
        }
        Ok(())
    }

    /// Adds rows, each with its reason.
    pub(crate) async fn add_rows_with(&mut self, caller: &Caller, rows: &[(&Row, &str)]) -> Result<()> {
        let (by, now) = (caller.name(), caller.now.micros());
        if let Inner::Postgres(transaction) = &mut self.inner
            && rows.len() >= COPIED
        {
            copy::copy(transaction, rows, (by, now)).await?;
            self.count_statement();
            return Ok(());
        }
        insert_many!(
            self,
            "INSERT INTO figure (recorded_by, recorded_at, id, unit_id, indicator, source, record_id, occurred_on,
    counted_on, value, subject, reason) ",
            [by, now],
            rows,
            |values, row| {
                let (row, reason) = row;
                values.push_bind(row.id.uuid()).push_bind(row.unit.uuid()).push_bind(row.indicator.as_str());
                values.push_bind(row.source.word()).push_bind(row.record.map(congdoan_model::RecordId::uuid));
                values.push_bind(row.occurred_on).push_bind(row.counted_on).push_bind(row.value);
                values.push_bind(row.subject.as_deref()).push_bind(*reason);
            }
        );
        Ok(())
    }
}
