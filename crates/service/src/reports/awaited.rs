//! What a unit waits for: every report of the units directly below for a period, and reminding of those that are owed.
//!
//! Who is expected follows from the tree and the life of each unit on the cut-off day, on both sides of the fraction. Not here: the
//! lines of a report (`reports`), declaring and ending outages (`outages`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    Period, Timestamp, UnitId,
    access::{Action, Caller},
    org::{Line, Unit, UnitKind},
    reports::{Outage, ReportDeed, ReportState, Timeliness, last_day, timeliness},
};
use congdoan_pack::{Cycle, Form};
use congdoan_store::{
    Tx,
    access::Thing,
    reports::{KeptOutage, KeptReport, Reminder, ReportKey, ReportMove},
};

use super::{ASKED_DAYS, requests::form_of};
use crate::{Result, Service, access::Once};

/// A report a unit waits for.
#[derive(Clone, Debug)]
pub struct Awaited {
    /// The unit that reports.
    pub unit: Unit,
    /// The form.
    pub form: Form,
    /// The report, if anything was done with it.
    pub kept: Option<KeptReport>,
    /// Its state.
    pub state: ReportState,
    /// The last day it is in time.
    pub last_day: Option<NaiveDate>,
    /// Whether it came in time.
    pub timeliness: Option<Timeliness>,
    /// When it was last reminded of, in microseconds.
    pub reminded_at: Option<i64>,
}

impl Awaited {
    /// Whether it is still to come: what has no last day may come, and is owed by nobody.
    #[must_use]
    pub fn is_owed(&self) -> bool {
        self.last_day.is_some() && self.state.is_owed()
    }
}

/// For how many days after its period a report stands on the first page of whoever owes it; later it is found on its own page.
const OWED_DAYS: i64 = 75;

/// A report a unit owes.
#[derive(Clone, Debug)]
pub struct Owed {
    /// The form.
    pub form: Form,
    /// The period.
    pub period: Period,
    /// Its state.
    pub state: ReportState,
    /// The last day it is in time, outages counted.
    pub last_day: NaiveDate,
    /// Whether there is still time.
    pub timeliness: Timeliness,
    /// The last reminder of it.
    pub reminded: Option<Reminder>,
}

/// How many reports came in of those expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turnout {
    /// Those that came or are owed: excused ones are not, nor what nobody awaits.
    pub expected: usize,
    /// Those sent or approved.
    pub sent: usize,
    /// Those approved.
    pub approved: usize,
    /// Those sent on the last day or before.
    pub in_time: usize,
    /// Those excused.
    pub excused: usize,
}

impl Turnout {
    /// Counts what is awaited. Whatever the tree did, a report that is not expected is in none of the numbers, so no rate is ever
    /// over one.
    #[must_use]
    pub fn of(awaited: &[Awaited]) -> Self {
        let count = |keep: &dyn Fn(&Awaited) -> bool| awaited.iter().filter(|one| keep(one)).count();
        let came = |one: &Awaited| matches!(one.state, ReportState::Sent | ReportState::Approved);
        Self {
            expected: count(&|one| one.is_owed() || came(one)),
            sent: count(&came),
            approved: count(&|one| one.state == ReportState::Approved),
            in_time: count(&|one| came(one) && one.timeliness == Some(Timeliness::InTime)),
            excused: count(&|one| one.state == ReportState::Excused),
        }
    }

    /// The share that came, in hundredths of a percent, rounded down; nothing where none is expected.
    #[must_use]
    pub fn rate(&self) -> Option<usize> {
        (self.sent * 10_000).checked_div(self.expected)
    }
}

/// What a unit waits for in a period.
#[derive(Clone, Debug)]
pub struct AwaitedReports {
    /// The unit that waits.
    pub receiver: Unit,
    /// The period.
    pub period: Period,
    /// Every report, by form and unit.
    pub reports: Vec<Awaited>,
    /// How many came.
    pub turnout: Turnout,
    /// The outages declared for the units it manages directly that touch days after the period, by their first day.
    pub outages: Vec<(Unit, KeptOutage)>,
}

impl Service {
    /// The reports a unit waits for in a period, of one form or of all that come back for it.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn reports_awaited(
        &self,
        caller: &Caller,
        receiver: &str,
        (period, form): (Period, Option<&str>),
    ) -> Result<AwaitedReports> {
        let awaited = self.awaited_of(caller, receiver, (period, form)).await;
        self.refusal_noted(caller, &format!("reports:{receiver}"), awaited).await
    }

    async fn awaited_of(
        &self,
        caller: &Caller,
        receiver: &str,
        (period, form): (Period, Option<&str>),
    ) -> Result<AwaitedReports> {
        let pack = self.pack();
        let cut_off = period.to();
        let mut tx = self.store.read().await?;
        let receiver = tx.unit(caller, receiver).await?;
        let kept = tx.reports_to(caller, receiver.id, period).await?;
        let children = tx.directly_below(caller, receiver.id, cut_off).await?;
        let above = tx.outages(caller, receiver.id, cut_off).await?;
        let below = tx.outages_below(caller, receiver.id, cut_off).await?;
        let reminded = tx.reminded(caller, receiver.id, cut_off).await?;
        let asked = self.forms_asked(&mut tx, caller, (&receiver, period)).await?;
        drop(tx);
        let open = |unit: &Unit| unit.opened_on <= cut_off && unit.closed_on.is_none_or(|closed| closed > cut_off);
        let mut reports = Vec::new();
        let all = pack.forms.iter().map(|form| (form, None)).chain(asked.iter().map(|(form, of)| (form, Some(of))));
        for (form, asked) in all.filter(|(one, _)| form.is_none_or(|form| one.id == form)) {
            if !form.validity.holds(cut_off) {
                continue;
            }
            for (unit, line) in &children {
                let kept = kept.iter().find(|kept| kept.unit == unit.id && kept.form == form.id);
                let due_on = form.due_on(period, unit.kind);
                let meant = asked.is_none_or(|asked| asked.contains(&unit.id));
                let expected = form.awaits(period) && form.levels.contains(&unit.kind) && meant && open(unit);
                if *line != form.line || !(expected || kept.is_some()) {
                    continue;
                }
                let of = below.iter().filter(|outage| outage.unit == unit.id).chain(&above);
                let days: Vec<Outage> = of.map(|outage| outage.days).collect();
                let last_day = due_on.map(|due_on| last_day(cut_off, due_on, &days));
                let sent_on = kept.and_then(|kept| kept.first_sent_at).map(|at| Timestamp::from_micros(at).day());
                reports.push(Awaited {
                    unit: unit.clone(),
                    form: form.clone(),
                    state: kept.map_or(ReportState::Expected, |kept| kept.state),
                    last_day,
                    timeliness: last_day.map(|last| timeliness(last, sent_on, caller.now.day())),
                    reminded_at: kept.and_then(|kept| reminded.get(&kept.id)).copied(),
                    kept: kept.cloned(),
                });
            }
        }
        let managed = |id: UnitId| children.iter().find(|(unit, line)| unit.id == id && *line == Line::Managing);
        let outages = below.into_iter().filter_map(|outage| Some((managed(outage.unit)?.0.clone(), outage))).collect();
        Ok(AwaitedReports { turnout: Turnout::of(&reports), receiver, period, reports, outages })
    }

    /// The requests about a period that ask units directly below one, as forms, each with the units it asks.
    async fn forms_asked(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (receiver, period): (&Unit, Period),
    ) -> Result<Vec<(Form, BTreeSet<UnitId>)>> {
        let mut forms = Vec::new();
        for request in tx.requests_below(caller, receiver.id, period.from()).await? {
            if request.period == period {
                forms.push((form_of(&request), tx.asked_below(caller, receiver.id, &request).await?));
            }
        }
        Ok(forms)
    }

    /// The forms a unit may wait for from below: those of the pack that come back by themselves, and requests of the last weeks.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn forms_awaited(&self, caller: &Caller, receiver: &str) -> Result<Vec<Form>> {
        let pack = self.pack();
        let given = |form: &&Form| {
            let awaited = form.cycles.iter().any(Cycle::is_awaited);
            awaited && form.levels.iter().any(|kind| *kind != UnitKind::Confederation)
        };
        let mut tx = self.store.read().await?;
        let receiver = tx.unit(caller, receiver).await?;
        let since = caller.now.day() - chrono::TimeDelta::days(ASKED_DAYS);
        let asked = tx.requests_below(caller, receiver.id, since).await?;
        Ok(pack.forms.iter().filter(given).cloned().chain(asked.iter().map(form_of)).collect())
    }

    /// Reminds of every report a unit still waits for in a period, or of those of some units. Returns how many.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::Denied`]: either all that are owed are reminded of or none.
    pub async fn chase_reports(
        &self,
        caller: &Caller,
        receiver: &str,
        (period, form): (Period, Option<&str>),
        (only, words): (&[String], &str),
        once: Option<Once<'_>>,
    ) -> Result<usize> {
        let chased = self.try_chase(caller, receiver, (period, form), (only, words), once.as_ref()).await;
        let chased = self.refusal_noted(caller, &format!("reports:{receiver}"), chased).await?;
        self.follow().await?;
        Ok(chased)
    }

    async fn try_chase(
        &self,
        caller: &Caller,
        receiver: &str,
        (period, form): (Period, Option<&str>),
        (only, words): (&[String], &str),
        once: Option<&Once<'_>>,
    ) -> Result<usize> {
        let awaited = self.awaited_of(caller, receiver, (period, form)).await?;
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(0);
        }
        let wanted = |one: &&Awaited| {
            one.is_owed() && (only.is_empty() || only.iter().any(|code| code == one.unit.code.as_str()))
        };
        let (mut count, mut refused) = (0, None);
        for one in awaited.reports.iter().filter(wanted) {
            let key = key(one, awaited.receiver.id, period);
            let begun = tx.begin_report(caller, &key, (self.ids.next(), ReportDeed::Remind)).await;
            // A unit that moved away since the cut-off is owed by, but no longer below: the others are reminded all the same.
            let kept = match begun {
                Err(why @ (congdoan_store::Error::NotVisible(_) | congdoan_store::Error::Denied(_))) => {
                    refused.get_or_insert(why);
                    continue;
                }
                begun => begun?,
            };
            let Some(state) = ReportDeed::Remind.after(kept.state) else { continue };
            let words = words.trim();
            let to = ReportMove { deed: ReportDeed::Remind, state, words, faults: &[], sending: None, papers: &[] };
            tx.move_report(caller, (&key, &kept), self.ids.next(), &to).await?;
            count += 1;
        }
        if let Some(why) = refused.filter(|_| count == 0) {
            return Err(why.into());
        }
        self.keep(&mut tx, caller, once, &count.to_string()).await?;
        tx.commit().await?;
        Ok(count)
    }

    /// Whether the caller may remind of some report a unit waits for.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn may_chase(&self, caller: &Caller, awaited: &AwaitedReports) -> Result<bool> {
        let Some(one) = awaited.reports.first() else { return Ok(false) };
        let key = key(one, awaited.receiver.id, awaited.period);
        Ok(self.store.read().await?.require_report(caller, &key, ReportDeed::Remind).await.is_ok())
    }

    /// The reports that wait for a decision of a unit, with their units and forms, oldest first.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not open the unit's figures.
    pub async fn reports_to_decide(&self, caller: &Caller, receiver: &str) -> Result<Vec<(Unit, KeptReport)>> {
        let mut tx = self.store.read().await?;
        let receiver = tx.unit(caller, receiver).await?;
        let waiting = tx.reports_waiting(caller, receiver.id).await?;
        let ids: Vec<UnitId> = waiting.iter().map(|kept| kept.unit).collect();
        let units = tx.units_seen(caller, &ids).await?;
        let units: BTreeMap<UnitId, Unit> = units.into_iter().map(|unit| (unit.id, unit)).collect();
        Ok(waiting.into_iter().filter_map(|kept| Some((units.get(&kept.unit)?.clone(), kept))).collect())
    }

    /// The reports a unit owes for periods that ended in the last weeks, the longest overdue first; nothing for who may not fill
    /// them.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not see the unit.
    pub async fn reports_owed(&self, caller: &Caller, unit: &str) -> Result<Vec<Owed>> {
        let pack = self.pack();
        let today = caller.now.day();
        let since = today - chrono::TimeDelta::days(OWED_DAYS);
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        if tx.require(caller, Action::ReportWrite, unit.id, Thing::REPORT).await.is_err() {
            return Ok(Vec::new());
        }
        let asked: Vec<Form> = tx.requests_to(caller, unit.id, since).await?.iter().map(form_of).collect();
        // A request may ask about a period long past.
        let first = asked.iter().filter_map(|form| form.once).map(|once| once.period.to()).fold(since, NaiveDate::min);
        let kept = tx.reports_of(caller, unit.id, first).await?;
        let mut reminders = tx.reminders(caller, unit.id, first).await?;
        let mut goes: BTreeMap<Line, bool> = BTreeMap::new();
        let mut outages: BTreeMap<NaiveDate, Vec<Outage>> = BTreeMap::new();
        let mut owed = Vec::new();
        for form in pack.forms.iter().filter(|form| form.levels.contains(&unit.kind)).chain(&asked) {
            let over = |(period, _): &(Period, NaiveDate)| {
                form.once.is_some() || (since <= period.to() && period.to() < today)
            };
            // What was begun of the days of an event is owed like what comes back by itself.
            let begun = kept.iter().filter(|kept| form.is_event_bound() && kept.form == form.id).filter_map(|kept| {
                let period = Period::range(kept.days.0, kept.days.1).ok()?;
                Some((period, form.due_on(period, unit.kind)?))
            });
            let periods = form.periods(today.year() - 1..=today.year() + 1, unit.kind).chain(begun);
            for (period, due_on) in periods.filter(over) {
                let days = (period.from(), period.to());
                let of = kept.iter().find(|kept| kept.form == form.id && kept.days == days);
                let state = of.map_or(ReportState::Expected, |kept| kept.state);
                let open = unit.opened_on <= period.to();
                if !state.is_owed() || !open || !form.validity.holds(period.to()) {
                    continue;
                }
                if let std::collections::btree_map::Entry::Vacant(empty) = goes.entry(form.line) {
                    empty.insert(!tx.receivers(caller, unit.id, form.line, period.to()).await?.is_empty());
                }
                if goes.get(&form.line) == Some(&true) {
                    let reminded = reminders.remove(&(form.id.clone(), days));
                    if let std::collections::btree_map::Entry::Vacant(empty) = outages.entry(period.to()) {
                        let over = tx.outages(caller, unit.id, period.to()).await?;
                        empty.insert(over.iter().map(|outage| outage.days).collect());
                    }
                    let lost = outages.get(&period.to()).map_or(&[][..], Vec::as_slice);
                    let last_day = last_day(period.to(), due_on, lost);
                    let timeliness = timeliness(last_day, None, today);
                    owed.push(Owed { form: form.clone(), period, state, last_day, timeliness, reminded });
                }
            }
        }
        owed.sort_by_key(|one| (one.last_day, one.form.id.clone()));
        Ok(owed)
    }
}

fn key(one: &Awaited, receiver: UnitId, period: Period) -> ReportKey<'_> {
    let line: Line = one.form.line;
    ReportKey { unit: one.unit.id, receiver, line, form: &one.form.id, period }
}
