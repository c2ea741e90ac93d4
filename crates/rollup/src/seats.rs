//! Seats: in which unit the members of a roll stand on each day, and from which day a unit is answered by rolls.
//!
//! A member stands in the unit whose roll names it while that unit exists, and from its closing day in its heir; where
//! nobody is heir, or the heir does not exist that day, the membership ended with the unit. So each roll goes along a
//! path of hops through the tree, the same for all its memberships: a reorganisation touches no membership.
//!
//! A unit with a roll of its own is answered by rolls from the day that roll counts. A unit without one that inherits is
//! answered by rolls from the first day on which an inherited roll counts there.
//!
//! Not here: what is counted at a seat (`members`), the memberships (`roll`).

use std::{collections::HashMap, ops::Range, sync::Arc};

use chrono::NaiveDate;
use congdoan_model::{UnitId, members::Roll};

use crate::{roll::Held, tree::Tree};

/// A stretch of days a roll spends in one unit; `until` is the first day no more, or the end of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hop {
    pub(crate) unit: u32,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
}

impl Hop {
    pub(crate) fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }
}

/// The units in which the members on a unit's roll stand, one after another. Empty for a unit that never existed for a
/// day.
pub(crate) fn path(tree: &Tree, unit: u32) -> Vec<Hop> {
    let hop = |unit: u32, from: NaiveDate| {
        let until = tree.at(unit)?.closed_on.unwrap_or(NaiveDate::MAX);
        (from < until).then_some(Hop { unit, from, until })
    };
    let mut hops: Vec<Hop> = tree.at(unit).and_then(|own| hop(unit, own.opened_on)).into_iter().collect();
    while let Some(last) = hops.last().filter(|last| last.until < NaiveDate::MAX) {
        let Some(next) = inheriting(tree, last.unit, last.until).and_then(|heir| hop(heir, last.until)) else { break };
        hops.push(next);
    }
    hops
}

/// The unit that has the members of a closed one on the day they are handed over: its heir, or, where that closed too by
/// then, the heir of the heir. None where the way ends at nobody, at a unit not yet open, or in a circle.
fn inheriting(tree: &Tree, unit: u32, on: NaiveDate) -> Option<u32> {
    let (mut current, mut seen) = (unit, vec![unit]);
    loop {
        current = tree.heir(current).filter(|heir| !seen.contains(heir))?;
        let heir = tree.at(current)?;
        if heir.is_open(on) {
            return Some(current);
        }
        if on < heir.opened_on {
            return None;
        }
        seen.push(current);
    }
}

/// A roll during its hop through a unit.
#[derive(Debug)]
pub(crate) struct Guest {
    pub(crate) roll: Arc<Held>,
    /// The unit whose roll it is.
    pub(crate) home: u32,
    pub(crate) hop: Hop,
    /// Whether it came here from a unit that ended.
    pub(crate) inherited: bool,
    /// Whether it goes on to an heir when this unit ends.
    pub(crate) goes_on: bool,
}

impl Guest {
    /// The first day the roll counts here.
    fn counts_from(&self) -> NaiveDate {
        self.hop.from.max(self.roll.counts_from)
    }
}

/// A unit in which members of rolls stand, or stood.
#[derive(Debug, Default)]
pub(crate) struct Seat {
    pub(crate) guests: Vec<Guest>,
}

impl Seat {
    /// The first day on which rolls answer for the unit instead of its base rows; none where they never do.
    pub(crate) fn answered_from(&self) -> Option<NaiveDate> {
        if let Some(own) = self.guests.iter().find(|guest| !guest.inherited) {
            return Some(own.roll.counts_from);
        }
        let inherited = self.guests.iter().filter(|guest| guest.counts_from() < guest.hop.until);
        inherited.map(Guest::counts_from).min()
    }

    /// How many known members stand here on a day, whether or not their rolls count yet.
    pub(crate) fn standing(&self, day: NaiveDate) -> u64 {
        let here = self.guests.iter().filter(|guest| guest.hop.holds(day));
        here.map(|guest| guest.roll.count(day) as u64).sum()
    }
}

/// Every roll, and the seats it gives on the tree known.
#[derive(Debug, Default)]
pub(crate) struct Rolls {
    /// By unit; a unit the tree does not know has no seats until a tree knows it.
    held: HashMap<UnitId, Arc<Held>>,
    /// By the number of the unit; one without guests is none.
    seats: Vec<Seat>,
}

impl Rolls {
    /// Puts a roll in the place of the former one of its unit.
    pub(crate) fn set(&mut self, tree: &Tree, roll: &Roll) {
        self.unseat(tree, roll.unit);
        let held = Arc::new(Held::new(roll));
        self.seat(tree, &held);
        self.held.insert(roll.unit, held);
    }

    /// Takes in rolls of units that have none yet; says whether every one was the only one of its unit.
    pub(crate) fn fill(&mut self, tree: &Tree, rolls: Vec<Arc<Held>>) -> bool {
        rolls.into_iter().all(|held| {
            self.seat(tree, &held);
            self.held.insert(held.unit, held).is_none()
        })
    }

    /// Every roll as it is now, whether or not the tree knows its unit.
    pub(crate) fn still(&self) -> Vec<Arc<Held>> {
        self.held.values().map(Arc::clone).collect()
    }

    /// Takes a unit's roll away; says whether there was one.
    pub(crate) fn drop(&mut self, tree: &Tree, unit: UnitId) -> bool {
        self.unseat(tree, unit);
        self.held.remove(&unit).is_some()
    }

    /// Finds the seats of all rolls on another tree.
    pub(crate) fn replant(&mut self, tree: &Tree) {
        self.seats.clear();
        for roll in &self.still() {
            self.seat(tree, roll);
        }
    }

    /// The seat of a unit, by its number.
    pub(crate) fn at(&self, unit: u32) -> Option<&Seat> {
        self.seats.get(unit as usize).filter(|seat| !seat.guests.is_empty())
    }

    /// Every seat, in the order of the units.
    pub(crate) fn seats(&self) -> impl Iterator<Item = (u32, &Seat)> {
        self.seats_of(0..self.seats.len())
    }

    /// The seats of the units with some numbers, in their order.
    pub(crate) fn seats_of(&self, units: Range<usize>) -> impl Iterator<Item = (u32, &Seat)> {
        let first = units.start.min(self.seats.len());
        let seats = self.seats.get(first..units.end.min(self.seats.len())).unwrap_or_default();
        let first = u32::try_from(first).unwrap_or(u32::MAX);
        (first..).zip(seats).filter(|(_, seat)| !seat.guests.is_empty())
    }

    fn seat(&mut self, tree: &Tree, roll: &Arc<Held>) {
        let Some(home) = tree.index_of(roll.unit) else { return };
        let hops = path(tree, home);
        for (at, hop) in hops.iter().enumerate() {
            let guest = Guest {
                roll: Arc::clone(roll),
                home,
                hop: *hop,
                inherited: hop.unit != home,
                goes_on: at + 1 < hops.len(),
            };
            let place = hop.unit as usize;
            if self.seats.len() <= place {
                self.seats.resize_with(place + 1, Seat::default);
            }
            if let Some(seat) = self.seats.get_mut(place) {
                seat.guests.push(guest);
            }
        }
    }

    fn unseat(&mut self, tree: &Tree, unit: UnitId) {
        let Some(home) = tree.index_of(unit) else { return };
        for hop in path(tree, home) {
            if let Some(seat) = self.seats.get_mut(hop.unit as usize) {
                seat.guests.retain(|guest| guest.home != home);
            }
        }
    }
}
