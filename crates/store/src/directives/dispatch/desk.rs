//! Around a dispatch: the units it can go to, what waits for somebody, who passed it on, what is late a level below.
//!
//! Not here: writing.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use congdoan_model::{
    DispatchId, UnitId,
    access::{Action, Caller},
    directives::dispatch::Request,
};
use sqlx::types::Uuid;

use super::{Dispatch, DispatchEvent, Receipt, dispatches};
use crate::{Error, Result, Tx, access::Thing, transaction::on};

/// A unit below a sender, over managing links.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Below {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind, as its word.
    pub kind: String,
    /// 1 when it hangs directly below.
    pub direct: i64,
}

/// What is late of the papers a unit right below has sent.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct LateBelow {
    /// The sender's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Answers that are late.
    pub late: i64,
}

/// A dispatch by which a unit passed a paper on, with how far that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOn {
    /// The dispatch.
    pub dispatch: Dispatch,
    /// How many steps below the one asked for: 1 for one that passed it on directly.
    pub depth: usize,
}

const BELOW: &str = "
WITH RECURSIVE below (id) AS (
    SELECT l.child_id FROM unit_link l
    WHERE l.parent_id = $1 AND l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT u.id AS unit, u.code, u.name, u.kind, CAST(CASE WHEN EXISTS (SELECT 1 FROM unit_link k WHERE k.child_id = u.id
    AND k.parent_id = $1 AND k.superseded_at IS NULL AND k.line = 'managing' AND k.valid_from <= $2
    AND (k.valid_until IS NULL OR k.valid_until > $2)) THEN 1 ELSE 0 END AS BIGINT) AS direct
FROM below JOIN unit u ON u.id = below.id
WHERE u.annulled_at IS NULL AND (u.closed_on IS NULL OR u.closed_on > $2) AND u.kind NOT IN ('outside', 'party')
ORDER BY u.code";
/// Answers late at units that got papers from units right below `$1`.
const LATE: &str = "
SELECT s.code, s.name, COUNT(*) AS late
FROM unit_link l JOIN unit s ON s.id = l.child_id JOIN dispatch d ON d.unit_id = s.id
    JOIN dispatch_unit t ON t.dispatch_id = d.id
WHERE l.parent_id = $1 AND l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
    AND (l.valid_until IS NULL OR l.valid_until > $2) AND t.due_on < $2 AND NOT EXISTS (
        SELECT 1 FROM dispatch_event e WHERE e.dispatch_id = d.id AND e.unit_id = t.unit_id
            AND (e.event = 'answered' OR (d.request = 'read' AND e.event = 'acknowledged')))
GROUP BY s.code, s.name ORDER BY s.code";
/// The dispatches by which `$1` was passed on, and theirs.
const PASSED: &str = concat!(
    "
WITH RECURSIVE passed (id, depth) AS (
    SELECT id, 1 FROM dispatch WHERE passes_on_id = $1
    UNION ALL
    SELECT n.id, passed.depth + 1 FROM passed JOIN dispatch n ON n.passes_on_id = passed.id WHERE passed.depth < 16
)",
    dispatches!("passed JOIN dispatch d ON d.id = passed.id", "ORDER BY passed.depth, u.code, d.id LIMIT 2000")
);
/// The senders over a dispatch, the first one first.
const TRAIL: &str = "
WITH RECURSIVE above (id, passes_on_id, depth) AS (
    SELECT id, passes_on_id, 0 FROM dispatch WHERE id = $1
    UNION ALL
    SELECT n.id, n.passes_on_id, above.depth + 1 FROM above JOIN dispatch n ON n.id = above.passes_on_id
    WHERE above.depth < 16
)
SELECT u.name FROM above JOIN dispatch d ON d.id = above.id JOIN unit u ON u.id = d.unit_id
ORDER BY above.depth DESC";
const LINES_OF_UNIT: &str = "
SELECT t.dispatch_id, u.code, u.name, t.due_on, (SELECT COUNT(*) FROM dispatch n JOIN dispatch_unit m ON m.dispatch_id = n.id
    WHERE n.passes_on_id = t.dispatch_id AND n.unit_id = t.unit_id) AS passed_on
FROM dispatch_unit t JOIN unit u ON u.id = t.unit_id WHERE t.unit_id = $1";
const EVENTS_OF_UNIT: &str = "
SELECT e.dispatch_id, e.unit_id AS unit, e.event, e.words, e.due_on, e.programme_id, g.title AS programme_title,
    e.file_name, e.sha256, COALESCE(q.name, e.recorded_by) AS by, e.recorded_at AS at
FROM dispatch_event e LEFT JOIN programme g ON g.id = e.programme_id LEFT JOIN account a ON a.login = e.recorded_by
    LEFT JOIN person q ON q.id = a.person_id
WHERE e.unit_id = $1 ORDER BY e.recorded_at, e.id";
const WAITING_HEAD: &str = "
SELECT d.id AS dispatch, v.symbol, v.title, s.name AS sender, u.code AS unit_code, d.request, t.due_on
FROM dispatch_unit t JOIN dispatch d ON d.id = t.dispatch_id JOIN directive v ON v.id = d.directive_id
    JOIN unit s ON s.id = d.unit_id JOIN unit u ON u.id = t.unit_id
WHERE NOT EXISTS (SELECT 1 FROM dispatch_event e WHERE e.dispatch_id = d.id AND e.unit_id = t.unit_id
        AND (e.event = 'answered' OR (d.request = 'read' AND e.event = 'acknowledged'))) AND t.unit_id IN (";

/// A paper that waits for a unit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct WaitingPaper {
    /// The dispatch.
    #[sqlx(try_from = "Uuid")]
    pub dispatch: DispatchId,
    /// Symbol of the directive.
    pub symbol: String,
    /// Its title.
    pub title: String,
    /// Who sent it.
    pub sender: String,
    /// Code of the unit it waits for.
    pub unit_code: String,
    /// `read`, `answer`, `programme`.
    pub request: String,
    /// By which day.
    pub due_on: Option<NaiveDate>,
}

#[derive(sqlx::FromRow)]
struct EventOf {
    dispatch_id: Uuid,
    #[sqlx(flatten)]
    event: DispatchEvent,
}

impl Tx {
    /// The units a unit manages below, open today, by code.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn managed_below(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Below>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        Ok(on!(self, c => sqlx::query_as(BELOW).bind(unit.uuid()).bind(caller.now.day()).fetch_all(c).await)?)
    }

    /// What is late of the papers sent by the units right below one.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn late_below(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<LateBelow>> {
        self.require(caller, Action::RecordRead, unit, Thing::DISPATCH).await?;
        Ok(on!(self, c => sqlx::query_as(LATE).bind(unit.uuid()).bind(caller.now.day()).fetch_all(c).await)?)
    }

    /// The dispatches by which one was passed on, down the whole chain, nearest first, each with its depth.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the desk of the dispatch.
    pub async fn passed_on(&mut self, caller: &Caller, dispatch: &Dispatch) -> Result<Vec<PassedOn>> {
        self.require(caller, Action::RecordRead, dispatch.unit, Thing::DISPATCH).await?;
        let rows: Vec<Dispatch> = on!(self, c => sqlx::query_as(PASSED).bind(dispatch.id.uuid())
            .bind(caller.now.day()).fetch_all(c).await)?;
        let mut depths: HashMap<Uuid, usize> = HashMap::from([(dispatch.id.uuid(), 0)]);
        let placed = |row: Dispatch| {
            let depth = row.passes_on_id.and_then(|id| depths.get(&id)).map_or(1, |above| above + 1);
            depths.insert(row.id.uuid(), depth);
            PassedOn { dispatch: row, depth }
        };
        Ok(rows.into_iter().map(placed).collect())
    }

    /// Names of the units a paper came through, the first sender first, the sender of this dispatch last.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn dispatch_trail(&mut self, dispatch: &Dispatch) -> Result<Vec<String>> {
        Ok(on!(self, c => sqlx::query_scalar(TRAIL).bind(dispatch.id.uuid()).fetch_all(c).await)?)
    }

    /// What waits for the units in which the caller leads the work, by day.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn papers_waiting(&mut self, caller: &Caller, limit: i64) -> Result<Vec<WaitingPaper>> {
        let leads = caller.rights().iter().filter(|right| right.own.contains(&Action::ProgrammeWrite));
        let units: Vec<UnitId> = leads.map(|right| right.unit).collect();
        if units.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(WAITING_HEAD);
            let mut listed = query.separated(", ");
            for unit in &units {
                listed.push_bind(unit.uuid());
            }
            query.push(") ORDER BY t.due_on IS NULL, t.due_on, d.sent_at, d.id LIMIT ").push_bind(limit);
            query.build_query_as().fetch_all(c).await
        })?)
    }

    /// A unit's own lines of some dispatches.
    pub(super) async fn receipts_of_unit(
        &mut self,
        unit: UnitId,
        dispatches: &[Dispatch],
    ) -> Result<BTreeMap<DispatchId, Receipt>> {
        let rows: Vec<(Uuid, String, String, Option<NaiveDate>, i64)> =
            on!(self, c => sqlx::query_as(LINES_OF_UNIT).bind(unit.uuid()).fetch_all(c).await)?;
        let events: Vec<EventOf> = on!(self, c => sqlx::query_as(EVENTS_OF_UNIT).bind(unit.uuid()).fetch_all(c).await)?;
        let requests: HashMap<DispatchId, &str> = dispatches.iter().map(|one| (one.id, one.request.as_str())).collect();
        let mut receipts = BTreeMap::new();
        for (id, code, name, due_on, passed_on) in rows {
            let id = DispatchId::from(id);
            let Some(word) = requests.get(&id) else { continue };
            let request: Request = word.parse().map_err(|_| Error::Corrupt((*word).to_owned()))?;
            receipts.insert(id, Receipt { unit, code, name, request, due_on, events: Vec::new(), passed_on });
        }
        for EventOf { dispatch_id, event } in events {
            if let Some(receipt) = receipts.get_mut(&DispatchId::from(dispatch_id)) {
                receipt.events.push(event);
            }
        }
        Ok(receipts)
    }
}
