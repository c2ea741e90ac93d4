//! Which declared months stand in a report that was sent or approved: nothing but the report itself changes them.
//!
//! Not here: what is typed in a report, and how an approved one is adjusted (`reports::fill`).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use congdoan_model::{LocalText, Month, UnitId, access::Caller, reports::ReportState};
use congdoan_pack::{Form, Pack};
use congdoan_store::{Tx, reports::KeptReport};

use crate::Result;

/// The reports that stand over some days, and what they show.
pub(super) struct Settled<'a> {
    /// Of each unit: form, first and last day.
    reports: HashMap<UnitId, Vec<(String, NaiveDate, NaiveDate)>>,
    /// Indicators of each form.
    shown: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Settled<'a> {
    /// Those of one unit.
    pub(super) async fn of(
        tx: &mut Tx,
        system: &Caller,
        pack: &'a Pack,
        (unit, month): (UnitId, Month),
    ) -> Result<Self> {
        let reports = tx.reports_of(system, unit, month.first()).await?;
        let stands = |one: &KeptReport| matches!(one.state, ReportState::Sent | ReportState::Approved);
        let standing = reports.into_iter().filter(stands).map(|one| (one.form, one.days.0, one.days.1)).collect();
        Ok(Self::new(pack, HashMap::from([(unit, standing)])))
    }

    /// Those of all units, in one statement.
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
        Ok(Self::new(pack, reports))
    }

    fn new(pack: &'a Pack, reports: HashMap<UnitId, Vec<(String, NaiveDate, NaiveDate)>>) -> Self {
        let shown = |form: &'a Form| (form.id.as_str(), form.lines().map(|line| line.indicator.as_str()).collect());
        Self { reports, shown: pack.forms.iter().map(shown).collect() }
    }

    /// Why a month of an indicator is not declared otherwise: the report that shows it; nothing where none does.
    pub(super) fn refusal(&self, pack: &Pack, unit: UnitId, indicator: &str, month: Month) -> Option<LocalText> {
        let (form, cut_off) = self.report(unit, indicator, month)?;
        let symbol = pack.form(form).map_or(form, |form| form.symbol.as_str());
        let day = cut_off.format("%d/%m/%Y");
        Some(LocalText {
            vi: format!(
                "số này nằm trong báo cáo {symbol} chốt {day} đã gửi; rút lại báo cáo, hoặc điều chỉnh trên báo cáo đã duyệt"
            ),
            en: format!(
                "the report {symbol} up to {day} that was sent shows this; take it back, or adjust the approved one"
            ),
        })
    }

    /// The form and last day of a report that shows an indicator of a unit over a month.
    fn report(&self, unit: UnitId, indicator: &str, month: Month) -> Option<(&str, NaiveDate)> {
        let over = |(form, from, to): &&(String, NaiveDate, NaiveDate)| {
            *from <= month.last()
                && month.last() <= Month::of(*to).last()
                && self.shown.get(form.as_str()).is_some_and(|shown| shown.contains(indicator))
        };
        self.reports.get(&unit)?.iter().find(over).map(|(form, _, to)| (form.as_str(), *to))
    }
}
