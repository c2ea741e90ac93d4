//! Member cards: asked for, signed, handed over, revoked; exchanges of old cards for new ones.
//!
//! Rows are added, never rewritten: a card, its issue, and each event once. Whether a card still holds is worked out from
//! its events and from the membership behind it, so a member who leaves, goes elsewhere or is erased needs no write here.
//! Not here: what is signed (`model::cards`), when one may be asked for (`service::cards`).

mod campaigns;
mod deeds;
mod public;

use chrono::NaiveDate;
use congdoan_model::{
    CardBatchId, CardCampaignId, CardId, PersonId, UnitId,
    access::{Action, Caller},
    cards::{CardCause, CardKind},
};
use sqlx::types::Uuid;

use crate::{Error, Result, Tx, access::Thing, members::held, transaction::on};

pub use campaigns::{Campaign, CampaignLine, NewCampaign};
pub use deeds::{CardMember, IssuedCard, NewCard};

/// A card with everything that happened to it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Card {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: CardId,
    /// Whose.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// The holder's name; empty once the file was emptied.
    pub name: String,
    /// The member number.
    pub number: Option<String>,
    /// The unit the holder stood in when the card was asked for.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// `ordinary` or `linked`.
    pub kind: String,
    /// `new`, `renewed` or `lost`.
    pub cause: String,
    /// The exchange it belongs to.
    pub campaign_id: Option<Uuid>,
    /// What was asked for at once.
    #[sqlx(try_from = "Uuid")]
    pub batch: CardBatchId,
    /// Who asked: name of the person, or the sign-in name.
    pub requested_by: String,
    /// When, in microseconds.
    pub requested_at: i64,
    /// The serial, once issued.
    pub serial: Option<String>,
    /// The signed text, once issued; empty once the holder's file was emptied.
    pub signed_text: Option<String>,
    /// The day of issue.
    pub issued_on: Option<NaiveDate>,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
    /// When it was refused, in microseconds.
    pub refused_at: Option<i64>,
    /// Why.
    pub refused_reason: Option<String>,
    /// When it was handed to its holder, in microseconds.
    pub handed_at: Option<i64>,
    /// When it was revoked, in microseconds.
    pub revoked_at: Option<i64>,
    /// Why.
    pub revoked_reason: Option<String>,
    /// 1 while the membership it was asked for lasts.
    pub stands: i64,
}

impl Card {
    /// Whether it waits to be approved.
    #[must_use]
    pub const fn is_requested(&self) -> bool {
        self.serial.is_none() && self.refused_at.is_none() && self.revoked_at.is_none()
    }

    /// Whether it was issued and holds on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.serial.is_some()
            && self.revoked_at.is_none()
            && self.stands == 1
            && self.expires_on.is_none_or(|last| last >= day)
    }

    /// The exchange it belongs to.
    #[must_use]
    pub fn campaign(&self) -> Option<CardCampaignId> {
        self.campaign_id.map(CardCampaignId::from)
    }
}

/// Which cards a list shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct CardFilter<'a> {
    /// The unit; what it manages below is included.
    pub unit: UnitId,
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
    /// How many at most.
    pub limit: i64,
}

/// Whether the membership of card `c` lasts on day `$2`: the row it was asked for, begun before the card was issued. A
/// unit that ended carries nobody on unless an heir does.
macro_rules! stands {
    () => {
        "CASE WHEN p.erased_at IS NULL AND p.merged_into IS NULL AND EXISTS (
        SELECT 1 FROM membership m JOIN unit w ON w.id = m.unit_id
        WHERE m.person_id = c.person_id AND m.unit_id = c.home_id AND m.superseded_at IS NULL AND m.joined_on <= $2
            AND (m.left_on IS NULL OR m.left_on > $2) AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
            AND (i.issued_on IS NULL OR m.joined_on <= i.issued_on)
            AND (w.closed_on IS NULL OR w.closed_on > $2 OR EXISTS (SELECT 1 FROM unit_succession s
                WHERE s.predecessor_id = w.id AND s.heir = 1 AND s.superseded_at IS NULL))) THEN 1 ELSE 0 END"
    };
}
pub(crate) use stands;

/// Cards with everything that happened to them; `$2` is the day.
macro_rules! cards {
    ($from:literal, $rest:literal) => {
        concat!(
            "
SELECT c.id, c.person_id AS person, p.name, p.number, c.unit_id AS unit, u.code AS unit_code, u.name AS unit_name,
    c.kind, c.cause, c.campaign_id, c.batch_id AS batch, COALESCE(q.name, c.requested_by) AS requested_by,
    c.requested_at, i.serial, i.signed_text, i.issued_on, i.expires_on, r.recorded_at AS refused_at,
    r.reason AS refused_reason, g.recorded_at AS handed_at, v.recorded_at AS revoked_at, v.reason AS revoked_reason,
    CAST(",
            $crate::cards::stands!(),
            " AS BIGINT) AS stands
FROM ",
            $from,
            " JOIN person p ON p.id = c.person_id JOIN unit u ON u.id = c.unit_id
    LEFT JOIN card_issue i ON i.card_id = c.id
    LEFT JOIN card_event r ON r.card_id = c.id AND r.event = 'refused'
    LEFT JOIN card_event g ON g.card_id = c.id AND g.event = 'handed'
    LEFT JOIN card_event v ON v.card_id = c.id AND v.event = 'revoked'
    LEFT JOIN account a ON a.login = c.requested_by LEFT JOIN person q ON q.id = a.person_id
",
            $rest
        )
    };
}
pub(crate) use cards;

const LIST: &str = held!(cards!(
    "(SELECT DISTINCT id FROM held) AS h JOIN card c ON c.unit_id = h.id",
    "WHERE ($3 = '' OR c.cause = $3) AND ($4 = '' OR c.kind = $4)
    AND ($5 = '' OR $5 = CASE WHEN v.card_id IS NOT NULL THEN 'revoked' WHEN r.card_id IS NOT NULL THEN 'refused'
        WHEN g.card_id IS NOT NULL THEN 'handed' WHEN i.card_id IS NOT NULL THEN 'issued' ELSE 'requested' END)
    AND ($6 = 0 OR c.campaign_id = $7) AND ($8 = 0 OR c.batch_id = $9)
ORDER BY u.code, c.requested_at DESC, p.name_fold, c.id LIMIT $10"
));
const OF_PERSON: &str = cards!("card c", "WHERE c.person_id = $1 ORDER BY c.requested_at DESC, c.id DESC");

impl Tx {
    /// Cards of a unit and what it manages below, by unit, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn cards(&mut self, caller: &Caller, filter: &CardFilter<'_>) -> Result<Vec<Card>> {
        self.require(caller, Action::MemberRead, filter.unit, Thing::MEMBER).await?;
        let (campaign, batch) = (filter.campaign.map(CardCampaignId::uuid), filter.batch.map(CardBatchId::uuid));
        Ok(on!(self, c => sqlx::query_as(LIST).bind(filter.unit.uuid()).bind(caller.now.day())
            .bind(filter.cause.map_or("", CardCause::word)).bind(filter.kind.map_or("", CardKind::word))
            .bind(filter.state).bind(i64::from(campaign.is_some())).bind(campaign.unwrap_or_default())
            .bind(i64::from(batch.is_some())).bind(batch.unwrap_or_default()).bind(filter.limit)
            .fetch_all(c).await)?)
    }

    /// The cards of a member, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is no such member for this caller.
    pub async fn member_cards(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<Card>> {
        self.member_seat(caller, Action::MemberRead, person).await?;
        self.cards_of(caller, person).await
    }

    /// The own cards, latest first, for that person and for the program itself.
    ///
    /// # Errors
    /// [`Error::NotVisible`] for anybody else.
    pub async fn own_cards(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<Card>> {
        if !caller.is_system() && caller.oneself() != Some(person) {
            return Err(Error::NotVisible("card"));
        }
        self.cards_of(caller, person).await
    }

    async fn cards_of(&mut self, caller: &Caller, person: PersonId) -> Result<Vec<Card>> {
        Ok(on!(self, c => sqlx::query_as(OF_PERSON).bind(person.uuid()).bind(caller.now.day()).fetch_all(c).await)?)
    }
}
