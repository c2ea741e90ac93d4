//! The parts of a total, worded: non-zero contributors that add up to the value.
//!
//! Not here: parts of ratios (`ratio`), where contributions come from.

use congdoan_model::figures::{Part, Source, Value};

use crate::{
    figure::{Own, Sheet},
    tree::Tree,
};

/// A part with nothing but its unit and source.
pub(crate) const fn bare(unit: String, source: Source) -> Part {
    Part {
        unit,
        value: None,
        source,
        total: None,
        line: None,
        record: None,
        occurred_on: None,
        numerator: None,
        denominator: None,
    }
}

/// An own part, still without its amount.
pub(crate) fn own(tree: &Tree, own: &Own) -> Part {
    Part { record: own.record, occurred_on: own.occurred_on, ..bare(tree.code(own.unit), own.source) }
}

/// The parts of a sum: own rows first, then the units directly below by code, then the overlap.
pub(crate) fn parts(tree: &Tree, unit: u32, sheet: &Sheet) -> Vec<Part> {
    let whole = |value: i64| Some(Value::Whole(value));
    let rows = sheet.own.iter().filter(|row| row.value != 0);
    let mut parts: Vec<Part> = rows.map(|row| Part { value: whole(row.value), ..own(tree, row) }).collect();
    parts.extend(sheet.branches.iter().filter(|(_, branch)| branch.value != 0).map(|(child, branch)| Part {
        value: whole(branch.value),
        total: branch.total.map(Value::Whole),
        line: Some(branch.line()),
        ..bare(tree.code(*child), Source::Child)
    }));
    if sheet.overlap != 0 {
        parts.push(Part { value: whole(sheet.overlap), ..bare(tree.code(unit), Source::Overlap) });
    }
    parts
}
