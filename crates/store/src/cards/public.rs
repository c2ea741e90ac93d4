//! What whoever checks a card may learn: whether a serial holds, which hold no more, which keys signed.
//!
//! Asked for by the program itself; what the public hears of it is decided in `service::cards`.

use congdoan_model::{access::Caller, cards::PublicKey};

use super::{Card, cards, stands};
use crate::{Result, Tx, audit::only_system, transaction::on};

const OF_SERIAL: &str = cards!("card c", "WHERE i.serial = $1");
const REVOKED: &str = concat!(
    "
SELECT i.serial FROM card_issue i JOIN card c ON c.id = i.card_id JOIN person p ON p.id = c.person_id
WHERE $1 = $1 AND (EXISTS (SELECT 1 FROM card_event v WHERE v.card_id = c.id AND v.event = 'revoked') OR ",
    stands!(),
    " = 0) ORDER BY i.serial"
);
const KEYS: &str = "SELECT id, public_key FROM card_key ORDER BY recorded_at, id";
const ISSUED: &str = "SELECT COUNT(*) FROM (SELECT id FROM card_key LIMIT 1) AS some_key";

impl Tx {
    /// The card of a serial.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn card_of_serial(&mut self, caller: &Caller, serial: &str) -> Result<Option<Card>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(OF_SERIAL).bind(serial).bind(caller.now.day()).fetch_optional(c).await)?)
    }

    /// Serials that hold no more: revoked ones, and those whose membership is over.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn revoked_serials(&mut self, caller: &Caller) -> Result<Vec<String>> {
        only_system(caller)?;
        // The statement of what stands takes the day as its second parameter.
        Ok(on!(self, c => sqlx::query_scalar(REVOKED).bind(1_i64).bind(caller.now.day()).fetch_all(c).await)?)
    }

    /// Public keys cards were signed with, oldest first.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn card_keys(&mut self, caller: &Caller) -> Result<Vec<PublicKey>> {
        only_system(caller)?;
        let rows: Vec<(String, String)> = on!(self, c => sqlx::query_as(KEYS).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, public)| PublicKey { id, public }).collect())
    }

    /// Whether a card was ever signed here.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn has_signed_cards(&mut self, caller: &Caller) -> Result<bool> {
        only_system(caller)?;
        let some: i64 = on!(self, c => sqlx::query_scalar(ISSUED).fetch_one(c).await)?;
        Ok(some > 0)
    }
}
