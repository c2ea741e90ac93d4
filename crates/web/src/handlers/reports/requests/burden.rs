//! What fills the page of the reporting burden.
//!
//! Not here: how it is reckoned (`service::reports::burden`).

use axum::extract::{Query, State};
use congdoan_model::{Month, Period};
use congdoan_service::reports::{BurdenBelow, BurdenItem};

use super::BurdenPage;
use crate::{
    app::App,
    format,
    handlers::{figures::answer::unit_or_home, reports::answer::Asked},
    page::{Link, Page},
    period,
    refusal::{Refusal, encode},
    visit::Visitor,
};

/// `GET /reports/burden`: of the present month where none is named.
///
/// # Errors
/// 404 when the caller may not open the unit's figures, 422 for an impossible month.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<BurdenPage>, Refusal> {
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    let month = match asked.period.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => Month::of(text.parse::<Period>()?.from()),
        None => Month::of(visitor.caller().now.day()),
    };
    let view = app.service.burden(visitor.caller(), &code, month).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let number = |count: usize| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    let text = month.first().format("%Y-%m").to_string();
    let minutes = |minutes: i64| words.count("requests-minutes", minutes);
    let own = |one: &BurdenItem| {
        let period = one.period.to_string();
        let href = format!("/reports?unit={}&form={}&period={}", encode(&code), encode(&one.form.id), encode(&period));
        let name = format!("{} – {}", one.form.symbol, one.form.name.get(words.language));
        let label = period::label(&words, &period);
        (
            Link::new(href, name),
            label,
            format::date(one.due_on),
            number(one.typed),
            number(one.known),
            minutes(one.minutes),
        )
    };
    let below = |one: &BurdenBelow| {
        let href = format!("/reports/burden?unit={}&period={text}", encode(one.unit.code.as_str()));
        let all = minutes(one.forms + one.requests);
        (Link::new(href, one.unit.name.clone()), minutes(one.forms), minutes(one.requests), all, one.over)
    };
    let rate = |minutes: i64| format::integer(words.language, minutes);
    let rates = [
        ("report", rate(view.rates.per_report)),
        ("line", rate(view.rates.per_line)),
        ("ceiling", rate(view.rates.ceiling)),
    ];
    let rates: Vec<(&str, &str)> = rates.iter().map(|(name, value)| (*name, value.as_str())).collect();
    Ok(Page(BurdenPage {
        total: minutes(view.minutes()),
        rates: words.t_with("burden-rates", &rates),
        meter: (view.minutes().min(view.rates.ceiling), view.rates.ceiling),
        own: view.own.iter().map(own).collect(),
        below: view.below.iter().map(below).collect(),
        month_name: period::label(&words, &text),
        month: text.clone(),
        unit_name: view.unit.name.clone(),
        unit: code.clone(),
        shell,
    }))
}
