//! Where a page of people ended: the last one on it, and how many were passed.
//!
//! Not here: finding the place again (`search`).

use std::{fmt, str::FromStr};

use congdoan_model::PersonId;

/// A place in a list of people. Its text can go through an address; it is a place, not a right, and who may read the
/// list is asked anew for every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    passed: usize,
    unit: String,
    person: PersonId,
    name: String,
}

/// A text that is no place in a list of people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no place in a list of people")]
pub struct CursorError(pub String);

impl Cursor {
    pub(super) const fn new(passed: usize, unit: String, person: PersonId, name: String) -> Self {
        Self { passed, unit, person, name }
    }

    /// How many people come before the next page.
    #[must_use]
    pub const fn passed(&self) -> usize {
        self.passed
    }

    /// Code of the unit in which the last person stands.
    pub(super) fn unit(&self) -> &str {
        &self.unit
    }

    pub(super) const fn person(&self) -> PersonId {
        self.person
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.passed, self.unit, self.person, self.name)
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut fields = text.splitn(4, '.');
        let mut cursor = || {
            let passed = fields.next()?.parse().ok()?;
            let (unit, person) = (fields.next()?.to_owned(), fields.next()?.parse().ok()?);
            Some(Self { passed, unit, person, name: fields.next()?.to_owned() })
        };
        cursor().ok_or_else(|| CursorError(text.to_owned()))
    }
}
