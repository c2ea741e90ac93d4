//! Hanging a unit under another manager without weaving the whole tree again.
//!
//! Not here: units with something below, whose ways up are those of many (`lift::weave`).

use chrono::NaiveDate;
use congdoan_model::org::Line;

use super::{Outside, Tree, TreeError, ways::homes};
use crate::lift::{Edge, Lift, Span};

/// How many lifts are remembered: a reorganisation moves many units from few parents to few others.
const CLIMBED: usize = 32;

/// The lift of whoever hangs under some parents on a day. It holds for as long as the tree does: units with something below never
/// move here, so no parent's own lift changes.
#[derive(Debug)]
pub(super) struct Climbed {
    parents: Vec<(Line, u32)>,
    day: NaiveDate,
    lift: u32,
}

impl Tree {
    /// Reads a little of what hanging a unit looks at, so that memory brings it for many units at once; what comes of it means
    /// nothing.
    pub(crate) fn touch(&self, unit: u32) -> u32 {
        let Some(node) = self.node(unit) else { return 0 };
        let (span, edge) = (node.spans.first().map_or(0, |span| span.lift), node.edges.first());
        span ^ edge.map_or(0, |edge| edge.parent)
            ^ node.homes.first().map_or(0, |home| home.parent)
            ^ node.unit.kind as u32
    }

    /// Hangs a unit with nothing below under another manager from a day on, for as long as the former link was to last and no
    /// link that begins later holds: links to one manager may overlap, and the last of those that held need not end first.
    pub(crate) fn hang(&mut self, unit: u32, parent: u32, on: NaiveDate) -> Result<(), TreeError> {
        let name = |index: u32| self.code(index);
        let may_hang = self.kids(unit).is_empty() && self.upper(parent).is_some() && unit != parent;
        if !may_hang {
            return Err(TreeError::NoLeaf { unit: name(unit), parent: name(parent) });
        }
        let lasts = [unit, parent].map(|index| {
            self.at(index).map_or((NaiveDate::MAX, NaiveDate::MIN), |unit| {
                (unit.opened_on, unit.closed_on.unwrap_or(NaiveDate::MAX))
            })
        });
        let Some(node) = self.nodes.get_mut(unit as usize) else { return Ok(()) };
        let managing = |edge: &Edge| edge.line == Line::Managing;
        let next = node.edges.iter().filter(|edge| managing(edge) && edge.from > on).map(|edge| edge.from).min();
        let mut lasted = None;
        for edge in node.edges.iter_mut().filter(|edge| managing(edge) && edge.holds(on)) {
            lasted = lasted.max(Some(edge.until));
            edge.until = on;
        }
        let until = lasted.unwrap_or(NaiveDate::MAX).min(next.unwrap_or(NaiveDate::MAX));
        node.edges.retain(|edge| edge.from < edge.until);
        let (from, until) = lasts.iter().fold((on, until), |(from, until), last| (from.max(last.0), until.min(last.1)));
        if from < until {
            node.edges.push(Edge { parent, line: Line::Managing, from, until });
        }
        node.homes = homes(&node.edges);
        let former: Vec<u32> = node.homes.iter().map(|home| home.parent).collect();
        for parent in former {
            if let Some(node) = self.nodes.get_mut(parent as usize)
                && let Err(at) = node.kids.binary_search(&unit)
            {
                node.kids.insert(at, unit);
            }
        }
        self.span_anew(unit, on);
        self.lay_rails();
        self.outside = Outside::default();
        Ok(())
    }

    /// Works out a unit's spans from a day on anew.
    fn span_anew(&mut self, unit: u32, on: NaiveDate) {
        let Some(node) = self.nodes.get(unit as usize) else { return };
        let mut turns: Vec<NaiveDate> = vec![on];
        for edge in &node.edges {
            turns.extend([edge.from, edge.until]);
            turns.extend(self.node(edge.parent).into_iter().flat_map(|node| node.spans.iter().map(|span| span.from)));
        }
        turns.retain(|turn| *turn >= on && *turn < NaiveDate::MAX);
        turns.sort_unstable();
        turns.dedup();
        if let Some(node) = self.nodes.get_mut(unit as usize) {
            node.spans.retain(|span| span.from < on);
        }
        for day in turns {
            let lift = self.climb(unit, day);
            if let Some(node) = self.nodes.get_mut(unit as usize)
                && node.spans.last().is_none_or(|last| last.lift != lift)
            {
                node.spans.push(Span { from: day, lift });
            }
        }
    }

    /// The number of the lift of a unit on a day, from its parents' lifts.
    fn climb(&mut self, unit: u32, day: NaiveDate) -> u32 {
        let edges = self.node(unit).map_or(&[][..], |node| &node.edges);
        let mut parents: Vec<(Line, u32)> =
            edges.iter().filter(|edge| edge.holds(day)).map(|edge| (edge.line, edge.parent)).collect();
        parents.sort_unstable();
        parents.dedup();
        if let Some(known) = self.climbed.iter().rev().find(|known| known.day == day && known.parents == parents) {
            return known.lift;
        }
        let mut above = Vec::new();
        for (line, parent) in &parents {
            crate::lift::climb(&mut above, *parent, *line, self.lift(*parent, day));
        }
        above.sort_unstable_by_key(|above| above.unit);
        let lift = self.keep(Lift { above });
        if self.climbed.len() >= CLIMBED {
            self.climbed.clear();
        }
        self.climbed.push(Climbed { parents, day, lift });
        lift
    }

    /// The number of a lift, a new one if it is new.
    fn keep(&mut self, lift: Lift) -> u32 {
        if let Some(number) = self.known.get(&lift) {
            return *number;
        }
        let number = u32::try_from(self.lifts.len()).unwrap_or(u32::MAX);
        self.lifts.push(lift.clone());
        self.known.insert(lift, number);
        number
    }
}
