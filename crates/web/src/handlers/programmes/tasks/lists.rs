//! Lists of tasks over the reach of the reader, with the units below in numbers; what the first page shows of them.
//!
//! Not here: which tasks are whose (`store`).

use axum::{
    extract::{Query, State},
    routing::get,
};
use congdoan_model::{
    TaskId,
    access::Action,
    period::parse_day,
    programmes::tasks::{TaskKind, TaskState, Timing},
};
use congdoan_service::{
    Error,
    programmes::tasks::{KeptTask, TaskFilter, TaskSums, UnitTasks},
};
use serde::Deserialize;

use super::{
    TaskRow, TaskSum, TasksPage, TasksToday, UnitTaskRow,
    rows::{kind_name, row, state_name},
};
use crate::{
    app::App,
    format,
    handlers::{members::answer::unit_asked, org::answer::home, registers::answer::units},
    page::{Choice, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// What can be looked at.
pub(crate) const VIEWS: [&str; 6] = ["own", "mine", "unit", "waiting", "escalated", "below"];
/// Tasks on a page.
const PAGE: usize = 50;
/// Tasks of each kind on the first page.
const TODAY: i64 = 5;

pub(super) fn routes() -> Vec<Route> {
    vec![route("GET", "/tasks", Audience::Person, get(list))]
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    view: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    overdue: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn view(&self) -> &str {
        let known = VIEWS.into_iter().find(|view| *view == self.view);
        // A unit alone asks for its tasks and those below.
        known.unwrap_or(if self.unit.is_empty() { "own" } else { "below" })
    }

    fn is_overdue(&self) -> bool {
        !self.overdue.is_empty()
    }

    fn state(&self) -> &str {
        if self.state == "open" || self.state.parse::<TaskState>().is_ok() { &self.state } else { "" }
    }

    /// The address without the place where a page begins.
    fn query(&self) -> String {
        let pairs = [
            ("view", self.view()),
            ("unit", &self.unit),
            ("state", self.state()),
            ("kind", &self.kind),
            ("q", &self.q),
            ("overdue", &self.overdue),
        ];
        let said = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        said.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
    }
}

/// Where the page before ended.
pub(crate) fn cursor(text: &str) -> Option<(chrono::NaiveDate, TaskId)> {
    let (day, id) = text.split_once('_')?;
    Some((parse_day(day)?, id.parse().ok()?))
}

/// `GET /tasks`.
///
/// # Errors
/// 404 when the caller may not read programmes of the unit asked for.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<TasksPage>, Refusal> {
    let caller = visitor.caller();
    let below = asked.view() == "below";
    let unit = if below { Some(unit_asked(&visitor, Some(&asked.unit))?) } else { None };
    let filter = TaskFilter {
        view: asked.view(),
        state: asked.state(),
        kind: asked.kind.parse().ok(),
        overdue: asked.is_overdue(),
        words: &asked.q,
        after: cursor(&asked.after),
        limit: i64::try_from(PAGE + 1).unwrap_or(i64::MAX),
        ..TaskFilter::default()
    };
    let mut found = app.service.tasks(caller, &filter, unit.as_deref()).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found
        .last()
        .filter(|_| more)
        .map(|last| format!("/tasks?{}&after={}_{}", asked.query(), last.task.due_on, last.task.id));
    let by_unit = match &unit {
        Some(unit) => match app.service.tasks_by_unit(caller, unit).await {
            Ok((_, lines)) => lines,
            Err(Error::Denied(_) | Error::NotFound(_)) => Vec::new(),
            Err(error) => return Err(error.into()),
        },
        None => Vec::new(),
    };
    let shell = visitor.shell(&app);
    let (words, today) = (shell.words, caller.now.day());
    let timing = app.service.task_timing(today);
    let offered = if caller.may_somewhere(Action::ProgrammeRead) {
        let own = home(&visitor)?;
        units(&app, &visitor, &own, unit.as_deref().unwrap_or(own.code.as_str())).await?
    } else {
        Vec::new()
    };
    Ok(Page(TasksPage {
        views: views(&words, asked.view()),
        units: offered,
        states: states(&words, asked.state()),
        kinds: kinds(&words, &asked.kind),
        q: asked.q.clone(),
        overdue: asked.is_overdue(),
        rows: found.iter().map(|kept| row(&words, kept, &timing, today)).collect(),
        next: next.unwrap_or_default(),
        by_unit: by_unit.iter().map(|line| unit_row(&words, line, unit.as_deref())).collect(),
        shell,
    }))
}

fn views(words: &Words, shown: &str) -> Vec<Choice> {
    let name = |view: &str| match view {
        "mine" => words.t("tasks-view-mine"),
        "unit" => words.t("tasks-view-unit"),
        "waiting" => words.t("tasks-view-waiting"),
        "escalated" => words.t("tasks-view-escalated"),
        "below" => words.t("tasks-view-below"),
        _ => words.t("tasks-view-own"),
    };
    VIEWS.into_iter().map(|view| Choice::new(view, name(view), shown)).collect()
}

fn states(words: &Words, shown: &str) -> Vec<Choice> {
    let open = Choice::new("open", words.t("task-state-open"), shown);
    let all = [Choice::new("", words.t("all-states"), shown), open];
    let each = TaskState::ALL.iter().map(|state| Choice::new(state.word(), state_name(words, state.word()), shown));
    all.into_iter().chain(each).collect()
}

fn kinds(words: &Words, shown: &str) -> Vec<Choice> {
    let all = Choice::new("", words.t("tasks-any-kind"), shown);
    let each = TaskKind::ALL.iter().map(|kind| Choice::new(kind.word(), kind_name(words, *kind), shown));
    std::iter::once(all).chain(each).collect()
}

fn unit_row(words: &Words, line: &UnitTasks, shown: Option<&str>) -> UnitTaskRow {
    let counts = line.counts;
    let numbers = [counts.all, counts.accepted, counts.reported, counts.open, counts.overdue, counts.escalated];
    let own = shown == Some(line.code.as_str());
    let href = if own { String::new() } else { format!("/tasks?view=below&unit={}", encode(&line.code)) };
    let name = if own { words.t1("tasks-of-unit-itself", "unit", &line.name) } else { line.name.clone() };
    UnitTaskRow {
        unit: Link::new(href, name),
        counts: numbers.map(|number| format::integer(words.language, number)),
        late: counts.overdue > 0,
    }
}

/// What the first page shows of tasks, in a constant number of statements.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn today(app: &App, visitor: &Visitor, words: &Words) -> Result<TasksToday, Refusal> {
    let (caller, day) = (visitor.caller(), visitor.caller().now.day());
    let timing = app.service.task_timing(day);
    let sums = app.service.task_sums(caller).await?;
    let listed = async |view, state| {
        let filter = TaskFilter { view, state, limit: TODAY, ..TaskFilter::default() };
        app.service.tasks(caller, &filter, None).await
    };
    let own = listed("own", "open").await?;
    let waiting = listed("waiting", "").await?;
    let escalated = listed("escalated", "").await?;
    Ok(TasksToday {
        sums: numbers(words, &sums),
        own: shown(words, &own, &timing, day),
        waiting: shown(words, &waiting, &timing, day),
        escalated: shown(words, &escalated, &timing, day),
    })
}

fn shown(words: &Words, tasks: &[KeptTask], timing: &Timing, today: chrono::NaiveDate) -> Vec<TaskRow> {
    tasks.iter().map(|kept| row(words, kept, timing, today)).collect()
}

fn numbers(words: &Words, sums: &TaskSums) -> Vec<TaskSum> {
    let sum = |href: &str, text: String, count: i64, late: bool| TaskSum {
        link: Link::new(href, text),
        count: format::integer(words.language, count),
        late: late && count > 0,
    };
    let all = [
        (sums.overdue, sum("/tasks?view=own&overdue=1", words.t("tasks-sum-late"), sums.overdue, true)),
        (sums.soon, sum("/tasks?view=own&state=open", words.t("tasks-sum-soon"), sums.soon, false)),
        (sums.open, sum("/tasks?view=own&state=open", words.t("tasks-sum-open"), sums.open, false)),
        (sums.waiting, sum("/tasks?view=waiting", words.t("tasks-sum-waiting"), sums.waiting, false)),
        (sums.escalated, sum("/tasks?view=escalated", words.t("tasks-sum-escalated"), sums.escalated, true)),
    ];
    all.into_iter().filter(|(count, _)| *count > 0).map(|(_, sum)| sum).collect()
}
