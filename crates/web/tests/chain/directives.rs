//! A text is read, accepted and found again in the list and the graph; what is refused keeps what was typed.

use std::{fs, path::Path};

use axum::http::{StatusCode, header};

use super::house::{House, house};

const TEXT: &str = "Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị\nvề đổi mới tổ chức <b>Công đoàn</b>\n\
    Phấn đấu đến năm 2025 có ít nhất 70% doanh nghiệp ký thỏa ước lao động tập thể.";
const PLAN: &str = "KẾ HOẠCH\nThực hiện Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị.\n\
    Phấn đấu đến năm 2023 có ít nhất 60% doanh nghiệp ký thỏa ước lao động tập thể.";

async fn accepted(house: &House, text: &str, symbol: &str, key: &str) -> String {
    let root = house.enter("root").await;
    let parts: [(&str, &str, &[u8]); 8] = [
        ("text", "", text.as_bytes()),
        ("unit", "", b"root"),
        ("symbol", "", symbol.as_bytes()),
        ("kind", "", "Nghị quyết".as_bytes()),
        ("title", "", "Đổi mới".as_bytes()),
        ("citation", "", b"0"),
        ("target", "", b"0"),
        ("idempotency_key", "", key.as_bytes()),
    ];
    let answer = house.send(&root, "/directives", &parts).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header(header::LOCATION).to_owned()
}

#[tokio::test]
async fn a_pasted_text_is_shown_with_its_findings_and_prefilled() {
    let house = house().await;
    let root = house.enter("root").await;
    house.get(Some(&root), "/directives").await.says(&["action=\"/directives/read\"", "Chưa có văn bản nào"]);
    // A browser sends line ends as CR LF.
    let sent = TEXT.replace('\n', "\r\n");
    let page = house.send(&root, "/directives/read", &[("text", "", sent.as_bytes()), ("file", "", b"")]).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[
        "finding-citation\" id=\"text-c1\"",
        "finding-target\" id=\"text-t1\"",
        "&#60;b&#62;Công đoàn&#60;/b&#62;",
        "value=\"41-NQ/TW\"",
        "value=\"2020-09-07\"",
        "value=\"Bộ Chính trị\"",
        "name=\"idempotency_key\" value=\"",
        "<option value=\"root\" selected",
    ]);
    page.hides(&["<b>Công đoàn", "name=\"citation\" value=\"0\" checked"]);
    let file = house.send(&root, "/directives/read", &[("text", "", b""), ("file", "nq.txt", PLAN.as_bytes())]).await;
    file.says(&["text-c1", "name=\"citation\" value=\"0\" checked", "name=\"target\" value=\"0\" checked"]);
    file.says(&["name=\"title\" value=\"KẾ HOẠCH\"", "name=\"symbol\" value=\"\""]);
}

#[tokio::test]
async fn a_document_is_read_as_its_text_is() {
    let house = house().await;
    let root = house.enter("root").await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paper/tests/texts");
    for name in ["plan.docx", "plan.pdf", "plan.html"] {
        let paper = fs::read(folder.join(name)).expect("a paper of the tests");
        let page = house.send(&root, "/directives/read", &[("text", "", b""), ("file", "kh.bin", &paper)]).await;
        page.says(&["text-c1", "02-NQ/TW", "31-CTr/TU", "85% doanh nghiệp", "name=\"target\" value=\"0\" checked"]);
    }
    let scan = fs::read(folder.join("scan.pdf")).expect("a paper of the tests");
    let scan = house.send(&root, "/directives/read", &[("file", "kh.pdf", &scan)]).await;
    assert_eq!(scan.status, StatusCode::UNPROCESSABLE_ENTITY);
    scan.says(&["nhận dạng chữ (OCR)"]);
    // What is typed is text, whatever it looks like.
    let typed = house.send(&root, "/directives/read", &[("text", "", b"<p>02-NQ/TW</p>")]).await;
    typed.says(&["&#60;p&#62;"]);
}

#[tokio::test]
async fn texts_that_cannot_be_read_are_refused_with_what_was_typed() {
    let house = house().await;
    let root = house.enter("root").await;
    let empty = house.send(&root, "/directives/read", &[("text", "", b"  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says(&["Văn bản trống", "action=\"/directives/read\""]);
    let bytes = house.send(&root, "/directives/read", &[("file", "a.txt", b"abc\xff")]).await;
    assert_eq!(bytes.status, StatusCode::UNPROCESSABLE_ENTITY);
    bytes.says(&["không phải UTF-8", "byte thứ 4"]);
    let large = vec![b'a'; 20 * 1024 * 1024 + 1];
    let large = house.send(&root, "/directives/read", &[("file", "a.txt", &large)]).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    large.says(&["lớn hơn mức 20 MB"]);
    let forged = house.send(&root, "/directives/read", &[("csrf", "", b"x"), ("text", "", b"abc")]).await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    forged.hides(&["text-c1", "reading-accept"]);
    // A chair reads directives and enters none.
    let chair = house.enter("chair").await;
    house.get(Some(&chair), "/directives").await.hides(&["action=\"/directives/read\""]);
    let refused = house.send(&chair, "/directives/read", &[("text", "", TEXT.as_bytes())]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let refused = house.send(&chair, "/directives", &[("text", "", TEXT.as_bytes()), ("title", "", b"x")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_accepted_directive_stands_in_the_list_and_the_graph() {
    let house = house().await;
    let root = house.enter("root").await;
    let resolution = accepted(&house, TEXT, "41-NQ/TW", "first").await;
    let plan = accepted(&house, PLAN, "15/KH-LĐLĐ", "second").await;
    assert_eq!(accepted(&house, PLAN, "15/KH-LĐLĐ", "second").await, plan, "sent twice, entered once");
    let list = house.get(Some(&root), "/directives").await;
    list.says(&[&resolution, &plan, "41-NQ/TW", "15/KH-LĐLĐ"]);
    assert_eq!(list.text.matches("15/KH-LĐLĐ").count(), 1);
    let page = house.get(Some(&root), &plan).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[&resolution, "căn cứ", "<svg class=\"graph\"", "ít nhất 60\u{a0}%"]);
    page.says(&[&format!("<li><a href=\"{resolution}\">Nghị quyết số 41-NQ/TW")]);
    house.get(Some(&root), &resolution).await.says(&[&plan, "Được cụ thể hóa bởi"]);
    let graph = house.get(Some(&root), "/directives/graph").await;
    graph.says(&["<svg class=\"graph\"", "41-NQ/TW", "15/KH-LĐLĐ", "graph-based_on"]);
    // What is already in the register is said when the next text cites it.
    let next = house.send(&root, "/directives/read", &[("text", "", PLAN.as_bytes())]).await;
    next.says(&[&format!("href=\"{resolution}\""), "Trong sổ"]);
    for path in ["/directives/nothing", "/directives/00000000-0000-7000-8000-000000000000"] {
        assert_eq!(house.get(Some(&root), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_wrong_form_comes_back_with_everything_typed() {
    let house = house().await;
    let root = house.enter("root").await;
    let parts: [(&str, &str, &[u8]); 7] = [
        ("text", "", TEXT.as_bytes()),
        ("unit", "", b"south"),
        ("symbol", "", b"99/KH"),
        ("issued_on", "", b"2022-02-31"),
        ("title", "", b" "),
        ("summary", "", "Tóm tắt riêng".as_bytes()),
        ("target", "", b"0"),
    ];
    let page = house.send(&root, "/directives", &parts).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&[
        "Có 3 chỗ cần sửa",
        "href=\"#field-title\"",
        "href=\"#field-unit\"",
        "href=\"#field-issued_on\"",
        "value=\"99/KH\"",
        "value=\"2022-02-31\"",
        "Tóm tắt riêng",
        "name=\"target\" value=\"0\" checked",
        "text-c1",
    ]);
    page.hides(&["name=\"citation\" value=\"0\" checked"]);
    house.get(Some(&root), "/directives").await.says(&["Chưa có văn bản nào"]);
}
