//! What makes a tree and a catalogue, what is refused, and looking around.

use crate::{
    common::{World, day, formula, indicator, ratio},
    random::{Genes, some_day},
    steps::federations,
};
use chrono::{Days, NaiveDate};
use congdoan_model::{
    Period, UnitId,
    figures::{Combine, Formula, Indicator, OverTime, OverTree},
    org::{Line, UnitKind},
};
use congdoan_rollup::{Catalogue, CatalogueError, Engine, Move, Tree, TreeError, UnitRef};
use proptest::prelude::*;
use uuid::Uuid;

fn family() -> World {
    World::default()
        .unit("root", UnitKind::Confederation)
        .unit("east", UnitKind::Province)
        .unit("west", UnitKind::Province)
        .unit("leaf", UnitKind::Grassroots)
        .managed("east", "root")
        .managed("west", "root")
        .link("leaf", "east", Line::Managing, "/2022-07-01")
        .link("leaf", "west", Line::Managing, "2022-07-01/")
        .link("leaf", "west", Line::Coordinating, "2022-05-01/2022-07-01")
}

fn codes<'t>(units: impl IntoIterator<Item = UnitRef<'t>>) -> Vec<String> {
    units.into_iter().map(|unit| unit.code.to_string()).collect()
}

#[test]
fn a_tree_is_looked_at_on_a_day() {
    let tree = family().tree();
    let unit = |code: &str| tree.by_code(code).unwrap();
    let (spring, may, autumn) = (day("2022-03-01"), day("2022-05-01"), day("2022-09-01"));
    let leaf = unit("leaf");
    let parents =
        |on| tree.parents(leaf, on).into_iter().map(|(unit, line)| (unit.code.to_string(), line)).collect::<Vec<_>>();
    assert_eq!(parents(may), [("east".to_owned(), Line::Managing), ("west".to_owned(), Line::Coordinating)]);
    assert_eq!(codes(tree.ancestors(leaf, spring)), ["east", "root"]);
    assert_eq!(codes(tree.ancestors(leaf, may)), ["east", "root", "west"]);
    assert_eq!(codes(tree.ancestors(leaf, autumn)), ["root", "west"]);
    assert_eq!(tree.children(unit("west"), may).len(), 1);
    assert_eq!(tree.children(unit("west"), spring).len(), 0);
    assert_eq!(codes(tree.below(unit("root"), may)), ["east", "leaf", "west"]);
    assert_eq!(codes(tree.roots(may)), ["root"]);
    assert!(tree.is_above(unit("root"), leaf, may) && !tree.is_above(leaf, unit("root"), may));
    assert_eq!(tree.by_id(leaf.id).unwrap().code, leaf.code);
    assert_eq!(tree.open_on(day("1999-12-31")).count(), 0);
}

#[test]
fn links_of_closed_units_do_not_hold() {
    let world = family().closed("west", "2022-10-01");
    let tree = world.tree();
    let leaf = tree.by_code("leaf").unwrap();
    assert_eq!(codes(tree.ancestors(leaf, day("2022-09-30"))), ["root", "west"]);
    assert_eq!(codes(tree.ancestors(leaf, day("2022-10-01"))), Vec::<String>::new());
    assert_eq!(codes(tree.roots(day("2022-10-01"))), ["leaf", "root"]);
}

#[test]
fn circles_over_both_lines_are_refused_on_any_day() {
    let turning = |from: &str| family().link("east", "leaf", Line::Coordinating, from);
    assert!(Tree::new(turning("2022-07-01/").forest).is_ok(), "by then the leaf hangs elsewhere");
    let error = Tree::new(turning("2022-06-30/").forest).unwrap_err();
    assert!(matches!(error, TreeError::Cycle { day: on, .. } if on == day("2022-06-30")), "{error}");
    let selfish = family().coordinated("leaf", "leaf");
    assert!(matches!(Tree::new(selfish.forest), Err(TreeError::Cycle { .. })));
}

#[test]
fn two_managing_parents_on_one_day_are_refused() {
    let error = Tree::new(family().link("leaf", "root", Line::Managing, "2022-06-30/2022-07-01").forest).unwrap_err();
    assert_eq!(error, TreeError::TwoManagers { unit: "leaf".into(), day: day("2022-06-30") });
}

#[test]
fn unknown_and_doubled_units_and_endless_chains_are_refused() {
    let mut world = family().managed("leaf", "root");
    world.forest.links.last_mut().unwrap().parent = UnitId::from(Uuid::nil());
    assert_eq!(Tree::new(world.forest).unwrap_err(), TreeError::UnknownUnit(UnitId::from(Uuid::nil())));
    assert_eq!(
        Tree::new(family().unit("leaf", UnitKind::Group).forest).unwrap_err(),
        TreeError::Duplicate("leaf".into())
    );
    let mut chain = World::default().unit("n-0", UnitKind::Group);
    for number in 1..100 {
        let (child, parent) = (format!("n-{number}"), format!("n-{}", number - 1));
        chain = chain.unit(&child, UnitKind::Group).managed(&child, &parent);
    }
    assert!(matches!(Tree::new(chain.forest), Err(TreeError::TooDeep { .. })));
}

#[test]
fn catalogues_refuse_what_could_never_be_answered() {
    let flow = || indicator("a", Combine::Sum, OverTime::Sum);
    let made = |indicators| Catalogue::new(indicators).map(|_| ());
    assert_eq!(made(vec![flow(), ratio("r", "a", "a", "%")]), Ok(()));
    assert_eq!(made(vec![flow(), flow()]), Err(CatalogueError::Duplicate("a".into())));
    let unknown = CatalogueError::Unknown { indicator: "r".into(), unknown: "b".into() };
    assert_eq!(made(vec![flow(), ratio("r", "a", "b", "%")]), Err(unknown));
    let growth = |id: &str, of: &str| formula(id, Formula::Growth { of: of.to_owned() }, "%");
    assert_eq!(made(vec![growth("r", "r")]), Err(CatalogueError::Cycle("r".into())));
    assert_eq!(made(vec![flow(), ratio("r", "g", "a", "%"), growth("g", "r")]), Err(CatalogueError::Cycle("r".into())));
    let nested = CatalogueError::Nested { indicator: "g".into(), over: "r".into() };
    assert_eq!(made(vec![flow(), ratio("r", "a", "a", "%"), growth("g", "r")]), Err(nested));
    let standing = indicator("s", Combine::Distinct, OverTime::Standing);
    assert_eq!(made(vec![standing.clone()]), Ok(()));
    let apart = Indicator { tree: OverTree::Distinct, ..standing };
    assert_eq!(made(vec![apart]), Err(CatalogueError::Standing("s".into())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What does not stand below a unit with nothing above it is found, whatever the links: every unit that existed in the
    /// period without standing below on any day of it. It is found again after a unit moved.
    #[test]
    fn what_stands_outside_is_named(federation in federations(), days in any::<Genes<4>>(), managing in any::<bool>()) {
        let mut tree = Tree::new(federation.forest.clone()).unwrap();
        let (one, other) = (some_day(days[0], days[1]), some_day(days[2], days[3]));
        let (from, to) = (one.min(other), one.max(other).min(one.min(other) + Days::new(20)));
        let period = Period::range(from, to).unwrap();
        look_outside(&tree, period, managing)?;
        let leaf = federation.forest.units.iter().rev().find(|unit| unit.kind == UnitKind::Grassroots);
        let above = federation.forest.units.iter().find(|unit| unit.kind == UnitKind::Province);
        if let (Some(leaf), Some(above)) = (leaf, above) {
            let mut engine = Engine::new(Catalogue::new(Vec::new()).unwrap(), tree);
            _ = engine.move_units(&[Move { unit: leaf.id, parent: above.id, on: from }]);
            look_outside(engine.tree(), period, managing)?;
            tree = Tree::new(federation.forest).unwrap();
        }
        prop_assert!(tree.units().count() > 0);
    }
}

fn look_outside(tree: &Tree, period: Period, managing: bool) -> Result<(), TestCaseError> {
    let days: Vec<NaiveDate> = period.from().iter_days().take_while(|day| *day <= period.to()).collect();
    for top in tree.units() {
        if !tree.parents(top, period.to()).is_empty() {
            prop_assert_eq!(&*tree.outside(top, period, managing), &None);
            continue;
        }
        let below = |unit: UnitRef<'_>, day: NaiveDate| {
            if managing { manages(tree, top, unit, day) } else { tree.is_above(top, unit, day) }
        };
        let stranger = |unit: &UnitRef<'_>| {
            let existed = days.iter().any(|day| unit.is_open(*day));
            unit.id != top.id && existed && !days.iter().any(|day| below(*unit, *day))
        };
        let strangers: Vec<UnitId> = tree.units().filter(stranger).map(|unit| unit.id).collect();
        prop_assert_eq!((*tree.outside(top, period, managing)).clone(), Some(strangers));
    }
    Ok(())
}

/// Whether managing links alone lead from one unit down to another.
fn manages(tree: &Tree, top: UnitRef<'_>, unit: UnitRef<'_>, day: NaiveDate) -> bool {
    let managers = tree.parents(unit, day).into_iter().filter(|(_, line)| *line == Line::Managing);
    managers.into_iter().any(|(parent, _)| parent.id == top.id || manages(tree, top, parent, day))
}
