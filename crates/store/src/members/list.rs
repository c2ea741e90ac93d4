//! Members in lists: the rows of people found in memory, read where rights are asked again.
//!
//! Members of a unit that ended stand with its heir; this is worked out here, never written. Lines that only coordinate
//! see no members. Not here: finding them (`rollup::people`), one member's file (`file`).

use std::collections::HashMap;

use chrono::NaiveDate;
use congdoan_model::{
    MembershipId, PersonId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, transaction::on};

/// Somebody found, to be read for a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundMember {
    /// The person.
    pub person: PersonId,
    /// The unit in which the person stands, or stood.
    pub seat: UnitId,
    /// The unit on whose roll; the seat's own where nothing ended.
    pub roll: UnitId,
}

/// What is asked of the people of a page.
#[derive(Clone, Copy, Debug)]
pub struct PageAsked<'a> {
    /// The day.
    pub day: NaiveDate,
    /// The state of whom none was written down for.
    pub first_state: &'a str,
    /// Those who left, instead of those who stand.
    pub left: bool,
}

/// A member in a list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedMember {
    /// The membership, where the next page goes on.
    #[sqlx(try_from = "Uuid")]
    pub membership: MembershipId,
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Member number.
    pub number: Option<String>,
    /// Day of birth, when known to the day.
    pub born_on: Option<NaiveDate>,
    /// Year of birth, when known.
    pub born_year: Option<i64>,
    /// Sex, as its word.
    pub sex: Option<String>,
    /// Sealed fields.
    pub sealed: String,
    /// The person's key, wrapped.
    pub wrapped: Option<String>,
    /// The state on the day.
    pub state: String,
    /// Code of the unit the member stands in.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// First day of the membership.
    pub joined_on: NaiveDate,
    /// First day no more.
    pub left_on: Option<NaiveDate>,
    /// How it ended.
    pub leaving: Option<String>,
    /// The unit on whose roll the membership is.
    #[sqlx(try_from = "Uuid")]
    pub roll: UnitId,
    /// Open fields, as a JSON object.
    pub fields: String,
    /// Whether the person is a member somewhere after this membership.
    #[sqlx(skip)]
    pub elsewhere: bool,
}

/// What a unit manages below on a day, and the ended units whose members stand there.
macro_rules! held {
    ($rest:expr) => {
        concat!(
            "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1 AND (closed_on IS NULL OR closed_on > $2)
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
), held (id, seat) AS (
    SELECT id, id FROM below
    UNION
    SELECT s.predecessor_id, held.seat FROM held JOIN unit_succession s ON s.successor_id = held.id
        JOIN unit u ON u.id = s.predecessor_id
    WHERE s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= $2 AND u.closed_on <= $2
)
",
            $rest
        )
    };
}
pub(crate) use held;

/// The memberships of people found elsewhere.
const ROWS_HEAD: &str = "WITH asked (day, first_state) AS (SELECT ";
const ROWS: &str = ")
SELECT m.id AS membership, p.id AS person, p.name, p.number, p.born_on, p.born_year, p.sex, p.sealed, p.fields,
    (SELECT k.wrapped FROM person_key k WHERE k.person_id = p.id) AS wrapped,
    COALESCE((SELECT s.state FROM membership_state s WHERE s.person_id = p.id AND s.superseded_at IS NULL
        AND s.valid_from <= asked.day ORDER BY s.valid_from DESC LIMIT 1), asked.first_state) AS state,
    u.code AS unit_code, u.name AS unit_name, m.unit_id AS roll, m.joined_on, m.left_on, m.leaving
FROM asked CROSS JOIN person p JOIN membership m ON m.person_id = p.id JOIN unit u ON u.id = m.unit_id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND p.id IN (";
/// The units of a page that lie where the caller sees members.
const SEATS_HEAD: &str = "WITH RECURSIVE asked (day, everything) AS (SELECT ";
const SEATS: &str = "), up (seat, id) AS (
    SELECT id, id FROM unit WHERE id IN (";
const SEATS_REST: &str = ")
    UNION
    SELECT up.seat, l.parent_id FROM up CROSS JOIN asked JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= asked.day
        AND (l.valid_until IS NULL OR l.valid_until > asked.day)
)
SELECT DISTINCT u.id, u.code, u.name FROM up CROSS JOIN asked JOIN unit u ON u.id = up.seat
WHERE asked.everything = 1 OR up.id IN (";
const SEATS_OWN: &str = ") OR (up.id = up.seat AND up.seat IN (";
const OF_NUMBER: &str = "SELECT id FROM person WHERE number IN ($1, $2) ORDER BY number = $1 DESC LIMIT 1";

/// Units of which somebody sees members: themselves, and with what they manage below.
struct Within {
    everything: bool,
    own: Vec<UnitId>,
    below: Vec<UnitId>,
}

impl Within {
    fn of(caller: &Caller) -> Self {
        let units = |sees: &dyn Fn(&congdoan_model::access::Right) -> bool| {
            caller.rights().iter().filter(|right| sees(right)).map(|right| right.unit).collect()
        };
        Self {
            everything: caller.is_system(),
            own: units(&|right| right.own.contains(&Action::MemberRead)),
            below: units(&|right| right.below.contains(&Action::MemberRead)),
        }
    }
}

/// Codes and names of units.
type Seats = HashMap<UnitId, (String, String)>;

impl Tx {
    /// The rows of a page of people found in memory, in their order; who does not stand below the unit by what the database
    /// says is left out, whatever the memory said.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn members_of_page(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        asked: PageAsked<'_>,
        page: &[FoundMember],
    ) -> Result<Vec<ListedMember>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        let within = Within { everything: false, own: vec![unit], below: vec![unit] };
        let seats = self.seats_within(&within, asked.day, page).await?;
        self.listed(asked, page, &seats).await
    }

    /// The rows of people found in memory wherever the caller sees members, in their order.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn members_found(
        &mut self,
        caller: &Caller,
        asked: PageAsked<'_>,
        page: &[FoundMember],
    ) -> Result<Vec<ListedMember>> {
        let seats = self.seats_within(&Within::of(caller), asked.day, page).await?;
        self.listed(asked, page, &seats).await
    }

    /// Whoever bears one of two member numbers, standing or not, where the caller sees the file.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn member_of_number(
        &mut self,
        caller: &Caller,
        asked: PageAsked<'_>,
        (number, other): (&str, &str),
    ) -> Result<Option<(ListedMember, UnitId)>> {
        let person: Option<Uuid> =
            on!(self, c => sqlx::query_scalar(OF_NUMBER).bind(number).bind(other).fetch_optional(c).await)?;
        let Some(person) = person else { return Ok(None) };
        let person = self.kept_member(person.into()).await?;
        let seat = match self.member_seat(caller, Action::MemberRead, person).await {
            Ok(seat) => seat,
            Err(Error::NotVisible(_) | Error::Denied(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let page = [FoundMember { person, seat: seat.unit, roll: seat.unit }];
        let seats = HashMap::from([(seat.unit, (seat.code, seat.name))]);
        let mut found = self.listed(asked, &page, &seats).await?;
        if found.is_empty() {
            found = self.listed(PageAsked { left: true, ..asked }, &page, &seats).await?;
        }
        Ok(found.pop().map(|member| (member, seat.unit)))
    }

    async fn seats_within(&mut self, within: &Within, day: NaiveDate, page: &[FoundMember]) -> Result<Seats> {
        let mut seats: Vec<UnitId> = page.iter().map(|found| found.seat).collect();
        seats.sort_unstable();
        seats.dedup();
        let rows: Vec<(Uuid, String, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(SEATS_HEAD);
            query.push_bind(day).push(", ").push_bind(i64::from(within.everything)).push(SEATS);
            push_ids(&mut query, &seats);
            query.push(SEATS_REST);
            push_ids(&mut query, &within.below);
            query.push(SEATS_OWN);
            push_ids(&mut query, &within.own);
            query.push("))");
            query.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().map(|(id, code, name)| (id.into(), (code, name))).collect())
    }

    async fn listed(&mut self, asked: PageAsked<'_>, page: &[FoundMember], seats: &Seats) -> Result<Vec<ListedMember>> {
        let people: Vec<PersonId> = page.iter().map(|found| found.person).collect();
        let rows: Vec<ListedMember> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(ROWS_HEAD);
            query.push_bind(asked.day).push(", ").push_bind(asked.first_state).push(ROWS);
            push_ids(&mut query, &people);
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        let mut of: HashMap<PersonId, Vec<ListedMember>> = HashMap::new();
        for row in rows {
            of.entry(row.person).or_default().push(row);
        }
        let row = |found: &FoundMember| {
            let (code, name) = seats.get(&found.seat)?;
            let row = of.get(&found.person).and_then(|rows| membership(rows, found, asked))?;
            Some(ListedMember { unit_code: code.clone(), unit_name: name.clone(), ..row })
        };
        Ok(page.iter().filter_map(row).collect())
    }
}

/// The membership a list is about: the one that stands, or the last one that ended on that roll.
fn membership(rows: &[ListedMember], found: &FoundMember, asked: PageAsked<'_>) -> Option<ListedMember> {
    let mistaken = |row: &ListedMember| row.leaving.as_deref() == Some("mistaken");
    let stands = |row: &&ListedMember| {
        row.joined_on <= asked.day && row.left_on.is_none_or(|left| left > asked.day) && !mistaken(row)
    };
    if !asked.left {
        let standing = rows.iter().filter(stands);
        return standing.max_by_key(|row| (row.roll == found.roll, row.joined_on, row.membership)).cloned();
    }
    let ended = rows.iter().filter(|row| row.left_on.is_some_and(|left| left <= asked.day));
    let row = ended.max_by_key(|row| (row.roll == found.roll, row.left_on, row.membership))?;
    let later = |other: &ListedMember| {
        other.membership != row.membership
            && !mistaken(other)
            && other.left_on.is_none_or(|left| Some(left) > row.left_on)
    };
    Some(ListedMember { elsewhere: rows.iter().any(later), ..row.clone() })
}

/// Ids with commas between; where there are none, one nobody has.
fn push_ids<DB, I>(query: &mut sqlx::QueryBuilder<DB>, ids: &[I])
where
    DB: sqlx::Database,
    I: Copy + Into<Uuid>,
    Uuid: for<'q> sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let mut listed = query.separated(", ");
    for id in ids {
        listed.push_bind((*id).into());
    }
    if ids.is_empty() {
        listed.push_bind(Uuid::nil());
    }
}
