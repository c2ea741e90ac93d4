//! What records give that stand for a while: a row on the first day, and one after the last that takes it back.

use std::sync::Arc;

use congdoan_model::{UnitId, registers::Fields};
use serde_json::{Value, json};

use super::register;

const LEASE: &str = r#"
[register]
id = "lease"
name = { vi = "Hợp đồng thuê nhà văn hóa", en = "Leases of halls" }
source = "Ví dụ"
[[field]]
id = "owner"
kind = "text"
name = "Chủ nhà"
[[field]]
id = "seats"
kind = "count"
name = "Số chỗ"
[[field]]
id = "from"
kind = "date"
name = "Từ ngày"
[[field]]
id = "until"
kind = "date"
name = "Đến ngày"
[[field]]
id = "broken_off"
kind = "date"
name = "Chấm dứt trước hạn"
[[measure]]
indicator = "leases.standing"
name = "Số hợp đồng đang có hiệu lực"
unit = "hợp đồng"
rule = "count"
time = "standing"
from = "from"
until = ["broken_off", "until"]
[[measure]]
indicator = "leases.seats"
name = "Số chỗ đang thuê"
unit = "chỗ"
rule = "sum"
of = "seats"
time = "standing"
until = "until"
[[measure]]
indicator = "leases.owners"
name = "Số chủ nhà"
unit = "người"
rule = "distinct"
of = "owner"
time = "standing"
until = "until"
when = "seats != null"
"#;

/// Day and value of each row a lease signed on 10 January 2022 gives an indicator.
fn rows(fields: Value, indicator: &str) -> Vec<(String, i64)> {
    let fields: Fields = fields.as_object().unwrap().clone().into_iter().collect();
    let given =
        register(LEASE).contributions(&fields, (UnitId::default(), "2022-01-10".parse().unwrap()), &Arc::default());
    let of = given.iter().filter(|row| row.indicator == indicator);
    of.map(|row| (row.counted_on.to_string(), row.value)).collect()
}

fn told(rows: &[(&str, i64)]) -> Vec<(String, i64)> {
    rows.iter().map(|(day, value)| ((*day).to_owned(), *value)).collect()
}

#[test]
fn a_record_stands_from_its_first_day_until_the_day_after_its_last() {
    let whole = json!({ "from": "2022-02-01", "until": "2022-12-31" });
    assert_eq!(rows(whole, "leases.standing"), told(&[("2022-02-01", 1), ("2023-01-01", -1)]));
    let short = json!({ "from": "2022-02-01", "until": "2022-12-31", "broken_off": "2022-06-15" });
    assert_eq!(rows(short, "leases.standing"), told(&[("2022-02-01", 1), ("2022-06-16", -1)]), "the earlier last day");
}

#[test]
fn without_a_first_day_it_begins_on_its_own_and_without_a_last_one_it_goes_on() {
    assert_eq!(rows(json!({}), "leases.standing"), told(&[("2022-01-10", 1)]));
    let late = json!({ "from": "2022-02-01", "until": "2022-01-31" });
    assert_eq!(rows(late, "leases.standing"), [], "it ended before it began");
}

#[test]
fn a_value_is_taken_back_as_it_was_given() {
    let lease = json!({ "owner": "Nhà thiếu nhi", "seats": 120, "until": "2022-03-31" });
    assert_eq!(rows(lease.clone(), "leases.seats"), told(&[("2022-01-10", 120), ("2022-04-01", -120)]));
    assert_eq!(rows(lease, "leases.owners"), told(&[("2022-01-10", 1), ("2022-04-01", -1)]));
    assert_eq!(rows(json!({ "owner": "Nhà thiếu nhi" }), "leases.owners"), [], "its condition does not hold");
}
