//! Who is late, chased, excused by a flood, or gone.

use congdoan_model::{
    Clock as _, Timestamp,
    access::Caller,
    reports::{Outage, ReportDeed, ReportState, Timeliness},
};
use congdoan_service::Error;
use congdoan_testkit::{date, on_both};

use crate::house::{DAY, House, about, half};

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
        house
            .service
            .declare_outage(&house.now(&officer), "north-two", (flood, "Lũ lớn, mất điện"), None)
            .await
            .unwrap();
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
            house
                .service
                .declare_outage(&house.now(&officer), "north-two", (days, "Lũ lớn, mất điện"), None)
                .await
                .unwrap()
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
async fn whoever_owes_a_report_is_judged_as_the_level_above_judges() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        house.clock.advance_seconds(7 * DAY);
        let both = async || {
            let owed = house.service.reports_owed(&house.now(&chair), "north-one").await.unwrap();
            let own = owed.into_iter().find(|one| one.form.id == "1-hdcd").unwrap();
            let which = (half(), Some("1-hdcd"));
            let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
            let above = awaited.reports.iter().find(|one| one.unit.code.as_str() == "north-one").unwrap();
            assert_eq!((own.last_day, own.timeliness), (above.last_day.unwrap(), above.timeliness.unwrap()));
            own.timeliness
        };
        assert_eq!(both().await, Timeliness::Overdue(5));
        let declare = async |caller: &Caller, unit: &str, from: u32, to: u32| {
            let days = Outage { from: date(2026, 6, from), to: date(2026, 6, to) };
            house.service.declare_outage(&house.now(caller), unit, (days, "Lũ lớn"), None).await.unwrap()
        };
        declare(&specialist, "north-a", 1, 3).await;
        assert_eq!(both().await, Timeliness::Overdue(2), "what is declared for the unit above holds below");
        let storm = declare(&officer, "north-one", 8, 12).await;
        assert_eq!(both().await, Timeliness::Open(3));
        house.service.end_outage(&house.now(&officer), storm).await.unwrap();
        assert_eq!(both().await, Timeliness::Open(0), "the days before it ended stay lost");
    })
    .await;
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
