//! Reads `parameters.toml`: dated numbers.
//!
//! Not here: what they are for.

use super::{measures::indicator_id, table::Table};
use crate::{Pack, Parameter, ParameterValue, remark::reason};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let shared = root.shared_source();
    for table in root.tables("parameter") {
        let parameter = read_parameter(&table, &shared);
        table.close();
        pack.parameters.extend(parameter);
    }
}

fn read_parameter(table: &Table<'_>, shared: &str) -> Option<Parameter> {
    let id = indicator_id(table, "id");
    let unit_of_measure = table.required_text("unit");
    let name = table.required_local("name");
    let source = table.source(shared);
    let unsure = table.flag("unsure", false);
    let mut values: Vec<ParameterValue> = Vec::new();
    for one in table.tables("values") {
        let value = read_value(&one, &source, unsure);
        one.close();
        let Some(value) = value else { continue };
        if let Some(other) = values.iter().find(|other| other.validity.overlaps(&value.validity)) {
            let said = reason(
                format!("thời gian áp dụng trùng với giá trị ở dòng {}", other.place.line),
                format!("it holds on days on which the value of line {} holds already", other.place.line),
            );
            one.error(value.place.clone(), said);
        }
        values.push(value);
    }
    if !table.has("values") {
        table.missing("values");
    }
    Some(Parameter { place: table.place_of_key("id"), name, values, id: id?, unit_of_measure: unit_of_measure?.0 })
}

fn read_value(table: &Table<'_>, shared: &str, unsure: bool) -> Option<ParameterValue> {
    let value = table.number("value");
    if !table.has("value") {
        table.missing("value");
    }
    let read = ParameterValue {
        validity: table.validity(),
        unsure: table.flag("unsure", unsure),
        source: table.source(shared),
        place: table.place_of_key("value"),
        value: value?,
    };
    Some(read)
}
