//! The bridge between a total on the tree of its own period and the same total on the tree of another day, cause by cause.
//!
//! Not here: adding up and the causes (`rollup`), one number opened (`open`).

use askama::Template;
use axum::extract::{Query, State};
use chrono::NaiveDate;
use congdoan_model::figures::{Cause, Formula, Value};
use congdoan_service::{Error, figures::Ask};
use serde::Deserialize;

use super::{
    FigureCell,
    answer::{Asked, picker, unit_or_home},
    cells::{cell, known, measure, unit_page},
};
use crate::{
    api::required,
    app::App,
    handlers::registers::answer::day,
    page::{Link, Page},
    period::PeriodPicker,
    refusal::{Refusal, encode},
    shell::Shell,
    visit::Visitor,
    words::Words,
};

/// One step of the bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The cause, in words.
    pub cause: String,
    /// What it adds.
    pub value: FigureCell,
}

/// The bridge of one number.
#[derive(Template)]
#[template(path = "figures/bridge.html", blocks = ["content"])]
pub struct BridgePage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub unit_code: String,
    /// The name of the indicator.
    pub indicator: String,
    /// Its id.
    pub indicator_id: String,
    /// Its unit of measure, in words.
    pub unit_of_measure: String,
    /// The picker of the period.
    pub picker: PeriodPicker,
    /// The day whose tree is taken, ISO.
    pub restated_on: String,
    /// The same, as written on pages.
    pub restated_day: String,
    /// The number on the tree of its own period.
    pub value: FigureCell,
    /// The steps.
    pub steps: Vec<Step>,
    /// The number on the tree of the other day.
    pub restated: FigureCell,
    /// For ratios, which have no steps of their own: the bridges of numerator and denominator.
    pub sides: Vec<Link>,
    /// Whether value and steps give the restated number, as they must.
    pub adds_up: bool,
}

/// Beside what is asked of every page of figures: the day of the tree.
#[derive(Debug, Deserialize)]
pub struct Restated {
    restated: Option<String>,
}

/// `GET /figures/bridge`.
///
/// # Errors
/// 404 when the caller may not see the unit's totals or there is no such indicator, 422 for an impossible period.
pub(super) async fn bridge(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    Query(other): Query<Restated>,
) -> Result<Page<BridgePage>, Refusal> {
    let (code, period) = (unit_or_home(&visitor, asked.unit.as_ref())?, asked.period(&visitor)?);
    let id = required(asked.indicator.as_ref(), "indicator")?;
    let pack = app.service.pack();
    let indicator = pack.indicator(id).ok_or_else(|| Error::UnknownIndicator(id.to_owned()))?;
    let on = other.restated.as_deref().and_then(day).unwrap_or_else(|| visitor.caller().now.day());
    let ask = Ask::new(&code, id, period);
    let before = app.service.figure(visitor.caller(), &ask).await?;
    let after = app.service.figure(visitor.caller(), &Ask { restated: Some(on), ..ask }).await?;
    let table = app.service.figure_frame(visitor.caller(), &code, period).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let measured = measure(&indicator.unit_of_measure);
    let found = after.bridge.clone().unwrap_or_default();
    let steps = found.iter().map(|step| Step {
        cause: cause(&words, step.cause),
        value: known(Some(Value::Whole(step.value)), measured, None),
    });
    let whole = |value: Option<Value>| value.and_then(Value::whole).unwrap_or(0);
    let moved: i64 = found.iter().map(|step| step.value).sum();
    let hidden = [("unit", code.clone()), ("indicator", id.to_owned()), ("restated", on.to_string())];
    let side = |of: &str| {
        let name = pack.indicator(of).map_or_else(|| of.to_owned(), |one| one.name.get(words.language).to_owned());
        Link::new(href(&code, of, &period.to_string(), on), name)
    };
    let sides = match &indicator.formula {
        Formula::Ratio { numerator, denominator } => vec![side(numerator), side(denominator)],
        Formula::Growth { of } => vec![side(of)],
        Formula::Rows(_) | Formula::Units(_) => Vec::new(),
    };
    Ok(Page(BridgePage {
        unit: Link::new(unit_page(&code), table.unit.name),
        indicator: indicator.name.get(words.language).to_owned(),
        indicator_id: id.to_owned(),
        unit_of_measure: indicator.unit_of_measure.clone(),
        picker: picker(
            &words,
            "/figures/bridge",
            hidden.map(|(key, value)| (key.to_owned(), value)).to_vec(),
            period,
            &visitor,
        ),
        restated_on: on.to_string(),
        restated_day: crate::format::date(on),
        value: cell(&before, None),
        steps: steps.collect(),
        restated: cell(&after, None),
        adds_up: !sides.is_empty() || whole(before.value) + moved == whole(after.value),
        sides,
        unit_code: code,
        shell,
    }))
}

/// Where the bridge of a number stands.
pub(super) fn href(unit: &str, indicator: &str, period: &str, on: NaiveDate) -> String {
    let (unit, indicator, period) = (encode(unit), encode(indicator), encode(period));
    format!("/figures/bridge?unit={unit}&indicator={indicator}&period={period}&restated={on}")
}

fn cause(words: &Words, cause: Cause) -> String {
    match cause {
        Cause::MovedIn => words.t("bridge-moved-in"),
        Cause::MovedOut => words.t("bridge-moved-out"),
        Cause::Merged => words.t("bridge-merged"),
        Cause::Ended => words.t("bridge-ended"),
        Cause::Corrected => words.t("bridge-corrected"),
    }
}
