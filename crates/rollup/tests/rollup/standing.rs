//! What stands on a day, counted from records that begin and end. Every answer is also checked against the slow way.

use crate::common::{World, indicator, told};
use congdoan_model::{
    figures::{Combine, OverTime, Source},
    org::{Line, UnitKind},
};

fn federation() -> World {
    World::default()
        .unit("root", UnitKind::Confederation)
        .unit("east", UnitKind::Upper)
        .unit("west", UnitKind::Upper)
        .unit("mine", UnitKind::Grassroots)
        .unit("mill", UnitKind::Grassroots)
        .managed("east", "root")
        .managed("west", "root")
        .link("mine", "east", Line::Managing, "/2022-07-01")
        .link("mine", "west", Line::Managing, "2022-07-01/")
        .managed("mill", "east")
        .indicator(indicator("agreements", Combine::Count, OverTime::Standing))
        .indicator(indicator("workers", Combine::Sum, OverTime::Standing))
        .indicator(indicator("employers", Combine::Distinct, OverTime::Standing))
}

#[test]
fn a_record_stands_from_its_first_day_to_its_last() {
    let world = federation().record("mine", "agreements", "2022-03-05", 1).until("2023-04-11");
    let at = |period| world.whole("root", "agreements", period);
    assert_eq!([at("2022-02"), at("2022-03"), at("2022"), at("2022-12")], [None, Some(1), Some(1), Some(1)]);
    assert_eq!([at("2022-03-01/2022-03-04"), at("2022-03-01/2022-03-05")], [None, Some(1)]);
    assert_eq!([at("2023-03"), at("2023-04-01/2023-04-10")], [Some(1), Some(1)]);
    assert_eq!([at("2023-04"), at("2023"), at("2024-05")], [Some(0), Some(0), Some(0)], "it ended: none, not unknown");
}

#[test]
fn what_stands_goes_with_its_unit_to_the_parents_of_the_last_day() {
    let world =
        federation().record("mine", "agreements", "2022-03-05", 1).record("mill", "agreements", "2021-03-05", 1);
    let at = |unit, period| world.whole(unit, "agreements", period);
    assert_eq!([at("east", "2022-06"), at("west", "2022-06")], [Some(2), None]);
    assert_eq!([at("east", "2022"), at("west", "2022")], [Some(1), Some(1)]);
    assert_eq!(at("root", "2022"), Some(2));
    assert_eq!(told(&world.ask("root", "agreements", "2022")), ["east 1 of 1 managing", "west 1 of 1 managing"]);
}

#[test]
fn a_closed_unit_keeps_nothing_standing() {
    let world = federation().record("mill", "agreements", "2021-03-05", 1).closed("mill", "2022-05-01");
    let at = |period| world.whole("root", "agreements", period);
    assert_eq!([at("2022-04"), at("2022-05")], [Some(1), None]);
}

#[test]
fn values_and_subjects_count_while_they_stand() {
    let world = federation()
        .record("mine", "workers", "2022-03-05", 40)
        .until("2022-09-01")
        .record("mine", "workers", "2022-05-05", 60)
        .record("mine", "employers", "2022-03-05", 1)
        .subject("Sông Công")
        .until("2022-12-01")
        .record("mine", "employers", "2022-05-05", 1)
        .subject("Sông Công")
        .record("mill", "employers", "2022-05-05", 1)
        .subject("Gò Đầm");
    let at = |indicator, period| world.whole("root", indicator, period);
    let workers = ["2022-04", "2022-06", "2022-09"].map(|month| at("workers", month));
    assert_eq!(workers, [Some(40), Some(100), Some(60)]);
    let employers = ["2022-04", "2022-06", "2022-12"].map(|month| at("employers", month));
    assert_eq!(employers, [Some(1), Some(2), Some(2)], "two agreements of one employer are one employer");
}

#[test]
fn what_is_said_of_a_month_goes_before_records() {
    let world = federation()
        .record("mine", "agreements", "2021-03-05", 1)
        .declared("mine", "agreements", "2021-06", 4)
        .row("mill", "agreements", "2021-06-30", 2, Source::Adjusted);
    let at = |period| world.whole("root", "agreements", period);
    assert_eq!([at("2021-05"), at("2021-06"), at("2021-07")], [Some(1), Some(6), Some(1)]);
    assert_eq!([at("2021-H1"), at("2021"), at("2022")], [Some(6), Some(6), Some(1)], "as a stock of that period");
}

#[test]
fn what_is_said_goes_before_records_until_they_know_something_newer() {
    let world = federation()
        .declared("mine", "agreements", "2021-06", 4)
        .record("mine", "agreements", "2021-03-05", 1)
        .record("mine", "agreements", "2021-09-05", 1);
    let at = |period| world.whole("root", "agreements", period);
    assert_eq!([at("2021-H1"), at("2021-Q3"), at("2021"), at("2022")], [Some(4), Some(2), Some(2), Some(2)]);
}

#[test]
fn a_period_that_runs_counts_what_stands_today() {
    let world = federation().record("mine", "agreements", "2022-03-05", 1).until("2023-09-01").record(
        "mill",
        "agreements",
        "2023-10-01",
        1,
    );
    let at =
        |world: &World| ["2022", "2023-H1", "2023", "2024"].map(|period| world.whole("root", "agreements", period));
    assert_eq!(at(&world), [Some(1), Some(1), Some(1), Some(1)], "on the last days, mine, mine, mill, mill");
    let spring = world.clone().on("2023-04-01");
    assert_eq!(spring.whole("mine", "agreements", "2023"), Some(1), "what ends in September stands in April");
    assert_eq!(spring.whole("mill", "agreements", "2023"), None, "what begins in October does not");
    assert_eq!(spring.whole("mill", "agreements", "2024"), Some(1), "what is agreed for a year to come is known");
    let mut engine = spring.engine();
    let query = congdoan_rollup::Query::new("root", "agreements", crate::common::period("2023"));
    let ask = |engine: &congdoan_rollup::Engine| engine.figure(&query).unwrap().value.unwrap().whole();
    assert_eq!(ask(&engine), Some(1));
    assert!(engine.turn_to(crate::common::day("2023-09-15")) && !engine.turn_to(crate::common::day("2023-09-15")));
    assert_eq!(ask(&engine), Some(0), "between the two, once the day has come");
}

#[test]
fn each_person_of_a_record_stands() {
    let world = federation()
        .record("mine", "employers", "2022-03-05", 1)
        .subject("Lan")
        .until("2022-12-01")
        .again("employers")
        .subject("Hoa")
        .until("2022-12-01");
    let at = |period| world.whole("root", "employers", period);
    assert_eq!([at("2022-H1"), at("2022")], [Some(2), Some(0)]);
}
