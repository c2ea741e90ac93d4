//! What a programme and those right under it asked for at a moment past: targets with the aims they had, tasks with the
//! days and the states they had.
//!
//! The rows hold what stands today; what was changed since is taken back, latest first. Not here: figures as known
//! (`rollup`), answers to clauses (`answers`).

use std::collections::BTreeMap;

use congdoan_model::{
    ProgrammeId, TargetId, TaskId, Timestamp,
    access::{Action, Caller},
    programmes::{
        Target,
        targets::Aim,
        tasks::{Task, TaskState},
    },
};
use sqlx::types::Uuid;

use super::{
    TargetRow,
    tasks::{KeptTask, TaskRow, tasks},
};
use crate::{Result, Tx, transaction::on};

/// Targets written down before a moment; those of the programme itself or of the programmes under it.
const TARGETS: &str = "
SELECT t.id, t.programme_id, t.indicator, t.comparator, t.value, t.value_max, t.period, t.baseline, t.words, t.clause_id,
    t.source, t.above_id
FROM target t JOIN programme p ON p.id = t.programme_id
WHERE (p.id = $1 OR p.parent_id = $1) AND (t.recorded_at IS NULL OR t.recorded_at < $2) ORDER BY t.id";
const CHANGES: &str = "
SELECT c.target_id, c.before_aim FROM target_change c JOIN target t ON t.id = c.target_id
    JOIN programme p ON p.id = t.programme_id
WHERE (p.id = $1 OR p.parent_id = $1) AND c.approved = 1 AND c.decided_at >= $2 ORDER BY c.decided_at DESC, c.id DESC";
const TASKS_UNDER: &str = tasks!("WHERE g.parent_id = $1 ORDER BY t.id LIMIT 20000");
const DEEDS: &str = "
SELECT e.task_id, e.event, e.before_state FROM task_event e JOIN task t ON t.id = e.task_id
    JOIN programme p ON p.id = t.programme_id
WHERE (p.id = $1 OR p.parent_id = $1) AND e.recorded_at >= $2 ORDER BY e.recorded_at DESC, e.id DESC";
const EVIDENCE: &str = "
SELECT v.task_id, COUNT(*) FROM task_evidence v JOIN task_event e ON e.id = v.event_id JOIN task t ON t.id = v.task_id
WHERE t.programme_id = $1 AND e.recorded_at < $2 GROUP BY v.task_id";

/// The tasks of a programme and of those right under it at a moment.
#[derive(Clone, Debug, Default)]
pub struct TasksKnown {
    /// The programme's own that the caller sees, with how many things had been put forward for each.
    pub seen: Vec<(KeptTask, i64)>,
    /// The programme's own, those not seen too.
    pub own: Vec<Task>,
    /// Those of the programmes under it; units beside and what they wait for are left out.
    pub under: Vec<Task>,
}

impl Tx {
    /// The targets of a programme and of those right under it as they were before a moment.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read the programme.
    pub async fn targets_known(&mut self, caller: &Caller, id: ProgrammeId, before: Timestamp) -> Result<Vec<Target>> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let (of, moment) = (id.uuid(), before.micros());
        let rows: Vec<TargetRow> = on!(self, c => sqlx::query_as(TARGETS).bind(of).bind(moment).fetch_all(c).await)?;
        let changes: Vec<(Uuid, String)> =
            on!(self, c => sqlx::query_as(CHANGES).bind(of).bind(moment).fetch_all(c).await)?;
        // Latest first, so that what the earliest change found is what is left.
        let mut aims: BTreeMap<TargetId, Aim> = BTreeMap::new();
        for (target, aim) in changes {
            aims.insert(target.into(), serde_json::from_str(&aim)?);
        }
        rows.into_iter()
            .map(|row| {
                let target = Target::try_from(row)?;
                Ok(aims.get(&target.id).map_or_else(|| target.clone(), |aim| target.aiming(aim)))
            })
            .collect()
    }

    /// The tasks of a programme and of those right under it as they were before a moment.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read the programme.
    pub async fn tasks_known(&mut self, caller: &Caller, id: ProgrammeId, before: Timestamp) -> Result<TasksKnown> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let own = self.board(id).await?;
        let (of, moment) = (id.uuid(), before.micros());
        let under: Vec<TaskRow> = on!(self, c => sqlx::query_as(TASKS_UNDER).bind(of).fetch_all(c).await)?;
        let deeds: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(DEEDS).bind(of).bind(moment).fetch_all(c).await)?;
        let evidence: Vec<(Uuid, i64)> =
            on!(self, c => sqlx::query_as(EVIDENCE).bind(of).bind(moment).fetch_all(c).await)?;
        let evidence: BTreeMap<TaskId, i64> = evidence.into_iter().map(|(task, count)| (task.into(), count)).collect();
        let mut later: BTreeMap<TaskId, Vec<(String, String)>> = BTreeMap::new();
        for (task, event, state) in deeds {
            later.entry(task.into()).or_default().push((event, state));
        }
        let known = |task: Task| match later.get(&task.id) {
            None => Ok(Some(task)),
            Some(deeds) => taken_back(task, deeds),
        };
        let mut found = TasksKnown::default();
        for kept in &own {
            found.own.extend(known(kept.task.clone())?);
        }
        for row in under {
            found.under.extend(known(KeptTask::try_from(row)?.task)?);
        }
        for kept in self.seen_among(caller, own).await? {
            let count = evidence.get(&kept.task.id).copied().unwrap_or(0);
            found.seen.extend(known(kept.task.clone())?.map(|task| (KeptTask { task, ..kept }, count)));
        }
        Ok(found)
    }
}

/// What a deed found.
#[derive(serde::Deserialize)]
struct Stood {
    state: TaskState,
}

/// A task without what happened to it later, latest first; nothing when it was added then. Who does it stays who does it
/// now, since names come with the row.
fn taken_back(mut task: Task, later: &[(String, String)]) -> Result<Option<Task>> {
    for (event, before) in later {
        match event.as_str() {
            "added" => return Ok(None),
            "changed" => {
                let was: Task = serde_json::from_str(before)?;
                task = Task {
                    unit: task.unit,
                    person: task.person,
                    beside: task.beside,
                    clause: task.clause,
                    state: task.state,
                    ..was
                };
            }
            "reminded" => {}
            _ => task.state = serde_json::from_str::<Stood>(before)?.state,
        }
    }
    Ok(Some(task))
}
