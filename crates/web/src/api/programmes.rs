//! `GET /api/v1/programmes`: a unit's own programmes with their targets.
//!
//! Not here: single targets and what is done to them (`targets`).

pub mod cascade;
pub mod reviews;

pub mod tasks;

use axum::{
    Json,
    extract::{Path, Query, State},
};
use congdoan_model::{DirectiveId, Period, ProgrammeId, programmes::ProgrammeKind};
use congdoan_service::programmes::ProgrammeView;
use serde::{Deserialize, Serialize};

use crate::{
    api::{id, required, targets::Target},
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
