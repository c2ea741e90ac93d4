//! What stands after a number: scale, currency, percent sign, counted noun, rate.
//!
//! The words are in `vocabulary::unit`.

use crate::number::{Number, Numeral, numeral};
use crate::token::{Gap, Tokens};
use crate::vocabulary::noun::COUNTED_NOUNS;
use crate::vocabulary::unit::{CURRENCY_WORDS, DURATIONS, NOT_COUNTED, NOT_MONEY, SCALES};

/// The family of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Money,
    Percent,
    Count,
    Duration,
}

/// A unit and the token after it.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub(crate) name: String,
    pub(crate) sort: Sort,
    pub(crate) end: usize,
}

/// A scale word after a number: its factor and the token after it.
pub(crate) fn scale(tokens: &Tokens<'_>, at: usize) -> Option<(i64, usize)> {
    let one = |at: usize| {
        let factor = SCALES.iter().find(|(word, _)| *word == tokens.key(at)).map(|(_, factor)| *factor)?;
        // The short `tr` is one only where it is glued to its number.
        let short = tokens.key(at) == "tr";
        (tokens.word(at).is_some_and(|word| !word.capital && !short || word.gap == Gap::Glued))
            .then_some((factor, at + 1))
    };
    let (first, end) = one(at)?;
    match one(end) {
        Some((second, after)) => Some((first.checked_mul(second)?, after)),
        None => Some((first, end)),
    }
}

/// The rest of a sum in two scales: `462 triệu` in `2 tỷ 462 triệu`.
pub(crate) fn smaller_part(tokens: &Tokens<'_>, at: usize, larger: i64) -> Option<(Number, usize)> {
    let Some(Numeral::Read(number, after)) = numeral(tokens, at) else { return None };
    let (factor, end) = scale(tokens, after).filter(|(factor, _)| *factor < larger)?;
    Some((number.times(factor)?, end))
}

/// Reads the unit at `at`; `scaled` tells whether a scale word stands before it.
pub(crate) fn unit(tokens: &Tokens<'_>, at: usize, scaled: bool) -> Option<Unit> {
    let unit = percent(tokens, at).or_else(|| money(tokens, at, scaled)).or_else(|| noun(tokens, at))?;
    Some(rated(tokens, unit))
}

fn percent(tokens: &Tokens<'_>, at: usize) -> Option<Unit> {
    let unit = |name: &str, end| Some(Unit { name: name.to_owned(), sort: Sort::Percent, end });
    if tokens.mark(at) == Some('%') {
        return unit("%", at + 1);
    }
    if tokens.starts(at, &["phần", "trăm"]) {
        return unit("%", at + 2);
    }
    if tokens.key(at) == "điểm" && tokens.mark(at + 1) == Some('%') {
        return unit("điểm %", at + 2);
    }
    if tokens.starts(at, &["điểm", "phần", "trăm"]) {
        return unit("điểm %", at + 3);
    }
    None
}

fn money(tokens: &Tokens<'_>, at: usize, scaled: bool) -> Option<Unit> {
    if let Some((end, name)) = CURRENCY_WORDS.longest(tokens, at) {
        let other_word = tokens.key(at) == "đồng" && NOT_MONEY.contains(&tokens.key(at + 1));
        let slashed = tokens.key(at) == "đ" && tokens.mark(at + 1) == Some('/') && tokens.key(at + 2) == "c";
        if !other_word && !slashed {
            return Some(Unit { name: name.to_owned(), sort: Sort::Money, end });
        }
    }
    // A scaled number that stops, or is given per something, can only be money.
    let stops = tokens.get(at).is_none() || matches!(tokens.mark(at), Some('.' | ',' | ';' | ')' | '/'));
    (scaled && stops).then(|| Unit { name: "VND".to_owned(), sort: Sort::Money, end: at })
}

fn noun(tokens: &Tokens<'_>, at: usize) -> Option<Unit> {
    let first = tokens.word(at).filter(|word| word.gap <= Gap::Space)?;
    if let Some((end, name)) = COUNTED_NOUNS.longest(tokens, at).filter(|(end, _)| !place_name(tokens, at, *end)) {
        return Some(Unit { name: name.to_owned(), sort: Sort::Count, end });
    }
    if let Some((end, name)) = DURATIONS.longest(tokens, at) {
        return Some(Unit { name: name.to_owned(), sort: Sort::Duration, end });
    }
    let plain = !first.capital && !NOT_COUNTED.contains(&first.key.as_ref());
    let abbreviation = first.capital && first.inner_capital;
    if !(plain || abbreviation) || first.gap == Gap::Glued {
        return None;
    }
    let pair = plain
        && tokens
            .word(at + 1)
            .is_some_and(|word| word.gap == Gap::Space && !word.capital && !NOT_COUNTED.contains(&word.key.as_ref()));
    let end = at + 1 + usize::from(pair);
    Some(Unit { name: tokens.plain(at, end), sort: Sort::Count, end })
}

/// Whether a capitalised one-word noun begins a name (`5 Đồng Khởi`) and counts nothing.
fn place_name(tokens: &Tokens<'_>, at: usize, end: usize) -> bool {
    let capital = |at: usize| tokens.word(at).is_some_and(|word| word.capital && !word.inner_capital);
    end == at + 1 && capital(at) && capital(end)
}

/// Adds `/người/tháng` to a unit.
fn rated(tokens: &Tokens<'_>, mut unit: Unit) -> Unit {
    while tokens.mark(unit.end) == Some('/') && tokens.get(unit.end + 1).is_some_and(|token| token.gap <= Gap::Space) {
        let at = unit.end + 1;
        // `/nghìn dân` says what the count is taken of, not how it is paid out.
        if scale(tokens, at).is_some() {
            break;
        }
        let known = DURATIONS.longest(tokens, at).or_else(|| COUNTED_NOUNS.longest(tokens, at));
        let Some((end, name)) = known.map(|(end, name)| (end, name.to_owned())).or_else(|| {
            let word = tokens.word(at).filter(|word| word.gap == Gap::Glued)?;
            Some((at + 1, word.key.to_string()))
        }) else {
            break;
        };
        // `/kế hoạch 44 tỷ đồng` is the other number of a ratio.
        if numeral(tokens, end).is_some() {
            break;
        }
        unit.name = format!("{}/{name}", unit.name);
        unit.end = end;
    }
    unit
}
