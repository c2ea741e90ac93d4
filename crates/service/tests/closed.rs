//! Closed answers on both engines: who sent a denunciation is read by the unit that settles it and by nobody else.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::sync::Arc;

use congdoan_model::{RecordId, access::Caller, names::Language, registers::Fields};
use congdoan_service::{
    Service,
    access::NewAccount,
    registers::{CLOSED, Listing, NewRecord},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both};
use serde_json::{Value, json};

const REGISTER: &str = "petitions";

struct House {
    service: Service,
    _fresh: Fresh,
}

impl House {
    async fn begin(fresh: Fresh) -> Self {
        let clock: Arc<FixedClock> = FixedClock::at(2026, 3, 5);
        let ids = ids(clock.clone());
        let service = Service::new(fresh.store.clone(), clock, ids.clone()).await.unwrap();
        service.hold_keys(keyring());
        service.install_embedded_pack().await.unwrap();
        let built = federation::small(&ids);
        let mut tx = fresh.store.write().await.unwrap();
        tx.add_units(&service.system(), &built.units, &built.links).await.unwrap();
        tx.commit().await.unwrap();
        service.keep_totals().await.unwrap();
        Self { service, _fresh: fresh }
    }

    async fn person(&self, login: &str, role: &str, unit: &str) -> Caller {
        let mandates = [(unit, role, "QĐ 1")];
        let account = NewAccount { name: login, login, password: "mat-khau-dai", mandates: &mandates };
        self.service.add_account(&account).await.unwrap();
        let signed = self.service.sign_in(login, "mat-khau-dai").await.unwrap();
        self.service.present_by_session(&signed.secret, Language::Vi).await.unwrap().caller
    }

    /// What a caller reads of the closed answers, wherever they may be read.
    async fn read(&self, caller: &Caller, id: RecordId) -> Vec<Value> {
        let kept = self.service.kept_record(caller, REGISTER, id).await.unwrap();
        let listing = Listing {
            register: REGISTER,
            unit: &kept.unit_code,
            days: (date(2026, 1, 1), date(2026, 12, 31)),
            after: None,
            limit: 10,
            state: None,
        };
        let (listed, _) = self.service.records(caller, &listing).await.unwrap();
        let latest = self.service.latest_records(caller, kept.record.unit, 10).await.unwrap();
        let pack = self.service.pack();
        let days = (date(2026, 1, 1), date(2026, 12, 31));
        let register = pack.register(REGISTER).unwrap();
        let behind = self.service.records_behind(caller, register, kept.record.unit, days).await.unwrap();
        assert_eq!((listed.len(), latest.len(), behind.len()), (1, 1, 1));
        let handed = self.service.handover(caller, &kept.unit_code).await.unwrap().records;
        let handed = handed.iter().find(|one| one.record.id == id).unwrap();
        let records = [&kept, handed, &listed[0], &latest[0], &behind[0]];
        let mut read: Vec<Value> = records.map(|kept| kept.record.fields["sender"].clone()).to_vec();
        for entry in self.service.record_story(caller, REGISTER, id).await.unwrap() {
            for said in [entry.before, entry.after] {
                let said: Value = serde_json::from_str(&said).unwrap_or_default();
                read.extend(said["fields"].get("sender").cloned());
            }
        }
        read
    }
}

fn petition(sender: Value, stage: &str) -> Fields {
    let fields = json!({
        "case_code": "TC-01", "kind": "denunciation", "sender": sender, "matter": "Khai khống công", "competent": true,
        "stage": stage, "accepted_on": "2026-03-03",
    });
    serde_json::from_value(fields).unwrap()
}

#[tokio::test]
async fn who_denounces_is_known_to_the_unit_that_settles_it_alone() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let chair = house.person("chair", "chair", "north-one").await;
        let officer = house.person("officer", "upper_officer", "north-a").await;
        let sender = json!({"name": "Hoàng Văn Nam", "birth": "1970"});
        let fields = petition(sender.clone(), "accepted");
        let new =
            NewRecord { register: REGISTER, unit: "north-one", occurred_on: date(2026, 3, 2), fields, files: vec![] };
        let kept = house.service.record(&chair, new, None).await.unwrap();
        let id = kept.record.id;
        assert!(house.read(&chair, id).await.iter().all(|read| *read == sender), "the unit's own officers read it");
        let above = house.read(&officer, id).await;
        assert!(above.len() >= 5 && above.iter().all(|read| *read == json!(CLOSED)), "{above:?}");

        // Somebody above writes the next step: what is closed to them stays what it was.
        let seen = house.service.kept_record(&officer, REGISTER, id).await.unwrap();
        let mut fields = seen.record.fields.clone();
        fields.insert("complex".to_owned(), json!(true));
        let place = (REGISTER, id, seen.record.version);
        let told = house.service.change_record(&officer, place, seen.record.occurred_on, fields, &[]).await.unwrap();
        assert_eq!(told.record.fields["sender"], json!(CLOSED));
        assert_eq!(told.record.fields["matter"], json!(CLOSED));
        let own = house.service.kept_record(&chair, REGISTER, id).await.unwrap();
        assert_eq!((&own.record.fields["sender"], &own.record.fields["complex"]), (&sender, &json!(true)));
        assert_eq!(own.record.fields["matter"], json!("Khai khống công"));
        assert!(house.read(&officer, id).await.iter().all(|read| *read == json!(CLOSED)));

        // Their own record of a denunciation they read themselves.
        let fields = petition(sender.clone(), "accepted");
        let new =
            NewRecord { register: REGISTER, unit: "north-a", occurred_on: date(2026, 3, 2), fields, files: vec![] };
        let theirs = house.service.record(&officer, new, None).await.unwrap();
        assert_eq!(theirs.record.fields["sender"], sender);
    })
    .await;
}
