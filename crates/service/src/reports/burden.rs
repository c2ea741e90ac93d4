//! The reporting burden of units: what a month asks of each, in minutes, and what is spared because it is known already.
//!
//! A line a record, a roll or another line gives costs nothing; a line somebody has to find out and type costs minutes (parameters
//! `burden.*` of the pack). Not here: asking for more (`requests`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    Month, Period,
    access::Caller,
    org::{Line, Unit, UnitKind},
    reports::BurdenRates,
};
use congdoan_pack::{Form, Pack};
use congdoan_store::reports::BurdenedUnit;

use super::{
    fill::{LineEntry, entry},
    requests::form_of,
};
use crate::{Result, Service};

/// A report with its last day in the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurdenItem {
    /// Its form.
    pub form: Form,
    /// The period it is about.
    pub period: Period,
    /// The day it is due.
    pub due_on: NaiveDate,
    /// Lines that have to be typed.
    pub typed: usize,
    /// Lines known without anybody typing them.
    pub known: usize,
    /// What it is expected to take, in minutes.
    pub minutes: i64,
}

/// What a month asks of a unit directly below.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BurdenBelow {
    /// The unit.
    pub unit: Unit,
    /// Minutes of the forms that come back by themselves.
    pub forms: i64,
    /// Minutes of requests.
    pub requests: i64,
    /// Whether together they are over the ceiling.
    pub over: bool,
}

/// The burden of a unit and of those directly below in a month.
#[derive(Clone, Debug)]
pub struct BurdenView {
    /// The unit.
    pub unit: Unit,
    /// The month.
    pub month: Month,
    /// The rates it was reckoned with.
    pub rates: BurdenRates,
    /// The unit's own reports, soonest due first.
    pub own: Vec<BurdenItem>,
    /// The units it manages directly, the heaviest burden first.
    pub below: Vec<BurdenBelow>,
}

impl BurdenView {
    /// The minutes of the unit's own reports.
    #[must_use]
    pub fn minutes(&self) -> i64 {
        self.own.iter().map(|one| one.minutes).sum()
    }
}

/// The minutes of forms that come back by themselves, by what makes units alike.
#[derive(Debug)]
pub(super) struct Usual<'a> {
    pack: &'a Pack,
    rates: BurdenRates,
    month: Month,
}

impl<'a> Usual<'a> {
    pub(super) const fn new(pack: &'a Pack, rates: BurdenRates, month: Month) -> Self {
        Self { pack, rates, month }
    }

    /// The forms a unit fills with their last day in the month. Nobody is above the confederation to report to.
    pub(super) fn items(&self, unit: &BurdenedUnit) -> Vec<BurdenItem> {
        let (kind, year) = (unit.unit.kind, self.month.first().year());
        if kind == UnitKind::Confederation {
            return Vec::new();
        }
        let goes = |form: &&Form| form.line == Line::Managing || unit.coordinated;
        let fills = self.pack.forms.iter().filter(|form| form.levels.contains(&kind)).filter(goes);
        let due = fills.flat_map(|form| {
            let within = |(_, due_on): &(Period, NaiveDate)| Month::of(*due_on) == self.month;
            form.periods(year - 1..=year, kind).filter(within).map(move |(period, due_on)| (form, period, due_on))
        });
        let open =
            due.filter(|(form, period, _)| form.validity.holds(period.to()) && unit.unit.opened_on <= period.to());
        open.map(|(form, period, due_on)| {
            let (typed, known) = self.lines(form, unit);
            BurdenItem { form: form.clone(), period, due_on, typed, known, minutes: self.rates.minutes(typed) }
        })
        .collect()
    }

    /// The minutes of those forms.
    pub(super) fn minutes(&self, unit: &BurdenedUnit) -> i64 {
        self.items(unit).iter().map(|item| item.minutes).sum()
    }

    /// How many lines of a form a unit types, and how many it does not.
    fn lines(&self, form: &Form, unit: &BurdenedUnit) -> (usize, usize) {
        let typed = |indicator: &str| {
            let indicator = self.pack.indicator(indicator);
            indicator.is_some_and(|one| entry(self.pack, unit.unit.kind, one, unit.keeps_roll) == LineEntry::Declared)
        };
        let all = form.lines().count();
        let typed = form.lines().filter(|line| typed(&line.indicator)).count();
        (typed, all - typed)
    }
}

/// What makes units alike before forms: kind, roll, coordination; and whether the unit is older than every period.
type Alike = (UnitKind, bool, bool, Option<NaiveDate>);

/// The minutes of forms for many units: those alike are reckoned once.
pub(super) fn usual_minutes(usual: &Usual<'_>, units: &[BurdenedUnit]) -> Vec<i64> {
    let mut known: std::collections::BTreeMap<Alike, i64> = std::collections::BTreeMap::new();
    let young = usual.month.first() - chrono::TimeDelta::days(800);
    let minutes = |unit: &BurdenedUnit| {
        let opened = Some(unit.unit.opened_on).filter(|day| *day > young);
        let alike = (unit.unit.kind, unit.keeps_roll, unit.coordinated, opened);
        *known.entry(alike).or_insert_with(|| usual.minutes(unit))
    };
    units.iter().map(minutes).collect()
}

/// First and last day of a month.
pub(super) fn days(month: Month) -> (NaiveDate, NaiveDate) {
    (month.first(), month.last())
}

impl Service {
    /// The rates reporting is reckoned with on a day.
    #[must_use]
    pub fn burden_rates(&self, day: NaiveDate) -> BurdenRates {
        let pack = self.pack();
        let rate = |id: &str, usual: i64| pack.parameter(id, day).unwrap_or(usual);
        BurdenRates {
            per_report: rate("burden.minutes_per_report", 5),
            per_line: rate("burden.minutes_per_line", 2),
            ceiling: rate("burden.ceiling_minutes", 240),
        }
    }

    /// What a month asks of a unit and of those it manages directly.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not open the unit's figures; the attempt is noted.
    pub async fn burden(&self, caller: &Caller, unit: &str, month: Month) -> Result<BurdenView> {
        let view = self.burden_of(caller, unit, month).await;
        self.refusal_noted(caller, &format!("burden:{unit}"), view).await
    }

    async fn burden_of(&self, caller: &Caller, unit: &str, month: Month) -> Result<BurdenView> {
        let (pack, rates) = (self.pack(), self.burden_rates(month.last()));
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let own = tx.burdened(caller, unit.id, days(month)).await?;
        let mut children = tx.burdened_children(caller, unit.id, days(month)).await?;
        children.retain(|child| pack.forms.iter().any(|form| form.levels.contains(&child.unit.kind)));
        let usual = Usual::new(&pack, rates, month);
        let mut items = own.as_ref().map(|own| usual.items(own)).unwrap_or_default();
        for request in tx.requests_to(caller, unit.id, month.first()).await? {
            if Month::of(request.due_on) == month
                && let Some(asked) = tx.asked_of(caller, unit.id, &request.form).await?
            {
                let typed = usize::try_from(asked.lines).unwrap_or(0);
                let known = usize::try_from(request.asks).unwrap_or(0).saturating_sub(typed);
                let (period, due_on, minutes) = (request.period, request.due_on, asked.minutes);
                items.push(BurdenItem { form: form_of(&request), period, due_on, typed, known, minutes });
            }
        }
        items.sort_by(|one, other| (one.due_on, &one.form.id).cmp(&(other.due_on, &other.form.id)));
        let forms = usual_minutes(&usual, &children);
        let below = children.into_iter().zip(forms).map(|(child, forms)| BurdenBelow {
            over: rates.is_over(forms + child.asked),
            requests: child.asked,
            unit: child.unit,
            forms,
        });
        let mut below: Vec<BurdenBelow> = below.collect();
        below.sort_by_key(|one| (-(one.forms + one.requests), one.unit.code.to_string()));
        Ok(BurdenView { unit, month, rates, own: items, below })
    }
}
