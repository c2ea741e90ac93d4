//! Files that may be of one person, answered: the pairs of a unit, putting together, keeping apart, undoing.
//!
//! Not here: what may be put together (`service::members`).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{MergeId, PersonId, Timestamp};
use congdoan_service::{
    members::{Merge, TwinPair},
    pack::Pack,
};
use serde::Deserialize;

use super::{
    DuplicatesPage, MergeRow, TwinRow, TwinSide,
    answer::{joining_name, leaving_name, unit_asked},
    deeds::{once, problems},
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    page::{FieldError, Link, Page},
    refusal::{Refusal, encode},
    visit::{Visitor, see},
    words::Words,
};

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
}

/// `GET /members/duplicates`.
///
/// # Errors
/// 404 when the caller may not see members of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<DuplicatesPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    Ok(Page(page(&app, &visitor, &code, Vec::new()).await?))
}

async fn page(app: &App, visitor: &Visitor, code: &str, errors: Vec<FieldError>) -> Result<DuplicatesPage, Refusal> {
    let found = app.service.duplicates(visitor.caller(), code).await?;
    let (pack, shell) = (app.service.pack(), visitor.shell(app));
    let words = shell.words;
    Ok(DuplicatesPage {
        rows: found.pairs.iter().map(|pair| row(&words, &pack, pair)).collect(),
        merges: found.merges.iter().map(|merge| merge_row(merge, found.may_write)).collect(),
        unit: Link::new(format!("/units/{}", found.unit.code), found.unit.name.clone()),
        code: found.unit.code.to_string(),
        may_write: found.may_write,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn row(words: &Words, pack: &Pack, pair: &TwinPair) -> TwinRow {
    let because = match (pair.same_identity, pair.same_day) {
        (true, _) => words.t("twins-same-identity"),
        (false, true) => words.t("twins-same-birth"),
        (false, false) => words.t("twins-same-year"),
    };
    let period = |period: &congdoan_service::members::Period| {
        let end = match (&period.left_on, &period.leaving) {
            (Some(day), Some(leaving)) => {
                format!(" – {} ({})", format::date(*day), leaving_name(words, pack, leaving))
            }
            _ => String::new(),
        };
        let joining = joining_name(words, pack, &period.joining);
        format!("{}: {} ({joining}){end}", period.unit_name, format::date(period.joined_on))
    };
    let side =
        |(person, periods): &(congdoan_service::members::Twin, Vec<congdoan_service::members::Period>)| TwinSide {
            id: person.id.to_string(),
            member: Link::new(format!("/members/{}", person.id), person.name.clone()),
            number: person.number.clone().unwrap_or_default(),
            born: person
                .born_on
                .map(format::date)
                .or_else(|| person.born_year.map(|year| year.to_string()))
                .unwrap_or_default(),
            periods: periods.iter().map(period).collect(),
        };
    TwinRow {
        because,
        sides: pair.sides.iter().map(side).collect(),
        hindrance: pair.hindrance.as_ref().map(|text| text.get(words.language).to_owned()),
    }
}

fn merge_row(merge: &Merge, may_write: bool) -> MergeRow {
    let undo = may_write && merge.undone_at.is_none();
    let number = merge.merged_number.clone().unwrap_or_default();
    MergeRow {
        undo_href: if undo { format!("/members/merges/{}/undo", merge.id) } else { String::new() },
        member: Link::new(format!("/members/{}", merge.kept), merge.kept_name.clone()),
        other: format!("{} {number}", merge.merged_name),
        at: format!("{} · {}", Timestamp::from_micros(merge.merged_at).readable(), merge.merged_by),
        reason: merge.reason.clone(),
    }
}

/// `POST /members/duplicates`: puts two files together, or says that they are of two people, as `answer` says.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the list with 422.
pub async fn merge(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let (one, other): (PersonId, PersonId) = (id(sent.get("kept"), "member")?, id(sent.get("merged"), "member")?);
    let code = unit_asked(&visitor, Some(sent.get("unit")))?;
    let done = if sent.get("answer") == "distinct" {
        app.service.keep_apart(visitor.caller(), (one, other), sent.get("reason")).await
    } else {
        app.service.merge_members(visitor.caller(), (one, other), sent.get("reason"), once(&sent)).await.map(|_| ())
    };
    told(&app, &visitor, &code, done).await
}

/// `POST /members/merges/{id}/undo`.
///
/// # Errors
/// As [`merge`].
pub async fn undo(
    State(app): State<App>,
    visitor: Visitor,
    Path(merge): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let merge: MergeId = id(&merge, "merge")?;
    let done = app.service.undo_merge(visitor.caller(), merge).await.map(|_| ());
    let code = unit_asked(&visitor, Some(sent.get("unit")))?;
    told(&app, &visitor, &code, done).await
}

async fn told(
    app: &App,
    visitor: &Visitor,
    code: &str,
    done: Result<(), congdoan_service::Error>,
) -> Result<Response, Refusal> {
    match done {
        Ok(()) => Ok(see(&format!("/members/duplicates?unit={}", encode(code)))),
        Err(error) => {
            let errors = problems(visitor, error)?;
            let page = page(app, visitor, code, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
