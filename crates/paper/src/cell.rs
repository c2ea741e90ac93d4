//! One cell of a table, as a value and never as a drawn text.
//!
//! Not here: how a cell looks (`style`), how it is put into a sheet (`sheet`) or a CSV (`csv`).

use chrono::NaiveDate;

/// The largest whole number a spreadsheet shows digit by digit. A double is exact up to 2⁵³, yet spreadsheets show 15
/// significant digits and round the rest on the screen, so the line is drawn at 15 digits.
pub(crate) const LARGEST_NUMBER: i64 = 999_999_999_999_999;

/// One value of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing belongs here.
    Empty,
    /// A text; it stays a text whatever it begins with.
    Text(String),
    /// A whole number: a count, or money in đồng. Beyond 15 digits XLSX holds it as a text, so that no digit is lost.
    Whole(i64),
    /// A percentage in hundredths of a percent: 112 % is 11,200. XLSX stores the fraction (1.12, shown `112.00%`), as
    /// every spreadsheet does, so that it can be calculated with; CSV, which has no format, the percentage (`112.00`).
    Percent(i64),
    /// A day. A day outside the years 1900 to 9999 is a text in XLSX, which has no such dates.
    Day(NaiveDate),
    /// A value is expected and nobody has reported it ("chưa có"). It is not zero.
    Missing,
    /// No value can exist ("không áp dụng").
    NotApplicable,
    /// A value known to be incomplete. The number stays a number; XLSX marks it with a star, CSV in a column of its own.
    Partial(Box<Cell>),
}

impl Cell {
    /// A value marked as incomplete.
    #[must_use]
    pub fn partial(self) -> Self {
        Self::Partial(Box::new(self))
    }

    /// Whether the value is marked as incomplete.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        matches!(self, Self::Partial(_))
    }

    /// The value without its mark.
    pub(crate) fn bare(&self) -> &Self {
        match self {
            Self::Partial(inner) => inner.bare(),
            other => other,
        }
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Whole(value)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<NaiveDate> for Cell {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}

/// Hundredths of a percent as a percentage with two decimals and a dot: 11,200 is `112.00`, −5 is `-0.05`.
pub(crate) fn percentage(hundredths: i64) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_keep_two_decimals_and_their_sign() {
        let written: Vec<_> = [11_200, 5, -5, 0, -10_050, i64::MIN].map(percentage).into();
        assert_eq!(written, ["112.00", "0.05", "-0.05", "0.00", "-100.50", "-92233720368547758.08"]);
    }

    #[test]
    fn a_mark_upon_a_mark_is_one_mark() {
        let twice = Cell::Whole(3).partial().partial();
        assert!(twice.is_partial());
        assert_eq!(twice.bare(), &Cell::Whole(3));
    }
}
