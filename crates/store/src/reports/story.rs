//! What happened to a report: its events with reasons by line, what was sent each time, papers that came with it.
//!
//! Not here: writing any of it (`deeds`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    ReportEventId, ReportId, UnitId,
    access::{Action, Caller},
    reports::SentLine,
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, transaction::on};

/// Something that happened to a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportEvent {
    /// Its id.
    pub id: ReportEventId,
    /// The report.
    pub report: ReportId,
    /// Word of the deed.
    pub deed: String,
    /// How many times it had been sent by then.
    pub sending: i64,
    /// Reason, or what was said.
    pub words: String,
    /// Who: name of the person, or the sign-in name.
    pub who: String,
    /// When, in microseconds.
    pub at: i64,
    /// Reasons for single lines: number of the line and words.
    pub faults: Vec<(String, String)>,
}

/// A file that came with a report.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ReportPaper {
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its name.
    pub file_name: String,
}

/// A reminder of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// What was said; empty for nothing.
    pub words: String,
    /// Who: name of the person, or the sign-in name.
    pub who: String,
    /// When, in microseconds.
    pub at: i64,
}

/// Reminders by form and by first and last day of the period.
pub type Reminders = BTreeMap<(String, (NaiveDate, NaiveDate)), Reminder>;

const EVENTS: &str = "
SELECT e.id, e.deed, e.sending, e.words, COALESCE(p.name, e.recorded_by) AS who, e.recorded_at
FROM report_event e LEFT JOIN account a ON a.login = e.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE e.report_id = $1 ORDER BY e.recorded_at, e.id LIMIT 500";
const FAULTS: &str = "
SELECT f.event_id, f.line, f.words FROM report_fault f JOIN report_event e ON e.id = f.event_id
WHERE e.report_id = $1 ORDER BY f.line";
const LINES: &str = "SELECT lines FROM report_sending WHERE report_id = $1 AND number = $2";
const PAPERS: &str = "
SELECT DISTINCT sha256, file_name FROM report_paper WHERE report_id = $1 ORDER BY file_name, sha256 LIMIT 50";
const FILE: &str = "
SELECT r.unit_id, p.file_name, a.content FROM report_paper p JOIN report r ON r.id = p.report_id
JOIN attachment a ON a.sha256 = p.sha256 WHERE p.report_id = $1 AND p.sha256 = $2";
const REMINDED: &str = "
SELECT e.report_id, MAX(e.recorded_at) FROM report_event e JOIN report r ON r.id = e.report_id
WHERE e.deed = 'remind' AND r.receiver_id = $1 AND r.period_to >= $2 GROUP BY e.report_id";
const REMINDERS: &str = "
SELECT r.form, r.period_from, r.period_to, e.words, COALESCE(p.name, e.recorded_by) AS who, e.recorded_at
FROM report r JOIN report_event e ON e.report_id = r.id
    LEFT JOIN account a ON a.login = e.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE r.unit_id = $1 AND r.period_to >= $2 AND e.deed = 'remind' ORDER BY e.recorded_at, e.id";

impl Tx {
    /// The story of a report, oldest first. Whoever asks has been given the report by [`Tx::kept_report`].
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn report_story(&mut self, _caller: &Caller, report: ReportId) -> Result<Vec<ReportEvent>> {
        let rows: Vec<(Uuid, String, i64, String, String, i64)> =
            on!(self, c => sqlx::query_as(EVENTS).bind(report.uuid()).fetch_all(c).await)?;
        let faults: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(FAULTS).bind(report.uuid()).fetch_all(c).await)?;
        let event = |(id, deed, sending, words, who, at): (Uuid, String, i64, String, String, i64)| {
            let of = faults.iter().filter(|(event, ..)| *event == id);
            let faults = of.map(|(_, line, words)| (line.clone(), words.clone())).collect();
            ReportEvent { id: id.into(), report, deed, sending, words, who, at, faults }
        };
        Ok(rows.into_iter().map(event).collect())
    }

    /// The lines of a report as they were sent the n-th time. Whoever asks has been given the report before.
    ///
    /// # Errors
    /// [`crate::Error::Corrupt`] when they cannot be read.
    pub async fn sent_lines(&mut self, _caller: &Caller, report: ReportId, number: i64) -> Result<Vec<SentLine>> {
        let lines: Option<String> =
            on!(self, c => sqlx::query_scalar(LINES).bind(report.uuid()).bind(number).fetch_optional(c).await)?;
        Ok(lines.map(|lines| serde_json::from_str(&lines)).transpose()?.unwrap_or_default())
    }

    /// The files that came with a report. Whoever asks has been given the report before.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn report_papers(&mut self, _caller: &Caller, report: ReportId) -> Result<Vec<ReportPaper>> {
        Ok(on!(self, c => sqlx::query_as(PAPERS).bind(report.uuid()).fetch_all(c).await)?)
    }

    /// A file that came with a report: its name and content.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none, or the caller may not open the unit's figures.
    pub async fn report_file(&mut self, caller: &Caller, report: ReportId, sha256: &str) -> Result<(String, Vec<u8>)> {
        let row: Option<(Uuid, String, Vec<u8>)> =
            on!(self, c => sqlx::query_as(FILE).bind(report.uuid()).bind(sha256).fetch_optional(c).await)?;
        let (unit, name, content) = row.ok_or(Error::NotVisible("report"))?;
        self.require(caller, Action::FigureOpen, unit.into(), Thing::REPORT).await?;
        Ok((name, content))
    }

    /// When reports that go to a unit were last reminded of, in microseconds.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn reminded(
        &mut self,
        _caller: &Caller,
        receiver: UnitId,
        since: NaiveDate,
    ) -> Result<BTreeMap<ReportId, i64>> {
        let rows: Vec<(Uuid, i64)> =
            on!(self, c => sqlx::query_as(REMINDED).bind(receiver.uuid()).bind(since).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(report, at)| (report.into(), at)).collect())
    }

    /// The last reminder of each report of a unit for periods that ended on a day or later, by form and days of the period: whoever
    /// it goes to may have reminded.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn reminders(&mut self, caller: &Caller, unit: UnitId, since: NaiveDate) -> Result<Reminders> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<(String, NaiveDate, NaiveDate, String, String, i64)> =
            on!(self, c => sqlx::query_as(REMINDERS).bind(unit.uuid()).bind(since).fetch_all(c).await)?;
        // The rows come oldest first: what is put in last stays.
        let reminder = |(form, from, to, words, who, at)| ((form, (from, to)), Reminder { words, who, at });
        Ok(rows.into_iter().map(reminder).collect())
    }
}
