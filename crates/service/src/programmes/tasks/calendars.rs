//! Calendars of somebody's tasks, for phones: a secret address, made and ended by its owner, and what it gives.
//!
//! The address is all a calendar program knows: whoever has it reads the calendar, as its owner's mandates stand that day.
//! Not here: the file itself (`paper::calendar`).

use chrono::Days;
use congdoan_model::{
    CalendarId, Timestamp,
    access::{Caller, Scope},
    names::Language,
    programmes::tasks::TaskState,
};
use congdoan_paper::{Calendar, CalendarDay, calendar};

use super::{CalendarAddress, KeptTask, TaskFilter};
use crate::{Error, Result, Service, access::secret_hash};

/// How many days back a calendar goes.
const DAYS_BACK: u64 = 90;
/// How many tasks a calendar holds.
const MOST: i64 = 1_000;

impl Service {
    /// The caller's own addresses that hold.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn calendar_addresses(&self, caller: &Caller) -> Result<Vec<CalendarAddress>> {
        Ok(self.store.read().await?.calendar_addresses(caller).await?)
    }

    /// Makes an address; gives its secret, which is told once and kept nowhere.
    ///
    /// # Errors
    /// [`Error::Denied`] for who sees as somebody else.
    pub async fn add_calendar_address(&self, caller: &Caller, name: &str) -> Result<String> {
        let (id, secret): (CalendarId, _) = (self.ids.next(), self.ids.secret());
        let name: String = name.trim().chars().take(100).collect();
        let mut tx = self.store.write().await?;
        tx.add_calendar_address(caller, (id, &name), &secret_hash(&secret)).await?;
        tx.commit().await?;
        Ok(secret)
    }

    /// Ends an address of the caller's own.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn revoke_calendar_address(&self, caller: &Caller, id: CalendarId) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.revoke_calendar_address(caller, id).await?;
        Ok(tx.commit().await?)
    }

    /// The calendar a secret opens: tasks given to its owner and those of the owner's units, by their last days. `site` is
    /// where this program is reached, for links.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a secret nobody has, or whose owner may sign in no more.
    pub async fn calendar(&self, secret: &str, site: &str) -> Result<String> {
        let system = self.system();
        let mut tx = self.store.read().await?;
        let user = tx.calendar_account(&system, &secret_hash(secret)).await?.ok_or(Error::NotFound("calendar"))?;
        let account = tx.account(&system, user).await?.ok_or(Error::NotFound("calendar"))?;
        let present = self.present(&mut tx, account, Scope::Read, Language::Vi).await?;
        let (caller, today) = (&present.caller, system.now.day());
        let timing = self.task_timing(today);
        let since = today.checked_sub_days(Days::new(DAYS_BACK));
        let filter = TaskFilter { view: "own", since, limit: MOST, ..TaskFilter::default() };
        let tasks = tx.tasks(caller, &filter, &timing).await?;
        let reminders = [timing.first, timing.second];
        let days = tasks.iter().map(|kept| day(kept, site, &reminders)).collect();
        let (name, about) = ("Việc công đoàn".to_owned(), format!("Hạn hoàn thành các việc của {}", present.name));
        Ok(calendar(&Calendar { name, about, days }))
    }
}

fn day(kept: &KeptTask, site: &str, reminders: &[i64]) -> CalendarDay {
    let task = &kept.task;
    let sign = match task.state {
        TaskState::Accepted => "Đã xong: ",
        TaskState::Reported => "Chờ nghiệm thu: ",
        TaskState::Cancelled => "Đã hủy: ",
        TaskState::Planned | TaskState::Underway | TaskState::Returned => "Hạn: ",
    };
    let person = kept.person_name.as_deref().map(|name| format!("\nNgười làm: {name}")).unwrap_or_default();
    let words = if task.words.is_empty() { String::new() } else { format!("\n\n{}", task.words) };
    CalendarDay {
        uid: format!("task-{}@congdoan", task.id),
        day: task.due_on,
        title: format!("{sign}{}", task.title),
        words: format!("{}\nĐơn vị: {}{person}{words}", kept.programme, kept.unit_name),
        link: if site.is_empty() { String::new() } else { format!("{site}/tasks/{}", task.id) },
        sequence: task.version,
        changed_at: Timestamp::from_micros(kept.changed_at),
        cancelled: task.state == TaskState::Cancelled,
        remind_before: if task.state.is_open() { reminders.to_vec() } else { Vec::new() },
    }
}
