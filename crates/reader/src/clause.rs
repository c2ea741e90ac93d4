//! The parts a text is cut into by its own numbering, their addresses, and how they nest.
//!
//! What a numbering looks like is not here (`enumerator`).

use std::collections::HashMap;

use crate::enumerator::{Enumerator, Style, enumerator};
use crate::finding::Clause;
use crate::sentence::Sentence;
use crate::token::Tokens;

/// A title has at most this many tokens.
const LONGEST_TITLE: usize = 60;

/// Gathers the numbered lines of a text, in order.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Every clause so far. The end of those still open is not yet known.
    clauses: Vec<Clause>,
    /// The clauses the next one may lie in, outermost first.
    open: Vec<Open>,
    /// Whether the last clause has only a number on its line, so that its heading is on the next.
    untitled: bool,
    /// How often each address was given.
    given: HashMap<String, u32>,
}

/// A clause that has not ended.
#[derive(Debug)]
struct Open {
    style: Style,
    numbers: Vec<u32>,
    /// Its place among the clauses.
    at: usize,
}

impl Outline {
    /// Takes in a sentence; only the first of a line can begin a clause.
    pub(crate) fn enter(&mut self, tokens: &Tokens<'_>, sentence: &Sentence) {
        if !sentence.opens_line {
            return;
        }
        let untitled = std::mem::take(&mut self.untitled);
        if let Some(found) = enumerator(tokens, 0)
            && let Some(depth) = self.depth(&found)
        {
            let title = title(tokens, found.end);
            self.untitled = title.is_empty();
            self.add(found, depth, tokens.start(0), title);
        } else if let Some(last) = self.clauses.last_mut().filter(|_| untitled) {
            last.title = title(tokens, 0);
        }
    }

    /// How many of the open clauses a newcomer lies in; `None` when its number fits nowhere.
    fn depth(&self, found: &Enumerator) -> Option<usize> {
        if let Some(rank) = found.style.rank() {
            let outer = |open: &Open| open.style.rank().is_some_and(|known| known < rank);
            return Some(self.open.iter().take_while(|open| outer(open)).count());
        }
        let (last, prefix) = found.numbers.split_last()?;
        let same = |open: &&Open| open.style == found.style && open.numbers.len() == found.numbers.len();
        if let Some(sibling) = self.open.iter().rposition(|open| same(&open) && open.numbers.starts_with(prefix)) {
            let before = self.open.get(sibling).and_then(|open| open.numbers.last().copied()).unwrap_or(0);
            return (*last > before || *last == 1).then_some(sibling);
        }
        if !prefix.is_empty() {
            let parent = self.open.iter().rposition(|open| open.style == Style::Decimal && open.numbers == prefix);
            return parent.map(|parent| parent + 1);
        }
        // A Roman number may begin anywhere: excerpts are quoted with it. Any other list begins at its beginning.
        let heads = |open: &&Open| open.style.rank().is_some() || open.style == Style::Capital;
        let outermost = self.open.iter().take_while(heads).count();
        match found.style {
            Style::Roman => Some(outermost),
            _ => (*last == 1).then_some(self.open.len()),
        }
    }

    fn add(&mut self, found: Enumerator, depth: usize, start: usize, title: String) {
        self.close(depth, start);
        let parent = self.open.last().and_then(|open| self.clauses.get(open.at));
        let label = match parent {
            Some(parent) if found.style != Style::Article => format!("{}.{}", parent.label, found.name),
            _ => found.name,
        };
        let times = self.given.entry(label.clone()).or_insert(0);
        *times += 1;
        let label = if *times == 1 { label } else { format!("{label} ({times})") };
        self.open.push(Open { style: found.style, numbers: found.numbers, at: self.clauses.len() });
        let depth = u8::try_from(self.open.len()).unwrap_or(u8::MAX);
        self.clauses.push(Clause { label, depth, title, start, end: start });
    }

    /// Ends the open clauses from `depth` on.
    fn close(&mut self, depth: usize, end: usize) {
        for open in self.open.drain(depth.min(self.open.len())..) {
            if let Some(clause) = self.clauses.get_mut(open.at) {
                clause.end = end;
            }
        }
    }

    /// The clauses of a text of so many code points.
    pub(crate) fn finish(mut self, length: usize) -> Vec<Clause> {
        self.close(0, length);
        self.clauses
    }
}

/// The words of a heading from a token on, without the full stop or colon after them.
fn title(tokens: &Tokens<'_>, from: usize) -> String {
    let to = (from + LONGEST_TITLE).min(tokens.len());
    let closing = to > from && matches!(tokens.mark(to - 1), Some('.' | ':' | ';'));
    tokens.slice(from, to - usize::from(closing)).to_owned()
}
