//! Members of a unit and what it manages below, searched and page by page.
//!
//! Not here: one member's file (`file`), counting (`figures`).

use chrono::{Datelike as _, NaiveDate};
use congdoan_model::{
    PersonId, UnitId,
    access::{Action, Caller},
    members::{Leaving, Sex},
    org::Unit,
};
use congdoan_pack::{MemberField, MemberFieldKind, Pack, PersonalClass};
use congdoan_rollup::{Find, people::Cursor};
use congdoan_store::{
    Tx,
    access::Thing,
    members::{FoundMember, ListedMember, PageAsked},
};

use super::{
    masking::{Shown, shown},
    sealing::{Sealer, Values},
};
use crate::{Error, Result, Service, figures::mark};

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
    /// Those who left, or were entered there by mistake, instead of those who stand.
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
    /// Every other field of the pack's member file that has something to show, as it may be shown in a list.
    pub fields: Vec<(String, Shown)>,
    /// The state, as the pack names it.
    pub state: String,
    /// Code and name of the unit the member stands in.
    pub unit: (String, String),
    /// First day of the membership.
    pub joined_on: NaiveDate,
    /// First day no more, and how it ended.
    pub left: Option<(NaiveDate, Leaving)>,
    /// Whether the person went on elsewhere after that: then the file is that unit's, and nothing guarded is shown.
    pub elsewhere: bool,
}

impl MemberLine {
    /// What is shown of a field.
    #[must_use]
    pub fn field(&self, id: &str) -> &Shown {
        self.fields.iter().find(|(known, _)| known == id).map_or(&Shown::Empty, |(_, shown)| shown)
    }
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
        let found = match self.found_by_number(&mut tx, caller, (&unit, query)).await? {
            Some(found) => (vec![found], 1, None),
            None => self.found_by_name(&mut tx, caller, (&unit, query)).await?,
        };
        let (found, total, next) = found;
        let opener = self.opener(&mut tx).await?;
        let may_write = tx.require(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await.is_ok();
        let pack = self.pack();
        let members = found.into_iter().map(|member| line(&pack, opener.as_ref(), member)).collect::<Result<_>>()?;
        Ok(MemberPage { unit, members, total, next, may_write })
    }

    /// Who stands on the rolls today or left them, found in memory; what is shown of them is read from the database.
    async fn found_by_name(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (unit, query): (&Unit, &MemberQuery<'_>),
    ) -> Result<(Vec<ListedMember>, i64, Option<String>)> {
        let after = query.after.map(str::parse::<Cursor>).transpose().map_err(|_| Error::NotFound("page"))?;
        let pack = self.pack();
        let state = [mark(&pack, query.state)];
        let find = Find {
            unit: unit.id,
            below: true,
            managed: true,
            day: caller.now.day(),
            words: query.words,
            sex: query.sex,
            ages: None,
            states: if query.state.is_empty() { &[] } else { &state },
            left: query.left,
            after: after.as_ref(),
            limit: usize::try_from(query.limit).unwrap_or(0),
        };
        let found = self.with_people(|people, tree| people.find(tree, &find)).await?;
        let page: Vec<FoundMember> = found
            .people
            .iter()
            .zip(&found.rolls)
            .map(|((person, seat), roll)| FoundMember { person: *person, seat: *seat, roll: *roll })
            .collect();
        let asked = PageAsked { day: find.day, first_state: first_state(&pack), left: query.left };
        let rows = tx.members_of_page(caller, unit.id, asked, &page).await?;
        Ok((rows, i64::try_from(found.total).unwrap_or(i64::MAX), found.next.map(|next| next.to_string())))
    }

    /// Whoever bears the member number that was typed, where sex and state asked for are right.
    async fn found_by_number(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (unit, query): (&Unit, &MemberQuery<'_>),
    ) -> Result<Option<ListedMember>> {
        if !may_be_number(query.words) || query.after.is_some() {
            return Ok(None);
        }
        let Some((member, seat)) = self.member_of_number(tx, caller, query.words).await? else { return Ok(None) };
        let above = tx.above(seat, caller.now.day()).await?;
        let below = above.iter().any(|(id, line)| *id == unit.id && *line == congdoan_model::org::Line::Managing);
        let fits = query.sex.is_none_or(|sex| member.sex.as_deref() == Some(sex.word()))
            && (query.state.is_empty() || member.state == query.state)
            && (!query.left || member.left_on.is_some());
        Ok(Some(member).filter(|_| below && fits))
    }

    /// Whoever bears a member number, where the caller sees the file, with the unit.
    pub(crate) async fn member_of_number(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        typed: &str,
    ) -> Result<Option<(ListedMember, UnitId)>> {
        let pack = self.pack();
        let asked = PageAsked { day: caller.now.day(), first_state: first_state(&pack), left: false };
        let number: String = typed.split_whitespace().collect::<String>().to_uppercase();
        let ours = with_hyphens(&number);
        Ok(tx.member_of_number(caller, asked, (&number, &ours)).await?)
    }

    /// The rows of people found in memory wherever the caller sees members.
    pub(crate) async fn lines_of(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        found: &[(PersonId, UnitId)],
    ) -> Result<Vec<MemberLine>> {
        let pack = self.pack();
        let asked = PageAsked { day: caller.now.day(), first_state: first_state(&pack), left: false };
        let page: Vec<FoundMember> =
            found.iter().map(|(person, seat)| FoundMember { person: *person, seat: *seat, roll: *seat }).collect();
        let rows = tx.members_found(caller, asked, &page).await?;
        rows.into_iter().map(|member| line(&pack, None, member)).collect()
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

/// Whether a text may be a member number: it holds a digit.
pub(crate) fn may_be_number(text: &str) -> bool {
    text.chars().any(|sign| sign.is_ascii_digit())
}

/// Twelve signs in a row as our numbers are written, in groups of four.
fn with_hyphens(number: &str) -> String {
    if number.len() != 12 || !number.bytes().all(|sign| sign.is_ascii_alphanumeric()) {
        return number.to_owned();
    }
    let groups: Vec<String> =
        number.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

/// A member as a list shows one; without what opens sealed values, only what stands open.
pub(crate) fn line(pack: &Pack, opener: Option<&Sealer>, member: ListedMember) -> Result<MemberLine> {
    let wrapped = member.wrapped.as_deref().unwrap_or_default();
    let opener = opener.filter(|_| !member.elsewhere);
    let sealed = opener.and_then(|opener| opener.open(member.person, wrapped, &member.sealed).ok());
    let open: Values = if member.elsewhere {
        Values::new()
    } else {
        serde_json::from_str(&member.fields).map_err(|error| Error::Internal(error.to_string()))?
    };
    let of_file = pack.members.fields.iter().filter(|field| in_list(field));
    let fields = of_file.map(|field| (field.id.clone(), shown(field, &open, sealed.as_ref(), false)));
    let year = member.born_on.map(|day| day.year());
    Ok(MemberLine {
        fields: fields.filter(|(_, shown)| *shown != Shown::Empty).collect(),
        person: member.person,
        name: member.name,
        number: member.number.unwrap_or_default(),
        born: year.or_else(|| member.born_year.and_then(|year| i32::try_from(year).ok())),
        sex: member.sex.and_then(|sex| sex.parse().ok()),
        state: member.state,
        unit: (member.unit_code, member.unit_name),
        joined_on: member.joined_on,
        left: member.left_on.zip(member.leaving.and_then(|leaving| leaving.parse().ok())),
        elsewhere: member.elsewhere,
    })
}

/// Whether a field can be a column of a list: what is about the membership, and basic data of which a list shows something,
/// the last digits. Sensitive ones and what would be all dots have no column.
#[must_use]
pub fn in_list(field: &MemberField) -> bool {
    if super::file::OWN_COLUMNS.contains(&field.id.as_str()) {
        return false;
    }
    match field.class {
        PersonalClass::Open => true,
        PersonalClass::Basic => field.kind == MemberFieldKind::Digits,
        PersonalClass::Sensitive => false,
    }
}
