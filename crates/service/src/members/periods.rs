//! Memberships ended and states set: what an officer of the unit does to a member who stands.
//!
//! Not here: beginning memberships (`admission`), going to another unit (`transfers`).

use chrono::NaiveDate;
use congdoan_model::{
    PersonId,
    access::{Action, Caller},
    members::Leaving,
};
use congdoan_pack::{Decider, Problem};
use congdoan_store::{
    Tx,
    access::Thing,
    members::{NewMembership, NewState, Period},
};

use super::file::problem;
use crate::{Error, Result, Service, access::Once, error::refused};

/// A membership to be ended.
#[derive(Clone, Copy, Debug)]
pub struct Departure<'a> {
    /// The person.
    pub person: PersonId,
    /// Why.
    pub leaving: Leaving,
    /// First day no more.
    pub left_on: NaiveDate,
    /// The decision behind it.
    pub decision: &'a str,
}

impl Service {
    /// Ends the membership that lasts.
    ///
    /// # Errors
    /// [`Error::Denied`] when the level above decides on this way of leaving; [`Error::Refused`] when no membership lasts
    /// or a transfer is open; [`Error::Invalid`].
    pub async fn leave(&self, caller: &Caller, departure: Departure<'_>, once: Option<Once<'_>>) -> Result<()> {
        let done = self.try_leave(caller, departure, once.as_ref()).await;
        self.refusal_noted(caller, &format!("member:{}", departure.person), done).await?;
        self.follow().await?;
        Ok(())
    }

    async fn try_leave(&self, caller: &Caller, departure: Departure<'_>, once: Option<&Once<'_>>) -> Result<()> {
        let Departure { person, leaving, left_on, decision } = departure;
        let pack = self.pack();
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        let person = tx.kept_member(person).await?;
        tx.hold_member(person).await?;
        let seat = tx.member_seat(caller, Action::MemberWrite, person).await?;
        let rule = pack.members.leaving(leaving).filter(|rule| rule.by_hand && leaving != Leaving::TransferredOut);
        let rule = rule.ok_or_else(|| {
            Error::Invalid(vec![problem("leaving", "Hãy chọn lý do thôi", "Choose why the membership ends")])
        })?;
        if rule.decided_by == Decider::Upper {
            tx.require_from_above(caller, Action::MemberWrite, seat.unit, Thing::MEMBER).await?;
        }
        self.no_open_transfer(&mut tx, caller, person).await?;
        let period = self.lasting(&mut tx, caller, person).await?;
        let mistaken = leaving == Leaving::Mistaken;
        let mut problems: Vec<Problem> = Vec::new();
        if rule.needs_decision && decision.trim().is_empty() {
            problems.push(problem("decision", "Cần số quyết định", "The number of the decision is needed"));
        }
        if left_on > caller.now.day() {
            problems.push(problem("left_on", "Ngày này chưa đến", "This day is yet to come"));
        } else if left_on <= period.joined_on && !mistaken {
            let (vi, en) = (
                format!("Sau ngày vào ({})", period.joined_on),
                format!("After the day of joining ({})", period.joined_on),
            );
            problems.push(problem("left_on", &vi, &en));
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let ended = NewMembership { left: Some((left_on, leaving)), ..again(self, person, &period)? };
        let said = serde_json::json!({ "left_on": left_on, "leaving": leaving, "decision": decision.trim() });
        tx.change_membership(caller, period.id, &ended, ("member.leave", said)).await?;
        self.keep(&mut tx, caller, once, &person.to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// Sets the state of a member from a day on: what stops or begins dues.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Refused`] when no membership lasts; [`Error::NotFound`], [`Error::Denied`].
    pub async fn set_member_state(
        &self,
        caller: &Caller,
        person: PersonId,
        (state, from, decision): (&str, NaiveDate, &str),
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let work = async {
            let pack = self.pack();
            let mut tx = self.store.write().await?;
            if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
                return Ok(());
            }
            let person = tx.kept_member(person).await?;
            tx.hold_member(person).await?;
            tx.member_seat(caller, Action::MemberWrite, person).await?;
            let period = self.lasting(&mut tx, caller, person).await?;
            let mut problems = Vec::new();
            if pack.members.state(state).is_none() {
                problems.push(problem("state", "Hãy chọn trạng thái", "Choose a state"));
            }
            if from < period.joined_on {
                let (vi, en) = (
                    format!("Không trước ngày vào ({})", period.joined_on),
                    format!("Not before the day of joining ({})", period.joined_on),
                );
                problems.push(problem("from", &vi, &en));
            }
            if !problems.is_empty() {
                return Err(Error::Invalid(problems));
            }
            let id: congdoan_model::RecordId = self.ids.next();
            let new = NewState { id: id.uuid(), person, state, from, decision: decision.trim() };
            tx.set_member_state(caller, &new).await?;
            self.keep(&mut tx, caller, once.as_ref(), &person.to_string()).await?;
            tx.commit().await?;
            self.follow().await?;
            Ok(())
        };
        let done = work.await;
        self.refusal_noted(caller, &format!("member:{person}"), done).await
    }

    /// The membership that lasts today.
    pub(crate) async fn lasting(&self, tx: &mut Tx, caller: &Caller, person: PersonId) -> Result<Period> {
        let periods = tx.member_periods(caller, person).await?;
        let lasting = periods.into_iter().find(|period| period.lasts(caller.now.day()) && period.left_on.is_none());
        lasting.ok_or_else(|| {
            refused("Người này hiện không là đoàn viên của đơn vị nào", "This person is no member of any unit now")
        })
    }

    /// Refuses while a transfer waits for an answer.
    pub(crate) async fn no_open_transfer(&self, tx: &mut Tx, caller: &Caller, person: PersonId) -> Result<()> {
        let transfers = tx.member_transfers(caller, person).await?;
        if transfers.iter().any(|transfer| transfer.state == "open") {
            return Err(refused(
                "Đang có yêu cầu chuyển sinh hoạt chờ trả lời; hãy rút hoặc trả lời yêu cầu đó trước",
                "A transfer waits for its answer; take it back or answer it first",
            ));
        }
        Ok(())
    }
}

/// A membership's row once more, under a new id.
pub(crate) fn again(service: &Service, person: PersonId, period: &Period) -> Result<NewMembership> {
    let joining = period.joining.parse().map_err(|_| Error::Internal(format!("joining {}", period.joining)))?;
    Ok(NewMembership {
        id: service.ids.next(),
        person,
        unit: period.unit,
        joined_on: period.joined_on,
        joining,
        left: None,
        decision: period.decision.clone(),
    })
}
