//! Transfers: a membership on its way from one unit to another, agreed by both sides.
//!
//! Until the second side agrees the person stands, and counts, in the old unit; from that day on in the new one. One
//! transfer of a person is open at a time. Not here: who may be transferred (`service`).

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, TransferId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use super::{NewMembership, list::held};
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

/// A transfer.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Transfer {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: TransferId,
    /// Whose.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// The person's name.
    pub name: String,
    /// The person's member number.
    pub number: Option<String>,
    /// From which unit.
    #[sqlx(try_from = "Uuid")]
    pub from_unit: UnitId,
    /// Its code.
    pub from_code: String,
    /// Its name.
    pub from_name: String,
    /// To which unit.
    #[sqlx(try_from = "Uuid")]
    pub to_unit: UnitId,
    /// Its code.
    pub to_code: String,
    /// Its name.
    pub to_name: String,
    /// Which side asked: `from` or `to`.
    pub asked_from: String,
    /// `open`, `done`, `refused` or `cancelled`.
    pub state: String,
    /// Why it is asked for.
    pub reason: String,
    /// Who asked: name of the person, or the sign-in name.
    pub asked_by: String,
    /// When, in microseconds.
    pub asked_at: i64,
    /// What the other side said.
    pub answer: String,
    /// The day it took effect.
    pub effective_on: Option<NaiveDate>,
}

impl Transfer {
    /// The unit whose agreement is awaited.
    #[must_use]
    pub fn awaited(&self) -> UnitId {
        if self.asked_from == "from" { self.to_unit } else { self.from_unit }
    }

    /// The unit that asked.
    #[must_use]
    pub fn asking(&self) -> UnitId {
        if self.asked_from == "from" { self.from_unit } else { self.to_unit }
    }
}

/// A transfer, as asked for.
#[derive(Clone, Debug)]
pub struct NewTransfer<'a> {
    /// Its id.
    pub id: TransferId,
    /// Whose.
    pub person: PersonId,
    /// From which unit.
    pub from: UnitId,
    /// To which unit.
    pub to: UnitId,
    /// Whether the receiving unit asks.
    pub asked_by_receiver: bool,
    /// Why.
    pub reason: &'a str,
}

/// How the other side answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It does not agree.
    Refused,
    /// Whoever asked takes it back.
    Cancelled,
}

impl Answer {
    const fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Cancelled => "cancelled",
        }
    }

    const fn action(self) -> &'static str {
        match self {
            Self::Refused => "member.transfer.refuse",
            Self::Cancelled => "member.transfer.cancel",
        }
    }
}

macro_rules! transfers {
    ($from:literal, $rest:literal) => {
        concat!(
            "
SELECT t.id, t.person_id AS person, p.name, p.number, ",
            $from,
            " AS from_unit, f.code AS from_code, f.name AS from_name,
    t.to_id AS to_unit, o.code AS to_code, o.name AS to_name, t.asked_from, t.state, t.reason,
    COALESCE(q.name, t.asked_by) AS asked_by, t.asked_at, t.answer, t.effective_on
FROM member_transfer t JOIN person p ON p.id = t.person_id JOIN unit f ON f.id = t.from_id JOIN unit o ON o.id = t.to_id
    LEFT JOIN account a ON a.login = t.asked_by LEFT JOIN person q ON q.id = a.person_id
",
            $rest
        )
    };
}

const TRANSFER: &str = transfers!("t.from_id", "WHERE t.id = $1");
const OF_PERSON: &str = transfers!("t.from_id", "WHERE t.person_id = $1 ORDER BY t.asked_at DESC, t.id DESC");
/// Where the old unit ended meanwhile, its heir speaks for it.
const OF_UNIT: &str = held!(transfers!(
    "COALESCE((SELECT h.seat FROM held h WHERE h.id = t.from_id LIMIT 1), t.from_id)",
    "WHERE t.from_id IN (SELECT id FROM held) OR t.to_id IN (SELECT id FROM held)
ORDER BY t.state <> 'open', t.asked_at DESC, t.id DESC LIMIT 200"
));
const ADD: &str = "
INSERT INTO member_transfer (id, person_id, from_id, to_id, asked_from, state, reason, asked_by, asked_at, answer)
VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8, '')";
const ANSWER: &str = "
UPDATE member_transfer SET state = $2, answer = $3, answered_by = $4, answered_at = $5, effective_on = $6
WHERE id = $1 AND state = 'open'";

impl Tx {
    /// The transfers of a member, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller.
    pub async fn member_transfers(&mut self, caller: &Caller, id: PersonId) -> Result<Vec<Transfer>> {
        self.member_seat(caller, Action::MemberRead, id).await?;
        Ok(on!(self, c => sqlx::query_as(OF_PERSON).bind(id.uuid()).fetch_all(c).await)?)
    }

    /// Transfers from and to a unit and what it manages below, open ones first; at most 200.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn transfers(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Transfer>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(OF_UNIT).bind(unit.uuid()).bind(caller.now.day()).fetch_all(c).await)?)
    }

    /// A transfer the caller may see: that of a unit on either side.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn transfer(&mut self, caller: &Caller, id: TransferId) -> Result<Transfer> {
        let found: Option<Transfer> = on!(self, c => sqlx::query_as(TRANSFER).bind(id.uuid()).fetch_optional(c).await)?;
        let mut transfer = found.ok_or(Error::NotVisible("transfer"))?;
        if transfer.state == "open" {
            transfer.from_unit = self.seat_of(caller, transfer.person).await?.unit;
        }
        let thing = Thing { noun: "transfer", ..Thing::MEMBER };
        if self.require(caller, Action::MemberRead, transfer.from_unit, thing).await.is_err() {
            self.require(caller, Action::MemberRead, transfer.to_unit, thing).await?;
        }
        Ok(transfer)
    }

    /// Writes down that a transfer is asked for; the right is asked for on the side that asks.
    ///
    /// # Errors
    /// [`Error::Taken`] when one of the person is open already; [`Error::NotVisible`], [`Error::Denied`].
    pub async fn add_transfer(&mut self, caller: &Caller, new: &NewTransfer<'_>) -> Result<()> {
        const OPEN: &str = "SELECT COUNT(*) FROM member_transfer WHERE person_id = $1 AND state = 'open'";
        let (asking, side) = if new.asked_by_receiver { (new.to, "to") } else { (new.from, "from") };
        self.require(caller, Action::MemberWrite, asking, Thing::MEMBER).await?;
        let open: i64 = on!(self, c => sqlx::query_scalar(OPEN).bind(new.person.uuid()).fetch_one(c).await)?;
        if open > 0 {
            return Err(Error::Taken("transfer".to_owned()));
        }
        on!(self, c => sqlx::query(ADD).bind(new.id.uuid()).bind(new.person.uuid()).bind(new.from.uuid())
            .bind(new.to.uuid()).bind(side).bind(new.reason).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        let said = serde_json::json!({ "transfer": new.id, "from": new.from, "to": new.to, "reason": new.reason });
        self.note_transfer(caller, ("member.transfer.ask", new.person, asking), said, Vec::new()).await
    }

    /// Ends an open transfer without effect; the right is asked for on the side that speaks.
    ///
    /// # Errors
    /// [`Error::Stale`] when it is open no more; [`Error::NotVisible`], [`Error::Denied`].
    pub async fn drop_transfer(
        &mut self,
        caller: &Caller,
        transfer: &Transfer,
        answer: Answer,
        reason: &str,
    ) -> Result<()> {
        let speaks = if answer == Answer::Refused { transfer.awaited() } else { transfer.asking() };
        self.require(caller, Action::MemberWrite, speaks, Thing::MEMBER).await?;
        self.answer(caller, transfer, (answer.word(), reason), None).await?;
        let said = serde_json::json!({ "transfer": transfer.id, "reason": reason });
        self.note_transfer(caller, (answer.action(), transfer.person, speaks), said, Vec::new()).await
    }

    /// Agrees to a transfer: the old membership ends on the day the new one begins, in one write. `ending` is the old
    /// membership with its end, `beginning` the new one.
    ///
    /// # Errors
    /// [`Error::Stale`] when it is open no more or the old membership changed; [`Error::NotVisible`], [`Error::Denied`].
    pub async fn do_transfer(
        &mut self,
        caller: &Caller,
        transfer: &Transfer,
        old: congdoan_model::MembershipId,
        (ending, beginning): (&NewMembership, &NewMembership),
    ) -> Result<()> {
        self.require(caller, Action::MemberWrite, transfer.awaited(), Thing::MEMBER).await?;
        self.answer(caller, transfer, ("done", ""), Some(beginning.joined_on)).await?;
        self.replace_membership(caller, old, Some(ending)).await?;
        self.insert_memberships(caller, None, std::slice::from_ref(beginning)).await?;
        let day = beginning.joined_on;
        let said = serde_json::json!({ "transfer": transfer.id, "from": transfer.from_unit, "to": transfer.to_unit,
            "effective_on": day });
        // Each side's chain tells of it, and each side's roll changed; the change log names both at once.
        let rolls = vec![ending.unit, beginning.unit];
        let (from, to) = (self.chain_of(transfer.from_unit).await?, self.chain_of(transfer.to_unit).await?);
        if from != to {
            let other = if transfer.awaited() == transfer.to_unit { transfer.from_unit } else { transfer.to_unit };
            let action = "member.transfer.done";
            self.note_transfer(caller, (action, transfer.person, other), said.clone(), Vec::new()).await?;
        }
        self.note_transfer(caller, ("member.transfer", transfer.person, transfer.awaited()), said, rolls).await
    }

    async fn answer(
        &mut self,
        caller: &Caller,
        transfer: &Transfer,
        (state, answer): (&str, &str),
        day: Option<NaiveDate>,
    ) -> Result<()> {
        let answered = on!(self, c => sqlx::query(ANSWER).bind(transfer.id.uuid()).bind(state).bind(answer)
            .bind(caller.name()).bind(caller.now.micros()).bind(day)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if answered == 0 { Err(Error::Stale) } else { Ok(()) }
    }

    async fn note_transfer(
        &mut self,
        caller: &Caller,
        (action, person, unit): (&'static str, PersonId, UnitId),
        said: serde_json::Value,
        rolls: Vec<UnitId>,
    ) -> Result<()> {
        let note = Note {
            chain: self.chain_of(unit).await?,
            action,
            object: format!("member:{person}"),
            before: String::new(),
            after: said.to_string(),
        };
        self.journal_about(caller, person, note, &Change { rolls, ..Change::default() }).await?;
        Ok(())
    }
}
