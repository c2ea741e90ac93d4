//! From when until when a rule or a name holds.
//!
//! Not here: what holds (`federation`, `places`, `parameters`).

use chrono::NaiveDate;

/// A stretch of days, half-open: `from` is the first day it holds, `until` the first day it holds no more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Validity {
    /// First day; `None` when it always held.
    pub from: Option<NaiveDate>,
    /// First day no more; `None` while it holds.
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether it holds on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether there is a day on which both hold.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let ends_before = |one: &Self, two: &Self| one.until.zip(two.from).is_some_and(|(until, from)| until <= from);
        !ends_before(self, other) && !ends_before(other, self)
    }

    /// Whether it holds on no day at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until <= from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn validity(from: &str, until: &str) -> Validity {
        Validity { from: from.parse().ok(), until: until.parse().ok() }
    }

    #[test]
    fn the_last_day_is_the_day_before_until() {
        let one = validity("2020-01-01", "2025-07-01");
        for (day, holds) in [("2019-12-31", false), ("2020-01-01", true), ("2025-06-30", true), ("2025-07-01", false)] {
            assert_eq!(one.holds(day.parse().unwrap()), holds, "{day}");
        }
    }

    #[test]
    fn neighbours_do_not_overlap() {
        let (before, after) = (validity("", "2025-07-01"), validity("2025-07-01", ""));
        assert!(!before.overlaps(&after) && !after.overlaps(&before));
        assert!(before.overlaps(&validity("2025-06-30", "")) && before.overlaps(&Validity::default()));
        assert!(before.overlaps(&before) && validity("2025-01-01", "2025-01-01").is_empty());
    }
}
