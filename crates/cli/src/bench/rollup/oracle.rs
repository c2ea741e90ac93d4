//! The same answers the slow, obvious way: every number is worked out again from the seed and added to whatever stands
//! above its unit. It shares nothing with the engine.
//!
//! Not here: what is asked (`queries`).

use std::collections::HashMap;

use congdoan_model::figures::Value;

use super::federation::{Federation, GROUPS, Kind};

/// A federation with what changed since it was made up.
#[derive(Debug)]
pub(super) struct Oracle<'f> {
    pub(super) federation: &'f Federation,
    kinds: Vec<Kind>,
    /// What a unit sent again for a month.
    pub(super) sent: HashMap<(usize, usize), Vec<Option<i64>>>,
    /// The manager a unit has from the middle of the year on.
    pub(super) moved: HashMap<usize, usize>,
}

/// Sums of every column at every unit above grassroots ones, over the months up to one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sums {
    columns: usize,
    sums: Vec<i64>,
    rows: Vec<u32>,
}

/// The month, from 0, in which units move.
pub(super) const MOVING: usize = 6;

impl<'f> Oracle<'f> {
    pub(super) fn new(federation: &'f Federation) -> Self {
        Self { federation, kinds: federation.kinds(), sent: HashMap::new(), moved: HashMap::new() }
    }

    pub(super) fn value(&self, unit: usize, column: usize, month: usize) -> Option<i64> {
        match self.sent.get(&(unit, month)) {
            Some(values) => values.get(column).copied().flatten(),
            None => self.federation.value(unit, column, month),
        }
    }

    /// Every unit above a grassroots one in a month, each once.
    fn above(&self, unit: usize, month: usize) -> Vec<usize> {
        let managers = &self.federation.managers;
        let moved = self.moved.get(&unit).filter(|_| month >= MOVING).copied();
        let mut above = Vec::new();
        let mut up = moved.or_else(|| managers.get(unit).copied());
        while let Some(at) = up {
            above.push(at);
            up = (at > 0).then(|| managers.get(at).copied()).flatten();
        }
        if let Some(industry) = self.federation.coordinators.get(unit).copied().flatten()
            && !above.contains(&industry)
        {
            above.push(industry);
        }
        above
    }

    /// The group directly below the root in which a unit is counted in a month.
    pub(super) fn group(&self, unit: usize, month: usize) -> usize {
        self.above(unit, month).into_iter().find(|above| (1..=GROUPS).contains(above)).unwrap_or(0)
    }

    /// Adds up months from one to another: flows add, of stocks the last one counts, in the last month's tree.
    pub(super) fn sums(&self, from: usize, to: usize) -> Sums {
        let (columns, first) = (self.federation.columns(), self.federation.first());
        let mut sums = Sums { columns, sums: vec![0; first * columns], rows: vec![0; first * columns] };
        let stocks: Vec<bool> = self.kinds.iter().map(|kind| *kind == Kind::Stock).collect();
        for unit in first..self.federation.all() {
            let mut last = vec![None; columns];
            for month in from..=to {
                let mut line = vec![None; columns];
                for (column, (is_stock, last)) in stocks.iter().take(columns).zip(&mut last).enumerate() {
                    let value = self.value(unit, column, month);
                    if !is_stock {
                        line.get_mut(column).map(|to| *to = value).unwrap_or_default();
                    } else if value.is_some() {
                        *last = value;
                    }
                }
                sums.add(&self.above(unit, month), &line);
            }
            sums.add(&self.above(unit, to), &last);
        }
        sums
    }

    /// What an indicator shows of sums at a unit.
    pub(super) fn shown(&self, sums: &Sums, unit: usize, indicator: usize) -> Option<Value> {
        match self.kinds.get(indicator)? {
            Kind::Flow | Kind::Stock => sums.get(unit, indicator).map(Value::Whole),
            Kind::Ratio(above, below, percent) => {
                let (above, below) = (sums.get(unit, *above)?, sums.get(unit, *below).unwrap_or(0));
                Value::ratio(above, below, if *percent { 100 } else { 1 })
            }
        }
    }

    /// Units expected and reporting, by group and month.
    pub(super) fn reporting(&self, months: usize) -> Vec<(u32, u32)> {
        let mut counts = vec![(0, 0); GROUPS * 12];
        for unit in self.federation.first()..self.federation.all() {
            for month in 0..12 {
                let any = || (0..self.federation.columns()).any(|column| self.value(unit, column, month).is_some());
                let reported = month < months && any();
                for group in self.above(unit, month).into_iter().filter(|above| (1..=GROUPS).contains(above)) {
                    if let Some(count) = counts.get_mut((group - 1) * 12 + month) {
                        count.0 += 1;
                        count.1 += u32::from(reported);
                    }
                }
            }
        }
        counts
    }

    /// Every unit of every group with its score, best first; of equal ones the first by number.
    pub(super) fn ranked(&self, weights: &[(usize, i64)], months: usize) -> Vec<Vec<(usize, i64)>> {
        let mut groups = vec![Vec::new(); GROUPS];
        for unit in self.federation.first()..self.federation.all() {
            let worth = |month: usize| {
                let value = |(column, weight): &(usize, i64)| self.value(unit, *column, month).unwrap_or(0) * weight;
                weights.iter().map(value).sum::<i64>()
            };
            let score = (0..months).map(worth).sum::<i64>();
            if let Some(group) = groups.get_mut(self.group(unit, 11) - 1) {
                group.push((unit, score));
            }
        }
        for group in &mut groups {
            group.sort_by_key(|(unit, score)| (-score, *unit));
        }
        groups
    }

    /// Sums of columns over months by any grouping of units.
    pub(super) fn grouped(&self, groups: usize, group: impl Fn(usize) -> Option<usize>, to: usize) -> Vec<Vec<i64>> {
        let columns = self.federation.columns();
        let mut sums = vec![vec![0; columns]; groups];
        for unit in self.federation.first()..self.federation.all() {
            let Some(sums) = group(unit).and_then(|group| sums.get_mut(group)) else { continue };
            for (column, sum) in sums.iter_mut().enumerate() {
                let mut months = (0..=to).rev().filter_map(|month| self.value(unit, column, month));
                *sum += match self.kinds.get(column) {
                    Some(Kind::Stock) => months.next().unwrap_or(0),
                    _ => months.sum::<i64>(),
                };
            }
        }
        sums
    }
}

impl Sums {
    fn add(&mut self, above: &[usize], line: &[Option<i64>]) {
        for unit in above {
            let from = unit * self.columns;
            let sums = self.sums.iter_mut().skip(from).zip(self.rows.iter_mut().skip(from));
            for ((sum, rows), value) in sums.zip(line) {
                *sum += value.unwrap_or(0);
                *rows += u32::from(value.is_some());
            }
        }
    }

    fn get(&self, unit: usize, column: usize) -> Option<i64> {
        let at = unit * self.columns + column;
        self.rows.get(at).filter(|rows| **rows > 0).and_then(|_| self.sums.get(at)).copied()
    }
}
