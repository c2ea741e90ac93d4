//! What is done with cards: asked for, issued, refused, handed over, revoked; many at once in a constant number of
//! statements, beside one question about rights for every unit touched.
//!
//! Not here: when it may be done (`service::cards`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    CardBatchId, CardCampaignId, CardId, PersonId, UnitId,
    access::{Action, Caller},
    cards::{CardCause, CardKind, PublicKey},
};
use sqlx::types::Uuid;

use super::{Card, cards};
use crate::{
    Error, Result, Tx,
    access::Thing,
    audit::{Change, Note},
    bulk::insert_many,
    members::held,
    transaction::on,
};

/// Somebody a card can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct CardMember {
    /// The person.
    #[sqlx(try_from = "Uuid")]
    pub person: PersonId,
    /// Name.
    pub name: String,
    /// Member number.
    pub number: Option<String>,
    /// The unit the person stands in.
    #[sqlx(try_from = "Uuid")]
    pub unit: UnitId,
    /// Its code.
    pub unit_code: String,
    /// Its name.
    pub unit_name: String,
    /// The unit of the membership row.
    #[sqlx(try_from = "Uuid")]
    pub home: UnitId,
    /// How many requests wait.
    pub pending: i64,
    /// How many cards hold.
    pub holding: i64,
}

/// A card, as asked for.
#[derive(Clone, Debug)]
pub struct NewCard {
    /// Its id.
    pub id: CardId,
    /// Whose.
    pub person: PersonId,
    /// The unit the person stands in.
    pub unit: UnitId,
    /// The unit of the membership row.
    pub home: UnitId,
    /// What it is made as.
    pub kind: CardKind,
    /// Why.
    pub cause: CardCause,
    /// The exchange it belongs to.
    pub campaign: Option<CardCampaignId>,
    /// What is asked for at once.
    pub batch: CardBatchId,
}

/// A card, as signed.
#[derive(Clone, Debug)]
pub struct IssuedCard {
    /// Its id.
    pub id: CardId,
    /// Whose: cards of the same person that held until now hold no more.
    pub person: PersonId,
    /// The unit the card is of.
    pub unit: UnitId,
    /// The serial.
    pub serial: String,
    /// The signed text.
    pub text: String,
    /// The day of issue.
    pub issued_on: NaiveDate,
    /// The last day it holds.
    pub expires_on: Option<NaiveDate>,
}

/// A membership row with what is known of its person's cards; the seat is looked up beside.
#[derive(sqlx::FromRow)]
struct Standing {
    person: Uuid,
    name: String,
    number: Option<String>,
    home: Uuid,
    pending: i64,
    holding: i64,
}

/// How many requests of person `p` wait.
macro_rules! pending {
    () => {
        "(SELECT COUNT(*) FROM card c WHERE c.person_id = p.id
        AND NOT EXISTS (SELECT 1 FROM card_issue i WHERE i.card_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM card_event e WHERE e.card_id = c.id))"
    };
}

/// How many cards of the membership row `m` hold on a day.
macro_rules! holding {
    ($day:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM card c JOIN card_issue i ON i.card_id = c.id WHERE c.person_id = p.id
        AND c.home_id = m.unit_id AND m.joined_on <= i.issued_on AND (i.expires_on IS NULL OR i.expires_on >= ",
            $day,
            ") AND NOT EXISTS (SELECT 1 FROM card_event e WHERE e.card_id = c.id AND e.event = 'revoked'))"
        )
    };
}

const WITHOUT: &str = held!(concat!(
    "SELECT p.id AS person, p.name, p.number, h.seat AS unit, u.code AS unit_code, u.name AS unit_name,
    m.unit_id AS home, CAST(0 AS BIGINT) AS pending, CAST(0 AS BIGINT) AS holding
FROM held h JOIN membership m ON m.unit_id = h.id JOIN person p ON p.id = m.person_id JOIN unit u ON u.id = h.seat
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND p.number IS NOT NULL
    AND m.joined_on <= $2 AND (m.left_on IS NULL OR m.left_on > $2) AND (m.leaving IS NULL OR m.leaving <> 'mistaken')
    AND ",
    pending!(),
    " = 0 AND ",
    holding!("$2"),
    " = 0
ORDER BY u.code, p.name_fold, p.id LIMIT $3"
));
const STANDING_HEAD: &str = "WITH asked (day) AS (SELECT ";
const STANDING: &str = concat!(
    ")
SELECT p.id AS person, p.name, p.number, m.unit_id AS home, ",
    pending!(),
    " AS pending, ",
    holding!("asked.day"),
    " AS holding
FROM asked CROSS JOIN person p JOIN membership m ON m.person_id = p.id
WHERE m.superseded_at IS NULL AND p.merged_into IS NULL AND p.erased_at IS NULL AND p.number IS NOT NULL
    AND m.joined_on <= asked.day AND (m.left_on IS NULL OR m.left_on > asked.day)
    AND (m.leaving IS NULL OR m.leaving <> 'mistaken') AND p.id IN ("
);
const SEATS_HEAD: &str = "WITH RECURSIVE asked (day) AS (SELECT ";
const SEATS: &str = "), seat (home, id, hop) AS (
    SELECT id, id, CAST(0 AS BIGINT) FROM unit WHERE id IN (";
const SEATS_REST: &str = ")
    UNION
    SELECT seat.home, s.successor_id, seat.hop + 1 FROM seat CROSS JOIN asked JOIN unit u ON u.id = seat.id
        JOIN unit_succession s ON s.predecessor_id = seat.id
    WHERE u.closed_on <= asked.day AND s.superseded_at IS NULL AND s.heir = 1 AND s.effective_on <= asked.day
        AND seat.hop < 32
)
SELECT seat.home, u.id, u.code, u.name FROM seat CROSS JOIN asked JOIN unit u ON u.id = seat.id
WHERE u.closed_on IS NULL OR u.closed_on > asked.day ORDER BY seat.home, seat.hop";
const SOME_HEAD: &str = "WITH asked (day) AS (SELECT ";
const REPLACED: &str = "
INSERT INTO card_event (card_id, event, reason, recorded_by, recorded_at) SELECT c.id, 'revoked', 'replaced', ";
const REPLACED_REST: &str = " FROM card c JOIN card_issue i ON i.card_id = c.id
WHERE NOT EXISTS (SELECT 1 FROM card_event e WHERE e.card_id = c.id AND e.event = 'revoked') AND c.person_id IN (";
const ADD_KEY: &str = "
INSERT INTO card_key (id, public_key, recorded_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING";

impl Tx {
    /// Members of a unit and what it manages below who hold no card and wait for none, by unit and name.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when the caller may not see members of the unit.
    pub async fn members_without_card(&mut self, caller: &Caller, unit: UnitId, limit: i64) -> Result<Vec<CardMember>> {
        self.require(caller, Action::MemberRead, unit, Thing::MEMBER).await?;
        Ok(on!(self, c => sqlx::query_as(WITHOUT).bind(unit.uuid()).bind(caller.now.day()).bind(limit)
            .fetch_all(c).await)?)
    }

    /// Where some people stand today and how it is with their cards; who stands nowhere is left out.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write members where one of them stands.
    pub async fn members_for_cards(&mut self, caller: &Caller, people: &[PersonId]) -> Result<Vec<CardMember>> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let day = caller.now.day();
        let rows: Vec<Standing> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(STANDING_HEAD);
            query.push_bind(day).push(STANDING);
            let mut listed = query.separated(", ");
            for person in people {
                listed.push_bind(person.uuid());
            }
            query.push(") ORDER BY p.name_fold, p.id");
            query.build_query_as().fetch_all(c).await
        })?;
        let homes: BTreeSet<Uuid> = rows.iter().map(|row| row.home).collect();
        let seats = self.carriers_of(day, &homes).await?;
        for (unit, ..) in seats.values().collect::<BTreeSet<_>>() {
            self.require(caller, Action::MemberWrite, *unit, Thing::MEMBER).await?;
        }
        let member = |row: Standing| {
            let (unit, code, name) = seats.get(&row.home)?.clone();
            Some(CardMember {
                person: row.person.into(),
                name: row.name,
                number: row.number,
                unit,
                unit_code: code,
                unit_name: name,
                home: row.home.into(),
                pending: row.pending,
                holding: row.holding,
            })
        };
        Ok(rows.into_iter().filter_map(member).collect())
    }

    /// The units that carry some units on: themselves while they stand, else their heirs.
    async fn carriers_of(
        &mut self,
        day: NaiveDate,
        homes: &BTreeSet<Uuid>,
    ) -> Result<BTreeMap<Uuid, (UnitId, String, String)>> {
        if homes.is_empty() {
            return Ok(BTreeMap::new());
        }
        let rows: Vec<(Uuid, Uuid, String, String)> = on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(SEATS_HEAD);
            query.push_bind(day).push(SEATS);
            let mut listed = query.separated(", ");
            for home in homes {
                listed.push_bind(*home);
            }
            query.push(SEATS_REST);
            query.build_query_as().fetch_all(c).await
        })?;
        Ok(rows.into_iter().map(|(home, unit, code, name)| (home, (unit.into(), code, name))).collect())
    }

    /// Some cards by id, when the caller may do `action` in the unit of each.
    ///
    /// # Errors
    /// [`Error::NotVisible`] also when one of them is not there; [`Error::Denied`].
    pub async fn cards_for(&mut self, caller: &Caller, action: Action, ids: &[CardId]) -> Result<Vec<Card>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let day = caller.now.day();
        let found: Vec<Card> = on!(self, c => {
            // The day comes twice: the statement of cards takes it as its second parameter.
            let mut query = sqlx::QueryBuilder::new(SOME_HEAD);
            query.push_bind(day).push(") , again (day) AS (SELECT ").push_bind(day).push(")");
            query.push(cards!("card c", "WHERE c.id IN ("));
            let mut listed = query.separated(", ");
            for id in ids {
                listed.push_bind(id.uuid());
            }
            query.push(") ORDER BY u.code, p.name_fold, c.id");
            query.build_query_as().fetch_all(c).await
        })?;
        let asked: BTreeSet<&CardId> = ids.iter().collect();
        if found.len() < asked.len() {
            return Err(Error::NotVisible("card"));
        }
        let thing = Thing { noun: "card", ..Thing::MEMBER };
        for unit in found.iter().map(|card| card.unit).collect::<BTreeSet<_>>() {
            self.require(caller, action, unit, thing).await?;
        }
        Ok(found)
    }

    /// Writes down that cards are asked for.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not write members of one of the units.
    pub async fn request_cards(&mut self, caller: &Caller, new: &[NewCard]) -> Result<()> {
        let units: Vec<(UnitId, CardId)> = new.iter().map(|card| (card.unit, card.id)).collect();
        self.require_each(caller, Action::MemberWrite, &units).await?;
        insert_many!(
            self,
            "INSERT INTO card (requested_by, requested_at, id, person_id, unit_id, home_id, kind, cause, campaign_id, \
             batch_id) ",
            [caller.name(), caller.now.micros()],
            new,
            |values, card| {
                values.push_bind(card.id.uuid()).push_bind(card.person.uuid()).push_bind(card.unit.uuid());
                values.push_bind(card.home.uuid()).push_bind(card.kind.word()).push_bind(card.cause.word());
                values.push_bind(card.campaign.map(CardCampaignId::uuid)).push_bind(card.batch.uuid());
            }
        );
        let cause = new.first().map_or("", |card| card.cause.word());
        self.note_cards(caller, "card.request", &units, cause).await
    }

    /// Writes down signed cards; whatever their holders held until now holds no more.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`] when the caller may not issue cards in one of the units;
    /// [`Error::Stale`] when one was issued meanwhile.
    pub async fn issue_cards(&mut self, caller: &Caller, key: &PublicKey, issued: &[IssuedCard]) -> Result<()> {
        let units: Vec<(UnitId, CardId)> = issued.iter().map(|card| (card.unit, card.id)).collect();
        self.require_each(caller, Action::CardIssue, &units).await?;
        let now = caller.now.micros();
        on!(self, c => sqlx::query(ADD_KEY).bind(&key.id).bind(&key.public).bind(now).execute(c).await.map(|_| ()))?;
        // Before the new ones stand, so that those are not meant.
        on!(self, c => {
            let mut query = sqlx::QueryBuilder::new(REPLACED);
            query.push_bind(caller.name()).push(", ").push_bind(now).push(REPLACED_REST);
            let mut listed = query.separated(", ");
            for card in issued {
                listed.push_bind(card.person.uuid());
            }
            query.push(")");
            query.build().execute(c).await.map(|_| ())
        })?;
        self.insert_issues(caller, key, issued).await.map_err(stale)?;
        self.note_cards(caller, "card.issue", &units, &key.id).await
    }

    async fn insert_issues(&mut self, caller: &Caller, key: &PublicKey, issued: &[IssuedCard]) -> Result<()> {
        insert_many!(
            self,
            "INSERT INTO card_issue (key_id, issued_by, issued_at, card_id, serial, signed_text, issued_on, expires_on) ",
            [key.id.as_str(), caller.name(), caller.now.micros()],
            issued,
            |values, card| {
                values.push_bind(card.id.uuid()).push_bind(card.serial.as_str()).push_bind(card.text.as_str());
                values.push_bind(card.issued_on).push_bind(card.expires_on);
            }
        );
        Ok(())
    }

    /// Refuses cards asked for, with a reason.
    ///
    /// # Errors
    /// As [`Tx::issue_cards`].
    pub async fn refuse_cards(&mut self, caller: &Caller, cards: &[Card], reason: &str) -> Result<()> {
        self.card_events(caller, (Action::CardIssue, "card.refuse", "refused"), cards, reason).await
    }

    /// Writes down that cards were handed to their holders.
    ///
    /// # Errors
    /// As [`Tx::request_cards`]; [`Error::Stale`] when one was handed over already.
    pub async fn hand_cards(&mut self, caller: &Caller, cards: &[Card]) -> Result<()> {
        self.card_events(caller, (Action::MemberWrite, "card.hand", "handed"), cards, "").await
    }

    /// Revokes cards, with a reason.
    ///
    /// # Errors
    /// As [`Tx::hand_cards`].
    pub async fn revoke_cards(&mut self, caller: &Caller, cards: &[Card], reason: &str) -> Result<()> {
        self.card_events(caller, (Action::MemberWrite, "card.revoke", "revoked"), cards, reason).await
    }

    async fn card_events(
        &mut self,
        caller: &Caller,
        (action, noted, event): (Action, &'static str, &'static str),
        cards: &[Card],
        reason: &str,
    ) -> Result<()> {
        let units: Vec<(UnitId, CardId)> = cards.iter().map(|card| (card.unit, card.id)).collect();
        self.require_each(caller, action, &units).await?;
        self.insert_events(caller, event, cards, reason).await.map_err(stale)?;
        self.note_cards(caller, noted, &units, "").await
    }

    async fn insert_events(&mut self, caller: &Caller, event: &str, cards: &[Card], reason: &str) -> Result<()> {
        insert_many!(
            self,
            "INSERT INTO card_event (event, reason, recorded_by, recorded_at, card_id) ",
            [event, reason, caller.name(), caller.now.micros()],
            cards,
            |values, card| {
                values.push_bind(card.id.uuid());
            }
        );
        Ok(())
    }

    async fn require_each(&mut self, caller: &Caller, action: Action, units: &[(UnitId, CardId)]) -> Result<()> {
        for unit in units.iter().map(|(unit, _)| *unit).collect::<BTreeSet<_>>() {
            self.require(caller, action, unit, Thing::MEMBER).await?;
        }
        Ok(())
    }

    /// One entry in every chain concerned, with the ids of the cards and never a name.
    async fn note_cards(
        &mut self,
        caller: &Caller,
        action: &'static str,
        cards: &[(UnitId, CardId)],
        said: &str,
    ) -> Result<()> {
        let mut chains: BTreeMap<String, Vec<CardId>> = BTreeMap::new();
        let mut known: BTreeMap<UnitId, String> = BTreeMap::new();
        for (unit, card) in cards {
            let chain = match known.get(unit) {
                Some(chain) => chain.clone(),
                None => self.chain_of(*unit).await?,
            };
            known.insert(*unit, chain.clone());
            chains.entry(chain).or_default().push(*card);
        }
        for (chain, ids) in chains {
            let object = match ids.as_slice() {
                [one] => format!("card:{one}"),
                _ => "cards".to_owned(),
            };
            let after = serde_json::json!({ "cards": ids, "said": said }).to_string();
            let note = Note { chain, action, object, before: String::new(), after };
            self.journal(caller, note, &Change::default()).await?;
        }
        Ok(())
    }
}

/// A second of something that happens once: somebody else was faster.
fn stale(error: Error) -> Error {
    match error {
        Error::Database(sqlx::Error::Database(said)) if said.is_unique_violation() => Error::Stale,
        other => other,
    }
}
