//! States of a membership, what goes with each way of joining and leaving, and usual sheets of members.
//!
//! Not here: the words for ways of joining and leaving (`congdoan_model::members`), memberships themselves, fields of a
//! member (`members`).

use congdoan_model::{
    LocalText,
    members::{Joining, Leaving},
};
use serde::{Deserialize, Serialize};

use crate::{Place, title::fold_title};

/// A state in which a membership stands while it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberState {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Whether the member pays dues in it.
    pub pays_dues: bool,
    /// Whether the rule still awaits confirmation.
    pub unsure: bool,
    /// Law or guidance it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// Which level decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decider {
    /// The committee of the unit itself.
    Own,
    /// The level above the unit.
    Upper,
}

impl Decider {
    /// Every level with the word a pack writes.
    pub const WORDS: [(&'static str, Self); 2] = [("own", Self::Own), ("upper", Self::Upper)];
}

/// What goes with one way of joining.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoiningRule {
    /// The way.
    pub joining: Joining,
    /// Its name.
    pub name: LocalText,
    /// Whether the number and day of a decision must be given.
    pub needs_decision: bool,
    /// Which level decides.
    pub decided_by: Decider,
    /// Whether the rule still awaits confirmation.
    pub unsure: bool,
    /// Statute or guidance it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// What goes with one way of leaving.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingRule {
    /// The way.
    pub leaving: Leaving,
    /// Its name.
    pub name: LocalText,
    /// Whether the number and day of a decision must be given.
    pub needs_decision: bool,
    /// Which level decides.
    pub decided_by: Decider,
    /// Whether an officer may choose it; otherwise it follows from something else.
    pub by_hand: bool,
    /// Whether the rule still awaits confirmation.
    pub unsure: bool,
    /// Statute or guidance it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// A usual sheet of members and what its columns mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSheet {
    /// Stable id, usable as the name of a mapping.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Titles of columns as the sheet writes them, with the id of the field each fills.
    pub columns: Vec<(String, String)>,
    /// The paper or system the sheet belongs to.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

impl MemberSheet {
    /// The id of the field a column of this sheet fills, by its title in whatever spelling.
    #[must_use]
    pub fn field_of_title(&self, title: &str) -> Option<&str> {
        let folded = fold_title(title);
        self.columns.iter().find(|(written, _)| fold_title(written) == folded).map(|(_, field)| field.as_str())
    }
}
