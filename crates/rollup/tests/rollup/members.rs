//! What rolls give, rule by rule, on a federation one can read. Every answer is also checked against the slow way.

use crate::common::{World, day, indicator, members, only, period, told, unit_id, whole};
use congdoan_model::{
    figures::{BridgeStep, Cause, Combine, Indicator, OverTime, OverTree, Rhythm, Source, State},
    members::{Joining, Leaving, MemberEvent, Sex, Stay},
    org::{Line, UnitKind},
};
use congdoan_rollup::{Catalogue, CatalogueError, Query};

const MERGED: &str = "2025-07-01";

/// Two provinces; `old` and `gone` in the first end on 1 July 2025, `old` with the heir `new` in the second.
fn federation() -> World {
    World::default()
        .unit("root", UnitKind::Confederation)
        .unit("east", UnitKind::Province)
        .unit("west", UnitKind::Province)
        .unit("old", UnitKind::Grassroots)
        .unit("gone", UnitKind::Grassroots)
        .unit("new", UnitKind::Grassroots)
        .closed("old", MERGED)
        .closed("gone", MERGED)
        .managed("east", "root")
        .managed("west", "root")
        .managed("old", "east")
        .managed("gone", "east")
        .managed("new", "west")
        .heir("old", "new", MERGED)
        .indicator(members("total", MemberEvent::Standing))
        .indicator(members("joined", MemberEvent::Joined))
        .indicator(members("left", MemberEvent::Left))
        .indicator(only(members("left.ended", MemberEvent::Left), |count| count.leaving = vec![Leaving::UnitEnded]))
        .indicator(only(members("admitted", MemberEvent::Joined), |count| count.joining = vec![Joining::Admitted]))
}

fn values<const N: usize>(world: &World, indicator: &str, period: &str, units: [&str; N]) -> [Option<i64>; N] {
    units.map(|unit| world.whole(unit, indicator, period))
}

#[test]
fn a_stock_counts_who_stands_on_the_last_day_and_flows_who_came_and_went() {
    let world = federation()
        .roll("new", "2020-01-01")
        .people(5, "2021-03-01/", Leaving::Retired)
        .people(2, "2021-03-01/2021-06-30", Leaving::Retired)
        .people(1, "2021-06-01/2021-06-01", Leaving::Died)
        .people(9, "2021-03-01/2021-05-01", Leaving::Mistaken);
    let stock = |period| world.whole("west", "total", period);
    assert_eq!(["2021-02", "2021-03", "2021-05", "2021-06"].map(stock), [Some(0), Some(7), Some(7), Some(5)]);
    let answer = world.ask("west", "joined", "2021");
    assert_eq!((whole(answer.value), answer.state), (7, State::Reported));
    let own = world.ask("new", "left", "2021").parts.unwrap();
    assert_eq!(own.len(), 1);
    assert_eq!((own[0].source, own[0].record, own[0].occurred_on), (Source::Members, None, Some(day("2021-06-30"))));
    assert_eq!(told(&world.ask("west", "total", "2021-03")), ["new 7 of 7 managing"]);
    assert_eq!(world.ask("new", "total", "2021-03").parts.unwrap()[0].occurred_on, None);
    assert_eq!(world.whole("east", "total", "2021-03"), None, "without a roll nothing is known");
}

#[test]
fn rolls_answer_from_the_day_they_count() {
    let world = federation()
        .declared("new", "joined", "2022-02", 30)
        .declared("new", "joined", "2022-03", 40)
        .declared("new", "total", "2022-02", 100)
        .declared("new", "total", "2022-03", 111)
        .roll("new", "2022-03-16")
        .people(4, "2022-03-10/", Leaving::Retired)
        .people(3, "2022-03-20/", Leaving::Retired);
    let joined = world.ask("west", "joined", "2022-Q1");
    assert_eq!((whole(joined.value), joined.state), (33, State::Reported), "the declared March gives way to the roll");
    assert_eq!(told(&world.ask("new", "joined", "2022-Q1")), ["new 30 declared", "new 3 members"]);
    assert_eq!(["2022-02", "2022-03"].map(|period| world.whole("root", "total", period)), [Some(100), Some(7)]);
    let later = world.ask("root", "total", "2023");
    assert_eq!((whole(later.value), later.state), (7, State::Reported), "a roll is never carried");
}

#[test]
fn members_of_a_unit_that_ends_stand_in_its_heir_or_leave_with_it() {
    let world = federation()
        .roll("old", "2020-01-01")
        .people(10, "2021-01-01/", Leaving::Retired)
        .people(1, "2021-01-01/2025-07-01", Leaving::Died)
        .people(1, "2021-01-01/2025-07-20", Leaving::Retired)
        .roll("gone", "2020-01-01")
        .people(6, "2021-01-01/2030-01-01", Leaving::Retired)
        .roll("new", "2020-01-01")
        .people(3, "2021-01-01/", Leaving::Retired);
    let units = ["root", "east", "west", "old", "new"];
    assert_eq!(values(&world, "total", "2025-06", units), [Some(21), Some(18), Some(3), Some(12), Some(3)]);
    assert_eq!(values(&world, "total", "2025-07", units), [Some(13), None, Some(13), None, Some(13)]);
    assert_eq!(values(&world, "left", "2025-07", units), [Some(19), Some(18), Some(1), Some(12), Some(1)]);
    assert_eq!(values(&world, "joined", "2025-07", units), [Some(11), None, Some(11), None, Some(11)]);
    assert_eq!(values(&world, "left.ended", "2025-07", units), [Some(6), Some(6), Some(0), None, Some(0)]);
    assert_eq!(world.whole("root", "admitted", "2025-07"), Some(0), "an heir admits nobody");
    assert_eq!(told(&world.ask("new", "total", "2025-07")), ["new 13 members"], "one part, whoever was inherited");
    let engine = world.engine();
    let standing = |unit, on| engine.standing(unit_id(unit), day(on));
    assert_eq!((standing("old", "2025-06-30"), standing("old", MERGED), standing("new", MERGED)), (12, 0, 14));
    assert_eq!(engine.standing_below(unit_id("root"), day("2025-06-30")), 21);
    let tree = engine.tree();
    let seat = |unit, on| Some(tree.seat(tree.by_code(unit)?, day(on))?.code.to_string());
    assert_eq!([seat("old", "2025-06-30"), seat("old", MERGED)], [Some("old".into()), Some("new".into())]);
    assert_eq!([seat("gone", MERGED), seat("old", "1999-12-31")], [None, None]);
}

#[test]
fn an_heir_without_a_roll_is_answered_by_rolls_once_it_inherits() {
    let world = federation()
        .declared("new", "total", "2025-06", 50)
        .declared("new", "total", "2025-07", 60)
        .declared("new", "joined", "2025-06", 5)
        .declared("new", "joined", "2025-07", 6)
        .roll("old", "2020-01-01")
        .people(10, "2021-01-01/", Leaving::Retired);
    assert_eq!(["2025-06", "2025-07"].map(|on| world.whole("new", "total", on)), [Some(50), Some(10)]);
    assert_eq!(world.whole("new", "joined", "2025"), Some(15));
    let late = federation()
        .declared("new", "total", "2025-07", 60)
        .roll("old", "2020-01-01")
        .people(10, "2021-01-01/", Leaving::Retired)
        .roll("new", "2025-09-10")
        .people(2, "2025-01-01/", Leaving::Retired);
    assert_eq!(["2025-07", "2025-09"].map(|on| late.whole("new", "total", on)), [Some(60), Some(12)]);
    assert_eq!(late.whole("new", "joined", "2025"), Some(0), "who came before the roll counts is in no flow");
    assert_eq!(late.engine().standing(unit_id("new"), day(MERGED)), 12, "known people are listed all the same");
}

#[test]
fn heirs_of_heirs_are_followed_and_circles_are_not() {
    let world = federation()
        .unit("last", UnitKind::Grassroots)
        .managed("last", "west")
        .closed("new", MERGED)
        .heir("new", "last", MERGED)
        .roll("old", "2020-01-01")
        .people(10, "2021-01-01/", Leaving::Retired);
    assert_eq!(values(&world, "total", "2025-07", ["root", "new", "last"]), [Some(10), None, Some(10)]);
    assert_eq!(values(&world, "joined", "2025-07", ["root", "new", "last"]), [Some(10), None, Some(10)]);
    let mut circle = world.clone().heir("new", "old", MERGED);
    circle.forest.successions.remove(1);
    assert_eq!(circle.whole("root", "total", "2025-07"), None);
    assert_eq!(circle.whole("root", "left.ended", "2025-07"), Some(10));
    let unborn = world.opened("last", "2025-08-01");
    assert_eq!(unborn.whole("root", "total", "2025-09"), None, "an heir that opens later comes too late");
    assert_eq!(unborn.whole("old", "left.ended", "2025-07"), Some(10));
}

#[test]
fn a_membership_begun_on_an_ended_unit_begins_in_its_heir() {
    let world = federation()
        .roll("old", "2020-01-01")
        .people(1, "2025-07-01/", Leaving::Retired)
        .people(2, "2025-07-09/2025-07-20", Leaving::Retired)
        .people(4, "1999-01-01/1999-12-31", Leaving::Retired)
        .people(8, "1999-01-01/2000-01-02", Leaving::Retired)
        .roll("gone", "2020-01-01")
        .people(5, "2025-07-01/", Leaving::Retired);
    assert_eq!(values(&world, "joined", "2025-07", ["old", "new", "gone"]), [None, Some(3), None]);
    assert_eq!(values(&world, "left", "2025-07", ["root", "new", "gone"]), [Some(2), Some(2), None]);
    let mut older = world;
    older.rolls[0].counts_from = day("1990-01-01");
    assert_eq!(values(&older, "joined", "2000-01", ["old"]), [Some(8)], "nobody joins before the unit exists");
    assert_eq!([older.whole("old", "left", "1999"), older.whole("old", "left", "2000")], [None, Some(8)]);
}

#[test]
fn a_split_names_one_heir_of_many() {
    let world = federation()
        .unit("also", UnitKind::Grassroots)
        .managed("also", "west")
        .succession("old", "also", MERGED)
        .heir("gone", "also", "2025-06-30")
        .roll("old", "2020-01-01")
        .people(10, "2021-01-01/", Leaving::Retired)
        .roll("gone", "2020-01-01")
        .people(7, "2021-01-01/", Leaving::Retired);
    assert_eq!(
        values(&world, "total", "2025-07", ["new", "also"]),
        [Some(10), None],
        "an heir is named for the very day"
    );
    assert_eq!(world.whole("gone", "left.ended", "2025-07"), Some(7));
}

#[test]
fn sex_age_form_and_ways_of_joining_narrow_a_count() {
    let stay = |sex, born, joining| Stay { joined_on: day("2021-01-01"), joining, left: None, sex, born };
    let (female, male) = (Some(Sex::Female), Some(Sex::Male));
    let mut world = federation()
        .indicator(only(members("women", MemberEvent::Standing), |count| count.sex = female))
        .indicator(only(members("young", MemberEvent::Standing), |count| count.ages = Some((16, 30))))
        .indicator(only(members("again", MemberEvent::Standing), |count| count.joining = vec![Joining::Readmitted]))
        .indicator(only(members("firm", MemberEvent::Standing), |count| count.forms = vec!["employer".to_owned()]))
        .roll("new", "2020-01-01")
        .stays(2, stay(female, Some(1992), Joining::Admitted))
        .stays(3, stay(male, None, Joining::Readmitted))
        .stays(4, stay(None, Some(2000), Joining::Admitted))
        .roll("old", "2020-01-01")
        .stays(8, stay(None, None, Joining::Admitted));
    world.forest.units.iter_mut().find(|unit| unit.code.as_str() == "old").unwrap().form = "employer".to_owned();
    let count = |id, on| world.whole("west", id, on);
    assert_eq!([count("women", "2022"), count("again", "2022")], [Some(2), Some(3)]);
    assert_eq!(["2022", "2023", "2030", "2031"].map(|year| count("young", year)), [Some(6), Some(4), Some(4), Some(0)]);
    assert_eq!(
        ["2025-06", "2025-07"].map(|on| count("firm", on)),
        [Some(0), Some(8)],
        "the form of the roll's own unit"
    );
}

#[test]
fn rolls_report_every_month_they_answer() {
    let expecting =
        |rhythm| Indicator { expected_of: vec![UnitKind::Grassroots], rhythm, ..members("asked", MemberEvent::Joined) };
    for (rhythm, reported) in [(Rhythm::Month, 1), (Rhythm::Once, 2)] {
        let world = federation()
            .indicator(expecting(rhythm))
            .declared("gone", "asked", "2025-05", 1)
            .roll("new", "2025-06-15")
            .declared("new", "asked", "2025-05", 4)
            .roll("old", "2020-01-01");
        let answer = world.ask("root", "asked", "2025-05-01/2025-07-31");
        assert_eq!((answer.expected, answer.reported), (3, reported + 1), "{rhythm:?}");
        assert_eq!(world.ask("east", "asked", "2025-06").reported, 1);
        assert_eq!(world.ask("new", "asked", "2025-04").reported, 0);
    }
}

#[test]
fn flows_are_carried_up_by_the_tree_of_their_day() {
    let world = federation()
        .unit("mover", UnitKind::Grassroots)
        .link("mover", "east", Line::Managing, "/2022-07-15")
        .link("mover", "west", Line::Managing, "2022-07-15/")
        .link("mover", "new", Line::Coordinating, "2022-07-15/")
        .roll("mover", "2020-01-01")
        .people(2, "2022-07-14/", Leaving::Retired)
        .people(3, "2022-07-15/", Leaving::Retired);
    assert_eq!(values(&world, "joined", "2022", ["root", "east", "west"]), [Some(5), Some(2), Some(3)]);
    assert_eq!(values(&world, "total", "2022-07", ["root", "east", "west", "new"]), [Some(5), None, Some(5), Some(5)]);
    assert_eq!(values(&world, "joined", "2021", ["east", "west"]), [Some(0), None], "nobody came where it hung");
    assert_eq!(told(&world.ask("west", "joined", "2022-07")), ["mover 3 of 5 managing"]);
}

#[test]
fn restated_members_stand_where_their_units_do_and_the_bridge_says_why() {
    let world = federation()
        .roll("old", "2020-01-01")
        .people(10, "2021-01-01/", Leaving::Retired)
        .roll("gone", "2020-01-01")
        .people(6, "2021-01-01/", Leaving::Retired);
    let answer = world.restated("east", "total", "2025-06", "2025-07-31");
    assert_eq!(whole(answer.value), 0);
    let step = |cause, value| BridgeStep { cause, value };
    assert_eq!(answer.bridge.unwrap(), [step(Cause::Merged, -10), step(Cause::Ended, -6)]);
    let heir = world.restated("west", "total", "2025-06", "2025-07-31");
    assert_eq!((whole(heir.value), heir.bridge.unwrap()), (10, vec![step(Cause::Merged, 10)]));
    let back = world.restated("west", "total", "2025-07", "2025-06-30");
    assert_eq!(whole(back.value), 10, "the heir existed before, and its members are shown in it");
    let flow = world.restated("root", "left", "2025-07", "2025-07-31");
    assert_eq!((whole(flow.value), flow.bridge.unwrap()), (10, vec![step(Cause::Ended, -6)]));
}

#[test]
fn a_unit_alone_and_bodies_that_never_count_keep_their_rolls_to_themselves() {
    let alone = Indicator { tree: OverTree::None, ..members("own", MemberEvent::Standing) };
    let world = federation()
        .indicator(alone)
        .unit("cell", UnitKind::Party)
        .managed("cell", "new")
        .roll("cell", "2020-01-01")
        .people(4, "2021-01-01/", Leaving::Retired)
        .roll("new", "2020-01-01")
        .people(3, "2021-01-01/", Leaving::Retired);
    assert_eq!(values(&world, "own", "2022", ["root", "new", "cell"]), [None, Some(3), Some(4)]);
    assert_eq!(values(&world, "total", "2022", ["root", "new", "cell"]), [Some(3), Some(3), Some(4)]);
    assert_eq!(world.engine().standing_below(unit_id("root"), day("2022-12-31")), 3);
}

#[test]
fn rolls_are_replaced_dropped_and_set_aside() {
    let world = federation().roll("new", "2020-01-01").people(3, "2021-01-01/", Leaving::Retired);
    let mut engine = World { rolls: Vec::new(), ..world.clone() }.engine();
    let mut last = engine.version();
    let mut changed = |engine: &congdoan_rollup::Engine| {
        let grew = engine.version() > last;
        last = engine.version();
        assert!(grew);
    };
    let ask = |engine: &congdoan_rollup::Engine| {
        let query = Query::new("root", "total", period("2022"));
        engine.figure(&query).unwrap().value.map(|value| value.whole().unwrap())
    };
    assert_eq!(ask(&engine), None);
    engine.set_roll(&world.rolls[0]);
    changed(&engine);
    assert_eq!(ask(&engine), Some(3));
    engine.set_roll(world.clone().people(2, "2021-01-01/", Leaving::Retired).rolls[0].clone());
    changed(&engine);
    assert_eq!(ask(&engine), Some(5));
    engine.replace_tree(World::default().unit("root", UnitKind::Confederation).tree());
    assert_eq!(ask(&engine), None, "the unit is not known to this tree");
    engine.replace_tree(world.tree());
    assert_eq!(ask(&engine), Some(5));
    assert!(engine.drop_roll(unit_id("new")));
    changed(&engine);
    assert_eq!(ask(&engine), None);
    assert!(!engine.drop_roll(unit_id("new")));
    assert_eq!((engine.standing(unit_id("new"), day(MERGED)), engine.standing(unit_id("nobody"), day(MERGED))), (0, 0));
}

#[test]
fn counts_of_members_that_are_neither_stock_nor_flow_are_refused() {
    let refused = |indicator: Indicator| Catalogue::new(vec![indicator]).unwrap_err();
    let standing = members("m", MemberEvent::Standing);
    let error = CatalogueError::Members("m".to_owned());
    assert_eq!(refused(Indicator { time: OverTime::Sum, ..standing.clone() }), error);
    assert_eq!(refused(Indicator { tree: OverTree::Distinct, ..standing.clone() }), error);
    assert_eq!(refused(Indicator { time: OverTime::Max, ..members("m", MemberEvent::Left) }), error);
    assert!(Catalogue::new(vec![standing, indicator("n", Combine::Sum, OverTime::Sum)]).is_ok());
}
