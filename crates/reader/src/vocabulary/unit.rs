//! Scales, currencies, durations, and the words after a number that are no unit. Counted nouns are in `noun`.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::vocabulary::Table;

/// Scale words, folded, and their powers.
pub(crate) const SCALES: &[(&str, i64)] = &[
    ("trăm", 100),
    ("nghìn", 1_000),
    ("ngàn", 1_000),
    ("vạn", 10_000),
    ("triệu", 1_000_000),
    ("tr", 1_000_000),
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
    LazyLock::new(|| Lexicon::new(Table::Currencies, CURRENCIES.iter().copied()));

/// Words that begin with `đồng` and are no money.
pub(crate) const NOT_MONEY: &[&str] = &["chí", "thời", "bào", "bộ", "loạt", "đều", "nghiệp", "hành", "thuận"];

/// Nouns of duration: no figure, but a limit may be put on one.
const SPANS_OF_TIME: &[&str] = &[
    "năm",
    "tháng",
    "ngày",
    "giờ",
    "phút",
    "tuần",
    "buổi",
    "giây",
    "ngày làm việc",
    "nhiệm kỳ",
    "quý",
    "tiếng",
    "tiếng đồng hồ",
    "thập kỷ",
    "thế kỷ",
    "mùa",
    "đêm",
];

/// Durations, by phrase.
pub(crate) static DURATIONS: LazyLock<Lexicon<&'static str>> =
    LazyLock::new(|| Lexicon::new(Table::Durations, SPANS_OF_TIME.iter().map(|noun| (*noun, *noun))));

/// Words after a number that make it no quantity at all, or a quantity of nothing countable.
pub(crate) const NOT_COUNTED: &[&str] = &[
    "tuổi", "và", "hoặc", "của", "là", "được", "đã", "đang", "sẽ", "tại", "trong", "trên", "dưới", "cho", "với", "để",
    "do", "bởi", "vì", "từ", "đến", "tới", "ở", "có", "không", "cũng", "thì", "mà", "như", "theo", "về", "ra", "vào",
    "này", "đó", "kia", "nay", "khi", "nếu", "nhưng", "hay", "so", "bằng", "qua", "sau", "trước", "đầu", "cuối", "bên",
    "mặt", "hình", "nội", "nguyên", "bước", "giai", "phương", "sạch", "chiều", "thứ", "lên", "xuống", "trở", "tại",
    "nhằm", "gồm", "bao", "thông", "quy", "dân", "thông", "tham", "tiếp", "phải", "cần", "đạt", "tăng", "giảm", "nêu",
    "thuộc", "các", "những", "một", "mỗi", "nhất", "nữa", "còn", "chỉ", "cùng", "vừa", "việc", "số", "tổ", "công",
    "ông", "bà", "h", "tháng", "năm", "ngày", "giờ", "phút", "tuần", "quý", "đ", "điểm", "ảnh", "hiện", "trang", "mục",
    "tự", "bị", "luôn", "khóa", "kỳ", "lãnh", "tiểu", "nghĩa", "yếu", "hạng", "chế", "cấp", "ban", "vấn", "chiếm",
    "trao", "nhận", "đóng", "thu", "chi", "hoàn", "bầu", "gồm", "riêng", "sang", "rồi", "đều", "nên", "tức", "lại",
    "vẫn", "mới", "nhưng", "song", "lúc", "hồi", "vượt", "thấp", "cao", "xem", "bình",
];
