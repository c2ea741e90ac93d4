//! Opening a programme under a directive: what stands above and beside, where targets came from; changing its particulars,
//! closing and cancelling it.
//!
//! Not here: its answers to the parts of the directive (`answers`), its targets' values (`programmes`).

use chrono::NaiveDate;
use congdoan_model::{
    ClauseId, DirectiveId, EndId, ProgrammeId, TargetId, UnitId,
    access::{Action, Caller},
    audit::Entry,
    programmes::{
        Programme, Target,
        cascade::{EndManner, TargetSource},
    },
};
use sqlx::types::Uuid;

use super::ProgrammeRow;
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// A programme another one can stand under or beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The programme.
    pub programme: Programme,
    /// The name of its unit.
    pub unit_name: String,
    /// Whether its unit is a Party body.
    pub party: bool,
}

/// Where a target came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The target.
    pub target: TargetId,
    /// From where.
    pub source: TargetSource,
    /// The target of the programme above it was taken from.
    pub above: Option<TargetId>,
    /// The clause it serves.
    pub clause: Option<ClauseId>,
    /// Where it starts from, in hundredths.
    pub baseline: Option<i64>,
}

/// The end of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// How.
    pub manner: EndManner,
    /// The day.
    pub on: NaiveDate,
    /// Why.
    pub reason: String,
    /// Who wrote it: name of the person, or the sign-in name.
    pub by: String,
}

#[derive(sqlx::FromRow)]
struct OfferedRow {
    #[sqlx(flatten)]
    programme: ProgrammeRow,
    unit_name: String,
    unit_kind: String,
}

#[derive(sqlx::FromRow)]
struct OriginRow {
    target_id: Uuid,
    source: String,
    above_id: Option<Uuid>,
    clause_id: Option<Uuid>,
    baseline: Option<i64>,
}

/// Programmes of units above one, and of the Party bodies beside those, that stand on a directive or one it carries out.
const OFFERED: &str = "
WITH RECURSIVE up (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.parent_id FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $3 AND (l.valid_until IS NULL OR l.valid_until > $3)
), party (id) AS (
    SELECT u.id FROM up JOIN unit_link l ON l.parent_id = up.id JOIN unit u ON u.id = l.child_id
    WHERE u.kind = 'party' AND l.superseded_at IS NULL AND l.valid_from <= $3
        AND (l.valid_until IS NULL OR l.valid_until > $3)
    UNION
    SELECT u.id FROM party JOIN unit_link l ON l.parent_id = party.id JOIN unit u ON u.id = l.child_id
    WHERE u.kind = 'party' AND l.superseded_at IS NULL AND l.valid_from <= $3
        AND (l.valid_until IS NULL OR l.valid_until > $3)
), paper (id) AS (
    SELECT id FROM directive WHERE id = $2
    UNION
    SELECT l.to_id FROM paper JOIN directive_link l ON l.from_id = paper.id WHERE l.relation = 'carries_out'
)
SELECT p.id, p.unit_id, p.kind, p.title, p.directive_id, p.parent_id, p.period, u.name AS unit_name, u.kind AS unit_kind
FROM programme p JOIN unit u ON u.id = p.unit_id
WHERE p.directive_id IN (SELECT id FROM paper) AND p.unit_id <> $1
    AND (p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM party))
    AND NOT EXISTS (SELECT 1 FROM programme_end e
        WHERE e.programme_id = p.id AND e.manner = 'cancelled' AND e.superseded_at IS NULL)
ORDER BY CASE WHEN p.directive_id = $2 THEN 0 ELSE 1 END, p.period_from DESC, p.id DESC LIMIT 100";
const BESIDE: &str = "
SELECT p.id, p.unit_id, p.kind, p.title, p.directive_id, p.parent_id, p.period, u.name AS unit_name, u.kind AS unit_kind
FROM programme p JOIN unit u ON u.id = p.unit_id
WHERE p.id IN (SELECT beside_id FROM programme_link WHERE programme_id = $1
    UNION SELECT programme_id FROM programme_link WHERE beside_id = $1) ORDER BY p.id LIMIT 100";
const LINK: &str = "INSERT INTO programme_link (programme_id, beside_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const UNLINK: &str = "DELETE FROM programme_link WHERE programme_id = $1 OR beside_id = $1";
const CHANGE: &str = "
UPDATE programme SET title = $2, kind = $3, directive_id = $4, parent_id = $5, period = $6, period_from = $7,
    period_to = $8 WHERE id = $1";
const UNEND: &str = "UPDATE programme_end SET superseded_at = $2 WHERE programme_id = $1 AND superseded_at IS NULL";
const ADD_END: &str = "
INSERT INTO programme_end (id, programme_id, manner, ended_on, reason, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)";
const END: &str = "
SELECT e.manner, e.ended_on, e.reason, COALESCE(p.name, e.recorded_by) AS by_name
FROM programme_end e LEFT JOIN account a ON a.login = e.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE e.programme_id = $1 AND e.superseded_at IS NULL";
const ORIGINS: &str = "
SELECT o.target_id, o.source, o.above_id, o.clause_id, o.baseline FROM target_origin o JOIN target t ON t.id = o.target_id
WHERE t.programme_id = $1 ORDER BY o.target_id";
/// Whether the first programme stands, however far, under the second.
const STANDS_UNDER: &str = "
WITH RECURSIVE up (id) AS (
    SELECT id FROM programme WHERE id = $1
    UNION
    SELECT p.parent_id FROM up JOIN programme p ON p.id = up.id WHERE p.parent_id IS NOT NULL
)
SELECT COUNT(*) FROM up WHERE id = $2";

impl Tx {
    /// Programmes a new one of a unit can stand under or beside, those the caller may read.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the directive.
    pub async fn programmes_offered(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        directive: DirectiveId,
    ) -> Result<Vec<Offered>> {
        self.require_directive(caller, directive).await?;
        let rows: Vec<OfferedRow> = on!(self, c => sqlx::query_as(OFFERED).bind(unit.uuid()).bind(directive.uuid())
            .bind(caller.now.day()).fetch_all(c).await)?;
        self.readable(caller, rows).await
    }

    /// The programmes beside one, over the other line, those the caller may read.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn programmes_beside(&mut self, caller: &Caller, id: ProgrammeId) -> Result<Vec<Offered>> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let rows: Vec<OfferedRow> = on!(self, c => sqlx::query_as(BESIDE).bind(id.uuid()).fetch_all(c).await)?;
        self.readable(caller, rows).await
    }

    async fn readable(&mut self, caller: &Caller, rows: Vec<OfferedRow>) -> Result<Vec<Offered>> {
        let found = rows.into_iter().map(|row| {
            Ok(Offered {
                programme: row.programme.try_into()?,
                unit_name: row.unit_name,
                party: row.unit_kind == "party",
            })
        });
        let mut found = found.collect::<Result<Vec<Offered>>>()?;
        let mut units: Vec<UnitId> = found.iter().map(|one| one.programme.unit).collect();
        units.sort_unstable();
        units.dedup();
        let seen = self.allowed(caller, Action::ProgrammeRead, &units, Thing::PROGRAMME).await?;
        found.retain(|one| seen.contains(&one.programme.unit));
        Ok(found)
    }

    /// Puts programmes of the other line beside one, in place of those that were.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write the programme.
    pub async fn put_beside(&mut self, caller: &Caller, id: ProgrammeId, beside: &[ProgrammeId]) -> Result<()> {
        let unit = self.require_programme(caller, Action::ProgrammeWrite, id).await?;
        on!(self, c => sqlx::query(UNLINK).bind(id.uuid()).execute(c).await.map(|_| ()))?;
        for other in beside.iter().filter(|other| **other != id) {
            on!(self, c => sqlx::query(LINK).bind(id.uuid()).bind(other.uuid()).execute(c).await.map(|_| ()))?;
        }
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "programme.beside",
            object: format!("programme:{id}"),
            before: String::new(),
            after: serde_json::to_string(beside)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Tells where targets added in the same transaction came from.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write the programme.
    pub async fn add_origins(&mut self, caller: &Caller, id: ProgrammeId, origins: &[Origin]) -> Result<()> {
        self.require_programme(caller, Action::ProgrammeWrite, id).await?;
        insert_many!(
            self,
            "INSERT INTO target_origin (target_id, source, above_id, clause_id, baseline) ",
            [],
            origins,
            |values, origin| {
                values.push_bind(origin.target.uuid()).push_bind(origin.source.word());
                values.push_bind(origin.above.map(TargetId::uuid)).push_bind(origin.clause.map(ClauseId::uuid));
                values.push_bind(origin.baseline);
            }
        );
        Ok(())
    }

    /// Where the targets of a programme came from; those entered before it was asked are left out.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn origins(&mut self, caller: &Caller, id: ProgrammeId) -> Result<Vec<Origin>> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let rows: Vec<OriginRow> = on!(self, c => sqlx::query_as(ORIGINS).bind(id.uuid()).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Origin {
                    target: row.target_id.into(),
                    source: row.source.parse().map_err(|error| Error::Corrupt(format!("{error}")))?,
                    above: row.above_id.map(Into::into),
                    clause: row.clause_id.map(Into::into),
                    baseline: row.baseline,
                })
            })
            .collect()
    }

    /// Changes the particulars of a programme; its unit stays.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write programmes of the unit.
    pub async fn change_programme(&mut self, caller: &Caller, changed: &Programme) -> Result<()> {
        let unit = self.require_programme(caller, Action::ProgrammeWrite, changed.id).await?;
        let (before, _): (Programme, Vec<Target>) = self.programme(caller, changed.id).await?;
        on!(self, c => sqlx::query(CHANGE).bind(changed.id.uuid()).bind(&changed.title).bind(changed.kind.word())
            .bind(changed.directive.map(DirectiveId::uuid)).bind(changed.parent.map(ProgrammeId::uuid))
            .bind(changed.period.to_string()).bind(changed.period.from()).bind(changed.period.to())
            .execute(c).await.map(|_| ()))?;
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "programme.change",
            object: format!("programme:{}", changed.id),
            before: serde_json::to_string(&before)?,
            after: serde_json::to_string(changed)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Whether a programme stands, however far, under another, or is it.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn stands_under(&mut self, id: ProgrammeId, under: ProgrammeId) -> Result<bool> {
        let count: i64 = on!(self, c => sqlx::query_scalar(STANDS_UNDER).bind(id.uuid()).bind(under.uuid())
            .fetch_one(c).await)?;
        Ok(count > 0)
    }

    /// Ends a programme, or takes its end back.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not write programmes of the unit.
    pub async fn end_programme(
        &mut self,
        caller: &Caller,
        id: ProgrammeId,
        end: Option<(EndId, EndManner, NaiveDate, &str)>,
    ) -> Result<()> {
        let unit = self.require_programme(caller, Action::ProgrammeWrite, id).await?;
        let now = caller.now.micros();
        on!(self, c => sqlx::query(UNEND).bind(id.uuid()).bind(now).execute(c).await.map(|_| ()))?;
        if let Some((end, manner, day, reason)) = end {
            on!(self, c => sqlx::query(ADD_END).bind(end.uuid()).bind(id.uuid()).bind(manner.word()).bind(day)
                .bind(reason).bind(caller.name()).bind(now).execute(c).await.map(|_| ()))?;
        }
        let told = end.map(|(_, manner, day, reason)| (manner.word(), day.to_string(), reason));
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: if end.is_some() { "programme.end" } else { "programme.reopen" },
            object: format!("programme:{id}"),
            before: String::new(),
            after: serde_json::to_string(&told)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// What was done to a programme, oldest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn programme_story(&mut self, caller: &Caller, id: ProgrammeId) -> Result<Vec<Entry>> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        self.story(&format!("programme:{id}")).await
    }

    /// How a programme ended, where it did.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read the programme.
    pub async fn programme_end(&mut self, caller: &Caller, id: ProgrammeId) -> Result<Option<End>> {
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let row: Option<(String, NaiveDate, String, String)> =
            on!(self, c => sqlx::query_as(END).bind(id.uuid()).fetch_optional(c).await)?;
        let Some((manner, on, reason, by)) = row else { return Ok(None) };
        let manner = manner.parse().map_err(|error| Error::Corrupt(format!("{error}")))?;
        Ok(Some(End { manner, on, reason, by }))
    }
}
