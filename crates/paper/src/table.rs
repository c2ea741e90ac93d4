//! A table of figures with its heading, its legend and its words.
//!
//! Not here: the bytes of any format (`xlsx`, `csv`).

use congdoan_model::figures::NOT_APPLICABLE;

use crate::{Cell, Heading, PaperError};

/// What the values of a column are; it decides width, alignment and the format of whole numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Names, codes, remarks. A whole number here is an ordinal or a year: no thousands separators.
    Text,
    /// Counts.
    Number,
    /// Amounts in đồng.
    Money,
    /// Percentages.
    Percent,
    /// Days.
    Day,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name of the column; in CSV the field name.
    pub heading: String,
    /// What its values are.
    pub kind: ColumnKind,
    /// What stands in small print under the name (a unit of measure, a column number); may be empty. Not in CSV.
    pub note: String,
}

impl Column {
    /// A column without a note.
    #[must_use]
    pub fn new(heading: impl Into<String>, kind: ColumnKind) -> Self {
        Self { heading: heading.into(), kind, note: String::new() }
    }

    /// The column with a note under its name.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
}

/// One row below the headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableRow {
    /// The name of the rows that follow, across the whole table.
    Group(String),
    /// Values, one for each column.
    Cells(Vec<Cell>),
    /// Values, one for each column, that sum up rows above or below.
    Total(Vec<Cell>),
}

/// What a table says where there is no number, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// For [`Cell::Missing`], such as "chưa có".
    pub missing: String,
    /// For [`Cell::NotApplicable`], such as "không áp dụng".
    pub not_applicable: String,
    /// For [`Cell::Partial`], such as "số liệu chưa đầy đủ": the legend of the star in XLSX, the name of the column
    /// that lists incomplete values in CSV.
    pub partial: String,
}

impl Words {
    /// The words of papers in Vietnamese, the language of every official paper.
    #[must_use]
    pub fn vietnamese() -> Self {
        Self {
            missing: "chưa có".to_owned(),
            not_applicable: "không áp dụng".to_owned(),
            partial: "số liệu chưa đầy đủ".to_owned(),
        }
    }

    /// For programs: what nobody reported is left empty, what does not apply says so by its word in the API.
    #[must_use]
    pub fn for_programs() -> Self {
        Self { missing: String::new(), not_applicable: NOT_APPLICABLE.to_owned(), partial: String::new() }
    }
}

/// A table to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Who issues it, where and when, and what it is called. Not in CSV.
    pub heading: Heading,
    /// The columns, from left to right; at least one.
    pub columns: Vec<Column>,
    /// The rows, from top to bottom.
    pub rows: Vec<TableRow>,
    /// Lines below the table: legend, source, version of the data. The star's own line is added by the writer. Not in
    /// CSV.
    pub remarks: Vec<String>,
    /// What stands where there is no number.
    pub words: Words,
}

impl Table {
    /// Whether any value is marked as incomplete.
    pub(crate) fn has_partial(&self) -> bool {
        self.rows.iter().any(|row| match row {
            TableRow::Group(_) => false,
            TableRow::Cells(cells) | TableRow::Total(cells) => cells.iter().any(Cell::is_partial),
        })
    }

    /// Refuses a table without columns and rows that do not fit them.
    pub(crate) fn check(&self) -> Result<(), PaperError> {
        if self.columns.is_empty() {
            return Err(PaperError::NoColumns);
        }
        for (index, row) in self.rows.iter().enumerate() {
            if let TableRow::Cells(cells) | TableRow::Total(cells) = row {
                fits(index + 1, self.columns.len(), cells.len())?;
            }
        }
        Ok(())
    }
}

/// Refuses a row (counted from 1) that has not one cell for each column.
pub(crate) fn fits(row: usize, expected: usize, found: usize) -> Result<(), PaperError> {
    if found == expected { Ok(()) } else { Err(PaperError::RowWidth { row, expected, found }) }
}
