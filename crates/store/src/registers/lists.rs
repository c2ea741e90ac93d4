//! Lists of records: of a unit and all below, a page at a time.
//!
//! Not here: one record, writing.

use chrono::NaiveDate;
use congdoan_model::{
    RecordId, UnitId,
    access::{Action, Caller},
    registers::RecordState,
};
use sqlx::types::Uuid;

use super::{Kept, RecordRow, record_columns, record_joins};
use crate::{Result, Tx, access::Thing, audit::only_system, transaction::on};

/// Which records a list shows.
#[derive(Clone, Debug)]
pub struct RecordFilter<'a> {
    /// The register.
    pub register: &'a str,
    /// The unit; units below are included.
    pub unit: UnitId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The last day and id of the page before.
    pub after: Option<(NaiveDate, RecordId)>,
    /// How many at most.
    pub limit: i64,
    /// Only records in this state.
    pub state: Option<RecordState>,
    /// The register is closed to coordinating lines.
    pub confidential: bool,
}

const LIST: &str = concat!(
    "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $4 AND (l.valid_until IS NULL OR l.valid_until > $3)
        AND (l.line = 'managing' OR $5 = 0)
)
",
    record_columns!(),
    "FROM below JOIN record r ON r.unit_id = below.id",
    record_joins!(),
    "
WHERE r.annulled_at IS NULL AND r.register = $2 AND r.occurred_on >= $3 AND r.occurred_on <= $4
    AND (r.occurred_on < $6 OR (r.occurred_on = $6 AND r.id > $7)) AND ($9 = '' OR r.state = $9)
ORDER BY r.occurred_on DESC, r.id LIMIT $8"
);
const COUNT: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $4 AND (l.valid_until IS NULL OR l.valid_until > $3)
        AND (l.line = 'managing' OR $5 = 0)
)
SELECT COUNT(*) FROM below JOIN record r ON r.unit_id = below.id
WHERE r.annulled_at IS NULL AND r.register = $2 AND r.occurred_on >= $3 AND r.occurred_on <= $4
    AND ($6 = '' OR r.state = $6)";
const LATEST: &str = concat!(
    "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
        AND l.line = 'managing'
)
",
    record_columns!(),
    "FROM below JOIN record r ON r.unit_id = below.id",
    record_joins!(),
    "
WHERE r.annulled_at IS NULL ORDER BY r.changed_at DESC, r.id DESC LIMIT $3"
);
const OWN_SINCE: &str = concat!(
    record_columns!(),
    "FROM record r",
    record_joins!(),
    "
WHERE r.unit_id = $1 AND r.annulled_at IS NULL AND (r.changed_at >= $2 OR r.state = 'draft')
ORDER BY r.changed_at DESC, r.id DESC LIMIT 100"
);
const ALL: &str = concat!(
    record_columns!(),
    "FROM record r",
    record_joins!(),
    " WHERE r.id > $1 AND r.annulled_at IS NULL ORDER BY r.id LIMIT $2"
);

const BEHIND: &str = concat!(
    record_columns!(),
    "FROM record r",
    record_joins!(),
    "
WHERE r.unit_id = $1 AND r.register = $2 AND r.id IN (
    SELECT f.record_id FROM figure f
    WHERE f.unit_id = $1 AND f.superseded_at IS NULL AND f.counted_on >= $3 AND f.counted_on <= $4)"
);

const LAST_OF_UNIT: &str = concat!(
    record_columns!(),
    "FROM record r",
    record_joins!(),
    "
WHERE r.unit_id = $1 AND r.register = $2 AND r.annulled_at IS NULL AND r.state <> 'withdrawn'
ORDER BY r.recorded_at DESC, r.id DESC LIMIT 1"
);

impl Tx {
    /// The record a unit wrote last in a register; none where it wrote none.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`] when the caller may not read the unit's records.
    pub async fn last_record(
        &mut self,
        caller: &Caller,
        (register, unit, confidential): (&str, UnitId, bool),
    ) -> Result<Option<Kept>> {
        let thing = Thing::RECORD.confidential(confidential);
        self.require(caller, Action::RecordRead, unit, thing).await?;
        let row: Option<RecordRow> =
            on!(self, c => sqlx::query_as(LAST_OF_UNIT).bind(unit.uuid()).bind(register).fetch_optional(c).await)?;
        row.map(Kept::try_from).transpose()
    }

    /// The records of one unit changed since a moment, and its drafts; the right is the caller's business.
    pub(crate) async fn own_records_since(
        &mut self,
        unit: UnitId,
        since: congdoan_model::Timestamp,
    ) -> Result<Vec<Kept>> {
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(OWN_SINCE).bind(unit.uuid()).bind(since.micros())
            .fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// A page of a register's records of a unit and all below, latest first.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn records(&mut self, caller: &Caller, filter: &RecordFilter<'_>) -> Result<Vec<Kept>> {
        let thing = Thing::RECORD.confidential(filter.confidential);
        self.require(caller, Action::RecordRead, filter.unit, thing).await?;
        let (before, after) = filter.after.map_or((NaiveDate::MAX, Uuid::nil()), |(day, id)| (day, id.uuid()));
        let before = if filter.after.is_none() { filter.to.succ_opt().unwrap_or(filter.to) } else { before };
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(LIST).bind(filter.unit.uuid()).bind(filter.register)
            .bind(filter.from).bind(filter.to).bind(i64::from(filter.confidential)).bind(before).bind(after)
            .bind(filter.limit).bind(filter.state.map_or("", RecordState::word)).fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// How many records a list holds over all its pages.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn count_records(&mut self, caller: &Caller, filter: &RecordFilter<'_>) -> Result<i64> {
        let thing = Thing::RECORD.confidential(filter.confidential);
        self.require(caller, Action::RecordRead, filter.unit, thing).await?;
        Ok(on!(self, c => sqlx::query_scalar(COUNT).bind(filter.unit.uuid()).bind(filter.register).bind(filter.from)
            .bind(filter.to).bind(i64::from(filter.confidential)).bind(filter.state.map_or("", RecordState::word))
            .fetch_one(c).await)?)
    }

    /// The unit's own records of a register that give base rows counted between two days: what stands behind the own
    /// parts of its figures.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn records_behind(
        &mut self,
        caller: &Caller,
        place: (&str, UnitId, bool),
        days: (NaiveDate, NaiveDate),
    ) -> Result<Vec<Kept>> {
        let (register, unit, confidential) = place;
        self.require(caller, Action::RecordRead, unit, Thing::RECORD.confidential(confidential)).await?;
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(BEHIND).bind(unit.uuid()).bind(register).bind(days.0)
            .bind(days.1).fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// The records of a unit and all it manages below that were written or changed last.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn latest_records(&mut self, caller: &Caller, unit: UnitId, limit: i64) -> Result<Vec<Kept>> {
        self.require(caller, Action::RecordRead, unit, Thing::RECORD).await?;
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(LATEST).bind(unit.uuid()).bind(caller.now.day())
            .bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// A page of all records in order of id, for checking everything.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn all_records(&mut self, caller: &Caller, after: Option<RecordId>, limit: i64) -> Result<Vec<Kept>> {
        only_system(caller)?;
        let after = after.map_or_else(Uuid::nil, RecordId::uuid);
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(ALL).bind(after).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }
}
