//! Members from a sheet: test run, import, taking it back.
//!
//! One thread reads and understands rows, a second seals what is sensitive, and the transaction writes meanwhile; no more
//! than a few thousand rows are ever held. An import is whole or an exact list of refused rows: unless whoever imports
//! accepts the good rows alone, one refused row takes everything back. A person is known again by identity number, and
//! without one by name, birth and unit; the same file brought in again changes nothing.
//!
//! Not here: what a cell may hold (`reading`), how sheets are read (`paper::intake`).

mod desk;

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::NaiveDate;
use congdoan_model::{BatchId, Period, UnitId, access::Caller, org::Unit};
use congdoan_pack::Pack;
use congdoan_store::Tx;
use tokio::sync::mpsc;

use self::desk::{Chunk, Desk};
use super::reading::{self, Opened, Read};
use crate::{Error, Result, Service, error::refused};

pub use super::reading::RefusedRow;

/// Rows that travel together.
const CHUNK: usize = 2_000;
/// Refused rows listed; more are counted.
const LISTED: usize = 50_000;

/// How a file is brought in.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct ImportOptions {
    /// Only tell what would happen.
    pub dry_run: bool,
    /// Take the good rows though others are refused.
    pub partial: bool,
    /// Unit of rows that name none.
    pub unit: Option<String>,
    /// Register of records whose rows name none.
    pub register: Option<String>,
    /// Form of reports whose old files are brought in.
    #[serde(default)]
    pub form: Option<String>,
    /// Period of those files.
    #[serde(default)]
    pub period: Option<Period>,
    /// Name of a mapping: a saved one or a usual sheet of the pack.
    pub mapping: Option<String>,
    /// Columns whose field was chosen by hand, by title; an empty field leaves a column out. They win over the mapping.
    pub columns: Vec<(String, String)>,
    /// What the batch is called; the file's name where nothing is said.
    pub label: Option<String>,
}

/// What an import did or would do.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The batch; none on a test run and when nothing was taken in.
    pub batch: Option<BatchId>,
    /// Rows that made someone new.
    pub created: u64,
    /// Rows that changed someone known.
    pub changed: u64,
    /// Rows that said what was known.
    pub unchanged: u64,
    /// Rows refused.
    pub refused: u64,
    /// Rows that hold no member: titles, groups, totals, signatures.
    pub skipped: u64,
    /// Sheets without a heading of members.
    pub passed_sheets: Vec<String>,
    /// Refused rows with their reasons; at most fifty thousand.
    pub refusals: Vec<RefusedRow>,
    /// Whether everything was taken back because some rows were refused.
    pub taken_back: bool,
}

impl Service {
    /// Brings in a sheet of members, or only tells what would happen. `progress` hears the rows done so far.
    ///
    /// # Errors
    /// [`Error::Refused`] when the file cannot be read; [`Error::NotFound`], [`Error::Denied`] for units whose members the
    /// caller may not write.
    pub async fn import_members(
        &self,
        caller: &Caller,
        path: &Path,
        options: &ImportOptions,
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Imported> {
        let pack = self.pack();
        let mapping = self.mapping(caller, "members", options).await?;
        let file: PathBuf = path.to_owned();
        let (opened, hash) = {
            let (pack, file) = (Arc::clone(&pack), file.clone());
            blocking(move || Ok((reading::open(&file, &pack, &mapping)?, hash_of(&file)?))).await?
        };
        let opened = Arc::new(opened);
        let mut tx = if options.dry_run { self.store.read().await? } else { self.store.write().await? };
        let sealer = if options.dry_run { None } else { Some(self.sealer(&mut tx).await?) };
        let marker = match &sealer {
            Some(sealer) => sealer.clone(),
            None => self.marker(&mut tx).await?,
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let mut desk = Desk::new(self, caller, &opened, options, marker, &mut tx).await?;
        desk.file = (name, hash);
        let mut rows = read_rows(Arc::clone(&opened), pack);
        let mut sealing: Option<tokio::task::JoinHandle<Result<Chunk>>> = None;
        let mut done = 0;
        while let Some(chunk) = rows.recv().await {
            let chunk = chunk?;
            done += u64::try_from(chunk.len()).unwrap_or(0);
            let taken = desk.match_rows(&mut tx, chunk).await?;
            if let Some(before) = sealing.take() {
                let before = before.await.map_err(|error| Error::Internal(error.to_string()))??;
                desk.write(&mut tx, before).await?;
            }
            if let Some(sealer) = sealer.clone() {
                sealing = Some(tokio::task::spawn_blocking(move || taken.sealed(&sealer)));
            }
            progress(done);
        }
        if let Some(last) = sealing {
            let last = last.await.map_err(|error| Error::Internal(error.to_string()))??;
            desk.write(&mut tx, last).await?;
        }
        let mut imported = desk.close(&mut tx).await?;
        imported.passed_sheets.clone_from(&opened.passed);
        if imported.batch.is_some() {
            tx.commit_bulk(imported.created + imported.changed).await?;
            self.follow().await?;
        }
        Ok(imported)
    }
}

pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Internal(error.to_string()))?
}

/// The hash of a file's content, by which the same file is known again.
pub(super) fn hash_of(file: &Path) -> Result<String> {
    let mut hasher = blake3::Hasher::new();
    let read = std::fs::File::open(file).and_then(|file| hasher.update_reader(file).map(|_| ()));
    read.map_err(|error| refused(&format!("{}: {error}", file.display()), &format!("{}: {error}", file.display())))?;
    Ok(hasher.finalize().to_hex().to_string())
}

/// Reads all rows on a thread of its own.
fn read_rows(opened: Arc<Opened>, pack: Arc<Pack>) -> mpsc::Receiver<Result<Vec<Read>>> {
    let (sender, receiver) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let mut chunk = Vec::with_capacity(CHUNK);
        let walked = reading::walk(&opened, &pack, |row| {
            chunk.push(row);
            chunk.len() < CHUNK || sender.blocking_send(Ok(std::mem::take(&mut chunk))).is_ok()
        });
        let last = walked.map(|_| chunk);
        // Nobody listening any more is no failure: the import gave up for a reason of its own.
        let _ = sender.blocking_send(last);
    });
    receiver
}

impl Service {
    /// Opens rolls for units that keep none: they count from the day after the last declared month, or from the unit's
    /// first day where nothing was declared.
    pub(crate) async fn open_rolls(
        &self,
        tx: &mut Tx,
        batch: Option<BatchId>,
        units: &BTreeSet<UnitId>,
        known: &HashMap<String, Unit>,
    ) -> Result<()> {
        let system = self.system();
        let kept: HashSet<UnitId> = tx.units_with_rolls(&system).await?.into_iter().collect();
        let mut declared: HashMap<UnitId, NaiveDate> = HashMap::new();
        for indicator in self.pack().indicators.iter().filter(|indicator| indicator.members.is_some()) {
            for (unit, day) in tx.last_declared(&system, &indicator.id).await? {
                let last = declared.entry(unit).or_insert(day);
                *last = day.max(*last);
            }
        }
        let opened: HashMap<UnitId, NaiveDate> = known.values().map(|unit| (unit.id, unit.opened_on)).collect();
        let rolls: Vec<_> = units
            .iter()
            .filter(|unit| !kept.contains(unit))
            .map(|unit| {
                let after = declared.get(unit).and_then(|day| day.succ_opt());
                let first = after.or_else(|| opened.get(unit).copied()).unwrap_or_default();
                (self.ids.next(), *unit, first)
            })
            .collect();
        tx.open_rolls(&system, batch.map(BatchId::uuid), &rolls).await?;
        Ok(())
    }
}
