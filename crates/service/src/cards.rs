//! Member cards: asked for where the member stands, approved and signed by the level that issues, printed, handed over,
//! revoked; exchanges of old cards; checking a card, with a network or without.
//!
//! Not here: the signed text (`model::cards`), keeping (`store::cards`), drawing (`paper`), where the key file lies (`cli`).

mod campaigns;
mod checking;
mod deeds;
mod printing;

use std::sync::Arc;

use congdoan_model::{
    CardBatchId, CardCampaignId, PersonId,
    access::{Action, Caller},
    cards::{CardCause, CardKeys, CardKind},
    org::Unit,
};
use congdoan_store::{access::Thing, cards::CardFilter};

use crate::{Error, Result, Service, error::refused};

pub use campaigns::{CampaignForm, CampaignView};
pub use checking::{Checked, check};
pub use congdoan_store::cards::{Campaign, CampaignLine, Card, CardMember};
pub use deeds::{CardRequest, MOST_AT_ONCE};
pub use printing::{cause_name, kind_name};

/// How many cards a list shows.
pub const LISTED: i64 = 500;
/// How many members without a card a page offers.
pub const OFFERED: i64 = 200;

/// Which cards are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct CardQuery<'a> {
    /// Code of the unit; what it manages below is included.
    pub unit: &'a str,
    /// Only this cause.
    pub cause: Option<CardCause>,
    /// Only this kind.
    pub kind: Option<CardKind>,
    /// `requested`, `issued`, `handed`, `refused`, `revoked`; empty for all.
    pub state: &'a str,
    /// Only this exchange.
    pub campaign: Option<CardCampaignId>,
    /// Only what was asked for at once.
    pub batch: Option<CardBatchId>,
}

/// What the caller may do with cards of a unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CardDeeds {
    /// Ask for cards, hand them over, revoke them.
    pub request: bool,
    /// Approve, refuse, sign.
    pub issue: bool,
}

/// The cards of a unit.
#[derive(Clone, Debug)]
pub struct CardsView {
    /// The unit.
    pub unit: Unit,
    /// The cards, by unit, latest first; at most [`LISTED`].
    pub cards: Vec<Card>,
    /// Members without a card, at most [`OFFERED`].
    pub without: Vec<CardMember>,
    /// Exchanges that concern the unit.
    pub campaigns: Vec<Campaign>,
    /// What the caller may do.
    pub may: CardDeeds,
}

impl Service {
    /// Gives the service the keys that sign cards. Without them it lists and checks cards, but issues none.
    pub fn hold_card_keys(&self, keys: CardKeys) {
        *self.card_keys.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Arc::new(keys));
    }

    /// The keys that sign, when the service was given any.
    pub(crate) fn held_card_keys(&self) -> Option<Arc<CardKeys>> {
        self.card_keys.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// The keys that sign.
    ///
    /// # Errors
    /// [`Error::Refused`] when the service was given none.
    pub(crate) fn signing_keys(&self) -> Result<Arc<CardKeys>> {
        self.held_card_keys().ok_or_else(|| {
            refused(
                "Chưa có tệp khóa ký thẻ nên không cấp thẻ được; đưa bản sao tệp khóa về (CONGDOAN_CARD_KEY_FILE)",
                "There is no key file for cards, so none can be issued; bring back its copy (CONGDOAN_CARD_KEY_FILE)",
            )
        })
    }

    /// The keys with one more, made of this program's randomness; nothing is held yet.
    ///
    /// # Errors
    /// [`Error::Refused`] without keys.
    pub fn rotated_card_keys(&self) -> Result<CardKeys> {
        Ok(self.signing_keys()?.rotated(self.ids.entropy()))
    }

    /// Whether a card was ever signed here: then a lost key file must not be replaced silently.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn has_signed_cards(&self) -> Result<bool> {
        Ok(self.store.read().await?.has_signed_cards(&self.system()).await?)
    }

    /// The cards of a unit and what it manages below, with members who have none and the exchanges that run.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see members of the unit; the attempt is noted.
    pub async fn cards(&self, caller: &Caller, query: &CardQuery<'_>) -> Result<CardsView> {
        let view = self.cards_view(caller, query).await;
        self.refusal_noted(caller, &format!("cards:{}", query.unit), view).await
    }

    async fn cards_view(&self, caller: &Caller, query: &CardQuery<'_>) -> Result<CardsView> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, query.unit).await?;
        let filter = CardFilter {
            unit: unit.id,
            cause: query.cause,
            kind: query.kind,
            state: query.state,
            campaign: query.campaign,
            batch: query.batch,
            limit: LISTED,
        };
        let cards = tx.cards(caller, &filter).await?;
        let may = CardDeeds {
            request: tx.require(caller, Action::MemberWrite, unit.id, Thing::MEMBER).await.is_ok(),
            issue: tx.require(caller, Action::CardIssue, unit.id, Thing::MEMBER).await.is_ok(),
        };
        let without = if may.request { tx.members_without_card(caller, unit.id, OFFERED).await? } else { Vec::new() };
        let campaigns = tx.card_campaigns(caller, unit.id).await?;
        Ok(CardsView { unit, cards, without, campaigns, may })
    }

    /// The cards of a member, latest first, what the caller may do with them, and the exchanges a new one may belong to.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such member for this caller.
    pub async fn member_cards(
        &self,
        caller: &Caller,
        person: PersonId,
    ) -> Result<(Vec<Card>, CardDeeds, Vec<Campaign>)> {
        let mut tx = self.store.read().await?;
        let person = tx.kept_member(person).await?;
        let cards = tx.member_cards(caller, person).await?;
        let seat = tx.member_seat(caller, Action::MemberRead, person).await?;
        let may = CardDeeds {
            request: tx.require(caller, Action::MemberWrite, seat.unit, Thing::MEMBER).await.is_ok(),
            issue: tx.require(caller, Action::CardIssue, seat.unit, Thing::MEMBER).await.is_ok(),
        };
        let campaigns = if may.request { tx.card_campaigns(caller, seat.unit).await? } else { Vec::new() };
        Ok((cards, may, campaigns))
    }

    /// The caller's own card that holds today.
    ///
    /// # Errors
    /// [`Error::NotFound`] for whoever sees as somebody else.
    pub async fn own_card(&self, caller: &Caller) -> Result<Option<Card>> {
        let Some(person) = caller.oneself() else { return Err(Error::NotFound("card")) };
        let mut tx = self.store.read().await?;
        let person = tx.kept_member(person).await?;
        // A file put together with another is the person's own all the same.
        let cards = tx.own_cards(&self.system(), person).await?;
        Ok(cards.into_iter().find(|card| card.holds(caller.now.day())))
    }
}
