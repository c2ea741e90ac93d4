//! What a person typed into the form of a register and did not hand in: kept as typed, sealed, for that person alone.
//!
//! Not here: forms (`web`).

use std::collections::BTreeMap;

use congdoan_model::{Timestamp, access::Caller};
use serde::{Deserialize, Serialize};

use crate::{Error, Result, Service};

/// How long what is typed is kept, in seconds: 30 days.
const KEPT_SECONDS: i64 = 30 * 24 * 3600;

/// What stands in the form of a new record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryDraft {
    /// Code of the unit chosen.
    pub unit: String,
    /// The day, as typed.
    pub occurred_on: String,
    /// The values, as typed, by field.
    pub values: BTreeMap<String, String>,
}

impl EntryDraft {
    /// Whether nothing is typed: a unit and a day are there from the start.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.values().all(|value| value.trim().is_empty())
    }
}

fn owner_of(caller: &Caller, register: &str) -> Vec<u8> {
    ["entry:", caller.name(), ":", register].concat().into_bytes()
}

impl Service {
    /// Keeps what the caller typed; nothing typed lets go of what was kept.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such register; [`Error::Refused`] without the key file: what may name people
    /// never lies open.
    pub async fn keep_entry(&self, caller: &Caller, register: &str, draft: &EntryDraft) -> Result<()> {
        let pack = self.pack();
        let register = pack.register(register).ok_or(Error::NotFound("register"))?;
        let mut tx = self.store.write().await?;
        if draft.is_empty() {
            tx.drop_record_draft(caller, &register.id).await?;
            return Ok(tx.commit().await?);
        }
        let key = self.key_of_drafts(&mut tx).await?;
        let text = serde_json::to_string(draft).map_err(|error| Error::Internal(error.to_string()))?;
        let sealed = key.seal(&owner_of(caller, &register.id), &text, self.ids.entropy());
        tx.keep_record_draft(caller, &register.id, &sealed, KEPT_SECONDS).await?;
        Ok(tx.commit().await?)
    }

    /// What the caller typed and did not hand in, with when; nothing where it does not open any more.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn kept_entry(&self, caller: &Caller, register: &str) -> Result<Option<(EntryDraft, Timestamp)>> {
        let mut tx = self.store.read().await?;
        let Some((sealed, at)) = tx.record_draft(caller, register).await? else { return Ok(None) };
        let Ok(key) = self.key_of_drafts(&mut tx).await else { return Ok(None) };
        let text = key.open(&owner_of(caller, register), &sealed).ok();
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()).map(|draft| (draft, at)))
    }

    /// The registers the caller typed something for, latest first, with when.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn kept_entries(&self, caller: &Caller) -> Result<Vec<(String, Timestamp)>> {
        Ok(self.store.read().await?.record_drafts(caller).await?)
    }

    /// Lets go of what the caller typed.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn drop_entry(&self, caller: &Caller, register: &str) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.drop_record_draft(caller, register).await?;
        Ok(tx.commit().await?)
    }
}
