//! Records: written, changed, withdrawn, restored and confirmed; each with the figures it feeds, in one transaction.
//!
//! Not here: what a register asks (`pack`), pages and JSON shapes of requests (`web`).

use chrono::NaiveDate;
use congdoan_model::{
    RecordId,
    access::{Action, Caller},
    audit::Entry,
    figures::{Row, Source},
    org::Unit,
    registers::{Fields, Record, RecordState},
};
use congdoan_pack::{Counts, FieldKind, Problem, Register};
use congdoan_store::{
    Tx,
    registers::{Kept, RecordFilter, RecordWrite},
};

use crate::{Error, Result, Service, access::Once, error::words};

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
    /// Writes a new record. The same key with the same request gives the record written the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] with every problem at once; [`Error::NotFound`], [`Error::Denied`], [`Error::KeyReused`].
    pub async fn record(&self, caller: &Caller, new: NewRecord<'_>, once: Option<Once<'_>>) -> Result<Kept> {
        let pack = self.pack();
        let register = pack.register(new.register).ok_or(Error::NotFound("register"))?;
        let written = self.try_record(caller, register, &new, once.as_ref()).await;
        // Another request with the same key was faster: its answer is ours.
        let written = match written {
            Err(Error::Stale) if once.is_some() => self.try_record(caller, register, &new, once.as_ref()).await,
            other => other,
        };
        let written = self.refusal_noted(caller, None, &format!("register:{}", new.register), written).await?;
        self.follow().await?;
        Ok(written)
    }

    async fn try_record(
        &self,
        caller: &Caller,
        register: &Register,
        new: &NewRecord<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<Kept> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            let id: RecordId = kept.body.parse().map_err(|_| Error::KeyReused)?;
            return Ok(tx.record(caller, &register.id, id, register.confidential).await?);
        }
        let unit = tx.unit(caller, new.unit).await?;
        let record = Record {
            id: self.ids.next(),
            register: register.id.clone(),
            unit: unit.id,
            occurred_on: new.occurred_on,
            state: RecordState::Recorded,
            fields: new.fields.clone(),
            version: 0,
        };
        // Rights come before checks: who may not record here learns nothing of the rules.
        let thing = congdoan_store::access::Thing::RECORD.confidential(register.confidential);
        tx.require(caller, Action::RecordWrite, unit.id, thing).await?;
        self.validate(&mut tx, caller, register, &unit, &record).await?;
        let rows = self.rows(register, &record);
        let write = RecordWrite {
            record: &record,
            rows: &rows,
            action: "record.write",
            right: Action::RecordWrite,
            reason: "",
            confidential: register.confidential,
        };
        tx.write_record(caller, &write).await?;
        keep_files(&mut tx, caller, &new.files).await?;
        self.keep(&mut tx, caller, once, &record.id.to_string()).await?;
        let kept = tx.record(caller, &register.id, record.id, register.confidential).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Changes the values of a record that stands; `version` is the one the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody changed it since; [`Error::Invalid`]; [`Error::Refused`] when it is withdrawn.
    pub async fn change_record(
        &self,
        caller: &Caller,
        place: (&str, RecordId, i64),
        occurred_on: NaiveDate,
        fields: Fields,
        files: &[Attachment],
    ) -> Result<Kept> {
        let (register, id, version) = place;
        let pack = self.pack();
        let register = pack.register(register).ok_or(Error::NotFound("register"))?;
        let work = async {
            let mut tx = self.store.write().await?;
            let kept = tx.record(caller, &register.id, id, register.confidential).await?;
            let thing = congdoan_store::access::Thing::RECORD.confidential(register.confidential);
            tx.require(caller, Action::RecordWrite, kept.record.unit, thing).await?;
            if kept.record.version != version {
                return Err(Error::Stale);
            }
            if kept.record.state == RecordState::Withdrawn {
                return Err(crate::error::refused(
                    "Bản ghi đã rút; hãy khôi phục trước khi sửa",
                    "The record is withdrawn; restore it before changing it",
                ));
            }
            // A change of a confirmed record asks to be confirmed again.
            let record = Record { occurred_on, fields, state: RecordState::Recorded, ..kept.record };
            let unit = tx.unit_of_id(caller, record.unit).await?;
            self.validate(&mut tx, caller, register, &unit, &record).await?;
            self.write(&mut tx, caller, register, &record, ("record.change", Action::RecordWrite, "")).await?;
            keep_files(&mut tx, caller, files).await?;
            let kept = tx.record(caller, &register.id, id, register.confidential).await?;
            tx.commit().await?;
            Ok(kept)
        };
        let kept = self.refusal_noted(caller, None, &format!("record:{id}"), work.await).await?;
        self.follow().await?;
        Ok(kept)
    }

    /// Withdraws, restores or confirms a record.
    ///
    /// # Errors
    /// [`Error::Refused`] when the deed does not fit the record's state or a reason is missing.
    pub async fn deed(
        &self,
        caller: &Caller,
        place: (&str, RecordId),
        deed: Deed,
        reason: &str,
        once: Option<Once<'_>>,
    ) -> Result<Kept> {
        let (register, id) = place;
        let pack = self.pack();
        let register = pack.register(register).ok_or(Error::NotFound("register"))?;
        let done = self.try_deed(caller, register, id, (deed, reason.trim()), once.as_ref()).await;
        let kept = self.refusal_noted(caller, None, &format!("record:{id}"), done).await?;
        self.follow().await?;
        Ok(kept)
    }

    async fn try_deed(
        &self,
        caller: &Caller,
        register: &Register,
        id: RecordId,
        (deed, reason): (Deed, &str),
        once: Option<&Once<'_>>,
    ) -> Result<Kept> {
        let mut tx = self.store.write().await?;
        let kept = tx.record(caller, &register.id, id, register.confidential).await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(kept);
        }
        let thing = congdoan_store::access::Thing::RECORD.confidential(register.confidential);
        tx.require(caller, deed.right(), kept.record.unit, thing).await?;
        if reason.is_empty() && deed != Deed::Confirm {
            return Err(Error::Invalid(vec![Problem {
                field: Some("reason".to_owned()),
                message: words("Hãy ghi lý do", "Give a reason"),
            }]));
        }
        let state = deed.after(kept.record.state).ok_or_else(|| {
            crate::error::refused(
                "Việc này không hợp với trạng thái hiện tại của bản ghi; hãy tải lại trang",
                "This does not fit the record's present state; load the page again",
            )
        })?;
        let record = Record { state, ..kept.record };
        if deed == Deed::Restore {
            let unit = tx.unit_of_id(caller, record.unit).await?;
            self.validate(&mut tx, caller, register, &unit, &record).await?;
        }
        self.write(&mut tx, caller, register, &record, (deed.action(), deed.right(), reason)).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        let kept = tx.record(caller, &register.id, id, register.confidential).await?;
        tx.commit().await?;
        Ok(kept)
    }

    async fn write(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        record: &Record,
        (action, right, reason): (&'static str, Action, &str),
    ) -> Result<()> {
        let rows = self.rows(register, record);
        let confidential = register.confidential;
        tx.write_record(caller, &RecordWrite { record, rows: &rows, action, right, reason, confidential }).await?;
        Ok(())
    }

    /// The base rows a record gives as it stands: none unless it counts.
    pub(crate) fn rows(&self, register: &Register, record: &Record) -> Vec<Row> {
        if !counts(register, record.state) {
            return Vec::new();
        }
        register
            .contributions(&record.fields, record.unit, record.occurred_on)
            .into_iter()
            .map(|contribution| Row {
                id: self.ids.next(),
                unit: record.unit,
                indicator: contribution.indicator,
                source: Source::Records,
                record: Some(record.id),
                occurred_on: record.occurred_on,
                counted_on: contribution.counted_on,
                value: contribution.value,
                subject: contribution.subject,
            })
            .collect()
    }

    async fn validate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        unit: &Unit,
        record: &Record,
    ) -> Result<()> {
        let mut problems = register.check(&record.fields, record.occurred_on, caller.now.day());
        let mut say = |field: Option<&str>, vi: &str, en: &str| {
            problems.push(Problem { field: field.map(str::to_owned), message: words(vi, en) });
        };
        if !register.is_recorded_by(unit.kind) {
            say(Some("unit"), "Cấp này không ghi sổ này", "Units of this kind do not record in this register");
        }
        if !unit.is_open(record.occurred_on) {
            say(Some("occurred_on"), "Đơn vị không hoạt động vào ngày này", "The unit was not open on that day");
        }
        for field in register.fields.iter().filter(|field| field.kind == FieldKind::Unit) {
            let code = record.fields.get(&field.id).and_then(|value| value.as_str());
            if let Some(code) = code
                && !tx.has_unit(code).await?
            {
                say(Some(&field.id), "Không có đơn vị mang mã này", "No unit has this code");
            }
        }
        self.hold_limits(tx, caller, register, record, &mut problems).await?;
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    /// Holds the totals the record would make against the register's ceilings.
    async fn hold_limits(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        record: &Record,
        problems: &mut Vec<Problem>,
    ) -> Result<()> {
        for limit in &register.limits {
            let rows = register.contributions(&record.fields, record.unit, record.occurred_on);
            let inside =
                rows.iter().filter(|row| row.indicator == limit.indicator && limit.period.contains(row.counted_on));
            let adds: i64 = inside.map(|row| row.value).sum();
            if adds == 0 {
                continue;
            }
            let (below, days) = ((limit.unit.as_str(), record.unit), (limit.period.from(), limit.period.to()));
            let Some(sum) = tx.sum_below(caller, &limit.indicator, below, days).await? else { continue };
            let own = if record.version > 0 { tx.sum_of_record(record.id, &limit.indicator).await? } else { 0 };
            if sum - own + adds > limit.most {
                problems.push(Problem { field: None, message: limit.message.clone() });
            }
        }
        Ok(())
    }

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
        self.refusal_noted(caller, None, &format!("record:{id}"), kept).await
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
        Ok(self.store.read().await?.record_story(caller, register, id, of.confidential).await?)
    }

    /// The content of a file a record names.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such record for this caller, or it names no such file.
    pub async fn attachment(&self, caller: &Caller, register: &str, id: RecordId, sha256: &str) -> Result<Vec<u8>> {
        let pack = self.pack();
        let of = pack.register(register).ok_or(Error::NotFound("register"))?;
        let mut tx = self.store.read().await?;
        let content = tx.attachment(caller, (register, id, of.confidential), sha256).await.map_err(Error::from);
        drop(tx);
        self.refusal_noted(caller, None, &format!("record:{id}"), content).await
    }

    /// The records of a unit and all it manages below that were written or changed last.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read records of the unit.
    pub async fn latest_records(&self, caller: &Caller, unit: congdoan_model::UnitId, limit: i64) -> Result<Vec<Kept>> {
        Ok(self.store.read().await?.latest_records(caller, unit, limit).await?)
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
            let filter = RecordFilter {
                register: listing.register,
                unit: unit.id,
                from: listing.days.0,
                to: listing.days.1,
                after: listing.after,
                limit: listing.limit,
                state: listing.state,
                confidential: register.confidential,
            };
            let records = tx.records(caller, &filter).await?;
            Ok((records, tx.count_records(caller, &filter).await?))
        };
        let object = format!("register:{}:{}", listing.register, listing.unit);
        self.refusal_noted(caller, None, &object, work.await).await
    }

    /// Passes a result on; a refusal is noted in the audit log first, in a transaction of its own.
    pub(crate) async fn refusal_noted<T>(
        &self,
        caller: &Caller,
        unit: Option<congdoan_model::UnitId>,
        object: &str,
        result: Result<T>,
    ) -> Result<T> {
        if let Err(error @ (Error::NotFound(_) | Error::Denied(_))) = &result {
            let mut tx = self.store.write().await?;
            tx.note_refusal(caller, unit, object, &error.to_string()).await?;
            tx.commit().await?;
        }
        result
    }
}

async fn keep_files(tx: &mut Tx, caller: &Caller, files: &[Attachment]) -> Result<()> {
    for file in files {
        tx.keep_attachment(caller, &file.sha256, &file.content).await?;
    }
    Ok(())
}

/// Whether a record in a state counts in its register.
#[must_use]
pub const fn counts(register: &Register, state: RecordState) -> bool {
    match (register.counts, state) {
        (_, RecordState::Confirmed) | (Counts::Recorded, RecordState::Recorded) => true,
        (_, RecordState::Draft | RecordState::Withdrawn) | (Counts::Confirmed, RecordState::Recorded) => false,
    }
}
