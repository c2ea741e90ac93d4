//! One target: how it stands against the calendar, how it is shared out, its changes; and the form that adds one.
//!
//! Not here: filling the pages (`answer`), the forms' answers (`write`).

pub mod answer;
pub mod chart;
pub mod write;

use askama::Template;

use super::TargetRow;
use crate::{
    handlers::figures::FigureCell,
    page::{Choice, FieldError, Link},
    shell::Shell,
};

/// A traffic light as a page shows it: never by colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LightMark {
    /// Reached, or on its way.
    Green,
    /// Behind.
    Amber,
    /// Far behind, or missed.
    Red,
    /// Nothing is known.
    #[default]
    Unknown,
}

impl LightMark {
    /// The light with its word; templates write it with `|safe`.
    pub fn show(self, shell: &Shell) -> String {
        let (class, icon, text) = match self {
            Self::Green => ("light-green", "check", shell.t("light-green")),
            Self::Amber => ("light-amber", "alert-triangle", shell.t("light-amber")),
            Self::Red => ("light-red", "x", shell.t("light-red")),
            Self::Unknown => ("light-unknown", "minus", shell.t("light-unknown")),
        };
        format!(r#"<span class="light {class}">{}{text}</span>"#, shell.icon(icon))
    }
}

/// A unit's line of the grid.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShareRow {
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// What it was weighed by; empty by hand.
    pub weight: String,
    /// Its share, as typed into a field.
    pub typed: String,
    /// Its share, as read.
    pub share: String,
    /// Its own figure; nothing for who may not open the total.
    pub current: Option<FigureCell>,
    /// How far it is, 0 to 100.
    pub percent: Option<u8>,
    /// Its light.
    pub light: LightMark,
}

/// A change in the story of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its id.
    pub id: String,
    /// What was asked for before, in words.
    pub before: String,
    /// What is asked for after it, in words.
    pub after: String,
    /// Why.
    pub reason: String,
    /// Who asked and when.
    pub asked: String,
    /// Who decided what and when; empty while it waits.
    pub decided: String,
    /// Whether it was approved; nothing while it waits.
    pub approved: Option<bool>,
    /// Whether the reader may decide it.
    pub may_decide: bool,
}

/// What is typed into the form of a target, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedTarget {
    /// The indicator's id.
    pub indicator: String,
    /// The comparators to choose from.
    pub comparators: Vec<Choice>,
    /// The value.
    pub value: String,
    /// The upper end of a range.
    pub value_max: String,
    /// The period.
    pub period: String,
    /// Where it started from.
    pub baseline: String,
    /// The words it comes from, or the reason of a change.
    pub words: String,
}

/// One target.
#[derive(Template)]
#[template(path = "programmes/target.html", blocks = ["content"])]
pub struct TargetPage {
    /// The frame.
    pub shell: Shell,
    /// Its id.
    pub id: String,
    /// Its programme.
    pub programme: Link,
    /// Its unit.
    pub unit: Link,
    /// The target and how it stands.
    pub target: TargetRow,
    /// The words it comes from; empty when it was typed as it is.
    pub words: String,
    /// What should stand today, in words; empty where that means nothing.
    pub due: String,
    /// Where it is heading, in a sentence.
    pub forecast: String,
    /// What the sentence rests on.
    pub forecast_note: String,
    /// The course of the months.
    pub chart: Option<chart::Chart>,
    /// By what it is shared out, in words; empty when it is not.
    pub shared_by: String,
    /// The ways to share it out; the one of the grid selected.
    pub ways: Vec<Choice>,
    /// The grid: as it stands, or as worked out and not kept yet.
    pub shares: Vec<ShareRow>,
    /// Whether the grid was worked out and is not kept yet.
    pub worked_out: bool,
    /// The sum of the shares, as read; empty where shares do not add up.
    pub sum: String,
    /// What lacks or is too much, in words; empty when they add up.
    pub difference: String,
    /// Its changes, latest first.
    pub changes: Vec<ChangeRow>,
    /// Whether the reader may share out and ask for changes.
    pub may_write: bool,
    /// What the form of a change holds.
    pub typed: TypedTarget,
    /// What is wrong with what was sent.
    pub errors: Vec<FieldError>,
    /// So that a form sent twice does its deed once.
    pub idempotency_key: String,
}

/// The form that adds a target to a programme.
#[derive(Template)]
#[template(path = "programmes/target_new.html", blocks = ["content"])]
pub struct NewTargetPage {
    /// The frame.
    pub shell: Shell,
    /// The programme.
    pub programme: Link,
    /// Its unit.
    pub unit: Link,
    /// The indicators that can measure a target.
    pub indicators: Vec<Choice>,
    /// What was typed.
    pub typed: TypedTarget,
    /// The clause it comes from; empty for none.
    pub clause: String,
    /// What is wrong with what was sent.
    pub errors: Vec<FieldError>,
    /// So that a form sent twice does its deed once.
    pub idempotency_key: String,
}
