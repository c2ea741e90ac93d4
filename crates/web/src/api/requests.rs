//! `/api/v1/requests` and `/api/v1/burden`: what a unit asks those below once, what is known of it already, and what reporting
//! costs units in a month.
//!
//! Not here: how it is reckoned (`service::reports`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_model::{Month, Period, RequestId, figures::Answer, names::Language, org::UnitKind};
use congdoan_service::{
    Error,
    pack::Problem,
    reports::{DraftLine, KeptRequest, LineOrigin, Look, RequestDraft},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, day, id, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A number asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskedLine {
    #[serde(default)]
    text: String,
    #[serde(default)]
    indicator: String,
    #[serde(default)]
    unit_of_measure: String,
    #[serde(default = "adds_up")]
    adds_up: bool,
}

const fn adds_up() -> bool {
    true
}

/// A request to look at or to send.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    unit: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    words: String,
    level: String,
    period: String,
    due_on: String,
    lines: Vec<AskedLine>,
    #[serde(default)]
    leave_out: bool,
    #[serde(default)]
    over_words: String,
}

impl Asked {
    fn draft(&self) -> Result<RequestDraft, Refusal> {
        let level = self.level.parse::<UnitKind>().map_err(|_| {
            let message = congdoan_service::words("Không có cấp này", "There is no such level");
            Error::Invalid(vec![Problem { field: Some("level".to_owned()), message }])
        })?;
        let line = |line: &AskedLine| DraftLine {
            text: if line.text.is_empty() { line.indicator.clone() } else { line.text.clone() },
            indicator: line.indicator.clone(),
            unit_of_measure: line.unit_of_measure.clone(),
            adds_up: line.adds_up,
        };
        Ok(RequestDraft {
            unit: self.unit.clone(),
            title: self.title.clone(),
            words: self.words.clone(),
            level,
            period: self.period.parse()?,
            due_on: day("due_on", &self.due_on)?,
            lines: self.lines.iter().map(line).collect(),
            leave_out: self.leave_out,
            over_words: self.over_words.clone(),
        })
    }
}

#[derive(Debug, Serialize)]
struct LookedLine {
    text: String,
    indicator: String,
    name: String,
    unit_of_measure: String,
    origin: &'static str,
    offered: Vec<String>,
    known: usize,
    missing: usize,
    answer: Option<Answer>,
    guessed: bool,
    fault: Option<String>,
}

#[derive(Debug, Serialize)]
struct LookedUnit {
    unit: String,
    name: String,
    lines: usize,
    minutes: i64,
    month: i64,
    over: bool,
}

#[derive(Debug, Serialize)]
struct Looked {
    units: usize,
    asked: usize,
    minutes: i64,
    ceiling: i64,
    over: usize,
    lines: Vec<LookedLine>,
    heaviest: Vec<LookedUnit>,
}

/// How many units of those asked are named, the heaviest first.
const UNITS_NAMED: usize = 200;

fn looked(look: &Look, draft: &RequestDraft, language: Language) -> Looked {
    let line = |(line, typed): (&congdoan_service::reports::LookedLine, &DraftLine)| LookedLine {
        text: typed.text.clone(),
        indicator: line.indicator.clone(),
        name: line.name.get(language).to_owned(),
        unit_of_measure: line.unit_of_measure.clone(),
        origin: match line.origin {
            LineOrigin::Open => "open",
            LineOrigin::Recorded => "recorded",
            LineOrigin::Computed(_) => "computed",
            LineOrigin::Declared => "declared",
            LineOrigin::New => "new",
        },
        offered: line.offered.iter().map(|(id, _)| id.clone()).collect(),
        known: line.known.0,
        missing: line.known.1,
        answer: line.answer.clone(),
        guessed: line.guessed,
        fault: line.fault.as_ref().map(|fault| fault.get(language).to_owned()),
    };
    let unit = |one: &congdoan_service::reports::LookedUnit| LookedUnit {
        unit: one.unit.code.to_string(),
        name: one.unit.name.clone(),
        lines: one.lines,
        minutes: one.minutes,
        month: one.month,
        over: one.over,
    };
    Looked {
        units: look.units,
        asked: look.asked.len(),
        minutes: look.minutes(),
        ceiling: look.rates.ceiling,
        over: look.asked.iter().filter(|one| one.over).count(),
        lines: look.lines.iter().zip(&draft.lines).map(line).collect(),
        heaviest: look.asked.iter().take(UNITS_NAMED).map(unit).collect(),
    }
}

/// `POST /requests/look`: what is known, who is missing, what the rest costs. Nothing is written.
///
/// # Errors
/// 404 or 403 by rights, 422 for a level that is not below.
pub async fn look(State(app): State<App>, visitor: Visitor, body: Body<Asked>) -> Result<Response, Refusal> {
    let draft = body.value.draft()?;
    let look = app.service.look_at_request(visitor.caller(), &draft).await?;
    Ok(Json(looked(&look, &draft, visitor.language)).into_response())
}

/// A request as programs read it.
#[derive(Debug, Serialize)]
struct Request {
    id: RequestId,
    form: String,
    unit: String,
    year: i64,
    number: i64,
    title: String,
    words: String,
    level: &'static str,
    period: Period,
    due_on: NaiveDate,
    asked: i64,
    minutes: i64,
    over_words: String,
    withdrawn: bool,
}

impl Request {
    fn of(kept: &KeptRequest) -> Self {
        Self {
            id: kept.id,
            form: kept.form.clone(),
            unit: kept.asker_said.0.clone(),
            year: kept.number.0,
            number: kept.number.1,
            title: kept.title.clone(),
            words: kept.words.clone(),
            level: kept.level.word(),
            period: kept.period,
            due_on: kept.due_on,
            asked: kept.asked.0,
            minutes: kept.asked.1,
            over_words: kept.over_words.clone(),
            withdrawn: kept.withdrawn_at.is_some(),
        }
    }
}

/// `POST /requests`: sends a request to the units something is missing from; 201.
///
/// # Errors
/// 404 or 403 by rights, 422 with every field at fault or when everything is known already.
pub async fn send(State(app): State<App>, visitor: Visitor, body: Body<Asked>) -> Result<Response, Refusal> {
    let draft = body.value.draft()?;
    let id = app.service.send_request(visitor.caller(), &draft, body.once()).await?;
    let (kept, ..) = app.service.request(visitor.caller(), id).await?;
    Ok((StatusCode::CREATED, Json(Request::of(&kept))).into_response())
}

/// Which unit, and which month.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    month: Option<String>,
}

/// `GET /requests`: what a unit asked and is asked.
///
/// # Errors
/// 404 when the caller may not open the unit's figures.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let requests = app.service.requests(visitor.caller(), required(question.unit.as_ref(), "unit")?).await?;
    let sent: Vec<serde_json::Value> = requests
        .sent
        .iter()
        .map(|(answers, kept)| serde_json::json!({ "request": Request::of(kept), "answers": answers }))
        .collect();
    let received: Vec<Request> = requests.received.iter().map(Request::of).collect();
    Ok(Json(serde_json::json!({ "sent": sent, "received": received })).into_response())
}

/// `GET /requests/{id}`: a request, its numbers as they stand, how many answered in each branch.
///
/// # Errors
/// 404 when there is no such request for the caller.
pub async fn one(State(app): State<App>, visitor: Visitor, Path(text): Path<String>) -> Result<Response, Refusal> {
    let (kept, report, turnout) = app.service.request(visitor.caller(), id(&text, "request")?).await?;
    let branches: Vec<serde_json::Value> = turnout
        .iter()
        .map(|one| {
            serde_json::json!({ "unit": one.branch.1, "name": one.branch.2, "expected": one.expected, "sent": one.sent,
                "approved": one.approved })
        })
        .collect();
    Ok(Json(serde_json::json!({ "request": Request::of(&kept), "report": report.data(visitor.language),
        "branches": branches }))
    .into_response())
}

/// Why a request is taken back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    words: String,
}

/// `POST /requests/{id}/withdraw`: takes a request back; 204.
///
/// # Errors
/// 404 or 403 by rights, 409 when it was taken back already, 422 without a reason.
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    body: Body<Withdrawn>,
) -> Result<Response, Refusal> {
    app.service.withdraw_request(visitor.caller(), id(&text, "request")?, &body.value.words).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /burden`: what a month asks of a unit and of those directly below, in minutes.
///
/// # Errors
/// 404 when the caller may not open the unit's figures, 422 for an impossible month.
pub async fn burden(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let month: Period = required(question.month.as_ref(), "month")?.parse()?;
    let view = app.service.burden(visitor.caller(), unit, Month::of(month.from())).await?;
    let own: Vec<serde_json::Value> = view
        .own
        .iter()
        .map(|one| {
            serde_json::json!({ "form": one.form.id, "period": one.period, "due_on": one.due_on, "typed": one.typed,
                "known": one.known, "minutes": one.minutes })
        })
        .collect();
    let below: Vec<serde_json::Value> = view
        .below
        .iter()
        .map(|one| {
            serde_json::json!({ "unit": one.unit.code.as_str(), "name": one.unit.name, "forms": one.forms,
                "requests": one.requests, "over": one.over })
        })
        .collect();
    Ok(Json(
        serde_json::json!({ "unit": unit, "month": month, "ceiling": view.rates.ceiling, "minutes": view.minutes(),
        "own": own, "below": below }),
    )
    .into_response())
}
