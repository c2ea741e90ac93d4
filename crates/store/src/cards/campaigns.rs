//! Exchanges of old cards for new ones, and how far they have come, unit by unit.
//!
//! Not here: the cards themselves (`deeds`).

use chrono::NaiveDate;
use congdoan_model::{
    CardCampaignId, UnitId,
    access::{Action, Caller},
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    members::held,
    transaction::on,
};

/// An exchange of old cards for new ones.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Campaign {
    /// Its id.
    #[sqlx(try_from = "Uuid")]
    pub id: CardCampaignId,
    /// Its name.
    pub name: String,
    /// The unit it is for, with all it manages below.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The decision or plan behind it.
    pub decision: String,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day; nothing where none was set.
    pub until_day: Option<NaiveDate>,
}

impl Campaign {
    /// Whether it runs on a day.
    #[must_use]
    pub fn runs(&self, day: NaiveDate) -> bool {
        self.from_day <= day && self.until_day.is_none_or(|last| last >= day)
    }
}

/// An exchange, as decided.
#[derive(Clone, Copy, Debug)]
pub struct NewCampaign<'a> {
    /// Its id.
    pub id: CardCampaignId,
    /// The unit it is for.
    pub unit: UnitId,
    /// Its name.
    pub name: &'a str,
    /// The decision or plan behind it.
    pub decision: &'a str,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day.
    pub until_day: Option<NaiveDate>,
}

/// How far an exchange has come in one unit and all below it. Members are those who stand there today; a card counts for
/// the holder where the holder stands, and no more once it holds no more.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CampaignLine {
    /// The unit.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Members standing there.
    pub members: i64,
    /// Of those, with a card asked for in the exchange.
    pub requested: i64,
    /// Of those, with it issued.
    pub issued: i64,
    /// Of those, with it in hand.
    pub handed: i64,
}

const ADD: &str = "
INSERT INTO card_campaign (id, unit_id, name, decision, from_day, until_day, recorded_by, recorded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

macro_rules! campaigns {
    ($rest:literal) => {
        concat!(
            "
SELECT k.id, k.name, k.unit_id AS unit, u.code AS unit_code, u.name AS unit_name, k.decision, k.from_day, k.until_day
FROM card_campaign k JOIN unit u ON u.id = k.unit_id ",
            $rest
        )
    };
}

const CAMPAIGN: &str = campaigns!("WHERE k.id = $1");
/// Those of the unit, of what it manages below, and of the units that manage it.
const OF_UNIT: &str = held!(concat!(
    ", up (id) AS (
    SELECT id FROM unit WHERE id = $1
    UNION
    SELECT l.parent_id FROM up JOIN unit_link l ON l.child_id = up.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
)",
    campaigns!(
        "WHERE k.unit_id IN (SELECT id FROM held) OR k.unit_id IN (SELECT id FROM up)
ORDER BY k.from_day DESC, k.name, k.id LIMIT 200"
    )
));
/// A line for each unit right below, and one for the unit itself without them.
const PROGRESS: &str = "
WITH RECURSIVE tops (top, id) AS (
    SELECT l.child_id, l.child_id FROM unit_link l
    WHERE l.parent_id = $1 AND l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
    UNION
    SELECT tops.top, l.child_id FROM tops JOIN unit_link l ON l.parent_id = tops.id
    WHERE l.superseded_at IS NULL AND l.line = 'managing' AND l.valid_from <= $2
        AND (l.valid_until IS NULL OR l.valid_until > $2)
), placed (top, id) AS (
    SELECT top, id FROM tops
    UNION
    SELECT id, id FROM unit WHERE id = $1
), held (top, id) AS (
    SELECT top, id FROM placed
    UNION
    SELECT held.top, s.predecessor_id FROM held JOIN unit_succession s ON s.successor_id = held.id
        JOIN unit u ON u.id = s.predecessor_id
    WHERE s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= $2 AND u.closed_on <= $2
), counted (top, members, requested, issued, handed) AS (
    SELECT held.top, COUNT(DISTINCT m.person_id), COUNT(DISTINCT c.person_id),
        COUNT(DISTINCT CASE WHEN i.card_id IS NOT NULL THEN c.person_id END),
        COUNT(DISTINCT CASE WHEN g.card_id IS NOT NULL THEN c.person_id END)
    FROM held JOIN membership m ON m.unit_id = held.id JOIN person p ON p.id = m.person_id
        LEFT JOIN card c ON c.person_id = m.person_id AND c.home_id = m.unit_id AND c.campaign_id = $3
            AND NOT EXISTS (SELECT 1 FROM card_event e WHERE e.card_id = c.id AND e.event IN ('refused', 'revoked'))
        LEFT JOIN card_issue i ON i.card_id = c.id AND m.joined_on <= i.issued_on
        LEFT JOIN card_event g ON g.card_id = i.card_id AND g.event = 'handed'
    WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND m.joined_on <= $2
        AND (m.left_on IS NULL OR m.left_on > $2) AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
    GROUP BY held.top
)
SELECT u.id AS unit, u.code, u.name, COALESCE(n.members, 0) AS members, COALESCE(n.requested, 0) AS requested,
    COALESCE(n.issued, 0) AS issued, COALESCE(n.handed, 0) AS handed
FROM (SELECT DISTINCT top FROM placed) AS t JOIN unit u ON u.id = t.top LEFT JOIN counted n ON n.top = t.top
ORDER BY CASE WHEN u.id = $1 THEN 1 ELSE 0 END, u.code";

impl Tx {
    /// Writes down an exchange.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not issue cards in the unit.
    pub async fn add_card_campaign(&mut self, caller: &Caller, new: &NewCampaign<'_>) -> Result<()> {
        self.require(caller, Action::CardIssue, new.unit, Thing::MEMBER).await?;
        on!(self, c => sqlx::query(ADD).bind(new.id.uuid()).bind(new.unit.uuid()).bind(new.name).bind(new.decision)
            .bind(new.from_day).bind(new.until_day).bind(caller.name()).bind(caller.now.micros())
            .execute(c).await.map(|_| ()))?;
        let note = Note {
            chain: self.chain_of(new.unit).await?,
            action: "card.campaign",
            object: format!("card-campaign:{}", new.id),
            before: String::new(),
            after: serde_json::json!({ "unit": new.unit, "name": new.name, "decision": new.decision,
                "from": new.from_day, "until": new.until_day })
            .to_string(),
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Exchanges that concern a unit: its own, those below it and those of the units above; latest first, at most 200.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn card_campaigns(&mut self, caller: &Caller, unit: UnitId) -> Result<Vec<Campaign>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(OF_UNIT).bind(unit.uuid()).bind(caller.now.day()).fetch_all(c).await)?)
    }

    /// An exchange as it concerns a unit, which must be the one it is for or hang below it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this unit, or the caller may not see members of the unit.
    pub async fn card_campaign(
        &mut self,
        caller: &Caller,
        id: CardCampaignId,
        unit: Option<UnitId>,
    ) -> Result<Campaign> {
        let found: Option<Campaign> = on!(self, c => sqlx::query_as(CAMPAIGN).bind(id.uuid()).fetch_optional(c).await)?;
        let found = found.ok_or(Error::NotVisible("card campaign"))?;
        let unit = unit.unwrap_or(found.unit);
        let above = self.above(unit, caller.now.day()).await?;
        let within = above.iter().any(|(id, line)| *id == found.unit && *line == congdoan_model::org::Line::Managing);
        if !within {
            return Err(Error::NotVisible("card campaign"));
        }
        let thing = Thing { noun: "card campaign", ..Thing::MEMBER };
        self.require(caller, Action::MemberRead, unit, thing).await?;
        Ok(found)
    }

    /// How far an exchange has come in each unit right below a unit, and in the unit itself without them.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn card_progress(
        &mut self,
        caller: &Caller,
        campaign: CardCampaignId,
        unit: UnitId,
    ) -> Result<Vec<CampaignLine>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(PROGRESS).bind(unit.uuid()).bind(caller.now.day()).bind(campaign.uuid())
            .fetch_all(c).await)?)
    }
}
