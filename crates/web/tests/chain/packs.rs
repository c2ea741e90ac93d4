//! A register that comes while the house is served: from a folder of files another process adds, or from the page of an
//! administrator. It gets its page, its figure at the root, its line in reports, its exports and its versions.
//!
//! Not here: every way to break a pack (`pack`), what a builder types in a browser (`e2e`).

use axum::http::{StatusCode, header};
use congdoan_model::figures::Value;
use congdoan_service::{
    Service,
    access::{NewAccount, SignedIn},
    pack::PackFile,
    papers::exports::{Exported, Format},
};
use congdoan_testkit::{FixedClock, ids};

use crate::house::{Answer, House, house};

const HALF: &str = "2021-12-01/2022-05-31";

const CHOIR: &str = r#"[register]
id = "choir"
name = { vi = "Hội diễn hợp xướng", en = "Choir festivals" }
levels = ["upper", "grassroots"]
group = "emulation"
source = "Quy chế hội diễn"

[[field]]
id = "singers"
kind = "count"
name = { vi = "Số người hát", en = "Singers" }
required = true
check = "singers >= 4"

[[measure]]
indicator = "choir.festivals"
name = { vi = "Số hội diễn hợp xướng", en = "Festivals" }
unit = "hội diễn"
rule = "count"

[[measure]]
indicator = "choir.singers"
name = { vi = "Số lượt người hát", en = "Singers (turns)" }
unit = "lượt người"
rule = "sum"
of = "singers"
"#;

/// The files of a folder `pack add` takes: the register, and its lines in the forms of two levels.
fn folder(register: &str) -> Vec<PackFile> {
    let lines = |form: &str| {
        format!(
            "[form]\nextends = \"{form}\"\n\n[[section]]\nnumber = \"ZZ\"\nname = {{ vi = \"Dòng liên đoàn thêm\" }}\n\
             line = [{{ number = \"ZZ1\", indicator = \"choir.festivals\" }}, {{ number = \"ZZ2\", indicator = \"choir.singers\" }}]\n"
        )
    };
    let file = |path: &str, text: String| PackFile { path: path.to_owned(), text };
    vec![
        file("pack.toml", "id = \"choirs\"\nname = { vi = \"Văn nghệ\", en = \"Arts\" }\n".to_owned()),
        file("registers/choir.toml", register.to_owned()),
        file("forms/choir-grassroots.toml", lines("1-hdcd")),
        file("forms/choir-above.toml", lines("2-hdcd")),
    ]
}

/// Another process over the same database, as the command line is.
async fn beside(house: &House) -> Service {
    let clock = FixedClock::at(2022, 6, 2);
    Service::new(house.fresh.store.clone(), clock.clone(), ids(clock)).await.expect("another process")
}

async fn filled_in(house: &House, person: &SignedIn, register: &str, more: &[(&str, &str, &[u8])]) -> Answer {
    let mut parts: Vec<(&str, &str, &[u8])> = vec![("unit", "", b"north-one"), ("occurred_on", "", b"2022-05-20")];
    parts.extend_from_slice(more);
    house.send(person, &format!("/registers/{register}/records"), &parts).await
}

async fn line(house: &House, unit: &str, form: &str, number: &str) -> Option<i64> {
    let period = HALF.parse().expect("a period");
    let report = house.service.report(&house.service.system(), unit, form, period).await.expect("a report");
    let line = report.lines().find(|line| line.line.number == number).expect("the line of the register");
    line.answer.as_ref().and_then(|answer| answer.value).and_then(Value::whole)
}

async fn exported(house: &House, what: Exported) -> String {
    let bytes = house.service.export(what, Format::Csv, Vec::new()).await.expect("an export");
    String::from_utf8(bytes).expect("a text")
}

#[tokio::test]
async fn a_folder_another_process_adds_gets_page_figure_report_line_and_export() {
    let house = house().await;
    let (chair, root) = (house.enter("chair").await, house.enter("root").await);
    assert_eq!(house.get(Some(&chair), "/registers/choir").await.status, StatusCode::NOT_FOUND);
    let cli = beside(&house).await;
    cli.add_pack(&folder(CHOIR)).await.expect("the pack is sound");
    assert!(house.service.follow().await.expect("what others wrote"), "as a server does by itself");

    // Its page, its form, its checks.
    house.get(Some(&chair), "/registers").await.says(&["Hội diễn hợp xướng", "/registers/choir"]);
    house.get(Some(&chair), "/registers/choir/new").await.says(&[
        "Hội diễn hợp xướng",
        "Số người hát",
        "name=\"fields.singers\"",
    ]);
    let few = filled_in(&house, &chair, "choir", &[("fields.singers", "", b"3")]).await;
    assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY, "fewer than four");
    let made = filled_in(&house, &chair, "choir", &[("fields.singers", "", b"12")]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    let record = made.header(header::LOCATION).to_owned();
    house.get(Some(&chair), "/registers/choir?unit=north-one&period=2022").await.says(&["20/05/2022", "12"]);

    // Its figures at the root, which open down to the record.
    let top = house.get(Some(&root), "/figures/open?unit=root&indicator=choir.singers&period=2022").await;
    top.says(&["Số lượt người hát", ">12<", "unit=north&indicator=choir.singers"]);
    house.get(Some(&root), "/figures?unit=root&period=2022").await.says(&["Số hội diễn hợp xướng", "choir.festivals"]);

    // Its lines in the reports of the union and of the level above, on the page and as files.
    for (unit, form) in [("north-one", "1-hdcd"), ("north-a", "2-hdcd"), ("north", "2-hdcd")] {
        assert_eq!(line(&house, unit, form, "ZZ1").await, Some(1), "{unit}");
        assert_eq!(line(&house, unit, form, "ZZ2").await, Some(12), "{unit}");
    }
    let about = format!("unit=north-one&form=1-hdcd&period={HALF}");
    house.get(Some(&chair), &format!("/reports?{about}")).await.says(&[
        "ZZ1",
        "Số hội diễn hợp xướng",
        "Dòng liên đoàn thêm",
    ]);
    let sheet = house.get(Some(&chair), &format!("/reports/sheet.xlsx?{about}")).await;
    assert_eq!((sheet.status, sheet.bytes.starts_with(b"PK")), (StatusCode::OK, true));

    // Its exports.
    house
        .get(Some(&chair), "/registers/choir/records.csv?unit=north-one&period=2022")
        .await
        .says(&["Số người hát", "12"]);
    house.get(Some(&root), "/figures.csv?unit=root&period=2022").await.says(&["Số lượt người hát"]);
    let records = exported(&house, Exported::Records).await;
    assert!(records.contains(",choir,north-one,2022-05-20,recorded,"), "{records}");
    let figures = exported(&house, Exported::Figures).await;
    assert!(figures.contains("north-one,choir.singers,2022-05,12,records"), "{figures}");

    // A second version of the folder: the page asks more, the record keeps what it was asked.
    let second = CHOIR.replace("\n[[measure]]\nindicator = \"choir.festivals\"", "\n[[field]]\nid = \"songs\"\nkind = \"count\"\nname = { vi = \"Số bài hát\", en = \"Songs\" }\n\n[[measure]]\nindicator = \"choir.festivals\"");
    cli.add_pack(&folder(&second)).await.expect("a second version");
    house.service.follow().await.expect("what others wrote");
    house.get(Some(&chair), "/registers/choir/new").await.says(&["Số bài hát"]);
    assert_eq!(house.service.register_versions("choir").await.expect("versions").len(), 2);
    house.get(Some(&root), "/registers/choir/versions").await.says(&["songs"]);
    house.get(Some(&chair), &record).await.says(&["12"]);
    let less = CHOIR
        .replace("id = \"singers\"", "id = \"voices\"")
        .replace("singers >= 4", "voices >= 4")
        .replace("of = \"singers\"", "of = \"voices\"");
    assert!(cli.add_pack(&folder(&less)).await.is_err(), "what was recorded is not taken away");
    assert!(house.service.verify().await.expect("counted again").differences.is_empty());
}

#[tokio::test]
async fn an_administrators_page_makes_the_same() {
    let house = house().await;
    let account = NewAccount {
        name: "Quản trị",
        login: "quantri",
        password: "mat-khau-dai",
        mandates: &[("root", "administrator", "QĐ 2")],
    };
    house.service.add_account(&account).await.expect("an account");
    let (top, chair) = (house.enter("quantri").await, house.enter("chair").await);
    let row: [(&str, &str, &[u8]); 14] = [
        ("by", "", b"rows"),
        ("id", "", b"choir"),
        ("name", "", "Hội diễn hợp xướng".as_bytes()),
        ("group", "", b"emulation"),
        ("levels", "", b"grassroots"),
        ("source", "", "Quy chế hội diễn".as_bytes()),
        ("field-1-id", "", b"singers"),
        ("field-1-name", "", "Số người hát".as_bytes()),
        ("field-1-kind", "", b"count"),
        ("measure-1-name", "", "Số lượt người hát".as_bytes()),
        ("measure-1-unit", "", "lượt người".as_bytes()),
        ("measure-1-rule", "", b"sum"),
        ("measure-1-of", "", b"singers"),
        ("measure-1-form", "", b"1-hdcd"),
    ];
    let mut built = row.to_vec();
    built.extend([
        ("measure-1-line", "", b"ZZ1".as_slice()),
        ("measure-1-indicator", "", b"choir.singers"),
        ("idempotency_key", "", b"mot"),
    ]);
    let looked = house.send(&top, "/registers/new", &built).await;
    assert_eq!(looked.status, StatusCode::OK, "{}", looked.text);
    assert_eq!(house.get(Some(&chair), "/registers/choir").await.status, StatusCode::NOT_FOUND, "looked at, not made");
    built.push(("do", "", b"publish"));
    let denied = house.send(&chair, "/registers/new", &built).await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    let made = house.send(&top, "/registers/new", &built).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.text);
    house.get(Some(&top), made.header(header::LOCATION)).await.says(&["Hội diễn hợp xướng", "<td>Quản trị</td>"]);

    let record = filled_in(&house, &chair, "choir", &[("fields.singers", "", b"9")]).await;
    assert_eq!(record.status, StatusCode::SEE_OTHER, "{}", record.text);
    assert_eq!(line(&house, "north-one", "1-hdcd", "ZZ1").await, Some(9));
    let page = house.get(Some(&chair), &format!("/reports?unit=north-one&form=1-hdcd&period={HALF}")).await;
    page.says(&["ZZ1", "Số lượt người hát"]);
    let figures = exported(&house, Exported::Figures).await;
    assert!(figures.contains("north-one,choir.singers,2022-05,9,records"), "{figures}");
    let root = house.enter("root").await;
    house.get(Some(&root), "/figures/open?unit=root&indicator=choir.singers&period=2022").await.says(&[">9<"]);
    assert!(house.service.verify().await.expect("counted again").differences.is_empty());
}
