//! Whole lines at a time: what one unit, or many with the same rails, give all lanes of a month.
//!
//! Not here: single entries (`cube`), what a line holds (`grid`).

use super::{Change, Cube, MONTHS, QUARTERS, Shape, Year};
use crate::grid::{Line, bits};

/// What is added to every lane of one month.
#[derive(Clone, Debug)]
pub(crate) struct Delta {
    pub(crate) values: Vec<i64>,
    pub(crate) rows: Vec<u32>,
    pub(crate) flawed: Vec<u32>,
}

/// Adds numbers to others, place by place; sums wrap.
pub(crate) fn add(to: &mut [i64], from: &[i64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = to.wrapping_add(*from));
}

/// Adds strips of numbers lying one behind another, each as long as the line they are added to or longer, onto that line.
/// Four at a time, so that the line itself is read and written a quarter as often.
pub(crate) fn add_strips(to: &mut [i64], strips: &[i64], width: usize) {
    let mut fours = strips.chunks_exact(width * 4);
    for four in &mut fours {
        let (one, rest) = four.split_at(width);
        let (two, rest) = rest.split_at(width);
        let (three, four) = rest.split_at(width);
        let strips = one.iter().zip(two).zip(three.iter().zip(four));
        for (to, ((one, two), (three, four))) in to.iter_mut().zip(strips) {
            let pairs = (one.wrapping_add(*two), three.wrapping_add(*four));
            *to = to.wrapping_add(pairs.0.wrapping_add(pairs.1));
        }
    }
    fours.remainder().chunks_exact(width).for_each(|strip| add(to, strip));
}

fn take(to: &mut [i64], from: &[i64]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = to.wrapping_sub(*from));
}

fn count(to: &mut [u32], from: &[u32], change: Change) {
    match change {
        Change::Add => to.iter_mut().zip(from).for_each(|(to, from)| *to = to.wrapping_add(*from)),
        Change::Take => to.iter_mut().zip(from).for_each(|(to, from)| *to = to.wrapping_sub(*from)),
    }
}

/// The bits of every byte, one number each.
const ONES: [[u32; 8]; 256] = {
    let mut ones = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            #[expect(clippy::indexing_slicing, clippy::cast_possible_truncation, reason = "worked out when compiled")]
            {
                ones[byte][bit] = (byte >> bit & 1) as u32;
            }
            bit += 1;
        }
        byte += 1;
    }
    ones
};

/// Counts the bits of a byte, one place for each.
fn count_bits(rows: &mut [u32], byte: u8) {
    if let Some(ones) = ONES.get(usize::from(byte)) {
        rows.iter_mut().zip(ones).for_each(|(rows, one)| *rows = rows.wrapping_add(*one));
    }
}

impl Delta {
    /// Nothing in any lane.
    pub(crate) fn new(width: usize) -> Self {
        Self { values: vec![0; width], rows: vec![0; width], flawed: vec![0; width] }
    }

    /// Adds what was declared in just this month.
    pub(crate) fn add_line(&mut self, line: Line<'_>) {
        add(&mut self.values, line.values);
        let bytes = || line.present.iter().flat_map(|word| word.to_le_bytes());
        let (eights, rest) = self.rows.as_chunks_mut::<8>();
        let rest_at = eights.len();
        for (rows, byte) in eights.iter_mut().zip(bytes()) {
            count_bits(rows, byte);
        }
        bytes().nth(rest_at).into_iter().for_each(|byte| count_bits(rest, byte));
    }

    /// Sets what a line gives now less what another gave; the two are equally long.
    pub(crate) fn replace(&mut self, now: Line<'_>, former: Line<'_>) {
        let values = now.values.iter().zip(former.values);
        self.values.iter_mut().zip(values).for_each(|(to, (now, former))| *to = now.wrapping_sub(*former));
        let former = former.present.iter().copied().chain(std::iter::repeat(0));
        let words = now.present.iter().zip(former);
        for (at, (now, former)) in words.enumerate() {
            for (word, one) in [(now & !former, 1), (former & !now, 1_u32.wrapping_neg())] {
                for column in bits([word]) {
                    if let Some(rows) = self.rows.get_mut(at * 64 + column) {
                        *rows = one;
                    }
                }
            }
        }
    }

    /// Takes a number out of a lane.
    pub(crate) fn take_one(&mut self, lane: usize, value: i64, is_carried: bool) {
        if let (Some(to), Some(rows), Some(flawed)) =
            (self.values.get_mut(lane), self.rows.get_mut(lane), self.flawed.get_mut(lane))
        {
            *to = to.wrapping_sub(value);
            *rows = rows.wrapping_sub(1);
            *flawed = flawed.wrapping_sub(is_carried.into());
        }
    }

    /// Adds what stocks carry, from a lane on.
    pub(crate) fn add_carried(&mut self, lane: usize, (values, rows, flawed): (&[i64], &[u32], &[u32])) {
        add(self.values.get_mut(lane..).unwrap_or_default(), values);
        count(self.rows.get_mut(lane..).unwrap_or_default(), rows, Change::Add);
        count(self.flawed.get_mut(lane..).unwrap_or_default(), flawed, Change::Add);
    }

    /// Adds a number to a lane; one that is carried makes the total partial.
    pub(crate) fn add_one(&mut self, lane: usize, value: i64, is_carried: bool) {
        if let (Some(to), Some(rows), Some(flawed)) =
            (self.values.get_mut(lane), self.rows.get_mut(lane), self.flawed.get_mut(lane))
        {
            *to = to.wrapping_add(value);
            *rows = rows.wrapping_add(1);
            *flawed = flawed.wrapping_add(is_carried.into());
        }
    }
}

/// A delta that goes to a month on a rail, or is taken from it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shift<'d> {
    pub(crate) rail: u32,
    pub(crate) month: (i32, usize),
    pub(crate) delta: &'d Delta,
    pub(crate) change: Change,
}

/// Some rails of a year, one behind another.
struct Part<'y> {
    shape: &'y Shape,
    first: u32,
    values: &'y mut [i64],
    quarters: &'y mut [i64],
    rows: &'y mut [u32],
    flawed: &'y mut [u32],
}

impl<'y> Part<'y> {
    fn of(shape: &'y Shape, year: &'y mut Year) -> Self {
        let Year { values, quarters, rows, flawed } = year;
        Self { shape, first: 0, values, quarters, rows, flawed }
    }

    /// The rails before one, and those from it on.
    fn split(self, rail: u32) -> (Self, Self) {
        let Self { shape, first, .. } = self;
        let rails = rail.saturating_sub(first) as usize;
        let (cells, quarters) = (rails * MONTHS * shape.width(), rails * QUARTERS * shape.columns);
        let (values, more_values) = self.values.split_at_mut(cells.min(self.values.len()));
        let (rows, more_rows) = self.rows.split_at_mut(cells.min(self.rows.len()));
        let (flawed, more_flawed) = self.flawed.split_at_mut(cells.min(self.flawed.len()));
        let (quarters, more_quarters) = self.quarters.split_at_mut(quarters.min(self.quarters.len()));
        let rest = Self {
            shape,
            first: first + u32::try_from(rails).unwrap_or(0),
            values: more_values,
            quarters: more_quarters,
            rows: more_rows,
            flawed: more_flawed,
        };
        (Self { shape, first, values, quarters, rows, flawed }, rest)
    }

    fn change_lanes(
        &mut self,
        rail: u32,
        month: usize,
        (lane, values, rows, flawed): (usize, &[i64], &[u32], &[u32]),
        change: Change,
    ) {
        let Some(rail) = rail.checked_sub(self.first) else { return };
        let from = (rail as usize * MONTHS + month) * self.shape.width() + lane;
        let quarter = self.shape.quarter(rail, month, lane);
        let flows = self.shape.columns.saturating_sub(lane).min(values.len());
        let act = |to: Option<&mut [i64]>, from: &[i64]| match (to, change) {
            (Some(to), Change::Add) => add(to, from),
            (Some(to), Change::Take) => take(to, from),
            (None, _) => {}
        };
        act(self.values.get_mut(from..from + values.len()), values);
        if let Some((at, values)) = quarter.zip(values.get(..flows)) {
            act(self.quarters.get_mut(at..at + flows), values);
        }
        if let Some(to) = self.rows.get_mut(from..from + rows.len()) {
            count(to, rows, change);
        }
        if let Some(to) = self.flawed.get_mut(from..from + flawed.len()) {
            count(to, flawed, change);
        }
    }

    fn change_all(&mut self, rail: u32, month: usize, delta: &Delta, change: Change) {
        let Delta { values, rows, flawed } = delta;
        // Only what is carried can be flawed.
        let columns = self.shape.columns;
        self.change_lanes(rail, month, (0, values, rows, &[]), change);
        let flawed = flawed.get(columns..).unwrap_or_default();
        self.change_lanes(rail, month, (columns, &[], &[], flawed), change);
    }

    fn shift(&mut self, shifts: &[Shift<'_>]) {
        for Shift { rail, month: (_, month), delta, change } in shifts {
            self.change_all(*rail, *month, delta, *change);
        }
    }
}

/// Deltas are shared between threads from so many on.
const WORTH_A_THREAD: usize = 512;

impl Cube {
    fn part(&mut self, year: i32) -> Part<'_> {
        self.year_mut(year);
        let Self { shape, years } = self;
        Part::of(shape, years.entry(year).or_default())
    }

    /// Adds to lanes of a month on a rail from one on, or takes away.
    pub(crate) fn change_lanes(
        &mut self,
        rail: u32,
        (year, month): (i32, usize),
        lanes: (usize, &[i64], &[u32], &[u32]),
        change: Change,
    ) {
        self.part(year).change_lanes(rail, month, lanes, change);
    }

    /// Adds to all lanes of a month on a rail, or takes away.
    pub(crate) fn change_all(&mut self, rail: u32, (year, month): (i32, usize), delta: &Delta, change: Change) {
        self.part(year).change_all(rail, month, delta, change);
    }

    /// Adds and takes away many deltas, in the order of memory; two threads have half of the rails each.
    pub(crate) fn shift(&mut self, mut shifts: Vec<Shift<'_>>) {
        shifts.sort_unstable_by_key(|shift| (shift.month.0, shift.rail, shift.month.1));
        for shifts in shifts.chunk_by(|one, other| one.month.0 == other.month.0) {
            let Some(middle) = shifts.get(shifts.len() / 2) else { continue };
            let mut part = self.part(middle.month.0);
            if shifts.len() < WORTH_A_THREAD {
                part.shift(shifts);
                continue;
            }
            let (mut lower, mut upper) = part.split(middle.rail);
            let (below, above) = shifts.split_at(shifts.partition_point(|shift| shift.rail < middle.rail));
            std::thread::scope(|scope| {
                scope.spawn(move || lower.shift(below));
                upper.shift(above);
            });
        }
    }
}
