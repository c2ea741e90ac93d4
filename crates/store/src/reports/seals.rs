//! Periods closed for good: the hash over a form's figures as they were known at one moment.
//!
//! A seal is written once and never taken back; what comes later is an adjustment. Not here: the text that is hashed
//! (`service::reports::seals`).

use chrono::NaiveDate;
use congdoan_model::{
    Period, SealId, Timestamp, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    transaction::on,
};

/// A closed period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// Its id.
    pub id: SealId,
    /// The unit; it closes the period for all below too.
    pub unit: UnitId,
    /// Id of the form.
    pub form: String,
    /// First and last day.
    pub days: (NaiveDate, NaiveDate),
    /// Ids of the indicators whose figures it closes; none of periods closed before they were kept: then those of the form.
    pub indicators: Vec<String>,
    /// How many units its figures cover.
    pub units: i64,
    /// SHA-256 over its figures, hexadecimal.
    pub digest: String,
    /// Who closed it.
    pub who: String,
    /// When: what was known up to then is in it.
    pub at: Timestamp,
}

const ADD: &str = "
INSERT INTO report_seal (id, unit_id, form, period_from, period_to, units, digest, recorded_by, recorded_at, indicators)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (unit_id, form, period_from, period_to) DO NOTHING";
const OVER: &str = "
WITH RECURSIVE up (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.parent_id FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT s.id, s.unit_id, s.form, s.period_from, s.period_to, s.units, s.digest, COALESCE(p.name, s.recorded_by),
    s.recorded_at, s.indicators
FROM report_seal s LEFT JOIN account a ON a.login = s.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE s.unit_id IN (SELECT id FROM up) AND s.period_from <= $2 AND s.period_to >= $2 ORDER BY s.recorded_at, s.id";
const OF: &str = "
SELECT s.id, s.unit_id, s.form, s.period_from, s.period_to, s.units, s.digest, COALESCE(p.name, s.recorded_by),
    s.recorded_at, s.indicators
FROM report_seal s LEFT JOIN account a ON a.login = s.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE s.unit_id = $1 ORDER BY s.period_to DESC, s.form LIMIT 200";
const ALL: &str = "
SELECT s.id, s.unit_id, s.form, s.period_from, s.period_to, s.units, s.digest, s.recorded_by, s.recorded_at,
    s.indicators
FROM report_seal s ORDER BY s.recorded_at, s.id";

type SealRow = (Uuid, Uuid, String, NaiveDate, NaiveDate, i64, String, String, i64, String);

fn seal((id, unit, form, from, to, units, digest, who, at, indicators): SealRow) -> Seal {
    let at = Timestamp::from_micros(at);
    let indicators = indicators.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    Seal { id: id.into(), unit: unit.into(), form, days: (from, to), indicators, units, digest, who, at }
}

impl Tx {
    /// Refuses unless the caller may close periods of a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_sealing(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        self.require(caller, Action::ReportSeal, unit, Thing::REPORT).await
    }

    /// Closes a period.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Taken`] when it is closed already.
    pub async fn add_seal(&mut self, caller: &Caller, seal: &Seal) -> Result<()> {
        self.require_sealing(caller, seal.unit).await?;
        let written = on!(self, c => sqlx::query(ADD).bind(seal.id.uuid()).bind(seal.unit.uuid()).bind(&seal.form)
            .bind(seal.days.0).bind(seal.days.1).bind(seal.units).bind(&seal.digest).bind(caller.name())
            .bind(seal.at.micros()).bind(seal.indicators.join(",")).execute(c).await.map(|done| done.rows_affected()))?;
        if written != 1 {
            return Err(Error::Taken(seal.form.clone()));
        }
        let after = serde_json::json!({
            "form": seal.form, "from": seal.days.0, "to": seal.days.1, "units": seal.units, "digest": seal.digest,
        });
        let note = Note {
            chain: self.chain_of(seal.unit).await?,
            action: "report.seal",
            object: format!("seal:{}", seal.id),
            before: String::new(),
            after: after.to_string(),
        };
        self.journal(caller, note, &Change::of_reports()).await.map(|_| ())
    }

    /// The seals that close a day for a unit: its own and those of units managing it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn seals_over(&mut self, caller: &Caller, unit: UnitId, day: NaiveDate) -> Result<Vec<Seal>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<SealRow> = on!(self, c => sqlx::query_as(OVER).bind(unit.uuid()).bind(day).fetch_all(c).await)?;
        Ok(rows.into_iter().map(seal).collect())
    }

    /// The periods a unit closed, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn seals_of(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Seal>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<SealRow> = on!(self, c => sqlx::query_as(OF).bind(unit.uuid()).fetch_all(c).await)?;
        Ok(rows.into_iter().map(seal).collect())
    }

    /// The seal of a unit for a form and a period.
    ///
    /// # Errors
    /// As [`Tx::seals_of`].
    pub async fn seal_of(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (form, period): (&str, Period),
    ) -> Result<Option<Seal>> {
        let all = self.seals_of(caller, unit).await?;
        Ok(all.into_iter().find(|seal| seal.form == form && seal.days == (period.from(), period.to())))
    }

    /// Every seal, oldest first, for checking.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn all_seals(&mut self, caller: &Caller) -> Result<Vec<Seal>> {
        only_system(caller)?;
        let rows: Vec<SealRow> = on!(self, c => sqlx::query_as(ALL).fetch_all(c).await)?;
        Ok(rows.into_iter().map(seal).collect())
    }
}
