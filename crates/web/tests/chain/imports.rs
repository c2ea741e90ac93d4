//! Imports on pages: tried, corrected, taken in, undone; accounts in bulk.

use axum::http::{StatusCode, header};
use congdoan_service::access::NewAccount;

use crate::house::{Answer, House, house};

const SHEET: &str = "DANH SÁCH ĐOÀN VIÊN\nSTT,Họ và tên,Ngày sinh,Số CCCD,Quê,Mã đơn vị,Ngày vào công đoàn\n\
    1,Nguyễn Thị Lan,02/05/1990,040190001234,Vinh,north-one,01/03/2020\n\
    2,Trần Văn Hùng,1988,040088001235,Nam Đàn,north-one,01/03/2020\n\
    3,Lê Thị Cúc,1991,04019,Vinh,north-one,01/03/2020\n\
    4,Phạm Văn Tú,1979,040079001236,Huế,south-one,01/03/2020\n";

fn place(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header(header::LOCATION).to_owned()
}

async fn draft(
    house: &House,
    who: &str,
    kind: &str,
    name: &str,
    sheet: &str,
) -> (congdoan_service::access::SignedIn, String) {
    let person = house.enter(who).await;
    let parts: [(&str, &str, &[u8]); 3] =
        [("kind", "", kind.as_bytes()), ("label", "", "Đợt tháng 6".as_bytes()), ("file", name, sheet.as_bytes())];
    let at = place(&house.send(&person, "/imports", &parts).await);
    (person, at)
}

#[tokio::test]
async fn a_sheet_is_tried_and_its_good_rows_are_taken_in_and_undone() {
    let house = house().await;
    let (chair, at) = draft(&house, "chair", "members", "đoàn viên.csv", SHEET).await;
    let page = house.get(Some(&chair), &at).await;
    page.says(&[
        "Chạy thử",
        "Số CCCD",
        "04019",
        "south-one",
        "bạn không được ghi đoàn viên ở đó",
        "Chỉ nhập 2 dòng đúng",
    ]);
    let refused = house.get(Some(&chair), &format!("{at}/refusals.csv")).await;
    assert!(refused.header(header::CONTENT_TYPE).starts_with("text/csv"));
    refused.says(&["04019", "south-one"]);
    let other = house.enter("specialist").await;
    assert_eq!(house.get(Some(&other), &at).await.status, StatusCode::NOT_FOUND, "the file is its sender's alone");
    let whole = house.send(&chair, &format!("{at}/accept"), &[]).await;
    assert_eq!(whole.status, StatusCode::UNPROCESSABLE_ENTITY);
    whole.says(&["chưa nhập dòng nào"]);
    let batch = place(&house.send(&chair, &format!("{at}/accept"), &[("partial", "", b"true")]).await);
    let again = place(&house.send(&chair, &format!("{at}/accept"), &[("partial", "", b"true")]).await);
    assert_eq!(batch, again, "sent twice is done once");
    house.get(Some(&chair), &batch).await.says(&["Đợt tháng 6", "Mới", "Hoàn tác đợt nhập"]);
    house.get(Some(&chair), "/imports").await.says(&["Đợt tháng 6", "Còn hiệu lực"]);
    assert_eq!(house.get(Some(&other), &batch).await.status, StatusCode::NOT_FOUND);
    for (login, unit, sees) in [("giang", "north", true), ("nam", "south", false)] {
        let mandates = [(unit, "leader", "QĐ 8"), (unit, "specialist", "QĐ 9")];
        let account = NewAccount { name: "Cao Xuân Giang", login, password: "mat-khau-dai", mandates: &mandates };
        house.service.add_account(&account).await.expect("an account");
        let leader = house.enter(login).await;
        let status = house.get(Some(&leader), &batch).await.status;
        assert_eq!(status == StatusCode::OK, sees, "{login}: the log of the own chain, and no other");
        let list = house.get(Some(&leader), "/imports").await;
        assert_eq!(list.text.contains("Đợt tháng 6"), sees, "{login}");
    }
    let undone = house.send(&chair, &format!("{batch}/undo"), &[]).await;
    undone.says(&["Đã hoàn tác đợt nhập"]);
    let twice = house.send(&chair, &format!("{batch}/undo"), &[]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    twice.says(&["đã được hoàn tác"]);
}

#[tokio::test]
async fn columns_nobody_knows_are_chosen_and_kept_under_a_name() {
    let house = house().await;
    let sheet =
        "Ai,Sinh hồi,Ghi chú riêng,Vào CĐ từ\nNguyễn Thị Lan,1990,x,01/03/2020\nTrần Văn Hùng,1988,y,2/4/2021\n";
    let (chair, at) = draft(&house, "chair", "members", "a.csv", sheet).await;
    house.get(Some(&chair), &at).await.says(&["Không tìm thấy dòng tiêu đề", "Sinh hồi", "Ghi chú riêng"]);
    let chosen: [(&str, &str, &[u8]); 9] = [
        ("title", "", "Ai".as_bytes()),
        ("column", "", b"name"),
        ("title", "", "Sinh hồi".as_bytes()),
        ("column", "", b"born"),
        ("title", "", "Ghi chú riêng".as_bytes()),
        ("column", "", b"-"),
        ("title", "", "Vào CĐ từ".as_bytes()),
        ("column", "", b"joined_on"),
        ("name", "", "Sổ cũ".as_bytes()),
    ];
    let back = place(&house.send(&chair, &format!("{at}/columns"), &chosen).await);
    house.get(Some(&chair), &back).await.says(&["không có đơn vị mang mã"]);
    house.get(Some(&chair), "/imports").await.says(&["Sổ cũ"]);
    house.send(&chair, &format!("{at}/discard"), &[]).await;
    assert_eq!(house.get(Some(&chair), &at).await.status, StatusCode::NOT_FOUND);
    let parts: [(&str, &str, &[u8]); 4] = [
        ("kind", "", b"members"),
        ("unit", "", b"north-one"),
        ("mapping", "", "Sổ cũ".as_bytes()),
        ("file", "a.csv", sheet.as_bytes()),
    ];
    let at = place(&house.send(&chair, "/imports", &parts).await);
    house.get(Some(&chair), &at).await.says(&["Nhập 2 dòng"]);
    let batch = place(&house.send(&chair, &format!("{at}/accept"), &[]).await);
    house.get(Some(&chair), &batch).await.says(&["Sổ cũ"]);
}

#[tokio::test]
async fn accounts_come_from_a_sheet_with_passwords_shown_once() {
    let house = house().await;
    let mandates = [("north", "administrator", "QĐ 9")];
    let account = NewAccount { name: "Võ Minh Sơn", login: "keeper", password: "mat-khau-dai", mandates: &mandates };
    house.service.add_account(&account).await.expect("an account");
    let sheet = "Họ và tên,Mã đơn vị,Vai trò,Số quyết định,Tên đăng nhập\nNguyễn Thị Lan,north-one,Đoàn viên,12/QĐ,\n\
        Lê Văn Bé,north-two,chair,13/QĐ,be.lv\nTrần Tú,south-one,chair,14/QĐ,\nHồ Nam,north-one,chair,,\n\
        Cao Hà,north-one,vua,15/QĐ,\nĐỗ Ba,north-one,chair,16/QĐ,chair\n";
    let (keeper, at) = draft(&house, "keeper", "accounts", "tk.csv", sheet).await;
    house.get(Some(&keeper), &at).await.says(&[
        "Chỉ nhập 2 dòng đúng",
        "bạn không quản lý tài khoản ở đó",
        "thiếu số quyết định",
        "không có vai trò này",
        "tên đăng nhập đã có",
    ]);
    place(&house.send(&keeper, &format!("{at}/accept"), &[("partial", "", b"true")]).await);
    house.get(Some(&keeper), &at).await.says(&["Tải mật khẩu lần đầu"]);
    let file = house.send(&keeper, &format!("{at}/passwords.csv"), &[]).await;
    file.says(&["lannt", "be.lv", "Mật khẩu lần đầu"]);
    let line = file.text.lines().find(|line| line.contains("be.lv")).expect("a line");
    let password = line.trim().rsplit([',', ';']).next().expect("a password").trim_matches('"');
    house.service.sign_in("be.lv", password).await.expect("the password fits");
    let once = house.send(&keeper, &format!("{at}/passwords.csv"), &[]).await;
    assert_eq!(once.status, StatusCode::NOT_FOUND);
    assert!(house.service.verify().await.expect("checked").differences.is_empty());
}

#[tokio::test]
async fn records_of_a_register_are_tried_chosen_column_by_column_and_counted() {
    let house = house().await;
    let sheet = "Mã đơn vị,Mở lớp hôm,Nội dung,Số lượt người dự\nnorth-one,06/05/2025,Đối thoại,40\n\
        north-one,07/05/2025,Tài chính,ba\nsouth-one,08/05/2025,Kế toán,30\n";
    let (chair, at) = draft(&house, "chair", "records:training", "lop.csv", sheet).await;
    house.get(Some(&chair), &at).await.says(&["Không tìm thấy dòng tiêu đề", "Mở lớp hôm", "Lớp đào tạo"]);
    let chosen: [(&str, &str, &[u8]); 9] = [
        ("title", "", "Mã đơn vị".as_bytes()),
        ("column", "", b"#unit"),
        ("title", "", "Mở lớp hôm".as_bytes()),
        ("column", "", b"#day"),
        ("title", "", "Nội dung".as_bytes()),
        ("column", "", b"topic"),
        ("title", "", "Số lượt người dự".as_bytes()),
        ("column", "", b"attendees"),
        ("name", "", "Sổ lớp cũ".as_bytes()),
    ];
    let back = place(&house.send(&chair, &format!("{at}/columns"), &chosen).await);
    house.get(Some(&chair), &back).await.says(&["Chỉ nhập 1 dòng đúng", "south-one", "Số lượt người dự"]);
    house.get(Some(&chair), "/imports").await.says(&["Sổ lớp cũ", "records:training/Sổ lớp cũ"]);
    let batch = place(&house.send(&chair, &format!("{at}/accept"), &[("partial", "", b"true")]).await);
    house.get(Some(&chair), &batch).await.says(&["Bản ghi", "Hoàn tác đợt nhập"]);
    let figures = "/figures/open?unit=north-one&indicator=training.attendances&period=2025";
    house.get(Some(&chair), figures).await.says(&["40"]);
    let parts: [(&str, &str, &[u8]); 3] = [
        ("kind", "", b"records:training"),
        ("mapping", "", "records:training/Sổ lớp cũ".as_bytes()),
        ("file", "lop.csv", sheet.as_bytes()),
    ];
    let again = place(&house.send(&chair, "/imports", &parts).await);
    house.get(Some(&chair), &again).await.says(&["Như cũ", "Bị từ chối"]);
    house.send(&chair, &format!("{batch}/undo"), &[]).await.says(&["Đã hoàn tác đợt nhập"]);
    let parts: [(&str, &str, &[u8]); 2] = [("kind", "", b"figures"), ("file", "so.csv", sheet.as_bytes())];
    assert_eq!(
        house.send(&chair, "/imports", &parts).await.status,
        StatusCode::FORBIDDEN,
        "a chair declares no figures"
    );
}
