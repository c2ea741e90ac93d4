//! What happened to a task and what was put forward for it.
//!
//! Not here: writing it (`deeds`).

use chrono::NaiveDate;
use congdoan_model::{DirectiveId, EvidenceId, RecordId, TaskEventId, TaskId, UnitId, access::Caller};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, transaction::on};

/// Something that happened to a task.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TaskEvent {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: TaskEventId,
    /// `added`, `changed`, `started`, `reported`, `accepted`, `returned`, `cancelled`, `reopened`, `reminded`.
    pub event: String,
    /// Reason, or what was said.
    pub words: String,
    /// The task as it was before a change, as JSON; the state before a deed; empty for the beginning.
    pub before_state: String,
    /// Who: name of the person, or the sign-in name.
    pub who: String,
    /// When, in microseconds.
    pub recorded_at: i64,
}

/// Something put forward for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptEvidence {
    /// Its id.
    pub id: EvidenceId,
    /// The report it came with.
    pub event: TaskEventId,
    /// A record: id, register, unit, day, and whether it stands.
    pub record: Option<(RecordId, String, UnitId, NaiveDate, bool)>,
    /// A directive: id, unit that entered it, symbol, title.
    pub directive: Option<(DirectiveId, UnitId, String, String)>,
    /// SHA-256 of a file; empty for none.
    pub sha256: String,
    /// Name of that file.
    pub file_name: String,
}

#[derive(sqlx::FromRow)]
struct EvidenceRow {
    id: Uuid,
    event_id: Uuid,
    record_id: Option<Uuid>,
    register: Option<String>,
    record_unit: Option<Uuid>,
    occurred_on: Option<NaiveDate>,
    stands: i64,
    directive_id: Option<Uuid>,
    directive_unit: Option<Uuid>,
    symbol: Option<String>,
    title: Option<String>,
    sha256: String,
    file_name: String,
}

impl From<EvidenceRow> for KeptEvidence {
    fn from(row: EvidenceRow) -> Self {
        let record = row.record_id.zip(row.register).zip(row.record_unit.zip(row.occurred_on));
        let directive = row.directive_id.zip(row.directive_unit).zip(row.symbol.zip(row.title));
        Self {
            id: row.id.into(),
            event: row.event_id.into(),
            record: record
                .map(|((id, register), (unit, day))| (id.into(), register, unit.into(), day, row.stands == 1)),
            directive: directive.map(|((id, unit), (symbol, title))| (id.into(), unit.into(), symbol, title)),
            sha256: row.sha256,
            file_name: row.file_name,
        }
    }
}

const STORY: &str = "
SELECT e.id, e.event, e.words, e.before_state, COALESCE(p.name, e.recorded_by) AS who, e.recorded_at
FROM task_event e LEFT JOIN account a ON a.login = e.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE e.task_id = $1 ORDER BY e.recorded_at, e.id LIMIT 500";
const EVIDENCE: &str = "
SELECT v.id, v.event_id, v.record_id, r.register, r.unit_id AS record_unit, r.occurred_on,
    CAST(CASE WHEN r.annulled_at IS NULL AND r.state IN ('recorded', 'confirmed') THEN 1 ELSE 0 END AS BIGINT) AS stands,
    v.directive_id, d.unit_id AS directive_unit, d.symbol, d.title, v.sha256, v.file_name
FROM task_evidence v LEFT JOIN record r ON r.id = v.record_id LEFT JOIN directive d ON d.id = v.directive_id
WHERE v.task_id = $1 ORDER BY v.id LIMIT 500";
const REGISTER: &str = "SELECT register FROM record WHERE id = $1 AND annulled_at IS NULL";

impl Tx {
    /// The story of a task the caller sees, oldest first, with what was put forward.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn task_story(&mut self, caller: &Caller, id: TaskId) -> Result<(Vec<TaskEvent>, Vec<KeptEvidence>)> {
        self.task(caller, id).await?;
        self.told_of(id).await
    }

    /// The story of a task; the caller asked for the right to it.
    pub(crate) async fn told_of(&mut self, id: TaskId) -> Result<(Vec<TaskEvent>, Vec<KeptEvidence>)> {
        let story: Vec<TaskEvent> = on!(self, c => sqlx::query_as(STORY).bind(id.uuid()).fetch_all(c).await)?;
        let rows: Vec<EvidenceRow> = on!(self, c => sqlx::query_as(EVIDENCE).bind(id.uuid()).fetch_all(c).await)?;
        Ok((story, rows.into_iter().map(KeptEvidence::from).collect()))
    }

    /// The register a record is of; who may read it is asked when it is read.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such record.
    pub async fn register_of_record(&mut self, id: RecordId) -> Result<String> {
        let found: Option<String> =
            on!(self, c => sqlx::query_scalar(REGISTER).bind(id.uuid()).fetch_optional(c).await)?;
        found.ok_or(Error::NotVisible("record"))
    }

    /// The content of a file that was put forward for a task the caller sees, with its name.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn task_file(&mut self, caller: &Caller, id: TaskId, sha256: &str) -> Result<(String, Vec<u8>)> {
        let (_, evidence) = self.task_story(caller, id).await?;
        let file = evidence.into_iter().find(|one| !sha256.is_empty() && one.sha256 == sha256);
        let file = file.ok_or(Error::NotVisible("file"))?;
        Ok((file.file_name, self.content_of(sha256).await?))
    }
}
