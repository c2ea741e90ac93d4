//! What fills the lists of requests and the page of one.
//!
//! Not here: writing one (`writing`).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::RequestId;
use congdoan_service::{
    Error,
    reports::{KeptRequest, RequestTurnout},
};

use super::{RequestPage, RequestRow, RequestsPage, burden, writing};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::{
            FigureCell,
            answer::{cell, unit_or_home},
            cells::opens,
        },
        members::deeds::problems,
        reports::answer::Asked,
    },
    labels,
    page::{FieldError, Link, Page},
    period,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// The routes of requests and of the reporting burden.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route("GET", "/reports/requests", Audience::Person, get(list)),
        route("GET", "/reports/requests/new", Audience::Person, get(writing::show)),
        route("POST", "/reports/requests/new", Audience::Person, post(writing::take)),
        route("GET", "/reports/requests/{id}", Audience::Person, get(show)),
        route("POST", "/reports/requests/{id}/withdraw", Audience::Person, post(withdraw)),
        route("GET", "/reports/burden", Audience::Person, get(burden::show)),
    ]
}

/// `GET /reports/requests`.
///
/// # Errors
/// 404 when the caller may not open the unit's figures.
async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<RequestsPage>, Refusal> {
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    let requests = app.service.requests(visitor.caller(), &code).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let sent = requests.sent.iter().map(|(answers, one)| {
        let (answered, asked) =
            (format::integer(words.language, *answers), format::integer(words.language, one.asked.0));
        RequestRow {
            turnout: words.t_with("requests-turnout", &[("answered", &answered), ("asked", &asked)]),
            ..row(&words, one, format!("/reports/requests/{}", one.id))
        }
    });
    let received = requests.received.iter().map(|one| {
        let period = one.period.to_string();
        row(&words, one, format!("/reports?unit={}&form={}&period={}", encode(&code), one.form, encode(&period)))
    });
    Ok(Page(RequestsPage {
        sent: sent.collect(),
        received: received.collect(),
        unit_name: requests.unit.name.clone(),
        may_ask: requests.may_ask,
        unit: code,
        shell,
    }))
}

fn row(words: &Words, one: &KeptRequest, href: String) -> RequestRow {
    RequestRow {
        number: Link::new(href, number(one)),
        title: one.title.clone(),
        asker: one.asker_said.1.clone(),
        due_on: format::date(one.due_on),
        turnout: String::new(),
        minutes: words.count("requests-minutes", one.asked.1),
        withdrawn: one.withdrawn_at.is_some(),
    }
}

/// The number of a request, as the unit that asks counts them.
fn number(one: &KeptRequest) -> String {
    format!("YC {}/{}", one.number.1, one.number.0)
}

/// `GET /reports/requests/{id}`.
///
/// # Errors
/// 404 when there is no such request for the caller.
async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Result<Page<RequestPage>, Refusal> {
    Ok(Page(page(&app, &visitor, id(&text, "request")?, Vec::new()).await?))
}

async fn page(app: &App, visitor: &Visitor, id: RequestId, errors: Vec<FieldError>) -> Result<RequestPage, Refusal> {
    let (request, report, turnout) = app.service.request(visitor.caller(), id).await?;
    let code = request.asker_said.0.clone();
    let may_ask = app.service.requests(visitor.caller(), &code).await?.may_ask;
    let shell = visitor.shell(app);
    let words = shell.words;
    let line = |line: &congdoan_service::reports::ReportLine| {
        let href = opens(&code, &line.line.indicator, report.period, &[]);
        let shown = line.answer.as_ref().map_or_else(FigureCell::default, |answer| cell(answer, Some(href)));
        (line.name.get(words.language).to_owned(), line.unit_of_measure.clone(), shown)
    };
    let of = |pick: fn(&RequestTurnout) -> i64| turnout.iter().map(pick).sum::<i64>();
    let (expected, sent) = (of(|one| one.expected), of(|one| one.sent));
    Ok(RequestPage {
        id: id.to_string(),
        title: format!("{} – {}", number(&request), request.title),
        facts: facts(&words, &request),
        lines: report.lines().map(line).collect(),
        turnout: answered(&words, sent, expected),
        rate: usize::try_from(sent * 10_000)
            .ok()
            .zip(usize::try_from(expected).ok())
            .and_then(|(a, b)| a.checked_div(b)),
        branches: turnout.iter().map(|one| branch(&words, &request, one)).collect(),
        withdrawn: request.withdrawn_at.is_some(),
        may_withdraw: request.withdrawn_at.is_none() && may_ask,
        unit_name: request.asker_said.1,
        unit: code,
        errors,
        shell,
    })
}

fn answered(words: &Words, answered: i64, asked: i64) -> String {
    let number = |count: i64| format::integer(words.language, count);
    words.t_with("requests-turnout", &[("answered", &number(answered)), ("asked", &number(asked))])
}

fn branch(words: &Words, request: &KeptRequest, one: &RequestTurnout) -> (Link, String, String) {
    let (_, code, name) = &one.branch;
    let period = request.period.to_string();
    let href = format!("/reports/awaited?unit={}&form={}&period={}", encode(code), request.form, encode(&period));
    (
        Link::new(href, name.clone()),
        answered(words, one.sent, one.expected),
        format::integer(words.language, one.approved),
    )
}

fn facts(words: &Words, request: &KeptRequest) -> Vec<(String, String)> {
    let mut facts = vec![
        (words.t("period"), period::label(words, &request.period.to_string())),
        (words.t("report-due-on"), format::date(request.due_on)),
        (words.t("requests-level"), labels::unit_kind(words, request.level.word())),
        (words.t("requests-cost"), words.count("requests-minutes", request.asked.1)),
        (words.t("requests-by"), format!("{}, {}", request.who, format::date(request.asked_on))),
    ];
    if !request.words.is_empty() {
        facts.push((words.t("requests-words"), request.words.clone()));
    }
    if !request.over_words.is_empty() {
        facts.push((words.t("requests-over-words"), request.over_words.clone()));
    }
    facts
}

/// `POST /reports/requests/{id}/withdraw`: takes a request back.
///
/// # Errors
/// 404 or 403 by rights; without a reason the page comes back with 422.
async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let id: RequestId = id(&text, "request")?;
    match app.service.withdraw_request(visitor.caller(), id, sent.get("words")).await {
        Ok(()) => Ok(see(&format!("/reports/requests/{id}"))),
        Err(error @ (Error::Invalid(_) | Error::Stale)) => {
            let errors = problems(&visitor, error)?;
            let page = page(&app, &visitor, id, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
