//! Vietnamese from before Unicode, seen by its letters: TCVN3 (ABC) and VNI text shows as Latin letters of other tongues.
//!
//! Not here: turning it into Unicode; the tables are well known, but a wrong guess would forge a paper.

use super::TextError;

/// TCVN3 signs that no Latin script writes inside a word.
const TCVN3_INSIDE: &str = "µ¸¶·¹¨»¾¼½©®ª«¬×÷";
/// What VNI writes after a vowel for its marks.
const VNI_MARKS: &str = "ùøûõïâêåäàáãèéëúüæÙØÛÕÏÂÊÅÄÀÁÃÈÉËÚÜÆ";
/// The vowels those marks follow.
const VNI_VOWELS: &str = "aeiouyôöAEIOUYÔÖ";
/// So few signs can be names in a foreign tongue.
const FEWEST: usize = 12;
/// At least one such sign in so many letters.
const ONE_IN: usize = 33;

/// Refuses a text that is TCVN3 or VNI.
pub(super) fn refuse(text: &str) -> Result<(), TextError> {
    let (mut letters, mut own, mut tcvn3, mut vni, mut before) = (0_usize, 0_usize, 0_usize, 0_usize, ' ');
    for letter in text.chars() {
        if letter.is_alphabetic() {
            letters += 1;
        }
        let vietnamese = matches!(letter, '\u{1ea0}'..='\u{1ef9}' | 'ă' | 'Ă' | 'đ' | 'Đ' | 'ơ' | 'Ơ' | 'ư' | 'Ư');
        own += usize::from(vietnamese);
        tcvn3 += usize::from(TCVN3_INSIDE.contains(letter) && (before.is_alphabetic() || letter == '®'));
        vni += usize::from(VNI_MARKS.contains(letter) && VNI_VOWELS.contains(before));
        before = letter;
    }
    let many = |signs: usize| signs >= FEWEST && signs.saturating_mul(ONE_IN) >= letters && signs > own;
    match (many(tcvn3), many(vni)) {
        (true, _) if tcvn3 >= vni => Err(TextError::Legacy("TCVN3 (ABC, .Vn…)")),
        (_, true) => Err(TextError::Legacy("VNI")),
        _ => Ok(()),
    }
}

/// The encoding a font's name stands for, when it is one from before Unicode.
pub(super) fn of_font(name: &str) -> Option<&'static str> {
    let name = name.split_once('+').map_or(name, |(_, name)| name);
    let name = name.trim_start_matches('.').to_lowercase();
    if name.starts_with("vni-") || name.starts_with("vni ") {
        return Some("VNI");
    }
    let tcvn3 = [
        "vntime",
        "vnarial",
        "vncourier",
        "vnavant",
        "vnhelv",
        "vnbook",
        "vnpresent",
        "vnuniverse",
        "vncentury",
        "vntifani",
        "vnshelley",
        "vncommercial",
        "vnblack",
        "vnclarendon",
        "vngothic",
        "vnmonotype",
        "vnrevue",
    ];
    tcvn3.iter().any(|font| name.starts_with(font)).then_some("TCVN3 (ABC, .Vn…)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_old_encodings_are_seen_and_unicode_passes() {
        let tcvn3 = "Tæng Liªn ®oµn Lao ®éng ViÖt Nam ban hµnh kÕ ho¹ch ph¸t triÓn ®oµn viªn n¨m nµy cña c¸c cÊp";
        assert_eq!(refuse(&tcvn3.repeat(2)), Err(TextError::Legacy("TCVN3 (ABC, .Vn…)")));
        let vni = "Toång Lieân ñoaøn Lao ñoäng Vieät Nam ban haønh keá hoaïch phaùt trieån ñoaøn vieân";
        assert_eq!(refuse(&vni.repeat(2)), Err(TextError::Legacy("VNI")));
        let unicode = "Tổng Liên đoàn Lao động Việt Nam ban hành kế hoạch phát triển đoàn viên";
        assert_eq!(refuse(&unicode.repeat(9)), Ok(()));
        assert_eq!(refuse(&"Café Élysée, œuvre à Genève — naïve coöperation © ® 2020. ".repeat(50)), Ok(()));
    }

    #[test]
    fn fonts_of_old_encodings_are_known_by_name() {
        assert_eq!(of_font("ABCDEF+.VnTimeH"), Some("TCVN3 (ABC, .Vn…)"));
        assert_eq!(of_font("VNI-Times"), Some("VNI"));
        assert_eq!(of_font("TimesNewRomanPSMT"), None);
    }
}
