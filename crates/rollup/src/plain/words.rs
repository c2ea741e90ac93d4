//! Sums worded as answers: quotients and parts.
//!
//! Not here: the sums.

use std::collections::BTreeSet;

use congdoan_model::{
    UnitId,
    figures::{Answer, Formula, Part, Source, State, Value},
    org::{Line, Unit},
};

use super::{Child, Plain, Question, Sum, pieces::Piece};

impl Plain<'_> {
    /// Fills an answer with the quotient of two sums.
    pub(super) fn divide(&self, answer: &mut Answer, question: Question<'_>, parts: bool, first: &Sum, second: &Sum) {
        let growth = matches!(question.indicator.formula, Formula::Growth { .. });
        let scale = if growth || question.indicator.unit_of_measure == "%" { 100 } else { 1 };
        let pair = |a: i64, b: i64| if growth { (a - b, b) } else { (a, b) };
        (answer.expected, answer.reported) = (first.expected, first.reported);
        if parts {
            answer.parts = Some(Vec::new());
        }
        if first.value.is_none() {
            if first.state == State::NotApplicable {
                answer.state = State::NotApplicable;
            }
            return;
        }
        let (numerator, denominator) = pair(first.value.unwrap_or(0), second.value.unwrap_or(0));
        (answer.numerator, answer.denominator) = (Some(numerator), Some(denominator));
        answer.value = Value::ratio(numerator, denominator, scale);
        answer.state = match (answer.value, first.state, second.state) {
            (None, ..) => State::NotApplicable,
            (Some(_), State::Reported, State::Reported) => State::Reported,
            (Some(_), ..) => State::Partial,
        };
        let Some(parts) = &mut answer.parts else { return };
        let mut part = |(n, d): (i64, i64), part: Part| {
            if n != 0 || d != 0 {
                let value = Value::ratio(n, d, scale);
                parts.push(Part { value, numerator: Some(n), denominator: Some(d), ..part });
            }
        };
        first.own.iter().for_each(|(id, piece)| part(pair(piece.value, 0), self.own(*id, piece)));
        second.own.iter().for_each(|(id, piece)| part(pair(0, piece.value), self.own(*id, piece)));
        let children: BTreeSet<(&str, UnitId)> =
            first.children.keys().chain(second.children.keys()).map(|id| (self.walker.code(*id), *id)).collect();
        for (code, id) in children {
            let (one, other) = (first.children.get(&id), second.children.get(&id));
            let value = |child: Option<&Child>| child.map_or(0, |child| child.value);
            let total = |child: Option<&Child>| child.and_then(|child| child.total);
            let (a, b) = (total(one), total(other));
            let (n, d) = pair(a.unwrap_or(0), b.unwrap_or(0));
            let total = if a.is_none() { None } else { Value::ratio(n, d, scale) };
            let line = one.filter(|child| child.value != 0).or(other).map(Child::line);
            part(pair(value(one), value(other)), Part { total, line, ..bare(code, Source::Child) });
        }
        part(pair(first.overlap, second.overlap), bare(question.unit.code.as_str(), Source::Overlap));
    }

    pub(super) fn parts(&self, unit: &Unit, sum: &Sum) -> Vec<Part> {
        let whole = |value: i64| Some(Value::Whole(value));
        let mut parts = Vec::new();
        for (id, piece) in sum.own.iter().filter(|(_, piece)| piece.value != 0) {
            parts.push(Part { value: whole(piece.value), ..self.own(*id, piece) });
        }
        let mut children: Vec<(&str, &Child)> = sum.children.iter().map(|(id, c)| (self.walker.code(*id), c)).collect();
        children.sort_by_key(|(code, _)| *code);
        for (code, child) in children.into_iter().filter(|(_, child)| child.value != 0) {
            let (total, line) = (child.total.map(Value::Whole), Some(child.line()));
            parts.push(Part { value: whole(child.value), total, line, ..bare(code, Source::Child) });
        }
        if sum.overlap != 0 {
            parts.push(Part { value: whole(sum.overlap), ..bare(unit.code.as_str(), Source::Overlap) });
        }
        parts
    }

    fn own(&self, id: UnitId, piece: &Piece) -> Part {
        let (record, occurred_on) = (piece.record, piece.occurred_on);
        Part { record, occurred_on, ..bare(self.walker.code(id), piece.source) }
    }
}

impl Child {
    fn line(&self) -> Line {
        if self.coordinating.abs() > self.managing.abs() { Line::Coordinating } else { Line::Managing }
    }
}

fn bare(unit: &str, source: Source) -> Part {
    let unit = unit.to_owned();
    Part {
        unit,
        source,
        value: None,
        total: None,
        line: None,
        record: None,
        occurred_on: None,
        numerator: None,
        denominator: None,
    }
}
