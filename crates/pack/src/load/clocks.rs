//! Reads the clocks of a register.
//!
//! Not here: when one is late (`clock`).

use super::table::Table;
use crate::{
    Clock, Condition, Due, FieldKind, Register,
    remark::{reason, suggestion},
};

/// The word for the day of the record itself.
pub(super) const OCCURRED_ON: &str = "occurred_on";
/// From how many days before the last one a clock is near, unless it says otherwise.
const WARN: u32 = 7;
/// The most days a clock may run: ten years.
const MOST: i64 = 3_660;

pub(super) fn read(table: &Table<'_>, register: &Register) -> Option<Clock> {
    let id = table.id("id");
    let name = table.required_local("name");
    let due = read_due(table, register);
    let stopped_by = table.text("stopped_by").map(|(field, _)| field);
    if let Some(field) = &stopped_by {
        must_be_day(table, register, "stopped_by", field);
    }
    let last_of: Vec<String> = table.text_or_texts("last_of").into_iter().map(|(field, _)| field).collect();
    last_of.iter().for_each(|field| check_last_of(table, register, field));
    let when = table.text("when").map(|(formula, span)| Condition::new(formula, table.place_of(&span)));
    let warn = table.number("warn").map_or(Some(WARN), |days| u32::try_from(days).ok());
    if warn.is_none() {
        table.error_at_key("warn", reason("\"warn\" là số ngày, từ 0", "\"warn\" is a number of days, 0 or more"));
    }
    let source = table.source(&register.source);
    let (id, span) = id?;
    if register.clocks.iter().any(|clock| clock.id == id) {
        let said = reason(format!("hạn \"{id}\" đã có"), format!("clock \"{id}\" is there already"));
        table.error(table.place_of(&span), said);
    }
    let (warn, place) = (warn.unwrap_or(WARN), table.place_of(&span));
    Some(Clock { id, name, due: due?, stopped_by, when, last_of, warn, source, place })
}

/// Exactly one of `days`, `working_days` and `due`; `from` goes with the first two.
fn read_due(table: &Table<'_>, register: &Register) -> Option<Due> {
    let (days, working, on) = (table.number("days"), table.number("working_days"), table.text("due"));
    let from = table.text("from").map(|(field, _)| field).filter(|field| field != OCCURRED_ON);
    if let Some(field) = &from {
        must_be_day(table, register, "from", field);
    }
    if let Some((field, _)) = &on {
        must_be_day(table, register, "due", field);
    }
    let due = match (days, working, on) {
        (Some(days), None, None) if days.abs() <= MOST => Due::After { from, days },
        (None, Some(days), None) if (1..=MOST).contains(&days) => {
            Due::WorkingAfter { from, days: u32::try_from(days).ok()? }
        }
        (None, None, Some((field, _))) if from.is_none() => Due::On(field),
        (Some(_), None, None) | (None, Some(_), None) => {
            let key = if days.is_some() { "days" } else { "working_days" };
            let vi = format!("số ngày từ {} đến {MOST}", if days.is_some() { -MOST } else { 1 });
            let en = format!("a number of days from {} to {MOST}", if days.is_some() { -MOST } else { 1 });
            table.error_at_key(key, reason(vi, en));
            return None;
        }
        _ => {
            let vi = "hạn cần đúng một trong \"days\", \"working_days\", \"due\"; \"from\" không đi với \"due\"";
            let en = "a clock needs exactly one of \"days\", \"working_days\" and \"due\"; \"from\" does not go with \"due\"";
            table.error(table.place(), reason(vi, en));
            return None;
        }
    };
    Some(due)
}

pub(super) fn must_be_day(table: &Table<'_>, register: &Register, key: &str, id: &str) {
    if register.field(id).is_some_and(|field| field.kind == FieldKind::Date) {
        return;
    }
    let days = register.fields.iter().filter(|field| field.kind == FieldKind::Date).map(|field| field.id.as_str());
    let (vi, en) = suggestion(id, days);
    let said = reason(
        format!("\"{key}\" phải nêu một mục ngày, không phải \"{id}\"{vi}"),
        format!("\"{key}\" must name a field of kind date, not \"{id}\"{en}"),
    );
    table.error_at_key(key, said);
}

fn check_last_of(table: &Table<'_>, register: &Register, id: &str) {
    let tells = |kind| !matches!(kind, FieldKind::Bool | FieldKind::File | FieldKind::Person | FieldKind::Persons);
    if register.field(id).is_some_and(|field| tells(field.kind)) {
        return;
    }
    let (vi, en) = suggestion(id, register.fields.iter().map(|field| field.id.as_str()));
    let said = reason(
        format!("\"last_of\" không nêu được mục nào phân biệt các bản ghi: \"{id}\"{vi}"),
        format!("\"last_of\" names no field that tells records apart: \"{id}\"{en}"),
    );
    table.error_at_key("last_of", said);
}
