//! Programmes of a unit and one with its targets.

use axum::http::StatusCode;
use congdoan_model::{
    Period, UnitId,
    programmes::{Comparator, Programme, ProgrammeKind, Target},
};

use super::house::{House, house};

async fn with_programme(house: &House) -> Programme {
    let (service, ids) = (&house.service, house.service.ids());
    let system = service.system();
    let unit: UnitId = service.unit(&system, "north").await.expect("the north").unit.id;
    let period = Period::year(2022);
    let programme = Programme {
        id: ids.next(),
        unit,
        kind: ProgrammeKind::Plan,
        title: "Kế hoạch <2022>".to_owned(),
        directive: None,
        parent: None,
        period,
    };
    let target = |indicator: &str, comparator, value| {
        Target::plain((ids.next(), programme.id), indicator, (comparator, value), period)
    };
    let targets = [
        target("training.attendances", Comparator::AtLeast, 14_000),
        target("training.classes", Comparator::Equal, 1_000),
        target("agreements.coverage", Comparator::AtLeast, 7_000),
        target("strikes.settled", Comparator::AtMost, 500),
    ];
    service.add_programme(&system, &programme, &targets).await.expect("a programme");
    programme
}

#[tokio::test]
async fn a_units_programmes_are_listed_with_what_is_met() {
    let house = house().await;
    let programme = with_programme(&house).await;
    let specialist = house.enter("specialist").await;
    let page = house.get(Some(&specialist), "/programmes").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[&format!("/programmes/{}", programme.id), "Kế hoạch &#60;2022&#62;", "1 / 4", "Mọi năm", "Năm 2022"]);
    page.says(&["<option value=\"root\"", "<option value=\"north\" selected", "<option value=\"north-a\""]);
    let other = house.get(Some(&specialist), "/programmes?unit=north&period=2020").await;
    other.says(&["Chưa có chương trình nào"]);
    let chair = house.enter("chair").await;
    house.get(Some(&chair), "/programmes?unit=north").await.says(&["Kế hoạch"]);
    assert_eq!(house.get(Some(&chair), "/programmes?unit=south").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_programme_shows_how_far_its_targets_are() {
    let house = house().await;
    let programme = with_programme(&house).await;
    let specialist = house.enter("specialist").await;
    let page = house.get(Some(&specialist), &format!("/programmes/{}", programme.id)).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[
        "ít nhất 140\u{a0}lượt người",
        "bằng 10\u{a0}lớp",
        "ít nhất 70\u{a0}%",
        "không quá 5",
        "target-met",
        "target-underway",
        "target-unknown",
        "value=\"40\"",
        "số khai báo",
        "/figures/open?unit=north&indicator=training.attendances&period=2022",
    ]);
    for path in ["/programmes/nothing", "/programmes/00000000-0000-7000-8000-000000000000"] {
        assert_eq!(house.get(Some(&specialist), path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
