//! Where a unit of one day stands on the tree of another, and the bridge between the two views.
//!
//! Not here: adding up either view (`scan`).

use chrono::NaiveDate;
use congdoan_model::figures::{BridgeStep, Cause};

use crate::{
    entry::Entry,
    lens::{Lens, Sight},
    tree::Tree,
};

/// Where what a unit did is shown on the tree of another day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// At these units together: the unit itself, the one that carries on for it, or, undivided where all meet, several.
    Among(Vec<u32>),
    /// Under the parents it had when it opened: it does not exist yet, and nobody did its work before.
    AsOpened(NaiveDate),
    /// Nowhere: it ended and nobody carries on.
    Nowhere,
}

/// Where a unit is shown on the tree of a day.
pub(crate) fn place(tree: &Tree, unit: u32, day: NaiveDate) -> Place {
    let Some(own) = tree.at(unit) else { return Place::Nowhere };
    if own.is_open(day) {
        return Place::Among(vec![unit]);
    }
    if day < own.opened_on {
        return before(tree, unit, day).map_or(Place::AsOpened(own.opened_on), |other| Place::Among(vec![other]));
    }
    let standing = carrying_on(tree, unit, day);
    if standing.is_empty() { Place::Nowhere } else { Place::Among(standing) }
}

/// The units open on a day that carry on the work of a closed one, by code; successors that closed in their turn are
/// followed.
fn carrying_on(tree: &Tree, unit: u32, day: NaiveDate) -> Vec<u32> {
    let (mut pending, mut seen, mut found) = (vec![unit], vec![unit], Vec::new());
    while let Some(current) = pending.pop() {
        for (successor, on) in tree.successors(current) {
            if *on > day || seen.contains(successor) {
                continue;
            }
            seen.push(*successor);
            match tree.at(*successor) {
                Some(unit) if unit.is_open(day) => found.push(*successor),
                Some(unit) if unit.opened_on <= day => pending.push(*successor),
                _ => {}
            }
        }
    }
    found.sort_unstable();
    found
}

/// The one unit open on a day whose work a later unit carried on, if there is exactly one at each step back.
fn before(tree: &Tree, unit: u32, day: NaiveDate) -> Option<u32> {
    let (mut current, mut seen) = (unit, vec![unit]);
    loop {
        let mut predecessors = tree.predecessors(current).to_vec();
        predecessors.sort_unstable();
        predecessors.dedup();
        let [only] = predecessors[..] else { return None };
        let found = tree.at(only)?;
        if found.is_open(day) {
            return Some(only);
        }
        if seen.contains(&only) || found.opened_on <= day {
            return None;
        }
        seen.push(only);
        current = only;
    }
}

/// Adds up, by cause, what separates the restated value from the value on the tree of the period.
#[derive(Debug, Default)]
pub(crate) struct Bridge {
    steps: Vec<BridgeStep>,
}

impl Bridge {
    /// Notes an amount counted in one view only.
    pub(crate) fn note(&mut self, cause: Cause, value: i64) {
        match self.steps.iter_mut().find(|step| step.cause == cause) {
            Some(step) => step.value = step.value.wrapping_add(value),
            None => self.steps.push(BridgeStep { cause, value }),
        }
    }

    /// Notes what an entry is in each view; nothing when both count it or neither does.
    pub(crate) fn compare(&mut self, entry: &Entry, plainly: bool, restated: bool, sight: &Sight<'_>, unit: u32) {
        if !entry.standing.is_counted() {
            return;
        }
        match (plainly, restated) {
            (false, true) => self.note(arrival(&sight.place(), unit), entry.value),
            (true, false) => self.note(departure(&sight.place(), unit), entry.value.wrapping_neg()),
            _ => {}
        }
    }

    /// The steps that are not nothing, by cause.
    pub(crate) fn steps(self) -> Vec<BridgeStep> {
        let mut steps = self.steps;
        steps.retain(|step| step.value != 0);
        steps.sort_unstable_by_key(|step| step.cause);
        steps
    }
}

/// Why something counts only on the other day's tree.
pub(crate) fn arrival(place: &Place, unit: u32) -> Cause {
    match place {
        Place::Among(units) if *units != [unit] => Cause::Merged,
        _ => Cause::MovedIn,
    }
}

/// Why something counts only on the tree of the period.
pub(crate) fn departure(place: &Place, unit: u32) -> Cause {
    match place {
        Place::Among(units) if *units != [unit] => Cause::Merged,
        Place::Nowhere => Cause::Ended,
        _ => Cause::MovedOut,
    }
}

/// The bridge at a unit over the entries of every unit.
pub(crate) fn bridge(
    tree: &Tree,
    day: NaiveDate,
    to: u32,
    entries: impl Iterator<Item = (u32, Vec<Entry>)>,
    counts: impl Fn(&Sight<'_>, &Entry) -> bool,
) -> Vec<BridgeStep> {
    let (plain, restating) = (Lens::new(tree, None), Lens::new(tree, Some(day)));
    let mut bridge = Bridge::default();
    for (unit, entries) in entries.filter(|(unit, _)| *unit != to) {
        let (before, after) = (plain.look(unit), restating.look(unit));
        for entry in &entries {
            bridge.compare(entry, counts(&before, entry), counts(&after, entry), &after, unit);
        }
    }
    bridge.steps()
}
