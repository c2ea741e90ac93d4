//! Reports: how each stands, found by what it is about or by who receives it.
//!
//! A report that is merely expected has no row; it follows from the form and the tree. Not here: doing something with one
//! (`deeds`), the lines it is filled with (`lines`), days nobody could report (`outages`), closed periods (`seals`), files it was
//! filled from (`sheets`), totals kept elsewhere (`parallel`), what is asked once (`requests`), how long units sit over it
//! (`burden`).

mod burden;
mod deeds;
mod lines;
mod outages;
mod parallel;
mod requests;
mod seals;
mod sheets;
mod story;

use chrono::NaiveDate;
use congdoan_model::{
    Period, ReportId, UnitId,
    access::{Action, Caller},
    org::{Line, Unit},
    reports::ReportState,
};
use sqlx::types::Uuid;

pub use burden::BurdenedUnit;
pub use deeds::{ReportMove, Sending};
pub use lines::{Adjustment, LineRows, TOLD_ADJUSTMENTS};
pub use outages::KeptOutage;
pub use parallel::{KeptParallel, ParallelNote};
pub use requests::{AskedUnit, KeptRequest, NewRequest, REQUEST_FORM, RequestTurnout};
pub use seals::Seal;
pub use sheets::SheetBefore;
pub use story::{Reminder, Reminders, ReportEvent, ReportPaper};

use crate::{Error, Result, Tx, access::Thing, audit::only_system, org::UnitRow, transaction::on};

/// What a report is about and where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportKey<'a> {
    /// The unit that reports.
    pub unit: UnitId,
    /// The unit it goes to.
    pub receiver: UnitId,
    /// Along which line it goes there.
    pub line: Line,
    /// Id of the form.
    pub form: &'a str,
    /// The period.
    pub period: Period,
}

/// A report somebody has done something with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptReport {
    /// Its id.
    pub id: ReportId,
    /// The unit that reports.
    pub unit: UnitId,
    /// The unit it goes to.
    pub receiver: UnitId,
    /// Id of the form.
    pub form: String,
    /// First and last day of the period.
    pub days: (NaiveDate, NaiveDate),
    /// How it stands.
    pub state: ReportState,
    /// How many times it was sent.
    pub sendings: i64,
    /// When it was sent first, in microseconds: this is what tells whether it was in time.
    pub first_sent_at: Option<i64>,
    /// When it was sent last.
    pub last_sent_at: Option<i64>,
    /// When it was approved, returned or excused.
    pub decided_at: Option<i64>,
    /// Counts its changes.
    pub version: i64,
}

#[derive(sqlx::FromRow)]
struct ReportRow {
    id: Uuid,
    unit_id: Uuid,
    receiver_id: Uuid,
    form: String,
    period_from: NaiveDate,
    period_to: NaiveDate,
    state: String,
    sendings: i64,
    first_sent_at: Option<i64>,
    last_sent_at: Option<i64>,
    decided_at: Option<i64>,
    version: i64,
}

impl TryFrom<ReportRow> for KeptReport {
    type Error = Error;

    fn try_from(row: ReportRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            unit: row.unit_id.into(),
            receiver: row.receiver_id.into(),
            form: row.form,
            days: (row.period_from, row.period_to),
            state: row.state.parse().map_err(|_| Error::Corrupt(format!("report state {}", row.state)))?,
            sendings: row.sendings,
            first_sent_at: row.first_sent_at,
            last_sent_at: row.last_sent_at,
            decided_at: row.decided_at,
            version: row.version,
        })
    }
}

const ONE: &str = "
SELECT id, unit_id, receiver_id, form, period_from, period_to, state, sendings, first_sent_at, last_sent_at, decided_at,
    version
FROM report WHERE unit_id = $1 AND receiver_id = $2 AND form = $3 AND period_from = $4 AND period_to = $5";
const TO: &str = "
SELECT id, unit_id, receiver_id, form, period_from, period_to, state, sendings, first_sent_at, last_sent_at, decided_at,
    version
FROM report WHERE receiver_id = $1 AND period_from = $2 AND period_to = $3";
const OF: &str = "
SELECT id, unit_id, receiver_id, form, period_from, period_to, state, sendings, first_sent_at, last_sent_at, decided_at,
    version
FROM report WHERE unit_id = $1 AND period_to >= $2 ORDER BY period_to DESC, form LIMIT 200";
const STANDING: &str = "
SELECT unit_id, form, period_from, period_to FROM report
WHERE state IN ('sent', 'approved') AND period_from <= $2 AND period_to >= $1";
const OF_FORM: &str = "
SELECT id, unit_id, receiver_id, form, period_from, period_to, state, sendings, first_sent_at, last_sent_at, decided_at,
    version
FROM report WHERE unit_id = $1 AND form = $2 ORDER BY period_to DESC, period_from DESC LIMIT 100";
const WAITING: &str = "
SELECT id, unit_id, receiver_id, form, period_from, period_to, state, sendings, first_sent_at, last_sent_at, decided_at,
    version
FROM report WHERE receiver_id = $1 AND state = 'sent' ORDER BY last_sent_at LIMIT 200";
const RECEIVED: &str = "
SELECT id, unit_id, receiver_id, form, period_from, period_to, state, sendings, first_sent_at, last_sent_at, decided_at,
    version
FROM report WHERE receiver_id = $1 AND form = $2 AND first_sent_at IS NOT NULL
ORDER BY period_to DESC, period_from DESC, unit_id LIMIT 100";
const PARENTS: &str = "
SELECT u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on
FROM unit_link l JOIN unit u ON u.id = l.parent_id
WHERE l.child_id = $1 AND l.line = $2 AND l.superseded_at IS NULL AND l.valid_from <= $3
    AND (l.valid_until IS NULL OR l.valid_until > $3)
ORDER BY u.code";

impl Tx {
    /// The units a unit reports to along a line, as it hung on a day.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn receivers(&mut self, caller: &Caller, unit: UnitId, line: Line, day: NaiveDate) -> Result<Vec<Unit>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<UnitRow> = on!(self, c => sqlx::query_as(PARENTS).bind(unit.uuid()).bind(line.word()).bind(day)
            .fetch_all(c).await)?;
        rows.into_iter().map(Unit::try_from).collect()
    }

    /// A report, if anything was done with it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn kept_report(&mut self, caller: &Caller, key: &ReportKey<'_>) -> Result<Option<KeptReport>> {
        self.require(caller, Action::FigureOpen, key.unit, Thing::REPORT).await?;
        let row: Option<ReportRow> = on!(self, c => sqlx::query_as(ONE).bind(key.unit.uuid())
            .bind(key.receiver.uuid()).bind(key.form).bind(key.period.from()).bind(key.period.to())
            .fetch_optional(c).await)?;
        row.map(KeptReport::try_from).transpose()
    }

    /// The reports for a period, of whatever form, that came to a unit or were begun for it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn reports_to(&mut self, caller: &Caller, receiver: UnitId, period: Period) -> Result<Vec<KeptReport>> {
        self.require(caller, Action::FigureOpen, receiver, Thing::REPORT).await?;
        let rows: Vec<ReportRow> = on!(self, c => sqlx::query_as(TO).bind(receiver.uuid())
            .bind(period.from()).bind(period.to()).fetch_all(c).await)?;
        rows.into_iter().map(KeptReport::try_from).collect()
    }

    /// The reports of a unit for periods that ended on a day or later, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn reports_of(&mut self, caller: &Caller, unit: UnitId, since: NaiveDate) -> Result<Vec<KeptReport>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<ReportRow> = on!(self, c => sqlx::query_as(OF).bind(unit.uuid()).bind(since).fetch_all(c).await)?;
        rows.into_iter().map(KeptReport::try_from).collect()
    }

    /// Every report sent or approved whose period touches some days: its unit, form and days. For judging figures that come in
    /// from a file; the caller's right to each of them is asked where they are judged.
    ///
    /// # Errors
    /// [`Error::Denied`] for anybody but the system; [`Error::Database`] when the database does not answer.
    pub async fn settled_reports(
        &mut self,
        system: &Caller,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<(UnitId, String, (NaiveDate, NaiveDate))>> {
        only_system(system)?;
        let rows: Vec<(Uuid, String, NaiveDate, NaiveDate)> =
            on!(self, c => sqlx::query_as(STANDING).bind(from).bind(to).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(unit, form, from, to)| (unit.into(), form, (from, to))).collect())
    }

    /// The reports of a unit on a form, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn reports_of_form(&mut self, caller: &Caller, unit: UnitId, form: &str) -> Result<Vec<KeptReport>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<ReportRow> =
            on!(self, c => sqlx::query_as(OF_FORM).bind(unit.uuid()).bind(form).fetch_all(c).await)?;
        rows.into_iter().map(KeptReport::try_from).collect()
    }

    /// The reports on a form that were sent to a unit, of whatever days, latest first; 100 at most.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn reports_received(&mut self, caller: &Caller, receiver: UnitId, form: &str) -> Result<Vec<KeptReport>> {
        self.require(caller, Action::FigureOpen, receiver, Thing::REPORT).await?;
        let rows: Vec<ReportRow> =
            on!(self, c => sqlx::query_as(RECEIVED).bind(receiver.uuid()).bind(form).fetch_all(c).await)?;
        rows.into_iter().map(KeptReport::try_from).collect()
    }

    /// The reports that wait for a decision of a unit, oldest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn reports_waiting(&mut self, caller: &Caller, receiver: UnitId) -> Result<Vec<KeptReport>> {
        self.require(caller, Action::FigureOpen, receiver, Thing::REPORT).await?;
        let rows: Vec<ReportRow> = on!(self, c => sqlx::query_as(WAITING).bind(receiver.uuid()).fetch_all(c).await)?;
        rows.into_iter().map(KeptReport::try_from).collect()
    }
}
