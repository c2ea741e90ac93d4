//! Programmes and their targets.
//!
//! Not here: progress (computed from figures in `service`), what happens to a target later (`targets`).

mod changes;
mod targets;

pub mod answers;
pub mod cascade;
pub mod coverage;
pub mod known;
pub mod opening;
pub mod reviews;
pub mod tasks;

pub mod schemes;

use congdoan_model::{
    ClauseId, ProgrammeId, TargetId, UnitId,
    access::{Action, Caller},
    programmes::{Programme, Target},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note},
    transaction::on,
};

#[derive(sqlx::FromRow)]
pub(crate) struct ProgrammeRow {
    id: Uuid,
    unit_id: Uuid,
    kind: String,
    title: String,
    directive_id: Option<Uuid>,
    parent_id: Option<Uuid>,
    period: String,
}

impl TryFrom<ProgrammeRow> for Programme {
    type Error = Error;

    fn try_from(row: ProgrammeRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            unit: row.unit_id.into(),
            kind: row.kind.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
            title: row.title,
            directive: row.directive_id.map(Into::into),
            parent: row.parent_id.map(Into::into),
            period: row.period.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
        })
    }
}

#[derive(sqlx::FromRow)]
pub(crate) struct TargetRow {
    id: Uuid,
    programme_id: Uuid,
    indicator: String,
    comparator: String,
    value: i64,
    value_max: Option<i64>,
    period: String,
    baseline: Option<i64>,
    words: String,
    clause_id: Option<Uuid>,
    source: String,
    above_id: Option<Uuid>,
}

impl TryFrom<TargetRow> for Target {
    type Error = Error;

    fn try_from(row: TargetRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            programme: row.programme_id.into(),
            indicator: row.indicator,
            comparator: row.comparator.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
            value: row.value,
            value_max: row.value_max,
            period: row.period.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
            baseline: row.baseline,
            words: row.words,
            clause: row.clause_id.map(Into::into),
            source: row.source.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
            above: row.above_id.map(Into::into),
        })
    }
}

const ADD: &str = "
INSERT INTO programme (id, unit_id, title, directive_id, parent_id, period, period_from, period_to, recorded_at, kind)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
const ADD_TARGET: &str = "
INSERT INTO target (id, programme_id, indicator, comparator, value, value_max, period, baseline, words, clause_id,
    source, above_id, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
const ONE: &str = "SELECT id, unit_id, kind, title, directive_id, parent_id, period FROM programme WHERE id = $1";
const OF_UNIT: &str = "
SELECT id, unit_id, kind, title, directive_id, parent_id, period FROM programme
WHERE unit_id = $1 AND period_from <= $3 AND period_to >= $2 ORDER BY period_from DESC, id";
const TARGETS_OF_UNIT: &str = "
SELECT t.id, t.programme_id, t.indicator, t.comparator, t.value, t.value_max, t.period, t.baseline, t.words, t.clause_id,
    t.source, t.above_id
FROM target t JOIN programme p ON p.id = t.programme_id
WHERE p.unit_id = $1 AND p.period_from <= $3 AND p.period_to >= $2 ORDER BY t.id";
const TARGETS: &str = "
SELECT id, programme_id, indicator, comparator, value, value_max, period, baseline, words, clause_id, source, above_id
FROM target WHERE programme_id = $1 ORDER BY id";
const RELATED: &str = within_reach!(
    "SELECT p.id, p.unit_id, p.kind, p.title, p.directive_id, p.parent_id, p.period, u.name AS unit_name
FROM programme p JOIN unit u ON u.id = p.unit_id
WHERE ((p.directive_id = $5 AND $6 = 'directive') OR (p.parent_id = $5 AND $6 = 'parent'))
    AND ($3 = 1 OR p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM down))
ORDER BY p.id LIMIT 500"
);
const ANSWERS: &str = within_reach!(
    "SELECT p.directive_id, COUNT(*) FROM programme p
WHERE p.directive_id IS NOT NULL
    AND ($3 = 1 OR p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM down))
GROUP BY p.directive_id"
);

#[derive(sqlx::FromRow)]
struct RelatedRow {
    #[sqlx(flatten)]
    programme: ProgrammeRow,
    unit_name: String,
}

impl Tx {
    /// Adds a programme with its targets.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write programmes of the unit.
    pub async fn add_programme(&mut self, caller: &Caller, programme: &Programme, targets: &[Target]) -> Result<()> {
        self.require(caller, Action::ProgrammeWrite, programme.unit, Thing::PROGRAMME).await?;
        on!(self, c => sqlx::query(ADD).bind(programme.id.uuid()).bind(programme.unit.uuid()).bind(&programme.title)
            .bind(programme.directive.map(congdoan_model::DirectiveId::uuid))
            .bind(programme.parent.map(ProgrammeId::uuid)).bind(programme.period.to_string())
            .bind(programme.period.from()).bind(programme.period.to()).bind(caller.now.micros())
            .bind(programme.kind.word()).execute(c).await.map(|_| ()))?;
        for target in targets {
            self.insert_target(caller, target).await?;
        }
        let note = Note {
            chain: self.chain_of(programme.unit).await?,
            action: "programme.add",
            object: format!("programme:{}", programme.id),
            before: String::new(),
            after: serde_json::to_string(&(programme, targets))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    async fn insert_target(&mut self, caller: &Caller, target: &Target) -> Result<()> {
        on!(self, c => sqlx::query(ADD_TARGET).bind(target.id.uuid()).bind(target.programme.uuid())
            .bind(&target.indicator).bind(target.comparator.sign()).bind(target.value).bind(target.value_max)
            .bind(target.period.to_string()).bind(target.baseline).bind(&target.words)
            .bind(target.clause.map(ClauseId::uuid)).bind(target.source.word()).bind(target.above.map(TargetId::uuid))
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// A programme the caller may read, with its targets.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn programme(&mut self, caller: &Caller, id: ProgrammeId) -> Result<(Programme, Vec<Target>)> {
        let row: Option<ProgrammeRow> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let programme = Programme::try_from(row.ok_or(Error::NotVisible("programme"))?)?;
        self.require(caller, Action::ProgrammeRead, programme.unit, Thing::PROGRAMME).await?;
        let rows: Vec<TargetRow> = on!(self, c => sqlx::query_as(TARGETS).bind(id.uuid()).fetch_all(c).await)?;
        Ok((programme, rows.into_iter().map(Target::try_from).collect::<Result<_>>()?))
    }

    /// A unit's own programmes that touch a period, with their targets.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read programmes of the unit.
    pub async fn programmes(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        period: congdoan_model::Period,
    ) -> Result<Vec<(Programme, Vec<Target>)>> {
        self.require(caller, Action::ProgrammeRead, unit, Thing::PROGRAMME).await?;
        let (from, to) = (period.from(), period.to());
        let rows: Vec<ProgrammeRow> =
            on!(self, c => sqlx::query_as(OF_UNIT).bind(unit.uuid()).bind(from).bind(to).fetch_all(c).await)?;
        let targets: Vec<TargetRow> =
            on!(self, c => sqlx::query_as(TARGETS_OF_UNIT).bind(unit.uuid()).bind(from).bind(to).fetch_all(c).await)?;
        let targets = targets.into_iter().map(Target::try_from).collect::<Result<Vec<_>>>()?;
        rows.into_iter()
            .map(|row| {
                let programme = Programme::try_from(row)?;
                let own = targets.iter().filter(|target| target.programme == programme.id).cloned().collect();
                Ok((programme, own))
            })
            .collect()
    }

    /// The programmes within the caller's reach that make one concrete, with the names of their units.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme asked for.
    pub async fn programmes_under(&mut self, caller: &Caller, id: ProgrammeId) -> Result<Vec<(Programme, String)>> {
        self.programme(caller, id).await?;
        self.related_programmes(caller, id.uuid(), "parent").await
    }

    /// The programmes within the caller's reach that answer a directive it may see, with the names of their units.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the directive.
    pub async fn programmes_of_directive(
        &mut self,
        caller: &Caller,
        id: congdoan_model::DirectiveId,
    ) -> Result<Vec<(Programme, String)>> {
        self.require_directive(caller, id).await?;
        self.related_programmes(caller, id.uuid(), "directive").await
    }

    async fn related_programmes(&mut self, caller: &Caller, id: Uuid, by: &str) -> Result<Vec<(Programme, String)>> {
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let rows: Vec<RelatedRow> = on!(self, c => sqlx::query_as(RELATED).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).bind(id).bind(by).fetch_all(c).await)?;
        rows.into_iter().map(|row| Ok((row.programme.try_into()?, row.unit_name))).collect()
    }

    /// How many programmes within the caller's reach answer each directive; directives without any are left out.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn programmes_answering(&mut self, caller: &Caller) -> Result<Vec<(congdoan_model::DirectiveId, i64)>> {
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(ANSWERS).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(id, count)| (id.into(), count)).collect())
    }
}
