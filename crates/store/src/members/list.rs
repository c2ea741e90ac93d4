//! Lists of members: of a unit and all it manages below, a page at a time.
//!
//! Members of a unit that ended stand with its heir; this is worked out here, never written. Lines that only coordinate
//! see no members. Not here: one member's file (`file`), counting (`rollup`).

use std::collections::HashMap;

use chrono::NaiveDate;
use congdoan_model::{
    MembershipId, PersonId, UnitId,
    access::{Action, Caller},
    members::Sex,
    names,
};
use sqlx::types::Uuid;

use crate::{Result, Tx, access::Thing, transaction::on};

/// Words of a search that are looked at; more are left aside.
pub const SEARCH_WORDS: usize = 6;

/// Which members a list shows.
#[derive(Clone, Debug)]
pub struct MemberFilter<'a> {
    /// The unit; what it manages below is included.
    pub unit: UnitId,
    /// The day.
    pub day: NaiveDate,
    /// Only names with a word that begins with each of these words, or this member number; empty for all.
    pub words: &'a str,
    /// Only this sex.
    pub sex: Option<Sex>,
    /// Only this state; empty for all.
    pub state: &'a str,
    /// The state of whom none was written down for.
    pub first_state: &'a str,
    /// Those who left, instead of those who stand.
    pub left: bool,
    /// The last membership of the page before.
    pub after: Option<MembershipId>,
    /// How many at most.
    pub limit: i64,
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

/// The state of person `p` on the day.
macro_rules! state_on_day {
    () => {
        "COALESCE((SELECT s.state FROM membership_state s WHERE s.person_id = p.id AND s.superseded_at IS NULL
        AND s.valid_from <= $2 ORDER BY s.valid_from DESC LIMIT 1), $6)"
    };
}

/// The members a filter asks for: parameters 1 to 13.
macro_rules! asked_for {
    () => {
        concat!(
            "
FROM held JOIN membership m ON m.unit_id = held.id JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = held.seat
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL
    AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
    AND (($3 = 0 AND m.joined_on <= $2 AND (m.left_on IS NULL OR m.left_on > $2))
        OR ($3 = 1 AND m.left_on <= $2 AND NOT EXISTS (SELECT 1 FROM membership o WHERE o.person_id = p.id
            AND o.superseded_at IS NULL AND o.id <> m.id AND (o.left_on IS NULL OR o.left_on > m.left_on))))
    AND ($4 = '' OR p.sex = $4) AND ($5 = '' OR ",
            state_on_day!(),
            " = $5)
    AND (p.number = $7 OR (($8 = '' OR ' ' || p.name_fold LIKE $8) AND ($9 = '' OR ' ' || p.name_fold LIKE $9)
        AND ($10 = '' OR ' ' || p.name_fold LIKE $10) AND ($11 = '' OR ' ' || p.name_fold LIKE $11)
        AND ($12 = '' OR ' ' || p.name_fold LIKE $12) AND ($13 = '' OR ' ' || p.name_fold LIKE $13)))"
        )
    };
}

const LIST: &str = held!(concat!(
    "
SELECT m.id AS membership, p.id AS person, p.name, p.number, p.born_on, p.born_year, p.sex, p.sealed,
    (SELECT k.wrapped FROM person_key k WHERE k.person_id = p.id) AS wrapped, ",
    state_on_day!(),
    " AS state, u.code AS unit_code, u.name AS unit_name, m.joined_on, m.left_on, m.leaving",
    asked_for!(),
    "
    AND ($14 = 0 OR (u.code, p.name_fold, m.id) > (
        SELECT v.code, q.name_fold, n.id FROM membership n JOIN person q ON q.id = n.person_id
            JOIN held h ON h.id = n.unit_id JOIN unit v ON v.id = h.seat WHERE n.id = $15 LIMIT 1))
ORDER BY u.code, p.name_fold, m.id LIMIT $16"
));
const COUNT: &str = held!(concat!("SELECT COUNT(*)", asked_for!()));

/// The rows of people found elsewhere, each with the seat it was found in.
const ROWS_HEAD: &str = "WITH asked (day, first_state) AS (SELECT ";
const ROWS: &str = ")
SELECT m.id AS membership, p.id AS person, p.name, p.number, p.born_on, p.born_year, p.sex, p.sealed,
    (SELECT k.wrapped FROM person_key k WHERE k.person_id = p.id) AS wrapped,
    COALESCE((SELECT s.state FROM membership_state s WHERE s.person_id = p.id AND s.superseded_at IS NULL
        AND s.valid_from <= asked.day ORDER BY s.valid_from DESC LIMIT 1), asked.first_state) AS state,
    u.code AS unit_code, u.name AS unit_name, m.joined_on, m.left_on, m.leaving
FROM asked CROSS JOIN person p JOIN membership m ON m.person_id = p.id JOIN unit u ON u.id = m.unit_id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND m.joined_on <= asked.day
    AND (m.left_on IS NULL OR m.left_on > asked.day) AND (m.leaving IS NULL OR m.leaving <> 'mistaken') AND p.id IN (";
const SEATS_BELOW_HEAD: &str = "WITH RECURSIVE asked (day, top) AS (SELECT ";
const SEATS_BELOW: &str = "), up (seat, id) AS (
    SELECT id, id FROM unit WHERE id IN (";
const SEATS_BELOW_REST: &str = ")
    UNION
    SELECT up.seat, l.parent_id FROM up CROSS JOIN asked JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= asked.day
        AND (l.valid_until IS NULL OR l.valid_until > asked.day)
)
SELECT u.id, u.code, u.name FROM up CROSS JOIN asked JOIN unit u ON u.id = up.seat WHERE up.id = asked.top";

impl Tx {
    /// The rows of a page of people found in memory, in their order; who does not stand below the unit by what the database
    /// says is left out, whatever the memory said.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn members_of_page(
        &mut self,
        caller: &Caller,
        (unit, day, first_state): (UnitId, NaiveDate, &str),
        page: &[(PersonId, UnitId)],
    ) -> Result<Vec<ListedMember>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        if page.is_empty() {
            return Ok(Vec::new());
        }
        let mut seats: Vec<UnitId> = page.iter().map(|(_, seat)| *seat).collect();
        seats.sort_unstable();
        seats.dedup();
        let below: Vec<(Uuid, String, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("");
            query.push(SEATS_BELOW_HEAD).push_bind(day).push(", ").push_bind(unit.uuid()).push(SEATS_BELOW);
            let mut listed = query.separated(", ");
            for seat in &seats {
                listed.push_bind(seat.uuid());
            }
            query.push(SEATS_BELOW_REST);
            query.build_query_as().fetch_all(c).await
        })?;
        let below: HashMap<UnitId, (String, String)> =
            below.into_iter().map(|(id, code, name)| (id.into(), (code, name))).collect();
        let rows: Vec<ListedMember> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new("");
            query.push(ROWS_HEAD).push_bind(day).push(", ").push_bind(first_state).push(ROWS);
            let mut listed = query.separated(", ");
            for (person, _) in page {
                listed.push_bind(person.uuid());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        let mut of: HashMap<PersonId, ListedMember> = rows.into_iter().map(|row| (row.person, row)).collect();
        let row = |(person, seat): &(PersonId, UnitId)| {
            let (code, name) = below.get(seat)?;
            let row = of.remove(person)?;
            Some(ListedMember { unit_code: code.clone(), unit_name: name.clone(), ..row })
        };
        Ok(page.iter().filter_map(row).collect())
    }

    /// A page of members of a unit and what it manages below, by unit and name.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn members(&mut self, caller: &Caller, filter: &MemberFilter<'_>) -> Result<Vec<ListedMember>> {
        self.require(caller, Action::MemberRead, filter.unit, Thing::MEMBER).await?;
        let (number, words) = searched(filter.words);
        let [a, b, c, d, e, f] = &words;
        let after = filter.after.map_or_else(Uuid::nil, MembershipId::uuid);
        Ok(on!(self, connection => sqlx::query_as(LIST).bind(filter.unit.uuid()).bind(filter.day)
            .bind(i64::from(filter.left)).bind(filter.sex.map_or("", Sex::word)).bind(filter.state)
            .bind(filter.first_state).bind(&number).bind(a).bind(b).bind(c).bind(d).bind(e).bind(f)
            .bind(i64::from(filter.after.is_some())).bind(after).bind(filter.limit)
            .fetch_all(connection).await)?)
    }

    /// How many members a list holds over all its pages.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn count_members(&mut self, caller: &Caller, filter: &MemberFilter<'_>) -> Result<i64> {
        self.require(caller, Action::MemberRead, filter.unit, Thing::MEMBER).await?;
        let (number, words) = searched(filter.words);
        let [a, b, c, d, e, f] = &words;
        Ok(on!(self, connection => sqlx::query_scalar(COUNT).bind(filter.unit.uuid()).bind(filter.day)
            .bind(i64::from(filter.left)).bind(filter.sex.map_or("", Sex::word)).bind(filter.state)
            .bind(filter.first_state).bind(&number).bind(a).bind(b).bind(c).bind(d).bind(e).bind(f)
            .fetch_one(connection).await)?)
    }
}

/// The member number a search may mean, and a pattern for each of its words.
fn searched(text: &str) -> (String, [String; SEARCH_WORDS]) {
    let number = text.trim().to_uppercase();
    let folded = names::fold(text).replace(['%', '_'], "");
    let mut words = folded.split_whitespace().map(|word| format!("% {word}%"));
    let words = std::array::from_fn(|_| words.next().unwrap_or_default());
    // An empty number would match nobody anyway, for numbers are never empty.
    (number, words)
}
