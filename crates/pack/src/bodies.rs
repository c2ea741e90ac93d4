//! Committees a unit has and the posts in them: how large, for how long, with which rights and paid hours.
//!
//! Not here: who sits in them (mandates), what a role may do (`federation`), how a committee is recognised (`founding`).

use congdoan_model::{LocalText, org::UnitKind};

use crate::{Pack, Place};

/// A committee that units of some kinds have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Kinds of units that have it.
    pub kinds: Vec<UnitKind>,
    /// Forms of units that have it; empty means every form.
    pub forms: Vec<String>,
    /// Years of a term; `None` when it lasts as long as the committee that made it.
    pub term_years: Option<u16>,
    /// How many members it may have, by kind of unit.
    pub sizes: Vec<BodySize>,
    /// Whether something in it still awaits confirmation.
    pub unsure: bool,
    /// Law or statute it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// How many members a committee may have in units of some kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodySize {
    /// The kinds of units.
    pub kinds: Vec<UnitKind>,
    /// The least number of members, where one is known.
    pub min: Option<u16>,
    /// The greatest number of members, where one is known.
    pub max: Option<u16>,
    /// Whether the numbers still await confirmation.
    pub unsure: bool,
}

impl Body {
    /// How many members it may have in a unit of a kind; `None` where no rule is known.
    #[must_use]
    pub fn size_in(&self, kind: UnitKind) -> Option<&BodySize> {
        self.sizes.iter().find(|size| size.kinds.contains(&kind))
    }
}

/// A post: in a committee, or of a unit itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// The committee it belongs to; `None` for posts outside committees.
    pub body: Option<String>,
    /// Kinds of units that have it.
    pub kinds: Vec<UnitKind>,
    /// What the post brings, by kind of unit.
    pub grants: Vec<PostGrant>,
    /// Whether something in it still awaits confirmation.
    pub unsure: bool,
    /// Law or statute it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// What a post brings in units of some kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostGrant {
    /// The kinds of units.
    pub kinds: Vec<UnitKind>,
    /// Id of the role whose rights the holder has on the unit.
    pub role: Option<String>,
    /// Working hours a month for union work, paid by the employer, of a holder who is no full-time officer.
    pub paid_hours_per_month: Option<u16>,
}

impl Post {
    /// Id of the role the post gives in a unit of a kind.
    #[must_use]
    pub fn role_in(&self, kind: UnitKind) -> Option<&str> {
        self.grants_in(kind).find_map(|grant| grant.role.as_deref())
    }

    /// Paid hours a month the post gives in a unit of a kind to who is no full-time officer.
    #[must_use]
    pub fn paid_hours_in(&self, kind: UnitKind) -> Option<u16> {
        self.grants_in(kind).find_map(|grant| grant.paid_hours_per_month)
    }

    fn grants_in(&self, kind: UnitKind) -> impl Iterator<Item = &PostGrant> {
        self.grants.iter().filter(move |grant| grant.kinds.contains(&kind))
    }
}

impl Pack {
    /// The committees of units of a kind, in the order of the pack.
    pub fn bodies_of(&self, kind: UnitKind) -> impl Iterator<Item = &Body> {
        self.bodies.iter().filter(move |body| body.kinds.contains(&kind))
    }

    /// The committee of an id.
    #[must_use]
    pub fn body(&self, id: &str) -> Option<&Body> {
        self.bodies.iter().find(|body| body.id == id)
    }

    /// The posts of units of a kind, in the order of the pack.
    pub fn posts_of(&self, kind: UnitKind) -> impl Iterator<Item = &Post> {
        self.posts.iter().filter(move |post| post.kinds.contains(&kind))
    }

    /// The post of an id.
    #[must_use]
    pub fn post(&self, id: &str) -> Option<&Post> {
        self.posts.iter().find(|post| post.id == id)
    }
}
