//! Counts made from the tree itself: every open unit of a kind is an entry of one on the period's last day.
//!
//! Not here: adding them up (`scan`).

use std::collections::BTreeMap;

use congdoan_model::{
    Period,
    figures::{Source, UnitCount},
    org::UnitKind,
};

use crate::{
    entry::{Entry, Standing},
    figure::{Ask, Branch, Own, Sheet, Tally},
    lens::{Lens, Sight, Way},
    tree::Tree,
};

/// The kind of unit a count is about.
const fn kind(count: UnitCount) -> UnitKind {
    match count {
        UnitCount::Coordinated | UnitCount::Grassroots => UnitKind::Grassroots,
        UnitCount::Upper => UnitKind::Upper,
    }
}

/// One entry for every unit of the kind that exists on the period's last day.
pub(crate) fn entries(tree: &Tree, count: UnitCount, period: Period) -> impl Iterator<Item = (u32, Vec<Entry>)> {
    let entry = Entry {
        value: 1,
        day: period.to(),
        standing: Standing::Counted,
        source: Source::Units,
        record: None,
        occurred_on: None,
    };
    tree.open_on(period.to()).filter(move |unit| unit.kind == kind(count)).map(move |unit| (unit.index, vec![entry]))
}

/// Whether a unit is led here by a coordinating line and not by managing lines alone.
pub(crate) fn is_coordinated(sight: &Sight<'_>, entry: &Entry, to: u32) -> bool {
    matches!(sight.way(entry.day, to), Some(Way::Child { managed: false, .. }))
}

/// The units coordinated, each a part of its own, whichever unit below the way leads through.
pub(crate) fn coordinated(lens: Lens<'_>, ask: Ask) -> Sheet {
    let mut sheet = Sheet::default();
    let kids = if ask.parts { lens.tree.kids(ask.unit) } else { &[] };
    let mut totals: BTreeMap<u32, Tally> = BTreeMap::new();
    for (unit, entries) in entries(lens.tree, UnitCount::Coordinated, ask.period) {
        let sight = lens.look(unit);
        for entry in &entries {
            if is_coordinated(&sight, entry, ask.unit) {
                sheet.total.add(entry);
                sheet.own.push(Own::new(unit, entry));
            }
            for kid in kids.iter().filter(|kid| is_coordinated(&sight, entry, **kid)) {
                totals.entry(*kid).or_default().add(entry);
            }
        }
    }
    // Nothing comes through the units below, but a ratio shows their own figures.
    sheet.branches = totals.into_iter().map(|(kid, total)| (kid, Branch::silent(total))).collect();
    sheet
}
