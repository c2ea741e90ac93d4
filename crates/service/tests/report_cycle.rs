//! A half-year cycle of reports on both engines: filled, sent, given back, sent again, approved, closed; what comes later; what is
//! late; what goes along two lines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    Clock as _, Ids, Period, Timestamp, UnitId,
    access::Caller,
    figures::{Source, Value},
    ids::hex,
    names::Language,
    registers::Fields,
    reports::{Outage, ReportDeed, ReportState, Timeliness},
};
use congdoan_service::{
    Error, Service,
    figures::Ask,
    pack::PackFile,
    registers::NewRecord,
    reports::{ReportAsk, ReportAsked, Standing, TypedLine},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both, people};
use sha2::{Digest as _, Sha256};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

const DAY: i64 = 86_400;

fn half() -> Period {
    "2025-12-01/2026-05-31".parse().unwrap()
}

fn about<'a>(unit: &'a str, form: &'a str) -> ReportAsk<'a> {
    ReportAsk { unit, form, period: half(), receiver: None }
}

fn typed(number: &str, value: &str, reason: &str) -> TypedLine {
    TypedLine { number: number.to_owned(), value: value.to_owned(), reason: reason.to_owned() }
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

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        let system = Caller::system(self.clock.now());
        people::account(&self.fresh.store, &self.ids, &system, (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    /// The caller a minute later, so that what is done first is known first.
    fn now(&self, caller: &Caller) -> Caller {
        self.clock.advance_seconds(60);
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    async fn class(&self, caller: &Caller, unit: &str, day: &str) {
        let fields = Fields::from([("topic".to_owned(), "An toàn".into()), ("attendees".to_owned(), 20.into())]);
        let new = NewRecord { register: "training", unit, occurred_on: day.parse().unwrap(), fields, files: vec![] };
        self.service.record(&self.now(caller), new, None).await.unwrap();
    }

    async fn strike(&self, caller: &Caller, unit: &str, day: &str) {
        let fields = Fields::from([
            ("employer".to_owned(), "Công ty Một".into()),
            ("participants".to_owned(), 40.into()),
            ("cause".to_owned(), "wages".into()),
            ("settled".to_owned(), true.into()),
        ]);
        let new = NewRecord { register: "strikes", unit, occurred_on: day.parse().unwrap(), fields, files: vec![] };
        self.service.record(&self.now(caller), new, None).await.unwrap();
    }

    async fn fill(&self, caller: &Caller, ask: &ReportAsk<'_>, lines: &[TypedLine]) -> Result<usize, Error> {
        self.service.fill_report(&self.now(caller), ask, lines, None).await
    }

    async fn does(&self, caller: &Caller, ask: &ReportAsk<'_>, deed: ReportDeed) -> Result<(), Error> {
        self.service.do_report(&self.now(caller), ask, ReportAsked::new(deed).saying("Theo quy định"), None).await
    }

    async fn value(&self, caller: &Caller, ask: &ReportAsk<'_>, number: &str) -> Option<Value> {
        let report = self.service.report(caller, ask.unit, ask.form, ask.period).await.unwrap();
        report.lines().find(|line| line.line.number == number).unwrap().answer.as_ref().unwrap().value
    }

    async fn standing(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Standing {
        self.service.report_with_standing(&self.now(caller), ask).await.unwrap().1.unwrap()
    }
}

fn problems(refused: Result<usize, Error>) -> Vec<String> {
    let Err(Error::Invalid(problems)) = refused else { return vec![format!("{refused:?}")] };
    problems.into_iter().filter_map(|problem| problem.field).collect()
}

#[tokio::test]
async fn a_report_goes_up_comes_back_is_mended_approved_and_closed() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let (own, above) = (about("north-one", "1-hdcd"), about("north-a", "2-hdcd"));
        house.class(&chair, "north-one", "2026-03-02").await;

        // Declared lines are typed; what records give only with a reason; what is worked out never. All or nothing.
        let faults = house
            .fill(
                &chair,
                &own,
                &[typed("A01", "ba trăm", ""), typed("D05", "3", ""), typed("A18", "5", ""), typed("A02", "9", "")],
            )
            .await;
        assert_eq!(problems(faults), ["line.A01", "line.D05", "line.A18"]);
        assert_eq!(house.value(&chair, &own, "A02").await, None, "nothing half-written");
        let lines = [typed("A01", "1.320", ""), typed("A02", "0", ""), typed("D05", "3", "Hai lớp chưa ghi sổ")];
        assert_eq!(house.fill(&chair, &own, &lines).await.unwrap(), 3);
        assert_eq!(house.fill(&chair, &own, &lines).await.unwrap(), 0, "typing the same changes nothing");
        assert_eq!(house.value(&chair, &own, "A01").await, Some(Value::Whole(1320)));
        assert_eq!(house.value(&chair, &own, "A02").await, Some(Value::Whole(0)), "zero is not missing");
        assert_eq!(house.value(&chair, &own, "D05").await, Some(Value::Whole(3)));
        assert_eq!(house.value(&officer, &above, "D05").await, Some(Value::Whole(3)), "the sum of the leaves");
        assert_eq!(house.standing(&chair, &own).await.state, ReportState::Draft);

        // Sent, it is locked; above it is given back with a reason on a line.
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        assert!(matches!(house.fill(&chair, &own, &lines[..1]).await, Err(Error::Refused(_))));
        assert!(
            matches!(house.does(&chair, &own, ReportDeed::Approve).await, Err(Error::Denied(_))),
            "nobody approves the own"
        );
        let faults = [("A01".to_owned(), "Cao hơn kỳ trước gấp bốn".to_owned())];
        let back = ReportAsked { faults: &faults, ..ReportAsked::new(ReportDeed::Return) };
        house.service.do_report(&house.now(&officer), &own, back, None).await.unwrap();
        let standing = house.standing(&chair, &own).await;
        assert_eq!(standing.state, ReportState::Returned);
        assert_eq!(standing.story.last().unwrap().faults, faults);
        assert!(!standing.may.decide && standing.may.send);

        // Mended and sent again: one line differs from what was sent before.
        house.fill(&chair, &own, &[typed("A01", "320", "")]).await.unwrap();
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        let standing = house.standing(&officer, &own).await;
        let told: Vec<_> = standing.resent.iter().map(|one| (one.number.as_str(), one.by())).collect();
        assert_eq!(told, [("A01", Some(-1000))]);
        assert_eq!(standing.timeliness, Some(Timeliness::InTime));
        house.does(&officer, &own, ReportDeed::Approve).await.unwrap();
        assert!(
            matches!(house.does(&officer, &own, ReportDeed::Return).await, Err(Error::Refused(_))),
            "approved stays"
        );

        house.does(&officer, &above, ReportDeed::Send).await.unwrap();
        let waits = house.service.seal_period(&house.now(&specialist), "north", "2-hdcd", half()).await;
        assert!(matches!(waits, Err(Error::Refused(_))), "a report waits for a decision: {waits:?}");
        house.does(&specialist, &above, ReportDeed::Approve).await.unwrap();
        closed_and_corrected(&house, (&chair, &officer, &specialist)).await;
    })
    .await;
}

#[tokio::test]
async fn who_is_late_is_chased_unless_a_flood_kept_them() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        house.does(&chair, &about("north-one", "1-hdcd"), ReportDeed::Send).await.unwrap();
        house.clock.advance_seconds(7 * DAY);
        let which = (half(), Some("1-hdcd"));
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
        let told: Vec<_> =
            awaited.reports.iter().map(|one| (one.unit.code.as_str(), one.state, one.timeliness.unwrap())).collect();
        assert_eq!(
            told,
            [
                ("north-one", ReportState::Sent, Timeliness::InTime),
                ("north-two", ReportState::Expected, Timeliness::Overdue(5)),
            ]
        );
        assert_eq!((awaited.turnout.expected, awaited.turnout.sent, awaited.turnout.rate()), (2, 1, Some(5000)));

        let chased =
            house.service.chase_reports(&house.now(&officer), "north-a", which, (&[], "Hạn đã qua"), None).await;
        assert_eq!(chased.unwrap(), 1);
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
        assert!(awaited.reports[1].reminded_at.is_some() && awaited.reports[0].reminded_at.is_none());
        assert_eq!(awaited.reports[1].state, ReportState::Expected, "a reminder is no beginning");
        let own = house.service.chase_reports(&house.now(&chair), "north-a", which, (&[], ""), None).await;
        assert!(own.is_err(), "a chair chases nobody: {own:?}");

        let flood = Outage { from: date(2026, 6, 1), to: date(2026, 6, 10) };
        house.service.declare_outage(&house.now(&officer), "north-two", flood, "Lũ lớn, mất điện").await.unwrap();
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
        assert_eq!(awaited.reports[1].last_day, Some(date(2026, 6, 15)));
        assert_eq!(awaited.reports[1].timeliness, Some(Timeliness::Open(5)));
        house.does(&officer, &about("north-two", "1-hdcd"), ReportDeed::Excuse).await.unwrap();
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
        assert_eq!((awaited.turnout.expected, awaited.turnout.sent, awaited.turnout.rate()), (1, 1, Some(10_000)));
    })
    .await;
}

#[tokio::test]
async fn an_outage_that_ends_early_is_judged_by_the_days_that_were_lost() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-two", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let stranger = house.officer("stranger", "south-a", "upper_officer").await;
        let declare = async |from: u32, to: u32| {
            let days = Outage { from: date(2026, 6, from), to: date(2026, 6, to) };
            house.service.declare_outage(&house.now(&officer), "north-two", days, "Lũ lớn, mất điện").await.unwrap()
        };
        let end = async |caller: &Caller, id| house.service.end_outage(&house.now(caller), id).await;
        let awaited = async || {
            let which = (half(), Some("1-hdcd"));
            house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap()
        };
        let judged = async || {
            let last = awaited().await.reports[1].clone();
            (last.last_day.unwrap(), last.timeliness.unwrap())
        };
        let flood = declare(1, 10).await;
        let storm = declare(20, 25).await;
        assert_eq!(awaited().await.outages.iter().map(|(_, one)| one.id).collect::<Vec<_>>(), [flood, storm]);

        // The power is back on the eighth: the seven days before stay lost, nothing more is granted.
        house.clock.advance_seconds(5 * DAY);
        assert_eq!(judged().await, (date(2026, 6, 15), Timeliness::Open(7)));
        for (caller, denied) in [(&chair, true), (&stranger, false)] {
            let refused = end(caller, flood).await.unwrap_err();
            assert_eq!(matches!(refused, Error::Denied(_)), denied, "{refused}");
            assert_eq!(matches!(refused, Error::NotFound(_)), !denied, "{refused}");
        }
        end(&officer, flood).await.unwrap();
        assert_eq!(judged().await, (date(2026, 6, 12), Timeliness::Open(4)));
        assert!(matches!(end(&officer, flood).await, Err(Error::NotFound(_))), "it was ended");
        // What is left of it is over, and one that had not begun is gone.
        let left = awaited().await.outages[0].1.clone();
        assert_eq!(left.days, Outage { from: date(2026, 6, 1), to: date(2026, 6, 7) });
        assert!(matches!(end(&officer, left.id).await, Err(Error::Refused(_))));
        end(&officer, storm).await.unwrap();
        assert_eq!(awaited().await.outages.len(), 1);

        house.clock.advance_seconds(5 * DAY);
        assert_eq!(
            judged().await,
            (date(2026, 6, 12), Timeliness::Overdue(1)),
            "by the tenth it would have been in time"
        );
        house.does(&chair, &about("north-two", "1-hdcd"), ReportDeed::Send).await.unwrap();
        assert_eq!(judged().await.1, Timeliness::Late(1));
        let mut tx = house.fresh.store.read().await.unwrap();
        let written = tx.entries(&house.service.system(), "north", 0).await.unwrap();
        let of = written.iter().map(|(entry, _)| entry).filter(|entry| entry.object == format!("outage:{flood}"));
        let told: Vec<_> = of.map(|entry| (entry.action.as_str(), entry.who.as_str())).collect();
        assert_eq!(told, [("report.outage", "officer"), ("report.outage_end", "officer")]);
    })
    .await;
}

#[tokio::test]
async fn who_owes_a_report_sees_who_reminded_of_it_last_and_how() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        house.clock.advance_seconds(7 * DAY);
        let owed = async || house.service.reports_owed(&house.now(&chair), "north-one").await.unwrap();
        let before = owed().await;
        assert!(before.len() > 1 && before.iter().all(|one| one.reminded.is_none()), "{before:?}");
        let chase = async |words: &str| {
            let which = (half(), Some("1-hdcd"));
            house.service.chase_reports(&house.now(&officer), "north-a", which, (&[], words), None).await.unwrap()
        };
        assert_eq!(chase("Hạn đã qua").await, 2);
        house.clock.advance_seconds(DAY);
        assert_eq!(chase("Gửi trong hôm nay").await, 2);
        let said: Vec<_> = owed().await.into_iter().filter_map(|one| Some((one.form.id, one.reminded?))).collect();
        let [(form, last)] = said.as_slice() else { panic!("one report was reminded of: {said:?}") };
        assert_eq!((form.as_str(), last.words.as_str()), ("1-hdcd", "Gửi trong hôm nay"));
        assert!(last.who.contains("officer"), "{}", last.who);
        assert_eq!(Timestamp::from_micros(last.at).day(), house.clock.now().day());
        house.does(&chair, &about("north-one", "1-hdcd"), ReportDeed::Send).await.unwrap();
        assert!(owed().await.iter().all(|one| one.reminded.is_none()), "what is sent is owed no more");
    })
    .await;
}

#[tokio::test]
async fn the_union_that_coordinates_receives_its_own_form_from_the_same_figures() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "rubber-one", "chair").await;
        let manager = house.officer("manager", "rubber", "upper_officer").await;
        let coordinator = house.officer("coordinator", "north", "upper_officer").await;
        let (own, beside) = (about("rubber-one", "1-hdcd"), about("rubber-one", "bc-phoi-hop"));
        house.class(&chair, "rubber-one", "2026-03-02").await;
        house.fill(&chair, &own, &[typed("A01", "412", "")]).await.unwrap();
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        house.does(&chair, &beside, ReportDeed::Send).await.unwrap();
        let standing = house.standing(&coordinator, &beside).await;
        assert_eq!((standing.receiver.code.as_str(), standing.state), ("north", ReportState::Sent));
        assert_eq!(house.value(&coordinator, &beside, "4").await, Some(Value::Whole(412)), "asked once");
        assert_eq!(house.value(&coordinator, &beside, "11").await, Some(Value::Whole(1)));
        assert!(standing.may.decide && standing.may.comment);
        house.does(&coordinator, &beside, ReportDeed::Approve).await.unwrap();
        let denied = house.does(&coordinator, &own, ReportDeed::Approve).await;
        assert!(denied.is_err(), "what goes to the managing union is decided there: {denied:?}");
        house.does(&manager, &own, ReportDeed::Approve).await.unwrap();
        house.does(&coordinator, &beside, ReportDeed::Comment).await.unwrap();
        assert_eq!(house.standing(&chair, &beside).await.story.last().unwrap().words, "Theo quy định");
        let awaited = house.service.reports_awaited(&house.now(&coordinator), "north", (half(), None)).await.unwrap();
        let told: Vec<_> = awaited.reports.iter().map(|one| (one.form.id.as_str(), one.unit.code.as_str())).collect();
        assert_eq!(told, [("2-hdcd", "north-a"), ("bc-phoi-hop", "rubber-one")]);
    })
    .await;
}

/// The second half of the cycle: the period is closed, and a class found later stands beside what was closed.
async fn closed_and_corrected(house: &House, (chair, officer, specialist): (&Caller, &Caller, &Caller)) {
    let (own, above) = (about("north-one", "1-hdcd"), about("north-a", "2-hdcd"));
    let denied = house.service.seal_period(&house.now(officer), "north-a", "2-hdcd", half()).await;
    assert!(matches!(denied, Err(Error::Denied(_))), "{denied:?}");
    let seal = house.service.seal_period(&house.now(specialist), "north", "2-hdcd", half()).await.unwrap();
    assert_eq!(seal.units, 4, "north, north-a and its two unions");
    assert!(matches!(
        house.service.seal_period(&house.now(specialist), "north", "2-hdcd", half()).await,
        Err(Error::Refused(_))
    ));

    // A class found later is an adjustment in both totals; the closed figures stay as they were.
    house.class(chair, "north-one", "2026-04-10").await;
    for (caller, ask) in [(chair, &own), (officer, &above)] {
        let standing = house.standing(caller, ask).await;
        let classes: Vec<_> = standing
            .adjustments
            .iter()
            .filter(|one| one.indicator == "training.classes")
            .map(|one| (one.unit_code.as_str(), one.value, one.record.is_some()))
            .collect();
        assert_eq!(classes, [("north-one", 1, true)], "{}", ask.unit);
        let line = standing.since.iter().find(|one| one.number == "D05").unwrap();
        assert_eq!((line.before, line.after), (Some(Value::Whole(3)), Some(Value::Whole(4))));
        assert!(standing.seal.is_some());
    }
    let figure = Ask::new("north", "training.classes", half());
    let closed = Ask { as_of: Some(seal.at.day()), ..figure.clone() };
    assert_eq!(house.service.figure(specialist, &closed).await.unwrap().value, Some(Value::Whole(3)));
    let opened = Ask { parts: true, ..Ask::new("north-one", "training.classes", half()) };
    let parts = house.service.figure(chair, &opened).await.unwrap().parts.unwrap();
    let sources: Vec<_> = parts.iter().map(|part| (part.source, part.record.is_some())).collect();
    assert!(sources.contains(&(Source::Records, true)) && sources.contains(&(Source::Adjusted, true)), "{sources:?}");

    let (seal, text) = house.service.sealed_export(specialist, "north", "2-hdcd", half()).await.unwrap();
    assert_eq!(hex(&Sha256::digest(text.as_bytes())), seal.digest, "what is exported is what was sealed");
    assert!(text.contains("north-one,training.classes,2025-12-01,2026-05-31,reported,3,,\n"), "{text}");
    let found = house.service.verify().await.unwrap();
    assert_eq!((found.seals, found.differences), (1, vec![]));

    // The form grows a line: what was closed stays what it was.
    let file = |path: &str, text: &str| PackFile { path: path.to_owned(), text: text.to_owned() };
    let line = "[form]\nextends = \"2-hdcd\"\n\n[[section]]\nnumber = \"ZZ\"\nname = { vi = \"Thêm\", en = \"More\" }\n\
                line = [{ number = \"ZZ1\", indicator = \"strikes.participants\" }]\n";
    let pack =
        [file("pack.toml", "id = \"more\"\nname = { vi = \"Thêm\", en = \"More\" }\n"), file("forms/more.toml", line)];
    house.service.add_pack(&pack).await.unwrap();
    let grown = house.service.pack();
    assert!(grown.form("2-hdcd").unwrap().lines().any(|line| line.number == "ZZ1"));
    let after = house.service.sealed_export(specialist, "north", "2-hdcd", half()).await.unwrap();
    assert_eq!(after, (seal, text));
    let found = house.service.verify().await.unwrap();
    assert_eq!((found.seals, found.differences), (1, vec![]));
}

#[tokio::test]
async fn who_takes_a_report_back_before_it_was_read_is_late_when_it_comes_late() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let second = house.officer("second", "north-two", "chair").await;
        let (own, two) = (about("north-one", "1-hdcd"), about("north-two", "1-hdcd"));
        let when = async || {
            let which = (half(), Some("1-hdcd"));
            let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
            [0, 1].map(|at| awaited.reports[at].timeliness.unwrap())
        };
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        house.does(&second, &two, ReportDeed::Send).await.unwrap();
        assert_eq!(when().await, [Timeliness::InTime; 2]);
        house.does(&chair, &own, ReportDeed::Recall).await.unwrap();
        // Whoever was asked to mend what came in time had sent it in time.
        house.does(&officer, &two, ReportDeed::Return).await.unwrap();
        house.does(&second, &two, ReportDeed::Send).await.unwrap();
        house.does(&second, &two, ReportDeed::Recall).await.unwrap();
        house.clock.advance_seconds(30 * DAY);
        let [one, _] = when().await;
        assert!(matches!(one, Timeliness::Overdue(_)), "{one:?}");
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        house.does(&second, &two, ReportDeed::Send).await.unwrap();
        let [one, other] = when().await;
        assert!(matches!(one, Timeliness::Late(_)), "{one:?}");
        assert_eq!(other, Timeliness::InTime);
    })
    .await;
}

#[tokio::test]
async fn a_period_nobody_awaits_is_filled_and_sent_by_whoever_wants_and_owed_by_nobody() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let second = house.officer("second", "north-two", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        house.clock.advance_seconds(200 * DAY);
        let months: Period = "2026-06-01/2026-11-30".parse().unwrap();
        let which = (months, Some("1-hdcd"));
        let (own, two) = (
            ReportAsk { period: months, ..about("north-one", "1-hdcd") },
            ReportAsk { period: months, ..about("north-two", "1-hdcd") },
        );
        let owed = house.service.reports_owed(&house.now(&chair), "north-one").await.unwrap();
        let owed: Vec<_> = owed.iter().filter(|one| one.form.id == "1-hdcd").map(|one| one.period.from()).collect();
        assert_eq!(owed, [date(2025, 12, 1)], "the year alone");
        assert!(
            house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap().reports.is_empty()
        );

        house.fill(&chair, &own, &[typed("A01", "320", "")]).await.unwrap();
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        house.fill(&second, &two, &[typed("A01", "80", "")]).await.unwrap();
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
        let told: Vec<_> = awaited.reports.iter().map(|one| (one.state, one.last_day, one.timeliness)).collect();
        assert_eq!(told, [(ReportState::Sent, None, None), (ReportState::Draft, None, None)]);
        assert_eq!((awaited.turnout.expected, awaited.turnout.sent), (1, 1), "a draft of it is no debt");
        let chased = house.service.chase_reports(&house.now(&officer), "north-a", which, (&[], ""), None).await;
        assert_eq!(chased.unwrap(), 0);
        house.does(&officer, &own, ReportDeed::Approve).await.unwrap();
        let year = ReportAsk { period: "2025-12-01/2026-11-30".parse().unwrap(), ..own };
        assert_eq!(house.value(&chair, &year, "A01").await, Some(Value::Whole(320)), "asked once");
    })
    .await;
}

fn event<'a>(unit: &'a str, days: &str) -> ReportAsk<'a> {
    ReportAsk { unit, form: "bc-ngung-viec", period: days.parse().unwrap(), receiver: None }
}

#[tokio::test]
async fn the_days_of_a_strike_are_reported_decided_on_and_late_like_any_report() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let own = event("north-one", "2026-05-25/2026-06-02");
        house.strike(&chair, "north-one", "2026-05-25").await;
        house.strike(&chair, "north-one", "2026-05-20").await;
        assert_eq!(house.value(&chair, &own, "1").await, Some(Value::Whole(1)), "of these days alone");

        let to_come = event("north-one", "2026-06-01/2026-06-04");
        assert_eq!(problems(house.fill(&chair, &to_come, &[typed("5", "7", "")]).await), ["to"]);
        assert!(house.does(&chair, &to_come, ReportDeed::Send).await.is_err());
        let nobody = house.service.event_reports(&chair, "north-one").await.unwrap();
        assert!(nobody.is_empty(), "nothing begun by looking: {nobody:?}");

        house.fill(&chair, &own, &[typed("2", "45", "Năm người vào sau"), typed("5", "7000000", "")]).await.unwrap();
        assert_eq!(house.value(&chair, &own, "2").await, Some(Value::Whole(45)));
        let owed = house.service.reports_owed(&house.now(&chair), "north-one").await.unwrap();
        let owed: Vec<_> =
            owed.iter().filter(|one| one.form.id == own.form).map(|one| (one.state, one.due_on)).collect();
        assert_eq!(owed, [(ReportState::Draft, date(2026, 6, 4))]);
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        assert!(
            house
                .service
                .reports_owed(&house.now(&chair), "north-one")
                .await
                .unwrap()
                .iter()
                .all(|one| one.form.id != own.form)
        );
        let standing = house.standing(&officer, &own).await;
        assert_eq!((standing.state, standing.timeliness), (ReportState::Sent, Some(Timeliness::InTime)));
        let waiting = house.service.reports_to_decide(&house.now(&officer), "north-a").await.unwrap();
        assert_eq!(
            waiting.iter().map(|(unit, kept)| (unit.code.as_str(), kept.form.as_str())).collect::<Vec<_>>(),
            [("north-one", "bc-ngung-viec")]
        );
        house.does(&officer, &own, ReportDeed::Approve).await.unwrap();

        // Nobody else is awaited for days that were theirs; another event of the unit is another report.
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", (own.period, None)).await.unwrap();
        assert_eq!((awaited.reports.len(), awaited.turnout.expected, awaited.turnout.in_time), (1, 1, 1));
        house.clock.advance_seconds(10 * DAY);
        let again = event("north-one", "2026-06-05/2026-06-05");
        house.fill(&chair, &again, &[typed("5", "2000000", "Đã trả một phần")]).await.unwrap();
        let begun = house.service.event_reports(&house.now(&chair), "north-one").await.unwrap();
        let told: Vec<_> = begun.iter().map(|one| (one.period, one.kept.state, one.due_on)).collect();
        assert_eq!(
            told,
            [
                (again.period, ReportState::Draft, Some(date(2026, 6, 7))),
                (own.period, ReportState::Approved, Some(date(2026, 6, 4))),
            ]
        );
        assert_eq!(house.standing(&chair, &again).await.timeliness, Some(Timeliness::Overdue(6)));
        let two = house.service.event_reports(&house.now(&officer), "north-two").await.unwrap();
        assert!(two.is_empty(), "{two:?}");
    })
    .await;
}

#[tokio::test]
async fn what_a_month_declared_is_neither_doubled_nor_changed_unsaid_by_a_report_of_some_of_its_days() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let (own, half) = (event("north-one", "2026-05-03/2026-05-07"), about("north-one", "1-hdcd"));
        house.fill(&chair, &half, &[typed("A12", "4000000", "")]).await.unwrap();

        // The report of five days shows what May declared, and says that it is of May.
        let report = house.service.report(&chair, own.unit, own.form, own.period).await.unwrap();
        let line = report.lines().find(|line| line.line.number == "5").unwrap();
        assert_eq!(line.months.map(|months| months.to_string()).as_deref(), Some("2026-05"));
        assert_eq!(line.answer.as_ref().unwrap().value, Some(Value::Whole(4_000_000)));
        assert!(
            report
                .lines()
                .filter(|line| line.months.is_some())
                .all(|line| matches!(line.line.number.as_str(), "5" | "6"))
        );
        let paper = house.service.report_paper(&chair, &report, Language::Vi).await.unwrap();
        assert!(format!("{:?}", paper.rows).contains("số khai của tháng 05/2026"), "{:?}", paper.rows);

        // It is not changed by a number beside it, only by one that says why; and there is one value all along.
        assert_eq!(problems(house.fill(&chair, &own, &[typed("5", "9000000", "")]).await), ["line.5"]);
        assert_eq!(problems(house.fill(&chair, &own, &[typed("5", "", "")]).await), ["line.5"]);
        assert_eq!(house.fill(&chair, &own, &[typed("5", "4000000", ""), typed("6", "100", "")]).await.unwrap(), 1);
        assert_eq!(house.value(&chair, &half, "A12").await, Some(Value::Whole(4_000_000)));
        assert_eq!(house.value(&chair, &half, "A19").await, Some(Value::Whole(100)), "asked once");
        house.fill(&chair, &own, &[typed("5", "9000000", "Đối chiếu lại bảng lương")]).await.unwrap();
        for (ask, number) in [(&own, "5"), (&half, "A12"), (&event("north-one", "2026-05-20/2026-05-21"), "5")] {
            assert_eq!(house.value(&chair, ask, number).await, Some(Value::Whole(9_000_000)), "{}", ask.period);
        }
        let sound = house.service.integrity().await.unwrap();
        let broken = sound.rules.iter().filter(|rule| rule.fails() && rule.area == "figures").map(|rule| &rule.id);
        assert_eq!(broken.collect::<Vec<_>>(), Vec::<&String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_unit_that_moved_away_keeps_nobody_from_being_chased() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let stranger = house.officer("stranger", "south-a", "upper_officer").await;
        house.clock.advance_seconds(20 * DAY);
        let plan = "[reorganisation]\ntitle = \"Sắp xếp\"\ndecision = \"9/QĐ\"\neffective_on = 2026-06-20\nunit = \"root\"\n\
                    [[step]]\ndo = \"move\"\nunits = [\"north-one\"]\nunder = \"south-a\"\n";
        house.service.reorganise(&house.service.system(), plan).await.unwrap();
        let officer = Caller { now: house.clock.now(), ..officer };
        let which = (half(), Some("1-hdcd"));
        let awaited = house.service.reports_awaited(&officer, "north-a", which).await.unwrap();
        assert_eq!(awaited.reports.len(), 2, "whoever stood below at the cut-off is asked");
        let chased = house.service.chase_reports(&house.now(&officer), "north-a", which, (&[], "Hạn đã qua"), None).await;
        assert_eq!(chased.unwrap(), 1);
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
        let told: Vec<_> = awaited.reports.iter().map(|one| (one.unit.code.as_str(), one.reminded_at.is_some())).collect();
        assert_eq!(told, [("north-one", false), ("north-two", true)]);
        let chased = house.service.chase_reports(&house.now(&stranger), "north-a", which, (&[], ""), None).await;
        assert!(chased.is_err(), "{chased:?}");
    })
    .await;
}

#[tokio::test]
async fn the_signed_form_lies_beside_the_approved_report() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let own = about("north-one", "1-hdcd");
        house.does(&chair, &own, ReportDeed::Send).await.unwrap();
        house.does(&officer, &own, ReportDeed::Approve).await.unwrap();
        let attach = async |name: &str, content: &[u8]| {
            let files = [(name.to_owned(), content.to_vec())];
            let asked =
                ReportAsked { files: &files, ..ReportAsked::new(ReportDeed::Comment).saying("Bản có dấu") };
            house.service.do_report(&house.now(&chair), &own, asked, None).await
        };
        let refused = attach("ban-ky.exe", b"MZ\x90\x00\x03\x00\x00\x00").await;
        assert!(
            matches!(refused, Err(Error::Invalid(ref why)) if why[0].field.as_deref() == Some("file")),
            "{refused:?}"
        );
        attach("ban-ky.pdf", b"%PDF-1.7\n%signed\n").await.unwrap();
        let standing = house.standing(&officer, &own).await;
        assert_eq!(standing.state, ReportState::Approved);
        let papers: Vec<_> = standing.papers.iter().map(|paper| paper.file_name.as_str()).collect();
        assert_eq!(papers, ["ban-ky.pdf"]);
    })
    .await;
}
