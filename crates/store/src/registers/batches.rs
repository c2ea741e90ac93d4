//! Records brought in by a file, and taking them back.
//!
//! What an import created is taken out of sight when it is undone, what it changed stands again as before; both only while
//! nobody changed it since. Not here: reading the file and judging its rows (`service`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    BatchId, RecordId, UnitId,
    access::{Action, Caller},
    figures::Row,
    registers::{Record, RecordState},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    bulk::insert_many,
    registers::{Given, Logged},
    transaction::on,
};

/// Ids per statement.
const IDS: usize = 5_000;

/// A record an import writes.
#[derive(Clone, Debug)]
pub struct ImportedRecord {
    /// As it shall stand; its `version` is that of the record it replaces, 0 for a new one.
    pub record: Record,
    /// What it gives from now on.
    pub given: Given,
    /// The audit chain of its unit.
    pub chain: String,
    /// The register is closed to coordinating lines.
    pub confidential: bool,
    /// What the log says of it, where it names people now or named some before.
    pub logged: Option<Logged>,
}

/// A record that stands, or stood until an import was undone.
#[derive(Clone, Debug)]
pub struct KnownRecord {
    /// The record.
    pub record: Record,
    /// Whether it was taken out of sight.
    pub annulled: bool,
    /// The version of its register it was made under.
    pub register_version: i64,
}

#[derive(sqlx::FromRow)]
struct KnownRow {
    id: Uuid,
    register: String,
    unit_id: Uuid,
    occurred_on: NaiveDate,
    state: String,
    fields: String,
    version: i64,
    annulled_at: Option<i64>,
    register_version: i64,
}

impl TryFrom<KnownRow> for KnownRecord {
    type Error = Error;

    fn try_from(row: KnownRow) -> Result<Self> {
        let state = row.state.parse::<RecordState>().map_err(|error| Error::Corrupt(error.to_string()))?;
        let record = Record {
            id: row.id.into(),
            register: row.register,
            unit: row.unit_id.into(),
            occurred_on: row.occurred_on,
            state,
            fields: serde_json::from_str(&row.fields)?,
            version: row.version,
        };
        Ok(Self { record, annulled: row.annulled_at.is_some(), register_version: row.register_version })
    }
}

/// How a record stood before an import changed it, beside whether it could be seen.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    record: Record,
    annulled: bool,
    /// Of imports from before versions were kept: the first.
    #[serde(default = "first")]
    register_version: i64,
}

const fn first() -> i64 {
    1
}

const KNOWN: &str =
    "SELECT id, register, unit_id, occurred_on, state, fields, version, annulled_at, register_version FROM record ";
const KEEP_BEFORE: &str = "INSERT INTO import_change (batch_id, object_id, before_state) VALUES ($1, $2, $3)";
const SET: &str = "
UPDATE record SET occurred_on = $2, state = $3, fields = $4, version = version + 1, changed_at = $5, annulled_at = NULL,
    register_version = COALESCE((SELECT MAX(v.version) FROM register_version v WHERE v.register = record.register), 1)
WHERE id = $1 AND version = $6";
const OF_BATCH: &str = "
SELECT r.id, r.register, r.unit_id, r.occurred_on, r.state, r.fields, r.version, r.annulled_at, r.register_version
FROM import_row i JOIN record r ON r.id = i.object_id WHERE i.batch_id = $1 ORDER BY r.id";
const VERSIONS: &str = "SELECT object_id, version FROM import_row WHERE batch_id = $1";
const BEFORE: &str = "SELECT object_id, before_state FROM import_change WHERE batch_id = $1";
const PUT_BACK: &str = "
UPDATE record SET occurred_on = $2, state = $3, fields = $4, version = version + 1, changed_at = $5, annulled_at = $6,
    register_version = $7
WHERE id = $1";

impl Tx {
    /// Records by id, those out of sight among them.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself: what is known is nobody else's business here.
    pub async fn known_records(&mut self, caller: &Caller, ids: &[RecordId]) -> Result<Vec<KnownRecord>> {
        only_system(caller)?;
        let mut found = Vec::new();
        for chunk in ids.chunks(IDS) {
            let rows: Vec<KnownRow> = on!(self, c => {
                let mut query = sqlx::QueryBuilder::new(KNOWN);
                query.push("WHERE id IN (");
                let mut listed = query.separated(", ");
                for id in chunk {
                    listed.push_bind(id.uuid());
                }
                query.push(")");
                query.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows);
        }
        found.into_iter().map(KnownRecord::try_from).collect()
    }

    /// Records of a register that stand in some units between two days.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn standing_records(
        &mut self,
        caller: &Caller,
        register: &str,
        units: &[UnitId],
        days: (NaiveDate, NaiveDate),
    ) -> Result<Vec<KnownRecord>> {
        only_system(caller)?;
        let mut found = Vec::new();
        for chunk in units.chunks(IDS) {
            let rows: Vec<KnownRow> = on!(self, c => {
                let mut query = sqlx::QueryBuilder::new(KNOWN);
                query.push("WHERE annulled_at IS NULL AND state <> 'withdrawn' AND register = ").push_bind(register);
                query.push(" AND occurred_on >= ").push_bind(days.0).push(" AND occurred_on <= ").push_bind(days.1);
                query.push(" AND unit_id IN (");
                let mut listed = query.separated(", ");
                for unit in chunk {
                    listed.push_bind(unit.uuid());
                }
                query.push(") ORDER BY id");
                query.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows);
        }
        found.into_iter().map(KnownRecord::try_from).collect()
    }

    /// Writes the records of an import, with one audit entry and one block of the change log for each chain.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] where the caller may not write, or confirm, the records of a unit;
    /// [`Error::Stale`] when one was changed in the meantime.
    pub async fn import_records(&mut self, caller: &Caller, batch: BatchId, all: &[ImportedRecord]) -> Result<()> {
        let confirms = |one: &&ImportedRecord| one.record.state == RecordState::Confirmed;
        self.require_records(caller, Action::RecordWrite, all.iter()).await?;
        self.require_records(caller, Action::RecordConfirm, all.iter().filter(confirms)).await?;
        let new: Vec<&ImportedRecord> = all.iter().filter(|one| one.record.version == 0).collect();
        self.insert_records(caller, &new).await?;
        let named: Vec<_> =
            all.iter().filter_map(|one| Some((one.record.id, &one.logged.as_ref()?.subjects))).collect();
        self.set_subjects(&named).await?;
        let mut noted: BTreeMap<&str, (Change, Vec<RecordId>, Vec<serde_json::Value>)> = BTreeMap::new();
        for one in all {
            let (change, created, changed) = noted.entry(&one.chain).or_default();
            change.add.extend_from_slice(&one.given.rows);
            if one.record.version == 0 {
                created.push(one.record.id);
            } else {
                let (before, removed) = self.change_imported(caller, batch, &one.record).await?;
                change.remove.extend(removed);
                changed.push(match &one.logged {
                    Some(Logged { before, after, .. }) => serde_json::json!({
                        "before": serde_json::from_str::<serde_json::Value>(before)?,
                        "after": serde_json::from_str::<serde_json::Value>(after)?,
                    }),
                    None => {
                        let after = Record { version: one.record.version + 1, ..one.record.clone() };
                        serde_json::json!({ "before": before, "after": after })
                    }
                });
            }
            self.note_behalf(caller, &one.record, "record.write").await?;
        }
        let rows: Vec<Row> = all.iter().flat_map(|one| one.given.rows.iter().cloned()).collect();
        self.add_rows(caller, &rows, "").await?;
        self.add_clocks(all.iter().map(|one| (&one.record, &one.given))).await?;
        let written: Vec<(Uuid, i64)> = all.iter().map(|one| (one.record.id.uuid(), one.record.version + 1)).collect();
        self.note_imported(batch, &written).await?;
        for (chain, (change, created, changed)) in noted {
            let note = Note {
                chain: chain.to_owned(),
                action: "record.batch",
                object: format!("batch:{batch}"),
                before: String::new(),
                after: serde_json::json!({ "created": created, "changed": changed }).to_string(),
            };
            self.journal(caller, note, &change).await?;
        }
        Ok(())
    }

    async fn require_records(
        &mut self,
        caller: &Caller,
        action: Action,
        records: impl Iterator<Item = &ImportedRecord>,
    ) -> Result<()> {
        if caller.is_system() {
            return Ok(());
        }
        let asked: BTreeSet<(UnitId, bool)> = records.map(|one| (one.record.unit, one.confidential)).collect();
        for (unit, confidential) in asked {
            self.require(caller, action, unit, Thing::RECORD.confidential(confidential)).await?;
        }
        Ok(())
    }

    async fn insert_records(&mut self, caller: &Caller, new: &[&ImportedRecord]) -> Result<()> {
        let (by, now) = (caller.name(), caller.now.micros());
        let texts = new.iter().map(|one| serde_json::to_string(&one.record.fields));
        let texts = texts.collect::<std::result::Result<Vec<_>, _>>()?;
        let versions = self.current_versions().await?;
        let under = |record: &Record| versions.get(&record.register).copied().unwrap_or(1);
        let rows: Vec<(&Record, String, i64)> =
            new.iter().map(|one| &one.record).zip(texts).map(|(one, text)| (one, text, under(one))).collect();
        insert_many!(
            self,
            "INSERT INTO record (version, recorded_by, recorded_at, changed_at, id, register, unit_id, occurred_on, state,
    fields, register_version) ",
            [1_i64, by, now, now],
            rows,
            |values, row| {
                let (record, fields, under) = row;
                values.push_bind(record.id.uuid()).push_bind(record.register.as_str());
                values.push_bind(record.unit.uuid()).push_bind(record.occurred_on);
                values.push_bind(record.state.word()).push_bind(fields.as_str()).push_bind(*under);
            }
        );
        Ok(())
    }

    /// Changes a record that stands and keeps how it stood; gives that and the rows that count no more.
    async fn change_imported(
        &mut self,
        caller: &Caller,
        batch: BatchId,
        record: &Record,
    ) -> Result<(Record, Vec<Row>)> {
        let known = self.known_records(&Caller::system(caller.now), &[record.id]).await?;
        let known = known.into_iter().next().ok_or(Error::Stale)?;
        let before =
            Before { record: known.record, annulled: known.annulled, register_version: known.register_version };
        let text = serde_json::to_string(&before)?;
        on!(self, c => sqlx::query(KEEP_BEFORE).bind(batch.uuid()).bind(record.id.uuid())
            .bind(&text).execute(c).await.map(|_| ()))?;
        let fields = serde_json::to_string(&record.fields)?;
        let changed = on!(self, c => sqlx::query(SET).bind(record.id.uuid()).bind(record.occurred_on)
            .bind(record.state.word()).bind(&fields).bind(caller.now.micros()).bind(record.version)
            .execute(c).await.map(|done| done.rows_affected()))?;
        if changed != 1 {
            return Err(Error::Stale);
        }
        self.forget_clocks(record.id).await?;
        Ok((before.record, self.supersede_record(caller, record.id).await?))
    }

    /// Notes what an import wrote, each thing with its version.
    pub(crate) async fn note_imported(&mut self, batch: BatchId, written: &[(Uuid, i64)]) -> Result<()> {
        let batch = batch.uuid();
        insert_many!(
            self,
            "INSERT INTO import_row (batch_id, object_id, version) ",
            [batch],
            written,
            |values, row| {
                values.push_bind(row.0).push_bind(row.1);
            }
        );
        Ok(())
    }

    /// What an import wrote, with the versions of then; and how what it changed stood before.
    pub(crate) async fn imported(&mut self, batch: BatchId) -> Result<(BTreeMap<Uuid, i64>, BTreeMap<Uuid, String>)> {
        let versions: Vec<(Uuid, i64)> =
            on!(self, c => sqlx::query_as(VERSIONS).bind(batch.uuid()).fetch_all(c).await)?;
        let before: Vec<(Uuid, String)> = on!(self, c => sqlx::query_as(BEFORE).bind(batch.uuid()).fetch_all(c).await)?;
        Ok((versions.into_iter().collect(), before.into_iter().collect()))
    }

    /// How imports changed a record, oldest first: who, when, and the record as it stood before, as JSON. The caller asked
    /// for the right.
    pub(super) async fn changed_by_imports(&mut self, id: RecordId) -> Result<Vec<(String, i64, String)>> {
        const CHANGED: &str = "
SELECT COALESCE(p.name, b.recorded_by), b.recorded_at, c.before_state
FROM import_change c JOIN import_batch b ON b.id = c.batch_id
    LEFT JOIN account a ON a.login = b.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE c.object_id = $1 ORDER BY b.recorded_at";
        let found: Vec<(String, i64, String)> =
            on!(self, c => sqlx::query_as(CHANGED).bind(id.uuid()).fetch_all(c).await)?;
        let told = found.into_iter().map(|(who, at, text)| {
            let before: Before = serde_json::from_str(&text)?;
            Ok((who, at, serde_json::to_string(&before.record)?))
        });
        told.collect()
    }

    /// Takes back the records of an import, except those changed since; gives those by register with the day, and id.
    /// `given` makes what a record gives that stands again.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before; [`Error::NotVisible`] for who may not see it; [`Error::Denied`] for who
    /// may not write each of its records. `confidential` names the registers closed to coordinating lines.
    pub async fn undo_records(
        &mut self,
        caller: &Caller,
        id: BatchId,
        confidential: impl Fn(&str) -> bool,
        given: impl Fn(&Record, i64) -> Given,
    ) -> Result<Vec<(String, Option<String>)>> {
        self.batch(caller, id).await?;
        let found: Vec<KnownRow> = on!(self, c => sqlx::query_as(OF_BATCH).bind(id.uuid()).fetch_all(c).await)?;
        let found: Vec<KnownRecord> = found.into_iter().map(KnownRecord::try_from).collect::<Result<_>>()?;
        if !caller.is_system() {
            let asked: BTreeSet<(UnitId, bool)> =
                found.iter().map(|one| (one.record.unit, confidential(&one.record.register))).collect();
            for (unit, confidential) in asked {
                let thing = Thing::RECORD.confidential(confidential);
                self.require(caller, Action::RecordWrite, unit, thing).await?;
            }
        }
        self.mark_undone(caller, id).await?;
        let (versions, before) = self.imported(id).await?;
        let chains = self.unit_chains(&Caller::system(caller.now)).await?;
        let (mut kept, mut noted): (Vec<_>, BTreeMap<String, (Change, Vec<RecordId>)>) = (Vec::new(), BTreeMap::new());
        for KnownRecord { record, annulled, register_version } in found {
            // Whoever holds it changes it first, or not at all.
            let as_brought = !annulled && versions.get(&record.id.uuid()) == Some(&record.version);
            if !as_brought || !self.hold_seen(&record).await? {
                if !annulled {
                    kept.push((format!("{} {}", record.register, record.occurred_on), Some(record.id.to_string())));
                }
                continue;
            }
            let stood: Option<Before> =
                before.get(&record.id.uuid()).map(|text| serde_json::from_str(text)).transpose()?;
            let chain = chains.get(&record.unit).cloned().unwrap_or_default();
            let (change, undone) = noted.entry(chain).or_default();
            undone.push(record.id);
            self.forget_clocks(record.id).await?;
            change.remove.extend(self.supersede_record(caller, record.id).await?);
            change.add.extend(self.put_back(caller, (&record, register_version), stood, &given).await?);
        }
        for (chain, (change, undone)) in noted {
            let note = Note {
                chain,
                action: "import.undo",
                object: format!("batch:{id}"),
                before: String::new(),
                after: serde_json::json!({ "records": undone, "kept": kept.len() }).to_string(),
            };
            self.journal(caller, note, &change).await?;
        }
        Ok(kept)
    }

    /// Puts a record back as it stood, or out of sight when it did not stand; gives the rows that count again.
    async fn put_back(
        &mut self,
        caller: &Caller,
        (record, under): (&Record, i64),
        stood: Option<Before>,
        given: impl Fn(&Record, i64) -> Given,
    ) -> Result<Vec<Row>> {
        let now = caller.now.micros();
        let (back, annulled, under) = match stood {
            Some(Before { record, annulled, register_version }) => (record, annulled, register_version),
            None => (Record { state: RecordState::Withdrawn, ..record.clone() }, true, under),
        };
        let fields = serde_json::to_string(&back.fields)?;
        on!(self, c => sqlx::query(PUT_BACK).bind(back.id.uuid()).bind(back.occurred_on).bind(back.state.word())
            .bind(&fields).bind(now).bind(annulled.then_some(now)).bind(under).execute(c).await.map(|_| ()))?;
        let given = if annulled { Given::default() } else { given(&back, under) };
        self.add_rows(caller, &given.rows, "").await?;
        self.add_clocks([(&back, &given)]).await?;
        Ok(given.rows)
    }
}
