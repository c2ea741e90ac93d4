//! What a person typed into the form of a register and did not hand in yet, sealed; nobody else is given it.
//!
//! Not here: sealing (`service`), records in the state of a draft.

use congdoan_model::{Timestamp, access::Caller};

use crate::{Result, Tx, transaction::on};

const KEEP: &str = "
INSERT INTO record_draft (owner, register, sealed, saved_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (owner, register) DO UPDATE SET sealed = excluded.sealed, saved_at = excluded.saved_at";
/// Names in them outlive no erasure for long.
const OLD: &str = "DELETE FROM record_draft WHERE saved_at < $1";
const ONE: &str = "SELECT sealed, saved_at FROM record_draft WHERE owner = $1 AND register = $2";
const ALL: &str = "SELECT register, saved_at FROM record_draft WHERE owner = $1 ORDER BY saved_at DESC";
const DROP: &str = "DELETE FROM record_draft WHERE owner = $1 AND register = $2";

impl Tx {
    /// Keeps what the caller typed, in the place of what was kept before; whatever anybody left longer than `seconds` goes.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn keep_record_draft(
        &mut self,
        caller: &Caller,
        register: &str,
        sealed: &str,
        seconds: i64,
    ) -> Result<()> {
        let oldest = caller.now.plus_seconds(-seconds).micros();
        on!(self, c => sqlx::query(OLD).bind(oldest).execute(c).await.map(|_| ()))?;
        Ok(on!(self, c => sqlx::query(KEEP).bind(caller.name()).bind(register).bind(sealed).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?)
    }

    /// What the caller typed, sealed, and when.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn record_draft(&mut self, caller: &Caller, register: &str) -> Result<Option<(String, Timestamp)>> {
        let found: Option<(String, i64)> =
            on!(self, c => sqlx::query_as(ONE).bind(caller.name()).bind(register).fetch_optional(c).await)?;
        Ok(found.map(|(sealed, at)| (sealed, Timestamp::from_micros(at))))
    }

    /// The registers the caller has something typed for, latest first, with when.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn record_drafts(&mut self, caller: &Caller) -> Result<Vec<(String, Timestamp)>> {
        let found: Vec<(String, i64)> = on!(self, c => sqlx::query_as(ALL).bind(caller.name()).fetch_all(c).await)?;
        Ok(found.into_iter().map(|(register, at)| (register, Timestamp::from_micros(at))).collect())
    }

    /// Lets go of what the caller typed.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn drop_record_draft(&mut self, caller: &Caller, register: &str) -> Result<()> {
        Ok(on!(self, c => sqlx::query(DROP).bind(caller.name()).bind(register).execute(c).await.map(|_| ()))?)
    }
}
