//! The numbering a line begins with: `Điều 5.`, `II.`, `1.2.`, `a)`, `(3)`.
//!
//! How numbered parts nest is not here (`clause`).

use crate::token::{Gap, Tokens};

/// A way of numbering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// `Phần I`.
    Part,
    /// `Chương II`.
    Chapter,
    /// `Mục 1`.
    Section,
    /// `Điều 5`.
    Article,
    /// `II.`
    Roman,
    /// `A.`
    Capital,
    /// `1.`, `1.2.`
    Decimal,
    /// `(1)`.
    Bracketed,
    /// `a)`.
    Letter,
    /// `(a)`, `(i)`.
    BracketedLetter,
}

impl Style {
    /// The order of the styles whose order is fixed; the others nest as they come.
    pub(crate) fn rank(self) -> Option<u8> {
        match self {
            Self::Part => Some(0),
            Self::Chapter => Some(1),
            Self::Section => Some(2),
            Self::Article => Some(3),
            _ => None,
        }
    }
}

/// A numbering and what follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Enumerator {
    pub(crate) style: Style,
    /// The numbers: one, or several for `1.2.`
    pub(crate) numbers: Vec<u32>,
    /// Its own part of a label: `Điều 5`, `II`, `2`, `a`.
    pub(crate) name: String,
    /// The token after it and its mark.
    pub(crate) end: usize,
}

/// No list is longer than this; what looks like a higher number counts something.
const LONGEST_LIST: u32 = 300;

/// The letters of lists, in the order of the Vietnamese alphabet.
const LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// Reads the numbering that begins at token `at`, the first of a line.
pub(crate) fn enumerator(tokens: &Tokens<'_>, at: usize) -> Option<Enumerator> {
    if tokens.mark(at) == Some('(') {
        return bracketed(tokens, at);
    }
    if tokens.digits(at).is_some() {
        return decimal(tokens, at);
    }
    let word = tokens.word(at)?;
    if word.capital { headed(tokens, at).or_else(|| capital(tokens, at)) } else { letter(tokens, at) }
}

/// `Điều 5.`, `Chương II - …`, `Phần thứ nhất`.
fn headed(tokens: &Tokens<'_>, at: usize) -> Option<Enumerator> {
    let (style, word) = match tokens.key(at) {
        "phần" => (Style::Part, "Phần"),
        "chương" => (Style::Chapter, "Chương"),
        "mục" => (Style::Section, "Mục"),
        "điều" => (Style::Article, "Điều"),
        _ => return None,
    };
    let ordinal = at + 1 + usize::from(tokens.key(at + 1) == "thứ");
    let number = digits(tokens, ordinal)
        .or_else(|| roman(tokens.key(ordinal)))
        .or_else(|| counting_word(tokens.key(ordinal)).filter(|_| ordinal > at + 1))?;
    let end = ordinal + 1;
    let closed = matches!(tokens.mark(end), Some('.' | ':' | '-' | '–'));
    let alone = tokens.get(end).is_none_or(|next| next.gap >= Gap::Line);
    let name = format!("{word} {}", tokens.plain(at + 1, end));
    (closed || alone).then(|| Enumerator { style, numbers: vec![number], name, end: end + usize::from(closed) })
}

/// `II.`, `II -`, `A.`
fn capital(tokens: &Tokens<'_>, at: usize) -> Option<Enumerator> {
    let key = tokens.key(at);
    let end = closed(tokens, at + 1, &['.', '-', '–', '/', ')', ':'])?;
    let name = key.to_uppercase();
    if let Some(number) = roman(key) {
        return Some(Enumerator { style: Style::Roman, numbers: vec![number], name, end });
    }
    letter_number(key).map(|number| Enumerator { style: Style::Capital, numbers: vec![number], name, end })
}

/// `a)`, `đ.`
fn letter(tokens: &Tokens<'_>, at: usize) -> Option<Enumerator> {
    let number = letter_number(tokens.key(at))?;
    let end = closed(tokens, at + 1, &[')', '.', '/'])?;
    Some(Enumerator { style: Style::Letter, numbers: vec![number], name: tokens.key(at).to_owned(), end })
}

/// `1.`, `1)`, `1-`, `1.2.`, `1.2.3`
fn decimal(tokens: &Tokens<'_>, at: usize) -> Option<Enumerator> {
    let mut numbers = vec![digits(tokens, at)?];
    let mut end = at + 1;
    while tokens.mark(end) == Some('.')
        && tokens.glued(end)
        && tokens.glued(end + 1)
        && let Some(number) = digits(tokens, end + 1).filter(|number| *number < 100)
    {
        numbers.push(number);
        end += 2;
    }
    let name = numbers.last().map(u32::to_string).unwrap_or_default();
    let dotted = numbers.len() > 1 && tokens.word(end).is_some_and(|word| word.gap > Gap::Glued && word.capital);
    let end = match closed(tokens, end, &['.', ')', '-', '/', ':']) {
        Some(after) if tokens.digits(after).is_none() => after,
        _ if dotted => end,
        _ => return None,
    };
    Some(Enumerator { style: Style::Decimal, numbers, name, end })
}

/// `(1)`, `(a)`, `(ii)`
fn bracketed(tokens: &Tokens<'_>, at: usize) -> Option<Enumerator> {
    if tokens.mark(at + 2) != Some(')') {
        return None;
    }
    let name = tokens.slice(at + 1, at + 2).to_owned();
    let end = at + 3;
    if let Some(number) = digits(tokens, at + 1) {
        return Some(Enumerator { style: Style::Bracketed, numbers: vec![number], name, end });
    }
    let key = tokens.key(at + 1);
    let number = roman(key).or_else(|| letter_number(key))?;
    Some(Enumerator { style: Style::BracketedLetter, numbers: vec![number], name, end })
}

/// The token after a closing mark, when it is glued to what is before it or stands free, and something follows apart.
fn closed(tokens: &Tokens<'_>, at: usize, marks: &[char]) -> Option<usize> {
    tokens.mark(at).filter(|mark| marks.contains(mark))?;
    (!tokens.glued(at + 1) || tokens.mark(at) != Some('-') && tokens.word(at + 1).is_some_and(|word| word.capital))
        .then_some(at + 1)
}

fn digits(tokens: &Tokens<'_>, at: usize) -> Option<u32> {
    tokens.digits(at)?.parse().ok().filter(|number| (1..=LONGEST_LIST).contains(number))
}

fn letter_number(key: &str) -> Option<u32> {
    let mut characters = key.chars();
    let letter = characters.next().filter(|_| characters.next().is_none())?;
    LETTERS.chars().position(|known| known == letter).and_then(|place| u32::try_from(place + 1).ok())
}

/// The value of a Roman numeral in folded letters.
pub(crate) fn roman(key: &str) -> Option<u32> {
    let value = |letter| match letter {
        'i' => Some(1),
        'v' => Some(5),
        'x' => Some(10),
        'l' => Some(50),
        _ => None,
    };
    let mut total = 0_u32;
    let mut last = 0;
    for letter in key.chars().rev() {
        let worth = value(letter)?;
        total = if worth < last { total.checked_sub(worth)? } else { total.checked_add(worth)? };
        last = last.max(worth);
    }
    (1..=LONGEST_LIST).contains(&total).then_some(total)
}

fn counting_word(key: &str) -> Option<u32> {
    const WORDS: [&str; 10] = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"];
    WORDS.iter().position(|word| *word == key).and_then(|place| u32::try_from(place + 1).ok())
}
