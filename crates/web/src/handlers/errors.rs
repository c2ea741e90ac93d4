//! What a person sees when a page cannot be shown: a title, what happened, and a way out.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use crate::{
    page::{Link, Page},
    shell::Shell,
};

/// An error as a page.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub shell: Shell,
    /// The status, shown small.
    pub status: u16,
    /// What it is called.
    pub title: String,
    /// What happened, and what can be done.
    pub message: String,
    /// Where to go from here.
    pub ways: Vec<Link>,
}

impl ErrorPage {
    /// The page of a status, with a message of its own where there is one: a rule that refused, a field that was wrong.
    pub fn new(shell: Shell, status: StatusCode, message: Option<String>) -> Self {
        let words = shell.words;
        let (title, usual) = match status {
            StatusCode::UNAUTHORIZED => (words.t("error-401"), words.t("error-401-message")),
            StatusCode::FORBIDDEN => (words.t("error-403"), words.t("error-403-message")),
            StatusCode::NOT_FOUND => (words.t("error-404"), words.t("error-404-message")),
            StatusCode::CONFLICT => (words.t("error-409"), words.t("error-409-message")),
            StatusCode::PAYLOAD_TOO_LARGE => (words.t("error-413"), words.t("error-413-message")),
            StatusCode::UNPROCESSABLE_ENTITY | StatusCode::BAD_REQUEST => {
                (words.t("error-422"), words.t("error-422-message"))
            }
            StatusCode::TOO_MANY_REQUESTS => (words.t("error-429"), words.t("error-429-message")),
            StatusCode::SERVICE_UNAVAILABLE => (words.t("error-503"), words.t("error-503-message")),
            _ => (words.t("error-500"), words.t("error-500-message")),
        };
        let way = match status {
            StatusCode::UNAUTHORIZED => Link::new("/sign-in", words.t("sign-in")),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => {
                Link::new(shell.path.clone(), words.t("try-again"))
            }
            _ => Link::new("/", words.t("back-to-today")),
        };
        Self { status: status.as_u16(), title, message: message.unwrap_or(usual), ways: vec![way], shell }
    }
}

impl IntoResponse for ErrorPage {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Page(self)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn every_status_has_a_title_a_message_and_a_way_out() {
        for language in Language::ALL {
            for status in [400, 401, 403, 404, 409, 413, 422, 429, 500, 503] {
                let status = StatusCode::from_u16(status).expect("status");
                let page = ErrorPage::new(samples::shell(language, "/figures"), status, None);
                assert!(!page.title.is_empty() && page.message.len() > 20 && page.ways.len() == 1);
                let html = page.render().expect("page");
                assert!(html.contains(status.as_str()) && !html.contains('⟦'), "{status}");
            }
        }
    }

    #[test]
    fn the_message_of_a_rule_is_shown_escaped_with_its_status() {
        let shell = samples::shell(Language::Vi, "/x");
        let message = Some("Đơn vị <script> đã đóng".to_owned());
        let page = ErrorPage::new(shell, StatusCode::UNPROCESSABLE_ENTITY, message);
        assert!(page.render().expect("page").contains("Đơn vị &#60;script&#62; đã đóng"));
        assert_eq!(page.into_response().status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}
