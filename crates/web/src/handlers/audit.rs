//! Whether what the federation holds fits together: every integrity rule and the places that break it.
//!
//! Not here: what fills the page (`answer`).

pub mod answer;

use askama::Template;

use crate::shell::Shell;

/// The rules by area.
#[derive(Template)]
#[template(path = "audit/integrity.html", blocks = ["content"])]
pub struct IntegrityPage {
    /// The frame.
    pub shell: Shell,
    /// How many rules there are and how many are broken, in words.
    pub summary: String,
    /// Whether none that weighs as an error is broken.
    pub sound: bool,
    /// Rules that are broken, errors first.
    pub broken: Vec<RuleRow>,
    /// All rules.
    pub areas: Vec<RuleArea>,
}

/// The rules of an area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleArea {
    /// Its name.
    pub name: String,
    /// How many hold of how many, in words.
    pub summary: String,
    /// Its rules.
    pub rules: Vec<RuleRow>,
}

/// A rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleRow {
    /// Its stable id.
    pub id: String,
    /// What holds.
    pub name: String,
    /// Whether a break weighs as an error.
    pub is_error: bool,
    /// How many places break it, in words; empty when none does.
    pub count: String,
    /// The first of them.
    pub places: Vec<String>,
    /// What to do.
    pub remedy: String,
}
