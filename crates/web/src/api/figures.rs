//! `GET /api/v1/figures`: one figure, and its parts.
//!
//! Not here: what a figure means (`rollup`).

use axum::{
    Json,
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use congdoan_model::{Period, period::parse_day};
use congdoan_service::figures::Ask;
use serde::Deserialize;

use crate::{
    api::{refused, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// What is asked.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    indicator: Option<String>,
    period: Option<String>,
    parts: Option<String>,
    as_of: Option<String>,
    restated: Option<String>,
}

/// Answers one question; the ETag is the engine's version.
///
/// # Errors
/// 404 for a unit or indicator that is not there for the caller, 403 for parts it may not open, 422 for an impossible
/// period or day.
pub async fn figure(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let period: Period = required(question.period.as_ref(), "period")?.parse()?;
    let day = |text: &Option<String>| match text.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => parse_day(text).map(Some).ok_or_else(|| {
            refused(&format!("\"{text}\" không phải là ngày: viết 2022-10-31"), &format!("\"{text}\" is not a day"))
        }),
        None => Ok(None),
    };
    let ask = Ask {
        unit: required(question.unit.as_ref(), "unit")?,
        indicator: required(question.indicator.as_ref(), "indicator")?,
        period,
        parts: matches!(question.parts.as_deref(), Some("true" | "1" | "yes")),
        as_of: day(&question.as_of)?,
        restated: day(&question.restated)?,
    };
    let answer = app.service.figure(visitor.caller(), &ask).await?;
    let tag = format!("\"{}\"", answer.version);
    Ok(([(header::ETAG, tag)], Json(answer)).into_response())
}
