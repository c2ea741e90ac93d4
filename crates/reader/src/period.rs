//! Periods: `năm 2016`, `giai đoạn 2021-2025`, `đến hết tháng 12/2009`, `10 tháng năm 2022`, `dịp Tết`.
//!
//! Which finding a period belongs to is not here (`context`).

use chrono::NaiveDate;

use crate::date::{self, Written};
use crate::finding::PeriodRange;
use crate::token::{Kind, Tokens};
use crate::vocabulary::Table;
use crate::vocabulary::time::{BASELINE_CUES, BRANCHES, OCCASION_WORDS, STEMS, TIME_ADVERBS, YEAR_SPANS};

/// How readily a period is taken for the numbers around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// States when the numbers hold.
    Strong,
    /// A day of news, or `hiện`: only where nothing better is said.
    Weak,
    /// What is compared with, or a bare date: never the period of a number.
    Aside,
}

/// A period found in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Period {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) text: String,
    pub(crate) range: Option<PeriodRange>,
    pub(crate) weight: Weight,
    /// The rule that found it.
    pub(crate) rule: &'static str,
    /// Whether it stands inside a quoted title, where it can only date what comes after.
    pub(crate) titled: bool,
}

type Bounds = (Option<NaiveDate>, Option<NaiveDate>);

/// A recognised stretch: the token after it, its days, its weight.
type Stretch = (usize, Bounds, Weight);

/// Reads a period at a token.
type Recogniser = fn(&Tokens<'_>, usize) -> Option<Stretch>;

const OPEN: Bounds = (None, None);

/// Finds every period of a sentence, in order, none overlapping another.
pub(crate) fn periods(tokens: &Tokens<'_>) -> Vec<Period> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some(((to, bounds, weight), rule)) = may_begin(tokens, at).then(|| stretch(tokens, at)).flatten() else {
            at += 1;
            continue;
        };
        let compared = BASELINE_CUES.ending(tokens, at).is_some() || planned(tokens, at);
        let known = bounds.0.is_some() || bounds.1.is_some();
        found.push(Period {
            from: at,
            to,
            text: tokens.plain(at, to),
            range: known.then_some(PeriodRange { from: bounds.0, to: bounds.1 }),
            weight: if compared { Weight::Aside } else { weight },
            rule,
            titled: false,
        });
        at = to.max(at + 1);
    }
    found
}

/// `chỉ tiêu cả năm`, `kế hoạch cả năm`: the year of the plan, not of what was done.
fn planned(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.key(at) == "cả" && matches!(tokens.before(at, 1), "tiêu" | "hoạch" | "toán")
}

/// Whether any period begins with such a token; most words are passed over here.
fn may_begin(tokens: &Tokens<'_>, at: usize) -> bool {
    const TABLES: [Table; 4] = [Table::PeriodOpeners, Table::YearSpans, Table::Occasions, Table::Adverbs];
    tokens
        .get(at)
        .is_some_and(|token| token.kind == Kind::Digits || TABLES.into_iter().any(|table| token.begins.contains(table)))
}

/// Reads the period at `at`, and the rule that did.
fn stretch(tokens: &Tokens<'_>, at: usize) -> Option<(Stretch, &'static str)> {
    const RULES: [(Recogniser, &str); 9] = [
        (until, "period.until"),
        (since, "period.since"),
        (years, "period.years"),
        (months, "period.months"),
        (occasion, "period.occasion"),
        (adverb, "period.adverb"),
        (now, "period.adverb"),
        (point, "period.point"),
        (bare_date, BARE_DATE),
    ];
    RULES.into_iter().find_map(|(rule, name)| rule(tokens, at).map(|stretch| (stretch, name)))
}

/// The rule for a date that is no period of anything.
pub(crate) const BARE_DATE: &str = "period.date";

/// `hằng năm`, `năm qua`.
fn adverb(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    // `nhiều năm nay` is no year.
    let several = matches!(tokens.before(at, 1), "nhiều" | "mấy" | "những" | "bao" | "vài");
    TIME_ADVERBS.longest(tokens, at).filter(|_| !several).map(|(to, ())| (to, OPEN, Weight::Strong))
}

/// `đến nay`, `tính đến hết tháng 6/2017`, `tới ngày 6.2`.
fn until(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    let at = if tokens.key(at) == "tính" { at + 1 } else { at };
    if !matches!(tokens.key(at), "đến" | "tới") {
        return None;
    }
    let (to, bounds) = present(tokens, at + 1).or_else(|| moment(tokens, at + 1))?;
    Some((to, (None, bounds.1), Weight::Strong))
}

/// `nay`, `thời điểm này`, `thời điểm hiện tại`.
fn present(tokens: &Tokens<'_>, at: usize) -> Option<(usize, Bounds)> {
    if tokens.key(at) == "nay" {
        return Some((at + 1, OPEN));
    }
    (tokens.starts(at, &["thời", "điểm"]) && matches!(tokens.key(at + 2), "này" | "hiện"))
        .then_some((at + 3 + usize::from(matches!(tokens.key(at + 3), "tại" | "nay")), OPEN))
}

/// `từ đầu năm đến tháng 8/2015`, `từ ngày 3/4-9/4/2016`, `từ 1.3 – 31.5`, `từ năm 2018 đến 2023`.
fn since(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    if tokens.key(at) != "từ" {
        return None;
    }
    let (middle, first) = moment(tokens, at + 1)
        .or_else(|| loose_day(tokens, at + 1))
        .or_else(|| day_number(tokens, at + 1))
        .or_else(|| tokens.starts(at + 1, &["đầu", "năm"]).then_some((at + 3, OPEN)))?;
    let joined = matches!(tokens.key(middle), "đến" | "tới" | "-" | "–" | "—");
    let last = |at: usize| present(tokens, at).or_else(|| moment(tokens, at)).or_else(|| loose_day(tokens, at));
    match last(middle + 1).filter(|_| joined) {
        Some((to, second)) => Some((to, (first.0, second.1), Weight::Strong)),
        None => Some((middle, (first.0, None), Weight::Aside)),
    }
}

/// A date that needs no word before it because another date stands beside it.
fn loose_day(tokens: &Tokens<'_>, at: usize) -> Option<(usize, Bounds)> {
    let at = if tokens.key(at) == "ngày" { at + 1 } else { at };
    let written = date::day(tokens, at).or_else(|| date::numeric(tokens, at))?;
    Some((written.end, both(written)))
}

/// `ngày 2`, as in `từ ngày 1 - 3/9/2015`.
fn day_number(tokens: &Tokens<'_>, at: usize) -> Option<(usize, Bounds)> {
    (tokens.key(at) == "ngày" && tokens.digits(at + 1).is_some_and(|digits| digits.len() <= 2))
        .then_some((at + 2, OPEN))
}

fn both(written: Written) -> Bounds {
    written.bounds().map_or(OPEN, |(first, last)| (Some(first), Some(last)))
}

/// A point in time after `đến` or `từ`: a day, month, quarter or year, with `hết`, `cuối`, `đầu` before it.
fn moment(tokens: &Tokens<'_>, at: usize) -> Option<(usize, Bounds)> {
    let edged = matches!(tokens.key(at), "hết" | "cuối" | "đầu" | "giữa");
    let at = if edged { at + 1 } else { at };
    if tokens.key(at) == "ngày" {
        return date::day(tokens, at + 1).map(|written| (written.end, both(written)));
    }
    if let Some(written) = date::month(tokens, at) {
        return Some((written.end, both(written)));
    }
    if let Some(found) = quarter(tokens, at) {
        return Some(found);
    }
    if tokens.key(at) == "năm" {
        return date::year(tokens, at + 1).map(|year| (at + 2, whole_year(year)));
    }
    if let Some(written) = date::numeric(tokens, at).filter(|written| written.year.is_some()) {
        return Some((written.end, both(written)));
    }
    date::year(tokens, at).filter(|_| !quantity_follows(tokens, at + 1)).map(|year| (at + 1, whole_year(year)))
}

/// Whether the four digits before `at` are a count and no year.
fn quantity_follows(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.mark(at) == Some('%')
        || matches!(tokens.key(at), "người" | "đoàn" | "công" | "lao" | "đồng" | "doanh" | "cđcs" | "suất" | "cán")
}

fn whole_year(year: i32) -> Bounds {
    date::year_bounds(year).map_or(OPEN, |(first, last)| (Some(first), Some(last)))
}

/// `quý II/2017`, `quý 3 năm 2018`.
fn quarter(tokens: &Tokens<'_>, at: usize) -> Option<(usize, Bounds)> {
    if tokens.key(at) != "quý" {
        return None;
    }
    let number = match tokens.key(at + 1) {
        "i" | "1" => 1,
        "ii" | "2" => 2,
        "iii" | "3" => 3,
        "iv" | "4" => 4,
        _ => return None,
    };
    let slashed = tokens.mark(at + 2) == Some('/') || tokens.mark(at + 2) == Some('.') || tokens.key(at + 2) == "năm";
    let Some(year) = date::year(tokens, at + 3).filter(|_| slashed) else { return Some((at + 2, OPEN)) };
    let first = date::month_bounds(year, number * 3 - 2).map(|bounds| bounds.0);
    let last = date::month_bounds(year, number * 3).map(|bounds| bounds.1);
    Some((at + 4, (first, last)))
}

/// `giai đoạn 2021-2025`, `nhiệm kỳ 2025 2030`, `năm học 2015 - 2016`, `nhiệm kỳ I`.
fn years(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    let (after, ()) = YEAR_SPANS.longest(tokens, at)?;
    let Some(first) = date::year(tokens, after) else {
        let roman = is_roman(tokens, after) && tokens.key(at) == "nhiệm";
        return roman.then_some((after + 1, OPEN, Weight::Strong));
    };
    let joined = matches!(tokens.key(after + 1), "-" | "–" | "—" | "đến");
    let second = if joined { after + 2 } else { after + 1 };
    match date::year(tokens, second) {
        Some(last) => Some((second + 1, (whole_year(first).0, whole_year(last).1), Weight::Strong)),
        None => Some((after + 1, whole_year(first), Weight::Strong)),
    }
}

/// Whether the token is a Roman numeral in capitals.
pub(crate) fn is_roman(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.word(at).is_some_and(|token| token.capital && token.key.chars().all(|c| matches!(c, 'i' | 'v' | 'x')))
}

/// `10 tháng năm 2022`, `6 tháng đầu năm 2023`, `9 tháng đầu năm`, `5 năm qua`.
fn months(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    let count = tokens.digits(at)?.parse::<u32>().ok().filter(|count| (1..=60).contains(count))?;
    let unit = tokens.key(at + 1);
    if matches!(unit, "năm" | "tháng") && tokens.key(at + 2) == "qua" {
        return Some((at + 3, OPEN, Weight::Strong));
    }
    if unit != "tháng" || count > 12 {
        return None;
    }
    let edge = matches!(tokens.key(at + 2), "đầu" | "cuối");
    let edged = at + 2 + usize::from(edge);
    let named = edged + usize::from(tokens.key(edged) == "của");
    if tokens.key(named) != "năm" && tokens.mark(named) != Some('/') {
        return None;
    }
    let Some(year) = date::year(tokens, named + 1) else {
        return edge.then_some((named + 1, OPEN, Weight::Strong));
    };
    let (first, last) = if tokens.key(at + 2) == "cuối" { (13 - count, 12) } else { (1, count) };
    let bounds = (date::month_bounds(year, first).map(|b| b.0), date::month_bounds(year, last).map(|b| b.1));
    Some((named + 2, bounds, Weight::Strong))
}

/// `Tháng Công nhân 2017`, `dịp Tết cổ truyền`, `trước Tết Nguyên đán 2017`.
fn occasion(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    let led = matches!(tokens.key(at), "dịp" | "trước" | "sau");
    let name = if led { at + 1 } else { at };
    let (mut to, ()) = OCCASION_WORDS.longest(tokens, name)?;
    let plain_feast = to == name + 1;
    let mut dated = !plain_feast;
    if STEMS.contains(&tokens.key(to)) && BRANCHES.contains(&tokens.key(to + 1)) {
        to += 2;
        dated = true;
    }
    let ordinal = tokens.starts(to, &["lần", "thứ"]) && (tokens.digits(to + 2).is_some() || is_roman(tokens, to + 2));
    if ordinal {
        let joined = to + 3 + usize::from(matches!(tokens.key(to + 3), "-" | "–" | ","));
        let dated_after = tokens.key(joined) == "năm" && date::year(tokens, joined + 1).is_some();
        to = if dated_after { joined } else { to + 3 };
    }
    let named_year = usize::from(tokens.key(to) == "năm");
    let mut bounds = OPEN;
    if let Some(year) = date::year(tokens, to + named_year) {
        to += named_year + 1;
        bounds = whole_year(year);
        dated = true;
    }
    // What happened before a feast is often dated better by the sentence's own frame.
    let weight = if matches!(tokens.key(at), "trước" | "sau") { Weight::Weak } else { Weight::Strong };
    (dated || tokens.key(at) == "dịp").then_some((to, bounds, weight))
}

/// `hiện`, where it is no part of another word.
fn now(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    let verb = matches!(tokens.key(at + 1), "có" | "quản" | "đang" | "đã" | "còn" | "là" | ",");
    let free = !matches!(tokens.before(at, 1), "thực" | "thể" | "phát" | "xuất" | "biểu" | "thực,");
    (tokens.key(at) == "hiện" && verb && free).then_some((at + 1, OPEN, Weight::Weak))
}

/// `năm 2016`, `năm 2010 - 2012`, `tháng 1.2017`, `quý II/2017`, `ngày 6.2`.
fn point(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    match tokens.key(at) {
        "năm" => {
            let first = date::year(tokens, at + 1)?;
            let joined = matches!(tokens.key(at + 2), "-" | "–");
            match date::year(tokens, at + 3).filter(|_| joined) {
                Some(last) => Some((at + 4, (whole_year(first).0, whole_year(last).1), Weight::Strong)),
                None => Some((at + 2, whole_year(first), Weight::Strong)),
            }
        }
        "tháng" => {
            let written = date::month(tokens, at)?;
            let weight = if written.year.is_some() { Weight::Strong } else { Weight::Weak };
            Some((written.end, both(written), weight))
        }
        "quý" => quarter(tokens, at).map(|(to, bounds)| (to, bounds, Weight::Strong)),
        "ngày" => day_list(tokens, at),
        _ => None,
    }
}

/// `ngày 6.2`, `ngày 4 và 5 tháng 7 năm 2011`, `ngày 1 - 3/9/2015`.
fn day_list(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    if let Some(written) = date::day(tokens, at + 1) {
        return Some((written.end, both(written), Weight::Weak));
    }
    let listed = tokens.digits(at + 1).is_some() && matches!(tokens.key(at + 2), "và" | "," | "-" | "–" | "đến");
    let written = date::day(tokens, at + 3).filter(|_| listed)?;
    Some((written.end, both(written), Weight::Weak))
}

/// A date without any word before it: it dates nothing, but its digits are no quantity either.
fn bare_date(tokens: &Tokens<'_>, at: usize) -> Option<Stretch> {
    tokens.digits(at)?;
    let written = date::numeric(tokens, at)?;
    let complete = written.day.is_some() && written.year.is_some();
    let slashed_month = written.day.is_none() && tokens.mark(at + 1) == Some('/');
    (complete || slashed_month).then_some((written.end, both(written), Weight::Aside))
}
