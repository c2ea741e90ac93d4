//! The district, local-industry and industrial-zone unions of the four provinces as they stood when their papers were
//! written: Nghệ An and Hà Nội around 2021 and 2022, Kon Tum in 2017, Thái Nguyên in 2020.
//!
//! Not here: grassroots unions (`units`).

/// A province and the upper-level unions under it.
pub(super) struct Province {
    /// Its code.
    pub(super) code: &'static str,
    /// Its name.
    pub(super) name: &'static str,
    /// Short for it in the codes of grassroots unions.
    pub(super) short: &'static str,
    /// Code and name of the Party committee.
    pub(super) party: (&'static str, &'static str),
    /// What stands behind the sector in the codes of its local-industry unions.
    pub(super) tail: &'static str,
    /// Districts: kind of district and name.
    pub(super) districts: &'static [(&'static str, &'static str)],
    /// Sectors of its local-industry unions, by the last part of the central industry union's code.
    pub(super) sectors: &'static [&'static str],
    /// Code and name of the union of its industrial zones.
    pub(super) zone: (&'static str, &'static str),
}

/// The four provinces.
pub(super) const PROVINCES: [Province; 4] = [
    Province {
        code: "ldld-nghe-an",
        name: "Liên đoàn Lao động tỉnh Nghệ An",
        short: "na",
        party: ("tinh-uy-nghe-an", "Tỉnh ủy Nghệ An"),
        tail: "nghe-an",
        districts: &NGHE_AN,
        sectors: &["y-te", "giao-duc", "vien-chuc", "ngan-hang"],
        zone: ("cd-kkt-dong-nam", "Công đoàn Khu Kinh tế Đông Nam Nghệ An"),
    },
    Province {
        code: "ldld-ha-noi",
        name: "Liên đoàn Lao động thành phố Hà Nội",
        short: "hn",
        party: ("thanh-uy-ha-noi", "Thành ủy Hà Nội"),
        tail: "ha-noi",
        districts: &HA_NOI,
        sectors: &["y-te", "giao-duc", "vien-chuc"],
        zone: ("cd-kcn-ha-noi", "Công đoàn các Khu công nghiệp và chế xuất Hà Nội"),
    },
    Province {
        code: "ldld-kon-tum",
        name: "Liên đoàn Lao động tỉnh Kon Tum",
        short: "kt",
        party: ("tinh-uy-kon-tum", "Tỉnh ủy Kon Tum"),
        tail: "kon-tum",
        districts: &KON_TUM,
        sectors: &["y-te", "giao-duc", "vien-chuc", "ngan-hang"],
        zone: ("cd-kkt-kon-tum", "Công đoàn Khu Kinh tế tỉnh Kon Tum"),
    },
    Province {
        code: "ldld-thai-nguyen",
        name: "Liên đoàn Lao động tỉnh Thái Nguyên",
        short: "tn",
        party: ("tinh-uy-thai-nguyen", "Tỉnh ủy Thái Nguyên"),
        tail: "thai-nguyen",
        districts: &THAI_NGUYEN,
        sectors: &["y-te", "giao-duc", "vien-chuc"],
        zone: ("cd-kcn-thai-nguyen", "Công đoàn các Khu công nghiệp Thái Nguyên"),
    },
];

const CITY: &str = "thành phố";
const TOWN: &str = "thị xã";
const WARD: &str = "quận";
const RURAL: &str = "huyện";

const NGHE_AN: [(&str, &str); 21] = [
    (CITY, "Vinh"),
    (TOWN, "Cửa Lò"),
    (TOWN, "Hoàng Mai"),
    (TOWN, "Thái Hòa"),
    (RURAL, "Anh Sơn"),
    (RURAL, "Con Cuông"),
    (RURAL, "Diễn Châu"),
    (RURAL, "Đô Lương"),
    (RURAL, "Hưng Nguyên"),
    (RURAL, "Kỳ Sơn"),
    (RURAL, "Nam Đàn"),
    (RURAL, "Nghi Lộc"),
    (RURAL, "Nghĩa Đàn"),
    (RURAL, "Quế Phong"),
    (RURAL, "Quỳ Châu"),
    (RURAL, "Quỳ Hợp"),
    (RURAL, "Quỳnh Lưu"),
    (RURAL, "Tân Kỳ"),
    (RURAL, "Thanh Chương"),
    (RURAL, "Tương Dương"),
    (RURAL, "Yên Thành"),
];

const HA_NOI: [(&str, &str); 30] = [
    (WARD, "Ba Đình"),
    (WARD, "Hoàn Kiếm"),
    (WARD, "Tây Hồ"),
    (WARD, "Long Biên"),
    (WARD, "Cầu Giấy"),
    (WARD, "Đống Đa"),
    (WARD, "Hai Bà Trưng"),
    (WARD, "Hoàng Mai"),
    (WARD, "Thanh Xuân"),
    (WARD, "Nam Từ Liêm"),
    (WARD, "Bắc Từ Liêm"),
    (WARD, "Hà Đông"),
    (TOWN, "Sơn Tây"),
    (RURAL, "Ba Vì"),
    (RURAL, "Chương Mỹ"),
    (RURAL, "Đan Phượng"),
    (RURAL, "Đông Anh"),
    (RURAL, "Gia Lâm"),
    (RURAL, "Hoài Đức"),
    (RURAL, "Mê Linh"),
    (RURAL, "Mỹ Đức"),
    (RURAL, "Phú Xuyên"),
    (RURAL, "Phúc Thọ"),
    (RURAL, "Quốc Oai"),
    (RURAL, "Sóc Sơn"),
    (RURAL, "Thạch Thất"),
    (RURAL, "Thanh Oai"),
    (RURAL, "Thanh Trì"),
    (RURAL, "Thường Tín"),
    (RURAL, "Ứng Hòa"),
];

const KON_TUM: [(&str, &str); 10] = [
    (CITY, "Kon Tum"),
    (RURAL, "Đăk Glei"),
    (RURAL, "Đăk Hà"),
    (RURAL, "Đăk Tô"),
    (RURAL, "Ia H'Drai"),
    (RURAL, "Kon Plông"),
    (RURAL, "Kon Rẫy"),
    (RURAL, "Ngọc Hồi"),
    (RURAL, "Sa Thầy"),
    (RURAL, "Tu Mơ Rông"),
];

const THAI_NGUYEN: [(&str, &str); 9] = [
    (CITY, "Thái Nguyên"),
    (CITY, "Sông Công"),
    (TOWN, "Phổ Yên"),
    (RURAL, "Đại Từ"),
    (RURAL, "Định Hóa"),
    (RURAL, "Đồng Hỷ"),
    (RURAL, "Phú Bình"),
    (RURAL, "Phú Lương"),
    (RURAL, "Võ Nhai"),
];

/// A name as a code writes it: marks dropped, everything else a hyphen.
pub(super) fn slug(name: &str) -> String {
    let folded = congdoan_model::names::fold(name);
    let words: Vec<&str> =
        folded.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join("-")
}
