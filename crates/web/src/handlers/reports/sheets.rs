//! Forms as Excel files: the file that goes out, what differs when it comes back, which lines are taken.
//!
//! Not here: what fills the pages (`answer`).

pub mod answer;

use askama::Template;
use serde::{Deserialize, Serialize};

use crate::{
    page::{Choice, Link},
    shell::Shell,
};

/// The page of a report's Excel file.
#[derive(Template)]
#[template(path = "reports/sheet.html", blocks = ["content"])]
pub struct SheetPage {
    /// The frame.
    pub shell: Shell,
    /// The report.
    pub about: SheetAbout,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// What was done just now; empty when nothing was.
    pub done: String,
    /// Whether the reader may take lines in, as the report stands.
    pub can_take: bool,
    /// A file as it reads; nothing before one came.
    pub reading: Option<ReadingShown>,
    /// Files taken in before, latest first.
    pub batches: Vec<SheetBatch>,
}

/// Which report a page is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetAbout {
    /// Code of the unit.
    pub unit: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Id of the form.
    pub form: String,
    /// What the form bears in its corner, and its title.
    pub title: String,
    /// The period as addresses write it.
    pub period: String,
    /// The period as people write it.
    pub period_label: String,
    /// Unit, form and period as the tail of an address.
    pub question: String,
    /// Ways to neighbouring pages.
    pub trail: Vec<Link>,
}

/// A file as it reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadingShown {
    /// Name of the file.
    pub file: String,
    /// Hash of the file.
    pub hash: String,
    /// How many lines differ, in words.
    pub count: String,
    /// How many lines say what stands, in words.
    pub same: String,
    /// The lines that differ.
    pub rows: Vec<DifferenceRow>,
    /// The rows of an officer's own file with their lines; empty for a file made here.
    pub matched: Vec<MatchedShown>,
    /// The lines of the form, to choose from.
    pub lines: Vec<Choice>,
}

impl ReadingShown {
    /// Whether any line can be taken.
    #[must_use]
    pub fn takes(&self) -> bool {
        self.rows.iter().any(|row| row.takes)
    }
}

/// A line that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DifferenceRow {
    /// Its number.
    pub number: String,
    /// What it asks.
    pub name: String,
    /// Unit of measure.
    pub measure: String,
    /// Where the cell stands.
    pub place: String,
    /// What stands here.
    pub ours: String,
    /// What the file says.
    pub theirs: String,
    /// What stands in the cell, as written.
    pub written: String,
    /// What stood here when it was shown, for comparing; empty for none.
    pub seen: String,
    /// How the line takes its value, in words.
    pub kind: String,
    /// Class of the badge that says so.
    pub badge: String,
    /// What is to be known of it; empty when nothing is.
    pub note: String,
    /// Whether it can be taken.
    pub takes: bool,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it needs a reason.
    pub needs_reason: bool,
    /// The reason.
    pub reason: String,
    /// What is wrong with it; empty when nothing is.
    pub problem: String,
}

impl DifferenceRow {
    /// The row as the form carries it.
    #[must_use]
    pub fn carried(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A row of an officer's own file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchedShown {
    /// Where it stands.
    pub place: String,
    /// Its number and words.
    pub label: String,
    /// Its value as written.
    pub value: String,
    /// Number of the line it is taken for; empty for none.
    pub line: String,
    /// How it was found, in words.
    pub how: String,
    /// The row as the form carries it.
    pub carried: String,
}

/// A file taken in before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetBatch {
    /// Its id.
    pub id: String,
    /// Name of the file.
    pub file: String,
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// How many lines it changed.
    pub changed: String,
    /// When it was undone; empty when it stands.
    pub undone: String,
}
