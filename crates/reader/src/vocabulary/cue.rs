//! Words that bound a number, and words that tell a target from a figure.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::vocabulary::Table;

/// What a word before a number says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// `hơn`, `trên`.
    MoreThan,
    /// `vượt quá`: a condition on a limit.
    Over,
    /// `gần`.
    Nearly,
    /// `khoảng`.
    About,
    /// `ước đạt`: an estimate; the word stays outside the span.
    Estimate,
    /// `ít nhất`.
    AtLeast,
    /// `không quá`.
    AtMost,
    /// `dưới`.
    Below,
    /// `từ`: the beginning of a range, or of `từ N trở lên`.
    From,
    /// `cao hơn`: a comparison with something else, which bounds nothing.
    Comparison,
}

const BOUNDS: &[(&str, Bound)] = &[
    ("hơn", Bound::MoreThan),
    ("trên", Bound::MoreThan),
    ("vượt quá", Bound::Over),
    ("gần", Bound::Nearly),
    ("xấp xỉ", Bound::Nearly),
    ("khoảng", Bound::About),
    ("chừng", Bound::About),
    ("ước", Bound::Estimate),
    ("ước đạt", Bound::Estimate),
    ("ước tính", Bound::Estimate),
    ("ước thực hiện", Bound::Estimate),
    ("ước tính đạt", Bound::Estimate),
    ("ước có", Bound::Estimate),
    ("ít nhất", Bound::AtLeast),
    ("it nhất", Bound::AtLeast),
    ("ít nhất là", Bound::AtLeast),
    ("ít nhất bằng", Bound::AtLeast),
    ("ít nhất từ", Bound::AtLeast),
    ("ít nhất có", Bound::AtLeast),
    ("tối thiểu từ", Bound::AtLeast),
    ("tối thiểu có", Bound::AtLeast),
    ("tối thiểu đạt", Bound::AtLeast),
    ("không dưới mức", Bound::AtLeast),
    ("nhiều nhất", Bound::AtMost),
    ("nhiều nhất là", Bound::AtMost),
    ("tối đa không vượt quá", Bound::AtMost),
    ("tối đa có", Bound::AtMost),
    ("cao nhất không quá", Bound::AtMost),
    ("tối thiểu", Bound::AtLeast),
    ("tối thiểu là", Bound::AtLeast),
    ("tối thiểu bằng", Bound::AtLeast),
    ("tối thiểu:", Bound::AtLeast),
    ("không dưới", Bound::AtLeast),
    ("không ít hơn", Bound::AtLeast),
    ("không thấp hơn", Bound::AtLeast),
    ("thấp nhất", Bound::AtLeast),
    ("không quá", Bound::AtMost),
    ("không vượt quá", Bound::AtMost),
    ("không vượt", Bound::AtMost),
    ("không cao hơn", Bound::AtMost),
    ("không nhiều hơn", Bound::AtMost),
    ("tối đa", Bound::AtMost),
    ("tối đa là", Bound::AtMost),
    ("tối đa bằng", Bound::AtMost),
    ("tối đa không quá", Bound::AtMost),
    ("tối đa:", Bound::AtMost),
    ("tối đa):", Bound::AtMost),
    ("dưới", Bound::Below),
    ("từ", Bound::From),
    ("thỏa ước", Bound::Comparison),
    ("đến từ", Bound::Comparison),
    ("tới từ", Bound::Comparison),
    ("cấp trên", Bound::Comparison),
    ("cấp dưới", Bound::Comparison),
    ("nêu trên", Bound::Comparison),
    ("hơn nữa", Bound::Comparison),
    ("cao hơn", Bound::Comparison),
    ("thấp hơn", Bound::Comparison),
    ("nhiều hơn", Bound::Comparison),
    ("ít hơn", Bound::Comparison),
    ("lớn hơn", Bound::Comparison),
];

/// Bounding words, by phrase.
pub(crate) static BOUND_WORDS: LazyLock<Lexicon<Bound>> =
    LazyLock::new(|| Lexicon::new(Table::Bounds, BOUNDS.iter().copied()));

/// The direction a verb gives to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    None,
    Up,
    Down,
}

const VERBS: &[(&str, Motion)] = &[
    ("đạt", Motion::None),
    ("đạt được", Motion::None),
    ("có", Motion::None),
    ("kết nạp", Motion::None),
    ("kết nạp mới", Motion::None),
    ("phát triển", Motion::None),
    ("phát triển mới", Motion::None),
    ("thành lập", Motion::None),
    ("thành lập mới", Motion::None),
    ("giới thiệu", Motion::None),
    ("bố trí", Motion::None),
    ("đầu tư", Motion::None),
    ("đào tạo", Motion::None),
    ("tập huấn", Motion::None),
    ("bồi dưỡng", Motion::None),
    ("hỗ trợ", Motion::None),
    ("xây dựng", Motion::None),
    ("tổ chức", Motion::None),
    ("giảm", Motion::Down),
    ("giảm bình quân", Motion::Down),
    ("kéo giảm", Motion::Down),
    ("giảm còn", Motion::Down),
    ("giảm xuống", Motion::Down),
    ("giảm xuống còn", Motion::Down),
    ("tăng lên", Motion::Up),
    ("nâng lên", Motion::Up),
    ("tăng", Motion::Up),
    ("tăng thêm", Motion::Up),
];

/// Verbs of reaching that belong to a target's span, by phrase.
pub(crate) static REACHING_VERBS: LazyLock<Lexicon<Motion>> =
    LazyLock::new(|| Lexicon::new(Table::Reaching, VERBS.iter().copied()));

/// Which way a word turns the numbers after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lean {
    /// Towards a target, also as a heading.
    Goal,
    /// Towards a target inside its own clause only.
    Ahead,
    /// Towards a figure.
    Fact,
    /// A mention that turns nothing (`các mục tiêu nêu trên`).
    Neutral,
}

const CUES: &[(&str, Lean)] = &[
    ("phấn đấu", Lean::Goal),
    ("phần đấu", Lean::Goal),
    ("chỉ tiêu", Lean::Goal),
    ("mục tiêu", Lean::Goal),
    ("đặt mục tiêu", Lean::Goal),
    ("yêu cầu", Lean::Ahead),
    ("tầm nhìn", Lean::Ahead),
    ("sẽ đạt", Lean::Ahead),
    ("sẽ thành lập", Lean::Ahead),
    ("sẽ kết nạp", Lean::Ahead),
    ("sẽ phát triển", Lean::Ahead),
    ("sẽ giảm", Lean::Ahead),
    ("sẽ tăng", Lean::Ahead),
    ("đảm bảo", Lean::Ahead),
    ("bảo đảm", Lean::Ahead),
    ("đến năm", Lean::Ahead),
    ("đến hết năm", Lean::Ahead),
    ("đến cuối năm", Lean::Ahead),
    ("đến hết nhiệm kỳ", Lean::Ahead),
    ("đến cuối nhiệm kỳ", Lean::Ahead),
    ("hết nhiệm kỳ", Lean::Ahead),
    ("dự kiến đến", Lean::Ahead),
    ("phấn đấu đến", Lean::Goal),
    ("phấn đầu", Lean::Goal),
    ("phấn dấu", Lean::Goal),
    ("chi tiêu", Lean::Neutral),
    ("định hướng đến", Lean::Ahead),
    ("tính đến hết nhiệm kỳ", Lean::Fact),
    ("tính đến cuối nhiệm kỳ", Lean::Fact),
    ("tính từ", Lean::Fact),
    ("kể từ", Lean::Fact),
    ("tính tới", Lean::Fact),
    ("từ đầu năm", Lean::Fact),
    ("vượt kế hoạch", Lean::Fact),
    ("hoàn thành vượt", Lean::Fact),
    ("hoàn thành vượt mức", Lean::Fact),
    ("so với kế hoạch", Lean::Fact),
    ("so với cùng kỳ", Lean::Fact),
    ("vượt chỉ tiêu đề ra", Lean::Fact),
    ("chỉ tiêu đã đề ra", Lean::Neutral),
    ("đạt và vượt chỉ tiêu", Lean::Fact),
    ("đạt và vượt các chỉ tiêu", Lean::Fact),
    ("hoàn thành các chỉ tiêu", Lean::Fact),
    ("hoàn thành mục tiêu", Lean::Fact),
    ("đạt mục tiêu", Lean::Fact),
    ("đạt các chỉ tiêu", Lean::Fact),
    ("mục tiêu là", Lean::Goal),
    ("mục tiêu đến", Lean::Goal),
    ("nhằm mục tiêu", Lean::Neutral),
    ("đã đạt", Lean::Fact),
    ("tính đến năm", Lean::Fact),
    ("tính đến hết năm", Lean::Fact),
    ("tính đến cuối năm", Lean::Fact),
    ("đã", Lean::Fact),
    ("ước", Lean::Fact),
    ("hiện", Lean::Fact),
    ("đến nay", Lean::Fact),
    ("tính đến", Lean::Fact),
    ("vừa qua", Lean::Fact),
    ("trong đó có", Lean::Neutral),
    ("so với", Lean::Fact),
    ("so với chỉ tiêu", Lean::Fact),
    ("so với mục tiêu", Lean::Fact),
    ("vượt chỉ tiêu", Lean::Fact),
    ("vượt mức chỉ tiêu", Lean::Fact),
    ("vượt mức các chỉ tiêu", Lean::Fact),
    ("vượt các chỉ tiêu", Lean::Fact),
    ("vượt nhiều chỉ tiêu", Lean::Fact),
    ("vượt mục tiêu", Lean::Fact),
    ("hoàn thành chỉ tiêu", Lean::Fact),
    ("thực hiện chỉ tiêu", Lean::Fact),
    ("đạt chỉ tiêu", Lean::Fact),
    ("theo chỉ tiêu", Lean::Neutral),
    ("kết quả", Lean::Fact),
    ("mục tiêu nêu trên", Lean::Neutral),
    ("mục tiêu trên", Lean::Neutral),
    ("những mục tiêu và yêu cầu trên", Lean::Neutral),
    ("chỉ tiêu nêu trên", Lean::Neutral),
    ("chương trình mục tiêu", Lean::Neutral),
    ("mục tiêu quốc gia", Lean::Neutral),
    ("đáp ứng yêu cầu", Lean::Neutral),
    ("theo yêu cầu", Lean::Neutral),
    ("đã đề ra", Lean::Neutral),
    ("đã đặt ra", Lean::Neutral),
    ("đã được", Lean::Fact),
    ("thỏa ước", Lean::Neutral),
    ("công ước", Lean::Neutral),
    ("ước mơ", Lean::Neutral),
    ("thực hiện", Lean::Neutral),
    ("thể hiện", Lean::Neutral),
    ("phát hiện", Lean::Neutral),
    ("biểu hiện", Lean::Neutral),
    ("xuất hiện", Lean::Neutral),
    ("hiện đại", Lean::Neutral),
    ("hiện hành", Lean::Neutral),
    ("hiện thực", Lean::Neutral),
    ("hiện đại hóa", Lean::Neutral),
];

/// Words that turn a clause towards target or figure, by phrase.
pub(crate) static LEAN_CUES: LazyLock<Lexicon<Lean>> =
    LazyLock::new(|| Lexicon::new(Table::Leans, CUES.iter().copied()));

/// Beginnings of sentences that go on with the one before, whose period they keep.
const OPENERS: &[&str] = &[
    "trong đó",
    "ngoài ra",
    "cụ thể",
    "đồng thời",
    "theo đó",
    "qua đó",
    "riêng",
    "cùng với đó",
    "trong số đó",
    "trong số này",
    "qua kiểm tra",
    "bên cạnh đó",
];

/// Continuing openers, by phrase.
pub(crate) static CONTINUING: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Continuing, OPENERS.iter().map(|opener| (*opener, ()))));

/// Words before a number that make it an ordinal, a place or a name.
pub(crate) const ORDINALS: &[&str] = &[
    "điều",
    "khoản",
    "điểm",
    "mục",
    "chương",
    "phần",
    "tiết",
    "thứ",
    "đợt",
    "ảnh",
    "hình",
    "bảng",
    "mẫu",
    "lục",
    "quận",
    "khóa",
    "tập",
    "trang",
    "cấp",
    "hạng",
    "top",
    "kỳ",
    "quý",
    "năm",
    "tháng",
    "ngày",
    "tầng",
    "vòng",
    "bậc",
    "biểu",
    "phường",
    "tiểu",
    "bài",
    "câu",
    "chủ nhật",
    "giải",
    "xuân",
    "u",
    "vùng",
    "km",
    "phút",
    "giờ",
    "lúc",
    "hồi",
    "quyển",
    "covid",
    "tuổi",
    "phòng",
    "kênh",
    "vành",
    "đường",
    "ngõ",
    "hẻm",
    "khối",
    "loại",
];

/// Words before a list of numbers that are places in a paper or in a town.
pub(crate) const ADDRESSES: &[&str] =
    &["điều", "khoản", "điểm", "mục", "chương", "tiết", "lục", "hình", "bảng", "mẫu", "quận", "phường", "ảnh", "biểu"];
