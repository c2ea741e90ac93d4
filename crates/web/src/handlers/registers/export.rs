//! The records of a register as a spreadsheet or as text.
//!
//! Not here: what stands in it (`service::registers`).

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use congdoan_model::Period;
use congdoan_service::papers::PaperFormat;
use serde::Deserialize;

use super::answer::period_of;
use crate::{
    app::App,
    handlers::{figures::answer::download, org::answer::home},
    refusal::{Refusal, encode},
    visit::Visitor,
};

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    unit: Option<String>,
    period: Option<String>,
}

/// Where the records of a unit and period are had.
pub(super) fn href(register: &str, ending: &str, (unit, period): (&str, Period)) -> String {
    let period = period.to_string();
    format!("/registers/{}/records.{ending}?unit={}&period={}", encode(register), encode(unit), encode(&period))
}

/// `GET /registers/{register}/records.xlsx`.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
pub(super) async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    file(&app, &visitor, &register, &asked, PaperFormat::Xlsx).await
}

/// `GET /registers/{register}/records.csv`.
///
/// # Errors
/// As [`xlsx`].
pub(super) async fn csv(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    file(&app, &visitor, &register, &asked, PaperFormat::Csv).await
}

async fn file(
    app: &App,
    visitor: &Visitor,
    register: &str,
    asked: &Asked,
    format: PaperFormat,
) -> Result<Response, Refusal> {
    let period = period_of(visitor, asked.period.as_deref(), (None, None))?;
    let unit = match asked.unit.as_deref().filter(|unit| !unit.is_empty()) {
        Some(unit) => unit.to_owned(),
        None => home(visitor)?.code.to_string(),
    };
    let place = (register, unit.as_str());
    let table = app.service.records_paper(visitor.caller(), place, period, visitor.language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, format).await?;
    Ok(download(&format!("so-{register}-{unit}-{period}"), format, bytes))
}
