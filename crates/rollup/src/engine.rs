//! The engine: base rows, members' rolls, tree and catalogue in, and every change of them.
//!
//! Not here: members' rolls (`rolls`), answering (`answer`); where rows come from (`service` follows the change log).

mod filled;
mod months;
mod moving;
mod rolls;
mod totals;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Month, Period, UnitId,
    figures::{Indicator, OverTime, Row, Source},
};

use crate::{
    catalogue::Catalogue,
    column::{Base, Column, Ledger, Mark, mark},
    completeness::{Data, Turnouts},
    crowd,
    cube::{Change, Cube, Kept},
    entry::Entry,
    figure::Tally,
    grid::{Grid, Spot},
    hash::QuickMap,
    memo::Memo,
    ranking::Ranking,
    reporting::Reports,
    seats::Rolls,
    tree::Tree,
};
pub use filled::Filled;
pub use months::Submission;
pub use moving::Move;
use totals::Of;

/// Dated trees and base rows, with totals of months kept exact.
///
/// A declared month may come without an id (the nil one): it is then told from others by unit, indicator and month alone,
/// of which there is one, comes before other rows of its day, and costs 8 bytes instead of 80.
///
/// Rows and rolls of units or indicators the engine does not know are set aside, count nowhere, and take their place as
/// soon as a tree or a catalogue knows them.
#[derive(Debug, Default)]
pub struct Engine {
    pub(crate) catalogue: Catalogue,
    pub(crate) tree: Tree,
    pub(crate) ledgers: HashMap<u32, Ledger>,
    pub(crate) grid: Grid,
    /// How many rows outside the grid each unit has, by month.
    loose: QuickMap<u32, BTreeMap<Month, u32>>,
    aside: BTreeMap<Place, Row>,
    pub(crate) cube: Cube,
    pub(crate) rolls: Rolls,
    /// Totals the cube does not hold, one pass for each period asked.
    pub(crate) passes: Memo<Kept>,
    /// Totals of different subjects, by unit.
    pub(crate) distincts: Memo<HashMap<u32, Tally>>,
    pub(crate) turnouts: Turnouts,
    pub(crate) reports: Reports,
    pub(crate) ranking: Option<Ranking>,
    pub(crate) crowd: Option<crowd::Kept>,
    /// The day it is, if anybody said so.
    pub(crate) today: Option<NaiveDate>,
    version: u64,
}

/// Filling and changing.
impl Engine {
    /// An engine without rows.
    #[must_use]
    pub fn new(catalogue: Catalogue, tree: Tree) -> Self {
        let mut engine = Self { catalogue, tree, ..Self::default() };
        engine.grid.know(&engine.catalogue);
        engine.grid.plant(&engine.tree);
        engine.rebuild();
        engine
    }

    /// Takes in many rows at once and adds everything up anew; much quicker than one by one. A row with the id of one
    /// already filed under its indicator and unit replaces it.
    pub fn load(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.file(rows);
        self.rebuild();
        self.version += 1;
    }

    /// Says what day it is, on which what stands is counted in a period that runs; without it, and in all others, it is the
    /// last day of the period. Returns whether it is another day than before.
    pub fn turn_to(&mut self, today: NaiveDate) -> bool {
        if self.today.replace(today) == Some(today) {
            return false;
        }
        let stands = |(_, indicator): &(u32, &Indicator)| indicator.time == OverTime::Standing;
        for (index, _) in (0..).zip(self.catalogue.indicators()).filter(stands) {
            self.passes.forget(index);
        }
        self.version += 1;
        true
    }

    /// The day it is, if anybody said so.
    #[must_use]
    pub const fn today(&self) -> Option<NaiveDate> {
        self.today
    }

    /// Takes in one row, or replaces the row of the same id, indicator and unit.
    pub fn add(&mut self, row: Row) {
        self.drop_row(&row);
        let month = Month::of(row.counted_on);
        match (self.spot(&row), self.home(&row)) {
            (Some(spot), home) => self.reweigh(home, month, |engine| _ = engine.grid.set(spot, Some(row.value))),
            (None, Some((indicator, unit))) => self.reweigh(Some((indicator, unit)), month, |engine| {
                engine.column(indicator, unit).insert(Base::new(row));
                *engine.loose.entry(unit).or_default().entry(month).or_default() += 1;
            }),
            (None, None) => _ = self.aside.insert(place(&row), row),
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
        self.grid.plant(&self.tree);
        self.rolls.replant(&self.tree);
        self.crowd_anew();
        self.load(rows);
    }

    /// Puts another catalogue in the place of the one known, and adds everything up anew.
    pub fn replace_catalogue(&mut self, catalogue: Catalogue) {
        let mut rows = self.drain();
        rows.extend(self.strangers(&catalogue));
        self.catalogue = catalogue;
        self.grid.know(&self.catalogue);
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

    /// Where in the grid a row belongs, if it does: a plainly declared month without an id.
    fn spot(&mut self, row: &Row) -> Option<Spot> {
        let month = Month::of(row.counted_on);
        let fits = row.id == FigureId::default() && is_plain(row);
        let column = self.catalogue.index_of(&row.indicator).filter(|_| fits).and_then(|at| self.grid.column(at))?;
        Some(Spot { month, seat: self.grid.take_seat(row.unit, self.tree.index_of(row.unit)), column })
    }

    /// Where in the grid the declared month stands that has no id, like this row, and its unit, indicator and month.
    fn held(&self, row: &Row) -> Option<Spot> {
        let month = Month::of(row.counted_on);
        let indicator = self.catalogue.index_of(&row.indicator).filter(|_| row.id == FigureId::default())?;
        let spot = Spot { month, seat: self.grid.seat_of(row.unit)?, column: self.grid.column(indicator)? };
        self.grid.line(month, spot.seat)?.get(spot.column).map(|_| spot)
    }

    fn file(&mut self, rows: impl IntoIterator<Item = Row>) {
        let mut columns: BTreeMap<(u32, u32), BTreeMap<Mark, Base>> = BTreeMap::new();
        for row in rows {
            // Of rows without an id, of one month, the last counts.
            let former = self.held(&row);
            if let Some(spot) = former {
                _ = self.grid.set(spot, None);
            }
            if let Some(spot) = self.spot(&row) {
                _ = self.grid.set(spot, Some(row.value));
                if let Some((indicator, unit)) = self.home(&row) {
                    let mark = mark(row.id, row.counted_on);
                    columns.get_mut(&(indicator, unit)).and_then(|rows| rows.remove(&mark));
                    self.take_out(indicator, unit, mark);
                }
                continue;
            }
            match self.home(&row) {
                Some(home) => {
                    let base = Base::new(row);
                    columns.entry(home).or_default().insert(base.mark(), base);
                }
                None => _ = self.aside.insert(place(&row), row),
            }
        }
        self.forget_passes();
        for ((indicator, unit), rows) in columns {
            self.column(indicator, unit).extend(rows);
        }
        self.count_loose();
    }

    fn column(&mut self, indicator: u32, unit: u32) -> &mut Column {
        self.ledgers.entry(indicator).or_default().entry(unit).or_default()
    }

    fn drop_row(&mut self, row: &Row) -> bool {
        let home = self.home(row);
        if let Some(spot) = self.held(row) {
            self.reweigh(home, spot.month, |engine| _ = engine.grid.set(spot, None));
            return true;
        }
        let Some((indicator, unit)) = home else {
            return self.aside.remove(&place(row)).is_some();
        };
        let mark = mark(row.id, row.counted_on);
        let column = self.ledgers.get(&indicator).and_then(|ledger| ledger.get(&unit));
        let Some(month) = column.and_then(|column| column.find(mark)).map(|found| Month::of(found.counted_on)) else {
            return false;
        };
        self.reweigh(home, month, |engine| engine.take_out(indicator, unit, mark));
        true
    }

    /// Takes a row outside the grid out, if it is there; totals stay as they are.
    fn take_out(&mut self, indicator: u32, unit: u32, mark: Mark) {
        let Some(ledger) = self.ledgers.get_mut(&indicator) else { return };
        let Some(column) = ledger.get_mut(&unit) else { return };
        let Some(gone) = column.remove(mark) else { return };
        if column.is_empty() {
            ledger.remove(&unit);
        }
        self.forget_loose(unit, Month::of(gone.counted_on));
    }

    fn count_loose(&mut self) {
        self.loose.clear();
        for (unit, column) in self.ledgers.values().flatten() {
            for row in column.rows() {
                *self.loose.entry(*unit).or_default().entry(Month::of(row.counted_on)).or_default() += 1;
            }
        }
    }

    fn forget_loose(&mut self, unit: u32, month: Month) {
        let Some(months) = self.loose.get_mut(&unit) else { return };
        if months.get(&month).is_none_or(|rows| *rows < 2) {
            months.remove(&month);
        } else if let Some(rows) = months.get_mut(&month) {
            *rows -= 1;
        }
        if months.is_empty() {
            self.loose.remove(&unit);
        }
    }

    /// Whether a unit has rows outside the grid.
    pub(crate) fn is_loose(&self, unit: u32) -> bool {
        self.loose.contains_key(&unit)
    }

    /// How many rows outside the grid a unit has in a month.
    pub(crate) fn loose_rows(&self, unit: u32, month: Month) -> u32 {
        self.loose.get(&unit).and_then(|months| months.get(&month)).copied().unwrap_or(0)
    }

    /// The months with rows outside the grid.
    pub(crate) fn loose_months(&self) -> impl Iterator<Item = Month> {
        self.loose.values().flat_map(BTreeMap::keys).copied()
    }

    /// Every row outside the grid as it came, leaving nothing behind.
    fn drain(&mut self) -> Vec<Row> {
        let mut rows: Vec<Row> = std::mem::take(&mut self.aside).into_values().collect();
        for (indicator, ledger) in std::mem::take(&mut self.ledgers) {
            let Some(indicator) = self.catalogue.at(indicator) else { continue };
            for (unit, column) in ledger {
                let Some(unit) = self.tree.at(unit) else { continue };
                rows.extend(column.into_rows().into_iter().map(|base| base.row(unit.id, &indicator.id)));
            }
        }
        rows
    }

    /// Takes out of the grid what another catalogue no longer lets stay there.
    fn strangers(&mut self, catalogue: &Catalogue) -> Vec<Row> {
        let strange = self.grid.strangers(catalogue);
        let months: Vec<Month> = self.grid.months().map(|(month, _)| month).collect();
        let sitting: Vec<(UnitId, u32)> = self.grid.sitting().collect();
        let mut rows = Vec::new();
        for (indicator, column) in strange {
            for (month, (unit, seat)) in months.iter().flat_map(|month| sitting.iter().map(move |one| (*month, *one))) {
                let value = self.grid.set(Spot { month, seat, column }, None);
                rows.extend(value.map(|value| Base::declared(month, value).row(unit, &indicator)));
            }
        }
        rows
    }

    /// Forgets what was found in passes over all units.
    fn forget_passes(&mut self) {
        (self.turnouts, self.passes, self.distincts) = (Turnouts::default(), Memo::default(), Memo::default());
    }

    /// Whether anything of an indicator was found by a pass over all units.
    fn is_asked(&mut self, indicator: u32) -> bool {
        self.turnouts.is_asked(indicator) || self.passes.is_known(indicator) || self.distincts.is_known(indicator)
    }

    /// What a unit gives to what passes over an indicator found.
    fn stand(&mut self, indicator: u32, unit: u32) -> Stand {
        let periods = self.passes.periods(indicator);
        let Some(known) = self.catalogue.at(indicator) else { return Stand::default() };
        let of_rule = |rule| periods.into_iter().map(|of| (of, self.given(indicator, unit, rule, of))).collect();
        let given = self.rule(known).map(of_rule).unwrap_or_default();
        let ledger = self.ledgers.get(&indicator);
        let data = Data { tree: &self.tree, ledger, rolls: &self.rolls, grid: &self.grid };
        Stand { given, reported: self.turnouts.stand(data, (indicator, known), unit) }
    }

    /// Brings what passes over an indicator found after a change of a unit's rows.
    fn follow(&mut self, indicator: u32, unit: u32, before: Stand) {
        self.distincts.forget(indicator);
        let Some(known) = self.catalogue.at(indicator) else { return };
        for (period, taken) in before.given {
            let added = self.rule(known).map(|rule| self.given(indicator, unit, rule, period)).unwrap_or_default();
            self.passes.amend((indicator, period), |kept| {
                kept.change(&self.tree, unit, &taken, Change::Take);
                kept.change(&self.tree, unit, &added, Change::Add);
            });
        }
        let ledger = self.ledgers.get(&indicator);
        let data = Data { tree: &self.tree, ledger, rolls: &self.rolls, grid: &self.grid };
        self.turnouts.follow(data, (indicator, known), unit, before.reported);
    }

    /// Changes rows of one unit, indicator and month, and brings the kept totals after it.
    fn reweigh(&mut self, home: Option<(u32, u32)>, month: Month, change: impl FnOnce(&mut Self)) {
        let Some((indicator, unit)) = home else { return change(self) };
        let months = BTreeSet::from([month]);
        let (reported, before) = (self.has_reported(unit, month), self.stand(indicator, unit));
        self.weigh(indicator, unit, &months, Of::All, Change::Take);
        change(self);
        self.weigh(indicator, unit, &months, Of::All, Change::Add);
        self.follow(indicator, unit, before);
        self.note_change(unit, month, reported);
    }
}

/// A row as an engine holds it most cheaply: a plainly declared month goes without its id, since unit, indicator and month
/// tell it apart. Whoever adds rows so must take them out so too, the old one before the new one comes.
#[must_use]
pub fn bare(row: Row) -> Row {
    if is_plain(&row) { Row { id: FigureId::default(), ..row } } else { row }
}

/// Whether a row is a declared month and nothing else.
fn is_plain(row: &Row) -> bool {
    let last = Month::of(row.counted_on).last();
    let is_bare = row.record.is_none() && row.subject.is_none();
    row.source == Source::Declared && is_bare && row.counted_on == last && row.occurred_on == last
}

/// What a unit gives to what passes over one indicator found: entries by period, and whether it reported.
#[derive(Default)]
struct Stand {
    given: Vec<(Period, Vec<Entry>)>,
    reported: Vec<(Period, bool)>,
}

/// What tells a row from all others.
type Place = (String, UnitId, Mark);

fn place(row: &Row) -> Place {
    (row.indicator.clone(), row.unit, mark(row.id, row.counted_on))
}
