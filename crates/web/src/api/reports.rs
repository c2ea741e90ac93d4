//! `/api/v1/reports` and `/api/v1/seals`: a form filled for a unit and a period, its lines typed, what is done with it, what a
//! unit waits for, periods closed.
//!
//! Not here: what a line means (`service::reports`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    OutageId, Period, Timestamp,
    figures::NOT_APPLICABLE,
    org::Unit,
    reports::{Outage, ReportDeed},
};
use congdoan_service::{
    Error,
    reports::{Awaited, KeptOutage, LineEntry, Report, ReportAsk, ReportAsked, ReportData, Seal, Standing, TypedLine},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, day, id, if_match, refused, reorganisations::Nothing, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// What is asked.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    form: Option<String>,
    period: Option<String>,
    receiver: Option<String>,
}

/// A report with how it stands.
#[derive(Debug, Serialize)]
pub struct Data {
    #[serde(flatten)]
    report: ReportData,
    standing: Option<Stands>,
}

/// How a report stands.
#[derive(Debug, Serialize)]
struct Stands {
    receiver: String,
    state: &'static str,
    sendings: i64,
    version: i64,
    sent_at: Option<String>,
    last_day: Option<NaiveDate>,
    late: bool,
    sealed: Option<String>,
    resent: Vec<Difference>,
    since: Vec<Difference>,
    adjustments: Vec<Adjusted>,
}

/// A line that is not what it was.
#[derive(Debug, Serialize)]
struct Difference {
    number: String,
    indicator: String,
    before: Option<congdoan_model::figures::Value>,
    after: Option<congdoan_model::figures::Value>,
}

/// A base row that came later.
#[derive(Debug, Serialize)]
struct Adjusted {
    unit: String,
    indicator: String,
    value: i64,
    source: &'static str,
    record: Option<congdoan_model::RecordId>,
    reason: String,
    at: String,
}

impl Stands {
    fn of(standing: &Standing) -> Self {
        use congdoan_model::reports::Timeliness::{Late, Overdue};
        let kept = standing.kept.as_ref();
        let difference = |one: &congdoan_model::reports::LineChange| Difference {
            number: one.number.clone(),
            indicator: one.indicator.clone(),
            before: one.before,
            after: one.after,
        };
        let adjusted = |one: &congdoan_service::reports::Adjustment| Adjusted {
            unit: one.unit_code.clone(),
            indicator: one.indicator.clone(),
            value: one.value,
            source: one.source.word(),
            record: one.record,
            reason: one.reason.clone(),
            at: Timestamp::from_micros(one.at).readable(),
        };
        Self {
            receiver: standing.receiver.code.to_string(),
            state: standing.state.word(),
            sendings: kept.map_or(0, |kept| kept.sendings),
            version: kept.map_or(0, |kept| kept.version),
            sent_at: kept.and_then(|kept| kept.last_sent_at).map(|at| Timestamp::from_micros(at).readable()),
            last_day: standing.last_day,
            late: matches!(standing.timeliness, Some(Late(_) | Overdue(_))),
            sealed: standing.seal.as_ref().map(|seal| seal.digest.clone()),
            resent: standing.resent.iter().map(difference).collect(),
            since: standing.since.iter().map(difference).collect(),
            adjustments: standing.adjustments.iter().map(adjusted).collect(),
        }
    }
}

/// A form filled from the figures, names in the caller's language, and how the report stands.
///
/// # Errors
/// 404 for a unit or form that is not there for the caller, 422 for a form of another level or an impossible period.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<Data>, Refusal> {
    let period: Period = required(question.period.as_ref(), "period")?.parse()?;
    let (unit, form) = (required(question.unit.as_ref(), "unit")?, required(question.form.as_ref(), "form")?);
    let report = app.service.report(visitor.caller(), unit, form, period).await?;
    // Who may see totals alone reads the figures without the story.
    let standing = app.service.report_stands(visitor.caller(), &report, question.receiver.as_deref()).await;
    Ok(Json(data(&visitor, &report, standing.ok().flatten().as_ref())))
}

fn data(visitor: &Visitor, report: &Report, standing: Option<&Standing>) -> Data {
    Data { report: report.data(visitor.language), standing: standing.map(Stands::of) }
}

/// Which report is meant.
#[derive(Debug, Deserialize)]
struct About {
    unit: String,
    form: String,
    period: String,
    receiver: Option<String>,
}

impl About {
    fn ask(&self) -> Result<ReportAsk<'_>, Refusal> {
        let (unit, form, receiver) = (self.unit.as_str(), self.form.as_str(), self.receiver.as_deref());
        Ok(ReportAsk { unit, form, period: self.period.parse()?, receiver })
    }
}

/// A line as typed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    number: String,
    value: Option<i64>,
    #[serde(default)]
    reason: String,
    /// It does not apply to the unit; the value is then not read.
    #[serde(default)]
    not_applicable: bool,
}

/// Lines of a report, and whether it goes out with them.
#[derive(Debug, Deserialize)]
pub struct Lines {
    #[serde(flatten)]
    about: About,
    lines: Vec<Line>,
    #[serde(default)]
    send: bool,
}

/// `POST /reports/lines`: writes lines down, all or none, and with `send` sends the report; sending is a second act, so that lines
/// stay written when it is refused.
///
/// # Errors
/// 404 or 403 by rights, 422 with every problem at once.
pub async fn lines(State(app): State<App>, visitor: Visitor, body: Body<Lines>) -> Result<Response, Refusal> {
    let ask = body.value.about.ask()?;
    let typed = |line: &Line| TypedLine {
        number: line.number.clone(),
        value: match line.not_applicable {
            true => NOT_APPLICABLE.to_owned(),
            false => line.value.map(|value| value.to_string()).unwrap_or_default(),
        },
        reason: line.reason.clone(),
    };
    let lines: Vec<TypedLine> = body.value.lines.iter().map(typed).collect();
    app.service.fill_report(visitor.caller(), &ask, &lines, body.once()).await?;
    if body.value.send {
        app.service.do_report(visitor.caller(), &ask, ReportAsked::new(ReportDeed::Send), None).await?;
    }
    tagged(&app, &visitor, &ask).await
}

/// A reason for a line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    line: String,
    words: String,
}

/// What is said with a deed.
#[derive(Debug, Deserialize)]
pub struct Said {
    #[serde(flatten)]
    about: About,
    #[serde(default)]
    words: String,
    #[serde(default)]
    faults: Vec<Fault>,
    /// Microseconds since 1970 at which the lines were finished, where sending had to wait for a connection.
    written_at: Option<i64>,
}

/// `POST /reports/deeds/{deed}`: send, recall, return, approve, excuse, remind, comment. `If-Match` names the version seen.
///
/// # Errors
/// 404 or 403 by rights, 409 when `If-Match` names an older version, 422 when the rules refuse it.
pub async fn deed(
    State(app): State<App>,
    visitor: Visitor,
    Path(deed): Path<String>,
    headers: HeaderMap,
    body: Body<Said>,
) -> Result<Response, Refusal> {
    let deed: ReportDeed = deed.parse().map_err(|_| Error::NotFound("page"))?;
    if deed == ReportDeed::Fill {
        return Err(refused("Điền số bằng POST /reports/lines", "Lines are written with POST /reports/lines"));
    }
    let ask = body.value.about.ask()?;
    let faults: Vec<(String, String)> =
        body.value.faults.iter().map(|fault| (fault.line.clone(), fault.words.clone())).collect();
    let asked = ReportAsked {
        version: if_match(&headers),
        words: &body.value.words,
        faults: &faults,
        written_at: body.value.written_at.map(Timestamp::from_micros),
        ..ReportAsked::new(deed)
    };
    app.service.do_report(visitor.caller(), &ask, asked, body.once()).await?;
    tagged(&app, &visitor, &ask).await
}

async fn tagged(app: &App, visitor: &Visitor, ask: &ReportAsk<'_>) -> Result<Response, Refusal> {
    let (report, standing) = app.service.report_with_standing(visitor.caller(), ask).await?;
    let version = standing.as_ref().and_then(|standing| standing.kept.as_ref()).map_or(0, |kept| kept.version);
    let tag = [(header::ETAG, format!("\"{version}\""))];
    Ok((tag, Json(data(visitor, &report, standing.as_ref()))).into_response())
}

/// How a line comes to its value.
#[derive(Debug, Serialize)]
struct Entry {
    number: String,
    indicator: String,
    entry: &'static str,
    why: String,
}

/// `GET /reports/lines`: which lines are typed, which records give, which are worked out.
///
/// # Errors
/// As [`read`].
pub async fn entries(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let period: Period = required(question.period.as_ref(), "period")?.parse()?;
    let (unit, form) = (required(question.unit.as_ref(), "unit")?, required(question.form.as_ref(), "form")?);
    let report = app.service.report(visitor.caller(), unit, form, period).await?;
    let keeps_roll = app.service.keeps_roll(&report.unit, period.to()).await?;
    let entry = |line: &congdoan_service::reports::ReportLine| {
        let (entry, why) = match app.service.entry_of(&report.unit, line, keeps_roll) {
            LineEntry::Declared => ("declared", String::new()),
            LineEntry::Recorded => ("recorded", String::new()),
            LineEntry::Computed(why) => ("computed", why.get(visitor.language).to_owned()),
        };
        Entry { number: line.line.number.clone(), indicator: line.line.indicator.clone(), entry, why }
    };
    let items: Vec<Entry> = report.lines().map(entry).collect();
    Ok(Json(serde_json::json!({ "items": items })).into_response())
}

/// A report a unit waits for.
#[derive(Debug, Serialize)]
struct Item {
    unit: String,
    name: String,
    form: String,
    state: &'static str,
    sendings: i64,
    last_day: Option<NaiveDate>,
    #[serde(flatten)]
    timeliness: Option<congdoan_model::reports::Timeliness>,
}

impl Item {
    fn of(one: &Awaited) -> Self {
        Self {
            unit: one.unit.code.to_string(),
            name: one.unit.name.clone(),
            form: one.form.id.clone(),
            state: one.state.word(),
            sendings: one.kept.as_ref().map_or(0, |kept| kept.sendings),
            last_day: one.last_day,
            timeliness: one.timeliness,
        }
    }
}

/// Days on which a unit directly below could not report.
#[derive(Debug, Serialize)]
struct Lost {
    id: OutageId,
    unit: String,
    #[serde(flatten)]
    days: Outage,
    words: String,
}

impl Lost {
    fn of((unit, outage): &(Unit, KeptOutage)) -> Self {
        Self { id: outage.id, unit: unit.code.to_string(), days: outage.days, words: outage.words.clone() }
    }
}

/// `GET /reports/awaited`: what a unit waits for from the units directly below, and the outages declared for them.
///
/// # Errors
/// 404 when the caller may not open the unit's figures.
pub async fn awaited(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let period: Period = required(question.period.as_ref(), "period")?.parse()?;
    let unit = required(question.unit.as_ref(), "unit")?;
    let form = question.form.as_deref().filter(|form| !form.is_empty());
    let awaited = app.service.reports_awaited(visitor.caller(), unit, (period, form)).await?;
    let turnout = awaited.turnout;
    let items: Vec<Item> = awaited.reports.iter().map(Item::of).collect();
    let outages: Vec<Lost> = awaited.outages.iter().map(Lost::of).collect();
    Ok(Json(serde_json::json!({
        "unit": unit, "period": period, "expected": turnout.expected, "sent": turnout.sent,
        "approved": turnout.approved, "in_time": turnout.in_time, "excused": turnout.excused, "items": items,
        "outages": outages,
    }))
    .into_response())
}

/// Whom to chase.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chase {
    unit: String,
    period: String,
    form: Option<String>,
    #[serde(default)]
    units: Vec<String>,
    #[serde(default)]
    words: String,
}

/// `POST /reports/chase`: reminds of every report that is owed, or of those of some units.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn chase(State(app): State<App>, visitor: Visitor, body: Body<Chase>) -> Result<Response, Refusal> {
    let asked = &body.value;
    let which = (asked.period.parse()?, asked.form.as_deref());
    let whom = (asked.units.as_slice(), asked.words.as_str());
    let count = app.service.chase_reports(visitor.caller(), &asked.unit, which, whom, body.once()).await?;
    Ok(Json(serde_json::json!({ "reminded": count })).into_response())
}

/// Days on which a unit and all below could not report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewOutage {
    unit: String,
    from: String,
    to: String,
    #[serde(default)]
    words: String,
}

/// `POST /reports/outages`: declares days on which a unit and all below could not report; 201 with the id.
///
/// # Errors
/// 404 or 403 by rights, 422 without a reason, with days the wrong way round or too many.
pub async fn declare_outage(
    State(app): State<App>,
    visitor: Visitor,
    body: Body<NewOutage>,
) -> Result<Response, Refusal> {
    let NewOutage { unit, from, to, words } = &body.value;
    let days = Outage { from: day("from", from)?, to: day("to", to)? };
    let id = app.service.declare_outage(visitor.caller(), unit, (days, words), body.once()).await?;
    Ok((StatusCode::CREATED, Json(serde_json::json!({ "id": id }))).into_response())
}

/// `POST /reports/outages/{id}/end`: ends days on which a unit could not report; 204. The days before today stay counted.
///
/// # Errors
/// 404 or 403 by rights, 422 when all its days are past.
pub async fn end_outage(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    _: Body<Nothing>,
) -> Result<Response, Refusal> {
    app.service.end_outage(visitor.caller(), id(&text, "outage")?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// A closed period.
#[derive(Debug, Serialize)]
struct Closed {
    unit: String,
    form: String,
    from: NaiveDate,
    to: NaiveDate,
    units: i64,
    sha256: String,
    by: String,
    at: String,
}

impl Closed {
    fn of(unit: &str, seal: &Seal) -> Self {
        Self {
            unit: unit.to_owned(),
            form: seal.form.clone(),
            from: seal.days.0,
            to: seal.days.1,
            units: seal.units,
            sha256: seal.digest.clone(),
            by: seal.who.clone(),
            at: seal.at.readable(),
        }
    }
}

/// `GET /seals`: the periods a unit closed.
///
/// # Errors
/// 404 when the caller may not open the unit's figures.
pub async fn seals(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let sealed = app.service.sealed_periods(visitor.caller(), unit).await?;
    let items: Vec<Closed> = sealed.iter().map(|one| Closed::of(unit, &one.seal)).collect();
    Ok(Json(serde_json::json!({ "items": items })).into_response())
}

/// What is to be closed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Close {
    unit: String,
    form: String,
    period: String,
}

/// `POST /seals`: closes a period; 201 with the seal.
///
/// # Errors
/// 404 or 403 by rights, 422 while the period runs or reports of it wait for a decision.
pub async fn seal(State(app): State<App>, visitor: Visitor, body: Body<Close>) -> Result<Response, Refusal> {
    let Close { unit, form, period } = &body.value;
    let seal = app.service.seal_period(visitor.caller(), unit, form, period.parse()?).await?;
    Ok((StatusCode::CREATED, Json(Closed::of(unit, &seal))).into_response())
}
