//! What a pack says about the federation itself: roles, kinds and forms of units, groups of indicators.
//!
//! Not here: registers (`definition`), units and mandates themselves.

use congdoan_model::{LocalText, access::Action, org::UnitKind};

use crate::Place;

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
    /// Kinds that may hang directly below it.
    pub below: Vec<UnitKind>,
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
}

/// A group of indicators and registers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
}
