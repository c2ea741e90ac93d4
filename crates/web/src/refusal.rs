//! Refusals: what a use case answered instead of doing, as a page for people or as problem details (RFC 9457) for
//! programs.
//!
//! Handlers return a [`Refusal`]; it is said in the right form once the request's language and path are known. Trouble
//! of our own is told in full to the log only. Not here: the words (`service::Error::words`, `words`).

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use congdoan_service::Error;
use serde::Serialize;

use crate::{
    handlers::errors::ErrorPage,
    shell::{Shell, SignedIn, Viewing},
    visit::Visit,
    words::Language,
};

/// A use case's refusal on its way to the caller.
#[derive(Clone, Debug)]
pub struct Refusal(pub Arc<Error>);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self(Arc::new(error))
    }
}

impl From<congdoan_model::PeriodError> for Refusal {
    fn from(error: congdoan_model::PeriodError) -> Self {
        Error::from(error).into()
    }
}

impl Refusal {
    /// The HTTP status of the refusal.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self.0.as_ref() {
            Error::NotFound(_) | Error::UnknownUnit(_) | Error::UnknownForm(_) | Error::UnknownIndicator(_) => {
                StatusCode::NOT_FOUND
            }
            Error::Denied(_) | Error::SeeingAs => StatusCode::FORBIDDEN,
            Error::SignedOut => StatusCode::UNAUTHORIZED,
            Error::LockedOut => StatusCode::TOO_MANY_REQUESTS,
            Error::Invalid(_) | Error::Refused(_) | Error::KeyReused | Error::Period(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Error::RuleBroken(broken) if !broken.conflict => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Stale | Error::RuleBroken(_) => StatusCode::CONFLICT,
            Error::Store(congdoan_service::StoreError::Database(_)) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Problem details.
#[derive(Debug, Serialize)]
struct Problem<'a> {
    r#type: &'static str,
    title: String,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem<'a>>,
    /// The rule of a scheme that refuses a claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    /// The claim that was written down as refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<String>,
}

#[derive(Debug, Serialize)]
struct FieldProblem<'a> {
    field: Option<&'a str>,
    message: &'a str,
}

/// Says a refusal in the form the path asks for.
pub(crate) fn say(refusal: &Refusal, path: &str, language: Language, visit: Option<&Visit>) -> Response {
    let (status, error) = (refusal.status(), refusal.0.as_ref());
    if status.is_server_error() {
        // What was searched for may be somebody's name: the address alone, never the query.
        let path = path.split('?').next().unwrap_or_default();
        tracing::error!(%error, path, "a request could not be served");
    }
    if path.starts_with("/api/") {
        return problem(status, error, language);
    }
    let present = visit.and_then(|visit| visit.present.as_ref());
    if matches!(error, Error::SignedOut) && present.is_none() {
        let next = if path == "/" { String::new() } else { format!("?next={}", encode(path)) };
        return Redirect::to(&format!("/sign-in{next}")).into_response();
    }
    let person = present.map(|present| SignedIn {
        name: present.name.clone(),
        sections: SignedIn::sections_of(&present.caller),
        ..SignedIn::default()
    });
    let csrf = present.map(|present| present.csrf.clone()).unwrap_or_default();
    let message = (!status.is_server_error()).then(|| error.words().get(language).to_owned());
    let mut shell = Shell::new(language, path, person, csrf);
    shell.viewing = present.and_then(Viewing::of);
    ErrorPage::new(shell, status, message).into_response()
}

fn problem(status: StatusCode, error: &Error, language: Language) -> Response {
    let title = status.canonical_reason().unwrap_or("error");
    let words = if status.is_server_error() {
        Error::Internal(title.to_owned()).words()
    } else if matches!(error, Error::SignedOut) {
        congdoan_service::words(
            "Cần mã truy cập còn hiệu lực: Authorization: Bearer …",
            "A valid token is needed: Authorization: Bearer …",
        )
    } else {
        error.words()
    };
    let problems = if let Error::Invalid(problems) = error { problems.as_slice() } else { &[] };
    let broken = if let Error::RuleBroken(broken) = error { Some(broken.as_ref()) } else { None };
    let mut response = told(status, words.get(language), (problems, broken), language);
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Problem details of a status that no use case gives, such as a precondition that is missing.
pub(crate) fn details(
    status: StatusCode,
    detail: &str,
    problems: &[congdoan_service::pack::Problem],
    language: Language,
) -> Response {
    told(status, detail, (problems, None), language)
}

/// The same with the rule of a scheme that refuses, where one does.
fn told(
    status: StatusCode,
    detail: &str,
    (problems, broken): (&[congdoan_service::pack::Problem], Option<&congdoan_service::programmes::schemes::Broken>),
    language: Language,
) -> Response {
    let errors = problems
        .iter()
        .map(|problem| FieldProblem { field: problem.field.as_deref(), message: problem.message.get(language) });
    let body = Problem {
        r#type: "about:blank",
        title: detail.lines().next().unwrap_or_default().to_owned(),
        status: status.as_u16(),
        detail: detail.to_owned(),
        errors: errors.collect(),
        rule: broken.map(|broken| broken.rule.as_str()),
        claim: broken.and_then(|broken| broken.claim).map(|claim| claim.to_string()),
    };
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// Percent-encodes a path for a query value.
#[must_use]
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut encoded, byte| {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
        encoded
    })
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().expect("lines").write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn what_was_searched_for_stays_out_of_the_log() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::with_default(subscriber, || {
            let refusal = Refusal::from(Error::Internal("a fault".to_owned()));
            let path = "/members?unit=cdcs-mau&q=Nguy%E1%BB%85n+Th%E1%BB%8B+Lan";
            let answer = say(&refusal, path, Language::Vi, None);
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        });
        let said = String::from_utf8(lines.0.lock().expect("lines").clone()).expect("text");
        assert!(said.contains("a request could not be served") && said.contains("/members"), "{said}");
        assert!(!said.contains("q=") && !said.contains("Lan"), "{said}");
    }
}
