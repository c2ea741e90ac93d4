//! The few best people for some words, within everything somebody may see.
//!
//! A word asked for may be a whole word of the name, begin one, or stand within one; the nearer, the better. Not here:
//! lists of everybody (`search`).

use std::collections::BinaryHeap;

use chrono::NaiveDate;
use congdoan_model::{PersonId, UnitId, names::fold};

use super::{Block, People, seat_of, words::Words};
use crate::tree::{Tree, UnitRef};

/// Where somebody may see things, by one mandate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The unit of the mandate;
    pub unit: UnitId,
    /// in it,
    pub own: bool,
    /// in units below it over managing lines,
    pub below: bool,
    /// and in those it only coordinates.
    pub coordinated: bool,
}

impl Reach {
    /// Whether things of a unit are seen, on the day, or on its last one where it ended.
    pub(crate) fn sees(&self, tree: &Tree, unit: UnitRef<'_>, day: NaiveDate) -> bool {
        let day = unit.closed_on.and_then(|closed| closed.pred_opt()).map_or(day, |last| last.min(day));
        if unit.id == self.unit {
            return self.own;
        }
        let Some(to) = tree.index_of(self.unit) else { return false };
        let way = tree.lift(unit.index, day).find(to);
        way.is_some_and(|above| if above.managed { self.below } else { self.coordinated })
    }
}

/// What is looked for, and where.
#[derive(Clone, Copy, Debug)]
pub struct Seek<'s> {
    /// Within what the caller sees.
    pub reaches: &'s [Reach],
    /// The day.
    pub day: NaiveDate,
    /// Words, in any order and spelling. More than 32 different ones find nothing.
    pub words: &'s str,
    /// How many at most.
    pub limit: usize,
}

/// The best of what was found so far.
pub(crate) struct Best<T> {
    heap: BinaryHeap<(u32, u32, T)>,
    limit: usize,
    seen: u32,
}

impl<T: Ord> Best<T> {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { heap: BinaryHeap::new(), limit, seen: 0 }
    }

    /// Whether something so far off would still be taken.
    pub(crate) fn takes(&self, distance: u32) -> bool {
        self.heap.len() < self.limit || self.heap.peek().is_some_and(|(farthest, ..)| distance < *farthest)
    }

    pub(crate) fn put(&mut self, distance: u32, thing: T) {
        self.seen += 1;
        self.heap.push((distance, self.seen, thing));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }

    /// The nearest first, then in the order they came.
    pub(crate) fn close(self) -> Vec<T> {
        self.heap.into_sorted_vec().into_iter().map(|(.., thing)| thing).collect()
    }
}

/// The different words asked for, at most 32.
pub(crate) fn asked(folded: &str) -> Option<Vec<&str>> {
    let mut asked: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    asked.sort_unstable();
    asked.dedup();
    (!asked.is_empty() && asked.len() <= 32).then_some(asked)
}

/// For every different word of all names, which of the words asked for it is, begins with, and holds.
struct Likeness {
    all: u32,
    words: u32,
    by_word: Vec<[u32; 3]>,
}

impl Likeness {
    fn new(asked: &[&str], words: &Words) -> Self {
        let like = |word: &str| {
            asked.iter().zip(0..).fold([0; 3], |mut like: [u32; 3], (asked, at)| {
                let [whole, begins, within] = &mut like;
                let bit = 1_u32 << at;
                *whole |= if word == *asked { bit } else { 0 };
                *begins |= if word.starts_with(asked) { bit } else { 0 };
                *within |= if word.contains(asked) { bit } else { 0 };
                like
            })
        };
        let all = asked.iter().zip(0..).fold(0, |all, (_, at)| all | 1_u32 << at);
        Self { all, words: all.count_ones(), by_word: words.all().map(like).collect() }
    }

    /// How far a name is from what was asked; none when a word asked for is nowhere in it.
    fn distance(&self, name: &[u32]) -> Option<u32> {
        let like = |word: &u32| self.by_word.get(*word as usize).copied().unwrap_or_default();
        let [whole, begins, within] = name.iter().fold([0; 3], |[a, b, c], word| {
            let [d, e, f] = like(word);
            [a | d, b | e, c | f]
        });
        let more = u32::try_from(name.len()).unwrap_or(u32::MAX).saturating_sub(self.words).min(15);
        let far = (self.all & !whole).count_ones() + (self.all & !begins).count_ones();
        (within == self.all).then_some(far * 16 + more)
    }
}

impl People {
    /// The people on the rolls whose names come nearest to some words, with the unit in which each stands; each once.
    #[must_use]
    pub fn seek(&self, tree: &Tree, seek: &Seek<'_>) -> Vec<(PersonId, UnitId)> {
        let folded = fold(seek.words);
        let Some(asked) = asked(&folded) else { return Vec::new() };
        let like = Likeness::new(&asked, &self.words);
        // Somebody listed twice takes two places, so a few more are kept than asked for.
        let mut best: Best<(PersonId, UnitId)> = Best::new(seek.limit.saturating_mul(2));
        for (seat, block) in self.seen(tree, seek) {
            for (at, slot, name) in block.from(0) {
                if slot.joined <= seek.day
                    && seek.day < slot.left
                    && let Some(distance) = like.distance(name)
                    && best.takes(distance)
                {
                    best.put(distance, (block.person(at), seat));
                }
            }
        }
        let mut found: Vec<(PersonId, UnitId)> = Vec::new();
        for one in best.close() {
            if found.len() < seek.limit && !found.iter().any(|(person, _)| *person == one.0) {
                found.push(one);
            }
        }
        found
    }

    /// The rolls of units whose members the caller sees, by code of the seat.
    fn seen(&self, tree: &Tree, seek: &Seek<'_>) -> Vec<(UnitId, &Block)> {
        let mut seen: Vec<(u32, u32, UnitId, &Block)> = Vec::new();
        for (unit, block) in &self.blocks {
            let Some(home) = tree.index_of(*unit) else { continue };
            let Some(seat) = seat_of(tree, home, seek.day).and_then(|seat| tree.at(seat)) else { continue };
            if seek.reaches.iter().any(|reach| reach.sees(tree, seat, seek.day)) {
                seen.push((seat.index, home, seat.id, block));
            }
        }
        seen.sort_unstable_by_key(|(seat, home, ..)| (*seat, *home));
        seen.into_iter().map(|(_, _, seat, block)| (seat, block)).collect()
    }
}
