//! Days as officers write them, down to a bare year.
//!
//! `5/3/1988`, `05-03-1988`, `05.03.1988`, `1988-03-05`, `ngày 5 tháng 3 năm 1988`, `5/3/88`, `05031988`, `3/1988`,
//! `1988`, `00/00/1988` (day and month unknown, as registers of persons write it). Day before month, always; a time of
//! day after the day is left out.
//!
//! Not here: days stored as numbers (`serial`).

use chrono::{Datelike, NaiveDate};
use congdoan_model::names::fold;

use super::Reason;

/// The years in which anybody now recorded was born, joined or left.
const FIRST_YEAR: i32 = 1900;
const LAST_YEAR: i32 = 2100;

/// A day, or the month or year that is all that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    /// The day; the first one of the month or year when that is all that is known.
    pub first: NaiveDate,
    /// How much is known.
    pub precision: Precision,
}

/// How much of a day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// The day itself.
    Day,
    /// Its month and year.
    Month,
    /// Its year.
    Year,
}

impl Day {
    /// A day known as such.
    pub(crate) fn exact(day: NaiveDate) -> Result<Self, Reason> {
        sane(day.year())?;
        Ok(Self { first: day, precision: Precision::Day })
    }

    fn new(year: i32, month: u32, day: u32) -> Result<Self, Reason> {
        sane(year)?;
        let precision = match (month, day) {
            (0, 0) => Precision::Year,
            (_, 0) => Precision::Month,
            (_, _) => Precision::Day,
        };
        match NaiveDate::from_ymd_opt(year, month.max(u32::from(day == 0)), day.max(1)) {
            Some(first) => Ok(Self { first, precision }),
            None if NaiveDate::from_ymd_opt(year, day, month).is_some() => Err(Reason::DayAndMonthExchanged),
            None => Err(Reason::NoSuchDay),
        }
    }
}

fn sane(year: i32) -> Result<(), Reason> {
    if (FIRST_YEAR..=LAST_YEAR).contains(&year) { Ok(()) } else { Err(Reason::YearOutOfRange) }
}

/// A bare year, or a day as a spreadsheet counts it in a cell that does not show it as one.
pub(crate) fn counted(number: u32) -> Result<Day, Reason> {
    const SERIALS: std::ops::RangeInclusive<u32> = 10_000..=73_415;
    match i32::try_from(number) {
        Ok(year @ FIRST_YEAR..=LAST_YEAR) => Day::new(year, 0, 0),
        _ if SERIALS.contains(&number) => {
            super::serial::day(f64::from(number), false).ok_or(Reason::NotADay).and_then(Day::exact)
        }
        // 5031988: the digits of a day whose leading zero the sheet dropped.
        _ if (1_000_000..100_000_000).contains(&number) => written(&format!("{number:08}"), 0),
        _ => Err(Reason::NotADay),
    }
}

/// Reads a written day. Two-digit years up to `pivot` are of this century, later ones of the last.
pub(crate) fn written(text: &str, pivot: u8) -> Result<Day, Reason> {
    let numbers = numbers(text).ok_or(Reason::NotADay)?;
    let parsed: Vec<(u32, usize)> = numbers.iter().filter_map(|n| Some((n.parse().ok()?, n.len()))).collect();
    if parsed.len() != numbers.len() {
        return Err(Reason::NotADay);
    }
    match parsed.as_slice() {
        [(year, 4)] => Day::new(signed(*year), 0, 0),
        [(digits, 8)] => joined(*digits),
        [(month, 1 | 2), (year, 4)] | [(year, 4), (month, 1 | 2)] => month_of(*year, *month),
        [(day, 1 | 2), (month, 1 | 2), (year, 4)] | [(year, 4), (month, 1 | 2), (day, 1 | 2)] => {
            whole(*year, *month, *day)
        }
        [(day, 1 | 2), (month, 1 | 2), (year, 2)] => {
            let century = if *year <= u32::from(pivot) { 2000 } else { 1900 };
            whole(century + *year, *month, *day)
        }
        _ => Err(Reason::NotADay),
    }
}

fn whole(year: u32, month: u32, day: u32) -> Result<Day, Reason> {
    // A known day in an unknown month is no day at all.
    if month == 0 && day > 0 { Err(Reason::NoSuchDay) } else { Day::new(signed(year), month, day) }
}

fn month_of(year: u32, month: u32) -> Result<Day, Reason> {
    if month > 12 { Err(Reason::NoSuchDay) } else { Day::new(signed(year), month, 0) }
}

/// Eight digits are day, month, year, or year, month, day: within the years believed, never both.
fn joined(digits: u32) -> Result<Day, Reason> {
    let european = whole(digits % 10_000, digits / 10_000 % 100, digits / 1_000_000);
    match european {
        Ok(day) => Ok(day),
        Err(reason) => whole(digits / 10_000, digits / 100 % 100, digits % 100).map_err(|_| reason),
    }
}

fn signed(year: u32) -> i32 {
    i32::try_from(year).unwrap_or(i32::MAX)
}

/// The day of an ISO 8601 date, with or without a time.
pub(crate) fn iso(text: &str) -> Option<NaiveDate> {
    let date = text.split(['T', ' ']).next()?;
    NaiveDate::parse_from_str(date, "%Y-%m-%d").ok()
}

/// The numbers of a written day; none when anything but numbers, separators and the words for day, month and year
/// stands there.
fn numbers(text: &str) -> Option<Vec<String>> {
    let folded = fold(text);
    let date = without_time(&folded);
    let mut numbers: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut apart = true;
    for sign in date.chars().chain([' ']) {
        if sign.is_ascii_alphabetic() {
            word.push(sign);
            apart = true;
            continue;
        }
        if !matches!(word.as_str(), "" | "ngay" | "thang" | "nam" | "sinh") {
            return None;
        }
        word.clear();
        if sign.is_ascii_digit() {
            match numbers.last_mut() {
                Some(last) if !apart => last.push(sign),
                _ => numbers.push(sign.to_string()),
            }
            apart = false;
        } else if matches!(sign, ' ' | '/' | '-' | '.' | ',' | '–' | '\\') {
            apart = true;
        } else {
            return None;
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// The text without a time of day at its end.
fn without_time(text: &str) -> &str {
    let time = |tail: &str| {
        let shape = tail.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, ':' | '.' | 'z' | '+'));
        shape && tail.contains(':')
    };
    let text = text.strip_suffix(" am").or_else(|| text.strip_suffix(" pm")).unwrap_or(text);
    match text.rsplit_once([' ', 't']) {
        Some((date, tail)) if time(tail) => date,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Result<String, Reason> {
        written(text, 30).map(|day| match day.precision {
            Precision::Day => day.first.format("%Y-%m-%d").to_string(),
            Precision::Month => day.first.format("%Y-%m").to_string(),
            Precision::Year => day.first.format("%Y").to_string(),
        })
    }

    #[test]
    fn every_way_of_writing_a_day_is_read() {
        for text in [
            "5/3/1988",
            "05-03-1988",
            "05.03.1988",
            "1988-03-05",
            "ngày 5 tháng 3 năm 1988",
            "Ngày 05 tháng 03 năm 1988",
            "5/3/88",
            "05031988",
            "19880305",
            "05/03/1988 00:00:00",
            "1988-03-05T07:30:00",
            " 5 - 3 - 1988 ",
            "5\\3\\1988",
            "05/03/1988 12:00:00 AM",
            "5 tháng 3, 1988",
            "Sinh ngày 5/3/1988",
        ] {
            assert_eq!(said(text).as_deref(), Ok("1988-03-05"), "{text}");
        }
        assert_eq!(said("5/3/25").as_deref(), Ok("2025-03-05"));
        assert_eq!(said("29/2/2024").as_deref(), Ok("2024-02-29"));
        for text in ["3/1988", "03-1988", "1988-03", "tháng 3 năm 1988", "tháng 3/1988", "00/03/1988"] {
            assert_eq!(said(text).as_deref(), Ok("1988-03"), "{text}");
        }
        for text in ["1988", "năm 1988", "00/00/1988", "0/0/1988"] {
            assert_eq!(said(text).as_deref(), Ok("1988"), "{text}");
        }
    }

    #[test]
    fn impossible_days_are_refused_with_their_reason() {
        for (text, reason) in [
            ("31/2/1990", Reason::NoSuchDay),
            ("29/2/2023", Reason::NoSuchDay),
            ("5/13/1988", Reason::DayAndMonthExchanged),
            ("13/1988", Reason::NoSuchDay),
            ("32/32/1988", Reason::NoSuchDay),
            ("5/0/1988", Reason::NoSuchDay),
            ("5/3/1788", Reason::YearOutOfRange),
            ("5/3/9988", Reason::YearOutOfRange),
            ("không rõ", Reason::NotADay),
            ("5/3", Reason::NotADay),
            ("5/3/198", Reason::NotADay),
            ("khoảng 1988", Reason::NotADay),
            ("1/2/3/4", Reason::NotADay),
            ("99999999999999999999", Reason::NotADay),
            ("", Reason::NotADay),
        ] {
            assert_eq!(said(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn eight_digits_are_never_two_days() {
        for year in FIRST_YEAR..=LAST_YEAR {
            for (month, day) in [(1, 1), (3, 5), (12, 12), (10, 20), (12, 31)] {
                let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
                for form in ["%d%m%Y", "%Y%m%d"] {
                    assert_eq!(written(&date.format(form).to_string(), 0).unwrap().first, date);
                }
            }
        }
    }

    #[test]
    fn bare_numbers_are_years_or_serial_days() {
        assert_eq!(counted(1988).unwrap().precision, Precision::Year);
        assert_eq!(counted(32_207).unwrap().first, NaiveDate::from_ymd_opt(1988, 3, 5).unwrap());
        assert_eq!(counted(5_031_988).unwrap().first, NaiveDate::from_ymd_opt(1988, 3, 5).unwrap());
        assert_eq!(counted(12), Err(Reason::NotADay));
    }
}
