//! Mandates: those that posts give, those delegated, and the sign-in accounts of the people who hold them.
//!
//! A delegation lasts no longer than the mandate it comes from and gives its role and no more. Not here: making the rights
//! of a day from mandates (`service::access`), hashing of passwords.

use chrono::NaiveDate;
use congdoan_model::{
    BodyId, MandateId, PersonId, PostId, UnitId,
    access::{Action, Caller, Scope, Who},
};
use sqlx::types::Uuid;

use super::{Account, PersonOf, Thing, offices::not_oneself};
use crate::{Error, Result, Tx, audit::only_system, transaction::on};

/// A mandate, as written.
#[derive(Clone, Debug)]
pub struct NewMandate {
    /// Its id.
    pub id: MandateId,
    /// Who holds it.
    pub person: PersonId,
    /// Where.
    pub unit: UnitId,
    /// The role, as the pack names it.
    pub role: String,
    /// The decision behind it.
    pub decision: String,
    /// First day.
    pub from: NaiveDate,
    /// First day no more.
    pub until: Option<NaiveDate>,
    /// The post that gives it.
    pub post: Option<PostId>,
    /// The mandate that delegates it.
    pub delegated_by: Option<MandateId>,
}

/// A mandate in a unit with its holder and, for a delegated one, who delegated it.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow)]
pub struct Held {
    /// The mandate.
    #[sqlx(try_from = "Uuid")]
    pub id: MandateId,
    /// The holder.
    #[sqlx(try_from = "Uuid")]
    pub person_id: PersonId,
    /// The holder's name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The decision behind it.
    pub decision: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no more.
    pub valid_until: Option<NaiveDate>,
    /// The post that gives it.
    pub post_id: Option<Uuid>,
    /// The mandate that delegates it.
    pub delegated_by: Option<Uuid>,
    /// Who delegated it.
    pub delegated_by_name: Option<String>,
}

impl Held {
    /// Whether it is held on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| until > day)
    }
}

/// The account of somebody who holds an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountOf {
    /// The sign-in name, when there is an account.
    pub login: Option<String>,
    /// Whether the caller may make or reset it.
    pub manages: bool,
}

const ADD: &str = "
INSERT INTO mandate (id, person_id, unit_id, role, decision, valid_from, valid_until, post_id, delegated_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const HELD: &str = "
SELECT m.id, m.person_id, p.name, m.role, m.decision, m.valid_from, m.valid_until, m.post_id, m.delegated_by,
    q.name AS delegated_by_name
FROM mandate m JOIN person p ON p.id = m.person_id
    LEFT JOIN mandate g ON g.id = m.delegated_by LEFT JOIN person q ON q.id = g.person_id
WHERE m.unit_id = $1 ORDER BY m.valid_from DESC, p.name_fold, m.id LIMIT 500";
const END: &str = "UPDATE mandate SET valid_until = $2 WHERE id = $1";
const END_OF_POST: &str = "
UPDATE mandate SET valid_until = $2
WHERE (valid_until IS NULL OR valid_until > $2)
    AND (post_id = $1 OR delegated_by IN (SELECT id FROM mandate WHERE post_id = $1))";
const END_OF_BODY: &str = "
UPDATE mandate SET valid_until = $2
WHERE (valid_until IS NULL OR valid_until > $2)
    AND (post_id IN (SELECT id FROM post WHERE body_id = $1) OR delegated_by IN (
        SELECT g.id FROM mandate g JOIN post o ON o.id = g.post_id WHERE o.body_id = $1))";
const JOIN: &str = "
UPDATE mandate SET post_id = (
    SELECT o.id FROM post o
    WHERE o.person_id = mandate.person_id AND o.unit_id = mandate.unit_id AND o.title = $2 AND o.superseded_at IS NULL
    ORDER BY o.id LIMIT 1)
WHERE post_id IS NULL AND delegated_by IS NULL AND role = $1";
const UNITS_OF_PERSON: &str = "
SELECT DISTINCT m.unit_id FROM mandate m JOIN unit u ON u.id = m.unit_id
WHERE m.person_id = $1 AND (m.valid_until IS NULL OR m.valid_until > $2)
    AND u.annulled_at IS NULL AND (u.closed_on IS NULL OR u.closed_on > $2)";
const LOGIN_OF_PERSON: &str =
    "SELECT login FROM account WHERE person_id = $1 AND disabled_at IS NULL ORDER BY created_at LIMIT 1";
const LOGINS_LIKE: &str = "SELECT login FROM account WHERE login LIKE $1";
const ADD_ACCOUNT: &str = "
INSERT INTO account (id, person_id, login, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (login) DO NOTHING";
const SET_PASSWORD: &str = "UPDATE account SET password_hash = $2 WHERE login = $1 AND disabled_at IS NULL";
const END_SESSIONS: &str = "DELETE FROM session WHERE account_id IN (SELECT id FROM account WHERE login = $1)";
const REVOKE_TOKENS: &str = "
UPDATE token SET revoked_at = $2
WHERE revoked_at IS NULL AND account_id IN (SELECT id FROM account WHERE login = $1)";

impl Tx {
    pub(super) async fn insert_mandate(&mut self, mandate: &NewMandate) -> Result<()> {
        Ok(on!(self, c => sqlx::query(ADD).bind(mandate.id.uuid()).bind(mandate.person.uuid())
            .bind(mandate.unit.uuid()).bind(&mandate.role).bind(&mandate.decision).bind(mandate.from)
            .bind(mandate.until).bind(mandate.post.map(PostId::uuid)).bind(mandate.delegated_by.map(MandateId::uuid))
            .execute(c).await.map(|_| ()))?)
    }

    pub(super) async fn end_mandates_of_post(&mut self, post: PostId, day: NaiveDate) -> Result<()> {
        Ok(on!(self, c => sqlx::query(END_OF_POST).bind(post.uuid()).bind(day).execute(c).await.map(|_| ()))?)
    }

    pub(super) async fn end_mandates_of_body(&mut self, body: BodyId, day: NaiveDate) -> Result<()> {
        Ok(on!(self, c => sqlx::query(END_OF_BODY).bind(body.uuid()).bind(day).execute(c).await.map(|_| ()))?)
    }

    /// Lets mandates of a role belong to the posts of a title their holders have in the same unit, where they belong to none.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn join_mandates_to_posts(&mut self, caller: &Caller, role: &str, title: &str) -> Result<()> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query(JOIN).bind(role).bind(title).execute(c).await.map(|_| ()))?)
    }

    /// Every mandate held in a unit, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn mandates_in(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Held>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        Ok(on!(self, c => sqlx::query_as(HELD).bind(unit.uuid()).fetch_all(c).await)?)
    }

    /// Delegates a mandate of a unit to somebody for some days. The holder does it, or whoever fills posts from above.
    ///
    /// # Errors
    /// [`Error::Denied`] for anybody else, for a mandate that was itself delegated, and when it would go to the holder;
    /// [`Error::Stale`] when the mandate does not last over the days asked for.
    pub async fn delegate(&mut self, caller: &Caller, new: &NewMandate, holder: &PersonOf) -> Result<()> {
        let from = new.delegated_by.ok_or(Error::NotVisible("mandate"))?;
        let held = self.held(caller, new.unit, from).await?;
        self.require_delegating(caller, new.unit, &held).await?;
        let person = self.holder(caller, new.unit, holder).await?;
        let until = new.until.ok_or(Error::Stale)?;
        let lasts = held.valid_from <= new.from && new.from < until && held.valid_until.is_none_or(|end| until <= end);
        if person == held.person_id || held.delegated_by.is_some() {
            return Err(Error::Denied(Action::PostWrite));
        }
        if caller.person() != Some(held.person_id) {
            not_oneself(caller, person)?;
        }
        if !lasts {
            return Err(Error::Stale);
        }
        let mandate = NewMandate { person, role: held.role.clone(), post: None, ..new.clone() };
        self.insert_mandate(&mandate).await?;
        let after = serde_json::json!({
            "person": person, "role": mandate.role, "from": mandate.from, "until": until,
            "decision": mandate.decision, "delegated_by": from,
        });
        let object = format!("mandate:{}", mandate.id);
        let states = (String::new(), after.to_string());
        self.note_office(caller, new.unit, Some(person), ("mandate.delegate", object), states).await
    }

    /// Ends a delegation from a day on. Whoever delegates may, the one it was delegated to, and whoever fills posts above.
    ///
    /// # Errors
    /// [`Error::Denied`] for anybody else and for a mandate that is no delegation; [`Error::Stale`] when it is over.
    pub async fn end_delegation(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        mandate: MandateId,
        day: NaiveDate,
    ) -> Result<()> {
        let held = self.held(caller, unit, mandate).await?;
        let from = held.delegated_by.ok_or(Error::Denied(Action::PostWrite))?;
        if caller.person() != Some(held.person_id) {
            let delegating = self.held(caller, unit, from.into()).await?;
            self.require_delegating(caller, unit, &delegating).await?;
        } else {
            writing(caller)?;
        }
        if held.valid_until.is_some_and(|until| until <= day) {
            return Err(Error::Stale);
        }
        let day = day.max(held.valid_from);
        on!(self, c => sqlx::query(END).bind(mandate.uuid()).bind(day).execute(c).await.map(|_| ()))?;
        let (before, object) = (serde_json::to_string(&held)?, format!("mandate:{mandate}"));
        let after = serde_json::json!({ "until": day }).to_string();
        self.note_office(caller, unit, Some(held.person_id), ("mandate.end", object), (before, after)).await
    }

    /// Refuses unless the caller may delegate a mandate of a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller; [`Error::Denied`].
    pub async fn may_delegate(&mut self, caller: &Caller, unit: UnitId, mandate: MandateId) -> Result<()> {
        let held = self.held(caller, unit, mandate).await?;
        self.require_delegating(caller, unit, &held).await
    }

    async fn held(&mut self, caller: &Caller, unit: UnitId, mandate: MandateId) -> Result<Held> {
        let all = self.mandates_in(caller, unit).await?;
        all.into_iter().find(|held| held.id == mandate).ok_or(Error::NotVisible("mandate"))
    }

    async fn require_delegating(&mut self, caller: &Caller, unit: UnitId, held: &Held) -> Result<()> {
        // One's own mandate is one's own to delegate while it gives rights.
        if caller.person() == Some(held.person_id) && held.holds_on(caller.now.day()) {
            let gives = caller.rights().iter().any(|right| right.unit == unit && right.role == held.role);
            if gives {
                return writing(caller);
            }
        }
        self.require_appointing(caller, unit).await
    }

    /// The account of somebody who holds an office in a unit, and whether the caller may make or reset it: only who fills
    /// posts above, or manages accounts of, every unit where that person has or will have a mandate. So nobody signs in as
    /// somebody with more reach.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn account_of(&mut self, caller: &Caller, unit: UnitId, person: PersonId) -> Result<AccountOf> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let manages = self.require_account(caller, unit, person).await.is_ok();
        let login: Option<String> = if manages { self.login_of(person).await? } else { None };
        Ok(AccountOf { login, manages })
    }

    async fn login_of(&mut self, person: PersonId) -> Result<Option<String>> {
        Ok(on!(self, c => sqlx::query_scalar(LOGIN_OF_PERSON).bind(person.uuid()).fetch_optional(c).await)?)
    }

    async fn require_account(&mut self, caller: &Caller, unit: UnitId, person: PersonId) -> Result<()> {
        not_oneself(caller, person)?;
        let mut units: Vec<Uuid> = on!(self, c => sqlx::query_scalar(UNITS_OF_PERSON).bind(person.uuid())
            .bind(caller.now.day()).fetch_all(c).await)?;
        if !units.contains(&unit.uuid()) {
            units.push(unit.uuid());
        }
        let units: Vec<UnitId> = units.into_iter().map(UnitId::from).collect();
        let manages = self.allowed(caller, Action::UserManage, &units, Thing::UNIT).await?;
        let rest: Vec<UnitId> = units.into_iter().filter(|unit| !manages.contains(unit)).collect();
        let appoints = self.appointing(caller, &rest).await?;
        if let Some(refused) = rest.into_iter().find(|unit| !appoints.contains(unit)) {
            return self.require_appointing(caller, refused).await;
        }
        Ok(())
    }

    /// Which sign-in names begin like one, so that a free one can be offered.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller may make the account of a person in the unit.
    pub async fn logins_like(
        &mut self,
        caller: &Caller,
        (unit, person): (UnitId, PersonId),
        login: &str,
    ) -> Result<Vec<String>> {
        self.require_account(caller, unit, person).await?;
        let pattern = format!("{}%", login.replace(['%', '_'], ""));
        Ok(on!(self, c => sqlx::query_scalar(LOGINS_LIKE).bind(&pattern).fetch_all(c).await)?)
    }

    /// Makes the account of somebody who holds an office in a unit.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller may; [`Error::Taken`] when the person has an account or the name is taken.
    pub async fn give_account(&mut self, caller: &Caller, unit: UnitId, account: &Account) -> Result<()> {
        self.require_account(caller, unit, account.person_id).await?;
        if let Some(login) = self.login_of(account.person_id).await? {
            return Err(Error::Taken(login));
        }
        let added = on!(self, c => sqlx::query(ADD_ACCOUNT).bind(account.id.uuid()).bind(account.person_id.uuid())
            .bind(&account.login).bind(&account.password_hash).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if added == 0 {
            return Err(Error::Taken(account.login.clone()));
        }
        let after = serde_json::json!({ "person": account.person_id }).to_string();
        let object = format!("user:{}", account.login);
        self.note_office(caller, unit, None, ("user.add", object), (String::new(), after)).await
    }

    /// Sets a new password for somebody who holds an office in a unit; whatever was signed in under the old one is signed
    /// out, and tokens are revoked. Returns the sign-in name.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller may; [`Error::NotVisible`] when the person has no account.
    pub async fn reset_account(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        person: PersonId,
        hash: &str,
    ) -> Result<String> {
        self.require_account(caller, unit, person).await?;
        let login = self.login_of(person).await?.ok_or(Error::NotVisible("user"))?;
        on!(self, c => sqlx::query(SET_PASSWORD).bind(&login).bind(hash).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(END_SESSIONS).bind(&login).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(REVOKE_TOKENS).bind(&login).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let object = format!("user:{login}");
        self.note_office(caller, unit, None, ("user.password", object), (String::new(), String::new())).await?;
        Ok(login)
    }
}

/// A token of scope `read` and who sees as somebody else change nothing.
fn writing(caller: &Caller) -> Result<()> {
    match &caller.who {
        Who::System | Who::Person { scope: Scope::Write, .. } => Ok(()),
        Who::Person { .. } => Err(Error::Denied(Action::PostWrite)),
    }
}
