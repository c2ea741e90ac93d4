//! Words for time: adverbs, spans of years, occasions.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::vocabulary::Table;

const ADVERBS: &[&str] = &[
    "hàng năm",
    "hằng năm",
    "mỗi năm",
    "hàng tháng",
    "hằng tháng",
    "hàng quý",
    "hằng quý",
    "hiện nay",
    "hiện tại",
    "năm nay",
    "năm qua",
    "năm vừa qua",
    "năm ngoái",
    "cả năm",
    "nửa nhiệm kỳ",
    "nửa đầu nhiệm kỳ",
    "đến hết nhiệm kỳ",
    "đến cuối nhiệm kỳ",
    "đầu nhiệm kỳ",
    "cuối nhiệm kỳ",
    "nhiệm kỳ qua",
    "nhiệm kỳ tới",
    "mỗi tháng",
    "mỗi quý",
    "đầu năm nay",
    "cuối năm nay",
    "năm trước",
    "năm tới",
    "năm sau",
    "thời gian qua",
    "tháng qua",
    "từ đầu năm tới nay",
];

/// Adverbs that are a period by themselves.
pub(crate) static TIME_ADVERBS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Adverbs, ADVERBS.iter().map(|adverb| (*adverb, ()))));

/// Words before a pair of years.
pub(crate) static YEAR_SPANS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        Table::YearSpans,
        ["giai đoạn", "nhiệm kỳ", "năm học", "thời kỳ", "các năm", "niên khóa"].map(|word| (word, ())),
    )
});

const OCCASIONS: &[&str] = &[
    "Tháng Công nhân",
    "Tháng Hành động về an toàn vệ sinh lao động",
    "Tết Nguyên đán",
    "Tết cổ truyền",
    "Tết Dương lịch",
    "Tết Trung thu",
    "Tết",
    "Tháng CN",
    "Ngày Quốc tế Lao động",
];

/// Occasions that date an event.
pub(crate) static OCCASION_WORDS: LazyLock<Lexicon<()>> =
    LazyLock::new(|| Lexicon::new(Table::Occasions, OCCASIONS.iter().map(|word| (*word, ()))));

/// The ten stems of the lunar year, folded.
pub(crate) const STEMS: &[&str] = &["giáp", "ất", "bính", "đinh", "mậu", "kỷ", "canh", "tân", "nhâm", "quý"];

/// The twelve branches of the lunar year, folded.
pub(crate) const BRANCHES: &[&str] =
    &["tý", "sửu", "dần", "mão", "mẹo", "thìn", "tỵ", "tị", "ngọ", "mùi", "thân", "dậu", "tuất", "hợi"];

/// Words that make the following period something compared with.
pub(crate) static BASELINE_CUES: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    Lexicon::new(
        Table::Baselines,
        ["so với", "so với cùng kỳ", "so cùng kỳ", "cao hơn", "thấp hơn", "hơn so với", "bằng"].map(|cue| (cue, ())),
    )
});

/// Words that a period may begin with, besides those of the tables above and digits.
pub(crate) static PERIOD_OPENERS: LazyLock<Lexicon<()>> = LazyLock::new(|| {
    let words = ["tính", "đến", "tới", "từ", "năm", "tháng", "quý", "ngày", "hiện", "dịp", "trước", "sau"];
    Lexicon::new(Table::PeriodOpeners, words.map(|word| (word, ())))
});
