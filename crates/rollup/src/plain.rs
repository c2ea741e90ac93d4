//! The same answers the slow, obvious way: every question goes back to links and rows, nothing is kept.
//!
//! It serves `verify`, which re-derives what the engine says, and the property tests. It shares with the engine only the
//! model's types and the wording of questions, none of the machinery, so that a slip in one shows against the other.
//!
//! Members' rolls are counted from the stays themselves, one by one.
//!
//! Not here: speed. A question costs a walk up the links for every row of its indicator.

mod bridge;
mod pieces;
mod rolls;
mod totals;
mod turnout;
mod walk;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    Period, UnitId,
    figures::{Answer, Formula, Indicator, OverTime, OverTree, Row, State, Value},
    members::Roll,
    org::{Line, Unit},
};

use crate::{
    query::{FigureError, Query},
    tree::Forest,
};
use pieces::Piece;
use rolls::Rolls;
use walk::{Arrival, Walker};

/// A forest, indicators and rows, laid out for looking up and nothing more.
#[derive(Debug)]
pub struct Plain<'a> {
    walker: Walker<'a>,
    indicators: &'a [Indicator],
    rows: BTreeMap<&'a str, BTreeMap<UnitId, Vec<&'a Row>>>,
    rolls: Rolls<'a>,
    today: Option<NaiveDate>,
}

/// One answer, from scratch. For many questions about the same data, keep a [`Plain`].
///
/// # Errors
/// [`FigureError`] when no unit has the code or no indicator the id.
pub fn value(
    forest: &Forest,
    indicators: &[Indicator],
    rows: &[Row],
    query: &Query<'_>,
) -> Result<Answer, FigureError> {
    Plain::new(forest, indicators, rows).answer(query)
}

/// A sum with what came to it.
struct Sum {
    value: Option<i64>,
    state: State,
    expected: u64,
    reported: u64,
    own: Vec<(UnitId, Piece)>,
    children: BTreeMap<UnitId, Child>,
    overlap: i64,
}

struct Child {
    value: i64,
    managing: i64,
    coordinating: i64,
    total: Option<i64>,
}

/// What is asked of one indicator at one unit.
#[derive(Clone, Copy)]
struct Question<'q> {
    indicator: &'q Indicator,
    unit: &'q Unit,
    period: Period,
    restated: Option<NaiveDate>,
}

impl<'a> Plain<'a> {
    /// Lays out a forest, indicators and rows. Rows of units the forest does not have count nowhere.
    #[must_use]
    pub fn new(forest: &'a Forest, indicators: &'a [Indicator], rows: &'a [Row]) -> Self {
        let walker = Walker::new(forest);
        let mut laid: BTreeMap<&str, BTreeMap<UnitId, Vec<&Row>>> = BTreeMap::new();
        for row in rows.iter().filter(|row| walker.unit(row.unit).is_some()) {
            laid.entry(row.indicator.as_str()).or_default().entry(row.unit).or_default().push(row);
        }
        for rows in laid.values_mut().flat_map(BTreeMap::values_mut) {
            rows.sort_by_key(|row| (row.counted_on, row.id));
        }
        Self { walker, indicators, rows: laid, rolls: Rolls::default(), today: None }
    }

    /// The same with members' rolls, one for a unit at most. Rolls of units the forest does not have count nowhere.
    #[must_use]
    pub fn with_rolls(self, rolls: &'a [Roll]) -> Self {
        Self { rolls: Rolls::new(&self.walker, rolls), ..self }
    }

    /// The same on a day, on which what stands is counted in a period that runs.
    #[must_use]
    pub fn on(self, today: Option<NaiveDate>) -> Self {
        Self { today, ..self }
    }

    /// One answer; its version is 0.
    ///
    /// # Errors
    /// [`FigureError`] when no unit has the code or no indicator the id.
    pub fn answer(&self, query: &Query<'_>) -> Result<Answer, FigureError> {
        let unit = self.walker.by_code(query.unit).ok_or_else(|| FigureError::UnknownUnit(query.unit.to_owned()))?;
        let indicator =
            self.indicator(query.indicator).ok_or_else(|| FigureError::UnknownIndicator(query.indicator.to_owned()))?;
        let question = Question { indicator, unit, period: query.period, restated: query.restated };
        let mut answer = Answer {
            unit: unit.code.to_string(),
            indicator: indicator.id.clone(),
            period: query.period,
            version: 0,
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
        match &indicator.formula {
            Formula::Ratio { numerator, denominator } => {
                let first = self.over(question, numerator, query.period, query.parts)?;
                let second = self.over(question, denominator, query.period, query.parts)?;
                self.divide(&mut answer, question, query.parts, &first, &second);
            }
            Formula::Growth { of } => {
                let first = self.over(question, of, query.period, query.parts)?;
                let second = self.over(question, of, query.period.year_before(), query.parts)?;
                self.divide(&mut answer, question, query.parts, &first, &second);
            }
            Formula::Rows(_) | Formula::Units(_) => {
                let sum = self.sum(question, query.parts);
                (answer.state, answer.value) = (sum.state, sum.value.map(Value::Whole));
                (answer.expected, answer.reported) = (sum.expected, sum.reported);
                answer.coordinated = (query.parts && indicator.tells_coordinated()).then(|| self.coordinated(question));
                answer.parts = query.parts.then(|| self.parts(unit, &sum));
                answer.bridge = query.restated.map(|day| self.bridge(question, day));
            }
        }
        Ok(answer)
    }

    fn indicator(&self, id: &str) -> Option<&'a Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    fn over(&self, question: Question<'_>, id: &str, period: Period, parts: bool) -> Result<Sum, FigureError> {
        let indicator = self.indicator(id).ok_or_else(|| FigureError::UnknownIndicator(id.to_owned()))?;
        Ok(self.sum(Question { indicator, period, ..question }, parts))
    }

    /// Every piece of every unit.
    fn pieces(&self, indicator: &Indicator, period: Period) -> Vec<(UnitId, Piece)> {
        if let Formula::Units(count) = &indicator.formula {
            let units = self.walker.units().filter(|unit| pieces::is_of(count, unit));
            return units.flat_map(|unit| Piece::unit(count, unit, period).map(|piece| (unit.id, piece))).collect();
        }
        let mut all = Vec::new();
        for (id, rows) in self.rows.get(indicator.id.as_str()).into_iter().flatten() {
            let Some(unit) = self.walker.unit(*id) else { continue };
            let rows = self.unanswered(indicator, *id, rows);
            let overruled = indicator.time == OverTime::Last && self.answers(indicator, *id, period.to());
            let given =
                if overruled { Vec::new() } else { pieces::pieces(indicator, &rows, (period, self.today), unit) };
            all.extend(given.into_iter().map(|piece| (*id, piece)));
        }
        if let Some(count) = &indicator.members {
            all.extend(self.rolls.pieces(&self.walker, count, period));
        }
        all.sort_by_cached_key(|(id, piece)| (self.walker.code(*id), piece.order));
        all
    }

    /// Whether rolls answer for a unit on a day.
    fn answers(&self, indicator: &Indicator, unit: UnitId, day: NaiveDate) -> bool {
        indicator.members.is_some() && self.rolls.answered(unit).is_some_and(|first| first <= day)
    }

    /// The rows of days on which no roll answers for their unit.
    fn unanswered(&self, indicator: &Indicator, unit: UnitId, rows: &[&'a Row]) -> Vec<&'a Row> {
        rows.iter().copied().filter(|row| !self.answers(indicator, unit, row.counted_on)).collect()
    }

    /// How a piece comes to the unit asked for.
    fn arrival(&self, question: Question<'_>, from: UnitId, day: NaiveDate) -> Option<Arrival> {
        let of_rows = matches!(question.indicator.formula, Formula::Rows(_));
        if question.indicator.tree == OverTree::None && of_rows && from != question.unit.id {
            return None;
        }
        let arrival = match question.restated {
            None => self.walker.arrival(from, question.unit.id, day),
            Some(restated) => self.walker.arrival_restated(from, question.unit.id, restated),
        }?;
        if !matches!(&question.indicator.formula, Formula::Units(count) if count.is_coordinated()) {
            return Some(arrival);
        }
        // Coordinated units are named one by one, and only where a coordinating line leads here and managing ones do not.
        (arrival.child.is_some() && !arrival.managed).then_some(Arrival { child: None, managed: false })
    }

    /// The value of a question, and whether something in it is carried or left out.
    fn amount(&self, question: Question<'_>) -> (Option<i64>, bool) {
        let here: Vec<(UnitId, Piece)> = self.here(question).into_iter().map(|(id, piece, _)| (id, piece)).collect();
        let flawed = here.iter().any(|(_, piece)| piece.flawed);
        let reported = |question| self.here(question).iter().any(|(_, piece, _)| piece.counted);
        let silent = !reported(question) && !reported(Question { restated: None, ..question });
        let is_count = matches!(question.indicator.formula, Formula::Units(_));
        let value = (!silent || is_count).then(|| worth(question.indicator, here.iter().map(|(_, piece)| piece)));
        (value, flawed)
    }

    /// The pieces that come to the unit asked for, each with how.
    fn here(&self, question: Question<'_>) -> Vec<(UnitId, Piece, Arrival)> {
        let pieces = self.pieces(question.indicator, question.period).into_iter();
        pieces.filter_map(|(id, piece)| Some((id, piece.clone(), self.arrival(question, id, piece.day)?))).collect()
    }

    fn sum(&self, question: Question<'_>, parts: bool) -> Sum {
        let (value, flawed) = self.amount(question);
        let (expected, reported) = self.completeness(question);
        let state = match value {
            _ if matches!(question.indicator.formula, Formula::Units(_)) => State::Reported,
            None if reported >= expected && self.here(question).iter().any(|(_, piece, _)| piece.absent) => {
                State::NotApplicable
            }
            None => State::Missing,
            Some(_) if flawed || reported < expected => State::Partial,
            Some(_) => State::Reported,
        };
        let mut sum = Sum { value, state, expected, reported, own: Vec::new(), children: BTreeMap::new(), overlap: 0 };
        if parts {
            self.open(question, &mut sum);
        }
        sum
    }

    /// What comes to the unit asked for over a coordinating line somewhere, and not by managing lines alone as well.
    fn coordinated(&self, question: Question<'_>) -> i64 {
        let by_coordination = |arrival: &Arrival| arrival.child.is_some() && !arrival.managed;
        let here = self.here(question).into_iter().filter(|(_, _, arrival)| by_coordination(arrival));
        here.map(|(_, piece, _)| piece.value).sum()
    }

    /// Lists what a sum is made of.
    fn open(&self, question: Question<'_>, sum: &mut Sum) {
        let mut through: BTreeMap<UnitId, Vec<(Piece, Line)>> = BTreeMap::new();
        for (id, piece, arrival) in self.here(question) {
            match arrival.child {
                None => sum.own.push((id, piece)),
                Some((child, line)) => through.entry(child).or_default().push((piece, line)),
            }
        }
        // Every unit that ever hung here, for ratios whose part is above the line in one child and below in another.
        let hung = self.walker.hung(question.unit.id);
        for child in through.keys().copied().chain(hung).collect::<BTreeSet<UnitId>>() {
            let Some(unit) = self.walker.unit(child) else { continue };
            let pieces = through.get(&child).map_or(&[][..], Vec::as_slice);
            let on =
                |line| worth(question.indicator, pieces.iter().filter(|(_, on)| *on == line).map(|(piece, _)| piece));
            let total = self.amount(Question { unit, ..question }).0;
            let value = worth(question.indicator, pieces.iter().map(|(piece, _)| piece));
            let (managing, coordinating) = (on(Line::Managing), on(Line::Coordinating));
            sum.children.insert(child, Child { value, managing, coordinating, total });
        }
        let parts: i64 =
            sum.own.iter().map(|(_, piece)| piece.value).chain(sum.children.values().map(|c| c.value)).sum();
        sum.overlap = sum.value.unwrap_or(0) - parts;
    }
}

/// What pieces are worth together.
fn worth<'p>(indicator: &Indicator, pieces: impl Iterator<Item = &'p Piece>) -> i64 {
    if indicator.tree != OverTree::Distinct || matches!(indicator.formula, Formula::Units(_)) {
        return pieces.map(|piece| piece.value).sum();
    }
    let (mut subjects, mut declared) = (BTreeSet::new(), 0);
    for piece in pieces.filter(|piece| piece.counted) {
        match &piece.subject {
            Some(subject) => _ = subjects.insert(subject.clone()),
            None => declared += piece.value,
        }
    }
    declared + i64::try_from(subjects.len()).unwrap_or(i64::MAX)
}
