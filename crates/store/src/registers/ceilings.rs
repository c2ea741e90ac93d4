//! What a total stands at inside a write transaction, for ceilings that two writers must not both fit under.
//!
//! Not here: the ceilings (`pack`), totals people ask for (`rollup`).

use chrono::NaiveDate;
use congdoan_model::{RecordId, UnitId, access::Caller};

use crate::{Result, Tx, transaction::on};

const SUM_BELOW: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE code = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $4 AND (l.valid_until IS NULL OR l.valid_until > $3)
)
SELECT CAST(COALESCE(SUM(f.value), 0) AS BIGINT) FROM below JOIN figure f ON f.unit_id = below.id
WHERE f.superseded_at IS NULL AND f.indicator = $2 AND f.counted_on >= $3 AND f.counted_on <= $4";
const SUM_OF_RECORD: &str = "
SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) FROM figure
WHERE superseded_at IS NULL AND record_id = $1 AND indicator = $2";
const IS_BELOW: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE code = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $3 AND (l.valid_until IS NULL OR l.valid_until > $3)
)
SELECT COUNT(*) FROM below WHERE id = $2";

impl Tx {
    /// What the rows of an indicator below a unit add up to between two days, seen inside this transaction; `None` when
    /// the writing unit does not lie below. The chain is locked first, so that two writers cannot both fit under a
    /// ceiling that has room for one.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn sum_below(
        &mut self,
        caller: &Caller,
        indicator: &str,
        below: (&str, UnitId),
        days: (NaiveDate, NaiveDate),
    ) -> Result<Option<i64>> {
        let (code, writer) = below;
        let under: i64 = on!(self, c => sqlx::query_scalar(IS_BELOW).bind(code).bind(writer.uuid())
            .bind(caller.now.day()).fetch_one(c).await)?;
        if under == 0 {
            return Ok(None);
        }
        let chain = self.chain_of(writer).await?;
        self.lock_chain(&chain).await?;
        let sum: i64 = on!(self, c => sqlx::query_scalar(SUM_BELOW).bind(code).bind(indicator).bind(days.0)
            .bind(days.1).fetch_one(c).await)?;
        Ok(Some(sum))
    }

    /// What a record's own rows give an indicator at present.
    ///
    /// # Errors
    /// [`crate::Error::Database`] when the database does not answer.
    pub async fn sum_of_record(&mut self, id: RecordId, indicator: &str) -> Result<i64> {
        Ok(on!(self, c => sqlx::query_scalar(SUM_OF_RECORD).bind(id.uuid()).bind(indicator).fetch_one(c).await)?)
    }
}
