//! Groupings nobody prepared: units put into groups by whatever the caller looks at, and every indicator added up in each.
//!
//! Units are told apart by the caller, one by one; what they declared is then read once, in the order of memory, by as
//! many threads as there are processors. A flow adds all months of the period, a stock takes each unit's last one.
//!
//! Not here: the tree (a total of units below is `table`), ratios, which are two of these sums.

use congdoan_model::{
    Month, Period,
    figures::{Formula, Indicator, OverTree},
    org::Unit,
};

use crate::{
    catalogue,
    cube::add,
    engine::Engine,
    grid::{Leaf, Line},
    threads,
};

/// The sums of each group: `[group][indicator]`, in the orders asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    /// The sums; 0 where nobody in the group reported or the indicator does not add up.
    pub sums: Vec<Vec<i64>>,
    /// How many units each group has.
    pub units: Vec<u32>,
}

/// Lines brought from memory together, before anything is done about them: they fit the nearest cache.
const ABREAST: usize = 16;

/// No group.
const NONE: u32 = u32::MAX;

impl Engine {
    /// Adds up what units themselves gave in a period, group by group: `group` puts each unit that exists on the period's last
    /// day into one of `groups` groups, or leaves it out.
    #[must_use]
    pub fn grouped(
        &self,
        groups: usize,
        group: impl Fn(&Unit) -> Option<usize>,
        indicators: &[&str],
        period: Period,
    ) -> Grouped {
        let mut units = vec![0_u32; groups];
        let group_of: Vec<u32> = self
            .tree
            .units()
            .map(|unit| {
                let group = group(&unit).filter(|group| unit.is_open(period.to()) && *group < groups);
                if let Some(count) = group.and_then(|group| units.get_mut(group)) {
                    *count += 1;
                }
                group.and_then(|group| u32::try_from(group).ok()).unwrap_or(NONE)
            })
            .collect();
        let columns = self.grouped_columns(groups, &group_of, period);
        let all = || (0..).zip(group_of.iter().copied()).filter(|(_, group)| *group != NONE);
        let loose: Vec<(u32, u32)> = all().filter(|(unit, _)| self.is_loose(*unit)).collect();
        let width = self.grid.width().max(1);
        let mut sums = vec![vec![0; indicators.len()]; groups];
        for (at, id) in indicators.iter().enumerate() {
            let Some(index) = self.catalogue.index_of(id) else { continue };
            let Some(known) = self.catalogue.at(index).filter(|known| adds(known)) else { continue };
            let column = self.grid.column(index).filter(|_| catalogue::is_kept(known) && period.is_whole_months());
            for (sums, columns) in sums.iter_mut().zip(columns.chunks_exact(width)) {
                if let (Some(sum), Some(column)) = (sums.get_mut(at), column) {
                    *sum = columns.get(column as usize).copied().unwrap_or(0);
                }
            }
            let mut add_slowly = |(unit, group): (u32, u32)| {
                let Some(sum) = sums.get_mut(group as usize).and_then(|sums| sums.get_mut(at)) else { return };
                let given = self.rule(known).map(|rule| self.given(index, unit, rule, period)).unwrap_or_default();
                *sum = given.iter().fold(*sum, |sum, entry| sum.wrapping_add(entry.value));
            };
            match column {
                Some(_) => loose.iter().copied().for_each(&mut add_slowly),
                None => all().for_each(&mut add_slowly),
            }
        }
        Grouped { sums, units }
    }

    /// The sums of every column of the grid: `[group][column]`, without units that have rows outside it.
    fn grouped_columns(&self, groups: usize, group_of: &[u32], period: Period) -> Vec<i64> {
        let mut group_at: Vec<u32> = Vec::new();
        for seat in 0..u32::try_from(self.grid.sitting().len()).unwrap_or(NONE) {
            let unit = self.grid.unit(seat).filter(|unit| !self.is_loose(*unit));
            group_at.push(unit.and_then(|unit| group_of.get(unit as usize)).copied().unwrap_or(NONE));
        }
        let months: Vec<Month> = period.touched_months().collect();
        let leaves: Vec<Option<&Leaf>> = months.iter().map(|month| self.grid.leaf(*month)).collect();
        let stretch = threads::stretch(group_at.len());
        let job = |from: usize| Job {
            engine: self,
            leaves: &leaves,
            groups: &group_at,
            count: groups,
            from,
            to: from + stretch,
        };
        let mut sums = vec![0; groups * self.grid.width()];
        std::thread::scope(|scope| {
            let others = (stretch..group_at.len()).step_by(stretch);
            let others: Vec<_> = others.map(|from| scope.spawn(move || job(from).sums())).collect();
            add(&mut sums, &job(0).sums());
            for other in others {
                add(&mut sums, &other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
        });
        sums
    }

    /// The columns of stocks, as bits.
    fn stock_bits(&self) -> Vec<u64> {
        let mut bits = vec![0_u64; self.grid.width().div_ceil(64)];
        for column in &self.cube.shape.stocks {
            if let Some(word) = bits.get_mut(*column as usize / 64) {
                *word |= 1 << (column % 64);
            }
        }
        bits
    }
}

/// Whether units of an indicator add up.
fn adds(indicator: &Indicator) -> bool {
    matches!(indicator.formula, Formula::Rows(_)) && indicator.tree == OverTree::Sum
}

/// Some seats to be added up.
struct Job<'j> {
    engine: &'j Engine,
    leaves: &'j [Option<&'j Leaf>],
    groups: &'j [u32],
    count: usize,
    from: usize,
    to: usize,
}

impl Job<'_> {
    fn sums(&self) -> Vec<i64> {
        let width = self.engine.grid.width();
        let mut sums = vec![0; self.count * width];
        let stocks = self.engine.stock_bits();
        // Later months first, so that of a stock the last one counts and the others are passed over.
        let mut seen: Vec<u64> = vec![0; stocks.len() * self.groups.len().min(self.to).saturating_sub(self.from)];
        let mut lines = Vec::with_capacity(ABREAST);
        for leaf in self.leaves.iter().rev().flatten() {
            let mut coming = leaf.lines_from(self.from, self.to).filter_map(|(seat, line)| {
                let group = self.groups.get(seat as usize).filter(|group| **group != NONE)?;
                Some((*group as usize * width, (seat as usize - self.from) * stocks.len(), line))
            });
            loop {
                lines.clear();
                lines.extend(coming.by_ref().take(ABREAST));
                if lines.is_empty() {
                    break;
                }
                std::hint::black_box(lines.iter().fold(0, |sum, (.., line)| sum ^ line.touch_all()));
                for (from, at, line) in &lines {
                    let Some(sums) = sums.get_mut(*from..from + width) else { continue };
                    let Some(seen) = seen.get_mut(*at..at + stocks.len()) else { continue };
                    add(sums, line.values);
                    take_back(sums, *line, &stocks, seen);
                }
            }
        }
        sums
    }
}

/// Takes back stocks of earlier months than the last one.
fn take_back(sums: &mut [i64], line: Line<'_>, stocks: &[u64], seen: &mut [u64]) {
    let words = line.present.iter().zip(stocks).zip(seen);
    for (at, ((present, stocks), seen)) in words.enumerate() {
        let again = present & stocks & *seen;
        *seen |= present & stocks;
        if again != 0
            && let (Some(sums), Some(values)) = (sums.get_mut(at * 64..), line.values.get(at * 64..))
        {
            take_bits(sums, values, again);
        }
    }
}

/// Takes numbers away wherever a bit stands. Eight at a time and without a question: which of them stand cannot be guessed.
fn take_bits(sums: &mut [i64], values: &[i64], bits: u64) {
    let bytes = bits.to_le_bytes();
    let ((sums, last_sums), (values, last_values)) = (sums.as_chunks_mut::<8>(), values.as_chunks::<8>());
    let take = |sums: &mut [i64], values: &[i64], masks: &[i64; 8]| {
        let lanes = sums.iter_mut().zip(values).zip(masks);
        lanes.for_each(|((sum, value), mask)| *sum = sum.wrapping_sub(value & mask));
    };
    for (byte, (sums, values)) in bytes.iter().zip(sums.iter_mut().zip(values)).filter(|(byte, _)| **byte != 0) {
        if let Some(masks) = MASKS.get(usize::from(*byte)) {
            take(sums, values, masks);
        }
    }
    let last = bytes.get(sums.len()).and_then(|byte| MASKS.get(usize::from(*byte)));
    last.into_iter().for_each(|masks| take(last_sums, last_values, masks));
}

/// The bits of every byte, each a number of ones alone or of zeros.
const MASKS: [[i64; 8]; 256] = {
    let mut masks = [[0; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut bit = 0;
        while bit < 8 {
            #[expect(clippy::indexing_slicing, reason = "worked out when compiled")]
            {
                masks[byte][bit] = -((byte >> bit & 1) as i64);
            }
            bit += 1;
        }
        byte += 1;
    }
    masks
};
