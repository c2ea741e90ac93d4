//! Memberships and posts page by page, for exports that never hold everything at once.
//!
//! Not here: what stands in a file and in which order (`service`), sealed fields, which are opened one person at a time.

use chrono::NaiveDate;
use congdoan_model::{UnitId, access::Caller};
use sqlx::types::Uuid;

use crate::{Result, Tx, audit::only_system, transaction::on};

/// A membership with its person, as an export shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportedMember {
    /// The membership, where the next page goes on.
    pub id: Uuid,
    /// Member number.
    pub number: Option<String>,
    /// Name.
    pub name: String,
    /// Day of birth.
    pub born_on: Option<NaiveDate>,
    /// Year of birth.
    pub born_year: Option<i64>,
    /// Sex.
    pub sex: Option<String>,
    /// Code of the unit.
    pub unit: String,
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
    /// Open fields, as a JSON object.
    pub fields: String,
}

/// A post, as an export shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ExportedPost {
    /// The post, where the next page goes on.
    pub id: Uuid,
    /// Code of the unit.
    pub unit: String,
    /// The person's member number, where the person is a member.
    pub number: Option<String>,
    /// The person's name.
    pub name: String,
    /// The post, as the pack names it.
    pub title: String,
    /// The decision behind it.
    pub decision: String,
    /// Whether it is held full-time (chuyên trách).
    pub full_time: i64,
    /// Whether it is held for another (quyền, phụ trách).
    pub acting: i64,
    /// First day.
    pub valid_from: NaiveDate,
    /// First day no more.
    pub valid_until: Option<NaiveDate>,
}

const MEMBERS: &str = "
SELECT m.id, p.number, p.name, p.born_on, p.born_year, p.sex, u.code AS unit, m.joined_on, m.joining, m.left_on,
    m.leaving, m.decision, p.fields
FROM membership m JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = m.unit_id
WHERE m.superseded_at IS NULL AND m.id > $1 ORDER BY m.id LIMIT $2";
const POSTS: &str = "
SELECT o.id, u.code AS unit, p.number, p.name, o.title, o.decision, o.full_time, o.acting, o.valid_from, o.valid_until
FROM post o JOIN person p ON p.id = o.person_id JOIN unit u ON u.id = o.unit_id
WHERE o.superseded_at IS NULL AND o.id > $1 ORDER BY o.id LIMIT $2";

/// How many memberships and posts an export holds.
const COUNTS: &str = "
SELECT (SELECT COUNT(*) FROM membership WHERE superseded_at IS NULL), (SELECT COUNT(*) FROM post WHERE superseded_at IS NULL)";
const TOP: &str = "SELECT id FROM unit WHERE kind = 'confederation' AND annulled_at IS NULL ORDER BY code LIMIT 1";

impl Tx {
    /// How many memberships and how many posts an export of everything holds, and the unit at the top, where one stands.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn export_counts(&mut self, caller: &Caller) -> Result<(i64, i64, Option<UnitId>)> {
        only_system(caller)?;
        let (memberships, posts): (i64, i64) = on!(self, c => sqlx::query_as(COUNTS).fetch_one(c).await)?;
        let top: Option<Uuid> = on!(self, c => sqlx::query_scalar(TOP).fetch_optional(c).await)?;
        Ok((memberships, posts, top.map(UnitId::from)))
    }

    /// Memberships as known now, after an id.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn export_members(&mut self, caller: &Caller, after: Uuid, limit: i64) -> Result<Vec<ExportedMember>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(MEMBERS).bind(after).bind(limit).fetch_all(c).await)?)
    }

    /// Posts as known now, after an id.
    ///
    /// # Errors
    /// [`crate::Error::Denied`] for anyone but the program itself.
    pub async fn export_posts(&mut self, caller: &Caller, after: Uuid, limit: i64) -> Result<Vec<ExportedPost>> {
        only_system(caller)?;
        Ok(on!(self, c => sqlx::query_as(POSTS).bind(after).bind(limit).fetch_all(c).await)?)
    }
}
