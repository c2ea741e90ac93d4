//! The wall of a session, and what whoever scans its code sees: a tap for who is signed in, a short form for who is not.
//!
//! The code changes every minute; the wall asks for a new one by itself, without scripts. Not here: the code and its rules
//! (`model`, `service`).

use axum::{
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::StudySessionId;
use congdoan_service::{
    Error,
    directives::study::{CodeState, WallSeen},
};

use super::{
    CheckInPage, WallPage,
    answer::{called, when, window},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    page::{FieldError, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    shell::Shell,
    visit::{Visit, Visitor},
};

/// How often the wall asks for a new code, in seconds.
const REFRESH: &str = "20";

pub(super) fn routes() -> Vec<Route> {
    use Audience::{Anybody, Person};
    vec![
        route("GET", "/directives/study/{id}/wall", Person, get(wall)),
        route("GET", "/study/{code}", Anybody, get(scanned)),
        route("POST", "/study/{code}", Anybody, post(came)),
    ]
}

/// The address of the code of a session and its picture.
pub(super) async fn code(
    app: &App,
    visitor: &Visitor,
    session: StudySessionId,
    headers: &HeaderMap,
    wide: bool,
) -> Result<(String, String), Refusal> {
    let wall = app.service.study_wall(visitor.caller(), session).await?;
    let address = format!("{}/study/{}", origin(headers), wall.code);
    let picture = app.service.code_picture(&address, wide)?;
    Ok((address, picture))
}

/// Where this site is reached, as the browser that asks reaches it.
fn origin(headers: &HeaderMap) -> String {
    let https = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("{}://{host}", if https { "https" } else { "http" })
}

/// `GET /directives/study/{id}/wall`: the code large, to be shown to the room.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn wall(
    State(app): State<App>,
    visitor: Visitor,
    Path(session): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let session: StudySessionId = id(&session, "study session")?;
    let view = app.service.study_wall(visitor.caller(), session).await?;
    let picture = if view.is_open { code(&app, &visitor, session, &headers, true).await?.1 } else { String::new() };
    // The room sees no names and no menu.
    let shell = Shell::new(visitor.language, visitor.path.clone(), None, visitor.present.csrf.clone());
    let words = shell.words;
    let page = Page(WallPage {
        href: format!("/directives/study/{session}"),
        topic: view.session.topic.clone(),
        unit: format!("{} · {}", view.session.unit_name, when(&view.session)),
        directives: view.studied.iter().map(called).collect::<Vec<_>>().join(", "),
        picture,
        window: window(&words, &view.session),
        came: format::integer(words.language, view.session.came),
        expected: format::integer(words.language, view.expected),
        shell,
    });
    let refresh = [(HeaderName::from_static("refresh"), HeaderValue::from_static(REFRESH))];
    Ok((refresh, page).into_response())
}

/// `GET /study/{code}`: what a scanned code leads to.
///
/// # Errors
/// 404 for a code no session made.
pub async fn scanned(State(app): State<App>, visit: Visit, Path(code): Path<String>) -> Result<Response, Refusal> {
    let seen = app.service.wall_seen(&code).await?;
    Ok(Page(page(&visit, code, &seen, Said::default())).into_response())
}

/// What came of a form.
#[derive(Default)]
struct Said {
    done: &'static str,
    named: bool,
    typed: [String; 3],
    errors: Vec<FieldError>,
}

fn page(visit: &Visit, code: String, seen: &WallSeen, said: Said) -> CheckInPage {
    let csrf = visit.present.as_ref().map(|present| present.csrf.clone()).unwrap_or_default();
    // The change of language comes back to the code; nothing else of the site is offered.
    let shell = Shell::new(visit.language, format!("/study/{code}"), None, csrf);
    let own = visit.present.as_ref().filter(|present| present.caller.oneself().is_some());
    CheckInPage {
        topic: seen.topic.clone(),
        unit: seen.unit_name.clone(),
        when: when(&seen.session),
        state: match seen.state {
            CodeState::Open => "open",
            CodeState::Old => "old",
            CodeState::Early => "early",
            CodeState::Late => "late",
        },
        name: own.map(|present| present.name.clone()).unwrap_or_default(),
        done: said.done,
        named: said.named,
        typed: said.typed,
        errors: said.errors,
        code,
        shell,
    }
}

/// `POST /study/{code}`: writes down that somebody came: whoever is signed in, or with `named` somebody who gives name and
/// number.
///
/// # Errors
/// 404 for a code no session made; what the rules refuse comes back on the page with 422.
pub async fn came(
    State(app): State<App>,
    visit: Visit,
    Path(code): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let named = visit.present.is_none() || sent.get("named") == "true";
    let typed = [sent.get("name"), sent.get("number"), sent.get("year")].map(str::to_owned);
    let done = match visit.present.as_ref().filter(|_| !named) {
        Some(present) => app.service.check_in(&present.caller, &code).await,
        None => app.service.check_in_named(&code, (&typed[0], &typed[1], &typed[2])).await,
    };
    let (status, said) = match done {
        Ok(came) => (StatusCode::OK, Said { done: if came.first { "first" } else { "again" }, ..Said::default() }),
        Err(error) => {
            let errors = mended(&visit, error)?;
            (StatusCode::UNPROCESSABLE_ENTITY, Said { done: "", named, typed, errors })
        }
    };
    let seen = app.service.wall_seen(&code).await?;
    Ok((status, Page(page(&visit, code, &seen, said))).into_response())
}

/// What can be mended on the page; everything else goes on as it is.
fn mended(visit: &Visit, error: Error) -> Result<Vec<FieldError>, Refusal> {
    match error {
        Error::Invalid(problems) => Ok(problems
            .into_iter()
            .map(|problem| FieldError {
                field: problem.field.unwrap_or_default(),
                message: problem.message.get(visit.language).to_owned(),
            })
            .collect()),
        Error::Refused(words) => {
            Ok(vec![FieldError { field: String::new(), message: words.get(visit.language).to_owned() }])
        }
        other => Err(other.into()),
    }
}
