//! What a unit asks those below once, on both engines: what is known is not asked, who knows everything is not asked, a month
//! holds only so many minutes, and an answer is a report like any other.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    Clock as _, Ids, Month, Period, UnitId,
    access::Caller,
    figures::Value,
    names::Language,
    org::UnitKind,
    reports::{ReportDeed, ReportState},
};
use congdoan_service::{
    Error, Service,
    figures::Declaration,
    reports::{DraftLine, LineOrigin, NEW_NUMBER, ReportAsk, ReportAsked, RequestDraft, TypedLine, levels_below},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both, people};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 9, 10);
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

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        let system = Caller::system(self.clock.now());
        people::account(&self.fresh.store, &self.ids, &system, (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    fn now(&self, caller: &Caller) -> Caller {
        self.clock.advance_seconds(60);
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    async fn declare(&self, unit: &str, indicator: &str, value: i64) {
        let month = Month::of(date(2026, 8, 1));
        let declaration = Declaration { unit, indicator, month, value };
        self.service.declare(&Caller::system(self.clock.now()), &declaration).await.unwrap();
    }

    async fn state(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Option<ReportState> {
        let (_, standing) = self.service.report_with_standing(&self.now(caller), ask).await.unwrap();
        standing.map(|standing| standing.state)
    }
}

fn summer() -> Period {
    "2026-06-01/2026-09-30".parse().unwrap()
}

fn line(text: &str, indicator: &str) -> DraftLine {
    DraftLine {
        text: text.to_owned(),
        indicator: indicator.to_owned(),
        unit_of_measure: "người".to_owned(),
        adds_up: true,
    }
}

fn draft(unit: &str, lines: Vec<DraftLine>) -> RequestDraft {
    RequestDraft {
        unit: unit.to_owned(),
        title: "Tình hình sau bão".to_owned(),
        words: "Ghi số đến hết ngày 9/9".to_owned(),
        level: UnitKind::Grassroots,
        period: summer(),
        due_on: date(2026, 9, 15),
        lines,
        leave_out: false,
        over_words: String::new(),
    }
}

fn fields(refused: Result<congdoan_model::RequestId, Error>) -> Vec<String> {
    let Err(Error::Invalid(problems)) = refused else { return vec![format!("{refused:?}")] };
    problems.into_iter().filter_map(|problem| problem.field).collect()
}

#[tokio::test]
async fn what_is_known_is_shown_and_only_who_has_something_missing_is_asked() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let one = house.officer("one", "north-one", "chair").await;
        let two = house.officer("two", "north-two", "chair").await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let north = house.officer("north", "north", "specialist").await;
        house.declare("north-one", "labour.workers", 500).await;

        // Looked at: training comes from records and costs nothing; the number of workers is missing from one unit alone.
        let known =
            draft("north", vec![line("Số lao động", "labour.workers"), line("lớp tập huấn", "training.classes")]);
        let look = house.service.look_at_request(&house.now(&north), &known).await.unwrap();
        assert_eq!(look.lines[0].origin, LineOrigin::Declared);
        assert_eq!((look.lines[0].known, look.lines[1].known), ((1, 1), (2, 0)));
        assert_eq!(look.lines[1].origin, LineOrigin::Recorded);
        assert_eq!(look.lines[0].answer.as_ref().unwrap().value, Some(Value::Whole(500)));
        let asked: Vec<(&str, usize)> = look.asked.iter().map(|one| (one.unit.code.as_str(), one.lines)).collect();
        assert_eq!(asked, [("north-two", 1)]);
        assert_eq!(look.minutes(), look.rates.minutes(1));

        // Sent, it is owed by that unit alone; the other is told it has nothing to send.
        let id = house.service.send_request(&house.now(&north), &known, None).await.unwrap();
        let form = format!("request-{id}");
        let about = |unit: &'static str| ReportAsk { unit, form: &form, period: summer(), receiver: None };
        assert_eq!(house.state(&two, &about("north-two")).await, Some(ReportState::Expected));
        assert_eq!(house.state(&one, &about("north-one")).await, None);
        let owes = async |caller: &Caller, unit: &str| {
            let owed = house.service.reports_owed(&house.now(caller), unit).await.unwrap();
            owed.iter().any(|one| one.form.id == form)
        };
        assert!(owes(&two, "north-two").await && !owes(&one, "north-one").await);
        let sending = ReportAsked::new(ReportDeed::Send);
        let nothing = house.service.do_report(&house.now(&one), &about("north-one"), sending, None).await;
        assert!(matches!(nothing, Err(Error::Refused(_))));

        // It is filled and sent like any report, approved by the unit above, and counted at the asker.
        let awaited =
            house.service.reports_awaited(&house.now(&upper), "north-a", (summer(), Some(&form))).await.unwrap();
        assert_eq!((awaited.turnout.expected, awaited.turnout.sent), (1, 0));
        let typed = TypedLine { number: "1".to_owned(), value: "300".to_owned(), reason: String::new() };
        house.service.fill_report(&house.now(&two), &about("north-two"), &[typed], None).await.unwrap();
        for (caller, deed) in [(&two, ReportDeed::Send), (&upper, ReportDeed::Approve)] {
            let asked = ReportAsked::new(deed).saying("Theo yêu cầu");
            house.service.do_report(&house.now(caller), &about("north-two"), asked, None).await.unwrap();
        }
        let (kept, report, turnout) = house.service.request(&house.now(&north), id).await.unwrap();
        assert_eq!((kept.number, kept.asked.0, kept.asks), ((2026, 1), 1, 2));
        let value = report.lines().next().unwrap().answer.as_ref().unwrap().value;
        assert_eq!(value, Some(Value::Whole(800)), "what was known and what was asked");
        let branches: Vec<_> = turnout.iter().map(|one| (one.branch.1.as_str(), one.expected, one.approved)).collect();
        assert_eq!(branches, [("north-a", 1, 1)]);

        // Now everybody has said it: there is nothing left to ask.
        let again = house.service.send_request(&house.now(&north), &known, None).await;
        assert!(matches!(again, Err(Error::Refused(_))), "{again:?}");
        let requests = house.service.requests(&house.now(&north), "north").await.unwrap();
        assert_eq!(requests.sent.iter().map(|(answers, _)| *answers).collect::<Vec<_>>(), [1]);
    })
    .await;
}

#[tokio::test]
async fn a_request_about_a_year_ago_is_reminded_of_and_owed_until_it_is_answered() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let one = house.officer("one", "north-one", "chair").await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let north = house.officer("north", "north", "specialist").await;
        let past: Period = "2025-06-01/2025-08-31".parse().unwrap();
        let draft = RequestDraft { period: past, ..draft("north", vec![line("Số lao động", "labour.workers")]) };
        let id = house.service.send_request(&house.now(&north), &draft, None).await.unwrap();
        let form = format!("request-{id}");
        let about = ReportAsk { unit: "north-one", form: &form, period: past, receiver: None };
        let which = (past, Some(form.as_str()));
        house.service.chase_reports(&house.now(&upper), "north-a", which, (&[], "Còn thiếu"), None).await.unwrap();
        let owed = async || {
            let owed = house.service.reports_owed(&house.now(&one), "north-one").await.unwrap();
            owed.into_iter().find(|one| one.form.id == form)
        };
        assert_eq!(owed().await.unwrap().reminded.unwrap().words, "Còn thiếu");
        let typed = TypedLine { number: "1".to_owned(), value: "300".to_owned(), reason: String::new() };
        house.service.fill_report(&house.now(&one), &about, &[typed], None).await.unwrap();
        let sending = ReportAsked::new(ReportDeed::Send);
        house.service.do_report(&house.now(&one), &about, sending, None).await.unwrap();
        assert!(owed().await.is_none(), "what was answered is not owed");
    })
    .await;
}

#[tokio::test]
async fn a_new_number_becomes_an_indicator_and_is_asked_only_once() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let one = house.officer("one", "north-one", "chair").await;
        let upper = house.officer("upper", "north-a", "upper_officer").await;
        let north = house.officer("north", "north", "specialist").await;
        let text = "Số công nhân phải nghỉ việc vì bão";
        let unsaid = draft("north", vec![line(text, "")]);
        assert_eq!(fields(house.service.send_request(&house.now(&north), &unsaid, None).await), ["line.0"]);
        let new = draft("north", vec![line(text, NEW_NUMBER)]);
        let from_upper = RequestDraft { unit: "north-a".to_owned(), ..new.clone() };
        assert_eq!(fields(house.service.send_request(&house.now(&upper), &from_upper, None).await), ["line.0"]);
        let id = house.service.send_request(&house.now(&north), &new, None).await.unwrap();
        let indicator = "requests.so_cong_nhan_phai_nghi_viec_vi_bao";
        assert!(house.service.pack().indicator(indicator).is_some());

        let form = format!("request-{id}");
        let ask = ReportAsk { unit: "north-one", form: &form, period: summer(), receiver: None };
        let typed = TypedLine { number: "1".to_owned(), value: "42".to_owned(), reason: String::new() };
        house.service.fill_report(&house.now(&one), &ask, &[typed], None).await.unwrap();
        let look = house.service.look_at_request(&house.now(&north), &new).await.unwrap();
        assert_eq!(look.lines[0].origin, LineOrigin::Declared, "the same words are the same number");
        assert_eq!(look.lines[0].known, (1, 1));
        assert_eq!(look.asked.iter().map(|one| one.unit.code.as_str()).collect::<Vec<_>>(), ["north-two"]);

        // Taken back with a reason, nobody owes it any more; what was said stays.
        assert!(matches!(house.service.withdraw_request(&house.now(&north), id, " ").await, Err(Error::Invalid(_))));
        house.service.withdraw_request(&house.now(&north), id, "Bão đã tan").await.unwrap();
        assert!(matches!(house.service.withdraw_request(&house.now(&north), id, "Lần nữa").await, Err(Error::Stale)));
        let owed = house.service.reports_owed(&house.now(&one), "north-one").await.unwrap();
        assert!(owed.iter().all(|one| one.form.id != form));
        let (kept, report, _) = house.service.request(&house.now(&north), id).await.unwrap();
        assert!(kept.withdrawn_at.is_some());
        assert_eq!(report.lines().next().unwrap().answer.as_ref().unwrap().value, Some(Value::Whole(42)));
    })
    .await;
}

#[tokio::test]
async fn a_month_holds_only_so_many_minutes() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let one = house.officer("one", "north-one", "chair").await;
        let north = house.officer("north", "north", "specialist").await;
        let month = Month::of(date(2026, 9, 1));
        let before = house.service.burden(&house.now(&one), "north-one", month).await.unwrap();
        assert!(before.own.iter().any(|item| item.form.id == "bc-thang" && item.typed > 0 && item.known > 0));
        assert!(before.own.iter().all(|item| Month::of(item.due_on) == month));
        let minutes = before.minutes();

        // Request after request, until the month is full: then it is refused with the way out, and nobody was asked.
        let text = |round: usize, place: usize| format!("Số người diện {round} nhóm {place}");
        let mut sent = 0;
        let refused = loop {
            let lines = (0..40).map(|place| line(&text(sent, place), NEW_NUMBER)).collect();
            let asking = draft("north", lines);
            match house.service.send_request(&house.now(&north), &asking, None).await {
                Ok(_) => sent += 1,
                refused => break (asking, fields(refused)),
            }
        };
        let rates = before.rates;
        let each = rates.minutes(40);
        assert!(minutes + i64::from(u8::try_from(sent).unwrap()) * each <= rates.ceiling);
        assert_eq!(refused.1, ["over_words"]);
        let view = house.service.burden(&house.now(&north), "north-a", month).await.unwrap();
        assert!(view.below.iter().all(|unit| !unit.over), "nobody is over the ceiling without a word");
        let full = house.service.burden(&house.now(&one), "north-one", month).await.unwrap();
        assert_eq!(full.minutes(), minutes + i64::from(u8::try_from(sent).unwrap()) * each);

        // Left out, nobody remains; with a reason all are asked, and it shows.
        let out = RequestDraft { leave_out: true, ..refused.0.clone() };
        assert!(matches!(house.service.send_request(&house.now(&north), &out, None).await, Err(Error::Refused(_))));
        let all_the_same = RequestDraft { over_words: "Công điện khẩn".to_owned(), ..refused.0 };
        let id = house.service.send_request(&house.now(&north), &all_the_same, None).await.unwrap();
        let (kept, ..) = house.service.request(&house.now(&north), id).await.unwrap();
        assert_eq!(kept.over_words, "Công điện khẩn");
        let view = house.service.burden(&house.now(&north), "north-a", month).await.unwrap();
        assert!(view.below.iter().all(|unit| unit.over));
    })
    .await;
}

#[tokio::test]
async fn only_who_writes_for_a_unit_asks_in_its_name_and_only_downwards() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let one = house.officer("one", "north-one", "chair").await;
        let south = house.officer("south", "south", "specialist").await;
        let north = house.officer("north", "north", "specialist").await;
        let asking = draft("north", vec![line("Số lao động", "labour.workers")]);
        for stranger in [&one, &south] {
            let refused = house.service.send_request(&house.now(stranger), &asking, None).await;
            assert!(matches!(refused, Err(Error::NotFound(_) | Error::Denied(_))), "{refused:?}");
        }
        let upwards = RequestDraft { level: UnitKind::Confederation, ..asking.clone() };
        assert_eq!(fields(house.service.send_request(&house.now(&north), &upwards, None).await), ["level"]);
        let nothing = RequestDraft { title: " ".to_owned(), due_on: date(2026, 9, 9), lines: vec![], ..asking.clone() };
        assert_eq!(
            fields(house.service.send_request(&house.now(&north), &nothing, None).await),
            ["title", "due_on", "lines"]
        );
        let twice = RequestDraft { lines: vec![asking.lines[0].clone(), asking.lines[0].clone()], ..asking };
        assert_eq!(fields(house.service.send_request(&house.now(&north), &twice, None).await), ["line.1"]);
        let requests = house.service.requests(&house.now(&north), "north").await.unwrap();
        assert!(requests.sent.is_empty() && requests.may_ask, "nothing half-written");
        assert_eq!(levels_below(UnitKind::Grassroots), []);
        assert_eq!(levels_below(UnitKind::Province), [UnitKind::Upper, UnitKind::Grassroots]);
    })
    .await;
}
