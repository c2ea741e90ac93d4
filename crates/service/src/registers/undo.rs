//! Taking back at once what one has just recorded, and beginning a record from the last one.
//!
//! Not here: withdrawing with a reason (`write`), undoing an import (`import`).

use congdoan_model::{
    RecordId,
    access::Caller,
    registers::{Fields, RecordState},
};

use super::Deed;
use crate::{Error, Kept, Result, Service, access::Once, error::refused};

/// How long one may take back at once when the pack says nothing, in minutes.
const MINUTES: i64 = 30;
/// Why, as the log keeps it.
const REASON: &str = "Hoàn tác ngay sau khi ghi";

impl Service {
    /// Whether the caller just made a record that nobody touched since.
    #[must_use]
    pub fn may_undo(&self, caller: &Caller, kept: &Kept) -> bool {
        let minutes = self.pack().parameter("record.undo_minutes", caller.now.day()).unwrap_or(MINUTES);
        kept.record.state == RecordState::Recorded
            && kept.record.version == 1
            && kept.recorded_login == caller.name()
            && kept.recorded_at.plus_seconds(minutes.saturating_mul(60)) >= caller.now
    }

    /// Takes back what the caller just recorded.
    ///
    /// # Errors
    /// [`Error::Refused`] when it was made by somebody else, too long ago or changed since; then withdrawing takes a reason.
    pub async fn undo_record(
        &self,
        caller: &Caller,
        (register, id): (&str, RecordId),
        once: Option<Once<'_>>,
    ) -> Result<Kept> {
        let kept = self.kept_record(caller, register, id).await?;
        if kept.record.state != RecordState::Withdrawn && !self.may_undo(caller, &kept) {
            return Err(refused(
                "Bản ghi này không hoàn tác ngay được nữa; hãy rút bản ghi và ghi lý do",
                "This record cannot be undone at once any more; withdraw it with a reason",
            ));
        }
        self.deed(caller, (register, id), Deed::Withdraw, REASON, once).await
    }

    /// What a new record of a unit may take over from its last one: never days, people, money and files unless the register
    /// says so. None where the unit wrote none.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] by rights.
    pub async fn copy_of_last(&self, caller: &Caller, register: &str, unit: &str) -> Result<Option<Fields>> {
        let pack = self.pack();
        let register = pack.register(register).ok_or(Error::NotFound("register"))?;
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let last = tx.last_record(caller, (&register.id, unit.id, register.confidential)).await?;
        Ok(last.map(|kept| {
            let taken = |(id, value): (String, serde_json::Value)| {
                let field = register.field(&id).filter(|field| field.copied && !field.retired)?;
                Some((field.id.clone(), value))
            };
            kept.record.fields.into_iter().filter_map(taken).collect()
        }))
    }
}
