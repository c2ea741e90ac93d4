//! Records of registers. Writing one writes its base rows, its change-log entry and its audit entry with it.
//!
//! Not here: what a register asks and checks (`pack`), totals.

mod anew;
mod attachments;
mod batches;
mod behalf;
mod ceilings;
mod clocks;
mod drafts;
mod lists;
mod named;
mod versions;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{
    RecordId, Timestamp,
    access::{Action, Caller},
    audit::Entry,
    registers::{Record, RecordState},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    transaction::on,
};

pub use anew::Anew;
pub use attachments::RecordFile;
pub use batches::{ImportedRecord, KnownRecord};
pub use behalf::{Behalf, Waiting};
pub use clocks::{ClockFilter, Given, RecordClock, RunningClock};
pub use lists::RecordFilter;
pub use named::NamingRecord;
pub use versions::{NewVersion, RegisterVersion};

/// A record with its unit's code and who recorded it when.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The record.
    pub record: Record,
    /// Code of its unit.
    pub unit_code: String,
    /// Name of its unit.
    pub unit_name: String,
    /// Who recorded it first: the person's name, or `system`.
    pub recorded_by: String,
    /// The sign-in name of who recorded it first, or `system`.
    pub recorded_login: String,
    /// The version of its register it was made under.
    pub register_version: i64,
    /// When it was recorded first.
    pub recorded_at: Timestamp,
    /// When it was changed last.
    pub changed_at: Timestamp,
}

/// One write of a record.
#[derive(Clone, Debug)]
pub struct RecordWrite<'a> {
    /// The record as it shall stand; its `version` is that of the record it replaces, 0 for a new one.
    pub record: &'a Record,
    /// What it gives from now on.
    pub given: &'a Given,
    /// What is done: `record.write`, `record.change`, `record.withdraw`, `record.restore`, `record.confirm`.
    pub action: &'static str,
    /// The right it takes.
    pub right: Action,
    /// Why, where a reason is asked.
    pub reason: &'a str,
    /// The register is closed to coordinating lines.
    pub confidential: bool,
    /// What the log says instead of the record as it stands, where the record names people.
    pub logged: Option<Logged>,
}

/// What the log says of a record that names people: the names sealed.
#[derive(Clone, Debug, Default)]
pub struct Logged {
    /// The state before, as JSON; empty when there was none.
    pub before: String,
    /// The state after, as JSON.
    pub after: String,
    /// The people named after, by fingerprint.
    pub subjects: BTreeSet<String>,
}

#[derive(sqlx::FromRow)]
struct RecordRow {
    id: Uuid,
    register: String,
    unit_id: Uuid,
    occurred_on: NaiveDate,
    state: String,
    fields: String,
    version: i64,
    recorded_by: String,
    recorded_login: String,
    register_version: i64,
    recorded_at: i64,
    changed_at: i64,
    unit_code: String,
    unit_name: String,
}

impl TryFrom<RecordRow> for Kept {
    type Error = Error;

    fn try_from(row: RecordRow) -> Result<Self> {
        let state = row.state.parse::<RecordState>().map_err(|error| Error::Corrupt(error.to_string()))?;
        Ok(Self {
            record: Record {
                id: row.id.into(),
                register: row.register,
                unit: row.unit_id.into(),
                occurred_on: row.occurred_on,
                state,
                fields: serde_json::from_str(&row.fields)?,
                version: row.version,
            },
            unit_code: row.unit_code,
            unit_name: row.unit_name,
            recorded_by: row.recorded_by,
            recorded_login: row.recorded_login,
            register_version: row.register_version,
            recorded_at: Timestamp::from_micros(row.recorded_at),
            changed_at: Timestamp::from_micros(row.changed_at),
        })
    }
}

/// What every statement that reads records selects, as [`RecordRow`] takes it; before its `FROM`.
macro_rules! record_columns {
    () => {
        "
SELECT r.id, r.register, r.unit_id, r.occurred_on, r.state, r.fields, r.version,
    COALESCE(p.name, r.recorded_by) AS recorded_by, r.recorded_by AS recorded_login, r.register_version, r.recorded_at, r.changed_at, u.code AS unit_code, u.name AS unit_name
"
    };
}
pub(crate) use record_columns;

/// The joins [`record_columns`] needs; behind the `FROM` that names `record r`.
macro_rules! record_joins {
    () => {
        " JOIN unit u ON u.id = r.unit_id
    LEFT JOIN account a ON a.login = r.recorded_by LEFT JOIN person p ON p.id = a.person_id"
    };
}
pub(crate) use record_joins;

const ONE: &str = concat!(
    record_columns!(),
    "FROM record r",
    record_joins!(),
    " WHERE r.id = $1 AND r.register = $2 AND r.annulled_at IS NULL"
);
const ADD: &str = "
INSERT INTO record (id, register, unit_id, occurred_on, state, fields, version, recorded_by, recorded_at, changed_at,
    register_version)
VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $8,
    COALESCE((SELECT MAX(v.version) FROM register_version v WHERE v.register = $2), 1))";
const CHANGE: &str = "
UPDATE record SET occurred_on = $2, state = $3, fields = $4, version = version + 1, changed_at = $5,
    register_version = CASE WHEN $7 = 0 THEN register_version
        ELSE COALESCE((SELECT MAX(v.version) FROM register_version v WHERE v.register = record.register), 1) END
WHERE id = $1 AND version = $6";

impl Tx {
    /// A record the caller may read.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn record(&mut self, caller: &Caller, register: &str, id: RecordId, confidential: bool) -> Result<Kept> {
        let row: Option<RecordRow> =
            on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).bind(register).fetch_optional(c).await)?;
        let kept = Kept::try_from(row.ok_or(Error::NotVisible("record"))?)?;
        let thing = Thing::RECORD.confidential(confidential);
        self.require(caller, Action::RecordRead, kept.record.unit, thing).await?;
        Ok(kept)
    }

    /// The story of a record the caller may read, oldest entry first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn record_story(
        &mut self,
        caller: &Caller,
        register: &str,
        id: RecordId,
        confidential: bool,
    ) -> Result<Vec<Entry>> {
        self.record(caller, register, id, confidential).await?;
        let mut story = self.story(&object(id)).await?;
        // An import is one entry for all its records; what it changed of this one stands with the import.
        story.extend(self.changed_by_imports(id).await?.into_iter().map(|(who, at, before)| Entry {
            chain: String::new(),
            seq: 0,
            at: Timestamp::from_micros(at),
            who,
            action: "record.change".to_owned(),
            object: object(id),
            before,
            after: String::new(),
        }));
        story.sort_by_key(|entry| entry.at);
        Ok(story)
    }

    /// Writes a record: the record, the base rows it feeds, its change-log entry and its audit entry, with this
    /// transaction. Returns it as it stands.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not; [`Error::Stale`] when somebody changed it in
    /// the meantime.
    pub async fn write_record(&mut self, caller: &Caller, write: &RecordWrite<'_>) -> Result<Record> {
        let record = write.record;
        let thing = Thing::RECORD.confidential(write.confidential);
        self.require(caller, write.right, record.unit, thing).await?;
        let before = if record.version == 0 {
            self.insert_record(caller, record).await?;
            String::new()
        } else {
            let kept = self.record(caller, &record.register, record.id, write.confidential).await?;
            // What is said anew is said under the register in force; withdrawing or confirming says nothing anew.
            let anew = matches!(write.action, "record.change" | "record.restore");
            self.update_record(caller, record, anew).await?;
            serde_json::to_string(&kept.record)?
        };
        let remove = if record.version == 0 {
            Vec::new()
        } else {
            self.forget_clocks(record.id).await?;
            self.supersede_record(caller, record.id).await?
        };
        self.note_behalf(caller, record, write.action).await?;
        // A reason that may name somebody stands in the log alone, sealed.
        let reason = if write.logged.is_some() { "" } else { write.reason };
        self.add_rows(caller, &write.given.rows, reason).await?;
        self.add_clocks([(record, write.given)]).await?;
        let written = Record { version: record.version + 1, ..record.clone() };
        let (before, after) = match &write.logged {
            Some(logged) => (logged.before.clone(), logged.after.clone()),
            None => (before, after(&written, write.reason)?),
        };
        if let Some(logged) = &write.logged {
            self.set_subjects(&[(record.id, &logged.subjects)]).await?;
        }
        let chain = self.chain_of(record.unit).await?;
        let note = Note { chain, action: write.action, object: object(record.id), before, after };
        self.journal(caller, note, &Change { add: write.given.rows.clone(), remove, ..Change::default() }).await?;
        Ok(written)
    }

    async fn insert_record(&mut self, caller: &Caller, record: &Record) -> Result<()> {
        let fields = serde_json::to_string(&record.fields)?;
        on!(self, c => sqlx::query(ADD).bind(record.id.uuid()).bind(&record.register).bind(record.unit.uuid())
            .bind(record.occurred_on).bind(record.state.word()).bind(&fields).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    async fn update_record(&mut self, caller: &Caller, record: &Record, anew: bool) -> Result<()> {
        let fields = serde_json::to_string(&record.fields)?;
        let changed = on!(self, c => sqlx::query(CHANGE).bind(record.id.uuid()).bind(record.occurred_on)
            .bind(record.state.word()).bind(&fields).bind(caller.now.micros()).bind(record.version).bind(i64::from(anew))
            .execute(c).await.map(|done| done.rows_affected()))?;
        if changed == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Writes many new records of one chain as one act: one audit entry, one block of the change log.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn write_batch(&mut self, caller: &Caller, chain: &str, batch: &[(Record, Given)]) -> Result<()> {
        only_system(caller)?;
        let mut add = Vec::new();
        for (record, given) in batch {
            self.insert_record(caller, record).await?;
            self.add_rows(caller, &given.rows, "").await?;
            add.extend_from_slice(&given.rows);
        }
        self.add_clocks(batch.iter().map(|(record, given)| (record, given))).await?;
        let named: Vec<(RecordId, BTreeSet<String>)> = batch.iter().map(named_by_rows).collect();
        let named: Vec<(RecordId, &BTreeSet<String>)> = named.iter().map(|(id, subjects)| (*id, subjects)).collect();
        self.set_subjects(&named).await?;
        let ids: Vec<RecordId> = batch.iter().map(|(record, _)| record.id).collect();
        let note = Note {
            chain: chain.to_owned(),
            action: "record.batch",
            object: format!("records:{}", batch.len()),
            before: String::new(),
            after: serde_json::to_string(&ids)?,
        };
        self.journal(caller, note, &Change { add, ..Change::default() }).await?;
        Ok(())
    }

    /// Notes in the audit log that the caller was refused something. Refusals stand in the root chain, so that nobody
    /// asking for what is not theirs can hold up the writers of a province.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn note_refusal(&mut self, caller: &Caller, object: &str, what: &str) -> Result<()> {
        let note = Note {
            chain: congdoan_model::audit::ROOT_CHAIN.to_owned(),
            action: "denied",
            object: object.to_owned(),
            before: String::new(),
            after: serde_json::to_string(&serde_json::json!({ "asked": what }))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
}

/// People the rows of a record count, with and without the unit: rows do not tell whether a birth is known.
fn named_by_rows((record, given): &(Record, Given)) -> (RecordId, BTreeSet<String>) {
    let subjects = given.rows.iter().filter_map(|row| row.subject.as_deref());
    let both = subjects.flat_map(|subject| [subject.to_owned(), format!("{subject}:{}", record.unit.uuid().simple())]);
    (record.id, both.collect())
}

fn object(id: RecordId) -> String {
    format!("record:{id}")
}

fn after(record: &Record, reason: &str) -> Result<String> {
    let mut state = serde_json::to_value(record)?;
    if let Some(map) = state.as_object_mut().filter(|_| !reason.is_empty()) {
        map.insert("reason".to_owned(), reason.into());
    }
    Ok(state.to_string())
}
