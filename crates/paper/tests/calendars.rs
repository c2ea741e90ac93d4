//! Calendars read back by the parser: whole days, folding, escaping, changes, alarms.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::str::FromStr as _;

use chrono::NaiveDate;
use congdoan_model::Timestamp;
use congdoan_paper::{Calendar, CalendarDay, calendar};
use icalendar::Component as _;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn sample() -> Calendar {
    let first = CalendarDay {
        uid: "task-1@congdoan".to_owned(),
        day: day("2026-12-31"),
        title: "Hạn: Tổ chức hội nghị người lao động; ký thỏa ước, đối thoại ở 100% doanh nghiệp có từ 25 đoàn viên"
            .to_owned(),
        words: "Nhiệm vụ 3\r\nĐơn vị: Công đoàn May mẫu, Khu kinh tế \\ Đông Nam".to_owned(),
        link: "https://congdoan.example/tasks/1".to_owned(),
        sequence: 4,
        changed_at: Timestamp::from_micros(1_790_000_000_000_000),
        cancelled: false,
        remind_before: vec![7, 1],
    };
    let second = CalendarDay {
        uid: "task-2@congdoan".to_owned(),
        title: "Một dòng\nhai dòng".to_owned(),
        cancelled: true,
        link: String::new(),
        ..first.clone()
    };
    Calendar {
        name: "Việc của tôi".to_owned(), about: "Nhiệm vụ và hạn".to_owned(), days: vec![first, second]
    }
}

#[test]
fn a_calendar_reads_back_as_it_was_meant() {
    let sample = sample();
    let text = calendar(&sample);
    assert_eq!(text, calendar(&sample), "the same days give the same bytes");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']));
    }
    let once = ["X-WR-TIMEZONE:Asia/Ho_Chi_Minh", "METHOD:", "VERSION:2.0", "CALSCALE:GREGORIAN", "PRODID:-//congdoan"];
    for said in once.into_iter().chain(["PRODID", "X-WR-CALNAME", "REFRESH-INTERVAL"]) {
        assert_eq!(text.matches(said).count(), 1, "{said} in\n{text}");
    }
    let read = icalendar::Calendar::from_str(&text).expect("it parses");
    let events: Vec<_> = read.events().collect();
    let (first, second) = (events.first().unwrap(), events.get(1).unwrap());
    assert_eq!(first.get_uid(), Some("task-1@congdoan"));
    assert_eq!(first.get_sequence(), Some(4));
    assert_eq!(first.property_value("DTSTART"), Some("20261231"));
    assert_eq!(first.property_value("DTEND"), Some("20270101"));
    assert!(text.contains("DTSTART;VALUE=DATE:20261231"));
    assert_eq!(first.get_summary(), sample.days.first().map(|day| day.title.as_str()));
    assert_eq!(first.get_description().unwrap().lines().count(), 2);
    assert!(first.get_description().unwrap().contains("Khu kinh tế \\ Đông Nam"));
    assert_eq!(first.get_last_modified().unwrap().timestamp_micros(), 1_790_000_000_000_000);
    assert_eq!(first.get_url(), Some("https://congdoan.example/tasks/1"));
    assert_eq!(first.components().len(), 2, "two alarms");
    assert_eq!(second.get_status(), Some(icalendar::EventStatus::Cancelled));
    assert_eq!(second.get_summary(), Some("Một dòng hai dòng"));
    assert!(second.components().is_empty());
}

#[test]
fn an_empty_calendar_is_one() {
    let text = calendar(&Calendar { name: "Trống".to_owned(), ..Calendar::default() });
    assert_eq!(icalendar::Calendar::from_str(&text).expect("it parses").events().count(), 0);
}
