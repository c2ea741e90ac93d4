//! Forms of members: admission alone (form 5a) and of many (form 5b), a change of the file.
//!
//! Nothing typed is lost: a refused form comes back as it was sent. Guarded fields are never filled in beforehand; left
//! empty they stay as they are. Not here: the checks (`service::members`).

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{
    PersonId,
    access::Action,
    org::{Unit, UnitKind},
};
use congdoan_service::{
    Error, UnitFilter,
    members::{Admission, MemberEdit, MemberView, Shown, Signature, people_of_lines},
    pack::{MemberField, MemberFieldKind, PersonalClass, Problem},
};
use serde::Deserialize;

use super::{MemberFormPage, answer::writes, deeds::once};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    handlers::{
        org::answer::home,
        registers::{FieldKind, FormField, answer::day},
    },
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    shell::Shell,
    visit::{Visitor, see},
    words::Words,
};

/// How the names of the pack's fields begin in a form.
const FIELDS: &str = "fields.";
/// How many units a form offers to choose from.
const UNITS: i64 = 1_000;

/// What the address of a new form says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    unit: Option<String>,
}

/// Which form is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// One person.
    Single,
    /// Many people, one a line.
    List,
}

/// `GET /members/new`.
///
/// # Errors
/// 403 when the caller may admit nobody.
pub async fn new(state: State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    begin(state, visitor, asked, Form::Single).await
}

/// `GET /members/new-list`.
///
/// # Errors
/// 403 when the caller may admit nobody.
pub async fn new_list(state: State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    begin(state, visitor, asked, Form::List).await
}

async fn begin(State(app): State<App>, visitor: Visitor, asked: Asked, form: Form) -> Result<Response, Refusal> {
    if !writes(&visitor) {
        return Err(Error::Denied(Action::MemberWrite).into());
    }
    let today = visitor.caller().now.day().to_string();
    let unit = asked.unit.unwrap_or_default();
    let typed = BTreeMap::from([
        ("unit".to_owned(), unit),
        ("applied_on".to_owned(), today.clone()),
        ("joined_on".to_owned(), today),
        ("signature".to_owned(), Signature::Paper.word().to_owned()),
    ]);
    let page = admission_page(&app, &visitor, form, &typed, &[]).await?;
    Ok(Page(page).into_response())
}

/// `POST /members/new`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn admit(state: State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    take(state, visitor, sent, Form::Single).await
}

/// `POST /members/new-list`.
///
/// # Errors
/// As [`admit`].
pub async fn admit_list(state: State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    take(state, visitor, sent, Form::List).await
}

async fn take(State(app): State<App>, visitor: Visitor, sent: PageForm, form: Form) -> Result<Response, Refusal> {
    let pack = app.service.pack();
    let people = match form {
        Form::Single => vec![sent.under(FIELDS)],
        Form::List => people_of_lines(&pack, sent.get("rows")),
    };
    let electronic = sent.get("signature") == Signature::Electronic.word();
    let admission = Admission {
        unit: sent.get("unit"),
        applied_on: day(sent.get("applied_on")),
        joined_on: day(sent.get("joined_on")),
        decision: sent.get("decision").trim(),
        signature: if electronic { Signature::Electronic } else { Signature::Paper },
        signature_text: sent.get("signature_text"),
        collective: form == Form::List,
        distinct: sent.get("distinct") == "true",
        people,
    };
    match app.service.admit(visitor.caller(), &admission, once(&sent)).await {
        Ok(admitted) => match (form, admitted.first()) {
            (Form::Single, Some(person)) => Ok(see(&format!("/members/{person}"))),
            _ => Ok(see(&format!("/members?unit={}", encode(sent.get("unit"))))),
        },
        Err(error) => {
            let problems = problems_of(error)?;
            let page = admission_page(&app, &visitor, form, &sent.under(""), &problems).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// What a form says of a refusal; refusals by rights go on as they are.
fn problems_of(error: Error) -> Result<Vec<Problem>, Refusal> {
    match error {
        Error::Invalid(problems) => Ok(problems),
        error @ (Error::Refused(_) | Error::Stale) => Ok(vec![Problem { field: None, message: error.words() }]),
        error => Err(error.into()),
    }
}

/// The form of an admission with what was typed and what is wrong with it.
async fn admission_page(
    app: &App,
    visitor: &Visitor,
    form: Form,
    typed: &BTreeMap<String, String>,
    problems: &[Problem],
) -> Result<MemberFormPage, Refusal> {
    let (pack, shell) = (app.service.pack(), visitor.shell(app));
    let words = shell.words;
    let value = |name: &str| typed.get(name).cloned().unwrap_or_default();
    let mut fields = vec![unit_field(app, visitor, &words, &value("unit")).await?];
    fields.extend(application_fields(&words, &value));
    match form {
        Form::Single => {
            let asked = pack.members.fields.iter().filter(|field| !field.generated && field.id != "joined_on");
            let shown = asked.map(|field| {
                let name = format!("{FIELDS}{}", field.id);
                let text = value(&name);
                pack_field(&words, field, text, String::new())
            });
            fields.extend(shown);
        }
        Form::List => fields.push(FormField {
            id: "rows".to_owned(),
            label: words.t("admission-rows"),
            hint: words.t("admission-rows-hint"),
            kind: FieldKind::LongText,
            required: true,
            value: value("rows"),
            ..FormField::default()
        }),
    }
    fields.push(FormField {
        id: "distinct".to_owned(),
        label: words.t("admission-distinct"),
        hint: words.t("admission-distinct-hint"),
        kind: FieldKind::Bool,
        value: value("distinct"),
        ..FormField::default()
    });
    let unit = value("unit");
    let (title, lead, other, action) = match form {
        Form::Single => ("form-5a", words.t("admission-lead"), ("/members/new-list", "form-5b"), "/members/new"),
        Form::List => ("form-5b", words.t("admission-list-lead"), ("/members/new", "form-5a"), "/members/new-list"),
    };
    let errors = place(&words, &mut fields, problems);
    Ok(MemberFormPage {
        title: words.t(title),
        lead,
        other: Some(Link::new(format!("{}?unit={}", other.0, encode(&unit)), words.t(other.1))),
        action: action.to_owned(),
        cancel_href: "/members".to_owned(),
        idempotency_key: app.service.ids().secret(),
        version: String::new(),
        fields,
        errors,
        shell,
    })
}

fn application_fields(words: &Words, value: &dyn Fn(&str) -> String) -> Vec<FormField> {
    let date = |id: &str, label: String| FormField {
        id: id.to_owned(),
        label,
        kind: FieldKind::Date,
        required: true,
        value: day(&value(id)).map_or_else(|| value(id), |day| day.to_string()),
        ..FormField::default()
    };
    let text = |id: &str, label: String, hint: String, required: bool| FormField {
        id: id.to_owned(),
        label,
        hint,
        required,
        value: value(id),
        ..FormField::default()
    };
    let signatures = [
        Choice::new(Signature::Paper.word(), words.t("signature-paper"), &value("signature")),
        Choice::new(Signature::Electronic.word(), words.t("signature-electronic"), &value("signature")),
    ];
    vec![
        date("applied_on", words.t("applied-on")),
        FormField {
            id: "signature".to_owned(),
            label: words.t("signature"),
            kind: FieldKind::Choice,
            required: true,
            value: value("signature"),
            choices: signatures.to_vec(),
            ..FormField::default()
        },
        text("signature_text", words.t("signature-text"), words.t("signature-text-hint"), false),
        date("joined_on", words.t("joined-on")),
        text("decision", words.t("decision"), words.t("admission-decision-hint"), true),
    ]
}

/// A field of the pack in a form.
fn pack_field(words: &Words, field: &MemberField, value: String, hint: String) -> FormField {
    let kind = match field.kind {
        MemberFieldKind::Choice => FieldKind::Choice,
        MemberFieldKind::Bool => FieldKind::Bool,
        MemberFieldKind::Dong => FieldKind::Dong,
        MemberFieldKind::Whole => FieldKind::Count,
        // A day may be a year alone, which a calendar does not offer.
        MemberFieldKind::Date if field.partial => FieldKind::Text,
        MemberFieldKind::Date => FieldKind::Date,
        MemberFieldKind::Text | MemberFieldKind::Digits => FieldKind::Text,
    };
    let partial = field.kind == MemberFieldKind::Date && field.partial;
    let choice = |choice: &congdoan_service::pack::MemberChoice| {
        Choice::new(choice.id.as_str(), choice.name.get(words.language), &value)
    };
    let choices = field.choices.iter().map(choice).collect();
    FormField {
        id: format!("{FIELDS}{}", field.id),
        label: field.name.get(words.language).to_owned(),
        hint: if hint.is_empty() && partial { words.t("day-or-year-hint") } else { hint },
        kind,
        required: field.required,
        choices,
        measure: if field.kind == MemberFieldKind::Dong { "đồng".to_owned() } else { String::new() },
        value,
        error: None,
    }
}

/// Puts each problem at its field; gives those that belong to none.
fn place(words: &Words, fields: &mut [FormField], problems: &[Problem]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for problem in problems {
        let message = problem.message.get(words.language).to_owned();
        let id = problem.field.clone().unwrap_or_default();
        let of_pack = format!("{FIELDS}{id}");
        match fields.iter_mut().find(|field| field.id == id || field.id == of_pack) {
            Some(field) => {
                let before = field.error.take().map(|before| before + " ").unwrap_or_default();
                field.error = Some(before + &message);
            }
            None => errors.push(FieldError { field: String::new(), message }),
        }
    }
    errors
}

/// The units below the caller's own that hold members.
async fn unit_field(app: &App, visitor: &Visitor, words: &Words, chosen: &str) -> Result<FormField, Refusal> {
    let home = home(visitor)?;
    let mut units: Vec<Unit> = Vec::new();
    for kind in [UnitKind::Upper, UnitKind::Grassroots, UnitKind::Section, UnitKind::Group] {
        if kind >= home.kind {
            let filter = UnitFilter { kind: Some(kind), name: "", after: "", limit: UNITS };
            units.extend(app.service.units_below(visitor.caller(), home.code.as_str(), &filter).await?);
        }
    }
    let first = units.iter().find(|unit| unit.kind == UnitKind::Grassroots).or(units.first());
    let value =
        if chosen.is_empty() { first.map(|unit| unit.code.to_string()).unwrap_or_default() } else { chosen.to_owned() };
    let choices = units.into_iter().map(|unit| Choice::new(unit.code.as_str(), unit.name, &value)).collect();
    Ok(FormField {
        id: "unit".to_owned(),
        label: words.t("unit"),
        kind: FieldKind::Unit,
        required: true,
        choices,
        value,
        ..FormField::default()
    })
}

/// `GET /members/{id}/edit`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn edit(State(app): State<App>, visitor: Visitor, Path(member): Path<String>) -> Result<Response, Refusal> {
    let view = app.service.member(visitor.caller(), id::<PersonId>(&member, "member")?).await?;
    if !view.may.write {
        return Err(Error::Denied(Action::MemberWrite).into());
    }
    let shell = visitor.shell(&app);
    let typed = known(&view);
    Ok(Page(edit_page(&app, shell, &view, &typed, &[])).into_response())
}

/// What is known openly, as a form shows it for changing.
fn known(view: &MemberView) -> BTreeMap<String, String> {
    let born = view.born_on.map(|day| day.to_string()).or_else(|| view.born_year.map(|year| year.to_string()));
    let own = [
        ("name", view.name.clone()),
        ("born", born.unwrap_or_default()),
        ("sex", view.sex.map(|sex| sex.word().to_owned()).unwrap_or_default()),
    ];
    let open = view.fields.iter().filter_map(|(field, shown)| match shown {
        Shown::Plain(value) => Some((field.id.clone(), value.clone())),
        _ => None,
    });
    own.map(|(id, value)| (id.to_owned(), value)).into_iter().chain(open).collect()
}

/// `POST /members/{id}/edit`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let person: PersonId = id(&member, "member")?;
    let typed = sent.under(FIELDS);
    let edit = MemberEdit { person, version: sent.get("version").parse().unwrap_or(-1), values: typed.clone() };
    match app.service.change_member(visitor.caller(), edit).await {
        Ok(()) => Ok(see(&format!("/members/{person}"))),
        Err(error) => {
            let problems = problems_of(error)?;
            let view = app.service.member(visitor.caller(), person).await?;
            let shell = visitor.shell(&app);
            let page = Page(edit_page(&app, shell, &view, &typed, &problems));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn edit_page(
    app: &App,
    shell: Shell,
    view: &MemberView,
    typed: &BTreeMap<String, String>,
    problems: &[Problem],
) -> MemberFormPage {
    let (pack, words) = (app.service.pack(), shell.words);
    let guarded = |field: &MemberField| {
        field.class != PersonalClass::Open && !matches!(field.id.as_str(), "name" | "born" | "sex")
    };
    let shown = |field: &MemberField| {
        let value = typed.get(&field.id).cloned().unwrap_or_default();
        let present = view.fields.iter().find(|(one, _)| one.id == field.id);
        let hint = match present {
            Some((_, Shown::Masked(text))) if guarded(field) => words.t1("member-keeps-masked", "value", text),
            Some((_, Shown::Sealed)) if guarded(field) => words.t("member-keeps-sealed"),
            _ => String::new(),
        };
        pack_field(&words, field, value, hint)
    };
    let asked = pack.members.fields.iter().filter(|field| !field.generated && field.id != "joined_on");
    let mut fields: Vec<FormField> = asked.map(shown).collect();
    let errors = place(&words, &mut fields, problems);
    let href = format!("/members/{}", view.id);
    MemberFormPage {
        title: words.t("member-edit"),
        lead: words.t("member-edit-lead"),
        other: None,
        action: format!("{href}/edit"),
        cancel_href: href,
        idempotency_key: app.service.ids().secret(),
        version: view.version.to_string(),
        fields,
        errors,
        shell,
    }
}
