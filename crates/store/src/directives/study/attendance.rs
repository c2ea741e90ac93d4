//! Who came to a session: found in the member file or kept as a guest, each once.
//!
//! What is found about people by a name and a number is told to the program itself alone; pages for people without an
//! account say only that they are written down. Not here: when the code is taken (`service`).

use congdoan_model::{
    AttendanceId, PersonId, StudySessionId,
    access::{Action, Caller},
    directives::study::Way,
    names,
};
use sqlx::types::Uuid;

use super::StudySession;
use crate::{
    Result, Tx,
    access::Thing,
    audit::{Change, Note, only_system},
    members::held,
    transaction::on,
};

/// Who comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attendee {
    /// Somebody with a file or an account.
    Person(PersonId),
    /// Somebody of whom name and year of birth are known.
    Guest {
        /// The name as given.
        name: String,
        /// The year of birth, where given.
        year: Option<i64>,
    },
}

impl Attendee {
    /// What two guests share who are taken for one: folded name and year.
    fn key(name: &str, year: Option<i64>) -> String {
        format!("{}|{}", names::fold(name), year.map(|year| year.to_string()).unwrap_or_default())
    }
}

/// Somebody who came.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Attendance {
    /// The line, by which it is taken back.
    #[sqlx(try_from = "Uuid")]
    pub id: AttendanceId,
    /// The person, where known.
    pub person_id: Option<Uuid>,
    /// The name; empty once a file was emptied.
    pub name: String,
    /// Member number, where known.
    pub number: Option<String>,
    /// Year of birth, where known.
    pub year: Option<i64>,
    /// `code`, `list` or `hand`.
    pub way: String,
    /// When it was written down, in microseconds.
    pub recorded_at: i64,
}

/// A member somebody may be, or who may be ticked.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// The folded name.
    pub name_fold: String,
    /// Member number.
    pub number: Option<String>,
    /// Year of birth.
    pub year: Option<i64>,
    /// 1 when the number asked for is that of the person or of a card of the person.
    pub numbered: i64,
}

const CAME: &str = "
SELECT a.id, COALESCE(p.merged_into, p.id) AS person_id, COALESCE(p.name, a.guest_name) AS name, p.number,
    COALESCE(p.born_year, a.guest_year) AS year, a.way, a.recorded_at
FROM study_attendance a LEFT JOIN person p ON p.id = a.person_id
WHERE a.session_id = $1 AND a.withdrawn_at IS NULL ORDER BY a.recorded_at DESC, a.id DESC LIMIT 5000";
/// Members standing at a unit or below on a day, by folded name or number; with an empty name and number, all of them.
const MATCH: &str = held!(
    "
SELECT DISTINCT p.id AS person, p.name, p.name_fold, p.number, p.born_year AS year,
    CAST(CASE WHEN $4 <> '' AND (UPPER(p.number) = $4 OR EXISTS (SELECT 1 FROM card c JOIN card_issue i ON i.card_id = c.id
        WHERE c.person_id = p.id AND UPPER(i.serial) = $4)) THEN 1 ELSE 0 END AS BIGINT) AS numbered
FROM held JOIN membership m ON m.unit_id = held.id JOIN person p ON p.id = m.person_id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND m.joined_on <= $2
    AND (m.left_on IS NULL OR m.left_on > $2) AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
    AND (($3 = '' AND $4 = '') OR p.name_fold = $3 OR ($4 <> '' AND (UPPER(p.number) = $4 OR EXISTS (
        SELECT 1 FROM card c JOIN card_issue i ON i.card_id = c.id WHERE c.person_id = p.id AND UPPER(i.serial) = $4))))
ORDER BY p.name_fold, p.id LIMIT $5"
);
/// Members not yet written down, by a part of the name.
const ABSENT: &str = held!(
    "
SELECT DISTINCT p.id AS person, p.name, p.name_fold, p.number, p.born_year AS year, CAST(0 AS BIGINT) AS numbered
FROM held JOIN membership m ON m.unit_id = held.id JOIN person p ON p.id = m.person_id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND m.joined_on <= $2
    AND (m.left_on IS NULL OR m.left_on > $2) AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
    AND ($3 = '' OR p.name_fold LIKE $3 OR UPPER(p.number) = $4)
    AND NOT EXISTS (SELECT 1 FROM study_attendance a LEFT JOIN person q ON q.id = a.person_id
        WHERE a.session_id = $5 AND a.withdrawn_at IS NULL AND COALESCE(q.merged_into, q.id) = p.id)
ORDER BY p.name_fold, p.id LIMIT $6"
);
const ADD: &str = "
INSERT INTO study_attendance (id, session_id, person_id, guest_name, guest_year, guest_key, way, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
/// A guest of before who turns out to be somebody with a file stays one line.
const GUEST_KNOWN: &str = "
UPDATE study_attendance SET person_id = $2, guest_key = NULL, guest_name = '', guest_year = NULL
WHERE session_id = $1 AND withdrawn_at IS NULL AND guest_key = $3
    AND NOT EXISTS (SELECT 1 FROM study_attendance b WHERE b.session_id = $1 AND b.person_id = $2 AND b.withdrawn_at IS NULL)";
const PERSON: &str = "SELECT name, born_year FROM person WHERE id = $1";
const WITHDRAW: &str = "
UPDATE study_attendance SET withdrawn_at = $3 WHERE id = $1 AND session_id = $2 AND withdrawn_at IS NULL";
const EXPECTED_MEMBERS: &str = held!(
    "
SELECT COUNT(DISTINCT m.person_id) FROM held JOIN membership m ON m.unit_id = held.id JOIN person p ON p.id = m.person_id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND m.joined_on <= $2
    AND (m.left_on IS NULL OR m.left_on > $2) AND (m.leaving IS NULL OR m.leaving <> 'mistaken')"
);
const EXPECTED_POSTS: &str = held!(
    "
SELECT COUNT(DISTINCT COALESCE(p.merged_into, p.id)) FROM held JOIN post o ON o.unit_id = held.id
    JOIN person p ON p.id = o.person_id
WHERE o.superseded_at IS NULL AND o.valid_from <= $2 AND (o.valid_until IS NULL OR o.valid_until > $2)
    AND ($3 = '' OR $3 LIKE '%,' || o.title || ',%')"
);

impl Tx {
    /// Who came to a session, latest first.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the session's unit.
    pub async fn study_attendances(&mut self, caller: &Caller, session: &StudySession) -> Result<Vec<Attendance>> {
        self.require(caller, Action::MemberRead, session.unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(CAME).bind(session.id.uuid()).fetch_all(c).await)?)
    }

    /// How many are expected at a session, of the unit and what it manages below; says nothing of any of them.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not read records of the unit.
    pub async fn study_expected(&mut self, caller: &Caller, session: &StudySession) -> Result<i64> {
        self.require(caller, Action::RecordRead, session.unit, Thing::STUDY).await?;
        let (unit, day) = (session.unit.uuid(), session.held_on);
        let posts = match session.expected.as_str() {
            "number" => return Ok(session.expected_number),
            "members" => {
                return Ok(
                    on!(self, c => sqlx::query_scalar(EXPECTED_MEMBERS).bind(unit).bind(day).fetch_one(c).await)?,
                );
            }
            "posts" => format!(",{},", session.expected_posts),
            _ => String::new(),
        };
        Ok(on!(self, c => sqlx::query_scalar(EXPECTED_POSTS).bind(unit).bind(day).bind(&posts).fetch_one(c).await)?)
    }

    /// Members of a unit and below who bear a folded name or a number of a member or a card; all where both are empty.
    /// For the program itself, which matches people who say who they are.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn study_candidates(
        &mut self,
        caller: &Caller,
        session: &StudySession,
        (name, number): (&str, &str),
        limit: i64,
    ) -> Result<Vec<Candidate>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(MATCH).bind(session.unit.uuid()).bind(session.held_on).bind(names::fold(name))
            .bind(number.trim().to_uppercase()).bind(limit).fetch_all(c).await)?)
    }

    /// Members of the session's unit and below who are not written down yet, by a part of the name or a number.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn study_absent(
        &mut self,
        caller: &Caller,
        session: &StudySession,
        words: &str,
        limit: i64,
    ) -> Result<Vec<Candidate>> {
        self.require(caller, Action::MemberRead, session.unit, Thing::MEMBER).await?;
        let folded = names::fold(words).replace(['%', '_'], "");
        let pattern = if folded.is_empty() { String::new() } else { format!("%{folded}%") };
        Ok(on!(self, c => sqlx::query_as(ABSENT).bind(session.unit.uuid()).bind(session.held_on).bind(&pattern)
            .bind(words.trim().to_uppercase()).bind(session.id.uuid()).bind(limit).fetch_all(c).await)?)
    }

    /// Writes down that somebody came; false where that stands already. Somebody who was kept as a guest and is found in
    /// the member file stays one line. By the code anybody may come, and only for oneself: whoever calls as a person names
    /// that person; the program itself writes for whoever has no account.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`] when the caller is neither the program, nor the person, nor
    /// allowed to write records of the unit.
    pub async fn attend(
        &mut self,
        caller: &Caller,
        session: &StudySession,
        (id, who): (AttendanceId, &Attendee),
        way: Way,
    ) -> Result<bool> {
        let oneself = matches!(who, Attendee::Person(person) if caller.oneself() == Some(*person)) && way == Way::Code;
        if !oneself {
            self.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await?;
        }
        let (person, name, year, key) = match who {
            Attendee::Person(person) => {
                if self.guest_is(session.id, *person).await? {
                    return Ok(false);
                }
                (Some(person.uuid()), "", None, None)
            }
            Attendee::Guest { name, year } => (None, name.as_str(), *year, Some(Attendee::key(name, *year))),
        };
        let added = on!(self, c => sqlx::query(ADD).bind(id.uuid()).bind(session.id.uuid()).bind(person).bind(name).bind(year)
            .bind(key).bind(way.word()).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if added == 0 {
            return Ok(false);
        }
        self.note_attendance(caller, session, ("study.attend", id), who).await?;
        Ok(true)
    }

    /// Whether a guest of the session is this person; the line is the person's from now on.
    async fn guest_is(&mut self, session: StudySessionId, person: PersonId) -> Result<bool> {
        let known: Option<(String, Option<i64>)> =
            on!(self, c => sqlx::query_as(PERSON).bind(person.uuid()).fetch_optional(c).await)?;
        let Some((name, year)) = known else { return Ok(false) };
        let changed = on!(self, c => sqlx::query(GUEST_KNOWN).bind(session.uuid()).bind(person.uuid())
            .bind(Attendee::key(&name, year)).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Takes back that somebody came; false where there is no such line.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`] when the caller may not write records of the unit.
    pub async fn withdraw_attendance(
        &mut self,
        caller: &Caller,
        session: &StudySession,
        id: AttendanceId,
    ) -> Result<bool> {
        self.require(caller, Action::RecordWrite, session.unit, Thing::STUDY).await?;
        let changed = on!(self, c => sqlx::query(WITHDRAW).bind(id.uuid()).bind(session.id.uuid()).bind(caller.now.micros())
            .execute(c).await.map(|done| done.rows_affected()))?;
        if changed == 0 {
            return Ok(false);
        }
        let guest = Attendee::Guest { name: String::new(), year: None };
        self.note_attendance(caller, session, ("study.withdraw", id), &guest).await?;
        Ok(true)
    }

    /// The log names lines, never people in clear.
    async fn note_attendance(
        &mut self,
        caller: &Caller,
        session: &StudySession,
        (action, line): (&'static str, AttendanceId),
        who: &Attendee,
    ) -> Result<()> {
        let chain = self.chain_of(session.unit).await?;
        let object = format!("study-session:{}", session.id);
        let note = Note { chain, action, object, before: String::new(), after: format!("{{\"line\":\"{line}\"}}") };
        match who {
            Attendee::Person(person) => self.journal_about(caller, *person, note, &Change::default()).await?,
            Attendee::Guest { .. } => self.journal(caller, note, &Change::default()).await?,
        };
        Ok(())
    }
}
