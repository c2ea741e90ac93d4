//! The embedded pack: free of remarks, and holding what the demonstration federation reports.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::Action,
    figures::{Combine, CountedUnits, Formula, OverTime, OverTree, UnitCount},
    org::UnitKind,
    registers::Fields,
};
use serde_json::{Value, json};

use crate::{Contribution, Pack, PackFile, Problem, check, embedded, load, read_dir};

pub(super) fn vietnam() -> Pack {
    load(&embedded()).0
}

fn fields(value: Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

fn problems(register: &str, value: Value, occurred_on: &str) -> Vec<Problem> {
    let day: NaiveDate = occurred_on.parse().unwrap();
    vietnam().register(register).unwrap().check(&fields(value), (day, day), vietnam().calendar())
}

/// What a record of the embedded pack gives, once its values have passed the register's check.
fn rows(register: &str, value: Value, occurred_on: &str) -> Vec<Contribution> {
    assert_eq!(problems(register, value.clone(), occurred_on), [], "{register}");
    let unit: UnitId = "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap();
    vietnam().register(register).unwrap().contributions(
        &fields(value),
        (unit, occurred_on.parse().unwrap()),
        vietnam().calendar(),
    )
}

fn values(register: &str, value: Value, occurred_on: &str) -> Vec<(String, i64)> {
    rows(register, value, occurred_on).into_iter().map(|row| (row.indicator, row.value)).collect()
}

#[test]
fn the_embedded_pack_is_free_of_remarks() {
    let (pack, remarks) = check(&Pack::default(), &embedded());
    let said: Vec<String> = remarks.iter().map(ToString::to_string).collect();
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(pack.id, "vietnam");
    let named = |text: &congdoan_model::LocalText| !text.vi.is_empty() && !text.en.is_empty();
    for register in &pack.registers {
        assert!(named(&register.name) && named(&register.description), "{}", register.id);
        assert!(register.fields.iter().all(|field| named(&field.name)), "{}", register.id);
        assert!(!register.levels.is_empty() && !register.source.is_empty(), "{}", register.id);
    }
    for indicator in &pack.indicators {
        assert!(named(&indicator.name) && !indicator.source.is_empty(), "{}", indicator.id);
        assert!(pack.group_of(&indicator.id).is_some(), "{}", indicator.id);
    }
}

#[test]
fn the_folder_of_the_country_is_read_as_it_is_built_in() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/vietnam");
    let paths = |files: Vec<PackFile>| -> Vec<String> { files.into_iter().map(|file| file.path).collect() };
    assert_eq!(paths(read_dir(&folder).unwrap()), paths(embedded()));
}

#[test]
fn every_indicator_of_the_demonstration_is_defined() {
    let pack = vietnam();
    for (id, unit, ratio) in [
        ("training.classes", "lớp", false),
        ("training.attendances", "lượt người", false),
        ("strikes.settled", "cuộc", false),
        ("strikes.prevention_conferences", "hội nghị", false),
        ("tet.spend", "đồng", false),
        ("tet.beneficiaries", "lượt người", false),
        ("workers_month.spend", "đồng", false),
        ("coordination.district_programmes", "%", true),
        ("finance.revenue_vs_budget", "%", true),
        ("finance.growth", "%", true),
        ("founding_support.unions", "công đoàn cơ sở", false),
        ("founding_support.spend", "đồng", false),
        ("agreements.support_spend", "đồng", false),
        ("bulletins.issues", "số", false),
        ("bulletins.copies", "cuốn", false),
        ("units.coordinated", "công đoàn cơ sở", false),
        ("conferences.coverage", "%", true),
        ("agreements.coverage", "%", true),
        ("members.admitted", "người", false),
        ("party.introduced", "người", false),
        ("study.coverage", "%", true),
        ("officers.trained_coverage", "%", true),
        ("members.new_recruits_joined", "%", true),
        ("members.total", "người", false),
        ("unions.grassroots", "công đoàn cơ sở", false),
    ] {
        let indicator = pack.indicator(id).unwrap_or_else(|| panic!("{id} is not defined"));
        assert_eq!(indicator.unit_of_measure, unit, "{id}");
        assert_eq!(matches!(indicator.formula, Formula::Ratio { .. } | Formula::Growth { .. }), ratio, "{id}");
    }
    assert!(pack.indicators.len() >= 100, "{}", pack.indicators.len());
    let coordinated = pack.indicator("units.coordinated").unwrap();
    assert_eq!(
        (&coordinated.formula, coordinated.tree),
        (&Formula::Units(UnitCount::standing(CountedUnits::Coordinated)), OverTree::None)
    );
    for stock in ["members.total", "unions.grassroots", "coordination.district_committees"] {
        assert_eq!(pack.indicator(stock).unwrap().time, OverTime::Last, "{stock}");
    }
    assert_eq!(pack.indicator("labour.wage_average").unwrap().unit_of_measure, "đồng");
}

#[test]
fn every_register_of_the_demonstration_is_there() {
    let ids: BTreeSet<String> = vietnam().registers.into_iter().map(|register| register.id).collect();
    for id in [
        "training",
        "tet_care",
        "workers_month",
        "strikes",
        "strike_conferences",
        "agreements",
        "agreement_support",
        "founding_support",
        "bulletins",
        "coordination_programmes",
        "conferences",
        "study_sessions",
        "party_introductions",
        "finance_lines",
    ] {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn a_class_and_a_tet_round_are_counted() {
    let class = json!({ "topic": "Nghiệp vụ tài chính", "attendees": 50, "cost": 36_000_000, "audience": "chairs" });
    assert_eq!(
        values("training", class, "2022-03-08"),
        [("training.classes".into(), 1), ("training.attendances".into(), 50), ("training.cost".into(), 36_000_000)]
    );
    let round = json!({ "campaign": 2022, "source_of_money": "society", "spend": 5_000_000, "beneficiaries": 10 });
    let rows = rows("tet_care", round, "2021-12-25");
    assert_eq!(
        rows.iter().map(|row| (row.indicator.as_str(), row.value)).collect::<Vec<_>>(),
        [("tet.spend", 5_000_000), ("tet.spend_socialised", 5_000_000), ("tet.beneficiaries", 10)]
    );
    assert!(rows.iter().all(|row| row.counted_on.to_string() == "2022-01-01"));
    let late = json!({ "campaign": 2019, "source_of_money": "upper", "spend": 1 });
    assert_eq!(problems("tet_care", late, "2021-12-25").len(), 1);
}

/// What befalls somebody once: elsewhere a sum over records counts whoever comes again as often, which is turns.
const ONCE_A_PERSON: [&str; 14] = [
    "accidents.badly_injured",
    "accidents.dead",
    "accidents.injured",
    "congresses.elected",
    "congresses.elected_women",
    "inspection.members_disciplined",
    "inspection.officers_disciplined",
    "officer_reviews.completed",
    "officer_reviews.excellent",
    "officer_reviews.good",
    "officer_reviews.not_completed",
    "officer_reviews.officers",
    "party.admitted",
    "party.introduced",
];

#[test]
fn a_sum_over_records_counts_turns_and_no_people() {
    let pack = vietnam();
    let measures = pack.registers.iter().flat_map(|register| &register.measures);
    let of_people = measures.filter(|one| one.rule == Combine::Sum && one.unit_of_measure == "người");
    let mut of_people: Vec<&str> = of_people.map(|measure| measure.indicator.as_str()).collect();
    of_people.sort_unstable();
    assert_eq!(of_people, ONCE_A_PERSON);
}

#[test]
fn a_settled_strike_counts_as_settled() {
    let strike = |settled: bool| json!({ "employer": "Công ty may", "participants": 300, "settled": settled });
    assert_eq!(values("strikes", strike(true), "2022-04-01").len(), 3);
    assert_eq!(values("strikes", strike(false), "2022-04-01").len(), 2);
    let early = json!({ "employer": "Công ty may", "participants": 3, "settled": true, "settled_on": "2022-03-01" });
    assert_eq!(problems("strikes", early, "2022-04-01")[0].field.as_deref(), Some("settled_on"));
    let open = json!({ "employer": "Công ty may", "participants": 3, "settled_on": "2022-05-01" });
    assert_eq!(problems("strikes", open, "2022-04-01").len(), 1);
}

#[test]
fn founding_support_has_its_eligibility_and_its_budget() {
    let claim = |members: i64| json!({ "union": "CĐCS Công ty Bình Minh", "members": members, "amount": 1_000_000 });
    assert_eq!(
        values("founding_support", claim(25), "2021-06-01"),
        [("founding_support.unions".into(), 1), ("founding_support.spend".into(), 1_000_000)]
    );
    let refused = problems("founding_support", claim(24), "2021-06-01");
    assert_eq!(refused[0].field.as_deref(), Some("members"));
    assert!(refused[0].message.vi.contains("25"));
    let pack = vietnam();
    let limit = &pack.register("founding_support").unwrap().limits[0];
    assert_eq!(
        (limit.unit.as_str(), limit.most, limit.indicator.as_str()),
        ("ldld-ha-noi", 77_000_000, "founding_support.spend")
    );
    assert!(limit.period.contains("2021-12-31".parse().unwrap()) && limit.message.en.contains("77,000,000"));
}

#[test]
fn district_committees_conferences_and_finance_lines_feed_their_ratios() {
    let signed = |level: &str| json!({ "partner": "Huyện ủy Yên Thành", "partner_level": level });
    let rows = rows("coordination_programmes", signed("district"), "2022-02-01");
    assert_eq!(rows[1].subject.as_deref(), Some("huyen uy yen thanh"));
    let named =
        |level: &str| values("coordination_programmes", signed(level), "2022-02-01").into_iter().map(|(id, _)| id);
    let district = "coordination.district_in_force";
    assert!(named("district").any(|id| id == district) && !named("province").any(|id| id == district));
    assert_eq!(
        values("conferences", json!({ "kind": "workers" }), "2017-03-01"),
        [("conferences.held".into(), 1), ("conferences.units".into(), 1), ("conferences.workers_units".into(), 1)]
    );
    for (line, basis, indicator) in [
        ("revenue", "estimate", "finance.revenue"),
        ("revenue", "actual", "finance.revenue"),
        ("revenue", "budget", "finance.revenue_budget"),
        ("spending", "actual", "finance.spending"),
        ("spending", "budget", "finance.spending_budget"),
    ] {
        let row = json!({ "line": line, "basis": basis, "amount": 7 });
        assert_eq!(values("finance_lines", row, "2022-12-01"), [(indicator.to_owned(), 7)]);
    }
    let pack = vietnam();
    let formula = |id: &str| pack.indicator(id).unwrap().formula.clone();
    assert_eq!(formula("finance.growth"), Formula::Growth { of: "finance.revenue".into() });
    assert_eq!(
        formula("finance.revenue_vs_budget"),
        Formula::Ratio { numerator: "finance.revenue".into(), denominator: "finance.revenue_budget".into() }
    );
}

#[test]
fn party_introductions_need_a_number_and_stay_closed_to_coordinators() {
    assert_eq!(problems("party_introductions", json!({}), "2020-05-01").len(), 1);
    assert_eq!(
        problems("party_introductions", json!({ "introduced": 1, "people": ["An", "Bình"] }), "2020-05-01").len(),
        1
    );
    assert_eq!(
        values("party_introductions", json!({ "introduced": 3 }), "2020-05-01"),
        [("party.introduced".into(), 3)]
    );
    let closed: Vec<String> =
        vietnam().registers.into_iter().filter(|register| register.confidential).map(|register| register.id).collect();
    let of_people = ["work_accidents", "hardship_support", "union_homes", "visits", "opinion_reports"];
    let of_rules = ["discipline", "inspections", "petitions", "arrears", "finance_lines"];
    let expected =
        ["disputes", "lawsuits", "strikes"].iter().chain(&of_people).chain(&["party_introductions"]).chain(&of_rules);
    assert_eq!(closed.iter().map(String::as_str).collect::<Vec<_>>(), expected.copied().collect::<Vec<_>>());
}

#[test]
fn roles_hold_what_the_house_says() {
    let pack = vietnam();
    let role = |id: &str| pack.role(id).unwrap();
    assert_eq!(pack.roles.len(), 6);
    let chair = role("chair");
    assert!(chair.actions.contains(&Action::RecordWrite) && !chair.actions.contains(&Action::RecordConfirm));
    let above = &chair.ancestors;
    assert!(
        above.contains(&Action::FigureRead) && !above.contains(&Action::FigureOpen),
        "totals above, never their parts"
    );
    assert!(!above.contains(&Action::RecordRead));
    assert_eq!(role("member").actions, []);
    assert_eq!(role("member").own_only, [Action::UnitRead, Action::FigureRead]);
    assert!(role("upper_officer").actions.contains(&Action::RecordConfirm));
    assert!(
        !role("leader").actions.contains(&Action::RecordWrite) && role("leader").actions.contains(&Action::AuditRead)
    );
    assert_eq!(
        role("administrator").actions,
        [Action::UserManage, Action::UserViewAs, Action::PackWrite, Action::UnitRead, Action::AuditRead]
    );
    for upper in ["upper_officer", "specialist", "leader"] {
        assert!(role(upper).below_only.contains(&Action::PostWrite), "{upper} fills posts below, never its own");
        assert!(!role(upper).actions.contains(&Action::PostWrite));
    }
    for upper in ["upper_officer", "specialist"] {
        assert!(
            role(upper).below_only.contains(&Action::ProgrammeApprove),
            "{upper} decides below, not in its own unit"
        );
        assert!(!role(upper).actions.contains(&Action::ProgrammeApprove));
    }
    assert!(role("leader").actions.contains(&Action::ProgrammeApprove));
    assert!(chair.actions.contains(&Action::PostWrite));
    for role in &pack.roles {
        assert!(!role.coordinating.contains(&Action::RecordWrite), "{}", role.id);
    }
}

#[test]
fn every_kind_of_unit_is_named_and_placed() {
    let pack = vietnam();
    for kind in UnitKind::ALL {
        assert!(pack.unit_kinds.iter().any(|one| one.kind == kind), "{kind}");
    }
    assert!(pack.may_hang(UnitKind::Grassroots, UnitKind::Province));
    assert!(!pack.may_hang(UnitKind::Province, UnitKind::Grassroots));
    assert_eq!(pack.form_name(UnitKind::Upper, "district").unwrap().en, "District federation");
    assert_eq!(pack.form_name(UnitKind::Upper, "").unwrap().vi, "Công đoàn cấp trên trực tiếp cơ sở");
}

#[test]
fn the_example_of_the_guide_is_a_register() {
    let guide = include_str!("../../../../docs/ADDING-A-REGISTER.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (base, files) = (vietnam(), [super::file("registers/bookshelves.toml", example)]);
    let (pack, remarks) = check(&base, &files);
    assert_eq!(remarks, []);
    let merged = crate::merge(base, pack).unwrap();
    assert_eq!(merged.group_of("bookshelves.opened").unwrap().name.vi, "Chăm lo, phúc lợi");
    let guide_names_every_action = merged
        .roles
        .iter()
        .flat_map(|role| &role.actions)
        .all(|action| serde_json::to_value(action).unwrap().as_str().is_some_and(|word| guide.contains(word)));
    assert!(guide_names_every_action);
}
