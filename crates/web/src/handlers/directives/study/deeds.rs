//! What is done on a session's page: people ticked and taken back, a list brought in, the session closed.
//!
//! Not here: the rules (`service::directives::study`).

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use congdoan_model::{PersonId, StudySessionId};
use congdoan_service::{
    Error,
    directives::study::{ListBrought, Named},
};

use super::{BroughtShown, answer::page};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::members::deeds::{once, problems},
    page::Page,
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

/// `POST /directives/study/{id}/attendance`: writes down those ticked, and a guest; with `remove`, takes a line back.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the page with 422.
pub(super) async fn tick(
    State(app): State<App>,
    visitor: Visitor,
    Path(session): Path<String>,
    headers: HeaderMap,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let session: StudySessionId = id(&session, "study session")?;
    let done = ticked(&app, &visitor, session, &sent).await;
    said(&app, &visitor, (session, &headers), done).await
}

async fn ticked(app: &App, visitor: &Visitor, session: StudySessionId, sent: &PageForm) -> Result<(), Error> {
    let caller = visitor.caller();
    if !sent.get("remove").is_empty() {
        let line = sent.get("remove").parse().map_err(|_| Error::NotFound("attendance"))?;
        return app.service.untick_study(caller, session, line).await;
    }
    let people: Result<Vec<PersonId>, Error> =
        sent.all("people").iter().map(|text| text.parse().map_err(|_| Error::NotFound("member"))).collect();
    let name = sent.get("guest").trim();
    let guest = (!name.is_empty()).then(|| Named { name, year: sent.get("guest_year").trim().parse().ok() });
    app.service.tick_study(caller, session, (&people?, guest), once(sent)).await?;
    Ok(())
}

/// `POST /directives/study/{id}/close`.
///
/// # Errors
/// As [`tick`].
pub(super) async fn close(
    State(app): State<App>,
    visitor: Visitor,
    Path(session): Path<String>,
    headers: HeaderMap,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let session: StudySessionId = id(&session, "study session")?;
    let done = app.service.close_study(visitor.caller(), session, once(&sent)).await;
    said(&app, &visitor, (session, &headers), done).await
}

/// `POST /directives/study/{id}/list`: the page with what the list brought.
///
/// # Errors
/// As [`tick`].
pub(super) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(session): Path<String>,
    headers: HeaderMap,
    mut sent: PageForm,
) -> Result<Response, Refusal> {
    let session: StudySessionId = id(&session, "study session")?;
    let file = sent.files.pop().map(|(_, name, content)| (name, content));
    let brought = match file {
        Some((name, content)) => {
            app.service.bring_study_list(visitor.caller(), session, (name.as_str(), content)).await
        }
        None => app.service.study_wall(visitor.caller(), session).await.and_then(|_| {
            Err(Error::Refused(congdoan_service::words(
                "Hãy chọn tệp danh sách (XLSX hoặc CSV)",
                "Choose a file with the list (XLSX or CSV)",
            )))
        }),
    };
    match brought {
        Ok(brought) => {
            let shown = shown(&Words::new(visitor.language), &brought);
            let page = page(&app, &visitor, (session, &headers), "", (Some(shown), Vec::new())).await?;
            Ok(Page(page).into_response())
        }
        Err(error) => said(&app, &visitor, (session, &headers), Err(error)).await,
    }
}

fn shown(words: &Words, brought: &ListBrought) -> BroughtShown {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let refused = brought.refusals.iter().map(|row| {
        let place = words.t_with("study-list-row", &[("sheet", &row.sheet), ("row", &row.row.to_string())]);
        [place, row.value.clone(), row.reason.get(words.language).to_owned()]
    });
    BroughtShown {
        added: words.count("study-list-added", count(brought.added)),
        known: if brought.known == 0 { String::new() } else { words.count("study-list-known", count(brought.known)) },
        refused: refused.collect(),
    }
}

async fn said(
    app: &App,
    visitor: &Visitor,
    (session, headers): (StudySessionId, &HeaderMap),
    done: Result<(), Error>,
) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(see(&format!("/directives/study/{session}"))),
        Err(error) => {
            let errors = problems(visitor, error)?;
            let page = page(app, visitor, (session, headers), "", (None, errors)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
