//! Closed periods of a unit: closing one, the list of them, the file whose SHA-256 is the seal.
//!
//! Not here: what is sealed (`service::reports::seals`).

use askama::Template;
use axum::{
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use congdoan_model::Period;
use congdoan_service::{Error, pack::Form};

use super::answer::{Asked, periods};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{figures::answer::unit_or_home, members::deeds::problems},
    page::{Choice, FieldError, Page},
    period,
    refusal::{Refusal, encode},
    shell::Shell,
    visit::{Visitor, see},
};

/// The closed periods of a unit.
#[derive(Template)]
#[template(path = "reports/seals.html", blocks = ["content"])]
pub struct SealsPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// Forms with periods that are over, as `form|period`.
    pub open: Vec<Choice>,
    /// Closed periods, latest first.
    pub rows: Vec<SealRow>,
    /// Whether the reader may close.
    pub may_seal: bool,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A closed period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SealRow {
    /// What the form bears in its corner.
    pub form: String,
    /// The period.
    pub period: String,
    /// When and by whom.
    pub sealed: String,
    /// How many units.
    pub units: String,
    /// The SHA-256.
    pub digest: String,
    /// The file.
    pub href: String,
}

/// `GET /reports/seals`.
///
/// # Errors
/// 404 when the caller may not open the unit's figures.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<SealsPage>, Refusal> {
    let code = unit_or_home(&visitor, asked.unit.as_ref())?;
    Ok(Page(page(&app, &visitor, code, Vec::new()).await?))
}

async fn page(app: &App, visitor: &Visitor, code: String, errors: Vec<FieldError>) -> Result<SealsPage, Refusal> {
    let (unit, forms) = app.service.forms_of(visitor.caller(), &code).await?;
    let sealed = app.service.sealed_periods(visitor.caller(), &code).await?;
    let may_seal = app.service.may_seal(visitor.caller(), &unit).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let today = visitor.caller().now.day();
    let closed = |form: &Form, period: &Period| {
        sealed.iter().any(|one| one.seal.form == form.id && one.seal.days == (period.from(), period.to()))
    };
    let open = forms.iter().flat_map(|form| {
        let over = periods(form, today).into_iter().filter(|period| period.to() < today && !closed(form, period));
        over.take(6).map(|period| {
            let label = format!("{} · {}", form.symbol, period::label(&words, &period.to_string()));
            Choice::new(format!("{}|{period}", form.id), label, "")
        })
    });
    let pack = app.service.pack();
    let rows = sealed.iter().map(|one| {
        let period = one.period.to_string();
        let question = format!("unit={}&form={}&period={}", encode(&code), encode(&one.seal.form), encode(&period));
        SealRow {
            form: pack.form(&one.seal.form).map_or_else(|| one.seal.form.clone(), |form| form.symbol.clone()),
            period: period::label(&words, &period),
            sealed: format!("{}, {}", format::date(one.seal.at.day()), one.seal.who),
            units: format::integer(words.language, one.seal.units),
            digest: one.seal.digest.clone(),
            href: format!("/reports/seals.csv?{question}"),
        }
    });
    Ok(SealsPage {
        open: open.collect(),
        rows: rows.collect(),
        unit_name: unit.name.clone(),
        unit: code,
        may_seal,
        errors,
        shell,
    })
}

/// `POST /reports/seals`: closes a period.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back with 422.
pub(super) async fn seal(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let unit = sent.get("unit").to_owned();
    let (form, period) = sent.get("which").split_once('|').ok_or(Error::NotFound("form"))?;
    match app.service.seal_period(visitor.caller(), &unit, form, period.parse()?).await {
        Ok(_) => Ok(see(&format!("/reports/seals?unit={}", encode(&unit)))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = page(&app, &visitor, unit, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// `GET /reports/seals.csv`: the sealed figures; the SHA-256 of the file is the seal.
///
/// # Errors
/// 404 when the unit closed no such period or the caller may not open its figures.
pub(super) async fn export(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let (unit, form, period) = (text(&asked.unit), text(&asked.form), text(&asked.period));
    let (seal, text) = app.service.sealed_export(visitor.caller(), &unit, &form, period.parse()?).await?;
    let name = format!("{form}-{unit}-{}-{}.csv", seal.days.0, seal.days.1);
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", encode(&name))),
    ];
    Ok((headers, text).into_response())
}
