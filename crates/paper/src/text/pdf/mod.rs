//! PDF with text: its letters in their places, put together to lines and paragraphs.
//!
//! Written for text alone, so that nothing in a damaged or hostile file is ever interpreted that is not needed: no
//! outlines of fonts, no pictures, no programs. What streams expand to and what instructions ask for is counted against
//! [`TextLimits`]; the tables that say where objects lie are not believed.
//!
//! Not here: recognising letters in scans; files that open only with a password.

mod content;
mod encoding;
mod file;
mod filter;
mod font;
mod layout;
mod lex;
mod matrix;
mod pages;
mod paragraphs;

use super::{TextError, TextLimits, lines::Lines};
use content::{Doubts, Drawing};
use file::File;
use paragraphs::Paragraphs;

/// So few letters that cannot be told are ornaments.
const FEWEST_DOUBTS: usize = 12;
/// At least one in so many letters makes a paper unreadable.
const ONE_IN: usize = 10;

/// The text of a PDF; empty when it has none.
pub(super) fn text(bytes: &[u8], limits: &TextLimits) -> Result<String, TextError> {
    let file = File::read(bytes, limits.of_size(bytes.len()))?;
    let mut lines = Lines::new(limits.text);
    let mut drawing = Drawing::new(&file);
    let mut paragraphs = Paragraphs::default();
    pages::each_page(&file, limits.pages, |page| {
        let glyphs = drawing.page(&page)?;
        paragraphs.page(layout::lines(glyphs)).iter().try_for_each(|paragraph| lines.push(&unsymbolled(paragraph)))
    })?;
    refuse_doubts(&drawing.doubts)?;
    lines.push(&unsymbolled(&paragraphs.finish()))?;
    Ok(lines.finish())
}

/// A text with too many letters that cannot be told is refused: what is left of it would be read as if it were whole.
fn refuse_doubts(doubts: &Doubts) -> Result<(), TextError> {
    let many = |count: usize| count >= FEWEST_DOUBTS && count.saturating_mul(ONE_IN) >= doubts.letters;
    if let Some(coding) = doubts.legacy_name.filter(|_| many(doubts.legacy)) {
        return Err(TextError::Legacy(coding));
    }
    let most = doubts.unmapped.saturating_mul(2) >= doubts.letters;
    match &doubts.first {
        Some((font, page)) if most || many(doubts.unmapped) => {
            Err(TextError::Unmapped { font: font.clone(), page: *page })
        }
        _ => Ok(()),
    }
}

/// Ligatures as their letters, signs of symbol fonts at the head of an item as a dash and elsewhere left out.
fn unsymbolled(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            'ﬀ' => plain.push_str("ff"),
            'ﬁ' => plain.push_str("fi"),
            'ﬂ' => plain.push_str("fl"),
            'ﬃ' => plain.push_str("ffi"),
            'ﬄ' => plain.push_str("ffl"),
            '\u{e000}'..='\u{f8ff}' if plain.trim().is_empty() => plain.push('-'),
            '\u{e000}'..='\u{f8ff}' => {}
            sign => plain.push(sign),
        }
    }
    plain
}
