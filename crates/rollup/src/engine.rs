//! The engine: base rows, members' rolls, tree and catalogue in, and every change of them.
//!
//! Not here: members' rolls (`rolls`), answering (`answer`); where rows come from (`service` follows the change log).

mod rolls;

use std::collections::{BTreeMap, HashMap};

use congdoan_model::{FigureId, Month, Period, UnitId, figures::Row};

use crate::{
    answer::rule,
    catalogue::{self, Catalogue},
    column::{Base, Column, Ledger},
    completeness::Turnouts,
    cube::{Change, Cube, Kept},
    entry::{Rule, entries},
    memo::Memo,
    seats::Rolls,
    tree::Tree,
};

/// Dated trees and base rows, with totals of whole months kept exact.
///
/// Rows and rolls of units or indicators the engine does not know are set aside, count nowhere, and take their place as
/// soon as a tree or a catalogue knows them.
#[derive(Debug, Default)]
pub struct Engine {
    pub(crate) catalogue: Catalogue,
    pub(crate) tree: Tree,
    pub(crate) ledgers: HashMap<u32, Ledger>,
    aside: BTreeMap<Place, Row>,
    pub(crate) cube: Cube,
    pub(crate) rolls: Rolls,
    /// Totals of figures of members, one pass for each period asked.
    pub(crate) passes: Memo<Kept>,
    pub(crate) turnouts: Turnouts,
    version: u64,
}

/// Filling and changing.
impl Engine {
    /// An engine without rows.
    #[must_use]
    pub fn new(catalogue: Catalogue, tree: Tree) -> Self {
        Self { catalogue, tree, ..Self::default() }
    }

    /// Takes in many rows at once; much quicker than one by one. A row with the id of one already filed under its
    /// indicator and unit replaces it.
    pub fn load(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.file(rows);
        self.version += 1;
    }

    /// Takes in one row, or replaces the row of the same id, indicator and unit.
    pub fn add(&mut self, row: Row) {
        self.drop_row(&row);
        match self.home(&row) {
            Some((indicator, unit)) => self.reweigh(indicator, unit, Month::of(row.counted_on), |column| {
                column.insert(Base::new(row));
            }),
            None => _ = self.aside.insert(place(&row), row),
        }
        self.version += 1;
    }

    /// Takes out the row of this id filed under this indicator and unit; says whether it was there.
    pub fn remove(&mut self, row: &Row) -> bool {
        let was_there = self.drop_row(row);
        self.version += 1;
        was_there
    }

    /// Puts another tree in the place of the one known, and adds everything up anew.
    pub fn replace_tree(&mut self, tree: Tree) {
        let rows = self.drain();
        self.tree = tree;
        self.rolls.replant(&self.tree);
        self.load(rows);
    }

    /// Puts another catalogue in the place of the one known, and adds everything up anew.
    pub fn replace_catalogue(&mut self, catalogue: Catalogue) {
        let rows = self.drain();
        self.catalogue = catalogue;
        self.load(rows);
    }

    /// Which state of the engine answers come from; it grows with every change.
    #[must_use]
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// The tree.
    #[must_use]
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The indicators.
    #[must_use]
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// Where a row is filed.
    fn home(&self, row: &Row) -> Option<(u32, u32)> {
        Some((self.catalogue.index_of(&row.indicator)?, self.tree.index_of(row.unit)?))
    }

    fn file(&mut self, rows: impl IntoIterator<Item = Row>) {
        let mut columns: BTreeMap<(u32, u32), BTreeMap<_, Base>> = BTreeMap::new();
        for row in rows {
            match self.home(&row) {
                Some(home) => _ = columns.entry(home).or_default().insert(row.id, Base::new(row)),
                None => _ = self.aside.insert(place(&row), row),
            }
        }
        for ((indicator, unit), rows) in columns {
            self.forget(indicator);
            self.weigh(indicator, unit, Change::Take);
            let column = self.ledgers.entry(indicator).or_default().entry(unit).or_default();
            column.extend(rows);
            self.weigh(indicator, unit, Change::Add);
        }
    }

    fn drop_row(&mut self, row: &Row) -> bool {
        let Some((indicator, unit)) = self.home(row) else {
            return self.aside.remove(&place(row)).is_some();
        };
        let column = self.ledgers.get(&indicator).and_then(|ledger| ledger.get(&unit));
        let Some(month) = column.and_then(|column| column.find(row.id)).map(|found| Month::of(found.counted_on)) else {
            return false;
        };
        self.reweigh(indicator, unit, month, |column| {
            column.remove(row.id);
        });
        true
    }

    /// Every row as it came, leaving nothing behind.
    fn drain(&mut self) -> Vec<Row> {
        let mut rows: Vec<Row> = std::mem::take(&mut self.aside).into_values().collect();
        self.cube = Cube::default();
        (self.turnouts, self.passes) = (Turnouts::default(), Memo::default());
        for (indicator, ledger) in std::mem::take(&mut self.ledgers) {
            let Some(indicator) = self.catalogue.at(indicator) else { continue };
            for (unit, column) in ledger {
                let Some(unit) = self.tree.at(unit) else { continue };
                rows.extend(column.into_rows().into_iter().map(|base| base.row(unit.id, &indicator.id)));
            }
        }
        rows
    }

    /// Forgets what was found in passes over an indicator.
    fn forget(&mut self, indicator: u32) {
        self.turnouts.forget(indicator);
        self.passes.forget(indicator);
    }

    /// Changes one month of a column and brings the kept totals after it.
    fn reweigh(&mut self, indicator: u32, unit: u32, month: Month, change: impl FnOnce(&mut Column)) {
        self.forget(indicator);
        let kept = self.kept_rule(indicator);
        let ledger = self.ledgers.entry(indicator).or_default();
        let column = ledger.entry(unit).or_default();
        let at = (indicator, month);
        let weigh = |cube: &mut Cube, column: &Column, change: Change| {
            if let Some(rule) = kept {
                let period = Period::month_of(month.first());
                let entries = entries(column.within(period), rule, period, true);
                cube.change(&self.tree, at, unit, &entries, change);
            }
        };
        weigh(&mut self.cube, column, Change::Take);
        change(column);
        weigh(&mut self.cube, column, Change::Add);
        if column.is_empty() {
            ledger.remove(&unit);
        }
    }

    /// Brings a whole column into the kept totals, or takes it out.
    fn weigh(&mut self, indicator: u32, unit: u32, change: Change) {
        let Some(rule) = self.kept_rule(indicator) else { return };
        let Some(column) = self.ledgers.get(&indicator).and_then(|ledger| ledger.get(&unit)) else { return };
        for rows in column.rows().chunk_by(|one, other| Month::of(one.counted_on) == Month::of(other.counted_on)) {
            let Some(first) = rows.first() else { continue };
            let entries = entries(rows, rule, Period::month_of(first.counted_on), true);
            self.cube.change(&self.tree, (indicator, Month::of(first.counted_on)), unit, &entries, change);
        }
    }

    fn kept_rule(&self, indicator: u32) -> Option<Rule> {
        self.catalogue.at(indicator).filter(|indicator| catalogue::is_kept(indicator)).and_then(rule)
    }
}

/// What tells a row from all others.
type Place = (String, UnitId, FigureId);

fn place(row: &Row) -> Place {
    (row.indicator.clone(), row.unit, row.id)
}
