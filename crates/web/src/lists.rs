//! What pages with lists share: which columns are shown, and views kept under a name.
//!
//! Both stand in the address, so a list is what its address says, with or without scripts. Not here: the lists (handlers),
//! keeping views (`service::lists`), what a list may show (`service`).

use congdoan_service::lists::ListView;

use crate::{
    app::App,
    refusal::{Refusal, encode},
    visit::Visitor,
};

/// The name of the parameter that names a column; it comes once for each.
pub const COLUMN: &str = "col";
/// Parameters that say where a page begins, and so belong to no view.
const PLACES: [&str; 4] = ["after", "cursor", "skip", COLUMN];

/// The parameters of an address, in order; a name may come several times.
pub type Pairs = Vec<(String, String)>;

/// A column one may choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnChoice {
    /// What is sent.
    pub id: String,
    /// What is shown.
    pub label: String,
    /// Whether it is shown.
    pub shown: bool,
}

impl ColumnChoice {
    /// A column that is shown unless others are chosen, or not.
    pub fn new(id: impl Into<String>, label: impl Into<String>, shown: bool) -> Self {
        Self { id: id.into(), label: label.into(), shown }
    }
}

/// A kept view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewRow {
    /// Its id.
    pub id: String,
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// The unit it is shared with; empty for the reader's own.
    pub shared: String,
    /// Whether the page shows just that.
    pub current: bool,
    /// Whether the reader may let go of it.
    pub removable: bool,
}

/// Columns and views of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListTools {
    /// Path of the page.
    pub page: String,
    /// Filters, without columns.
    pub filters: Pairs,
    /// The columns one may choose.
    pub columns: Vec<ColumnChoice>,
    /// Whether columns were chosen.
    pub chosen: bool,
    /// Filters and columns, as the address holds them.
    pub query: String,
    /// Views kept before.
    pub views: Vec<ViewRow>,
    /// The unit with which the reader may share a view; empty for none.
    pub share_with: String,
    /// Whether views are kept: not while seeing as somebody else.
    pub may_save: bool,
}

impl ListTools {
    /// The tools of a page with the columns of its address.
    #[must_use]
    pub fn new(page: impl Into<String>, pairs: &[(String, String)], columns: Vec<ColumnChoice>) -> Self {
        let asked: Vec<&str> =
            pairs.iter().filter(|(name, _)| name == COLUMN).map(|(_, value)| value.as_str()).collect();
        let chosen = columns.iter().any(|column| asked.contains(&column.id.as_str()));
        let shown = |column: &ColumnChoice| if chosen { asked.contains(&column.id.as_str()) } else { column.shown };
        let columns: Vec<ColumnChoice> =
            columns.into_iter().map(|column| ColumnChoice { shown: shown(&column), ..column }).collect();
        let filled = pairs.iter().filter(|(name, value)| !PLACES.contains(&name.as_str()) && !value.trim().is_empty());
        let filters: Pairs = filled.cloned().collect();
        let mut tools = Self { page: page.into(), filters, columns, chosen, ..Self::default() };
        let filters: Vec<String> =
            tools.filters.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        tools.query = (filters.join("&") + &tools.columns_query()).trim_start_matches('&').to_owned();
        tools
    }

    /// The same with the views the reader is offered.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn with_views(mut self, app: &App, visitor: &Visitor) -> Result<Self, Refusal> {
        let caller = visitor.caller();
        let share = app.service.shares_views_with(caller).await?;
        self.share_with = share.map(|unit| unit.name).unwrap_or_default();
        self.may_save = visitor.present.seen_as.is_none();
        let views = app.service.list_views(caller, &self.page).await?;
        self.views = views.into_iter().map(|view| self.row(view)).collect();
        Ok(self)
    }

    fn row(&self, view: ListView) -> ViewRow {
        ViewRow {
            id: view.id.to_string(),
            href: if view.query.is_empty() { view.page } else { format!("{}?{}", view.page, view.query) },
            current: view.query == self.query,
            name: view.name,
            shared: view.unit_name.unwrap_or_default(),
            removable: self.may_save && (view.own == 1 || !self.share_with.is_empty()),
        }
    }

    /// Whether a column is shown.
    #[must_use]
    pub fn shows(&self, id: &str) -> bool {
        self.columns.iter().any(|column| column.shown && column.id == id)
    }

    /// Whether a filter is set.
    #[must_use]
    pub fn filters_by(&self, name: &str) -> bool {
        self.filters.iter().any(|(known, _)| known == name)
    }

    /// The columns chosen, as an address goes on with them; empty where none were.
    #[must_use]
    pub fn columns_query(&self) -> String {
        let shown = self.columns.iter().filter(|column| column.shown && self.chosen);
        shown.map(|column| format!("&{COLUMN}={}", encode(&column.id))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Pairs {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn columns() -> Vec<ColumnChoice> {
        vec![ColumnChoice::new("born", "Năm sinh", true), ColumnChoice::new("phone", "Điện thoại", false)]
    }

    #[test]
    fn columns_come_from_the_address_and_filters_go_with_them() {
        let plain = ListTools::new("/members", &pairs(&[("unit", "cdcs-mau"), ("after", "x"), ("q", " ")]), columns());
        assert_eq!((plain.shows("born"), plain.shows("phone"), plain.chosen), (true, false, false));
        assert_eq!((plain.query.as_str(), plain.columns_query().as_str()), ("unit=cdcs-mau", ""));
        let asked = pairs(&[("unit", "a"), (COLUMN, "phone"), (COLUMN, "religion")]);
        let chosen = ListTools::new("/members", &asked, columns());
        assert_eq!((chosen.shows("born"), chosen.shows("phone"), chosen.shows("religion")), (false, true, false));
        assert_eq!((chosen.query.as_str(), chosen.columns_query().as_str()), ("unit=a&col=phone", "&col=phone"));
        let unknown = ListTools::new("/members", &pairs(&[(COLUMN, "religion")]), columns());
        assert!(unknown.shows("born") && unknown.query.is_empty());
    }
}
