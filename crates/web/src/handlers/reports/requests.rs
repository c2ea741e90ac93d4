//! Requests: what a unit asks those below once, looked at before it is sent; and what reporting costs units in a month.
//!
//! Not here: what fills the pages (`answer`, `writing`, `burden`), what is known already (`service::reports::requests`).

pub mod answer;
mod burden;
mod writing;

use askama::Template;

use crate::{
    handlers::figures::FigureCell,
    page::{Choice, FieldError, Link},
    shell::Shell,
};

/// What a unit asks and is asked.
#[derive(Template)]
#[template(path = "reports/requests.html", blocks = ["content"])]
pub struct RequestsPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What it asked.
    pub sent: Vec<RequestRow>,
    /// What it is asked.
    pub received: Vec<RequestRow>,
    /// Whether the reader may ask in its name.
    pub may_ask: bool,
}

/// A request in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestRow {
    /// Its number, leading to it.
    pub number: Link,
    /// What it is about.
    pub title: String,
    /// The unit that asks.
    pub asker: String,
    /// The last day.
    pub due_on: String,
    /// How many units answered of those asked, in words; empty where it was received.
    pub turnout: String,
    /// The minutes it was expected to take below, in words.
    pub minutes: String,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// A request that was sent.
#[derive(Template)]
#[template(path = "reports/request.html", blocks = ["content"])]
pub struct RequestPage {
    /// The frame.
    pub shell: Shell,
    /// Its id.
    pub id: String,
    /// Code of the unit that asks.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Number and title.
    pub title: String,
    /// What it says, name and value.
    pub facts: Vec<(String, String)>,
    /// Its numbers: what is asked, unit of measure, the figure.
    pub lines: Vec<(String, String, FigureCell)>,
    /// How many answered, in words.
    pub turnout: String,
    /// The share that answered, in hundredths of a percent.
    pub rate: Option<usize>,
    /// Branch, answered of asked, approved.
    pub branches: Vec<(Link, String, String)>,
    /// Whether it was taken back.
    pub withdrawn: bool,
    /// Whether the reader may take it back.
    pub may_withdraw: bool,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A request on its way: written, then looked at.
#[derive(Template)]
#[template(path = "reports/request_new.html", blocks = ["content"])]
pub struct RequestNewPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit that asks.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What it is about.
    pub title: String,
    /// What else those asked are told.
    pub words: String,
    /// Levels below.
    pub levels: Vec<Choice>,
    /// First and last month asked about, the last day to answer.
    pub days: [String; 3],
    /// The numbers as typed, a line each; empty once they were looked at.
    pub block: String,
    /// What the look showed; nothing before it.
    pub look: Option<LookShown>,
    /// Whether units over the ceiling are left out.
    pub leave_out: bool,
    /// Why they are asked all the same.
    pub over_words: String,
    /// So that a form sent twice does it once.
    pub idempotency_key: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// What is known, and what the rest costs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookShown {
    /// Whether nothing has to be asked.
    pub all_known: bool,
    /// Units asked of those below, the minutes together, in words.
    pub summary: Vec<String>,
    /// How many units would be over the ceiling.
    pub over: usize,
    /// The ceiling, in words.
    pub ceiling: String,
    /// The numbers.
    pub lines: Vec<LineShown>,
    /// The heaviest units: name, lines, minutes, the month so far, whether it is over.
    pub units: Vec<(String, String, String, String, bool)>,
}

/// A number as looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineShown {
    /// What is asked.
    pub text: String,
    /// What it may be.
    pub offered: Vec<Choice>,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// Whether it is new, so that its unit of measure and sum are asked for.
    pub is_new: bool,
    /// How a new number adds up.
    pub times: Vec<Choice>,
    /// Where it comes from, in words.
    pub origin: String,
    /// What the asker has of it.
    pub cell: FigureCell,
    /// From how many units it is known or missing, in words.
    pub known: String,
    /// Whether nothing of it is missing.
    pub complete: bool,
    /// What is wrong with it.
    pub error: String,
}

/// What a month asks of units.
#[derive(Template)]
#[template(path = "reports/burden.html", blocks = ["content"])]
pub struct BurdenPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The month, as it is asked for.
    pub month: String,
    /// The month, in words.
    pub month_name: String,
    /// Its own minutes, in words.
    pub total: String,
    /// The rates, in words.
    pub rates: String,
    /// Minutes and ceiling, for a bar.
    pub meter: (i64, i64),
    /// Its own reports: form, period, last day, lines to type, lines known, minutes.
    pub own: Vec<(Link, String, String, String, String, String)>,
    /// Units below: name, minutes of forms, of requests, together, whether that is over the ceiling.
    pub below: Vec<(Link, String, String, String, bool)>,
}
