//! `GET /api/v1/integrity`: every integrity rule and what breaks it.
//!
//! Not here: the rules (`service::audit::integrity`).

use axum::{Json, extract::State};
use congdoan_service::audit::integrity::RuleResult;
use serde::Serialize;

use crate::{app::App, refusal::Refusal, visit::Visitor};

/// A rule as programs read it, with what holds and what to do in the caller's language.
#[derive(Debug, Serialize)]
pub struct RuleData {
    #[serde(flatten)]
    rule: RuleResult,
    name: String,
    remedy: String,
}

/// The rules.
#[derive(Debug, Serialize)]
pub struct Rules {
    items: Vec<RuleData>,
}

/// Every rule with its result.
///
/// # Errors
/// 403 for who may not read the audit log of the whole federation.
pub async fn read(State(app): State<App>, visitor: Visitor) -> Result<Json<Rules>, Refusal> {
    let found = app.service.integrity_for(visitor.caller()).await?;
    let data = |rule: RuleResult| RuleData {
        name: rule.name.get(visitor.language).to_owned(),
        remedy: rule.remedy.get(visitor.language).to_owned(),
        rule,
    };
    Ok(Json(Rules { items: found.rules.into_iter().map(data).collect() }))
}
