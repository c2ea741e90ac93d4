//! Bodies that issue documents: how their names begin, which small words run inside, which names hold `và` or `-`.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::vocabulary::Table;

const HEADS: &[&str] = &[
    "Ban Chấp hành",
    "BCH",
    "Ban Thường vụ",
    "BTV",
    "Ban Bí thư",
    "Ban Thường trực",
    "Ban Tổ chức",
    "Ban Tuyên giáo",
    "Ban Dân vận",
    "Ban Chỉ đạo",
    "Bộ Chính trị",
    "Bộ",
    "Bộ trưởng",
    "Liên bộ",
    "Chủ tịch nước",
    "Ban Cán sự đảng",
    "Ban Quản lý",
    "Ban QL",
    "Trung ương Đoàn",
    "Trung ương Hội",
    "Cty",
    "Tổng Cty",
    "Chính phủ",
    "Thủ tướng",
    "Thủ tướng Chính phủ",
    "Quốc hội",
    "Ủy ban Thường vụ Quốc hội",
    "Ủy ban",
    "Ủy ban Kiểm tra",
    "Ủy ban nhân dân",
    "Hội đồng nhân dân",
    "UBND",
    "UBKT",
    "UBTVQH",
    "Hội đồng",
    "HĐND",
    "Đoàn Chủ tịch",
    "Thường trực",
    "Tổng Liên đoàn",
    "Tổng LĐLĐ",
    "Tổng LĐLĐVN",
    "TLĐ",
    "TLĐLĐVN",
    "Liên đoàn Lao động",
    "LĐLĐ",
    "Công đoàn",
    "CĐ",
    "CĐCS",
    "Nghiệp đoàn",
    "Tỉnh ủy",
    "Thành ủy",
    "Huyện ủy",
    "Quận ủy",
    "Thị ủy",
    "Đảng ủy",
    "Đảng đoàn",
    "Đảng bộ",
    "Chi bộ",
    "Đảng",
    "Trung ương",
    "Trung ương Đảng",
    "Sở",
    "Tổng cục",
    "Cục",
    "Vụ",
    "Chủ tịch",
    "Tổng Giám đốc",
    "Mặt trận Tổ quốc",
    "Tập đoàn",
    "Tổng Công ty",
    "Công ty",
    "Ngân hàng Nhà nước",
    "Bảo hiểm xã hội",
    "BHXH",
    "Kho bạc Nhà nước",
    "Tòa án",
    "Viện kiểm sát",
    "Nhà nước",
    "Văn phòng",
    "Đại hội",
    "ĐH",
    "Hội nghị",
];

/// How names of bodies begin.
pub(crate) static ISSUER_HEADS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Heads, HEADS.iter().map(|head| (*head, ()))));

/// Heads too short or too common to be believed without `của` before them.
pub(crate) const SHY_HEADS: &[&str] =
    &["bộ", "cđ", "cục", "vụ", "sở", "đảng", "chủ tịch", "nhà nước", "hội nghị", "đh", "văn phòng"];

/// Small words that stand between two names and belong to neither.
pub(crate) const BETWEEN_NAMES: &[&str] = &[
    "của", "và", "về", "tại", "với", "cho", "theo", "do", "là", "ở", "từ", "đến", "trong", "các", "có", "được", "để",
    "đã", "ký", "ra", "gửi", "khi", "như", "cùng", "giữa", "bởi", "số", "trên", "dưới", "sau", "trước",
];

/// Small words that may run on inside a body's name.
const LINKS: &[&str] = &[
    "chấp hành",
    "thường vụ",
    "chính trị",
    "bí thư",
    "chỉ đạo",
    "thường trực",
    "chủ tịch",
    "bộ trưởng",
    "liên đoàn",
    "lao động",
    "tổng liên đoàn lao động việt nam",
    "tổng liên đoàn",
    "công đoàn",
    "công đoàn cơ sở",
    "tỉnh",
    "tỉnh ủy",
    "thành ủy",
    "thành phố",
    "huyện",
    "huyện ủy",
    "quận",
    "quận ủy",
    "thị xã",
    "xã",
    "phường",
    "đặc khu",
    "khối",
    "khối các cơ quan",
    "khối doanh nghiệp",
    "các khu công nghiệp",
    "các khu công nghiệp và chế xuất",
    "các cơ quan",
    "các kcn",
    "ngành",
    "trung ương",
    "đảng",
    "đảng ủy",
    "đảng bộ",
    "chi bộ",
    "chi nhánh",
    "toàn quốc",
    "nhân dân",
    "dân tộc",
    "nhà nước",
    "công ty",
    "tổng công ty",
    "tập đoàn",
    "cổ phần",
    "cơ sở",
    "quốc gia",
    "đại biểu",
    "chính",
    "tướng",
    "xã hội",
    "nội vụ",
    "tài chính",
    "tư pháp",
    "công thương",
    "xây dựng",
    "quốc phòng",
    "công an",
    "ngoại giao",
    "y tế",
    "việt nam",
    "ngân hàng",
    "dầu khí",
    "điện lực",
    "đường sắt",
    "dệt may",
    "cao su",
    "hàng hải",
    "hàng không",
    "giao thông vận tải",
    "nông nghiệp",
    "thông tin",
    "truyền thông",
    "bưu điện",
    "giáo dục",
    "viên chức",
    "kinh tế",
    "khu kinh tế",
    "doanh nghiệp",
    "thanh tra",
    "khoáng sản",
    "thủ đô",
];

/// Small words inside names, by phrase.
pub(crate) static ISSUER_LINKS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Links, LINKS.iter().map(|link| (*link, ()))));

const JOINED: &[&str] = &[
    "Lao động - Thương binh và Xã hội",
    "Lao động, Thương binh và Xã hội",
    "Lao động Thương binh và Xã hội",
    "Giáo dục và Đào tạo",
    "Giáo dục & Đào tạo",
    "Văn hóa, Thể thao và Du lịch",
    "Văn hóa và Thể thao",
    "Kế hoạch và Đầu tư",
    "Tài nguyên và Môi trường",
    "Nông nghiệp và Môi trường",
    "Nông nghiệp và Phát triển nông thôn",
    "Khoa học và Công nghệ",
    "Thông tin và Truyền thông",
    "Dân tộc và Tôn giáo",
    "Tuyên giáo và Dân vận",
    "Thi đua - Khen thưởng",
    "Công nghiệp và Chế xuất",
    "Nông nghiệp & PTNT",
    "Phòng, chống tham nhũng",
];

/// Names of bodies that hold marks or `và`, by phrase.
pub(crate) static JOINED_NAMES: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Joined, JOINED.iter().map(|name| (*name, ()))));

/// Bodies of which there is only one, so that their head alone names them.
const COMPLETE: &[&str] = &[
    "Bộ Chính trị",
    "Ban Bí thư",
    "Ban Chấp hành Trung ương",
    "Ban Chấp hành Trung ương Đảng",
    "Trung ương Đảng",
    "Chính phủ",
    "Quốc hội",
    "Ủy ban Thường vụ Quốc hội",
    "UBTVQH",
    "Đoàn Chủ tịch",
    "Tổng Liên đoàn",
    "Tổng LĐLĐ",
    "Tổng LĐLĐVN",
    "Tổng Liên đoàn Lao động Việt Nam",
    "TLĐ",
    "TLĐLĐVN",
    "Mặt trận Tổ quốc",
    "Ngân hàng Nhà nước",
    "Kho bạc Nhà nước",
];

/// Bodies known by their head alone, by phrase.
pub(crate) static COMPLETE_NAMES: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Complete, COMPLETE.iter().map(|name| (*name, ()))));

/// Heads that name a post or a gathering and no body.
pub(crate) static POSTS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    let posts =
        ["Chủ tịch", "Bộ trưởng", "Thủ tướng", "Tổng Giám đốc", "Đại hội", "ĐH", "Hội nghị", "Nhà nước", "Đảng"];
    Lexicon::new(Table::Posts, posts.map(|post| (post, ())))
});

/// Links that are also verbs, and belong to a name only when it goes on after them.
pub(crate) static VERBS_IN_NAMES: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    let verbs = ["xây dựng", "giáo dục", "thanh tra", "truyền thông", "chỉ đạo"];
    Lexicon::new(Table::VerbsInNames, verbs.map(|verb| (verb, ())))
});

/// Common family names, folded: a person's name often follows the body they speak for.
pub(crate) const SURNAMES: &[&str] = &[
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đinh", "trịnh", "đoàn", "lương", "mai", "tô", "tạ", "cao", "lưu", "chu", "hà", "thái", "trương", "đào",
];

/// Words after which a family name is part of a place (`thành phố Hồ Chí Minh`), folded.
pub(crate) const PLACE_WORDS: &[&str] =
    &["phố", "tỉnh", "huyện", "quận", "phường", "xã", "thị", "khu", "tp", ".", "kcn", "kkt", "công"];
