//! Books of papers: each unit numbers what comes in, goes out or stays, anew each year.
//!
//! Not here: the papers themselves (the parent module).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    DirectiveId, UnitId,
    access::{Action, Caller},
    directives::{BookEntry, Direction},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    transaction::on,
};

/// What somebody wants written into a book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BookAsked {
    /// On which side.
    pub direction: Direction,
    /// The day the paper came in or went out.
    pub booked_on: NaiveDate,
    /// The number; the next one of the year where none is given.
    pub number: Option<i64>,
}

/// An entry with the unit it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booked {
    /// The entry.
    pub entry: BookEntry,
    /// Name of the unit.
    pub unit_name: String,
}

#[derive(sqlx::FromRow)]
struct BookRow {
    unit_id: Uuid,
    unit_name: String,
    direction: String,
    year: i64,
    number: i64,
    booked_on: NaiveDate,
}

impl TryFrom<BookRow> for Booked {
    type Error = Error;

    fn try_from(row: BookRow) -> Result<Self> {
        let entry = BookEntry {
            unit: row.unit_id.into(),
            direction: Direction::from_word(&row.direction).ok_or(Error::Corrupt(row.direction))?,
            year: i32::try_from(row.year).unwrap_or_default(),
            number: row.number,
            booked_on: row.booked_on,
        };
        Ok(Self { entry, unit_name: row.unit_name })
    }
}

const NEXT: &str = "
SELECT COALESCE(MAX(number), 0) + 1 FROM directive_book WHERE unit_id = $1 AND direction = $2 AND year = $3";
const HOLDER: &str = "
SELECT directive_id FROM directive_book WHERE unit_id = $1 AND direction = $2 AND year = $3 AND number = $4";
const PUT: &str = "
INSERT INTO directive_book (directive_id, unit_id, direction, year, number, booked_on, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (directive_id, unit_id) DO UPDATE SET direction = $3, year = $4, number = $5, booked_on = $6,
    recorded_by = $7, recorded_at = $8";
const ENTRIES: &str = "
SELECT b.unit_id, u.name AS unit_name, b.direction, b.year, b.number, b.booked_on
FROM directive_book b JOIN unit u ON u.id = b.unit_id WHERE b.directive_id = $1 ORDER BY b.booked_on, b.unit_id LIMIT 500";

impl Tx {
    /// Writes a directive the caller may see into the book of a unit, or changes its entry there. Gives the number.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Taken`] when another paper bears the number.
    pub async fn book_directive(
        &mut self,
        caller: &Caller,
        id: DirectiveId,
        unit: UnitId,
        asked: &BookAsked,
    ) -> Result<i64> {
        self.require(caller, Action::DirectiveWrite, unit, Thing::DIRECTIVE).await?;
        self.require_directive(caller, id).await?;
        let number = self.put_in_book(caller, id, unit, asked).await?;
        let note = Note {
            chain: self.chain_of(unit).await?,
            action: "directive.book",
            object: format!("directive:{id}"),
            before: String::new(),
            after: serde_json::to_string(&(unit, asked.direction, asked.booked_on, number))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(number)
    }

    /// Writes an entry; the caller asked for the right.
    pub(super) async fn put_in_book(
        &mut self,
        caller: &Caller,
        id: DirectiveId,
        unit: UnitId,
        asked: &BookAsked,
    ) -> Result<i64> {
        let (side, year) = (asked.direction.word(), i64::from(asked.booked_on.year()));
        let number = match asked.number {
            Some(number) => number,
            None => on!(self, c => sqlx::query_scalar::<_, i64>(NEXT).bind(unit.uuid()).bind(side).bind(year)
                .fetch_one(c).await)?,
        };
        let holder: Option<Uuid> = on!(self, c => sqlx::query_scalar(HOLDER).bind(unit.uuid()).bind(side).bind(year)
            .bind(number).fetch_optional(c).await)?;
        if holder.is_some_and(|holder| holder != id.uuid()) {
            return Err(Error::Taken(format!("{number}/{year}")));
        }
        on!(self, c => sqlx::query(PUT).bind(id.uuid()).bind(unit.uuid()).bind(side).bind(year).bind(number)
            .bind(asked.booked_on).bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(number)
    }

    /// The books a directive stands in, as far as the caller reads directives of their units.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such directive for this caller.
    pub async fn directive_books(&mut self, caller: &Caller, id: DirectiveId) -> Result<Vec<Booked>> {
        self.require_directive(caller, id).await?;
        let rows: Vec<BookRow> = on!(self, c => sqlx::query_as(ENTRIES).bind(id.uuid()).fetch_all(c).await)?;
        let units: Vec<UnitId> = rows.iter().map(|row| row.unit_id.into()).collect();
        let seen = self.allowed(caller, Action::DirectiveRead, &units, Thing::DIRECTIVE).await?;
        rows.into_iter().filter(|row| seen.contains(&row.unit_id.into())).map(Booked::try_from).collect()
    }
}
