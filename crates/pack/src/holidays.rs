//! Days off that the State gives, and weekend days worked in their stead.
//!
//! Not here: counting working days (`model::period`), deadlines (`clock`).

use std::sync::Arc;

use chrono::NaiveDate;
use congdoan_model::{LocalText, period::Calendar};

use crate::{Pack, Place};

/// The file of a pack that says them.
pub const HOLIDAYS: &str = "holidays.toml";

/// A holiday of one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// Its name.
    pub name: LocalText,
    /// Days from Monday to Friday nobody works, each with where it is written.
    pub off: Vec<(NaiveDate, Place)>,
    /// Weekend days worked for one of those.
    pub worked: Vec<(NaiveDate, Place)>,
    /// Law or announcement it comes from.
    pub source: String,
    /// Whether it still awaits confirmation.
    pub unsure: bool,
    /// Where it is defined.
    pub place: Place,
}

impl Holiday {
    /// Every day it says something about, with where.
    pub(crate) fn days(&self) -> impl Iterator<Item = &(NaiveDate, Place)> {
        self.off.iter().chain(&self.worked)
    }
}

impl Pack {
    /// Which days people work.
    #[must_use]
    pub const fn calendar(&self) -> &Arc<Calendar> {
        &self.calendar
    }

    /// Brings the calendar up to what the holidays say.
    pub(crate) fn mark_holidays(&mut self) {
        let days = |of: fn(&Holiday) -> &Vec<(NaiveDate, Place)>| {
            self.holidays.iter().flat_map(of).map(|(day, _)| *day).collect::<Vec<_>>()
        };
        self.calendar = Arc::new(Calendar::new(days(|one| &one.off), days(|one| &one.worked)));
    }
}
