//! The province of 2025 on both engines: 1,031 unions with 34,806 members end, 442 with 37,253 move to the province. The past
//! stays to the digit, the bridge adds up, undoing brings back an equal state.
//!
//! Not here: random reorganisations (`reorganisation`); how long it takes, which is measured, not tested.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use congdoan_model::{
    access::Caller,
    figures::{BridgeStep, Cause, Value},
};
use congdoan_service::{
    Service,
    demonstration::{Demonstration, Wish},
    figures::Ask,
    papers::exports::{Exported, Format},
};
use congdoan_testkit::{FixedClock, Fresh, date, ids, keyring, on_both};

const PROVINCE: &str = "ldld-ha-tinh";
const BEFORE: [&str; 3] = ["2024", "2025-05", "2025-06"];

async fn loaded(fresh: &Fresh) -> (Service, Demonstration) {
    let clock = FixedClock::at(2026, 11, 22);
    let service = Service::new(fresh.store.clone(), clock.clone(), ids(clock)).await.unwrap();
    service.hold_keys(keyring());
    service.install_embedded_pack().await.unwrap();
    let demonstration = service.load_demonstration(Wish { with_2025: true }, &|_| ()).await.unwrap();
    service.keep_totals().await.unwrap();
    (service, demonstration)
}

async fn value(service: &Service, indicator: &str, period: &str) -> i64 {
    let ask = Ask::new(PROVINCE, indicator, period.parse().unwrap());
    service.figure(&service.system(), &ask).await.unwrap().value.and_then(Value::whole).unwrap()
}

async fn past(service: &Service) -> Vec<i64> {
    let mut values = Vec::new();
    for indicator in ["members.total", "members.women", "unions.grassroots", "members.admitted"] {
        for period in BEFORE {
            values.push(value(service, indicator, period).await);
        }
    }
    values
}

async fn exports(service: &Service) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for what in [Exported::Units, Exported::Members, Exported::Posts, Exported::Records, Exported::Figures] {
        let bytes = service.export(what, Format::Csv, Vec::new()).await.unwrap();
        let mut lines: Vec<String> = String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect();
        lines.sort_unstable();
        all.push(lines);
    }
    all
}

/// May 2025 on the tree of the end of July, and how one comes there.
async fn restated(service: &Service) -> (i64, Vec<BridgeStep>) {
    let plain = Ask::new(PROVINCE, "members.total", "2025-05".parse().unwrap());
    let ask = Ask { restated: Some(date(2025, 7, 31)), ..plain };
    let answer = service.figure(&service.system(), &ask).await.unwrap();
    (answer.value.and_then(Value::whole).unwrap(), answer.bridge.unwrap())
}

#[tokio::test]
async fn the_province_of_2025_is_reorganised_and_undone() {
    on_both(async |fresh| {
        let (service, demonstration) = loaded(&fresh).await;
        let system: Caller = service.system();
        let twins = service.duplicates(&system, "vgcl").await.unwrap();
        assert_eq!(twins.pairs.len(), 0, "nobody has two files before anything happened");

        let plan = demonstration.plan_2025.unwrap();
        let (before, exported) = (past(&service).await, exports(&service).await);
        let preview = service.preview_reorganisation(&system, plan).await.unwrap().preview;
        assert_eq!((preview.ended["grassroots"], preview.members["ended"]), (1_031, 34_806));
        assert_eq!((preview.moved["grassroots"], preview.members["moved"]), (442, 37_253));
        assert_eq!(exports(&service).await, exported, "a preview writes nothing");

        let applied = service.reorganise(&system, plan).await.unwrap();
        assert_eq!(applied.members, preview.members);
        assert_eq!(past(&service).await, before, "the past stays to the digit");
        assert_eq!(value(&service, "members.total", "2025-07").await, 37_253);
        assert_eq!(value(&service, "unions.grassroots", "2025-07").await, 442);

        let (value, bridge) = restated(&service).await;
        let may = service.figure(&system, &Ask::new(PROVINCE, "members.total", "2025-05".parse().unwrap())).await;
        let may = may.unwrap().value.and_then(Value::whole).unwrap();
        assert_eq!(value, may + bridge.iter().map(|step| step.value).sum::<i64>(), "{bridge:?}");
        assert!(bridge.contains(&BridgeStep { cause: Cause::Ended, value: -34_806 }), "{bridge:?}");

        service.undo_reorganisation(&system, applied.id.unwrap()).await.unwrap();
        assert_eq!(exports(&service).await, exported, "undone");
        assert_eq!(past(&service).await, before, "as if it had not been");
    })
    .await;
}
