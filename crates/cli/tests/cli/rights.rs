//! Who gets what through the running server, and that a refusal leaves its line in the audit log.
//!
//! Not here: every route with every role (`web`).

use congdoan_model::{Clock as _, access::Caller, audit::Entry};
use congdoan_service::{Service, system::SystemClock};
use serde_json::json;

use crate::{
    base::{Base, on_both, wait},
    program::token,
    server::{Client, Server},
};

/// The refusals in all chains of the audit log.
async fn refusals(url: &str) -> Vec<Entry> {
    let store = Service::open_store_as_it_is(url).await.expect("the database opens");
    let system = Caller::system(SystemClock.now());
    let mut tx = store.read().await.expect("a transaction");
    let mut found = Vec::new();
    for head in tx.heads(&system).await.expect("the chains") {
        let mut after = 0;
        loop {
            let page = tx.entries(&system, &head.name, after).await.expect("the entries");
            let Some((last, _)) = page.last() else { break };
            after = last.seq;
            found.extend(page.into_iter().map(|(entry, _)| entry).filter(|entry| entry.action == "denied"));
        }
    }
    drop(tx);
    store.close().await;
    found
}

#[test]
fn signed_out_gets_401_and_the_sign_in_page() {
    on_both(|engine| {
        let base = Base::shared(engine);
        for token in [None, Some("no-such-token")] {
            let nobody = Client::of(base.server(), token);
            for path in ["/api/v1/figures?unit=vgcl&indicator=training.classes&period=2022", "/api/v1/units"] {
                let reply = nobody.get(path);
                assert_eq!(reply.status, 401, "{reply:?}");
                assert_eq!(reply.headers["www-authenticate"], "Bearer");
                assert!(reply.headers["content-type"].to_str().unwrap().starts_with("application/problem+json"));
                assert_eq!(reply.body["status"], 401);
            }
            let posted = nobody.post("/api/v1/records/training", None, &json!({ "unit": "cdcs-mau" }));
            assert_eq!(posted.status, 401, "{posted:?}");
        }
        let page = Client::of(base.server(), None).get("/figures");
        assert_eq!((page.status, page.headers["location"].to_str().unwrap()), (303, "/sign-in?next=/figures"));
    });
}

#[test]
fn a_chair_finds_no_record_of_another_unit_and_the_attempt_is_noted() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let server = Server::start(&base.url);
        let all = Client::of(&server, Some(&token(&base.url, "quantri", "read")));
        let chair = Client::of(&server, Some(&token(&base.url, "cdcs", "write")));
        let records = all.records("training", "ldld-nghe-an", "2022");
        let foreign = records.iter().find(|record| record["unit"] != "cdcs-mau").expect("another unit's class");
        let id = foreign["id"].as_str().unwrap();
        let path = format!("/api/v1/records/training/{id}");
        assert_eq!(wait(refusals(&base.url)).len(), 0);

        assert_eq!(all.get(&path).status, 200);
        let refused = chair.get(&path);
        assert_eq!((refused.status, refused.body["status"].as_u64()), (404, Some(404)), "{refused:?}");
        let nowhere = "/api/v1/records/training/00000000-0000-7000-8000-000000000000";
        let absent = chair.get(nowhere);
        assert_eq!(absent.status, 404, "{absent:?}");
        assert_eq!(absent.body, refused.body, "another unit's record looks like one that is not there");
        for verb in ["withdraw", "restore", "confirm"] {
            let reply = chair.post(&format!("{path}/{verb}"), None, &json!({ "reason": "thử" }));
            assert_eq!(reply.status, 404, "{verb}: {reply:?}");
        }
        let list = chair.get("/api/v1/records/training?unit=ldld-nghe-an&period=2022");
        assert!(matches!(list.status, 403 | 404), "{list:?}");
        let other = foreign["unit"].as_str().unwrap();
        let fields = json!({ "topic": "Không phải lớp của tôi", "attendees": 9 });
        let body = json!({ "unit": other, "occurred_on": "2022-06-01", "fields": fields });
        let written = chair.post("/api/v1/records/training", None, &body);
        assert!(matches!(written.status, 403 | 404), "{written:?}");
        assert_eq!(all.get(&path).body, *foreign, "nothing has changed");

        let noted = wait(refusals(&base.url));
        assert!(noted.iter().all(|entry| entry.who == "cdcs"), "{noted:#?}");
        let of_record = noted.iter().filter(|entry| entry.object == format!("record:{id}")).count();
        assert_eq!(of_record, 4, "read, withdraw, restore, confirm: {noted:#?}");
        assert!(noted.len() >= 7, "{noted:#?}");
        base.verifies();
    });
}

#[test]
fn a_chair_sees_totals_of_its_ancestors_and_not_their_parts() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let chair = Client::of(base.server(), Some(&token(&base.url, "cdcs", "read")));
        for unit in ["ldld-nghe-an", "vgcl"] {
            let asked = format!("/api/v1/figures?unit={unit}&indicator=training.classes&period=2022");
            let total = chair.get(&asked);
            assert_eq!(total.status, 200, "{total:?}");
            assert!(total.body["value"].as_i64() > Some(35) && total.body["parts"].is_null());
            let opened = chair.get(&format!("{asked}&parts=true"));
            assert!(matches!(opened.status, 403 | 404) && opened.body["parts"].is_null(), "{opened:?}");
        }
        let own = chair.get("/api/v1/figures?unit=cdcs-mau&indicator=training.classes&period=2022&parts=true");
        assert!(own.body["parts"].as_array().is_some_and(|parts| !parts.is_empty()), "{own:?}");
        let beside = chair.get("/api/v1/figures?unit=ldld-ha-noi&indicator=training.classes&period=2021");
        assert_eq!(beside.status, 404, "{beside:?}");
    });
}

#[test]
fn a_token_that_only_reads_writes_nothing() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let reader = Client::of(base.server(), Some(&token(&base.url, "quantri", "read")));
        let fields = json!({ "topic": "Chỉ đọc", "attendees": 5 });
        let body = json!({ "unit": "cdcs-mau", "occurred_on": "2019-06-03", "fields": fields });
        let reply = reader.post("/api/v1/records/training", None, &body);
        assert_eq!(reply.status, 403, "{reply:?}");
        assert_eq!(reader.records("training", "vgcl", "2019-06").len(), 0);
    });
}
