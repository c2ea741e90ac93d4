//! Days on which a unit and all below could not report: declared from above, and ended when they can again.
//!
//! Not here: what they do to the last day (`model::reports`), listing them (`awaited`, `standing`).

use congdoan_model::{OutageId, access::Caller, reports::Outage};

use crate::{Error, Result, Service, access::Once, error::refused, members::problem};

impl Service {
    /// Declares days on which a unit and all below could not report. Returns the id. The same key with the same request does it
    /// once.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason or with days the wrong way round; [`Error::NotFound`], [`Error::Denied`].
    pub async fn declare_outage(
        &self,
        caller: &Caller,
        unit: &str,
        (days, words): (Outage, &str),
        once: Option<Once<'_>>,
    ) -> Result<OutageId> {
        let declared = self.try_outage(caller, unit, (days, words), once.as_ref()).await;
        let declared = self.refusal_noted(caller, &format!("outage:{unit}"), declared).await?;
        self.follow().await?;
        Ok(declared)
    }

    async fn try_outage(
        &self,
        caller: &Caller,
        unit: &str,
        (days, words): (Outage, &str),
        once: Option<&Once<'_>>,
    ) -> Result<OutageId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let unit = tx.unit(caller, unit).await?;
        tx.require_outage(caller, unit.id).await?;
        let mut problems = Vec::new();
        let words = words.trim();
        if words.is_empty() {
            problems.push(problem("words", "Hãy ghi lý do", "Give a reason"));
        }
        if days.to < days.from || (days.to - days.from).num_days() > 60 {
            let (vi, en) = (
                "Ngày cuối phải sau ngày đầu, nhiều nhất 60 ngày",
                "The last day comes after the first, 60 days at most",
            );
            problems.push(problem("to", vi, en));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let id: OutageId = self.ids.next();
        tx.declare_outage(caller, id, (unit.id, days, words)).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Ends an outage today. The days before stay counted, so that whoever was in time stays in time; one that had not begun is gone.
    ///
    /// # Errors
    /// [`Error::Refused`] when its last day is past; [`Error::NotFound`] also when it was ended before; [`Error::Denied`].
    pub async fn end_outage(&self, caller: &Caller, id: OutageId) -> Result<()> {
        let ended = self.try_end_outage(caller, id).await;
        self.refusal_noted(caller, &format!("outage:{id}"), ended).await?;
        self.follow().await?;
        Ok(())
    }

    async fn try_end_outage(&self, caller: &Caller, id: OutageId) -> Result<()> {
        let mut tx = self.store.write().await?;
        let outage = tx.outage(caller, id).await?;
        let today = caller.now.day();
        if outage.days.to < today {
            return Err(refused(
                "Những ngày đã khai đều đã qua và vẫn được tính; không còn gì để kết thúc",
                "All the days declared are past and stay counted; there is nothing left to end",
            ));
        }
        let left = outage.days.before(today).map(|days| (self.ids.next(), days));
        tx.end_outage(caller, &outage, left).await?;
        Ok(tx.commit().await?)
    }
}
