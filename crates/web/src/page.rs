//! A rendered template as a response, and the escaping-free writing of marks that templates share.
//!
//! Here: the one way from a page struct to HTML. Not here: what pages hold (their handlers' files) and the
//! frame around them ([`crate::shell`]).

use std::{convert::Infallible, sync::Arc};

use askama::Template;
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use futures::stream;

/// A template as the body of a response: `Page(page).into_response()`, or `(StatusCode::…, Page(page))`.
pub struct Page<T>(pub T);

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => Html(html).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

/// A page around a part that was drawn before: neither is copied, and what is large goes out as it is kept.
pub struct Around<T> {
    /// The page, with [`PLACE`] where the part belongs.
    pub page: T,
    /// The part; empty where the page goes without.
    pub part: Arc<str>,
}

/// What stands in a page for the part to be put there; no text of anybody can hold it unescaped.
pub const PLACE: &str = "<part/>";

/// A part as bytes, shared.
struct Part(Arc<str>);

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl<T: Template> IntoResponse for Around<T> {
    fn into_response(self) -> Response {
        let html = match self.page.render() {
            Ok(html) => html,
            Err(_) => return Page(self.page).into_response(),
        };
        let Some((head, tail)) = html.split_once(PLACE).filter(|_| !self.part.is_empty()) else {
            return Html(html).into_response();
        };
        let length = head.len() + self.part.len() + tail.len();
        let pieces = [head.to_owned().into(), Bytes::from_owner(Part(self.part)), tail.to_owned().into()];
        let body = Body::from_stream(stream::iter(pieces.map(Ok::<Bytes, Infallible>)));
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
            (header::CONTENT_LENGTH, length.to_string()),
        ];
        (headers, body).into_response()
    }
}

/// A link with its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub text: String,
}

impl Link {
    /// A link to `href` that says `text`.
    pub fn new(href: impl Into<String>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into() }
    }
}

/// One of the values a person can choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// Whether it is the present one.
    pub selected: bool,
}

impl Choice {
    /// A choice, selected when its value is the present one.
    pub fn new(value: impl Into<String>, label: impl Into<String>, present: &str) -> Self {
        let value = value.into();
        Self { selected: value == present, value, label: label.into() }
    }
}

/// Something wrong with one field of a form; the summary at the top links to the field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldError {
    /// The name of the field; its element has the id `field-{name}`. Empty when the error is of the whole form.
    pub field: String,
    /// What is wrong and what to do, in the reader's language.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Template)]
    #[template(source = "<p>{{ text }}</p>", ext = "html")]
    struct Sample {
        text: &'static str,
    }

    #[tokio::test]
    async fn a_part_drawn_before_is_put_in_its_place() {
        let around = |text, part: &str| Around { page: Sample { text }, part: part.into() };
        #[derive(Template)]
        #[template(source = "<b>{{ text|safe }}</b>", ext = "html")]
        struct Open {
            text: &'static str,
        }
        let response = Around { page: Open { text: PLACE }, part: "<i>ba</i>".into() }.into_response();
        let length = response.headers()[header::CONTENT_LENGTH].to_str().expect("a number").to_owned();
        let body = axum::body::to_bytes(response.into_body(), 1024).await.expect("body");
        assert_eq!((&body[..], length), (&b"<b><i>ba</i></b>"[..], body.len().to_string()));
        // What people write does not stand for it, and a page without a part is whole.
        let body = axum::body::to_bytes(around(PLACE, "<i>").into_response().into_body(), 1024).await.expect("body");
        assert_eq!(&body[..], b"<p>&#60;part/&#62;</p>");
        let body = axum::body::to_bytes(around("a", "").into_response().into_body(), 1024).await.expect("body");
        assert_eq!(&body[..], b"<p>a</p>");
    }

    #[tokio::test]
    async fn a_template_becomes_an_escaped_html_response() {
        let response = (StatusCode::NOT_FOUND, Page(Sample { text: "<script>" })).into_response();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let body = axum::body::to_bytes(response.into_body(), 1024).await.expect("body");
        assert_eq!(&body[..], b"<p>&#60;script&#62;</p>");
    }
}
