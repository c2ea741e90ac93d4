//! What is done with cards by forms: on the page of a unit with many, on a member's page with one.
//!
//! Not here: the rules (`service::cards`).

use axum::{
    extract::{Path, State},
    response::Response,
};
use chrono::NaiveDate;
use congdoan_model::{CardBatchId, CardId, PersonId};
use congdoan_service::{
    Error,
    access::Once,
    cards::{CardQuery, CardRequest},
    pack::Problem,
};

use super::{MemberCards, answer};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::{members, registers::answer::day},
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

fn wrong(field: &str, vi: &str, en: &str) -> Error {
    Error::Invalid(vec![Problem { field: Some(field.to_owned()), message: congdoan_service::words(vi, en) }])
}

/// The last day a form names, where it names one.
fn last_day(sent: &PageForm) -> Result<Option<NaiveDate>, Error> {
    match sent.get("expires_on").trim() {
        "" => Ok(None),
        text => day(text)
            .map(Some)
            .ok_or_else(|| wrong("expires_on", "Ngày viết 31/01/2030", "A day is written 31/01/2030")),
    }
}

/// Ids of a form; what is none names nothing.
fn ids<T: std::str::FromStr>(sent: &PageForm, name: &str, noun: &'static str) -> Result<Vec<T>, Error> {
    sent.all(name).iter().map(|text| text.parse().map_err(|_| Error::NotFound(noun))).collect()
}

/// Asks for the cards a form names and, with `issue`, issues them at once.
pub(super) async fn asked_for(app: &App, visitor: &Visitor, sent: &PageForm) -> Result<CardBatchId, Error> {
    let caller = visitor.caller();
    let people: Vec<PersonId> = ids(sent, "people", "member")?;
    let kind = sent.get("kind").parse().map_err(|_| wrong("kind", "Hãy chọn loại thẻ", "Choose a kind of card"))?;
    let cause = sent.get("cause").parse().map_err(|_| wrong("cause", "Hãy chọn lý do", "Choose a cause"))?;
    let campaign = match sent.get("campaign") {
        "" => None,
        text => Some(text.parse().map_err(|_| Error::NotFound("card campaign"))?),
    };
    let expires_on = last_day(sent)?;
    let request = CardRequest { people: &people, kind, cause, campaign };
    let batch = app.service.request_cards(caller, &request, members::deeds::once(sent)).await?;
    if sent.get("issue") == "true" {
        let query =
            CardQuery { unit: sent.get("unit"), batch: Some(batch), state: "requested", ..CardQuery::default() };
        let cards: Vec<CardId> = app.service.cards(caller, &query).await?.cards.iter().map(|card| card.id).collect();
        if !cards.is_empty() {
            app.service.issue_cards(caller, &cards, expires_on, None).await?;
        }
    }
    Ok(batch)
}

/// Does to the cards of a form what its button says.
pub(super) async fn done(app: &App, visitor: &Visitor, sent: &PageForm) -> Result<(), Error> {
    let (caller, reason) = (visitor.caller(), sent.get("reason"));
    let cards: Vec<CardId> = ids(sent, "cards", "card")?;
    // One form holds several buttons: the same key with another button is another deed.
    let key = [sent.get("idempotency_key"), sent.get("deed")].join("-");
    let once = (key.len() > sent.get("deed").len() + 1)
        .then(|| Once { key: &key, request: congdoan_model::fingerprint(&key) });
    match sent.get("deed") {
        "issue" => app.service.issue_cards(caller, &cards, last_day(sent)?, once).await,
        "refuse" => app.service.refuse_cards(caller, &cards, reason, once).await,
        "hand" => app.service.hand_cards(caller, &cards, once).await,
        "revoke" => app.service.revoke_cards(caller, &cards, reason, once).await,
        _ => Err(wrong("deed", "Hãy chọn việc cần làm", "Choose what to do")),
    }
}

/// `POST /members/{id}/cards`: asks for a card of the member, or does something with one.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the member's page with 422.
pub async fn member(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let person: PersonId = id(&member, "member")?;
    // Whoever may not see the member hears so before anything of the form is looked at.
    app.service.member_cards(visitor.caller(), person).await?;
    let outcome = if sent.get("deed") == "request" {
        asked_for(&app, &visitor, &sent).await.map(|_| ())
    } else {
        done(&app, &visitor, &sent).await
    };
    match outcome {
        Ok(()) => Ok(see(&format!("/members/{person}"))),
        Err(error) => members::deeds::refused(&app, &visitor, person, &sent, error).await,
    }
}

/// The cards on a member's page; nothing of them where they cannot be had.
pub(crate) async fn of_member(
    app: &App,
    visitor: &Visitor,
    words: &Words,
    person: PersonId,
    standing: bool,
) -> MemberCards {
    let Ok((cards, may, campaigns)) = app.service.member_cards(visitor.caller(), person).await else {
        return MemberCards::default();
    };
    let today = visitor.caller().now.day();
    let waiting = cards.iter().any(|card| card.is_requested() && card.stands == 1);
    MemberCards {
        rows: cards.iter().map(|card| answer::row(words, card, today)).collect(),
        may_request: may.request && standing && !waiting,
        may_write: may.request,
        may_issue: may.issue,
        choices: answer::choices(words, &campaigns, today, ""),
    }
}
