//! Documents cited without a number: laws, charters, resolutions of congresses and plenums.
//!
//! Numbered documents are not here (`citation`).

use crate::citation::{Cited, Tail, term};
use crate::date;
use crate::finding::{Citation, CitationClass};
use crate::issuing::{follow, lead};
use crate::period::is_roman;
use crate::token::Tokens;
use crate::vocabulary::document::{DocumentKind, GATHERING_WORDS, Habit, LAW_TITLES};
use crate::vocabulary::issuer::{ISSUER_HEADS, ISSUER_LINKS};

/// No title or name of a gathering has more tokens than this.
const LONGEST_NAME: usize = 30;

/// Reads a document known by name, whose kind word stands at `at` and ends before `after`.
pub(crate) fn named(tokens: &Tokens<'_>, at: usize, after: usize, kind: DocumentKind) -> Option<Cited> {
    match kind.habit {
        Habit::Law => law(tokens, at, after, kind),
        _ if kind.name == "Nghị quyết" => resolution(tokens, at, after, kind),
        _ => None,
    }
}

/// `Luật Công đoàn 2024`, `Bộ luật Lao động năm 2019`, `Điều lệ Hội Người cao tuổi (khóa II)`.
fn law(tokens: &Tokens<'_>, at: usize, after: usize, kind: DocumentKind) -> Option<Cited> {
    tokens.word(at).filter(|word| word.capital)?;
    let mut end = LAW_TITLES.longest(tokens, after).map_or(after, |(end, ())| end);
    if end == after {
        while end < after + LONGEST_NAME && tokens.word(end).is_some_and(|word| word.capital) {
            end += 1;
        }
    }
    if end == after && kind.name != "Hiến pháp" {
        return None;
    }
    let bracket = usize::from(tokens.mark(end) == Some('('));
    if tokens.starts(end + bracket, &["sửa", "đổi"]) && (bracket == 0 || tokens.mark(end + 3) == Some(')')) {
        end += 2 + 2 * bracket;
    }
    let stated = stated_year(tokens, end).or_else(|| {
        let title_end = long_title(tokens, end);
        stated_year(tokens, title_end)
    });
    let year = stated.map(|(year, _)| year);
    end = stated.map_or(end, |(_, after)| after);
    let end = term(tokens, end).unwrap_or(end);
    if end == after {
        return None;
    }
    Some(cited(tokens, (at, end), kind, Tail { year, ..Tail::default() }))
}

/// `2024`, `năm 2024`, `(2024)`: the year, and the token after it.
fn stated_year(tokens: &Tokens<'_>, at: usize) -> Option<(i32, usize)> {
    let bracket = usize::from(tokens.mark(at) == Some('('));
    let place = at + bracket;
    let place = place + usize::from(tokens.key(place) == "năm");
    let year = date::year(tokens, place)?;
    (bracket == 0 || tokens.mark(place + 1) == Some(')')).then_some((year, place + 1 + bracket))
}

/// Where a title ends that no table knows, such as `Luật Phòng cháy và chữa cháy 2001`.
fn long_title(tokens: &Tokens<'_>, from: usize) -> usize {
    const LONGEST_TITLE: usize = 10;
    let inside = |at: usize| {
        let word = tokens.word(at).is_some_and(|word| {
            !word.capital
                && !matches!(&*word.key, "năm" | "quy" | "được" | "có" | "đã" | "là" | "của" | "theo" | "tại" | "từ")
        });
        word || tokens.mark(at) == Some(',') && tokens.word(at + 1).is_some_and(|word| !word.capital)
    };
    (from..from + LONGEST_TITLE).find(|at| !inside(*at)).unwrap_or(from)
}

/// `Nghị quyết Đại hội IX Công đoàn tỉnh`, `Nghị quyết Trung ương 4 (khóa XI)`: only with an ordinal, term or `khóa`.
fn resolution(tokens: &Tokens<'_>, at: usize, after: usize, kind: DocumentKind) -> Option<Cited> {
    let name = after + usize::from(tokens.key(after) == "của");
    let (mut end, ()) = GATHERING_WORDS.longest(tokens, name)?;
    let mut pinned = tokens.starts(end.saturating_sub(2), &["lần", "thứ"]);
    let mut name_end = end;
    while end < after + LONGEST_NAME {
        if let Some(to) = term(tokens, end) {
            (pinned, end) = (true, to);
            break;
        }
        if tokens.starts(end, &["nhiệm", "kỳ"]) {
            (pinned, end) = (true, years_end(tokens, end + 2));
            break;
        }
        let worded = tokens.before(end, 1) == "thứ" && ORDINAL_WORDS.contains(&tokens.key(end));
        let ordinal = worded || is_roman(tokens, end) || tokens.digits(end).is_some_and(|digits| digits.len() <= 2);
        let small = matches!(tokens.key(end), "lần" | "thứ" | "đại" | "hội");
        let next = match ISSUER_LINKS.longest(tokens, end).or_else(|| ISSUER_HEADS.longest(tokens, end)) {
            Some((to, ())) => to,
            None if ordinal || small || tokens.word(end).is_some_and(|word| word.capital) => end + 1,
            None => break,
        };
        pinned |= ordinal;
        end = next;
        name_end = end;
    }
    let tail = Tail { issuer: Some(tokens.plain(name, name_end)), ..Tail::default() };
    pinned.then(|| cited(tokens, (at, end), kind, tail))
}

/// Ordinals in words, as in `lần thứ sáu`.
const ORDINAL_WORDS: &[&str] = &["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"];

/// Passes over `2020-2025` or `I`.
fn years_end(tokens: &Tokens<'_>, at: usize) -> usize {
    if date::year(tokens, at).is_none() {
        return at + usize::from(is_roman(tokens, at));
    }
    let joined = matches!(tokens.key(at + 1), "-" | "–");
    let second = at + 1 + usize::from(joined);
    if date::year(tokens, second).is_some() { second + 1 } else { at + 1 }
}

fn cited(tokens: &Tokens<'_>, place: (usize, usize), kind: DocumentKind, mut tail: Tail) -> Cited {
    let (from, to) = place;
    lead(tokens, from, &mut tail);
    follow(tokens, to, &mut tail);
    let citation = Citation {
        text: tokens.slice(from, to).to_owned(),
        start: tokens.start(from),
        kind: kind.name.to_owned(),
        symbol: None,
        date: tail.date,
        issuer: tail.issuer,
        class: CitationClass::Named,
        year: tail.year,
        rule: if kind.habit == Habit::Law { "citation.law" } else { "citation.resolution" },
    };
    Cited { from, to, citation, remark: None }
}
