//! The files of packs as the database holds them.
//!
//! Not here: reading and checking them (`pack`).

use congdoan_model::{access::Caller, audit::ROOT_CHAIN};

use crate::{
    Result, Tx,
    audit::{Change, Note, only_system},
    transaction::on,
};

/// One file of a pack.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StoredFile {
    /// The pack it belongs to.
    pub pack: String,
    /// Its path inside the pack.
    pub path: String,
    /// Its text.
    pub content: String,
}

const FILES: &str = "SELECT pack, path, content FROM pack_file ORDER BY pack, path";
const FORGET: &str = "DELETE FROM pack_file WHERE pack = $1";
const ADD: &str = "INSERT INTO pack_file (pack, path, content, recorded_at) VALUES ($1, $2, $3, $4)";

impl Tx {
    /// Every file of every pack.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn pack_files(&mut self, caller: &Caller) -> Result<Vec<StoredFile>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(FILES).fetch_all(c).await)?)
    }

    /// Puts the files of one pack in place of those it had; writes nothing when they are the same.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn set_pack(&mut self, caller: &Caller, pack: &str, files: &[StoredFile]) -> Result<bool> {
        let before: Vec<StoredFile> =
            self.pack_files(caller).await?.into_iter().filter(|file| file.pack == pack).collect();
        let mut after = files.to_vec();
        after.sort_by(|a, b| a.path.cmp(&b.path));
        if before == after {
            return Ok(false);
        }
        on!(self, c => sqlx::query(FORGET).bind(pack).execute(c).await.map(|_| ()))?;
        for file in &after {
            on!(self, c => sqlx::query(ADD).bind(pack).bind(&file.path).bind(&file.content)
                .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        }
        let list = |files: &[StoredFile]| {
            let named = files.iter().map(|file| (file.path.clone(), congdoan_model::fingerprint(&file.content).into()));
            serde_json::Value::Object(named.collect()).to_string()
        };
        let note = Note {
            chain: ROOT_CHAIN.to_owned(),
            action: "pack.set",
            object: format!("pack:{pack}"),
            before: list(&before),
            after: list(&after),
        };
        self.journal(caller, note, &Change { pack: true, ..Change::default() }).await?;
        Ok(true)
    }
}
