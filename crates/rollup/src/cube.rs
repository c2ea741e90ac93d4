//! Totals of whole months of flows, kept exact at every unit with something below.
//!
//! A change of one unit's month is taken along its lift: each unit above gets the difference once, however many lines
//! lead there. What a child passes to a parent is its total less what strays, and only units that were ever led by two
//! lines, or moved, have strays; so parts of a total are lookups too. A unit's own rows are not in its cell: they are
//! few, and read from its column.
//!
//! Not here: everything but flows, which is scanned (`scan`).

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

/// One month of one indicator.
#[derive(Debug, Default)]
struct Kept {
    below: Vec<Cell>,
    strays: BTreeMap<(u32, u32), Astray>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Cell {
    value: i64,
    rows: u32,
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
        let kept = self.months.entry((indicator, month)).or_default();
        kept.below.resize(tree.uppers() as usize, Cell::default());
        for entry in entries {
            let value = change.of(entry.value);
            for above in &tree.counting_lift(unit, entry.day).above {
                let Some(cell) = tree.upper(above.unit).and_then(|upper| kept.below.get_mut(upper as usize)) else {
                    continue;
                };
                cell.value = cell.value.wrapping_add(value);
                cell.rows = match change {
                    Change::Add => cell.rows.wrapping_add(1),
                    Change::Take => cell.rows.wrapping_sub(1),
                };
            }
            for stray in tree.strays(unit, entry.day) {
                let astray = kept.strays.entry((stray.parent, stray.child)).or_default();
                let sum = if stray.coordinated { &mut astray.coordinated } else { &mut astray.elsewhere };
                *sum = sum.wrapping_add(value);
            }
        }
    }

    /// What all units below give in a period of whole months, each once.
    pub(crate) fn below(&self, tree: &Tree, indicator: u32, period: Period, unit: u32) -> Tally {
        let Some(upper) = tree.upper(unit) else { return Tally::default() };
        let mut tally = Tally::default();
        for kept in self.kept(indicator, period) {
            let cell = kept.below.get(upper as usize).copied().unwrap_or_default();
            tally.join(Tally { value: cell.value, rows: cell.rows, flawed: 0 });
        }
        tally
    }

    /// What of a child's total in a period of whole months strays from its way to a parent.
    pub(crate) fn astray(&self, indicator: u32, period: Period, home: Home, child: u32) -> Astray {
        let mut sum = Astray::default();
        for astray in self.kept(indicator, period).filter_map(|kept| kept.strays.get(&(home.parent, child))) {
            sum.elsewhere = sum.elsewhere.wrapping_add(astray.elsewhere);
            sum.coordinated = sum.coordinated.wrapping_add(astray.coordinated);
        }
        sum
    }

    fn kept(&self, indicator: u32, period: Period) -> impl Iterator<Item = &Kept> {
        period.touched_months().filter_map(move |month| self.months.get(&(indicator, month)))
    }
}
