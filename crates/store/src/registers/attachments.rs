//! Files that came with records, kept by the hash of their content: those a field names, and those beside the record.
//!
//! Not here: which files are taken and what of them is left out (`service`).

use base64::{Engine as _, prelude::BASE64_STANDARD};
use congdoan_model::{
    RecordId, Timestamp,
    access::{Action, Caller},
};

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

const ADD_ATTACHMENT: &str =
    "INSERT INTO attachment (sha256, content, recorded_at) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING";
const ATTACHMENT: &str = "SELECT content FROM attachment WHERE sha256 = $1";
const BESIDE: &str = "
SELECT f.sha256, f.file_name, f.size, COALESCE(p.name, f.added_by), f.added_at
FROM record_file f LEFT JOIN account a ON a.login = f.added_by LEFT JOIN person p ON p.id = a.person_id
WHERE f.record_id = $1 AND f.removed_at IS NULL ORDER BY f.added_at, f.file_name, f.sha256";
const PUT: &str = "
INSERT INTO record_file (record_id, sha256, file_name, size, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (record_id, sha256) DO UPDATE SET file_name = excluded.file_name, added_by = excluded.added_by,
    added_at = excluded.added_at, removed_by = NULL, removed_at = NULL";
const TAKE: &str = "
UPDATE record_file SET removed_by = $3, removed_at = $4
WHERE record_id = $1 AND sha256 = $2 AND removed_at IS NULL";

/// A file beside a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFile {
    /// The hash of its content, hexadecimal.
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub size: i64,
    /// Who put it there: the person's name.
    pub added_by: String,
    /// When.
    pub added_at: Timestamp,
}

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

    /// The files beside a record, when the caller may read the record.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such record for this caller.
    pub async fn record_files(&mut self, caller: &Caller, place: (&str, RecordId, bool)) -> Result<Vec<RecordFile>> {
        self.record(caller, place.0, place.1, place.2).await?;
        self.files_beside(place.1).await
    }

    async fn files_beside(&mut self, id: RecordId) -> Result<Vec<RecordFile>> {
        let found: Vec<(String, String, i64, String, i64)> =
            on!(self, c => sqlx::query_as(BESIDE).bind(id.uuid()).fetch_all(c).await)?;
        let file = |(sha256, name, size, added_by, at)| RecordFile {
            sha256,
            name,
            size,
            added_by,
            added_at: Timestamp::from_micros(at),
        };
        Ok(found.into_iter().map(file).collect())
    }

    /// Puts files beside a record, by hash, name and size; their content was kept with this transaction.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write the record.
    pub async fn add_record_files(
        &mut self,
        caller: &Caller,
        place: (&str, RecordId, bool),
        files: &[(&str, &str, i64)],
    ) -> Result<()> {
        let unit = self.writable(caller, place).await?;
        for (sha256, name, size) in files {
            on!(self, c => sqlx::query(PUT).bind(place.1.uuid()).bind(*sha256).bind(*name).bind(*size)
                .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        }
        let hashes: Vec<&str> = files.iter().map(|(sha256, ..)| *sha256).collect();
        self.note_files(caller, (place.1, unit), "record.attach", &hashes).await
    }

    /// Takes a file away from beside a record; that it was there stays known.
    ///
    /// # Errors
    /// As [`Tx::add_record_files`]; [`Error::NotVisible`] when it is not there.
    pub async fn remove_record_file(
        &mut self,
        caller: &Caller,
        place: (&str, RecordId, bool),
        sha256: &str,
    ) -> Result<()> {
        let unit = self.writable(caller, place).await?;
        let taken = on!(self, c => sqlx::query(TAKE).bind(place.1.uuid()).bind(sha256).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        if taken == 0 {
            return Err(Error::NotVisible("file"));
        }
        self.note_files(caller, (place.1, unit), "record.detach", &[sha256]).await
    }

    async fn writable(&mut self, caller: &Caller, place: (&str, RecordId, bool)) -> Result<congdoan_model::UnitId> {
        let unit = self.record(caller, place.0, place.1, place.2).await?.record.unit;
        self.require(caller, Action::RecordWrite, unit, Thing::RECORD.confidential(place.2)).await?;
        Ok(unit)
    }

    /// Names of files may name people: the log keeps the hashes.
    async fn note_files(
        &mut self,
        caller: &Caller,
        (id, unit): (RecordId, congdoan_model::UnitId),
        action: &'static str,
        hashes: &[&str],
    ) -> Result<()> {
        let chain = self.chain_of(unit).await?;
        let after = serde_json::json!({ "files": hashes }).to_string();
        let note = Note { chain, action, object: format!("record:{id}"), before: String::new(), after };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// The content of a file a record names or has beside it, when the caller may read the record.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such record for this caller, or it has no such file.
    pub async fn attachment(
        &mut self,
        caller: &Caller,
        place: (&str, RecordId, bool),
        sha256: &str,
    ) -> Result<(String, Vec<u8>)> {
        let kept = self.record(caller, place.0, place.1, place.2).await?;
        let names_it = |value: &&serde_json::Value| value.get("sha256").and_then(|hash| hash.as_str()) == Some(sha256);
        let named = kept.record.fields.values().find(names_it);
        let named = named.map(|value| value.get("name").and_then(|name| name.as_str()).unwrap_or(sha256).to_owned());
        let name = match named {
            Some(name) => name,
            None => {
                let beside = self.files_beside(place.1).await?;
                let file = beside.into_iter().find(|file| file.sha256 == sha256);
                file.ok_or(Error::NotVisible("record"))?.name
            }
        };
        Ok((name, self.content_of(sha256).await?))
    }

    /// The content of a file; the caller asked for the right to what names it.
    pub(crate) async fn content_of(&mut self, sha256: &str) -> Result<Vec<u8>> {
        let text: Option<String> = on!(self, c => sqlx::query_scalar(ATTACHMENT).bind(sha256).fetch_optional(c).await)?;
        let text = text.ok_or(Error::NotVisible("file"))?;
        BASE64_STANDARD.decode(text).map_err(|error| Error::Corrupt(error.to_string()))
    }
}
