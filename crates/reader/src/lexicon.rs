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

/// A table that tells which words begin its phrases.
pub(crate) trait FirstWords: Sync {
    /// The bit of this table, if a phrase of it begins with the folded word.
    fn begins(&self, word: &str) -> Begins;
}

impl<T: Send + Sync> FirstWords for LazyLock<Lexicon<T>> {
    fn begins(&self, word: &str) -> Begins {
        if self.entries.contains_key(word) { Begins::of(self.table) } else { Begins::default() }
    }
}
