//! Memberships begun and ended, applications, states: each with its audit entry.
//!
//! A membership row is superseded, never changed. What guards a person never stands in the audit log: member numbers,
//! units, days and ids of fields do. Not here: what may begin and end when (`service`), transfers.

use chrono::NaiveDate;
use congdoan_model::{
    MembershipId, PersonId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use super::NewMembership;
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// What a person applied with, as written.
#[derive(Clone, Debug)]
pub struct NewApplication {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub person: PersonId,
    /// To which unit.
    pub unit: UnitId,
    /// `5a` alone, `5b` with others.
    pub form: &'static str,
    /// The day of the application.
    pub applied_on: NaiveDate,
    /// `paper` or `electronic`.
    pub signature: &'static str,
    /// What identifies an electronic signature; empty on paper.
    pub signature_text: String,
    /// The decision that admits.
    pub decision: String,
    /// The list of a collective application.
    pub list: Option<Uuid>,
}

/// A state, as written.
#[derive(Clone, Debug)]
pub struct NewState<'a> {
    /// Its id.
    pub id: Uuid,
    /// Whose.
    pub person: PersonId,
    /// The state.
    pub state: &'a str,
    /// First day.
    pub from: NaiveDate,
    /// The decision or paper behind it.
    pub decision: &'a str,
}

const SUPERSEDE: &str = "UPDATE membership SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL";
const END_STATE: &str = "
UPDATE membership_state SET superseded_at = $3 WHERE person_id = $1 AND valid_from = $2 AND superseded_at IS NULL";
const ADD_STATE: &str = "
INSERT INTO membership_state (id, person_id, state, valid_from, decision, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)";

impl Tx {
    /// Writes applications. The caller must hold the right for every unit named; journalling is the admission's business.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write members in one of the units.
    pub async fn insert_applications(&mut self, caller: &Caller, applications: &[NewApplication]) -> Result<()> {
        self.require_units(caller, applications.iter().map(|one| one.unit)).await?;
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO membership_application (id, person_id, unit_id, form, applied_on, signature, signature_text, \
             decision, list_id, recorded_by, recorded_at) ",
            [],
            applications,
            |values, one| {
                values.push_bind(one.id).push_bind(one.person.uuid()).push_bind(one.unit.uuid());
                values.push_bind(one.form).push_bind(one.applied_on).push_bind(one.signature);
                values.push_bind(one.signature_text.as_str()).push_bind(one.decision.as_str());
                values.push_bind(one.list).push_bind(caller.name()).push_bind(now);
            }
        );
        Ok(())
    }

    /// Writes down an admission, single or collective: one audit entry a person and one change of the unit's roll.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write members of the unit.
    pub async fn note_admission(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        admitted: &[(PersonId, serde_json::Value)],
    ) -> Result<()> {
        self.require(caller, Action::MemberWrite, unit, Thing::MEMBER).await?;
        let chain = self.chain_of(unit).await?;
        for (place, (person, said)) in admitted.iter().enumerate() {
            let rolls = if place + 1 == admitted.len() { vec![unit] } else { Vec::new() };
            let note = Note {
                chain: chain.clone(),
                action: "member.admit",
                object: format!("member:{person}"),
                before: String::new(),
                after: said.to_string(),
            };
            self.journal_about(caller, *person, note, &Change { rolls, ..Change::default() }).await?;
        }
        Ok(())
    }

    /// Begins a membership of a person who is known.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write members of the unit.
    pub async fn begin_membership(
        &mut self,
        caller: &Caller,
        membership: &NewMembership,
        (action, said): (&'static str, serde_json::Value),
    ) -> Result<()> {
        self.require(caller, Action::MemberWrite, membership.unit, Thing::MEMBER).await?;
        self.insert_memberships(caller, None, std::slice::from_ref(membership)).await?;
        self.note_period(caller, membership, action, said).await
    }

    /// Puts a membership in the place of a former row of it: with its end, say.
    ///
    /// # Errors
    /// [`Error::Stale`] when the row was superseded before; [`Error::NotVisible`] or [`Error::Denied`].
    pub async fn change_membership(
        &mut self,
        caller: &Caller,
        old: MembershipId,
        membership: &NewMembership,
        (action, said): (&'static str, serde_json::Value),
    ) -> Result<()> {
        // Asked for where the person stands: the unit of the row may have ended, its members standing with its heir.
        self.member_seat(caller, Action::MemberWrite, membership.person).await?;
        self.replace_membership(caller, old, Some(membership)).await?;
        self.note_period(caller, membership, action, said).await
    }

    pub(super) async fn replace_membership(
        &mut self,
        caller: &Caller,
        old: MembershipId,
        membership: Option<&NewMembership>,
    ) -> Result<()> {
        let ended = on!(self, c => sqlx::query(SUPERSEDE).bind(old.uuid()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if ended == 0 {
            return Err(Error::Stale);
        }
        self.insert_memberships(caller, None, membership.map_or(&[], std::slice::from_ref)).await
    }

    async fn note_period(
        &mut self,
        caller: &Caller,
        membership: &NewMembership,
        action: &'static str,
        said: serde_json::Value,
    ) -> Result<()> {
        let note = Note {
            chain: self.chain_of(membership.unit).await?,
            action,
            object: format!("member:{}", membership.person),
            before: String::new(),
            after: said.to_string(),
        };
        let change = Change { rolls: vec![membership.unit], ..Change::default() };
        self.journal_about(caller, membership.person, note, &change).await?;
        Ok(())
    }

    /// Sets the state of a member from a day on, in place of another set for that very day.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write members where the person stands.
    pub async fn set_member_state(&mut self, caller: &Caller, new: &NewState<'_>) -> Result<()> {
        let seat = self.member_seat(caller, Action::MemberWrite, new.person).await?;
        let (person, now) = (new.person.uuid(), caller.now.micros());
        on!(self, c => sqlx::query(END_STATE).bind(person).bind(new.from).bind(now).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD_STATE).bind(new.id).bind(person).bind(new.state).bind(new.from)
            .bind(new.decision).bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        let note = Note {
            chain: self.chain_of(seat.unit).await?,
            action: "member.state",
            object: format!("member:{}", new.person),
            before: String::new(),
            after: serde_json::json!({ "state": new.state, "from": new.from, "decision": new.decision }).to_string(),
        };
        let rolls = self.units_of(new.person, new.person).await?;
        self.journal_about(caller, new.person, note, &Change { rolls, ..Change::default() }).await?;
        Ok(())
    }
}
