//! Letters of fonts that name them: the encodings of ISO 32000-1, annex D, and the names of the Adobe Glyph List.
//!
//! A name such as `Acircumflexacute` is read as what it says: a letter and its marks. So every letter of Vietnamese is
//! known without a table of them.
//!
//! Not here: fonts with a table to Unicode (`font`), which need no names.

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization;

/// Marks as names of glyphs spell them, and the characters that compose.
const MARKS: [(&str, char); 14] = [
    ("hookabove", '\u{309}'),
    ("circumflex", '\u{302}'),
    ("dieresis", '\u{308}'),
    ("dotbelow", '\u{323}'),
    ("cedilla", '\u{327}'),
    ("macron", '\u{304}'),
    ("ogonek", '\u{328}'),
    ("acute", '\u{301}'),
    ("grave", '\u{300}'),
    ("tilde", '\u{303}'),
    ("breve", '\u{306}'),
    ("caron", '\u{30c}'),
    ("ring", '\u{30a}'),
    ("horn", '\u{31b}'),
];

/// Names that do not say what they are letter by letter.
const NAMES: [(&str, &str); 86] = [
    ("space", " "),
    ("exclam", "!"),
    ("quotedbl", "\""),
    ("numbersign", "#"),
    ("dollar", "$"),
    ("percent", "%"),
    ("ampersand", "&"),
    ("quotesingle", "'"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("asterisk", "*"),
    ("plus", "+"),
    ("comma", ","),
    ("hyphen", "-"),
    ("minus", "−"),
    ("period", "."),
    ("slash", "/"),
    ("zero", "0"),
    ("one", "1"),
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("colon", ":"),
    ("semicolon", ";"),
    ("less", "<"),
    ("equal", "="),
    ("greater", ">"),
    ("question", "?"),
    ("at", "@"),
    ("bracketleft", "["),
    ("backslash", "\\"),
    ("bracketright", "]"),
    ("asciicircum", "^"),
    ("underscore", "_"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("grave", "`"),
    ("braceleft", "{"),
    ("bar", "|"),
    ("braceright", "}"),
    ("asciitilde", "~"),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quotedblbase", "„"),
    ("quotesinglbase", "‚"),
    ("guillemotleft", "«"),
    ("guillemotright", "»"),
    ("guilsinglleft", "‹"),
    ("guilsinglright", "›"),
    ("endash", "–"),
    ("emdash", "—"),
    ("bullet", "•"),
    ("ellipsis", "…"),
    ("degree", "°"),
    ("section", "§"),
    ("paragraph", "¶"),
    ("copyright", "©"),
    ("registered", "®"),
    ("trademark", "™"),
    ("periodcentered", "·"),
    ("multiply", "×"),
    ("divide", "÷"),
    ("plusminus", "±"),
    ("lessequal", "≤"),
    ("greaterequal", "≥"),
    ("notequal", "≠"),
    ("onehalf", "½"),
    ("onequarter", "¼"),
    ("threequarters", "¾"),
    ("dcroat", "đ"),
    ("Dcroat", "Đ"),
    ("dmacron", "đ"),
    ("Dslash", "Đ"),
    ("dong", "₫"),
    ("Euro", "€"),
    ("fi", "fi"),
    ("fl", "fl"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("nbspace", " "),
];

/// The letters a glyph of a name draws.
pub(super) fn named(name: &str) -> Option<String> {
    let name = name.split_once('.').filter(|(before, _)| !before.is_empty()).map_or(name, |(before, _)| before);
    if let Some((_, letters)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Some((*letters).to_owned());
    }
    let code = name.strip_prefix("uni").filter(|code| code.len() == 4);
    let code = code.or_else(|| name.strip_prefix('u').filter(|code| (4..=6).contains(&code.len())));
    if let Some(letter) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
        return Some(letter.to_string());
    }
    let mut letters = name.chars();
    let base = letters.next().filter(char::is_ascii_alphabetic)?;
    let (mut spelt, mut rest) = (String::from(base), letters.as_str());
    while !rest.is_empty() {
        let (mark, sign) = MARKS.iter().find(|(mark, _)| rest.starts_with(mark))?;
        spelt.push(*sign);
        rest = rest.strip_prefix(mark)?;
    }
    Some(spelt.nfc().collect())
}

/// What a byte draws in a font of one of the named encodings; of a font without one, as on Windows.
pub(super) fn coded(encoding: &[u8], byte: u8) -> String {
    match (encoding, byte) {
        (b"StandardEncoding", b'\'') => "’".to_owned(),
        (b"StandardEncoding", b'`') => "‘".to_owned(),
        (b"MacRomanEncoding", byte) => MACINTOSH.decode_without_bom_handling(&[byte]).0.into_owned(),
        (_, byte) => WINDOWS_1252.decode_without_bom_handling(&[byte]).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_their_letters() {
        for (name, letters) in [
            ("Acircumflexacute", "Ấ"),
            ("ohorndotbelow", "ợ"),
            ("abrevehookabove", "ẳ"),
            ("uni1EC7", "ệ"),
            ("u1EF9", "ỹ"),
            ("a.alt", "a"),
            ("dcroat", "đ"),
            ("g", "g"),
        ] {
            assert_eq!(named(name).as_deref(), Some(letters), "{name}");
        }
        for name in ["", ".notdef", "g123", "uniZZZZ", "u110000", "Aé"] {
            assert_eq!(named(name), None, "{name}");
        }
        assert_eq!((coded(b"WinAnsiEncoding", 0x93), coded(b"MacRomanEncoding", 0x8e)), ("“".into(), "é".into()));
    }
}
