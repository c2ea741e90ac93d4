//! Headers and rows in the ways they differ from office to office.

use congdoan_model::members::Sex;
use congdoan_paper::intake::{Header, Raw, Row, RowKind, Sieve, Title, find_header, is_data};

fn row(number: u32, cells: &[&str]) -> Row {
    let raw = |text: &&str| match text.parse::<f64>() {
        _ if text.is_empty() => Raw::Empty,
        Ok(number) => Raw::Number(number),
        Err(_) => Raw::Text((*text).to_owned()),
    };
    Row { number, cells: cells.iter().map(raw).collect() }
}

fn titles() -> Vec<Title> {
    vec![
        Title::new("name", &["Họ và tên", "Họ tên"]).naming(),
        Title::new("born", &["Ngày sinh", "Năm sinh"]),
        Title::new("sex", &["Giới tính", "Nữ"]),
        Title::new("address", &["Địa chỉ", "Nơi ở"]),
    ]
}

fn fields(header: &Header) -> Vec<(usize, &str)> {
    header.columns.iter().map(|column| (column.index, column.field.as_str())).collect()
}

#[test]
fn one_row_of_titles_is_enough() {
    let rows = [
        row(1, &["DANH SÁCH"]),
        row(3, &["Stt", "HỌ TÊN:", "Năm sinh", "Nữ", "Họ và tên chồng"]),
        row(4, &["1", "Nguyễn Thị A", "1990", "x", "Trần B"]),
    ];
    let header = find_header(&rows, &titles()).unwrap();
    assert_eq!(header.rows, (3, 3));
    assert_eq!(fields(&header), [(1, "name"), (2, "born"), (3, "sex")]);
    assert_eq!(header.columns[2].sex, Some(Sex::Female));
    assert_eq!(header.unknown, [(4, "Họ và tên chồng".to_owned())]);
    assert!(is_data(&rows[2], &header));
    assert!(!is_data(&rows[0], &header));
}

#[test]
fn titles_of_two_levels_may_stand_in_the_lower_one() {
    let rows = [
        row(2, &["TT", "Thông tin cá nhân", "", "", "Ghi chú"]),
        row(3, &["", "Họ và tên", "Giới tính", "Nơi ở", ""]),
        row(4, &["1", "An", "Nam", "Vinh", ""]),
    ];
    let header = find_header(&rows, &titles()).unwrap();
    assert_eq!(header.rows.1, 3);
    assert_eq!(fields(&header), [(1, "name"), (2, "sex"), (3, "address")]);
}

#[test]
fn lower_titles_that_are_not_known_still_belong_to_the_header() {
    let rows = [
        row(1, &["TT", "Họ và tên", "Năm sinh", "Địa chỉ", "", ""]),
        row(2, &["", "", "", "Xã", "Huyện", "Tỉnh"]),
        row(3, &["1", "An", "1990", "Nghi Phú", "Vinh", "Nghệ An"]),
    ];
    let header = find_header(&rows, &titles()).unwrap();
    assert_eq!(header.rows, (1, 2));
    assert_eq!(fields(&header), [(1, "name"), (2, "born"), (3, "address")]);
    assert_eq!(header.unknown, [(4, "Địa chỉ Huyện".to_owned()), (5, "Địa chỉ Tỉnh".to_owned())]);
}

#[test]
fn a_group_below_a_single_header_is_not_a_second_level() {
    let rows = [
        row(1, &["TT", "Họ và tên", "Năm sinh"]),
        row(2, &["I", "Tổ may số 1", ""]),
        row(3, &["1", "An", "1990"]),
        row(4, &["II. Tổ may 2", "", ""]),
    ];
    let header = find_header(&rows, &titles()).unwrap();
    assert_eq!(header.rows, (1, 1));
    let mut sieve = Sieve::new(&header);
    let kinds: Vec<RowKind> = rows.iter().map(|row| sieve.kind(row)).collect();
    assert_eq!(kinds, [RowKind::Heading, RowKind::Group, RowKind::Data, RowKind::Group]);
}

#[test]
fn nothing_known_is_no_header() {
    let rows = [row(1, &["Mã hàng", "Tên hàng"]), row(2, &["1", "Bút"])];
    assert_eq!(find_header(&rows, &titles()), None);
    assert_eq!(find_header(&[], &titles()), None);
    assert_eq!(find_header(&rows, &[]), None);
    let one = [row(1, &["Họ tên", "Tuổi"])];
    assert_eq!(find_header(&one, &titles()), None);
    assert!(find_header(&one, &[Title::new("name", &["Họ tên"])]).is_some());
}

#[test]
fn rows_that_are_not_members_are_told_apart() {
    let rows = [row(5, &["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Nơi ở"])];
    let header = find_header(&rows, &titles()).unwrap();
    let cases: [(&[&str], RowKind); 22] = [
        (&["A", "B", "1", "2", "3"], RowKind::Numbers),
        (&["(1)", "(2)", "(3)", "(4)", "(5)=(3)+(4)"], RowKind::Numbers),
        (&["TT", "Họ và tên", "Ngày sinh", "Giới tính", "Nơi ở"], RowKind::Heading),
        (&["1", "Tống Công", "1990", "Nam", ""], RowKind::Data),
        (&["2", "", "1990", "Nữ", ""], RowKind::Data),
        (&["3", "Chủ Tịch", "", "", ""], RowKind::Data),
        (&["", "Lê Văn Không Số", "1990", "Nam", "Vinh"], RowKind::Data),
        (&["Phòng Tài chính"], RowKind::Group),
        (&["II", "Phòng Kế toán", "", "", ""], RowKind::Group),
        (&["B", "Khối văn phòng", "", "25", ""], RowKind::Data),
        (&["", "1. Tổ điện", "", "", ""], RowKind::Group),
        (&["", "Tổng cộng", "", "12", "30"], RowKind::Total),
        (&["Cộng: 25 đoàn viên"], RowKind::Total),
        (&["TỔNG SỐ", "", "42"], RowKind::Total),
        (&["4", "Cộng", "1990", "", ""], RowKind::Data),
        (&["", "", "", "", "Vinh, ngày 5 tháng 3 năm 2026"], RowKind::Closing),
        (&["", "Người lập biểu", "", "", "TM. BAN CHẤP HÀNH"], RowKind::Closing),
        (&["", "", "", "", "CHỦ TỊCH"], RowKind::Closing),
        (&["", "(Ký, ghi rõ họ tên)"], RowKind::Closing),
        (&["", "Phạm Thị Lập", "", "", "Phạm Văn Chủ"], RowKind::Closing),
        (&["5", "Người Mới", "1991", "Nữ", ""], RowKind::Data),
        (&["", "Hồ Sau", "1991", "", ""], RowKind::Data),
    ];
    let mut sieve = Sieve::new(&header);
    for (index, (cells, kind)) in cases.iter().enumerate() {
        let row = row(6 + u32::try_from(index).unwrap(), cells);
        assert_eq!(sieve.kind(&row), *kind, "{cells:?}");
    }
    let tally = sieve.tally();
    assert_eq!((tally.data, tally.skipped()), (8, 14));
}

#[test]
fn figures_and_units_that_begin_like_totals_are_data() {
    let rows = [row(1, &["TT", "Họ và tên", "Năm sinh", "Ghi chú"])];
    let header = find_header(&rows, &titles()).unwrap();
    let cases: [(&[&str], RowKind); 11] = [
        (&["1.2", "Tổng số đoàn viên", "250", ""], RowKind::Data),
        (&["", "Tổng số đoàn viên nữ", "120", ""], RowKind::Data),
        (&["", "Tổng công ty Giấy", "120", ""], RowKind::Data),
        (&["", "TONG CONG TY GIAY", "120", ""], RowKind::Data),
        (&["", "Tống Công", "1990", ""], RowKind::Data),
        (&["I", "Công đoàn cơ sở", "42", ""], RowKind::Data),
        (&["", "TỔNG SỐ: 42 đoàn viên", "", ""], RowKind::Total),
        (&["Tổng cộng có 42 đoàn viên", "", "", ""], RowKind::Total),
        (&["", "Cộng (I+II)", "42", ""], RowKind::Total),
        (&["", "Total", "42", ""], RowKind::Total),
        (&["", "TONG CONG", "42", ""], RowKind::Total),
    ];
    for (cells, kind) in cases {
        assert_eq!(Sieve::new(&header).kind(&row(5, cells)), kind, "{cells:?}");
    }
}

#[test]
fn a_value_below_an_unknown_title_is_no_title() {
    let rows = [
        row(1, &["TT", "Họ và tên", "Năm sinh", "Phái"]),
        row(2, &["1", "An", "1990", "Nữ"]),
        row(3, &["2", "Bình", "1991", "Nam"]),
    ];
    let header = find_header(&rows, &titles()).unwrap();
    assert_eq!((header.rows, header.columns.len()), ((1, 1), 2));
    assert_eq!(header.unknown, [(3, "Phái".to_owned())]);
}

#[test]
fn a_code_of_one_letter_is_no_group() {
    let known = [Title::new("name", &["Tên đơn vị"]).naming(), Title::new("code", &["Mã đơn vị"])];
    let rows = [row(1, &["Mã đơn vị", "Tên đơn vị", "Cấp trên"]), row(2, &["A", "Công đoàn A", ""])];
    let header = find_header(&rows, &known).unwrap();
    assert!(is_data(&rows[1], &header));
    assert!(!is_data(&row(3, &["", "A. Khối cơ quan", ""]), &header));
}
