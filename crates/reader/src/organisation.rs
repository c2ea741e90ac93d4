//! Bodies and units named in a text: `LĐLĐ tỉnh Hòa An`, `Công đoàn ngành Xây dựng`, `Bộ Chính trị`.
//!
//! How far a name runs is in `issuer`; the words names begin with are in `vocabulary::issuer`.

use crate::finding::Organisation;
use crate::issuer::{Trust, issuer};
use crate::token::{Gap, Tokens};
use crate::vocabulary::Table;
use crate::vocabulary::document::KIND_WORDS;
use crate::vocabulary::issuer::{COMPLETE_NAMES, ISSUER_HEADS, PLACE_WORDS, POSTS, SURNAMES};

/// Finds every body named in a sentence.
pub(crate) fn organisations(tokens: &Tokens<'_>, found: &mut Vec<Organisation>) {
    let mut at = 0;
    while at < tokens.len() {
        let begins = tokens.get(at).is_some_and(|token| token.capital && token.begins.contains(Table::Heads));
        match begins.then(|| body(tokens, at)).flatten() {
            Some((to, rule)) => {
                found.push(Organisation { text: tokens.slice(at, to).to_owned(), start: tokens.start(at), rule });
                at = to;
            }
            None => at += 1,
        }
    }
}

/// Reads a body at `at`: the token after its name, and the rule.
pub(crate) fn body(tokens: &Tokens<'_>, at: usize) -> Option<(usize, &'static str)> {
    let (head, ()) = ISSUER_HEADS.longest(tokens, at)?;
    if POSTS.longest(tokens, at).is_some() || KIND_WORDS.longest(tokens, at).is_some() || in_symbol(tokens, at) {
        return None;
    }
    let run = issuer(tokens, at, Trust::Led)?;
    let line = (at + 1..run).find(|place| tokens.get(*place).is_some_and(|token| token.gap >= Gap::Line));
    let whole = COMPLETE_NAMES.longest(tokens, at).is_some_and(|(end, ())| end == head);
    let to = person(tokens, head + usize::from(!whole), line.unwrap_or(run));
    if is_named(tokens, head, to) {
        return Some((to, "organisation.named"));
    }
    // `Ban Thường vụ Tổng Liên đoàn`: a body of the only one there is.
    let known = (at..to).find_map(|place| COMPLETE_NAMES.longest(tokens, place));
    known.map(|(end, ())| (end, "organisation.known"))
}

/// Whether a word between two tokens is part of a proper name, and not the head of one more body.
fn is_named(tokens: &Tokens<'_>, mut from: usize, to: usize) -> bool {
    while from < to {
        match ISSUER_HEADS.longest(tokens, from) {
            Some((after, ())) => from = after,
            None if tokens.word(from).is_some_and(|word| word.capital) => return true,
            None => from += 1,
        }
    }
    false
}

/// Whether the word is a part of a symbol: `22/KH-TLĐ`.
fn in_symbol(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.glued(at) && matches!(tokens.before(at, 1), "-" | "/" | "–" | "&")
}

/// Where the name of a person begins that follows the name of the body they hold a post in, or `to`.
fn person(tokens: &Tokens<'_>, from: usize, to: usize) -> usize {
    let capital = |at: usize| at < to && tokens.word(at).is_some_and(|word| word.capital);
    (from..to)
        .find(|at| {
            let named_place = PLACE_WORDS.contains(&tokens.before(*at, 1));
            let several = capital(at + 1) && (capital(at + 2) || *at + 2 == to);
            SURNAMES.contains(&tokens.key(*at)) && capital(*at) && several && !named_place
        })
        .unwrap_or(to)
}
