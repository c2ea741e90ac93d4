//! Clocks: until when something has to be done about a record, and whether it was.
//!
//! A clock runs on calendar days or on working days from a day the record holds, or until a day it holds, and stops on the day
//! another field names. Not here: which records of a unit run (`store`), what is done about late ones.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use congdoan_model::{
    LocalText,
    period::{Calendar, parse_day},
    registers::Fields,
};
use serde::{Deserialize, Serialize};

use crate::{Condition, Place, Register, condition::Names};

/// A deadline that runs on the records of a register.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Stable id within its register.
    pub id: String,
    /// What has to be done by then.
    pub name: LocalText,
    /// How its last day is found.
    pub due: Due,
    /// The field with the day on which it was done; none for what only runs out.
    pub stopped_by: Option<String>,
    /// Only on records of which this holds.
    pub when: Option<Condition>,
    /// Only the latest record of a unit with the same answers to these fields runs; each record does where there are none.
    pub last_of: Vec<String>,
    /// From how many days before the last one it counts as near.
    pub warn: u32,
    /// Decree, guidance or paper that sets it.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// How the last day of a clock is found. A field of none means the day of the record itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Calendar days after a day, or before it.
    After {
        /// The field with that day.
        from: Option<String>,
        /// How many.
        days: i64,
    },
    /// Working days after a day.
    WorkingAfter {
        /// The field with that day.
        from: Option<String>,
        /// How many.
        days: u32,
    },
    /// The day a field holds.
    On(String),
}

/// A clock on a record.
#[derive(Clone, Debug)]
pub struct Running<'p> {
    /// The clock.
    pub clock: &'p Clock,
    /// Its last day; none where the record ends a clock that ran on one before it.
    pub due_on: Option<NaiveDate>,
    /// When it was done.
    pub stopped_on: Option<NaiveDate>,
    /// The answers that later records of the unit have to share to take its place; see [`Clock::last_of`].
    pub about: Option<String>,
}

/// How a clock stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClockState {
    /// It runs, with time left.
    Running,
    /// It runs and its last day is near.
    Near,
    /// Its last day passed and nothing was done.
    Late,
    /// It was done in time.
    Kept,
    /// It was done after the last day.
    Missed,
}

impl Running<'_> {
    /// How it stands on a day; none where it only ends another.
    #[must_use]
    pub fn state(&self, today: NaiveDate) -> Option<ClockState> {
        let due = self.due_on?;
        Some(match self.stopped_on {
            Some(stopped) if stopped <= due => ClockState::Kept,
            Some(_) => ClockState::Missed,
            None => self.clock.standing(due, today),
        })
    }
}

impl Clock {
    /// How it stands on a day while nothing was done.
    #[must_use]
    pub fn standing(&self, due: NaiveDate, today: NaiveDate) -> ClockState {
        let left = (due - today).num_days();
        if left < 0 {
            ClockState::Late
        } else if left <= i64::from(self.warn) {
            ClockState::Near
        } else {
            ClockState::Running
        }
    }
}

impl Due {
    fn on(&self, fields: &Fields, occurred_on: NaiveDate, calendar: &Calendar) -> Option<NaiveDate> {
        let from = |field: &Option<String>| field.as_ref().map_or(Some(occurred_on), |field| day(fields, field));
        match self {
            Self::After { from: field, days } => {
                let (from, count) = (from(field)?, Days::new(days.unsigned_abs()));
                if *days < 0 { from.checked_sub_days(count) } else { from.checked_add_days(count) }
            }
            Self::WorkingAfter { from: field, days } => Some(calendar.working_days_after(from(field)?, *days)),
            Self::On(field) => day(fields, field),
        }
    }
}

fn day(fields: &Fields, field: &str) -> Option<NaiveDate> {
    fields.get(field)?.as_str().and_then(parse_day)
}

impl Register {
    /// Whether anything it gives depends on which days people work: a deadline, or a formula of a figure or a deadline.
    #[must_use]
    pub fn counts_working_days(&self) -> bool {
        let whens =
            self.measures.iter().map(|measure| &measure.when).chain(self.clocks.iter().map(|clock| &clock.when));
        self.clocks.iter().any(|clock| matches!(clock.due, Due::WorkingAfter { .. }))
            || whens.flatten().any(|when| when.text().contains("working_days"))
    }

    /// The clocks that run, or ran, on a record; it must have passed [`Register::check`].
    ///
    /// A clock of the latest record alone ([`Clock::last_of`]) is ended by a later record on which it does not run; a later one
    /// that only leaves the day empty says nothing of it.
    #[must_use]
    pub fn running(&self, fields: &Fields, occurred_on: NaiveDate, calendar: &Arc<Calendar>) -> Vec<Running<'_>> {
        // As with measures: a record has the same clocks on any day.
        let is_asked = self.clocks.iter().any(|clock| clock.when.is_some());
        let names = if is_asked { self.names(fields, (occurred_on, occurred_on), calendar) } else { Names::default() };
        let runs = |clock: &Clock| clock.when.as_ref().is_none_or(|when| when.holds(&names) == Ok(true));
        let clocks = self.clocks.iter().filter_map(|clock| {
            let about = self.told_apart_by(fields, &clock.last_of);
            if !runs(clock) {
                return about.map(|about| Running { clock, due_on: None, stopped_on: None, about: Some(about) });
            }
            let due_on = Some(clock.due.on(fields, occurred_on, calendar)?);
            let stopped_on = clock.stopped_by.as_ref().and_then(|field| day(fields, field));
            Some(Running { clock, due_on, stopped_on, about })
        });
        clocks.collect()
    }
}
