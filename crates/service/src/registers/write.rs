//! Records written, changed, withdrawn, restored and confirmed.
//!
//! Not here: what holds of a record (`check`), reading.

use chrono::NaiveDate;
use congdoan_model::{
    RecordId,
    access::{Action, Caller},
    figures::{Row, Source},
    registers::{Fields, Record, RecordState},
};
use congdoan_pack::{FieldKind, Problem, Register};
use congdoan_store::{
    Tx,
    access::Thing,
    registers::{Given, Kept, RecordClock, RecordWrite},
};

use super::{Attachment, Deed, NewRecord, clocks::stands, closed, counts};
use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

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
        let written = self.refusal_noted(caller, &format!("register:{}", new.register), written).await?;
        self.follow().await?;
        Ok(closed::veiled(register, caller, written))
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
        let thing = Thing::RECORD.confidential(register.confidential);
        tx.require(caller, Action::RecordWrite, unit.id, thing).await?;
        no_strange_files(register, &record.fields, &new.files, None)?;
        self.validate(&mut tx, caller, register, &unit, &record).await?;
        let given = self.given(register, &record);
        let logged = self.logged(&mut tx, register, (None, &record), "").await?;
        let write = RecordWrite {
            record: &record,
            given: &given,
            action: "record.write",
            right: Action::RecordWrite,
            reason: "",
            confidential: register.confidential,
            logged,
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
            let thing = Thing::RECORD.confidential(register.confidential);
            tx.require(caller, Action::RecordWrite, kept.record.unit, thing).await?;
            if kept.record.version != version {
                return Err(Error::Stale);
            }
            if kept.record.state == RecordState::Withdrawn {
                return Err(refused(
                    "Bản ghi đã rút; hãy khôi phục trước khi sửa",
                    "The record is withdrawn; restore it before changing it",
                ));
            }
            // A change of a confirmed record asks to be confirmed again.
            let before = kept.record;
            let fields = closed::kept_closed(register, caller, before.unit, &before.fields, fields);
            let record = Record { occurred_on, fields, state: RecordState::Recorded, ..before.clone() };
            let unit = tx.unit_of_id(caller, record.unit).await?;
            no_strange_files(register, &record.fields, files, Some(&before.fields))?;
            self.validate(&mut tx, caller, register, &unit, &record).await?;
            self.write(&mut tx, caller, register, (&before, &record), ("record.change", Action::RecordWrite, ""))
                .await?;
            keep_files(&mut tx, caller, files).await?;
            let kept = tx.record(caller, &register.id, id, register.confidential).await?;
            tx.commit().await?;
            Ok(closed::veiled(register, caller, kept))
        };
        let kept = self.refusal_noted(caller, &format!("record:{id}"), work.await).await?;
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
        let kept = self.refusal_noted(caller, &format!("record:{id}"), done).await?;
        self.follow().await?;
        Ok(closed::veiled(register, caller, kept))
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
        let thing = Thing::RECORD.confidential(register.confidential);
        tx.require(caller, deed.right(), kept.record.unit, thing).await?;
        if reason.is_empty() && deed != Deed::Confirm {
            return Err(Error::Invalid(vec![Problem {
                field: Some("reason".to_owned()),
                message: words("Hãy ghi lý do", "Give a reason"),
            }]));
        }
        let state = deed.after(kept.record.state).ok_or_else(|| {
            refused(
                "Việc này không hợp với trạng thái hiện tại của bản ghi; hãy tải lại trang",
                "This does not fit the record's present state; load the page again",
            )
        })?;
        let before = kept.record.clone();
        let record = Record { state, ..before.clone() };
        if deed == Deed::Restore {
            let unit = tx.unit_of_id(caller, record.unit).await?;
            self.validate(&mut tx, caller, register, &unit, &record).await?;
        }
        // Whoever confirms confirms what was said, under the register it was said in.
        let pack = self.pack();
        let under = match deed {
            Deed::Confirm => self.register_under(&pack, &register.id, kept.register_version),
            Deed::Withdraw | Deed::Restore => None,
        };
        let under = under.as_deref().unwrap_or(register);
        self.write(&mut tx, caller, under, (&before, &record), (deed.action(), deed.right(), reason)).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        let kept = tx.record(caller, &register.id, id, register.confidential).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// Writes a new record as part of another deed, in its transaction; the deed's own right is asked for.
    ///
    /// # Errors
    /// As [`Service::record`].
    pub(crate) async fn record_within(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        (unit, record): (&congdoan_model::org::Unit, &Record),
        (action, right): (&'static str, Action),
    ) -> Result<()> {
        tx.require(caller, right, unit.id, Thing::RECORD.confidential(register.confidential)).await?;
        self.validate(tx, caller, register, unit, record).await?;
        let given = self.given(register, record);
        let logged = self.logged(tx, register, (None, record), "").await?;
        let confidential = register.confidential;
        let write = RecordWrite { record, given: &given, action, right, reason: "", confidential, logged };
        tx.write_record(caller, &write).await?;
        Ok(())
    }

    /// Withdraws a record as part of another deed, in its transaction, where it stands; the deed's own right is asked for.
    ///
    /// # Errors
    /// As [`Service::deed`].
    pub(crate) async fn withdraw_within(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        id: RecordId,
        (right, reason): (Action, &str),
    ) -> Result<()> {
        let before = tx.record(caller, &register.id, id, register.confidential).await?.record;
        if before.state == RecordState::Withdrawn {
            return Ok(());
        }
        let record = Record { state: RecordState::Withdrawn, ..before.clone() };
        self.write(tx, caller, register, (&before, &record), ("record.withdraw", right, reason)).await
    }

    async fn write(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        (before, record): (&Record, &Record),
        (action, right, reason): (&'static str, Action, &str),
    ) -> Result<()> {
        let given = self.given(register, record);
        let confidential = register.confidential;
        let logged = self.logged(tx, register, (Some(before), record), reason).await?;
        let write = RecordWrite { record, given: &given, action, right, reason, confidential, logged };
        tx.write_record(caller, &write).await?;
        Ok(())
    }

    /// Writes the record another deed gives by itself, or brings the one it gave before up to date, within that deed's
    /// transaction; nothing where the pack keeps no such register, and a withdrawn one stays as it is.
    ///
    /// # Errors
    /// As [`Service::record`].
    pub(crate) async fn record_of_deed(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (register, known): (&str, Option<RecordId>),
        unit: &congdoan_model::org::Unit,
        (occurred_on, fields): (NaiveDate, Fields),
    ) -> Result<Option<RecordId>> {
        let pack = self.pack();
        let Some(register) = pack.register(register) else { return Ok(None) };
        let before = match known {
            Some(id) => Some(tx.record(caller, &register.id, id, register.confidential).await?.record),
            None => None,
        };
        if before.as_ref().is_some_and(|record| {
            record.state == RecordState::Withdrawn || record.occurred_on == occurred_on && record.fields == fields
        }) {
            return Ok(known);
        }
        let record = Record {
            id: known.unwrap_or_else(|| self.ids.next()),
            register: register.id.clone(),
            unit: unit.id,
            occurred_on,
            state: RecordState::Recorded,
            fields,
            version: before.as_ref().map_or(0, |record| record.version),
        };
        self.validate(tx, caller, register, unit, &record).await?;
        if let Some(before) = &before {
            self.write(tx, caller, register, (before, &record), ("record.change", Action::RecordWrite, "")).await?;
            return Ok(known);
        }
        let given = self.given(register, &record);
        let logged = self.logged(tx, register, (None, &record), "").await?;
        let write = RecordWrite {
            record: &record,
            given: &given,
            action: "record.write",
            right: Action::RecordWrite,
            reason: "",
            confidential: register.confidential,
            logged,
        };
        tx.write_record(caller, &write).await?;
        Ok(Some(record.id))
    }

    /// What a record gives as it stands: base rows where it counts, clocks where anybody said it.
    pub(crate) fn given(&self, register: &Register, record: &Record) -> Given {
        let pack = self.pack();
        let running = if stands(record.state) {
            register.running(&record.fields, record.occurred_on, pack.calendar())
        } else {
            Vec::new()
        };
        let clocks = running.into_iter().map(|running| RecordClock {
            clock: running.clock.id.clone(),
            due_on: running.due_on,
            stopped_on: running.stopped_on,
            about: running.about.unwrap_or_default(),
        });
        Given { clocks: clocks.collect(), rows: self.rows(register, record) }
    }

    /// The base rows a record gives as it stands: none unless it counts.
    pub(crate) fn rows(&self, register: &Register, record: &Record) -> Vec<Row> {
        if !counts(register, record.state) {
            return Vec::new();
        }
        register
            .contributions(&record.fields, (record.unit, record.occurred_on), self.pack().calendar())
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
}

/// Refuses a field that names a file nobody sent: who knows a hash would otherwise be given what it stands for.
fn no_strange_files(register: &Register, fields: &Fields, sent: &[Attachment], before: Option<&Fields>) -> Result<()> {
    let hash = |value: &serde_json::Value| value.get("sha256").and_then(|hash| hash.as_str()).map(str::to_owned);
    let known: Vec<String> = before.into_iter().flat_map(|fields| fields.values().filter_map(hash)).collect();
    let strange = register.fields.iter().filter(|field| field.kind == FieldKind::File).filter(|field| {
        let named = fields.get(&field.id).and_then(hash);
        named.is_some_and(|named| !known.contains(&named) && sent.iter().all(|file| file.sha256 != named))
    });
    let problem = |field: &congdoan_pack::Field| Problem {
        field: Some(field.id.clone()),
        message: words("Tệp này chưa được gửi kèm", "This file was not sent along"),
    };
    let problems: Vec<Problem> = strange.map(problem).collect();
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

async fn keep_files(tx: &mut Tx, caller: &Caller, files: &[Attachment]) -> Result<()> {
    for file in files {
        tx.keep_attachment(caller, &file.sha256, &file.content).await?;
    }
    Ok(())
}
