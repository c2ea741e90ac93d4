//! Registers at work: reading strings, checking values, counting.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use chrono::NaiveDate;
use congdoan_model::{UnitId, figures::Combine, figures::OverTime, ids::fingerprint, registers::Fields};
use serde_json::{Value, json};

use super::register;
use crate::{Contribution, Register};

const OUTING: &str = r#"
[register]
id = "outing"
name = { vi = "Chuyến tham quan của đoàn viên", en = "Members' outings" }
levels = ["grassroots", "upper"]
source = "Ví dụ"
[[field]]
id = "kind"
kind = "choice"
name = "Loại"
choices = [{ id = "sea", name = "Đi biển" }, { id = "hill", name = { vi = "Leo núi", en = "Hill walk" } }]
[[field]]
id = "travellers"
kind = "count"
name = { vi = "Số người đi", en = "Travellers" }
required = true
check = "travellers >= 2"
[[field]]
id = "women"
kind = "count"
name = "Số nữ"
[[field]]
id = "cost"
kind = "dong"
name = "Kinh phí"
max = 500_000_000
[[field]]
id = "ended_on"
kind = "date"
name = "Ngày về"
check = { formula = "ended_on >= occurred_on", message = { vi = "Ngày về phải sau ngày đi.", en = "It ends before it begins." } }
[[field]]
id = "guide"
kind = "person"
name = "Trưởng đoàn"
[[field]]
id = "list"
kind = "persons"
name = "Danh sách"
[[field]]
id = "host"
kind = "unit"
name = "Đơn vị đón"
[[field]]
id = "paper"
kind = "file"
name = "Tờ trình"
[[field]]
id = "insured"
kind = "bool"
name = "Có bảo hiểm"
[[field]]
id = "season"
kind = "count"
name = "Năm"
min = 2000
max = 2100
[[field]]
id = "note"
kind = "text"
name = "Ghi chú"
default = "không"
[[check]]
formula = "women == null || women <= travellers"
message = { vi = "Số nữ nhiều hơn số người đi.", en = "More women than travellers." }
[[measure]]
indicator = "outing.trips"
name = "Số chuyến"
unit = "chuyến"
rule = "count"
[[measure]]
indicator = "outing.insured"
name = "Số chuyến có bảo hiểm"
unit = "chuyến"
rule = "count"
when = "insured"
[[measure]]
indicator = "outing.travellers"
name = "Lượt người"
unit = "lượt người"
rule = "sum"
of = "travellers"
campaign = "season"
[[measure]]
indicator = "outing.cost"
name = "Kinh phí"
unit = "đồng"
rule = "sum"
of = "cost"
[[measure]]
indicator = "outing.people"
name = "Số người"
unit = "người"
rule = "distinct"
of = "list"
tree = "distinct"
[[measure]]
indicator = "outing.units"
name = "Số đơn vị có chuyến đi"
unit = "đơn vị"
rule = "distinct"
of = "unit"
[[measure]]
indicator = "outing.kinds"
name = "Số loại"
unit = "loại"
rule = "distinct"
of = "kind"
[[measure]]
indicator = "outing.last_cost"
name = "Kinh phí chuyến gần nhất"
unit = "đồng"
rule = "last"
of = "cost"
"#;

pub(super) static REGISTER: LazyLock<Register> = LazyLock::new(|| register(OUTING));

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn unit() -> UnitId {
    "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap()
}

fn fields(value: Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

fn problems(register: &Register, value: Value) -> Vec<(String, String)> {
    let found = register.check(&fields(value), (day("2022-05-01"), day("2022-06-01")), &Arc::default());
    found.into_iter().map(|problem| (problem.field.unwrap_or_default(), problem.message.en)).collect()
}

pub(super) fn rows(register: &Register, value: Value, occurred_on: &str) -> Vec<Contribution> {
    register.contributions(&fields(value), (unit(), day(occurred_on)), &Arc::default())
}

pub(super) fn of<'a>(rows: &'a [Contribution], indicator: &str) -> Vec<&'a Contribution> {
    rows.iter().filter(|row| row.indicator == indicator).collect()
}

#[test]
fn strings_become_typed_values() {
    let register = &*REGISTER;
    let raw: BTreeMap<String, String> = [
        ("kind", "hill walk"),
        ("travellers", " 1.234 "),
        ("women", "12"),
        ("cost", "12 345 678"),
        ("ended_on", "3/5/2022"),
        ("guide", "Nguyễn Thị Ánh, 31/01/1990"),
        ("list", "Trần Văn Đức, 1988\n\n Lê Hoà ; Phạm An"),
        ("host", "CDCS-mau"),
        ("insured", "Có"),
        ("csrf", "…"),
        ("season", ""),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into();
    let (fields, problems) = register.parse(&raw);
    assert_eq!(problems, []);
    assert_eq!(
        serde_json::to_value(&fields).unwrap(),
        json!({
            "kind": "hill", "travellers": 1234, "women": 12, "cost": 12_345_678, "ended_on": "2022-05-03",
            "guide": { "name": "Nguyễn Thị Ánh", "birth": "1990-01-31" },
            "list": [{ "name": "Trần Văn Đức", "birth": "1988" }, { "name": "Lê Hoà" }, { "name": "Phạm An" }],
            "host": "cdcs-mau", "insured": true, "note": "không",
        })
    );
    assert_eq!(register.check(&fields, (day("2022-05-01"), day("2022-06-01")), &Arc::default()), []);
}

#[test]
fn what_cannot_be_read_is_said_field_by_field() {
    let register = &*REGISTER;
    for (field, text) in [
        ("travellers", "1,5"),
        ("travellers", "12.34"),
        ("travellers", "1.2345"),
        ("travellers", "mười"),
        ("travellers", "99999999999999999999"),
        ("cost", "1.234.56"),
        ("ended_on", "31/02/2022"),
        ("ended_on", "2022-13-01"),
        ("ended_on", "1/2/22"),
        ("guide", "An, hôm qua"),
        ("list", "An\n, 1990"),
        ("insured", "có lẽ"),
        ("paper", "a.pdf"),
    ] {
        let (fields, problems) = register.parse(&[(field.to_owned(), text.to_owned())].into());
        assert_eq!(problems.len(), 1, "{field} {text}");
        assert_eq!(problems[0].field.as_deref(), Some(field));
        assert!(problems[0].message.vi.contains(text) && !fields.contains_key(field), "{field} {text}");
    }
}

#[test]
fn all_problems_are_said_at_once() {
    let register = &*REGISTER;
    let found = problems(
        register,
        json!({ "kind": "lake", "women": -1, "cost": 600_000_000, "ended_on": "mai", "guide": {"name": " "},
                "list": ["An", 7], "host": "Có dấu", "paper": {"name": "../x"}, "insured": "có", "colour": "red",
                "season": 1999, "note": "a\u{0}b" }),
    );
    let mut named: Vec<&str> = found.iter().map(|(field, _)| field.as_str()).collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            "colour",
            "cost",
            "ended_on",
            "guide",
            "host",
            "insured",
            "kind",
            "list",
            "note",
            "paper",
            "season",
            "travellers",
            "women"
        ]
    );
    assert!(found.iter().any(|(field, said)| field == "list" && said.starts_with("Person 2:")));
}

#[test]
fn numbers_are_whole_and_not_negative() {
    let register = &*REGISTER;
    for bad in [json!(1.5), json!("3"), json!(-1), json!(1_000_000_000_000_001_i64), json!(u64::MAX), json!([])] {
        assert_eq!(problems(register, json!({ "travellers": bad })).len(), 1, "{bad}");
    }
    assert_eq!(problems(register, json!({ "travellers": 2, "women": null })), []);
}

#[test]
fn checks_hold_between_fields_and_over_the_day() {
    let register = &*REGISTER;
    let said = |value| problems(register, value);
    assert_eq!(
        said(json!({ "travellers": 1 })),
        [("travellers".into(), "This does not hold: travellers >= 2.".into())]
    );
    assert_eq!(
        said(json!({ "travellers": 5, "women": 6, "ended_on": "2022-04-30" })),
        [
            ("ended_on".into(), "It ends before it begins.".into()),
            (String::new(), "More women than travellers.".into())
        ]
    );
    assert_eq!(said(json!({ "travellers": 5, "women": 5, "ended_on": "2022-05-01" })), []);
}

#[test]
fn a_formula_that_fails_is_a_problem_and_no_panic() {
    let register = &register(
        r#"
[register]
id = "shares"
name = "Sổ"
source = "Ví dụ"
[[field]]
id = "parts"
kind = "count"
name = "Số phần"
[[measure]]
indicator = "shares.small"
name = "Phần nhỏ"
unit = "phần"
rule = "count"
when = "10 / parts > 2"
"#,
    );
    let found = problems(register, json!({ "parts": 0 }));
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("shares.small") && found[0].1.contains("Division by zero"), "{found:?}");
    assert_eq!(rows(register, json!({ "parts": 0 }), "2022-05-01"), []);
    assert_eq!(problems(register, json!({})).len(), 1);
    assert_eq!(rows(register, json!({ "parts": 3 }), "2022-05-01").len(), 1);
}

#[test]
fn a_record_feeds_its_measures() {
    let register = &*REGISTER;
    let value = json!({ "travellers": 40, "insured": true, "kind": "sea", "season": 2022,
        "list": ["Trần Đức", { "name": "TRẦN ĐỨC" }, { "name": "Trần Đức", "birth": "1988" }, "Lê Hoà"] });
    let rows = rows(register, value, "2021-12-20");
    assert_eq!(of(&rows, "outing.trips")[0].value, 1);
    assert_eq!(of(&rows, "outing.insured").len(), 1);
    assert_eq!(of(&rows, "outing.travellers")[0].value, 40);
    // No cost was given: nothing is said about it, which is not the same as zero.
    assert_eq!(of(&rows, "outing.cost"), Vec::<&Contribution>::new());
    let people: Vec<&str> = of(&rows, "outing.people").iter().filter_map(|row| row.subject.as_deref()).collect();
    assert_eq!(people, [fingerprint("tran duc|"), fingerprint("tran duc|1988"), fingerprint("le hoa|")]);
    assert_eq!(of(&rows, "outing.units")[0].subject, Some(unit().to_string()));
    assert_eq!(of(&rows, "outing.kinds")[0].subject.as_deref(), Some("sea"));
}

#[test]
fn zero_is_a_row_and_empty_is_none() {
    let register = &*REGISTER;
    let zero = rows(register, json!({ "travellers": 2, "cost": 0 }), "2022-05-01");
    assert_eq!(of(&zero, "outing.cost").iter().map(|row| row.value).collect::<Vec<_>>(), [0]);
    assert_eq!(of(&zero, "outing.last_cost").len(), 1);
    let empty = rows(register, json!({ "travellers": 2, "cost": null, "insured": false }), "2022-05-01");
    assert!(of(&empty, "outing.cost").is_empty() && of(&empty, "outing.insured").is_empty());
}

#[test]
fn care_counts_in_its_campaign_year() {
    let register = &*REGISTER;
    for (occurred, season, counted) in [
        ("2021-12-20", json!(2022), "2022-01-01"),
        ("2022-02-03", json!(2022), "2022-02-03"),
        ("2023-01-10", json!(2022), "2022-12-31"),
        ("2022-02-03", Value::Null, "2022-02-03"),
    ] {
        let rows = rows(register, json!({ "travellers": 2, "season": season }), occurred);
        assert_eq!(of(&rows, "outing.travellers")[0].counted_on, day(counted), "{occurred} {season}");
        assert_eq!(of(&rows, "outing.trips")[0].counted_on, day(occurred));
    }
}

#[test]
fn a_register_of_the_smallest_shape_has_sane_defaults() {
    let register = &register(
        r#"
[register]
id = "quiz"
name = { vi = "Hội thi hỏi đáp pháp luật", en = "Labour-law quizzes" }
levels = ["grassroots"]
[[field]]
id = "teams"
kind = "count"
name = { vi = "Số đội", en = "Teams" }
required = true
check = "teams >= 2"
[[measure]]
indicator = "quiz.teams"
name = { vi = "Số lượt đội dự thi", en = "Quiz teams" }
unit = "lượt đội"
rule = "sum"
of = "teams"
time = "sum"
tree = "sum"
source = "Thể lệ hội thi"
"#,
    );
    assert_eq!(
        (register.counts, register.confidential, register.group.as_str()),
        (crate::Counts::Recorded, false, "other")
    );
    assert_eq!((register.measures[0].rule, register.measures[0].time), (Combine::Sum, OverTime::Sum));
    assert_eq!(rows(register, json!({ "teams": 3 }), "2022-05-01")[0].value, 3);
}
