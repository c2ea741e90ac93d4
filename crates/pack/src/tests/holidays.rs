//! Days off: what is read and refused, and what deadlines and formulas make of them.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::json;

use super::{broken::refuses, file, register};
use crate::{Pack, check, embedded, load, merge};

const PETITIONS: &str = r#"
[register]
id = "letters"
name = "Thư"
source = "Quy chế"
[[field]]
id = "answered_on"
kind = "date"
name = "Ngày trả lời"
[[clock]]
id = "answer"
name = "Trả lời"
working_days = 3
stopped_by = "answered_on"
[[measure]]
indicator = "letters.in_time"
name = "Thư trả lời đúng hạn"
unit = "thư"
rule = "count"
when = "answered_on != null && working_days(occurred_on, answered_on) <= 3"
"#;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn holidays(text: &str) -> Pack {
    let (pack, remarks) = load(&[file("holidays.toml", text)]);
    assert_eq!(remarks, []);
    pack
}

#[test]
fn a_deadline_passes_over_days_off_and_so_does_a_formula() {
    let letters = register(PETITIONS);
    let week = "off = [2026-02-16, 2026-02-17, 2026-02-18, 2026-02-19, 2026-02-20]";
    let tet = holidays(&format!("[[holiday]]\nname = \"Tết\"\nsource = \"Thông báo\"\n{week}"));
    let fields = serde_json::from_value(json!({ "answered_on": "2026-02-24" })).unwrap();
    for (calendar, due, in_time) in [(tet.calendar(), "2026-02-25", 1), (&Arc::default(), "2026-02-18", 0)] {
        let running = letters.running(&fields, day("2026-02-13"), calendar);
        assert_eq!(running[0].due_on, Some(day(due)));
        let given = letters.contributions(&fields, (congdoan_model::UnitId::default(), day("2026-02-13")), calendar);
        assert_eq!(given.len(), in_time);
    }
}

#[test]
fn another_pack_adds_a_year_and_changes_nothing_by_saying_a_day_again() {
    let (vietnam, _) = load(&embedded());
    assert_eq!(vietnam.holidays_until, Some(day("2026-12-31")));
    assert!(!vietnam.calendar().is_working(day("2026-02-18")) && vietnam.calendar().is_working(day("2026-08-22")));
    let next = "complete_until = 2027-12-31\n[[holiday]]\nname = \"Tết Đinh Mùi\"\noff = [2027-02-05]\nworked = [2027-02-13]\nsource = \"Thông báo\"";
    let (next, remarks) = check(&vietnam, &[file("holidays.toml", next)]);
    assert_eq!(remarks, []);
    let merged = merge(vietnam.clone(), next).unwrap();
    assert_eq!(merged.holidays_until, Some(day("2027-12-31")));
    assert!(!merged.calendar().is_working(day("2027-02-05")) && merged.calendar().is_working(day("2027-02-13")));
    assert!(!merged.calendar().is_working(day("2026-02-18")));
    let again = holidays("[[holiday]]\nname = \"Tết\"\noff = [2026-02-18]\nsource = \"Thông báo\"");
    assert_eq!(merge(vietnam.clone(), again).unwrap().calendar(), vietnam.calendar());
}

#[test]
fn the_embedded_years_have_the_eleven_days_of_the_law() {
    let (vietnam, _) = load(&embedded());
    for year in 2021..=2026 {
        let of_year = |days: &Vec<(NaiveDate, crate::Place)>| {
            days.iter().filter(|(day, _)| day.to_string().starts_with(&year.to_string())).count()
        };
        let off: usize = vietnam.holidays.iter().map(|one| of_year(&one.off)).sum();
        let worked: usize = vietnam.holidays.iter().map(|one| of_year(&one.worked)).sum();
        assert_eq!(off - worked, 11, "{year}");
    }
}

#[test]
fn slips_are_told_with_their_line() {
    let path = "holidays.toml";
    let feast = |days: &str| format!("[[holiday]]\nname = \"Lễ\"\nsource = \"Luật\"\n{days}");
    refuses(&[
        (path, feast("off = [\n  2026-09-02,\n  2026-09-05,\n]"), "holidays.toml:6: 2026-09-05 is on a weekend"),
        (path, feast("off = [2026-09-02]\nworked = [2026-09-03]"), "holidays.toml:5: 2026-09-03 is a day of the week"),
        (path, feast("off = [2026-09-02, 2026-09-02]"), "holidays.toml:4: 2026-09-02 is named at line 4 already"),
        (path, feast("off = [\"2026-02-30\"]"), "holidays.toml:4: \"off\" must be a day"),
        (path, feast("off = 2026-09-02"), "holidays.toml:4: \"off\" must be a list of days"),
        (path, feast("off = [2026-09-02]\nworkd = []"), "holidays.toml:5: no key \"workd\""),
        (path, feast(""), "holidays.toml:1: \"off\" is missing"),
    ]);
}
