//! What must hold on both engines: equal schemas, durable writes, the journal, rights, backup.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use congdoan_model::{
    RecordId, UnitId,
    access::{Action, Caller, Right, Scope, Who},
    audit::FIRST_HASH,
    figures::{Row, Source},
    org::{Line, Link},
    registers::{Fields, Record, RecordState},
};
use congdoan_store::{
    Error, Store, access::Thing, audit::Change, backup, columns, org::Below, org::UnitFilter, registers::ClockFilter,
    registers::Given, registers::RecordClock, registers::RecordFilter, registers::RecordWrite,
};
use congdoan_testkit::{FixedClock, date, federation, fresh_postgres, fresh_sqlite, ids, on_both};
use sqlx::Connection as _;

fn system() -> Caller {
    Caller::system(congdoan_model::Timestamp::start_of(date(2022, 6, 1)))
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

/// A caller whose one mandate, in a unit, reads and writes there and below, reads over coordinating links, and reads
/// totals above.
fn officer(unit: UnitId, ancestors: Vec<UnitId>) -> Caller {
    let all = vec![Action::UnitRead, Action::RecordRead, Action::RecordWrite, Action::FigureRead];
    let right = Right {
        unit,
        role: "officer".into(),
        own: all.clone(),
        below: all,
        coordinating: vec![Action::UnitRead, Action::RecordRead],
        above: vec![Action::UnitRead, Action::FigureRead],
        ancestors,
    };
    let (user, person) = (uuid::Uuid::nil().into(), uuid::Uuid::nil().into());
    let who = Who::Person { user, person, login: "officer".into(), rights: vec![right], scope: Scope::Write };
    Caller { who, ..system() }
}

fn record(unit: UnitId, number: u128) -> Record {
    let fields: Fields = [("participants".to_owned(), 40.into())].into();
    let id = uuid::Uuid::from_u128(number).into();
    Record {
        id,
        register: "training".into(),
        unit,
        occurred_on: date(2022, 5, 4),
        state: RecordState::Recorded,
        fields,
        version: 0,
    }
}

fn rows(record: &Record, value: i64) -> Vec<Row> {
    vec![Row {
        id: uuid::Uuid::from_u128(record.id.uuid().as_u128() + 1_000 * u128::from(value.unsigned_abs())).into(),
        unit: record.unit,
        indicator: "training.attendances".into(),
        source: Source::Records,
        record: Some(record.id),
        occurred_on: record.occurred_on,
        counted_on: record.occurred_on,
        value,
        subject: None,
    }]
}

fn given(record: &Record, value: i64) -> Given {
    Given { rows: rows(record, value), clocks: Vec::new() }
}

fn writing<'a>(record: &'a Record, given: &'a Given) -> RecordWrite<'a> {
    RecordWrite {
        record,
        given,
        action: "record.write",
        right: Action::RecordWrite,
        reason: "",
        confidential: false,
        logged: None,
    }
}

#[tokio::test]
async fn both_schemas_are_equal() {
    let (sqlite, postgres) = (fresh_sqlite().await, fresh_postgres().await);
    let (left, right) = (columns(&sqlite.store).await.unwrap(), columns(&postgres.store).await.unwrap());
    assert!(left.len() > 100, "{} columns", left.len());
    assert_eq!(left, right);
}

#[tokio::test]
async fn writes_are_durable_and_migrating_twice_changes_nothing() {
    on_both(|fresh| async move {
        assert!(fresh.store.is_durable().await.unwrap());
        fresh.store.migrate().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_record_its_rows_its_change_and_its_audit_entry_are_one_transaction() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let one = record(id(&units, "north-one"), 7);
        let mut tx = fresh.store.write().await.unwrap();
        tx.write_record(&system(), &writing(&one, &given(&one, 40))).await.unwrap();
        drop(tx);
        let mut tx = fresh.store.read().await.unwrap();
        assert!(tx.rows(&system(), None).await.unwrap().is_empty(), "what was not committed is not there");
        drop(tx);

        let mut tx = fresh.store.write().await.unwrap();
        let written = tx.write_record(&system(), &writing(&one, &given(&one, 40))).await.unwrap();
        assert_eq!(written.version, 1);
        tx.commit().await.unwrap();
        let mut tx = fresh.store.write().await.unwrap();
        tx.write_record(&system(), &writing(&written, &given(&one, 41))).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = fresh.store.write().await.unwrap();
        let stale = tx.write_record(&system(), &writing(&written, &given(&one, 42))).await;
        assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
        drop(tx);

        let mut tx = fresh.store.read().await.unwrap();
        assert_eq!(tx.rows(&system(), Some("training.attendances")).await.unwrap(), rows(&one, 41));
        let changes = tx.changes(&system(), "north", 1).await.unwrap();
        let expected = Change { add: rows(&one, 41), remove: rows(&one, 40), ..Change::default() };
        assert_eq!(changes.last().unwrap().1, expected);
        let entries = tx.entries(&system(), "north", 0).await.unwrap();
        let mut previous = FIRST_HASH.to_owned();
        for (place, (entry, hash)) in (1..).zip(&entries) {
            assert_eq!(entry.seq, place, "without gaps");
            assert_eq!(&entry.hash(&previous), hash);
            previous.clone_from(hash);
        }
        let head = tx.heads(&system()).await.unwrap().into_iter().find(|head| head.name == "north").unwrap();
        assert_eq!((head.seq, head.head), (3, previous));
    })
    .await;
}

#[tokio::test]
async fn rights_reach_down_the_managing_line_and_only_read_over_the_coordinating_one() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let of = |code: &str| id(&units, code);
        let north = officer(of("north"), vec![of("root")]);
        let mut tx = fresh.store.read().await.unwrap();
        let mut ask = async |action, code: &str, thing| tx.require(&north, action, of(code), thing).await;
        assert!(ask(Action::RecordWrite, "north-one", Thing::RECORD).await.is_ok());
        assert!(ask(Action::RecordRead, "rubber-one", Thing::RECORD).await.is_ok());
        let coordinated = ask(Action::RecordWrite, "rubber-one", Thing::RECORD).await;
        assert!(matches!(coordinated, Err(Error::Denied(Action::RecordWrite))), "{coordinated:?}");
        let confidential = ask(Action::RecordRead, "rubber-one", Thing::RECORD.confidential(true)).await;
        assert!(matches!(confidential, Err(Error::NotVisible("record"))), "{confidential:?}");
        let elsewhere = ask(Action::RecordRead, "south-one", Thing::RECORD).await;
        assert!(matches!(elsewhere, Err(Error::NotVisible("record"))), "{elsewhere:?}");
        assert!(ask(Action::FigureRead, "root", Thing::FIGURE).await.is_ok(), "totals above are seen");
        let above = ask(Action::RecordRead, "root", Thing::RECORD).await;
        assert!(matches!(above, Err(Error::NotVisible("record"))), "{above:?}");
    })
    .await;
}

#[tokio::test]
async fn lists_reach_down_the_tree_and_page_without_losing_or_repeating() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let mut tx = fresh.store.write().await.unwrap();
        for (number, code) in [(1, "north-one"), (2, "north-two"), (3, "rubber-one"), (4, "south-one"), (5, "north")] {
            let one = record(id(&units, code), number);
            tx.write_record(&system(), &writing(&one, &given(&one, 1))).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = fresh.store.read().await.unwrap();
        let mut after = None;
        let mut seen = Vec::new();
        loop {
            let filter = RecordFilter {
                register: "training",
                below: Below {
                    days: (date(2022, 1, 1), date(2022, 12, 31)),
                    ..Below::on(id(&units, "north"), date(2022, 12, 31))
                },
                after,
                limit: 2,
                state: None,
            };
            let page = tx.records(&system(), &filter).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some((last.record.occurred_on, last.record.id));
            seen.extend(page.into_iter().map(|kept| kept.unit_code));
        }
        assert_eq!(seen, ["north-one", "north-two", "rubber-one", "north"]);

        let before = tx.queries();
        let filter = UnitFilter { kind: None, name: "DON VI NORTH", after: "", limit: 10 };
        let found = tx.units_below(&system(), id(&units, "root"), &filter).await.unwrap();
        assert_eq!(
            found.iter().map(|unit| unit.code.as_str()).collect::<Vec<_>>(),
            ["north", "north-a", "north-one", "north-two"]
        );
        assert_eq!(tx.queries() - before, 1, "the number of statements does not grow with the units");
        let children = tx.children(&system(), id(&units, "north"), date(2022, 6, 1)).await.unwrap();
        let lines: Vec<_> =
            children.iter().map(|child| (child.unit.code.as_str(), child.line, child.children)).collect();
        assert_eq!(lines, [("north-a", Some(Line::Managing), 2), ("rubber-one", Some(Line::Coordinating), 0)]);
    })
    .await;
}

#[tokio::test]
async fn at_the_top_naming_what_is_not_below_lists_what_walking_the_links_lists() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let (root, south) = (id(&units, "root"), id(&units, "south-one"));
        let mut tx = fresh.store.write().await.unwrap();
        for (number, code) in [(1, "north-one"), (2, "rubber-one"), (3, "south-one"), (4, "root")] {
            let one = record(id(&units, code), number);
            let clock = RecordClock {
                clock: "sending".to_owned(),
                due_on: Some(date(2022, 7, 1)),
                stopped_on: None,
                about: String::new(),
            };
            tx.write_record(&system(), &writing(&one, &Given { clocks: vec![clock], ..given(&one, 1) })).await.unwrap();
        }
        tx.commit().await.unwrap();
        let mut tx = fresh.store.read().await.unwrap();
        let days = (date(2022, 1, 1), date(2022, 12, 31));
        let mut listed = async |unit: UnitId, but: Option<&[UnitId]>| {
            let below = Below { days, but, ..Below::on(unit, days.1) };
            let filter = RecordFilter { register: "training", below, after: None, limit: 10, state: None };
            let (registers, system) = (["training"], system());
            let clocks = ClockFilter { below, registers: &registers, from: days.0, to: days.1, after: None, limit: 10 };
            let records = tx.records(&system, &filter).await.unwrap();
            let latest = tx.latest_records(&system, &below, 10).await.unwrap();
            let running = tx.clocks(&system, &clocks).await.unwrap();
            let counted =
                (tx.count_records(&system, &filter).await.unwrap(), tx.count_clocks(&system, &clocks).await.unwrap());
            let codes = |kept: Vec<congdoan_store::registers::Kept>| {
                kept.into_iter().map(|one| one.unit_code).collect::<Vec<_>>()
            };
            let running: Vec<String> = running.into_iter().map(|one| one.unit_code).collect();
            (codes(records), codes(latest), running, counted)
        };
        let all = listed(root, None).await;
        assert_eq!((all.0.len(), all.2.len(), all.3), (4, 4, (4, 4)));
        assert_eq!(listed(root, Some(&[])).await, all);
        let but_one = listed(root, Some(&[south])).await;
        assert_eq!((but_one.0.len(), but_one.1.len(), but_one.3), (3, 3, (3, 3)));
        assert!(!but_one.2.contains(&"south-one".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_second_managing_parent_at_one_time_is_refused() {
    on_both(|fresh| async move {
        let units = with_units(&fresh.store).await;
        let ids = ids(FixedClock::at(2022, 6, 2));
        let (child, parent) = (id(&units, "north-one"), id(&units, "south-a"));
        let (line, from) = (Line::Managing, date(2022, 1, 1));
        let link = Link { id: ids.next(), child, parent, line, from, until: None };
        let mut tx = fresh.store.write().await.unwrap();
        assert!(matches!(tx.add_units(&system(), &[], &[link]).await, Err(Error::Taken(_))));
    })
    .await;
}

#[tokio::test]
async fn a_backup_restores_on_either_engine() {
    let (sqlite, postgres) = (fresh_sqlite().await, fresh_postgres().await);
    let units = with_units(&postgres.store).await;
    let one = record(id(&units, "north-one"), 9);
    let mut tx = postgres.store.write().await.unwrap();
    tx.write_record(&system(), &writing(&one, &given(&one, 12))).await.unwrap();
    tx.commit().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    let written = backup::backup(&postgres.store, &system(), &file).await.unwrap();
    assert!(backup::backup(&postgres.store, &system(), &file).await.is_err(), "a file that stands is not written over");
    assert_eq!(backup::restore(&sqlite.store, &system(), &file).await.unwrap(), written);
    let again = fresh_postgres().await;
    assert_eq!(backup::restore(&again.store, &system(), &file).await.unwrap(), written);
    assert!(backup::restore(&again.store, &system(), &file).await.is_err(), "only into an empty database");
    for fresh in [sqlite, again] {
        let mut tx = fresh.store.read().await.unwrap();
        assert_eq!(tx.rows(&system(), None).await.unwrap(), rows(&one, 12));
        let kept = tx.record(&system(), "training", RecordId::from(one.id.uuid()), false).await.unwrap();
        assert_eq!(kept.record.fields, one.fields);
    }
}

#[tokio::test]
async fn what_units_hold_is_counted_from_rolls_and_declarations_alike() {
    on_both(async |fresh| {
        let units = with_units(&fresh.store).await;
        let unit = id(&units, "north-one");
        let declared = Row {
            source: Source::Declared,
            record: None,
            indicator: "members.total".into(),
            ..rows(&record(unit, 7), 41).remove(0)
        };
        let mut tx = fresh.store.write().await.unwrap();
        tx.declare_batch(&system(), "north", &[declared]).await.unwrap();
        let held = tx.holdings(&system(), date(2022, 6, 1), "members.total").await.unwrap();
        assert_eq!(held.get(&unit).map(|held| held.members), Some(41));
        let before = tx.holdings(&system(), date(2022, 5, 1), "members.total").await.unwrap();
        assert_eq!(before.get(&unit).map_or(0, |held| held.members), 0, "declared later");
    })
    .await;
}

/// What wrote much leaves PostgreSQL with statistics, so that what comes next is planned by them at once.
#[tokio::test]
async fn a_bulk_write_leaves_statistics() {
    let fresh = fresh_postgres().await;
    let ids = ids(FixedClock::at(2022, 6, 1));
    let built = federation::small(&ids);
    let mut tx = fresh.store.write().await.unwrap();
    tx.add_units(&system(), &built.units, &built.links).await.unwrap();
    tx.commit_bulk(congdoan_store::MUCH).await.unwrap();
    let mut plain = sqlx::PgConnection::connect(&fresh.address).await.unwrap();
    let still_valid: f32 = sqlx::query_scalar(
        "SELECT null_frac FROM pg_stats WHERE tablename = 'unit_link' AND attname = 'superseded_at'",
    )
    .fetch_one(&mut plain)
    .await
    .unwrap();
    assert!(still_valid > 0.99, "the planner knows that links are valid still, not {still_valid} of them");
}
