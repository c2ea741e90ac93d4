//! Tasks of programmes, as they stand and as they came about.
//!
//! A task is seen by who may read programmes of the unit that does it or of one that does it together with that unit, and by
//! the person it was given to; who may read the programme alone learns how far all its tasks carry it. Not here: what may be
//! written (`service`), reminders and levels (worked out from days, `model`).

mod calendars;
mod deeds;
mod lists;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, ProgrammeId, TaskId, UnitId,
    access::{Action, Caller, Scope, Who},
    programmes::tasks::{Share, Task},
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, transaction::on};

pub use calendars::CalendarAddress;
pub use deeds::{NewEvidence, TaskMove};
pub use lists::{TaskCounts, TaskFilter, TaskSums, UnitTasks};
pub use story::{KeptEvidence, TaskEvent};

/// A task.
const TASK: Thing = Thing { noun: "task", ..Thing::PROGRAMME };

/// A task with the names a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTask {
    /// The task. Lists leave out the units beside and what it waits for.
    pub task: Task,
    /// Title of its programme.
    pub programme: String,
    /// The unit that carries the programme.
    pub carrier: UnitId,
    /// Code of that unit.
    pub carrier_code: String,
    /// Name of that unit.
    pub carrier_name: String,
    /// Number and title of the task it is a part of.
    pub parent: Option<(i64, String)>,
    /// Code of the unit that does it.
    pub unit_code: String,
    /// Name of the unit that does it.
    pub unit_name: String,
    /// Name of the person who does it.
    pub person_name: Option<String>,
    /// The clause it comes from: directive, label and title.
    pub clause: Option<(congdoan_model::DirectiveId, String, String)>,
    /// How many of the tasks it waits for are not settled.
    pub blocked: i64,
    /// When it was last changed, in microseconds.
    pub changed_at: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct TaskRow {
    id: Uuid,
    programme_id: Uuid,
    programme: String,
    carrier: Uuid,
    carrier_code: String,
    carrier_name: String,
    parent_id: Option<Uuid>,
    parent_number: Option<i64>,
    parent_title: Option<String>,
    kind: String,
    number: i64,
    title: String,
    words: String,
    clause_id: Option<Uuid>,
    clause_of: Option<Uuid>,
    clause_label: Option<String>,
    clause_title: Option<String>,
    unit_id: Uuid,
    unit_code: String,
    unit_name: String,
    person_id: Option<Uuid>,
    person_name: Option<String>,
    starts_on: Option<NaiveDate>,
    due_on: NaiveDate,
    weight: i64,
    evidence: i64,
    state: String,
    version: i64,
    changed_at: i64,
    blocked: i64,
}

impl TryFrom<TaskRow> for KeptTask {
    type Error = Error;

    fn try_from(row: TaskRow) -> Result<Self> {
        let corrupt = |error: congdoan_model::org::UnknownWord| Error::Corrupt(format!("{error}"));
        let task = Task {
            id: row.id.into(),
            programme: row.programme_id.into(),
            parent: row.parent_id.map(Into::into),
            kind: row.kind.parse().map_err(corrupt)?,
            number: row.number,
            title: row.title,
            words: row.words,
            clause: row.clause_id.map(Into::into),
            unit: row.unit_id.into(),
            person: row.person_id.map(Into::into),
            beside: Vec::new(),
            starts_on: row.starts_on,
            due_on: row.due_on,
            weight: row.weight,
            evidence: row.evidence == 1,
            waits_for: Vec::new(),
            state: row.state.parse().map_err(corrupt)?,
            version: row.version,
        };
        let clause = row.clause_of.zip(row.clause_label).zip(row.clause_title);
        Ok(Self {
            task,
            programme: row.programme,
            carrier: row.carrier.into(),
            carrier_code: row.carrier_code,
            carrier_name: row.carrier_name,
            parent: row.parent_number.zip(row.parent_title),
            unit_code: row.unit_code,
            unit_name: row.unit_name,
            person_name: row.person_name,
            clause: clause.map(|((of, label), title)| (of.into(), label, title)),
            blocked: row.blocked,
            changed_at: row.changed_at,
        })
    }
}

/// The columns of a [`KeptTask`] with their tables.
macro_rules! tasks {
    ($rest:literal) => {
        concat!(
            "
SELECT t.id, t.programme_id, g.title AS programme, g.unit_id AS carrier, cu.code AS carrier_code, cu.name AS carrier_name,
    t.parent_id, tp.number AS parent_number, tp.title AS parent_title, t.kind, t.number, t.title, t.words, t.clause_id,
    k.directive_id AS clause_of, k.label AS clause_label, k.title AS clause_title, t.unit_id, u.code AS unit_code,
    u.name AS unit_name, t.person_id, q.name AS person_name, t.starts_on, t.due_on, t.weight, t.evidence, t.state,
    t.version, t.changed_at,
    CAST((SELECT COUNT(*) FROM task_wait w JOIN task a ON a.id = w.awaited_id
        WHERE w.task_id = t.id AND a.state NOT IN ('accepted', 'cancelled')) AS BIGINT) AS blocked
FROM task t JOIN programme g ON g.id = t.programme_id JOIN unit cu ON cu.id = g.unit_id JOIN unit u ON u.id = t.unit_id
    LEFT JOIN person q ON q.id = t.person_id LEFT JOIN directive_clause k ON k.id = t.clause_id
    LEFT JOIN task tp ON tp.id = t.parent_id
",
            $rest
        )
    };
}
pub(crate) use tasks;

const OF_PROGRAMME: &str = tasks!("WHERE t.programme_id = $1 ORDER BY t.kind, t.number, t.id LIMIT 2000");
const ONE: &str = tasks!("WHERE t.id = $1");
const BESIDE: &str = "
SELECT b.task_id, b.unit_id FROM task_unit b JOIN task t ON t.id = b.task_id WHERE t.programme_id = $1 ORDER BY b.unit_id";
const WAITS: &str = "
SELECT w.task_id, w.awaited_id FROM task_wait w JOIN task t ON t.id = w.task_id WHERE t.programme_id = $1
ORDER BY w.awaited_id";
const NAMED_BESIDE: &str = "
SELECT u.id, u.code, u.name FROM task_unit b JOIN unit u ON u.id = b.unit_id WHERE b.task_id = $1 ORDER BY u.code";
const CLAUSES: &str = "
SELECT k.id, k.label, k.title FROM directive_clause k JOIN programme g ON g.directive_id = k.directive_id
WHERE g.id = $1 ORDER BY k.place LIMIT 500";
const OFFICERS: &str = "
SELECT DISTINCT p.id, p.name FROM mandate m JOIN person p ON p.id = m.person_id
WHERE m.unit_id = $1 AND m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2) AND p.erased_at IS NULL
ORDER BY p.name, p.id LIMIT 200";
const MEMBER: &str = "
SELECT p.id FROM person p JOIN membership m ON m.person_id = p.id
WHERE p.number = $1 AND m.unit_id = $2 AND m.superseded_at IS NULL AND m.joined_on <= $3
    AND (m.left_on IS NULL OR m.left_on > $3) AND p.merged_into IS NULL AND p.erased_at IS NULL LIMIT 1";

/// All tasks of a programme as the caller sees them.
#[derive(Clone, Debug, Default)]
pub struct ProgrammeTasks {
    /// Those the caller sees, with units beside and what they wait for.
    pub seen: Vec<KeptTask>,
    /// What each gives to the progress, those not seen too.
    pub shares: Vec<Share>,
}

/// What the caller may do with a task, or with the tasks of a programme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TaskRights {
    /// Change it, accept, give back, let go: by who carries the programme.
    pub lead: bool,
    /// Begin and report: by the unit that does it, those above it, and the person it was given to.
    pub own: bool,
    /// Remind by hand: by who carries the programme and by whoever manages the unit that does it.
    pub remind: bool,
}

impl Tx {
    /// The tasks of a programme the caller may read.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such programme for this caller.
    pub async fn programme_tasks(&mut self, caller: &Caller, programme: ProgrammeId) -> Result<ProgrammeTasks> {
        self.programme(caller, programme).await?;
        let all = self.board(programme).await?;
        let shares = all.iter().map(|kept| Share::from(&kept.task)).collect();
        Ok(ProgrammeTasks { seen: self.seen_among(caller, all).await?, shares })
    }

    /// Those among some tasks that the caller sees.
    pub(super) async fn seen_among(&mut self, caller: &Caller, all: Vec<KeptTask>) -> Result<Vec<KeptTask>> {
        let units: BTreeSet<UnitId> = all.iter().flat_map(|kept| units_of(&kept.task)).collect();
        let units: Vec<UnitId> = units.into_iter().collect();
        let seen = self.allowed(caller, Action::ProgrammeRead, &units, TASK).await?;
        let sees = |task: &Task| units_of(task).any(|unit| seen.contains(&unit)) || is_given_to(caller, task);
        Ok(all.into_iter().filter(|kept| sees(&kept.task)).collect())
    }

    /// Every task of a programme; the caller asked for the right to it.
    pub(super) async fn board(&mut self, programme: ProgrammeId) -> Result<Vec<KeptTask>> {
        let id = programme.uuid();
        let rows: Vec<TaskRow> = on!(self, c => sqlx::query_as(OF_PROGRAMME).bind(id).fetch_all(c).await)?;
        let beside: Vec<(Uuid, Uuid)> = on!(self, c => sqlx::query_as(BESIDE).bind(id).fetch_all(c).await)?;
        let waits: Vec<(Uuid, Uuid)> = on!(self, c => sqlx::query_as(WAITS).bind(id).fetch_all(c).await)?;
        let (beside, waits) = (grouped(beside), grouped(waits));
        rows.into_iter()
            .map(|row| {
                let mut kept = KeptTask::try_from(row)?;
                let id = kept.task.id.uuid();
                kept.task.beside = beside.get(&id).into_iter().flatten().copied().map(Into::into).collect();
                kept.task.waits_for = waits.get(&id).into_iter().flatten().copied().map(Into::into).collect();
                Ok(kept)
            })
            .collect()
    }

    /// A task the caller sees, with every task of its programme the caller sees, itself among them.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn task(&mut self, caller: &Caller, id: TaskId) -> Result<(KeptTask, Vec<KeptTask>)> {
        let row: Option<TaskRow> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let programme = row.ok_or(Error::NotVisible("task"))?.programme_id;
        let all = self.board(programme.into()).await?;
        let seen = self.seen_among(caller, all).await?;
        let one = seen.iter().find(|kept| kept.task.id == id).cloned().ok_or(Error::NotVisible("task"))?;
        Ok((one, seen))
    }

    /// The units that do a task together with its owner, those the caller may see: code and name.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn units_beside(&mut self, caller: &Caller, kept: &KeptTask) -> Result<Vec<(String, String)>> {
        let rows: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(NAMED_BESIDE).bind(kept.task.id.uuid()).fetch_all(c).await)?;
        let seen = self.allowed(caller, Action::UnitRead, &kept.task.beside, Thing::UNIT).await?;
        let seen = rows.into_iter().filter(|(id, ..)| seen.contains(&UnitId::from(*id)));
        Ok(seen.map(|(_, code, name)| (code, name)).collect())
    }

    /// What the caller may do with a task, in one statement.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn task_rights(&mut self, caller: &Caller, kept: &KeptTask) -> Result<TaskRights> {
        let (carrier, owner) = (kept.carrier, kept.task.unit);
        let may = self.allowed(caller, Action::ProgrammeWrite, &[carrier, owner], TASK).await?;
        let (lead, writes) = (may.contains(&carrier), may.contains(&owner));
        let person = is_given_to(caller, &kept.task) && writes_at_all(caller);
        let manages = writes && !caller.owns(Action::ProgrammeWrite, owner);
        Ok(TaskRights { lead, own: writes || person, remind: lead || manages })
    }

    /// The clauses of the directive a programme answers: id, label and title, in the order of the text.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn task_clauses(
        &mut self,
        caller: &Caller,
        programme: ProgrammeId,
    ) -> Result<Vec<(congdoan_model::ClauseId, String, String)>> {
        self.programme(caller, programme).await?;
        let rows: Vec<(Uuid, String, String)> =
            on!(self, c => sqlx::query_as(CLAUSES).bind(programme.uuid()).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, label, title)| (id.into(), label, title)).collect())
    }

    /// Who holds a mandate in a unit today, by name: whom a task of the unit can be given to.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn task_officers(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<(PersonId, String)>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<(Uuid, String)> = on!(self, c => sqlx::query_as(OFFICERS).bind(unit.uuid())
            .bind(caller.now.day()).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, name)| (id.into(), name)).collect())
    }

    /// The member of a unit who bears a number, for who may see its members.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn task_member(&mut self, caller: &Caller, unit: UnitId, number: &str) -> Result<Option<PersonId>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        let found: Option<Uuid> = on!(self, c => sqlx::query_scalar(MEMBER).bind(number).bind(unit.uuid())
            .bind(caller.now.day()).fetch_optional(c).await)?;
        Ok(found.map(Into::into))
    }
}

fn units_of(task: &Task) -> impl Iterator<Item = UnitId> {
    std::iter::once(task.unit).chain(task.beside.iter().copied())
}

/// Whether a task was given to the caller, who still holds a mandate in the unit that does it. Who sees as somebody else sees
/// what that person was given; writing takes a scope that writes.
fn is_given_to(caller: &Caller, task: &Task) -> bool {
    task.person.is_some()
        && caller.person() == task.person
        && caller.rights().iter().any(|right| right.unit == task.unit)
}

const fn writes_at_all(caller: &Caller) -> bool {
    match &caller.who {
        Who::System => true,
        Who::Person { scope, .. } => matches!(scope, Scope::Write),
    }
}

fn grouped(pairs: Vec<(Uuid, Uuid)>) -> BTreeMap<Uuid, Vec<Uuid>> {
    let mut groups: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (of, one) in pairs {
        groups.entry(of).or_default().push(one);
    }
    groups
}
