//! Files that came with records, kept by the hash of their content.
//!
//! Not here: how large a file may be (`service`).

use base64::{Engine as _, prelude::BASE64_STANDARD};
use congdoan_model::{RecordId, access::Caller};

use crate::{Error, Result, Tx, transaction::on};

const ADD_ATTACHMENT: &str =
    "INSERT INTO attachment (sha256, content, recorded_at) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING";
const ATTACHMENT: &str = "SELECT content FROM attachment WHERE sha256 = $1";

impl Tx {
    /// Keeps the content of a file under its hash, with the write it belongs to; who may write the record may.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn keep_attachment(&mut self, caller: &Caller, sha256: &str, content: &[u8]) -> Result<()> {
        let text = BASE64_STANDARD.encode(content);
        on!(self, c => sqlx::query(ADD_ATTACHMENT).bind(sha256).bind(&text).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// The content of a file a record names, when the caller may read the record.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such record for this caller, or it names no such file.
    pub async fn attachment(
        &mut self,
        caller: &Caller,
        place: (&str, RecordId, bool),
        sha256: &str,
    ) -> Result<Vec<u8>> {
        let kept = self.record(caller, place.0, place.1, place.2).await?;
        let names_it = |value: &serde_json::Value| value.get("sha256").and_then(|hash| hash.as_str()) == Some(sha256);
        if !kept.record.fields.values().any(names_it) {
            return Err(Error::NotVisible("record"));
        }
        self.content_of(sha256).await
    }

    /// The content of a file; the caller asked for the right to what names it.
    pub(crate) async fn content_of(&mut self, sha256: &str) -> Result<Vec<u8>> {
        let text: Option<String> = on!(self, c => sqlx::query_scalar(ATTACHMENT).bind(sha256).fetch_optional(c).await)?;
        let text = text.ok_or(Error::NotVisible("file"))?;
        BASE64_STANDARD.decode(text).map_err(|error| Error::Corrupt(error.to_string()))
    }
}
