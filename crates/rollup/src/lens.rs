//! Lenses: on which tree an entry is seen, and so where it arrives.
//!
//! Not here: where units of one day stand on another (`restate`), adding what arrives (`scan`).

use std::borrow::Cow;

use chrono::NaiveDate;
use congdoan_model::org::Line;

use crate::{
    lift::{Lift, SELF},
    restate::{self, Place},
    tree::Tree,
};

/// How an entry comes to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is the unit's own, or stays undivided there.
    Own,
    /// Through a unit directly below, over this line; `managed` when managing links alone lead up.
    Child { unit: u32, line: Line, managed: bool },
}

/// A way of seeing the tree.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lens<'t> {
    pub(crate) tree: &'t Tree,
    /// The day whose tree replaces the tree of each entry's own day.
    pub(crate) restated: Option<NaiveDate>,
}

impl<'t> Lens<'t> {
    pub(crate) const fn new(tree: &'t Tree, restated: Option<NaiveDate>) -> Self {
        Self { tree, restated }
    }

    /// Where units are seen, once for all their entries.
    pub(crate) fn look(&self, unit: u32) -> Sight<'t> {
        let seen = match self.restated {
            Some(day) if self.tree.counts(unit) => Seen::From(restate::place(self.tree, unit, day), day),
            Some(day) => Seen::From(Place::Nowhere, day),
            None => Seen::OwnDays,
        };
        Sight { tree: self.tree, unit, seen }
    }
}

/// One unit as a lens shows it.
#[derive(Debug)]
pub(crate) struct Sight<'t> {
    tree: &'t Tree,
    unit: u32,
    seen: Seen,
}

#[derive(Debug)]
enum Seen {
    OwnDays,
    From(Place, NaiveDate),
}

impl<'t> Sight<'t> {
    /// How an entry of a day comes to a unit, if it does.
    pub(crate) fn way(&self, day: NaiveDate, to: u32) -> Option<Way> {
        if to == self.unit {
            return Some(Way::Own);
        }
        match &self.seen {
            Seen::OwnDays => way(self.tree.counting_lift(self.unit, day), self.unit, to),
            Seen::From(Place::Nowhere, _) => None,
            Seen::From(Place::AsOpened(opened), _) => way(self.tree.lift(self.unit, *opened), self.unit, to),
            Seen::From(Place::Among(units), day) => among(self.tree, units, *day, to),
        }
    }

    /// Whether an entry of a day comes to a unit.
    pub(crate) fn reaches(&self, day: NaiveDate, to: u32) -> bool {
        self.way(day, to).is_some()
    }

    /// Every unit in whose total an entry of a day is, its own unit among them.
    pub(crate) fn totals(&self, day: NaiveDate) -> Vec<u32> {
        let above = |lift: &Lift| lift.above.iter().map(|above| above.unit).collect::<Vec<_>>();
        let mut totals = match &self.seen {
            Seen::OwnDays => above(self.tree.counting_lift(self.unit, day)),
            Seen::From(Place::Nowhere, _) => Vec::new(),
            Seen::From(Place::AsOpened(opened), _) => above(self.tree.lift(self.unit, *opened)),
            Seen::From(Place::Among(units), day) => {
                let Some(first) = units.first() else { return vec![self.unit] };
                let mut all = above(self.tree.lift(*first, *day));
                all.push(*first);
                all.retain(|upper| among(self.tree, units, *day, *upper).is_some());
                all
            }
        };
        if !totals.contains(&self.unit) {
            totals.push(self.unit);
        }
        totals
    }

    /// Where a restating lens puts the unit.
    pub(crate) fn place(&self) -> Cow<'_, Place> {
        match &self.seen {
            Seen::OwnDays => Cow::Owned(Place::Among(vec![self.unit])),
            Seen::From(place, _) => Cow::Borrowed(place),
        }
    }
}

fn way(lift: &Lift, unit: u32, to: u32) -> Option<Way> {
    let above = lift.find(to)?;
    let child = if above.via == SELF { unit } else { above.via };
    Some(Way::Child { unit: child, line: above.line, managed: above.managed })
}

/// What stands for all of several units comes only where all of them do, and through a child only where they share it.
fn among(tree: &Tree, units: &[u32], day: NaiveDate, to: u32) -> Option<Way> {
    let mut shared: Option<Way> = None;
    for unit in units {
        let next = if *unit == to { Way::Own } else { way(tree.lift(*unit, day), *unit, to)? };
        shared = Some(match (shared, next) {
            (None, next) => next,
            (Some(Way::Child { unit, line, managed }), Way::Child { unit: other, managed: also, .. })
                if unit == other =>
            {
                Way::Child { unit, line, managed: managed && also }
            }
            _ => Way::Own,
        });
    }
    shared
}
