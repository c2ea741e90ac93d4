//! Units by name and code: the nearest to some words, within everything somebody may see.
//!
//! Not here: people (`people`), who may see what (`store`), lists of all units below one (`store`).

use congdoan_model::{UnitId, names::fold};

use crate::{
    people::{Best, Seek, asked},
    tree::Tree,
};

/// The folded names of all units, in the order of their codes.
#[derive(Debug, Default)]
pub struct Names {
    names: Vec<Box<str>>,
}

impl Names {
    /// The names of a tree's units, to be asked with that very tree.
    #[must_use]
    pub fn new(tree: &Tree) -> Self {
        Self { names: tree.units().map(|unit| fold(&unit.name).into()).collect() }
    }

    /// The units whose names or codes come nearest to some words: an exact code first, then whole words, beginnings, parts;
    /// among equals those that stand, the higher ones, the shorter names. `above` are units seen beside the reaches.
    #[must_use]
    pub fn seek(&self, tree: &Tree, seek: &Seek<'_>, above: &[UnitId]) -> Vec<UnitId> {
        let folded = fold(seek.words);
        let Some(asked) = asked(&folded) else { return Vec::new() };
        let code = seek.words.trim().to_lowercase();
        let mut best: Best<UnitId> = Best::new(seek.limit);
        for (unit, name) in tree.units().zip(&self.names) {
            let Some(far) = distance(unit.code.as_str(), name, (&asked, &code)) else { continue };
            let ended = u32::from(!unit.is_open(seek.day));
            let long = u32::try_from(name.len()).unwrap_or(u32::MAX).min(255);
            let far = ((far * 2 + ended) * 16 + (unit.kind as u32).min(15)) * 256 + long;
            let seen = || above.contains(&unit.id) || seek.reaches.iter().any(|reach| reach.sees(tree, unit, seek.day));
            if best.takes(far) && seen() {
                best.put(far, unit.id);
            }
        }
        best.close()
    }
}

/// How far a unit is from what was asked; none when a word is nowhere in its name or code.
fn distance(code: &str, name: &str, (asked, whole): (&[&str], &str)) -> Option<u32> {
    if code == whole {
        return Some(0);
    }
    let of_word = |asked: &&str| {
        if !name.contains(asked) && !code.contains(asked) {
            return None;
        }
        let nearest =
            name.split(' ').filter(|word| word.starts_with(asked)).map(|word| u32::from(word != *asked)).min();
        Some(nearest.unwrap_or(if code.starts_with(asked) { 1 } else { 2 }))
    };
    asked.iter().map(of_word).try_fold(1, |sum, far| Some(sum + far?))
}
