//! Schemes answered: the list, and one scheme with its numbers.
//!
//! Not here: rules written (`rules`), claims (`claims`).

use axum::{
    extract::{Path, State},
    routing::get,
};
use chrono::{Datelike, NaiveDate};
use congdoan_model::{Timestamp, access::Action};
use congdoan_service::{
    pack::{Cost, Terms, Validity},
    programmes::schemes::{Forecast, ListedScheme, SchemeView, UnitLine, once_for, pays_for},
};

use super::{ClaimLine, OfferedScheme, SchemePage, SchemeRow, SchemesPage, Shown, TermsShown, VersionShown};
use crate::{
    api::id,
    app::App,
    format,
    handlers::registers::story::who,
    page::{FieldError, Link, Page},
    period,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/schemes", Person, get(list).post(super::rules::create)),
        route("GET", "/schemes/{id}", Person, get(scheme)),
    ]
}

/// `GET /schemes`.
///
/// # Errors
/// When the database does not answer.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Page<SchemesPage>, Refusal> {
    Ok(Page(list_page(&app, &visitor, Vec::new()).await?))
}

pub(super) async fn list_page(app: &App, visitor: &Visitor, errors: Vec<FieldError>) -> Result<SchemesPage, Refusal> {
    let (listed, offered) = app.service.schemes(visitor.caller()).await?;
    let shell = visitor.shell(app);
    let (words, language) = (shell.words, shell.words.language);
    let offer = |scheme: congdoan_service::pack::Scheme| OfferedScheme {
        name: scheme.name.get(language).to_owned(),
        id: scheme.id,
        source: scheme.source,
    };
    Ok(SchemesPage {
        rows: listed.iter().map(|one| row(&words, one)).collect(),
        offered: offered.into_iter().map(offer).collect(),
        may_write: visitor.caller().may_somewhere(Action::ProgrammeWrite),
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn row(words: &Words, one: &ListedScheme) -> SchemeRow {
    let (kept, dong) = (&one.kept, |amount| format::dong(words.language, amount));
    let waiting = words.count("scheme-claims-count", one.sums.waiting.0);
    SchemeRow {
        scheme: Link::new(format!("/schemes/{}", kept.id), kept.title.clone()),
        unit: Link::new(format!("/units/{}", kept.unit_code), kept.unit_name.clone()),
        period: period::label(words, &kept.period.to_string()),
        money: [dong(one.budget), dong(one.sums.paid.1), dong(one.budget - one.sums.taken())],
        percent: percent(one.sums.taken(), one.budget),
        waiting: Link::new(format!("/schemes/{}/claims?state=waiting", kept.id), waiting),
    }
}

fn percent(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { (part.saturating_mul(100) / whole).clamp(0, 100) }
}

/// `GET /schemes/{id}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn scheme(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
) -> Result<Page<SchemePage>, Refusal> {
    let view = app.service.scheme(visitor.caller(), id(&of, "scheme")?).await?;
    let shell = visitor.shell(&app);
    let (words, pack, kept) = (shell.words, app.service.pack(), &view.kept);
    let (language, href) = (words.language, format!("/schemes/{}", kept.id));
    let dong = |amount| format::dong(language, amount);
    let facts = vec![
        (words.t("scheme-pays"), pays_for(&pack, &view.scheme).get(language).to_owned()),
        (words.t("scheme-once"), once_for(&view.scheme).get(language).to_owned()),
        (words.t("scheme-source"), view.scheme.source.clone()),
    ];
    let budgets = view.budgets.iter().filter(|_| view.budgets.len() > 1);
    let budget_row = |line: &congdoan_service::programmes::schemes::BudgetLine| {
        [period::label(&words, &line.period.to_string()), dong(line.amount), dong(line.taken)]
    };
    let version = |one: &congdoan_service::programmes::schemes::Definition| VersionShown {
        number: one.version,
        by: format!("{} · {}", who(&words, &one.recorded_by), Timestamp::from_micros(one.recorded_at).readable()),
        reason: one.reason.clone(),
    };
    Ok(Page(SchemePage {
        title: kept.title.clone(),
        unit: Link::new(format!("/units/{}", kept.unit_code), kept.unit_name.clone()),
        period: period::label(&words, &kept.period.to_string()),
        programme: format!("/programmes/{}", kept.id),
        numbers: numbers(&words, &view, &href),
        percent: percent(view.sums.taken(), view.scheme.budget()),
        forecast: view.forecast.map(|forecast| told(&words, forecast)).unwrap_or_default(),
        budgets: budgets.map(budget_row).collect(),
        facts,
        terms: view.scheme.terms.iter().map(|terms| terms_shown(&words, terms)).collect(),
        units: view.units.iter().map(|line| unit_line(&words, line, &href)).collect(),
        months: view
            .months
            .iter()
            .map(|line| ClaimLine {
                name: Link::new(
                    format!("{href}/claims?state=paid&month={}", line.month.format("%Y-%m")),
                    format!("{:02}/{}", line.month.month(), line.month.year()),
                ),
                counts: [format::integer(language, line.count), String::new(), String::new()],
                money: dong(line.paid),
            })
            .collect(),
        versions: view.definitions.iter().map(version).collect(),
        may_write: view.may_write,
        may_claim: view.may_claim,
        href,
        shell,
    }))
}

/// The numbers of a scheme, each leading to the claims it is made of.
fn numbers(words: &Words, view: &SchemeView, href: &str) -> Vec<Shown> {
    let (sums, budget) = (&view.sums, view.scheme.budget());
    let dong = |amount| format::dong(words.language, amount);
    let claims = |count: i64| words.count("scheme-claims-count", count);
    let shown = |label: String, value: String, note: String, state: &str| Shown {
        label,
        value,
        note,
        href: if state.is_empty() { String::new() } else { format!("{href}/claims?state={state}") },
    };
    let each = if sums.paid.0 > 0 { dong(sums.paid.1 / sums.paid.0) } else { "–".to_owned() };
    vec![
        shown(words.t("scheme-budget"), dong(budget), String::new(), ""),
        shown(words.t("scheme-paid"), dong(sums.paid.1), claims(sums.paid.0), "paid"),
        shown(words.t("scheme-committed"), dong(sums.approved.1), claims(sums.approved.0), "approved"),
        shown(words.t("scheme-left"), dong(budget - sums.taken()), words.t("scheme-left-note"), "taken"),
        shown(words.t("scheme-waiting"), dong(sums.waiting.1), claims(sums.waiting.0), "waiting"),
        shown(words.t("scheme-refused"), format::integer(words.language, sums.refused.0), String::new(), "refused"),
        shown(words.t("scheme-each"), each, words.t("scheme-each-note"), "paid"),
    ]
}

fn unit_line(words: &Words, line: &UnitLine, href: &str) -> ClaimLine {
    let count = |number| format::integer(words.language, number);
    let sums = &line.sums;
    ClaimLine {
        name: Link::new(format!("{href}/claims?unit={}", encode(&line.code)), line.name.clone()),
        counts: [count(sums.waiting.0), count(sums.approved.0), count(sums.paid.0)],
        money: format::dong(words.language, sums.paid.1),
    }
}

fn told(words: &Words, forecast: Forecast) -> String {
    let dong = |amount| format::dong(words.language, amount);
    match forecast {
        Forecast::Over => words.t("scheme-forecast-over"),
        Forecast::Spent => words.t("scheme-forecast-spent"),
        Forecast::Unknown => words.t("scheme-forecast-unknown"),
        Forecast::RunsOut { monthly, months, on } => words.t_with(
            "scheme-forecast-out",
            &[("dong", &dong(monthly)), ("months", &months.to_string()), ("date", &format::date(on))],
        ),
        Forecast::Lasts { monthly, months } => {
            words.t_with("scheme-forecast-lasts", &[("dong", &dong(monthly)), ("months", &months.to_string())])
        }
    }
}

fn terms_shown(words: &Words, terms: &Terms) -> TermsShown {
    let language = words.language;
    let cost = match &terms.cost {
        Cost::Fixed(amount) => format::dong(language, *amount),
        Cost::Formula { condition, ceiling } => words.t_with(
            "scheme-cost-formula",
            &[("formula", condition.text()), ("ceiling", &format::dong(language, *ceiling))],
        ),
    };
    TermsShown {
        days: days(words, terms.validity),
        cost,
        within: terms
            .claim_within
            .map(|days| words.t1("scheme-within-days", "days", &days.to_string()))
            .unwrap_or_default(),
        rules: terms.rules.iter().map(|rule| (rule.id.clone(), rule.asks().get(language).to_owned())).collect(),
        papers: terms.papers.iter().map(|paper| (paper.name.get(language).to_owned(), paper.required)).collect(),
    }
}

/// From when until when, in words; the last day, not the first no more.
fn days(words: &Words, validity: Validity) -> String {
    let last = validity.until.and_then(|until| until.pred_opt());
    let written = |day: NaiveDate| format::date(day);
    match (validity.from, last) {
        (None, None) => words.t("scheme-terms-always"),
        (Some(from), None) => words.t1("scheme-terms-from", "date", &written(from)),
        (None, Some(last)) => words.t1("scheme-terms-until", "date", &written(last)),
        (Some(from), Some(last)) => {
            words.t_with("scheme-terms-between", &[("from", &written(from)), ("until", &written(last))])
        }
    }
}
