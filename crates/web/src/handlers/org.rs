//! Units: the tree, the search by name, and one unit; reorganisations in a module of their own.

pub mod answer;
pub mod employers;
pub mod foundings;
pub mod particulars;
pub mod reorganisations;

use askama::Template;

use crate::{
    lists::ListTools,
    page::{Choice, Link},
    shell::Shell,
};

/// A unit in a list or in the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitNode {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind, as the interface writes it.
    pub kind: String,
    /// Where it stands, for a search result: the names above, nearest first.
    pub place: String,
    /// `managing`, or `coordinating` when it is led here by that line only.
    pub line: String,
    /// How many units are directly below.
    pub below: usize,
    /// The units directly below, when the branch is open.
    pub children: Vec<UnitNode>,
}

impl UnitNode {
    /// The branch below as a list; templates write it with `|safe`.
    fn branch(&self, shell: &Shell) -> String {
        Branch { shell, nodes: &self.children, next_href: None }.render().unwrap_or_default()
    }
}

/// A list of units, each opening the units below it. Answers htmx on its own.
#[derive(Template)]
#[template(path = "org/branch.html")]
pub struct Branch<'a> {
    /// The frame, for words and icons.
    pub shell: &'a Shell,
    /// The units.
    pub nodes: &'a [UnitNode],
    /// More units than are shown: where the next are.
    pub next_href: Option<String>,
}

/// The units: the tree from a unit down, or what was found by name.
#[derive(Template)]
#[template(path = "org/units.html", blocks = ["content"])]
pub struct UnitsPage {
    /// The frame.
    pub shell: Shell,
    /// What was searched for; empty for the tree.
    pub query: String,
    /// The unit whose branch is shown and the units above it, topmost first; empty at the top.
    pub trail: Vec<Link>,
    /// The units.
    pub nodes: Vec<UnitNode>,
    /// How many were found, or stand in the branch.
    pub total: usize,
    /// More units than are shown: where the next are.
    pub next_href: Option<String>,
    /// Kinds to filter by.
    pub kinds: Vec<Choice>,
    /// Kept views.
    pub tools: ListTools,
    /// What else there is about units: employers, foundings, reorganisations.
    pub links: Vec<Link>,
}

impl UnitsPage {
    /// The list of units alone, for htmx (`/units?under=…`).
    pub fn branch(&self) -> Branch<'_> {
        Branch { shell: &self.shell, nodes: &self.nodes, next_href: self.next_href.clone() }
    }

    fn branch_html(&self) -> String {
        self.branch().render().unwrap_or_default()
    }
}

/// A leading unit with the dates of its leading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatedUnit {
    /// The unit.
    pub unit: Link,
    /// Since when, as written on pages; empty when from the beginning.
    pub from: String,
    /// Until when, as written on pages; empty while it lasts.
    pub until: String,
}

/// A post and who holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Name, family name first.
    pub person: String,
    /// The role, in words.
    pub role: String,
    /// Since when, as written on pages.
    pub since: String,
}

/// One unit.
#[derive(Template)]
#[template(path = "org/unit.html", blocks = ["content"])]
pub struct UnitPage {
    /// The frame.
    pub shell: Shell,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind, as the interface writes it.
    pub kind: String,
    /// Its form, in words (nghiệp đoàn, joint union …); empty for an ordinary one.
    pub form: String,
    /// Since when it exists, as written on pages; empty when not known.
    pub opened: String,
    /// Until when it existed; empty while it does.
    pub closed: String,
    /// The units above on the managing line, topmost first.
    pub trail: Vec<Link>,
    /// The units that managed it, the present one first.
    pub managing: Vec<DatedUnit>,
    /// The units that coordinate it or did.
    pub coordinating: Vec<DatedUnit>,
    /// The units directly below.
    pub children: Vec<UnitNode>,
    /// How many there are directly below, shown or not.
    pub children_total: usize,
    /// How many of them it only coordinates.
    pub children_coordinated: usize,
    /// The day the units below are shown of, ISO.
    pub day: String,
    /// The posts; empty when the reader may not see them.
    pub posts: Vec<Post>,
    /// Its figures, records and programmes.
    pub links: Vec<Link>,
    /// Its life, particulars, decisions and employers.
    pub more: particulars::UnitMore,
}

impl UnitPage {
    fn branch_html(&self) -> String {
        let next_href = (self.children_total > self.children.len()).then(|| format!("/units?under={}", self.code));
        Branch { shell: &self.shell, nodes: &self.children, next_href }.render().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_tree_opens_branches_with_and_without_script() {
        let html = samples::units(Language::Vi).render().expect("page");
        assert!(html.contains("Liên đoàn Lao động tỉnh Nghệ An") && html.contains("Công đoàn cơ sở"));
        assert!(html.contains(r#"href="/units?under=ldld-kon-tum""#));
        assert!(html.contains(r#"hx-get="/units?under=ldld-kon-tum""#));
        assert!(samples::units(Language::En).render().expect("page").contains("Grassroots union"));
    }

    #[test]
    fn a_search_shows_where_each_unit_stands_and_keeps_the_words() {
        let html = samples::units_found(Language::Vi).render().expect("page");
        assert!(html.contains(r#"value="dệt &#60;script&#62;""#) && html.contains("Huyện Nam Đàn"));
    }

    #[test]
    fn a_unit_shows_its_lines_with_dates_and_its_posts() {
        let html = samples::unit(Language::Vi).render().expect("page");
        assert!(html.contains("Quản lý trực tiếp") && html.contains("từ 01/07/2016") && html.contains("Chủ tịch"));
        assert!(html.contains("/figures?unit=cdcs-mau"));
        assert!(samples::unit(Language::En).render().expect("page").contains("since 01/07/2016"));
    }
}
