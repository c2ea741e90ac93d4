//! A rendered template as a response, and the escaping-free writing of marks that templates share.
//!
//! Here: the one way from a page struct to HTML. Not here: what pages hold (their handlers' files) and the
//! frame around them ([`crate::shell`]).

use askama::Template;
use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};

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
    async fn a_template_becomes_an_escaped_html_response() {
        let response = (StatusCode::NOT_FOUND, Page(Sample { text: "<script>" })).into_response();
        assert_eq!(response.status(), StatusCode::NOT_FOUND);
        let body = axum::body::to_bytes(response.into_body(), 1024).await.expect("body");
        assert_eq!(&body[..], b"<p>&#60;script&#62;</p>");
    }
}
