//! Reorganised federations: every person of theirs is followed through the steps by themselves, which is what rolls are
//! held against; and the engine against the slow way.

use crate::{
    common::{World, day, indicator, members, only, ratio},
    oracle::{is_sound, number, unversioned},
    random::{Genes, asked_period, pick, some_day, some_stay},
    steps::{BEGINNING, Federation, federations},
};
use chrono::NaiveDate;
use congdoan_model::{
    FigureId, Period, UnitId,
    figures::{Combine, Formula, Indicator, OverTime, OverTree, Rhythm, Row, Source},
    members::{Leaving, MemberEvent, Roll, Sex, Stay},
    org::{Line, Unit, UnitKind},
    period::day_before,
};
use congdoan_rollup::{Engine, Forest, Query, Tree};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

/// Somebody's stays, one after another, each begun in a unit open that day; written late, they know nothing of what
/// became of the unit.
fn person(federation: &Federation, genes: &[Genes<8>]) -> Vec<(UnitId, Stay)> {
    let (mut stays, mut free) = (Vec::new(), day(BEGINNING));
    for genes in genes {
        let stay = on_turns(some_stay(*genes), federation, *genes);
        let joined_on = stay.joined_on.max(free);
        let left = stay.left.filter(|(left, leaving)| joined_on < *left && *leaving != Leaving::Mistaken);
        let open: Vec<&Unit> = federation.forest.units.iter().filter(|unit| unit.is_open(joined_on)).collect();
        stays.push((open[usize::from(genes[1]) % open.len()].id, Stay { joined_on, left, ..stay }));
        let Some((left, _)) = left else { break };
        free = left;
    }
    stays
}

/// A stay that now and then begins or ends on the very day of a step.
fn on_turns(stay: Stay, federation: &Federation, genes: Genes<8>) -> Stay {
    let Some(turn) = federation.handovers.get(usize::from(genes[3]) % federation.handovers.len().max(1)) else {
        return stay;
    };
    match genes[1] % 4 {
        0 => Stay { joined_on: turn.on, ..stay },
        1 => Stay { left: Some((turn.on, pick(Leaving::ALL, genes[4]))), ..stay },
        _ => stay,
    }
}

/// Every rule of rolls, over all of them or some.
fn indicators() -> Vec<Indicator> {
    use MemberEvent::{Joined, Left, Standing};
    let of = vec![UnitKind::Grassroots, UnitKind::Upper];
    let asked = |rhythm, indicator| Indicator { rhythm, expected_of: of.clone(), ..indicator };
    let alone = |indicator| Indicator { tree: OverTree::None, ..indicator };
    vec![
        asked(Rhythm::Month, members("total", Standing)),
        asked(Rhythm::Once, members("joined", Joined)),
        asked(Rhythm::Month, members("left", Left)),
        only(members("women", Standing), |count| count.sex = Some(Sex::Female)),
        only(members("left.young", Left), |count| count.ages = Some((16, 40))),
        only(members("left.ended", Left), |count| count.leaving = vec![Leaving::UnitEnded, Leaving::Retired]),
        only(members("transferred", Joined), |count| {
            count.joining = vec![congdoan_model::members::Joining::TransferredIn]
        }),
        only(members("firms", Standing), |count| count.forms = vec!["employer".to_owned()]),
        only(members("firms.left", Left), |count| count.forms = vec!["employer".to_owned()]),
        alone(members("own.total", Standing)),
        alone(members("own.joined", Joined)),
        alone(members("own.left", Left)),
        ratio("share", "women", "total", "%"),
        ratio("turnover", "left", "total", "%"),
        Indicator {
            formula: Formula::Growth { of: "total".to_owned() },
            ..indicator("growth", Combine::Sum, OverTime::Sum)
        },
    ]
}

fn declared(number: usize, genes: Genes<6>, units: &[Unit]) -> Row {
    let fed = ["total", "joined", "left", "women", "own.total", "own.left"];
    let source = pick(&[Source::Declared, Source::Declared, Source::Adjusted], genes[0]);
    let on = some_day(genes[1], genes[2]);
    let on = if source == Source::Declared { Period::month_of(on).to() } else { on };
    Row {
        id: FigureId::from(Uuid::from_u128(number as u128 * 37 % 1009 + 1)),
        unit: units[usize::from(genes[3]) % units.len()].id,
        indicator: pick(&fed, genes[4]).to_owned(),
        source,
        record: None,
        occurred_on: on,
        counted_on: on,
        value: i64::from(genes[5] % 20),
        subject: None,
    }
}

prop_compose! {
    /// A reorganised federation, rolls of some units that count from some day, and declared rows.
    fn worlds()(
        federation in federations(),
        rolls in vec(any::<Genes<3>>(), 0..14),
        stays in vec(any::<Genes<8>>(), 0..40),
        rows in vec(any::<Genes<6>>(), 0..30),
    ) -> World {
        let units = federation.forest.units.clone();
        let mut kept: Vec<Roll> = Vec::new();
        for (at, genes) in rolls.iter().enumerate() {
            let counts_from = if genes[0] < 100 { day(BEGINNING) } else { some_day(genes[1], genes[2]) };
            if let Some(unit) = units.get(if genes[0] % 2 == 0 { at } else { usize::from(genes[2]) })
                && kept.iter().all(|roll| roll.unit != unit.id) {
                kept.push(Roll { unit: unit.id, counts_from, stays: Vec::new() });
            }
        }
        for (at, genes) in stays.iter().enumerate() {
            let count = kept.len().max(1);
            if let Some(roll) = kept.get_mut(at % count) {
                roll.stays.push(on_turns(some_stay(*genes), &federation, *genes));
            }
        }
        let rows = rows.iter().enumerate().map(|(number, genes)| declared(number, *genes, &units)).collect();
        World { forest: federation.forest, indicators: indicators(), rows, rolls: kept, today: None }
    }
}

prop_compose! {
    /// A reorganised federation with a roll of every unit, and its people.
    fn peopled()(
        federation in federations(),
        people in vec(vec(any::<Genes<8>>(), 1..4), 0..24),
        mistakes in vec(any::<Genes<8>>(), 0..4),
    ) -> (Federation, Vec<Vec<(UnitId, Stay)>>, World) {
        let people: Vec<_> = people.iter().map(|genes| person(&federation, genes)).collect();
        let roll = |unit: &Unit| Roll { unit: unit.id, counts_from: day(BEGINNING), stays: Vec::new() };
        let mut rolls: Vec<Roll> = federation.forest.units.iter().map(roll).collect();
        let mistakes = mistakes.iter().map(|genes| {
            let unit = federation.forest.units[usize::from(genes[0]) % federation.forest.units.len()].id;
            (unit, Stay { left: Some((day("2030-01-01"), Leaving::Mistaken)), ..some_stay(*genes) })
        });
        for (unit, stay) in people.iter().flatten().copied().chain(mistakes) {
            rolls.iter_mut().find(|roll| roll.unit == unit).unwrap().stays.push(stay);
        }
        let world = World { forest: federation.forest.clone(), indicators: indicators(), rows: Vec::new(), rolls, today: None };
        (federation, people, world)
    }
}

fn value(engine: &Engine, unit: &Unit, id: &str, period: Period) -> i64 {
    number(&engine.figure(&Query::new(unit.code.as_str(), id, period)).unwrap())
}

/// Whether a unit existed throughout some days, and what hung below it changed by foundings and endings alone.
fn is_steady(tree: &Tree, forest: &Forest, unit: &Unit, from: NaiveDate, to: NaiveDate) -> bool {
    let upper = tree.by_id(unit.id).unwrap();
    let links = forest.links.iter().flat_map(|link| [Some(link.from), link.until]).flatten();
    let days: Vec<NaiveDate> = links.filter(|day| from < *day && *day <= to).chain([from]).collect();
    let comes = |below: &Unit, on| tree.is_above(upper, tree.by_id(below.id).unwrap(), on);
    let stays = |below: &Unit| {
        let mut places = days.iter().filter(|on| below.is_open(**on)).map(|on| comes(below, *on));
        let first = places.next();
        places.all(|place| Some(place) == first)
    };
    unit.is_open(from) && unit.is_open(to) && forest.units.iter().all(stays)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// However a federation was reorganised: value, state, completeness, parts and bridge are those of the slow way, parts
    /// add up, and the bridge leads from one view to the other.
    #[test]
    fn rolls_say_what_the_slow_way_says(world in worlds(), asked in any::<[u8; 3]>(), period in any::<Genes<4>>(), on in any::<[u8; 2]>()) {
        let (engine, plain) = (world.engine(), world.plain());
        let (period, on) = (asked_period(period), some_day(on[0], on[1]));
        for id in asked.map(|gene| world.indicators[usize::from(gene) % world.indicators.len()].id.clone()) {
            let totals = plain.totals(&id, period).unwrap();
            for unit in &world.forest.units {
                let query = Query::new(unit.code.as_str(), &id, period).with_parts();
                let by_default = engine.figure(&query).unwrap();
                if by_default.numerator.is_none() && !["share", "turnover", "growth"].contains(&id.as_str()) {
                    let total = by_default.value.map(|value| value.whole().unwrap());
                    prop_assert_eq!(total, totals.get(unit.code.as_str()).copied());
                }
                prop_assert_eq!(unversioned(by_default.clone()), plain.answer(&query).unwrap());
                is_sound(&engine, &query, &by_default);
                let restated = engine.figure(&query.restated(on)).unwrap();
                prop_assert_eq!(unversioned(restated.clone()), plain.answer(&query.restated(on)).unwrap());
                is_sound(&engine, &query.restated(on), &restated);
                if let Some(bridge) = &restated.bridge {
                    let steps: i64 = bridge.iter().map(|step| step.value).sum();
                    prop_assert_eq!(number(&restated), number(&by_default) + steps);
                }
            }
        }
    }

    /// On every day everybody stands where their steps led them, is counted once at the root, and every unit but the root
    /// has exactly one manager.
    #[test]
    fn everybody_is_counted_once_where_they_stand((federation, people, world) in peopled(), days in vec(any::<[u8; 2]>(), 3)) {
        let engine = world.engine();
        let root = &world.forest.units[0];
        let turns = world.forest.links.iter().map(|link| link.from).flat_map(|on| [day_before(on), on]);
        let asked = days.iter().map(|genes| some_day(genes[0], genes[1])).chain(turns.filter(|on| *on >= day("2021-06-20")));
        for on in asked.chain([day("2024-01-01")]) {
            let places: Vec<UnitId> = people.iter().filter_map(|stays| federation.whereabouts(stays, on)).collect();
            let period = Period::day(on);
            for unit in &world.forest.units {
                let here = places.iter().filter(|place| **place == unit.id).count();
                prop_assert_eq!(engine.standing(unit.id, on), here as u64, "{} on {}", &unit.code, on);
                prop_assert_eq!(value(&engine, unit, "own.total", period), i64::try_from(here).unwrap());
                let tree = engine.tree();
                let found = tree.by_id(unit.id).unwrap();
                let managers = tree.parents(found, on).iter().filter(|(_, line)| *line == Line::Managing).count();
                let expected = usize::from(unit.is_open(on) && unit.id != root.id);
                prop_assert_eq!(managers, expected, "{} on {}", &unit.code, on);
                let below = places.iter().filter(|place| {
                    **place == unit.id || tree.is_above(found, tree.by_id(**place).unwrap(), on)
                });
                prop_assert_eq!(engine.standing_below(unit.id, on), below.count() as u64);
            }
            prop_assert_eq!(value(&engine, root, "total", period), i64::try_from(places.len()).unwrap());
        }
    }

    /// The stock of a day is the stock of an earlier one, plus who joined since, less who left: at every unit by itself,
    /// and above wherever links alone changed nothing.
    #[test]
    fn whoever_stands_has_joined_and_not_left((_, _, world) in peopled(), genes in any::<[u8; 4]>()) {
        let engine = world.engine();
        let (one, other) = (some_day(genes[0], genes[1]), some_day(genes[2], genes[3]));
        let (before, to) = (day_before(one.min(other)), one.max(other));
        let (start, since) = (Period::day(before), Period::range(one.min(other), to).unwrap());
        for unit in &world.forest.units {
            let ask = |id, period| value(&engine, unit, id, period);
            let flow = ask("own.joined", since) - ask("own.left", since);
            prop_assert_eq!(ask("own.total", since), ask("own.total", start) + flow, "{}", &unit.code);
            if is_steady(engine.tree(), &world.forest, unit, before, to) {
                let flow = ask("joined", since) - ask("left", since);
                prop_assert_eq!(ask("total", since), ask("total", start) + flow, "{} below", &unit.code);
            }
        }
    }

    /// Rolls come late, change, go and come again, rows and trees under them too: the engine then says what one loaded
    /// afresh says, and its version grew with every change.
    #[test]
    fn late_rolls_leave_no_trace(world in worlds(), before in worlds(), changes in vec(any::<[u8; 3]>(), 0..24), period in any::<Genes<4>>()) {
        let period = asked_period(period);
        let mut engine = World { rolls: before.rolls.clone(), rows: world.rows.clone(), ..before.clone() }.engine();
        let ask = |engine: &Engine, unit: &Unit, id: &str| {
            engine.figure(&Query::new(unit.code.as_str(), id, period).with_parts()).map(unversioned).ok()
        };
        let asked = ["total", "left", "own.joined"];
        for genes in &changes {
            let version = engine.version();
            let of = if genes[2] < 200 { &world } else { &before };
            let roll = of.rolls.get(usize::from(genes[1]) % of.rolls.len().max(1));
            match (genes[0] % 5, roll) {
                (0 | 1, Some(roll)) => engine.set_roll(roll),
                (2, Some(roll)) => _ = engine.drop_roll(roll.unit),
                (3, _) => engine.replace_tree(of.tree()),
                _ => engine.add(declared(0, [genes[0], genes[1], genes[2], genes[1], 0, 7], &world.forest.units)),
            }
            prop_assert!(engine.version() > version);
            for unit in &world.forest.units {
                asked.iter().for_each(|id| _ = ask(&engine, unit, id));
            }
        }
        engine.replace_tree(world.tree());
        for id in ["total", "joined", "left", "women", "own.total", "own.left"] {
            for unit in &world.forest.units {
                engine.remove(&Row { unit: unit.id, indicator: id.to_owned(), ..declared(0, [0; 6], &world.forest.units) });
            }
        }
        engine.load(world.rows.clone());
        // Whatever passes found by now must not outlive the last change of the rolls.
        for unit in &world.forest.units {
            world.indicators.iter().for_each(|indicator| _ = ask(&engine, unit, &indicator.id));
        }
        before.rolls.iter().for_each(|roll| _ = engine.drop_roll(roll.unit));
        if changes.len().is_multiple_of(2) {
            world.rolls.iter().for_each(|roll| engine.set_roll(roll));
        } else {
            engine.load_rolls(&world.rolls);
        }
        let fresh = world.engine();
        for unit in &world.forest.units {
            for indicator in &world.indicators {
                prop_assert_eq!(ask(&engine, unit, &indicator.id), ask(&fresh, unit, &indicator.id));
            }
        }
    }
}
