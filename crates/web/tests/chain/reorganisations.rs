//! A reorganisation from the form to the tree and back again.

use axum::http::{StatusCode, header};

use crate::house::house;

const MERGE: [(&str, &str, &[u8]); 7] = [
    ("title", "", "Sắp xếp <b>miền Bắc".as_bytes()),
    ("decision", "", "12/QĐ-LĐLĐ".as_bytes()),
    ("effective_on", "", b"2022-06-01"),
    ("unit", "", b"north"),
    ("do", "", b"merge"),
    ("units", "", b"north-two"),
    ("target", "", b"north-one"),
];

fn hidden(page: &str, name: &str) -> String {
    let from = page.find(&format!("name=\"{name}\" value=\"")).expect("the field") + name.len() + 15;
    let value = page.get(from..).and_then(|rest| rest.split('"').next()).expect("its value");
    value.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">")
}

#[tokio::test]
async fn a_merger_is_previewed_applied_and_undone() {
    let house = house().await;
    let specialist = house.enter("specialist").await;
    house.get(Some(&specialist), "/reorganisations/new?units=north-two").await.says(&["north-two", "name=\"title\""]);
    let preview = house.send(&specialist, "/reorganisations/preview", &MERGE).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    preview.says(&["Sáp nhập", "1 Công đoàn cơ sở", "Đơn vị north-two", "12/QĐ-LĐLĐ"]);
    preview.hides(&["<b>miền"]);
    house.get(Some(&specialist), "/reorganisations").await.says(&["Chưa có đợt sắp xếp nào"]);

    let plan = hidden(&preview.text, "plan");
    let wrong =
        house.send(&specialist, "/reorganisations", &[("plan", "", plan.as_bytes()), ("confirm", "", b"13")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["chưa khớp"]);
    let file = house.send(&specialist, "/reorganisations/preview.csv", &[("plan", "", plan.as_bytes())]).await;
    assert!(file.header(header::CONTENT_TYPE).starts_with("text/csv") && file.text.contains("\"north-two\""));

    let key = hidden(&preview.text, "idempotency_key");
    let sent = [
        ("plan", "", plan.as_bytes()),
        ("confirm", "", "12/QĐ-LĐLĐ".as_bytes()),
        ("idempotency_key", "", key.as_bytes()),
    ];
    let done = house.send(&specialist, "/reorganisations", &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let again = house.send(&specialist, "/reorganisations", &sent).await;
    assert_eq!(again.header(header::LOCATION), done.header(header::LOCATION), "sent twice is done once");
    let place = done.header(header::LOCATION).to_owned();
    house.get(Some(&specialist), &place).await.says(&["Đơn vị north-two", "Hoàn tác", "/undo"]);
    house.get(Some(&specialist), "/units/north-two").await.says(&["đã kết thúc 01/06/2022"]);

    let undone = house.send(&specialist, &format!("{place}/undo"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER, "{}", undone.text);
    house.get(Some(&specialist), &place).await.says(&["đã hoàn tác 01/06/2022"]);
    house.get(Some(&specialist), "/units/north-two").await.hides(&["đã kết thúc"]);
}

#[tokio::test]
async fn a_plan_with_faults_comes_back_as_it_was_typed() {
    let house = house().await;
    let specialist = house.enter("specialist").await;
    let mut sent = MERGE;
    sent[5].2 = b"north-nine";
    let refused = house.send(&specialist, "/reorganisations/preview", &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["north-nine", "value=\"12/QĐ-LĐLĐ\"", "Bước 1"]);
    let file = [("file", "plan.toml", "[reorganisation]\ntitle = 1".as_bytes())];
    let refused = house.send(&specialist, "/reorganisations/preview", &file).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Kế hoạch, dòng", "title = 1"]);
    let chair = house.enter("chair").await;
    assert_eq!(house.send(&chair, "/reorganisations/preview", &MERGE).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn totals_before_and_after_are_bridged_cause_by_cause() {
    let house = house().await;
    let plan = "[reorganisation]\ntitle = \"T\"\ndecision = \"1\"\neffective_on = 2022-06-01\nunit = \"root\"\n\
        [[step]]\ndo = \"move\"\nunits = [\"north-one\"]\nunder = \"south-a\"\n";
    house.service.reorganise(&house.service.system(), plan).await.expect("a move");
    let root = house.enter("root").await;
    let asked = "indicator=training.attendances&period=2022-05&restated=2022-06-01";
    // 30 + 20 of north-one, 50 of the north itself, 40 of the union it only coordinates.
    let north = house.get(Some(&root), &format!("/figures/bridge?unit=north&{asked}")).await;
    north.says(&[">140<", "Đơn vị chuyển đi", "−50", ">90<", "bằng số theo cây tổ chức mới"]);
    let south = house.get(Some(&root), &format!("/figures/bridge?unit=south&{asked}")).await;
    south.says(&["Đơn vị chuyển đến", ">50<", "bằng số theo cây tổ chức mới"]);
    let table = house.get(Some(&root), "/figures?unit=north&period=2022-05").await;
    table.says(&["Trong đó phối hợp", "140"]);
    house.get(Some(&root), "/figures?unit=south&period=2022-05").await.hides(&["Trong đó phối hợp"]);
}
