//! From sentences to findings: runs the recognisers in order and puts their results together.

use crate::check;
use crate::citation::citations;
use crate::context::{Context, Role, leans, leans_outside};
use crate::finding::{Comparator, Direction, Figure, PeriodMention, Qualifier, Reading, Remark, RemarkCode, Target};
use crate::organisation::organisations;
use crate::period::{BARE_DATE, Period, Weight, periods};
use crate::quantity::{Quantity, quantities};
use crate::quote::titles;
use crate::sentence::Sentence;
use crate::subject::subject;
use crate::token::Tokens;
use crate::unit::Sort;
use crate::vocabulary::cue::{Bound, Lean, Motion, REACHING_VERBS};

/// Reads one sentence into `reading`.
pub(crate) fn compose(tokens: &Tokens<'_>, sentence: &Sentence, context: &mut Context, reading: &mut Reading) {
    let mut claimed = vec![false; tokens.len()];
    for cited in citations(tokens) {
        claim(&mut claimed, cited.from, cited.to);
        if let Some(code) = cited.remark {
            reading.remarks.push(remark(tokens, cited.from, cited.to, code));
        }
        reading.citations.push(cited.citation);
    }
    let mut periods = periods(tokens);
    periods.retain(|period| !claimed.get(period.from..period.to).unwrap_or_default().contains(&true));
    for period in &periods {
        claim(&mut claimed, period.from, period.to);
    }
    let mut apart = titles(tokens);
    for (from, to) in &apart {
        claim(&mut claimed, *from, *to);
    }
    for period in &mut periods {
        period.titled = apart.iter().any(|(from, to)| (*from..*to).contains(&period.from));
        if bracketed(tokens, period) && period.weight == Weight::Strong {
            period.weight = Weight::Weak;
        }
    }
    mention(tokens, &periods, reading);
    organisations(tokens, &mut reading.organisations);
    let mut leans = leans(tokens);
    context.enter(tokens, sentence, &periods, &leans);
    context.agenda.enter(tokens, sentence, (&periods, &leans), &mut reading.tasks);
    let (quantities, large) = quantities(tokens, &claimed, sentence.opens_line);
    for (from, to) in large {
        reading.remarks.push(remark(tokens, from, to, RemarkCode::NumberTooLarge));
    }
    // `150% chỉ tiêu` speaks of a target but sets none.
    apart.extend(
        quantities.iter().filter(|quantity| quantity.base.is_some()).map(|quantity| (quantity.from, quantity.to)),
    );
    apart.sort_unstable();
    leans_outside(&mut leans, &apart);
    check::sentence(tokens, &quantities, &mut reading.remarks);
    let ordered = is_ordered(&quantities, &leans);
    let mut floor = 0;
    for quantity in quantities {
        let (role, rule) = match context.role(tokens, &quantity, &leans) {
            (Role::Figure, _) if ordered && quantity.sort == Sort::Percent && quantity.base.is_none() => {
                (Role::Goal, "target.sibling")
            }
            judged => judged,
        };
        let open_start =
            quantity.bounds.last() == Some(&Bound::From) && quantity.onward.is_none() && quantity.value_max.is_none();
        if open_start && (role != Role::Goal || tokens.key(quantity.to) == "khi") {
            continue;
        }
        if let Some(code) = quantity.remark {
            reading.remarks.push(remark(tokens, quantity.from, quantity.to, code));
        }
        let period = context.period(tokens, &quantity, &periods, role);
        match role {
            Role::Goal | Role::Limit => reading.targets.push(target(tokens, &quantity, floor, (period, rule))),
            Role::Figure => reading.figures.push(figure(tokens, &quantity, period)),
        }
        floor = quantity.onward.unwrap_or(quantity.to);
    }
}

/// Whether a period stands in brackets by itself or at their end, as a note to what is before them.
fn bracketed(tokens: &Tokens<'_>, period: &Period) -> bool {
    const WINDOW: usize = 24;
    tokens.mark(period.to) == Some(')')
        && (1..=WINDOW)
            .filter_map(|back| period.from.checked_sub(back))
            .find_map(|at| tokens.mark(at).filter(|mark| matches!(mark, '(' | ')')))
            == Some('(')
}

/// Whether a sentence asks for shares (`80% trở lên … ; 100% …`) and reports nothing, so that all its shares are asked for.
fn is_ordered(quantities: &[Quantity], leans: &[(usize, Lean)]) -> bool {
    let asked = |quantity: &Quantity| {
        quantity.sort == Sort::Percent && (quantity.onward.is_some() || quantity.bounds.contains(&Bound::AtLeast))
    };
    quantities.iter().any(asked) && !leans.iter().any(|(_, lean)| *lean == Lean::Fact)
}

/// Notes the periods of a sentence, other than bare dates.
fn mention(tokens: &Tokens<'_>, periods: &[Period], reading: &mut Reading) {
    reading.periods.extend(periods.iter().filter(|period| period.rule != BARE_DATE).map(|period| PeriodMention {
        text: tokens.slice(period.from, period.to).to_owned(),
        start: tokens.start(period.from),
        range: period.range,
        rule: period.rule,
    }));
}

fn claim(claimed: &mut [bool], from: usize, to: usize) {
    claimed.iter_mut().take(to).skip(from).for_each(|taken| *taken = true);
}

fn remark(tokens: &Tokens<'_>, from: usize, to: usize, code: RemarkCode) -> Remark {
    Remark {
        text: tokens.slice(from, to).to_owned(),
        start: tokens.start(from),
        code,
        vietnamese: code.vietnamese(),
        english: code.english(),
        other: None,
    }
}

/// `floor` is the token after the quantity before, which no verb reaches back beyond.
fn target(
    tokens: &Tokens<'_>,
    quantity: &Quantity,
    floor: usize,
    (period, rule): (Option<Period>, &'static str),
) -> Target {
    let outside = quantity.bounds.first().is_some_and(|bound| matches!(bound, Bound::Estimate | Bound::Comparison));
    let verb = REACHING_VERBS.ending(tokens, quantity.from).filter(|(from, _)| !outside && *from >= floor);
    let from = verb.map_or(quantity.from, |(from, _)| from);
    let to = quantity.onward.unwrap_or(quantity.to);
    Target {
        text: tokens.slice(from, to).to_owned(),
        start: tokens.start(from),
        subject: subject(tokens, from, quantity.to, to, quantity.sort),
        comparator: comparator(quantity),
        value: quantity.value,
        value_max: quantity.value_max,
        unit: quantity.unit.clone(),
        period_range: period.as_ref().and_then(|period| period.range),
        period: period.map(|period| period.text),
        approx: quantity.bounds.contains(&Bound::About),
        strict: quantity.bounds.contains(&Bound::Below),
        direction: direction(tokens, quantity, verb.map(|(_, motion)| motion)),
        baseline: baseline(tokens, to),
        rule,
    }
}

fn comparator(quantity: &Quantity) -> Comparator {
    let has = |bound: Bound| quantity.bounds.contains(&bound);
    if quantity.value_max.is_some() {
        Comparator::Exactly
    } else if quantity.onward.is_some() || has(Bound::AtLeast) || has(Bound::From) {
        Comparator::AtLeast
    } else if has(Bound::AtMost) || has(Bound::Below) {
        Comparator::AtMost
    } else if has(Bound::MoreThan) || has(Bound::Over) {
        Comparator::MoreThan
    } else {
        Comparator::Exactly
    }
}

/// The direction from the verb of the span, or from `tăng bình quân` just before it.
fn direction(tokens: &Tokens<'_>, quantity: &Quantity, motion: Option<Motion>) -> Option<Direction> {
    let near = |word: &str| (1..=3).any(|back| tokens.before(quantity.from, back) == word);
    match motion {
        Some(Motion::Up) => Some(Direction::Increase),
        Some(Motion::Down) => Some(Direction::Decrease),
        None if near("tăng") && !near("tốc") => Some(Direction::Increase),
        None if near("giảm") => Some(Direction::Decrease),
        _ => None,
    }
}

/// `so với năm 2020` right after a target.
fn baseline(tokens: &Tokens<'_>, to: usize) -> Option<String> {
    if !tokens.starts(to, &["so", "với"]) {
        return None;
    }
    let tail = tokens.part(to + 2, (to + 10).min(tokens.len()));
    let first = periods(&tail).into_iter().next().filter(|period| period.from == 0)?;
    Some(first.text)
}

fn figure(tokens: &Tokens<'_>, quantity: &Quantity, period: Option<Period>) -> Figure {
    let to = quantity.onward.unwrap_or(quantity.to);
    let qualifier = quantity.bounds.iter().find_map(|bound| match bound {
        Bound::MoreThan | Bound::Over => Some(Qualifier::MoreThan),
        Bound::Nearly => Some(Qualifier::Nearly),
        Bound::About | Bound::Estimate => Some(Qualifier::About),
        _ => None,
    });
    Figure {
        text: tokens.slice(quantity.from, to).to_owned(),
        start: tokens.start(quantity.from),
        subject: subject(tokens, quantity.from, quantity.to, to, quantity.sort),
        value: quantity.value,
        unit: quantity.unit.clone(),
        period_range: period.as_ref().and_then(|period| period.range),
        period: period.map(|period| period.text),
        numerator: quantity.denominator.map(|_| quantity.value),
        denominator: quantity.denominator,
        qualifier,
        value_max: quantity.value_max,
        base: quantity.base.clone(),
        rule: figure_rule(quantity),
    }
}

/// The rule a figure was made by: the shape of its number, else of its unit.
fn figure_rule(quantity: &Quantity) -> &'static str {
    match quantity.sort {
        _ if quantity.denominator.is_some() => "figure.ratio",
        _ if quantity.base.is_some() => "figure.of-plan",
        _ if quantity.value_max.is_some() => "figure.range",
        Sort::Percent => "figure.share",
        Sort::Money => "figure.money",
        Sort::Count | Sort::Duration => "figure.count",
    }
}
