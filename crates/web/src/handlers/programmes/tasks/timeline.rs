//! The days of tasks drawn as bars over months, in whole numbers: the same tasks give the same drawing.
//!
//! The table beside it says the same in words. Not here: colours and type (the stylesheet).

use chrono::{Datelike as _, Days, Months, NaiveDate};
use congdoan_model::programmes::tasks::TaskState;
use congdoan_service::programmes::tasks::KeptTask;

use crate::{format, words::Words};

/// Width of the drawing.
pub const WIDTH: i64 = 1_080;
/// Where the bars begin.
const LEFT: i64 = 330;
/// Height of the months.
const HEAD: i64 = 30;
/// Height of a row.
const ROW: i64 = 26;
/// Height of a bar.
const BAR: i64 = 14;
/// Characters of a title.
const TITLE: usize = 46;
/// How many tasks are drawn.
const MOST: usize = 60;
/// Days a task without a first day is drawn for.
const UNTOLD_DAYS: u64 = 10;

/// A drawing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Height of the drawing.
    pub height: i64,
    /// The months: left edge, where the name stands, name.
    pub months: Vec<(i64, i64, String)>,
    /// The rows.
    pub bars: Vec<TimelineBar>,
    /// Where today is; nothing outside.
    pub today: Option<i64>,
}

/// A task in its row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimelineBar {
    /// Its number and title, cut to fit.
    pub title: String,
    /// Everything said of it, for who points at it.
    pub whole: String,
    /// Line on which the title stands.
    pub line: i64,
    /// Left edge of the bar.
    pub x: i64,
    /// Top edge of the bar.
    pub y: i64,
    /// Width of the bar.
    pub width: i64,
    /// The style of its state.
    pub class: &'static str,
}

impl Timeline {
    /// Width of the drawing.
    #[must_use]
    pub const fn width(&self) -> i64 {
        WIDTH
    }

    /// Where the months end and the rows begin.
    #[must_use]
    pub const fn head(&self) -> i64 {
        HEAD
    }

    /// The drawing of tasks as they stand on a day; nothing without any.
    #[must_use]
    pub fn of(words: &Words, tasks: &[KeptTask], today: NaiveDate) -> Option<Self> {
        let mut shown: Vec<&KeptTask> = tasks
            .iter()
            .filter(|kept| kept.task.parent.is_none())
            .filter(|kept| kept.task.state.word() != "cancelled")
            .collect();
        shown.sort_by_key(|kept| (kept.task.kind, kept.task.number, kept.task.id));
        shown.truncate(MOST);
        let from = shown.iter().map(|kept| first_day(kept)).min()?.with_day(1)?;
        let last = shown.iter().map(|kept| kept.task.due_on).max()?;
        let to = last.with_day(1)?.checked_add_months(Months::new(1))?;
        let scale = Scale { from, days: (to - from).num_days().max(1) };
        let bars = shown.iter().enumerate().map(|(place, kept)| bar(words, kept, (place, &scale), today)).collect();
        let height = HEAD + i64::try_from(shown.len()).unwrap_or(0) * ROW + 8;
        let now = (from..to).contains(&today).then(|| scale.x(today));
        Some(Self { height, months: months(&scale, to), bars, today: now })
    }
}

struct Scale {
    from: NaiveDate,
    days: i64,
}

impl Scale {
    fn x(&self, day: NaiveDate) -> i64 {
        LEFT + (day - self.from).num_days() * (WIDTH - LEFT) / self.days
    }
}

fn first_day(kept: &KeptTask) -> NaiveDate {
    let untold = || kept.task.due_on.checked_sub_days(Days::new(UNTOLD_DAYS)).unwrap_or(kept.task.due_on);
    kept.task.starts_on.unwrap_or_else(untold).min(kept.task.due_on)
}

/// The months, as many as can be read.
fn months(scale: &Scale, to: NaiveDate) -> Vec<(i64, i64, String)> {
    let many = scale.days / 30;
    let step = if many > 24 {
        6
    } else if many > 12 {
        3
    } else {
        1
    };
    let mut months = Vec::new();
    let mut month = scale.from;
    while month < to {
        let x = scale.x(month);
        months.push((x, x + 4, format!("{}/{}", month.month(), month.year())));
        let Some(next) = month.checked_add_months(Months::new(step)) else { break };
        month = next;
    }
    months
}

fn bar(words: &Words, kept: &KeptTask, (place, scale): (usize, &Scale), today: NaiveDate) -> TimelineBar {
    let task = &kept.task;
    let top = HEAD + i64::try_from(place).unwrap_or(0) * ROW;
    let (x, end) = (scale.x(first_day(kept)), scale.x(task.due_on.succ_opt().unwrap_or(task.due_on)));
    let late = task.state.is_open() && task.due_on < today;
    let title = format!("{}. {}", task.number, task.title);
    let cut: String = title.chars().take(TITLE).collect();
    let state = super::rows::state_name(words, task.state.word());
    TimelineBar {
        title: if cut.len() < title.len() { format!("{}…", cut.trim_end()) } else { cut },
        whole: format!("{title} · {} · {} · {state}", kept.unit_name, format::date(task.due_on)),
        line: top + 18,
        x,
        y: top + (ROW - BAR) / 2,
        width: (end - x).max(6),
        class: class(task.state, late),
    }
}

/// The style of a state; the stylesheet keeps the classes it finds written out.
const fn class(state: TaskState, late: bool) -> &'static str {
    match state {
        _ if late => "timeline-late",
        TaskState::Planned | TaskState::Cancelled => "timeline-planned",
        TaskState::Underway => "timeline-underway",
        TaskState::Reported => "timeline-reported",
        TaskState::Accepted => "timeline-accepted",
        TaskState::Returned => "timeline-returned",
    }
}
