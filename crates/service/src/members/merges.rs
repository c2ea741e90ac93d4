//! Files that may be of one person: found, put together by an officer, taken apart again. Never silently.
//!
//! Not here: which rows move (`store::members`), what is known already when somebody is admitted (`admission`).

use chrono::NaiveDate;
use congdoan_model::{
    LocalText, MergeId, PersonId,
    access::{Action, Caller},
    org::Unit,
};
use congdoan_store::{
    Tx,
    access::Thing,
    members::{Merge, Period, ShownTwins, StateSince, Twin},
};

use super::file::problem;
use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

/// Two files that may be of one person.
#[derive(Clone, Debug)]
pub struct TwinPair {
    /// The two people with their memberships.
    pub sides: [(Twin, Vec<Period>); 2],
    /// Whether the identity numbers are the same.
    pub same_identity: bool,
    /// Whether both births are known to the day, and the same.
    pub same_day: bool,
    /// Why they cannot be put together as they stand, and the way out.
    pub hindrance: Option<LocalText>,
}

/// What a unit's page of duplicates shows.
#[derive(Clone, Debug)]
pub struct Duplicates {
    /// The unit.
    pub unit: Unit,
    /// The pairs, surest first.
    pub pairs: Vec<TwinPair>,
    /// Files put together before, latest first.
    pub merges: Vec<Merge>,
    /// Whether the caller may write members of the unit.
    pub may_write: bool,
}

impl Service {
    /// Files in a unit and what it manages below that may be of one person.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see members of the unit.
    pub async fn duplicates(&self, caller: &Caller, unit: &str) -> Result<Duplicates> {
        let work = async {
            let mut tx = self.store.read().await?;
            let unit = tx.unit(caller, unit).await?;
            let pairs = tx.twins_shown(caller, unit.id).await?.into_iter().map(pair).collect();
            let merges = tx.merges(caller, unit.id).await?;
            let may_write = tx.require(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await.is_ok();
            Ok(Duplicates { unit, pairs, merges, may_write })
        };
        let found = work.await;
        self.refusal_noted(caller, &format!("members:{unit}"), found).await
    }

    /// Puts two files together: everything of `merged` belongs to `kept` from now on.
    ///
    /// # Errors
    /// [`Error::Refused`] with the way out where one person would be a member twice on one day, a transfer is open, or
    /// both hold rights; [`Error::Invalid`] without a reason; [`Error::NotFound`], [`Error::Denied`].
    pub async fn merge_members(
        &self,
        caller: &Caller,
        (kept, merged): (PersonId, PersonId),
        reason: &str,
        once: Option<Once<'_>>,
    ) -> Result<MergeId> {
        let done = self.try_merge(caller, (kept, merged), reason.trim(), once.as_ref()).await;
        let merge = self.refusal_noted(caller, &format!("member:{merged}"), done).await?;
        self.follow().await?;
        Ok(merge)
    }

    async fn try_merge(
        &self,
        caller: &Caller,
        (kept, merged): (PersonId, PersonId),
        reason: &str,
        once: Option<&Once<'_>>,
    ) -> Result<MergeId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        for person in [kept.min(merged), kept.max(merged)] {
            tx.hold_member(person).await?;
        }
        for person in [kept, merged] {
            tx.member_seat(caller, Action::MemberWrite, person).await?;
        }
        if kept == merged || tx.kept_member(kept).await? != kept || tx.kept_member(merged).await? != merged {
            return Err(refused("Hồ sơ này đã được gộp", "This file was put together already"));
        }
        if reason.is_empty() {
            return Err(Error::Invalid(vec![problem("reason", "Hãy ghi căn cứ gộp", "Say why these are one person")]));
        }
        self.may_merge(&mut tx, caller, kept, merged).await?;
        let id: MergeId = self.ids.next();
        tx.merge_people(caller, id, (kept, merged), reason).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn may_merge(&self, tx: &mut Tx, caller: &Caller, kept: PersonId, merged: PersonId) -> Result<()> {
        let (ours, theirs) = (tx.member_periods(caller, kept).await?, tx.member_periods(caller, merged).await?);
        if let Some(hindrance) = overlap(&ours, &theirs) {
            return Err(Error::Refused(hindrance));
        }
        for person in [kept, merged] {
            self.no_open_transfer(tx, caller, person).await?;
        }
        let (ours, theirs) = (tx.member_states(caller, kept).await?, tx.member_states(caller, merged).await?);
        let days: Vec<NaiveDate> = ours.iter().map(|state: &StateSince| state.valid_from).collect();
        if let Some(state) = theirs.iter().find(|state| days.contains(&state.valid_from)) {
            let day = state.valid_from;
            return Err(refused(
                &format!(
                    "Hai hồ sơ cùng đổi trạng thái ngày {}; hãy sửa ngày ở một hồ sơ trước",
                    day.format("%d/%m/%Y")
                ),
                &format!("Both files change their state on {day}; change the day in one of them first"),
            ));
        }
        // Otherwise an account would gain the mandates of the other person.
        if !caller.is_system() && tx.hold_rights(kept, merged).await? {
            return Err(refused(
                "Cả hai người đều có tài khoản hoặc vai trò; hãy nhờ quản trị đóng tài khoản và vai trò của một bên trước",
                "Both hold an account or a mandate; have the administrator close those of one of them first",
            ));
        }
        Ok(())
    }

    /// Takes two files apart again.
    ///
    /// # Errors
    /// [`Error::Refused`] when it was undone before or something changed since; [`Error::NotFound`], [`Error::Denied`].
    pub async fn undo_merge(&self, caller: &Caller, id: MergeId) -> Result<PersonId> {
        let work = async {
            let mut tx = self.store.write().await?;
            let merge = tx.merge(caller, id).await?;
            tx.hold_member(merge.kept).await?;
            tx.member_seat(caller, Action::MemberWrite, merge.kept).await?;
            if merge.undone_at.is_some() {
                return Err(refused("Đã tách lại trước đó", "This was taken apart before"));
            }
            if tx.changed_since(&merge).await? {
                return Err(refused(
                    "Sau khi gộp, quá trình sinh hoạt hoặc trạng thái đã thay đổi nên không tách lại được; hãy sửa từng hồ sơ",
                    "Memberships or states changed after the files were put together, so they cannot be taken apart; mend the file by hand",
                ));
            }
            tx.undo_merge(caller, &merge).await?;
            tx.commit().await?;
            Ok(merge.kept)
        };
        let done = work.await;
        let kept = self.refusal_noted(caller, &format!("merge:{id}"), done).await?;
        self.follow().await?;
        Ok(kept)
    }

    /// Writes down that two files are of two people, so that they are not offered again.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason; [`Error::NotFound`], [`Error::Denied`].
    pub async fn keep_apart(&self, caller: &Caller, pair: (PersonId, PersonId), reason: &str) -> Result<()> {
        let work = async {
            let mut tx = self.store.write().await?;
            tx.member_seat(caller, Action::MemberWrite, pair.0).await?;
            if reason.trim().is_empty() {
                return Err(Error::Invalid(vec![problem("reason", "Hãy ghi căn cứ", "Say why these are two people")]));
            }
            tx.set_distinct(caller, pair, reason.trim()).await?;
            Ok(tx.commit().await?)
        };
        let done = work.await;
        self.refusal_noted(caller, &format!("member:{}", pair.0), done).await
    }
}

fn pair(ShownTwins { pair, sides }: ShownTwins) -> TwinPair {
    let [(_, ours), (_, theirs)] = &sides;
    let hindrance = overlap(ours, theirs);
    TwinPair { same_identity: pair.same_identity == 1, same_day: pair.same_day == 1, hindrance, sides }
}

/// The memberships that would make one person a member twice on one day, with the way out.
fn overlap(ours: &[Period], theirs: &[Period]) -> Option<LocalText> {
    let counts = |period: &&Period| !period.is_mistaken() && period.left_on != Some(period.joined_on);
    let until = |period: &Period| period.left_on.unwrap_or(NaiveDate::MAX);
    for one in ours.iter().filter(counts) {
        let together = |other: &&Period| one.joined_on < until(other) && other.joined_on < until(one);
        if let Some(other) = theirs.iter().filter(counts).find(together) {
            let day = one.joined_on.max(other.joined_on);
            return Some(words(
                &format!(
                    "Gộp lại thì ngày {} một người là đoàn viên hai lần ({} và {}); hãy ghi thôi (ghi nhầm) ở một hồ sơ rồi gộp",
                    day.format("%d/%m/%Y"),
                    one.unit_code,
                    other.unit_code
                ),
                &format!(
                    "Put together, one person would be a member twice on {day} ({} and {}); end one of them first, as entered by mistake",
                    one.unit_code, other.unit_code
                ),
            ));
        }
    }
    None
}
