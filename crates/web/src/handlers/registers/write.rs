//! Forms of records: a new one, a changed one, and the deeds done to one that stands.
//!
//! Nothing typed is lost: a refused form comes back as it was sent, with everything wrong said at once. Not here: the
//! checks (`pack`, `service::registers`), files beside records (`beside`), pasted blocks (`paste`).

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{
    RecordId,
    access::Action,
    names::Language,
    org::{Unit, UnitKind},
};
use congdoan_service::{
    Error, Kept, UnitFilter,
    access::Once,
    pack::{EntryPart, Field, FieldKind as Kind, Problem, Register},
    registers::{Attachment, Deed, EntryDraft, NewRecord},
};
use serde::Deserialize;

use super::{FieldKind, FieldsPart, FormField, RecordFormPage, answer, beside, story};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::org::answer::home,
    page::{Choice, FieldError, Page},
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

/// How the names of the register's own fields begin in a form.
const FIELDS: &str = "fields.";
/// How many units a form offers to choose from.
const UNITS: i64 = 1_000;

/// What the address of a new form says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    #[serde(default)]
    fresh: String,
}

/// What a form holds while it is being filled in.
struct Filled {
    unit: String,
    occurred_on: String,
    values: BTreeMap<String, String>,
    problems: Vec<Problem>,
    /// What is said above it: that it was left so, or what was copied.
    said: String,
}

/// What stands in each field of a register's form.
fn values(register: &Register, value: impl Fn(&Field) -> String) -> BTreeMap<String, String> {
    register.fields.iter().map(|field| (field.id.clone(), value(field))).collect()
}

/// What is typed into a form, as it is kept.
fn draft_of(register: &Register, sent: &PageForm) -> EntryDraft {
    let typed = |field: &Field| sent.get(&format!("{FIELDS}{}", field.id)).to_owned();
    let mut values = values(register, typed);
    // What a form starts with was not typed by anybody.
    values.retain(|id, value| {
        let of = register.field(id).filter(|field| field.kind != Kind::File);
        of.is_some_and(|field| *value != story::typed(field, field.default.as_ref()))
    });
    EntryDraft { unit: sent.get("unit").to_owned(), occurred_on: sent.get("occurred_on").to_owned(), values }
}

/// `GET /registers/{register}/new`.
///
/// # Errors
/// 403 when the caller may record nowhere.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let register = answer::register(&pack, &register)?;
    if !visitor.caller().may_somewhere(Action::RecordWrite) {
        return Err(Error::Denied(Action::RecordWrite).into());
    }
    let mut filled = Filled {
        unit: asked.unit.clone().unwrap_or_default(),
        occurred_on: visitor.caller().now.day().to_string(),
        values: values(register, |field| story::typed(field, field.default.as_ref())),
        problems: Vec::new(),
        said: String::new(),
    };
    // Somebody who comes from a unit's page begins anew; who comes back finds what was left.
    let left = asked.unit.is_none() && asked.fresh.is_empty();
    if let Some((draft, at)) = app.service.kept_entry(visitor.caller(), &register.id).await?.filter(|_| left) {
        filled.unit = draft.unit;
        filled.occurred_on = answer::day(&draft.occurred_on).map_or(draft.occurred_on, |day| day.to_string());
        filled.values.extend(draft.values);
        filled.said = Words::new(visitor.language).t1("draft-found", "at", &at.readable());
    }
    form(&app, &visitor, register, None, filled).await
}

/// `POST /registers/{register}/draft`: keeps what is typed while it is typed.
///
/// # Errors
/// 404 when there is no such register.
pub async fn draft(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let register = answer::register(&pack, &register)?;
    if !visitor.caller().may_somewhere(Action::RecordWrite) {
        return Err(Error::Denied(Action::RecordWrite).into());
    }
    app.service.keep_entry(visitor.caller(), &register.id, &draft_of(register, &sent)).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// What else the form of a new record can be sent for: to be kept, let go of, or filled from the last record.
async fn aside(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    sent: &PageForm,
) -> Result<Option<Response>, Refusal> {
    let caller = visitor.caller();
    let base = format!("/registers/{}", register.id);
    match sent.get("do") {
        "keep" => {
            app.service.keep_entry(caller, &register.id, &draft_of(register, sent)).await?;
            Ok(Some(see(&base)))
        }
        "discard" => {
            app.service.drop_entry(caller, &register.id).await?;
            Ok(Some(see(&format!("{base}/new?fresh=1"))))
        }
        "copy" => {
            let words = Words::new(visitor.language);
            let mut filled = Filled::sent(register, sent, Vec::new());
            let last = app.service.copy_of_last(caller, &register.id, sent.get("unit")).await?;
            filled.said = if last.is_some() { words.t("copied-last") } else { words.t("copied-none") };
            for (id, value) in last.into_iter().flatten() {
                let Some(field) = register.field(&id) else { continue };
                let untouched = story::typed(field, field.default.as_ref());
                let typed = filled.values.entry(id).or_default();
                if typed.trim().is_empty() || *typed == untouched {
                    *typed = story::typed(field, Some(&value));
                }
            }
            Ok(Some(form(app, visitor, register, None, filled).await?))
        }
        _ => Ok(None),
    }
}

impl Filled {
    /// What was sent, as it was typed.
    fn sent(register: &Register, sent: &PageForm, problems: Vec<Problem>) -> Self {
        Self {
            unit: sent.get("unit").to_owned(),
            occurred_on: answer::day(sent.get("occurred_on"))
                .map_or_else(|| sent.get("occurred_on").to_owned(), |day| day.to_string()),
            values: values(register, |field| sent.get(&format!("{FIELDS}{}", field.id)).to_owned()),
            problems,
            said: String::new(),
        }
    }
}

/// `POST /registers/{register}/records`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let register = answer::register(&pack, &register)?;
    if let Some(answered) = aside(&app, &visitor, register, &sent).await? {
        return Ok(answered);
    }
    let (fields, files, mut problems) = read(&app, &visitor, register, &sent);
    let occurred_on = answer::day(sent.get("occurred_on"));
    problems.extend(occurred_on.is_none().then(no_day));
    let beside = beside::sent_files(&sent, "files");
    if !beside.is_empty() {
        problems.extend(app.service.take_files(visitor.caller(), beside.clone()).err().into_iter().flatten());
    }
    let done = match occurred_on.filter(|_| problems.is_empty()) {
        Some(occurred_on) => {
            let new = NewRecord { register: &register.id, unit: sent.get("unit"), occurred_on, fields, files };
            app.service.record(visitor.caller(), new, once(&sent)).await
        }
        None => Err(Error::Invalid(problems)),
    };
    match done {
        Ok(kept) => {
            if !beside.is_empty() {
                app.service.attach(visitor.caller(), (&register.id, kept.record.id), beside).await?;
            }
            app.service.drop_entry(visitor.caller(), &register.id).await?;
            Ok(see(&place(&kept)))
        }
        Err(error) => {
            let answered = refused(&app, &visitor, register, None, &sent, error).await?;
            // Whoever gives up here finds it again; without the key file nothing is kept, and the form still is.
            let _ = app.service.keep_entry(visitor.caller(), &register.id, &draft_of(register, &sent)).await;
            Ok(answered)
        }
    }
}

/// `GET …/edit`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn edit(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let kept = app.service.kept_record(visitor.caller(), &register, id(&record, "record")?).await?;
    let register = answer::register(&pack, &register)?;
    if !app.service.may_write(visitor.caller(), register, kept.record.unit).await?.0 {
        return Err(Error::Denied(Action::RecordWrite).into());
    }
    let filled = Filled {
        unit: kept.unit_code.clone(),
        occurred_on: kept.record.occurred_on.to_string(),
        values: values(register, |field| story::typed(field, kept.record.fields.get(&field.id))),
        problems: Vec::new(),
        said: String::new(),
    };
    form(&app, &visitor, register, Some(&kept), filled).await
}

/// `POST …/edit`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let record: RecordId = id(&record, "record")?;
    let kept = app.service.kept_record(visitor.caller(), &register, record).await?;
    let register = answer::register(&pack, &register)?;
    let (mut fields, files, mut problems) = read(&app, &visitor, register, &sent);
    // A file that was not sent again stays, and so does what is no longer asked.
    for field in register.fields.iter().filter(|field| field.kind == Kind::File || field.retired) {
        if let (None, Some(value)) = (fields.get(&field.id), kept.record.fields.get(&field.id)) {
            fields.insert(field.id.clone(), value.clone());
        }
    }
    let occurred_on = answer::day(sent.get("occurred_on"));
    problems.extend(occurred_on.is_none().then(no_day));
    let version = sent.get("version").parse().unwrap_or(-1);
    let done = match occurred_on.filter(|_| problems.is_empty()) {
        Some(day) => {
            let place = (register.id.as_str(), record, version);
            app.service.change_record(visitor.caller(), place, day, fields, &files).await
        }
        None => Err(Error::Invalid(problems)),
    };
    match done {
        Ok(kept) => Ok(see(&place(&kept))),
        Err(error) => refused(&app, &visitor, register, Some(&kept), &sent, error).await,
    }
}

/// `POST …/withdraw`.
///
/// # Errors
/// 404 or 403 by rights; a refusal comes back on the record's page with 422.
pub async fn withdraw(
    state: State<App>,
    visitor: Visitor,
    path: Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    deed(state, visitor, path, sent, Deed::Withdraw).await
}

/// `POST …/restore`.
///
/// # Errors
/// As [`withdraw`].
pub async fn restore(
    state: State<App>,
    visitor: Visitor,
    path: Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    deed(state, visitor, path, sent, Deed::Restore).await
}

/// `POST …/confirm`.
///
/// # Errors
/// As [`withdraw`].
pub async fn confirm(
    state: State<App>,
    visitor: Visitor,
    path: Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    deed(state, visitor, path, sent, Deed::Confirm).await
}

/// `POST …/undo`: takes back what one has just recorded.
///
/// # Errors
/// As [`withdraw`].
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let record: RecordId = id(&record, "record")?;
    match app.service.undo_record(visitor.caller(), (register.as_str(), record), once(&sent)).await {
        Ok(kept) => Ok(see(&place(&kept))),
        Err(error @ Error::Refused(_)) => {
            let kept = app.service.kept_record(visitor.caller(), &register, record).await?;
            let said = error.words().get(visitor.language).to_owned();
            let page = answer::page(&app, &visitor, kept, Some(said), "").await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn deed(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
    sent: PageForm,
    deed: Deed,
) -> Result<Response, Refusal> {
    let record: RecordId = id(&record, "record")?;
    let place_of = (register.as_str(), record);
    match app.service.deed(visitor.caller(), place_of, deed, sent.get("reason"), once(&sent)).await {
        Ok(kept) => Ok(see(&place(&kept))),
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let kept = app.service.kept_record(visitor.caller(), &register, record).await?;
            let said = error.words().get(visitor.language).to_owned();
            let page = answer::page(&app, &visitor, kept, Some(said), sent.get("reason")).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn place(kept: &Kept) -> String {
    format!("/registers/{}/records/{}", kept.record.register, kept.record.id)
}

fn once(sent: &PageForm) -> Option<Once<'_>> {
    let key = sent.get("idempotency_key");
    // The same form sent twice is the same key; what it holds is not compared, so that Back and Send again is safe.
    (!key.is_empty()).then(|| Once { key, request: congdoan_model::fingerprint(key) })
}

fn no_day() -> Problem {
    Problem {
        field: Some("occurred_on".to_owned()),
        message: congdoan_service::words("Ngày viết 31/01/2022", "A day is written 31/01/2022"),
    }
}

/// The typed values of a form and its files, with what is wrong with them.
fn read(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    sent: &PageForm,
) -> (congdoan_model::registers::Fields, Vec<Attachment>, Vec<Problem>) {
    let (mut fields, mut problems) = register.parse(&sent.under(FIELDS));
    let mut files = Vec::new();
    for (name, file, content) in &sent.files {
        let Some(field) = name.strip_prefix(FIELDS).and_then(|id| register.field(id)) else { continue };
        match app.service.take_file(visitor.caller(), file, content.clone()) {
            Ok(taken) => {
                fields.insert(field.id.clone(), taken.value);
                files.push(taken.file);
            }
            Err(message) => problems.push(Problem { field: Some(field.id.clone()), message }),
        }
    }
    (fields, files, problems)
}

/// Shows a refused form again with what was typed; refusals by rights go on as they are.
async fn refused(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    kept: Option<&Kept>,
    sent: &PageForm,
    error: Error,
) -> Result<Response, Refusal> {
    let problems = match error {
        Error::Invalid(problems) => problems,
        error @ (Error::Refused(_) | Error::Stale) => vec![Problem { field: None, message: error.words() }],
        error => return Err(error.into()),
    };
    let filled = Filled::sent(register, sent, problems);
    let mut response = form(app, visitor, register, kept, filled).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn form(
    app: &App,
    visitor: &Visitor,
    register: &Register,
    kept: Option<&Kept>,
    filled: Filled,
) -> Result<Response, Refusal> {
    let shell = visitor.shell(app);
    let words = shell.words;
    let language = words.language;
    let problem = |id: &str| {
        let of = filled.problems.iter().filter(|problem| problem.field.as_deref() == Some(id));
        let said: Vec<&str> = of.map(|problem| problem.message.get(language)).collect();
        (!said.is_empty()).then(|| said.join(" "))
    };
    let mut fields = Vec::new();
    if kept.is_none() {
        fields.push(unit_field(app, visitor, &words, register, &filled.unit, problem("unit")).await?);
    }
    fields.push(FormField {
        id: "occurred_on".to_owned(),
        label: register.occurred_on.get(language).to_owned(),
        kind: FieldKind::Date,
        required: true,
        value: filled.occurred_on.clone(),
        error: problem("occurred_on"),
        ..FormField::default()
    });
    let asked = |field: &Field| {
        let value = filled.values.get(&field.id).map_or("", String::as_str);
        FormField { error: problem(&field.id), ..shown(&words, field, value) }
    };
    fields.extend(register.asked().filter(|field| register.part_of(&field.id).is_none()).map(asked));
    let parts = parts(register, &filled, kept.is_some(), (language, asked));
    let known = |problem: &&Problem| match problem.field.as_deref() {
        Some("occurred_on" | "unit" | "files") => false,
        Some(id) => register.field(id).is_none(),
        None => true,
    };
    let errors = filled.problems.iter().filter(known);
    let errors =
        errors.map(|problem| FieldError { field: String::new(), message: problem.message.get(language).to_owned() });
    let base = format!("/registers/{}", register.id);
    let page = RecordFormPage {
        register: answer::row(&words, register, true),
        editing: kept.is_some(),
        action: kept
            .map_or_else(|| format!("{base}/records"), |kept| format!("{base}/records/{}/edit", kept.record.id)),
        cancel_href: kept.map_or_else(|| base.clone(), place),
        idempotency_key: app.service.ids().secret(),
        version: kept.map(|kept| kept.record.version.to_string()).unwrap_or_default(),
        fields,
        parts,
        errors: errors.collect(),
        note: if register.confidential { words.t("confidential-note") } else { String::new() },
        said: filled.said.clone(),
        file_error: problem("files").unwrap_or_default(),
        shell,
    };
    Ok(Page(page).into_response())
}

/// The parts of the form; one stands open while a record is changed, and where something in it is filled in or wrong.
fn parts(
    register: &Register,
    filled: &Filled,
    editing: bool,
    (language, asked): (Language, impl Fn(&Field) -> FormField),
) -> Vec<FieldsPart> {
    let is_filled = |field: &Field| {
        let typed = filled.values.get(&field.id).filter(|value| !value.is_empty());
        typed.is_some_and(|value| *value != story::typed(field, field.default.as_ref()))
    };
    let is_refused = !filled.problems.is_empty();
    let is_unplaced = filled.problems.iter().any(|problem| problem.field.is_none());
    let part = |part: &EntryPart| {
        let of_part: Vec<&Field> = register.asked().filter(|field| part.fields.contains(&field.id)).collect();
        let fields: Vec<FormField> = of_part.iter().map(|field| asked(field)).collect();
        let is_wrong = fields.iter().any(|field| field.error.is_some());
        // What is wrong between fields may be wanting here, and a file that was chosen is gone with the refusal.
        let may_be_here = is_unplaced || is_refused && fields.iter().any(|field| field.kind == FieldKind::File);
        let open = editing || is_wrong || may_be_here || of_part.iter().any(|field| is_filled(field));
        FieldsPart { name: part.name.get(language).to_owned(), open, fields }
    };
    register.parts.iter().map(part).filter(|part| !part.fields.is_empty()).collect()
}

pub(super) fn shown(words: &Words, field: &Field, value: &str) -> FormField {
    let language = words.language;
    let kind = match field.kind {
        Kind::Text => FieldKind::Text,
        Kind::Choice => FieldKind::Choice,
        Kind::Date => FieldKind::Date,
        Kind::Count => FieldKind::Count,
        Kind::Dong => FieldKind::Dong,
        Kind::Person => FieldKind::Person,
        Kind::Persons => FieldKind::Persons,
        // A unit is named by its code: the whole federation would not fit a list.
        Kind::Unit => FieldKind::Text,
        Kind::File => FieldKind::File,
        Kind::Bool => FieldKind::Bool,
    };
    let choice =
        |choice: &congdoan_service::pack::Choice| Choice::new(choice.id.as_str(), choice.name.get(language), value);
    FormField {
        id: format!("{FIELDS}{}", field.id),
        label: field.name.get(language).to_owned(),
        hint: field.hint.get(language).to_owned(),
        kind,
        required: field.required,
        value: value.to_owned(),
        choices: field.choices.iter().map(choice).collect(),
        measure: if field.kind == Kind::Dong { "đồng".to_owned() } else { String::new() },
        error: None,
    }
}

/// The unit that records: the caller's own and those below it, of the kinds that record here.
pub(super) async fn unit_field(
    app: &App,
    visitor: &Visitor,
    words: &Words,
    register: &Register,
    chosen: &str,
    error: Option<String>,
) -> Result<FormField, Refusal> {
    let home = home(visitor)?;
    let mut units: Vec<Unit> = Vec::new();
    for kind in register.levels.iter().filter(|kind| **kind >= home.kind || home.kind == UnitKind::Confederation) {
        let filter = UnitFilter { kind: Some(*kind), name: "", after: "", limit: UNITS };
        units.extend(app.service.units_below(visitor.caller(), home.code.as_str(), &filter).await?);
    }
    let first = units.iter().find(|unit| unit.code == home.code).or(units.first());
    let value =
        if chosen.is_empty() { first.map(|unit| unit.code.to_string()).unwrap_or_default() } else { chosen.to_owned() };
    let choices = units.into_iter().map(|unit| Choice::new(unit.code.as_str(), unit.name, &value));
    Ok(FormField {
        id: "unit".to_owned(),
        label: words.t("unit"),
        kind: FieldKind::Unit,
        required: true,
        choices: choices.collect(),
        value,
        error,
        ..FormField::default()
    })
}
