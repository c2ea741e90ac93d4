//! A person's own page: see, correct, take along, ask, agree, and who sees it.
//!
//! Not here: what others may do (`desk`, `watch`).

use std::collections::BTreeMap;

use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use congdoan_model::{
    Timestamp,
    access::Action,
    members::{DataRequestKind, Joining, Leaving},
};
use congdoan_service::{
    Error,
    access::Once,
    members::{keeping::class_words, own::OwnField, own::OwnView},
    pack::Pack,
};
use serde::Deserialize;

use super::{Line, OwnCard, OwnLine, OwnPage, PurposeLine};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{imports::answer::csv, members::answer::value_text},
    labels,
    page::{Choice, Link, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// How the names of fields begin in forms.
const FIELDS: &str = "fields.";

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("GET", "/me", Audience::Person, get(me)),
        route("POST", "/me/correct", Audience::Person, post(correct)),
        route("POST", "/me/requests", Audience::Person, post(ask)),
        route("POST", "/me/consents", Audience::Person, post(consent)),
        route("GET", "/me/data.json", Audience::Person, get(json)),
        route("GET", "/me/data.csv", Audience::Person, get(table)),
    ]
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// `GET /me`.
///
/// # Errors
/// When the database does not answer.
pub async fn me(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let words = Words::new(visitor.language);
    let done = match asked.done.as_deref() {
        Some("correct") => words.t("me-corrected"),
        Some("request") => words.t("me-asked"),
        Some("consent") => words.t("me-consented"),
        _ => String::new(),
    };
    Ok(Page(page(&app, &visitor, String::new(), done).await?).into_response())
}

/// `POST /me/correct`: phone, e-mail and address, without asking anybody.
///
/// # Errors
/// 404 for who is no member; what is wrong comes back with 422.
pub async fn correct(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let changes = typed(&form);
    let done = app.service.correct_own(visitor.caller(), &changes).await;
    answered(&app, &visitor, done, "correct").await
}

/// `POST /me/requests`: a request about the own data.
///
/// # Errors
/// As [`correct`].
pub async fn ask(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let kind: DataRequestKind = form
        .get("kind")
        .parse()
        .map_err(|_| Error::Refused(congdoan_service::words("Chọn loại yêu cầu", "Choose what you ask")))?;
    let mut changes = BTreeMap::new();
    let (field, value) = (form.get("field").trim(), form.get("value").trim());
    if kind == DataRequestKind::Correct && !field.is_empty() {
        changes.insert(field.to_owned(), value.to_owned());
    }
    let done =
        app.service.ask_about_own_data(visitor.caller(), kind, form.get("said"), &changes, once(&form).as_ref()).await;
    answered(&app, &visitor, done.map(|_| ()), "request").await
}

/// `POST /me/consents`: agrees to a purpose, or no longer.
///
/// # Errors
/// As [`correct`].
pub async fn consent(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let given = form.get("given") == "true";
    let done = app.service.set_own_consent(visitor.caller(), form.get("purpose"), given).await;
    answered(&app, &visitor, done, "consent").await
}

async fn answered(app: &App, visitor: &Visitor, done: Result<(), Error>, what: &str) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(see(&format!("/me?done={what}"))),
        Err(error @ (Error::Refused(_) | Error::Stale)) => {
            let said = error.words().get(visitor.language).to_owned();
            let page = page(app, visitor, said, String::new()).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /me/data.json`.
///
/// # Errors
/// When the database does not answer.
pub async fn json(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    let bytes = app.service.own_json(visitor.caller()).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"du-lieu-cua-toi.json\""),
    ];
    Ok((headers, bytes).into_response())
}

/// `GET /me/data.csv`.
///
/// # Errors
/// When the database does not answer.
pub async fn table(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(csv("du-lieu-cua-toi.csv", app.service.own_csv(visitor.caller(), visitor.language).await?))
}

/// The key of a form that must not be carried out twice.
pub(super) fn once(form: &PageForm) -> Option<Once<'_>> {
    let key = form.get("idempotency_key");
    // The same form sent twice is the same key; what it holds is not compared, so that Back and Send again is safe.
    (!key.is_empty()).then(|| Once { key, request: congdoan_model::fingerprint(key) })
}

/// The fields of a form that were sent; one left empty empties the field.
fn typed(form: &PageForm) -> BTreeMap<String, String> {
    form.under(FIELDS).into_iter().map(|(id, value)| (id, value.trim().to_owned())).collect()
}

async fn page(app: &App, visitor: &Visitor, error: String, done: String) -> Result<OwnPage, Refusal> {
    let view = app.service.own_view(visitor.caller()).await?;
    let (shell, pack) = (visitor.shell(app), app.service.pack());
    let words = shell.words;
    let line = |field: &OwnField| own_line(&words, &pack, field);
    let kind = |kind: &DataRequestKind| Choice::new(kind.word(), labels::data_request(&words, kind.word()), "");
    let card =
        if visitor.caller().oneself().is_some() { app.service.own_card_shown(visitor.caller()).await? } else { None };
    Ok(OwnPage {
        card: card.map(|(claims, code)| own_card(&words, &claims, code)),
        name: view.name.clone(),
        member: !view.memberships.is_empty(),
        closed: view.closed,
        error,
        done,
        fields: view.fields.iter().filter(|field| !field.value.is_empty()).map(line).collect(),
        alone: view.fields.iter().filter(|field| field.alone).map(line).collect(),
        correctable: view.fields.iter().filter(|field| field.correctable).map(line).collect(),
        memberships: memberships(&words, &pack, &view),
        purposes: purposes(&words, &view),
        kinds: DataRequestKind::ALL.iter().map(kind).collect(),
        requests: requests(&words, &view),
        viewers: viewers(&words, &view),
        looked: view.looked.iter().map(looked).collect(),
        exports: exports(&words, &view),
        work: work(visitor, &words),
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn own_card(words: &Words, claims: &congdoan_model::cards::Claims, code: String) -> OwnCard {
    let until = claims.expires_on.map(|day| words.t1("card-expires-on", "date", &format::date(day)));
    let issued = words.t1("card-issued-on", "date", &format::date(claims.issued_on));
    OwnCard {
        serial: claims.serial.clone(),
        unit: claims.unit_name.clone(),
        days: std::iter::once(issued).chain(until).collect::<Vec<_>>().join(" · "),
        code,
    }
}

fn own_line(words: &Words, pack: &Pack, field: &OwnField) -> OwnLine {
    let (language, known) = (words.language, pack.members.field(&field.id));
    let class = class_words(field.class);
    OwnLine {
        id: field.id.clone(),
        name: field.name.get(language).to_owned(),
        shown: known.map_or_else(|| field.value.clone(), |known| value_text(words, known, &field.value)),
        value: field.value.clone(),
        note: format!("{} · {}", class.get(language), field.purpose.get(language)),
        kept: field.kept_years.map(|years| words.count("kept-years", years)).unwrap_or_default(),
    }
}

fn memberships(words: &Words, pack: &Pack, view: &OwnView) -> Vec<Line> {
    let language = words.language;
    let cause = |joining: &str, leaving: Option<&str>| {
        let joining = joining.parse::<Joining>().ok().and_then(|one| pack.members.joining(one));
        let leaving =
            leaving.and_then(|leaving| leaving.parse::<Leaving>().ok()).and_then(|one| pack.members.leaving(one));
        let names = [joining.map(|rule| &rule.name), leaving.map(|rule| &rule.name)];
        names.into_iter().flatten().map(|name| name.get(language)).collect::<Vec<_>>().join(" → ")
    };
    let line = |one: &congdoan_service::members::own::OwnMembership| {
        let until = one.left_on.map(format::date).unwrap_or_default();
        let days = format!("{} – {until}", format::date(one.joined_on));
        Line {
            head: one.unit_name.clone(),
            texts: vec![days, cause(&one.joining, one.leaving.as_deref()), one.decision.clone()],
        }
    };
    view.memberships.iter().map(line).collect()
}

fn purposes(words: &Words, view: &OwnView) -> Vec<PurposeLine> {
    let line =
        |(purpose, consent): &(congdoan_service::pack::Purpose, Option<congdoan_service::members::own::Consent>)| {
            PurposeLine {
                id: purpose.id.clone(),
                name: purpose.name.get(words.language).to_owned(),
                source: purpose.source.clone(),
                since: consent.as_ref().map(|one| Timestamp::from_micros(one.given_at).readable()).unwrap_or_default(),
            }
        };
    view.purposes.iter().map(line).collect()
}

fn requests(words: &Words, view: &OwnView) -> Vec<Line> {
    let line = |one: &congdoan_service::members::requests::OpenRequest| {
        let kind = labels::data_request(words, &one.request.kind);
        let state = labels::data_state(words, &one.request.state);
        let due = one.request.answer_due.filter(|_| one.request.answered_at.is_none());
        let due = due.map(|due| words.t1("until", "date", &format::date(due))).unwrap_or_default();
        let at = Timestamp::from_micros(one.request.received_at).readable();
        Line {
            head: kind,
            texts: vec![at, [state.as_str(), due.as_str()].join(" "), one.said.clone(), one.answer.clone()],
        }
    };
    view.requests.iter().map(line).collect()
}

fn viewers(words: &Words, view: &OwnView) -> Vec<Line> {
    let line = |viewer: &congdoan_service::members::own::Viewer| {
        let deeds = [
            (true, words.t("viewer-sees")),
            (viewer.opens, words.t("viewer-opens")),
            (viewer.writes, words.t("viewer-writes")),
            (viewer.exports, words.t("viewer-exports")),
        ];
        let deeds: Vec<String> = deeds.into_iter().filter(|(may, _)| *may).map(|(_, word)| word).collect();
        let place = format!("{} · {}", viewer.role.get(words.language), viewer.unit);
        Line { head: viewer.name.clone(), texts: vec![place, deeds.join("; ")] }
    };
    view.viewers.iter().map(line).collect()
}

fn looked(one: &congdoan_service::members::own::Looked) -> Line {
    let said: serde_json::Value = serde_json::from_str(&one.said).unwrap_or_default();
    let text = |key: &str| match said.get(key) {
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(serde_json::Value::Array(all)) => {
            all.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    };
    let at = Timestamp::from_micros(one.at).readable();
    Line { head: one.who.clone(), texts: vec![at, text("fields"), text("reason")] }
}

fn exports(words: &Words, view: &OwnView) -> Vec<Line> {
    let line = |one: &congdoan_service::members::own::DataExport| {
        let clear = if one.clear == 1 { words.t("export-clear") } else { words.t("export-masked") };
        let at = Timestamp::from_micros(one.exported_at).readable();
        Line { head: one.exported_by.clone(), texts: vec![at, one.unit_name.clone(), clear, one.reason.clone()] }
    };
    view.exports.iter().map(line).collect()
}

/// Pages for who looks after data.
fn work(visitor: &Visitor, words: &Words) -> Vec<Link> {
    let pages = [
        ("/imports", words.t("imports"), &[Action::MemberWrite, Action::UnitWrite, Action::UserManage][..]),
        ("/data-requests", words.t("data-requests"), &[Action::DataAnswer][..]),
        ("/data-incidents", words.t("data-incidents"), &[Action::DataAnswer][..]),
        ("/data-exports", words.t("data-exports"), &[Action::MemberRead, Action::AuditRead][..]),
        ("/integrity", words.t("integrity"), &[Action::UserManage][..]),
    ];
    let may = |actions: &[Action]| actions.iter().any(|action| visitor.caller().may_somewhere(*action));
    let open = pages.into_iter().filter(|(.., actions)| may(actions)).map(|(href, name, _)| Link::new(href, name));
    open.chain([Link::new("/data-map", words.t("data-map")), Link::new("/me/calendar", words.t("calendar"))]).collect()
}
