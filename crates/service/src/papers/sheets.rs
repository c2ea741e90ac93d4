//! Sheets of any kind on their way in: headings found by title, rows held by field, refusals by row, column, value, reason.
//!
//! Not here: what a row means (`registers::import`, `figures::import`, `org::employers::import`); members, who come in by
//! the million and are never held whole (`members::reading`).

use std::{path::Path, sync::Arc};

use chrono::NaiveDate;
use congdoan_model::LocalText;
use congdoan_paper::intake::{
    Book, HeaderColumn, IntakeError, Raw, Row, RowKind, Sieve, Title, column_letters, find_header, title_key, value,
};

use crate::{
    Error, Result,
    error::{refused, words},
    members::{Imported, RefusedRow},
};

/// Rows looked through for the header.
const HEAD_ROWS: usize = 60;
/// Two-digit years up to this one are of this century.
const PIVOT: u8 = 30;
/// Refused rows listed; more are counted.
const LISTED: usize = 50_000;

/// A row of a sheet, its cells by field.
#[derive(Clone, Debug)]
pub(crate) struct SheetRow {
    /// The sheet with the columns that are known in it, the same for all its rows.
    heads: Arc<Heads>,
    /// The row as the spreadsheet shows it.
    pub(crate) row: u32,
    /// What the row holds in each of those columns.
    cells: Vec<Raw>,
}

/// A sheet's name, and its known columns: the field, and what a person calls the column.
#[derive(Clone, Debug, Default)]
struct Heads {
    sheet: String,
    columns: Vec<(String, String)>,
}

impl SheetRow {
    /// A row typed into a form: its cells by field, each column called as its field.
    pub(crate) fn typed(row: u32, cells: impl IntoIterator<Item = (String, String)>) -> Self {
        let raw = |text: String| if text.trim().is_empty() { Raw::Empty } else { Raw::Text(text.trim().to_owned()) };
        let (columns, cells) = cells.into_iter().map(|(field, text)| ((field.clone(), field), raw(text))).unzip();
        Self { heads: Arc::new(Heads { sheet: String::new(), columns }), row, cells }
    }

    /// The column of a field and what the row holds there: of several columns, the first that holds something.
    fn cell(&self, field: &str) -> Option<(&str, &Raw)> {
        let columns = self.heads.columns.iter().zip(&self.cells);
        let mut of = columns.filter(|((of, _), _)| of == field).map(|((_, column), raw)| (column.as_str(), raw));
        let first = of.next()?;
        if *first.1 != Raw::Empty {
            return Some(first);
        }
        Some(of.find(|(_, raw)| **raw != Raw::Empty).unwrap_or(first))
    }

    /// What the row holds in a field.
    pub(crate) fn raw(&self, field: &str) -> &Raw {
        self.cell(field).map_or(&Raw::Empty, |(_, raw)| raw)
    }

    /// Whether the sheet has a column for a field.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.cell(field).is_some()
    }

    /// The text of a field in one line; empty when there is none.
    pub(crate) fn text(&self, field: &str) -> String {
        value::shown(self.raw(field))
    }

    /// A day.
    pub(crate) fn day(&self, field: &str) -> std::result::Result<Option<NaiveDate>, Box<RefusedRow>> {
        let day = value::as_day(self.raw(field), PIVOT).map_err(|bad| Box::new(self.refused(field, bad.words())))?;
        Ok(day.map(|day| day.first))
    }

    /// A whole number.
    pub(crate) fn whole(&self, field: &str) -> std::result::Result<Option<i64>, Box<RefusedRow>> {
        value::as_whole(self.raw(field)).map_err(|bad| Box::new(self.refused(field, bad.words())))
    }

    /// The row refused for what a field holds; an empty field: the row as a whole.
    pub(crate) fn refused(&self, field: &str, reason: LocalText) -> RefusedRow {
        let column = self.cell(field).map(|(column, _)| column.to_owned()).unwrap_or_default();
        RefusedRow { sheet: self.heads.sheet.clone(), row: self.row, column, value: self.text(field), reason }
    }

    /// The same with the reason in both languages.
    pub(crate) fn refuse(&self, field: &str, vi: &str, en: &str) -> RefusedRow {
        self.refused(field, words(vi, en))
    }
}

/// Reads every sheet that names its columns and has all of `needed` among them.
///
/// # Errors
/// [`Error::Refused`] when the file cannot be read or no sheet has such a heading.
pub(crate) fn read(path: &Path, titles: &[Title], needed: &[&str], imported: &mut Imported) -> Result<Vec<SheetRow>> {
    let mut rows = Vec::new();
    walk(path, titles, needed, imported, |row| {
        rows.push(row);
        true
    })?;
    Ok(rows)
}

/// The same for files too long to be held: gives each row away as it is read, until `each` wants no more.
///
/// # Errors
/// As [`read`].
pub(crate) fn walk(
    path: &Path,
    titles: &[Title],
    needed: &[&str],
    imported: &mut Imported,
    mut each: impl FnMut(SheetRow) -> bool,
) -> Result<()> {
    let told = |error: IntakeError| Error::Refused(error.words());
    let book = Book::open(path).map_err(told)?;
    let mut found = false;
    for sheet in book.sheets().iter().filter(|sheet| !sheet.is_hidden()) {
        let head = sheet.rows().map_err(told)?.take(HEAD_ROWS).collect::<std::result::Result<Vec<Row>, _>>();
        let head = head.map_err(told)?;
        let header = find_header(&head, titles);
        let header = header.filter(|header| needed.iter().all(|field| header.of(field).next().is_some()));
        let Some(header) = header else {
            imported.passed_sheets.push(sheet.name().to_owned());
            continue;
        };
        found = true;
        let name = |column: &HeaderColumn| format!("{} ({})", column_letters(column.index), column.title);
        let columns = header.columns.iter().map(|column| (column.field.clone(), name(column))).collect();
        let heads = Arc::new(Heads { sheet: sheet.name().to_owned(), columns });
        let mut sieve = Sieve::new(&header);
        for row in sheet.rows().map_err(told)? {
            let row = row.map_err(told)?;
            if sieve.kind(&row) != RowKind::Data {
                continue;
            }
            let cells = header.columns.iter().map(|column| column.value(&row)).collect();
            if !each(SheetRow { heads: Arc::clone(&heads), row: row.number, cells }) {
                return Ok(());
            }
        }
        imported.skipped += sieve.tally().skipped();
    }
    if found { Ok(()) } else { Err(no_heading(titles, needed)) }
}

fn no_heading(titles: &[Title], needed: &[&str]) -> Error {
    let name = |field: &&str| {
        let title = titles.iter().find(|title| title.field == *field);
        format!("\"{}\"", title.and_then(|title| title.titles.first()).map_or(*field, String::as_str))
    };
    let listed = needed.iter().map(name).collect::<Vec<_>>().join(", ");
    refused(
        &format!(
            "Không tìm thấy dòng tiêu đề có các cột {listed}; đặt tên cột hoặc chọn một bảng ghép cột (--mapping)"
        ),
        &format!("No heading with the columns {listed}; name the columns or choose a mapping (--mapping)"),
    )
}

/// Titles under which a field is known when a mapping says which columns are which: what it names is that field's alone.
pub(crate) fn mapped(titles: Vec<Title>, mapping: &[(String, String)]) -> Vec<Title> {
    let chosen: Vec<(String, &str)> = mapping.iter().map(|(title, field)| (title_key(title), field.as_str())).collect();
    let synonyms = |field: &str, own: Vec<String>| {
        let named = mapping.iter().filter(|(_, to)| to == field).map(|(title, _)| title.clone());
        let taken = |title: &String| {
            let key = title_key(title);
            chosen.iter().any(|(one, to)| *one == key && *to != field)
        };
        named.chain(own.into_iter().filter(|title| !title.is_empty() && !taken(title))).collect()
    };
    titles.into_iter().map(|title| Title { titles: synonyms(&title.field, title.titles), ..title }).collect()
}

/// A column of a file with the field it fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundColumn {
    /// The sheet's name.
    pub sheet: String,
    /// The column's letters.
    pub letters: String,
    /// Its title as written.
    pub title: String,
    /// The field it fills; none when nobody knows.
    pub field: Option<String>,
}

/// The columns of every sheet that is not hidden, each with its field. Where no heading is known, the fullest of the first
/// rows is taken for one, so that its columns can be chosen by hand.
///
/// # Errors
/// [`Error::Refused`] when the file cannot be read.
pub(crate) fn columns(path: &Path, titles: &[Title]) -> Result<Vec<FoundColumn>> {
    let told = |error: IntakeError| Error::Refused(error.words());
    let book = Book::open(path).map_err(told)?;
    let mut found = Vec::new();
    for sheet in book.sheets().iter().filter(|sheet| !sheet.is_hidden()) {
        let rows = sheet.rows().map_err(told)?.take(HEAD_ROWS);
        let rows = rows.collect::<std::result::Result<Vec<Row>, _>>().map_err(told)?;
        let mut columns: Vec<(usize, String, Option<String>)> = match find_header(&rows, titles) {
            Some(header) => {
                let known = header.columns.into_iter().map(|column| (column.index, column.title, Some(column.field)));
                known.chain(header.unknown.into_iter().map(|(index, title)| (index, title, None))).collect()
            }
            None => fullest(&rows),
        };
        columns.sort_by_key(|(index, ..)| *index);
        found.extend(columns.into_iter().map(|(index, title, field)| FoundColumn {
            sheet: sheet.name().to_owned(),
            letters: column_letters(index),
            title,
            field,
        }));
    }
    Ok(found)
}

/// The row with the most texts, as a heading nobody knows.
fn fullest(rows: &[Row]) -> Vec<(usize, String, Option<String>)> {
    let texts = |row: &Row| -> Vec<(usize, String, Option<String>)> {
        let filled = row.filled().map(|(index, raw)| (index, value::shown(raw), None));
        filled.filter(|(_, text, _)| text.chars().any(char::is_alphabetic)).collect()
    };
    let mut best: Vec<(usize, String, Option<String>)> = Vec::new();
    for row in rows {
        let here = texts(row);
        if here.len() > best.len() {
            best = here;
        }
    }
    best
}

impl Imported {
    /// Counts a refused row once and lists each of its faults.
    pub(crate) fn refuse(&mut self, faults: impl IntoIterator<Item = RefusedRow>) {
        let mut any = false;
        for fault in faults {
            any = true;
            if self.refusals.len() < LISTED {
                self.refusals.push(fault);
            }
        }
        self.refused += u64::from(any);
    }
}
