//! `/api/v1/foundings`: foundings of unions and recognitions of committees: listed, read, a step taken.
//!
//! The decision has no route here: it is taken by a person on the page. Not here: pages (`handlers::org::foundings`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use chrono::NaiveDate;
use congdoan_service::org::foundings::FoundingView;
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, PAGE, day},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A case in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    id: String,
    kind: String,
    state: String,
    name: String,
    upper: String,
    decision: String,
    decided_on: Option<NaiveDate>,
}

/// A page of the list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<String>,
}

/// Where a page begins: the id of the last case of the page before.
#[derive(Debug, Deserialize)]
pub struct After {
    after: Option<String>,
}

/// `GET`: the cases the caller may see, latest first.
///
/// # Errors
/// 503 when the database does not answer.
pub async fn list(State(app): State<App>, visitor: Visitor, Query(asked): Query<After>) -> Result<Json<List>, Refusal> {
    let all = app.service.foundings(visitor.caller()).await?.into_iter().map(|one| Item {
        id: one.id.to_string(),
        kind: one.kind,
        state: one.state,
        name: one.name,
        upper: one.upper_code,
        decision: one.decision,
        decided_on: one.decided_on,
    });
    let mut items: Vec<Item> = match asked.after.filter(|after| !after.is_empty()) {
        Some(after) => all.skip_while(|one| one.id != after).skip(1).collect(),
        None => all.collect(),
    };
    let page = usize::try_from(PAGE).unwrap_or(0);
    let more = items.len() > page;
    items.truncate(page);
    let next = items.last().filter(|_| more).map(|one| one.id.clone());
    Ok(Json(List { items, next }))
}

/// A step of the procedure.
#[derive(Debug, Serialize)]
pub struct Step {
    id: String,
    done_on: Option<NaiveDate>,
    due: Option<NaiveDate>,
    next: bool,
}

/// A paper of the dossier.
#[derive(Debug, Serialize)]
pub struct Paper {
    id: String,
    handed_on: Option<NaiveDate>,
}

/// One case.
#[derive(Debug, Serialize)]
pub struct One {
    id: String,
    kind: String,
    state: String,
    code: String,
    name: String,
    upper: String,
    union: Option<String>,
    employer: Option<String>,
    applicants: i64,
    decision: String,
    decided_on: Option<NaiveDate>,
    steps: Vec<Step>,
    papers: Vec<Paper>,
    /// What is missing before it can be decided.
    missing: Vec<String>,
}

/// `GET …/{id}`: one case with its steps and papers.
///
/// # Errors
/// 404 for a case the caller may not see.
pub async fn read(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Json<One>, Refusal> {
    let FoundingView { file, upper, union, employer, steps, papers, missing, .. } =
        app.service.founding(visitor.caller(), &id).await?;
    let case = file.case;
    let steps = steps.into_iter().map(|one| Step {
        id: one.step.id,
        done_on: one.taken.map(|taken| taken.done_on),
        due: one.due,
        next: one.next,
    });
    let papers =
        papers.into_iter().map(|one| Paper { id: one.paper.id, handed_on: one.handed.map(|handed| handed.handed_on) });
    Ok(Json(One {
        id: case.id.to_string(),
        kind: case.kind,
        state: case.state,
        code: case.code,
        name: case.name,
        upper: upper.code.to_string(),
        union: union.map(|unit| unit.code.to_string()),
        employer: employer.map(|unit| unit.code.to_string()),
        applicants: case.applicants,
        decision: case.decision,
        decided_on: case.decided_on,
        steps: steps.collect(),
        papers: papers.collect(),
        missing: missing.iter().map(|problem| problem.message.get(visitor.language).to_owned()).collect(),
    }))
}

/// A step that was taken.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Taken {
    step: String,
    done_on: String,
    #[serde(default)]
    note: String,
}

/// `POST …/{id}/steps`: writes down that a step was taken; the case as it stands then. A step taken before is dated anew.
///
/// # Errors
/// 404 or 403 by rights, 422 when it is not its turn.
pub async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    body: Body<Taken>,
) -> Result<(StatusCode, Json<One>), Refusal> {
    let taken = &body.value;
    let done_on = day("done_on", &taken.done_on)?;
    app.service.take_founding_step(visitor.caller(), &id, (&taken.step, done_on, &taken.note), body.once()).await?;
    let one = read(State(app), visitor, Path(id)).await?;
    Ok((StatusCode::OK, one))
}
