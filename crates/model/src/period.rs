//! Periods: years, halves, quarters, months and ranges of days; longer ones are made of months.
//!
//! Not here: which indicators a period is asked for, the tree of a day (`rollup`).

mod calendar;

use std::{fmt, str::FromStr};

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use calendar::Calendar;

/// The first and last years a period may name; beyond them a period is a slip of the pen.
pub const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// A calendar month, counted from year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month a day lies in.
    #[must_use]
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0))
    }

    /// Months since year 0; consecutive months differ by one.
    #[must_use]
    pub const fn index(self) -> i32 {
        self.0
    }

    /// The month of an index made by [`Month::index`].
    #[must_use]
    pub const fn from_index(index: i32) -> Self {
        Self(index)
    }

    /// The first day of the month.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        let month = u32::try_from(self.0.rem_euclid(12)).unwrap_or(0) + 1;
        NaiveDate::from_ymd_opt(self.0.div_euclid(12), month, 1).unwrap_or(NaiveDate::MIN)
    }

    /// The last day of the month.
    #[must_use]
    pub fn last(self) -> NaiveDate {
        Self(self.0 + 1).first().pred_opt().unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// How a period is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `2022`
    Year,
    /// `2022-H1`
    Half,
    /// `2022-Q3`
    Quarter,
    /// `2022-10`
    Month,
    /// `2022-01-01/2022-10-31`
    Range,
}

/// A stretch of days, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    shape: Shape,
    from: NaiveDate,
    to: NaiveDate,
}

/// Why a text is no period.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The text has none of the five shapes.
    #[error("\"{0}\" is not a period: write 2022, 2022-H1, 2022-Q3, 2022-10 or 2022-01-01/2022-10-31")]
    Shape(String),
    /// The shape is right but no such day, month, quarter or year exists.
    #[error("\"{0}\" names no such time of the calendar")]
    Calendar(String),
    /// The range ends before it begins.
    #[error("\"{0}\" ends before it begins")]
    Backwards(String),
}

impl Period {
    /// A calendar year.
    #[must_use]
    pub fn year(year: i32) -> Self {
        Self::months(Shape::Year, year, 1, 12)
    }

    /// The month a day lies in.
    #[must_use]
    pub fn month_of(day: NaiveDate) -> Self {
        let month = Month::of(day);
        Self { shape: Shape::Month, from: month.first(), to: month.last() }
    }

    /// A range of days.
    ///
    /// # Errors
    /// [`PeriodError::Backwards`] when `to` lies before `from`.
    pub fn range(from: NaiveDate, to: NaiveDate) -> Result<Self, PeriodError> {
        if to < from {
            return Err(PeriodError::Backwards(format!("{from}/{to}")));
        }
        Ok(Self { shape: Shape::Range, from, to })
    }

    /// One day.
    #[must_use]
    pub const fn day(day: NaiveDate) -> Self {
        Self { shape: Shape::Range, from: day, to: day }
    }

    fn months(shape: Shape, year: i32, first: i32, last: i32) -> Self {
        Self { shape, from: Month(year * 12 + first - 1).first(), to: Month(year * 12 + last - 1).last() }
    }

    /// How the period is written.
    #[must_use]
    pub const fn shape(self) -> Shape {
        self.shape
    }

    /// The first day.
    #[must_use]
    pub const fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    #[must_use]
    pub const fn to(self) -> NaiveDate {
        self.to
    }

    /// Whether a day lies in the period.
    #[must_use]
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether the period is made of whole months.
    #[must_use]
    pub fn is_whole_months(self) -> bool {
        self.from.day() == 1 && Month::of(self.to).last() == self.to
    }

    /// The months the period touches, first to last.
    pub fn touched_months(self) -> impl Iterator<Item = Month> + Clone {
        (Month::of(self.from).index()..=Month::of(self.to).index()).map(Month::from_index)
    }

    /// From the first day of the first month the period touches to the last day of the last.
    #[must_use]
    pub fn whole_months(self) -> Self {
        let (first, last) = (Month::of(self.from), Month::of(self.to));
        if first == last {
            return Self::month_of(self.from);
        }
        Self { shape: Shape::Range, from: first.first(), to: last.last() }
    }

    /// The same period one year earlier, for growth. A 29 February becomes the 28th.
    #[must_use]
    pub fn year_before(self) -> Self {
        let shift = |day: NaiveDate| {
            NaiveDate::from_ymd_opt(day.year() - 1, day.month(), day.day())
                .or_else(|| NaiveDate::from_ymd_opt(day.year() - 1, day.month(), 28))
                .unwrap_or(day)
        };
        let to = if self.is_whole_months() { Month(Month::of(self.to).index() - 12).last() } else { shift(self.to) };
        Self { shape: self.shape, from: shift(self.from), to }
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let shape = || PeriodError::Shape(text.to_owned());
        let calendar = || PeriodError::Calendar(text.to_owned());
        if let Some((from, to)) = text.split_once('/') {
            let (from, to) = (parse_day(from).ok_or_else(calendar)?, parse_day(to).ok_or_else(calendar)?);
            return Self::range(from, to).map_err(|_| PeriodError::Backwards(text.to_owned()));
        }
        let (year, rest) = text.split_once('-').map_or((text, None), |(year, rest)| (year, Some(rest)));
        if year.len() != 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(shape());
        }
        let year: i32 = year.parse().map_err(|_| shape())?;
        if !YEARS.contains(&year) {
            return Err(calendar());
        }
        let Some(rest) = rest else { return Ok(Self::year(year)) };
        let (kind, digits, length, shape_of) = match rest.strip_prefix('H') {
            Some(half) => (2, half, 6, Shape::Half),
            None => match rest.strip_prefix('Q') {
                Some(quarter) => (4, quarter, 3, Shape::Quarter),
                None => (12, rest, 1, Shape::Month),
            },
        };
        let width = if kind == 12 { 2 } else { 1 };
        if digits.len() != width || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(shape());
        }
        let number: i32 = digits.parse().map_err(|_| shape())?;
        if !(1..=kind).contains(&number) {
            return Err(calendar());
        }
        Ok(Self::months(shape_of, year, (number - 1) * length + 1, number * length))
    }
}

/// A day written `2022-10-31`, within [`YEARS`].
#[must_use]
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|day| text.len() == 10 && YEARS.contains(&day.year()))
}

/// The day before, or the same day at the beginning of the calendar.
#[must_use]
pub fn day_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(1)).unwrap_or(day)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.from.year(), self.from.month0());
        match self.shape {
            Shape::Year => write!(f, "{year:04}"),
            Shape::Half => write!(f, "{year:04}-H{}", month / 6 + 1),
            Shape::Quarter => write!(f, "{year:04}-Q{}", month / 3 + 1),
            Shape::Month => write!(f, "{year:04}-{:02}", month + 1),
            Shape::Range => write!(f, "{}/{}", self.from, self.to),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_is_read_and_written_alike() {
        for text in ["2022", "2022-H1", "2022-H2", "2022-Q3", "2022-10", "2022-01-01/2022-10-31"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        let quarter: Period = "2022-Q3".parse().unwrap();
        assert_eq!((quarter.from().to_string(), quarter.to().to_string()), ("2022-07-01".into(), "2022-09-30".into()));
        let months = |text: &str| text.parse::<Period>().unwrap().whole_months().to_string();
        assert_eq!(months("2026-05-03/2026-05-07"), "2026-05");
        assert_eq!(months("2026-02-27/2026-03-02"), "2026-02-01/2026-03-31");
        assert_eq!("2024-02".parse::<Period>().unwrap().year_before().to().to_string(), "2023-02-28");
    }

    #[test]
    fn impossible_periods_are_refused_with_the_reason() {
        for (text, error) in [
            ("2022-13", PeriodError::Calendar("2022-13".into())),
            ("2022-Q5", PeriodError::Calendar("2022-Q5".into())),
            ("2022-02-30/2022-03-01", PeriodError::Calendar("2022-02-30/2022-03-01".into())),
            ("2022-10-31/2022-01-01", PeriodError::Backwards("2022-10-31/2022-01-01".into())),
            ("năm ngoái", PeriodError::Shape("năm ngoái".into())),
            ("2022-1", PeriodError::Shape("2022-1".into())),
            ("", PeriodError::Shape(String::new())),
            ("9999", PeriodError::Calendar("9999".into())),
        ] {
            assert_eq!(text.parse::<Period>(), Err(error));
        }
    }
}
