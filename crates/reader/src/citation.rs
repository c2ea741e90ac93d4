//! Citations: a kind word with its symbol or number, then date and issuer where they follow at once.
//!
//! The shape of symbols (`symbol`) and of names of bodies (`issuer`) is not here.

use chrono::NaiveDate;

use crate::date;
use crate::finding::{Citation, CitationClass, RemarkCode};
use crate::issuer::{Trust, issuer};
use crate::issuing::{follow, lead};
use crate::named::named;
use crate::period::is_roman;
use crate::symbol::{Symbol, symbol};
use crate::token::Tokens;
use crate::vocabulary::document::{DATING_VERBS, DocumentKind, Habit, KIND_WORDS, LAW_TITLES};
use crate::vocabulary::noun::COUNTED_NOUNS;
use crate::vocabulary::unit::DURATIONS;

/// A citation and the tokens it covers.
#[derive(Clone, Debug)]
pub(crate) struct Cited {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) citation: Citation,
    pub(crate) remark: Option<RemarkCode>,
}

/// What is said after the number: when, by whom.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tail {
    pub(crate) date: Option<NaiveDate>,
    pub(crate) year: Option<i32>,
    pub(crate) issuer: Option<String>,
    pub(crate) remark: Option<RemarkCode>,
}

/// A number or symbol that one kind word governs.
struct Item {
    from: usize,
    to: usize,
    spelling: String,
    class: CitationClass,
    symbol: Option<Symbol>,
}

/// A title between kind word and `số` has at most this many tokens.
const LONGEST_TITLE: usize = 14;

/// Finds every citation of a sentence, in order.
pub(crate) fn citations(tokens: &Tokens<'_>) -> Vec<Cited> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = found.len();
        if let Some((after, kind)) = KIND_WORDS.longest(tokens, at) {
            governed(tokens, at, after, kind, &mut found);
            if found.len() == before
                && let Some(cited) = named(tokens, at, after, kind)
            {
                found.push(cited);
            }
        } else if let Some(symbol) = symbol(tokens, at).filter(|symbol| symbol.kind.is_some() && free(tokens, at)) {
            let kind = DocumentKind { name: symbol.kind.unwrap_or_default(), habit: Habit::Symbol };
            let item = full(at, symbol);
            close(tokens, at, kind, vec![item], &mut found);
        }
        at = found.last().map_or(at + 1, |cited| cited.to.max(at + 1));
    }
    found
}

/// Whether a symbol at `at` is not glued to something before it.
fn free(tokens: &Tokens<'_>, at: usize) -> bool {
    !tokens.glued(at) || matches!(tokens.before(at, 1), "(" | "\"" | "“" | ":" | ",")
}

fn full(from: usize, symbol: Symbol) -> Item {
    let (to, spelling) = (symbol.end, symbol.spelling.clone());
    Item { from, to, spelling, class: CitationClass::Full, symbol: Some(symbol) }
}

/// Reads the numbers a kind word governs, with their common tail.
fn governed(tokens: &Tokens<'_>, at: usize, after: usize, kind: DocumentKind, found: &mut Vec<Cited>) {
    let Some(first) = first_item(tokens, at, after, kind) else { return };
    let mut items = vec![first];
    while let Some(item) = items.last().and_then(|last| next_item(tokens, last)) {
        items.push(item);
    }
    close(tokens, at, kind, items, found);
}

fn first_item(tokens: &Tokens<'_>, at: usize, after: usize, kind: DocumentKind) -> Option<Item> {
    let place = skip_number_word(tokens, after);
    if let Some(symbol) = symbol(tokens, place) {
        return Some(full(place, symbol));
    }
    if let Some(item) = titled(tokens, after) {
        return Some(item);
    }
    let announced = place > after;
    let capital = tokens.word(at).is_some_and(|word| word.capital);
    let item = bare(tokens, place, announced)?;
    let trusted = match kind.habit {
        Habit::Numbered => announced || capital,
        // `Báo cáo số 45 ngày …`: a common word, but what follows its number leaves no doubt.
        Habit::Symbol => announced && capital && matches!(tokens.key(item.to), "ngày" | "của" | "năm"),
        Habit::Law | Habit::Unstated => false,
    };
    trusted.then_some(item)
}

/// Passes over `số` or `số:`.
fn skip_number_word(tokens: &Tokens<'_>, at: usize) -> usize {
    match tokens.key(at) {
        "số" => at + 1 + usize::from(tokens.mark(at + 1) == Some(':')),
        _ => at,
    }
}

/// `Luật Công đoàn số 50/2024/QH15`: a title, then the symbol announced by `số`.
fn titled(tokens: &Tokens<'_>, after: usize) -> Option<Item> {
    let mut at = LAW_TITLES.longest(tokens, after).map_or(after, |(end, ())| end);
    while at < after + LONGEST_TITLE {
        if tokens.key(at) == "số" {
            return symbol(tokens, at + 1).map(|symbol| full(at + 1, symbol));
        }
        if tokens.word(at).is_none() || KIND_WORDS.longest(tokens, at).is_some() {
            return None;
        }
        at += 1;
    }
    None
}

/// A bare number: `Kế hoạch 1472`.
fn bare(tokens: &Tokens<'_>, at: usize, announced: bool) -> Option<Item> {
    let digits = tokens.digits(at).filter(|digits| digits.len() <= 5)?;
    if let Some(item) = number_and_year(tokens, at) {
        return Some(item);
    }
    let next = tokens.get(at + 1);
    let continued = next.is_some_and(|_| tokens.glued(at + 1))
        && (tokens.digits(at + 2).is_some() && tokens.glued(at + 2) || tokens.mark(at + 1) == Some('%'));
    let year_form = tokens.key(at + 1) == "năm" && date::year(tokens, at + 2).is_some() && digits.len() >= 2;
    let counted = tokens.word(at + 1).is_some_and(|word| !word.capital)
        && !year_form
        && (DURATIONS.longest(tokens, at + 1).is_some()
            || !announced && COUNTED_NOUNS.longest(tokens, at + 1).is_some());
    if continued || counted && tokens.key(at + 1) != "ngày" || date::year(tokens, at).is_some() && !announced {
        return None;
    }
    Some(Item { from: at, to: at + 1, spelling: digits.to_owned(), class: CitationClass::Number, symbol: None })
}

/// `Nghị định 91/2017`: the number and year of a symbol whose code was left out.
fn number_and_year(tokens: &Tokens<'_>, at: usize) -> Option<Item> {
    let slashed = tokens.mark(at + 1) == Some('/') && tokens.glued(at + 1) && tokens.glued(at + 2);
    date::year(tokens, at + 2).filter(|_| slashed && tokens.mark(at + 3) != Some('/'))?;
    let spelling = tokens.slice(at, at + 3).to_owned();
    Some(Item { from: at, to: at + 3, spelling, class: CitationClass::Number, symbol: None })
}

/// The next number of a list: `217-QĐ/TW, 218-QĐ/TW`, `03, 05`.
fn next_item(tokens: &Tokens<'_>, last: &Item) -> Option<Item> {
    if !matches!(tokens.key(last.to), "," | "và" | ";") {
        return None;
    }
    let place = skip_number_word(tokens, last.to + 1);
    if let Some(symbol) = symbol(tokens, place) {
        return Some(full(place, symbol));
    }
    if last.class != CitationClass::Number {
        return None;
    }
    let item = bare(tokens, place, false)?;
    matches!(tokens.key(item.to), "," | "và" | "của" | "ngày" | "năm" | "." | ";" | "").then_some(item)
}

/// Reads the common tail and turns the items into citations.
fn close(tokens: &Tokens<'_>, from: usize, kind: DocumentKind, items: Vec<Item>, found: &mut Vec<Cited>) {
    let Some(last) = items.last() else { return };
    let central = last.symbol.as_ref().is_some_and(|symbol| symbol.central);
    let (end, mut tail) = tail(tokens, last.to, central);
    lead(tokens, from, &mut tail);
    follow(tokens, end, &mut tail);
    let count = items.len();
    for (index, item) in items.into_iter().enumerate() {
        let code = item.symbol.as_ref().and_then(|symbol| symbol.kind);
        let name = if kind.habit == Habit::Unstated { code.unwrap_or(kind.name) } else { kind.name };
        let disagrees =
            code.is_some_and(|code| code != "Quyết định" && !name.starts_with(code) && !code.starts_with(name));
        let start = if index == 0 { from } else { item.from };
        let to = if index + 1 == count { end } else { item.to };
        found.push(Cited {
            from: start,
            to,
            citation: Citation {
                text: tokens.slice(start, to).to_owned(),
                start: tokens.start(start),
                kind: name.to_owned(),
                symbol: Some(item.spelling),
                date: tail.date,
                issuer: tail.issuer.clone(),
                class: item.class,
                year: tail.year.filter(|_| tail.date.is_none()),
                rule: match item.class {
                    _ if index > 0 => "citation.list",
                    CitationClass::Number => "citation.number",
                    _ if item.from == from => "citation.symbol-alone",
                    _ => "citation.symbol",
                },
            },
            remark: tail.remark.or(disagrees.then_some(RemarkCode::KindDisagrees)),
        });
    }
}

/// Reads date, year and issuer after a symbol, each at most once; gives the token after them.
pub(crate) fn tail(tokens: &Tokens<'_>, mut end: usize, central: bool) -> (usize, Tail) {
    let mut tail = Tail::default();
    loop {
        let comma = end + usize::from(tokens.mark(end) == Some(','));
        if let Some(year) = date::year(tokens, end + 1).filter(|_| tokens.key(end) == "năm" && tail.year.is_none()) {
            tail.year = Some(year);
            end += 2;
        } else if let Some(written) = dated(tokens, comma).filter(|_| tail.date.is_none() && tail.remark.is_none()) {
            tail.date = written.day();
            tail.remark = written.is_impossible().then_some(RemarkCode::ImpossibleDate);
            end = written.end;
        } else if let Some((name, after)) = owner(tokens, comma, end).filter(|_| tail.issuer.is_none()) {
            if central && tokens.plain(name, after).starts_with("Chính phủ") && steered(tokens, end) {
                tail.remark = Some(RemarkCode::IssuerDoubtful);
                return (end, tail);
            }
            tail.issuer = Some(tokens.plain(name, after));
            end = term(tokens, after).unwrap_or(after);
        } else {
            return (end, tail);
        }
    }
}

/// `ngày 12/6/2021`, `ban hành ngày 12/6/2021`.
pub(crate) fn dated(tokens: &Tokens<'_>, at: usize) -> Option<date::Written> {
    let at = DATING_VERBS.longest(tokens, at).map_or(at, |(end, ())| end);
    (tokens.key(at) == "ngày").then(|| date::day(tokens, at + 1)).flatten()
}

/// `của Bộ Chính trị`, or the body right after the symbol: where its name begins and ends.
fn owner(tokens: &Tokens<'_>, comma: usize, end: usize) -> Option<(usize, usize)> {
    if tokens.key(comma) == "của" {
        return issuer(tokens, comma + 1, Trust::Led).map(|after| (comma + 1, after));
    }
    issuer(tokens, end, Trust::Bare).map(|after| (end, after))
}

/// `khóa X`, `(khóa X)`: the token after it.
pub(crate) fn term(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let bracket = usize::from(tokens.mark(at) == Some('('));
    let number = at + bracket + 1;
    let numbered = is_roman(tokens, number) || tokens.digits(number).is_some() || tokens.key(number).len() <= 4;
    if tokens.key(at + bracket) != "khóa" || !numbered {
        return None;
    }
    match bracket {
        0 => Some(number + 1),
        _ => (tokens.mark(number + 1) == Some(')')).then_some(number + 2),
    }
}

/// Whether the citation hangs on a steering committee, whose owner is named after it.
fn steered(tokens: &Tokens<'_>, end: usize) -> bool {
    (0..end).any(|at| tokens.starts(at, &["ban", "chỉ", "đạo"]))
}
