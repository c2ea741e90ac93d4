//! Totals of months, kept exact on every rail of the tree, in one stretch of memory a year.
//!
//! The numbers of one rail lie together: month after month, and in a month one lane for each column of the grid. Reading a
//! table of all indicators for a unit and everything directly below is therefore one pass over a few stretches. A flow has
//! one lane, its months add. A stock has two: what was reported in just that month, and the last reported since the year
//! began, carried to every later month up the tree of that month's last day.
//!
//! A change of one unit's month is added to the rails of its lift: each unit above gets the difference once, however many
//! lines lead there. A unit's own rows are not in its cell: they are few, and read from column and grid.
//!
//! The same rails, filled by one pass over all units, answer for figures of members in any one period until a roll or a
//! row changes (`answer`).
//!
//! Not here: which rail is what (`tree`), everything that is scanned (`scan`), whole lines at a time (`cube::delta`).

mod delta;

use std::collections::BTreeMap;

use congdoan_model::{Month, Period};

pub(crate) use delta::{Delta, Shift, add, add_strips};

use crate::{
    entry::Entry,
    figure::Tally,
    tree::{Home, Tree},
};

/// Months of a year.
pub(crate) const MONTHS: usize = 12;

/// Quarters of a year, and months of a quarter.
pub(crate) const QUARTERS: usize = 4;
pub(crate) const QUARTER: usize = 3;

/// Year and place in it of a month.
pub(crate) fn place(month: Month) -> (i32, usize) {
    (month.index().div_euclid(12), usize::try_from(month.index().rem_euclid(12)).unwrap_or(0))
}

/// The month of a year and a place in it.
pub(crate) fn month(year: i32, at: usize) -> Month {
    Month::from_index(year * 12 + i32::try_from(at).unwrap_or(0))
}

/// The kept totals.
#[derive(Debug, Default)]
pub(crate) struct Cube {
    pub(crate) shape: Shape,
    years: BTreeMap<i32, Year>,
}

/// What the lanes of a month stand for: first every column of the grid, then what stocks carry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shape {
    pub(crate) rails: usize,
    pub(crate) columns: usize,
    /// The columns of stocks, in the order of their carried lanes.
    pub(crate) stocks: Vec<u32>,
}

impl Shape {
    /// Lanes of a month.
    pub(crate) const fn width(&self) -> usize {
        self.columns + self.stocks.len()
    }

    /// The place of a column in the quarter of a month on a rail; lanes of what is carried have none.
    pub(crate) const fn quarter(&self, rail: u32, month: usize, lane: usize) -> Option<usize> {
        let at = (rail as usize * QUARTERS + month / QUARTER) * self.columns;
        if lane < self.columns { Some(at + lane) } else { None }
    }

    /// The lane of what a stock carries.
    pub(crate) fn carried(&self, column: u32) -> Option<usize> {
        self.stocks.binary_search(&column).ok().map(|at| self.columns + at)
    }
}

/// The totals of a year: `[rail][month][lane]`.
#[derive(Debug, Default)]
pub(crate) struct Year {
    pub(crate) values: Vec<i64>,
    /// The months of each quarter together, `[rail][quarter][column]`: of three months in a row one strip is read.
    pub(crate) quarters: Vec<i64>,
    pub(crate) rows: Vec<u32>,
    pub(crate) flawed: Vec<u32>,
}

impl Year {
    fn tally(&self, at: usize) -> Tally {
        let count = |counts: &[u32]| counts.get(at).copied().unwrap_or_default();
        let value = self.values.get(at).copied().unwrap_or_default();
        Tally { value, rows: count(&self.rows), flawed: count(&self.flawed) }
    }
}

/// Totals of one indicator in any one period, by rail.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    cells: Vec<Tally>,
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

impl Kept {
    /// Puts entries of a unit in, or takes them out.
    pub(crate) fn change(&mut self, tree: &Tree, unit: u32, entries: &[Entry], change: Change) {
        self.cells.resize(tree.rail_count(), Tally::default());
        for entry in entries {
            for rail in tree.rails(unit, entry.day) {
                match (self.cells.get_mut(*rail as usize), change) {
                    (Some(cell), Change::Add) => cell.add(entry),
                    (Some(cell), Change::Take) => cell.take(entry),
                    (None, _) => {}
                }
            }
        }
    }
}

/// What totals of a period are read from: months that make it up, or one pass over all of it.
pub(crate) enum Totals<'k> {
    /// One pass.
    Pass(&'k Kept),
    /// One lane of some months, each by its year and its place in it.
    Months(&'k Cube, usize, Vec<(i32, usize)>),
}

impl Totals<'_> {
    fn rail(&self, rail: u32) -> Tally {
        match self {
            Self::Pass(kept) => kept.cells.get(rail as usize).copied().unwrap_or_default(),
            Self::Months(cube, lane, months) => {
                let mut tally = Tally::default();
                months.iter().for_each(|(year, at)| tally.join(cube.tally((*year, *at), rail, *lane)));
                tally
            }
        }
    }

    /// What all units below give, each once.
    pub(crate) fn below(&self, tree: &Tree, unit: u32) -> Tally {
        tree.upper(unit).map(|rail| self.rail(rail)).unwrap_or_default()
    }

    /// What no managing links alone bring to a unit.
    pub(crate) fn coordinated(&self, tree: &Tree, unit: u32) -> i64 {
        tree.coordinated_rail(unit).map_or(0, |rail| self.rail(rail).value)
    }

    /// What of the total of the units below a child strays from its way to a parent.
    pub(crate) fn astray(&self, tree: &Tree, home: Home, child: u32) -> Astray {
        let sum = |coordinated| tree.stray_rail(home, child, coordinated).map_or(0, |rail| self.rail(rail).value);
        Astray { elsewhere: sum(false), coordinated: sum(true) }
    }
}

impl Cube {
    /// An empty cube of a shape.
    pub(crate) const fn new(shape: Shape) -> Self {
        Self { shape, years: BTreeMap::new() }
    }

    /// The place of a lane of a month on a rail.
    pub(crate) fn at(&self, rail: u32, month: usize, lane: usize) -> usize {
        (rail as usize * MONTHS + month) * self.shape.width() + lane
    }

    fn tally(&self, (year, month): (i32, usize), rail: u32, lane: usize) -> Tally {
        self.years.get(&year).map(|year| year.tally(self.at(rail, month, lane))).unwrap_or_default()
    }

    /// The totals of a year.
    pub(crate) fn year(&self, year: i32) -> Option<&Year> {
        self.years.get(&year)
    }

    /// The totals of a year, empty ones if there are none yet.
    pub(crate) fn year_mut(&mut self, year: i32) -> &mut Year {
        let size = self.shape.rails * MONTHS * self.shape.width();
        let known = self.years.entry(year).or_default();
        if known.values.len() < size {
            known.values.resize(size, 0);
            known.rows.resize(size, 0);
            known.flawed.resize(size, 0);
            known.quarters.resize(self.shape.rails * QUARTERS * self.shape.columns, 0);
        }
        known
    }

    /// The years with any totals.
    pub(crate) fn years(&self) -> impl Iterator<Item = i32> {
        self.years.keys().copied()
    }

    /// Makes room for more rails.
    pub(crate) fn lengthen(&mut self, rails: usize) {
        if rails == self.shape.rails {
            return;
        }
        self.shape.rails = rails;
        for year in self.years.keys().copied().collect::<Vec<_>>() {
            self.year_mut(year);
        }
    }

    /// Puts an entry into a lane of a month, or takes it out.
    pub(crate) fn change(&mut self, rails: &[u32], (month, lane): (Month, usize), entry: &Entry, change: Change) {
        let (year, month) = place(month);
        for rail in rails {
            let at = self.at(*rail, month, lane);
            let quarter = self.shape.quarter(*rail, month, lane);
            let year = self.year_mut(year);
            let mut tally = year.tally(at);
            match change {
                Change::Add => tally.add(entry),
                Change::Take => tally.take(entry),
            }
            if let (Some(value), Some(rows), Some(flawed)) =
                (year.values.get_mut(at), year.rows.get_mut(at), year.flawed.get_mut(at))
            {
                let more = tally.value.wrapping_sub(*value);
                (*value, *rows, *flawed) = (tally.value, tally.rows, tally.flawed);
                if let Some(sum) = quarter.and_then(|at| year.quarters.get_mut(at)) {
                    *sum = sum.wrapping_add(more);
                }
            }
        }
    }

    /// The totals of a period, where they are kept: flows of whole months; stocks of one month, or since a year began.
    pub(crate) fn totals(&self, column: u32, is_stock: bool, period: Period) -> Option<Totals<'_>> {
        let last = Month::of(period.to());
        let lane = self.lane(column, is_stock, period)?;
        let months = if is_stock { vec![place(last)] } else { period.touched_months().map(place).collect() };
        Some(Totals::Months(self, lane, months))
    }

    /// The lane in which a period is kept: flows of whole months; stocks of one month, or since a year began.
    pub(crate) fn lane(&self, column: u32, is_stock: bool, period: Period) -> Option<usize> {
        Reach::of(period).lane(&self.shape, column, is_stock)
    }
}

/// Which lanes a period is kept in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// One whole month.
    Month,
    /// Whole months since a year began.
    YearSoFar,
    /// Other whole months, which answer for flows alone.
    Months,
    /// Anything else: not kept.
    Days,
}

impl Reach {
    pub(crate) fn of(period: Period) -> Self {
        let (first, last) = (Month::of(period.from()), Month::of(period.to()));
        let ((since, january), (year, _)) = (place(first), place(last));
        match (first == last, january == 0 && since == year) {
            _ if !period.is_whole_months() => Self::Days,
            (true, _) => Self::Month,
            (false, true) => Self::YearSoFar,
            (false, false) => Self::Months,
        }
    }

    /// The lane of a column.
    pub(crate) fn lane(self, shape: &Shape, column: u32, is_stock: bool) -> Option<usize> {
        match self {
            Self::Days => None,
            Self::YearSoFar if is_stock => shape.carried(column),
            Self::Months if is_stock => None,
            Self::Month | Self::YearSoFar | Self::Months => Some(column as usize),
        }
    }
}
