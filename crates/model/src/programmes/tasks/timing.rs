//! When somebody is reminded of a task, and how far up an overdue one has gone.
//!
//! Nothing is written down for it: the same days give the same answers whenever they are asked for. Not here: the numbers
//! of days (`parameters.toml` of the pack).

use chrono::{Days, NaiveDate};

use super::TaskState;

/// After how many days what happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timing {
    /// Days before the last day of the first reminder; from then on a task is due soon.
    pub first: i64,
    /// Days before the last day of the second reminder.
    pub second: i64,
    /// Days between reminders after the last day.
    pub every: i64,
    /// An overdue task goes up one level after more than so many days, and one more after each further so many.
    pub escalate: i64,
}

impl Timing {
    /// How many days a task is late; 0 while it is not, or where its owner has nothing left to do.
    #[must_use]
    pub fn overdue(state: TaskState, due_on: NaiveDate, today: NaiveDate) -> i64 {
        if state.is_open() { (today - due_on).num_days().max(0) } else { 0 }
    }

    /// Whether the last day is near and not past.
    #[must_use]
    pub fn is_soon(&self, state: TaskState, due_on: NaiveDate, today: NaiveDate) -> bool {
        state.is_open() && (0..=self.first).contains(&(due_on - today).num_days())
    }

    /// How many levels above its owner a task so many days late has reached.
    #[must_use]
    pub const fn level(&self, overdue: i64) -> i64 {
        if self.escalate > 0 && overdue > self.escalate { (overdue - 1) / self.escalate } else { 0 }
    }

    /// The day before which an open task must have been due to have reached a level; long ago where none ever does.
    #[must_use]
    pub fn due_before(&self, level: u32, today: NaiveDate) -> NaiveDate {
        let days = u64::try_from(self.escalate).unwrap_or(0).saturating_mul(u64::from(level));
        let cut = if days == 0 { None } else { today.checked_sub_days(Days::new(days)) };
        cut.or_else(|| NaiveDate::from_ymd_opt(1, 1, 1)).unwrap_or(today)
    }

    /// Whether a day is one of reminding, for a last day.
    #[must_use]
    pub fn reminds(&self, due_on: NaiveDate, day: NaiveDate) -> bool {
        let left = (due_on - day).num_days();
        if left < 0 { self.every > 0 && left % self.every == 0 } else { left == self.first || left == self.second }
    }

    /// The next day of reminding, from a day on.
    #[must_use]
    pub fn next_reminder(&self, due_on: NaiveDate, from: NaiveDate) -> Option<NaiveDate> {
        let before = [self.first, self.second].into_iter().filter_map(|days| {
            due_on.checked_sub_days(Days::new(u64::try_from(days).ok()?)).filter(|day| *day >= from)
        });
        let after = (self.every > 0).then(|| {
            let late = (from - due_on).num_days().max(1);
            let days = u64::try_from((late + self.every - 1) / self.every * self.every).unwrap_or(0);
            due_on.checked_add_days(Days::new(days))
        });
        before.chain(after.flatten()).min()
    }
}
