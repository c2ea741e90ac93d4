//! Declared months without ids, a whole line at a time: loading them, and one unit sending its numbers of a month again.
//!
//! Not here: single rows (`engine`).

use std::collections::BTreeSet;

use congdoan_model::{FigureId, Month, UnitId};

use super::{Engine, totals::Of};
use crate::{
    cube::{Change, Delta, MONTHS, month, place},
    grid::Line,
};

/// What a unit's line of a month was before it was written anew: bits and numbers.
type Former = (Vec<u64>, Vec<i64>);

/// What a unit declares for a month: all of it, so that what it does not name is not declared.
#[derive(Clone, Debug)]
pub struct Submission {
    /// The unit.
    pub unit: UnitId,
    /// The month.
    pub month: Month,
    /// A number for each indicator of the catalogue, in its order; whatever cannot be declared without an id is left out.
    pub values: Vec<Option<i64>>,
}

/// Declared months.
impl Engine {
    /// Takes in many months at once and adds everything up anew.
    pub fn load_months(&mut self, submissions: impl IntoIterator<Item = Submission>) {
        for submission in submissions {
            let index = self.tree.index_of(submission.unit);
            let seat = self.grid.take_seat(submission.unit, index);
            self.drop_bare(index, submission.month);
            self.grid.write(seat, submission.month, &submission.values);
        }
        self.forget_passes();
        self.rebuild();
        self.version += 1;
    }

    /// How many declared months without ids are held.
    #[must_use]
    pub fn declared_months(&self) -> usize {
        self.grid.months().map(|(_, leaf)| leaf.count()).sum()
    }

    /// Puts what a unit declares for a month in the place of what it declared before, and brings every total after it.
    /// `values` are those of a [`Submission`].
    pub fn submit(&mut self, unit: UnitId, month: Month, values: &[Option<i64>]) {
        let index = self.tree.index_of(unit);
        let seat = self.grid.take_seat(unit, index);
        self.version += 1;
        let Some(index) = index else { return self.grid.write(seat, month, values) };
        let asked: Vec<u32> = (0..).take(values.len()).filter(|at| self.is_asked(*at)).collect();
        let before: Vec<_> = asked.into_iter().map(|at| (at, self.stand(at, index))).collect();
        let reported = self.has_reported(index, month);
        if self.is_loose(index) {
            let months = BTreeSet::from([month]);
            let indicators: Vec<u32> = self.grid.columns().map(|(indicator, _)| indicator).collect();
            indicators.iter().for_each(|at| self.weigh(*at, index, &months, Of::All, Change::Take));
            self.drop_bare(Some(index), month);
            self.grid.write(seat, month, values);
            indicators.iter().for_each(|at| self.weigh(*at, index, &months, Of::All, Change::Add));
            self.score_again(index, month);
        } else {
            let line = self.grid.line(month, seat);
            let former = line.map(|line| (line.present.to_vec(), line.values.to_vec())).unwrap_or_default();
            self.grid.write(seat, month, values);
            self.shift_line(index, seat, month, former);
        }
        before.into_iter().for_each(|(at, before)| self.follow(at, index, before));
        self.note_report(index, month, reported);
    }

    /// Takes out rows outside the grid that a line takes the place of: those without an id, of its month.
    fn drop_bare(&mut self, unit: Option<u32>, month: Month) {
        let Some(unit) = unit.filter(|unit| self.loose_rows(*unit, month) > 0) else { return };
        let indicators: Vec<u32> = self.grid.columns().map(|(indicator, _)| indicator).collect();
        for indicator in indicators {
            self.take_out(indicator, unit, (FigureId::default(), Some(month)));
        }
    }

    /// Brings the totals after a line that was written anew: what is in it now, less what was.
    fn shift_line(&mut self, unit: u32, seat: u32, of: Month, former: Former) {
        let Some(now) = self.grid.line(of, seat) else { return };
        let mut delta = Delta::new(self.cube.shape.width());
        let (present, mut values) = former;
        values.resize(now.values.len(), 0);
        delta.replace(now, Line { present: &present, values: &values });
        let carried = self.carried_after(seat, of, Line { present: &present, values: &values });
        self.shift_score(unit, of, &delta.values);
        let (year, at) = place(of);
        let columns = self.cube.shape.columns;
        for rail in self.tree.rails(unit, of.last()) {
            let (values, rows) = (delta.values.get(..columns), delta.rows.get(..columns));
            let lanes = (0, values.unwrap_or_default(), rows.unwrap_or_default(), &[][..]);
            self.cube.change_lanes(*rail, (year, at), lanes, Change::Add);
        }
        for (later, delta) in carried {
            for rail in self.tree.rails(unit, month(year, later).last()) {
                let lanes = (columns, &*delta.values, &*delta.rows, &*delta.flawed);
                self.cube.change_lanes(*rail, (year, later), lanes, Change::Add);
            }
        }
    }

    /// What stocks carry otherwise since a line was written anew, by month: for the carried lanes alone.
    fn carried_after(&self, seat: u32, of: Month, former: Line<'_>) -> Vec<(usize, Delta)> {
        let (year, at) = place(of);
        let stocks = &self.cube.shape.stocks;
        let lines: Vec<_> = (0..MONTHS).map(|at| self.grid.line(month(year, at), seat)).collect();
        let reported = |at: usize, column: u32| lines.get(at).copied().flatten().and_then(|line| line.get(column));
        let mut carried: Vec<(usize, Delta)> = Vec::new();
        for (lane, column) in stocks.iter().enumerate() {
            let earlier = || (0..at).rev().find_map(|at| Some((reported(at, *column)?, at)));
            let (before, after) = (former.get(*column), reported(at, *column));
            if before == after {
                continue;
            }
            let since = |value: Option<i64>| value.map(|value| (value, at)).or_else(earlier);
            let (before, after) = (since(before), since(after));
            for later in at..MONTHS {
                if later > at && reported(later, *column).is_some() {
                    break;
                }
                if carried.len() <= later - at {
                    carried.push((later, Delta::new(stocks.len())));
                }
                let Some((_, delta)) = carried.get_mut(later - at) else { break };
                if let Some((value, since)) = before {
                    delta.take_one(lane, value, since != later);
                }
                if let Some((value, since)) = after {
                    delta.add_one(lane, value, since != later);
                }
            }
        }
        carried
    }
}
