//! Long exports for programs: one way in for every format, headings as ids, nothing decorated.
//!
//! The headings are written as they are given; a caller gives ids. A value nobody has reported is empty, since a program
//! should not read words as numbers; one that cannot exist is the word `not_applicable` in CSV and XLSX, and null in Parquet,
//! whose columns are of one type. Texts that a spreadsheet would calculate stay guarded in CSV all the same
//! ([`unguarded`](crate::unguarded) takes it off): nobody can tell which program opens the file.
//!
//! Not here: what is exported and in which order (`service`).

use std::io::Write;

use congdoan_model::Timestamp;

use super::{CsvRows, ParquetRows, XlsxRows};
use crate::{Cell, Column, PaperError, Words};

/// The formats of a long export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// UTF-8 without byte order mark, commas, CRLF, days as `2026-11-22`.
    Csv,
    /// Sheets of up to a million rows; days and numbers are values.
    Xlsx,
    /// Apache Parquet: texts as strings, counts and amounts as 64-bit integers, percentages as decimals with two places,
    /// days as dates; every column may be null.
    Parquet,
}

impl Format {
    /// The format of a name such as `csv`, `xlsx`, `parquet`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "csv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// The name, which is the ending of such files too.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }
}

/// A long export in one of the [`Format`]s.
#[must_use = "the file is only complete after `finish`"]
pub struct Rows<W: Write + Send>(Kind<W>);

enum Kind<W: Write + Send> {
    Csv(Box<CsvRows<W>>),
    Xlsx(Box<XlsxRows<W>>),
    Parquet(Box<ParquetRows<W>>),
}

/// Begins an export. `name` is the name of the sheets of an XLSX and `made_on` the moment in its properties; the other
/// formats have neither.
///
/// # Errors
/// [`PaperError::NoColumns`], [`PaperError::Moment`], and what the destination or a temporary file refuses.
pub fn open<W: Write + Send>(
    format: Format,
    destination: W,
    name: &str,
    columns: &[Column],
    made_on: Timestamp,
) -> Result<Rows<W>, PaperError> {
    Ok(Rows(match format {
        Format::Csv => Kind::Csv(Box::new(CsvRows::plain(destination, columns)?)),
        Format::Xlsx => {
            Kind::Xlsx(Box::new(XlsxRows::new(destination, name, columns, &Words::for_programs(), made_on)?))
        }
        Format::Parquet => Kind::Parquet(Box::new(ParquetRows::new(destination, columns)?)),
    }))
}

impl<W: Write + Send> Rows<W> {
    /// Writes one row, one cell for each column. An incomplete value is refused, since only XLSX could mark it.
    ///
    /// # Errors
    /// [`PaperError::RowWidth`], [`PaperError::UnmarkedPartial`], [`PaperError::CellKind`] (Parquet only),
    /// [`PaperError::TextTooLong`] (XLSX only), and what the destination refuses.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), PaperError> {
        match &mut self.0 {
            Kind::Csv(rows) => rows.push(cells),
            Kind::Xlsx(rows) if cells.iter().any(Cell::is_partial) => {
                Err(PaperError::UnmarkedPartial { row: rows.count() + 1 })
            }
            Kind::Xlsx(rows) => rows.push(cells),
            Kind::Parquet(rows) => rows.push(cells),
        }
    }

    /// Completes the file and gives the destination back.
    ///
    /// # Errors
    /// What the destination or a temporary file refuses.
    pub fn finish(self) -> Result<W, PaperError> {
        match self.0 {
            Kind::Csv(rows) => rows.finish(),
            Kind::Xlsx(rows) => rows.finish(),
            Kind::Parquet(rows) => rows.finish(),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::ColumnKind;

    #[test]
    fn a_csv_for_programs_has_no_decoration() {
        let columns = [
            Column::new("name", ColumnKind::Text),
            Column::new("count", ColumnKind::Number),
            Column::new("day", ColumnKind::Day),
        ];
        let mut rows = open(Format::Csv, Vec::new(), "", &columns, Timestamp::from_micros(0)).unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        rows.push(&["Đội 1".into(), Cell::Whole(-5), Cell::Day(day)]).unwrap();
        rows.push(&["=1".into(), Cell::Missing, Cell::NotApplicable]).unwrap();
        let partial = [Cell::Empty, Cell::Whole(1).partial(), Cell::Empty];
        assert!(matches!(rows.push(&partial), Err(PaperError::UnmarkedPartial { row: 3 })));
        let text = String::from_utf8(rows.finish().unwrap()).unwrap();
        assert_eq!(text, "name,count,day\r\nĐội 1,-5,2026-11-22\r\n'=1,,not_applicable\r\n");
    }

    #[test]
    fn every_format_has_its_name_and_refuses_incomplete_values() {
        let columns = [Column::new("count", ColumnKind::Number)];
        for format in [Format::Csv, Format::Xlsx, Format::Parquet] {
            assert_eq!(Format::from_name(format.name()), Some(format));
            let mut rows = open(format, Vec::new(), "A", &columns, Timestamp::from_micros(0)).unwrap();
            rows.push(&[Cell::Whole(1)]).unwrap();
            let refused = rows.push(&[Cell::Whole(1).partial()]);
            assert!(matches!(refused, Err(PaperError::UnmarkedPartial { row: 2 })), "{format:?}");
            let refused = open(format, Vec::new(), "A", &[], Timestamp::from_micros(0)).err();
            assert!(matches!(refused, Some(PaperError::NoColumns)), "{format:?}");
        }
        assert_eq!(Format::from_name("xls"), None);
    }
}
