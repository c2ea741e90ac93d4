//! What fills the pages of programmes: a unit's own, and one with the progress of its targets.
//!
//! Not here: progress itself (`service::programmes`).

use axum::{
    extract::{Path, Query, State},
    routing::{get, post},
};
use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    Period,
    figures::{Formula, Value},
    programmes::Comparator,
};
use congdoan_service::{
    pack::Pack,
    programmes::{ProgrammeView, Progress},
};
use serde::Deserialize;

use super::{
    ProgrammePage, ProgrammeRow, ProgrammesPage, TargetRow, TargetState, answers, coverage, indicators, opening,
    reviews, targets,
};
use crate::{
    api,
    app::App,
    handlers::figures::{
        Measure,
        answer::unit_or_home,
        cells::{cell, measure, number, opens, unit_page},
    },
    page::{Choice, Link, Page},
    period,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// How many years back the list offers.
const YEARS_BACK: i32 = 12;
/// How many units below the shown one the list offers; more are reached through their own pages.
const OFFERED: usize = 200;

/// The routes of programmes.
#[must_use]
pub fn routes() -> Vec<Route> {
    let own = vec![
        route("GET", "/programmes", Audience::Person, get(list)),
        route("GET", "/programmes/{id}", Audience::Person, get(programme)),
        route("GET", "/programmes/{id}/targets/new", Audience::Person, get(targets::answer::form)),
        route("POST", "/programmes/{id}/targets", Audience::Person, post(targets::write::add)),
        route("GET", "/targets/{id}", Audience::Person, get(targets::answer::read)),
        route("POST", "/targets/{id}/allot", Audience::Person, post(targets::write::allot)),
        route("POST", "/targets/{id}/changes", Audience::Person, post(targets::write::ask)),
        route("POST", "/target-changes/{id}/decide", Audience::Person, post(targets::write::decide)),
    ];
    [own, opening::routes(), answers::routes(), coverage::routes(), reviews::routes(), indicators::routes()].concat()
}

/// What is asked of the list.
#[derive(Debug, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    period: Option<String>,
}

/// The programmes a unit carries itself.
///
/// # Errors
/// 404 when the caller may not read programmes of the unit, 422 for an impossible period.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<ProgrammesPage>, Refusal> {
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    let chosen = asked.period.unwrap_or_default();
    let (_, views) = app.service.programmes(visitor.caller(), &code, asked_period(&chosen)?).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    Ok(Page(ProgrammesPage {
        units: units(&app, &visitor, &code).await?,
        years: years(&words, &chosen, visitor.caller().now.day().year()),
        rows: views.iter().map(|view| row(&words, view, visitor.caller().now.day())).collect(),
        shell,
    }))
}

fn asked_period(chosen: &str) -> Result<Period, Refusal> {
    if !chosen.is_empty() {
        return Ok(chosen.parse()?);
    }
    // Every year there can be a programme of.
    Ok("2000-01-01/2100-12-31".parse()?)
}

/// The shown unit with those around it, for the filter: those above, the caller's own, those directly below.
async fn units(app: &App, visitor: &Visitor, code: &str) -> Result<Vec<Choice>, Refusal> {
    let caller = visitor.caller();
    let mut offered = app.service.path(caller, code).await?;
    let (unit, below) = app.service.directly_below(caller, code).await?;
    offered.extend(visitor.homes().iter().cloned());
    offered.push(unit);
    offered.extend(below.into_iter().take(OFFERED).map(|(child, _)| child));
    let mut choices: Vec<Choice> = Vec::with_capacity(offered.len());
    for unit in offered {
        if choices.iter().all(|choice| choice.value != unit.code.as_str()) {
            choices.push(Choice::new(unit.code.as_str(), unit.name, code));
        }
    }
    Ok(choices)
}

fn years(words: &Words, chosen: &str, now: i32) -> Vec<Choice> {
    let mut codes: Vec<String> = (now - YEARS_BACK..=now + 1).rev().map(|year| year.to_string()).collect();
    if !chosen.is_empty() && !codes.iter().any(|code| code == chosen) {
        codes.insert(0, chosen.to_owned());
    }
    let listed = codes.into_iter().map(|code| {
        let label = period::label(words, &code);
        Choice::new(code, label, chosen)
    });
    std::iter::once(Choice::new("", words.t("years-all"), chosen)).chain(listed).collect()
}

/// A programme as a row of a list, as its targets stand on a day.
#[must_use]
pub fn row(words: &Words, view: &ProgrammeView, today: NaiveDate) -> ProgrammeRow {
    let directive = view.directive.as_ref().map(|one| {
        let text = if one.symbol.is_empty() { &one.title } else { &one.symbol };
        Link::new(format!("/directives/{}", one.id), text.clone())
    });
    ProgrammeRow {
        programme: Link::new(format!("/programmes/{}", view.programme.id), view.programme.title.clone()),
        unit: Link::new(unit_page(view.unit.code.as_str()), view.unit.name.clone()),
        period: period::label(words, &view.programme.period.to_string()),
        directive: directive.unwrap_or_default(),
        targets: view.targets.len(),
        met: view.targets.iter().filter(|target| state(target, today) == TargetState::Met).count(),
    }
}

/// One programme with its targets.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn programme(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Page<ProgrammePage>, Refusal> {
    let view = app.service.programme(visitor.caller(), api::id(&id, "programme")?).await?;
    let place = answers::place(&app, &visitor, &view).await?;
    let shell = visitor.shell(&app);
    let (words, pack, today) = (shell.words, app.service.pack(), visitor.caller().now.day());
    let link = |programme: &congdoan_model::programmes::Programme, text: String| {
        Link::new(format!("/programmes/{}", programme.id), text)
    };
    let code = view.unit.code.as_str();
    let own = row(&words, &view, today);
    let ground = match &view.directive {
        Some(directive) => app.service.ground_of(visitor.caller(), directive.id).await?,
        None => congdoan_service::directives::Ground::default(),
    };
    Ok(Page(ProgrammePage {
        fallen: ground.fallen.iter().map(|fallen| crate::handlers::directives::answer::fell(&words, fallen)).collect(),
        title: view.programme.title.clone(),
        unit: own.unit,
        period: own.period,
        directive: view.directive.is_some().then_some(own.directive),
        parent: view.parent.as_ref().map(|parent| link(parent, parent.title.clone())),
        children: view.below.iter().map(|(one, unit)| link(one, format!("{unit} – {}", one.title))).collect(),
        targets: view.targets.iter().map(|target| target_row(&words, &pack, code, target, today)).collect(),
        writable: if view.may_write { view.programme.id.to_string() } else { String::new() },
        place,
        tasks: super::tasks::answer::section(&app, &visitor, &shell, view.programme.id).await,
        shell,
    }))
}

/// A target of a unit as a row; its number opens.
#[must_use]
pub fn target_row(words: &Words, pack: &Pack, unit: &str, progress: &Progress, today: NaiveDate) -> TargetRow {
    let target = &progress.target;
    let indicator = pack.indicator(&target.indicator);
    let name = indicator.map_or(target.indicator.as_str(), |indicator| indicator.name.get(words.language));
    let unit_of_measure = progress.answer.unit_of_measure.clone();
    let measure = measure(&unit_of_measure);
    let current = cell(&progress.answer, Some(opens(unit, &target.indicator, target.period, &[])));
    let written = |hundredths: i64| match measure {
        Measure::Percent => hundredths,
        Measure::Count | Measure::Dong => number(Value::Hundredths(hundredths), measure),
    };
    TargetRow {
        indicator: name.to_owned(),
        comparator: target.comparator.sign().to_owned(),
        value: written(target.value),
        value_max: target.value_max.map(written),
        measure,
        unit_of_measure,
        period: period::label(words, &target.period.to_string()),
        state: state(progress, today),
        current,
        progress: progress.percent.map(u32::from),
        declared: is_declared(pack, &target.indicator),
        href: format!("/targets/{}", target.id),
        goal_hundredths: target.goal(),
        light: targets::answer::mark(progress.outlook.light),
    }
}

/// Whether an indicator is declared by units, or made of one that is.
fn is_declared(pack: &Pack, id: &str) -> bool {
    pack.indicator(id).is_some_and(|indicator| match &indicator.formula {
        Formula::Rows(_) => indicator.register.is_none(),
        Formula::Units(_) => false,
        // A pack whose ratios rest on ratios is refused, so this ends.
        Formula::Ratio { numerator, denominator } => is_declared(pack, numerator) || is_declared(pack, denominator),
        Formula::Growth { of } => is_declared(pack, of),
    })
}

/// How a target stands on a day. A ceiling is respected only once its period is over.
fn state(progress: &Progress, today: NaiveDate) -> TargetState {
    let over = progress.target.period.to() < today;
    let ceiling = matches!(progress.target.comparator, Comparator::AtMost | Comparator::LessThan);
    match progress.met {
        None => TargetState::Unknown,
        Some(true) if over || !ceiling => TargetState::Met,
        Some(false) if over => TargetState::NotMet,
        Some(_) => TargetState::Underway,
    }
}
