//! Records and figures out of one installation and into another, on both engines: nothing lost, nothing twice, rules kept,
//! and taken back.
//!
//! Not here: the pages (`web`), members' sheets (`tests/members.rs`).

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use congdoan_model::{
    Period,
    access::Caller,
    figures::{NOT_APPLICABLE, State},
    names::Language,
    registers::Fields,
};
use congdoan_service::{
    Service,
    figures::{Ask, Declaration},
    members::{ImportOptions, Imported},
    papers::exports::{Exported, Format},
    registers::{Deed, NewRecord},
    reports::{ReportAsk, TypedLine},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, fresh_postgres, fresh_sqlite, ids, on_both};

static FOLDERS: AtomicU64 = AtomicU64::new(0);

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    folder: PathBuf,
    _fresh: Fresh,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("congdoan-doors-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { service, clock, folder, _fresh: fresh }
    }

    fn system(&self) -> Caller {
        self.service.system()
    }

    /// Somebody with one mandate of the day.
    async fn person(&self, login: &str, role: &str, unit: &str) -> Caller {
        let mandates = [(unit, role, "QĐ 1")];
        let account =
            congdoan_service::access::NewAccount { name: login, login, password: "mat-khau-dai", mandates: &mandates };
        self.service.add_account(&account).await.unwrap();
        let signed = self.service.sign_in(login, "mat-khau-dai").await.unwrap();
        self.service.present_by_session(&signed.secret, Language::Vi).await.unwrap().caller
    }

    async fn record(&self, register: &str, unit: &str, day: (i32, u32, u32), fields: serde_json::Value) -> String {
        let fields: Fields = serde_json::from_value(fields).unwrap();
        let occurred_on = date(day.0, day.1, day.2);
        let new = NewRecord { register, unit, occurred_on, fields, files: Vec::new() };
        self.service.record(&self.system(), new, None).await.unwrap().record.id.to_string()
    }

    async fn declare(&self, unit: &str, indicator: &str, month: &str, value: i64) {
        let day = chrono::NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").unwrap();
        let declaration = Declaration { unit, indicator, month: congdoan_model::Month::of(day), value };
        self.service.declare(&self.system(), &declaration).await.unwrap();
    }

    async fn export(&self, what: Exported, format: Format) -> Vec<u8> {
        self.service.export(what, format, Vec::new()).await.unwrap()
    }

    async fn text(&self, what: Exported) -> String {
        String::from_utf8(self.export(what, Format::Csv).await).unwrap()
    }

    fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    async fn records(&self, caller: &Caller, name: &str, content: &[u8], options: ImportOptions) -> Imported {
        self.service.import_records(caller, &self.file(name, content), &options).await.unwrap()
    }

    async fn figures(&self, name: &str, content: &[u8], options: ImportOptions) -> Imported {
        self.service.import_figures(&self.system(), &self.file(name, content), &options).await.unwrap()
    }

    async fn total(&self, unit: &str, indicator: &str) -> Option<i64> {
        let ask = Ask::new(unit, indicator, "2025".parse().unwrap());
        let answer = self.service.figure(&self.system(), &ask).await.unwrap();
        answer.value.and_then(congdoan_model::figures::Value::whole)
    }

    async fn fill(&self) {
        let class = serde_json::json!({ "topic": "Thương lượng  tập thể,\nđối thoại; \"=1+1\"", "attendees": 40,
            "people": [{ "name": "Nguyễn Thị Lan", "birth": "1990" }] });
        self.record("training", "north-one", (2025, 5, 6), class.clone()).await;
        self.record("training", "north-one", (2025, 5, 6), class.clone()).await;
        self.record(
            "training",
            "rubber-one",
            (2025, 7, 1),
            serde_json::json!({ "topic": "Tài chính", "attendees": 12 }),
        )
        .await;
        let gone = self.record("training", "south-one", (2025, 8, 1), class).await;
        let system = self.system();
        let id = gone.parse().unwrap();
        self.service.deed(&system, ("training", id), Deed::Withdraw, "ghi nhầm", None).await.unwrap();
        self.declare("north-one", "members.total", "2025-06", 120).await;
        self.declare("north-two", "members.total", "2025-06", 0).await;
        // What does not apply is said where it is asked: on a line of a report.
        let year: Period = "2024-12-01/2025-11-30".parse().unwrap();
        let ask = ReportAsk { unit: "south-one", form: "1-hdcd", period: year, receiver: None };
        let none = ["A13", "A14"].map(|number| TypedLine {
            number: number.to_owned(),
            value: NOT_APPLICABLE.to_owned(),
            reason: String::new(),
        });
        assert_eq!(self.service.fill_report(&self.system(), &ask, &none, None).await.unwrap(), 2);
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn whole(imported: &Imported) -> (u64, u64, u64, u64) {
    (imported.created, imported.changed, imported.unchanged, imported.refused)
}

/// Out of one engine and into the other.
async fn carried(from: Fresh, to: Fresh, format: Format, ending: &str) {
    let (old, new) = (House::begin(from).await, House::begin(to).await);
    old.fill().await;
    let (records, figures) = (old.export(Exported::Records, format).await, old.export(Exported::Figures, format).await);
    let system = new.system();
    let (name, other) = (format!("records.{ending}"), format!("figures.{ending}"));
    // Figures first: what records give is not taken in as a number.
    let early = new.figures(&other, &figures, ImportOptions { dry_run: true, ..ImportOptions::default() }).await;
    assert_eq!(early.created, 4, "{early:?}");
    assert!(early.refusals.iter().all(|row| row.reason.get(Language::Vi).contains("nhập bản ghi trước")), "{early:?}");
    let tried =
        new.records(&system, &name, &records, ImportOptions { dry_run: true, ..ImportOptions::default() }).await;
    assert_eq!((whole(&tried), tried.batch), ((4, 0, 0, 0), None));
    let batch = new.records(&system, &name, &records, ImportOptions::default()).await;
    assert_eq!(whole(&batch), (4, 0, 0, 0), "{batch:?}");
    let declared = new.figures(&other, &figures, ImportOptions::default()).await;
    assert_eq!((declared.created, declared.refused), (4, 0), "{declared:?}");
    for what in [Exported::Records, Exported::Figures] {
        assert_eq!(old.text(what).await, new.text(what).await, "{what:?} is as it was");
    }
    assert_eq!(new.total("root", "training.attendances").await, Some(92));
    let ask = Ask::new("south-one", "labour.housed", "2025-11".parse().unwrap());
    assert_eq!(new.service.figure(&new.system(), &ask).await.unwrap().state, State::NotApplicable);
    let again = new.records(&system, &name, &records, ImportOptions::default()).await;
    assert_eq!((whole(&again), again.batch), ((0, 0, 4, 0), None), "the same file again changes nothing");
    let again = new.figures(&other, &figures, ImportOptions::default()).await;
    assert_eq!((again.created, again.changed, again.refused, again.batch), (0, 0, 0, None));
    assert!(new.service.verify().await.unwrap().differences.is_empty());
    // Taken back, nothing is left; brought in once more, all of it.
    for batch in [batch.batch.unwrap(), declared.batch.unwrap()] {
        new.clock.advance_seconds(60);
        assert!(new.service.undo_import(&new.system(), batch).await.unwrap().is_empty());
    }
    assert_eq!(new.text(Exported::Records).await.lines().count(), 1);
    assert_eq!(new.text(Exported::Figures).await.lines().count(), 1);
    assert_eq!(new.total("root", "training.attendances").await, None);
    assert!(new.service.verify().await.unwrap().differences.is_empty());
    new.clock.advance_seconds(60);
    new.records(&new.system(), &name, &records, ImportOptions::default()).await;
    assert_eq!(old.text(Exported::Records).await, new.text(Exported::Records).await);
}

#[tokio::test]
async fn what_leaves_one_engine_comes_into_the_other_unchanged() {
    carried(fresh_sqlite().await, fresh_postgres().await, Format::Csv, "csv").await;
    carried(fresh_postgres().await, fresh_sqlite().await, Format::Xlsx, "xlsx").await;
}

const OFFICERS: &str = "SỔ LỚP TẬP HUẤN NĂM 2025\nSTT,Mã đơn vị,Ngày khai giảng,Nội dung,Đối tượng,Số lượt người dự,Kinh phí\n\
    1,north-one,06/05/2025,Kế toán,Ủy ban kiểm tra,1.040,12.000.000\n\
    2,north-two,07/05/2025,Bình đẳng giới,officers,25,\n\
    3,south-one,08/05/2025,Đối thoại,,30,\n\
    4,north-one,chín tháng năm,Đối thoại,,30,\n\
    5,north-one,10/05/2025,Đối thoại,,ba mươi,\n\
    6,north-one,10/05/2025,,,30,\n";

#[tokio::test]
async fn an_officers_sheet_is_read_by_its_headings_and_every_fault_has_its_place() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("lan", "upper_officer", "north-a").await;
        let options = ImportOptions { register: Some("training".to_owned()), ..ImportOptions::default() };
        let dry = ImportOptions { dry_run: true, ..options.clone() };
        let tried = house.records(&officer, "lop.csv", OFFICERS.as_bytes(), dry).await;
        assert_eq!(whole(&tried), (2, 0, 0, 4), "{tried:?}");
        let faults: Vec<(u32, &str, &str)> =
            tried.refusals.iter().map(|row| (row.row, row.column.as_str(), row.value.as_str())).collect();
        let expected = [
            (5, "B (", "Mã đơn vị)", "south-one"),
            (6, "C (", "Ngày khai giảng)", "chín tháng năm"),
            (7, "F (", "Số lượt người dự)", "ba mươi"),
            (8, "D (", "Nội dung)", ""),
        ];
        for (row, letters, title, value) in expected {
            let told = |fault: &(u32, &str, &str)| {
                fault.0 == row && fault.1.starts_with(letters) && fault.1.ends_with(title) && fault.2 == value
            };
            assert!(faults.iter().any(told), "{row} {title} of {faults:?}");
        }
        let all = house.records(&officer, "lop.csv", OFFICERS.as_bytes(), options.clone()).await;
        assert!(all.taken_back && all.batch.is_none(), "one refused row takes everything back");
        assert_eq!(house.total("north", "training.classes").await, None);
        let partial = ImportOptions { partial: true, ..options.clone() };
        let taken = house.records(&officer, "lop.csv", OFFICERS.as_bytes(), partial.clone()).await;
        assert_eq!(whole(&taken), (2, 0, 0, 4));
        assert_eq!(house.total("north", "training.attendances").await, Some(1_065));
        let again = house.records(&officer, "lop.csv", OFFICERS.as_bytes(), partial).await;
        assert_eq!(whole(&again), (0, 0, 2, 4), "known again by unit, day and values");
        let waiting = house.service.behalf_waiting(&house.system(), "north-one").await.unwrap().1;
        assert_eq!(waiting.len(), 1, "entered for the union, which has yet to confirm it");

        // What somebody changed since is kept, and named.
        let listed = house.text(Exported::Records).await;
        let id = listed.lines().find(|line| line.contains("north-two")).unwrap().split(',').next().unwrap().to_owned();
        let place = ("training", id.parse().unwrap());
        house.service.deed(&house.system(), place, Deed::Withdraw, "nhầm", None).await.unwrap();
        let kept = house.service.undo_import(&officer, taken.batch.unwrap()).await.unwrap();
        assert_eq!(kept, [("training 2025-05-07".to_owned(), Some(id))]);
        assert_eq!(house.total("north", "training.classes").await, None);
        assert_eq!(house.text(Exported::Records).await.lines().count(), 2, "the withdrawn one alone stands");
        let stranger = house.person("hoa", "upper_officer", "south-a").await;
        assert!(house.service.undo_import(&stranger, taken.batch.unwrap()).await.is_err());
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_changed_row_changes_its_record_and_the_undo_puts_it_back() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        house.fill().await;
        let before = house.text(Exported::Records).await;
        let changed =
            before.replace("Tài chính", "Tài chính công đoàn").replace("\"\"attendees\"\":12", "\"\"attendees\"\":20");
        house.clock.advance_seconds(60);
        let imported = house.records(&house.system(), "r.csv", changed.as_bytes(), ImportOptions::default()).await;
        assert_eq!(whole(&imported), (0, 1, 3, 0), "{imported:?}");
        assert_eq!(house.total("rubber", "training.attendances").await, Some(20));
        let id = before.lines().find(|line| line.contains("rubber-one")).unwrap().split(',').next().unwrap();
        let story = house.service.record_story(&house.system(), "training", id.parse().unwrap()).await.unwrap();
        let last = story.last().unwrap();
        assert!(last.action == "record.change" && last.before.contains("\"attendees\":12"), "{story:?}");
        let restored = before.replace(",withdrawn,", ",recorded,");
        let refused = house.records(&house.system(), "r.csv", restored.as_bytes(), ImportOptions::default()).await;
        assert!(refused.taken_back && refused.refusals.iter().any(|row| row.reason.vi.contains("cần lý do")));
        house.clock.advance_seconds(60);
        assert!(house.service.undo_import(&house.system(), imported.batch.unwrap()).await.unwrap().is_empty());
        assert_eq!(house.text(Exported::Records).await, before);
        assert_eq!(house.total("rubber", "training.attendances").await, Some(12));
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn figures_are_asked_once_declared_in_bulk_and_put_back() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        house.fill().await;
        let before = house.text(Exported::Figures).await;
        let sheet = "Mã đơn vị,Chỉ tiêu,Tháng,Giá trị\nnorth-one,members.total,06/2025,125\n\
            north-two,members.total,Tháng 7/2025,44\nnorth-one,training.classes,2025-06,3\nnowhere,members.total,2025-06,1\n\
            north-one,members.total,2025-13,1\nnorth-one,members.total,2025-08,nhiều\nnorth-two,members.total,07/2025,45\n";
        house.clock.advance_seconds(60);
        let partial = ImportOptions { partial: true, ..ImportOptions::default() };
        let imported = house.figures("f.csv", sheet.as_bytes(), partial).await;
        assert_eq!(whole(&imported), (1, 1, 0, 5), "{imported:?}");
        let says = |row: u32, text: &str| {
            imported.refusals.iter().any(|one| one.row == row && one.reason.vi.contains(text))
        };
        assert!(says(4, "lấy từ sổ") && says(5, "không có đơn vị này") && says(6, "tháng viết") && says(8, "dòng 3"));
        assert!(house.text(Exported::Figures).await.contains("north-one,members.total,2025-06,125,declared"));
        house.clock.advance_seconds(60);
        house.declare("north-two", "members.total", "2025-07", 50).await;
        let kept = house.service.undo_import(&house.system(), imported.batch.unwrap()).await.unwrap();
        assert_eq!(kept, [("members.total 2025-07".to_owned(), Some("north-two".to_owned()))]);
        let after = house.text(Exported::Figures).await;
        assert_eq!(after.replace("north-two,members.total,2025-07,50,declared\r\n", ""), before);
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_does_not_apply_is_no_zero_in_a_file_of_figures() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let bring = async |value: &str| {
            house.clock.advance_seconds(60);
            let sheet = format!("unit,indicator,month,value,source\nnorth-one,members.total,2025-06,{value}\n");
            house.figures("f.csv", sheet.as_bytes(), ImportOptions::default()).await
        };
        let state = async || {
            let ask = Ask::new("north-one", "members.total", "2025-06".parse().unwrap());
            house.service.figure(&house.system(), &ask).await.unwrap().state
        };
        assert_eq!(whole(&bring("Không áp dụng,").await), (1, 0, 0, 0), "as an officer writes it");
        assert_eq!(state().await, State::NotApplicable);
        assert!(
            house.text(Exported::Figures).await.contains("north-one,members.total,2025-06,not_applicable,declared")
        );
        assert_eq!(whole(&bring("not_applicable,declared").await), (0, 0, 1, 0), "as it is exported");
        let zero = bring("0,declared").await;
        assert_eq!((whole(&zero), state().await), ((0, 1, 0, 0), State::Reported));
        assert_eq!(whole(&bring("n/a,records").await), (0, 0, 0, 1), "records give numbers");
        house.clock.advance_seconds(60);
        assert!(house.service.undo_import(&house.system(), zero.batch.unwrap()).await.unwrap().is_empty());
        assert_eq!(state().await, State::NotApplicable);
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

const EMPLOYERS: &str = "Tên doanh nghiệp,Mã số thuế,Loại hình,KCN,Tỉnh,Số lao động,Lao động nữ,Ngày thống kê,Mã CĐCS,Thuộc\n\
    Công ty Gỗ Bình Minh,2900000001,Có vốn đầu tư nước ngoài,KCN Bắc Vinh,Nghệ An,120,60,30/06/2025,,north-a\n\
    Công ty Gỗ Bình Minh,2900000001,Có vốn đầu tư nước ngoài,KCN Bắc Vinh,Nghệ An,140,75,31/12/2025,,north-a\n\
    Công ty May Sông Lam,2900000002,Tư nhân,,Nghệ An,80,90,31/12/2025,,north-a\n\
    Công ty Chè Xanh,2900000003,Tư nhân,,Nghệ An,45,20,31/12/2025,north-one,north-a\n\
    Công ty Phương Nam,2900000004,Tư nhân,,Nghệ An,45,20,31/12/2025,,south-a\n";

#[tokio::test]
async fn employers_come_in_are_known_again_and_go_back() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("lan", "upper_officer", "north-a").await;
        let partial = ImportOptions { partial: true, ..ImportOptions::default() };
        let bring = async |sheet: &str| {
            let path = house.file("dn.csv", sheet.as_bytes());
            house.service.import_employers(&officer, &path, &partial).await.unwrap()
        };
        let nothing = house.text(Exported::Employers).await;
        let first = bring(EMPLOYERS).await;
        assert_eq!(whole(&first), (3, 0, 0, 2), "{first:?}");
        let listed = house.text(Exported::Employers).await;
        assert!(
            listed.contains("dn-2900000001,Công ty Gỗ Bình Minh,north-a,2026-03-05,2900000001,foreign"),
            "{listed}"
        );
        assert_eq!(listed.lines().count(), 4, "a row for each count: {listed}");
        assert!(listed.contains(",north-one,"));
        let again = bring(EMPLOYERS).await;
        assert_eq!((whole(&again), again.batch), ((0, 0, 3, 2), None));
        let out = house.file("out.csv", listed.as_bytes());
        let own = house.service.import_employers(&house.system(), &out, &ImportOptions::default()).await.unwrap();
        assert_eq!(whole(&own), (0, 0, 3, 0), "what left comes in as it was: {own:?}");
        house.clock.advance_seconds(60);
        let officer = house.person("hoa", "upper_officer", "north-a").await;
        let changed = EMPLOYERS.replace(",140,75,", ",150,75,").replace("KCN Bắc Vinh", "KCN Nam Cấm");
        let path = house.file("dn.csv", changed.as_bytes());
        let second = house.service.import_employers(&officer, &path, &partial).await.unwrap();
        assert_eq!(whole(&second), (0, 2, 1, 2), "{second:?}");
        assert!(house.text(Exported::Employers).await.contains(",150,75,"));
        // The first cannot go while the second stands on it.
        house.clock.advance_seconds(60);
        let kept = house.service.undo_import(&house.system(), first.batch.unwrap()).await.unwrap();
        assert_eq!(kept, [("Công ty Gỗ Bình Minh".to_owned(), Some("dn-2900000001".to_owned()))]);
        assert!(!house.text(Exported::Employers).await.contains("Chè Xanh"));
        house.clock.advance_seconds(60);
        house.service.undo_import(&house.system(), second.batch.unwrap()).await.unwrap();
        let left: Vec<String> = house.text(Exported::Employers).await.lines().skip(1).map(str::to_owned).collect();
        let stood: Vec<String> = listed.lines().filter(|line| line.contains("Bình Minh")).map(str::to_owned).collect();
        assert_eq!(left, stood, "as it stood before the second");
        assert_eq!(nothing.lines().count(), 1);
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}
