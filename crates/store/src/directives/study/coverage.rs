//! How far the study of a directive has come, unit by unit, each person once, and who is missing.
//!
//! Somebody has studied a directive who came to any session on it, wherever it was held. Not here: sessions and who came.

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, PersonId, UnitId,
    access::{Action, Caller},
    directives::study::Expected,
};
use sqlx::types::Uuid;

use crate::{Result, Tx, access::Thing, transaction::on};

/// How many of those expected in a unit and all below have studied a directive.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct CoverageLine {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// How many are expected: members who stand there on the day, or holders of posts.
    pub expected: i64,
    /// Of those, how many came to a session on the directive.
    pub studied: i64,
    /// How many sessions on it were held there.
    pub sessions: i64,
}

/// Somebody expected who has not studied a directive.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Missing {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Member number.
    pub number: Option<String>,
    /// Code of the unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
}

/// `tops`: the units right below and the unit itself without them; `held`: what belongs to each; `studied`: who came;
/// `expected`: who should. Parameters: unit, day, directive, `members` or `officers`.
macro_rules! coverage {
    ($rest:literal) => {
        concat!(
            "
WITH RECURSIVE tops (top, id) AS (
    SELECT l.child_id, l.child_id FROM unit_link l
    WHERE l.parent_id = $1 AND l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
    UNION
    SELECT tops.top, l.child_id FROM tops JOIN unit_link l ON l.parent_id = tops.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
), placed (top, id) AS (
    SELECT top, id FROM tops
    UNION
    SELECT id, id FROM unit WHERE id = $1
), held (top, id) AS (
    SELECT top, id FROM placed
    UNION
    SELECT held.top, s.predecessor_id FROM held JOIN unit_succession s ON s.successor_id = held.id
        JOIN unit u ON u.id = s.predecessor_id
    WHERE s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= $2 AND u.closed_on <= $2
), studied (person) AS (
    SELECT DISTINCT COALESCE(p.merged_into, p.id)
    FROM study_session_directive d JOIN study_session s ON s.id = d.session_id
        JOIN study_attendance a ON a.session_id = s.id JOIN person p ON p.id = a.person_id
    WHERE d.directive_id = $3 AND s.held_on <= $2 AND a.withdrawn_at IS NULL
), expected (top, unit, person) AS (
    SELECT held.top, held.id, m.person_id
    FROM held JOIN membership m ON m.unit_id = held.id JOIN person p ON p.id = m.person_id
    WHERE $4 = 'members' AND m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL
        AND m.joined_on <= $2 AND (m.left_on IS NULL OR m.left_on > $2)
        AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
    UNION
    SELECT held.top, held.id, COALESCE(p.merged_into, p.id)
    FROM held JOIN post o ON o.unit_id = held.id JOIN person p ON p.id = o.person_id
    WHERE $4 = 'officers' AND o.superseded_at IS NULL AND o.valid_from <= $2
        AND (o.valid_until IS NULL OR o.valid_until > $2)
)",
            $rest
        )
    };
}

const LINES: &str = coverage!(
    ", counted (top, expected, studied) AS (
    SELECT e.top, COUNT(DISTINCT e.person), COUNT(DISTINCT s.person)
    FROM expected e LEFT JOIN studied s ON s.person = e.person GROUP BY e.top
), sat (top, sessions) AS (
    SELECT placed.top, COUNT(DISTINCT s.id) FROM placed JOIN study_session s ON s.unit_id = placed.id
        JOIN study_session_directive d ON d.session_id = s.id
    WHERE d.directive_id = $3 AND s.held_on <= $2 GROUP BY placed.top
)
SELECT u.id AS unit, u.code, u.name, COALESCE(n.expected, 0) AS expected, COALESCE(n.studied, 0) AS studied,
    COALESCE(t.sessions, 0) AS sessions
FROM (SELECT DISTINCT top FROM placed) AS p JOIN unit u ON u.id = p.top LEFT JOIN counted n ON n.top = p.top
    LEFT JOIN sat t ON t.top = p.top
WHERE u.kind NOT IN ('outside', 'party') OR n.expected > 0
ORDER BY CASE WHEN u.id = $1 THEN 1 ELSE 0 END, u.code"
);
/// Somebody who holds posts in two units below is one person of the whole.
const TOTAL: &str = coverage!(
    "
SELECT u.id AS unit, u.code, u.name,
    (SELECT COUNT(DISTINCT e.person) FROM expected e) AS expected,
    (SELECT COUNT(DISTINCT e.person) FROM expected e JOIN studied s ON s.person = e.person) AS studied,
    (SELECT COUNT(DISTINCT s.id) FROM placed JOIN study_session s ON s.unit_id = placed.id
        JOIN study_session_directive d ON d.session_id = s.id
        WHERE d.directive_id = $3 AND s.held_on <= $2) AS sessions
FROM unit u WHERE u.id = $1"
);
const MISSING: &str = coverage!(
    "
SELECT p.id AS person, p.name, p.number, u.code AS unit_code, u.name AS unit_name
FROM (SELECT x.person, MIN(w.code) AS code FROM expected x JOIN unit w ON w.id = x.unit GROUP BY x.person) AS e
    JOIN person p ON p.id = e.person JOIN unit u ON u.code = e.code
WHERE NOT EXISTS (SELECT 1 FROM studied s WHERE s.person = e.person)
ORDER BY u.code, p.name_fold, p.id LIMIT $5"
);

impl Tx {
    /// How far the study of a directive has come: a line for each unit right below, one for the unit itself without them,
    /// and the whole with each person once.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read records of the unit or does not see the directive.
    pub async fn study_coverage(
        &mut self,
        caller: &Caller,
        (directive, unit): (DirectiveId, UnitId),
        day: NaiveDate,
        who: Expected,
    ) -> Result<(Vec<CoverageLine>, CoverageLine)> {
        self.require(caller, Action::RecordRead, unit, Thing::STUDY).await?;
        self.require_directive(caller, directive).await?;
        let (unit, directive) = (unit.uuid(), directive.uuid());
        let lines = on!(self, c => sqlx::query_as(LINES).bind(unit).bind(day).bind(directive).bind(who.word())
            .fetch_all(c).await)?;
        let total = on!(self, c => sqlx::query_as(TOTAL).bind(unit).bind(day).bind(directive).bind(who.word())
            .fetch_one(c).await)?;
        Ok((lines, total))
    }

    /// Who is expected in a unit and below and has not studied a directive, by unit and name.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn study_missing(
        &mut self,
        caller: &Caller,
        (directive, unit): (DirectiveId, UnitId),
        day: NaiveDate,
        who: Expected,
        limit: i64,
    ) -> Result<Vec<Missing>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        self.require_directive(caller, directive).await?;
        Ok(on!(self, c => sqlx::query_as(MISSING).bind(unit.uuid()).bind(day).bind(directive.uuid()).bind(who.word())
            .bind(limit).fetch_all(c).await)?)
    }
}
