//! Records through the API beside subcommands that read the same database; sending twice is harmless.
//!
//! Not here: what a register asks of a record (`pack`), rights (`rights`).

use std::{thread, time::Duration};

use congdoan_model::Clock as _;
use congdoan_service::system::SystemClock;
use serde_json::{Value, json};

use crate::{
    base::{Base, on_both},
    program::{figure, token},
    server::{Client, Server, within},
};

const CLASSES: (&str, &str, &str) = ("ldld-nghe-an", "training.classes", "2022-01-01/2022-10-31");
/// How long a write of one process may stay unseen by another. The house wants two seconds; a busy test machine is given
/// more, so that only a server that does not follow at all fails.
const UNSEEN: Duration = Duration::from_secs(10);

fn deed(client: &Client, record: &Value, verb: &str) -> Value {
    let path = format!("/api/v1/records/training/{}/{verb}", record["id"].as_str().expect("an id"));
    let reply = client.post(&path, None, &json!({ "reason": "kiểm tra lại hồ sơ lớp" }));
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

#[test]
fn a_withdrawn_class_leaves_every_total_and_comes_back() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let server = Server::start(&base.url);
        let secret = token(&base.url, "quantri", "write");
        let client = Client::of(&server, Some(&secret));
        let root = ("vgcl", CLASSES.1, CLASSES.2);
        let whole = figure(&base.url, root, &[])["value"].as_i64().expect("a value");
        let both = |expected: i64| {
            let national = whole - 35 + expected;
            // The subcommand sees what the server wrote at once: it reads the database.
            assert_eq!(figure(&base.url, CLASSES, &[])["value"], expected);
            assert_eq!(figure(&base.url, root, &[])["value"], national);
            assert_eq!(client.figure(CLASSES, "")["value"], expected);
            assert_eq!(client.figure(root, "")["value"], national);
        };
        both(35);
        let record = client.records("training", CLASSES.0, CLASSES.2).remove(0);
        assert_eq!(deed(&client, &record, "withdraw")["state"], "withdrawn");
        both(34);
        // Known at the end of today is what is known now.
        let today = SystemClock.now().day().to_string();
        assert_eq!(figure(&base.url, CLASSES, &["--as-of", &today])["value"], 34);
        assert_eq!(client.figure(CLASSES, &format!("&as_of={today}"))["value"], 34);
        let twice = format!("/api/v1/records/training/{}/withdraw", record["id"].as_str().unwrap());
        assert_eq!(client.post(&twice, None, &json!({ "reason": "lần nữa" })).status, 422);
        assert_eq!(client.post(&twice.replace("withdraw", "restore"), None, &json!({ "reason": " " })).status, 422);
        both(34);
        assert_eq!(deed(&client, &record, "restore")["state"], "recorded");
        both(35);
        base.verifies();
    });
}

/// What another process writes, the server shows soon. On PostgreSQL the other process is a second
/// server; SQLite has one server only, so there it is a subcommand.
#[test]
fn a_server_follows_what_others_write() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let server = Server::start(&base.url);
        // The token itself is a write of another process.
        let client = Client::of(&server, Some(&token(&base.url, "quantri", "write")));
        assert_eq!(client.figure(CLASSES, "")["value"], 35);
        if base.url.starts_with("postgres") {
            let second = Server::start(&base.url);
            let other = Client::of(&second, Some(&token(&base.url, "quantri", "write")));
            let record = client.records("training", CLASSES.0, CLASSES.2).remove(0);
            deed(&client, &record, "withdraw");
            assert!(within(UNSEEN, || other.figure(CLASSES, "")["value"] == 34), "the second server lags");
            deed(&other, &record, "restore");
            assert!(within(UNSEEN, || client.figure(CLASSES, "")["value"] == 35), "the first server lags");
        }
        let pack = base.path("pack");
        crate::packs::write(&pack);
        assert_eq!(base.run(&["pack", "add", &pack]).status, 0);
        let asked = "/api/v1/figures?unit=vgcl&indicator=choir.singers&period=2022";
        assert!(within(UNSEEN, || client.get(asked).status == 200), "the server does not take up the pack");
    });
}

#[test]
fn the_same_key_records_once() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let server = base.server();
        let client = Client::of(server, Some(&token(&base.url, "quantri", "write")));
        let class = |attendees: i64| {
            let fields = json!({ "topic": "Kỹ năng đối thoại", "attendees": attendees });
            json!({ "unit": "cdcs-mau", "occurred_on": "2019-04-09", "fields": fields })
        };
        let post = |key: &str, attendees: i64| client.post("/api/v1/records/training", Some(key), &class(attendees));

        let first = post("sang-thu-hai", 25);
        assert_eq!(first.status, 201, "{first:?}");
        let place = format!("/api/v1/records/training/{}", first.body["id"].as_str().unwrap());
        assert_eq!(first.headers["location"], place.as_str());
        let again = post("sang-thu-hai", 25);
        assert_eq!((again.status, &again.body["id"]), (201, &first.body["id"]));
        let other = post("sang-thu-hai", 26);
        assert_eq!(other.status, 422, "{other:?}");
        assert!(other.headers["content-type"].to_str().unwrap().starts_with("application/problem+json"));
        assert!(
            other.body["title"].is_string() && other.body["detail"].as_str().unwrap().contains("Khóa"),
            "{other:?}"
        );

        let ids: Vec<Value> = thread::scope(|scope| {
            let posts: Vec<_> = (0..2).map(|_| scope.spawn(|| post("cung-luc", 30))).collect();
            posts
                .into_iter()
                .map(|post| post.join().expect("a reply"))
                .map(|reply| {
                    assert_eq!(reply.status, 201, "{reply:?}");
                    reply.body["id"].clone()
                })
                .collect()
        });
        assert_eq!(ids[0], ids[1], "two posts at once with one key are one record");
        assert_eq!(client.records("training", "cdcs-mau", "2019-04").len(), 2);
        assert_eq!(figure(&base.url, ("vgcl", "training.attendances", "2019-04"), &[])["value"], 55);

        // The same key of another person is another key.
        let chair = Client::of(server, Some(&token(&base.url, "cdcs", "write")));
        let theirs = chair.post("/api/v1/records/training", Some("sang-thu-hai"), &class(12));
        assert_eq!(theirs.status, 201, "{theirs:?}");
        assert_ne!(theirs.body["id"], first.body["id"]);
        base.verifies();
    });
}

/// The fields a refused record has problems with, in the order of the alphabet.
fn problems(client: &Client, record: &Value) -> Vec<String> {
    let reply = client.post("/api/v1/records/training", None, record);
    assert_eq!(reply.status, 422, "{reply:?}");
    let errors = reply.body["errors"].as_array().unwrap_or_else(|| panic!("no problems: {reply:?}"));
    let mut fields: Vec<String> = errors.iter().filter_map(|one| Some(one["field"].as_str()?.to_owned())).collect();
    assert!(errors.iter().all(|one| one["message"].as_str().is_some_and(|words| !words.is_empty())), "{reply:?}");
    fields.sort_unstable();
    fields
}

#[test]
fn a_record_that_fails_its_checks_is_refused_with_every_problem_and_nothing_is_written() {
    on_both(|engine| {
        let base = Base::shared(engine);
        let server = base.server();
        let client = Client::of(server, Some(&token(&base.url, "quantri", "write")));
        let wrong = json!({
            "unit": "cdcs-mau",
            "occurred_on": "2019-05-20",
            "fields": { "attendees": -3, "audience": "nobody", "teacher": "An" },
        });
        assert_eq!(problems(&client, &wrong), ["attendees", "audience", "teacher", "topic"]);
        // Values that are what they should be are held against each other.
        let contrary = json!({
            "unit": "cdcs-mau",
            "occurred_on": "2019-05-20",
            "fields": { "topic": "Kết thúc trước khi bắt đầu", "attendees": 8, "ended_on": "2019-05-01" },
        });
        assert_eq!(problems(&client, &contrary), ["ended_on"]);
        for body in [json!({}), json!([]), json!({ "unit": "cdcs-mau", "occurred_on": "2019-02-30" }), json!("x")] {
            assert_eq!(client.post("/api/v1/records/training", None, &body).status, 422, "{body}");
        }
        assert_eq!(client.records("training", "vgcl", "2019-05").len(), 0);
        base.verifies();
    });
}
