//! Forms of offices sent: bodies and posts written and ended, mandates delegated, sign-ins given and reset.
//!
//! Nothing typed is lost: a refused form comes back as it was sent. Not here: the checks (`service::access`).

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_model::PostId;
use congdoan_service::{
    Error,
    access::{
        NewSignIn, Once,
        forms::{BodyForm, DelegationForm, Holder, OfficeForm},
    },
    pack::Problem,
};

use super::{
    SignInGivenPage,
    answer::{self, Sent},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::registers::answer::day,
    page::{Link, Page},
    refusal::Refusal,
    visit::{Visitor, see},
};

/// The same form sent twice is the same key; what it holds is not compared, so that Back and Send again is safe.
pub(crate) fn once(sent: &PageForm) -> Option<Once<'_>> {
    let key = sent.get("idempotency_key");
    (!key.is_empty()).then(|| Once { key, request: congdoan_model::fingerprint(key) })
}

/// What is wrong with a form that can be mended; other refusals go on as they are.
pub(super) fn problems(error: Error) -> Result<Vec<Problem>, Refusal> {
    match error {
        Error::Invalid(problems) => Ok(problems),
        error @ (Error::Refused(_) | Error::Stale) => Ok(vec![Problem { field: None, message: error.words() }]),
        error => Err(error.into()),
    }
}

/// Who may not use a form learns nothing of what is wrong with it.
pub(super) fn allowed(may: bool) -> Result<(), Refusal> {
    if may { Ok(()) } else { Err(Error::Denied(congdoan_model::access::Action::PostWrite).into()) }
}

/// A day of a form, or what is wrong with it.
pub(super) fn needed(sent: &PageForm, prefix: &str, field: &str) -> Result<NaiveDate, Error> {
    day(sent.get(&[prefix, field].concat())).ok_or_else(|| Error::Invalid(vec![no_day(field)]))
}

/// A day of a form that may be left out.
fn left_out(sent: &PageForm, prefix: &str, field: &str) -> Result<Option<NaiveDate>, Error> {
    let typed = sent.get(&[prefix, field].concat());
    if typed.trim().is_empty() { Ok(None) } else { needed(sent, prefix, field).map(Some) }
}

fn no_day(field: &str) -> Problem {
    Problem {
        field: Some(field.to_owned()),
        message: congdoan_service::words("Ngày viết 31/01/2022", "A day is written 31/01/2022"),
    }
}

/// Who was chosen, or the name of somebody new.
pub(super) fn holder<'a>(sent: &'a PageForm, prefix: &str) -> Result<Holder<'a>, Error> {
    let chosen = sent.get(&[prefix, "person"].concat());
    let name = sent.get(&[prefix, "new_name"].concat());
    // A name typed wins: who types one means somebody else.
    if chosen.is_empty() || !name.trim().is_empty() {
        return Ok(Holder::New(name));
    }
    chosen.parse().map(Holder::Known).map_err(|_| Error::NotFound("member"))
}

/// `POST /units/{code}/bodies`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn add_body(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    const PREFIX: &str = "body.";
    let work = async {
        let form = BodyForm {
            kind: sent.get("body.kind"),
            term: sent.get("body.term"),
            decision: sent.get("body.decision"),
            from: needed(&sent, PREFIX, "from")?,
            until: left_out(&sent, PREFIX, "until")?,
        };
        app.service.add_body(visitor.caller(), &code, &form, once(&sent)).await
    };
    match work.await {
        Ok(()) => Ok(see(&format!("/units/{code}/officers"))),
        Err(error) => {
            let back = Sent { form: Some(&sent), prefix: PREFIX, problems: problems(error)? };
            let page = answer::list(&app, &visitor, &code, back).await?;
            allowed(page.may_fill)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// `POST /units/{code}/bodies/{body}/end`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn end_body(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, body)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let body = id(&body, "body")?;
    let work = async {
        let day = needed(&sent, "end.", "day")?;
        app.service.end_body(visitor.caller(), (&code, body), (day, sent.get("end.decision")), once(&sent)).await
    };
    match work.await {
        Ok(()) => Ok(see(&format!("/units/{code}/officers"))),
        Err(error) => {
            let back = Sent { form: None, prefix: "end.", problems: problems(error)? };
            let page = answer::list(&app, &visitor, &code, back).await?;
            allowed(page.may_appoint)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// `POST /units/{code}/officers`: a post is given to somebody.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let work = async {
        let form = OfficeForm {
            title: sent.get("title"),
            holder: holder(&sent, "")?,
            decision: sent.get("decision"),
            full_time: sent.get("full_time") == "true",
            acting: sent.get("acting") == "true",
            from: needed(&sent, "", "from")?,
            until: left_out(&sent, "", "until")?,
            replaces: match sent.get("replaces") {
                "" => None,
                post => Some(post.parse().map_err(|_| Error::NotFound("post"))?),
            },
        };
        app.service.add_office(visitor.caller(), &code, &form, once(&sent)).await
    };
    match work.await {
        Ok(post) => Ok(see(&format!("/units/{code}/posts/{post}"))),
        Err(error) => {
            let back = Sent { form: Some(&sent), prefix: "", problems: problems(error)? };
            let page = answer::form(&app, &visitor, &code, (sent.get("q"), ""), back).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// `POST /units/{code}/posts/{post}/end`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, post)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    const PREFIX: &str = "end.";
    let post: PostId = id(&post, "post")?;
    let work = async {
        let day = needed(&sent, PREFIX, "day")?;
        app.service.end_office(visitor.caller(), (&code, post), (day, sent.get("end.decision")), once(&sent)).await
    };
    match work.await {
        Ok(()) => Ok(see(&format!("/units/{code}/officers"))),
        Err(error) => back(&app, &visitor, (&code, post), &sent, (PREFIX, error)).await,
    }
}

/// A delegation as it was sent.
pub(super) fn delegation(sent: &PageForm) -> Result<DelegationForm<'_>, Error> {
    const PREFIX: &str = "delegate.";
    Ok(DelegationForm {
        holder: holder(sent, PREFIX)?,
        decision: sent.get("delegate.decision"),
        from: needed(sent, PREFIX, "from")?,
        until: needed(sent, PREFIX, "until")?,
    })
}

/// `POST /units/{code}/posts/{post}/delegate`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn delegate(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, post)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    const PREFIX: &str = "delegate.";
    let post: PostId = id(&post, "post")?;
    let view = app.service.office(visitor.caller(), &code, post).await?;
    let mandate = view.mandate.map(|held| held.id).ok_or(Error::NotFound("mandate"))?;
    let work = async {
        let form = delegation(&sent)?;
        app.service.delegate(visitor.caller(), (&code, mandate), &form, once(&sent)).await
    };
    match work.await {
        Ok(()) => Ok(see(&format!("/units/{code}/posts/{post}"))),
        Err(error) => back(&app, &visitor, (&code, post), &sent, (PREFIX, error)).await,
    }
}

/// `POST /units/{code}/mandates/{mandate}/end`: a delegation ends today.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn end_delegation(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, mandate)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    app.service.end_delegation(visitor.caller(), (&code, id(&mandate, "mandate")?), once(&sent)).await?;
    Ok(see(&format!("/units/{code}/officers")))
}

/// `POST /units/{code}/posts/{post}/account`: the holder is given a sign-in, whose password the answer shows once.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn account(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, post)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    const PREFIX: &str = "account.";
    let post: PostId = id(&post, "post")?;
    let view = app.service.office(visitor.caller(), &code, post).await?;
    if !view.account.manages {
        return Err(Error::Denied(congdoan_model::access::Action::PostWrite).into());
    }
    match app.service.give_account(visitor.caller(), (&code, post), sent.get("account.login"), once(&sent)).await {
        Ok(given) => Ok(shown(&app, &visitor, (&code, post), given)),
        Err(error) => back(&app, &visitor, (&code, post), &sent, (PREFIX, error)).await,
    }
}

/// `POST /units/{code}/posts/{post}/password`: the holder's sign-in gets a new password, shown once.
///
/// # Errors
/// 404 or 403 by rights; 422 for the same form a second time.
pub async fn password(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, post)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let post: PostId = id(&post, "post")?;
    match app.service.reset_account(visitor.caller(), (&code, post), once(&sent)).await {
        Ok(given) => Ok(shown(&app, &visitor, (&code, post), given)),
        Err(error) => back(&app, &visitor, (&code, post), &sent, ("password.", error)).await,
    }
}

/// `POST /units/{code}/posts/{post}/party`: whether the holder sits on a Party committee, opened with a reason.
///
/// # Errors
/// 404 or 403 by rights; 422 without a reason.
pub async fn party(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, post)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let post: PostId = id(&post, "post")?;
    match app.service.open_party_seat(visitor.caller(), (&code, post), sent.get("party.reason")).await {
        Ok(value) => {
            let mut page = answer::one(&app, &visitor, (&code, post), "", Sent::default()).await?;
            page.party_seat_shown = Some(value);
            Ok(Page(page).into_response())
        }
        Err(error) => back(&app, &visitor, (&code, post), &sent, ("party.", error)).await,
    }
}

fn shown(app: &App, visitor: &Visitor, (code, post): (&str, PostId), given: NewSignIn) -> Response {
    let shell = visitor.shell(app);
    let back = Link::new(format!("/units/{code}/posts/{post}"), shell.t("office-back"));
    let NewSignIn { name, login, password } = given;
    Page(SignInGivenPage { shell, back, name, login, password }).into_response()
}

/// The page of a post again with what was typed.
async fn back(
    app: &App,
    visitor: &Visitor,
    (code, post): (&str, PostId),
    sent: &PageForm,
    (prefix, error): (&'static str, Error),
) -> Result<Response, Refusal> {
    let back = Sent { form: Some(sent), prefix, problems: problems(error)? };
    let page = answer::one(app, visitor, (code, post), sent.get("q"), back).await?;
    allowed(match prefix {
        "end." => !page.end_fields.is_empty(),
        "delegate." => !page.mandate.is_empty(),
        _ => true,
    })?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}
