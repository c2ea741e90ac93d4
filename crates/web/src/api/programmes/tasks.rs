//! `/api/v1/programmes/{id}/tasks` and `/api/v1/tasks`: tasks listed, counted by unit, added, changed, moved, reminded of.
//!
//! Files are put forward on pages. Not here: forms of pages (`handlers::programmes::tasks`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    ClauseId, DirectiveId, PersonId, ProgrammeId, RecordId, TaskId, Timestamp,
    programmes::tasks::{TaskDeed, TaskKind, TaskState, Timing},
};
use congdoan_service::{
    Error,
    programmes::tasks::{EvidenceView, KeptTask, Report, TaskAsked, TaskCounts, TaskFilter, TaskForm, TaskView},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, PAGE, day, id, if_match, refused, required},
    app::App,
    handlers::programmes::tasks::lists::{VIEWS, cursor},
    refusal::{Refusal, details},
    visit::Visitor,
};

/// A task.
#[derive(Debug, Serialize)]
pub struct Item {
    id: TaskId,
    programme: ProgrammeId,
    parent: Option<TaskId>,
    kind: TaskKind,
    number: i64,
    title: String,
    words: String,
    clause: Option<ClauseId>,
    unit: String,
    person: Option<PersonId>,
    person_name: Option<String>,
    starts_on: Option<NaiveDate>,
    due_on: NaiveDate,
    weight: i64,
    evidence: bool,
    waits_for: Vec<TaskId>,
    blocked: i64,
    state: TaskState,
    overdue_days: i64,
    level: i64,
    version: i64,
}

impl Item {
    fn of(kept: KeptTask, timing: &Timing, today: NaiveDate) -> Self {
        let task = kept.task;
        let overdue = Timing::overdue(task.state, task.due_on, today);
        Self {
            id: task.id,
            programme: task.programme,
            parent: task.parent,
            kind: task.kind,
            number: task.number,
            title: task.title,
            words: task.words,
            clause: task.clause,
            unit: kept.unit_code,
            person: task.person,
            person_name: kept.person_name,
            starts_on: task.starts_on,
            due_on: task.due_on,
            weight: task.weight,
            evidence: task.evidence,
            waits_for: task.waits_for,
            blocked: kept.blocked,
            state: task.state,
            overdue_days: overdue,
            level: timing.level(overdue),
            version: task.version,
        }
    }
}

/// The tasks of a programme.
#[derive(Debug, Serialize)]
pub struct Board {
    /// Hundredths of a percent.
    progress: Option<i64>,
    all: usize,
    accepted: usize,
    hidden: usize,
    items: Vec<Item>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
struct Told {
    event: String,
    words: String,
    by: String,
    at: String,
    evidence: Vec<Proof>,
}

/// Something put forward; what the caller may not read is told without its id.
#[derive(Debug, Serialize)]
struct Proof {
    record: Option<RecordId>,
    register: Option<String>,
    directive: Option<DirectiveId>,
    file: Option<String>,
    sha256: Option<String>,
    readable: bool,
}

impl From<&EvidenceView> for Proof {
    fn from(view: &EvidenceView) -> Self {
        let (kept, open) = (&view.kept, view.readable);
        let record = kept.record.as_ref().filter(|_| open);
        Self {
            record: record.map(|(id, ..)| *id),
            register: record.map(|(_, register, ..)| register.clone()),
            directive: kept.directive.as_ref().filter(|_| open).map(|(id, ..)| *id),
            file: (!kept.sha256.is_empty()).then(|| kept.file_name.clone()),
            sha256: (!kept.sha256.is_empty()).then(|| kept.sha256.clone()),
            readable: open,
        }
    }
}

/// One task with its story.
#[derive(Debug, Serialize)]
pub struct One {
    #[serde(flatten)]
    item: Item,
    beside: Vec<String>,
    next_reminder: Option<NaiveDate>,
    may: Vec<&'static str>,
    story: Vec<Told>,
}

impl One {
    fn of(view: TaskView, timing: &Timing, today: NaiveDate) -> Self {
        let (rights, state) = (view.rights, view.kept.task.state);
        let fits =
            |deed: &&TaskDeed| deed.after(state).is_some() && if deed.is_of_owner() { rights.own } else { rights.lead };
        let told = |event: &congdoan_service::programmes::tasks::TaskEvent| Told {
            event: event.event.clone(),
            words: event.words.clone(),
            by: event.who.clone(),
            at: Timestamp::from_micros(event.recorded_at).to_string(),
            evidence: view.evidence.iter().filter(|one| one.kept.event == event.id).map(Proof::from).collect(),
        };
        Self {
            story: view.story.iter().map(told).collect(),
            may: TaskDeed::ALL.iter().filter(fits).map(|deed| deed.word()).collect(),
            beside: view.beside.iter().map(|(code, _)| code.clone()).collect(),
            next_reminder: view.next_reminder,
            item: Item::of(view.kept, timing, today),
        }
    }
}

/// A page of the list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<String>,
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Question {
    #[serde(default)]
    view: String,
    unit: Option<String>,
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    overdue: bool,
    #[serde(default)]
    q: String,
    after: Option<String>,
}

/// A unit with the tasks it and all it manages do, in numbers.
#[derive(Debug, Serialize)]
pub struct Line {
    unit: String,
    name: String,
    all: i64,
    accepted: i64,
    reported: i64,
    open: i64,
    overdue: i64,
    escalated: i64,
}

impl Line {
    const fn of(unit: String, name: String, counts: TaskCounts) -> Self {
        let TaskCounts { all, accepted, reported, open, overdue, escalated } = counts;
        Self { unit, name, all, accepted, reported, open, overdue, escalated }
    }
}

/// The units right below one, and as the last line that unit itself.
#[derive(Debug, Serialize)]
pub struct Lines {
    items: Vec<Line>,
}

/// A task to be added, or as it is to be from now on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    #[serde(default)]
    kind: TaskKind,
    number: Option<i64>,
    title: String,
    #[serde(default)]
    words: String,
    clause: Option<ClauseId>,
    parent: Option<TaskId>,
    #[serde(default)]
    unit: String,
    person: Option<PersonId>,
    #[serde(default)]
    member: String,
    #[serde(default)]
    beside: Vec<String>,
    starts_on: Option<String>,
    due_on: Option<String>,
    #[serde(default = "one")]
    weight: i64,
    #[serde(default)]
    evidence: bool,
    #[serde(default)]
    waits_for: Vec<TaskId>,
}

const fn one() -> i64 {
    1
}

impl New {
    fn form(&self) -> Result<TaskForm<'_>, Refusal> {
        Ok(TaskForm {
            kind: self.kind,
            number: self.number,
            title: &self.title,
            words: &self.words,
            clause: self.clause,
            parent: self.parent,
            unit: &self.unit,
            person: self.person,
            member: &self.member,
            beside: self.beside.clone(),
            starts_on: self.starts_on.as_deref().map(|text| day("starts_on", text)).transpose()?,
            due_on: self.due_on.as_deref().map(|text| day("due_on", text)).transpose()?,
            weight: self.weight,
            evidence: self.evidence,
            waits_for: self.waits_for.clone(),
        })
    }
}

/// What is said with a deed.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Said {
    words: String,
    records: Vec<RecordId>,
    directives: Vec<DirectiveId>,
}

/// `GET /programmes/{id}/tasks`.
///
/// # Errors
/// 404 when there is no such programme for the caller.
pub async fn board(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
) -> Result<Json<Board>, Refusal> {
    let view = app.service.task_board(visitor.caller(), id(&programme, "programme")?).await?;
    let today = visitor.caller().now.day();
    let timing = app.service.task_timing(today);
    let (all, accepted) = view.counts;
    let items = view.tasks.into_iter().map(|kept| Item::of(kept, &timing, today)).collect();
    Ok(Json(Board { progress: view.progress, all, accepted, hidden: view.hidden, items }))
}

/// `POST /programmes/{id}/tasks`: 201 with the task.
///
/// # Errors
/// 404 or 403 by rights, 422 with every problem at once.
pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    body: Body<New>,
) -> Result<Response, Refusal> {
    let programme: ProgrammeId = id(&programme, "programme")?;
    let added = app.service.add_task(visitor.caller(), programme, &body.value.form()?, body.once()).await?;
    tagged(&app, &visitor, added, StatusCode::CREATED).await
}

/// `GET /tasks`.
///
/// # Errors
/// 404 when the caller may not read programmes of the unit asked for.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let view = match question.view.as_str() {
        "" if question.unit.is_some() => "below",
        "" => "own",
        view if VIEWS.contains(&view) => view,
        _ => {
            let views = VIEWS.join(", ");
            return Err(refused(&format!("view là một trong: {views}"), &format!("view is one of: {views}")));
        }
    };
    let unit = if view == "below" { Some(required(question.unit.as_ref(), "unit")?) } else { None };
    let after = question.after.as_deref().filter(|after| !after.is_empty());
    let after = after
        .map(|text| cursor(text).ok_or_else(|| refused("con trỏ trang không hợp lệ", "the cursor makes no sense")));
    let filter = TaskFilter {
        view,
        state: &question.state,
        kind: question.kind.parse().ok(),
        overdue: question.overdue,
        words: &question.q,
        after: after.transpose()?,
        limit: PAGE + 1,
        ..TaskFilter::default()
    };
    let mut found = app.service.tasks(visitor.caller(), &filter, unit).await?;
    let most = usize::try_from(PAGE).unwrap_or(0);
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| format!("{}_{}", last.task.due_on, last.task.id));
    let today = visitor.caller().now.day();
    let timing = app.service.task_timing(today);
    Ok(Json(List { items: found.into_iter().map(|kept| Item::of(kept, &timing, today)).collect(), next }))
}

/// `GET /tasks/by-unit`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn by_unit(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<Lines>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let (_, lines) = app.service.tasks_by_unit(visitor.caller(), unit).await?;
    let items = lines.into_iter().map(|line| Line::of(line.code, line.name, line.counts)).collect();
    Ok(Json(Lines { items }))
}

/// `GET /tasks/{id}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(State(app): State<App>, visitor: Visitor, Path(task): Path<String>) -> Result<Response, Refusal> {
    tagged(&app, &visitor, id(&task, "task")?, StatusCode::OK).await
}

/// `PUT /tasks/{id}`: what the task says from now on; `If-Match` names the version the caller saw.
///
/// # Errors
/// 428 without `If-Match`, 409 when somebody changed it since.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(task): Path<String>,
    headers: HeaderMap,
    body: Body<New>,
) -> Result<Response, Refusal> {
    let Some(version) = if_match(&headers) else {
        let words = congdoan_service::words(
            "Thiếu If-Match: gửi kèm ETag của việc đã đọc",
            "If-Match is missing: send the ETag of the task as read",
        );
        let status = StatusCode::PRECONDITION_REQUIRED;
        return Ok(details(status, words.get(visitor.language), &[], visitor.language));
    };
    let task: TaskId = id(&task, "task")?;
    app.service.change_task(visitor.caller(), task, version, &body.value.form()?).await?;
    tagged(&app, &visitor, task, StatusCode::OK).await
}

/// `POST /tasks/{id}/{deed}`: start, report, accept, return, cancel, reopen, remind.
///
/// # Errors
/// 404 or 403 by rights, 422 when the rules refuse it, 409 when `If-Match` names an older version.
pub async fn deed(
    State(app): State<App>,
    visitor: Visitor,
    Path((task, deed)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body<Said>,
) -> Result<Response, Refusal> {
    let task: TaskId = id(&task, "task")?;
    let said = &body.value;
    if deed == "remind" {
        app.service.remind_of_task(visitor.caller(), task, &said.words, body.once()).await?;
    } else {
        let deed: TaskDeed = deed.parse().map_err(|_| Error::NotFound("page"))?;
        let (records, directives) = (said.records.clone(), said.directives.clone());
        let report = Report { records, directives, files: Vec::new() };
        let asked = TaskAsked { deed, version: if_match(&headers), words: &said.words, report: &report };
        app.service.do_task(visitor.caller(), task, asked, body.once()).await?;
    }
    tagged(&app, &visitor, task, StatusCode::OK).await
}

async fn tagged(app: &App, visitor: &Visitor, task: TaskId, status: StatusCode) -> Result<Response, Refusal> {
    let view = app.service.task(visitor.caller(), task).await?;
    let tag = format!("\"{}\"", view.kept.task.version);
    let today = visitor.caller().now.day();
    let body = One::of(view, &app.service.task_timing(today), today);
    Ok((status, [(header::ETAG, tag)], Json(body)).into_response())
}
