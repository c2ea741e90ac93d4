//! Reports of a unit about events: those begun or sent, and where a new one is begun.
//!
//! Not here: which days may be reported (`service::reports::event_days`), the report itself (`answer`).

use chrono::NaiveDate;
use congdoan_model::{Period, org::Unit};
use congdoan_service::{pack::Form, reports::EventReport};

use super::{answer::Asked, standing::state_name};
use crate::{
    app::App,
    format,
    handlers::{org::reorganisations::answer::moment, registers::answer::day},
    page::Link,
    period,
    refusal::{Refusal, encode},
    visit::Visitor,
    words::Words,
};

/// The reports of a unit about events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventsCard {
    /// Where a new one is begun, one link a form.
    pub begin: Vec<Link>,
    /// Those begun or sent, latest first.
    pub rows: Vec<EventRow>,
}

/// A report about an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventRow {
    /// The days, leading to the report.
    pub days: Link,
    /// What its form bears in its corner.
    pub form: String,
    /// Word of the state.
    pub state: &'static str,
    /// The state, as the interface writes it.
    pub state_name: String,
    /// The last day in time; empty where there is none.
    pub due_on: String,
}

/// A report about an event that was sent to a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceivedEvent {
    /// Who sent it, leading to the unit.
    pub unit: Link,
    /// The report.
    pub report: EventRow,
    /// When it was first sent.
    pub sent: String,
}

/// The reports about events that came to a unit, latest first.
pub(super) async fn received(
    app: &App,
    visitor: &Visitor,
    receiver: &str,
    words: &Words,
) -> Result<Vec<ReceivedEvent>, Refusal> {
    let received = app.service.events_received(visitor.caller(), receiver).await?;
    let shown = |(unit, one): &(Unit, EventReport)| {
        let mut report = row(unit.code.as_str(), one, words);
        report.days.href = format!("{}&receiver={}", report.days.href, encode(receiver));
        let href = format!("/units/{}", encode(unit.code.as_str()));
        let sent = one.kept.first_sent_at.map(moment).unwrap_or_default();
        ReceivedEvent { unit: Link::new(href, unit.name.clone()), report, sent }
    };
    Ok(received.iter().map(shown).collect())
}

/// The card of a unit; nothing where it fills no form bound to an event. Who may see totals alone is shown no reports.
pub(super) async fn card(
    app: &App,
    visitor: &Visitor,
    unit: &str,
    forms: &[Form],
    words: &Words,
) -> Option<EventsCard> {
    let begin: Vec<Link> = forms
        .iter()
        .filter(|form| form.is_event_bound())
        .map(|form| {
            let href = format!("/reports?unit={}&form={}", encode(unit), encode(&form.id));
            Link::new(href, form.symbol.clone())
        })
        .collect();
    if begin.is_empty() {
        return None;
    }
    let begun = app.service.event_reports(visitor.caller(), unit).await.unwrap_or_default();
    Some(EventsCard { begin, rows: begun.iter().map(|one| row(unit, one, words)).collect() })
}

/// The days of an event as its fields show them, and the last day they take.
pub(super) fn days_shown(asked: &Asked, period: Option<Period>, today: NaiveDate) -> [String; 3] {
    let typed = |text: &Option<String>| text.as_deref().and_then(day).map(|day| day.to_string()).unwrap_or_default();
    let (from, to) = match period {
        Some(period) => (period.from().to_string(), period.to().to_string()),
        None => (typed(&asked.from), typed(&asked.to)),
    };
    [from, to, today.to_string()]
}

fn row(unit: &str, one: &EventReport, words: &Words) -> EventRow {
    let period = one.period.to_string();
    let href = format!("/reports?unit={}&form={}&period={}", encode(unit), encode(&one.form.id), encode(&period));
    EventRow {
        days: Link::new(href, period::label(words, &period)),
        form: one.form.symbol.clone(),
        state: one.kept.state.word(),
        state_name: state_name(words, one.kept.state),
        due_on: one.due_on.map(format::date).unwrap_or_default(),
    }
}
