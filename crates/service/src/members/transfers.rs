//! Transfers: asked for by one side, agreed to by the other; the person counts in one unit on any day.
//!
//! Whichever side speaks second makes it true on the day it speaks. Not here: members of a unit that ends, who go with it.

use std::collections::BTreeSet;

use congdoan_model::{
    PersonId, TransferId, UnitId,
    access::{Action, Caller},
    members::{Joining, Leaving},
    org::Unit,
};
use congdoan_store::{
    Tx,
    access::Thing,
    members::{Answer, NewMembership, NewTransfer, Transfer},
};

use super::{admission::holds_members, file::problem, periods::again};
use crate::{Error, Result, Service, access::Once, error::refused};

/// A transfer to be asked for.
#[derive(Clone, Copy, Debug)]
pub enum AskedTransfer<'a> {
    /// The unit the person stands in lets them go to another.
    Leave {
        /// The person.
        person: PersonId,
        /// Code of the receiving unit.
        to: &'a str,
    },
    /// A unit asks for somebody who came to work there, by the number on the card.
    Receive {
        /// The member number.
        number: &'a str,
        /// Code of the receiving unit.
        to: &'a str,
    },
}

/// What is said to a transfer that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferAnswer {
    /// The other side agrees: it takes effect today.
    Agree,
    /// The other side does not agree, with a reason.
    Refuse,
    /// Whoever asked takes it back.
    Cancel,
}

/// A transfer in a list.
#[derive(Clone, Debug)]
pub struct ListedTransfer {
    /// The transfer.
    pub transfer: Transfer,
    /// Whether the caller may agree or refuse for the side that is waited for.
    pub answers: bool,
    /// Whether the caller may take it back for the side that asked.
    pub cancels: bool,
    /// Whether the caller may open the member's file today.
    pub opens: bool,
}

impl Service {
    /// Asks for a transfer. The same key with the same request gives the transfer asked for the first time.
    ///
    /// # Errors
    /// [`Error::Refused`] when the person is no member, stands there already or is on the way already;
    /// [`Error::Invalid`], [`Error::NotFound`], [`Error::Denied`].
    pub async fn ask_transfer(
        &self,
        caller: &Caller,
        asked: AskedTransfer<'_>,
        reason: &str,
        once: Option<Once<'_>>,
    ) -> Result<TransferId> {
        let done = self.try_ask(caller, asked, reason.trim(), once.as_ref()).await;
        let object = match asked {
            AskedTransfer::Leave { person, .. } => format!("member:{person}"),
            AskedTransfer::Receive { to, .. } => format!("members:{to}"),
        };
        self.refusal_noted(caller, &object, done).await
    }

    async fn try_ask(
        &self,
        caller: &Caller,
        asked: AskedTransfer<'_>,
        reason: &str,
        once: Option<&Once<'_>>,
    ) -> Result<TransferId> {
        let (pack, system) = (self.pack(), self.system());
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        let (person, to, receiving) = match asked {
            AskedTransfer::Leave { person, to } => {
                let person = tx.kept_member(person).await?;
                tx.member_seat(caller, Action::MemberWrite, person).await?;
                (person, self.receiving(&mut tx, to).await?, false)
            }
            AskedTransfer::Receive { number, to } => {
                let to = tx.unit(caller, to).await?;
                tx.require(caller, Action::MemberWrite, to.id, Thing::MEMBER).await?;
                let known = tx.known_by_number(&system, &number.trim().to_uppercase()).await?;
                let person = known.ok_or_else(|| {
                    let words = problem("number", "Không có đoàn viên mang mã số này", "No member bears this number");
                    Error::Invalid(vec![words])
                })?;
                (tx.kept_member(person).await?, to, true)
            }
        };
        tx.hold_member(person).await?;
        // Who asks for somebody may not see them yet: what holds of them is looked up by the program itself.
        let seat = tx.member_seat(&system, Action::MemberRead, person).await?;
        let period = self.lasting(&mut tx, &system, person).await?;
        self.no_open_transfer(&mut tx, &system, person).await?;
        if seat.unit == to.id {
            return Err(refused("Người này đang ở chính đơn vị đó", "This person stands in that very unit"));
        }
        if period.joined_on >= caller.now.day() {
            return Err(refused(
                "Mới vào hôm nay; chuyển được từ ngày mai",
                "Joined today; a transfer can be asked for from tomorrow on",
            ));
        }
        may_receive(caller, &to)?;
        self.open_roll(&mut tx, &pack, &to).await?;
        let id: TransferId = self.ids.next();
        let new = NewTransfer { id, person, from: seat.unit, to: to.id, asked_by_receiver: receiving, reason };
        tx.add_transfer(caller, &new).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The receiving unit, which whoever lets a member go need not be able to see.
    async fn receiving(&self, tx: &mut Tx, code: &str) -> Result<Unit> {
        let code = code.trim().to_lowercase();
        let found = tx.unit(&self.system(), &code).await;
        found.map_err(|_| {
            let (vi, en) = (format!("Không có đơn vị mang mã \"{code}\""), format!("There is no unit \"{code}\""));
            Error::Invalid(vec![problem("to", &vi, &en)])
        })
    }

    /// Answers a transfer: agrees, refuses with a reason, or takes it back. Agreeing takes effect today: the membership in
    /// the old unit ends on the day the one in the new unit begins.
    ///
    /// # Errors
    /// [`Error::Refused`] when it is open no more; [`Error::Invalid`] for a refusal without a reason;
    /// [`Error::NotFound`], [`Error::Denied`] for whoever is not on the side that speaks.
    pub async fn answer_transfer(
        &self,
        caller: &Caller,
        id: TransferId,
        answer: TransferAnswer,
        reason: &str,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let done = self.try_answer(caller, id, (answer, reason.trim()), once.as_ref()).await;
        self.refusal_noted(caller, &format!("transfer:{id}"), done).await?;
        self.follow().await?;
        Ok(())
    }

    async fn try_answer(
        &self,
        caller: &Caller,
        id: TransferId,
        (answer, reason): (TransferAnswer, &str),
        once: Option<&Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        let transfer = tx.transfer(caller, id).await?;
        let speaks = if answer == TransferAnswer::Cancel { transfer.asking() } else { transfer.awaited() };
        tx.require(caller, Action::MemberWrite, speaks, Thing::MEMBER).await?;
        if transfer.state != "open" {
            return Err(refused("Yêu cầu này đã được trả lời", "This request was answered already"));
        }
        match answer {
            TransferAnswer::Agree => self.carry_out_transfer(&mut tx, caller, &transfer).await?,
            TransferAnswer::Refuse if reason.is_empty() => {
                return Err(Error::Invalid(vec![problem("reason", "Hãy ghi lý do không đồng ý", "Say why not")]));
            }
            TransferAnswer::Refuse => tx.drop_transfer(caller, &transfer, Answer::Refused, reason).await?,
            TransferAnswer::Cancel => tx.drop_transfer(caller, &transfer, Answer::Cancelled, reason).await?,
        }
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        Ok(tx.commit().await?)
    }

    async fn carry_out_transfer(&self, tx: &mut Tx, caller: &Caller, transfer: &Transfer) -> Result<()> {
        let (system, today) = (self.system(), caller.now.day());
        tx.hold_member(transfer.person).await?;
        let to = tx.unit_of_id(&system, transfer.to_unit).await?;
        may_receive(caller, &to)?;
        self.open_roll(tx, &self.pack(), &to).await?;
        // The unit may have ended since, its members standing with its heir: the row that lasts is what ends.
        let period = self.lasting(tx, &system, transfer.person).await?;
        if period.joined_on >= today {
            return Err(refused(
                "Mới vào hôm nay; chuyển được từ ngày mai",
                "Joined today; the transfer can take effect from tomorrow on",
            ));
        }
        let old = again(self, transfer.person, &period)?;
        let ending = NewMembership { left: Some((today, Leaving::TransferredOut)), ..old };
        let beginning = NewMembership {
            id: self.ids.next(),
            person: transfer.person,
            unit: transfer.to_unit,
            joined_on: today,
            joining: Joining::TransferredIn,
            left: None,
            decision: String::new(),
        };
        Ok(tx.do_transfer(caller, transfer, period.id, (&ending, &beginning)).await?)
    }

    /// Transfers from and to a unit and what it manages below, open ones first.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see members of the unit.
    pub async fn transfers(&self, caller: &Caller, unit: &str) -> Result<(Unit, Vec<ListedTransfer>)> {
        let found = self.transfers_of(caller, unit).await;
        self.refusal_noted(caller, &format!("members:{unit}"), found).await
    }

    async fn transfers_of(&self, caller: &Caller, unit: &str) -> Result<(Unit, Vec<ListedTransfer>)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let transfers = tx.transfers(caller, unit.id).await?;
        let open = transfers.iter().filter(|transfer| transfer.state == "open");
        let sides: BTreeSet<UnitId> = open.flat_map(|transfer| [transfer.from_unit, transfer.to_unit]).collect();
        let sides: Vec<UnitId> = sides.into_iter().collect();
        let writes = tx.allowed(caller, Action::MemberWrite, &sides, Thing::MEMBER).await?;
        // Who left is read where the person stands now: the old unit knows of the transfer, the file is another's.
        let people: BTreeSet<PersonId> = transfers.iter().map(|transfer| transfer.person).collect();
        let seats = tx.seats_of(caller, &people.into_iter().collect::<Vec<_>>()).await?;
        let stands: BTreeSet<UnitId> = seats.values().copied().collect();
        let reads =
            tx.allowed(caller, Action::MemberRead, &stands.into_iter().collect::<Vec<_>>(), Thing::MEMBER).await?;
        let listed = transfers.into_iter().map(|transfer| {
            let opens = seats.get(&transfer.person).is_some_and(|seat| reads.contains(seat));
            let (answers, cancels) = (writes.contains(&transfer.awaited()), writes.contains(&transfer.asking()));
            ListedTransfer { transfer, answers, cancels, opens }
        });
        Ok((unit, listed.collect()))
    }
}

fn may_receive(caller: &Caller, to: &Unit) -> Result<()> {
    if !holds_members(to.kind) {
        return Err(refused("Đơn vị nhận không giữ đoàn viên", "The receiving unit holds no members"));
    }
    if to.closed_on.is_some_and(|closed| closed <= caller.now.day()) {
        return Err(refused("Đơn vị nhận đã kết thúc hoạt động", "The receiving unit has ended"));
    }
    Ok(())
}
