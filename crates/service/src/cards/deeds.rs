//! What is done with cards: asked for, approved and signed, refused, handed over, revoked; one or many at once.
//!
//! A call does all it was asked to or nothing. Not here: rights (`store::cards` asks for them in every unit touched).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{
    CardBatchId, CardCampaignId, CardId, PersonId,
    access::{Action, Caller},
    cards::{CardCause, CardKind, Claims, serial},
};
use congdoan_store::{
    Tx,
    cards::{Card, CardMember, IssuedCard, NewCard},
};

use crate::{Error, Result, Service, access::Once, error::refused, members::problem};

/// How many cards one call may touch: what one printed file and one audit entry still bear.
pub const MOST_AT_ONCE: usize = 500;

/// Cards to be asked for.
#[derive(Clone, Copy, Debug)]
pub struct CardRequest<'a> {
    /// For whom.
    pub people: &'a [PersonId],
    /// What they are made as.
    pub kind: CardKind,
    /// Why.
    pub cause: CardCause,
    /// The exchange they belong to.
    pub campaign: Option<CardCampaignId>,
}

impl Service {
    /// Asks for cards. Everybody must stand in a unit today, wait for no card, and for a first one hold none.
    ///
    /// # Errors
    /// [`Error::Refused`] naming who cannot have one; [`Error::Invalid`] for nobody or too many; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn request_cards(
        &self,
        caller: &Caller,
        request: &CardRequest<'_>,
        once: Option<Once<'_>>,
    ) -> Result<CardBatchId> {
        let done = self.try_request(caller, request, once.as_ref()).await;
        self.refusal_noted(caller, "cards", done).await
    }

    async fn try_request(
        &self,
        caller: &Caller,
        request: &CardRequest<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<CardBatchId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            return kept.body.parse().map_err(|_| Error::KeyReused);
        }
        somewhere(caller, Action::MemberWrite)?;
        let people: Vec<PersonId> = request.people.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        bounded(people.len())?;
        if let [one] = people.as_slice() {
            // Somebody who may not see the member hears that there is none, before any rule speaks.
            tx.member_seat(caller, Action::MemberWrite, *one).await?;
        }
        let members = tx.members_for_cards(caller, &people).await?;
        if members.len() < people.len() {
            return Err(refused(
                "Có người hiện không là đoàn viên của đơn vị nào, hoặc chưa có mã số; bỏ chọn rồi làm lại",
                "Somebody is no member of any unit today, or has no member number; leave them out and try again",
            ));
        }
        if let Some(problem) = members.iter().find_map(|member| hindrance(member, request.cause)) {
            return Err(problem);
        }
        if let Some(campaign) = request.campaign {
            self.within_campaign(&mut tx, caller, campaign, &members).await?;
        }
        let batch: CardBatchId = self.ids.next();
        let new = |member: &CardMember| NewCard {
            id: self.ids.next(),
            person: member.person,
            unit: member.unit,
            home: member.home,
            kind: request.kind,
            cause: request.cause,
            campaign: request.campaign,
            batch,
        };
        tx.request_cards(caller, &members.iter().map(new).collect::<Vec<_>>()).await?;
        self.keep(&mut tx, caller, once, &batch.to_string()).await?;
        tx.commit().await?;
        Ok(batch)
    }

    /// Refuses unless an exchange runs today and every unit concerned is the one it is for or hangs below it.
    async fn within_campaign(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        campaign: CardCampaignId,
        members: &[CardMember],
    ) -> Result<()> {
        for unit in members.iter().map(|member| member.unit).collect::<BTreeSet<_>>() {
            let campaign = tx.card_campaign(caller, campaign, Some(unit)).await?;
            if !campaign.runs(caller.now.day()) {
                return Err(refused(
                    &format!("Đợt \"{}\" không diễn ra hôm nay", campaign.name),
                    &format!("The exchange \"{}\" does not run today", campaign.name),
                ));
            }
        }
        Ok(())
    }

    /// Approves and signs cards; whatever their holders held until now holds no more.
    ///
    /// # Errors
    /// [`Error::Refused`] for one that does not wait, whose holder is no member any more, or without the key file;
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn issue_cards(
        &self,
        caller: &Caller,
        cards: &[CardId],
        expires_on: Option<NaiveDate>,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let done = self.try_issue(caller, cards, expires_on, once.as_ref()).await;
        self.refusal_noted(caller, "cards", done).await
    }

    async fn try_issue(
        &self,
        caller: &Caller,
        cards: &[CardId],
        expires_on: Option<NaiveDate>,
        once: Option<&Once<'_>>,
    ) -> Result<()> {
        let today = caller.now.day();
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        somewhere(caller, Action::CardIssue)?;
        bounded(cards.len())?;
        let found = tx.cards_for(caller, Action::CardIssue, cards).await?;
        if expires_on.is_some_and(|last| last <= today) {
            let words = problem("expires_on", "Ngày hết giá trị phải sau hôm nay", "The last day must lie after today");
            return Err(Error::Invalid(vec![words]));
        }
        if let Some(card) = found.iter().find(|card| !card.is_requested()) {
            return Err(refused(
                &format!("Yêu cầu của {} đã được giải quyết", card.name),
                &format!("The request of {} was answered already", card.name),
            ));
        }
        if let Some(card) = found.iter().find(|card| card.stands != 1) {
            return Err(refused(
                &format!("{} không còn là đoàn viên ở đơn vị đã yêu cầu", card.name),
                &format!("{} is no member where the card was asked for any more", card.name),
            ));
        }
        let keys = self.signing_keys()?;
        let issued: Result<Vec<IssuedCard>> = found
            .iter()
            .map(|card| {
                let claims = self.claims(card, today, expires_on);
                let text = claims.sign(&keys).map_err(|error| Error::Internal(error.to_string()))?;
                let (id, person, unit) = (card.id, card.person, card.unit);
                Ok(IssuedCard { id, person, unit, serial: claims.serial, text, issued_on: today, expires_on })
            })
            .collect();
        let key = keys.newest().map_err(|error| Error::Internal(error.to_string()))?;
        tx.issue_cards(caller, key, &issued?).await?;
        self.keep(&mut tx, caller, once, "issued").await?;
        Ok(tx.commit().await?)
    }

    fn claims(&self, card: &Card, issued_on: NaiveDate, expires_on: Option<NaiveDate>) -> Claims {
        Claims {
            serial: serial(self.ids.entropy()),
            number: card.number.clone().unwrap_or_default(),
            name: card.name.clone(),
            unit_code: card.unit_code.clone(),
            unit_name: card.unit_name.clone(),
            issued_on,
            expires_on,
        }
    }

    /// Refuses cards that wait, with a reason.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a reason; [`Error::Refused`] for one that does not wait; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn refuse_cards(
        &self,
        caller: &Caller,
        cards: &[CardId],
        reason: &str,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let done = self.try_event(caller, (Event::Refuse, cards, reason.trim()), once.as_ref()).await;
        self.refusal_noted(caller, "cards", done).await
    }

    /// Writes down that cards were handed to their holders.
    ///
    /// # Errors
    /// [`Error::Refused`] for one that was not issued, was handed over already or holds no more; [`Error::NotFound`],
    /// [`Error::Denied`].
    pub async fn hand_cards(&self, caller: &Caller, cards: &[CardId], once: Option<Once<'_>>) -> Result<()> {
        let done = self.try_event(caller, (Event::Hand, cards, ""), once.as_ref()).await;
        self.refusal_noted(caller, "cards", done).await
    }

    /// Revokes cards, with a reason: whoever writes members of the unit may, so that a lost card stops at once.
    ///
    /// # Errors
    /// As [`Service::refuse_cards`].
    pub async fn revoke_cards(
        &self,
        caller: &Caller,
        cards: &[CardId],
        reason: &str,
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let done = self.try_event(caller, (Event::Revoke, cards, reason.trim()), once.as_ref()).await;
        self.refusal_noted(caller, "cards", done).await
    }

    async fn try_event(
        &self,
        caller: &Caller,
        (event, cards, reason): (Event, &[CardId], &str),
        once: Option<&Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(());
        }
        let action = if event == Event::Refuse { Action::CardIssue } else { Action::MemberWrite };
        somewhere(caller, action)?;
        bounded(cards.len())?;
        let found = tx.cards_for(caller, action, cards).await?;
        if event != Event::Hand && reason.is_empty() {
            return Err(Error::Invalid(vec![problem("reason", "Hãy ghi lý do", "Say why")]));
        }
        if let Some(error) = found.iter().find_map(|card| event.hindrance(card, caller.now.day())) {
            return Err(error);
        }
        match event {
            Event::Refuse => tx.refuse_cards(caller, &found, reason).await?,
            Event::Hand => tx.hand_cards(caller, &found).await?,
            Event::Revoke => tx.revoke_cards(caller, &found, reason).await?,
        }
        self.keep(&mut tx, caller, once, "done").await?;
        Ok(tx.commit().await?)
    }
}

/// What happens to cards beside being issued.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Event {
    Refuse,
    Hand,
    Revoke,
}

impl Event {
    fn hindrance(self, card: &Card, today: NaiveDate) -> Option<Error> {
        let name = &card.name;
        match self {
            Self::Refuse => (!card.is_requested()).then(|| {
                refused(
                    &format!("Yêu cầu của {name} đã được giải quyết"),
                    &format!("The request of {name} was answered already"),
                )
            }),
            Self::Hand => (!card.holds(today) || card.handed_at.is_some()).then(|| {
                refused(
                    &format!("Thẻ của {name} chưa cấp, đã trao hoặc không còn giá trị"),
                    &format!("The card of {name} was not issued, was handed over already, or holds no more"),
                )
            }),
            Self::Revoke => (card.serial.is_none() || card.revoked_at.is_some()).then(|| {
                refused(
                    &format!("Thẻ của {name} chưa cấp hoặc đã thu hồi"),
                    &format!("The card of {name} was not issued, or was revoked already"),
                )
            }),
        }
    }
}

/// Refuses whoever may do it nowhere, before anything of the request is looked at.
fn somewhere(caller: &Caller, action: Action) -> Result<()> {
    if caller.may_somewhere(action) { Ok(()) } else { Err(Error::Denied(action)) }
}

fn bounded(count: usize) -> Result<()> {
    let message = match count {
        0 => ("Hãy chọn ít nhất một người".to_owned(), "Choose at least one person".to_owned()),
        1..=MOST_AT_ONCE => return Ok(()),
        _ => (
            format!("Mỗi lần làm nhiều nhất {MOST_AT_ONCE} thẻ; hãy chia thành nhiều lần"),
            format!("At most {MOST_AT_ONCE} cards at a time; do it in several rounds"),
        ),
    };
    Err(Error::Invalid(vec![problem("people", &message.0, &message.1)]))
}

fn hindrance(member: &CardMember, cause: CardCause) -> Option<Error> {
    let name = &member.name;
    if member.pending > 0 {
        return Some(refused(
            &format!("{name} đang có yêu cầu cấp thẻ chờ duyệt"),
            &format!("A request of {name} waits already"),
        ));
    }
    (cause == CardCause::New && member.holding > 0).then(|| {
        refused(
            &format!("{name} đang có thẻ; chọn lý do đổi thẻ hoặc mất thẻ"),
            &format!("{name} holds a card; choose old for new, or lost"),
        )
    })
}
