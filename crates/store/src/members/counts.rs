//! What was declared beside what the rolls hold, unit by unit; posts by title.
//!
//! Not here: counting itself (`rollup`), why two numbers differ (`service`).

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use super::list::held;
use crate::{Result, Tx, access::Thing, transaction::on};

/// What one unit declared last, beside its roll.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DeclaredMembers {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What was declared, when anything was.
    pub declared: Option<i64>,
    /// The day it was declared for.
    pub declared_for: Option<NaiveDate>,
    /// Who declared it: name, or the sign-in name.
    pub declared_by: Option<String>,
    /// When, in microseconds.
    pub declared_at: Option<i64>,
    /// Since when the roll counts, when one is kept.
    pub counts_from: Option<NaiveDate>,
    /// Members of the roll on the day declared for, as known now.
    #[sqlx(rename = "at_then")]
    pub then: i64,
    /// Of those, written into the roll after the declaration.
    #[sqlx(rename = "at_late")]
    pub late: i64,
    /// Members of the roll on the day asked for.
    #[sqlx(rename = "at_now")]
    pub now: i64,
}

/// People who hold a post.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PostCount {
    /// The post, as the pack names it.
    pub title: String,
    /// How many people hold it.
    pub people: i64,
    /// Of those, full-time.
    pub full_time: i64,
}

const DECLARED: &str = held!(
    "
, latest (unit_id, counted_on) AS (
    SELECT f.unit_id, MAX(f.counted_on) FROM below JOIN figure f ON f.unit_id = below.id
    WHERE f.superseded_at IS NULL AND f.source = 'declared' AND f.indicator = $3 AND f.counted_on <= $2
    GROUP BY f.unit_id
), of_roll (unit_id, at_then, at_late, at_now) AS (
    SELECT m.unit_id,
        SUM(CASE WHEN m.joined_on <= l.counted_on AND (m.left_on IS NULL OR m.left_on > l.counted_on) THEN 1 ELSE 0 END),
        SUM(CASE WHEN m.joined_on <= l.counted_on AND (m.left_on IS NULL OR m.left_on > l.counted_on)
            AND m.recorded_at > f.recorded_at THEN 1 ELSE 0 END),
        SUM(CASE WHEN m.joined_on <= $2 AND (m.left_on IS NULL OR m.left_on > $2) THEN 1 ELSE 0 END)
    FROM below JOIN membership m ON m.unit_id = below.id LEFT JOIN latest l ON l.unit_id = m.unit_id
        LEFT JOIN figure f ON f.unit_id = l.unit_id AND f.counted_on = l.counted_on AND f.indicator = $3
            AND f.source = 'declared' AND f.superseded_at IS NULL
    WHERE m.superseded_at IS NULL AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
    GROUP BY m.unit_id
)
SELECT u.id AS unit, u.code, u.name, f.value AS declared, f.counted_on AS declared_for,
    COALESCE(p.name, f.recorded_by) AS declared_by, f.recorded_at AS declared_at, r.counts_from,
    CAST(COALESCE(o.at_then, 0) AS BIGINT) AS at_then, CAST(COALESCE(o.at_late, 0) AS BIGINT) AS at_late,
    CAST(COALESCE(o.at_now, 0) AS BIGINT) AS at_now
FROM below JOIN unit u ON u.id = below.id LEFT JOIN latest l ON l.unit_id = u.id
    LEFT JOIN figure f ON f.unit_id = u.id AND f.counted_on = l.counted_on AND f.indicator = $3
        AND f.source = 'declared' AND f.superseded_at IS NULL
    LEFT JOIN roll r ON r.unit_id = u.id AND r.superseded_at IS NULL
    LEFT JOIN of_roll o ON o.unit_id = u.id
    LEFT JOIN account a ON a.login = f.recorded_by LEFT JOIN person p ON p.id = a.person_id
WHERE f.value IS NOT NULL OR r.counts_from IS NOT NULL
ORDER BY r.counts_from IS NULL, u.code LIMIT 200"
);
const POSTS: &str = held!(
    "
SELECT o.title, CAST(COUNT(DISTINCT o.person_id) AS BIGINT) AS people,
    CAST(COUNT(DISTINCT CASE WHEN o.full_time = 1 THEN o.person_id END) AS BIGINT) AS full_time
FROM below JOIN post o ON o.unit_id = below.id
WHERE o.superseded_at IS NULL AND o.valid_from <= $2 AND (o.valid_until IS NULL OR o.valid_until > $2)
GROUP BY o.title ORDER BY 2 DESC, o.title"
);

impl Tx {
    /// What a unit and those it manages below declared last until a day, beside their rolls; those with rolls first, at
    /// most 200.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn declared_members(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (indicator, day): (&str, NaiveDate),
    ) -> Result<Vec<DeclaredMembers>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(DECLARED).bind(unit.uuid()).bind(day).bind(indicator).fetch_all(c).await)?)
    }

    /// How many people hold each post in a unit and what it manages below on a day.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn post_counts(&mut self, caller: &Caller, unit: UnitId, day: NaiveDate) -> Result<Vec<PostCount>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(POSTS).bind(unit.uuid()).bind(day).fetch_all(c).await)?)
    }
}
