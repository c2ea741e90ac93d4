//! A table as it is read on paper: every cell a text, every column with its side.
//!
//! Numbers wear the Vietnamese signs, as official papers do: a dot between thousands, a comma before decimals. Not here:
//! where the texts stand (`pdf`, `docx`), tables programs calculate with (`xlsx`, `csv`).

use serde::Serialize;

use crate::{
    Cell, ColumnKind, PaperError, Table, TableRow, Words,
    cell::percentage,
    heading::{MOTTO, STATE},
};

/// Tables of more columns than this lie across the page.
const UPRIGHT: usize = 6;

/// A table in texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Printed<'t> {
    pub(crate) superior: String,
    pub(crate) issuer: String,
    pub(crate) state: &'static str,
    pub(crate) motto: &'static str,
    pub(crate) place_and_date: &'t str,
    pub(crate) title: String,
    pub(crate) subtitle: &'t str,
    /// Whether the page lies across.
    pub(crate) across: bool,
    pub(crate) columns: Vec<PrintedColumn<'t>>,
    pub(crate) rows: Vec<PrintedRow>,
    pub(crate) remarks: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PrintedColumn<'t> {
    pub(crate) heading: &'t str,
    pub(crate) note: &'t str,
    /// Whether its values stand at the right.
    pub(crate) number: bool,
    /// Whether it takes what room is left: the text column with the most to say.
    pub(crate) widest: bool,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PrintedRow {
    /// Whether its one text goes across.
    pub(crate) group: bool,
    /// Whether it sums up others.
    pub(crate) total: bool,
    pub(crate) cells: Vec<String>,
}

impl<'t> Printed<'t> {
    /// # Errors
    /// Those of [`Table::check`].
    pub(crate) fn new(table: &'t Table) -> Result<Self, PaperError> {
        table.check()?;
        let rows: Vec<PrintedRow> = table.rows.iter().map(|row| printed(row, &table.words)).collect();
        let widest = widest(table, &rows);
        let columns = table.columns.iter().enumerate().map(|(index, column)| PrintedColumn {
            heading: &column.heading,
            note: &column.note,
            number: !matches!(column.kind, ColumnKind::Text | ColumnKind::Day),
            widest: Some(index) == widest,
        });
        let star = table.has_partial().then(|| format!("* {}", table.words.partial));
        Ok(Self {
            superior: table.heading.superior.to_uppercase(),
            issuer: table.heading.issuer.to_uppercase(),
            state: STATE,
            motto: MOTTO,
            place_and_date: &table.heading.place_and_date,
            title: table.heading.title.to_uppercase(),
            subtitle: &table.heading.subtitle,
            across: table.columns.len() > UPRIGHT,
            columns: columns.collect(),
            rows,
            remarks: star.into_iter().chain(table.remarks.iter().cloned()).collect(),
        })
    }
}

/// The text column with the longest text.
fn widest(table: &Table, rows: &[PrintedRow]) -> Option<usize> {
    let texts = table.columns.iter().enumerate().filter(|(_, column)| column.kind == ColumnKind::Text);
    let length = |index: usize| {
        let own = rows.iter().filter(|row| !row.group).filter_map(|row| row.cells.get(index));
        own.map(|text| text.chars().count()).max().unwrap_or(0)
    };
    texts.map(|(index, _)| index).max_by_key(|index| length(*index))
}

fn printed(row: &TableRow, words: &Words) -> PrintedRow {
    let texts = |cells: &[Cell]| cells.iter().map(|cell| shown(cell, words)).collect();
    match row {
        TableRow::Group(name) => PrintedRow { group: true, total: false, cells: vec![name.clone()] },
        TableRow::Cells(cells) => PrintedRow { group: false, total: false, cells: texts(cells) },
        TableRow::Total(cells) => PrintedRow { group: false, total: true, cells: texts(cells) },
    }
}

/// A cell as it is read; the star of an incomplete value stands after it.
fn shown(cell: &Cell, words: &Words) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Whole(whole) => grouped(*whole),
        Cell::Percent(hundredths) => format!("{} %", percentage(*hundredths).replace('.', ",")),
        Cell::Day(day) => day.format("%d/%m/%Y").to_string(),
        Cell::Missing => words.missing.clone(),
        Cell::NotApplicable => words.not_applicable.clone(),
        Cell::Partial(inner) => format!("{}*", shown(inner, words)),
    }
}

/// A whole number with a dot between thousands.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_the_vietnamese_way() {
        let words = Words::vietnamese();
        let said = |cell: Cell| shown(&cell, &words);
        assert_eq!(said(Cell::Whole(24_800_000_000)), "24.800.000.000");
        assert_eq!(said(Cell::Whole(-1_000)), "-1.000");
        assert_eq!(said(Cell::Whole(999)), "999");
        assert_eq!(said(Cell::Percent(11_200)), "112,00 %");
        assert_eq!(said(Cell::Whole(35).partial()), "35*");
        assert_eq!(said(Cell::Missing), "chưa có");
    }
}
