//! The words a finding is told in, Vietnamese first, with whole numbers grouped as each language groups them.
//!
//! Not here: when there is a finding (`judge`).

use congdoan_model::{LocalText, figures::Value};

use crate::Pack;

/// A number grouped by thousands: dots in Vietnamese, commas in English.
fn grouped(number: i64, mark: char) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

/// A whole number in both languages.
pub(super) fn whole(number: i64) -> LocalText {
    LocalText { vi: grouped(number, '.'), en: grouped(number, ',') }
}

/// A figure in both languages.
pub(super) fn figure(value: Value) -> LocalText {
    match value {
        Value::Whole(number) => whole(number),
        Value::Hundredths(hundredths) => {
            let (unit, rest) = (hundredths / 100, hundredths.unsigned_abs() % 100);
            let sign = if hundredths < 0 && unit == 0 { "-" } else { "" };
            let part = whole(unit);
            LocalText { vi: format!("{sign}{},{rest:02}", part.vi), en: format!("{sign}{}.{rest:02}", part.en) }
        }
    }
}

/// Fills the places `{0}`, `{1}` … of both languages.
pub(super) fn say(vi: &str, en: &str, parts: &[LocalText]) -> LocalText {
    let fill = |text: &str, of: fn(&LocalText) -> &str| {
        let put = |text: String, (place, part): (usize, &LocalText)| text.replace(&format!("{{{place}}}"), of(part));
        parts.iter().enumerate().fold(text.to_owned(), put)
    };
    LocalText { vi: fill(vi, |part| &part.vi), en: fill(en, english) }
}

fn english(text: &LocalText) -> &str {
    if text.en.is_empty() { &text.vi } else { &text.en }
}

impl Pack {
    /// What an indicator is called.
    pub(super) fn called(&self, indicator: &str) -> LocalText {
        let name = self.indicator(indicator).map(|indicator| &indicator.name);
        let (vi, en) = name.map_or((indicator, indicator), |name| (name.vi.as_str(), english(name)));
        LocalText { vi: format!("“{vi}”"), en: format!("“{en}”") }
    }
}
