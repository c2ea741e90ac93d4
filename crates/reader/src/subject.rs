//! What a number is about, in the words of the text: what follows a count, what precedes a share.

use crate::token::{Gap, Tokens};
use crate::unit::Sort;

/// A subject has at most this many tokens.
const LONGEST_SUBJECT: usize = 18;

/// The words that say what the span from `from` to `to` measures; `counted` ends the noun.
pub(crate) fn subject(tokens: &Tokens<'_>, from: usize, counted: usize, to: usize, sort: Sort) -> String {
    let after = forward(tokens, to);
    if sort == Sort::Count {
        let first = (from..counted).rev().find(|at| tokens.digits(*at).is_some()).map_or(from, |at| at + 1);
        return tokens.plain(first, after.max(counted));
    }
    let begin = backward(tokens, from);
    if begin < from { tokens.plain(begin, from) } else { tokens.plain(to, after) }
}

fn ends_clause(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.mark(at).is_some_and(|mark| matches!(mark, ',' | ';' | '.' | ':' | '(' | ')' | '?' | '!' | '“' | '”' | '"'))
}

fn forward(tokens: &Tokens<'_>, to: usize) -> usize {
    (to..(to + LONGEST_SUBJECT).min(tokens.len()))
        .find(|at| ends_clause(tokens, *at) || tokens.digits(*at).is_some() || gap(tokens, *at) > Gap::Space)
        .unwrap_or_else(|| (to + LONGEST_SUBJECT).min(tokens.len()))
}

fn backward(tokens: &Tokens<'_>, from: usize) -> usize {
    let least = from.saturating_sub(LONGEST_SUBJECT);
    (least..from).rev().find(|at| ends_clause(tokens, *at) || tokens.digits(*at).is_some()).map_or(least, |at| at + 1)
}

fn gap(tokens: &Tokens<'_>, at: usize) -> Gap {
    tokens.get(at).map_or(Gap::Paragraph, |token| token.gap)
}
