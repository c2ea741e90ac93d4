//! Records entered for a union that has no computer, and confirmed by it.
//!
//! Not here: who may, and what counts as entered on behalf (`store::registers`).

use congdoan_model::{RecordId, access::Caller, org::Unit};
use congdoan_store::registers::{Behalf, Waiting};

use crate::{Error, Result, Service, access::Once};

impl Service {
    /// Whether a record was entered on behalf of its unit.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn behalf_of(&self, caller: &Caller, register: &str, id: RecordId) -> Result<Option<Behalf>> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        Ok(self.store.read().await?.behalf_of(caller, register, id, of.confidential).await?)
    }

    /// Confirms what was entered on behalf of the caller's own unit.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone of another unit; [`Error::Stale`] when nothing waits.
    pub async fn confirm_behalf(
        &self,
        caller: &Caller,
        (register, id): (&str, RecordId),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let work = async {
            let mut tx = self.store.write().await?;
            if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
                return Ok(());
            }
            tx.confirm_behalf(caller, register, id, of.confidential).await?;
            self.keep(&mut tx, caller, once.as_ref(), &id.to_string()).await?;
            Ok(tx.commit().await?)
        };
        self.refusal_noted(caller, &format!("record:{id}"), work.await).await
    }

    /// What was entered on behalf of a unit and waits for it, latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read the unit's records.
    pub async fn behalf_waiting(&self, caller: &Caller, code: &str) -> Result<(Unit, Vec<Waiting>)> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, code).await?;
            let waiting = tx.behalf_waiting(caller, unit.id).await?;
            Ok((unit, waiting))
        };
        self.refusal_noted(caller, &format!("on-behalf:{code}"), work.await).await
    }
}
