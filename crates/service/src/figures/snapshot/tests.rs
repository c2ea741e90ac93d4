//! Starts from snapshots on both engines: what comes of them is what every row gives, and what is not to be believed is not
//! taken.

use std::{path::PathBuf, sync::Arc};

use congdoan_model::{
    Period, UnitId,
    access::Caller,
    figures::{Formula, Indicator},
    org::UnitKind,
};
use congdoan_pack::PackFile;
use congdoan_rollup::{Reporting, Table};
use congdoan_store::audit::{Change, Note};
use congdoan_testkit::{
    FixedClock, Fresh, date, federation, ids, keyring, on_both,
    people::{Told, join},
};

use crate::{Service, demonstration::Wish, figures::Declaration};

struct House {
    fresh: Fresh,
    service: Arc<Service>,
    folder: tempfile::TempDir,
}

async fn service(fresh: &Fresh) -> Service {
    let clock = FixedClock::at(2026, 11, 22);
    // Ids of their own for every start: the clock stands still.
    let ids = congdoan_model::Ids::new(clock.clone(), Arc::new(crate::system::SystemEntropy));
    let service = Service::new(fresh.store.clone(), clock, ids).await.unwrap();
    service.hold_keys(keyring());
    service
}

impl House {
    async fn small(fresh: &Fresh) -> Self {
        let service = service(fresh).await;
        service.install_embedded_pack().await.unwrap();
        let (clock, system) = (FixedClock::at(2026, 11, 22), service.system());
        let ids = ids(clock);
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&system, &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        join(&fresh.store, &ids, &system, (built.id("north-one"), &["An", "Bình"]), Told::default()).await;
        Self::over(fresh, service).await
    }

    async fn over(fresh: &Fresh, service: Service) -> Self {
        service.keep_totals().await.unwrap();
        Self { fresh: fresh.clone(), service: Arc::new(service), folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("state").join("congdoan.snapshot")
    }

    async fn write(&self) {
        assert!(self.service.write_snapshot(&self.file()).await.unwrap());
    }

    async fn declare(&self, unit: &str, month: u32, value: i64) {
        let indicator = "agreements.units_due";
        let month = congdoan_model::Month::of(date(2026, month, 1));
        let declaration = Declaration { unit, indicator, month, value };
        self.service.declare(&self.service.system(), &declaration).await.unwrap();
    }

    /// Whether a server that starts now takes the snapshot; what it then knows is what every row gives, at once and after
    /// more changes.
    async fn starts(&self) -> bool {
        let (started, plain) = (service(&self.fresh).await, service(&self.fresh).await);
        let taken = started.keep_totals_from(&self.file()).await.unwrap();
        plain.keep_totals().await.unwrap();
        same(&started, &plain);
        let root = self.service.with_engine(|engine| {
            engine.tree().units().find(|unit| unit.kind == UnitKind::Confederation).unwrap().code.to_string()
        });
        self.declare(&root.unwrap(), 11, 77).await;
        assert!(started.follow().await.unwrap() && plain.follow().await.unwrap());
        same(&started, &plain);
        taken
    }
}

/// Every figure of some units over several periods, those that are declared of every unit over the year, and who reported.
fn told(service: &Service) -> (Vec<Table>, Vec<Reporting>, usize) {
    let told = service.with_engine(|engine| {
        let units: Vec<UnitId> = engine.tree().units().map(|unit| unit.id).collect();
        let some: Vec<UnitId> = units.iter().copied().step_by((units.len() / 12).max(1)).collect();
        let all: Vec<&str> = engine.catalogue().indicators().iter().map(|one| one.id.as_str()).collect();
        let declared = engine.catalogue().indicators().iter().filter(|one| is_declared(one));
        let declared: Vec<&str> = declared.map(|one| one.id.as_str()).collect();
        let period = |text: &str| text.parse::<Period>().unwrap();
        let mut tables = vec![engine.table(&units, &declared, period("2026"))];
        let periods = ["2025", "2026-H1", "2026-02-03/2026-11-20"];
        tables.extend(periods.iter().map(|text| engine.table(&some, &all, period(text))));
        (tables, engine.reporting(&units, 2026), engine.declared_months())
    });
    told.unwrap()
}

/// Whether an indicator is declared, not recorded.
fn is_declared(one: &Indicator) -> bool {
    matches!(one.formula, Formula::Rows(_)) && one.register.is_none() && one.members.is_none()
}

fn same(one: &Service, other: &Service) {
    let ((tables, reporting, months), (others, other_reporting, other_months)) = (told(one), told(other));
    assert_eq!((reporting, months), (other_reporting, other_months));
    for (one, other) in tables.iter().zip(&others) {
        assert!(one.lines().eq(other.lines()));
    }
}

#[tokio::test]
async fn a_start_from_a_snapshot_knows_what_every_row_gives() {
    on_both(async |fresh| {
        let service = service(&fresh).await;
        service.install_embedded_pack().await.unwrap();
        service.load_demonstration(Wish { with_2025: false }, &|_| ()).await.unwrap();
        let house = House::over(&fresh, service).await;
        house.write().await;
        assert!(house.starts().await);

        let (service, system) = (&house.service, house.service.system());
        let units: Vec<(String, UnitId)> = service
            .with_engine(|engine| engine.tree().units().map(|unit| (unit.code.to_string(), unit.id)).collect())
            .unwrap();
        let declared: Vec<String> =
            service.pack().indicators.iter().filter(|one| is_declared(one)).map(|one| one.id.clone()).collect();
        for at in 0..60_usize {
            let (unit, indicator) = (&units[at * 31 % units.len()].0, &declared[at * 7 % declared.len()]);
            let month = congdoan_model::Month::of(date(2026, u32::try_from(at % 9 + 1).unwrap(), 1));
            let value = i64::try_from(at * at).unwrap();
            // Some units may not declare; those that may are enough.
            let _ = service.declare(&system, &Declaration { unit, indicator, month, value }).await;
        }
        let ids = congdoan_model::Ids::new(FixedClock::at(2026, 11, 22), Arc::new(crate::system::SystemEntropy));
        for at in [3, 40] {
            join(&fresh.store, &ids, &system, (units[at % units.len()].1, &["Lê Thị Sau"]), Told::default()).await;
        }
        tree_change(&house, &system).await;
        assert!(house.starts().await);
        house.service.follow().await.unwrap();
        house.write().await;
        assert!(house.starts().await);
    })
    .await;
}

/// A unit founded and another moved under it.
async fn tree_change(house: &House, system: &Caller) {
    let plan = "[reorganisation]\ntitle = \"Đợt\"\ndecision = \"1/QĐ\"\neffective_on = 2026-11-01\nunit = \"vgcl\"\n\n\
        [[step]]\ndo = \"found\"\ncode = \"cap-tren-moi\"\nname = \"Mới\"\nkind = \"upper\"\nunder = \"ldld-nghe-an\"\n";
    let applied = house.service.reorganise(system, plan).await;
    assert!(applied.is_ok(), "{applied:?}");
}

#[tokio::test]
async fn what_does_not_belong_to_the_database_is_not_taken() {
    on_both(async |fresh| {
        let house = House::small(&fresh).await;
        assert!(!house.starts().await, "there is no file yet");
        house.declare("north-one", 3, 5).await;
        house.write().await;
        assert!(!house.service.write_snapshot(&house.file()).await.unwrap(), "nothing changed since");
        assert!(house.starts().await);
        let right = std::fs::read(house.file()).unwrap();

        // Another federation's database.
        let other = congdoan_testkit::fresh_sqlite().await;
        let elsewhere = House { folder: tempfile::tempdir().unwrap(), ..House::small(&other).await };
        std::fs::create_dir_all(elsewhere.file().parent().unwrap()).unwrap();
        std::fs::copy(house.file(), elsewhere.file()).unwrap();
        elsewhere.declare("south-one", 3, 5).await;
        assert!(!elsewhere.starts().await);

        // Damage, and something else altogether.
        for bytes in [&right[..right.len() - 9], b"SQLite format 3", b""] {
            std::fs::write(house.file(), bytes).unwrap();
            assert!(!house.starts().await);
        }
        let mut turned = right.clone();
        *turned.last_mut().unwrap() ^= 1;
        std::fs::write(house.file(), &turned).unwrap();
        assert!(!house.starts().await);
        std::fs::write(house.file(), &right).unwrap();
        assert!(house.starts().await);

        // Other packs.
        let files = [PackFile {
            path: "pack.toml".into(),
            text: "id = \"tinh\"
name = { vi = \"Tỉnh\", en = \"Province\" }
"
            .into(),
        }];
        house.service.add_pack(&files).await.unwrap();
        house.service.follow().await.unwrap();
        assert!(!house.starts().await);
        house.write().await;
        assert!(house.starts().await);
    })
    .await;
}

#[tokio::test]
async fn a_log_that_is_not_the_one_seen_is_not_believed() {
    let fresh = congdoan_testkit::fresh_sqlite().await;
    let house = House::small(&fresh).await;
    let backup = house.folder.path().join("backup.db");
    house.service.backup(&backup).await.unwrap();
    house.declare("north-one", 3, 5).await;
    house.write().await;

    // The older backup, put back: its log ends before the snapshot, and then goes on otherwise.
    let restored = congdoan_testkit::fresh_sqlite().await;
    let clean = service(&restored).await;
    clean.restore(&backup).await.unwrap();
    let again = House { fresh: restored.clone(), service: Arc::new(service(&restored).await), folder: house.folder };
    again.service.keep_totals().await.unwrap();
    assert!(!again.starts().await);
    let mut tx = restored.store.write().await.unwrap();
    for _ in 0..9 {
        let note = Note { chain: "north".into(), action: "other", object: "other".into(), ..Note::default() };
        tx.journal(&again.service.system(), note, &Change::default()).await.unwrap();
    }
    tx.commit().await.unwrap();
    again.declare("north-one", 3, 9).await;
    assert!(!again.starts().await);
}

#[tokio::test]
async fn no_name_and_no_birth_is_in_the_file() {
    let fresh = congdoan_testkit::fresh_sqlite().await;
    let house = House::small(&fresh).await;
    house.write().await;
    let bytes = std::fs::read(house.file()).unwrap();
    let mut tx = fresh.store.read().await.unwrap();
    let named = tx.named(&house.service.system(), None).await.unwrap();
    assert_eq!(named.len(), 2);
    for one in named {
        let id = one.person.uuid();
        assert!(!bytes.windows(16).any(|window| window == id.as_bytes()), "ids of people stay in the database");
        assert!(
            !bytes.windows(one.name_fold.len()).any(|window| window == one.name_fold.as_bytes())
                || one.name_fold.len() < 3
        );
    }
    for text in ["Bình", "binh", "1990-05-02"] {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    use std::os::unix::fs::PermissionsExt as _;
    assert_eq!(std::fs::metadata(house.file()).unwrap().permissions().mode() & 0o077, 0);
}
