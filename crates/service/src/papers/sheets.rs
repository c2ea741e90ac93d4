//! Sheets of any kind on their way in: headings found by title, rows held by field, refusals by row, column, value, reason.
//!
//! Not here: what a row means (`registers::import`, `figures::import`, `org::employers::import`); members, who come in by
//! the million and are never held whole (`members::reading`).

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use congdoan_model::LocalText;
use congdoan_paper::intake::{
    Book, IntakeError, Raw, Row, RowKind, Sieve, Title, column_letters, find_header, title_key, value,
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
    /// The sheet's name.
    pub(crate) sheet: String,
    /// The row as the spreadsheet shows it.
    pub(crate) row: u32,
    /// Name of the column and what it holds, by field; of columns that hold nothing the name alone.
    cells: BTreeMap<String, (String, Raw)>,
}

impl SheetRow {
    /// What the row holds in a field.
    pub(crate) fn raw(&self, field: &str) -> &Raw {
        self.cells.get(field).map_or(&Raw::Empty, |(_, raw)| raw)
    }

    /// Whether the sheet has a column for a field.
    pub(crate) fn has(&self, field: &str) -> bool {
        self.cells.contains_key(field)
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
        let column = self.cells.get(field).map(|(column, _)| column.clone()).unwrap_or_default();
        RefusedRow { sheet: self.sheet.clone(), row: self.row, column, value: self.text(field), reason }
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
    let told = |error: IntakeError| Error::Refused(error.words());
    let book = Book::open(path).map_err(told)?;
    let (mut rows, mut found) = (Vec::new(), false);
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
        let mut sieve = Sieve::new(&header);
        for row in sheet.rows().map_err(told)? {
            let row = row.map_err(told)?;
            if sieve.kind(&row) != RowKind::Data {
                continue;
            }
            let mut cells: BTreeMap<String, (String, Raw)> = BTreeMap::new();
            for column in &header.columns {
                let raw = column.value(&row);
                let filled = raw != Raw::Empty && cells.get(&column.field).is_none_or(|(_, raw)| *raw == Raw::Empty);
                if filled || !cells.contains_key(&column.field) {
                    let name = format!("{} ({})", column_letters(column.index), column.title);
                    cells.insert(column.field.clone(), (name, raw));
                }
            }
            rows.push(SheetRow { sheet: sheet.name().to_owned(), row: row.number, cells });
        }
        imported.skipped += sieve.tally().skipped();
    }
    if found {
        return Ok(rows);
    }
    let name = |field: &&str| {
        let title = titles.iter().find(|title| title.field == *field);
        format!("\"{}\"", title.and_then(|title| title.titles.first()).map_or(*field, String::as_str))
    };
    let listed = needed.iter().map(name).collect::<Vec<_>>().join(", ");
    Err(refused(
        &format!(
            "Không tìm thấy dòng tiêu đề có các cột {listed}; đặt tên cột hoặc chọn một bảng ghép cột (--mapping)"
        ),
        &format!("No heading with the columns {listed}; name the columns or choose a mapping (--mapping)"),
    ))
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
