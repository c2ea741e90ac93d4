//! Tables: many indicators of many units over one period, and one indicator of many units month by month.
//!
//! A table is read from kept totals in the order they lie in memory; what is not kept for the period, and units with rows
//! outside the grid, are asked one by one. Every number is the one [`Engine::figure`] gives.
//!
//! Not here: parts, states and completeness of a number (`answer`), keeping totals (`cube`).

use congdoan_model::{
    Month, Period, UnitId,
    figures::{Formula, Indicator, OverTime, Value},
};

use crate::{
    catalogue,
    cube::{MONTHS, QUARTER, Reach, Year, add, add_strips, month, place},
    engine::Engine,
    figure::Ask,
    grid::Line,
    ratio,
};

/// The numbers of some units and indicators in one period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The version of the engine all numbers come from.
    pub version: u64,
    width: usize,
    cells: Vec<Option<Value>>,
}

impl Table {
    /// The numbers of every unit in the order asked: one for each indicator, nothing where nobody reported.
    pub fn lines(&self) -> impl Iterator<Item = &[Option<Value>]> {
        self.cells.chunks_exact(self.width.max(1))
    }
}

/// What an indicator takes of a line of sums.
#[derive(Clone, Copy, Debug)]
enum Take {
    /// One place: a sum. Last the indicator, for where sums do not do.
    One(usize, u32),
    /// Two places: a quotient times this. Last the indicator.
    Two(usize, usize, i64, u32),
    /// No place: the indicator is asked by itself.
    Alone(u32),
    /// Nobody knows the indicator.
    Nothing,
}

/// The months of a period by year: year, first and last place in it.
type Stretch = (i32, usize, usize);

fn stretches(period: Period) -> Vec<Stretch> {
    let (from, to) = (place(Month::of(period.from())), place(Month::of(period.to())));
    let first = |year| if year == from.0 { from.1 } else { 0 };
    let last = |year| if year == to.0 { to.1 } else { MONTHS - 1 };
    (from.0..=to.0).map(|year| (year, first(year), last(year))).collect()
}

impl Engine {
    /// A table of some units by some indicators; a unit or an indicator nobody knows has nothing in its cells.
    #[must_use]
    pub fn table(&self, units: &[UnitId], indicators: &[&str], period: Period) -> Table {
        let mut table = Table::default();
        self.fill_table(units, indicators, period, &mut table);
        table
    }

    /// The same into a table that is there already, whose memory is used again.
    pub fn fill_table(&self, units: &[UnitId], indicators: &[&str], period: Period, table: &mut Table) {
        let (stretches, reach) = (stretches(period), Reach::of(period));
        let take = |id: &&str| self.catalogue.index_of(id).map_or(Take::Nothing, |index| self.take(index, reach));
        let takes: Vec<Take> = indicators.iter().map(take).collect();
        let mut sums = vec![0; self.cube.shape.width()];
        table.version = self.version();
        table.width = indicators.len();
        table.cells.clear();
        table.cells.reserve(units.len() * indicators.len());
        for unit in units {
            let Some(unit) = self.tree.index_of(*unit) else {
                table.cells.extend(indicators.iter().map(|_| None));
                continue;
            };
            let is_summed = self.sum_lanes(unit, &stretches, period, &mut sums);
            let sum = |lane: usize| match sums.get(lane) {
                Some(0) | None => self.is_anybody(unit, &stretches, lane).then_some(0),
                Some(value) => Some(*value),
            };
            let cell = |take: &Take| match take {
                Take::One(lane, _) if is_summed => sum(*lane).map(Value::Whole),
                Take::Two(first, second, scale, _) if is_summed => {
                    sum(*first).and_then(|first| ratio::hundredths(first, sum(*second).unwrap_or(0), *scale))
                }
                Take::Nothing => None,
                Take::One(_, index) | Take::Two(.., index) | Take::Alone(index) => self.one(unit, *index, period),
            };
            table.cells.extend(takes.iter().map(cell));
        }
    }

    /// Where the number of an indicator stands among the sums of a period.
    fn take(&self, index: u32, reach: Reach) -> Take {
        let Some(indicator) = self.catalogue.at(index) else { return Take::Nothing };
        let lane = |indicator: &Indicator, index: u32| {
            let column = self.grid.column(index).filter(|_| catalogue::is_kept(indicator))?;
            reach.lane(&self.cube.shape, column, indicator.time == OverTime::Last)
        };
        match &indicator.formula {
            Formula::Rows(_) => lane(indicator, index).map_or(Take::Alone(index), |lane| Take::One(lane, index)),
            Formula::Ratio { numerator, denominator } => {
                let lane = |id: &str| {
                    let index = self.catalogue.index_of(id)?;
                    lane(self.catalogue.at(index)?, index)
                };
                match (lane(numerator), lane(denominator)) {
                    (Some(first), Some(second)) => Take::Two(first, second, ratio::scale(indicator), index),
                    _ => Take::Alone(index),
                }
            }
            Formula::Growth { .. } | Formula::Units(_) => Take::Alone(index),
        }
    }

    /// Adds up all lanes of a unit, own and below; false where that is not enough: rows outside the grid have a say, or the
    /// unit was gone by the end.
    fn sum_lanes(&self, unit: u32, stretches: &[Stretch], period: Period, sums: &mut [i64]) -> bool {
        if self.is_loose(unit) || !self.tree.at(unit).is_some_and(|unit| unit.is_open(period.to())) {
            return false;
        }
        sums.fill(0);
        let columns = self.cube.shape.columns;
        let (flows, carried) = sums.split_at_mut(columns);
        let rail = self.tree.upper(unit);
        for (year, first, last) in stretches {
            let Some((kept, rail)) = self.cube.year(*year).zip(rail) else { continue };
            self.add_months(kept, rail, (*first, *last), flows);
        }
        if let Some(((kept, last), rail)) = self.last_month(stretches).zip(rail) {
            let at = self.cube.at(rail, last, columns);
            carried.copy_from_slice(kept.values.get(at..at + carried.len()).unwrap_or_default());
        }
        let own = self.own_lines(unit, stretches);
        own.iter().for_each(|line| add(flows, line.values));
        if !own.is_empty() {
            for (to, column) in carried.iter_mut().zip(&self.cube.shape.stocks) {
                let last = own.iter().rev().find_map(|line| line.get(*column));
                *to = to.wrapping_add(last.unwrap_or(0));
            }
        }
        true
    }

    /// Adds what some months of a year hold on a rail: whole quarters as such, other months one by one.
    fn add_months(&self, year: &Year, rail: u32, (first, last): (usize, usize), flows: &mut [i64]) {
        let shape = &self.cube.shape;
        let months = |from: usize, to: usize, flows: &mut [i64]| {
            let strips = year.values.get(self.cube.at(rail, from, 0)..self.cube.at(rail, to, 0));
            add_strips(flows, strips.unwrap_or_default(), shape.width().max(1));
        };
        let (from, to) = (first.next_multiple_of(QUARTER), (last + 1) / QUARTER * QUARTER);
        if from >= to {
            return months(first, last + 1, flows);
        }
        months(first, from, flows);
        let at = |month| shape.quarter(rail, month, 0).unwrap_or(0);
        let quarters = year.quarters.get(at(from)..at(to - QUARTER) + shape.columns);
        add_strips(flows, quarters.unwrap_or_default(), shape.columns.max(1));
        months(to, last + 1, flows);
    }

    fn last_month(&self, stretches: &[Stretch]) -> Option<(&Year, usize)> {
        let (year, _, last) = stretches.last()?;
        Some((self.cube.year(*year)?, *last))
    }

    /// Whether anybody at a unit or below reported what a lane adds up.
    fn is_anybody(&self, unit: u32, stretches: &[Stretch], lane: usize) -> bool {
        let columns = self.cube.shape.columns;
        let is_carried = lane >= columns;
        let below = |rail: u32| {
            let rows = |year: &Year, at| year.rows.get(self.cube.at(rail, at, lane)).is_some_and(|rows| *rows > 0);
            if is_carried {
                return self.last_month(stretches).is_some_and(|(year, at)| rows(year, at));
            }
            let in_year = |(year, first, last): &Stretch| {
                self.cube.year(*year).is_some_and(|year| (*first..=*last).any(|at| rows(year, at)))
            };
            stretches.iter().any(in_year)
        };
        let column = match lane.checked_sub(columns) {
            Some(at) => self.cube.shape.stocks.get(at).copied(),
            None => u32::try_from(lane).ok(),
        };
        let own = |column| self.own_lines(unit, stretches).iter().any(|line| line.get(column).is_some());
        self.tree.upper(unit).is_some_and(below) || column.is_some_and(own)
    }

    /// What a unit declared itself, month by month.
    fn own_lines(&self, unit: u32, stretches: &[Stretch]) -> Vec<Line<'_>> {
        let Some(seat) = self.grid.seat(unit) else { return Vec::new() };
        let months = stretches.iter().flat_map(|(year, first, last)| (*first..=*last).map(|at| month(*year, at)));
        months.filter_map(|month| self.grid.line(month, seat)).collect()
    }

    /// The number of an indicator asked by itself.
    fn one(&self, unit: u32, index: u32, period: Period) -> Option<Value> {
        self.value(index, self.catalogue.at(index)?, Ask { unit, period, parts: false, restated: None })
    }

    /// One indicator of some units in every month of a year, against a target for each unit and month in the order of
    /// units, then months (hundredths of a percent of the target; nothing without a target or a report).
    #[must_use]
    pub fn by_month(&self, units: &[UnitId], indicator: &str, year: i32, targets: &[i64]) -> Vec<Progress> {
        let index = self.catalogue.index_of(indicator);
        let known = index.and_then(|index| Some((index, self.catalogue.at(index)?)));
        let mut all = Vec::with_capacity(units.len() * MONTHS);
        let mut targets = targets.iter().copied().chain(std::iter::repeat(0));
        let periods: Vec<Period> = (0..MONTHS).map(|at| Period::month_of(month(year, at).first())).collect();
        let takes: Vec<Take> =
            periods.iter().map(|of| index.map_or(Take::Nothing, |at| self.take(at, Reach::of(*of)))).collect();
        let kept = self.cube.year(year);
        for unit in units {
            let unit = self.tree.index_of(*unit);
            // A unit with nothing of its own shows what is kept.
            let rail = unit.filter(|unit| self.grid.seat(*unit).is_none() && !self.is_loose(*unit));
            let rail = rail.and_then(|unit| self.tree.upper(unit));
            for ((at, period), take) in periods.iter().enumerate().zip(&takes) {
                let value = match (rail, take, kept, known, unit) {
                    (Some(rail), Take::One(lane, _), Some(kept), ..) => {
                        let at = self.cube.at(rail, at, *lane);
                        let is_any = kept.rows.get(at).is_some_and(|rows| *rows > 0);
                        kept.values.get(at).filter(|_| is_any).map(|value| Value::Whole(*value))
                    }
                    (_, _, _, Some((index, _)), Some(unit)) => self.one(unit, index, *period),
                    _ => None,
                };
                let target = targets.next().unwrap_or(0);
                let share = value.and_then(Value::whole).and_then(|value| ratio::hundredths(value, target, 100));
                all.push(Progress { value, target, share });
            }
        }
        all
    }
}

/// One number against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The number; nothing where nobody reported.
    pub value: Option<Value>,
    /// The target, in the indicator's unit of measure.
    pub target: i64,
    /// How much of the target was reached, in percent; nothing without a target or a report.
    pub share: Option<Value>,
}
