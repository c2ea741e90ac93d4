//! What anybody may ask about cards, signed in or not: is this card good, which keys sign, which cards hold no more.
//!
//! Whoever asks hears the name and unit the card itself shows and how it stands. Not here: the check (`service::cards`).

use axum::{
    Json,
    extract::{Query, State},
    http::header,
    response::{IntoResponse as _, Response},
    routing::get,
};
use congdoan_model::cards::{CardFault, Claims};
use congdoan_service::cards::Checked;
use serde::Deserialize;

use super::{CheckShown, VerifyPage};
use crate::{
    app::App,
    format,
    page::Page,
    refusal::Refusal,
    routes::{Audience, Route, route},
    shell::Shell,
    visit::Visit,
    words::Words,
};

/// A card text is shorter; anything longer is none.
const LONGEST: usize = 4096;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Anybody;
    vec![
        route("GET", "/cards/verify", Anybody, get(verify)),
        route("GET", "/cards/keys.json", Anybody, get(keys)),
        route("GET", "/cards/revoked.json", Anybody, get(revoked)),
    ]
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    card: Option<String>,
}

/// `GET /cards/verify`.
///
/// # Errors
/// When the database does not answer.
pub async fn verify(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let csrf = visit.present.as_ref().map(|present| present.csrf.clone()).unwrap_or_default();
    // The change of language must not carry a card along in its address.
    let shell = Shell::new(visit.language, "/cards/verify", None, csrf);
    let text: String = asked.card.unwrap_or_default().chars().take(LONGEST).collect();
    let shown =
        if text.trim().is_empty() { None } else { Some(shown(&shell.words, app.service.check_card(&text).await?)) };
    let page = Page(VerifyPage { shell, text, shown });
    Ok(([(header::CACHE_CONTROL, "no-store")], page).into_response())
}

fn shown(words: &Words, checked: Checked) -> CheckShown {
    let of = |verdict: &str, claims: &Claims| {
        let until = claims.expires_on.map(|day| words.t1("card-expires-on", "date", &format::date(day)));
        let issued = words.t1("card-issued-on", "date", &format::date(claims.issued_on));
        CheckShown {
            verdict: verdict.to_owned(),
            name: claims.name.clone(),
            unit: claims.unit_name.clone(),
            serial: claims.serial.clone(),
            days: std::iter::once(issued).chain(until).collect::<Vec<_>>().join(" · "),
        }
    };
    let no = |verdict: &str| CheckShown {
        verdict: verdict.to_owned(),
        name: String::new(),
        unit: String::new(),
        serial: String::new(),
        days: String::new(),
    };
    match checked {
        Checked::Ours(claims, standing) => of(standing.word(), &claims),
        Checked::Unheard(claims) => of("unheard", &claims),
        Checked::No(CardFault::UnknownKey(_)) => no("unknown-key"),
        Checked::No(CardFault::Forged) => no("forged"),
        Checked::No(CardFault::Unreadable) => no("unreadable"),
    }
}

impl VerifyPage {
    /// The verdict in words, and whether it is good.
    pub(crate) fn verdict(&self, verdict: &str) -> (String, bool) {
        let words = &self.shell.words;
        match verdict {
            "valid" => (words.t("verdict-valid"), true),
            "expired" => (words.t("verdict-expired"), false),
            "revoked" => (words.t("verdict-revoked"), false),
            "unheard" => (words.t("verdict-unheard"), false),
            "unknown-key" => (words.t("verdict-unknown-key"), false),
            "forged" => (words.t("verdict-forged"), false),
            _ => (words.t("verdict-unreadable"), false),
        }
    }
}

/// `GET /cards/keys.json`: the public keys, oldest first.
///
/// # Errors
/// When the database does not answer.
pub async fn keys(State(app): State<App>) -> Result<Response, Refusal> {
    Ok(Json(app.service.public_card_keys().await?).into_response())
}

/// `GET /cards/revoked.json`: the signed list of cards that hold no more, as of now.
///
/// # Errors
/// 422 without the key file.
pub async fn revoked(State(app): State<App>) -> Result<Response, Refusal> {
    let list = app.service.revoked_cards().await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(list)).into_response())
}
