//! Entry of records as people like it, on both engines: pasted blocks, drafts, copies, undoing, files, registers built while
//! the house runs, and people told from turns over registers and units.
//!
//! Not here: the pages (`web`), sheets (`tests/doors.rs`).

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::sync::Arc;

use congdoan_model::{access::Caller, figures::Value, names::Language, registers::Fields};
use congdoan_service::{
    Error, Kept, Service,
    access::NewAccount,
    figures::Ask,
    registers::{
        Deed, EntryDraft, NewRecord,
        building::Built,
        paste::{Block, read_block},
    },
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both};
use serde_json::json;

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    _fresh: Fresh,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        Self { service, clock, _fresh: fresh }
    }

    /// Somebody with one mandate of the day.
    async fn person(&self, login: &str, role: &str, unit: &str) -> Caller {
        let mandates = [(unit, role, "QĐ 1")];
        let account = NewAccount { name: login, login, password: "mat-khau-dai", mandates: &mandates };
        self.service.add_account(&account).await.unwrap();
        self.again(login).await
    }

    async fn again(&self, login: &str) -> Caller {
        let signed = self.service.sign_in(login, "mat-khau-dai").await.unwrap();
        self.service.present_by_session(&signed.secret, Language::Vi).await.unwrap().caller
    }

    async fn record(&self, caller: &Caller, register: &str, unit: &str, fields: serde_json::Value) -> Kept {
        let fields: Fields = serde_json::from_value(fields).unwrap();
        let new = NewRecord { register, unit, occurred_on: date(2026, 3, 1), fields, files: Vec::new() };
        self.service.record(caller, new, None).await.unwrap()
    }

    async fn value(&self, unit: &str, indicator: &str) -> i64 {
        let ask = Ask::new(unit, indicator, "2026".parse().unwrap());
        let answer = self.service.figure(&self.service.system(), &ask).await.unwrap();
        if let Some(Value::Whole(value)) = answer.value { value } else { 0 }
    }

    async fn sound(&self) {
        let found = self.service.verify().await.unwrap();
        assert!(found.differences.is_empty(), "{:?}", found.differences);
    }

    fn block(&self, text: &str) -> Block {
        let pack = self.service.pack();
        read_block(pack.register("training").unwrap(), text).unwrap()
    }
}

const FIVE: &str = "Đơn vị\tNgày khai giảng\tNội dung\tSố lượt người dự\n\
    north-one\t01/03/2026\tAn toàn\t1.250\n\
    Đơn vị north-two\t02/03/2026\tLuật\t30\n\
    north-one\t31/02/2026\tĐối thoại\t40\n\
    north-one\t03/03/2026\tThỏa ước\t50\n\
    north-one\t04/03/2026\tNữ công\t60\n";

#[tokio::test]
async fn a_pasted_block_is_written_whole_or_not_at_all_and_can_be_undone() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let mut block = house.block(FIVE);
        assert_eq!(block.rows.len(), 5);
        let place = ("training", "north-one");
        let judged = house.service.write_block(&officer, place, &block, None).await.unwrap();
        assert_eq!((judged.created, judged.refused, judged.batch), (4, 1, None));
        let fault = judged.faults.first().unwrap();
        assert_eq!((fault.row, fault.column.as_str()), (2, "#day"));
        assert_eq!(house.value("root", "training.classes").await, 0, "nothing is written while one cell is wrong");
        *block.rows.get_mut(2).unwrap().get_mut(1).unwrap() = "28/02/2026".to_owned();
        let looked = house.service.judge_block(&officer, place, &block).await.unwrap();
        assert_eq!((looked.created, looked.refused, looked.batch), (5, 0, None));
        let written = house.service.write_block(&officer, place, &block, None).await.unwrap();
        let batch = written.batch.unwrap();
        assert_eq!(house.value("root", "training.classes").await, 5);
        assert_eq!(house.value("north-two", "training.classes").await, 1, "a unit is found by its name");
        // The same block again says that everything stands.
        let again = house.service.write_block(&officer, place, &block, None).await.unwrap();
        assert_eq!((again.created, again.standing, again.batch), (0, 5, None));
        house.sound().await;
        assert!(house.service.undo_import(&officer, batch).await.unwrap().is_empty());
        assert_eq!(house.value("root", "training.classes").await, 0);
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_block_reaches_no_further_than_its_sender() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let text = "Đơn vị\tNgày\tNội dung\tSố lượt người dự\nĐơn vị south-one\t01/03/2026\tAn toàn\t10\nnowhere\t01/03/2026\tAn toàn\t10";
        let judged = house.service.judge_block(&officer, ("training", ""), &house.block(text)).await.unwrap();
        let said: Vec<&str> = judged.faults.iter().map(|fault| fault.message.vi.as_str()).collect();
        assert_eq!((judged.refused, said.len()), (2, 2));
        assert_eq!(said.first(), said.last(), "what is not there and what is not one's own are told apart by nobody");
        let member = house.person("binh", "member", "north-one").await;
        let refused = house.service.judge_block(&member, ("training", ""), &house.block(text)).await;
        assert!(matches!(refused, Err(Error::Denied(_))));
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_is_kept_for_its_writer_alone() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let (an, binh) =
            (house.person("an", "chair", "north-one").await, house.person("binh", "chair", "north-one").await);
        let values = [("topic", "Dở dang"), ("attendees", "1.2x")].map(|(id, text)| (id.to_owned(), text.to_owned()));
        let draft = EntryDraft { unit: "north-one".to_owned(), occurred_on: "31/2".to_owned(), values: values.into() };
        house.service.keep_entry(&an, "training", &draft).await.unwrap();
        assert_eq!(house.service.kept_entry(&an, "training").await.unwrap().unwrap().0, draft);
        assert!(house.service.kept_entry(&binh, "training").await.unwrap().is_none());
        assert_eq!(house.service.kept_entries(&an).await.unwrap().len(), 1);
        house.service.keep_entry(&an, "training", &EntryDraft::default()).await.unwrap();
        assert!(house.service.kept_entry(&an, "training").await.unwrap().is_none(), "an emptied form leaves nothing");
    })
    .await;
}

#[tokio::test]
async fn a_record_just_made_is_undone_at_once_by_its_writer_and_copied_without_what_must_be_new() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let (an, binh) =
            (house.person("an", "chair", "north-one").await, house.person("binh", "chair", "north-one").await);
        let fields = json!({ "topic": "An toàn", "attendees": 20 });
        let kept = house.record(&an, "training", "north-one", fields.clone()).await;
        let copy = house.service.copy_of_last(&an, "training", "north-one").await.unwrap().unwrap();
        assert_eq!(copy.get("topic"), Some(&json!("An toàn")));
        let help = json!({
            "cause": "family", "beneficiaries": 1, "source_of_money": "grassroots", "spend": 500_000,
            "people": [{ "name": "Lê Thị Mơ", "birth": "1990" }],
        });
        house.record(&an, "hardship_support", "north-one", help).await;
        let copy = house.service.copy_of_last(&an, "hardship_support", "north-one").await.unwrap().unwrap();
        let taken: Vec<&str> = copy.keys().map(String::as_str).collect();
        assert_eq!(taken, ["beneficiaries", "cause", "source_of_money"], "no people, no money");
        assert!(house.service.may_undo(&an, &kept) && !house.service.may_undo(&binh, &kept));
        let place = ("training", kept.record.id);
        assert!(matches!(house.service.undo_record(&binh, place, None).await, Err(Error::Refused(_))));
        house.service.undo_record(&an, place, None).await.unwrap();
        assert_eq!(house.value("root", "training.classes").await, 0);
        let late = house.record(&an, "training", "north-one", fields).await;
        house.clock.advance_seconds(31 * 60);
        let an = house.again("an").await;
        let refused = house.service.undo_record(&an, ("training", late.record.id), None).await;
        assert!(matches!(refused, Err(Error::Refused(_))), "later on withdrawing takes a reason");
        assert_eq!(house.value("root", "training.classes").await, 1);
    })
    .await;
}

/// A picture that says where it was taken.
fn photo() -> Vec<u8> {
    let segment = |marker: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker][..], &length, body].concat()
    };
    [vec![0xff, 0xd8], segment(0xe1, b"Exif\0\0GPS 18.67"), segment(0xda, b"scan"), b"coded".to_vec(), vec![0xff, 0xd9]]
        .concat()
}

#[tokio::test]
async fn files_beside_a_record_are_told_by_their_content_and_cleaned() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let (an, binh) =
            (house.person("an", "chair", "north-one").await, house.person("binh", "chair", "north-two").await);
        let kept = house.record(&an, "training", "north-one", json!({ "topic": "An toàn", "attendees": 20 })).await;
        let place = ("training", kept.record.id);
        let sent = |name: &str, content: &[u8]| vec![(name.to_owned(), content.to_vec())];
        for wrong in [&b"<html><script>"[..], b"MZ\x90\0", b""] {
            let refused = house.service.attach(&an, place, sent("anh.jpg", wrong)).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}");
        }
        let refused = house.service.attach(&binh, place, sent("anh.jpg", &photo())).await;
        assert!(matches!(refused, Err(Error::NotFound(_))));
        house.service.attach(&an, place, sent("lop hoc.PNG", &photo())).await.unwrap();
        let files = house.service.record_files(&an, "training", kept.record.id).await.unwrap();
        let file = files.first().unwrap();
        assert_eq!(file.name, "lop hoc.PNG.jpg", "a name that misleads is put right");
        let (_, content) = house.service.attachment(&an, "training", kept.record.id, &file.sha256).await.unwrap();
        assert!(!content.windows(3).any(|window| window == b"GPS"));
        assert!(house.service.attachment(&binh, "training", kept.record.id, &file.sha256).await.is_err());
        house.service.detach(&an, place, &file.sha256).await.unwrap();
        assert!(house.service.attachment(&an, "training", kept.record.id, &file.sha256).await.is_err());
        // Whoever knows a hash is not given what it stands for by naming it.
        let fields =
            serde_json::from_value(json!({ "minutes": { "name": "x", "sha256": file.sha256, "size": 1 } })).unwrap();
        let new = NewRecord {
            register: "dialogues",
            unit: "north-one",
            occurred_on: date(2026, 3, 1),
            fields,
            files: Vec::new(),
        };
        assert!(matches!(house.service.record(&an, new, None).await, Err(Error::Invalid(_))));
    })
    .await;
}

const SHELVES: &str = r#"[register]
id = "shelves"
name = { vi = "Tủ sách" }
group = "care"
levels = ["grassroots"]
source = "Kế hoạch 1"

[[field]]
id = "place"
kind = "text"
name = { vi = "Nơi đặt" }
required = true

[[measure]]
indicator = "shelves.opened"
name = { vi = "Số tủ sách" }
unit = "tủ"
rule = "count"
"#;

fn built(text: &str, reason: &str) -> Built {
    Built { text: text.to_owned(), lines: Vec::new(), reason: reason.to_owned() }
}

#[tokio::test]
async fn a_register_is_built_while_the_house_runs_and_records_keep_their_version() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let service = &house.service;
        let top = house.person("quantri", "administrator", "root").await;
        let province = house.person("tinh", "administrator", "north").await;
        let lines = "[form]\nextends = \"2-hdcd\"\n\n[[section]]\nnumber = \"ZZ\"\nname = { vi = \"Thêm\" }\nline = [{ number = \"ZZ1\", indicator = \"shelves.opened\" }]\n";
        let first = Built { lines: vec![("forms/shelves-lines.toml".to_owned(), lines.to_owned())], ..built(SHELVES, "") };
        assert!(matches!(service.publish_register(&province, &first, None).await, Err(Error::Denied(_))));
        let wrong = service.look_at_register(&top, &built(&SHELVES.replace("\"count\"", "\"sum\""), "")).await.unwrap();
        let remark = wrong.remarks.iter().find(|remark| remark.is_error()).unwrap();
        assert!(!wrong.is_sound() && remark.place.line > 1 && !remark.reason.vi.is_empty());
        assert_eq!(service.publish_register(&top, &first, None).await.unwrap(), ("shelves".to_owned(), 1));
        let pack = service.pack();
        assert!(pack.form("2-hdcd").unwrap().lines().any(|line| line.number == "ZZ1"), "its report line is there");
        let chair = house.person("an", "chair", "north-one").await;
        let old = house.record(&chair, "shelves", "north-one", json!({ "place": "Xưởng 1" })).await;
        assert_eq!((old.register_version, house.value("root", "shelves.opened").await), (1, 1));

        let less = SHELVES.replace("id = \"place\"", "id = \"room\"");
        assert!(matches!(service.publish_register(&top, &built(&less, "x"), None).await, Err(Error::Pack(_))));
        let second = SHELVES.replace("Nơi đặt", "Địa điểm")
            + "\n[[field]]\nid = \"books\"\nkind = \"count\"\nname = { vi = \"Số sách\" }\nrequired = true\n\
               \n[[measure]]\nindicator = \"shelves.books\"\nname = { vi = \"Số sách\" }\nunit = \"cuốn\"\nrule = \"sum\"\nof = \"books\"\n";
        assert!(matches!(service.publish_register(&top, &built(&second, " "), None).await, Err(Error::Refused(_))));
        let published = service.publish_register(&top, &built(&second, "Thêm số sách"), None).await.unwrap();
        assert_eq!(published, ("shelves".to_owned(), 2));
        let versions = service.register_versions("shelves").await.unwrap();
        assert_eq!(versions.iter().map(|one| (one.version, one.recorded_by.as_str())).collect::<Vec<_>>(), [(2, "quantri"), (1, "quantri")]);
        assert_eq!(versions.first().unwrap().reason, "Thêm số sách");

        let pack = service.pack();
        let kept = service.kept_record(&chair, "shelves", old.record.id).await.unwrap();
        let under = service.register_under(&pack, "shelves", kept.register_version).unwrap();
        assert_eq!(under.field("place").unwrap().name.vi, "Nơi đặt", "the old record keeps its names");
        let new = house.record(&chair, "shelves", "north-one", json!({ "place": "Xưởng 2", "books": 30 })).await;
        assert_eq!((new.register_version, house.value("root", "shelves.books").await), (2, 30));
        house.sound().await;
        // Confirming or withdrawing says nothing anew; changing does, and asks what the register asks now.
        let place = ("shelves", old.record.id, 1);
        let fields = |value: serde_json::Value| serde_json::from_value::<Fields>(value).unwrap();
        let refused = service.change_record(&chair, place, date(2026, 3, 2), fields(json!({ "place": "Xưởng 3" })), &[]).await;
        assert!(matches!(refused, Err(Error::Invalid(_))));
        let changed = service
            .change_record(&chair, place, date(2026, 3, 2), fields(json!({ "place": "Xưởng 3", "books": 5 })), &[])
            .await
            .unwrap();
        assert_eq!((changed.register_version, house.value("root", "shelves.books").await), (2, 35));
        service.deed(&chair, ("shelves", new.record.id), Deed::Withdraw, "nhầm", None).await.unwrap();
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn one_person_in_two_registers_at_two_units_is_one_person_and_two_turns_above() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let system = house.service.system();
        let mo = json!({ "name": "Lê Thị Mơ", "birth": "1990-01-02" });
        let also_mo = json!({ "name": "LE THI MO", "birth": "1990-01-02" });
        let lan = json!({ "name": "Trần Thị Lan", "birth": "1985" });
        let help = |people: serde_json::Value, number: i64| {
            json!({ "cause": "family", "beneficiaries": number, "people": people, "spend": 1_000_000, "source_of_money": "upper" })
        };
        house.record(&system, "hardship_support", "north-one", help(json!([mo]), 1)).await;
        house.record(&system, "hardship_support", "north-one", help(json!([mo, lan]), 2)).await;
        house.record(&system, "union_homes", "south-a", json!({ "owner": also_mo, "work": "new", "stage": "granted", "support": 50_000_000 })).await;
        for (unit, people, turns) in [("north-one", 2, 3), ("south-a", 1, 1), ("north", 2, 3), ("south", 1, 1), ("root", 2, 4)] {
            assert_eq!(house.value(unit, "care.helped_people").await, people, "people at {unit}");
            assert_eq!(house.value(unit, "care.helped_turns").await, turns, "turns at {unit}");
        }
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn nobody_is_helped_twice_in_one_programme() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let lan = json!({ "name": "Nguyễn Thị Lan", "birth": "1990-05-02" });
        let helped = |programme: &str, people: serde_json::Value| {
            json!({ "campaign": 2026, "activity": "gifts", "source_of_money": "upper", "spend": 500_000, "beneficiaries": 3,
                "programme": programme, "people": people })
        };
        let refused = async |unit: &str, fields: serde_json::Value| {
            let fields: Fields = serde_json::from_value(fields).unwrap();
            let new = NewRecord { register: "tet_care", unit, occurred_on: date(2026, 2, 3), fields, files: Vec::new() };
            match house.service.record(&officer, new, None).await {
                Err(Error::Invalid(problems)) => problems.iter().map(|one| one.message.vi.clone()).collect(),
                other => panic!("{:?}", other.map(|kept| kept.record.id)),
            }
        };
        let first = house.record(&officer, "tet_care", "north-one", helped("Tết Sum vầy", json!([lan, "Trần Văn Bé"]))).await;
        let said: Vec<String> = refused("north-two", helped("TẾT SUM VẦY", json!(["Lê Hoa", lan]))).await;
        assert_eq!(said, ["Đã nhận ở chương trình này: Nguyễn Thị Lan (01/03/2026)"], "by name and birth, everywhere");
        let said: Vec<String> = refused("north-two", helped("Khác", json!([lan, lan]))).await;
        assert_eq!(said, ["Đã nhận ở chương trình này: Nguyễn Thị Lan"], "nor twice in one list");
        let said: Vec<String> = refused("north-one", helped("Tết Sum vầy", json!(["Tran van be"]))).await;
        assert_eq!(said.len(), 1, "a name alone is the same person within its unit");
        house.record(&officer, "tet_care", "north-two", helped("Tết Sum vầy", json!(["Trần Văn Bé"]))).await;
        house.record(&officer, "tet_care", "north-two", helped("Phiên chợ Tết", json!([lan]))).await;
        // Withdrawn, the help was not given.
        let place = ("tet_care", first.record.id);
        house.service.deed(&officer, place, Deed::Withdraw, "Ghi nhầm đơn vị", None).await.unwrap();
        house.record(&officer, "tet_care", "north-two", helped("Tết Sum vầy", json!([lan]))).await;
        let back = house.service.deed(&officer, place, Deed::Restore, "Ghi đúng", None).await;
        assert!(matches!(back, Err(Error::Invalid(_))), "{back:?}");
        assert_eq!(house.value("root", "tet.people").await, 2, "Bé of the second unit, and Lan");
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn money_of_one_programme_is_paid_by_one_register_alone() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let lan = json!({ "name": "Nguyễn Thị Lan", "birth": "1990-05-02" });
        let gifts = json!({ "campaign": 2026, "activity": "gifts", "source_of_money": "upper", "spend": 500_000,
            "beneficiaries": 1, "programme": "KH 12/KH-LĐLĐ", "people": [lan] });
        house.record(&officer, "tet_care", "north-one", gifts).await;
        let help = |programme: &str| -> Fields {
            let fields = json!({ "cause": "family", "beneficiaries": 1, "people": [lan], "spend": 1_000_000,
                "source_of_money": "upper", "programme": programme });
            serde_json::from_value(fields).unwrap()
        };
        let recorded = async |fields: Fields| {
            let (unit, occurred_on) = ("north-two", date(2026, 2, 3));
            let new = NewRecord { register: "hardship_support", unit, occurred_on, fields, files: Vec::new() };
            house.service.record(&officer, new, None).await
        };
        let Err(Error::Invalid(problems)) = recorded(help("Kh 12/kh-lđlđ")).await else { panic!("paid twice") };
        let said: Vec<&str> = problems.iter().map(|one| one.message.vi.as_str()).collect();
        assert_eq!(
            said,
            ["Đã nhận ở chương trình này: Nguyễn Thị Lan (Chăm lo Tết, 01/03/2026)"],
            "named with its register"
        );
        recorded(help("KH 15/KH-LĐLĐ")).await.unwrap();
        // A ticket home is no money: the same programme may give it as well.
        let ticket = json!({ "campaign": 2026, "means": "coach", "tickets": 1, "spend": 400_000,
            "source_of_money": "upper", "programme": "KH 12/KH-LĐLĐ", "people": [lan] });
        house.record(&officer, "tet_travel", "north-two", ticket).await;
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn two_provinces_that_name_one_person_at_the_same_moment_do_not_both_help() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.person("an", "upper_officer", "north-a").await;
        let south = house.person("binh", "upper_officer", "south-a").await;
        for round in 0..12 {
            let lan = json!([{ "name": "Nguyễn Thị Lan", "birth": "1990-05-02" }]);
            let fields: Fields = serde_json::from_value(json!({ "campaign": 2026, "activity": "gifts",
                "source_of_money": "upper", "spend": 500_000, "beneficiaries": 1,
                "programme": format!("Chương trình {round}"), "people": lan }))
            .unwrap();
            let help = async |caller: &Caller, unit: &str| {
                let occurred_on = date(2026, 2, 3);
                let new =
                    NewRecord { register: "tet_care", unit, occurred_on, fields: fields.clone(), files: Vec::new() };
                house.service.record(caller, new, None).await
            };
            let both = tokio::join!(help(&north, "north-one"), help(&south, "south-one"));
            let helped = [&both.0, &both.1].into_iter().filter(|one| one.is_ok()).count();
            assert_eq!(helped, 1, "round {round}: {:?}", (both.0.err(), both.1.err()));
        }
        house.sound().await;
    })
    .await;
}
