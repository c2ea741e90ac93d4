//! What does not stand below a unit near the top: nearly nothing, so that lists need not walk the whole tree to name the rest.
//!
//! Not here: lists.

use std::sync::Arc;

use congdoan_model::{Period, UnitId};

use super::{Node, Tree, UnitRef};
use crate::memo::Memo;

/// How many units may stand elsewhere for them to be worth naming.
const FEW: usize = 64;

/// What was found, by unit and period: over all links, and over managing links alone.
#[derive(Debug, Default)]
pub(super) struct Outside {
    all: Memo<Option<Vec<UnitId>>>,
    managing: Memo<Option<Vec<UnitId>>>,
}

impl Tree {
    /// The units that existed in a period without standing below a unit on any day of it, over both lines or over managing links
    /// alone; nothing where they are more than a few, or the unit has others above it. Found once, then remembered.
    #[must_use]
    pub fn outside(&self, unit: UnitRef<'_>, period: Period, managing: bool) -> Arc<Option<Vec<UnitId>>> {
        if !self.lift(unit.index, period.to()).above.is_empty() {
            return Arc::default();
        }
        let memo = if managing { &self.outside.managing } else { &self.outside.all };
        memo.get(unit.index, period, || self.find_outside(unit.index, period, managing))
    }

    fn find_outside(&self, top: u32, period: Period, managing: bool) -> Option<Vec<UnitId>> {
        let stands_below = |lift: u32| {
            let above = self.lifts.get(lift as usize).and_then(|lift| lift.find(top));
            above.is_some_and(|above| above.managed || !managing)
        };
        let known: Vec<bool> = (0..).take(self.lifts.len()).map(stands_below).collect();
        let is_known = |lift: u32| known.get(lift as usize).copied().unwrap_or(false);
        let mut outside = Vec::new();
        for (index, node) in (0..).zip(&self.nodes) {
            if index == top || !existed(node, period) || lifts(node, period).any(is_known) {
                continue;
            }
            outside.push(node.unit.id);
            if outside.len() > FEW {
                return None;
            }
        }
        Some(outside)
    }
}

/// Whether a unit existed on a day of a period.
fn existed(node: &Node, period: Period) -> bool {
    node.unit.opened_on <= period.to() && node.unit.closed_on.is_none_or(|closed| closed > period.from())
}

/// The lifts a unit had on days of a period.
fn lifts(node: &Node, period: Period) -> impl Iterator<Item = u32> {
    let first = node.spans.partition_point(|span| span.from <= period.from()).saturating_sub(1);
    let spans = node.spans.iter().skip(first);
    spans.take_while(move |span| span.from <= period.to()).map(|span| span.lift)
}
