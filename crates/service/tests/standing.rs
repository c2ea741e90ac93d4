//! Agreements in force on both engines: counted where their days say they stand, over years, renewals and corrections.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up must fail loudly")]

use std::sync::Arc;

use chrono::NaiveDate;
use congdoan_model::{
    Clock as _,
    access::Caller,
    figures::{Answer, Value},
    names::Language,
    registers::Fields,
};
use congdoan_service::{
    Kept, Service,
    access::NewAccount,
    figures::Ask,
    registers::{Deed, NewRecord},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both};
use serde_json::{Value as Json, json};

const REGISTER: &str = "agreements";
const UNIT: &str = "north-one";

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    chair: Caller,
    fresh: Fresh,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock: Arc<FixedClock> = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock.clone(), ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        let mandates = [(UNIT, "chair", "QĐ 1")];
        let account =
            NewAccount { name: "Chủ tịch", login: "chu-tich", password: "mat-khau-dai", mandates: &mandates };
        service.add_account(&account).await.unwrap();
        let signed = service.sign_in("chu-tich", "mat-khau-dai").await.unwrap();
        let chair = service.present_by_session(&signed.secret, Language::Vi).await.unwrap().caller;
        Self { service, clock, chair, fresh }
    }

    fn now(&self) -> Caller {
        self.clock.advance_seconds(60);
        Caller { now: self.clock.now(), ..self.chair.clone() }
    }

    async fn signed(&self, occurred_on: NaiveDate, step: &str, expires_on: &str) -> Kept {
        let fields = agreement(step, json!(expires_on));
        let new = NewRecord { register: REGISTER, unit: UNIT, occurred_on, fields, files: Vec::new() };
        self.service.record(&self.now(), new, None).await.unwrap()
    }

    async fn ask(&self, service: &Service, unit: &str, period: &str) -> Answer {
        let ask = Ask { parts: true, ..Ask::new(unit, "agreements.in_force", period.parse().unwrap()) };
        service.figure(&service.system(), &ask).await.unwrap()
    }

    async fn in_force<const N: usize>(&self, unit: &str, periods: [&str; N]) -> [Option<i64>; N] {
        let mut found = [None; N];
        for (found, period) in found.iter_mut().zip(periods) {
            let answer = self.ask(&self.service, unit, period).await;
            *found = answer.value.and_then(Value::whole);
        }
        found
    }

    async fn sound(&self) {
        let found = self.service.verify().await.unwrap();
        assert!(found.differences.is_empty(), "{:?}", found.differences);
        let integrity = self.service.integrity().await.unwrap();
        let broken: Vec<_> = integrity.rules.iter().filter(|rule| rule.fails()).collect();
        assert!(broken.is_empty(), "{broken:#?}");
    }
}

fn agreement(step: &str, expires_on: Json) -> Fields {
    let fields = json!({
        "employer": "Công ty TNHH May Hương Sen", "step": step, "scope": "enterprise", "employers": 1,
        "workers": 420, "expires_on": expires_on,
    });
    serde_json::from_value(fields).unwrap()
}

#[tokio::test]
async fn what_stands_is_counted_over_years_renewals_and_corrections() {
    on_both(async |fresh| {
        let house = House::begin(fresh).await;
        let first = house.signed(date(2023, 4, 10), "new", "2025-04-09").await;
        let at = ["2023-03", "2023", "2024", "2025-03", "2025-04", "2025", "2026"];
        let some = Some(1);
        assert_eq!(house.in_force("root", at).await, [None, some, some, some, Some(0), Some(0), Some(0)]);

        // Signed anew before it ran out: one agreement all along, and in no month two.
        let second = house.signed(date(2025, 3, 20), "renewed", "2027-03-19").await;
        assert_eq!(house.in_force("root", at).await, [None, some, some, some, some, some, some]);
        let parts = house.ask(&house.service, UNIT, "2025-03").await.parts.unwrap();
        assert_eq!(parts.len(), 1, "the employer once: {parts:?}");
        assert_eq!(house.in_force("root", ["2027-02", "2027-03"]).await, [some, Some(0)]);
        house.sound().await;

        // Broken off early, as the record of the first one says from now on.
        let mut fields = first.record.fields.clone();
        fields.insert("ended_on".to_owned(), json!("2024-06-30"));
        let place = (REGISTER, first.record.id, first.record.version);
        house.service.change_record(&house.now(), place, first.record.occurred_on, fields, &[]).await.unwrap();
        let at = ["2024-06-01/2024-06-29", "2024-06", "2024-07", "2024", "2025"];
        assert_eq!(house.in_force("north", at).await, [some, some, Some(0), Some(0), some]);
        house.sound().await;

        // Withdrawn, it never was.
        house.service.deed(&house.now(), (REGISTER, first.record.id), Deed::Withdraw, "Ghi nhầm", None).await.unwrap();
        assert_eq!(house.in_force("root", ["2023", "2024", "2025"]).await, [None, None, some]);
        house.sound().await;

        // One that ends in August stands until then, in the year that runs too.
        let place = (REGISTER, second.record.id, second.record.version);
        let mut fields = second.record.fields.clone();
        fields.insert("ended_on".to_owned(), json!("2026-08-31"));
        house.service.change_record(&house.now(), place, second.record.occurred_on, fields, &[]).await.unwrap();
        assert_eq!(house.in_force("root", ["2026", "2026-12", "2024-01-01/2028-12-31"]).await, [some, Some(0), some]);
        house.sound().await;
        house.clock.advance_seconds(200 * 86_400);
        assert!(house.service.follow().await.unwrap(), "another day is news");
        assert_eq!(house.in_force("root", ["2026", "2025"]).await, [Some(0), some]);
        house.sound().await;

        // A server that starts finds the same.
        let (clock, store) = (house.clock.clone(), house.fresh.store.clone());
        let other = Service::new(store, clock.clone(), ids(clock)).await.unwrap();
        other.keep_totals().await.unwrap();
        assert_eq!(house.ask(&other, "root", "2025").await.value, Some(Value::Whole(1)));
    })
    .await;
}
