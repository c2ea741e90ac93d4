//! Tasks as rows: kind, state, days and how late they are, in words.
//!
//! Not here: which tasks are shown.

use chrono::NaiveDate;
use congdoan_model::programmes::tasks::{TaskKind, TaskState, Timing};
use congdoan_service::programmes::tasks::KeptTask;

use super::{TaskGroup, TaskRow};
use crate::{format, page::Link, words::Words};

/// The name of a kind of task.
#[must_use]
pub fn kind_name(words: &Words, kind: TaskKind) -> String {
    match kind {
        TaskKind::Task => words.t("task-kind-task"),
        TaskKind::Activity => words.t("task-kind-activity"),
        TaskKind::Highlight => words.t("task-kind-highlight"),
        TaskKind::Theme => words.t("task-kind-theme"),
    }
}

/// The name of a state of a task.
#[must_use]
pub fn state_name(words: &Words, state: &str) -> String {
    match state {
        "planned" => words.t("task-state-planned"),
        "underway" => words.t("task-state-underway"),
        "reported" => words.t("task-state-reported"),
        "accepted" => words.t("task-state-accepted"),
        "returned" => words.t("task-state-returned"),
        "cancelled" => words.t("task-state-cancelled"),
        other => other.to_owned(),
    }
}

/// The style of the badge of a state.
#[must_use]
pub fn state_class(state: &str) -> &'static str {
    match state {
        "underway" => "target-underway",
        "reported" => "state-draft",
        "accepted" => "target-met",
        "returned" => "target-not-met",
        _ => "target-unknown",
    }
}

/// A task as a row.
#[must_use]
pub fn row(words: &Words, kept: &KeptTask, timing: &Timing, today: NaiveDate) -> TaskRow {
    let task = &kept.task;
    let overdue = Timing::overdue(task.state, task.due_on, today);
    let level = timing.level(overdue);
    let mut said = if overdue > 0 {
        words.count("task-overdue-days", overdue)
    } else if timing.is_soon(task.state, task.due_on, today) {
        words.count("task-due-in", (task.due_on - today).num_days())
    } else {
        String::new()
    };
    if task.state.is_open() && timing.reminds(task.due_on, today) && !said.is_empty() {
        said = [said, words.t("task-reminds-today")].join(" · ");
    }
    let mark = match &kept.parent {
        Some((number, _)) => format!("{number}.{}", task.number),
        None => format!("{} {}", kind_name(words, task.kind), task.number),
    };
    let open = task.state.is_open();
    TaskRow {
        id: task.id.to_string(),
        link: Link::new(format!("/tasks/{}", task.id), task.title.clone()),
        mark,
        part: task.parent.is_some(),
        unit: Link::new(format!("/units/{}", kept.unit_code), kept.unit_name.clone()),
        person: kept.person_name.clone().unwrap_or_default(),
        programme: Link::new(format!("/programmes/{}/tasks", task.programme), kept.programme.clone()),
        days: days(words, task.starts_on, task.due_on),
        state: task.state.word().to_owned(),
        timing: said,
        late: overdue > 0,
        risen: if level > 0 { words.count("task-risen", level) } else { String::new() },
        blocked: if open && kept.blocked > 0 { words.count("task-blocked", kept.blocked) } else { String::new() },
        evidence: String::new(),
        weight: task.weight,
    }
}

fn days(words: &Words, from: Option<NaiveDate>, to: NaiveDate) -> String {
    let to = format::date(to);
    match from {
        Some(from) => words.t_with("task-days", &[("from", format::date(from).as_str()), ("to", to.as_str())]),
        None => to,
    }
}

/// Tasks by kind, each followed by its parts.
#[must_use]
pub fn groups(words: &Words, tasks: &[KeptTask], timing: &Timing, today: NaiveDate) -> Vec<TaskGroup> {
    let seen = |id| tasks.iter().any(|kept| Some(kept.task.id) == id);
    let mut groups = Vec::new();
    for kind in TaskKind::ALL {
        // A part whose task is not seen stands for itself.
        let top = |kept: &&KeptTask| kept.task.kind == *kind && !seen(kept.task.parent);
        let mut tops: Vec<&KeptTask> = tasks.iter().filter(top).collect();
        tops.sort_by_key(|kept| (kept.task.number, kept.task.id));
        let mut rows = Vec::new();
        for kept in tops {
            rows.push(row(words, kept, timing, today));
            let mut parts: Vec<&KeptTask> =
                tasks.iter().filter(|part| part.task.parent == Some(kept.task.id)).collect();
            parts.sort_by_key(|part| (part.task.number, part.task.id));
            rows.extend(parts.into_iter().map(|part| row(words, part, timing, today)));
        }
        if !rows.is_empty() {
            groups.push(TaskGroup { name: kind_name(words, *kind), rows });
        }
    }
    groups
}

/// Those that need somebody now: late, given back or reported, the most urgent first.
#[must_use]
pub fn urgent(words: &Words, tasks: &[KeptTask], timing: &Timing, today: NaiveDate) -> Vec<TaskRow> {
    let mut found: Vec<&KeptTask> = tasks
        .iter()
        .filter(|kept| {
            let task = &kept.task;
            Timing::overdue(task.state, task.due_on, today) > 0
                || timing.is_soon(task.state, task.due_on, today)
                || matches!(task.state, TaskState::Reported | TaskState::Returned)
        })
        .collect();
    found.sort_by_key(|kept| (kept.task.due_on, kept.task.id));
    found.into_iter().take(5).map(|kept| row(words, kept, timing, today)).collect()
}
