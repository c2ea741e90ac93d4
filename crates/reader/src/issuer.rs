//! Names of issuing bodies: where one begins, and how far it runs.
//!
//! Whether the body issued the document is not here (`citation`).

use crate::token::{Gap, Tokens};
use crate::vocabulary::document::KIND_WORDS;
use crate::vocabulary::issuer::{BETWEEN_NAMES, ISSUER_HEADS, ISSUER_LINKS, JOINED_NAMES, SHY_HEADS, VERBS_IN_NAMES};

/// No name of a body has more tokens than this.
const LONGEST_NAME: usize = 24;

/// How sure it is that a body's name begins here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trust {
    /// After `của`.
    Led,
    /// Right after a symbol or before an issuing verb, with nothing to announce it.
    Bare,
}

/// Reads the name of a body that begins at token `at`; gives the token after it.
pub(crate) fn issuer(tokens: &Tokens<'_>, at: usize, trust: Trust) -> Option<usize> {
    let first = tokens.word(at)?;
    let head = ISSUER_HEADS.longest(tokens, at).map(|(end, ())| end);
    if trust == Trust::Bare && (!first.capital || head.is_none() || is_shy(tokens, at, head)) {
        return None;
    }
    if head.is_none() && !first.capital {
        return None;
    }
    let mut end = head.unwrap_or(at + 1);
    while end < at + LONGEST_NAME {
        match next(tokens, end) {
            Some(after) => end = after,
            None => break,
        }
    }
    // A verb that may also stand inside a name (`Công đoàn cơ sở xây dựng`) ends none.
    let head_end = head.unwrap_or(at + 1);
    while end > head_end && VERBS_IN_NAMES.longest(tokens, end - 2) == Some((end, ())) {
        end -= 2;
    }
    Some(end)
}

fn is_shy(tokens: &Tokens<'_>, at: usize, head: Option<usize>) -> bool {
    head.is_some_and(|end| SHY_HEADS.contains(&tokens.plain(at, end).to_lowercase().as_str()))
        && !head.and_then(|end| tokens.word(end)).is_some_and(|word| word.capital)
}

/// The token after the next piece of a name, when the name goes on at `at`.
fn next(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let token = tokens.get(at)?;
    if token.gap >= Gap::Paragraph {
        return None;
    }
    if let Some((end, ())) = JOINED_NAMES.longest(tokens, at) {
        return Some(end);
    }
    if let Some(end) = abbreviation(tokens, at) {
        return Some(end);
    }
    let word = tokens.word(at)?;
    if KIND_WORDS.longest(tokens, at).is_some() {
        return None;
    }
    // `khóa X` stays outside the name, and so does a gathering's number.
    if word.key.as_ref() == "khóa" || is_year_word(tokens, at) {
        return None;
    }
    if let Some((end, ())) = ISSUER_LINKS.longest(tokens, at) {
        return Some(end);
    }
    if word.capital {
        return ISSUER_HEADS.longest(tokens, at).map_or(Some(at + 1), |(end, ())| Some(end));
    }
    // A small second syllable between two capitals is inside a name: `Ngân hàng Việt Nam`.
    let inside = at.checked_sub(1).and_then(|before| tokens.word(before)).is_some_and(|before| before.capital)
        && tokens.word(at + 1).is_some_and(|after| after.capital)
        && !BETWEEN_NAMES.contains(&word.key.as_ref());
    inside.then_some(at + 1)
}

fn is_year_word(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.key(at), "năm" | "ngày" | "nhiệm")
}

/// `TP.Hải Phòng`, `TP. Hà Nội`, `T.Ư`: an abbreviation whose point does not end the name.
fn abbreviation(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let short = matches!(tokens.key(at), "tp" | "tx" | "t") && tokens.word(at).is_some_and(|word| word.capital);
    let point = tokens.mark(at + 1) == Some('.') && tokens.glued(at + 1);
    (short && point && tokens.word(at + 2).is_some_and(|word| word.capital)).then_some(at + 3)
}
