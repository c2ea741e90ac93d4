//! Rights where the data is; accounts, mandates, sessions, tokens and idempotency keys.
//!
//! A right is held in a unit and reaches down the tree of the day. Not here: hashing of passwords, the matrix of roles
//! and actions (`pack`), cookies.

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, SessionId, Timestamp, TokenId, UnitId, UserId,
    access::{Action, Caller, Mandate, Right, Scope, Who},
    names,
    org::Line,
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, audit::only_system, transaction::on};

/// A sign-in account with its person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Account {
    /// The account.
    #[sqlx(try_from = "Uuid")]
    pub id: UserId,
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub person_id: PersonId,
    /// The person's name.
    pub name: String,
    /// The sign-in name.
    pub login: String,
    /// The argon2id hash of the password.
    pub password_hash: String,
}

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

/// A post held in a unit, as a page shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Post {
    /// The person's name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The decision behind it.
    pub decision: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no more.
    pub valid_until: Option<NaiveDate>,
}

const UP: &str = "
WITH RECURSIVE up (id, line) AS (
    SELECT id, CAST('managing' AS TEXT) FROM unit WHERE id = $1
    UNION
    SELECT l.parent_id, CASE WHEN up.line = 'managing' AND l.line = 'managing' THEN 'managing' ELSE 'coordinating' END
    FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT id, line FROM up";
const ACCOUNT_OF_LOGIN: &str = "
SELECT a.id, a.person_id, p.name, a.login, a.password_hash FROM account a JOIN person p ON p.id = a.person_id
WHERE a.login = $1 AND a.disabled_at IS NULL";
const ACCOUNT_OF_ID: &str = "
SELECT a.id, a.person_id, p.name, a.login, a.password_hash FROM account a JOIN person p ON p.id = a.person_id
WHERE a.id = $1 AND a.disabled_at IS NULL";
const ACCOUNTS: &str = "
SELECT a.id, a.person_id, p.name, a.login, a.password_hash FROM account a JOIN person p ON p.id = a.person_id
WHERE a.disabled_at IS NULL ORDER BY a.login";
const ADD_PERSON: &str = "INSERT INTO person (id, name, name_fold) VALUES ($1, $2, $3)";
const ADD_ACCOUNT: &str = "
INSERT INTO account (id, person_id, login, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (login) DO NOTHING";
const SET_PASSWORD: &str = "UPDATE account SET password_hash = $2 WHERE login = $1 AND disabled_at IS NULL";
const DISABLE: &str = "UPDATE account SET disabled_at = $2 WHERE login = $1 AND disabled_at IS NULL";
const ADD_MANDATE: &str = "
INSERT INTO mandate (id, person_id, unit_id, role, decision, valid_from, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
const MANDATES: &str = "
SELECT unit_id, role, valid_from, valid_until FROM mandate
WHERE person_id = $1 AND valid_from <= $2 AND (valid_until IS NULL OR valid_until > $2) ORDER BY valid_from, id";
const POSTS: &str = "
SELECT p.name, m.role, m.decision, m.valid_from, m.valid_until FROM mandate m JOIN person p ON p.id = m.person_id
WHERE m.unit_id = $1 ORDER BY m.valid_until IS NOT NULL, m.valid_from, p.name LIMIT 200";
const ADD_SESSION: &str = "
INSERT INTO session (id, secret_hash, account_id, csrf, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
const SESSION: &str = "SELECT id, account_id, csrf FROM session WHERE secret_hash = $1 AND expires_at > $2";
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

impl Tx {
    /// The units above a unit, itself first, on a day, each with the best line that leads there.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn above(&mut self, unit: UnitId, day: NaiveDate) -> Result<Vec<(UnitId, Line)>> {
        let rows: Vec<(Uuid, String)> =
            on!(self, c => sqlx::query_as(UP).bind(unit.uuid()).bind(day).fetch_all(c).await)?;
        let mut above: Vec<(UnitId, Line)> = Vec::with_capacity(rows.len());
        for (id, line) in rows {
            let (id, line) = (UnitId::from(id), if line == "managing" { Line::Managing } else { Line::Coordinating });
            match above.iter_mut().find(|(known, _)| *known == id) {
                Some((_, best)) => *best = (*best).min(line),
                None => above.push((id, line)),
            }
        }
        Ok(above)
    }

    /// Refuses unless the caller may do `action` on `unit` today. Who may not even `see` it hears that there is no such
    /// thing; `confidential` things are closed to coordinating lines.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require(&mut self, caller: &Caller, action: Action, unit: UnitId, of: Thing) -> Result<()> {
        let Who::Person { rights, scope, .. } = &caller.who else { return Ok(()) };
        let above = self.above(unit, caller.now.day()).await?;
        let may = |action: Action| rights.iter().any(|right| of.allows(right, action, unit, &above));
        if may(action) && !(action.writes() && *scope == Scope::Read) {
            return Ok(());
        }
        Err(if may(of.seen_by) { Error::Denied(action) } else { Error::NotVisible(of.noun) })
    }

    /// The account of a sign-in name, unless disabled.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn account_of_login(&mut self, caller: &Caller, login: &str) -> Result<Option<Account>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(ACCOUNT_OF_LOGIN).bind(login).fetch_optional(c).await)?)
    }

    /// An account by id, unless disabled.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn account(&mut self, caller: &Caller, id: UserId) -> Result<Option<Account>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(ACCOUNT_OF_ID).bind(id.uuid()).fetch_optional(c).await)?)
    }

    /// Every account that may sign in.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn accounts(&mut self, caller: &Caller) -> Result<Vec<Account>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(ACCOUNTS).fetch_all(c).await)?)
    }

    /// Adds a person with an account.
    ///
    /// # Errors
    /// [`Error::Taken`] when the sign-in name stands already; [`Error::Denied`] for anyone but the program itself.
    pub async fn add_account(&mut self, caller: &Caller, account: &Account) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(ADD_PERSON).bind(account.person_id.uuid()).bind(&account.name)
            .bind(names::fold(&account.name)).execute(c).await.map(|_| ()))?;
        let added = on!(self, c => sqlx::query(ADD_ACCOUNT).bind(account.id.uuid()).bind(account.person_id.uuid())
            .bind(&account.login).bind(&account.password_hash).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if added == 0 { Err(Error::Taken(account.login.clone())) } else { Ok(()) }
    }

    /// Sets the password hash of an account. Returns whether there is such an account.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn set_password(&mut self, caller: &Caller, login: &str, hash: &str) -> Result<bool> {
        only_system(caller)?;
        let changed = on!(self, c => sqlx::query(SET_PASSWORD).bind(login).bind(hash)
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Disables an account. Returns whether there was one to disable.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn disable_account(&mut self, caller: &Caller, login: &str) -> Result<bool> {
        only_system(caller)?;
        let changed = on!(self, c => sqlx::query(DISABLE).bind(login).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Gives a person a mandate.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn add_mandate(
        &mut self,
        caller: &Caller,
        id: congdoan_model::MandateId,
        person: PersonId,
        mandate: &Mandate,
        decision: &str,
    ) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(ADD_MANDATE).bind(id.uuid()).bind(person.uuid()).bind(mandate.unit.uuid())
            .bind(&mandate.role).bind(decision).bind(mandate.from).bind(mandate.until)
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// The mandates a person holds on a day.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn mandates(&mut self, caller: &Caller, person: PersonId, day: NaiveDate) -> Result<Vec<Mandate>> {
        only_system(caller)?;
        let rows: Vec<(Uuid, String, NaiveDate, Option<NaiveDate>)> =
            on!(self, c => sqlx::query_as(MANDATES).bind(person.uuid()).bind(day).fetch_all(c).await)?;
        let mandate = |(unit, role, from, until): (Uuid, _, _, _)| Mandate { unit: unit.into(), role, from, until };
        Ok(rows.into_iter().map(mandate).collect())
    }

    /// Who holds and held posts in a unit, present ones first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn posts(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Post>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        Ok(on!(self, c => sqlx::query_as(POSTS).bind(unit.uuid()).fetch_all(c).await)?)
    }
}

/// What kind of thing a right is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Thing {
    /// What the refusal calls it.
    pub noun: &'static str,
    /// The action that lets one see it.
    pub seen_by: Action,
    /// Closed to coordinating lines.
    pub confidential: bool,
}

impl Thing {
    /// A unit.
    pub const UNIT: Self = Self { noun: "unit", seen_by: Action::UnitRead, confidential: false };
    /// A figure.
    pub const FIGURE: Self = Self { noun: "unit", seen_by: Action::FigureRead, confidential: false };
    /// A record.
    pub const RECORD: Self = Self { noun: "record", seen_by: Action::RecordRead, confidential: false };
    /// A programme.
    pub const PROGRAMME: Self = Self { noun: "programme", seen_by: Action::ProgrammeRead, confidential: false };
    /// A directive.
    pub const DIRECTIVE: Self = Self { noun: "directive", seen_by: Action::DirectiveRead, confidential: false };

    /// The same thing, confidential or not.
    #[must_use]
    pub const fn confidential(self, confidential: bool) -> Self {
        Self { confidential, ..self }
    }

    fn allows(self, right: &Right, action: Action, unit: UnitId, above: &[(UnitId, Line)]) -> bool {
        let actions = if right.unit == unit {
            &right.own
        } else {
            match above.iter().find(|(id, _)| *id == right.unit) {
                Some((_, Line::Managing)) => &right.below,
                Some((_, Line::Coordinating)) if !self.confidential => &right.coordinating,
                _ if right.ancestors.contains(&unit) => &right.above,
                _ => return false,
            }
        };
        actions.contains(&action)
    }
}

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

    /// The living session of a secret's hash.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn session(&mut self, caller: &Caller, secret_hash: &str) -> Result<Option<Session>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(SESSION).bind(secret_hash).bind(caller.now.micros())
            .fetch_optional(c).await)?)
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
