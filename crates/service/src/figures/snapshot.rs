//! Snapshots: what the engine in memory was filled with, in a file, so that a server that starts reads that file and the end
//! of the change log instead of every row.
//!
//! A snapshot is believed only where it belongs: it names the schema, the packs, and of every chain the number it had come to
//! and the hash of that entry, and the database has to hold the very same entries. A database of another federation, an
//! older backup put back, a log written anew: then, as with a damaged file, every row is read and the log says why. What is
//! believed is that rows change only together with the log; `verify` is what counts them again.
//!
//! The file holds no names, no ids of people and no days of birth. Units, links, people and packs are read from the
//! database at every start. Not here: the bytes (`rollup::snapshot`), when a server writes (`cli`), following (`live`).

use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, atomic::Ordering},
};

use congdoan_model::{UnitId, access::Caller};
use congdoan_rollup::{Catalogue, Engine, Filled, Snapshot, SnapshotError, Tree, snapshot::Packed};
use congdoan_store::{
    Tx,
    audit::{Change, Head},
    newest_migration,
};
use serde::{Deserialize, Serialize};

use super::{
    live::{Live, NEVER, rolls_of, take_rows, weight},
    tree,
};
use crate::{Error, Result, Service, members::import::blocking};

/// What a snapshot says of the database it was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
    /// The newest migration.
    schema: i64,
    /// The fingerprint of the files of all packs.
    packs: String,
    /// How far each chain was followed, with the hash of that entry.
    chains: Vec<Head>,
}

/// Why a snapshot is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Distrust {
    /// The file cannot be read.
    #[error("it cannot be read: {0}")]
    File(String),
    /// The bytes are not right.
    #[error(transparent)]
    Bytes(#[from] SnapshotError),
    /// What it says of its origin cannot be read.
    #[error("it does not say where it comes from")]
    Origin,
    /// Migrations came since.
    #[error("it was taken under the schema {0}")]
    Schema(i64),
    /// Packs changed since.
    #[error("it was taken under other packs")]
    Packs,
    /// A chain of the database is not the one it was taken over.
    #[error("the chain \"{0}\" of this database has no such entry {1}")]
    Chain(String, i64),
}

impl Distrust {
    /// Whether this comes of itself, when packs or program become newer.
    const fn is_expected(&self) -> bool {
        matches!(self, Self::Schema(_) | Self::Packs | Self::Bytes(SnapshotError::Version(_)))
    }
}

/// The engine as it is now in the database, from a snapshot, and how far it has followed.
pub(super) struct Started {
    pub(super) engine: Engine,
    /// How many rows and rolls changed since the snapshot.
    pub(super) since: usize,
}

impl Service {
    /// Writes what the engine in memory was filled with to a file, whole or not at all; nothing where no engine is kept, or
    /// nothing changed since the file was written. Says whether it wrote.
    ///
    /// Nobody is kept waiting while the bytes are made and written: the engine goes on, and copies a month of which a figure
    /// changes meanwhile.
    ///
    /// # Errors
    /// [`Error::Internal`] when the file cannot be written.
    pub async fn write_snapshot(self: &Arc<Self>, file: &Path) -> Result<bool> {
        let turn = self.totals.following.lock().await;
        if self.changed_since_snapshot() == 0 && file.exists() {
            return Ok(false);
        }
        let service = Arc::clone(self);
        let Some((filled, mark)) = blocking(move || Ok(service.held())).await? else { return Ok(false) };
        drop(turn);
        let file = file.to_owned();
        let write = move || write(&filled.pack(&mark), &file).map_err(|error| cannot(&file, &error));
        let written = blocking(write).await;
        if written.is_err() {
            let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
            live.iter().for_each(|live| live.since.store(NEVER, Ordering::Relaxed));
        }
        written.map(|()| true)
    }

    /// How many rows and rolls changed since the last snapshot; more than ever come where there is none. 0 where no engine is
    /// kept.
    #[must_use]
    pub fn changed_since_snapshot(&self) -> usize {
        let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
        live.as_ref().map_or(0, |live| live.since.load(Ordering::Relaxed))
    }

    /// What the engine was filled with, and the mark of where that comes from.
    fn held(&self) -> Option<(Filled, Vec<u8>)> {
        let live = self.totals.live.read().unwrap_or_else(PoisonError::into_inner);
        let Live { engine, seen, packs, since, .. } = live.as_ref()?;
        let origin =
            Origin { schema: newest_migration(), packs: packs.clone(), chains: seen.values().cloned().collect() };
        let mark = serde_json::to_vec(&origin).ok()?;
        since.store(0, Ordering::Relaxed);
        Some((engine.filled(), mark))
    }

    /// The engine from a snapshot and the change log, as the database is in this transaction; none where there is no file, or
    /// it is not to be believed, which goes into the log.
    pub(super) async fn engine_from(&self, tx: &mut Tx, file: &Path) -> Result<Option<Started>> {
        let path = file.to_owned();
        let bytes = match blocking(move || Ok(fs::read(path))).await? {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Ok(told(file, &Distrust::File(error.to_string()))),
        };
        let chains = match self.trusted(tx, &bytes).await? {
            Ok(chains) => chains,
            Err(reason) => return Ok(told(file, &reason)),
        };
        let system = self.system();
        let (tree, catalogue) = (tree(tx, &system, None).await?, self.catalogue()?);
        let mut started = match blocking(move || Ok(unpacked(&bytes, catalogue, tree))).await? {
            Ok(engine) => Started { engine, since: 0 },
            Err(error) => return Ok(told(file, &error.into())),
        };
        started.catch_up(tx, &system, &chains).await?;
        Ok(Some(started))
    }

    fn catalogue(&self) -> Result<Catalogue> {
        Catalogue::new(self.pack().indicators.clone()).map_err(|error| Error::Internal(error.to_string()))
    }

    /// How far a snapshot had followed each chain, or why it is not of this database.
    async fn trusted(&self, tx: &mut Tx, bytes: &[u8]) -> Result<std::result::Result<Vec<Head>, Distrust>> {
        let origin = match Snapshot::new(bytes) {
            Ok(snapshot) => serde_json::from_slice::<Origin>(snapshot.mark()).map_err(|_| Distrust::Origin),
            Err(error) => Err(error.into()),
        };
        let Origin { schema, packs, chains } = match origin {
            Ok(origin) if !origin.chains.is_empty() => origin,
            Ok(_) => return Ok(Err(Distrust::Origin)),
            Err(reason) => return Ok(Err(reason)),
        };
        let system = self.system();
        for head in &chains {
            if tx.hash_at(&system, &head.name, head.seq).await?.as_ref() != Some(&head.head) {
                return Ok(Err(Distrust::Chain(head.name.clone(), head.seq)));
            }
        }
        if schema != newest_migration() {
            return Ok(Err(Distrust::Schema(schema)));
        }
        if packs != self.packs_print(tx).await? {
            return Ok(Err(Distrust::Packs));
        }
        Ok(Ok(chains))
    }

    /// The fingerprint of the files of all packs.
    pub(super) async fn packs_print(&self, tx: &mut Tx) -> Result<String> {
        let files = tx.pack_files(&self.system()).await?;
        let mut hasher = blake3::Hasher::new();
        for text in files.iter().flat_map(|file| [&file.pack, &file.path, &file.content]) {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        Ok(hasher.finalize().to_hex().to_string())
    }
}

/// Says in the log why every row is read.
fn told(file: &Path, reason: &Distrust) -> Option<Started> {
    let file = file.display();
    if reason.is_expected() {
        tracing::info!(%file, %reason, "the snapshot is out of date; every row is read instead");
    } else {
        tracing::warn!(%file, %reason, "the snapshot is not to be believed; every row is read instead");
    }
    None
}

impl Started {
    /// Brings in what the change log says came after the snapshot. The tree is already that of this transaction.
    async fn catch_up(&mut self, tx: &mut Tx, system: &Caller, from: &[Head]) -> Result<()> {
        let mut changes: Vec<Change> = Vec::new();
        for head in tx.heads(system).await? {
            let from = from.iter().find(|known| known.name == head.name).map_or(0, |known| known.seq);
            if head.seq > from {
                changes.extend(tx.changes(system, &head.name, from).await?.into_iter().map(|(_, change)| change));
            }
        }
        self.since = weight(&changes);
        let units: BTreeSet<UnitId> = changes.iter().flat_map(|change| change.rolls.iter().copied()).collect();
        take_rows(&mut self.engine, changes);
        for (unit, roll) in rolls_of(tx, system, &units).await? {
            match roll {
                Some(roll) => self.engine.set_roll(roll),
                None => _ = self.engine.drop_roll(unit),
            }
        }
        Ok(())
    }
}

fn unpacked(bytes: &[u8], catalogue: Catalogue, tree: Tree) -> std::result::Result<Engine, SnapshotError> {
    Snapshot::new(bytes)?.engine(catalogue, tree)
}

/// Writes a file whole or not at all, readable by its owner alone.
fn write(packed: &Packed, file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    fs::create_dir_all(folder)?;
    // Several servers of one database may share the folder.
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".{}.partial", std::process::id()));
    let partial = PathBuf::from(name);
    let written = write_to(packed, &partial).and_then(|()| fs::rename(&partial, file));
    if written.is_err() {
        let _ = fs::remove_file(&partial);
    }
    written?;
    File::open(folder)?.sync_all()
}

fn write_to(packed: &Packed, partial: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(partial)?;
    packed.pieces().try_for_each(|piece| file.write_all(piece))?;
    file.sync_all()
}

fn cannot(file: &Path, error: &io::Error) -> Error {
    Error::Internal(format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests;
