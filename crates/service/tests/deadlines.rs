//! Deadlines of records on both engines: they run, stop, are ended by a later record, and are seen by who may read the record.
//!
//! Not here: how a last day is found (`pack`), the pages (`web`).

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::sync::Arc;

use congdoan_model::{
    access::Caller,
    figures::{Indicator, Value},
    names::Language,
    registers::Fields,
};
use congdoan_service::{
    Error, Kept, Service,
    access::NewAccount,
    figures::Ask,
    pack::{ClockState, PackFile},
    registers::{ClocksAsked, ClocksShown, Deadlines, Deed, NewRecord, paste::read_block},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both};
use serde_json::json;

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    fresh: Fresh,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 12);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        Self { service, clock, fresh }
    }

    async fn person(&self, login: &str, role: &str, unit: &str) -> Caller {
        let mandates = [(unit, role, "QĐ 1")];
        let account = NewAccount { name: login, login, password: "mat-khau-dai", mandates: &mandates };
        self.service.add_account(&account).await.unwrap();
        let signed = self.service.sign_in(login, "mat-khau-dai").await.unwrap();
        self.service.present_by_session(&signed.secret, Language::Vi).await.unwrap().caller
    }

    async fn record(&self, caller: &Caller, register: &str, day: (i32, u32, u32), fields: serde_json::Value) -> Kept {
        self.record_in(caller, ("north-one", register), day, fields).await
    }

    async fn record_in(
        &self,
        caller: &Caller,
        (unit, register): (&str, &str),
        day: (i32, u32, u32),
        fields: serde_json::Value,
    ) -> Kept {
        let fields: Fields = serde_json::from_value(fields).unwrap();
        let occurred_on = date(day.0, day.1, day.2);
        let new = NewRecord { register, unit, occurred_on, fields, files: Vec::new() };
        self.service.record(caller, new, None).await.unwrap()
    }

    async fn change(&self, caller: &Caller, kept: &Kept, fields: serde_json::Value) -> Kept {
        let fields: Fields = serde_json::from_value(fields).unwrap();
        let place = (kept.record.register.as_str(), kept.record.id, kept.record.version);
        self.service.change_record(caller, place, kept.record.occurred_on, fields, &[]).await.unwrap()
    }

    async fn found(&self, caller: &Caller, unit: &str, shown: ClocksShown) -> Deadlines {
        let asked = ClocksAsked { unit, shown, register: None, after: None, limit: 100 };
        self.service.deadlines(caller, &asked).await.unwrap()
    }

    /// Clock, last day and state of what runs below a unit.
    async fn running(&self, caller: &Caller, unit: &str, shown: ClocksShown) -> Vec<(String, String, ClockState)> {
        let found = self.found(caller, unit, shown).await;
        let shown = found.items.into_iter().map(|one| (one.running.clock, one.running.due_on.to_string(), one.state));
        shown.collect()
    }

    /// Adds days off to what the pack knows, while everything runs.
    async fn days_off(&self, days: &str) {
        self.clock.advance_seconds(60);
        let file = |path: &str, text: String| PackFile { path: path.to_owned(), text };
        let head = file("pack.toml", "id = \"days_off\"\nname = \"Ngày nghỉ\"\n".to_owned());
        let days = format!("[[holiday]]\nname = \"Nghỉ đột xuất\"\noff = [{days}]\n");
        self.service.add_pack(&[head, file("holidays.toml", days)]).await.unwrap();
    }

    async fn sound(&self) {
        let found = self.service.verify().await.unwrap();
        assert!(found.differences.is_empty(), "{:?}", found.differences);
    }
}

fn agreement(expires_on: &str, sent_on: Option<&str>) -> serde_json::Value {
    json!({ "employer": "Công ty May Một", "step": "new", "scope": "enterprise", "expires_on": expires_on, "sent_on": sent_on })
}

#[tokio::test]
async fn a_clock_runs_until_the_thing_is_done() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let kept = house.record(&officer, "agreements", (2026, 3, 1), agreement("2028-03-01", None)).await;
        let late = house.running(&officer, "north-a", ClocksShown::Late).await;
        assert_eq!(late, [("sent".to_owned(), "2026-03-11".to_owned(), ClockState::Late)]);
        let found = house.found(&officer, "north-one", ClocksShown::Near).await;
        assert_eq!((found.late, found.near, found.items.len()), (1, 0, 0));
        assert_eq!(house.service.deadlines_pressing(&officer, "north-a").await.unwrap(), Some((1, 0)));
        let all = house.running(&officer, "north-a", ClocksShown::All).await;
        let clocks: Vec<&str> = all.iter().map(|(clock, ..)| clock.as_str()).collect();
        assert_eq!(clocks, ["sent", "talks", "expiry", "prolonged"], "by their last days");

        // Sent, if too late: no longer asked for, and the record says so.
        let kept = house.change(&officer, &kept, agreement("2028-03-01", Some("2026-03-12"))).await;
        assert!(house.running(&officer, "north-a", ClocksShown::Late).await.is_empty());
        let shown = house.service.deadlines_of(&kept, date(2026, 3, 12));
        assert_eq!((shown[0].state, shown[0].due_on), (ClockState::Missed, date(2026, 3, 11)));
        house.sound().await;

        // Withdrawn, nothing runs; restored, it does again.
        let place = ("agreements", kept.record.id);
        house.service.deed(&officer, place, Deed::Withdraw, "Ghi nhầm", None).await.unwrap();
        assert!(house.running(&officer, "north-a", ClocksShown::All).await.is_empty());
        house.sound().await;
        house.service.deed(&officer, place, Deed::Restore, "Ghi đúng", None).await.unwrap();
        assert_eq!(house.running(&officer, "north-a", ClocksShown::All).await.len(), 3);
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_later_record_takes_the_place_of_one_before_it() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let sent = Some("2024-04-02");
        house.record(&officer, "agreements", (2024, 4, 1), agreement("2026-04-01", sent)).await;
        let near = house.running(&officer, "north-a", ClocksShown::Near).await;
        assert_eq!(near, [("expiry".to_owned(), "2026-04-01".to_owned(), ClockState::Near)]);
        // Amended without another day: the same one holds.
        let mut amended = agreement("2026-04-01", Some("2025-05-02"));
        amended["step"] = "amended".into();
        amended["employer"] = "CÔNG TY MAY MỘT".into();
        house.record(&officer, "agreements", (2025, 5, 1), amended).await;
        assert_eq!(house.running(&officer, "north-a", ClocksShown::Near).await.len(), 1);
        // Renewed, however the name is written: only the new one runs.
        let mut renewed = agreement("2029-03-01", Some("2026-03-05"));
        renewed["step"] = "renewed".into();
        renewed["employer"] = "Công  ty may một".into();
        house.record(&officer, "agreements", (2026, 3, 1), renewed).await;
        assert!(house.running(&officer, "north-a", ClocksShown::Near).await.is_empty());
        let all = house.running(&officer, "north-a", ClocksShown::All).await;
        assert_eq!(all.len(), 3);
        assert!(all.iter().all(|(_, due, _)| due.as_str() > "2028-01-01"), "{all:?}");
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn pages_go_on_and_confidential_registers_stay_closed() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        for day in 1..=5 {
            house.record(&officer, "agreements", (2026, 2, day), agreement("2028-03-01", None)).await;
        }
        let strike = json!({ "employer": "Công ty May Một", "participants": 40 });
        house.record(&officer, "strikes", (2026, 2, 20), strike).await;
        let late = house.found(&officer, "north-a", ClocksShown::Late).await;
        assert_eq!((late.late, late.items.len()), (6, 6));

        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let asked = ClocksAsked {
                unit: "north-a",
                shown: ClocksShown::Late,
                register: None,
                after: after.as_ref().map(|(day, id, clock): &(_, _, String)| (*day, *id, clock.as_str())),
                limit: 2,
            };
            let page = house.service.deadlines(&officer, &asked).await.unwrap();
            seen.extend(page.items.iter().map(|one| one.running.record));
            let Some(last) = page.items.last().filter(|_| page.more) else { break };
            after = Some((last.running.due_on, last.running.record, last.running.clock.clone()));
        }
        let whole: Vec<_> = late.items.iter().map(|one| one.running.record).collect();
        assert_eq!(seen, whole, "two by two is the same as all at once");
        let only =
            ClocksAsked { unit: "north-a", shown: ClocksShown::All, register: Some("strikes"), after: None, limit: 9 };
        assert_eq!(house.service.deadlines(&officer, &only).await.unwrap().items.len(), 1);

        // A line that only coordinates reads agreements, and no strikes.
        let manager = house.person("binh", "upper_officer", "rubber").await;
        let strike = json!({ "employer": "Nông trường Hai", "participants": 40 });
        house.record_in(&manager, ("rubber-one", "strikes"), (2026, 2, 20), strike).await;
        house.record_in(&manager, ("rubber-one", "agreements"), (2026, 2, 20), agreement("2028-03-01", None)).await;
        assert_eq!(house.found(&manager, "rubber", ClocksShown::Late).await.late, 2);
        let coordinator = house.person("ha", "specialist", "north").await;
        let seen = house.found(&coordinator, "north", ClocksShown::Late).await;
        let at_rubber: Vec<_> = seen.items.iter().filter(|one| one.running.unit_code == "rubber-one").collect();
        assert_eq!((seen.late, at_rubber.len()), (7, 1), "six of its own and one of two");
        assert_eq!(at_rubber[0].running.register, "agreements");
        // Nor does it read their numbers, in a table as little as alone.
        let year = congdoan_model::Period::year(2026);
        let strikes = |one: &Indicator| one.id == "strikes.count" || one.id == "agreements.signed";
        let table = house.service.figure_table(&coordinator, "north", year, strikes).await.unwrap();
        let codes: Vec<_> = table.frame.children.iter().map(|(unit, _)| unit.code.as_str()).collect();
        let seen = |id: &str| table.lines.iter().find(|line| line.indicator.id == id).unwrap();
        assert_eq!(codes, ["north-a", "rubber-one"]);
        let is_seen = |id: &str| seen(id).cells.iter().map(Option::is_some).collect::<Vec<_>>();
        assert_eq!((is_seen("strikes.count"), is_seen("agreements.signed")), (vec![true, false], vec![true, true]));
        assert!(seen("strikes.count").total.is_some());

        // At the top the lists are the same whether the tree is kept or walked.
        let top = house.person("long", "specialist", "root").await;
        let walked = house.found(&top, "root", ClocksShown::All).await;
        let latest = house.service.latest_records(&top, top.rights()[0].unit, 20).await.unwrap();
        house.service.keep_totals().await.unwrap();
        let kept = house.found(&top, "root", ClocksShown::All).await;
        let codes = |found: &Deadlines| found.items.iter().map(|one| one.running.clone()).collect::<Vec<_>>();
        assert_eq!((codes(&kept), kept.late, kept.near), (codes(&walked), walked.late, walked.near));
        let again = house.service.latest_records(&top, top.rights()[0].unit, 20).await.unwrap();
        let ids = |kept: &[Kept]| kept.iter().map(|one| one.record.id).collect::<Vec<_>>();
        assert_eq!((ids(&again), again.len()), (ids(&latest), 8));

        // Somebody elsewhere sees nothing of it.
        let other = house.person("nam", "upper_officer", "south-a").await;
        let asked = ClocksAsked { unit: "north-a", shown: ClocksShown::All, register: None, after: None, limit: 9 };
        assert!(matches!(house.service.deadlines(&other, &asked).await, Err(Error::NotFound(_) | Error::Store(_))));
    })
    .await;
}

#[tokio::test]
async fn an_import_is_undone_after_days_off_moved_what_it_brought() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let text = "Đơn vị\tNgày đối thoại\tDoanh nghiệp, đơn vị\tLoại đối thoại\tTình trạng\tSố thành viên đại diện bên người lao động\tSố thành viên bên người lao động có mặt\tNgười đại diện theo pháp luật hoặc người được ủy quyền dự\n\
            north-one\t06/03/2026\tCông ty A\tĐịnh kỳ\tĐã đối thoại\t5\t5\tcó\n";
        let block = read_block(house.service.pack().register("dialogues").unwrap(), text).unwrap();
        let written = house.service.write_block(&officer, ("dialogues", "north-one"), &block, None).await.unwrap();
        assert_eq!((written.created, written.refused), (1, 0), "{:?}", written.faults);
        house.days_off("2026-03-09").await;
        let due = house.running(&officer, "north-a", ClocksShown::Near).await;
        assert_eq!(due, [("posted".to_owned(), "2026-03-12".to_owned(), ClockState::Near)]);
        house.clock.advance_seconds(60);
        house.service.undo_import(&officer, written.batch.unwrap()).await.unwrap();
        assert!(house.running(&officer, "north-a", ClocksShown::All).await.is_empty());
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn pasted_records_run_and_stop_when_the_paste_is_undone() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let text = "Đơn vị\tNgày ký\tDoanh nghiệp\tViệc đã làm\tPhạm vi\tNgày hết hiệu lực\n\
            north-one\t01/03/2026\tCông ty A\tKý mới\tMột doanh nghiệp\t28/02/2028\n\
            north-one\t02/03/2026\tCông ty B\tKý mới\tMột doanh nghiệp\t01/03/2028\n";
        let block = read_block(house.service.pack().register("agreements").unwrap(), text).unwrap();
        let written = house.service.write_block(&officer, ("agreements", "north-one"), &block, None).await.unwrap();
        assert_eq!((written.created, written.refused), (2, 0), "{:?}", written.faults);
        let pressing = house.service.deadlines_pressing(&officer, "north-a").await.unwrap();
        assert_eq!(pressing, Some((1, 1)), "one is late by a day, of the other this is the last");
        house.sound().await;
        house.clock.advance_seconds(60);
        house.service.undo_import(&officer, written.batch.unwrap()).await.unwrap();
        assert_eq!(house.service.deadlines_pressing(&officer, "north-a").await.unwrap(), Some((0, 0)));
        house.sound().await;
    })
    .await;
}

#[tokio::test]
async fn a_day_off_moves_deadlines_that_run_and_figures_that_count_working_days() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let officer = house.person("an", "upper_officer", "north-a").await;
        let dialogue = |posted_on: Option<&str>| {
            json!({ "employer": "Công ty May Một", "kind": "periodic", "outcome": "held", "workers": 90,
                "worker_side": 5, "workers_present": 5, "employer_side": 3, "legal_representative": true,
                "posted_on": posted_on })
        };
        // Three working days from Thursday 12 February, with Tết between them.
        let over_tet = house.record(&officer, "dialogues", (2026, 2, 12), dialogue(Some("2026-02-24"))).await;
        assert_eq!(house.service.deadlines_of(&over_tet, date(2026, 3, 12))[0].due_on, date(2026, 2, 24));
        let late = house.record(&officer, "dialogues", (2026, 3, 2), dialogue(Some("2026-03-06"))).await;
        let open = house.record(&officer, "dialogues", (2026, 3, 6), dialogue(None)).await;
        let posted = |on: Option<i64>, late: Option<i64>| (on, late);
        assert_eq!(posted_at(&house, "north").await, posted(Some(1), Some(1)));
        let due = house.running(&officer, "north-a", ClocksShown::Late).await;
        assert_eq!(due, [("posted".to_owned(), "2026-03-11".to_owned(), ClockState::Late)]);

        // The State gives Wednesday 4 and Monday 9 March off, and somebody adds that to what runs.
        let other =
            Service::new(house.fresh.store.clone(), house.clock.clone(), ids(house.clock.clone())).await.unwrap();
        other.hold_keys(keyring());
        other.keep_totals().await.unwrap();
        house.days_off("2026-03-04, 2026-03-09").await;
        assert_eq!(posted_at(&house, "north").await, posted(Some(2), None));
        let due = house.running(&officer, "north-a", ClocksShown::Near).await;
        assert_eq!(due, [("posted".to_owned(), "2026-03-12".to_owned(), ClockState::Near)]);
        house.sound().await;

        // Another server still reckoned over the former days; when it has taken the new ones up it puts that right.
        let fields = serde_json::from_value(dialogue(Some("2026-03-06"))).unwrap();
        let (register, unit, occurred_on) = ("dialogues", "north-one", date(2026, 3, 2));
        let new = NewRecord { register, unit, occurred_on, fields, files: Vec::new() };
        let stale = other.record(&officer, new, None).await.unwrap();
        assert!(!house.service.verify().await.unwrap().differences.is_empty());
        assert_eq!(other.recount_owed().await.unwrap(), None, "not while others may still be writing");
        house.clock.advance_seconds(60);
        assert_eq!(other.recount_owed().await.unwrap(), Some(1));
        assert_eq!(house.service.recount_owed().await.unwrap(), None, "once is enough");
        assert_eq!(house.service.recount().await.unwrap(), 0);
        assert_eq!(posted_at(&house, "north").await, posted(Some(3), None));
        house.sound().await;

        // Nobody said anything anew: a form that lay open is still of the version that stands.
        let open = house.change(&officer, &open, dialogue(Some("2026-03-12"))).await;
        assert_eq!((open.record.version, house.found(&officer, "north-a", ClocksShown::Near).await.near), (2, 0));

        // Their history says what happened; a record of other days was left alone.
        for (kept, written) in [(&late, true), (&open, true), (&stale, true), (&over_tet, false)] {
            let story = house.service.record_story(&officer, "dialogues", kept.record.id).await.unwrap();
            assert_eq!(story.iter().any(|entry| entry.action == "record.recount"), written, "{story:?}");
        }
    })
    .await;
}

/// Dialogues posted in time, and late, of a unit and all below in 2026.
async fn posted_at(house: &House, unit: &str) -> (Option<i64>, Option<i64>) {
    let of = |indicator| Ask::new(unit, indicator, congdoan_model::Period::year(2026));
    let system = house.service.system();
    let on_time = house.service.figure(&system, &of("dialogue.posted_on_time")).await.unwrap().value;
    let late = house.service.figure(&system, &of("dialogue.posted_late")).await.unwrap().value;
    (on_time.and_then(Value::whole), late.and_then(Value::whole))
}
