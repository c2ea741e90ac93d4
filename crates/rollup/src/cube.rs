//! Totals of whole months of flows, kept exact at every unit with something below.
//!
//! A change of one unit's month is taken along its lift: each unit above gets the difference once, however many lines
//! lead there. What a child passes to a parent is its total less what strays, and only units that were ever led by two
//! lines, or moved, have strays; so parts of a total are lookups too. A unit's own rows are not in its cell: they are
//! few, and read from its column.
//!
//! The same cells, filled by one pass over all units, answer for figures of members in any one period until a roll or a row
//! changes (`answer`).
//!
//! Not here: everything else, which is scanned (`scan`).

use std::collections::{BTreeMap, HashMap};

use congdoan_model::{Month, Period};

use crate::{
    entry::Entry,
    figure::Tally,
    tree::{Home, Tree},
};

/// The kept totals.
#[derive(Debug, Default)]
pub(crate) struct Cube {
    months: HashMap<(u32, Month), Kept>,
}

/// Totals of one indicator in one month, or another period.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    below: Vec<Tally>,
    strays: BTreeMap<(u32, u32), Astray>,
    /// What no managing links alone bring to a unit; units that nothing comes to that way have no entry.
    coordinated: BTreeMap<u32, i64>,
}

/// What of a child's total does not come to a parent through it, and what does over the less usual line.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Astray {
    pub(crate) elsewhere: i64,
    pub(crate) coordinated: i64,
}

/// Whether entries come or go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Add,
    Take,
}

impl Change {
    const fn of(self, value: i64) -> i64 {
        if matches!(self, Self::Add) { value } else { value.wrapping_neg() }
    }
}

impl Kept {
    /// Puts entries of a unit in, or takes them out.
    pub(crate) fn change(&mut self, tree: &Tree, unit: u32, entries: &[Entry], change: Change) {
        self.below.resize(tree.uppers() as usize, Tally::default());
        for entry in entries {
            for above in &tree.counting_lift(unit, entry.day).above {
                let Some(cell) = tree.upper(above.unit).and_then(|upper| self.below.get_mut(upper as usize)) else {
                    continue;
                };
                match change {
                    Change::Add => cell.add(entry),
                    Change::Take => cell.take(entry),
                }
                if !above.managed {
                    let sum = self.coordinated.entry(above.unit).or_default();
                    *sum = sum.wrapping_add(change.of(entry.value));
                }
            }
            for stray in tree.strays(unit, entry.day) {
                let astray = self.strays.entry((stray.parent, stray.child)).or_default();
                let sum = if stray.coordinated { &mut astray.coordinated } else { &mut astray.elsewhere };
                *sum = sum.wrapping_add(change.of(entry.value));
            }
        }
    }

    /// What all units below give, each once.
    pub(crate) fn below(&self, tree: &Tree, unit: u32) -> Tally {
        let cell = tree.upper(unit).and_then(|upper| self.below.get(upper as usize));
        cell.copied().unwrap_or_default()
    }

    fn astray(&self, parent: u32, child: u32) -> Astray {
        self.strays.get(&(parent, child)).copied().unwrap_or_default()
    }
}

/// What totals of a period are read from: the months that make it up, or one pass over all of it.
pub(crate) struct Totals<'k> {
    kept: Vec<&'k Kept>,
}

impl<'k> From<&'k Kept> for Totals<'k> {
    fn from(kept: &'k Kept) -> Self {
        Self { kept: vec![kept] }
    }
}

impl Totals<'_> {
    /// What all units below give, each once.
    pub(crate) fn below(&self, tree: &Tree, unit: u32) -> Tally {
        let mut tally = Tally::default();
        self.kept.iter().for_each(|kept| tally.join(kept.below(tree, unit)));
        tally
    }

    /// What no managing links alone bring to a unit.
    pub(crate) fn coordinated(&self, unit: u32) -> i64 {
        let sums = self.kept.iter().filter_map(|kept| kept.coordinated.get(&unit));
        sums.fold(0, |sum, value| sum.wrapping_add(*value))
    }

    /// What of a child's total strays from its way to a parent.
    pub(crate) fn astray(&self, home: Home, child: u32) -> Astray {
        let mut sum = Astray::default();
        for astray in self.kept.iter().map(|kept| kept.astray(home.parent, child)) {
            sum.elsewhere = sum.elsewhere.wrapping_add(astray.elsewhere);
            sum.coordinated = sum.coordinated.wrapping_add(astray.coordinated);
        }
        sum
    }
}

impl Cube {
    /// Puts the entries of one unit and month in, or takes them out.
    pub(crate) fn change(
        &mut self,
        tree: &Tree,
        (indicator, month): (u32, Month),
        unit: u32,
        entries: &[Entry],
        change: Change,
    ) {
        self.months.entry((indicator, month)).or_default().change(tree, unit, entries, change);
    }

    /// The totals of a period of whole months.
    pub(crate) fn totals(&self, indicator: u32, period: Period) -> Totals<'_> {
        let months = period.touched_months();
        Totals { kept: months.filter_map(|month| self.months.get(&(indicator, month))).collect() }
    }
}
