//! Officers on pages: a body, a post, an account, a delegation, their ends; seeing as somebody; records entered for a union.

use axum::http::{StatusCode, header};
use congdoan_service::access::{NewAccount, SignedIn};

use crate::house::{Answer, House, house};

async fn post(house: &House, person: &SignedIn, path: &str, fields: &[(&str, &str)]) -> Answer {
    let parts: Vec<(&str, &str, &[u8])> = fields.iter().map(|(name, value)| (*name, "", value.as_bytes())).collect();
    house.send(person, path, &parts).await
}

/// A body and a vice-chair of `north-one`, written on pages by the specialist of the north; the address of the post.
async fn vice_chair(house: &House, specialist: &SignedIn) -> String {
    let body = [("body.kind", "executive_committee"), ("body.decision", "7/QĐ"), ("body.from", "2022-06-01")];
    let done = post(house, specialist, "/units/north-one/bodies", &body).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let new = [
        ("title", "vice_chair"),
        ("new_name", "Lê <Hồng> Phúc"),
        ("decision", "8/QĐ"),
        ("from", "01/06/2022"),
        ("full_time", "true"),
        ("idempotency_key", "once"),
    ];
    let done = post(house, specialist, "/units/north-one/officers", &new).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let place = done.header(header::LOCATION).to_owned();
    let again = post(house, specialist, "/units/north-one/officers", &new).await;
    assert_eq!(again.header(header::LOCATION), place, "the same form sent twice is one post");
    place
}

#[tokio::test]
async fn a_post_is_filled_shown_delegated_and_ended() {
    let house = house().await;
    let (specialist, chair) = (house.enter("specialist").await, house.enter("chair").await);
    let page = house.get(Some(&specialist), "/units/north-one/officers/new?q=hoa").await;
    page.says(&["Trần Thị &#60;Hoa&#62;", "Phó Chủ tịch", r#"name="full_time""#]);
    let refused =
        post(&house, &specialist, "/units/north-one/officers", &[("title", "chair"), ("new_name", "Lê Phúc")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Ngày viết 31/01/2022", r#"value="Lê Phúc""#]);

    let place = vice_chair(&house, &specialist).await;
    let list = house.get(Some(&chair), "/units/north-one/officers").await;
    list.says(&["Lê &#60;Hồng&#62; Phúc", "8/QĐ", "Ban Chấp hành", "chuyên trách", "01/06/2027"]);
    let page = house.get(Some(&specialist), &place).await;
    page.says(&["Chủ tịch công đoàn cơ sở", "/delegate", "/end", "north-one.phuc"]);
    house.get(Some(&chair), &place).await.hides(&["/delegate\"", "/end\"", "/account\""]);

    let delegation = [
        ("delegate.new_name", "Phan Đức Toàn"),
        ("delegate.decision", "1/GUQ"),
        ("delegate.from", "2022-06-01"),
        ("delegate.until", "2022-07-01"),
    ];
    let done = post(&house, &specialist, &format!("{place}/delegate"), &delegation).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    house.get(Some(&specialist), &place).await.says(&["Phan Đức Toàn", "Lê &#60;Hồng&#62; Phúc ủy quyền"]);
    let long = [("delegate.new_name", "A"), ("delegate.decision", "1"), ("delegate.from", "2022-06-01")];
    let long = [long.as_slice(), &[("delegate.until", "2032-07-01")]].concat();
    let refused = post(&house, &specialist, &format!("{place}/delegate"), &long).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Ủy quyền phải nằm trong thời hạn"]);

    let end = [("end.day", "2022-06-01"), ("end.decision", "9/QĐ")];
    assert_eq!(post(&house, &chair, &format!("{place}/end"), &end).await.status, StatusCode::FORBIDDEN);
    assert_eq!(post(&house, &specialist, &format!("{place}/end"), &end).await.status, StatusCode::SEE_OTHER);
    let list = house.get(Some(&specialist), "/units/north-one/officers").await;
    list.says(&["Đã thôi giữ", "thôi từ 01/06/2022"]);
    list.hides(&["Phan Đức Toàn"]);
}

#[tokio::test]
async fn a_sign_in_is_given_once_and_reset_by_the_level_above() {
    let house = house().await;
    let specialist = house.enter("specialist").await;
    let place = vice_chair(&house, &specialist).await;
    let form = [("account.login", "north-one.phuc"), ("idempotency_key", "k1")];
    let given = post(&house, &specialist, &format!("{place}/account"), &form).await;
    assert_eq!(given.status, StatusCode::OK, "{}", given.text);
    given.says(&["north-one.phuc", "chỉ hiện một lần"]);
    assert_eq!(given.header(header::CACHE_CONTROL), "no-store", "what is shown once is kept by no browser");
    let again = post(&house, &specialist, &format!("{place}/account"), &form).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says(&["không được lưu"]);
    let chair = house.enter("north-one.phuc").await;
    house.get(Some(&chair), "/registers").await.says(&["Lê &#60;Hồng&#62; Phúc"]);
    let reset = post(&house, &specialist, &format!("{place}/password"), &[("idempotency_key", "k2")]).await;
    assert_eq!(reset.status, StatusCode::OK, "{}", reset.text);
    let out = house.get(Some(&chair), "/registers").await;
    assert_eq!(out.status, StatusCode::SEE_OTHER, "signed out everywhere");
}

#[tokio::test]
async fn a_helper_sees_as_somebody_and_writes_nothing() {
    let house = house().await;
    let mandates = [("root", "administrator", "QĐ 9")];
    let account = NewAccount { name: "Võ Sơn", login: "helper", password: "mat-khau-dai", mandates: &mandates };
    house.service.add_account(&account).await.expect("an account");
    let helper = house.enter("helper").await;
    house.get(Some(&helper), "/view-as?q=chair").await.says(&["north-one", r#"value="chair""#]);
    let refused = post(&house, &helper, "/view-as", &[("login", "chair"), ("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&["Hãy ghi lý do"]);
    let begun = post(&house, &helper, "/view-as", &[("login", "chair"), ("reason", "không mở được sổ")]).await;
    assert_eq!(begun.header(header::LOCATION), "/");
    let page = house.get(Some(&helper), "/registers/training?unit=north-one&period=2022").await;
    page.says(&["Đang xem thay Trần Thị &#60;Hoa&#62;", "Võ Sơn", "/view-as/end"]);
    let new = [("unit", "north-one"), ("occurred_on", "2022-05-08"), ("fields.topic", "A"), ("fields.attendees", "3")];
    let tried = post(&house, &helper, "/registers/training/records", &new).await;
    assert_eq!(tried.status, StatusCode::FORBIDDEN);
    tried.says(&["chỉ xem được", "Đang xem thay"]);
    let ended = post(&house, &helper, "/view-as/end", &[]).await;
    assert_eq!(ended.header(header::LOCATION), "/view-as");
    house.get(Some(&helper), "/view-as").await.hides(&["Đang xem thay"]);

    let system = house.service.system();
    let mut tx = house.service.store().read().await.expect("a snapshot");
    let entries = tx.entries(&system, congdoan_model::audit::ROOT_CHAIN, 0).await.expect("entries");
    let pages: Vec<&str> = entries
        .iter()
        .filter(|(entry, _)| entry.action == "view_as.page" && entry.who == "helper")
        .map(|(entry, _)| entry.after.as_str())
        .collect();
    for path in ["/registers/training\"", "/registers/training/records\""] {
        assert!(pages.iter().any(|page| page.contains(path)), "{path} in {pages:?}, without what was asked for there");
    }
}

#[tokio::test]
async fn a_record_entered_for_a_union_says_so_until_the_union_confirms() {
    let house = house().await;
    let (specialist, chair) = (house.enter("specialist").await, house.enter("chair").await);
    let new = [("unit", "north-one"), ("occurred_on", "2022-05-08"), ("fields.topic", "A"), ("fields.attendees", "3")];
    let written = post(&house, &specialist, "/registers/training/records", &new).await;
    let place = written.header(header::LOCATION).to_owned();
    let seen = house.get(Some(&specialist), &place).await;
    seen.says(&["Nhập thay bởi Trần Thị &#60;Hoa&#62; cho Đơn vị north-one", "chờ xác nhận"]);
    seen.hides(&["/behalf\""]);
    house.get(Some(&chair), "/").await.says(&["/units/north-one/on-behalf"]);
    house.get(Some(&chair), "/units/north-one/on-behalf").await.says(&[&place, "/behalf\""]);
    let done = post(&house, &chair, &format!("{place}/behalf"), &[("idempotency_key", "b1")]).await;
    assert_eq!(done.header(header::LOCATION), place);
    house.get(Some(&specialist), &place).await.says(&["đã xác nhận bởi", "Đơn vị đã xác nhận bản ghi nhập thay"]);
    house.get(Some(&chair), "/units/north-one/on-behalf").await.says(&["Không có bản ghi nhập thay nào đang chờ"]);
    house.get(Some(&chair), "/").await.hides(&["/units/north-one/on-behalf"]);
}

#[tokio::test]
async fn the_hand_over_page_tells_a_successor_what_there_is() {
    let house = house().await;
    let (specialist, chair) = (house.enter("specialist").await, house.enter("chair").await);
    vice_chair(&house, &specialist).await;
    let new = [("unit", "north-one"), ("occurred_on", "2022-05-08"), ("fields.topic", "An"), ("fields.attendees", "3")];
    post(&house, &specialist, "/registers/training/records", &new).await;
    let page = house.get(Some(&chair), "/units/north-one/handover").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.says(&[
        "Bàn giao",
        "Lê &#60;Hồng&#62; Phúc",
        "Đơn vị north-a",
        "Bản ghi nhập thay chờ xác nhận",
        "Thương lượng",
    ]);
}
