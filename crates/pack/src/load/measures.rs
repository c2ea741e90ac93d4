//! Reads the measures of a register and the rules rule, time and tree must keep between them.
//!
//! Not here: indicators that no register feeds (`indicators`).

use congdoan_model::{
    figures::{Combine, OverTime, OverTree, Rhythm},
    org::UnitKind,
};

use super::{
    registers::kinds,
    stretch,
    table::{Table, is_indicator_id},
};
use crate::{
    Condition, FieldKind, Measure, Register,
    contribute::RECORDING_UNIT,
    remark::{reason, suggestion},
};

pub(super) const TIMES: [(&str, OverTime); 4] =
    [("sum", OverTime::Sum), ("last", OverTime::Last), ("max", OverTime::Max), ("standing", OverTime::Standing)];
pub(super) const TREES: [(&str, OverTree); 3] =
    [("sum", OverTree::Sum), ("distinct", OverTree::Distinct), ("none", OverTree::None)];
pub(super) const RHYTHMS: [(&str, Rhythm); 2] = [("once", Rhythm::Once), ("month", Rhythm::Month)];
const RULES: [(&str, Combine); 4] =
    [("count", Combine::Count), ("sum", Combine::Sum), ("distinct", Combine::Distinct), ("last", Combine::Last)];

/// Kinds of units that record unless a register says otherwise: those that are unions.
pub(super) fn counting_kinds() -> Vec<UnitKind> {
    UnitKind::ALL.into_iter().filter(|kind| !matches!(kind, UnitKind::Party | UnitKind::Outside)).collect()
}

pub(super) fn read(table: &Table<'_>, register: &Register) -> Option<Measure> {
    let indicator = indicator_id(table, "indicator");
    let unit_of_measure = table.required_text("unit");
    let rule = table.word("rule", &RULES);
    if !table.has("rule") {
        table.missing("rule");
    }
    let of = table.text("of");
    let time = table.word("time", &TIMES);
    let tree = table.word("tree", &TREES).unwrap_or_default();
    let when = table.text("when").map(|(formula, span)| Condition::new(formula, table.place_of(&span)));
    let campaign = table.text("campaign").map(|(field, _)| field);
    let measure = Measure {
        name: table.required_local("name"),
        also: table.texts("also").into_iter().map(|(id, _)| id).collect(),
        expected_of: table.words("expected_of", &kinds()),
        rhythm: table.word("rhythm", &RHYTHMS).unwrap_or_default(),
        source: table.text("source").map_or_else(|| register.source.clone(), |(source, _)| source),
        place: table.place_of_key("indicator"),
        indicator: indicator?,
        unit_of_measure: unit_of_measure?.0,
        rule: rule?,
        of: of.map(|(of, _)| of),
        when,
        time: time.unwrap_or(if rule == Some(Combine::Last) { OverTime::Last } else { OverTime::Sum }),
        tree,
        campaign,
        stretch: stretch::read(table, time, register),
    };
    check_of(table, &measure, register);
    check_campaign(table, &measure, register);
    check_rules(table, &measure);
    stretch::check(table, &measure);
    Some(measure)
}

/// The id of an indicator, `area.thing`.
pub(super) fn indicator_id(table: &Table<'_>, key: &'static str) -> Option<String> {
    let (id, span) = table.required_text(key)?;
    if is_indicator_id(&id) {
        return Some(id);
    }
    table.error(
        table.place_of(&span),
        reason(
            format!("\"{id}\" không phải mã chỉ tiêu: viết như training.classes"),
            format!("\"{id}\" is no indicator id: write it like training.classes"),
        ),
    );
    None
}

/// `of` names a field whose kind suits the rule; counting takes none.
fn check_of(table: &Table<'_>, measure: &Measure, register: &Register) {
    let Some(of) = measure.of.as_deref() else {
        if measure.rule != Combine::Count {
            table.missing("of");
        }
        return;
    };
    if measure.rule == Combine::Count {
        table.error_at_key(
            "of",
            reason("\"count\" đếm bản ghi, không có \"of\"", "\"count\" counts records and takes no \"of\""),
        );
        return;
    }
    if measure.rule == Combine::Distinct && of == RECORDING_UNIT {
        return;
    }
    let Some(field) = register.field(of) else {
        let (vi, en) = suggestion(of, register.fields.iter().map(|field| field.id.as_str()));
        let said =
            reason(format!("\"of\" nêu mục \"{of}\" không có{vi}"), format!("\"of\" names no field: \"{of}\"{en}"));
        table.error_at_key("of", said);
        return;
    };
    let suits = match measure.rule {
        Combine::Distinct => !matches!(field.kind, FieldKind::Bool | FieldKind::File),
        _ => field.kind.is_number(),
    };
    if !suits {
        table.error_at_key(
            "of",
            reason(
                format!("mục \"{of}\" không phải loại mà quy tắc này tính được"),
                format!("field \"{of}\" is not of a kind this rule can work on"),
            ),
        );
    }
}

/// `campaign` names a field that holds a year.
fn check_campaign(table: &Table<'_>, measure: &Measure, register: &Register) {
    let Some(campaign) = measure.campaign.as_deref() else { return };
    let holds_year = register.field(campaign).is_some_and(|field| match field.kind {
        FieldKind::Count => true,
        FieldKind::Choice => field.choices.iter().all(|choice| choice.id.parse::<i32>().is_ok()),
        _ => false,
    });
    if !holds_year {
        table.error_at_key(
            "campaign",
            reason(
                format!("\"campaign\" phải nêu một mục số chứa năm, không phải \"{campaign}\""),
                format!("\"campaign\" must name a field of kind count that holds a year, not \"{campaign}\""),
            ),
        );
    }
    if measure.time != OverTime::Sum {
        table.error_at_key(
            "campaign",
            reason(
                "chỉ số phát sinh (time = \"sum\") theo năm chiến dịch",
                "only flows (time = \"sum\") follow a campaign year",
            ),
        );
    }
}

/// Which rules over time and over the tree go with which rule over records.
fn check_rules(table: &Table<'_>, measure: &Measure) {
    let wrong_time = match measure.rule {
        Combine::Count | Combine::Sum => measure.time == OverTime::Last,
        Combine::Distinct => !matches!(measure.time, OverTime::Sum | OverTime::Standing),
        Combine::Last => matches!(measure.time, OverTime::Sum | OverTime::Standing),
    };
    if wrong_time {
        let key = if table.has("time") { "time" } else { "rule" };
        let allowed = match measure.rule {
            Combine::Count | Combine::Sum => "sum, max, standing",
            Combine::Distinct => "sum, standing",
            Combine::Last => "last, max",
        };
        let said = reason(
            format!("quy tắc này chỉ đi với time = {allowed}: số phát sinh thì cộng, số hiện có thì lấy lần cuối"),
            format!("this rule only goes with time = {allowed}: flows add up, stocks take the last"),
        );
        table.error_at_key(key, said);
    }
    if measure.tree == OverTree::Distinct && measure.rule != Combine::Distinct {
        let said = reason(
            "tree = \"distinct\" chỉ đi với rule = \"distinct\"",
            "tree = \"distinct\" only goes with rule = \"distinct\"",
        );
        table.error_at_key("tree", said);
    }
}
