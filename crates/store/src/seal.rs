//! Sealing: what is sensitive about a person is text that only a key outside the database opens.
//!
//! Three layers. The *keyring* is a file of its own, never in the database and never in a backup; its newest key wraps.
//! Every person has a *key of their own*, wrapped by the keyring: destroying that row is the erasure of everything sealed
//! for the person, in tables, logs and backups made later, while chains and totals stay. The *house key*, wrapped too,
//! makes identity marks, by which equal identity numbers are found without opening any.
//!
//! XChaCha20-Poly1305 (RFC 8439 with 24-byte nonces) throughout; the owner's id is authenticated beside the text, so that
//! sealed text cannot be moved to another person. Not here: which fields are sensitive (`pack`), where the keyring lies (`cli`).

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use congdoan_model::Entropy;

/// Bytes of a key.
const KEY: usize = 32;
/// Bytes of a mark: 128 bits, so that no two of a nation's numbers share one by chance.
const MARK: usize = 16;
/// Bytes of a nonce.
const NONCE: usize = 24;

/// Why something stays closed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The keyring is no keyring.
    #[error("line {0} of the key file is not \"number key\"")]
    Keyring(usize),
    /// There is no key in the keyring.
    #[error("the key file holds no key")]
    Empty,
    /// The keyring does not hold the key something was wrapped with.
    #[error("the key file does not hold key {0}")]
    UnknownKey(u32),
    /// The text was changed, belongs to somebody else, or was sealed under another key.
    #[error("sealed text does not open")]
    Closed,
}

/// A key of a person or of the house, out of its wrapping.
#[derive(Clone)]
pub struct Key([u8; KEY]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A new key.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; KEY];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// Seals a text for an owner.
    #[must_use]
    pub fn seal(&self, owner: &[u8], text: &str, entropy: &dyn Entropy) -> String {
        self.seal_bytes(owner, text.as_bytes(), entropy)
    }

    /// Opens a sealed text of an owner.
    ///
    /// # Errors
    /// [`SealError::Closed`] when it does not open.
    pub fn open(&self, owner: &[u8], sealed: &str) -> Result<String, SealError> {
        String::from_utf8(self.open_bytes(owner, sealed)?).map_err(|_| SealError::Closed)
    }

    /// Seals bytes for an owner.
    #[must_use]
    pub fn seal_bytes(&self, owner: &[u8], bytes: &[u8], entropy: &dyn Entropy) -> String {
        BASE64.encode(encrypt(&self.0, owner, bytes, entropy))
    }

    /// Opens sealed bytes of an owner.
    ///
    /// # Errors
    /// [`SealError::Closed`] when they do not open.
    pub fn open_bytes(&self, owner: &[u8], sealed: &str) -> Result<Vec<u8>, SealError> {
        let bytes = BASE64.decode(sealed).map_err(|_| SealError::Closed)?;
        decrypt(&self.0, owner, &bytes)
    }

    /// The mark of a text under this key: equal texts have equal marks, and nobody without the key can make one.
    #[must_use]
    pub fn mark(&self, text: &str) -> String {
        let hash = blake3::keyed_hash(&self.0, text.as_bytes());
        let (mark, _) = hash.as_bytes().split_at(MARK);
        BASE64.encode(mark)
    }
}

/// The keys of the key file, oldest first; the newest wraps.
#[derive(Clone)]
pub struct Keyring {
    keys: Vec<(u32, [u8; KEY])>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Keyring({} keys)", self.keys.len())
    }
}

impl Keyring {
    /// A keyring with one new key.
    #[must_use]
    pub fn new(entropy: &dyn Entropy) -> Self {
        Self { keys: vec![(1, Key::new(entropy).0)] }
    }

    /// Reads a key file: one `number key` a line, the key as base64 without padding, lines with `#` aside.
    ///
    /// # Errors
    /// [`SealError::Keyring`] with the line, [`SealError::Empty`].
    pub fn parse(text: &str) -> Result<Self, SealError> {
        let mut keys = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = line.split_once(' ').and_then(|(version, key)| {
                let bytes = BASE64.decode(key.trim()).ok()?;
                Some((version.parse().ok()?, <[u8; KEY]>::try_from(bytes).ok()?))
            });
            keys.push(key.ok_or(SealError::Keyring(number))?);
        }
        keys.sort_by_key(|(version, _)| *version);
        if keys.is_empty() { Err(SealError::Empty) } else { Ok(Self { keys }) }
    }

    /// The key file of this keyring.
    #[must_use]
    pub fn render(&self) -> String {
        let head =
            "# Keys of what is sealed in the database. Keep a copy apart from database and backups; never edit.\n";
        let line = |(version, key): &(u32, [u8; KEY])| format!("{version} {}\n", BASE64.encode(key));
        self.keys.iter().map(line).fold(head.to_owned(), |text, line| text + &line)
    }

    /// The keyring with one more key, which wraps from now on.
    #[must_use]
    pub fn rotated(&self, entropy: &dyn Entropy) -> Self {
        let mut keys = self.keys.clone();
        let next = keys.last().map_or(1, |(version, _)| version + 1);
        keys.push((next, Key::new(entropy).0));
        Self { keys }
    }

    /// Numbers of all keys, oldest first.
    #[must_use]
    pub fn versions(&self) -> Vec<u32> {
        self.keys.iter().map(|(version, _)| *version).collect()
    }

    /// Number of the key that wraps.
    #[must_use]
    pub fn newest(&self) -> u32 {
        self.keys.last().map_or(0, |(version, _)| *version)
    }

    /// Wraps a key for an owner.
    ///
    /// # Errors
    /// [`SealError::Empty`] without keys.
    pub fn wrap(&self, owner: &[u8], key: &Key, entropy: &dyn Entropy) -> Result<String, SealError> {
        let (version, with) = self.keys.last().ok_or(SealError::Empty)?;
        Ok(format!("{version}.{}", BASE64.encode(encrypt(with, owner, &key.0, entropy))))
    }

    /// Takes a key of an owner out of its wrapping.
    ///
    /// # Errors
    /// [`SealError::UnknownKey`], [`SealError::Closed`].
    pub fn open_key(&self, owner: &[u8], wrapped: &str) -> Result<Key, SealError> {
        let (version, sealed) = wrapped.split_once('.').ok_or(SealError::Closed)?;
        let version: u32 = version.parse().map_err(|_| SealError::Closed)?;
        let known = self.keys.iter().find(|(known, _)| *known == version);
        let (_, with) = known.ok_or(SealError::UnknownKey(version))?;
        let bytes = BASE64.decode(sealed).map_err(|_| SealError::Closed)?;
        <[u8; KEY]>::try_from(decrypt(with, owner, &bytes)?).map(Key).map_err(|_| SealError::Closed)
    }

    /// Whether a wrapped key was wrapped by the newest key.
    #[must_use]
    pub fn is_newest(&self, wrapped: &str) -> bool {
        wrapped.split_once('.').and_then(|(version, _)| version.parse().ok()) == Some(self.newest())
    }
}

fn encrypt(key: &[u8; KEY], owner: &[u8], text: &[u8], entropy: &dyn Entropy) -> Vec<u8> {
    let mut nonce = [0; NONCE];
    entropy.fill(&mut nonce);
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    // Encryption fails only for texts beyond 256 GiB.
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: text, aad: owner }).unwrap_or_default();
    [&nonce[..], &sealed].concat()
}

fn decrypt(key: &[u8; KEY], owner: &[u8], bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(SealError::Closed)?;
    let cipher = XChaCha20Poly1305::new(&(*key).into());
    cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: owner }).map_err(|_| SealError::Closed)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicU8);

    impl Entropy for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    #[test]
    fn what_is_sealed_opens_for_its_owner_alone() {
        let entropy = Counting::default();
        let ring = Keyring::new(&entropy);
        let key = Key::new(&entropy);
        let wrapped = ring.wrap(b"lan", &key, &entropy).unwrap();
        let sealed = key.seal(b"lan", "040190001234", &entropy);
        assert!(!sealed.contains("0401"));
        let again = ring.open_key(b"lan", &wrapped).unwrap();
        assert_eq!(again.open(b"lan", &sealed).unwrap(), "040190001234");
        assert_eq!(again.open(b"hoa", &sealed), Err(SealError::Closed));
        assert!(ring.open_key(b"hoa", &wrapped).is_err());
        assert_ne!(key.seal(b"lan", "a", &entropy), key.seal(b"lan", "a", &entropy), "nonces differ");
    }

    #[test]
    fn a_rotated_ring_opens_what_the_old_one_wrapped() {
        let entropy = Counting::default();
        let old = Keyring::new(&entropy);
        let key = Key::new(&entropy);
        let wrapped = old.wrap(b"lan", &key, &entropy).unwrap();
        let new = Keyring::parse(&old.rotated(&entropy).render()).unwrap();
        assert_eq!(new.newest(), 2);
        assert!(!new.is_newest(&wrapped));
        let rewrapped = new.wrap(b"lan", &new.open_key(b"lan", &wrapped).unwrap(), &entropy).unwrap();
        assert!(new.is_newest(&rewrapped));
        assert_eq!(old.open_key(b"lan", &rewrapped).unwrap_err(), SealError::UnknownKey(2));
        assert_eq!(new.open_key(b"lan", &rewrapped).unwrap().mark("x"), key.mark("x"));
    }

    #[test]
    fn a_bad_key_file_is_named_by_its_line() {
        assert_eq!(Keyring::parse("# nothing\n").unwrap_err(), SealError::Empty);
        assert_eq!(Keyring::parse("# keys\n\n1 short\n").unwrap_err(), SealError::Keyring(3));
    }
}
