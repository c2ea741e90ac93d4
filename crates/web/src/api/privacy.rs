//! `/api/v1/me` and `/api/v1/data-requests`: the caller's own data, and requests about data answered.
//!
//! Not here: pages (`handlers::privacy`), opening what is guarded of others, which a person does with a reason.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_model::{DataRequestId, PersonId, Timestamp, members::DataRequestKind};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, PAGE, id, refused},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// `GET /api/v1/me`: everything kept of the caller, as the file to take along holds it.
///
/// # Errors
/// 404 for who is no person of the member file.
pub async fn me(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let said = app.service.own_json(visitor.caller()).await?;
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, said).into_response())
}

/// A request about the own data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    kind: String,
    #[serde(default)]
    said: String,
    #[serde(default)]
    changes: BTreeMap<String, String>,
}

/// `POST /api/v1/me/requests`: asks about the own data; 201 with the id of the request.
///
/// # Errors
/// 404 for who is no member, 422 for an unknown kind or a field that does not fit.
pub async fn ask(State(app): State<App>, visitor: Visitor, body: Body<Asked>) -> Result<Response, Refusal> {
    let Asked { kind, said, changes } = &body.value;
    let kind: DataRequestKind = kind.parse().map_err(|_| {
        refused(&format!("không có loại yêu cầu \"{kind}\""), &format!("there is no kind of request \"{kind}\""))
    })?;
    let once = body.once();
    let id = app.service.ask_about_own_data(visitor.caller(), kind, said, changes, once.as_ref()).await?;
    Ok((StatusCode::CREATED, Json(serde_json::json!({ "id": id }))).into_response())
}

/// A request in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    id: DataRequestId,
    person: PersonId,
    name: String,
    unit: String,
    kind: String,
    state: String,
    received_at: String,
    acknowledge_due: Option<NaiveDate>,
    answer_due: Option<NaiveDate>,
    overdue: bool,
}

/// A page of the list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<String>,
}

/// Where a page begins: the id of the last request of the page before.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET /api/v1/data-requests`: requests the caller answers, without what was said: that is read one at a time, on the
/// page.
///
/// # Errors
/// 403 for who answers none.
pub async fn requests(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<After>,
) -> Result<Json<List>, Refusal> {
    let all = app.service.data_requests(visitor.caller()).await?.into_iter().map(|one| Item {
        id: one.request.id,
        person: one.request.person_id,
        name: one.request.name,
        unit: one.request.unit,
        kind: one.request.kind,
        state: one.request.state,
        received_at: Timestamp::from_micros(one.request.received_at).to_string(),
        acknowledge_due: one.request.acknowledge_due,
        answer_due: one.request.answer_due,
        overdue: one.overdue,
    });
    let mut items: Vec<Item> = match asked.after.filter(|after| !after.is_empty()) {
        Some(after) => all.skip_while(|one| one.id.to_string() != after).skip(1).collect(),
        None => all.collect(),
    };
    let page = usize::try_from(PAGE).unwrap_or(0);
    let more = items.len() > page;
    items.truncate(page);
    let next = items.last().filter(|_| more).map(|one| one.id.to_string());
    Ok(Json(List { items, next }))
}

/// What is done with a request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    answer: String,
    #[serde(default)]
    text: String,
}

/// `POST /api/v1/data-requests/{id}`: `acknowledge`, `grant` or `refuse`, the latter two with a text; 204.
///
/// # Errors
/// 404 or 403 by rights, 422 without a text or when it was answered before.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(request): Path<String>,
    body: Body<Answered>,
) -> Result<StatusCode, Refusal> {
    let (request, caller): (DataRequestId, _) = (id(&request, "request")?, visitor.caller());
    match body.value.answer.as_str() {
        "acknowledge" => app.service.acknowledge_request(caller, request, body.once()).await?,
        "grant" => app.service.answer_request(caller, request, (true, &body.value.text), body.once()).await?,
        "refuse" => app.service.answer_request(caller, request, (false, &body.value.text), body.once()).await?,
        _ => return Err(refused("answer là acknowledge, grant hoặc refuse", "answer is acknowledge, grant or refuse")),
    }
    Ok(StatusCode::NO_CONTENT)
}
