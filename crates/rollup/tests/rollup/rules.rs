//! Each rule of a figure on a small federation one can read. Every answer is also checked against the slow way.

use crate::common::{World, day, formula, indicator, period, ratio, told, whole};
use congdoan_model::{
    figures::{
        BridgeStep, Cause, Combine, CountedUnits, Formula, Indicator, NOT_APPLICABLE, OverTime, OverTree, Rhythm,
        Source, State, UnitCount, Value,
    },
    org::{Line, UnitKind},
};
use congdoan_rollup::{FigureError, Query};

/// A confederation, a province and a corporation union, an upper-level union in the province, two grassroots unions:
/// `mine` under the upper-level union, `both` managed by the corporation and coordinated by the upper-level union.
fn federation() -> World {
    World::default()
        .unit("root", UnitKind::Confederation)
        .unit("province", UnitKind::Province)
        .unit("corporation", UnitKind::Corporation)
        .unit("upper", UnitKind::Upper)
        .unit("mine", UnitKind::Grassroots)
        .unit("both", UnitKind::Grassroots)
        .managed("province", "root")
        .managed("corporation", "root")
        .managed("upper", "province")
        .managed("mine", "upper")
        .managed("both", "corporation")
        .coordinated("both", "upper")
        .indicator(indicator("classes", Combine::Count, OverTime::Sum))
        .indicator(indicator("spend", Combine::Sum, OverTime::Sum))
        .indicator(indicator("members", Combine::Last, OverTime::Last))
        .indicator(indicator("peak", Combine::Sum, OverTime::Max))
        .indicator(indicator("people", Combine::Distinct, OverTime::Sum))
        .indicator(Indicator { tree: OverTree::Distinct, ..indicator("faces", Combine::Distinct, OverTime::Sum) })
        .indicator(Indicator { tree: OverTree::None, ..indicator("score", Combine::Sum, OverTime::Sum) })
        .indicator(ratio("cost", "spend", "classes", "đồng/lớp"))
        .indicator(ratio("share", "classes", "spend", "%"))
        .indicator(formula("growth", Formula::Growth { of: "spend".to_owned() }, "%"))
        .indicator(formula("coordinated", Formula::Units(UnitCount::standing(CountedUnits::Coordinated)), "đơn vị"))
        .indicator(formula("unions", Formula::Units(UnitCount::standing(CountedUnits::Grassroots)), "đơn vị"))
}

#[test]
fn a_unit_led_by_two_lines_is_in_both_and_once_above_them() {
    let world = federation().record("both", "classes", "2022-03-05", 1).record("mine", "classes", "2022-04-05", 1);
    let total = |unit| world.whole(unit, "classes", "2022");
    assert_eq!([total("upper"), total("corporation"), total("root")], [Some(2), Some(1), Some(2)]);
    let parts = told(&world.ask("root", "classes", "2022"));
    assert_eq!(parts, ["corporation 1 of 1 managing", "province 1 of 2 managing"], "counted through its managing line");
    assert_eq!(
        told(&world.ask("upper", "classes", "2022")),
        ["both 1 of 1 coordinating", "mine 1 of 1 managing"],
        "the managing line does not pass below the upper-level union"
    );
}

#[test]
fn what_comes_by_coordination_is_told_apart_at_any_depth() {
    let world = federation()
        .record("both", "classes", "2022-03-05", 1)
        .record("mine", "classes", "2022-04-05", 1)
        .record("mine", "classes", "2022-04-06", 1);
    let told = |unit, indicator| world.ask(unit, indicator, "2022").coordinated;
    assert_eq!(told("upper", "classes"), Some(1), "directly below");
    assert_eq!(told("province", "classes"), Some(1), "two levels below: no managing line leads to the province");
    assert_eq!(told("root", "classes"), Some(0), "the corporation manages it for the confederation");
    assert_eq!([told("corporation", "classes"), told("province", "unions")], [Some(0), Some(1)]);
    assert_eq!([told("province", "cost"), told("province", "faces"), told("province", "coordinated")], [None; 3]);
    let restated = world.restated("province", "classes", "2022", "2022-06-01");
    assert_eq!(restated.coordinated, Some(1));
}

#[test]
fn every_unit_may_hold_records_of_its_own() {
    let world = federation().record("province", "spend", "2022-03-05", 500).record("mine", "spend", "2022-03-06", 40);
    let answer = world.ask("province", "spend", "2022-Q1");
    assert_eq!(whole(answer.value), 540);
    assert_eq!(told(&answer), ["province 500 records", "upper 40 of 40 managing"]);
    let own = &answer.parts.unwrap()[0];
    assert!(own.record.is_some() && own.occurred_on == Some(day("2022-03-05")));
}

#[test]
fn a_flow_stays_with_the_parents_of_its_day() {
    let world = federation()
        .unit("other", UnitKind::Upper)
        .managed("other", "province")
        .unit("mover", UnitKind::Grassroots)
        .link("mover", "upper", Line::Managing, "/2022-07-15")
        .link("mover", "other", Line::Managing, "2022-07-15/")
        .record("mover", "spend", "2022-07-14", 10)
        .record("mover", "spend", "2022-07-15", 3)
        .record("mover", "members", "2022-03-31", 50);
    let total = |unit, period| world.whole(unit, "spend", period);
    assert_eq!(
        [total("upper", "2022"), total("other", "2022"), total("province", "2022")],
        [Some(10), Some(3), Some(13)]
    );
    assert_eq!(
        [total("upper", "2022-07"), total("other", "2022-07"), total("other", "2022-06")],
        [Some(10), Some(3), None]
    );
    assert_eq!(told(&world.ask("province", "spend", "2022")), ["other 3 of 3 managing", "upper 10 of 10 managing"]);
    assert_eq!(told(&world.ask("upper", "spend", "2022")), ["mover 10 of 13 managing"]);
    let stock = |unit| world.whole(unit, "members", "2022");
    assert_eq!([stock("upper"), stock("other")], [None, Some(50)], "a stock stands on the tree of the last day");
}

#[test]
fn a_carried_stock_is_partial_and_a_closed_unit_has_none() {
    let world = federation()
        .record("mine", "members", "2022-03-31", 50)
        .record("mine", "members", "2022-05-31", 60)
        .record("both", "members", "2022-06-30", 7);
    let answer = world.ask("root", "members", "2022-06");
    assert_eq!((whole(answer.value), answer.state), (7, State::Reported));
    let answer = world.ask("root", "members", "2022-Q2");
    assert_eq!((whole(answer.value), answer.state), (67, State::Partial));
    let closed = world.closed("mine", "2022-06-30");
    assert_eq!(closed.whole("root", "members", "2022-Q2"), Some(7));
    assert_eq!(closed.whole("mine", "members", "2022-Q2"), None);
    assert_eq!(closed.whole("mine", "members", "2022-05"), Some(60));
}

#[test]
fn the_largest_month_is_found_at_each_unit_before_the_tree_adds() {
    let world = federation()
        .record("mine", "peak", "2022-01-05", 3)
        .record("mine", "peak", "2022-01-25", 4)
        .record("mine", "peak", "2022-02-05", 6)
        .record("both", "peak", "2022-02-05", 5);
    let answer = world.ask("upper", "peak", "2022");
    assert_eq!(whole(answer.value), 12);
    assert_eq!(told(&world.ask("mine", "peak", "2022")), ["mine 3 records", "mine 4 records"]);
}

#[test]
fn the_last_row_of_a_month_gives_a_last_measure_its_month() {
    let world = federation()
        .indicator(indicator("headcount", Combine::Last, OverTime::Sum))
        .record("mine", "headcount", "2022-01-05", 9)
        .record("mine", "headcount", "2022-01-25", 4)
        .record("mine", "headcount", "2022-02-25", 5);
    assert_eq!(world.whole("root", "headcount", "2022"), Some(9));
    assert_eq!(world.whole("root", "headcount", "2022-01-01/2022-01-20"), Some(9));
}

#[test]
fn ranges_off_month_edges_count_records_by_date_and_leave_straddling_months_out() {
    let world = federation()
        .declared("mine", "spend", "2022-01", 100)
        .declared("mine", "spend", "2022-02", 200)
        .record("mine", "spend", "2022-01-10", 1)
        .record("mine", "spend", "2022-01-20", 2);
    let answer = world.ask("root", "spend", "2022-01-15/2022-02-28");
    assert_eq!((whole(answer.value), answer.state), (202, State::Partial));
    assert_eq!(world.ask("root", "spend", "2022-01-01/2022-02-28").state, State::Reported);
    let nothing = world.ask("root", "spend", "2022-02-10/2022-02-20");
    assert_eq!((nothing.value, nothing.state), (None, State::Missing));
}

#[test]
fn zero_and_missing_are_told_apart() {
    let expecting = |rhythm| Indicator {
        expected_of: vec![UnitKind::Grassroots],
        rhythm,
        ..indicator("asked", Combine::Sum, OverTime::Sum)
    };
    let world = federation().indicator(expecting(Rhythm::Once));
    let answer = world.ask("root", "asked", "2022-Q1");
    assert_eq!((answer.value, answer.state, answer.expected, answer.reported), (None, State::Missing, 2, 0));
    let world = world.declared("mine", "asked", "2022-01", 0);
    let answer = world.ask("root", "asked", "2022-Q1");
    assert_eq!((whole(answer.value), answer.state, answer.expected, answer.reported), (0, State::Partial, 2, 1));
    assert_eq!(answer.parts.unwrap(), []);
    let world = world.declared("both", "asked", "2022-03", 4);
    assert_eq!(world.ask("root", "asked", "2022-Q1").state, State::Reported);

    let monthly = World { indicators: vec![expecting(Rhythm::Month)], ..world };
    assert_eq!(monthly.ask("upper", "asked", "2022-Q1").reported, 0);
    let monthly = monthly.declared("mine", "asked", "2022-02", 1).closed("mine", "2022-03-01");
    let answer = monthly.ask("upper", "asked", "2022-Q1");
    assert_eq!((answer.expected, answer.reported), (2, 1), "a unit owes no month after its closing");
}

#[test]
fn what_does_not_apply_is_answered_and_adds_nothing() {
    let flow = Indicator { expected_of: vec![UnitKind::Grassroots], ..indicator("asked", Combine::Sum, OverTime::Sum) };
    let stock =
        Indicator { expected_of: vec![UnitKind::Grassroots], ..indicator("stood", Combine::Last, OverTime::Last) };
    let share = ratio("asked.share", "asked", "stood", "%");
    let told = |world: &World, unit: &str, id: &str| {
        let answer = world.ask(unit, id, "2022-Q1");
        (answer.value, answer.state, (answer.reported, answer.expected))
    };
    let mut world = federation().indicator(flow).indicator(stock).indicator(share);
    for id in ["asked", "stood"] {
        world = world.declared("mine", id, "2022-03", 0).subject(NOT_APPLICABLE);
        assert_eq!(told(&world, "mine", id), (None, State::NotApplicable, (1, 1)), "{id}");
        assert_eq!(told(&world, "root", id), (None, State::Missing, (1, 2)), "{id}: the other may still have some");
    }
    assert_eq!(
        told(&world, "mine", "asked.share").1,
        State::NotApplicable,
        "of nothing that applies there is no share"
    );
    let none = world.clone().declared("both", "asked", "2022-02", 0).subject(NOT_APPLICABLE);
    assert_eq!(told(&none, "root", "asked"), (None, State::NotApplicable, (2, 2)), "nobody has any");
    let some = world.clone().declared("both", "asked", "2022-02", 4);
    assert_eq!(told(&some, "root", "asked"), (Some(Value::Whole(4)), State::Reported, (2, 2)));
    // A stock said to apply no more is not carried on from the months before.
    let former = world.declared("mine", "stood", "2022-01", 7);
    assert_eq!(told(&former, "mine", "stood"), (None, State::NotApplicable, (1, 1)));
    assert_eq!(former.ask("mine", "stood", "2022-01").value, Some(Value::Whole(7)));
}

#[test]
fn distinct_subjects_add_over_the_tree_unless_told_apart_there() {
    let mut world = federation();
    for id in ["people", "faces"] {
        world = world
            .record("mine", id, "2022-01-05", 1)
            .subject("an")
            .record("mine", id, "2022-02-05", 1)
            .subject("an")
            .record("both", id, "2022-02-06", 1)
            .subject("an")
            .record("both", id, "2022-02-07", 1)
            .subject("binh")
            .declared("mine", id, "2022-03", 10);
    }
    assert_eq!(world.whole("upper", "people", "2022"), Some(13));
    let answer = world.ask("upper", "faces", "2022");
    assert_eq!(whole(answer.value), 12);
    assert_eq!(told(&answer), ["both 2 of 2 coordinating", "mine 11 of 11 managing", "upper -1 overlap"]);
    assert_eq!(world.whole("mine", "faces", "2022-01"), Some(1));
    assert_eq!(world.whole("mine", "faces", "2022-02"), Some(1), "a year is not the sum of its months here");
}

#[test]
fn what_means_nothing_below_stays_with_its_unit() {
    let world = federation().record("province", "score", "2022-01-05", 80).record("mine", "score", "2022-01-05", 90);
    assert_eq!(told(&world.ask("province", "score", "2022")), ["province 80 records"]);
    assert_eq!(world.ask("root", "score", "2022").state, State::Missing);
}

#[test]
fn ratios_come_from_sums_and_open_into_both_their_lines() {
    let world = federation()
        .record("mine", "spend", "2022-01-05", 300)
        .record("mine", "classes", "2022-01-05", 1)
        .record("both", "classes", "2022-01-05", 1)
        .record("province", "classes", "2022-01-05", 1);
    let answer = world.ask("province", "cost", "2022");
    assert_eq!(
        (answer.value.unwrap().to_string(), answer.numerator, answer.denominator),
        ("100.00".into(), Some(300), Some(3))
    );
    let parts = answer.parts.unwrap();
    let shares: Vec<_> =
        parts.iter().map(|part| (part.unit.as_str(), part.numerator.unwrap(), part.denominator.unwrap())).collect();
    assert_eq!(shares, [("province", 0, 1), ("upper", 300, 2)]);
    assert_eq!(parts[1].total.unwrap().to_string(), "150.00");
    assert_eq!(world.ask("mine", "share", "2022").value.unwrap().to_string(), "0.33");
    let nothing = world.ask("both", "share", "2022");
    assert_eq!(
        (nothing.value, nothing.state, nothing.numerator, nothing.denominator),
        (None, State::NotApplicable, Some(1), Some(0))
    );
    assert_eq!(world.ask("both", "share", "2021").state, State::Missing);
}

#[test]
fn growth_compares_with_the_same_period_a_year_before() {
    let world = federation().record("mine", "spend", "2021-02-05", 200).record("mine", "spend", "2022-02-05", 150);
    let answer = world.ask("root", "growth", "2022-Q1");
    assert_eq!(
        (answer.value.unwrap().to_string(), answer.numerator, answer.denominator),
        ("-25.00".into(), Some(-50), Some(200))
    );
    let own = world.ask("mine", "growth", "2022").parts.unwrap();
    assert_eq!(
        own.iter().map(|part| (part.numerator, part.denominator)).collect::<Vec<_>>(),
        [(Some(150), Some(0)), (Some(-200), Some(200))]
    );
    assert_eq!(world.ask("root", "growth", "2021").state, State::NotApplicable);
    assert_eq!(
        world.ask("root", "growth", "2023").state,
        State::Missing,
        "a year not yet reported has not shrunk to nothing"
    );
}

#[test]
fn units_are_counted_from_the_tree_of_the_last_day() {
    let world = federation();
    let count = |unit| world.whole(unit, "coordinated", "2022");
    assert_eq!(
        [count("upper"), count("province"), count("corporation"), count("root")],
        [Some(1), Some(1), Some(0), Some(0)]
    );
    assert_eq!(told(&world.ask("upper", "coordinated", "2022")), ["both 1 units"]);
    assert_eq!(told(&world.ask("root", "unions", "2022")), ["corporation 1 of 1 managing", "province 1 of 2 managing"]);
    assert_eq!(told(&world.ask("mine", "unions", "2022")), ["mine 1 units"]);
    assert_eq!(world.closed("mine", "2022-12-31").whole("root", "unions", "2022"), Some(1));
}

#[test]
fn a_ratio_over_coordinated_units_shows_each_child_its_own() {
    let world = federation()
        .indicator(ratio("visits", "classes", "coordinated", "%"))
        .record("mine", "classes", "2022-01-05", 1)
        .record("both", "classes", "2022-01-06", 1)
        .record("both", "classes", "2022-01-07", 1);
    let answer = world.ask("province", "visits", "2022");
    assert_eq!((answer.value.unwrap().to_string(), answer.denominator), ("300.00".to_owned(), Some(1)));
    let parts = answer.parts.unwrap();
    let child = parts.iter().find(|part| part.source == Source::Child).unwrap();
    assert_eq!((child.unit.as_str(), child.numerator, child.denominator), ("upper", Some(3), Some(0)));
    assert_eq!(child.total.unwrap().to_string(), "300.00", "the upper-level union coordinates the same unit");
}

#[test]
fn a_split_unit_is_coordinated_where_any_successor_is() {
    let date = "2025-07-01";
    let mut world = federation().unit("split", UnitKind::Grassroots).closed("split", date).managed("split", "upper");
    for code in ["left", "right"] {
        world = world.unit(code, UnitKind::Grassroots).opened(code, date).succession("split", code, date);
    }
    let world = world.managed("left", "upper").managed("right", "corporation").coordinated("right", "upper");
    let answer = world.restated("province", "coordinated", "2025-06", "2025-07-31");
    assert_eq!(told(&answer), ["both 1 units", "split 1 units"]);
    assert_eq!(answer.bridge.unwrap(), [BridgeStep { cause: Cause::Merged, value: 1 }]);
    let own = world.restated("upper", "coordinated", "2025-06", "2025-07-31");
    assert_eq!(whole(own.value), 1, "undivided where its successors meet, it is led there by no line");
}

#[test]
fn a_subject_that_leaves_a_total_does_so_for_the_cause_of_its_first_row() {
    // `an` was met by two units: the one with the later code first. That one ended; the other moved away.
    let world = reorganised()
        .record("mover", "faces", "2025-05-09", 1)
        .subject("an")
        .record("gone", "faces", "2025-05-12", 1)
        .subject("an")
        .record("mine", "faces", "2025-05-12", 1)
        .subject("binh");
    let answer = world.restated("province", "faces", "2025-05", "2025-07-31");
    assert_eq!((world.whole("province", "faces", "2025-05"), whole(answer.value)), (Some(2), 1));
    assert_eq!(answer.bridge.unwrap(), [BridgeStep { cause: Cause::MovedOut, value: -1 }]);
}

#[test]
fn bodies_that_never_count_keep_their_own_figures() {
    let world =
        federation().unit("cell", UnitKind::Party).managed("cell", "mine").record("cell", "spend", "2022-01-05", 5);
    assert_eq!([world.whole("cell", "spend", "2022"), world.whole("mine", "spend", "2022")], [Some(5), None]);
}

#[test]
fn care_counts_in_its_campaign_year_and_on_the_tree_of_its_day() {
    let world = federation().record("mine", "spend", "2021-12-28", 70).counted("2022-01-01");
    assert_eq!([world.whole("root", "spend", "2021"), world.whole("root", "spend", "2022")], [None, Some(70)]);
}

#[test]
fn an_adjustment_adds_to_a_count() {
    let world = federation().record("mine", "classes", "2022-01-05", 1).row(
        "mine",
        "classes",
        "2022-01-31",
        -1,
        Source::Adjusted,
    );
    let answer = world.ask("mine", "classes", "2022");
    assert_eq!(
        (whole(answer.value), told(&answer)),
        (0, vec!["mine 1 records".to_owned(), "mine -1 adjusted".to_owned()])
    );
}

/// The unions of 2025: `old-a` and `old-b` merge into `new`, `split` becomes `left` and `right`, `gone` ends, `mover`
/// changes its province.
fn reorganised() -> World {
    let date = "2025-07-01";
    let mut world = federation().unit("elsewhere", UnitKind::Province).managed("elsewhere", "root");
    for code in ["old-a", "old-b", "split", "gone"] {
        world = world.unit(code, UnitKind::Grassroots).closed(code, date).managed(code, "upper");
    }
    for (code, parent) in [("new", "province"), ("left", "upper"), ("right", "province")] {
        world = world.unit(code, UnitKind::Grassroots).opened(code, date).managed(code, parent);
    }
    world
        .unit("mover", UnitKind::Grassroots)
        .link("mover", "upper", Line::Managing, "/2025-07-01")
        .link("mover", "elsewhere", Line::Managing, "2025-07-01/")
        .succession("old-a", "new", date)
        .succession("old-b", "new", date)
        .succession("split", "left", date)
        .succession("split", "right", date)
}

#[test]
fn a_restated_total_shows_the_successors_and_is_bridged_by_cause() {
    let mut world = reorganised();
    for (unit, value) in [("old-a", 1), ("old-b", 2), ("split", 10), ("gone", 100), ("mover", 1000), ("mine", 10_000)] {
        world = world.record(unit, "spend", "2025-05-05", value).record(unit, "members", "2025-05-31", value);
    }
    for id in ["spend", "members"] {
        let answer = world.restated("province", id, "2025-05", "2025-07-31");
        assert_eq!((world.whole("province", id, "2025-05"), whole(answer.value)), (Some(11_113), 10_013));
        let step = |cause, value| BridgeStep { cause, value };
        assert_eq!(answer.bridge.clone().unwrap(), [step(Cause::MovedOut, -1000), step(Cause::Ended, -100)]);
        assert_eq!(
            told(&answer),
            ["split 10 records", "new 3 of 3 managing", "upper 10000 of 10000 managing"],
            "what was split stays undivided where its successors meet"
        );
        let shown = world.restated("new", id, "2025-05", "2025-07-31");
        assert_eq!((whole(shown.value), told(&shown).len()), (3, 2));
        assert_eq!(shown.bridge.unwrap(), [step(Cause::Merged, 3)]);
        let came = world.restated("elsewhere", id, "2025-05", "2025-07-31");
        assert_eq!(came.bridge.unwrap(), [step(Cause::MovedIn, 1000)]);
        let left = world.restated("upper", id, "2025-05", "2025-07-31").bridge.unwrap();
        assert_eq!(left, [step(Cause::MovedOut, -1000), step(Cause::Merged, -13), step(Cause::Ended, -100)]);
    }
    assert_eq!(whole(world.restated("gone", "spend", "2025-05", "2025-07-31").value), 100, "its own figure stays");
}

#[test]
fn what_is_newer_than_the_day_is_shown_by_what_was_before() {
    let world = reorganised().record("left", "spend", "2025-08-05", 5).record("new", "spend", "2025-08-05", 7);
    let answer = world.restated("split", "spend", "2025-08", "2025-06-30");
    assert_eq!((whole(answer.value), told(&answer)), (5, vec!["left 5 records".to_owned()]));
    let answer = world.restated("province", "spend", "2025-08", "2025-06-30");
    assert_eq!(told(&answer), ["new 7 of 7 managing", "upper 5 of 5 managing"], "two predecessors stand for nobody");
    assert_eq!(answer.bridge.unwrap(), []);
}

#[test]
fn unknown_units_and_indicators_are_refused_by_name() {
    let engine = federation().engine();
    let ask = |unit, id| engine.figure(&Query::new(unit, id, period("2022"))).unwrap_err();
    assert_eq!(ask("khong-co", "classes"), FigureError::UnknownUnit("khong-co".into()));
    assert_eq!(ask("root", "khong.co"), FigureError::UnknownIndicator("khong.co".into()));
}
