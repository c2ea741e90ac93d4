//! Integrity rules (quy tắc toàn vẹn): what must hold between the rows of a federation that no constraint guards by itself.
//!
//! Not here: how a rule finds what breaks it (`store::audit::integrity`, `service::audit::integrity`), checks of figures
//! (`pack::checks`).

use serde::Serialize;

/// How much a break weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Something is wrong: figures, rights or stories cannot be relied on until it is mended.
    Error,
    /// Worth a look; it may be right.
    Warning,
}

impl Weight {
    /// The word in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// An integrity rule as people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id: the domain word, a dot, what holds; such as `org.one-managing-link`.
    pub id: &'static str,
    /// How much a break weighs.
    pub weight: Weight,
    /// What holds, in Vietnamese and English.
    pub name: (&'static str, &'static str),
    /// What to do where it does not, in Vietnamese and English.
    pub remedy: (&'static str, &'static str),
}

impl Rule {
    /// The domain word the rule belongs to.
    #[must_use]
    pub fn area(&self) -> &'static str {
        self.id.split('.').next().unwrap_or(self.id)
    }
}
