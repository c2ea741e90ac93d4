//! Exchanges of old cards answered: the list, the form, how far one has come down the tree.
//!
//! Not here: the cards themselves (`answer`).

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use congdoan_model::CardCampaignId;
use congdoan_service::{
    Error,
    cards::{Campaign, CampaignForm, CampaignLine},
    pack::Problem,
};
use serde::Deserialize;

use super::{CampaignPage, CampaignRow, CampaignsPage, ProgressRow};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        members::{
            answer::unit_asked,
            deeds::{once, problems},
        },
        registers::answer::day,
    },
    page::{FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::{Visitor, see},
    words::Words,
};

/// Hundredths of a percent in a whole.
const WHOLE: i64 = 10_000;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    vec![
        route("GET", "/cards/campaigns", Person, get(list)),
        route("POST", "/cards/campaigns", Person, post(create)),
        route("GET", "/cards/campaigns/{id}", Person, get(read)),
    ]
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
}

/// `GET /cards/campaigns`.
///
/// # Errors
/// 404 when the caller may not see members of the unit.
pub async fn list(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<CampaignsPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let typed = [String::new(), String::new(), visitor.caller().now.day().to_string(), String::new()];
    Ok(Page(page(&app, &visitor, &code, typed, Vec::new()).await?))
}

async fn page(
    app: &App,
    visitor: &Visitor,
    code: &str,
    typed: [String; 4],
    errors: Vec<FieldError>,
) -> Result<CampaignsPage, Refusal> {
    let (unit, campaigns, may_issue) = app.service.card_campaigns(visitor.caller(), code).await?;
    let (shell, today) = (visitor.shell(app), visitor.caller().now.day());
    let words = shell.words;
    let rows = campaigns.iter().map(|campaign| row(&words, campaign, campaign.runs(today), code));
    Ok(CampaignsPage {
        rows: rows.collect(),
        unit: Link::new(format!("/units/{}", unit.code), unit.name),
        code: unit.code.to_string(),
        may_issue,
        typed,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn row(words: &Words, campaign: &Campaign, runs: bool, code: &str) -> CampaignRow {
    let from = words.t1("since", "date", &format::date(campaign.from_day));
    let until = campaign.until_day.map(|day| words.t1("until", "date", &format::date(day))).unwrap_or_default();
    CampaignRow {
        link: Link::new(format!("/cards/campaigns/{}?unit={}", campaign.id, encode(code)), campaign.name.clone()),
        unit: campaign.unit_name.clone(),
        decision: campaign.decision.clone(),
        days: [from, until].join(" "),
        runs,
    }
}

/// `POST /cards/campaigns`.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub async fn create(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let unit = sent.get("unit").trim().to_lowercase();
    let done = decided(&app, &visitor, &sent, &unit).await;
    match done {
        Ok(id) => Ok(see(&format!("/cards/campaigns/{id}?unit={}", encode(&unit)))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let typed = ["name", "decision", "from_day", "until_day"].map(|name| sent.get(name).to_owned());
            let page = page(&app, &visitor, &unit, typed, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn decided(app: &App, visitor: &Visitor, sent: &PageForm, unit: &str) -> Result<CardCampaignId, Error> {
    let wrong = |field: &str| {
        let message = congdoan_service::words("Ngày viết 31/01/2026", "A day is written 31/01/2026");
        Error::Invalid(vec![Problem { field: Some(field.to_owned()), message }])
    };
    let until = sent.get("until_day").trim();
    // Who may not do it hears so before anything about days.
    let from_day = day(sent.get("from_day")).unwrap_or(visitor.caller().now.day());
    let until_day = if until.is_empty() { None } else { Some(day(until).ok_or_else(|| wrong("until_day"))?) };
    let form = CampaignForm { unit, name: sent.get("name"), decision: sent.get("decision"), from_day, until_day };
    app.service.add_card_campaign(visitor.caller(), &form, once(sent)).await
}

/// `GET /cards/campaigns/{id}`.
///
/// # Errors
/// 404 when it does not concern the unit, or the caller may not see members there.
pub async fn read(
    State(app): State<App>,
    visitor: Visitor,
    Path(campaign): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<CampaignPage>, Refusal> {
    let id: CardCampaignId = id(&campaign, "card campaign")?;
    let unit = asked.unit.as_deref().map(str::trim).filter(|unit| !unit.is_empty()).map(str::to_lowercase);
    let found = app.service.card_campaign(visitor.caller(), id, unit.as_deref()).await;
    let view = match (found, unit) {
        // From the list of a unit above the one it is for: shown where it is for.
        (Err(Error::NotFound(_)), Some(_)) => app.service.card_campaign(visitor.caller(), id, None).await?,
        (found, _) => found?,
    };
    let shell = visitor.shell(&app);
    let words = shell.words;
    let code = view.unit.code.to_string();
    let runs = view.campaign.runs(visitor.caller().now.day());
    let line = |line: &CampaignLine| progress(&words, line, &id, line.unit == view.unit.id);
    Ok(Page(CampaignPage {
        row: row(&words, &view.campaign, runs, &code),
        unit: Link::new(format!("/units/{code}"), view.unit.name.clone()),
        lines: view.lines.iter().filter(|line| line.unit != view.unit.id || line.members > 0).map(line).collect(),
        total: progress(&words, &view.total, &id, true),
        may_request: view.may_request && runs,
        id: id.to_string(),
        code,
        shell,
    }))
}

fn progress(words: &Words, line: &CampaignLine, id: &CardCampaignId, itself: bool) -> ProgressRow {
    let share = line.issued.saturating_mul(WHOLE).checked_div(line.members);
    let href = if itself { String::new() } else { format!("/cards/campaigns/{id}?unit={}", encode(&line.code)) };
    let counts = [line.members, line.requested, line.issued, line.handed];
    ProgressRow {
        unit: Link::new(href, line.name.clone()),
        counts: counts.map(|count| format::integer(words.language, count)),
        share: share.map(|share| format::percent(words.language, share)).unwrap_or_default(),
        percent: share.unwrap_or(0) / 100,
    }
}
