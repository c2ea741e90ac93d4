//! Keeping the totals of months right: one change at a time, or all of them anew.
//!
//! What only the grid holds is added a line at a time. Where a unit has other rows of an indicator too, the two together
//! can give something else than each alone (a stock's last row), so there entries are worked out and brought in one by one.
//!
//! Not here: what is changed (`engine`, `months`), reading totals (`cube`, `table`).

use std::{collections::BTreeSet, ops::Range};

use congdoan_model::{Month, Period, figures::OverTime};

use super::Engine;
use crate::{
    catalogue,
    column::Base,
    cube::{Change, Cube, Delta, MONTHS, Shape, month, place},
    entry::{Entry, Rule, entries},
    grid::Line,
    threads,
};

/// The period from the beginning of a month's year to its end.
pub(crate) fn year_to(month: Month) -> Period {
    let january = Month::from_index(month.index().div_euclid(12) * 12);
    Period::range(january.first(), month.last()).unwrap_or_else(|_| Period::month_of(month.first()))
}

/// Which rows are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// All of a unit.
    All,
    /// Those of the grid alone.
    Grid,
}

impl Engine {
    /// Adds up everything anew.
    pub(crate) fn rebuild(&mut self) {
        let stock = |(indicator, column): (u32, u32)| {
            let known = self.catalogue.at(indicator)?;
            (catalogue::is_kept(known) && known.time == OverTime::Last).then_some(column)
        };
        let stocks: BTreeSet<u32> = self.grid.columns().filter_map(stock).collect();
        let shape =
            Shape { rails: self.tree.rail_count(), columns: self.grid.width(), stocks: stocks.into_iter().collect() };
        self.cube = Cube::new(shape);
        let years: BTreeSet<i32> = self.grid.months().map(|(month, _)| place(month).0).collect();
        years.into_iter().for_each(|year| self.rebuild_year(year));
        self.rebuild_loose();
        self.recount();
        self.rank_anew();
    }

    /// Adds what units declared in a year: first those with the same lift together, then each such sum to its rails. Each
    /// thread has some of the units.
    fn rebuild_year(&mut self, year: i32) {
        let seats = self.grid.sitting().len();
        let stretch = threads::stretch(seats);
        let firsts = (0..seats).step_by(stretch);
        let mut carriers: Vec<Carrier> =
            firsts.map(|first| Carrier::new(&self.cube.shape, first..(first + stretch).min(seats))).collect();
        for at in 0..MONTHS {
            let engine = &*self;
            let sums: Vec<Vec<Option<Delta>>> = std::thread::scope(|scope| {
                let mut carriers = carriers.iter_mut();
                let first = carriers.next();
                let others: Vec<_> =
                    carriers.map(|carrier| scope.spawn(move || engine.month_sums((year, at), carrier))).collect();
                let mut sums: Vec<_> = first.into_iter().map(|first| engine.month_sums((year, at), first)).collect();
                let joined = others.into_iter().map(|other| other.join());
                sums.extend(joined.map(|sums| sums.unwrap_or_else(|panic| std::panic::resume_unwind(panic))));
                sums
            });
            for (lift, sum) in sums.into_iter().flat_map(|sums| (0..).zip(sums)) {
                let Some(sum) = sum else { continue };
                for rail in self.tree.rails_of(lift) {
                    self.cube.change_all(*rail, (year, at), &sum, Change::Add);
                }
            }
        }
    }

    /// What some units give a month, by lift; the months before were asked for with the same carrier.
    fn month_sums(&self, (year, at): (i32, usize), carrier: &mut Carrier) -> Vec<Option<Delta>> {
        let day = month(year, at).last();
        let mut sums: Vec<Option<Delta>> = vec![None; self.tree.lift_count()];
        let (width, grid, tree) = (self.cube.shape.width(), &self.grid, &self.tree);
        let leaf = grid.leaf(month(year, at));
        let Range { start, end } = carrier.seats;
        for (seat, line) in leaf.into_iter().flat_map(|leaf| leaf.lines_from(start, end)) {
            carrier.note(seat, line, at);
            let Some(unit) = grid.unit(seat) else { continue };
            let lift = tree.counting_lift_number(unit, day);
            if let Some(sum) = sums.get_mut(lift as usize) {
                sum.get_or_insert_with(|| Delta::new(width)).add_line(line);
            }
        }
        for seat in start..end {
            let Some(unit) = grid.unit(u32::try_from(seat).unwrap_or(u32::MAX)) else { continue };
            let lift = tree.counting_lift_number(unit, day);
            if let Some(sum) = sums.get_mut(lift as usize) {
                carrier.add(seat, at, sum.get_or_insert_with(|| Delta::new(width)));
            }
        }
        sums
    }

    /// Brings in the rows outside the grid, and what they make of the grid's.
    fn rebuild_loose(&mut self) {
        let mut loose: Vec<(u32, u32, BTreeSet<Month>)> = Vec::new();
        for (indicator, ledger) in &self.ledgers {
            for (unit, column) in ledger {
                let months = column.rows().iter().map(|row| Month::of(row.counted_on)).collect();
                loose.push((*indicator, *unit, months));
            }
        }
        for (indicator, unit, months) in loose {
            self.weigh(indicator, unit, &months, Of::Grid, Change::Take);
            self.weigh(indicator, unit, &months, Of::All, Change::Add);
        }
    }

    /// Brings what rows of some months of a unit give into the totals, or takes it out.
    pub(super) fn weigh(&mut self, indicator: u32, unit: u32, months: &BTreeSet<Month>, of: Of, change: Change) {
        let Some((rule, column)) = self.kept_rule(indicator) else { return };
        let column = column as usize;
        for month in months {
            self.weigh_period(indicator, unit, rule, (Period::month_of(month.first()), column), of, change);
        }
        let Some(lane) = self.cube.shape.carried(u32::try_from(column).unwrap_or(u32::MAX)) else { return };
        let touched = |month: &Month| {
            let (year, at) = place(*month);
            (at..MONTHS).map(move |at| crate::cube::month(year, at))
        };
        for month in months.iter().flat_map(touched).collect::<BTreeSet<Month>>() {
            self.weigh_period(indicator, unit, rule, (year_to(month), lane), of, change);
        }
    }

    /// The entries of a period go into its last month's lane.
    fn weigh_period(
        &mut self,
        indicator: u32,
        unit: u32,
        rule: Rule,
        (period, lane): (Period, usize),
        of: Of,
        change: Change,
    ) {
        let entries: Vec<Entry> = match of {
            Of::All => self.given(indicator, unit, rule, period),
            Of::Grid => {
                let rows: Vec<Base> = self.grid.rows(indicator, unit, period).collect();
                let is_open = self.tree.at(unit).is_some_and(|unit| unit.is_open(period.to()));
                entries(&rows, rule, period, is_open)
            }
        };
        for entry in &entries {
            self.cube.change(self.tree.rails(unit, entry.day), (Month::of(period.to()), lane), entry, change);
        }
    }

    /// The rule and the column of an indicator whose totals are kept.
    pub(super) fn kept_rule(&self, indicator: u32) -> Option<(Rule, u32)> {
        let known = self.catalogue.at(indicator).filter(|indicator| catalogue::is_kept(indicator))?;
        Some((self.rule(known)?, self.grid.column(indicator)?))
    }
}

/// What stocks carry from month to month, unit by unit.
struct Carrier {
    seats: Range<usize>,
    columns: usize,
    stocks: Vec<u32>,
    /// The last number of each stock in each seat, and the month it is of; [`MONTHS`] where there is none yet.
    last: Vec<(i64, usize)>,
}

impl Carrier {
    fn new(shape: &Shape, seats: Range<usize>) -> Self {
        let last = vec![(0, MONTHS); seats.len() * shape.stocks.len()];
        Self { seats, columns: shape.columns, stocks: shape.stocks.clone(), last }
    }

    fn note(&mut self, seat: u32, line: Line<'_>, month: usize) {
        let from = (seat as usize).saturating_sub(self.seats.start) * self.stocks.len();
        for (column, last) in self.stocks.iter().zip(self.last.iter_mut().skip(from)) {
            if let Some(value) = line.get(*column) {
                *last = (value, month);
            }
        }
    }

    fn add(&self, seat: usize, month: usize, sum: &mut Delta) {
        let stocks = self.stocks.len();
        let from = seat.saturating_sub(self.seats.start) * stocks;
        let last = self.last.get(from..from + stocks).unwrap_or_default();
        for (at, (value, of)) in last.iter().enumerate() {
            if *of != MONTHS {
                sum.add_one(self.columns + at, *value, *of != month);
            }
        }
    }
}
