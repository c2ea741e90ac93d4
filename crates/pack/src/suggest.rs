//! Which indicator a phrase of a text is about: the words of names and phrases compared, the unit of measure held against.
//!
//! The same phrase and pack give the same answer, and each answer says which words made it. Words every second name holds
//! weigh little, neighbouring syllables read together weigh more than each alone. Synonyms are data of the pack. Not here:
//! finding phrases (`reader`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::names::fold;
use serde::Serialize;

use crate::{Pack, Synonym};

/// An indicator a phrase may be about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The indicator.
    pub indicator: String,
    /// How near, from 0 to 1000.
    pub score: u32,
    /// The words of its name the phrase holds, folded, and what is said of the unit of measure.
    pub why: String,
    /// Whether it is so near, and the next one so far, that nobody needs to be asked first.
    pub sure: bool,
}

/// From which score an indicator is suggested at all.
const LEAST: u32 = 180;
/// How much a word of the sentence around weighs beside one of what is counted, in tenths.
const BESIDE: u32 = 7;
/// From which score, and how far before the next, the best one is sure.
const SURE: (u32, u32) = (330, 60);

/// Words that say nothing of what is counted, folded.
const EMPTY: [&str; 43] = [
    "so", "ty", "le", "tong", "cac", "nhung", "cua", "va", "o", "tai", "trong", "tren", "duoc", "da", "co", "la",
    "cho", "voi", "den", "tu", "tro", "len", "nam", "moi", "phan", "dau", "dat", "it", "nhat", "toi", "thieu", "khong",
    "qua", "bi", "do", "ve", "vao", "ra", "mot", "hang", "thuc", "hien", "nhat",
];

/// Indicators ready to be compared with many phrases.
#[derive(Debug)]
pub struct Suggester {
    entries: Vec<Entry>,
    weights: BTreeMap<String, u32>,
    synonyms: Vec<(Vec<String>, Vec<String>)>,
}

#[derive(Debug)]
struct Entry {
    id: String,
    unit: Measure,
    /// The terms of its Vietnamese and of its English name.
    names: [BTreeSet<String>; 2],
}

/// What is known of a phrase.
struct Phrase {
    /// The terms of what is counted.
    asked: BTreeSet<String>,
    /// The terms of the sentence and of the unit of measure.
    around: BTreeSet<String>,
    measure: Measure,
    /// How much all of it weighs, in tenths.
    said: u32,
}

/// Kinds of units of measure that can be told from their words.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Measure {
    Unknown,
    Share,
    Money,
    People,
    Attendances,
    Things(String),
}

impl Measure {
    fn of(unit: &str) -> Self {
        let unit = fold(unit);
        let unit = unit.trim();
        let first = unit.split('/').next().unwrap_or_default();
        match first {
            "" => Self::Unknown,
            "%" | "phan tram" | "diem %" => Self::Share,
            "dong" | "vnd" => Self::Money,
            "nguoi" | "doan vien" | "can bo" | "dong chi" | "thanh vien" => Self::People,
            "luot nguoi" | "luot" => Self::Attendances,
            other => Self::Things(other.to_owned()),
        }
    }

    /// How well a phrase's unit fits that of an indicator, in hundredths, and in which word.
    fn fits(&self, of: &Self) -> (u32, &'static str) {
        match (self, of) {
            (Self::Unknown, _) | (_, Self::Unknown) => (80, ""),
            (one, other) if one == other => (100, "đơn vị đo khớp"),
            (Self::People, Self::Attendances) | (Self::Attendances, Self::People) => (85, "đơn vị đo gần"),
            (Self::Things(one), Self::Things(other)) if alike(one, other) => (95, "đơn vị đo gần"),
            (Self::Things(_), Self::Things(_)) => (70, "đơn vị đo khác"),
            // What is asked of "each" or "all" is often counted by a number and the other way round.
            _ => (40, "đơn vị đo khác"),
        }
    }
}

/// Units of measure the trade uses for one another.
fn alike(one: &str, other: &str) -> bool {
    const ALIKE: [&[&str]; 5] = [
        &["cong doan co so", "don vi", "cdcs", "to chuc", "nghiep doan", "doanh nghiep"],
        &["ban", "thoa uoc", "ban thoa uoc", "tuldtt"],
        &["cuoc", "vu", "buoi", "dot", "hoi nghi"],
        &["nha", "can", "mai am", "can nha"],
        &["suat", "suat qua", "phan qua", "qua"],
    ];
    one.contains(other)
        || other.contains(one)
        || ALIKE.iter().any(|group| group.contains(&one) && group.contains(&other))
}

/// The syllables of a text, folded, punctuation as a wall between them.
fn syllables(text: &str) -> Vec<String> {
    let folded = fold(text);
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

impl Suggester {
    /// Makes the indicators of a pack ready.
    #[must_use]
    pub fn new(pack: &Pack) -> Self {
        let both = |one: &Synonym| (syllables(&one.says), syllables(&one.means));
        let mut synonyms: Vec<_> = pack.synonyms.iter().map(both).filter(|(says, _)| !says.is_empty()).collect();
        // The longest first: "kết nạp Đảng viên mới" is not "kết nạp".
        synonyms.sort_by(|one, other| other.0.len().cmp(&one.0.len()).then_with(|| one.cmp(other)));
        let mut made = Self { entries: Vec::new(), weights: BTreeMap::new(), synonyms };
        let entry = |indicator: &congdoan_model::figures::Indicator| Entry {
            id: indicator.id.clone(),
            unit: Measure::of(&indicator.unit_of_measure),
            names: [made.terms(&indicator.name.vi), made.terms(&indicator.name.en)],
        };
        let entries: Vec<Entry> = pack.indicators.iter().map(entry).collect();
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for term in entries.iter().flat_map(|entry| entry.names.iter().flatten()) {
            *counts.entry(term).or_default() += 1;
        }
        let all = u32::try_from(entries.len()).unwrap_or(u32::MAX).max(1);
        let weight = |term: &str, count: u32| {
            // Sixteen for what one name alone holds, less with each doubling; pairs weigh half as much again.
            let rare = (all.saturating_mul(4) / count).max(1).ilog2() + 2;
            rare * if term.contains(' ') { 3 } else { 2 }
        };
        made.weights = counts.into_iter().map(|(term, count)| (term.to_owned(), weight(term, count))).collect();
        made.entries = entries;
        made
    }

    /// The terms of a text: syllables that say something, and pairs of neighbours.
    fn terms(&self, text: &str) -> BTreeSet<String> {
        let words = self.spelled(syllables(text));
        let empty = |word: &str| EMPTY.contains(&word) || word.bytes().all(|digit| digit.is_ascii_digit());
        let mut terms: BTreeSet<String> = words.iter().filter(|word| !empty(word)).cloned().collect();
        for pair in words.windows(2) {
            if let [one, other] = pair
                && !(empty(one) && empty(other))
            {
                terms.insert(format!("{one} {other}"));
            }
        }
        terms
    }

    /// The words with the pack's synonyms put in the place of what they stand for.
    fn spelled(&self, words: Vec<String>) -> Vec<String> {
        let mut spelled = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let Some((first, after)) = rest.split_first() {
            if let Some((says, means)) = self.synonyms.iter().find(|(says, _)| rest.starts_with(says)) {
                spelled.extend(means.iter().cloned());
                rest = rest.get(says.len()..).unwrap_or_default();
            } else {
                spelled.push(first.clone());
                rest = after;
            }
        }
        spelled
    }

    fn weigh<'t>(&self, terms: impl Iterator<Item = &'t String>) -> u32 {
        terms.map(|term| self.weights.get(term).copied().unwrap_or(4)).sum()
    }

    /// The indicators that come nearest to what a finding counts, best first: `subject` says what is counted, `unit` in
    /// which unit of measure, `text` is the sentence around it.
    #[must_use]
    pub fn suggest(&self, subject: &str, unit: &str, text: &str) -> Vec<Suggestion> {
        let asked = self.terms(subject);
        let around = self.terms(&format!("{text} {unit}"));
        let measure = Measure::of(unit);
        let known = |term: &&String| self.weights.contains_key(*term);
        let beside = self.weigh(around.difference(&asked).filter(known));
        let said = self.weigh(asked.iter()) * 10 + beside * BESIDE / 2;
        let phrase = Phrase { asked, around, measure, said };
        let mut found: Vec<Suggestion> = self.entries.iter().filter_map(|entry| self.held(entry, &phrase)).collect();
        found.sort_by(|one, other| other.score.cmp(&one.score).then_with(|| one.indicator.cmp(&other.indicator)));
        let next = found.get(1).map_or(0, |next| next.score);
        if let Some(best) = found.first_mut() {
            best.sure = best.score >= SURE.0 && best.score >= next + SURE.1;
        }
        found.truncate(10);
        found
    }

    /// An indicator held against a phrase; none when it is too far.
    fn held(&self, entry: &Entry, phrase: &Phrase) -> Option<Suggestion> {
        let Phrase { asked, around, measure, said } = phrase;
        let (fit, word) = measure.fits(&entry.unit);
        let best = entry
            .names
            .iter()
            .filter(|name| !name.is_empty())
            .map(|name| {
                let beside = self.weigh(name.iter().filter(|term| !asked.contains(*term) && around.contains(*term)));
                let shared = self.weigh(name.intersection(asked)) * 10 + beside * BESIDE;
                // What a longer name shares counts for more than what a short one does, and what it does not share against it:
                // the cosine of the two, in thousandths.
                let whole = self.weigh(name.iter()).max(1) * 10;
                (u64::from(shared) * 1000 / (u64::from(whole) * u64::from((*said).max(1))).isqrt().max(1), name)
            })
            .max_by_key(|(score, _)| *score);
        let (raw, name) = best?;
        let score = u32::try_from(raw).unwrap_or(1000).min(1000) * fit / 100;
        if score < LEAST {
            return None;
        }
        let held = name.iter().filter(|term| asked.contains(*term) || around.contains(*term));
        let mut why = held.filter(|term| term.contains(' ')).cloned().collect::<Vec<_>>().join(", ");
        if why.is_empty() {
            why = name.iter().filter(|term| asked.contains(*term)).cloned().collect::<Vec<_>>().join(", ");
        }
        if !word.is_empty() {
            why = if why.is_empty() { word.to_owned() } else { format!("{why}; {word}") };
        }
        Some(Suggestion { indicator: entry.id.clone(), score, why, sure: false })
    }
}

/// The indicators that come nearest to one phrase, best first. For many phrases make one [`Suggester`].
#[must_use]
pub fn suggest(pack: &Pack, subject: &str, unit: &str, text: &str) -> Vec<Suggestion> {
    Suggester::new(pack).suggest(subject, unit, text)
}
