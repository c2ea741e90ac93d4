//! `/api/v1/dispatches`: papers sent down, what became of them unit by unit, answers.
//!
//! Files come with answers on pages alone. Not here: the rules (`service::directives::dispatch`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{DirectiveId, DispatchId, ProgrammeId, Timestamp, directives::dispatch::Notice};
use congdoan_service::{
    directives::dispatch::{AnswerForm, DeskDeed, Line, Recipients, SendForm},
    stored::dispatch::Dispatch,
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, day, id, refused, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A paper sent down.
#[derive(Debug, Serialize)]
pub struct Item {
    id: DispatchId,
    directive: DirectiveId,
    symbol: String,
    title: String,
    sender: String,
    passes_on: Option<DispatchId>,
    request: String,
    due_on: Option<NaiveDate>,
    note: String,
    sent_by: String,
    sent_at: String,
    units: i64,
    done: i64,
    late: i64,
    /// Of papers received: the unit's own line.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<LineItem>,
}

/// The line of a unit.
#[derive(Debug, Serialize)]
pub struct LineItem {
    unit: String,
    progress: &'static str,
    due_on: Option<NaiveDate>,
    late: bool,
    days_left: Option<i64>,
    reminders_due: i64,
    passed_on: i64,
    events: Vec<EventItem>,
}

/// What happened at a unit.
#[derive(Debug, Serialize)]
pub struct EventItem {
    event: String,
    words: String,
    due_on: Option<NaiveDate>,
    programme: Option<ProgrammeId>,
    file: String,
    by: String,
    at: String,
}

impl Item {
    fn of(one: Dispatch, line: Option<&Line>) -> Self {
        Self {
            id: one.id,
            directive: one.directive,
            symbol: one.symbol,
            title: one.title,
            sender: one.unit_code,
            passes_on: one.passes_on_id.map(DispatchId::from),
            request: one.request,
            due_on: one.due_on,
            note: one.note,
            sent_by: one.sent_by,
            sent_at: Timestamp::from_micros(one.sent_at).to_string(),
            units: one.units,
            done: one.done,
            late: one.late,
            line: line.map(LineItem::of),
        }
    }
}

impl LineItem {
    fn of(line: &Line) -> Self {
        let (late, days_left, reminders_due) = match line.notice {
            Some(Notice::Late { days, reminders }) => (true, Some(-days), reminders),
            Some(Notice::Soon(days)) => (false, Some(days), 0),
            None => (false, None, 0),
        };
        let events = line.receipt.events.iter().map(|event| EventItem {
            event: event.event.clone(),
            words: event.words.clone(),
            due_on: event.due_on,
            programme: event.programme_id.map(ProgrammeId::from),
            file: event.file_name.clone(),
            by: event.by.clone(),
            at: Timestamp::from_micros(event.at).to_string(),
        });
        Self {
            unit: line.receipt.code.clone(),
            progress: line.progress.word(),
            due_on: line.receipt.due_on,
            late,
            days_left,
            reminders_due,
            passed_on: line.receipt.passed_on,
            events: events.collect(),
        }
    }
}

/// The list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    /// Of papers sent: late answers to papers sent by units right below.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    late_below: Vec<LateItem>,
}

/// Late answers to papers a unit sent.
#[derive(Debug, Serialize)]
pub struct LateItem {
    unit: String,
    late: i64,
}

/// What is asked of the list.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    direction: Option<String>,
}

/// `GET`: papers a unit received, or with `direction=sent` those it sent.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    match question.direction.as_deref() {
        Some("sent") => {
            let view = app.service.dispatches_sent(visitor.caller(), unit).await?;
            let late = view.late_below.into_iter().map(|below| LateItem { unit: below.code, late: below.late });
            let items = view.papers.into_iter().map(|one| Item::of(one, None)).collect();
            Ok(Json(List { items, late_below: late.collect() }))
        }
        None | Some("received") => {
            let view = app.service.dispatches_received(visitor.caller(), unit).await?;
            let items = view.papers.into_iter().map(|(one, line)| Item::of(one, Some(&line))).collect();
            Ok(Json(List { items, late_below: Vec::new() }))
        }
        Some(_) => Err(refused("direction là received hoặc sent", "direction is received or sent")),
    }
}

/// A paper to be sent down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    unit: String,
    directive: DirectiveId,
    /// `direct`, or a kind of units; left out where `units` names some.
    #[serde(default)]
    to: Option<String>,
    #[serde(default)]
    units: Vec<String>,
    request: String,
    #[serde(default)]
    due_on: Option<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    passes_on: Option<DispatchId>,
}

/// An id made.
#[derive(Debug, Serialize)]
pub struct Made {
    id: DispatchId,
}

/// `POST`: sends a directive down; 201 with the dispatch.
///
/// # Errors
/// 404 or 403 by rights, 422 by rules.
pub async fn send(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let new = &body.value;
    let request = new
        .request
        .parse()
        .map_err(|_| refused("request là read, answer hoặc programme", "request is read, answer or programme"))?;
    let to = match new.to.as_deref() {
        None => Recipients::Chosen(&new.units),
        Some("direct") => Recipients::Direct,
        Some(kind) => Recipients::Kind(kind),
    };
    let due_on = new.due_on.as_deref().map(|text| day("due_on", text)).transpose()?;
    let form = SendForm {
        unit: &new.unit,
        directive: new.directive,
        passes_on: new.passes_on,
        to,
        request,
        due_on,
        note: &new.note,
    };
    let id = app.service.send_down(visitor.caller(), &form, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Made { id })).into_response())
}

/// A dispatch with every unit's line.
#[derive(Debug, Serialize)]
pub struct Desk {
    #[serde(flatten)]
    item: Item,
    lines: Vec<LineItem>,
    trail: Vec<String>,
    passed_on: Vec<PassedItem>,
}

/// A dispatch by which it was passed on.
#[derive(Debug, Serialize)]
pub struct PassedItem {
    id: DispatchId,
    sender: String,
    depth: usize,
    units: i64,
    done: i64,
    late: i64,
}

/// `GET`: the desk of a dispatch.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(dispatch): Path<String>,
) -> Result<Json<Desk>, Refusal> {
    let view = app.service.dispatch(visitor.caller(), id(&dispatch, "dispatch")?).await?;
    let passed_on = view.passed_on.into_iter().map(|one| PassedItem {
        id: one.dispatch.id,
        sender: one.dispatch.unit_code,
        depth: one.depth,
        units: one.dispatch.units,
        done: one.dispatch.done,
        late: one.dispatch.late,
    });
    Ok(Json(Desk {
        lines: view.lines.iter().map(LineItem::of).collect(),
        trail: view.trail,
        passed_on: passed_on.collect(),
        item: Item::of(view.dispatch, None),
    }))
}

/// A reminder, or more time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tend {
    deed: String,
    #[serde(default)]
    units: Vec<String>,
    #[serde(default)]
    words: String,
    #[serde(default)]
    due_on: Option<String>,
}

/// To how many units a deed went.
#[derive(Debug, Serialize)]
pub struct Tended {
    units: usize,
}

/// `POST …/deeds`: reminds units, or gives them more time.
///
/// # Errors
/// 404 or 403 by rights, 422 by rules.
pub async fn tend(
    State(app): State<App>,
    visitor: Visitor,
    Path(dispatch): Path<String>,
    body: Body<Tend>,
) -> Result<Json<Tended>, Refusal> {
    let dispatch: DispatchId = id(&dispatch, "dispatch")?;
    let sent = &body.value;
    let deed = match (sent.deed.as_str(), sent.due_on.as_deref()) {
        ("remind", _) => DeskDeed::Remind(&sent.words),
        ("extend", Some(text)) => DeskDeed::Extend(day("due_on", text)?, &sent.words),
        _ => {
            return Err(refused("deed là remind, hoặc extend cùng due_on", "deed is remind, or extend with due_on"));
        }
    };
    let units = app.service.tend_dispatch(visitor.caller(), (dispatch, &sent.units), deed, body.once()).await?;
    Ok(Json(Tended { units }))
}

/// An answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    #[serde(default)]
    acknowledge: bool,
    #[serde(default)]
    words: String,
    #[serde(default)]
    programme: Option<ProgrammeId>,
}

/// `POST …/units/{unit}`: acknowledges or answers for a unit; 204.
///
/// # Errors
/// 404 or 403 by rights, 422 when what was asked is not there.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((dispatch, unit)): Path<(String, String)>,
    body: Body<Answer>,
) -> Result<StatusCode, Refusal> {
    let dispatch: DispatchId = id(&dispatch, "dispatch")?;
    let sent = &body.value;
    let form = AnswerForm { acknowledge: sent.acknowledge, words: &sent.words, programme: sent.programme, file: None };
    app.service.answer_paper(visitor.caller(), (dispatch, &unit), form, body.once()).await?;
    Ok(StatusCode::NO_CONTENT)
}
