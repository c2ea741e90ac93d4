//! `/api/v1/units/{code}/officers`: bodies, posts and mandates of a unit; a post filled and ended.
//!
//! Not here: pages (`handlers::access::offices`), sign-ins and delegations, which are given by a person on the page.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_model::{MandateId, PersonId, PostId};
use congdoan_service::access::{
    Body as Committee,
    forms::{Holder, OfficeForm},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, day, id, refused},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A body of the unit.
#[derive(Debug, Serialize)]
pub struct Elected {
    id: String,
    kind: String,
    term: String,
    decision: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

impl From<Committee> for Elected {
    fn from(body: Committee) -> Self {
        Self {
            id: body.id.to_string(),
            kind: body.kind,
            term: body.term,
            decision: body.decision,
            from: body.valid_from,
            until: body.valid_until,
        }
    }
}

/// A post with who holds it.
#[derive(Debug, Serialize)]
pub struct Post {
    id: PostId,
    person: PersonId,
    name: String,
    title: String,
    body: Option<String>,
    decision: String,
    full_time: bool,
    acting: bool,
    from: NaiveDate,
    until: Option<NaiveDate>,
    /// The role its mandate gives; none where the post gives none.
    role: Option<String>,
}

/// A mandate without a post: entered by hand, or delegated.
#[derive(Debug, Serialize)]
pub struct Mandate {
    id: MandateId,
    person: PersonId,
    name: String,
    role: String,
    decision: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    delegated_by: Option<String>,
}

/// The officers of a unit.
#[derive(Debug, Serialize)]
pub struct Officers {
    bodies: Vec<Elected>,
    posts: Vec<Post>,
    mandates: Vec<Mandate>,
}

/// `GET`: bodies, posts and mandates, those that ended among them.
///
/// # Errors
/// 404 for a unit the caller may not see.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
) -> Result<Json<Officers>, Refusal> {
    let view = app.service.offices(visitor.caller(), &code).await?;
    let post = |one: congdoan_service::access::Office| Post {
        id: one.id,
        person: one.person_id,
        name: one.name,
        title: one.title,
        body: one.body_id.map(|body| body.to_string()),
        decision: one.decision,
        full_time: one.full_time != 0,
        acting: one.acting != 0,
        from: one.valid_from,
        until: one.valid_until,
        role: one.role,
    };
    let mandate = |one: congdoan_service::access::Held| Mandate {
        id: one.id,
        person: one.person_id,
        name: one.name,
        role: one.role,
        decision: one.decision,
        from: one.valid_from,
        until: one.valid_until,
        delegated_by: one.delegated_by_name,
    };
    Ok(Json(Officers {
        bodies: view.bodies.into_iter().map(Elected::from).collect(),
        posts: view.offices.into_iter().map(post).collect(),
        mandates: view.mandates.into_iter().map(mandate).collect(),
    }))
}

/// A post to be filled, by somebody known or by the name of somebody new.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    title: String,
    #[serde(default)]
    person: Option<String>,
    #[serde(default)]
    new_name: Option<String>,
    decision: String,
    from: String,
    #[serde(default)]
    until: Option<String>,
    #[serde(default)]
    full_time: bool,
    #[serde(default)]
    acting: bool,
    #[serde(default)]
    replaces: Option<String>,
}

/// `POST`: fills a post; 201 with its id. Where the pack names a role for the post, the mandate is made with it.
///
/// # Errors
/// 404 or 403 by rights, 422 with everything wrong.
pub async fn appoint(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    body: Body<New>,
) -> Result<Response, Refusal> {
    let new = &body.value;
    let holder = match (&new.person, &new.new_name) {
        (Some(person), None) => Holder::Known(id(person, "member")?),
        (None, Some(name)) => Holder::New(name),
        _ => return Err(refused("gửi person hoặc new_name", "send either person or new_name")),
    };
    let form = OfficeForm {
        title: &new.title,
        holder,
        decision: &new.decision,
        full_time: new.full_time,
        acting: new.acting,
        from: day("from", &new.from)?,
        until: new.until.as_deref().map(|until| day("until", until)).transpose()?,
        replaces: new.replaces.as_deref().map(|post| id(post, "post")).transpose()?,
    };
    let post = app.service.add_office(visitor.caller(), &code, &form, body.once()).await?;
    Ok((StatusCode::CREATED, Json(serde_json::json!({ "id": post }))).into_response())
}

/// How a post ends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ended {
    day: String,
    decision: String,
}

/// `POST …/{post}/end`: the first day on which the post is held no more; 204. Its mandate ends with it.
///
/// # Errors
/// 404 or 403 by rights, 422 without a decision.
pub async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, post)): Path<(String, String)>,
    body: Body<Ended>,
) -> Result<StatusCode, Refusal> {
    let (post, ended) = (id(&post, "post")?, &body.value);
    let when = (day("day", &ended.day)?, ended.decision.as_str());
    app.service.end_office(visitor.caller(), (&code, post), when, body.once()).await?;
    Ok(StatusCode::NO_CONTENT)
}
