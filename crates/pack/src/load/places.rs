//! Reads `places.toml`: levels of places, provinces of every time and what the old ones became.
//!
//! Not here: communes and wards.

use congdoan_model::org::Code;

use super::table::Table;
use crate::{Pack, PlaceLevel, Places, Province, ProvinceKind, remark::reason, title::fold_title};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let shared = root.shared_source();
    for table in root.tables("level") {
        let level = read_level(&table, &shared);
        table.close();
        pack.places.levels.extend(level);
    }
    let read = |table| {
        let province = read_province(&table, &shared);
        table.close();
        Some((table, province?))
    };
    let provinces: Vec<(Table<'_>, Province)> = root.tables("province").into_iter().filter_map(read).collect();
    for (table, province) in &provinces {
        check_name(table, &pack.places, province);
        pack.places.provinces.push(province.clone());
    }
    for (table, province) in &provinces {
        check_successor(table, &pack.places, province);
    }
}

fn read_level(table: &Table<'_>, shared: &str) -> Option<PlaceLevel> {
    let id = table.id("id");
    let level = PlaceLevel {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        validity: table.validity(),
        source: table.source(shared),
        id: id?.0,
    };
    Some(level)
}

fn read_province(table: &Table<'_>, shared: &str) -> Option<Province> {
    let code = table.required_text("code");
    if let Some((code, span)) = code.as_ref().filter(|(code, _)| code.parse::<Code>().is_err()) {
        let said = reason(
            format!("\"{code}\" không phải mã hợp lệ: chữ thường a-z, chữ số, gạch nối"),
            format!("\"{code}\" is no code: lower-case letters, digits and hyphens"),
        );
        table.error(table.place_of(span), said);
    }
    let number = table.required_text("number");
    if number.as_ref().is_some_and(|(number, _)| number.len() != 2 || !number.bytes().all(|byte| byte.is_ascii_digit()))
    {
        table.error_at_key("number", reason("\"number\" gồm hai chữ số", "\"number\" has two digits"));
    }
    let name = table.required_text("name");
    let kind = table.required_word("kind", &ProvinceKind::WORDS);
    let aliases: Vec<String> = table.texts("aliases").into_iter().map(|(alias, _)| alias).collect();
    let names = name.iter().map(|(name, _)| name).chain(&aliases);
    let province = Province {
        place: table.place_of_key("code"),
        folded: names.map(|name| fold_title(name)).collect(),
        aliases,
        validity: table.validity(),
        into: table.text("into").map(|(into, _)| into),
        source: table.source(shared),
        code: code?.0,
        number: number?.0,
        name: name?.0,
        kind: kind?,
    };
    Some(province)
}

/// On any one day a code, a number and a name mean one province.
fn check_name(table: &Table<'_>, places: &Places, province: &Province) {
    for other in places.provinces.iter().filter(|other| other.validity.overlaps(&province.validity)) {
        let shared = if other.code == province.code {
            Some(&province.code)
        } else if other.number == province.number {
            Some(&province.number)
        } else {
            other.folded.iter().any(|name| province.folded.contains(name)).then_some(&province.name)
        };
        if let Some(shared) = shared {
            let line = other.place.line;
            table.error(
                province.place.clone(),
                reason(
                    format!("\"{shared}\" đã dùng ở dòng {line} trong cùng thời gian"),
                    format!("\"{shared}\" is used on line {line} at the same time"),
                ),
            );
        }
    }
}

/// A province that ended says which one it went into, and that one exists from then on.
fn check_successor(table: &Table<'_>, places: &Places, province: &Province) {
    match (province.validity.until, province.into.as_deref()) {
        (Some(_), None) => table.missing("into"),
        (None, Some(_)) => {
            let said = reason("có \"into\" thì phải có \"until\"", "\"into\" needs an \"until\"");
            table.error_at_key("into", said);
        }
        (Some(until), Some(into)) if places.province(into, until).is_none() => {
            let said = reason(
                format!("ngày {until} không có tỉnh, thành phố nào mã \"{into}\""),
                format!("on {until} there is no province of code \"{into}\""),
            );
            table.error_at_key("into", said);
        }
        _ => {}
    }
}
