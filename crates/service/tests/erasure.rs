//! Erasing a person on both engines: after every deed that can bear a name, nothing readable of the person stays in any
//! table or log, while chains and totals hold.
//!
//! Not here: who may ask for it, what is let go in time (`privacy`).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    MandateId, PersonId,
    access::Caller,
    members::{DataRequestKind, Leaving},
    names::fold,
    registers::{Fields, Record},
};
use congdoan_service::{
    Service,
    access::forms::{BodyForm, DelegationForm, Holder, OfficeForm},
    members::{
        Admission, AskedTransfer, Departure, ImportOptions, TransferAnswer,
        incidents::{ListAsked, NewIncident},
    },
    papers::exports::Format,
    registers::{Deed, NewRecord},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both};

const NAME: &str = "Hoàng Thị Thùy Dung";
const BORN: &str = "1990-03-05";
const IDENTITY: &str = "040190001234";
const PHONE: &str = "0912345678";
/// Stands in every reason that is typed.
const TYPED: &str = "gia-cảnh-riêng";

async fn house(fresh: &Fresh) -> (Service, Arc<FixedClock>) {
    let clock = FixedClock::at(2022, 6, 1);
    let ids = ids(clock.clone());
    let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
    service.install_embedded_pack().await.unwrap();
    service.hold_keys(keyring());
    let built = federation::small(&ids);
    let mut tx = fresh.store.write().await.unwrap();
    tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
    tx.commit().await.unwrap();
    service.keep_totals().await.unwrap();
    (service, clock)
}

async fn admit(service: &Service, unit: &str, person: &[(&str, &str)], distinct: bool) -> PersonId {
    let people: BTreeMap<String, String> =
        person.iter().map(|(id, value)| ((*id).to_owned(), (*value).to_owned())).collect();
    let admission = Admission {
        unit,
        applied_on: Some(date(2022, 1, 3)),
        joined_on: Some(date(2022, 1, 3)),
        decision: "12/QĐ-CĐCS",
        distinct,
        people: vec![people],
        ..Admission::default()
    };
    service.admit(&service.system(), &admission, None).await.unwrap()[0]
}

/// A class of the training register with her among the participants, once with the birth and once without.
async fn class(service: &Service, unit: &str) -> Record {
    let people = serde_json::json!([{ "name": NAME, "birth": BORN }, { "name": NAME }, { "name": "Người khác" }]);
    let fields: Fields =
        [("topic".to_owned(), "Đối thoại".into()), ("attendees".to_owned(), 30.into()), ("people".to_owned(), people)]
            .into_iter()
            .collect();
    let new = NewRecord { register: "training", unit, occurred_on: date(2022, 5, 3), fields, files: Vec::new() };
    let system = service.system();
    let kept = service.record(&system, new, None).await.unwrap();
    let place = ("training", kept.record.id);
    let reason = format!("nhầm {TYPED} của {NAME}");
    service.deed(&system, place, Deed::Withdraw, &reason, None).await.unwrap();
    service.deed(&system, place, Deed::Restore, &reason, None).await.unwrap().record
}

async fn offices(service: &Service, person: PersonId) {
    // Numbers of decisions stay as records law asks.
    let (system, reason) = (service.system(), "3/QĐ");
    let day = system.now.day();
    let body = BodyForm { kind: "executive_committee", term: "", decision: "1/QĐ", from: day, until: None };
    service.add_body(&system, "north-two", &body, None).await.unwrap();
    let post = |title, holder| OfficeForm {
        title,
        holder,
        decision: reason,
        full_time: false,
        acting: false,
        from: day,
        until: None,
        replaces: None,
    };
    let mandate_of = async |post: congdoan_model::PostId| -> MandateId {
        service.office(&system, "north-two", post).await.unwrap().mandate.unwrap().id
    };
    // She chairs and delegates, then is delegated to; all of it ends.
    let hers = service.add_office(&system, "north-two", &post("chair", Holder::Known(person)), None).await.unwrap();
    let delegation = |holder| DelegationForm { holder, decision: reason, from: day, until: date(2022, 9, 1) };
    let from = mandate_of(hers).await;
    service.delegate(&system, ("north-two", from), &delegation(Holder::New("Người nhận")), None).await.unwrap();
    service.end_office(&system, ("north-two", hers), (day.succ_opt().unwrap(), reason), None).await.unwrap();
    let other = service.add_office(&system, "north-two", &post("chair", Holder::New("Người khác")), None).await;
    let from = mandate_of(other.unwrap()).await;
    service.delegate(&system, ("north-two", from), &delegation(Holder::Known(person)), None).await.unwrap();
    let given = service.mandate(&system, "north-two", from).await.unwrap().delegations.pop().unwrap();
    service.end_delegation(&system, ("north-two", given.id), None).await.unwrap();
}

/// Every deed that can bear a name; returns who she is and the record that names her.
async fn deeds(service: &Service, clock: &FixedClock) -> (PersonId, Record) {
    let system = service.system();
    let why = format!("vì {TYPED} của {NAME}");
    let all = [("name", NAME), ("born", "05/03/1990"), ("sex", "Nữ"), ("identity", IDENTITY), ("phone", PHONE)];
    let her = admit(service, "north-one", &all, false).await;
    service.set_member_state(&system, her, ("maternity", date(2022, 2, 1), &why), None).await.unwrap();
    let refused = AskedTransfer::Leave { person: her, to: "south-one" };
    let refused = service.ask_transfer(&system, refused, &why, None).await.unwrap();
    service.answer_transfer(&system, refused, TransferAnswer::Refuse, &why, None).await.unwrap();
    let asked = AskedTransfer::Leave { person: her, to: "north-two" };
    let transfer = service.ask_transfer(&system, asked, &why, None).await.unwrap();
    service.answer_transfer(&system, transfer, TransferAnswer::Agree, "", None).await.unwrap();
    let again = [("name", "HOÀNG THỊ THÙY DUNG"), ("born", "05/03/1990")];
    let twin = admit(service, "north-two", &again, true).await;
    service.keep_apart(&system, (her, twin), &why).await.unwrap();
    let mistaken = Departure { person: twin, leaving: Leaving::Mistaken, left_on: date(2022, 1, 3), decision: "8/QĐ" };
    service.leave(&system, mistaken, None).await.unwrap();
    service.merge_members(&system, (her, twin), &why, None).await.unwrap();
    service.open_member(&system, her, &["phone".to_owned()], &why).await.unwrap();
    let record = class(service, "north-two").await;
    offices(service, her).await;
    service.ask_about_data(&system, her, DataRequestKind::Access, (&why, &BTreeMap::new()), None).await.unwrap();
    let incident = NewIncident {
        unit: "north-two",
        what: "Gửi nhầm danh sách",
        data_kinds: "số điện thoại",
        people: 1,
        measures: "",
        noticed_at: system.now.plus_seconds(-60),
    };
    service.add_incident(&system, &incident, None).await.unwrap();
    sheet(service, &why).await;
    clock.advance_seconds(3 * 24 * 3600);
    let departure = Departure { person: her, leaving: Leaving::LeftWork, left_on: date(2022, 6, 3), decision: "9/QĐ" };
    service.leave(&service.system(), departure, None).await.unwrap();
    (her, record)
}

/// A sheet that changes her file, and a list that holds her.
async fn sheet(service: &Service, why: &str) {
    let system = service.system();
    let path = std::env::temp_dir().join(format!("congdoan-erasure-{}.csv", service.ids().secret()));
    let text = format!(
        "Họ và tên,Ngày sinh,Số CCCD,Số điện thoại,Ngày vào công đoàn\n{NAME},05/03/1990,{IDENTITY},0987654321,03/01/2022\n"
    );
    std::fs::write(&path, text).unwrap();
    let options = ImportOptions { unit: Some("north-two".to_owned()), ..ImportOptions::default() };
    let imported = service.import_members(&system, &path, &options, &|_| {}).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!((imported.changed, imported.refusals.len()), (1, 0), "{:?}", imported.refusals);
    let asked = ListAsked {
        unit: "north-two",
        clear: false,
        reason: "đổi thẻ",
        columns: &[],
        format: Format::Csv,
        language: congdoan_model::names::Language::Vi,
    };
    assert!(!why.is_empty());
    service.member_list_file(&system, &asked).await.unwrap();
}

/// Everything every table holds, as the backup of it: one SQLite file whichever the engine.
async fn everything(service: &Service) -> String {
    let path = std::env::temp_dir().join(format!("congdoan-erasure-{}.db", service.ids().secret()));
    service.backup(&path).await.unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Everything every chain says.
async fn log(service: &Service, system: &Caller) -> String {
    let mut tx = service.store().read().await.unwrap();
    let mut text = String::new();
    for head in tx.heads(system).await.unwrap() {
        for (entry, _) in tx.entries(system, &head.name, 0).await.unwrap() {
            text += &format!("{} {} {} {}\n", entry.action, entry.object, entry.before, entry.after);
        }
    }
    text
}

fn assert_unread(text: &str, place: &str) {
    let upper = NAME.to_uppercase();
    for one in [NAME, &upper, &fold(NAME), IDENTITY, PHONE, "0987654321", TYPED] {
        let found = text.find(one).map(|at| {
            let (from, to) = (text.floor_char_boundary(at.saturating_sub(200)), text.ceil_char_boundary(at + 200));
            text.get(from..to).unwrap_or_default().to_owned()
        });
        assert_eq!(found, None, "{one} stands in {place}");
    }
}

#[tokio::test]
async fn nothing_readable_of_an_erased_person_stays_in_any_table_or_log() {
    on_both(|fresh| async move {
        let (service, clock) = house(&fresh).await;
        let (her, record) = deeds(&service, &clock).await;
        let system = service.system();
        let ask = congdoan_service::figures::Ask::new("root", "training.people", "2022".parse().unwrap());
        let people = service.figure(&system, &ask).await.unwrap().value;
        assert_unread(&log(&service, &system).await, "the log before the erasure");
        assert!(everything(&service).await.contains(NAME), "the dump shows what is there");
        let story = service.record_story(&system, "training", record.id).await.unwrap();
        let told = |story: &[congdoan_model::audit::Entry]| {
            story.iter().map(|entry| [entry.before.as_str(), &entry.after].concat()).collect::<String>()
        };
        assert!(told(&story).contains(NAME) && told(&story).contains(TYPED), "while the key stands the story is open");
        assert!(told(&service.member(&system, her).await.unwrap().story).contains(TYPED));

        service.erase_person(&system, her, &format!("xin xóa, {TYPED}")).await.unwrap();
        assert_unread(&log(&service, &system).await, "the log");
        assert_unread(&everything(&service).await, "some table");
        let story = service.record_story(&system, "training", record.id).await.unwrap();
        assert!(!told(&story).contains(NAME) && told(&story).contains("erased"));
        assert!(told(&story).contains("Người khác"), "others who are named stay");
        assert_eq!(service.figure(&system, &ask).await.unwrap().value, people, "as many different people as before");
        let found = service.verify().await.unwrap();
        assert!(found.differences.is_empty(), "{:?}", found.differences);
    })
    .await;
}

#[tokio::test]
async fn without_keys_the_log_says_who_did_what_and_nothing_of_the_person() {
    on_both(|fresh| async move {
        let clock = FixedClock::at(2022, 6, 1);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock, ids.clone()).await.unwrap();
        let system = service.system();
        let built = federation::small(&ids);
        let unit = built.units.iter().find(|(unit, _)| unit.code.to_string() == "north-one").unwrap().0.id;
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&system, &built.units, &built.links).await.unwrap();
        let post = congdoan_store::access::NewPost {
            id: ids.next(),
            person: PersonId::default(),
            unit,
            title: "chair".to_owned(),
            body: None,
            decision: TYPED.to_owned(),
            full_time: false,
            acting: false,
            from: date(2022, 1, 1),
            until: None,
        };
        let holder = congdoan_store::access::PersonOf::New(ids.next(), NAME.to_owned());
        tx.add_office(&system, &post, &holder, None).await.unwrap();
        tx.commit().await.unwrap();
        let log = log(&service, &system).await;
        assert!(log.contains("post.add"));
        assert_unread(&log, "the log");
    })
    .await;
}
