//! Integrity rules the database answers by itself: one constant text for each, which names the places that break it.
//!
//! A text selects `place`, words a person finds the place by (codes, symbols, numbers; never a name of a person), and `id`,
//! the thing itself. `$1` is the present moment in microseconds, `$2` the present day. Not here: rules that need the pack or
//! the engine (`service::audit::integrity`).

mod access;
mod cards;
mod chains;
mod directives;
mod dispatch;
mod figures;
mod links;
mod members;
mod moves;
mod org;
mod programmes;
mod reports;
mod schemes;
mod shares;
mod tasks;
mod words;

use congdoan_model::{UnitId, access::Caller, audit::integrity::Rule};
use sqlx::types::Uuid;

pub use words::{USED, UsedWord};

use crate::{Result, Tx, audit::only_system, transaction::on};

/// A rule with the text that finds what breaks it.
#[derive(Clone, Copy, Debug)]
pub struct HeldRule {
    /// The rule.
    pub rule: Rule,
    sql: &'static str,
}

/// What breaks a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breaks {
    /// How many places.
    pub count: u64,
    /// The first twenty of them.
    pub places: Vec<String>,
}

/// Makes a table of rules. Each is written as: weight, id, what holds (Vietnamese, English), what to do (Vietnamese,
/// English), the text.
macro_rules! held {
    ($($weight:ident $id:literal, $vi:literal, $en:literal, $way:literal, $way_en:literal, $sql:literal;)+) => {
        pub(super) const RULES: &[super::HeldRule] = &[$(super::HeldRule {
            rule: congdoan_model::audit::integrity::Rule {
                id: $id,
                weight: congdoan_model::audit::integrity::Weight::$weight,
                name: ($vi, $en),
                remedy: ($way, $way_en),
            },
            sql: concat!(
                "SELECT place, id, COUNT(*) OVER () AS found FROM (",
                $sql,
                ") AS broken WHERE $1 > 0 AND $2 IS NOT NULL ORDER BY place LIMIT 20"
            ),
        }),+];
    };
}
use held;

/// Every rule the database answers, by area.
pub fn rules() -> impl Iterator<Item = &'static HeldRule> {
    [
        org::RULES,
        links::RULES,
        members::RULES,
        moves::RULES,
        cards::RULES,
        access::RULES,
        directives::RULES,
        dispatch::RULES,
        programmes::RULES,
        shares::RULES,
        tasks::RULES,
        reports::RULES,
        schemes::RULES,
        figures::RULES,
        chains::RULES,
    ]
    .into_iter()
    .flatten()
}

impl Tx {
    /// What breaks a rule, in the snapshot of this transaction. One statement.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn breaks(&mut self, caller: &Caller, held: &HeldRule) -> Result<Breaks> {
        only_system(caller)?;
        let rows: Vec<(String, Option<Uuid>, i64)> = on!(self, c => sqlx::query_as(held.sql).bind(caller.now.micros())
            .bind(caller.now.day()).fetch_all(c).await)?;
        let count = rows.first().map_or(0, |(_, _, found)| u64::try_from(*found).unwrap_or(0));
        let place = |(place, id, _): (String, Option<Uuid>, i64)| match id {
            Some(id) => format!("{place} [{id}]"),
            None => place,
        };
        Ok(Breaks { count, places: rows.into_iter().map(place).collect() })
    }

    /// Which units hold base rows of which indicators, by year. One statement.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn figures_held(&mut self, caller: &Caller) -> Result<Vec<(UnitId, String, i64)>> {
        const HELD: &str = "
SELECT DISTINCT unit_id, indicator, CAST(SUBSTR(CAST(counted_on AS TEXT), 1, 4) AS BIGINT) AS year FROM figure
WHERE superseded_at IS NULL";
        only_system(caller)?;
        let rows: Vec<(Uuid, String, i64)> = on!(self, c => sqlx::query_as(HELD).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(unit, indicator, year)| (unit.into(), indicator, year)).collect())
    }

    /// The unit at the root of the federation, once it is founded.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn root_unit(&mut self) -> Result<Option<UnitId>> {
        const ROOT: &str =
            "SELECT id FROM unit WHERE kind = 'confederation' AND annulled_at IS NULL ORDER BY opened_on, id LIMIT 1";
        let found: Option<Uuid> = on!(self, c => sqlx::query_scalar(ROOT).fetch_optional(c).await)?;
        Ok(found.map(Into::into))
    }

    /// The words of a list in use, each with a place that uses it and how many do. One statement.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn words_in_use(&mut self, caller: &Caller, used: &UsedWord) -> Result<Vec<(String, String, i64)>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(used.sql).fetch_all(c).await)?)
    }

    /// Runs statements as they stand, for tests that break a rule on purpose.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the engine refuses one.
    #[cfg(feature = "test-door")]
    pub async fn run_unchecked(&mut self, statements: &str) -> Result<()> {
        let text = statements.to_owned();
        on!(self, c => sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(c).await.map(|_| ()))?;
        Ok(())
    }
}
