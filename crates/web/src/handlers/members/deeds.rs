//! What is done on a member's page: guarded fields opened, state set, membership ended, transfer asked for, admitted again.
//!
//! A refused deed comes back on the same page with what is wrong. Not here: the rules (`service::members`).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_model::{PersonId, members::Leaving};
use congdoan_service::{
    Error,
    access::Once,
    members::{AskedTransfer, Departure, Readmission},
    pack::{Decider, Pack, Problem},
};

use super::answer::{Said, file_page};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::registers::answer::day,
    page::{Choice, FieldError, Page},
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

/// Ways of leaving an officer may choose; what the level above decides only for who belongs to it.
pub(crate) fn leavings(words: &Words, pack: &Pack, upper: bool) -> Vec<Choice> {
    let rules = pack.members.leavings.iter().filter(|rule| {
        rule.by_hand && rule.leaving != Leaving::TransferredOut && (upper || rule.decided_by == Decider::Own)
    });
    rules.map(|rule| Choice::new(rule.leaving.word(), rule.name.get(words.language), "")).collect()
}

/// The key of a form, so that sending it twice does it once.
pub(crate) fn once(sent: &PageForm) -> Option<Once<'_>> {
    let key = sent.get("idempotency_key");
    (!key.is_empty()).then(|| Once { key, request: congdoan_model::fingerprint(key) })
}

/// A day of a form, or what is wrong with it.
fn day_of(sent: &PageForm, name: &str) -> Result<NaiveDate, Error> {
    day(sent.get(name)).ok_or_else(|| {
        let message = congdoan_service::words("Ngày viết 31/01/2022", "A day is written 31/01/2022");
        Error::Invalid(vec![Problem { field: Some(name.to_owned()), message }])
    })
}

/// `POST /members/{id}/open`: the page with the fields opened; nothing of them is in any address.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn open(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let person: PersonId = id(&member, "member")?;
    match app.service.open_member(visitor.caller(), person, sent.all("fields"), sent.get("reason")).await {
        Ok(opened) => {
            let view = app.service.member(visitor.caller(), person).await?;
            Ok(Page(file_page(&app, &visitor, view, Said { opened, ..Said::default() }).await).into_response())
        }
        Err(error) => refused(&app, &visitor, person, &sent, error).await,
    }
}

/// `POST /members/{id}/state`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn state(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let person: PersonId = id(&member, "member")?;
    let done = match day_of(&sent, "from") {
        Ok(from) => {
            let new = (sent.get("state"), from, sent.get("decision"));
            app.service.set_member_state(visitor.caller(), person, new, once(&sent)).await
        }
        Err(error) => Err(error),
    };
    told(&app, &visitor, person, &sent, done).await
}

/// `POST /members/{id}/leave`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let person: PersonId = id(&member, "member")?;
    let done = match (day_of(&sent, "left_on"), sent.get("leaving").parse().ok()) {
        (Ok(left_on), Some(leaving)) => {
            let departure = Departure { person, leaving, left_on, decision: sent.get("decision") };
            app.service.leave(visitor.caller(), departure, once(&sent)).await
        }
        (Err(error), _) => Err(error),
        (_, None) => {
            let message = congdoan_service::words("Hãy chọn lý do thôi", "Choose why the membership ends");
            Err(Error::Invalid(vec![Problem { field: Some("leaving".to_owned()), message }]))
        }
    };
    told(&app, &visitor, person, &sent, done).await
}

/// `POST /members/{id}/transfer`: the unit lets the member go to another.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn transfer(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let person: PersonId = id(&member, "member")?;
    let asked = AskedTransfer::Leave { person, to: sent.get("to") };
    let done = app.service.ask_transfer(visitor.caller(), asked, sent.get("reason"), once(&sent)).await;
    told(&app, &visitor, person, &sent, done.map(|_| ())).await
}

/// `POST /members/{id}/readmit`.
///
/// # Errors
/// 404 or 403 by rights: the level above the unit decides.
pub async fn readmit(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let person: PersonId = id(&member, "member")?;
    let done = match day_of(&sent, "joined_on") {
        Ok(joined_on) => {
            let again = Readmission { person, unit: sent.get("unit"), joined_on, decision: sent.get("decision") };
            app.service.readmit(visitor.caller(), again, once(&sent)).await
        }
        Err(error) => Err(error),
    };
    told(&app, &visitor, person, &sent, done).await
}

async fn told(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    sent: &PageForm,
    done: Result<(), Error>,
) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(see(&format!("/members/{person}"))),
        Err(error) => refused(app, visitor, person, sent, error).await,
    }
}

/// The member's page with what went wrong; refusals by rights go on as they are.
pub(crate) async fn refused(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    sent: &PageForm,
    error: Error,
) -> Result<Response, Refusal> {
    let errors = problems(visitor, error)?;
    let view = app.service.member(visitor.caller(), person).await?;
    let said = Said { errors, reason: sent.get("reason").to_owned(), opened: Vec::new() };
    let page = Page(file_page(app, visitor, view, said).await);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What a page says of a refusal; what is no matter of the form goes on as it is.
///
/// # Errors
/// Refusals by rights and trouble of our own.
pub(crate) fn problems(visitor: &Visitor, error: Error) -> Result<Vec<FieldError>, Refusal> {
    let language = visitor.language;
    match error {
        Error::Invalid(problems) => Ok(problems
            .into_iter()
            .map(|problem| FieldError {
                field: problem.field.unwrap_or_default(),
                message: problem.message.get(language).to_owned(),
            })
            .collect()),
        error @ (Error::Refused(_) | Error::Stale) => {
            Ok(vec![FieldError { field: String::new(), message: error.words().get(language).to_owned() }])
        }
        error => Err(error.into()),
    }
}
