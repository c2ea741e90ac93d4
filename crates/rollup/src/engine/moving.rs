//! Units that move under another parent, and every total with them; months before the move stay as they are.
//!
//! What moves are units without anything below. Those that came and went the same ways are added up together first, so
//! that a reorganisation of thousands of units costs little more than reading what they declared.
//!
//! Not here: the tree's own part (`tree::moving`); a whole other tree ([`Engine::replace_tree`]).

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use congdoan_model::{Month, UnitId, org::UnitKind};

use super::{Engine, totals::Of};
use crate::{
    cube::{Change, Delta, MONTHS, Shift, month, place},
    grid::Line,
    hash::QuickMap,
    tree::{Tree, TreeError},
};

/// A unit that comes under another manager.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The unit, with nothing below it.
    pub unit: UnitId,
    /// Its new manager, which has units below.
    pub parent: UnitId,
    /// The first day under it.
    pub on: NaiveDate,
}

/// Where a unit counts in a month, and where it is expected to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stand {
    counting: u32,
    asked: Option<u32>,
}

/// Months of a year in which a unit counts along other ways than before: it leaves one lift for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Journey {
    way: u32,
    year: i32,
    first: usize,
    last: usize,
    unit: u32,
    /// Whether it is expected to report along the same ways.
    asked: bool,
}

/// What units that went the same way bring along in a month.
struct Load {
    way: u32,
    month: (i32, usize),
    delta: Delta,
    /// How many of them are expected to report, and how many did.
    expected: u32,
    reported: u32,
}

/// The rails units leave and those they come to; lifts that differ otherwise share their ways.
#[derive(Default)]
struct Ways {
    between: QuickMap<(u32, u32), u32>,
    known: HashMap<(Vec<u32>, Vec<u32>), u32>,
    all: Vec<(Vec<u32>, Vec<u32>)>,
}

impl Ways {
    /// The way from one lift to another.
    fn between(&mut self, tree: &Tree, from: u32, to: u32) -> u32 {
        let Self { between, known, all } = self;
        *between.entry((from, to)).or_insert_with(|| {
            let (from, to) = (tree.rails_of(from), tree.rails_of(to));
            let without = |some: &[u32], others: &[u32]| -> Vec<u32> {
                some.iter().filter(|rail| !others.contains(rail)).copied().collect()
            };
            let way = (without(from, to), without(to, from));
            let next = u32::try_from(all.len()).unwrap_or(u32::MAX);
            *known.entry(way.clone()).or_insert_with(|| {
                all.push(way);
                next
            })
        })
    }
}

/// A month in which units may count elsewhere, with its days.
#[derive(Clone, Copy)]
struct Touched {
    month: Month,
    first: NaiveDate,
    last: NaiveDate,
}

/// A unit that is asked in a month along another way than where its numbers count, or only in some months: before and after.
type Asked = (u32, Month, Option<u32>, Option<u32>);

/// What comes of units that move, before any total is changed.
#[derive(Default)]
struct Party {
    journeys: Vec<Journey>,
    ways: Ways,
    moved: Vec<u32>,
    asked: Vec<Asked>,
    /// Units counted elsewhere in the cut of members kept, with the place before.
    crowded: Vec<(u32, Option<usize>)>,
    /// The months from a day on.
    touched: Option<(NaiveDate, Vec<Touched>)>,
}

impl Party {
    /// Notes that a unit counts in a month elsewhere than before.
    fn note(&mut self, tree: &Tree, unit: u32, of: Month, is_loose: bool, (before, after): (Stand, Stand)) {
        // Where a unit is asked as it counts, the journey tells both.
        let alike = |stand: Stand| stand.asked == Some(stand.counting);
        let asked = !is_loose && alike(before) && alike(after);
        if before.asked != after.asked && !asked {
            self.asked.push((unit, of, before.asked, after.asked));
        }
        if before.counting != after.counting && !is_loose {
            let (year, at) = place(of);
            let way = self.ways.between(tree, before.counting, after.counting);
            let next = Journey { way, year, first: at, last: at, unit, asked };
            match self.journeys.last_mut().filter(|last| last.leads_to(&next)) {
                Some(last) => last.last = at,
                None => self.journeys.push(next),
            }
        }
    }
}

impl Engine {
    /// Hangs units under other managers and brings every total after them.
    ///
    /// # Errors
    /// [`TreeError`] for units that are not there, have units below, or a manager that never had any; those before it in the
    /// list have moved by then.
    pub fn move_units(&mut self, moves: &[Move]) -> Result<(), TreeError> {
        let mut party = Party::default();
        let units: Vec<Option<u32>> = moves.iter().map(|one| self.tree.index_of(one.unit)).collect();
        std::hint::black_box(units.iter().flatten().fold(0, |sum, unit| sum ^ self.tree.touch(*unit)));
        let outcome = moves.iter().zip(&units).try_for_each(|(one, unit)| self.move_one(one, *unit, &mut party));
        self.bring(party);
        self.version += 1;
        outcome
    }

    /// Brings everything kept after units that moved.
    fn bring(&mut self, party: Party) {
        let Party { mut journeys, ways, moved, asked, mut crowded, .. } = party;
        self.cube.lengthen(self.tree.rail_count());
        self.reports.lengthen(self.tree.rail_count());
        journeys.sort_unstable();
        let loads = self.loads(&journeys);
        let mut shifts = Vec::new();
        for Load { way, month, delta, expected, reported } in &loads {
            let Some((left, reached)) = ways.all.get(*way as usize) else { continue };
            let shift = |change| move |rail: &u32| Shift { rail: *rail, month: *month, delta, change };
            shifts.extend(left.iter().map(shift(Change::Take)));
            shifts.extend(reached.iter().map(shift(Change::Add)));
            self.reports.shift((left, reached), *month, (*expected, *reported));
        }
        self.cube.shift(shifts);
        for (unit, month, before, after) in asked {
            self.report_elsewhere(unit, month, before, after);
        }
        // Of a unit that moved twice the place before both counts.
        crowded.sort_by_key(|(unit, _)| *unit);
        crowded.dedup_by_key(|(unit, _)| *unit);
        for (unit, before) in crowded {
            self.recount_seats(&[unit], true);
            self.recount_place(unit, before);
        }
        self.group_again(moved.into_iter());
        self.crowd_after_groups();
        self.forget_passes();
    }

    fn move_one(&mut self, one: &Move, unit: Option<u32>, party: &mut Party) -> Result<(), TreeError> {
        let unit = unit.ok_or(TreeError::UnknownUnit(one.unit))?;
        let parent = self.tree.index_of(one.parent).ok_or(TreeError::UnknownUnit(one.parent))?;
        let months = match party.touched.take() {
            Some((on, months)) if on == one.on => months,
            _ => self.touched(one.on),
        };
        let before = self.stands(unit, &months);
        let is_loose = self.is_loose(unit);
        if is_loose {
            self.weigh_unit(unit, Change::Take);
        }
        let crowded = self.crowd_place(unit);
        let outcome = self.tree.hang(unit, parent, one.on);
        if self.crowd_place(unit) != crowded {
            party.crowded.push((unit, crowded));
        }
        if is_loose {
            self.cube.lengthen(self.tree.rail_count());
            self.weigh_unit(unit, Change::Add);
        }
        let after = self.stands(unit, &months);
        for (touched, (before, after)) in months.iter().zip(before.into_iter().zip(after)) {
            party.note(&self.tree, unit, touched.month, is_loose, (before, after));
        }
        party.touched = Some((one.on, months));
        party.moved.push(unit);
        outcome
    }

    /// The months of known years that end on a day or after it.
    fn touched(&self, on: NaiveDate) -> Vec<Touched> {
        let years: BTreeSet<i32> = self.cube.years().chain(self.reports.years()).collect();
        let months = years.into_iter().flat_map(|year| (0..MONTHS).map(move |at| month(year, at)));
        let months = months.map(|month| Touched { month, first: month.first(), last: month.last() });
        months.filter(|touched| touched.last >= on).collect()
    }

    /// The lift in which a unit's numbers of each month count, and the one in which it is expected to report.
    fn stands(&self, unit: u32, months: &[Touched]) -> Vec<Stand> {
        let lift = |day| self.tree.counting_lift_number(unit, day);
        let Some(known) = self.tree.at(unit) else { return Vec::new() };
        let stand = |touched: &Touched| {
            let counting = lift(touched.last);
            let asked = match (known.kind, known.closed_on) {
                (UnitKind::Grassroots, None) if known.opened_on <= touched.first => Some(counting),
                _ => self.asked_on(unit, touched.month).map(lift),
            };
            Stand { counting, asked }
        };
        months.iter().map(stand).collect()
    }

    /// What units bring along that went some ways, sorted; by as many threads as there are processors.
    fn loads(&self, journeys: &[Journey]) -> Vec<Load> {
        let half = journeys.len().div_ceil(2);
        // Where one way ends, so that each is loaded by one thread.
        let ends = journeys.get(half..).unwrap_or_default().iter().zip(journeys.iter().skip(half.saturating_sub(1)));
        let same = ends.take_while(|(next, last)| next.way() == last.way()).count();
        let (one, other) = journeys.split_at_checked(half + same).unwrap_or((journeys, &[]));
        if half < WORTH_A_THREAD {
            return self.loads_of(journeys);
        }
        std::thread::scope(|scope| {
            let other = scope.spawn(|| self.loads_of(other));
            let mut loads = self.loads_of(one);
            loads.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            loads
        })
    }

    fn loads_of(&self, journeys: &[Journey]) -> Vec<Load> {
        let mut loads = Vec::new();
        let mut bearer = Bearer::new(self.cube.shape.stocks.len());
        for way in journeys.chunk_by(|one, other| one.way() == other.way()) {
            let Some(Journey { way: number, year, .. }) = way.first().copied() else { continue };
            let mut months: [Option<Load>; MONTHS] = Default::default();
            for journey in way {
                for at in journey.first..=journey.last {
                    if let Some(load) = months.get_mut(at) {
                        load.get_or_insert_with(|| {
                            let delta = Delta::new(self.cube.shape.width());
                            Load { way: number, month: (year, at), delta, expected: 0, reported: 0 }
                        });
                    }
                }
                self.load_up(journey, &mut bearer, &mut months);
            }
            loads.extend(months.into_iter().flatten());
        }
        loads
    }

    /// Adds what a unit brings in the months of a journey: what it declared in them, and what its stocks carry.
    fn load_up(&self, journey: &Journey, bearer: &mut Bearer, months: &mut [Option<Load>; MONTHS]) {
        let Journey { year, first, last, asked, .. } = *journey;
        for load in months.iter_mut().take(last + 1).skip(first).flatten() {
            load.expected += u32::from(asked);
        }
        let Some(seat) = self.grid.seat(journey.unit) else { return };
        let shape = &self.cube.shape;
        // Two months before, nearly every stock has been reported.
        let touched = first.saturating_sub(2)..=last;
        let lines = touched.filter_map(|at| self.grid.line(month(year, at), seat));
        std::hint::black_box(lines.fold(0, |sum, line| sum ^ line.touch()));
        bearer.begin();
        for at in (0..first).rev() {
            if bearer.missing == 0 {
                break;
            }
            if let Some(line) = self.grid.line(month(year, at), seat) {
                bearer.note_earlier(&shape.stocks, line);
            }
        }
        for (at, load) in months.iter_mut().enumerate().take(last + 1).skip(first) {
            let Some(Load { delta, reported, .. }) = load else { continue };
            bearer.grow_old();
            if let Some(line) = self.grid.line(month(year, at), seat) {
                *reported += u32::from(asked && line.is_any());
                delta.add_line(line);
                bearer.note(&shape.stocks, line);
            }
            delta.add_carried(shape.columns, (&bearer.values, &bearer.rows, &bearer.flawed));
        }
    }

    /// Brings all rows of a unit with rows outside the grid into the totals, or takes them out.
    fn weigh_unit(&mut self, unit: u32, change: Change) {
        let months: BTreeSet<Month> = self.grid.months().map(|(month, _)| month).chain(self.loose_months()).collect();
        let indicators: Vec<u32> = self.grid.columns().map(|(indicator, _)| indicator).collect();
        indicators.into_iter().for_each(|indicator| self.weigh(indicator, unit, &months, Of::All, change));
    }
}

impl Journey {
    const fn way(&self) -> (u32, i32) {
        (self.way, self.year)
    }

    /// Whether another goes on where this one ends.
    fn leads_to(&self, next: &Self) -> bool {
        (self.unit, self.asked) == (next.unit, next.asked) && self.way() == next.way() && self.last + 1 == next.first
    }
}

/// Journeys are split between threads from so many on.
const WORTH_A_THREAD: usize = 256;

/// What a unit's stocks carry from month to month.
struct Bearer {
    values: Vec<i64>,
    /// 1 where anything was reported since the year began.
    rows: Vec<u32>,
    /// 1 where it was reported in an earlier month.
    flawed: Vec<u32>,
    /// How many stocks were not reported yet.
    missing: usize,
}

impl Bearer {
    fn new(stocks: usize) -> Self {
        Self { values: vec![0; stocks], rows: vec![0; stocks], flawed: vec![0; stocks], missing: stocks }
    }

    fn begin(&mut self) {
        self.values.fill(0);
        self.rows.fill(0);
        self.missing = self.rows.len();
    }

    /// Takes from an earlier month what no later one reported.
    fn note_earlier(&mut self, stocks: &[u32], line: Line<'_>) {
        let places = self.values.iter_mut().zip(&mut self.rows);
        for ((value, rows), column) in places.zip(stocks).filter(|((_, rows), _)| **rows == 0) {
            if let Some(reported) = line.get(*column) {
                (*value, *rows) = (reported, 1);
                self.missing -= 1;
            }
        }
    }

    /// A month begins: all that was reported is of an earlier one.
    fn grow_old(&mut self) {
        self.flawed.copy_from_slice(&self.rows);
    }

    /// Takes what a month reports.
    fn note(&mut self, stocks: &[u32], line: Line<'_>) {
        let places = self.values.iter_mut().zip(&mut self.rows).zip(&mut self.flawed);
        for (((value, rows), flawed), column) in places.zip(stocks) {
            // Reckoned, not decided: whether a unit reported cannot be guessed.
            let reported = u32::from(line.has(*column));
            let given = line.values.get(*column as usize).copied().unwrap_or(0);
            *value = std::hint::select_unpredictable(reported == 1, given, *value);
            *rows |= reported;
            *flawed &= 1 - reported;
        }
    }
}
