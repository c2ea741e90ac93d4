//! Lists of tasks over the reach of a caller, and counts by unit.
//!
//! A list shows the tasks of units within reach (the own, those above and those below), and those given to the caller. Not
//! here: what is late and how far up it went (`model`): the days come as arguments.

use chrono::NaiveDate;
use congdoan_model::{
    TaskId, UnitId,
    access::{Action, Caller},
    programmes::tasks::{TaskKind, Timing},
};
use sqlx::types::Uuid;

use super::{KeptTask, TASK, TaskRow, tasks};
use crate::{
    Result, Tx,
    access::{Thing, reach, within_reach},
    transaction::on,
};

/// Which tasks a list shows.
#[derive(Clone, Copy, Debug)]
pub struct TaskFilter<'a> {
    /// `mine`: given to the caller; `unit`: done by the units of the caller's mandates; `own`: either; `waiting`: reported in
    /// programmes of those units; `escalated`: overdue so long that they have come up to those units; `below`: done by
    /// `unit` and all it manages.
    pub view: &'a str,
    /// The unit of the view `below`.
    pub unit: UnitId,
    /// `open`, or a state; empty for all.
    pub state: &'a str,
    /// Only this kind.
    pub kind: Option<TaskKind>,
    /// Only those whose last day is past and that are open.
    pub overdue: bool,
    /// Folded words of the title; empty for all.
    pub words: &'a str,
    /// Only those whose last day is not before this.
    pub since: Option<NaiveDate>,
    /// Where the page before ended: last day and id.
    pub after: Option<(NaiveDate, TaskId)>,
    /// How many at most.
    pub limit: i64,
}

impl Default for TaskFilter<'_> {
    fn default() -> Self {
        let unit = UnitId::default();
        Self {
            view: "own",
            unit,
            state: "",
            kind: None,
            overdue: false,
            words: "",
            since: None,
            after: None,
            limit: 50,
        }
    }
}

/// What waits for the caller, in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct TaskSums {
    /// Open tasks of the caller and the units of its mandates.
    pub open: i64,
    /// Of those, overdue.
    pub overdue: i64,
    /// Of those, due within the days of the first reminder.
    pub soon: i64,
    /// Reported tasks of programmes of those units.
    pub waiting: i64,
    /// Overdue tasks below that have come up to those units.
    pub escalated: i64,
}

/// Tasks in numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct TaskCounts {
    /// All that were not cancelled.
    pub all: i64,
    /// Accepted.
    pub accepted: i64,
    /// Reported, waiting to be accepted.
    pub reported: i64,
    /// Open.
    pub open: i64,
    /// Open and overdue.
    pub overdue: i64,
    /// Overdue so long that they went up at least one level.
    pub escalated: i64,
}

/// The tasks done by a unit and all it manages, in numbers.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct UnitTasks {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The numbers.
    #[sqlx(flatten)]
    pub counts: TaskCounts,
}

/// Levels above an owner that are looked at: more than a federation has.
const LEVELS: u32 = 6;

/// `deep`: units below those of the caller's mandates with how many levels down they are; `cut`: by level the day before
/// which a task must have been due to have come so far up. Parameters 5 to 10 are the days.
macro_rules! with_levels {
    ($rest:expr) => {
        concat!(
            ", deep (id, depth) AS (
    SELECT id, CAST(0 AS BIGINT) FROM home
    UNION
    SELECT l.child_id, deep.depth + 1 FROM deep JOIN unit_link l ON l.parent_id = deep.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2) AND deep.depth < 6
), cut (depth, day) AS (
    SELECT CAST(1 AS BIGINT), $5 UNION ALL SELECT 2, $6 UNION ALL SELECT 3, $7 UNION ALL SELECT 4, $8
    UNION ALL SELECT 5, $9 UNION ALL SELECT 6, $10
), risen (id) AS (
    SELECT t.id FROM task t JOIN deep ON deep.id = t.unit_id JOIN cut ON cut.depth = deep.depth
    WHERE t.state IN ('planned', 'underway', 'returned') AND t.due_on < cut.day
), own (id) AS (
    SELECT t.id FROM task t JOIN home ON home.id = t.unit_id
    UNION
    SELECT b.task_id FROM task_unit b JOIN home ON home.id = b.unit_id
), mine (id) AS (
    SELECT t.id FROM task t JOIN mandate m ON m.unit_id = t.unit_id AND m.person_id = t.person_id
    WHERE t.person_id = $1 AND m.valid_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2)
)",
            $rest
        )
    };
}

const LIST: &str = within_reach!(with_levels!(concat!(
    ", chosen (id) AS (
    SELECT id FROM unit WHERE id = $11
    UNION
    SELECT l.child_id FROM chosen JOIN unit_link l ON l.parent_id = chosen.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
)
",
    tasks!(
        "WHERE ($3 = 1 OR t.unit_id IN (SELECT id FROM up) OR t.unit_id IN (SELECT id FROM down)
        OR t.id IN (SELECT id FROM own) OR t.id IN (SELECT id FROM mine))
    AND ($12 <> 'mine' OR t.id IN (SELECT id FROM mine))
    AND ($12 <> 'unit' OR t.id IN (SELECT id FROM own))
    AND ($12 <> 'own' OR t.id IN (SELECT id FROM own) OR t.id IN (SELECT id FROM mine))
    AND ($12 <> 'waiting' OR (t.state = 'reported' AND g.unit_id IN (SELECT id FROM home)))
    AND ($12 <> 'escalated' OR t.id IN (SELECT id FROM risen))
    AND ($12 <> 'below' OR t.unit_id IN (SELECT id FROM chosen))
    AND ($13 = '' OR t.state = $13 OR ($13 = 'open' AND t.state IN ('planned', 'underway', 'returned')))
    AND ($14 = '' OR t.kind = $14)
    AND ($15 = 0 OR (t.due_on < $2 AND t.state IN ('planned', 'underway', 'returned')))
    AND ($16 = '' OR t.title_fold LIKE $16)
    AND ($17 = 0 OR t.due_on >= $18)
    AND ($19 = 0 OR t.due_on > $20 OR (t.due_on = $20 AND t.id > $21))
ORDER BY t.due_on, t.id LIMIT $22"
    )
)));
const SUMS: &str = within_reach!(with_levels!(
    "
SELECT CAST(COALESCE(SUM(f.own * f.open), 0) AS BIGINT) AS open,
    CAST(COALESCE(SUM(f.own * f.open * f.late), 0) AS BIGINT) AS overdue,
    CAST(COALESCE(SUM(f.own * f.open * f.soon), 0) AS BIGINT) AS soon,
    CAST(COALESCE(SUM(f.waiting), 0) AS BIGINT) AS waiting,
    CAST(COALESCE(SUM(f.risen), 0) AS BIGINT) AS escalated
FROM (
    SELECT CASE WHEN t.id IN (SELECT id FROM own) OR t.id IN (SELECT id FROM mine) THEN 1 ELSE 0 END AS own,
        CASE WHEN t.state IN ('planned', 'underway', 'returned') THEN 1 ELSE 0 END AS open,
        CASE WHEN t.due_on < $2 THEN 1 ELSE 0 END AS late,
        CASE WHEN t.due_on >= $2 AND t.due_on <= $11 THEN 1 ELSE 0 END AS soon,
        CASE WHEN t.state = 'reported' AND g.unit_id IN (SELECT id FROM home) THEN 1 ELSE 0 END AS waiting,
        CASE WHEN t.id IN (SELECT id FROM risen) THEN 1 ELSE 0 END AS risen
    FROM task t JOIN programme g ON g.id = t.programme_id
    WHERE t.state NOT IN ('accepted', 'cancelled') AND ($3 = 0 OR $4 = '')
) AS f"
));
/// A line for each unit right below, and one for the unit itself without them.
const BY_UNIT: &str = "
WITH RECURSIVE tops (top, id) AS (
    SELECT l.child_id, l.child_id FROM unit_link l
    WHERE l.parent_id = $1 AND l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
    UNION
    SELECT tops.top, l.child_id FROM tops JOIN unit_link l ON l.parent_id = tops.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
), placed (top, id) AS (
    SELECT top, id FROM tops
    UNION
    SELECT id, id FROM unit WHERE id = $1
), counted (top, whole, accepted, reported, open, overdue, escalated) AS (
    SELECT placed.top, COUNT(*), COUNT(CASE WHEN t.state = 'accepted' THEN 1 END),
        COUNT(CASE WHEN t.state = 'reported' THEN 1 END),
        COUNT(CASE WHEN t.state IN ('planned', 'underway', 'returned') THEN 1 END),
        COUNT(CASE WHEN t.state IN ('planned', 'underway', 'returned') AND t.due_on < $2 THEN 1 END),
        COUNT(CASE WHEN t.state IN ('planned', 'underway', 'returned') AND t.due_on < $3 THEN 1 END)
    FROM placed JOIN task t ON t.unit_id = placed.id WHERE t.state <> 'cancelled'
    GROUP BY placed.top
)
SELECT u.id AS unit, u.code, u.name, n.whole AS \"all\", n.accepted, n.reported, n.open, n.overdue, n.escalated
FROM counted n JOIN unit u ON u.id = n.top
ORDER BY CASE WHEN u.id = $1 THEN 1 ELSE 0 END, n.overdue DESC, u.code";

impl Tx {
    /// Tasks within the caller's reach, those due first first.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the view names a unit whose programmes the caller may not read.
    pub async fn tasks(&mut self, caller: &Caller, filter: &TaskFilter<'_>, timing: &Timing) -> Result<Vec<KeptTask>> {
        if filter.view == "below" {
            self.require(caller, Action::ProgrammeRead, filter.unit, TASK).await?;
        }
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let today = caller.now.day();
        let [one, two, three, four, five, six] = cuts(timing, today);
        let words = if filter.words.is_empty() { String::new() } else { format!("%{}%", filter.words) };
        let (day, id) = filter.after.map_or((today, Uuid::nil()), |(day, id)| (day, id.uuid()));
        let rows: Vec<TaskRow> = on!(self, c => sqlx::query_as(LIST).bind(person).bind(today).bind(everything)
            .bind(&roles).bind(one).bind(two).bind(three).bind(four).bind(five).bind(six)
            .bind(filter.unit.uuid()).bind(filter.view).bind(filter.state).bind(filter.kind.map_or("", TaskKind::word))
            .bind(i64::from(filter.overdue)).bind(&words).bind(i64::from(filter.since.is_some()))
            .bind(filter.since.unwrap_or(today)).bind(i64::from(filter.after.is_some())).bind(day).bind(id)
            .bind(filter.limit).fetch_all(c).await)?;
        rows.into_iter().map(KeptTask::try_from).collect()
    }

    /// What waits for the caller, in numbers and in one statement.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn task_sums(&mut self, caller: &Caller, timing: &Timing) -> Result<TaskSums> {
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let today = caller.now.day();
        let [one, two, three, four, five, six] = cuts(timing, today);
        let near = u64::try_from(timing.first).unwrap_or(0);
        let near = today.checked_add_days(chrono::Days::new(near)).unwrap_or(today);
        Ok(on!(self, c => sqlx::query_as(SUMS).bind(person).bind(today).bind(everything).bind(&roles)
            .bind(one).bind(two).bind(three).bind(four).bind(five).bind(six).bind(near).fetch_one(c).await)?)
    }

    /// The tasks done by each unit right below one and all that unit manages, most overdue first, and as the last line the
    /// unit's own. Who sees a unit from below sees its own tasks, never what its other units do.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`].
    pub async fn tasks_by_unit(&mut self, caller: &Caller, unit: UnitId, timing: &Timing) -> Result<Vec<UnitTasks>> {
        self.require(caller, Action::ProgrammeRead, unit, TASK).await?;
        self.require(caller, Action::FigureOpen, unit, Thing::FIGURE).await?;
        let today = caller.now.day();
        let risen = timing.due_before(1, today);
        Ok(on!(self, c => sqlx::query_as(BY_UNIT).bind(unit.uuid()).bind(today).bind(risen).fetch_all(c).await)?)
    }
}

/// By level the day before which a task must have been due.
fn cuts(timing: &Timing, today: NaiveDate) -> [NaiveDate; LEVELS as usize] {
    [1, 2, 3, 4, 5, 6].map(|level| timing.due_before(level, today))
}
