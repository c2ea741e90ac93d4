//! Tasks written: added, changed, moved from state to state, reminded of by hand.
//!
//! Each write adds a row to the story and an entry to the journal. Not here: what holds of a task (`service`).

use congdoan_model::{
    DirectiveId, EvidenceId, ProgrammeId, RecordId, TaskEventId, TaskId,
    access::{Action, Caller},
    names,
    programmes::tasks::{Task, TaskDeed, TaskState},
};
use sqlx::types::Uuid;

use super::{KeptTask, TASK};
use crate::{
    Error, Result, Tx,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// Something put forward with a report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewEvidence {
    /// Its id.
    pub id: EvidenceId,
    /// A record.
    pub record: Option<RecordId>,
    /// A directive or another paper.
    pub directive: Option<DirectiveId>,
    /// SHA-256 of a file kept beside; empty for none.
    pub sha256: String,
    /// The name of that file.
    pub file_name: String,
}

/// What is done with a task.
#[derive(Clone, Debug)]
pub struct TaskMove<'a> {
    /// The deed.
    pub deed: TaskDeed,
    /// The state after it.
    pub state: TaskState,
    /// Reason, or what is said with the report.
    pub words: &'a str,
    /// The row of the story.
    pub event: TaskEventId,
    /// What is put forward.
    pub evidence: &'a [NewEvidence],
}

const ADD: &str = "
INSERT INTO task (programme_id, recorded_by, recorded_at, id, parent_id, kind, number, title, title_fold, words, clause_id,
    unit_id, person_id, starts_on, due_on, weight, evidence, state, version, changed_at) ";
const ADD_UNIT: &str = "INSERT INTO task_unit (task_id, unit_id) ";
const ADD_WAIT: &str = "INSERT INTO task_wait (task_id, awaited_id) ";
const ADD_EVENT: &str = "
INSERT INTO task_event (recorded_by, recorded_at, event, words, id, task_id, before_state) ";
const ADD_EVIDENCE: &str = "
INSERT INTO task_evidence (task_id, event_id, id, record_id, directive_id, sha256, file_name) ";
const CHANGE: &str = "
UPDATE task SET kind = $3, number = $4, title = $5, title_fold = $6, words = $7, clause_id = $8, unit_id = $9,
    person_id = $10, starts_on = $11, due_on = $12, weight = $13, evidence = $14, version = version + 1, changed_at = $15
WHERE id = $1 AND version = $2";
const MOVE: &str = "
UPDATE task SET state = $3, version = version + 1, changed_at = $4 WHERE id = $1 AND version = $2";
const DROP_UNITS: &str = "DELETE FROM task_unit WHERE task_id = $1";
const DROP_WAITS: &str = "DELETE FROM task_wait WHERE task_id = $1";

impl Tx {
    /// Every task of a programme whose tasks the caller may write, under the lock of its chain: numbers and circles of
    /// waiting stay true until the commit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn task_board(&mut self, caller: &Caller, programme: ProgrammeId) -> Result<Vec<KeptTask>> {
        let (programme, _) = self.programme(caller, programme).await?;
        self.require(caller, Action::ProgrammeWrite, programme.unit, TASK).await?;
        let chain = self.chain_of(programme.unit).await?;
        self.lock_chain(&chain).await?;
        self.board(programme.id).await
    }

    /// Adds tasks to one programme; each with the id of its row of the story.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn add_tasks(
        &mut self,
        caller: &Caller,
        programme: ProgrammeId,
        tasks: &[(TaskEventId, Task)],
    ) -> Result<()> {
        let (programme, _) = self.programme(caller, programme).await?;
        self.require(caller, Action::ProgrammeWrite, programme.unit, TASK).await?;
        let (id, now) = (programme.id.uuid(), caller.now.micros());
        insert_many!(self, ADD, [id, caller.name(), now], tasks, |values, row| {
            let task = &row.1;
            values
                .push_bind(task.id.uuid())
                .push_bind(task.parent.map(TaskId::uuid))
                .push_bind(task.kind.word())
                .push_bind(task.number)
                .push_bind(&task.title)
                .push_bind(names::fold(&task.title))
                .push_bind(&task.words)
                .push_bind(task.clause.map(congdoan_model::ClauseId::uuid))
                .push_bind(task.unit.uuid())
                .push_bind(task.person.map(congdoan_model::PersonId::uuid))
                .push_bind(task.starts_on)
                .push_bind(task.due_on)
                .push_bind(task.weight)
                .push_bind(i64::from(task.evidence))
                .push_bind(task.state.word())
                .push_bind(1_i64)
                .push_bind(now);
        });
        let refs: Vec<&Task> = tasks.iter().map(|(_, task)| task).collect();
        self.add_task_ties(&refs).await?;
        insert_many!(self, ADD_EVENT, [caller.name(), now, "added", ""], tasks, |values, row| {
            values.push_bind(row.0.uuid()).push_bind(row.1.id.uuid()).push_bind("");
        });
        let note = Note {
            chain: self.chain_of(programme.unit).await?,
            action: "task.add",
            object: format!("programme:{}", programme.id),
            before: String::new(),
            after: serde_json::to_string(&refs)?,
        };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }

    async fn add_task_ties(&mut self, tasks: &[&Task]) -> Result<()> {
        let beside: Vec<(Uuid, Uuid)> =
            tasks.iter().flat_map(|task| task.beside.iter().map(|unit| (task.id.uuid(), unit.uuid()))).collect();
        insert_many!(self, ADD_UNIT, [], beside, |values, row| {
            values.push_bind(row.0).push_bind(row.1);
        });
        let waits: Vec<(Uuid, Uuid)> =
            tasks.iter().flat_map(|task| task.waits_for.iter().map(|other| (task.id.uuid(), other.uuid()))).collect();
        insert_many!(self, ADD_WAIT, [], waits, |values, row| {
            values.push_bind(row.0).push_bind(row.1);
        });
        Ok(())
    }

    /// Changes what a task says; its state stays.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when somebody changed it since.
    pub async fn change_task(
        &mut self,
        caller: &Caller,
        before: &KeptTask,
        task: &Task,
        event: TaskEventId,
    ) -> Result<()> {
        self.require(caller, Action::ProgrammeWrite, before.carrier, TASK).await?;
        let id = task.id.uuid();
        let changed = on!(self, c => sqlx::query(CHANGE).bind(id).bind(before.task.version).bind(task.kind.word())
            .bind(task.number).bind(&task.title).bind(names::fold(&task.title)).bind(&task.words)
            .bind(task.clause.map(congdoan_model::ClauseId::uuid)).bind(task.unit.uuid())
            .bind(task.person.map(congdoan_model::PersonId::uuid)).bind(task.starts_on).bind(task.due_on)
            .bind(task.weight).bind(i64::from(task.evidence)).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if changed != 1 {
            return Err(Error::Stale);
        }
        on!(self, c => sqlx::query(DROP_UNITS).bind(id).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(DROP_WAITS).bind(id).execute(c).await.map(|_| ()))?;
        self.add_task_ties(&[task]).await?;
        let (was, is) = (serde_json::to_string(&before.task)?, serde_json::to_string(task)?);
        self.tell(caller, before, ("changed", event, ""), (&was, is)).await
    }

    /// Moves a task to another state, with what is said and put forward.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when somebody changed it since.
    pub async fn move_task(&mut self, caller: &Caller, kept: &KeptTask, to: &TaskMove<'_>) -> Result<()> {
        let rights = self.task_rights(caller, kept).await?;
        if !(if to.deed.is_of_owner() { rights.own } else { rights.lead }) {
            return Err(Error::Denied(Action::ProgrammeWrite));
        }
        let id = kept.task.id.uuid();
        let moved = on!(self, c => sqlx::query(MOVE).bind(id).bind(kept.task.version).bind(to.state.word())
            .bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        if moved != 1 {
            return Err(Error::Stale);
        }
        let after = serde_json::json!({ "state": to.state, "words": to.words, "evidence": to.evidence.len() });
        let was = serde_json::json!({ "state": kept.task.state }).to_string();
        self.tell(caller, kept, (to.deed.event(), to.event, to.words), (&was, after.to_string())).await?;
        insert_many!(self, ADD_EVIDENCE, [id, to.event.uuid()], to.evidence, |values, row| {
            values
                .push_bind(row.id.uuid())
                .push_bind(row.record.map(RecordId::uuid))
                .push_bind(row.directive.map(DirectiveId::uuid))
                .push_bind(&row.sha256)
                .push_bind(&row.file_name);
        });
        Ok(())
    }

    /// Writes down that somebody reminded of a task by hand.
    ///
    /// # Errors
    /// [`Error::Denied`] for who neither carries the programme nor manages the unit.
    pub async fn remind_of_task(
        &mut self,
        caller: &Caller,
        kept: &KeptTask,
        (event, words): (TaskEventId, &str),
    ) -> Result<()> {
        if !self.task_rights(caller, kept).await?.remind {
            return Err(Error::Denied(Action::ProgrammeWrite));
        }
        let after = serde_json::json!({ "words": words }).to_string();
        self.tell(caller, kept, ("reminded", event, words), ("", after)).await
    }

    /// A row of the story and an entry of the journal.
    async fn tell(
        &mut self,
        caller: &Caller,
        kept: &KeptTask,
        (what, event, words): (&'static str, TaskEventId, &str),
        (before, after): (&str, String),
    ) -> Result<()> {
        let (id, rows) = (kept.task.id, [before]);
        insert_many!(self, ADD_EVENT, [caller.name(), caller.now.micros(), what, words], rows, |values, row| {
            values.push_bind(event.uuid()).push_bind(id.uuid()).push_bind(*row);
        });
        let action = match what {
            "changed" => "task.change",
            "reminded" => "task.remind",
            "started" => "task.start",
            "reported" => "task.report",
            "accepted" => "task.accept",
            "returned" => "task.return",
            "cancelled" => "task.cancel",
            _ => "task.reopen",
        };
        let chain = self.chain_of(kept.carrier).await?;
        let note = Note { chain, action, object: format!("task:{id}"), before: before.to_owned(), after };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }
}
