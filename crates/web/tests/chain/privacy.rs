//! Personal data on pages: a member's own page, the desk that answers, incidents, lists, the map.

use axum::http::{StatusCode, header};
use congdoan_service::access::{NewAccount, SignedIn};

use crate::house::{House, house};

const SHEET: &str = "Họ và tên,Ngày sinh,Số CCCD,Điện thoại,Mã số đoàn viên,Mã đơn vị,Ngày vào công đoàn\n\
    Nguyễn Thị Lan,02/05/1990,040190001234,0912345678,DV-0001,north-one,01/03/2020\n";
const ACCOUNT: &str = "Họ và tên,Mã đơn vị,Vai trò,Số quyết định,Tên đăng nhập,Số đoàn viên\n\
    Nguyễn Thị Lan,north-one,Đoàn viên,12/QĐ,lan,DV-0001\n";

/// The house with one member who signs in, and an administrator.
async fn with_member() -> (House, SignedIn) {
    let house = house().await;
    let mandates = [("root", "administrator", "QĐ 9")];
    let account = NewAccount { name: "Võ Minh Sơn", login: "keeper", password: "mat-khau-dai", mandates: &mandates };
    house.service.add_account(&account).await.expect("an account");
    for (who, kind, sheet) in [("chair", "members", SHEET), ("keeper", "accounts", ACCOUNT)] {
        let person = house.enter(who).await;
        let parts: [(&str, &str, &[u8]); 2] = [("kind", "", kind.as_bytes()), ("file", "a.csv", sheet.as_bytes())];
        let draft = house.send(&person, "/imports", &parts).await.header(header::LOCATION).to_owned();
        let done = house.send(&person, &format!("{draft}/accept"), &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    let lan = house.enter("lan").await;
    (house, lan)
}

#[tokio::test]
async fn a_member_sees_corrects_takes_along_and_asks() {
    let (house, lan) = with_member().await;
    let page = house.get(Some(&lan), "/me").await;
    page.says(&[
        "040190001234",
        "0912345678",
        "Ai xem được dữ liệu của tôi",
        "Chủ tịch công đoàn cơ sở",
        "Chuyên viên",
    ]);
    page.says(&["năm sau khi thôi", "Chưa đồng ý"]);
    let phone: [(&str, &str, &[u8]); 2] =
        [("fields.phone", "", b"0987654321"), ("fields.address", "", "Vinh".as_bytes())];
    let done = house.send(&lan, "/me/correct", &phone).await;
    assert_eq!(done.header(header::LOCATION), "/me?done=correct");
    house.get(Some(&lan), "/me?done=correct").await.says(&["Đã lưu", "0987654321", "Vinh"]);
    let wrong = house.send(&lan, "/me/correct", &[("fields.phone", "", b"1")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Số điện thoại"]);
    house.send(&lan, "/me/consents", &[("purpose", "", b"care"), ("given", "", b"true")]).await;
    house.get(Some(&lan), "/me").await.says(&["Đang đồng ý"]);
    let json = house.get(Some(&lan), "/me/data.json").await;
    let taken: serde_json::Value = serde_json::from_slice(&json.bytes).expect("json");
    assert_eq!(taken["fields"]["identity"], "040190001234");
    assert_eq!(taken["consents"][0]["purpose"], "care");
    house.get(Some(&lan), "/me/data.csv").await.says(&["040190001234", "Số điện thoại"]);
    let other = house.enter("chair").await;
    house.get(Some(&other), "/me").await.hides(&["040190001234"]);
}

#[tokio::test]
async fn a_request_is_acknowledged_and_granted_at_the_desk() {
    let (house, lan) = with_member().await;
    let ask: [(&str, &str, &[u8]); 5] = [
        ("idempotency_key", "", b"once"),
        ("kind", "", b"correct"),
        ("field", "", b"name"),
        ("value", "", "Nguyễn Thị Lan Anh".as_bytes()),
        ("said", "", "Sai tên đệm".as_bytes()),
    ];
    house.send(&lan, "/me/requests", &ask).await;
    house.send(&lan, "/me/requests", &ask).await;
    house.get(Some(&lan), "/me?done=request").await.says(&["Mới nhận", "Sai tên đệm"]);
    let chair = house.enter("chair").await;
    let list = house.get(Some(&chair), "/data-requests").await;
    list.says(&["Chỉnh sửa", "Nguyễn Thị Lan"]);
    list.hides(&["Sai tên đệm"]);
    assert_eq!(list.text.matches("href=\"/data-requests/").count(), 1, "sent twice is asked once");
    let at = list.text.split("href=\"/data-requests/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let at = format!("/data-requests/{at}");
    house.get(Some(&chair), &at).await.says(&["Sai tên đệm", "Nguyễn Thị Lan Anh", "Xác nhận đã nhận"]);
    house.send(&chair, &format!("{at}/acknowledge"), &[]).await;
    let empty = house.send(&chair, &format!("{at}/answer"), &[("granted", "", b"true")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text: [(&str, &str, &[u8]); 2] =
        [("granted", "", b"true"), ("text", "", "Đã sửa theo giấy khai sinh".as_bytes())];
    house.send(&chair, &format!("{at}/answer"), &text).await;
    house.get(Some(&chair), &at).await.says(&["Đã giải quyết", "Đã sửa theo giấy khai sinh"]);
    house.get(Some(&lan), "/me").await.says(&["Nguyễn Thị Lan Anh", "Đã sửa theo giấy khai sinh"]);
    assert!(house.service.verify().await.expect("checked").differences.is_empty());
}

#[tokio::test]
async fn an_incident_is_noted_and_its_notice_can_be_printed() {
    let (house, _) = with_member().await;
    let specialist = house.enter("specialist").await;
    let new: [(&str, &str, &[u8]); 5] = [
        ("unit", "", b"north-one"),
        ("noticed_at", "", b"2022-05-31T08:30"),
        ("what", "", "Gửi nhầm <danh sách>".as_bytes()),
        ("people", "", b"1.200"),
        ("data_kinds", "", "số điện thoại".as_bytes()),
    ];
    let at = house.send(&specialist, "/data-incidents", &new).await.header(header::LOCATION).to_owned();
    let page = house.get(Some(&specialist), &at).await;
    page.says(&["Gửi nhầm &#60;danh sách&#62;", "1.200", "Kính gửi", "chưa"]);
    let told: [(&str, &str, &[u8]); 3] =
        [("people", "", b"1300"), ("measures", "", "Đã thu hồi".as_bytes()), ("notified", "", b"true")];
    house.send(&specialist, &at, &told).await;
    house.get(Some(&specialist), &at).await.says(&["1.300", "Đã thu hồi"]);
    house.get(Some(&specialist), "/data-incidents").await.says(&["Gửi nhầm"]);
    let wrong = house.send(&specialist, "/data-incidents", &[("unit", "", b"north-one")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_list_leaves_masked_and_the_member_sees_who_took_it() {
    let (house, lan) = with_member().await;
    let specialist = house.enter("specialist").await;
    let masked = house.send(&specialist, "/data-exports", &[("unit", "", b"north"), ("format", "", b"csv")]).await;
    masked.says(&["Nguyễn Thị Lan", "•••••••••234"]);
    masked.hides(&["040190001234"]);
    let clear: [(&str, &str, &[u8]); 3] = [("unit", "", b"north"), ("format", "", b"csv"), ("clear", "", b"true")];
    let refused = house.send(&specialist, "/data-exports", &clear).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["cần ghi lý do"]);
    let reason: [(&str, &str, &[u8]); 4] =
        [("unit", "", b"north"), ("format", "", b"csv"), ("clear", "", b"true"), ("reason", "", "đổi thẻ".as_bytes())];
    house.send(&specialist, "/data-exports", &reason).await.says(&["040190001234"]);
    let workbook = house.send(&specialist, "/data-exports", &[("unit", "", b"north"), ("format", "", b"xlsx")]).await;
    assert!(workbook.bytes.starts_with(b"PK"));
    house.get(Some(&lan), "/me").await.says(&["đã xuất danh sách", "đổi thẻ", "không che"]);
    let keeper = house.enter("keeper").await;
    let seen = house.get(Some(&keeper), "/data-exports").await;
    seen.says(&["đổi thẻ", "Các lần đã xuất"]);
    seen.hides(&["name=\"clear\""]);
    house.get(Some(&lan), "/data-map").await.says(&["Số định danh cá nhân", "Dữ liệu cá nhân nhạy cảm", "cần đồng ý"]);
    house.get(Some(&lan), "/data-map.csv").await.says(&["Trường", "Tôn giáo"]);
}
