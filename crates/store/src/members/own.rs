//! A person's own file: what is kept, since when, who may see it and who did.
//!
//! Not here: opening what is sealed (`service::members::sealing`), looking at others (`exports`).

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, UnitId,
    access::{Action, Caller, Who},
    org::Line,
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, audit::only_system, transaction::on};

/// What is kept of a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct PersonFile {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Member number.
    pub number: Option<String>,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
    /// Year of birth.
    pub born_year: Option<i64>,
    /// Sex.
    pub sex: Option<String>,
    /// Mark of the identity number.
    pub identity_mark: Option<String>,
    /// Mark of everything the last file said.
    pub content_mark: Option<String>,
    /// Open fields, as a JSON object.
    pub fields: String,
    /// Sealed fields.
    pub sealed: String,
    /// The person's key, wrapped.
    pub wrapped: Option<String>,
    /// How often it was changed.
    pub version: i64,
    /// When it was emptied, in microseconds.
    pub erased_at: Option<i64>,
}

/// A membership as the person sees it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OwnMembership {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit_id: UnitId,
    /// Its code.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
    /// First day.
    pub joined_on: NaiveDate,
    /// How it began.
    pub joining: String,
    /// First day no more.
    pub left_on: Option<NaiveDate>,
    /// How it ended.
    pub leaving: Option<String>,
    /// The decision behind it.
    pub decision: String,
}

/// Somebody with an account who holds a mandate today.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Holder {
    /// Name.
    pub name: String,
    /// The role.
    pub role: String,
    /// The unit of the mandate.
    #[sqlx(try_from = "Uuid")]
    pub unit_id: UnitId,
    /// Its code.
    pub unit: String,
    /// Its name.
    pub unit_name: String,
}

/// One look at a person's data.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Looked {
    /// When, in microseconds.
    pub at: i64,
    /// Who.
    pub who: String,
    /// What was opened and why, as JSON with `fields` and `reason`.
    pub said: String,
}

const FILE: &str = "
SELECT p.id, p.name, p.number, p.born_on, p.born_year, p.sex, p.identity_mark, p.content_mark, p.fields, p.sealed, k.wrapped, p.version,
    p.erased_at
FROM person p LEFT JOIN person_key k ON k.person_id = p.id WHERE p.id = $1";
const MEMBERSHIPS: &str = "
SELECT m.unit_id, u.code AS unit, u.name AS unit_name, m.joined_on, m.joining, m.left_on, m.leaving, m.decision
FROM membership m JOIN unit u ON u.id = m.unit_id
WHERE m.person_id = $1 AND m.superseded_at IS NULL AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
ORDER BY m.joined_on DESC, m.id DESC";
/// The unit of the latest membership, or the heir that carries it on.
const STANDING: &str = "
WITH RECURSIVE latest (id) AS (
    SELECT unit_id FROM (
        SELECT unit_id FROM membership
        WHERE person_id = $1 AND superseded_at IS NULL AND (leaving IS NULL OR leaving <> 'mistaken')
        ORDER BY CASE WHEN left_on IS NULL THEN 0 ELSE 1 END, joined_on DESC, id DESC LIMIT 1
    ) AS one
), line (id) AS (
    SELECT id FROM latest
    UNION
    SELECT s.successor_id FROM line JOIN unit u ON u.id = line.id
    JOIN unit_succession s ON s.predecessor_id = line.id AND s.superseded_at IS NULL AND s.heir = 1
    WHERE u.closed_on IS NOT NULL AND u.closed_on <= $2
)
SELECT line.id FROM line JOIN unit u ON u.id = line.id
ORDER BY CASE WHEN u.closed_on IS NULL OR u.closed_on > $2 THEN 0 ELSE 1 END LIMIT 1";
const HOLDERS: &str = "
SELECT DISTINCT p.name, m.role, m.unit_id, u.code AS unit, u.name AS unit_name
FROM mandate m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
JOIN account a ON a.person_id = m.person_id AND a.disabled_at IS NULL
LEFT JOIN mandate g ON g.id = m.delegated_by
WHERE u.annulled_at IS NULL AND m.valid_from <= ";
const LOOKED: &str = "
SELECT e.at, COALESCE(p.name, e.who) AS who, e.after_state AS said
FROM audit e LEFT JOIN account a ON a.login = e.who LEFT JOIN person p ON p.id = a.person_id
WHERE e.object = $1 AND e.action = 'member.open' ORDER BY e.at DESC LIMIT 500";

impl Tx {
    /// What is kept of a person, for that person and for the program itself.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for anybody else, and when there is no such person.
    pub async fn person_file(&mut self, caller: &Caller, person: PersonId) -> Result<PersonFile> {
        own(caller, person)?;
        let found: Option<PersonFile> =
            on!(self, c => sqlx::query_as(FILE).bind(person.uuid()).fetch_optional(c).await)?;
        found.ok_or(Error::NotVisible("member"))
    }

    /// A person's memberships as known now, latest first, for that person and for the program itself.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for anybody else.
    pub async fn own_memberships(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<OwnMembership>> {
        own(caller, person)?;
        Ok(on!(self, c => sqlx::query_as(MEMBERSHIPS).bind(person.uuid()).fetch_all(c).await)?)
    }

    /// The unit that answers for a person today: that of the latest membership, or its heir; none for who never was a
    /// member.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub(crate) async fn unit_of_member(&mut self, person: PersonId, day: NaiveDate) -> Result<Option<UnitId>> {
        let unit: Option<Uuid> =
            on!(self, c => sqlx::query_scalar(STANDING).bind(person.uuid()).bind(day).fetch_optional(c).await)?;
        Ok(unit.map(UnitId::from))
    }

    /// The unit that answers for a person, for that person and for the program itself.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for anybody else.
    pub async fn own_unit(&mut self, caller: &Caller, person: PersonId) -> Result<Option<UnitId>> {
        own(caller, person)?;
        self.unit_of_member(person, caller.now.day()).await
    }

    /// Refuses unless the caller may do something to a member; gives the unit that answers for the person.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_member(&mut self, caller: &Caller, action: Action, person: PersonId) -> Result<UnitId> {
        let unit = self.unit_of_member(person, caller.now.day()).await?.ok_or(Error::NotVisible("member"))?;
        self.require(caller, action, unit, Thing::MEMBER).await?;
        Ok(unit)
    }

    /// Who holds mandates today in a unit or above it, each with the best line that leads there from the unit.
    ///
    /// # Errors
    /// [`Error::Denied`] for anyone but the program itself.
    pub async fn holders_over(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<(Holder, Line)>> {
        only_system(caller)?;
        let day = caller.now.day();
        let above = self.above(unit, day).await?;
        if above.is_empty() {
            return Ok(Vec::new());
        }
        let found: Vec<Holder> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(HOLDERS);
            query.push_bind(day).push(" AND (m.valid_until IS NULL OR m.valid_until > ").push_bind(day);
            // As rights are found: a unit that ended gives none, nor does a delegation of a mandate that is over.
            query.push(") AND (u.closed_on IS NULL OR u.closed_on > ").push_bind(day);
            query.push(") AND (g.id IS NULL OR (g.valid_from <= ").push_bind(day);
            query.push(" AND (g.valid_until IS NULL OR g.valid_until > ").push_bind(day);
            query.push("))) AND m.unit_id IN (");
            let mut listed = query.separated(", ");
            for (id, _) in &above {
                listed.push_bind(id.uuid());
            }
            query.push(") ORDER BY u.code, m.role, p.name LIMIT 1000");
            query.build_query_as().fetch_all(c).await
        })?;
        let line =
            |unit: UnitId| above.iter().find(|(id, _)| *id == unit).map_or(Line::Coordinating, |(_, line)| *line);
        let placed = found.into_iter().map(|holder| {
            let on = line(holder.unit_id);
            (holder, on)
        });
        Ok(placed.collect())
    }

    /// Who opened what is guarded about a person, latest first, for that person and for the program itself.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for anybody else.
    pub async fn looked_at(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<Looked>> {
        own(caller, person)?;
        let object = format!("member:{person}");
        let mut looked: Vec<Looked> = on!(self, c => sqlx::query_as(LOOKED).bind(&object).fetch_all(c).await)?;
        let said = looked.iter().map(|one| one.said.clone()).collect();
        for (one, said) in looked.iter_mut().zip(self.opened_states(said).await?) {
            one.said = said;
        }
        Ok(looked)
    }
}

/// Refuses anybody but the person and the program itself.
pub(crate) fn own(caller: &Caller, person: PersonId) -> Result<()> {
    match &caller.who {
        Who::System => Ok(()),
        Who::Person { .. } if caller.oneself() == Some(person) => Ok(()),
        Who::Person { .. } => Err(Error::NotVisible("member")),
    }
}
