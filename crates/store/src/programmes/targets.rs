//! Targets by themselves: read, added later, shared out over the units below.
//!
//! Not here: how shares are worked out (`service::programmes::allot`), changes with approval (`changes`), progress.

use congdoan_model::{
    ClauseId, DirectiveId, TargetId, UnitId,
    access::{Action, Caller},
    org::Unit,
    programmes::{
        Programme, Target,
        targets::{Allotment, Share, ShareBy},
    },
};
use sqlx::types::Uuid;

use super::{ProgrammeRow, TargetRow};
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    org::UnitRow,
    transaction::on,
};

const TARGET: &str = "
SELECT id, programme_id, indicator, comparator, value, value_max, period, baseline, words, clause_id, source, above_id
FROM target WHERE id = $1";
const CLAUSE: &str = "SELECT directive_id FROM directive_clause WHERE id = $1";
const SUPERSEDE: &str = "UPDATE allotment SET superseded_at = $2 WHERE target_id = $1 AND superseded_at IS NULL";
const ADD_ALLOTMENT: &str = "
INSERT INTO allotment (id, target_id, shared_by, whole, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)";
const ALLOTMENT: &str = "SELECT id, shared_by, whole FROM allotment WHERE target_id = $1 AND superseded_at IS NULL";
const SHARES: &str = "
SELECT s.unit_id, s.value, s.weight FROM allotment_share s JOIN unit u ON u.id = s.unit_id
WHERE s.allotment_id = $1 ORDER BY u.code";
const SHARING: &str = "
SELECT u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on
FROM allotment a JOIN allotment_share s ON s.allotment_id = a.id JOIN unit u ON u.id = s.unit_id
WHERE a.target_id = $1 AND a.superseded_at IS NULL ORDER BY u.code";
/// What was given to a unit and stands in none of its programmes yet; a sharing-out made anew does not give it twice.
const WAITING: &str = "
SELECT t.id, t.programme_id, t.indicator, t.comparator, s.value, t.value_max, t.period, t.baseline, t.words, t.clause_id,
    'allotted' AS source, t.id AS above_id
FROM allotment_share s JOIN allotment a ON a.id = s.allotment_id JOIN target t ON t.id = a.target_id
WHERE s.unit_id = $1 AND a.superseded_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM target own JOIN programme p ON p.id = own.programme_id
    WHERE p.unit_id = $1 AND own.source = 'allotted' AND own.above_id = t.id)
ORDER BY t.id LIMIT 200";
/// Workers of employers without a union below each unit directly below one, over managing lines; a union that merged is
/// stood for by its heir. Parameters: unit, day, from how many workers on an employer counts.
const WHITE_SPOTS: &str = "
WITH RECURSIVE under (id, child) AS (
    SELECT l.child_id, l.child_id FROM unit_link l
    WHERE l.parent_id = $1 AND l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
    UNION
    SELECT l.child_id, under.child FROM under JOIN unit_link l ON l.parent_id = under.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
), heir (union_id, id) AS (
    SELECT union_id, union_id FROM employer_service WHERE superseded_at IS NULL
    UNION
    SELECT heir.union_id, s.successor_id FROM heir JOIN unit_succession s ON s.predecessor_id = heir.id
    WHERE s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= $2
)
SELECT under.child, CAST(SUM(w.workers) AS BIGINT)
FROM employer e JOIN under ON under.id = e.unit_id JOIN unit u ON u.id = e.unit_id
JOIN workforce w ON w.id = (SELECT x.id FROM workforce x WHERE x.employer_id = u.id AND x.superseded_at IS NULL
    AND x.counted_on <= $2 ORDER BY x.counted_on DESC, x.recorded_at DESC LIMIT 1)
WHERE u.annulled_at IS NULL AND u.opened_on <= $2 AND (u.closed_on IS NULL OR u.closed_on > $2) AND w.workers >= $3
    AND NOT EXISTS (
        SELECT 1 FROM employer_service es JOIN heir ON heir.union_id = es.union_id JOIN unit own ON own.id = heir.id
        WHERE es.employer_id = e.unit_id AND es.superseded_at IS NULL AND es.valid_from <= $2
            AND (es.valid_until IS NULL OR es.valid_until > $2)
            AND own.annulled_at IS NULL AND own.opened_on <= $2 AND (own.closed_on IS NULL OR own.closed_on > $2))
GROUP BY under.child";

impl Tx {
    /// A target the caller may read, with its programme.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn target(&mut self, caller: &Caller, id: TargetId) -> Result<(Programme, Target)> {
        let row: Option<TargetRow> = on!(self, c => sqlx::query_as(TARGET).bind(id.uuid()).fetch_optional(c).await)?;
        let target = Target::try_from(row.ok_or(Error::NotVisible("target"))?)?;
        let of = target.programme.uuid();
        let row: ProgrammeRow = on!(self, c => sqlx::query_as(super::ONE).bind(of).fetch_one(c).await)?;
        let programme = Programme::try_from(row)?;
        self.require(caller, Action::ProgrammeRead, programme.unit, Thing::TARGET).await?;
        Ok((programme, target))
    }

    /// Adds a target to a programme.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write programmes of its unit.
    pub async fn add_target(&mut self, caller: &Caller, target: &Target) -> Result<()> {
        let (programme, _) = self.programme(caller, target.programme).await?;
        self.require(caller, Action::ProgrammeWrite, programme.unit, Thing::PROGRAMME).await?;
        self.insert_target(caller, target).await?;
        let after = serde_json::to_string(target)?;
        self.target_noted(caller, &programme, target.id, "target.add", (String::new(), after)).await
    }

    /// Shares a target out; what was shared before is superseded.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write programmes of the unit.
    pub async fn allot(&mut self, caller: &Caller, allotment: &Allotment) -> Result<()> {
        let (programme, _) = self.target(caller, allotment.target).await?;
        self.require(caller, Action::ProgrammeWrite, programme.unit, Thing::TARGET).await?;
        let before = self.shared(allotment.target).await?;
        let (id, target, now) = (allotment.id.uuid(), allotment.target.uuid(), caller.now.micros());
        on!(self, c => sqlx::query(SUPERSEDE).bind(target).bind(now).execute(c).await.map(|_| ()))?;
        on!(self, c => sqlx::query(ADD_ALLOTMENT).bind(id).bind(target).bind(allotment.by.word())
            .bind(allotment.whole).bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        insert_many!(
            self,
            "INSERT INTO allotment_share (allotment_id, unit_id, value, weight) ",
            [id],
            allotment.shares,
            |values, share| {
                values.push_bind(share.unit.uuid()).push_bind(share.value).push_bind(share.weight);
            }
        );
        let before = before.map_or(Ok(String::new()), |one| serde_json::to_string(&one))?;
        let noted = (before, serde_json::to_string(allotment)?);
        self.target_noted(caller, &programme, allotment.target, "target.allot", noted).await
    }

    /// How a target is shared out now, the shares by code of unit; nothing when it is not.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the target.
    pub async fn allotment(&mut self, caller: &Caller, target: TargetId) -> Result<Option<Allotment>> {
        self.target(caller, target).await?;
        self.shared(target).await
    }

    /// The units a target is shared out over, by code. Who may read the target may know who else it was given to.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the target.
    pub async fn units_sharing(&mut self, caller: &Caller, target: TargetId) -> Result<Vec<Unit>> {
        self.target(caller, target).await?;
        let rows: Vec<UnitRow> = on!(self, c => sqlx::query_as(SHARING).bind(target.uuid()).fetch_all(c).await)?;
        rows.into_iter().map(Unit::try_from).collect()
    }

    async fn shared(&mut self, target: TargetId) -> Result<Option<Allotment>> {
        let found: Option<(Uuid, String, i64)> =
            on!(self, c => sqlx::query_as(ALLOTMENT).bind(target.uuid()).fetch_optional(c).await)?;
        let Some((id, by, whole)) = found else { return Ok(None) };
        let rows: Vec<(Uuid, i64, i64)> = on!(self, c => sqlx::query_as(SHARES).bind(id).fetch_all(c).await)?;
        let shares = rows.into_iter().map(|(unit, value, weight)| Share { unit: unit.into(), value, weight });
        let by = ShareBy::from_word(&by).ok_or(Error::Corrupt(by))?;
        Ok(Some(Allotment { id: id.into(), target, by, whole, shares: shares.collect() }))
    }

    /// What was given to a unit from above and stands in none of its programmes yet: the targets above, with the unit's
    /// share as their value, as if taken from themselves.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read programmes of the unit.
    pub async fn shares_waiting(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Target>> {
        self.require(caller, Action::ProgrammeRead, unit, Thing::PROGRAMME).await?;
        let rows: Vec<TargetRow> = on!(self, c => sqlx::query_as(WAITING).bind(unit.uuid()).fetch_all(c).await)?;
        rows.into_iter().map(Target::try_from).collect()
    }

    /// Workers of employers without a union below each unit directly below one, on a day; units without any are left out.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn white_spot_workers(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (day, least): (chrono::NaiveDate, i64),
    ) -> Result<Vec<(UnitId, i64)>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(WHITE_SPOTS).bind(unit.uuid()).bind(day)
            .bind(least).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(unit, workers)| (unit.into(), workers)).collect())
    }

    /// The directive a clause belongs to; open to the program itself, which compares it with that of a programme.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn directive_of_clause(&mut self, clause: ClauseId) -> Result<Option<DirectiveId>> {
        let found: Option<Uuid> =
            on!(self, c => sqlx::query_scalar(CLAUSE).bind(clause.uuid()).fetch_optional(c).await)?;
        Ok(found.map(Into::into))
    }

    /// Writes down what was done to a target.
    pub(super) async fn target_noted(
        &mut self,
        caller: &Caller,
        programme: &Programme,
        target: TargetId,
        action: &'static str,
        (before, after): (String, String),
    ) -> Result<()> {
        let chain = self.chain_of(programme.unit).await?;
        let note = Note { chain, action, object: format!("target:{target}"), before, after };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
}
