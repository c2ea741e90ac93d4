//! A union founded step by step from the form to the unit with its committee, and taken back; a committee recognised.

use axum::http::{StatusCode, header};
use congdoan_service::access::SignedIn;

use crate::house::{Answer, House, house};

async fn sent(house: &House, person: &SignedIn, path: &str, fields: &[(&str, &str)]) -> Answer {
    let parts: Vec<(&str, &str, &[u8])> = fields.iter().map(|(name, value)| (*name, "", value.as_bytes())).collect();
    house.send(person, path, &parts).await
}

async fn done(house: &House, person: &SignedIn, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = sent(house, person, path, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}: {}", answer.text);
    answer.header(header::LOCATION).to_owned()
}

/// Everything up to the decision.
async fn prepare(house: &House, person: &SignedIn, case: &str, steps: &[&str], papers: &[&str]) {
    for step in steps {
        done(house, person, &format!("{case}/steps"), &[("step", step), ("done_on", "2022-05-20")]).await;
    }
    for paper in papers {
        let parts = [("paper", "", paper.as_bytes()), ("file", "giay.pdf", &b"%PDF"[..])];
        assert_eq!(
            house.send(person, &format!("{case}/papers"), &parts).await.status,
            StatusCode::SEE_OTHER,
            "{paper}"
        );
    }
    let people = [
        ("name", "Trần <Văn An"),
        ("born", "1985-03-15"),
        ("post", "chair"),
        ("name", "Lê Thị Bình"),
        ("born", ""),
        ("post", "vice_chair"),
        ("name", "Hồ Văn Châu"),
        ("born", ""),
        ("post", "inspection_chair"),
        ("name", ""),
        ("full_time", "0"),
    ];
    done(house, person, &format!("{case}/people"), &people).await;
}

const PAPERS: [&str; 7] = [
    "request",
    "member_list",
    "applications",
    "conference_minutes",
    "ballot_minutes",
    "committee_minutes",
    "committee_list",
];

#[tokio::test]
async fn a_union_is_founded_step_by_step_and_taken_back() {
    let house = house().await;
    let person = house.enter("specialist").await;
    house.get(Some(&person), "/foundings").await.says(&["Chưa có hồ sơ nào"]);
    house.get(Some(&person), "/foundings/new?unit=north-a").await.says(&["value=\"north-a\"", "Số đoàn viên"]);
    let wrong =
        sent(&house, &person, "/foundings", &[("kind", "founding"), ("unit", "north-a"), ("code", "north-one")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says(&["Mã này đã có", "Hãy ghi tên"]);
    let form = [
        ("kind", "founding"),
        ("unit", "north-a"),
        ("code", "north-new"),
        ("name", "CĐCS Công ty <Mới"),
        ("form", "enterprise"),
        ("applicants", "3"),
        ("term", "2022–2027"),
        ("key", "mot-lan"),
    ];
    let case = done(&house, &person, "/foundings", &form).await;
    assert_eq!(done(&house, &person, "/foundings", &form).await, case, "sent twice is opened once");
    let page = house.get(Some(&person), &case).await;
    page.says(&["CĐCS Công ty &#60;Mới", "Cần ít nhất 5", "Lập ban vận động", "Thiếu: Tờ trình", "đúng một chủ tịch"]);

    let early = sent(&house, &person, &format!("{case}/steps"), &[("step", "review"), ("done_on", "2022-05-20")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let steps = ["preparing_group", "applications", "founding_conference", "dossier", "review"];
    prepare(&house, &person, &case, &steps, &PAPERS).await;
    // Fifteen working days from 20 May, a Friday.
    house.get(Some(&person), &case).await.says(&["hạn 10/06/2022", "giay.pdf"]);
    let file = house.get(Some(&person), &format!("{case}/papers/request")).await;
    assert_eq!(file.bytes, b"%PDF");
    let decide = [("decision", "45/QĐ-LĐLĐ"), ("decided_on", "2022-06-01")];
    let few = sent(&house, &person, &format!("{case}/decide"), &decide).await;
    assert_eq!(few.status, StatusCode::UNPROCESSABLE_ENTITY);
    few.says(&["Cần ít nhất 5", "value=\"45/QĐ-LĐLĐ\""]);
    let mut more = form;
    more[5] = ("applicants", "12");
    let mut change = more.to_vec();
    change.push(("version", "1"));
    done(&house, &person, &format!("{case}/edit"), &change).await;

    assert_eq!(done(&house, &person, &format!("{case}/decide"), &decide).await, "/units/north-new");
    let unit = house.get(Some(&person), "/units/north-new").await;
    unit.says(&["CĐCS Công ty &#60;Mới", "45/QĐ-LĐLĐ", "thành lập", "Đơn vị north-a"]);
    house.get(Some(&person), &case).await.says(&["đã có quyết định", "Trần &#60;Văn An", "Hoàn tác việc thành lập"]);
    let mut tx = house.service.store().read().await.expect("a transaction");
    let system = house.service.system();
    let id = tx.unit(&system, "north-new").await.expect("the unit").id;
    let posts = tx.posts(&system, id).await.expect("posts");
    drop(tx);
    assert_eq!(
        posts.iter().filter(|post| post.role == "chair").count(),
        2,
        "chair and vice-chair have the rights of a chair"
    );

    done(&house, &person, &format!("{case}/undo"), &[]).await;
    house.get(Some(&person), &case).await.says(&["đã hoàn tác"]);
    assert_eq!(house.get(Some(&person), "/units/north-new").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_stands_on_a_founding_keeps_it() {
    let house = house().await;
    let person = house.enter("specialist").await;
    let form = [("kind", "founding"), ("unit", "north-a"), ("code", "north-new"), ("name", "Mới"), ("applicants", "9")];
    let case = done(&house, &person, "/foundings", &form).await;
    let steps = ["preparing_group", "applications", "founding_conference", "dossier", "review"];
    prepare(&house, &person, &case, &steps, &PAPERS).await;
    done(&house, &person, &format!("{case}/decide"), &[("decision", "1"), ("decided_on", "2022-06-01")]).await;
    let record =
        [("unit", "north-new"), ("occurred_on", "2022-06-01"), ("fields.topic", "An toàn"), ("fields.attendees", "20")];
    done(&house, &person, "/registers/training/records", &record).await;
    let held = sent(&house, &person, &format!("{case}/undo"), &[]).await;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
    held.says(&["north-new (1 record)"]);
    house.get(Some(&person), "/units/north-new").await.says(&["Mới"]);
}

#[tokio::test]
async fn a_committee_is_recognised_in_place_of_the_former_one() {
    let house = house().await;
    let chair = house.enter("chair").await;
    let specialist = house.enter("specialist").await;
    let form = [
        ("kind", "committee_recognition"),
        ("unit", "north-one"),
        ("congress", "true"),
        ("applicants", "40"),
        ("term", "2022–2027"),
    ];
    let papers = ["request", "congress_minutes", "ballot_minutes", "committee_minutes", "committee_list"];
    for (number, day) in [("8/QĐ", "2022-05-30"), ("9/QĐ", "2022-06-01")] {
        let case = done(&house, &chair, "/foundings", &form).await;
        prepare(&house, &chair, &case, &["congress", "first_meeting", "dossier"], &papers).await;
        let decide = [("decision", number), ("decided_on", day)];
        let denied = sent(&house, &chair, &format!("{case}/decide"), &decide).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN, "the union does not recognise itself");
        done(&house, &specialist, &format!("{case}/decide"), &decide).await;
    }
    house.get(Some(&chair), "/units/north-one").await.says(&["8/QĐ", "9/QĐ", "công nhận ban chấp hành"]);
    let mut tx = house.service.store().read().await.expect("a transaction");
    let system = house.service.system();
    let id = tx.unit(&system, "north-one").await.expect("the unit").id;
    let posts = tx.posts(&system, id).await.expect("posts");
    let of = |number: &str| posts.iter().filter(|post| post.decision == number).collect::<Vec<_>>();
    assert!(of("8/QĐ").iter().all(|post| post.valid_until == Some(congdoan_testkit::date(2022, 6, 1))));
    let term = Some(congdoan_testkit::date(2027, 6, 1));
    assert!(!of("9/QĐ").is_empty() && of("9/QĐ").iter().all(|post| post.valid_until == term), "a term of five years");
}
