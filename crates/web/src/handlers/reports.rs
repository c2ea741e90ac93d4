//! Reports of a unit: a form filled from the figures, on the page and as a paper.
//!
//! Not here: what fills the page (`answer`, `standing`).

pub mod answer;
mod awaited;
mod events;
mod fill;
pub mod outages;
pub mod parallel;
pub mod requests;
mod seals;
pub mod sheets;
pub(crate) mod standing;

use askama::Template;

use crate::{
    handlers::figures::FigureCell,
    page::{Choice, FieldError, Link},
    shell::Shell,
};

pub use awaited::AwaitedPage;
pub use events::EventsCard;
pub use fill::FillPage;
pub use seals::SealsPage;
pub use standing::StandingShown;

/// The forms of a unit and one of them filled.
#[derive(Template)]
#[template(path = "reports/report.html", blocks = ["content"])]
pub struct ReportPage {
    /// The frame.
    pub shell: Shell,
    /// The units above.
    pub trail: Vec<Link>,
    /// Code of the unit.
    pub unit_code: String,
    /// Name of the unit.
    pub unit_name: String,
    /// The forms the unit fills.
    pub forms: Vec<Choice>,
    /// Id of the form chosen; empty for a unit that fills none.
    pub form: String,
    /// The periods the chosen form comes back for, latest first.
    pub periods: Vec<Choice>,
    /// For a form bound to an event: first and last day of the event as fields show them, empty before they are chosen, and
    /// the last day that may be chosen.
    pub days: Option<[String; 3]>,
    /// The form filled; nothing for a unit that fills none.
    pub report: Option<FilledForm>,
    /// How the report stands; nothing where there is nobody to send it to.
    pub standing: Option<StandingShown>,
    /// The unit's reports about events; nothing for a unit that fills no such form.
    pub events: Option<EventsCard>,
    /// What the unit waits for from below; nothing for grassroots unions.
    pub awaited: Option<Link>,
    /// What is wrong with a deed that came back.
    pub errors: Vec<FieldError>,
}

/// A form filled for a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilledForm {
    /// Its title.
    pub title: String,
    /// What it bears in its corner.
    pub symbol: String,
    /// Its period, in words.
    pub period: String,
    /// The last day counted.
    pub cut_off: String,
    /// The last day to send it, in words; empty where there is none.
    pub due_on: String,
    /// How many lines have a figure, in words.
    pub filled: String,
    /// Its Excel file, out and back in: address of the page.
    pub sheet: String,
    /// As papers: name of the format, address.
    pub papers: Vec<Link>,
    /// Its parts.
    pub sections: Vec<FormPart>,
    /// Decision or guidance that prescribes it.
    pub source: String,
}

/// A part of a filled form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormPart {
    /// Its number and heading.
    pub name: String,
    /// Its lines.
    pub rows: Vec<FormRow>,
}

/// A line of a filled form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormRow {
    /// Its number.
    pub number: String,
    /// What it asks.
    pub name: String,
    /// How far it is set in: 0, 1, 2.
    pub inset: u16,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// Its figure, which opens.
    pub cell: FigureCell,
    /// How many units reported of those expected, in words; empty when all did.
    pub turnout: String,
    /// Which months its figure is of, in words; empty where it is of the report's own days.
    pub months: String,
    /// Why the line was given back; empty when it was not.
    pub fault: String,
}
