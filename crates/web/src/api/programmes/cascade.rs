//! `/api/v1/programmes` written: opened, changed, ended, answered clause by clause; the matrix and the cascade of a directive.
//!
//! Not here: reviews, new indicators (`reviews`), pages (`handlers::programmes`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use congdoan_model::{
    ClauseId, DirectiveId, Period, ProgrammeId, TargetId, Timestamp,
    org::UnitKind,
    programmes::{
        Comparator, ProgrammeKind,
        cascade::{CellState, ClauseAnswer, EndManner, TargetSource},
    },
};
use congdoan_service::programmes::{
    answers::{AnswersView, SentAnswer},
    coverage::{Cell, Coverage, CoverageAsk},
    opening::{NewTarget, OpeningForm, hundredths},
};
use serde::{Deserialize, Serialize};

use super::Item;
use crate::{
    api::{Body, day, id, refused, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A programme to be opened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    unit: String,
    directive: DirectiveId,
    #[serde(default)]
    kind: ProgrammeKind,
    title: String,
    period: String,
    #[serde(default)]
    parent: Option<ProgrammeId>,
    #[serde(default)]
    beside: Vec<ProgrammeId>,
    #[serde(default)]
    targets: Vec<NewAim>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAim {
    indicator: String,
    comparator: Comparator,
    #[serde(default)]
    value: Option<serde_json::Number>,
    #[serde(default)]
    value_max: Option<serde_json::Number>,
    #[serde(default)]
    period: Option<String>,
    #[serde(default)]
    baseline: Option<serde_json::Number>,
    #[serde(default)]
    clause: Option<ClauseId>,
    #[serde(default)]
    above: Option<TargetId>,
    #[serde(default)]
    words: String,
}

impl NewAim {
    fn target(&self) -> Result<NewTarget, Refusal> {
        let value = number("value", self.value.as_ref())?;
        let value = match self.comparator {
            Comparator::All => value.or(Some(10_000)),
            _ => value,
        };
        Ok(NewTarget {
            indicator: self.indicator.clone(),
            comparator: self.comparator,
            value: value.ok_or_else(|| refused("thiếu value", "value is missing"))?,
            value_max: number("value_max", self.value_max.as_ref())?,
            period: self.period.as_deref().map(str::parse).transpose()?,
            baseline: number("baseline", self.baseline.as_ref())?,
            words: self.words.clone(),
            clause: self.clause,
            above: self.above,
            source: if self.above.is_some() { TargetSource::Above } else { TargetSource::Typed },
        })
    }
}

fn number(name: &str, value: Option<&serde_json::Number>) -> Result<Option<i64>, Refusal> {
    let Some(value) = value else { return Ok(None) };
    hundredths(&value.to_string()).map(Some).ok_or_else(|| {
        refused(&format!("{name} có tối đa hai chữ số thập phân"), &format!("{name} has two decimals at most"))
    })
}

/// `POST /api/v1/programmes`: opens a programme; 201 with it.
///
/// # Errors
/// 404 or 403 by rights, 422 with every problem.
pub async fn open(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let new = &body.value;
    let form = OpeningForm {
        unit: &new.unit,
        directive: new.directive,
        kind: new.kind,
        title: &new.title,
        period: new.period.parse()?,
        parent: new.parent,
        beside: new.beside.clone(),
        targets: new.targets.iter().map(NewAim::target).collect::<Result<_, _>>()?,
    };
    let id = app.service.open_programme(visitor.caller(), &form, body.once()).await?;
    let item = Item::from(app.service.programme(visitor.caller(), id).await?);
    Ok((StatusCode::CREATED, Json(item)).into_response())
}

/// The particulars of a programme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Particulars {
    kind: ProgrammeKind,
    title: String,
    period: String,
    #[serde(default)]
    parent: Option<ProgrammeId>,
    #[serde(default)]
    beside: Vec<ProgrammeId>,
}

/// `PUT /api/v1/programmes/{id}`: changes its particulars.
///
/// # Errors
/// 404 or 403 by rights, 422 with every problem.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    body: Body<Particulars>,
) -> Result<Json<Item>, Refusal> {
    let (id, new): (ProgrammeId, _) = (id(&programme, "programme")?, &body.value);
    let form = (new.kind, new.title.as_str(), new.period.parse::<Period>()?);
    app.service.change_programme(visitor.caller(), id, form, (new.parent, &new.beside)).await?;
    Ok(Json(app.service.programme(visitor.caller(), id).await?.into()))
}

/// How a programme ends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ending {
    manner: EndManner,
    #[serde(default)]
    on: Option<String>,
    reason: String,
}

/// `POST /api/v1/programmes/{id}/end`.
///
/// # Errors
/// 404 or 403 by rights, 422 without a reason.
pub async fn end(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    body: Body<Ending>,
) -> Result<StatusCode, Refusal> {
    let (id, end): (ProgrammeId, _) = (id(&programme, "programme")?, &body.value);
    let on = end.on.as_deref().map(|on| day("on", on)).transpose()?.unwrap_or(visitor.caller().now.day());
    app.service.end_programme(visitor.caller(), id, Some((end.manner, on, &end.reason))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/programmes/{id}/reopen`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn reopen(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
) -> Result<StatusCode, Refusal> {
    app.service.end_programme(visitor.caller(), id(&programme, "programme")?, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The clauses of a programme's directive with its answers.
#[derive(Debug, Serialize)]
pub struct Answers {
    programme: ProgrammeId,
    directive: Option<DirectiveId>,
    clauses: usize,
    unanswered: usize,
    items: Vec<ClauseItem>,
}

#[derive(Debug, Serialize)]
struct ClauseItem {
    clause: ClauseId,
    label: String,
    text: String,
    answered_itself: bool,
    answer: Option<ClauseAnswer>,
    words: String,
    by: String,
    at: Option<String>,
}

impl From<AnswersView> for Answers {
    fn from(view: AnswersView) -> Self {
        let (clauses, unanswered) = view.counts();
        let items = view.lines.into_iter().map(|line| ClauseItem {
            clause: line.clause.id,
            label: line.clause.label,
            text: if line.text.is_empty() { line.clause.title } else { line.text },
            answered_itself: line.leaf,
            answer: line.answer.as_ref().map(|given| given.answer),
            words: line.answer.as_ref().map(|given| given.words.clone()).unwrap_or_default(),
            by: line.answer.as_ref().map(|given| given.by.clone()).unwrap_or_default(),
            at: line.answer.as_ref().map(|given| Timestamp::from_micros(given.at).to_string()),
        });
        let items = items.collect();
        let directive = view.directive.map(|one| one.id);
        Self { programme: view.programme.id, directive, clauses, unanswered, items }
    }
}

/// `GET /api/v1/programmes/{id}/answers`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn answers(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
) -> Result<Json<Answers>, Refusal> {
    Ok(Json(app.service.clause_answers(visitor.caller(), id(&programme, "programme")?).await?.into()))
}

/// Answers to be written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewAnswers {
    answers: Vec<OneAnswer>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OneAnswer {
    clause: ClauseId,
    answer: Option<ClauseAnswer>,
    #[serde(default)]
    words: String,
}

/// `POST /api/v1/programmes/{id}/answers`: all or none.
///
/// # Errors
/// 404 or 403 by rights, 422 with every clause that lacks its words.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    body: Body<NewAnswers>,
) -> Result<Json<Answers>, Refusal> {
    let id: ProgrammeId = id(&programme, "programme")?;
    let sent: Vec<SentAnswer> = body
        .value
        .answers
        .iter()
        .map(|one| SentAnswer { clause: one.clause, answer: one.answer, words: one.words.clone() })
        .collect();
    Ok(Json(app.service.answer_clauses(visitor.caller(), id, &sent, body.once()).await?.into()))
}

/// What is asked of a matrix.
#[derive(Debug, Deserialize)]
pub struct MatrixQuestion {
    unit: Option<String>,
    #[serde(default)]
    level: String,
    #[serde(default)]
    gaps: bool,
}

/// A matrix.
#[derive(Debug, Serialize)]
pub struct Matrix {
    directive: DirectiveId,
    unit: String,
    level: Option<UnitKind>,
    clauses: usize,
    gaps: i64,
    cut: bool,
    unopened: Vec<String>,
    units: Vec<MatrixUnit>,
    rows: Vec<MatrixRow>,
}

#[derive(Debug, Serialize)]
struct MatrixUnit {
    unit: String,
    name: String,
    programmes: Vec<ProgrammeId>,
    elsewhere: Vec<ProgrammeId>,
    answered: usize,
    below: i64,
    gaps: i64,
}

#[derive(Debug, Serialize)]
struct MatrixRow {
    clause: ClauseId,
    label: String,
    title: String,
    answered: i64,
    gaps: i64,
    cells: Vec<MatrixCell>,
}

#[derive(Debug, Serialize)]
struct MatrixCell {
    state: CellState,
    below: MatrixBelow,
}

#[derive(Debug, Serialize)]
struct MatrixBelow {
    opened: i64,
    adopted: i64,
    added: i64,
    not_applicable: i64,
    unanswered: i64,
}

impl From<&Cell> for MatrixCell {
    fn from(cell: &Cell) -> Self {
        let below = &cell.below;
        Self {
            state: cell.own,
            below: MatrixBelow {
                opened: below.opened,
                adopted: below.adopted,
                added: below.added,
                not_applicable: below.not_applicable,
                unanswered: below.unanswered(),
            },
        }
    }
}

impl From<Coverage> for Matrix {
    fn from(found: Coverage) -> Self {
        let units = found.columns.iter().map(|one| MatrixUnit {
            unit: one.column.code.clone(),
            name: one.column.name.clone(),
            programmes: one.programmes.iter().map(|programme| programme.programme).collect(),
            elsewhere: one.elsewhere.iter().map(|programme| programme.programme).collect(),
            answered: one.answered,
            below: one.below,
            gaps: one.gaps,
        });
        let rows = found.rows.iter().map(|row| MatrixRow {
            clause: row.clause.id,
            label: row.clause.label.clone(),
            title: row.clause.title.clone(),
            answered: row.answered,
            gaps: row.gaps,
            cells: row.cells.iter().map(MatrixCell::from).collect(),
        });
        Self {
            directive: found.directive.id,
            unit: found.unit.code.to_string(),
            level: found.level,
            clauses: found.clauses,
            gaps: found.gaps(),
            cut: found.cut,
            unopened: found.unopened.iter().map(|one| one.code.clone()).collect(),
            units: units.collect(),
            rows: rows.collect(),
        }
    }
}

/// `GET /api/v1/directives/{id}/coverage`.
///
/// # Errors
/// 404 when the caller may not see the directive or the unit, 403 when it may see totals of the unit alone.
pub async fn coverage(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
    Query(question): Query<MatrixQuestion>,
) -> Result<Json<Matrix>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let level = match question.level.as_str() {
        "" => None,
        kind => Some(kind.parse().map_err(|_| refused("level là một loại đơn vị", "level is a kind of units"))?),
    };
    let ask = CoverageAsk { unit, level, gaps: question.gaps };
    Ok(Json(app.service.coverage(visitor.caller(), id(&directive, "directive")?, &ask).await?.into()))
}

/// The programmes under a directive, each followed by those under it.
#[derive(Debug, Serialize)]
pub struct Cascade {
    directive: DirectiveId,
    levels: usize,
    cut: bool,
    items: Vec<CascadeItem>,
}

#[derive(Debug, Serialize)]
struct CascadeItem {
    programme: ProgrammeId,
    unit: String,
    title: String,
    kind: ProgrammeKind,
    directive: Option<DirectiveId>,
    symbol: String,
    level: usize,
    days: i64,
    clauses: i64,
    unanswered: i64,
    end: Option<String>,
    unopened: Vec<String>,
}

/// `GET /api/v1/directives/{id}/cascade`.
///
/// # Errors
/// 404 when the caller may not see the directive.
pub async fn cascade(
    State(app): State<App>,
    visitor: Visitor,
    Path(directive): Path<String>,
) -> Result<Json<Cascade>, Refusal> {
    let view = app.service.cascade(visitor.caller(), id(&directive, "directive")?).await?;
    let levels = view.levels();
    let items = view.lines.into_iter().map(|line| CascadeItem {
        unanswered: line.gaps(),
        programme: line.programme.programme.id,
        unit: line.programme.unit_code,
        title: line.programme.programme.title,
        kind: line.programme.programme.kind,
        directive: line.programme.programme.directive,
        symbol: line.programme.symbol,
        level: line.depth + 1,
        days: line.days,
        clauses: line.programme.clauses,
        end: line.programme.end,
        unopened: line.unopened.into_iter().map(|one| one.code).collect(),
    });
    Ok(Json(Cascade { directive: view.directive.id, levels, cut: view.cut, items: items.collect() }))
}
