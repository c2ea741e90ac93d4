//! `/api/v1/records/{register}`: records listed, read, written, changed, withdrawn, restored, confirmed.
//!
//! Not here: forms of pages (`handlers::registers`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    Period, RecordId,
    period::parse_day,
    registers::{Fields, RecordState},
};
use congdoan_service::{
    Kept,
    registers::{Deed, Listing, NewRecord},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, PAGE, id, if_match, refused, required},
    app::App,
    refusal::{Refusal, details},
    visit::Visitor,
};

/// A record as the API shows it.
#[derive(Debug, Serialize)]
pub struct Item {
    id: RecordId,
    register: String,
    unit: String,
    occurred_on: NaiveDate,
    state: RecordState,
    version: i64,
    register_version: i64,
    fields: Fields,
    recorded_by: String,
    recorded_at: String,
    changed_at: String,
}

impl From<Kept> for Item {
    fn from(kept: Kept) -> Self {
        Self {
            id: kept.record.id,
            register: kept.record.register,
            unit: kept.unit_code,
            occurred_on: kept.record.occurred_on,
            state: kept.record.state,
            version: kept.record.version,
            register_version: kept.register_version,
            fields: kept.record.fields,
            recorded_by: kept.recorded_by,
            recorded_at: kept.recorded_at.to_string(),
            changed_at: kept.changed_at.to_string(),
        }
    }
}

/// A page of the list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<String>,
}

/// What is asked of the list.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    period: Option<String>,
    after: Option<String>,
}

/// A record to be written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    unit: String,
    occurred_on: String,
    #[serde(default)]
    fields: Fields,
}

/// New values of a record.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    occurred_on: String,
    #[serde(default)]
    fields: Fields,
}

/// Why something is done.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    #[serde(default)]
    reason: String,
}

fn tagged(status: StatusCode, kept: Kept) -> Response {
    let item = Item::from(kept);
    let place = format!("/api/v1/records/{}/{}", item.register, item.id);
    let tag = format!("\"{}\"", item.version);
    (status, [(header::ETAG, tag), (header::LOCATION, place)], Json(item)).into_response()
}

fn day(text: &str) -> Result<NaiveDate, Refusal> {
    parse_day(text).ok_or_else(|| {
        refused(
            &format!("occurred_on \"{text}\" không phải là ngày: viết 2022-10-31"),
            &format!("occurred_on \"{text}\" is not a day"),
        )
    })
}

/// `GET`: records of a unit and all below, latest first.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let period: Period = required(question.period.as_ref(), "period")?.parse()?;
    let after = question.after.as_deref().filter(|after| !after.is_empty()).map(cursor).transpose()?;
    let listing =
        Listing { register: &register, unit, days: (period.from(), period.to()), after, limit: PAGE + 1, state: None };
    let (mut kept, _) = app.service.records(visitor.caller(), &listing).await?;
    let more = kept.len() > usize::try_from(PAGE).unwrap_or(0);
    kept.truncate(usize::try_from(PAGE).unwrap_or(0));
    let next = kept.last().filter(|_| more).map(|last| format!("{}_{}", last.record.occurred_on, last.record.id));
    Ok(Json(List { items: kept.into_iter().map(Item::from).collect(), next }))
}

/// Where the page before ended: day and id.
pub(crate) fn cursor(text: &str) -> Result<(NaiveDate, RecordId), Refusal> {
    let parsed = text.split_once('_').and_then(|(day, id)| Some((parse_day(day)?, id.parse().ok()?)));
    parsed.ok_or_else(|| refused("con trỏ trang không hợp lệ", "the cursor makes no sense"))
}

/// `POST`: writes a record; 201 with the record.
///
/// # Errors
/// 404 or 403 by rights, 422 with every problem at once.
pub async fn create(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    body: Body<New>,
) -> Result<Response, Refusal> {
    let New { unit, occurred_on, fields } = &body.value;
    let new = NewRecord {
        register: &register,
        unit,
        occurred_on: day(occurred_on)?,
        fields: fields.clone(),
        files: Vec::new(),
    };
    let kept = app.service.record(visitor.caller(), new, body.once()).await?;
    Ok(tagged(StatusCode::CREATED, kept))
}

/// `GET`: one record.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let kept = app.service.kept_record(visitor.caller(), &register, id(&record, "record")?).await?;
    Ok(tagged(StatusCode::OK, kept))
}

/// `PUT`: changes a record; `If-Match` names the version the caller saw.
///
/// # Errors
/// 428 without `If-Match`, 409 when somebody changed it since.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body<Changed>,
) -> Result<Response, Refusal> {
    let Some(version) = if_match(&headers) else {
        let words = congdoan_service::words(
            "Thiếu If-Match: gửi kèm ETag của bản ghi đã đọc",
            "If-Match is missing: send the ETag of the record as read",
        );
        let status = StatusCode::PRECONDITION_REQUIRED;
        return Ok(details(status, words.get(visitor.language), &[], visitor.language));
    };
    let place = (register.as_str(), id(&record, "record")?, version);
    let (occurred_on, fields) = (day(&body.value.occurred_on)?, body.value.fields.clone());
    let kept = app.service.change_record(visitor.caller(), place, occurred_on, fields, &[]).await?;
    Ok(tagged(StatusCode::OK, kept))
}

/// `POST …/withdraw`.
///
/// # Errors
/// 422 without a reason or when the record is withdrawn already.
pub async fn withdraw(
    state: State<App>,
    visitor: Visitor,
    path: Path<(String, String)>,
    body: Body<Reason>,
) -> Result<Response, Refusal> {
    deed(state, visitor, path, body, Deed::Withdraw).await
}

/// `POST …/restore`.
///
/// # Errors
/// 422 without a reason or when the record is not withdrawn.
pub async fn restore(
    state: State<App>,
    visitor: Visitor,
    path: Path<(String, String)>,
    body: Body<Reason>,
) -> Result<Response, Refusal> {
    deed(state, visitor, path, body, Deed::Restore).await
}

/// `POST …/confirm`.
///
/// # Errors
/// 422 when the record is not waiting to be confirmed.
pub async fn confirm(
    state: State<App>,
    visitor: Visitor,
    path: Path<(String, String)>,
    body: Body<Reason>,
) -> Result<Response, Refusal> {
    deed(state, visitor, path, body, Deed::Confirm).await
}

async fn deed(
    State(app): State<App>,
    visitor: Visitor,
    Path((register, record)): Path<(String, String)>,
    body: Body<Reason>,
    deed: Deed,
) -> Result<Response, Refusal> {
    let place = (register.as_str(), id(&record, "record")?);
    let kept = app.service.deed(visitor.caller(), place, deed, &body.value.reason, body.once()).await?;
    Ok(tagged(StatusCode::OK, kept))
}
