//! Members on pages: admitted, found, opened with a reason, transferred with both sides agreeing, put together.

use axum::http::StatusCode;

use crate::house::{House, house};

const PERSON: &[(&str, &str, &[u8])] = &[
    ("unit", "", b"north-one"),
    ("applied_on", "", b"2022-05-02"),
    ("joined_on", "", b"2022-05-03"),
    ("signature", "", b"paper"),
    ("decision", "", "7/QĐ-CĐCS".as_bytes()),
    ("fields.name", "", "Đỗ <Thị> Gái".as_bytes()),
    ("fields.born", "", b"1991"),
    ("fields.sex", "", b"female"),
    ("fields.identity", "", b"040191004567"),
    ("fields.phone", "", b"0912345678"),
];

/// Sends a form; the place it leads to.
async fn done(
    house: &House,
    person: &congdoan_service::access::SignedIn,
    path: &str,
    parts: &[(&str, &str)],
) -> String {
    let parts: Vec<(&str, &str, &[u8])> = parts.iter().map(|(name, value)| (*name, "", value.as_bytes())).collect();
    let answer = house.send(person, path, &parts).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header(axum::http::header::LOCATION).to_owned()
}

#[tokio::test]
async fn a_member_is_admitted_found_and_opened_with_a_reason() {
    let house = house().await;
    house.service.hold_keys(congdoan_testkit::keyring());
    let chair = house.enter("chair").await;
    let form = house.get(Some(&chair), "/members/new?unit=north-one").await;
    form.says(&["Mẫu 5a".to_lowercase().as_str(), "Số quyết định", "fields.name", "idempotency_key"]);
    let wrong = house.send(&chair, "/members/new", &PERSON[..8]).await;
    assert_eq!(wrong.status, StatusCode::SEE_OTHER, "identity and phone are not asked of everyone");
    let twice = house.send(&chair, "/members/new", PERSON).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.says(&["đã có hồ sơ cùng họ tên và ngày sinh", "&#60;Thị&#62;", "distinct", "error-fields.name"]);
    let sure: Vec<(&str, &str, &[u8])> = PERSON.iter().copied().chain([("distinct", "", &b"true"[..])]).collect();
    let done_at = house.send(&chair, "/members/new", &sure).await;
    let file = done_at.header(axum::http::header::LOCATION).to_owned();
    assert!(file.starts_with("/members/"), "{}", done_at.text);

    let list = house.get(Some(&chair), "/members?unit=north-one&q=do+gai").await;
    list.says(&["2 đoàn viên", "•••••••678", "Đang sinh hoạt", "/members/transfers?unit=north-one"]);
    list.hides(&["0912345678", "040191004567", "<Thị>"]);
    let shut = house.get(Some(&chair), &file).await;
    shut.says(&["•••••••678", "mẫu 5a", "7/QĐ-CĐCS", "dữ liệu cơ bản", "Kết nạp"]);
    shut.hides(&["0912345678", "Kết nạp lại</summary>"]);
    let unsaid = house.send(&chair, &format!("{file}/open"), &[("fields", "", b"phone")]).await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsaid.says(&["Hãy ghi rõ lý do"]);
    let reason = ("reason", "", "mời họp công đoàn".as_bytes());
    let opened = house.send(&chair, &format!("{file}/open"), &[("fields", "", b"phone"), reason]).await;
    assert_eq!(opened.status, StatusCode::OK);
    opened.says(&["0912345678", "mời họp công đoàn", "Mở dữ liệu được bảo vệ"]);
    opened.hides(&["040191004567"]);

    done(&house, &chair, &format!("{file}/state"), &[("state", "maternity"), ("from", "2022-06-01")]).await;
    house
        .get(Some(&chair), "/members?unit=north-one&state=maternity")
        .await
        .says(&["1 đoàn viên", "tạm dừng đoàn phí"]);
    let counts = house.get(Some(&chair), "/members/counts?unit=north-one&period=2022-05").await;
    counts.says(&["số cũ + tăng − giảm = số mới", "Tính theo danh sách từ", "/figures/open?unit=north-one"]);
    let edit = house.get(Some(&chair), &format!("{file}/edit")).await;
    edit.says(&["Đang lưu •••••••678", "name=\"version\""]);
    edit.hides(&["0912345678"]);
}

#[tokio::test]
async fn a_transfer_waits_for_the_other_side_and_files_found_twice_are_put_together() {
    let house = house().await;
    house.service.hold_keys(congdoan_testkit::keyring());
    let (chair, north, root) = (house.enter("chair").await, house.enter("specialist").await, house.enter("root").await);
    let sent = house.send(&chair, "/members/new", PERSON).await;
    let file = sent.header(axum::http::header::LOCATION).to_owned();
    done(&house, &chair, &format!("{file}/transfer"), &[("to", "south-one"), ("reason", "chuyển công ty")]).await;
    let waiting = house.get(Some(&chair), "/members/transfers?unit=north-one").await;
    waiting.says(&["Đang chờ trả lời", "Rút đề nghị", "chuyển công ty"]);
    waiting.hides(&["Đồng ý chuyển hôm nay"]);
    let asked = house.get(Some(&root), "/members/transfers?unit=south").await;
    asked.says(&["Đồng ý chuyển hôm nay"]);
    let action = asked.text.split("action=\"/members/transfers/").nth(1).and_then(|rest| rest.split('"').next());
    let action = format!("/members/transfers/{}", action.expect("a form"));
    done(&house, &root, &action, &[("answer", "agree"), ("unit", "south")]).await;
    assert_eq!(house.get(Some(&chair), &file).await.status, StatusCode::NOT_FOUND);
    house.get(Some(&root), &file).await.says(&["Chuyển sinh hoạt đi", "Chuyển sinh hoạt đến", "Đã chuyển"]);

    let list = "Hà Văn Hai; 03/02/1980; nam\nHà Văn Hai; 03/02/1980; nam";
    let many: [(&str, &str); 7] = [
        ("distinct", "true"),
        ("unit", "north-two"),
        ("applied_on", "2022-05-02"),
        ("joined_on", "2022-05-03"),
        ("decision", "8/QĐ"),
        ("signature", "paper"),
        ("rows", list),
    ];
    let at = done(&house, &north, "/members/new-list", &many).await;
    assert_eq!(at, "/members?unit=north-two");
    let pairs = house.get(Some(&north), "/members/duplicates?unit=north").await;
    pairs.says(&["Cùng họ tên và ngày sinh", "ghi nhầm", "Là hai người khác nhau"]);
    pairs.hides(&["Gộp hai hồ sơ"]);
}
