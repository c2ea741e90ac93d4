//! Clauses of directives and what was read in them: kept for ever with their places, decided when somebody does.
//!
//! Not here: reading (`reader`), programmes made of targets (`programmes`).

use congdoan_model::{
    ClauseId, DirectiveId, FindingId, UnitId,
    access::{Action, Caller},
    directives::{
        Clause, Directive, Relation,
        finding::{Decision, Finding, FindingKind, Values},
        symbol::key_of,
    },
};
use sqlx::types::Uuid;

use super::NewLink;
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    transaction::on,
};

/// What somebody decided about a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingDecided {
    /// The finding.
    pub id: FindingId,
    /// The decision.
    pub decision: Decision,
    /// The values as they stand from now on.
    pub kept: Values,
    /// The paper of the register a citation names.
    pub cited: Option<DirectiveId>,
    /// The unit an organisation is.
    pub unit: Option<UnitId>,
    /// The indicator of a target or figure.
    pub indicator: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ClauseRow {
    id: Uuid,
    label: String,
    depth: i64,
    title: String,
    text_from: i64,
    text_to: i64,
}

#[derive(sqlx::FromRow)]
struct FindingRow {
    id: Uuid,
    kind: String,
    place: i64,
    text_from: i64,
    text_to: i64,
    text: String,
    rule: String,
    as_read: String,
    as_kept: String,
    decision: String,
    cited_id: Option<Uuid>,
    unit_id: Option<Uuid>,
    indicator: Option<String>,
    clause_id: Option<Uuid>,
    decided_by: Option<String>,
    decided_at: Option<i64>,
}

impl TryFrom<FindingRow> for Finding {
    type Error = Error;

    fn try_from(row: FindingRow) -> Result<Self> {
        Ok(Self {
            id: row.id.into(),
            kind: FindingKind::from_word(&row.kind).ok_or(Error::Corrupt(row.kind))?,
            place: row.place,
            start: row.text_from,
            end: row.text_to,
            text: row.text,
            rule: row.rule,
            read: serde_json::from_str(&row.as_read)?,
            kept: serde_json::from_str(&row.as_kept)?,
            decision: Decision::from_word(&row.decision).ok_or(Error::Corrupt(row.decision))?,
            cited: row.cited_id.map(Into::into),
            unit: row.unit_id.map(Into::into),
            indicator: row.indicator,
            clause: row.clause_id.map(Into::into),
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        })
    }
}

const ADD_CLAUSES: &str =
    "INSERT INTO directive_clause (directive_id, id, place, label, depth, title, text_from, text_to) ";
const CLAUSES: &str = "
SELECT id, label, depth, title, text_from, text_to FROM directive_clause WHERE directive_id = $1 ORDER BY place";
const ADD_FINDINGS: &str =
    "INSERT INTO directive_finding (directive_id, id, kind, place, text_from, text_to, text, rule,
    symbol_key, as_read, as_kept, decision, cited_id, unit_id, indicator, clause_id, decided_by, decided_at) ";
const FINDINGS: &str = "
SELECT id, kind, place, text_from, text_to, text, rule, as_read, as_kept, decision, cited_id, unit_id, indicator, clause_id,
    decided_by, decided_at
FROM directive_finding WHERE directive_id = $1 ORDER BY text_from, text_to DESC, kind, place";
const HOME: &str = "SELECT directive_id FROM directive_finding WHERE id = $1";
const DECIDE: &str = "
UPDATE directive_finding SET decision = $3, as_kept = $4, cited_id = $5, unit_id = $6, indicator = $7, symbol_key = $8,
    decided_by = $9, decided_at = $10
WHERE id = $1 AND directive_id = $2";
/// Citations of papers below a unit that stand, name a symbol and a day, and were matched with nothing yet. Parameters: the
/// unit, the key, the day as text, today.
const EARLIER: &str = "
WITH RECURSIVE down (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM down JOIN unit_link l ON l.parent_id = down.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $4 AND (l.valid_until IS NULL OR l.valid_until > $4)
)
SELECT f.id, f.directive_id, f.as_kept FROM directive_finding f JOIN directive d ON d.id = f.directive_id
WHERE f.symbol_key = $2 AND f.kind = 'citation' AND f.cited_id IS NULL AND f.decision IN ('accepted', 'corrected')
    AND f.as_kept LIKE '%\"date\":\"' || $3 || '\"%' AND d.unit_id IN (SELECT id FROM down) LIMIT 1000";
const MATCH: &str = "UPDATE directive_finding SET cited_id = ";

impl Tx {
    /// Adds the clauses of a directive; the caller asked for the right.
    pub(super) async fn add_clauses(&mut self, id: DirectiveId, clauses: &[Clause]) -> Result<()> {
        let placed: Vec<(i64, &Clause)> = (1..).zip(clauses).collect();
        insert_many!(self, ADD_CLAUSES, [id.uuid()], placed, |values, row| {
            values.push_bind(row.1.id.uuid()).push_bind(row.0).push_bind(row.1.label.as_str());
            values.push_bind(row.1.depth).push_bind(row.1.title.as_str());
            values.push_bind(row.1.start).push_bind(row.1.end);
        });
        Ok(())
    }

    /// Adds the findings of a directive; the caller asked for the right.
    pub(super) async fn add_findings(&mut self, id: DirectiveId, findings: &[Finding]) -> Result<()> {
        let written = findings.iter().map(|finding| {
            let values = |values: &Values| Ok::<_, Error>(serde_json::to_string(values)?);
            Ok((finding, values(&finding.read)?, values(&finding.kept)?, key_of(&finding.kept.symbol)))
        });
        let written = written.collect::<Result<Vec<_>>>()?;
        insert_many!(self, ADD_FINDINGS, [id.uuid()], written, |values, row| {
            let (finding, read, kept, key) = row;
            values.push_bind(finding.id.uuid()).push_bind(finding.kind.word()).push_bind(finding.place);
            values.push_bind(finding.start).push_bind(finding.end).push_bind(finding.text.as_str());
            values.push_bind(finding.rule.as_str()).push_bind(key.as_str()).push_bind(read.as_str());
            values.push_bind(kept.as_str()).push_bind(finding.decision.word());
            values.push_bind(finding.cited.map(DirectiveId::uuid)).push_bind(finding.unit.map(UnitId::uuid));
            values.push_bind(finding.indicator.as_deref()).push_bind(finding.clause.map(ClauseId::uuid));
            values.push_bind(finding.decided_by.as_deref()).push_bind(finding.decided_at);
        });
        Ok(())
    }

    /// The clauses of a directive in the order of its text.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn directive_clauses(&mut self, caller: &Caller, id: DirectiveId) -> Result<Vec<Clause>> {
        self.require_directive(caller, id).await?;
        let rows: Vec<ClauseRow> = on!(self, c => sqlx::query_as(CLAUSES).bind(id.uuid()).fetch_all(c).await)?;
        let clause = |row: ClauseRow| Clause {
            id: row.id.into(),
            label: row.label,
            depth: row.depth,
            title: row.title,
            start: row.text_from,
            end: row.text_to,
        };
        Ok(rows.into_iter().map(clause).collect())
    }

    /// What was read in a directive, in the order of its text.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn directive_findings(&mut self, caller: &Caller, id: DirectiveId) -> Result<Vec<Finding>> {
        self.require_directive(caller, id).await?;
        let rows: Vec<FindingRow> = on!(self, c => sqlx::query_as(FINDINGS).bind(id.uuid()).fetch_all(c).await)?;
        rows.into_iter().map(Finding::try_from).collect()
    }

    /// The directive a finding belongs to.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn directive_of_finding(&mut self, caller: &Caller, id: FindingId) -> Result<DirectiveId> {
        let home: Option<Uuid> = on!(self, c => sqlx::query_scalar(HOME).bind(id.uuid()).fetch_optional(c).await)?;
        let home = DirectiveId::from(home.ok_or(Error::NotVisible("finding"))?);
        self.require_directive(caller, home).await?;
        Ok(home)
    }

    /// Writes down what somebody decided about findings of a directive, and the links that come and go with it. What was read
    /// stays as it is, whatever is decided, and so does the place.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::NotVisible`] too for a finding of another directive.
    pub async fn decide_findings(
        &mut self,
        caller: &Caller,
        id: DirectiveId,
        (decided, come, gone): (&[FindingDecided], &[NewLink], &[NewLink]),
    ) -> Result<()> {
        let unit = self.require_directive(caller, id).await?;
        self.require(caller, Action::DirectiveWrite, unit, Thing::DIRECTIVE).await?;
        for one in decided {
            let kept = serde_json::to_string(&one.kept)?;
            let done = on!(self, c => sqlx::query(DECIDE).bind(one.id.uuid()).bind(id.uuid())
                .bind(one.decision.word()).bind(&kept).bind(one.cited.map(DirectiveId::uuid))
                .bind(one.unit.map(UnitId::uuid)).bind(one.indicator.as_deref()).bind(key_of(&one.kept.symbol))
                .bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|done| done.rows_affected()))?;
            if done != 1 {
                return Err(Error::NotVisible("finding"));
            }
        }
        self.drop_links(id, gone).await?;
        self.add_links(id, come).await?;
        let said: Vec<_> = decided.iter().map(|one| (one.id, one.decision, &one.kept, &one.indicator)).collect();
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "directive.decide",
            object: format!("directive:{id}"),
            before: String::new(),
            after: serde_json::to_string(&said)?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Matches a new paper with citations that named it before it came in: by symbol and day, in papers of units below the
    /// one that entered it, all of which see it.
    pub(super) async fn match_earlier_citations(
        &mut self,
        new: &Directive,
        (unit, today): (UnitId, chrono::NaiveDate),
    ) -> Result<()> {
        let (Some(day), false) = (new.issued_on, new.symbol.is_empty()) else { return Ok(()) };
        let (key, id) = (key_of(&new.symbol), new.id.uuid());
        let rows: Vec<(Uuid, Uuid, String)> = on!(self, c => sqlx::query_as(EARLIER).bind(unit.uuid()).bind(&key)
            .bind(day.to_string()).bind(today).fetch_all(c).await)?;
        if rows.is_empty() {
            return Ok(());
        }
        on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(MATCH);
            query.push_bind(id).push(" WHERE id IN (");
            let mut listed = query.separated(", ");
            for (finding, ..) in &rows {
                listed.push_bind(*finding);
            }
            query.push(")");
            query.build().execute(c).await.map(|_| ())
        })?;
        let links = rows.iter().filter(|(_, from, _)| *from != id).map(|(_, from, kept)| {
            let kept: Values = serde_json::from_str(kept)?;
            let relation = Relation::from_word(&kept.relation).unwrap_or(Relation::Cites);
            let since = matches!(relation, Relation::Replaces | Relation::Amends);
            Ok(((*from).into(), new.id, relation, if since { new.valid_from } else { None }))
        });
        let links = links.collect::<Result<Vec<_>>>()?;
        self.add_edges(&links).await
    }
}
