//! Members' rolls in, and who stands where.
//!
//! One roll changes what its unit, and the heirs it passes to, give every indicator that counts members. Totals already
//! found are corrected by the difference; only many rolls at once make them be found anew.
//!
//! Not here: where members stand (`seats`), what rolls give (`members`).

use std::borrow::Borrow;

use chrono::NaiveDate;
use congdoan_model::{Period, UnitId, members::Roll};

use super::Engine;
use crate::{
    cube::Change,
    entry::Entry,
    seats::{Rolls, Seat, path},
    tree::Tree,
};

/// Rolls and their changes.
impl Engine {
    /// Puts the members' roll of a unit in the place of the former one.
    pub fn set_roll(&mut self, roll: impl Borrow<Roll>) {
        let roll = roll.borrow();
        self.correct(roll.unit, |rolls, tree| rolls.set(tree, roll));
        self.version += 1;
    }

    /// Takes in the rolls of many units, each in the place of the former one; much quicker than one by one.
    pub fn load_rolls(&mut self, rolls: impl IntoIterator<Item = impl Borrow<Roll>>) {
        for roll in rolls {
            self.rolls.set(&self.tree, roll.borrow());
        }
        self.counting_members().into_iter().for_each(|indicator| {
            self.turnouts.forget(indicator);
            self.passes.forget(indicator);
        });
        self.crowd_anew();
        self.version += 1;
    }

    /// Takes the roll of a unit away, so that its base rows count again; says whether there was one.
    pub fn drop_roll(&mut self, unit: UnitId) -> bool {
        let was_there = self.correct(unit, |rolls, tree| rolls.drop(tree, unit));
        self.version += 1;
        was_there
    }

    /// How many members known by name stand in a unit itself on a day, those it inherited among them and units below not,
    /// whether or not their rolls count in figures yet. Units nobody knows have none.
    #[must_use]
    pub fn standing(&self, unit: UnitId, day: NaiveDate) -> u64 {
        let seat = self.tree.index_of(unit).and_then(|unit| self.rolls.at(unit));
        seat.map_or(0, |seat| seat.standing(day))
    }

    /// How many members known by name stand in a unit and in all units below on a day, over both lines, each once, whether
    /// or not their rolls count in figures yet.
    #[must_use]
    pub fn standing_below(&self, unit: UnitId, day: NaiveDate) -> u64 {
        let Some(to) = self.tree.index_of(unit) else { return 0 };
        let comes = |unit| unit == to || self.tree.counting_lift(unit, day).find(to).is_some();
        self.rolls.seats().filter(|(unit, _)| comes(*unit)).map(|(_, seat)| seat.standing(day)).sum()
    }

    /// The indicators that count members.
    fn counting_members(&self) -> Vec<u32> {
        let indicators = (0..).zip(self.catalogue.indicators());
        indicators.filter(|(_, indicator)| indicator.members.is_some()).map(|(at, _)| at).collect()
    }

    /// Changes the roll of one unit and brings the totals found after it.
    fn correct<T>(&mut self, unit: UnitId, change: impl FnOnce(&mut Rolls, &Tree) -> T) -> T {
        let home = self.tree.index_of(unit);
        let hops = home.map(|home| path(&self.tree, home)).unwrap_or_default();
        let seats: Vec<u32> = hops.into_iter().map(|hop| hop.unit).collect();
        let passes = self.passes.keys();
        let before = self.giving(&passes, &seats);
        self.recount_seats(&seats, false);
        let outcome = change(&mut self.rolls, &self.tree);
        self.recount_seats(&seats, true);
        let after = self.giving(&passes, &seats);
        if before.answered != after.answered {
            self.counting_members().into_iter().for_each(|indicator| self.turnouts.forget(indicator));
        }
        let tree = &self.tree;
        for (pass, (taken, added)) in passes.iter().zip(before.entries.iter().zip(&after.entries)) {
            self.passes.amend(*pass, |kept| {
                for (seat, (taken, added)) in seats.iter().zip(taken.iter().zip(added)) {
                    kept.change(tree, *seat, taken, Change::Take);
                    kept.change(tree, *seat, added, Change::Add);
                }
            });
        }
        outcome
    }

    /// What some units give to passes made.
    fn giving(&self, passes: &[(u32, Period)], seats: &[u32]) -> Giving {
        let entries = |(index, period): &(u32, Period)| {
            let rule = self.catalogue.at(*index).and_then(|known| self.rule(known));
            let given = |seat: &u32| rule.map(|rule| self.given(*index, *seat, rule, *period)).unwrap_or_default();
            seats.iter().map(given).collect()
        };
        Giving {
            entries: passes.iter().map(entries).collect(),
            answered: seats.iter().map(|seat| self.rolls.at(*seat).and_then(Seat::answered_from)).collect(),
        }
    }
}

/// What some units give, by pass and unit, and since when rolls answer for each.
struct Giving {
    entries: Vec<Vec<Vec<Entry>>>,
    answered: Vec<Option<NaiveDate>>,
}
