//! Days declared on which units below could not report, listed beside what is awaited, and ending them.
//!
//! Not here: declaring them (`awaited`), what they do to the last day (`model::reports`).

use axum::{
    extract::{Path, State},
    response::Response,
    routing::post,
};
use chrono::NaiveDate;
use congdoan_model::org::Unit;
use congdoan_service::reports::KeptOutage;

use super::awaited::told;
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// The routes of outages declared.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![route("POST", "/reports/outages/{id}/end", Audience::Person, post(end))]
}

/// An outage of a unit below.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutageRow {
    /// Its id.
    pub id: String,
    /// The unit.
    pub unit: String,
    /// Why, and from when to when.
    pub said: String,
    /// Whether its last day is still to come, so that it can be ended.
    pub runs: bool,
}

impl OutageRow {
    pub(super) fn of(words: &Words, (unit, outage): &(Unit, KeptOutage), today: NaiveDate) -> Self {
        Self {
            id: outage.id.to_string(),
            unit: unit.name.clone(),
            said: said(words, outage),
            runs: outage.days.to >= today,
        }
    }
}

/// Why the last day moved, and from when to when nobody could report.
pub(super) fn said(words: &Words, outage: &KeptOutage) -> String {
    let (from, to) = (format::date(outage.days.from), format::date(outage.days.to));
    words.t_with("report-outage-said", &[("from", &from), ("to", &to), ("why", &outage.words)])
}

/// `POST /reports/outages/{id}/end`: ends one today.
///
/// # Errors
/// 404 or 403 by rights; one that is over comes back on the page with 422.
async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(text): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let done = app.service.end_outage(visitor.caller(), id(&text, "outage")?).await;
    told(&app, &visitor, &sent, done).await
}
