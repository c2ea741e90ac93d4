//! Phrase tables looked up by the tokens they begin with; the longest phrase wins.
//!
//! The phrases themselves are not here (`vocabulary`).

use std::collections::HashMap;

use crate::token::{Tokens, tokenize};

/// A phrase in folded words, and what it means.
type Entry<T> = (Vec<Box<str>>, T);

/// A table from phrases to what they mean.
#[derive(Debug)]
pub(crate) struct Lexicon<T> {
    /// By first word: the whole phrase and its meaning, longest first.
    entries: HashMap<Box<str>, Vec<Entry<T>>>,
}

impl<T: Copy> Lexicon<T> {
    /// Builds a table; the phrases are folded as the text will be.
    pub(crate) fn new(phrases: impl IntoIterator<Item = (&'static str, T)>) -> Self {
        let mut entries: HashMap<Box<str>, Vec<Entry<T>>> = HashMap::new();
        for (phrase, meaning) in phrases {
            let words: Vec<Box<str>> = tokenize(phrase, 0).into_iter().map(|token| token.key).collect();
            if let Some(first) = words.first().cloned() {
                entries.entry(first).or_default().push((words, meaning));
            }
        }
        for list in entries.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        Self { entries }
    }

    /// The longest phrase that begins at token `at`: the token after it, and its meaning.
    pub(crate) fn longest(&self, tokens: &Tokens<'_>, at: usize) -> Option<(usize, T)> {
        self.entries.get(tokens.key(at))?.iter().find_map(|(words, meaning)| {
            let fits = words.iter().enumerate().all(|(offset, word)| tokens.key(at + offset) == word.as_ref());
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
