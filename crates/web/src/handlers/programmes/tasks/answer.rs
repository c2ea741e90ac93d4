//! The tasks of a programme and one task, answered.
//!
//! Not here: forms (`write`), lists over many programmes (`lists`).

use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use congdoan_model::{
    ProgrammeId, TaskId, Timestamp,
    programmes::tasks::{Task, TaskDeed, Timing},
};
use congdoan_service::programmes::tasks::{EvidenceView, KeptTask, TaskBoard, TaskEvent, TaskView};

use super::{
    TaskBoardPage, TaskDeeds, TaskFormShown, TaskPage, TaskProgress, TaskProof, TaskRow, TaskTold,
    rows::{groups, row, urgent},
    timeline::Timeline,
    write::{self, Typed},
};
use crate::{
    api::id,
    app::App,
    format,
    handlers::registers::story::{title, who},
    page::{Choice, FieldError, Link, Page},
    period,
    refusal::Refusal,
    routes::{Audience, Route, route},
    shell::Shell,
    visit::Visitor,
    words::Words,
};

/// How many records a report offers.
const OFFERED: i64 = 20;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/programmes/{id}/tasks", Person, get(board)),
        route("GET", "/tasks/{id}", Person, get(task)),
        route("GET", "/tasks/{id}/files/{sha256}", Person, get(file)),
    ]
}

/// `GET /programmes/{id}/tasks`.
///
/// # Errors
/// 404 when there is no such programme for the caller.
pub async fn board(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
) -> Result<Page<TaskBoardPage>, Refusal> {
    let programme: ProgrammeId = id(&programme, "programme")?;
    Ok(Page(board_page(&app, &visitor, programme, Typed::default(), Vec::new()).await?))
}

pub(super) async fn board_page(
    app: &App,
    visitor: &Visitor,
    programme: ProgrammeId,
    typed: Typed,
    errors: Vec<FieldError>,
) -> Result<TaskBoardPage, Refusal> {
    let view = app.service.task_board(visitor.caller(), programme).await?;
    let shell = visitor.shell(app);
    let (words, today) = (shell.words, visitor.caller().now.day());
    let timing = app.service.task_timing(today);
    let form = if view.may_lead { Some(write::new_form(app, visitor, &view, &typed).await?) } else { None };
    Ok(TaskBoardPage {
        programme: Link::new(format!("/programmes/{programme}"), view.programme.title.clone()),
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name.clone()),
        period: period::label(&words, &view.programme.period.to_string()),
        progress: progress(&words, &view, &timing, today),
        groups: groups(&words, &view.tasks, &timing, today),
        timeline: Timeline::of(&words, &view.tasks, today),
        form,
        lines: typed.lines,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// How far the tasks carry a programme, for its page; nothing where the reader may not see it.
pub(crate) async fn section(app: &App, visitor: &Visitor, shell: &Shell, programme: ProgrammeId) -> TaskProgress {
    let today = visitor.caller().now.day();
    match app.service.task_board(visitor.caller(), programme).await {
        Ok(view) => progress(&shell.words, &view, &app.service.task_timing(today), today),
        Err(_) => TaskProgress::default(),
    }
}

fn progress(words: &Words, view: &TaskBoard, timing: &Timing, today: chrono::NaiveDate) -> TaskProgress {
    let (all, accepted) = view.counts;
    let number = |count: usize| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    let hidden = i64::try_from(view.hidden).unwrap_or(i64::MAX);
    TaskProgress {
        href: format!("/programmes/{}/tasks", view.programme.id),
        share: view.progress.map(|share| format::percent(words.language, share)).unwrap_or_default(),
        percent: view.progress.unwrap_or(0) / 100,
        counts: words.t_with("tasks-accepted-of", &[("accepted", &number(accepted)), ("all", &number(all))]),
        hidden: if hidden > 0 { words.count("tasks-hidden", hidden) } else { String::new() },
        urgent: urgent(words, &view.tasks, timing, today),
        may_lead: view.may_lead,
    }
}

/// `GET /tasks/{id}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn task(
    State(app): State<App>,
    visitor: Visitor,
    Path(task): Path<String>,
) -> Result<Page<TaskPage>, Refusal> {
    let id: TaskId = id(&task, "task")?;
    Ok(Page(task_page(&app, &visitor, id, &Typed::default(), Vec::new()).await?))
}

pub(super) async fn task_page(
    app: &App,
    visitor: &Visitor,
    id: TaskId,
    typed: &Typed,
    errors: Vec<FieldError>,
) -> Result<TaskPage, Refusal> {
    let view = app.service.task(visitor.caller(), id).await?;
    let shell = visitor.shell(app);
    let (words, today) = (shell.words, visitor.caller().now.day());
    let timing = app.service.task_timing(today);
    let rows = |keep: &dyn Fn(&KeptTask) -> bool| -> Vec<TaskRow> {
        view.board.iter().filter(|kept| keep(kept)).map(|kept| row(&words, kept, &timing, today)).collect()
    };
    let (kept, own) = (&view.kept, &view.kept.task);
    let clause = kept.clause.as_ref().map(|(directive, label, title)| {
        Link::new(format!("/directives/{directive}"), [label.as_str(), title.as_str()].join(" ").trim().to_owned())
    });
    let parent = own.parent.zip(kept.parent.as_ref());
    let open = view.rights.lead && !own.state.is_settled();
    let form: Option<TaskFormShown> =
        if open { Some(write::change_form(app, visitor, &view, typed).await?) } else { None };
    Ok(TaskPage {
        row: row(&words, kept, &timing, today),
        carrier: Link::new(format!("/units/{}", kept.carrier_code), kept.carrier_name.clone()),
        parent: parent.map(|(id, (number, title))| Link::new(format!("/tasks/{id}"), format!("{number}. {title}"))),
        words: own.words.clone(),
        clause,
        beside: view.beside.iter().map(|(code, name)| Link::new(format!("/units/{code}"), name.clone())).collect(),
        next_reminder: view.next_reminder.map(format::date).unwrap_or_default(),
        waits: rows(&|other| own.waits_for.contains(&other.task.id)),
        awaited_by: rows(&|other| other.task.waits_for.contains(&own.id)),
        parts: rows(&|other| other.task.parent == Some(own.id)),
        story: story(&words, app, &view),
        deeds: deeds(app, visitor, &words, &view).await,
        version: own.version,
        form,
        said: typed.said.clone(),
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

async fn deeds(app: &App, visitor: &Visitor, words: &Words, view: &TaskView) -> TaskDeeds {
    let (rights, state) = (view.rights, view.kept.task.state);
    let fits = |deed: TaskDeed| deed.after(state).is_some();
    let report = rights.own && fits(TaskDeed::Report);
    TaskDeeds {
        start: rights.own && fits(TaskDeed::Start),
        report,
        accept: rights.lead && fits(TaskDeed::Accept),
        cancel: rights.lead && fits(TaskDeed::Cancel),
        reopen: rights.lead && fits(TaskDeed::Reopen),
        remind: rights.remind && state.is_open(),
        needs_evidence: view.kept.task.evidence && view.evidence.is_empty(),
        records: if report { records(app, visitor, words, view).await } else { Vec::new() },
    }
}

/// Records written lately by the unit that does the task and those below it.
async fn records(app: &App, visitor: &Visitor, words: &Words, view: &TaskView) -> Vec<Choice> {
    let pack = app.service.pack();
    let found = app.service.latest_records(visitor.caller(), view.kept.task.unit, OFFERED).await.unwrap_or_default();
    let stands = found.iter().filter(|kept| matches!(kept.record.state.word(), "recorded" | "confirmed"));
    let choice = stands.map(|kept| {
        let register = pack.register(&kept.record.register);
        let name = register.map_or("", |register| register.name.get(words.language));
        let said = register.and_then(|register| title(words, register, kept)).unwrap_or_default();
        let parts = [name, said.as_str(), &format::date(kept.record.occurred_on)].map(str::to_owned);
        let label = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
        Choice::new(kept.record.id.to_string(), label, "")
    });
    choice.collect()
}

/// What happened, latest first.
fn story(words: &Words, app: &App, view: &TaskView) -> Vec<TaskTold> {
    // Each change keeps the task as it was before: what it became is what the next one kept, or what stands.
    let mut after = Some(view.kept.task.clone());
    let mut changed = |event: &TaskEvent| -> Vec<(String, String, String)> {
        if event.event != "changed" {
            return Vec::new();
        }
        let before: Option<Task> = serde_json::from_str(&event.before_state).ok();
        let told = before.as_ref().zip(after.as_ref()).map(|(before, after)| changes(words, before, after));
        after = before;
        told.unwrap_or_default()
    };
    let told = view.story.iter().rev().map(|event| TaskTold {
        changes: changed(event),
        what: event_name(words, &event.event),
        by: who(words, &event.who),
        at: Timestamp::from_micros(event.recorded_at).readable(),
        words: event.words.clone(),
        evidence: view
            .evidence
            .iter()
            .filter(|one| one.kept.event == event.id)
            .map(|one| proof(words, app, view.kept.task.id, one))
            .collect(),
    });
    told.collect()
}

/// What differs between a task before and after a change, in words.
fn changes(words: &Words, before: &Task, after: &Task) -> Vec<(String, String, String)> {
    let day = |day: Option<chrono::NaiveDate>| day.map(format::date).unwrap_or_default();
    let yes = |yes: bool| words.t(if yes { "yes" } else { "no" });
    let said = |task: &Task| {
        [
            (words.t("task-title"), task.title.clone()),
            (words.t("task-words"), task.words.clone()),
            (words.t("task-kind"), format!("{} {}", super::rows::kind_name(words, task.kind), task.number)),
            (words.t("task-starts"), day(task.starts_on)),
            (words.t("task-due"), day(Some(task.due_on))),
            (words.t("task-weight"), task.weight.to_string()),
            (words.t("task-evidence"), yes(task.evidence)),
        ]
    };
    let mut found: Vec<(String, String, String)> = said(before)
        .into_iter()
        .zip(said(after))
        .filter(|((_, was), (_, is))| was != is)
        .map(|((label, was), (_, is))| (label, was, is))
        .collect();
    let other = [
        (words.t("task-owner"), before.unit != after.unit),
        (words.t("task-person"), before.person != after.person),
        (words.t("task-beside"), before.beside != after.beside),
        (words.t("task-waits"), before.waits_for != after.waits_for),
        (words.t("task-parent"), before.parent != after.parent),
        (words.t("task-clause"), before.clause != after.clause),
    ];
    let differs = other.into_iter().filter(|(_, differs)| *differs);
    found.extend(differs.map(|(label, _)| (label, String::new(), words.t("task-changed"))));
    found
}

fn event_name(words: &Words, event: &str) -> String {
    match event {
        "added" => words.t("task-event-added"),
        "changed" => words.t("task-event-changed"),
        "started" => words.t("task-event-started"),
        "reported" => words.t("task-event-reported"),
        "accepted" => words.t("task-event-accepted"),
        "returned" => words.t("task-event-returned"),
        "cancelled" => words.t("task-event-cancelled"),
        "reopened" => words.t("task-event-reopened"),
        "reminded" => words.t("task-event-reminded"),
        other => other.to_owned(),
    }
}

/// What was put forward; what the reader may not open is named without a way to it.
fn proof(words: &Words, app: &App, task: TaskId, one: &EvidenceView) -> TaskProof {
    let kept = &one.kept;
    let closed = || if one.readable { String::new() } else { words.t("task-proof-closed") };
    if let Some((record, register, _, day, stands)) = &kept.record {
        let name = app.service.pack().register(register).map(|found| found.name.get(words.language).to_owned());
        let text = format!(
            "{} {}",
            name.filter(|_| one.readable).unwrap_or_else(|| words.t("task-proof-record")),
            format::date(*day)
        );
        let href = if one.readable { format!("/registers/{register}/records/{record}") } else { String::new() };
        let note = if *stands { closed() } else { words.t("task-proof-withdrawn") };
        return TaskProof { link: Link::new(href, text), note };
    }
    if let Some((directive, _, symbol, title)) = &kept.directive {
        let text = if one.readable { [symbol.as_str(), title.as_str()].join(" ") } else { words.t("task-proof-paper") };
        let href = if one.readable { format!("/directives/{directive}") } else { String::new() };
        return TaskProof { link: Link::new(href, text.trim().to_owned()), note: closed() };
    }
    let href = format!("/tasks/{task}/files/{}", kept.sha256);
    TaskProof { link: Link::new(href, kept.file_name.clone()), note: String::new() }
}

/// `GET /tasks/{id}/files/{sha256}`: a file that was put forward, always as a download.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((task, sha256)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (name, content) = app.service.task_file(visitor.caller(), id(&task, "task")?, &sha256).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename*=UTF-8''{}", crate::refusal::encode(&name).replace('/', "%2F")),
        ),
    ];
    Ok((headers, content).into_response())
}
