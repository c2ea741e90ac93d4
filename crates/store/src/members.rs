//! The member file: people, their memberships by what was known when, and since when a unit's roll counts.
//!
//! A membership row is superseded, never changed. What is sensitive comes in sealed (`seal`) and stays so here. Not here:
//! which fields there are (`pack`), counting (`rollup`), posts and mandates (`access`).

mod batches;
mod counts;
mod drafts;
mod erasure;
mod exports;
mod file;
mod incidents;
mod list;
mod merges;
mod own;
mod periods;
mod requests;
mod rolls;
mod transfers;

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, MembershipId, PersonId, UnitId,
    access::{Action, Caller},
    members::{Joining, Leaving, Sex},
    names,
};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, bulk::insert_many, transaction::on};

pub use batches::{Batch, BatchCounts};
pub use counts::{DeclaredMembers, PostCount};
pub use erasure::{Bonds, Former};
pub use exports::{ExportedMember, ExportedPost};
pub use file::{Application, DataView, Member, Period, Seat, StateSince};
pub use incidents::{DataExport, Incident, MemberRow};
pub(crate) use list::held;
pub use list::{FoundMember, ListedMember, PageAsked};
pub use merges::{Merge, ShownTwins, Twin, Twins};
pub use own::{Holder, Looked, OwnMembership, PersonFile};
pub use periods::{NewApplication, NewState};
pub use requests::{Consent, DataRequest, NewDataRequest};
pub use rolls::{Named, Turn};
pub use transfers::{Answer, NewTransfer, Transfer};

/// A person of the member file, as written.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The person.
    pub id: PersonId,
    /// Name as on the papers.
    pub name: String,
    /// Member number, unique.
    pub number: String,
    /// Day of birth, when known to the day.
    pub born_on: Option<NaiveDate>,
    /// Year of birth, when known.
    pub born_year: Option<i32>,
    /// Sex, when known.
    pub sex: Option<Sex>,
    /// Mark of the identity number, when known.
    pub identity_mark: Option<String>,
    /// Mark of everything the file says, so that a second import sees what changed.
    pub content_mark: Option<String>,
    /// Open fields, as a JSON object.
    pub fields: String,
    /// Sealed fields.
    pub sealed: String,
    /// The person's key, wrapped.
    pub wrapped_key: String,
}

/// A membership, as written.
#[derive(Clone, Debug)]
pub struct NewMembership {
    /// Its id.
    pub id: MembershipId,
    /// Whose.
    pub person: PersonId,
    /// In which unit.
    pub unit: UnitId,
    /// First day.
    pub joined_on: NaiveDate,
    /// How it began.
    pub joining: Joining,
    /// First day no more, and how it ended.
    pub left: Option<(NaiveDate, Leaving)>,
    /// The decision behind it, by number; empty when none was written down.
    pub decision: String,
}

/// What is known of a person a file names again.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownPerson {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
    /// Folded name.
    pub name_fold: String,
    /// Year of birth.
    pub born_year: Option<i64>,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
    /// Mark of the identity number.
    pub identity_mark: Option<String>,
    /// Mark of everything the file said last time.
    pub content_mark: Option<String>,
    /// The unit of the membership that lasts, if one does.
    pub unit_id: Option<Uuid>,
    /// The member number.
    pub number: Option<String>,
    /// The person's key, wrapped.
    pub wrapped: Option<String>,
}

/// What is known differently of a person from now on.
#[derive(Clone, Debug)]
pub struct PersonChange {
    /// The person.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Day of birth, when known to the day.
    pub born_on: Option<NaiveDate>,
    /// Year of birth, when known.
    pub born_year: Option<i32>,
    /// Sex, when known.
    pub sex: Option<Sex>,
    /// Mark of the identity number.
    pub identity_mark: Option<String>,
    /// Mark of everything the file says.
    pub content_mark: Option<String>,
    /// Open fields, as a JSON object.
    pub fields: String,
    /// Sealed fields.
    pub sealed: String,
}

/// A person's row as it stood, kept by an import that changes it.
#[derive(Clone, Debug, Serialize, Deserialize, sqlx::FromRow)]
struct Before {
    name: String,
    born_on: Option<NaiveDate>,
    born_year: Option<i64>,
    sex: Option<String>,
    identity_mark: Option<String>,
    content_mark: Option<String>,
    fields: String,
    sealed: String,
    version: i64,
}

const BEFORE: &str = "
SELECT name, born_on, born_year, sex, identity_mark, content_mark, fields, sealed, version FROM person WHERE id = $1";
const SET_PERSON: &str = "
UPDATE person SET name = $2, name_fold = $3, born_on = $4, born_year = $5, sex = $6, identity_mark = $7,
    content_mark = $8, fields = $9, sealed = $10, version = version + 1 WHERE id = $1";
const KEEP_BEFORE: &str = "INSERT INTO import_change (batch_id, object_id, before_state) VALUES ($1, $2, $3)";

const KNOWN_COLUMNS: &str = "
SELECT p.id, p.name_fold, p.born_year, p.born_on, p.identity_mark, p.content_mark, m.unit_id, p.number, k.wrapped
FROM person p LEFT JOIN person_key k ON k.person_id = p.id LEFT JOIN membership m ON m.person_id = p.id AND m.superseded_at IS NULL AND m.left_on IS NULL
WHERE p.merged_into IS NULL AND ";

/// A number of a file put together with another leads to the kept file.
const KNOWN_BY_MARK: &str = "
SELECT p.id, p.name_fold, p.born_year, p.born_on, i.identity_mark, p.content_mark, m.unit_id, p.number, k.wrapped
FROM person i JOIN person p ON p.id = COALESCE(i.merged_into, i.id) LEFT JOIN person_key k ON k.person_id = p.id
    LEFT JOIN membership m ON m.person_id = p.id AND m.superseded_at IS NULL AND m.left_on IS NULL
WHERE p.merged_into IS NULL AND i.identity_mark IN (";

const SOME: &str = "SELECT COUNT(*) FROM (SELECT id FROM membership LIMIT 1) AS some_membership";

impl Tx {
    /// Whether there are memberships at all; says nothing of any, so it takes no right.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn has_members(&mut self) -> Result<bool> {
        let some: i64 = on!(self, c => sqlx::query_scalar(SOME).fetch_one(c).await)?;
        Ok(some > 0)
    }

    /// Writes people with their keys and memberships. The caller must hold the right for every unit named; journalling is
    /// the batch's business.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write members in one of the units.
    pub async fn insert_members(
        &mut self,
        caller: &Caller,
        batch: Option<BatchId>,
        people: &[NewPerson],
        memberships: &[NewMembership],
    ) -> Result<()> {
        self.require_units(caller, memberships.iter().map(|one| one.unit)).await?;
        let (now, batch) = (caller.now.micros(), batch.map(BatchId::uuid));
        insert_many!(
            self,
            "INSERT INTO person (batch_id, version, recorded_at, id, name, name_fold, number, born_on, born_year, sex, \
             identity_mark, content_mark, fields, sealed) ",
            [batch, 1_i64, now],
            people,
            |values, person| {
                values.push_bind(person.id.uuid()).push_bind(person.name.as_str());
                values.push_bind(names::fold(&person.name)).push_bind(person.number.as_str());
                values.push_bind(person.born_on).push_bind(person.born_year.map(i64::from));
                values.push_bind(person.sex.map(Sex::word)).push_bind(person.identity_mark.as_deref());
                values.push_bind(person.content_mark.as_deref()).push_bind(person.fields.as_str());
                values.push_bind(person.sealed.as_str());
            }
        );
        insert_many!(self, "INSERT INTO person_key (person_id, wrapped) ", [], people, |values, person| {
            values.push_bind(person.id.uuid()).push_bind(person.wrapped_key.as_str());
        });
        self.insert_memberships(caller, batch, memberships).await
    }

    async fn insert_memberships(
        &mut self,
        caller: &Caller,
        batch: Option<Uuid>,
        memberships: &[NewMembership],
    ) -> Result<()> {
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO membership (batch_id, recorded_by, recorded_at, id, person_id, unit_id, joined_on, joining, \
             left_on, leaving, decision) ",
            [batch, caller.name(), now],
            memberships,
            |values, one| {
                values.push_bind(one.id.uuid()).push_bind(one.person.uuid()).push_bind(one.unit.uuid());
                values.push_bind(one.joined_on).push_bind(one.joining.word()).push_bind(one.left.map(|left| left.0));
                values.push_bind(one.left.map(|left| left.1.word())).push_bind(one.decision.as_str());
            }
        );
        Ok(())
    }

    /// Asks for the right to write members once for each unit; nothing for the program itself.
    async fn require_units(&mut self, caller: &Caller, units: impl Iterator<Item = UnitId>) -> Result<()> {
        if caller.is_system() {
            return Ok(());
        }
        let mut asked: Vec<UnitId> = units.collect();
        asked.sort_unstable();
        asked.dedup();
        for unit in asked {
            self.require(caller, Action::MemberWrite, unit, Thing::MEMBER).await?;
        }
        Ok(())
    }

    /// People by the marks of their identity numbers.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself: who is known is nobody else's business here.
    pub async fn known_by_identity(&mut self, caller: &Caller, marks: &[String]) -> Result<Vec<KnownPerson>> {
        self.known(caller, KNOWN_BY_MARK, "", marks).await
    }

    /// People whose mark or folded name is one of these: the text ends with an open list.
    async fn known(
        &mut self,
        caller: &Caller,
        columns: &'static str,
        list: &'static str,
        of: &[String],
    ) -> Result<Vec<KnownPerson>> {
        crate::audit::only_system(caller)?;
        if of.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(columns);
            query.push(list);
            let mut listed = query.separated(", ");
            for one in of {
                listed.push_bind(one.as_str());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?)
    }

    /// People of these folded names whose identity number is not known.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn known_by_name(&mut self, caller: &Caller, folded: &[String]) -> Result<Vec<KnownPerson>> {
        self.known(
            caller,
            KNOWN_COLUMNS,
            "p.number IS NOT NULL AND p.identity_mark IS NULL AND p.name_fold IN (",
            folded,
        )
        .await
    }

    /// People of these folded names, whatever else is known of them.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn known_namesakes(&mut self, caller: &Caller, folded: &[String]) -> Result<Vec<KnownPerson>> {
        self.known(caller, KNOWN_COLUMNS, "p.number IS NOT NULL AND p.name_fold IN (", folded).await
    }

    /// The person who bears a member number.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn known_by_number(&mut self, caller: &Caller, number: &str) -> Result<Option<PersonId>> {
        const OF_NUMBER: &str = "SELECT id FROM person WHERE number = $1 AND erased_at IS NULL";
        crate::audit::only_system(caller)?;
        let id: Option<Uuid> = on!(self, c => sqlx::query_scalar(OF_NUMBER).bind(number).fetch_optional(c).await)?;
        Ok(id.map(PersonId::from))
    }

    /// Holds a person's file until this transaction ends, so that what is read of it stays true while it is written. Says
    /// nothing of it, so it takes no right.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn hold_member(&mut self, id: PersonId) -> Result<()> {
        const HOLD: &str = "UPDATE person SET version = version WHERE id = $1";
        on!(self, c => sqlx::query(HOLD).bind(id.uuid()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Changes a member's file by hand, with its audit entry: `before` and `after` say which fields, and what they held
    /// only sealed.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none; [`Error::Denied`] when the caller may not write members of the unit.
    pub async fn edit_person(
        &mut self,
        caller: &Caller,
        change: &PersonChange,
        (before, after): (serde_json::Value, serde_json::Value),
    ) -> Result<()> {
        let seat = self.member_seat(caller, Action::MemberWrite, change.id).await?;
        self.change_person(caller, None, change).await?;
        let units = self.periods_of(change.id).await?.into_iter().map(|period| period.unit);
        let note = crate::audit::Note {
            chain: self.chain_of(seat.unit).await?,
            action: "member.change",
            object: format!("member:{}", change.id),
            before: before.to_string(),
            after: after.to_string(),
        };
        // Sex and birth are counted: the rolls of every unit the person was in are read again.
        let rolls = std::collections::BTreeSet::from_iter(units).into_iter().collect();
        self.journal(caller, note, &crate::audit::Change { rolls, ..Default::default() }).await?;
        Ok(())
    }

    /// Changes what is known of a person; an import keeps what stood before.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none; [`Error::Denied`] when the caller may not write members of the unit.
    pub async fn change_person(
        &mut self,
        caller: &Caller,
        batch: Option<BatchId>,
        change: &PersonChange,
    ) -> Result<()> {
        let id = change.id.uuid();
        self.member_seat(caller, Action::MemberWrite, change.id).await?;
        if let Some(batch) = batch {
            let before: Option<Before> = on!(self, c => sqlx::query_as(BEFORE).bind(id).fetch_optional(c).await)?;
            let before = serde_json::to_string(&before)?;
            on!(self, c => sqlx::query(KEEP_BEFORE).bind(batch.uuid()).bind(id).bind(&before)
                .execute(c).await.map(|_| ()))?;
        }
        self.write_person(change).await
    }

    /// Writes what is known of a person from now on.
    pub(crate) async fn write_person(&mut self, change: &PersonChange) -> Result<()> {
        let id = change.id.uuid();
        on!(self, c => sqlx::query(SET_PERSON).bind(id).bind(&change.name).bind(names::fold(&change.name))
            .bind(change.born_on).bind(change.born_year.map(i64::from)).bind(change.sex.map(Sex::word))
            .bind(&change.identity_mark).bind(&change.content_mark).bind(&change.fields).bind(&change.sealed)
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Puts people back as they stood before an import changed them, unless they were changed again since; gives the names
    /// and numbers of those.
    async fn restore_people(&mut self, batch: Uuid) -> Result<Vec<(String, Option<String>)>> {
        const CHANGED: &str = "SELECT object_id, before_state FROM import_change WHERE batch_id = $1";
        const NOW: &str = "SELECT name, number, version FROM person WHERE id = $1";
        let changed: Vec<(Uuid, String)> = on!(self, c => sqlx::query_as(CHANGED).bind(batch).fetch_all(c).await)?;
        let mut kept = Vec::new();
        for (id, text) in changed {
            let before: Before = serde_json::from_str(&text)?;
            let now: Option<(String, Option<String>, i64)> =
                on!(self, c => sqlx::query_as(NOW).bind(id).fetch_optional(c).await)?;
            let Some((name, number, version)) = now else { continue };
            if version != before.version + 1 {
                kept.push((name, number));
                continue;
            }
            on!(self, c => sqlx::query(SET_PERSON).bind(id).bind(&before.name).bind(names::fold(&before.name))
                .bind(before.born_on).bind(before.born_year).bind(&before.sex).bind(&before.identity_mark)
                .bind(&before.content_mark).bind(&before.fields).bind(&before.sealed)
                .execute(c).await.map(|_| ()))?;
        }
        Ok(kept)
    }

    /// The wrapped key of the house of a name, if there is one.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn house_key(&mut self, caller: &Caller, name: &str) -> Result<Option<String>> {
        const KEY: &str = "SELECT wrapped FROM house_key WHERE name = $1";
        crate::audit::only_system(caller)?;
        Ok(on!(self, c => sqlx::query_scalar(KEY).bind(name).fetch_optional(c).await)?)
    }

    /// Keeps a wrapped key of the house, unless one of that name stands already.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn add_house_key(&mut self, caller: &Caller, name: &str, wrapped: &str) -> Result<()> {
        const ADD: &str = "INSERT INTO house_key (name, wrapped) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        crate::audit::only_system(caller)?;
        on!(self, c => sqlx::query(ADD).bind(name).bind(wrapped).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}

fn corrupt(error: &congdoan_model::org::UnknownWord) -> Error {
    Error::Corrupt(error.to_string())
}
