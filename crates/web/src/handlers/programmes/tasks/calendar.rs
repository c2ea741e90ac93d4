//! The own calendar addresses, and the calendar an address gives.
//!
//! The address is a secret: it is told once, on the page that makes it. The secret follows the question mark, which is never
//! logged. Not here: what stands in the calendar (`service`).

use axum::{
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::Timestamp;
use serde::Deserialize;

use super::{CalendarPage, CalendarRow};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    page::Page,
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
};

/// What a calendar program asks with.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    key: String,
}

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("GET", "/me/calendar", Audience::Person, get(own)),
        route("POST", "/me/calendar", Audience::Person, post(make)),
        route("POST", "/me/calendar/revoke", Audience::Person, post(revoke)),
        route("GET", "/calendar.ics", Audience::Anybody, get(feed)),
    ]
}

/// `GET /me/calendar`.
///
/// # Errors
/// When the database does not answer.
pub async fn own(State(app): State<App>, visitor: Visitor) -> Result<Page<CalendarPage>, Refusal> {
    Ok(Page(page(&app, &visitor, String::new()).await?))
}

async fn page(app: &App, visitor: &Visitor, made: String) -> Result<CalendarPage, Refusal> {
    let shell = visitor.shell(app);
    let addresses = app.service.calendar_addresses(visitor.caller()).await?;
    let row = |id: String, name: String, at: i64| CalendarRow {
        id,
        name: if name.is_empty() { shell.t("calendar-unnamed") } else { name },
        since: Timestamp::from_micros(at).readable(),
    };
    let rows = addresses.into_iter().map(|one| row(one.id.to_string(), one.name, one.recorded_at)).collect();
    let subscribe = made.split_once("://").map(|(_, rest)| format!("webcal://{rest}")).unwrap_or_default();
    Ok(CalendarPage { rows, made, subscribe, shell })
}

/// `POST /me/calendar`: makes an address, told once on the page that answers.
///
/// # Errors
/// 403 for who sees as somebody else.
pub async fn make(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let secret = app.service.add_calendar_address(visitor.caller(), sent.get("name")).await?;
    let made = format!("{}/calendar.ics?key={secret}", site(&headers));
    Ok(Page(page(&app, &visitor, made).await?).into_response())
}

/// `POST /me/calendar/revoke`.
///
/// # Errors
/// 404 when it is no address of the caller's own.
pub async fn revoke(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    app.service.revoke_calendar_address(visitor.caller(), id(sent.get("id"), "calendar")?).await?;
    Ok(see("/me/calendar"))
}

/// `GET /calendar.ics?key=…`.
///
/// # Errors
/// 404 for a secret nobody has.
pub async fn feed(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Result<Response, Refusal> {
    let text = app.service.calendar(&asked.key, &site(&headers)).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"cong-doan.ics\""),
    ];
    Ok((headers, text).into_response())
}

/// Where this program is reached, as whoever asks reached it.
fn site(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    let plain = |host: &&str| host.chars().all(|sign| sign.is_ascii_alphanumeric() || ".-:[]".contains(sign));
    let host = text("host").filter(plain).unwrap_or_default();
    if host.is_empty() { String::new() } else { format!("{scheme}://{host}") }
}
