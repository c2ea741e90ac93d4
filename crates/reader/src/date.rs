//! Days and months as Vietnamese text writes them: `12/6/2021`, `31-7-2018`, `14.11.2016`, `ngày 4 tháng 7 năm 2011`.
//!
//! Longer periods are not here (`period`).

use chrono::{Days, Months, NaiveDate};

use crate::token::Tokens;

/// A day, a day without its year, or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) day: Option<u32>,
    pub(crate) month: u32,
    pub(crate) year: Option<i32>,
    /// The token after it.
    pub(crate) end: usize,
}

impl Written {
    /// The day it names, when it is complete and real.
    pub(crate) fn day(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year?, self.month, self.day?)
    }

    /// Whether it is complete and yet no calendar has it.
    pub(crate) fn is_impossible(self) -> bool {
        self.day.is_some() && self.year.is_some() && self.day().is_none()
    }

    /// First and last day, when the year is known.
    pub(crate) fn bounds(self) -> Option<(NaiveDate, NaiveDate)> {
        match self.day {
            Some(_) => self.day().map(|day| (day, day)),
            None => month_bounds(self.year?, self.month),
        }
    }
}

/// First and last day of a month.
pub(crate) fn month_bounds(year: i32, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some((first, first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?))
}

/// First and last day of a year.
pub(crate) fn year_bounds(year: i32) -> Option<(NaiveDate, NaiveDate)> {
    Some((NaiveDate::from_ymd_opt(year, 1, 1)?, NaiveDate::from_ymd_opt(year, 12, 31)?))
}

/// A year of four digits that a document of our time may name.
pub(crate) fn year(tokens: &Tokens<'_>, at: usize) -> Option<i32> {
    let digits = tokens.digits(at).filter(|digits| digits.len() == 4)?;
    digits.parse().ok().filter(|year| (1900..=2299).contains(year))
}

fn small(tokens: &Tokens<'_>, at: usize, most: u32) -> Option<u32> {
    let digits = tokens.digits(at).filter(|digits| digits.len() <= 2)?;
    digits.parse().ok().filter(|value| (1..=most).contains(value))
}

fn separator(tokens: &Tokens<'_>, at: usize) -> Option<char> {
    let glued = tokens.glued(at) && tokens.glued(at + 1);
    tokens.mark(at).filter(|mark| glued && matches!(mark, '/' | '-' | '.'))
}

/// `12/6/2021`, `12/6`, `6/2021`, and the same with `-` or `.`; the month and year bounds are checked, the day's length is not.
pub(crate) fn numeric(tokens: &Tokens<'_>, at: usize) -> Option<Written> {
    let mark = separator(tokens, at + 1)?;
    if let (Some(month), Some(year)) = (small(tokens, at, 12), year(tokens, at + 2)) {
        return Some(Written { day: None, month, year: Some(year), end: at + 3 });
    }
    let (day, month) = (small(tokens, at, 31)?, small(tokens, at + 2, 12)?);
    if separator(tokens, at + 3) == Some(mark)
        && let Some(year) = year(tokens, at + 4)
    {
        return Some(Written { day: Some(day), month, year: Some(year), end: at + 5 });
    }
    let (year, end) = named_year(tokens, at + 3);
    Some(Written { day: Some(day), month, year, end })
}

/// `năm 2021` at `at`: the year and the token after; or nothing and `at`.
fn named_year(tokens: &Tokens<'_>, at: usize) -> (Option<i32>, usize) {
    match year(tokens, at + 1) {
        Some(year) if tokens.key(at) == "năm" => (Some(year), at + 2),
        _ => (None, at),
    }
}

/// `20 tháng 01 năm 2010`, `20 tháng 01/2010`, `20 tháng 01`.
fn worded(tokens: &Tokens<'_>, at: usize) -> Option<Written> {
    let day = small(tokens, at, 31)?;
    if tokens.key(at + 1) != "tháng" {
        return None;
    }
    month(tokens, at + 1).map(|written| Written { day: Some(day), ..written })
}

/// The date after `ngày`, whose first digits are token `at`.
pub(crate) fn day(tokens: &Tokens<'_>, at: usize) -> Option<Written> {
    worded(tokens, at).or_else(|| numeric(tokens, at).filter(|written| written.day.is_some()))
}

/// `tháng 4/2011`, `tháng 3.2016`, `tháng 8 năm 2020`, `tháng 9`, beginning at the word `tháng`.
pub(crate) fn month(tokens: &Tokens<'_>, at: usize) -> Option<Written> {
    if tokens.key(at) != "tháng" {
        return None;
    }
    let month = small(tokens, at + 1, 12)?;
    if separator(tokens, at + 2).is_some()
        && let Some(year) = year(tokens, at + 3)
    {
        return Some(Written { day: None, month, year: Some(year), end: at + 4 });
    }
    let (year, end) = named_year(tokens, at + 2);
    Some(Written { day: None, month, year, end })
}
