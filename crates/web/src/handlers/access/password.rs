//! Changing one's own password.
//!
//! Not here: hashing and limits (`service::access`), passwords set by officers (`offices`).

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
};
use congdoan_service::Error;

use crate::{
    app::App,
    form::PageForm,
    page::{FieldError, Page},
    refusal::Refusal,
    shell::Shell,
    visit::{SESSION_COOKIE, Visitor, cookie},
    words::Words,
};

/// The page on which somebody changes the own password.
#[derive(Template)]
#[template(path = "access/password.html", blocks = ["content"])]
pub struct PasswordPage {
    /// The frame.
    pub shell: Shell,
    /// Whether it was changed a moment ago.
    pub done: bool,
    /// What is wrong, by field.
    pub errors: Vec<FieldError>,
}

impl PasswordPage {
    /// What is wrong with one field; empty when nothing.
    fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }
}

/// `GET /me/password`.
///
/// # Errors
/// 404 for who sees as somebody else.
pub async fn form(State(app): State<App>, visitor: Visitor) -> Result<Page<PasswordPage>, Refusal> {
    visitor.caller().oneself().ok_or(Error::NotFound("user"))?;
    Ok(Page(PasswordPage { shell: visitor.shell(&app), done: false, errors: Vec::new() }))
}

/// `POST /me/password`: what is wrong comes back with 422; nothing typed is shown again.
///
/// # Errors
/// 404 for who sees as somebody else, 429 after too many failures.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let words = Words::new(visitor.language);
    let (old, new) = (sent.get("old"), sent.get("new"));
    let errors = if new == sent.get("again") {
        let session = cookie(&headers, SESSION_COOKIE).unwrap_or_default();
        match app.service.change_own_password(visitor.caller(), session, old, new).await {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(problems)) => problems
                .into_iter()
                .map(|problem| FieldError {
                    field: problem.field.unwrap_or_default(),
                    message: problem.message.get(visitor.language).to_owned(),
                })
                .collect(),
            Err(error) => return Err(error.into()),
        }
    } else {
        vec![FieldError { field: "again".to_owned(), message: words.t("password-again-differs") }]
    };
    let (done, status) =
        if errors.is_empty() { (true, StatusCode::OK) } else { (false, StatusCode::UNPROCESSABLE_ENTITY) };
    let page = PasswordPage { shell: visitor.shell(&app), done, errors };
    Ok((status, Page(page)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_form_asks_for_the_old_password_and_shows_nothing_typed() {
        let html = samples::password(Language::Vi).render().expect("page");
        for text in ["Mật khẩu cũ không đúng", "current-password", "new-password", r#"aria-describedby="old-error""#]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(!html.contains("value=\"mat-khau"));
        assert!(samples::password(Language::En).render().expect("page").contains("Change password"));
    }
}
