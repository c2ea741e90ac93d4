//! `/api/v1/deadlines`: what has to be done about records by when, below a unit.
//!
//! Not here: when a clock runs (`pack`), which are found (`service`).

use axum::{
    Json,
    extract::{Query, State},
    response::{IntoResponse as _, Response},
};
use congdoan_service::registers::{ClocksAsked, Deadline};

use crate::{
    api::required,
    app::App,
    handlers::registers::deadlines::{Asked, cursor, cursor_of},
    refusal::Refusal,
    visit::Visitor,
};

/// How many deadlines an answer holds.
const PAGE: usize = 500;

/// `GET`: the deadlines that run below a unit, the earliest last day first, with how many are late and near.
///
/// # Errors
/// 404 when the caller may not read records of the unit, 422 for a cursor that makes no sense.
pub async fn list(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let unit = required(asked.unit.as_ref(), "unit")?;
    let after = asked.cursor.as_deref().map(cursor).transpose()?;
    let (shown, _) = asked.shown();
    let question = ClocksAsked { unit, shown, register: asked.register(), after, limit: PAGE };
    let found = app.service.deadlines(visitor.caller(), &question).await?;
    let item = |one: &Deadline| {
        let running = &one.running;
        serde_json::json!({ "record": running.record, "register": running.register, "clock": running.clock, "name": one.name,
            "occurred_on": running.occurred_on, "due_on": running.due_on, "state": one.state, "unit": running.unit_code,
            "unit_name": running.unit_name, "source": one.source })
    };
    let next = found.items.last().filter(|_| found.more).map(cursor_of);
    Ok(Json(serde_json::json!({ "unit": unit, "late": found.late, "near": found.near,
        "items": found.items.iter().map(item).collect::<Vec<_>>(), "next": next }))
    .into_response())
}
