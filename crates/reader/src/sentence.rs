//! Sentences and headings: where each begins and ends among the tokens of a block.
//!
//! What a heading means for the numbers under it is not here (`context`).

use crate::enumerator::enumerator;
use crate::token::{Gap, Kind, Tokens};

/// A sentence, or a heading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Whether it is the first of its line.
    pub(crate) opens_line: bool,
    /// Whether its line is set off as a heading: by markup, or by being short and without a full stop.
    pub(crate) heading: bool,
    /// Whether it announces a list (`như sau:`).
    pub(crate) announces: bool,
}

/// A line longer than this is no heading, in tokens.
const LONGEST_HEADING: usize = 40;

/// Abbreviations whose point ends no sentence.
const ABBREVIATIONS: &[&str] = &["tp", "tx", "ths", "ts", "pgs", "gs", "bs", "ks", "tr", "vv", "st", "đc"];

/// Cuts the tokens of a block into sentences.
pub(crate) fn sentences(tokens: &Tokens<'_>) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut line = 0;
    while line < tokens.len() {
        let end = (line + 1..tokens.len()).find(|at| breaks_line(tokens, *at)).unwrap_or(tokens.len());
        cut_line(tokens, line, end, &mut found);
        line = end;
    }
    found
}

/// Whether a line really ends before `at`, and is not merely wrapped.
fn breaks_line(tokens: &Tokens<'_>, at: usize) -> bool {
    let Some(token) = tokens.get(at) else { return true };
    let closed = at.checked_sub(1).and_then(|last| tokens.mark(last)).is_some();
    let lettered = tokens.mark(at + 1) == Some(')') && token.key.chars().count() == 1;
    let wrapped =
        !lettered && token.gap == Gap::Line && token.kind == Kind::Word && !token.capital && !token.marked && !closed;
    token.gap >= Gap::Line && !wrapped
}

fn cut_line(tokens: &Tokens<'_>, line: usize, end: usize, found: &mut Vec<Sentence>) {
    let last = end.checked_sub(1).and_then(|last| tokens.mark(last));
    let marked = tokens.get(line).is_some_and(|token| token.marked);
    let short = end - line <= LONGEST_HEADING;
    let unstopped = !matches!(last, Some('.' | ';' | ',' | '!' | '%' | '…'));
    let bulleted = matches!(tokens.mark(line), Some('-' | '+' | '•' | '–'));
    let heading = short && !bulleted && (marked || unstopped);
    let numbered = enumerator(tokens, line).map_or(line, |found| found.end);
    let mut from = line;
    for at in line + 1..=end {
        if at == end || at > numbered && ends_before(tokens, line, at) {
            let final_mark = at.checked_sub(1).and_then(|last| tokens.mark(last));
            let trailing_sau = final_mark == Some('.') && tokens.before(at, 2) == "sau";
            found.push(Sentence {
                from,
                to: at,
                opens_line: from == line,
                heading,
                announces: final_mark == Some(':') || trailing_sau,
            });
            from = at;
        }
    }
}

/// Whether a sentence ends between the token before `at` and the token at `at`, inside one line.
fn ends_before(tokens: &Tokens<'_>, line: usize, at: usize) -> bool {
    let Some(stop) = at.checked_sub(1).filter(|stop| matches!(tokens.mark(*stop), Some('.' | '?' | '!' | '…')))
    else {
        return false;
    };
    let Some(token) = tokens.get(at) else { return true };
    let before = stop.checked_sub(1).and_then(|before| tokens.get(before));
    if token.gap == Gap::Glued {
        let word = before.is_some_and(|before| {
            before.kind == Kind::Digits
                || before.kind == Kind::Word && !before.capital && before.key.chars().count() > 1
        });
        return word && token.capital && !token.inner_capital;
    }
    let abbreviated = before.is_some_and(|before| ABBREVIATIONS.contains(&before.key.as_ref()));
    let enumerator =
        stop == line + 1 && before.is_some_and(|before| before.kind == Kind::Digits || before.key.len() <= 2);
    let goes_on = token.kind == Kind::Word && !token.capital;
    !abbreviated && !enumerator && !goes_on
}
