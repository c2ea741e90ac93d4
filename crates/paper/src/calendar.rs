//! Calendars (iCalendar, RFC 5545) that phones and calendar programs read: one whole day an entry.
//!
//! Due days are written as whole days (VEVENT), because most phones show tasks (VTODO) of subscribed calendars nowhere. A
//! whole day floats, so it needs no time zone of its own; that of the calendar is named for programs that ask. Identifiers and
//! moments come from outside, so the same days give the same bytes. Not here: whose calendar it is (`service`).

use chrono::{DateTime, Days, NaiveDate, Utc};
use congdoan_model::Timestamp;
use icalendar::{Alarm, Component as _, EventLike as _, EventStatus, Trigger};

/// The federation's time zone, as calendars name it.
const ZONE: &str = "Asia/Ho_Chi_Minh";
/// Who made the calendar.
const MAKER: &str = "-//congdoan//calendar 1//VI";
/// How often a program should read it again, in hours.
const FRESH_HOURS: i64 = 1;

/// A calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Its name.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Its days.
    pub days: Vec<CalendarDay>,
}

/// One day of a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarDay {
    /// Tells it from every other for ever.
    pub uid: String,
    /// The day.
    pub day: NaiveDate,
    /// What it is, in one line.
    pub title: String,
    /// More about it; lines are kept.
    pub words: String,
    /// Its page; empty for none.
    pub link: String,
    /// Counts its changes, so that a program knows the newer one.
    pub sequence: i64,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Whether it was called off.
    pub cancelled: bool,
    /// Days before at whose ninth hour the phone may remind.
    pub remind_before: Vec<i64>,
}

/// Writes a calendar.
#[must_use]
pub fn calendar(calendar: &Calendar) -> String {
    // Empty: a new one names the library as its maker, and a calendar has one maker.
    let mut written = icalendar::Calendar::empty();
    for (name, value) in [("VERSION", "2.0"), ("PRODID", MAKER), ("CALSCALE", "GREGORIAN"), ("METHOD", "PUBLISH")] {
        written.append_property(icalendar::Property::new(name, value));
    }
    written.name(&one_line(&calendar.name)).description(&one_line(&calendar.about)).timezone(ZONE);
    written.ttl(&chrono::Duration::hours(FRESH_HOURS));
    for day in &calendar.days {
        written.push(event(day));
    }
    written.done().to_string()
}

fn event(day: &CalendarDay) -> icalendar::Event {
    let changed = moment(day.changed_at);
    let mut event = icalendar::Event::with_uid(&day.uid);
    event
        .timestamp(changed)
        .last_modified(changed)
        .sequence(u32::try_from(day.sequence).unwrap_or(0))
        .summary(&one_line(&day.title))
        .starts(day.day)
        .ends(day.day.checked_add_days(Days::new(1)).unwrap_or(day.day))
        .status(if day.cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        // Nobody is busy on a due day.
        .add_property("TRANSP", "TRANSPARENT");
    if !day.words.is_empty() {
        event.description(&day.words.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if !day.link.is_empty() {
        event.url(&day.link);
    }
    for before in day.remind_before.iter().filter(|_| !day.cancelled) {
        // A whole day begins at midnight: nine in the morning of the day so many before.
        let ahead = chrono::Duration::days(*before) - chrono::Duration::hours(9);
        let mut alarm = Alarm::display(&one_line(&day.title), Trigger::before_start(ahead));
        alarm.uid(&format!("{}-{before}", day.uid)).timestamp(changed);
        event.alarm(alarm.done());
    }
    event.done()
}

fn moment(at: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(at.micros()).unwrap_or(DateTime::UNIX_EPOCH)
}

/// A text without line ends.
fn one_line(text: &str) -> String {
    text.split(['\r', '\n']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
