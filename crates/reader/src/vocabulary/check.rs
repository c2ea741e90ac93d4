//! Words between a total and its parts.

use std::sync::LazyLock;

use crate::lexicon::Lexicon;
use crate::vocabulary::Table;

/// How parts are announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PartCue {
    /// `gồm`: all parts follow.
    Whole,
    /// `trong đó`: some of them do.
    Some,
}

/// Announcements of parts, by phrase.
pub(crate) static PART_CUES: LazyLock<Lexicon<PartCue>> = LazyLock::new(|| {
    let cues = [
        ("gồm", PartCue::Whole),
        ("bao gồm", PartCue::Whole),
        ("gồm có", PartCue::Whole),
        ("chia ra", PartCue::Whole),
        ("trong đó", PartCue::Some),
        ("trong đó có", PartCue::Some),
    ];
    Lexicon::new(Table::Parts, cues)
});

/// Words of parts that share members: women, Party members, the young may be the same people. Folded.
pub(crate) const OVERLAPPING: &[&str] = &["nữ", "đảng", "nam", "trẻ", "tuổi", "độ", "dân", "riêng", "lượt"];

/// Words and marks between two numbers and the share they make. Folded.
pub(crate) const LINKING: &[&str] =
    &["(", ",", "đạt", "chiếm", "tỷ", "tỉ", "lệ", "bằng", "tương", "đương", "=", "tức", "là", "gần", "hơn", "với"];

/// Words before what stands now, after what stood before: `từ 90 xuống còn 80`. Folded.
pub(crate) const NOW: &[&str] = &["còn", "xuống", "lên", "thành"];

/// Words before a difference that is less, and one that is more. Folded.
pub(crate) const LESS: &[&str] = &["giảm", "bớt"];
pub(crate) const MORE: &[&str] = &["tăng", "thêm"];
