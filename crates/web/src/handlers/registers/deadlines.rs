//! Deadlines of records: those of one record, and the page of those that run below a unit.
//!
//! Not here: when a clock runs (`pack`), which are found (`service`).

use askama::Template;
use axum::{
    extract::{Query, State},
    routing::get,
};
use chrono::{Days, NaiveDate};
use congdoan_model::{RecordId, period::parse_day, reports::Timeliness};
use congdoan_service::{
    Kept,
    pack::ClockState,
    registers::{ClocksAsked, ClocksShown, Deadline, RecordDeadline},
};
use serde::Deserialize;

use crate::{
    api::refused,
    app::App,
    format,
    handlers::{figures::answer::unit_or_home, reports::standing::timely},
    page::{Choice, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    shell::Shell,
    visit::Visitor,
    words::Words,
};

/// How many deadlines a page shows.
const PAGE: usize = 100;
/// How many days before the days off that are known come to an end it is said.
const SOON: u64 = 60;

/// A deadline of the record that is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordClockRow {
    /// What has to be done.
    pub name: String,
    /// Who says so; empty where nobody is named.
    pub source: String,
    /// Until when.
    pub due_on: String,
    /// How it stands, in words.
    pub standing: String,
    /// Whether it is late, or was kept too late.
    pub late: bool,
}

/// A deadline that runs below a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeadlineRow {
    /// The last day.
    pub due_on: String,
    /// How it stands, in words.
    pub standing: String,
    /// Whether it is late.
    pub late: bool,
    /// What has to be done, leading to the record.
    pub record: Link,
    /// The register and the day of the record.
    pub about: String,
    /// The unit.
    pub unit: Link,
}

/// The deadlines that run below a unit.
#[derive(Template)]
#[template(path = "registers/deadlines.html", blocks = ["content"])]
pub struct DeadlinesPage {
    /// The frame.
    pub shell: Shell,
    /// The unit's code.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What may be shown, with how many are late and near.
    pub shown: Vec<Choice>,
    /// The registers to choose from.
    pub registers: Vec<Choice>,
    /// The deadlines.
    pub rows: Vec<DeadlineRow>,
    /// The next page.
    pub next_href: Option<String>,
    /// Until when days off are known, and what that means once this day is near.
    pub holidays: Vec<String>,
}

/// The routes of this page.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![route("GET", "/deadlines", Audience::Person, get(show))]
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Code of the unit.
    pub unit: Option<String>,
    /// `late`, `near` (when absent) or `all`.
    pub show: Option<String>,
    /// Only of this register.
    pub register: Option<String>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

impl Asked {
    /// What is shown, and its word.
    pub(crate) fn shown(&self) -> (ClocksShown, &'static str) {
        match self.show.as_deref() {
            Some("late") => (ClocksShown::Late, "late"),
            Some("all") => (ClocksShown::All, "all"),
            _ => (ClocksShown::Near, "near"),
        }
    }

    /// The register that is asked for.
    pub(crate) fn register(&self) -> Option<&str> {
        self.register.as_deref().filter(|id| !id.is_empty())
    }
}

/// Where a page of deadlines ends, as text.
pub(crate) fn cursor_of(deadline: &Deadline) -> String {
    let running = &deadline.running;
    format!("{}_{}_{}", running.due_on, running.record, running.clock)
}

/// Where the page before ended.
///
/// # Errors
/// 422 for a text that is no such place.
pub(crate) fn cursor(text: &str) -> Result<(NaiveDate, RecordId, &str), Refusal> {
    let mut parts = text.splitn(3, '_');
    let parsed = (|| Some((parse_day(parts.next()?)?, parts.next()?.parse().ok()?, parts.next()?)))();
    parsed.ok_or_else(|| refused("con trỏ trang không hợp lệ", "the cursor makes no sense"))
}

/// `GET /deadlines`.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<DeadlinesPage>, Refusal> {
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    let (shown, word) = asked.shown();
    let after = asked.cursor.as_deref().map(cursor).transpose()?;
    let question = ClocksAsked { unit: &code, shown, register: asked.register(), after, limit: PAGE };
    let found = app.service.deadlines(visitor.caller(), &question).await?;
    let (shell, pack, today) = (visitor.shell(&app), app.service.pack(), visitor.caller().now.day());
    let words = shell.words;
    let choices = [
        ("late", words.count("deadlines-late", found.late)),
        ("near", words.count("deadlines-near", found.near)),
        ("all", words.t("deadlines-all")),
    ];
    let choice = |(show, label): (&str, String)| Choice { value: show.to_owned(), label, selected: show == word };
    let timed = pack.registers.iter().filter(|register| !register.clocks.is_empty());
    let next = found.items.last().filter(|_| found.more).map(|last| {
        let register = asked.register().map(|id| format!("&register={}", encode(id))).unwrap_or_default();
        format!("/deadlines?unit={}&show={word}{register}&cursor={}", encode(&code), encode(&cursor_of(last)))
    });
    Ok(Page(DeadlinesPage {
        shown: choices.into_iter().map(choice).collect(),
        registers: timed
            .map(|register| Choice {
                value: register.id.clone(),
                label: register.name.get(words.language).to_owned(),
                selected: asked.register() == Some(register.id.as_str()),
            })
            .collect(),
        rows: found.items.iter().map(|one| row(&words, one, today)).collect(),
        next_href: next,
        holidays: holidays(&words, pack.holidays_until, today),
        unit_name: found.unit.name,
        unit: code,
        shell,
    }))
}

/// Until when the days off are known that working days are counted over.
fn holidays(words: &Words, until: Option<NaiveDate>, today: NaiveDate) -> Vec<String> {
    let Some(until) = until else { return vec![words.t("deadlines-no-holidays")] };
    let day = format::date(until);
    let day = [("until", day.as_str())];
    let known = words.t_with("deadlines-holidays", &day);
    let soon = today.checked_add_days(Days::new(SOON)).is_none_or(|soon| until < soon);
    if soon { vec![known, words.t_with("deadlines-holidays-end", &day)] } else { vec![known] }
}

fn row(words: &Words, one: &Deadline, today: NaiveDate) -> DeadlineRow {
    let running = &one.running;
    let href = format!("/registers/{}/records/{}", running.register, running.record);
    let register = one.register_name.get(words.language);
    DeadlineRow {
        due_on: format::date(running.due_on),
        standing: standing(words, one.state, running.due_on, today),
        late: one.state == ClockState::Late,
        record: Link::new(href, one.name.get(words.language).to_owned()),
        about: format!("{register} · {}", format::date(running.occurred_on)),
        unit: Link::new(format!("/units/{}", running.unit_code), running.unit_name.clone()),
    }
}

/// The deadlines of a record, as its page shows them.
pub(super) fn of_record(app: &App, visitor: &Visitor, words: &Words, kept: &Kept) -> Vec<RecordClockRow> {
    let today = visitor.caller().now.day();
    let shown = |one: &RecordDeadline| RecordClockRow {
        name: one.name.get(words.language).to_owned(),
        source: one.source.clone(),
        due_on: format::date(one.due_on),
        standing: standing(words, one.state, one.due_on, one.stopped_on.unwrap_or(today)),
        late: matches!(one.state, ClockState::Late | ClockState::Missed),
    };
    app.service.deadlines_of(kept, today).iter().map(shown).collect()
}

/// How a clock stands in words, on the day it was done or today.
fn standing(words: &Words, state: ClockState, due_on: NaiveDate, on: NaiveDate) -> String {
    let days = (due_on - on).num_days();
    timely(
        words,
        match state {
            ClockState::Running | ClockState::Near => Timeliness::Open(days),
            ClockState::Late => Timeliness::Overdue(-days),
            ClockState::Kept => Timeliness::InTime,
            ClockState::Missed => Timeliness::Late(-days),
        },
    )
}
