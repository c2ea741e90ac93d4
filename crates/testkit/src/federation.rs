//! A small federation to test upon: a root, two provinces, a corporation, upper and grassroots unions, one of them led
//! by two lines.
//!
//! Not here: the demonstration federation (`service::demonstration`).

use congdoan_model::{
    Ids, UnitId,
    org::{Line, Link, Unit, UnitKind},
};

use crate::date;

/// Units and links of a federation under construction.
#[derive(Debug)]
pub struct Builder<'a> {
    ids: &'a Ids,
    /// The units, each with its chain.
    pub units: Vec<(Unit, String)>,
    /// Their links.
    pub links: Vec<Link>,
}

impl<'a> Builder<'a> {
    /// Nothing yet.
    #[must_use]
    pub const fn new(ids: &'a Ids) -> Self {
        Self { ids, units: Vec::new(), links: Vec::new() }
    }

    /// Adds a unit managed by a parent since 2015; it belongs to its parent's chain unless it heads one.
    ///
    /// # Panics
    /// When the code is no code or the parent is unknown.
    pub fn unit(&mut self, code: &str, kind: UnitKind, parent: Option<&str>) -> UnitId {
        let chain = match parent {
            Some(parent) if !kind.heads_chain() => self.entry(parent).1.clone(),
            _ => code.to_owned(),
        };
        let unit = Unit {
            id: self.ids.next(),
            code: code.parse().expect("a code"),
            name: format!("Đơn vị {code}"),
            kind,
            form: String::new(),
            opened_on: date(2015, 1, 1),
            closed_on: None,
        };
        let id = unit.id;
        self.units.push((unit, chain));
        if let Some(parent) = parent {
            self.link(code, parent, Line::Managing);
        }
        id
    }

    /// Hangs a unit under a parent since 2015.
    ///
    /// # Panics
    /// When either is unknown.
    pub fn link(&mut self, child: &str, parent: &str, line: Line) {
        let (child, parent) = (self.id(child), self.id(parent));
        self.links.push(Link { id: self.ids.next(), child, parent, line, from: date(2015, 1, 1), until: None });
    }

    /// The id of a unit.
    ///
    /// # Panics
    /// When it is unknown.
    #[must_use]
    pub fn id(&self, code: &str) -> UnitId {
        self.entry(code).0.id
    }

    fn entry(&self, code: &str) -> &(Unit, String) {
        self.units.iter().find(|(unit, _)| unit.code.as_str() == code).expect("a unit built before")
    }
}

/// `root` over `north` and `south` (provinces) and `rubber` (corporation); `north-a` (upper) over `north-one` and
/// `north-two`; `south-a` over `south-one`; `rubber-one` managed by `rubber`, coordinated by `north`.
#[must_use]
pub fn small(ids: &Ids) -> Builder<'_> {
    let mut federation = Builder::new(ids);
    federation.unit("root", UnitKind::Confederation, None);
    federation.unit("north", UnitKind::Province, Some("root"));
    federation.unit("south", UnitKind::Province, Some("root"));
    federation.unit("rubber", UnitKind::Corporation, Some("root"));
    federation.unit("north-a", UnitKind::Upper, Some("north"));
    federation.unit("south-a", UnitKind::Upper, Some("south"));
    federation.unit("north-one", UnitKind::Grassroots, Some("north-a"));
    federation.unit("north-two", UnitKind::Grassroots, Some("north-a"));
    federation.unit("south-one", UnitKind::Grassroots, Some("south-a"));
    federation.unit("rubber-one", UnitKind::Grassroots, Some("rubber"));
    federation.link("rubber-one", "north", Line::Coordinating);
    federation
}
