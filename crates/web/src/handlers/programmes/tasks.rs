//! Tasks of programmes: the tasks of one, a task with its story, lists over the reach of the reader, calendars for phones.

pub mod answer;
pub mod calendar;
pub mod lists;
pub mod rows;
pub mod timeline;
pub mod write;

use askama::Template;

use self::timeline::Timeline;
use crate::{
    page::{Choice, FieldError, Link},
    routes::Route,
    shell::Shell,
};

/// The routes of tasks.
#[must_use]
pub fn routes() -> Vec<Route> {
    [answer::routes(), write::routes(), lists::routes(), calendar::routes()].concat()
}

/// A task as a row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskRow {
    /// Its id.
    pub id: String,
    /// Its title, leading to it.
    pub link: Link,
    /// Its kind and number, in words: "Nhiệm vụ 3".
    pub mark: String,
    /// Whether it is a part of the row above.
    pub part: bool,
    /// The unit that does it.
    pub unit: Link,
    /// The person who does it; empty for none.
    pub person: String,
    /// Its programme.
    pub programme: Link,
    /// First and last day, in words.
    pub days: String,
    /// Its state, as the interface writes it.
    pub state: String,
    /// How late it is or how soon it is due, in words; empty for neither.
    pub timing: String,
    /// Whether it is late.
    pub late: bool,
    /// How far up it has gone, in words; empty while it has not.
    pub risen: String,
    /// That it waits for others, in words; empty when it does not.
    pub blocked: String,
    /// What was put forward for it, in words; empty for nothing, or where it is not told.
    pub evidence: String,
    /// Its weight.
    pub weight: i64,
}

impl TaskRow {
    /// The state as a badge, with what the days say; templates write it with `|safe`.
    pub fn badges(&self, shell: &Shell) -> String {
        let class = rows::state_class(&self.state);
        let state = rows::state_name(&shell.words, &self.state);
        let mut badges = format!(r#"<span class="badge {class}">{state}</span>"#);
        let timing = if self.late { "target-not-met" } else { "state-draft" };
        for (class, text) in
            [(timing, &self.timing), ("target-not-met", &self.risen), ("target-unknown", &self.blocked)]
        {
            if !text.is_empty() {
                badges.push_str(&format!(r#" <span class="badge {class}">{text}</span>"#));
            }
        }
        badges
    }
}

/// Tasks of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskGroup {
    /// What they are called.
    pub name: String,
    /// The tasks, each followed by its parts.
    pub rows: Vec<TaskRow>,
}

/// How far the tasks carry a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskProgress {
    /// The page of the tasks.
    pub href: String,
    /// The share, in words; empty without tasks.
    pub share: String,
    /// The same as a whole number from 0 to 100.
    pub percent: i64,
    /// How many of how many were accepted, in words.
    pub counts: String,
    /// That some are not shown, in words; empty when all are.
    pub hidden: String,
    /// Those that need somebody now, at most five.
    pub urgent: Vec<TaskRow>,
    /// Whether the reader may add tasks.
    pub may_lead: bool,
}

/// A form of a task with what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFormShown {
    /// Where it is sent.
    pub action: String,
    /// The version it changes; empty for a new one.
    pub version: String,
    /// Kinds.
    pub kinds: Vec<Choice>,
    /// Number; empty for the next one.
    pub number: String,
    /// Title.
    pub title: String,
    /// More about it.
    pub words: String,
    /// Clauses of the directive the programme answers.
    pub clauses: Vec<Choice>,
    /// Tasks it can be a part of.
    pub parents: Vec<Choice>,
    /// Code of the unit that does it.
    pub unit: String,
    /// The units offered.
    pub units: Vec<Choice>,
    /// The people offered.
    pub people: Vec<Choice>,
    /// Member number of the person.
    pub member: String,
    /// Codes of the units beside.
    pub beside: String,
    /// First day.
    pub starts_on: String,
    /// Last day.
    pub due_on: String,
    /// Weight.
    pub weight: String,
    /// Whether it asks for evidence.
    pub evidence: bool,
    /// Tasks it can wait for.
    pub waits: Vec<Choice>,
}

/// The tasks of a programme.
#[derive(Template)]
#[template(path = "programmes/tasks/board.html", blocks = ["content"])]
pub struct TaskBoardPage {
    /// The frame.
    pub shell: Shell,
    /// The programme.
    pub programme: Link,
    /// Its unit.
    pub unit: Link,
    /// Its period, in words.
    pub period: String,
    /// How far they carry it.
    pub progress: TaskProgress,
    /// The tasks by kind.
    pub groups: Vec<TaskGroup>,
    /// Their days, drawn; nothing without tasks.
    pub timeline: Option<Timeline>,
    /// The form of a new one, for who may add.
    pub form: Option<TaskFormShown>,
    /// The lines that were pasted.
    pub lines: String,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// Something that happened to a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskTold {
    /// What, in words.
    pub what: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// Reason, or what was said.
    pub words: String,
    /// What was put forward.
    pub evidence: Vec<TaskProof>,
    /// What a change changed: field, before, after.
    pub changes: Vec<(String, String, String)>,
}

/// Something put forward.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskProof {
    /// What it is, leading to it where the reader may open it.
    pub link: Link,
    /// That it stands no more; empty while it does.
    pub note: String,
}

/// What the reader may do with a task now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskDeeds {
    /// Begin.
    pub start: bool,
    /// Report it done.
    pub report: bool,
    /// Accept and give back.
    pub accept: bool,
    /// Let go of it.
    pub cancel: bool,
    /// Take it up again.
    pub reopen: bool,
    /// Remind by hand.
    pub remind: bool,
    /// Whether a report needs evidence.
    pub needs_evidence: bool,
    /// Records that can be put forward: id and what they are.
    pub records: Vec<Choice>,
}

/// One task.
#[derive(Template)]
#[template(path = "programmes/tasks/task.html", blocks = ["content"])]
pub struct TaskPage {
    /// The frame.
    pub shell: Shell,
    /// The task.
    pub row: TaskRow,
    /// The unit that carries the programme.
    pub carrier: Link,
    /// The task it is a part of.
    pub parent: Option<Link>,
    /// More about it.
    pub words: String,
    /// The clause it comes from.
    pub clause: Option<Link>,
    /// Units beside.
    pub beside: Vec<Link>,
    /// The next day of reminding; empty for none.
    pub next_reminder: String,
    /// The tasks it waits for.
    pub waits: Vec<TaskRow>,
    /// The tasks that wait for it.
    pub awaited_by: Vec<TaskRow>,
    /// Its parts.
    pub parts: Vec<TaskRow>,
    /// What happened, latest first.
    pub story: Vec<TaskTold>,
    /// What the reader may do.
    pub deeds: TaskDeeds,
    /// The version the page shows.
    pub version: i64,
    /// The form that changes it, for who may.
    pub form: Option<TaskFormShown>,
    /// What was said with a deed that was refused.
    pub said: String,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// Tasks of a unit in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitTaskRow {
    /// The unit, leading to its tasks.
    pub unit: Link,
    /// All, accepted, waiting to be accepted, open, overdue, gone up; as written on pages.
    pub counts: [String; 6],
    /// Whether any is overdue.
    pub late: bool,
}

/// A list of tasks.
#[derive(Template)]
#[template(path = "programmes/tasks/list.html", blocks = ["content"])]
pub struct TasksPage {
    /// The frame.
    pub shell: Shell,
    /// What can be looked at.
    pub views: Vec<Choice>,
    /// Units to look at.
    pub units: Vec<Choice>,
    /// States to filter by.
    pub states: Vec<Choice>,
    /// Kinds to filter by.
    pub kinds: Vec<Choice>,
    /// Words of the title.
    pub q: String,
    /// Whether only overdue ones are shown.
    pub overdue: bool,
    /// The tasks.
    pub rows: Vec<TaskRow>,
    /// The next page; empty on the last.
    pub next: String,
    /// The units below in numbers; empty where they are not asked for or not the reader's to see.
    pub by_unit: Vec<UnitTaskRow>,
}

/// Tasks on the first page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TasksToday {
    /// Numbers that lead on: what and how many.
    pub sums: Vec<TaskSum>,
    /// Open tasks of the reader and the reader's units, due first.
    pub own: Vec<TaskRow>,
    /// Reported ones that wait for the reader's unit.
    pub waiting: Vec<TaskRow>,
    /// Overdue ones that have come up to the reader's unit.
    pub escalated: Vec<TaskRow>,
}

/// A number of tasks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskSum {
    /// Where it leads, and what it counts.
    pub link: Link,
    /// How many, as written on pages.
    pub count: String,
    /// Whether it is bad news.
    pub late: bool,
}

impl TasksToday {
    /// Whether there is anything to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.own.is_empty() && self.waiting.is_empty() && self.escalated.is_empty()
    }
}

/// A calendar address in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarRow {
    /// Its id.
    pub id: String,
    /// What its owner calls it.
    pub name: String,
    /// Since when it holds.
    pub since: String,
}

/// The own calendar addresses.
#[derive(Template)]
#[template(path = "programmes/tasks/calendar.html", blocks = ["content"])]
pub struct CalendarPage {
    /// The frame.
    pub shell: Shell,
    /// The addresses that hold.
    pub rows: Vec<CalendarRow>,
    /// The address made a moment ago, told once; empty otherwise.
    pub made: String,
    /// The same for programs that take over calendars by its scheme.
    pub subscribe: String,
}
