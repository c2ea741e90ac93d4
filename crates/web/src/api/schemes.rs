//! `/api/v1/schemes` and `/api/v1/claims`: schemes with money, claims on them, and what is decided.
//!
//! A claim a rule refuses is answered with 409 (the state of things: money, paid before) or 422 (the outcome itself), naming
//! the rule and the claim that was written down as refused. Not here: rules (`service`).

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{
    ClaimId, Period, ProgrammeId, RecordId,
    names::Language,
    programmes::schemes::{ClaimDeed, ClaimState},
    registers::Fields,
};
use congdoan_service::{
    Error,
    programmes::schemes::{
        BudgetLine, ClaimFilter, Decision, KeptClaim, KeptScheme, LISTED, NewClaim, Outcome, SchemeSums, Verdict,
        reason_of,
    },
};
use serde::{Deserialize, Serialize};

use crate::{
    api::{Body, day, id, refused},
    app::App,
    refusal::Refusal,
    visit::Visitor,
};

/// How many claims, and their đồng.
#[derive(Debug, Serialize)]
pub struct Sum {
    claims: i64,
    dong: i64,
}

impl From<(i64, i64)> for Sum {
    fn from((claims, dong): (i64, i64)) -> Self {
        Self { claims, dong }
    }
}

/// Where the money of a scheme stands, in đồng.
#[derive(Debug, Serialize)]
pub struct Money {
    budget: i64,
    left: i64,
    waiting: Sum,
    approved: Sum,
    paid: Sum,
    refused: Sum,
    ended: Sum,
}

impl Money {
    fn of(budget: i64, sums: SchemeSums) -> Self {
        Self {
            budget,
            left: budget - sums.taken(),
            waiting: sums.waiting.into(),
            approved: sums.approved.into(),
            paid: sums.paid.into(),
            refused: sums.refused.into(),
            ended: sums.ended.into(),
        }
    }
}

/// A scheme in the list.
#[derive(Debug, Serialize)]
pub struct Item {
    id: ProgrammeId,
    scheme: String,
    title: String,
    unit: String,
    period: Period,
    money: Money,
}

impl Item {
    fn of(kept: &KeptScheme, budget: i64, sums: SchemeSums) -> Self {
        Self {
            id: kept.id,
            scheme: kept.slug.clone(),
            title: kept.title.clone(),
            unit: kept.unit_code.clone(),
            period: kept.period,
            money: Money::of(budget, sums),
        }
    }
}

/// The list.
#[derive(Debug, Serialize)]
pub struct List {
    items: Vec<Item>,
}

/// `GET`: the schemes within reach, latest first.
///
/// # Errors
/// When the database does not answer.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Json<List>, Refusal> {
    let (listed, _) = app.service.schemes(visitor.caller()).await?;
    let items = listed.iter().map(|one| Item::of(&one.kept, one.budget, one.sums)).collect();
    Ok(Json(List { items }))
}

/// A scheme to be opened.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct New {
    /// As a file of a pack.
    definition: String,
    /// The programme it gives money to; a new one where nothing is said.
    #[serde(default)]
    programme: Option<ProgrammeId>,
}

/// What was opened.
#[derive(Debug, Serialize)]
pub struct Opened {
    id: ProgrammeId,
}

/// `POST`: opens a scheme by its definition; 201 with its id.
///
/// # Errors
/// 404 or 403 by rights, 422 with what is wrong with the definition.
pub async fn open(State(app): State<App>, visitor: Visitor, body: Body<New>) -> Result<Response, Refusal> {
    let new = &body.value;
    let id = app.service.open_scheme(visitor.caller(), &new.definition, new.programme, body.once()).await?;
    Ok((StatusCode::CREATED, Json(Opened { id })).into_response())
}

/// A budget with what is taken of it.
#[derive(Debug, Serialize)]
pub struct Budget {
    period: Period,
    dong: i64,
    taken: i64,
}

impl From<&BudgetLine> for Budget {
    fn from(line: &BudgetLine) -> Self {
        Self { period: line.period, dong: line.amount, taken: line.taken }
    }
}

/// Claims of one unit.
#[derive(Debug, Serialize)]
pub struct OfUnit {
    unit: String,
    waiting: Sum,
    approved: Sum,
    paid: Sum,
}

/// Payments of a month.
#[derive(Debug, Serialize)]
pub struct OfMonth {
    month: String,
    paid: Sum,
}

/// One scheme.
#[derive(Debug, Serialize)]
pub struct Scheme {
    #[serde(flatten)]
    item: Item,
    version: i64,
    definition: String,
    budgets: Vec<Budget>,
    units: Vec<OfUnit>,
    months: Vec<OfMonth>,
}

/// `GET`: one scheme with its rules and its money; units and months as far as the caller sees their claims.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn read(State(app): State<App>, visitor: Visitor, Path(of): Path<String>) -> Result<Json<Scheme>, Refusal> {
    let view = app.service.scheme(visitor.caller(), id(&of, "scheme")?).await?;
    let unit = |line: &congdoan_service::programmes::schemes::UnitLine| OfUnit {
        unit: line.code.clone(),
        waiting: line.sums.waiting.into(),
        approved: line.sums.approved.into(),
        paid: line.sums.paid.into(),
    };
    let month = |line: &congdoan_service::programmes::schemes::MonthLine| OfMonth {
        month: line.month.format("%Y-%m").to_string(),
        paid: (line.count, line.paid).into(),
    };
    Ok(Json(Scheme {
        item: Item::of(&view.kept, view.scheme.budget(), view.sums),
        version: view.kept.version,
        budgets: view.budgets.iter().map(Budget::from).collect(),
        units: view.units.iter().map(unit).collect(),
        months: view.months.iter().map(month).collect(),
        definition: view.kept.definition,
    }))
}

/// What a rule says.
#[derive(Debug, Serialize)]
pub struct Said {
    rule: String,
    holds: bool,
    asks: String,
    found: String,
}

impl Said {
    fn of(verdict: &Verdict, language: Language) -> Self {
        Self {
            rule: verdict.rule.clone(),
            holds: verdict.holds,
            asks: verdict.asks.get(language).to_owned(),
            found: verdict.found.get(language).to_owned(),
        }
    }
}

/// A claim.
#[derive(Debug, Serialize)]
pub struct Claim {
    id: ClaimId,
    scheme: ProgrammeId,
    unit: String,
    outcome: String,
    outcome_on: NaiveDate,
    title: String,
    facts: Fields,
    papers: BTreeMap<String, String>,
    dong: i64,
    state: ClaimState,
    rule: Option<String>,
    reason: Option<String>,
    claimed_on: NaiveDate,
    paid_on: Option<NaiveDate>,
    voucher: Option<String>,
    record: Option<RecordId>,
}

impl Claim {
    fn of(kept: KeptClaim, language: Language) -> Self {
        let reason = reason_of(&kept.claim).get(language).to_owned();
        let (claim, given) = (kept.claim, |text: String| (!text.is_empty()).then_some(text));
        Self {
            id: claim.id,
            scheme: claim.scheme,
            unit: kept.unit_code,
            outcome: claim.outcome.0,
            outcome_on: claim.outcome_on,
            title: claim.title,
            facts: claim.facts,
            papers: claim.papers,
            dong: claim.amount,
            state: claim.state,
            rule: given(claim.rule),
            reason: given(reason),
            claimed_on: claim.claimed_on,
            paid_on: claim.paid_on,
            voucher: given(claim.voucher),
            record: claim.record,
        }
    }
}

/// Claims.
#[derive(Debug, Serialize)]
pub struct Claims {
    items: Vec<Claim>,
}

/// Which claims are asked for.
#[derive(Debug, Deserialize)]
pub struct Question {
    #[serde(default)]
    state: String,
    #[serde(default)]
    unit: String,
}

/// `GET`: claims on a scheme, latest first; at most 500.
///
/// # Errors
/// 404 when there is no such scheme for the caller.
pub async fn claims(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    Query(question): Query<Question>,
) -> Result<Json<Claims>, Refusal> {
    let scheme = id(&of, "scheme")?;
    let filter = ClaimFilter { scheme, state: &question.state, unit: &question.unit, paid: None, limit: LISTED };
    let (_, claims) = app.service.claims_on(visitor.caller(), &filter).await?;
    Ok(Json(Claims { items: claims.into_iter().map(|kept| Claim::of(kept, visitor.language)).collect() }))
}

/// A claim to be handed in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewBody {
    /// Code of the claiming unit.
    unit: String,
    /// The union, by its code …
    #[serde(default)]
    union: Option<String>,
    /// … or the record.
    #[serde(default)]
    record: Option<RecordId>,
    /// Facts nothing here knows.
    #[serde(default)]
    facts: Fields,
    /// Numbers of papers.
    #[serde(default)]
    papers: BTreeMap<String, String>,
    /// The money; the cost of the outcome where nothing is said.
    #[serde(default)]
    dong: Option<i64>,
}

/// `POST`: hands a claim in; 201 with it.
///
/// # Errors
/// 404 or 403 by rights; 409 or 422 with the rule that refuses it, and 422 for what is not filled in.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    body: Body<NewBody>,
) -> Result<Response, Refusal> {
    let new = &body.value;
    let outcome = match (&new.union, new.record) {
        (Some(code), None) => Outcome::Union(code),
        (None, Some(record)) => Outcome::Record(record),
        _ => return Err(refused("Cần union hoặc record", "union or record is needed, one of them")),
    };
    let claim = NewClaim {
        scheme: id(&of, "scheme")?,
        unit: &new.unit,
        outcome,
        stated: new.facts.clone(),
        papers: new.papers.clone(),
        amount: new.dong,
    };
    let made = app.service.submit_claim(visitor.caller(), &claim, body.once()).await?;
    let view = app.service.claim(visitor.caller(), made).await?;
    Ok((StatusCode::CREATED, Json(Claim::of(view.kept, visitor.language))).into_response())
}

/// A claim with what the rules say to it today.
#[derive(Debug, Serialize)]
pub struct Judged {
    #[serde(flatten)]
    claim: Claim,
    rules: Vec<Said>,
}

/// `GET`: one claim.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn claim(State(app): State<App>, visitor: Visitor, Path(of): Path<String>) -> Result<Json<Judged>, Refusal> {
    let view = app.service.claim(visitor.caller(), id(&of, "claim")?).await?;
    let verdicts = view.judged.map(|judged| judged.verdicts).unwrap_or_default();
    let rules = verdicts.iter().map(|verdict| Said::of(verdict, visitor.language)).collect();
    Ok(Json(Judged { claim: Claim::of(view.kept, visitor.language), rules }))
}

/// What a deed needs said.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deed {
    #[serde(default)]
    reason: String,
    #[serde(default)]
    voucher: String,
    #[serde(default)]
    paid_on: Option<String>,
}

/// `POST …/check`, `approve`, `pay`, `refuse`, `withdraw`, `reverse`: the claim as it stands then.
///
/// # Errors
/// 404 or 403 by rights; 409 or 422 with the rule that does not hold any more.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((of, deed)): Path<(String, String)>,
    body: Body<Deed>,
) -> Result<Json<Claim>, Refusal> {
    let deed = deed.parse::<ClaimDeed>().map_err(|_| Refusal::from(Error::NotFound("page")))?;
    let said = &body.value;
    let paid_on = said.paid_on.as_deref().map(|text| day("paid_on", text)).transpose()?;
    let decision = Decision { deed, reason: &said.reason, voucher: &said.voucher, paid_on };
    let kept = app.service.decide_claim(visitor.caller(), id(&of, "claim")?, decision, body.once()).await?;
    Ok(Json(Claim::of(kept, visitor.language)))
}
