//! Periods nobody awaits: June to November, and the days of an event.

use congdoan_model::{
    Period,
    figures::Value,
    names::Language,
    reports::{ReportDeed, ReportState, Timeliness},
};
use congdoan_service::reports::ReportAsk;
use congdoan_testkit::{date, on_both};

use crate::house::{DAY, House, about, problems, typed};

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
            owed.iter().filter(|one| one.form.id == own.form).map(|one| (one.state, one.last_day)).collect();
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
