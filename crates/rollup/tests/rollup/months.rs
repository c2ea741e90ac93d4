//! Declared months a line at a time, tables, reporting and moves: on random federations they say what single questions
//! to an engine filled row by row say.

use crate::{
    common::World,
    oracle::{ask_around, unversioned},
    random::{Genes, asked_period, some_day, worlds},
};
use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Month, Period, UnitId,
    figures::{Indicator, Row, Source, Value},
    org::{Line, Link, UnitKind},
    period::day_before,
};
use congdoan_rollup::{Catalogue, Cut, Engine, Forest, Move, Query, Reporting, Scheme, Submission, Tree};
use proptest::{collection::vec, prelude::*};

/// The row of a declared month without an id.
fn month_row(unit: UnitId, indicator: &str, month: Month, value: i64) -> Row {
    Row {
        id: FigureId::default(),
        unit,
        indicator: indicator.to_owned(),
        source: Source::Declared,
        record: None,
        occurred_on: month.last(),
        counted_on: month.last(),
        value,
        subject: None,
    }
}

/// Whether a row is one a submission replaces.
fn is_of(row: &Row, submission: &Submission) -> bool {
    row.id == FigureId::default() && row.unit == submission.unit && Month::of(row.counted_on) == submission.month
}

/// A submission and the rows it stands for.
pub(crate) fn submission(world: &World, genes: &[u8]) -> (Submission, Vec<Row>) {
    let unit = world.forest.units[usize::from(genes[0]) % world.forest.units.len()].id;
    let month = Month::of(some_day(genes[1] % 2, genes[2]));
    let plain =
        |indicator: &Indicator| ["flow", "stock", "max", "none"].iter().any(|family| indicator.id.starts_with(family));
    let value = |(at, indicator): (usize, &Indicator)| {
        let gene = genes[3 + at % (genes.len() - 3)];
        (plain(indicator) && !gene.is_multiple_of(3)).then(|| i64::from(gene % 7))
    };
    let values: Vec<Option<i64>> = world.indicators.iter().enumerate().map(value).collect();
    let declared = world.indicators.iter().zip(&values);
    let rows = declared.filter_map(|(one, value)| Some(month_row(unit, &one.id, month, (*value)?))).collect();
    (Submission { unit, month, values }, rows)
}

pub(crate) fn same(one: &Engine, other: &Engine, world: &World, period: Period) -> Result<(), TestCaseError> {
    for unit in &world.forest.units {
        for indicator in &world.indicators {
            let query = Query::new(unit.code.as_str(), &indicator.id, period).with_parts();
            let (one, other) = (one.figure(&query).unwrap(), other.figure(&query).unwrap());
            prop_assert_eq!(unversioned(one), unversioned(other));
        }
    }
    let units: Vec<UnitId> = world.forest.units.iter().map(|unit| unit.id).collect();
    for year in 2021..=2023 {
        prop_assert_eq!(one.reporting(&units, year), other.reporting(&units, year));
    }
    Ok(())
}

fn last_day(unit: &congdoan_model::org::Unit, month: Month) -> Option<NaiveDate> {
    let last = unit.closed_on.map_or(month.last(), |closed| month.last().min(day_before(closed)));
    (unit.kind == UnitKind::Grassroots && unit.opened_on.max(month.first()) <= last).then_some(last)
}

/// Grassroots unions below a unit, told the obvious way.
fn told(world: &World, tree: &Tree, upper: UnitId, month: Month) -> Reporting {
    let mut told = Reporting::default();
    for unit in &world.forest.units {
        let Some(on) = last_day(unit, month) else { continue };
        if tree.is_above(tree.by_id(upper).unwrap(), tree.by_id(unit.id).unwrap(), on) {
            told.expected += 1;
            let known = |row: &&Row| row.unit == unit.id && world.indicators.iter().any(|one| one.id == row.indicator);
            let rows = world.rows.iter().filter(known);
            told.reported += u32::from(rows.clone().any(|row| Month::of(row.counted_on) == month));
        }
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// A table has in each cell the number its question alone would be answered with, over any period; a series too.
    #[test]
    fn a_table_is_made_of_answers((world, _) in worlds(), period in any::<Genes<4>>(), lone in any::<bool>()) {
        let mut world = world;
        if lone {
            // Rows without ids alone, as nearly all units of a whole country have.
            world.rows.retain(|row| row.id == FigureId::default());
        }
        let (engine, period) = (world.engine(), asked_period(period));
        let units: Vec<UnitId> = world.forest.units.iter().map(|unit| unit.id).collect();
        let ids: Vec<&str> = world.indicators.iter().map(|indicator| indicator.id.as_str()).collect();
        let table = engine.table(&units, &ids, period);
        let value = |unit: &str, id: &str, period| engine.figure(&Query::new(unit, id, period)).unwrap().value;
        for (unit, line) in world.forest.units.iter().zip(table.lines()) {
            for (id, cell) in ids.iter().zip(line) {
                prop_assert_eq!(*cell, value(unit.code.as_str(), id, period), "{} {}", unit.code.as_str(), id);
            }
        }
        for id in ["flow.sum", "stock.last", "ratio.flows", "max.sum"] {
            let series = engine.by_month(&units, id, 2022, &vec![7; units.len() * 12]);
            let months = (0..12).map(|at| Period::month_of(Month::from_index(2022 * 12 + at).first()));
            let asked = world.forest.units.iter().flat_map(|unit| months.clone().map(move |month| (unit, month)));
            for (progress, (unit, month)) in series.iter().zip(asked) {
                prop_assert_eq!(progress.value, value(unit.code.as_str(), id, month));
                let share = progress.value.and_then(Value::whole).and_then(|value| Value::ratio(value, 7, 100));
                prop_assert_eq!(progress.share, share);
            }
        }
    }

    /// Units send months again and again: the engine then says what one loaded afresh says, and so does who reported.
    #[test]
    fn months_sent_again_leave_no_trace((world, _) in worlds(), sent in vec(vec(any::<u8>(), 12), 1..12), period in any::<Genes<4>>()) {
        let mut world = world;
        let (mut engine, mut all) = (world.engine(), Vec::new());
        for genes in &sent {
            let (submission, rows) = submission(&world, genes);
            ask_around(&engine, &world.forest, &world.indicators, asked_period(period));
            engine.submit(submission.unit, submission.month, &submission.values);
            // A submission says nothing of indicators that are not declared a line at a time.
            let stays = |row: &Row| !is_of(row, &submission) || row.indicator.starts_with("people") || row.indicator.starts_with("members");
            world.rows.retain(stays);
            world.rows.extend(rows);
            all.push(submission);
        }
        same(&engine, &world.engine(), &world, asked_period(period))?;
        let mut loaded = Engine::new(Catalogue::new(world.indicators.clone()).unwrap(), world.tree());
        loaded.load_months(all);
        loaded.load(world.rows.clone());
        loaded.load_rolls(&world.rolls);
        let tree = world.tree();
        let units: Vec<UnitId> = world.forest.units.iter().map(|unit| unit.id).collect();
        for (unit, counts) in units.iter().zip(engine.reporting(&units, 2022).chunks(12)) {
            for (at, count) in (0..).zip(counts).filter(|(_, count)| **count != Reporting::default()) {
                prop_assert_eq!(*count, told(&world, &tree, *unit, Month::from_index(2022 * 12 + at)));
                prop_assert!(count.reported <= count.expected, "a rate lies between none and all");
            }
        }
    }

    /// Units that move one by one: every figure is that of a tree made anew with their links.
    #[test]
    fn moved_units_are_counted_where_they_went((world, _) in worlds(), moves in vec(any::<Genes<4>>(), 1..6), period in any::<Genes<4>>()) {
        let mut world = world;
        let mut engine = world.engine();
        for genes in moves {
            let count = world.forest.units.len();
            let (unit, parent) = (&world.forest.units[usize::from(genes[0]) % count], &world.forest.units[usize::from(genes[1]) % count]);
            let on = some_day(genes[2], genes[3]);
            let moved = Move { unit: unit.id, parent: parent.id, on };
            let (is_leaf, leads) = (world.forest.links.iter().all(|link| link.parent != unit.id), world.forest.links.iter().any(|link| link.parent == parent.id));
            ask_around(&engine, &world.forest, &world.indicators, asked_period(period));
            let known = engine.move_units(&[moved]).is_ok();
            if !known {
                continue;
            }
            prop_assert!(is_leaf || !leads || unit.id != parent.id);
            world.forest = hung(&world.forest, &moved);
        }
        same(&engine, &world.engine(), &world, asked_period(period))?;
    }

    /// Hundreds of moves at once, which several threads share, are what they are one by one; rankings and cuts too.
    #[test]
    fn many_moves_at_once_are_one_by_one((world, _) in worlds(), lone in any::<bool>(), moves in vec(any::<Genes<4>>(), 4..12), period in any::<Genes<4>>()) {
        let mut world = world;
        if lone {
            // Rows without ids alone: then numbers are fetched while the tree changes.
            world.rows.retain(|row| row.id == FigureId::default());
        }
        let (mut engine, mut other) = (world.engine(), world.engine());
        let units = &world.forest.units;
        let (top, weights) = (units[0].id, vec![("flow.sum".to_owned(), 3)]);
        let scheme = Scheme { top, kind: UnitKind::Grassroots, period: Period::year(2022), weights };
        let cut = Cut { top, day: some_day(1, 90), ages: vec![30], forms: Vec::new() };
        for engine in [&mut engine, &mut other] {
            engine.keep_ranking(scheme.clone());
            engine.keep_members(cut.clone());
        }
        let one = |genes: &Genes<4>| {
            let (unit, parent) = (&units[usize::from(genes[0]) % units.len()], &units[usize::from(genes[1]) % units.len()]);
            Move { unit: unit.id, parent: parent.id, on: some_day(genes[2], genes[3]) }
        };
        let mut went = Vec::new();
        for moved in moves.iter().map(one).cycle().take(moves.len() * 80) {
            if engine.move_units(&[moved]).is_ok() {
                went.push(moved);
            }
        }
        prop_assert!(other.move_units(&went).is_ok());
        same(&engine, &other, &world, asked_period(period))?;
        prop_assert_eq!(engine.ranking(9), other.ranking(9));
        prop_assert_eq!(engine.members(), other.members());
    }
}

/// The forest with one unit moved.
fn hung(forest: &Forest, moved: &Move) -> Forest {
    let mut forest = forest.clone();
    let on = moved.on;
    let life = |id| {
        forest
            .units
            .iter()
            .find(|unit| unit.id == id)
            .map(|unit| (unit.opened_on, unit.closed_on.unwrap_or(NaiveDate::MAX)))
            .unwrap()
    };
    // What counts of a link is cut to the days on which both units exist.
    let cut = |link: &Link| {
        let (child, parent) = (life(link.child), life(link.parent));
        (link.from.max(child.0).max(parent.0), link.until.unwrap_or(NaiveDate::MAX).min(child.1).min(parent.1))
    };
    let mine: Vec<(usize, (NaiveDate, NaiveDate))> = forest
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.child == moved.unit && link.line == Line::Managing)
        .map(|(at, link)| (at, cut(link)))
        .filter(|(_, (from, until))| from < until)
        .collect();
    let next = mine.iter().map(|(_, (from, _))| *from).filter(|from| *from > on).min();
    // Two links to the same manager may hold at once, and another of them begin before both have ended.
    let holding: Vec<_> = mine.iter().filter(|(_, (from, until))| *from <= on && on < *until).collect();
    let lasted = holding.iter().map(|(_, (_, until))| *until).max();
    let until = lasted.into_iter().chain(next).min().filter(|until| *until < NaiveDate::MAX);
    let link = Link {
        id: forest.links.first().map(|link| link.id).unwrap_or_default(),
        child: moved.unit,
        parent: moved.parent,
        line: Line::Managing,
        from: on,
        until,
    };
    for (at, _) in holding {
        forest.links[*at].until = Some(on);
    }
    forest.links.retain(|link| link.until.is_none_or(|until| link.from < until));
    forest.links.push(link);
    forest
}
