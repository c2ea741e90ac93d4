//! Days on which nobody of a unit and below could report, declared once and ended by superseding.
//!
//! Not here: what they do to the last day (`model::reports`).

use chrono::NaiveDate;
use congdoan_model::{
    OutageId, UnitId,
    access::{Action, Caller},
    reports::Outage,
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

/// An outage as declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptOutage {
    /// Its id.
    pub id: OutageId,
    /// The unit; it holds for all below too.
    pub unit: UnitId,
    /// The days.
    pub days: Outage,
    /// Why.
    pub words: String,
    /// Who declared it.
    pub who: String,
}

const ADD: &str = "
INSERT INTO report_outage (id, unit_id, first_on, last_on, words, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
const END: &str = "UPDATE report_outage SET superseded_at = $2 WHERE id = $1 AND superseded_at IS NULL";
const OVER: &str = "
WITH RECURSIVE up (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.parent_id FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT o.id, o.unit_id, o.first_on, o.last_on, o.words, COALESCE(p.name, o.recorded_by)
FROM report_outage o LEFT JOIN account a ON a.login = o.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE o.superseded_at IS NULL AND o.last_on > $2 AND o.unit_id IN (SELECT id FROM up) ORDER BY o.first_on, o.id";
const BELOW: &str = "
SELECT o.id, o.unit_id, o.first_on, o.last_on, o.words, o.recorded_by
FROM report_outage o JOIN unit_link l ON l.child_id = o.unit_id
WHERE o.superseded_at IS NULL AND o.last_on > $2 AND l.parent_id = $1 AND l.superseded_at IS NULL
    AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2) ORDER BY o.first_on, o.id";
const ONE: &str = "
SELECT id, unit_id, first_on, last_on, words, recorded_by FROM report_outage WHERE id = $1 AND superseded_at IS NULL";

type OutageRow = (Uuid, Uuid, NaiveDate, NaiveDate, String, String);

fn kept((id, unit, from, to, words, who): OutageRow) -> KeptOutage {
    KeptOutage { id: id.into(), unit: unit.into(), days: Outage { from, to }, words, who }
}

/// An outage as the journal says it.
fn said(unit: UnitId, days: Outage, words: &str) -> String {
    serde_json::json!({ "unit": unit, "days": days, "words": words }).to_string()
}

impl Tx {
    /// Refuses unless the caller may declare outages of a unit, or end them.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]: nobody excuses the own unit.
    pub async fn require_outage(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        self.require_from_above(caller, Action::ReportApprove, unit, Thing::REPORT).await
    }

    /// Declares an outage.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]: nobody excuses the own unit.
    pub async fn declare_outage(
        &mut self,
        caller: &Caller,
        id: OutageId,
        (unit, days, words): (UnitId, Outage, &str),
    ) -> Result<()> {
        self.require_outage(caller, unit).await?;
        self.add_outage(caller, id, (unit, days, words)).await?;
        self.note_outage(caller, (id, unit), "report.outage", (String::new(), said(unit, days, words))).await
    }

    /// An outage as declared, for whoever may end it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] also when it was ended; [`Error::Denied`].
    pub async fn outage(&mut self, caller: &Caller, id: OutageId) -> Result<KeptOutage> {
        let row: Option<OutageRow> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let outage = row.map(kept).ok_or(Error::NotVisible("outage"))?;
        self.require_outage(caller, outage.unit).await?;
        Ok(outage)
    }

    /// Ends an outage; what stays of it stands under an id of its own.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when somebody ended it meanwhile.
    pub async fn end_outage(
        &mut self,
        caller: &Caller,
        outage: &KeptOutage,
        left: Option<(OutageId, Outage)>,
    ) -> Result<()> {
        let (unit, words) = (outage.unit, outage.words.as_str());
        self.require_outage(caller, unit).await?;
        let ended = on!(self, c => sqlx::query(END).bind(outage.id.uuid()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if ended != 1 {
            return Err(Error::Stale);
        }
        if let Some((id, days)) = left {
            self.add_outage(caller, id, (unit, days, words)).await?;
        }
        let after = left.map(|(_, days)| said(unit, days, words)).unwrap_or_default();
        let states = (said(unit, outage.days, words), after);
        self.note_outage(caller, (outage.id, unit), "report.outage_end", states).await
    }

    async fn add_outage(
        &mut self,
        caller: &Caller,
        id: OutageId,
        (unit, days, words): (UnitId, Outage, &str),
    ) -> Result<()> {
        on!(self, c => sqlx::query(ADD).bind(id.uuid()).bind(unit.uuid()).bind(days.from).bind(days.to).bind(words)
            .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    async fn note_outage(
        &mut self,
        caller: &Caller,
        (id, unit): (OutageId, UnitId),
        action: &'static str,
        (before, after): (String, String),
    ) -> Result<()> {
        let chain = self.chain_of(unit).await?;
        let note = Note { chain, action, object: format!("outage:{id}"), before, after };
        self.journal(caller, note, &Change::of_reports()).await.map(|_| ())
    }

    /// The outages that touch days after a cut-off for a unit: its own and those of units managing it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn outages(&mut self, caller: &Caller, unit: UnitId, cut_off: NaiveDate) -> Result<Vec<KeptOutage>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<OutageRow> =
            on!(self, c => sqlx::query_as(OVER).bind(unit.uuid()).bind(cut_off).fetch_all(c).await)?;
        Ok(rows.into_iter().map(kept).collect())
    }

    /// The outages that touch days after a cut-off, of the units directly below one.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not open the unit's figures.
    pub async fn outages_below(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        cut_off: NaiveDate,
    ) -> Result<Vec<KeptOutage>> {
        self.require(caller, Action::FigureOpen, unit, Thing::REPORT).await?;
        let rows: Vec<OutageRow> =
            on!(self, c => sqlx::query_as(BELOW).bind(unit.uuid()).bind(cut_off).fetch_all(c).await)?;
        Ok(rows.into_iter().map(kept).collect())
    }
}
