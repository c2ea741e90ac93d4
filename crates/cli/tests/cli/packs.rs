//! Packs checked and added: a register of one's own records and counts; a broken one is refused with its place.
//!
//! Not here: every way to break a pack (`pack`).

use std::fs;

use serde_json::json;

use crate::{
    base::{Base, on_both},
    program::{figure, figure_run, run, token},
    server::{Client, Server, soon},
};

const PACK: &str = "id = \"choirs\"\nname = { vi = \"Văn nghệ quần chúng\", en = \"Amateur arts\" }\n";
const CHOIR: &str = r#"[register]
id = "choir"
name = { vi = "Hội diễn hợp xướng", en = "Choir festivals" }
levels = ["upper", "grassroots"]
group = "emulation"
source = "Quy chế hội diễn của đơn vị thử"

[[field]]
id = "singers"
kind = "count"
name = { vi = "Số người hát", en = "Singers" }
required = true
check = "singers >= 4"

[[measure]]
indicator = "choir.festivals"
name = { vi = "Số hội diễn", en = "Festivals" }
unit = "hội diễn"
rule = "count"

[[measure]]
indicator = "choir.singers"
name = { vi = "Số lượt người hát", en = "Singers (turns)" }
unit = "lượt người"
rule = "sum"
of = "singers"
"#;

/// Writes the pack of this test into a folder.
pub(crate) fn write(folder: &str) {
    write_as(folder, CHOIR);
}

fn write_as(folder: &str, register: &str) {
    fs::create_dir_all(format!("{folder}/registers")).expect("a folder");
    fs::write(format!("{folder}/pack.toml"), PACK).expect("a file");
    fs::write(format!("{folder}/registers/choir.toml"), register).expect("a file");
}

#[test]
fn the_pack_of_vietnam_is_good() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/vietnam");
    let said = run(&["pack", "check", folder]);
    assert_eq!((said.status, said.out.as_str()), (0, ""), "no remark at all: {said:?}");
    assert!(said.err.contains("the pack is good"), "{said:?}");
}

#[test]
fn a_register_of_ones_own_records_and_counts() {
    on_both(|engine| {
        let base = Base::demonstration(engine);
        let folder = base.path("pack");
        write(&folder);
        let checked = run(&["pack", "check", &folder]);
        assert_eq!((checked.status, checked.out.as_str()), (0, ""), "{checked:?}");

        let server = Server::start(&base.url);
        let client = Client::of(&server, Some(&token(&base.url, "captren", "write")));
        let body =
            |singers: i64| json!({ "unit": "cdcs-mau", "occurred_on": "2022-09-02", "fields": { "singers": singers } });
        assert_eq!(client.post("/api/v1/records/choir", None, &body(12)).status, 404, "no such register yet");
        let added = base.run(&["pack", "add", &folder]);
        assert_eq!(added.status, 0, "{added:?}");
        assert!(soon(|| client.post("/api/v1/records/choir", Some("mot"), &body(12)).status == 201));
        assert_eq!(client.post("/api/v1/records/choir", Some("hai"), &body(30)).status, 201);
        assert_eq!(client.post("/api/v1/records/choir", None, &body(3)).status, 422, "fewer than four");

        for unit in ["cdcs-mau", "ldld-nghe-an", "vgcl"] {
            assert_eq!(figure(&base.url, (unit, "choir.singers", "2022"), &[])["value"], 42, "{unit}");
            assert_eq!(figure(&base.url, (unit, "choir.festivals", "2022-Q3"), &[])["value"], 2, "{unit}");
        }
        assert_eq!(client.figure(("cdcs-mau", "choir.singers", "2022"), "")["value"], 42);
        assert_eq!(figure(&base.url, ("vgcl", "training.classes", "2021"), &[])["state"], "reported", "vietnam stands");
        // Adding the same pack again changes nothing; migrating keeps it.
        assert_eq!(base.run(&["pack", "add", &folder]).status, 0);
        assert_eq!(base.run(&["migrate"]).status, 0);
        assert_eq!(figure(&base.url, ("vgcl", "choir.singers", "2022"), &[])["value"], 42);
        base.verifies();
    });
}

#[test]
fn a_broken_pack_is_refused_with_file_line_and_reason_and_leaves_nothing() {
    on_both(|engine| {
        let base = Base::shared(engine);
        for (case, (from, to, said_vi)) in [
            ("singers >= 4", "singesr >= 4", "registers/choir.toml:13: "),
            ("of = \"singers\"", "of = \"dancers\"", "registers/choir.toml:26: "),
            ("kind = \"count\"", "kind = \"number\"", "registers/choir.toml:10: "),
            ("[[measure]]\nindicator = \"choir.festivals\"", "[[measure]\nindicator", "registers/choir.toml:15: "),
            ("choir.festivals", "training.classes", "registers/choir.toml:16: "),
        ]
        .into_iter()
        .enumerate()
        {
            let folder = base.path(&format!("broken-{case}"));
            write_as(&folder, &CHOIR.replace(from, to));
            let checked = run(&["pack", "check", &folder]);
            assert_eq!(checked.status, 1, "{checked:?}");
            let line = checked.out.lines().find(|line| line.starts_with(said_vi));
            assert!(line.is_some_and(|line| line.len() > said_vi.len() + 10), "{said_vi}: {checked:?}");
            base.run(&["pack", "add", &folder]).refused(1, &[said_vi]);
        }
        figure_run(&base.url, ("vgcl", "choir.singers", "2022"), &[]).refused(1, &["choir.singers"]);

        let taken = base.path("taken");
        write(&taken);
        fs::write(format!("{taken}/pack.toml"), PACK.replace("choirs", "vietnam")).expect("a file");
        base.run(&["pack", "add", &taken]).refused(1, &["vietnam"]);
        fs::create_dir(base.path("empty")).expect("a folder");
        for missing in ["empty", "nowhere"] {
            let folder = base.path(missing);
            run(&["pack", "check", &folder]).refused(1, &[missing]);
            base.run(&["pack", "add", &folder]).refused(1, &[missing]);
        }
        assert_eq!(figure(&base.url, ("ldld-ha-noi", "training.classes", "2021"), &[])["value"], 109);
        base.verifies();
    });
}
