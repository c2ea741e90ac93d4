//! Files on their way in, kept sealed in the database from the test run until they are taken in or given up: any server may
//! go on with what another began.
//!
//! Not here: reading them (`import`), forms (`web`).

use congdoan_model::{BatchId, access::Caller};
use congdoan_store::{
    Tx,
    seal::{Key, SealError},
};
use serde::{Deserialize, Serialize};

use super::import::ImportOptions;
use crate::{Error, Result, Service, access::bulk::NewLogin, error::refused};

/// How long a file is kept when nobody comes back to it, in seconds: six hours.
pub const DRAFT_SECONDS: i64 = 6 * 3600;
/// Bytes of a file in one piece.
const PIECE: usize = 1 << 20;
/// Name of the house key that seals drafts.
const DRAFTS: &str = "drafts";

/// What is kept of a file on its way in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// What it holds, as the word in forms.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// How it is brought in.
    pub options: ImportOptions,
    /// The batch it became.
    pub batch: Option<BatchId>,
    /// Whether somebody began to take it in: nobody else begins.
    pub taking: bool,
    /// Whether it was taken in.
    pub done: bool,
    /// The accounts it made with their first passwords, until they are fetched.
    pub logins: Vec<NewLogin>,
}

impl Service {
    /// Keeps a file for its sender under a secret name.
    ///
    /// # Errors
    /// [`Error::Refused`] without the key file: a sheet of people never lies open.
    pub async fn keep_draft(&self, caller: &Caller, secret: &str, draft: &Draft, content: &[u8]) -> Result<()> {
        let mut tx = self.store.write().await?;
        let key = self.key_of_drafts(&mut tx).await?;
        let id = name_of(secret);
        let entropy = self.ids.entropy();
        let pieces: Vec<String> =
            content.chunks(PIECE).map(|piece| key.seal_bytes(id.as_bytes(), piece, entropy)).collect();
        let sealed = self.sealed_draft(&key, &id, draft)?;
        tx.add_draft(caller, &id, &sealed, (&pieces, caller.now.plus_seconds(DRAFT_SECONDS))).await?;
        Ok(tx.commit().await?)
    }

    /// What is kept of a file of the caller and its version; none for anybody else and when it was kept too long.
    ///
    /// # Errors
    /// [`Error::Refused`] without the key file.
    pub async fn draft(&self, caller: &Caller, secret: &str) -> Result<Option<(Draft, i64)>> {
        let (mut tx, id) = (self.store.read().await?, name_of(secret));
        let Some((sealed, version)) = tx.draft(caller, &id).await? else { return Ok(None) };
        let key = self.key_of_drafts(&mut tx).await?;
        let text = key.open(id.as_bytes(), &sealed).map_err(|error| closed(&error))?;
        let draft = serde_json::from_str(&text).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(Some((draft, version)))
    }

    /// The content of a file of the caller.
    ///
    /// # Errors
    /// As [`Service::draft`].
    pub async fn draft_content(&self, caller: &Caller, secret: &str) -> Result<Vec<u8>> {
        let (mut tx, id) = (self.store.read().await?, name_of(secret));
        let key = self.key_of_drafts(&mut tx).await?;
        let mut content = Vec::new();
        let mut place = 0;
        while let Some(piece) = tx.draft_piece(caller, &id, place).await? {
            content.extend(key.open_bytes(id.as_bytes(), &piece).map_err(|error| closed(&error))?);
            place += 1;
        }
        Ok(content)
    }

    /// Changes what is kept of a file; once it was taken in its content goes. Returns its version from now on.
    ///
    /// # Errors
    /// [`Error::Stale`] when it was changed through another window or server since.
    pub async fn change_draft(&self, caller: &Caller, secret: &str, draft: &Draft, version: i64) -> Result<i64> {
        let (mut tx, id) = (self.store.write().await?, name_of(secret));
        let key = self.key_of_drafts(&mut tx).await?;
        let sealed = self.sealed_draft(&key, &id, draft)?;
        let version = tx.change_draft(caller, &id, &sealed, version).await?;
        if draft.done {
            tx.empty_draft(caller, &id).await?;
        }
        tx.commit().await?;
        Ok(version)
    }

    /// Gives a file up.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn discard_draft(&self, caller: &Caller, secret: &str) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.drop_draft(caller, &name_of(secret)).await?;
        Ok(tx.commit().await?)
    }

    fn sealed_draft(&self, key: &Key, id: &str, draft: &Draft) -> Result<String> {
        let text = serde_json::to_string(draft).map_err(|error| Error::Internal(error.to_string()))?;
        Ok(key.seal(id.as_bytes(), &text, self.ids.entropy()))
    }

    /// The key that seals drafts, made when it is first needed.
    pub(crate) async fn key_of_drafts(&self, tx: &mut Tx) -> Result<Key> {
        let (ring, system) = (self.keys()?, self.system());
        if tx.house_key(&system, DRAFTS).await?.is_none() {
            let key = Key::new(self.ids.entropy());
            let wrapped = ring.wrap(DRAFTS.as_bytes(), &key, self.ids.entropy()).map_err(|error| closed(&error))?;
            tx.add_house_key(&system, DRAFTS, &wrapped).await?;
        }
        let wrapped = tx.house_key(&system, DRAFTS).await?.unwrap_or_default();
        ring.open_key(DRAFTS.as_bytes(), &wrapped).map_err(|error| closed(&error))
    }
}

/// Under which name a draft lies: who reads the database does not learn the address of its page.
fn name_of(secret: &str) -> String {
    congdoan_model::fingerprint(&["draft:", secret].concat())
}

fn closed(error: &SealError) -> Error {
    refused(
        &format!("Không mở được tệp đang chờ nhập ({error}); hãy gửi lại tệp"),
        &format!("The file on its way in does not open ({error}); send it again"),
    )
}
