//! What the kept value of a member's field must look like.
//!
//! Not here: reading values as people write them in sheets and forms, rules between fields.

use chrono::Datelike;
use congdoan_model::{
    LocalText,
    period::{YEARS, parse_day},
};

use crate::{LARGEST_NUMBER, LONGEST_TEXT, MemberField, MemberFieldKind, remark::reason};

impl MemberField {
    /// What is wrong with a value in the form it is kept in ([`MemberFieldKind`]); `None` when it may be kept. An empty
    /// value is wrong only where the field is required.
    #[must_use]
    pub fn fault(&self, value: &str) -> Option<LocalText> {
        if value.trim().is_empty() {
            return (self.required && !self.generated).then(|| {
                reason(format!("Cần nhập \"{}\".", self.name.vi), format!("\"{}\" is required.", self.english()))
            });
        }
        match self.kind {
            MemberFieldKind::Text => text_fault(value),
            MemberFieldKind::Date => self.day_fault(value),
            MemberFieldKind::Choice => self.choice_fault(value),
            MemberFieldKind::Digits => self.digits_fault(value),
            MemberFieldKind::Bool => {
                (!matches!(value, "true" | "false")).then(|| reason("Cần có hoặc không.", "Yes or no is needed."))
            }
            MemberFieldKind::Dong | MemberFieldKind::Whole => {
                let fits = value.parse::<i64>().is_ok_and(|number| (0..=LARGEST_NUMBER).contains(&number));
                (!fits).then(|| reason("Cần một số nguyên không âm.", "A whole number, not negative, is needed."))
            }
        }
    }

    fn english(&self) -> &str {
        self.name.get(congdoan_model::names::Language::En)
    }

    fn day_fault(&self, value: &str) -> Option<LocalText> {
        if parse_day(value).is_some_and(|day| YEARS.contains(&day.year())) || (self.partial && is_partial_day(value)) {
            return None;
        }
        Some(if self.partial {
            reason(
                "Cần một ngày có thật, viết 1990-01-31, hoặc chỉ tháng 1990-01, năm 1990.",
                "A day of the calendar is needed, written 1990-01-31, or the month 1990-01 or year 1990 alone.",
            )
        } else {
            reason("Cần một ngày có thật, viết 1990-01-31.", "A day of the calendar is needed, written 1990-01-31.")
        })
    }

    fn choice_fault(&self, value: &str) -> Option<LocalText> {
        let ids = || self.choices.iter().map(|choice| choice.id.as_str());
        (!ids().any(|id| id == value)).then(|| {
            let ids = ids().collect::<Vec<_>>().join(", ");
            reason(format!("Cần chọn một trong: {ids}."), format!("One of these is needed: {ids}."))
        })
    }

    fn digits_fault(&self, value: &str) -> Option<LocalText> {
        if !value.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(reason("Chỉ gồm chữ số.", "Digits alone are needed."));
        }
        let fits = self.lengths.is_empty() || self.lengths.iter().any(|length| usize::from(*length) == value.len());
        (!fits).then(|| {
            let lengths: Vec<String> = self.lengths.iter().map(ToString::to_string).collect();
            reason(
                format!("Có {} chữ số, cần {}.", value.len(), lengths.join(" hoặc ")),
                format!("It has {} digits, {} are needed.", value.len(), lengths.join(" or ")),
            )
        })
    }
}

/// A year, or a month of a year, alone.
fn is_partial_day(value: &str) -> bool {
    let day = match value.len() {
        4 => format!("{value}-01-01"),
        7 => format!("{value}-01"),
        _ => return false,
    };
    parse_day(&day).is_some()
}

fn text_fault(value: &str) -> Option<LocalText> {
    if value.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
        return Some(reason("Có ký tự điều khiển không dùng được.", "It holds a control character."));
    }
    (value.chars().count() > LONGEST_TEXT)
        .then(|| reason(format!("Dài quá {LONGEST_TEXT} ký tự."), format!("Longer than {LONGEST_TEXT} characters.")))
}
