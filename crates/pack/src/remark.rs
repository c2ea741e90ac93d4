//! What is wrong with a pack and where: file, line, column and the reason in both languages.
//!
//! Not here: the rules themselves (`load`), problems of a record's values (`check`).

use std::{fmt, ops::Range};

use congdoan_model::{LocalText, names::Language};
use serde::Serialize;

/// How bad a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack must not be used.
    Error,
    /// The pack works; something in it should still be looked at.
    Warning,
}

/// A place in a file of a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Place {
    /// Path inside the pack, such as `registers/training.toml`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One thing said about a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// Where.
    #[serde(flatten)]
    pub place: Place,
    /// How bad.
    pub severity: Severity,
    /// Why.
    pub reason: LocalText,
}

impl Remark {
    /// Whether the pack must not be used.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// `registers/x.toml:12: reason` in a language.
    #[must_use]
    pub fn to_text(&self, language: Language) -> String {
        format!("{}:{}: {}", self.place.file, self.place.line, self.reason.get(language))
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text(Language::Vi))
    }
}

/// A reason in both languages.
pub(crate) fn reason(vi: impl Into<String>, en: impl Into<String>) -> LocalText {
    LocalText { vi: vi.into(), en: en.into() }
}

/// A file with its line starts, to tell places of byte offsets.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
}

impl Text<'_> {
    /// The place where a span begins.
    pub(crate) fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start.min(self.text.len())).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Place { file: self.path.to_owned(), line, column }
    }
}

/// The word among `known` that a misspelt one most likely meant: at most a third of its letters differ.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(far, _)| *far <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Letters to insert, drop, replace or swap with their neighbour to turn one word into the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let (mut above, mut row): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=other.len()).collect());
    let mut letter_above = None;
    for (up, letter) in one.chars().enumerate() {
        let mut next = vec![up + 1];
        let mut against_before = None;
        for (at, against) in other.iter().copied().enumerate() {
            let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let replaced = cell(&row, at) + usize::from(letter != against);
            let mut least = replaced.min(cell(&row, at + 1) + 1).min(cell(&next, at) + 1);
            if at > 0 && letter_above == Some(against) && against_before == Some(letter) {
                least = least.min(cell(&above, at - 1) + 1);
            }
            next.push(least);
            against_before = Some(against);
        }
        above = std::mem::replace(&mut row, next);
        letter_above = Some(letter);
    }
    row.last().copied().unwrap_or_default()
}

/// "Did you mean …" in both languages, empty when nothing is near.
pub(crate) fn suggestion<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> (String, String) {
    nearest(word, known)
        .map(|near| (format!(" (có phải \"{near}\"?)"), format!(" (did you mean \"{near}\"?)")))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_lines_and_letters_from_one() {
        let text = Text { path: "a.toml", text: "đơn = 1\nvị = 2\n" };
        assert_eq!(text.place(&(0..1)), Place { file: "a.toml".into(), line: 1, column: 1 });
        let second = text.text.find('2').unwrap();
        assert_eq!(text.place(&(second..second + 1)), Place { file: "a.toml".into(), line: 2, column: 6 });
        assert_eq!(text.place(&(9_999..10_000)).line, 3);
    }

    #[test]
    fn a_misspelt_word_finds_its_neighbour() {
        let known = ["name", "levels", "confirmed_by", "source"];
        assert_eq!(nearest("levles", known), Some("levels"));
        assert_eq!(nearest("nam", known), Some("name"));
        assert_eq!(nearest("sauce", known), None);
        assert_eq!(nearest("colour", known), None);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("nmae", "name"), 1);
    }
}
