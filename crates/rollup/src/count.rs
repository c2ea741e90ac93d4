//! Counts made from the tree itself: every open unit of a kind is an entry of one on the period's last day, every unit
//! founded or ended in the period one on the day it was.
//!
//! Not here: adding them up (`cube`, and `scan` on another day's tree).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    Period,
    figures::{CountedUnits, Source, UnitCount, UnitEvent},
    org::{Unit, UnitKind},
    period::day_before,
};

use crate::{
    cube::Totals,
    entry::{Entry, Standing},
    figure::{Ask, Branch, Own, Sheet, Tally},
    lens::{Lens, Sight, Way},
    tree::Tree,
};

/// The period that decides a count: of units as they stand, the last day alone.
pub(crate) fn deciding(count: &UnitCount, period: Period) -> Period {
    match count.event {
        UnitEvent::Standing => Period::day(period.to()),
        UnitEvent::Founded | UnitEvent::Ended => period,
    }
}

/// What one unit gives to a count, if it is counted.
fn entry(unit: &Unit, count: &UnitCount, period: Period) -> Option<Entry> {
    let kind = match count.of {
        CountedUnits::Coordinated | CountedUnits::Grassroots => UnitKind::Grassroots,
        CountedUnits::Upper => UnitKind::Upper,
    };
    let is_counted = unit.kind == kind && (count.forms.is_empty() || count.forms.contains(&unit.form));
    // A unit that ended the day it began never was.
    let lived = unit.closed_on.is_none_or(|closed_on| unit.opened_on < closed_on);
    let within = |day: &NaiveDate| lived && period.contains(*day);
    let (day, occurred_on) = match count.event {
        UnitEvent::Standing => unit.is_open(period.to()).then_some((period.to(), None)),
        UnitEvent::Founded => Some(unit.opened_on).filter(within).map(|day| (day, Some(day))),
        UnitEvent::Ended => unit.closed_on.filter(within).map(|day| (day_before(day), Some(day))),
    }
    .filter(|_| is_counted)?;
    let (standing, source) = (Standing::Counted, Source::Units);
    Some(Entry { value: 1, day, standing, source, record: None, occurred_on })
}

/// One entry for every unit counted.
pub(crate) fn entries(tree: &Tree, count: &UnitCount, period: Period) -> impl Iterator<Item = (u32, Vec<Entry>)> {
    tree.units().filter_map(move |unit| Some((unit.index, vec![entry(&unit, count, period)?])))
}

/// What one unit gives by itself.
pub(crate) fn given(tree: &Tree, unit: u32, count: &UnitCount, period: Period) -> Vec<Entry> {
    tree.at(unit).and_then(|unit| entry(&unit, count, period)).into_iter().collect()
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
pub(crate) fn coordinated(lens: Lens<'_>, count: &UnitCount, ask: Ask, totals: Option<&Totals<'_>>) -> Sheet {
    let mut sheet = Sheet::default();
    let kids = if ask.parts { lens.tree.kids(ask.unit) } else { &[] };
    let looked_at = if totals.is_some() { &[] } else { kids };
    let mut below: BTreeMap<u32, Tally> = BTreeMap::new();
    for (unit, entries) in entries(lens.tree, count, ask.period) {
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
