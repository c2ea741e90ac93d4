//! Admission of people who were members before: the level above the unit decides.
//!
//! Not here: admission of people nobody knows yet (`admission`).

use chrono::NaiveDate;
use congdoan_model::{
    PersonId,
    access::{Action, Caller},
    members::Joining,
};
use congdoan_store::{access::Thing, members::NewMembership};

use super::{
    admission::{decided, open_on},
    file::problem,
};
use crate::{Error, Result, Service, access::Once, error::refused};

/// Somebody to be admitted again.
#[derive(Clone, Copy, Debug)]
pub struct Readmission<'a> {
    /// The person.
    pub person: PersonId,
    /// Code of the unit.
    pub unit: &'a str,
    /// First day.
    pub joined_on: NaiveDate,
    /// The decision of the level above.
    pub decision: &'a str,
}

impl Service {
    /// Admits somebody again who was a member before; the level above the unit decides.
    ///
    /// # Errors
    /// [`Error::Denied`] for the unit itself; [`Error::Refused`] when a membership lasts; [`Error::Invalid`].
    pub async fn readmit(&self, caller: &Caller, readmission: Readmission<'_>, once: Option<Once<'_>>) -> Result<()> {
        let done = self.try_readmit(caller, readmission, once.as_ref()).await;
        self.refusal_noted(caller, &format!("member:{}", readmission.person), done).await?;
        self.follow().await?;
        Ok(())
    }

    async fn try_readmit(
        &self,
        caller: &Caller,
        Readmission { person, unit, joined_on, decision }: Readmission<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<()> {
        let pack = self.pack();
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        let person = tx.kept_member(person).await?;
        tx.hold_member(person).await?;
        tx.member_seat(caller, Action::MemberRead, person).await?;
        let unit = tx.unit(caller, unit).await?;
        tx.require(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await?;
        self.decides(&mut tx, caller, &pack, (Joining::Readmitted, &unit)).await?;
        let periods = tx.member_periods(caller, person).await?;
        let last = periods
            .iter()
            .filter(|period| !period.is_mistaken())
            .map(|period| period.left_on)
            .max_by_key(|left| left.unwrap_or(NaiveDate::MAX));
        let mut problems = Vec::new();
        match last {
            Some(None) => {
                return Err(refused(
                    "Người này đang là đoàn viên; không cần kết nạp lại",
                    "This person is a member; there is nothing to admit again",
                ));
            }
            Some(Some(left)) if joined_on < left => {
                let (vi, en) =
                    (format!("Sau ngày thôi lần trước ({left})"), format!("After the last membership ended ({left})"));
                problems.push(problem("joined_on", &vi, &en));
            }
            _ => {}
        }
        problems.extend(open_on(caller, &unit, joined_on));
        problems.extend(decided(&pack, Joining::Readmitted, decision));
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        self.open_roll(&mut tx, &pack, &unit).await?;
        let membership = NewMembership {
            id: self.ids.next(),
            person,
            unit: unit.id,
            joined_on,
            joining: Joining::Readmitted,
            left: None,
            decision: decision.trim().to_owned(),
        };
        let said = serde_json::json!({ "unit": unit.code.as_str(), "joined_on": joined_on, "decision": decision });
        tx.begin_membership(caller, &membership, ("member.readmit", said)).await?;
        self.keep(&mut tx, caller, once, &person.to_string()).await?;
        Ok(tx.commit().await?)
    }
}
