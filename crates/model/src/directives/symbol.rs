//! Numbers and symbols of papers by their four grammars.
//!
//! `145/2020/NĐ-CP` and `50/2024/QH15` are normative papers of the state, `439/QĐ-TTg` a paper of the administration,
//! `02-NQ/TW` one of the Party, `02/CTr-LĐLĐ` and the official letters `270/TLĐ`, `61/CĐN-ToC` ones of the union. A symbol
//! that fits none is kept as it is, with a remark; nothing here refuses. Not here: finding symbols in a text (`reader`), who
//! issued a paper: the number alone never says.

use serde::Serialize;

/// Which grammar a symbol follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// A normative paper of the state, with its year; laws among them.
    Normative,
    /// A paper of a state body without a year.
    Administrative,
    /// A paper of the Party: a dash after the number, a slash before the body.
    Party,
    /// A paper of the union.
    Union,
}

impl Family {
    /// The word of the family in the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Normative => "normative",
            Self::Administrative => "administrative",
            Self::Party => "party",
            Self::Union => "union",
        }
    }
}

/// A symbol taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Symbol {
    /// The grammar.
    pub family: Family,
    /// The number.
    pub number: u32,
    /// Letters right after the number (`6a`), as written.
    pub letters: String,
    /// The year of a normative paper.
    pub year: Option<u16>,
    /// The kind in short: `NQ`, `QĐ`, `CTr`; none on an official letter.
    pub kind: Option<String>,
    /// The body in short: `TW`, `LĐLĐ`, `CP`, `QH15`.
    pub body: String,
    /// The department after the body of an official letter: `ToC` of `61/CĐN-ToC`.
    pub department: Option<String>,
}

/// Kinds of papers in short, with their names. A code outside this list is still a kind where the grammar puts one.
const KINDS: [(&str, &str); 27] = [
    ("NQ", "Nghị quyết"),
    ("QĐ", "Quyết định"),
    ("QĐI", "Quy định"),
    ("QYĐ", "Quy định"),
    ("CT", "Chỉ thị"),
    ("KL", "Kết luận"),
    ("QC", "Quy chế"),
    ("QCPH", "Quy chế phối hợp"),
    ("HD", "Hướng dẫn"),
    ("CTR", "Chương trình"),
    ("KH", "Kế hoạch"),
    ("BC", "Báo cáo"),
    ("TB", "Thông báo"),
    ("TTR", "Tờ trình"),
    ("CV", "Công văn"),
    ("ĐA", "Đề án"),
    ("NĐ", "Nghị định"),
    ("TT", "Thông tư"),
    ("TTLT", "Thông tư liên tịch"),
    ("PL", "Pháp lệnh"),
    ("L", "Luật"),
    ("VBHN", "Văn bản hợp nhất"),
    ("CĐ", "Công điện"),
    ("GM", "Giấy mời"),
    ("BB", "Biên bản"),
    ("QCĐ", "Quy chế"),
    ("PA", "Phương án"),
];

/// The name of a kind in short, where it is a known one.
#[must_use]
pub fn kind_name(code: &str) -> Option<&'static str> {
    let code = code.to_uppercase();
    KINDS.iter().find(|(short, _)| *short == code).map(|(_, name)| *name)
}

/// Beginnings of bodies of the union, by which its papers are told from those of the state.
const UNION_BODIES: [&str; 10] = ["TLĐ", "LĐLĐ", "CĐ", "BCH", "BTV", "ĐCT", "UBKT", "BNC", "NĐCS", "BCHCĐ"];

fn is_union_body(body: &str) -> bool {
    let body = body.to_uppercase();
    UNION_BODIES.iter().any(|one| body == *one)
        || ["CĐ", "LĐLĐ", "TLĐ"].iter().any(|one| body.starts_with(one))
        || body.ends_with("TLĐ")
}

/// What follows a number, by its sign.
fn split_number(text: &str) -> Option<(u32, String, char, &str)> {
    let digits: String = text.chars().take_while(char::is_ascii_digit).collect();
    let number = digits.parse().ok()?;
    let rest = text.get(digits.len()..)?;
    let letters: String = rest.chars().take_while(|letter| letter.is_lowercase()).collect();
    if letters.chars().count() > 2 {
        return None;
    }
    let rest = rest.get(letters.len()..)?;
    let sign = rest.chars().next()?;
    let after = rest.get(sign.len_utf8()..)?;
    (matches!(sign, '/' | '-') && !after.is_empty()).then_some((number, letters, sign, after))
}

/// A code: letters, digits and `&`, a letter first.
fn is_code(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '&' | '.'))
}

fn is_codes(text: &str) -> bool {
    !text.is_empty() && text.split('-').all(is_code)
}

impl Symbol {
    /// Takes a symbol apart; none when it follows none of the grammars. Spaces, also inside, do not matter, dashes of any
    /// length are dashes.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let dashes = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}'];
        let tidy: String = text
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .map(|letter| if dashes.contains(&letter) { '-' } else { letter })
            .collect();
        let tidy = tidy.trim_start_matches("Số:").trim_start_matches("số:");
        let (number, letters, sign, after) = split_number(tidy)?;
        let symbol = |family, year, kind: Option<&str>, body: &str, department: Option<&str>| {
            let kind = kind.map(str::to_owned);
            let department = department.map(str::to_owned);
            Some(Self { family, number, letters: letters.clone(), year, kind, body: body.to_owned(), department })
        };
        if sign == '-' {
            let (kind, body) = after.split_once('/')?;
            return (is_code(kind) && is_codes(body)).then(|| symbol(Family::Party, None, Some(kind), body, None))?;
        }
        if let Some((year, rest)) = after.split_once('/') {
            let year =
                (year.len() == 4).then(|| year.parse::<u16>().ok())?.filter(|year| (1945..2200).contains(year))?;
            if is_assembly(rest) {
                return symbol(Family::Normative, Some(year), None, rest, None);
            }
            let (kind, body) = rest.split_once('-')?;
            let fits = is_code(kind) && is_codes(body);
            return fits.then(|| symbol(Family::Normative, Some(year), Some(kind), body, None))?;
        }
        let Some((first, rest)) = after.split_once('-') else {
            return (is_code(after) && is_union_body(after)).then(|| symbol(Family::Union, None, None, after, None))?;
        };
        if !is_code(first) || !is_codes(rest) {
            return None;
        }
        // "CĐ" is an official telegram of the state and the union itself; before a dash at a union it is the union.
        let kind = kind_name(first).is_some() && !(first == "CĐ" && is_union_body(rest));
        let family = |body: &str| if is_union_body(body) { Family::Union } else { Family::Administrative };
        if kind {
            symbol(family(rest), None, Some(first), rest, None)
        } else {
            symbol(family(first), None, None, first, Some(rest))
        }
    }

    /// The tidy key two spellings of the symbol share.
    #[must_use]
    pub fn key(&self) -> String {
        super::symbol_key(&self.to_string())
    }

    /// The name of its kind, where it bears a known one; a law of the assembly is a law.
    #[must_use]
    pub fn kind_name(&self) -> Option<&'static str> {
        match &self.kind {
            Some(kind) => kind_name(kind),
            None if self.family == Family::Normative => Some("Luật"),
            None => Some("Công văn"),
        }
    }
}

/// `QH15`: the assembly and its term.
fn is_assembly(text: &str) -> bool {
    text.strip_prefix("QH").is_some_and(|term| !term.is_empty() && term.bytes().all(|digit| digit.is_ascii_digit()))
}

impl std::fmt::Display for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { number, letters, body, .. } = self;
        write!(f, "{number:02}{letters}")?;
        match (self.family, self.year, &self.kind, &self.department) {
            (Family::Party, _, Some(kind), _) => write!(f, "-{kind}/{body}"),
            (_, Some(year), Some(kind), _) => write!(f, "/{year}/{kind}-{body}"),
            (_, Some(year), None, _) => write!(f, "/{year}/{body}"),
            (_, None, Some(kind), _) => write!(f, "/{kind}-{body}"),
            (_, None, None, Some(department)) => write!(f, "/{body}-{department}"),
            (_, None, None, None) => write!(f, "/{body}"),
        }
    }
}

/// The key two spellings of a symbol share. A number below ten is written with and without its nought, so both give one key;
/// what follows no grammar gives the plain tidy key.
#[must_use]
pub fn key_of(text: &str) -> String {
    Symbol::parse(text).map_or_else(|| super::symbol_key(text), |symbol| symbol.key())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn family(text: &str) -> Option<Family> {
        Symbol::parse(text).map(|symbol| symbol.family)
    }

    #[test]
    fn the_four_grammars_are_told_apart() {
        for text in ["145/2020/NĐ-CP", "105/2026/NĐ-CP", "24/2024/TT-BTC", "50/2024/QH15", "49/2021/TT-BGDĐT"] {
            assert_eq!(family(text), Some(Family::Normative), "{text}");
        }
        for text in ["439/QĐ-TTg", "2618/BHXH-KHTC", "90/VBHN-VPQH", "188/KH-UBND", "10287/BNV-CTL&BHXH"] {
            assert_eq!(family(text), Some(Family::Administrative), "{text}");
        }
        for text in ["02-NQ/TW", "58-KH/TU", "768-CTr/ĐU", "36-HD/VPTW", "14-KL/ĐUK", "1452-CV/ĐU", "392-BC/BTCTW"] {
            assert_eq!(family(text), Some(Family::Party), "{text}");
        }
        for text in [
            "02/CTr-LĐLĐ",
            "1454/QĐ-TLĐ",
            "6a/NQ-TLĐ",
            "06b/NQ-TLĐ",
            "7c/NQ-BCH",
            "05/NQ-ĐCT",
            "101/QĐ-CĐVC",
            "102/KH-CĐN",
            "01/TTr-TLĐ",
            "270/TLĐ",
            "61/CĐN-ToC",
            "513/TLĐ-QHLĐ",
            "246/CĐYT",
            "1472/KH-CĐNH",
        ] {
            assert_eq!(family(text), Some(Family::Union), "{text}");
        }
    }

    #[test]
    fn parts_are_taken_as_the_grammar_has_them() {
        let law = Symbol::parse("50/2024/QH15").expect("a law");
        assert_eq!((law.number, law.year, law.kind.as_deref(), law.body.as_str()), (50, Some(2024), None, "QH15"));
        assert_eq!(law.kind_name(), Some("Luật"));
        let union = Symbol::parse("06b /NQ - TLĐ").expect("spaces do not matter");
        assert_eq!((union.number, union.letters.as_str(), union.kind_name()), (6, "b", Some("Nghị quyết")));
        let letter = Symbol::parse("61/CĐN-ToC").expect("an official letter");
        assert_eq!((letter.kind, letter.body.as_str(), letter.department.as_deref()), (None, "CĐN", Some("ToC")));
    }

    #[test]
    fn spellings_of_one_symbol_share_a_key() {
        for (one, other) in [
            ("02- NQ/TW", "2-nq/tw"),
            ("02\u{2013}NQ/TW", "02-NQ/TW"),
            ("1580 / HD - TLĐ", "1580/HD-TLĐ"),
            ("6A/X", "6a/x"),
        ] {
            assert_eq!(key_of(one), key_of(other), "{one}");
        }
        assert_ne!(key_of("58-KH/TU"), key_of("58/KH-TU"), "the order of signs is kept");
    }

    #[test]
    fn what_fits_no_grammar_is_no_symbol_and_still_has_a_key() {
        for text in ["", "02", "NQ/TW", "02/2030", "abc", "12/3456789/NQ-X", "số không", "7/7", "02-NQ", "1/xã hội"]
        {
            assert_eq!(Symbol::parse(text), None, "{text}");
        }
        assert_eq!(key_of("phụ lục a"), "PHỤLỤCA");
    }
}
