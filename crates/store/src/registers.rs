//! Records of registers. Writing one writes its base rows, its change-log entry and its audit entry with it.
//!
//! Not here: what a register asks and checks (`pack`), totals.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use chrono::NaiveDate;
use congdoan_model::{
    RecordId, Timestamp, UnitId,
    access::{Action, Caller},
    audit::Entry,
    figures::Row,
    registers::{Record, RecordState},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    transaction::on,
};

/// A record with its unit's code and who recorded it when.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The record.
    pub record: Record,
    /// Code of its unit.
    pub unit_code: String,
    /// Name of its unit.
    pub unit_name: String,
    /// Who recorded it first.
    pub recorded_by: String,
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
    /// The base rows it gives from now on; none unless it counts.
    pub rows: &'a [Row],
    /// What is done: `record.write`, `record.change`, `record.withdraw`, `record.restore`, `record.confirm`.
    pub action: &'static str,
    /// The right it takes.
    pub right: Action,
    /// Why, where a reason is asked.
    pub reason: &'a str,
    /// The register is closed to coordinating lines.
    pub confidential: bool,
}

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
            recorded_at: Timestamp::from_micros(row.recorded_at),
            changed_at: Timestamp::from_micros(row.changed_at),
        })
    }
}

const ONE: &str = "
SELECT r.id, r.register, r.unit_id, r.occurred_on, r.state, r.fields, r.version, r.recorded_by, r.recorded_at,
    r.changed_at, u.code AS unit_code, u.name AS unit_name
FROM record r JOIN unit u ON u.id = r.unit_id WHERE r.id = $1 AND r.register = $2";
const ADD: &str = "
INSERT INTO record (id, register, unit_id, occurred_on, state, fields, version, recorded_by, recorded_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8, $8)";
const CHANGE: &str = "
UPDATE record SET occurred_on = $2, state = $3, fields = $4, version = version + 1, changed_at = $5
WHERE id = $1 AND version = $6";
const LIST: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $4 AND (l.valid_until IS NULL OR l.valid_until > $3)
        AND (l.line = 'managing' OR $5 = 0)
)
SELECT r.id, r.register, r.unit_id, r.occurred_on, r.state, r.fields, r.version, r.recorded_by, r.recorded_at,
    r.changed_at, u.code AS unit_code, u.name AS unit_name
FROM below JOIN record r ON r.unit_id = below.id JOIN unit u ON u.id = r.unit_id
WHERE r.register = $2 AND r.occurred_on >= $3 AND r.occurred_on <= $4
    AND (r.occurred_on < $6 OR (r.occurred_on = $6 AND r.id > $7)) AND ($9 = '' OR r.state = $9)
ORDER BY r.occurred_on DESC, r.id LIMIT $8";
const SUM_BELOW: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE code = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $4 AND (l.valid_until IS NULL OR l.valid_until > $3)
)
SELECT CAST(COALESCE(SUM(f.value), 0) AS BIGINT) FROM below JOIN figure f ON f.unit_id = below.id
WHERE f.superseded_at IS NULL AND f.indicator = $2 AND f.counted_on >= $3 AND f.counted_on <= $4";
const SUM_OF_RECORD: &str = "
SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) FROM figure
WHERE superseded_at IS NULL AND record_id = $1 AND indicator = $2";
const IS_BELOW: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE code = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $3 AND (l.valid_until IS NULL OR l.valid_until > $3)
)
SELECT COUNT(*) FROM below WHERE id = $2";
const COUNT: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $4 AND (l.valid_until IS NULL OR l.valid_until > $3)
        AND (l.line = 'managing' OR $5 = 0)
)
SELECT COUNT(*) FROM below JOIN record r ON r.unit_id = below.id
WHERE r.register = $2 AND r.occurred_on >= $3 AND r.occurred_on <= $4 AND ($6 = '' OR r.state = $6)";
const LATEST: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
        AND l.line = 'managing'
)
SELECT r.id, r.register, r.unit_id, r.occurred_on, r.state, r.fields, r.version, r.recorded_by, r.recorded_at,
    r.changed_at, u.code AS unit_code, u.name AS unit_name
FROM below JOIN record r ON r.unit_id = below.id JOIN unit u ON u.id = r.unit_id
ORDER BY r.changed_at DESC, r.id DESC LIMIT $3";
const ADD_ATTACHMENT: &str =
    "INSERT INTO attachment (sha256, content, recorded_at) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING";
const ATTACHMENT: &str = "SELECT content FROM attachment WHERE sha256 = $1";
const ALL: &str = "
SELECT r.id, r.register, r.unit_id, r.occurred_on, r.state, r.fields, r.version, r.recorded_by, r.recorded_at,
    r.changed_at, u.code AS unit_code, u.name AS unit_name
FROM record r JOIN unit u ON u.id = r.unit_id WHERE r.id > $1 ORDER BY r.id LIMIT $2";

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
        self.story(&object(id)).await
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
            self.update_record(caller, record).await?;
            serde_json::to_string(&kept.record)?
        };
        let remove = if record.version == 0 { Vec::new() } else { self.supersede_record(caller, record.id).await? };
        self.add_rows(caller, write.rows, write.reason).await?;
        let written = Record { version: record.version + 1, ..record.clone() };
        let note = Note {
            chain: self.chain_of(record.unit).await?,
            action: write.action,
            object: object(record.id),
            before,
            after: after(&written, write.reason)?,
        };
        self.journal(caller, note, &Change { add: write.rows.to_vec(), remove, ..Change::default() }).await?;
        Ok(written)
    }

    async fn insert_record(&mut self, caller: &Caller, record: &Record) -> Result<()> {
        let fields = serde_json::to_string(&record.fields)?;
        on!(self, c => sqlx::query(ADD).bind(record.id.uuid()).bind(&record.register).bind(record.unit.uuid())
            .bind(record.occurred_on).bind(record.state.word()).bind(&fields).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    async fn update_record(&mut self, caller: &Caller, record: &Record) -> Result<()> {
        let fields = serde_json::to_string(&record.fields)?;
        let changed = on!(self, c => sqlx::query(CHANGE).bind(record.id.uuid()).bind(record.occurred_on)
            .bind(record.state.word()).bind(&fields).bind(caller.now.micros()).bind(record.version)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if changed == 1 { Ok(()) } else { Err(Error::Stale) }
    }

    /// Writes many new records of one chain as one act: one audit entry, one block of the change log.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn write_batch(&mut self, caller: &Caller, chain: &str, batch: &[(Record, Vec<Row>)]) -> Result<()> {
        only_system(caller)?;
        let mut add = Vec::new();
        for (record, rows) in batch {
            self.insert_record(caller, record).await?;
            self.add_rows(caller, rows, "").await?;
            add.extend_from_slice(rows);
        }
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

    /// A page of a register's records of a unit and all below, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
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
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn count_records(&mut self, caller: &Caller, filter: &RecordFilter<'_>) -> Result<i64> {
        let thing = Thing::RECORD.confidential(filter.confidential);
        self.require(caller, Action::RecordRead, filter.unit, thing).await?;
        Ok(on!(self, c => sqlx::query_scalar(COUNT).bind(filter.unit.uuid()).bind(filter.register).bind(filter.from)
            .bind(filter.to).bind(i64::from(filter.confidential)).bind(filter.state.map_or("", RecordState::word))
            .fetch_one(c).await)?)
    }

    /// The records of a unit and all it manages below that were written or changed last.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn latest_records(&mut self, caller: &Caller, unit: UnitId, limit: i64) -> Result<Vec<Kept>> {
        self.require(caller, Action::RecordRead, unit, Thing::RECORD).await?;
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(LATEST).bind(unit.uuid()).bind(caller.now.day())
            .bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// Keeps the content of a file under its hash, with the write it belongs to; who may write the record may.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn keep_attachment(&mut self, caller: &Caller, sha256: &str, content: &[u8]) -> Result<()> {
        let text = BASE64_STANDARD.encode(content);
        on!(self, c => sqlx::query(ADD_ATTACHMENT).bind(sha256).bind(&text).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// The content of a file a record names, when the caller may read the record.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such record for this caller, or it names no such file.
    pub async fn attachment(
        &mut self,
        caller: &Caller,
        place: (&str, RecordId, bool),
        sha256: &str,
    ) -> Result<Vec<u8>> {
        let kept = self.record(caller, place.0, place.1, place.2).await?;
        let names_it = |value: &serde_json::Value| value.get("sha256").and_then(|hash| hash.as_str()) == Some(sha256);
        if !kept.record.fields.values().any(names_it) {
            return Err(Error::NotVisible("record"));
        }
        let text: Option<String> = on!(self, c => sqlx::query_scalar(ATTACHMENT).bind(sha256).fetch_optional(c).await)?;
        let text = text.ok_or(Error::NotVisible("record"))?;
        BASE64_STANDARD.decode(text).map_err(|error| Error::Corrupt(error.to_string()))
    }

    /// What the rows of an indicator below a unit add up to between two days, seen inside this transaction; `None` when
    /// the writing unit does not lie below. The chain is locked first, so that two writers cannot both fit under a
    /// ceiling that has room for one.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn sum_below(
        &mut self,
        caller: &Caller,
        indicator: &str,
        below: (&str, UnitId),
        days: (NaiveDate, NaiveDate),
    ) -> Result<Option<i64>> {
        let (code, writer) = below;
        let under: i64 = on!(self, c => sqlx::query_scalar(IS_BELOW).bind(code).bind(writer.uuid())
            .bind(caller.now.day()).fetch_one(c).await)?;
        if under == 0 {
            return Ok(None);
        }
        let chain = self.chain_of(writer).await?;
        self.lock_chain(&chain).await?;
        let sum: i64 = on!(self, c => sqlx::query_scalar(SUM_BELOW).bind(code).bind(indicator).bind(days.0)
            .bind(days.1).fetch_one(c).await)?;
        Ok(Some(sum))
    }

    /// What a record's own rows give an indicator at present.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn sum_of_record(&mut self, id: RecordId, indicator: &str) -> Result<i64> {
        Ok(on!(self, c => sqlx::query_scalar(SUM_OF_RECORD).bind(id.uuid()).bind(indicator).fetch_one(c).await)?)
    }

    /// A page of all records in order of id, for checking everything.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn all_records(&mut self, caller: &Caller, after: Option<RecordId>, limit: i64) -> Result<Vec<Kept>> {
        only_system(caller)?;
        let after = after.map_or_else(Uuid::nil, RecordId::uuid);
        let rows: Vec<RecordRow> = on!(self, c => sqlx::query_as(ALL).bind(after).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(Kept::try_from).collect()
    }

    /// Notes in the audit log that the caller was refused something; the log of whose chain it belongs to, else root's.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn note_refusal(
        &mut self,
        caller: &Caller,
        unit: Option<UnitId>,
        object: &str,
        what: &str,
    ) -> Result<()> {
        let chain = match unit {
            Some(unit) => self.chain_of(unit).await?,
            None => congdoan_model::audit::ROOT_CHAIN.to_owned(),
        };
        let note = Note {
            chain,
            action: "denied",
            object: object.to_owned(),
            before: String::new(),
            after: serde_json::to_string(&serde_json::json!({ "asked": what }))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
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
