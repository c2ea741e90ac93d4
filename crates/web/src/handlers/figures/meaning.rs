//! What an indicator counts, in words: read off its formula, so that the words cannot drift from what is computed.
//!
//! Not here: who defined it (the pack names the source).

use congdoan_model::figures::{Combine, CountedUnits, Formula, Indicator, OverTime, OverTree, UnitCount, UnitEvent};
use congdoan_service::pack::Pack;

use crate::words::Words;

/// One to three sentences.
#[must_use]
pub(super) fn meaning(words: &Words, pack: &Pack, indicator: &Indicator) -> String {
    let name_of =
        |id: &str| pack.indicator(id).map_or_else(|| id.to_owned(), |one| one.name.get(words.language).to_owned());
    let mut sentences = vec![match &indicator.formula {
        Formula::Rows(combine) => rows(words, pack, indicator, *combine),
        Formula::Ratio { numerator, denominator } => {
            let (above, below) = (name_of(numerator), name_of(denominator));
            words.t_with("meaning-ratio", &[("numerator", &above), ("denominator", &below)])
        }
        Formula::Growth { of } => words.t1("meaning-growth", "of", &name_of(of)),
        Formula::Units(count) => units(words, count),
    }];
    if let Formula::Units(count) = &indicator.formula
        && !count.forms.is_empty()
    {
        let named = pack.unit_forms.iter().filter(|form| count.forms.contains(&form.id));
        let names: Vec<&str> = named.map(|form| form.name.get(words.language)).collect();
        sentences.push(words.t1("meaning-units-forms", "forms", &names.join("; ")));
    }
    if matches!(indicator.formula, Formula::Rows(_)) {
        match indicator.time {
            OverTime::Sum => {}
            OverTime::Last => sentences.push(words.t("meaning-time-last")),
            OverTime::Max => sentences.push(words.t("meaning-time-max")),
            OverTime::Standing => sentences.push(words.t("meaning-time-standing")),
        }
        match indicator.tree {
            OverTree::Sum => {}
            OverTree::Distinct => sentences.push(words.t("meaning-tree-distinct")),
            OverTree::None => sentences.push(words.t("meaning-tree-none")),
        }
    }
    sentences.join(" ")
}

/// What a count of units counts.
fn units(words: &Words, count: &UnitCount) -> String {
    match (count.of, count.event) {
        (CountedUnits::Coordinated, _) => words.t("meaning-units-coordinated"),
        (CountedUnits::Grassroots, UnitEvent::Standing) => words.t("meaning-units-grassroots"),
        (CountedUnits::Grassroots, UnitEvent::Founded) => words.t("meaning-units-grassroots-founded"),
        (CountedUnits::Grassroots, UnitEvent::Ended) => words.t("meaning-units-grassroots-ended"),
        (CountedUnits::Upper, UnitEvent::Standing) => words.t("meaning-units-upper"),
        (CountedUnits::Upper, UnitEvent::Founded) => words.t("meaning-units-upper-founded"),
        (CountedUnits::Upper, UnitEvent::Ended) => words.t("meaning-units-upper-ended"),
    }
}

fn rows(words: &Words, pack: &Pack, indicator: &Indicator, combine: Combine) -> String {
    let language = words.language;
    let Some(register) = indicator.register.as_deref().and_then(|id| pack.register(id)) else {
        return words.t("meaning-declared");
    };
    let measure = register.measures.iter().find(|measure| measure.indicator == indicator.id);
    let field = measure.and_then(|measure| measure.of.as_deref()).and_then(|of| register.field(of));
    let field = field.map(|field| field.name.get(language).to_owned());
    let values = [("register", register.name.get(language)), ("field", field.as_deref().unwrap_or_default())];
    let said = match (combine, &field) {
        (Combine::Count, _) => words.t_with("meaning-count", &values),
        (Combine::Sum, Some(_)) => words.t_with("meaning-sum", &values),
        (Combine::Distinct, Some(_)) => words.t_with("meaning-distinct", &values),
        (Combine::Last, Some(_)) => words.t_with("meaning-last", &values),
        (Combine::Distinct, None) => words.t_with("meaning-distinct-units", &values),
        (Combine::Sum | Combine::Last, None) => words.t_with("meaning-register", &values),
    };
    match measure {
        Some(measure) if measure.when.is_some() => format!("{said} {}", words.t("meaning-when")),
        _ => said,
    }
}
