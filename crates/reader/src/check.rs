//! Contradictions inside a text: parts that do not add up, shares that do not fit, two dates for one paper, two values.
//!
//! A false alarm costs a reader more than a silence, so each check speaks only where the words leave little choice.

use std::collections::HashMap;

use crate::finding::{Citation, Figure, Reading, Remark, RemarkCode, Target};
use crate::number::Number;
use crate::quantity::Quantity;
use crate::token::Tokens;
use crate::unit::Sort;
use crate::vocabulary::check::{LESS, LINKING, MORE, NOW, OVERLAPPING, PART_CUES, PartCue};

/// Compares the quantities of one sentence with each other.
pub(crate) fn sentence(tokens: &Tokens<'_>, quantities: &[Quantity], remarks: &mut Vec<Remark>) {
    for (at, quantity) in quantities.iter().enumerate() {
        let rest = quantities.get(at + 1..).unwrap_or_default();
        let found = share(tokens, quantity, rest)
            .or_else(|| parts(tokens, quantity, rest))
            .or_else(|| difference(tokens, quantity, rest));
        if let Some((code, other)) = found {
            let from = tokens.start(other);
            remarks.push(Remark {
                text: tokens.slice(quantity.from, quantity.to).to_owned(),
                start: tokens.start(quantity.from),
                code,
                vietnamese: code.vietnamese(),
                english: code.english(),
                other: Some(from),
            });
        }
    }
}

/// `45/47 CĐCS, chiếm 85%`: a share right behind its two numbers that is not theirs.
fn share(tokens: &Tokens<'_>, ratio: &Quantity, rest: &[Quantity]) -> Option<(RemarkCode, usize)> {
    let whole = ratio.denominator.filter(|whole| !whole.is_zero())?;
    if ratio.value > whole && ratio.sort == Sort::Count {
        return Some((RemarkCode::PartsDoNotAddUp, ratio.from));
    }
    let percent = rest.first().filter(|percent| percent.sort == Sort::Percent && is_exact(percent))?;
    let linked = (ratio.to..percent.from).all(|at| LINKING.contains(&tokens.key(at)));
    let stated = percent.value.approximate();
    let worked_out = ratio.value.approximate() / whole.approximate() * 100.0;
    // Rounding, either way, is no contradiction.
    let step = 10_f64.powi(-i32::try_from(percent.value.scale()).unwrap_or(0));
    let differs = (stated - worked_out).abs() > step * 1.01;
    (linked && differs).then_some((RemarkCode::ShareDiffers, percent.from))
}

/// No further behind a total than so many tokens do its parts begin...
const CUE_REACH: usize = 16;
/// ...and so many later they end.
const LIST_REACH: usize = 80;

/// `45 đơn, gồm 30 đơn khiếu nại và 10 đơn tố cáo`: a total and all its parts; or, after `trong đó`, parts beyond it.
fn parts(tokens: &Tokens<'_>, total: &Quantity, rest: &[Quantity]) -> Option<(RemarkCode, usize)> {
    if !is_counted(total) {
        return None;
    }
    let first = rest.first()?;
    if first.from.saturating_sub(total.to) > CUE_REACH {
        return None;
    }
    let cue = (total.to..first.from).find_map(|at| PART_CUES.longest(tokens, at).map(|(_, cue)| cue))?;
    let far = (total.to..first.from).any(|at| matches!(tokens.mark(at), Some('.' | ';')));
    let last = (first.from + LIST_REACH).min(tokens.len());
    let stop = (first.from..last).find(|at| matches!(tokens.mark(*at), Some('.' | ';' | ')'))).unwrap_or(last);
    let parts: Vec<&Quantity> =
        rest.iter().take_while(|part| part.from < stop && part.unit == total.unit && is_counted(part)).collect();
    let listed = rest.get(parts.len()).is_none_or(|next| next.from >= stop);
    let overlaps = (first.from..stop).any(|at| OVERLAPPING.contains(&tokens.key(at)));
    if far || parts.is_empty() {
        return None;
    }
    let sum = parts.iter().try_fold(Number::integer(0), |sum, part| sum.plus(part.value))?;
    let wrong = match cue {
        PartCue::Whole => parts.len() > 1 && listed && sum != total.value,
        PartCue::Some => {
            parts.iter().any(|part| part.value > total.value) || !overlaps && parts.len() > 1 && sum > total.value
        }
    };
    wrong.then_some((RemarkCode::PartsDoNotAddUp, first.from))
}

/// `từ 90 đoàn viên xuống còn 80 đoàn viên, giảm 12 đoàn viên`: a difference that is not that of its two numbers.
fn difference(tokens: &Tokens<'_>, before: &Quantity, rest: &[Quantity]) -> Option<(RemarkCode, usize)> {
    let [after, change, ..] = rest else { return None };
    let alike = |one: &Quantity| is_counted(one) && one.unit == before.unit;
    // `từ` is read as a bound of the number behind it.
    let starts = [tokens.key(before.from), tokens.before(before.from, 1)].contains(&"từ");
    let plain = before.value_max.is_none() && before.denominator.is_none() && before.onward.is_none();
    if !starts || !plain || !alike(after) || !alike(change) {
        return None;
    }
    let between = |from: usize, to: usize, words: &[&str]| {
        let near = to.saturating_sub(from) <= CUE_REACH;
        let broken = (from..to).any(|at| matches!(tokens.mark(at), Some('.' | ';')));
        near && !broken && (from..to).any(|at| words.contains(&tokens.key(at)))
    };
    let (from, to) = (before.value.as_integer()?, after.value.as_integer()?);
    let stated = change.value.as_integer()?;
    let words = if to < from { LESS } else { MORE };
    if !between(before.to, after.from, NOW) || !between(after.to, change.from, words) {
        return None;
    }
    let off = to.checked_sub(from)?.checked_abs()?.abs_diff(stated);
    // Numbers that all end in noughts are rounded: each may be off by half of the last digit.
    let step =
        (0..18).map(|power| 10_i64.pow(power)).take_while(|step| [from, to, stated].iter().all(|one| one % step == 0));
    let step = step.last().unwrap_or(1).unsigned_abs();
    let wrong = if step == 1 { off > 0 } else { off > step * 2 };
    wrong.then_some((RemarkCode::DifferenceDiffers, change.from))
}

fn is_counted(quantity: &Quantity) -> bool {
    matches!(quantity.sort, Sort::Count | Sort::Money) && quantity.denominator.is_none() && is_exact(quantity)
}

fn is_exact(quantity: &Quantity) -> bool {
    quantity.bounds.is_empty() && quantity.value_max.is_none() && quantity.onward.is_none() && quantity.base.is_none()
}

/// Compares findings far apart with each other.
pub(crate) fn whole(reading: &mut Reading) {
    let mut remarks = papers(&reading.citations);
    remarks.extend(figures(&reading.figures));
    remarks.extend(targets(&reading.targets));
    reading.remarks.append(&mut remarks);
}

/// Two dates or two issuers for one symbol.
fn papers(citations: &[Citation]) -> Vec<Remark> {
    let mut dated: HashMap<&str, &Citation> = HashMap::new();
    let mut issued: HashMap<&str, &Citation> = HashMap::new();
    let mut remarks = Vec::new();
    for citation in citations {
        let Some(symbol) = citation.symbol.as_deref().filter(|symbol| symbol.contains(['/', '-'])) else { continue };
        if citation.date.is_some() {
            let first = *dated.entry(symbol).or_insert(citation);
            if first.date != citation.date {
                remarks.push(remark(&citation.text, citation.start, RemarkCode::DatesDiffer, first.start));
            }
        }
        if let Some(issuer) = citation.issuer.as_deref() {
            let first = *issued.entry(symbol).or_insert(citation);
            if !first.issuer.as_deref().is_none_or(|known| same_body(known, issuer)) {
                remarks.push(remark(&citation.text, citation.start, RemarkCode::IssuersDiffer, first.start));
            }
        }
    }
    remarks
}

/// Whether two names may mean one body: one says no word, abbreviations written out, that the other does not.
fn same_body(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    const SHORT: [(&str, &str); 7] = [
        ("bch", "ban chấp hành"),
        ("btv", "ban thường vụ"),
        ("tlđ", "tổng liên đoàn"),
        ("tw", "trung ương"),
        ("lđlđ", "liên đoàn lao động"),
        ("cđ", "công đoàn"),
        ("đct", "đoàn chủ tịch"),
    ];
    let words = |name: &str| {
        let mut words: Vec<String> = Vec::new();
        for word in name.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
            let full = SHORT.iter().find(|(short, _)| *short == word).map_or(word, |(_, full)| full);
            words.extend(full.split(' ').map(str::to_owned));
        }
        words
    };
    let (one, other) = (words(one), words(other));
    one.iter().all(|word| other.contains(word)) || other.iter().all(|word| one.contains(word))
}

/// A subject with fewer words is too general to be the same thing twice.
const SPECIFIC_WORDS: usize = 5;

/// Two values for one subject and period.
fn figures(figures: &[Figure]) -> Vec<Remark> {
    let mut known: HashMap<(&str, &str, &str), &Figure> = HashMap::new();
    let mut remarks = Vec::new();
    for figure in figures.iter().filter(|figure| figure.qualifier.is_none() && figure.value_max.is_none()) {
        let Some(period) = figure.period.as_deref().filter(|_| is_specific(&figure.subject)) else { continue };
        let key = (figure.subject.as_str(), period, figure.unit.as_str());
        let first = *known.entry(key).or_insert(figure);
        if first.value != figure.value {
            remarks.push(remark(&figure.text, figure.start, RemarkCode::ValuesDiffer, first.start));
        }
    }
    remarks
}

fn targets(targets: &[Target]) -> Vec<Remark> {
    let mut known: HashMap<(&str, &str, &str), &Target> = HashMap::new();
    let mut remarks = Vec::new();
    for target in targets.iter().filter(|target| is_specific(&target.subject)) {
        let Some(period) = target.period.as_deref() else { continue };
        let key = (target.subject.as_str(), period, target.unit.as_str());
        let first = *known.entry(key).or_insert(target);
        if (first.value, first.value_max) != (target.value, target.value_max) && first.comparator == target.comparator {
            remarks.push(remark(&target.text, target.start, RemarkCode::ValuesDiffer, first.start));
        }
    }
    remarks
}

fn is_specific(subject: &str) -> bool {
    subject.split_whitespace().count() >= SPECIFIC_WORDS
}

fn remark(text: &str, start: usize, code: RemarkCode, other: usize) -> Remark {
    Remark {
        text: text.to_owned(),
        start,
        code,
        vietnamese: code.vietnamese(),
        english: code.english(),
        other: Some(other),
    }
}
