//! Bad input: each time a clear message in the language asked for, an exit status, and nothing half-written.
//!
//! Not here: bad packs (`packs`), bad texts (`reading`), bad records (`records`).

use std::{fs, net::TcpListener};

use crate::{
    base::{Base, Engine, on_both},
    program::{figure, figure_run, run, token},
    server::{Client, Server},
};

const CLASSES: (&str, &str, &str) = ("ldld-nghe-an", "training.classes", "2022-01-01/2022-10-31");

#[test]
fn questions_that_make_no_sense() {
    on_both(|engine| {
        let base = Base::shared(engine);
        for (unit, indicator, period, status, vi, en) in [
            ("khong-co", "training.classes", "2022", 1, "Không có đơn vị mang mã", "There is no unit"),
            ("", "training.classes", "2022", 1, "Không có đơn vị", "There is no unit"),
            ("Hà Nội'; --", "training.classes", "2022", 1, "Không có đơn vị", "There is no unit"),
            ("vgcl", "khong.co", "2022", 1, "Không có chỉ tiêu \"khong.co\"", "There is no indicator \"khong.co\""),
            ("vgcl", "training.classes", "2022-13", 2, "\"2022-13\" không có trong lịch", "2022-13"),
            ("vgcl", "training.classes", "2022-Q5", 2, "2022-Q5", "2022-Q5"),
            ("vgcl", "training.classes", "2022-02-01/2022-02-30", 2, "không có trong lịch", "2022-02-30"),
            ("vgcl", "training.classes", "2022-05-01/2022-04-30", 2, "kết thúc trước khi bắt đầu", "2022-04-30"),
            ("vgcl", "training.classes", "năm ngoái", 2, "không phải là kỳ", "năm ngoái"),
            ("vgcl", "training.classes", "99999", 2, "99999", "99999"),
        ] {
            let question = (unit, indicator, period);
            figure_run(&base.url, question, &[]).refused(status, &["congdoan: ", vi]);
            figure_run(&base.url, question, &["--lang", "en", "--format", "json"]).refused(status, &["congdoan: ", en]);
        }
    });
}

#[test]
fn wrong_usage_is_told_apart_from_a_refusal() {
    for words in [
        &["figures"][..],
        &["figures", "--unit", "vgcl", "--indicator", "a.b", "--period", "2022", "--format", "xml"],
        &["no-such-command"],
        &["read"],
        &["serve", "--listen", "not-an-address"],
        &["migrate", "--lang", "fr"],
    ] {
        let said = run(words);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{words:?}: {said:?}");
        assert!(!said.err.is_empty(), "{words:?}");
    }
    run(&["verify"]).refused(2, &["--database-url", "CONGDOAN_DATABASE_URL", "chưa biết"]);
    run(&["verify", "--lang", "en"]).refused(2, &["which database?"]);
    let help = run(&["--help"]);
    assert!(help.status == 0 && help.out.contains("figures") && help.err.is_empty(), "{help:?}");
}

#[test]
fn a_missing_database_is_not_made_by_asking() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("none").display().to_string();
    for words in [&["verify"][..], &["doctor"], &["user", "list"], &["backup", "/dev/null/x"]] {
        let said = run(&[words, &["--data", &path]].concat());
        assert_eq!((said.status, said.out.as_str()), (1, ""), "{words:?}: {said:?}");
        if words[0] != "backup" {
            assert!(said.err.contains("congdoan migrate"), "{said:?}");
        }
    }
    assert!(!folder.path().join("none").exists(), "nothing was made");

    let empty = folder.path().join("empty.db");
    fs::write(&empty, "").expect("a file");
    let url = format!("sqlite:{}", empty.display());
    figure_run(&url, CLASSES, &[]).refused(1, &["lược đồ", "congdoan migrate"]);
    figure_run(&url, CLASSES, &["--lang", "en"]).refused(1, &["schema", "congdoan migrate"]);
    fs::write(&empty, "no database at all, only words that somebody kept here").expect("a file");
    figure_run(&url, CLASSES, &[]).refused(1, &["congdoan: "]);
    for address in ["mysql://localhost/x", "congdoan.db", "postgres://nobody@127.0.0.1:1/none"] {
        figure_run(address, CLASSES, &[]).refused(1, &["congdoan: "]);
    }
}

#[test]
fn migrate_makes_an_empty_database_ready() {
    on_both(|engine| {
        let base = Base::fresh(engine);
        for _ in 0..2 {
            let said = base.run(&["migrate"]);
            assert_eq!((said.status, said.out.as_str()), (0, ""), "{said:?}");
        }
        figure_run(&base.url, CLASSES, &[]).refused(1, &["ldld-nghe-an"]);
        base.verifies();
    });
}

#[test]
fn a_second_server_on_the_same_sqlite_data_is_refused_and_all_else_works_beside_it() {
    let base = Base::demonstration(Engine::Sqlite);
    let folder = base.path("");
    let server = Server::of(&["demo", "--data", &folder, "--database-url", &base.url, "--listen", "127.0.0.1:0"]);
    let serve = ["serve", "--database-url", &base.url, "--listen", "127.0.0.1:0"];
    run(&serve).refused(1, &["đã có một máy chủ mở dữ liệu này"]);
    run(&[serve.as_slice(), &["--lang", "en"]].concat()).refused(1, &["a server already serves this data"]);
    let demo = ["demo", "--load-only", "--data", &folder, "--database-url", &base.url];
    run(&demo).refused(1, &["đã có một máy chủ"]);
    run(&[demo.as_slice(), &["--fresh"]].concat()).refused(1, &["đã có một máy chủ"]);

    let client = Client::of(&server, Some(&token(&base.url, "quantri", "read")));
    assert_eq!(client.figure(CLASSES, "")["value"], 35, "--fresh took nothing away");
    assert_eq!(figure(&base.url, CLASSES, &[])["value"], 35);
    base.verifies();
    assert_eq!(base.run(&["doctor"]).status, 0);
    assert_eq!(base.run(&["migrate"]).status, 0);
    assert_eq!(base.run(&["backup", &base.path("beside.backup")]).status, 0);

    // The lock is the system's: it goes with the process, however that ends.
    let mut server = server;
    server.kill();
    let next = Server::start(&base.url);
    assert_eq!(Client::of(&next, None).get("/healthz").status, 200);
}

#[test]
fn a_taken_port_is_told() {
    let base = Base::shared(Engine::Postgres);
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let listen = taken.local_addr().expect("an address").to_string();
    run(&["serve", "--database-url", &base.url, "--listen", &listen]).refused(1, &[&listen, "--listen"]);
    // The demonstration takes the next free one.
    let folder = base.path("");
    let server = Server::of(&["demo", "--data", &folder, "--database-url", &base.url, "--listen", &listen]);
    assert!(!server.base.ends_with(&listen), "{}", server.base);
    assert_eq!(Client::of(&server, None).get("/healthz").status, 200);
}
