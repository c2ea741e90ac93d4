//! A request on its way: typed a number a line, looked at, sent.
//!
//! Not here: what is known already (`service::reports::requests`).

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{Month, Period, org::UnitKind};
use congdoan_service::{
    Error,
    pack::Problem,
    reports::{DraftLine, LineOrigin, Look, LookedLine, NEW_NUMBER, RequestDraft, levels_below},
};

use super::{LineShown, LookShown, RequestNewPage};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::{
            FigureCell,
            answer::{cell, unit_or_home},
            cells::opens,
        },
        members::deeds::{once, problems},
        registers::answer::day,
        reports::answer::Asked,
    },
    labels,
    page::{Choice, FieldError, Page},
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

/// How many units of those asked are shown, the heaviest first.
const UNITS_SHOWN: usize = 30;
/// How many days a request usually leaves for an answer.
const USUAL_DAYS: i64 = 5;
/// What takes a number out of the request.
const DROP: &str = "drop";

/// `GET /reports/requests/new`.
///
/// # Errors
/// 404 when the caller may not open the unit's figures, 403 when it may not ask in the unit's name.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<RequestNewPage>, Refusal> {
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    let requests = app.service.requests(visitor.caller(), &code).await?;
    if !requests.may_ask {
        return Err(Error::Denied(congdoan_model::access::Action::ReportWrite).into());
    }
    let today = visitor.caller().now.day();
    let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
    let month = |day: NaiveDate| day.format("%Y-%m").to_string();
    let days = [month(first), month(today), (today + chrono::TimeDelta::days(USUAL_DAYS)).to_string()];
    let level = levels_below(requests.unit.kind).last().copied().unwrap_or(UnitKind::Grassroots);
    let shell = visitor.shell(&app);
    Ok(Page(RequestNewPage {
        levels: levels(&shell.words, requests.unit.kind, level.word()),
        unit_name: requests.unit.name,
        unit: code,
        title: String::new(),
        words: String::new(),
        days,
        block: String::new(),
        look: None,
        leave_out: false,
        over_words: String::new(),
        idempotency_key: app.service.ids().secret(),
        errors: Vec::new(),
        shell,
    }))
}

fn levels(words: &Words, kind: UnitKind, present: &str) -> Vec<Choice> {
    let choice = |kind: UnitKind| Choice::new(kind.word(), labels::unit_kind(words, kind.word()), present);
    levels_below(kind).into_iter().map(choice).collect()
}

/// The request as sent from the page, or what of it cannot be understood.
fn draft(sent: &PageForm) -> Result<RequestDraft, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, vi: &str, en: &str| {
        problems.push(Problem { field: Some(field.to_owned()), message: congdoan_service::words(vi, en) });
    };
    let months = ["from", "to"].map(|field| {
        let found = month(sent.get(field));
        if found.is_none() {
            wrong(field, "Tháng viết 09/2026", "A month is written 09/2026");
        }
        found
    });
    let due_on = day(sent.get("due_on"));
    if due_on.is_none() {
        wrong("due_on", "Ngày viết 31/01/2022", "A day is written 31/01/2022");
    }
    let period = match &months {
        [Some(from), Some(to)] => Period::range(from.first(), to.last()).ok(),
        _ => None,
    };
    if period.is_none() && months.iter().all(Option::is_some) {
        wrong("to", "Tháng cuối phải sau tháng đầu", "The last month comes after the first");
    }
    let level = sent.get("level").parse::<UnitKind>().ok();
    match (period, due_on, level) {
        (Some(period), Some(due_on), Some(level)) => Ok(RequestDraft {
            unit: sent.get("unit").to_owned(),
            title: sent.get("title").to_owned(),
            words: sent.get("words").to_owned(),
            level,
            period,
            due_on,
            lines: lines(sent),
            leave_out: sent.get("leave_out") == "on",
            over_words: sent.get("over_words").to_owned(),
        }),
        _ => Err(Error::Invalid(problems)),
    }
}

/// A month as a browser sends it, or as people write it.
fn month(text: &str) -> Option<Month> {
    let text = text.trim();
    let whole = match text.split_once('/') {
        Some((month, year)) => format!("{year}-{month:0>2}"),
        None => text.to_owned(),
    };
    let first: Period = whole.parse().ok()?;
    let month = Month::of(first.from());
    (first.to() == month.last()).then_some(month)
}

/// The numbers of a request: those looked at before, then a line each of what was typed.
fn lines(sent: &PageForm) -> Vec<DraftLine> {
    let at = |name: &str, place: usize| sent.all(name).get(place).cloned().unwrap_or_default();
    let looked = sent.all("line_text").iter().enumerate().map(|(place, text)| DraftLine {
        text: text.clone(),
        indicator: at("line_indicator", place),
        unit_of_measure: at("line_measure", place),
        adds_up: at("line_time", place) != "last",
    });
    let typed = sent.get("block").lines().map(str::trim).filter(|line| !line.is_empty());
    let typed = typed.map(|text| DraftLine { text: text.to_owned(), adds_up: true, ..DraftLine::default() });
    looked.filter(|line| line.indicator != DROP).chain(typed).collect()
}

/// `POST /reports/requests/new`: looks at a request, or sends it.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub(super) async fn take(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let draft = match draft(&sent) {
        Ok(draft) => draft,
        Err(error) => return again(&app, &visitor, &sent, (None, error)).await,
    };
    if sent.get("do") == "send" {
        return match app.service.send_request(visitor.caller(), &draft, once(&sent)).await {
            Ok(id) => Ok(see(&format!("/reports/requests/{id}"))),
            Err(error) => again(&app, &visitor, &sent, (Some(&draft), error)).await,
        };
    }
    let page = written(&app, &visitor, &sent, (Some(&draft), Vec::new())).await?;
    Ok(Page(page).into_response())
}

async fn again(
    app: &App,
    visitor: &Visitor,
    sent: &PageForm,
    (draft, error): (Option<&RequestDraft>, Error),
) -> Result<Response, Refusal> {
    let errors = problems(visitor, error)?;
    let page = written(app, visitor, sent, (draft, errors)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// The page with everything typed, and what a look at it shows.
async fn written(
    app: &App,
    visitor: &Visitor,
    sent: &PageForm,
    (draft, mut errors): (Option<&RequestDraft>, Vec<FieldError>),
) -> Result<RequestNewPage, Refusal> {
    let code = unit_or_home(visitor, Some(&sent.get("unit").to_owned()))?;
    let requests = app.service.requests(visitor.caller(), &code).await?;
    let looked = match draft {
        Some(draft) => match app.service.look_at_request(visitor.caller(), draft).await {
            Ok(look) => Some((draft, look)),
            Err(error) => {
                errors.extend(problems(visitor, error)?);
                None
            }
        },
        None => None,
    };
    let shell = visitor.shell(app);
    let text = |name: &str| sent.get(name).to_owned();
    let look = looked.filter(|(draft, _)| !draft.lines.is_empty());
    let look = look.map(|(draft, look)| shown(&shell.words, draft, &look));
    if look.is_none() && errors.is_empty() {
        let message = shell.t("requests-nothing-asked");
        errors.push(FieldError { field: "block".to_owned(), message });
    }
    Ok(RequestNewPage {
        levels: levels(&shell.words, requests.unit.kind, sent.get("level")),
        unit_name: requests.unit.name,
        unit: code,
        title: text("title"),
        words: text("words"),
        days: ["from", "to", "due_on"].map(text),
        block: if look.is_some() { String::new() } else { text("block") },
        look,
        leave_out: sent.get("leave_out") == "on",
        over_words: text("over_words"),
        idempotency_key: app.service.ids().secret(),
        errors,
        shell,
    })
}

fn shown(words: &Words, draft: &RequestDraft, look: &Look) -> LookShown {
    let number = |count: usize| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    let minutes = |minutes: i64| words.count("requests-minutes", minutes);
    let over = look.asked.iter().filter(|one| one.over).count();
    let hours = format::integer(words.language, (look.minutes() + 59) / 60);
    let asked = [("asked", number(look.asked.len())), ("units", number(look.units))];
    let asked: Vec<(&str, &str)> = asked.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let cost = [("minutes", minutes(look.minutes())), ("hours", hours)];
    let cost: Vec<(&str, &str)> = cost.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let unit = |one: &congdoan_service::reports::LookedUnit| {
        (one.unit.name.clone(), number(one.lines), minutes(one.minutes), minutes(one.month), one.over)
    };
    let open = look.lines.iter().any(|line| line.fault.is_some());
    LookShown {
        all_known: look.asked.is_empty() && !open,
        summary: vec![words.t_with("requests-asked", &asked), words.t_with("requests-total", &cost)],
        over,
        ceiling: minutes(look.rates.ceiling),
        lines: look.lines.iter().zip(&draft.lines).map(|(line, typed)| line_shown(words, draft, line, typed)).collect(),
        units: look.asked.iter().take(UNITS_SHOWN).map(unit).collect(),
    }
}

fn line_shown(words: &Words, draft: &RequestDraft, line: &LookedLine, typed: &DraftLine) -> LineShown {
    let is_new = line.origin == LineOrigin::New || typed.indicator == NEW_NUMBER;
    let present = if is_new { NEW_NUMBER } else { line.indicator.as_str() };
    let mut offered = vec![Choice::new("", words.t("requests-choose"), present)];
    let name = |name: &congdoan_model::LocalText| name.get(words.language).to_owned();
    if !is_new && !line.indicator.is_empty() && line.offered.iter().all(|(id, _)| *id != line.indicator) {
        offered.push(Choice::new(line.indicator.clone(), name(&line.name), present));
    }
    offered.extend(line.offered.iter().map(|(id, said)| Choice::new(id.clone(), name(said), present)));
    offered.push(Choice::new(NEW_NUMBER, words.t("requests-new-number"), present));
    offered.push(Choice::new(DROP, words.t("requests-drop"), present));
    let time = if typed.adds_up { "sum" } else { "last" };
    let href = opens(&draft.unit, &line.indicator, draft.period, &[]);
    let number = |count: usize| format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX));
    let (known, missing) = line.known;
    LineShown {
        text: typed.text.clone(),
        offered,
        unit_of_measure: if is_new { typed.unit_of_measure.clone() } else { line.unit_of_measure.clone() },
        is_new,
        times: vec![
            Choice::new("sum", words.t("requests-adds-up"), time),
            Choice::new("last", words.t("requests-last-counts"), time),
        ],
        origin: match &line.origin {
            LineOrigin::Open => String::new(),
            LineOrigin::Recorded => words.t("requests-recorded"),
            LineOrigin::Computed(how) => how.get(words.language).to_owned(),
            LineOrigin::Declared => words.t("requests-declared"),
            LineOrigin::New => words.t("requests-is-new"),
        },
        cell: line.answer.as_ref().map_or_else(FigureCell::default, |answer| cell(answer, Some(href))),
        known: match line.origin {
            LineOrigin::Open => String::new(),
            _ => words.t_with("requests-known", &[("known", &number(known)), ("missing", &number(missing))]),
        },
        complete: missing == 0 && line.origin != LineOrigin::Open,
        error: line.fault.as_ref().map(|fault| fault.get(words.language).to_owned()).unwrap_or_default(),
    }
}
