//! The words the reader knows, as tables. No logic is here beyond building each table once.

pub(crate) mod check;
pub(crate) mod cue;
pub(crate) mod document;
pub(crate) mod issuer;
pub(crate) mod noun;
pub(crate) mod person;
pub(crate) mod task;
pub(crate) mod time;
pub(crate) mod unit;

use std::sync::LazyLock;

use crate::lexicon::{Begins, FirstWords, Phrases};

/// The phrase tables, each with a bit of [`Begins`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    Kinds,
    Laws,
    Gatherings,
    Issuing,
    Dating,
    Heads,
    Links,
    Joined,
    Currencies,
    Durations,
    Bounds,
    Reaching,
    Leans,
    Continuing,
    Adverbs,
    YearSpans,
    Occasions,
    Baselines,
    PeriodOpeners,
    Complete,
    Posts,
    VerbsInNames,
    TaskHeadings,
    Asking,
    Duties,
    Owners,
    Imperatives,
    Due,
    Parts,
    Nouns,
}

/// Every table there is.
static TABLES: &[&dyn Phrases] = &[
    &document::KIND_WORDS,
    &document::LAW_TITLES,
    &document::GATHERING_WORDS,
    &document::ISSUING_VERBS,
    &document::DATING_VERBS,
    &issuer::ISSUER_HEADS,
    &issuer::ISSUER_LINKS,
    &issuer::JOINED_NAMES,
    &unit::CURRENCY_WORDS,
    &unit::DURATIONS,
    &cue::BOUND_WORDS,
    &cue::REACHING_VERBS,
    &cue::LEAN_CUES,
    &cue::CONTINUING,
    &time::TIME_ADVERBS,
    &time::YEAR_SPANS,
    &time::OCCASION_WORDS,
    &time::BASELINE_CUES,
    &time::PERIOD_OPENERS,
    &issuer::COMPLETE_NAMES,
    &issuer::POSTS,
    &issuer::VERBS_IN_NAMES,
    &task::TASK_HEADINGS,
    &task::ASKING_VERBS,
    &task::DUTY_WORDS,
    &task::OWNER_NOUNS,
    &task::IMPERATIVES,
    &task::DUE_WORDS,
    &check::PART_CUES,
    &noun::COUNTED_NOUNS,
];

/// Every word a phrase begins with.
static FIRST_WORDS: LazyLock<FirstWords> = LazyLock::new(|| {
    let mut words = FirstWords::default();
    TABLES.iter().for_each(|table| table.mark(&mut words));
    words
});

/// The tables a phrase of which begins with a folded word.
pub(crate) fn begins(word: &str) -> Begins {
    FIRST_WORDS.get(word).copied().unwrap_or_default()
}
