//! Files on their way in, kept for their sender until they are taken in or given up; everything in them comes sealed.
//!
//! They lie in the database so that any server may go on with what another began; they are few, small and short-lived.
//! Not here: sealing, what a draft says (`service`).

use congdoan_model::{Timestamp, access::Caller};

use crate::{Error, Result, Tx, bulk::insert_many, transaction::on};

/// How many files one person may have waiting; the oldest goes first.
const MOST: i64 = 8;

const EXPIRED: &str = "DELETE FROM upload_draft WHERE expires_at <= $1";
const TOO_MANY: &str = "
DELETE FROM upload_draft WHERE owner = $1 AND id NOT IN (
    SELECT id FROM upload_draft WHERE owner = $1 ORDER BY created_at DESC, id DESC LIMIT $2)";
const ADD: &str = "
INSERT INTO upload_draft (id, owner, sealed, version, created_at, expires_at) VALUES ($1, $2, $3, 1, $4, $5)";
const ONE: &str = "SELECT sealed, version FROM upload_draft WHERE id = $1 AND owner = $2 AND expires_at > $3";
const PIECE: &str = "
SELECT p.sealed FROM upload_piece p JOIN upload_draft d ON d.id = p.draft_id
WHERE d.id = $1 AND d.owner = $2 AND p.place = $3";
const CHANGE: &str = "
UPDATE upload_draft SET sealed = $3, version = version + 1 WHERE id = $1 AND owner = $2 AND version = $4";
const EMPTY: &str = "
DELETE FROM upload_piece WHERE draft_id IN (SELECT id FROM upload_draft WHERE id = $1 AND owner = $2)";
const DROP: &str = "DELETE FROM upload_draft WHERE id = $1 AND owner = $2";

impl Tx {
    /// Keeps a file for its sender alone; what is expired goes, and the oldest of a sender who has too many.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn add_draft(
        &mut self,
        caller: &Caller,
        id: &str,
        sealed: &str,
        (pieces, expires): (&[String], Timestamp),
    ) -> Result<()> {
        let (owner, now) = (caller.name(), caller.now.micros());
        on!(self, c => sqlx::query(EXPIRED).bind(now).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(TOO_MANY).bind(owner).bind(MOST - 1).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD).bind(id).bind(owner).bind(sealed).bind(now).bind(expires.micros())
            .execute(c).await.map(|_| ()))?;
        let placed: Vec<(i64, &String)> = (0..).zip(pieces).collect();
        // A piece is large: few in one statement.
        for some in placed.chunks(4) {
            insert_many!(self, "INSERT INTO upload_piece (draft_id, place, sealed) ", [id], some, |values, row| {
                values.push_bind(row.0).push_bind(row.1.as_str());
            });
        }
        Ok(())
    }

    /// What a draft of the caller says, sealed, and its version; none when there is none any more.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn draft(&mut self, caller: &Caller, id: &str) -> Result<Option<(String, i64)>> {
        Ok(on!(self, c => sqlx::query_as(ONE).bind(id).bind(caller.name()).bind(caller.now.micros())
            .fetch_optional(c).await)?)
    }

    /// One piece of the file of a draft of the caller, sealed; none behind the last.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn draft_piece(&mut self, caller: &Caller, id: &str, place: i64) -> Result<Option<String>> {
        Ok(on!(self, c => sqlx::query_scalar(PIECE).bind(id).bind(caller.name()).bind(place).fetch_optional(c).await)?)
    }

    /// Changes what a draft says. Returns its version from now on.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody else changed it since, or it is gone.
    pub async fn change_draft(&mut self, caller: &Caller, id: &str, sealed: &str, version: i64) -> Result<i64> {
        let changed = on!(self, c => sqlx::query(CHANGE).bind(id).bind(caller.name()).bind(sealed).bind(version)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if changed == 1 { Ok(version + 1) } else { Err(Error::Stale) }
    }

    /// Lets go of the file of a draft that was taken in; what it became is still told.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn empty_draft(&mut self, caller: &Caller, id: &str) -> Result<()> {
        Ok(on!(self, c => sqlx::query(EMPTY).bind(id).bind(caller.name()).execute(c).await.map(|_| ()))?)
    }

    /// Gives a draft up.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn drop_draft(&mut self, caller: &Caller, id: &str) -> Result<()> {
        Ok(on!(self, c => sqlx::query(DROP).bind(id).bind(caller.name()).execute(c).await.map(|_| ()))?)
    }
}
