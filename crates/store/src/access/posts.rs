//! Posts held by people in units, as written.
//!
//! Not here: which posts there are and which role each gives (`pack`).

use chrono::NaiveDate;
use congdoan_model::{BodyId, PersonId, PostId, UnitId, access::Caller};

use crate::{Result, Tx, bulk::insert_many};

/// A post, as written.
#[derive(Clone, Debug)]
pub struct NewPost {
    /// Its id.
    pub id: PostId,
    /// Who holds it.
    pub person: PersonId,
    /// Where.
    pub unit: UnitId,
    /// In which body, for elected ones.
    pub body: Option<BodyId>,
    /// The post, as the pack names it.
    pub title: String,
    /// The decision behind it, by number.
    pub decision: String,
    /// Whether it is held full-time (chuyên trách).
    pub full_time: bool,
    /// Whether it is held for another (quyền, phụ trách).
    pub acting: bool,
    /// First day.
    pub from: NaiveDate,
    /// First day no more.
    pub until: Option<NaiveDate>,
}

impl Tx {
    /// Writes posts; the right is asked for once in each unit. Journalling is the caller's business.
    ///
    /// # Errors
    /// [`crate::Error::NotVisible`], [`crate::Error::Denied`] where the caller may not fill posts.
    pub async fn insert_posts(&mut self, caller: &Caller, posts: &[NewPost]) -> Result<()> {
        if !caller.is_system() {
            let mut units: Vec<UnitId> = posts.iter().map(|post| post.unit).collect();
            units.sort_unstable();
            units.dedup();
            for unit in units {
                self.require_filling(caller, unit).await?;
            }
        }
        self.write_posts(caller, posts).await
    }

    pub(super) async fn write_posts(&mut self, caller: &Caller, posts: &[NewPost]) -> Result<()> {
        let now = caller.now.micros();
        insert_many!(
            self,
            "INSERT INTO post (id, person_id, unit_id, body_id, title, decision, full_time, acting, valid_from, \
             valid_until, recorded_by, recorded_at) ",
            [],
            posts,
            |values, post| {
                values.push_bind(post.id.uuid()).push_bind(post.person.uuid()).push_bind(post.unit.uuid());
                values.push_bind(post.body.map(BodyId::uuid)).push_bind(post.title.as_str());
                values.push_bind(post.decision.as_str()).push_bind(i64::from(post.full_time));
                values.push_bind(i64::from(post.acting)).push_bind(post.from).push_bind(post.until);
                values.push_bind(caller.name()).push_bind(now);
            }
        );
        Ok(())
    }
}
