//! Rankings, members told apart and groupings on random federations: kept or scanned, they say what adding up single
//! answers of the slow way says, after every kind of change.

use crate::{
    common::World,
    months::submission,
    random::{Genes, asked_period, some_day, some_stay, worlds},
};
use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    Period, UnitId,
    figures::Source,
    members::{Leaving, Roll, Sex},
    org::{Unit, UnitKind},
};
use congdoan_rollup::{Cut, Engine, Group, Grouped, Move, Query, Scheme, Tree, plain::Plain, tree::UnitRef};
use proptest::{collection::vec, prelude::*};

const WEIGHTS: [(&str, i64); 3] = [("flow.sum", 2), ("flow.count", 5), ("flow.last", -1)];

/// What a unit itself gives an indicator in a period.
fn own(plain: &Plain<'_>, unit: &Unit, indicator: &str, period: Period) -> i64 {
    let answer = plain.answer(&Query::new(unit.code.as_str(), indicator, period).with_parts()).unwrap();
    let own = answer.parts.into_iter().flatten().filter(|part| part.source != Source::Child);
    own.map(|part| part.value.unwrap().whole().unwrap()).sum()
}

/// The unit directly below another through which a unit is counted there, itself if it hangs there.
fn through(tree: &Tree, unit: UnitRef<'_>, top: UnitRef<'_>, day: NaiveDate) -> Option<UnitId> {
    if matches!(unit.kind, UnitKind::Party | UnitKind::Outside) {
        return None;
    }
    let leads = |(parent, _): &(UnitRef<'_>, _)| parent.id == top.id || tree.is_above(top, *parent, day);
    let (parent, _) = tree.parents(unit, day).into_iter().find(leads)?;
    if parent.id == top.id { Some(unit.id) } else { way(tree, parent, top, day) }
}

/// The same for a unit on the way up, whatever its kind.
fn way(tree: &Tree, unit: UnitRef<'_>, top: UnitRef<'_>, day: NaiveDate) -> Option<UnitId> {
    let leads = |(parent, _): &(UnitRef<'_>, _)| parent.id == top.id || tree.is_above(top, *parent, day);
    let (parent, _) = tree.parents(unit, day).into_iter().find(leads)?;
    if parent.id == top.id { Some(unit.id) } else { way(tree, parent, top, day) }
}

fn ranked(world: &World, tree: &Tree, scheme: &Scheme, limit: usize) -> Vec<Group> {
    let (plain, day) = (world.plain(), scheme.period.to());
    let Some(top) = tree.by_id(scheme.top) else { return Vec::new() };
    let mut groups: Vec<(UnitId, Vec<(UnitId, i64)>)> = tree.units().map(|unit| (unit.id, Vec::new())).collect();
    for unit in tree.open_on(day).filter(|unit| unit.kind == scheme.kind) {
        let Some(group) = through(tree, unit, top, day) else { continue };
        let score = scheme.weights.iter().map(|(id, weight)| own(&plain, &unit, id, scheme.period) * weight).sum();
        groups.iter_mut().find(|(id, _)| *id == group).unwrap().1.push((unit.id, score));
    }
    let group = |(unit, mut places): (UnitId, Vec<(UnitId, i64)>)| {
        // Units came by code, and sorting keeps the order of equals.
        places.sort_by_key(|(_, score)| -score);
        let first = places.iter().take(limit).copied().collect();
        let last = places.iter().rev().take(limit).copied().collect();
        Group { unit, ranked: places.len(), first, last }
    };
    groups.into_iter().filter(|(_, places)| !places.is_empty()).map(group).collect()
}

/// The people of a cut, one by one.
fn crowd(rolls: &[Roll], tree: &Tree, cut: &Cut) -> Vec<(UnitId, Vec<u32>)> {
    let Some(top) = tree.by_id(cut.top) else { return Vec::new() };
    let (bands, forms) = (cut.ages.len() + 2, cut.forms.len() + 1);
    let hang = |unit: &UnitRef<'_>| through(tree, *unit, top, cut.day) == Some(unit.id);
    let mut groups: Vec<(UnitId, Vec<u32>)> =
        tree.units().filter(hang).map(|unit| (unit.id, vec![0; forms * bands * 3])).collect();
    for roll in rolls.iter().filter(|roll| roll.counts_from <= cut.day) {
        let Some(home) = tree.by_id(roll.unit) else { continue };
        let Some(group) = tree.seat(home, cut.day).and_then(|seat| through(tree, seat, top, cut.day)) else { continue };
        let Some((_, people)) = groups.iter_mut().find(|(id, _)| *id == group) else { continue };
        let form = cut.forms.iter().position(|form| *form == home.form).unwrap_or(cut.forms.len());
        for stay in &roll.stays {
            let mistaken = matches!(stay.left, Some((_, Leaving::Mistaken)));
            let gone = stay.left.is_some_and(|(left, _)| left <= cut.day);
            if mistaken || gone || stay.joined_on > cut.day {
                continue;
            }
            let age = stay.born.map(|born| cut.day.year() - born);
            let band = age.map_or(bands - 1, |age| cut.ages.iter().filter(|first| age >= **first).count());
            let sex = match stay.sex {
                Some(Sex::Female) => 0,
                Some(Sex::Male) => 1,
                None => 2,
            };
            people[(form * bands + band) * 3 + sex] += 1;
        }
    }
    groups
}

fn kept_crowd(engine: &Engine, cut: &Cut) -> Vec<(UnitId, Vec<u32>)> {
    let crowd = engine.members().unwrap();
    let width = (cut.forms.len() + 1) * (cut.ages.len() + 2) * 3;
    crowd.groups.iter().copied().zip(crowd.people.chunks(width).map(<[u32]>::to_vec)).collect()
}

fn scheme(world: &World, genes: u8, period: Period) -> Scheme {
    let top = world.forest.units[usize::from(genes) % world.forest.units.len().min(4)].id;
    let weights = WEIGHTS.iter().map(|(id, weight)| ((*id).to_owned(), *weight)).collect();
    Scheme { top, kind: UnitKind::Grassroots, period, weights }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A ranking kept through months sent again, rows that come and go and units that move is the one made anew.
    #[test]
    fn a_ranking_is_kept((world, _) in worlds(), sent in vec(vec(any::<u8>(), 12), 1..6), moves in vec(any::<Genes<4>>(), 0..3), period in any::<Genes<4>>()) {
        let mut world = world;
        let mut engine = world.engine();
        let scheme = scheme(&world, period[3], asked_period(period));
        prop_assert_eq!(engine.rank(&scheme, 3), ranked(&world, engine.tree(), &scheme, 3));
        engine.keep_ranking(scheme.clone());
        for genes in &sent {
            let (submission, _) = submission(&world, genes);
            engine.submit(submission.unit, submission.month, &submission.values);
            prop_assert_eq!(engine.ranking(3), engine.rank(&scheme, 3));
        }
        for row in world.rows.split_off(world.rows.len() / 2) {
            engine.remove(&row);
            prop_assert_eq!(engine.ranking(3), engine.rank(&scheme, 3));
            engine.add(row);
        }
        for genes in moves {
            let unit = |gene: u8| world.forest.units[usize::from(gene) % world.forest.units.len()].id;
            _ = engine.move_units(&[Move { unit: unit(genes[0]), parent: unit(genes[1]), on: some_day(genes[2], genes[3]) }]);
            prop_assert_eq!(engine.ranking(3), engine.rank(&scheme, 3));
        }
    }

    /// Members of a cut are those told apart one by one; a cut that is kept follows rolls and moves.
    #[test]
    fn members_told_apart_are_kept((world, _) in worlds(), stays in vec(any::<Genes<8>>(), 1..8), moves in vec(any::<Genes<4>>(), 0..3), on in any::<Genes<3>>()) {
        let mut world = world;
        let mut engine = world.engine();
        let unit = |world: &World, gene: u8| world.forest.units[usize::from(gene) % world.forest.units.len()].id;
        let top = world.forest.units[usize::from(on[2]) % world.forest.units.len().min(4)].id;
        let cut = Cut { top, day: some_day(on[0], on[1]), ages: vec![30, 45, 60], forms: vec![String::new()] };
        engine.keep_members(cut.clone());
        prop_assert_eq!(kept_crowd(&engine, &cut), crowd(&world.rolls, engine.tree(), &cut));
        for genes in stays {
            let id = unit(&world, genes[7]);
            world.rolls.retain(|roll| roll.unit != id);
            if genes[6] < 40 {
                engine.drop_roll(id);
            } else {
                let roll = Roll { unit: id, counts_from: some_day(genes[4], genes[5]), stays: vec![some_stay(genes); 2] };
                engine.set_roll(&roll);
                world.rolls.push(roll);
            }
            prop_assert_eq!(kept_crowd(&engine, &cut), crowd(&world.rolls, engine.tree(), &cut));
        }
        for genes in moves {
            let moved = Move { unit: unit(&world, genes[0]), parent: unit(&world, genes[1]), on: some_day(genes[2], genes[3]) };
            _ = engine.move_units(&[moved]);
            prop_assert_eq!(&kept_crowd(&engine, &cut), &crowd(&world.rolls, engine.tree(), &cut));
            prop_assert_eq!(engine.members().unwrap(), &engine.members_of(&cut));
        }
    }

    /// A grouping nobody prepared adds up what its units themselves gave, for every indicator whose units add.
    #[test]
    fn a_grouping_adds_up_its_units((world, _) in worlds(), genes in any::<Genes<4>>(), lone in any::<bool>()) {
        let mut world = world;
        if lone {
            world.rows.retain(|row| row.id == congdoan_model::FigureId::default());
        }
        let (engine, plain, period) = (world.engine(), world.plain(), asked_period(genes));
        let group = |unit: &Unit| {
            let last = unit.code.as_str().bytes().last().map_or(0, usize::from);
            (unit.kind != UnitKind::Province).then_some(last % 5)
        };
        let ids = ["flow.sum", "flow.last", "stock.last", "stock.sum", "max.sum", "members.total", "ratio.flows"];
        let Grouped { sums, units } = engine.grouped(3, group, &ids, period);
        for at in 0..3 {
            let is_of = |unit: &&Unit| unit.is_open(period.to()) && group(unit) == Some(at);
            let members: Vec<&Unit> = world.forest.units.iter().filter(is_of).collect();
            prop_assert_eq!(units[at] as usize, members.len());
            for (sum, id) in sums[at].iter().zip(ids) {
                let slow: i64 = members.iter().filter(|_| id != "ratio.flows").map(|unit| own(&plain, unit, id, period)).sum();
                prop_assert_eq!(*sum, slow, "{} {:?}", id, period);
            }
        }
    }
}
