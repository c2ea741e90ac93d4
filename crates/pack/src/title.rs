//! The fold by which headings of columns and names of places are compared: the search fold of names without punctuation.
//!
//! Not here: the search fold itself (`congdoan_model::names::fold`).

use congdoan_model::names::fold;

/// A text without marks, capitals and punctuation, single spaces between its words: `Số CCCD/CMND (*)` is
/// `so cccd cmnd`, `Bà Rịa-Vũng Tàu` is `ba ria vung tau`.
#[must_use]
pub fn fold_title(text: &str) -> String {
    let spaced: String = fold(text).chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_marks_and_capitals_make_no_difference() {
        for (text, folded) in [
            ("Số CCCD/CMND (*)", "so cccd cmnd"),
            ("  HỌ VÀ  TÊN\n", "ho va ten"),
            ("Bà Rịa-Vũng Tàu", "ba ria vung tau"),
            ("TP.HCM", "tp hcm"),
            ("(*)", ""),
        ] {
            assert_eq!(fold_title(text), folded);
            assert_eq!(fold_title(folded), folded);
        }
    }
}
