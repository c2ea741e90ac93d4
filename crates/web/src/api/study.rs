//! `/api/v1/study-sessions` and `/api/v1/study-coverage`: sessions, who came as a number, closing, coverage.
//!
//! Names of those who came are on pages alone. Not here: the rules (`service::directives::study`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{DirectiveId, PersonId, RecordId, StudySessionId, directives::study::Expected};
use congdoan_service::{
    directives::study::{Named, StudyPlan},
    stored::study::{CoverageLine, Studied, StudySession},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, day, id, refused, required},
    app::App,
    handlers::directives::study::answer::minute,
    refusal::Refusal,
    visit::Visitor,
};

/// A session.
#[derive(Debug, Serialize)]
pub struct Item {
    id: StudySessionId,
    unit: String,
    topic: String,
    held_on: NaiveDate,
    begins: String,
    ends: String,
    place: String,
    speaker: String,
    form: String,
    expected: String,
    directives: Vec<DirectiveId>,
    came: i64,
    closed: bool,
    record: Option<RecordId>,
    /// Of a single session: how many are expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected_number: Option<i64>,
}

impl Item {
    fn of(one: &StudySession, studied: &[Studied], expected_number: Option<i64>) -> Self {
        let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        Self {
            id: one.id,
            unit: one.unit_code.clone(),
            topic: one.topic.clone(),
            held_on: one.held_on,
            begins: clock(one.begins_at),
            ends: clock(one.ends_at),
            place: one.place.clone(),
            speaker: one.speaker.clone(),
            form: one.form.clone(),
            expected: one.expected.clone(),
            directives: studied.iter().map(|studied| studied.directive).collect(),
            came: one.came,
            closed: one.closed_at.is_some(),
            record: one.record(),
            expected_number,
        }
    }
}

/// The list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
}

/// What is asked of lists.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    directive: Option<String>,
    who: Option<String>,
    day: Option<String>,
}

/// `GET`: sessions of a unit and what it manages below, latest first; at most 200.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let directive = question.directive.as_deref().map(|text| id(text, "directive")).transpose()?;
    let view = app.service.study_list(visitor.caller(), unit, directive).await?;
    Ok(Json(List { items: view.sessions.iter().map(|(one, studied)| Item::of(one, studied, None)).collect() }))
}

/// A session to be planned.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    unit: String,
    directives: Vec<DirectiveId>,
    topic: String,
    held_on: String,
    begins: String,
    ends: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    speaker: String,
    #[serde(default)]
    form: Option<String>,
    #[serde(default)]
    expected: Option<String>,
    #[serde(default)]
    posts: Vec<String>,
    #[serde(default)]
    number: i64,
}

/// An id made.
#[derive(Debug, Serialize)]
pub struct Made {
    id: StudySessionId,
}

/// `POST`: plans a session; 201 with it.
///
/// # Errors
/// 404 or 403 by rights, 422 by rules.
pub async fn plan(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let new = &body.value;
    let form = new.form.as_deref().unwrap_or("meeting").parse();
    let form = form.map_err(|_| refused("form là meeting, online hoặc mixed", "form is meeting, online or mixed"))?;
    let expected = new.expected.as_deref().unwrap_or("members").parse().map_err(|_| {
        refused("expected là members, officers, posts hoặc number", "expected is members, officers, posts or number")
    })?;
    let plan = StudyPlan {
        unit: &new.unit,
        directives: &new.directives,
        topic: &new.topic,
        held_on: day("held_on", &new.held_on)?,
        begins_at: minute(&new.begins),
        ends_at: minute(&new.ends),
        place: &new.place,
        speaker: &new.speaker,
        form,
        expected,
        posts: &new.posts,
        number: new.number,
    };
    let id = app.service.plan_study(visitor.caller(), &plan, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Made { id })).into_response())
}

/// `GET …/{id}`: one session with how many came and are expected.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(State(app): State<App>, visitor: Visitor, Path(one): Path<String>) -> Result<Json<Item>, Refusal> {
    let view = app.service.study(visitor.caller(), id(&one, "study session")?, "").await?;
    Ok(Json(Item::of(&view.session, &view.studied, Some(view.expected))))
}

/// People who came.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Came {
    #[serde(default)]
    members: Vec<PersonId>,
    #[serde(default)]
    guest: Option<Guest>,
}

/// Somebody who is in no member file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guest {
    name: String,
    #[serde(default)]
    born: Option<i64>,
}

/// How many were not written down before.
#[derive(Debug, Serialize)]
pub struct Added {
    added: usize,
}

/// `POST …/{id}/attendances`: writes down people who came, each once.
///
/// # Errors
/// 404 or 403 by rights, 422 when nobody is named.
pub async fn attend(
    State(app): State<App>,
    visitor: Visitor,
    Path(one): Path<String>,
    body: Body<Came>,
) -> Result<Json<Added>, Refusal> {
    let session = id(&one, "study session")?;
    let guest = body.value.guest.as_ref().map(|guest| Named { name: &guest.name, year: guest.born });
    let people = (body.value.members.as_slice(), guest);
    let added = app.service.tick_study(visitor.caller(), session, people, body.once()).await?;
    Ok(Json(Added { added }))
}

/// Nothing is asked for closing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// `POST …/{id}/close`: closes a session, which becomes one record; 204.
///
/// # Errors
/// 404 or 403 by rights, 422 while nobody came.
pub async fn close(
    State(app): State<App>,
    visitor: Visitor,
    Path(one): Path<String>,
    body: Body<Nothing>,
) -> Result<StatusCode, Refusal> {
    app.service.close_study(visitor.caller(), id(&one, "study session")?, body.once()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far a unit has come.
#[derive(Debug, Serialize)]
pub struct LineItem {
    unit: String,
    expected: i64,
    studied: i64,
    sessions: i64,
}

impl LineItem {
    fn of(line: &CoverageLine) -> Self {
        Self { unit: line.code.clone(), expected: line.expected, studied: line.studied, sessions: line.sessions }
    }
}

/// Coverage of a directive.
#[derive(Debug, Serialize)]
pub struct Coverage {
    directive: DirectiveId,
    day: NaiveDate,
    who: &'static str,
    total: LineItem,
    lines: Vec<LineItem>,
    /// Ids of members who are missing, for whoever may see members of the unit; at most 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<Vec<PersonId>>,
}

/// `GET /api/v1/study-coverage`.
///
/// # Errors
/// 404 when the caller may not read records of the unit or does not see the directive.
pub async fn coverage(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<Coverage>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let directive: DirectiveId = id(required(question.directive.as_ref(), "directive")?, "directive")?;
    let who = match question.who.as_deref() {
        None | Some("members") => Expected::Members,
        Some("officers") => Expected::Officers,
        Some(_) => return Err(refused("who là members hoặc officers", "who is members or officers")),
    };
    let on = question.day.as_deref().map(|text| day("day", text)).transpose()?;
    let on = on.unwrap_or_else(|| visitor.caller().now.day());
    let view = app.service.study_coverage(visitor.caller(), (directive, unit), on, who).await?;
    Ok(Json(Coverage {
        directive,
        day: on,
        who: who.word(),
        total: LineItem::of(&view.total),
        lines: view.lines.iter().map(LineItem::of).collect(),
        missing: view.missing.map(|missing| missing.iter().map(|one| one.person).collect()),
    }))
}
