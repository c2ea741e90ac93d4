//! Member cards: kinds and causes, what a card says of its holder, and the signed text anybody can check.
//!
//! The text of a card is `CDV1:` and Base32 of what is said followed by its Ed25519 signature; `docs/CARDS.md` has the
//! format to the byte. It holds no identity number and no day of birth: whoever scans a card learns what is printed on
//! it. Not here: keeping cards (`store::cards`), who may issue one (`service::cards`), drawing (`paper`).

mod base32;
mod keys;
mod revoked;

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Entropy, members::words, org::UnknownWord, period::parse_day};

pub use keys::{CardKeyError, CardKeys, PublicKey, PublicKeys};
pub use revoked::RevocationList;

/// How every card text begins: the format and its version.
pub const PREFIX: &str = "CDV1:";
/// Bytes of a signature.
const SIGNATURE: usize = 64;
/// Random bytes of a serial: they make sixteen signs without a rest.
const SERIAL: usize = 10;
/// Signs between two hyphens of a serial.
const SERIAL_GROUP: usize = 4;

/// What a card is made as (Kế hoạch 56/KH-TLĐ ngày 21/12/2016).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// Thẻ thông thường.
    Ordinary,
    /// Thẻ liên kết ngân hàng.
    Linked,
}

words!(CardKind { Ordinary => "ordinary", Linked => "linked" });

/// Why a card is asked for: the three causes of the list of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardCause {
    /// Cấp mới.
    New,
    /// Đổi thẻ cũ lấy thẻ mới.
    Renewed,
    /// Cấp lại do mất, hỏng.
    Lost,
}

words!(CardCause { New => "new", Renewed => "renewed", Lost => "lost" });

/// What a card says of its holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The card's own number, never given twice.
    pub serial: String,
    /// The member number.
    pub number: String,
    /// The holder's name.
    pub name: String,
    /// Code of the unit the holder stood in on the day of issue.
    pub unit_code: String,
    /// Name of that unit.
    pub unit_name: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The last day the card holds; nothing where it holds as long as the membership.
    pub expires_on: Option<NaiveDate>,
}

/// Why a text is no card of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardFault {
    /// It does not begin with `CDV1:`, or what follows cannot be read.
    #[error("this is no text of a member card")]
    Unreadable,
    /// It names a key that is not among the public ones.
    #[error("the card names key \"{0}\", which is not known here")]
    UnknownKey(String),
    /// What it says was not signed by the key it names: forged or altered.
    #[error("the signature does not fit what the card says")]
    Forged,
}

/// How a card with a good signature stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardStanding {
    /// It holds.
    Valid,
    /// Its last day is over.
    Expired,
    /// It was revoked, or its holder is no member any more.
    Revoked,
}

words!(CardStanding { Valid => "valid", Expired => "expired", Revoked => "revoked" });

impl Claims {
    /// The text of the card, signed with the newest key.
    ///
    /// # Errors
    /// [`CardKeyError::Empty`] without keys.
    pub fn sign(&self, keys: &CardKeys) -> Result<String, CardKeyError> {
        let said = self.said(&keys.newest()?.id);
        let signature = keys.sign(&[PREFIX, &said].concat())?;
        Ok([PREFIX, &base32::encode(&[said.as_bytes(), &signature].concat())].concat())
    }

    /// Reads a card text and checks its signature; spaces, line breaks and lower case do no harm.
    ///
    /// # Errors
    /// [`CardFault`], by what is wrong first.
    pub fn read(text: &str, keys: &PublicKeys) -> Result<Self, CardFault> {
        let plain: String = text.chars().filter(|sign| !sign.is_whitespace()).flat_map(char::to_uppercase).collect();
        let coded = plain.strip_prefix(PREFIX).ok_or(CardFault::Unreadable)?;
        let bytes = base32::decode(coded).ok_or(CardFault::Unreadable)?;
        let (said, signature) = bytes.split_last_chunk::<SIGNATURE>().ok_or(CardFault::Unreadable)?;
        let said = std::str::from_utf8(said).map_err(|_| CardFault::Unreadable)?;
        let (key, claims) = Self::parse(said).ok_or(CardFault::Unreadable)?;
        let public = keys.get(key).ok_or_else(|| CardFault::UnknownKey(key.to_owned()))?;
        if public.verifies(&[PREFIX, said].concat(), signature) { Ok(claims) } else { Err(CardFault::Forged) }
    }

    /// How the card stands on a day.
    #[must_use]
    pub fn standing(&self, day: NaiveDate, revoked: bool) -> CardStanding {
        if revoked {
            CardStanding::Revoked
        } else if self.expires_on.is_some_and(|last| last < day) {
            CardStanding::Expired
        } else {
            CardStanding::Valid
        }
    }

    /// What is signed, after the prefix: eight lines.
    fn said(&self, key: &str) -> String {
        let days = [self.issued_on.to_string(), self.expires_on.map(|day| day.to_string()).unwrap_or_default()];
        let [issued, expires] = &days;
        let lines = [key, &self.serial, &self.number, &self.name, &self.unit_code, &self.unit_name, issued, expires];
        // A line break inside a name would begin a line of its own.
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).join("\n")
    }

    fn parse(said: &str) -> Option<(&str, Self)> {
        let lines: Vec<&str> = said.split('\n').collect();
        let [key, serial, number, name, unit_code, unit_name, issued, expires] = lines.as_slice() else { return None };
        let expires_on = if expires.is_empty() { None } else { Some(parse_day(expires)?) };
        let claims = Self {
            serial: (*serial).to_owned(),
            number: (*number).to_owned(),
            name: (*name).to_owned(),
            unit_code: (*unit_code).to_owned(),
            unit_name: (*unit_name).to_owned(),
            issued_on: parse_day(issued)?,
            expires_on,
        };
        Some((key, claims))
    }
}

/// A new serial, such as `7K3M-Q2XA-ZP4C-6TBO`: 80 random bits, so that published serials tell nothing of how many there are.
#[must_use]
pub fn serial(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; SERIAL];
    entropy.fill(&mut bytes);
    let signs = base32::encode(&bytes);
    let mut serial = String::with_capacity(signs.len() + 3);
    for (place, sign) in signs.chars().enumerate() {
        if place > 0 && place % SERIAL_GROUP == 0 {
            serial.push('-');
        }
        serial.push(sign);
    }
    serial
}

#[cfg(test)]
mod tests;
