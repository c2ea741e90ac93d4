//! Subjects told apart over a whole subtree: a total is the number of different ones, and an overlap part makes the
//! parts add up (contract, meaning of a figure, 7). A year is then *not* the sum of its months.
//!
//! Numbers declared or adjusted without naming anybody are added as they are.
//!
//! Not here: subjects told apart per recording unit, which simply add (`entry`).

use std::collections::{BTreeMap, HashMap, HashSet};

use congdoan_model::{figures::BridgeStep, org::Line};

use crate::{
    column::{Base, Ledger},
    entry::{self, Entry, Rule, Subject},
    figure::{Ask, Branch, Own, Sheet, Tally},
    lens::{Lens, Way},
    restate::{self, Bridge},
    tree::Tree,
};

/// A tally whose value is a set of subjects and what was declared beside them.
#[derive(Debug, Default)]
struct Crowd<'a> {
    subjects: HashSet<Subject<'a>>,
    tally: Tally,
}

impl<'a> Crowd<'a> {
    fn add(&mut self, row: &'a Base, entry: &Entry) {
        let declared = match entry::subject(row) {
            Ok(subject) if entry.standing.is_counted() => {
                self.subjects.insert(subject);
                0
            }
            Err(value) if entry.standing.is_counted() => value,
            _ => 0,
        };
        self.tally.add(&Entry { value: declared, ..*entry });
    }

    fn tally(&self) -> Tally {
        let subjects = i64::try_from(self.subjects.len()).unwrap_or(i64::MAX);
        Tally { value: self.tally.value.wrapping_add(subjects), ..self.tally }
    }
}

/// The crowds that come through one unit directly below.
#[derive(Debug, Default)]
struct Stream<'a> {
    all: Crowd<'a>,
    managing: Crowd<'a>,
    coordinating: Crowd<'a>,
    total: Crowd<'a>,
}

/// Every row of an indicator that counts in a period, with its unit and its entry; values are left to the crowds.
fn rows<'l>(
    tree: &'l Tree,
    ledger: &'l Ledger,
    rule: Rule,
    ask: Ask,
) -> impl Iterator<Item = (u32, Vec<(&'l Base, Entry)>)> {
    ledger.iter().map(move |(unit, column)| {
        let open = tree.at(*unit).is_some_and(|unit| unit.is_open(ask.period.to()));
        (*unit, entry::entries_with_rows(column.within(ask.period), rule, ask.period, open))
    })
}

/// The different subjects of a unit and all units below.
pub(crate) fn sheet(lens: Lens<'_>, ledger: &Ledger, rule: Rule, ask: Ask) -> Sheet {
    let (mut whole, mut own) = (Crowd::default(), Vec::new());
    let mut streams: BTreeMap<u32, Stream<'_>> = BTreeMap::new();
    let kids = if ask.parts { lens.tree.kids(ask.unit) } else { &[] };
    for (unit, rows) in rows(lens.tree, ledger, rule, ask) {
        let sight = lens.look(unit);
        for (row, entry) in rows {
            match sight.way(entry.day, ask.unit) {
                Some(Way::Own) => {
                    whole.add(row, &entry);
                    own.push(Own::new(unit, &entry));
                }
                Some(Way::Child { unit, line, .. }) => {
                    whole.add(row, &entry);
                    let stream = streams.entry(unit).or_default();
                    stream.all.add(row, &entry);
                    let share = if line == Line::Managing { &mut stream.managing } else { &mut stream.coordinating };
                    share.add(row, &entry);
                }
                None => {}
            }
            if !kids.is_empty() {
                for total in sight.totals(entry.day).into_iter().filter(|unit| kids.binary_search(unit).is_ok()) {
                    streams.entry(total).or_default().total.add(row, &entry);
                }
            }
        }
    }
    let branch = |stream: &Stream<'_>| Branch {
        value: stream.all.tally().value,
        managing: stream.managing.tally().value,
        coordinating: stream.coordinating.tally().value,
        total: stream.total.tally().shown(),
    };
    let branches: BTreeMap<u32, Branch> = streams.iter().map(|(unit, stream)| (*unit, branch(stream))).collect();
    let total = whole.tally();
    let parts = own.iter().map(|own| own.value).chain(branches.values().map(|branch| branch.value));
    let overlap = parts.fold(total.value, i64::wrapping_sub);
    Sheet { total, own, branches, overlap, ..Sheet::default() }
}

/// How many different subjects there are at every unit with something below, itself among them, from one pass.
pub(crate) fn totals(tree: &Tree, ledger: &Ledger, rule: Rule, ask: Ask) -> HashMap<u32, Tally> {
    let mut crowds: HashMap<u32, Crowd<'_>> = HashMap::new();
    let lens = Lens::new(tree, None);
    for (unit, rows) in rows(tree, ledger, rule, ask) {
        let sight = lens.look(unit);
        for (row, entry) in rows {
            for total in sight.totals(entry.day).into_iter().filter(|total| tree.upper(*total).is_some()) {
                crowds.entry(total).or_default().add(row, &entry);
            }
        }
    }
    crowds.into_iter().map(|(unit, crowd)| (unit, crowd.tally())).collect()
}

/// The bridge of a restated count of different subjects: a subject of one view only has the cause of its first row there.
pub(crate) fn bridge(tree: &Tree, ledger: &Ledger, rule: Rule, ask: Ask, restating: Lens<'_>) -> Vec<BridgeStep> {
    let plain = Lens::new(tree, None);
    let (mut bridge, mut before, mut after) = (Bridge::default(), HashSet::new(), HashSet::new());
    let mut counted: Vec<(&Base, u32, bool, bool)> = Vec::new();
    for (unit, rows) in rows(tree, ledger, rule, ask) {
        let (seen, shown) = (plain.look(unit), restating.look(unit));
        for (row, entry) in rows.into_iter().filter(|(_, entry)| entry.standing.is_counted()) {
            counted.push((row, unit, seen.reaches(entry.day, ask.unit), shown.reaches(entry.day, ask.unit)));
        }
    }
    counted.sort_unstable_by_key(|(row, unit, ..)| (row.counted_on, row.id, *unit));
    for (row, _, plainly, restated) in &counted {
        if let Ok(subject) = entry::subject(row) {
            _ = *plainly && before.insert(subject);
            _ = *restated && after.insert(subject);
        }
    }
    let mut told = HashSet::new();
    for (row, unit, plainly, restated) in counted {
        let sight = restating.look(unit);
        let (only_before, only_after, value) = match entry::subject(row) {
            Ok(subject) => {
                let (left, came) = (!after.contains(&subject), !before.contains(&subject));
                let first = (plainly && left || restated && came) && told.insert(subject);
                (first && plainly && left, first && restated && came, 1)
            }
            Err(value) => (plainly && !restated, restated && !plainly, value),
        };
        if only_before {
            bridge.note(restate::departure(&sight.place(), unit), value.wrapping_neg());
        } else if only_after {
            bridge.note(restate::arrival(&sight.place(), unit), value);
        }
    }
    bridge.steps()
}
