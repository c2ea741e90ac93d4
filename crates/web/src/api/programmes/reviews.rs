//! Reviews of programmes through the API, and new indicators.
//!
//! Not here: the programmes themselves (`cascade`), pages (`handlers::programmes`).

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    Period, ProgrammeId, ReviewId, TargetId, Timestamp,
    figures::{Answer, Value},
    programmes::{
        Comparator,
        cascade::{ReviewSection, ReviewStage},
    },
};
use congdoan_service::programmes::{
    indicators::NewIndicator,
    review::{Place, ReviewView, Standing, TaskTally},
};
use serde::{Deserialize, Serialize};

use crate::api::targets::shown;
use crate::{
    api::{Body, day, id},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// What is asked of a review.
#[derive(Debug, Default, Deserialize)]
pub struct ReviewQuestion {
    as_of: Option<String>,
}

/// A review as counted.
#[derive(Debug, Serialize)]
pub struct Review {
    programme: ProgrammeId,
    unit: String,
    as_of: NaiveDate,
    targets: Vec<ReviewTarget>,
    tasks: TaskTally,
    clauses: usize,
    unanswered: Vec<String>,
    units: Vec<ReviewUnit>,
    reviews: Vec<Written>,
}

#[derive(Debug, Serialize)]
struct ReviewTarget {
    id: TargetId,
    indicator: String,
    comparator: Comparator,
    value: Value,
    standing: Standing,
    percent: Option<u8>,
    baseline: Option<Value>,
    figure: Answer,
    span: Period,
    this_year: Option<Answer>,
    year_before: Option<Answer>,
}

#[derive(Debug, Serialize)]
struct ReviewUnit {
    unit: String,
    programme: ProgrammeId,
    targets: usize,
    met: usize,
    percent: Option<u32>,
    clauses: i64,
    answered: i64,
    tasks: TaskTally,
    place: Place,
}

#[derive(Debug, Serialize)]
struct Written {
    id: ReviewId,
    stage: ReviewStage,
    as_of: NaiveDate,
    by: String,
    at: String,
    words: BTreeMap<&'static str, String>,
}

impl From<ReviewView> for Review {
    fn from(view: ReviewView) -> Self {
        let unanswered = view.clauses.iter().filter(|(_, answer)| answer.is_none());
        let unanswered = unanswered.map(|(clause, _)| clause.label.clone()).collect();
        let targets = view.targets.into_iter().map(|one| ReviewTarget {
            id: one.progress.target.id,
            indicator: one.progress.target.indicator,
            comparator: one.progress.target.comparator,
            value: shown(one.progress.target.value),
            standing: one.standing,
            percent: one.progress.percent,
            baseline: one.baseline.map(shown),
            figure: one.progress.answer,
            span: one.span,
            this_year: one.now,
            year_before: one.before.map(|(_, answer)| answer),
        });
        let units = view.units.into_iter().map(|one| ReviewUnit {
            unit: one.below.unit_code,
            programme: one.below.programme.id,
            targets: one.targets.len(),
            met: one.met,
            percent: one.percent,
            clauses: one.below.clauses,
            answered: one.below.answered,
            tasks: one.tasks,
            place: one.place,
        });
        let reviews = view.reviews.into_iter().map(|review| Written {
            id: review.id,
            stage: review.stage,
            as_of: review.as_of,
            by: review.by,
            at: Timestamp::from_micros(review.at).to_string(),
            words: review.words.into_iter().map(|(section, words)| (section.word(), words)).collect(),
        });
        Self {
            programme: view.programme.id,
            unit: view.unit.code.to_string(),
            as_of: view.as_of,
            targets: targets.collect(),
            tasks: view.tasks.tally,
            clauses: view.clauses.len(),
            unanswered,
            units: units.collect(),
            reviews: reviews.collect(),
        }
    }
}

/// `GET /api/v1/programmes/{id}/review`.
///
/// # Errors
/// 404 when there is none for the caller, 422 for a day to come.
pub async fn review(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    Query(question): Query<ReviewQuestion>,
) -> Result<Json<Review>, Refusal> {
    let as_of = question.as_of.as_deref().map(|text| day("as_of", text)).transpose()?;
    Ok(Json(app.service.review(visitor.caller(), id(&programme, "programme")?, as_of).await?.into()))
}

/// A review to be written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    stage: ReviewStage,
    #[serde(default)]
    as_of: Option<String>,
    words: BTreeMap<ReviewSection, String>,
}

/// What was made, by its id.
#[derive(Debug, Serialize)]
pub struct Made<T> {
    id: T,
}

/// `POST /api/v1/programmes/{id}/reviews`; 201 with its id.
///
/// # Errors
/// 404 or 403 by rights, 422 without words.
pub async fn write_review(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    body: Body<NewReview>,
) -> Result<Response, Refusal> {
    let programme: ProgrammeId = id(&programme, "programme")?;
    let new = &body.value;
    let as_of = new.as_of.as_deref().map(|text| day("as_of", text)).transpose()?;
    let as_of = as_of.unwrap_or(visitor.caller().now.day());
    let words: Vec<(ReviewSection, String)> =
        new.words.iter().map(|(section, text)| (*section, text.clone())).collect();
    let done = app.service.add_review(visitor.caller(), programme, (new.stage, as_of), &words, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Made { id: done })).into_response())
}

/// An indicator to be defined.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    unit: String,
    id: String,
    name: Names,
    unit_of_measure: String,
    #[serde(default = "sum")]
    time: String,
    #[serde(default = "sum")]
    tree: String,
    #[serde(default)]
    expected_of: Vec<String>,
    #[serde(default = "once")]
    rhythm: String,
    #[serde(default = "other")]
    group: String,
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    vi: String,
    en: String,
}

fn sum() -> String {
    "sum".to_owned()
}

fn once() -> String {
    "once".to_owned()
}

fn other() -> String {
    "other".to_owned()
}

/// `POST /api/v1/indicators`: defines an indicator; 201 with its id.
///
/// # Errors
/// 404 or 403 by rights, 422 with the reasons of the checker.
pub async fn define(State(app): State<App>, visitor: Visitor, body: Body<Definition>) -> Result<Response, Refusal> {
    let new = &body.value;
    let indicator = NewIndicator {
        unit: new.unit.clone(),
        id: new.id.clone(),
        name_vi: new.name.vi.clone(),
        name_en: new.name.en.clone(),
        unit_of_measure: new.unit_of_measure.clone(),
        time: new.time.clone(),
        tree: new.tree.clone(),
        expected_of: new.expected_of.clone(),
        rhythm: new.rhythm.clone(),
        group: new.group.clone(),
        source: new.source.clone(),
    };
    let id = app.service.add_indicator(visitor.caller(), &indicator, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Made { id })).into_response())
}
