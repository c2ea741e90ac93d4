//! The list of cards that hold no more, signed, so that whoever checks cards without a network can carry it along.
//!
//! It names serials alone: no person, no unit, no reason.

use serde::{Deserialize, Serialize};

use super::keys::{CardKeyError, CardKeys, PublicKeys, hex, unhex};
use crate::Timestamp;

/// How what is signed of a list begins.
const PREFIX: &str = "CDR1:";

/// Serials that hold no more, as `/cards/revoked.json` gives them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevocationList {
    /// When the list was made, in the federation's time zone; a later one replaces it.
    pub issued_at: String,
    /// The key that signed.
    pub key: String,
    /// The serials, in order.
    pub serials: Vec<String>,
    /// The Ed25519 signature, 128 hexadecimal digits.
    pub signature: String,
}

impl RevocationList {
    /// Signs a list.
    ///
    /// # Errors
    /// [`CardKeyError::Empty`] without keys.
    pub fn sign(keys: &CardKeys, at: Timestamp, mut serials: Vec<String>) -> Result<Self, CardKeyError> {
        serials.sort_unstable();
        serials.dedup();
        let key = keys.newest()?.id.clone();
        let unsigned = Self { issued_at: at.to_string(), key, serials, signature: String::new() };
        let signature = hex(&keys.sign(&unsigned.said())?);
        Ok(Self { signature, ..unsigned })
    }

    /// Whether the list was signed by one of the keys and nothing in it was changed.
    #[must_use]
    pub fn verifies(&self, keys: &PublicKeys) -> bool {
        let signature = unhex::<64>(&self.signature);
        let key = keys.get(&self.key);
        key.zip(signature).is_some_and(|(key, signature)| key.verifies(&self.said(), &signature))
    }

    /// Whether a card is on the list.
    #[must_use]
    pub fn names(&self, serial: &str) -> bool {
        self.serials.iter().any(|known| known == serial)
    }

    /// What is signed: the prefix, when, the key and every serial, a line each.
    fn said(&self) -> String {
        let head = [PREFIX, &self.issued_at, "\n", &self.key].concat();
        self.serials.iter().fold(head, |text, serial| text + "\n" + serial)
    }
}
