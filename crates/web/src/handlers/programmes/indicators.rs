//! The page that defines an indicator, shown as the entry of the pack it becomes.
//!
//! Not here: what makes it sound (`service::programmes::indicators`, `pack`).

use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::{access::Action, org::UnitKind};
use congdoan_service::{Error, programmes::indicators::NewIndicator};
use serde::Deserialize;

use super::pages::IndicatorPage;
use crate::{
    app::App,
    form::PageForm,
    handlers::members::deeds::{once, problems},
    labels,
    page::{Choice, FieldError, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![route("GET", "/indicators/new", Person, get(form)), route("POST", "/indicators/new", Person, post(define))]
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    defined: String,
}

/// `GET /indicators/new`.
///
/// # Errors
/// 403 for whoever writes programmes of no unit that may define one.
pub async fn form(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<IndicatorPage>, Refusal> {
    let plain = NewIndicator {
        time: "sum".to_owned(),
        tree: "sum".to_owned(),
        rhythm: "once".to_owned(),
        group: "other".to_owned(),
        expected_of: vec!["grassroots".to_owned()],
        ..NewIndicator::default()
    };
    let mut page = page(&app, &visitor, &plain, Vec::new())?;
    let pack = app.service.pack();
    if let Some(indicator) = pack.indicator(&asked.defined) {
        indicator.name.get(visitor.language).clone_into(&mut page.defined);
    }
    Ok(Page(page))
}

fn page(app: &App, visitor: &Visitor, new: &NewIndicator, errors: Vec<FieldError>) -> Result<IndicatorPage, Refusal> {
    let above = [UnitKind::Confederation, UnitKind::Province, UnitKind::Industry, UnitKind::Corporation];
    let may: Vec<_> = visitor
        .homes()
        .iter()
        .filter(|unit| above.contains(&unit.kind) && visitor.caller().owns(Action::ProgrammeWrite, unit.id))
        .collect();
    if may.is_empty() {
        return Err(Error::Denied(Action::ProgrammeWrite).into());
    }
    let shell = visitor.shell(app);
    let (words, pack) = (shell.words, app.service.pack());
    Ok(IndicatorPage {
        units: may.into_iter().map(|unit| Choice::new(unit.code.as_str(), unit.name.clone(), &new.unit)).collect(),
        typed: [&new.id, &new.name_vi, &new.name_en, &new.unit_of_measure, &new.source].map(Clone::clone),
        times: times(&words, &new.time),
        trees: trees(&words, &new.tree),
        rhythms: rhythms(&words, &new.rhythm),
        groups: pack
            .groups
            .iter()
            .map(|group| Choice::new(group.id.as_str(), group.name.get(words.language), &new.group))
            .collect(),
        kinds: kinds(&words, &new.expected_of),
        entry: String::new(),
        sound: false,
        remarks: Vec::new(),
        defined: String::new(),
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn times(words: &Words, present: &str) -> Vec<Choice> {
    vec![
        Choice::new("sum", words.t("indicator-time-sum"), present),
        Choice::new("last", words.t("indicator-time-last"), present),
        Choice::new("max", words.t("indicator-time-max"), present),
    ]
}

fn trees(words: &Words, present: &str) -> Vec<Choice> {
    vec![
        Choice::new("sum", words.t("indicator-tree-sum"), present),
        Choice::new("none", words.t("indicator-tree-none"), present),
    ]
}

fn rhythms(words: &Words, present: &str) -> Vec<Choice> {
    vec![
        Choice::new("once", words.t("indicator-rhythm-once"), present),
        Choice::new("month", words.t("indicator-rhythm-month"), present),
    ]
}

fn kinds(words: &Words, chosen: &[String]) -> Vec<Choice> {
    let kinds = UnitKind::ALL.into_iter().filter(|kind| !matches!(kind, UnitKind::Party | UnitKind::Outside));
    let choice = |kind: UnitKind| {
        let mut choice = Choice::new(kind.word(), labels::unit_kind(words, kind.word()), "");
        choice.selected = chosen.iter().any(|one| one == kind.word());
        choice
    };
    kinds.map(choice).collect()
}

fn sent_indicator(sent: &PageForm) -> NewIndicator {
    let get = |name: &str| sent.get(name).trim().to_owned();
    NewIndicator {
        unit: get("unit").to_lowercase(),
        id: get("id").to_lowercase(),
        name_vi: get("name_vi"),
        name_en: get("name_en"),
        unit_of_measure: get("unit_of_measure"),
        time: get("time"),
        tree: get("tree"),
        expected_of: sent.all("expected_of").to_vec(),
        rhythm: get("rhythm"),
        group: get("group"),
        source: get("source"),
    }
}

/// `POST /indicators/new`: shows the entry and what the checker says, or defines it.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn define(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let new = sent_indicator(&sent);
    let checked = app.service.check_indicator(visitor.caller(), &new).await;
    let remarks = match checked {
        Ok(remarks) => remarks,
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = page(&app, &visitor, &new, errors)?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let sound = !remarks.iter().any(congdoan_service::pack::Remark::is_error);
    if sound && sent.get("do") == "define" {
        let id = app.service.add_indicator(visitor.caller(), &new, once(&sent)).await?;
        return Ok(see(&format!("/indicators/new?defined={}", encode(&id))));
    }
    let mut page = page(&app, &visitor, &new, Vec::new())?;
    page.entry = new.entry();
    page.sound = sound;
    page.remarks = remarks.iter().map(|remark| remark.to_text(visitor.language)).collect();
    let status = if sound { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Page(page)).into_response())
}
