//! Ratios and growth: always from rolled-up sums, never an average of ratios (contract, meaning of a figure, 6).
//!
//! Not here: the sums above and below the line.

use std::collections::BTreeSet;

use congdoan_model::figures::{Formula, Indicator, Part, Source, State, Value};

use crate::{
    figure::{Branch, Figure, Own},
    parts,
    tree::Tree,
};

/// A quotient of two figures: above and below the line; for growth, this period and the one a year before.
pub(crate) struct Quotient<'t> {
    tree: &'t Tree,
    growth: bool,
    scale: i64,
    first: Figure,
    second: Figure,
}

/// What a quotient is multiplied by. Growth is defined in percent; a ratio only where its unit of measure says so (a
/// weighted mean does not).
pub(crate) fn scale(indicator: &Indicator) -> i64 {
    if matches!(indicator.formula, Formula::Growth { .. }) || indicator.unit_of_measure == "%" { 100 } else { 1 }
}

/// [`Value::ratio`], without its wide numbers where narrow ones do.
pub(crate) fn hundredths(numerator: i64, denominator: i64, scale: i64) -> Option<Value> {
    let scaled = scale.checked_mul(200).and_then(|scale| numerator.checked_mul(scale));
    match scaled.zip(denominator.checked_mul(2)) {
        Some((scaled, twice)) if scaled >= 0 && denominator > 0 => {
            // Twice the quotient plus one, halved: half away from zero.
            scaled.checked_add(denominator).map(|sum| Value::Hundredths(sum / twice))
        }
        _ => None,
    }
    .or_else(|| Value::ratio(numerator, denominator, scale))
}

/// What a quotient shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    pub(crate) state: State,
    pub(crate) value: Option<Value>,
    pub(crate) numerator: Option<i64>,
    pub(crate) denominator: Option<i64>,
}

impl<'t> Quotient<'t> {
    pub(crate) fn new(tree: &'t Tree, indicator: &Indicator, first: Figure, second: Figure) -> Self {
        let growth = matches!(indicator.formula, Formula::Growth { .. });
        Self { tree, growth, scale: scale(indicator), first, second }
    }

    /// Numerator and denominator of two amounts.
    const fn pair(&self, first: i64, second: i64) -> (i64, i64) {
        if self.growth { (first.wrapping_sub(second), second) } else { (first, second) }
    }

    /// The quotient of two amounts somebody may have reported. Nobody above the line is no zero: nothing is known yet,
    /// even where the denominator, such as a count of units, always is.
    fn shown(&self, first: Option<i64>, second: Option<i64>) -> Shown {
        if first.is_none() {
            return Shown { state: State::Missing, value: None, numerator: None, denominator: None };
        }
        let (numerator, denominator) = self.pair(first.unwrap_or(0), second.unwrap_or(0));
        let value = Value::ratio(numerator, denominator, self.scale);
        let state = if value.is_some() { State::Reported } else { State::NotApplicable };
        Shown { state, value, numerator: Some(numerator), denominator: Some(denominator) }
    }

    /// What the whole shows: partial when either figure is not wholly reported.
    pub(crate) fn whole(&self) -> Shown {
        let shown = self.shown(self.first.sheet.shown(), self.second.sheet.shown());
        if shown.state == State::Missing && self.first.state() == State::NotApplicable {
            return Shown { state: State::NotApplicable, ..shown };
        }
        let full = self.first.state() == State::Reported && self.second.state() == State::Reported;
        if shown.state == State::Reported && !full { Shown { state: State::Partial, ..shown } } else { shown }
    }

    /// Who was expected above the line, and who reported.
    pub(crate) const fn completeness(&self) -> (u64, u64) {
        (self.first.expected, self.first.reported)
    }

    /// The parts: numerators and denominators add up to those of the whole.
    pub(crate) fn parts(&self, unit: u32) -> Vec<Part> {
        if self.first.sheet.shown().is_none() {
            return Vec::new();
        }
        let mut parts = Vec::new();
        let own = |row: &Own, pair| self.part(pair, parts::own(self.tree, row));
        parts.extend(self.first.sheet.own.iter().filter_map(|row| own(row, self.pair(row.value, 0))));
        parts.extend(self.second.sheet.own.iter().filter_map(|row| own(row, self.pair(0, row.value))));
        let (first, second) = (&self.first.sheet.branches, &self.second.sheet.branches);
        let children: BTreeSet<u32> = first.keys().chain(second.keys()).copied().collect();
        parts.extend(children.into_iter().filter_map(|child| {
            let branch = |branches: Option<&Branch>| branches.copied().unwrap_or_default();
            self.child(child, branch(first.get(&child)), branch(second.get(&child)))
        }));
        let overlap = self.pair(self.first.sheet.overlap, self.second.sheet.overlap);
        parts.extend(self.part(overlap, parts::bare(self.tree.code(unit), Source::Overlap)));
        parts
    }

    fn child(&self, child: u32, first: Branch, second: Branch) -> Option<Part> {
        let line = if first.value == 0 { second.line() } else { first.line() };
        let totals = (first.total.or(self.first.sheet.silent), second.total.or(self.second.sheet.silent));
        let bare = parts::bare(self.tree.code(child), Source::Child);
        let total = self.shown(totals.0, totals.1).value;
        self.part(self.pair(first.value, second.value), Part { total, line: Some(line), ..bare })
    }

    /// A part with its share above and below the line, unless both are nothing.
    fn part(&self, (numerator, denominator): (i64, i64), part: Part) -> Option<Part> {
        let value = Value::ratio(numerator, denominator, self.scale);
        let (above, below) = (Some(numerator), Some(denominator));
        (numerator != 0 || denominator != 0).then_some(Part { value, numerator: above, denominator: below, ..part })
    }
}
