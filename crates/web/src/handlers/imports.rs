//! Imports: sending a file, the test run, choosing columns, taking it in, the batch and its undoing.

pub mod answer;
pub(crate) mod drafts;
mod shown;

use askama::Template;

use crate::{
    page::{Choice, FieldError},
    shell::Shell,
};

/// An import in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchRow {
    /// Its page.
    pub href: String,
    /// What people call it.
    pub label: String,
    /// What was imported, as the interface writes it.
    pub kind: String,
    /// When, as written on pages.
    pub at: String,
    /// Who.
    pub by: String,
    /// Rows that made something new.
    pub created: String,
    /// Rows that changed something.
    pub changed: String,
    /// Rows that said what was known.
    pub unchanged: String,
    /// Rows refused.
    pub refused: String,
    /// When it was undone; empty when it stands.
    pub undone: String,
}

/// The list of imports, with the form that begins one.
#[derive(Template)]
#[template(path = "imports/list.html", blocks = ["content"])]
pub struct ImportsPage {
    /// The frame.
    pub shell: Shell,
    /// What may be imported.
    pub kinds: Vec<Choice>,
    /// Registers whose records may be imported; empty for who records nothing.
    pub registers: Vec<Choice>,
    /// Mappings of columns to choose from.
    pub mappings: Vec<Choice>,
    /// The unit of rows that name none.
    pub unit: String,
    /// What the import is to be called.
    pub label: String,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
    /// Imports so far.
    pub rows: Vec<BatchRow>,
}

/// A refused row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefusedLine {
    /// Sheet.
    pub sheet: String,
    /// Row as the spreadsheet shows it.
    pub row: String,
    /// Column; empty when the row as a whole is refused.
    pub column: String,
    /// What stood there.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
}

/// A column of the file with the field it fills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnLine {
    /// The sheet.
    pub sheet: String,
    /// Its letters.
    pub letters: String,
    /// Its title.
    pub title: String,
    /// The fields to choose from; the present one selected.
    pub fields: Vec<Choice>,
}

/// The test run of a file.
#[derive(Template)]
#[template(path = "imports/draft.html", blocks = ["content"])]
pub struct DraftPage {
    /// The frame.
    pub shell: Shell,
    /// The page's own address.
    pub href: String,
    /// The file's name.
    pub file: String,
    /// What is imported, as the interface writes it.
    pub kind: String,
    /// What is wrong with the file or the last deed; empty when nothing is.
    pub error: String,
    /// Names of the counts with their numbers, in the order they are shown.
    pub counts: Vec<(String, String)>,
    /// Rows that would come in.
    pub good: u64,
    /// Rows refused.
    pub refused: u64,
    /// The first refused rows.
    pub refusals: Vec<RefusedLine>,
    /// Sheets passed over.
    pub passed: Vec<String>,
    /// The columns with their fields; empty where they cannot be chosen.
    pub columns: Vec<ColumnLine>,
    /// Whether accounts were made whose passwords were not fetched yet.
    pub passwords: bool,
    /// Whether it was taken in.
    pub done: bool,
}

/// One import.
#[derive(Template)]
#[template(path = "imports/batch.html", blocks = ["content"])]
pub struct BatchPage {
    /// The frame.
    pub shell: Shell,
    /// The import.
    pub batch: BatchRow,
    /// The file's name.
    pub file: String,
    /// The mapping it was read by; empty when found from its headings.
    pub mapping: String,
    /// Who undid it.
    pub undone_by: String,
    /// Whether the reader may undo it.
    pub can_undo: bool,
    /// Why undoing was refused; empty when it was not.
    pub error: String,
    /// Who or what was kept when it was undone just now: name and number.
    pub kept: Option<Vec<(String, String)>>,
}
