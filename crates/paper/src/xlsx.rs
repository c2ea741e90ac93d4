//! A table as an official XLSX: heading, title, bordered table, remarks, ready to print.
//!
//! Numbers are numbers and days are dates; see [`Cell`] for what a program reads. There is one sheet, without formulas,
//! links or macros. The whole table is held in memory; long exports go through `rows`.
//!
//! Not here: the look of a cell (`style`), the heading (`heading`).

use congdoan_model::Timestamp;
use rust_xlsxwriter::Worksheet;

use crate::{
    Cell, Column, ColumnKind, PaperError, Table, TableRow, Words,
    cell::percentage,
    heading::{self, Layout},
    measure,
    sheet::{self, Line, MARGIN, across, at, sheet_name},
    style::{self, BODY, SMALL, Styles},
};

/// Room between a value and the borders of its cell, in digits.
const PADDING: f64 = 1.8;
const WIDEST_TEXT: f64 = 46.0;
const NARROWEST: f64 = 6.0;
const DAY_WIDTH: f64 = 11.5;
/// Words in the place of a number up to this width are not wrapped, in digits.
const SHORT_WORDS: f64 = 9.0;
const MOST_FROZEN: usize = 3;

/// The table as an XLSX file. `made_on` is written into its properties; the same table and moment give the same bytes.
///
/// # Errors
/// [`PaperError::NoColumns`], [`PaperError::RowWidth`], [`PaperError::TextTooLong`] and [`PaperError::TooLarge`] when
/// the table does not fit itself or the format, [`PaperError::Moment`] for a moment outside the years 1900 to 9999.
pub fn xlsx(table: &Table, made_on: Timestamp) -> Result<Vec<u8>, PaperError> {
    table.check()?;
    let mut workbook = sheet::workbook(&table.heading.title, &table.heading.issuer, made_on)?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(&table.heading.title))?;
    sheet::page(sheet);
    let layout = Layout::new(&table.heading, widths(table));
    for (index, width) in layout.widths.iter().enumerate() {
        sheet.set_column_width(at(index)?, *width)?;
    }
    let top = heading::write(sheet, &table.heading, &layout)?;
    let body = top + sheet::headings(sheet, top, &table.columns, &layout.widths)?;
    sheet.set_repeat_rows(top, body - 1)?;
    sheet.set_freeze_panes(body, at(frozen(&table.columns))?)?;
    let after = rows(sheet, table, &layout, body)?;
    let end = remarks(sheet, table, &layout, after + 1)?;
    sheet::quiet(sheet, end, layout.widths.len())?;
    Ok(workbook.save_to_buffer()?)
}

/// Writes the rows from `row` on and answers the first row after them.
fn rows(sheet: &mut Worksheet, table: &Table, layout: &Layout, mut row: u32) -> Result<u32, PaperError> {
    let mut styles = Styles::default();
    let last = table.columns.len() - 1;
    let group = style::group();
    for (index, entry) in table.rows.iter().enumerate() {
        let (cells, total) = match entry {
            TableRow::Group(name) => {
                across(sheet, row, 0, last, name, &group)?;
                let lines = measure::lines(name, BODY, true, layout.room(0, last + 1) - PADDING);
                sheet.set_row_height(row, measure::height(lines, BODY) + 2.0)?;
                row += 1;
                continue;
            }
            TableRow::Cells(cells) => (cells, false),
            TableRow::Total(cells) => (cells, true),
        };
        let line = Line { row, number: index + 1, total, ruled: true, words: &table.words };
        line.write(sheet, &mut styles, cells.iter().zip(table.columns.iter().map(|column| column.kind)))?;
        sheet.set_row_height(row, height(cells, layout, total, &table.words))?;
        row += 1;
    }
    Ok(row)
}

/// The height a row needs for its wrapped texts, in points.
fn height(cells: &[Cell], layout: &Layout, bold: bool, words: &Words) -> f64 {
    let lines = cells.iter().zip(&layout.widths).map(|(cell, width)| match cell.bare() {
        Cell::Text(text) => measure::lines(text, BODY, bold, width - MARGIN),
        Cell::Missing => measure::lines(&words.missing, BODY, bold, width - MARGIN),
        Cell::NotApplicable => measure::lines(&words.not_applicable, BODY, bold, width - MARGIN),
        Cell::Empty | Cell::Whole(_) | Cell::Percent(_) | Cell::Day(_) | Cell::Partial(_) => 1,
    });
    measure::height(lines.max().unwrap_or(1), BODY)
}

/// Writes the lines below the table, the star's own first, and answers the last row used.
fn remarks(sheet: &mut Worksheet, table: &Table, layout: &Layout, mut row: u32) -> Result<u32, PaperError> {
    let last = layout.widths.len() - 1;
    let star = table.has_partial().then(|| format!("* {}", table.words.partial));
    let format = style::remark();
    for text in star.iter().chain(&table.remarks) {
        across(sheet, row, 0, last, text, &format)?;
        let lines = measure::lines(text, SMALL, false, layout.room(0, last + 1) - PADDING);
        sheet.set_row_height(row, measure::height(lines, SMALL))?;
        row += 1;
    }
    Ok(row)
}

/// How many columns stay in sight when the table is moved sideways: the names and codes it begins with, an ordinal
/// before them included, and never all columns.
fn frozen(columns: &[Column]) -> usize {
    let is_text = |column: &&Column| column.kind == ColumnKind::Text;
    let ordinal = usize::from(columns.first().is_some_and(|first| first.kind == ColumnKind::Number));
    let names = columns.iter().skip(ordinal).take_while(is_text).count();
    if names == 0 { 0 } else { (ordinal + names).min(MOST_FROZEN).min(columns.len() - 1) }
}

/// The width each column needs, in digits.
fn widths(table: &Table) -> Vec<f64> {
    let mut widths: Vec<f64> = table.columns.iter().map(named).collect();
    for row in &table.rows {
        let (cells, total) = match row {
            TableRow::Group(_) => continue,
            TableRow::Cells(cells) => (cells, false),
            TableRow::Total(cells) => (cells, true),
        };
        for (width, (cell, column)) in widths.iter_mut().zip(cells.iter().zip(&table.columns)) {
            *width = width.max(content(cell, column.kind, total, &table.words) + PADDING);
        }
    }
    widths
}

/// The width the name of a column needs, wrapped to about three lines.
pub(crate) fn named(column: &Column) -> f64 {
    let third = measure::width(&column.heading, BODY, true) / 3.0;
    let words = measure::word(&column.heading, BODY, true).max(measure::word(&column.note, SMALL, false));
    let least = if column.kind == ColumnKind::Day { DAY_WIDTH } else { NARROWEST };
    (third.max(words).min(WIDEST_TEXT) + PADDING).max(least)
}

fn content(cell: &Cell, kind: ColumnKind, bold: bool, words: &Words) -> f64 {
    let plain = |text: &str| measure::width(text, BODY, bold);
    // Short words stay on one line, longer ones may take two.
    let wrapped = |text: &str| plain(text).min(SHORT_WORDS).max(plain(text) / 2.0).max(measure::word(text, BODY, bold));
    let star = if cell.is_partial() { 1.0 } else { 0.0 };
    let width = match cell.bare() {
        Cell::Empty | Cell::Partial(_) => 0.0,
        Cell::Text(text) => plain(text).min(WIDEST_TEXT),
        Cell::Whole(whole) if kind == ColumnKind::Text => plain(&whole.to_string()),
        Cell::Whole(whole) => plain(&whole.to_string()) * 1.2,
        Cell::Percent(hundredths) => plain(&percentage(*hundredths)) * 1.1 + 1.7,
        Cell::Day(_) => DAY_WIDTH - PADDING,
        Cell::Missing => wrapped(&words.missing),
        Cell::NotApplicable => wrapped(&words.not_applicable),
    };
    width + star
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(kinds: &[ColumnKind]) -> Vec<Column> {
        kinds.iter().map(|kind| Column::new("Cột", *kind)).collect()
    }

    #[test]
    fn names_at_the_left_stay_in_sight_but_never_the_whole_table() {
        use ColumnKind::{Day, Money, Number, Text};
        assert_eq!(frozen(&columns(&[Text, Number, Text])), 1);
        assert_eq!(frozen(&columns(&[Number, Text, Text, Money])), 3);
        assert_eq!(frozen(&columns(&[Number, Money])), 0);
        assert_eq!(frozen(&columns(&[Text, Text])), 1);
        assert_eq!(frozen(&columns(&[Text])), 0);
        assert_eq!(frozen(&columns(&[Text, Text, Text, Text, Text, Day])), 3);
    }

    #[test]
    fn columns_are_wide_enough_for_their_longest_number() {
        let words = Words::vietnamese();
        let wide = content(&Cell::Whole(123_456_789_012_345), ColumnKind::Money, false, &words);
        assert!(wide >= 17.0, "{wide}");
        let marked = content(&Cell::Whole(1).partial(), ColumnKind::Number, false, &words);
        assert!(marked > content(&Cell::Whole(1), ColumnKind::Number, false, &words));
    }
}
