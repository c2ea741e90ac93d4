//! Accounts, persons and their mandates.
//!
//! Not here: hashing of passwords, sessions.

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, UnitId, UserId,
    access::{Action, Caller, Mandate, Scope, Who},
    names,
    org::Unit,
};
use sqlx::types::Uuid;

use super::Thing;
use crate::{
    Error, Result, Tx,
    audit::{Change, Note, only_system},
    org::UnitRow,
    transaction::on,
};

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

/// A mandate as its holder is told of it, whether it gives rights today or not.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct OwnMandate {
    /// Name of the unit.
    pub unit: String,
    /// The role.
    pub role: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no more, by the mandate itself.
    pub valid_until: Option<NaiveDate>,
    /// First day no more of the mandate that delegates it.
    pub delegated_until: Option<NaiveDate>,
    /// First day no more of the unit.
    pub closed_on: Option<NaiveDate>,
}

impl OwnMandate {
    /// First day it gives no rights any more, whatever ended it.
    #[must_use]
    pub fn over_on(&self) -> Option<NaiveDate> {
        [self.valid_until, self.delegated_until, self.closed_on].into_iter().flatten().min()
    }
}

#[derive(sqlx::FromRow)]
struct MandateRow {
    role: String,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
    #[sqlx(flatten)]
    unit: UnitRow,
}

const ACCOUNT_OF_LOGIN: &str = "
SELECT a.id, a.person_id, p.name, a.login, a.password_hash FROM account a JOIN person p ON p.id = a.person_id
WHERE a.login = $1 AND a.disabled_at IS NULL";
const ACCOUNT_OF_ID: &str = "
SELECT a.id, a.person_id, p.name, a.login, a.password_hash FROM account a JOIN person p ON p.id = a.person_id
WHERE a.id = $1 AND a.disabled_at IS NULL";
const ACCOUNTS: &str = "
SELECT a.id, a.person_id, p.name, a.login, a.password_hash FROM account a JOIN person p ON p.id = a.person_id
WHERE a.disabled_at IS NULL ORDER BY a.login";
const ADD_PERSON: &str = "INSERT INTO person (id, name, name_fold) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";
const ADD_ACCOUNT: &str = "
INSERT INTO account (id, person_id, login, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (login) DO NOTHING";
const SET_PASSWORD: &str = "UPDATE account SET password_hash = $2 WHERE login = $1 AND disabled_at IS NULL";
const DISABLE: &str = "UPDATE account SET disabled_at = $2 WHERE login = $1 AND disabled_at IS NULL";
const ADD_MANDATE: &str = "
INSERT INTO mandate (id, person_id, unit_id, role, decision, valid_from, valid_until)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
const MANDATES: &str = "
SELECT m.role, m.valid_from, m.valid_until, u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on
FROM mandate m JOIN unit u ON u.id = m.unit_id LEFT JOIN mandate g ON g.id = m.delegated_by
WHERE m.person_id = $1 AND m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2)
    AND u.annulled_at IS NULL AND (u.closed_on IS NULL OR u.closed_on > $2)
    AND (g.id IS NULL OR (g.valid_from <= $2 AND (g.valid_until IS NULL OR g.valid_until > $2)))
ORDER BY m.valid_from, m.id";
const PAST: &str = "
SELECT u.name AS unit, m.role, m.valid_from, m.valid_until, g.valid_until AS delegated_until, u.closed_on
FROM mandate m JOIN unit u ON u.id = m.unit_id LEFT JOIN mandate g ON g.id = m.delegated_by
WHERE m.person_id = $1 AND u.annulled_at IS NULL ORDER BY m.valid_from DESC, m.id DESC LIMIT 20";
const SET_OWN_PASSWORD: &str = "UPDATE account SET password_hash = $2 WHERE id = $1 AND disabled_at IS NULL";
const END_OTHER_SESSIONS: &str = "DELETE FROM session WHERE account_id = $1 AND secret_hash <> $2";
const POSTS: &str = "
SELECT p.name, m.role, m.decision, m.valid_from, m.valid_until FROM mandate m JOIN person p ON p.id = m.person_id
WHERE m.unit_id = $1 ORDER BY m.valid_until IS NOT NULL, m.valid_from, p.name LIMIT 200";

impl Tx {
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

    /// Adds an account with its person, unless the member file knows the person already.
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

    /// Sets the password of the caller's own account and ends its other sessions; the one of `kept` lives on. API tokens
    /// have secrets of their own and stay.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for the program itself and for who sees as somebody else.
    pub async fn set_own_password(&mut self, caller: &Caller, hash: &str, kept: &str) -> Result<()> {
        let Who::Person { user, login, scope: Scope::Write, .. } = &caller.who else {
            return Err(Error::NotVisible("user"));
        };
        on!(self, c => sqlx::query(SET_OWN_PASSWORD).bind(user.uuid()).bind(hash).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(END_OTHER_SESSIONS).bind(user.uuid()).bind(kept).execute(c).await.map(|_| ()))?;
        let (chain, object) = (congdoan_model::audit::ROOT_CHAIN.to_owned(), format!("user:{login}"));
        let note = Note { chain, action: "user.password", object, ..Note::default() };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }

    /// The mandates the caller holds, held or will hold, latest first; at most 20.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for who is nobody here.
    pub async fn own_mandates(&mut self, caller: &Caller) -> Result<Vec<OwnMandate>> {
        let person = caller.oneself().ok_or(Error::NotVisible("mandate"))?;
        Ok(on!(self, c => sqlx::query_as(PAST).bind(person.uuid()).fetch_all(c).await)?)
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

    /// The mandates that give a person rights on a day: none of a unit that has ended or was annulled, and none that was
    /// delegated by a mandate over by then. Each with its unit.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn mandates(
        &mut self,
        caller: &Caller,
        person: PersonId,
        day: NaiveDate,
    ) -> Result<Vec<(Mandate, Unit)>> {
        only_system(caller)?;
        let rows: Vec<MandateRow> =
            on!(self, c => sqlx::query_as(MANDATES).bind(person.uuid()).bind(day).fetch_all(c).await)?;
        let mandate = |row: MandateRow| {
            let unit = Unit::try_from(row.unit)?;
            Ok((Mandate { unit: unit.id, role: row.role, from: row.valid_from, until: row.valid_until }, unit))
        };
        rows.into_iter().map(mandate).collect()
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

impl Tx {
    /// Every sign-in name, of closed accounts too: none is given twice.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn logins(&mut self, caller: &Caller) -> Result<Vec<String>> {
        const LOGINS: &str = "SELECT login FROM account ORDER BY login";
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_scalar(LOGINS).fetch_all(c).await)?)
    }

    /// People by their member numbers: number, person, name.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn people_by_number(
        &mut self,
        caller: &Caller,
        numbers: &[String],
    ) -> Result<Vec<(String, PersonId, String)>> {
        only_system(caller)?;
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, Uuid, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT number, id, name FROM person WHERE erased_at IS NULL AND merged_into IS NULL AND number IN (",
            );
            let mut listed = query.separated(", ");
            for number in numbers {
                listed.push_bind(number.as_str());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().map(|(number, id, name)| (number, id.into(), name)).collect())
    }
}
