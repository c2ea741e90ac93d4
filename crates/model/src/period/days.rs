//! Working days: Monday to Friday. Holidays are not known: the State sets those of a year anew each year.
//!
//! Not here: months and periods, instants (`time`).

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

/// Whether people work on a day.
fn is_working(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The day some working days after another; the end of the calendar where it ends sooner.
#[must_use]
pub fn working_days_after(day: NaiveDate, days: u32) -> NaiveDate {
    // Whole weeks at once, so that a formula with a large number costs nothing.
    let (weeks, left) = (u64::from(days / 5), days % 5);
    let mut at = day;
    if weeks > 0 && !is_working(at) {
        // A week from a day off ends on the Friday before it.
        let back = if at.weekday() == Weekday::Sat { 1 } else { 2 };
        at = at.checked_sub_days(Days::new(back)).unwrap_or(at);
    }
    let Some(mut at) = at.checked_add_days(Days::new(weeks * 7)) else { return NaiveDate::MAX };
    let mut left = left;
    while left > 0 {
        let Some(next) = at.checked_add_days(Days::new(1)) else { return at };
        at = next;
        left -= u32::from(is_working(at));
    }
    at
}

/// How many working days a day is after another: those after the one up to the other. Negative when it lies before.
#[must_use]
pub fn working_days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    if to < from {
        return -working_days_between(to, from);
    }
    let days = (to - from).num_days();
    let rest =
        (1..=days % 7).filter(|left| to.checked_sub_days(Days::new(left.unsigned_abs() - 1)).is_some_and(is_working));
    days / 7 * 5 + i64::try_from(rest.count()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_are_passed_over() {
        // 19/11/2026 is a Thursday.
        for (from, days, to) in [
            ("2026-11-19", 2, "2026-11-23"),
            ("2026-11-21", 2, "2026-11-24"),
            ("2026-11-22", 0, "2026-11-22"),
            ("2026-11-20", 1, "2026-11-23"),
            ("2026-11-20", 5, "2026-11-27"),
            ("2026-11-21", 5, "2026-11-27"),
            ("2026-11-22", 6, "2026-11-30"),
        ] {
            assert_eq!(working_days_after(day(from), days), day(to), "{from} + {days}");
        }
        assert_eq!(working_days_after(NaiveDate::MAX, 9), NaiveDate::MAX);
    }

    #[test]
    fn one_by_one_is_the_same() {
        for first in 0..14 {
            let from = day("2026-02-02") + Days::new(first);
            let (mut at, mut count) = (from, 0);
            for _ in 0..40 {
                assert_eq!(working_days_between(from, at), count, "{from} to {at}");
                assert_eq!(working_days_between(at, from), -count);
                at = at + Days::new(1);
                if is_working(at) {
                    count += 1;
                    assert_eq!(working_days_after(from, u32::try_from(count).unwrap()), at, "{from} + {count}");
                }
            }
        }
    }
}
