//! Target or figure: what headings, clauses and the words beside a number say; and which period it keeps.
//!
//! Finding the numbers (`quantity`) and periods (`period`) is not here.

use crate::period::{Period, Weight};
use crate::quantity::Quantity;
use crate::sentence::Sentence;
use crate::task::Agenda;
use crate::token::Tokens;
use crate::unit::Sort;
use crate::vocabulary::cue::{Bound, CONTINUING, LEAN_CUES, Lean};

/// What the reader carries from sentence to sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// Whether the section is a list of targets.
    goals: bool,
    /// Whether the line began with a goal and a colon (`Phấn đấu: …`), whose further sentences are goals as well.
    line: bool,
    /// The period the latest heading states, for targets without their own.
    heading: Option<Period>,
    /// The period of a heading over results, for figures without their own.
    results: Option<Period>,
    /// The period of the sentence before, for a sentence that goes on with it.
    last: Option<Period>,
    /// Whether the sentence at hand goes on with the one before.
    continues: bool,
    /// Whether tasks are listed, and to whom.
    pub(crate) agenda: Agenda,
    /// Occasions with their year, to complete later bare mentions.
    occasions: Vec<Period>,
}

/// What a quantity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A target under a goal word or heading.
    Goal,
    /// A bound to be respected, with no goal word around it.
    Limit,
    /// A figure.
    Figure,
}

/// Only this many occasions are remembered; a document names few.
const MOST_OCCASIONS: usize = 16;

impl Context {
    /// Takes in a sentence before its numbers are judged.
    pub(crate) fn enter(
        &mut self,
        tokens: &Tokens<'_>,
        sentence: &Sentence,
        periods: &[Period],
        leans: &[(usize, Lean)],
    ) {
        self.continues = CONTINUING.longest(tokens, opening(tokens)).is_some();
        if !self.continues {
            self.last = None;
        }
        for period in periods.iter().filter(|period| period.range.is_some() && period.weight == Weight::Strong) {
            if self.occasions.len() < MOST_OCCASIONS && period.text.to_lowercase().starts_with("tháng công nhân") {
                self.occasions.push(period.clone());
            }
        }
        let colon = |at: usize| (at..at + 5).any(|at| tokens.mark(at) == Some(':'));
        let goal = leans.iter().any(|(at, lean)| *lean == Lean::Goal && colon(*at));
        let fact = leans.iter().any(|(_, lean)| *lean == Lean::Fact);
        self.line = (goal || self.line && !sentence.opens_line) && !fact;
        let announcing = sentence.announces || sentence.heading && sentence.opens_line;
        if announcing {
            self.enter_heading(sentence, periods, leans);
        }
    }

    fn enter_heading(&mut self, sentence: &Sentence, periods: &[Period], leans: &[(usize, Lean)]) {
        let goal = leans.iter().any(|(_, lean)| *lean == Lean::Goal);
        let fact = leans.iter().any(|(_, lean)| *lean == Lean::Fact);
        let stated = periods.iter().find(|period| period.weight == Weight::Strong);
        let ahead = stated.is_some_and(|period| period.text.to_lowercase().starts_with("đến"));
        self.goals = goal && (!fact || sentence.announces) || self.goals && ahead;
        self.results = stated.filter(|_| fact && !goal).cloned();
        if let Some(period) = stated {
            self.heading = Some(period.clone());
        } else if !self.goals && !sentence.announces {
            self.heading = None;
        }
    }

    /// Judges a quantity; gives what it is and, for a target, the rule that says so.
    pub(crate) fn role(
        &self,
        tokens: &Tokens<'_>,
        quantity: &Quantity,
        leans: &[(usize, Lean)],
    ) -> (Role, &'static str) {
        let figure = (Role::Figure, "");
        if quantity.base.is_some() {
            return figure;
        }
        let nearest = leans.iter().rev().find(|(at, lean)| *at < quantity.from && *lean != Lean::Neutral);
        let asked = nearest.is_some_and(|(_, lean)| *lean == Lean::Goal);
        let attained = !asked && tokens.before(quantity.from, 1) == "được" && tokens.before(quantity.from, 2) != "đạt";
        let capped = quantity.bounds.iter().any(|bound| matches!(bound, Bound::AtMost | Bound::Over | Bound::Below));
        let floored = quantity.bounds.contains(&Bound::AtLeast) || quantity.onward.is_some();
        // `Bố trí 01 cán bộ` orders; reports put a word of the past before it.
        let arranged = tokens.before(quantity.from, 1) == "trí" && tokens.before(quantity.from, 2) == "bố";
        // A bound is a rule of its own unless its very clause reports something done.
        let bounded = capped || floored;
        let reported = nearest.is_some_and(|(at, _)| !bounded || !clause_ends(tokens, *at, quantity.from));
        match nearest.map(|(_, lean)| *lean) {
            Some(Lean::Fact) if reported => figure,
            _ if attained || quantity.bounds.contains(&Bound::Estimate) => figure,
            Some(Lean::Goal) => (Role::Goal, "target.goal"),
            Some(Lean::Ahead) => (Role::Goal, "target.ahead"),
            _ if self.goals || self.line => (Role::Goal, "target.heading"),
            _ if capped => (Role::Limit, "target.limit"),
            _ if floored => (Role::Limit, "target.floor"),
            _ if arranged => (Role::Limit, "target.order"),
            _ if calls_it_target(tokens, quantity) => (Role::Goal, "target.called"),
            _ => figure,
        }
    }

    /// The period of a quantity: the nearest before it, else after it in the sentence, else an inherited one.
    pub(crate) fn period(
        &mut self,
        tokens: &Tokens<'_>,
        quantity: &Quantity,
        periods: &[Period],
        role: Role,
    ) -> Option<Period> {
        // What one person gets each time is a rate, whatever the period of the sum.
        if quantity.sort == Sort::Count && quantity.unit.contains('/') {
            return None;
        }
        let with = |weight: Weight| {
            let before = periods.iter().rev().find(|period| period.to <= quantity.from && period.weight == weight);
            before.or_else(|| {
                periods.iter().find(|period| period.weight == weight && follows(tokens, quantity, period, role))
            })
        };
        let (mut strong, weak) = (with(Weight::Strong).cloned(), with(Weight::Weak).cloned());
        // `; hiện quản lý …` begins anew, whatever period was stated before the semicolon.
        let anew = |strong: &Period, weak: &Period| {
            weak.to <= quantity.from && (strong.to..weak.from).any(|at| tokens.mark(at) == Some(';'))
        };
        if strong.as_ref().zip(weak.as_ref()).is_some_and(|(strong, weak)| anew(strong, weak)) {
            strong = None;
        }
        let chosen = match role {
            Role::Limit => strong.or(weak),
            Role::Goal => strong.or_else(|| self.heading.clone()).or(weak),
            Role::Figure => strong.or(weak).or_else(|| self.last.clone()).or_else(|| self.results.clone()),
        };
        let chosen = chosen.map(|period| self.completed(period));
        if chosen.is_some() {
            self.last.clone_from(&chosen);
        }
        chosen
    }

    /// Takes a bare occasion for the same one stated earlier with its year.
    fn completed(&self, period: Period) -> Period {
        if period.range.is_some() {
            return period;
        }
        let bare = period.text.to_lowercase();
        self.occasions.iter().find(|known| known.text.to_lowercase().starts_with(&bare)).cloned().unwrap_or(period)
    }
}

/// Whether a period after a quantity may date it: for a target in the same clause, in no title, and no mere `hiện`.
fn follows(tokens: &Tokens<'_>, quantity: &Quantity, period: &Period, role: Role) -> bool {
    const REACH: usize = 100;
    let near = quantity.to <= period.from && period.from - quantity.to <= REACH;
    let aside = period.weight == Weight::Strong && opens_bracket(tokens, quantity.to, period.from);
    near && !aside
        && !period.titled
        && tokens.key(period.from) != "hiện"
        && (role == Role::Figure || !(quantity.to..period.from).any(|at| tokens.mark(at) == Some(';')))
}

/// Whether a bracket is opened between two tokens and not closed: what it says is about something else.
fn opens_bracket(tokens: &Tokens<'_>, from: usize, to: usize) -> bool {
    (from..to).rev().find_map(|at| tokens.mark(at).filter(|mark| matches!(mark, '(' | ')'))) == Some('(')
}

/// Whether a clause ends between two tokens.
fn clause_ends(tokens: &Tokens<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|at| matches!(tokens.mark(at), Some(',' | ';' | ')' | ':')))
}

/// Turning words of a sentence, in order.
pub(crate) fn leans(tokens: &Tokens<'_>) -> Vec<(usize, Lean)> {
    let mut found = Vec::new();
    let mut goal_end = None;
    let mut at = 0;
    while at < tokens.len() {
        match LEAN_CUES.longest(tokens, at) {
            Some((end, lean)) => {
                // `phấn đấu đạt các chỉ tiêu` asks, though `đạt các chỉ tiêu` by itself reports.
                let striven = goal_end == Some(at) && lean == Lean::Fact;
                if !striven {
                    found.push((at, lean));
                }
                goal_end = (lean == Lean::Goal).then_some(end);
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Drops the turning words inside the given stretches, which are in order.
pub(crate) fn leans_outside(leans: &mut Vec<(usize, Lean)>, apart: &[(usize, usize)]) {
    leans.retain(|(at, _)| {
        let next = apart.partition_point(|(_, to)| to <= at);
        apart.get(next).is_none_or(|(from, _)| at < from)
    });
}

/// The first word of a sentence after bullets and brackets.
fn opening(tokens: &Tokens<'_>) -> usize {
    (0..tokens.len().min(4)).find(|at| tokens.word(*at).is_some()).unwrap_or(0)
}

/// Whether the sentence goes on to call the number a target (`đây là chỉ tiêu`).
fn calls_it_target(tokens: &Tokens<'_>, quantity: &Quantity) -> bool {
    const WINDOW: usize = 40;
    (quantity.to..(quantity.to + WINDOW).min(tokens.len())).any(|at| {
        tokens.starts(at, &["coi", "như", "chỉ", "tiêu"])
            || tokens.starts(at, &["coi", "là", "chỉ", "tiêu"])
            || tokens.starts(at, &["là", "chỉ", "tiêu"])
            || tokens.starts(at, &["là", "mục", "tiêu"])
    })
}
