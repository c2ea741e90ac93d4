//! Records: written, changed, withdrawn, restored and confirmed; each with the figures it feeds, in one transaction.
//!
//! Not here: what a register asks (`pack`), pages and JSON shapes of requests (`web`).

mod behalf;
pub mod building;
mod check;
mod clocks;
mod closed;
mod drafts;
pub mod files;
pub(crate) mod import;
mod named;
mod once;
pub mod paste;
mod photos;
mod recount;
mod table;
mod undo;
mod versions;
mod write;

use chrono::NaiveDate;
use congdoan_model::{
    RecordId,
    access::{Action, Caller},
    audit::Entry,
    registers::{Fields, RecordState},
};
use congdoan_pack::{Counts, Register};
use congdoan_store::{
    org::Below,
    registers::{Kept, RecordFilter},
};

use crate::{Error, Result, Service};

pub use clocks::{ClocksAsked, ClocksShown, Deadline, Deadlines, RecordDeadline};
pub use closed::CLOSED;
pub(crate) use closed::veiled_of;
pub use congdoan_store::registers::{Behalf, RecordFile, RegisterVersion, Waiting};
pub use drafts::EntryDraft;
pub use versions::UnderVersion;
pub(crate) use versions::Versions;

/// A record to be written.
#[derive(Clone, Debug)]
pub struct NewRecord<'a> {
    /// The register.
    pub register: &'a str,
    /// Code of the unit that records.
    pub unit: &'a str,
    /// The day the thing occurred.
    pub occurred_on: NaiveDate,
    /// The values.
    pub fields: Fields,
    /// Files that came with it; their fields hold name, hash and size.
    pub files: Vec<Attachment>,
}

/// A file that comes with a record.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// The content.
    pub content: Vec<u8>,
}

/// The largest file a record takes: 10 MB.
pub const LARGEST_FILE: usize = 10 * 1024 * 1024;

impl Attachment {
    /// A file, and the value of the field it was sent in.
    #[must_use]
    pub fn new(name: &str, content: Vec<u8>) -> (Self, serde_json::Value) {
        use sha2::Digest as _;
        let sha256 = congdoan_model::ids::hex(&sha2::Sha256::digest(&content));
        let value = serde_json::json!({ "name": name, "sha256": sha256, "size": content.len() });
        (Self { sha256, content }, value)
    }
}

/// What is done to a record that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Taken back, with a reason.
    Withdraw,
    /// Brought back, with a reason.
    Restore,
    /// Confirmed by the level that confirms.
    Confirm,
}

impl Deed {
    const fn action(self) -> &'static str {
        match self {
            Self::Withdraw => "record.withdraw",
            Self::Restore => "record.restore",
            Self::Confirm => "record.confirm",
        }
    }

    const fn right(self) -> Action {
        match self {
            Self::Withdraw | Self::Restore => Action::RecordWrite,
            Self::Confirm => Action::RecordConfirm,
        }
    }

    /// The state after the deed, when it fits the state before.
    const fn after(self, before: RecordState) -> Option<RecordState> {
        match (self, before) {
            (Self::Withdraw, RecordState::Draft | RecordState::Recorded | RecordState::Confirmed) => {
                Some(RecordState::Withdrawn)
            }
            (Self::Restore, RecordState::Withdrawn) => Some(RecordState::Recorded),
            (Self::Confirm, RecordState::Recorded) => Some(RecordState::Confirmed),
            _ => None,
        }
    }
}

/// Which records a page shows.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// The register.
    pub register: &'a str,
    /// Code of the unit; units below are included.
    pub unit: &'a str,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// The last day and id of the page before.
    pub after: Option<(NaiveDate, RecordId)>,
    /// How many at most.
    pub limit: i64,
    /// Only records in this state.
    pub state: Option<RecordState>,
}

impl Service {
    /// A record the caller may read.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn kept_record(&self, caller: &Caller, register: &str, id: RecordId) -> Result<Kept> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let mut tx = self.store.read().await?;
        let kept = tx.record(caller, register, id, of.confidential).await.map_err(Error::from);
        drop(tx);
        let kept = self.refusal_noted(caller, &format!("record:{id}"), kept).await?;
        Ok(closed::veiled(of, caller, kept))
    }

    /// Whether the caller may write and may confirm records of a unit.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn may_write(
        &self,
        caller: &Caller,
        register: &Register,
        unit: congdoan_model::UnitId,
    ) -> Result<(bool, bool)> {
        let thing = congdoan_store::access::Thing::RECORD.confidential(register.confidential);
        let mut tx = self.store.read().await?;
        let writes = tx.require(caller, Action::RecordWrite, unit, thing).await.is_ok();
        Ok((writes, tx.require(caller, Action::RecordConfirm, unit, thing).await.is_ok()))
    }

    /// The story of a record, oldest entry first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn record_story(&self, caller: &Caller, register: &str, id: RecordId) -> Result<Vec<Entry>> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let mut tx = self.store.read().await?;
        let kept = tx.record(caller, register, id, of.confidential).await?;
        let mut story = tx.record_story(caller, register, id, of.confidential).await?;
        if story.first().is_none_or(|first| first.action != "record.write") {
            // It came with a batch, whose one audit entry names all its records: the record itself says who and when.
            story.insert(0, came_with_a_batch(&kept));
        }
        let veiled = |entry| closed::veiled_entry(of, caller, kept.record.unit, entry);
        Ok(story.into_iter().map(veiled).collect())
    }

    /// The unit's own records of a register behind the own parts of its figures, in one query; none where the caller may
    /// not read them.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn records_behind(
        &self,
        caller: &Caller,
        register: &Register,
        unit: congdoan_model::UnitId,
        days: (NaiveDate, NaiveDate),
    ) -> Result<Vec<Kept>> {
        let mut tx = self.store.read().await?;
        match tx.records_behind(caller, (&register.id, unit, register.confidential), days).await.map_err(Error::from) {
            Err(Error::NotFound(_) | Error::Denied(_)) => Ok(Vec::new()),
            other => Ok(other?.into_iter().map(|kept| closed::veiled(register, caller, kept)).collect()),
        }
    }

    /// The records of a unit and all it manages below that were written or changed last.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read records of the unit.
    pub async fn latest_records(&self, caller: &Caller, unit: congdoan_model::UnitId, limit: i64) -> Result<Vec<Kept>> {
        let today = caller.now.day();
        let outside = self.outside(unit, (today, today), true);
        let below = Below { managing: true, but: outside.as_deref(), ..Below::on(unit, today) };
        let latest = self.store.read().await?.latest_records(caller, &below, limit).await?;
        let pack = self.pack();
        Ok(latest.into_iter().map(|kept| veiled_of(&pack, caller, kept)).collect())
    }

    /// A page of a register's records of a unit and all below, latest first, with how many there are over all pages.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read records of the unit; the attempt is noted in the audit log.
    pub async fn records(&self, caller: &Caller, listing: &Listing<'_>) -> Result<(Vec<Kept>, i64)> {
        let pack = self.pack();
        let register = pack.register(listing.register).ok_or(Error::NotFound("register"))?;
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, listing.unit).await?;
            let outside = self.outside(unit.id, listing.days, register.confidential);
            let filter = RecordFilter {
                register: listing.register,
                below: Below {
                    unit: unit.id,
                    days: listing.days,
                    managing: register.confidential,
                    but: outside.as_deref(),
                },
                after: listing.after,
                limit: listing.limit,
                state: listing.state,
            };
            let records = tx.records(caller, &filter).await?;
            let records = records.into_iter().map(|kept| closed::veiled(register, caller, kept)).collect();
            Ok((records, tx.count_records(caller, &filter).await?))
        };
        let object = format!("register:{}:{}", listing.register, listing.unit);
        self.refusal_noted(caller, &object, work.await).await
    }

    /// Passes a result on; a refusal is noted in the audit log first, in a transaction of its own.
    pub(crate) async fn refusal_noted<T>(&self, caller: &Caller, object: &str, result: Result<T>) -> Result<T> {
        if let Err(error @ (Error::NotFound(_) | Error::Denied(_))) = &result {
            let mut tx = self.store.write().await?;
            tx.note_refusal(caller, object, &error.to_string()).await?;
            tx.commit().await?;
        }
        result
    }
}

fn came_with_a_batch(kept: &Kept) -> Entry {
    Entry {
        chain: String::new(),
        seq: 0,
        at: kept.recorded_at,
        who: kept.recorded_by.clone(),
        action: "record.batch".to_owned(),
        object: format!("record:{}", kept.record.id),
        before: String::new(),
        after: String::new(),
    }
}

/// Whether a record in a state counts in its register.
#[must_use]
pub const fn counts(register: &Register, state: RecordState) -> bool {
    match (register.counts, state) {
        (_, RecordState::Confirmed) | (Counts::Recorded, RecordState::Recorded) => true,
        (_, RecordState::Draft | RecordState::Withdrawn) | (Counts::Confirmed, RecordState::Recorded) => false,
    }
}
