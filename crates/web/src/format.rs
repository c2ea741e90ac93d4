//! Numbers and dates as a reader of the language expects them.
//!
//! Vietnamese groups thousands with a dot and marks decimals with a comma (1.234.567,89); English the other way.
//! Both write dates day first, as every paper of the federation does. Everything here is exact: percentages
//! come in hundredths of a percent, money in whole đồng; no floating point.

use chrono::{Datelike, NaiveDate};

use crate::words::Language;

/// A whole number with its thousands grouped: `1.234.567` or `1,234,567`.
pub fn integer(language: Language, value: i64) -> String {
    let separator = match language {
        Language::Vi => '.',
        Language::En => ',',
    };
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

/// Money in whole đồng with its unit: `24.800.000.000 đồng` or `24,800,000,000 VND`.
pub fn dong(language: Language, value: i64) -> String {
    let number = integer(language, value);
    match language {
        Language::Vi => format!("{number} đồng"),
        Language::En => format!("{number} VND"),
    }
}

/// A percentage given in hundredths of a percent, without needless zeros: 11250 is `112,5 %`.
pub fn percent(language: Language, hundredths: i64) -> String {
    let mark = match language {
        Language::Vi => ',',
        Language::En => '.',
    };
    let size = hundredths.unsigned_abs();
    let whole = integer(language, i64::try_from(size / 100).unwrap_or(i64::MAX));
    let sign = if hundredths < 0 { "−" } else { "" };
    let decimals = format!("{:02}", size % 100);
    let decimals = decimals.trim_end_matches('0');
    // A no-break space keeps the sign on the line of its number.
    match decimals {
        "" => format!("{sign}{whole}\u{a0}%"),
        decimals => format!("{sign}{whole}{mark}{decimals}\u{a0}%"),
    }
}

/// A date, day first: `01/10/2022`.
pub fn date(value: NaiveDate) -> String {
    format!("{:02}/{:02}/{:04}", value.day(), value.month(), value.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Vi};

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(integer(Vi, 0), "0");
        assert_eq!(integer(Vi, 999), "999");
        assert_eq!(integer(Vi, 3095), "3.095");
        assert_eq!(integer(En, 1_234_567), "1,234,567");
        assert_eq!(integer(Vi, -1_234_567), "−1.234.567");
        assert_eq!(integer(Vi, i64::MIN), "−9.223.372.036.854.775.808");
    }

    #[test]
    fn money_names_its_unit() {
        assert_eq!(dong(Vi, 24_800_000_000), "24.800.000.000 đồng");
        assert_eq!(dong(En, 77_000_000), "77,000,000 VND");
    }

    #[test]
    fn percentages_use_the_decimal_mark_of_the_language() {
        assert_eq!(percent(Vi, 11_200), "112\u{a0}%");
        assert_eq!(percent(Vi, 11_250), "112,5\u{a0}%");
        assert_eq!(percent(En, 7_105), "71.05\u{a0}%");
        assert_eq!(percent(Vi, -5), "−0,05\u{a0}%");
        assert_eq!(percent(En, 123_456_789), "1,234,567.89\u{a0}%");
    }

    #[test]
    fn dates_are_day_first() {
        assert_eq!(date(NaiveDate::from_ymd_opt(2022, 10, 1).expect("date")), "01/10/2022");
    }
}
