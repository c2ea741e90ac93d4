//! The search over people and units, and views of lists kept under a name.
//!
//! What is typed is in the address alone: the program logs paths without it. Not here: who is found (`service::lists`).

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{Html, IntoResponse as _, Response},
    routing::{get, post},
};
use axum_htmx::HxTarget;
use congdoan_model::ListViewId;
use congdoan_service::{
    lists::{Placed, ViewAsked},
    members::MemberLine,
    pack::Pack,
};
use serde::Deserialize;

use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::members::answer::{leaving_name, sex_name},
    labels,
    page::Page,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    shell::Shell,
    visit::{Visitor, see},
    words::Words,
};

/// The element of the search dialog that takes what was found.
const DIALOG: &str = "search-found";
/// How many letters of a search are looked at.
const LONGEST: usize = 200;

/// Something found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hit {
    /// Where it leads.
    pub href: String,
    /// Its name.
    pub name: String,
    /// Member number or unit code.
    pub mark: String,
    /// Where it is, and what tells it from others of the name.
    pub note: String,
}

/// The search.
#[derive(Template)]
#[template(path = "lists/search.html", blocks = ["content", "found"])]
pub struct SearchPage {
    /// The frame.
    pub shell: Shell,
    /// The words.
    pub query: String,
    /// People, the nearest first.
    pub people: Vec<Hit>,
    /// Units, the nearest first.
    pub units: Vec<Hit>,
    /// The list of members with these words.
    pub people_href: String,
    /// The list of units with these words.
    pub units_href: String,
}

/// The routes of this module.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        route("GET", "/search", Audience::Person, get(search)),
        route("POST", "/views", Audience::Person, post(save)),
        route("POST", "/views/{id}/delete", Audience::Person, post(remove)),
    ]
}

/// The words searched for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    q: Option<String>,
}

/// `GET /search`; for the dialog only what was found.
///
/// # Errors
/// None for who is signed in.
pub async fn search(
    State(app): State<App>,
    visitor: Visitor,
    HxTarget(target): HxTarget,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let query: String = asked.q.unwrap_or_default().trim().chars().take(LONGEST).collect();
    let hits = app.service.search(visitor.caller(), &query).await?;
    let (pack, shell) = (app.service.pack(), visitor.shell(&app));
    let words = shell.words;
    let page = SearchPage {
        people: hits.people.iter().map(|line| person(&words, &pack, line)).collect(),
        units: hits.units.iter().map(|placed| unit(&words, placed)).collect(),
        people_href: format!("/members?q={}", encode(&query)),
        units_href: format!("/units?q={}", encode(&query)),
        query,
        shell,
    };
    if target.as_deref() == Some(DIALOG) {
        return Ok(Html(page.as_found().render().unwrap_or_default()).into_response());
    }
    Ok(Page(page).into_response())
}

fn person(words: &Words, pack: &Pack, line: &MemberLine) -> Hit {
    let left =
        line.left.map(|(day, leaving)| format!("{} {}", leaving_name(words, pack, leaving.word()), format::date(day)));
    let facts = [
        line.unit.1.clone(),
        line.born.map(|born| words.t1("search-born", "year", &born.to_string())).unwrap_or_default(),
        sex_name(words, pack, line.sex),
        left.unwrap_or_default(),
    ];
    Hit {
        href: format!("/members/{}", line.person),
        name: line.name.clone(),
        mark: line.number.clone(),
        note: facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

fn unit(words: &Words, placed: &Placed) -> Hit {
    let unit = &placed.unit;
    let way = placed.path.iter().map(|above| above.name.as_str()).collect::<Vec<_>>().join(" › ");
    let ended = unit.closed_on.map(|day| words.t1("search-ended", "date", &format::date(day)));
    let facts = [labels::unit_kind(words, unit.kind.word()), ended.unwrap_or_default(), way];
    Hit {
        href: format!("/units/{}", unit.code),
        name: unit.name.clone(),
        mark: unit.code.to_string(),
        note: facts.into_iter().filter(|fact| !fact.is_empty()).collect::<Vec<_>>().join(" · "),
    }
}

/// `POST /views`: keeps the list as it is shown, and shows it again.
///
/// # Errors
/// 422 without a name or for a page that is no list, 403 for sharing without the right.
pub async fn save(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let (page, query) = (form.get("page"), form.get("query"));
    let share = form.get("share") == "true";
    app.service.save_list_view(visitor.caller(), &ViewAsked { page, name: form.get("name"), query, share }).await?;
    Ok(see(&if query.is_empty() { page.to_owned() } else { format!("{page}?{query}") }))
}

/// `POST /views/{id}/delete`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path(view): Path<String>,
    _form: PageForm,
) -> Result<Response, Refusal> {
    let page = app.service.drop_list_view(visitor.caller(), id::<ListViewId>(&view, "view")?).await?;
    Ok(see(&page))
}
