//! `/api/v1/reorganisations`: plans previewed, applied and taken back.
//!
//! Not here: pages (`handlers::org`), what a plan comes to (`service::org`).

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_model::{ReorganisationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, id},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A plan and what is wanted of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    plan: String,
    #[serde(default)]
    dry_run: bool,
}

/// Nothing but braces.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A reorganisation that was applied.
#[derive(Debug, Serialize)]
pub struct Item {
    id: ReorganisationId,
    title: String,
    decision: String,
    effective_on: NaiveDate,
    applied_by: String,
    applied_at: String,
    undo_until: NaiveDate,
    undone_by: Option<String>,
    undone_at: Option<String>,
}

/// The list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
}

/// `GET`: reorganisations the caller may see, latest first, 200 at most.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Json<List>, Refusal> {
    let moment = |micros: i64| Timestamp::from_micros(micros).to_string();
    let items = app.service.reorganisations(visitor.caller(), (None, 200)).await?.into_iter().map(|one| Item {
        id: one.id,
        title: one.title,
        decision: one.decision,
        effective_on: one.effective_on,
        applied_by: one.applied_by,
        applied_at: moment(one.applied_at),
        undo_until: one.undo_until,
        undone_by: one.undone_by,
        undone_at: one.undone_at.map(moment),
    });
    Ok(Json(List { items: items.collect() }))
}

/// `POST`: previews a plan, or applies it; 201 with what was done.
///
/// # Errors
/// 404 or 403 by rights, 422 with everything wrong with the plan.
pub async fn create(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let New { plan, dry_run } = &body.value;
    if *dry_run {
        let foreseen = app.service.preview_reorganisation(visitor.caller(), plan).await?;
        return Ok(Json(foreseen.preview).into_response());
    }
    let done = app.service.reorganise_once(visitor.caller(), plan, body.once()).await?;
    Ok((StatusCode::CREATED, Json(done)).into_response())
}

/// `POST …/undo`: takes one back; 200 with its id.
///
/// # Errors
/// 404 or 403 by rights, 422 when the time is over or later things stand on it.
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path(one): Path<String>,
    body: Body<Nothing>,
) -> Result<Response, Refusal> {
    let undone = id(&one, "reorganisation")?;
    let undone = app.service.undo_reorganisation_once(visitor.caller(), undone, body.once()).await?;
    Ok(Json(serde_json::json!({ "id": undone.id, "undone": true })).into_response())
}
