//! The federation's tree as it stood on every day: units, dated links over two lines, successions.
//!
//! Not here: how ancestors are worked out (`lift`), where a unit of one day stands on another (`restate`), sums.

mod moving;
mod outside;
mod rails;
mod ways;

use std::{collections::HashMap, ops::Deref};

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    org::{Line, Link, Succession, Unit, UnitKind},
};

pub(crate) use ways::{Home, Stray};

use crate::{
    hash::QuickMap,
    lift::{self, Edge, Lift, Span},
    seats::path,
};
use outside::Outside;
use rails::Rails;
use ways::homes;

/// What a tree is made of, as it comes from the store.
#[derive(Clone, Debug, Default)]
pub struct Forest {
    /// Every unit there ever was.
    pub units: Vec<Unit>,
    /// Every dated link.
    pub links: Vec<Link>,
    /// Who carried on whose work.
    pub successions: Vec<Succession>,
}

/// Why units and links make no tree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A link or a succession names a unit that is not there.
    #[error("a link or a succession names the unit {0}, which does not exist")]
    UnknownUnit(UnitId),
    /// Two units share a code or an id.
    #[error("the unit \"{0}\" is there twice")]
    Duplicate(String),
    /// A unit stands above itself over the two lines.
    #[error("on {day} the unit \"{unit}\" stands above itself")]
    Cycle {
        /// A unit of the circle.
        unit: String,
        /// A day on which it closes.
        day: NaiveDate,
    },
    /// A unit has two managing parents.
    #[error("on {day} the unit \"{unit}\" has two managing parents")]
    TwoManagers {
        /// The unit.
        unit: String,
        /// The first such day.
        day: NaiveDate,
    },
    /// Only a unit with nothing below moves by itself, and only under one that has units below.
    #[error("\"{unit}\" has units below, or \"{parent}\" never had any: put another tree in the place of this one")]
    NoLeaf {
        /// The unit to move.
        unit: String,
        /// Its new manager.
        parent: String,
    },
    /// More levels than any federation has.
    #[error("the unit \"{unit}\" hangs more than 64 levels deep")]
    TooDeep {
        /// The unit at the limit.
        unit: String,
    },
}

/// A unit of a tree; reads as the [`Unit`] it stands for.
#[derive(Clone, Copy, Debug)]
pub struct UnitRef<'t> {
    unit: &'t Unit,
    pub(crate) index: u32,
}

impl Deref for UnitRef<'_> {
    type Target = Unit;

    fn deref(&self) -> &Unit {
        self.unit
    }
}

#[derive(Debug)]
struct Node {
    unit: Unit,
    edges: Vec<Edge>,
    spans: Vec<Span>,
    homes: Vec<Home>,
    kids: Vec<u32>,
    upper: Option<u32>,
}

/// The checked tree. Units are numbered in the order of their codes.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    /// The forms units have, and the place of each unit's among them: a scan of all units looks at nothing else of them.
    forms: Vec<String>,
    form_of: Vec<u32>,
    lifts: Vec<Lift>,
    known: QuickMap<Lift, u32>,
    /// Lifts worked out lately for units that moved, by parents and day.
    climbed: Vec<moving::Climbed>,
    outside: Outside,
    rails: Rails,
    successors: HashMap<u32, Vec<(u32, NaiveDate)>>,
    predecessors: HashMap<u32, Vec<u32>>,
    heirs: HashMap<u32, u32>,
    by_code: HashMap<String, u32>,
    by_id: QuickMap<UnitId, u32>,
    uppers: u32,
}

/// Whether units of a kind count in the totals of units above them (Party bodies and outside bodies never do).
#[must_use]
pub const fn counts(kind: UnitKind) -> bool {
    !matches!(kind, UnitKind::Party | UnitKind::Outside)
}

impl Tree {
    /// The tree of a forest.
    ///
    /// # Errors
    /// [`TreeError`] for unknown or doubled units, two managing parents on one day, and a circle over both lines on
    /// any day. A link counts only on days on which both its units exist.
    pub fn new(forest: Forest) -> Result<Self, TreeError> {
        let Forest { mut units, links, successions } = forest;
        units.sort_by(|one, other| one.code.cmp(&other.code));
        let (mut by_code, mut by_id) = (HashMap::with_capacity(units.len()), QuickMap::default());
        for (index, unit) in (0..).zip(&units) {
            let twice = by_code.insert(unit.code.to_string(), index).is_some() | by_id.insert(unit.id, index).is_some();
            if twice {
                return Err(TreeError::Duplicate(unit.code.to_string()));
            }
        }
        let find = |id: UnitId| by_id.get(&id).copied().ok_or(TreeError::UnknownUnit(id));
        let edges = edges(&units, &links, find)?;
        let (mut successors, mut predecessors) = (HashMap::<_, Vec<_>>::new(), HashMap::<_, Vec<_>>::new());
        for succession in &successions {
            let (from, to) = (find(succession.predecessor)?, find(succession.successor)?);
            successors.entry(from).or_default().push((to, succession.on));
            predecessors.entry(to).or_default().push(from);
        }
        let heirs = heirs(&units, &successions, &by_id);
        let name = |index: u32| units.get(index as usize).map(|unit| unit.code.to_string()).unwrap_or_default();
        let (forms, form_of) = forms(&units);
        let woven = lift::weave(&edges).map_err(|fault| fault.named(name))?;
        let nodes = units
            .into_iter()
            .zip(edges)
            .zip(woven.spans)
            .map(|((unit, edges), spans)| Node {
                homes: homes(&edges),
                unit,
                edges,
                spans,
                kids: Vec::new(),
                upper: None,
            })
            .collect();
        let (lifts, known, rails) = (woven.lifts, woven.known, Rails::default());
        let mut tree = Self {
            nodes,
            forms,
            form_of,
            lifts,
            known,
            climbed: Vec::new(),
            outside: Outside::default(),
            rails,
            successors,
            predecessors,
            heirs,
            by_code,
            by_id,
            uppers: 0,
        };
        tree.number_uppers();
        tree.lay_rails();
        Ok(tree)
    }
}

/// Looking around in a tree.
impl Tree {
    /// The unit of a code.
    #[must_use]
    pub fn by_code(&self, code: &str) -> Option<UnitRef<'_>> {
        self.at(*self.by_code.get(code)?)
    }

    /// The unit of an id.
    #[must_use]
    pub fn by_id(&self, id: UnitId) -> Option<UnitRef<'_>> {
        self.at(*self.by_id.get(&id)?)
    }

    /// Every unit there ever was, by code.
    pub fn units(&self) -> impl Iterator<Item = UnitRef<'_>> {
        (0..).zip(&self.nodes).map(|(index, node)| UnitRef { unit: &node.unit, index })
    }

    /// The forms units have, each once.
    pub(crate) fn forms(&self) -> &[String] {
        &self.forms
    }

    /// The place of a unit's form among [`Tree::forms`].
    pub(crate) fn form_of(&self, index: u32) -> Option<u32> {
        self.form_of.get(index as usize).copied()
    }

    /// How many units there are, those that ended among them.
    pub(crate) fn size(&self) -> usize {
        self.nodes.len()
    }

    /// Units that exist on a day, by code.
    pub fn open_on(&self, day: NaiveDate) -> impl Iterator<Item = UnitRef<'_>> {
        self.units().filter(move |unit| unit.is_open(day))
    }

    /// Units directly below on a day, by code, with the line; a unit under both lines of one parent is listed as managed.
    #[must_use]
    pub fn children(&self, unit: UnitRef<'_>, day: NaiveDate) -> Vec<(UnitRef<'_>, Line)> {
        let line_to = |child: UnitRef<'_>| {
            self.parents(child, day).into_iter().find(|(parent, _)| parent.index == unit.index).map(|(_, line)| line)
        };
        self.kids(unit.index)
            .iter()
            .filter_map(|child| self.at(*child))
            .filter_map(|child| Some((child, line_to(child)?)))
            .collect()
    }

    /// Units directly above on a day: the managing parent first, then the coordinating ones by code.
    #[must_use]
    pub fn parents(&self, unit: UnitRef<'_>, day: NaiveDate) -> Vec<(UnitRef<'_>, Line)> {
        let edges = self.node(unit.index).map_or(&[][..], |node| &node.edges);
        let mut parents: Vec<(Line, u32)> =
            edges.iter().filter(|edge| edge.holds(day)).map(|edge| (edge.line, edge.parent)).collect();
        parents.sort_unstable();
        let mut seen = Vec::new();
        parents.retain(|(_, parent)| {
            !seen.contains(parent) && {
                seen.push(*parent);
                true
            }
        });
        parents.into_iter().filter_map(|(line, parent)| Some((self.at(parent)?, line))).collect()
    }

    /// Every unit above on a day over both lines, by code.
    #[must_use]
    pub fn ancestors(&self, unit: UnitRef<'_>, day: NaiveDate) -> Vec<UnitRef<'_>> {
        self.lift(unit.index, day).above.iter().filter_map(|above| self.at(above.unit)).collect()
    }

    /// Whether a unit stands above another on a day, over either line.
    #[must_use]
    pub fn is_above(&self, upper: UnitRef<'_>, unit: UnitRef<'_>, day: NaiveDate) -> bool {
        self.lift(unit.index, day).find(upper.index).is_some()
    }

    /// Units below on a day over both lines, by code, the unit itself not among them.
    pub fn below(&self, unit: UnitRef<'_>, day: NaiveDate) -> impl Iterator<Item = UnitRef<'_>> {
        let index = unit.index;
        self.units().filter(move |other| self.lift(other.index, day).find(index).is_some())
    }

    /// Where a member on a unit's roll stands on a day: in the unit while it exists, then in its heir, or the heir's heir.
    /// Nowhere before the unit opened and after it ended without one.
    #[must_use]
    pub fn seat(&self, unit: UnitRef<'_>, day: NaiveDate) -> Option<UnitRef<'_>> {
        let hop = path(self, unit.index).into_iter().find(|hop| hop.holds(day))?;
        self.at(hop.unit)
    }

    /// Units that exist on a day with nothing above them, by code.
    pub fn roots(&self, day: NaiveDate) -> impl Iterator<Item = UnitRef<'_>> {
        self.open_on(day).filter(move |unit| self.lift(unit.index, day).above.is_empty())
    }
}

/// Who takes over the members of each unit that ended: the heir named for the very day it closed. Of several named by
/// mistake, the first by code.
fn heirs(units: &[Unit], successions: &[Succession], by_id: &QuickMap<UnitId, u32>) -> HashMap<u32, u32> {
    let mut heirs = HashMap::new();
    for succession in successions.iter().filter(|succession| succession.heir) {
        let (Some(from), Some(to)) = (by_id.get(&succession.predecessor), by_id.get(&succession.successor)) else {
            continue;
        };
        let closed_on = units.get(*from as usize).and_then(|unit| unit.closed_on);
        if closed_on == Some(succession.on) && from != to {
            heirs.entry(*from).and_modify(|heir: &mut u32| *heir = (*heir).min(*to)).or_insert(*to);
        }
    }
    heirs
}

/// The links by child, each cut to the days on which both its units exist.
fn edges(
    units: &[Unit],
    links: &[Link],
    find: impl Fn(UnitId) -> Result<u32, TreeError>,
) -> Result<Vec<Vec<Edge>>, TreeError> {
    let mut edges = vec![Vec::new(); units.len()];
    for link in links {
        let (child, parent) = (find(link.child)?, find(link.parent)?);
        let (mut from, mut until) = (link.from, link.until.unwrap_or(NaiveDate::MAX));
        for unit in [child, parent].into_iter().filter_map(|index| units.get(index as usize)) {
            from = from.max(unit.opened_on);
            until = until.min(unit.closed_on.unwrap_or(NaiveDate::MAX));
        }
        if from < until
            && let Some(edges) = edges.get_mut(child as usize)
        {
            edges.push(Edge { parent, line: link.line, from, until });
        }
    }
    Ok(edges)
}

/// The forms units have, each once, and the place of each unit's.
fn forms(units: &[Unit]) -> (Vec<String>, Vec<u32>) {
    let mut known: HashMap<&str, u32> = HashMap::new();
    let mut forms = Vec::new();
    let mut form_of = Vec::with_capacity(units.len());
    for unit in units {
        let next = u32::try_from(forms.len()).unwrap_or(u32::MAX);
        let place = *known.entry(unit.form.as_str()).or_insert_with(|| {
            forms.push(unit.form.clone());
            next
        });
        form_of.push(place);
    }
    (forms, form_of)
}
