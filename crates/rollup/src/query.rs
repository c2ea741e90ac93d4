//! What is asked of the engine, and why it may refuse.
//!
//! Not here: reading a period from text (`model::period`), `as_of` (an engine of its own).

use chrono::NaiveDate;
use congdoan_model::Period;

/// One question: the figure of an indicator for a unit and a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Query<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// Id of the indicator.
    pub indicator: &'a str,
    /// The period.
    pub period: Period,
    /// Whether the parts are wanted.
    pub parts: bool,
    /// The day whose tree is to be used instead of the tree of the period.
    pub restated: Option<NaiveDate>,
}

impl<'a> Query<'a> {
    /// A question for the plain figure, without parts, on the tree of its own period.
    #[must_use]
    pub const fn new(unit: &'a str, indicator: &'a str, period: Period) -> Self {
        Self { unit, indicator, period, parts: false, restated: None }
    }

    /// The same question, with parts.
    #[must_use]
    pub const fn with_parts(self) -> Self {
        Self { parts: true, ..self }
    }

    /// The same question on the tree of a day.
    #[must_use]
    pub const fn restated(self, day: NaiveDate) -> Self {
        Self { restated: Some(day), ..self }
    }
}

/// Why a question has no answer at all. Each carries the offending text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FigureError {
    /// No unit has this code.
    #[error("no unit has the code \"{0}\"")]
    UnknownUnit(String),
    /// No indicator has this id.
    #[error("no indicator has the id \"{0}\"")]
    UnknownIndicator(String),
}
