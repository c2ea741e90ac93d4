//! Units found in memory, read where rights are asked again, each with the way down to it; the units somebody works in.
//!
//! Not here: finding them (`rollup::names`), lists of all units below one (`org`).

use std::collections::HashMap;

use congdoan_model::{
    UnitId,
    access::{Action, Caller, Who},
    org::{Line, Unit},
};
use sqlx::types::Uuid;

use super::UnitRow;
use crate::{
    Error, Result, Tx,
    access::{Thing, allowed},
    transaction::on,
};

/// A unit with the managing units above it, topmost first, as far as the caller sees them.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The unit.
    pub unit: Unit,
    /// The units above.
    pub path: Vec<Unit>,
}

#[derive(sqlx::FromRow)]
struct WayRow {
    seat: Uuid,
    line: String,
    #[sqlx(flatten)]
    unit: UnitRow,
}

/// As for one unit (`access`), for many at once: a unit that ended hangs where it hung on its last day.
const WAYS_HEAD: &str = "WITH RECURSIVE asked (tomorrow) AS (SELECT ";
const WAYS: &str = "), up (seat, id, line, until, hop) AS (
    SELECT u.id, u.id, CAST('managing' AS TEXT),
        CASE WHEN u.closed_on < asked.tomorrow THEN u.closed_on ELSE asked.tomorrow END, CAST(0 AS BIGINT)
    FROM asked CROSS JOIN unit u WHERE u.id IN (";
const WAYS_REST: &str = ") AND u.annulled_at IS NULL
    UNION
    SELECT up.seat, l.parent_id,
        CASE WHEN up.line = 'managing' AND l.line = 'managing' THEN 'managing' ELSE 'coordinating' END, up.until, up.hop + 1
    FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.valid_from < up.until AND (l.valid_until IS NULL OR l.valid_until >= up.until)
        AND up.hop < 64
)
SELECT up.seat, up.line, u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on
FROM up JOIN unit u ON u.id = up.id ORDER BY up.seat, up.hop DESC";
const HOMES: &str = "
SELECT id, code, name, kind, form, opened_on, closed_on FROM unit WHERE annulled_at IS NULL AND id IN (";

impl Tx {
    /// Those of some units the caller may see, in their order, each with the way down to it.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn units_found(&mut self, caller: &Caller, found: &[UnitId]) -> Result<Vec<Placed>> {
        let (day, nobody) = (caller.now.day(), [UnitId::default()]);
        let tomorrow = day.succ_opt().unwrap_or(day);
        let rows: Vec<WayRow> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(WAYS_HEAD);
            query.push_bind(tomorrow).push(WAYS);
            let mut listed = query.separated(", ");
            for id in if found.is_empty() { &nobody[..] } else { found } {
                listed.push_bind(id.uuid());
            }
            query.push(WAYS_REST);
            query.build_query_as().fetch_all(c).await
        })?;
        let mut ways: HashMap<UnitId, Vec<(Line, Unit)>> = HashMap::new();
        for row in rows {
            let line = if row.line == "managing" { Line::Managing } else { Line::Coordinating };
            ways.entry(row.seat.into()).or_default().push((line, row.unit.try_into()?));
        }
        let sees = |unit: UnitId, above: &[(UnitId, Line)]| match &caller.who {
            Who::System => true,
            Who::Person { rights, .. } => allowed(rights, Action::UnitRead, unit, above, Thing::UNIT),
        };
        let placed = |id: &UnitId| {
            let way = ways.get(id)?;
            let above: Vec<(UnitId, Line)> = way.iter().map(|(line, unit)| (unit.id, *line)).collect();
            let (_, unit) = way.last().filter(|(_, unit)| unit.id == *id && sees(*id, &best(&above)))?;
            let managing = way.iter().enumerate().filter(|(_, (line, unit))| *line == Line::Managing && unit.id != *id);
            // Of a unit above, what stands above it is the part of the way before it.
            let path = managing.filter(|(place, (_, unit))| {
                let part: Vec<(UnitId, Line)> =
                    above.iter().take(place + 1).filter(|(_, line)| *line == Line::Managing).copied().collect();
                sees(unit.id, &part)
            });
            let path = path.map(|(_, (_, unit))| unit.clone()).collect();
            Some(Placed { unit: unit.clone(), path })
        };
        Ok(found.iter().filter_map(placed).collect())
    }

    /// The units of the caller's mandates, in the order of the mandates.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when a mandate does not let its holder see its unit.
    pub async fn homes(&mut self, caller: &Caller) -> Result<Vec<Unit>> {
        let rights = caller.rights();
        if rights.is_empty() {
            return Ok(Vec::new());
        }
        if !rights.iter().all(|right| right.own.contains(&Action::UnitRead)) {
            return Err(Error::NotVisible("unit"));
        }
        let rows: Vec<UnitRow> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(HOMES);
            let mut listed = query.separated(", ");
            for right in rights {
                listed.push_bind(right.unit.uuid());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        let units = rows.into_iter().map(Unit::try_from).collect::<Result<Vec<_>>>()?;
        let unit = |id: UnitId| units.iter().find(|unit| unit.id == id).cloned().ok_or(Error::NotVisible("unit"));
        rights.iter().map(|right| unit(right.unit)).collect()
    }
}

/// Each unit once, by the best line that leads to it.
fn best(above: &[(UnitId, Line)]) -> Vec<(UnitId, Line)> {
    let mut best: Vec<(UnitId, Line)> = Vec::with_capacity(above.len());
    for (id, line) in above {
        match best.iter_mut().find(|(known, _)| known == id) {
            Some((_, known)) => *known = (*known).min(*line),
            None => best.push((*id, *line)),
        }
    }
    best
}
