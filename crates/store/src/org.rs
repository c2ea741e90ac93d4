//! Units and their dated links.
//!
//! A unit's names and lives are rows of their own (`unit_naming`, `unit_life`), kept by date and by what was known when; the
//! row of `unit` holds what is known now. Not here: adding units (`found`), changing many of them under a decision
//! (`reorganise`), walking the tree in memory (`rollup`).

use std::collections::HashMap;

use chrono::NaiveDate;
use congdoan_model::{
    Timestamp, UnitId,
    access::{Action, Caller},
    names,
    org::{Code, Line, Link, Succession, Unit, UnitKind},
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, audit::only_system, transaction::on};

mod batches;
mod below;
mod effects;
pub mod employers;
mod found;
pub mod foundings;
mod holdings;
mod nearest;
pub mod particulars;
mod reorganise;

pub use below::Below;
pub use effects::ListedEffect;
pub use holdings::Holdings;
pub use nearest::Placed;
pub use reorganise::{Applied, Dependent, Effect, NewLife, NewName, TreeChange};

#[derive(sqlx::FromRow)]
pub(crate) struct UnitRow {
    id: Uuid,
    code: String,
    name: String,
    kind: String,
    form: String,
    opened_on: NaiveDate,
    closed_on: Option<NaiveDate>,
}

impl TryFrom<UnitRow> for Unit {
    type Error = Error;

    fn try_from(row: UnitRow) -> Result<Self> {
        let corrupt = |error: congdoan_model::org::UnknownWord| Error::Corrupt(error.to_string());
        Ok(Self {
            id: row.id.into(),
            code: row.code.parse::<Code>().map_err(corrupt)?,
            name: row.name,
            kind: row.kind.parse::<UnitKind>().map_err(corrupt)?,
            form: row.form,
            opened_on: row.opened_on,
            closed_on: row.closed_on,
        })
    }
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    id: Uuid,
    child_id: Uuid,
    parent_id: Uuid,
    line: String,
    valid_from: NaiveDate,
    valid_until: Option<NaiveDate>,
}

impl TryFrom<LinkRow> for Link {
    type Error = Error;

    fn try_from(row: LinkRow) -> Result<Self> {
        let line = row.line.parse::<Line>().map_err(|error| Error::Corrupt(error.to_string()))?;
        let (id, child, parent) = (row.id.into(), row.child_id.into(), row.parent_id.into());
        Ok(Self { id, child, parent, line, from: row.valid_from, until: row.valid_until })
    }
}

/// Every unit and link, as known at a moment.
#[derive(Clone, Debug, Default)]
pub struct Federation {
    /// The units.
    pub units: Vec<Unit>,
    /// Their links over all time.
    pub links: Vec<Link>,
    /// Who carries on whose work.
    pub successions: Vec<Succession>,
}

/// A unit as a list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The unit.
    pub unit: Unit,
    /// The line it hangs by, where the list is one of children.
    pub line: Option<Line>,
    /// How many units hang directly below it.
    pub children: i64,
}

/// A parent or child with the link between.
#[derive(Clone, Debug)]
pub struct Related {
    /// The other unit.
    pub unit: Unit,
    /// The link.
    pub link: Link,
}

const UNIT_OF_CODE: &str =
    "SELECT id, code, name, kind, form, opened_on, closed_on FROM unit WHERE code = $1 AND annulled_at IS NULL";
const UNIT_OF_ID: &str =
    "SELECT id, code, name, kind, form, opened_on, closed_on FROM unit WHERE id = $1 AND annulled_at IS NULL";
const CHAIN: &str = "SELECT chain FROM unit WHERE id = $1";
const SOME: &str = "SELECT COUNT(*) FROM (SELECT id FROM unit LIMIT 1) AS some_unit";
const UNITS: &str = "
SELECT u.id, u.code, u.name, u.kind, u.form, l.opened_on, l.closed_on FROM unit_life l JOIN unit u ON u.id = l.unit_id
WHERE l.recorded_at < $1 AND (l.superseded_at IS NULL OR l.superseded_at >= $1) ORDER BY u.code";
const LINKS: &str = "
SELECT id, child_id, parent_id, line, valid_from, valid_until FROM unit_link
WHERE recorded_at < $1 AND (superseded_at IS NULL OR superseded_at >= $1)";
const SUCCESSIONS: &str = "
SELECT predecessor_id, successor_id, effective_on, heir FROM unit_succession
WHERE recorded_at < $1 AND (superseded_at IS NULL OR superseded_at >= $1)";
const LISTED: &str = "
SELECT u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on, l.line AS line,
    (SELECT COUNT(*) FROM unit_link b WHERE b.parent_id = u.id AND b.superseded_at IS NULL
        AND b.valid_from <= $2 AND (b.valid_until IS NULL OR b.valid_until > $2)) AS children
FROM unit_link l JOIN unit u ON u.id = l.child_id
WHERE l.parent_id = $1 AND l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
ORDER BY l.line DESC, u.kind, u.code";
const DIRECTLY_BELOW: &str = "
SELECT u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on, l.line AS line, CAST(0 AS BIGINT) AS children
FROM unit_link l JOIN unit u ON u.id = l.child_id
WHERE l.parent_id = $1 AND l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
ORDER BY l.line DESC, u.kind, u.code";
const BELOW: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.valid_from <= $2 AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT u.id, u.code, u.name, u.kind, u.form, u.opened_on, u.closed_on
FROM below JOIN unit u ON u.id = below.id
WHERE ($3 = '' OR u.kind = $3) AND ($4 = '' OR u.name_fold LIKE $4) AND u.code > $5
ORDER BY u.code LIMIT $6";
const PARENTS: &str = "
SELECT id, child_id, parent_id, line, valid_from, valid_until FROM unit_link
WHERE child_id = $1 AND superseded_at IS NULL ORDER BY valid_until IS NOT NULL, line DESC, valid_from";
#[derive(sqlx::FromRow)]
struct ListedRow {
    #[sqlx(flatten)]
    unit: UnitRow,
    line: String,
    children: i64,
}

impl Tx {
    /// The unit of a code, whoever asks; rights are the caller's business with [`Tx::require`].
    pub(crate) async fn unit_of_code(&mut self, code: &str) -> Result<Option<Unit>> {
        let row: Option<UnitRow> = on!(self, c => sqlx::query_as(UNIT_OF_CODE).bind(code).fetch_optional(c).await)?;
        row.map(Unit::try_from).transpose()
    }

    /// The unit of a code the caller may see.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn unit(&mut self, caller: &Caller, code: &str) -> Result<Unit> {
        let unit = self.unit_of_code(code).await?.ok_or(Error::NotVisible("unit"))?;
        self.require(caller, Action::UnitRead, unit.id, Thing::UNIT).await?;
        Ok(unit)
    }

    /// Whether some unit has a code; says nothing else of it, so it takes no right.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn has_unit(&mut self, code: &str) -> Result<bool> {
        Ok(self.unit_of_code(code).await?.is_some())
    }

    /// Whether there are units at all; says nothing of any of them, so it takes no right.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn has_units(&mut self) -> Result<bool> {
        let some: i64 = on!(self, c => sqlx::query_scalar(SOME).fetch_one(c).await)?;
        Ok(some > 0)
    }

    /// A unit by id, when the caller may see it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn unit_of_id(&mut self, caller: &Caller, id: UnitId) -> Result<Unit> {
        self.require(caller, Action::UnitRead, id, Thing::UNIT).await?;
        let row: Option<UnitRow> = on!(self, c => sqlx::query_as(UNIT_OF_ID).bind(id.uuid()).fetch_optional(c).await)?;
        row.ok_or(Error::NotVisible("unit"))?.try_into()
    }

    /// Units by their ids, whatever their order, in one statement; rights are asked before.
    pub(crate) async fn units_by_id(&mut self, ids: &[UnitId]) -> Result<Vec<Unit>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<UnitRow> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(
                "SELECT id, code, name, kind, form, opened_on, closed_on FROM unit WHERE annulled_at IS NULL AND id IN (",
            );
            let mut listed = query.separated(", ");
            for id in ids {
                listed.push_bind(id.uuid());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        rows.into_iter().map(Unit::try_from).collect()
    }

    /// The chain a unit's entries belong to.
    pub(crate) async fn chain_of(&mut self, unit: UnitId) -> Result<String> {
        let chain: Option<String> =
            on!(self, c => sqlx::query_scalar(CHAIN).bind(unit.uuid()).fetch_optional(c).await)?;
        chain.ok_or(Error::NotVisible("unit"))
    }

    /// The audit chains of all units.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn unit_chains(&mut self, caller: &Caller) -> Result<HashMap<UnitId, String>> {
        const CHAINS: &str = "SELECT id, chain FROM unit";
        only_system(caller)?;
        let all: Vec<(Uuid, String)> = on!(self, c => sqlx::query_as(CHAINS).fetch_all(c).await)?;
        Ok(all.into_iter().map(|(id, chain)| (id.into(), chain)).collect())
    }

    /// The audit chain of a unit the caller may see.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn chain(&mut self, caller: &Caller, unit: UnitId) -> Result<String> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        self.chain_of(unit).await
    }

    /// All units and links as known before a moment.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn federation(&mut self, caller: &Caller, known_before: Timestamp) -> Result<Federation> {
        only_system(caller)?;
        let before = known_before.micros();
        let units: Vec<UnitRow> = on!(self, c => sqlx::query_as(UNITS).bind(before).fetch_all(c).await)?;
        let links: Vec<LinkRow> = on!(self, c => sqlx::query_as(LINKS).bind(before).fetch_all(c).await)?;
        let successions: Vec<(Uuid, Uuid, NaiveDate, i64)> =
            on!(self, c => sqlx::query_as(SUCCESSIONS).bind(before).fetch_all(c).await)?;
        let succession = |(predecessor, successor, on, heir): (Uuid, Uuid, NaiveDate, i64)| Succession {
            predecessor: predecessor.into(),
            successor: successor.into(),
            on,
            heir: heir != 0,
        };
        Ok(Federation {
            units: units.into_iter().map(Unit::try_from).collect::<Result<_>>()?,
            links: links.into_iter().map(Link::try_from).collect::<Result<_>>()?,
            successions: successions.into_iter().map(succession).collect(),
        })
    }

    /// The units directly below one, on a day, managed ones first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn children(&mut self, caller: &Caller, unit: UnitId, day: NaiveDate) -> Result<Vec<Listed>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<ListedRow> =
            on!(self, c => sqlx::query_as(LISTED).bind(unit.uuid()).bind(day).fetch_all(c).await)?;
        rows.into_iter()
            .map(|row| Ok(Listed { line: row.line.parse().ok(), children: row.children, unit: row.unit.try_into()? }))
            .collect()
    }

    /// The units directly below on a day with the line, managed ones first; of [`Tx::children`] without counting what is below
    /// each, which at the top of a federation takes longer than everything else a page asks.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn directly_below(&mut self, caller: &Caller, unit: UnitId, day: NaiveDate) -> Result<Vec<(Unit, Line)>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<ListedRow> =
            on!(self, c => sqlx::query_as(DIRECTLY_BELOW).bind(unit.uuid()).bind(day).fetch_all(c).await)?;
        let corrupt = |error: congdoan_model::org::UnknownWord| Error::Corrupt(error.to_string());
        rows.into_iter().map(|row| Ok((row.unit.try_into()?, row.line.parse().map_err(corrupt)?))).collect()
    }

    /// The unit and all units below, by kind and folded part of the name, after a code.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn units_below(&mut self, caller: &Caller, unit: UnitId, filter: &UnitFilter<'_>) -> Result<Vec<Unit>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let kind = filter.kind.map_or("", UnitKind::word);
        let folded = names::fold(filter.name).replace(['%', '_'], "");
        let pattern = if folded.is_empty() { String::new() } else { format!("%{folded}%") };
        let rows: Vec<UnitRow> = on!(self, c => sqlx::query_as(BELOW).bind(unit.uuid()).bind(caller.now.day())
            .bind(kind).bind(&pattern).bind(filter.after).bind(filter.limit).fetch_all(c).await)?;
        rows.into_iter().map(Unit::try_from).collect()
    }

    /// The parents a unit has and had, present ones first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn parent_links(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Link>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        let rows: Vec<LinkRow> = on!(self, c => sqlx::query_as(PARENTS).bind(unit.uuid()).fetch_all(c).await)?;
        rows.into_iter().map(Link::try_from).collect()
    }
}

/// Which units a list shows.
#[derive(Clone, Copy, Debug)]
pub struct UnitFilter<'a> {
    /// Only this kind.
    pub kind: Option<UnitKind>,
    /// Only names that hold this, marks and case aside; empty for all.
    pub name: &'a str,
    /// Only codes after this one; empty for the first page.
    pub after: &'a str,
    /// How many at most.
    pub limit: i64,
}
