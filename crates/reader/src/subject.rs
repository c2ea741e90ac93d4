//! What a number is about, in the words of the text: what follows a count, what precedes a share.

use crate::token::{Gap, Tokens};
use crate::unit::{Sort, scale};

/// A subject has at most this many tokens.
const LONGEST_SUBJECT: usize = 18;

/// Small words that never end a subject.
const TRAILING: &[&str] = &[
    "là", "đạt", "được", "ước", "có", "và", "gần", "hơn", "trên", "khoảng", "từ", "năm", "tháng", "ngày", "với", "cho",
    "của", "đã", "chiếm", "còn", "tăng", "giảm", "bằng", "mở", "tặng", "trong", "đến", "phấn", "đấu", "thực", "hiện",
    "quý", "tối", "đa", "thiểu", "tại", "số", "mỗi", "đưa", "làm", "(", ",", ":", "-",
];

/// Words that make one notion with the `năm` or `tháng` after them (`hàng tháng`).
const TIMES: &[&str] = &["hàng", "hằng"];

/// Words between what is measured and the share it reached.
const MEASURING: &[&str] = &["đạt", "là", "chiếm", "bằng", "tăng", "giảm", "còn", "lệ", "thêm", "quân", "lên", "vượt"];

/// Words behind a number at which its subject ends.
const STOPPING: &[&str] = &["so", "nhằm", "để", "chiếm", "tăng", "giảm", "với", "thì"];

/// Words and marks that never begin a subject.
const LEADING: &[&str] = &["-", "–", "+", "•", "và", "với", "trong", "đó", "số", "là", "có", "thì", "%"];

/// The words that say what the span from `from` to `to` measures; `counted` ends the noun.
pub(crate) fn subject(tokens: &Tokens<'_>, from: usize, counted: usize, to: usize, sort: Sort) -> String {
    let after = forward(tokens, to);
    if sort == Sort::Count {
        let number =
            (from + 1..counted).find(|at| tokens.word(*at).is_some() && tokens.digits(at.saturating_sub(1)).is_some());
        let first = number.unwrap_or(from);
        let first = scale(tokens, first).map_or(first, |(_, end)| end);
        let slash = (first..counted).find(|at| tokens.mark(*at) == Some('/'));
        return trimmed(tokens, first, slash.unwrap_or(after.max(counted)));
    }
    let before = trimmed(tokens, backward(tokens, from), from);
    let behind = trimmed(tokens, to, after);
    // `100% cán bộ được tập huấn` is about what follows; `thu kinh phí đạt 102%` about what stands before.
    let shared = sort == Sort::Percent && !MEASURING.contains(&tokens.before(from, 1)) && !behind.is_empty();
    if !before.is_empty() && !shared {
        return before;
    }
    // A sum alone in brackets is explained by what stands before them.
    if behind.is_empty() { trimmed(tokens, from.saturating_sub(LONGEST_SUBJECT), from) } else { behind }
}

/// The words between two tokens without small words at either end.
fn trimmed(tokens: &Tokens<'_>, mut from: usize, mut to: usize) -> String {
    while from < to && LEADING.contains(&tokens.key(from)) {
        from += 1;
    }
    while from < to && TRAILING.contains(&tokens.before(to, 1)) && !TIMES.contains(&tokens.before(to, 2)) {
        to -= 1;
    }
    tokens.plain(from, to)
}

fn ends_clause(tokens: &Tokens<'_>, at: usize) -> bool {
    tokens.mark(at).is_some_and(|mark| matches!(mark, ',' | ';' | '.' | ':' | '(' | ')' | '?' | '!' | '“' | '”' | '"'))
}

fn forward(tokens: &Tokens<'_>, to: usize) -> usize {
    (to..(to + LONGEST_SUBJECT).min(tokens.len()))
        .find(|at| {
            let ends = ends_clause(tokens, *at) || gap(tokens, *at) > Gap::Space;
            ends || tokens.digits(*at).is_some() || STOPPING.contains(&tokens.key(*at))
        })
        .unwrap_or_else(|| (to + LONGEST_SUBJECT).min(tokens.len()))
}

fn backward(tokens: &Tokens<'_>, from: usize) -> usize {
    let least = from.saturating_sub(LONGEST_SUBJECT);
    (least..from).rev().find(|at| ends_clause(tokens, *at) || tokens.digits(*at).is_some()).map_or(least, |at| at + 1)
}

fn gap(tokens: &Tokens<'_>, at: usize) -> Gap {
    tokens.get(at).map_or(Gap::Paragraph, |token| token.gap)
}
