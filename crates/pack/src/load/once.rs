//! Reads who may be named once in a register.
//!
//! Not here: finding who was named before (`service`).

use super::table::Table;
use crate::{
    FieldKind, Once, Register,
    remark::{reason, suggestion},
};

pub(super) fn read(table: &Table<'_>, register: &Register) -> Option<Once> {
    let field = table.required_text("field");
    let within = table.text("within").map(|(field, _)| field);
    let together = table.text("together").map(|(word, _)| word);
    let message =
        table.local("message").unwrap_or_else(|| reason("Đã nhận trong đợt này", "Was helped in this round already"));
    if let Some((id, _)) = &field {
        let people = |kind| matches!(kind, FieldKind::Person | FieldKind::Persons);
        must_be(table, register, ("field", id), ("người", "people"), people);
    }
    if let Some(id) = &within {
        let tells = |kind| !matches!(kind, FieldKind::Bool | FieldKind::File | FieldKind::Person | FieldKind::Persons);
        must_be(table, register, ("within", id), ("tên đợt, chương trình", "the name of a round"), tells);
    }
    let (field, span) = field?;
    Some(Once { field, within, together, message, place: table.place_of(&span) })
}

fn must_be(
    table: &Table<'_>,
    register: &Register,
    (key, id): (&str, &str),
    (vi, en): (&str, &str),
    suits: impl Fn(FieldKind) -> bool,
) {
    if register.field(id).is_some_and(|field| suits(field.kind)) {
        return;
    }
    let fields = register.fields.iter().filter(|field| suits(field.kind)).map(|field| field.id.as_str());
    let near = suggestion(id, fields);
    let said = reason(
        format!("\"{key}\" phải nêu một mục ghi {vi}, không phải \"{id}\"{}", near.0),
        format!("\"{key}\" must name a field that holds {en}, not \"{id}\"{}", near.1),
    );
    table.error_at_key(key, said);
}
