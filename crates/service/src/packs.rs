//! The pack in force: the embedded one, and those added to the database.
//!
//! Not here: reading TOML (`pack`), rows of pack files (`store::packs`).

use std::sync::Arc;

use congdoan_pack::{Pack, PackFile, Remark, Severity};
use congdoan_store::packs::StoredFile;

use crate::{Error, Result, Service};

/// The id of the embedded pack.
pub const EMBEDDED: &str = "vietnam";

/// The id of the pack of what the federation defines itself on a page.
pub const OWN: &str = "federation";
const OWN_HEAD: &str =
    "id = \"federation\"\nname = { vi = \"Chỉ tiêu của liên đoàn\", en = \"The federation's own indicators\" }\n";

impl Service {
    /// Writes the embedded pack into the database, when it differs from what is there, and takes it up.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn install_embedded_pack(&self) -> Result<()> {
        self.install(EMBEDDED, &congdoan_pack::embedded()).await?;
        // Registers that came before their versions were kept get their first now.
        let mut tx = self.store.read().await?;
        let stored = tx.pack_files(&self.system()).await?;
        let known = tx.current_versions().await?;
        drop(tx);
        let files = stored.into_iter().map(|file| (file.pack, PackFile { path: file.path, text: file.content }));
        let unknown = |file: &PackFile| file.register_id().is_some_and(|id| !known.contains_key(&id));
        let fresh: Vec<(String, PackFile)> = files.filter(|(_, file)| unknown(file)).collect();
        if fresh.is_empty() {
            return Ok(());
        }
        let mut tx = self.store.write().await?;
        for (pack, file) in &fresh {
            self.keep_versions(&mut tx, &self.system(), (pack, ""), std::slice::from_ref(file)).await?;
        }
        tx.commit().await?;
        self.reload_pack().await
    }

    /// Adds a pack, or puts new files in place of one of the same id; refuses it whole when anything is wrong with it.
    ///
    /// # Errors
    /// [`Error::Pack`] with every remark when it cannot be taken up; then nothing is written.
    pub async fn add_pack(&self, files: &[PackFile]) -> Result<Pack> {
        let ground = self.pack();
        let (named, _) = congdoan_pack::load_beside(&ground, files);
        let base = self.packs_but(&named.id).await?;
        let (added, remarks) = congdoan_pack::check(&base, files);
        refuse(remarks)?;
        if added.id == EMBEDDED {
            return Err(crate::error::refused(
                "Không thể thay gói có sẵn \"vietnam\"; hãy đặt mã gói khác trong pack.toml",
                "The embedded pack \"vietnam\" cannot be replaced; give the pack another id in pack.toml",
            ));
        }
        congdoan_pack::merge(base, added.clone()).map_err(Error::Pack)?;
        let mut tx = self.store.read().await?;
        self.nothing_broken(&mut tx, &added.registers).await?;
        drop(tx);
        self.install(&added.id, files).await?;
        Ok(added)
    }

    async fn install(&self, id: &str, files: &[PackFile]) -> Result<()> {
        let stored: Vec<StoredFile> = files
            .iter()
            .map(|file| StoredFile { pack: id.to_owned(), path: file.path.clone(), content: file.text.clone() })
            .collect();
        let mut tx = self.store.write().await?;
        let known = tx.pack_files(&self.system()).await?;
        let says_days = known.iter().chain(&stored).any(|file| file.pack == id && file.path == congdoan_pack::HOLIDAYS);
        if tx.set_pack(&self.system(), id, &stored).await? {
            self.keep_versions(&mut tx, &self.system(), (id, ""), files).await?;
            if says_days {
                self.owe_recount(&mut tx).await?;
            }
            tx.commit().await?;
            let before = self.pack();
            self.reload_pack().await?;
            if before.calendar() != self.pack().calendar() {
                self.recount().await?;
            }
        }
        Ok(())
    }

    /// Puts one more file into the pack of what the federation defines itself, checked against all the others.
    ///
    /// # Errors
    /// [`Error::Pack`] with every remark; then nothing is written.
    pub(crate) async fn add_own_file(&self, mut tx: congdoan_store::Tx, file: PackFile) -> Result<()> {
        self.put_own_files(&mut tx, vec![file]).await?;
        tx.commit().await?;
        self.reload_pack().await?;
        self.follow().await?;
        Ok(())
    }

    /// Puts files into what the federation defines itself, in a transaction the caller commits; the pack has to be loaded anew
    /// after that.
    ///
    /// # Errors
    /// [`Error::Pack`] with every remark.
    pub(crate) async fn put_own_files(&self, tx: &mut congdoan_store::Tx, new: Vec<PackFile>) -> Result<()> {
        let files = self.own_files_with(tx, new).await?;
        let base = self.packs_but(OWN).await?;
        let (added, remarks) = congdoan_pack::check(&base, &files);
        refuse(remarks)?;
        congdoan_pack::merge(base, added).map_err(Error::Pack)?;
        self.set_own(tx, files).await
    }

    /// The files of what the federation defines itself, some of them new or written anew.
    pub(crate) async fn own_files_with(
        &self,
        tx: &mut congdoan_store::Tx,
        new: Vec<PackFile>,
    ) -> Result<Vec<PackFile>> {
        let stored = tx.pack_files(&self.system()).await?;
        let mut files: Vec<PackFile> = stored
            .into_iter()
            .filter(|known| known.pack == OWN && new.iter().all(|file| file.path != known.path))
            .map(|known| PackFile { path: known.path, text: known.content })
            .collect();
        if files.is_empty() {
            files.push(PackFile { path: "pack.toml".to_owned(), text: OWN_HEAD.to_owned() });
        }
        files.extend(new);
        Ok(files)
    }

    /// Puts the files of what the federation defines itself into the database.
    pub(crate) async fn set_own(&self, tx: &mut congdoan_store::Tx, files: Vec<PackFile>) -> Result<()> {
        let stored: Vec<StoredFile> = files
            .into_iter()
            .map(|file| StoredFile { pack: OWN.to_owned(), path: file.path, content: file.text })
            .collect();
        tx.set_pack(&self.system(), OWN, &stored).await?;
        Ok(())
    }

    /// Reads the packs the database holds and puts them in force.
    pub(crate) async fn reload_pack(&self) -> Result<()> {
        let pack = self.packs_but("").await?.settled();
        let versions = self.read_versions().await?;
        *self.pack.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(pack);
        *self.versions.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(versions);
        Ok(())
    }

    pub(crate) async fn packs_but(&self, left_out: &str) -> Result<Pack> {
        let mut tx = self.store.read().await?;
        let stored = tx.pack_files(&self.system()).await?;
        drop(tx);
        let mut ids: Vec<&str> = stored.iter().map(|file| file.pack.as_str()).filter(|id| *id != left_out).collect();
        ids.dedup();
        // The embedded pack is the ground the others stand on.
        ids.sort_by_key(|id| *id != EMBEDDED);
        let mut whole = Pack::default();
        for id in ids {
            let of_pack = stored.iter().filter(|file| file.pack == id);
            let files: Vec<PackFile> =
                of_pack.map(|file| PackFile { path: file.path.clone(), text: file.content.clone() }).collect();
            let (pack, remarks) = if whole.id.is_empty() {
                congdoan_pack::load(&files)
            } else {
                congdoan_pack::load_beside(&whole, &files)
            };
            refuse(remarks)?;
            whole = if whole.id.is_empty() { pack } else { congdoan_pack::merge(whole, pack).map_err(Error::Pack)? };
        }
        Ok(whole)
    }
}

/// Refuses a pack for its errors; warnings pass.
pub(crate) fn refuse(remarks: Vec<Remark>) -> Result<()> {
    let errors: Vec<Remark> = remarks.into_iter().filter(|remark| remark.severity == Severity::Error).collect();
    if errors.is_empty() { Ok(()) } else { Err(Error::Pack(errors)) }
}
