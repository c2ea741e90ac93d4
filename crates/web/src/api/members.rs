//! `/api/v1/members`: members listed and read with what guards them masked; admitted, transferred, ended.
//!
//! Opening guarded fields has no route here: it is done by a person, with a reason, on the page. Not here: forms of pages
//! (`handlers::members`).

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    PersonId, TransferId,
    members::{Leaving, Sex},
};
use congdoan_service::members::{
    Admission, AskedTransfer, Departure, MemberLine, MemberQuery, MemberView, Shown, Signature, TransferAnswer,
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, PAGE, day, id, refused, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// A member in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    id: PersonId,
    number: String,
    name: String,
    sex: Option<Sex>,
    born_year: Option<i32>,
    phone: String,
    identity: String,
    state: String,
    unit: String,
    joined_on: NaiveDate,
    left_on: Option<NaiveDate>,
    leaving: Option<Leaving>,
}

impl From<MemberLine> for Item {
    fn from(line: MemberLine) -> Self {
        let [phone, identity] = ["phone", "identity"].map(|id| line.field(id).text().to_owned());
        Self {
            id: line.person,
            number: line.number,
            name: line.name,
            sex: line.sex,
            born_year: line.born,
            phone,
            identity,
            state: line.state,
            unit: line.unit.0,
            joined_on: line.joined_on,
            left_on: line.left.map(|left| left.0),
            leaving: line.left.map(|left| left.1),
        }
    }
}

/// A page of the list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    total: i64,
    next: Option<String>,
}

/// What is asked of the list.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    q: Option<String>,
    sex: Option<String>,
    state: Option<String>,
    after: Option<String>,
}

/// `GET`: members of a unit and what it manages below, by unit and name; `state=left` for those who left.
///
/// # Errors
/// 404 when the caller may not see members of the unit, 422 for an unknown sex.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let unit = required(question.unit.as_ref(), "unit")?;
    let sex = question.sex.as_deref().filter(|sex| !sex.is_empty()).map(str::parse::<Sex>).transpose();
    let sex = sex.map_err(|word| refused(&format!("không có giới tính \"{}\"", word.0), &word.to_string()))?;
    let after = question.after.as_deref().filter(|after| !after.is_empty());
    let state = question.state.as_deref().unwrap_or_default();
    let left = state == "left";
    let query = MemberQuery {
        unit,
        words: question.q.as_deref().unwrap_or_default(),
        sex,
        state: if left { "" } else { state },
        left,
        after,
        limit: PAGE,
    };
    let page = app.service.member_list(visitor.caller(), &query).await?;
    let (total, next) = (page.total, page.next);
    Ok(Json(List { items: page.members.into_iter().map(Item::from).collect(), total, next }))
}

/// A membership as the API shows it.
#[derive(Debug, Serialize)]
pub struct Membership {
    unit: String,
    joined_on: NaiveDate,
    joining: String,
    left_on: Option<NaiveDate>,
    leaving: Option<String>,
    decision: String,
}

/// A field of a member as the API shows it.
#[derive(Debug, Serialize)]
pub struct Field {
    class: &'static str,
    /// The value, masked where it is guarded; nothing where it is sealed.
    value: Option<String>,
    sealed: bool,
}

/// A member as the API shows it.
#[derive(Debug, Serialize)]
pub struct Member {
    id: PersonId,
    number: String,
    name: String,
    born_on: Option<NaiveDate>,
    born_year: Option<i64>,
    sex: Option<Sex>,
    unit: String,
    standing: bool,
    state: String,
    fields: BTreeMap<String, Field>,
    memberships: Vec<Membership>,
    version: i64,
}

impl From<MemberView> for Member {
    fn from(view: MemberView) -> Self {
        let field = |(field, shown): (congdoan_service::pack::MemberField, Shown)| {
            let (value, sealed) = match shown {
                Shown::Empty => return None,
                Shown::Plain(value) | Shown::Masked(value) => (Some(value), false),
                Shown::Sealed => (None, true),
            };
            Some((field.id, Field { class: field.class.word(), value, sealed }))
        };
        let membership = |period: congdoan_service::members::Period| Membership {
            unit: period.unit_code,
            joined_on: period.joined_on,
            joining: period.joining,
            left_on: period.left_on,
            leaving: period.leaving,
            decision: period.decision,
        };
        Self {
            id: view.id,
            number: view.number,
            name: view.name,
            born_on: view.born_on,
            born_year: view.born_year,
            sex: view.sex,
            unit: view.seat.code,
            standing: view.standing,
            state: view.state,
            fields: view.fields.into_iter().filter_map(field).collect(),
            memberships: view.periods.into_iter().map(membership).collect(),
            version: view.version,
        }
    }
}

/// `GET`: one member.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
) -> Result<Json<Member>, Refusal> {
    Ok(Json(app.service.member(visitor.caller(), id(&member, "member")?).await?.into()))
}

/// People to be admitted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    unit: String,
    applied_on: String,
    joined_on: String,
    #[serde(default)]
    decision: String,
    #[serde(default)]
    signature: Option<String>,
    #[serde(default)]
    signature_text: String,
    #[serde(default)]
    collective: bool,
    #[serde(default)]
    distinct: bool,
    people: Vec<BTreeMap<String, String>>,
}

/// Who was admitted.
#[derive(Debug, Serialize)]
pub struct Admitted {
    ids: Vec<PersonId>,
}

/// `POST`: admits people, all or none; 201 with their ids.
///
/// # Errors
/// 404 or 403 by rights, 422 with every problem at once.
pub async fn admit(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let new = &body.value;
    let signature = match new.signature.as_deref() {
        None | Some("paper") => Signature::Paper,
        Some("electronic") => Signature::Electronic,
        Some(_) => return Err(refused("signature là paper hoặc electronic", "signature is paper or electronic")),
    };
    let admission = Admission {
        unit: &new.unit,
        applied_on: Some(day("applied_on", &new.applied_on)?),
        joined_on: Some(day("joined_on", &new.joined_on)?),
        decision: new.decision.trim(),
        signature,
        signature_text: &new.signature_text,
        collective: new.collective,
        distinct: new.distinct,
        people: new.people.clone(),
    };
    let ids = app.service.admit(visitor.caller(), &admission, body.once()).await?;
    let place = ids.first().map(|first| format!("/api/v1/members/{first}")).unwrap_or_default();
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(Admitted { ids })).into_response())
}

/// Where a member is to go.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Going {
    to: String,
    #[serde(default)]
    reason: String,
}

/// A transfer that was asked for.
#[derive(Debug, Serialize)]
pub struct Asked {
    id: TransferId,
}

/// `POST …/transfer`: the unit lets the member go; 201 with the transfer, which the receiving unit has to agree to.
///
/// # Errors
/// 404 or 403 by rights, 422 when one is open already.
pub async fn transfer(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    body: Body<Going>,
) -> Result<Response, Refusal> {
    let asked = AskedTransfer::Leave { person: id(&member, "member")?, to: &body.value.to };
    let id = app.service.ask_transfer(visitor.caller(), asked, &body.value.reason, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Asked { id })).into_response())
}

/// How a transfer is answered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    answer: String,
    #[serde(default)]
    reason: String,
}

/// `POST /api/v1/transfers/{id}`: `agree`, `refuse` or `cancel`; 204.
///
/// # Errors
/// 404 or 403 by rights, 422 when it was answered before.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(transfer): Path<String>,
    body: Body<Answered>,
) -> Result<StatusCode, Refusal> {
    let answer = match body.value.answer.as_str() {
        "agree" => TransferAnswer::Agree,
        "refuse" => TransferAnswer::Refuse,
        "cancel" => TransferAnswer::Cancel,
        _ => return Err(refused("answer là agree, refuse hoặc cancel", "answer is agree, refuse or cancel")),
    };
    let id: TransferId = id(&transfer, "transfer")?;
    app.service.answer_transfer(visitor.caller(), id, answer, &body.value.reason, body.once()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a membership ends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Leave {
    leaving: String,
    left_on: String,
    #[serde(default)]
    decision: String,
}

/// `POST …/leave`: ends the membership that lasts.
///
/// # Errors
/// 404 or 403 by rights, 422 when no membership lasts.
pub async fn leave(
    State(app): State<App>,
    visitor: Visitor,
    Path(member): Path<String>,
    body: Body<Leave>,
) -> Result<Json<Member>, Refusal> {
    let person: PersonId = id(&member, "member")?;
    let word = &body.value.leaving;
    let leaving = word.parse::<Leaving>().map_err(|_| {
        refused(&format!("không có lý do thôi \"{word}\""), &format!("there is no way of leaving \"{word}\""))
    })?;
    let left_on = day("left_on", &body.value.left_on)?;
    let departure = Departure { person, leaving, left_on, decision: &body.value.decision };
    app.service.leave(visitor.caller(), departure, body.once()).await?;
    Ok(Json(app.service.member(visitor.caller(), person).await?.into()))
}
