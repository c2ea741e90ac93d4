//! Closed answers on both engines: who sent a denunciation is read by the unit that settles it and by nobody else.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot be set up must fail loudly")]

use std::sync::Arc;

use congdoan_model::{Clock as _, RecordId, access::Caller, names::Language, registers::Fields};
use congdoan_service::{
    Service,
    access::NewAccount,
    members::{ImportOptions, Imported},
    registers::{CLOSED, Listing, NewRecord},
};
use congdoan_testkit::{FixedClock, Fresh, date, federation, ids, keyring, on_both};
use serde_json::{Value, json};

const REGISTER: &str = "petitions";

struct House {
    service: Service,
    clock: Arc<FixedClock>,
    _fresh: Fresh,
}

fn whole(imported: &Imported) -> (u64, u64, u64, u64) {
    (imported.created, imported.changed, imported.unchanged, imported.refused)
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
        Self { service, clock, _fresh: fresh }
    }

    async fn person(&self, login: &str, role: &str, unit: &str) -> Caller {
        let mandates = [(unit, role, "QĐ 1")];
        let account = NewAccount { name: login, login, password: "mat-khau-dai", mandates: &mandates };
        self.service.add_account(&account).await.unwrap();
        let signed = self.service.sign_in(login, "mat-khau-dai").await.unwrap();
        self.service.present_by_session(&signed.secret, Language::Vi).await.unwrap().caller
    }

    /// Brings a sheet of the register in.
    async fn bring(&self, caller: &Caller, sheet: &str) -> Imported {
        self.clock.advance_seconds(60);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("don-thu.csv");
        std::fs::write(&path, sheet).unwrap();
        let caller = Caller { now: self.clock.now(), ..caller.clone() };
        let options = ImportOptions { register: Some(REGISTER.to_owned()), ..ImportOptions::default() };
        let tried = ImportOptions { dry_run: true, ..options.clone() };
        let tried = self.service.import_records(&caller, &path, &tried).await.unwrap();
        let done = self.service.import_records(&caller, &path, &options).await.unwrap();
        assert_eq!(whole(&tried), whole(&done), "a test run tells what happens");
        done
    }

    async fn answers(&self, caller: &Caller, id: RecordId) -> (Value, Value, Value) {
        let fields = self.service.kept_record(caller, REGISTER, id).await.unwrap().record.fields;
        let of = |field: &str| fields.get(field).cloned().unwrap_or_default();
        (of("sender"), of("matter"), of("complex"))
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

const HEAD: &str =
    "Mã bản ghi,Mã đơn vị,Ngày nhận đơn,case_code,kind,sender,matter,competent,stage,accepted_on,complex\n";

#[tokio::test]
async fn a_file_from_above_leaves_what_is_closed_as_it_was_and_the_units_own_may_change_it() {
    on_both(|fresh| async move {
        let house = House::begin(fresh).await;
        let chair = house.person("chair", "chair", "north-one").await;
        let officer = house.person("officer", "upper_officer", "north-a").await;
        let sender = json!({"name": "Hoàng Văn Nam", "birth": "1970"});
        let fields = petition(sender.clone(), "accepted");
        let new =
            NewRecord { register: REGISTER, unit: "north-one", occurred_on: date(2026, 3, 2), fields, files: vec![] };
        let id = house.service.record(&chair, new, None).await.unwrap().record.id;
        let matter = json!("Khai khống công");
        let row = |id: &str, sender: &str, matter: &str, complex: &str| {
            format!("{HEAD}{id},north-one,02/03/2026,TC-01,denunciation,{sender},{matter},có,accepted,03/03/2026,{complex}\n")
        };
        let known = id.to_string();

        // What was taken out above comes back with an open answer changed: that is taken, what is closed stays.
        let above = house.bring(&officer, &row(&known, CLOSED, CLOSED, "có")).await;
        assert_eq!(whole(&above), (0, 1, 0, 0), "{above:?}");
        assert_eq!(house.answers(&chair, id).await, (sender.clone(), matter.clone(), json!(true)));
        let again = house.bring(&officer, &row(&known, CLOSED, CLOSED, "có")).await;
        assert_eq!((whole(&again), again.batch), ((0, 0, 1, 0), None));
        // Typed over or emptied above, it stays all the same; and what was guessed right is not told from what was guessed wrong.
        for guess in ["Ai đó", "\"Hoàng Văn Nam, 1970\"", ""] {
            let guessed = house.bring(&officer, &row(&known, guess, "Việc khác", "có")).await;
            assert_eq!(whole(&guessed), (0, 0, 1, 0), "{guess}: {guessed:?}");
            let guessed = house.bring(&officer, &row("", guess, "Khai khống công", "có")).await;
            assert_eq!(whole(&guessed), (0, 0, 1, 0), "without its id, {guess}: {guessed:?}");
        }
        assert_eq!(house.answers(&chair, id).await, (sender.clone(), matter.clone(), json!(true)));
        assert!(house.read(&officer, id).await.iter().all(|read| *read == json!(CLOSED)));

        // The same file in the hands of the unit's own officer overwrites nothing either.
        let own = house.bring(&chair, &row(&known, CLOSED, CLOSED, "không")).await;
        assert_eq!(whole(&own), (0, 1, 0, 0), "{own:?}");
        assert_eq!(house.answers(&chair, id).await, (sender.clone(), matter.clone(), json!(false)));
        // Their own words change it, and are taken back.
        let own =
            house.bring(&chair, &row(&known, "\"Hoàng Văn Nam, 1971\"", "Khai khống ngày công", "không")).await;
        assert_eq!(whole(&own), (0, 1, 0, 0), "{own:?}");
        let changed =
            (json!({"name": "Hoàng Văn Nam", "birth": "1971"}), json!("Khai khống ngày công"), json!(false));
        assert_eq!(house.answers(&chair, id).await, changed);
        assert!(house.read(&officer, id).await.iter().all(|read| *read == json!(CLOSED)), "the story above too");
        house.clock.advance_seconds(60);
        let later = Caller { now: house.clock.now(), ..chair.clone() };
        house.service.undo_import(&later, own.batch.unwrap()).await.unwrap();
        assert_eq!(house.answers(&chair, id).await, (sender, matter, json!(false)));

        // As a new record it says nothing, whoever brings it.
        for caller in [&officer, &chair] {
            let strange = row("", CLOSED, CLOSED, "không").replace("TC-01", "TC-02");
            let strange = house.bring(caller, &strange).await;
            assert!(strange.taken_back && strange.refused == 1, "{strange:?}");
            assert!(strange.refusals.iter().all(|one| one.reason.vi.contains("•••")), "{strange:?}");
        }
        assert!(house.service.verify().await.unwrap().differences.is_empty());
    })
    .await;
}
