//! Quoted titles, whose numbers count nothing.
//!
//! Quoted speech is left alone: its numbers are as good as any other.

use crate::token::{Kind, Tokens};

/// A quotation longer than this is speech, in tokens.
const LONGEST_TITLE: usize = 60;

/// The stretches between quotation marks that are titles: opened after a word, closed in the sentence, holding no full stop.
pub(crate) fn titles(tokens: &Tokens<'_>) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let closing = closing(tokens, at).filter(|_| led(tokens, at));
        if let Some(close) = closing {
            found.push((at, close + 1));
            at = close;
        }
        at += 1;
    }
    found
}

fn led(tokens: &Tokens<'_>, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|before| before.kind == Kind::Word)
}

/// The closing mark of the quotation opened at `at`.
fn closing(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let opening = tokens.mark(at).filter(|mark| matches!(mark, '“' | '"' | '«'))?;
    let end = (at + 1..(at + LONGEST_TITLE).min(tokens.len())).find(|close| match opening {
        '«' => tokens.mark(*close) == Some('»'),
        _ => matches!(tokens.mark(*close), Some('”' | '"')),
    })?;
    Some(end)
}
