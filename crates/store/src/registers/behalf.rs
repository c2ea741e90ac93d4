//! Records entered for a union below: by whom, and who of that union confirmed them.
//!
//! Whoever writes or changes a record without a mandate in its unit does it on behalf of that unit. Confirming says that the
//! unit stands behind it; it neither changes the record nor its figures. Not here: confirming by the level above
//! (`record.confirm`).

use chrono::NaiveDate;
use congdoan_model::{
    RecordId, UnitId,
    access::{Action, Caller},
    registers::Record,
};
use sqlx::types::Uuid;

use super::object;
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

/// That a record was entered on behalf of its unit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Behalf {
    /// Who entered it, by name.
    pub entered_by: String,
    /// When, microseconds.
    pub entered_at: i64,
    /// Who of the unit confirmed it, by name.
    pub confirmed_by: Option<String>,
    /// When, microseconds.
    pub confirmed_at: Option<i64>,
}

/// A record that waits for its unit to confirm it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Waiting {
    /// The record.
    #[sqlx(try_from = "Uuid")]
    pub record_id: RecordId,
    /// Its register.
    pub register: String,
    /// The day the thing occurred.
    pub occurred_on: NaiveDate,
    /// Who entered it, by name.
    pub entered_by: String,
    /// When, microseconds.
    pub entered_at: i64,
}

const ENTER: &str = "
INSERT INTO record_on_behalf (record_id, unit_id, entered_by, entered_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (record_id) DO UPDATE SET entered_by = excluded.entered_by, entered_at = excluded.entered_at,
    confirmed_by = NULL, confirmed_at = NULL";
const CONFIRM: &str = "
UPDATE record_on_behalf SET confirmed_by = $2, confirmed_at = $3 WHERE record_id = $1 AND confirmed_by IS NULL";
const ONE: &str = "
SELECT COALESCE(p.name, b.entered_by) AS entered_by, b.entered_at, COALESCE(q.name, b.confirmed_by) AS confirmed_by,
    b.confirmed_at
FROM record_on_behalf b
    LEFT JOIN account a ON a.login = b.entered_by LEFT JOIN person p ON p.id = a.person_id
    LEFT JOIN account d ON d.login = b.confirmed_by LEFT JOIN person q ON q.id = d.person_id
WHERE b.record_id = $1";
const WAITING: &str = "
SELECT b.record_id, r.register, r.occurred_on, COALESCE(p.name, b.entered_by) AS entered_by, b.entered_at
FROM record_on_behalf b JOIN record r ON r.id = b.record_id
    LEFT JOIN account a ON a.login = b.entered_by LEFT JOIN person p ON p.id = a.person_id
WHERE b.unit_id = $1 AND b.confirmed_at IS NULL AND r.state <> 'withdrawn' ORDER BY b.entered_at DESC, b.record_id LIMIT 200";

impl Tx {
    /// Notes with a write of a record whether it was done on behalf of the unit. What the unit itself changes it stands
    /// behind.
    pub(super) async fn note_behalf(&mut self, caller: &Caller, record: &Record, action: &str) -> Result<()> {
        if caller.is_system() || !["record.write", "record.change"].contains(&action) {
            return Ok(());
        }
        let (id, now) = (record.id.uuid(), caller.now.micros());
        if caller.owns(Action::RecordWrite, record.unit) {
            on!(self, c => sqlx::query(CONFIRM).bind(id).bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        } else {
            on!(self, c => sqlx::query(ENTER).bind(id).bind(record.unit.uuid()).bind(caller.name()).bind(now)
                .execute(c).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Whether a record the caller may read was entered on behalf of its unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn behalf_of(
        &mut self,
        caller: &Caller,
        register: &str,
        id: RecordId,
        confidential: bool,
    ) -> Result<Option<Behalf>> {
        self.record(caller, register, id, confidential).await?;
        Ok(on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?)
    }

    /// Confirms what was entered on behalf of a unit, by one of the unit who may write its records.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] for anyone else; [`Error::Stale`] when nothing waits.
    pub async fn confirm_behalf(
        &mut self,
        caller: &Caller,
        register: &str,
        id: RecordId,
        confidential: bool,
    ) -> Result<()> {
        let kept = self.record(caller, register, id, confidential).await?;
        let unit = kept.record.unit;
        self.require(caller, Action::RecordWrite, unit, Thing::RECORD.confidential(confidential)).await?;
        if !caller.is_system() && !caller.owns(Action::RecordWrite, unit) {
            return Err(Error::Denied(Action::RecordWrite));
        }
        let confirmed = on!(self, c => sqlx::query(CONFIRM).bind(id.uuid()).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
        if confirmed == 0 {
            return Err(Error::Stale);
        }
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "record.behalf",
            object: object(id),
            before: String::new(),
            after: serde_json::json!({ "version": kept.record.version }).to_string(),
        };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }

    /// What was entered on behalf of a unit and waits for it, latest first. Confidential registers are among it, so who
    /// only coordinates sees none of it.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not read the unit's records.
    pub async fn behalf_waiting(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Waiting>> {
        self.require(caller, Action::RecordRead, unit, Thing::RECORD.confidential(true)).await?;
        Ok(on!(self, c => sqlx::query_as(WAITING).bind(unit.uuid()).fetch_all(c).await)?)
    }
}
