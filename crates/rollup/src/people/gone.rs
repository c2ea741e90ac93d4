//! Who left the units asked for: by the last membership that ended there, unless the person stands there again.
//!
//! Not here: names and pages (`search`).

use std::collections::HashMap;

use chrono::NaiveDate;
use congdoan_model::PersonId;

use super::block::{Block, Slot};

/// Places of the first sieve: most of those who stand never left, and are told apart by one bit each.
const BITS: usize = 1 << 20;

/// Who left, each with the day.
#[derive(Debug)]
pub(super) struct Gone {
    last: HashMap<PersonId, NaiveDate>,
}

impl Gone {
    pub(super) fn new<'b>(blocks: impl Iterator<Item = &'b Block> + Clone, day: NaiveDate) -> Self {
        let mut last: HashMap<PersonId, NaiveDate> = HashMap::new();
        let mut known = vec![0_u64; BITS / 64];
        for block in blocks.clone() {
            for (at, slot) in block.slots(0).enumerate().filter(|(_, slot)| slot.left <= day) {
                let person = block.person(at);
                let left = last.entry(person).or_insert(slot.left);
                *left = slot.left.max(*left);
                let (word, bit) = place(person);
                if let Some(word) = known.get_mut(word) {
                    *word |= bit;
                }
            }
        }
        for block in blocks.filter(|_| !last.is_empty()).collect::<Vec<_>>() {
            for (at, slot) in block.slots(0).enumerate() {
                let (word, bit) = place(block.person(at));
                if slot.joined <= day && day < slot.left && known.get(word).is_some_and(|word| word & bit != 0) {
                    last.remove(&block.person(at));
                }
            }
        }
        Self { last }
    }

    /// Whether somebody left by this very membership.
    pub(super) fn holds(&self, person: PersonId, slot: &Slot) -> bool {
        slot.left != NaiveDate::MAX && self.last.get(&person) == Some(&slot.left)
    }
}

/// Word and bit of a person in the first sieve; the last letters of an id are random.
fn place(person: PersonId) -> (usize, u64) {
    let bit = usize::try_from(person.uuid().as_u128() % BITS as u128).unwrap_or(0);
    (bit / 64, 1 << (bit % 64))
}
