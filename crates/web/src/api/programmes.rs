//! `GET /api/v1/programmes`: a unit's own programmes with their targets.
//!
//! Not here: progress bars (`handlers::programmes`).

pub mod cascade;
pub mod reviews;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use congdoan_model::{
    DirectiveId, Period, ProgrammeId, TargetId,
    figures::{Answer, Value},
    programmes::{Comparator, ProgrammeKind},
};
use congdoan_service::programmes::{ProgrammeView, Progress};
use serde::{Deserialize, Serialize};

use crate::{
    api::{id, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// What is asked.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    period: Option<String>,
}

/// A page of the list; a unit's own programmes fit on one.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<String>,
}

/// A programme.
#[derive(Debug, Serialize)]
pub struct Item {
    id: ProgrammeId,
    unit: String,
    kind: ProgrammeKind,
    title: String,
    period: Period,
    directive: Option<Directive>,
    parent: Option<ProgrammeId>,
    targets: Vec<Target>,
}

#[derive(Debug, Serialize)]
struct Directive {
    id: DirectiveId,
    symbol: String,
    title: String,
}

#[derive(Debug, Serialize)]
struct Target {
    id: TargetId,
    indicator: String,
    comparator: Comparator,
    value: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_max: Option<Value>,
    period: Period,
    met: Option<bool>,
    percent: Option<u8>,
    figure: Answer,
}

/// A target's value, kept in hundredths: whole where it is whole.
fn shown(hundredths: i64) -> Value {
    if hundredths % 100 == 0 { Value::Whole(hundredths / 100) } else { Value::Hundredths(hundredths) }
}

impl From<Progress> for Target {
    fn from(progress: Progress) -> Self {
        let target = progress.target;
        Self {
            id: target.id,
            indicator: target.indicator,
            comparator: target.comparator,
            value: shown(target.value),
            value_max: target.value_max.map(shown),
            period: target.period,
            met: progress.met,
            percent: progress.percent,
            figure: progress.answer,
        }
    }
}

impl From<ProgrammeView> for Item {
    fn from(view: ProgrammeView) -> Self {
        let directive = view.directive;
        Self {
            id: view.programme.id,
            unit: view.unit.code.to_string(),
            kind: view.programme.kind,
            title: view.programme.title,
            period: view.programme.period,
            directive: directive.map(|one| Directive { id: one.id, symbol: one.symbol, title: one.title }),
            parent: view.programme.parent,
            targets: view.targets.into_iter().map(Target::from).collect(),
        }
    }
}

/// A unit's own programmes that touch a period.
///
/// # Errors
/// 404 when the caller may not read programmes of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let period: Period = required(question.period.as_ref(), "period")?.parse()?;
    let (_, views) = app.service.programmes(visitor.caller(), unit, period).await?;
    Ok(Json(List { items: views.into_iter().map(Item::from).collect(), next: None }))
}

/// One programme.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
) -> Result<Json<Item>, Refusal> {
    Ok(Json(app.service.programme(visitor.caller(), id(&programme, "programme")?).await?.into()))
}
