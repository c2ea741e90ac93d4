//! Checking a card: by its signature alone, or with what this house knows of it.
//!
//! Whoever checks hears the name, the unit and how the card stands, and nothing more. Not here: the signature
//! (`model::cards`).

use chrono::NaiveDate;
use congdoan_model::cards::{CardFault, CardStanding, Claims, PublicKeys, RevocationList};

use crate::{Error, Result, Service, error::refused};

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checked {
    /// A card of ours, and how it stands.
    Ours(Box<Claims>, CardStanding),
    /// The signature fits, but this house knows no such card.
    Unheard(Box<Claims>),
    /// No card of ours.
    No(CardFault),
}

/// Checks a card without a database: its signature, its last day, and the list of revoked cards where there is one.
#[must_use]
pub fn check(text: &str, keys: &PublicKeys, revoked: Option<&RevocationList>, day: NaiveDate) -> Checked {
    match Claims::read(text, keys) {
        Ok(claims) => {
            let standing = claims.standing(day, revoked.is_some_and(|list| list.names(&claims.serial)));
            Checked::Ours(Box::new(claims), standing)
        }
        Err(fault) => Checked::No(fault),
    }
}

impl Service {
    /// Checks a card with what this house knows of it: one that was revoked a moment ago is known as such.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn check_card(&self, text: &str) -> Result<Checked> {
        let system = self.system();
        let claims = match Claims::read(text, &self.public_card_keys().await?) {
            Ok(claims) => Box::new(claims),
            Err(fault) => return Ok(Checked::No(fault)),
        };
        let card = self.store.read().await?.card_of_serial(&system, &claims.serial).await?;
        let Some(card) = card else { return Ok(Checked::Unheard(claims)) };
        let revoked = card.revoked_at.is_some() || card.stands != 1;
        let standing = claims.standing(system.now.day(), revoked);
        Ok(Checked::Ours(claims, standing))
    }

    /// The public keys of cards, oldest first: those that signed, and those of the key file.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn public_card_keys(&self) -> Result<PublicKeys> {
        let used = self.store.read().await?.card_keys(&self.system()).await?;
        let held = self.held_card_keys().map(|keys| keys.public()).unwrap_or_default();
        Ok(held.with_older(used))
    }

    /// The signed list of cards that hold no more, as of now.
    ///
    /// # Errors
    /// [`Error::Refused`] without the key file.
    pub async fn revoked_cards(&self) -> Result<RevocationList> {
        let (system, keys) = (self.system(), self.held_card_keys());
        let keys = keys.ok_or_else(|| {
            refused(
                "Chưa có tệp khóa ký thẻ nên không ký được danh sách thu hồi",
                "There is no key file for cards, so the list of revoked ones cannot be signed",
            )
        })?;
        let serials = self.store.read().await?.revoked_serials(&system).await?;
        RevocationList::sign(&keys, system.now, serials).map_err(|error| Error::Internal(error.to_string()))
    }
}
