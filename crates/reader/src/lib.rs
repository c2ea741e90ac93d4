//! Vietnamese administrative text to citations, targets, figures, tasks, bodies, periods and clauses, with spans and remarks.
//!
//! [`read`] is the whole interface. It is pure: no file, no network, no clock; it never fails and never panics.
//! Turning other formats into text, storing findings and comparing them with records are not here.
//!
//! Order of work: blocks (`text`), tokens (`token`, `spelling`), sentences (`sentence`), then for each sentence citations,
//! periods and quantities, which `compose` puts together under the `context` of the headings above. `clause` keeps the
//! outline of the whole text, `check` looks for contradictions, `rule` explains. The guide is `docs/READER.md`.

mod check;
mod citation;
mod clause;
mod compose;
mod context;
mod date;
mod enumerator;
mod finding;
mod issuer;
mod issuing;
mod lexicon;
mod named;
mod number;
mod organisation;
mod period;
mod quantity;
mod quote;
mod rule;
mod sentence;
mod spelling;
mod subject;
mod symbol;
mod task;
mod text;
mod token;
mod unit;
mod vocabulary;

pub use finding::{
    Citation, CitationClass, Clause, Comparator, Direction, Figure, Organisation, PeriodMention, PeriodRange,
    Qualifier, Reading, Remark, RemarkCode, Target, Task,
};
pub use number::Number;
pub use rule::{Rule, rules};

use clause::Outline;
use context::Context;
use spelling::Speller;
use token::Tokens;

/// Reads a text.
///
/// Offsets count Unicode code points of `text` as given, and every `text` field is the exact slice. A provenance line
/// (`# source: …`) at the very beginning is counted but not read.
#[must_use]
pub fn read(text: &str) -> Reading {
    let mut reading = Reading::default();
    let mut context = Context::default();
    let mut outline = Outline::default();
    let skipped = text::provenance(text);
    let mut speller = Speller::new(text.len(), vocabulary::begins);
    let mut list = Vec::new();
    let mut length = 0;
    for block in text::blocks(text) {
        length = block.start + block.text.chars().count();
        token::tokenize(block.text, block.start, &mut speller, &mut list);
        if block.start < skipped {
            list.retain(|token| token.start >= skipped);
        }
        let tokens = Tokens::new(&list, block.text);
        for sentence in sentence::sentences(&tokens) {
            let part = tokens.part(sentence.from, sentence.to);
            outline.enter(&part, &sentence);
            compose::compose(&part, &sentence, &mut context, &mut reading);
        }
    }
    reading.clauses = outline.finish(length);
    reading.citations.sort_by_key(|citation| citation.start);
    reading.targets.sort_by_key(|target| target.start);
    reading.figures.sort_by_key(|figure| figure.start);
    check::whole(&mut reading);
    reading.remarks.sort_by_key(|remark| remark.start);
    reading
}

#[cfg(test)]
mod tests {
    use super::{read, token::work::LOOKED};

    fn work(text: &str) -> u64 {
        let before = LOOKED.with(std::cell::Cell::get);
        let _ = read(text);
        LOOKED.with(std::cell::Cell::get) - before
    }

    /// Counted in tokens looked at, so that no busy machine can hide or feign a square.
    #[test]
    fn four_times_the_text_is_four_times_the_work() {
        let prose = "Năm 2020, LĐLĐ tỉnh Hòa An trao 50 suất quà theo Nghị quyết số 02-NQ/TW của Bộ Chính trị, gồm 20 suất, 30 suất; ";
        let hostile = [
            "“",
            "1/",
            "từ 1 ",
            "số ",
            "của ",
            "(",
            "9",
            "1. ",
            "\n1. ",
            "\n(1) ",
            "\n1.1. ",
            "Giao ",
            "LĐLĐ ",
            "trong đó ",
            "gồm 1 đơn ",
            "Nghị quyết ",
            "ngày ",
            "năm ",
            "đến ",
            "Công đoàn ",
            "các đơn vị, ",
            "12/2 ",
            "1/NQ-",
            "chỉ tiêu ",
            "100% ",
            "khóa X ",
        ];
        for unit in std::iter::once(prose).chain(hostile) {
            let (small, large) = (unit.repeat(40_000 / unit.len()), unit.repeat(160_000 / unit.len()));
            let (once, fourfold) = (work(&small), work(&large));
            assert!(fourfold < once * 6, "{unit:?}: {once} becomes {fourfold}");
            assert!(once < 200 * small.len() as u64, "{unit:?}: {once} for {} bytes", small.len());
        }
    }
}
