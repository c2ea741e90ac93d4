//! Offices and the rights that follow them, on both engines: terms, delegations, units that end, accounts.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use chrono::NaiveDate;
use congdoan_model::{
    PersonId, UnitId,
    access::{Action, Caller, Right, Scope, Who},
};
use congdoan_store::{
    Error, Store,
    access::{Account, NewBody, NewMandate, NewPost, PersonOf},
};
use congdoan_testkit::{FixedClock, date, federation, ids, on_both};

fn system() -> Caller {
    Caller::system(congdoan_model::Timestamp::start_of(date(2022, 6, 1)))
}

fn number<T: From<uuid::Uuid>>(number: u128) -> T {
    uuid::Uuid::from_u128(number).into()
}

async fn with_units(store: &Store) -> Vec<(String, UnitId)> {
    let ids = ids(FixedClock::at(2022, 6, 1));
    let built = federation::small(&ids);
    let mut tx = store.write().await.unwrap();
    tx.add_units(&system(), &built.units, &built.links).await.unwrap();
    tx.commit().await.unwrap();
    built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect()
}

fn id(units: &[(String, UnitId)], code: &str) -> UnitId {
    units.iter().find(|(known, _)| known == code).unwrap().1
}

/// Somebody with one mandate: `own` in the unit, `below` on what it manages.
fn caller(person: u128, unit: UnitId, own: &[Action], below: &[Action]) -> Caller {
    let (own, below) = (own.to_vec(), below.to_vec());
    let right = Right { unit, role: "chair".into(), own, below, ..Right::default() };
    let (user, login) = (number(person), format!("person-{person}"));
    let who = Who::Person { user, person: number(person), login, rights: vec![right], scope: Scope::Write };
    Caller { who, ..system() }
}

/// Whoever appoints: reads there and below, fills posts below only.
fn upper(unit: UnitId) -> Caller {
    caller(900, unit, &[Action::UnitRead], &[Action::UnitRead, Action::PostWrite])
}

/// A chair: fills posts without rights in the own unit and below.
fn chair(person: u128, unit: UnitId) -> Caller {
    let all = [Action::UnitRead, Action::PostWrite, Action::RecordRead];
    caller(person, unit, &all, &all)
}

fn post(one: u128, unit: UnitId, from: NaiveDate, until: Option<NaiveDate>) -> NewPost {
    NewPost {
        id: number(one),
        person: PersonId::default(),
        unit,
        body: None,
        title: "chair".into(),
        decision: "12/QĐ".into(),
        full_time: false,
        acting: false,
        from,
        until,
    }
}

fn named(person: u128, name: &str) -> PersonOf {
    PersonOf::New(number(person), name.to_owned())
}

async fn roles(store: &Store, person: u128, day: NaiveDate) -> Vec<String> {
    let mut tx = store.read().await.unwrap();
    let held = tx.mandates(&system(), number(person), day).await.unwrap();
    held.into_iter().map(|(mandate, _)| mandate.role).collect()
}

async fn appoint(store: &Store, by: &Caller, unit: UnitId, until: Option<NaiveDate>) {
    let mut tx = store.write().await.unwrap();
    let new = post(1, unit, date(2022, 6, 1), until);
    tx.add_office(by, &new, &named(501, "Đậu Thị Lam"), Some((number(11), "chair"))).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn rights_begin_and_end_with_the_post() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let (one, above) = (id(&units, "north-one"), upper(id(&units, "north-a")));
        appoint(&fresh.store, &above, one, Some(date(2023, 6, 1))).await;
        let day = async |year, month, day| roles(&fresh.store, 501, date(year, month, day)).await;
        assert!(day(2022, 5, 31).await.is_empty(), "a future mandate gives nothing yet");
        assert_eq!(day(2022, 6, 1).await, ["chair"]);
        assert_eq!(day(2023, 5, 31).await, ["chair"]);
        assert!(day(2023, 6, 1).await.is_empty(), "not renewed, it is over that day by itself");

        let mut tx = fresh.store.write().await.unwrap();
        tx.end_office(&above, one, number(1), (date(2022, 9, 1), "13/QĐ")).await.unwrap();
        let again = tx.end_office(&above, one, number(1), (date(2022, 10, 1), "14/QĐ")).await;
        assert!(matches!(again, Err(Error::Stale)), "{again:?}");
        tx.commit().await.unwrap();
        assert_eq!(day(2022, 8, 31).await, ["chair"]);
        assert!(day(2022, 9, 1).await.is_empty(), "ended, it is over from that day");

        let mut tx = fresh.store.read().await.unwrap();
        let entries = tx.entries(&system(), "north", 0).await.unwrap();
        let told: Vec<&str> = entries.iter().map(|(entry, _)| entry.action.as_str()).collect();
        assert!(told.contains(&"post.add") && told.contains(&"post.end"), "{told:?}");
    })
    .await;
}

#[tokio::test]
async fn posts_with_rights_are_filled_from_above_and_never_for_oneself() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let (one, north_a) = (id(&units, "north-one"), id(&units, "north-a"));
        let mut tx = fresh.store.write().await.unwrap();
        let new = post(1, one, date(2022, 6, 1), None);
        let gives = Some((number(11), "chair"));
        let tried = tx.add_office(&chair(501, one), &new, &named(502, "A"), gives).await;
        assert!(matches!(tried, Err(Error::Denied(Action::PostWrite))), "{tried:?}");
        let tried = tx.add_office(&upper(id(&units, "south-a")), &new, &named(502, "A"), gives).await;
        assert!(matches!(tried, Err(Error::NotVisible(_))), "{tried:?}");
        // Coordinating a unit fills no posts in it.
        let rubber = post(2, id(&units, "rubber-one"), date(2022, 6, 1), None);
        assert!(tx.add_office(&upper(id(&units, "north")), &rubber, &named(502, "A"), gives).await.is_err());
        let own = post(3, north_a, date(2022, 6, 1), None);
        let tried = tx.add_office(&upper(north_a), &own, &named(502, "A"), None).await;
        assert!(matches!(tried, Err(Error::Denied(_))), "an upper officer fills nothing in the own unit: {tried:?}");
        // A post that gives nothing is filled by the unit itself, but not for the one who fills it.
        let plain = NewPost { title: "women_member".into(), ..post(4, one, date(2022, 6, 1), None) };
        tx.add_office(&chair(501, one), &plain, &named(503, "Chị Nữ Công"), None).await.unwrap();
        let oneself = PersonOf::New(number(501), "Chính Mình".into());
        let plain = NewPost { id: number(5), ..plain };
        let tried = tx.add_office(&chair(501, one), &plain, &oneself, None).await;
        assert!(matches!(tried, Err(Error::Denied(_))), "{tried:?}");
        // Somebody the unit does not know cannot be named by id.
        let tried = tx.add_office(&chair(501, one), &plain, &PersonOf::Known(number(777)), None).await;
        assert!(matches!(tried, Err(Error::NotVisible("member"))), "{tried:?}");
    })
    .await;
}

fn delegation(one: u128, unit: UnitId, from: NaiveDate, until: NaiveDate) -> NewMandate {
    NewMandate {
        id: number(one),
        person: PersonId::default(),
        unit,
        role: "leader".into(),
        decision: "1/GUQ".into(),
        from,
        until: Some(until),
        post: None,
        delegated_by: Some(number(11)),
    }
}

#[tokio::test]
async fn a_delegation_gives_the_same_role_for_its_days_and_ends_with_what_it_comes_from() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let (one, above) = (id(&units, "north-one"), upper(id(&units, "north-a")));
        appoint(&fresh.store, &above, one, Some(date(2023, 6, 1))).await;
        let holder = chair(501, one);
        let deputy = named(502, "Phan Đức Phó");
        let mut tx = fresh.store.write().await.unwrap();
        let (from, until) = (date(2022, 7, 1), date(2022, 8, 1));
        let too_long = delegation(21, one, from, date(2023, 7, 1));
        assert!(matches!(tx.delegate(&holder, &too_long, &deputy).await, Err(Error::Stale)));
        drop(tx);
        let mut tx = fresh.store.write().await.unwrap();
        let stranger = chair(555, one);
        assert!(tx.delegate(&stranger, &delegation(21, one, from, until), &deputy).await.is_err());
        drop(tx);
        let mut tx = fresh.store.write().await.unwrap();
        tx.delegate(&holder, &delegation(21, one, from, until), &deputy).await.unwrap();
        let again = NewMandate { delegated_by: Some(number(21)), ..delegation(22, one, from, until) };
        let tried = tx.delegate(&above, &again, &named(503, "C")).await;
        assert!(matches!(tried, Err(Error::Denied(_))), "what was delegated is not delegated on: {tried:?}");
        tx.commit().await.unwrap();
        let day = async |month, day| roles(&fresh.store, 502, date(2022, month, day)).await;
        assert!(day(6, 30).await.is_empty());
        assert_eq!(day(7, 1).await, ["chair"], "the role of the mandate, whatever was asked for");
        assert!(day(8, 1).await.is_empty());

        // Ending the post ends what it delegated.
        let mut tx = fresh.store.write().await.unwrap();
        tx.end_office(&above, one, number(1), (date(2022, 7, 10), "13/QĐ")).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(day(7, 9).await, ["chair"]);
        assert!(day(7, 10).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_delegation_is_ended_early() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let (one, above) = (id(&units, "north-one"), upper(id(&units, "north-a")));
        appoint(&fresh.store, &above, one, None).await;
        let mut tx = fresh.store.write().await.unwrap();
        let new = delegation(21, one, date(2022, 6, 1), date(2022, 9, 1));
        tx.delegate(&chair(501, one), &new, &named(502, "B")).await.unwrap();
        assert!(tx.end_delegation(&chair(555, one), one, number(21), date(2022, 6, 15)).await.is_err());
        let ended = tx.end_delegation(&chair(501, one), one, number(11), date(2022, 6, 15)).await;
        assert!(matches!(ended, Err(Error::Denied(_))), "a mandate of a post ends with the post only: {ended:?}");
        tx.end_delegation(&chair(501, one), one, number(21), date(2022, 6, 15)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(roles(&fresh.store, 502, date(2022, 6, 14)).await, ["chair"]);
        assert!(roles(&fresh.store, 502, date(2022, 6, 15)).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_body_that_ends_takes_its_posts_along() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let (one, above) = (id(&units, "north-one"), upper(id(&units, "north-a")));
        let mut tx = fresh.store.write().await.unwrap();
        let body = NewBody {
            id: number(31),
            unit: one,
            kind: "executive_committee".into(),
            term: "2022–2027".into(),
            decision: "9/QĐ".into(),
            from: date(2022, 6, 1),
            until: Some(date(2027, 6, 1)),
        };
        tx.add_body(&chair(501, one), &body).await.unwrap();
        let new = NewPost { body: Some(number(31)), ..post(1, one, date(2022, 6, 1), Some(date(2027, 6, 1))) };
        tx.add_office(&above, &new, &named(502, "B"), Some((number(11), "chair"))).await.unwrap();
        let tried = tx.end_body(&chair(501, one), one, number(31), (date(2023, 1, 1), "10/QĐ")).await;
        assert!(matches!(tried, Err(Error::Denied(_))), "{tried:?}");
        let paper = delegation(21, one, date(2022, 12, 1), date(2023, 2, 1));
        tx.delegate(&above, &paper, &named(503, "C")).await.unwrap();
        let before = tx.queries();
        tx.end_body(&above, one, number(31), (date(2023, 1, 1), "10/QĐ")).await.unwrap();
        assert!(tx.queries() - before < 12, "{} statements, however many posts", tx.queries() - before);
        tx.commit().await.unwrap();
        assert_eq!(roles(&fresh.store, 503, date(2022, 12, 31)).await, ["chair"]);
        assert!(roles(&fresh.store, 503, date(2023, 1, 1)).await.is_empty(), "what its posts delegated ends too");
        assert!(roles(&fresh.store, 502, date(2023, 1, 1)).await.is_empty());
        let mut tx = fresh.store.read().await.unwrap();
        let offices = tx.offices(&system(), one).await.unwrap();
        assert_eq!(offices.first().unwrap().valid_until, Some(date(2023, 1, 1)));
        assert_eq!(tx.bodies(&system(), one).await.unwrap().first().unwrap().valid_until, Some(date(2023, 1, 1)));
    })
    .await;
}

#[tokio::test]
async fn only_who_reaches_every_mandate_of_a_person_gives_and_resets_the_account() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let (one, above) = (id(&units, "north-one"), upper(id(&units, "north-a")));
        appoint(&fresh.store, &above, one, None).await;
        let account = Account {
            id: number(41),
            person_id: number(501),
            name: String::new(),
            login: "north-one.lam".into(),
            password_hash: "hash".into(),
        };
        let mut tx = fresh.store.write().await.unwrap();
        assert!(tx.give_account(&chair(502, one), one, &account).await.is_err(), "not by the own unit");
        tx.give_account(&above, one, &account).await.unwrap();
        assert!(matches!(tx.give_account(&above, one, &account).await, Err(Error::Taken(_))));
        assert_eq!(tx.reset_account(&above, one, number(501), "new").await.unwrap(), "north-one.lam");
        assert!(tx.reset_account(&chair(501, one), one, number(501), "new").await.is_err(), "nobody resets oneself");
        // The same person also works further up: the officer of the middle no longer reaches the account.
        let higher = post(2, id(&units, "north"), date(2022, 6, 1), None);
        tx.add_office(&system(), &higher, &named(599, "Khác"), None).await.unwrap();
        let far = congdoan_model::access::Mandate {
            unit: id(&units, "north"),
            role: "leader".into(),
            from: date(2022, 6, 1),
            until: None,
        };
        tx.add_mandate(&system(), number(12), number(501), &far, "8/QĐ").await.unwrap();
        assert!(tx.reset_account(&above, one, number(501), "new").await.is_err(), "more reach than the caller");
        let root = upper(id(&units, "root"));
        tx.reset_account(&root, one, number(501), "new").await.unwrap();
    })
    .await;
}
