//! Small readable federations: units, links, rows and indicators in a line each.

use chrono::NaiveDate;
use congdoan_model::{
    FigureId, LinkId, LocalText, Period, RecordId, UnitId,
    figures::{Answer, Combine, Formula, Indicator, OverTime, OverTree, Rhythm, Row, Source, Value},
    members::{Joining, Leaving, MemberCount, MemberEvent, Roll, Stay},
    org::{Line, Link, Succession, Unit, UnitKind},
};
use congdoan_rollup::{Catalogue, Engine, Forest, Query, Tree, plain::Plain};
use uuid::Uuid;

/// A day written `2022-10-31`.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A period in any of its shapes.
pub(crate) fn period(text: &str) -> Period {
    text.parse().unwrap()
}

pub(crate) fn unit_id(code: &str) -> UnitId {
    let number = code.bytes().fold(7_u128, |hash, byte| hash.wrapping_mul(1_000_003).wrapping_add(byte.into()));
    UnitId::from(Uuid::from_u128(number))
}

/// An indicator that adds up over the tree.
pub(crate) fn indicator(id: &str, combine: Combine, time: OverTime) -> Indicator {
    Indicator {
        id: id.to_owned(),
        name: LocalText::default(),
        unit_of_measure: String::new(),
        formula: Formula::Rows(combine),
        time,
        tree: OverTree::Sum,
        expected_of: Vec::new(),
        rhythm: Rhythm::Once,
        source: String::new(),
        register: None,
        members: None,
    }
}

/// An indicator that counts members: those standing are a stock, whoever comes or goes a flow.
pub(crate) fn members(id: &str, event: MemberEvent) -> Indicator {
    let (combine, time) = match event {
        MemberEvent::Standing => (Combine::Last, OverTime::Last),
        MemberEvent::Joined | MemberEvent::Left => (Combine::Sum, OverTime::Sum),
    };
    Indicator { members: Some(MemberCount { event, ..MemberCount::default() }), ..indicator(id, combine, time) }
}

/// The same indicator over some members only.
pub(crate) fn only(mut indicator: Indicator, narrow: impl FnOnce(&mut MemberCount)) -> Indicator {
    narrow(indicator.members.as_mut().unwrap());
    indicator
}

/// An indicator with another formula and unit of measure.
pub(crate) fn formula(id: &str, formula: Formula, unit_of_measure: &str) -> Indicator {
    let unit_of_measure = unit_of_measure.to_owned();
    Indicator { formula, unit_of_measure, ..indicator(id, Combine::Sum, OverTime::Sum) }
}

pub(crate) fn ratio(id: &str, numerator: &str, denominator: &str, unit_of_measure: &str) -> Indicator {
    let (numerator, denominator) = (numerator.to_owned(), denominator.to_owned());
    formula(id, Formula::Ratio { numerator, denominator }, unit_of_measure)
}

/// A federation in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct World {
    pub(crate) forest: Forest,
    pub(crate) indicators: Vec<Indicator>,
    pub(crate) rows: Vec<Row>,
    pub(crate) rolls: Vec<Roll>,
    pub(crate) today: Option<NaiveDate>,
}

impl World {
    /// A unit there from 2000 on.
    pub(crate) fn unit(mut self, code: &str, kind: UnitKind) -> Self {
        self.forest.units.push(Unit {
            id: unit_id(code),
            code: code.parse().unwrap(),
            name: code.to_owned(),
            kind,
            form: String::new(),
            opened_on: day("2000-01-01"),
            closed_on: None,
        });
        self
    }

    pub(crate) fn opened(mut self, code: &str, on: &str) -> Self {
        self.unit_mut(code).opened_on = day(on);
        self
    }

    pub(crate) fn closed(mut self, code: &str, on: &str) -> Self {
        self.unit_mut(code).closed_on = Some(day(on));
        self
    }

    fn unit_mut(&mut self, code: &str) -> &mut Unit {
        self.forest.units.iter_mut().find(|unit| unit.code.as_str() == code).unwrap()
    }

    /// A link over `from/until`; an open end is left empty.
    pub(crate) fn link(mut self, child: &str, parent: &str, line: Line, days: &str) -> Self {
        let (from, until) = days.split_once('/').unwrap();
        self.forest.links.push(Link {
            id: LinkId::from(Uuid::from_u128(self.forest.links.len() as u128)),
            child: unit_id(child),
            parent: unit_id(parent),
            line,
            from: from.parse().unwrap_or(day("2000-01-01")),
            until: until.parse().ok(),
        });
        self
    }

    pub(crate) fn managed(self, child: &str, parent: &str) -> Self {
        self.link(child, parent, Line::Managing, "/")
    }

    pub(crate) fn coordinated(self, child: &str, parent: &str) -> Self {
        self.link(child, parent, Line::Coordinating, "/")
    }

    pub(crate) fn succession(mut self, predecessor: &str, successor: &str, on: &str) -> Self {
        let (predecessor, successor) = (unit_id(predecessor), unit_id(successor));
        self.forest.successions.push(Succession { predecessor, successor, on: day(on), heir: false });
        self
    }

    /// A succession whose successor takes over the members.
    pub(crate) fn heir(self, predecessor: &str, successor: &str, on: &str) -> Self {
        let mut world = self.succession(predecessor, successor, on);
        world.forest.successions.last_mut().unwrap().heir = true;
        world
    }

    /// A roll of a unit that counts from a day, without anybody yet.
    pub(crate) fn roll(mut self, unit: &str, counts_from: &str) -> Self {
        self.rolls.push(Roll { unit: unit_id(unit), counts_from: day(counts_from), stays: Vec::new() });
        self
    }

    /// Some people on the last roll who were admitted over `from/until`; an open end is left empty.
    pub(crate) fn people(self, number: usize, days: &str, leaving: Leaving) -> Self {
        let (from, until) = days.split_once('/').unwrap();
        let left = until.parse().ok().map(|until| (until, leaving));
        let stay = Stay { joined_on: day(from), joining: Joining::Admitted, left, sex: None, born: None };
        self.stays(number, stay)
    }

    pub(crate) fn stays(mut self, number: usize, stay: Stay) -> Self {
        self.rolls.last_mut().unwrap().stays.extend(std::iter::repeat_n(stay, number));
        self
    }

    pub(crate) fn indicator(mut self, indicator: Indicator) -> Self {
        self.indicators.push(indicator);
        self
    }

    /// A record, counted on the day it occurred.
    pub(crate) fn record(self, unit: &str, indicator: &str, on: &str, value: i64) -> Self {
        self.row(unit, indicator, on, value, Source::Records)
    }

    /// A declared month: `2022-03`.
    pub(crate) fn declared(self, unit: &str, indicator: &str, month: &str, value: i64) -> Self {
        let last = period(month).to().to_string();
        self.row(unit, indicator, &last, value, Source::Declared)
    }

    pub(crate) fn row(mut self, unit: &str, indicator: &str, on: &str, value: i64, source: Source) -> Self {
        let number = self.rows.len() as u128 + 1;
        self.rows.push(Row {
            id: FigureId::from(Uuid::from_u128(number)),
            unit: unit_id(unit),
            indicator: indicator.to_owned(),
            source,
            record: (source == Source::Records).then(|| RecordId::from(Uuid::from_u128(1000 + number))),
            occurred_on: day(on),
            counted_on: day(on),
            value,
            subject: None,
        });
        self
    }

    /// Another row of the last row's record, as its first one was.
    pub(crate) fn again(mut self, indicator: &str) -> Self {
        let record = self.rows.last().unwrap().record;
        let first = self.rows.iter().find(|row| row.record == record && row.indicator == indicator).unwrap().clone();
        self.rows.push(Row { id: FigureId::from(Uuid::from_u128(self.rows.len() as u128 + 1)), ..first });
        self
    }

    /// From which day on what the last row gave no longer stands.
    pub(crate) fn until(mut self, on: &str) -> Self {
        let last = self.rows.last().unwrap();
        let id = FigureId::from(Uuid::from_u128(self.rows.len() as u128 + 1));
        let ending = Row { id, counted_on: day(on), value: -last.value, ..last.clone() };
        self.rows.push(ending);
        self
    }

    /// Names the subject of the last row.
    pub(crate) fn subject(mut self, subject: &str) -> Self {
        self.rows.last_mut().unwrap().subject = Some(subject.to_owned());
        self
    }

    /// Puts the last row into the period of another day than the one it occurred on.
    pub(crate) fn counted(mut self, on: &str) -> Self {
        self.rows.last_mut().unwrap().counted_on = day(on);
        self
    }

    pub(crate) fn tree(&self) -> Tree {
        Tree::new(self.forest.clone()).unwrap()
    }

    pub(crate) fn engine(&self) -> Engine {
        let mut engine = Engine::new(Catalogue::new(self.indicators.clone()).unwrap(), self.tree());
        engine.load(self.rows.clone());
        engine.load_rolls(&self.rolls);
        self.turn(&mut engine);
        engine
    }

    /// Tells an engine what day it is.
    pub(crate) fn turn(&self, engine: &mut Engine) {
        _ = self.today.map(|today| engine.turn_to(today));
    }

    /// The day it is.
    pub(crate) fn on(self, today: &str) -> Self {
        Self { today: Some(day(today)), ..self }
    }

    /// The answer with parts, checked against the slow way.
    pub(crate) fn ask(&self, unit: &str, indicator: &str, period_of: &str) -> Answer {
        self.check(Query::new(unit, indicator, period(period_of)).with_parts())
    }

    /// The restated answer with parts, checked against the slow way.
    pub(crate) fn restated(&self, unit: &str, indicator: &str, period_of: &str, on: &str) -> Answer {
        self.check(Query::new(unit, indicator, period(period_of)).with_parts().restated(day(on)))
    }

    /// The slow way over the same data.
    pub(crate) fn plain(&self) -> Plain<'_> {
        Plain::new(&self.forest, &self.indicators, &self.rows).with_rolls(&self.rolls).on(self.today)
    }

    fn check(&self, query: Query<'_>) -> Answer {
        let answer = self.engine().figure(&query).unwrap();
        let plain = self.plain().answer(&query).unwrap();
        assert_eq!(Answer { version: 0, ..answer.clone() }, plain);
        answer
    }

    pub(crate) fn whole(&self, unit: &str, indicator: &str, period: &str) -> Option<i64> {
        self.ask(unit, indicator, period).value.map(|value| value.whole().unwrap())
    }
}

/// A value as a whole number.
pub(crate) fn whole(value: Option<Value>) -> i64 {
    value.unwrap().whole().unwrap()
}

/// Parts as `unit value` words, with `of total` and the line for children.
pub(crate) fn told(answer: &Answer) -> Vec<String> {
    let parts = answer.parts.as_ref().unwrap().iter();
    parts
        .map(|part| {
            let value = part.value.map_or_else(|| "-".to_owned(), |value| value.to_string());
            match (part.total, part.line) {
                (Some(total), Some(line)) => format!("{} {value} of {total} {}", part.unit, line.word()),
                _ => format!("{} {value} {}", part.unit, part.source.word()),
            }
        })
        .collect()
}
