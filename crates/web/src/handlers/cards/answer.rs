//! Cards answered: the cards of a unit, their files, what is done with many at once.
//!
//! Not here: what is done on a member's page (`deeds`), exchanges (`campaigns`), the public check (`public`).

use axum::{
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use chrono::NaiveDate;
use congdoan_model::{
    CardBatchId, CardCampaignId, CardId, Timestamp,
    cards::{CardCause, CardKind},
};
use congdoan_service::{
    Error,
    cards::{Campaign, Card, CardMember, CardQuery, LISTED, OFFERED, cause_name, kind_name},
    papers::PaperFormat,
};
use serde::Deserialize;

use super::{CardChoices, CardRow, CardsPage, WithoutRow, deeds};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::answer::download,
        members::{answer::unit_asked, deeds::problems},
        org::answer::home,
        registers::answer::units,
    },
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// States to filter by.
const STATES: [&str; 5] = ["requested", "issued", "handed", "refused", "revoked"];

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/cards", Person, get(list)),
        route("POST", "/cards", Person, post(request)),
        route("POST", "/cards/deeds", Person, post(many)),
        route("GET", "/cards/print.pdf", Person, get(print)),
        route("GET", "/cards/list.xlsx", Person, get(sheet)),
        route("GET", "/cards/{id}/card.pdf", Person, get(one)),
        route("POST", "/members/{id}/cards", Person, post(deeds::member)),
        route("GET", "/me/card.pdf", Person, get(own)),
    ]
}

/// What is asked of the list.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    cause: Option<String>,
    state: Option<String>,
    campaign: Option<String>,
    batch: Option<String>,
}

/// The same, understood; what makes no sense asks for nothing.
struct Question {
    unit: String,
    cause: Option<CardCause>,
    state: String,
    campaign: Option<CardCampaignId>,
    batch: Option<CardBatchId>,
}

impl Question {
    fn of(visitor: &Visitor, asked: &Asked) -> Result<Self, Refusal> {
        let state = asked.state.clone().filter(|state| STATES.contains(&state.as_str())).unwrap_or_default();
        Ok(Self {
            unit: unit_asked(visitor, asked.unit.as_deref())?,
            cause: asked.cause.as_deref().and_then(|word| word.parse().ok()),
            state,
            campaign: asked.campaign.as_deref().and_then(|id| id.parse().ok()),
            batch: asked.batch.as_deref().and_then(|id| id.parse().ok()),
        })
    }

    fn query(&self) -> CardQuery<'_> {
        let (cause, campaign, batch) = (self.cause, self.campaign, self.batch);
        CardQuery { unit: &self.unit, cause, kind: None, state: &self.state, campaign, batch }
    }

    fn text(&self) -> String {
        let campaign = self.campaign.map(|id| format!("&campaign={id}")).unwrap_or_default();
        let batch = self.batch.map(|id| format!("&batch={id}")).unwrap_or_default();
        let cause = self.cause.map_or("", CardCause::word);
        format!("unit={}&cause={cause}&state={}{campaign}{batch}", encode(&self.unit), self.state)
    }
}

/// `GET /cards`.
///
/// # Errors
/// 404 when the caller may not see members of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<CardsPage>, Refusal> {
    Ok(Page(page(&app, &visitor, &asked, Vec::new()).await?))
}

async fn page(app: &App, visitor: &Visitor, asked: &Asked, errors: Vec<FieldError>) -> Result<CardsPage, Refusal> {
    let question = Question::of(visitor, asked)?;
    let view = app.service.cards(visitor.caller(), &question.query()).await?;
    let (shell, today) = (visitor.shell(app), visitor.caller().now.day());
    let words = shell.words;
    let own = home(visitor)?;
    let rows: Vec<CardRow> = view.cards.iter().map(|card| row(&words, card, today)).collect();
    let campaign = question.campaign.map(|id| id.to_string()).unwrap_or_default();
    Ok(CardsPage {
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name.clone()),
        units: units(app, visitor, &own, &question.unit).await?,
        causes: all(words.t("cards-any-cause"), causes(&words, question.cause.map_or("", CardCause::word))),
        states: all(words.t("all-states"), states(&words, &question.state)),
        question: question.text(),
        cut: rows.len() >= usize::try_from(LISTED).unwrap_or(usize::MAX),
        printable: rows.iter().filter(|row| row.holds).count(),
        rows,
        without: view.without.iter().map(without).collect(),
        without_cut: view.without.len() >= usize::try_from(OFFERED).unwrap_or(usize::MAX),
        batch: question.batch.map(|id| id.to_string()).unwrap_or_default(),
        may_write: view.may.request,
        may_issue: view.may.issue,
        choices: choices(&words, &view.campaigns, today, &campaign),
        errors,
        idempotency_key: app.service.ids().secret(),
        code: question.unit,
        shell,
    })
}

/// `POST /cards`: asks for cards of chosen members; with `issue`, whoever may issues them at once.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back on the page with 422.
pub async fn request(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let unit = sent.get("unit").trim().to_lowercase();
    match deeds::asked_for(&app, &visitor, &sent).await {
        Ok(batch) => Ok(see(&format!("/cards?unit={}&batch={batch}", encode(&unit)))),
        Err(error) => again(&app, &visitor, unit, error).await,
    }
}

/// `POST /cards/deeds`: approves, refuses, hands over or revokes chosen cards.
///
/// # Errors
/// As [`request`].
pub async fn many(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let unit = sent.get("unit").trim().to_lowercase();
    match deeds::done(&app, &visitor, &sent).await {
        Ok(()) => {
            let batch = sent.get("batch");
            let batch = if batch.is_empty() { String::new() } else { format!("&batch={}", encode(batch)) };
            Ok(see(&format!("/cards?unit={}{batch}", encode(&unit))))
        }
        Err(error) => again(&app, &visitor, unit, error).await,
    }
}

async fn again(app: &App, visitor: &Visitor, unit: String, error: Error) -> Result<Response, Refusal> {
    let errors = problems(visitor, error)?;
    let asked = Asked { unit: Some(unit), ..Asked::default() };
    let page = page(app, visitor, &asked, errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// `GET /cards/print.pdf`: the cards of a list that hold, ten to a sheet.
///
/// # Errors
/// 404 or 403 by rights; 422 when there is none.
pub async fn print(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let question = Question::of(&visitor, &asked)?;
    let bytes = app.service.print_card_list(visitor.caller(), &question.query()).await?;
    Ok(pdf(&format!("the-doan-vien-{}", question.unit), bytes))
}

/// `GET /cards/list.xlsx`: the list by causes.
///
/// # Errors
/// 404 when the caller may not see members of the unit.
pub async fn sheet(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let question = Question::of(&visitor, &asked)?;
    let table = app.service.card_list_paper(visitor.caller(), &question.query(), visitor.language).await?;
    let bytes = app.service.write_paper(visitor.caller(), table, PaperFormat::Xlsx).await?;
    Ok(download(&format!("danh-sach-the-{}", question.unit), PaperFormat::Xlsx, bytes))
}

/// `GET /cards/{id}/card.pdf`: one card, front and back.
///
/// # Errors
/// 404 or 403 by rights; 422 when it holds no more.
pub async fn one(State(app): State<App>, visitor: Visitor, Path(card): Path<String>) -> Result<Response, Refusal> {
    let card: CardId = id(&card, "card")?;
    Ok(pdf("the-doan-vien", app.service.print_cards(visitor.caller(), &[card], false).await?))
}

/// `GET /me/card.pdf`: the own card.
///
/// # Errors
/// 404 without one.
pub async fn own(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    Ok(pdf("the-doan-vien", app.service.own_card_pdf(visitor.caller()).await?))
}

fn pdf(name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}.pdf\"");
    let headers = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, bytes).into_response()
}

fn all(word: String, choices: Vec<Choice>) -> Vec<Choice> {
    let present = if choices.iter().any(|choice| choice.selected) { "-" } else { "" };
    std::iter::once(Choice::new("", word, present)).chain(choices).collect()
}

fn causes(words: &Words, shown: &str) -> Vec<Choice> {
    let name = |cause: CardCause| cause_name(cause).get(words.language).to_owned();
    CardCause::ALL.iter().map(|cause| Choice::new(cause.word(), name(*cause), shown)).collect()
}

fn states(words: &Words, shown: &str) -> Vec<Choice> {
    STATES.iter().map(|state| Choice::new(*state, state_name(words, state), shown)).collect()
}

/// What a form of cards offers; exchanges only while they run.
pub(crate) fn choices(words: &Words, campaigns: &[Campaign], today: NaiveDate, campaign: &str) -> CardChoices {
    let kind = |kind: &CardKind| Choice::new(kind.word(), kind_name(*kind).get(words.language), "");
    let running = campaigns.iter().filter(|campaign| campaign.runs(today));
    let running = running.map(|one| Choice::new(one.id.to_string(), one.name.clone(), campaign));
    CardChoices {
        kinds: CardKind::ALL.iter().map(kind).collect(),
        causes: causes(words, ""),
        campaigns: running.collect(),
    }
}

/// The name of the state of a card.
pub(crate) fn state_name(words: &Words, state: &str) -> String {
    match state {
        "requested" => words.t("card-requested"),
        "issued" => words.t("card-issued"),
        "handed" => words.t("card-handed"),
        "refused" => words.t("card-refused"),
        "revoked" => words.t("card-revoked"),
        "expired" => words.t("card-expired"),
        "over" => words.t("card-over"),
        other => other.to_owned(),
    }
}

/// A card in a list.
pub(crate) fn row(words: &Words, card: &Card, today: NaiveDate) -> CardRow {
    let language = words.language;
    let on = |micros: i64| format::date(Timestamp::from_micros(micros).day());
    let days = [
        Some(words.t_with("card-asked-on", &[("date", &on(card.requested_at)), ("by", &card.requested_by)])),
        card.issued_on.map(|day| words.t1("card-issued-on", "date", &format::date(day))),
        card.expires_on.map(|day| words.t1("card-expires-on", "date", &format::date(day))),
        card.handed_at.map(|at| words.t1("card-handed-on", "date", &on(at))),
    ];
    let note = match card.revoked_reason.as_deref().or(card.refused_reason.as_deref()) {
        Some("replaced") => words.t("card-replaced"),
        Some("erased") => words.t("card-erased"),
        other => other.unwrap_or_default().to_owned(),
    };
    CardRow {
        id: card.id.to_string(),
        member: Link::new(format!("/members/{}", card.person), card.name.clone()),
        number: card.number.clone().unwrap_or_default(),
        unit: Link::new(format!("/units/{}", card.unit_code), card.unit_name.clone()),
        kind: card.kind.parse().map(kind_name).map(|name| name.get(language).to_owned()).unwrap_or_default(),
        cause: card.cause.parse().map(cause_name).map(|name| name.get(language).to_owned()).unwrap_or_default(),
        state: state(card, today).to_owned(),
        serial: card.serial.clone().unwrap_or_default(),
        days: days.into_iter().flatten().collect(),
        note,
        waits: card.is_requested() && card.stands == 1,
        holds: card.holds(today),
        handed: card.handed_at.is_some(),
    }
}

fn state(card: &Card, today: NaiveDate) -> &'static str {
    if card.revoked_at.is_some() {
        "revoked"
    } else if card.refused_at.is_some() {
        "refused"
    } else if card.stands != 1 {
        "over"
    } else if card.expires_on.is_some_and(|last| last < today) {
        "expired"
    } else if card.handed_at.is_some() {
        "handed"
    } else if card.serial.is_some() {
        "issued"
    } else {
        "requested"
    }
}

fn without(member: &CardMember) -> WithoutRow {
    WithoutRow {
        id: member.person.to_string(),
        member: Link::new(format!("/members/{}", member.person), member.name.clone()),
        number: member.number.clone().unwrap_or_default(),
        unit: member.unit_name.clone(),
    }
}
