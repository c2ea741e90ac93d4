//! The tree of programmes under a directive: those on it and on what carries it out, what they answered, and the units that
//! could open one.
//!
//! Not here: putting them level under level (`service::programmes::cascade`).

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, ProgrammeId, UnitId,
    access::{Action, Caller},
    programmes::Programme,
};
use sqlx::types::Uuid;

use super::ProgrammeRow;
use crate::{
    Result, Tx,
    access::{reach, within_reach},
    transaction::on,
};

/// The most programmes a tree shows.
pub const SHOWN: i64 = 2_000;

/// A programme of a cascade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CascadeProgramme {
    /// The programme.
    pub programme: Programme,
    /// The code of its unit.
    pub unit_code: String,
    /// The name of its unit.
    pub unit_name: String,
    /// The kind of its unit.
    pub unit_kind: String,
    /// How it ended: `closed`, `cancelled`, or nothing.
    pub end: Option<String>,
    /// The symbol of the directive it stands on.
    pub symbol: String,
    /// When it was entered, in microseconds.
    pub recorded_at: i64,
    /// The clauses it answered, parts that hold parts left out.
    pub answered: i64,
    /// The clauses there are to answer.
    pub clauses: i64,
}

/// A unit below one that opened a programme, and opened none itself.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Unopened {
    /// The unit above.
    #[sqlx(try_from = "Uuid")]
    pub parent: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

#[derive(sqlx::FromRow)]
struct CascadeRow {
    #[sqlx(flatten)]
    programme: ProgrammeRow,
    unit_code: String,
    unit_name: String,
    unit_kind: String,
    end_manner: Option<String>,
    symbol: String,
    recorded_at: i64,
    answered: i64,
    clauses: i64,
}

/// Parameters 1 to 4 are those of [`reach`], 5 the directive, 6 how many at most. A clause is answered where the next part of
/// the text lies no deeper.
const TREE: &str = within_reach!(
    ", paper (id) AS (
    SELECT id FROM directive WHERE id = $5
    UNION
    SELECT l.from_id FROM paper JOIN directive_link l ON l.to_id = paper.id WHERE l.relation = 'carries_out'
), leaf (id, directive_id) AS (
    SELECT c.id, c.directive_id FROM directive_clause c LEFT JOIN directive_clause n
        ON n.directive_id = c.directive_id AND n.place = c.place + 1
    WHERE c.directive_id IN (SELECT id FROM paper) AND (n.id IS NULL OR n.depth <= c.depth)
), counted (directive_id, clauses) AS (
    SELECT directive_id, COUNT(*) FROM leaf GROUP BY directive_id
), given (programme_id, answered) AS (
    SELECT a.programme_id, COUNT(*) FROM programme_answer a JOIN leaf ON leaf.id = a.clause_id
    WHERE a.superseded_at IS NULL GROUP BY a.programme_id
)
SELECT p.id, p.unit_id, p.kind, p.title, p.directive_id, p.parent_id, p.period, u.code AS unit_code, u.name AS unit_name,
    u.kind AS unit_kind, e.manner AS end_manner, d.symbol, p.recorded_at, COALESCE(g.answered, 0) AS answered,
    COALESCE(n.clauses, 0) AS clauses
FROM programme p JOIN unit u ON u.id = p.unit_id JOIN directive d ON d.id = p.directive_id
    LEFT JOIN programme_end e ON e.programme_id = p.id AND e.superseded_at IS NULL
    LEFT JOIN given g ON g.programme_id = p.id LEFT JOIN counted n ON n.directive_id = p.directive_id
WHERE p.directive_id IN (SELECT id FROM paper)
    AND ($3 = 1 OR p.unit_id IN (SELECT id FROM up) OR p.unit_id IN (SELECT id FROM down))
ORDER BY u.code, p.period_from, p.id LIMIT $6"
);
/// Units directly below a unit with a programme of the cascade that have none of it, Party bodies and partners apart.
const UNOPENED: &str = within_reach!(
    ", paper (id) AS (
    SELECT id FROM directive WHERE id = $5
    UNION
    SELECT l.from_id FROM paper JOIN directive_link l ON l.to_id = paper.id WHERE l.relation = 'carries_out'
), holder (id) AS (
    SELECT DISTINCT p.unit_id FROM programme p WHERE p.directive_id IN (SELECT id FROM paper) AND NOT EXISTS (
        SELECT 1 FROM programme_end e
        WHERE e.programme_id = p.id AND e.manner = 'cancelled' AND e.superseded_at IS NULL)
)
SELECT l.parent_id AS parent, u.code, u.name
FROM holder JOIN unit_link l ON l.parent_id = holder.id JOIN unit u ON u.id = l.child_id
WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
    AND (l.valid_until IS NULL OR l.valid_until > $2) AND u.annulled_at IS NULL
    AND (u.closed_on IS NULL OR u.closed_on > $2)
    AND u.kind IN ('confederation', 'province', 'industry', 'corporation', 'upper', 'grassroots')
    AND u.id NOT IN (SELECT id FROM holder)
    AND ($3 = 1 OR u.id IN (SELECT id FROM down))
ORDER BY u.code LIMIT $6"
);

impl Tx {
    /// The programmes of the cascade of a directive within the caller's reach, and the units that could open one.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see the directive.
    pub async fn cascade(
        &mut self,
        caller: &Caller,
        directive: DirectiveId,
    ) -> Result<(Vec<CascadeProgramme>, Vec<Unopened>)> {
        self.require_directive(caller, directive).await?;
        let (person, everything, roles) = reach(caller, Action::ProgrammeRead);
        let (day, id): (NaiveDate, Uuid) = (caller.now.day(), directive.uuid());
        let rows: Vec<CascadeRow> = on!(self, c => sqlx::query_as(TREE).bind(person).bind(day).bind(everything)
            .bind(&roles).bind(id).bind(SHOWN).fetch_all(c).await)?;
        let unopened: Vec<Unopened> = on!(self, c => sqlx::query_as(UNOPENED).bind(person).bind(day)
            .bind(everything).bind(&roles).bind(id).bind(SHOWN).fetch_all(c).await)?;
        let rows = rows.into_iter().map(|row| {
            Ok(CascadeProgramme {
                programme: row.programme.try_into()?,
                unit_code: row.unit_code,
                unit_name: row.unit_name,
                unit_kind: row.unit_kind,
                end: row.end_manner,
                symbol: row.symbol,
                recorded_at: row.recorded_at,
                answered: row.answered,
                clauses: row.clauses,
            })
        });
        Ok((rows.collect::<Result<_>>()?, unopened))
    }

    /// The directives the programmes right below one stand on, those most stand on first.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read the programme.
    pub async fn papers_below(&mut self, caller: &Caller, id: ProgrammeId) -> Result<Vec<DirectiveId>> {
        const PAPERS: &str = "
SELECT directive_id FROM programme WHERE parent_id = $1 AND directive_id IS NOT NULL
GROUP BY directive_id ORDER BY COUNT(*) DESC, directive_id LIMIT 20";
        self.require_programme(caller, Action::ProgrammeRead, id).await?;
        let rows: Vec<Uuid> = on!(self, c => sqlx::query_scalar(PAPERS).bind(id.uuid()).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }
}
