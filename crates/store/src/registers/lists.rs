//! Lists of records: of a unit and all below, a page at a time.
//!
//! Not here: one record, writing.

use chrono::NaiveDate;
use congdoan_model::{
    RecordId, UnitId,
    access::{Action, Caller},
    registers::RecordState,
};
use sqlx::{Database, Encode, QueryBuilder, Type, types::Uuid};

use super::{Kept, RecordRow, record_columns, record_joins};
use crate::{Result, Tx, access::Thing, audit::only_system, org::Below, transaction::on};

/// Which records a list shows.
#[derive(Clone, Debug)]
pub struct RecordFilter<'a> {
    /// The register.
    pub register: &'a str,
    /// The unit and those below, on the days of the records; over managing links alone where the register is closed to others.
    pub below: Below<'a>,
    /// The last day and id of the page before.
    pub after: Option<(NaiveDate, RecordId)>,
    /// How many at most.
    pub limit: i64,
    /// Only records in this state.
    pub state: Option<RecordState>,
}

/// What a list is read from, behind its table.
const JOINED: &str = record_joins!();

/// Writes which records a filter finds, whatever their page.
fn found<'f, D: Database>(query: &mut QueryBuilder<D>, filter: &RecordFilter<'f>)
where
    Uuid: Encode<'f, D> + Type<D>,
    NaiveDate: Encode<'f, D> + Type<D>,
    &'f str: Encode<'f, D> + Type<D>,
{
    query.push(" WHERE r.annulled_at IS NULL AND r.register = ").push_bind(filter.register);
    let (from, to) = filter.below.days;
    query.push(" AND r.occurred_on >= ").push_bind(from).push(" AND r.occurred_on <= ").push_bind(to);
    if let Some(state) = filter.state {
        query.push(" AND r.state = ").push_bind(state.word());
    }
    filter.below.rest(query, "r");
}
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
        let thing = Thing::RECORD.confidential(filter.below.managing);
        self.require(caller, Action::RecordRead, filter.below.unit, thing).await?;
        let rows: Vec<RecordRow> = on!(self, c => {
            let mut query = QueryBuilder::new("");
            filter.below.head(&mut query);
            query.push(record_columns!());
            filter.below.from(&mut query, "record", "r");
            query.push(JOINED);
            found(&mut query, filter);
            if let Some((day, id)) = filter.after {
                query.push(" AND (r.occurred_on < ").push_bind(day).push(" OR (r.occurred_on = ").push_bind(day);
                query.push(" AND r.id > ").push_bind(id.uuid()).push("))");
            }
            query.push(" ORDER BY r.occurred_on DESC, r.id LIMIT ").push_bind(filter.limit);
            query.build_query_as().fetch_all(c).await
        })?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// How many records a list holds over all its pages.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn count_records(&mut self, caller: &Caller, filter: &RecordFilter<'_>) -> Result<i64> {
        let thing = Thing::RECORD.confidential(filter.below.managing);
        self.require(caller, Action::RecordRead, filter.below.unit, thing).await?;
        let (count,): (i64,) = on!(self, c => {
            let mut query = QueryBuilder::new("");
            filter.below.head(&mut query);
            query.push("SELECT COUNT(*) ");
            filter.below.from(&mut query, "record", "r");
            found(&mut query, filter);
            query.build_query_as().fetch_one(c).await
        })?;
        Ok(count)
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
    pub async fn latest_records(&mut self, caller: &Caller, below: &Below<'_>, limit: i64) -> Result<Vec<Kept>> {
        self.require(caller, Action::RecordRead, below.unit, Thing::RECORD).await?;
        let rows: Vec<RecordRow> = on!(self, c => {
            let mut query = QueryBuilder::new("");
            below.head(&mut query);
            query.push(record_columns!());
            below.from(&mut query, "record", "r");
            query.push(JOINED).push(" WHERE r.annulled_at IS NULL");
            below.rest(&mut query, "r");
            below.still_there(&mut query, "u");
            query.push(" ORDER BY r.changed_at DESC, r.id DESC LIMIT ").push_bind(limit);
            query.build_query_as().fetch_all(c).await
        })?;
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
