//! Ways up by number: what the engine reads of a tree for every row it adds.
//!
//! Not here: building and checking a tree, looking around in it by code.

use chrono::NaiveDate;
use congdoan_model::{UnitId, org::Line};

use super::{Node, Tree, UnitRef, counts};
use crate::lift::{Edge, Lift};

static NOTHING: Lift = Lift { above: Vec::new() };

/// A parent a unit had at any time, and the lines over which.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Home {
    pub(crate) parent: u32,
    pub(crate) managing: bool,
    pub(crate) coordinating: bool,
}

impl Home {
    /// The line, when it was the same on all days.
    pub(crate) const fn only_line(self) -> Option<Line> {
        match (self.managing, self.coordinating) {
            (true, false) => Some(Line::Managing),
            (false, true) => Some(Line::Coordinating),
            _ => None,
        }
    }
}

/// Something in the total of `child` that is not in what `parent` has through it in the usual way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stray {
    pub(crate) parent: u32,
    pub(crate) child: u32,
    /// Whether it comes through the child after all, but over the coordinating line of a child that had both.
    pub(crate) coordinated: bool,
}

/// How what comes up a lift strays between a child and a parent it had at any time; `via` names the child in the lift.
fn stray(lift: &Lift, home: Home, child: u32, via: u32) -> Option<Stray> {
    let stray = |coordinated| Some(Stray { parent: home.parent, child, coordinated });
    match lift.find(home.parent) {
        Some(above) if above.via != via => stray(false),
        None => stray(false),
        Some(above) if above.line == Line::Coordinating && home.only_line().is_none() => stray(true),
        Some(_) => None,
    }
}

/// Finishing a tree.
impl Tree {
    /// Gives every unit that ever has something below its place in the kept totals, and its children of all days.
    pub(super) fn number_uppers(&mut self) {
        let pairs: Vec<(u32, u32)> = (0..)
            .zip(&self.nodes)
            .flat_map(|(child, node)| node.homes.iter().map(move |home| (home.parent, child)))
            .collect();
        for (parent, child) in pairs {
            let next = self.uppers;
            if let Some(node) = self.nodes.get_mut(parent as usize) {
                node.kids.push(child);
                if node.upper.is_none() {
                    node.upper = Some(next);
                    self.uppers += 1;
                }
            }
        }
    }

    /// What comes up a lift and is in a unit's total without coming to a parent of that unit through it.
    pub(super) fn strays_of(&self, lift: &Lift) -> Vec<Stray> {
        let above = lift.above.iter();
        above
            .flat_map(|above| {
                self.homes(above.unit).iter().filter_map(|home| stray(lift, *home, above.unit, above.unit))
            })
            .collect()
    }
}

/// What the engine reads, by number.
impl Tree {
    pub(super) fn node(&self, index: u32) -> Option<&Node> {
        self.nodes.get(index as usize)
    }

    pub(crate) fn at(&self, index: u32) -> Option<UnitRef<'_>> {
        self.node(index).map(|node| UnitRef { unit: &node.unit, index })
    }

    pub(crate) fn index_of(&self, id: UnitId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub(crate) fn code(&self, index: u32) -> String {
        self.node(index).map(|node| node.unit.code.to_string()).unwrap_or_default()
    }

    pub(crate) fn counts(&self, index: u32) -> bool {
        self.node(index).is_some_and(|node| counts(node.unit.kind))
    }

    fn lift_number(&self, index: u32, day: NaiveDate) -> u32 {
        let Some(node) = self.node(index) else { return 0 };
        let at = node.spans.partition_point(|span| span.from <= day).checked_sub(1);
        at.and_then(|at| node.spans.get(at)).map_or(0, |span| span.lift)
    }

    /// The lift of a number.
    pub(crate) fn numbered_lift(&self, number: u32) -> &Lift {
        self.lifts.get(number as usize).unwrap_or(&NOTHING)
    }

    /// Everything above a unit on a day.
    pub(crate) fn lift(&self, index: u32, day: NaiveDate) -> &Lift {
        self.numbered_lift(self.lift_number(index, day))
    }

    /// The number of a unit's lift on a day, or of the lift with nothing above for kinds that never count.
    pub(crate) fn counting_lift_number(&self, index: u32, day: NaiveDate) -> u32 {
        if self.counts(index) { self.lift_number(index, day) } else { 0 }
    }

    /// The number of a unit's counting lift on every day from one to another, where it is one and the same.
    pub(crate) fn steady_lift_number(&self, index: u32, from: NaiveDate, to: NaiveDate) -> Option<u32> {
        let spans = self.node(index).map_or(&[][..], |node| &node.spans);
        let is_steady = spans.iter().all(|span| span.from <= from || span.from > to);
        is_steady.then(|| self.counting_lift_number(index, from))
    }

    /// Everything above in whose totals the unit counts: nothing for kinds that never count.
    pub(crate) fn counting_lift(&self, index: u32, day: NaiveDate) -> &Lift {
        self.numbered_lift(self.counting_lift_number(index, day))
    }

    /// The parents a unit had at any time.
    pub(crate) fn homes(&self, index: u32) -> &[Home] {
        self.node(index).map_or(&[], |node| &node.homes)
    }

    /// The units that hung directly under a unit at any time, by code.
    pub(crate) fn kids(&self, index: u32) -> &[u32] {
        self.node(index).map_or(&[], |node| &node.kids)
    }

    /// The place of a unit in the kept totals; only units with something below have one.
    pub(crate) fn upper(&self, index: u32) -> Option<u32> {
        self.node(index).and_then(|node| node.upper)
    }

    /// How many units have a place in the kept totals.
    pub(crate) const fn uppers(&self) -> u32 {
        self.uppers
    }

    /// Who carried on the work of a unit, and from when.
    pub(crate) fn successors(&self, index: u32) -> &[(u32, NaiveDate)] {
        self.successors.get(&index).map_or(&[], Vec::as_slice)
    }

    /// Who takes over the members of a unit that ended.
    pub(crate) fn heir(&self, index: u32) -> Option<u32> {
        self.heirs.get(&index).copied()
    }

    /// Whose work a unit carried on.
    pub(crate) fn predecessors(&self, index: u32) -> &[u32] {
        self.predecessors.get(&index).map_or(&[], Vec::as_slice)
    }
}

pub(super) fn homes(edges: &[Edge]) -> Vec<Home> {
    let mut homes: Vec<Home> = Vec::new();
    for edge in edges {
        let at = homes.iter().position(|home| home.parent == edge.parent).unwrap_or_else(|| {
            homes.push(Home { parent: edge.parent, managing: false, coordinating: false });
            homes.len() - 1
        });
        if let Some(home) = homes.get_mut(at) {
            home.managing |= edge.line == Line::Managing;
            home.coordinating |= edge.line == Line::Coordinating;
        }
    }
    homes
}
