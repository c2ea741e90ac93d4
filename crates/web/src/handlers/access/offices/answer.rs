//! Officers answered: the list of a unit, the form of a new post, one post.
//!
//! Not here: what forms do when they are sent (`write`), who may (`store::access`).

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use chrono::NaiveDate;
use congdoan_model::{PostId, org::Unit};
use congdoan_service::{
    Error,
    access::{
        Body, Held, Office,
        offices::{OfficeView, OfficesView},
    },
    pack::{Pack, Problem},
};
use serde::Deserialize;

use super::{BodyRow, OfficeFormPage, OfficePage, OfficeRow, OfficersPage, PersonChoice, mandates, write};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::registers::{FieldKind, FormField},
    page::{Choice, FieldError, Link, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// The routes of offices.
#[must_use]
pub fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/units/{code}/officers", Person, get(officers)),
        route("GET", "/units/{code}/handover", Person, get(crate::handlers::access::handover::handover)),
        route("GET", "/units/{code}/officers/new", Person, get(new)),
        route("POST", "/units/{code}/officers", Person, post(write::add)),
        route("POST", "/units/{code}/bodies", Person, post(write::add_body)),
        route("POST", "/units/{code}/bodies/{body}/end", Person, post(write::end_body)),
        route("GET", "/units/{code}/posts/{post}", Person, get(office)),
        route("POST", "/units/{code}/posts/{post}/end", Person, post(write::end)),
        route("POST", "/units/{code}/posts/{post}/delegate", Person, post(write::delegate)),
        route("POST", "/units/{code}/posts/{post}/account", Person, post(write::account)),
        route("POST", "/units/{code}/posts/{post}/password", Person, post(write::password)),
        route("POST", "/units/{code}/posts/{post}/party", Person, post(write::party)),
        route("GET", "/units/{code}/mandates/{mandate}", Person, get(mandates::mandate)),
        route("POST", "/units/{code}/mandates/{mandate}/delegate", Person, post(mandates::delegate)),
        route("POST", "/units/{code}/mandates/{mandate}/end", Person, post(write::end_delegation)),
    ]
}

/// What the address of a search for people says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    title: String,
}

impl Asked {
    /// The part of a name searched for.
    pub(crate) fn query(&self) -> &str {
        &self.q
    }
}

/// What a refused form brings back: what was typed and what is wrong.
#[derive(Debug, Default)]
pub(crate) struct Sent<'a> {
    pub(crate) form: Option<&'a PageForm>,
    /// How the names of the form's fields begin.
    pub(crate) prefix: &'static str,
    pub(crate) problems: Vec<Problem>,
}

impl Sent<'_> {
    pub(crate) fn value(&self, id: &str, default: &str) -> String {
        self.form.map_or_else(|| default.to_owned(), |form| form.get(id).to_owned())
    }

    /// A field as it was typed, with what is wrong with it.
    pub(crate) fn field(&self, words: &Words, kind: FieldKind, id: &str, label: String, default: &str) -> FormField {
        let short = id.strip_prefix(self.prefix);
        let wrong = self.problems.iter().find(|problem| short.is_some() && problem.field.as_deref() == short);
        FormField {
            id: id.to_owned(),
            label,
            kind,
            value: self.value(id, default),
            error: wrong.map(|problem| problem.message.get(words.language).to_owned()),
            ..FormField::default()
        }
    }

    /// What is wrong with none of the fields shown.
    pub(crate) fn errors(&self, words: &Words, fields: &[&[FormField]]) -> Vec<FieldError> {
        let shown = |problem: &Problem| {
            let id = [self.prefix, problem.field.as_deref().unwrap_or_default()].concat();
            fields.iter().any(|fields| fields.iter().any(|field| field.id == id))
        };
        let rest = self.problems.iter().filter(|problem| !shown(problem));
        rest.map(|problem| FieldError { field: String::new(), message: problem.message.get(words.language).to_owned() })
            .collect()
    }
}

pub(crate) fn required(field: FormField) -> FormField {
    FormField { required: true, ..field }
}

/// `GET /units/{code}/officers`.
///
/// # Errors
/// 404 for a unit the caller may not see.
pub async fn officers(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> Result<Response, Refusal> {
    Ok(Page(list(&app, &visitor, &code, Sent::default()).await?).into_response())
}

/// The list of a unit's officers; `sent` is the form of a body that was refused.
pub(crate) async fn list(app: &App, visitor: &Visitor, code: &str, sent: Sent<'_>) -> Result<OfficersPage, Refusal> {
    let view = app.service.offices(visitor.caller(), code).await?;
    let (pack, shell, day) = (app.service.pack(), visitor.shell(app), visitor.caller().now.day());
    let words = shell.words;
    let row = |office: &Office| office_row(&words, &pack, &view.unit, office, day);
    let (past, present): (Vec<&Office>, Vec<&Office>) =
        view.offices.iter().partition(|office| office.valid_until.is_some_and(|until| until <= day));
    let body_fields = if view.may.fill { body_fields(&words, &pack, &view.unit, &sent, day) } else { Vec::new() };
    let disposes = |held: &Held| visitor.caller().person() == Some(held.person_id) || view.may.appoint;
    let may_end =
        |held: &Held| held.delegated_by.is_some() && held.valid_until.is_none_or(|until| until > day) && disposes(held);
    let mandates = view.mandates.iter().filter(|held| held.valid_until.is_none_or(|until| until > day));
    let mandates = mandates.map(|held| {
        let mut row = mandate_row(&words, &pack, held, (day, may_end(held)));
        if held.delegated_by.is_none() && disposes(held) {
            row.person.href = format!("/units/{code}/mandates/{}", held.id);
        }
        row
    });
    Ok(OfficersPage {
        unit: Link::new(format!("/units/{code}"), view.unit.name.clone()),
        href: format!("/units/{code}"),
        bodies: view.bodies.iter().map(|body| body_row(&words, &pack, body, day)).collect(),
        present: present.into_iter().map(row).collect(),
        mandates: mandates.collect(),
        past: past.into_iter().map(row).collect(),
        may_fill: view.may.fill,
        may_appoint: view.may.appoint,
        may_take_over: takes_over(visitor, &view),
        errors: sent.errors(&words, &[&body_fields]),
        body_fields,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn takes_over(visitor: &Visitor, view: &OfficesView) -> bool {
    view.may.appoint || visitor.caller().owns(congdoan_model::access::Action::RecordRead, view.unit.id)
}

fn body_row(words: &Words, pack: &Pack, body: &Body, day: NaiveDate) -> BodyRow {
    BodyRow {
        id: body.id.to_string(),
        name: body_name(words, pack, &body.kind),
        term: body.term.clone(),
        decision: body.decision.clone(),
        from: format::date(body.valid_from),
        until: body.valid_until.map(format::date).unwrap_or_default(),
        past: body.valid_until.is_some_and(|until| until <= day),
    }
}

pub(crate) fn body_name(words: &Words, pack: &Pack, kind: &str) -> String {
    pack.body(kind).map_or_else(|| kind.to_owned(), |body| body.name.get(words.language).to_owned())
}

pub(crate) fn post_name(words: &Words, pack: &Pack, title: &str) -> String {
    pack.post(title).map_or_else(|| title.to_owned(), |post| post.name.get(words.language).to_owned())
}

pub(crate) fn role_name(words: &Words, pack: &Pack, role: &str) -> String {
    pack.role(role).map_or_else(|| role.to_owned(), |role| role.name.get(words.language).to_owned())
}

pub(crate) fn office_row(words: &Words, pack: &Pack, unit: &Unit, office: &Office, day: NaiveDate) -> OfficeRow {
    OfficeRow {
        person: Link::new(format!("/units/{}/posts/{}", unit.code, office.id), office.name.clone()),
        title: post_name(words, pack, &office.title),
        decision: office.decision.clone(),
        from: format::date(office.valid_from),
        until: office.valid_until.map(format::date).unwrap_or_default(),
        full_time: office.full_time == 1,
        acting: office.acting == 1,
        future: office.valid_from > day,
        rights: office.role.is_some(),
        ..OfficeRow::default()
    }
}

pub(crate) fn mandate_row(words: &Words, pack: &Pack, held: &Held, (day, may_end): (NaiveDate, bool)) -> OfficeRow {
    OfficeRow {
        person: Link::new("", held.name.clone()),
        title: role_name(words, pack, &held.role),
        decision: held.decision.clone(),
        from: format::date(held.valid_from),
        until: held.valid_until.map(format::date).unwrap_or_default(),
        future: held.valid_from > day,
        rights: true,
        delegated_by: held.delegated_by_name.clone().unwrap_or_default(),
        ends: if may_end { held.id.to_string() } else { String::new() },
        ..OfficeRow::default()
    }
}

fn body_fields(words: &Words, pack: &Pack, unit: &Unit, sent: &Sent<'_>, day: NaiveDate) -> Vec<FormField> {
    let fits = |body: &&congdoan_service::pack::Body| body.forms.is_empty() || body.forms.contains(&unit.form);
    let kind = sent.value("body.kind", "");
    let bodies = pack.bodies_of(unit.kind).filter(fits);
    let choices = bodies.map(|body| Choice::new(&body.id, body.name.get(words.language), &kind)).collect();
    let field = |kind, id: &str, label: String, default: &str| sent.field(words, kind, id, label, default);
    let hint = words.t("office-until-hint");
    vec![
        FormField { choices, ..required(field(FieldKind::Choice, "body.kind", words.t("office-body"), "")) },
        FormField {
            hint: words.t("office-term-hint"),
            ..field(FieldKind::Text, "body.term", words.t("office-term"), "")
        },
        required(field(FieldKind::Text, "body.decision", words.t("office-decision"), "")),
        required(field(FieldKind::Date, "body.from", words.t("from-day"), &day.to_string())),
        FormField { hint, ..field(FieldKind::Date, "body.until", words.t("office-until-day"), "") },
    ]
}

/// `GET /units/{code}/officers/new`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    Ok(Page(form(&app, &visitor, &code, (&asked.q, &asked.title), Sent::default()).await?).into_response())
}

/// The form of a new post; `sent` is one that was refused.
pub(crate) async fn form(
    app: &App,
    visitor: &Visitor,
    code: &str,
    (query, title): (&str, &str),
    sent: Sent<'_>,
) -> Result<OfficeFormPage, Refusal> {
    let view = app.service.offices(visitor.caller(), code).await?;
    if !view.may.fill {
        return Err(Error::Denied(congdoan_model::access::Action::PostWrite).into());
    }
    let (pack, shell, day) = (app.service.pack(), visitor.shell(app), visitor.caller().now.day());
    let words = shell.words;
    let query = query.trim().to_owned();
    let people = people(app, visitor, code, &query, &sent.value("person", "")).await?;
    let may = |post: &&congdoan_service::pack::Post| view.may.appoint || post.role_in(view.unit.kind).is_none();
    let may_end = |office: &Office| view.may.appoint || office.role.is_none();
    let title = sent.value("title", title);
    let titles = pack.posts_of(view.unit.kind).filter(may);
    let choices = titles.map(|post| Choice::new(&post.id, post.name.get(words.language), &title)).collect();
    let field = |kind, id: &str, label: String, default: &str| sent.field(&words, kind, id, label, default);
    let fields = vec![
        FormField { choices, ..required(field(FieldKind::Choice, "title", words.t("office-title"), &title)) },
        required(field(FieldKind::Text, "decision", words.t("office-decision"), "")),
        required(field(FieldKind::Date, "from", words.t("from-day"), &day.to_string())),
        FormField {
            hint: words.t("office-until-hint"),
            ..field(FieldKind::Date, "until", words.t("office-until-day"), "")
        },
        FormField {
            choices: held(&words, &pack, &view, (day, may_end), &sent.value("replaces", "")),
            hint: words.t("office-replaces-hint"),
            ..field(FieldKind::Choice, "replaces", words.t("office-replaces"), "")
        },
        field(FieldKind::Bool, "full_time", words.t("office-full-time-label"), ""),
        field(FieldKind::Bool, "acting", words.t("office-acting-label"), ""),
    ];
    Ok(OfficeFormPage {
        unit: Link::new(format!("/units/{code}"), view.unit.name.clone()),
        href: format!("/units/{code}"),
        query,
        people,
        new_name: sent.value("new_name", ""),
        errors: sent.errors(&words, &[&fields]),
        fields,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// The posts the new one may take over: held now, by somebody else, and the reader's to end.
fn held(
    words: &Words,
    pack: &Pack,
    view: &OfficesView,
    (day, may_end): (NaiveDate, impl Fn(&Office) -> bool),
    chosen: &str,
) -> Vec<Choice> {
    let held = view.offices.iter().filter(|office| office.valid_until.is_none_or(|until| until > day));
    let choice = |office: &Office| {
        let text = format!("{}: {}", post_name(words, pack, &office.title), office.name);
        Choice::new(office.id.to_string(), text, chosen)
    };
    held.filter(|office| may_end(office)).map(choice).collect()
}

pub(crate) async fn people(
    app: &App,
    visitor: &Visitor,
    code: &str,
    query: &str,
    chosen: &str,
) -> Result<Vec<PersonChoice>, Refusal> {
    let found = app.service.people_for_office(visitor.caller(), code, query).await?;
    let choice = |one: congdoan_service::access::FoundPerson| {
        let id = one.id.to_string();
        let born = one.born_year.map(|year| format!("{year} · ")).unwrap_or_default();
        PersonChoice { selected: id == chosen, id, name: one.name, note: born + &one.unit }
    };
    Ok(found.into_iter().map(choice).collect())
}

/// `GET /units/{code}/posts/{post}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn office(
    State(app): State<App>,
    visitor: Visitor,
    Path((code, post)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    Ok(Page(one(&app, &visitor, (&code, id(&post, "post")?), &asked.q, Sent::default()).await?).into_response())
}

/// One post; `sent` is one of its forms that was refused.
pub(crate) async fn one(
    app: &App,
    visitor: &Visitor,
    (code, post): (&str, PostId),
    query: &str,
    sent: Sent<'_>,
) -> Result<OfficePage, Refusal> {
    let view = app.service.office(visitor.caller(), code, post).await?;
    let (pack, shell, day) = (app.service.pack(), visitor.shell(app), visitor.caller().now.day());
    let words = shell.words;
    let mandate = view.mandate.as_ref().filter(|_| view.may_delegate).map(|held| held.id.to_string());
    let query = query.trim().to_owned();
    let people = match &mandate {
        Some(_) => people(app, visitor, code, &query, &sent.value("delegate.person", "")).await?,
        None => Vec::new(),
    };
    let own = visitor.caller().person();
    let row_of = |held: &Held| {
        let lasts = held.valid_until.is_none_or(|until| until > day);
        mandate_row(&words, &pack, held, (day, lasts && (view.may_delegate || own == Some(held.person_id))))
    };
    let (end_fields, delegate_fields, account_fields) = forms(&words, &view, &sent, day);
    let paid = pack.post(&view.office.title).and_then(|post| post.paid_hours_in(view.unit.kind));
    Ok(OfficePage {
        unit: Link::new(format!("/units/{code}/officers"), view.unit.name.clone()),
        href: format!("/units/{code}/posts/{post}"),
        row: office_row(&words, &pack, &view.unit, &view.office, day),
        body: view.body.as_ref().map(|body| named(&words, &pack, body)).unwrap_or_default(),
        role: view.office.role.as_deref().map(|role| role_name(&words, &pack, role)).unwrap_or_default(),
        paid_hours: paid.filter(|_| view.office.full_time == 0).map(|hours| hours.to_string()).unwrap_or_default(),
        delegations: view.delegations.iter().map(row_of).collect(),
        mandate: mandate.unwrap_or_default(),
        query,
        people,
        new_name: sent.value("delegate.new_name", ""),
        login: view.account.login.clone().unwrap_or_default(),
        may_reset: view.account.manages && view.account.login.is_some(),
        errors: sent.errors(&words, &[&end_fields, &delegate_fields, &account_fields]),
        party_seat: view.party_seat.as_ref().map(|name| name.get(words.language).to_owned()).unwrap_or_default(),
        party_seat_shown: None,
        end_fields,
        delegate_fields,
        account_fields,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn named(words: &Words, pack: &Pack, body: &Body) -> String {
    let name = body_name(words, pack, &body.kind);
    if body.term.is_empty() { name } else { format!("{name}, {}", body.term) }
}

/// The fields of a delegation, beside who it goes to.
pub(crate) fn delegate_fields(words: &Words, sent: &Sent<'_>, day: NaiveDate) -> Vec<FormField> {
    let field = |kind, id: &str, label: String, default: &str| sent.field(words, kind, id, label, default);
    vec![
        required(field(FieldKind::Text, "delegate.decision", words.t("office-delegate-paper"), "")),
        required(field(FieldKind::Date, "delegate.from", words.t("from-day"), &day.to_string())),
        required(field(FieldKind::Date, "delegate.until", words.t("office-until-day"), "")),
    ]
}

/// The forms of a post's page: to end it, to delegate its mandate, to give its holder a sign-in.
fn forms(
    words: &Words,
    view: &OfficeView,
    sent: &Sent<'_>,
    day: NaiveDate,
) -> (Vec<FormField>, Vec<FormField>, Vec<FormField>) {
    let field = |kind, id: &str, label: String, default: &str| sent.field(words, kind, id, label, default);
    let today = day.to_string();
    let end = [
        required(field(FieldKind::Date, "end.day", words.t("office-end-day"), &today)),
        required(field(FieldKind::Text, "end.decision", words.t("office-decision"), "")),
    ];
    let delegate = delegate_fields(words, sent, day);
    let account = [required(field(FieldKind::Text, "account.login", words.t("sign-in-name"), &view.login))];
    let when = |may: bool, fields: &[FormField]| if may { fields.to_vec() } else { Vec::new() };
    (
        when(view.may_end, &end),
        when(view.may_delegate, &delegate),
        when(view.account.manages && view.account.login.is_none(), &account),
    )
}
