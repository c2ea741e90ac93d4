//! Quantities: bounding words, number or range or ratio, unit; with the stretch each covers.
//!
//! Whether a quantity is a target or a figure is not here (`context`).

use crate::finding::RemarkCode;
use crate::number::{Number, Numeral, numeral};
use crate::token::{Kind, Tokens};
use crate::unit::{Sort, Unit, scale, smaller_part, unit};
use crate::vocabulary::cue::{ADDRESSES, BOUND_WORDS, Bound, ORDINALS};
use crate::vocabulary::unit::CURRENCY_WORDS;

/// A quantity of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Quantity {
    /// First token of the bounding words that belong to the span.
    pub(crate) from: usize,
    /// Token after the unit, without `trở lên`.
    pub(crate) to: usize,
    /// Token after `trở lên`, when it follows.
    pub(crate) onward: Option<usize>,
    pub(crate) value: Number,
    pub(crate) value_max: Option<Number>,
    pub(crate) denominator: Option<Number>,
    pub(crate) unit: String,
    pub(crate) sort: Sort,
    pub(crate) bounds: Vec<Bound>,
    /// `kế hoạch` or `chỉ tiêu` after a percentage.
    pub(crate) base: Option<String>,
    pub(crate) remark: Option<RemarkCode>,
}

/// A number that could not be held: its tokens.
pub(crate) type TooLarge = (usize, usize);

/// Finds every quantity of a sentence. `claimed` marks tokens of citations and periods.
pub(crate) fn quantities(tokens: &Tokens<'_>, claimed: &[bool], opens_line: bool) -> (Vec<Quantity>, Vec<TooLarge>) {
    let (mut found, mut large) = (Vec::new(), Vec::new());
    let mut at = if opens_line { after_enumerator(tokens) } else { 0 };
    let mut floor = 0;
    while at < tokens.len() {
        let free = !claimed.get(at).copied().unwrap_or(false);
        let Some(read) = numeral(tokens, at).filter(|_| free) else {
            at += 1;
            continue;
        };
        match quantity(tokens, at) {
            Some(mut quantity) => {
                // Bounding words already read as part of the noun before belong there.
                quantity.from = quantity.from.max(floor);
                floor = quantity.onward.unwrap_or(quantity.to);
                at = quantity.onward.unwrap_or(quantity.to).max(at + 1);
                found.push(quantity);
            }
            None => {
                if overflows(tokens, read) {
                    large.push((at, read.end()));
                }
                at = read.end().max(at + 1);
            }
        }
    }
    (found, large)
}

/// Whether a number is too large to be held, by itself or with its scale word.
fn overflows(tokens: &Tokens<'_>, read: Numeral) -> bool {
    match read {
        Numeral::TooLarge(_) => true,
        Numeral::Read(number, end) => scale(tokens, end).is_some_and(|(factor, _)| number.times(factor).is_none()),
        Numeral::Other(_) => false,
    }
}

/// Passes over `1.`, `2.1`, `(3)`, `4)` at the beginning of a line, and over the number of a row in its own cell.
fn after_enumerator(tokens: &Tokens<'_>) -> usize {
    let bracket = usize::from(tokens.mark(0) == Some('('));
    let Some(read) = numeral(tokens, bracket) else { return 0 };
    match (read, tokens.mark(read.end())) {
        (_, Some(')')) => read.end() + 1,
        (_, Some('.')) if !tokens.glued(read.end() + 1) => read.end() + 1,
        (Numeral::Other(end), _) => end,
        (read, _) if tokens.tabbed(read.end()) => read.end(),
        _ => 0,
    }
}

/// Values after the first number: a range's end or a ratio's denominator.
#[derive(Default)]
struct Second {
    range: Option<Number>,
    denominator: Option<Number>,
}

fn quantity(tokens: &Tokens<'_>, at: usize) -> Option<Quantity> {
    let Numeral::Read(mut value, mut end) = numeral(tokens, at)? else { return None };
    let mut second = Second::default();
    if let Some((number, after)) = other_number(tokens, end, &['/']) {
        second.denominator = Some(number);
        end = after;
    } else if let Some((number, after)) = other_number(tokens, end, &['-', '–', '—']).or_else(|| up_to(tokens, end))
    {
        second.range = Some(number);
        end = after;
    } else if tokens.mark(end) == Some('%')
        && let Some((number, after)) =
            other_number(tokens, end + 1, &['-', '–', '—']).or_else(|| up_to(tokens, end + 1))
        && tokens.mark(after) == Some('%')
    {
        second.range = Some(number);
        end = after;
    }
    let scaled = scale(tokens, end);
    if let Some((factor, after)) = scaled {
        value = value.times(factor)?;
        second.range = scaled_by(second.range, factor)?;
        second.denominator = scaled_by(second.denominator, factor)?;
        end = after;
        if let Some((part, after)) = smaller_part(tokens, end, factor) {
            value = value.plus(part)?;
            end = after;
        }
    }
    if second.range.is_none()
        && second.denominator.is_none()
        && let Some((sum, after)) = other_sum(tokens, end, scaled.is_some())
    {
        second.range = Some(sum);
        end = after;
    }
    let (unit, remark) = match missing_sign(tokens, at, end, value) {
        Some(unit) => (unit, Some(RemarkCode::PercentSignMissing)),
        None => (unit(tokens, end, scaled.is_some())?, None),
    };
    finish(tokens, at, value, second, unit, remark)
}

/// The upper end of a range of sums that bear their own units: `triệu đồng đến 5 triệu` after `3`.
fn other_sum(tokens: &Tokens<'_>, at: usize, scaled: bool) -> Option<(Number, usize)> {
    let currency = CURRENCY_WORDS.longest(tokens, at).map(|(end, _)| end);
    let place = currency.unwrap_or(at);
    if !scaled && currency.is_none() {
        return None;
    }
    let (number, end) = other_number(tokens, place, &['-', '–', '—']).or_else(|| up_to(tokens, place))?;
    match scale(tokens, end) {
        Some((factor, end)) => Some((number.times(factor)?, end)),
        None => CURRENCY_WORDS.longest(tokens, end).map(|_| (number, end)),
    }
}

/// Scales an optional number; `None` outside only on overflow.
fn scaled_by(number: Option<Number>, factor: i64) -> Option<Option<Number>> {
    match number {
        Some(number) => number.times(factor).map(Some),
        None => Some(None),
    }
}

fn other_number(tokens: &Tokens<'_>, at: usize, marks: &[char]) -> Option<(Number, usize)> {
    tokens.mark(at).filter(|mark| marks.contains(mark))?;
    let slash = marks.contains(&'/');
    if slash && !(tokens.glued(at) && tokens.glued(at + 1)) {
        return None;
    }
    match numeral(tokens, at + 1)? {
        Numeral::Read(number, end) => Some((number, end)),
        Numeral::Other(_) | Numeral::TooLarge(_) => None,
    }
}

/// `/21.148` after a counted noun, `/kế hoạch 44 tỷ` after a sum: the number, the token after it, whether it is scaled.
fn over(tokens: &Tokens<'_>, at: usize) -> Option<(Number, usize, bool)> {
    const WHOLES: [&str; 8] = ["tổng", "số", "kế", "hoạch", "chỉ", "tiêu", "dự", "toán"];
    tokens.mark(at).filter(|mark| *mark == '/')?;
    let place = (at + 1..at + 6).find(|at| !WHOLES.contains(&tokens.key(*at)))?;
    let Some(Numeral::Read(number, end)) = numeral(tokens, place) else { return None };
    match scale(tokens, end) {
        Some((factor, after)) => Some((number.times(factor)?, after, true)),
        None => Some((number, end, false)),
    }
}

/// `đến 15.000` after `12.000`.
fn up_to(tokens: &Tokens<'_>, at: usize) -> Option<(Number, usize)> {
    if tokens.key(at) != "đến" {
        return None;
    }
    match numeral(tokens, at + 1)? {
        Numeral::Read(number, end) => Some((number, end)),
        Numeral::Other(_) | Numeral::TooLarge(_) => None,
    }
}

/// `đạt 133,4 chỉ tiêu`: a percentage whose sign was forgotten.
fn missing_sign(tokens: &Tokens<'_>, at: usize, end: usize, value: Number) -> Option<Unit> {
    let planned = tokens.starts(end, &["chỉ", "tiêu"]) || tokens.starts(end, &["kế", "hoạch"]);
    let reached = matches!(tokens.before(at, 1), "đạt" | "bằng" | "vượt");
    let fraction = value.as_integer().is_none();
    (planned && reached && (fraction || value > Number::integer(50))).then(|| Unit {
        name: "%".to_owned(),
        sort: Sort::Percent,
        end,
    })
}

fn finish(
    tokens: &Tokens<'_>,
    at: usize,
    value: Number,
    mut second: Second,
    unit: Unit,
    remark: Option<RemarkCode>,
) -> Option<Quantity> {
    let mut to = unit.end;
    if second.denominator.is_none()
        && matches!(unit.sort, Sort::Count | Sort::Money)
        && let Some((number, after, scaled)) = over(tokens, to)
    {
        second.denominator = Some(number);
        to = crate::unit::unit(tokens, after, scaled).map_or(after, |unit| unit.end);
    }
    let (from, bounds) = bounds(tokens, at);
    if value.is_zero() || !is_quantity(tokens, at, &unit, &bounds) {
        return None;
    }
    let mut base = None;
    if unit.sort == Sort::Percent && (tokens.starts(to, &["kế", "hoạch"]) || tokens.starts(to, &["chỉ", "tiêu"]))
    {
        base = Some(tokens.plain(to, to + 2));
        to += 2;
    }
    let onward = onward(tokens, to);
    let value_max = second.range.filter(|max| *max > value);
    Some(Quantity {
        from,
        to,
        onward,
        value,
        value_max,
        denominator: second.denominator,
        unit: unit.name,
        sort: unit.sort,
        bounds,
        base,
        remark,
    })
}

/// The token after `trở lên`, right behind the unit or behind few words that name it (`102% dự toán trở lên`).
fn onward(tokens: &Tokens<'_>, to: usize) -> Option<usize> {
    const FEW: usize = 3;
    let at = (to..=to + FEW).find(|at| tokens.starts(*at, &["trở", "lên"]))?;
    let graded = |at: usize| matches!(tokens.key(at), "loại" | "hạng" | "mức" | "cấp" | "từ" | "trình" | "bậc");
    (to..at).all(|at| tokens.word(at).is_some() && !graded(at)).then_some(at + 2)
}

/// The bounding words before the number, nearest last, and the first token of those inside the span.
fn bounds(tokens: &Tokens<'_>, at: usize) -> (usize, Vec<Bound>) {
    let mut from = at;
    let mut place = at;
    let mut bounds = Vec::new();
    while let Some((begin, bound)) = BOUND_WORDS.ending(tokens, place).filter(|_| bounds.len() < 3) {
        bounds.insert(0, bound);
        if matches!(bound, Bound::Estimate | Bound::Comparison) {
            break;
        }
        // `(tối đa): 5 đồng` bounds the sum from inside brackets that are not part of it.
        if tokens.mark(place.saturating_sub(2)) != Some(')') || place == 0 {
            from = begin;
        }
        place = begin;
    }
    (from, bounds)
}

/// Whether number and unit count something: no ordinal, no name, no age, no plain duration, no `trên 1 vạn dân`.
fn is_quantity(tokens: &Tokens<'_>, at: usize, unit: &Unit, bounds: &[Bound]) -> bool {
    let sure = matches!(unit.sort, Sort::Money | Sort::Percent);
    if let Some(before) = at.checked_sub(1).and_then(|before| tokens.get(before)).filter(|_| tokens.glued(at)) {
        let open =
            matches!(before.kind, Kind::Mark('(' | '"' | '“' | '[' | '‘' | '\'' | ':' | '<' | '>' | '=' | '≥' | '≤'));
        let clock = before.kind == Kind::Mark(':')
            && tokens.glued(at.saturating_sub(1))
            && at >= 2
            && tokens.digits(at - 2).is_some();
        let run_on = before.kind == Kind::Word && sure && !before.capital;
        let bullet = before.kind == Kind::Mark('-') && !tokens.glued(at.saturating_sub(1));
        if clock || !(open || run_on || bullet) {
            return false;
        }
    }
    let ordinal = ORDINALS.contains(&tokens.before(at, 1))
        || tokens.before(at, 1) == "số" && !matches!(tokens.before(at, 2), "trong" | "tổng" | "có");
    if (ordinal || listed_address(tokens, at)) && !sure {
        return false;
    }
    if unit.sort == Sort::Duration {
        return bounds.iter().any(|bound| matches!(bound, Bound::AtMost | Bound::AtLeast));
    }
    true
}

/// `khoản 2, 3 và 4`, `Quận 5, 6`: one more number of a list of addresses.
fn listed_address(tokens: &Tokens<'_>, at: usize) -> bool {
    const LONGEST_LIST: usize = 12;
    let listed = |at: usize| tokens.digits(at).is_some() || matches!(tokens.key(at), "," | "và");
    let head = (at.saturating_sub(LONGEST_LIST)..at).rev().find(|at| !listed(*at));
    head.is_some_and(|head| tokens.digits(head + 1).is_some() && ADDRESSES.contains(&tokens.key(head)))
}
