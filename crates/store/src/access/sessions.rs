//! Sessions, tokens, failed attempts and idempotency keys: what a request brings along.
//!
//! Not here: cookies and headers.

use congdoan_model::{
    SessionId, Timestamp, TokenId, UserId,
    access::{Caller, Scope},
};
use sqlx::types::Uuid;

use super::{accounts::Account, view_as::Seeing};
use crate::{Error, Result, Tx, audit::only_system, transaction::on};

/// A signed-in browser.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Session {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: SessionId,
    /// Whose it is.
    #[sqlx(try_from = "Uuid")]
    pub account_id: UserId,
    /// What every form of this session must send back.
    pub csrf: String,
}

/// A session with what every request asks of it.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// Its account.
    pub account: Account,
    /// As whom it sees, if as somebody else.
    pub seeing: Option<Seeing>,
}

#[derive(sqlx::FromRow)]
struct SignedInRow {
    #[sqlx(flatten)]
    session: Session,
    person_id: Uuid,
    name: String,
    login: String,
    password_hash: String,
    seen_account_id: Option<Uuid>,
    reason: Option<String>,
    expires_at: Option<i64>,
}

impl From<SignedInRow> for SignedIn {
    fn from(row: SignedInRow) -> Self {
        let account = Account {
            id: row.session.account_id,
            person_id: row.person_id.into(),
            name: row.name,
            login: row.login,
            password_hash: row.password_hash,
        };
        let seen = row.seen_account_id.zip(row.reason).zip(row.expires_at);
        let seeing =
            seen.map(|((seen, reason), expires_at)| Seeing { seen_account_id: seen.into(), reason, expires_at });
        Self { session: row.session, account, seeing }
    }
}

/// An answer given before to the same idempotency key.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KeptAnswer {
    /// Hash of the request it answered.
    pub request_hash: String,
    /// Its HTTP status.
    pub status: i64,
    /// Its body.
    pub body: String,
}

const ADD_SESSION: &str = "
INSERT INTO session (id, secret_hash, account_id, csrf, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
const SIGNED_IN: &str = "
SELECT s.id, s.account_id, s.csrf, a.person_id, p.name, a.login, a.password_hash,
    v.seen_account_id, v.reason, v.expires_at
FROM session s JOIN account a ON a.id = s.account_id JOIN person p ON p.id = a.person_id
    LEFT JOIN view_as v ON v.session_id = s.id AND v.ended_at IS NULL AND v.expires_at > $2
WHERE s.secret_hash = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL
ORDER BY v.began_at DESC LIMIT 1";
const END_SESSION: &str = "DELETE FROM session WHERE secret_hash = $1";
const SWEEP_SESSIONS: &str = "DELETE FROM session WHERE expires_at <= $1";
const ADD_TOKEN: &str =
    "INSERT INTO token (id, account_id, secret_hash, scope, created_at) VALUES ($1, $2, $3, $4, $5)";
const TOKEN: &str = "SELECT account_id, scope FROM token WHERE secret_hash = $1 AND revoked_at IS NULL";
const FAILURES: &str = "SELECT COUNT(*) FROM sign_in_failure WHERE login = $1 AND failed_at > $2";
const ADD_FAILURE: &str = "INSERT INTO sign_in_failure (id, login, failed_at) VALUES ($1, $2, $3)";
const FORGET_FAILURES: &str = "DELETE FROM sign_in_failure WHERE login = $1 OR failed_at <= $2";
const KEPT_ANSWER: &str =
    "SELECT request_hash, status, body FROM idempotency WHERE account = $1 AND key = $2 AND created_at > $3";
const KEEP_ANSWER: &str = "
INSERT INTO idempotency (account, key, request_hash, status, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (account, key) DO UPDATE SET request_hash = excluded.request_hash, status = excluded.status,
    body = excluded.body, created_at = excluded.created_at WHERE idempotency.created_at <= $7";

impl Tx {
    /// Opens a session; `secret_hash` is the hash of what the browser keeps.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn add_session(
        &mut self,
        caller: &Caller,
        session: &Session,
        secret_hash: &str,
        expires: Timestamp,
    ) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(SWEEP_SESSIONS).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD_SESSION).bind(session.id.uuid()).bind(secret_hash)
            .bind(session.account_id.uuid()).bind(&session.csrf).bind(caller.now.micros()).bind(expires.micros())
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// The living session of a secret's hash with its account, unless that is disabled, and as whom it sees at the moment of the
    /// call, if as somebody else: one question, since every request asks it.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn signed_in(&mut self, caller: &Caller, secret_hash: &str) -> Result<Option<SignedIn>> {
        only_system(caller)?;
        let row: Option<SignedInRow> = on!(self, c => sqlx::query_as(SIGNED_IN).bind(secret_hash)
            .bind(caller.now.micros()).fetch_optional(c).await)?;
        Ok(row.map(SignedIn::from))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn end_session(&mut self, caller: &Caller, secret_hash: &str) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(END_SESSION).bind(secret_hash).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Adds an API token by the hash of its secret.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn add_token(
        &mut self,
        caller: &Caller,
        id: TokenId,
        account: UserId,
        secret_hash: &str,
        scope: Scope,
    ) -> Result<()> {
        only_system(caller)?;
        let scope = if scope == Scope::Write { "write" } else { "read" };
        on!(self, c => sqlx::query(ADD_TOKEN).bind(id.uuid()).bind(account.uuid()).bind(secret_hash).bind(scope)
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Whose token has this hash, and what it may be used for.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn token(&mut self, caller: &Caller, secret_hash: &str) -> Result<Option<(UserId, Scope)>> {
        only_system(caller)?;
        let row: Option<(Uuid, String)> =
            on!(self, c => sqlx::query_as(TOKEN).bind(secret_hash).fetch_optional(c).await)?;
        let scope = |word: &str| if word == "write" { Scope::Write } else { Scope::Read };
        Ok(row.map(|(account, word)| (account.into(), scope(&word))))
    }

    /// How often signing in under a name failed since a moment.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn sign_in_failures(&mut self, caller: &Caller, login: &str, since: Timestamp) -> Result<i64> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_scalar(FAILURES).bind(login).bind(since.micros()).fetch_one(c).await)?)
    }

    /// Remembers that signing in under a name failed.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn add_sign_in_failure(&mut self, caller: &Caller, id: SessionId, login: &str) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(ADD_FAILURE).bind(id.uuid()).bind(login).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Forgets the failures of a name, and everybody's before a moment.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn forget_sign_in_failures(&mut self, caller: &Caller, login: &str, before: Timestamp) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(FORGET_FAILURES).bind(login).bind(before.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// The answer kept under the caller's idempotency key, unless it is older than `since`.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn kept_answer(&mut self, caller: &Caller, key: &str, since: Timestamp) -> Result<Option<KeptAnswer>> {
        Ok(on!(self, c => sqlx::query_as(KEPT_ANSWER).bind(caller.name()).bind(key).bind(since.micros())
            .fetch_optional(c).await)?)
    }

    /// Keeps an answer under the caller's idempotency key, in the transaction of the write it answers.
    ///
    /// # Errors
    /// [`Error::Stale`] when another request used the key in the meantime: its answer stands, this write must not.
    pub async fn keep_answer(
        &mut self,
        caller: &Caller,
        key: &str,
        answer: &KeptAnswer,
        since: Timestamp,
    ) -> Result<()> {
        let kept = on!(self, c => sqlx::query(KEEP_ANSWER).bind(caller.name()).bind(key).bind(&answer.request_hash)
            .bind(answer.status).bind(&answer.body).bind(caller.now.micros()).bind(since.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if kept == 0 { Err(Error::Stale) } else { Ok(()) }
    }
}
