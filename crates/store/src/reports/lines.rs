//! The base rows behind the lines a unit types in a report, and what came into a period after a moment.
//!
//! A typed line is a declared figure, or an adjustment of what records give, with its reason. Not here: which of both
//! (`service::reports::fill`), adding up (`rollup`).

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, RecordId, Timestamp, UnitId,
    access::{Action, Caller},
    figures::{Row, Source},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    figures::FigureRow,
    transaction::on,
};

/// What typing lines changes: rows that stand no more, and rows instead of them with the reason given.
#[derive(Clone, Debug, Default)]
pub struct LineRows {
    /// Rows taken away.
    pub remove: Vec<Row>,
    /// Rows put in, each with its reason; empty where none was asked for.
    pub add: Vec<(Row, String)>,
}

/// How many adjustments are told at most: of more, the oldest.
pub const TOLD_ADJUSTMENTS: i64 = 2_000;

/// A base row that came into a period, or went out of it, after a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjustment {
    /// Code of the unit.
    pub unit_code: String,
    /// Name of the unit.
    pub unit_name: String,
    /// The indicator.
    pub indicator: String,
    /// By how much the base row changes a flow: a row taken out counts with the opposite sign. Of a stock, what stands instead.
    pub value: i64,
    /// What it rests on.
    pub source: Source,
    /// The record behind it.
    pub record: Option<RecordId>,
    /// The reason given.
    pub reason: String,
    /// Who: name of the person, or the sign-in name.
    pub who: String,
    /// When, in microseconds.
    pub at: i64,
}

#[derive(sqlx::FromRow)]
struct AdjustmentRow {
    unit_code: String,
    unit_name: String,
    indicator: String,
    value: i64,
    source: String,
    record_id: Option<Uuid>,
    reason: String,
    who: String,
    at: i64,
}

const OWN: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE superseded_at IS NULL AND unit_id = $1 AND counted_on >= $2 AND counted_on <= $3
ORDER BY indicator, counted_on, id";
const SINCE: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $3 AND (l.valid_until IS NULL OR l.valid_until > $2)
), moved AS (
    SELECT unit_id, indicator, value, source, record_id, reason, recorded_by, recorded_at AS at FROM figure
    WHERE (counted_on >= $2 OR $6 LIKE '%,' || indicator || ',%') AND counted_on <= $3 AND recorded_at > $4 AND superseded_at IS NULL
    UNION ALL
    SELECT unit_id, indicator, -value, source, record_id, reason, recorded_by, superseded_at AS at FROM figure
    WHERE (counted_on >= $2 OR $6 LIKE '%,' || indicator || ',%') AND counted_on <= $3 AND recorded_at <= $4 AND superseded_at > $4
)
SELECT u.code AS unit_code, u.name AS unit_name, m.indicator, m.value, m.source, m.record_id, m.reason,
    COALESCE(p.name, m.recorded_by) AS who, m.at
FROM moved m JOIN unit u ON u.id = m.unit_id LEFT JOIN account a ON a.login = m.recorded_by
LEFT JOIN person p ON p.id = a.person_id
WHERE m.unit_id IN (SELECT id FROM below)
ORDER BY m.at, u.code, m.indicator LIMIT $5";

impl Tx {
    /// The base rows a unit itself holds for the days of a period.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not fill the unit's reports.
    pub async fn own_rows(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<Row>> {
        self.require(caller, Action::ReportWrite, unit, Thing::REPORT).await?;
        let rows: Vec<FigureRow> =
            on!(self, c => sqlx::query_as(OWN).bind(unit.uuid()).bind(from).bind(to).fetch_all(c).await)?;
        rows.into_iter().map(Row::try_from).collect()
    }

    /// Writes the rows behind typed lines as one act: one entry of the journal, one of the change log.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn write_lines(&mut self, caller: &Caller, unit: UnitId, object: &str, rows: &LineRows) -> Result<()> {
        self.require(caller, Action::ReportWrite, unit, Thing::REPORT).await?;
        // Two lines of a form may show one indicator.
        let mut gone: Vec<FigureId> = rows.remove.iter().map(|row| row.id).collect();
        gone.sort_unstable();
        gone.dedup();
        self.supersede_rows(caller, &gone).await?;
        let come: Vec<(&Row, &str)> = rows.add.iter().map(|(row, reason)| (row, reason.as_str())).collect();
        self.add_rows_with(caller, &come).await?;
        let add: Vec<Row> = rows.add.iter().map(|(row, _)| row.clone()).collect();
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "report.lines",
            object: object.to_owned(),
            before: serde_json::to_string(&rows.remove)?,
            after: serde_json::to_string(&rows.add)?,
        };
        self.journal(caller, note, &Change { add, remove: rows.remove.clone(), ..Change::default() }).await?;
        Ok(())
    }

    /// What came into a period at a unit and below after a moment, or went out of it, oldest first; [`TOLD_ADJUSTMENTS`] at most.
    /// Rows of earlier days count too where they are of an indicator that counts what `stands`.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn adjustments(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (from, to): (NaiveDate, NaiveDate),
        since: Timestamp,
        stands: &[&str],
    ) -> Result<Vec<Adjustment>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        // One text, since the two databases know no list alike.
        let stands = format!(",{},", stands.join(","));
        let rows: Vec<AdjustmentRow> = on!(self, c => sqlx::query_as(SINCE).bind(unit.uuid()).bind(from).bind(to)
            .bind(since.micros()).bind(TOLD_ADJUSTMENTS).bind(&stands).fetch_all(c).await)?;
        let adjustment = |row: AdjustmentRow| {
            let source =
                Source::from_word(&row.source).ok_or_else(|| Error::Corrupt(format!("source {}", row.source)))?;
            Ok(Adjustment {
                unit_code: row.unit_code,
                unit_name: row.unit_name,
                indicator: row.indicator,
                value: row.value,
                source,
                record: row.record_id.map(Into::into),
                reason: row.reason,
                who: row.who,
                at: row.at,
            })
        };
        rows.into_iter().map(adjustment).collect()
    }
}
