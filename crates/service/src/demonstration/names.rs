//! Invented names from fixed tables: enterprises, public bodies, people.
//!
//! Not here: names of districts and provinces, which are real (`districts`).

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::counters::{day, turn};

const LEGAL_FORMS: [&str; 3] = ["Công ty TNHH", "Công ty CP", "Công ty TNHH MTV"];
const TRADES: [&str; 19] = [
    "May",
    "Giày da",
    "Chế biến gỗ",
    "Bao bì",
    "Thủy sản",
    "Xây lắp",
    "Cơ khí",
    "Vận tải",
    "Vật liệu",
    "Điện tử",
    "Nhựa",
    "Nông sản",
    "In ấn",
    "Dệt",
    "Thực phẩm",
    "Thương mại",
    "Môi trường",
    "Chè xanh",
    "Đá ốp lát",
];
const PROPER: [&str; 20] = [
    "Sông Lam",
    "Đại Ngàn",
    "Sen Vàng",
    "Hoa Gạo",
    "Mây Trắng",
    "An Thịnh",
    "Gió Mới",
    "Bình Minh Xanh",
    "Trường Xuân",
    "Đồi Sim",
    "Phúc Điền",
    "Ngọc Lan",
    "Tân Khởi",
    "Hòa Lạc",
    "Cánh Đồng",
    "Thuận Phong",
    "Lúa Nếp",
    "Đồng Tâm Phát",
    "Quế Hương",
    "Sao Mai Sáng",
];
const SURNAMES: [&str; 13] =
    ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Hồ", "Võ", "Cao", "Đậu"];
const MIDDLE: [&str; 11] = ["Thị", "Văn", "Hữu", "Minh", "Thanh", "Đức", "Ngọc", "Xuân", "Thu", "Quang", "Bảo"];
const GIVEN: [&str; 23] = [
    "An", "Bình", "Châu", "Dung", "Giang", "Hà", "Hải", "Hiền", "Hòa", "Khánh", "Lam", "Linh", "Mai", "Nam", "Nga",
    "Phong", "Quỳnh", "Sơn", "Tâm", "Thảo", "Trang", "Tuấn", "Yến",
];

/// The entry of a table at a counter, round and round.
pub(super) fn pick<'a>(table: &[&'a str], index: usize) -> &'a str {
    table.get(index % table.len().max(1)).copied().unwrap_or_default()
}

/// An enterprise. Different for every counter below 380: the two tables have no common divisor.
pub(super) fn enterprise(index: usize) -> String {
    let (form, trade, proper) = (pick(&LEGAL_FORMS, index / 2), pick(&TRADES, index), pick(&PROPER, index * 7));
    if index.is_multiple_of(3) {
        format!("{form} {trade} {proper} {}", index % 7 + 1)
    } else {
        format!("{form} {trade} {proper}")
    }
}

/// The union of an enterprise.
pub(super) fn enterprise_union(index: usize) -> String {
    format!("CĐCS {}", enterprise(index))
}

/// The union of a body under a local-industry union; different for every counter of a sector.
pub(super) fn public_union(sector: &str, index: usize) -> String {
    const PLACES: [&str; 9] =
        ["Hương Sen", "Đồi Chè", "Bến Sông", "Lèn Đá", "Rừng Thông", "Cầu Mây", "Ao Sen", "Phố Núi", "Bãi Dâu"];
    const OFFICES: [&str; 7] =
        ["Quan trắc", "Khuyến nông", "Kiểm định", "Dịch vụ việc làm", "Lưu trữ", "Công nghệ thông tin", "Văn hóa"];
    const HOSPITALS: [&str; 2] = ["Đa khoa", "Điều dưỡng"];
    let place = pick(&PLACES, index * 2);
    let (name, every) = match sector {
        "y-te" => (format!("CĐCS Bệnh viện {} {place}", pick(&HOSPITALS, index)), 18),
        "giao-duc" => (format!("CĐCS Trường THPT {place}"), 9),
        "ngan-hang" => (format!("CĐCS Quỹ Tín dụng {place}"), 9),
        _ => (format!("CĐCS Trung tâm {} {place}", pick(&OFFICES, index)), 63),
    };
    if index < every { name } else { format!("{name} {}", index / every + 1) }
}

/// A person's name.
pub(super) fn person(index: usize) -> String {
    let (surname, middle, given) = (pick(&SURNAMES, index), pick(&MIDDLE, index * 3), pick(&GIVEN, index * 5));
    format!("{surname} {middle} {given}")
}

/// Persons as a record keeps them, counted from `first`.
pub(super) fn persons(first: usize, count: usize) -> Value {
    let one = |index| json!({ "name": person(index), "birth": born(index).to_string() });
    Value::Array((first..first + count).map(one).collect())
}

/// A day of birth.
pub(super) fn born(index: usize) -> NaiveDate {
    day(1967 + i32::try_from(index * 5 % 31).unwrap_or(0), turn(index, 5, 12), turn(index, 11, 28))
}
