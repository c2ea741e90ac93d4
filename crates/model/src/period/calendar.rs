//! Working days: Monday to Friday but for the days the State gives off, and the weekend days worked in their stead.
//!
//! Not here: which days those are (`pack`), months and periods, instants (`time`).

use std::{collections::BTreeSet, ops::Bound};

use chrono::{Datelike as _, Days, NaiveDate, Weekday};

/// Which days people work. Without exceptions: Monday to Friday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    /// Days from Monday to Friday on which nobody works, and weekend days on which everybody does.
    exceptions: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// The calendar with these days off from Monday to Friday, and these weekend days worked. A day off on a weekend and a
    /// worked day in the week change nothing.
    pub fn new(off: impl IntoIterator<Item = NaiveDate>, worked: impl IntoIterator<Item = NaiveDate>) -> Self {
        let off = off.into_iter().filter(|day| in_the_week(*day));
        let worked = worked.into_iter().filter(|day| !in_the_week(*day));
        Self { exceptions: off.chain(worked).collect() }
    }

    /// Whether people work on a day.
    #[must_use]
    pub fn is_working(&self, day: NaiveDate) -> bool {
        in_the_week(day) != self.exceptions.contains(&day)
    }

    /// The day some working days after another; the end of time where it ends sooner.
    #[must_use]
    pub fn working_days_after(&self, day: NaiveDate, days: u32) -> NaiveDate {
        let wanted = i64::from(days);
        let mut at = week_days_after(day, days);
        // Each round makes up for the days off that the last one passed over.
        while let Ok(missing @ 1..) = u32::try_from(wanted - self.working_days_between(day, at)) {
            let further = week_days_after(at, missing);
            if further == at {
                return at;
            }
            at = further;
        }
        // A weekend day that is worked may have made it earlier.
        while at > day
            && let Some(before) = at.pred_opt()
            && self.working_days_between(day, before) >= wanted
        {
            at = before;
        }
        at
    }

    /// How many working days a day is after another: those after the one up to the other. Negative when it lies before.
    #[must_use]
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        if to < from {
            return -self.working_days_between(to, from);
        }
        let between = self.exceptions.range((Bound::Excluded(from), Bound::Included(to)));
        week_days_between(from, to) + between.map(|day| if in_the_week(*day) { -1 } else { 1 }).sum::<i64>()
    }
}

/// Whether a day is one from Monday to Friday.
fn in_the_week(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The day some days from Monday to Friday after another; the end of time where it ends sooner.
fn week_days_after(day: NaiveDate, days: u32) -> NaiveDate {
    // Whole weeks at once, so that a formula with a large number costs nothing.
    let (weeks, left) = (u64::from(days / 5), days % 5);
    let mut at = day;
    if weeks > 0 && !in_the_week(at) {
        // A week from a day off ends on the Friday before it.
        let back = if at.weekday() == Weekday::Sat { 1 } else { 2 };
        at = at.checked_sub_days(Days::new(back)).unwrap_or(at);
    }
    let Some(mut at) = at.checked_add_days(Days::new(weeks * 7)) else { return NaiveDate::MAX };
    let mut left = left;
    while left > 0 {
        let Some(next) = at.checked_add_days(Days::new(1)) else { return at };
        at = next;
        left -= u32::from(in_the_week(at));
    }
    at
}

/// How many days from Monday to Friday lie after a day, up to a later one.
fn week_days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    let days = (to - from).num_days();
    let rest =
        (1..=days % 7).filter(|left| to.checked_sub_days(Days::new(left.unsigned_abs() - 1)).is_some_and(in_the_week));
    days / 7 * 5 + i64::try_from(rest.count()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Tết 2026, and the Saturday worked for the Friday after New Year's Day.
    fn year_of_the_horse() -> Calendar {
        let off = ["2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"];
        Calendar::new(off.map(day), [day("2026-01-10")])
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
            assert_eq!(Calendar::default().working_days_after(day(from), days), day(to), "{from} + {days}");
        }
        assert_eq!(Calendar::default().working_days_after(NaiveDate::MAX, 9), NaiveDate::MAX);
        assert_eq!(year_of_the_horse().working_days_after(NaiveDate::MAX, 9), NaiveDate::MAX);
    }

    #[test]
    fn what_is_off_is_passed_over_and_what_is_worked_counts() {
        for (from, days, to) in [
            // The last Friday before Tết, and the Monday after it.
            ("2026-02-13", 1, "2026-02-23"),
            ("2026-02-12", 7, "2026-03-02"),
            ("2026-02-18", 1, "2026-02-23"),
            // Over New Year: Monday 5, then to the worked Saturday of the same week.
            ("2025-12-31", 1, "2026-01-05"),
            ("2026-01-05", 5, "2026-01-10"),
            ("2026-01-09", 1, "2026-01-10"),
            ("2026-01-09", 2, "2026-01-12"),
            ("2026-01-10", 1, "2026-01-12"),
        ] {
            assert_eq!(year_of_the_horse().working_days_after(day(from), days), day(to), "{from} + {days}");
        }
    }

    #[test]
    fn a_day_off_on_a_weekend_changes_nothing() {
        let plain = Calendar::new([day("2026-04-26")], [day("2026-04-27")]);
        assert_eq!(plain, Calendar::default());
    }

    #[test]
    fn one_by_one_is_the_same() {
        for calendar in [Calendar::default(), year_of_the_horse()] {
            for first in 0..70 {
                let from = day("2025-12-20") + Days::new(first);
                let (mut at, mut count) = (from, 0);
                for _ in 0..60 {
                    assert_eq!(calendar.working_days_between(from, at), count, "{from} to {at}");
                    assert_eq!(calendar.working_days_between(at, from), -count);
                    at = at + Days::new(1);
                    if calendar.is_working(at) {
                        count += 1;
                        let days = u32::try_from(count).unwrap();
                        assert_eq!(calendar.working_days_after(from, days), at, "{from} + {count}");
                    }
                }
            }
        }
    }
}
