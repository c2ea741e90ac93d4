//! Procedures between a union and the level above: their steps, and the papers of their dossiers.
//!
//! Not here: a procedure under way (`service`), the papers themselves.

use std::sync::Arc;

use congdoan_model::LocalText;
use serde::{Deserialize, Serialize};

use crate::{Condition, Pack, Place, condition::Names};

/// A procedure such as founding a union.
#[derive(Clone, Debug)]
pub struct Procedure {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// The papers handed in, in the order of the check-list.
    pub papers: Vec<DossierPaper>,
    /// Guidance it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

impl Procedure {
    /// The papers a case needs.
    ///
    /// # Errors
    /// What CEL said of a condition that fails; the loader tries them all, so a checked pack has none.
    pub fn papers_for(&self, case: &DossierCase) -> Result<Vec<&DossierPaper>, String> {
        let names = case.names();
        let mut needed = Vec::new();
        for paper in &self.papers {
            if paper.when.as_ref().map_or(Ok(true), |when| when.holds(&names))? {
                needed.push(paper);
            }
        }
        Ok(needed)
    }
}

/// Who takes a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// The workers themselves, or the group that prepares the union.
    Workers,
    /// The union and its committee.
    Union,
    /// The level above.
    Upper,
}

impl Actor {
    /// Every actor with the word a pack writes.
    pub const WORDS: [(&'static str, Self); 3] =
        [("workers", Self::Workers), ("union", Self::Union), ("upper", Self::Upper)];
}

/// A step of a procedure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Stable id inside the procedure.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Who takes it.
    pub by: Actor,
    /// Id of the parameter that bounds its time, counted from the step before.
    pub within: Option<String>,
    /// Whether the rule still awaits confirmation.
    pub unsure: bool,
    /// Where it is defined.
    pub place: Place,
}

/// A paper of a dossier.
#[derive(Clone, Debug)]
pub struct DossierPaper {
    /// Stable id inside the procedure.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Whether the dossier is incomplete without it; otherwise it may be handed in.
    pub required: bool,
    /// In which cases it belongs to the dossier, a formula over the names of [`DossierCase`]; always when absent.
    pub when: Option<Condition>,
    /// Whether the rule still awaits confirmation.
    pub unsure: bool,
    /// Where it is defined.
    pub place: Place,
}

/// What the conditions of a dossier may ask about; the formula knows each by the name of the field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DossierCase {
    /// How many members there are.
    pub members: i64,
    /// How many employers they work for; more than one makes a joint union, none a trade union.
    pub employers: i64,
    /// Whether the committee is elected by a congress; otherwise by a conference or appointed.
    pub congress: bool,
    /// Whether the committee has an inspection committee beside it.
    pub inspection: bool,
}

impl DossierCase {
    pub(crate) fn names(self) -> Names {
        let values: [(String, cel::Value); 4] = [
            ("members".to_owned(), self.members.into()),
            ("employers".to_owned(), self.employers.into()),
            ("congress".to_owned(), self.congress.into()),
            ("inspection".to_owned(), self.inspection.into()),
        ];
        Names::new(values, &Arc::default())
    }
}

impl Pack {
    /// The procedure of an id.
    #[must_use]
    pub fn procedure(&self, id: &str) -> Option<&Procedure> {
        self.procedures.iter().find(|procedure| procedure.id == id)
    }
}
