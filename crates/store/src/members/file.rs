//! One member's file: what is known, where the person stands, memberships, states, applications, the story.
//!
//! A file is seen by whoever may see members of the unit the person stands in now, or stood in last. What is sealed stays
//! sealed here. Not here: lists (`list`), writing (`periods`), transfers, what a field means (`pack`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    MembershipId, PersonId, UnitId,
    access::{Action, Caller},
    audit::Entry,
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, transaction::on};

/// Where a person stands, or stood last.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Seat {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// What the file says of a person.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Member {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
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
    /// Mark of the identity number.
    pub identity_mark: Option<String>,
    /// Open fields, as a JSON object.
    pub fields: String,
    /// Sealed fields.
    pub sealed: String,
    /// The person's key, wrapped.
    pub wrapped: Option<String>,
    /// Goes up with every change.
    pub version: i64,
}

/// One membership as known now.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Period {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: MembershipId,
    /// In which unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Code of the unit.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// First day.
    pub joined_on: NaiveDate,
    /// How it began, as its word.
    pub joining: String,
    /// First day no more.
    pub left_on: Option<NaiveDate>,
    /// How it ended, as its word.
    pub leaving: Option<String>,
    /// The decision behind it.
    pub decision: String,
}

impl Period {
    /// Whether it lasts on a day.
    #[must_use]
    pub fn lasts(&self, day: NaiveDate) -> bool {
        self.joined_on <= day && self.left_on.is_none_or(|left| left > day) && !self.is_mistaken()
    }

    /// Whether it was entered by mistake and counts nowhere.
    #[must_use]
    pub fn is_mistaken(&self) -> bool {
        self.leaving.as_deref() == Some("mistaken")
    }
}

/// A state of a membership from a day on.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StateSince {
    /// The state, as the pack names it.
    pub state: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// The decision or paper behind it.
    pub decision: String,
    /// Who wrote it down.
    pub recorded_by: String,
}

/// What a person applied with.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Application {
    /// `5a` alone, `5b` with others.
    pub form: String,
    /// The day of the application.
    pub applied_on: NaiveDate,
    /// `paper` or `electronic`.
    pub signature: String,
    /// What identifies an electronic signature; empty on paper.
    pub signature_text: String,
    /// The decision that admitted.
    pub decision: String,
    /// Name of the unit applied to.
    pub unit_name: String,
}

/// Somebody looked at masked fields.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct DataView {
    /// Ids of the fields, with commas between.
    pub fields: String,
    /// Why.
    pub reason: String,
    /// Who: the person's name, or the sign-in name.
    pub viewed_by: String,
    /// When, in microseconds.
    pub viewed_at: i64,
}

const KEPT: &str = "
WITH RECURSIVE kept (id) AS (
    SELECT id FROM person WHERE id = $1
    UNION
    SELECT p.merged_into FROM kept JOIN person p ON p.id = kept.id WHERE p.merged_into IS NOT NULL
)
SELECT p.id FROM kept JOIN person p ON p.id = kept.id WHERE p.merged_into IS NULL";
const SEAT: &str = "
WITH RECURSIVE latest (unit_id) AS (
    SELECT unit_id FROM membership WHERE person_id = $1 AND superseded_at IS NULL
    ORDER BY COALESCE(leaving, '') = 'mistaken', left_on IS NOT NULL, left_on DESC, joined_on DESC, id DESC LIMIT 1
), seat (id, hop) AS (
    SELECT unit_id, CAST(0 AS BIGINT) FROM latest
    UNION
    SELECT s.successor_id, seat.hop + 1 FROM seat JOIN unit u ON u.id = seat.id
        JOIN unit_succession s ON s.predecessor_id = seat.id
    WHERE u.closed_on <= $2 AND s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= $2 AND seat.hop < 32
)
SELECT u.id AS unit, u.code, u.name FROM seat JOIN unit u ON u.id = seat.id ORDER BY seat.hop DESC LIMIT 1";
/// [`SEAT`] of several people.
const SEATS: &str = "
WITH RECURSIVE ranked (person_id, unit_id, place) AS (
    SELECT person_id, unit_id, ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY
        CASE WHEN COALESCE(leaving, '') = 'mistaken' THEN 1 ELSE 0 END, CASE WHEN left_on IS NULL THEN 0 ELSE 1 END,
        left_on DESC, joined_on DESC, id DESC)
    FROM membership WHERE superseded_at IS NULL AND person_id IN (";
const SEATS_HEIRS: &str = ")
), seat (person_id, id, hop) AS (
    SELECT person_id, unit_id, CAST(0 AS BIGINT) FROM ranked WHERE place = 1
    UNION
    SELECT seat.person_id, s.successor_id, seat.hop + 1 FROM seat JOIN unit u ON u.id = seat.id
        JOIN unit_succession s ON s.predecessor_id = seat.id
    WHERE u.closed_on <= ";
const SEATS_FROM: &str = " AND s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= ";
const SEATS_REST: &str = " AND seat.hop < 32
)
SELECT person_id, id FROM seat ORDER BY person_id, hop DESC";
const MEMBER: &str = "
SELECT p.id, p.name, p.number, p.born_on, p.born_year, p.sex, p.identity_mark, p.fields, p.sealed, k.wrapped, p.version
FROM person p LEFT JOIN person_key k ON k.person_id = p.id WHERE p.id = $1 AND p.erased_at IS NULL";
const PERIODS: &str = "
SELECT m.id, m.unit_id AS unit, u.code AS unit_code, u.name AS unit_name, m.joined_on, m.joining, m.left_on, m.leaving,
    m.decision
FROM membership m JOIN unit u ON u.id = m.unit_id
WHERE m.person_id = $1 AND m.superseded_at IS NULL ORDER BY m.joined_on, m.id";
const STATES: &str = "
SELECT state, valid_from, decision, recorded_by FROM membership_state
WHERE person_id = $1 AND superseded_at IS NULL ORDER BY valid_from DESC";
const APPLICATIONS: &str = "
SELECT a.form, a.applied_on, a.signature, a.signature_text, a.decision, u.name AS unit_name
FROM membership_application a JOIN unit u ON u.id = a.unit_id WHERE a.person_id = $1 ORDER BY a.applied_on DESC";
const VIEWS: &str = "
SELECT v.fields, v.reason, COALESCE(p.name, v.viewed_by) AS viewed_by, v.viewed_at
FROM data_view v LEFT JOIN account a ON a.login = v.viewed_by LEFT JOIN person p ON p.id = a.person_id
WHERE v.person_id = $1 ORDER BY v.viewed_at DESC LIMIT 100";
const ADD_VIEW: &str = "
INSERT INTO data_view (id, person_id, unit_id, fields, reason, viewed_by, viewed_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";

impl Tx {
    /// The file somebody's file was put together with, or their own; says nothing of it, so it takes no right.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none.
    pub async fn kept_member(&mut self, id: PersonId) -> Result<PersonId> {
        let kept: Option<Uuid> = on!(self, c => sqlx::query_scalar(KEPT).bind(id.uuid()).fetch_optional(c).await)?;
        kept.map(PersonId::from).ok_or(Error::NotVisible("member"))
    }

    /// Where a person stands today, or stood last, when the caller may do `action` to members there.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller; [`Error::Denied`].
    pub async fn member_seat(&mut self, caller: &Caller, action: Action, id: PersonId) -> Result<Seat> {
        let seat = self.seat_of(caller, id).await?;
        self.require(caller, action, seat.unit, Thing::MEMBER).await?;
        Ok(seat)
    }

    /// Where a person stands on the day of the call, or stood last; rights are the caller's business.
    pub(super) async fn seat_of(&mut self, caller: &Caller, id: PersonId) -> Result<Seat> {
        let seat: Option<Seat> = on!(self, c => sqlx::query_as(SEAT).bind(id.uuid()).bind(caller.now.day())
            .fetch_optional(c).await)?;
        seat.ok_or(Error::NotVisible("member"))
    }

    /// Where some people stand today, or stood last, in one statement; rights are the caller's business.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn seats_of(&mut self, caller: &Caller, people: &[PersonId]) -> Result<BTreeMap<PersonId, UnitId>> {
        if people.is_empty() {
            return Ok(BTreeMap::new());
        }
        let day = caller.now.day();
        // Farthest heir first: the first row of a person is where the person stands.
        let rows: Vec<(Uuid, Uuid)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(SEATS);
            let mut listed = query.separated(", ");
            for person in people {
                listed.push_bind(person.uuid());
            }
            query.push(SEATS_HEIRS).push_bind(day).push(SEATS_FROM).push_bind(day).push(SEATS_REST);
            query.build_query_as().fetch_all(c).await
        })?;
        let mut seats = BTreeMap::new();
        for (person, unit) in rows {
            seats.entry(person.into()).or_insert_with(|| unit.into());
        }
        Ok(seats)
    }

    /// A member's file with the unit the person stands in.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn member(&mut self, caller: &Caller, id: PersonId) -> Result<(Member, Seat)> {
        let seat = self.member_seat(caller, Action::MemberRead, id).await?;
        let member: Option<Member> = on!(self, c => sqlx::query_as(MEMBER).bind(id.uuid()).fetch_optional(c).await)?;
        Ok((member.ok_or(Error::NotVisible("member"))?, seat))
    }

    /// Every membership of a person as known now, first one first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller.
    pub async fn member_periods(&mut self, caller: &Caller, id: PersonId) -> Result<Vec<Period>> {
        self.member_seat(caller, Action::MemberRead, id).await?;
        self.periods_of(id).await
    }

    pub(super) async fn periods_of(&mut self, id: PersonId) -> Result<Vec<Period>> {
        Ok(on!(self, c => sqlx::query_as(PERIODS).bind(id.uuid()).fetch_all(c).await)?)
    }

    /// The states of a member, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller.
    pub async fn member_states(&mut self, caller: &Caller, id: PersonId) -> Result<Vec<StateSince>> {
        self.member_seat(caller, Action::MemberRead, id).await?;
        Ok(on!(self, c => sqlx::query_as(STATES).bind(id.uuid()).fetch_all(c).await)?)
    }

    /// What a member applied with, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller.
    pub async fn member_applications(&mut self, caller: &Caller, id: PersonId) -> Result<Vec<Application>> {
        self.member_seat(caller, Action::MemberRead, id).await?;
        Ok(on!(self, c => sqlx::query_as(APPLICATIONS).bind(id.uuid()).fetch_all(c).await)?)
    }

    /// Who looked at masked fields of a member, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller.
    pub async fn member_views(&mut self, caller: &Caller, id: PersonId) -> Result<Vec<DataView>> {
        self.member_seat(caller, Action::MemberRead, id).await?;
        Ok(on!(self, c => sqlx::query_as(VIEWS).bind(id.uuid()).fetch_all(c).await)?)
    }

    /// The story of a member, oldest entry first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller.
    pub async fn member_story(&mut self, caller: &Caller, id: PersonId) -> Result<Vec<Entry>> {
        self.member_seat(caller, Action::MemberRead, id).await?;
        self.story(&format!("member:{id}")).await
    }

    /// Writes down that somebody looks at masked fields of a member, and why.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not open them.
    pub async fn add_view(
        &mut self,
        caller: &Caller,
        view: Uuid,
        id: PersonId,
        (fields, reason): (&str, &str),
    ) -> Result<()> {
        let seat = self.member_seat(caller, Action::MemberOpen, id).await?;
        self.note_looked(caller, view, (seat.unit, id), (fields, reason)).await
    }

    /// Writes down who looked, where the person reads it and in the log; the right was asked for before.
    pub(crate) async fn note_looked(
        &mut self,
        caller: &Caller,
        view: Uuid,
        (unit, id): (UnitId, PersonId),
        (fields, reason): (&str, &str),
    ) -> Result<()> {
        on!(self, c => sqlx::query(ADD_VIEW).bind(view).bind(id.uuid()).bind(unit.uuid()).bind(fields)
            .bind(reason).bind(caller.name()).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let note = crate::audit::Note {
            chain: self.chain_of(unit).await?,
            action: "member.open",
            object: format!("member:{id}"),
            before: String::new(),
            after: serde_json::json!({ "fields": fields, "reason": reason }).to_string(),
        };
        self.journal_about(caller, id, note, &crate::audit::Change::default()).await?;
        Ok(())
    }
}
