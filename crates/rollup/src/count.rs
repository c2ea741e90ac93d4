//! Counts made from the tree itself: every open unit of a kind is an entry of one on the period's last day.
//!
//! Not here: adding them up (`cube`, and `scan` on another day's tree).

use std::collections::BTreeMap;

use congdoan_model::{
    Period,
    figures::{Source, UnitCount},
    org::UnitKind,
};

use crate::{
    cube::Totals,
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

/// What a unit that is counted gives.
fn entry(period: Period) -> Entry {
    Entry {
        value: 1,
        day: period.to(),
        standing: Standing::Counted,
        source: Source::Units,
        record: None,
        occurred_on: None,
    }
}

/// One entry for every unit of the kind that exists on the period's last day.
pub(crate) fn entries(tree: &Tree, count: UnitCount, period: Period) -> impl Iterator<Item = (u32, Vec<Entry>)> {
    let counted = tree.open_on(period.to()).filter(move |unit| unit.kind == kind(count));
    counted.map(move |unit| (unit.index, vec![entry(period)]))
}

/// What one unit gives by itself.
pub(crate) fn given(tree: &Tree, unit: u32, count: UnitCount, period: Period) -> Vec<Entry> {
    let counted = tree.at(unit).filter(|unit| unit.kind == kind(count) && unit.is_open(period.to()));
    counted.map(|_| entry(period)).into_iter().collect()
}

/// Whether a unit is led here by a coordinating line and not by managing lines alone.
pub(crate) fn is_coordinated(sight: &Sight<'_>, entry: &Entry, to: u32) -> bool {
    matches!(sight.way(entry.day, to), Some(Way::Child { managed: false, .. }))
}

/// How many units are coordinated, without naming them; `totals` are those of the units there are.
pub(crate) fn how_many_coordinated(tree: &Tree, unit: u32, totals: &Totals<'_>) -> Tally {
    let value = totals.coordinated(tree, unit);
    Tally { value, rows: u32::try_from(value).unwrap_or(u32::MAX), flawed: 0 }
}

/// The units coordinated, each a part of its own, whichever unit below the way leads through. `totals`, where they are known,
/// are those of the units there are; on another day's tree the figures of the units directly below are found by looking.
pub(crate) fn coordinated(lens: Lens<'_>, ask: Ask, totals: Option<&Totals<'_>>) -> Sheet {
    let mut sheet = Sheet::default();
    let kids = if ask.parts { lens.tree.kids(ask.unit) } else { &[] };
    let looked_at = if totals.is_some() { &[] } else { kids };
    let mut below: BTreeMap<u32, Tally> = BTreeMap::new();
    for (unit, entries) in entries(lens.tree, UnitCount::Coordinated, ask.period) {
        let sight = lens.look(unit);
        for entry in &entries {
            if is_coordinated(&sight, entry, ask.unit) {
                sheet.total.add(entry);
                sheet.own.push(Own::new(unit, entry));
            }
            for kid in looked_at.iter().filter(|kid| is_coordinated(&sight, entry, **kid)) {
                below.entry(*kid).or_default().add(entry);
            }
        }
    }
    if let Some(totals) = totals {
        below.extend(kids.iter().map(|kid| (*kid, how_many_coordinated(lens.tree, *kid, totals))));
    }
    // Nothing comes through the units below, but a ratio shows their own figures.
    sheet.branches = below.into_iter().map(|(kid, total)| (kid, Branch::silent(total))).collect();
    sheet
}
