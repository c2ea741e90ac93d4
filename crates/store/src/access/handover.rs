//! What a successor takes over: what those before did last, and which terms end soon.
//!
//! Not here: programmes, records and officers themselves, which have their own modules.

use chrono::NaiveDate;
use congdoan_model::{
    RecordId, Timestamp, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use super::Thing;
use crate::{Result, Tx, registers::Kept, transaction::on};

/// Something one of the unit's officers did to a record.
#[derive(Clone, Debug)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// Who, by name.
    pub who: String,
    /// What, as the audit log names it.
    pub action: String,
    /// The record.
    pub record: RecordId,
    /// Its register.
    pub register: String,
    /// The day the recorded thing occurred.
    pub occurred_on: NaiveDate,
    /// Name of its unit.
    pub unit: String,
}

/// A post or body whose days end.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Term {
    /// `post` or `body`.
    pub what: String,
    /// The post or body, as the pack names it.
    pub name: String,
    /// Who holds it; empty for a body.
    pub person: String,
    /// First day no more.
    pub until: NaiveDate,
}

const DEEDS: &str = "
SELECT e.at, p.name, e.action, e.object
FROM (SELECT DISTINCT m.person_id FROM mandate m WHERE m.unit_id = $1) held
    JOIN person p ON p.id = held.person_id JOIN account a ON a.person_id = p.id
    JOIN audit e ON e.who = a.login AND e.action IN ('record.confirm', 'record.behalf') AND e.at >= $2
ORDER BY e.at DESC LIMIT 50";
const TERMS: &str = "
SELECT 'post' AS what, o.title AS name, p.name AS person, o.valid_until AS until
FROM post o JOIN person p ON p.id = o.person_id
WHERE o.unit_id = $1 AND o.superseded_at IS NULL AND o.valid_until > $2 AND o.valid_until <= $3
UNION ALL
SELECT 'body', b.kind, '', b.valid_until FROM body b
WHERE b.unit_id = $1 AND b.superseded_at IS NULL AND b.valid_until > $2 AND b.valid_until <= $3
ORDER BY 4, 1, 2 LIMIT 100";

impl Tx {
    /// Refuses unless the caller may take over a unit's work: read all its records, confidential ones included.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`].
    pub async fn require_handover(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        self.require(caller, Action::RecordRead, unit, Thing::RECORD.confidential(true)).await
    }

    /// The unit's own records written or changed since a moment, and all its drafts; latest first, at most 100.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read the unit's records.
    pub async fn records_to_hand_over(&mut self, caller: &Caller, unit: UnitId, since: Timestamp) -> Result<Vec<Kept>> {
        self.require_handover(caller, unit).await?;
        self.own_records_since(unit, since).await
    }

    /// What the unit's officers, present and past, confirmed since a moment, latest first.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read the unit's records.
    pub async fn confirmed_by_officers(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        since: Timestamp,
    ) -> Result<Vec<Deed>> {
        self.require_handover(caller, unit).await?;
        let rows: Vec<(i64, String, String, String)> = on!(self, c => sqlx::query_as(DEEDS).bind(unit.uuid())
            .bind(since.micros()).fetch_all(c).await)?;
        let id_of = |object: &str| object.strip_prefix("record:")?.parse::<RecordId>().ok();
        let ids: Vec<RecordId> = rows.iter().filter_map(|(.., object)| id_of(object)).collect();
        let known = self.places_of(&ids).await?;
        let deed = |(at, who, action, object): (i64, String, String, String)| {
            let record = id_of(&object)?;
            let (_, register, occurred_on, unit) = known.iter().find(|(id, ..)| *id == record.uuid())?.clone();
            Some(Deed { at: Timestamp::from_micros(at), who, action, record, register, occurred_on, unit })
        };
        Ok(rows.into_iter().filter_map(deed).collect())
    }

    /// Register, day and name of the unit of records, in one statement.
    async fn places_of(&mut self, ids: &[RecordId]) -> Result<Vec<(Uuid, String, NaiveDate, String)>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT r.id, r.register, r.occurred_on, u.name FROM record r JOIN unit u ON u.id = r.unit_id WHERE r.id IN (",
            );
            let mut listed = query.separated(", ");
            for id in ids {
                listed.push_bind(id.uuid());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?)
    }

    /// Posts and bodies of a unit that end after a day and by another, soonest first.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see the unit.
    pub async fn terms_ending(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (after, by): (NaiveDate, NaiveDate),
    ) -> Result<Vec<Term>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        Ok(on!(self, c => sqlx::query_as(TERMS).bind(unit.uuid()).bind(after).bind(by).fetch_all(c).await)?)
    }
}
