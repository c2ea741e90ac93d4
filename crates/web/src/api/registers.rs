//! `/api/v1/registers`: the registers, one with every version of its definition, and publishing one.
//!
//! Not here: records (`records`), what makes a definition sound (`service::registers::building`).

use axum::{
    Json,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use congdoan_model::LocalText;
use congdoan_service::{Error, pack::Problem, registers::building::Built};
use serde::{Deserialize, Serialize};

use crate::{
    api::Body,
    app::App,
    refusal::{Refusal, details},
    visit::Visitor,
};

/// A register in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    id: String,
    name: LocalText,
    group: String,
    version: i64,
    indicators: Vec<String>,
}

/// The registers.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
}

/// A version of a register.
#[derive(Debug, Serialize)]
pub struct Version {
    version: i64,
    pack: String,
    reason: String,
    recorded_by: String,
    recorded_at: String,
    definition: String,
}

/// A register with its versions, latest first.
#[derive(Debug, Serialize)]
pub struct Whole {
    id: String,
    name: LocalText,
    version: i64,
    versions: Vec<Version>,
}

/// A register to be published.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    definition: String,
    /// Lines added to a form of reports, as a file of a pack.
    #[serde(default)]
    lines: String,
    #[serde(default)]
    reason: String,
}

/// What was published.
#[derive(Debug, Serialize)]
pub struct Published {
    id: String,
    version: i64,
}

/// `GET`: every register with the version in force; what registers ask is open to whoever signs in.
pub async fn list(State(app): State<App>, _visitor: Visitor) -> Json<List> {
    let pack = app.service.pack();
    let item = |register: &congdoan_service::pack::Register| Item {
        id: register.id.clone(),
        name: register.name.clone(),
        group: register.group.clone(),
        version: app.service.register_version(&register.id),
        indicators: register.measures.iter().map(|measure| measure.indicator.clone()).collect(),
    };
    Json(List { items: pack.registers.iter().map(item).collect() })
}

/// `GET`: one register with every version of its definition.
///
/// # Errors
/// 404 when there is none.
pub async fn read(
    State(app): State<App>,
    _visitor: Visitor,
    Path(register): Path<String>,
) -> Result<Json<Whole>, Refusal> {
    let pack = app.service.pack();
    let of = pack.register(&register).ok_or(Error::NotFound("register"))?;
    let versions = app.service.register_versions(&register).await?;
    let version = |one: congdoan_service::registers::RegisterVersion| Version {
        version: one.version,
        pack: one.pack,
        reason: one.reason,
        recorded_by: one.recorded_by,
        recorded_at: one.recorded_at.to_string(),
        definition: one.definition,
    };
    Ok(Json(Whole {
        id: of.id.clone(),
        name: of.name.clone(),
        version: app.service.register_version(&register),
        versions: versions.into_iter().map(version).collect(),
    }))
}

/// `POST`: publishes a register, or a new version of one of the federation's own; 201 with its number.
///
/// # Errors
/// 403 for whoever may not build registers; 422 with everything wrong, each with its line.
pub async fn publish(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let New { definition, lines, reason } = &body.value;
    let lines = crate::handlers::registers::building::written_lines(definition, lines);
    let built = Built { text: definition.clone(), lines, reason: reason.clone() };
    match app.service.publish_register(visitor.caller(), &built, body.once()).await {
        Ok((id, version)) => {
            let place = format!("/api/v1/registers/{id}");
            Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(Published { id, version })).into_response())
        }
        Err(Error::Pack(remarks)) => {
            let said = congdoan_service::words("Định nghĩa sổ có chỗ sai", "The definition is not sound");
            let problem = |remark: &congdoan_service::pack::Remark| Problem {
                field: Some(format!("{}:{}", remark.place.file, remark.place.line)),
                message: remark.reason.clone(),
            };
            let problems: Vec<Problem> = remarks.iter().map(problem).collect();
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(details(status, said.get(visitor.language), &problems, visitor.language))
        }
        Err(error) => Err(error.into()),
    }
}
