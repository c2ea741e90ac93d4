//! Who issued a document, and when, where the sentence says so outside the citation: before it, or behind a verb or a title.
//!
//! What follows the symbol at once is in `citation`.

use crate::citation::{Tail, dated};
use crate::date;
use crate::issuer::{Trust, issuer};
use crate::period::is_roman;
use crate::token::Tokens;
use crate::vocabulary::document::{DATING_VERBS, ISSUING_VERBS};

/// Adds what the same sentence states behind the citation, which ends before `end`: `được X ban hành ngày D`, `do X ban hành`,
/// `về “…” của X`.
pub(crate) fn follow(tokens: &Tokens<'_>, end: usize, tail: &mut Tail) {
    if tail.issuer.is_some() {
        return;
    }
    let at = end + usize::from(tokens.mark(end) == Some(','));
    if matches!(tokens.key(at), "được" | "do") {
        let Some(name_end) = issuer(tokens, at + 1, Trust::Bare) else { return };
        let Some((after, ())) = DATING_VERBS.longest(tokens, name_end) else { return };
        tail.issuer = Some(tokens.plain(at + 1, name_end));
        if tail.date.is_none() && tail.remark.is_none() {
            tail.date = dated(tokens, after).and_then(date::Written::day);
        }
    } else if let Some(close) = quoted_title(tokens, end).filter(|close| tokens.key(close + 1) == "của") {
        tail.issuer = issuer(tokens, close + 2, Trust::Led).map(|name_end| tokens.plain(close + 2, name_end));
    }
}

/// The mark that closes a title: `về “…”`, `“…”`.
fn quoted_title(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    const LONGEST_TITLE: usize = 60;
    let opening = (at..at + 3).find(|at| matches!(tokens.mark(*at), Some('“' | '"')))?;
    (at..opening).all(|at| matches!(tokens.key(at), "về" | "việc")).then_some(())?;
    (opening + 1..(opening + LONGEST_TITLE).min(tokens.len())).find(|at| matches!(tokens.mark(*at), Some('”' | '"')))
}

/// Adds what the same sentence states before the citation: `Ngày 17/9/2025, X ban hành …`, `yêu cầu của X tại …`.
pub(crate) fn lead(tokens: &Tokens<'_>, from: usize, tail: &mut Tail) {
    if let Some((verb, ())) = ISSUING_VERBS.ending(tokens, from) {
        issued_by(tokens, verb, tail);
    } else if tail.issuer.is_none() && matches!(tokens.before(from, 1), "tại" | "theo" | "trong") {
        let end = from - 1;
        let owner = (1..=20).filter_map(|back| end.checked_sub(back)).find(|at| tokens.key(*at) == "của");
        tail.issuer =
            owner.filter(|at| issuer(tokens, at + 1, Trust::Led) == Some(end)).map(|at| tokens.plain(at + 1, end));
    }
}

/// Reads `[Ngày D,] X [khóa N, kỳ họp thứ M]` before the issuing verb at `verb`.
fn issued_by(tokens: &Tokens<'_>, verb: usize, tail: &mut Tail) {
    let day = (0..verb.min(3)).find(|at| tokens.key(*at) == "ngày").and_then(|at| date::day(tokens, at + 1));
    let after_day = day.map_or(0, |written| written.end);
    let front = after_day + usize::from(tokens.mark(after_day) == Some(','));
    let clause =
        (front..verb).rev().find(|at| matches!(tokens.mark(*at), Some(',' | ';' | ':' | '.'))).map(|at| at + 1);
    let named = |name: usize| {
        let end = issuer(tokens, name, Trust::Bare).filter(|end| fillers(tokens, *end, verb))?;
        Some((name, end))
    };
    let Some((name, end)) = named(front).or_else(|| named(clause?)) else { return };
    if tail.date.is_none() && tail.remark.is_none() {
        tail.date = day.and_then(date::Written::day);
    }
    if tail.issuer.is_none() {
        tail.issuer = Some(tokens.plain(name, end));
    }
}

/// Whether only `khóa N`, `kỳ họp thứ N` and small words stand between `from` and `to`.
fn fillers(tokens: &Tokens<'_>, from: usize, to: usize) -> bool {
    from <= to
        && to - from <= 12
        && (from..to).all(|at| {
            let word = matches!(
                tokens.key(at),
                "khóa" | "kỳ" | "họp" | "thứ" | "cũng" | "đã" | "vừa" | "mới" | "," | "(" | ")"
            );
            word || tokens.digits(at).is_some() || is_roman(tokens, at)
        })
}
