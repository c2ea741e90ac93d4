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
    grid::{CACHED, Leaf, Line, NONE, bits},
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// The way asked for last: a unit goes the same one month after month.
    latest: Option<((u32, u32), u32)>,
}

impl Ways {
    /// The way from one lift to another.
    fn between(&mut self, tree: &Tree, from: u32, to: u32) -> u32 {
        let Self { between, known, all, latest } = self;
        if let Some((_, way)) = latest.filter(|(ends, _)| *ends == (from, to)) {
            return way;
        }
        let way = *between.entry((from, to)).or_insert_with(|| {
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
        });
        *latest = Some(((from, to), way));
        way
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
    /// The months from a day on, with where the unit stood in them that moves now.
    touched: Option<(NaiveDate, Vec<(Touched, Stand)>)>,
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
        let mut months = match party.touched.take() {
            Some((on, months)) if on == one.on => months,
            _ => self.touched(one.on),
        };
        let ends = months.first().zip(months.last()).map(|((first, _), (last, _))| (first.last, last.last));
        let stand = self.stands(unit, ends);
        months.iter_mut().for_each(|(touched, before)| *before = stand(touched));
        drop(stand);
        let is_loose = self.is_loose(unit);
        if is_loose {
            self.weigh_unit(unit, Change::Take);
        }
        let crowded = self.crowd_lift(unit);
        let outcome = self.tree.hang(unit, parent, one.on);
        if let Some((lift, now)) = crowded.zip(self.crowd_lift(unit)).filter(|(lift, now)| lift != now) {
            let before = self.crowd_place(unit, lift);
            party.crowded.extend((before != self.crowd_place(unit, now)).then_some((unit, before)));
        }
        if is_loose {
            self.cube.lengthen(self.tree.rail_count());
            self.weigh_unit(unit, Change::Add);
        }
        let stand = self.stands(unit, ends);
        for (touched, before) in &months {
            party.note(&self.tree, unit, touched.month, is_loose, (*before, stand(touched)));
        }
        party.touched = Some((one.on, months));
        party.moved.push(unit);
        outcome
    }

    /// The months of known years that end on a day or after it.
    fn touched(&self, on: NaiveDate) -> Vec<(Touched, Stand)> {
        let years: BTreeSet<i32> = self.cube.years().chain(self.reports.years()).collect();
        let months = years.into_iter().flat_map(|year| (0..MONTHS).map(move |at| month(year, at)));
        let months = months.map(|month| Touched { month, first: month.first(), last: month.last() });
        months.filter(|touched| touched.last >= on).map(|touched| (touched, Stand::default())).collect()
    }

    /// The lift in which a unit's numbers of a month count, and the one in which it is expected to report; asked for months
    /// between two days.
    fn stands(&self, unit: u32, ends: Option<(NaiveDate, NaiveDate)>) -> impl Fn(&Touched) -> Stand {
        let lift = move |day| self.tree.counting_lift_number(unit, day);
        let since = self.tree.at(unit).filter(|unit| unit.kind == UnitKind::Grassroots && unit.closed_on.is_none());
        let since = since.map(|unit| unit.opened_on);
        // Most units count all those months along one lift.
        let steady = ends.and_then(|(first, last)| self.tree.steady_lift_number(unit, first, last));
        move |touched| {
            let counting = steady.unwrap_or_else(|| lift(touched.last));
            let asked = match since {
                Some(opened_on) if opened_on <= touched.first => Some(counting),
                _ => self.asked_on(unit, touched.month).map(lift),
            };
            Stand { counting, asked }
        }
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
        let mut bearer = Bearer::new(&self.cube.shape.stocks);
        for way in journeys.chunk_by(|one, other| one.way() == other.way()) {
            let Some(Journey { way: number, year, .. }) = way.first().copied() else { continue };
            let leaves = std::array::from_fn(|at| self.grid.leaf(month(year, at)));
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
                self.load_up(journey, &leaves, &mut bearer, &mut months);
            }
            loads.extend(months.into_iter().flatten());
        }
        loads
    }

    /// Adds what a unit brings in the months of a journey: what it declared in them, and what its stocks carry.
    fn load_up(
        &self,
        journey: &Journey,
        leaves: &[Option<&Leaf>; MONTHS],
        bearer: &mut Bearer<'_>,
        months: &mut [Option<Load>; MONTHS],
    ) {
        let Journey { first, last, asked, .. } = *journey;
        for load in months.iter_mut().take(last + 1).skip(first).flatten() {
            load.expected += u32::from(asked);
        }
        let Some(seat) = self.grid.seat(journey.unit) else { return };
        let mut lines = [None; MONTHS];
        lines
            .iter_mut()
            .zip(leaves)
            .take(last + 1)
            .for_each(|(line, leaf)| *line = leaf.and_then(|leaf| leaf.line(seat)));
        let (earlier, now) = lines.split_at(first);
        let before =
            earlier.iter().rev().take(TOUCHED).flatten().fold(0, |sum, line| sum ^ line.touch(bearer.touched()));
        let whole = now.iter().flatten().fold(before, |sum, line| sum ^ line.touch_all());
        std::hint::black_box(whole);
        bearer.begin();
        for line in earlier.iter().rev().flatten() {
            if bearer.has_all() {
                break;
            }
            bearer.note_earlier(*line);
        }
        for (line, load) in now.iter().zip(months.iter_mut().skip(first)) {
            let Some(Load { delta, reported, .. }) = load else { continue };
            bearer.grow_old();
            if let Some(line) = *line {
                *reported += u32::from(asked && line.is_any());
                delta.add_line(line);
                bearer.note(line);
            }
            delta.add_carried(self.cube.shape.columns, (&bearer.values, &bearer.rows, &bearer.flawed));
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

/// How many months before a journey are touched: by then nearly every stock has been reported.
const TOUCHED: usize = 6;

/// What a unit's stocks carry from month to month.
struct Bearer<'s> {
    /// The columns of the stocks.
    stocks: &'s [u32],
    /// The stock of each column, `NONE` of those that are none.
    stock_of: Vec<u32>,
    /// The first of those columns in every line of the processor's cache.
    touched: Vec<usize>,
    values: Vec<i64>,
    /// 1 where anything was reported since the year began.
    rows: Vec<u32>,
    /// 1 where it was reported in an earlier month.
    flawed: Vec<u32>,
    /// A bit for each column of a stock that was not reported yet.
    missing: Vec<u64>,
}

impl<'s> Bearer<'s> {
    fn new(stocks: &'s [u32]) -> Self {
        let width = stocks.iter().max().map_or(0, |last| *last as usize + 1);
        let mut stock_of = vec![NONE; width];
        for (stock, column) in (0..).zip(stocks) {
            stock_of.get_mut(*column as usize).into_iter().for_each(|of| *of = stock);
        }
        let mut touched: Vec<usize> = stocks.iter().map(|column| *column as usize).collect();
        touched.dedup_by_key(|column| *column / CACHED);
        let some = stocks.len();
        let missing = vec![0; width.div_ceil(64)];
        Self { stocks, stock_of, touched, values: vec![0; some], rows: vec![0; some], flawed: vec![0; some], missing }
    }

    /// The places of a line to touch for all stocks.
    fn touched(&self) -> impl Iterator<Item = usize> {
        self.touched.iter().copied()
    }

    fn begin(&mut self) {
        self.values.fill(0);
        self.rows.fill(0);
        self.missing.fill(0);
        for column in self.stocks {
            self.missing.get_mut(*column as usize / 64).into_iter().for_each(|word| *word |= 1 << (column % 64));
        }
    }

    /// Whether every stock was reported.
    fn has_all(&self) -> bool {
        self.missing.iter().all(|word| *word == 0)
    }

    /// Takes from an earlier month what no later one reported.
    fn note_earlier(&mut self, line: Line<'_>) {
        let Self { stock_of, values, rows, missing, .. } = self;
        for (at, (missing, present)) in missing.iter_mut().zip(line.present).enumerate() {
            let found = *missing & present;
            *missing &= !found;
            for column in bits([found]).map(|bit| at * 64 + bit) {
                let stock = stock_of.get(column).map_or(usize::MAX, |stock| *stock as usize);
                if let (Some(value), Some(rows), Some(given)) =
                    (values.get_mut(stock), rows.get_mut(stock), line.values.get(column))
                {
                    (*value, *rows) = (*given, 1);
                }
            }
        }
    }

    /// A month begins: all that was reported is of an earlier one.
    fn grow_old(&mut self) {
        self.flawed.copy_from_slice(&self.rows);
    }

    /// Takes what a month reports.
    fn note(&mut self, line: Line<'_>) {
        let places = self.values.iter_mut().zip(&mut self.rows).zip(&mut self.flawed);
        for (((value, rows), flawed), column) in places.zip(self.stocks) {
            // Reckoned, not decided: whether a unit reported cannot be guessed.
            let reported = u32::from(line.has(*column));
            let given = line.values.get(*column as usize).copied().unwrap_or(0);
            *value = std::hint::select_unpredictable(reported == 1, given, *value);
            *rows |= reported;
            *flawed &= 1 - reported;
        }
    }
}
