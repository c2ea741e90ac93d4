//! Reads `indicators.toml` and the files of `indicators/`: groups, and the indicators no register feeds: declared,
//! ratios, growth, counts of units.
//!
//! Not here: measures of registers (`measures`), what is counted of members' rolls (`counts`), whether a ratio's halves
//! exist (`cross`).

use congdoan_model::figures::{Combine, CountedUnits, Formula, Indicator, OverTime, OverTree, UnitCount, UnitEvent};

use super::{
    counts,
    measures::{RHYTHMS, TIMES, TREES, indicator_id},
    registers::kinds,
    table::Table,
};
use crate::{Group, Pack, remark::reason};

const COUNTED: [(&str, CountedUnits); 3] = [
    ("coordinated", CountedUnits::Coordinated),
    ("grassroots", CountedUnits::Grassroots),
    ("upper", CountedUnits::Upper),
];

const UNIT_EVENTS: [(&str, UnitEvent); 3] =
    [("standing", UnitEvent::Standing), ("founded", UnitEvent::Founded), ("ended", UnitEvent::Ended)];

/// Where the value comes from, as `indicators.toml` writes it.
#[derive(Clone, Copy, PartialEq)]
enum From {
    Declared,
    Ratio,
    Growth,
    Units,
    /// Several registers together.
    Records,
}

/// How several registers together become a value.
const RULES: [(&str, Combine); 2] = [("distinct", Combine::Distinct), ("sum", Combine::Sum)];

const FROM: [(&str, From); 5] = [
    ("declared", From::Declared),
    ("ratio", From::Ratio),
    ("growth", From::Growth),
    ("units", From::Units),
    ("records", From::Records),
];

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    read_groups(root, pack);
    // A file may name group and source once for all its indicators.
    let defaults = root.table("defaults");
    let shared = |key| defaults.as_ref().and_then(|table| table.text(key)).map(|(text, _)| text);
    let (shared_group, shared_source) = (shared("group"), shared("source").unwrap_or_default());
    if let Some(table) = defaults.as_ref() {
        table.close();
    }
    for table in root.tables("indicator") {
        let indicator = read_indicator(&table, &shared_source);
        let group = table.text("group").map(|(group, _)| group).or_else(|| shared_group.clone());
        table.close();
        let Some(indicator) = indicator else { continue };
        let place = table.place_of_key("id");
        if let Some(first) = pack.indicator_places.get(&indicator.id) {
            let at = format!("{}:{}", first.file, first.line);
            let said = reason(
                format!("chỉ tiêu \"{}\" đã được định nghĩa ở {at}", indicator.id),
                format!("indicator \"{}\" is defined at {at} already", indicator.id),
            );
            table.error(place, said);
            continue;
        }
        pack.indicator_places.insert(indicator.id.clone(), place);
        if let Some(group) = group {
            pack.indicator_groups.insert(indicator.id.clone(), group);
        }
        pack.indicators.push(indicator);
    }
}

fn read_groups(root: &Table<'_>, pack: &mut Pack) {
    for table in root.tables("group") {
        let id = table.id("id");
        let name = table.required_local("name");
        table.close();
        let Some((id, span)) = id else { continue };
        if pack.groups.iter().any(|group| group.id == id) {
            table.error(
                table.place_of(&span),
                reason(format!("nhóm \"{id}\" đã có"), format!("group \"{id}\" is there already")),
            );
        }
        pack.groups.push(Group { id, name });
    }
}

fn read_indicator(table: &Table<'_>, shared_source: &str) -> Option<Indicator> {
    let id = indicator_id(table, "id");
    let from = table.word("from", &FROM);
    let time = table.word("time", &TIMES);
    let tree = table.word("tree", &TREES);
    let from_or_declared = if table.has("from") { from } else { Some(From::Declared) };
    let formula = read_formula(table, from_or_declared, time);
    let members = counts::read(table, matches!(from_or_declared, Some(From::Declared) | None), time);
    let name = table.required_local("name");
    let percent = matches!(from, Some(From::Ratio | From::Growth));
    let unit_of_measure = if percent {
        Some(table.text("unit").map_or_else(|| "%".to_owned(), |(unit, _)| unit))
    } else {
        table.required_text("unit").map(|(unit, _)| unit)
    };
    if time == Some(OverTime::Standing) {
        let said = reason(
            "time = \"standing\" chỉ dùng cho chỉ số của một sổ, trong [[measure]] của sổ đó",
            "time = \"standing\" is for measures of a register alone",
        );
        table.error_at_key("time", said);
    }
    let expected_of = table.words("expected_of", &kinds());
    let rhythm = table.word("rhythm", &RHYTHMS).unwrap_or_default();
    let source = table.text("source").map_or_else(|| shared_source.to_owned(), |(source, _)| source);
    let formula = formula?;
    let joined = matches!(from, Some(From::Records));
    if tree == Some(OverTree::Distinct) && formula != Formula::Rows(Combine::Distinct) {
        let said =
            reason("chỉ số từ sổ mới đếm không trùng được", "only measures of a register can tell subjects apart");
        table.error_at_key("tree", said);
    }
    let stock = match &formula {
        Formula::Units(count) => count.event == UnitEvent::Standing,
        formula => *formula == Formula::Rows(Combine::Last),
    };
    Some(Indicator {
        id: id?,
        name,
        unit_of_measure: unit_of_measure?,
        formula,
        time: time.unwrap_or(if stock { OverTime::Last } else { OverTime::Sum }),
        tree: tree.unwrap_or_default(),
        expected_of,
        rhythm,
        source,
        register: joined.then(String::new),
        members,
    })
}

fn read_formula(table: &Table<'_>, from: Option<From>, time: Option<OverTime>) -> Option<Formula> {
    let numerator = table.text("numerator");
    let denominator = table.text("denominator");
    let of = table.text("of");
    let count = table.word("count", &COUNTED);
    let event = table.word("event", &UNIT_EVENTS);
    let forms = table.texts("forms").into_iter().map(|(form, _)| form).collect();
    let rule = table.word("rule", &RULES);
    let from = from?;
    let wanted: &[&str] = match from {
        From::Declared => &[],
        From::Ratio => &["numerator", "denominator"],
        From::Growth => &["of"],
        From::Units => &["count"],
        From::Records => &["rule"],
    };
    let allowed: &[&str] = if from == From::Units { &["event", "forms"] } else { &[] };
    for key in ["numerator", "denominator", "of", "count", "rule", "event", "forms"] {
        match (table.has(key), wanted.contains(&key)) {
            (false, true) => table.missing(key),
            (true, false) if !allowed.contains(&key) => {
                let said = reason(
                    format!("\"{key}\" không đi với loại chỉ tiêu này"),
                    format!("\"{key}\" does not go with this kind of indicator"),
                );
                table.error_at_key(key, said);
            }
            _ => {}
        }
    }
    if matches!(from, From::Ratio | From::Growth) && time.is_some() {
        table.error_at_key(
            "time",
            reason("tỷ lệ không có quy tắc thời gian riêng", "a ratio has no rule over time of its own"),
        );
    }
    Some(match from {
        From::Declared => Formula::Rows(if time == Some(OverTime::Last) { Combine::Last } else { Combine::Sum }),
        From::Ratio => Formula::Ratio { numerator: numerator?.0, denominator: denominator?.0 },
        From::Growth => Formula::Growth { of: of?.0 },
        From::Units => Formula::Units(unit_count(table, count?, (event.unwrap_or_default(), time), forms)),
        From::Records => Formula::Rows(rule?),
    })
}

/// A count of units; who is founded or ends is a flow, who stands a stock, and who is only coordinated stands.
fn unit_count(
    table: &Table<'_>,
    of: CountedUnits,
    (event, time): (UnitEvent, Option<OverTime>),
    forms: Vec<String>,
) -> UnitCount {
    if event != UnitEvent::Standing && of == CountedUnits::Coordinated {
        let said = reason(
            "đơn vị phối hợp chỉ đạo chỉ đếm theo hiện có",
            "units that are coordinated are counted as they stand",
        );
        table.error_at_key("event", said);
    }
    let flow = event != UnitEvent::Standing;
    if time.is_some_and(|time| (time == OverTime::Sum) != flow || time == OverTime::Max) {
        let said = reason(
            "số đơn vị hiện có cần time = \"last\", số thành lập hay kết thúc cần time = \"sum\"",
            "units standing need time = \"last\", units founded or ended time = \"sum\"",
        );
        table.error_at_key("time", said);
    }
    UnitCount { of, event, forms }
}
