//! The first page answered.
//!
//! Not here: what figures and targets mean (`rollup`, `service::programmes`).

use axum::{
    extract::State,
    response::{IntoResponse as _, Response},
    routing::get,
};
use chrono::Datelike as _;
use congdoan_model::{Period, access::Action, org::Unit, reports::Timeliness};
use congdoan_service::{
    Error,
    access::OwnMandate,
    figures::Ask,
    pack::{Pack, Register},
};

use super::{EndedPage, FigureCard, OwedReport, RecentRecord, TodayPage};
use crate::{
    app::App,
    format,
    handlers::{
        figures::answer::cell,
        org::answer::home,
        programmes::{answer::target_row, tasks},
        registers::{RegisterButton, answer::may_record, story::title},
        reports::standing::{reminded, state_name, timely},
    },
    page::{Link, Page},
    period,
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    shell::{Flash, FlashKind},
    visit::Visitor,
    words::Words,
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
/// Registers that stand on the first page; the others are a tap away.
const BUTTONS: usize = 8;

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
    let (pack, shell, today) = (app.service.pack(), visitor.shell(app), visitor.caller().now.day());
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
    let (pack, home) = (app.service.pack(), home(visitor)?);
    let (caller, mut shell) = (visitor.caller(), visitor.shell(app));
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
    let lately: Vec<&str> = records.iter().map(|kept| kept.record.register.as_str()).collect();
    let mut registers = buttons(visitor, &home, &pack, &lately);
    let more_registers = registers.split_off(registers.len().min(BUTTONS));
    let waiting = if caller.owns(Action::RecordWrite, home.id) {
        app.service.behalf_waiting(caller, home.code.as_str()).await?.1.len()
    } else {
        0
    };
    let tasks = tasks::lists::today(app, visitor, &shell.words).await?;
    let papers = app.service.papers_waiting(caller).await?.len();
    let reports = reports_owed(app, visitor, home.code.as_str(), &shell.words).await?;
    Ok(TodayPage {
        reports,
        reports_waiting: reports_waiting(app, visitor, home.code.as_str(), &shell.words).await,
        deadlines: deadlines_pressing(app, visitor, home.code.as_str(), &shell.words).await?,
        tasks,
        papers: (papers > 0)
            .then(|| Link::new("/directives/dispatches/received", shell.count("papers-waiting", papers))),
        waiting: (waiting > 0)
            .then(|| Link::new(format!("/units/{}/on-behalf", home.code), shell.count("behalf-count", waiting))),
        date: format::date(caller.now.day()),
        unit: Link::new(format!("/figures?unit={}&period={year}", home.code), home.name.clone()),
        year,
        cards,
        registers,
        more_registers,
        records: recent.collect(),
        targets: targets
            .map(|progress| target_row(&shell.words, &pack, home.code.as_str(), &progress, caller.now.day()))
            .collect(),
        shell,
    })
}

/// What the unit owes, with where to fill it.
async fn reports_owed(app: &App, visitor: &Visitor, unit: &str, words: &Words) -> Result<Vec<OwedReport>, Refusal> {
    let owed = app.service.reports_owed(visitor.caller(), unit).await?;
    let shown = |one: &congdoan_service::reports::Owed| {
        let period = one.period.to_string();
        let href = format!("/reports?unit={}&form={}&period={}", encode(unit), encode(&one.form.id), encode(&period));
        let text = format!("{} · {}", one.form.symbol, period::label(words, &period));
        OwedReport {
            report: Link::new(href, text),
            standing: format!("{} · {}", state_name(words, one.state), timely(words, one.timeliness)),
            late: matches!(one.timeliness, Timeliness::Overdue(_)),
            reminded: one
                .reminded
                .as_ref()
                .map(|last| words.t1("report-reminded", "said", &reminded((last.at, &last.who, &last.words))))
                .unwrap_or_default(),
        }
    };
    Ok(owed.iter().map(shown).collect())
}

/// How many deadlines of records below the unit are late, or near where none is.
async fn deadlines_pressing(app: &App, visitor: &Visitor, unit: &str, words: &Words) -> Result<Option<Link>, Refusal> {
    let Some((late, near)) = app.service.deadlines_pressing(visitor.caller(), unit).await? else { return Ok(None) };
    let link =
        |show: &str, text: String| Some(Link::new(format!("/deadlines?unit={}&show={show}", encode(unit)), text));
    Ok(match (late, near) {
        (0, 0) => None,
        (0, near) => link("near", words.count("deadlines-near", near)),
        (late, _) => link("late", words.count("deadlines-late", late)),
    })
}

/// How many reports wait for a decision of the unit; who sees totals alone decides on nothing.
async fn reports_waiting(app: &App, visitor: &Visitor, unit: &str, words: &Words) -> Option<Link> {
    let waiting = app.service.reports_to_decide(visitor.caller(), unit).await.map_or(0, |waiting| waiting.len());
    let count = i64::try_from(waiting).unwrap_or(i64::MAX);
    let href = format!("/reports/awaited?unit={}", encode(unit));
    (waiting > 0).then(|| Link::new(href, words.count("reports-to-decide", count)))
}

/// What this very unit records, for a chair on a phone: what was written lately first, then as the pack orders them.
fn buttons(visitor: &Visitor, home: &Unit, pack: &Pack, used: &[&str]) -> Vec<RegisterButton> {
    let own = pack.registers.iter().filter(|one| one.levels.contains(&home.kind) && may_record(visitor, home, one));
    let lately = |id: &str| used.iter().position(|one| *one == id).unwrap_or(usize::MAX);
    let mut own: Vec<&Register> = own.collect();
    own.sort_by_key(|register| lately(&register.id));
    let button = |register: &Register| RegisterButton {
        id: register.id.clone(),
        name: register.name.get(visitor.language).to_owned(),
    };
    own.into_iter().map(button).collect()
}
