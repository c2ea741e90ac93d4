//! Units and counted nouns.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;

/// Scale words, folded, and their powers.
pub(crate) const SCALES: &[(&str, i64)] = &[
    ("trăm", 100),
    ("nghìn", 1_000),
    ("ngàn", 1_000),
    ("vạn", 10_000),
    ("triệu", 1_000_000),
    ("tỷ", 1_000_000_000),
    ("tỉ", 1_000_000_000),
];

/// Currencies as written, and as given out.
const CURRENCIES: &[(&str, &str)] = &[
    ("đồng", "VND"),
    ("đ", "VND"),
    ("vnđ", "VND"),
    ("vnd", "VND"),
    ("đồng việt nam", "VND"),
    ("đô la Mỹ", "USD"),
    ("đô la", "USD"),
    ("đô-la Mỹ", "USD"),
    ("đô-la", "USD"),
    ("USD", "USD"),
];

/// Currencies, by phrase.
pub(crate) static CURRENCY_WORDS: LazyLock<Lexicon<&'static str>> =
    LazyLock::new(|| Lexicon::new(CURRENCIES.iter().copied()));

/// Words that begin with `đồng` and are no money.
pub(crate) const NOT_MONEY: &[&str] = &["chí", "thời", "bào", "bộ", "loạt", "đều", "nghiệp", "hành", "thuận"];

/// Nouns for persons; all are counted in `người`.
const PERSONS: &[&str] = &[
    "người", "người lao động", "đoàn viên", "đoàn viên công đoàn", "đoàn viên ưu tú", "đoàn viên mới", "đoàn viên nữ",
    "CNLĐ", "LĐ", "CN", "NLĐ", "CNVCLĐ", "CNVC-LĐ", "CNVC LĐ", "CNVC", "CNVLĐ", "CCVCLĐ", "CBCCVC", "CBCCVCLĐ",
    "CBCNV", "CBCNVC", "CBCNVCLĐ", "CB", "CBĐV", "CBCC", "CBCĐ", "ĐV", "ĐVCĐ", "đoàn viên CĐ", "nữ CNVCLĐ", "nữ CNLĐ",
    "cán bộ", "cán bộ công đoàn", "cán bộ CĐ", "cán bộ đoàn viên", "cán bộ, đoàn viên", "cán bộ, công chức, viên chức",
    "đồng chí", "đ/c", "cá nhân", "thành viên", "lao động", "lao động nữ", "nữ lao động", "công nhân",
    "công nhân lao động", "công nhân, lao động", "nữ công nhân", "công nhân viên", "viên chức", "công chức",
    "học viên", "học sinh", "sinh viên", "HSSV", "đại biểu", "đại biểu chính thức", "đảng viên", "hội viên", "ủy viên",
    "chủ tịch", "chủ tịch CĐ", "chủ tịch CĐCS", "chủ tịch công đoàn", "chủ tịch công đoàn cơ sở", "phó chủ tịch",
    "giảng viên", "giáo viên", "báo cáo viên", "tuyên truyền viên", "cộng tác viên", "bác sĩ", "y bác sĩ", "nhà giáo",
    "NGNLĐ", "trẻ em", "cháu", "em", "con CNLĐ", "hộ viên", "nhân viên", "kỹ sư", "chuyên gia", "nạn nhân", "thí sinh",
    "vận động viên", "tình nguyện viên", "luật sư", "hòa giải viên", "an toàn vệ sinh viên", "quần chúng", "quần chúng ưu tú",
    "bệnh nhân", "khách mời", "đối tượng", "thanh niên", "đồng bào", "thợ", "tổ trưởng", "tổ phó", "chiến sĩ",
    "người dân", "lượt người", "lượt đoàn viên", "lượt CNLĐ", "lượt CNVCLĐ", "lượt cán bộ", "lượt công nhân",
    "lượt người lao động", "lượt cán bộ công đoàn", "lượt NLĐ",
];

/// Counted nouns whose unit is not simply the noun.
const RENAMED: &[(&str, &str)] = &[
    ("DN", "doanh nghiệp"),
    ("doanh nghiệp", "doanh nghiệp"),
    ("doanh nghiệp lớn", "doanh nghiệp"),
    ("công đoàn cơ sở", "CĐCS"),
    ("CĐ cơ sở", "CĐCS"),
    ("CĐCS", "CĐCS"),
    ("CĐCS mới", "CĐCS"),
    ("công đoàn", "CĐ"),
    ("CĐ", "CĐ"),
    ("giường bệnh", "giường"),
    ("giưởng bệnh", "giường"),
    ("cờ thi đua", "cờ"),
    ("vụ đình công", "vụ"),
    ("vụ ngừng việc", "vụ"),
    ("vụ ngừng việc tập thể", "vụ"),
    ("vụ tai nạn lao động", "vụ"),
    ("vụ tai nạn", "vụ"),
    ("vụ TNLĐ", "vụ"),
    ("vụ tranh chấp", "vụ"),
    ("vụ tranh chấp lao động", "vụ"),
    ("vụ việc", "vụ việc"),
    ("cuộc đình công", "cuộc"),
    ("cuộc ngừng việc", "cuộc"),
    ("cuộc ngừng việc tập thể", "cuộc"),
    ("cuộc kiểm tra", "cuộc"),
    ("cuộc giám sát", "cuộc"),
    ("cuộc đối thoại", "cuộc"),
    ("cuộc họp", "cuộc"),
    ("cuộc thi", "cuộc"),
    ("cuộc tuyên truyền", "cuộc"),
    ("cuộc tập huấn", "cuộc"),
    ("lớp tập huấn", "lớp"),
    ("lớp bồi dưỡng", "lớp"),
    ("lớp đào tạo", "lớp"),
    ("lớp học", "lớp"),
    ("buổi tuyên truyền", "buổi"),
    ("buổi đối thoại", "buổi"),
    ("buổi tập huấn", "buổi"),
    ("buổi nói chuyện", "buổi"),
    ("suất quà", "suất quà"),
    ("suất học bổng", "suất"),
    ("đề án thí điểm", "đề án"),
    ("hoạt động trọng tâm", "hoạt động"),
    ("nhiệm vụ trọng điểm", "nhiệm vụ"),
    ("nhiệm vụ trọng tâm", "nhiệm vụ"),
    ("đợt tuyên truyền", "đợt"),
    ("đợt thi đua", "đợt"),
    ("Nghị quyết chuyên đề", "nghị quyết"),
    ("bản TƯLĐTT", "bản"),
    ("bản thỏa ước", "bản"),
    ("bản thỏa ước lao động tập thể", "bản"),
    ("đề tài, sáng kiến", "đề tài"),
    ("lượt hộ", "hộ"),
    ("hộ gia đình", "hộ"),
    ("thỏa ước", "TƯLĐTT"),
    ("thỏa ước lao động tập thể", "TƯLĐTT"),
];

/// Counted nouns whose unit is the noun itself.
const NOUNS: &[&str] = &[
    "tập thể", "đơn vị", "cơ quan", "cờ", "bằng khen", "giấy khen", "suất", "phần quà", "món quà", "túi quà", "quà",
    "vụ", "cuộc", "lớp", "buổi", "hội nghị", "hội thảo", "tọa đàm", "hội thi", "hội thao", "cuốn", "ấn phẩm", "tờ rơi",
    "tờ gấp", "bản", "bản tin", "tin", "tin bài", "bài viết", "bài", "văn bản", "đề tài", "sáng kiến", "đề án",
    "công trình", "sản phẩm", "giải pháp", "nhiệm vụ", "chương trình", "mô hình", "dự án", "hợp đồng", "hồ sơ", "đơn",
    "đơn thư", "ý kiến", "kiến nghị", "câu hỏi", "giường", "hộ", "nhà", "căn nhà", "ngôi nhà", "căn hộ", "căn",
    "mái ấm", "mái ấm công đoàn", "nhà ở", "phòng trọ", "khu trọ", "khu nhà trọ", "xe", "chuyến xe", "chuyến", "vé",
    "vé xe", "gian hàng", "xã", "phường", "thị trấn", "huyện", "quận", "tỉnh", "thành phố", "tỉnh, thành phố",
    "tỉnh, thành", "huyện, thành phố", "huyện, thị xã, thành phố", "huyện, thị, thành phố", "quận, huyện",
    "quận, huyện, thị xã", "huyện, thành, thị", "huyện, thành, thị ủy", "huyện, thị, thành ủy", "xã, phường",
    "xã, phường, thị trấn", "địa phương", "ngành", "nước", "quốc gia", "vùng", "LĐLĐ", "KCN", "KCX", "KKT",
    "khu công nghiệp", "cụm công nghiệp", "công ty", "Cty", "tổng công ty", "tập đoàn", "nhà máy", "xí nghiệp",
    "hợp tác xã", "HTX", "trường", "trường học", "trung tâm", "cơ sở", "phòng", "ban", "tổ", "đội", "nhóm", "câu lạc bộ",
    "CLB", "chi bộ", "chi đoàn", "nghiệp đoàn", "tổ công đoàn", "công đoàn bộ phận", "công đoàn cấp trên",
    "công đoàn cấp trên cơ sở", "công đoàn cấp trên trực tiếp cơ sở", "công đoàn ngành", "TƯLĐTT", "trường hợp",
    "lượt", "lần", "mẫu", "bếp ăn", "bữa ăn", "suất ăn", "cuộc vận động", "phong trào", "đợt", "hoạt động", "chuyên đề",
    "chỉ tiêu", "tiêu chí", "giải", "giải thưởng", "huy chương", "danh hiệu", "kỷ niệm chương", "học bổng", "tháng lương",
    "ngày công", "giờ làm", "ca", "km", "m", "m2", "ha", "tấn", "kg", "lít", "mét", "cây", "cây xanh", "máy", "máy tính", "bộ",
    "chiếc", "cái", "thùng", "hộp", "khẩu trang", "phiếu", "thẻ", "sổ", "sổ tiết kiệm", "điểm", "khu", "khu dân cư",
    "thôn", "ấp", "bản làng", "đảng bộ", "tổ chức đảng", "đơn vị, doanh nghiệp", "cơ quan, đơn vị", "tiểu ban",
    "đầu sách", "tủ sách", "tủ thuốc", "cổng", "trang", "website", "fanpage", "nhà văn hóa", "thiết chế", "đội tuyển",
    "tiết mục", "gói", "voucher", "cuộc gọi", "tài khoản", "tổ tự quản", "đoàn", "đoàn công tác", "phiên", "phiên chợ",
    "ký kết", "thỏa thuận", "ủy ban", "bếp", "nhà trẻ", "trường mầm non", "hạng mục", "quyết định", "nghị quyết",
    "chuyến tàu", "bình", "đơn vị máu", "ấn bản", "kỳ", "số báo", "tác phẩm", "bài dự thi", "đám cưới", "cặp đôi",
];

fn nouns() -> impl Iterator<Item = (&'static str, &'static str)> {
    let persons = PERSONS.iter().map(|noun| (*noun, "người"));
    persons.chain(RENAMED.iter().copied()).chain(NOUNS.iter().map(|noun| (*noun, *noun)))
}

/// Counted nouns and their units, by phrase.
pub(crate) static COUNTED_NOUNS: LazyLock<Lexicon<&'static str>> = LazyLock::new(|| Lexicon::new(nouns()));

/// Nouns of duration: no figure, but a limit may be put on one.
const SPANS_OF_TIME: &[&str] = &["năm", "tháng", "ngày", "giờ", "phút", "tuần", "buổi", "giây", "ngày làm việc", "nhiệm kỳ", "quý"];

/// Durations, by phrase.
pub(crate) static DURATIONS: LazyLock<Lexicon<&'static str>> =
    LazyLock::new(|| Lexicon::new(SPANS_OF_TIME.iter().map(|noun| (*noun, *noun))));

/// Words after a number that make it no quantity at all, or a quantity of nothing countable.
pub(crate) const NOT_COUNTED: &[&str] = &[
    "tuổi", "và", "hoặc", "của", "là", "được", "đã", "đang", "sẽ", "tại", "trong", "trên", "dưới", "cho", "với", "để",
    "do", "bởi", "vì", "từ", "đến", "tới", "ở", "có", "không", "cũng", "thì", "mà", "như", "theo", "về", "ra", "vào",
    "này", "đó", "kia", "nay", "khi", "nếu", "nhưng", "hay", "so", "bằng", "qua", "sau", "trước", "đầu", "cuối", "bên",
    "mặt", "hình", "nội", "nguyên", "bước", "giai", "phương", "sạch", "chiều", "thứ", "lên", "xuống", "trở", "tại", "nhằm",
    "gồm", "bao", "thông", "quy", "dân", "thông", "tham", "tiếp", "phải", "cần", "đạt", "tăng", "giảm", "nêu", "thuộc",
    "các", "những", "một", "mỗi", "nhất", "nữa", "còn", "chỉ", "cùng", "vừa", "việc", "số", "tổ", "công", "ông", "bà",
    "h", "tháng", "năm", "ngày", "giờ", "phút", "tuần", "quý", "đ", "điểm", "ảnh", "hiện", "trang", "mục", "tự", "bị",
    "luôn", "khóa", "kỳ", "lãnh", "tiểu", "nghĩa", "yếu", "hạng", "chế", "cấp", "ban", "vấn",
];
