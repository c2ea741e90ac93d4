//! Which declared months stand in a report that was sent or approved: a file does not change them behind the report's back.
//!
//! Not here: what is typed in a report, and how an approved one is adjusted (`reports::fill`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use congdoan_model::{Month, UnitId, access::Caller};
use congdoan_pack::{Form, Pack};
use congdoan_store::Tx;

use crate::Result;

/// The reports that stand over some days, and what they show.
pub(super) struct Settled<'a> {
    /// Of each unit: form, first and last day.
    reports: HashMap<UnitId, Vec<(String, NaiveDate, NaiveDate)>>,
    /// Indicators of each form.
    shown: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Settled<'a> {
    /// One statement, however many units are asked about.
    pub(super) async fn over(
        tx: &mut Tx,
        system: &Caller,
        pack: &'a Pack,
        days: (NaiveDate, NaiveDate),
    ) -> Result<Self> {
        let mut reports: HashMap<UnitId, Vec<_>> = HashMap::new();
        for (unit, form, (from, to)) in tx.settled_reports(system, days).await? {
            reports.entry(unit).or_default().push((form, from, to));
        }
        let shown = |form: &'a Form| (form.id.as_str(), form.lines().map(|line| line.indicator.as_str()).collect());
        Ok(Self { reports, shown: pack.forms.iter().map(shown).collect() })
    }

    /// The form and last day of a report that shows an indicator of a unit over a month.
    pub(super) fn report(&self, unit: UnitId, indicator: &str, month: Month) -> Option<(&str, NaiveDate)> {
        let over = |(form, from, to): &&(String, NaiveDate, NaiveDate)| {
            *from <= month.last()
                && month.last() <= Month::of(*to).last()
                && self.shown.get(form.as_str()).is_some_and(|shown| shown.contains(indicator))
        };
        self.reports.get(&unit)?.iter().find(over).map(|(form, _, to)| (form.as_str(), *to))
    }
}
