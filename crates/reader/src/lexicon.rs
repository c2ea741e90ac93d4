//! Phrase tables looked up by the tokens they begin with; the longest phrase wins.
//!
//! The phrases themselves are not here (`vocabulary`).

use std::{collections::HashMap, hash::BuildHasherDefault, sync::LazyLock};

use crate::spelling::{Fnv, Speller};
use crate::token::{Tokens, tokenize};
use crate::vocabulary::Table;

/// The tables a phrase of which begins with a certain word: one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Begins(u64);

impl Begins {
    fn of(table: Table) -> Self {
        Self(1 << table as u32)
    }

    pub(crate) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn contains(self, table: Table) -> bool {
        self.0 & Self::of(table).0 != 0
    }
}

/// A phrase in folded words, and what it means.
type Entry<T> = (Vec<Box<str>>, T);

/// A table from phrases to what they mean.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    table: Table,
    /// By first word: the whole phrase and its meaning, longest first.
    entries: HashMap<Box<str>, Vec<Entry<T>>, BuildHasherDefault<Fnv>>,
}

impl<T: Copy> Lexicon<T> {
    /// Builds a table; the phrases are folded as the text will be.
    pub(crate) fn new(table: Table, phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut entries: HashMap<_, Vec<Entry<T>>, _> = HashMap::default();
        for (phrase, meaning) in phrases {
            let mut speller = Speller::new(phrase.len(), |_| Begins::default());
            let mut tokens = Vec::new();
            tokenize(phrase, 0, &mut speller, &mut tokens);
            let words: Vec<Box<str>> = tokens.iter().map(|token| token.key.as_ref().into()).collect();
            if let Some(first) = words.first().cloned() {
                entries.entry(first).or_default().push((words, meaning));
            }
        }
        for list in entries.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { table, entries }
    }

    /// The longest phrase that begins at token `at`: the token after it, and its meaning.
    #[inline]
    pub(crate) fn longest(&self, tokens: &Tokens<'_>, at: usize) -> Option<(usize, T)> {
        let first = tokens.get(at).filter(|token| token.begins.contains(self.table))?;
        self.entries.get(first.key.as_ref())?.iter().find_map(|(words, meaning)| {
            let fits = words.iter().enumerate().skip(1).all(|(offset, word)| tokens.key(at + offset) == word.as_ref());
            fits.then_some((at + words.len(), *meaning))
        })
    }

    /// The longest phrase that ends right before token `end`: its first token, and its meaning.
    pub(crate) fn ending(&self, tokens: &Tokens<'_>, end: usize) -> Option<(usize, T)> {
        (1..=LONGEST_PHRASE).rev().filter_map(|length| end.checked_sub(length)).find_map(|from| {
            let (to, meaning) = self.longest(&tokens.part(0, end), from)?;
            (to == end).then_some((from, meaning))
        })
    }
}

/// No phrase looked up backwards has more words than this.
const LONGEST_PHRASE: usize = 6;

/// By word: the tables a phrase of which begins with it.
pub(crate) type FirstWords = HashMap<Box<str>, Begins, BuildHasherDefault<Fnv>>;

/// A table that tells which words its phrases begin with.
pub(crate) trait Phrases: Sync {
    /// Adds the bit of this table to each of its first words.
    fn mark(&self, words: &mut FirstWords);
}

impl<T: Send + Sync> Phrases for LazyLock<Lexicon<T>> {
    fn mark(&self, words: &mut FirstWords) {
        for word in self.entries.keys() {
            let known = words.entry(word.clone()).or_default();
            *known = known.with(Begins::of(self.table));
        }
    }
}
