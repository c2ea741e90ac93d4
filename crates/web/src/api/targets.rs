//! `/api/v1/targets`: a target with its progress, shared out over the units below, changed with approval.
//!
//! Not here: programmes (`programmes`).

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    ClauseId, Period, ProgrammeId, TargetChangeId, TargetId,
    figures::{Answer, Value},
    programmes::{
        Comparator, TargetSource,
        targets::{Aim, Light, ShareBy, TargetChange},
    },
};
use congdoan_service::programmes::{AllotAsked, NewTarget, Progress, SharedTo, TargetView};
use serde::{Deserialize, Serialize};
use serde_json::Number;

use crate::{
    api::{Body, id, refused},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A target with its progress.
#[derive(Debug, Serialize)]
pub struct Target {
    id: TargetId,
    indicator: String,
    comparator: Comparator,
    value: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_max: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<Value>,
    period: Period,
    words: String,
    clause: Option<ClauseId>,
    source: TargetSource,
    above: Option<TargetId>,
    met: Option<bool>,
    percent: Option<u8>,
    light: Light,
    due: Option<Value>,
    forecast: Forecast,
    figure: Answer,
}

#[derive(Debug, Serialize)]
struct Forecast {
    method: &'static str,
    value: Option<Value>,
    low: Option<Value>,
    high: Option<Value>,
    months: usize,
}

/// A value kept in hundredths: whole where it is whole.
pub(crate) fn shown(hundredths: i64) -> Value {
    if hundredths % 100 == 0 { Value::Whole(hundredths / 100) } else { Value::Hundredths(hundredths) }
}

/// A number of JSON in hundredths; nothing when it has more than two decimals or is too large.
fn hundredths(number: &Number) -> Option<i64> {
    let text = number.to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let whole: i64 = whole.parse().ok()?;
    let decimals: i64 = match decimals.len() {
        0 => 0,
        1 => decimals.parse::<i64>().ok()? * 10,
        2 => decimals.parse().ok()?,
        _ => return None,
    };
    whole.checked_mul(100)?.checked_add(if text.starts_with('-') { -decimals } else { decimals })
}

fn value_of(name: &str, number: &Number) -> Result<i64, Refusal> {
    hundredths(number).ok_or_else(|| {
        refused(
            &format!("{name} là số có nhiều nhất hai chữ số thập phân"),
            &format!("{name} is a number with two decimals at most"),
        )
    })
}

impl From<Progress> for Target {
    fn from(progress: Progress) -> Self {
        use congdoan_model::programmes::pace::Method;
        let (target, outlook) = (progress.target, progress.outlook);
        let forecast = outlook.forecast;
        Self {
            id: target.id,
            indicator: target.indicator,
            comparator: target.comparator,
            value: shown(target.value),
            value_max: target.value_max.map(shown),
            baseline: target.baseline.map(shown),
            period: target.period,
            words: target.words,
            clause: target.clause,
            source: target.source,
            above: target.above,
            met: progress.met,
            percent: progress.percent,
            light: outlook.light,
            due: outlook.due.map(shown),
            forecast: Forecast {
                method: match forecast.method {
                    Method::Over => "over",
                    Method::Even => "even",
                    Method::Seasonal => "seasonal",
                    Method::Trend => "trend",
                    Method::Nothing => "nothing",
                },
                value: forecast.middle.map(shown),
                low: forecast.range.map(|(low, _)| shown(low)),
                high: forecast.range.map(|(_, high)| shown(high)),
                months: forecast.months,
            },
            figure: progress.answer,
        }
    }
}

/// A unit's share.
#[derive(Debug, Serialize)]
pub struct Part {
    unit: String,
    value: Value,
    weight: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    figure: Option<Answer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    light: Option<Light>,
}

impl From<SharedTo> for Part {
    fn from(shared: SharedTo) -> Self {
        Self {
            unit: shared.unit.code.to_string(),
            value: shown(shared.share.value),
            weight: shared.share.weight,
            figure: shared.progress.map(|progress| progress.answer),
            light: shared.light,
        }
    }
}

/// What a target asked for.
#[derive(Debug, Serialize)]
struct Asked {
    comparator: Comparator,
    value: Value,
    value_max: Option<Value>,
    period: Period,
    baseline: Option<Value>,
}

impl From<Aim> for Asked {
    fn from(aim: Aim) -> Self {
        Self {
            comparator: aim.comparator,
            value: shown(aim.value),
            value_max: aim.value_max.map(shown),
            period: aim.period,
            baseline: aim.baseline.map(shown),
        }
    }
}

#[derive(Debug, Serialize)]
struct Change {
    id: TargetChangeId,
    before: Asked,
    after: Asked,
    reason: String,
    asked_by: String,
    asked_on: NaiveDate,
    approved: Option<bool>,
    note: Option<String>,
    decided_by: Option<String>,
}

impl From<TargetChange> for Change {
    fn from(change: TargetChange) -> Self {
        let decision = change.decision;
        Self {
            id: change.id,
            before: change.before.into(),
            after: change.after.into(),
            reason: change.reason,
            asked_by: change.asked_by,
            asked_on: change.asked_at.day(),
            approved: decision.as_ref().map(|decision| decision.approved),
            note: decision.as_ref().map(|decision| decision.note.clone()),
            decided_by: decision.map(|decision| decision.decided_by),
        }
    }
}

/// A target with its shares and changes.
#[derive(Debug, Serialize)]
pub struct Whole {
    programme: ProgrammeId,
    unit: String,
    #[serde(flatten)]
    target: Target,
    shared_by: Option<ShareBy>,
    parts: Vec<Part>,
    changes: Vec<Change>,
}

impl From<TargetView> for Whole {
    fn from(view: TargetView) -> Self {
        Self {
            programme: view.programme.id,
            unit: view.unit.code.to_string(),
            target: view.progress.into(),
            shared_by: view.allotment.map(|one| one.by),
            parts: view.shares.into_iter().map(Part::from).collect(),
            changes: view.changes.into_iter().map(Change::from).collect(),
        }
    }
}

/// `GET`: one target.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(target): Path<String>,
) -> Result<Json<Whole>, Refusal> {
    Ok(Json(app.service.target(visitor.caller(), id(&target, "target")?).await?.into()))
}

/// How to share a target out.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Allot {
    by: String,
    #[serde(default)]
    parts: Vec<Given>,
}

/// A share by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    unit: String,
    value: Number,
}

#[derive(Debug, Serialize)]
struct Parts {
    parts: Vec<Part>,
}

/// `POST …/allot`: shares a target out over the units directly below; 201 with the shares.
///
/// # Errors
/// 404 or 403 by rights, 422 when the shares do not add up or there is nothing to weigh by.
pub async fn allot(
    State(app): State<App>,
    visitor: Visitor,
    Path(target): Path<String>,
    body: Body<Allot>,
) -> Result<Response, Refusal> {
    let by = ShareBy::from_word(&body.value.by).ok_or_else(|| {
        refused(
            "by là equal, size, white_spots, last_year hoặc hand",
            "by is equal, size, white_spots, last_year or hand",
        )
    })?;
    let parts = body.value.parts.iter().map(|part| Ok((part.unit.clone(), value_of("value", &part.value)?)));
    let asked = AllotAsked { by, parts: parts.collect::<Result<_, Refusal>>()? };
    let shares = app.service.allot(visitor.caller(), id(&target, "target")?, &asked, body.once()).await?;
    let parts = shares.into_iter().map(|(unit, share)| SharedTo { unit, share, progress: None, light: None }.into());
    Ok((StatusCode::CREATED, Json(Parts { parts: parts.collect() })).into_response())
}

/// A change to be asked for; what is left out stays.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewChange {
    comparator: Option<Comparator>,
    value: Option<Number>,
    value_max: Option<Number>,
    period: Option<String>,
    baseline: Option<Number>,
    reason: String,
}

/// `POST …/changes`: asks for a change; 201 with its id.
///
/// # Errors
/// 404 or 403 by rights, 422 without a reason or when nothing would change.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(target): Path<String>,
    body: Body<NewChange>,
) -> Result<Response, Refusal> {
    let target: TargetId = id(&target, "target")?;
    let now = app.service.target(visitor.caller(), target).await?.progress.target.aim();
    let new = &body.value;
    let number = |name: &str, given: &Option<Number>| given.as_ref().map(|one| value_of(name, one)).transpose();
    let after = Aim {
        comparator: new.comparator.unwrap_or(now.comparator),
        value: number("value", &new.value)?.unwrap_or(now.value),
        value_max: number("value_max", &new.value_max)?.or(now.value_max),
        period: new.period.as_deref().map_or(Ok(now.period), str::parse)?,
        baseline: number("baseline", &new.baseline)?.or(now.baseline),
    };
    let change = app.service.ask_target_change(visitor.caller(), target, (after, &new.reason), body.once()).await?;
    Ok((StatusCode::CREATED, Json(serde_json::json!({ "id": change }))).into_response())
}

/// What was decided.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    approved: bool,
    #[serde(default)]
    note: String,
}

/// `POST /target-changes/{id}/decide`: approves or refuses a change; the target as it stands then.
///
/// # Errors
/// 404 or 403 by rights, 409 when it was decided before, 422 for the own request.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(change): Path<String>,
    body: Body<Decision>,
) -> Result<Json<Whole>, Refusal> {
    let decision = (body.value.approved, body.value.note.as_str());
    let change = id(&change, "target")?;
    let target = app.service.decide_target_change(visitor.caller(), change, decision, body.once()).await?;
    Ok(Json(app.service.target(visitor.caller(), target).await?.into()))
}

/// A target to be added to a programme.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    indicator: String,
    comparator: Comparator,
    #[serde(default)]
    value: Option<Number>,
    value_max: Option<Number>,
    period: Option<String>,
    baseline: Option<Number>,
    #[serde(default)]
    words: String,
    clause: Option<ClauseId>,
}

/// `POST /programmes/{id}/targets`: adds a target; 201 with it.
///
/// # Errors
/// 404 or 403 by rights, 422 for what makes no sense.
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    Path(programme): Path<String>,
    body: Body<New>,
) -> Result<Response, Refusal> {
    let given = &body.value;
    let number = |name: &str, given: &Option<Number>| given.as_ref().map(|one| value_of(name, one)).transpose();
    if given.value.is_none() && given.comparator != Comparator::All {
        return Err(refused("Thiếu value", "value is missing"));
    }
    let new = NewTarget {
        indicator: given.indicator.clone(),
        comparator: given.comparator,
        value: number("value", &given.value)?.unwrap_or_default(),
        value_max: number("value_max", &given.value_max)?,
        period: given.period.as_deref().map(str::parse).transpose()?,
        baseline: number("baseline", &given.baseline)?,
        words: given.words.clone(),
        clause: given.clause,
        source: TargetSource::Typed,
        above: None,
    };
    let added = app.service.add_target(visitor.caller(), id(&programme, "programme")?, &new, body.once()).await?;
    let view = app.service.target(visitor.caller(), added).await?;
    Ok((StatusCode::CREATED, Json(Whole::from(view))).into_response())
}

#[cfg(test)]
mod tests {
    use super::hundredths;

    #[test]
    fn numbers_are_read_exactly() {
        let read = |text: &str| hundredths(&serde_json::from_str(text).expect("a number"));
        assert_eq!(read("10000"), Some(1_000_000));
        assert_eq!(read("12.5"), Some(1_250));
        assert_eq!(read("0.05"), Some(5));
        assert_eq!(read("-1.25"), Some(-125));
        assert_eq!((read("1.234"), read("1e300")), (None, None));
    }
}
