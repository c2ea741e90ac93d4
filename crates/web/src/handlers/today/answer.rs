//! The first page answered.
//!
//! Not here: what figures and targets mean (`rollup`, `service::programmes`).

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
    routing::get,
};
use chrono::Datelike as _;
use congdoan_model::{Period, access::Action, org::UnitKind};
use congdoan_service::{Error, access::OwnMandate, figures::Ask};

use super::{EndedPage, FigureCard, RecentRecord, TodayPage};
use crate::{
    app::App,
    format,
    handlers::{
        figures::answer::cell,
        org::answer::home,
        programmes::{answer::target_row, tasks},
        registers::{RegisterButton, answer::may_record, story::title},
    },
    page::{Link, Page},
    refusal::Refusal,
    routes::{Audience, Route, route},
    shell::{Flash, FlashKind},
    visit::Visitor,
};

/// Indicators shown first where they have a value; packs without them show what their registers count.
const KEY_FIGURES: [&str; 6] = [
    "training.classes",
    "training.attendances",
    "tet.beneficiaries",
    "tet.spend",
    "workers_month.spend",
    "members.total",
];
const RECENT: i64 = 8;

/// The routes of this domain.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![route("GET", "/", Audience::Person, get(today))]
}

/// `GET /`.
///
/// # Errors
/// When the database does not answer.
pub async fn today(State(app): State<App>, visitor: Visitor) -> Result<Response, Refusal> {
    if visitor.caller().rights().is_empty() {
        return Ok(Page(ended(&app, &visitor).await?).into_response());
    }
    Ok(Page(page(&app, &visitor).await?).into_response())
}

/// What somebody is told whose last mandate is over, or whose first has not begun.
async fn ended(app: &App, visitor: &Visitor) -> Result<EndedPage, Refusal> {
    let (pack, shell, today) = (app.service.pack(), visitor.shell(app).await, visitor.caller().now.day());
    let held = match app.service.own_mandates(visitor.caller()).await {
        // Who sees as somebody else is nobody here.
        Err(Error::NotFound(_)) => Vec::new(),
        found => found?,
    };
    let said = |one: &OwnMandate| {
        let role = pack.role(&one.role).map_or(one.role.as_str(), |role| role.name.get(shell.words.language));
        let over = one.over_on().filter(|over| *over <= today);
        let last = over.map_or(one.valid_from, |over| over.pred_opt().unwrap_or(over));
        let (from, day) = (format::date(one.valid_from), format::date(last));
        let told = [("role", role), ("unit", one.unit.as_str()), ("from", from.as_str()), ("day", day.as_str())];
        if over.is_some() {
            shell.words.t_with("mandate-was", &told)
        } else {
            shell.words.t_with("mandate-will-be", &told)
        }
    };
    Ok(EndedPage { mandates: held.iter().map(said).collect(), shell })
}

async fn page(app: &App, visitor: &Visitor) -> Result<TodayPage, Refusal> {
    let (pack, home) = (app.service.pack(), home(app, visitor).await?);
    let (caller, mut shell) = (visitor.caller(), visitor.shell(app).await);
    let alerts = app.service.unseen_alerts(caller).await?;
    if alerts > 0 {
        let message = shell.words.count("alerts-waiting", alerts);
        shell.flash = Some(Flash { kind: FlashKind::Warning, message });
    }
    let language = shell.words.language;
    let year = caller.now.day().year();
    let period = Period::year(year);
    let mut cards = Vec::new();
    for id in KEY_FIGURES {
        let Some(indicator) = pack.indicator(id) else { continue };
        let answer = app.service.figure(caller, &Ask::new(home.code.as_str(), id, period)).await?;
        let href = format!("/figures/open?unit={}&indicator={id}&period={period}", home.code);
        cards.push(FigureCard {
            label: indicator.name.get(language).to_owned(),
            unit_of_measure: indicator.unit_of_measure.clone(),
            figure: cell(&answer, Some(href)),
        });
    }
    let records = app.service.latest_records(caller, home.id, RECENT).await.unwrap_or_default();
    let recent = records.iter().map(|kept| {
        let record = &kept.record;
        let register = pack.register(&record.register);
        let name = register.map_or("", |register| register.name.get(language)).to_owned();
        let title = register.and_then(|register| title(&shell.words, register, kept)).unwrap_or_else(|| name.clone());
        RecentRecord {
            record: Link::new(format!("/registers/{}/records/{}", record.register, record.id), title),
            register: name,
            unit: kept.unit_name.clone(),
            date: format::date(record.occurred_on),
            state: record.state.word().to_owned(),
        }
    });
    // Members and administrators have no programmes to look after.
    let reads = caller.rights().iter().any(|right| right.own.contains(&Action::ProgrammeRead));
    let programmes =
        if reads { app.service.programmes(caller, home.code.as_str(), period).await?.1 } else { Vec::new() };
    let targets = programmes.into_iter().flat_map(|view| view.targets);
    // The grassroots chair records on a phone: the buttons are for what this very unit records.
    let own = |kinds: &[UnitKind]| kinds.contains(&home.kind);
    let buttons =
        pack.registers.iter().filter(|register| own(&register.levels) && may_record(visitor, &home, register));
    let waiting = if caller.owns(Action::RecordWrite, home.id) {
        app.service.behalf_waiting(caller, home.code.as_str()).await?.1.len()
    } else {
        0
    };
    let tasks = tasks::lists::today(app, visitor, &shell.words).await?;
    let papers = app.service.papers_waiting(caller).await?.len();
    Ok(TodayPage {
        tasks,
        papers: (papers > 0)
            .then(|| Link::new("/directives/dispatches/received", shell.count("papers-waiting", papers))),
        waiting: (waiting > 0)
            .then(|| Link::new(format!("/units/{}/on-behalf", home.code), shell.count("behalf-count", waiting))),
        date: format::date(caller.now.day()),
        unit: Link::new(format!("/figures?unit={}&period={year}", home.code), home.name.clone()),
        year,
        cards,
        registers: buttons
            .map(|register| RegisterButton { id: register.id.clone(), name: register.name.get(language).to_owned() })
            .collect(),
        records: recent.collect(),
        targets: targets
            .map(|progress| target_row(&shell.words, &pack, home.code.as_str(), &progress, caller.now.day()))
            .collect(),
        shell,
    })
}
