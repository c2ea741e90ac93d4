//! What is known of a unit beside its place in the tree: particulars, the decisions behind it, its names, lives and links
//! over time.
//!
//! Not here: employers (`employers`), who may be a unit's parent (`pack`).

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::{Action, Caller},
};
use serde::{Deserialize, Serialize};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

/// Particulars of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub struct Profile {
    /// Legal status: `recognised`, `provisional`, `suspended`; empty when nothing was said.
    pub status: String,
    /// Address as it was written.
    pub address: String,
    /// Code of the province, of the places of the day the address was written.
    pub place: String,
    /// The day the address was written.
    pub written_on: Option<NaiveDate>,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// The unit's own tax code.
    pub tax_code: String,
    /// Code of the unit with the social insurance.
    pub insurance_code: String,
    /// Latitude, millionths of a degree north.
    pub latitude: Option<i64>,
    /// Longitude, millionths of a degree east.
    pub longitude: Option<i64>,
    /// Version; 0 for particulars never written.
    pub version: i64,
}

/// A decision behind a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Decision {
    /// Its id.
    pub id: Uuid,
    /// What it decides: `founding`, `recognition`, `reorganisation`, `ending`, `naming`, `other`.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Its day.
    pub decided_on: NaiveDate,
    /// Who issued it.
    pub issuer: String,
    /// What it is about.
    pub about: String,
    /// Name of the attached file.
    pub file_name: Option<String>,
    /// Hash of the attached file.
    pub sha256: Option<String>,
}

/// A name a unit bore.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PastName {
    /// The name.
    pub name: String,
    /// The form.
    pub form: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Title of the reorganisation behind it.
    pub act: Option<String>,
    /// Its decision.
    pub decision: Option<String>,
    /// Its id.
    pub act_id: Option<Uuid>,
}

/// A life of a unit.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PastLife {
    /// First day.
    pub opened_on: NaiveDate,
    /// First day no more.
    pub closed_on: Option<NaiveDate>,
    /// Why it ended; empty while it lasts.
    pub cause: String,
    /// Title of the reorganisation behind it.
    pub act: Option<String>,
    /// Its decision.
    pub decision: Option<String>,
    /// Its id.
    pub act_id: Option<Uuid>,
}

/// A unit before or after this one.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kin {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// First day of the new state.
    pub effective_on: NaiveDate,
    /// 1 when the members went along.
    pub heir: i64,
}

/// A unit over time, as it is known now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// Its lives.
    pub lives: Vec<PastLife>,
    /// Its names, latest first.
    pub names: Vec<PastName>,
    /// Units whose work it carries on.
    pub predecessors: Vec<Kin>,
    /// Units that carry on its work.
    pub successors: Vec<Kin>,
}

const PROFILE: &str = "
SELECT status, address, place, written_on, phone, email, tax_code, insurance_code, latitude, longitude, version
FROM unit_profile WHERE unit_id = $1";
const PUT_PROFILE: &str = "
INSERT INTO unit_profile (unit_id, status, address, place, written_on, phone, email, tax_code, insurance_code, latitude,
    longitude, version, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (unit_id) DO UPDATE SET status = $2, address = $3, place = $4, written_on = $5, phone = $6, email = $7,
    tax_code = $8, insurance_code = $9, latitude = $10, longitude = $11, version = $12, recorded_at = $13
WHERE unit_profile.version = $12 - 1";
const DECISIONS: &str = "
SELECT id, kind, number, decided_on, issuer, about, file_name, sha256 FROM unit_decision
WHERE unit_id = $1 AND superseded_at IS NULL ORDER BY decided_on DESC, number";
const ADD_DECISION: &str = "
INSERT INTO unit_decision (id, unit_id, kind, number, decided_on, issuer, about, file_name, sha256, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const END_DECISION: &str =
    "UPDATE unit_decision SET superseded_at = $3 WHERE id = $1 AND unit_id = $2 AND superseded_at IS NULL";
const LIVES: &str = "
SELECT l.opened_on, l.closed_on, l.cause, r.title AS act, r.decision, r.id AS act_id
FROM unit_life l LEFT JOIN reorganisation r ON r.id = l.act_id
WHERE l.unit_id = $1 AND l.superseded_at IS NULL ORDER BY l.opened_on DESC";
const NAMES: &str = "
SELECT n.name, n.form, n.valid_from, r.title AS act, r.decision, r.id AS act_id
FROM unit_naming n LEFT JOIN reorganisation r ON r.id = n.act_id
WHERE n.unit_id = $1 AND n.superseded_at IS NULL ORDER BY n.valid_from DESC";
const PREDECESSORS: &str = "
SELECT u.code, u.name, s.effective_on, s.heir FROM unit_succession s JOIN unit u ON u.id = s.predecessor_id
WHERE s.successor_id = $1 AND s.superseded_at IS NULL ORDER BY s.effective_on DESC, u.code LIMIT 200";
const SUCCESSORS: &str = "
SELECT u.code, u.name, s.effective_on, s.heir FROM unit_succession s JOIN unit u ON u.id = s.successor_id
WHERE s.predecessor_id = $1 AND s.superseded_at IS NULL ORDER BY s.effective_on DESC, u.code LIMIT 200";

impl Tx {
    /// Particulars of a unit; empty ones when none were written.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn profile(&mut self, caller: &Caller, unit: UnitId) -> Result<Profile> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let row: Option<Profile> = on!(self, c => sqlx::query_as(PROFILE).bind(unit.uuid()).fetch_optional(c).await)?;
        Ok(row.unwrap_or_default())
    }

    /// Writes particulars; `profile.version` is the one the caller saw.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody wrote them since; [`Error::NotVisible`], [`Error::Denied`].
    pub async fn set_profile(&mut self, caller: &Caller, unit: UnitId, profile: &Profile) -> Result<()> {
        self.require(caller, Action::UnitDescribe, unit, Thing::UNIT).await?;
        let before = self.profile(caller, unit).await?;
        let version = profile.version + 1;
        let written = on!(self, c => sqlx::query(PUT_PROFILE).bind(unit.uuid()).bind(&profile.status)
            .bind(&profile.address).bind(&profile.place).bind(profile.written_on).bind(&profile.phone)
            .bind(&profile.email).bind(&profile.tax_code).bind(&profile.insurance_code).bind(profile.latitude)
            .bind(profile.longitude).bind(version).bind(caller.now.micros()).execute(c).await
            .map(|done| done.rows_affected()))?;
        if written == 0 || before.version != profile.version {
            return Err(Error::Stale);
        }
        let after = Profile { version, ..profile.clone() };
        let states = (serde_json::to_string(&before)?, serde_json::to_string(&after)?);
        self.note_unit(caller, unit, "unit.describe", states, &Change::default()).await
    }

    /// Decisions behind a unit, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn decisions(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Decision>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        Ok(on!(self, c => sqlx::query_as(DECISIONS).bind(unit.uuid()).fetch_all(c).await)?)
    }

    /// Enters a decision, with the content of its file where it has one.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] where the caller may not describe the unit.
    pub async fn add_decision(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        decision: &Decision,
        content: Option<&[u8]>,
    ) -> Result<()> {
        self.require(caller, Action::UnitDescribe, unit, Thing::UNIT).await?;
        on!(self, c => sqlx::query(ADD_DECISION).bind(decision.id).bind(unit.uuid()).bind(&decision.kind)
            .bind(&decision.number).bind(decision.decided_on).bind(&decision.issuer).bind(&decision.about)
            .bind(&decision.file_name).bind(&decision.sha256).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        if let (Some(sha256), Some(content)) = (&decision.sha256, content) {
            self.keep_attachment(caller, sha256, content).await?;
        }
        let after = serde_json::to_string(decision)?;
        self.note_unit(caller, unit, "unit.decision", (String::new(), after), &Change::default()).await
    }

    /// Takes back a decision entered by mistake; it stays in the audit log.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none; [`Error::Denied`] where the caller may not describe the unit.
    pub async fn withdraw_decision(&mut self, caller: &Caller, unit: UnitId, id: Uuid) -> Result<()> {
        self.require(caller, Action::UnitDescribe, unit, Thing::UNIT).await?;
        let ended = on!(self, c => sqlx::query(END_DECISION).bind(id).bind(unit.uuid()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if ended == 0 {
            return Err(Error::NotVisible("decision"));
        }
        self.note_unit(caller, unit, "unit.decision.withdraw", (id.to_string(), String::new()), &Change::default())
            .await
    }

    /// The file of a decision.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the unit has no decision with such a file, or the caller may not see it.
    pub async fn decision_file(&mut self, caller: &Caller, unit: UnitId, id: Uuid) -> Result<(String, Vec<u8>)> {
        let decisions = self.decisions(caller, unit).await?;
        let found = decisions.into_iter().find(|one| one.id == id);
        let (name, sha256) =
            found.and_then(|one| Some((one.file_name?, one.sha256?))).ok_or(Error::NotVisible("decision"))?;
        Ok((name, self.content_of(&sha256).await?))
    }

    /// A unit over time.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn unit_history(&mut self, caller: &Caller, unit: UnitId) -> Result<History> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let id = unit.uuid();
        Ok(History {
            lives: on!(self, c => sqlx::query_as(LIVES).bind(id).fetch_all(c).await)?,
            names: on!(self, c => sqlx::query_as(NAMES).bind(id).fetch_all(c).await)?,
            predecessors: on!(self, c => sqlx::query_as(PREDECESSORS).bind(id).fetch_all(c).await)?,
            successors: on!(self, c => sqlx::query_as(SUCCESSORS).bind(id).fetch_all(c).await)?,
        })
    }

    /// An audit entry about one unit, in its chain.
    pub(super) async fn note_unit(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        action: &'static str,
        (before, after): (String, String),
        change: &Change,
    ) -> Result<()> {
        let chain = self.chain_of(unit).await?;
        let note = Note { chain, action, object: format!("unit:{unit}"), before, after };
        self.journal(caller, note, change).await?;
        Ok(())
    }
}
