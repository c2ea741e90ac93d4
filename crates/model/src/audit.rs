//! The audit chain: entries that each carry the hash of the one before.
//!
//! Not here: where entries are kept and which row guards the order (`store::audit`).

pub mod integrity;

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// One entry of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The chain: code of the province, industry or corporation, or [`ROOT_CHAIN`].
    pub chain: String,
    /// Place in the chain, from 1, without gaps.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who: sign-in name, or `system`.
    pub who: String,
    /// What was done: `record.write`, `record.withdraw`, `denied`, …
    pub action: String,
    /// To what: `record:<id>`, `unit:<code>`, …
    pub object: String,
    /// The state before, as JSON; empty when there was none.
    pub before: String,
    /// The state after, as JSON, with the reason where one was given.
    pub after: String,
}

/// The chain that anchors the heads of all others.
pub const ROOT_CHAIN: &str = "root";

/// The hash a chain starts from.
pub const FIRST_HASH: &str = "";

impl Entry {
    /// The hash of this entry after the entry whose hash is `previous`: BLAKE3 over length-prefixed fields, so that no
    /// two different entries write the same bytes.
    #[must_use]
    pub fn hash(&self, previous: &str) -> String {
        let mut hasher = blake3::Hasher::new();
        let (seq, at) = (self.seq.to_string(), self.at.micros().to_string());
        let fields =
            [previous, &self.chain, &seq, &at, &self.who, &self.action, &self.object, &self.before, &self.after];
        for field in fields {
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field.as_bytes());
        }
        hasher.finalize().to_hex().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_a_letter_between_fields_changes_the_hash() {
        let entry = |action: &str, object: &str| Entry {
            chain: "ldld".into(),
            seq: 1,
            at: Timestamp::from_micros(0),
            who: "a".into(),
            action: action.into(),
            object: object.into(),
            before: String::new(),
            after: String::new(),
        };
        assert_ne!(entry("ab", "c").hash(FIRST_HASH), entry("a", "bc").hash(FIRST_HASH));
        assert_ne!(entry("a", "b").hash(FIRST_HASH), entry("a", "b").hash("x"));
    }
}
