//! The parallel run: our totals beside those of somebody's Excel file; and old files on their way in.
//!
//! Not here: what fills the pages (`answer`), the test run of old files (`imports`).

pub mod answer;

use askama::Template;

use super::sheets::SheetAbout;
use crate::{page::Choice, shell::Shell};

/// The page of the parallel run.
#[derive(Template)]
#[template(path = "reports/parallel.html", blocks = ["content"])]
pub struct ParallelPage {
    /// The frame.
    pub shell: Shell,
    /// The report.
    pub about: SheetAbout,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// Rows of the file that were not understood: place, value, reason.
    pub unread: Vec<(String, String, String)>,
    /// Name of their file; empty before one came.
    pub file: String,
    /// Who brought it and when.
    pub brought: String,
    /// How many numbers are the same, differ unexplained, differ explained.
    pub counts: [String; 3],
    /// Whether any difference is open.
    pub has_open: bool,
    /// Whether open differences alone are shown.
    pub only_open: bool,
    /// The differences shown.
    pub rows: Vec<ParallelRow>,
    /// How many more there are than shown, in words; empty when all are.
    pub more: String,
    /// Whether the reader may bring files and explain.
    pub can_write: bool,
    /// Whether the reader may load old files anywhere.
    pub can_load: bool,
}

/// A difference.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParallelRow {
    /// Number of the line.
    pub number: String,
    /// What the form calls it.
    pub name: String,
    /// Unit of measure.
    pub measure: String,
    /// Code of the unit.
    pub unit: String,
    /// Name of the unit.
    pub unit_name: String,
    /// Where our number opens.
    pub href: String,
    /// Ours; empty where nobody reported.
    pub ours: String,
    /// Theirs.
    pub theirs: String,
    /// Ours less theirs.
    pub difference: String,
    /// The two numbers as the form carries them.
    pub shown: (String, String),
    /// The explanation; empty while it is open.
    pub words: String,
    /// Who explained it and when.
    pub who: String,
    /// Whether an explanation was given of other numbers.
    pub outdated: bool,
}

/// The page on which old files are brought in.
#[derive(Template)]
#[template(path = "reports/earlier.html", blocks = ["content"])]
pub struct EarlierPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit.
    pub unit: String,
    /// What is wrong; empty when nothing is.
    pub error: String,
    /// The forms.
    pub forms: Vec<Choice>,
    /// The periods that are over, latest first.
    pub periods: Vec<Choice>,
    /// Mappings kept before.
    pub mappings: Vec<Choice>,
}
