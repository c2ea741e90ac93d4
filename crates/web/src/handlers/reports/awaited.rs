//! What a unit waits for: reports of the units directly below, late ones chased in one click, outages declared.
//!
//! Not here: who is expected (`service::reports::awaited`).

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{
    Period,
    org::Unit,
    reports::{Outage, ReportState, Timeliness},
};
use congdoan_service::{
    Error,
    pack::{Form, Problem},
    reports::{Awaited, AwaitedReports, KeptReport},
};

use super::{
    answer::{Asked, periods},
    events::{self, ReceivedEvent},
    outages::OutageRow,
    standing::{state_name, timely},
};
use crate::{
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::answer::unit_or_home,
        members::deeds::{once, problems},
        org::reorganisations::answer::moment,
        registers::answer::day,
    },
    page::{Choice, FieldError, Link, Page},
    period,
    refusal::{Refusal, encode},
    shell::Shell,
    visit::{Visitor, see},
    words::Words,
};

/// What a unit waits for.
#[derive(Template)]
#[template(path = "reports/awaited.html", blocks = ["content"])]
pub struct AwaitedPage {
    /// The frame.
    pub shell: Shell,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// The forms units below fill.
    pub forms: Vec<Choice>,
    /// The periods those forms come back for.
    pub periods: Vec<Choice>,
    /// The period.
    pub period: String,
    /// The form asked for; empty for all.
    pub form: String,
    /// How many came of those expected, in words.
    pub turnout: Vec<String>,
    /// The share that came, in hundredths of a percent, for a bar.
    pub rate: Option<usize>,
    /// Every report.
    pub rows: Vec<AwaitedRow>,
    /// Reports that wait for a decision, of other forms and periods than those shown: the form, the period, leading to the report.
    pub waiting: Vec<(String, Link)>,
    /// Reports about events that came, whatever period is looked at.
    pub events: Vec<ReceivedEvent>,
    /// How many are owed.
    pub owed: usize,
    /// Units an outage can be declared for.
    pub units: Vec<Choice>,
    /// Outages declared for units directly below.
    pub outages: Vec<OutageRow>,
    /// Whether the reader may chase.
    pub may_chase: bool,
    /// So that a form sent twice does it once.
    pub idempotency_key: String,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A report that is awaited.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwaitedRow {
    /// Code of the unit.
    pub code: String,
    /// The unit, leading to its report.
    pub unit: Link,
    /// What the form bears in its corner.
    pub form: String,
    /// Word of the state.
    pub state: &'static str,
    /// The state, as the interface writes it.
    pub state_name: String,
    /// Whether it is owed.
    pub owed: bool,
    /// The last day.
    pub last_day: String,
    /// Whether it is in time, in words.
    pub timeliness: String,
    /// Whether it is late.
    pub late: bool,
    /// When it was sent last; empty for never.
    pub sent: String,
    /// When it was reminded of last; empty for never.
    pub reminded: String,
}

fn row(words: &Words, one: &Awaited, question: &str) -> AwaitedRow {
    let code = one.unit.code.to_string();
    let href = format!("/reports?unit={}&form={}&{question}", encode(&code), encode(&one.form.id));
    let at = |at: Option<i64>| at.map(moment).unwrap_or_default();
    AwaitedRow {
        unit: Link::new(href, one.unit.name.clone()),
        form: one.form.symbol.clone(),
        state: one.state.word(),
        state_name: state_name(words, one.state),
        owed: one.is_owed(),
        last_day: one.last_day.map(format::date).unwrap_or_default(),
        timeliness: one
            .timeliness
            .filter(|_| one.state != ReportState::Excused)
            .map(|timeliness| timely(words, timeliness))
            .unwrap_or_default(),
        late: matches!(one.timeliness, Some(Timeliness::Late(_) | Timeliness::Overdue(_))),
        sent: at(one.kept.as_ref().and_then(|kept| kept.last_sent_at)),
        reminded: at(one.reminded_at),
        code,
    }
}

/// `GET /reports/awaited`.
///
/// # Errors
/// 404 when the caller may not open the unit's figures.
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<AwaitedPage>, Refusal> {
    Ok(Page(page(&app, &visitor, &asked, Vec::new()).await?))
}

async fn page(app: &App, visitor: &Visitor, asked: &Asked, errors: Vec<FieldError>) -> Result<AwaitedPage, Refusal> {
    let code = unit_or_home(visitor, asked.unit.as_ref())?;
    let today = visitor.caller().now.day();
    let forms: Vec<Form> = app.service.forms_awaited(visitor.caller(), &code).await?;
    let form = asked.form.clone().filter(|id| forms.iter().any(|form| form.id == *id)).unwrap_or_default();
    let of: Vec<&Form> = forms.iter().filter(|one| form.is_empty() || one.id == form).collect();
    let once = of.iter().filter_map(|form| form.once).map(|once| once.period);
    let awaited =
        of.iter().flat_map(|form| periods(form, today).into_iter().filter(move |period| form.awaits(*period)));
    let mut all: Vec<Period> = awaited.chain(once).collect();
    all.sort_by_key(|period| (period.to(), period.from()));
    all.dedup_by_key(|period| (period.from(), period.to()));
    all.reverse();
    let period: Period = match asked.period.as_deref().filter(|text| !text.is_empty()) {
        Some(text) => text.parse()?,
        // The half-year and yearly forms are what a federation chases; a month's is asked for by its own name.
        None if of.len() == 1 && of.iter().all(|form| form.once.is_some()) => {
            all.first().copied().ok_or(Error::NotFound("form"))?
        }
        None => {
            let over = all.iter().filter(|period| period.to() < today);
            let long = |period: &&Period| (period.to() - period.from()).num_days() > 100;
            over.clone().find(long).or_else(|| over.clone().next()).copied().ok_or(Error::NotFound("form"))?
        }
    };
    let which = (period, Some(form.as_str()).filter(|form| !form.is_empty()));
    let awaited = app.service.reports_awaited(visitor.caller(), &code, which).await?;
    let may_chase = app.service.may_chase(visitor.caller(), &awaited).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let question = format!("period={}&receiver={}", encode(&period.to_string()), encode(&code));
    let turnout = awaited.turnout;
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut said = vec![words.t_with(
        "reports-turnout",
        &[
            ("sent", &format::integer(words.language, number(turnout.sent))),
            ("expected", &format::integer(words.language, number(turnout.expected))),
        ],
    )];
    said.push(words.count("reports-approved", number(turnout.approved)));
    said.push(words.count("reports-in-time", number(turnout.in_time)));
    if turnout.excused > 0 {
        said.push(words.count("reports-excused", number(turnout.excused)));
    }
    let mut units: Vec<Choice> = Vec::new();
    for one in &awaited.reports {
        if units.iter().all(|choice| choice.value != one.unit.code.as_str()) {
            units.push(Choice::new(one.unit.code.to_string(), one.unit.name.clone(), ""));
        }
    }
    let present = period.to_string();
    let label = |one: &Period| Choice::new(one.to_string(), period::label(&words, &one.to_string()), &present);
    let mut offered: Vec<Choice> = all.iter().map(label).collect();
    if offered.iter().all(|choice| !choice.selected) {
        offered.insert(0, Choice::new(present.clone(), period::label(&words, &present), &present));
    }
    Ok(AwaitedPage {
        unit_name: awaited.receiver.name.clone(),
        forms: forms.iter().map(|one| Choice::new(one.id.clone(), one.symbol.clone(), &form)).collect(),
        periods: offered,
        period: present,
        turnout: said,
        rate: turnout.rate(),
        rows: awaited.reports.iter().map(|one| row(&words, one, &question)).collect(),
        waiting: waiting_elsewhere(app, visitor, &awaited, &words).await?,
        events: events::received(app, visitor, awaited.receiver.code.as_str(), &words).await?,
        owed: awaited.reports.iter().filter(|one| one.is_owed()).count(),
        units,
        outages: awaited.outages.iter().map(|one| OutageRow::of(&words, one, today)).collect(),
        may_chase,
        idempotency_key: app.service.ids().secret(),
        unit: code,
        form,
        errors,
        shell,
    })
}

/// The reports that wait for a decision of a unit and are not on its page: those of other periods, and of the days of events.
async fn waiting_elsewhere(
    app: &App,
    visitor: &Visitor,
    shown: &AwaitedReports,
    words: &Words,
) -> Result<Vec<(String, Link)>, Refusal> {
    let (pack, receiver) = (app.service.pack(), encode(shown.receiver.code.as_str()));
    let here =
        |kept: &KeptReport| shown.reports.iter().any(|one| one.kept.as_ref().is_some_and(|known| known.id == kept.id));
    let waiting = app.service.reports_to_decide(visitor.caller(), shown.receiver.code.as_str()).await?;
    let line = |(unit, kept): &(Unit, KeptReport)| {
        let period = Period::range(kept.days.0, kept.days.1).ok()?.to_string();
        let (code, form) = (encode(unit.code.as_str()), encode(&kept.form));
        let href = format!("/reports?unit={code}&form={form}&period={}&receiver={receiver}", encode(&period));
        // A request has no form in the pack; its title is on the page the link leads to.
        let symbol = pack.form(&kept.form).map_or_else(|| words.t("requests"), |form| form.symbol.clone());
        let text = format!("{} · {}", unit.name, period::label(words, &period));
        Some((symbol, Link::new(href, text)))
    };
    Ok(waiting.iter().filter(|(_, kept)| !here(kept)).filter_map(line).collect())
}

fn asked(sent: &PageForm) -> Asked {
    let text = |name: &str| Some(sent.get(name).to_owned()).filter(|text| !text.is_empty());
    Asked::about(text("unit"), text("form"), text("period"))
}

fn address(sent: &PageForm) -> String {
    let part = |name: &str| encode(sent.get(name));
    format!("/reports/awaited?unit={}&form={}&period={}", part("unit"), part("form"), part("period"))
}

pub(super) async fn told(
    app: &App,
    visitor: &Visitor,
    sent: &PageForm,
    done: Result<(), Error>,
) -> Result<Response, Refusal> {
    let Err(error) = done else { return Ok(see(&address(sent))) };
    let errors = problems(visitor, error)?;
    let page = page(app, visitor, &asked(sent), errors).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// `POST /reports/chase`: reminds of every report that is owed, or of the chosen ones.
///
/// # Errors
/// 404 or 403 by rights.
pub(super) async fn chase(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let period: Period = sent.get("period").parse()?;
    let form = Some(sent.get("form")).filter(|form| !form.is_empty());
    let done = app
        .service
        .chase_reports(
            visitor.caller(),
            sent.get("unit"),
            (period, form),
            (sent.all("units"), sent.get("words")),
            once(&sent),
        )
        .await;
    told(&app, &visitor, &sent, done.map(|_| ())).await
}

/// `POST /reports/outages`: days on which a unit and all below could not report.
///
/// # Errors
/// 404 or 403 by rights; a form with problems comes back with 422.
pub(super) async fn outage(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let done = match (day(sent.get("from")), day(sent.get("to"))) {
        (Some(from), Some(to)) => app
            .service
            .declare_outage(visitor.caller(), sent.get("below"), (Outage { from, to }, sent.get("words")), once(&sent))
            .await
            .map(drop),
        _ => {
            let message = congdoan_service::words("Ngày viết 31/01/2022", "A day is written 31/01/2022");
            Err(Error::Invalid(vec![Problem { field: Some("from".to_owned()), message }]))
        }
    };
    told(&app, &visitor, &sent, done).await
}
