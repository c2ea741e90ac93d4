//! Files of figures as one act: one audit entry, packed rows beside it, followed, taken back and checked, on both engines.
//!
//! Not here: what a file may say (`doors`), how rows are packed (`store::audit`), how fast it is (`congdoan bench`).

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use congdoan_model::{
    BatchId, Clock as _, Ids, Month, UnitId,
    access::Caller,
    figures::{Row, Source, Value},
    names::Language,
};
use congdoan_service::{
    Service, StoreError,
    figures::{Ask, Declaration},
    members::{Batch, ImportOptions, Imported},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, on_both};

static FOLDERS: AtomicU64 = AtomicU64::new(0);

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    units: BTreeMap<String, UnitId>,
    folder: PathBuf,
    fresh: Fresh,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("congdoan-volume-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { service, clock, ids, units, folder, fresh }
    }

    async fn import(&self, caller: &Caller, sheet: &str) -> Imported {
        self.clock.advance_seconds(60);
        let path = self.folder.join("f.csv");
        std::fs::write(&path, format!("Mã đơn vị,Chỉ tiêu,Tháng,Giá trị\n{sheet}")).unwrap();
        let caller = Caller { now: self.clock.now(), ..caller.clone() };
        self.service.import_figures(&caller, &path, &ImportOptions::default()).await.unwrap()
    }

    async fn undo(&self, batch: BatchId) -> Vec<(String, Option<String>)> {
        self.clock.advance_seconds(60);
        self.service.undo_import(&self.service.system(), batch).await.unwrap()
    }

    /// What the units named show for a month, in the engine that follows the log and in one that is built anew.
    async fn shows(&self, unit: &str, month: &str) -> Option<i64> {
        let ask = Ask::new(unit, "labour.workers", month.parse().unwrap());
        let value = |answer: congdoan_model::figures::Answer| answer.value.and_then(Value::whole);
        let kept = value(self.service.figure(&self.service.system(), &ask).await.unwrap());
        let other = Service::new(self.fresh.store.clone(), self.clock.clone(), self.ids.clone()).await.unwrap();
        assert_eq!(value(other.figure(&other.system(), &ask).await.unwrap()), kept, "{unit} {month}");
        kept
    }

    async fn differences(&self) -> Vec<String> {
        self.service.verify().await.unwrap().differences
    }

    async fn entries(&self, chain: &str) -> Vec<congdoan_model::audit::Entry> {
        let mut tx = self.fresh.store.read().await.unwrap();
        let entries = tx.entries(&self.service.system(), chain, 0).await.unwrap();
        entries.into_iter().map(|(entry, _)| entry).filter(|entry| entry.action.starts_with("import")).collect()
    }

    async fn run(&self, statement: &str) {
        let mut tx = self.fresh.store.write().await.unwrap();
        tx.run_unchecked(statement).await.unwrap();
        tx.commit().await.unwrap();
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

const FIRST: &str = "north-one,labour.workers,2025-06,100\nnorth-two,labour.workers,2025-06,40\n\
    south-one,labour.workers,2025-06,7\nsouth-one,labour.workers,2025-07,8\n";
const SECOND: &str = "north-one,labour.workers,2025-06,90\nnorth-two,labour.workers,2025-06,40\n\
    south-one,labour.workers,2025-06,0\nrubber-one,labour.workers,2025-06,5\n";

#[tokio::test]
async fn a_file_is_one_entry_supersedes_and_is_taken_back_exactly() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let system = house.service.system();
        let beside = Service::new(house.fresh.store.clone(), house.clock.clone(), house.ids.clone()).await.unwrap();
        beside.keep_totals().await.unwrap();
        let first = house.import(&system, FIRST).await;
        assert_eq!((first.created, first.refused), (4, 0), "{first:?}");
        assert_eq!(house.shows("root", "2025-06").await, Some(147));
        let again = house.import(&system, FIRST).await;
        assert_eq!((again.created, again.changed, again.unchanged, again.batch), (0, 0, 4, None));

        let second = house.import(&system, SECOND).await;
        assert_eq!((second.created, second.changed, second.unchanged), (1, 2, 1), "{second:?}");
        assert_eq!(house.shows("root", "2025-06").await, Some(135));
        assert_eq!(house.shows("north", "2025-06").await, Some(135), "with what it only coordinates");
        let entries = house.entries("root").await;
        assert_eq!(entries.len(), 2, "one for each file, however many provinces it is about");
        for chain in ["north", "south", "rubber"] {
            assert!(house.entries(chain).await.is_empty(), "{chain}");
        }
        let said: serde_json::Value = serde_json::from_str(&entries[1].after).unwrap();
        assert_eq!((&said["added"], &said["replaced"]), (&3.into(), &2.into()), "{said}");
        assert_eq!(said["blocks"][0]["rows"], 5);
        assert!(beside.follow().await.unwrap(), "another server hears of both");
        let ask = Ask::new("root", "labour.workers", "2025-06".parse().unwrap());
        assert_eq!(beside.figure(&system, &ask).await.unwrap().value, Some(Value::Whole(135)));

        // What was declared anew since stays; the rest is as it was before the second file.
        house.clock.advance_seconds(60);
        let month = Month::of(date(2025, 6, 1));
        let declaration = Declaration { unit: "south-one", indicator: "labour.workers", month, value: 11 };
        house.service.declare(&house.service.system(), &declaration).await.unwrap();
        let kept = house.undo(second.batch.unwrap()).await;
        assert_eq!(kept, [("labour.workers 2025-06".to_owned(), Some("south-one".to_owned()))]);
        assert_eq!(house.shows("root", "2025-06").await, Some(100 + 40 + 11));
        assert_eq!(house.shows("rubber-one", "2025-06").await, None);
        assert_eq!(house.undo(first.batch.unwrap()).await.len(), 2, "what was replaced stays, however it stands now");
        assert_eq!(house.shows("root", "2025-07").await, None, "the one row that still stood is gone");
        assert_eq!(house.differences().await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_declare_somewhere_brings_in_nothing_there() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let mandates = [("north-a", "upper_officer", "QĐ 1")];
        let new = congdoan_service::access::NewAccount {
            name: "Lan",
            login: "lan",
            password: "mat-khau-dai",
            mandates: &mandates,
        };
        house.service.add_account(&new).await.unwrap();
        let session = house.service.open_session("lan").await.unwrap();
        let lan = house.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller;
        let refused = house.import(&lan, FIRST).await;
        assert!(refused.taken_back && refused.refused == 2 && refused.batch.is_none(), "{refused:?}");
        assert!(
            refused.refusals.iter().all(|row| row.value == "south-one" && row.reason.vi.contains("không có đơn vị"))
        );
        assert_eq!(house.shows("root", "2025-06").await, None);
        let own = house.import(&lan, "north-one,labour.workers,2025-06,100\n").await;
        assert_eq!(own.created, 1, "{own:?}");
        assert_eq!(house.entries("north").await.len(), 1, "a file about one province stands in its chain");
    })
    .await;
}

#[tokio::test]
async fn a_block_that_was_touched_is_told() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let system = house.service.system();
        house.import(&system, FIRST).await;
        assert_eq!(house.differences().await, Vec::<String>::new());
        let mut tx = house.fresh.store.read().await.unwrap();
        let heads = tx.heads(&system).await.unwrap();
        let at = heads.iter().find(|head| head.name == "root").unwrap().seq;
        let told = tx.blocks_beside(&system, "root", at).await.unwrap();
        assert_eq!((told.len(), told[0].rows), (1, 4));
        drop(tx);
        // A packing of one row less, which reads well.
        house.import(&system, "north-one,labour.workers,2025-09,100\n").await;
        let other = "SELECT b.packed FROM change_block b WHERE b.chain = 'north'";
        house.run(&format!("UPDATE change_block SET packed = ({other}) WHERE chain = 'root'")).await;
        let found = house.differences().await;
        assert!(found.iter().any(|one| one.contains("packed rows are not those it names")), "{found:?}");
        assert_eq!(found.iter().filter(|one| one.contains("change log says otherwise")).count(), 4, "{found:?}");
        house.run("DELETE FROM change_block WHERE chain = 'root'").await;
        let gone = house.service.verify().await;
        assert!(matches!(gone, Err(congdoan_service::Error::Store(StoreError::Corrupt(_)))), "{gone:?}");
    })
    .await;
}

/// As imports were written before there were blocks: each row named in `import_row`, what it replaced in `import_change`, and
/// the rows themselves in the entry of the change log.
#[tokio::test]
async fn an_import_of_before_is_followed_and_taken_back() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let system = house.service.system();
        let day = date(2025, 6, 30);
        let row = |unit: &str, value: i64| Row {
            id: house.ids.next(),
            unit: house.units[unit],
            indicator: "labour.workers".to_owned(),
            source: Source::Declared,
            record: None,
            occurred_on: day,
            counted_on: day,
            value,
            subject: None,
        };
        let (one, two, stood) = (row("north-one", 100), row("north-two", 40), row("north-one", 60));
        let id: BatchId = house.ids.next();
        let batch = Batch {
            id,
            kind: "figures".to_owned(),
            label: "cũ".to_owned(),
            file_name: "cu.csv".to_owned(),
            file_hash: String::new(),
            mapping: String::new(),
            created: 1,
            changed: 1,
            unchanged: 0,
            refused: 0,
            recorded_by: "system".to_owned(),
            recorded_at: house.clock.now().micros(),
            undone_by: None,
            undone_at: None,
        };
        let mut tx = house.fresh.store.write().await.unwrap();
        tx.declare_batch(&system, "north", &[one.clone(), two.clone()]).await.unwrap();
        tx.add_batch(&system, "north", &batch, Vec::new()).await.unwrap();
        let (before, after) = match house.fresh.store.engine() {
            congdoan_store::Engine::Sqlite => ("x'", "'"),
            congdoan_store::Engine::Postgres => ("'", "'"),
        };
        let literal = |id: String| format!("{before}{}{after}", id.replace('-', ""));
        for row in [&one, &two] {
            let (batch, row) = (literal(id.to_string()), literal(row.id.to_string()));
            let statement = format!("INSERT INTO import_row (batch_id, object_id, version) VALUES ({batch}, {row}, 1)");
            tx.run_unchecked(&statement).await.unwrap();
        }
        let (batch, row) = (literal(id.to_string()), literal(one.id.to_string()));
        let stood = serde_json::to_string(&[&stood]).unwrap();
        let statement =
            format!("INSERT INTO import_change (batch_id, object_id, before_state) VALUES ({batch}, {row}, '{stood}')");
        tx.run_unchecked(&statement).await.unwrap();
        tx.commit().await.unwrap();

        assert!(house.service.follow().await.unwrap());
        assert_eq!(house.shows("root", "2025-06").await, Some(140));
        assert_eq!(house.undo(id).await, Vec::new());
        assert_eq!(house.shows("root", "2025-06").await, Some(60));
        assert_eq!(house.differences().await, Vec::<String>::new());
    })
    .await;
}
