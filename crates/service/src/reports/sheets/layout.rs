//! Which column of a sheet holds the numbers of lines, which the words, which the values.
//!
//! Officers keep forms in many shapes: merged cells, other columns, no numbers. The heading is asked first, then what the
//! columns hold. Not here: which row is which line (`matching`).

use std::path::Path;

use congdoan_paper::{
    KEYS_MARK, KEYS_SHEET,
    intake::{Book, IntakeError, Raw, Row, column_letters, title_key, value::shown},
};

use super::{
    FileRow, Keys, Lines, Report, Said,
    money::{self, in_brackets, outside_brackets},
    said,
};
use crate::{Error, Result};

/// Rows read of a sheet: a table of every unit of a province and more.
const MOST_ROWS: usize = 20_000;
/// Rows looked through for a heading.
const HEAD_ROWS: usize = 60;
const WIDEST: usize = 400;
const ITEM: [&str; 11] = [
    "noi dung",
    "chi tieu",
    "noi dung chi tieu",
    "ten chi tieu",
    "noi dung bao cao",
    "cac chi tieu",
    "noi dung cac chi tieu",
    "noi dung cong viec",
    "chi tieu thong ke",
    "dien giai",
    "item",
];
const NUMBER: [&str; 9] = ["tt", "stt", "so tt", "so thu tu", "ma so", "ma", "ky hieu", "ma chi tieu", "no"];
const VALUE: [&str; 15] = [
    "so luong",
    "so lieu",
    "so lieu bao cao",
    "ket qua",
    "ket qua thuc hien",
    "so lieu thuc hien",
    "thuc hien",
    "gia tri",
    "so tien",
    "tong so",
    "tong cong",
    "tong",
    "cong",
    "so",
    "value",
];
/// Of several columns of values under one heading, the one that is reported.
const PRESENT: [&str; 9] = [
    "ky nay",
    "ky bao cao",
    "trong ky",
    "thuc hien ky nay",
    "so lieu ky nay",
    "thuc hien trong ky",
    "nam nay",
    "thuc hien nam nay",
    "thuc hien",
];
const REASON: [&str; 3] = ["ly do", "ly do ghi khac so", "reason"];
const MEASURE: [&str; 4] = ["don vi tinh", "dvt", "dv tinh", "unit of measure"];

/// A sheet held in memory.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) rows: Vec<Row>,
}

/// Every sheet of a file.
///
/// # Errors
/// [`Error::Refused`] when the file cannot be read.
pub(crate) fn grids(path: &Path) -> Result<Vec<Grid>> {
    let told = |error: IntakeError| Error::Refused(error.words());
    let book = Book::open(path).map_err(told)?;
    let mut grids = Vec::new();
    for sheet in book.sheets() {
        let rows = sheet.rows().map_err(told)?.take(MOST_ROWS).collect::<std::result::Result<Vec<Row>, _>>();
        grids.push(Grid { name: sheet.name().to_owned(), hidden: sheet.is_hidden(), rows: rows.map_err(told)? });
    }
    Ok(grids)
}

/// What the hidden sheet of a file made here says; nothing for any other file.
pub(super) fn keys(grids: &[Grid]) -> Option<Keys> {
    let grid = grids.iter().find(|grid| grid.name == KEYS_SHEET)?;
    let (mark, rows) = grid.rows.split_first()?;
    if shown(mark.cell(0)) != KEYS_MARK {
        return None;
    }
    let mut keys = Keys::default();
    for row in rows {
        let [name, value, entry, kept] = [0, 1, 2, 3].map(|column| shown(row.cell(column)));
        match name.as_str() {
            "form" => keys.form = value,
            "unit" => keys.unit = value,
            "period" => keys.period = value,
            "fingerprint" => keys.print = value,
            "line" => keys.lines.push((value, entry, kept)),
            _ => {}
        }
    }
    Some(keys)
}

/// The rows of a file made here, by the number of their line.
pub(super) fn by_number(grids: &[Grid], report: &Report) -> Vec<(String, FileRow)> {
    let places =
        Places { number: Some(0), item: 1, value: 3, reason: Some(4), measure: Some(2), counted: String::new() };
    let rows = grids.iter().filter(|grid| grid.name != KEYS_SHEET);
    let rows = rows.flat_map(|grid| grid.rows.iter().map(|row| file_row(grid, row, &places)));
    let of_line = |row: FileRow| {
        let known = report.lines().any(|line| line.line.number == row.number);
        known.then(|| (row.number.clone(), row))
    };
    rows.filter_map(of_line).collect()
}

/// The rows of the sheet that fits a form best.
pub(super) fn best_sheet(grids: &[Grid], lines: &Lines) -> Vec<FileRow> {
    let mut best: (usize, Vec<FileRow>) = (0, Vec::new());
    for grid in grids.iter().filter(|grid| !grid.hidden) {
        let Some(rows) = form_rows(grid, lines) else { continue };
        let found = lines.matched(rows.clone(), &[]).iter().filter(|one| one.line.is_some()).count();
        if found > best.0 {
            best = (found, rows);
        }
    }
    best.1
}

/// The rows of a sheet that holds a form, from its heading on; nothing when no column holds values.
pub(super) fn form_rows(grid: &Grid, lines: &Lines) -> Option<Vec<FileRow>> {
    form_rows_in(grid, lines, None)
}

/// The same with the values of a column somebody knows.
pub(super) fn form_rows_in(grid: &Grid, lines: &Lines, value: Option<usize>) -> Option<Vec<FileRow>> {
    let (head, mut places) = places(grid, lines)?;
    places.value = value.unwrap_or(places.value);
    let below = grid.rows.iter().skip(head).filter(|row| !counts_columns(row));
    let below = below.map(|row| file_row(grid, row, &places));
    Some(below.filter(|row| !row.text.is_empty() || !row.number.is_empty()).collect())
}

/// Whether a row numbers the columns below a heading: A, B, 1, 2 or (1), (2), (3).
fn counts_columns(row: &Row) -> bool {
    let is_count = |raw: &Raw| {
        let text = shown(raw);
        let text = text.trim_matches(['(', ')']);
        (1..=2).contains(&text.chars().count()) && text.chars().all(char::is_alphanumeric)
    };
    row.filled().count() > 2 && row.filled().all(|(_, raw)| is_count(raw))
}

/// Which column holds what.
struct Places {
    number: Option<usize>,
    item: usize,
    value: usize,
    reason: Option<usize>,
    measure: Option<usize>,
    /// What the whole table counts money in, where it says so.
    counted: String,
}

/// A cell as it is written. A number with three decimals gets a fourth: three digits behind a full stop are taken for a group.
pub(super) fn written(raw: &Raw) -> String {
    let text = shown(raw);
    match (raw, text.split_once('.')) {
        (Raw::Number(_), Some((_, decimals))) if decimals.len() == 3 => format!("{text}0"),
        _ => text,
    }
}

/// The unit of money a line above the heading names, such as "Đơn vị tính: triệu đồng".
pub(super) fn noted(grid: &Grid, heading: usize) -> String {
    let texts = grid.rows.iter().take(heading).flat_map(|row| row.filled().map(|(_, raw)| shown(raw)));
    let is_note = |text: &String| {
        let key = title_key(text);
        MEASURE.iter().any(|title| key.starts_with(title)) && money::factor(text).is_some()
    };
    texts.filter(is_note).last().unwrap_or_default()
}

/// What the value of a row is counted in: by its own cell, by the brackets behind its item, by the table.
fn measured(row: &Row, text: &str, places: &Places) -> String {
    let own = places.measure.map(|column| shown(row.cell(column)));
    let told = [own, in_brackets(text).map(str::to_owned)].into_iter().flatten();
    told.into_iter().find(|text| money::factor(text).is_some()).unwrap_or_else(|| places.counted.clone())
}

fn file_row(grid: &Grid, row: &Row, places: &Places) -> FileRow {
    let is_words = |text: &str| text.chars().filter(|sign| sign.is_alphabetic()).count() > 1;
    let mut text = shown(row.cell(places.item));
    if !is_words(&text) {
        // Items set in stand a column further on, headings over merged cells one before.
        let other =
            (0..places.value).filter(|column| Some(*column) != places.number && Some(*column) != places.measure);
        text = other.map(|column| shown(row.cell(column))).find(|text| is_words(text)).unwrap_or_default();
    }
    let measure = measured(row, &text, places);
    FileRow {
        sheet: grid.name.clone(),
        row: row.number,
        column: column_letters(places.value),
        number: places.number.map(|column| shown(row.cell(column))).unwrap_or_default(),
        text,
        value: written(row.cell(places.value)),
        reason: places.reason.map(|column| shown(row.cell(column))).unwrap_or_default(),
        measure,
    }
}

/// Where the rows begin, and which column holds what.
fn places(grid: &Grid, lines: &Lines) -> Option<(usize, Places)> {
    let titled = |row: &Row, titles: &[&str]| {
        let key = |raw: &Raw| title_key(&outside_brackets(&shown(raw)));
        titles.iter().find_map(|title| row.filled().find(|(_, raw)| key(raw) == *title)).map(|(at, _)| at)
    };
    let heading = grid.rows.iter().take(HEAD_ROWS).enumerate();
    let heading = heading.filter_map(|(at, row)| Some((at, row, titled(row, &ITEM)?))).next();
    let begin = heading.map_or(0, |(at, ..)| at + 1);
    let below: Vec<&Row> = grid.rows.iter().skip(begin).collect();
    let width = below.iter().map(|row| row.cells.len()).max().unwrap_or_default().min(WIDEST);
    let count = |column: usize, fits: &dyn Fn(&Raw) -> bool| below.iter().filter(|row| fits(row.cell(column))).count();
    let fullest = |columns: Vec<usize>, fits: &dyn Fn(&Raw) -> bool| {
        let counted = columns.into_iter().map(|column| (count(column, fits), std::cmp::Reverse(column)));
        counted.filter(|(found, _)| *found > 0).max().map(|(_, column)| column.0)
    };
    let is_text =
        |raw: &Raw| matches!(raw, Raw::Text(text) if text.chars().filter(|sign| sign.is_alphabetic()).count() > 5);
    let item = heading.map(|(.., item)| item).or_else(|| fullest((0..width).collect(), &is_text))?;
    let measure = heading.and_then(|(_, row, _)| titled(row, &MEASURE));
    let known =
        fullest((0..width).filter(|column| *column != item).collect(), &|raw| lines.numbered(&shown(raw)).is_some());
    let known = known.filter(|column| *column < item || count(*column, &is_text) == 0);
    let number = heading.and_then(|(_, row, _)| titled(row, &NUMBER));
    let number = known.filter(|column| count(*column, &|raw| lines.lettered(&shown(raw))) > 1).or(number).or(known);
    let heads = || grid.rows.iter().skip(begin.saturating_sub(1)).take(if heading.is_some() { 2 } else { 0 });
    let value = heads().filter_map(|row| titled(row, &VALUE)).find(|column| *column > item);
    // Under a heading over several columns the next row says which of them is this period's.
    let present = heads().skip(1).filter_map(|row| titled(row, &PRESENT)).find(|column| *column > item);
    let value = present.or(value);
    let is_number =
        |raw: &Raw| matches!(raw, Raw::Number(_)) || matches!(said(&shown(raw), false), Ok(Said::Number(_)));
    let right = (item + 1..width).filter(|column| Some(*column) != number && Some(*column) != measure).collect();
    let value = value.or_else(|| fullest(right, &is_number))?;
    let reason = heading.and_then(|(_, row, _)| titled(row, &REASON));
    let mut over = heads().map(|row| shown(row.cell(value)));
    let counted = over.rfind(|text| money::factor(text).is_some());
    let counted = counted.unwrap_or_else(|| noted(grid, begin.saturating_sub(1)));
    let number = number.filter(|column| *column != value);
    let begin = begin + usize::from(present.is_some());
    Some((begin, Places { number, item, value, reason, measure, counted }))
}
