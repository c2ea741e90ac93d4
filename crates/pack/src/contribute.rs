//! What a record gives each indicator of its register: base rows without ids.
//!
//! Not here: whether the record counts at all (its state), adding up (`rollup`).

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    UnitId,
    figures::Combine,
    names::fold,
    period::{Calendar, parse_day},
    registers::Fields,
};
use serde_json::Value as Json;

use crate::{FieldKind, Measure, Register, condition::Names, named::fingerprint_of};

/// The reserved word by which a distinct measure tells recording units apart.
pub(crate) const RECORDING_UNIT: &str = "unit";

/// One base row a record gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// The indicator.
    pub indicator: String,
    /// The value; 1 for counts and distinct subjects. Where something stands no longer, what takes back the value it had.
    pub value: i64,
    /// The day whose period it belongs to: the day it occurred, or the nearest day of its campaign year.
    pub counted_on: NaiveDate,
    /// Who or what a distinct measure tells apart.
    pub subject: Option<String>,
}

impl Register {
    /// What a record gives each indicator, in the order of the measures. The record must have passed
    /// [`Register::check`]; values of another kind than their field give nothing.
    ///
    /// An empty field gives no row; a zero gives a row of zero, which is a report of nothing. A `when` that fails on
    /// the values counts as not holding (such a record does not pass the check).
    #[must_use]
    pub fn contributions(
        &self,
        fields: &Fields,
        (unit, occurred_on): (UnitId, NaiveDate),
        calendar: &Arc<Calendar>,
    ) -> Vec<Contribution> {
        // No formula of a measure may depend on today: the same record must give the same rows on any day.
        let names = self.measures.iter().any(|measure| measure.when.is_some());
        let names = if names { self.names(fields, (occurred_on, occurred_on), calendar) } else { Names::default() };
        let mut rows = Vec::new();
        for measure in &self.measures {
            if measure.when.as_ref().is_some_and(|when| when.holds(&names) != Ok(true)) {
                continue;
            }
            let given: Vec<(i64, Option<String>)> = match measure.rule {
                Combine::Count => vec![(1, None)],
                Combine::Sum | Combine::Last => measure.number(fields).map(|value| (value, None)).into_iter().collect(),
                Combine::Distinct => {
                    self.subjects(measure, fields, unit).into_iter().map(|subject| (1, Some(subject))).collect()
                }
            };
            for indicator in std::iter::once(&measure.indicator).chain(&measure.also) {
                for (value, subject) in &given {
                    rows.extend(measure.days(fields, occurred_on).into_iter().map(|(counted_on, sign)| Contribution {
                        indicator: indicator.clone(),
                        value: sign * value,
                        counted_on,
                        subject: subject.clone(),
                    }));
                }
            }
        }
        rows
    }

    /// The different subjects a record names, in the order it names them.
    fn subjects(&self, measure: &Measure, fields: &Fields, unit: UnitId) -> Vec<String> {
        let Some(of) = measure.of.as_deref() else { return Vec::new() };
        let Some(field) = self.field(of) else {
            return if of == RECORDING_UNIT { vec![unit.to_string()] } else { Vec::new() };
        };
        let Some(value) = fields.get(of) else { return Vec::new() };
        match field.kind {
            FieldKind::Persons => {
                let mut subjects: Vec<String> = Vec::new();
                for subject in value.as_array().into_iter().flatten().filter_map(fingerprint_of) {
                    if !subjects.contains(&subject) {
                        subjects.push(subject);
                    }
                }
                subjects
            }
            _ => self.told_apart(fields, of).into_iter().collect(),
        }
    }

    /// The answer to a field by which records are told apart: however it is written, the same answer gives the same text.
    #[must_use]
    pub fn told_apart(&self, fields: &Fields, field: &str) -> Option<String> {
        let (kind, value) = (self.field(field)?.kind, fields.get(field)?);
        match kind {
            FieldKind::Person => fingerprint_of(value),
            FieldKind::Count | FieldKind::Dong => value.as_i64().map(|number| number.to_string()),
            _ => value.as_str().map(fold).filter(|folded| !folded.is_empty()),
        }
    }

    /// The answers to some fields together; none without an answer to the first. An answer left out to another is one of its
    /// own.
    pub(crate) fn told_apart_by(&self, fields: &Fields, by: &[String]) -> Option<String> {
        let (first, others) = by.split_first()?;
        let mut told = self.told_apart(fields, first)?;
        for field in others {
            told.push('\u{1f}');
            told.push_str(&self.told_apart(fields, field).unwrap_or_default());
        }
        Some(told)
    }
}

impl Measure {
    fn number(&self, fields: &Fields) -> Option<i64> {
        fields.get(self.of.as_deref()?)?.as_i64()
    }

    /// The days on which a record counts, with what its value is taken times: the day whose period it belongs to; of what
    /// stands for a while, its first day and the day after its last one, which takes back what the first one gave.
    fn days(&self, fields: &Fields, occurred_on: NaiveDate) -> Vec<(NaiveDate, i64)> {
        let Some(stretch) = &self.stretch else { return vec![(self.counted_on(fields, occurred_on), 1)] };
        let day = |field: &String| parse_day(fields.get(field)?.as_str()?);
        let from = stretch.from.as_ref().and_then(day).unwrap_or(occurred_on);
        match stretch.until.iter().filter_map(day).min() {
            None => vec![(from, 1)],
            // It ended before it began.
            Some(last) if last < from => Vec::new(),
            Some(last) => vec![(from, 1), (last.succ_opt().unwrap_or(last), -1)],
        }
    }

    /// The day whose period a record belongs to. Care for a Tết is prepared in December and finished in February: it
    /// counts in the campaign's year, on the nearest day of it, so that a year stays the sum of its months.
    fn counted_on(&self, fields: &Fields, occurred_on: NaiveDate) -> NaiveDate {
        let year = self.campaign.as_ref().and_then(|field| match fields.get(field)? {
            Json::Number(year) => i32::try_from(year.as_i64()?).ok(),
            Json::String(year) => year.parse().ok(),
            _ => None,
        });
        let nearest = |year: i32| match occurred_on.year().cmp(&year) {
            std::cmp::Ordering::Less => NaiveDate::from_ymd_opt(year, 1, 1),
            std::cmp::Ordering::Equal => Some(occurred_on),
            std::cmp::Ordering::Greater => NaiveDate::from_ymd_opt(year, 12, 31),
        };
        year.and_then(nearest).unwrap_or(occurred_on)
    }
}
