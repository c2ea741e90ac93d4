//! Bodies with their terms, the posts in them and the people who hold them: read, filled and ended.
//!
//! Posts that give rights are filled from above, by whoever fills posts in a unit that manages this one; the others by the
//! unit itself too. Nobody fills or ends a post of the own. Not here: which bodies and posts there are and what role each
//! gives (`pack`), delegating (`mandates`).

use chrono::NaiveDate;
use congdoan_model::{
    BodyId, MandateId, PersonId, PostId, UnitId,
    access::{Action, Caller},
    names,
};
use sqlx::types::Uuid;

use super::{NewMandate, NewPost, Thing};
use crate::{
    Error, Result, Tx,
    audit::{Change, Note},
    transaction::on,
};

/// A body for a term of office, as written.
#[derive(Clone, Debug, serde::Serialize)]
pub struct NewBody {
    /// Its id.
    pub id: BodyId,
    /// Whose body it is.
    pub unit: UnitId,
    /// The body, as the pack names it.
    pub kind: String,
    /// The term in words, such as "2023–2028"; may be empty.
    pub term: String,
    /// The decision that recognises it, by number.
    pub decision: String,
    /// First day.
    pub from: NaiveDate,
    /// First day no more.
    pub until: Option<NaiveDate>,
}

/// A body of a unit for a term of office.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow)]
pub struct Body {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: BodyId,
    /// The body, as the pack names it.
    pub kind: String,
    /// The term in words.
    pub term: String,
    /// The decision behind it.
    pub decision: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no more.
    pub valid_until: Option<NaiveDate>,
}

/// A post with who holds or held it.
#[derive(Clone, Debug, serde::Serialize, sqlx::FromRow)]
pub struct Office {
    /// The post.
    #[sqlx(try_from = "Uuid")]
    pub id: PostId,
    /// The holder.
    #[sqlx(try_from = "Uuid")]
    pub person_id: PersonId,
    /// The holder's name.
    pub name: String,
    /// The body it belongs to, if any.
    pub body_id: Option<Uuid>,
    /// The post, as the pack names it.
    pub title: String,
    /// The decision behind it.
    pub decision: String,
    /// 1 when held full-time (chuyên trách).
    pub full_time: i64,
    /// 1 when held for another (quyền, phụ trách).
    pub acting: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no more.
    pub valid_until: Option<NaiveDate>,
    /// The role it gives, when it gives one.
    pub role: Option<String>,
}

impl Office {
    /// Whether it is held on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_until.is_none_or(|until| until > day)
    }
}

/// Somebody a search for a holder found.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct FoundPerson {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub id: PersonId,
    /// The name.
    pub name: String,
    /// The year of birth, when known: tells namesakes apart.
    pub born_year: Option<i64>,
    /// A unit the person is known in.
    pub unit: String,
}

/// Who shall hold something: somebody known, or somebody new with a name.
#[derive(Clone, Debug)]
pub enum PersonOf {
    /// Somebody the unit knows.
    Known(PersonId),
    /// Somebody new, with the id to be given.
    New(PersonId, String),
}

const ADD_BODY: &str = "
INSERT INTO body (id, unit_id, kind, term, decision, valid_from, valid_until, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const BODIES: &str = "
SELECT id, kind, term, decision, valid_from, valid_until FROM body
WHERE unit_id = $1 AND superseded_at IS NULL ORDER BY valid_from DESC, id LIMIT 200";
const OFFICES: &str = "
SELECT o.id, o.person_id, p.name, o.body_id, o.title, o.decision, o.full_time, o.acting, o.valid_from, o.valid_until,
    m.role
FROM post o JOIN person p ON p.id = o.person_id LEFT JOIN mandate m ON m.post_id = o.id AND m.delegated_by IS NULL
WHERE o.unit_id = $1 AND o.superseded_at IS NULL AND ($2 = $3 OR o.id = $2)
ORDER BY o.valid_from DESC, p.name_fold, o.id LIMIT 500";
const PEOPLE: &str = "
WITH RECURSIVE below (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.child_id FROM below JOIN unit_link l ON l.parent_id = below.id
    WHERE l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
), known (person_id, unit_id) AS (
    SELECT m.person_id, m.unit_id FROM below JOIN membership m ON m.unit_id = below.id
    WHERE m.superseded_at IS NULL AND m.left_on IS NULL
    UNION
    SELECT o.person_id, o.unit_id FROM post o WHERE o.unit_id = $1 AND o.superseded_at IS NULL
    UNION
    SELECT d.person_id, d.unit_id FROM mandate d WHERE d.unit_id = $1
    UNION
    SELECT d.person_id, d.unit_id FROM unit_link l JOIN mandate d ON d.unit_id = l.parent_id
    WHERE l.child_id = $1 AND l.line = 'managing' AND l.superseded_at IS NULL AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
)
SELECT p.id, p.name, p.born_year, MIN(u.name) AS unit
FROM known k JOIN person p ON p.id = k.person_id JOIN unit u ON u.id = k.unit_id
WHERE p.merged_into IS NULL AND p.erased_at IS NULL AND p.name_fold LIKE $3 AND ($4 = $5 OR p.id = $4)
GROUP BY p.id, p.name, p.name_fold, p.born_year ORDER BY p.name_fold, p.id LIMIT 20";
const ADD_PERSON: &str = "INSERT INTO person (id, name, name_fold, born_on, born_year, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6)";
const SEALED: &str = "SELECT k.wrapped, p.sealed FROM person p JOIN person_key k ON k.person_id = p.id WHERE p.id = $1";
const END_POST: &str = "UPDATE post SET valid_until = $2 WHERE id = $1 AND superseded_at IS NULL";
const END_BODY: &str = "UPDATE body SET valid_until = $2 WHERE id = $1 AND superseded_at IS NULL";
const END_POSTS_OF_BODY: &str = "
UPDATE post SET valid_until = $2
WHERE body_id = $1 AND superseded_at IS NULL AND (valid_until IS NULL OR valid_until > $2)";

impl Tx {
    /// The bodies a unit has and had, latest term first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn bodies(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Body>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        self.bodies_of(unit).await
    }

    /// The bodies of a unit, for what follows from a right asked for already.
    pub(crate) async fn bodies_of(&mut self, unit: UnitId) -> Result<Vec<Body>> {
        Ok(on!(self, c => sqlx::query_as(BODIES).bind(unit.uuid()).fetch_all(c).await)?)
    }

    /// Every post of a unit with who holds or held it, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit.
    pub async fn offices(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Office>> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        self.offices_of(unit, Uuid::nil()).await
    }

    /// One post of a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see the unit or it has no such post.
    pub async fn office(&mut self, caller: &Caller, unit: UnitId, post: PostId) -> Result<Office> {
        self.require(caller, Action::UnitRead, unit, Thing::UNIT).await?;
        self.offices_of(unit, post.uuid()).await?.pop().ok_or(Error::NotVisible("post"))
    }

    async fn offices_of(&mut self, unit: UnitId, post: Uuid) -> Result<Vec<Office>> {
        Ok(on!(self, c => sqlx::query_as(OFFICES).bind(unit.uuid()).bind(post).bind(Uuid::nil())
            .fetch_all(c).await)?)
    }

    /// People a post or delegation in the unit may be given to: members of the unit and of all it manages, and whoever
    /// holds or held something in it or in the unit that manages it; by a part of the name, accents aside. At most 20.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] unless the caller fills posts there or holds a mandate there.
    pub async fn people_for_office(&mut self, caller: &Caller, unit: UnitId, name: &str) -> Result<Vec<FoundPerson>> {
        self.require_finding(caller, unit).await?;
        let pattern = format!("%{}%", names::fold(name).replace(['%', '_'], ""));
        self.people(unit, caller.now.day(), &pattern, Uuid::nil()).await
    }

    async fn people(&mut self, unit: UnitId, day: NaiveDate, pattern: &str, one: Uuid) -> Result<Vec<FoundPerson>> {
        Ok(on!(self, c => sqlx::query_as(PEOPLE).bind(unit.uuid()).bind(day).bind(pattern).bind(one)
            .bind(Uuid::nil()).fetch_all(c).await)?)
    }

    async fn require_finding(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        // Who works in the unit delegates there; finding is only reading, but of names.
        if caller.owns(Action::RecordRead, unit) {
            return Ok(());
        }
        self.require_filling(caller, unit).await
    }

    /// The holder of a new post or delegation: known to the unit, or written down as somebody new.
    pub(super) async fn holder(&mut self, caller: &Caller, unit: UnitId, holder: &PersonOf) -> Result<PersonId> {
        let (id, name) = match holder {
            PersonOf::New(id, name) => (*id, name),
            PersonOf::Known(id) => {
                let found = self.people(unit, caller.now.day(), "%", id.uuid()).await?;
                return found.first().map(|one| one.id).ok_or(Error::NotVisible("member"));
            }
        };
        self.write_person_of_name(caller, id, name, None).await?;
        Ok(id)
    }

    /// Somebody new, known by name and, where it is known, by birth.
    pub(crate) async fn write_person_of_name(
        &mut self,
        caller: &Caller,
        id: PersonId,
        name: &str,
        born_on: Option<NaiveDate>,
    ) -> Result<()> {
        let year = born_on.map(|day| i64::from(chrono::Datelike::year(&day)));
        on!(self, c => sqlx::query(ADD_PERSON).bind(id.uuid()).bind(name).bind(names::fold(name))
            .bind(born_on).bind(year).bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes a body for a term.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] where the caller may not fill posts.
    pub async fn add_body(&mut self, caller: &Caller, body: &NewBody) -> Result<()> {
        self.require_filling(caller, body.unit).await?;
        self.write_body(caller, body).await
    }

    /// A body with its audit entry; the right is the caller's business.
    pub(crate) async fn write_body(&mut self, caller: &Caller, body: &NewBody) -> Result<()> {
        on!(self, c => sqlx::query(ADD_BODY).bind(body.id.uuid()).bind(body.unit.uuid()).bind(&body.kind)
            .bind(&body.term).bind(&body.decision).bind(body.from).bind(body.until).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let object = format!("body:{}", body.id);
        let states = (String::new(), serde_json::to_string(body)?);
        self.note_office(caller, body.unit, None, ("body.add", object), states).await
    }

    /// Gives a post to somebody and, where it gives a role, the mandate with the same days.
    ///
    /// # Errors
    /// [`Error::Denied`] for a post with a role unless the caller fills posts in a unit above, and for a post of the own;
    /// [`Error::NotVisible`] when the unit does not know the holder.
    pub async fn add_office(
        &mut self,
        caller: &Caller,
        post: &NewPost,
        holder: &PersonOf,
        gives: Option<(MandateId, &str)>,
    ) -> Result<()> {
        if gives.is_some() {
            self.require_appointing(caller, post.unit).await?;
        } else {
            self.require_filling(caller, post.unit).await?;
        }
        let person = self.holder(caller, post.unit, holder).await?;
        not_oneself(caller, person)?;
        self.write_office(caller, post, person, gives).await
    }

    /// A post with the mandate it gives and its audit entry; the right is the caller's business.
    pub(crate) async fn write_office(
        &mut self,
        caller: &Caller,
        post: &NewPost,
        person: PersonId,
        gives: Option<(MandateId, &str)>,
    ) -> Result<()> {
        let post = NewPost { person, ..post.clone() };
        self.write_posts(caller, std::slice::from_ref(&post)).await?;
        if let Some((id, role)) = gives {
            let mandate = NewMandate {
                id,
                person,
                unit: post.unit,
                role: role.to_owned(),
                decision: post.decision.clone(),
                from: post.from,
                until: post.until,
                post: Some(post.id),
                delegated_by: None,
            };
            self.insert_mandate(&mandate).await?;
        }
        let after = serde_json::json!({
            "person": person, "title": post.title, "body": post.body, "decision": post.decision,
            "full_time": post.full_time, "acting": post.acting, "from": post.from, "until": post.until,
            "role": gives.map(|(_, role)| role),
        });
        let object = format!("post:{}", post.id);
        let states = (String::new(), after.to_string());
        self.note_office(caller, post.unit, Some(person), ("post.add", object), states).await
    }

    /// Ends a post from a day on, and with it the mandate it gave and what that mandate delegated.
    ///
    /// # Errors
    /// [`Error::Denied`] for a post with a role unless the caller fills posts in a unit above, and for a post of the own;
    /// [`Error::Stale`] when the post is over by then already or begins later.
    pub async fn end_office(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        post: PostId,
        (day, decision): (NaiveDate, &str),
    ) -> Result<()> {
        let office = self.office(caller, unit, post).await?;
        if office.role.is_some() {
            self.require_appointing(caller, unit).await?;
        } else {
            self.require_filling(caller, unit).await?;
        }
        not_oneself(caller, office.person_id)?;
        if office.valid_until.is_some_and(|until| until <= day) || day < office.valid_from {
            return Err(Error::Stale);
        }
        on!(self, c => sqlx::query(END_POST).bind(post.uuid()).bind(day).execute(c).await.map(|_| ()))?;
        self.end_mandates_of_post(post, day).await?;
        let after = serde_json::json!({ "until": day, "decision": decision });
        let (before, object) = (serde_json::to_string(&office)?, format!("post:{post}"));
        self.note_office(caller, unit, Some(office.person_id), ("post.end", object), (before, after.to_string())).await
    }

    /// Ends a body from a day on, and with it every post in it and what those posts gave.
    ///
    /// # Errors
    /// [`Error::Denied`] unless the caller fills posts in a unit above; [`Error::Stale`] when it is over by then already or
    /// begins later.
    pub async fn end_body(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        body: BodyId,
        (day, decision): (NaiveDate, &str),
    ) -> Result<()> {
        self.require_appointing(caller, unit).await?;
        let known = self.bodies(caller, unit).await?.into_iter().find(|one| one.id == body);
        let known = known.ok_or(Error::NotVisible("body"))?;
        if known.valid_until.is_some_and(|until| until <= day) || day < known.valid_from {
            return Err(Error::Stale);
        }
        self.write_end_of_body(caller, unit, &known, (day, decision)).await
    }

    /// Ends a body with what is in it, and its audit entry; the right is the caller's business.
    pub(crate) async fn write_end_of_body(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        known: &Body,
        (day, decision): (NaiveDate, &str),
    ) -> Result<()> {
        let body = known.id;
        on!(self, c => sqlx::query(END_BODY).bind(body.uuid()).bind(day).execute(c).await.map(|_| ()))?;
        // The mandates first: they are found by their posts.
        self.end_mandates_of_body(body, day).await?;
        let posts = on!(self, c => sqlx::query(END_POSTS_OF_BODY).bind(body.uuid()).bind(day)
            .execute(c).await.map(|done| done.rows_affected()))?;
        let after = serde_json::json!({ "until": day, "decision": decision, "posts": posts });
        let (before, object) = (serde_json::to_string(known)?, format!("body:{body}"));
        self.note_office(caller, unit, None, ("body.end", object), (before, after.to_string())).await
    }

    /// Refuses unless the caller may open what is sealed about people of a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_opening(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        self.require(caller, Action::MemberOpen, unit, Thing::MEMBER).await
    }

    /// The wrapped key and the sealed fields of an officer of a unit, to open one field of; with who asked, for which field
    /// and why where the person reads it and in the audit log. `None` when nothing is sealed about the person.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] unless the caller may open what is sealed in the unit and the person holds or
    /// held a post there.
    pub async fn open_sealed(
        &mut self,
        caller: &Caller,
        (unit, person): (UnitId, PersonId),
        view: Uuid,
        (field, reason): (&str, &str),
    ) -> Result<Option<(String, String)>> {
        self.require_opening(caller, unit).await?;
        if !self.offices(caller, unit).await?.iter().any(|office| office.person_id == person) {
            return Err(Error::NotVisible("member"));
        }
        let sealed: Option<(String, String)> =
            on!(self, c => sqlx::query_as(SEALED).bind(person.uuid()).fetch_optional(c).await)?;
        self.note_looked(caller, view, (unit, person), (field, reason)).await?;
        Ok(sealed.filter(|(_, text)| !text.is_empty()))
    }

    /// One audit entry of the unit's chain about its offices; sealed where it is about a person.
    pub(super) async fn note_office(
        &mut self,
        caller: &Caller,
        unit: UnitId,
        about: Option<PersonId>,
        (action, object): (&'static str, String),
        (before, after): (String, String),
    ) -> Result<()> {
        let note = Note { chain: self.chain_of(unit).await?, action, object, before, after };
        let note = match about {
            Some(person) => self.sealed_note(person, note).await?,
            None => note,
        };
        self.journal(caller, note, &Change::default()).await.map(|_| ())
    }
}

/// Nobody gives or takes an office of the own.
pub(super) fn not_oneself(caller: &Caller, person: PersonId) -> Result<()> {
    if caller.person() == Some(person) { Err(Error::Denied(Action::PostWrite)) } else { Ok(()) }
}
