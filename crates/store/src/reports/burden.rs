//! Units and what makes their reports long or short: whether they keep a roll, whether a coordinating line leads up from them,
//! the minutes requests ask of them in a month.
//!
//! Not here: the minutes of the forms that come back by themselves (`service::reports::burden`).

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::{Action, Caller},
    org::{Unit, UnitKind},
};

use crate::{Result, Tx, access::Thing, org::UnitRow, transaction::on};

/// A unit that reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurdenedUnit {
    /// The unit.
    pub unit: Unit,
    /// Whether its members are counted from a roll.
    pub keeps_roll: bool,
    /// Whether it reports along a coordinating line too.
    pub coordinated: bool,
    /// Minutes requests with their last day in the month ask of it.
    pub asked: i64,
}

#[derive(sqlx::FromRow)]
struct BurdenRow {
    #[sqlx(flatten)]
    unit: UnitRow,
    rolls: i64,
    lines: i64,
    asked: i64,
}

/// A question about units that report; `$2` and `$3` are first and last day of the month.
macro_rules! burdened {
    ($from:literal, $which:literal) => {
        concat!(
            $from,
            "
SELECT u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on,
    (SELECT COUNT(*) FROM roll o WHERE o.unit_id = u.id AND o.superseded_at IS NULL AND o.counts_from <= $3) AS rolls,
    (SELECT COUNT(*) FROM unit_link l WHERE l.child_id = u.id AND l.line = 'coordinating' AND l.superseded_at IS NULL
        AND l.valid_from <= $3 AND (l.valid_until IS NULL OR l.valid_until > $3)) AS lines,
    (SELECT CAST(COALESCE(SUM(x.minutes), 0) AS BIGINT) FROM report_request_unit x
        JOIN report_request r ON r.id = x.request_id
        WHERE x.unit_id = u.id AND r.superseded_at IS NULL AND r.due_on >= $2 AND r.due_on <= $3) AS asked
FROM unit u ",
            $which,
            " AND u.opened_on <= $3 AND (u.closed_on IS NULL OR u.closed_on > $3) ORDER BY u.code"
        )
    };
}

const OWN: &str = burdened!("", "WHERE u.id = $1");
const CHILDREN: &str = burdened!(
    "",
    "JOIN unit_link b ON b.child_id = u.id WHERE b.parent_id = $1 AND b.line = 'managing' AND b.superseded_at IS NULL
    AND b.valid_from <= $3 AND (b.valid_until IS NULL OR b.valid_until > $3)"
);
const BELOW: &str = burdened!(
    "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $3
        AND (l.valid_until IS NULL OR l.valid_until > $3)
)",
    "JOIN below ON below.id = u.id WHERE u.id <> $1 AND u.kind = $4"
);

fn burdened(row: BurdenRow) -> Result<BurdenedUnit> {
    Ok(BurdenedUnit {
        unit: row.unit.try_into()?,
        keeps_roll: row.rolls > 0,
        coordinated: row.lines > 0,
        asked: row.asked,
    })
}

impl Tx {
    /// A unit as one that reports; nothing where it is closed by the end of the month.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not open its figures.
    pub async fn burdened(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Option<BurdenedUnit>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let row: Option<BurdenRow> = on!(self, c => sqlx::query_as(OWN).bind(unit.uuid()).bind(first).bind(last)
            .fetch_optional(c).await)?;
        row.map(burdened).transpose()
    }

    /// The units a unit manages directly, as those that report.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn burdened_children(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Vec<BurdenedUnit>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<BurdenRow> = on!(self, c => sqlx::query_as(CHILDREN).bind(unit.uuid()).bind(first).bind(last)
            .fetch_all(c).await)?;
        rows.into_iter().map(burdened).collect()
    }

    /// All units of a kind a unit manages, however far down, as those that report.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn burdened_below(
        &mut self,
        caller: &Caller,
        (unit, kind): (UnitId, UnitKind),
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Vec<BurdenedUnit>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<BurdenRow> = on!(self, c => sqlx::query_as(BELOW).bind(unit.uuid()).bind(first).bind(last)
            .bind(kind.word()).fetch_all(c).await)?;
        rows.into_iter().map(burdened).collect()
    }
}
