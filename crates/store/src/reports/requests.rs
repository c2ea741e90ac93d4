//! Requests: what a unit asks those below about one period, which units were asked, how many have answered.
//!
//! An answer is a report whose form is the request, so sending, returning and approving stand in `deeds`. Not here: what is
//! known already and what the rest costs (`service::reports::requests`), the minutes of a month (`burden`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    Period, RequestId, UnitId,
    access::{Action, Caller},
    org::UnitKind,
    reports::ReportState,
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    bulk::insert_many,
    transaction::on,
};

/// A request to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest<'a> {
    /// Its id.
    pub id: RequestId,
    /// The unit that asks.
    pub asker: UnitId,
    /// What it is about, in a line.
    pub title: &'a str,
    /// What else those asked are told.
    pub words: &'a str,
    /// Kind of the units asked.
    pub level: UnitKind,
    /// The period asked about.
    pub period: Period,
    /// The last day on which an answer is in time.
    pub due_on: NaiveDate,
    /// Why units are asked though it puts them over the ceiling; empty where it does not.
    pub over_words: &'a str,
    /// Indicators asked for, with what the request calls them; empty for their own names.
    pub lines: &'a [(String, String)],
    /// The units asked.
    pub asked: &'a [AskedUnit],
}

/// A unit that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedUnit {
    /// The unit.
    pub unit: UnitId,
    /// How many lines it has to write itself.
    pub lines: i64,
    /// The minutes that is expected to take.
    pub minutes: i64,
}

/// A request as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptRequest {
    /// Its id.
    pub id: RequestId,
    /// What stands for it among the forms of reports.
    pub form: String,
    /// The unit that asks.
    pub asker: UnitId,
    /// Its code and name.
    pub asker_said: (String, String),
    /// The year and its number in it, as the unit counts them.
    pub number: (i64, i64),
    /// What it is about, in a line.
    pub title: String,
    /// What else those asked are told.
    pub words: String,
    /// Kind of the units asked.
    pub level: UnitKind,
    /// The period asked about.
    pub period: Period,
    /// The day it was sent.
    pub asked_on: NaiveDate,
    /// The last day on which an answer is in time.
    pub due_on: NaiveDate,
    /// Why units were asked though it put them over the ceiling; empty where it did not.
    pub over_words: String,
    /// Who sent it: name of the person, or the sign-in name.
    pub who: String,
    /// When it was taken back, in microseconds.
    pub withdrawn_at: Option<i64>,
    /// How many units were asked, and the minutes that was expected to take them together.
    pub asked: (i64, i64),
    /// How many lines it has.
    pub asks: i64,
    /// Indicators asked for, with what the request calls them, in order; empty in lists of requests.
    pub lines: Vec<(String, String)>,
}

/// How many of the units asked in one branch have answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestTurnout {
    /// The unit directly below the asker: its id, code and name.
    pub branch: (UnitId, String, String),
    /// Units asked there that are still open.
    pub expected: i64,
    /// Answers sent or approved.
    pub sent: i64,
    /// Answers approved.
    pub approved: i64,
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: Uuid,
    form: String,
    unit_id: Uuid,
    code: String,
    name: String,
    year: i64,
    number: i64,
    title: String,
    words: String,
    level: String,
    period_from: NaiveDate,
    period_to: NaiveDate,
    asked_on: NaiveDate,
    due_on: NaiveDate,
    over_words: String,
    who: String,
    superseded_at: Option<i64>,
    asks: i64,
    units: i64,
    minutes: i64,
}

impl TryFrom<RequestRow> for KeptRequest {
    type Error = Error;

    fn try_from(row: RequestRow) -> Result<Self> {
        let corrupt = || Error::Corrupt(format!("request {}", row.id));
        Ok(Self {
            id: row.id.into(),
            asker: row.unit_id.into(),
            asker_said: (row.code, row.name),
            number: (row.year, row.number),
            title: row.title,
            words: row.words,
            level: row.level.parse().map_err(|_| corrupt())?,
            period: Period::range(row.period_from, row.period_to).map_err(|_| corrupt())?,
            asked_on: row.asked_on,
            due_on: row.due_on,
            over_words: row.over_words,
            who: row.who,
            withdrawn_at: row.superseded_at,
            asked: (row.units, row.minutes),
            asks: row.asks,
            lines: Vec::new(),
            form: row.form,
        })
    }
}

/// A question about requests: which of them, and in what order.
macro_rules! requests {
    ($which:literal) => {
        concat!(
            "
SELECT r.id, r.form, r.unit_id, u.code, u.name, r.year, r.number, r.title, r.words, r.level, r.period_from, r.period_to,
    r.asked_on, r.due_on, r.over_words, COALESCE(p.name, r.recorded_by) AS who, r.superseded_at,
    (SELECT COUNT(*) FROM report_request_line x WHERE x.request_id = r.id) AS asks,
    (SELECT COUNT(*) FROM report_request_unit x WHERE x.request_id = r.id) AS units,
    (SELECT CAST(COALESCE(SUM(x.minutes), 0) AS BIGINT) FROM report_request_unit x WHERE x.request_id = r.id) AS minutes
FROM report_request r JOIN unit u ON u.id = r.unit_id
    LEFT JOIN account a ON a.login = r.recorded_by LEFT JOIN person p ON p.id = a.person_id
",
            $which
        )
    };
}

const OF_FORM: &str = requests!("WHERE r.form = $1");
const OF_UNIT: &str = requests!("WHERE r.unit_id = $1 ORDER BY r.recorded_at DESC LIMIT 100");
const ASKED_OF: &str = requests!(
    "WHERE r.superseded_at IS NULL AND r.due_on >= $2
    AND EXISTS (SELECT 1 FROM report_request_unit x WHERE x.request_id = r.id AND x.unit_id = $1) ORDER BY r.due_on, r.form"
);
const ASKED_BELOW: &str = requests!(
    "WHERE r.superseded_at IS NULL AND r.due_on >= $2 AND EXISTS (
        SELECT 1 FROM report_request_unit x JOIN unit_link l ON l.child_id = x.unit_id
        WHERE x.request_id = r.id AND l.parent_id = $1 AND l.line = 'managing' AND l.superseded_at IS NULL
            AND l.valid_from <= r.period_to AND (l.valid_until IS NULL OR l.valid_until > r.period_to)
    ) ORDER BY r.due_on, r.form"
);
const LINES: &str = "SELECT indicator, name FROM report_request_line WHERE request_id = $1 ORDER BY number";
const UNITS: &str = "
SELECT x.unit_id FROM report_request_unit x JOIN unit_link l ON l.child_id = x.unit_id
WHERE x.request_id = $1 AND l.parent_id = $2 AND l.line = 'managing' AND l.superseded_at IS NULL
    AND l.valid_from <= $3 AND (l.valid_until IS NULL OR l.valid_until > $3)";
const OF_ONE: &str = "
SELECT x.lines, x.minutes FROM report_request_unit x JOIN report_request r ON r.id = x.request_id
WHERE r.form = $1 AND x.unit_id = $2";
const NUMBER: &str = "SELECT COALESCE(MAX(number), 0) + 1 FROM report_request WHERE unit_id = $1 AND year = $2";
const ADD: &str = "
INSERT INTO report_request (id, form, unit_id, year, number, title, words, level, period_from, period_to, asked_on, due_on,
    over_words, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
const ADD_LINES: &str = "INSERT INTO report_request_line (request_id, number, indicator, name) ";
const ADD_UNITS: &str = "INSERT INTO report_request_unit (request_id, unit_id, lines, minutes) ";
const WITHDRAW: &str = "UPDATE report_request SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL";
const TURNOUT: &str = "
WITH RECURSIVE below (id, branch) AS (
    SELECT l.child_id, l.child_id FROM unit_link l WHERE l.parent_id = $1 AND l.line = 'managing' AND l.superseded_at IS NULL
        AND l.valid_from <= $3 AND (l.valid_until IS NULL OR l.valid_until > $3)
    UNION
    SELECT l.child_id, below.branch FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $3
        AND (l.valid_until IS NULL OR l.valid_until > $3)
)
SELECT b.id, b.code, b.name, COUNT(*),
    CAST(SUM(CASE WHEN p.state IN ('sent', 'approved') THEN 1 ELSE 0 END) AS BIGINT),
    CAST(SUM(CASE WHEN p.state = 'approved' THEN 1 ELSE 0 END) AS BIGINT)
FROM below JOIN report_request_unit x ON x.unit_id = below.id JOIN unit u ON u.id = x.unit_id
    JOIN unit b ON b.id = below.branch
    LEFT JOIN report p ON p.unit_id = x.unit_id AND p.form = $4
WHERE x.request_id = $2 AND (u.closed_on IS NULL OR u.closed_on > $3) AND COALESCE(p.state, '') <> 'excused'
GROUP BY b.id, b.code, b.name ORDER BY b.code";

/// What stands for a request among the forms of reports begins so.
pub const REQUEST_FORM: &str = "request-";

type TurnoutRow = (Uuid, String, String, i64, i64, i64);

impl Tx {
    /// Sends a request: returns its number in the year.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write the asking unit's reports.
    pub async fn ask_below(&mut self, caller: &Caller, new: &NewRequest<'_>) -> Result<i64> {
        self.require(caller, Action::ReportWrite, new.asker, Thing::REPORT).await?;
        let chain = self.chain_of(new.asker).await?;
        self.lock_chain(&chain).await?;
        let (today, id) = (caller.now.day(), new.id.uuid());
        let (year, form) = (i64::from(today.year()), format!("{REQUEST_FORM}{}", new.id));
        let number: i64 =
            on!(self, c => sqlx::query_scalar(NUMBER).bind(new.asker.uuid()).bind(year).fetch_one(c).await)?;
        on!(self, c => sqlx::query(ADD).bind(id).bind(&form).bind(new.asker.uuid()).bind(year).bind(number)
            .bind(new.title).bind(new.words).bind(new.level.word()).bind(new.period.from()).bind(new.period.to())
            .bind(today).bind(new.due_on).bind(new.over_words).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        let lines: Vec<(i64, &(String, String))> = (1..).zip(new.lines).collect();
        insert_many!(self, ADD_LINES, [id], lines, |values, row| {
            values.push_bind(row.0).push_bind(row.1.0.as_str()).push_bind(row.1.1.as_str());
        });
        insert_many!(self, ADD_UNITS, [id], new.asked, |values, row| {
            values.push_bind(row.unit.uuid()).push_bind(row.lines).push_bind(row.minutes);
        });
        let minutes: i64 = new.asked.iter().map(|one| one.minutes).sum();
        let after = serde_json::json!({ "unit": new.asker, "number": number, "title": new.title, "due_on": new.due_on,
            "lines": new.lines, "units": new.asked.len(), "minutes": minutes, "over": new.over_words });
        self.note_request(caller, chain, (new.id, "report.request"), after.to_string()).await?;
        Ok(number)
    }

    /// Takes a request back: nobody owes an answer any more, answers given stay.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when it was taken back already.
    pub async fn withdraw_request(&mut self, caller: &Caller, request: &KeptRequest, words: &str) -> Result<()> {
        self.require(caller, Action::ReportWrite, request.asker, Thing::REPORT).await?;
        let chain = self.chain_of(request.asker).await?;
        self.lock_chain(&chain).await?;
        let done = on!(self, c => sqlx::query(WITHDRAW).bind(request.id.uuid()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::Stale);
        }
        self.note_request(caller, chain, (request.id, "report.request_withdraw"), words.to_owned()).await
    }

    async fn note_request(
        &mut self,
        caller: &Caller,
        chain: String,
        (id, action): (RequestId, &'static str),
        after: String,
    ) -> Result<()> {
        let note = Note { chain, action, object: format!("request:{id}"), before: String::new(), after };
        self.journal(caller, note, &Change::of_reports()).await.map(|_| ())
    }

    /// A request of a unit, whether taken back or not.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none, or the caller may not open the asking unit's figures.
    pub async fn request(&mut self, caller: &Caller, id: RequestId) -> Result<KeptRequest> {
        let form = format!("{REQUEST_FORM}{id}");
        let found = self.request_by_form(&form).await?.ok_or(Error::NotVisible("request"))?;
        self.require(caller, Action::FigureOpen, found.asker, Thing { noun: "request", ..Thing::REPORT }).await?;
        Ok(found)
    }

    /// The request that stands for a form, for the program to show it to those asked.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn request_of_form(&mut self, caller: &Caller, form: &str) -> Result<Option<KeptRequest>> {
        only_system(caller)?;
        self.request_by_form(form).await
    }

    async fn request_by_form(&mut self, form: &str) -> Result<Option<KeptRequest>> {
        let row: Option<RequestRow> = on!(self, c => sqlx::query_as(OF_FORM).bind(form).fetch_optional(c).await)?;
        let Some(mut request) = row.map(KeptRequest::try_from).transpose()? else { return Ok(None) };
        let id = request.id.uuid();
        request.lines = on!(self, c => sqlx::query_as(LINES).bind(id).fetch_all(c).await)?;
        Ok(Some(request))
    }

    /// The requests of a unit, latest first, a hundred at most.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn requests_of(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<KeptRequest>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<RequestRow> = on!(self, c => sqlx::query_as(OF_UNIT).bind(unit.uuid()).fetch_all(c).await)?;
        rows.into_iter().map(KeptRequest::try_from).collect()
    }

    /// What a unit was asked with a last day on a day or later, soonest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn requests_to(&mut self, caller: &Caller, unit: UnitId, since: NaiveDate) -> Result<Vec<KeptRequest>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<RequestRow> =
            on!(self, c => sqlx::query_as(ASKED_OF).bind(unit.uuid()).bind(since).fetch_all(c).await)?;
        rows.into_iter().map(KeptRequest::try_from).collect()
    }

    /// What units directly below one were asked, whoever asked, with a last day on a day or later, soonest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn requests_below(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        since: NaiveDate,
    ) -> Result<Vec<KeptRequest>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<RequestRow> =
            on!(self, c => sqlx::query_as(ASKED_BELOW).bind(unit.uuid()).bind(since).fetch_all(c).await)?;
        rows.into_iter().map(KeptRequest::try_from).collect()
    }

    /// Which of the units directly below one were asked.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn asked_below(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        request: &KeptRequest,
    ) -> Result<BTreeSet<UnitId>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let asked: Vec<Uuid> = on!(self, c => sqlx::query_scalar(UNITS).bind(request.id.uuid()).bind(unit.uuid())
            .bind(request.period.to()).fetch_all(c).await)?;
        Ok(asked.into_iter().map(UnitId::from).collect())
    }

    /// What a request asks of a unit; nothing where it does not ask it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn asked_of(&mut self, caller: &Caller, unit: UnitId, form: &str) -> Result<Option<AskedUnit>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let asked: Option<(i64, i64)> = on!(self, c => sqlx::query_as(OF_ONE).bind(form).bind(unit.uuid())
            .fetch_optional(c).await)?;
        Ok(asked.map(|(lines, minutes)| AskedUnit { unit, lines, minutes }))
    }

    /// How many units answered a request, by the branch directly below the asker; a unit that closed or was excused is in
    /// none of the numbers.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the asker's figures.
    pub async fn request_turnout(&mut self, caller: &Caller, request: &KeptRequest) -> Result<Vec<RequestTurnout>> {
        self.require(caller, Action::FigureOpen, request.asker, Thing::REPORT).await?;
        let rows: Vec<TurnoutRow> = on!(self, c => sqlx::query_as(TURNOUT).bind(request.asker.uuid())
            .bind(request.id.uuid()).bind(request.period.to()).bind(&request.form).fetch_all(c).await)?;
        let turnout = |(id, code, name, expected, sent, approved): TurnoutRow| RequestTurnout {
            branch: (id.into(), code, name),
            expected,
            sent,
            approved,
        };
        Ok(rows.into_iter().map(turnout).collect())
    }

    /// How many answers to each of some requests stand as sent or approved.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn answers_to(&mut self, caller: &Caller, asker: UnitId) -> Result<BTreeMap<String, i64>> {
        self.require(caller, Action::FigureOpen, asker, Thing::REPORT).await?;
        let rows: Vec<(String, String, i64)> =
            on!(self, c => sqlx::query_as(ANSWERS).bind(asker.uuid()).fetch_all(c).await)?;
        let mut answers = BTreeMap::new();
        for (form, state, count) in rows {
            if matches!(state.parse(), Ok(ReportState::Sent | ReportState::Approved)) {
                *answers.entry(form).or_default() += count;
            }
        }
        Ok(answers)
    }
}

const ANSWERS: &str = "
SELECT p.form, p.state, COUNT(*) FROM report p JOIN report_request r ON r.form = p.form
WHERE r.unit_id = $1 GROUP BY p.form, p.state";
