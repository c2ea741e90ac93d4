//! Targets on both engines: shared out so that the shares add up, followed month by month, changed with approval.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::{collections::BTreeMap, sync::Arc};

use congdoan_model::{
    Clock as _, Ids, Month, Period, TargetId, UnitId,
    access::{Action, Caller},
    names::Language,
    org::UnitKind,
    programmes::{
        Comparator, Programme, ProgrammeKind, Target, TargetSource,
        pace::Method,
        targets::{Aim, Light, ShareBy},
    },
};
use congdoan_service::{
    Error, Service,
    figures::Declaration,
    org::employers::EmployerForm,
    programmes::{AllotAsked, NewTarget},
};
use congdoan_store::org::employers::Workforce;
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both, people};

const ADMITTED: &str = "members.admitted";

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    ids: Ids,
    fresh: Fresh,
    units: BTreeMap<String, UnitId>,
}

impl House {
    /// The small federation with two more upper unions in the north, and white spots below two of the three.
    async fn begin(fresh: Fresh) -> Self {
        let clock = FixedClock::at(2026, 1, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let mut built = federation::small(&ids);
        built.unit("north-b", UnitKind::Upper, Some("north"));
        built.unit("north-c", UnitKind::Upper, Some("north"));
        let units = built.units.iter().map(|(unit, _)| (unit.code.to_string(), unit.id)).collect();
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&Caller::system(clock.now()), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        let house = Self { service, clock, ids, fresh, units };
        for (under, workers, union) in
            [("north-a", 700, ""), ("north-a", 24, ""), ("north-b", 300, ""), ("north-b", 900, "north-one")]
        {
            house.employer(under, workers, union).await;
        }
        house
    }

    fn system(&self) -> Caller {
        Caller::system(self.clock.now())
    }

    async fn employer(&self, under: &str, workers: i64, union: &str) {
        let (code, day) = (format!("dn-{under}-{workers}"), date(2024, 1, 1));
        let form = EmployerForm {
            code: &code,
            name: &code,
            under,
            opened_on: Some(day),
            ownership: "private",
            workforce: Some(Workforce { counted_on: day, workers, women: None }),
            union,
            ..EmployerForm::default()
        };
        self.service.add_employer(&self.system(), &form, None).await.unwrap();
    }

    async fn officer(&self, login: &str, unit: &str, role: &str) -> Caller {
        let place = (self.units[unit], role);
        people::account(&self.fresh.store, &self.ids, &self.system(), (login, self.ids.next()), place).await;
        let session = self.service.open_session(login).await.unwrap();
        self.service.present_by_session(&session.secret, Language::Vi).await.unwrap().caller
    }

    /// The same caller at the present moment.
    fn now(&self, caller: &Caller) -> Caller {
        Caller { now: self.clock.now(), ..caller.clone() }
    }

    fn on(&self, month: u32, day: u32) {
        let days = (date(2026, month, day) - self.clock.now().day()).num_days();
        self.clock.advance_seconds(days * 24 * 3600);
    }

    /// A programme of the north for 2026 that asks for one thing.
    async fn asks(&self, indicator: &str, comparator: Comparator, value: i64) -> TargetId {
        let period = Period::year(2026);
        let unit = self.units["north"];
        let id = self.ids.next();
        let programme = Programme {
            id,
            unit,
            kind: ProgrammeKind::Plan,
            title: "Kế hoạch 2026".to_owned(),
            directive: None,
            parent: None,
            period,
        };
        let target = Target::plain((self.ids.next(), id), indicator, (comparator, value * 100), period);
        self.service.add_programme(&self.system(), &programme, std::slice::from_ref(&target)).await.unwrap();
        target.id
    }

    async fn allot(&self, caller: &Caller, target: TargetId, by: ShareBy) -> Vec<(String, i64)> {
        let asked = AllotAsked { by, parts: Vec::new() };
        let shares = self.service.allot(caller, target, &asked, None).await.unwrap();
        shares.into_iter().map(|(unit, share)| (unit.code.to_string(), share.value / 100)).collect()
    }

    async fn admitted(&self, unit: &str, month: u32, value: i64) {
        let month = Month::of(date(2026, month, 1));
        let declared = Declaration { unit, indicator: ADMITTED, month, value };
        self.service.declare(&self.system(), &declared).await.unwrap();
    }

    async fn light(&self, caller: &Caller, target: TargetId) -> Light {
        self.service.target(&self.now(caller), target).await.unwrap().progress.outlook.light
    }
}

fn refusal(error: &Error) -> String {
    error.words().vi
}

#[tokio::test]
async fn a_target_is_shared_out_by_white_spots_and_adds_up_exactly() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let specialist = house.officer("chuyenvien", "north", "specialist").await;
        let target = house.asks(ADMITTED, Comparator::Equal, 10_000).await;
        let shares = house.allot(&specialist, target, ShareBy::WhiteSpots).await;
        // 24 workers are too few, 900 have a union: 700 and 300 are left.
        assert_eq!(shares, [("north-a", 7_000), ("north-b", 3_000), ("north-c", 0)].map(|(u, v)| (u.to_owned(), v)));
        let equal = house.allot(&specialist, target, ShareBy::Equal).await;
        assert_eq!(equal.iter().map(|(_, value)| value).sum::<i64>(), 10_000);
        assert_eq!(equal[0].1, 3_334, "what is left over goes to the first");

        let view = house.service.target(&specialist, target).await.unwrap();
        assert_eq!(view.shares.len(), 3, "only the last sharing stands");
        assert_eq!(view.allotment.unwrap().by, ShareBy::Equal);
        let waiting = house.fresh.store.read().await.unwrap().shares_waiting(&specialist, house.units["north-a"]).await;
        let waiting = waiting.unwrap();
        assert_eq!((waiting.len(), waiting[0].value), (1, 333_400));
    })
    .await;
}

#[tokio::test]
async fn shares_by_hand_must_add_up_and_name_units_directly_below() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let specialist = house.officer("chuyenvien", "north", "specialist").await;
        let target = house.asks(ADMITTED, Comparator::AtLeast, 1_000).await;
        let tell = async |parts: &[(&str, i64)]| {
            let parts = parts.iter().map(|(code, value)| ((*code).to_owned(), value * 100)).collect();
            let asked = AllotAsked { by: ShareBy::Hand, parts };
            house.service.allot(&specialist, target, &asked, None).await
        };
        let short = tell(&[("north-a", 400), ("north-b", 500)]).await.unwrap_err();
        assert!(refusal(&short).contains("cộng lại là 900, còn thiếu 100 so với chỉ tiêu 1.000"), "{short:?}");
        let over = tell(&[("north-a", 600), ("north-b", 500)]).await.unwrap_err();
        assert!(refusal(&over).contains("vượt 100"), "{over:?}");
        assert!(tell(&[("north-a", 1_000), ("north-one", 0)]).await.is_err(), "two levels down");
        assert!(tell(&[("north-a", 500), ("north-a", 500)]).await.is_err(), "twice");
        assert!(house.service.target(&specialist, target).await.unwrap().allotment.is_none(), "nothing half-written");
        assert_eq!(tell(&[("north-a", 400), ("north-b", 600)]).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_threshold_is_the_same_for_each_unit_and_nothing_to_weigh_by_is_told() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let specialist = house.officer("chuyenvien", "north", "specialist").await;
        let target = house.asks("agreements.coverage", Comparator::AtLeast, 70).await;
        let shares = house.allot(&specialist, target, ShareBy::Size).await;
        assert!(shares.len() == 3 && shares.iter().all(|(_, value)| *value == 70));
        let target = house.asks(ADMITTED, Comparator::Equal, 10).await;
        let asked = AllotAsked { by: ShareBy::LastYear, parts: Vec::new() };
        let error = house.service.allot(&specialist, target, &asked, None).await.unwrap_err();
        assert!(refusal(&error).contains("năm trước"), "{error:?}");
    })
    .await;
}

#[tokio::test]
async fn a_month_of_admissions_moves_progress_pace_and_lights() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let specialist = house.officer("chuyenvien", "north", "specialist").await;
        let target = house.asks(ADMITTED, Comparator::Equal, 1_200).await;
        house.allot(&specialist, target, ShareBy::WhiteSpots).await;
        for month in 1..=3 {
            house.admitted("north-a", month, 60).await;
            house.admitted("north-b", month, 20 + i64::from(month)).await;
        }
        house.on(4, 1);
        let view = house.service.target(&house.now(&specialist), target).await.unwrap();
        assert_eq!(view.progress.percent, Some(20), "246 of 1,200");
        assert_eq!(view.progress.outlook.light, Light::Amber);
        assert_eq!(view.progress.outlook.due, Some(29_900), "91 of 365 days");
        let lights: Vec<Option<Light>> = view.shares.iter().map(|shared| shared.light).collect();
        assert_eq!(lights, [Some(Light::Amber), Some(Light::Red), Some(Light::Unknown)]);
        let forecast = view.progress.outlook.forecast;
        assert_eq!((forecast.method, forecast.months), (Method::Even, 3));
        let (low, high) = forecast.range.unwrap();
        assert!(
            low < forecast.middle.unwrap() && forecast.middle.unwrap() < high && high < 120_000,
            "it will be missed"
        );

        house.admitted("north-b", 4, 200).await;
        house.on(5, 1);
        let after = house.service.target(&house.now(&specialist), target).await.unwrap();
        assert_eq!(after.progress.percent, Some(37));
        assert_eq!(after.progress.outlook.light, Light::Green);
        assert_eq!(after.shares[1].light, Some(Light::Green));
        assert!(after.progress.outlook.forecast.middle > forecast.middle);
        house.on(12, 31);
        assert_eq!(house.light(&specialist, target).await, Light::Red, "over and missed");
    })
    .await;
}

#[tokio::test]
async fn a_changed_target_needs_another_to_approve_it_and_keeps_its_story() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let specialist = house.officer("chuyenvien", "north", "specialist").await;
        let leader = house.officer("lanhdao", "north", "leader").await;
        let chair = house.officer("cdcs", "north-one", "chair").await;
        let target = house.asks(ADMITTED, Comparator::Equal, 10_000).await;
        house.allot(&specialist, target, ShareBy::WhiteSpots).await;
        let before = house.service.target(&specialist, target).await.unwrap().progress.target.aim();
        let less = Aim { value: 900_000, ..before };
        let ask = async |caller: &Caller, reason: &str| {
            house.service.ask_target_change(caller, target, (less, reason), None).await
        };
        assert!(matches!(ask(&specialist, " ").await, Err(Error::Invalid(_))), "a reason is needed");
        assert!(matches!(ask(&chair, "x").await, Err(Error::Denied(Action::ProgrammeWrite))));
        let change = ask(&specialist, "Đơn hàng giảm, doanh nghiệp không tuyển thêm").await.unwrap();
        assert!(matches!(ask(&leader, "nữa").await, Err(Error::Refused(_))), "one at a time");
        let decide =
            async |caller: &Caller| house.service.decide_target_change(caller, change, (true, "Đồng ý"), None).await;
        assert!(matches!(decide(&specialist).await, Err(Error::Denied(_))));
        assert_eq!(house.service.target(&chair, target).await.unwrap().progress.target.value, 1_000_000, "not yet");
        decide(&leader).await.unwrap();
        assert!(matches!(decide(&leader).await, Err(Error::Stale)), "decided once");

        let view = house.service.target(&specialist, target).await.unwrap();
        assert_eq!(view.progress.target.value, 900_000);
        assert_eq!((view.changes[0].before.value, view.changes[0].after.value), (1_000_000, 900_000));
        assert_eq!(view.changes[0].decision.as_ref().unwrap().decided_by, "lanhdao");
        let allotment = view.allotment.unwrap();
        assert_eq!(
            (allotment.whole, allotment.shares.iter().map(|share| share.value).sum()),
            (1_000_000, 1_000_000_i64)
        );
        let shares = house.allot(&specialist, target, ShareBy::WhiteSpots).await;
        assert_eq!(shares.iter().map(|(_, value)| value).sum::<i64>(), 9_000);
        let own = ask(&leader, "lại").await;
        assert!(matches!(own, Err(Error::Refused(_))), "nothing would change");
    })
    .await;
}

#[tokio::test]
async fn who_asked_does_not_decide_and_a_target_is_added_later() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let leader = house.officer("lanhdao", "north", "leader").await;
        let target = house.asks(ADMITTED, Comparator::Equal, 100).await;
        let view = house.service.target(&leader, target).await.unwrap();
        let more = Aim { value: 20_000, ..view.progress.target.aim() };
        let change = house.service.ask_target_change(&leader, target, (more, "thêm"), None).await.unwrap();
        let own = house.service.decide_target_change(&leader, change, (true, ""), None).await;
        assert!(matches!(own, Err(Error::Refused(_))));

        let new = NewTarget {
            indicator: "training.classes".to_owned(),
            comparator: Comparator::AtLeast,
            value: 1_000,
            value_max: None,
            period: None,
            baseline: None,
            words: "ít nhất 10 lớp".to_owned(),
            clause: None,
            source: TargetSource::Typed,
            above: None,
        };
        let added = house.service.add_target(&leader, view.programme.id, &new, None).await.unwrap();
        assert_eq!(house.service.target(&leader, added).await.unwrap().progress.target.words, "ít nhất 10 lớp");
        let unknown = NewTarget { indicator: "nothing".to_owned(), ..new.clone() };
        let refused = house.service.add_target(&leader, view.programme.id, &unknown, None).await;
        assert!(matches!(refused, Err(Error::UnknownIndicator(_))));
        let all = NewTarget { comparator: Comparator::All, ..new };
        assert!(matches!(
            house.service.add_target(&leader, view.programme.id, &all, None).await,
            Err(Error::Invalid(_))
        ));
    })
    .await;
}
