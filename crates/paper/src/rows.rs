//! Long exports, written row by row: a plain header and then values, without heading, groups or totals.
//!
//! Memory does not grow with the number of rows. CSV goes straight to the destination; Parquet goes out in groups of
//! rows; XLSX, whose parts stand in a fixed order, waits in a temporary file of the system and goes out in
//! [`XlsxRows::finish`]. A sheet with a million rows is followed by another with the same header. [`open`] is the way in
//! for files that programs read.
//!
//! The destination of XLSX need not seek, but it must be `Send`. Not here: official tables (`xlsx`, `csv`).

mod fields;
mod machine;
mod parquet;

use std::io::Write;

use congdoan_model::Timestamp;
use rust_xlsxwriter::{Workbook, Worksheet};

use crate::{
    Cell, Column, ColumnKind, PaperError, Words,
    sheet::{self, Line, NAME_LENGTH, at, sheet_name},
    style::Styles,
    table::fits,
    xlsx::named,
};

pub use fields::CsvRows;
pub use machine::{Format, Rows, open};
pub use parquet::ParquetRows;

/// How many rows of values a sheet takes; the format ends at 1,048,576 rows, the header included.
const SHEET_ROWS: u32 = 1_000_000;
/// Widths of streamed columns, in digits: the values are not known when the widths are written.
const TEXT_WIDTH: f64 = 28.0;
const NUMBER_WIDTH: f64 = 14.0;
const MONEY_WIDTH: f64 = 20.0;
/// Smaller levels of compression are several times as fast and a few hundredths larger.
const COMPRESSION: u8 = 3;

/// An XLSX written row by row: a header that stays in sight and is repeated in print, then values.
#[must_use = "nothing is written before `finish`"]
pub struct XlsxRows<W: Write + Send> {
    destination: W,
    workbook: Workbook,
    name: String,
    columns: Vec<Column>,
    words: Words,
    styles: Styles,
    /// The first row of a sheet below the header.
    body: u32,
    /// The next row of the present sheet.
    row: u32,
    /// How many rows a sheet takes, the header included.
    most: u32,
    sheets: usize,
    count: usize,
}

impl<W: Write + Send> XlsxRows<W> {
    /// Begins the first sheet, named after `name`, with its header.
    ///
    /// # Errors
    /// [`PaperError::NoColumns`], [`PaperError::TooLarge`], [`PaperError::Moment`], and a temporary file that cannot be
    /// made.
    pub fn new(
        destination: W,
        name: &str,
        columns: &[Column],
        words: &Words,
        made_on: Timestamp,
    ) -> Result<Self, PaperError> {
        if columns.is_empty() {
            return Err(PaperError::NoColumns);
        }
        let mut workbook = sheet::workbook(name, "", made_on)?;
        workbook.set_zip_compression_level(COMPRESSION);
        let mut rows = Self {
            destination,
            workbook,
            name: sheet_name(name),
            columns: columns.to_vec(),
            words: words.clone(),
            styles: Styles::default(),
            body: 0,
            row: 0,
            most: 0,
            sheets: 0,
            count: 0,
        };
        rows.open()?;
        rows.most = rows.body + SHEET_ROWS;
        Ok(rows)
    }

    /// How many rows were written.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Writes one row, one cell for each column.
    ///
    /// # Errors
    /// [`PaperError::RowWidth`], [`PaperError::TextTooLong`], and a temporary file that cannot be written.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), PaperError> {
        self.count += 1;
        fits(self.count, self.columns.len(), cells.len())?;
        if self.row >= self.most {
            self.close()?;
            self.open()?;
        }
        let line = Line { row: self.row, number: self.count, total: false, ruled: false, words: &self.words };
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        let kinds = self.columns.iter().map(|column| column.kind);
        line.write(sheet, &mut self.styles, cells.iter().zip(kinds))?;
        self.row += 1;
        Ok(())
    }

    /// Puts the file together, writes it out and gives the destination back.
    ///
    /// # Errors
    /// What the destination or the temporary file refuses.
    pub fn finish(mut self) -> Result<W, PaperError> {
        self.close()?;
        self.workbook.save_to_writer(&mut self.destination)?;
        self.destination.flush()?;
        Ok(self.destination)
    }

    fn open(&mut self) -> Result<(), PaperError> {
        self.sheets += 1;
        let name = numbered(&self.name, self.sheets);
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet::page(sheet);
        let width = |column: &Column| named(column).max(expected(column.kind));
        let widths: Vec<f64> = self.columns.iter().map(width).collect();
        for (index, width) in widths.iter().enumerate() {
            sheet.set_column_width(at(index)?, *width)?;
        }
        self.body = sheet::headings(sheet, 0, &self.columns, &widths)?;
        sheet.set_repeat_rows(0, self.body - 1)?;
        sheet.set_freeze_panes(self.body, 0)?;
        self.row = self.body;
        Ok(())
    }

    fn close(&mut self) -> Result<(), PaperError> {
        let last = self.row.saturating_sub(1);
        let sheet: &mut Worksheet = self.workbook.worksheet_from_index(self.sheets - 1)?;
        sheet::quiet(sheet, last, self.columns.len())
    }
}

/// The name of the first sheet, or of a later one: "Đoàn viên (2)".
fn numbered(name: &str, number: usize) -> String {
    if number < 2 {
        return name.to_owned();
    }
    let tail = format!(" ({number})");
    sheet::cut(name, NAME_LENGTH - tail.len()) + &tail
}

fn expected(kind: ColumnKind) -> f64 {
    match kind {
        ColumnKind::Text => TEXT_WIDTH,
        ColumnKind::Money => MONEY_WIDTH,
        ColumnKind::Number | ColumnKind::Percent | ColumnKind::Day => NUMBER_WIDTH,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns() -> Vec<Column> {
        vec![Column::new("Mã", ColumnKind::Text), Column::new("Số", ColumnKind::Number)]
    }

    #[test]
    fn a_full_sheet_is_followed_by_another() {
        let moment = Timestamp::from_micros(0);
        let mut rows = XlsxRows::new(Vec::new(), "Đoàn viên", &columns(), &Words::vietnamese(), moment).unwrap();
        rows.most = 3;
        for number in 0..5 {
            rows.push(&["A".into(), Cell::Whole(number)]).unwrap();
        }
        assert_eq!(rows.sheets, 3);
        let names: Vec<String> = rows.workbook.worksheets().iter().map(Worksheet::name).collect();
        assert_eq!(names, ["Đoàn viên", "Đoàn viên (2)", "Đoàn viên (3)"]);
        assert!(!rows.finish().unwrap().is_empty());
    }

    #[test]
    fn names_of_later_sheets_fit_too() {
        let name = numbered(&sheet_name(&"a".repeat(60)), 12);
        assert_eq!(name.encode_utf16().count(), NAME_LENGTH);
        assert!(name.ends_with(" (12)"));
    }

    #[test]
    fn rows_that_do_not_fit_are_refused() {
        let words = Words::vietnamese();
        let moment = Timestamp::from_micros(0);
        assert!(matches!(CsvRows::new(Vec::new(), &[], &words), Err(PaperError::NoColumns)));
        assert!(matches!(XlsxRows::new(Vec::new(), "A", &[], &words, moment), Err(PaperError::NoColumns)));
        let mut rows = XlsxRows::new(Vec::new(), "A", &columns(), &words, moment).unwrap();
        rows.push(&[Cell::Empty, Cell::Empty]).unwrap();
        assert!(matches!(rows.push(&[Cell::Empty]), Err(PaperError::RowWidth { row: 2, expected: 2, found: 1 })));
        let long = [Cell::Text("ă".repeat(32_768)), Cell::Empty];
        assert!(matches!(rows.push(&long), Err(PaperError::TextTooLong { row: 3, column: 1 })));
    }
}
