//! How units answer a directive: kinds of programmes, the parts of a directive, the answer to each part, and its cells in
//! the matrix of clauses and units.
//!
//! Not here: reading the parts out of a text (`reader`), keeping answers (`store::programmes`).

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{directives::Clause, members::words, org::UnknownWord};

/// What a programme is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgrammeKind {
    /// Chương trình hành động.
    Action,
    /// Kế hoạch, chương trình công tác năm.
    #[default]
    Plan,
    /// Đề án.
    Scheme,
    /// Chuyên đề.
    Theme,
    /// Hoạt động điểm nhấn.
    Highlight,
}

words!(ProgrammeKind {
    Action => "action",
    Plan => "plan",
    Scheme => "scheme",
    Theme => "theme",
    Highlight => "highlight",
});

/// How a programme answers a clause of the directive it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClauseAnswer {
    /// Taken up as it stands.
    Adopted,
    /// Taken up with more, said in the unit's own words.
    Added,
    /// Does not apply to the unit, for a reason.
    NotApplicable,
}

words!(ClauseAnswer { Adopted => "adopted", Added => "added", NotApplicable => "not_applicable" });

impl ClauseAnswer {
    /// Whether the answer says nothing without words: what is added, or why it does not apply.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Added | Self::NotApplicable)
    }
}

/// How a programme ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndManner {
    /// Đóng: done with, its answers and figures stand.
    Closed,
    /// Hủy: it answers nothing any more.
    Cancelled,
}

words!(EndManner { Closed => "closed", Cancelled => "cancelled" });

/// Where a target came from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetSource {
    /// From a target of the programme above.
    Above,
    /// The unit's part of a target shared out.
    Allotted,
    /// Read from the directive.
    Finding,
    /// Typed by the officer.
    #[default]
    Typed,
}

words!(TargetSource { Above => "above", Allotted => "allotted", Finding => "finding", Typed => "typed" });

/// Which of the parts of a text, in their order, hold no part themselves: those are answered one by one.
#[must_use]
pub fn leaves(clauses: &[Clause]) -> Vec<bool> {
    let next = clauses.iter().skip(1).map(Some).chain([None]);
    clauses.iter().zip(next).map(|(own, next)| next.is_none_or(|next| next.depth <= own.depth)).collect()
}

/// How a unit stands to a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellState {
    /// Taken up as it stands.
    Adopted,
    /// Taken up with more.
    Added,
    /// Does not apply, for a reason.
    NotApplicable,
    /// The unit opened a programme that says nothing on the clause.
    Unanswered,
    /// The unit carries the directive out under another paper, whose clauses are answered there.
    Elsewhere,
    /// The unit opened no programme.
    NoProgramme,
}

words!(CellState {
    Adopted => "adopted",
    Added => "added",
    NotApplicable => "not_applicable",
    Unanswered => "unanswered",
    Elsewhere => "elsewhere",
    NoProgramme => "no_programme",
});

impl From<ClauseAnswer> for CellState {
    fn from(answer: ClauseAnswer) -> Self {
        match answer {
            ClauseAnswer::Adopted => Self::Adopted,
            ClauseAnswer::Added => Self::Added,
            ClauseAnswer::NotApplicable => Self::NotApplicable,
        }
    }
}

/// Which part of a review an officer's words belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewSection {
    /// What was asked.
    Asked,
    /// What was done.
    Done,
    /// What is missing, and why.
    Missing,
    /// The units below.
    Units,
    /// What comes next.
    Ahead,
}

words!(ReviewSection {
    Asked => "asked",
    Done => "done",
    Missing => "missing",
    Units => "units",
    Ahead => "ahead",
});

/// Which review it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewStage {
    /// Sơ kết.
    #[default]
    Interim,
    /// Tổng kết.
    Final,
}

words!(ReviewStage { Interim => "interim", Final => "final" });

#[cfg(test)]
mod tests {
    use super::*;

    fn clause(place: i64, depth: i64) -> Clause {
        let (label, title) = (place.to_string(), String::new());
        Clause { id: crate::ClauseId::default(), label, depth, title, start: 0, end: 0 }
    }

    #[test]
    fn only_parts_without_parts_are_answered() {
        let text = [clause(1, 1), clause(2, 2), clause(3, 2), clause(4, 3), clause(5, 1)];
        assert_eq!(leaves(&text), [false, true, false, true, true]);
        assert!(leaves(&[]).is_empty());
    }

    #[test]
    fn an_answer_that_says_more_or_nothing_takes_words() {
        let needing = ClauseAnswer::ALL.iter().filter(|answer| answer.needs_words()).count();
        assert_eq!(needing, 2);
    }
}
