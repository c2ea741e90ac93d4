//! Directives (văn bản) and the graph they form.
//!
//! Not here: reading their text (`reader`), the programmes that answer them (`programmes`).

pub mod dispatch;
pub mod study;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::DirectiveId;

/// A resolution, plan, decision or other paper that sets things going.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directive {
    /// Its id.
    pub id: DirectiveId,
    /// Number and symbol as printed, `02-NQ/TW`; empty when the paper bears none.
    pub symbol: String,
    /// Kind word: Nghị quyết, Kế hoạch, Chương trình hành động, …
    pub kind: String,
    /// Date of issue, when known.
    pub issued_on: Option<NaiveDate>,
    /// The issuing body as printed.
    pub issuer: String,
    /// What it is about, in one line.
    pub title: String,
    /// A summary in the federation's own words.
    pub summary: String,
}

/// How one directive stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Issued on the legal basis of (căn cứ).
    BasedOn,
    /// Carries out (cụ thể hóa, triển khai).
    CarriesOut,
    /// Replaces (thay thế).
    Replaces,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 3] = [Self::BasedOn, Self::CarriesOut, Self::Replaces];

    /// The word of the relation in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BasedOn => "based_on",
            Self::CarriesOut => "carries_out",
            Self::Replaces => "replaces",
        }
    }

    /// The relation of a word made by [`Relation::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.word() == word)
    }
}

/// The key two spellings of one symbol share: spaces dropped, capitals (domain rule: a tidy key keeps the order).
#[must_use]
pub fn symbol_key(symbol: &str) -> String {
    symbol.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect()
}
