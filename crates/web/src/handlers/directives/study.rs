//! Study sessions: their list, planning one, leading it, the wall with its code, checking in, and coverage.

pub mod answer;
pub mod coverage;
mod deeds;
pub mod wall;

use askama::Template;

use crate::{
    page::{Choice, FieldError, Link},
    routes::Route,
    shell::Shell,
};

/// The routes of study sessions.
#[must_use]
pub fn routes() -> Vec<Route> {
    [answer::routes(), coverage::routes(), wall::routes()].concat()
}

/// A session in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StudyRow {
    /// What it is about, leading to it.
    pub session: Link,
    /// The unit that holds it.
    pub unit: String,
    /// Day and time, as written on pages.
    pub when: String,
    /// The symbols of its directives.
    pub directives: String,
    /// How many came.
    pub came: String,
    /// `open`, `closed`, `planned` or `unclosed`.
    pub state: &'static str,
}

/// The sessions of a unit and what it manages below.
#[derive(Template)]
#[template(path = "directives/study/list.html", blocks = ["content"])]
pub struct StudyListPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The units to look at.
    pub units: Vec<Choice>,
    /// The directives to filter by.
    pub directives: Vec<Choice>,
    /// The directive filtered by; empty for all.
    pub directive: String,
    /// The sessions.
    pub rows: Vec<StudyRow>,
    /// Whether the reader may plan one.
    pub may_write: bool,
}

/// What was typed into the form of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedPlan {
    /// What it is about.
    pub topic: String,
    /// The day.
    pub held_on: String,
    /// From when.
    pub begins: String,
    /// Until when.
    pub ends: String,
    /// Where.
    pub place: String,
    /// Who speaks.
    pub speaker: String,
    /// How many.
    pub number: String,
}

/// The form of a session.
#[derive(Template)]
#[template(path = "directives/study/new.html", blocks = ["content"])]
pub struct StudyNewPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The directives there are.
    pub directives: Vec<Choice>,
    /// How people come together.
    pub forms: Vec<Choice>,
    /// Who is expected.
    pub expected: Vec<Choice>,
    /// Posts that can be expected.
    pub posts: Vec<Choice>,
    /// What was typed.
    pub typed: TypedPlan,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// Somebody who came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CameRow {
    /// The line.
    pub id: String,
    /// The name; leading to the file where there is one.
    pub person: Link,
    /// Member number, or year of birth of a guest.
    pub number: String,
    /// How it was written down, in words.
    pub way: String,
    /// When, in words.
    pub at: String,
    /// Whether it is a guest.
    pub guest: bool,
}

/// A member who can be ticked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AbsentRow {
    /// The person.
    pub id: String,
    /// The name.
    pub name: String,
    /// Member number.
    pub number: String,
}

/// What a list brought, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BroughtShown {
    /// How many were written down.
    pub added: String,
    /// How many stood there already; empty for none.
    pub known: String,
    /// Rows refused: place, value, reason.
    pub refused: Vec<[String; 3]>,
}

/// One session.
#[derive(Template)]
#[template(path = "directives/study/session.html", blocks = ["content"])]
pub struct StudyPage {
    /// The frame.
    pub shell: Shell,
    /// The session.
    pub id: String,
    /// What it is about.
    pub topic: String,
    /// The unit that holds it.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// Day and time.
    pub when: String,
    /// Place, speaker, form, who is expected: label and value.
    pub facts: Vec<(String, String)>,
    /// Its directives.
    pub directives: Vec<Link>,
    /// How far the study of each has come.
    pub coverage: Vec<Link>,
    /// How many came.
    pub came: String,
    /// How many are expected.
    pub expected: String,
    /// The share, in words; empty where nobody is expected.
    pub share: String,
    /// The same as a whole number from 0 to 100.
    pub percent: i64,
    /// Who came; nothing where the reader may not see members.
    pub rows: Option<Vec<CameRow>>,
    /// Members to be ticked.
    pub absent: Vec<AbsentRow>,
    /// Whether there are more of them.
    pub absent_cut: bool,
    /// The words that narrow them.
    pub query: String,
    /// Whether the reader leads it.
    pub may_write: bool,
    /// Whether its code is taken now.
    pub is_open: bool,
    /// Whether it is closed.
    pub closed: bool,
    /// From when until when its code is taken.
    pub window: String,
    /// The record it became.
    pub record: Option<Link>,
    /// The code as a picture; empty unless it is taken and the reader leads it.
    pub picture: String,
    /// The address the code leads to.
    pub address: String,
    /// What a list brought.
    pub brought: Option<BroughtShown>,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// The wall of a session, to be shown to the room.
#[derive(Template)]
#[template(path = "directives/study/wall.html", blocks = ["content"])]
pub struct WallPage {
    /// The frame, without navigation.
    pub shell: Shell,
    /// The session's page.
    pub href: String,
    /// What it is about.
    pub topic: String,
    /// The unit, day and time.
    pub unit: String,
    /// Its directives.
    pub directives: String,
    /// The code as a picture; empty while it is not taken.
    pub picture: String,
    /// From when until when its code is taken.
    pub window: String,
    /// How many came, of how many.
    pub came: String,
    /// How many are expected.
    pub expected: String,
}

/// What whoever scanned a code sees.
#[derive(Template)]
#[template(path = "directives/study/check_in.html", blocks = ["content"])]
pub struct CheckInPage {
    /// The frame.
    pub shell: Shell,
    /// The code.
    pub code: String,
    /// What the session is about.
    pub topic: String,
    /// The unit that holds it.
    pub unit: String,
    /// Day and time.
    pub when: String,
    /// `open`, `old`, `early`, `late`.
    pub state: &'static str,
    /// The name of whoever is signed in; empty for nobody.
    pub name: String,
    /// `first` or `again` once it was written down; empty before.
    pub done: &'static str,
    /// Whether the form for people without an account stands open.
    pub named: bool,
    /// Name, number, year as typed.
    pub typed: [String; 3],
    /// What went wrong.
    pub errors: Vec<FieldError>,
}

/// How far a unit has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CoverageRow {
    /// The unit, leading further down; the unit itself has no address.
    pub unit: Link,
    /// Expected, studied, still missing, sessions.
    pub counts: [String; 4],
    /// The share, in words; empty where nobody is expected.
    pub share: String,
    /// The same as a whole number from 0 to 100.
    pub percent: i64,
}

/// Somebody who is missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissingRow {
    /// The name, leading to the file.
    pub person: Link,
    /// Member number.
    pub number: String,
    /// The unit.
    pub unit: String,
}

/// How far the study of a directive has come in a unit.
#[derive(Template)]
#[template(path = "directives/study/coverage.html", blocks = ["content"])]
pub struct CoveragePage {
    /// The frame.
    pub shell: Shell,
    /// The directive.
    pub directive: Link,
    /// Its id.
    pub directive_id: String,
    /// Its title.
    pub title: String,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The directives to look at.
    pub directives: Vec<Choice>,
    /// Members or officers.
    pub who: Vec<Choice>,
    /// The units right below, and the unit itself.
    pub lines: Vec<CoverageRow>,
    /// All together, each person once.
    pub total: CoverageRow,
    /// Who is missing; nothing where the reader may not see members.
    pub missing: Option<Vec<MissingRow>>,
    /// Whether there are more of them.
    pub missing_cut: bool,
    /// The sessions on the directive.
    pub sessions_href: String,
}
