//! Days and times of day as spreadsheets store them: a number of days since the end of 1899, or since 1904.
//!
//! Not here: which cells are days (`styles`), days written as texts (`day`).

use chrono::{Days, NaiveDate};

/// The last day a spreadsheet knows, 31/12/9999, in the 1900 system.
const LAST: f64 = 2_958_465.0;
/// 29/2/1900, a day that never was and that spreadsheets count nevertheless.
const FALSE_DAY: u64 = 60;
const MINUTES: f64 = 24.0 * 60.0;

/// The day of a serial number; none for times of day, negative numbers and days no calendar has.
pub(crate) fn day(serial: f64, since_1904: bool) -> Option<NaiveDate> {
    let number = whole(serial.floor())?;
    if since_1904 {
        return NaiveDate::from_ymd_opt(1904, 1, 1)?.checked_add_days(Days::new(number));
    }
    let before_the_false_day = number < FALSE_DAY;
    if number == 0 || number == FALSE_DAY {
        return None;
    }
    let start = NaiveDate::from_ymd_opt(1899, 12, if before_the_false_day { 31 } else { 30 })?;
    start.checked_add_days(Days::new(number))
}

/// A number of days as hours and minutes: 0.34375 is `08:15`, 1.5 is `36:00`.
pub(crate) fn clock(serial: f64) -> Option<String> {
    let minutes = whole((serial * MINUTES).round())?;
    Some(format!("{:02}:{:02}", minutes / 60, minutes % 60))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a small whole number")]
fn whole(number: f64) -> Option<u64> {
    (0.0..=LAST * MINUTES).contains(&number).then_some(number as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_days_of_both_systems() {
        let date = NaiveDate::from_ymd_opt;
        assert_eq!(day(1.0, false), date(1900, 1, 1));
        assert_eq!(day(59.0, false), date(1900, 2, 28));
        assert_eq!(day(60.0, false), None);
        assert_eq!(day(61.0, false), date(1900, 3, 1));
        assert_eq!(day(32_207.75, false), date(1988, 3, 5));
        assert_eq!(day(LAST, false), date(9999, 12, 31));
        assert_eq!(day(32_207.0 - 1_462.0, true), date(1988, 3, 5));
        for none in [0.0, 0.5, -1.0, f64::NAN, f64::INFINITY, 1e300] {
            assert_eq!(day(none, false), None, "{none}");
        }
    }

    #[test]
    fn times_of_day_are_hours_and_minutes() {
        assert_eq!(clock(0.343_75).as_deref(), Some("08:15"));
        assert_eq!(clock(1.5).as_deref(), Some("36:00"));
        assert_eq!(clock(-0.1), None);
    }
}
