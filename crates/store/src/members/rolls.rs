//! Rolls: the memberships of units as totals see them, and since when they count.
//!
//! Not here: counting (`rollup`).

use std::collections::BTreeMap;

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    PersonId, Timestamp, UnitId,
    access::Caller,
    members::{Roll, Stay},
};
use futures::TryStreamExt as _;
use sqlx::{Row as _, types::Uuid};

use super::corrupt;
use crate::{Error, Result, Tx, audit::only_system, bulk::insert_many, transaction::on};

/// A row of memberships as a stay, without a text of its own for each word.
macro_rules! stay {
    ($row:expr) => {{
        let left = match ($row.try_get::<Option<NaiveDate>, _>("left_on")?, $row.try_get::<Option<&str>, _>("leaving")?)
        {
            (Some(day), Some(leaving)) => Some((day, leaving.parse().map_err(|error| corrupt(&error))?)),
            _ => None,
        };
        let born_on: Option<NaiveDate> = $row.try_get("born_on")?;
        let born_year: Option<i64> = $row.try_get("born_year")?;
        let sex: Option<&str> = $row.try_get("sex")?;
        Stay {
            joined_on: $row.try_get("joined_on")?,
            joining: $row.try_get::<&str, _>("joining")?.parse().map_err(|error| corrupt(&error))?,
            left,
            sex: sex.map(|sex| sex.parse().map_err(|error| corrupt(&error))).transpose()?,
            born: born_on.map(|day| day.year()).or_else(|| born_year.and_then(|year| i32::try_from(year).ok())),
        }
    }};
}

/// A state of a person from a day on.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Turn {
    /// The person.
    #[sqlx(try_from = "Uuid", rename = "person_id")]
    pub person: PersonId,
    /// First day.
    pub valid_from: NaiveDate,
    /// The state, as the pack names it.
    pub state: String,
}

/// A membership with the person's name, as lists and search know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The unit.
    pub unit: UnitId,
    /// The person.
    pub person: PersonId,
    /// The folded name.
    pub name_fold: String,
    /// The membership.
    pub stay: Stay,
}

const STAYS: &str = "
SELECT m.unit_id, m.joined_on, m.joining, m.left_on, m.leaving, p.sex, p.born_on, p.born_year
FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.recorded_at < $1 AND (m.superseded_at IS NULL OR m.superseded_at >= $1)
ORDER BY m.unit_id, m.joined_on, m.id";
const STAYS_OF: &str = "
SELECT m.unit_id, m.joined_on, m.joining, m.left_on, m.leaving, p.sex, p.born_on, p.born_year
FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.superseded_at IS NULL AND m.unit_id = $1 ORDER BY m.joined_on, m.id";
const NAMED: &str = "
SELECT m.unit_id, m.person_id, p.name_fold, m.joined_on, m.joining, m.left_on, m.leaving, p.sex, p.born_on, p.born_year
FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL ORDER BY m.unit_id";
const TURNS: &str = "
SELECT person_id, valid_from, state FROM membership_state
WHERE superseded_at IS NULL ORDER BY person_id, valid_from";
const TURNS_OF: &str = "
SELECT s.person_id, s.valid_from, s.state FROM membership_state s
WHERE s.superseded_at IS NULL AND s.person_id IN (
    SELECT m.person_id FROM membership m WHERE m.unit_id = $1 AND m.superseded_at IS NULL)
ORDER BY s.person_id, s.valid_from";
const NAMED_OF: &str = "
SELECT m.unit_id, m.person_id, p.name_fold, m.joined_on, m.joining, m.left_on, m.leaving, p.sex, p.born_on, p.born_year
FROM membership m JOIN person p ON p.id = m.person_id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND m.unit_id = $1";
const ROLLS: &str = "
SELECT unit_id, counts_from FROM roll
WHERE recorded_at < $1 AND (superseded_at IS NULL OR superseded_at >= $1) ORDER BY unit_id";
const ROLL_OF: &str = "SELECT counts_from FROM roll WHERE superseded_at IS NULL AND unit_id = $1";
const LAST_DECLARED: &str = "
SELECT f.unit_id, MAX(f.counted_on) FROM figure f
WHERE f.superseded_at IS NULL AND f.source = 'declared' AND f.indicator = $1 GROUP BY f.unit_id";

impl Tx {
    /// Every roll as known before a moment.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn rolls(&mut self, caller: &Caller, known_before: Timestamp) -> Result<Vec<Roll>> {
        only_system(caller)?;
        let before = known_before.micros();
        let since: Vec<(Uuid, NaiveDate)> = on!(self, c => sqlx::query_as(ROLLS).bind(before).fetch_all(c).await)?;
        let mut rolls: BTreeMap<UnitId, Roll> = since
            .into_iter()
            .map(|(unit, counts_from)| (unit.into(), Roll { unit: unit.into(), counts_from, stays: Vec::new() }))
            .collect();
        on!(self, c => {
            let mut rows = sqlx::query(STAYS).bind(before).fetch(c);
            while let Some(row) = rows.try_next().await? {
                if let Some(roll) = rolls.get_mut(&UnitId::from(row.try_get::<Uuid, _>("unit_id")?)) {
                    roll.stays.push(stay!(row));
                }
            }
            Ok::<(), Error>(())
        })?;
        Ok(rolls.into_values().collect())
    }

    /// The roll of one unit as known now, if it keeps one.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn roll(&mut self, caller: &Caller, unit: UnitId) -> Result<Option<Roll>> {
        only_system(caller)?;
        let since: Option<NaiveDate> =
            on!(self, c => sqlx::query_scalar(ROLL_OF).bind(unit.uuid()).fetch_optional(c).await)?;
        let Some(counts_from) = since else { return Ok(None) };
        let mut stays = Vec::new();
        on!(self, c => {
            let mut rows = sqlx::query(STAYS_OF).bind(unit.uuid()).fetch(c);
            while let Some(row) = rows.try_next().await? {
                stays.push(stay!(row));
            }
            Ok::<(), Error>(())
        })?;
        Ok(Some(Roll { unit, counts_from, stays }))
    }

    /// Memberships as known now with the names of their people, those entered by mistake left out: of one unit, or of all,
    /// unit by unit.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn named(&mut self, caller: &Caller, unit: Option<UnitId>) -> Result<Vec<Named>> {
        only_system(caller)?;
        let mut named = Vec::new();
        macro_rules! collect {
            ($query:expr, $connection:expr) => {{
                let mut rows = $query.fetch($connection);
                while let Some(row) = rows.try_next().await? {
                    named.push(Named {
                        unit: row.try_get::<Uuid, _>("unit_id")?.into(),
                        person: row.try_get::<Uuid, _>("person_id")?.into(),
                        name_fold: row.try_get("name_fold")?,
                        stay: stay!(row),
                    });
                }
                Ok::<(), Error>(())
            }};
        }
        match unit {
            Some(unit) => on!(self, c => collect!(sqlx::query(NAMED_OF).bind(unit.uuid()), c))?,
            None => on!(self, c => collect!(sqlx::query(NAMED), c))?,
        }
        Ok(named)
    }

    /// The states written down for people, by person and day: of all, or of those on the roll of one unit.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn turns(&mut self, caller: &Caller, unit: Option<UnitId>) -> Result<Vec<Turn>> {
        only_system(caller)?;
        Ok(match unit {
            Some(unit) => on!(self, c => sqlx::query_as(TURNS_OF).bind(unit.uuid()).fetch_all(c).await)?,
            None => on!(self, c => sqlx::query_as(TURNS).fetch_all(c).await)?,
        })
    }

    /// Since when the roll of a unit counts, if it keeps one.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn roll_since(&mut self, caller: &Caller, unit: UnitId) -> Result<Option<NaiveDate>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_scalar(ROLL_OF).bind(unit.uuid()).fetch_optional(c).await)?)
    }

    /// Opens rolls for units that keep none.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn open_rolls(
        &mut self,
        caller: &Caller,
        batch: Option<Uuid>,
        rolls: &[(Uuid, UnitId, NaiveDate)],
    ) -> Result<()> {
        only_system(caller)?;
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO roll (id, unit_id, counts_from, batch_id, recorded_at) ",
            [],
            rolls,
            |values, row| {
                let (id, unit, from) = row;
                values.push_bind(*id).push_bind(unit.uuid()).push_bind(*from).push_bind(batch).push_bind(now);
            }
        );
        Ok(())
    }

    /// The units that keep a roll now.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn units_with_rolls(&mut self, caller: &Caller) -> Result<Vec<UnitId>> {
        const UNITS: &str = "SELECT unit_id FROM roll WHERE superseded_at IS NULL ORDER BY unit_id";
        only_system(caller)?;
        let units: Vec<Uuid> = on!(self, c => sqlx::query_scalar(UNITS).fetch_all(c).await)?;
        Ok(units.into_iter().map(UnitId::from).collect())
    }

    /// People with two memberships on one day, each with the code of a unit; at most 100.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn double_memberships(&mut self, caller: &Caller) -> Result<Vec<(PersonId, String)>> {
        const DOUBLE: &str = "
SELECT a.person_id, u.code FROM membership a
JOIN membership b ON b.person_id = a.person_id AND b.id > a.id AND b.superseded_at IS NULL
JOIN unit u ON u.id = a.unit_id
WHERE a.superseded_at IS NULL AND (a.leaving IS NULL OR a.leaving <> 'mistaken')
    AND (b.leaving IS NULL OR b.leaving <> 'mistaken')
    AND (a.left_on IS NULL OR b.joined_on < a.left_on) AND (b.left_on IS NULL OR a.joined_on < b.left_on)
LIMIT 100";
        only_system(caller)?;
        let rows: Vec<(Uuid, String)> = on!(self, c => sqlx::query_as(DOUBLE).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(person, unit)| (person.into(), unit)).collect())
    }

    /// Codes of units that hold memberships but keep no roll; at most 100.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn memberships_without_roll(&mut self, caller: &Caller) -> Result<Vec<String>> {
        const LOOSE: &str = "
SELECT u.code FROM unit u WHERE u.id IN (SELECT unit_id FROM membership WHERE superseded_at IS NULL)
    AND u.id NOT IN (SELECT unit_id FROM roll WHERE superseded_at IS NULL) ORDER BY u.code LIMIT 100";
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_scalar(LOOSE).fetch_all(c).await)?)
    }

    /// The last day each unit declared an indicator for.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn last_declared(&mut self, caller: &Caller, indicator: &str) -> Result<Vec<(UnitId, NaiveDate)>> {
        only_system(caller)?;
        let rows: Vec<(Uuid, NaiveDate)> =
            on!(self, c => sqlx::query_as(LAST_DECLARED).bind(indicator).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(unit, day)| (unit.into(), day)).collect())
    }
}
