//! Study sessions: what was planned, who came, who has studied a directive and who has not.
//!
//! A session is seen and led by whoever reads and writes records of its unit, since a closed one becomes a record. Names of
//! those who came are shown to whoever sees members there. Not here: the code on the wall (`model`), the record of a
//! closed session (`service`).

mod attendance;
mod coverage;

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, RecordId, StudySessionId, UnitId,
    access::{Action, Caller},
    directives::study::{Expected, StudyForm},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    members::held,
    transaction::on,
};

pub use attendance::{Attendance, Attendee, Candidate};
pub use coverage::{CoverageLine, Missing};

/// A session, as planned.
#[derive(Clone, Debug)]
pub struct NewStudySession {
    /// Its id.
    pub id: StudySessionId,
    /// The unit that holds it.
    pub unit: UnitId,
    /// The directives studied.
    pub directives: Vec<DirectiveId>,
    /// What it is about.
    pub topic: String,
    /// The day.
    pub held_on: NaiveDate,
    /// First minute of the day.
    pub begins_at: i64,
    /// First minute of the day no more.
    pub ends_at: i64,
    /// Where.
    pub place: String,
    /// Who speaks.
    pub speaker: String,
    /// How people come together.
    pub form: StudyForm,
    /// Who is expected.
    pub expected: Expected,
    /// Titles of posts, with commas between, where posts are expected.
    pub expected_posts: String,
    /// How many, where a number was written down.
    pub expected_number: i64,
    /// The first moment the code is taken, in microseconds.
    pub opens_at: i64,
    /// The first moment it is taken no more.
    pub closes_at: i64,
    /// What makes its codes.
    pub secret: String,
}

/// A session as it stands.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct StudySession {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: StudySessionId,
    /// The unit that holds it.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// What it is about.
    pub topic: String,
    /// The day.
    pub held_on: NaiveDate,
    /// First minute of the day.
    pub begins_at: i64,
    /// First minute of the day no more.
    pub ends_at: i64,
    /// Where.
    pub place: String,
    /// Who speaks.
    pub speaker: String,
    /// `meeting`, `online`, `mixed`.
    pub form: String,
    /// `members`, `officers`, `posts`, `number`.
    pub expected: String,
    /// Titles of posts, with commas between.
    pub expected_posts: String,
    /// How many, where a number was written down.
    pub expected_number: i64,
    /// The first moment the code is taken, in microseconds.
    pub opens_at: i64,
    /// The first moment it is taken no more.
    pub closes_at: i64,
    /// What makes its codes; never shown.
    pub secret: String,
    /// The record it became, once closed.
    pub record_id: Option<Uuid>,
    /// When it was closed, in microseconds.
    pub closed_at: Option<i64>,
    /// How many came, each once.
    pub came: i64,
}

impl StudySession {
    /// The record it became.
    #[must_use]
    pub fn record(&self) -> Option<RecordId> {
        self.record_id.map(RecordId::from)
    }
}

/// A directive studied at a session.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Studied {
    /// The session.
    #[sqlx(try_from = "Uuid")]
    pub session: StudySessionId,
    /// The directive.
    #[sqlx(try_from = "Uuid")]
    pub directive: DirectiveId,
    /// Its symbol.
    pub symbol: String,
    /// Its title.
    pub title: String,
}

/// Which sessions a list shows.
#[derive(Clone, Copy, Debug)]
pub struct StudyFilter {
    /// The unit; what it manages below is included.
    pub unit: UnitId,
    /// Only sessions on this directive.
    pub directive: Option<DirectiveId>,
    /// How many at most.
    pub limit: i64,
}

impl Thing {
    /// A study session.
    pub const STUDY: Self = Self { noun: "study session", seen_by: Action::RecordRead, confidential: false };
}

macro_rules! sessions {
    ($from:literal, $rest:literal) => {
        concat!(
            "
SELECT s.id, s.unit_id AS unit, u.code AS unit_code, u.name AS unit_name, s.topic, s.held_on, s.begins_at, s.ends_at,
    s.place, s.speaker, s.form, s.expected, s.expected_posts, s.expected_number, s.opens_at, s.closes_at, s.secret,
    s.record_id, s.closed_at, (SELECT COUNT(DISTINCT COALESCE(p.merged_into, a.person_id, a.id))
        FROM study_attendance a LEFT JOIN person p ON p.id = a.person_id
        WHERE a.session_id = s.id AND a.withdrawn_at IS NULL) AS came
FROM ",
            $from,
            " JOIN unit u ON u.id = s.unit_id ",
            $rest
        )
    };
}

const ADD: &str = "
INSERT INTO study_session (id, unit_id, topic, held_on, begins_at, ends_at, place, speaker, form, expected, expected_posts,
    expected_number, opens_at, closes_at, secret, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
const SESSION: &str = sessions!("study_session s", "WHERE s.id = $1");
const LIST: &str = held!(sessions!(
    "(SELECT DISTINCT id FROM held) AS h JOIN study_session s ON s.unit_id = h.id",
    "WHERE ($3 = 0 OR EXISTS (SELECT 1 FROM study_session_directive d WHERE d.session_id = s.id AND d.directive_id = $4))
ORDER BY s.held_on DESC, s.begins_at DESC, s.id DESC LIMIT $5"
));
const STUDIED_HEAD: &str = "
SELECT sd.session_id AS session, d.id AS directive, d.symbol, d.title FROM study_session_directive sd
    JOIN directive d ON d.id = sd.directive_id WHERE sd.session_id IN (";
const HOMES_HEAD: &str = "SELECT id, unit_id FROM directive WHERE id IN (";
const CLOSE: &str = "UPDATE study_session SET closed_at = COALESCE(closed_at, $2), record_id = $3 WHERE id = $1";

impl Tx {
    /// Writes down a session.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write records of the unit, or sees one of the
    /// directives not.
    pub async fn add_study_session(&mut self, caller: &Caller, new: &NewStudySession) -> Result<()> {
        self.require(caller, Action::RecordWrite, new.unit, Thing::STUDY).await?;
        self.require_directives(caller, &new.directives).await?;
        on!(self, c => sqlx::query(ADD).bind(new.id.uuid()).bind(new.unit.uuid()).bind(&new.topic).bind(new.held_on)
            .bind(new.begins_at).bind(new.ends_at).bind(&new.place).bind(&new.speaker).bind(new.form.word())
            .bind(new.expected.word()).bind(&new.expected_posts).bind(new.expected_number).bind(new.opens_at)
            .bind(new.closes_at).bind(&new.secret).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        insert_many!(
            self,
            "INSERT INTO study_session_directive (session_id, directive_id) ",
            [new.id.uuid()],
            new.directives,
            |values, directive| {
                values.push_bind(directive.uuid());
            }
        );
        let after = serde_json::json!({
            "unit": new.unit, "topic": new.topic, "held_on": new.held_on, "directives": new.directives,
            "expected": new.expected,
        });
        self.note_study(caller, new.unit, ("study.add", new.id), after.to_string()).await
    }

    /// Refuses unless the caller sees each of some directives.
    async fn require_directives(&mut self, caller: &Caller, ids: &[DirectiveId]) -> Result<()> {
        let rows: Vec<(Uuid, Uuid)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(HOMES_HEAD);
            let mut listed = query.separated(", ");
            for id in ids {
                listed.push_bind(id.uuid());
            }
            query.push(")");
            query.build_query_as().fetch_all(c).await
        })?;
        let homes: Vec<UnitId> = rows.iter().map(|(_, unit)| UnitId::from(*unit)).collect();
        let seen = self.allowed(caller, Action::DirectiveRead, &homes, Thing::DIRECTIVE).await?;
        let stands = |id: &DirectiveId| {
            rows.iter().any(|(known, unit)| DirectiveId::from(*known) == *id && seen.contains(&UnitId::from(*unit)))
        };
        if ids.iter().all(stands) { Ok(()) } else { Err(Error::NotVisible("directive")) }
    }

    /// Sessions of a unit and what it manages below, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn study_sessions(&mut self, caller: &Caller, filter: StudyFilter) -> Result<Vec<StudySession>> {
        self.require(caller, Action::RecordRead, filter.unit, Thing::STUDY).await?;
        let directive = filter.directive.map(DirectiveId::uuid);
        Ok(on!(self, c => sqlx::query_as(LIST).bind(filter.unit.uuid()).bind(caller.now.day())
            .bind(i64::from(directive.is_some())).bind(directive.unwrap_or_default()).bind(filter.limit)
            .fetch_all(c).await)?)
    }

    /// A session.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn study_session(&mut self, caller: &Caller, id: StudySessionId) -> Result<StudySession> {
        let found: Option<StudySession> =
            on!(self, c => sqlx::query_as(SESSION).bind(id.uuid()).fetch_optional(c).await)?;
        let session = found.ok_or(Error::NotVisible("study session"))?;
        self.require(caller, Action::RecordRead, session.unit, Thing::STUDY).await?;
        Ok(session)
    }

    /// The directives studied at some sessions, by symbol.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn studied_at(&mut self, sessions: &[StudySessionId]) -> Result<Vec<Studied>> {
        if sessions.is_empty() {
            return Ok(Vec::new());
        }
        Ok(on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(STUDIED_HEAD);
            let mut listed = query.separated(", ");
            for session in sessions {
                listed.push_bind(session.uuid());
            }
            query.push(") ORDER BY d.symbol_key, d.id");
            query.build_query_as().fetch_all(c).await
        })?)
    }

    /// Closes a session, and says which record it became. A session that was closed before keeps its moment.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write records of the unit.
    pub async fn close_study_session(
        &mut self,
        caller: &Caller,
        session: &StudySession,
        record: Option<RecordId>,
    ) -> Result<()> {
        self.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await?;
        on!(self, c => sqlx::query(CLOSE).bind(session.id.uuid()).bind(caller.now.micros())
            .bind(record.map(RecordId::uuid)).execute(c).await.map(|_| ()))?;
        let after = serde_json::json!({ "record": record }).to_string();
        self.note_study(caller, session.unit, ("study.close", session.id), after).await
    }

    async fn note_study(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        (action, session): (&'static str, StudySessionId),
        after: String,
    ) -> Result<()> {
        let note = Note {
            chain: self.chain_of(unit).await?,
            action,
            object: format!("study-session:{session}"),
            before: String::new(),
            after,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }
}
