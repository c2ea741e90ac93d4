//! Sealing and opening what is sensitive about people, with the keys of the house.
//!
//! Not here: the sealing itself (`store::seal`), which fields are sensitive (`pack`).

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{Ids, PersonId};
use congdoan_store::{
    Tx,
    seal::{Key, Keyring},
};

use crate::{Error, Result, Service, error::refused};

/// Name of the house key behind identity marks.
const IDENTITY: &str = "identity";

/// Values of fields by id.
pub(crate) type Values = BTreeMap<String, String>;

/// Everything needed to seal: the ring, the key of marks, and where ids and randomness come from.
#[derive(Clone)]
pub(crate) struct Sealer {
    ring: Arc<Keyring>,
    marks: Key,
    ids: Ids,
}

/// What is kept of a person's sensitive fields.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    /// The values, sealed under the person's key; empty when there are none.
    pub(crate) text: String,
    /// The person's key, wrapped.
    pub(crate) wrapped: String,
}

impl Service {
    /// Whether anything was ever sealed here: then a lost key file must not be replaced by a new one.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn has_sealed(&self) -> Result<bool> {
        let mut tx = self.store.read().await?;
        Ok(tx.house_key(&self.system(), IDENTITY).await?.is_some())
    }

    /// What is needed to seal, making the key of marks when there is none yet.
    pub(crate) async fn sealer(&self, tx: &mut Tx) -> Result<Sealer> {
        let (ring, system) = (self.keys()?, self.system());
        let wrapped = match tx.house_key(&system, IDENTITY).await? {
            Some(wrapped) => wrapped,
            None => {
                let key = Key::new(self.ids.entropy());
                let wrapped = ring.wrap(IDENTITY.as_bytes(), &key, self.ids.entropy()).map_err(closed)?;
                tx.add_house_key(&system, IDENTITY, &wrapped).await?;
                wrapped
            }
        };
        let marks = ring.open_key(IDENTITY.as_bytes(), &wrapped).map_err(closed)?;
        Ok(Sealer { ring, marks, ids: self.ids.clone() })
    }
}

impl Service {
    /// What is needed to compare marks without writing: where no key of marks stands yet, nobody is known, and one of the
    /// moment does.
    pub(crate) async fn marker(&self, tx: &mut Tx) -> Result<Sealer> {
        let ring = self.keys()?;
        let marks = match tx.house_key(&self.system(), IDENTITY).await? {
            Some(wrapped) => ring.open_key(IDENTITY.as_bytes(), &wrapped).map_err(closed)?,
            None => Key::new(self.ids.entropy()),
        };
        Ok(Sealer { ring, marks, ids: self.ids.clone() })
    }
}

impl Sealer {
    /// Seals the values of a new person under a new key.
    pub(crate) fn seal_new(&self, person: PersonId, values: &Values) -> Result<Sealed> {
        let (owner, entropy) = (person.uuid(), self.ids.entropy());
        let key = Key::new(entropy);
        let wrapped = self.ring.wrap(owner.as_bytes(), &key, entropy).map_err(closed)?;
        let text = if values.is_empty() { String::new() } else { key.seal(owner.as_bytes(), &json(values)?, entropy) };
        Ok(Sealed { text, wrapped })
    }

    /// Seals values of a person whose key is known.
    pub(crate) fn seal_with(&self, person: PersonId, wrapped: &str, values: &Values) -> Result<String> {
        let owner = person.uuid();
        let key = self.ring.open_key(owner.as_bytes(), wrapped).map_err(closed)?;
        Ok(if values.is_empty() {
            String::new()
        } else {
            key.seal(owner.as_bytes(), &json(values)?, self.ids.entropy())
        })
    }

    /// Opens the sealed values of a person.
    pub(crate) fn open(&self, person: PersonId, wrapped: &str, sealed: &str) -> Result<Values> {
        if sealed.is_empty() {
            return Ok(Values::new());
        }
        let owner = person.uuid();
        let key = self.ring.open_key(owner.as_bytes(), wrapped).map_err(closed)?;
        let text = key.open(owner.as_bytes(), sealed).map_err(closed)?;
        serde_json::from_str(&text).map_err(|error| Error::Internal(error.to_string()))
    }

    /// The mark of an identity number.
    pub(crate) fn identity_mark(&self, digits: &str) -> String {
        self.marks.mark(&["identity:", digits].concat())
    }

    /// The mark of everything a file says of a person.
    pub(crate) fn content_mark(&self, content: &str) -> String {
        self.marks.mark(&["content:", content].concat())
    }
}

fn json(values: &Values) -> Result<String> {
    serde_json::to_string(values).map_err(|error| Error::Internal(error.to_string()))
}

fn closed(error: congdoan_store::seal::SealError) -> Error {
    refused(
        &format!(
            "Không mở được dữ liệu niêm phong ({error}); kiểm tra tệp khóa CONGDOAN_KEY_FILE có đúng của cơ sở dữ liệu này không"
        ),
        &format!(
            "What is sealed does not open ({error}); check that the key file CONGDOAN_KEY_FILE belongs to this database"
        ),
    )
}
