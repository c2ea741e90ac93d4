//! Employers from the form to the list of white spots, its files, and the page of a unit with its decisions.

use axum::http::{StatusCode, header};

use crate::house::house;

const SEWING: [(&str, &str, &[u8]); 12] = [
    ("name", "", "Công ty May <Biển".as_bytes()),
    ("under", "", b"north-a"),
    ("opened_on", "", b"2018-05-01"),
    ("employer_tax_code", "", b"2900123456"),
    ("ownership", "", b"foreign"),
    ("zone", "", "KCN Mẫu".as_bytes()),
    ("workers", "", b"1.200"),
    ("women", "", b"900"),
    ("counted_on", "", b"2022-05-31"),
    ("place", "", b"kon-tum"),
    ("latitude", "", b"18,6733"),
    ("longitude", "", b"105.69"),
];

#[tokio::test]
async fn an_employer_without_a_union_is_a_white_spot_until_one_serves_it() {
    let house = house().await;
    let specialist = house.enter("specialist").await;
    let done = house.send(&specialist, "/employers", &SEWING).await;
    assert_eq!(
        (done.status, done.header(header::LOCATION)),
        (StatusCode::SEE_OTHER, "/units/dn-2900123456"),
        "{}",
        done.text
    );
    let again = house.send(&specialist, "/employers", &SEWING).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says(&["dn-2900123456", "value=\"Công ty May"]);

    let spots = house.get(Some(&specialist), "/employers/white-spots").await;
    spots.says(&["Công ty May &#60;Biển", "1 / 1", "1.200", "tỉnh Kon Tum", "chưa có công đoàn"]);
    let quang_ngai = "/employers/white-spots?place=quang-ngai&day=2026-01-01";
    house.get(Some(&specialist), quang_ngai).await.says(&["Công ty May", "tỉnh Quảng Ngãi"]);
    house.get(Some(&specialist), "/employers/white-spots?place=nghe-an").await.says(&["0 / 0"]);
    // Before the resolution nobody had to have a union.
    house.get(Some(&specialist), "/employers/white-spots?day=2020-01-01").await.says(&["chưa có quy định"]);
    let map = house.get(Some(&specialist), "/employers/white-spots.geojson").await;
    assert_eq!(map.header(header::CONTENT_TYPE), "application/geo+json");
    map.says(&["[105.69,18.6733]", "\"workers\":1200", "\"place\":\"kon-tum\""]);
    let table = house.get(Some(&specialist), "/employers/white-spots.csv").await;
    table.says(&["\"dn-2900123456\"", "\"1200\""]);

    let serve = [("union", "", &b"north-two"[..]), ("from", "", b"2022-06-01")];
    let served = house.send(&specialist, "/units/dn-2900123456/service", &serve).await;
    assert_eq!(served.status, StatusCode::SEE_OTHER, "{}", served.text);
    house.get(Some(&specialist), "/employers/white-spots").await.says(&["0 / 1"]);
    house.get(Some(&specialist), "/employers").await.says(&["Đơn vị north-two", "1 nơi"]);
    house.get(Some(&specialist), "/units/north-two").await.says(&["Công ty May &#60;Biển"]);

    // The union merges: its heir stands for it.
    let plan = "[reorganisation]\ntitle = \"T\"\ndecision = \"1\"\neffective_on = 2022-06-01\nunit = \"north\"\n\
        [[step]]\ndo = \"merge\"\nunits = [\"north-two\"]\ninto = \"north-one\"\n";
    house.service.reorganise(&house.service.system(), plan).await.expect("a merger");
    house.get(Some(&specialist), "/employers").await.says(&["Đơn vị north-one"]);
    house.get(Some(&specialist), "/units/north-two").await.says(&[
        "Công việc và đoàn viên chuyển về",
        "Đơn vị north-one",
        "Kết thúc hoạt động",
        "/reorganisations/",
    ]);
}

#[tokio::test]
async fn a_unit_keeps_its_particulars_and_decisions() {
    let house = house().await;
    let chair = house.enter("chair").await;
    let form = house.get(Some(&chair), "/units/north-one/edit").await;
    form.says(&["name=\"version\" value=\"0\"", "Kon Tum (đến 01/07/2025)"]);
    let wrong = [("version", "", &b"0"[..]), ("email", "", b"nobody"), ("latitude", "", b"x")];
    let refused = house.send(&chair, "/units/north-one/edit", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["value=\"nobody\"", "18.6733"]);
    let sent = [
        ("version", "", &b"0"[..]),
        ("status", "", b"recognised"),
        ("address", "", "Huyện Nghi Lộc <cũ".as_bytes()),
        ("place", "", b"kon-tum"),
    ];
    assert_eq!(house.send(&chair, "/units/north-one/edit", &sent).await.status, StatusCode::SEE_OTHER);
    assert_eq!(
        house.send(&chair, "/units/north-one/edit", &sent).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "stale"
    );
    house.get(Some(&chair), "/units/north-one").await.says(&["Huyện Nghi Lộc &#60;cũ", "Đã được công nhận"]);

    let decision = [
        ("kind", "", &b"founding"[..]),
        ("number", "", "12/QĐ-LĐLĐ".as_bytes()),
        ("decided_on", "", b"2015-01-01"),
        ("file", "qd.pdf", b"%PDF"),
        ("key", "", b"mot-lan"),
    ];
    assert_eq!(house.send(&chair, "/units/north-one/decisions", &decision).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.send(&chair, "/units/north-one/decisions", &decision).await.status, StatusCode::SEE_OTHER);
    let page = house.get(Some(&chair), "/units/north-one").await;
    page.says(&["12/QĐ-LĐLĐ", "qd.pdf", "name=\"day\""]);
    assert_eq!(page.text.matches("12/QĐ-LĐLĐ").count(), 1, "sent twice is entered once");
    let from = page.text.find("/units/north-one/decisions/").expect("a link to the file");
    let href = page.text.get(from..).and_then(|rest| rest.split('"').next()).expect("its address");
    let file = house.get(Some(&chair), href).await;
    assert_eq!((file.bytes.as_slice(), file.header(header::CONTENT_TYPE)), (&b"%PDF"[..], "application/octet-stream"));
    let withdraw = href.replace("/file", "/withdraw");
    assert_eq!(house.send(&chair, &withdraw, &[]).await.status, StatusCode::SEE_OTHER);
    house.get(Some(&chair), "/units/north-one").await.hides(&["12/QĐ-LĐLĐ"]);
}

#[tokio::test]
async fn the_units_below_are_shown_of_a_day_with_the_coordinated_apart() {
    let house = house().await;
    let root = house.enter("root").await;
    house.get(Some(&root), "/units/north").await.says(&["Trong đó phối hợp: 1", "Đơn vị rubber-one"]);
    let before = house.get(Some(&root), "/units/north?day=2014-12-31").await;
    before.says(&["Không có đơn vị trực thuộc", "value=\"2014-12-31\""]);
    house.get(Some(&root), "/units").await.says(&["/employers", "/foundings", "/reorganisations"]);
}
