//! What people agreed to, and what they ask about their own data.
//!
//! What was said is sealed before it comes here. Not here: until when it must be answered (`service::members::requests`).

use chrono::NaiveDate;
use congdoan_model::{
    ConsentId, DataRequestId, PersonId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use super::own::own;
use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note},
    transaction::on,
};

/// What a person agreed to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Consent {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: ConsentId,
    /// The purpose, as the pack names it.
    pub purpose: String,
    /// Which words were agreed to.
    pub text_version: String,
    /// How: `page` or `paper`.
    pub channel: String,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When, in microseconds.
    pub given_at: i64,
    /// When it was withdrawn, in microseconds.
    pub withdrawn_at: Option<i64>,
}

/// What a person asks about the own data.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DataRequest {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: DataRequestId,
    /// Whose data.
    #[sqlx(try_from = "Uuid")]
    pub person_id: PersonId,
    /// The person's name.
    pub name: String,
    /// The unit that answers.
    #[sqlx(try_from = "Uuid")]
    pub unit_id: UnitId,
    /// Its code.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// What is asked, as `members::requests` names it.
    pub kind: String,
    /// `received`, `acknowledged`, `answered` or `refused`.
    pub state: String,
    /// What was said, sealed.
    pub sealed: String,
    /// When it came, in microseconds.
    pub received_at: i64,
    /// Until when it is to be acknowledged.
    pub acknowledge_due: Option<NaiveDate>,
    /// Until when it is to be answered.
    pub answer_due: Option<NaiveDate>,
    /// Who wrote it down.
    pub recorded_by: String,
    /// When it was acknowledged, in microseconds.
    pub acknowledged_at: Option<i64>,
    /// Who answered.
    pub answered_by: Option<String>,
    /// When it was answered, in microseconds.
    pub answered_at: Option<i64>,
}

/// A request as written.
#[derive(Clone, Debug)]
pub struct NewDataRequest {
    /// Its id.
    pub id: DataRequestId,
    /// Whose data.
    pub person: PersonId,
    /// What is asked.
    pub kind: &'static str,
    /// What was said, sealed.
    pub sealed: String,
    /// Until when it is to be acknowledged.
    pub acknowledge_due: Option<NaiveDate>,
    /// Until when it is to be answered.
    pub answer_due: Option<NaiveDate>,
}

const CONSENTS: &str = "
SELECT id, purpose, text_version, channel, recorded_by, given_at, withdrawn_at FROM consent
WHERE person_id = $1 ORDER BY given_at DESC, id DESC LIMIT 500";
const GIVE: &str = "
INSERT INTO consent (id, person_id, purpose, text_version, channel, recorded_by, given_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const WITHDRAW: &str = "
UPDATE consent SET withdrawn_by = $3, withdrawn_at = $4 WHERE person_id = $1 AND purpose = $2 AND withdrawn_at IS NULL";
const ADD: &str = "
INSERT INTO data_request (id, person_id, unit_id, kind, state, sealed, received_at, acknowledge_due, answer_due, recorded_by)
VALUES ($1, $2, $3, $4, 'received', $5, $6, $7, $8, $9)";
const OF_PERSON: &str = "
SELECT r.id, r.person_id, p.name, r.unit_id, u.code AS unit, u.name AS unit_name, r.kind, r.state, r.sealed, r.received_at,
    r.acknowledge_due, r.answer_due, r.recorded_by, r.acknowledged_at, r.answered_by, r.answered_at
FROM data_request r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = r.unit_id
WHERE r.person_id = $1 ORDER BY r.received_at DESC, r.id DESC LIMIT 500";
const ONE: &str = "
SELECT r.id, r.person_id, p.name, r.unit_id, u.code AS unit, u.name AS unit_name, r.kind, r.state, r.sealed, r.received_at,
    r.acknowledge_due, r.answer_due, r.recorded_by, r.acknowledged_at, r.answered_by, r.answered_at
FROM data_request r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = r.unit_id
WHERE r.id = $1";
/// Open ones first, the most urgent on top; then the answered, latest first.
const WITHIN: &str = within_reach!(
    "
SELECT r.id, r.person_id, p.name, r.unit_id, u.code AS unit, u.name AS unit_name, r.kind, r.state, r.sealed, r.received_at,
    r.acknowledge_due, r.answer_due, r.recorded_by, r.acknowledged_at, r.answered_by, r.answered_at
FROM data_request r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = r.unit_id
WHERE $3 = 1 OR r.unit_id IN (SELECT id FROM down)
ORDER BY CASE WHEN r.answered_at IS NULL THEN 0 ELSE 1 END,
    CASE WHEN r.answered_at IS NULL THEN r.received_at ELSE -r.answered_at END, r.id LIMIT 500"
);
const ACKNOWLEDGE: &str = "
UPDATE data_request SET state = 'acknowledged', acknowledged_by = $2, acknowledged_at = $3
WHERE id = $1 AND state = 'received'";
const ANSWER: &str = "
UPDATE data_request SET state = $2, sealed = $3, answered_by = $4, answered_at = $5
WHERE id = $1 AND answered_at IS NULL";

impl Tx {
    /// What a person agreed to and withdrew, latest first, for that person and for the program itself.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for anybody else.
    pub async fn consents(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<Consent>> {
        own(caller, person)?;
        Ok(on!(self, c => sqlx::query_as(CONSENTS).bind(person.uuid()).fetch_all(c).await)?)
    }

    /// Writes down that a person agrees to a purpose (an id and the version of the words), or agrees no longer (none).
    /// On a page a person does so alone; what was signed on paper is written down by who may write members.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn set_consent(
        &mut self,
        caller: &Caller,
        person: PersonId,
        purpose: &str,
        given: Option<(ConsentId, &str)>,
    ) -> Result<()> {
        let (unit, channel) = match own(caller, person) {
            Ok(()) => {
                (self.unit_of_member(person, caller.now.day()).await?.ok_or(Error::NotVisible("member"))?, "page")
            }
            Err(_) => (self.require_member(caller, Action::MemberWrite, person).await?, "paper"),
        };
        let now = caller.now.micros();
        on!(self, c => sqlx::query(WITHDRAW).bind(person.uuid()).bind(purpose).bind(caller.name()).bind(now)
            .execute(c).await.map(|_| ()))?;
        if let Some((id, version)) = given {
            on!(self, c => sqlx::query(GIVE).bind(id.uuid()).bind(person.uuid()).bind(purpose).bind(version)
                .bind(channel).bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        }
        let action = if given.is_some() { "consent.give" } else { "consent.withdraw" };
        self.note_member(caller, unit, action, person, &serde_json::json!({ "purpose": purpose, "channel": channel }))
            .await
    }

    /// Writes an audit entry about a member into the chain of the unit that answers for it. Values never stand in it.
    pub(crate) async fn note_member(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        action: &'static str,
        person: PersonId,
        said: &serde_json::Value,
    ) -> Result<()> {
        let note = Note {
            chain: self.chain_of(unit).await?,
            action,
            object: format!("member:{person}"),
            before: String::new(),
            after: said.to_string(),
        };
        self.journal_about(caller, person, note, &Change::default()).await?;
        Ok(())
    }

    /// Writes a request down; the unit that answers for the person answers it. A person asks for the own data; what comes on
    /// paper is written down by who answers.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn add_data_request(&mut self, caller: &Caller, new: &NewDataRequest) -> Result<()> {
        let unit = match own(caller, new.person) {
            Ok(()) => {
                let unit = self.unit_of_member(new.person, caller.now.day()).await?;
                unit.ok_or(Error::NotVisible("member"))?
            }
            Err(_) => self.require_member(caller, Action::DataAnswer, new.person).await?,
        };
        on!(self, c => sqlx::query(ADD).bind(new.id.uuid()).bind(new.person.uuid()).bind(unit.uuid()).bind(new.kind)
            .bind(&new.sealed).bind(caller.now.micros()).bind(new.acknowledge_due).bind(new.answer_due)
            .bind(caller.name()).execute(c).await.map(|_| ()))?;
        let said = serde_json::json!({ "request": new.id, "kind": new.kind });
        self.note_member(caller, unit, "data.request", new.person, &said).await
    }

    /// What a person asked, latest first, for that person and for the program itself.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for anybody else.
    pub async fn own_data_requests(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<DataRequest>> {
        own(caller, person)?;
        Ok(on!(self, c => sqlx::query_as(OF_PERSON).bind(person.uuid()).fetch_all(c).await)?)
    }

    /// Requests the caller answers or looks after: open ones first.
    ///
    /// # Errors
    /// [`Error::Denied`] for who answers nowhere.
    pub async fn data_requests(&mut self, caller: &Caller) -> Result<Vec<DataRequest>> {
        if !caller.may_somewhere(Action::DataAnswer) {
            return Err(Error::Denied(Action::DataAnswer));
        }
        let (person, all, roles) = reach(caller, Action::DataAnswer);
        Ok(on!(self, c => sqlx::query_as(WITHIN).bind(person).bind(caller.now.day()).bind(all).bind(&roles)
            .fetch_all(c).await)?)
    }

    /// One request, for who answers it.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn data_request(&mut self, caller: &Caller, id: DataRequestId) -> Result<DataRequest> {
        let found: Option<DataRequest> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let found = found.ok_or(Error::NotVisible("request"))?;
        let of = Thing { noun: "request", seen_by: Action::DataAnswer, confidential: true };
        self.require(caller, Action::DataAnswer, found.unit_id, of).await?;
        Ok(found)
    }

    /// Tells the person that the request came.
    ///
    /// # Errors
    /// As [`Tx::data_request`]; [`Error::Stale`] when that was done before.
    pub async fn acknowledge_data_request(&mut self, caller: &Caller, id: DataRequestId) -> Result<()> {
        let found = self.data_request(caller, id).await?;
        let done = on!(self, c => sqlx::query(ACKNOWLEDGE).bind(id.uuid()).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::Stale);
        }
        let said = serde_json::json!({ "request": id });
        self.note_member(caller, found.unit_id, "data.acknowledge", found.person_id, &said).await
    }

    /// Answers a request; `sealed` holds what was asked and answered.
    ///
    /// # Errors
    /// As [`Tx::data_request`]; [`Error::Stale`] when it was answered before.
    pub async fn answer_data_request(
        &mut self,
        caller: &Caller,
        id: DataRequestId,
        (granted, sealed): (bool, &str),
    ) -> Result<()> {
        let found = self.data_request(caller, id).await?;
        let state = if granted { "answered" } else { "refused" };
        let done = on!(self, c => sqlx::query(ANSWER).bind(id.uuid()).bind(state).bind(sealed).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        if done == 0 {
            return Err(Error::Stale);
        }
        let said = serde_json::json!({ "request": id, "state": state });
        self.note_member(caller, found.unit_id, "data.answer", found.person_id, &said).await
    }

    /// Changes what a person may change alone, or what was asked for and granted. The audit entry holds the names of the
    /// fields, and the new values only sealed.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when the file was changed in between.
    pub async fn correct_person(
        &mut self,
        caller: &Caller,
        change: &super::PersonChange,
        (version, said): (i64, &serde_json::Value),
    ) -> Result<()> {
        const VERSION: &str = "SELECT version FROM person WHERE id = $1 AND erased_at IS NULL";
        let unit = match own(caller, change.id) {
            Ok(()) => {
                let unit = self.unit_of_member(change.id, caller.now.day()).await?;
                unit.ok_or(Error::NotVisible("member"))?
            }
            Err(_) => self.require_member(caller, Action::MemberWrite, change.id).await?,
        };
        let now: Option<i64> =
            on!(self, c => sqlx::query_scalar(VERSION).bind(change.id.uuid()).fetch_optional(c).await)?;
        if now != Some(version) {
            return Err(Error::Stale);
        }
        self.write_person(change).await?;
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "member.correct",
            object: format!("member:{}", change.id),
            before: String::new(),
            after: said.to_string(),
        };
        self.journal(caller, note, &Change { rolls: vec![unit], ..Change::default() }).await?;
        Ok(())
    }
}
