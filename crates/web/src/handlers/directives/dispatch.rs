//! Papers sent down: what a unit received and sent, sending, the desk of a dispatch, a paper as its receiver sees it.

pub mod answer;
mod deeds;

use askama::Template;

use crate::{
    page::{Choice, FieldError, Link},
    routes::Route,
    shell::Shell,
};

/// The routes of papers sent down.
#[must_use]
pub fn routes() -> Vec<Route> {
    answer::routes()
}

/// A paper in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperRow {
    /// Symbol or title, leading on.
    pub paper: Link,
    /// Its title.
    pub title: String,
    /// Who sent it.
    pub sender: String,
    /// When it was sent.
    pub sent: String,
    /// What is asked, in words.
    pub request: String,
    /// By which day; empty for none.
    pub due: String,
    /// How far it has come, in words.
    pub progress: String,
    /// The class of its badge.
    pub badge: &'static str,
    /// What is told of it today; empty for nothing.
    pub notice: String,
    /// Whether that is a warning.
    pub late: bool,
}

/// What was sent to a unit.
#[derive(Template)]
#[template(path = "directives/dispatch/received.html", blocks = ["content"])]
pub struct ReceivedPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The units to look at.
    pub units: Vec<Choice>,
    /// States to filter by.
    pub states: Vec<Choice>,
    /// The papers.
    pub rows: Vec<PaperRow>,
    /// How many wait, in words.
    pub waiting: String,
}

/// A paper a unit sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentRow {
    /// Symbol or title, leading to the desk.
    pub paper: Link,
    /// Its title.
    pub title: String,
    /// When it was sent.
    pub sent: String,
    /// What is asked, in words.
    pub request: String,
    /// By which day; empty for none.
    pub due: String,
    /// Units, done, late.
    pub counts: [String; 3],
    /// Whether something is late.
    pub late: bool,
}

/// What a unit sent.
#[derive(Template)]
#[template(path = "directives/dispatch/sent.html", blocks = ["content"])]
pub struct SentPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The units to look at.
    pub units: Vec<Choice>,
    /// The papers.
    pub rows: Vec<SentRow>,
    /// Units right below that sent papers with late answers: link and count.
    pub late_below: Vec<(Link, String)>,
    /// Whether the reader may send.
    pub may_write: bool,
}

/// What was typed into the form of sending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSend {
    /// By which day.
    pub due_on: String,
    /// A word to go with it.
    pub note: String,
    /// `direct`, `chosen` or a kind.
    pub to: String,
}

/// The form of sending.
#[derive(Template)]
#[template(path = "directives/dispatch/new.html", blocks = ["content"])]
pub struct SendPage {
    /// The frame.
    pub shell: Shell,
    /// The sending unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The dispatch that is passed on; empty for none.
    pub passes_on: String,
    /// The directives there are.
    pub directives: Vec<Choice>,
    /// What can be asked.
    pub requests: Vec<Choice>,
    /// All directly below, all of a kind, or some.
    pub to: Vec<Choice>,
    /// The units below.
    pub below: Vec<Choice>,
    /// Whether there are more units than are offered one by one.
    pub below_cut: bool,
    /// What was typed.
    pub typed: TypedSend,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// A unit's line on the desk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineRow {
    /// The unit's code.
    pub code: String,
    /// The unit, leading to what it sees.
    pub unit: Link,
    /// How far it has come, in words.
    pub progress: String,
    /// The class of its badge.
    pub badge: &'static str,
    /// Who opened it first and when; empty for nobody.
    pub opened: String,
    /// The answer.
    pub answer: AnswerShown,
    /// By which day; empty for none.
    pub due: String,
    /// What is told of it today.
    pub notice: String,
    /// Whether that is a warning.
    pub late: bool,
    /// Reminders by hand and extensions, in words.
    pub tended: Vec<String>,
    /// To how many units it passed the paper on; empty for none.
    pub passed_on: String,
    /// Whether what was asked is done.
    pub done: bool,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerShown {
    /// What was said.
    pub words: String,
    /// The programme opened.
    pub programme: Option<Link>,
    /// The file.
    pub file: Option<Link>,
    /// Who and when.
    pub by: String,
}

/// A step of the chain by which a paper was passed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainRow {
    /// Who passed it on, leading to that desk.
    pub sender: Link,
    /// How many steps below.
    pub depth: usize,
    /// Units, done, late, in words.
    pub counts: String,
    /// Whether something is late.
    pub late: bool,
}

/// The desk of a dispatch.
#[derive(Template)]
#[template(path = "directives/dispatch/desk.html", blocks = ["content"])]
pub struct DeskPage {
    /// The frame.
    pub shell: Shell,
    /// The dispatch.
    pub id: String,
    /// Symbol or title of the directive, leading to it.
    pub directive: Link,
    /// Its title.
    pub title: String,
    /// The sending unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// Through whom it came, one after the other; empty where this unit began.
    pub trail: String,
    /// What is asked, by when, the word that went with it, who sent it when: label and value.
    pub facts: Vec<(String, String)>,
    /// Units, opened, done, late: label and count.
    pub sums: Vec<(String, String)>,
    /// States to filter by.
    pub states: Vec<Choice>,
    /// The units.
    pub rows: Vec<LineRow>,
    /// The chain below.
    pub chain: Vec<ChainRow>,
    /// Whether the reader may remind and give more time.
    pub may_write: bool,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// A paper as the unit sees it to which it was sent.
#[derive(Template)]
#[template(path = "directives/dispatch/receipt.html", blocks = ["content"])]
pub struct ReceiptPage {
    /// The frame.
    pub shell: Shell,
    /// The dispatch.
    pub id: String,
    /// Symbol or title of the directive, leading to it.
    pub directive: Link,
    /// Its title.
    pub title: String,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The line of the unit.
    pub line: LineRow,
    /// Through whom it came, what is asked, by when, the word that went with it: label and value.
    pub facts: Vec<(String, String)>,
    /// Whether words suffice, or a programme is asked for.
    pub asks_programme: bool,
    /// Whether an answer is asked for at all.
    pub asks_answer: bool,
    /// Whether it was acknowledged.
    pub acknowledged: bool,
    /// Programmes of the unit on the directive.
    pub programmes: Vec<Choice>,
    /// Earlier answers.
    pub answers: Vec<AnswerShown>,
    /// The dispatches by which the unit passed it on.
    pub passed_on: Vec<(Link, String)>,
    /// Where the unit passes it on; empty where it cannot.
    pub pass_on_href: String,
    /// Whether the reader may answer.
    pub may_write: bool,
    /// What was typed.
    pub typed: String,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}
