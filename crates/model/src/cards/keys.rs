//! The keys of cards: seeds that sign, kept in a file beside the database, and the public keys everybody may have.
//!
//! A rotation adds a key; old public keys stay published, so cards signed before stay checkable. Not here: where the file
//! lies (`cli`).

use std::fmt;

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::Entropy;

/// Bytes of a seed and of a public key.
const KEY: usize = 32;
/// Signs of a key's id.
const ID: usize = 8;

/// Why a key file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardKeyError {
    /// A line is no key.
    #[error("line {0} of the card key file is not \"id seed\"")]
    Line(usize),
    /// There is no key.
    #[error("the card key file holds no key")]
    Empty,
}

/// A public key under its id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKey {
    /// The first eight hexadecimal digits of BLAKE3 of the key: a name, no proof.
    pub id: String,
    /// The key, 64 hexadecimal digits.
    pub public: String,
}

impl PublicKey {
    fn of(key: &SigningKey) -> Self {
        let bytes = key.verifying_key().to_bytes();
        let id: String = blake3::hash(&bytes).to_hex().chars().take(ID).collect();
        Self { id, public: hex(&bytes) }
    }

    /// Whether a signature over a message was made by this key.
    #[must_use]
    pub fn verifies(&self, message: &str, signature: &[u8; 64]) -> bool {
        let key = unhex(&self.public).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        key.is_some_and(|key| key.verify_strict(message.as_bytes(), &Signature::from_bytes(signature)).is_ok())
    }
}

/// Public keys, as `/cards/keys.json` gives them; the newest comes last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicKeys {
    /// The keys, oldest first.
    pub keys: Vec<PublicKey>,
}

impl PublicKeys {
    /// The key of an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&PublicKey> {
        self.keys.iter().find(|key| key.id == id)
    }

    /// Adds keys that are not there yet, before those that are.
    #[must_use]
    pub fn with_older(mut self, older: Vec<PublicKey>) -> Self {
        let mut keys: Vec<PublicKey> = older.into_iter().filter(|key| self.get(&key.id).is_none()).collect();
        keys.append(&mut self.keys);
        Self { keys }
    }
}

/// The keys that sign cards, oldest first; the newest signs.
#[derive(Clone)]
pub struct CardKeys {
    keys: Vec<(PublicKey, SigningKey)>,
}

impl fmt::Debug for CardKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardKeys({} keys)", self.keys.len())
    }
}

impl CardKeys {
    /// One new key.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self { keys: vec![fresh(entropy)] }
    }

    /// Reads a key file: one `id seed` a line, the seed as 64 hexadecimal digits, lines with `#` aside.
    ///
    /// # Errors
    /// [`CardKeyError::Line`] with the line, also where an id is not that of its seed; [`CardKeyError::Empty`].
    pub fn parse(text: &str) -> Result<Self, CardKeyError> {
        let mut keys = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = line.split_once(' ').and_then(|(id, seed)| {
                let key = SigningKey::from_bytes(&unhex(seed.trim())?);
                let public = PublicKey::of(&key);
                (public.id == id).then_some((public, key))
            });
            keys.push(key.ok_or(CardKeyError::Line(number))?);
        }
        if keys.is_empty() { Err(CardKeyError::Empty) } else { Ok(Self { keys }) }
    }

    /// The key file.
    #[must_use]
    pub fn render(&self) -> String {
        let head =
            "# Keys that sign member cards. Whoever has them can make cards: keep them secret, and a copy apart.\n";
        let line = |(public, key): &(PublicKey, SigningKey)| format!("{} {}\n", public.id, hex(&key.to_bytes()));
        self.keys.iter().map(line).fold(head.to_owned(), |text, line| text + &line)
    }

    /// With one more key, which signs from now on.
    #[must_use]
    pub fn rotated(&self, entropy: &dyn Entropy) -> Self {
        let mut keys = self.keys.clone();
        keys.push(fresh(entropy));
        Self { keys }
    }

    /// The public keys.
    #[must_use]
    pub fn public(&self) -> PublicKeys {
        PublicKeys { keys: self.keys.iter().map(|(public, _)| public.clone()).collect() }
    }

    /// The public half of the key that signs.
    ///
    /// # Errors
    /// [`CardKeyError::Empty`].
    pub fn newest(&self) -> Result<&PublicKey, CardKeyError> {
        self.keys.last().map(|(public, _)| public).ok_or(CardKeyError::Empty)
    }

    /// Signs a message with the newest key.
    ///
    /// # Errors
    /// [`CardKeyError::Empty`].
    pub(super) fn sign(&self, message: &str) -> Result<[u8; 64], CardKeyError> {
        let (_, key) = self.keys.last().ok_or(CardKeyError::Empty)?;
        Ok(key.sign(message.as_bytes()).to_bytes())
    }
}

fn fresh(entropy: &dyn Entropy) -> (PublicKey, SigningKey) {
    let mut seed = [0; KEY];
    entropy.fill(&mut seed);
    let key = SigningKey::from_bytes(&seed);
    (PublicKey::of(&key), key)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of hexadecimal digits, when there are exactly as many.
pub(super) fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    let pairs = digits?;
    let byte = |pair: &[u32]| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    };
    let bytes: Option<Vec<u8>> = pairs.chunks(2).map(byte).collect();
    bytes?.try_into().ok()
}
