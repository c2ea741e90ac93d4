//! Lifts: for a unit and a stretch of days, every unit above it and the child through which it is counted there.
//!
//! A unit's ancestors change only when a link, an opening or a closing on its way up does. So each unit gets a row of
//! spans, each pointing to a lift, and equal lifts are kept once: all grassroots unions of one upper-level union share
//! theirs. A national tree of 125,000 units has a few thousand lifts.
//!
//! Not here: checking and naming units (`tree`), adding anything up.

use chrono::NaiveDate;
use congdoan_model::org::Line;

use crate::{hash::QuickMap, tree::TreeError};

/// Stands for the unit a lift is read for, since lifts are shared.
pub(crate) const SELF: u32 = u32::MAX;

/// Levels a tree may have. A federation has eight; the wall keeps a broken import from exhausting the stack.
const DEEPEST: u32 = 64;

/// One unit above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Above {
    /// The unit above.
    pub(crate) unit: u32,
    /// The unit directly below it through which the way leads, or [`SELF`].
    pub(crate) via: u32,
    /// The line of that last link.
    pub(crate) line: Line,
    /// Whether it can be reached over managing links alone.
    pub(crate) managed: bool,
}

/// Everything above a unit on a stretch of days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Lift {
    /// The units above, in their order.
    pub(crate) above: Vec<Above>,
}

impl Lift {
    /// How a unit above is reached, if it is above.
    pub(crate) fn find(&self, unit: u32) -> Option<&Above> {
        self.above.binary_search_by_key(&unit, |above| above.unit).ok().and_then(|at| self.above.get(at))
    }
}

/// A link with the days on which it truly holds: both units exist and the link lasts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) parent: u32,
    pub(crate) line: Line,
    pub(crate) from: NaiveDate,
    pub(crate) until: NaiveDate,
}

impl Edge {
    pub(crate) fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }
}

/// From a day on, a unit has this lift, until its next span.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) from: NaiveDate,
    pub(crate) lift: u32,
}

/// Lifts and, per unit, the spans that point to them.
pub(crate) struct Woven {
    pub(crate) lifts: Vec<Lift>,
    pub(crate) known: QuickMap<Lift, u32>,
    pub(crate) spans: Vec<Vec<Span>>,
}

/// Works out every lift of every unit on every day, and so finds any circle on any day.
///
/// # Errors
/// [`TreeError`] naming the unit (by its number in `edges`) and the day.
pub(crate) fn weave(edges: &[Vec<Edge>]) -> Result<Woven, Fault> {
    let mut loom = Loom {
        edges,
        lifts: vec![Lift::default()],
        known: QuickMap::from_iter([(Lift::default(), 0)]),
        cells: vec![Vec::new(); edges.len()],
        path: Vec::new(),
    };
    let mut spans = Vec::with_capacity(edges.len());
    for unit in (0..).take(edges.len()) {
        spans.push(loom.spans(unit)?);
    }
    Ok(Woven { lifts: loom.lifts, known: loom.known, spans })
}

/// What is wrong with the links, by numbers; [`Fault::named`] puts the names in.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    Cycle(u32, NaiveDate),
    TwoManagers(u32, NaiveDate),
    TooDeep(u32),
}

impl Fault {
    pub(crate) fn named(self, name: impl Fn(u32) -> String) -> TreeError {
        match self {
            Self::Cycle(unit, day) => TreeError::Cycle { unit: name(unit), day },
            Self::TwoManagers(unit, day) => TreeError::TwoManagers { unit: name(unit), day },
            Self::TooDeep(unit) => TreeError::TooDeep { unit: name(unit) },
        }
    }
}

/// A stretch of days on which a unit's ancestors do not change; `until` is the first day after.
#[derive(Clone, Copy)]
struct Cell {
    from: NaiveDate,
    until: NaiveDate,
    lift: u32,
    /// How many levels are above.
    level: u32,
}

/// A stretch of days on which a unit keeps its parents.
struct Stretch {
    from: NaiveDate,
    until: NaiveDate,
    parents: Vec<(u32, Line)>,
}

struct Loom<'a> {
    edges: &'a [Vec<Edge>],
    lifts: Vec<Lift>,
    known: QuickMap<Lift, u32>,
    cells: Vec<Vec<Cell>>,
    path: Vec<u32>,
}

impl Loom<'_> {
    /// All spans of a unit, neighbours with the same lift joined.
    fn spans(&mut self, unit: u32) -> Result<Vec<Span>, Fault> {
        let mut spans: Vec<Span> = Vec::new();
        let mut day = NaiveDate::MIN;
        loop {
            let cell = self.cell(unit, day)?;
            if spans.last().is_none_or(|last| last.lift != cell.lift) {
                spans.push(Span { from: cell.from, lift: cell.lift });
            }
            if cell.until == NaiveDate::MAX {
                return Ok(spans);
            }
            day = cell.until;
        }
    }

    /// The cell of a unit around a day. Cells of one unit never overlap: each is the meeting of its own stretch and
    /// the cells of its parents.
    fn cell(&mut self, unit: u32, day: NaiveDate) -> Result<Cell, Fault> {
        if let Some(cell) = self.cells.get(unit as usize).and_then(|cells| around(cells, day)) {
            return Ok(cell);
        }
        if self.path.contains(&unit) {
            return Err(Fault::Cycle(unit, day));
        }
        if self.path.len() >= DEEPEST as usize {
            return Err(Fault::TooDeep(unit));
        }
        self.path.push(unit);
        let mut level = 0;
        let Stretch { mut from, mut until, parents } = self.parents(unit, day)?;
        let mut above: Vec<Above> = Vec::new();
        for (parent, line) in parents {
            let cell = self.cell(parent, day)?;
            (from, until) = (from.max(cell.from), until.min(cell.until));
            level = level.max(cell.level + 1);
            if let Some(lift) = self.lifts.get(cell.lift as usize) {
                climb(&mut above, parent, line, lift);
            }
        }
        self.path.pop();
        if level >= DEEPEST {
            return Err(Fault::TooDeep(unit));
        }
        above.sort_unstable_by_key(|above| above.unit);
        let cell = Cell { from, until, lift: self.keep(Lift { above }), level };
        if let Some(cells) = self.cells.get_mut(unit as usize) {
            let at = cells.partition_point(|other| other.from < cell.from);
            cells.insert(at, cell);
        }
        Ok(cell)
    }

    /// The parents of a unit on a day, the managing one first, then by code; and the stretch on which they stay so.
    fn parents(&self, unit: u32, day: NaiveDate) -> Result<Stretch, Fault> {
        let edges = self.edges.get(unit as usize).map_or(&[][..], Vec::as_slice);
        let (mut from, mut until) = (NaiveDate::MIN, NaiveDate::MAX);
        for bound in edges.iter().flat_map(|edge| [edge.from, edge.until]) {
            if bound <= day {
                from = from.max(bound);
            } else {
                until = until.min(bound);
            }
        }
        let mut parents: Vec<(Line, u32)> =
            edges.iter().filter(|edge| edge.holds(day)).map(|edge| (edge.line, edge.parent)).collect();
        parents.sort_unstable();
        parents.dedup();
        if parents.iter().filter(|(line, _)| *line == Line::Managing).count() > 1 {
            return Err(Fault::TwoManagers(unit, day));
        }
        let parents = parents.into_iter().map(|(line, parent)| (parent, line)).collect();
        Ok(Stretch { from, until, parents })
    }

    fn keep(&mut self, lift: Lift) -> u32 {
        if let Some(number) = self.known.get(&lift) {
            return *number;
        }
        let number = u32::try_from(self.lifts.len()).unwrap_or(SELF);
        self.lifts.push(lift.clone());
        self.known.insert(lift, number);
        number
    }
}

/// Adds a parent with its lift, and so everything above it, unless an earlier parent already leads there.
pub(crate) fn climb(above: &mut Vec<Above>, parent: u32, line: Line, lift: &Lift) {
    let managing = line == Line::Managing;
    let mut add = |next: Above| {
        if !above.iter().any(|known| known.unit == next.unit) {
            above.push(next);
        }
    };
    add(Above { unit: parent, via: SELF, line, managed: managing });
    for higher in &lift.above {
        let via = if higher.via == SELF { parent } else { higher.via };
        add(Above { via, managed: managing && higher.managed, ..*higher });
    }
}

fn around(cells: &[Cell], day: NaiveDate) -> Option<Cell> {
    let at = cells.partition_point(|cell| cell.from <= day).checked_sub(1)?;
    cells.get(at).copied().filter(|cell| day < cell.until)
}
