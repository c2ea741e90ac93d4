//! Seeing as somebody below: choosing whom and saying why, and ending it.
//!
//! Not here: what is noted and turned away meanwhile (`visit`), who may (`store::access`).

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_service::Error;
use serde::Deserialize;

use crate::{
    app::App,
    form::PageForm,
    page::Page,
    refusal::Refusal,
    routes::{Audience, Route, route},
    shell::Shell,
    visit::{SESSION_COOKIE, Visitor, cookie, see},
};

/// An account one may see as.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewableRow {
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The unit.
    pub unit: String,
}

/// The choice of whom to see as.
#[derive(Template)]
#[template(path = "access/view_as.html", blocks = ["content"])]
pub struct ViewAsPage {
    /// The frame.
    pub shell: Shell,
    /// What was searched for.
    pub query: String,
    /// The accounts found.
    pub accounts: Vec<ViewableRow>,
    /// The one chosen so far.
    pub chosen: String,
    /// Why the last attempt was refused.
    pub error: Option<String>,
}

/// The routes of seeing as somebody else.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route("GET", "/view-as", Audience::Person, get(choose).post(begin)),
        route("POST", "/view-as/end", Audience::Person, post(end)),
    ]
}

/// What is searched for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// `GET /view-as`.
///
/// # Errors
/// 403 without the right.
pub async fn choose(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    Ok(Page(page(&app, &visitor, asked.q, (String::new(), None)).await?).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    query: String,
    (chosen, error): (String, Option<String>),
) -> Result<ViewAsPage, Refusal> {
    let found = app.service.viewable(visitor.caller(), &query).await?;
    let row =
        |one: congdoan_service::access::Viewable| ViewableRow { login: one.login, name: one.name, unit: one.unit };
    let accounts = found.into_iter().map(row).collect();
    Ok(ViewAsPage { shell: visitor.shell(app), query, accounts, chosen, error })
}

/// `POST /view-as`.
///
/// # Errors
/// 403 without the right, 404 for an account that is not below; without a reason the form comes back with 422.
pub async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let secret = cookie(&headers, SESSION_COOKIE).ok_or(Error::SignedOut)?;
    let login = sent.get("login");
    match app.service.begin_view_as(visitor.caller(), secret, login, sent.get("reason")).await {
        Ok(()) => Ok(see("/")),
        Err(error @ Error::Invalid(_)) => {
            let said = Some(error.words().get(visitor.language).to_owned());
            let page = page(&app, &visitor, sent.get("q").to_owned(), (login.to_owned(), said)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /view-as/end`.
///
/// # Errors
/// When the database does not answer.
pub async fn end(State(app): State<App>, visitor: Visitor, _sent: PageForm) -> Result<Response, Refusal> {
    app.service.end_view_as(&visitor.present).await?;
    Ok(see(if visitor.present.seen_as.is_some() { "/view-as" } else { "/" }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn one_is_chosen_with_a_reason() {
        let html = samples::view_as(Language::Vi).render().expect("page");
        for text in [r#"name="reason""#, r#"value="cdcs-mau.anh""#, "Hãy ghi lý do", "&#60;script&#62;"] {
            assert!(html.contains(text), "{text}");
        }
    }

    #[test]
    fn every_page_seen_as_somebody_else_says_so_and_offers_the_way_back() {
        let mut page = samples::units(Language::Vi);
        page.shell.viewing = Some(crate::shell::Viewing {
            name: "Nguyễn Thị Hồng Ánh".to_owned(),
            helper: "Võ Minh Sơn".to_owned(),
            until: "10:30".to_owned(),
        });
        let html = page.render().expect("page");
        assert!(html.contains(r#"action="/view-as/end""#) && html.contains("Đang xem thay Nguyễn Thị Hồng Ánh"));
        assert!(html.contains("Võ Minh Sơn"));
    }
}
