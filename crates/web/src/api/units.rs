//! `/api/v1/units`: units the caller may see, one of them, and what hangs directly below it.
//!
//! Not here: the tree as a page (`handlers::org`).

use axum::{
    Json,
    extract::{Path, Query, State},
};
use chrono::NaiveDate;
use congdoan_model::org::{Line, Unit, UnitKind};
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
        None => visitor.homes().first().map(|unit| unit.code.to_string()).ok_or(Error::NotFound("unit"))?,
    };
    let (name, after) = (question.q.unwrap_or_default(), question.after.unwrap_or_default());
    let filter = UnitFilter { kind, name: &name, after: &after, limit: PAGE + 1 };
    let mut units = app.service.units_below(visitor.caller(), &under, &filter).await?;
    let more = units.len() > usize::try_from(PAGE).unwrap_or(0);
    units.truncate(usize::try_from(PAGE).unwrap_or(0));
    let next = units.last().filter(|_| more).map(|unit| unit.code.to_string());
    Ok(Json(List { items: units.into_iter().map(Item::from).collect(), next }))
}

impl From<Unit> for Item {
    fn from(unit: Unit) -> Self {
        Self { code: unit.code.to_string(), name: unit.name, kind: unit.kind, form: unit.form }
    }
}

/// A parent a unit has or had.
#[derive(Debug, Serialize)]
pub struct Parent {
    code: String,
    name: String,
    line: Line,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

/// One unit.
#[derive(Debug, Serialize)]
pub struct One {
    #[serde(flatten)]
    unit: Item,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    parents: Vec<Parent>,
    children: usize,
}

/// `GET …/{code}`: a unit with the parents it has and had, as far as the caller may see them.
///
/// # Errors
/// 404 for a unit the caller may not see.
pub async fn read(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Result<Json<One>, Refusal> {
    let view = app.service.unit(visitor.caller(), &code).await?;
    let parents = view.parents.into_iter().filter_map(|(link, parent)| {
        let parent = parent?;
        let (line, from, until) = (link.line, link.from, link.until);
        Some(Parent { code: parent.code.to_string(), name: parent.name, line, from, until })
    });
    let (opened_on, closed_on) = (view.unit.opened_on, view.unit.closed_on);
    let (parents, children) = (parents.collect(), view.children.len());
    Ok(Json(One { unit: view.unit.into(), opened_on, closed_on, parents, children }))
}

/// A unit directly below another.
#[derive(Debug, Serialize)]
pub struct Child {
    #[serde(flatten)]
    unit: Item,
    line: Option<Line>,
}

/// A page of the units directly below.
#[derive(Debug, Serialize)]
pub struct Children {
    items: Vec<Child>,
    next: Option<String>,
}

/// Where a page begins.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET …/{code}/children`: the units directly below today, over both lines, by code.
///
/// # Errors
/// 404 for a unit the caller may not see.
pub async fn children(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<After>,
) -> Result<Json<Children>, Refusal> {
    let mut below = app.service.unit(visitor.caller(), &code).await?.children;
    below.sort_by(|one, other| one.unit.code.as_str().cmp(other.unit.code.as_str()));
    let after = asked.after.unwrap_or_default();
    below.retain(|one| one.unit.code.as_str() > after.as_str());
    let page = usize::try_from(PAGE).unwrap_or(0);
    let more = below.len() > page;
    below.truncate(page);
    let next = below.last().filter(|_| more).map(|one| one.unit.code.to_string());
    let items = below.into_iter().map(|one| Child { line: one.line, unit: one.unit.into() });
    Ok(Json(Children { items: items.collect(), next }))
}
