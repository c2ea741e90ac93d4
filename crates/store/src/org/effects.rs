//! What a reorganisation did, unit by unit, a page at a time.
//!
//! Not here: applying and undoing (`reorganise`).

use congdoan_model::{ReorganisationId, access::Caller};

use crate::{Result, Tx, transaction::on};

/// What a reorganisation did to one unit, as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ListedEffect {
    /// Code of the unit.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: String,
    /// What happened to it.
    pub effect: String,
    /// Code of the new parent or successor.
    pub other_code: Option<String>,
    /// Its name.
    pub other_name: Option<String>,
    /// Members it concerned, người.
    pub members: i64,
    /// Why; empty where no reason was given.
    pub reason: String,
}

const EFFECTS: &str = "
SELECT u.code, u.name, u.kind, e.effect, o.code AS other_code, o.name AS other_name, e.members, e.reason
FROM reorganisation_effect e JOIN unit u ON u.id = e.unit_id LEFT JOIN unit o ON o.id = e.other_id
WHERE e.reorganisation_id = $1 AND e.place >= $2 ORDER BY e.place LIMIT $3";
const HOW_MANY: &str = "SELECT COUNT(*) FROM reorganisation_effect WHERE reorganisation_id = $1";

impl Tx {
    /// What a reorganisation did, from a place on, and to how many units in all.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see it.
    pub async fn effects(
        &mut self,
        caller: &Caller,
        id: ReorganisationId,
        (skip, limit): (i64, i64),
    ) -> Result<(Vec<ListedEffect>, i64)> {
        self.reorganisation(caller, id).await?;
        let listed = on!(self, c => sqlx::query_as(EFFECTS).bind(id.uuid()).bind(skip).bind(limit).fetch_all(c).await)?;
        let all = on!(self, c => sqlx::query_scalar(HOW_MANY).bind(id.uuid()).fetch_one(c).await)?;
        Ok((listed, all))
    }
}
