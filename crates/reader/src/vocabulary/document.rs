//! Kinds of documents: the words, the codes inside symbols, the named laws.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::vocabulary::Table;

/// What a kind word allows after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Habit {
    /// A symbol, or a bare number.
    Numbered,
    /// Only a full symbol: the word is too common to trust a bare number after it.
    Symbol,
    /// A title, a year, or a symbol after the title.
    Law,
    /// The kind is only in the symbol (`văn bản số 12/HD-TLĐ`).
    Unstated,
}

/// A kind of document: usual spelling and habit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct DocumentKind {
    pub(crate) name: &'static str,
    pub(crate) habit: Habit,
}

const fn kind(name: &'static str, habit: Habit) -> DocumentKind {
    DocumentKind { name, habit }
}

const KINDS: &[DocumentKind] = &[
    kind("Nghị quyết", Habit::Numbered),
    kind("Nghị quyết liên tịch", Habit::Numbered),
    kind("Chỉ thị", Habit::Numbered),
    kind("Kết luận", Habit::Numbered),
    kind("Quyết định", Habit::Numbered),
    kind("Quy định", Habit::Numbered),
    kind("Thông báo", Habit::Numbered),
    kind("Thông báo kết luận", Habit::Numbered),
    kind("Thông tri", Habit::Numbered),
    kind("Báo cáo", Habit::Symbol),
    kind("Nghị định", Habit::Numbered),
    kind("Thông tư", Habit::Numbered),
    kind("Thông tư liên tịch", Habit::Numbered),
    kind("Kế hoạch", Habit::Numbered),
    kind("Kế hoạch liên tịch", Habit::Numbered),
    kind("Kế hoạch phối hợp", Habit::Numbered),
    kind("Chương trình", Habit::Symbol),
    kind("Chương trình hành động", Habit::Numbered),
    kind("Chương trình phối hợp", Habit::Symbol),
    kind("Chương trình công tác", Habit::Symbol),
    kind("Công văn", Habit::Numbered),
    kind("Công điện", Habit::Numbered),
    kind("Hướng dẫn", Habit::Numbered),
    kind("Hướng dẫn liên tịch", Habit::Numbered),
    kind("Đề án", Habit::Symbol),
    kind("Tờ trình", Habit::Symbol),
    kind("Quy chế", Habit::Symbol),
    kind("Quy chế phối hợp", Habit::Symbol),
    kind("Lệnh", Habit::Symbol),
    kind("Pháp lệnh", Habit::Law),
    kind("Luật", Habit::Law),
    kind("Bộ luật", Habit::Law),
    kind("Hiến pháp", Habit::Law),
    kind("Điều lệ", Habit::Law),
    kind("Văn bản", Habit::Unstated),
];

/// Kind words written short; they are believed only before a symbol.
const SHORT: &[(&str, DocumentKind)] = &[
    ("Thông từ", kind("Thông tư", Habit::Symbol)),
    ("Nghị quyêt", kind("Nghị quyết", Habit::Numbered)),
    ("Nghi quyết", kind("Nghị quyết", Habit::Numbered)),
    ("Nghị dịnh", kind("Nghị định", Habit::Numbered)),
    ("Nghi định", kind("Nghị định", Habit::Numbered)),
    ("Chi thị", kind("Chỉ thị", Habit::Symbol)),
    ("Quyết đinh", kind("Quyết định", Habit::Symbol)),
    ("Kế hoach", kind("Kế hoạch", Habit::Symbol)),
    ("NQ", kind("Nghị quyết", Habit::Symbol)),
    ("CT", kind("Chỉ thị", Habit::Symbol)),
    ("KL", kind("Kết luận", Habit::Symbol)),
    ("QĐ", kind("Quyết định", Habit::Symbol)),
    ("NĐ", kind("Nghị định", Habit::Symbol)),
    ("TT", kind("Thông tư", Habit::Symbol)),
    ("KH", kind("Kế hoạch", Habit::Symbol)),
    ("HD", kind("Hướng dẫn", Habit::Symbol)),
    ("CV", kind("Công văn", Habit::Symbol)),
    ("TB", kind("Thông báo", Habit::Symbol)),
    ("BC", kind("Báo cáo", Habit::Symbol)),
];

/// Kind words, by phrase.
pub(crate) static KIND_WORDS: LazyLock<Lexicon<DocumentKind>> = LazyLock::new(|| {
    Lexicon::new(Table::Kinds, KINDS.iter().map(|kind| (kind.name, *kind)).chain(SHORT.iter().copied()))
});

/// Kind codes inside symbols, folded. `QĐ` is both a decision and a Party regulation, so it only fills a gap.
const CODES: &[(&str, &str)] = &[
    ("nq", "Nghị quyết"),
    ("nqlt", "Nghị quyết liên tịch"),
    ("ct", "Chỉ thị"),
    ("kl", "Kết luận"),
    ("qđ", "Quyết định"),
    ("qyđ", "Quy định"),
    ("qđi", "Quy định"),
    ("tb", "Thông báo"),
    ("tbkl", "Thông báo"),
    ("bc", "Báo cáo"),
    ("nđ", "Nghị định"),
    ("tt", "Thông tư"),
    ("ttlt", "Thông tư liên tịch"),
    ("kh", "Kế hoạch"),
    ("khlt", "Kế hoạch liên tịch"),
    ("khph", "Kế hoạch phối hợp"),
    ("ctr", "Chương trình"),
    ("ctrhđ", "Chương trình hành động"),
    ("ctrph", "Chương trình phối hợp"),
    ("cv", "Công văn"),
    ("hd", "Hướng dẫn"),
    ("đa", "Đề án"),
    ("ttr", "Tờ trình"),
    ("qc", "Quy chế"),
    ("qcph", "Quy chế phối hợp"),
    ("pl", "Pháp lệnh"),
];

/// The kind a code stands for.
pub(crate) fn kind_of_code(code: &str) -> Option<&'static str> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name)
}

/// Titles of laws and charters cited without a number.
const LAWS: &[&str] = &[
    "Công đoàn",
    "Lao động",
    "giáo dục",
    "giáo dục nghề nghiệp",
    "giáo dục đại học",
    "việc làm",
    "bảo hiểm xã hội",
    "bảo hiểm y tế",
    "an toàn vệ sinh lao động",
    "an toàn, vệ sinh lao động",
    "bình đẳng giới",
    "doanh nghiệp",
    "hợp tác xã",
    "thanh niên",
    "nhà ở",
    "đất đai",
    "đầu tư",
    "đầu tư công",
    "ngân sách nhà nước",
    "kế toán",
    "thống kê",
    "dân sự",
    "hình sự",
    "tố tụng dân sự",
    "tố tụng hình sự",
    "cán bộ công chức",
    "cán bộ, công chức",
    "cán bộ công chức, viên chức",
    "viên chức",
    "phòng, chống tham nhũng",
    "phòng chống tham nhũng",
    "khiếu nại",
    "tố cáo",
    "thi đua, khen thưởng",
    "thi đua khen thưởng",
    "thanh tra",
    "tiếp công dân",
    "lưu trữ",
    "thực hiện dân chủ cơ sở",
    "thực hiện dân chủ ở cơ sở",
    "mặt trận tổ quốc việt nam",
    "tổ chức chính phủ",
    "tổ chức chính quyền địa phương",
    "tổ chức quốc hội",
    "ban hành văn bản quy phạm pháp luật",
    "công đoàn việt nam",
    "đảng cộng sản việt nam",
    "đảng",
    "quản lý thuế",
    "hòa giải ở cơ sở",
    "trẻ em",
];

/// Titles of laws and charters, by phrase.
pub(crate) static LAW_TITLES: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Laws, LAWS.iter().map(|law| (*law, ()))));

/// Gatherings whose resolutions are named by ordinal, term or `khóa`.
const GATHERINGS: &[&str] = &[
    "đại hội",
    "đh",
    "hội nghị",
    "đại hội đại biểu",
    "hội nghị lần thứ",
    "đại hội công đoàn",
    "trung ương",
    "hội nghị trung ương",
    "tw",
    "đại hội đảng",
];

/// Gatherings, by phrase.
pub(crate) static GATHERING_WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Gatherings, GATHERINGS.iter().map(|word| (*word, ()))));

/// Words that join a document to the act of issuing it, right before the citation.
const ISSUING: &[&str] = &[
    "ban hành",
    "đã ban hành",
    "vừa ban hành",
    "ký ban hành",
    "đã ký ban hành",
    "vừa ký ban hành",
    "thông qua",
    "đã thông qua",
    "vừa thông qua",
    "ký",
    "đã ký",
    "ra",
    "đã ra",
    "vừa ra",
    "có",
    "đã có",
    "vừa có",
    "phê duyệt",
    "đã phê duyệt",
    "vừa ký",
    "mới ký",
    "mới ban hành",
    "cũng ban hành",
    "cũng đã ban hành",
    "tiếp tục ban hành",
    "đã có văn bản ban hành",
    "kịp thời ban hành",
    "sớm ban hành",
    "xây dựng và ban hành",
    "đã xây dựng và ban hành",
    "đã tham mưu ban hành",
    "công bố",
    "đã công bố",
    "vừa công bố",
];

/// Issuing verbs, by phrase.
pub(crate) static ISSUING_VERBS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Issuing, ISSUING.iter().map(|verb| (*verb, ()))));

/// Words between a symbol and the date it was issued on.
const DATING: &[&str] = &[
    "ban hành",
    "được ban hành",
    "thông qua",
    "được thông qua",
    "ký",
    "ký ban hành",
    "được ký",
    "phê duyệt",
    "công bố",
];

/// Words between a symbol and its date, by phrase.
pub(crate) static DATING_VERBS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Dating, DATING.iter().map(|verb| (*verb, ()))));
