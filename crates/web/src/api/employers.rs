//! `/api/v1/employers`: employers and white spots listed, entered, described anew.
//!
//! Not here: pages (`handlers::org::employers`), the sheet (`import employers`).

use axum::{
    Json,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use congdoan_service::{
    org::employers::{EmployerForm, EmployersAsked},
    stored_org::{ListedEmployer, Profile, Workforce},
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, PAGE, day, refused, required},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// What is asked of the list.
#[derive(Debug, Deserialize)]
pub struct Question {
    unit: Option<String>,
    place: Option<String>,
    q: Option<String>,
    white_spots: Option<bool>,
    after: Option<String>,
}

/// An employer in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    code: String,
    name: String,
    tax_code: Option<String>,
    ownership: String,
    zone: String,
    place: Option<String>,
    address: Option<String>,
    workers: Option<i64>,
    women: Option<i64>,
    counted_on: Option<NaiveDate>,
    union: Option<String>,
}

impl From<ListedEmployer> for Item {
    fn from(one: ListedEmployer) -> Self {
        Self {
            code: one.code,
            name: one.name,
            tax_code: one.tax_code,
            ownership: one.ownership,
            zone: one.zone,
            place: one.place,
            address: one.address,
            workers: one.workers,
            women: one.women,
            counted_on: one.counted_on,
            union: one.union_code,
        }
    }
}

/// A page of the list, with what it adds up to over all pages.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
    next: Option<String>,
    employers: i64,
    unserved: i64,
    /// From how many workers on an employer without a union is a white spot.
    least_workers: Option<i64>,
}

/// `GET`: employers below a unit today, by code; with `white_spots=true` those that should have a union and have none.
///
/// # Errors
/// 404 for a unit the caller may not see.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(question): Query<Question>,
) -> Result<Json<List>, Refusal> {
    let asked = EmployersAsked {
        unit: required(question.unit.as_ref(), "unit")?,
        day: visitor.caller().now.day(),
        place: question.place.as_deref().unwrap_or_default(),
        white_spots: question.white_spots.unwrap_or(false),
        name: question.q.as_deref().unwrap_or_default(),
        after: question.after.as_deref().unwrap_or_default(),
        limit: PAGE + 1,
    };
    let mut found = app.service.employers(visitor.caller(), &asked).await?;
    let page = usize::try_from(PAGE).unwrap_or(0);
    let more = found.rows.len() > page;
    found.rows.truncate(page);
    let next = found.rows.last().filter(|_| more).map(|one| one.code.clone());
    Ok(Json(List {
        items: found.rows.into_iter().map(Item::from).collect(),
        next,
        employers: found.counts.employers,
        unserved: found.counts.unserved,
        least_workers: found.least,
    }))
}

/// A count of workers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Count {
    counted_on: String,
    workers: i64,
    #[serde(default)]
    women: Option<i64>,
}

impl Count {
    fn workforce(&self) -> Result<Workforce, Refusal> {
        let counted_on = day("counted_on", &self.counted_on)?;
        Ok(Workforce { counted_on, workers: self.workers, women: self.women })
    }
}

/// An employer to be entered.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    name: String,
    under: String,
    opened_on: String,
    ownership: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    tax_code: String,
    #[serde(default)]
    zone: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    address: String,
    #[serde(default)]
    union: String,
    #[serde(default)]
    workforce: Option<Count>,
}

/// `POST`: enters an employer; 201 with its code.
///
/// # Errors
/// 404 or 403 by rights, 422 with everything wrong.
pub async fn create(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let new = &body.value;
    let written = !new.address.is_empty() || !new.place.is_empty();
    let form = EmployerForm {
        code: &new.code,
        name: &new.name,
        under: &new.under,
        opened_on: Some(day("opened_on", &new.opened_on)?),
        tax_code: &new.tax_code,
        ownership: &new.ownership,
        zone: &new.zone,
        profile: Profile {
            address: new.address.clone(),
            place: new.place.clone(),
            written_on: written.then(|| visitor.caller().now.day()),
            ..Profile::default()
        },
        workforce: new.workforce.as_ref().map(Count::workforce).transpose()?,
        union: &new.union,
    };
    let code = app.service.add_employer(visitor.caller(), &form, body.once()).await?;
    let place = format!("/api/v1/units/{code}");
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(serde_json::json!({ "code": code }))).into_response())
}

/// What is special about an employer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Special {
    #[serde(default)]
    tax_code: String,
    ownership: String,
    #[serde(default)]
    zone: String,
}

/// Which union serves it from a day on; no union: none does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serving {
    #[serde(default)]
    union: String,
    from: String,
}

/// What changes of an employer: one of the three.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    #[serde(default)]
    employer: Option<Special>,
    #[serde(default)]
    workforce: Option<Count>,
    #[serde(default)]
    served: Option<Serving>,
}

/// `POST …/{code}`: describes an employer anew, counts its workers on a day, or says which union serves it; 204. The
/// same request again changes nothing.
///
/// # Errors
/// 404 or 403 by rights, 422 for what the rules refuse.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    body: Body<Change>,
) -> Result<StatusCode, Refusal> {
    let caller = visitor.caller();
    match &body.value {
        Change { employer: Some(one), workforce: None, served: None } => {
            let special = (one.tax_code.as_str(), one.ownership.as_str(), one.zone.as_str());
            app.service.change_employer(caller, &code, special, body.once()).await?;
        }
        Change { employer: None, workforce: Some(count), served: None } => {
            app.service.count_workforce(caller, &code, count.workforce()?, body.once()).await?;
        }
        Change { employer: None, workforce: None, served: Some(one) } => {
            app.service.serve_employer(caller, &code, (&one.union, day("from", &one.from)?), body.once()).await?;
        }
        _ => {
            return Err(refused(
                "gửi đúng một trong employer, workforce, served",
                "send exactly one of employer, workforce, served",
            ));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
