//! How a report stands, on its page: state, story, differences, adjustments; and what its buttons do.
//!
//! Not here: the rules (`service::reports`).

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use congdoan_model::{
    audit::integrity::Weight,
    figures::{OverTime, Source, Value},
    reports::{LineChange, ReportDeed, ReportState, Timeliness},
};
use congdoan_service::{
    Error,
    pack::{Pack, Problem},
    reports::{Report, ReportAsk, ReportAsked, Standing},
};

use super::{
    answer::{Asked, href, report_page},
    outages,
};
use crate::{
    api::id,
    app::App,
    form::PageForm,
    format,
    handlers::{
        figures::{FigureCell, Measure, cells},
        members::deeds::{once, problems},
        org::reorganisations::answer::moment,
    },
    page::{Link, Page},
    refusal::{Refusal, encode},
    visit::{Visitor, see},
    words::Words,
};

/// What the page says of how a report stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StandingShown {
    /// Code of the unit.
    pub unit: String,
    /// Id of the form.
    pub form: String,
    /// The period.
    pub period: String,
    /// The unit it goes to.
    pub receiver: Link,
    /// Code of that unit.
    pub receiver_code: String,
    /// Other units it goes to, each leading to the same report for it.
    pub others: Vec<Link>,
    /// Word of the state.
    pub state: &'static str,
    /// The state, as the interface writes it.
    pub state_name: String,
    /// Whether it is in time, in words.
    pub timeliness: String,
    /// Whether it is late.
    pub late: bool,
    /// The last day it is in time.
    pub last_day: String,
    /// Why the last day moved.
    pub outages: Vec<String>,
    /// When, by whom and in what words it was reminded of last; empty for never, and once it is sent.
    pub reminded: String,
    /// When and by whom the period was closed; empty while it is open.
    pub sealed: String,
    /// The version the page shows.
    pub version: String,
    /// So that a form sent twice does it once.
    pub idempotency_key: String,
    /// What does not fit: whether it is an error, and the words.
    pub checks: Vec<(bool, String)>,
    /// Buttons the reader has.
    pub deeds: Deeds,
    /// What happened, latest first.
    pub story: Vec<Told>,
    /// Files that came with it.
    pub papers: Vec<Link>,
    /// What the last sending changed.
    pub resent: Vec<Change>,
    /// What the figures are now, where they differ from what was sent.
    pub since: Vec<Change>,
    /// What came after it was approved or closed.
    pub adjustments: Vec<Adjusted>,
    /// Whether there are more than are shown.
    pub more_adjustments: bool,
}

/// Buttons of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deeds {
    /// Fill lines and send.
    pub send: bool,
    /// Adjust lines of what was approved.
    pub adjust: bool,
    /// Take back.
    pub recall: bool,
    /// Approve or return.
    pub decide: bool,
    /// Excuse, remind.
    pub chase: bool,
    /// Say something.
    pub comment: bool,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// What.
    pub what: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// What was said.
    pub words: String,
    /// Reasons by line.
    pub faults: Vec<(String, String)>,
}

/// A line that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Its number.
    pub number: String,
    /// What it asks.
    pub name: String,
    /// What it was.
    pub before: FigureCell,
    /// What it is.
    pub after: FigureCell,
    /// By how much, with its sign; empty where that has no meaning.
    pub by: String,
}

/// A base row that came later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjusted {
    /// What it changes.
    pub name: String,
    /// The unit.
    pub unit: Link,
    /// By how much, with its sign.
    pub by: String,
    /// Why: the record, or the reason given.
    pub reason: Link,
    /// Who and when.
    pub who: String,
}

impl StandingShown {
    /// What the page says.
    #[must_use]
    pub fn of(words: &Words, report: &Report, standing: &Standing, app: &App) -> Self {
        let (unit, form, period) = (report.unit.code.to_string(), report.form.id.clone(), report.period.to_string());
        let question = format!("unit={}&form={}&period={}", encode(&unit), encode(&form), encode(&period));
        let receiver = &standing.receiver;
        let others = standing.receivers.iter().filter(|other| other.id != receiver.id);
        let other = |other: &congdoan_model::org::Unit| {
            Link::new(format!("/reports?{question}&receiver={}", encode(other.code.as_str())), other.name.clone())
        };
        let state = standing.state;
        let late = matches!(standing.timeliness, Some(Timeliness::Late(_) | Timeliness::Overdue(_)));
        let kept = standing.kept.as_ref();
        let paper = |paper: &congdoan_service::reports::ReportPaper| {
            let report = kept.map(|kept| kept.id.to_string()).unwrap_or_default();
            Link::new(format!("/reports/files/{report}/{}", paper.sha256), paper.file_name.clone())
        };
        Self {
            receiver: Link::new(format!("/units/{}", encode(receiver.code.as_str())), receiver.name.clone()),
            receiver_code: receiver.code.to_string(),
            others: others.map(other).collect(),
            state: state.word(),
            // What nobody awaits is not owed before somebody began it.
            state_name: match kept {
                None if !report.form.awaits(report.period) => words.t("report-state-open"),
                _ => state_name(words, state),
            },
            timeliness: standing
                .timeliness
                .filter(|_| state != ReportState::Excused)
                .map(|one| timely(words, one))
                .unwrap_or_default(),
            late,
            last_day: standing.last_day.map(format::date).unwrap_or_default(),
            outages: standing.outages.iter().map(|outage| outages::said(words, outage)).collect(),
            reminded: standing
                .story
                .iter()
                .rfind(|event| state.is_owed() && event.deed == ReportDeed::Remind.word())
                .map(|event| reminded((event.at, &event.who, &event.words)))
                .unwrap_or_default(),
            sealed: standing.seal.as_ref().map_or_else(String::new, |seal| {
                words.t_with("report-sealed-said", &[("day", &format::date(seal.at.day())), ("who", &seal.who)])
            }),
            version: kept.map_or(0, |kept| kept.version).to_string(),
            idempotency_key: app.service.ids().secret(),
            checks: standing
                .checks
                .iter()
                .map(|one| (one.weight == Weight::Error, one.words.get(words.language).to_owned()))
                .collect(),
            deeds: Deeds {
                send: standing.may.send && state.takes_lines(),
                adjust: standing.may.send && state == ReportState::Approved,
                recall: standing.may.send && state == ReportState::Sent,
                decide: standing.may.decide && state == ReportState::Sent,
                chase: standing.may.decide && state.is_owed() && standing.last_day.is_some(),
                comment: standing.may.comment,
            },
            story: story(words, &standing.story),
            papers: standing.papers.iter().map(paper).collect(),
            resent: changes(words, report, &standing.resent),
            since: changes(words, report, &standing.since),
            adjustments: adjustments(words, report, standing, &app.service.pack()),
            more_adjustments: standing.more_adjustments,
            unit,
            form,
            period,
        }
    }

    /// Why a line was given back the last time, while the report is given back.
    #[must_use]
    pub fn fault(&self, number: &str) -> String {
        if self.state != ReportState::Returned.word() {
            return String::new();
        }
        let last = self.story.iter().find(|told| !told.faults.is_empty());
        let of = last.and_then(|told| told.faults.iter().find(|(line, _)| line == number));
        of.map(|(_, words)| words.clone()).unwrap_or_default()
    }
}

/// A state as the interface writes it.
pub(crate) fn state_name(words: &Words, state: ReportState) -> String {
    match state {
        ReportState::Expected => words.t("report-state-expected"),
        ReportState::Draft => words.t("report-state-draft"),
        ReportState::Sent => words.t("report-state-sent"),
        ReportState::Returned => words.t("report-state-returned"),
        ReportState::Approved => words.t("report-state-approved"),
        ReportState::Excused => words.t("report-state-excused"),
    }
}

/// Whether a report is in time, in words.
pub(crate) fn timely(words: &Words, timeliness: Timeliness) -> String {
    match timeliness {
        Timeliness::InTime => words.t("report-in-time"),
        Timeliness::Late(days) => words.count("report-late", days),
        Timeliness::Open(days) => words.count("report-days-left", days),
        Timeliness::Overdue(days) => words.count("report-overdue", days),
    }
}

/// When, by whom and in what words a report was reminded of.
pub(crate) fn reminded((at, who, words): (i64, &str, &str)) -> String {
    let said = format!("{}, {who}", moment(at));
    if words.is_empty() { said } else { format!("{said}: {words}") }
}

/// What happened, latest first. What is typed after the approval is an adjustment.
fn story(words: &Words, events: &[congdoan_service::reports::ReportEvent]) -> Vec<Told> {
    let approved = events.iter().position(|event| event.deed == ReportDeed::Approve.word());
    let is_later = |place: usize| approved.is_some_and(|approved| place > approved);
    events.iter().enumerate().rev().map(|(place, event)| told(words, event, is_later(place))).collect()
}

fn told(words: &Words, event: &congdoan_service::reports::ReportEvent, is_approved: bool) -> Told {
    let what = match event.deed.parse() {
        Ok(ReportDeed::Fill) if is_approved => words.t("report-did-adjust"),
        Ok(ReportDeed::Fill) => words.t("report-did-fill"),
        Ok(ReportDeed::Send) => words.t("report-did-send"),
        Ok(ReportDeed::Recall) => words.t("report-did-recall"),
        Ok(ReportDeed::Return) => words.t("report-did-return"),
        Ok(ReportDeed::Approve) => words.t("report-did-approve"),
        Ok(ReportDeed::Excuse) => words.t("report-did-excuse"),
        Ok(ReportDeed::Remind) => words.t("report-did-remind"),
        Ok(ReportDeed::Comment) => words.t("report-did-comment"),
        Err(_) => event.deed.clone(),
    };
    let sending = event.sending > 1 && event.deed == ReportDeed::Send.word();
    let times = words.t_with("report-sending", &[("number", &event.sending.to_string())]);
    Told {
        what: if sending { format!("{what} · {times}") } else { what },
        by: event.who.clone(),
        at: moment(event.at),
        words: event.words.clone(),
        faults: event.faults.clone(),
    }
}

fn signed(words: &Words, value: i64) -> String {
    let number = format::integer(words.language, value);
    if value > 0 { format!("+{number}") } else { number }
}

fn changes(words: &Words, report: &Report, changed: &[LineChange]) -> Vec<Change> {
    let change = |one: &LineChange| {
        let line = report.lines().find(|line| line.line.number == one.number);
        let measure = line.map_or(Measure::Count, |line| cells::measure(&line.unit_of_measure));
        let cell = |value: Option<Value>| cells::known(value, measure, None);
        Change {
            number: one.number.clone(),
            name: line.map(|line| line.name.get(words.language).to_owned()).unwrap_or_default(),
            before: cell(one.before),
            after: cell(one.after),
            by: one.by().map(|by| signed(words, by)).unwrap_or_default(),
        }
    };
    changed.iter().map(change).collect()
}

fn adjustments(words: &Words, report: &Report, standing: &Standing, pack: &Pack) -> Vec<Adjusted> {
    let adjusted = |one: &congdoan_service::reports::Adjustment| {
        let adds = |time| time == OverTime::Sum || time == OverTime::Standing && one.record.is_some();
        let flows = pack.indicator(&one.indicator).is_none_or(|indicator| adds(indicator.time));
        let instead = || format!("= {}", format::integer(words.language, one.value));
        let line = report.lines().find(|line| line.line.indicator == one.indicator);
        let reason = match (one.record, one.source) {
            (Some(record), _) => Link::new(format!("/records/{record}"), words.t("report-adjusted-record")),
            (None, Source::Declared) => Link::new("", words.t("report-adjusted-declared")),
            (None, _) => Link::new("", one.reason.clone()),
        };
        Adjusted {
            name: line.map(|line| line.name.get(words.language).to_owned()).unwrap_or_default(),
            unit: Link::new(format!("/units/{}", encode(&one.unit_code)), one.unit_name.clone()),
            by: if flows { signed(words, one.value) } else { instead() },
            reason,
            who: format!("{}, {}", one.who, moment(one.at)),
        }
    };
    standing.adjustments.iter().map(adjusted).collect()
}

/// The question of a form about a report.
pub(super) fn asked(sent: &PageForm) -> Asked {
    let text = |name: &str| Some(sent.get(name).to_owned()).filter(|text| !text.is_empty());
    Asked { receiver: text("receiver"), ..Asked::about(text("unit"), text("form"), text("period")) }
}

/// `POST /reports/deeds`: what the button of the form says.
///
/// # Errors
/// 404 or 403 by rights; what the rules refuse comes back with 422.
pub(super) async fn deed(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    match done(&app, &visitor, &sent).await {
        Ok(()) => Ok(see(&href(&asked(&sent)))),
        Err(error) => {
            let errors = problems(&visitor, error)?;
            let page = report_page(&app, &visitor, &asked(&sent), errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
        }
    }
}

async fn done(app: &App, visitor: &Visitor, sent: &PageForm) -> Result<(), Error> {
    let deed: ReportDeed = sent.get("deed").parse().map_err(|_| Error::NotFound("page"))?;
    let receiver = Some(sent.get("receiver")).filter(|code| !code.is_empty());
    let ask =
        ReportAsk { unit: sent.get("unit"), form: sent.get("form"), period: sent.get("period").parse()?, receiver };
    let faults = faults(sent.get("faults"))?;
    let files: Vec<(String, Vec<u8>)> =
        sent.files.iter().map(|(_, name, content)| (name.clone(), content.clone())).collect();
    let does = ReportAsked {
        version: sent.get("version").parse().ok(),
        words: sent.get("words"),
        faults: &faults,
        files: &files,
        ..ReportAsked::new(deed)
    };
    app.service.do_report(visitor.caller(), &ask, does, once(sent)).await
}

/// Reasons by line as typed: on each line the number of the line and then the words.
fn faults(text: &str) -> Result<Vec<(String, String)>, Error> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let fault = |line: &str| {
        let (number, words) = line.split_once([' ', ':', '\t'])?;
        let words = words.trim_start_matches([':', ' ']).trim();
        (!words.is_empty()).then(|| (number.trim_end_matches([':', '.']).to_owned(), words.to_owned()))
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for line in lines {
        let (number, words) = fault(line).ok_or_else(|| {
            let message = congdoan_service::words(
                &format!("Mỗi dòng: số dòng của biểu rồi lý do, như \"A01 cao gấp bốn kỳ trước\"; không rõ: {line}"),
                &format!("On each line: the number of the line, then the reason; not clear: {line}"),
            );
            Error::Invalid(vec![Problem { field: Some("faults".to_owned()), message }])
        })?;
        match found.iter_mut().find(|(known, _)| *known == number) {
            Some((_, said)) => *said = format!("{said}; {words}"),
            None => found.push((number, words)),
        }
    }
    Ok(found)
}

/// `GET /reports/files/{id}/{sha256}`: a file that came with a report, always as a download.
///
/// # Errors
/// 404 when there is none for the caller.
pub(super) async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path((report, sha256)): Path<(String, String)>,
) -> Result<Response, Refusal> {
    let (name, content) = app.service.report_file(visitor.caller(), id(&report, "report")?, &sha256).await?;
    let disposition = format!("attachment; filename*=UTF-8''{}", encode(&name).replace('/', "%2F"));
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, content).into_response())
}
