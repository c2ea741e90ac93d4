//! What is done with a directive that was entered: corrected, booked, linked, taken along; what stands on it.
//!
//! Not here: deciding about findings (`decide`).

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use congdoan_model::{
    DirectiveId,
    directives::{Directive, Relation},
    fingerprint,
    period::parse_day,
};
use congdoan_service::{
    Error,
    access::Once,
    directives::{DirectiveView, NewLink},
};

use super::{
    Deed, DirectiveFormPage, ImpactPage, RestingRow,
    answer::{link as link_to, page_of, standing},
    fill,
    fill::Particulars,
    read,
};
use crate::{
    api,
    app::App,
    form::PageForm,
    handlers::registers::{FieldKind, FormField},
    labels,
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    visit::{Visitor, see},
    words::Words,
};

/// What stands on a directive.
///
/// # Errors
/// 404 when there is none for the caller.
pub(super) async fn impact(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Page<ImpactPage>, Refusal> {
    let view = app.service.directive_impact(visitor.caller(), api::id(&id, "directive")?).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let known: Vec<Directive> = view
        .papers
        .iter()
        .map(|one| one.directive.clone())
        .chain([view.directive.clone()])
        .chain(view.by.clone())
        .collect();
    let papers = view.papers.iter().map(|one| RestingRow {
        directive: link_to(&one.directive),
        title: one.directive.title.clone(),
        relation: labels::directive_link(&words, one.relation.word()),
        through: link_to(&one.through),
        steps: one.steps,
        standing: standing(&words, one.standing, &known),
    });
    let programmes = view.programmes.iter().filter_map(|one| {
        let directive = known.iter().find(|paper| paper.id == one.directive)?;
        let programme = Link::new(format!("/programmes/{}", one.id), one.title.clone());
        Some((programme, one.unit.clone(), link_to(directive)))
    });
    let drafts = view.drafts.iter().map(|one| Link::new(read::draft_page(one.id), one.title.clone()));
    Ok(Page(ImpactPage {
        directive: link_to(&view.directive),
        title: view.directive.title.clone(),
        standing: standing(&words, view.standing, &known),
        papers: papers.collect(),
        programmes: programmes.collect(),
        drafts: drafts.collect(),
        shell,
    }))
}

/// The file a directive came as, always as a download.
///
/// # Errors
/// 404 when there is none for the caller.
pub(super) async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id: DirectiveId = api::id(&id, "directive")?;
    let (file, content) = app.service.directive_file(visitor.caller(), id).await?;
    Ok(download("application/octet-stream", &file.name, content))
}

/// The text of a directive, always as a download.
///
/// # Errors
/// 404 when there is none for the caller.
pub(super) async fn text(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id: DirectiveId = api::id(&id, "directive")?;
    let text = app.service.directive_text(visitor.caller(), id).await?;
    Ok(download("text/plain; charset=utf-8", &format!("{id}.txt"), text.into_bytes()))
}

/// A download under its own name; marks of the name are kept in the form browsers read them in.
fn download(kind: &str, name: &str, content: Vec<u8>) -> Response {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-._".contains(letter) { letter } else { '_' };
    let ascii: String = name.chars().map(plain).collect();
    let disposition = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{}", encode(name));
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, content).into_response()
}

/// The forms offered on the page of a directive: booking it, linking it.
pub(super) fn offered(visitor: &Visitor, words: &Words, view: &DirectiveView) -> Result<Vec<Deed>, Refusal> {
    let units = match read::units(visitor) {
        Ok(units) => units,
        Err(_) => return Ok(Vec::new()),
    };
    let href = page_of(view.directive.id);
    let first = units.first().map(|(code, _)| code.clone()).unwrap_or_default();
    let book = Particulars::default()
        .with("unit", first)
        .with("direction", "in".to_owned())
        .with("booked_on", visitor.caller().now.day().to_string());
    let mut fields = vec![book.unit_field(words, &units)];
    fields.extend(book.book_fields(words));
    let mut deeds = vec![Deed {
        action: format!("{href}/book"),
        heading: words.t("book-heading"),
        fields,
        button: words.t("book-button"),
    }];
    if view.writes {
        let field = |id: &str, label: String, kind: FieldKind, hint: String| FormField {
            id: id.to_owned(),
            label,
            kind,
            hint,
            ..FormField::default()
        };
        let relations = Relation::ALL.map(|one| Choice::new(one.word(), labels::directive_link(words, one.word()), ""));
        let others = view.all.iter().filter(|one| one.id != view.directive.id);
        let others = others.map(|one| Choice::new(one.id.to_string(), format!("{} · {}", one.symbol, one.title), ""));
        deeds.push(Deed {
            action: format!("{href}/links"),
            heading: words.t("link-heading"),
            fields: vec![
                FormField {
                    choices: relations.into(),
                    required: true,
                    ..field("relation", words.t("relation"), FieldKind::Choice, String::new())
                },
                FormField {
                    choices: others.collect(),
                    required: true,
                    ..field("to", words.t("link-other"), FieldKind::Choice, String::new())
                },
                field("since", words.t("link-since"), FieldKind::Date, words.t("link-since-hint")),
            ],
            button: words.t("link-button"),
        });
    }
    Ok(deeds)
}

/// The form that corrects a directive.
///
/// # Errors
/// 404 when there is none for the caller, 403 when it may not correct it.
pub(super) async fn correct_form(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Page<DirectiveFormPage>, Refusal> {
    let view = app.service.directive(visitor.caller(), api::id(&id, "directive")?).await?;
    if !view.writes {
        return Err(Error::Denied(congdoan_model::access::Action::DirectiveWrite).into());
    }
    let particulars = Particulars::of(&view.directive);
    Ok(Page(correcting(&app, &visitor, &view, (particulars, Vec::new()))))
}

fn correcting(
    app: &App,
    visitor: &Visitor,
    view: &DirectiveView,
    (particulars, mut errors): (Particulars, Vec<FieldError>),
) -> DirectiveFormPage {
    let shell = visitor.shell(app);
    let words = shell.words;
    let mut fields = particulars.fields(&words);
    fields.push(particulars.reason_field(&words));
    errors.extend(particulars.problems);
    DirectiveFormPage {
        directive: link_to(&view.directive),
        heading: words.t("correct-heading"),
        quoted: String::new(),
        note: words.t("correct-note"),
        action: format!("{}/correct", page_of(view.directive.id)),
        carried: vec![("version".to_owned(), view.entered.version.to_string())],
        fields,
        buttons: vec![(String::new(), String::new(), words.t("save"))],
        errors,
        shell,
    }
}

/// Corrects a directive.
///
/// # Errors
/// 404 when there is none for the caller, 403 when it may not, 409 when somebody corrected it since.
pub(super) async fn correct(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let id: DirectiveId = api::id(&id, "directive")?;
    let view = app.service.directive(visitor.caller(), id).await?;
    let words = Words::new(visitor.language);
    let mut particulars = Particulars::typed(&fill::kept(&form));
    let paper = particulars.paper(&words, view.directive.clone());
    let version = form.get("version").parse().unwrap_or(0);
    if particulars.problems.is_empty() {
        let reason = particulars.get("reason").to_owned();
        match app.service.correct_directive(visitor.caller(), &paper, (version, &reason)).await {
            Ok(()) => return Ok(see(&page_of(id))),
            Err(Error::Invalid(problems)) => {
                for problem in problems {
                    let message = problem.message.get(visitor.language).to_owned();
                    particulars.wrong(problem.field.as_deref().unwrap_or_default(), message);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    let page = correcting(&app, &visitor, &view, (particulars, Vec::new()));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// Writes a directive into the book of a unit.
///
/// # Errors
/// 404 when there is none for the caller, 403 when it may not, 422 when the number is taken.
pub(super) async fn book(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let id: DirectiveId = api::id(&id, "directive")?;
    let words = Words::new(visitor.language);
    let mut particulars = Particulars::typed(&fill::kept(&form));
    let asked = particulars.book(&words, visitor.caller().now.day());
    let (None, Some(asked)) = (particulars.problems.first(), asked) else {
        return Err(api::refused(
            "Hãy chọn chiều và ghi số, ngày cho đúng",
            "choose a side, and a right number and day",
        ));
    };
    let key = form.get("idempotency_key");
    let request = fingerprint(&format!("book {id} {} {asked:?}", particulars.get("unit")));
    let once = (!key.is_empty()).then_some(Once { key, request });
    app.service.book_directive(visitor.caller(), id, (particulars.get("unit"), &asked), once).await?;
    Ok(see(&page_of(id)))
}

/// Links a directive to another, or takes a link back.
///
/// # Errors
/// 404 when there is none for the caller, 403 when it may not change the directive.
pub(super) async fn link(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    form: PageForm,
) -> Result<Response, Refusal> {
    let id: DirectiveId = api::id(&id, "directive")?;
    let relation = Relation::from_word(form.get("relation"));
    let relation = relation.ok_or_else(|| api::refused("Hãy chọn quan hệ", "choose a relation"))?;
    let since = match form.get("since").trim() {
        "" => None,
        text => Some(parse_day(text).ok_or_else(|| api::refused("Ngày không có trên lịch", "there is no such day"))?),
    };
    let new = NewLink { relation, to: api::id(form.get("to"), "directive")?, since };
    app.service.link_directive(visitor.caller(), id, &new, form.get("deed") != "drop").await?;
    Ok(see(&page_of(id)))
}
