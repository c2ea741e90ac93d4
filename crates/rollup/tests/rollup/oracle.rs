//! Random federations, random rows, random changes: the engine says what the slow, obvious way says.

use crate::{
    common::day,
    random::{Genes, asked_period, some_day, worlds},
};
use congdoan_model::{
    FigureId, Period, UnitId,
    figures::{Answer, Formula, Indicator, Part, Row, Source},
    org::{Line, Unit},
};
use congdoan_rollup::{Catalogue, Engine, Forest, Query};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

pub(crate) fn unversioned(answer: Answer) -> Answer {
    Answer { version: 0, ..answer }
}

/// Everything that must hold of one answer besides being the right one.
pub(crate) fn is_sound(engine: &Engine, query: &Query<'_>, answer: &Answer) {
    assert!(answer.reported <= answer.expected, "{answer:?}");
    let parts = answer.parts.as_ref().unwrap();
    let sum = |of: fn(&Part) -> Option<i64>| parts.iter().map(|part| of(part).unwrap_or(0)).sum::<i64>();
    if let (Some(numerator), Some(denominator)) = (answer.numerator, answer.denominator) {
        assert_eq!((sum(|part| part.numerator), sum(|part| part.denominator)), (numerator, denominator), "{answer:?}");
    } else {
        assert_eq!(
            sum(|part| part.value?.whole()),
            answer.value.map_or(0, |value| value.whole().unwrap()),
            "{answer:?}"
        );
    }
    for part in parts.iter().filter(|part| part.source == Source::Child) {
        let own = engine.figure(&Query { unit: &part.unit, parts: false, ..*query }).unwrap();
        assert_eq!(own.value, part.total, "{answer:?}");
    }
}

/// The value as a number, silence being nothing.
pub(crate) fn number(answer: &Answer) -> i64 {
    answer.value.map_or(0, |value| value.whole().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Every unit, some indicators of every rule, any period, default and restated: value, state, completeness, parts and
    /// bridge are those of the slow way; parts add up; a child's total is its own figure; the bridge leads from one view to
    /// the other.
    #[test]
    fn the_engine_says_what_the_slow_way_says((world, asked) in worlds(), period in any::<Genes<4>>(), on in any::<[u8; 2]>()) {
        let engine = world.engine();
        let plain = world.plain();
        let (period, on) = (asked_period(period), some_day(on[0], on[1]));
        let totals: Vec<_> = asked.iter().map(|indicator| plain.totals(&indicator.id, period).unwrap()).collect();
        for unit in &world.forest.units {
            for (indicator, totals) in asked.iter().zip(&totals) {
                let query = Query::new(unit.code.as_str(), &indicator.id, period).with_parts();
                let by_default = engine.figure(&query).unwrap();
                if matches!(indicator.formula, Formula::Rows(_) | Formula::Units(_)) {
                    let of_tree = matches!(indicator.formula, Formula::Units(_)).then_some(0);
                    let total = totals.get(unit.code.as_str()).copied().or(of_tree);
                    prop_assert_eq!(by_default.value.map(|value| value.whole().unwrap()), total);
                }
                prop_assert_eq!(unversioned(by_default.clone()), plain.answer(&query).unwrap());
                is_sound(&engine, &query, &by_default);
                let query = query.restated(on);
                let restated = engine.figure(&query).unwrap();
                prop_assert_eq!(unversioned(restated.clone()), plain.answer(&query).unwrap());
                is_sound(&engine, &query, &restated);
                if let Some(bridge) = &restated.bridge {
                    let steps: i64 = bridge.iter().map(|step| step.value).sum();
                    prop_assert_eq!(number(&restated), number(&by_default) + steps);
                }
            }
        }
    }

    /// A line of a page says of its unit and of all beside it what asking for each says, with own and coordinated as the parts
    /// tell them.
    #[test]
    fn a_line_says_what_its_numbers_say((world, asked) in worlds(), period in any::<Genes<4>>()) {
        let (engine, period) = (world.engine(), asked_period(period));
        let beside: Vec<UnitId> = world.forest.units.iter().map(|unit| unit.id).collect();
        for unit in &world.forest.units {
            for indicator in &asked {
                let line = engine.line(unit.id, &beside, &indicator.id, period).unwrap();
                let query = Query::new(unit.code.as_str(), &indicator.id, period).with_parts();
                let answer = engine.figure(&query).unwrap();
                prop_assert_eq!((line.total.state, line.total.value), (answer.state, answer.value));
                let sum = |keep: fn(&Part) -> bool| -> i64 {
                    let parts = answer.parts.iter().flatten().filter(|part| keep(part));
                    parts.map(|part| part.value.unwrap().whole().unwrap()).sum()
                };
                if matches!(indicator.formula, Formula::Rows(_) | Formula::Units(_)) {
                    prop_assert_eq!(line.own, Some(sum(|part| part.source != Source::Child)));
                    let through = sum(|part| part.line == Some(Line::Coordinating));
                    prop_assert_eq!(line.coordinated, Some(answer.coordinated.unwrap_or(through)));
                } else {
                    prop_assert_eq!((line.own, line.coordinated), (None, None));
                }
                for (other, cell) in world.forest.units.iter().zip(&line.cells) {
                    let one = engine.figure(&Query { unit: other.code.as_str(), parts: false, ..query }).unwrap();
                    prop_assert_eq!((cell.state, cell.value), (one.state, one.value));
                }
            }
        }
    }

    /// Rows come late, go, change and come again, and the tree is replaced under them: the engine then says what one
    /// loaded afresh says, and its version has grown with every change.
    #[test]
    fn late_changes_leave_no_trace(
        (world, asked) in worlds(),
        (before, _) in worlds(),
        changes in vec(any::<Genes<3>>(), 0..40),
        period in any::<Genes<4>>(),
    ) {
        let period = asked_period(period);
        let mut engine = Engine::new(Catalogue::new(world.indicators.clone()).unwrap(), before.tree());
        let (early, late) = world.rows.split_at(world.rows.len() / 2);
        engine.load(early.iter().cloned());
        engine.load_rolls(&world.rolls);
        engine.add(Row { value: 77, ..world.rows.first().cloned().unwrap_or_else(spare) });
        let mut version = engine.version();
        for genes in &changes {
            let Some(row) = world.rows.get(usize::from(genes[0]) % world.rows.len().max(1)) else { break };
            // A declared month without an id is another one when it counts in another month.
            let moved = if row.id == FigureId::default() { row.counted_on } else { some_day(genes[1], genes[2]) };
            let changed = Row { value: i64::from(genes[1]), counted_on: moved, ..row.clone() };
            match genes[1] % 3 {
                0 => engine.add(changed),
                1 => _ = engine.remove(row),
                _ => engine.replace_tree(if genes[2] < 128 { world.tree() } else { before.tree() }),
            }
            prop_assert!(engine.version() > version);
            ask_around(&engine, &world.forest, &asked, period);
            version = engine.version();
        }
        engine.add(spare());
        prop_assert!(engine.remove(&spare()));
        prop_assert!(!engine.remove(&spare()));
        engine.load(late.iter().cloned());
        ask_around(&engine, &world.forest, &asked, period);
        world.turn(&mut engine);
        engine.replace_tree(world.tree());
        ask_around(&engine, &world.forest, &asked, period);
        if changes.len().is_multiple_of(2) {
            early.iter().for_each(|row| engine.add(row.clone()));
        } else {
            engine.load(early.iter().cloned());
        }
        let fresh = world.engine();
        for unit in &world.forest.units {
            for indicator in &asked {
                let query = Query::new(unit.code.as_str(), &indicator.id, period).with_parts();
                let (one, other) = (engine.figure(&query).unwrap(), fresh.figure(&query).unwrap());
                prop_assert_eq!(unversioned(one), unversioned(other));
            }
        }
    }

    /// Of a flow a year is the sum of its months, quarters and halves, at every unit and in every part; and however many
    /// ways lead up, what happened once is in a total once.
    #[test]
    fn a_year_is_the_sum_of_its_months((mut world, _) in worlds()) {
        for (row, id) in world.rows.iter_mut().zip(["flow.count", "flow.sum", "flow.last"].into_iter().cycle()) {
            row.indicator = id.to_owned();
        }
        let engine = world.engine();
        let ask = |unit: &Unit, id: &str, period: &str| {
            engine.figure(&Query::new(unit.code.as_str(), id, period.parse().unwrap()).with_parts()).unwrap()
        };
        for unit in &world.forest.units {
            for id in ["flow.count", "flow.sum", "flow.last"] {
                let year = ask(unit, id, "2022");
                for pieces in [vec!["2022-H1", "2022-H2"], vec!["2022-Q1", "2022-Q2", "2022-Q3", "2022-Q4"], MONTHS.to_vec()] {
                    let pieces: Vec<Answer> = pieces.iter().map(|piece| ask(unit, id, piece)).collect();
                    prop_assert_eq!(number(&year), pieces.iter().map(number).sum::<i64>());
                    for part in year.parts.iter().flatten().filter(|part| part.source == Source::Child) {
                        let months = pieces.iter().flat_map(|piece| piece.parts.iter().flatten());
                        let same = months.filter(|other| other.unit == part.unit && other.source == Source::Child);
                        let sum: i64 = same.map(|other| other.value.unwrap().whole().unwrap()).sum();
                        prop_assert_eq!(part.value.unwrap().whole().unwrap(), sum);
                    }
                }
                let largest: i64 = world.rows.iter().filter(|row| row.indicator == id).map(|row| row.value.abs().max(1)).sum();
                prop_assert!(number(&year).abs() <= largest);
            }
        }
    }

    /// Where nothing is negative, no part is larger than the figure of its unit.
    #[test]
    fn a_contribution_is_no_more_than_the_whole((mut world, asked) in worlds(), period in any::<Genes<4>>()) {
        world.rows.iter_mut().for_each(|row| row.value = row.value.abs());
        let (engine, period) = (world.engine(), asked_period(period));
        for unit in &world.forest.units {
            // A later row may unseat a larger one of the same month elsewhere, so `last` flows are left out.
            for indicator in asked.iter().filter(|indicator| indicator.id != "flow.last") {
                let query = Query::new(unit.code.as_str(), &indicator.id, period).with_parts();
                let answer = engine.figure(&query).unwrap();
                if answer.numerator.is_some() {
                    continue;
                }
                for part in answer.parts.iter().flatten().filter(|part| part.source == Source::Child) {
                    prop_assert!(part.value.unwrap().hundredths() <= part.total.unwrap().hundredths(), "{:?}", answer);
                }
            }
        }
    }
}

/// Asks for some figures, so that whatever is kept for answering is there to outlive a change, if it could.
pub(crate) fn ask_around(engine: &Engine, forest: &Forest, asked: &[Indicator], period: Period) {
    for unit in &forest.units {
        for indicator in asked {
            _ = engine.figure(&Query::new(unit.code.as_str(), &indicator.id, period));
        }
    }
}

const MONTHS: [&str; 12] = [
    "2022-01", "2022-02", "2022-03", "2022-04", "2022-05", "2022-06", "2022-07", "2022-08", "2022-09", "2022-10",
    "2022-11", "2022-12",
];

/// A row of a unit and an indicator nobody knows.
fn spare() -> Row {
    Row {
        id: FigureId::from(Uuid::from_u128(u128::MAX)),
        unit: UnitId::from(Uuid::from_u128(u128::MAX)),
        indicator: "unknown".to_owned(),
        source: Source::Adjusted,
        record: None,
        occurred_on: day("2022-05-05"),
        counted_on: day("2022-05-05"),
        value: 1,
        subject: None,
    }
}
