//! Which row of an officer's own file is which line of a form: by what somebody chose before, by its number, by its words.
//!
//! Likeness is Dice's coefficient over the syllables of the folded words, told in percent; nothing under 60 is taken. Not here:
//! which column holds what (`layout`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::names::fold;
use congdoan_pack::{Form, FormLine, Pack};

use super::{FileRow, MatchedRow};

/// Words less alike than this are not taken for the same.
const ALIKE: u8 = 60;
/// A number is believed when the words beside it are at least so alike.
const PLAUSIBLE: u8 = 35;

/// A row without a value is the line only when hardly a word differs.
const ALIKE_AND_BARE: u8 = 90;
/// A part ("trong đó: nữ") is believed with the words of its whole when they are at least so alike.
const ALIKE_IN_ALL: u8 = 80;
/// What a part begins with, folded.
const PART: &str = "trong do";

/// The lines of a form as a file may call them.
#[derive(Debug)]
pub(crate) struct Lines {
    lines: Vec<LineWords>,
}

#[derive(Debug)]
struct LineWords {
    number: String,
    key: String,
    names: Vec<Vec<String>>,
}

impl Lines {
    /// The lines of a form.
    pub(crate) fn new(pack: &Pack, form: &Form) -> Self {
        let mut above: [String; 3] = Default::default();
        let words = |line: &FormLine| {
            let own = line.name.as_ref().map(|name| name.vi.clone());
            let indicator = pack.indicator(&line.indicator);
            let full = indicator.map(|indicator| indicator.name.vi.clone()).unwrap_or_default();
            let name = own.clone().unwrap_or_else(|| full.clone());
            let inset = usize::from(line.inset.min(2));
            let parent = inset.checked_sub(1).and_then(|level| above.get(level)).cloned().unwrap_or_default();
            for (level, slot) in above.iter_mut().enumerate() {
                if level >= inset {
                    slot.clone_from(&name);
                }
            }
            let english = indicator.map(|indicator| indicator.name.en.clone()).unwrap_or_default();
            let with_parent = if parent.is_empty() { String::new() } else { format!("{parent} {name}") };
            let names = [name, full, english, with_parent]
                .map(|name| syllables(&name))
                .into_iter()
                .filter(|name| !name.is_empty());
            LineWords { number: line.number.clone(), key: number_key(&line.number), names: names.collect() }
        };
        Self { lines: form.lines().map(words).collect() }
    }

    /// The line of a number as written.
    pub(crate) fn numbered(&self, text: &str) -> Option<&str> {
        let key = number_key(text);
        self.lines.iter().find(|line| !key.is_empty() && line.key == key).map(|line| line.number.as_str())
    }

    /// Whether a text is the number of a line that bears a letter, which hardly anything else does.
    pub(crate) fn lettered(&self, text: &str) -> bool {
        text.chars().any(char::is_alphabetic) && self.numbered(text).is_some()
    }

    /// The line a heading of a column names, by number or by words.
    pub(crate) fn named(&self, title: &str) -> Option<&str> {
        let first = title.split_whitespace().next().unwrap_or_default();
        let by_number = self.numbered(title).or_else(|| self.lettered(first).then(|| self.numbered(first)).flatten());
        if by_number.is_some() {
            return by_number;
        }
        let words = syllables(title);
        let best = self.lines.iter().map(|line| (line.likeness(&words), line)).rev().max_by_key(|(alike, _)| *alike)?;
        (best.0 >= 80).then_some(best.1.number.as_str())
    }

    /// Every row with its line. Rows that fit no line and hold no value are left out.
    pub(crate) fn matched(&self, rows: Vec<FileRow>, mapping: &[(String, String)]) -> Vec<MatchedRow> {
        let chosen: BTreeMap<String, &str> = mapping.iter().map(|(name, line)| (fold(name), line.as_str())).collect();
        let mut taken: BTreeSet<&str> = BTreeSet::new();
        let mut found: Vec<MatchedRow> = Vec::with_capacity(rows.len());
        for (name, row) in label(&rows).into_iter().zip(rows) {
            let by_hand = chosen.get(&fold(&name)).copied();
            let line = match by_hand {
                Some(line) => self.lines.iter().find(|one| one.number == line).map(|one| (one.number.as_str(), 100)),
                None => self.by_number(&row),
            };
            let line = line.filter(|(number, _)| taken.insert(number));
            let (line, likeness) = line.map_or((None, 0), |(number, alike)| (Some(number.to_owned()), alike));
            found.push(MatchedRow { row, label: name, line, likeness, chosen: by_hand.is_some() });
        }
        self.by_words(&mut found, taken);
        found.retain(|one| one.line.is_some() || one.chosen || !one.row.value.is_empty());
        found
    }

    /// The line a row's number says, where its words do not speak for another.
    fn by_number(&self, row: &FileRow) -> Option<(&str, u8)> {
        let number = self.numbered(&row.number)?;
        let words = syllables(&row.text);
        let line = self.lines.iter().find(|line| line.number == number)?;
        let alike = line.likeness(&words);
        if words.is_empty() || alike >= PLAUSIBLE {
            return Some((number, 100));
        }
        let other = self.lines.iter().any(|line| line.likeness(&words) >= ALIKE);
        (self.lettered(&row.number) && !other).then_some((number, alike))
    }

    /// The rest by their words: the most alike first, among equals those that stand where the form has them.
    fn by_words<'l>(&'l self, rows: &mut [MatchedRow], mut taken: BTreeSet<&'l str>) {
        let mut pairs = Vec::new();
        let (all, lines) = (rows.len().max(1), self.lines.len());
        let mut whole = String::new();
        for (at, one) in rows.iter().enumerate() {
            let text = &one.row.text;
            let part = is_part(text).then(|| syllables(&format!("{whole} {}", fold(text).replace(PART, ""))));
            if part.is_none() {
                whole.clone_from(text);
            }
            if one.line.is_some() || one.chosen {
                continue;
            }
            let words = syllables(text);
            for (place, line) in self.lines.iter().enumerate() {
                let of_part = part.as_ref().map_or(0, |words| line.likeness(words));
                let alike = line.likeness(&words).max(if of_part >= ALIKE_IN_ALL { of_part } else { 0 });
                // The heading of a part may have words of a line; what holds a value comes first, and by less.
                let is_bare = one.row.value.is_empty();
                if alike >= if is_bare { ALIKE_AND_BARE } else { ALIKE } {
                    let apart = (at * lines / all).abs_diff(place);
                    pairs.push((is_bare, std::cmp::Reverse(alike), apart, at, line.number.as_str()));
                }
            }
        }
        pairs.sort_unstable();
        for (_, alike, _, at, number) in pairs {
            let Some(one) = rows.get_mut(at).filter(|one| one.line.is_none()) else { continue };
            if taken.insert(number) {
                one.line = Some(number.to_owned());
                one.likeness = alike.0;
            }
        }
    }
}

impl LineWords {
    fn likeness(&self, words: &[String]) -> u8 {
        self.names.iter().map(|name| dice(name, words)).max().unwrap_or_default()
    }
}

/// Whether a row is a part of the one above it: "Trong đó: nữ", "- Nữ".
fn is_part(text: &str) -> bool {
    text.starts_with(['-', '+', '–']) || fold(text).starts_with(PART)
}

/// What a mapping calls each row: its number and words, counted where several are alike.
pub(crate) fn label(rows: &[FileRow]) -> Vec<String> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let name = |row: &FileRow| {
        let name = format!("{} {}", row.number, row.text).trim().to_owned();
        let times = seen.entry(fold(&name)).or_default();
        *times += 1;
        if *times > 1 { format!("{name} ({times})") } else { name }
    };
    rows.iter().map(name).collect()
}

/// A number without blanks, full stops at its end and zeros at the head of its parts: "a 01." is "A1".
fn number_key(text: &str) -> String {
    let text: String = text.trim().trim_end_matches(['.', ')']).to_uppercase();
    let mut key = String::new();
    let mut leading = true;
    for sign in text.chars().filter(|sign| !sign.is_whitespace()) {
        if sign == '0' && leading {
            continue;
        }
        leading = !sign.is_ascii_digit();
        key.push(sign);
    }
    if key.chars().count() > 8 { String::new() } else { key }
}

/// The folded syllables of a text without signs and the words that only set a line in.
fn syllables(text: &str) -> Vec<String> {
    let folded = fold(text);
    let plain: String = folded.chars().map(|sign| if sign.is_alphanumeric() { sign } else { ' ' }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let bare = plain.strip_prefix("trong do").unwrap_or(&plain);
    let mut all: Vec<String> = bare.split_whitespace().map(str::to_owned).collect();
    all.sort_unstable();
    all
}

/// Dice's coefficient of two sorted lists, in percent.
fn dice(one: &[String], other: &[String]) -> u8 {
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    let (mut left, mut right, mut common) = (one.iter().peekable(), other.iter().peekable(), 0);
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                common += 1;
                left.next();
                right.next();
            }
        }
    }
    u8::try_from(200 * common / (one.len() + other.len())).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_known_however_they_are_written() {
        assert_eq!(number_key("a 01."), number_key("A1"));
        assert_eq!(number_key("A09.1"), number_key("A9.1"));
        assert_ne!(number_key("A10"), number_key("A1"));
        assert_eq!(number_key("10"), "10");
    }

    #[test]
    fn likeness_is_of_words_not_of_their_order() {
        let alike = |one: &str, other: &str| dice(&syllables(one), &syllables(other));
        assert_eq!(alike("Tổng số người lao động", "- Tổng số người lao động"), 100);
        assert_eq!(alike("Trong đó: nữ", "nữ"), 100);
        assert!(alike("Tổng số CNVCLĐ", "Số cuộc đình công") < ALIKE);
    }
}
