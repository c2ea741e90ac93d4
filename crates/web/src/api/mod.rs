//! The API under `/api/v1`: figures, units, employers, foundings, officers, records, members, personal data, programmes as
//! JSON.
//!
//! Not here: pages (`handlers`), rules (`service`).

pub mod cards;
pub mod deadlines;
pub mod directives;
pub mod dispatches;
pub mod employers;
pub mod figures;
pub mod foundings;
pub mod health;
pub mod integrity;
pub mod members;
pub mod officers;
pub mod openapi;
pub mod privacy;
pub mod programmes;
pub mod records;
pub mod registers;
pub mod reorganisations;
pub mod reports;
pub mod requests;
pub mod schemes;
pub mod sheets;
pub mod study;
pub mod targets;
pub mod units;

use std::str::FromStr;

use axum::{
    extract::{FromRequest, Request},
    http::HeaderMap,
};
use chrono::NaiveDate;
use congdoan_model::period::parse_day;
use congdoan_service::{Error, access::Once};
use serde::de::DeserializeOwned;

use crate::{app::App, refusal::Refusal};

/// The header that makes re-sending safe.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The largest body of an API request, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;
/// How many items a page of a list holds.
pub(crate) const PAGE: i64 = 200;

/// A JSON body, with the fingerprint of the whole request for idempotency.
#[derive(Debug)]
pub struct Body<T> {
    /// What was sent.
    pub value: T,
    request: String,
    key: Option<String>,
}

impl<T> Body<T> {
    /// The key the client chose, if any, with what it stands for.
    pub fn once(&self) -> Option<Once<'_>> {
        self.key.as_deref().map(|key| Once { key, request: self.request.clone() })
    }
}

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _app: &App) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        let key = parts.headers.get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok()).map(str::to_owned);
        if key.as_ref().is_some_and(|key| key.is_empty() || key.len() > 200) {
            return Err(refused(
                "Idempotency-Key dài từ 1 đến 200 ký tự",
                "an Idempotency-Key has 1 to 200 characters",
            ));
        }
        // A paper comes with its text or file.
        let largest = if parts.uri.path() == "/api/v1/directives" { 16 * LARGEST_BODY } else { LARGEST_BODY };
        let bytes = axum::body::to_bytes(body, largest).await.map_err(|_| {
            let most = largest / LARGEST_BODY;
            refused(&format!("Nội dung lớn hơn {most} MB"), &format!("the body has more than {most} MB"))
        })?;
        let value = serde_json::from_slice(&bytes).map_err(|error| {
            refused(&format!("JSON không hợp lệ: {error}"), &format!("the JSON does not fit: {error}"))
        })?;
        let text = format!("{} {} {}", parts.method, parts.uri.path(), String::from_utf8_lossy(&bytes));
        Ok(Self { value, request: congdoan_model::fingerprint(&text), key })
    }
}

/// A refusal in both languages.
pub(crate) fn refused(vi: &str, en: &str) -> Refusal {
    Error::Refused(congdoan_service::words(vi, en)).into()
}

/// Reads a value of a query that must be there.
pub(crate) fn required<'a>(value: Option<&'a String>, name: &str) -> Result<&'a str, Refusal> {
    value
        .map(String::as_str)
        .filter(|value| !value.is_empty())
        .ok_or_else(|| refused(&format!("thiếu tham số {name}"), &format!("the parameter {name} is missing")))
}

/// Reads a day of a body.
pub(crate) fn day(name: &str, text: &str) -> Result<NaiveDate, Refusal> {
    parse_day(text).ok_or_else(|| {
        refused(
            &format!("{name} \"{text}\" không phải là ngày: viết 2022-10-31"),
            &format!("{name} \"{text}\" is not a day: write 2022-10-31"),
        )
    })
}

/// Reads an id of a path; what is no id names nothing.
pub(crate) fn id<T: FromStr>(text: &str, noun: &'static str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Error::NotFound(noun).into())
}

/// The version a PUT must name in `If-Match`.
pub(crate) fn if_match(headers: &HeaderMap) -> Option<i64> {
    let value = headers.get(axum::http::header::IF_MATCH)?.to_str().ok()?;
    value.trim().trim_start_matches("W/").trim_matches('"').parse().ok()
}
