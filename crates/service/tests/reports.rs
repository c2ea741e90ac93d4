//! Reports filled from the figures, on both engines: what a form asks is what the units below declared and recorded.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    Clock as _, Ids, Month, Period, UnitId,
    access::Caller,
    figures::{State, Value},
    names::Language,
    registers::Fields,
};
use congdoan_paper::text::TextLimits;
use congdoan_service::{
    Error, Service,
    figures::Declaration,
    papers::PaperFormat,
    registers::NewRecord,
    reports::{Report, ReportLine},
};
use congdoan_testkit::{FixedClock, Fresh, federation, ids, keyring, on_both, people};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 6, 3);
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

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        people::account(&self.fresh.store, &self.ids, &self.system(), (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    async fn declare(&self, unit: &str, indicator: &str, month: &str, value: i64) {
        let month = Month::of(format!("{month}-01").parse().unwrap());
        self.service.declare(&self.system(), &Declaration { unit, indicator, month, value }).await.unwrap();
    }
}

fn half() -> Period {
    "2025-12-01/2026-05-31".parse().unwrap()
}

fn line<'r>(report: &'r Report, number: &str) -> &'r ReportLine {
    report.lines().find(|line| line.line.number == number).unwrap()
}

fn value(report: &Report, number: &str) -> Option<Value> {
    line(report, number).answer.as_ref().unwrap().value
}

#[tokio::test]
async fn a_form_is_filled_from_what_the_units_below_said() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        // A stock: the last month known of each unit; a flow: every month of the period and none outside.
        house.declare("north-one", "labour.workers", "2026-01", 300).await;
        house.declare("north-one", "labour.workers", "2026-05", 320).await;
        house.declare("north-two", "labour.workers", "2026-05", 80).await;
        house.declare("north-one", "tet.gatherings", "2025-11", 9).await;
        house.declare("north-one", "tet.gatherings", "2025-12", 2).await;
        house.declare("north-two", "tet.gatherings", "2026-05", 3).await;
        house.declare("north-two", "tet.gatherings", "2026-06", 9).await;
        house.declare("north-two", "labour.renting", "2026-05", 0).await;
        let specialist = house.officer("north", "north", "specialist").await;
        let report = house.service.report(&specialist, "north", "2-hdcd", half()).await.unwrap();
        assert_eq!(value(&report, "A01"), Some(Value::Whole(400)));
        assert_eq!(value(&report, "E05"), Some(Value::Whole(5)));
        // Zero is said, what nobody said is missing.
        assert_eq!(value(&report, "A14"), Some(Value::Whole(0)));
        assert_eq!(line(&report, "A13").answer.as_ref().unwrap().state, State::Missing);
        assert_eq!(report.due_on.map(|day| day.to_string()).as_deref(), Some("2026-06-15"));

        // The same figures at the level below, and of one unit alone on its own form.
        let upper = house.service.report(&specialist, "north-a", "2-hdcd", half()).await.unwrap();
        assert_eq!(value(&upper, "A01"), value(&report, "A01"));
        assert_eq!(upper.due_on.map(|day| day.to_string()).as_deref(), Some("2026-06-10"), "before the province's own");
        let own = house.service.report(&specialist, "north-one", "1-hdcd", half()).await.unwrap();
        assert_eq!((value(&own, "A01"), value(&own, "E05")), (Some(Value::Whole(320)), Some(Value::Whole(2))));
        let known = report.lines().filter(|line| line.answer.as_ref().is_some_and(|one| one.value.is_some())).count();
        assert_eq!(report.filled(), (known, report.lines().count()));
    })
    .await;
}

#[tokio::test]
async fn a_form_belongs_to_a_level_and_is_read_within_reach() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        house.declare("north-one", "labour.workers", "2026-05", 320).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let (_, forms) = house.service.forms_of(&chair, "north-one").await.unwrap();
        assert_eq!(forms.first().map(|form| form.id.as_str()), Some("1-hdcd"));
        assert!(!forms.iter().any(|form| form.id == "2-hdcd"));
        let wrong = house.service.report(&chair, "north-one", "2-hdcd", half()).await;
        assert!(matches!(wrong, Err(Error::Refused(_))), "{wrong:?}");
        let unknown = house.service.report(&chair, "north-one", "9-hdcd", half()).await;
        assert!(matches!(unknown, Err(Error::NotFound("form"))), "{unknown:?}");
        let elsewhere = house.service.report(&chair, "south-one", "1-hdcd", half()).await;
        assert!(matches!(elsewhere, Err(Error::NotFound(_))), "{elsewhere:?}");
        assert!(house.service.report(&chair, "north-one", "1-hdcd", half()).await.is_ok());
    })
    .await;
}

#[tokio::test]
async fn a_report_is_written_in_every_format() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        house.declare("north-one", "labour.workers", "2026-05", 24_320).await;
        let report = house.service.report(&house.system(), "north", "2-hdcd", half()).await.unwrap();
        let table = house.service.report_paper(&house.system(), &report, Language::Vi).await.unwrap();
        assert!(table.heading.subtitle.contains("Mẫu số 2-HĐCĐ"));
        assert_eq!(table.rows.len(), report.lines().count() + report.sections.len());
        for (format, magic) in [
            (PaperFormat::Xlsx, &b"PK"[..]),
            (PaperFormat::Docx, b"PK"),
            (PaperFormat::Pdf, b"%PDF"),
            (PaperFormat::Csv, b"\xef\xbb\xbf"),
        ] {
            let bytes = house.service.write_paper(&house.system(), table.clone(), format).await.unwrap();
            assert!(bytes.starts_with(magic), "{format:?}: {:?}", &bytes[..8]);
        }
        let docx = house.service.write_paper(&house.system(), table, PaperFormat::Docx).await.unwrap();
        let read = congdoan_paper::text::text_of(docx, &TextLimits::default()).unwrap().text;
        assert!(read.contains("BÁO CÁO TỔNG HỢP SỐ LIỆU") && read.contains("24.320"), "{read}");
    })
    .await;
}

#[tokio::test]
async fn the_care_of_one_tet_adds_up_by_source_of_money_and_over_the_tree() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        const MILLION: i64 = 1_000_000;
        // Money given in December belongs to the Tết it is for; each round is written once, where the money comes from.
        for (unit, day, source, million, people) in [
            ("root", "2026-02-02", "confederation", 195_600, 90_000),
            ("north", "2025-12-28", "upper", 310_000, 120_000),
            ("south", "2026-01-20", "upper", 450_000, 210_000),
            ("north-one", "2026-02-05", "grassroots", 2_330_000, 400_000),
            ("south-one", "2026-02-06", "grassroots", 2_500_000, 420_000),
            ("north-two", "2026-02-07", "society", 926_000, 0),
            ("north-two", "2026-12-20", "society", 5, 1),
        ] {
            let campaign = if day == "2026-12-20" { 2027 } else { 2026 };
            let fields = Fields::from([
                ("campaign".to_owned(), campaign.into()),
                ("source_of_money".to_owned(), source.into()),
                ("spend".to_owned(), (i64::from(million) * MILLION).into()),
                ("beneficiaries".to_owned(), people.into()),
            ]);
            let new =
                NewRecord { register: "tet_care", unit, occurred_on: day.parse().unwrap(), fields, files: Vec::new() };
            house.service.record(&house.system(), new, None).await.unwrap();
        }
        let tet: Period = "2026-01-01/2026-03-31".parse().unwrap();
        let report = house.service.report(&house.system(), "root", "bc-tet", tet).await.unwrap();
        let whole = |number: &str| value(&report, number).and_then(Value::whole).unwrap() / MILLION;
        let (confederation, upper, grassroots, society) = (whole("5.1"), whole("5.2"), whole("5.3"), whole("5.4"));
        assert_eq!((confederation, upper, grassroots, society), (195_600, 760_000, 4_830_000, 926_000));
        assert_eq!(confederation + upper + grassroots, 5_785_600, "union money, million đồng");
        assert_eq!(whole("5"), 6_711_600);
        assert_eq!(value(&report, "6"), Some(Value::Hundredths(1380)), "13.8 % from society");
        let north = house.service.report(&house.system(), "north", "bc-tet", tet).await.unwrap();
        assert_eq!(value(&north, "5").and_then(Value::whole), Some((310_000 + 2_330_000 + 926_000) * MILLION));
    })
    .await;
}
