//! The different words of all names, each once. Words nobody bears any more stay: there are only so many.
//!
//! Not here: whose names they are in (`block`).

use std::{collections::HashMap, sync::Arc};

/// Words by number, and numbers by word.
#[derive(Debug, Default)]
pub(super) struct Words {
    list: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Words {
    /// The number of a word, a new one if it is new.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let word: Arc<str> = word.into();
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(Arc::clone(&word));
        self.numbers.insert(word, number);
        number
    }

    /// Every word, in the order of their numbers.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(AsRef::as_ref)
    }

    /// The letters of a name of several words.
    pub(super) fn letters(&self, name: &[u32]) -> impl Iterator<Item = u8> {
        let words = name.iter().enumerate().filter_map(|(at, word)| Some((at, self.list.get(*word as usize)?)));
        words.flat_map(|(at, word)| (at > 0).then_some(b' ').into_iter().chain(word.bytes()))
    }
}
