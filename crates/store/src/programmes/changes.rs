//! Changes of targets: asked for with a reason, decided by somebody else, kept for ever.
//!
//! Not here: that nobody decides the own request (`service::programmes::changes`).

use congdoan_model::{
    TargetChangeId, TargetId, Timestamp,
    access::{Action, Caller},
    programmes::targets::{Aim, ChangeDecision, TargetChange},
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, transaction::on};

const ASK: &str = "
INSERT INTO target_change (id, target_id, before_aim, after_aim, reason, asked_by, asked_at, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, '')";
const WAITS: &str = "SELECT COUNT(*) FROM target_change WHERE target_id = $1 AND decided_at IS NULL";
const OF_TARGET: &str = "
SELECT id, target_id, before_aim, after_aim, reason, asked_by, asked_at, approved, note, decided_by, decided_at
FROM target_change WHERE target_id = $1 ORDER BY asked_at DESC, id DESC LIMIT 200";
const ONE: &str = "
SELECT id, target_id, before_aim, after_aim, reason, asked_by, asked_at, approved, note, decided_by, decided_at
FROM target_change WHERE id = $1";
const DECIDE: &str = "
UPDATE target_change SET approved = $2, note = $3, decided_by = $4, decided_at = $5
WHERE id = $1 AND decided_at IS NULL";
const AIM: &str =
    "UPDATE target SET comparator = $2, value = $3, value_max = $4, period = $5, baseline = $6 WHERE id = $1";

#[derive(sqlx::FromRow)]
struct ChangeRow {
    id: Uuid,
    target_id: Uuid,
    before_aim: String,
    after_aim: String,
    reason: String,
    asked_by: String,
    asked_at: i64,
    approved: Option<i64>,
    note: String,
    decided_by: Option<String>,
    decided_at: Option<i64>,
}

impl TryFrom<ChangeRow> for TargetChange {
    type Error = Error;

    fn try_from(row: ChangeRow) -> Result<Self> {
        let decision = match (row.approved, row.decided_by, row.decided_at) {
            (Some(approved), Some(decided_by), Some(at)) => Some(ChangeDecision {
                approved: approved == 1,
                note: row.note,
                decided_by,
                decided_at: Timestamp::from_micros(at),
            }),
            _ => None,
        };
        Ok(Self {
            id: row.id.into(),
            target: row.target_id.into(),
            before: serde_json::from_str::<Aim>(&row.before_aim)?,
            after: serde_json::from_str::<Aim>(&row.after_aim)?,
            reason: row.reason,
            asked_by: row.asked_by,
            asked_at: Timestamp::from_micros(row.asked_at),
            decision,
        })
    }
}

impl Tx {
    /// Asks for a change of a target.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write programmes of the unit; [`Error::Taken`] while
    /// an earlier request waits.
    pub async fn ask_target_change(&mut self, caller: &Caller, change: &TargetChange) -> Result<()> {
        let (programme, _) = self.target(caller, change.target).await?;
        self.require(caller, Action::ProgrammeWrite, programme.unit, Thing::TARGET).await?;
        let of = change.target.uuid();
        let waits: i64 = on!(self, c => sqlx::query_scalar(WAITS).bind(of).fetch_one(c).await)?;
        if waits > 0 {
            return Err(Error::Taken("target_change".to_owned()));
        }
        let (before, after) = (serde_json::to_string(&change.before)?, serde_json::to_string(&change.after)?);
        on!(self, c => sqlx::query(ASK).bind(change.id.uuid()).bind(of).bind(&before).bind(&after)
            .bind(&change.reason).bind(&change.asked_by).bind(change.asked_at.micros()).execute(c).await.map(|_| ()))?;
        let noted = (before, serde_json::to_string(change)?);
        self.target_noted(caller, &programme, change.target, "target.change.ask", noted).await
    }

    /// The changes of a target, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the target.
    pub async fn target_changes(&mut self, caller: &Caller, target: TargetId) -> Result<Vec<TargetChange>> {
        self.target(caller, target).await?;
        let rows: Vec<ChangeRow> = on!(self, c => sqlx::query_as(OF_TARGET).bind(target.uuid()).fetch_all(c).await)?;
        rows.into_iter().map(TargetChange::try_from).collect()
    }

    /// A change of a target the caller may read.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn target_change(&mut self, caller: &Caller, id: TargetChangeId) -> Result<TargetChange> {
        let row: Option<ChangeRow> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let change = TargetChange::try_from(row.ok_or(Error::NotVisible("target"))?)?;
        self.target(caller, change.target).await?;
        Ok(change)
    }

    /// Decides a change; approved, the target asks for what the change says.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not approve for the unit; [`Error::Stale`] when it was
    /// decided before.
    pub async fn decide_target_change(
        &mut self,
        caller: &Caller,
        change: &TargetChange,
        (approved, note): (bool, &str),
    ) -> Result<()> {
        let (programme, _) = self.target(caller, change.target).await?;
        self.require(caller, Action::ProgrammeApprove, programme.unit, Thing::TARGET).await?;
        let decided = on!(self, c => sqlx::query(DECIDE).bind(change.id.uuid()).bind(i64::from(approved)).bind(note)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        if decided == 0 {
            return Err(Error::Stale);
        }
        if approved {
            let aim = &change.after;
            on!(self, c => sqlx::query(AIM).bind(change.target.uuid()).bind(aim.comparator.sign()).bind(aim.value)
                .bind(aim.value_max).bind(aim.period.to_string()).bind(aim.baseline).execute(c).await.map(|_| ()))?;
        }
        let action = if approved { "target.change.approve" } else { "target.change.refuse" };
        let noted = (serde_json::to_string(&change.before)?, serde_json::to_string(&(&change.after, note))?);
        self.target_noted(caller, &programme, change.target, action, noted).await
    }
}
