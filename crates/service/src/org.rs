//! Units as people look at them: one unit with its links and posts, lists, the path from the root.
//!
//! Not here: totals (`figures`), changing many units under a decision (`reorganise`).

pub mod applied;
mod draft;
pub mod employers;
pub mod foundings;
mod import;
pub mod particulars;
pub mod plan;
pub mod reorganise;

use congdoan_model::{
    access::Caller,
    org::{Line, Link, Unit},
};
use congdoan_store::{
    access::Post,
    org::{Listed, UnitFilter},
};

use crate::{Result, Service};

/// One unit with everything its page shows.
#[derive(Clone, Debug)]
pub struct UnitView {
    /// The unit.
    pub unit: Unit,
    /// The parents it has and had, each with the unit when the caller may see it.
    pub parents: Vec<(Link, Option<Unit>)>,
    /// The units directly below it today.
    pub children: Vec<Listed>,
    /// Who holds and held posts.
    pub posts: Vec<Post>,
}

impl Service {
    /// One unit.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn unit(&self, caller: &Caller, code: &str) -> Result<UnitView> {
        let view = self.unit_view(caller, code).await;
        self.refusal_noted(caller, &format!("unit:{code}"), view).await
    }

    async fn unit_view(&self, caller: &Caller, code: &str) -> Result<UnitView> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let links = tx.parent_links(caller, unit.id).await?;
        let mut parents = Vec::with_capacity(links.len());
        for link in links {
            parents.push((link, tx.unit_of_id(caller, link.parent).await.ok()));
        }
        let children = tx.children(caller, unit.id, caller.now.day()).await?;
        let posts = tx.posts(caller, unit.id).await?;
        Ok(UnitView { unit, parents, children, posts })
    }

    /// The units directly below one today.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller.
    pub async fn children(&self, caller: &Caller, code: &str) -> Result<(Unit, Vec<Listed>)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let children = tx.children(caller, unit.id, caller.now.day()).await?;
        Ok((unit, children))
    }

    /// The units directly below one today with the line, without what is below each.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller.
    pub async fn directly_below(&self, caller: &Caller, code: &str) -> Result<(Unit, Vec<(Unit, Line)>)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        let below = tx.directly_below(caller, unit.id, caller.now.day()).await?;
        Ok((unit, below))
    }

    /// The units directly below one on a day.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller.
    pub async fn children_on(&self, caller: &Caller, code: &str, day: chrono::NaiveDate) -> Result<Vec<Listed>> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        Ok(tx.children(caller, unit.id, day).await?)
    }

    /// The unit and all below it, filtered, a page at a time.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller.
    pub async fn units_below(&self, caller: &Caller, code: &str, filter: &UnitFilter<'_>) -> Result<Vec<Unit>> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        Ok(tx.units_below(caller, unit.id, filter).await?)
    }

    /// The units of the caller's mandates: where its work begins. For the program itself, the roots.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn home_units(&self, caller: &Caller) -> Result<Vec<Unit>> {
        let mut tx = self.store.read().await?;
        Ok(tx.homes(caller).await?)
    }

    /// The units above one, topmost first, along the managing line where there is one.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller.
    pub async fn path(&self, caller: &Caller, code: &str) -> Result<Vec<Unit>> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, code).await?;
        Ok(tx.units_found(caller, &[unit.id]).await?.pop().map(|placed| placed.path).unwrap_or_default())
    }
}
