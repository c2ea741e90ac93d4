//! What a cell of a sheet, or a line of a report, says: a number, that the question does not apply, or nothing.
//!
//! Not here: which cell is which line (`layout`, `matching`), what becomes of it (`taken`).

use std::{convert::Infallible, fmt, str::FromStr};

use congdoan_model::{
    LocalText,
    figures::{Answer, Indicator, NOT_APPLICABLE, State, Value, says_not_applicable},
    names::fold,
};
use congdoan_paper::intake::{Raw, value};
use serde::{Deserialize, Serialize};

use super::money;
use crate::{error::words, papers::whole};

/// What a cell or a line says. Zero, nothing and not applicable are three things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", from = "Written")]
pub enum Said {
    /// Nothing.
    #[default]
    Nothing,
    /// That there can be no number.
    NotApplicable,
    /// A whole number, or hundredths of a percent.
    Number(i64),
}

/// The same as programs write it: a number, `"not_applicable"`, or null.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Number(i64),
    Word(String),
    Nothing(()),
}

impl From<Said> for Written {
    fn from(said: Said) -> Self {
        match said {
            Said::Nothing => Self::Nothing(()),
            Said::NotApplicable => Self::Word(NOT_APPLICABLE.to_owned()),
            Said::Number(number) => Self::Number(number),
        }
    }
}

impl From<Written> for Said {
    fn from(written: Written) -> Self {
        match written {
            Written::Number(number) => Self::Number(number),
            Written::Word(word) if word == NOT_APPLICABLE => Self::NotApplicable,
            Written::Word(_) | Written::Nothing(()) => Self::Nothing,
        }
    }
}

impl Said {
    /// What a line says in the terms of a sheet.
    pub(in crate::reports) fn of(answer: &Answer, indicator: &Indicator) -> Self {
        match (answer.state, answer.value) {
            (State::NotApplicable, _) => Self::NotApplicable,
            (State::Missing, _) | (_, None) => Self::Nothing,
            (_, Some(value)) => Self::Number(seen(value, indicator)),
        }
    }

    /// The number, where it is one.
    #[must_use]
    pub const fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Nothing | Self::NotApplicable => None,
        }
    }

    /// Whether two sides say the same; a percentage may be a hundredth off, or be written without its sign.
    pub(super) fn is_near(self, other: Self, percent: bool) -> bool {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) if percent => {
                one.abs_diff(other) <= 1 || one.checked_mul(100) == Some(other)
            }
            _ => self == other,
        }
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::NotApplicable => f.write_str(NOT_APPLICABLE),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

impl FromStr for Said {
    type Err = Infallible;

    /// The reverse of its writing; anything else says nothing.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(match text {
            NOT_APPLICABLE => Self::NotApplicable,
            text => text.parse().map_or(Self::Nothing, Self::Number),
        })
    }
}

/// A value as the hidden sheet keeps it.
pub(super) fn kept(answer: Option<&Answer>) -> String {
    match answer.map(|answer| (answer.state, answer.value)) {
        Some((State::NotApplicable, _)) => NOT_APPLICABLE.to_owned(),
        Some((_, Some(Value::Whole(whole)))) => whole.to_string(),
        Some((_, Some(Value::Hundredths(hundredths)))) => format!("h{hundredths}"),
        Some((_, None)) | None => String::new(),
    }
}

/// What the hidden sheet keeps, in the terms of the sheet.
pub(super) fn unkept(text: &str, indicator: &Indicator) -> Said {
    let value = match text.strip_prefix('h') {
        _ if text == NOT_APPLICABLE => return Said::NotApplicable,
        Some(hundredths) => hundredths.parse().ok().map(Value::Hundredths),
        None => text.parse().ok().map(Value::Whole),
    };
    value.map_or(Said::Nothing, |value| Said::Number(seen(value, indicator)))
}

/// Whether an indicator is shown as a percentage.
pub(in crate::reports) fn is_percent(indicator: &Indicator) -> bool {
    indicator.unit_of_measure == "%"
}

/// A value as a sheet shows it: a whole number, or hundredths of a percent.
pub(in crate::reports) fn seen(value: Value, indicator: &Indicator) -> i64 {
    if is_percent(indicator) {
        return i64::try_from(value.hundredths()).unwrap_or(i64::MAX);
    }
    whole(value)
}

/// How many of a line's units one unit of a file is: more than one where the file counts money in thousands or millions.
pub(super) fn factor(measure: &str, indicator: &Indicator) -> i64 {
    let is_money = indicator.unit_of_measure == "đồng";
    if is_money { money::factor(measure).unwrap_or(1) } else { 1 }
}

/// What a cell says in the terms of a line, whatever unit of money the file counts in.
pub(in crate::reports) fn said_in(text: &str, measure: &str, indicator: &Indicator) -> Result<Said, LocalText> {
    let plain = said(text, is_percent(indicator));
    match factor(measure, indicator) {
        1 => plain,
        _ if matches!(plain, Ok(Said::Nothing | Said::NotApplicable)) => plain,
        factor => money::in_dong(text.trim().trim_end_matches('*').trim_end(), factor).map(Said::Number),
    }
}

/// What a cell says in the same terms; nothing for an empty cell and for words that stand in the place of a number nobody knows.
pub(in crate::reports) fn said(text: &str, percent: bool) -> Result<Said, LocalText> {
    const NOTHING: [&str; 6] = ["", "-", "chua co", "no figure yet", "khong co so lieu", "x"];
    let text = text.trim();
    let text = text.trim_end_matches('*').trim_end();
    if NOTHING.contains(&fold(text).as_str()) {
        return Ok(Said::Nothing);
    }
    if says_not_applicable(text) {
        return Ok(Said::NotApplicable);
    }
    if !percent {
        let number = value::as_whole(&Raw::Text(text.to_owned())).map_err(|bad| bad.words())?;
        return Ok(number.map_or(Said::Nothing, Said::Number));
    }
    let (digits, scale) = text.strip_suffix('%').map_or((text, 10_000.0), |digits| (digits.trim_end(), 100.0));
    let number: Option<f64> =
        digits.replace(',', ".").parse().ok().filter(|number: &f64| (number * scale).abs() < 9e15);
    #[expect(clippy::cast_possible_truncation, reason = "within what a double holds exactly, and rounded")]
    let number = number.map(|number| (number * scale).round() as i64);
    number.map(Said::Number).ok_or_else(|| words("phải là một tỷ lệ, như 12,5%", "must be a percentage, such as 12.5%"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_zero_and_not_applicable_are_three_things_in_every_writing() {
        let each = [("0", Said::Number(0)), ("", Said::Nothing), ("Không áp dụng", Said::NotApplicable)];
        for (text, expected) in each {
            assert_eq!(said(text, false), Ok(expected), "{text}");
            assert_eq!(expected.to_string().parse(), Ok(expected));
            let written = serde_json::to_string(&expected).unwrap();
            assert_eq!(serde_json::from_str::<Said>(&written).unwrap(), expected, "{written}");
        }
        assert_eq!(serde_json::to_string(&Said::Nothing).unwrap(), "null");
        assert_eq!(said("không áp dụng *", true), Ok(Said::NotApplicable));
        assert!(said("#N/A", false).is_err(), "a formula that failed says nothing of the kind");
    }
}
