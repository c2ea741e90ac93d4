//! Deeds on reports are news for every server of a database, and leave the totals as they are.

use congdoan_model::reports::{Outage, ReportDeed};
use congdoan_service::Service;
use congdoan_testkit::{date, on_both};

use crate::house::{House, about, half, typed};

/// Whether news of totals and news of reports came, on a server.
type Heard = (bool, bool);
const NOTHING: Heard = (false, false);
const TOTALS: Heard = (true, false);
const REPORTS: Heard = (false, true);
const BOTH: Heard = (true, true);

/// What the server that does something hears of it before it answers, and another server when it follows next.
async fn heard<T>(house: &House, beside: &Service, deed: impl Future<Output = T>) -> [Heard; 2] {
    let now = |service: &Service| *service.news().borrow();
    let before = [now(&house.service), now(beside)];
    deed.await;
    let here = now(&house.service);
    beside.follow().await.unwrap();
    let after = [here, now(beside)];
    [0, 1].map(|one| (after[one].totals != before[one].totals, after[one].reports != before[one].reports))
}

#[tokio::test]
async fn deeds_on_reports_reach_another_server_and_leave_the_totals_alone() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let chair = house.officer("chair", "north-one", "chair").await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let specialist = house.officer("specialist", "north", "specialist").await;
        let beside = Service::new(house.fresh.store.clone(), house.clock.clone(), house.ids.clone()).await.unwrap();
        beside.keep_totals().await.unwrap();
        let (own, which) = (about("north-one", "1-hdcd"), (half(), Some("1-hdcd")));
        let does =
            async |caller, deed| heard(&house, &beside, async { house.does(caller, &own, deed).await.unwrap() }).await;

        assert_eq!(does(&chair, ReportDeed::Send).await, [REPORTS; 2]);
        assert_eq!(does(&officer, ReportDeed::Return).await, [REPORTS; 2]);
        let filled = heard(&house, &beside, house.fill(&chair, &own, &[typed("A01", "300", "")])).await;
        assert_eq!(filled, [BOTH; 2], "a line that is typed moves the totals too");
        assert_eq!(does(&chair, ReportDeed::Send).await, [REPORTS; 2]);
        assert_eq!(does(&officer, ReportDeed::Comment).await, [REPORTS; 2]);
        assert_eq!(does(&officer, ReportDeed::Approve).await, [REPORTS; 2]);
        let refused = heard(&house, &beside, house.does(&chair, &own, ReportDeed::Send)).await;
        assert_eq!(refused, [NOTHING; 2], "what is refused changes nothing");

        let now = house.now(&officer);
        let chased = heard(&house, &beside, house.service.chase_reports(&now, "north-a", which, (&[], ""), None)).await;
        assert_eq!(chased, [REPORTS; 2]);
        let days = Outage { from: date(2026, 6, 4), to: date(2026, 6, 10) };
        let mut declared = None;
        let outage = heard(&house, &beside, async {
            let lost = house.service.declare_outage(&now, "north-two", (days, "Bão"), None).await;
            declared = Some(lost.unwrap());
        });
        assert_eq!(outage.await, [REPORTS; 2]);
        let ended = heard(&house, &beside, house.service.end_outage(&now, declared.unwrap())).await;
        assert_eq!(ended, [REPORTS; 2]);

        let read = heard(&house, &beside, house.service.reports_awaited(&now, "north-a", which)).await;
        assert_eq!(read, [NOTHING; 2]);
        let now = house.now(&specialist);
        let sealed = heard(&house, &beside, house.service.seal_period(&now, "north", "2-hdcd", half())).await;
        assert_eq!(sealed, [REPORTS; 2]);
        assert_eq!(heard(&house, &beside, house.class(&chair, "north-one", "2026-06-02")).await, [TOTALS; 2]);
        assert_eq!(house.service.verify().await.unwrap().differences, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn an_outage_sent_twice_under_one_key_is_declared_once() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let officer = house.officer("officer", "north-a", "upper_officer").await;
        let days = Outage { from: date(2026, 6, 4), to: date(2026, 6, 10) };
        let declare = async || {
            let once = congdoan_service::access::Once { key: "one", request: congdoan_model::fingerprint("one") };
            house.service.declare_outage(&house.now(&officer), "north-two", (days, "Bão"), Some(once)).await.unwrap()
        };
        assert_eq!(declare().await, declare().await);
        let which = (half(), Some("1-hdcd"));
        let awaited = house.service.reports_awaited(&house.now(&officer), "north-a", which).await.unwrap();
        assert_eq!(awaited.outages.len(), 1);
    })
    .await;
}
