//! Views of lists under a name: a page with its filters and columns, of one person or shared with a unit.
//!
//! What a list shows is asked for anew whenever a view is opened, so a view gives nobody a right. Not here: the lists.

use congdoan_model::{
    ListViewId, PersonId, UnitId,
    access::{Action, Caller, Who},
    audit::ROOT_CHAIN,
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

/// A view of a list.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListView {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: ListViewId,
    /// Path of the page.
    pub page: String,
    /// What it is called.
    pub name: String,
    /// Filters and columns, as the page's address holds them.
    pub query: String,
    /// Name of the unit it is shared with.
    pub unit_name: Option<String>,
    /// Whether it is the caller's own: 1 or 0.
    pub own: i64,
}

/// A view to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewListView<'a> {
    /// Its id.
    pub id: ListViewId,
    /// Path of the page.
    pub page: &'a str,
    /// What it is called; one of the same owner, page and name is replaced.
    pub name: &'a str,
    /// Filters and columns.
    pub query: &'a str,
    /// The unit it is shared with.
    pub unit: Option<UnitId>,
}

/// How many views of a page are offered.
const MOST: i64 = 50;

const VIEWS: &str = "
SELECT v.id, v.page, v.name, v.query, u.name AS unit_name, CAST(CASE WHEN v.owner_id = ";
const VIEWS_FROM: &str = " THEN 1 ELSE 0 END AS BIGINT) AS own
FROM list_view v LEFT JOIN unit u ON u.id = v.unit_id WHERE v.page = ";
const ONE: &str = "SELECT owner_id, unit_id, page, name FROM list_view WHERE id = $1";
const SAME: &str = "DELETE FROM list_view WHERE owner_id = $1 AND page = $2 AND name = $3";
const ADD: &str = "
INSERT INTO list_view (id, owner_id, unit_id, page, name, query, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const DROP: &str = "DELETE FROM list_view WHERE id = $1";

impl Tx {
    /// The caller's own views of a page and those shared with the units of the caller's mandates, by name.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn list_views(&mut self, caller: &Caller, page: &str) -> Result<Vec<ListView>> {
        let Some(owner) = person(caller) else { return Ok(Vec::new()) };
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(VIEWS);
            query.push_bind(owner.uuid()).push(VIEWS_FROM).push_bind(page);
            query.push(" AND ((v.unit_id IS NULL AND v.owner_id = ").push_bind(owner.uuid());
            query.push(") OR v.unit_id IN (");
            let mut units = query.separated(", ");
            units.push_bind(Uuid::nil());
            for right in caller.rights().iter().filter(|right| right.own.contains(&Action::UnitRead)) {
                units.push_bind(right.unit.uuid());
            }
            query.push(")) ORDER BY v.name, v.id LIMIT ").push_bind(MOST);
            query.build_query_as().fetch_all(c).await
        })?)
    }

    /// Keeps a view, in the place of one of the same name. Sharing takes the right to describe the unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not share with the unit, or is nobody of its own.
    pub async fn save_list_view(&mut self, caller: &Caller, view: &NewListView<'_>) -> Result<()> {
        let owner = person(caller).ok_or(Error::Denied(Action::UnitDescribe))?;
        if let Some(unit) = view.unit {
            self.require(caller, Action::UnitDescribe, unit, Thing::UNIT).await?;
        }
        on!(self, c => sqlx::query(SAME).bind(owner.uuid()).bind(view.page).bind(view.name).execute(c).await
            .map(|_| ()))?;
        on!(self, c => sqlx::query(ADD).bind(view.id.uuid()).bind(owner.uuid()).bind(view.unit.map(UnitId::uuid))
            .bind(view.page).bind(view.name).bind(view.query).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        // The query may hold names somebody looked for, so it stays out of the log.
        let after = serde_json::json!({ "page": view.page, "name": view.name, "shared": view.unit.is_some() });
        self.note_list_view(caller, ("list_view.save", view.id, view.unit), after.to_string()).await
    }

    /// Lets go of a view: the caller's own, or one shared with a unit the caller may describe. Gives the page.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for the caller, [`Error::Denied`].
    pub async fn drop_list_view(&mut self, caller: &Caller, id: ListViewId) -> Result<String> {
        let row: Option<(Uuid, Option<Uuid>, String, String)> =
            on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let (owner, unit, page, name) = row.ok_or(Error::NotVisible("view"))?;
        let unit = unit.map(UnitId::from);
        if person(caller) != Some(owner.into()) {
            let unit = unit.ok_or(Error::NotVisible("view"))?;
            self.require(caller, Action::UnitDescribe, unit, Thing { noun: "view", ..Thing::UNIT }).await?;
        }
        on!(self, c => sqlx::query(DROP).bind(id.uuid()).execute(c).await.map(|_| ()))?;
        let before = serde_json::json!({ "page": page, "name": name }).to_string();
        self.note_list_view(caller, ("list_view.drop", id, unit), before).await?;
        Ok(page)
    }

    async fn note_list_view(
        &mut self,
        caller: &Caller,
        (action, id, unit): (&'static str, ListViewId, Option<UnitId>),
        after: String,
    ) -> Result<()> {
        let chain = match unit {
            Some(unit) => self.chain_of(unit).await?,
            None => ROOT_CHAIN.to_owned(),
        };
        let note = Note { chain, action, object: format!("list_view:{id}"), before: String::new(), after };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }
}

const fn person(caller: &Caller) -> Option<PersonId> {
    match &caller.who {
        Who::System => None,
        Who::Person { person, .. } => Some(*person),
    }
}
