//! A text is read, kept, decided about, entered and found again in the list and the graph; what is refused keeps what was
//! typed.

use std::{fs, path::Path};

use axum::http::{StatusCode, header};

use super::house::{Answer, House, house};

const TEXT: &str = "Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị\nvề đổi mới tổ chức <b>Công đoàn</b>\n\
    Phấn đấu đến năm 2025 có ít nhất 70% doanh nghiệp ký thỏa ước lao động tập thể.";
const PLAN: &str = "KẾ HOẠCH\nThực hiện Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị.\n\
    Phấn đấu đến năm 2023 có ít nhất 60% doanh nghiệp ký thỏa ước lao động tập thể.";

/// Sends a text; gives the address of its draft.
async fn begun(house: &House, text: &str) -> String {
    let root = house.enter("root").await;
    let answer = house.send(&root, "/directives/read", &[("text", "", text.as_bytes()), ("file", "", b"")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.header(header::LOCATION).to_owned()
}

async fn entered(house: &House, draft: &str, more: &[(&str, &str)]) -> Answer {
    let root = house.enter("root").await;
    let page = house.get(Some(&root), draft).await;
    let fields = ["fingerprint"].map(|name| (name, hidden(&page.text, name)));
    let base = [("unit", "root"), ("kind", "Nghị quyết"), ("title", "Đổi mới"), ("direction", "in")];
    let mut parts: Vec<(&str, &str, &[u8])> =
        fields.iter().map(|(name, value)| (*name, "", value.as_bytes())).collect();
    let given = |name: &str| more.iter().any(|(known, _)| *known == name);
    parts.extend(base.iter().filter(|(name, _)| !given(name)).map(|(name, value)| (*name, "", value.as_bytes())));
    parts.extend(more.iter().map(|(name, value)| (*name, "", value.as_bytes())));
    house.send(&root, draft, &parts).await
}

fn hidden(page: &str, name: &str) -> String {
    let field = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("the field");
    field.split('"').next().expect("its value").to_owned()
}

#[tokio::test]
async fn a_pasted_text_is_shown_with_its_findings_and_prefilled() {
    let house = house().await;
    let root = house.enter("root").await;
    house.get(Some(&root), "/directives").await.says(&["action=\"/directives/read\"", "Chưa có văn bản nào"]);
    // A browser sends line ends as CR LF.
    let draft = begun(&house, &TEXT.replace('\n', "\r\n")).await;
    let page = house.get(Some(&root), &draft).await;
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
        "<option value=\"agreements.coverage\" selected",
        "name=\"keep\" value=\"t1\" checked",
    ]);
    page.hides(&["<b>Công đoàn", "name=\"keep\" value=\"c1\" checked"]);
    // The page is closed: the text waits, for its sender alone.
    house.get(Some(&root), "/directives").await.says(&[&draft, "Văn bản đang nhập dở"]);
    let other = house.enter("specialist").await;
    assert_eq!(house.get(Some(&other), &draft).await.status, StatusCode::NOT_FOUND);
    house.get(Some(&other), "/directives").await.hides(&[&draft]);
    let file = [("text", "", &b""[..]), ("file", "nq.txt", PLAN.as_bytes())];
    let file = house.send(&root, "/directives/read", &file).await;
    let page = house.get(Some(&root), file.header(header::LOCATION)).await;
    page.says(&["text-c1", "nq.txt", "name=\"keep\" value=\"c1\" checked", "<option value=\"carries_out\" selected"]);
}

#[tokio::test]
async fn a_document_is_read_as_its_text_is() {
    let house = house().await;
    let root = house.enter("root").await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paper/tests/texts");
    for name in ["plan.docx", "plan.pdf", "plan.html"] {
        let paper = fs::read(folder.join(name)).expect("a paper of the tests");
        let sent = house.send(&root, "/directives/read", &[("text", "", b""), ("file", "kh.bin", &paper)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
        let page = house.get(Some(&root), sent.header(header::LOCATION)).await;
        page.says(&["text-c1", "02-NQ/TW", "31-CTr/TU", "85%", "name=\"keep\" value=\"t1\" checked"]);
    }
    let scan = fs::read(folder.join("scan.pdf")).expect("a paper of the tests");
    let scan = house.send(&root, "/directives/read", &[("file", "kh.pdf", &scan)]).await;
    assert_eq!(scan.status, StatusCode::UNPROCESSABLE_ENTITY);
    scan.says(&["nhận dạng chữ (OCR)"]);
    // What is typed is text, whatever it looks like.
    let typed = begun(&house, "<p>02-NQ/TW</p>").await;
    house.get(Some(&root), &typed).await.says(&["&#60;p&#62;"]);
}

#[tokio::test]
async fn texts_that_cannot_be_read_are_refused_with_what_was_typed() {
    let house = house().await;
    let root = house.enter("root").await;
    let empty = house.send(&root, "/directives/read", &[("text", "", b"  ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    empty.says(&["Văn bản trống", "action=\"/directives/read\""]);
    let large = vec![b'a'; 20 * 1024 * 1024 + 1];
    let large = house.send(&root, "/directives/read", &[("file", "a.txt", &large)]).await;
    assert_eq!(large.status, StatusCode::UNPROCESSABLE_ENTITY);
    large.says(&["lớn hơn mức 20 MB"]);
    let forged = house.send(&root, "/directives/read", &[("csrf", "", b"x"), ("text", "", b"abc")]).await;
    assert_eq!(forged.status, StatusCode::UNPROCESSABLE_ENTITY);
    // A chair reads directives and enters none.
    let chair = house.enter("chair").await;
    house.get(Some(&chair), "/directives").await.hides(&["action=\"/directives/read\""]);
    let refused = house.send(&chair, "/directives/read", &[("text", "", TEXT.as_bytes())]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_entered_directive_stands_in_the_list_and_the_graph_with_its_text() {
    let house = house().await;
    let root = house.enter("root").await;
    let draft = begun(&house, TEXT).await;
    let first = entered(&house, &draft, &[("symbol", "41-NQ/TW"), ("keep", "t1"), ("deed", "enter")]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let resolution = first.header(header::LOCATION).to_owned();
    // The draft leads to what it became, however often it is sent.
    assert_eq!(house.get(Some(&root), &draft).await.header(header::LOCATION), resolution);
    let draft = begun(&house, PLAN).await;
    house.get(Some(&root), &draft).await.says(&[&format!("href=\"{resolution}\""), "Trong sổ"]);
    let more = [("symbol", "15/KH-LĐLĐ"), ("keep", "c1"), ("keep", "t1"), ("t1.value", "65"), ("deed", "enter")];
    let plan = entered(&house, &draft, &more).await.header(header::LOCATION).to_owned();
    let list = house.get(Some(&root), "/directives").await;
    list.says(&[&resolution, &plan, "41-NQ/TW", "15/KH-LĐLĐ"]);
    let page = house.get(Some(&root), &plan).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[&resolution, "thực hiện", "<svg class=\"graph\"", "id=\"text-t1\"", "href=\"#t1\""]);
    page.says(&["ít nhất 65\u{a0}%", "đã nhận, có sửa", "Máy đọc", "ít nhất 60", "văn bản đến số 2/2022"]);
    house.get(Some(&root), &resolution).await.says(&[&plan, "Được cụ thể hóa bởi"]);
    let graph = house.get(Some(&root), "/directives/graph").await;
    graph.says(&["<svg class=\"graph\"", "41-NQ/TW", "15/KH-LĐLĐ", "graph-carries_out"]);
    let text = house.get(Some(&root), &format!("{plan}/text")).await;
    assert_eq!(text.text, PLAN);
    for path in ["/directives/nothing", "/directives/00000000-0000-7000-8000-000000000000"] {
        assert_eq!(house.get(Some(&root), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    // Decided anew on its own page.
    let finding = house.get(Some(&root), &format!("{plan}/findings/t1")).await;
    finding.says(&["Quy tắc đọc", "name=\"deed\" value=\"refused\"", "<option value=\"agreements.coverage\""]);
    let refused = house.send(&root, &format!("{plan}/findings/t1"), &[("deed", "", b"refused")]).await;
    assert_eq!(refused.header(header::LOCATION), format!("{plan}#t1"));
    house.get(Some(&root), &plan).await.says(&["finding-left\" id=\"text-t1\"", "không nhận"]);
}

#[tokio::test]
async fn a_paper_that_stands_already_is_warned_of_and_refused_until_it_is_another() {
    let house = house().await;
    let root = house.enter("root").await;
    let draft = begun(&house, TEXT).await;
    let day = [("symbol", "41-NQ/TW"), ("issued_on", "2020-09-07"), ("issuer", "Bộ Chính trị"), ("deed", "enter")];
    let first = entered(&house, &draft, &day).await.header(header::LOCATION).to_owned();
    let again = begun(&house, TEXT).await;
    house.get(Some(&root), &again).await.says(&["Trong sổ đã có văn bản giống", &first, "name=\"another\""]);
    let refused = entered(&house, &again, &day).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says(&[&first, "Nếu là văn bản khác", "value=\"2020-09-07\""]);
    let mut another = day.to_vec();
    another.push(("another", "yes"));
    assert_eq!(entered(&house, &again, &another).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_replaced_paper_warns_on_what_stands_on_it() {
    let house = house().await;
    let root = house.enter("root").await;
    let draft = begun(&house, TEXT).await;
    let symbol = [("symbol", "41-NQ/TW"), ("issued_on", "2020-09-07"), ("deed", "enter")];
    let old = entered(&house, &draft, &symbol).await.header(header::LOCATION).to_owned();
    let draft = begun(&house, PLAN).await;
    let plan = entered(&house, &draft, &[("symbol", "15/KH-LĐLĐ"), ("keep", "c1"), ("deed", "enter")]).await;
    let plan = plan.header(header::LOCATION).to_owned();
    let without = house.send(&root, "/directives/read", &[("without", "", b"text")]).await;
    let draft = without.header(header::LOCATION).to_owned();
    house.get(Some(&root), &draft).await.says(&["Văn bản không kèm nội dung"]);
    let new = entered(&house, &draft, &[("symbol", "60-NQ/TW"), ("title", "Mới"), ("deed", "enter")]).await;
    let new = new.header(header::LOCATION).to_owned();
    let id = old.rsplit('/').next().expect("an id");
    let link = [("relation", "", &b"replaces"[..]), ("to", "", id.as_bytes()), ("since", "", b"2022-01-01")];
    assert_eq!(house.send(&root, &format!("{new}/links"), &link).await.status, StatusCode::SEE_OTHER);
    house.get(Some(&root), &old).await.says(&["Đã bị thay thế bởi 60-NQ/TW từ 01/01/2022"]);
    house.get(Some(&root), &plan).await.says(&["Đứng trên văn bản đã bị thay thế", "41-NQ/TW"]);
    house.get(Some(&root), &format!("{old}/impact")).await.says(&[&plan, "15/KH-LĐLĐ", "Số bước"]);
    let plan_id = plan.rsplit('/').next().expect("an id");
    let api = house.get(Some(&root), &format!("/api/v1{old}/impact")).await;
    api.says(&[plan_id, "\"state\":\"replaced\"", "\"family\":\"union\""]);
    let api = house.get(Some(&root), &format!("/api/v1{plan}")).await;
    api.says(&[
        "\"anchor\":\"c1\"",
        "\"decision\":\"accepted\"",
        "\"relation\":\"carries_out\"",
        "stands_on_fallen",
        id,
    ]);
    house.get(Some(&root), "/api/v1/directives?q=15/kh").await.says(&[plan_id]);
    // Corrected, with what it was.
    let form = house.get(Some(&root), &format!("{plan}/correct")).await;
    form.says(&["name=\"version\" value=\"1\"", "value=\"15/KH-LĐLĐ\""]);
    let parts = [
        ("version", "", &b"1"[..]),
        ("title", "", "Kế hoạch năm".as_bytes()),
        ("symbol", "", b"16/KH"),
        ("reason", "", b"x"),
    ];
    let corrected = house.send(&root, &format!("{plan}/correct"), &parts).await;
    assert_eq!(corrected.status, StatusCode::SEE_OTHER, "{}", corrected.text);
    house.get(Some(&root), &plan).await.says(&["16/KH", "Các lần sửa", "15/KH-LĐLĐ"]);
    let stale = house.send(&root, &format!("{plan}/correct"), &parts).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn a_wrong_form_comes_back_with_everything_typed() {
    let house = house().await;
    let root = house.enter("root").await;
    let draft = begun(&house, TEXT).await;
    let more = [
        ("unit", "south"),
        ("symbol", "99/KH"),
        ("issued_on", "2022-02-31"),
        ("title", " "),
        ("summary", "Tóm tắt riêng"),
        ("keep", "t1"),
        ("t1.value", "75"),
        ("deed", "enter"),
    ];
    let page = entered(&house, &draft, &more).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    page.says(&[
        "Có 3 chỗ cần sửa",
        "href=\"#field-title\"",
        "href=\"#field-unit\"",
        "href=\"#field-issued_on\"",
        "value=\"99/KH\"",
        "không theo mẫu nào",
        "value=\"2022-02-31\"",
        "Tóm tắt riêng",
        "name=\"keep\" value=\"t1\" checked",
        "ít nhất 75",
        "text-c1",
    ]);
    page.hides(&["name=\"keep\" value=\"c1\" checked"]);
    house.get(Some(&root), "/directives").await.says(&["Chưa có văn bản nào"]);
    // Kept as it is, opened again, given up.
    let kept = entered(&house, &draft, &[("summary", "Tóm tắt giữ lại"), ("deed", "keep")]).await;
    assert_eq!(kept.header(header::LOCATION), "/directives");
    house.get(Some(&root), &draft).await.says(&["Tóm tắt giữ lại"]);
    assert_eq!(entered(&house, &draft, &[("deed", "drop")]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get(Some(&root), &draft).await.status, StatusCode::NOT_FOUND);
}
