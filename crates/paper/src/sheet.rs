//! What every sheet has in common: its name, its page, its column headings and how a value becomes a cell.
//!
//! Not here: what stands in which row (`xlsx`, `rows`).

use chrono::{Datelike, NaiveDate};
use congdoan_model::Timestamp;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, IgnoreError, Workbook, Worksheet};

use crate::{
    Cell, Column, ColumnKind, PaperError, Words,
    cell::{LARGEST_NUMBER, percentage},
    csv::is_formula_like,
    measure,
    style::{self, BODY, Face, Look, SMALL, Styles},
};

/// The most UTF-16 units the name of a sheet can have.
pub(crate) const NAME_LENGTH: usize = 31;
const FALLBACK_NAME: &str = "Bảng";
/// What a spreadsheet keeps free between a wrapped text and the borders of its cell, in digits.
pub(crate) const MARGIN: f64 = 1.2;
const A4: u8 = 9;
const FIRST_YEAR: u16 = 1900;
/// Pixels of a default row and column for Times New Roman at 12 points.
const DEFAULT_PIXELS: (u32, u32) = (21, 72);
const MICROS_PER_SECOND: i64 = 1_000_000;
const INCH: f64 = 25.4;

/// A name every spreadsheet program takes for a sheet: at most 31 UTF-16 units, cut at the end of a word where that
/// costs little, without `[ ] : * ? / \` and control characters, never empty, never the reserved "History".
#[must_use]
pub fn sheet_name(title: &str) -> String {
    let clean: String = title
        .chars()
        .map(
            |sign| {
                if matches!(sign, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || sign.is_control() { ' ' } else { sign }
            },
        )
        .collect();
    let spaced = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut = cut(spaced.trim_matches(['\'', ' ']), NAME_LENGTH);
    match cut.trim_matches(['\'', ' ']) {
        "" => FALLBACK_NAME.to_owned(),
        name if name.eq_ignore_ascii_case("history") => format!("{name} 1"),
        name => name.to_owned(),
    }
}

/// The beginning of a text that has at most a number of UTF-16 units.
pub(crate) fn cut(text: &str, most: usize) -> String {
    let mut kept = String::new();
    let mut used = 0;
    for sign in text.chars() {
        used += sign.len_utf16();
        if used > most {
            // Half a word reads worse than a shorter name, unless the name is one long word.
            return match kept.rsplit_once(' ') {
                Some((head, _)) if head.chars().count() * 2 >= most => head.to_owned(),
                _ => kept,
            };
        }
        kept.push(sign);
    }
    kept
}

/// An empty workbook in the official font whose properties name the moment it was made, and no other.
pub(crate) fn workbook(title: &str, author: &str, made_on: Timestamp) -> Result<Workbook, PaperError> {
    let seconds = made_on.micros().div_euclid(MICROS_PER_SECOND);
    let moment = ExcelDateTime::from_timestamp(seconds).map_err(|_| PaperError::Moment)?;
    let mut workbook = Workbook::new();
    let (height, width) = DEFAULT_PIXELS;
    workbook.set_default_format(&style::base(BODY), height, width)?;
    let properties = DocProperties::new().set_title(title).set_author(author).set_creation_datetime(&moment);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// A4 on its side, as wide as the page, with the margins of Decree 30/2020/NĐ-CP and page numbers.
pub(crate) fn page(sheet: &mut Worksheet) {
    let inches = |millimetres: f64| millimetres / INCH;
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_margins(inches(30.0), inches(15.0), inches(20.0), inches(20.0), inches(10.0), inches(10.0))
        .set_print_center_horizontally(true)
        .set_footer("&C&\"Times New Roman,Regular\"&11&P/&N");
}

/// Writes the names of the columns, and their notes when any has one; answers how many rows that took. Heights are
/// set by hand, since not every program fits them to wrapped text.
pub(crate) fn headings(sheet: &mut Worksheet, row: u32, columns: &[Column], widths: &[f64]) -> Result<u32, PaperError> {
    let noted = columns.iter().any(|column| !column.note.is_empty());
    let names = columns.iter().map(|column| column.heading.as_str());
    captions(sheet, row, names.zip(widths), &style::header(), (BODY, true))?;
    if noted {
        let notes = columns.iter().map(|column| column.note.as_str());
        captions(sheet, row + 1, notes.zip(widths), &style::note(), (SMALL, false))?;
    }
    Ok(1 + u32::from(noted))
}

fn captions<'a>(
    sheet: &mut Worksheet,
    row: u32,
    captions: impl Iterator<Item = (&'a str, &'a f64)>,
    format: &Format,
    (size, bold): (f64, bool),
) -> Result<(), PaperError> {
    let mut lines = 1;
    for (index, (text, width)) in captions.enumerate() {
        sheet.write_string_with_format(row, at(index)?, text, format)?;
        lines = lines.max(measure::lines(text, size, bold, width - MARGIN));
    }
    sheet.set_row_height(row, measure::height(lines, size))?;
    Ok(())
}

/// Keeps the green triangles for "number stored as text" away: codes and telephone numbers are texts on purpose.
pub(crate) fn quiet(sheet: &mut Worksheet, last: u32, columns: usize) -> Result<(), PaperError> {
    sheet.ignore_error_range(0, 0, last, at(columns.saturating_sub(1))?, IgnoreError::NumberStoredAsText)?;
    Ok(())
}

/// Writes a text over a run of columns, merged when there is more than one.
pub(crate) fn across(
    sheet: &mut Worksheet,
    row: u32,
    first: usize,
    last: usize,
    text: &str,
    format: &Format,
) -> Result<(), PaperError> {
    if first == last {
        sheet.write_string_with_format(row, at(first)?, text, format)?;
    } else {
        sheet.merge_range(row, at(first)?, row, at(last)?, text, format)?;
    }
    Ok(())
}

/// The number of a column as the format counts it.
pub(crate) fn at(column: usize) -> Result<u16, PaperError> {
    u16::try_from(column).map_err(|_| PaperError::TooLarge)
}

/// A row of values and what its look depends on.
pub(crate) struct Line<'a> {
    /// The row of the sheet, from 0.
    pub(crate) row: u32,
    /// The row of the table, from 1, as errors name it.
    pub(crate) number: usize,
    /// Whether it is a total.
    pub(crate) total: bool,
    /// Whether its cells have borders.
    pub(crate) ruled: bool,
    /// What stands where there is no number.
    pub(crate) words: &'a Words,
}

impl Line<'_> {
    /// Writes one value for each column.
    pub(crate) fn write<'c>(
        &self,
        sheet: &mut Worksheet,
        styles: &mut Styles,
        cells: impl IntoIterator<Item = (&'c Cell, ColumnKind)>,
    ) -> Result<(), PaperError> {
        for (index, (cell, kind)) in cells.into_iter().enumerate() {
            let (value, face) = value(cell, kind, self.words);
            // An unruled empty cell would only make the file longer.
            if !self.ruled && matches!(value, Value::Blank) {
                continue;
            }
            let look = Look { face, partial: cell.is_partial(), total: self.total, ruled: self.ruled };
            self.put(sheet, index, value, styles.get(look))?;
        }
        Ok(())
    }

    fn put(&self, sheet: &mut Worksheet, index: usize, value: Value<'_>, format: &Format) -> Result<(), PaperError> {
        let (row, column) = (self.row, at(index)?);
        let written = match value {
            Value::Blank => sheet.write_blank(row, column, format),
            Value::Text(text) => sheet.write_string_with_format(row, column, text, format),
            Value::Digits(text) => sheet.write_string_with_format(row, column, text, format),
            Value::Number(number) => sheet.write_number_with_format(row, column, number, format),
            Value::Day(day) => sheet.write_datetime_with_format(row, column, &day, format),
        };
        match written.map(|_| ()).map_err(PaperError::from) {
            Err(PaperError::TextTooLong { .. }) => Err(PaperError::TextTooLong { row: self.number, column: index + 1 }),
            other => other,
        }
    }
}

/// A value as the format knows it.
enum Value<'a> {
    Blank,
    Text(&'a str),
    Digits(String),
    Number(f64),
    Day(ExcelDateTime),
}

fn value<'a>(cell: &'a Cell, kind: ColumnKind, words: &'a Words) -> (Value<'a>, Face) {
    match cell.bare() {
        Cell::Empty | Cell::Partial(_) => (Value::Blank, Face::Text),
        Cell::Text(text) if text.is_empty() => (Value::Blank, Face::Text),
        Cell::Text(text) if is_formula_like(text) => (Value::Text(text), Face::Formulaic),
        Cell::Text(text) => (Value::Text(text), Face::Text),
        Cell::Whole(whole) => match exact(*whole) {
            Some(number) if kind == ColumnKind::Text => (Value::Number(number), Face::Ordinal),
            Some(number) => (Value::Number(number), Face::Count),
            None => (Value::Digits(whole.to_string()), Face::Digits),
        },
        Cell::Percent(hundredths) => match exact(*hundredths) {
            Some(number) => (Value::Number(number / 10_000.0), Face::Percent),
            None => (Value::Digits(format!("{}%", percentage(*hundredths))), Face::Digits),
        },
        Cell::Day(day) => match spreadsheet_day(*day) {
            Some(moment) => (Value::Day(moment), Face::Day),
            None => (Value::Digits(day.format("%d/%m/%Y").to_string()), Face::Digits),
        },
        Cell::Missing if words.missing.is_empty() => (Value::Blank, Face::Text),
        Cell::NotApplicable if words.not_applicable.is_empty() => (Value::Blank, Face::Text),
        Cell::Missing => (Value::Text(&words.missing), Face::Word),
        Cell::NotApplicable => (Value::Text(&words.not_applicable), Face::Word),
    }
}

/// The number as a double when a spreadsheet shows every digit of it.
#[expect(clippy::cast_precision_loss, reason = "numbers of 15 digits are exact as doubles")]
fn exact(whole: i64) -> Option<f64> {
    (whole.unsigned_abs() <= LARGEST_NUMBER.unsigned_abs()).then_some(whole as f64)
}

fn spreadsheet_day(day: NaiveDate) -> Option<ExcelDateTime> {
    // The library also takes 31/12/1899, which spreadsheets show as a time of day.
    let year = u16::try_from(day.year()).ok().filter(|year| *year >= FIRST_YEAR)?;
    let (month, day) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_are_clean_and_short() {
        assert_eq!(sheet_name("Quý III/2026: [số liệu]"), "Quý III 2026 số liệu");
        assert_eq!(sheet_name("'*?'"), "Bảng");
        assert_eq!(sheet_name("history"), "history 1");
        let long = sheet_name("Bảng tổng hợp số liệu đoàn viên, công đoàn cơ sở năm 2026");
        assert_eq!(long, "Bảng tổng hợp số liệu đoàn");
        assert_eq!(sheet_name(&"ộ".repeat(40)), "ộ".repeat(31));
        assert_eq!(sheet_name(&"😀".repeat(40)).encode_utf16().count(), 30);
    }

    #[test]
    fn no_digit_is_rounded() {
        assert_eq!(exact(LARGEST_NUMBER), Some(999_999_999_999_999.0));
        assert_eq!(exact(-LARGEST_NUMBER), Some(-999_999_999_999_999.0));
        assert_eq!(exact(LARGEST_NUMBER + 1), None);
        assert_eq!(exact(i64::MIN), None);
    }

    #[test]
    fn a_moment_no_calendar_has_is_refused() {
        assert!(matches!(workbook("", "", Timestamp::from_micros(i64::MAX)), Err(PaperError::Moment)));
        assert!(workbook("", "", Timestamp::from_micros(-1)).is_ok());
    }
}
