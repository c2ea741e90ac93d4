//! Forms of tasks: shown with what was typed, read, and sent on to the use cases.
//!
//! A refused form comes back on its page with what is wrong. Not here: the rules (`service::programmes::tasks`).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::post,
};
use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, ProgrammeId, RecordId, TaskId,
    programmes::tasks::{TaskDeed, TaskKind},
};
use congdoan_service::{
    Error,
    access::Once,
    pack::Problem,
    programmes::tasks::{KeptTask, Report, TaskAsked, TaskBoard, TaskForm, TaskLines, TaskView},
};

use super::{TaskFormShown, answer, rows::kind_name};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::{members::deeds::problems, registers::answer::day},
    page::{Choice, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("POST", "/programmes/{id}/tasks", Person, post(add)),
        route("POST", "/programmes/{id}/tasks/lines", Person, post(add_lines)),
        route("POST", "/tasks/{id}", Person, post(change)),
        route("POST", "/tasks/{id}/deeds", Person, post(deed)),
    ]
}

/// What was typed into a form that comes back.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    /// The form of a task, where it was that one.
    form: Option<PageForm>,
    /// Pasted lines.
    pub(super) lines: String,
    /// What was said with a deed.
    pub(super) said: String,
}

impl Typed {
    fn text(&self, name: &str, before: &str) -> String {
        self.form.as_ref().map_or_else(|| before.to_owned(), |form| form.get(name).to_owned())
    }
}

/// The form of a new task.
pub(super) async fn new_form(
    app: &App,
    visitor: &Visitor,
    view: &TaskBoard,
    typed: &Typed,
) -> Result<TaskFormShown, Refusal> {
    let blank = TaskFormShown {
        action: format!("/programmes/{}/tasks", view.programme.id),
        unit: view.unit.code.to_string(),
        weight: "1".to_owned(),
        ..TaskFormShown::default()
    };
    let about = (view.programme.id, view.unit.id);
    form(app, visitor, about, (blank, TaskKind::Task), (&view.tasks, None), typed).await
}

/// The form that changes a task.
pub(super) async fn change_form(
    app: &App,
    visitor: &Visitor,
    view: &TaskView,
    typed: &Typed,
) -> Result<TaskFormShown, Refusal> {
    let (kept, task) = (&view.kept, &view.kept.task);
    let iso = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let codes: Vec<&str> = view.beside.iter().map(|(code, _)| code.as_str()).collect();
    let shown = TaskFormShown {
        action: format!("/tasks/{}", task.id),
        version: task.version.to_string(),
        number: task.number.to_string(),
        title: task.title.clone(),
        words: task.words.clone(),
        unit: kept.unit_code.clone(),
        beside: codes.join(" "),
        starts_on: iso(task.starts_on),
        due_on: iso(Some(task.due_on)),
        weight: task.weight.to_string(),
        evidence: task.evidence,
        ..TaskFormShown::default()
    };
    form(app, visitor, (task.programme, task.unit), (shown, task.kind), (&view.board, Some(kept)), typed).await
}

async fn form(
    app: &App,
    visitor: &Visitor,
    (programme, unit): (ProgrammeId, congdoan_model::UnitId),
    (shown, kind): (TaskFormShown, TaskKind),
    (board, kept): (&[KeptTask], Option<&KeptTask>),
    typed: &Typed,
) -> Result<TaskFormShown, Refusal> {
    let offers = app.service.task_offers(visitor.caller(), programme, unit).await?;
    let words = Words::new(visitor.language);
    let task = kept.map(|kept| &kept.task);
    let text = |name: &str, before: &str| typed.text(name, before);
    let chosen = |name: &str, before: Option<String>| text(name, &before.unwrap_or_default());
    let kind = text("kind", kind.word());
    let clause = chosen("clause", task.and_then(|task| task.clause).map(|id| id.to_string()));
    let parent = chosen("parent", task.and_then(|task| task.parent).map(|id| id.to_string()));
    let person = chosen("person", task.and_then(|task| task.person).map(|id| id.to_string()));
    let awaited = |other: &KeptTask| match &typed.form {
        Some(form) => form.all("waits_for").contains(&other.task.id.to_string()),
        None => task.is_some_and(|task| task.waits_for.contains(&other.task.id)),
    };
    let others = || board.iter().filter(|other| task.is_none_or(|task| task.id != other.task.id));
    let label = |other: &KeptTask| {
        format!("{} {}. {}", kind_name(&words, other.task.kind), other.task.number, other.task.title)
    };
    let mut people: Vec<Choice> =
        offers.people.into_iter().map(|(id, name)| Choice::new(id.to_string(), name, &person)).collect();
    if let Some((id, name)) = task.and_then(|task| task.person).zip(kept.and_then(|kept| kept.person_name.clone()))
        && people.iter().all(|choice| choice.value != id.to_string())
    {
        people.push(Choice::new(id.to_string(), name, &person));
    }
    Ok(TaskFormShown {
        kinds: TaskKind::ALL.iter().map(|one| Choice::new(one.word(), kind_name(&words, *one), &kind)).collect(),
        number: text("number", &shown.number),
        title: text("title", &shown.title),
        words: text("words", &shown.words),
        clauses: offers
            .clauses
            .into_iter()
            .map(|(id, label, title)| Choice::new(id.to_string(), [label, title].join(" "), &clause))
            .collect(),
        parents: others()
            .filter(|other| other.task.parent.is_none())
            .map(|other| Choice::new(other.task.id.to_string(), label(other), &parent))
            .collect(),
        unit: text("unit", &shown.unit),
        units: offers.units.into_iter().map(|(code, name)| Choice::new(code, name, "")).collect(),
        people,
        member: text("member", ""),
        beside: text("beside", &shown.beside),
        starts_on: text("starts_on", &shown.starts_on),
        due_on: text("due_on", &shown.due_on),
        weight: text("weight", &shown.weight),
        evidence: typed.form.as_ref().map_or(shown.evidence, |form| form.get("evidence") == "true"),
        waits: others()
            .map(|other| Choice {
                selected: awaited(other),
                ..Choice::new(other.task.id.to_string(), label(other), "")
            })
            .collect(),
        action: shown.action,
        version: shown.version,
    })
}

fn wrong(field: &str, vi: &str, en: &str) -> Error {
    let message = congdoan_service::words(vi, en);
    Error::Invalid(vec![Problem { field: Some(field.to_owned()), message }])
}

/// A day of a form that may be left empty.
fn day_of(sent: &PageForm, name: &str) -> Result<Option<NaiveDate>, Error> {
    let text = sent.get(name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    day(text).map(Some).ok_or_else(|| wrong(name, "Ngày viết 31/01/2026", "A day is written 31/01/2026"))
}

/// An id of a form that may be left empty.
fn id_of<T: std::str::FromStr>(sent: &PageForm, name: &str) -> Result<Option<T>, Error> {
    let text = sent.get(name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| wrong(name, "Lựa chọn không hợp lệ", "The choice makes no sense"))
}

fn number_of(sent: &PageForm, name: &str) -> Result<Option<i64>, Error> {
    let text = sent.get(name).trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| wrong(name, "Hãy viết một số", "Write a number"))
}

fn kind_of(sent: &PageForm) -> Result<TaskKind, Error> {
    let text = sent.get("kind");
    if text.is_empty() {
        return Ok(TaskKind::Task);
    }
    text.parse().map_err(|_| wrong("kind", "Loại việc không hợp lệ", "There is no such kind of task"))
}

fn read(sent: &PageForm) -> Result<TaskForm<'_>, Error> {
    let waits: Result<Vec<TaskId>, _> = sent.all("waits_for").iter().map(|text| text.parse()).collect();
    Ok(TaskForm {
        kind: kind_of(sent)?,
        number: number_of(sent, "number")?,
        title: sent.get("title"),
        words: sent.get("words"),
        clause: id_of(sent, "clause")?,
        parent: id_of(sent, "parent")?,
        unit: sent.get("unit"),
        person: id_of(sent, "person")?,
        member: sent.get("member"),
        beside: sent.get("beside").split([' ', ',', ';', '\n', '\r']).map(str::to_owned).collect(),
        starts_on: day_of(sent, "starts_on")?,
        due_on: day_of(sent, "due_on")?,
        weight: number_of(sent, "weight")?.unwrap_or(1),
        evidence: sent.get("evidence") == "true",
        waits_for: waits.map_err(|_| wrong("waits_for", "Lựa chọn không hợp lệ", "The choice makes no sense"))?,
    })
}

/// The key of a form with one more word: several forms of a page share a key.
fn key(sent: &PageForm, word: &str) -> Option<String> {
    let key = sent.get("idempotency_key");
    (!key.is_empty()).then(|| format!("{key}-{word}"))
}

fn once(key: Option<&str>) -> Option<Once<'_>> {
    key.map(|key| Once { key, request: congdoan_model::fingerprint(key) })
}

/// `POST /programmes/{id}/tasks`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let programme: ProgrammeId = id(&programme, "programme")?;
    let key = key(&sent, "task");
    let added = match read(&sent) {
        Ok(form) => app.service.add_task(visitor.caller(), programme, &form, once(key.as_deref())).await.map(|_| ()),
        Err(error) => Err(error),
    };
    let typed = Typed { form: Some(sent.clone()), ..Typed::default() };
    board_told(&app, &visitor, programme, typed, added).await
}

/// `POST /programmes/{id}/tasks/lines`.
///
/// # Errors
/// As [`add`].
pub async fn add_lines(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let programme: ProgrammeId = id(&programme, "programme")?;
    let key = key(&sent, "lines");
    let added = match (kind_of(&sent), day_of(&sent, "lines_due_on")) {
        (Ok(kind), Ok(due_on)) => {
            let lines = TaskLines { kind, text: sent.get("lines"), unit: sent.get("unit"), due_on };
            app.service.add_task_lines(visitor.caller(), programme, lines, once(key.as_deref())).await.map(|_| ())
        }
        (Err(error), _) | (_, Err(error)) => Err(error),
    };
    let typed = Typed { lines: sent.get("lines").to_owned(), ..Typed::default() };
    board_told(&app, &visitor, programme, typed, added).await
}

async fn board_told(
    app: &App,
    visitor: &Visitor,
    programme: ProgrammeId,
    typed: Typed,
    done: Result<(), Error>,
) -> Result<Response, Refusal> {
    let Err(error) = done else { return Ok(see(&format!("/programmes/{programme}/tasks"))) };
    // Who may not even see or write it hears that before anything about the form.
    let view = app.service.task_board(visitor.caller(), programme).await?;
    if !view.may_lead {
        return Err(Error::Denied(congdoan_model::access::Action::ProgrammeWrite).into());
    }
    let errors = problems(visitor, error)?;
    let page = answer::board_page(app, visitor, programme, typed, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// `POST /tasks/{id}`: changes what a task says.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(task): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let id: TaskId = id(&task, "task")?;
    // Who may not see the task hears so before anything of the form is looked at.
    if !app.service.task(visitor.caller(), id).await?.rights.lead {
        return Err(Error::Denied(congdoan_model::access::Action::ProgrammeWrite).into());
    }
    let version = number_of(&sent, "version").unwrap_or_default().unwrap_or_default();
    let changed = match read(&sent) {
        Ok(form) => app.service.change_task(visitor.caller(), id, version, &form).await,
        Err(error) => Err(error),
    };
    let typed = Typed { form: Some(sent.clone()), ..Typed::default() };
    task_told(&app, &visitor, id, &typed, changed).await
}

/// `POST /tasks/{id}/deeds`: what the button of the form says.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back with 422.
pub async fn deed(
    State(app): State<App>,
    visitor: Visitor,
    Path(task): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let id: TaskId = id(&task, "task")?;
    app.service.task(visitor.caller(), id).await?;
    let done = done(&app, &visitor, id, &sent).await.map_err(unplaced);
    let typed = Typed { said: sent.get("words").to_owned(), ..Typed::default() };
    task_told(&app, &visitor, id, &typed, done).await
}

/// Problems of a deed without the names of fields: several forms of the page have one of the same name.
fn unplaced(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let bare = |problem: Problem| {
        let field = problem.field.filter(|field| ["addresses", "file"].contains(&field.as_str()));
        Problem { field, ..problem }
    };
    Error::Invalid(problems.into_iter().map(bare).collect())
}

async fn done(app: &App, visitor: &Visitor, id: TaskId, sent: &PageForm) -> Result<(), Error> {
    let (caller, words) = (visitor.caller(), sent.get("words"));
    let key = key(sent, sent.get("deed"));
    if sent.get("deed") == "remind" {
        return app.service.remind_of_task(caller, id, words, once(key.as_deref())).await;
    }
    let deed: TaskDeed =
        sent.get("deed").parse().map_err(|_| wrong("deed", "Hãy chọn việc cần làm", "Choose what to do"))?;
    let report = report(sent)?;
    let asked = TaskAsked { deed, version: number_of(sent, "version")?, words, report: &report };
    app.service.do_task(caller, id, asked, once(key.as_deref())).await
}

/// What a form puts forward: records that were chosen, addresses of records and directives, files.
fn report(sent: &PageForm) -> Result<Report, Error> {
    let mut report = Report::default();
    let unknown = || {
        wrong(
            "addresses",
            "Mỗi dòng là địa chỉ một bản ghi hoặc một văn bản của hệ thống này",
            "Each line is the address of a record or a directive of this system",
        )
    };
    for record in sent.all("records") {
        report.records.push(record.parse().map_err(|_| unknown())?);
    }
    for line in sent.get("addresses").split_whitespace() {
        let path = line.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
        let last = path.rsplit('/').next().unwrap_or_default();
        if path.contains("/records/") {
            let record: RecordId = last.parse().map_err(|_| unknown())?;
            report.records.push(record);
        } else if path.contains("/directives/") {
            let directive: DirectiveId = last.parse().map_err(|_| unknown())?;
            report.directives.push(directive);
        } else {
            return Err(unknown());
        }
    }
    let files = sent.files.iter().filter(|(field, ..)| field == "file");
    report.files = files.map(|(_, name, content)| (name.clone(), content.clone())).collect();
    Ok(report)
}

async fn task_told(
    app: &App,
    visitor: &Visitor,
    id: TaskId,
    typed: &Typed,
    done: Result<(), Error>,
) -> Result<Response, Refusal> {
    let Err(error) = done else { return Ok(see(&format!("/tasks/{id}"))) };
    let status = if matches!(error, Error::Stale) { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    let errors = problems(visitor, error)?;
    let page = answer::task_page(app, visitor, id, typed, errors).await?;
    Ok((status, Page(page)).into_response())
}
