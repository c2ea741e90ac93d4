//! Personal data on both engines: what a person sees and asks, what an erasure leaves, keys that change, what is let go in
//! time, lists that leave the house.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use congdoan_model::{
    Clock as _, Ids, PersonId, UnitId,
    access::{Caller, Mandate},
    members::DataRequestKind,
    names::Language,
};
use congdoan_service::{
    Error, Service,
    figures::Ask,
    members::incidents::{ListAsked, NewIncident},
    papers::exports::Format,
    seal::Keyring,
};
use congdoan_testkit::{
    FixedClock, Fresh, date, federation, ids, keyring, on_both,
    people::{self, Told},
};

const IDENTITY: &str = "040190001234";
const PHONE: &str = "0912345678";

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

    /// People of a unit, who joined in 2020 and, where a day is given, left on it.
    async fn people(&self, unit: &str, names: &[&str], left_on: Option<NaiveDate>) -> Vec<PersonId> {
        let (system, place) = (self.system(), (self.units[unit], names));
        let sealed = serde_json::json!({ "identity": IDENTITY, "phone": PHONE, "religion": "Phật giáo" }).to_string();
        let told = Told { fields: r#"{"job_title":"Công nhân"}"#, sealed: &sealed, left_on };
        let joined = people::join(&self.fresh.store, &self.ids, &system, place, told).await;
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

    async fn members(&self) -> i64 {
        let period = congdoan_model::Period::month_of(self.clock.now().day());
        let answer = self.service.figure(&self.system(), &Ask::new("root", "members.total", period)).await.unwrap();
        answer.value.unwrap().whole().unwrap()
    }

    async fn sound(&self) {
        let found = self.service.verify().await.unwrap();
        assert!(found.differences.is_empty(), "{:?}", found.differences);
    }

    /// All the log says, as one text.
    async fn log(&self) -> String {
        let system = self.system();
        let mut tx = self.fresh.store.read().await.unwrap();
        let mut text = String::new();
        for head in tx.heads(&system).await.unwrap() {
            for (entry, _) in tx.entries(&system, &head.name, 0).await.unwrap() {
                text += &format!("{} {} {} {}\n", entry.action, entry.object, entry.before, entry.after);
            }
        }
        text
    }
}

#[tokio::test]
async fn a_person_sees_corrects_and_asks_and_an_erasure_leaves_every_total() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng"], None).await;
        let lan = house.enter("lan", people[0], "north-one", "member").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        house.officer("north", "north", "specialist").await;
        house.officer("south", "south", "specialist").await;
        let view = house.service.own_view(&lan).await.unwrap();
        let value = |id: &str| view.fields.iter().find(|field| field.id == id).unwrap().value.clone();
        assert_eq!((value("identity").as_str(), value("born").as_str()), (IDENTITY, "1990-05-02"));
        let seen: Vec<&str> = view.viewers.iter().map(|viewer| viewer.name.as_str()).collect();
        assert_eq!(seen, ["Người north", "Người chair"], "whose rights reach the unit today, and nobody else");
        assert!(view.viewers.iter().all(|viewer| viewer.opens && viewer.writes));

        let phone = BTreeMap::from([("phone".to_owned(), "0987654321".to_owned())]);
        house.service.correct_own(&lan, &phone).await.unwrap();
        let name = BTreeMap::from([("name".to_owned(), "Nguyễn Thị Lan Anh".to_owned())]);
        assert!(matches!(house.service.correct_own(&lan, &name).await, Err(Error::Refused(_))), "asked for, not done");
        let wrong = BTreeMap::from([("phone".to_owned(), "12".to_owned())]);
        assert!(matches!(house.service.correct_own(&lan, &wrong).await, Err(Error::Refused(_))));
        let asked =
            house.service.ask_about_own_data(&lan, DataRequestKind::Correct, "Sai tên", &name, None).await.unwrap();
        let open = house.service.data_request(&chair, asked).await.unwrap();
        assert_eq!(open.request.acknowledge_due, Some(date(2026, 3, 9)), "two working days after a Thursday");
        assert_eq!(open.request.answer_due, Some(date(2026, 3, 15)));
        assert_eq!((open.said.as_str(), open.changes.len(), open.overdue), ("Sai tên", 1, false));
        house.service.acknowledge_request(&chair, asked, None).await.unwrap();
        house.service.answer_request(&chair, asked, (true, "Đã sửa"), None).await.unwrap();
        assert!(matches!(house.service.answer_request(&chair, asked, (true, "x"), None).await, Err(Error::Stale)));
        let view = house.service.own_view(&lan).await.unwrap();
        assert_eq!(view.name, "Nguyễn Thị Lan Anh");
        assert_eq!(view.requests.first().unwrap().answer, "Đã sửa");
        assert_eq!(view.fields.iter().find(|field| field.id == "phone").unwrap().value, "0987654321");
        let log = house.log().await;
        for value in [IDENTITY, PHONE, "0987654321", "Lan Anh", "Sai tên", "Đã sửa"] {
            assert!(!log.contains(value), "{value} stands in the log in clear");
        }
        house.sound().await;
        let before = house.members().await;
        assert!(matches!(house.service.erase_person(&chair, people[1], "").await, Err(Error::Refused(_))));
        assert!(
            matches!(house.service.erase_person(&chair, people[1], "xin xóa").await, Err(Error::Refused(_))),
            "a member"
        );
        assert_eq!(house.members().await, before);
    })
    .await;
}

#[tokio::test]
async fn who_can_see_is_who_has_rights_today_and_who_did_see_is_told_with_the_reason() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let person = house.people("north-one", &["Nguyễn Thị Lan"], None).await[0];
        let lan = house.enter("lan", person, "north-one", "member").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let north = house.ids.next();
        house.enter("north", north, "north", "specialist").await;
        let (over, later, ended) = (house.ids.next(), house.ids.next(), house.ids.next());
        for (login, person) in [("over", over), ("later", later), ("ended", ended)] {
            house.enter(login, person, "south", "member").await;
        }
        // One delegation whose mandate is over, one mandate that begins later, one that ended.
        let system = house.system();
        let day = |y, m, d| Some(date(y, m, d));
        let mandate = |unit: &str, from, until| Mandate { unit: house.units[unit], role: "chair".into(), from, until };
        let mut tx = house.fresh.store.write().await.unwrap();
        let former: congdoan_model::MandateId = house.ids.next();
        let was = mandate("north-one", date(2020, 1, 1), day(2026, 6, 1));
        tx.add_mandate(&system, former, ended, &was, "1/QĐ").await.unwrap();
        let delegated = congdoan_store::access::NewMandate {
            id: house.ids.next(),
            person: over,
            unit: house.units["north-one"],
            role: String::new(),
            decision: "2/QĐ".to_owned(),
            from: date(2026, 3, 1),
            until: day(2026, 6, 1),
            post: None,
            delegated_by: Some(former),
        };
        tx.delegate(&system, &delegated, &congdoan_store::access::PersonOf::Known(over)).await.unwrap_err();
        let known = mandate("north-one", date(2026, 1, 1), day(2026, 1, 2));
        tx.add_mandate(&system, house.ids.next(), over, &known, "0/QĐ").await.unwrap();
        tx.delegate(&system, &delegated, &congdoan_store::access::PersonOf::Known(over)).await.unwrap();
        let next = mandate("north-one", date(2026, 4, 1), None);
        tx.add_mandate(&system, house.ids.next(), later, &next, "3/QĐ").await.unwrap();
        tx.commit().await.unwrap();
        let names = async |caller: &Caller| {
            let caller = Caller { now: house.clock.now(), ..caller.clone() };
            let view = house.service.own_view(&caller).await.unwrap();
            view.viewers.into_iter().map(|viewer| viewer.name).collect::<std::collections::BTreeSet<_>>()
        };
        let today = names(&lan).await;
        assert!(today.contains("Người over") && today.contains("Người ended"), "{today:?}");
        assert!(!today.contains("Người later"), "a mandate to come shows nothing today");
        house.clock.advance_seconds(100 * 24 * 3600);
        let then = names(&lan).await;
        assert!(!then.contains("Người over") && !then.contains("Người ended"), "{then:?}");
        assert!(then.contains("Người later") && then.contains("Người chair") && then.contains("Người north"));
        let chair = Caller { now: house.clock.now(), ..chair };
        house.service.open_member(&chair, person, &["phone".to_owned()], "mời họp chi đoàn").await.unwrap();
        let view = house.service.own_view(&Caller { now: house.clock.now(), ..lan }).await.unwrap();
        let looked = view.looked.first().unwrap();
        assert_eq!((looked.who.as_str(), view.looked.len()), ("Người chair", 1));
        let said: serde_json::Value = serde_json::from_str(&looked.said).unwrap();
        assert_eq!((said["fields"].as_str(), said["reason"].as_str()), (Some("phone"), Some("mời họp chi đoàn")));
        assert!(!house.log().await.contains("mời họp"), "the log holds the reason only sealed");
    })
    .await;
}

#[tokio::test]
async fn an_export_at_the_command_line_is_written_down_and_told_when_large() {
    on_both(|fresh| async move {
        use congdoan_service::papers::exports::Exported;
        let house = House::begin(fresh).await;
        let leader = house.officer("leader", "root", "leader").await;
        house.service.export(Exported::Units, Format::Csv, Vec::new()).await.unwrap();
        assert!(house.service.data_exports(&leader).await.unwrap().is_empty(), "units are nobody's data");
        let many: Vec<String> = (0..1_000).map(|n| format!("Người {n}")).collect();
        house.people("north-two", &many.iter().map(String::as_str).collect::<Vec<_>>(), None).await;
        let file = house.service.export(Exported::Members, Format::Csv, Vec::new()).await.unwrap();
        assert!(String::from_utf8(file).unwrap().contains("Người 999"));
        let exports = house.service.data_exports(&leader).await.unwrap();
        let first = exports.first().unwrap();
        assert_eq!((exports.len(), first.unit.as_str(), first.members), (1, "root", 1_000));
        assert_eq!(first.reason, "congdoan export members");
        assert_eq!(house.service.unseen_alerts(&leader).await.unwrap(), 1);
        assert!(house.log().await.contains("member.export"));
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_on_its_way_in_is_sealed_for_its_sender_and_goes_by_itself() {
    on_both(|fresh| async move {
        use congdoan_service::members::{DRAFT_SECONDS, KeptDraft};
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let content: Vec<u8> = "Nguyễn Thị Lan;".bytes().cycle().take(1_200_000).collect();
        let draft = KeptDraft { kind: "members".into(), name: "Nguyễn Thị Lan.csv".into(), ..KeptDraft::default() };
        house.service.keep_draft(&chair, "s1", &draft, &content).await.unwrap();
        // Another server on the same database goes on with it.
        let other = Service::new(house.fresh.store.clone(), house.clock.clone(), house.ids.clone()).await.unwrap();
        other.hold_keys(keyring());
        let (found, version) = other.draft(&chair, "s1").await.unwrap().unwrap();
        assert_eq!((found.name.as_str(), version), ("Nguyễn Thị Lan.csv", 1));
        assert!(other.draft_content(&chair, "s1").await.unwrap() == content);
        assert!(house.service.draft(&south, "s1").await.unwrap().is_none(), "for the sender alone");
        assert!(house.service.draft_content(&south, "s1").await.unwrap().is_empty());
        let file = std::env::temp_dir().join(format!("congdoan-draft-{}.db", house.ids.secret()));
        house.service.backup(&file).await.unwrap();
        let lying = std::fs::read(&file).unwrap();
        std::fs::remove_file(&file).unwrap();
        assert!(!String::from_utf8_lossy(&lying).contains("Nguyễn Thị Lan"), "nothing lies open");
        let taking = KeptDraft { taking: true, ..found };
        assert_eq!(other.change_draft(&chair, "s1", &taking, 1).await.unwrap(), 2);
        let late = house.service.change_draft(&chair, "s1", &taking, 1).await;
        assert!(matches!(late, Err(Error::Stale)), "one takes it in: {late:?}");
        let done = KeptDraft { done: true, ..taking };
        other.change_draft(&chair, "s1", &done, 2).await.unwrap();
        assert!(other.draft_content(&chair, "s1").await.unwrap().is_empty(), "taken in, the content goes");
        for n in 0..10 {
            let then = Caller { now: chair.now.plus_seconds(n), ..chair.clone() };
            house.service.keep_draft(&then, &format!("n{n}"), &draft, b"x").await.unwrap();
        }
        assert!(house.service.draft(&chair, "n0").await.unwrap().is_none(), "the oldest of too many went");
        assert!(house.service.draft(&chair, "n9").await.unwrap().is_some());
        house.service.discard_draft(&chair, "n9").await.unwrap();
        assert!(house.service.draft(&chair, "n9").await.unwrap().is_none());
        house.clock.advance_seconds(DRAFT_SECONDS + 60);
        let later = Caller { now: house.clock.now(), ..chair };
        assert!(house.service.draft(&later, "n8").await.unwrap().is_none(), "nobody came back");
    })
    .await;
}

#[tokio::test]
async fn what_was_sealed_opens_no_more_after_an_erasure_and_chains_and_totals_stay() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        house.people("north-one", &["Trần Văn Hùng"], None).await;
        let gone = house.people("north-one", &["Lê Thị Cúc"], Some(date(2026, 2, 1))).await[0];
        let cuc = house.enter("cuc", gone, "north-one", "member").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let phone = BTreeMap::from([("phone".to_owned(), "0987654321".to_owned())]);
        house.service.correct_own(&cuc, &phone).await.unwrap();
        let asked =
            house.service.ask_about_own_data(&cuc, DataRequestKind::Delete, "Xin xóa", &BTreeMap::new(), None).await;
        let asked = asked.unwrap();
        house.sound().await;
        let (before, log) = (house.members().await, house.log().await);
        let line = log.lines().find(|line| line.starts_with("member.correct")).unwrap();
        let sealed: serde_json::Value = serde_json::from_str(line.rsplit(' ').next().unwrap()).unwrap();
        let sealed = sealed["sealed"].as_str().unwrap().to_owned();
        let key_of = async || {
            let file = house.fresh.store.read().await.unwrap().person_file(&house.system(), gone).await.unwrap();
            file.wrapped.map(|wrapped| keyring().open_key(gone.uuid().as_bytes(), &wrapped).unwrap())
        };
        let opened = key_of().await.unwrap().open(gone.uuid().as_bytes(), &sealed).unwrap();
        assert!(opened.contains("0987654321"), "while the key stands, the log can be read");
        assert!(matches!(house.service.erase_person(&south, gone, "xin xóa").await, Err(Error::NotFound(_))));
        house.service.answer_request(&chair, asked, (true, "Đã xóa"), None).await.unwrap();
        assert!(key_of().await.is_none(), "without the key nothing sealed for the person opens");
        let file = house.fresh.store.read().await.unwrap().person_file(&house.system(), gone).await.unwrap();
        assert_eq!((file.name.as_str(), file.sealed.as_str(), file.number, file.born_on), ("", "", None, None));
        assert_eq!(file.born_year, Some(1990), "what was counted stays countable");
        assert!(house.service.open_session("cuc").await.is_err(), "the account is closed");
        assert_eq!(house.members().await, before);
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn keys_change_in_steps_and_the_old_key_file_opens_nothing_after() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng"], None).await;
        let lan = house.enter("lan", people[0], "north-one", "member").await;
        house.service.correct_own(&lan, &BTreeMap::from([("phone".to_owned(), PHONE.to_owned())])).await.unwrap();
        assert_eq!(house.service.key_status().await.unwrap().old(), 0);
        house.service.hold_keys(house.service.rotated_keys().unwrap());
        let status = house.service.key_status().await.unwrap();
        assert_eq!((status.newest, status.old(), status.unknown), (2, 3, 0), "two people and the house");
        assert_eq!(house.service.rewrap_keys(&|_| {}).await.unwrap(), 3);
        assert_eq!(house.service.rewrap_keys(&|_| {}).await.unwrap(), 0, "done is done");
        let status = house.service.key_status().await.unwrap();
        assert_eq!((status.old(), status.by_key), (0, vec![(1, 0), (2, 3)]));
        let view = house.service.own_view(&lan).await.unwrap();
        assert_eq!(view.fields.iter().find(|field| field.id == "identity").unwrap().value, IDENTITY);
        house.service.hold_keys(keyring());
        assert!(house.service.own_view(&lan).await.unwrap().closed, "the old key file opens nothing");
        assert_eq!(house.service.key_status().await.unwrap().unknown, 3);
        assert!(Keyring::parse(&keyring().render()).is_ok());
    })
    .await;
}

#[tokio::test]
async fn what_is_no_longer_needed_is_let_go_and_nothing_else() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        house.people("north-one", &["Ở Lại"], None).await;
        house.people("north-one", &["Vừa Thôi"], Some(date(2025, 9, 1))).await;
        let old = house.people("north-one", &["Thôi Lâu"], Some(date(2024, 3, 1))).await[0];
        let older = house.people("north-one", &["Thôi Rất Lâu"], Some(date(2021, 3, 5))).await[0];
        let before = house.members().await;
        let told = house.service.retain(true).await.unwrap();
        assert_eq!((told.looked_at, told.sensitive, told.emptied), (2, 1, 1));
        let file =
            async |person| house.fresh.store.read().await.unwrap().person_file(&house.system(), person).await.unwrap();
        assert_eq!(file(older).await.name, "Thôi Rất Lâu", "told, not done");
        assert_eq!(house.service.retain(false).await.unwrap(), told);
        let kept = file(old).await;
        let key = keyring().open_key(old.uuid().as_bytes(), &kept.wrapped.unwrap()).unwrap();
        let values = key.open(old.uuid().as_bytes(), &kept.sealed).unwrap();
        assert!(values.contains(PHONE) && !values.contains("religion"), "{values}");
        let emptied = file(older).await;
        assert_eq!((emptied.name.as_str(), emptied.wrapped), ("", None));
        assert!(emptied.fields.contains("job_title"), "what is about the membership is kept longer");
        let again = house.service.retain(false).await.unwrap();
        assert_eq!((again.sensitive, again.emptied), (0, 0));
        assert_eq!(house.members().await, before);
        assert!(house.log().await.contains("retention members"));
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn consents_are_given_and_withdrawn_and_say_how() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng"], None).await;
        let lan = house.enter("lan", people[0], "north-one", "member").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let north = house.officer("leader", "north", "leader").await;
        house.service.set_own_consent(&lan, "care", true).await.unwrap();
        house.service.set_consent(&chair, people[1], "care", true).await.unwrap();
        assert!(matches!(house.service.set_consent(&north, people[1], "care", true).await, Err(Error::Denied(_))));
        assert!(matches!(house.service.set_own_consent(&lan, "identify", true).await, Err(Error::NotFound(_))));
        let view = house.service.own_view(&lan).await.unwrap();
        let care = view.purposes.iter().find(|(purpose, _)| purpose.id == "care").unwrap();
        assert_eq!(care.1.as_ref().unwrap().channel, "page");
        house.service.set_own_consent(&lan, "care", false).await.unwrap();
        let view = house.service.own_view(&lan).await.unwrap();
        assert!(view.purposes.iter().all(|(_, consent)| consent.is_none()));
        assert!(view.consents.first().unwrap().withdrawn_at.is_some(), "what was agreed to stays on record");
    })
    .await;
}

#[tokio::test]
async fn lists_that_leave_are_masked_written_down_and_told_when_large() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let lan = house.people("north-one", &["Nguyễn Thị Lan"], None).await[0];
        let lan = house.enter("lan", lan, "north-one", "member").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let north = house.officer("north", "north", "specialist").await;
        let leader = house.officer("leader", "north", "leader").await;
        let south = house.officer("south", "south", "leader").await;
        let keeper = house.officer("keeper", "root", "administrator").await;
        let list = |unit, clear, reason| ListAsked {
            unit,
            clear,
            reason,
            columns: &[],
            format: Format::Csv,
            language: Language::Vi,
        };
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let masked = text(house.service.member_list_file(&chair, &list("north-one", false, "")).await.unwrap());
        assert!(masked.contains("Nguyễn Thị Lan") && masked.contains("•••••••••234"), "{masked}");
        assert!(!masked.contains(IDENTITY) && !masked.contains(PHONE) && !masked.contains("Phật"));
        let refused = house.service.member_list_file(&chair, &list("north-one", true, "gửi")).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
        assert!(matches!(
            house.service.member_list_file(&north, &list("north", true, " ")).await,
            Err(Error::Refused(_))
        ));
        for caller in [&south, &keeper, &lan] {
            let refused = house.service.member_list_file(caller, &list("north-one", false, "")).await;
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
        }
        house.clock.advance_seconds(1);
        let north = Caller { now: house.clock.now(), ..north };
        let clear = house.service.member_list_file(&north, &list("north", true, "đổi thẻ")).await.unwrap();
        let clear = text(clear);
        assert!(clear.contains(IDENTITY) && !clear.contains("Phật"), "sensitive fields never leave in bulk");
        assert_eq!(house.service.unseen_alerts(&leader).await.unwrap(), 0);
        let many: Vec<String> = (0..1_000).map(|n| format!("Người {n}")).collect();
        house.people("north-two", &many.iter().map(String::as_str).collect::<Vec<_>>(), None).await;
        house.service.member_list_file(&north, &list("north-two", false, "")).await.unwrap();
        for watcher in [&leader, &keeper] {
            assert_eq!(house.service.unseen_alerts(watcher).await.unwrap(), 1);
        }
        assert_eq!(house.service.unseen_alerts(&south).await.unwrap(), 0);
        let exports = house.service.data_exports(&leader).await.unwrap();
        let first = exports.first().unwrap();
        assert_eq!((exports.len(), first.unit.as_str(), first.members), (3, "north-two", 1_000));
        let alert = first.alert.unwrap().into();
        assert!(matches!(house.service.see_alert(&south, alert).await, Err(Error::NotFound(_))));
        house.service.see_alert(&leader, alert).await.unwrap();
        assert_eq!(house.service.unseen_alerts(&keeper).await.unwrap(), 0);
        let own = house.service.own_view(&lan).await.unwrap();
        let reasons: Vec<&str> = own.exports.iter().map(|one| one.reason.as_str()).collect();
        assert_eq!(reasons, ["đổi thẻ", ""], "the lists she stood in, and no other");
    })
    .await;
}

#[tokio::test]
async fn an_incident_has_seventy_two_hours() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "specialist").await;
        let south = house.officer("south", "south", "specialist").await;
        let noticed_at = house.clock.now().plus_seconds(-3600);
        let new = NewIncident {
            unit: "north-one",
            what: "Gửi nhầm danh sách",
            data_kinds: "số điện thoại",
            people: 12,
            measures: "",
            noticed_at,
        };
        let id = house.service.add_incident(&north, &new, None).await.unwrap();
        assert!(matches!(house.service.add_incident(&south, &new, None).await, Err(Error::NotFound(_))));
        let later = NewIncident { noticed_at: house.clock.now().plus_seconds(60), ..new.clone() };
        assert!(matches!(house.service.add_incident(&north, &later, None).await, Err(Error::Refused(_))));
        let found = house.service.incident(&north, id).await.unwrap();
        assert_eq!(found.notify_due, noticed_at.plus_seconds(72 * 3600).micros());
        assert!(matches!(house.service.incident(&south, id).await, Err(Error::NotFound(_))));
        house.service.change_incident(&north, id, (14, "Đã thu hồi", true)).await.unwrap();
        house.clock.advance_seconds(60);
        house.service.change_incident(&north, id, (15, "Đã thu hồi", true)).await.unwrap();
        let found = house.service.incident(&north, id).await.unwrap();
        assert_eq!((found.people, found.notified_at), (15, Some(house.clock.now().plus_seconds(-60).micros())));
        assert!(house.service.incidents(&south).await.unwrap().is_empty());
        house.sound().await;
    })
    .await;
}
