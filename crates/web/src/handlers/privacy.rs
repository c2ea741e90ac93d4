//! Personal data: a person's own page, requests and their time limits, incidents, lists that left the house, the map of what
//! is kept.

pub mod desk;
pub mod own;
pub mod watch;

use askama::Template;

use crate::{
    page::{Choice, Link},
    routes::Route,
    shell::Shell,
};

/// The routes of personal data.
#[must_use]
pub fn routes() -> Vec<Route> {
    [own::routes(), desk::routes(), watch::routes()].concat()
}

/// A field of the own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnLine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it says, for reading.
    pub shown: String,
    /// What it says, as it is kept.
    pub value: String,
    /// How closely it is guarded, and what it is kept for.
    pub note: String,
    /// How long it is kept; empty where nothing is said.
    pub kept: String,
}

/// A row of plain texts: a heading and what goes with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The heading of the row.
    pub head: String,
    /// The texts beside it.
    pub texts: Vec<String>,
}

/// A purpose that needs consent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PurposeLine {
    /// Its id.
    pub id: String,
    /// What it is.
    pub name: String,
    /// The law it rests on.
    pub source: String,
    /// Since when it is agreed to; empty when it is not.
    pub since: String,
}

/// The own card on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnCard {
    /// The serial.
    pub serial: String,
    /// The unit on it.
    pub unit: String,
    /// From when until when, in words.
    pub days: String,
    /// The code, an SVG picture made here: never text from outside.
    pub code: String,
}

/// A person's own page.
#[derive(Template)]
#[template(path = "privacy/me.html", blocks = ["content"])]
pub struct OwnPage {
    /// The frame.
    pub shell: Shell,
    /// Name.
    pub name: String,
    /// Whether there is a member file.
    pub member: bool,
    /// Whether what is sealed could not be opened.
    pub closed: bool,
    /// What went wrong with the last deed; empty when nothing did.
    pub error: String,
    /// What was done just now; empty when nothing was.
    pub done: String,
    /// The own card that holds: what it says and its code as a picture of ours.
    pub card: Option<OwnCard>,
    /// Fields that say something.
    pub fields: Vec<OwnLine>,
    /// Fields the person changes alone.
    pub alone: Vec<OwnLine>,
    /// Fields whose correction can be asked for.
    pub correctable: Vec<OwnLine>,
    /// Memberships: unit, days, cause.
    pub memberships: Vec<Line>,
    /// Purposes that need consent.
    pub purposes: Vec<PurposeLine>,
    /// Kinds of requests.
    pub kinds: Vec<Choice>,
    /// Requests so far.
    pub requests: Vec<Line>,
    /// Who may see the data today: name, role and unit, what they may do.
    pub viewers: Vec<Line>,
    /// Who opened what is guarded: when, who, fields and reason.
    pub looked: Vec<Line>,
    /// Lists the person stood in: when, who, unit, reason.
    pub exports: Vec<Line>,
    /// Pages for who looks after data.
    pub work: Vec<Link>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// A request in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestRow {
    /// Its page.
    pub href: String,
    /// Whose data.
    pub name: String,
    /// What is asked.
    pub kind: String,
    /// The unit that answers.
    pub unit: String,
    /// When it came.
    pub received: String,
    /// Until when it is to be acknowledged; empty when it was or nothing is said.
    pub acknowledge_due: String,
    /// Until when it is to be answered; empty where the rules name no days.
    pub answer_due: String,
    /// Its state, as a word of ours.
    pub state: String,
    /// Whether a time limit passed.
    pub overdue: bool,
}

/// The register of requests.
#[derive(Template)]
#[template(path = "privacy/requests.html", blocks = ["content"])]
pub struct RequestsPage {
    /// The frame.
    pub shell: Shell,
    /// The requests.
    pub rows: Vec<RequestRow>,
    /// How many are overdue.
    pub overdue: usize,
}

/// One request.
#[derive(Template)]
#[template(path = "privacy/request.html", blocks = ["content"])]
pub struct RequestPage {
    /// The frame.
    pub shell: Shell,
    /// The request.
    pub row: RequestRow,
    /// What was said.
    pub said: String,
    /// Fields to be changed with the values asked for.
    pub changes: Vec<Line>,
    /// The answer.
    pub answer: String,
    /// Who answered, and when.
    pub answered: String,
    /// Whether it waits for being acknowledged.
    pub unread: bool,
    /// Whether it waits for an answer.
    pub open: bool,
    /// Whether granting it empties the file.
    pub deletes: bool,
    /// What went wrong with the last deed; empty when nothing did.
    pub error: String,
    /// The answer typed so far.
    pub typed: String,
}

/// An incident in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IncidentRow {
    /// Its page.
    pub href: String,
    /// What happened.
    pub what: String,
    /// Which kinds of data.
    pub data_kinds: String,
    /// The unit.
    pub unit: String,
    /// How many people, for reading.
    pub people: String,
    /// How many people, as sent.
    pub people_value: i64,
    /// What is done about it.
    pub measures: String,
    /// When it was noticed.
    pub noticed: String,
    /// Until when the authority must be told.
    pub due: String,
    /// When it was told; empty when it was not.
    pub notified: String,
    /// Whether the time passed without telling.
    pub overdue: bool,
    /// Who wrote it down.
    pub by: String,
}

/// The record of incidents, with the form that adds one.
#[derive(Template)]
#[template(path = "privacy/incidents.html", blocks = ["content"])]
pub struct IncidentsPage {
    /// The frame.
    pub shell: Shell,
    /// The incidents.
    pub rows: Vec<IncidentRow>,
    /// What went wrong with the form; empty when nothing did.
    pub error: String,
    /// What was typed.
    pub typed: IncidentRow,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// One incident, with the notice to be printed.
#[derive(Template)]
#[template(path = "privacy/incident.html", blocks = ["content"])]
pub struct IncidentPage {
    /// The frame.
    pub shell: Shell,
    /// The incident.
    pub row: IncidentRow,
    /// The day of the notice, as papers write it.
    pub day: String,
    /// What went wrong with the last deed; empty when nothing did.
    pub error: String,
}

/// A list that left the house.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportRow {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// From which unit.
    pub unit: String,
    /// How many members.
    pub members: String,
    /// Whether guarded fields stood in it in clear.
    pub clear: bool,
    /// Why.
    pub reason: String,
    /// The alert that waits to be looked at; empty when there is none.
    pub alert: String,
}

/// Lists that left the house, with alerts, and the form that makes one.
#[derive(Template)]
#[template(path = "privacy/exports.html", blocks = ["content"])]
pub struct ExportsPage {
    /// The frame.
    pub shell: Shell,
    /// Whether the reader may make lists.
    pub can_export: bool,
    /// Whether guarded fields may stand in them.
    pub can_clear: bool,
    /// Code of the unit.
    pub unit: String,
    /// Why.
    pub reason: String,
    /// Whether guarded fields were asked for: what comes back must ask for the same again.
    pub clear: bool,
    /// What went wrong with the form; empty when nothing did.
    pub error: String,
    /// Whether the reader watches over lists.
    pub watches: bool,
    /// Lists so far.
    pub rows: Vec<ExportRow>,
}

/// The map of what is kept.
#[derive(Template)]
#[template(path = "privacy/map.html", blocks = ["content"])]
pub struct MapPage {
    /// The frame.
    pub shell: Shell,
    /// Field; class, purpose, years, roles, source.
    pub rows: Vec<Line>,
}
