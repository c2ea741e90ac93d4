//! People by name: who stands in a unit or below it on a day, found by the beginnings of the words of their names.
//!
//! Names are kept as words, and every different word once: Vietnamese names are made of a few thousand. A search looks
//! through the different words first and then, for everybody, only at numbers. So a million people are searched in a few
//! milliseconds, and no index has to follow who comes and goes.
//!
//! Where a member stands is the rule of rolls ([`Tree::seat`]): in the unit while it exists, then in its heir.
//!
//! Not here: counting members for figures (`members`), folding names (`model::names`), who may see whom (`store`).

mod block;
mod cursor;
mod gone;
mod search;
mod seek;
mod words;

use std::collections::HashMap;

use chrono::NaiveDate;
use congdoan_model::{PersonId, UnitId, members::Sex, names::fold};

pub use cursor::{Cursor, CursorError};
pub(crate) use seek::{Best, asked};
pub use seek::{Reach, Seek};

use crate::{seats::path, tree::Tree};
use block::Block;
use gone::Gone;
use search::{Page, Sieve};
use words::Words;

/// One membership of a person as lists and search know it. Whoever was entered by mistake never stood: first and last day
/// are the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// The person.
    pub person: PersonId,
    /// The whole name, folded by [`fold`].
    pub name_fold: String,
    /// First day of the membership.
    pub joined_on: NaiveDate,
    /// First day no more; `None` while it lasts or ends with its unit.
    pub left_on: Option<NaiveDate>,
    /// Sex, when known.
    pub sex: Option<Sex>,
    /// Year of birth, when known; told apart from 1900 to 2154.
    pub born: Option<i32>,
    /// A mark of the caller's, such as the state of the member's file, below 255; lists are narrowed by it.
    pub state: u8,
    /// Other marks, each from a day on, in the order of the days.
    pub turns: Vec<(NaiveDate, u8)>,
}

/// Who is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Find<'f> {
    /// The unit in which they stand,
    pub unit: UnitId,
    /// or below it over both lines,
    pub below: bool,
    /// or below it over managing lines alone: a line that only coordinates sees no members.
    pub managed: bool,
    /// The day on which they do.
    pub day: NaiveDate,
    /// Beginnings of words of the name, in any order and spelling; empty finds everybody. More than 32 different ones
    /// find nobody.
    pub words: &'f str,
    /// Only this sex.
    pub sex: Option<Sex>,
    /// Only this age in whole years, from and to inclusive, by year of birth against the year of the day.
    pub ages: Option<(i32, i32)>,
    /// Only these marks; none means all.
    pub states: &'f [u8],
    /// Those whose membership there was over by the day, once each by the last one, instead of those who stand; whoever
    /// stands in the units asked for again is left out.
    pub left: bool,
    /// Where the page before this one ended.
    pub after: Option<&'f Cursor>,
    /// How many people a page holds.
    pub limit: usize,
}

/// One page of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The people with the unit in which they stand that day, by code of that unit, folded name and id. Memberships are
    /// listed: whoever has two at once in one unit, a slip of the rolls, is on the list twice.
    pub people: Vec<(PersonId, UnitId)>,
    /// On whose roll each of them is: the seat's own, or that of a unit that ended and left it its members.
    pub rolls: Vec<UnitId>,
    /// Where the next page begins; none after the last one.
    pub next: Option<Cursor>,
    /// How many were found in all: those on the pages before this one as they were then, and the rest as it is now.
    pub total: usize,
}

/// Everybody on the rolls, by unit. A membership takes 32 bytes and 4 for each word of the name.
#[derive(Debug, Default)]
pub struct People {
    blocks: HashMap<UnitId, Block>,
    words: Words,
}

impl People {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts the memberships of a unit's roll in the place of the former ones.
    pub fn set_unit(&mut self, unit: UnitId, faces: Vec<Face>) {
        if faces.is_empty() {
            self.blocks.remove(&unit);
        } else {
            self.blocks.insert(unit, Block::new(faces, &mut self.words));
        }
    }

    /// How many memberships are known, past ones too.
    #[must_use]
    pub fn len(&self) -> usize {
        self.blocks.values().map(Block::len).sum()
    }

    /// Whether no membership is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// One page of those who stand in a unit, or below it, on a day. A unit the tree does not know has nobody.
    #[must_use]
    pub fn find(&self, tree: &Tree, find: &Find<'_>) -> Found {
        let mut page = Page::new(find);
        let Some(sieve) = Sieve::new(find, &fold(find.words), &self.words) else { return page.close() };
        let mut seats = self.seats(tree, find);
        let gone = find.left.then(|| Gone::new(seats.iter().map(|(.., block)| *block), find.day));
        let sieve = sieve.among(gone.as_ref());
        if let Some(cursor) = find.after {
            seats.retain(|(seat, ..)| tree.at(*seat).is_some_and(|seat| seat.code.as_str() >= cursor.unit()));
        }
        for blocks in seats.chunk_by(|one, other| one.0 == other.0) {
            let Some(seat) = blocks.first().and_then(|(seat, ..)| tree.at(*seat)) else { continue };
            let rolls = blocks.iter().filter_map(|(_, home, block)| Some((tree.at(*home)?.id, *block)));
            page.seat(&seat, rolls, &sieve, &self.words);
        }
        page.close()
    }

    /// The blocks of people who may stand in the units asked for, with the seat and the unit of each, in the order
    /// of the seats' codes.
    fn seats(&self, tree: &Tree, find: &Find<'_>) -> Vec<(u32, u32, &Block)> {
        let Some(to) = tree.index_of(find.unit) else { return Vec::new() };
        let mut seats: Vec<(u32, u32, &Block)> = Vec::new();
        for (unit, block) in &self.blocks {
            let Some(home) = tree.index_of(*unit) else { continue };
            let Some(seat) = seat_of(tree, home, find.day) else { continue };
            let comes = || {
                let way = || tree.counting_lift(seat, find.day).find(to);
                find.below && way().is_some_and(|above| above.managed || !find.managed)
            };
            if seat == to || comes() {
                seats.push((seat, home, block));
            }
        }
        seats.sort_unstable_by_key(|(seat, home, _)| (*seat, *home));
        seats
    }
}

/// The number of the unit in which members of a roll stand on a day.
fn seat_of(tree: &Tree, unit: u32, day: NaiveDate) -> Option<u32> {
    // Most units live: the way through heirs is walked for the others only.
    if tree.at(unit)?.is_open(day) {
        return Some(unit);
    }
    path(tree, unit).into_iter().find(|hop| hop.holds(day)).map(|hop| hop.unit)
}
