//! Members of a unit and what it manages below, searched and page by page.
//!
//! Not here: one member's file (`file`), counting (`figures`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    MembershipId, PersonId,
    access::{Action, Caller},
    members::{Leaving, Sex},
    org::Unit,
};
use congdoan_pack::{MemberFieldKind, Pack};
use congdoan_rollup::{Find, people::Cursor};
use congdoan_store::{
    Tx,
    access::Thing,
    members::{ListedMember, MemberFilter},
};

use super::{masking::masked, sealing::Sealer};
use crate::{Result, Service};

/// Which members are asked for.
#[derive(Clone, Debug, Default)]
pub struct MemberQuery<'a> {
    /// Code of the unit; what it manages below is included.
    pub unit: &'a str,
    /// Words with which words of the name begin, marks and case aside, or a member number.
    pub words: &'a str,
    /// Only this sex.
    pub sex: Option<Sex>,
    /// Only this state; empty for all.
    pub state: &'a str,
    /// Those who left, instead of those who stand.
    pub left: bool,
    /// Where the page before ended, as that page said.
    pub after: Option<&'a str>,
    /// How many at most.
    pub limit: i64,
}

/// A page of members.
#[derive(Clone, Debug)]
pub struct MemberPage {
    /// The unit.
    pub unit: Unit,
    /// The members, by unit and name.
    pub members: Vec<MemberLine>,
    /// How many there are over all pages.
    pub total: i64,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Whether the caller may write members of the unit.
    pub may_write: bool,
}

/// A member in a list: what guards a person is masked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberLine {
    /// The person.
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Member number.
    pub number: String,
    /// Year of birth.
    pub born: Option<i32>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Phone, masked; empty when none is known.
    pub phone: String,
    /// Identity number, masked; empty when none is known.
    pub identity: String,
    /// The state, as the pack names it.
    pub state: String,
    /// Code and name of the unit the member stands in.
    pub unit: (String, String),
    /// First day of the membership.
    pub joined_on: NaiveDate,
    /// First day no more, and how it ended.
    pub left: Option<(NaiveDate, Leaving)>,
}

impl Service {
    /// A page of the members of a unit and what it manages below.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when the caller may not see members of the unit; the attempt is noted in the audit log.
    pub async fn member_list(&self, caller: &Caller, query: &MemberQuery<'_>) -> Result<MemberPage> {
        let page = self.members_of(caller, query).await;
        self.refusal_noted(caller, &format!("members:{}", query.unit), page).await
    }

    async fn members_of(&self, caller: &Caller, query: &MemberQuery<'_>) -> Result<MemberPage> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, query.unit).await?;
        tx.require(caller, Action::MemberRead, unit.id, Thing::MEMBER).await?;
        let in_memory = query.state.is_empty() && !query.left && !query.words.chars().any(|sign| sign.is_ascii_digit());
        let (found, total, next) = if in_memory {
            self.found_by_name(&mut tx, caller, (&unit, query)).await?
        } else {
            self.found_by_rows(&mut tx, caller, (&unit, query)).await?
        };
        let opener = self.opener(&mut tx).await?;
        let may_write = tx.require(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await.is_ok();
        let members = found.into_iter().map(|member| line(opener.as_ref(), member)).collect();
        Ok(MemberPage { unit, members, total, next, may_write })
    }

    /// Who stands on the rolls today, found in memory; what is shown of them is read from the database.
    async fn found_by_name(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (unit, query): (&Unit, &MemberQuery<'_>),
    ) -> Result<(Vec<ListedMember>, i64, Option<String>)> {
        let after = query.after.map(str::parse::<Cursor>).transpose().map_err(|_| crate::Error::NotFound("page"))?;
        let find = Find {
            unit: unit.id,
            below: true,
            managed: true,
            day: caller.now.day(),
            words: query.words,
            sex: query.sex,
            ages: None,
            states: &[],
            after: after.as_ref(),
            limit: usize::try_from(query.limit).unwrap_or(0),
        };
        let found = self.with_people(|people, tree| people.find(tree, &find)).await?;
        let pack = self.pack();
        let asked = (unit.id, caller.now.day(), first_state(&pack));
        let rows = tx.members_of_page(caller, asked, &found.people).await?;
        Ok((rows, i64::try_from(found.total).unwrap_or(i64::MAX), found.next.map(|next| next.to_string())))
    }

    /// By state, by member number, or of those who left: by the rows themselves.
    async fn found_by_rows(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (unit, query): (&Unit, &MemberQuery<'_>),
    ) -> Result<(Vec<ListedMember>, i64, Option<String>)> {
        let pack = self.pack();
        let after = query.after.map(str::parse::<MembershipId>).transpose();
        let filter = MemberFilter {
            unit: unit.id,
            day: caller.now.day(),
            words: query.words,
            sex: query.sex,
            state: query.state,
            first_state: first_state(&pack),
            left: query.left,
            after: after.map_err(|_| crate::Error::NotFound("page"))?,
            limit: query.limit + 1,
        };
        let mut found = tx.members(caller, &filter).await?;
        let total = tx.count_members(caller, &filter).await?;
        let limit = usize::try_from(query.limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| last.membership.to_string());
        Ok((found, total, next))
    }

    /// What opens sealed values, where the service holds keys.
    pub(crate) async fn opener(&self, tx: &mut Tx) -> Result<Option<Sealer>> {
        if self.keys().is_ok() { Ok(Some(self.marker(tx).await?)) } else { Ok(None) }
    }
}

/// The state a membership begins with.
fn first_state(pack: &Pack) -> &str {
    pack.members.states.first().map_or("", |state| state.id.as_str())
}

fn line(opener: Option<&Sealer>, member: ListedMember) -> MemberLine {
    let wrapped = member.wrapped.as_deref().unwrap_or_default();
    let values = opener.and_then(|opener| opener.open(member.person, wrapped, &member.sealed).ok()).unwrap_or_default();
    let number =
        |field: &str| values.get(field).map(|value| masked(MemberFieldKind::Digits, value)).unwrap_or_default();
    let year = member.born_on.map(|day| day.year());
    MemberLine {
        person: member.person,
        name: member.name,
        number: member.number.unwrap_or_default(),
        born: year.or_else(|| member.born_year.and_then(|year| i32::try_from(year).ok())),
        sex: member.sex.and_then(|sex| sex.parse().ok()),
        phone: number("phone"),
        identity: number("identity"),
        state: member.state,
        unit: (member.unit_code, member.unit_name),
        joined_on: member.joined_on,
        left: member.left_on.zip(member.leaving.and_then(|leaving| leaving.parse().ok())),
    }
}
