//! Cells read as what their column should hold. An empty cell, or a lone dash, is `None`; a value that does not fit is
//! a [`Bad`] with its reason. Nothing is guessed silently: a zero put back is told ([`Digits::restored`]).
//!
//! Not here: which column holds what (`header`), limits of the trade such as an age (`service`).

use congdoan_model::{members::Sex, names::fold};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{Bad, Day, Raw, Reason, day};

/// The largest whole number a double holds without doubt about its last digit, and that Excel shows whole.
const EXACT: f64 = 999_999_999_999_999.0;
/// Marks for "yes" in a column that is ticked.
const MARKS: [&str; 9] = ["x", "v", "✓", "✔", "√", "+", "*", "1", "☑"];
const YES: [&str; 6] = ["co", "yes", "y", "true", "dung", "roi"];
const NO: [&str; 9] = ["khong", "k", "ko", "no", "n", "false", "sai", "0", "chua"];

/// A text: blanks at its ends and line breaks within are single spaces, decomposed letters composed, numbers plain.
///
/// # Errors
/// [`Reason::Fault`], [`Reason::OldFont`].
pub fn as_text(raw: &Raw) -> Result<Option<String>, Bad> {
    fault(raw)?;
    let text = shown(raw);
    if is_in_old_font(&text) {
        return Err(Bad { value: text, reason: Reason::OldFont });
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// A day, month or year. Two-digit years up to `pivot` are of this century, later ones of the last.
///
/// # Errors
/// [`Reason::Fault`], [`Reason::NotADay`], [`Reason::NoSuchDay`], [`Reason::DayAndMonthExchanged`],
/// [`Reason::YearOutOfRange`].
pub fn as_day(raw: &Raw, pivot: u8) -> Result<Option<Day>, Bad> {
    fault(raw)?;
    let read = match raw {
        Raw::Day(day) => Day::exact(*day),
        Raw::Number(number) => small(*number).ok_or(Reason::NotADay).and_then(day::counted),
        Raw::Bool(_) => Err(Reason::NotADay),
        _ => {
            let text = shown(raw);
            if is_none(&text) {
                return Ok(None);
            }
            day::written(&text, pivot)
        }
    };
    read.map(Some).map_err(|reason| bad(raw, reason))
}

/// A whole number. Dots, commas and blanks between groups of three digits are left out, as both customs write them.
///
/// # Errors
/// [`Reason::Fault`], [`Reason::NotWhole`], [`Reason::TooLarge`].
pub fn as_whole(raw: &Raw) -> Result<Option<i64>, Bad> {
    fault(raw)?;
    match raw {
        Raw::Number(number) if number.fract() != 0.0 => Err(bad(raw, Reason::NotWhole)),
        Raw::Number(number) => exact(*number).map(Some).ok_or_else(|| bad(raw, Reason::TooLarge)),
        Raw::Empty | Raw::Text(_) => {
            let text = shown(raw);
            if is_none(&text) {
                return Ok(None);
            }
            let (sign, size) = text.strip_prefix('-').map_or(("", text.as_str()), |size| ("-", size));
            let digits = ungrouped(size).ok_or_else(|| bad(raw, Reason::NotWhole))?;
            format!("{sign}{digits}").parse().map(Some).map_err(|_| bad(raw, Reason::TooLarge))
        }
        Raw::Day(_) | Raw::Bool(_) | Raw::Fault(_) => Err(bad(raw, Reason::NotWhole)),
    }
}

/// A sex, in either language, as a letter, or as a mark in a column of one sex (`column`).
///
/// # Errors
/// [`Reason::Fault`], [`Reason::NotASex`].
pub fn as_sex(raw: &Raw, column: Option<Sex>) -> Result<Option<Sex>, Bad> {
    fault(raw)?;
    let text = fold(&shown(raw));
    if is_none(&text) {
        return Ok(None);
    }
    match text.as_str() {
        "nam" | "m" | "male" | "trai" | "ong" => Ok(Some(Sex::Male)),
        "nu" | "f" | "female" | "gai" | "ba" => Ok(Some(Sex::Female)),
        mark if column.is_some() && is_yes(mark, raw) => Ok(column),
        mark if column.is_some() && is_no(mark, raw) => Ok(None),
        _ => Err(bad(raw, Reason::NotASex)),
    }
}

/// A yes or no: a mark, "có", "không", 1, 0.
///
/// # Errors
/// [`Reason::Fault`], [`Reason::NotYesNo`].
pub fn as_bool(raw: &Raw) -> Result<Option<bool>, Bad> {
    fault(raw)?;
    let text = fold(&shown(raw));
    match text.as_str() {
        text if is_none(text) => Ok(None),
        text if is_yes(text, raw) => Ok(Some(true)),
        text if is_no(text, raw) => Ok(Some(false)),
        _ => Err(bad(raw, Reason::NotYesNo)),
    }
}

/// How a number of an identity card, a telephone and the like is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// How many digits it may have.
    pub lengths: &'static [usize],
    /// How many leading zeros a sheet can have dropped from it.
    pub zeros: usize,
    /// Whether it always begins with 0; `+84` before it stands for that zero.
    pub begins_with_zero: bool,
}

impl Shape {
    /// Căn cước, 12 digits that begin with the code of a province or city (001 to 096, so up to two zeros), or the
    /// former chứng minh nhân dân of 9.
    pub const IDENTITY: Self = Self { lengths: &[9, 12], zeros: 2, begins_with_zero: false };
    /// A telephone of Vietnam: 10 digits, 11 for landlines, always with 0 before.
    pub const PHONE: Self = Self { lengths: &[10, 11], zeros: 1, begins_with_zero: true };
    /// The number of a social insurance book.
    pub const INSURANCE: Self = Self { lengths: &[10], zeros: 1, begins_with_zero: false };
}

/// Digits that are a name and not a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digits {
    /// The digits, leading zeros included.
    pub text: String,
    /// How many leading zeros had been dropped by the sheet and were put back: to be shown for a check.
    pub restored: usize,
}

/// Digits of a known shape; blanks, dots and dashes between them are left out, zeros the sheet dropped are put back.
///
/// # Errors
/// [`Reason::Fault`], [`Reason::NotDigits`], [`Reason::WrongLength`], [`Reason::DigitsLost`].
pub fn as_digits(raw: &Raw, shape: &Shape) -> Result<Option<Digits>, Bad> {
    fault(raw)?;
    if matches!(raw, Raw::Number(number) if number.abs() > EXACT) {
        return Err(bad(raw, Reason::DigitsLost));
    }
    let shown = shown(raw);
    if is_none(&shown) {
        return Ok(None);
    }
    let mut text: String =
        shown.chars().filter(|sign| !sign.is_whitespace() && !matches!(sign, '.' | '-' | '(' | ')' | '\'')).collect();
    if shape.begins_with_zero {
        let national = text.strip_prefix("+84").or_else(|| text.strip_prefix("84").filter(|rest| rest.len() >= 9));
        if let Some(national) = national {
            text = format!("0{}", national.trim_start_matches('0'));
        }
    }
    if text.is_empty() || !text.chars().all(|sign| sign.is_ascii_digit()) {
        return Err(bad(raw, Reason::NotDigits));
    }
    let found = text.len();
    let wrong = || bad(raw, Reason::WrongLength { digits: found });
    let short_of_zero = !text.starts_with('0');
    if shape.lengths.contains(&found) && !(shape.begins_with_zero && short_of_zero) {
        return Ok(Some(Digits { text, restored: 0 }));
    }
    if !short_of_zero {
        return Err(wrong());
    }
    let lost = (1..=shape.zeros).find(|lost| shape.lengths.contains(&(found + lost))).ok_or_else(wrong)?;
    Ok(Some(Digits { text: "0".repeat(lost) + &text, restored: lost }))
}

/// The cell as one line of text, near to what the sheet shows: days as `05/03/1988`, whole numbers without exponent.
#[must_use]
pub fn shown(raw: &Raw) -> String {
    match raw {
        Raw::Empty => String::new(),
        Raw::Text(text) => one_line(text),
        Raw::Number(number) => exact(*number).map_or_else(|| number.to_string(), |whole| whole.to_string()),
        Raw::Day(day) => day.format("%d/%m/%Y").to_string(),
        Raw::Bool(true) => "TRUE".to_owned(),
        Raw::Bool(false) => "FALSE".to_owned(),
        Raw::Fault(code) => code.clone(),
    }
}

fn one_line(text: &str) -> String {
    const UNSEEN: [char; 4] = ['\u{200B}', '\u{200C}', '\u{200D}', '\u{FEFF}'];
    let mut line = String::with_capacity(text.len());
    for word in text.split(|sign: char| sign.is_whitespace() || UNSEEN.contains(&sign)).filter(|word| !word.is_empty())
    {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if is_nfc(&line) { line } else { line.nfc().collect() }
}

fn fault(raw: &Raw) -> Result<(), Bad> {
    if matches!(raw, Raw::Fault(_)) { Err(bad(raw, Reason::Fault)) } else { Ok(()) }
}

fn bad(raw: &Raw, reason: Reason) -> Bad {
    Bad { value: shown(raw), reason }
}

/// Whether a text was typed for the fonts of TCVN 5712 (`.VnTime`), whose letters stand where Unicode has signs: "V¨n",
/// "®oµn". Only signs that no language writes within a word are taken for proof.
fn is_in_old_font(text: &str) -> bool {
    const SIGNS: [char; 13] = ['¨', '©', '®', 'µ', '¸', '¶', '¹', '»', '¾', '¼', '½', '«', '¬'];
    if text.is_ascii() || !text.contains(SIGNS) {
        return false;
    }
    let is_letter = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphabetic());
    let is_small = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_lowercase());
    let mut before = None;
    let mut rest = text.chars();
    while let Some(sign) = rest.next() {
        let after = rest.clone().next();
        let within = match sign {
            // The letter đ; a trade mark stands after its name.
            '®' => is_small(after),
            '¨' | 'µ' | '¸' | '¶' | '¬' => is_letter(before),
            // Marks of quotation, powers and fractions stand at one end of a word.
            '©' | '«' | '»' | '¹' | '¼' | '½' | '¾' => is_letter(before) && is_small(after),
            _ => false,
        };
        if within {
            return true;
        }
        before = Some(sign);
    }
    false
}

/// Nothing, or dashes in the place of nothing.
fn is_none(text: &str) -> bool {
    text.chars().all(|sign| matches!(sign, '-' | '–' | '—' | '_' | '.' | ' '))
}

fn is_yes(folded: &str, raw: &Raw) -> bool {
    *raw == Raw::Bool(true) || MARKS.contains(&folded) || YES.contains(&folded)
}

fn is_no(folded: &str, raw: &Raw) -> bool {
    *raw == Raw::Bool(false) || NO.contains(&folded)
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and within 15 digits")]
fn exact(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

fn small(number: f64) -> Option<u32> {
    // A serial day with a time of day counts as its day.
    exact(number.floor()).and_then(|whole| u32::try_from(whole).ok())
}

/// The digits without the signs between groups of three; none when the signs stand elsewhere or differ.
fn ungrouped(text: &str) -> Option<String> {
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if is_digits(text) {
        return Some(text.to_owned());
    }
    let separator = ['.', ',', ' '].into_iter().find(|sign| text.contains(*sign))?;
    let mut groups = text.split(separator);
    let first = groups.next().filter(|first| first.len() <= 3 && is_digits(first))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 || !is_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}
