//! Signing in; officers of units; seeing as somebody else.

pub mod answer;
pub mod handover;
pub mod offices;
pub mod password;
pub mod view_as;

use askama::Template;

use crate::shell::Shell;

/// Why a sign-in did not succeed. Which of name and password was wrong is never said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInError {
    /// Name and password do not belong together.
    Refused,
    /// Too many attempts; wait.
    TooMany,
    /// The form was too old or came from elsewhere.
    Expired,
}

/// The page where a person signs in.
#[derive(Template)]
#[template(path = "access/sign_in.html")]
pub struct SignInPage {
    /// The frame, without a person.
    pub shell: Shell,
    /// The name typed so far.
    pub name: String,
    /// Where to go after; a path of this site, empty for the first page.
    pub next: String,
    /// Why the last attempt did not succeed.
    pub error: Option<SignInError>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_form_keeps_the_name_and_says_what_happened() {
        let html = samples::sign_in(Language::Vi).render().expect("page");
        assert!(html.contains("Đăng nhập") && html.contains("Tên hoặc mật khẩu không đúng"));
        assert!(html.contains(r#"value="cdcs""#) && html.contains(r#"name="csrf""#));
        assert!(html.contains(r#"<html lang="vi">"#) && !html.contains("sidenav"));
        let html = samples::sign_in(Language::En).render().expect("page");
        assert!(html.contains("Sign in") && html.contains(r#"<html lang="en">"#));
    }
}
