//! Tasks of programmes: read with what was put forward for them, listed over the reach of a caller, counted by unit.
//!
//! How far the tasks carry a programme is computed from what was accepted, never typed. Not here: writing tasks (`write`),
//! moving them (`deeds`), calendars (`calendars`).

mod calendars;
mod deeds;
mod write;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{
    ClauseId, PersonId, ProgrammeId, TaskId, UnitId,
    access::{Action, Caller},
    org::Unit,
    programmes::{
        Programme,
        tasks::{TaskState, Timing, progress},
    },
};
use congdoan_store::{Tx, access::Thing};

use crate::{Result, Service};

pub use congdoan_store::programmes::tasks::{
    CalendarAddress, KeptEvidence, KeptTask, TaskCounts, TaskEvent, TaskFilter, TaskRights, TaskSums, UnitTasks,
};
pub use deeds::{Report, TaskAsked};
pub use write::{TaskForm, TaskLines};

/// The tasks of a programme.
#[derive(Clone, Debug)]
pub struct TaskBoard {
    /// The programme.
    pub programme: Programme,
    /// The unit that carries it.
    pub unit: Unit,
    /// The tasks the caller sees.
    pub tasks: Vec<KeptTask>,
    /// How many more there are.
    pub hidden: usize,
    /// How far all tasks carry the programme, in hundredths of a percent; nothing without tasks.
    pub progress: Option<i64>,
    /// How many tasks there are that were not cancelled, and how many of them were accepted; parts are not counted.
    pub counts: (usize, usize),
    /// Whether the caller may add and change tasks.
    pub may_lead: bool,
}

/// Something put forward, and whether the caller may open it.
#[derive(Clone, Debug)]
pub struct EvidenceView {
    /// What it is.
    pub kept: KeptEvidence,
    /// Whether the caller may read the record or the directive; files are read by who sees the task.
    pub readable: bool,
}

/// A task with everything its page shows.
#[derive(Clone, Debug)]
pub struct TaskView {
    /// The task.
    pub kept: KeptTask,
    /// The tasks of the programme the caller sees, itself among them.
    pub board: Vec<KeptTask>,
    /// What the caller may do.
    pub rights: TaskRights,
    /// What happened, oldest first.
    pub story: Vec<TaskEvent>,
    /// What was put forward.
    pub evidence: Vec<EvidenceView>,
    /// Names of the units that do it together with the owner, where the caller may see them: code and name.
    pub beside: Vec<(String, String)>,
    /// How many days it is late.
    pub overdue: i64,
    /// How many levels up it has gone.
    pub level: i64,
    /// The next day of reminding; nothing once there is nothing to do.
    pub next_reminder: Option<NaiveDate>,
}

/// What a form of a task offers.
#[derive(Clone, Debug, Default)]
pub struct TaskOffers {
    /// Units that can do it: that of the programme and those it manages, by code and name.
    pub units: Vec<(String, String)>,
    /// Clauses of the directive the programme answers.
    pub clauses: Vec<(ClauseId, String, String)>,
    /// Who holds a mandate in the unit that does it.
    pub people: Vec<(PersonId, String)>,
}

/// How many units a form offers.
const OFFERED: i64 = 500;

impl Service {
    /// After how many days somebody is reminded and tasks go up, by the pack in force on a day. A number the pack does not
    /// give reminds nobody and takes nothing up.
    #[must_use]
    pub fn task_timing(&self, day: NaiveDate) -> Timing {
        let pack = self.pack();
        let days = |id: &str| pack.parameter(id, day).unwrap_or(0);
        Timing {
            first: days("task.remind_before_days"),
            second: days("task.remind_again_days"),
            every: days("task.remind_overdue_days"),
            escalate: days("task.escalate_days"),
        }
    }

    /// The tasks of a programme with how far they carry it.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is no such programme for this caller; the attempt is noted.
    pub async fn task_board(&self, caller: &Caller, id: ProgrammeId) -> Result<TaskBoard> {
        let board = self.board(caller, id).await;
        self.refusal_noted(caller, &format!("programme:{id}"), board).await
    }

    async fn board(&self, caller: &Caller, id: ProgrammeId) -> Result<TaskBoard> {
        let mut tx = self.store.read().await?;
        let (programme, _) = tx.programme(caller, id).await?;
        let unit = tx.unit_of_id(caller, programme.unit).await?;
        let found = tx.programme_tasks(caller, id).await?;
        let may_lead = tx.require(caller, Action::ProgrammeWrite, programme.unit, Thing::PROGRAMME).await.is_ok();
        let top = || found.shares.iter().filter(|share| share.parent.is_none() && share.state != TaskState::Cancelled);
        Ok(TaskBoard {
            programme,
            unit,
            hidden: found.shares.len().saturating_sub(found.seen.len()),
            progress: progress(&found.shares),
            counts: (top().count(), top().filter(|share| share.state == TaskState::Accepted).count()),
            may_lead,
            tasks: found.seen,
        })
    }

    /// One task with its story.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn task(&self, caller: &Caller, id: TaskId) -> Result<TaskView> {
        let view = self.task_view(caller, id).await;
        self.refusal_noted(caller, &format!("task:{id}"), view).await
    }

    async fn task_view(&self, caller: &Caller, id: TaskId) -> Result<TaskView> {
        let mut tx = self.store.read().await?;
        let (kept, board) = tx.task(caller, id).await?;
        let rights = tx.task_rights(caller, &kept).await?;
        let (story, evidence) = tx.task_story(caller, id).await?;
        let evidence = self.with_sight(&mut tx, caller, evidence).await?;
        let beside = tx.units_beside(caller, &kept).await?;
        let (today, task) = (caller.now.day(), &kept.task);
        let timing = self.task_timing(today);
        let overdue = Timing::overdue(task.state, task.due_on, today);
        let next_reminder = task.state.is_open().then(|| timing.next_reminder(task.due_on, today)).flatten();
        Ok(TaskView {
            level: timing.level(overdue),
            overdue,
            next_reminder,
            board,
            rights,
            story,
            evidence,
            beside,
            kept,
        })
    }

    /// Which records and directives among some evidence the caller may open, in a constant number of statements.
    async fn with_sight(&self, tx: &mut Tx, caller: &Caller, evidence: Vec<KeptEvidence>) -> Result<Vec<EvidenceView>> {
        let pack = self.pack();
        let is_confidential = |register: &str| pack.register(register).is_none_or(|found| found.confidential);
        let mut readable: BTreeSet<(bool, UnitId)> = BTreeSet::new();
        for confidential in [false, true] {
            let units: BTreeSet<UnitId> = evidence
                .iter()
                .filter_map(|one| one.record.as_ref())
                .filter(|(_, register, ..)| is_confidential(register) == confidential)
                .map(|(_, _, unit, ..)| *unit)
                .collect();
            if units.is_empty() {
                continue;
            }
            let units: Vec<UnitId> = units.into_iter().collect();
            let thing = Thing::RECORD.confidential(confidential);
            let may = tx.allowed(caller, Action::RecordRead, &units, thing).await?;
            readable.extend(may.into_iter().map(|unit| (confidential, unit)));
        }
        let papers: Vec<UnitId> =
            evidence.iter().filter_map(|one| one.directive.as_ref().map(|(_, unit, ..)| *unit)).collect();
        let papers = tx.allowed(caller, Action::DirectiveRead, &papers, Thing::DIRECTIVE).await?;
        let sees = |one: &KeptEvidence| {
            let record = one.record.as_ref();
            let directive = one.directive.as_ref();
            record.is_none_or(|(_, register, unit, ..)| readable.contains(&(is_confidential(register), *unit)))
                && directive.is_none_or(|(_, unit, ..)| papers.contains(unit))
        };
        Ok(evidence.into_iter().map(|kept| EvidenceView { readable: sees(&kept), kept }).collect())
    }

    /// What a form of a task offers; `unit` is the one that does it.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not see the programme.
    pub async fn task_offers(&self, caller: &Caller, programme: ProgrammeId, unit: UnitId) -> Result<TaskOffers> {
        let mut tx = self.store.read().await?;
        let (programme, _) = tx.programme(caller, programme).await?;
        let filter = congdoan_store::org::UnitFilter { kind: None, name: "", after: "", limit: OFFERED };
        let below = tx.units_below(caller, programme.unit, &filter).await?;
        let units = below.into_iter().map(|unit| (unit.code.to_string(), unit.name)).collect();
        let clauses = tx.task_clauses(caller, programme.id).await?;
        let people = tx.task_officers(caller, unit).await.unwrap_or_default();
        Ok(TaskOffers { units, clauses, people })
    }

    /// Tasks within the caller's reach; `unit` is the code of the unit of the view `below`.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not read programmes of the unit; the attempt is noted.
    pub async fn tasks(&self, caller: &Caller, filter: &TaskFilter<'_>, unit: Option<&str>) -> Result<Vec<KeptTask>> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = match unit {
                Some(code) => tx.unit(caller, code).await?.id,
                None => filter.unit,
            };
            let words = congdoan_model::names::fold(filter.words);
            let filter = TaskFilter { unit, words: words.trim(), ..*filter };
            Ok(tx.tasks(caller, &filter, &self.task_timing(caller.now.day())).await?)
        };
        self.refusal_noted(caller, &format!("tasks:{}", unit.unwrap_or_default()), work.await).await
    }

    /// What waits for the caller, in numbers.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn task_sums(&self, caller: &Caller) -> Result<TaskSums> {
        Ok(self.store.read().await?.task_sums(caller, &self.task_timing(caller.now.day())).await?)
    }

    /// The tasks of a unit and of each unit right below with all it manages, in numbers.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::Denied`]; the attempt is noted.
    pub async fn tasks_by_unit(&self, caller: &Caller, unit: &str) -> Result<(Unit, Vec<UnitTasks>)> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, unit).await?;
            let lines = tx.tasks_by_unit(caller, unit.id, &self.task_timing(caller.now.day())).await?;
            Ok((unit, lines))
        };
        self.refusal_noted(caller, &format!("tasks:{unit}"), work.await).await
    }

    /// A file that was put forward for a task, with its name.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn task_file(&self, caller: &Caller, id: TaskId, sha256: &str) -> Result<(String, Vec<u8>)> {
        let file = async { Ok(self.store.read().await?.task_file(caller, id, sha256).await?) };
        self.refusal_noted(caller, &format!("task:{id}"), file.await).await
    }
}
