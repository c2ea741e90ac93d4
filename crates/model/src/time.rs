//! Moments and days. The federation's time zone is Asia/Ho_Chi_Minh: UTC+7 all year (contract, "Meaning of a figure").
//!
//! Not here: reading the clock of the machine; `Clock` is implemented in `service` and in `testkit`.

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

const MICROS_PER_SECOND: i64 = 1_000_000;
const OFFSET_HOURS: i64 = 7;

/// Where "now" comes from.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Timestamp;
}

/// A moment: microseconds since 1970-01-01T00:00:00Z. Both engines store it as a 64-bit integer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    /// A moment from microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The first moment of a day in the federation's time zone.
    #[must_use]
    pub fn start_of(day: NaiveDate) -> Self {
        let utc = day.and_time(NaiveTime::MIN).and_utc().timestamp() - OFFSET_HOURS * 3600;
        Self(utc * MICROS_PER_SECOND)
    }

    /// The first moment after a day: what was known "at the end of D" was recorded before it.
    #[must_use]
    pub fn end_of(day: NaiveDate) -> Self {
        Self::start_of(day.checked_add_days(Days::new(1)).unwrap_or(day))
    }

    /// The day of this moment in the federation's time zone.
    #[must_use]
    pub fn day(self) -> NaiveDate {
        self.local().date_naive()
    }

    /// This moment moved by a number of seconds.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)))
    }

    /// Date and time of day as people read them, in the federation's time zone: `22/11/2026 10:05`.
    #[must_use]
    pub fn readable(self) -> String {
        self.local().format("%d/%m/%Y %H:%M").to_string()
    }

    fn local(self) -> DateTime<chrono::Utc> {
        let moment = DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::UNIX_EPOCH);
        moment.checked_add_signed(TimeDelta::hours(OFFSET_HOURS)).unwrap_or(moment)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local().format("%Y-%m-%dT%H:%M:%S%.6f+07:00"))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_seventeen_hours_utc_of_the_day_before() {
        let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let start = Timestamp::start_of(day);
        assert_eq!(start.to_string(), "2026-01-01T00:00:00.000000+07:00");
        assert_eq!(start.day(), day);
        assert_eq!(Timestamp::from_micros(start.micros() - 1).day(), day.pred_opt().unwrap());
        assert_eq!(Timestamp::end_of(day), Timestamp::start_of(day.succ_opt().unwrap()));
    }
}
