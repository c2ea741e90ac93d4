//! Reads `members.toml` and the files of `members/`: fields of a member, purposes, states, ways of joining and leaving,
//! usual sheets.
//!
//! Not here: whether purposes and fields that are named exist, whether the core is complete (`links`).

use congdoan_model::members::Sex;

use super::{
    counts::{joinings, leavings, sexes},
    table::Table,
};
use crate::{
    Decider, JoiningRule, LeavingRule, MemberChoice, MemberField, MemberFieldKind, MemberSheet, MemberState, Pack,
    PersonalClass, Purpose, remark::reason,
};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let shared = root.shared_source();
    let members = &mut pack.members;
    for table in root.tables("purpose") {
        let purpose = read_purpose(&table, &shared);
        table.close();
        members.purposes.extend(purpose);
    }
    for table in root.tables("field") {
        let field = read_field(&table, &shared);
        table.close();
        members.fields.extend(field);
    }
    for table in root.tables("state") {
        let state = read_state(&table, &shared);
        table.close();
        members.states.extend(state);
    }
    for table in root.tables("joining") {
        let rule = read_joining(&table, &shared);
        table.close();
        members.joinings.extend(rule);
    }
    for table in root.tables("leaving") {
        let rule = read_leaving(&table, &shared);
        table.close();
        members.leavings.extend(rule);
    }
    for table in root.tables("sheet") {
        let sheet = read_sheet(&table, &shared);
        table.close();
        members.sheets.extend(sheet);
    }
}

fn read_purpose(table: &Table<'_>, shared: &str) -> Option<Purpose> {
    let id = table.id("id");
    let purpose = Purpose {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        needs_consent: table.flag("needs_consent", false),
        source: table.source(shared),
        id: id?.0,
    };
    Some(purpose)
}

fn read_field(table: &Table<'_>, shared: &str) -> Option<MemberField> {
    let id = table.id("id");
    let kind = table.required_word("kind", &MemberFieldKind::WORDS);
    let class = table.required_word("class", &PersonalClass::WORDS);
    let purpose = table.required_text("purpose");
    let field = MemberField {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        choices: read_choices(table),
        lengths: read_lengths(table),
        partial: table.flag("partial", false),
        generated: table.flag("generated", false),
        required: table.flag("required", false),
        retention_years: table.small("retention_years"),
        titles: table.texts("titles").into_iter().map(|(title, _)| title).collect(),
        unsure: table.flag("unsure", false),
        source: table.source(shared),
        id: id?.0,
        kind: kind?,
        class: class?,
        purpose: purpose?.0,
    };
    check_kind(table, &field);
    Some(field)
}

/// Keys that only go with one kind of value, and the choices of a sex.
fn check_kind(table: &Table<'_>, field: &MemberField) {
    let only_with = [
        ("choices", MemberFieldKind::Choice),
        ("lengths", MemberFieldKind::Digits),
        ("partial", MemberFieldKind::Date),
    ];
    for (key, kind) in only_with {
        if table.has(key) && field.kind != kind {
            let word = MemberFieldKind::WORDS.iter().find(|(_, one)| *one == kind).map_or("", |(word, _)| *word);
            let said = reason(
                format!("\"{key}\" chỉ đi với kind = \"{word}\""),
                format!("\"{key}\" only goes with kind = \"{word}\""),
            );
            table.error_at_key(key, said);
        }
    }
    if field.kind != MemberFieldKind::Choice {
        return;
    }
    if field.choices.is_empty() {
        table.missing("choices");
    } else if field.id == "sex"
        && !field.choices.iter().map(|choice| choice.id.as_str()).eq(Sex::ALL.iter().map(|sex| sex.word()))
    {
        let words = sexes().iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        let said = reason(
            format!("giới tính có đúng các lựa chọn: {words}"),
            format!("the choices of sex are exactly: {words}"),
        );
        table.error_at_key("choices", said);
    }
}

fn read_lengths(table: &Table<'_>) -> Vec<u16> {
    let lengths = table.numbers("lengths").unwrap_or_default();
    let small: Vec<u16> = lengths.iter().filter_map(|length| u16::try_from(*length).ok()).collect();
    if small.len() != lengths.len() || small.contains(&0) {
        let said = reason("\"lengths\" là các số chữ số, từ 1", "\"lengths\" are numbers of digits, from 1");
        table.error_at_key("lengths", said);
    }
    small
}

fn read_choices(table: &Table<'_>) -> Vec<MemberChoice> {
    let mut choices: Vec<MemberChoice> = Vec::new();
    for one in table.tables("choices") {
        let id = one.id("id");
        let name = one.required_local("name");
        let titles = one.texts("titles").into_iter().map(|(title, _)| title).collect();
        one.close();
        let Some((id, span)) = id else { continue };
        if choices.iter().any(|choice| choice.id == id) {
            one.error(one.place_of(&span), reason(format!("\"{id}\" đã có"), format!("\"{id}\" is there already")));
        }
        choices.push(MemberChoice::new(id, name, titles));
    }
    choices
}

fn read_state(table: &Table<'_>, shared: &str) -> Option<MemberState> {
    let id = table.id("id");
    if !table.has("pays_dues") {
        table.missing("pays_dues");
    }
    let state = MemberState {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        pays_dues: table.flag("pays_dues", true),
        unsure: table.flag("unsure", false),
        source: table.source(shared),
        id: id?.0,
    };
    Some(state)
}

fn read_joining(table: &Table<'_>, shared: &str) -> Option<JoiningRule> {
    let joining = table.required_word("id", &joinings());
    let rule = JoiningRule {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        needs_decision: table.flag("needs_decision", false),
        decided_by: table.word("decided_by", &Decider::WORDS).unwrap_or(Decider::Own),
        unsure: table.flag("unsure", false),
        source: table.source(shared),
        joining: joining?,
    };
    Some(rule)
}

fn read_leaving(table: &Table<'_>, shared: &str) -> Option<LeavingRule> {
    let leaving = table.required_word("id", &leavings());
    let rule = LeavingRule {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        needs_decision: table.flag("needs_decision", false),
        decided_by: table.word("decided_by", &Decider::WORDS).unwrap_or(Decider::Own),
        by_hand: table.flag("by_hand", true),
        unsure: table.flag("unsure", false),
        source: table.source(shared),
        leaving: leaving?,
    };
    Some(rule)
}

fn read_sheet(table: &Table<'_>, shared: &str) -> Option<MemberSheet> {
    let id = table.id("id");
    let mut columns = Vec::new();
    for column in table.tables("columns") {
        let (title, field) = (column.required_text("title"), column.required_text("field"));
        column.close();
        columns.extend(title.zip(field).map(|((title, _), (field, _))| (title, field)));
    }
    if columns.is_empty() {
        table.missing("columns");
    }
    let sheet = MemberSheet {
        place: table.place_of_key("id"),
        name: table.required_local("name"),
        columns,
        source: table.source(shared),
        id: id?.0,
    };
    Some(sheet)
}
