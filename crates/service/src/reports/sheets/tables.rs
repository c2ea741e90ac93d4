//! Files that hold forms of several units: one sheet for each, a table of units by lines, or of lines by units.
//!
//! Not here: what becomes of the numbers (`earlier`, `parallel`).

use std::collections::{BTreeMap, HashMap};

use congdoan_model::{names::fold, org::Unit};
use congdoan_paper::{
    KEYS_SHEET,
    intake::{Row, column_letters, title_key, value::shown},
};

use super::{
    Grid, Lines,
    layout::{self, form_rows, form_rows_in, noted, written},
    money,
};

/// Rows looked through for a heading, and for the name of the unit a form is of.
const HEAD_ROWS: usize = 60;
const UNIT: [&str; 11] = [
    "don vi",
    "ten don vi",
    "ma don vi",
    "cong doan co so",
    "ten cdcs",
    "cdcs",
    "ten cong doan co so",
    "ma cdcs",
    "ten cong doan",
    "unit",
    "unit code",
];
const TOTALS: [&str; 6] = ["tong cong", "cong", "tong", "tong so", "toan tinh", "total"];

/// A number of a unit in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitCell {
    /// Place of the unit among those known; nothing for one nobody knows.
    pub(crate) unit: Option<usize>,
    /// What the file calls the unit.
    pub(crate) unit_text: String,
    /// The sheet.
    pub(crate) sheet: String,
    /// The row as the spreadsheet shows it.
    pub(crate) row: u32,
    /// Letters of the column.
    pub(crate) column: String,
    /// What the file calls the line.
    pub(crate) label: String,
    /// Number of the line; nothing where none fits or it is left out.
    pub(crate) line: Option<String>,
    /// The value as written.
    pub(crate) value: String,
    /// What the file counts it in, where it says so.
    pub(crate) measure: String,
}

/// Units by what files call them.
#[derive(Debug)]
pub(crate) struct Names {
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, Option<usize>>,
    /// The unit a total is of.
    top: Option<usize>,
}

impl Names {
    /// The names of some units; a row of totals is the one of `top`.
    pub(crate) fn new(units: &[Unit], top: Option<&str>) -> Self {
        let mut by_name: HashMap<String, Option<usize>> = HashMap::new();
        for (at, unit) in units.iter().enumerate() {
            // A name two units bear names neither.
            by_name.entry(short(&unit.name)).and_modify(|one| *one = None).or_insert(Some(at));
        }
        let by_code = units.iter().enumerate().map(|(at, unit)| (unit.code.as_str().to_lowercase(), at)).collect();
        let top = units.iter().position(|unit| Some(unit.code.as_str()) == top);
        Self { by_code, by_name, top }
    }

    /// The unit of a code or a name.
    pub(crate) fn find(&self, text: &str) -> Option<usize> {
        let text = text.trim();
        let by_code = self.by_code.get(&text.to_lowercase()).copied();
        by_code.or_else(|| self.by_name.get(&short(text)).copied().flatten())
    }

    fn find_or_total(&self, text: &str) -> Option<usize> {
        self.find(text).or_else(|| self.top.filter(|_| TOTALS.contains(&fold(text.trim()).as_str())))
    }
}

/// A name as officers shorten it.
fn short(name: &str) -> String {
    let folded = fold(name);
    let plain: String = folded.chars().map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    plain.replace("cong doan co so", "cdcs").replace("lien doan lao dong", "ldld").replace("cong doan", "cd")
}

/// Every number of a file with its unit and line, and the sheets that hold none. `alone` is the unit of a form that names none.
pub(crate) fn cells(
    grids: &[Grid],
    lines: &Lines,
    names: &Names,
    (alone, mapping): (Option<usize>, &[(String, String)]),
) -> (Vec<UnitCell>, Vec<String>) {
    let chosen: BTreeMap<String, &str> = mapping.iter().map(|(label, line)| (fold(label), line.as_str())).collect();
    let (mut found, mut passed) = (Vec::new(), Vec::new());
    let made_for = layout::keys(grids).and_then(|keys| names.find(&keys.unit));
    for grid in grids.iter().filter(|grid| !grid.hidden && grid.name != KEYS_SHEET) {
        let here = by_rows(grid, lines, names, &chosen)
            .or_else(|| by_columns(grid, lines, names, mapping))
            .or_else(|| one_form(grid, lines, mapping, made_for.or_else(|| unit_of(grid, names)).or(alone)));
        match here {
            Some(here) if !here.is_empty() => found.extend(here),
            _ => passed.push(grid.name.clone()),
        }
    }
    (found, passed)
}

/// A table of units by lines: a heading that names the units' column and lines over others.
fn by_rows(grid: &Grid, lines: &Lines, names: &Names, chosen: &BTreeMap<String, &str>) -> Option<Vec<UnitCell>> {
    let titled = |text: &str| UNIT.contains(&title_key(text).as_str());
    let line_of = |text: &str| match chosen.get(&fold(text)) {
        Some(line) => (!line.is_empty()).then(|| (*line).to_owned()),
        None => lines.named(text).map(str::to_owned),
    };
    let heads = || grid.rows.iter().take(HEAD_ROWS).enumerate();
    let (first, unit) =
        heads().find_map(|(at, row)| Some((at, row.filled().find(|(_, raw)| titled(&shown(raw)))?.0)))?;
    let named =
        |row: &Row| row.filled().filter(|(column, raw)| *column != unit && line_of(&shown(raw)).is_some()).count();
    let (count, at) = heads().skip(first).take(3).map(|(at, row)| (named(row), std::cmp::Reverse(at))).max()?;
    if count == 0 {
        return None;
    }
    let heading = grid.rows.get(at.0)?;
    let columns: Vec<(usize, String, Option<String>)> = heading
        .filled()
        .filter(|(column, _)| *column != unit)
        .map(|(column, raw)| (column, shown(raw), line_of(&shown(raw))))
        .collect();
    let above = noted(grid, at.0);
    let mut found = Vec::new();
    for row in grid.rows.iter().skip(at.0 + 1) {
        let unit_text = shown(row.cell(unit));
        if unit_text.chars().filter(|sign| sign.is_alphanumeric()).count() < 2 {
            continue;
        }
        for (column, label, line) in &columns {
            found.push(UnitCell {
                unit: names.find_or_total(&unit_text),
                unit_text: unit_text.clone(),
                sheet: grid.name.clone(),
                row: row.number,
                column: column_letters(*column),
                label: label.clone(),
                line: line.clone(),
                value: written(row.cell(*column)),
                measure: if money::factor(label).is_some() { label.clone() } else { above.clone() },
            });
        }
    }
    // Rows below the table, such as signatures, name no unit and hold no number.
    found.retain(|cell| cell.unit.is_some() || cell.value.chars().any(|sign| sign.is_ascii_digit()));
    Some(found)
}

/// A table of lines by units: a heading whose titles are units.
fn by_columns(grid: &Grid, lines: &Lines, names: &Names, mapping: &[(String, String)]) -> Option<Vec<UnitCell>> {
    let units = |row: &Row| -> Vec<(usize, String, usize)> {
        let each = row.filled().skip(1).map(|(column, raw)| (column, shown(raw)));
        each.filter_map(|(column, text)| Some((column, text.clone(), names.find_or_total(&text)?))).collect()
    };
    let heads = grid.rows.iter().take(HEAD_ROWS).map(units).filter(|units| units.len() > 1);
    let columns = heads.max_by_key(Vec::len)?;
    let mut found = Vec::new();
    for (column, unit_text, unit) in columns {
        let rows = form_rows_in(grid, lines, Some(column))?;
        found.extend(lines.matched(rows, mapping).into_iter().map(|one| UnitCell {
            unit: Some(unit),
            unit_text: unit_text.clone(),
            sheet: one.row.sheet,
            row: one.row.row,
            column: one.row.column,
            label: one.label,
            line: one.line,
            value: one.row.value,
            measure: one.row.measure,
        }));
    }
    Some(found)
}

/// The form of one unit.
fn one_form(grid: &Grid, lines: &Lines, mapping: &[(String, String)], unit: Option<usize>) -> Option<Vec<UnitCell>> {
    let matched = lines.matched(form_rows(grid, lines)?, mapping);
    if matched.iter().all(|one| one.line.is_none()) {
        return None;
    }
    let cell = |one: super::MatchedRow| UnitCell {
        unit,
        unit_text: grid.name.clone(),
        sheet: one.row.sheet,
        row: one.row.row,
        column: one.row.column,
        label: one.label,
        line: one.line,
        value: one.row.value,
        measure: one.row.measure,
    };
    Some(matched.into_iter().map(cell).collect())
}

/// The unit a sheet is of: by its name, else by what stands at its head. Of several the last: the superior stands first.
fn unit_of(grid: &Grid, names: &Names) -> Option<usize> {
    let head = || grid.rows.iter().take(12).flat_map(|row| row.filled().map(|(_, raw)| shown(raw)));
    let told = |text: &str| text.split_once(':').and_then(|(_, rest)| names.find(rest));
    names.find(&grid.name).or_else(|| head().filter_map(|text| names.find(&text).or_else(|| told(&text))).last())
}
