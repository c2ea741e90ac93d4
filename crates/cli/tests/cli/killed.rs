//! A server killed while people record: what it acknowledged is there, once.
//!
//! Not here: what happens to a machine that loses its power (`doctor` holds the engines to writing through).

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        RwLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    base::{Base, on_both},
    program::{figure, token},
    server::{Client, Server, soon},
};

/// A month in which the demonstration holds no class.
const MONTH: &str = "2019-03";
const CLIENTS: usize = 4;
const KILLS: usize = 3;

fn class(client: usize, number: usize) -> Value {
    let topic = format!("Lớp {number} của máy {client}");
    let attendees = 10 + number;
    json!({ "unit": "cdcs-mau", "occurred_on": "2019-03-14", "fields": { "topic": topic, "attendees": attendees } })
}

/// Records class after class until told to stop, each with one key, sent again until it is acknowledged.
fn record(
    client: usize,
    at: &RwLock<Client>,
    stop: &AtomicBool,
    acknowledged: &AtomicUsize,
) -> BTreeMap<String, String> {
    let mut records = BTreeMap::new();
    while !stop.load(Ordering::Relaxed) {
        let number = records.len();
        let (key, body) = (format!("lop-{client}-{number}"), class(client, number));
        let mut tries = 0;
        let id = loop {
            tries += 1;
            assert!(tries < 2_000, "{key} is never acknowledged");
            let now = at.read().unwrap().clone();
            match now.try_post("/api/v1/records/training", Some(&key), &body) {
                Ok(reply) if reply.status == 201 => break reply.body["id"].as_str().expect("an id").to_owned(),
                Ok(reply) => assert!(reply.status >= 500, "{reply:?}"),
                Err(_) => {}
            }
            thread::sleep(Duration::from_millis(25));
        };
        records.insert(key, id);
        acknowledged.fetch_add(1, Ordering::Relaxed);
    }
    records
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let secret = token(&base.url, "quantri", "write");
        let before = figure(&base.url, ("vgcl", "training.classes", MONTH), &[])["value"].as_i64().unwrap_or(0);
        assert_eq!(before, 0, "an empty month");

        let mut server = Server::start(&base.url);
        let at = RwLock::new(Client::of(&server, Some(&secret)));
        let (stop, acknowledged) = (AtomicBool::new(false), AtomicUsize::new(0));
        let records: BTreeMap<String, String> = thread::scope(|scope| {
            let (at, stop, acknowledged) = (&at, &stop, &acknowledged);
            let clients: Vec<_> =
                (0..CLIENTS).map(|client| scope.spawn(move || record(client, at, stop, acknowledged))).collect();
            for _ in 0..KILLS {
                let so_far = acknowledged.load(Ordering::Relaxed);
                assert!(soon(|| acknowledged.load(Ordering::Relaxed) >= so_far + 12), "nothing is acknowledged");
                server.kill();
                server = Server::start(&base.url);
                *at.write().unwrap() = Client::of(&server, Some(&secret));
            }
            stop.store(true, Ordering::Relaxed);
            clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
        });

        assert!(records.len() >= KILLS * 12, "{}", records.len());
        let client = Client::of(&server, Some(&secret));
        let kept = client.records("training", "vgcl", MONTH);
        let mut times: HashMap<&str, usize> = HashMap::new();
        for record in &kept {
            *times.entry(record["id"].as_str().expect("an id")).or_default() += 1;
        }
        for (key, id) in &records {
            assert_eq!(times.get(id.as_str()), Some(&1), "{key}");
        }
        assert_eq!(kept.len(), records.len(), "one record for each key");
        for unit in ["cdcs-mau", "ldld-nghe-an", "vgcl"] {
            let question = (unit, "training.classes", MONTH);
            assert_eq!(figure(&base.url, question, &[])["value"], records.len(), "{unit}");
            assert_eq!(client.figure(question, "")["value"], records.len(), "{unit}");
        }
        // A key sent once more after all that still gives its record.
        let (key, id) = records.iter().next().expect("a record");
        let (number, of) = (key.rsplit('-').next().unwrap(), key.split('-').nth(1).unwrap());
        let body = class(of.parse().unwrap(), number.parse().unwrap());
        let again = client.post("/api/v1/records/training", Some(key), &body);
        assert_eq!((again.status, &again.body["id"]), (201, &json!(id)), "{again:?}");
        base.verifies();
    });
}
