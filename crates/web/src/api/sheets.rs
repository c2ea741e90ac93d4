//! `/api/v1/reports/sheet` and `/api/v1/reports/parallel`: forms as Excel files, totals kept elsewhere.
//!
//! Not here: what a difference is (`service::reports`).

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    response::Response,
};
use congdoan_model::{BatchId, Period};
use congdoan_service::{
    papers::PaperFormat,
    reports::{CellDifference, LineEntry, ParallelData, ReportAsk, Said, SheetFile, SheetTaken, TakenFrom},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, required},
    app::App,
    handlers::figures::answer::download,
    refusal::Refusal,
    visit::Visitor,
};

/// Which report is meant.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    form: Option<String>,
    period: Option<String>,
    /// Name of the file that is sent.
    file: Option<String>,
}

impl Question {
    fn report(&self) -> Result<ReportAsk<'_>, Refusal> {
        let period: Period = required(self.period.as_ref(), "period")?.parse()?;
        let (unit, form) = (required(self.unit.as_ref(), "unit")?, required(self.form.as_ref(), "form")?);
        Ok(ReportAsk { unit, form, period, receiver: None })
    }
}

/// The form as an Excel file, filled and protected.
///
/// # Errors
/// As `GET /api/v1/reports`.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Response, Refusal> {
    let ask = question.report()?;
    let bytes = app.service.report_sheet(visitor.caller(), &ask, visitor.language).await?;
    Ok(download(&format!("{}-{}-{}", ask.form, ask.unit, ask.period), PaperFormat::Xlsx, bytes))
}

/// A cell that differs.
#[derive(Debug, Serialize)]
pub struct Difference {
    line: String,
    cell: String,
    ours: Said,
    theirs: Said,
    written: String,
    /// Whether the numbers are hundredths of a percent.
    hundredths: bool,
    /// `declared`, `recorded` or `computed`.
    kind: &'static str,
    changed_here: bool,
    edited: bool,
    reason: String,
    /// Why it cannot be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    fault: Option<String>,
}

/// A file as it reads.
#[derive(Debug, Serialize)]
pub struct Reading {
    made_here: bool,
    hash: String,
    same: usize,
    differences: Vec<Difference>,
}

/// A file held against what stands, cell by cell. Writes nothing.
///
/// # Errors
/// As [`file()`]; 422 for a file that cannot be read or is about another report.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
    content: Bytes,
) -> Result<Json<Reading>, Refusal> {
    let ask = question.report()?;
    let name = question.file.as_deref().unwrap_or("bieu.xlsx");
    let found = app.service.read_sheet(visitor.caller(), &ask, SheetFile { name, content: &content }).await?;
    let difference = |one: &CellDifference| Difference {
        line: one.number.clone(),
        cell: one.place.clone(),
        ours: one.ours,
        theirs: one.theirs,
        written: one.written.clone(),
        hundredths: one.percent,
        kind: match one.entry {
            LineEntry::Declared => "declared",
            LineEntry::Recorded => "recorded",
            LineEntry::Computed(_) => "computed",
        },
        changed_here: one.changed_here,
        edited: one.edited,
        reason: one.reason.clone(),
        fault: one.fault.as_ref().map(|fault| fault.get(visitor.language).to_owned()),
    };
    Ok(Json(Reading {
        made_here: found.made_here,
        hash: found.file_hash.clone(),
        same: found.same,
        differences: found.differences.iter().map(difference).collect(),
    }))
}

/// Lines to be taken in.
#[derive(Debug, Deserialize)]
pub struct Taking {
    unit: String,
    form: String,
    period: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    hash: String,
    lines: Vec<Line>,
}

/// A line to be taken in.
#[derive(Debug, Deserialize)]
struct Line {
    line: String,
    written: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    ours: Said,
}

/// What was taken in.
#[derive(Debug, Serialize)]
pub struct Taken {
    batch: Option<BatchId>,
}

/// Takes chosen lines in, all of them or none, as one batch.
///
/// # Errors
/// 403 and 404 by rights, 422 with every line at fault.
pub async fn take(State(app): State<App>, visitor: Visitor, body: Body<Taking>) -> Result<Json<Taken>, Refusal> {
    let taking = body.value;
    let period: Period = taking.period.parse()?;
    let ask = ReportAsk { unit: &taking.unit, form: &taking.form, period, receiver: None };
    let line = |line: &Line| SheetTaken {
        number: line.line.clone(),
        value: line.written.clone(),
        reason: line.reason.clone(),
        seen: line.ours,
    };
    let lines: Vec<SheetTaken> = taking.lines.iter().map(line).collect();
    let from = TakenFrom { name: &taking.file, hash: &taking.hash };
    Ok(Json(Taken { batch: app.service.take_sheet(visitor.caller(), &ask, &lines, from).await? }))
}

/// Our totals beside those of their file, by unit and line.
///
/// # Errors
/// As [`file()`]; 404 for whoever may not open the unit's figures.
pub async fn parallel(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<ParallelData>, Refusal> {
    Ok(Json(app.service.parallel(visitor.caller(), &question.report()?).await?.data()))
}
