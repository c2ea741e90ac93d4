//! Member cards on both engines: who asks and who signs, what is printed, what a check says, what ends a card, and how far
//! an exchange has come.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    CardId, Clock as _, Ids, PersonId, UnitId,
    access::{Action, Caller},
    cards::{CardCause, CardFault, CardKeys, CardKind, CardStanding, Claims},
    members::Leaving,
    names::Language,
};
use congdoan_service::{
    Error, Service,
    cards::{CampaignForm, CardQuery, CardRequest, Checked, check},
    members::{AskedTransfer, Departure, TransferAnswer},
};
use congdoan_testkit::{
    FixedClock, Fresh, date, federation, ids, keyring, on_both,
    people::{self, Told},
};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.hold_card_keys(CardKeys::new(ids.entropy()));
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&Caller::system(clock.now()), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        Self { service, clock, ids, fresh, units }
    }

    fn system(&self) -> Caller {
        Caller::system(self.clock.now())
    }

    fn later(&self, days: i64) {
        self.clock.advance_seconds(days * 24 * 3600);
    }

    /// Members of a unit since 2020.
    async fn people(&self, unit: &str, names: &[&str]) -> Vec<PersonId> {
        let (system, place) = (self.system(), (self.units[unit], names));
        let joined = people::join(&self.fresh.store, &self.ids, &system, place, Told::default()).await;
        self.service.follow().await.unwrap();
        joined
    }

    /// An account of a person with a mandate, signed in.
    async fn enter(&self, login: &str, person: PersonId, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        people::account(&self.fresh.store, &self.ids, &self.system(), (login, person), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        self.enter(login, self.ids.next(), unit, role).await
    }

    /// The same caller at the present moment.
    fn now(&self, caller: &Caller) -> Caller {
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    async fn ask(&self, caller: &Caller, people: &[PersonId], cause: CardCause) -> Result<Vec<CardId>, Error> {
        let request = CardRequest { people, kind: CardKind::Ordinary, cause, campaign: None };
        let batch = self.service.request_cards(caller, &request, None).await?;
        let query = CardQuery { unit: "root", batch: Some(batch), ..CardQuery::default() };
        Ok(self.service.cards(&self.system(), &query).await?.cards.iter().map(|card| card.id).collect())
    }

    /// A card asked for and issued by the program itself; its text.
    async fn card(&self, person: PersonId) -> (CardId, String) {
        let cards = self.ask(&self.system(), &[person], CardCause::Renewed).await.unwrap();
        self.service.issue_cards(&self.system(), &cards, None, None).await.unwrap();
        (cards[0], self.text(person).await)
    }

    async fn text(&self, person: PersonId) -> String {
        let (cards, ..) = self.service.member_cards(&self.system(), person).await.unwrap();
        cards[0].signed_text.clone().unwrap()
    }

    async fn standing(&self, text: &str) -> Option<CardStanding> {
        match self.service.check_card(text).await.unwrap() {
            Checked::Ours(_, standing) => Some(standing),
            Checked::Unheard(_) | Checked::No(_) => None,
        }
    }

    /// What somebody hears who has the public keys and the list of revoked cards, and no network.
    async fn offline(&self, text: &str) -> Checked {
        let (keys, list) =
            (self.service.public_card_keys().await.unwrap(), self.service.revoked_cards().await.unwrap());
        assert!(list.verifies(&keys));
        check(text, &keys, Some(&list), self.clock.now().day())
    }
}

#[tokio::test]
async fn the_unit_asks_the_level_above_signs_and_the_card_is_handed_over() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng"]).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let south = house.officer("south", "south", "specialist").await;
        let lan = house.enter("lan", people[0], "north-one", "member").await;

        let cards = house.ask(&chair, &people, CardCause::New).await.unwrap();
        assert_eq!(cards.len(), 2);
        assert!(matches!(house.ask(&chair, &people[..1], CardCause::New).await, Err(Error::Refused(_))), "one waits");
        assert!(matches!(house.ask(&south, &people[..1], CardCause::Lost).await, Err(Error::NotFound(_))));
        let denied = house.service.issue_cards(&chair, &cards, None, None).await;
        assert!(matches!(denied, Err(Error::Denied(Action::CardIssue))), "{denied:?}");
        assert!(matches!(house.service.issue_cards(&south, &cards, None, None).await, Err(Error::NotFound(_))));
        assert!(house.service.own_card(&lan).await.unwrap().is_none());

        house.service.issue_cards(&upper, &cards, Some(date(2031, 3, 5)), None).await.unwrap();
        let again = house.service.issue_cards(&upper, &cards, None, None).await;
        assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
        let pdf = house.service.print_cards(&chair, &cards, true).await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
        assert!(matches!(house.service.print_cards(&south, &cards, true).await, Err(Error::NotFound(_))));
        house.service.hand_cards(&chair, &cards, None).await.unwrap();
        assert!(matches!(house.service.hand_cards(&chair, &cards, None).await, Err(Error::Refused(_))));

        let (claims, svg) = house.service.own_card_shown(&lan).await.unwrap().unwrap();
        assert_eq!((claims.name.as_str(), claims.unit_code.as_str()), ("Nguyễn Thị Lan", "north-one"));
        assert_eq!(claims.expires_on, Some(date(2031, 3, 5)));
        assert!(svg.starts_with("<svg") && house.service.own_card_pdf(&lan).await.unwrap().starts_with(b"%PDF-"));
        let table = CardQuery { unit: "north", ..CardQuery::default() };
        let paper = house.service.card_list_paper(&house.system(), &table, Language::Vi).await.unwrap();
        assert_eq!(paper.rows.len(), 3, "one cause and two cards");
        let found = house.service.verify().await.unwrap();
        assert!(found.differences.is_empty(), "{:?}", found.differences);
    })
    .await;
}

#[tokio::test]
async fn a_card_holds_until_it_is_replaced_revoked_or_over() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan"]).await;
        let (first_id, first) = house.card(people[0]).await;
        assert_eq!(house.standing(&first).await, Some(CardStanding::Valid));
        assert!(matches!(house.offline(&first).await, Checked::Ours(_, CardStanding::Valid)));

        let cards = house.ask(&house.system(), &people, CardCause::Lost).await.unwrap();
        house.service.issue_cards(&house.system(), &cards, Some(date(2026, 3, 10)), None).await.unwrap();
        let second = house.text(people[0]).await;
        assert_eq!(house.standing(&first).await, Some(CardStanding::Revoked), "the new one replaces it");
        assert_eq!(house.standing(&second).await, Some(CardStanding::Valid));
        assert!(matches!(house.service.print_cards(&house.system(), &[first_id], false).await, Err(Error::Refused(_))));
        house.later(10);
        assert_eq!(house.standing(&second).await, Some(CardStanding::Expired));

        let (third_id, third) = house.card(people[0]).await;
        let silent = house.service.revoke_cards(&house.system(), &[third_id], " ", None).await;
        assert!(matches!(silent, Err(Error::Invalid(_))));
        house.service.revoke_cards(&house.system(), &[third_id], "Báo mất", None).await.unwrap();
        assert_eq!(house.standing(&third).await, Some(CardStanding::Revoked));
        assert!(matches!(house.offline(&third).await, Checked::Ours(_, CardStanding::Revoked)));

        // Signed by somebody else, altered, or never heard of.
        let stranger = CardKeys::new(house.ids.entropy());
        let claims = Claims::read(&third, &house.service.public_card_keys().await.unwrap()).unwrap();
        let forged = claims.sign(&stranger).unwrap();
        assert!(matches!(house.service.check_card(&forged).await.unwrap(), Checked::No(CardFault::UnknownKey(_))));
        let altered = third.replace('A', "B");
        assert!(matches!(house.service.check_card(&altered).await.unwrap(), Checked::No(_)));

        // A new key signs from now on; what the old one signed is still known as ours.
        let rotated = house.service.rotated_card_keys().unwrap();
        house.service.hold_card_keys(CardKeys::new(house.ids.entropy()));
        assert_eq!(house.standing(&third).await, Some(CardStanding::Revoked), "the key was kept where it was used");
        house.service.hold_card_keys(rotated);
        let (_, fourth) = house.card(people[0]).await;
        assert_eq!(house.standing(&fourth).await, Some(CardStanding::Valid));
    })
    .await;
}

#[tokio::test]
async fn who_leaves_goes_elsewhere_or_is_erased_holds_no_card() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng", "Lê Thị Ba"]).await;
        house.people("north-two", &["Phạm Tư"]).await;
        let mut texts = Vec::new();
        for person in &people {
            texts.push(house.card(*person).await.1);
        }
        house.later(5);
        let system = house.system();
        let left_on = house.clock.now().day();
        let leave = Departure { person: people[0], leaving: Leaving::LeftWork, left_on, decision: "" };
        house.service.leave(&system, leave, None).await.unwrap();
        let going = AskedTransfer::Leave { person: people[1], to: "north-two" };
        let transfer = house.service.ask_transfer(&system, going, "Chuyển việc", None).await.unwrap();
        assert_eq!(house.standing(&texts[1]).await, Some(CardStanding::Valid), "not until both agree");
        house.service.answer_transfer(&system, transfer, TransferAnswer::Agree, "", None).await.unwrap();
        assert_eq!(house.standing(&texts[0]).await, Some(CardStanding::Revoked));
        assert_eq!(house.standing(&texts[1]).await, Some(CardStanding::Revoked), "the card names the old unit");
        assert_eq!(house.standing(&texts[2]).await, Some(CardStanding::Valid));
        let list = house.service.revoked_cards().await.unwrap();
        assert_eq!(list.serials.len(), 2);
        // In the new unit a first card is asked for anew.
        assert_eq!(house.ask(&system, &[people[1]], CardCause::New).await.unwrap().len(), 1);

        let leave = Departure { person: people[2], leaving: Leaving::LeftWork, left_on, decision: "" };
        house.service.leave(&system, leave, None).await.unwrap();
        let mut tx = house.fresh.store.write().await.unwrap();
        tx.erase_person(&system, people[2], "Theo yêu cầu").await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(house.standing(&texts[2]).await, Some(CardStanding::Revoked));
        let mut tx = house.fresh.store.read().await.unwrap();
        let kept = tx.own_cards(&system, people[2]).await.unwrap();
        assert_eq!(kept[0].signed_text.as_deref(), Some(""), "the text named the person");
        assert_eq!(kept[0].revoked_reason.as_deref(), Some("erased"));
    })
    .await;
}

#[tokio::test]
async fn an_exchange_is_followed_down_the_tree_in_a_constant_number_of_statements() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let one = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng", "Lê Thị Ba"]).await;
        house.people("north-two", &["Phạm Tư"]).await;
        let (chair, north) =
            (house.officer("chair", "north-one", "chair").await, house.officer("north", "north", "specialist").await);
        let form = CampaignForm {
            unit: "north",
            name: "Đổi thẻ 2026",
            decision: "56/KH",
            from_day: date(2026, 3, 1),
            until_day: Some(date(2026, 3, 20)),
        };
        assert!(matches!(house.service.add_card_campaign(&chair, &form, None).await, Err(Error::NotFound(_))));
        let own = CampaignForm { unit: "north-one", ..form };
        assert!(matches!(house.service.add_card_campaign(&chair, &own, None).await, Err(Error::Denied(_))));
        let id = house.service.add_card_campaign(&north, &form, None).await.unwrap();
        let wrong = CampaignForm { until_day: Some(date(2026, 2, 1)), name: " ", ..form };
        assert!(matches!(house.service.add_card_campaign(&north, &wrong, None).await, Err(Error::Invalid(p)) if p.len() == 2));
        assert_eq!(house.service.card_campaigns(&chair, "north-one").await.unwrap().1.len(), 1, "seen from below");

        let request =
            CardRequest { people: &one[..2], kind: CardKind::Linked, cause: CardCause::Renewed, campaign: Some(id) };
        house.service.request_cards(&chair, &request, None).await.unwrap();
        let query = CardQuery { unit: "north", campaign: Some(id), ..CardQuery::default() };
        let cards: Vec<CardId> =
            house.service.cards(&north, &query).await.unwrap().cards.iter().map(|card| card.id).collect();
        house.service.issue_cards(&north, &cards, None, None).await.unwrap();
        house.service.hand_cards(&chair, &cards[..1], None).await.unwrap();

        let seen = house.service.card_campaign(&north, id, None).await.unwrap();
        let counted = |line: &congdoan_service::cards::CampaignLine| (line.members, line.requested, line.issued, line.handed);
        assert_eq!(counted(&seen.total), (4, 2, 2, 1));
        let below = house.service.card_campaign(&north, id, Some("north-a")).await.unwrap();
        let of = |code: &str| below.lines.iter().find(|line| line.code == code).map(counted);
        assert_eq!((of("north-one"), of("north-two")), (Some((3, 2, 2, 1)), Some((1, 0, 0, 0))));
        assert!(matches!(house.service.card_campaign(&chair, id, None).await, Err(Error::NotFound(_))), "above");
        assert_eq!(counted(&house.service.card_campaign(&chair, id, Some("north-one")).await.unwrap().total), (3, 2, 2, 1));
        let elsewhere = house.service.card_campaign(&house.system(), id, Some("south-one")).await;
        assert!(matches!(elsewhere, Err(Error::NotFound(_))));

        let mut tx = house.fresh.store.read().await.unwrap();
        tx.card_progress(&house.system(), id, house.units["root"]).await.unwrap();
        assert_eq!(tx.queries(), 1, "one statement for the whole federation");
        drop(tx);
        house.later(30);
        let late = CardRequest { people: &one[2..], ..request };
        assert!(matches!(house.service.request_cards(&house.now(&chair), &late, None).await, Err(Error::Refused(_))));
    })
    .await;
}
