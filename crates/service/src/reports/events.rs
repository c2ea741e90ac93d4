//! Reports bound to an event: the days it lasted, and the reports of a unit about such days.
//!
//! A form without cycles comes back for no period; a unit opens it for the days something lasted. What records give is counted of
//! exactly these days. What is declared is known by the month alone, and one unit declares one value of an indicator a month: so a
//! declared line shows the months the days touch, what is typed in it is the value of the last of them, as in every other
//! report, and a month that declared a value already keeps it unless somebody gives a reason. Two values beside each other
//! would be added up twice, and a value of some days alone could be told by nobody from that of the month. Not here: writing
//! either down (`fill`).

use chrono::NaiveDate;
use congdoan_model::{Period, UnitId, access::Caller, figures::Formula, org::Unit};
use congdoan_pack::{Form, Pack, Problem};
use congdoan_store::reports::KeptReport;

use crate::{Error, Result, Service, figures::needed, members::problem};

/// A report about the days of an event that somebody did something with.
#[derive(Clone, Debug)]
pub struct EventReport {
    /// The form.
    pub form: Form,
    /// The days of the event.
    pub period: Period,
    /// The report.
    pub kept: KeptReport,
    /// The last day it is in time, outages aside; nothing where the form says none.
    pub due_on: Option<NaiveDate>,
}

/// The days of an event as a period.
///
/// # Errors
/// [`Error::Invalid`] with the fields `from` and `to` at fault: one is missing, lies after today, or they are the wrong way
/// round.
pub fn event_days(from: Option<NaiveDate>, to: Option<NaiveDate>, today: NaiveDate) -> Result<Period> {
    let wrong = |field: &str, day: Option<NaiveDate>| match day {
        None => Some(problem(field, "Hãy ghi ngày, viết 31/01/2026", "Give the day, written 31/01/2026")),
        Some(day) if day > today => Some(problem(
            field,
            "Ngày này chưa tới; báo cáo những ngày đã xảy ra",
            "This day is still to come; report the days that have been",
        )),
        Some(_) => None,
    };
    let mut problems: Vec<Problem> = wrong("from", from).into_iter().chain(wrong("to", to)).collect();
    match from.zip(to).map(|(from, to)| Period::range(from, to)) {
        Some(Ok(period)) if problems.is_empty() => return Ok(period),
        Some(Err(_)) => {
            problems.push(problem("to", "Ngày cuối ở trước ngày đầu", "The last day comes before the first"))
        }
        _ => {}
    }
    Err(Error::Invalid(problems))
}

/// Whether the figures of an indicator are known of single days: records or the tree give them, nobody declares a month.
pub(super) fn is_known_by_day(pack: &Pack, indicator: &str) -> bool {
    let needed = needed(pack, indicator);
    let mut known = needed.iter().filter_map(|id| pack.indicator(id));
    known.all(|one| one.register.is_some() || !matches!(one.formula, Formula::Rows(_)))
}

impl Service {
    /// The reports about events that were sent to a unit, by form, latest first, each with its unit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn events_received(&self, caller: &Caller, receiver: &str) -> Result<Vec<(Unit, EventReport)>> {
        let pack = self.pack();
        let mut tx = self.store.read().await?;
        let receiver = tx.unit(caller, receiver).await?;
        let mut received = Vec::new();
        for form in pack.forms.iter().filter(|form| form.is_event_bound()) {
            for kept in tx.reports_received(caller, receiver.id, &form.id).await? {
                received.push((form, kept));
            }
        }
        let ids: Vec<UnitId> = received.iter().map(|(_, kept)| kept.unit).collect();
        let units = tx.units_seen(caller, &ids).await?;
        let mut found = Vec::new();
        for (form, kept) in received {
            let Some(unit) = units.iter().find(|unit| unit.id == kept.unit) else { continue };
            let period = Period::range(kept.days.0, kept.days.1)?;
            let due_on = form.due_on(period, unit.kind);
            found.push((unit.clone(), EventReport { form: form.clone(), period, kept, due_on }));
        }
        Ok(found)
    }

    /// The reports of a unit about the days of events that somebody did something with, by form, latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn event_reports(&self, caller: &Caller, unit: &str) -> Result<Vec<EventReport>> {
        let pack = self.pack();
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let mut found = Vec::new();
        for form in pack.forms.iter().filter(|form| form.is_event_bound() && form.levels.contains(&unit.kind)) {
            for kept in tx.reports_of_form(caller, unit.id, &form.id).await? {
                let period = Period::range(kept.days.0, kept.days.1)?;
                found.push(EventReport { form: form.clone(), period, due_on: form.due_on(period, unit.kind), kept });
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Option<NaiveDate> {
        text.parse().ok()
    }

    #[test]
    fn the_days_of_an_event_lie_behind_us_and_one_after_the_other() {
        let today = day("2026-05-08").unwrap();
        let faults = |from, to| {
            let Err(Error::Invalid(problems)) = event_days(from, to, today) else { return vec![] };
            problems.into_iter().filter_map(|one| one.field).collect()
        };
        let days = event_days(day("2026-05-03"), day("2026-05-08"), today).unwrap();
        assert_eq!(days.to_string(), "2026-05-03/2026-05-08");
        assert!(event_days(day("2026-05-03"), day("2026-05-03"), today).is_ok(), "one day");
        assert_eq!(faults(None, None), ["from", "to"]);
        assert_eq!(faults(day("2026-05-07"), day("2026-05-03")), ["to"]);
        assert_eq!(faults(day("2026-05-03"), day("2026-05-09")), ["to"]);
        assert_eq!(faults(day("2026-05-09"), day("2026-05-10")), ["from", "to"]);
    }
}
