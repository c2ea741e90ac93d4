//! Which units reported anything at all, month by month.
//!
//! A unit is expected in a month when it is a grassroots union that existed on some day of it; it belongs to the units it
//! stood under on its last such day. It reported when anything of its own is counted in that month.
//!
//! Not here: who reported one indicator in any period (`completeness`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{Month, UnitId, org::UnitKind, period::day_before};

use crate::{
    cube::{MONTHS, month, place},
    engine::Engine,
};

/// Grassroots unions expected in a month, and those of them that reported anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reporting {
    /// Units expected.
    pub expected: u32,
    /// Expected units that reported.
    pub reported: u32,
}

/// The counts kept: by year, then rail and month.
#[derive(Debug, Default)]
pub(crate) struct Reports {
    years: BTreeMap<i32, Vec<Reporting>>,
}

impl Reports {
    /// Makes room for more rails.
    pub(crate) fn lengthen(&mut self, rails: usize) {
        self.years.values_mut().for_each(|counts| counts.resize(rails * MONTHS, Reporting::default()));
    }

    /// The years counted.
    pub(crate) fn years(&self) -> impl Iterator<Item = i32> {
        self.years.keys().copied()
    }

    /// Takes some units from rails they leave to those they come to.
    pub(crate) fn shift(
        &mut self,
        (left, reached): (&[u32], &[u32]),
        (year, at): (i32, usize),
        (expected, reported): (u32, u32),
    ) {
        let month = month(year, at);
        self.count(left, month, |count| {
            count.expected = count.expected.wrapping_sub(expected);
            count.reported = count.reported.wrapping_sub(reported);
        });
        self.count(reached, month, |count| {
            count.expected = count.expected.wrapping_add(expected);
            count.reported = count.reported.wrapping_add(reported);
        });
    }

    fn count(&mut self, rails: &[u32], of: Month, change: impl Fn(&mut Reporting)) {
        let (year, at) = place(of);
        let Some(counts) = self.years.get_mut(&year) else { return };
        for rail in rails {
            if let Some(count) = counts.get_mut(*rail as usize * MONTHS + at) {
                change(count);
            }
        }
    }
}

impl Engine {
    /// How many grassroots unions below some units were expected in each month of a year, and reported: for every unit in
    /// the order asked, twelve months.
    #[must_use]
    pub fn reporting(&self, units: &[UnitId], year: i32) -> Vec<Reporting> {
        let kept = self.reports.years.get(&year);
        let months = |unit: &UnitId| {
            let rail = self.tree.index_of(*unit).and_then(|unit| self.tree.upper(unit)).map(|rail| rail as usize);
            let kept = kept.zip(rail).and_then(|(kept, rail)| kept.get(rail * MONTHS..(rail + 1) * MONTHS));
            (0..MONTHS).map(move |at| kept.and_then(|kept| kept.get(at)).copied().unwrap_or_default())
        };
        units.iter().flat_map(months).collect()
    }

    /// Whether a unit has any row counted in a month.
    pub(crate) fn has_reported(&self, unit: u32, month: Month) -> bool {
        let is_declared =
            || self.grid.seat(unit).and_then(|seat| self.grid.line(month, seat)).is_some_and(|l| l.is_any());
        self.loose_rows(unit, month) > 0 || is_declared()
    }

    /// The last day of a month on which a unit existed, if it is expected to report.
    pub(crate) fn asked_on(&self, unit: u32, month: Month) -> Option<NaiveDate> {
        let unit = self.tree.at(unit).filter(|unit| unit.kind == UnitKind::Grassroots)?;
        let last = unit.closed_on.map_or(month.last(), |closed| month.last().min(day_before(closed)));
        (unit.opened_on.max(month.first()) <= last).then_some(last)
    }

    /// Counts a unit in a month no longer along one lift, but along another.
    pub(crate) fn report_elsewhere(&mut self, unit: u32, month: Month, from: Option<u32>, to: Option<u32>) {
        let reported = u32::from(self.has_reported(unit, month));
        let rails = |lift: Option<u32>| lift.map_or(&[][..], |lift| self.tree.rails_of(lift));
        self.reports.count(rails(from), month, |count| {
            count.expected = count.expected.wrapping_sub(1);
            count.reported = count.reported.wrapping_sub(reported);
        });
        self.reports.count(rails(to), month, |count| {
            count.expected = count.expected.wrapping_add(1);
            count.reported = count.reported.wrapping_add(reported);
        });
    }

    /// Brings what is kept after a change of a unit's rows of a month; `reported` says whether it had any before.
    pub(crate) fn note_change(&mut self, unit: u32, month: Month, reported: bool) {
        self.score_again(unit, month);
        self.note_report(unit, month, reported);
    }

    /// Brings who reported after a change of a unit's rows of a month; `reported` says whether it had any before.
    pub(crate) fn note_report(&mut self, unit: u32, month: Month, reported: bool) {
        let reports = self.has_reported(unit, month);
        if !self.reports.years.contains_key(&place(month).0) {
            self.recount();
        } else if reports != reported
            && let Some(day) = self.asked_on(unit, month)
        {
            let add = |count: &mut Reporting| {
                let change = if reports { 1_u32 } else { 1_u32.wrapping_neg() };
                count.reported = count.reported.wrapping_add(change);
            };
            self.reports.count(self.tree.rails(unit, day), month, add);
        }
    }

    /// Counts anew who was expected and who reported, in every year anything is counted in.
    pub(crate) fn recount(&mut self) {
        let loose = self.loose_months().map(|month| place(month).0);
        let years: Vec<i32> = self.grid.months().map(|(month, _)| place(month).0).chain(loose).collect();
        let mut reports = Reports::default();
        for year in years {
            if reports.years.contains_key(&year) {
                continue;
            }
            reports.years.insert(year, vec![Reporting::default(); self.tree.rail_count() * MONTHS]);
            for unit in (0..).take(self.tree.units().count()) {
                for month in (0..MONTHS).map(|at| month(year, at)) {
                    let Some(day) = self.asked_on(unit, month) else { continue };
                    let reported = u32::from(self.has_reported(unit, month));
                    reports.count(self.tree.rails(unit, day), month, |count| {
                        count.expected += 1;
                        count.reported += reported;
                    });
                }
            }
        }
        self.reports = reports;
    }
}
