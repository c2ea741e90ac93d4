//! `/api/v1/cards`: member cards listed and asked for.
//!
//! Approving and handing over have no route here: they are done by people, on pages. Not here: the public check
//! (`handlers::cards::public`).

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    CardBatchId, CardCampaignId, CardId, PersonId, Timestamp,
    cards::{CardCause, CardKind},
};
use congdoan_service::cards::{Card, CardQuery, CardRequest};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, refused, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A card in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    id: CardId,
    member: PersonId,
    number: String,
    name: String,
    unit: String,
    kind: String,
    cause: String,
    serial: Option<String>,
    requested_at: String,
    issued_on: Option<NaiveDate>,
    expires_on: Option<NaiveDate>,
    handed: bool,
    refused: bool,
    revoked: bool,
    holds: bool,
}

impl Item {
    fn of(card: Card, today: NaiveDate) -> Self {
        Self {
            id: card.id,
            member: card.person,
            holds: card.holds(today),
            number: card.number.unwrap_or_default(),
            name: card.name,
            unit: card.unit_code,
            kind: card.kind,
            cause: card.cause,
            serial: card.serial,
            requested_at: Timestamp::from_micros(card.requested_at).to_string(),
            issued_on: card.issued_on,
            expires_on: card.expires_on,
            handed: card.handed_at.is_some(),
            refused: card.refused_at.is_some(),
            revoked: card.revoked_at.is_some(),
        }
    }
}

/// The list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
}

/// What is asked of the list.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    #[serde(default)]
    state: String,
}

/// `GET`: cards of a unit and what it manages below, latest first; at most 500.
///
/// # Errors
/// 404 when the caller may not see members of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let query = CardQuery { unit, state: &question.state, ..CardQuery::default() };
    let today = visitor.caller().now.day();
    let view = app.service.cards(visitor.caller(), &query).await?;
    Ok(Json(List { items: view.cards.into_iter().map(|card| Item::of(card, today)).collect() }))
}

/// Cards to be asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    members: Vec<PersonId>,
    #[serde(default)]
    kind: Option<String>,
    cause: String,
    #[serde(default)]
    campaign: Option<CardCampaignId>,
}

/// What was asked for at once.
#[derive(Debug, Serialize)]
pub struct Requested {
    batch: CardBatchId,
}

/// `POST`: asks for cards, all or none; 201 with the batch.
///
/// # Errors
/// 404 or 403 by rights, 422 when somebody can have none.
pub async fn request(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let new = &body.value;
    let kind: CardKind = match new.kind.as_deref() {
        None => CardKind::Ordinary,
        Some(word) => {
            word.parse().map_err(|_| refused("kind là ordinary hoặc linked", "kind is ordinary or linked"))?
        }
    };
    let cause: CardCause =
        new.cause.parse().map_err(|_| refused("cause là new, renewed hoặc lost", "cause is new, renewed or lost"))?;
    let request = CardRequest { people: &new.members, kind, cause, campaign: new.campaign };
    let batch = app.service.request_cards(visitor.caller(), &request, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Requested { batch })).into_response())
}
