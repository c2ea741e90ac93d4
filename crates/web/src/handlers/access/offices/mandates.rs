//! Mandates no post gives: their page, and delegating them.
//!
//! Not here: mandates of posts, which are delegated on the page of the post (`answer`, `write`).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::MandateId;

use super::{
    MandatePage,
    answer::{Asked, Sent, delegate_fields, mandate_row, people},
    write::{allowed, delegation, once, problems},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    page::{Link, Page},
    refusal::Refusal,
    visit::{Visitor, see},
};

/// `GET /units/{code}/mandates/{mandate}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn mandate(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, mandate)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let place = (code.as_str(), id(&mandate, "mandate")?);
    Ok(Page(page(&app, &visitor, place, asked.query(), Sent::default()).await?).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (code, mandate): (&str, MandateId),
    query: &str,
    sent: Sent<'_>,
) -> Result<MandatePage, Refusal> {
    let view = app.service.mandate(visitor.caller(), code, mandate).await?;
    let (pack, shell, day) = (app.service.pack(), visitor.shell(app), visitor.caller().now.day());
    let (words, own) = (shell.words, visitor.caller().person());
    let query = query.trim().to_owned();
    let people = if view.may_delegate {
        people(app, visitor, code, &query, &sent.value("delegate.person", "")).await?
    } else {
        Vec::new()
    };
    let row = |held: &congdoan_service::access::Held| {
        let lasts = held.valid_until.is_none_or(|until| until > day);
        mandate_row(&words, &pack, held, (day, lasts && (view.may_delegate || own == Some(held.person_id))))
    };
    let delegate_fields = if view.may_delegate { delegate_fields(&words, &sent, day) } else { Vec::new() };
    Ok(MandatePage {
        unit: Link::new(format!("/units/{code}/officers"), view.unit.name.clone()),
        unit_href: format!("/units/{code}"),
        href: format!("/units/{code}/mandates/{mandate}"),
        row: mandate_row(&words, &pack, &view.held, (day, false)),
        delegations: view.delegations.iter().map(row).collect(),
        query,
        people,
        new_name: sent.value("delegate.new_name", ""),
        errors: sent.errors(&words, &[&delegate_fields]),
        delegate_fields,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// `POST /units/{code}/mandates/{mandate}/delegate`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn delegate(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, mandate)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let place = (code.as_str(), id(&mandate, "mandate")?);
    let work = async {
        let form = delegation(&sent)?;
        app.service.delegate(visitor.caller(), place, &form, once(&sent)).await
    };
    match work.await {
        Ok(()) => Ok(see(&format!("/units/{code}/mandates/{mandate}"))),
        Err(error) => {
            let back = Sent { form: Some(&sent), prefix: "delegate.", problems: problems(error)? };
            let page = page(&app, &visitor, place, sent.get("q"), back).await?;
            allowed(!page.delegate_fields.is_empty())?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
