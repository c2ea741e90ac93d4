//! What units hold on a day, for the preview of a reorganisation: members, mandates, posts, programmes, targets, records.
//!
//! Not here: what becomes of them (`service`).

use std::collections::HashMap;

use chrono::NaiveDate;
use congdoan_model::{UnitId, access::Caller};
use sqlx::types::Uuid;

use crate::{Result, Tx, audit::only_system, transaction::on};

/// What one unit holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Members standing, người: of the roll, or as last declared where no roll is kept.
    pub members: i64,
    /// Mandates in force.
    pub mandates: i64,
    /// Posts held.
    pub posts: i64,
    /// Programmes still running.
    pub programmes: i64,
    /// Their targets.
    pub targets: i64,
    /// Records not withdrawn.
    pub records: i64,
}

/// One of the numbers a unit holds.
type Field = fn(&mut Holdings) -> &mut i64;

const MEMBERS: &str = "
SELECT m.unit_id, COUNT(*) FROM membership m
WHERE m.superseded_at IS NULL AND m.joined_on < $1 AND (m.left_on IS NULL OR m.left_on >= $1)
    AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
GROUP BY m.unit_id";
const DECLARED: &str = "
SELECT f.unit_id, CAST(SUM(f.value) AS BIGINT) FROM figure f
WHERE f.superseded_at IS NULL AND f.source = 'declared' AND f.indicator = $2 AND f.counted_on = (
        SELECT MAX(g.counted_on) FROM figure g WHERE g.unit_id = f.unit_id AND g.indicator = $2
            AND g.source = 'declared' AND g.superseded_at IS NULL AND g.counted_on < $1)
    AND NOT EXISTS (SELECT 1 FROM roll r WHERE r.unit_id = f.unit_id AND r.superseded_at IS NULL)
GROUP BY f.unit_id";
const MANDATES: &str = "
SELECT unit_id, COUNT(*) FROM mandate WHERE valid_until IS NULL OR valid_until > $1 GROUP BY unit_id";
const POSTS: &str = "
SELECT unit_id, COUNT(*) FROM post WHERE superseded_at IS NULL AND (valid_until IS NULL OR valid_until > $1)
GROUP BY unit_id";
const PROGRAMMES: &str = "SELECT unit_id, COUNT(*) FROM programme WHERE period_to >= $1 GROUP BY unit_id";
const TARGETS: &str = "
SELECT p.unit_id, COUNT(*) FROM target t JOIN programme p ON p.id = t.programme_id WHERE p.period_to >= $1
GROUP BY p.unit_id";
const RECORDS: &str =
    "SELECT unit_id, COUNT(*) FROM record WHERE state <> 'withdrawn' AND occurred_on < $1 GROUP BY unit_id";

impl Tx {
    /// What every unit holds the day before `day`; `indicator` is the stock of members where no roll is kept.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn holdings(
        &mut self,
        caller: &Caller,
        day: NaiveDate,
        indicator: &str,
    ) -> Result<HashMap<UnitId, Holdings>> {
        only_system(caller)?;
        let mut held: HashMap<UnitId, Holdings> = HashMap::new();
        let declared: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(DECLARED).bind(day).bind(indicator)
            .fetch_all(c).await)?;
        for (unit, members) in declared {
            held.entry(unit.into()).or_default().members = members;
        }
        let counts: [(&'static str, Field); 6] = [
            (MEMBERS, |one| &mut one.members),
            (MANDATES, |one| &mut one.mandates),
            (POSTS, |one| &mut one.posts),
            (PROGRAMMES, |one| &mut one.programmes),
            (TARGETS, |one| &mut one.targets),
            (RECORDS, |one| &mut one.records),
        ];
        for (text, field) in counts {
            let rows: Vec<(Uuid, i64)> = on!(self, c => sqlx::query_as(text).bind(day).fetch_all(c).await)?;
            for (unit, number) in rows {
                *field(held.entry(unit.into()).or_default()) = number;
            }
        }
        Ok(held)
    }

    /// Units whose founding was undone, by code.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn annulled_units(&mut self, caller: &Caller) -> Result<HashMap<String, UnitId>> {
        const ANNULLED: &str = "SELECT code, id FROM unit WHERE annulled_at IS NOT NULL";
        only_system(caller)?;
        let rows: Vec<(String, Uuid)> = on!(self, c => sqlx::query_as(ANNULLED).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(code, id)| (code, id.into())).collect())
    }

    /// Holds every other reorganisation back until this transaction ends.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn lock_tree(&mut self) -> Result<()> {
        self.lock_chain(congdoan_model::audit::ROOT_CHAIN).await
    }
}
