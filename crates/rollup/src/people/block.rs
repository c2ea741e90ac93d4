//! The people on one unit's roll, packed, in the order of their folded names and ids.
//!
//! Not here: which of them are looked for (`search`).

use std::{cmp::Ordering, collections::HashMap};

use chrono::NaiveDate;
use congdoan_model::{PersonId, members::Sex};

use super::{Face, words::Words};
use crate::roll::Born;

/// The mark of whoever has other marks from some day on.
const TURNS: u8 = u8::MAX;

/// What a search looks at of one membership, in 16 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) joined: NaiveDate,
    /// First day no more; the end of the calendar while it lasts.
    pub(super) left: NaiveDate,
    /// Where the words of the name end among those of the unit.
    end: u32,
    pub(super) born: Born,
    pub(super) sex: Option<Sex>,
    state: u8,
}

/// The people of one unit.
#[derive(Debug)]
pub(super) struct Block {
    slots: Box<[Slot]>,
    people: Box<[PersonId]>,
    words: Box<[u32]>,
    /// By place, of those few whose mark changed: the first one, and the others with their days.
    turns: HashMap<u32, (u8, Vec<(NaiveDate, u8)>)>,
}

impl Block {
    pub(super) fn new(mut faces: Vec<Face>, words: &mut Words) -> Self {
        faces.sort_by(|one, other| (&one.name_fold, one.person).cmp(&(&other.name_fold, other.person)));
        let mut names: Vec<u32> = Vec::new();
        let mut slots = Vec::with_capacity(faces.len());
        let mut turns = HashMap::new();
        for (place, face) in (0..).zip(&faces) {
            if !face.turns.is_empty() {
                turns.insert(place, (face.state, face.turns.clone()));
            }
            names.extend(face.name_fold.split(' ').map(|word| words.number(word)));
            slots.push(Slot {
                joined: face.joined_on,
                left: face.left_on.unwrap_or(NaiveDate::MAX),
                end: u32::try_from(names.len()).unwrap_or(u32::MAX),
                born: Born::new(face.born),
                sex: face.sex,
                state: if face.turns.is_empty() { face.state } else { TURNS },
            });
        }
        let people = faces.iter().map(|face| face.person).collect();
        Self { slots: slots.into(), people, words: names.into(), turns }
    }

    pub(super) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The mark on a day of whoever is at a place.
    pub(super) fn state(&self, at: usize, slot: &Slot, day: NaiveDate) -> u8 {
        if slot.state != TURNS {
            return slot.state;
        }
        let turns = u32::try_from(at).ok().and_then(|at| self.turns.get(&at));
        let Some((first, turns)) = turns else { return slot.state };
        turns.iter().rev().find(|(from, _)| *from <= day).map_or(*first, |(_, state)| *state)
    }

    pub(super) fn person(&self, at: usize) -> PersonId {
        self.people.get(at).copied().unwrap_or_default()
    }

    /// The words of the name of the person at a place.
    pub(super) fn name(&self, at: usize) -> &[u32] {
        let end = |at: usize| self.slots.get(at).map_or(0, |slot| slot.end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.words.get(start..end(at)).unwrap_or_default()
    }

    /// The slots from a place on.
    pub(super) fn slots(&self, first: usize) -> impl Iterator<Item = &Slot> {
        self.slots.get(first..).unwrap_or_default().iter()
    }

    /// The places from one on, with slot and words.
    pub(super) fn from(&self, first: usize) -> impl Iterator<Item = (usize, &Slot, &[u32])> {
        let start = first.checked_sub(1).and_then(|before| self.slots.get(before)).map_or(0, |slot| slot.end as usize);
        let mut rest = self.words.get(start..).unwrap_or_default();
        let mut begun = start;
        (first..).zip(self.slots(first)).map(move |(at, slot)| {
            let (name, after) = rest.split_at_checked(slot.end as usize - begun).unwrap_or_default();
            (rest, begun) = (after, slot.end as usize);
            (at, slot, name)
        })
    }

    /// The first place behind a name and a person.
    pub(super) fn after(&self, name: &str, person: PersonId, words: &Words) -> usize {
        let (mut low, mut high) = (0, self.slots.len());
        while low < high {
            let middle = low.midpoint(high);
            let found = words.letters(self.name(middle)).cmp(name.bytes()).then(self.person(middle).cmp(&person));
            if found == Ordering::Greater {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}
