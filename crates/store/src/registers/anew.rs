//! What records give, written anew while nobody said anything: the record, its version and its subjects stay as they are.
//!
//! Not here: which records that concerns (`service`), what somebody says of a record (`registers`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{RecordId, access::Caller, figures::Row, registers::Record};
use sqlx::types::Uuid;

use super::{Given, Kept, RecordClock, RecordRow, object, record_columns, record_joins};
use crate::{
    Error, Result, Tx,
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
const HOLD: &str = "UPDATE record SET version = version WHERE id = $1 AND version = $2";

impl Tx {
    /// A page of all records of one register by day and id, behind the last one of the page before.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
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
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn given_of(&mut self, caller: &Caller, records: &[RecordId]) -> Result<BTreeMap<RecordId, Given>> {
        type Clock = (Uuid, String, Option<NaiveDate>, Option<NaiveDate>, String);
        only_system(caller)?;
        let mut given: BTreeMap<RecordId, Given> = records.iter().map(|id| (*id, Given::default())).collect();
        if records.is_empty() {
            return Ok(given);
        }
        let clocks: Vec<Clock> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("SELECT record_id, clock, due_on, stopped_on, about FROM record_clock WHERE record_id IN (");
            let mut listed = query.separated(", ");
            records.iter().for_each(|id| _ = listed.push_bind(id.uuid()));
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        for (record, clock, due_on, stopped_on, about) in clocks {
            let clock = RecordClock { clock, due_on, stopped_on, about };
            given.entry(record.into()).or_default().clocks.push(clock);
        }
        let rows: Vec<FigureRow> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("SELECT id, unit_id, indicator, source, record_id, occurred_on, counted_on, value, subject FROM figure WHERE superseded_at IS NULL AND record_id IN (");
            let mut listed = query.separated(", ");
            records.iter().for_each(|id| _ = listed.push_bind(id.uuid()));
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        for row in rows {
            let row = Row::try_from(row)?;
            if let Some(record) = row.record {
                given.entry(record).or_default().rows.push(row);
            }
        }
        Ok(given)
    }

    /// Puts what a record gives in the place of what it gave, with one entry of the log.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself; [`Error::Stale`] when somebody changed the record in the meantime.
    pub async fn give_anew(&mut self, caller: &Caller, record: &Record, given: &Given, reason: &str) -> Result<()> {
        only_system(caller)?;
        let held = on!(self, c => sqlx::query(HOLD).bind(record.id.uuid()).bind(record.version).execute(c).await
            .map(|done| done.rows_affected()))?;
        if held != 1 {
            return Err(Error::Stale);
        }
        self.forget_clocks(record.id).await?;
        let remove = self.supersede_record(caller, record.id).await?;
        self.add_rows(caller, &given.rows, reason).await?;
        self.add_clocks([(record, given)]).await?;
        let note = Note {
            chain: self.chain_of(record.unit).await?,
            action: "record.recount",
            object: object(record.id),
            before: String::new(),
            after: serde_json::json!({ "reason": reason }).to_string(),
        };
        self.journal(caller, note, &Change { add: given.rows.clone(), remove, ..Change::default() }).await.map(|_| ())
    }
}
