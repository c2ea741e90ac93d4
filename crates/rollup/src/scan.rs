//! Totals from one pass over an indicator's entries: stocks, largest months, ranges off month edges, restatements.
//!
//! Not here: whole months of flows, which are kept (`cube`); subjects told apart over a subtree (`distinct`).

use std::collections::BTreeMap;

use crate::{
    entry::Entry,
    figure::{Ask, Branch, Own, Sheet, Tally},
    lens::{Lens, Way},
};

/// Adds up every entry that comes to the unit asked for; with parts, also the figures of the units directly below.
pub(crate) fn scan(lens: Lens<'_>, ask: Ask, entries: impl Iterator<Item = (u32, Vec<Entry>)>) -> Sheet {
    let mut sheet = Sheet::default();
    let kids = if ask.parts { lens.tree.kids(ask.unit) } else { &[] };
    let mut totals: BTreeMap<u32, Tally> = BTreeMap::new();
    for (unit, entries) in entries {
        let sight = lens.look(unit);
        for entry in &entries {
            if let Some(way) = sight.way(entry.day, ask.unit) {
                sheet.total.add(entry);
                match way {
                    Way::Own => sheet.own.push(Own::new(unit, entry)),
                    Way::Child { unit, line, managed } => {
                        sheet.branches.entry(unit).or_default().add(line, entry.value);
                        if !managed {
                            sheet.coordinated = sheet.coordinated.wrapping_add(entry.value);
                        }
                    }
                }
            }
            if !kids.is_empty() {
                for total in sight.totals(entry.day) {
                    if kids.binary_search(&total).is_ok() {
                        totals.entry(total).or_default().add(entry);
                    }
                }
            }
        }
    }
    for (kid, total) in totals {
        sheet.branches.entry(kid).or_insert_with(Branch::default).total = total.shown();
    }
    sheet
}
