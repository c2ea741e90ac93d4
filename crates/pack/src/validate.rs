//! Checks a record's values against its register; says everything wrong at once.
//!
//! Not here: reading strings of a form (`parse`), rights, limits on totals.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    LocalText,
    org::Code,
    period::{Calendar, YEARS, parse_day},
    registers::Fields,
};
use serde_json::Value as Json;

use crate::{Check, Field, FieldKind, Register, condition::Names, remark::reason};

/// The largest number a record may hold, a million tỷ đồng: sums over a federation stay far inside 64 bits.
pub const LARGEST_NUMBER: i64 = 1_000_000_000_000_000;

/// The longest text a field may hold, in characters.
pub const LONGEST_TEXT: usize = 10_000;

/// The most persons one record may name.
const MOST_PERSONS: usize = 5_000;

/// Something wrong with the values of a record.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// The field; `None` when it concerns several, or the record as a whole.
    pub field: Option<String>,
    /// What is wrong, for the person who fills it in.
    pub message: LocalText,
}

impl Problem {
    pub(crate) fn of(field: &Field, vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: Some(field.id.clone()), message: reason(vi, en) }
    }

    fn of_record(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { field: None, message: reason(vi, en) }
    }
}

impl Register {
    /// All problems of a record's values at once; empty when the record may be kept. `null` is the same as absent.
    ///
    /// Formulas are worked out only when every value is of its kind. A formula that fails on the values at hand is a
    /// problem, never a panic. Days after `today` are no problem in themselves; a register that wants none says so with
    /// a check on `occurred_on` and `today`.
    #[must_use]
    pub fn check(
        &self,
        fields: &Fields,
        (occurred_on, today): (NaiveDate, NaiveDate),
        calendar: &Arc<Calendar>,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !YEARS.contains(&occurred_on.year()) {
            problems.push(Problem::of_record(
                format!("Ngày {occurred_on} nằm ngoài lịch sử dụng."),
                format!("The day {occurred_on} lies outside the calendar in use."),
            ));
        }
        for unknown in fields.keys().filter(|id| self.field(id).is_none()) {
            problems.push(Problem {
                field: Some(unknown.clone()),
                message: reason(
                    format!("Sổ này không có mục \"{unknown}\"."),
                    format!("This register has no field \"{unknown}\"."),
                ),
            });
        }
        problems.extend(self.fields.iter().filter_map(|field| field.problem(fields.get(&field.id))));
        if problems.is_empty() {
            self.check_formulas(fields, &self.names(fields, (occurred_on, today), calendar), &mut problems);
        }
        problems
    }

    fn check_formulas(&self, fields: &Fields, names: &Names, problems: &mut Vec<Problem>) {
        for field in &self.fields {
            let given = fields.get(&field.id).is_some_and(|value| !value.is_null());
            if let Some(check) = field.check.as_ref().filter(|_| given) {
                problems.extend(check.problem(names, Some(field)));
            }
        }
        problems.extend(self.checks.iter().filter_map(|check| check.problem(names, None)));
        // A record whose measure cannot be decided must not be kept: nobody would see that it counts nowhere.
        for measure in &self.measures {
            if let Some(Err(error)) = measure.when.as_ref().map(|when| when.holds(names)) {
                problems.push(Problem::of_record(
                    format!("Không tính được chỉ tiêu \"{}\": {error}.", measure.name.vi),
                    format!("The indicator \"{}\" cannot be worked out: {error}.", measure.indicator),
                ));
            }
        }
        // Nor one of which nobody can say whether it has a deadline.
        for clock in &self.clocks {
            if let Some(Err(error)) = clock.when.as_ref().map(|when| when.holds(names)) {
                problems.push(Problem::of_record(
                    format!("Không xét được hạn \"{}\": {error}.", clock.name.vi),
                    format!("Whether \"{}\" has to be done cannot be worked out: {error}.", clock.name.en),
                ));
            }
        }
    }
}

impl Check {
    fn problem(&self, names: &Names, field: Option<&Field>) -> Option<Problem> {
        let message = match self.condition.holds(names) {
            Ok(true) => return None,
            Ok(false) if !self.message.vi.is_empty() => self.message.clone(),
            Ok(false) => reason(
                format!("Không thoả điều kiện: {}.", self.condition.text()),
                format!("This does not hold: {}.", self.condition.text()),
            ),
            Err(error) => reason(
                format!("Không kiểm tra được điều kiện {}: {error}.", self.condition.text()),
                format!("The condition {} cannot be checked: {error}.", self.condition.text()),
            ),
        };
        Some(Problem { field: field.map(|field| field.id.clone()), message })
    }
}

impl Field {
    /// What is wrong with a stored value, apart from formulas.
    pub(crate) fn problem(&self, value: Option<&Json>) -> Option<Problem> {
        let Some(value) = value.filter(|value| !value.is_null()) else {
            return self.required.then(|| {
                Problem::of(
                    self,
                    format!("Cần nhập \"{}\".", self.name.vi),
                    format!("\"{}\" is required.", self.english()),
                )
            });
        };
        let message = match self.kind {
            FieldKind::Text => text_fault(value, self.required),
            FieldKind::Choice => self.choice_fault(value),
            FieldKind::Date => {
                let is_day = value.as_str().is_some_and(|text| parse_day(text).is_some());
                (!is_day).then(|| reason("Cần một ngày có thật.", "A day of the calendar is needed."))
            }
            FieldKind::Count | FieldKind::Dong => self.number_fault(value),
            FieldKind::Person => person_fault(value),
            FieldKind::Persons => persons_fault(value, self.required),
            FieldKind::Unit => {
                let is_code = value.as_str().is_some_and(|text| text.parse::<Code>().is_ok());
                (!is_code).then(|| reason("Cần mã của một đơn vị.", "The code of a unit is needed."))
            }
            FieldKind::File => file_fault(value),
            FieldKind::Bool => (!value.is_boolean()).then(|| reason("Cần có hoặc không.", "Yes or no is needed.")),
        };
        message.map(|message| Problem { field: Some(self.id.clone()), message })
    }

    /// The name in English, or in Vietnamese where there is none.
    pub(crate) fn english(&self) -> &str {
        self.name.get(congdoan_model::names::Language::En)
    }

    fn choice_fault(&self, value: &Json) -> Option<LocalText> {
        let known = value.as_str().is_some_and(|id| self.choices.iter().any(|choice| choice.id == id));
        (!known).then(|| {
            let ids: Vec<&str> = self.choices.iter().map(|choice| choice.id.as_str()).collect();
            reason(
                format!("Cần chọn một trong: {}.", ids.join(", ")),
                format!("One of these is needed: {}.", ids.join(", ")),
            )
        })
    }

    fn number_fault(&self, value: &Json) -> Option<LocalText> {
        let Some(number) = value.as_i64() else {
            return Some(reason("Cần một số nguyên.", "A whole number is needed."));
        };
        let (min, max) = self.bounds();
        if number < min {
            return Some(reason(format!("Không được nhỏ hơn {min}."), format!("Must not be less than {min}.")));
        }
        (number > max).then(|| reason(format!("Không được lớn hơn {max}."), format!("Must not be more than {max}.")))
    }

    /// The least and the greatest number the field takes.
    #[must_use]
    pub fn bounds(&self) -> (i64, i64) {
        (self.min.unwrap_or(0), self.max.unwrap_or(LARGEST_NUMBER))
    }
}

fn text_fault(value: &Json, required: bool) -> Option<LocalText> {
    let Some(text) = value.as_str() else { return Some(reason("Cần một đoạn chữ.", "Text is needed.")) };
    if required && text.trim().is_empty() {
        return Some(reason("Không được để trống.", "Must not be empty."));
    }
    plain_fault(text)
}

/// Texts hold no control characters (PostgreSQL refuses NUL in text) and have an end.
fn plain_fault(text: &str) -> Option<LocalText> {
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')) {
        return Some(reason("Có ký tự điều khiển không dùng được.", "It holds a control character."));
    }
    (text.chars().count() > LONGEST_TEXT)
        .then(|| reason(format!("Dài quá {LONGEST_TEXT} ký tự."), format!("Longer than {LONGEST_TEXT} characters.")))
}

fn person_fault(value: &Json) -> Option<LocalText> {
    let refused = || Some(reason("Cần họ tên của một người.", "The name of a person is needed."));
    let name = match value {
        Json::String(name) => name,
        Json::Object(parts) => {
            if let Some(Json::String(print)) = parts.get(crate::named::ERASED) {
                let sound = parts.len() == 1 && print.len() == 32 && print.bytes().all(|byte| byte.is_ascii_hexdigit());
                return if sound { None } else { refused() };
            }
            if parts.keys().any(|key| key != "name" && key != "birth") {
                return refused();
            }
            let birth = parts.get("birth").filter(|birth| !birth.is_null());
            if birth.is_some_and(|birth| !birth.as_str().is_some_and(is_birth)) {
                return Some(reason(
                    "Ngày sinh viết 1990-01-31, hoặc chỉ năm 1990.",
                    "A birth date is written 1990-01-31, or the year 1990 alone.",
                ));
            }
            let Some(name) = parts.get("name").and_then(Json::as_str) else { return refused() };
            return if name.trim().is_empty() { refused() } else { plain_fault(name) };
        }
        _ => return refused(),
    };
    if name.trim().is_empty() { refused() } else { plain_fault(name) }
}

/// A day, or a year alone as older lists have it.
pub(crate) fn is_birth(text: &str) -> bool {
    let is_year = text.len() == 4 && text.parse::<i32>().is_ok_and(|year| YEARS.contains(&year));
    is_year || parse_day(text).is_some()
}

fn persons_fault(value: &Json, required: bool) -> Option<LocalText> {
    let Some(persons) = value.as_array() else {
        return Some(reason("Cần danh sách người.", "A list of persons is needed."));
    };
    if required && persons.is_empty() {
        return Some(reason("Danh sách còn trống.", "The list is empty."));
    }
    if persons.len() > MOST_PERSONS {
        return Some(reason(format!("Quá {MOST_PERSONS} người."), format!("More than {MOST_PERSONS} persons.")));
    }
    let (place, fault) = persons.iter().zip(1..).find_map(|(person, place)| Some((place, person_fault(person)?)))?;
    Some(reason(format!("Người thứ {place}: {}", fault.vi), format!("Person {place}: {}", fault.en)))
}

fn file_fault(value: &Json) -> Option<LocalText> {
    let part = |key: &str| value.get(key);
    let named = part("name")
        .and_then(Json::as_str)
        .is_some_and(|name| !name.trim().is_empty() && !name.contains(['/', '\\']) && plain_fault(name).is_none());
    let hashed = part("sha256")
        .and_then(Json::as_str)
        .is_some_and(|hash| hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    let sized = part("size").is_some_and(Json::is_u64);
    let complete = value.as_object().is_some_and(|parts| parts.len() == 3);
    (!(named && hashed && sized && complete))
        .then(|| reason("Cần một tệp có tên, mã SHA-256 và độ dài.", "A file with name, SHA-256 and size is needed."))
}
