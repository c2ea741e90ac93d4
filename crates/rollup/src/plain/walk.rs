//! Walking the links of one day, one step at a time.
//!
//! Not here: rows and values.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    org::{Line, Link, Unit, UnitKind},
};

use crate::tree::Forest;

/// Units and links, laid out by id.
#[derive(Debug)]
pub(super) struct Walker<'a> {
    forest: &'a Forest,
    units: BTreeMap<UnitId, &'a Unit>,
    up: BTreeMap<UnitId, Vec<&'a Link>>,
    /// The days on which a unit or a link begins or ends, in order: between two of them nothing moves.
    turning: Vec<NaiveDate>,
}

/// How something comes to a unit: as its own, or through a unit directly below.
#[derive(Clone, Copy)]
pub(super) struct Arrival {
    pub(super) child: Option<(UnitId, Line)>,
    pub(super) managed: bool,
}

/// Where a unit stands on another day.
pub(super) enum Stand {
    At(Vec<UnitId>),
    AsOpened(NaiveDate),
    Gone,
}

impl<'a> Walker<'a> {
    pub(super) fn new(forest: &'a Forest) -> Self {
        let mut up: BTreeMap<UnitId, Vec<&Link>> = BTreeMap::new();
        for link in &forest.links {
            up.entry(link.child).or_default().push(link);
        }
        let units = forest.units.iter().flat_map(|unit| [Some(unit.opened_on), unit.closed_on]);
        let links = forest.links.iter().flat_map(|link| [Some(link.from), link.until]);
        let turning: BTreeSet<NaiveDate> = units.chain(links).flatten().collect();
        let turning = turning.into_iter().collect();
        Self { forest, units: forest.units.iter().map(|unit| (unit.id, unit)).collect(), up, turning }
    }

    /// The number of the stretch of days around a day in which nothing of the forest changes.
    pub(super) fn stretch(&self, day: NaiveDate) -> usize {
        self.turning.partition_point(|turning| *turning <= day)
    }

    pub(super) fn units(&self) -> impl Iterator<Item = &'a Unit> {
        let mut units: Vec<&Unit> = self.forest.units.iter().collect();
        units.sort_by_key(|unit| &unit.code);
        units.into_iter()
    }

    pub(super) fn unit(&self, id: UnitId) -> Option<&'a Unit> {
        self.units.get(&id).copied()
    }

    pub(super) fn by_code(&self, code: &str) -> Option<&'a Unit> {
        self.forest.units.iter().find(|unit| unit.code.as_str() == code)
    }

    pub(super) fn code(&self, id: UnitId) -> &'a str {
        self.unit(id).map_or("", |unit| unit.code.as_str())
    }

    /// Every unit that hung under this one on any day.
    pub(super) fn hung(&self, parent: UnitId) -> Vec<UnitId> {
        self.forest.links.iter().filter(|link| link.parent == parent).map(|link| link.child).collect()
    }

    fn is_open(&self, id: UnitId, day: NaiveDate) -> bool {
        self.unit(id).is_some_and(|unit| unit.is_open(day))
    }

    /// The parents of a day: the managing one first, then the others by code.
    fn parents(&self, unit: UnitId, day: NaiveDate) -> Vec<(UnitId, Line)> {
        let both = |link: &Link| self.is_open(link.child, day) && self.is_open(link.parent, day);
        let links = self.up.get(&unit).into_iter().flatten();
        let mut parents: Vec<(UnitId, Line)> =
            links.filter(|link| link.holds(day) && both(link)).map(|link| (link.parent, link.line)).collect();
        parents.sort_by_key(|(parent, line)| (*line, self.code(*parent)));
        parents
    }

    /// Every unit above on a day.
    fn above(&self, unit: UnitId, day: NaiveDate) -> BTreeSet<UnitId> {
        let (mut above, mut pending) = (BTreeSet::new(), vec![unit]);
        while let Some(current) = pending.pop() {
            for (parent, _) in self.parents(current, day) {
                if above.insert(parent) {
                    pending.push(parent);
                }
            }
        }
        above
    }

    /// Whether managing links alone lead from a unit up to another.
    fn is_managed(&self, unit: UnitId, to: UnitId, day: NaiveDate) -> bool {
        let managing = |unit| self.parents(unit, day).into_iter().find(|(_, line)| *line == Line::Managing);
        let mut current = unit;
        while let Some((parent, _)) = managing(current) {
            if parent == to {
                return true;
            }
            current = parent;
        }
        false
    }

    /// The way from a unit up to another on a day, whatever the kinds.
    fn route(&self, from: UnitId, to: UnitId, day: NaiveDate) -> Option<Arrival> {
        let mut current = from;
        loop {
            let parents = self.parents(current, day);
            let leads = |(parent, _): &&(UnitId, Line)| *parent == to || self.above(*parent, day).contains(&to);
            let (next, line) = *parents.iter().find(leads)?;
            if next == to {
                return Some(Arrival { child: Some((current, line)), managed: self.is_managed(from, to, day) });
            }
            current = next;
        }
    }

    fn never_counts(&self, unit: UnitId) -> bool {
        self.unit(unit).is_none_or(|unit| matches!(unit.kind, UnitKind::Party | UnitKind::Outside))
    }

    /// Every unit in whose total something a unit did on a day is, itself among them.
    pub(super) fn counting(&self, from: UnitId, day: NaiveDate) -> BTreeSet<UnitId> {
        let mut units = if self.never_counts(from) { BTreeSet::new() } else { self.above(from, day) };
        units.insert(from);
        units
    }

    /// How something a unit did on a day comes to a unit on the tree of that day.
    pub(super) fn arrival(&self, from: UnitId, to: UnitId, day: NaiveDate) -> Option<Arrival> {
        if from == to {
            return Some(Arrival { child: None, managed: false });
        }
        if self.never_counts(from) { None } else { self.route(from, to, day) }
    }

    /// How something a unit ever did comes to a unit on the tree of another day.
    pub(super) fn arrival_restated(&self, from: UnitId, to: UnitId, day: NaiveDate) -> Option<Arrival> {
        let here = Arrival { child: None, managed: false };
        if from == to {
            return Some(here);
        }
        if self.never_counts(from) {
            return None;
        }
        let units = match self.stand(from, day) {
            Stand::Gone => return None,
            Stand::AsOpened(opened) => return self.route(from, to, opened),
            Stand::At(units) => units,
        };
        let mut ways = Vec::new();
        for unit in units {
            ways.push(if unit == to { here } else { self.route(unit, to, day)? });
        }
        let first = *ways.first()?;
        let child = |way: &Arrival| way.child.map(|(child, _)| child);
        let shared = ways.iter().all(|way| child(way) == child(&first));
        let managed = ways.iter().all(|way| way.managed);
        Some(if shared { Arrival { managed, ..first } } else { here })
    }

    /// Where a unit stands on another day.
    pub(super) fn stand(&self, id: UnitId, day: NaiveDate) -> Stand {
        let Some(unit) = self.unit(id) else { return Stand::Gone };
        if unit.is_open(day) {
            return Stand::At(vec![id]);
        }
        if day < unit.opened_on {
            return self.before(id, day, 0).map_or(Stand::AsOpened(unit.opened_on), |other| Stand::At(vec![other]));
        }
        let mut found = BTreeSet::new();
        self.follow(id, day, &mut BTreeSet::from([id]), &mut found);
        if found.is_empty() {
            return Stand::Gone;
        }
        let mut found: Vec<UnitId> = found.into_iter().collect();
        found.sort_by_key(|id| self.code(*id));
        Stand::At(found)
    }

    fn follow(&self, id: UnitId, day: NaiveDate, seen: &mut BTreeSet<UnitId>, found: &mut BTreeSet<UnitId>) {
        for succession in self.forest.successions.iter().filter(|s| s.predecessor == id && s.on <= day) {
            let next = succession.successor;
            if !seen.insert(next) {
                continue;
            }
            if self.is_open(next, day) {
                found.insert(next);
            } else if self.unit(next).is_some_and(|unit| unit.opened_on <= day) {
                self.follow(next, day, seen, found);
            }
        }
    }

    fn before(&self, id: UnitId, day: NaiveDate, steps: usize) -> Option<UnitId> {
        let successions = self.forest.successions.iter();
        let predecessors: BTreeSet<UnitId> = successions.filter(|s| s.successor == id).map(|s| s.predecessor).collect();
        let only = *predecessors.first().filter(|_| predecessors.len() == 1)?;
        if self.is_open(only, day) {
            return Some(only);
        }
        let later = self.unit(only).is_some_and(|unit| day < unit.opened_on);
        if later && steps < self.units.len() { self.before(only, day, steps + 1) } else { None }
    }

    /// Where a member on a unit's roll stands on a day: in the unit while it exists, then in its heir.
    pub(super) fn seat(&self, id: UnitId, day: NaiveDate) -> Option<UnitId> {
        let own = self.unit(id)?;
        let ever_open = own.closed_on.is_none_or(|closed| own.opened_on < closed);
        if ever_open { self.seat_since(id, day, own.opened_on, 0) } else { None }
    }

    /// The same, for a member in need of a place since a day: an heir that opened later came too late.
    fn seat_since(&self, id: UnitId, day: NaiveDate, since: NaiveDate, steps: usize) -> Option<UnitId> {
        let unit = self.unit(id).filter(|unit| unit.opened_on <= since && unit.opened_on <= day)?;
        if unit.is_open(day) {
            return Some(id);
        }
        let closed = unit.closed_on.filter(|_| steps < self.units.len())?;
        let heir = self.heir(id, closed)?;
        self.seat_since(heir, day, closed.max(since), steps + 1)
    }

    fn heir(&self, id: UnitId, closed: NaiveDate) -> Option<UnitId> {
        let named = self.forest.successions.iter().filter(|s| s.heir && s.predecessor == id && s.on == closed);
        named.map(|s| s.successor).filter(|heir| *heir != id).min_by_key(|heir| self.code(*heir))
    }

    /// The days on which a unit, or one that members may pass to from it, begins or ends.
    pub(super) fn turns(&self, id: UnitId) -> BTreeSet<NaiveDate> {
        let (mut days, mut seen, mut next) = (BTreeSet::new(), BTreeSet::new(), Some(id));
        while let Some(unit) = next.filter(|id| seen.insert(*id)).and_then(|id| self.unit(id)) {
            days.extend([Some(unit.opened_on), unit.closed_on].into_iter().flatten());
            next = unit.closed_on.and_then(|closed| self.heir(unit.id, closed));
        }
        days
    }
}
