//! Secret addresses under which a calendar program reads somebody's tasks.
//!
//! The database holds the hash of the secret alone; who lets go of an address ends it at once. Not here: the calendar itself
//! (`paper`), making secrets (`service`).

use congdoan_model::{
    CalendarId, UserId,
    access::{Action, Caller, Who},
    audit::ROOT_CHAIN,
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    audit::{Change, Note, only_system},
    transaction::on,
};

/// An address of a calendar.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CalendarAddress {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: CalendarId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made, in microseconds.
    pub recorded_at: i64,
}

const OWN: &str = "
SELECT id, name, recorded_at FROM calendar_address WHERE account_id = $1 AND revoked_at IS NULL
ORDER BY recorded_at DESC, id LIMIT 20";
const ADD: &str = "
INSERT INTO calendar_address (id, account_id, secret_hash, name, recorded_at) VALUES ($1, $2, $3, $4, $5)";
const REVOKE: &str = "
UPDATE calendar_address SET revoked_at = $3 WHERE id = $1 AND account_id = $2 AND revoked_at IS NULL";
const OF_SECRET: &str = "SELECT account_id FROM calendar_address WHERE secret_hash = $1 AND revoked_at IS NULL";

impl Tx {
    /// The caller's own addresses that hold, latest first; none for who sees as somebody else.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn calendar_addresses(&mut self, caller: &Caller) -> Result<Vec<CalendarAddress>> {
        let Ok(user) = oneself(caller) else { return Ok(Vec::new()) };
        Ok(on!(self, c => sqlx::query_as(OWN).bind(user.uuid()).fetch_all(c).await)?)
    }

    /// Keeps an address of the caller's own.
    ///
    /// # Errors
    /// [`Error::Denied`] for who is nobody of its own.
    pub async fn add_calendar_address(
        &mut self,
        caller: &Caller,
        (id, name): (CalendarId, &str),
        secret_hash: &str,
    ) -> Result<()> {
        let user = oneself(caller)?;
        on!(self, c => sqlx::query(ADD).bind(id.uuid()).bind(user.uuid()).bind(secret_hash).bind(name)
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        self.note_calendar(caller, "calendar.add", id).await
    }

    /// Ends an address of the caller's own.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none.
    pub async fn revoke_calendar_address(&mut self, caller: &Caller, id: CalendarId) -> Result<()> {
        let user = oneself(caller)?;
        let ended = on!(self, c => sqlx::query(REVOKE).bind(id.uuid()).bind(user.uuid()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if ended != 1 {
            return Err(Error::NotVisible("calendar"));
        }
        self.note_calendar(caller, "calendar.revoke", id).await
    }

    /// Whose calendar a secret opens.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn calendar_account(&mut self, caller: &Caller, secret_hash: &str) -> Result<Option<UserId>> {
        only_system(caller)?;
        let found: Option<Uuid> =
            on!(self, c => sqlx::query_scalar(OF_SECRET).bind(secret_hash).fetch_optional(c).await)?;
        Ok(found.map(Into::into))
    }

    async fn note_calendar(&mut self, caller: &Caller, action: &'static str, id: CalendarId) -> Result<()> {
        let note = Note { chain: ROOT_CHAIN.to_owned(), action, object: format!("calendar:{id}"), ..Note::default() };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }
}

fn oneself(caller: &Caller) -> Result<UserId> {
    match &caller.who {
        Who::Person { user, .. } if caller.oneself().is_some() => Ok(*user),
        _ => Err(Error::Denied(Action::ProgrammeRead)),
    }
}
