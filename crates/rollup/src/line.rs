//! Lines of a table as pages show it: one indicator of a unit and of the units below it side by side, each number with how
//! far it is known, without what it is made of.
//!
//! Not here: the parts of a number (`answer`), whole tables of bare numbers (`table`).

use congdoan_model::{
    Period, UnitId,
    figures::{Formula, Indicator, State, Value},
    org::Line as Leading,
};

use crate::{
    engine::Engine,
    figure::{Ask, Figure},
    query::FigureError,
};

/// One number of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// How far it is known.
    pub state: State,
    /// The number; nothing where nobody reported, or where it means nothing.
    pub value: Option<Value>,
}

impl Cell {
    /// What nobody reported.
    const MISSING: Self = Self { state: State::Missing, value: None };
}

/// One line: every number is the one [`Engine::figure`] gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The total of the unit.
    pub total: Cell,
    /// What the unit itself holds, less what is counted once though several hold it; none for ratios.
    pub own: Option<i64>,
    /// What comes by coordination alone, at whatever depth below; none for ratios. Of different people, which are not added
    /// up, what comes through units directly below that are coordinated.
    pub coordinated: Option<i64>,
    /// The numbers of the other units, in the order asked.
    pub cells: Vec<Cell>,
}

impl Engine {
    /// One indicator over a period: of a unit, opened as far as own and coordinated, and of other units beside it. Units nobody
    /// knows have reported nothing.
    ///
    /// # Errors
    /// [`FigureError`] when nobody knows the indicator or the unit.
    pub fn line(&self, unit: UnitId, beside: &[UnitId], indicator: &str, period: Period) -> Result<Line, FigureError> {
        let index = self.catalogue.index_of(indicator);
        let known = index.and_then(|index| Some((index, self.catalogue.at(index)?)));
        let (index, found) = known.ok_or_else(|| FigureError::UnknownIndicator(indicator.to_owned()))?;
        let at = self.tree.index_of(unit).ok_or_else(|| FigureError::UnknownUnit(unit.to_string()))?;
        let ask = |unit| Ask { unit, period, parts: false, restated: None };
        let cell =
            |unit: &UnitId| self.tree.index_of(*unit).map_or(Cell::MISSING, |unit| self.cell(index, found, ask(unit)));
        let (own, coordinated) = self.shares(index, found, ask(at));
        let cells = beside.iter().map(cell).collect();
        Ok(Line { total: self.cell(index, found, ask(at)), own, coordinated, cells })
    }

    /// A number and how far it is known.
    fn cell(&self, index: u32, indicator: &Indicator, ask: Ask) -> Cell {
        match self.quotient(indicator, ask) {
            Some(quotient) => {
                let shown = quotient.whole();
                Cell { state: shown.state, value: shown.value }
            }
            None => {
                let figure = self.sum(index, indicator, ask);
                Cell { state: figure.state(), value: figure.sheet.shown().map(Value::Whole) }
            }
        }
    }

    /// What of a total is the unit's own, and what comes by coordination.
    fn shares(&self, index: u32, indicator: &Indicator, ask: Ask) -> (Option<i64>, Option<i64>) {
        match &indicator.formula {
            Formula::Ratio { .. } | Formula::Growth { .. } => return (None, None),
            // Whoever is coordinated stands by itself, and so comes through nobody.
            Formula::Units(count) if count.is_coordinated() => {
                let total = self.sum(index, indicator, ask).sheet.total.value;
                return (Some(total), Some(0));
            }
            Formula::Rows(_) | Formula::Units(_) => {}
        }
        let Figure { sheet, .. } = self.sum(index, indicator, Ask { parts: true, ..ask });
        let own = sheet.own.iter().map(|own| own.value).fold(sheet.overlap, i64::wrapping_add);
        let coordinated = if indicator.tells_coordinated() {
            sheet.coordinated
        } else {
            let through = sheet.branches.values().filter(|branch| branch.line() == Leading::Coordinating);
            through.map(|branch| branch.value).fold(0, i64::wrapping_add)
        };
        (Some(own), Some(coordinated))
    }
}
