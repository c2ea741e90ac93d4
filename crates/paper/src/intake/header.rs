//! The rows that name the columns, found below a block of titles by what the columns are known to be called.
//!
//! A title is known when it equals a synonym without marks, case and punctuation; nothing is guessed from a part of a
//! title, since "họ và tên vợ/chồng" is not "họ và tên". Titles that are not known are listed, for a saved mapping.
//!
//! Not here: the rows below (`sieve`), which synonyms there are (`service`).

use std::collections::HashSet;

use congdoan_model::{members::Sex, names::fold};

use super::{Raw, Row, levels::paths, value::shown};

/// The most rows a header takes.
const DEEPEST: usize = 3;
/// Titles of the column that only counts the rows.
const ORDINALS: [&str; 6] = ["tt", "stt", "so tt", "so thu tu", "thu tu", "no"];

/// What a field may be called at the head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// The field.
    pub field: String,
    /// Its synonyms, as people write them.
    pub titles: Vec<String>,
    /// Whether the field names what the row is about: a row without it may be a group or a note.
    pub naming: bool,
}

impl Title {
    /// A field and its synonyms.
    #[must_use]
    pub fn new(field: impl Into<String>, titles: &[&str]) -> Self {
        Self { field: field.into(), titles: titles.iter().map(|&title| title.to_owned()).collect(), naming: false }
    }

    /// The same, as the field that names the rows.
    #[must_use]
    pub fn naming(mut self) -> Self {
        self.naming = true;
        self
    }
}

/// A column whose field is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderColumn {
    /// Its place, counted from 0.
    pub index: usize,
    /// How many columns it takes: 2 for a name whose merged title stands over family and given name.
    pub width: usize,
    /// The field.
    pub field: String,
    /// The title as written, levels joined by a blank.
    pub title: String,
    /// The sex the column is for: "Ngày sinh" over "Nam" and "Nữ", or a column "Nữ" to be ticked.
    pub sex: Option<Sex>,
}

/// The head of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The first and last row of it, as the spreadsheet numbers them.
    pub rows: (u32, u32),
    /// The columns whose field is known, from left to right.
    pub columns: Vec<HeaderColumn>,
    /// The other columns that have a title, with their places counted from 0.
    pub unknown: Vec<(usize, String)>,
    /// The column that counts the rows (TT, STT), if there is one; it is neither known nor unknown.
    pub ordinal: Option<usize>,
    /// The fields that name the rows.
    pub naming: Vec<String>,
}

impl Header {
    /// The columns of a field; more than one when there is one for each sex.
    pub fn of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a HeaderColumn> {
        self.columns.iter().filter(move |column| column.field == field)
    }

    /// The value of a field in a row: the first of its columns that is filled, joined when it is two columns wide.
    #[must_use]
    pub fn pick<'a>(&'a self, row: &Row, field: &'a str) -> Option<(&'a HeaderColumn, Raw)> {
        self.of(field).map(|column| (column, column.value(row))).find(|(_, raw)| *raw != Raw::Empty)
    }

    /// The sex a row tells by which of two columns is filled, other than a column of the field `sex` itself.
    #[must_use]
    pub fn sex_by_column(&self, row: &Row, field: &str) -> Option<Sex> {
        self.pick(row, field).and_then(|(column, _)| column.sex)
    }
}

impl HeaderColumn {
    /// What a row holds in the column.
    #[must_use]
    pub fn value(&self, row: &Row) -> Raw {
        let first = row.cell(self.index);
        if self.width < 2 {
            return first.clone();
        }
        let parts = (self.index..self.index + self.width).map(|index| shown(row.cell(index)));
        Raw::text(&parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "))
    }
}

/// A title as it is compared: without marks, case and punctuation.
///
/// ```
/// assert_eq!(congdoan_paper::intake::title_key("Số CCCD/CMND:"), "so cccd cmnd");
/// ```
#[must_use]
pub fn title_key(title: &str) -> String {
    let folded = fold(title);
    let words = folded.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Finds the header among the first rows of a sheet (forty are plenty): the one to three rows whose titles name the most
/// columns, at least two where two are known. None when there is no such row: the caller then asks for a mapping.
#[must_use]
pub fn find_header(first_rows: &[Row], known: &[Title]) -> Option<Header> {
    let known = Known::new(known);
    let mut best: Option<(usize, usize, Header)> = None;
    for start in 0..first_rows.len() {
        for depth in 1..=DEEPEST {
            let Some(rows) = first_rows.get(start..start + depth).filter(|rows| are_adjoining(rows)) else { break };
            let Some(header) = known.describe(rows) else { continue };
            // More columns first, then fewer rows: a row of data below a header names no column.
            let better = best.as_ref().is_none_or(|(_, _, other)| header.columns.len() > other.columns.len());
            if better {
                best = Some((start, depth, header));
            }
        }
    }
    let (start, depth, mut header) = best.filter(|(_, _, header)| header.columns.len() >= known.least)?;
    let deeper = first_rows.get(start..=start + depth).filter(|rows| depth < DEEPEST && are_adjoining(rows));
    if let Some(rows) = deeper.filter(|rows| header.continues(rows)) {
        header = known.describe(rows).filter(|other| other.columns.len() >= header.columns.len()).unwrap_or(header);
        header.rows.1 = rows.last().map_or(header.rows.1, |row| row.number);
    }
    let below = first_rows.iter().filter(|row| row.number > header.rows.1);
    header.widen(&below.collect::<Vec<_>>());
    Some(header)
}

fn are_adjoining(rows: &[Row]) -> bool {
    rows.iter().zip(rows.iter().skip(1)).all(|(above, below)| above.number + 1 == below.number)
}

impl Header {
    /// Whether the last of some rows holds lower titles of this header: words only, all of them below a title that is
    /// spread over several columns, and nothing where the rows are named.
    fn continues(&self, rows: &[Row]) -> bool {
        let Some((last, above)) = rows.split_last() else { return false };
        let over = paths(above);
        let titled = |column: usize| over.get(column).is_some_and(|path| !path.is_empty());
        let is_word = |raw: &Raw| matches!(raw, Raw::Text(text) if !text.contains(|sign: char| sign.is_ascii_digit()));
        let named =
            |column: usize| self.columns.iter().any(|one| one.index == column && self.naming.contains(&one.field));
        let spread = |column: usize| {
            let under_the_left = !titled(column) && (0..column).any(titled);
            let over_the_right = titled(column) && !titled(column + 1) && *last.cell(column + 1) != Raw::Empty;
            under_the_left || over_the_right
        };
        last.filled().count() > 1 && last.filled().all(|(column, raw)| is_word(raw) && !named(column) && spread(column))
    }

    /// Lets a naming column take the column at its right, when that has no title but texts in most rows below.
    fn widen(&mut self, below: &[&Row]) {
        let taken: HashSet<usize> = self
            .columns
            .iter()
            .map(|column| column.index)
            .chain(self.unknown.iter().map(|(index, _)| *index))
            .collect();
        for column in self.columns.iter_mut().filter(|column| self.naming.contains(&column.field)) {
            let next = column.index + 1;
            let first = below.iter().filter(|row| *row.cell(column.index) != Raw::Empty).count();
            let both =
                |row: &&&Row| matches!(row.cell(column.index), Raw::Text(_)) && matches!(row.cell(next), Raw::Text(_));
            let second = below.iter().filter(both).count();
            if !taken.contains(&next) && self.ordinal != Some(next) && second > 0 && second * 2 >= first {
                column.width = 2;
            }
        }
    }
}

/// The synonyms, ready to be compared.
struct Known<'a> {
    titles: &'a [Title],
    keys: Vec<(String, usize)>,
    least: usize,
}

impl<'a> Known<'a> {
    fn new(titles: &'a [Title]) -> Self {
        let keys = titles.iter().enumerate();
        let keys = keys.flat_map(|(index, title)| title.titles.iter().map(move |one| (title_key(one), index)));
        Self { titles, keys: keys.collect(), least: titles.len().clamp(1, 2) }
    }

    /// The field of a title. A remark in brackets ("dd/mm/yyyy") is left out when the whole is not known.
    fn field(&self, title: &str) -> Option<&'a str> {
        let of = |key: String| self.keys.iter().find(|(other, _)| *other == key && !key.is_empty());
        let (_, index) = of(title_key(title)).or_else(|| of(title_key(&without_brackets(title))))?;
        self.titles.get(*index).map(|title| title.field.as_str())
    }

    /// The field of a column and the sex it is for.
    fn column(&self, path: &[String]) -> Option<(&'a str, Option<Sex>)> {
        let (last, above) = path.split_last()?;
        let sex = sex_word(last);
        let parent = || self.field(&above.join(" ")).or_else(|| above.last().and_then(|title| self.field(title)));
        let whole = || self.field(&path.join(" "));
        let own = || (1..path.len()).find_map(|from| self.field(&path.get(from..)?.join(" ")));
        let field = match sex {
            // Never by itself: "Nữ" below a title that is not known is a value more often than a title.
            Some(_) if !above.is_empty() => whole().or_else(parent),
            _ => whole().or_else(own).or_else(parent),
        };
        Some((field?, sex))
    }

    /// What the rows say as a header; none when they name no column.
    fn describe(&self, rows: &[Row]) -> Option<Header> {
        let (first, last) = (rows.first()?.number, rows.last()?.number);
        let mut header =
            Header { rows: (first, last), columns: Vec::new(), unknown: Vec::new(), ordinal: None, naming: Vec::new() };
        for (index, path) in paths(rows).into_iter().enumerate().filter(|(_, path)| !path.is_empty()) {
            let title = path.join(" ");
            match self.column(&path) {
                Some((field, sex))
                    if !header
                        .columns
                        .iter()
                        .any(|other| other.field == field && (other.sex == sex || sex.is_none())) =>
                {
                    header.columns.push(HeaderColumn { index, width: 1, field: field.to_owned(), title, sex });
                }
                None if header.ordinal.is_none() && ORDINALS.contains(&title_key(&title).as_str()) => {
                    header.ordinal = Some(index);
                }
                _ => header.unknown.push((index, title)),
            }
        }
        let naming = self.titles.iter().filter(|title| title.naming).map(|title| title.field.clone());
        header.naming = naming.collect();
        (!header.columns.is_empty()).then_some(header)
    }
}

/// The sex a title names. "Năm" (year) and "Nam" (male) are one word without marks, so the marks are looked at.
fn sex_word(title: &str) -> Option<Sex> {
    match title.to_lowercase().trim_matches(|sign: char| !sign.is_alphabetic()) {
        "nam" => Some(Sex::Male),
        "nữ" | "nu" => Some(Sex::Female),
        _ => None,
    }
}

fn without_brackets(title: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for sign in title.chars() {
        match sign {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            sign if depth == 0 => kept.push(sign),
            _ => {}
        }
    }
    kept
}
