//! Accounts and tokens from the command line, and the demonstration loaded, kept and begun anew.
//!
//! Not here: what a role may do (`rights`).

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::json;

use crate::{
    base::{Base, Engine, on_both},
    program::{feed, figure, run, token},
    server::{Client, Server},
};

const PEOPLE: [&str; 6] = ["captren", "cdcs", "chuyenvien", "doanvien", "lanhdao", "quantri"];
const CLASSES: (&str, &str, &str) = ("ldld-nghe-an", "training.classes", "2022-01-01/2022-10-31");

#[test]
fn six_people_can_sign_in_and_their_passwords_are_kept_for_the_owner_alone() {
    on_both(|engine| {
        let base = Base::shared(engine);
        assert_eq!(base.users.keys().map(String::as_str).collect::<Vec<_>>(), PEOPLE);
        assert!(base.users.values().all(|password| password.len() >= 10), "{:?}", base.users);
        let kept = base.path("sign-in.txt");
        assert_eq!(fs::metadata(&kept).expect("the list").permissions().mode() & 0o777, 0o600);
        let text = fs::read_to_string(&kept).expect("the list");
        for (login, password) in &base.users {
            assert!(text.contains(&format!("{login}\t{password}\n")), "{text}");
        }
        let listed = base.run(&["user", "list"]).data();
        assert_eq!(listed.lines().filter_map(|line| line.split('\t').next()).collect::<Vec<_>>(), PEOPLE);
    });
}

#[test]
fn a_second_load_keeps_data_and_passwords() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let secret = token(&base.url, "quantri", "write");
        let server = Server::start(&base.url);
        let client = Client::of(&server, Some(&secret));
        let id = client.records("training", CLASSES.0, CLASSES.2)[0]["id"].as_str().unwrap().to_owned();
        let withdrawn =
            client.post(&format!("/api/v1/records/training/{id}/withdraw"), None, &json!({ "reason": "trùng" }));
        assert_eq!(withdrawn.status, 200, "{withdrawn:?}");
        drop(server);

        assert_eq!(base.load(&[]), base.users);
        assert_eq!(figure(&base.url, CLASSES, &[])["value"], 34, "the second load brought nothing back");

        fs::remove_file(base.path("sign-in.txt")).expect("the list is there");
        let folder = base.path("");
        let again = ["demo", "--load-only", "--data", &folder, "--database-url", &base.url];
        run(&again).refused(1, &["sign-in.txt", "--fresh"]);

        let fresh = run(&[again.as_slice(), &["--fresh", "--format", "json"]].concat());
        if engine == Engine::Postgres {
            fresh.refused(1, &["--fresh", "SQLite"]);
            return;
        }
        let users = fresh.json()["users"].clone();
        assert_ne!(users, json!(base.users), "new passwords");
        assert_eq!(figure(&base.url, CLASSES, &[])["value"], 35, "begun anew");
        base.verifies();
    });
}

#[test]
fn an_account_is_added_used_and_closed() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let add = |login: &str, unit: &str, role: &str, password: &str| {
            let words = ["user", "add", login, "--name", "Lê Thị Thử", "--unit", unit, "--role", role];
            feed(&[words.as_slice(), &["--database-url", &base.url]].concat(), password.as_bytes())
        };
        assert_eq!(add("thu", "cdcs-mau", "chair", "mot-mat-khau-dai\n").status, 0);
        add("thu", "cdcs-mau", "chair", "mot-mat-khau-dai\n").refused(1, &["đã có"]);
        add("ngan", "cdcs-mau", "chair", "ngan\n").refused(1, &["ít nhất 10 ký tự"]);
        add("la", "cdcs-mau", "emperor", "mot-mat-khau-dai\n").refused(1, &["emperor", "chair"]);
        add("lac", "khong-co", "chair", "mot-mat-khau-dai\n").refused(1, &["khong-co"]);

        let server = Server::start(&base.url);
        let client = Client::of(&server, Some(&token(&base.url, "thu", "read")));
        assert_eq!(client.get("/api/v1/units").status, 200);
        assert_eq!(base.run(&["user", "disable", "thu"]).status, 0);
        assert_eq!(client.get("/api/v1/units").status, 401, "a closed account's token opens nothing");
        assert_eq!(base.run(&["user", "list"]).data().lines().count(), PEOPLE.len());
        base.run(&["user", "disable", "nobody"]).refused(1, &["tài khoản"]);
        base.run(&["token", "create", "--user", "nobody"]).refused(1, &["tài khoản"]);
        base.verifies();
    });
}
