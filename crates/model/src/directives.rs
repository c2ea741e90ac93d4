//! Directives (văn bản) and the graph they form.
//!
//! Not here: reading their text (`reader`), the programmes that answer them (`programmes`), the grammars of numbers
//! (`symbol`), how long a paper holds (`standing`), what is kept of a reading (`finding`).

pub mod finding;
pub mod standing;
pub mod symbol;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ClauseId, DirectiveId, UnitId};

/// A resolution, plan, decision or other paper that sets things going.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// The issuing body where it is a unit of the tree.
    #[serde(default)]
    pub issuer_unit: Option<UnitId>,
    /// What it is about, in one line.
    pub title: String,
    /// A summary in the federation's own words.
    pub summary: String,
    /// The first day it is in force; that of its issue where nothing is said.
    #[serde(default)]
    pub valid_from: Option<NaiveDate>,
    /// The first day it is in force no more.
    #[serde(default)]
    pub valid_until: Option<NaiveDate>,
}

/// How one directive stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Issued on the legal basis of (căn cứ).
    BasedOn,
    /// Carries out (cụ thể hóa, triển khai).
    CarriesOut,
    /// Amends or adds to (sửa đổi, bổ sung).
    Amends,
    /// Replaces (thay thế).
    Replaces,
    /// Names without resting on it (viện dẫn).
    Cites,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] = [Self::BasedOn, Self::CarriesOut, Self::Amends, Self::Replaces, Self::Cites];

    /// The word of the relation in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::BasedOn => "based_on",
            Self::CarriesOut => "carries_out",
            Self::Amends => "amends",
            Self::Replaces => "replaces",
            Self::Cites => "cites",
        }
    }

    /// The relation of a word made by [`Relation::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.word() == word)
    }

    /// Whether the later paper falls with the earlier one: it rests on it, carries it out or amends it.
    #[must_use]
    pub const fn rests(self) -> bool {
        matches!(self, Self::BasedOn | Self::CarriesOut | Self::Amends)
    }

    /// The relation the words before a citation in its sentence suggest: "thay thế", "sửa đổi", "căn cứ", "thực hiện".
    /// The cue that stands nearest decides; without one the paper is merely named.
    #[must_use]
    pub fn suggested(before: &str) -> Self {
        const CUES: [(&str, Relation); 16] = [
            ("thay the", Relation::Replaces),
            ("bai bo", Relation::Replaces),
            ("sua doi", Relation::Amends),
            ("bo sung", Relation::Amends),
            ("can cu", Relation::BasedOn),
            ("tren co so", Relation::BasedOn),
            ("chieu theo", Relation::BasedOn),
            ("theo", Relation::BasedOn),
            ("thuc hien", Relation::CarriesOut),
            ("trien khai", Relation::CarriesOut),
            ("cu the hoa", Relation::CarriesOut),
            ("quan triet", Relation::CarriesOut),
            ("thi hanh", Relation::CarriesOut),
            ("to chuc hoc tap", Relation::CarriesOut),
            ("tong ket", Relation::CarriesOut),
            ("so ket", Relation::CarriesOut),
        ];
        let folded = crate::names::fold(before);
        let spaced = format!(" {folded} ");
        let at = |cue: &str| spaced.rfind(&format!(" {cue} "));
        let near =
            CUES.iter().filter_map(|(cue, relation)| Some((at(cue)?, *relation))).max_by_key(|(place, _)| *place);
        near.map_or(Self::Cites, |(_, relation)| relation)
    }
}

/// On which side of a unit's book a paper stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Arrived from elsewhere (văn bản đến).
    #[default]
    In,
    /// Sent to others (văn bản đi).
    Out,
    /// Issued for the unit itself (văn bản nội bộ).
    Own,
}

impl Direction {
    /// Every direction.
    pub const ALL: [Self; 3] = [Self::In, Self::Out, Self::Own];

    /// The word of the direction in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
            Self::Own => "own",
        }
    }

    /// The direction of a word made by [`Direction::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|direction| direction.word() == word)
    }
}

/// An entry in the book of papers of a unit (sổ văn bản): numbered anew each year and on each side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookEntry {
    /// The unit whose book it is.
    pub unit: UnitId,
    /// On which side.
    pub direction: Direction,
    /// The year of the book.
    pub year: i32,
    /// The number in the book, from 1.
    pub number: i64,
    /// The day the paper came in or went out.
    pub booked_on: NaiveDate,
}

/// A part of a paper by its own numbering.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clause {
    /// Its id.
    pub id: ClauseId,
    /// The address within the text, such as `II.1.a`; no two clauses of a paper share one.
    pub label: String,
    /// How deep it lies; 1 for the outermost.
    pub depth: i64,
    /// Its heading or first line.
    pub title: String,
    /// Where it begins, in code points of the text.
    pub start: i64,
    /// The first code point after it and everything inside it.
    pub end: i64,
}

impl Clause {
    /// The name of its anchor on the paper's page: `c-II.1.a`. No anchor holds a space.
    #[must_use]
    pub fn anchor(&self) -> String {
        format!("c-{}", self.label.split_whitespace().collect::<Vec<_>>().join("-"))
    }
}

/// The innermost of some clauses that holds a place.
#[must_use]
pub fn clause_at(clauses: &[Clause], place: i64) -> Option<&Clause> {
    clauses.iter().filter(|one| one.start <= place && place < one.end).max_by_key(|one| (one.depth, one.start))
}

/// The file a paper came as.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperFile {
    /// Its name.
    pub name: String,
    /// The hash of its content, under which that is kept.
    pub sha256: String,
    /// How many bytes it has.
    pub size: i64,
}

/// The key two spellings of one symbol share: spaces dropped, capitals (domain rule: a tidy key keeps the order).
#[must_use]
pub fn symbol_key(symbol: &str) -> String {
    symbol.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_cue_before_a_citation_decides() {
        for (before, relation) in [
            ("Căn cứ ", Relation::BasedOn),
            ("- Căn cứ Điều 5, ", Relation::BasedOn),
            ("Kế hoạch này triển khai thực hiện ", Relation::CarriesOut),
            ("Quyết định này thay thế ", Relation::Replaces),
            ("Căn cứ tình hình, sửa đổi, bổ sung một số điều của ", Relation::Amends),
            ("Sửa đổi quy chế để thực hiện ", Relation::CarriesOut),
            ("Đồng chí nhắc lại ", Relation::Cites),
            ("", Relation::Cites),
        ] {
            assert_eq!(Relation::suggested(before), relation, "{before}");
        }
    }

    #[test]
    fn words_of_relations_and_directions_come_back() {
        assert!(Relation::ALL.iter().all(|one| Relation::from_word(one.word()) == Some(*one)));
        assert!(Direction::ALL.iter().all(|one| Direction::from_word(one.word()) == Some(*one)));
    }
}
