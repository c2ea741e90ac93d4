//! What happened to a member's file, in words for reading.
//!
//! The audit log holds ids of fields and words of causes only; nothing guarded can come out here.

use congdoan_model::{audit::Entry, period::parse_day};
use congdoan_service::pack::{ERASED, Pack};
use serde_json::Value as Json;

use super::{
    StoryRow,
    answer::{joining_name, leaving_name, state_name},
};
use crate::{format, handlers::registers::story::who, words::Words};

/// The story, latest first.
pub(super) fn rows(words: &Words, pack: &Pack, story: &[Entry]) -> Vec<StoryRow> {
    let row = |entry: &Entry| StoryRow {
        at: entry.at.readable(),
        by: who(words, &entry.who),
        what: action(words, &entry.action),
        note: note(words, pack, &entry.after),
    };
    story.iter().rev().map(row).collect()
}

fn action(words: &Words, action: &str) -> String {
    match action {
        "member.admit" => words.t("story-admit"),
        "member.readmit" => words.t("story-readmit"),
        "member.leave" => words.t("story-leave"),
        "member.state" => words.t("story-state"),
        "member.change" => words.t("story-change"),
        "member.open" => words.t("story-open"),
        "member.transfer.ask" => words.t("story-transfer-ask"),
        "member.transfer" | "member.transfer.done" => words.t("story-transfer"),
        "member.transfer.refuse" => words.t("story-transfer-refuse"),
        "member.transfer.cancel" => words.t("story-transfer-cancel"),
        "member.merge" => words.t("story-merge"),
        "member.merge.undo" => words.t("story-merge-undo"),
        "member.distinct" => words.t("story-distinct"),
        other => other.to_owned(),
    }
}

fn note(words: &Words, pack: &Pack, after: &str) -> String {
    let said: Json = serde_json::from_str(after).unwrap_or_default();
    if said.get(ERASED).is_some() {
        return words.t("erased-person");
    }
    let text = |key: &str| said.get(key).and_then(Json::as_str).unwrap_or_default();
    let day = |key: &str| parse_day(text(key)).map(format::date).unwrap_or_default();
    let fields = match said.get("fields") {
        Some(Json::Array(fields)) => field_names(words, pack, fields.iter().filter_map(Json::as_str)),
        Some(Json::String(fields)) => field_names(words, pack, fields.split(',')),
        _ => String::new(),
    };
    let named = |key: &str, name: fn(&Words, &Pack, &str) -> String| {
        let word = text(key);
        if word.is_empty() { String::new() } else { name(words, pack, word) }
    };
    let parts = [
        named("joining", joining_name),
        named("leaving", leaving_name),
        named("state", state_name),
        day("joined_on"),
        day("left_on"),
        day("effective_on"),
        text("decision").to_owned(),
        fields,
        text("reason").to_owned(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// The names of fields, with commas between.
pub(super) fn field_names<'a>(words: &Words, pack: &Pack, ids: impl Iterator<Item = &'a str>) -> String {
    let name = |id: &str| {
        pack.members.field(id).map_or_else(|| id.to_owned(), |field| field.name.get(words.language).to_owned())
    };
    ids.map(name).collect::<Vec<_>>().join(", ")
}
