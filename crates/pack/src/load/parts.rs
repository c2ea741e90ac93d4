//! Reads the parts of a register's form: fields that stand together under one heading, closed until they are wanted.
//!
//! Not here: how they are shown (`web`).

use super::table::Table;
use crate::{
    EntryPart, Register,
    remark::{reason, suggestion},
};

pub(super) fn read(table: &Table<'_>, register: &Register) -> EntryPart {
    let name = table.required_local("name");
    let mut fields: Vec<String> = Vec::new();
    if !table.has("fields") {
        table.missing("fields");
    }
    for (id, span) in table.texts("fields") {
        let error = |vi: String, en: String| table.error(table.place_of(&span), reason(vi, en));
        let elsewhere = register.parts.iter().any(|part| part.fields.contains(&id)) || fields.contains(&id);
        match register.field(&id) {
            None => {
                let (vi, en) = suggestion(&id, register.fields.iter().map(|field| field.id.as_str()));
                error(format!("không có mục \"{id}\"{vi}"), format!("there is no field \"{id}\"{en}"));
            }
            Some(field) if field.required => {
                let vi = format!("mục \"{id}\" bắt buộc, không để trong phần gập lại");
                error(vi, format!("the field \"{id}\" is required and cannot stand in a part that is closed"));
            }
            Some(_) if elsewhere => {
                let vi = format!("mục \"{id}\" đã ở một phần");
                error(vi, format!("the field \"{id}\" stands in a part already"));
            }
            Some(_) => fields.push(id),
        }
    }
    EntryPart { name, fields }
}
