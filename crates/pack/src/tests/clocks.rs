//! Clocks of registers: until when, whether it was done, and what ends another; files that say them wrongly.

use std::sync::Arc;

use chrono::NaiveDate;
use congdoan_model::registers::Fields;
use serde_json::{Value, json};

use super::{broken::said, file, register};
use crate::{ClockState, Register};

const LOANS: &str = r#"
[register]
id = "loans"
name = "Cho vay vốn"
levels = ["grassroots"]
source = "Ví dụ"
[[field]]
id = "borrower"
kind = "text"
name = "Người vay"
[[field]]
id = "agreed_on"
kind = "date"
name = "Ngày duyệt"
[[field]]
id = "paid_on"
kind = "date"
name = "Ngày giải ngân"
[[field]]
id = "due_on"
kind = "date"
name = "Ngày trả"
[[field]]
id = "repaid_on"
kind = "date"
name = "Ngày đã trả"
[[field]]
id = "closed"
kind = "bool"
name = "Đã tất toán"
[[field]]
id = "guarantors"
kind = "persons"
name = "Người bảo lãnh"
[[check]]
formula = "paid_on == null || agreed_on == null || working_days(agreed_on, paid_on) >= 0 && days(agreed_on, paid_on) <= 90"
[[clock]]
id = "pay"
name = { vi = "Giải ngân trong 3 ngày làm việc", en = "Paid within 3 working days" }
from = "agreed_on"
working_days = 3
stopped_by = "paid_on"
[[clock]]
id = "call"
name = "Nhắc trả trước 10 ngày"
from = "due_on"
days = -10
stopped_by = "repaid_on"
when = "!closed"
last_of = "borrower"
warn = 2
[[clock]]
id = "repay"
name = "Trả vốn"
due = "due_on"
stopped_by = "repaid_on"
[[once]]
field = "guarantors"
within = "borrower"
[[measure]]
indicator = "loans.given"
name = "Số khoản vay"
unit = "khoản"
rule = "count"
"#;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Clock, last day, when it was done, whose it is.
type Shown = (String, Option<String>, Option<String>, Option<String>);

fn running(register: &Register, fields: Value, occurred_on: &str) -> Vec<Shown> {
    let fields: Fields = serde_json::from_value(fields).unwrap();
    let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let shown = |one: crate::Running<'_>| (one.clock.id.clone(), text(one.due_on), text(one.stopped_on), one.about);
    register.running(&fields, day(occurred_on), &Arc::default()).into_iter().map(shown).collect()
}

#[test]
fn last_days_are_counted_from_days_of_the_record() {
    let loans = register(LOANS);
    // 20/11/2026 is a Friday.
    let fields = json!({ "borrower": "Trần Thị  Bé", "agreed_on": "2026-11-20", "due_on": "2027-03-05", "repaid_on": "2027-03-01" });
    let (text, none) = (|text: &str| Some(text.to_owned()), None::<String>);
    assert_eq!(
        running(&loans, fields, "2026-11-18"),
        [
            ("pay".to_owned(), text("2026-11-25"), none.clone(), none.clone()),
            ("call".to_owned(), text("2027-02-23"), text("2027-03-01"), text("tran thi be")),
            ("repay".to_owned(), text("2027-03-05"), text("2027-03-01"), none),
        ]
    );
    // What is not known yet does not run.
    assert_eq!(running(&loans, json!({ "borrower": "An" }), "2026-11-18"), []);
    // A record on which it does not run ends those of the same borrower before it.
    let closed = running(&loans, json!({ "borrower": "An", "closed": true }), "2026-11-18");
    assert_eq!(closed, [("call".to_owned(), None, None, Some("an".to_owned()))]);
}

#[test]
fn several_answers_together_say_which_clocks_a_record_takes_the_place_of() {
    let loans = register(LOANS.replace("last_of = \"borrower\"", "last_of = [\"borrower\", \"agreed_on\"]").as_str());
    let about = |fields: Value| {
        let all = running(&loans, fields, "2026-11-18");
        all.into_iter().find(|one| one.0 == "call").and_then(|one| one.3)
    };
    let loan = |agreed_on: &str| about(json!({ "borrower": "An", "agreed_on": agreed_on, "due_on": "2027-03-05" }));
    assert_eq!(loan("2026-11-20"), loan("2026-11-20"));
    assert_ne!(loan("2026-11-20"), loan("2026-11-21"), "another loan of the same borrower");
    let open = about(json!({ "borrower": "An", "due_on": "2027-03-05" }));
    assert!(open.is_some() && open != loan("2026-11-20"), "a loan not agreed to is one of its own");
    assert_eq!(about(json!({ "agreed_on": "2026-11-20", "due_on": "2027-03-05" })), None, "nobody's");
}

#[test]
fn a_clock_is_near_late_kept_or_missed() {
    let loans = register(LOANS);
    let state = |fields: Value, today: &str| {
        let fields: Fields = serde_json::from_value(fields).unwrap();
        let running = loans.running(&fields, day("2026-01-01"), &Arc::default());
        running.iter().find(|one| one.clock.id == "pay").and_then(|one| one.state(day(today)))
    };
    let agreed = json!({ "agreed_on": "2026-11-20" });
    for (today, said) in [
        ("2026-11-17", ClockState::Running),
        ("2026-11-18", ClockState::Near),
        ("2026-11-25", ClockState::Near),
        ("2026-11-26", ClockState::Late),
    ] {
        assert_eq!(state(agreed.clone(), today), Some(said), "{today}");
    }
    let paid = |on: &str| json!({ "agreed_on": "2026-11-20", "paid_on": on });
    assert_eq!(state(paid("2026-11-25"), "2027-01-01"), Some(ClockState::Kept));
    assert_eq!(state(paid("2026-11-26"), "2027-01-01"), Some(ClockState::Missed));
    assert_eq!(state(json!({}), "2027-01-01"), None);
}

#[test]
fn formulas_reckon_with_days() {
    let loans = register(LOANS);
    let problems = |paid: &str| {
        let fields = json!({ "agreed_on": "2026-11-20", "paid_on": paid });
        loans
            .check(&serde_json::from_value(fields).unwrap(), (day("2026-11-20"), day("2027-12-01")), &Arc::default())
            .len()
    };
    assert_eq!((problems("2026-11-20"), problems("2027-02-18")), (0, 0));
    assert_eq!((problems("2026-11-18"), problems("2027-02-19")), (1, 1), "before it, and after 91 days");
}

#[test]
fn a_clock_said_wrongly_is_refused_with_its_reason() {
    for (from, to, reason) in [
        ("working_days = 3", "working_days = 0", "number of days from 1"),
        ("working_days = 3", "days = 4000", "number of days"),
        ("working_days = 3", "days = 1\nworking_days = 3", "exactly one"),
        ("working_days = 3", "", "exactly one"),
        ("due = \"due_on\"", "due = \"due_on\"\nfrom = \"agreed_on\"", "exactly one"),
        ("due = \"due_on\"", "due = \"borrower\"", "kind date"),
        ("from = \"agreed_on\"", "from = \"agreed_at\"", "kind date"),
        ("stopped_by = \"paid_on\"", "stopped_by = \"closed\"", "kind date"),
        ("last_of = \"borrower\"", "last_of = \"lender\"", "tells records apart"),
        ("warn = 2", "warn = -2", "number of days"),
        ("when = \"!closed\"", "when = \"today > due_on\"", "today"),
        ("id = \"repay\"", "id = \"pay\"", "already"),
        ("days = -10", "days = -10\nweeks = 1", "weeks"),
        ("field = \"guarantors\"", "field = \"borrower\"", "holds people"),
        ("within = \"borrower\"", "within = \"closed\"", "the name of a round"),
    ] {
        let text = LOANS.replacen(from, to, 1);
        assert_ne!(text, LOANS, "{from}");
        let remarks = said(&[file("registers/x.toml", &text)]);
        assert!(remarks.iter().any(|remark| remark.contains(reason)), "{to}: {remarks:?}");
    }
}
