//! The one error of this crate: why a paper cannot be made.
//!
//! Every variant but the last ones is the caller's: the table does not fit its own columns or the format's limits.
//! Nothing is cut short or rounded to make it fit.
//!
//! Not here: words for people; the edge chooses them.

use rust_xlsxwriter::XlsxError;

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PaperError {
    /// A table needs at least one column.
    #[error("the table has no columns")]
    NoColumns,
    /// A row has more or fewer cells than the table has columns.
    #[error("row {row} has {found} cells for {expected} columns")]
    RowWidth {
        /// The row, counted from 1 below the headings.
        row: usize,
        /// How many columns there are.
        expected: usize,
        /// How many cells the row has.
        found: usize,
    },
    /// A text is longer than the 32,767 characters (UTF-16 units) one XLSX cell can hold.
    #[error("the text in row {row}, column {column} is longer than a spreadsheet cell can hold")]
    TextTooLong {
        /// The row, counted from 1 below the headings; 0 is the headings or a text outside the rows.
        row: usize,
        /// The column, counted from 1; 0 is no column.
        column: usize,
    },
    /// More rows or columns than one sheet can hold (1,048,576 × 16,384).
    #[error("the table is larger than a spreadsheet can be")]
    TooLarge,
    /// An incomplete value in a CSV that has no column to say so.
    #[error("row {row} has an incomplete value and the file has no column to say so")]
    UnmarkedPartial {
        /// The row, counted from 1 below the headings.
        row: usize,
    },
    /// A value that a column of its kind cannot hold, in a format whose columns have types.
    #[error("the value in row {row}, column {column} is of another kind than its column")]
    CellKind {
        /// The row, counted from 1 below the headings.
        row: usize,
        /// The column, counted from 1.
        column: usize,
    },
    /// The moment of making lies outside the years 1900 to 9999.
    #[error("the moment of making lies outside the years 1900 to 9999")]
    Moment,
    /// The spreadsheet cannot be put together.
    #[error("the spreadsheet cannot be written")]
    Workbook(#[source] XlsxError),
    /// The CSV cannot be written.
    #[error("the CSV cannot be written")]
    Csv(#[from] csv::Error),
    /// The Parquet file cannot be written: two columns of one name, or a destination that refuses.
    #[error("the Parquet file cannot be written")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A paper of running text cannot be set: its data do not fit its template.
    #[error("the paper cannot be set: {0}")]
    Typeset(String),
    /// The DOCX cannot be put together.
    #[error("the DOCX cannot be written: {0}")]
    Docx(String),
    /// A text is longer than a QR code can hold.
    #[error("the text is longer than a QR code can hold")]
    Code,
    /// There is no card to be drawn.
    #[error("there is no card to be drawn")]
    NoCards,
    /// The destination refuses the bytes.
    #[error("the destination cannot be written")]
    Io(#[from] std::io::Error),
}

impl From<XlsxError> for PaperError {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::RowColumnLimitError => Self::TooLarge,
            XlsxError::MaxStringLengthExceeded => Self::TextTooLong { row: 0, column: 0 },
            XlsxError::IoError(error) => Self::Io(error),
            other => Self::Workbook(other),
        }
    }
}
