//! Closed answers: who sends a denunciation is known to the unit that settles it and to nobody else.
//!
//! Of a field the pack calls closed, officers of the recording unit itself read the answer; all others, those above it too, read
//! that there is one. What they cannot read they cannot change either. Not here: registers closed as a whole to coordinating
//! lines (`store`), personal data of members (`members::masking`).

use congdoan_model::{
    UnitId,
    access::{Action, Caller},
    audit::Entry,
    registers::Fields,
};
use congdoan_pack::{Pack, Register};
use congdoan_store::registers::Kept;
use serde_json::Value;

/// What stands in the place of an answer that is closed to the reader.
pub const CLOSED: &str = "•••";

/// Whether a caller reads the closed answers of a unit's records.
fn reads(caller: &Caller, unit: UnitId) -> bool {
    caller.is_system() || caller.owns(Action::RecordWrite, unit)
}

/// A record as a caller may read it.
pub(super) fn veiled(register: &Register, caller: &Caller, mut kept: Kept) -> Kept {
    if !reads(caller, kept.record.unit) {
        for field in register.fields.iter().filter(|field| field.closed) {
            if let Some(answer) = kept.record.fields.get_mut(&field.id) {
                *answer = Value::String(CLOSED.to_owned());
            }
        }
    }
    kept
}

/// The same of a record of any register.
pub(crate) fn veiled_of(pack: &Pack, caller: &Caller, kept: Kept) -> Kept {
    match pack.register(&kept.record.register) {
        Some(register) => veiled(register, caller, kept),
        None => kept,
    }
}

/// An entry of a record's story as a caller may read it: what was said before and after, without what is closed.
pub(super) fn veiled_entry(register: &Register, caller: &Caller, unit: UnitId, mut entry: Entry) -> Entry {
    if reads(caller, unit) || register.fields.iter().all(|field| !field.closed) {
        return entry;
    }
    for said in [&mut entry.before, &mut entry.after] {
        let Ok(mut state) = serde_json::from_str::<Value>(said) else { continue };
        let fields = state.get_mut("fields").and_then(Value::as_object_mut);
        for (id, answer) in fields.into_iter().flatten() {
            if register.field(id).is_some_and(|field| field.closed) {
                *answer = Value::String(CLOSED.to_owned());
            }
        }
        *said = state.to_string();
    }
    entry
}

/// Whether an answer is what stands in the place of a closed one: a text, or the name of a person.
fn is_veil(answer: &Value) -> bool {
    let said = answer.get("name").unwrap_or(answer);
    said.as_str().is_some_and(|text| text.trim() == CLOSED)
}

/// The closed fields of a record whose answer is none: what stands in its place came back from somebody who could not read it.
pub(super) fn unanswered<'r>(register: &'r Register, fields: &'r Fields) -> impl Iterator<Item = &'r str> {
    let closed = register.fields.iter().filter(|field| field.closed);
    closed.filter(|field| fields.get(&field.id).is_some_and(is_veil)).map(|field| field.id.as_str())
}

/// What a caller may tell records of a unit apart by: by answers closed to them, a guess would be told right from wrong.
pub(super) fn told_by(register: &Register, caller: &Caller, unit: UnitId, mut fields: Fields) -> Fields {
    if !reads(caller, unit) {
        fields.retain(|id, _| register.field(id).is_none_or(|field| !field.closed));
    }
    fields
}

/// The answers of a changed record, with those the caller cannot read as they were; so are those of which a file from above says
/// only that they are closed, whoever brings it in.
pub(super) fn kept_closed(
    register: &Register,
    caller: &Caller,
    unit: UnitId,
    before: &Fields,
    mut fields: Fields,
) -> Fields {
    let reads = reads(caller, unit);
    for field in register.fields.iter().filter(|field| field.closed) {
        if reads && !fields.get(&field.id).is_some_and(is_veil) {
            continue;
        }
        match before.get(&field.id) {
            Some(answer) => _ = fields.insert(field.id.clone(), answer.clone()),
            None => _ = fields.remove(&field.id),
        }
    }
    fields
}
