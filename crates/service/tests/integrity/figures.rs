//! Checks of figures on what units declared, beside the rules of the house.

use std::sync::Arc;

use congdoan_model::{Clock as _, Month, Period, access::Caller, audit::integrity::Weight};
use congdoan_service::{Service, figures::Declaration};
use congdoan_testkit::{FixedClock, Fresh, federation, ids, on_both};

struct House {
    service: Service,
    clock: Arc<FixedClock>,
}

impl House {
    /// The small federation, and seven more unions beside `north-one`.
    async fn begin(fresh: &Fresh) -> Self {
        let clock = FixedClock::at(2026, 6, 3);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.install_embedded_pack().await.unwrap();
        let mut built = federation::small(&ids);
        for number in 3..10 {
            built.unit(&format!("north-{number}"), congdoan_model::org::UnitKind::Grassroots, Some("north-a"));
        }
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&Caller::system(clock.now()), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        Self { service, clock }
    }

    async fn declare(&self, unit: &str, indicator: &str, month: &str, value: i64) {
        let month = Month::of(format!("{month}-01").parse().unwrap());
        let system = Caller::system(self.clock.now());
        self.service.declare(&system, &Declaration { unit, indicator, month, value }).await.unwrap();
    }

    async fn found(&self, unit: &str, period: &str) -> Vec<(String, Weight, String)> {
        let (system, period) = (Caller::system(self.clock.now()), period.parse::<Period>().unwrap());
        let found = self.service.check_figures(&system, unit, period).await.unwrap();
        found.into_iter().map(|one| (one.check, one.weight, one.words.vi)).collect()
    }
}

#[tokio::test]
async fn what_a_unit_declares_is_held_against_itself() {
    on_both(async |fresh| {
        let house = House::begin(&fresh).await;
        house.declare("north-one", "labour.workers", "2026-01", 300).await;
        house.declare("north-one", "labour.women", "2026-01", 120).await;
        assert_eq!(house.found("north-one", "2026-H1").await, []);
        house.declare("north-one", "labour.women", "2026-01", 1_320).await;
        let found = house.found("north-one", "2026-H1").await;
        assert_eq!(found[0].0, "labour.women_within_workers", "{found:?}");
        assert!(found[0].1 == Weight::Error && found[0].2.contains("1.320") && found[0].2.contains("300"));
        assert!(found.iter().any(|(check, ..)| check == "ratios.within_the_whole"), "more than all: {found:?}");
        assert_eq!(house.found("north-two", "2026-H1").await, [], "who said nothing contradicts nothing");
        let integrity = house.service.integrity().await.unwrap();
        let rule = integrity.rules.iter().find(|rule| rule.id == "checks.labour.women_within_workers").unwrap();
        assert!(rule.fails() && rule.places[0].starts_with("north-one 2026"), "{rule:?}");
    })
    .await;
}

/// The two totals of 2025 and the change printed beside them, ten thousand off: as figures somebody typed.
#[tokio::test]
async fn a_stated_change_must_be_the_difference() {
    on_both(async |fresh| {
        let house = House::begin(&fresh).await;
        house.declare("root", "members.total", "2024-12", 12_297_344).await;
        house.declare("root", "members.total", "2025-07", 8_642_169).await;
        house.declare("root", "members.net_gain", "2025-07", -3_665_175).await;
        let found = house.found("root", "2025").await;
        let told = found.iter().find(|(check, ..)| check == "members.net_gain_is_the_difference");
        let (_, _, words) = told.unwrap_or_else(|| panic!("{found:?}"));
        assert!(words.contains("-3.665.175") && words.contains("-3.655.175"), "{words}");
        house.declare("root", "members.net_gain", "2025-07", -3_655_175).await;
        let found = house.found("root", "2025").await;
        assert!(!found.iter().any(|(check, ..)| check == "members.net_gain_is_the_difference"), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn money_in_another_unit_is_told_against_units_side_by_side() {
    on_both(async |fresh| {
        let house = House::begin(&fresh).await;
        for (place, unit) in
            ["north-two", "north-3", "north-4", "north-5", "north-6", "north-7"].into_iter().enumerate()
        {
            house.declare(unit, "labour.workers", "2026-01", 100).await;
            house.declare(unit, "labour.wage_sum", "2026-01", 900_000_000 + 10_000_000 * place as i64).await;
        }
        house.declare("north-one", "labour.workers", "2026-01", 200).await;
        house.declare("north-one", "labour.wage_sum", "2026-01", 1_900).await;
        let found = house.found("north-one", "2026-H1").await;
        let told = found.iter().find(|(check, ..)| check == "labour.wages_unit");
        let (_, weight, words) = told.unwrap_or_else(|| panic!("{found:?}"));
        assert_eq!(*weight, Weight::Warning);
        assert!(words.contains("triệu") && words.contains("1.900"), "{words}");
        house.declare("north-one", "labour.wage_sum", "2026-01", 1_900_000_000).await;
        let found = house.found("north-one", "2026-H1").await;
        assert!(!found.iter().any(|(check, ..)| check == "labour.wages_unit"), "{found:?}");
    })
    .await;
}
