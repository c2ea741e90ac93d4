//! A table as CSV: UTF-8 with byte order mark, RFC 4180 (commas, CRLF, quotes where needed), headings first.
//!
//! Numbers are bare: no thousands separators, a dot before decimals, percentages without the sign; days are
//! `2026-11-22`. A group row is a record whose first field is the name and whose other fields are empty. When any value
//! is incomplete, a last column lists the headings of the incomplete values of each record.
//!
//! A text that a spreadsheet would take for a formula gets a leading apostrophe, as OWASP advises ("CSV Injection"):
//! it begins with `=`, `+`, `-`, `@`, their full-width forms, a tab, a carriage return or a line feed. Numbers of ours
//! are never guarded, so a negative number stays one. The guard can be taken off again without loss: [`unguarded`].
//! It protects whoever opens the file with commas as separators; for opening by hand, XLSX is the form to give.
//!
//! Not here: writing row by row for callers (`rows`), reading CSV (`service`).

use std::{borrow::Cow, io::Write};

use csv::{Terminator, Writer, WriterBuilder};

use crate::{Cell, PaperError, Table, TableRow, Words, cell::percentage, rows::CsvRows};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
const GUARD: char = '\'';

/// The table as CSV. Heading, remarks and notes of columns are left out.
///
/// # Errors
/// [`PaperError::NoColumns`] and [`PaperError::RowWidth`] when the table does not fit itself.
pub fn csv(table: &Table) -> Result<Vec<u8>, PaperError> {
    table.check()?;
    let mut rows = if table.has_partial() {
        CsvRows::marked(Vec::new(), &table.columns, &table.words)?
    } else {
        CsvRows::new(Vec::new(), &table.columns, &table.words)?
    };
    for row in &table.rows {
        match row {
            TableRow::Group(name) => {
                let rest = table.columns.iter().skip(1).map(|_| Cell::Empty);
                rows.push(&std::iter::once(Cell::Text(name.clone())).chain(rest).collect::<Vec<_>>())?;
            }
            TableRow::Cells(cells) | TableRow::Total(cells) => rows.push(cells)?,
        }
    }
    rows.finish()
}

/// The text as it was before the guard against formulas: one leading apostrophe is taken off where the guard puts one.
///
/// ```
/// assert_eq!(congdoan_paper::unguarded("'=1+1"), "=1+1");
/// assert_eq!(congdoan_paper::unguarded("'tis"), "'tis");
/// ```
#[must_use]
pub fn unguarded(field: &str) -> &str {
    match field.strip_prefix(GUARD) {
        Some(rest) if is_formula_like(rest) => rest,
        _ => field,
    }
}

/// A writer that has written the byte order mark, if one is wanted.
pub(crate) fn begin<W: Write>(mut destination: W, mark: bool) -> Result<Writer<W>, PaperError> {
    if mark {
        destination.write_all(BYTE_ORDER_MARK)?;
    }
    Ok(WriterBuilder::new().terminator(Terminator::CRLF).from_writer(destination))
}

/// A cell as a field.
pub(crate) fn field<'a>(cell: &'a Cell, words: &'a Words) -> Cow<'a, str> {
    match cell.bare() {
        Cell::Empty | Cell::Partial(_) => Cow::Borrowed(""),
        Cell::Text(text) => guarded(text),
        Cell::Whole(value) => Cow::Owned(value.to_string()),
        Cell::Percent(hundredths) => Cow::Owned(percentage(*hundredths)),
        Cell::Day(day) => Cow::Owned(day.format("%Y-%m-%d").to_string()),
        Cell::Missing => guarded(&words.missing),
        Cell::NotApplicable => guarded(&words.not_applicable),
    }
}

/// The text with an apostrophe before it when a spreadsheet would calculate it.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if is_formula_like(text) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// Apostrophes before the first sign are looked through, so that a text that already wears one is guarded too and
/// taking the guard off gives every text back.
pub(crate) fn is_formula_like(text: &str) -> bool {
    text.trim_start_matches(GUARD).starts_with(FORMULA_STARTS)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::{Column, ColumnKind, Heading};

    fn table(rows: Vec<TableRow>) -> Table {
        Table {
            heading: Heading::default(),
            columns: vec![Column::new("Đơn vị", ColumnKind::Text), Column::new("Số, tỷ lệ", ColumnKind::Number)],
            rows,
            remarks: vec!["Nguồn: không ghi vào CSV".to_owned()],
            words: Words::vietnamese(),
        }
    }

    fn written(rows: Vec<TableRow>) -> String {
        String::from_utf8(csv(&table(rows)).unwrap()).unwrap()
    }

    #[test]
    fn values_are_bare_and_headings_come_first() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        let rows = vec![
            TableRow::Group("Khối doanh nghiệp".to_owned()),
            TableRow::Cells(vec!["CĐCS \"A\", B\nC".into(), Cell::Whole(-1_234_567)]),
            TableRow::Cells(vec![Cell::Day(day), Cell::Percent(11_200)]),
            TableRow::Cells(vec![Cell::Missing, Cell::NotApplicable]),
            TableRow::Total(vec![Cell::Empty, Cell::Whole(i64::MAX)]),
        ];
        assert_eq!(
            written(rows),
            "\u{feff}Đơn vị,\"Số, tỷ lệ\"\r\nKhối doanh nghiệp,\r\n\"CĐCS \"\"A\"\", B\nC\",-1234567\r\n\
             2026-01-05,112.00\r\nchưa có,không áp dụng\r\n,9223372036854775807\r\n"
        );
    }

    #[test]
    fn incomplete_values_are_listed_in_a_last_column() {
        let rows = vec![
            TableRow::Cells(vec!["A".into(), Cell::Whole(5).partial()]),
            TableRow::Cells(vec!["B".into(), Cell::Whole(6)]),
        ];
        assert_eq!(written(rows), "\u{feff}Đơn vị,\"Số, tỷ lệ\",số liệu chưa đầy đủ\r\nA,5,\"Số, tỷ lệ\"\r\nB,6,\r\n");
    }

    #[test]
    fn formulas_are_guarded_and_the_guard_comes_off() {
        for text in ["=1", "+84 912", "-x", "@a", "\tx", "\r=", "\n=", "＝1", "'=1", "''+"] {
            let field = guarded(text);
            assert_eq!(unguarded(&field), text, "{text:?}");
            assert!(field.starts_with(GUARD), "{text:?}");
        }
        for text in ["", "'tis", "Công đoàn", "1-2", "'", "''"] {
            assert_eq!(guarded(text), text);
            assert_eq!(unguarded(text), text);
        }
    }

    #[test]
    fn a_table_that_does_not_fit_itself_is_refused() {
        let narrow = table(vec![TableRow::Cells(vec![Cell::Empty])]);
        assert!(matches!(csv(&narrow), Err(PaperError::RowWidth { row: 1, expected: 2, found: 1 })));
        let bare = Table { columns: Vec::new(), ..narrow };
        assert!(matches!(csv(&bare), Err(PaperError::NoColumns)));
    }
}
