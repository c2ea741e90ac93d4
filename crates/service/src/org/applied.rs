//! A reorganisation that was applied, looked at again: what it did, and what stands in the way of undoing it.
//!
//! Not here: applying and undoing (`reorganise`).

use congdoan_model::{
    ReorganisationId,
    access::{Action, Caller},
};
use congdoan_store::{
    access::Thing,
    org::{Applied, Dependent, ListedEffect},
};

use super::{plan, reorganise::Preview};
use crate::{Error, Result, Service};

/// A reorganisation with a page of what it did.
#[derive(Clone, Debug)]
pub struct AppliedView {
    /// The reorganisation.
    pub applied: Applied,
    /// What was foreseen and done.
    pub said: Preview,
    /// Units it concerned, one page.
    pub effects: Vec<ListedEffect>,
    /// How many there are in all.
    pub total: i64,
    /// What later things stand on it; only looked for while it may be undone.
    pub dependents: Vec<Dependent>,
    /// Whether the caller may undo it today, dependents aside.
    pub may_undo: bool,
}

impl Service {
    /// One reorganisation, with the units from a place on.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn reorganisation(&self, caller: &Caller, id: ReorganisationId, page: (i64, i64)) -> Result<AppliedView> {
        let mut tx = self.store.read().await?;
        let applied = tx.reorganisation(caller, id).await?;
        let (effects, total) = tx.effects(caller, id, page).await?;
        let open = applied.undone_at.is_none() && caller.now.day() <= applied.undo_until;
        let may_undo = match plan::read(&applied.plan) {
            Ok(plan) if open => match tx.unit(caller, &plan.unit).await {
                Ok(unit) => tx.require(caller, Action::UnitWrite, unit.id, Thing::UNIT).await.is_ok(),
                Err(_) => false,
            },
            _ => false,
        };
        let dependents = if may_undo { tx.dependents(id).await? } else { Vec::new() };
        let said = serde_json::from_str(&applied.said).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(AppliedView { applied, said, effects, total, dependents, may_undo })
    }
}
