//! The folded spelling of words, worked out once for each word of a text and then remembered.
//!
//! How folding works is in `text`; which tables know a word is in `vocabulary`.

use std::{hash::Hasher, rc::Rc};

use crate::{lexicon::Begins, text::fold};

/// What the reader keeps of a word.
#[derive(Clone, Debug)]
pub(crate) struct Spelling {
    /// The spelling in which words are compared.
    pub(crate) key: Rc<str>,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
    /// Whether it has a capital after its first letter, as codes and abbreviations do.
    pub(crate) inner_capital: bool,
    /// The tables a phrase of which begins with it.
    pub(crate) begins: Begins,
}

/// Most words remembered at a time: several times what a document uses, so that few share a place.
const MOST_WORDS: usize = 32_768;

/// Folds words, remembering those seen last. Its size is bounded whatever the text.
#[derive(Debug)]
pub(crate) struct Speller<'t> {
    /// One place for each remainder of a word's hash; a newcomer takes the place of whoever was there.
    places: Vec<Option<(&'t str, Spelling)>>,
    begins: fn(&str) -> Begins,
}

impl<'t> Speller<'t> {
    /// For a text of so many bytes; `begins` says which tables a folded word begins a phrase of.
    pub(crate) fn new(bytes: usize, begins: fn(&str) -> Begins) -> Self {
        let places = (bytes / 8).next_power_of_two().clamp(16, MOST_WORDS);
        Self { places: vec![None; places], begins }
    }

    /// The spelling of a word of letters, a run of digits, or a mark; `hash` is that of its characters.
    pub(crate) fn spell(&mut self, slice: &'t str, hash: Fnv) -> Spelling {
        let place = usize::try_from(hash.finish()).unwrap_or(0) & (self.places.len() - 1);
        if let Some(Some((known, spelling))) = self.places.get(place)
            && *known == slice
        {
            return spelling.clone();
        }
        let key = fold(slice);
        let spelling = Spelling {
            begins: (self.begins)(&key),
            key: key.into(),
            capital: slice.chars().next().is_some_and(char::is_uppercase),
            inner_capital: slice.chars().skip(1).any(char::is_uppercase),
        };
        if let Some(free) = self.places.get_mut(place) {
            *free = Some((slice, spelling.clone()));
        }
        spelling
    }
}

/// The hash of Fowler, Noll and Vo: short words come from documents, not from whoever would choose them to collide, and
/// the tables it is used for are bounded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    /// Adds a character.
    pub(crate) fn add(&mut self, character: char) {
        self.0 = (self.0 ^ u64::from(character)).wrapping_mul(0x0100_0000_01b3);
    }
}

impl Hasher for Fnv {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    }

    fn finish(&self) -> u64 {
        // The low bits choose the place; the high ones are better mixed.
        self.0 ^ self.0 >> 32
    }
}
