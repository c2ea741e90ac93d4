//! Requests about personal data, for the unit that answers; incidents with their time limit.
//!
//! Not here: what a person asks (`own`).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use chrono::NaiveDateTime;
use congdoan_model::{DataRequestId, IncidentId, Timestamp, access::Action};
use congdoan_service::{
    Error,
    members::{
        incidents::{Incident, NewIncident},
        requests::OpenRequest,
    },
};

use super::{IncidentPage, IncidentRow, IncidentsPage, Line, RequestPage, RequestRow, RequestsPage, own::once};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::org::answer::home,
    labels,
    page::Page,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// Vietnam is seven hours ahead of UTC, the year round.
const VIETNAM_SECONDS: i64 = 7 * 3600;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("GET", "/data-requests", Audience::Person, get(requests)),
        route("GET", "/data-requests/{request}", Audience::Person, get(request)),
        route("POST", "/data-requests/{request}/acknowledge", Audience::Person, post(acknowledge)),
        route("POST", "/data-requests/{request}/answer", Audience::Person, post(answer)),
        route("GET", "/data-incidents", Audience::Person, get(incidents)),
        route("POST", "/data-incidents", Audience::Person, post(add_incident)),
        route("GET", "/data-incidents/{incident}", Audience::Person, get(incident)),
        route("POST", "/data-incidents/{incident}", Audience::Person, post(change_incident)),
    ]
}

/// `GET /data-requests`.
///
/// # Errors
/// 403 for who answers nowhere.
pub async fn requests(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let found = app.service.data_requests(visitor.caller()).await?;
    let shell = visitor.shell(&app);
    let rows: Vec<RequestRow> = found.iter().map(|one| row(&shell.words, one)).collect();
    let overdue = rows.iter().filter(|row| row.overdue).count();
    Ok(Page(RequestsPage { shell, rows, overdue }).into_response())
}

fn row(words: &Words, one: &OpenRequest) -> RequestRow {
    let request = &one.request;
    let waits = request.acknowledged_at.is_none() && request.answered_at.is_none();
    RequestRow {
        href: format!("/data-requests/{}", request.id),
        name: if request.name.is_empty() { words.t("erased-person") } else { request.name.clone() },
        kind: labels::data_request(words, &request.kind),
        unit: request.unit_name.clone(),
        received: Timestamp::from_micros(request.received_at).readable(),
        acknowledge_due: request.acknowledge_due.filter(|_| waits).map(format::date).unwrap_or_default(),
        answer_due: request.answer_due.map(format::date).unwrap_or_default(),
        state: request.state.clone(),
        overdue: one.overdue,
    }
}

/// `GET /data-requests/{request}`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn request(
    State(app): State<App>,
    visitor: Visitor,
    Path(request): Path<String>,
) -> Result<Response, Refusal> {
    let page = request_page(&app, &visitor, id(&request, "request")?, String::new(), String::new()).await?;
    Ok(Page(page).into_response())
}

async fn request_page(
    app: &App,
    visitor: &Visitor,
    request: DataRequestId,
    error: String,
    typed: String,
) -> Result<RequestPage, Refusal> {
    let one = app.service.data_request(visitor.caller(), request).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let changes = one
        .changes
        .iter()
        .map(|(_, name, value)| Line { head: name.get(words.language).to_owned(), texts: vec![value.clone()] });
    let by = one.request.answered_by.clone().unwrap_or_default();
    let answered = one.request.answered_at.map(|at| format!("{} · {by}", Timestamp::from_micros(at).readable()));
    Ok(RequestPage {
        row: row(&words, &one),
        said: one.said.clone(),
        changes: changes.collect(),
        answer: one.answer.clone(),
        answered: answered.unwrap_or_default(),
        unread: one.request.acknowledged_at.is_none() && one.request.answered_at.is_none(),
        open: one.request.answered_at.is_none(),
        deletes: one.request.kind == "delete",
        error,
        typed,
        shell,
    })
}

/// `POST …/acknowledge`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn acknowledge(
    State(app): State<App>,
    visitor: Visitor,
    Path(request): Path<String>,
    _form: PageForm,
) -> Result<Response, Refusal> {
    let request: DataRequestId = id(&request, "request")?;
    match app.service.acknowledge_request(visitor.caller(), request, None).await {
        // Sent twice, it was done once.
        Ok(()) | Err(Error::Stale) => Ok(see(&format!("/data-requests/{request}"))),
        Err(error) => Err(error.into()),
    }
}

/// `POST …/answer`.
///
/// # Errors
/// 404 or 403 by rights; a refusal comes back on the page with 422.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(request): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let request: DataRequestId = id(&request, "request")?;
    let (granted, text) = (form.get("granted") == "true", form.get("text"));
    match app.service.answer_request(visitor.caller(), request, (granted, text), None).await {
        Ok(()) => Ok(see(&format!("/data-requests/{request}"))),
        Err(error @ (Error::Refused(_) | Error::Stale)) => {
            let said = error.words().get(visitor.language).to_owned();
            let page = request_page(&app, &visitor, request, said, text.to_owned()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /data-incidents`.
///
/// # Errors
/// 403 for who looks after none.
pub async fn incidents(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let typed = IncidentRow { unit: home(&visitor)?.code.to_string(), ..IncidentRow::default() };
    Ok(Page(incidents_page(&app, &visitor, typed, String::new()).await?).into_response())
}

async fn incidents_page(
    app: &App,
    visitor: &Visitor,
    typed: IncidentRow,
    error: String,
) -> Result<IncidentsPage, Refusal> {
    let found = app.service.incidents(visitor.caller()).await?;
    let shell = visitor.shell(app);
    let rows = found.iter().map(|one| incident_row(visitor, &shell.words, one)).collect();
    Ok(IncidentsPage { shell, rows, error, typed, idempotency_key: app.service.ids().secret() })
}

fn incident_row(visitor: &Visitor, words: &Words, one: &Incident) -> IncidentRow {
    let when = |micros: i64| Timestamp::from_micros(micros).readable();
    IncidentRow {
        href: format!("/data-incidents/{}", one.id),
        what: one.what.clone(),
        data_kinds: one.data_kinds.clone(),
        unit: one.unit_name.clone(),
        people: format::integer(words.language, one.people),
        people_value: one.people,
        measures: one.measures.clone(),
        noticed: when(one.noticed_at),
        due: when(one.notify_due),
        notified: one.notified_at.map(when).unwrap_or_default(),
        overdue: one.notified_at.is_none() && one.notify_due < visitor.caller().now.micros(),
        by: one.recorded_by.clone(),
    }
}

/// `POST /data-incidents`.
///
/// # Errors
/// 404 or 403 by rights; what is wrong comes back with 422.
pub async fn add_incident(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    if !visitor.caller().may_somewhere(Action::DataAnswer) {
        return Err(Error::Denied(Action::DataAnswer).into());
    }
    let people = form.get("people").replace(['.', ' '], "").parse().unwrap_or(-1);
    let typed = IncidentRow {
        unit: form.get("unit").to_owned(),
        what: form.get("what").to_owned(),
        data_kinds: form.get("data_kinds").to_owned(),
        people: form.get("people").to_owned(),
        measures: form.get("measures").to_owned(),
        noticed: form.get("noticed_at").to_owned(),
        ..IncidentRow::default()
    };
    let Some(noticed_at) = moment(form.get("noticed_at")) else {
        let said = Words::new(visitor.language).t("incident-when-wrong");
        let page = incidents_page(&app, &visitor, typed, said).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let new = NewIncident {
        unit: form.get("unit").trim(),
        what: &typed.what,
        data_kinds: &typed.data_kinds,
        people,
        measures: &typed.measures,
        noticed_at,
    };
    match app.service.add_incident(visitor.caller(), &new, once(&form).as_ref()).await {
        Ok(incident) => Ok(see(&format!("/data-incidents/{incident}"))),
        Err(error @ Error::Refused(_)) => {
            let said = error.words().get(visitor.language).to_owned();
            let page = incidents_page(&app, &visitor, typed, said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// A moment as forms send it, in Vietnam's time: `2026-03-05T08:30`.
fn moment(text: &str) -> Option<Timestamp> {
    let at = NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%dT%H:%M").ok()?;
    Some(Timestamp::from_micros(at.and_utc().timestamp_micros()).plus_seconds(-VIETNAM_SECONDS))
}

/// `GET /data-incidents/{incident}`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn incident(
    State(app): State<App>,
    visitor: Visitor,
    Path(incident): Path<String>,
) -> Result<Response, Refusal> {
    Ok(Page(incident_page(&app, &visitor, id(&incident, "incident")?, String::new()).await?).into_response())
}

async fn incident_page(
    app: &App,
    visitor: &Visitor,
    incident: IncidentId,
    error: String,
) -> Result<IncidentPage, Refusal> {
    let found = app.service.incident(visitor.caller(), incident).await?;
    let shell = visitor.shell(app);
    let day = visitor.caller().now.day().format("ngày %d tháng %m năm %Y").to_string();
    Ok(IncidentPage { row: incident_row(visitor, &shell.words, &found), day, error, shell })
}

/// `POST /data-incidents/{incident}`: people, measures, and whether the authority was told.
///
/// # Errors
/// 404 or 403 by rights; what is wrong comes back with 422.
pub async fn change_incident(
    State(app): State<App>,
    visitor: Visitor,
    Path(incident): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let incident: IncidentId = id(&incident, "incident")?;
    let people = form.get("people").replace(['.', ' '], "").parse().unwrap_or(-1);
    let change = (people, form.get("measures"), form.get("notified") == "true");
    match app.service.change_incident(visitor.caller(), incident, change).await {
        Ok(()) => Ok(see(&format!("/data-incidents/{incident}"))),
        Err(error @ Error::Refused(_)) => {
            let said = error.words().get(visitor.language).to_owned();
            let page = incident_page(&app, &visitor, incident, said).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
