//! Papers sent down answered: what a unit received and sent, the form, the desk, a paper as its receiver sees it.
//!
//! Not here: what is done by forms (`deeds`).

use axum::{
    extract::{DefaultBodyLimit, Path, Query, State},
    routing::{get, post},
};
use congdoan_model::{
    DispatchId, Timestamp,
    directives::dispatch::{Notice, Progress, Request},
    org::UnitKind,
};
use congdoan_service::{
    directives::dispatch::{DeskView, Line, ReceiptView, progress_name, request_name},
    stored::dispatch::{Dispatch, DispatchEvent},
};
use serde::Deserialize;

use super::{
    AnswerShown, ChainRow, DeskPage, LineRow, PaperRow, ReceiptPage, ReceivedPage, SendPage, SentPage, SentRow,
    TypedSend, deeds,
};
use crate::{
    api::id,
    app::App,
    format,
    handlers::{
        directives::study::answer::choices, members::answer::unit_asked, org::answer::home, registers::answer::units,
    },
    labels,
    page::{Choice, FieldError, Link, Page},
    refusal::{Refusal, encode},
    routes::{Audience, Route, route},
    visit::Visitor,
    words::Words,
};

/// The largest answer with its file: 11 MB.
const LARGEST_ANSWER: usize = 11 * 1024 * 1024;
/// How many units below are offered one by one.
const OFFERED: usize = 500;

pub(super) fn routes() -> Vec<Route> {
    use Audience::Person;
    let most = || DefaultBodyLimit::max(LARGEST_ANSWER);
    vec![
        route("GET", "/directives/dispatches", Person, get(sent)),
        route("POST", "/directives/dispatches", Person, post(deeds::send)),
        route("GET", "/directives/dispatches/received", Person, get(received)),
        route("GET", "/directives/dispatches/new", Person, get(blank)),
        route("GET", "/directives/dispatches/{id}", Person, get(desk)),
        route("POST", "/directives/dispatches/{id}", Person, post(deeds::tend)),
        route("GET", "/directives/dispatches/{id}/{unit}", Person, get(receipt)),
        route("POST", "/directives/dispatches/{id}/{unit}", Person, post(deeds::answer).layer(most())),
        route("GET", "/directives/dispatches/{id}/{unit}/files/{sha256}", Person, get(deeds::file)),
    ]
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    unit: Option<String>,
    directive: Option<String>,
    passes_on: Option<String>,
    state: Option<String>,
}

/// What is told of a paper today, in words, and whether that is a warning.
pub(crate) fn told(words: &Words, notice: Option<Notice>) -> (String, bool) {
    match notice {
        None => (String::new(), false),
        Some(Notice::Soon(0)) => (words.t("dispatch-due-today"), false),
        Some(Notice::Soon(days)) => (words.count("dispatch-due-in", days), false),
        Some(Notice::Late { days, reminders }) => {
            let (late, times) = (words.count("dispatch-late-by", days), words.count("dispatch-reminders", reminders));
            (format!("{late} · {times}"), true)
        }
    }
}

const fn badge(progress: Progress) -> &'static str {
    match progress {
        Progress::Sent => "state-draft",
        Progress::Received | Progress::Acknowledged => "state-recorded",
        Progress::Done => "state-confirmed",
    }
}

fn progress_text(words: &Words, progress: Progress) -> String {
    progress_name(progress).get(words.language).to_owned()
}

fn request_text(words: &Words, request: &str) -> String {
    request.parse::<Request>().map(|one| request_name(one).get(words.language).to_owned()).unwrap_or_default()
}

fn day_text(day: Option<chrono::NaiveDate>) -> String {
    day.map(format::date).unwrap_or_default()
}

fn at(micros: i64) -> String {
    Timestamp::from_micros(micros).readable()
}

fn called(paper: &Dispatch) -> String {
    if paper.symbol.is_empty() { paper.title.clone() } else { paper.symbol.clone() }
}

/// States to filter by: the steps, and what is late.
fn states(words: &Words, shown: &str) -> Vec<Choice> {
    let steps = Progress::ALL.map(|step| Choice::new(step.word(), progress_text(words, step), shown));
    let all = std::iter::once(Choice::new("", words.t("all-states"), shown));
    all.chain(steps).chain([Choice::new("late", words.t("dispatch-late"), shown)]).collect()
}

fn fits(state: &str, line: &Line) -> bool {
    match state {
        "" => true,
        "late" => matches!(line.notice, Some(Notice::Late { .. })),
        step => line.progress.word() == step,
    }
}

/// `GET /directives/dispatches/received`.
///
/// # Errors
/// 404 when the caller may not read records of the unit.
pub async fn received(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<ReceivedPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let view = app.service.dispatches_received(visitor.caller(), &code).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let state = asked.state.unwrap_or_default();
    let own = home(&visitor)?;
    let waiting = view.papers.iter().filter(|(_, line)| line.progress != Progress::Done).count();
    let row = |(paper, line): &(Dispatch, Line)| {
        let (notice, late) = told(&words, line.notice);
        PaperRow {
            paper: Link::new(format!("/directives/dispatches/{}/{}", paper.id, encode(&code)), called(paper)),
            title: paper.title.clone(),
            sender: paper.unit_name.clone(),
            sent: at(paper.sent_at),
            request: request_text(&words, &paper.request),
            due: day_text(line.receipt.due_on),
            progress: progress_text(&words, line.progress),
            badge: badge(line.progress),
            notice,
            late,
        }
    };
    Ok(Page(ReceivedPage {
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name.clone()),
        units: units(&app, &visitor, &own, &code).await?,
        states: states(&words, &state),
        rows: view.papers.iter().filter(|(_, line)| fits(&state, line)).map(row).collect(),
        waiting: shell.count("dispatch-waiting", waiting),
        code,
        shell,
    }))
}

/// `GET /directives/dispatches`: what a unit sent.
///
/// # Errors
/// As [`received`].
pub async fn sent(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<SentPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let view = app.service.dispatches_sent(visitor.caller(), &code).await?;
    let shell = visitor.shell(&app);
    let words = shell.words;
    let own = home(&visitor)?;
    let row = |paper: &Dispatch| SentRow {
        paper: Link::new(format!("/directives/dispatches/{}", paper.id), called(paper)),
        title: paper.title.clone(),
        sent: at(paper.sent_at),
        request: request_text(&words, &paper.request),
        due: day_text(paper.due_on),
        counts: [paper.units, paper.done, paper.late].map(|count| format::integer(words.language, count)),
        late: paper.late > 0,
    };
    let late = view.late_below.iter().map(|below| {
        let href = format!("/directives/dispatches?unit={}", encode(&below.code));
        (Link::new(href, below.name.clone()), words.count("dispatch-late-answers", below.late))
    });
    Ok(Page(SentPage {
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name.clone()),
        units: units(&app, &visitor, &own, &code).await?,
        rows: view.papers.iter().map(row).collect(),
        late_below: late.collect(),
        may_write: view.may_write,
        code,
        shell,
    }))
}

/// `GET /directives/dispatches/new`.
///
/// # Errors
/// 404 or 403 by rights.
pub async fn blank(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<SendPage>, Refusal> {
    let code = unit_asked(&visitor, asked.unit.as_deref())?;
    let sent = Sent {
        directive: asked.directive.unwrap_or_default(),
        passes_on: asked.passes_on.unwrap_or_default(),
        typed: TypedSend { to: "direct".to_owned(), ..TypedSend::default() },
        ..Sent::default()
    };
    Ok(Page(form(&app, &visitor, &code, sent, Vec::new()).await?))
}

/// What a form of sending said.
#[derive(Default)]
pub(super) struct Sent {
    pub(super) directive: String,
    pub(super) passes_on: String,
    pub(super) request: Request,
    pub(super) typed: TypedSend,
    pub(super) units: Vec<String>,
}

/// The form of sending.
pub(super) async fn form(
    app: &App,
    visitor: &Visitor,
    code: &str,
    sent: Sent,
    errors: Vec<FieldError>,
) -> Result<SendPage, Refusal> {
    let view = app.service.dispatch_choices(visitor.caller(), code).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let requests =
        Request::ALL.map(|one| Choice::new(one.word(), request_name(one).get(words.language), sent.request.word()));
    let kinds = UnitKind::ALL.into_iter().filter(|kind| view.below.iter().any(|unit| unit.kind == kind.word()));
    let kinds: Vec<UnitKind> = kinds.collect();
    let shown = sent.typed.to.as_str();
    let mut to = vec![Choice::new("direct", words.t("dispatch-to-direct"), shown)];
    to.extend(kinds.into_iter().map(|kind| {
        let label = words.t1("dispatch-to-kind", "kind", &labels::unit_kind(&words, kind.word()));
        Choice::new(kind.word(), label, shown)
    }));
    to.push(Choice::new("chosen", words.t("dispatch-to-chosen"), shown));
    let below = view.below.iter().take(OFFERED).map(|unit| Choice {
        selected: sent.units.contains(&unit.code),
        value: unit.code.clone(),
        label: unit.name.clone(),
    });
    Ok(SendPage {
        unit: Link::new(format!("/units/{}", view.unit.code), view.unit.name.clone()),
        code: code.to_owned(),
        passes_on: sent.passes_on,
        directives: choices(&view.directives, &[sent.directive.as_str()]),
        requests: requests.to_vec(),
        to,
        below: below.collect(),
        below_cut: view.below.len() > OFFERED,
        typed: sent.typed,
        errors,
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

/// `GET /directives/dispatches/{id}`: the desk.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn desk(
    State(app): State<App>,
    visitor: Visitor,
    Path(dispatch): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<DeskPage>, Refusal> {
    let dispatch: DispatchId = id(&dispatch, "dispatch")?;
    Ok(Page(desk_page(&app, &visitor, dispatch, &asked.state.unwrap_or_default(), Vec::new()).await?))
}

pub(super) async fn desk_page(
    app: &App,
    visitor: &Visitor,
    id: DispatchId,
    state: &str,
    errors: Vec<FieldError>,
) -> Result<DeskPage, Refusal> {
    let view = app.service.dispatch(visitor.caller(), id).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let paper = &view.dispatch;
    let chain = view.passed_on.iter().map(|one| {
        let of = &one.dispatch;
        let counts = [("units", of.units), ("done", of.done), ("late", of.late)];
        let counts = counts.map(|(name, count)| (name, format::integer(words.language, count)));
        let counts: Vec<(&str, &str)> = counts.iter().map(|(name, count)| (*name, count.as_str())).collect();
        ChainRow {
            sender: Link::new(format!("/directives/dispatches/{}", of.id), of.unit_name.clone()),
            depth: one.depth,
            counts: words.t_with("dispatch-chain-counts", &counts),
            late: of.late > 0,
        }
    });
    Ok(DeskPage {
        directive: Link::new(format!("/directives/{}", paper.directive), called(paper)),
        title: paper.title.clone(),
        unit: Link::new(format!("/units/{}", paper.unit_code), paper.unit_name.clone()),
        code: paper.unit_code.clone(),
        trail: if view.trail.len() > 1 { view.trail.join(" → ") } else { String::new() },
        facts: facts(&words, paper, paper.due_on),
        sums: sums(&words, &view),
        states: states(&words, state),
        rows: view.lines.iter().filter(|line| fits(state, line)).map(|line| line_row(&words, paper, line)).collect(),
        chain: chain.collect(),
        may_write: view.may_write,
        errors,
        idempotency_key: app.service.ids().secret(),
        id: id.to_string(),
        shell,
    })
}

fn facts(words: &Words, paper: &Dispatch, due: Option<chrono::NaiveDate>) -> Vec<(String, String)> {
    let all = [
        (words.t("dispatch-request"), request_text(words, &paper.request)),
        (words.t("dispatch-due"), day_text(due)),
        (words.t("dispatch-note"), paper.note.clone()),
        (words.t("dispatch-sent"), format!("{} · {}", at(paper.sent_at), paper.sent_by)),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn sums(words: &Words, view: &DeskView) -> Vec<(String, String)> {
    let count = |fits: &dyn Fn(&Line) -> bool| {
        let count = view.lines.iter().filter(|line| fits(line)).count();
        format::integer(words.language, i64::try_from(count).unwrap_or(i64::MAX))
    };
    vec![
        (words.t("dispatch-units"), count(&|_| true)),
        (words.t("dispatch-opened"), count(&|line| line.progress > Progress::Sent)),
        (words.t("dispatch-done"), count(&|line| line.progress == Progress::Done)),
        (words.t("dispatch-late"), count(&|line| matches!(line.notice, Some(Notice::Late { .. })))),
    ]
}

fn line_row(words: &Words, paper: &Dispatch, line: &Line) -> LineRow {
    let (notice, late) = told(words, line.notice);
    let receipt = &line.receipt;
    let opened = receipt.first("opened").map(|event| format!("{} · {}", event.by, at(event.at))).unwrap_or_default();
    let answered = receipt.last("answered").or_else(|| receipt.last("acknowledged"));
    LineRow {
        code: receipt.code.clone(),
        unit: Link::new(format!("/directives/dispatches/{}/{}", paper.id, encode(&receipt.code)), receipt.name.clone()),
        progress: progress_text(words, line.progress),
        badge: badge(line.progress),
        opened,
        answer: answered.map(|event| answer_of(paper, &receipt.code, event)).unwrap_or_default(),
        due: day_text(receipt.due_on),
        notice,
        late,
        tended: receipt.events.iter().filter_map(|event| tended(words, event)).collect(),
        passed_on: if receipt.passed_on > 0 {
            words.count("dispatch-passed-on", receipt.passed_on)
        } else {
            String::new()
        },
        done: line.progress == Progress::Done,
    }
}

fn tended(words: &Words, event: &DispatchEvent) -> Option<String> {
    let (at, day) = (at(event.at), day_text(event.due_on));
    let told = [("at", at.as_str()), ("by", event.by.as_str()), ("words", event.words.as_str()), ("day", day.as_str())];
    match event.event.as_str() {
        "reminded" => Some(words.t_with("dispatch-reminded", &told)),
        "extended" => Some(words.t_with("dispatch-extended", &told)),
        _ => None,
    }
}

fn answer_of(paper: &Dispatch, unit: &str, event: &DispatchEvent) -> AnswerShown {
    let programme = event
        .programme_id
        .map(|id| Link::new(format!("/programmes/{id}"), event.programme_title.clone().unwrap_or_default()));
    let href = || format!("/directives/dispatches/{}/{}/files/{}", paper.id, encode(unit), event.sha256);
    AnswerShown {
        words: event.words.clone(),
        programme,
        file: (!event.sha256.is_empty()).then(|| Link::new(href(), event.file_name.clone())),
        by: format!("{} · {}", event.by, at(event.at)),
    }
}

/// `GET /directives/dispatches/{id}/{unit}`: a paper as the unit sees it; looked at for the first time by somebody of the
/// unit, it counts as received.
///
/// # Errors
/// 404 when there is none for the caller.
pub async fn receipt(
    State(app): State<App>,
    visitor: Visitor,
    Path((dispatch, unit)): Path<(String, String)>,
) -> Result<Page<ReceiptPage>, Refusal> {
    let dispatch: DispatchId = id(&dispatch, "dispatch")?;
    Ok(Page(receipt_page(&app, &visitor, (dispatch, &unit), (String::new(), Vec::new())).await?))
}

pub(super) async fn receipt_page(
    app: &App,
    visitor: &Visitor,
    (id, unit): (DispatchId, &str),
    (typed, errors): (String, Vec<FieldError>),
) -> Result<ReceiptPage, Refusal> {
    let view = app.service.receive(visitor.caller(), id, unit).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let ReceiptView { dispatch: paper, unit, line, .. } = &view;
    let code = unit.code.to_string();
    let mut all = vec![(words.t("dispatch-came-from"), view.trail.join(" → "))];
    all.extend(facts(&words, paper, line.receipt.due_on));
    let answers = line.receipt.events.iter().rev().filter(|event| event.event == "answered");
    let asks = line.receipt.request;
    let passed = view.passed_on.iter().map(|one| {
        let link = Link::new(format!("/directives/dispatches/{}", one.id), at(one.sent_at));
        (link, words.count("dispatch-passed-on", one.units))
    });
    let pass_on = format!(
        "/directives/dispatches/new?unit={}&directive={}&passes_on={}",
        encode(&code),
        paper.directive,
        paper.id
    );
    Ok(ReceiptPage {
        directive: Link::new(format!("/directives/{}", paper.directive), called(paper)),
        title: paper.title.clone(),
        unit: Link::new(format!("/units/{code}"), unit.name.clone()),
        line: line_row(&words, paper, line),
        facts: all,
        asks_programme: asks == Request::Programme,
        asks_answer: asks != Request::Read,
        acknowledged: line.receipt.first("acknowledged").is_some() || line.progress == Progress::Done,
        programmes: view.programmes.iter().map(|one| Choice::new(one.id.to_string(), one.title.clone(), "")).collect(),
        answers: answers.map(|event| answer_of(paper, &code, event)).collect(),
        passed_on: passed.collect(),
        pass_on_href: if view.may_write && view.has_below { pass_on } else { String::new() },
        may_write: view.may_write,
        typed,
        errors,
        idempotency_key: app.service.ids().secret(),
        id: id.to_string(),
        code,
        shell,
    })
}
