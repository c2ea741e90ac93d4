//! Signing in and out, and the choice of language.
//!
//! Not here: passwords and sessions (`service::access`).

use axum::{
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use congdoan_service::{Error, access::SESSION_SECONDS};
use serde::Deserialize;

use super::{SignInError, SignInPage, password};
use crate::{
    app::App,
    form::PageForm,
    page::Page,
    refusal::Refusal,
    routes::{Audience, Route, route},
    shell::Shell,
    visit::{LANGUAGE_COOKIE, SESSION_COOKIE, Visit, cookie, see},
    words::Language,
};

/// How long the choice of language is kept, in seconds: a year.
const LANGUAGE_SECONDS: i64 = 365 * 24 * 3600;

/// The routes of this domain.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route("GET", "/sign-in", Audience::Anybody, get(form).post(sign_in)),
        route("POST", "/sign-out", Audience::Anybody, post(sign_out)),
        route("GET", "/me/password", Audience::Person, get(password::form)),
        route("POST", "/me/password", Audience::Person, post(password::change)),
        route("POST", "/language", Audience::Anybody, post(language)),
    ]
}

/// What the address of the sign-in page says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`.
pub async fn form(visit: Visit, Query(asked): Query<Asked>) -> Response {
    if visit.present.is_some() {
        return see(own_path(&asked.next));
    }
    page(&visit, String::new(), asked.next, None)
}

/// `POST /sign-in`.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_in(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    form: PageForm,
) -> Result<Response, Refusal> {
    let (name, next) = (form.get("name").trim().to_owned(), form.get("next").to_owned());
    match app.service.sign_in(&name, form.get("password")).await {
        Ok(signed_in) => {
            let mut response = see(own_path(&next));
            set_cookie(&mut response, &headers, SESSION_COOKIE, &signed_in.secret, SESSION_SECONDS);
            Ok(response)
        }
        Err(Error::SignedOut) => Ok(page(&visit, name, next, Some(SignInError::Refused))),
        Err(Error::LockedOut) => Ok(page(&visit, name, next, Some(SignInError::TooMany))),
        Err(error) => Err(error.into()),
    }
}

/// `POST /sign-out`.
///
/// # Errors
/// When the database does not answer.
pub async fn sign_out(State(app): State<App>, headers: HeaderMap, _form: PageForm) -> Result<Response, Refusal> {
    if let Some(secret) = cookie(&headers, SESSION_COOKIE) {
        app.service.sign_out(secret).await?;
    }
    let mut response = see("/sign-in");
    set_cookie(&mut response, &headers, SESSION_COOKIE, "", 0);
    Ok(response)
}

/// `POST /language`: keeps the choice and goes back to the page it was made on.
pub async fn language(headers: HeaderMap, form: PageForm) -> Response {
    let mut response = see(own_path(form.get("next")));
    if let Some(language) = Language::from_tag(form.get("lang")) {
        set_cookie(&mut response, &headers, LANGUAGE_COOKIE, language.tag(), LANGUAGE_SECONDS);
    }
    response
}

fn page(visit: &Visit, name: String, next: String, error: Option<SignInError>) -> Response {
    let shell = Shell::new(visit.language, visit.path.clone(), None, String::new());
    let status = match error {
        None => StatusCode::OK,
        Some(SignInError::TooMany) => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNAUTHORIZED,
    };
    (status, Page(SignInPage { shell, name, next, error })).into_response()
}

/// A path of this site, or the first page: never an address elsewhere.
fn own_path(next: &str) -> &str {
    let own = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if own { next } else { "/" }
}

/// Behind a proxy that speaks https outside, the cookie is for https only.
fn set_cookie(response: &mut Response, headers: &HeaderMap, name: &str, value: &str, seconds: i64) {
    let https = headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https");
    let secure = if https { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(text) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, text);
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn signing_in_never_leads_elsewhere() {
        assert_eq!(own_path("/figures?unit=vgcl"), "/figures?unit=vgcl");
        for bad in ["", "//evil", "https://evil", "/\\evil", "javascript:x"] {
            assert_eq!(own_path(bad), "/");
        }
    }
}
