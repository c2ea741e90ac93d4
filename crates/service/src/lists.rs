//! What lists of every domain share: the search over people and units, and views of lists under a name.
//!
//! Not here: the lists themselves (each in its domain), what stands in memory (`figures`), SQL (`store`).

use congdoan_model::{
    ListViewId, UnitId,
    access::{Action, Caller, Right},
    org::Unit,
};
use congdoan_rollup::{Reach, Seek};

pub use congdoan_store::{
    lists::{ListView, NewListView},
    org::Placed,
};

use crate::{
    Result, Service,
    error::refused,
    members::{MemberLine, line, may_be_number},
};

/// How many units, and how many people, a search shows.
pub const FOUND: usize = 20;

/// What a search found, the nearest first.
#[derive(Clone, Debug, Default)]
pub struct SearchHits {
    /// Units with the way down to them.
    pub units: Vec<Placed>,
    /// People where they stand.
    pub people: Vec<MemberLine>,
}

/// A view somebody wants to keep.
#[derive(Clone, Copy, Debug)]
pub struct ViewAsked<'a> {
    /// Path of the list's page.
    pub page: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// Filters and columns, as the page's address holds them.
    pub query: &'a str,
    /// Whether everybody with a mandate in the unit of the caller's latest one sees it.
    pub share: bool,
}

/// A query without the words somebody searched for.
fn without_words(query: &str) -> String {
    query.split('&').filter(|pair| !pair.starts_with("q=")).collect::<Vec<_>>().join("&")
}

impl Service {
    /// The units and people that come nearest to some words, by name, unit code and member number, wherever the caller sees
    /// them. What was typed is neither logged nor kept.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn search(&self, caller: &Caller, words: &str) -> Result<SearchHits> {
        let words = words.trim();
        if words.is_empty() {
            return Ok(SearchHits::default());
        }
        let day = caller.now.day();
        let above: Vec<UnitId> = caller
            .rights()
            .iter()
            .filter(|right| right.above.contains(&Action::UnitRead))
            .flat_map(|right| right.ancestors.iter().copied())
            .collect();
        let (units, people) = self
            .with_names(|people, names, tree| {
                let roots = || tree.roots(day).map(|root| everything(root.id)).collect::<Vec<_>>();
                let reaches = |of: &dyn Fn(&Right) -> Reach| {
                    if caller.is_system() { roots() } else { caller.rights().iter().map(of).collect() }
                };
                let (sees, knows) = (reaches(&sees_units), reaches(&sees_members));
                let seek = |reaches| Seek { reaches, day, words, limit: FOUND };
                (names.seek(tree, &seek(&sees), &above), people.seek(tree, &seek(&knows)))
            })
            .await?;
        let mut tx = self.store.read().await?;
        let mut hits = SearchHits {
            units: tx.units_found(caller, &units).await?,
            people: self.lines_of(&mut tx, caller, &people).await?,
        };
        if may_be_number(words)
            && let Some((member, _)) = self.member_of_number(&mut tx, caller, words).await?
        {
            hits.people.retain(|one| one.person != member.person);
            hits.people.insert(0, line(&self.pack(), None, member)?);
        }
        Ok(hits)
    }

    /// The views of a page the caller is offered.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn list_views(&self, caller: &Caller, page: &str) -> Result<Vec<ListView>> {
        Ok(self.store.read().await?.list_views(caller, page).await?)
    }

    /// The unit the caller shares views with: that of the latest mandate, where it may describe it.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn shares_views_with(&self, caller: &Caller) -> Result<Option<Unit>> {
        let shares = caller.rights().last().is_some_and(|right| right.own.contains(&Action::UnitDescribe));
        if shares { Ok(self.home_units(caller).await?.pop()) } else { Ok(None) }
    }

    /// Keeps a view under a name, in the place of the caller's own of the same name.
    ///
    /// # Errors
    /// [`crate::Error::Refused`] for a page that is no list, a missing or endless name; [`crate::Error::Denied`] for
    /// sharing without the right.
    pub async fn save_list_view(&self, caller: &Caller, asked: &ViewAsked<'_>) -> Result<()> {
        let name = asked.name.trim();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(refused("Tên góc nhìn dài từ 1 đến 80 ký tự", "The name of a view has 1 to 80 letters"));
        }
        if !is_list(asked.page) || asked.query.len() > 4_000 {
            return Err(refused("Trang này không có góc nhìn để lưu", "This page has no view to keep"));
        }
        let mut tx = self.store.write().await?;
        let home = if asked.share { tx.homes(caller).await?.pop() } else { None };
        if asked.share && home.is_none() {
            return Err(crate::Error::NotFound("unit"));
        }
        let unit = home.map(|unit| unit.id);
        // What somebody looked for may be a name: it is kept for oneself, never for others, whom no erasure asks.
        let query = if asked.share { without_words(asked.query) } else { asked.query.to_owned() };
        let view = NewListView { id: self.ids.next(), page: asked.page, name, query: &query, unit };
        tx.save_list_view(caller, &view).await?;
        Ok(tx.commit().await?)
    }

    /// Lets go of a view; gives its page.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`], [`crate::Error::Denied`].
    pub async fn drop_list_view(&self, caller: &Caller, id: ListViewId) -> Result<String> {
        let mut tx = self.store.write().await?;
        let page = tx.drop_list_view(caller, id).await?;
        tx.commit().await?;
        Ok(page)
    }
}

/// Whether a path is that of a list: a view never leads anywhere else.
fn is_list(page: &str) -> bool {
    let known = ["/members", "/units", "/employers", "/employers/white-spots", "/directives"];
    let below = |prefix: &str, suffix: &str| {
        let inner = page.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(suffix));
        inner.is_some_and(|inner| {
            !inner.is_empty() && inner.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-' || sign == b'_')
        })
    };
    known.contains(&page) || below("/registers/", "") || below("/units/", "/officers")
}

const fn everything(unit: UnitId) -> Reach {
    Reach { unit, own: true, below: true, coordinated: true }
}

fn sees_units(right: &Right) -> Reach {
    let sees = |actions: &[Action]| actions.contains(&Action::UnitRead);
    Reach { unit: right.unit, own: sees(&right.own), below: sees(&right.below), coordinated: sees(&right.coordinating) }
}

fn sees_members(right: &Right) -> Reach {
    let sees = |actions: &[Action]| actions.contains(&Action::MemberRead);
    Reach { unit: right.unit, own: sees(&right.own), below: sees(&right.below), coordinated: false }
}
