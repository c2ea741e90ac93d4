//! Clocks of records: kept beside each record that stands, and listed by their last day.
//!
//! Not here: when a clock runs and how long (`pack`), what a page says of a late one (`service`).

use chrono::NaiveDate;
use congdoan_model::{
    RecordId,
    access::{Action, Caller},
    figures::Row,
    registers::Record,
};
use sqlx::types::Uuid;

use crate::{Result, Tx, access::Thing, audit::only_system, bulk::insert_many, org::Below, transaction::on};

/// What a record gives as it stands.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Base rows; none unless it counts.
    pub rows: Vec<Row>,
    /// Clocks; none unless it stands.
    pub clocks: Vec<RecordClock>,
}

/// A clock on a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordClock {
    /// The clock, by its id in the register.
    pub clock: String,
    /// Its last day; none where the record only ends the clock of one before it.
    pub due_on: Option<NaiveDate>,
    /// When it was done.
    pub stopped_on: Option<NaiveDate>,
    /// The answer that later records of the unit share to take its place; empty for a clock of each record.
    pub about: String,
}

/// Which running clocks a list shows.
#[derive(Clone, Debug)]
pub struct ClockFilter<'a> {
    /// The unit and those below; over managing links alone where the registers are closed to others.
    pub below: Below<'a>,
    /// Only of these registers.
    pub registers: &'a [&'a str],
    /// Only with a last day from here on.
    pub from: NaiveDate,
    /// Only with a last day up to here.
    pub to: NaiveDate,
    /// The last one of the page before.
    pub after: Option<(NaiveDate, RecordId, &'a str)>,
    /// How many at most.
    pub limit: i64,
}

/// A clock that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunningClock {
    /// The record.
    pub record: RecordId,
    /// Its register.
    pub register: String,
    /// The clock, by its id in the register.
    pub clock: String,
    /// The day of the record.
    pub occurred_on: NaiveDate,
    /// The last day.
    pub due_on: NaiveDate,
    /// Code of the unit.
    pub unit_code: String,
    /// Name of the unit.
    pub unit_name: String,
}

/// The clocks that run below a unit: those done, without a last day, and with a later record in their place left out.
const RUNNING: &str = "
JOIN unit u ON u.id = c.unit_id
WHERE c.stopped_on IS NULL AND c.due_on IS NOT NULL
    AND (c.about = '' OR NOT EXISTS (SELECT 1 FROM record_clock n WHERE n.unit_id = c.unit_id AND n.register = c.register
        AND n.clock = c.clock AND n.about = c.about AND n.about <> ''
        AND (n.occurred_on > c.occurred_on OR (n.occurred_on = c.occurred_on AND n.record_id > c.record_id))))";
const FORGET: &str = "DELETE FROM record_clock WHERE record_id = $1";
const OF_RECORDS: &str = "
SELECT record_id, clock, due_on, stopped_on, about FROM record_clock WHERE record_id > $1 AND record_id <= $2
ORDER BY record_id, clock";

impl Tx {
    /// Keeps the clocks of records that have none yet.
    pub(super) async fn add_clocks<'r>(
        &mut self,
        given: impl IntoIterator<Item = (&'r Record, &'r Given)>,
    ) -> Result<()> {
        let clocks = |(record, given): (&'r Record, &'r Given)| given.clocks.iter().map(move |clock| (record, clock));
        let rows: Vec<(&Record, &RecordClock)> = given.into_iter().flat_map(clocks).collect();
        insert_many!(
            self,
            "INSERT INTO record_clock (record_id, register, unit_id, occurred_on, clock, due_on, stopped_on, about) ",
            [],
            rows,
            |values, row| {
                let (record, clock) = row;
                values.push_bind(record.id.uuid()).push_bind(record.register.as_str());
                values.push_bind(record.unit.uuid()).push_bind(record.occurred_on).push_bind(clock.clock.as_str());
                values.push_bind(clock.due_on).push_bind(clock.stopped_on).push_bind(clock.about.as_str());
            }
        );
        Ok(())
    }

    /// Lets go of the clocks of a record.
    pub(super) async fn forget_clocks(&mut self, record: RecordId) -> Result<()> {
        on!(self, c => sqlx::query(FORGET).bind(record.uuid()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// A page of the clocks that run below a unit, the earliest last day first.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read such records of the unit.
    pub async fn clocks(&mut self, caller: &Caller, filter: &ClockFilter<'_>) -> Result<Vec<RunningClock>> {
        let thing = Thing::RECORD.confidential(filter.below.managing);
        self.require(caller, Action::RecordRead, filter.below.unit, thing).await?;
        if filter.registers.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<ClockRow> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("");
            running(&mut query, filter, "SELECT c.record_id, c.register, c.clock, c.occurred_on, c.due_on, u.code, u.name");
            if let Some((day, record, clock)) = filter.after {
                query.push(" AND (c.due_on > ").push_bind(day).push(" OR (c.due_on = ").push_bind(day);
                query.push(" AND (c.record_id > ").push_bind(record.uuid()).push(" OR (c.record_id = ");
                query.push_bind(record.uuid()).push(" AND c.clock > ").push_bind(clock).push("))))");
            }
            query.push(" ORDER BY c.due_on, c.record_id, c.clock LIMIT ").push_bind(filter.limit);
            query.build_query_as().fetch_all(c).await
        })?;
        let clock = |(record, register, clock, occurred_on, due_on, unit_code, unit_name): ClockRow| RunningClock {
            record: record.into(),
            register,
            clock,
            occurred_on,
            due_on,
            unit_code,
            unit_name,
        };
        Ok(rows.into_iter().map(clock).collect())
    }

    /// How many clocks a filter finds, whatever its page and limit.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read such records of the unit.
    pub async fn count_clocks(&mut self, caller: &Caller, filter: &ClockFilter<'_>) -> Result<i64> {
        let thing = Thing::RECORD.confidential(filter.below.managing);
        self.require(caller, Action::RecordRead, filter.below.unit, thing).await?;
        if filter.registers.is_empty() {
            return Ok(0);
        }
        let (count,): (i64,) = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("");
            running(&mut query, filter, "SELECT COUNT(*)");
            query.build_query_as().fetch_one(c).await
        })?;
        Ok(count)
    }

    /// The clocks kept of the records after one id up to another, in the order of the records.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn clocks_between(
        &mut self,
        caller: &Caller,
        (after, last): (RecordId, RecordId),
    ) -> Result<Vec<(RecordId, RecordClock)>> {
        type Kept = (Uuid, String, Option<NaiveDate>, Option<NaiveDate>, String);
        only_system(caller)?;
        let rows: Vec<Kept> =
            on!(self, c => sqlx::query_as(OF_RECORDS).bind(after.uuid()).bind(last.uuid()).fetch_all(c).await)?;
        let clock = |(record, clock, due_on, stopped_on, about): Kept| {
            (RecordId::from(record), RecordClock { clock, due_on, stopped_on, about })
        };
        Ok(rows.into_iter().map(clock).collect())
    }
}

type ClockRow = (Uuid, String, String, NaiveDate, NaiveDate, String, String);

/// Writes the statement over the clocks a filter finds, but for its page.
fn running<'f, D>(query: &mut sqlx::QueryBuilder<D>, filter: &ClockFilter<'f>, what: &str)
where
    D: sqlx::Database,
    Uuid: sqlx::Encode<'f, D> + sqlx::Type<D>,
    NaiveDate: sqlx::Encode<'f, D> + sqlx::Type<D>,
    &'f str: sqlx::Encode<'f, D> + sqlx::Type<D>,
{
    filter.below.head(query);
    query.push(what).push(" ");
    filter.below.from(query, "record_clock", "c");
    query.push(RUNNING);
    filter.below.rest(query, "c");
    filter.below.still_there(query, "u");
    query.push(" AND c.due_on >= ").push_bind(filter.from).push(" AND c.due_on <= ").push_bind(filter.to);
    query.push(" AND c.register IN (");
    let mut listed = query.separated(", ");
    for register in filter.registers {
        listed.push_bind(*register);
    }
    query.push(")");
}
