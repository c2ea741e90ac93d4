//! What a record says and what happened to it, in words for reading.
//!
//! Not here: the audit log itself (`store::audit`).

use congdoan_model::{audit::Entry, names::Language, registers::Fields};
use congdoan_service::{
    Kept,
    pack::{ERASED, Field, FieldKind, Register},
};
use serde_json::Value as Json;

use super::{Change, HistoryEntry};
use crate::{format, words::Words};

/// The value of a field for reading.
pub(crate) fn text(words: &Words, field: &Field, value: Option<&Json>) -> String {
    let language: Language = words.language;
    match (field.kind, value) {
        (_, None | Some(Json::Null)) => String::new(),
        (FieldKind::Choice, Some(value)) => {
            let id = value.as_str().unwrap_or_default();
            let choice = field.choices.iter().find(|choice| choice.id == id);
            choice.map_or_else(|| id.to_owned(), |choice| choice.name.get(language).to_owned())
        }
        (FieldKind::Count | FieldKind::Dong, Some(value)) => {
            value.as_i64().map(|number| format::integer(words.language, number)).unwrap_or_default()
        }
        (FieldKind::Date, Some(value)) => written(value.as_str().unwrap_or_default()),
        (FieldKind::Bool, Some(value)) if value.as_bool().unwrap_or(false) => words.t("yes"),
        (FieldKind::Bool, Some(_)) => words.t("no"),
        (FieldKind::Persons, Some(value)) => {
            let persons: Vec<String> = value.as_array().into_iter().flatten().map(|one| named(words, one)).collect();
            persons.join("; ")
        }
        (FieldKind::Person, Some(value)) => named(words, value),
        (FieldKind::File, Some(value)) => value.get("name").and_then(Json::as_str).unwrap_or_default().to_owned(),
        (FieldKind::Text | FieldKind::Unit, Some(value)) => value.as_str().unwrap_or_default().to_owned(),
    }
}

/// What a record is called where there is no room for its fields: its first words, else its first choice. What is said
/// about a person is read on the record's own page.
pub(crate) fn title(words: &Words, register: &Register, kept: &Kept) -> Option<String> {
    let said = |kind: FieldKind| {
        let of_kind = register.fields.iter().filter(move |field| field.kind == kind && !field.personal);
        of_kind.map(|field| text(words, field, kept.record.fields.get(&field.id))).find(|text| !text.is_empty())
    };
    said(FieldKind::Text).or_else(|| said(FieldKind::Choice))
}

/// The value of a field as a form shows it for editing.
pub(crate) fn typed(field: &Field, value: Option<&Json>) -> String {
    match (field.kind, value) {
        (_, None | Some(Json::Null)) => String::new(),
        (FieldKind::Persons, Some(value)) => {
            let persons: Vec<String> =
                value.as_array().into_iter().flatten().map(|one| person(one, str::to_owned)).collect();
            persons.join("\n")
        }
        (FieldKind::Person, Some(value)) => person(value, str::to_owned),
        (_, Some(Json::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
    }
}

/// A kept day as it is written on pages.
fn written(iso: &str) -> String {
    congdoan_model::period::parse_day(iso).map_or_else(|| iso.to_owned(), format::date)
}

/// A person for reading; that the name was erased where it was.
fn named(words: &Words, value: &Json) -> String {
    if value.get(ERASED).is_some() { words.t("erased-person") } else { person(value, written) }
}

/// A person with the day of birth, as `day` writes it. What stands for an erased name is written as it is, so that a form
/// gives it back unchanged.
fn person(value: &Json, day: fn(&str) -> String) -> String {
    if let Some(name) = value.as_str() {
        return name.to_owned();
    }
    if value.get(ERASED).is_some() {
        return value.to_string();
    }
    let part = |key: &str| value.get(key).and_then(Json::as_str).unwrap_or_default();
    match (part("name"), part("birth")) {
        (name, "") => name.to_owned(),
        (name, birth) => format!("{name}, {}", day(birth)),
    }
}

/// Who did something: the person's name, or that the program itself did.
pub(crate) fn who(words: &Words, name: &str) -> String {
    if name == "system" { words.t("by-system") } else { name.to_owned() }
}

/// What happened to a record, latest first.
pub(crate) fn history(words: &Words, register: &Register, story: &[Entry]) -> Vec<HistoryEntry> {
    let entry = |entry: &Entry| HistoryEntry {
        at: entry.at.readable(),
        by: who(words, &entry.who),
        action: match entry.action.strip_prefix("record.").unwrap_or(&entry.action) {
            "write" | "batch" => "recorded".to_owned(),
            other => other.to_owned(),
        },
        reason: state(&entry.after)
            .and_then(|after| {
                let reason = after.get("reason")?;
                Some(if reason.get(ERASED).is_some() { words.t("erased-person") } else { reason.as_str()?.to_owned() })
            })
            .unwrap_or_default(),
        changes: changes(words, register, entry),
    };
    story.iter().rev().map(entry).collect()
}

fn state(json: &str) -> Option<Json> {
    serde_json::from_str(json).ok()
}

fn changes(words: &Words, register: &Register, entry: &Entry) -> Vec<Change> {
    let (Some(before), Some(after)) = (state(&entry.before), state(&entry.after)) else { return Vec::new() };
    let fields = |state: &Json| -> Fields {
        state.get("fields").and_then(|fields| serde_json::from_value(fields.clone()).ok()).unwrap_or_default()
    };
    let (before_fields, after_fields) = (fields(&before), fields(&after));
    let changed = register.fields.iter().filter(|field| before_fields.get(&field.id) != after_fields.get(&field.id));
    let mut changes: Vec<Change> = changed
        .map(|field| Change {
            label: field.name.get(words.language).to_owned(),
            before: text(words, field, before_fields.get(&field.id)),
            after: text(words, field, after_fields.get(&field.id)),
        })
        .collect();
    let day = |state: &Json| state.get("occurred_on").and_then(Json::as_str).unwrap_or_default().to_owned();
    if day(&before) != day(&after) {
        let label = register.occurred_on.get(words.language).to_owned();
        changes.insert(0, Change { label, before: day(&before), after: day(&after) });
    }
    changes
}
