//! Tasks: who is asked to do what, and until when.
//!
//! The words that ask are in `vocabulary::task`; where a period ends is in `period`.

use crate::enumerator::{Style, enumerator};
use crate::finding::Task;
use crate::issuer::{Trust, issuer};
use crate::organisation::body;
use crate::period::Period;
use crate::sentence::Sentence;
use crate::token::Tokens;
use crate::vocabulary::cue::Lean;
use crate::vocabulary::issuer::POSTS;
use crate::vocabulary::task::{ASKING_VERBS, DUE_WORDS, DUTY_WORDS, IMPERATIVES, OWNER_NOUNS, TASK_HEADINGS};

/// What the headings above say about the sentences below them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda {
    /// How the heading over a list of tasks is numbered, where one stands above; the innermost is `None`.
    scope: Option<Option<Style>>,
    /// Who the heading names, as written, and how that heading is numbered.
    owner: Option<(String, Option<Style>)>,
}

/// A sentence with fewer words says no task.
const SHORTEST_TASK: usize = 4;
/// The one asked has at most this many tokens.
const LONGEST_OWNER: usize = 24;

impl Agenda {
    /// Reads the task a sentence sets, if it does.
    pub(crate) fn enter(
        &mut self,
        tokens: &Tokens<'_>,
        sentence: &Sentence,
        (periods, leans): (&[Period], &[(usize, Lean)]),
        found: &mut Vec<Task>,
    ) {
        let numbering = if sentence.opens_line { enumerator(tokens, 0) } else { None };
        let from = opening(tokens, numbering.as_ref().map_or(0, |numbering| numbering.end));
        let heading = sentence.heading && sentence.opens_line || sentence.announces;
        let style = numbering.map(|numbering| numbering.style);
        if heading {
            self.enter_heading(tokens, from, (style, sentence.announces), leans);
        }
        let to = closing(tokens);
        // `2. Ban Nữ công.` on a line of its own says whose tasks follow, up to the next number of that list.
        if let Some(end) = owner_end(tokens, from).filter(|_| heading || style.is_some())
            && end >= to
        {
            self.owner = Some((tokens.plain(from, end), style));
            return;
        }
        if style.is_some() && self.owner.as_ref().is_some_and(|(_, known)| *known == style) {
            self.owner = None;
        }
        if to < from + SHORTEST_TASK || sentence.announces {
            return;
        }
        let Some((owner, rule)) = self.asked(tokens, from, to).or_else(|| self.listed(tokens, from, heading, leans))
        else {
            return;
        };
        let due = due(tokens, from, periods);
        found.push(Task {
            text: tokens.slice(from, to).to_owned(),
            start: tokens.start(from),
            owner: owner
                .map(|(from, to)| tokens.plain(from, to))
                .or_else(|| self.owner.clone().map(|(owner, _)| owner)),
            due: due.map(|(from, period)| tokens.plain(from, period.to)),
            due_range: due.and_then(|(_, period)| period.range),
            rule,
        });
    }

    fn enter_heading(
        &mut self,
        tokens: &Tokens<'_>,
        from: usize,
        (style, announces): (Option<Style>, bool),
        leans: &[(usize, Lean)],
    ) {
        let cue = (from..tokens.len()).any(|at| TASK_HEADINGS.longest(tokens, at).is_some());
        let inner = match self.scope {
            Some(Some(outer)) => style.is_some_and(|style| style != outer && style.rank() >= outer.rank()) || announces,
            Some(None) => style.is_some() || announces,
            None => false,
        };
        let measured = leans.iter().any(|(_, lean)| matches!(lean, Lean::Goal | Lean::Fact));
        if cue && !(announces && measured) {
            self.scope = Some(style);
        } else if !inner || measured {
            self.scope = None;
            self.owner = None;
        }
    }

    /// An item of a list of tasks: it begins with a verb that asks.
    fn listed(&self, tokens: &Tokens<'_>, from: usize, heading: bool, leans: &[(usize, Lean)]) -> Option<Found> {
        let imperative =
            tokens.word(from).is_some_and(|word| word.capital) && IMPERATIVES.longest(tokens, from).is_some();
        let reported = leans.iter().any(|(_, lean)| *lean == Lean::Fact);
        let said = (from..tokens.len()).any(|at| tokens.key(at) == "là" && tokens.key(at + 1) != "trọng");
        (self.scope.is_some() && imperative && !heading && !reported && !said).then_some((None, "task.listed"))
    }

    /// `Giao X …`, `X chịu trách nhiệm …`; under a heading of tasks also `X rà soát …`.
    fn asked(&self, tokens: &Tokens<'_>, from: usize, to: usize) -> Option<Found> {
        if let Some((after, ())) = ASKING_VERBS.longest(tokens, from)
            && let Some(end) = owner_end(tokens, after).filter(|end| *end < to)
        {
            return Some((Some((after, end)), "task.asked"));
        }
        let end = owner_end(tokens, from)?;
        let place = end + usize::from(matches!(tokens.mark(end), Some(',' | ':')));
        let listed = || IMPERATIVES.longest(tokens, place).filter(|_| self.scope.is_some());
        let (duty, ()) = DUTY_WORDS.longest(tokens, place).or_else(listed)?;
        (duty < to).then_some((Some((from, end)), "task.duty"))
    }
}

/// Who is asked, as a stretch of tokens, and the rule.
type Found = (Option<(usize, usize)>, &'static str);

/// The token after whoever is named at `at`, with those joined to them.
fn owner_end(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    let mut end = one_owner(tokens, at)?;
    while end < at + LONGEST_OWNER && matches!(tokens.key(end), "," | "và" | ";") {
        match one_owner(tokens, end + 1) {
            Some(next) => end = next,
            None => break,
        }
    }
    Some(end)
}

fn one_owner(tokens: &Tokens<'_>, at: usize) -> Option<usize> {
    if let Some((to, _)) = body(tokens, at) {
        return Some(to);
    }
    // `Văn phòng LĐLĐ tỉnh`: a body without a name of its own, which a text about one federation needs no more.
    if POSTS.longest(tokens, at).is_none()
        && let Some(to) = issuer(tokens, at, Trust::Bare)
    {
        return Some(to);
    }
    let (mut to, ()) = OWNER_NOUNS.longest(tokens, at)?;
    while to < at + LONGEST_OWNER {
        let joined = if tokens.key(to) == "," { to + 1 } else { to };
        match OWNER_NOUNS.longest(tokens, joined).map(|(end, ())| end).or_else(|| body(tokens, to).map(|(end, _)| end))
        {
            Some(end) => to = end,
            None => break,
        }
    }
    Some(to)
}

/// The last day asked for, and the token its phrase begins at: `trước ngày 15/3/2026`, `trong quý II/2026`.
fn due<'p>(tokens: &Tokens<'_>, from: usize, periods: &'p [Period]) -> Option<(usize, &'p Period)> {
    periods.iter().filter(|period| period.from >= from && !period.titled).find_map(|period| {
        let led = DUE_WORDS.ending(tokens, period.from).map(|(begin, ())| begin);
        let itself = matches!(tokens.key(period.from), "đến" | "trước");
        led.or_else(|| itself.then_some(period.from)).map(|begin| (begin, period))
    })
}

/// The first token after a bullet.
fn opening(tokens: &Tokens<'_>, at: usize) -> usize {
    (at..tokens.len().min(at + 3)).find(|at| tokens.word(*at).is_some()).unwrap_or(at)
}

/// The token after the last word, without the mark that ends the sentence.
fn closing(tokens: &Tokens<'_>) -> usize {
    let last = tokens.len();
    last - usize::from(matches!(last.checked_sub(1).and_then(|at| tokens.mark(at)), Some('.' | ';' | ':' | ',')))
}
