//! Imports: what one file brought in, and taking it back.
//!
//! What an import created bears its batch; what it changed stands beside as it was before. Not here: reading files
//! (`paper`), which row is which person (`service`).

use congdoan_model::{
    BatchId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    audit::{Change, Note, only_system},
    transaction::on,
};

/// An import under its label.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Batch {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: BatchId,
    /// What was imported: `members`, `units`, `records`, `figures`.
    pub kind: String,
    /// What people call it.
    pub label: String,
    /// The file's name.
    pub file_name: String,
    /// The file's hash.
    pub file_hash: String,
    /// The mapping by which it was read; empty when found from its headings.
    pub mapping: String,
    /// Rows that made something new.
    pub created: i64,
    /// Rows that changed something.
    pub changed: i64,
    /// Rows that said what was known.
    pub unchanged: i64,
    /// Rows refused.
    pub refused: i64,
    /// Who imported it.
    pub recorded_by: String,
    /// When, in microseconds.
    pub recorded_at: i64,
    /// Who undid it.
    pub undone_by: Option<String>,
    /// When it was undone, in microseconds.
    pub undone_at: Option<i64>,
}

impl Batch {
    /// What the audit log says of it.
    pub(crate) fn said(&self) -> serde_json::Value {
        serde_json::json!({ "kind": self.kind, "label": self.label, "file": self.file_name, "hash": self.file_hash,
            "created": self.created, "changed": self.changed, "unchanged": self.unchanged, "refused": self.refused })
    }
}

/// How an import ended, by rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BatchCounts {
    /// Rows that made something new.
    pub created: u64,
    /// Rows that changed something.
    pub changed: u64,
    /// Rows that said what was known.
    pub unchanged: u64,
    /// Rows refused.
    pub refused: u64,
}

const ADD: &str = "
INSERT INTO import_batch (id, kind, label, file_name, file_hash, mapping, created, changed, unchanged, refused,
    recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (id) DO UPDATE SET created = excluded.created, changed = excluded.changed,
    unchanged = excluded.unchanged, refused = excluded.refused";
const BATCH: &str = "
SELECT id, kind, label, file_name, file_hash, mapping, created, changed, unchanged, refused, recorded_by, recorded_at,
    undone_by, undone_at FROM import_batch WHERE id = $1";
const BATCHES: &str = "
SELECT id, kind, label, file_name, file_hash, mapping, created, changed, unchanged, refused, recorded_by, recorded_at,
    undone_by, undone_at FROM import_batch WHERE ($1 = '' OR recorded_by = $1) ORDER BY recorded_at DESC, id DESC LIMIT 200";
const MARK_UNDONE: &str = "UPDATE import_batch SET undone_by = $2, undone_at = $3 WHERE id = $1 AND undone_at IS NULL";
const UNITS_OF: &str = "SELECT DISTINCT unit_id FROM membership WHERE batch_id = $1 AND superseded_at IS NULL";
/// Whoever was changed since stays: people of a later version, with memberships of other origin,
/// states, transfers, posts or accounts, and who was put together with another.
const KEPT: &str = "
SELECT p.name, p.number FROM person p WHERE p.batch_id = $1 AND (p.version > 1
    OR EXISTS (SELECT 1 FROM membership m WHERE m.person_id = p.id AND m.batch_id IS DISTINCT FROM $1)
    OR EXISTS (SELECT 1 FROM membership_state s WHERE s.person_id = p.id)
    OR EXISTS (SELECT 1 FROM member_transfer t WHERE t.person_id = p.id)
    OR EXISTS (SELECT 1 FROM person_merge g WHERE g.kept_id = p.id OR g.merged_id = p.id)
    OR EXISTS (SELECT 1 FROM post o WHERE o.person_id = p.id)
    OR EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id)
    OR EXISTS (SELECT 1 FROM mandate d WHERE d.person_id = p.id))
ORDER BY p.name_fold, p.number LIMIT 1000";
/// Everyone else of the batch is emptied: no name, no number, nothing sealed. Year and sex stay, so that what was known in
/// between can still be asked for.
const EMPTY: &str = "
UPDATE person SET name = '', name_fold = '', number = NULL, born_on = NULL, identity_mark = NULL, content_mark = NULL,
    fields = '{}', sealed = '', erased_at = $2
WHERE batch_id = $1 AND version = 1 AND erased_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person_id = person.id AND m.batch_id IS DISTINCT FROM $1)
    AND NOT EXISTS (SELECT 1 FROM membership_state s WHERE s.person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM member_transfer t WHERE t.person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM person_merge g WHERE g.kept_id = person.id OR g.merged_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM post o WHERE o.person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = person.id)
    AND NOT EXISTS (SELECT 1 FROM mandate d WHERE d.person_id = person.id)";
const FORGET_KEYS: &str =
    "DELETE FROM person_key WHERE person_id IN (SELECT id FROM person WHERE batch_id = $1 AND erased_at = $2)";
const END_MEMBERSHIPS: &str = "
UPDATE membership SET superseded_at = $2 WHERE batch_id = $1 AND superseded_at IS NULL
    AND person_id IN (SELECT id FROM person WHERE erased_at = $2 OR batch_id IS DISTINCT FROM $1)";
const END_ROLLS: &str = "
UPDATE roll SET superseded_at = $2 WHERE batch_id = $1 AND superseded_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.unit_id = roll.unit_id AND m.superseded_at IS NULL)";

impl Tx {
    /// Writes down an import, with one audit entry and one entry of the change log naming the units whose rolls changed.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn add_batch(&mut self, caller: &Caller, chain: &str, batch: &Batch, rolls: Vec<UnitId>) -> Result<()> {
        self.open_batch(batch).await?;
        let note = Note {
            chain: chain.to_owned(),
            action: "import",
            object: format!("batch:{}", batch.id),
            before: String::new(),
            after: batch.said().to_string(),
        };
        let tree = batch.kind == "units";
        self.journal(caller, note, &Change { rolls, tree, ..Change::default() }).await?;
        Ok(())
    }

    /// Writes an import down before it is whole, so that what stood before its changes can refer to it; [`Tx::add_batch`]
    /// completes it.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn open_batch(&mut self, batch: &Batch) -> Result<()> {
        on!(self, c => sqlx::query(ADD).bind(batch.id.uuid()).bind(&batch.kind).bind(&batch.label)
            .bind(&batch.file_name).bind(&batch.file_hash).bind(&batch.mapping).bind(batch.created)
            .bind(batch.changed).bind(batch.unchanged).bind(batch.refused).bind(&batch.recorded_by)
            .bind(batch.recorded_at).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// An import.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none, or somebody else's from where the caller does not read the audit log.
    pub async fn batch(&mut self, caller: &Caller, id: BatchId) -> Result<Batch> {
        let found: Option<Batch> = on!(self, c => sqlx::query_as(BATCH).bind(id.uuid()).fetch_optional(c).await)?;
        let found = found.ok_or(Error::NotVisible("batch"))?;
        let seen = self.within_watch(caller, vec![found]).await?;
        seen.into_iter().next().ok_or(Error::NotVisible("batch"))
    }

    /// Imports, latest first: the caller's own, and those of the chains whose audit log the caller reads as a whole.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn batches(&mut self, caller: &Caller) -> Result<Vec<Batch>> {
        let all = caller.may_somewhere(Action::AuditRead);
        let of = if all { "" } else { caller.name() };
        let found = on!(self, c => sqlx::query_as(BATCHES).bind(of).fetch_all(c).await)?;
        self.within_watch(caller, found).await
    }

    /// Those of some imports the caller may see.
    async fn within_watch(&mut self, caller: &Caller, batches: Vec<Batch>) -> Result<Vec<Batch>> {
        if caller.is_system() || batches.iter().all(|batch| batch.recorded_by == caller.name()) {
            return Ok(batches);
        }
        let watching = caller.rights().iter().filter(|right| right.own.contains(&Action::AuditRead));
        let units: Vec<Uuid> = watching.map(|right| right.unit.uuid()).collect();
        let heads: Vec<(String, String, String)> = if units.is_empty() {
            Vec::new()
        } else {
            on!(self, c => {
                let mut query = sqlx::QueryBuilder::new("SELECT code, kind, chain FROM unit WHERE id IN (");
                let mut listed = query.separated(", ");
                for unit in &units {
                    listed.push_bind(*unit);
                }
                query.push(")");
                query.build_query_as().fetch_all(c).await
            })?
        };
        if heads.iter().any(|(_, kind, _)| kind == "confederation") {
            return Ok(batches);
        }
        let objects: Vec<String> = batches.iter().map(|batch| format!("batch:{}", batch.id)).collect();
        let chains: Vec<(String, String)> = on!(self, c => {
            let mut query =
                sqlx::QueryBuilder::new("SELECT object, chain FROM audit WHERE action = 'import' AND object IN (");
            let mut listed = query.separated(", ");
            for object in &objects {
                listed.push_bind(object.as_str());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        // Who reads the log at the head of a chain reads all of it; below, one's own imports alone.
        let whole = |chain: &str| heads.iter().any(|(code, _, of)| code == of && of == chain);
        let watched = |batch: &Batch| {
            let object = format!("batch:{}", batch.id);
            chains.iter().any(|(of, chain)| *of == object && whole(chain))
        };
        Ok(batches.into_iter().filter(|batch| batch.recorded_by == caller.name() || watched(batch)).collect())
    }

    /// Takes back what an import of members created, except who was changed since; gives those, by name and number.
    /// What is left of the others bears no name; their keys are destroyed.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before; [`Error::NotVisible`] for who may not see it; [`Error::Denied`] for who
    /// may not write members in each of its units.
    pub async fn undo_members(
        &mut self,
        caller: &Caller,
        chain: &str,
        id: BatchId,
    ) -> Result<Vec<(String, Option<String>)>> {
        self.batch(caller, id).await?;
        let (batch, now) = (id.uuid(), caller.now.micros());
        let units: Vec<Uuid> = on!(self, c => sqlx::query_scalar(UNITS_OF).bind(batch).fetch_all(c).await)?;
        self.require_units(caller, units.iter().copied().map(UnitId::from)).await?;
        self.mark_undone(caller, id).await?;
        let mut kept: Vec<(String, Option<String>)> =
            on!(self, c => sqlx::query_as(KEPT).bind(batch).fetch_all(c).await)?;
        kept.extend(self.restore_people(batch).await?);
        self.forget_batch(batch, now).await?;
        let note = Note {
            chain: chain.to_owned(),
            action: "import.undo",
            object: format!("batch:{id}"),
            before: String::new(),
            after: serde_json::json!({ "kept": kept.len() }).to_string(),
        };
        let rolls = units.into_iter().map(UnitId::from).collect();
        self.journal(caller, note, &Change { rolls, ..Change::default() }).await?;
        Ok(kept)
    }

    /// Marks an import as undone.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was undone before.
    pub(crate) async fn mark_undone(&mut self, caller: &Caller, id: BatchId) -> Result<()> {
        let marked = on!(self, c => sqlx::query(MARK_UNDONE).bind(id.uuid()).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        if marked == 0 { Err(Error::Stale) } else { Ok(()) }
    }

    /// The chain an import was written down in.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself; [`Error::NotVisible`] when there is none.
    pub async fn chain_of_batch(&mut self, caller: &Caller, id: BatchId) -> Result<String> {
        const CHAIN: &str = "SELECT chain FROM audit WHERE object = $1 AND action = 'import' LIMIT 1";
        only_system(caller)?;
        let object = format!("batch:{id}");
        let chain: Option<String> = on!(self, c => sqlx::query_scalar(CHAIN).bind(&object).fetch_optional(c).await)?;
        chain.ok_or(Error::NotVisible("batch"))
    }

    /// The one chain of some units; where there are several, that of the confederation.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn common_chain(&mut self, caller: &Caller, units: &[UnitId]) -> Result<String> {
        const CHAINS: &str = "SELECT id, chain FROM unit";
        const TOP: &str =
            "SELECT chain FROM unit WHERE kind = 'confederation' AND annulled_at IS NULL ORDER BY code LIMIT 1";
        only_system(caller)?;
        let asked: std::collections::HashSet<Uuid> = units.iter().map(|unit| unit.uuid()).collect();
        let all: Vec<(Uuid, String)> = on!(self, c => sqlx::query_as(CHAINS).fetch_all(c).await)?;
        let mut chains: Vec<String> =
            all.into_iter().filter(|(unit, _)| asked.contains(unit)).map(|(_, chain)| chain).collect();
        chains.sort_unstable();
        chains.dedup();
        if let [chain] = &chains[..] {
            return Ok(chain.clone());
        }
        let top: Option<String> = on!(self, c => sqlx::query_scalar(TOP).fetch_optional(c).await)?;
        top.or_else(|| chains.into_iter().next()).ok_or(Error::NotVisible("unit"))
    }

    /// A saved mapping, as it was kept.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller may not write what is imported anywhere.
    pub async fn import_mapping(&mut self, caller: &Caller, kind: &str, name: &str) -> Result<Option<String>> {
        const MAPPING: &str = "SELECT columns FROM import_mapping WHERE kind = $1 AND name = $2";
        may_import(caller, kind)?;
        Ok(on!(self, c => sqlx::query_scalar(MAPPING).bind(kind).bind(name).fetch_optional(c).await)?)
    }

    /// Names of the saved mappings of a kind.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller may not write what is imported anywhere.
    pub async fn import_mappings(&mut self, caller: &Caller, kind: &str) -> Result<Vec<String>> {
        const NAMES: &str = "SELECT name FROM import_mapping WHERE kind = $1 ORDER BY name LIMIT 500";
        may_import(caller, kind)?;
        Ok(on!(self, c => sqlx::query_scalar(NAMES).bind(kind).fetch_all(c).await)?)
    }

    /// The saved mappings of the kinds the caller may import, by kind and name.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn all_import_mappings(&mut self, caller: &Caller) -> Result<Vec<(String, String)>> {
        const ALL: &str = "SELECT kind, name FROM import_mapping ORDER BY kind, name LIMIT 500";
        let all: Vec<(String, String)> = on!(self, c => sqlx::query_as(ALL).fetch_all(c).await)?;
        Ok(all.into_iter().filter(|(kind, _)| may_import(caller, kind).is_ok()).collect())
    }

    /// Keeps a mapping under a name, in place of a former one.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller may not write what is imported anywhere.
    pub async fn keep_mapping(&mut self, caller: &Caller, kind: &str, name: &str, columns: &str) -> Result<()> {
        const KEEP: &str = "
INSERT INTO import_mapping (kind, name, columns, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (kind, name) DO UPDATE SET columns = excluded.columns, recorded_by = excluded.recorded_by,
    recorded_at = excluded.recorded_at";
        may_import(caller, kind)?;
        on!(self, c => sqlx::query(KEEP).bind(kind).bind(name).bind(columns).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    async fn forget_batch(&mut self, batch: Uuid, now: i64) -> Result<()> {
        for statement in [EMPTY, FORGET_KEYS, END_MEMBERSHIPS, END_ROLLS] {
            on!(self, c => sqlx::query(statement).bind(batch).bind(now).execute(c).await.map(|_| ()))?;
        }
        Ok(())
    }
}

/// Mappings hold titles of columns and nothing of any unit: whoever may write such things anywhere may use them.
fn may_import(caller: &Caller, kind: &str) -> Result<()> {
    let action = match kind.split(':').next().unwrap_or_default() {
        "records" => Action::RecordWrite,
        "figures" => Action::FigureDeclare,
        "forms" => Action::ReportWrite,
        "employers" => Action::UnitDescribe,
        _ => Action::MemberWrite,
    };
    if caller.may_somewhere(action) { Ok(()) } else { Err(Error::Denied(action)) }
}
