//! What fills the page of integrity rules.
//!
//! Not here: the rules (`service::audit::integrity`).

use axum::{extract::State, routing::get};
use congdoan_service::audit::integrity::{Integrity, RuleResult};

use super::{IntegrityPage, RuleArea, RuleRow};
use crate::{
    app::App,
    format,
    page::Page,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// The routes of integrity.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![route("GET", "/integrity", Audience::Person, get(read))]
}

/// `GET /integrity`.
///
/// # Errors
/// 403 for who may not read the audit log of the whole federation.
pub async fn read(State(app): State<App>, visitor: Visitor) -> Result<Page<IntegrityPage>, Refusal> {
    let found = app.service.integrity_for(visitor.caller()).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let mut broken: Vec<&RuleResult> = found.rules.iter().filter(|rule| !rule.holds()).collect();
    broken.sort_by_key(|rule| rule.weight);
    Ok(Page(IntegrityPage {
        summary: summary(&words, &found),
        sound: found.failed() == 0,
        broken: broken.into_iter().map(|rule| row(&words, rule)).collect(),
        areas: areas(&words, &found),
        shell,
    }))
}

fn number(words: &Words, count: usize) -> String {
    format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX))
}

fn summary(words: &Words, found: &Integrity) -> String {
    let (rules, broken) = (number(words, found.rules.len()), number(words, found.broken()));
    let failed = number(words, found.failed());
    words.t_with("integrity-summary", &[("rules", &rules), ("broken", &broken), ("failed", &failed)])
}

fn areas(words: &Words, found: &Integrity) -> Vec<RuleArea> {
    let mut areas: Vec<(&str, Vec<&RuleResult>)> = Vec::new();
    for rule in &found.rules {
        match areas.last_mut().filter(|(area, _)| *area == rule.area) {
            Some((_, rules)) => rules.push(rule),
            None => areas.push((&rule.area, vec![rule])),
        }
    }
    let area = |(area, rules): (&str, Vec<&RuleResult>)| {
        let held = number(words, rules.iter().filter(|rule| rule.holds()).count());
        RuleArea {
            name: area_name(words, area),
            summary: words.t_with("integrity-held", &[("held", &held), ("all", &number(words, rules.len()))]),
            rules: rules.into_iter().map(|rule| row(words, rule)).collect(),
        }
    };
    areas.into_iter().map(area).collect()
}

fn row(words: &Words, rule: &RuleResult) -> RuleRow {
    let count = i64::try_from(rule.count).unwrap_or(i64::MAX);
    RuleRow {
        id: rule.id.clone(),
        name: rule.name.get(words.language).to_owned(),
        is_error: rule.weight == congdoan_model::audit::integrity::Weight::Error,
        count: if rule.holds() { String::new() } else { format::integer(words.language, count) },
        places: rule.places.clone(),
        remedy: rule.remedy.get(words.language).to_owned(),
    }
}

/// The area of rules as the interface writes it; one without a word goes by its own.
fn area_name(words: &Words, area: &str) -> String {
    match area {
        "org" => words.t("integrity-area-org"),
        "members" => words.t("integrity-area-members"),
        "cards" => words.t("integrity-area-cards"),
        "access" => words.t("integrity-area-access"),
        "directives" => words.t("integrity-area-directives"),
        "programmes" => words.t("integrity-area-programmes"),
        "registers" => words.t("integrity-area-registers"),
        "figures" => words.t("integrity-area-figures"),
        "reports" => words.t("integrity-area-reports"),
        "audit" => words.t("integrity-area-audit"),
        "checks" => words.t("integrity-area-checks"),
        other => other.to_owned(),
    }
}
