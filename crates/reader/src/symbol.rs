//! Symbols of documents: Party `02-NQ/TW`, union and administration `85/HD-TLĐ`, State `167/2017/NĐ-CP`, `50/2024/QH15`.
//!
//! The kind word before a symbol and the tail after it are not here (`citation`).

use crate::token::{Gap, Tokens};
use crate::vocabulary::document::kind_of_code;

/// A symbol: its spelling without spaces, what it tells, and the token after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Symbol {
    pub(crate) spelling: String,
    /// The kind its code stands for, when the code is a known one.
    pub(crate) kind: Option<&'static str>,
    /// Whether the last part is a central Party body.
    pub(crate) central: bool,
    pub(crate) end: usize,
}

/// A symbol never has more tokens than this; a longer run is something else.
const LONGEST_SYMBOL: usize = 24;

/// Reads the symbol whose number is token `at`.
pub(crate) fn symbol(tokens: &Tokens<'_>, at: usize) -> Option<Symbol> {
    tokens.digits(at).filter(|digits| digits.len() <= 6)?;
    let mut end = at + 1;
    // A letter may follow the number: `6a/NQ-TLĐ`.
    if tokens.glued(end) && tokens.word(end).is_some_and(|word| word.key.chars().count() == 1) {
        end += 1;
    }
    let mut codes: Vec<&str> = Vec::new();
    let mut capitals = false;
    while end - at < LONGEST_SYMBOL
        && let Some(part) = part(tokens, end)
    {
        codes.extend(part.code);
        capitals |= part.capitals;
        end = part.end;
    }
    let known = codes.iter().find_map(|code| kind_of_code(code));
    let legislature = codes.iter().any(|code| matches!(*code, "qh" | "ubtvqh"));
    if codes.is_empty() || !(capitals || known.is_some() || legislature) {
        return None;
    }
    Some(Symbol {
        spelling: tokens.slice(at, end).chars().filter(|c| !c.is_whitespace() && *c != '*').collect(),
        kind: known,
        central: codes.last() == Some(&"tw"),
        end,
    })
}

/// One separator and what follows it.
struct Part<'a> {
    code: Option<&'a str>,
    capitals: bool,
    end: usize,
}

fn part<'a>(tokens: &Tokens<'a>, at: usize) -> Option<Part<'a>> {
    let mark = tokens.mark(at).filter(|mark| matches!(mark, '/' | '-' | '–' | '&'))?;
    let tight = tokens.glued(at) && tokens.glued(at + 1);
    // One blank beside the hyphen is a common slip (`02- NQ/TW`), trusted only before a known code.
    let slack = matches!(mark, '-' | '–') && gap(tokens, at) <= Gap::Space && gap(tokens, at + 1) <= Gap::Space;
    if let Some(word) = tokens.word(at + 1) {
        let capitals = word.capital;
        let known = kind_of_code(&word.key).is_some() || matches!(word.key.as_ref(), "tw" | "tlđ" | "qh");
        if !(tight && (capitals || known) || slack && capitals && known) {
            return None;
        }
        let numbered = tokens.glued(at + 2) && tokens.digits(at + 2).is_some();
        return Some(Part { code: Some(&word.key), capitals, end: at + 2 + usize::from(numbered) });
    }
    let year = tokens.digits(at + 1).filter(|digits| digits.len() == 4)?;
    (mark == '/' && tight && !year.is_empty() && matches!(tokens.mark(at + 2), Some('/' | '-'))).then_some(Part {
        code: None,
        capitals: false,
        end: at + 2,
    })
}

fn gap(tokens: &Tokens<'_>, at: usize) -> Gap {
    tokens.get(at).map_or(Gap::Paragraph, |token| token.gap)
}
