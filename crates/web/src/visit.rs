//! Who is asking, in which language, for which page: found once for every request, before any handler.
//!
//! A browser is known by a session cookie, a program by a bearer token. Not here: what one may do (`store::access`).

use std::convert::Infallible;

use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use congdoan_model::{
    access::{Action, Caller},
    org::Unit,
};
use congdoan_service::{Error, access::Present};

use crate::{
    app::App,
    refusal::Refusal,
    shell::{Shell, SignedIn, Viewing},
    words::{self, Language},
};

/// The cookie that holds the secret of a session.
pub const SESSION_COOKIE: &str = "congdoan_session";
/// The cookie that holds the person's choice of language.
pub const LANGUAGE_COOKIE: &str = "lang";

/// What is known of a request before anybody looks at what it asks.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The language to answer in.
    pub language: Language,
    /// Path and query.
    pub path: String,
    /// Who is asking, when signed in.
    pub present: Option<Present>,
}

/// A signed-in request. As a handler's argument it turns everybody else away.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language to answer in.
    pub language: Language,
    /// Path and query.
    pub path: String,
    /// Who is asking.
    pub present: Present,
}

impl Visitor {
    /// The caller, as the service wants it.
    #[must_use]
    pub const fn caller(&self) -> &Caller {
        &self.present.caller
    }

    /// The units of the person's mandates, the latest last.
    #[must_use]
    pub fn homes(&self) -> &[Unit] {
        &self.present.homes
    }

    /// The frame of a page for this person.
    #[must_use]
    pub fn shell(&self, app: &App) -> Shell {
        let pack = app.service.pack();
        let mandate = self.present.mandates.last().or(self.present.mandates.first());
        let role = mandate.and_then(|mandate| pack.role(&mandate.role));
        let unit = self.homes().last();
        let person = SignedIn {
            name: self.present.name.clone(),
            role: role.map(|role| role.name.get(self.language).to_owned()).unwrap_or_default(),
            unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            unit_code: unit.map(|unit| unit.code.to_string()).unwrap_or_default(),
            helps: self.present.seen_as.is_none() && self.caller().may_somewhere(Action::UserViewAs),
            sections: SignedIn::sections_of(self.caller()),
        };
        let mut shell = Shell::new(self.language, self.path.clone(), Some(person), self.present.csrf.clone());
        shell.viewing = Viewing::of(&self.present);
        shell
    }
}

/// The value of a cookie.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs =
        headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Finds out who is asking, runs the request, and lets refusals be said in the right form.
pub async fn welcome(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let language = words::choose(cookie(headers, LANGUAGE_COOKIE), accepted);
    let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    // A cookie travels with forged requests; a token does not. Programs write with a token only.
    let cookies = !path.starts_with("/api/") || request.method() == Method::GET;
    let present = match present(&app, headers, language, cookies).await {
        Ok(present) => present,
        Err(error) => return crate::refusal::say(&Refusal(error.into()), &path, language, None),
    };
    let visit = Visit { language, path: path.clone(), present };
    if let Err(error) = seen_as(&app, request.method(), &visit).await {
        return crate::refusal::say(&Refusal(error.into()), &path, language, Some(&visit));
    }
    request.extensions_mut().insert(visit.clone());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Refusal>() {
        Some(refusal) => crate::refusal::say(&refusal, &path, language, Some(&visit)),
        None => response,
    }
}

/// Notes what is asked for while seeing as somebody else, and turns away what would write.
async fn seen_as(app: &App, method: &Method, visit: &Visit) -> Result<(), Error> {
    let Some(present) = visit.present.as_ref().filter(|present| present.seen_as.is_some()) else { return Ok(()) };
    let path = visit.path.split('?').next().unwrap_or_default();
    if path.starts_with("/assets/") {
        return Ok(());
    }
    app.service.note_viewed(present, method.as_str(), path).await?;
    let reads = matches!(*method, Method::GET | Method::HEAD);
    if reads || ["/sign-out", "/language", "/view-as/end"].contains(&path) { Ok(()) } else { Err(Error::SeeingAs) }
}

async fn present(app: &App, headers: &HeaderMap, language: Language, cookies: bool) -> Result<Option<Present>, Error> {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let found = if let Some(token) = authorization.and_then(|value| value.strip_prefix("Bearer ")) {
        app.service.present_by_token(token.trim(), language).await
    } else if let Some(secret) = cookie(headers, SESSION_COOKIE).filter(|_| cookies) {
        app.service.present_by_session(secret, language).await
    } else {
        return Ok(None);
    };
    match found {
        Ok(present) => Ok(Some(present)),
        Err(Error::SignedOut) => Ok(None),
        Err(error) => Err(error),
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        let visit = parts.extensions.get::<Visit>().cloned().ok_or(Error::SignedOut)?;
        let present = visit.present.ok_or(Error::SignedOut)?;
        Ok(Self { language: visit.language, path: visit.path, present })
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Infallible> {
        Ok(<Self as FromRequestParts<S>>::from_request_parts(parts, state).await.ok())
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Refusal> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::Internal("no visit".to_owned()).into())
    }
}

/// What a page answers after a deed: go and look there.
#[must_use]
pub fn see(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
