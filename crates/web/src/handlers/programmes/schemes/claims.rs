//! Claims answered: the list of a scheme and its files, the form that judges while it is filled in, one claim and what is done
//! with it.
//!
//! Not here: how a claim is judged (`service::programmes::schemes`).

use std::collections::BTreeMap;

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use chrono::NaiveDate;
use congdoan_model::{
    ClaimId, Month, ProgrammeId,
    audit::Entry,
    programmes::schemes::{Claim, ClaimDeed, ClaimState},
    registers::Fields,
};
use congdoan_service::{
    Error,
    pack::{OncePer, Pays, Register},
    papers::PaperFormat,
    programmes::schemes::{
        ClaimFilter, ClaimView, Decision, Judgement, KeptClaim, LISTED, NewClaim, Outcome, Source, Verdict, reason_of,
        state_name,
    },
};
use serde::Deserialize;

use super::{
    AskedRow, ClaimEvent, ClaimFormPage, ClaimPage, ClaimRow, ClaimsPage, FactRow, MayDo, VerdictRow, rules::problems,
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::answer::download,
        members::deeds::once,
        org::answer::home,
        registers::{
            answer::{day, units},
            story::{text, who},
        },
    },
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// States to filter by.
const STATES: [&str; 7] = ["waiting", "approved", "paid", "taken", "refused", "withdrawn", "reversed"];

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/schemes/{id}/claims", Person, get(list).post(submit)),
        route("GET", "/schemes/{id}/claims.xlsx", Person, get(xlsx)),
        route("GET", "/schemes/{id}/claims.csv", Person, get(csv)),
        route("GET", "/schemes/{id}/claims/new", Person, get(new)),
        route("GET", "/claims/{id}", Person, get(claim).post(decide)),
    ]
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    state: Option<String>,
    unit: Option<String>,
    month: Option<String>,
}

/// The same, understood; what makes no sense asks for nothing.
struct Question {
    scheme: ProgrammeId,
    state: String,
    unit: String,
    month: Option<Month>,
}

impl Question {
    fn of(scheme: &str, asked: &Asked) -> Result<Self, Refusal> {
        let state = asked.state.clone().filter(|state| STATES.contains(&state.as_str())).unwrap_or_default();
        let month = asked.month.as_deref().and_then(|month| day(&format!("{month}-01"))).map(Month::of);
        let unit = asked.unit.clone().unwrap_or_default().trim().to_lowercase();
        Ok(Self { scheme: id(scheme, "scheme")?, state, unit, month })
    }

    fn filter(&self) -> ClaimFilter<'_> {
        let paid = self.month.map(|month| (month.first(), month.last()));
        ClaimFilter { scheme: self.scheme, state: &self.state, unit: &self.unit, paid, limit: LISTED }
    }

    fn month_text(&self) -> String {
        self.month.map(|month| month.first().format("%Y-%m").to_string()).unwrap_or_default()
    }

    fn text(&self) -> String {
        format!("state={}&unit={}&month={}", self.state, encode(&self.unit), self.month_text())
    }
}

/// `GET /schemes/{id}/claims`.
///
/// # Errors
/// 404 when there is no such scheme for the caller.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<ClaimsPage>, Refusal> {
    let question = Question::of(&of, &asked)?;
    let (scheme, claims) = app.service.claims_on(visitor.caller(), &question.filter()).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let mut narrowed = Vec::new();
    if !question.unit.is_empty() {
        let named = claims.first().map_or_else(|| question.unit.clone(), |kept| kept.unit_name.clone());
        narrowed.push(named);
    }
    if let Some(month) = question.month {
        narrowed.push(words.t1("claims-paid-in", "month", &month.first().format("%m/%Y").to_string()));
    }
    let all = std::iter::once(Choice::new("", words.t("all-states"), &question.state));
    let states = STATES.iter().map(|state| Choice::new(*state, state_word(&words, state), &question.state));
    Ok(Page(ClaimsPage {
        scheme: Link::new(format!("/schemes/{}", scheme.id), scheme.title),
        states: all.chain(states).collect(),
        narrowed: narrowed.join(" · "),
        question: question.text(),
        unit: question.unit.clone(),
        month: question.month_text(),
        cut: claims.len() >= usize::try_from(LISTED).unwrap_or(usize::MAX),
        sum: format::dong(words.language, claims.iter().map(|kept| kept.claim.amount).sum()),
        rows: claims.iter().map(|kept| row(&words, kept)).collect(),
        shell,
    }))
}

fn state_word(words: &Words, state: &str) -> String {
    match state {
        "waiting" => words.t("claims-waiting"),
        "taken" => words.t("claims-taken"),
        other => other
            .parse()
            .map_or_else(|_| other.to_owned(), |state: ClaimState| state_name(state).get(words.language).to_owned()),
    }
}

/// A state as a badge shows it: class and words.
fn badge(words: &Words, state: ClaimState) -> (String, String) {
    let class = match state {
        ClaimState::Submitted | ClaimState::Checked => "state-draft",
        ClaimState::Approved => "state-recorded",
        ClaimState::Paid => "state-confirmed",
        ClaimState::Refused | ClaimState::Withdrawn | ClaimState::Reversed => "state-withdrawn",
    };
    (class.to_owned(), state_name(state).get(words.language).to_owned())
}

fn row(words: &Words, kept: &KeptClaim) -> ClaimRow {
    let claim = &kept.claim;
    let note = match (claim.paid_on, claim.reason.is_empty()) {
        (_, false) => reason_of(claim).get(words.language).to_owned(),
        (Some(on), true) => format!("{} · {}", claim.voucher, format::date(on)),
        (None, true) => String::new(),
    };
    ClaimRow {
        claim: Link::new(format!("/claims/{}", claim.id), claim.title.clone()),
        unit: kept.unit_name.clone(),
        days: [format::date(claim.outcome_on), format::date(claim.claimed_on)],
        amount: format::dong(words.language, claim.amount),
        state: badge(words, claim.state),
        note,
    }
}

/// `GET /schemes/{id}/claims.xlsx`.
///
/// # Errors
/// 404 when there is no such scheme for the caller.
pub async fn xlsx(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    file(&app, &visitor, &Question::of(&of, &asked)?, PaperFormat::Xlsx).await
}

/// `GET /schemes/{id}/claims.csv`.
///
/// # Errors
/// 404 when there is no such scheme for the caller.
pub async fn csv(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    file(&app, &visitor, &Question::of(&of, &asked)?, PaperFormat::Csv).await
}

async fn file(app: &App, visitor: &Visitor, question: &Question, format: PaperFormat) -> Result<Response, Refusal> {
    let table = app.service.claims_paper(visitor.caller(), &question.filter(), visitor.language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, format).await?;
    Ok(download("de-nghi-chi", format, bytes))
}

/// What is filled in so far: a form without scripts asks again with what was typed in the address.
type Typed = BTreeMap<String, String>;

/// `GET /schemes/{id}/claims/new`: the form; with an outcome chosen, what is known of it and what every rule says.
///
/// # Errors
/// 404 or 403 when the caller may not claim for the unit.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    Query(typed): Query<Typed>,
) -> Result<Page<ClaimFormPage>, Refusal> {
    Ok(Page(form(&app, &visitor, id(&of, "scheme")?, &typed, Vec::new()).await?))
}

async fn form(
    app: &App,
    visitor: &Visitor,
    scheme: ProgrammeId,
    typed: &Typed,
    errors: Vec<FieldError>,
) -> Result<ClaimFormPage, Refusal> {
    let of = |name: &str| typed.get(name).map(|text| text.trim()).unwrap_or_default();
    let own = home(visitor)?;
    let unit = if of("unit").is_empty() { own.code.to_string() } else { of("unit").to_lowercase() };
    let caller = visitor.caller();
    let (kept, rules, _, open) = app.service.outcomes_to_claim(caller, scheme, &unit).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let outcome = of("outcome").to_owned();
    let mut outcomes = vec![Choice::new("", words.t("choose"), &outcome)];
    outcomes.extend(
        open.iter()
            .map(|one| Choice::new(one.value.clone(), format!("{} · {}", one.title, format::date(one.on)), &outcome)),
    );
    let judged = match wanted(&rules.pays, &outcome) {
        Some(wanted) => Some(app.service.judge_claim(caller, &new_claim(scheme, &unit, wanted, typed)).await?),
        None => None,
    };
    if let Some(judged) = judged.as_ref().filter(|_| !outcomes.iter().any(|choice| choice.selected)) {
        outcomes.push(Choice::new(outcome.clone(), judged.title.clone(), &outcome));
    }
    let papers = judged.iter().flat_map(|judged| &judged.terms).flat_map(|terms| &terms.papers);
    Ok(ClaimFormPage {
        href: format!("/schemes/{scheme}"),
        scheme: Link::new(format!("/schemes/{scheme}"), kept.title),
        units: units(app, visitor, &own, &unit).await?,
        outcomes,
        facts: judged.as_ref().map(|judged| facts(&words, judged)).unwrap_or_default(),
        asked: judged.as_ref().map(|judged| asked(&words, judged, typed)).unwrap_or_default(),
        papers: papers
            .map(|paper| AskedRow {
                id: format!("paper-{}", paper.id),
                name: paper.name.get(words.language).to_owned(),
                value: of(&format!("paper-{}", paper.id)).to_owned(),
                required: paper.required,
            })
            .collect(),
        verdicts: judged.as_ref().map(|judged| verdicts(&words, &judged.verdicts)).unwrap_or_default(),
        holds: judged.as_ref().is_some_and(|judged| judged.refusal().is_none()),
        amount: judged
            .as_ref()
            .and_then(|judged| judged.amount)
            .map(|amount| format::dong(words.language, amount))
            .unwrap_or_default(),
        unit,
        outcome,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// The outcome a form names; nothing where none is chosen.
fn wanted<'a>(pays: &Pays, outcome: &'a str) -> Option<Outcome<'a>> {
    if outcome.is_empty() {
        return None;
    }
    match pays {
        Pays::Union => Some(Outcome::Union(outcome)),
        Pays::Record { .. } => outcome.parse().ok().map(Outcome::Record),
    }
}

fn new_claim<'a>(scheme: ProgrammeId, unit: &'a str, outcome: Outcome<'a>, typed: &Typed) -> NewClaim<'a> {
    let under = |prefix: &str| {
        let named = typed.iter().filter_map(|(name, text)| Some((name.strip_prefix(prefix)?, text.trim())));
        named.map(|(name, text)| (name.to_owned(), text.to_owned())).collect::<BTreeMap<String, String>>()
    };
    let number = |text: &str| {
        let digits: String = text.chars().filter(|sign| !sign.is_whitespace() && !".,".contains(*sign)).collect();
        digits.parse::<i64>().ok()
    };
    let stated = under("fact-").into_iter().filter_map(|(name, text)| Some((name, number(&text)?.into())));
    let stated: Fields = stated.collect();
    NewClaim { scheme, unit, outcome, stated, papers: under("paper-"), amount: None }
}

fn facts(words: &Words, judged: &Judgement) -> Vec<FactRow> {
    told(words, &judged.ground, &judged.plain_facts(), |id| judged.sources.get(id).copied())
}

/// Facts with their names, as people read them.
fn told(words: &Words, ground: &Register, facts: &Fields, source: impl Fn(&str) -> Option<Source>) -> Vec<FactRow> {
    let fields = ground.fields.iter().filter(|field| facts.contains_key(&field.id) && field.id != "code");
    let row = |field: &congdoan_service::pack::Field| FactRow {
        name: field.name.get(words.language).to_owned(),
        value: text(words, field, facts.get(&field.id)),
        source: source(&field.id).map(|source| source_word(words, source)).unwrap_or_default(),
    };
    fields.map(row).filter(|row| !row.value.is_empty()).collect()
}

fn source_word(words: &Words, source: Source) -> String {
    match source {
        Source::Unit => words.t("fact-from-unit"),
        Source::Founding => words.t("fact-from-founding"),
        Source::Figure => words.t("fact-from-figure"),
        Source::Record => words.t("fact-from-record"),
        Source::Stated => words.t("fact-from-stated"),
    }
}

fn asked(words: &Words, judged: &Judgement, typed: &Typed) -> Vec<AskedRow> {
    let fields = judged.ground.fields.iter().filter(|field| judged.asked.contains(&field.id));
    let row = |field: &congdoan_service::pack::Field| AskedRow {
        id: format!("fact-{}", field.id),
        name: field.name.get(words.language).to_owned(),
        value: typed.get(&format!("fact-{}", field.id)).cloned().unwrap_or_default(),
        required: true,
    };
    fields.map(row).collect()
}

fn verdicts(words: &Words, said: &[Verdict]) -> Vec<VerdictRow> {
    let row = |verdict: &Verdict| VerdictRow {
        rule: verdict.rule.clone(),
        holds: verdict.holds,
        asks: verdict.asks.get(words.language).to_owned(),
        found: verdict.found.get(words.language).to_owned(),
    };
    said.iter().map(row).collect()
}

/// `POST /schemes/{id}/claims`: hands a claim in; one that a rule refuses is shown as it was written down.
///
/// # Errors
/// 404 or 403 by rights; what is not filled in comes back on the page with 422.
pub async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let scheme: ProgrammeId = id(&of, "scheme")?;
    let typed = sent.under("");
    let unit = sent.get("unit").trim().to_lowercase();
    let (_, rules, ..) = app.service.outcomes_to_claim(visitor.caller(), scheme, &unit).await?;
    let done = match wanted(&rules.pays, sent.get("outcome").trim()) {
        Some(outcome) => {
            let new = new_claim(scheme, &unit, outcome, &typed);
            app.service.submit_claim(visitor.caller(), &new, once(&sent)).await
        }
        None => Err(Error::Invalid(vec![congdoan_service::pack::Problem {
            field: Some("outcome".to_owned()),
            message: congdoan_service::words("Hãy chọn kết quả", "Choose an outcome"),
        }])),
    };
    match done {
        Ok(claim) => Ok(see(&format!("/claims/{claim}"))),
        Err(Error::RuleBroken(broken)) if broken.claim.is_some() => {
            Ok(see(&format!("/claims/{}", broken.claim.unwrap_or_default())))
        }
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = form(&app, &visitor, scheme, &typed, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

/// `GET /claims/{id}`.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn claim(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
) -> Result<Page<ClaimPage>, Refusal> {
    Ok(Page(claim_page(&app, &visitor, id(&of, "claim")?, Vec::new()).await?))
}

async fn claim_page(app: &App, visitor: &Visitor, of: ClaimId, errors: Vec<FieldError>) -> Result<ClaimPage, Refusal> {
    let view = app.service.claim(visitor.caller(), of).await?;
    let shell = visitor.shell(app);
    let (words, pack, claim) = (shell.words, app.service.pack(), &view.kept.claim);
    let ground = view.rules.ground(&pack).map(std::borrow::Cow::into_owned);
    let known = view.judged.as_ref().map(|judged| facts(&words, judged));
    let stated = |id: &str| view.kept.stated.contains_key(id).then_some(Source::Stated);
    let kept_facts = || ground.as_ref().map(|ground| told(&words, ground, &claim.facts, stated)).unwrap_or_default();
    let (day_of_payment, language) = (visitor.caller().now.day(), words.language);
    Ok(ClaimPage {
        href: format!("/claims/{of}"),
        title: claim.title.clone(),
        scheme: Link::new(format!("/schemes/{}", view.scheme.id), view.scheme.title.clone()),
        unit: Link::new(format!("/units/{}", view.kept.unit_code), view.kept.unit_name.clone()),
        state: badge(&words, claim.state),
        amount: format::dong(language, claim.amount),
        reason: reason_of(claim).get(language).to_owned(),
        rule: claim.rule.clone(),
        dates: dates(&words, &view),
        links: links(app, visitor, &words, &view)?,
        facts: known.unwrap_or_else(kept_facts),
        papers: papers(&words, &view),
        verdicts: view.judged.as_ref().map(|judged| verdicts(&words, &judged.verdicts)).unwrap_or_default(),
        story: view.story.iter().rev().map(|entry| event(&words, entry)).collect(),
        may: may(&view.deeds),
        today: day_of_payment.to_string(),
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn may(deeds: &[ClaimDeed]) -> MayDo {
    let has = |deed| deeds.contains(&deed);
    MayDo {
        check: has(ClaimDeed::Check),
        approve: has(ClaimDeed::Approve),
        pay: has(ClaimDeed::Pay),
        refuse: has(ClaimDeed::Refuse),
        withdraw: has(ClaimDeed::Withdraw),
        reverse: has(ClaimDeed::Reverse),
    }
}

fn dates(words: &Words, view: &ClaimView) -> Vec<(String, String)> {
    let claim = &view.kept.claim;
    let mut dates = vec![
        (words.t("claim-outcome-on"), format::date(claim.outcome_on)),
        (words.t("claim-claimed-on"), format::date(claim.claimed_on)),
        (words.t("claim-submitted-by"), who(words, &view.kept.submitted_by)),
    ];
    if let Some(on) = claim.paid_on {
        dates.push((words.t("claim-paid-on"), format::date(on)));
        dates.push((words.t("claim-voucher"), claim.voucher.clone()));
    }
    dates
}

/// Where the outcome and the record of the payment are read.
fn links(app: &App, visitor: &Visitor, words: &Words, view: &ClaimView) -> Result<Vec<(String, Link)>, Refusal> {
    let claim: &Claim = &view.kept.claim;
    let mut links = Vec::new();
    match (&view.rules.pays, claim.outcome_record, &view.judged) {
        (Pays::Record { register }, Some(record), _) => {
            let href = format!("/registers/{register}/records/{record}");
            links.push((words.t("claim-outcome"), Link::new(href, claim.title.clone())));
        }
        (_, _, Some(judged)) if view.rules.once_per == OncePer::Union => {
            let href = format!("/units/{}", judged.unit.code);
            links.push((words.t("claim-outcome"), Link::new(href, judged.unit.name.clone())));
        }
        _ => {}
    }
    if let (Some(record), Some(paid)) = (claim.record, &view.rules.paid) {
        let pack = app.service.pack();
        let name = pack.register(&paid.register).map(|one| one.name.get(visitor.language).to_owned());
        let href = format!("/registers/{}/records/{record}", paid.register);
        links.push((words.t("claim-record"), Link::new(href, name.unwrap_or_default())));
    }
    Ok(links)
}

/// Papers handed in, each by its name.
fn papers(words: &Words, view: &ClaimView) -> Vec<(String, String)> {
    let terms = view.rules.terms_on(view.kept.claim.outcome_on);
    let known: Vec<_> = terms.iter().flat_map(|terms| &terms.papers).collect();
    let name = |id: &str| {
        known
            .iter()
            .find(|paper| paper.id == id)
            .map_or_else(|| id.to_owned(), |one| one.name.get(words.language).to_owned())
    };
    view.kept.claim.papers.iter().map(|(id, number)| (name(id), number.clone())).collect()
}

fn event(words: &Words, entry: &Entry) -> ClaimEvent {
    let after: Option<Claim> = serde_json::from_str(&entry.after).ok();
    let what = match entry.action.as_str() {
        "claim.submit" | "claim.batch" => words.t("claim-did-submit"),
        "claim.check" => words.t("claim-did-check"),
        "claim.approve" => words.t("claim-did-approve"),
        "claim.pay" => words.t("claim-did-pay"),
        "claim.refuse" => words.t("claim-did-refuse"),
        "claim.withdraw" => words.t("claim-did-withdraw"),
        "claim.reverse" => words.t("claim-did-reverse"),
        other => other.to_owned(),
    };
    ClaimEvent {
        what,
        by: who(words, &entry.who),
        at: entry.at.readable(),
        reason: after.map(|claim| reason_of(&claim).get(words.language).to_owned()).unwrap_or_default(),
    }
}

/// `POST /claims/{id}`: a deed.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the page with 422.
pub async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path(of): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let of: ClaimId = id(&of, "claim")?;
    let deed = sent.get("deed").parse::<ClaimDeed>().map_err(|_| Error::NotFound("claim"))?;
    let paid_on: Option<NaiveDate> = day(sent.get("paid_on"));
    let decision = Decision { deed, reason: sent.get("reason"), voucher: sent.get("voucher"), paid_on };
    match app.service.decide_claim(visitor.caller(), of, decision, once(&sent)).await {
        Ok(_) => Ok(see(&format!("/claims/{of}"))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = claim_page(&app, &visitor, of, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}
