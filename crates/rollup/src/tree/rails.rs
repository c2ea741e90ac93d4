//! Rails: the places in kept totals to which something of a unit and a day is added, numbered for the whole tree.
//!
//! A rail is the total of a unit with something below, what comes to it by coordination alone, or what strays between a
//! child and one of its parents (`Stray`). Units that share a lift share their rails, so a total is brought up by adding
//! to a handful of numbered places, whatever the shape of the tree. The first rails are those of totals, in the order of
//! the upper units' places.
//!
//! Not here: what stands on the rails (`cube`).

use std::collections::HashMap;

use chrono::NaiveDate;

use super::{Home, Stray, Tree};
use crate::lift::Lift;

/// The rails of a tree.
#[derive(Debug, Default)]
pub(super) struct Rails {
    of_lift: Vec<Box<[u32]>>,
    coordinated: HashMap<u32, u32>,
    strays: HashMap<Stray, u32>,
    count: u32,
}

impl Rails {
    /// The rail of something, a new one if it is new.
    fn number<K: std::hash::Hash + Eq>(known: &mut HashMap<K, u32>, count: &mut u32, key: K) -> u32 {
        *known.entry(key).or_insert_with(|| {
            *count += 1;
            *count - 1
        })
    }

    fn lay(&mut self, lift: &Lift, strays: Vec<Stray>, upper: impl Fn(u32) -> Option<u32>) {
        let mut rails: Vec<u32> = lift.above.iter().filter_map(|above| upper(above.unit)).collect();
        for above in lift.above.iter().filter(|above| !above.managed) {
            rails.push(Self::number(&mut self.coordinated, &mut self.count, above.unit));
        }
        for stray in strays {
            rails.push(Self::number(&mut self.strays, &mut self.count, stray));
        }
        self.of_lift.push(rails.into());
    }
}

impl Tree {
    /// Lays rails for every lift that has none yet.
    pub(super) fn lay_rails(&mut self) {
        let mut rails = std::mem::take(&mut self.rails);
        rails.count = rails.count.max(self.uppers);
        for lift in self.lifts.get(rails.of_lift.len()..).unwrap_or_default() {
            rails.lay(lift, self.strays_of(lift), |unit| self.upper(unit));
        }
        self.rails = rails;
    }

    /// How many rails there are.
    pub(crate) const fn rail_count(&self) -> usize {
        self.rails.count as usize
    }

    /// The rails on which something of a unit and a day counts; none for kinds that never count.
    pub(crate) fn rails(&self, unit: u32, day: NaiveDate) -> &[u32] {
        self.rails_of(self.counting_lift_number(unit, day))
    }

    /// The rails of a lift, by its number.
    pub(crate) fn rails_of(&self, lift: u32) -> &[u32] {
        self.rails.of_lift.get(lift as usize).map_or(&[], |rails| rails)
    }

    /// How many lifts there are.
    pub(crate) const fn lift_count(&self) -> usize {
        self.lifts.len()
    }

    /// The rail of what comes to a unit by coordination alone, if anything ever can.
    pub(crate) fn coordinated_rail(&self, unit: u32) -> Option<u32> {
        self.rails.coordinated.get(&unit).copied()
    }

    /// The rail of what strays between a child and a parent, if anything ever can.
    pub(crate) fn stray_rail(&self, home: Home, child: u32, coordinated: bool) -> Option<u32> {
        self.rails.strays.get(&Stray { parent: home.parent, child, coordinated }).copied()
    }
}
