//! `GET /api/v1/units`: units the caller may see.
//!
//! Not here: the tree as a page (`handlers::org`).

use axum::{
    Json,
    extract::{Query, State},
};
use congdoan_model::org::UnitKind;
use congdoan_service::{Error, UnitFilter};
use serde::{Deserialize, Serialize};

use crate::{
    api::{PAGE, refused},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// What is asked.
#[derive(Debug, Deserialize)]
pub struct Question {
    kind: Option<String>,
    under: Option<String>,
    q: Option<String>,
    after: Option<String>,
}

/// A unit in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    code: String,
    name: String,
    kind: UnitKind,
    form: String,
}

/// A page of the list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<String>,
}

/// The unit `under` and all below it, by default those below the caller's own mandate.
///
/// # Errors
/// 404 for a unit the caller may not see, 422 for an unknown kind.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let kind = question.kind.as_deref().filter(|kind| !kind.is_empty()).map(str::parse::<UnitKind>).transpose();
    let kind = kind.map_err(|word| refused(&format!("không có loại đơn vị \"{}\"", word.0), &word.to_string()))?;
    let under = match question.under.filter(|under| !under.is_empty()) {
        Some(under) => under,
        None => {
            let home = app.service.home_units(visitor.caller()).await?;
            home.first().map(|unit| unit.code.to_string()).ok_or(Error::NotFound("unit"))?
        }
    };
    let (name, after) = (question.q.unwrap_or_default(), question.after.unwrap_or_default());
    let filter = UnitFilter { kind, name: &name, after: &after, limit: PAGE + 1 };
    let mut units = app.service.units_below(visitor.caller(), &under, &filter).await?;
    let more = units.len() > usize::try_from(PAGE).unwrap_or(0);
    units.truncate(usize::try_from(PAGE).unwrap_or(0));
    let next = units.last().filter(|_| more).map(|unit| unit.code.to_string());
    let item = |unit: congdoan_model::org::Unit| Item {
        code: unit.code.to_string(),
        name: unit.name,
        kind: unit.kind,
        form: unit.form,
    };
    Ok(Json(List { items: units.into_iter().map(item).collect(), next }))
}
