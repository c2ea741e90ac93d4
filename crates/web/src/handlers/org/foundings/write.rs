//! Cases of founding and recognition written: opened, changed, taken on step by step, decided, undone.
//!
//! Not here: what may be written (`service::org`).

use axum::{
    extract::{Path, State},
    response::Response,
};
use congdoan_model::access::Action;
use congdoan_service::{Error, org::foundings::FoundingForm, pack::Problem, stored_org::Elected};

use super::answer;
use crate::{
    app::App,
    form::PageForm,
    handlers::{org::particulars::answer::once, registers::answer::day},
    refusal::{Refusal, encode},
    visit::{Visitor, see},
};

fn number(text: &str) -> i64 {
    let digits: String = text.chars().filter(|letter| !matches!(letter, '.' | ',' | ' ' | '\u{a0}')).collect();
    // What is no number is refused like a negative one.
    if digits.is_empty() { 0 } else { digits.parse().unwrap_or(-1) }
}

fn typed_form(sent: &PageForm) -> FoundingForm<'_> {
    FoundingForm {
        kind: sent.get("kind"),
        unit: sent.get("unit").trim(),
        code: sent.get("code"),
        name: sent.get("name"),
        form: sent.get("form"),
        employer: sent.get("employer"),
        term: sent.get("term"),
        applicants: number(sent.get("applicants")),
        employers: number(sent.get("employers")),
        congress: sent.get("congress") == "true",
        inspection: sent.get("inspection") == "true",
    }
}

/// `POST /foundings`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn open(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    if !visitor.caller().may_somewhere(Action::FoundingWrite) {
        return Err(Error::Denied(Action::FoundingWrite).into());
    }
    let problems = match app.service.open_founding(visitor.caller(), &typed_form(&sent), once(&sent)).await {
        Ok(id) => return Ok(see(&format!("/foundings/{id}"))),
        Err(Error::Invalid(problems)) => problems,
        Err(error @ Error::Refused(_)) => vec![Problem { field: None, message: error.words() }],
        Err(error) => return Err(error.into()),
    };
    let typed = |field: &str| sent.get(field).to_owned();
    answer::form(&app, &visitor, None, &typed, &problems)
}

/// `POST /foundings/{id}/edit`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let version = sent.get("version").parse().unwrap_or(-1);
    let problems = match app.service.change_founding(visitor.caller(), (&id, version), &typed_form(&sent)).await {
        Ok(()) => return Ok(see(&format!("/foundings/{id}"))),
        Err(Error::Invalid(problems)) => problems,
        Err(error @ (Error::Refused(_) | Error::Stale)) => vec![Problem { field: None, message: error.words() }],
        Err(error) => return Err(error.into()),
    };
    let view = app.service.founding(visitor.caller(), &id).await?;
    let typed = |field: &str| sent.get(field).to_owned();
    answer::form(&app, &visitor, Some(&view), &typed, &problems)
}

/// What was done, or the page of the case with what was refused.
async fn done(
    app: &App,
    visitor: &Visitor,
    id: &str,
    done: Result<(), Error>,
    decision: &str,
) -> Result<Response, Refusal> {
    let language = visitor.language;
    let errors = match done {
        Ok(()) => return Ok(see(&format!("/foundings/{id}"))),
        Err(Error::Invalid(problems)) => {
            problems.iter().map(|problem| problem.message.get(language).to_owned()).collect()
        }
        Err(error @ (Error::Refused(_) | Error::Stale)) => vec![error.words().get(language).to_owned()],
        Err(error) => return Err(error.into()),
    };
    answer::show(app, visitor, id, (errors, decision)).await
}

/// `POST /foundings/{id}/steps`.
///
/// # Errors
/// 404 or 403 by rights; 422 on the case's page.
pub async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let done_on = day(sent.get("done_on")).unwrap_or_else(|| visitor.caller().now.day());
    let taken = (sent.get("step"), done_on, sent.get("note"));
    let written = app.service.take_founding_step(visitor.caller(), &id, taken, None).await;
    done(&app, &visitor, &id, written, "").await
}

/// `POST /foundings/{id}/papers`.
///
/// # Errors
/// As [`step`].
pub async fn paper(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let handed_on = day(sent.get("handed_on")).unwrap_or_else(|| visitor.caller().now.day());
    let file = sent.files.iter().find(|(name, ..)| name == "file");
    let file = file.map(|(_, name, content)| (name.as_str(), content.clone()));
    let written = app.service.hand_founding_paper(visitor.caller(), &id, (sent.get("paper"), handed_on), file).await;
    done(&app, &visitor, &id, written, "").await
}

/// `POST /foundings/{id}/people`: the committee, line by line; lines without a name are left out.
///
/// # Errors
/// As [`step`].
pub async fn people(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
    let full_time = sent.all("full_time");
    let people = sent.all("name").iter().enumerate().filter(|(_, name)| !name.trim().is_empty());
    let people: Vec<Elected> = people
        .map(|(place, name)| Elected {
            name: name.trim().to_owned(),
            born_on: day(&at(sent.all("born"), place)),
            post: at(sent.all("post"), place),
            full_time: i64::from(full_time.contains(&place.to_string())),
        })
        .collect();
    let written = app.service.set_founding_committee(visitor.caller(), &id, &people).await;
    done(&app, &visitor, &id, written, "").await
}

/// `POST /foundings/{id}/decide`.
///
/// # Errors
/// 404 or 403 by rights; 422 on the case's page with everything that is missing.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let decision = (sent.get("decision"), day(sent.get("decided_on")));
    match app.service.decide_founding(visitor.caller(), &id, decision).await {
        Ok(code) => Ok(see(&format!("/units/{}", encode(&code)))),
        Err(error) => done(&app, &visitor, &id, Err(error), sent.get("decision")).await,
    }
}

/// `POST /foundings/{id}/withdraw`.
///
/// # Errors
/// As [`step`].
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _sent: PageForm,
) -> Result<Response, Refusal> {
    let written = app.service.withdraw_founding(visitor.caller(), &id).await;
    done(&app, &visitor, &id, written, "").await
}

/// `POST /foundings/{id}/undo`.
///
/// # Errors
/// As [`step`]; what stands in the way is said.
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _sent: PageForm,
) -> Result<Response, Refusal> {
    let written = app.service.undo_founding(visitor.caller(), &id).await;
    done(&app, &visitor, &id, written, "").await
}
