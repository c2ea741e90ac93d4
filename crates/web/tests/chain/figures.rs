//! Figures of a unit, a number opened, their papers, and what somebody without the right to open sees.

use axum::http::{StatusCode, header};

use super::house::house;

#[tokio::test]
async fn a_table_shows_totals_with_the_units_below_side_by_side() {
    let house = house().await;
    let specialist = house.enter("specialist").await;
    let page = house.get(Some(&specialist), "/figures").await;
    assert_eq!(page.status, StatusCode::OK);
    page.says(&[
        "Đơn vị north",
        "Đơn vị north-a",
        "Đơn vị rubber-one",
        "phối hợp",
        "140",
        "Năm 2022",
        "href=\"/figures/open?unit=north&indicator=training.attendances&period=2022\"",
        "href=\"/figures/open?unit=north-a&indicator=training.classes&period=2022\"",
        "href=\"/figures.xlsx?unit=north&period=2022\"",
        "href=\"/figures?unit=root&period=2022\"",
    ]);
    page.hides(&["strikes.settled"]);
    let everything = house.get(Some(&specialist), "/figures?unit=north&all=1").await;
    everything.says(&["strikes.settled", "/figures.csv?unit=north&period=2022&all=1"]);
    let quiet = house.get(Some(&specialist), "/figures?unit=north&period=2021").await;
    quiet.hides(&["training.classes"]);
    let range = house.get(Some(&specialist), "/figures?unit=north&from=2022-05-01&to=2022-05-04").await;
    range.says(&["Từ 01/05/2022 đến 04/05/2022", ">50<"]);
}

#[tokio::test]
async fn a_number_opens_down_to_its_records() {
    let house = house().await;
    let root = house.enter("root").await;
    let top = house.get(Some(&root), "/figures/open?unit=root&indicator=training.attendances&period=2022").await;
    top.says(&[
        "140",
        "Cộng mục \"Số lượt người dự\"".replace('"', "&#34;").as_str(),
        // The north's own figure is 140, its contribution 100: the coordinated union is counted under its manager.
        ">100<",
        "href=\"/figures/open?unit=north&indicator=training.attendances&period=2022&trail=root\"",
    ]);
    let path = "/figures/open?unit=north&indicator=training.attendances&period=2022&trail=root";
    let north = house.get(Some(&root), path).await;
    north.says(&[
        "href=\"/figures/open?unit=root&indicator=training.attendances&period=2022\"",
        "trail=root,north\"",
        "/registers/training/records/",
        "Kiểm tra",
        "05/05/2022",
        "Hệ thống (nạp theo lô)",
        "Sổ",
    ]);
    let path = "/figures/open?unit=north-one&indicator=training.attendances&period=2022&trail=root,north,north-a";
    let records = house.get(Some(&root), path).await;
    records.says(&["Đối thoại &#60;nơi làm việc&#62;", "Thương lượng", "Đơn vị north-a", ">50<"]);
    records.hides(&["<nơi làm việc>"]);
}

#[tokio::test]
async fn a_chair_sees_the_total_above_and_not_its_parts() {
    let house = house().await;
    let chair = house.enter("chair").await;
    let table = house.get(Some(&chair), "/figures?unit=root&period=2022").await;
    assert_eq!(table.status, StatusCode::OK);
    table.says(&["140", "không xem được từng đơn vị bên dưới"]);
    table.hides(&["Đơn vị south", "Đơn vị rubber"]);
    let number = house.get(Some(&chair), "/figures/open?unit=root&indicator=training.classes&period=2022").await;
    assert_eq!(number.status, StatusCode::OK);
    number.says(&["bạn chỉ xem được tổng"]);
    number.hides(&["Đơn vị south", "Đơn vị rubber", "/registers/training/records/", "open.xlsx"]);
    let paper = house.get(Some(&chair), "/figures/open.xlsx?unit=root&indicator=training.classes&period=2022").await;
    assert_eq!(paper.status, StatusCode::FORBIDDEN);
    let csv = house.get(Some(&chair), "/figures.csv?unit=root&period=2022").await;
    csv.says(&["training.classes"]);
    csv.hides(&["south", "rubber"]);
    for elsewhere in ["south", "north-two", "no-such-unit"] {
        let page = house.get(Some(&chair), &format!("/figures?unit={elsewhere}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{elsewhere}");
        let path = format!("/figures/open?unit={elsewhere}&indicator=training.classes&period=2022");
        assert_eq!(house.get(Some(&chair), &path).await.status, StatusCode::NOT_FOUND, "{elsewhere}");
    }
}

#[tokio::test]
async fn tables_leave_as_papers() {
    let house = house().await;
    let specialist = house.enter("specialist").await;
    let csv = house.get(Some(&specialist), "/figures.csv?unit=north&period=2022-01-01/2022-10-31").await;
    assert_eq!(csv.status, StatusCode::OK);
    assert!(csv.header(header::CONTENT_TYPE).starts_with("text/csv"));
    assert_eq!(
        csv.header(header::CONTENT_DISPOSITION),
        "attachment; filename=\"so-lieu-north-2022-01-01_2022-10-31.csv\""
    );
    let row = csv.text.lines().find(|line| line.contains("training.attendances")).expect("the row");
    let fields: Vec<&str> = row.split(',').collect();
    assert!(fields.contains(&"140") && fields.contains(&"50") && fields.contains(&"40"), "{row}");
    let names = csv.text.lines().next().expect("a header");
    assert!(names.contains("Chỉ tiêu thống kê") && names.contains("Đơn vị rubber-one"), "{names}");
    let opened = "/figures/open.xlsx?unit=north&indicator=training.classes&period=2022";
    for path in ["/figures.xlsx?unit=north&period=2022", opened] {
        let xlsx = house.get(Some(&specialist), path).await;
        assert_eq!(xlsx.status, StatusCode::OK, "{path}");
        assert!(xlsx.header(header::CONTENT_TYPE).contains("spreadsheetml"));
        assert!(xlsx.bytes.starts_with(b"PK") && xlsx.bytes.len() > 3_000, "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_said() {
    let house = house().await;
    let root = house.enter("root").await;
    for (path, status) in [
        ("/figures?period=2022-13", StatusCode::UNPROCESSABLE_ENTITY),
        ("/figures?from=2022-05-04&to=2022-05-01", StatusCode::UNPROCESSABLE_ENTITY),
        ("/figures/open?unit=root&period=2022", StatusCode::UNPROCESSABLE_ENTITY),
        ("/figures/open?unit=root&indicator=no.such&period=2022", StatusCode::NOT_FOUND),
        ("/figures.csv?unit=nowhere", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(house.get(Some(&root), path).await.status, status, "{path}");
    }
    let stranger = house.get(None, "/figures?unit=root").await;
    assert_eq!(stranger.status, StatusCode::SEE_OTHER);
    assert!(stranger.header(header::LOCATION).starts_with("/sign-in?next="));
}
