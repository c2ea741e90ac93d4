//! What records give, written anew while nobody said anything: the record, its version and its subjects stay as they are.
//!
//! Not here: which records that concerns (`service`), what somebody says of a record (`registers`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{FigureId, RecordId, Timestamp, access::Caller, figures::Row, registers::Record};
use sqlx::{Database, Encode, QueryBuilder, Type, types::Uuid};

use super::{Given, Kept, RecordClock, RecordRow, object, record_columns, record_joins};
use crate::{
    Result, Tx,
    audit::{Change, Note, only_system},
    figures::FigureRow,
    transaction::on,
};

/// A page of a register by day, as the index of its days has it.
const PAGE_OF: &str = concat!(
    record_columns!(),
    "FROM record r",
    record_joins!(),
    " WHERE r.register = $1 AND r.annulled_at IS NULL AND r.occurred_on >= $2
    AND (r.occurred_on > $2 OR r.id > $3) ORDER BY r.occurred_on, r.id LIMIT $4"
);
/// Takes the row of a record, so that nobody changes it meanwhile.
const HOLD: &str = "UPDATE record SET version = version WHERE id = $1 AND annulled_at IS NULL";
/// The same where it still is what was seen.
const HOLD_SEEN: &str = "UPDATE record SET version = version WHERE id = $1 AND annulled_at IS NULL AND version = $2";
const CLOCKS_OF: &str = "SELECT record_id, clock, due_on, stopped_on, about FROM record_clock WHERE record_id IN (";
const ROWS_OF: &str = "
SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure
WHERE superseded_at IS NULL AND record_id IN (";
const OWE: &str =
    "INSERT INTO owed (what, since) VALUES ($1, $2) ON CONFLICT (what) DO UPDATE SET since = excluded.since";
const OWED: &str = "SELECT since FROM owed WHERE what = $1";
const PAID: &str = "DELETE FROM owed WHERE what = $1 AND since = $2";

/// What a record gives otherwise than it gave.
#[derive(Clone, Debug, Default)]
pub struct Anew {
    /// All its clocks as they were and as they are, where any is another.
    pub clocks: Option<[Vec<RecordClock>; 2]>,
    /// Rows that count no more, by id.
    pub remove: Vec<Row>,
    /// Rows that count now.
    pub add: Vec<Row>,
}

/// A statement that ends in a list of records.
fn about<D: Database>(head: &'static str, records: &[RecordId]) -> QueryBuilder<D>
where
    Uuid: for<'q> Encode<'q, D> + Type<D>,
{
    let mut query = QueryBuilder::new(head);
    let mut listed = query.separated(", ");
    for id in records {
        listed.push_bind(id.uuid());
    }
    query.push(")");
    query
}

impl Tx {
    /// A page of all records of one register by day and id, behind the last one of the page before.
    ///
    /// # Errors
    /// [`Error::Denied`](crate::Error::Denied) for anyone but the program itself.
    pub async fn records_by_day(
        &mut self,
        caller: &Caller,
        register: &str,
        after: Option<(NaiveDate, RecordId)>,
        limit: i64,
    ) -> Result<Vec<Kept>> {
        only_system(caller)?;
        let (day, id) = after.unwrap_or((NaiveDate::MIN, RecordId::default()));
        // Neither engine's calendar begins where ours does.
        let day = day.max(NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default());
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(PAGE_OF).bind(register).bind(day).bind(id.uuid())
            .bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// What records give as it is kept.
    ///
    /// # Errors
    /// [`Error::Denied`](crate::Error::Denied) for anyone but the program itself.
    pub async fn given_of(&mut self, caller: &Caller, records: &[RecordId]) -> Result<BTreeMap<RecordId, Given>> {
        type Clock = (Uuid, String, Option<NaiveDate>, Option<NaiveDate>, String);
        only_system(caller)?;
        let mut given: BTreeMap<RecordId, Given> = records.iter().map(|id| (*id, Given::default())).collect();
        if records.is_empty() {
            return Ok(given);
        }
        let clocks: Vec<Clock> = on!(self, c => about(CLOCKS_OF, records).build_query_as().fetch_all(c).await)?;
        for (record, clock, due_on, stopped_on, about) in clocks {
            let clock = RecordClock { clock, due_on, stopped_on, about };
            given.entry(record.into()).or_default().clocks.push(clock);
        }
        let rows: Vec<FigureRow> = on!(self, c => about(ROWS_OF, records).build_query_as().fetch_all(c).await)?;
        for row in rows {
            let row = Row::try_from(row)?;
            if let Some(record) = row.record {
                given.entry(record).or_default().rows.push(row);
            }
        }
        Ok(given)
    }

    /// Takes a record until the end of the transaction, so that nobody changes it meanwhile. Says whether it is there.
    ///
    /// # Errors
    /// [`Error::Denied`](crate::Error::Denied) for anyone but the program itself.
    pub async fn hold_record(&mut self, caller: &Caller, id: RecordId) -> Result<bool> {
        only_system(caller)?;
        let held = on!(self, c => sqlx::query(HOLD).bind(id.uuid()).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(held == 1)
    }

    /// The same for a record as it was seen; no where somebody changed it since.
    pub(super) async fn hold_seen(&mut self, record: &Record) -> Result<bool> {
        let held = on!(self, c => sqlx::query(HOLD_SEEN).bind(record.id.uuid()).bind(record.version).execute(c).await
            .map(|done| done.rows_affected()))?;
        Ok(held == 1)
    }

    /// Puts what a record gives otherwise in the place of what it gave, with one entry of the log. The record must be held.
    ///
    /// # Errors
    /// [`Error::Denied`](crate::Error::Denied) for anyone but the program itself.
    pub async fn give_anew(&mut self, caller: &Caller, record: &Record, anew: &Anew, reason: &str) -> Result<()> {
        only_system(caller)?;
        let dues = |clocks: &[RecordClock]| -> BTreeMap<String, Option<NaiveDate>> {
            clocks.iter().map(|clock| (clock.clock.clone(), clock.due_on)).collect()
        };
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        if let Some([was, is]) = &anew.clocks {
            (before, after) = (dues(was), dues(is));
            self.forget_clocks(record.id).await?;
            let given = Given { clocks: is.clone(), rows: Vec::new() };
            self.add_clocks([(record, &given)]).await?;
        }
        let gone: Vec<FigureId> = anew.remove.iter().map(|row| row.id).collect();
        self.supersede_rows(caller, &gone).await?;
        self.add_rows(caller, &anew.add, reason).await?;
        let note = Note {
            chain: self.chain_of(record.unit).await?,
            action: "record.recount",
            object: object(record.id),
            before: serde_json::json!({ "due": before }).to_string(),
            after: serde_json::json!({ "due": after, "reason": reason }).to_string(),
        };
        let change = Change { add: anew.add.clone(), remove: anew.remove.clone(), ..Change::default() };
        self.journal(caller, note, &change).await.map(|_| ())
    }

    /// Notes that the program owes some work from now on.
    ///
    /// # Errors
    /// [`Error::Denied`](crate::Error::Denied) for anyone but the program itself.
    pub async fn owe(&mut self, caller: &Caller, what: &str) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(OWE).bind(what).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Since when some work is owed; none when it is not.
    ///
    /// # Errors
    /// [`Error::Denied`](crate::Error::Denied) for anyone but the program itself.
    pub async fn owed(&mut self, caller: &Caller, what: &str) -> Result<Option<Timestamp>> {
        only_system(caller)?;
        let since: Option<(i64,)> = on!(self, c => sqlx::query_as(OWED).bind(what).fetch_optional(c).await)?;
        Ok(since.map(|(since,)| Timestamp::from_micros(since)))
    }

    /// Notes that work is done that was owed since a moment; what came to be owed again meanwhile stays so.
    ///
    /// # Errors
    /// [`Error::Denied`](crate::Error::Denied) for anyone but the program itself.
    pub async fn paid(&mut self, caller: &Caller, what: &str, since: Timestamp) -> Result<()> {
        only_system(caller)?;
        on!(self, c => sqlx::query(PAID).bind(what).bind(since.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
