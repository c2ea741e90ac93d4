//! Who was expected to report in a period, and who did. Reported never exceeds expected: it is counted among them.
//!
//! A unit is expected when the indicator asks its kind and it existed on some day of the period; it belongs to the units
//! it stood under on its last such day. A unit reported a month when it has a row counted in it, be it a nil one, or when
//! a members' roll answers for a day of it.
//!
//! One pass over all units answers for every unit above at once, so its outcome is kept until the tree changes, and brought
//! after every change of a row: a table of all provinces costs one pass, not one for each.
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
    grid::{Grid, Leaf},
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
    /// Forgets the passes over an indicator, which many units answer otherwise than before.
    pub(crate) fn forget(&mut self, indicator: u32) {
        self.passes.forget(indicator);
    }

    /// Whether a pass over an indicator was made.
    pub(crate) fn is_asked(&mut self, indicator: u32) -> bool {
        self.passes.is_known(indicator)
    }

    /// Whether a unit reported an indicator, in each period a pass was made over.
    pub(crate) fn stand(
        &mut self,
        data: Data<'_>,
        (index, indicator): (u32, &Indicator),
        unit: u32,
    ) -> Vec<(Period, bool)> {
        let Some(unit) = data.tree.at(unit) else { return Vec::new() };
        let reported = |period| (period, data.question(index, indicator, period).teller()(&unit));
        self.passes.periods(index).into_iter().map(reported).collect()
    }

    /// Brings the passes over an indicator after a change of one unit's rows; `before` is how it stood.
    pub(crate) fn follow(
        &mut self,
        data: Data<'_>,
        (index, indicator): (u32, &Indicator),
        unit: u32,
        before: Vec<(Period, bool)>,
    ) {
        let Some(unit) = data.tree.at(unit) else { return };
        for (period, reported) in before {
            let question = data.question(index, indicator, period);
            let Some(last) = question.last_day(&unit).filter(|_| question.teller()(&unit) != reported) else {
                continue;
            };
            self.passes.amend((index, period), |turnouts| {
                for upper in uppers(data.tree, &unit, last) {
                    if let Some(turnout) = turnouts.get_mut(upper as usize) {
                        let change = if reported { 1_u32.wrapping_neg() } else { 1 };
                        turnout.reported = turnout.reported.wrapping_add(change);
                    }
                }
            });
        }
    }

    /// The turnout of a unit and all below, on the tree of the period or of the day restated to.
    pub(crate) fn of(&self, data: Data<'_>, (index, indicator): (u32, &Indicator), ask: Ask) -> Turnout {
        if indicator.expected_of.is_empty() {
            return Turnout::default();
        }
        let (tree, question) = (data.tree, data.question(index, indicator, ask.period));
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

/// What tells who reported.
#[derive(Clone, Copy)]
pub(crate) struct Data<'q> {
    pub(crate) tree: &'q Tree,
    pub(crate) ledger: Option<&'q Ledger>,
    pub(crate) rolls: &'q Rolls,
    pub(crate) grid: &'q Grid,
}

impl<'q> Data<'q> {
    fn question(self, index: u32, indicator: &'q Indicator, period: Period) -> Question<'q> {
        let rolls = indicator.members.is_some().then_some(self.rolls);
        Question { ledger: self.ledger, rolls, grid: (self.grid, index), indicator, period }
    }
}

/// The places of a unit and all above it on a day, of those that have one.
fn uppers<'t>(tree: &'t Tree, unit: &UnitRef<'_>, day: NaiveDate) -> impl Iterator<Item = u32> + use<'t> {
    let above = tree.counting_lift(unit.index, day).above.iter().map(|above| above.unit);
    above.chain([unit.index]).filter_map(|unit| tree.upper(unit))
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
        let has_reported = self.teller();
        tree.units().filter_map(move |unit| {
            let last = self.last_day(&unit)?;
            Some((unit, last, has_reported(&unit)))
        })
    }

    /// Tells of each unit whether it reported.
    fn teller(self) -> impl Fn(&UnitRef<'_>) -> bool {
        let months = self.period.touched_months().map(|month| (month, self.grid.0.leaf(month)));
        let months: Vec<(Month, Option<&Leaf>)> = months.collect();
        let is_whole = self.period.is_whole_months() && self.rolls.is_none();
        move |unit| {
            let has_rows = || self.ledger.is_some_and(|ledger| ledger.contains_key(&unit.index));
            if is_whole && !has_rows() { self.has_declared(unit, &months) } else { self.has_reported(unit) }
        }
    }

    /// Whether a unit without rows outside the grid declared what it is asked in whole months.
    fn has_declared(self, unit: &UnitRef<'_>, months: &[(Month, Option<&Leaf>)]) -> bool {
        let Some((column, seat)) = self.grid.0.column(self.grid.1).zip(self.grid.0.seat(unit.index)) else {
            return false;
        };
        let declared =
            |leaf: &Option<&Leaf>| leaf.and_then(|leaf| leaf.line(seat)).is_some_and(|line| line.has(column));
        if self.indicator.rhythm == Rhythm::Once {
            return months.iter().any(|(_, leaf)| declared(leaf));
        }
        let was_always_there = unit.opened_on <= self.period.from() && unit.closed_on.is_none();
        months.iter().all(|(month, leaf)| declared(leaf) || !was_always_there && !self.is_asked(unit, *month))
    }

    /// Whether a unit existed on a day of a month and of the period.
    fn is_asked(self, unit: &Unit, month: Month) -> bool {
        let from = unit.opened_on.max(self.period.from()).max(month.first());
        let to = unit.closed_on.map_or(NaiveDate::MAX, day_before).min(self.period.to()).min(month.last());
        from <= to
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
            turnout.add(self.teller()(&unit));
        }
        turnout
    }

    /// Every unit with something below, by its place among them.
    fn pass(self, tree: &Tree) -> Vec<Turnout> {
        let mut turnouts = vec![Turnout::default(); tree.uppers() as usize];
        for (unit, last, reported) in self.asked(tree) {
            for upper in uppers(tree, &unit, last) {
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
        let rows: &[Base] = rows.map_or(&[], |column| column.for_rule(self.indicator.time, self.period));
        let answered = self.rolls.and_then(|rolls| rolls.at(unit.index)?.answered_from());
        let by_rolls = || answered.into_iter().flat_map(|day| members::answered_months(unit, day, self.period));
        let rows = members::before(rows, answered);
        let declared =
            || self.grid.0.rows(self.grid.1, unit.index, self.period).filter(|row| !row.straddles(self.period));
        let of_period = |row: &&Base| row.record.is_some() || self.period.contains(row.counted_on);
        let mut counted = rows.iter().filter(of_period).filter(|row| !row.straddles(self.period));
        match self.indicator.rhythm {
            Rhythm::Once => counted.next().is_some() || by_rolls().next().is_some() || declared().next().is_some(),
            Rhythm::Month => {
                let days = counted.map(|row| row.counted_on).chain(by_rolls());
                let mut months: Vec<Month> = days.chain(declared().map(|row| row.counted_on)).map(Month::of).collect();
                months.sort_unstable();
                months.dedup();
                let asked = |month: &Month| self.is_asked(unit, *month);
                self.period.touched_months().filter(asked).all(|month| months.binary_search(&month).is_ok())
            }
        }
    }
}
