//! Looking through blocks of people: who passes the sieve, and the page they fill.
//!
//! Not here: which blocks belong to the units asked for (`people`).

use chrono::{Datelike, NaiveDate};
use congdoan_model::{PersonId, UnitId, members::Sex};

use super::{
    Find, Found,
    block::{Block, Slot},
    cursor::Cursor,
    gone::Gone,
    words::Words,
};
use crate::tree::UnitRef;

/// What somebody must be to be found.
#[derive(Debug)]
pub(super) struct Sieve<'f> {
    day: NaiveDate,
    sex: Option<Sex>,
    ages: Option<(i32, i32)>,
    states: &'f [u8],
    /// Whether sex, age or mark are asked for.
    narrows: bool,
    /// For every different word of all names, which of the words asked for begin it.
    begins: Vec<u32>,
    /// All words asked for.
    all: u32,
    /// Those who left, where they are looked for.
    gone: Option<&'f Gone>,
}

impl<'f> Sieve<'f> {
    /// The sieve of a search; none when no name can have all the words.
    pub(super) fn new(find: &Find<'f>, folded: &str, words: &Words) -> Option<Self> {
        let mut asked: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        asked.sort_unstable();
        asked.dedup();
        let bits: Vec<(u32, &str)> =
            asked.iter().zip(0..).map(|(word, at)| Some((1_u32.checked_shl(at)?, *word))).collect::<Option<_>>()?;
        let all = bits.iter().fold(0, |all, (bit, _)| all | bit);
        let begins: Vec<u32> = if bits.is_empty() {
            Vec::new()
        } else {
            let begun = |word: &str| {
                bits.iter().filter(|(_, asked)| word.starts_with(asked)).fold(0, |all, (bit, _)| all | bit)
            };
            words.all().map(begun).collect()
        };
        let known = begins.iter().fold(0, |known, begun| known | begun);
        (known == all).then_some(Self {
            day: find.day,
            sex: find.sex,
            ages: find.ages,
            states: find.states,
            narrows: find.sex.is_some() || find.ages.is_some() || !find.states.is_empty(),
            begins,
            all,
            gone: None,
        })
    }

    /// The same among those who left.
    pub(super) fn among(self, gone: Option<&'f Gone>) -> Self {
        Self { gone, ..self }
    }

    fn passes(&self, block: &Block, (at, slot, name): (usize, &Slot, &[u32])) -> bool {
        self.is_right(block, at, slot) && (self.all == 0 || self.has_words(name))
    }

    /// Whether day, sex, age and mark are right.
    fn is_right(&self, block: &Block, at: usize, slot: &Slot) -> bool {
        match self.gone {
            Some(gone) => gone.holds(block.person(at), slot) && self.sex.is_none_or(|sex| slot.sex == Some(sex)),
            None => self.stands(slot) && (!self.narrows || self.is_asked(block, at, slot)),
        }
    }

    /// Whether the day is right; without a branch, since who left when follows no pattern.
    fn stands(&self, slot: &Slot) -> bool {
        (slot.joined <= self.day) & (self.day < slot.left)
    }

    fn is_asked(&self, block: &Block, at: usize, slot: &Slot) -> bool {
        self.sex.is_none_or(|sex| slot.sex == Some(sex))
            && (self.states.is_empty() || self.states.contains(&block.state(at, slot, self.day)))
            && self.ages.is_none_or(|ages| is_within(slot.born.year().map(|born| self.day.year() - born), ages))
    }

    /// How many of a block pass, from a place on.
    fn count(&self, block: &Block, first: usize) -> usize {
        match (self.all == 0, self.narrows || self.gone.is_some()) {
            (true, false) => block.slots(first).map(|slot| usize::from(self.stands(slot))).sum(),
            (true, true) => {
                (first..).zip(block.slots(first)).filter(|(at, slot)| self.is_right(block, *at, slot)).count()
            }
            _ => block
                .from(first)
                .filter(|(at, slot, name)| self.has_words(name) && self.is_right(block, *at, slot))
                .count(),
        }
    }

    fn has_words(&self, name: &[u32]) -> bool {
        let begun = |word: &u32| self.begins.get(*word as usize).copied().unwrap_or(0);
        name.iter().fold(0, |found, word| found | begun(word)) == self.all
    }
}

fn is_within(age: Option<i32>, (from, to): (i32, i32)) -> bool {
    age.is_some_and(|age| from <= age && age <= to)
}

/// A page being filled.
pub(super) struct Page<'f> {
    after: Option<&'f Cursor>,
    limit: usize,
    found: Found,
    last: Option<(String, PersonId, String)>,
    /// How many were found from the beginning of this page on.
    count: usize,
}

impl<'f> Page<'f> {
    pub(super) fn new(find: &Find<'f>) -> Self {
        Self { after: find.after, limit: find.limit, found: Found::default(), last: None, count: 0 }
    }

    /// Takes in those of one seat, who may come from several rolls.
    pub(super) fn seat<'b>(
        &mut self,
        seat: &UnitRef<'_>,
        blocks: impl Iterator<Item = (UnitId, &'b Block)>,
        sieve: &Sieve<'_>,
        words: &Words,
    ) {
        let here = self.after.filter(|cursor| cursor.unit() == seat.code.as_str());
        let mut rolls = 0;
        let mut taken: Vec<(&Block, usize, UnitId)> = Vec::new();
        for (roll, block) in blocks {
            rolls += 1;
            let first = here.map_or(0, |cursor| block.after(cursor.name(), cursor.person(), words));
            let room = self.limit.saturating_sub(self.found.people.len());
            // Once a page is full the rest is only counted, which is all that most of a search does.
            let mut first_uncounted = first;
            if room > 0 {
                let passing = block.from(first).filter(|one| sieve.passes(block, *one));
                let before = taken.len();
                taken.extend(passing.take(room).map(|(at, ..)| (block, at, roll)));
                let full = taken.len() - before == room;
                self.count += taken.len() - before;
                first_uncounted = taken.last().filter(|_| full).map_or(block.len(), |(_, at, _)| at + 1);
            }
            self.count += sieve.count(block, first_uncounted);
        }
        if rolls > 1 {
            taken.sort_by(|(one, at, _), (other, place, _)| {
                let names = words.letters(one.name(*at)).cmp(words.letters(other.name(*place)));
                names.then(one.person(*at).cmp(&other.person(*place)))
            });
        }
        taken.truncate(self.limit.saturating_sub(self.found.people.len()));
        self.found.people.extend(taken.iter().map(|(block, at, _)| (block.person(*at), seat.id)));
        self.found.rolls.extend(taken.iter().map(|(.., roll)| *roll));
        if let Some((block, at, _)) = taken.last() {
            let name = words.letters(block.name(*at)).collect();
            let name = String::from_utf8(name).unwrap_or_default();
            self.last = Some((seat.code.to_string(), block.person(*at), name));
        }
    }

    /// The page with its total.
    pub(super) fn close(self) -> Found {
        let passed = self.after.map_or(0, Cursor::passed);
        let more = self.count > self.found.people.len();
        let through = passed.saturating_add(self.found.people.len());
        let next = self.last.filter(|_| more).map(|(unit, person, name)| Cursor::new(through, unit, person, name));
        Found { next, total: passed.saturating_add(self.count), ..self.found }
    }
}
