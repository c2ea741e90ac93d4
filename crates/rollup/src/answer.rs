//! Answering: from a question to a worded figure, all of it from one state of the engine.
//!
//! Not here: filling and changing the engine (`engine`), how any one kind of figure is worked out.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::NaiveDate;
use congdoan_model::{
    Period,
    figures::{Answer, BridgeStep, Combine, Formula, Indicator, OverTime, OverTree, State, UnitCount, Value},
    org::Line,
};

use crate::{
    catalogue,
    column::{Base, Column, Ledger},
    completeness::{Data, Turnout},
    count,
    cube::{Change, Kept, Totals},
    distinct,
    engine::Engine,
    entry::{Entry, Rule, Standing, entries},
    figure::{Ask, Branch, Figure, Own, Sheet, Tally},
    lens::Lens,
    lift::SELF,
    members, parts,
    query::{FigureError, Query},
    ratio::Quotient,
    restate,
    scan::scan,
};

/// How rows of an indicator become entries; subjects told apart over the tree are told apart at each unit too.
fn rule(indicator: &Indicator, today: Option<NaiveDate>) -> Option<Rule> {
    let Formula::Rows(combine) = indicator.formula else { return None };
    let combine = if indicator.tree == OverTree::Distinct { Combine::Distinct } else { combine };
    Some(Rule { combine, time: indicator.time, today })
}

impl Engine {
    /// How rows of an indicator become entries today.
    pub(crate) fn rule(&self, indicator: &Indicator) -> Option<Rule> {
        rule(indicator, self.today)
    }

    /// The figure asked for.
    ///
    /// # Errors
    /// [`FigureError`] when no unit has the code or no indicator the id.
    pub fn figure(&self, query: &Query<'_>) -> Result<Answer, FigureError> {
        let unit = self.tree.by_code(query.unit).ok_or_else(|| FigureError::UnknownUnit(query.unit.to_owned()))?;
        let index = self.catalogue.index_of(query.indicator);
        let Some((index, indicator)) = index.and_then(|index| Some((index, self.catalogue.at(index)?))) else {
            return Err(FigureError::UnknownIndicator(query.indicator.to_owned()));
        };
        let ask = Ask { unit: unit.index, period: query.period, parts: query.parts, restated: query.restated };
        let mut answer = Answer {
            unit: unit.code.to_string(),
            indicator: indicator.id.clone(),
            period: query.period,
            version: self.version(),
            state: State::Missing,
            value: None,
            unit_of_measure: indicator.unit_of_measure.clone(),
            expected: 0,
            reported: 0,
            numerator: None,
            denominator: None,
            coordinated: None,
            parts: None,
            bridge: None,
        };
        match self.quotient(indicator, ask) {
            Some(quotient) => {
                let shown = quotient.whole();
                (answer.state, answer.value) = (shown.state, shown.value);
                (answer.numerator, answer.denominator) = (shown.numerator, shown.denominator);
                (answer.expected, answer.reported) = quotient.completeness();
                answer.parts = ask.parts.then(|| quotient.parts(ask.unit));
            }
            None => {
                let figure = self.sum(index, indicator, ask);
                (answer.state, answer.value) = (figure.state(), figure.sheet.shown().map(Value::Whole));
                (answer.expected, answer.reported) = (figure.expected, figure.reported);
                answer.coordinated = (ask.parts && indicator.tells_coordinated()).then_some(figure.sheet.coordinated);
                answer.parts = ask.parts.then(|| parts::parts(&self.tree, ask.unit, &figure.sheet));
                answer.bridge = figure.sheet.bridge;
            }
        }
        Ok(answer)
    }

    /// The two figures of a ratio or a growth; none for what adds up by itself.
    pub(crate) fn quotient(&self, indicator: &Indicator, ask: Ask) -> Option<Quotient<'_>> {
        let (first, second, before) = match &indicator.formula {
            Formula::Ratio { numerator, denominator } => (numerator, denominator, ask),
            Formula::Growth { of } => (of, of, Ask { period: ask.period.year_before(), ..ask }),
            Formula::Rows(_) | Formula::Units(_) => return None,
        };
        let figure = |id: &str, ask: Ask| {
            let index = self.catalogue.index_of(id)?;
            Some(self.sum(index, self.catalogue.at(index)?, ask))
        };
        Some(Quotient::new(&self.tree, indicator, figure(first, ask)?, figure(second, before)?))
    }

    /// The value of a figure alone.
    pub(crate) fn value(&self, index: u32, indicator: &Indicator, ask: Ask) -> Option<Value> {
        match self.quotient(indicator, ask) {
            Some(quotient) => quotient.whole().value,
            None => self.sum(index, indicator, ask).sheet.shown().map(Value::Whole),
        }
    }

    /// The figure of an indicator that adds up.
    pub(crate) fn sum(&self, index: u32, indicator: &Indicator, ask: Ask) -> Figure {
        let lens = Lens::new(&self.tree, ask.restated);
        let mut sheet = self.sheet(index, indicator, ask);
        if let Some(day) = ask.restated {
            // Who reported on the tree of the period is not missing on another day's tree: the value there is 0.
            sheet.note_reports(&self.sheet(index, indicator, Ask { restated: None, ..ask }));
            sheet.bridge = Some(match (self.rule(indicator), indicator.tree) {
                (Some(rule), OverTree::Distinct) => match self.ledgers.get(&index) {
                    Some(ledger) => distinct::bridge(&self.tree, ledger, rule, ask, lens),
                    None => Vec::new(),
                },
                _ => self.bridge(index, indicator, ask, day),
            });
        }
        let turnout = match indicator.formula {
            Formula::Rows(_) => {
                let ledger = self.ledgers.get(&index);
                let data = Data { tree: &self.tree, ledger, rolls: &self.rolls, grid: &self.grid };
                self.turnouts.of(data, (index, indicator), ask)
            }
            _ => Turnout::default(),
        };
        let is_absent = sheet.shown().is_none() && self.is_absent(index, indicator, ask);
        Figure { sheet, expected: turnout.expected.into(), reported: turnout.reported.into(), is_absent }
    }

    /// Whether a unit, or one of those below, said that an indicator does not apply to it. Looks at rows outside the grid
    /// alone, where every such answer is.
    fn is_absent(&self, index: u32, indicator: &Indicator, ask: Ask) -> bool {
        let Some((rule, ledger)) = self.rule(indicator).zip(self.ledgers.get(&index)) else { return false };
        let lens = Lens::new(&self.tree, ask.restated);
        let says = |(unit, column): (u32, &Column)| {
            let says_so = column.within(ask.period).iter().any(Base::is_not_applicable);
            let absent = |entry: &Entry| entry.standing == Standing::Absent;
            let comes = |entry: Entry| absent(&entry) && lens.look(unit).reaches(entry.day, ask.unit);
            says_so && self.given(index, unit, rule, ask.period).into_iter().any(comes)
        };
        let own = || ledger.get(&ask.unit).is_some_and(|column| says((ask.unit, column)));
        if indicator.tree == OverTree::None || self.tree.upper(ask.unit).is_none() && ask.restated.is_none() {
            return own();
        }
        ledger.iter().any(|(unit, column)| says((*unit, column)))
    }

    fn sheet(&self, index: u32, indicator: &Indicator, ask: Ask) -> Sheet {
        let lens = Lens::new(&self.tree, ask.restated);
        let counted = |sheet| Sheet { silent: Some(0), ..sheet };
        let Some(rule) = self.rule(indicator) else {
            return match &indicator.formula {
                Formula::Units(count) if ask.restated.is_none() => counted(self.count(index, count, ask)),
                Formula::Units(count) if count.is_coordinated() => counted(count::coordinated(lens, count, ask, None)),
                Formula::Units(count) => counted(scan(lens, ask, count::entries(&self.tree, count, ask.period))),
                _ => Sheet::default(),
            };
        };
        match indicator.tree {
            OverTree::None => self.alone(index, rule, ask),
            OverTree::Distinct => self.distinct(index, rule, ask),
            // Nothing is below it, on any day: what it holds itself is all there is, and no other unit needs to be looked at.
            OverTree::Sum if ask.restated.is_none() && self.tree.upper(ask.unit).is_none() => {
                self.alone(index, rule, ask)
            }
            OverTree::Sum => {
                if let Some(totals) = self.kept_totals(index, indicator, ask) {
                    self.lookup(ask, &totals, |unit| self.given(index, unit, rule, ask.period))
                } else if ask.restated.is_none() {
                    let kept = self.passes.get(index, ask.period, || self.pass(self.entries(index, rule, ask.period)));
                    self.lookup(ask, &Totals::Pass(&kept), |unit| self.given(index, unit, rule, ask.period))
                } else {
                    scan(lens, ask, self.entries(index, rule, ask.period))
                }
            }
        }
    }

    /// The kept totals that answer a question, if any do.
    fn kept_totals(&self, index: u32, indicator: &Indicator, ask: Ask) -> Option<Totals<'_>> {
        let column = self.grid.column(index).filter(|_| ask.restated.is_none() && catalogue::is_kept(indicator))?;
        self.cube.totals(column, indicator.time == OverTime::Last, ask.period)
    }

    fn bridge(&self, index: u32, indicator: &Indicator, ask: Ask, day: NaiveDate) -> Vec<BridgeStep> {
        let (tree, to) = (&self.tree, ask.unit);
        match (&indicator.formula, self.rule(indicator), indicator.tree) {
            (Formula::Units(count), ..) if count.is_coordinated() => {
                let entries = count::entries(tree, count, ask.period);
                restate::bridge(tree, day, to, entries, |sight, entry| count::is_coordinated(sight, entry, to))
            }
            (Formula::Units(count), ..) => {
                let entries = count::entries(tree, count, ask.period);
                restate::bridge(tree, day, to, entries, |sight, entry| sight.reaches(entry.day, to))
            }
            (_, Some(rule), OverTree::Sum) => {
                let entries = self.entries(index, rule, ask.period);
                restate::bridge(tree, day, to, entries, |sight, entry| sight.reaches(entry.day, to))
            }
            _ => Vec::new(),
        }
    }

    /// A figure that means nothing below its own unit.
    fn alone(&self, index: u32, rule: Rule, ask: Ask) -> Sheet {
        let own = |unit| self.given(index, unit, rule, ask.period);
        let mut sheet = Sheet::default();
        for entry in own(ask.unit) {
            sheet.total.add(&entry);
            sheet.own.push(Own::new(ask.unit, &entry));
        }
        for kid in self.tree.kids(ask.unit).iter().filter(|_| ask.parts) {
            let mut total = Tally::default();
            own(*kid).iter().for_each(|entry| total.add(entry));
            sheet.branches.insert(*kid, Branch::silent(total));
        }
        sheet
    }

    /// The entries of one unit: from its base rows, and from rolls where the indicator counts members.
    pub(crate) fn given(&self, index: u32, unit: u32, rule: Rule, period: Period) -> Vec<Entry> {
        let Some(found) = self.tree.at(unit) else { return Vec::new() };
        let rows = self.rows_of(index, unit, (rule.time, period));
        let rows = &*rows;
        let count = self.catalogue.at(index).and_then(|indicator| indicator.members.as_ref());
        match count.and_then(|count| Some((count, self.rolls.at(unit)?))) {
            Some((count, seat)) => members::of_seat(&self.tree, (found, seat), count, rows, (rule, period)),
            None => entries(rows, rule, period, found.is_open(period.to())),
        }
    }

    /// The rows of a unit a rule over time looks at for a period, from column and grid, in order.
    fn rows_of(&self, index: u32, unit: u32, (time, period): (OverTime, Period)) -> Cow<'_, [Base]> {
        let column = self.ledgers.get(&index).and_then(|ledger| ledger.get(&unit));
        let rows = column.map_or(&[][..], |column| column.for_rule(time, period));
        let mut declared = self.grid.rows(index, unit, period).peekable();
        if declared.peek().is_none() {
            return Cow::Borrowed(rows);
        }
        let mut all: Vec<Base> = declared.chain(rows.iter().cloned()).collect();
        all.sort_by_key(Base::key);
        Cow::Owned(all)
    }

    /// The entries of every unit with rows of an indicator, or with rolls it counts, in the order of the units.
    fn entries(&self, index: u32, rule: Rule, period: Period) -> impl Iterator<Item = (u32, Vec<Entry>)> {
        let counts_members = self.catalogue.at(index).is_some_and(|indicator| indicator.members.is_some());
        let seats = self.rolls.seats().filter(move |_| counts_members).map(|(unit, _)| unit);
        let mut units: Vec<u32> = self.ledgers.get(&index).into_iter().flat_map(BTreeMap::keys).copied().collect();
        units.extend(seats);
        units.extend(self.grid.units(index, period));
        units.sort_unstable();
        units.dedup();
        units.into_iter().map(move |unit| (unit, self.given(index, unit, rule, period)))
    }

    /// A figure of different subjects. Totals alone come from one pass that is kept, what makes them up from looking.
    fn distinct(&self, index: u32, rule: Rule, ask: Ask) -> Sheet {
        let Some(ledger) = self.ledgers.get(&index) else { return Sheet::default() };
        let lens = Lens::new(&self.tree, ask.restated);
        if ask.restated.is_some() {
            return distinct::sheet(lens, ledger, rule, ask);
        }
        if self.tree.upper(ask.unit).is_none() {
            let own: Ledger =
                ledger.get_key_value(&ask.unit).map(|(unit, rows)| (*unit, rows.clone())).into_iter().collect();
            return distinct::sheet(lens, &own, rule, ask);
        }
        if ask.parts {
            return distinct::sheet(lens, ledger, rule, ask);
        }
        let pass = || distinct::totals(&self.tree, ledger, rule, ask);
        let total = self.distincts.get(index, ask.period, pass).get(&ask.unit).copied().unwrap_or_default();
        Sheet { total, ..Sheet::default() }
    }

    /// One pass over entries, for every unit above at once.
    fn pass(&self, entries: impl Iterator<Item = (u32, Vec<Entry>)>) -> Kept {
        let mut kept = Kept::default();
        for (unit, entries) in entries {
            kept.change(&self.tree, unit, &entries, Change::Add);
        }
        kept
    }

    /// A count of units, from one pass over them that is kept until the tree changes.
    fn count(&self, index: u32, count: &UnitCount, ask: Ask) -> Sheet {
        let period = count::deciding(count, ask.period);
        let kept = self.passes.get(index, period, || self.pass(count::entries(&self.tree, count, period)));
        let totals = Totals::Pass(&kept);
        if !count.is_coordinated() {
            return self.lookup(ask, &totals, |unit| count::given(&self.tree, unit, count, period));
        }
        if !ask.parts {
            let total = count::how_many_coordinated(&self.tree, ask.unit, &totals);
            return Sheet { total, ..Sheet::default() };
        }
        count::coordinated(Lens::new(&self.tree, None), count, ask, Some(&totals))
    }

    /// A unit's own entries, and kept totals for everything below.
    fn lookup(&self, ask: Ask, totals: &Totals<'_>, own: impl Fn(u32) -> Vec<Entry>) -> Sheet {
        let below = |unit| totals.below(&self.tree, unit);
        let mut sheet = Sheet { total: below(ask.unit), ..Sheet::default() };
        for entry in own(ask.unit) {
            sheet.total.add(&entry);
            sheet.own.push(Own::new(ask.unit, &entry));
        }
        if !ask.parts {
            return sheet;
        }
        sheet.coordinated = totals.coordinated(&self.tree, ask.unit);
        for child in self.tree.kids(ask.unit) {
            let Some(home) = self.tree.homes(*child).iter().find(|home| home.parent == ask.unit) else { continue };
            let mut total = below(*child);
            let astray = totals.astray(&self.tree, *home, *child);
            let mut branch = Branch { value: total.value.wrapping_sub(astray.elsewhere), ..Branch::default() };
            branch.coordinating = match home.only_line() {
                Some(Line::Coordinating) => branch.value,
                Some(Line::Managing) => 0,
                None => astray.coordinated,
            };
            branch.managing = branch.value.wrapping_sub(branch.coordinating);
            for entry in own(*child) {
                total.add(&entry);
                // What the child did itself comes through it on the days it hung here.
                match self.tree.counting_lift(*child, entry.day).find(ask.unit) {
                    Some(above) if above.via == SELF => branch.add(above.line, entry.value),
                    _ => {}
                }
            }
            branch.total = total.shown();
            sheet.branches.insert(*child, branch);
        }
        sheet
    }
}
