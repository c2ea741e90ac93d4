//! The engine: base rows, tree and catalogue in; answers out, each from one version.
//!
//! Not here: how any one kind of figure is worked out; where rows come from (`service` follows the change log).

use std::collections::{BTreeMap, HashMap};

use congdoan_model::{
    FigureId, Month, Period, UnitId,
    figures::{Answer, Combine, Formula, Indicator, OverTree, Row, State, UnitCount, Value},
};

use crate::{
    catalogue::{self, Catalogue},
    column::{Base, Column, Ledger},
    completeness::completeness,
    count,
    cube::{Change, Cube},
    distinct,
    entry::{Entry, Rule, entries},
    figure::{Ask, Branch, Figure, Own, Sheet, Tally},
    lens::Lens,
    parts,
    query::{FigureError, Query},
    ratio::Quotient,
    restate,
    scan::scan,
    tree::Tree,
};

/// Dated trees and base rows, with totals of whole months kept exact.
///
/// Rows of units or indicators the engine does not know are set aside, count nowhere, and take their place as soon as
/// a tree or a catalogue knows them.
#[derive(Debug, Default)]
pub struct Engine {
    catalogue: Catalogue,
    tree: Tree,
    ledgers: HashMap<u32, Ledger>,
    aside: BTreeMap<Place, Row>,
    cube: Cube,
    version: u64,
}

/// Filling and changing.
impl Engine {
    /// An engine without rows.
    #[must_use]
    pub fn new(catalogue: Catalogue, tree: Tree) -> Self {
        Self { catalogue, tree, ..Self::default() }
    }

    /// Takes in many rows at once; much quicker than one by one. A row with the id of one already filed under its
    /// indicator and unit replaces it.
    pub fn load(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.file(rows);
        self.version += 1;
    }

    /// Takes in one row, or replaces the row of the same id, indicator and unit.
    pub fn add(&mut self, row: Row) {
        self.drop_row(&row);
        match self.home(&row) {
            Some((indicator, unit)) => self.reweigh(indicator, unit, Month::of(row.counted_on), |column| {
                column.insert(Base::new(row));
            }),
            None => _ = self.aside.insert(place(&row), row),
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
        self.load(rows);
    }

    /// Puts another catalogue in the place of the one known, and adds everything up anew.
    pub fn replace_catalogue(&mut self, catalogue: Catalogue) {
        let rows = self.drain();
        self.catalogue = catalogue;
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

    fn file(&mut self, rows: impl IntoIterator<Item = Row>) {
        let mut columns: BTreeMap<(u32, u32), BTreeMap<_, Base>> = BTreeMap::new();
        for row in rows {
            match self.home(&row) {
                Some(home) => _ = columns.entry(home).or_default().insert(row.id, Base::new(row)),
                None => _ = self.aside.insert(place(&row), row),
            }
        }
        for ((indicator, unit), rows) in columns {
            self.weigh(indicator, unit, Change::Take);
            let column = self.ledgers.entry(indicator).or_default().entry(unit).or_default();
            column.extend(rows);
            self.weigh(indicator, unit, Change::Add);
        }
    }

    fn drop_row(&mut self, row: &Row) -> bool {
        let Some((indicator, unit)) = self.home(row) else {
            return self.aside.remove(&place(row)).is_some();
        };
        let column = self.ledgers.get(&indicator).and_then(|ledger| ledger.get(&unit));
        let Some(month) = column.and_then(|column| column.find(row.id)).map(|found| Month::of(found.counted_on)) else {
            return false;
        };
        self.reweigh(indicator, unit, month, |column| {
            column.remove(row.id);
        });
        true
    }

    /// Every row as it came, leaving nothing behind.
    fn drain(&mut self) -> Vec<Row> {
        let mut rows: Vec<Row> = std::mem::take(&mut self.aside).into_values().collect();
        self.cube = Cube::default();
        for (indicator, ledger) in std::mem::take(&mut self.ledgers) {
            let Some(indicator) = self.catalogue.at(indicator) else { continue };
            for (unit, column) in ledger {
                let Some(unit) = self.tree.at(unit) else { continue };
                rows.extend(column.into_rows().into_iter().map(|base| base.row(unit.id, &indicator.id)));
            }
        }
        rows
    }

    /// Changes one month of a column and brings the kept totals after it.
    fn reweigh(&mut self, indicator: u32, unit: u32, month: Month, change: impl FnOnce(&mut Column)) {
        let kept = self.kept_rule(indicator);
        let ledger = self.ledgers.entry(indicator).or_default();
        let column = ledger.entry(unit).or_default();
        let at = (indicator, month);
        let weigh = |cube: &mut Cube, column: &Column, change: Change| {
            if let Some(rule) = kept {
                let period = Period::month_of(month.first());
                let entries = entries(column.within(period), rule, period, true);
                cube.change(&self.tree, at, unit, &entries, change);
            }
        };
        weigh(&mut self.cube, column, Change::Take);
        change(column);
        weigh(&mut self.cube, column, Change::Add);
        if column.is_empty() {
            ledger.remove(&unit);
        }
    }

    /// Brings a whole column into the kept totals, or takes it out.
    fn weigh(&mut self, indicator: u32, unit: u32, change: Change) {
        let Some(rule) = self.kept_rule(indicator) else { return };
        let Some(column) = self.ledgers.get(&indicator).and_then(|ledger| ledger.get(&unit)) else { return };
        for rows in column.rows().chunk_by(|one, other| Month::of(one.counted_on) == Month::of(other.counted_on)) {
            let Some(first) = rows.first() else { continue };
            let entries = entries(rows, rule, Period::month_of(first.counted_on), true);
            self.cube.change(&self.tree, (indicator, Month::of(first.counted_on)), unit, &entries, change);
        }
    }

    fn kept_rule(&self, indicator: u32) -> Option<Rule> {
        self.catalogue.at(indicator).filter(|indicator| catalogue::is_kept(indicator)).and_then(rule)
    }
}

/// What tells a row from all others.
type Place = (String, UnitId, FigureId);

fn place(row: &Row) -> Place {
    (row.indicator.clone(), row.unit, row.id)
}

/// How rows of an indicator become entries; subjects told apart over the tree are told apart at each unit too.
fn rule(indicator: &Indicator) -> Option<Rule> {
    let Formula::Rows(combine) = indicator.formula else { return None };
    let combine = if indicator.tree == OverTree::Distinct { Combine::Distinct } else { combine };
    Some(Rule { combine, time: indicator.time })
}

/// Answering.
impl Engine {
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
            version: self.version,
            state: State::Missing,
            value: None,
            unit_of_measure: indicator.unit_of_measure.clone(),
            expected: 0,
            reported: 0,
            numerator: None,
            denominator: None,
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
                answer.parts = ask.parts.then(|| parts::parts(&self.tree, ask.unit, &figure.sheet));
                answer.bridge = figure.sheet.bridge;
            }
        }
        Ok(answer)
    }

    /// The two figures of a ratio or a growth; none for what adds up by itself.
    fn quotient(&self, indicator: &Indicator, ask: Ask) -> Option<Quotient<'_>> {
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

    /// The figure of an indicator that adds up.
    fn sum(&self, index: u32, indicator: &Indicator, ask: Ask) -> Figure {
        let lens = Lens::new(&self.tree, ask.restated);
        let mut sheet = self.sheet(index, indicator, ask);
        if let Some(day) = ask.restated {
            // Who reported on the tree of the period is not missing on another day's tree: the value there is 0.
            sheet.note_reports(&self.sheet(index, indicator, Ask { restated: None, ..ask }));
            sheet.bridge = Some(match (rule(indicator), indicator.tree) {
                (Some(rule), OverTree::Distinct) => match self.ledgers.get(&index) {
                    Some(ledger) => distinct::bridge(&self.tree, ledger, rule, ask, lens),
                    None => Vec::new(),
                },
                _ => self.bridge(index, indicator, ask, day),
            });
        }
        let (expected, reported) = match indicator.formula {
            Formula::Rows(_) => completeness(lens, self.ledgers.get(&index), indicator, ask),
            _ => (0, 0),
        };
        Figure { sheet, expected, reported }
    }

    fn sheet(&self, index: u32, indicator: &Indicator, ask: Ask) -> Sheet {
        let lens = Lens::new(&self.tree, ask.restated);
        let counted = |sheet| Sheet { silent: Some(0), ..sheet };
        let Some(rule) = rule(indicator) else {
            return match indicator.formula {
                Formula::Units(UnitCount::Coordinated) => counted(count::coordinated(lens, ask)),
                Formula::Units(count) => counted(scan(lens, ask, count::entries(&self.tree, count, ask.period))),
                _ => Sheet::default(),
            };
        };
        match indicator.tree {
            OverTree::None => self.alone(index, rule, ask),
            OverTree::Distinct => {
                self.ledgers.get(&index).map(|ledger| distinct::sheet(lens, ledger, rule, ask)).unwrap_or_default()
            }
            OverTree::Sum => {
                let kept = catalogue::is_kept(indicator) && ask.period.is_whole_months() && ask.restated.is_none();
                if kept {
                    self.lookup(index, rule, ask)
                } else {
                    scan(lens, ask, self.entries(index, rule, ask.period))
                }
            }
        }
    }

    fn bridge(
        &self,
        index: u32,
        indicator: &Indicator,
        ask: Ask,
        day: chrono::NaiveDate,
    ) -> Vec<congdoan_model::figures::BridgeStep> {
        let (tree, to) = (&self.tree, ask.unit);
        match (&indicator.formula, rule(indicator), indicator.tree) {
            (Formula::Units(UnitCount::Coordinated), ..) => {
                let entries = count::entries(tree, UnitCount::Coordinated, ask.period);
                restate::bridge(tree, day, to, entries, |sight, entry| count::is_coordinated(sight, entry, to))
            }
            (Formula::Units(count), ..) => {
                let entries = count::entries(tree, *count, ask.period);
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
        let own = |unit| self.column(index, unit).map(|column| self.given(column, unit, rule, ask.period));
        let mut sheet = Sheet::default();
        for entry in own(ask.unit).unwrap_or_default() {
            sheet.total.add(&entry);
            sheet.own.push(Own::new(ask.unit, &entry));
        }
        for kid in self.tree.kids(ask.unit).iter().filter(|_| ask.parts) {
            let mut total = Tally::default();
            own(*kid).unwrap_or_default().iter().for_each(|entry| total.add(entry));
            sheet.branches.insert(*kid, Branch::silent(total));
        }
        sheet
    }

    fn column(&self, index: u32, unit: u32) -> Option<&Column> {
        self.ledgers.get(&index)?.get(&unit)
    }

    fn given(&self, column: &Column, unit: u32, rule: Rule, period: Period) -> Vec<Entry> {
        let open = self.tree.at(unit).is_some_and(|unit| unit.is_open(period.to()));
        entries(column.within(period), rule, period, open)
    }

    /// The entries of every unit with rows of an indicator.
    fn entries(&self, index: u32, rule: Rule, period: Period) -> impl Iterator<Item = (u32, Vec<Entry>)> {
        let columns = self.ledgers.get(&index).into_iter().flatten();
        columns.map(move |(unit, column)| (*unit, self.given(column, *unit, rule, period)))
    }

    /// Whole months of a flow: its own rows, and kept totals for everything below.
    fn lookup(&self, index: u32, rule: Rule, ask: Ask) -> Sheet {
        let below = |unit| self.cube.below(&self.tree, index, ask.period, unit);
        let own = |unit| self.column(index, unit).map(|column| self.given(column, unit, rule, ask.period));
        let mut sheet = Sheet { total: below(ask.unit), ..Sheet::default() };
        for entry in own(ask.unit).unwrap_or_default() {
            sheet.total.add(&entry);
            sheet.own.push(Own::new(ask.unit, &entry));
        }
        if !ask.parts {
            return sheet;
        }
        for child in self.tree.kids(ask.unit) {
            let mut total = below(*child);
            own(*child).unwrap_or_default().iter().for_each(|entry| total.add(entry));
            let Some(home) = self.tree.homes(*child).iter().find(|home| home.parent == ask.unit) else { continue };
            let astray = self.cube.astray(index, ask.period, *home, *child);
            let value = total.value.wrapping_sub(astray.elsewhere);
            let coordinating = match home.only_line() {
                Some(congdoan_model::org::Line::Coordinating) => value,
                Some(congdoan_model::org::Line::Managing) => 0,
                None => astray.coordinated,
            };
            let managing = value.wrapping_sub(coordinating);
            sheet.branches.insert(*child, Branch { value, managing, coordinating, total: total.shown() });
        }
        sheet
    }
}
