//! Papers sent down and study sessions on both engines: who sends, receives, answers and is late; who comes, by code, list
//! and hand, each once; what a closed session becomes; who is missing.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    Clock as _, DirectiveId, Ids, Period, PersonId, StudySessionId, UnitId,
    access::{Action, Caller},
    directives::{
        Directive,
        dispatch::{Notice, Progress, Request},
        study::{CODE_MINUTES, Expected},
    },
    figures::Value,
    names::Language,
};
use congdoan_service::{
    Error, Service,
    access::forms::{BodyForm, Holder, OfficeForm},
    directives::{
        Acceptance,
        dispatch::{AnswerForm, DeskDeed, Recipients, SendForm},
        study::{CodeState, Named, StudyPlan},
    },
    figures::Ask,
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

    fn later(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    fn days(&self, days: i64) {
        self.later(days * 24 * 3600);
    }

    async fn people(&self, unit: &str, names: &[&str]) -> Vec<PersonId> {
        let (system, place) = (self.system(), (self.units[unit], names));
        let joined = people::join(&self.fresh.store, &self.ids, &system, place, Told::default()).await;
        self.service.follow().await.unwrap();
        joined
    }

    async fn enter(&self, login: &str, person: PersonId, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        people::account(&self.fresh.store, &self.ids, &self.system(), (login, person), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        self.enter(login, self.ids.next(), unit, role).await
    }

    /// The same caller at the present moment.
    fn now(&self, caller: &Caller) -> Caller {
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    async fn directive(&self, unit: &str, symbol: &str) -> DirectiveId {
        let accepted = Acceptance {
            unit: unit.to_owned(),
            particulars: Directive {
                symbol: symbol.to_owned(),
                title: format!("Về việc {symbol}"),
                ..Directive::default()
            },
            text: "Nội dung".to_owned(),
            ..Acceptance::default()
        };
        self.service.accept_directive(&self.system(), &accepted, None).await.unwrap()
    }

    async fn number(&self, person: PersonId) -> String {
        let mut tx = self.fresh.store.read().await.unwrap();
        tx.member(&self.system(), person).await.unwrap().0.number.unwrap()
    }

    async fn plan(&self, caller: &Caller, unit: &str, directive: DirectiveId) -> Result<StudySessionId, Error> {
        let plan = StudyPlan {
            unit,
            directives: &[directive],
            topic: "Quán triệt",
            held_on: self.clock.now().day(),
            begins_at: 8 * 60,
            ends_at: 10 * 60,
            ..StudyPlan::default()
        };
        self.service.plan_study(caller, &plan, None).await
    }

    async fn code(&self, caller: &Caller, session: StudySessionId) -> String {
        self.service.study_wall(caller, session).await.unwrap().code
    }

    async fn came(&self, session: StudySessionId) -> i64 {
        self.service.study(&self.system(), session, "").await.unwrap().session.came
    }

    async fn figure(&self, indicator: &str) -> i64 {
        let period: Period = "2026".parse().unwrap();
        let answer = self.service.figure(&self.system(), &Ask::new("root", indicator, period)).await.unwrap();
        match answer.value {
            Some(Value::Whole(value)) => value,
            _ => 0,
        }
    }
}

#[tokio::test]
async fn people_come_by_code_once_each_whoever_they_are() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng", "Lê Thị Mai"]).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let lan = house.enter("lan", people[0], "north-one", "member").await;
        let paper = house.directive("root", "02-NQ/TW").await;
        let session = house.plan(&chair, "north-one", paper).await.unwrap();
        assert!(matches!(house.plan(&lan, "north-one", paper).await, Err(Error::NotFound(_) | Error::Denied(_))));
        assert!(matches!(house.plan(&south, "north-one", paper).await, Err(Error::NotFound(_))));
        assert!(matches!(house.service.study_wall(&south, session).await, Err(Error::NotFound(_))));
        assert!(matches!(house.service.study_wall(&lan, session).await, Err(Error::NotFound(_))));

        // Midnight: the window opens half an hour before eight.
        let early = house.code(&chair, session).await;
        assert_eq!(house.service.wall_seen(&early).await.unwrap().state, CodeState::Early);
        assert!(matches!(house.service.check_in(&lan, &early).await, Err(Error::Refused(_))));
        house.later(8 * 3600);
        assert_eq!(house.service.wall_seen(&early).await.unwrap().state, CodeState::Old, "a picture of midnight");
        let code = house.code(&chair, session).await;
        assert!(house.service.check_in(&house.now(&lan), &code).await.unwrap().first);
        assert!(!house.service.check_in(&house.now(&lan), &code).await.unwrap().first, "once");
        assert_eq!(house.came(session).await, 1);

        // Without an account: by number, by year of birth; a second time, or as a guest of the same name, nothing more.
        let number = house.number(people[1]).await.to_lowercase();
        let named = |name: &'static str, number: String, year: &'static str| {
            let (service, code) = (&house.service, &code);
            async move { service.check_in_named(code, (name, &number, year)).await }
        };
        assert!(named("trần văn hùng", number.clone(), "").await.unwrap().first);
        assert!(!named("Trần Văn Hùng", String::new(), "1990").await.unwrap().first, "the same man by his year");
        assert!(!named("Nguyễn Thị Lan", String::new(), "1990").await.unwrap().first, "she came by her account");
        assert!(matches!(named("Lê Thị Mai", number, "").await, Err(Error::Invalid(_))), "another's number");
        assert!(matches!(named("Lê Thị Mai", String::new(), "").await, Err(Error::Invalid(_))));
        assert!(matches!(named("", String::new(), "1990").await, Err(Error::Invalid(_))));
        assert!(named("Khách Mời", String::new(), "1985").await.unwrap().first, "a guest is kept");
        assert!(!named("khách  mời", String::new(), "1985").await.unwrap().first, "once, too");
        assert_eq!(house.came(session).await, 3);

        // A code of one session opens no other; an old one, and the hour after, are told what to do.
        let other = house.plan(&house.now(&chair), "north-one", paper).await.unwrap();
        let (mine, theirs) = (code.clone(), house.code(&chair, other).await);
        let crossed: String = theirs.chars().take(32).chain(mine.chars().skip(32)).collect();
        assert!(matches!(house.service.wall_seen(&crossed).await, Err(Error::NotFound(_))));
        assert!(matches!(house.service.check_in(&lan, "abc").await, Err(Error::NotFound(_))));
        house.later((CODE_MINUTES + 1) * 60);
        assert!(matches!(house.service.check_in(&house.now(&lan), &code).await, Err(Error::Refused(_))));
        house.later(2 * 3600 + 4 * 60);
        let late = house.code(&chair, session).await;
        let refused = house.service.check_in_named(&late, ("Lê Thị Mai", "", "1990")).await;
        let Err(Error::Refused(words)) = refused else { panic!("{refused:?}") };
        assert!(words.vi.contains("người chủ trì"), "{}", words.vi);
        // The way out: whoever leads it ticks her.
        let chair = house.now(&chair);
        assert_eq!(house.service.tick_study(&chair, session, (&people[2..], None), None).await.unwrap(), 1);
        assert_eq!(house.service.tick_study(&chair, session, (&people, None), None).await.unwrap(), 0);
        assert_eq!(house.came(session).await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_closed_session_is_one_record_and_follows_what_is_ticked_later() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng", "Lê Thị Mai"]).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let leader = house.officer("leader", "north", "leader").await;
        let paper = house.directive("root", "02-NQ/TW").await;
        let session = house.plan(&chair, "north-one", paper).await.unwrap();
        house.later(9 * 3600);
        let chair = house.now(&chair);
        assert!(
            matches!(house.service.close_study(&chair, session, None).await, Err(Error::Refused(_))),
            "nobody came"
        );
        house.service.tick_study(&chair, session, (&people[..2], None), None).await.unwrap();
        let denied = house.service.close_study(&house.now(&leader), session, None).await;
        assert!(matches!(denied, Err(Error::Denied(Action::RecordWrite))), "{denied:?}");
        house.service.close_study(&chair, session, None).await.unwrap();
        house.service.close_study(&chair, session, None).await.unwrap();
        assert_eq!((house.figure("study.sessions").await, house.figure("study.attendances").await), (1, 2));

        let guest = Some(Named { name: "Khách Mời", year: None });
        house.service.tick_study(&chair, session, (&people[2..], guest), None).await.unwrap();
        assert_eq!((house.figure("study.sessions").await, house.figure("study.attendances").await), (1, 4));
        let view = house.service.study(&chair, session, "").await.unwrap();
        let guest = view.came.unwrap().into_iter().find(|one| one.person_id.is_none()).unwrap();
        house.service.untick_study(&chair, session, guest.id).await.unwrap();
        assert_eq!(house.figure("study.attendances").await, 3);
        let again = house.service.untick_study(&chair, session, guest.id).await;
        assert!(matches!(again, Err(Error::NotFound(_))), "{again:?}");
        let code = house.code(&chair, session).await;
        assert_eq!(house.service.wall_seen(&code).await.unwrap().state, CodeState::Late, "closed is closed");
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_list_is_matched_and_what_names_nobody_is_told() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng", "Lê Thị Mai"]).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let paper = house.directive("root", "02-NQ/TW").await;
        let session = house.plan(&chair, "north-one", paper).await.unwrap();
        let (lan, hung) = (house.number(people[0]).await, house.number(people[1]).await);
        let sheet = format!(
            "Họ và tên,Mã số đoàn viên,Năm sinh\nNguyễn Thị Lan,{lan},\nTRẦN VĂN HÙNG,,1990\nLê Thị Mai,{hung},\n\
             Người Lạ,,1970\nLê Thị Mai,,\nNguyễn Thị Lan,,1990\n"
        );
        let file = ("diem-danh.csv", sheet.into_bytes());
        let brought = house.service.bring_study_list(&chair, session, file).await.unwrap();
        assert_eq!((brought.added, brought.known), (2, 1));
        let rows: Vec<u32> = brought.refusals.iter().map(|row| row.row).collect();
        assert_eq!(rows, [4, 5, 6], "{:?}", brought.refusals);
        assert_eq!(house.came(session).await, 2);
        let unreadable = house.service.bring_study_list(&chair, session, ("x.xlsx", b"no sheet".to_vec())).await;
        assert!(matches!(unreadable, Err(Error::Refused(_))), "{unreadable:?}");
    })
    .await;
}

#[tokio::test]
async fn coverage_counts_each_person_once_up_the_tree() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let one = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng"]).await;
        let two = house.people("north-two", &["Lê Thị Mai", "Phạm Văn Nam"]).await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let (paper, other) = (house.directive("root", "02-NQ/TW").await, house.directive("root", "58-KH/TU").await);
        let day = house.clock.now().day();
        for (unit, caller, people) in [
            ("north-one", &chair, &one[..1]),
            ("north-a", &upper, &[one[0], two[0]][..]),
            ("north-a", &upper, &two[..1]),
        ] {
            let session = house.plan(caller, unit, paper).await.unwrap();
            house.service.tick_study(caller, session, (people, None), None).await.unwrap();
        }
        let of = |unit: &'static str, paper: DirectiveId| {
            let (service, upper) = (&house.service, &upper);
            async move { service.study_coverage(upper, (paper, unit), day, Expected::Members).await }
        };
        let view = of("north-a", paper).await.unwrap();
        assert_eq!((view.total.expected, view.total.studied, view.total.sessions), (4, 2, 3));
        let lines: Vec<(&str, i64, i64)> =
            view.lines.iter().map(|line| (line.code.as_str(), line.expected, line.studied)).collect();
        assert_eq!(lines, [("north-one", 2, 1), ("north-two", 2, 1), ("north-a", 0, 0)]);
        let missing: Vec<String> = view.missing.unwrap().into_iter().map(|one| one.name).collect();
        assert_eq!(missing, ["Trần Văn Hùng", "Phạm Văn Nam"]);
        assert_eq!(of("north-a", other).await.unwrap().total.studied, 0);
        let foreign = house.service.study_coverage(&south, (paper, "north-a"), day, Expected::Members).await;
        assert!(matches!(foreign, Err(Error::NotFound(_))), "{foreign:?}");
        let all = house.service.study_coverage(&house.system(), (paper, "root"), day, Expected::Members).await.unwrap();
        assert_eq!((all.total.expected, all.total.studied), (4, 2));
        let officers =
            house.service.study_coverage(&house.system(), (paper, "root"), day, Expected::Officers).await.unwrap();
        assert_eq!(officers.total.expected, 0, "nobody holds a post here");
    })
    .await;
}

#[tokio::test]
async fn officers_and_posts_are_expected_by_their_posts() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let people = house.people("north-one", &["Nguyễn Thị Lan", "Trần Văn Hùng"]).await;
        let (system, from) = (house.system(), date(2026, 1, 1));
        let body = BodyForm { kind: "executive_committee", term: "2026–2031", decision: "1/QĐ", from, until: None };
        house.service.add_body(&system, "north-one", &body, None).await.unwrap();
        for (title, person) in [("vice_chair", people[0]), ("member", people[1])] {
            let office = OfficeForm {
                title,
                holder: Holder::Known(person),
                decision: "1/QĐ",
                full_time: false,
                acting: false,
                from,
                until: None,
                replaces: None,
            };
            house.service.add_office(&system, "north-one", &office, None).await.unwrap();
        }
        let paper = house.directive("root", "02-NQ/TW").await;
        let posts = ["vice_chair".to_owned()];
        let expects = |expected, number| StudyPlan {
            unit: "north-one",
            directives: std::slice::from_ref(&paper),
            topic: "Quán triệt",
            held_on: date(2026, 3, 5),
            begins_at: 0,
            ends_at: 600,
            expected,
            posts: &posts,
            number,
            ..StudyPlan::default()
        };
        for (expected, number, wanted) in
            [(Expected::Officers, 0, 2), (Expected::Posts, 0, 1), (Expected::Number, 70, 70), (Expected::Members, 0, 2)]
        {
            let id = house.service.plan_study(&system, &expects(expected, number), None).await.unwrap();
            assert_eq!(house.service.study(&system, id, "").await.unwrap().expected, wanted, "{expected:?}");
            house.service.tick_study(&system, id, (&people[..1], None), None).await.unwrap();
        }
        let nobody = house.service.plan_study(&system, &expects(Expected::Number, 0), None).await;
        assert!(matches!(nobody, Err(Error::Invalid(_))), "{nobody:?}");
        let officers =
            house.service.study_coverage(&system, (paper, "root"), date(2026, 3, 5), Expected::Officers).await.unwrap();
        assert_eq!((officers.total.expected, officers.total.studied), (2, 1));
    })
    .await;
}

fn send<'a>(unit: &'a str, directive: DirectiveId, to: Recipients<'a>) -> SendForm<'a> {
    SendForm {
        unit,
        directive,
        passes_on: None,
        to,
        request: Request::Answer,
        due_on: Some(date(2026, 3, 10)),
        note: "Đề nghị thực hiện",
    }
}

#[tokio::test]
async fn a_paper_is_sent_only_down_by_who_may_and_only_where_it_is_seen() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let specialist = house.officer("spec", "north", "specialist").await;
        let south = house.officer("south", "south", "specialist").await;
        let paper = house.directive("north", "12/KH-LĐLĐ").await;
        let codes = ["south-a".to_owned()];
        let wrong = house.service.send_down(&specialist, &send("north", paper, Recipients::Chosen(&codes)), None).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
        let foreign = house.service.send_down(&south, &send("north", paper, Recipients::Direct), None).await;
        assert!(matches!(foreign, Err(Error::NotFound(_))), "{foreign:?}");
        let unseen = house.service.send_down(&south, &send("south", paper, Recipients::Direct), None).await;
        assert!(matches!(unseen, Err(Error::NotFound(_))), "{unseen:?}");
        let below = house.directive("north-a", "04/KH-CĐ").await;
        let kept_below = house.service.send_down(&specialist, &send("north", below, Recipients::Direct), None).await;
        assert!(matches!(kept_below, Err(Error::Refused(_))), "{kept_below:?}");
    })
    .await;
}

#[tokio::test]
async fn a_paper_goes_down_is_received_answered_late_reminded_and_given_time() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let specialist = house.officer("spec", "north", "specialist").await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let root = house.officer("root", "root", "specialist").await;
        let paper = house.directive("north", "12/KH-LĐLĐ").await;

        let form = send("north", paper, Recipients::Kind("grassroots"));
        let sent = house.service.send_down(&specialist, &form, None).await.unwrap();
        let desk = house.service.dispatch(&specialist, sent).await.unwrap();
        let codes: Vec<&str> = desk.lines.iter().map(|line| line.receipt.code.as_str()).collect();
        assert_eq!(codes, ["north-one", "north-two"], "not what is only coordinated");
        assert!(
            matches!(house.service.dispatch(&chair, sent).await, Err(Error::NotFound(_))),
            "the desk is not theirs"
        );
        assert!(matches!(house.service.receive(&south, sent, "north-one").await, Err(Error::NotFound(_))));

        assert_eq!(house.service.papers_waiting(&chair).await.unwrap().len(), 1);
        house.service.receive(&upper, sent, "north-one").await.unwrap();
        let desk = house.service.dispatch(&specialist, sent).await.unwrap();
        assert_eq!(desk.lines[0].progress, Progress::Sent, "looking from above is not receiving");
        house.service.received_in_passing(&upper, paper).await.unwrap();
        let desk = house.service.dispatch(&specialist, sent).await.unwrap();
        assert_eq!(desk.lines[0].progress, Progress::Sent, "nor is reading the paper itself there");
        // The unit's own people receive it on its own page too; what is looked at twice is received once.
        house.service.received_in_passing(&chair, paper).await.unwrap();
        house.service.received_in_passing(&chair, paper).await.unwrap();
        house.service.receive(&chair, sent, "north-one").await.unwrap();
        let desk = house.service.dispatch(&specialist, sent).await.unwrap();
        assert_eq!(desk.lines[0].receipt.events.len(), 1);
        assert_eq!(desk.lines[0].progress, Progress::Received);
        assert_eq!(desk.lines[0].receipt.first("opened").unwrap().by, "Người chair");

        let empty = house.service.answer_paper(&chair, (sent, "north-one"), AnswerForm::default(), None).await;
        assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");
        let read = AnswerForm { acknowledge: true, ..AnswerForm::default() };
        house.service.answer_paper(&chair, (sent, "north-one"), read, None).await.unwrap();
        let answer =
            AnswerForm { words: "Đã triển khai", file: Some(("bc.txt", b"abc".to_vec())), ..AnswerForm::default() };
        house.service.answer_paper(&chair, (sent, "north-one"), answer, None).await.unwrap();
        assert!(house.service.papers_waiting(&chair).await.unwrap().is_empty());
        let view = house.service.receive(&chair, sent, "north-one").await.unwrap();
        let hash = view.line.receipt.last("answered").unwrap().sha256.clone();
        let (name, content) = house.service.answer_file(&specialist, (sent, "north-one"), &hash).await.unwrap();
        assert_eq!((name.as_str(), content.as_slice()), ("bc.txt", &b"abc"[..]));
        assert!(matches!(house.service.answer_file(&south, (sent, "north-one"), &hash).await, Err(Error::NotFound(_))));

        // The day passes: the other unit is late, told so by rule, reminded by hand, and counted a level above.
        house.days(12);
        let (specialist, root) = (house.now(&specialist), house.now(&root));
        let desk = house.service.dispatch(&specialist, sent).await.unwrap();
        assert_eq!((desk.dispatch.units, desk.dispatch.done, desk.dispatch.late), (2, 1, 1));
        assert_eq!(desk.lines[0].notice, None);
        assert_eq!(desk.lines[1].notice, Some(Notice::Late { days: 7, reminders: 2 }));
        let above = house.service.dispatches_sent(&root, "root").await.unwrap();
        assert_eq!(above.late_below.len(), 1);
        assert_eq!((above.late_below[0].code.as_str(), above.late_below[0].late), ("north", 1));
        let reminded = house.service.tend_dispatch(&specialist, (sent, &[]), DeskDeed::Remind("Gấp"), None).await;
        assert_eq!(reminded.unwrap(), 1, "who has answered is left alone");
        let chosen = ["north-a".to_owned()];
        let more = |reason: &'static str| DeskDeed::Extend(date(2026, 3, 30), reason);
        let no_reason = house.service.tend_dispatch(&specialist, (sent, &chosen), more(" "), None).await;
        assert!(matches!(no_reason, Err(Error::Invalid(_))), "{no_reason:?}");
        let denied = house.service.tend_dispatch(&house.now(&chair), (sent, &chosen), more("x"), None).await;
        assert!(matches!(denied, Err(Error::NotFound(_))), "{denied:?}");
        let extended = house.service.tend_dispatch(&specialist, (sent, &chosen), more("Bão lụt"), None).await;
        assert_eq!(extended.unwrap(), 1, "the subtree of the unit named");
        let desk = house.service.dispatch(&specialist, sent).await.unwrap();
        assert_eq!((desk.dispatch.late, desk.lines[1].receipt.due_on), (0, Some(date(2026, 3, 30))));
        let kept: Vec<&str> = desk.lines[1].receipt.events.iter().map(|event| event.event.as_str()).collect();
        assert_eq!(kept, ["reminded", "extended"]);
        assert!(house.service.dispatches_sent(&root, "root").await.unwrap().late_below.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_paper_is_passed_on_and_the_chain_is_seen_from_the_top() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let root = house.officer("root", "root", "specialist").await;
        let north = house.officer("north", "north", "specialist").await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let (paper, other) = (house.directive("root", "02-NQ/TW").await, house.directive("root", "20-NQ/TW").await);
        let first = house.service.send_down(&root, &send("root", paper, Recipients::Direct), None).await.unwrap();
        let onward =
            |unit, directive, by| SendForm { passes_on: Some(by), ..send(unit, directive, Recipients::Direct) };
        let wrong = house.service.send_down(&north, &onward("north", other, first), None).await;
        assert!(matches!(wrong, Err(Error::NotFound(_))), "another paper: {wrong:?}");
        let wrong = house.service.send_down(&upper, &onward("north-a", paper, first), None).await;
        assert!(matches!(wrong, Err(Error::NotFound(_))), "it was not sent there: {wrong:?}");
        let second = house.service.send_down(&north, &onward("north", paper, first), None).await.unwrap();
        let third = house.service.send_down(&upper, &onward("north-a", paper, second), None).await.unwrap();
        let view = house.service.receive(&chair, third, "north-one").await.unwrap();
        assert_eq!(view.trail, ["Đơn vị root", "Đơn vị north", "Đơn vị north-a"]);
        let desk = house.service.dispatch(&root, first).await.unwrap();
        let chain: Vec<(usize, &str, i64)> =
            desk.passed_on.iter().map(|one| (one.depth, one.dispatch.unit_code.as_str(), one.dispatch.units)).collect();
        assert_eq!(chain, [(1, "north", 1), (2, "north-a", 2)]);
        let north = desk.lines.iter().find(|line| line.receipt.code == "north").unwrap();
        assert_eq!(north.receipt.passed_on, 1);
    })
    .await;
}
