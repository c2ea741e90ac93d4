//! One month of the grid: a line of numbers for every unit that declared anything in it.
//!
//! Not here: which unit and indicator a line and a place belong to (`grid`).

use super::NONE;

/// Lines kept in one piece of memory: large enough to read in a stream, small enough that growing copies nothing.
pub(crate) const BLOCK: usize = 64;

/// Lines read side by side.
const ABREAST: usize = 8;

/// One month's numbers.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    width: usize,
    /// The slot of each seat.
    slots: Vec<u32>,
    /// The seat of each slot.
    seats: Vec<u32>,
    /// What is there at all: some words of bits for each slot.
    present: Vec<u64>,
    /// The numbers, a place without one being 0.
    blocks: Vec<Block>,
}

/// Some lines, each beginning where a line of the processor's cache does: reading a few places of many units then takes
/// half the memory traffic.
#[derive(Debug)]
struct Block {
    numbers: Box<[i64]>,
    first: usize,
}

/// Numbers in a line of the cache.
pub(crate) const CACHED: usize = 8;

impl Block {
    fn new(stride: usize) -> Self {
        let numbers: Box<[i64]> = vec![0; stride * BLOCK + CACHED].into();
        let first = numbers.as_ptr().align_offset(CACHED * size_of::<i64>());
        // Where the address does not tell, the lines begin somewhere.
        Self { numbers, first: if first < CACHED { first } else { 0 } }
    }

    fn numbers(&self) -> &[i64] {
        self.numbers.get(self.first..).unwrap_or_default()
    }

    /// How many numbers the lines have together.
    fn room(&self) -> usize {
        self.numbers.len().saturating_sub(CACHED)
    }

    fn lines(&self, stride: usize) -> impl Iterator<Item = &[i64]> {
        self.numbers().chunks_exact(stride.max(1)).take(BLOCK)
    }
}

impl Clone for Block {
    /// The copy lies elsewhere in memory, so its lines begin where the cache's lines do there.
    fn clone(&self) -> Self {
        let mut copy = Self::new(self.room() / BLOCK);
        let lines = self.numbers().get(..self.room()).unwrap_or_default();
        if let Some(to) = copy.numbers.get_mut(copy.first..).and_then(|to| to.get_mut(..lines.len())) {
            to.copy_from_slice(lines);
        }
        copy
    }
}

/// Lines being written: bits and numbers of one behind those of the other.
pub(crate) struct NewLines<'l> {
    pub(crate) present: &'l mut [u64],
    pub(crate) numbers: &'l mut [i64],
    /// How far the numbers of one line are from those of the next.
    pub(crate) stride: usize,
}

/// One unit's numbers of a month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'l> {
    /// One bit for each place.
    pub(crate) present: &'l [u64],
    /// One number for each place; 0 where nothing was declared.
    pub(crate) values: &'l [i64],
}

impl Line<'_> {
    /// The number in a place.
    pub(crate) fn get(&self, column: u32) -> Option<i64> {
        let word = self.present.get(column as usize / 64)?;
        if word >> (column % 64) & 1 == 1 { self.values.get(column as usize).copied() } else { None }
    }

    /// Whether anything was declared in a place.
    pub(crate) fn has(&self, column: u32) -> bool {
        self.present.get(column as usize / 64).is_some_and(|word| word >> (column % 64) & 1 == 1)
    }

    /// Reads some places, so that memory brings them all at once; what comes of it means nothing.
    pub(crate) fn touch(&self, places: impl Iterator<Item = usize>) -> i64 {
        let bits = self.present.first().map_or(0, |word| word.cast_signed());
        places.filter_map(|place| self.values.get(place)).fold(bits, |sum, value| sum ^ value)
    }

    /// Reads one number of every 64 bytes, so that memory brings the whole line at once; what comes of it means nothing.
    pub(crate) fn touch_all(&self) -> i64 {
        let bits = self.present.first().map_or(0, |word| word.cast_signed());
        self.values.iter().step_by(CACHED).fold(bits, |sum, value| sum ^ value)
    }

    /// Whether anything was declared.
    pub(crate) fn is_any(&self) -> bool {
        self.present.iter().any(|word| *word != 0)
    }
}

/// The places of the bits that are set.
pub(crate) fn bits(words: impl IntoIterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.into_iter().zip((0..).step_by(64)).flat_map(|(mut word, base)| {
        std::iter::from_fn(move || {
            let at = word.trailing_zeros() as usize;
            (word != 0).then(|| {
                word &= word - 1;
                base + at
            })
        })
    })
}

impl Leaf {
    /// A month without lines, so many places wide.
    pub(crate) const fn new(width: usize) -> Self {
        Self { width, slots: Vec::new(), seats: Vec::new(), present: Vec::new(), blocks: Vec::new() }
    }

    /// How many places a line has.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    const fn words(&self) -> usize {
        self.width.div_ceil(64)
    }

    /// How far one line is from the next.
    const fn stride(&self) -> usize {
        self.width.next_multiple_of(CACHED)
    }

    /// Makes room for more places in every line.
    pub(super) fn widen(&mut self, width: usize) {
        if width <= self.width {
            return;
        }
        let mut wide = Self::new(width);
        for (seat, line) in self.lines() {
            for column in bits(line.present.iter().copied()) {
                let column = u32::try_from(column).unwrap_or(NONE);
                wide.set(seat, column, line.get(column));
            }
        }
        *self = wide;
    }

    /// One unit's numbers.
    pub(crate) fn line(&self, seat: u32) -> Option<Line<'_>> {
        let slot = *self.slots.get(seat as usize).filter(|slot| **slot != NONE)? as usize;
        let (words, at) = (self.words(), slot % BLOCK * self.stride());
        let present = self.present.get(slot * words..(slot + 1) * words)?;
        let values = self.blocks.get(slot / BLOCK)?.numbers().get(at..at + self.width)?;
        Some(Line { present, values })
    }

    /// Every line with its seat, in the order of memory.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (u32, Line<'_>)> {
        // A width of nothing has no lines; chunks of nothing would be an error.
        let values = self.blocks.iter().flat_map(|block| block.lines(self.stride()));
        let values = values.map(|line| line.get(..self.width).unwrap_or_default());
        let lines = self.present.chunks_exact(self.words().max(1)).zip(values);
        self.seats.iter().zip(lines).map(|(seat, (present, values))| (*seat, Line { present, values }))
    }

    /// The lines of seats from one on to another, in the order of memory; cheap where seats came in their order.
    pub(crate) fn lines_from(&self, from: usize, to: usize) -> impl Iterator<Item = (u32, Line<'_>)> {
        let slots = self.slots.get(from..to.min(self.slots.len())).unwrap_or_default();
        let seats = (0_u32..).skip(from).zip(slots).filter(|(_, slot)| **slot != NONE);
        seats.filter_map(|(seat, _)| Some((seat, self.line(seat)?)))
    }

    /// Adds weighted places of every line from some block on to the scores of its seat.
    ///
    /// Of a whole block one number in every cache line asked for is read first, with nothing to be done about it: so memory
    /// brings as many at once as the processor can wait for. Then eight lines are read side by side.
    pub(crate) fn weigh(&self, blocks: std::ops::Range<usize>, weights: &[(usize, i64)], scores: &mut [i64]) {
        let width = self.stride().max(1);
        let seats = self.seats.chunks(BLOCK).zip(&self.blocks).take(blocks.end).skip(blocks.start);
        let mut places: Vec<usize> = weights.iter().map(|(at, _)| at - at % CACHED).collect();
        places.dedup();
        for (seats, block) in seats {
            let lines = || block.numbers().chunks_exact(width).take(seats.len());
            let first = |at: usize| lines().fold(0, |sum, line| sum ^ line.get(at).copied().unwrap_or(0));
            std::hint::black_box(places.iter().fold(0, |sum, at| sum ^ first(*at)));
            for (seats, lines) in seats.chunks(ABREAST).zip(block.numbers().chunks(width * ABREAST)) {
                let mut sums = [0_i64; ABREAST];
                for (at, weight) in weights {
                    for (sum, line) in sums.iter_mut().zip(lines.chunks_exact(width)) {
                        let value = line.get(*at).copied().unwrap_or(0);
                        *sum = sum.wrapping_add(value.wrapping_mul(*weight));
                    }
                }
                for (seat, sum) in seats.iter().zip(sums) {
                    if let Some(score) = scores.get_mut(*seat as usize) {
                        *score = score.wrapping_add(sum);
                    }
                }
            }
        }
    }

    /// How many numbers there are.
    pub(crate) fn count(&self) -> usize {
        self.present.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many blocks there are.
    pub(crate) const fn blocks(&self) -> usize {
        self.blocks.len()
    }

    /// The seats that have a number in a place.
    pub(crate) fn seats_with(&self, column: u32) -> impl Iterator<Item = u32> {
        let (word, bit) = (column as usize / 64, column % 64);
        let words = self.present.chunks_exact(self.words().max(1));
        let has = move |words: &[u64]| words.get(word).is_some_and(|word| word >> bit & 1 == 1);
        self.seats.iter().zip(words).filter(move |(_, words)| has(words)).map(|(seat, _)| *seat)
    }

    /// One unit's bits and numbers, to be changed; a new line if it had none.
    pub(crate) fn line_mut(&mut self, seat: u32) -> Option<(&mut [u64], &mut [i64])> {
        if self.slots.len() <= seat as usize {
            self.slots.resize(seat as usize + 1, NONE);
        }
        let (words, stride) = (self.words(), self.stride());
        let slot = self.slots.get_mut(seat as usize)?;
        if *slot == NONE {
            *slot = u32::try_from(self.seats.len()).unwrap_or(NONE);
            self.seats.push(seat);
            self.present.resize(self.seats.len() * words, 0);
            if self.seats.len() > self.blocks.len() * BLOCK {
                self.blocks.push(Block::new(stride));
            }
        }
        let slot = *slot as usize;
        let (present, at) = (slot * words..(slot + 1) * words, slot % BLOCK * stride);
        let block = self.blocks.get_mut(slot / BLOCK)?;
        let at = block.first + at;
        let values = block.numbers.get_mut(at..at + self.width)?;
        Some((self.present.get_mut(present)?, values))
    }

    /// Some new lines behind those there are, for seats that have none; none where one has, or where the last block is not
    /// full or would be more than full.
    pub(crate) fn append(&mut self, seats: &[u32]) -> Option<NewLines<'_>> {
        let (first, words, stride) = (self.seats.len(), self.words(), self.stride());
        if first != self.blocks.len() * BLOCK || seats.len() > BLOCK {
            return None;
        }
        for (slot, seat) in (first..).zip(seats) {
            if self.slots.len() <= *seat as usize {
                self.slots.resize(*seat as usize + 1, NONE);
            }
            let known = self.slots.get_mut(*seat as usize).filter(|known| **known == NONE)?;
            *known = u32::try_from(slot).ok()?;
        }
        self.seats.extend_from_slice(seats);
        self.present.resize(self.seats.len() * words, 0);
        self.blocks.push(Block::new(stride));
        let block = self.blocks.last_mut()?;
        let present = self.present.get_mut(first * words..)?;
        Some(NewLines { present, numbers: block.numbers.get_mut(block.first..)?, stride })
    }

    /// Puts a number in a place, or empties it; returns what was there.
    pub(crate) fn set(&mut self, seat: u32, column: u32, value: Option<i64>) -> Option<i64> {
        let before = self.line(seat).and_then(|line| line.get(column));
        if before == value {
            return before;
        }
        let (present, values) = self.line_mut(seat)?;
        let (word, bit) = (present.get_mut(column as usize / 64)?, 1 << (column % 64));
        *word = if value.is_some() { *word | bit } else { *word & !bit };
        *values.get_mut(column as usize)? = value.unwrap_or(0);
        before
    }
}
