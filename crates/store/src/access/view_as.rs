//! Seeing pages as somebody else sees them: which session does, as whom, why and until when.
//!
//! Every such page is an entry of the audit log. Not here: what the session may see then (`service::access`), banners.

use congdoan_model::{
    SessionId, Timestamp, UserId,
    access::{Action, Caller, Scope, Who},
    audit::ROOT_CHAIN,
    names,
};
use sqlx::types::Uuid;

use super::reach;
use crate::{
    Error, Result, Tx,
    audit::{Change, Note},
    transaction::on,
};

/// A session that shall see as somebody else, as written.
#[derive(Clone, Debug)]
pub struct ViewAs {
    /// Its id.
    pub id: Uuid,
    /// The session.
    pub session: SessionId,
    /// Who looks.
    pub account: UserId,
    /// As whom.
    pub seen: UserId,
    /// Why.
    pub reason: String,
    /// Until when.
    pub expires: Timestamp,
}

/// An account one may see as.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Viewable {
    /// The account.
    #[sqlx(try_from = "Uuid")]
    pub id: UserId,
    /// The sign-in name.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// A unit where the person holds a mandate.
    pub unit: String,
}

/// What a session is seeing as.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Seeing {
    /// As whom.
    #[sqlx(try_from = "Uuid")]
    pub seen_account_id: UserId,
    /// Why.
    pub reason: String,
    /// Until when, microseconds.
    pub expires_at: i64,
}

const PERSON: &str = "SELECT person_id FROM account WHERE id = $1";
const ADD: &str = "
INSERT INTO view_as (id, session_id, account_id, seen_account_id, reason, began_at, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
const END: &str = "UPDATE view_as SET ended_at = $2 WHERE session_id = $1 AND ended_at IS NULL";
const VIEWABLE: &str = "
WITH RECURSIVE home (id) AS (
    SELECT m.unit_id FROM mandate m JOIN unit u ON u.id = m.unit_id
    WHERE m.person_id = $1 AND m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2)
        AND u.annulled_at IS NULL AND (u.closed_on IS NULL OR u.closed_on > $2) AND $3 LIKE '%,' || m.role || ',%'
), below (id) AS (
    SELECT l.child_id FROM home JOIN unit_link l ON l.parent_id = home.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
), held (person_id, unit_id) AS (
    SELECT m.person_id, m.unit_id FROM mandate m JOIN unit u ON u.id = m.unit_id
    WHERE m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2)
        AND u.annulled_at IS NULL AND (u.closed_on IS NULL OR u.closed_on > $2)
)
SELECT a.id, a.login, p.name, MIN(u.name) AS unit
FROM account a JOIN person p ON p.id = a.person_id JOIN held h ON h.person_id = p.id JOIN unit u ON u.id = h.unit_id
WHERE a.disabled_at IS NULL AND p.id <> $1 AND h.unit_id IN (SELECT id FROM below)
    AND NOT EXISTS (SELECT 1 FROM held x WHERE x.person_id = p.id AND x.unit_id NOT IN (SELECT id FROM below))
    AND (p.name_fold LIKE $4 OR a.login LIKE $4) AND ($5 = '' OR a.login = $5)
GROUP BY a.id, a.login, p.name ORDER BY a.login LIMIT 20";

impl Tx {
    /// Accounts the caller may see as, by a part of the sign-in name or of the person's name, or by the whole sign-in name:
    /// those of people whose every mandate of the day lies below a unit where the caller may. At most 20.
    ///
    /// # Errors
    /// [`Error::Denied`] without the right, or with one that only reads.
    pub async fn viewable(&mut self, caller: &Caller, text: &str, login: &str) -> Result<Vec<Viewable>> {
        may_view(caller)?;
        let (person, _, roles) = reach(caller, Action::UserViewAs);
        let pattern = format!("%{}%", names::fold(text).replace(['%', '_'], ""));
        Ok(on!(self, c => sqlx::query_as(VIEWABLE).bind(person).bind(caller.now.day()).bind(&roles).bind(&pattern)
            .bind(login).fetch_all(c).await)?)
    }

    /// Lets a session see as another account for a while. Whether the caller may see as that account at all is the
    /// service's question; that it may somewhere is asked here.
    ///
    /// # Errors
    /// [`Error::Denied`] without the right, or with one that only reads.
    pub async fn begin_view_as(&mut self, caller: &Caller, login: &str, view: &ViewAs) -> Result<()> {
        may_view(caller)?;
        on!(self, c => sqlx::query(END).bind(view.session.uuid()).bind(caller.now.micros()).execute(c).await
            .map(|_| ()))?;
        on!(self, c => sqlx::query(ADD).bind(view.id).bind(view.session.uuid()).bind(view.account.uuid())
            .bind(view.seen.uuid()).bind(&view.reason).bind(caller.now.micros()).bind(view.expires.micros())
            .execute(c).await.map(|_| ()))?;
        let after = serde_json::json!({ "reason": view.reason, "until": view.expires.micros() });
        let (chain, object) = (ROOT_CHAIN.to_owned(), format!("user:{login}"));
        let note = Note { chain, action: "view_as.begin", object, before: String::new(), after: after.to_string() };
        let seen: Uuid = on!(self, c => sqlx::query_scalar(PERSON).bind(view.seen.uuid()).fetch_one(c).await)?;
        self.journal_about(caller, seen.into(), note, &Change::default()).await.map(|_| ())
    }

    /// Ends seeing as somebody else. `login` is the account seen.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn end_view_as(&mut self, caller: &Caller, session: SessionId, login: &str) -> Result<()> {
        on!(self, c => sqlx::query(END).bind(session.uuid()).bind(caller.now.micros()).execute(c).await
            .map(|_| ()))?;
        self.note_view(caller, "view_as.end", login, String::new()).await
    }

    /// Notes that a page was seen as somebody else.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn note_viewed(&mut self, caller: &Caller, login: &str, asked: (&str, &str)) -> Result<()> {
        // What was searched for may be somebody's name: the address alone stands in the log.
        let path = asked.1.split_once('?').map_or(asked.1, |(path, _)| path);
        let after = serde_json::json!({ "method": asked.0, "path": path }).to_string();
        self.note_view(caller, "view_as.page", login, after).await
    }

    async fn note_view(&mut self, caller: &Caller, action: &'static str, login: &str, after: String) -> Result<()> {
        let (chain, object) = (ROOT_CHAIN.to_owned(), format!("user:{login}"));
        let note = Note { chain, action, object, before: String::new(), after };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }
}

fn may_view(caller: &Caller) -> Result<()> {
    let reads = matches!(&caller.who, Who::Person { scope: Scope::Read | Scope::Seen, .. });
    if reads || !caller.may_somewhere(Action::UserViewAs) { Err(Error::Denied(Action::UserViewAs)) } else { Ok(()) }
}
