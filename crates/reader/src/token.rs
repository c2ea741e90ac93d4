//! Tokens: words, digit runs and marks, each with its place in the original text.
//!
//! Markup (`*`, `_`, `#`, `` ` ``) and invisible characters make no token. Meaning is not here.

use std::rc::Rc;

use crate::lexicon::Begins;
use crate::spelling::{Fnv, Speller, Spelling};
use crate::text::is_combining;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters.
    Word,
    /// ASCII digits.
    Digits,
    /// One other character.
    Mark(char),
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing.
    Glued,
    /// White space or markup.
    Space,
    /// At least one line end.
    Line,
    /// At least one empty line.
    Paragraph,
}

/// One word, digit run or mark.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Folded spelling for a word, the characters themselves otherwise.
    pub(crate) key: Rc<str>,
    /// Code points of the whole text before the token.
    pub(crate) start: usize,
    /// Byte offsets inside the block.
    pub(crate) bytes: (usize, usize),
    pub(crate) gap: Gap,
    /// Whether a word begins with a capital.
    pub(crate) capital: bool,
    /// Whether a word has a capital after its first letter, as codes and abbreviations do.
    pub(crate) inner_capital: bool,
    /// Whether markup for a heading or for emphasis opens right before the token.
    pub(crate) marked: bool,
    /// The tables a phrase of which may begin here.
    pub(crate) begins: Begins,
}

/// A run of tokens and the block they were cut from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'a> {
    list: &'a [Token],
    text: &'a str,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(list: &'a [Token], text: &'a str) -> Self {
        Self { list, text }
    }

    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }

    pub(crate) fn get(&self, at: usize) -> Option<&'a Token> {
        #[cfg(test)]
        work::LOOKED.with(|looked| looked.set(looked.get() + 1));
        self.list.get(at)
    }

    /// The tokens from `from` up to, not including, `to`, as a run of its own.
    pub(crate) fn part(&self, from: usize, to: usize) -> Self {
        Self { list: self.list.get(from..to).unwrap_or_default(), text: self.text }
    }

    /// The folded spelling, or `""` past the end.
    pub(crate) fn key(&self, at: usize) -> &'a str {
        self.get(at).map_or("", |token| &token.key)
    }

    /// The folded spelling `back` tokens before `at`, or `""` before the beginning.
    pub(crate) fn before(&self, at: usize, back: usize) -> &'a str {
        at.checked_sub(back).map_or("", |index| self.key(index))
    }

    pub(crate) fn digits(&self, at: usize) -> Option<&'a str> {
        self.get(at).filter(|token| token.kind == Kind::Digits).map(|token| token.key.as_ref())
    }

    pub(crate) fn mark(&self, at: usize) -> Option<char> {
        match self.get(at)?.kind {
            Kind::Mark(mark) => Some(mark),
            Kind::Word | Kind::Digits => None,
        }
    }

    pub(crate) fn word(&self, at: usize) -> Option<&'a Token> {
        self.get(at).filter(|token| token.kind == Kind::Word)
    }

    /// Whether nothing stands between the token and the one before it.
    pub(crate) fn glued(&self, at: usize) -> bool {
        self.get(at).is_some_and(|token| token.gap == Gap::Glued)
    }

    /// Whether a tab stands between the token and the one before it, as between the cells of a row.
    pub(crate) fn tabbed(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.get(before));
        let between = before.zip(self.get(at)).and_then(|(one, next)| self.text.get(one.bytes.1..next.bytes.0));
        between.is_some_and(|between| between.contains('\t'))
    }

    /// Whether the folded spellings from `at` on are those of `phrase`.
    pub(crate) fn starts(&self, at: usize, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(offset, word)| self.key(at + offset) == *word)
    }

    /// The exact slice from token `from` up to, not including, token `to`.
    pub(crate) fn slice(&self, from: usize, to: usize) -> &'a str {
        let end = to.checked_sub(1).and_then(|last| self.get(last));
        self.get(from).zip(end).and_then(|(first, last)| self.text.get(first.bytes.0..last.bytes.1)).unwrap_or_default()
    }

    /// Offset of a token in code points of the whole text.
    pub(crate) fn start(&self, at: usize) -> usize {
        self.get(at).map_or(0, |token| token.start)
    }

    /// The slice with every run of white space and markup as one space, for use in values.
    pub(crate) fn plain(&self, from: usize, to: usize) -> String {
        let slice = self.slice(from, to);
        slice.split(|c: char| c.is_whitespace() || c == '*').filter(|part| !part.is_empty()).fold(
            String::with_capacity(slice.len()),
            |mut joined, part| {
                if !joined.is_empty() {
                    joined.push(' ');
                }
                joined.push_str(part);
                joined
            },
        )
    }
}

/// The class a character belongs to while tokens are cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Mark,
    Markup,
    Space,
    Line,
}

/// The classes of ASCII characters, which most characters are.
#[expect(clippy::indexing_slicing, reason = "the index stays below the length, and all is worked out by the compiler")]
static ASCII: [Class; 128] = {
    let mut classes = [Class::Mark; 128];
    let mut code = 0;
    while code < 128 {
        classes[code] = match code as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b'\n' => Class::Line,
            b'*' | b'_' | b'#' | b'`' | 0 => Class::Markup,
            b'!'..=b'~' => Class::Mark,
            _ => Class::Space,
        };
        code += 1;
    }
    classes
};

#[inline]
fn class(character: char) -> Class {
    match ASCII.get(character as usize) {
        Some(class) => *class,
        None => class_beyond_ascii(character),
    }
}

fn class_beyond_ascii(character: char) -> Class {
    match character {
        // Latin letters with marks, which Vietnamese is full of.
        '\u{1ea0}'..='\u{1eff}' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{1bf}' => Class::Letter,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => Class::Markup,
        _ if character.is_alphabetic() || is_combining(character) => Class::Letter,
        _ if character.is_whitespace() || character.is_control() => Class::Space,
        _ => Class::Mark,
    }
}

/// Cuts a block into tokens, which replace those in `tokens`. `start` counts the code points before the block.
pub(crate) fn tokenize<'t>(text: &'t str, mut start: usize, speller: &mut Speller<'t>, tokens: &mut Vec<Token>) {
    tokens.clear();
    let mut gap = Gap::Paragraph;
    let mut marked = false;
    let mut from = 0;
    while let Some(rest) = text.get(from..)
        && let Some(first) = rest.chars().next()
    {
        let here = class(first);
        let (mut length, mut points, mut hash) = (first.len_utf8(), 1, Fnv::default());
        hash.add(first);
        match here {
            Class::Line => gap = if gap >= Gap::Line { Gap::Paragraph } else { Gap::Line },
            Class::Space => gap = gap.max(Gap::Space),
            Class::Markup => {
                marked |= matches!(first, '*' | '#');
                gap = gap.max(if first.is_control() { Gap::Glued } else { Gap::Space });
            }
            Class::Letter | Class::Digit | Class::Mark => {
                if here != Class::Mark {
                    for next in rest.chars().skip(1).take_while(|next| class(*next) == here) {
                        length += next.len_utf8();
                        points += 1;
                        hash.add(next);
                    }
                }
                let (slice, _) = rest.split_at_checked(length).unwrap_or((rest, ""));
                let kind = match here {
                    Class::Letter => Kind::Word,
                    Class::Digit => Kind::Digits,
                    _ => Kind::Mark(first),
                };
                let Spelling { key, capital, inner_capital, begins } = speller.spell(slice, hash);
                let bytes = (from, from + length);
                tokens.push(Token { kind, key, start, bytes, gap, capital, inner_capital, marked, begins });
                gap = Gap::Glued;
                marked = false;
            }
        }
        from += length;
        start += points;
    }
}

/// How often a token was looked at: what reading costs, whatever the machine.
#[cfg(test)]
pub(crate) mod work {
    use std::cell::Cell;

    thread_local! {
        pub(crate) static LOOKED: Cell<u64> = const { Cell::new(0) };
    }
}
