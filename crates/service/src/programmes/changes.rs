//! Re-planning: a change of a target is asked for with a reason and decided by somebody else; the story stays.
//!
//! Not here: sharing the changed target out again (`allot`).

use congdoan_model::{
    TargetChangeId, TargetId,
    access::{Action, Caller},
    programmes::targets::{Aim, TargetChange},
};
use congdoan_store::access::Thing;

use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

impl Service {
    /// Asks for a change of a target. The same key gives the request of the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason or when it makes no sense; [`Error::Refused`] when nothing changes or an earlier
    /// request waits; [`Error::NotFound`], [`Error::Denied`].
    pub async fn ask_target_change(
        &self,
        caller: &Caller,
        id: TargetId,
        (after, reason): (Aim, &str),
        once: Option<Once<'_>>,
    ) -> Result<TargetChangeId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no id".to_owned()));
        }
        let (programme, target) = tx.target(caller, id).await?;
        tx.require(caller, Action::ProgrammeWrite, programme.unit, Thing::TARGET).await?;
        let reason = reason.trim();
        if reason.is_empty() {
            let message = words("Hãy ghi lý do điều chỉnh", "Say why it is changed");
            return Err(Error::Invalid(vec![congdoan_pack::Problem { field: Some("reason".to_owned()), message }]));
        }
        let before = target.aim();
        if before == after {
            return Err(refused("Điều chỉnh không đổi gì so với chỉ tiêu hiện tại", "Nothing would change"));
        }
        self.check_aim(&target.aiming(&after))?;
        let change = TargetChange {
            id: self.ids.next(),
            target: id,
            before,
            after,
            reason: reason.to_owned(),
            asked_by: caller.name().to_owned(),
            asked_at: caller.now,
            decision: None,
        };
        match tx.ask_target_change(caller, &change).await {
            Err(congdoan_store::Error::Taken(_)) => Err(refused(
                "Còn một đề nghị điều chỉnh chưa được quyết định; hãy chờ hoặc hỏi người duyệt",
                "An earlier request waits for a decision; wait, or ask who decides",
            )),
            other => Ok(other?),
        }?;
        self.keep(&mut tx, caller, once.as_ref(), &change.id.to_string()).await?;
        tx.commit().await?;
        Ok(change.id)
    }

    /// Decides a change of a target. Nobody decides what they asked for themselves; the program itself may.
    ///
    /// # Errors
    /// [`Error::Refused`] for the own request; [`Error::Stale`] when it was decided before; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn decide_target_change(
        &self,
        caller: &Caller,
        id: TargetChangeId,
        (approved, note): (bool, &str),
        once: Option<Once<'_>>,
    ) -> Result<TargetId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no id".to_owned()));
        }
        let change = tx.target_change(caller, id).await?;
        let (programme, _) = tx.target(caller, change.target).await?;
        tx.require(caller, Action::ProgrammeApprove, programme.unit, Thing::TARGET).await?;
        if change.asked_by == caller.name() {
            return Err(refused(
                "Người đề nghị không tự duyệt điều chỉnh của mình; hãy để người khác quyết định",
                "Who asked for the change does not decide it; somebody else has to",
            ));
        }
        tx.decide_target_change(caller, &change, (approved, note.trim())).await?;
        self.keep(&mut tx, caller, once.as_ref(), &change.target.to_string()).await?;
        tx.commit().await?;
        Ok(change.target)
    }
}
