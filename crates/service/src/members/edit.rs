//! A member's file changed by hand.
//!
//! Guarded fields left empty stay as they are: a form never shows them, so it cannot send them back. The audit entry
//! holds ids of fields, and what they held before and after only sealed under the person's own key. Not here: changes an
//! import brings (`import`).

use std::collections::BTreeMap;

use chrono::Datelike as _;
use congdoan_model::{
    PersonId,
    access::{Action, Caller},
};
use congdoan_paper::intake::Precision;
use congdoan_store::members::{Member, PersonChange};

use super::{
    file::open_values,
    reading::{self, Candidate},
    sealing::{Sealer, Values},
};
use crate::{Error, Result, Service};

/// New values of a member's file.
#[derive(Clone, Debug)]
pub struct MemberEdit {
    /// The person.
    pub person: PersonId,
    /// The version the caller saw.
    pub version: i64,
    /// Values by ids of fields, as typed.
    pub values: BTreeMap<String, String>,
}

impl Service {
    /// Changes a member's file.
    ///
    /// # Errors
    /// [`Error::Stale`] when somebody changed it since; [`Error::Invalid`]; [`Error::NotFound`], [`Error::Denied`].
    pub async fn change_member(&self, caller: &Caller, edit: MemberEdit) -> Result<()> {
        let person = edit.person;
        let done = self.try_edit(caller, edit).await;
        self.refusal_noted(caller, &format!("member:{person}"), done).await?;
        self.follow().await?;
        Ok(())
    }

    async fn try_edit(&self, caller: &Caller, edit: MemberEdit) -> Result<()> {
        let pack = self.pack();
        let mut tx = self.store.write().await?;
        let id = tx.kept_member(edit.person).await?;
        tx.hold_member(id).await?;
        tx.member_seat(caller, Action::MemberWrite, id).await?;
        let (member, _) = tx.member(caller, id).await?;
        if member.version != edit.version {
            return Err(Error::Stale);
        }
        let found = reading::candidate(&pack, &edit.values, 1).map_err(Error::Invalid)?;
        let sealer = self.sealer(&mut tx).await?;
        let wrapped = member.wrapped.as_deref().unwrap_or_default();
        let before = sealer.open(id, wrapped, &member.sealed)?;
        let mut sealed = before.clone();
        sealed.extend(found.sealed.clone());
        let identity = found.identity.as_deref().map(|digits| sealer.identity_mark(digits));
        let change = PersonChange {
            id,
            name: found.name.clone(),
            born_on: found.born.filter(|day| day.precision == Precision::Day).map(|day| day.first),
            born_year: found.born.map(|day| day.first.year()),
            sex: found.sex,
            identity_mark: identity.or_else(|| member.identity_mark.clone()),
            content_mark: None,
            fields: serde_json::to_string(&found.open).map_err(|error| Error::Internal(error.to_string()))?,
            sealed: sealer.seal_with(id, wrapped, &sealed)?,
        };
        let story = story(&sealer, &member, (&before, &sealed), &found)?;
        tx.edit_person(caller, &change, story).await?;
        Ok(tx.commit().await?)
    }
}

/// What the audit entry says: which fields changed, and everything they held before and hold now, sealed.
fn story(
    sealer: &Sealer,
    member: &Member,
    (before, after): (&Values, &Values),
    found: &Candidate,
) -> Result<(serde_json::Value, serde_json::Value)> {
    let birth = |day: Option<chrono::NaiveDate>, year: Option<i64>| {
        day.map(|day| day.to_string()).or_else(|| year.map(|year| year.to_string())).unwrap_or_default()
    };
    let day = found.born.filter(|day| day.precision == Precision::Day).map(|day| day.first);
    let year = found.born.map(|day| i64::from(day.first.year()));
    let whole = |values: &Values, open: &Values, name: &str, born: String, sex: &str| {
        let own = [("name", name.to_owned()), ("born", born), ("sex", sex.to_owned())];
        let own = own.into_iter().map(|(id, value)| (id.to_owned(), value));
        values.clone().into_iter().chain(open.clone()).chain(own).collect::<Values>()
    };
    let sex = member.sex.clone().unwrap_or_default();
    let was = whole(before, &open_values(member)?, &member.name, birth(member.born_on, member.born_year), &sex);
    let sex = found.sex.map_or("", congdoan_model::members::Sex::word);
    let is = whole(after, &found.open, &found.name, birth(day, year), sex);
    let differs = |id: &&String| was.get(*id) != is.get(*id);
    let fields: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).filter(differs).collect();
    let wrapped = member.wrapped.as_deref().unwrap_or_default();
    let seal = |values: &Values| sealer.seal_with(member.id, wrapped, values);
    Ok((serde_json::json!({ "sealed": seal(&was)? }), serde_json::json!({ "fields": fields, "sealed": seal(&is)? })))
}
