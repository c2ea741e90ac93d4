//! Who was expected to report in a period, and who did. Reported never exceeds expected: it is counted among them.
//!
//! A unit is expected when the indicator asks its kind and it existed on some day of the period; it belongs to the units
//! it stood under on its last such day. A unit reported a month when it has a row counted in it, be it a nil one, or when
//! a members' roll answers for a day of it.
//!
//! One pass over all units answers for every unit above at once, so its outcome is kept until a row of the indicator or
//! the tree changes: a table of all provinces costs one pass, not one for each.
//!
//! Not here: what the rows amount to (`entry`).

use chrono::NaiveDate;
use congdoan_model::{
    Month, Period,
    figures::{Indicator, OverTree, Rhythm},
    org::Unit,
    period::day_before,
};

use crate::{
    column::{Base, Ledger},
    figure::Ask,
    grid::Grid,
    lens::Lens,
    members,
    memo::Memo,
    seats::Rolls,
    tree::{Tree, UnitRef},
};

/// Units expected, and those of them that reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Turnout {
    pub(crate) expected: u32,
    pub(crate) reported: u32,
}

impl Turnout {
    fn add(&mut self, reported: bool) {
        self.expected += 1;
        self.reported += u32::from(reported);
    }
}

/// The turnout of every unit with something below, by its place among them; kept for each indicator and period asked.
#[derive(Debug, Default)]
pub(crate) struct Turnouts {
    passes: Memo<Vec<Turnout>>,
}

impl Turnouts {
    /// Forgets the passes over an indicator, one of whose rows changed.
    pub(crate) fn forget(&mut self, indicator: u32) {
        self.passes.forget(indicator);
    }

    /// Forgets the passes over all indicators of lower numbers than this.
    pub(crate) fn forget_below(&mut self, indicator: u32) {
        self.passes.forget_below(indicator);
    }

    /// The turnout of a unit and all below, on the tree of the period or of the day restated to.
    pub(crate) fn of(
        &self,
        tree: &Tree,
        (ledger, rolls, grid): (Option<&Ledger>, &Rolls, &Grid),
        index: u32,
        indicator: &Indicator,
        ask: Ask,
    ) -> Turnout {
        if indicator.expected_of.is_empty() {
            return Turnout::default();
        }
        let rolls = indicator.members.is_some().then_some(rolls);
        let question = Question { ledger, rolls, grid: (grid, index), indicator, period: ask.period };
        match (tree.upper(ask.unit), ask.restated) {
            (_, None) if indicator.tree == OverTree::None => question.own(tree, ask.unit),
            (None, None) => question.own(tree, ask.unit),
            (Some(upper), None) => {
                let pass = self.passes.get(index, ask.period, || question.pass(tree));
                pass.get(upper as usize).copied().unwrap_or_default()
            }
            (_, Some(_)) => question.restated(Lens::new(tree, ask.restated), ask.unit),
        }
    }
}

/// What is asked about units, whichever they are.
#[derive(Clone, Copy)]
struct Question<'q> {
    ledger: Option<&'q Ledger>,
    /// The members' rolls, where the indicator counts them.
    rolls: Option<&'q Rolls>,
    /// Declared months, and the indicator's number.
    grid: (&'q Grid, u32),
    indicator: &'q Indicator,
    period: Period,
}

impl Question<'_> {
    /// Every expected unit, its last day in the period, and whether it reported.
    fn asked<'t>(self, tree: &'t Tree) -> impl Iterator<Item = (UnitRef<'t>, NaiveDate, bool)> {
        tree.units().filter_map(move |unit| {
            let last = self.last_day(&unit)?;
            Some((unit, last, self.has_reported(&unit)))
        })
    }

    /// The last day of the period on which a unit existed, if it is expected to report.
    fn last_day(self, unit: &Unit) -> Option<NaiveDate> {
        let last = unit.closed_on.map_or(self.period.to(), |closed| self.period.to().min(day_before(closed)));
        let was_there = unit.opened_on.max(self.period.from()) <= last;
        (was_there && self.indicator.expected_of.contains(&unit.kind)).then_some(last)
    }

    /// The unit alone.
    fn own(self, tree: &Tree, unit: u32) -> Turnout {
        let mut turnout = Turnout::default();
        if let Some(unit) = tree.at(unit).filter(|unit| self.last_day(unit).is_some()) {
            turnout.add(self.has_reported(&unit));
        }
        turnout
    }

    /// Every unit with something below, by its place among them.
    fn pass(self, tree: &Tree) -> Vec<Turnout> {
        let mut turnouts = vec![Turnout::default(); tree.uppers() as usize];
        for (unit, last, reported) in self.asked(tree) {
            let above = tree.counting_lift(unit.index, last).above.iter().map(|above| above.unit);
            for upper in above.chain([unit.index]).filter_map(|unit| tree.upper(unit)) {
                if let Some(turnout) = turnouts.get_mut(upper as usize) {
                    turnout.add(reported);
                }
            }
        }
        turnouts
    }

    /// A unit and all shown below it on another day's tree.
    fn restated(self, lens: Lens<'_>, to: u32) -> Turnout {
        let mut turnout = Turnout::default();
        for (unit, last, reported) in self.asked(lens.tree) {
            let alone = self.indicator.tree == OverTree::None;
            if unit.index == to || (!alone && lens.look(unit.index).reaches(last, to)) {
                turnout.add(reported);
            }
        }
        turnout
    }

    fn has_reported(self, unit: &UnitRef<'_>) -> bool {
        let rows = self.ledger.and_then(|ledger| ledger.get(&unit.index));
        let rows: &[Base] = rows.map_or(&[], |column| column.within(self.period));
        let answered = self.rolls.and_then(|rolls| rolls.at(unit.index)?.answered_from());
        let by_rolls = || answered.into_iter().flat_map(|day| members::answered_months(unit, day, self.period));
        let rows = members::before(rows, answered);
        let declared =
            || self.grid.0.rows(self.grid.1, unit.index, self.period).filter(|row| !row.straddles(self.period));
        let mut counted = rows.iter().filter(|row| !row.straddles(self.period));
        match self.indicator.rhythm {
            Rhythm::Once => counted.next().is_some() || by_rolls().next().is_some() || declared().next().is_some(),
            Rhythm::Month => {
                let days = counted.map(|row| row.counted_on).chain(by_rolls());
                let mut months: Vec<Month> = days.chain(declared().map(|row| row.counted_on)).map(Month::of).collect();
                months.sort_unstable();
                months.dedup();
                let asked = |month: &Month| {
                    let from = unit.opened_on.max(self.period.from()).max(month.first());
                    let to = unit.closed_on.map_or(NaiveDate::MAX, day_before).min(self.period.to()).min(month.last());
                    from <= to
                };
                self.period.touched_months().filter(asked).all(|month| months.binary_search(&month).is_ok())
            }
        }
    }
}
