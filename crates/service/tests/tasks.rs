//! Tasks of programmes on both engines: who gives, does and accepts them, what they wait for, what proves them, when they go
//! up, and how they come to a phone's calendar.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use congdoan_model::{
    Clock as _, Ids, PersonId, ProgrammeId, RecordId, TaskId, UnitId,
    access::{Action, Caller, Scope, Who},
    names::Language,
    programmes::{
        Programme,
        tasks::{TaskDeed, TaskKind, TaskState},
    },
    registers::Fields,
};
use congdoan_service::{
    Error, Service,
    access::Once,
    programmes::{
        review::TaskTally,
        tasks::{Report, TaskAsked, TaskFilter, TaskForm, TaskLines},
    },
    registers::NewRecord,
};
use congdoan_testkit::{
    FixedClock, Fresh, date, federation, ids, keyring, on_both,
    people::{self, Told},
};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
    /// A programme of `north` for 2026.
    programme: ProgrammeId,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let units: BTreeMap<String, UnitId> =
            built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let system = Caller::system(clock.now());
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&system, &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        let programme = Programme {
            kind: congdoan_model::programmes::ProgrammeKind::Plan,
            id: ids.next(),
            unit: units["north"],
            title: "Kế hoạch năm 2026".to_owned(),
            directive: None,
            parent: None,
            period: "2026".parse().unwrap(),
        };
        service.add_programme(&system, &programme, &[]).await.unwrap();
        Self { service, clock, ids, fresh, units, programme: programme.id }
    }

    fn system(&self) -> Caller {
        Caller::system(self.clock.now())
    }

    fn later(&self, days: i64) {
        self.clock.advance_seconds(days * 24 * 3600);
    }

    /// The caller at the present moment.
    fn now(&self, caller: &Caller) -> Caller {
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        self.enter(login, self.ids.next(), unit, role).await
    }

    async fn enter(&self, login: &str, person: PersonId, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        people::account(&self.fresh.store, &self.ids, &self.system(), (login, person), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    async fn add(&self, caller: &Caller, form: &TaskForm<'_>) -> Result<TaskId, Error> {
        self.service.add_task(&self.now(caller), self.programme, form, None).await
    }

    async fn deed(&self, caller: &Caller, id: TaskId, deed: TaskDeed, words: &str) -> Result<(), Error> {
        self.report(caller, id, (deed, words), &Report::default()).await
    }

    async fn report(
        &self,
        caller: &Caller,
        id: TaskId,
        (deed, words): (TaskDeed, &str),
        report: &Report,
    ) -> Result<(), Error> {
        let asked = TaskAsked { deed, version: None, words, report };
        self.service.do_task(&self.now(caller), id, asked, None).await
    }

    async fn progress(&self, caller: &Caller) -> Option<i64> {
        self.service.task_board(&self.now(caller), self.programme).await.unwrap().progress
    }

    async fn titles(&self, caller: &Caller, filter: &TaskFilter<'_>, unit: Option<&str>) -> Vec<String> {
        let found = self.service.tasks(&self.now(caller), filter, unit).await.unwrap();
        found.into_iter().map(|kept| kept.task.title).collect()
    }

    async fn record(&self, caller: &Caller, unit: &str) -> RecordId {
        let fields = Fields::from([("topic".to_owned(), "An toàn".into()), ("attendees".to_owned(), 20.into())]);
        let new = NewRecord { register: "training", unit, occurred_on: date(2026, 3, 2), fields, files: vec![] };
        self.service.record(&self.now(caller), new, None).await.unwrap().record.id
    }
}

fn form<'a>(title: &'a str, unit: &'a str, due_on: NaiveDate) -> TaskForm<'a> {
    TaskForm { title, unit, due_on: Some(due_on), weight: 1, ..TaskForm::default() }
}

fn view(view: &str) -> TaskFilter<'_> {
    TaskFilter { view, ..TaskFilter::default() }
}

fn said(error: &Error) -> String {
    error.words().vi
}

#[tokio::test]
async fn a_task_is_given_below_reported_with_evidence_and_accepted_above() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "specialist").await;
        let one = house.officer("one", "north-one", "chair").await;
        let two = house.officer("two", "north-two", "chair").await;
        let due = date(2026, 4, 30);
        let asked = TaskForm { evidence: true, weight: 3, ..form("Mở lớp tập huấn", "north-one", due) };
        let task = house.add(&north, &asked).await.unwrap();
        let other = house.add(&north, &form("Khảo sát", "north-two", due)).await.unwrap();
        assert_eq!(house.progress(&north).await, Some(0));

        // The unit that does it sees it, the one beside does not; the carrier of the programme alone accepts.
        assert_eq!(house.titles(&one, &view("unit"), None).await, ["Mở lớp tập huấn"]);
        assert!(matches!(house.service.task(&two, task).await, Err(Error::NotFound(_))));
        assert_eq!(house.service.task_board(&two, house.programme).await.unwrap().hidden, 1);
        assert!(matches!(house.deed(&two, task, TaskDeed::Start, "").await, Err(Error::NotFound(_))));
        assert!(matches!(house.deed(&one, other, TaskDeed::Start, "").await, Err(Error::NotFound(_))));
        house.deed(&one, task, TaskDeed::Start, "").await.unwrap();
        let missing = house.deed(&one, task, TaskDeed::Report, "").await.unwrap_err();
        assert!(said(&missing).contains("minh chứng"), "{missing:?}");

        let record = house.record(&one, "north-one").await;
        let foreign = house.record(&two, "north-two").await;
        let with = |record| Report { records: vec![record], ..Report::default() };
        let refused = house.report(&one, task, (TaskDeed::Report, ""), &with(foreign)).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
        let report = Report { files: vec![("ảnh.jpg".to_owned(), vec![1, 2, 3])], ..with(record) };
        house.report(&one, task, (TaskDeed::Report, "Đã mở một lớp"), &report).await.unwrap();
        assert_eq!(house.progress(&north).await, Some(0), "reported is not accepted");
        assert!(matches!(house.deed(&one, task, TaskDeed::Accept, "").await, Err(Error::Denied(_))));
        assert_eq!(house.titles(&north, &view("waiting"), None).await, ["Mở lớp tập huấn"]);

        assert!(matches!(house.deed(&north, task, TaskDeed::Return, " ").await, Err(Error::Invalid(_))));
        house.deed(&north, task, TaskDeed::Return, "Thiếu danh sách người dự").await.unwrap();
        house.deed(&one, task, TaskDeed::Report, "").await.unwrap();
        house.deed(&north, task, TaskDeed::Accept, "").await.unwrap();
        assert_eq!(house.progress(&one).await, Some(7_500), "three of four by weight");

        let view = house.service.task(&one, task).await.unwrap();
        let story: Vec<&str> = view.story.iter().map(|event| event.event.as_str()).collect();
        assert_eq!(story, ["added", "started", "reported", "returned", "reported", "accepted"]);
        assert_eq!(view.story[3].words, "Thiếu danh sách người dự");
        assert_eq!(view.story[3].who, "Người north");
        assert_eq!(view.evidence.len(), 2);
        assert!(view.evidence.iter().all(|one| one.readable));
        let file = view.evidence.iter().find(|one| !one.kept.sha256.is_empty()).unwrap();
        let (name, content) = house.service.task_file(&one, task, &file.kept.sha256).await.unwrap();
        assert_eq!((name.as_str(), content), ("ảnh.jpg", vec![1, 2, 3]));
        assert!(matches!(house.service.task_file(&two, task, &file.kept.sha256).await, Err(Error::NotFound(_))));
        // Taken up again, it counts no more.
        house.deed(&north, task, TaskDeed::Reopen, "Nghiệm thu nhầm").await.unwrap();
        assert_eq!(house.progress(&north).await, Some(0));
    })
    .await;
}

#[tokio::test]
async fn tasks_wait_for_each_other_and_never_in_a_circle() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "leader").await;
        let due = date(2026, 6, 30);
        let first = house.add(&north, &form("Lập danh sách", "", due)).await.unwrap();
        let waits = |title, on: &[TaskId]| TaskForm { waits_for: on.to_vec(), ..form(title, "", due) };
        let second = house.add(&north, &waits("In thẻ", &[first])).await.unwrap();
        let third = house.add(&north, &waits("Trao thẻ", &[second])).await.unwrap();

        let blocked = house.deed(&north, second, TaskDeed::Report, "xong").await.unwrap_err();
        assert!(said(&blocked).contains("Lập danh sách"), "{blocked:?}");
        let circle = house.service.change_task(&north, first, 1, &waits("Lập danh sách", &[third])).await.unwrap_err();
        let told = said(&circle);
        assert!(told.contains("thành vòng") && told.contains("\"In thẻ\"") && told.contains("\"Trao thẻ\""), "{told}");

        // A part waits for nothing by itself, its task waits for it.
        let part = TaskForm { parent: Some(third), ..form("Mời dự lễ", "", due) };
        let part = house.add(&north, &part).await.unwrap();
        let closed = TaskForm { parent: Some(third), waits_for: vec![third], ..form("Mời dự lễ", "", due) };
        let circle = house.service.change_task(&north, part, 1, &closed).await.unwrap_err();
        assert!(said(&circle).contains("thành vòng"));
        let deeper = TaskForm { parent: Some(part), ..form("Sâu hơn", "", due) };
        assert!(matches!(house.add(&north, &deeper).await, Err(Error::Invalid(_))));

        for task in [first, second] {
            house.deed(&north, task, TaskDeed::Report, "xong").await.unwrap();
            house.deed(&north, task, TaskDeed::Accept, "").await.unwrap();
        }
        let parts = house.deed(&north, third, TaskDeed::Report, "xong").await.unwrap_err();
        assert!(said(&parts).contains("Mời dự lễ"));
        house.deed(&north, part, TaskDeed::Cancel, "không cần nữa").await.unwrap();
        house.deed(&north, third, TaskDeed::Report, "xong").await.unwrap();
        assert_eq!(house.progress(&north).await, Some(6_666));
    })
    .await;
}

#[tokio::test]
async fn who_may_not_write_gives_no_task_and_a_task_stays_below_its_programme() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "specialist").await;
        let one = house.officer("one", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let due = date(2026, 4, 30);
        assert!(matches!(house.add(&one, &form("Việc", "", due)).await, Err(Error::Denied(_))));
        assert!(matches!(house.add(&south, &form("Việc", "", due)).await, Err(Error::NotFound(_))));
        // Everything wrong is told at once.
        let wrong = TaskForm { title: " ", weight: 0, starts_on: Some(date(2026, 5, 1)), ..form("", "south-one", due) };
        let Err(Error::Invalid(problems)) = house.add(&north, &wrong).await else { panic!("it is refused") };
        let fields: Vec<&str> = problems.iter().filter_map(|problem| problem.field.as_deref()).collect();
        assert_eq!(fields, ["title", "due_on", "weight", "unit"]);
        let coordinated = house.add(&north, &form("Việc", "rubber-one", due)).await;
        assert!(matches!(coordinated, Err(Error::Invalid(_))), "a unit it only coordinates: {coordinated:?}");
        // Reading only never writes.
        let Who::Person { user, person, login, rights, .. } = north.who.clone() else { panic!("a person") };
        let reading = Caller { who: Who::Person { user, person, login, rights, scope: Scope::Read }, ..north.clone() };
        assert!(matches!(house.add(&reading, &form("Việc", "", due)).await, Err(Error::Denied(_))));
        // The same form sent twice adds one task.
        let once = || Once { key: "k", request: "r".to_owned() };
        let asked = form("Một lần", "", due);
        let first = house.service.add_task(&north, house.programme, &asked, Some(once())).await.unwrap();
        assert_eq!(house.service.add_task(&north, house.programme, &asked, Some(once())).await.unwrap(), first);
        assert_eq!(house.service.task_board(&north, house.programme).await.unwrap().tasks.len(), 1);
        // Who changes what somebody changed before is told so.
        let renamed = form("Tên mới", "", due);
        house.service.change_task(&north, first, 1, &renamed).await.unwrap();
        assert!(matches!(house.service.change_task(&north, first, 1, &renamed).await, Err(Error::Stale)));
        let story = house.service.task(&north, first).await.unwrap().story;
        assert!(story[1].before_state.contains("Một lần"), "what it said before is kept");
    })
    .await;
}

#[tokio::test]
async fn a_person_does_what_was_given_to_it_without_any_right_to_programmes() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "specialist").await;
        let place = (house.units["north-one"], &["Lê Thị Mai"][..]);
        let person = people::join(&house.fresh.store, &house.ids, &house.system(), place, Told::default()).await[0];
        house.service.follow().await.unwrap();
        let member = house.enter("mai", person, "north-one", "member").await;
        let two = house.officer("two", "north-two", "chair").await;
        let due = date(2026, 4, 30);
        let stranger = TaskForm { person: two.person(), ..form("Việc", "north-one", due) };
        assert!(matches!(house.add(&north, &stranger).await, Err(Error::Invalid(_))));
        let given = TaskForm { person: Some(person), ..form("Viết tin", "north-one", due) };
        let task = house.add(&north, &given).await.unwrap();
        assert_eq!(house.titles(&member, &view("mine"), None).await, ["Viết tin"]);
        assert!(matches!(house.service.task_board(&member, house.programme).await, Err(Error::NotFound(_))));
        house.deed(&member, task, TaskDeed::Report, "Đã viết").await.unwrap();
        assert!(matches!(house.deed(&member, task, TaskDeed::Accept, "").await, Err(Error::Denied(_))));
        let number = house.service.task(&north, task).await.unwrap();
        assert_eq!(number.kept.person_name.as_deref(), Some("Lê Thị Mai"));
    })
    .await;
}

#[tokio::test]
async fn an_overdue_task_comes_up_level_by_level_and_counts_over_the_tree() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "leader").await;
        let north = house.officer("north", "north", "specialist").await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let one = house.officer("one", "north-one", "chair").await;
        let task = house.add(&north, &form("Nộp báo cáo", "north-one", date(2026, 3, 12))).await.unwrap();
        let sums = |caller: Caller| {
            let house = &house;
            async move { house.service.task_sums(&house.now(&caller)).await.unwrap() }
        };
        assert_eq!((sums(one.clone()).await.open, sums(one.clone()).await.soon), (1, 1));
        let mut seen = Vec::new();
        for _ in 0..4 {
            house.later(8);
            let at = [
                sums(one.clone()).await.overdue,
                sums(upper.clone()).await.escalated,
                sums(north.clone()).await.escalated,
                sums(root.clone()).await.escalated,
            ];
            seen.push((house.service.task(&house.now(&north), task).await.unwrap().level, at));
        }
        // 1, 9, 17 and 25 days late.
        assert_eq!(seen, [(0, [1, 0, 0, 0]), (1, [1, 1, 0, 0]), (2, [1, 1, 1, 0]), (3, [1, 1, 1, 1])]);
        assert_eq!(house.titles(&root, &view("escalated"), None).await, ["Nộp báo cáo"]);

        let by_unit = |caller: Caller, unit: &'static str| {
            let house = &house;
            async move { house.service.tasks_by_unit(&house.now(&caller), unit).await }
        };
        let (_, lines) = by_unit(root.clone(), "root").await.unwrap();
        let lines: Vec<(&str, i64, i64)> =
            lines.iter().map(|line| (line.code.as_str(), line.counts.overdue, line.counts.escalated)).collect();
        assert_eq!(lines, [("north", 1, 1)]);
        assert!(matches!(by_unit(one.clone(), "north").await, Err(Error::Denied(Action::FigureOpen))));
        assert!(matches!(by_unit(one.clone(), "south").await, Err(Error::NotFound(_))));
        let below = TaskFilter { overdue: true, ..view("below") };
        assert_eq!(house.titles(&upper, &below, Some("north-a")).await, ["Nộp báo cáo"]);

        // Reminding by hand is written down; who does the task cannot remind itself.
        house.service.remind_of_task(&house.now(&upper), task, "Gửi trước thứ Sáu", None).await.unwrap();
        assert!(matches!(house.service.remind_of_task(&house.now(&one), task, "", None).await, Err(Error::Denied(_))));
        let story = house.service.task(&house.now(&one), task).await.unwrap().story;
        let last = story.last().unwrap();
        assert_eq!(
            (last.event.as_str(), last.who.as_str(), last.words.as_str()),
            ("reminded", "Người upper", "Gửi trước thứ Sáu")
        );
        // Reported, it is late no more.
        house.deed(&one, task, TaskDeed::Report, "Đã nộp").await.unwrap();
        assert_eq!(sums(root.clone()).await.escalated, 0);
        assert_eq!(sums(north.clone()).await.waiting, 1);
    })
    .await;
}

#[tokio::test]
async fn a_pasted_list_is_added_whole_or_not_at_all() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "leader").await;
        let lines = |text| TaskLines { kind: TaskKind::Activity, text, unit: "", due_on: Some(date(2026, 12, 31)) };
        let add = |text| house.service.add_task_lines(&north, house.programme, lines(text), None);
        let bad = add("1. Tháng Công nhân\n2. Hội thao | khong-co\n3. Tết | north-one | 2026-13-01").await.unwrap_err();
        assert!(said(&bad).contains("Dòng 2") && said(&bad).contains("Dòng 3"), "{bad:?}");
        assert_eq!(house.progress(&north).await, None, "nothing was added");
        assert_eq!(
            add("1. Tháng Công nhân\n\n- Hội thao | north-one | 30/04/2026\n3) 5.000 suất quà\tnorth-two")
                .await
                .unwrap(),
            3
        );
        let board = house.service.task_board(&north, house.programme).await.unwrap();
        let listed: Vec<(i64, &str, &str, String)> = board
            .tasks
            .iter()
            .map(|kept| {
                (kept.task.number, kept.task.title.as_str(), kept.unit_code.as_str(), kept.task.due_on.to_string())
            })
            .collect();
        assert_eq!(
            listed,
            [
                (1, "Tháng Công nhân", "north", "2026-12-31".to_owned()),
                (2, "Hội thao", "north-one", "2026-04-30".to_owned()),
                (3, "5.000 suất quà", "north-two", "2026-12-31".to_owned()),
            ]
        );
        assert!(board.tasks.iter().all(|kept| kept.task.state == TaskState::Planned));
        let words = TaskFilter { words: "THAO", ..view("below") };
        assert_eq!(house.titles(&north, &words, Some("north")).await, ["Hội thao"]);
        // Page by page.
        let first = TaskFilter { limit: 2, ..view("below") };
        let page = house.service.tasks(&north, &first, Some("north")).await.unwrap();
        let after = page.last().map(|kept| (kept.task.due_on, kept.task.id));
        let rest = house.titles(&north, &TaskFilter { after, ..first }, Some("north")).await;
        assert_eq!((page.len(), rest.len()), (2, 1));
    })
    .await;
}

#[tokio::test]
async fn a_secret_address_gives_the_calendar_until_it_is_revoked() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "specialist").await;
        let one = house.officer("one", "north-one", "chair").await;
        let task =
            house.add(&north, &form("Họp; tổng kết, khen thưởng", "north-one", date(2026, 4, 30))).await.unwrap();
        house.add(&north, &form("Việc nơi khác", "north-two", date(2026, 4, 30))).await.unwrap();
        let secret = house.service.add_calendar_address(&one, "Điện thoại").await.unwrap();
        let text = house.service.calendar(&secret, "https://cd.example").await.unwrap();
        assert!(text.contains(&format!("UID:task-{task}@congdoan")), "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20260430") && text.contains("SEQUENCE:1"));
        assert!(!text.contains("Việc nơi khác"));
        // A change is told by the same entry with a higher number.
        house.deed(&one, task, TaskDeed::Start, "").await.unwrap();
        let text = house.service.calendar(&secret, "").await.unwrap();
        assert!(text.contains(&format!("UID:task-{task}@congdoan")) && text.contains("SEQUENCE:2"));
        // Only the hash is kept; nobody else ends it, and ended it gives nothing.
        let addresses = house.service.calendar_addresses(&one).await.unwrap();
        let rows = house.fresh.store.read().await.unwrap().calendar_account(&house.system(), &secret).await.unwrap();
        assert!(rows.is_none(), "the secret itself opens nothing");
        let id = addresses[0].id;
        assert!(matches!(house.service.revoke_calendar_address(&north, id).await, Err(Error::NotFound(_))));
        house.service.revoke_calendar_address(&one, id).await.unwrap();
        assert!(matches!(house.service.calendar(&secret, "").await, Err(Error::NotFound(_))));
        // A closed account's calendar is closed.
        let secret = house.service.add_calendar_address(&one, "").await.unwrap();
        house.service.disable_account("one").await.unwrap();
        assert!(matches!(house.service.calendar(&secret, "").await, Err(Error::NotFound(_))));
    })
    .await;
}

#[tokio::test]
async fn what_a_page_asks_takes_the_same_number_of_statements_however_many_tasks_there_are() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "leader").await;
        let measure = async || {
            let before = house.service.store().statements();
            house.service.task_board(&north, house.programme).await.unwrap();
            house.service.task_sums(&north).await.unwrap();
            house.service.tasks(&north, &view("own"), None).await.unwrap();
            house.service.tasks_by_unit(&north, "north").await.unwrap();
            house.service.store().statements() - before
        };
        house.add(&north, &form("Việc", "north-one", date(2026, 4, 30))).await.unwrap();
        let few = measure().await;
        let text = (1..=60).map(|at| format!("Việc {at} | north-{}\n", if at % 2 == 0 { "one" } else { "two" }));
        let text: String = text.collect();
        let lines = TaskLines { kind: TaskKind::Task, text: &text, unit: "", due_on: Some(date(2026, 3, 1)) };
        house.service.add_task_lines(&north, house.programme, lines, None).await.unwrap();
        assert_eq!(measure().await, few);
    })
    .await;
}

#[tokio::test]
async fn a_review_of_a_past_day_shows_the_tasks_as_they_stood() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let north = house.officer("north", "north", "specialist").await;
        let one = house.officer("one", "north-one", "chair").await;
        let task = house.add(&north, &form("Mở lớp tập huấn", "north-one", date(2026, 3, 6))).await.unwrap();
        let record = house.record(&one, "north-one").await;
        let report = Report { records: vec![record], ..Report::default() };
        house.report(&one, task, (TaskDeed::Report, "Đã mở"), &report).await.unwrap();
        let first = date(2026, 3, 5);

        house.later(4);
        house.deed(&north, task, TaskDeed::Return, "Thiếu danh sách").await.unwrap();
        let kept = house.service.task(&house.now(&north), task).await.unwrap().kept;
        let longer = form("Mở hai lớp", "north-one", date(2026, 9, 30));
        house.service.change_task(&house.now(&north), task, kept.task.version, &longer).await.unwrap();
        house.add(&north, &form("Khảo sát", "north-two", date(2026, 5, 1))).await.unwrap();
        let second = date(2026, 3, 9);

        house.later(4);
        house.deed(&one, task, TaskDeed::Report, "").await.unwrap();
        house.deed(&north, task, TaskDeed::Accept, "").await.unwrap();

        let at = async |day| house.service.review(&house.now(&north), house.programme, day).await.unwrap().tasks;
        let tally = |all, accepted, reported, late| TaskTally { all, accepted, reported, late };
        let then = at(Some(first)).await;
        assert_eq!((then.tally, then.progress), (tally(1, 0, 1, 0), Some(0)));
        let (shown, evidence) = &then.seen[0];
        assert_eq!((shown.task.title.as_str(), shown.task.due_on), ("Mở lớp tập huấn", date(2026, 3, 6)));
        assert_eq!((shown.task.state, *evidence), (TaskState::Reported, 1));
        let then = at(Some(second)).await;
        assert_eq!((then.tally, then.seen.len()), (tally(2, 0, 0, 0), 2));
        assert_eq!(then.seen[0].0.task.title, "Mở hai lớp");
        let now = at(None).await;
        assert_eq!((now.tally, now.progress), (tally(2, 1, 0, 0), Some(5_000)));
    })
    .await;
}
