//! Maps whose keys nobody outside chooses: ids of units, which are random, and of indicators, which come from packs. They
//! are found several times as fast as in the maps of the standard library, which defend against chosen keys.
//!
//! Not here: keys a visitor can make up; those stay in the maps of the standard library.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
};

/// A map of keys nobody outside chooses.
pub(crate) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// Mixes eight bytes at a time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Quick(u64);

/// An odd number whose bits are spread evenly: 2⁶⁴ over the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

impl Quick {
    #[expect(clippy::cast_possible_truncation, reason = "the two halves of a product")]
    const fn mix(&mut self, word: u64) {
        let wide = (self.0.rotate_left(23) ^ word) as u128 * SPREAD as u128;
        // The upper half of the product depends on every bit, the lower one on lower bits alone.
        self.0 = (wide as u64) ^ (wide >> 64) as u64;
    }
}

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
        if !rest.is_empty() {
            self.mix(rest.iter().fold(rest.len() as u64, |word, byte| word << 8 | u64::from(*byte)));
        }
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(byte.into());
    }

    fn write_u32(&mut self, word: u32) {
        self.mix(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.mix(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::hash::QuickMap;

    #[test]
    fn keys_that_differ_little_are_told_apart() {
        let hash = |key: &[u8]| {
            let mut quick = Quick::default();
            quick.write(key);
            quick.finish()
        };
        let hashes: BTreeSet<u64> = (0..10_000_u32).map(|key| hash(format!("indicator.{key:05}").as_bytes())).collect();
        assert_eq!(hashes.len(), 10_000);
        // Maps look at the lowest bits first; numbers at the end of an id must reach them.
        let ids: BTreeSet<u64> = (0..10_000_u128).map(|key| hash(&key.to_be_bytes()) & 0xffff).collect();
        let low: BTreeSet<u64> = hashes.iter().map(|hash| hash & 0xffff).collect();
        assert!(low.len() > 8_000 && ids.len() > 8_000, "{} {}", low.len(), ids.len());
        let mut map = QuickMap::default();
        map.insert("a".to_owned(), 1);
        assert_eq!((map.get("a"), map.get("b")), (Some(&1), None));
    }
}
