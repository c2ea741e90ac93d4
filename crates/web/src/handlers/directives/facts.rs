//! What was understood of a finding, as label and value, and the fields to correct it.
//!
//! Not here: where findings stand in the text (`crate::reading`), what a form says (`fill`).

use congdoan_model::{
    directives::{
        Relation,
        finding::{FindingKind, Values},
    },
    names::Language,
};
use congdoan_service::{directives::Proposed, pack::Pack};

use crate::{
    format,
    handlers::registers::{FieldKind, FormField},
    labels,
    page::Choice,
    reading::Facts,
    words::Words,
};

/// A number kept as text with a dot before its decimals, as the reader of the language writes it.
fn written(words: &Words, number: &str, unit: &str) -> String {
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let mut text = whole.parse().map_or_else(|_| whole.to_owned(), |whole| format::integer(words.language, whole));
    if !decimals.is_empty() {
        text.push(if words.language == Language::Vi { ',' } else { '.' });
        text.push_str(decimals);
    }
    if unit.is_empty() { text } else { format!("{text}\u{a0}{unit}") }
}

/// What was understood, as the values stand.
pub(super) fn facts(words: &Words, kind: FindingKind, values: &Values) -> Facts {
    let value = written(words, &values.value, &values.unit);
    let most = || written(words, &values.value_max, &values.unit);
    let days = [values.from, values.to].map(|day| day.map(format::date).unwrap_or_default());
    let days = match &days {
        [from, to] if from.is_empty() && to.is_empty() => String::new(),
        [from, to] => format!("{from} – {to}"),
    };
    let all = match kind {
        FindingKind::Citation => vec![
            (words.t("kind"), values.kind.clone()),
            (words.t("symbol"), values.symbol.clone()),
            (words.t("issued-on"), values.date.map(format::date).unwrap_or_else(|| values.period.clone())),
            (words.t("issuer"), values.issuer.clone()),
            (words.t("relation"), labels::directive_link(words, &values.relation)),
        ],
        FindingKind::Target => {
            let asked = if values.value_max.is_empty() {
                format!("{} {value}", labels::comparator(words, &values.comparator))
            } else {
                words.t_with("target-range", &[("least", &value), ("most", &most())])
            };
            vec![
                (words.t("subject"), values.subject.clone()),
                (words.t("target"), asked),
                (words.t("period"), values.period.clone()),
            ]
        }
        FindingKind::Figure => {
            let value = if values.value_max.is_empty() {
                value
            } else {
                format!("{} / {}", written(words, &values.value, ""), most())
            };
            let value = match values.comparator.as_str() {
                ">" => words.t1("figure-more-than", "value", &value),
                "<" => words.t1("figure-nearly", "value", &value),
                "~" => words.t1("figure-about", "value", &value),
                _ => value,
            };
            vec![
                (words.t("subject"), values.subject.clone()),
                (words.t("value"), value),
                (words.t("period"), values.period.clone()),
            ]
        }
        FindingKind::Task => vec![
            (words.t("finding-owner"), values.owner.clone()),
            (words.t("finding-due"), values.period.clone()),
            (words.t("finding-days"), days),
        ],
        FindingKind::Period => vec![(words.t("finding-days"), days)],
        FindingKind::Remark => vec![(words.t("finding-remark"), remark(words, &values.code))],
        FindingKind::Organisation => Vec::new(),
    };
    all.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
}

/// What a remark says; the codes are the reader's.
fn remark(words: &Words, code: &str) -> String {
    match code {
        "number-too-large" => words.t("remark-number-too-large"),
        "impossible-date" => words.t("remark-impossible-date"),
        "percent-sign-missing" => words.t("remark-percent-sign-missing"),
        "kind-disagrees" => words.t("remark-kind-disagrees"),
        "issuer-doubtful" => words.t("remark-issuer-doubtful"),
        "parts-do-not-add-up" => words.t("remark-parts-do-not-add-up"),
        "share-differs" => words.t("remark-share-differs"),
        "difference-differs" => words.t("remark-difference-differs"),
        "dates-differ" => words.t("remark-dates-differ"),
        "issuers-differ" => words.t("remark-issuers-differ"),
        "values-differ" => words.t("remark-values-differ"),
        other => other.replace('-', " "),
    }
}

fn field(anchor: &str, name: &str, label: String, kind: FieldKind, value: &str) -> FormField {
    FormField { id: format!("{anchor}.{name}"), label, kind, value: value.to_owned(), ..FormField::default() }
}

/// The fields that correct the values of a finding.
pub(super) fn fields(words: &Words, anchor: &str, kind: FindingKind, values: &Values) -> Vec<FormField> {
    let text = |name: &str, label: String, value: &str| field(anchor, name, label, FieldKind::Text, value);
    let day = |name: &str, label: String, value: Option<chrono::NaiveDate>| {
        field(anchor, name, label, FieldKind::Date, &value.map(|day| day.to_string()).unwrap_or_default())
    };
    let days = || [day("from", words.t("finding-from"), values.from), day("to", words.t("finding-to"), values.to)];
    let numbers = || {
        vec![
            text("subject", words.t("subject"), &values.subject),
            text("value", words.t("value"), &values.value),
            text("value_max", words.t("finding-value-max"), &values.value_max),
            text("unit", words.t("finding-unit"), &values.unit),
            text("period", words.t("period"), &values.period),
        ]
    };
    match kind {
        FindingKind::Citation => {
            let relations = Relation::ALL
                .map(|one| Choice::new(one.word(), labels::directive_link(words, one.word()), &values.relation));
            vec![
                FormField {
                    choices: relations.into(),
                    ..field(anchor, "relation", words.t("relation"), FieldKind::Choice, &values.relation)
                },
                text("symbol", words.t("symbol"), &values.symbol),
                day("date", words.t("issued-on"), values.date),
                text("issuer", words.t("issuer"), &values.issuer),
            ]
        }
        FindingKind::Target => {
            let signs = [">=", ">", "=", "<=", "<"];
            let signs = signs.map(|sign| Choice::new(sign, labels::comparator(words, sign), &values.comparator));
            let mut all = numbers();
            let comparator = FormField {
                choices: signs.into(),
                ..field(anchor, "comparator", words.t("finding-comparator"), FieldKind::Choice, &values.comparator)
            };
            all.insert(1, comparator);
            all.extend(days());
            all
        }
        FindingKind::Figure => numbers(),
        FindingKind::Task => {
            let mut all = vec![
                text("owner", words.t("finding-owner"), &values.owner),
                text("period", words.t("finding-due"), &values.period),
            ];
            all.extend(days());
            all
        }
        FindingKind::Period => days().into(),
        FindingKind::Organisation | FindingKind::Remark => Vec::new(),
    }
}

/// The field that chooses an indicator: the suggested ones with why, and, where the whole pack is offered, all others.
pub(super) fn indicator(words: &Words, anchor: &str, one: &Proposed, (pack, whole): (&Pack, bool)) -> FormField {
    let present = one.finding.indicator.clone().unwrap_or_default();
    let name =
        |id: &str| pack.indicator(id).map_or_else(|| id.to_owned(), |found| found.name.get(words.language).to_owned());
    let mut choices: Vec<Choice> = one
        .indicators
        .iter()
        .map(|best| Choice::new(best.indicator.as_str(), name(&best.indicator), &present))
        .collect();
    if !present.is_empty() && choices.iter().all(|choice| choice.value != present) {
        choices.insert(0, Choice::new(present.as_str(), name(&present), &present));
    }
    if whole {
        for found in &pack.indicators {
            if choices.iter().all(|choice| choice.value != found.id) {
                choices.push(Choice::new(found.id.as_str(), found.name.get(words.language), &present));
            }
        }
    }
    let why = one.indicators.iter().find(|best| best.indicator == present).map(|best| best.why.clone());
    let hint = why.map(|why| words.t1("finding-why", "words", &why)).unwrap_or_default();
    FormField { choices, hint, ..field(anchor, "indicator", words.t("finding-indicator"), FieldKind::Choice, &present) }
}

/// The field that chooses the paper a citation names or the unit an organisation is; none where nothing is offered.
pub(super) fn matched(words: &Words, anchor: &str, one: &Proposed) -> Option<FormField> {
    if !one.papers.is_empty() {
        let present = one.finding.cited.map(|id| id.to_string()).unwrap_or_default();
        let choice = |paper: &congdoan_model::directives::Directive| {
            let label = format!("{} · {}", paper.symbol, paper.title);
            Choice::new(paper.id.to_string(), label, &present)
        };
        let choices = one.papers.iter().map(choice).collect();
        return Some(FormField {
            choices,
            ..field(anchor, "cited", words.t("in-register"), FieldKind::Choice, &present)
        });
    }
    if !one.units.is_empty() {
        let code = |unit: &congdoan_model::org::Unit| unit.code.to_string();
        let present = one.units.iter().find(|unit| Some(unit.id) == one.finding.unit).map(code).unwrap_or_default();
        let choices =
            one.units.iter().map(|unit| Choice::new(unit.code.as_str(), unit.name.as_str(), &present)).collect();
        return Some(FormField { choices, ..field(anchor, "unit_code", words.t("unit"), FieldKind::Choice, &present) });
    }
    None
}
