//! What a pack says about the federation itself: roles, kinds and forms of units, groups of indicators.
//!
//! Not here: registers (`definition`), committees and posts (`bodies`), units and mandates themselves.

use chrono::NaiveDate;
use congdoan_model::{LocalText, access::Action, org::UnitKind};

use crate::{Place, Validity};

/// A role and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Stable id, named by mandates.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Allowed on the unit of the mandate and on every unit managed below it.
    pub actions: Vec<Action>,
    /// Allowed on the unit of the mandate alone.
    pub own_only: Vec<Action>,
    /// Allowed on every unit managed below, not on the unit of the mandate itself.
    pub below_only: Vec<Action>,
    /// Allowed on every unit above: reading only.
    pub ancestors: Vec<Action>,
    /// Allowed on units reached over a coordinating link, confidential registers apart: reading only.
    pub coordinating: Vec<Action>,
    /// Where it is defined.
    pub place: Place,
}

/// A kind of unit as the pack names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindOfUnit {
    /// The kind.
    pub kind: UnitKind,
    /// Its name.
    pub name: LocalText,
    /// Later names, each with the first day it holds, in order of days.
    pub renamed: Vec<(NaiveDate, LocalText)>,
    /// Kinds that may hang directly below it.
    pub below: Vec<UnitKind>,
}

impl KindOfUnit {
    /// What the kind is called on a day.
    #[must_use]
    pub fn name_on(&self, day: NaiveDate) -> &LocalText {
        let later = self.renamed.iter().rev().find(|(from, _)| *from <= day);
        later.map_or(&self.name, |(_, name)| name)
    }
}

/// A finer form inside a kind of unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitForm {
    /// Stable id, as [`congdoan_model::org::Unit::form`] holds it.
    pub id: String,
    /// The kind it belongs to.
    pub kind: UnitKind,
    /// Its name.
    pub name: LocalText,
    /// When units of this form are founded; units founded before keep it.
    pub validity: Validity,
    /// The law that brought or ended the form; may be empty.
    pub source: String,
}

/// A group of indicators and registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
}
