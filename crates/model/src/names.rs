//! Names people read and the fold they are searched by.
//!
//! Not here: the words of the pages (`web/words`), names of persons as data (`members`).

use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A text in Vietnamese and English; Vietnamese is always there, English falls back to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalText {
    /// Vietnamese.
    pub vi: String,
    /// English; empty means "as in Vietnamese".
    #[serde(default)]
    pub en: String,
}

impl LocalText {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En if !self.en.is_empty() => &self.en,
            Language::En | Language::Vi => &self.vi,
        }
    }
}

/// A language of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Vietnamese, the first language everywhere.
    #[default]
    Vi,
    /// English.
    En,
}

impl Language {
    /// Every language, in the order they are offered.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The tag of the language: `vi` or `en`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The language of a tag such as `en`, `vi-VN` or `EN-us`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "vi" => Some(Self::Vi),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// The search fold of a name: marks dropped, đ as d, lower case, single spaces; equal for composed and decomposed
/// spelling and for old and new places of the tone mark. Computed here because the two database engines disagree on
/// Vietnamese capitals.
#[must_use]
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut gap = false;
    for letter in name.nfd().filter(|letter| !is_combining_mark(*letter)).flat_map(char::to_lowercase) {
        if letter.is_whitespace() {
            gap = !folded.is_empty();
            continue;
        }
        if gap {
            folded.push(' ');
            gap = false;
        }
        folded.push(if letter == 'đ' { 'd' } else { letter });
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fold_ignores_marks_case_spelling_form_and_spaces() {
        let composed = "Công  đoàn ĐIỆN LỰC Hoà Bình ";
        let decomposed: String = "công đoàn điện lực hòa bình".nfd().collect();
        assert_eq!(fold(composed), "cong doan dien luc hoa binh");
        assert_eq!(fold(&decomposed), fold(composed));
    }

    #[test]
    fn english_falls_back_to_vietnamese() {
        let text = LocalText { vi: "Sổ".into(), en: String::new() };
        assert_eq!(text.get(Language::En), "Sổ");
        assert_eq!(Language::from_tag("en-GB"), Some(Language::En));
        assert_eq!(Language::from_tag("fr"), None);
    }
}
