//! Reads what a form or a CSV file sends, all of it strings, into the values a record stores.
//!
//! Not here: whether the values are allowed (`validate`), columns of an import file.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    names::fold,
    period::{YEARS, parse_day},
    registers::Fields,
};
use serde_json::{Value as Json, json};

use crate::{Field, FieldKind, Problem, Register, validate::is_birth};

impl Register {
    /// Typed values of what was sent, and the problems of what could not be read, field by field.
    ///
    /// Keys that are no field are left alone (a form sends others too). An empty string is an empty field; a field that
    /// was not sent at all takes its default, but a yes/no that was not sent stays empty: browsers send no unticked box.
    ///
    /// Numbers: `1234567`, `1.234.567`, `1 234 567`. Days: `31/01/2022` or `2022-01-31`. Yes: `true`, `on`, `1`, `có`,
    /// `x`, `yes`. A choice by id or by name. A person: name, then a comma and birth date or year if known; persons one
    /// a line or parted by semicolons.
    #[must_use]
    pub fn parse(&self, raw: &BTreeMap<String, String>) -> (Fields, Vec<Problem>) {
        let (mut fields, mut problems) = (Fields::new(), Vec::new());
        for field in self.asked() {
            let Some(text) = raw.get(&field.id) else {
                let default = field.default.clone().filter(|_| field.kind != FieldKind::Bool);
                fields.extend(default.map(|value| (field.id.clone(), value)));
                continue;
            };
            match field.read(text.trim()) {
                Ok(Some(value)) => _ = fields.insert(field.id.clone(), value),
                Ok(None) => {}
                Err(problem) => problems.push(problem),
            }
        }
        (fields, problems)
    }
}

impl Field {
    /// The stored value of a trimmed text; `None` when it is empty.
    fn read(&self, text: &str) -> Result<Option<Json>, Problem> {
        if text.is_empty() {
            return Ok(None);
        }
        let refused = |vi: &str, en: &str| Problem::of(self, format!("\"{text}\": {vi}"), format!("\"{text}\": {en}"));
        let value = match self.kind {
            FieldKind::Text => Some(Json::from(text)),
            FieldKind::Choice => Some(Json::from(self.choice(text))),
            FieldKind::Date => day(text).map(|day| Json::from(day.to_string())),
            FieldKind::Count | FieldKind::Dong => whole_number(text).map(Json::from),
            FieldKind::Person => person(text),
            FieldKind::Persons => persons(text),
            FieldKind::Unit => Some(Json::from(text.to_lowercase())),
            FieldKind::File => serde_json::from_str(text).ok().filter(Json::is_object),
            FieldKind::Bool => yes_or_no(text).map(Json::from),
        };
        value.map(Some).ok_or_else(|| match self.kind {
            FieldKind::Date => refused("ngày viết 31/01/2022.", "a day is written 31/01/2022 or 2022-01-31."),
            FieldKind::Count | FieldKind::Dong => refused(
                "cần một số nguyên, viết 1234567 hoặc 1.234.567.",
                "a whole number is needed, written 1234567 or 1.234.567.",
            ),
            FieldKind::Person | FieldKind::Persons => refused(
                "viết họ tên, rồi dấu phẩy và ngày sinh nếu biết.",
                "write a name, then a comma and the birth date if known.",
            ),
            FieldKind::Bool => refused("cần có hoặc không.", "yes or no is needed."),
            _ => refused("không đọc được.", "this cannot be read."),
        })
    }

    /// The id of a choice given by id or by name in either language; anything else stays, for the check to refuse.
    fn choice<'a>(&'a self, text: &'a str) -> &'a str {
        let folded = fold(text);
        let named = |choice: &&crate::Choice| fold(&choice.name.vi) == folded || fold(&choice.name.en) == folded;
        let by_id = self.choices.iter().find(|choice| choice.id == text);
        by_id.or_else(|| self.choices.iter().find(named)).map_or(text, |choice| choice.id.as_str())
    }
}

/// A whole number, its thousands parted by dots or spaces as Vietnamese writes them, or not at all. A comma would be
/// a decimal sign and is refused rather than guessed at.
#[must_use]
pub fn whole_number(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix(['-', '−']).map_or((1, text), |rest| (-1, rest));
    let parts: Vec<&str> = digits.split(['.', ' ', '\u{a0}', '\u{202f}']).collect();
    let (first, groups) = parts.split_first()?;
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let grouped = groups.is_empty() || (first.len() <= 3 && groups.iter().all(|group| group.len() == 3));
    if !(all_digits && grouped) {
        return None;
    }
    parts.concat().parse::<i64>().ok()?.checked_mul(sign)
}

/// A day as Vietnamese or as ISO writes it.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    if let Some(day) = parse_day(text) {
        return Some(day);
    }
    let parts: Vec<&str> = text.split('/').map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let plain = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !(plain(day, 2) && plain(month, 2) && year.len() == 4 && plain(year, 4)) {
        return None;
    }
    let year: i32 = year.parse().ok()?;
    NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?).filter(|_| YEARS.contains(&year))
}

fn yes_or_no(text: &str) -> Option<bool> {
    match fold(text).as_str() {
        "true" | "on" | "1" | "co" | "x" | "yes" => Some(true),
        "false" | "off" | "0" | "khong" | "no" => Some(false),
        _ => None,
    }
}

fn person(text: &str) -> Option<Json> {
    if text.starts_with('{') {
        return serde_json::from_str(text).ok();
    }
    let (name, birth) = text.split_once(',').map_or((text, ""), |(name, birth)| (name, birth.trim()));
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    if birth.is_empty() {
        return Some(json!({ "name": name }));
    }
    let birth = day(birth).map(|day| day.to_string()).or_else(|| is_birth(birth).then(|| birth.to_owned()))?;
    Some(json!({ "name": name, "birth": birth }))
}

fn persons(text: &str) -> Option<Json> {
    if text.starts_with('[') {
        return serde_json::from_str(text).ok().filter(Json::is_array);
    }
    let lines = text.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty());
    lines.map(person).collect::<Option<Vec<Json>>>().map(Json::from)
}
