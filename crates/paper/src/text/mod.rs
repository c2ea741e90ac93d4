//! Papers in: the text of a DOCX, a PDF with text, a web page or a plain text file.
//!
//! [`text_of`] tells by the content what a file is and gives its text: one line for each paragraph, cell borders as
//! tabs, numbers that the program would draw written out. Plain text in UTF-8 comes back as it stands, to the byte, so
//! that places counted in it are places in the file; for the other formats places count in the text given here.
//!
//! Everything that can be wrong with a file is a [`TextError`] with words for people. Nothing here panics on any input,
//! recurses with it or expands it beyond the [`TextLimits`].
//!
//! Not here: what the text says (`reader`); recognising letters in pictures; old `.doc`, `.rtf` and `.odt` files, which
//! are refused with the way out.

mod detect;
mod docx;
mod error;
mod html;
mod legacy;
mod lines;
mod numerals;
mod pdf;
mod plain;

pub use detect::TextFormat;
pub use error::TextError;

/// How far a file may expand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLimits {
    /// The most bytes all parts of an archive, or all streams of a PDF, may expand to together.
    pub expanded: u64,
    /// The most bytes of text, in UTF-8.
    pub text: usize,
    /// The most pages of a PDF.
    pub pages: usize,
}

impl Default for TextLimits {
    /// 256 MB of parts, 64 MB of text, 5,000 pages.
    fn default() -> Self {
        Self { expanded: 256 * 1024 * 1024, text: 64 * 1024 * 1024, pages: 5_000 }
    }
}

/// No real paper expands to more than so many times its size …
const LARGEST_RATIO: u64 = 150;
/// … unless it is tiny: a template of few words.
const LEAST_EXPANDED: u64 = 16 * 1024 * 1024;

impl TextLimits {
    /// How many bytes a file of a size may expand to.
    fn of_size(&self, size: usize) -> u64 {
        self.expanded.min(LEAST_EXPANDED.max((size as u64).saturating_mul(LARGEST_RATIO)))
    }
}

/// The text of a file and what the file was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What the file is.
    pub format: TextFormat,
    /// Its text.
    pub text: String,
}

/// The text of a file.
///
/// # Errors
/// [`TextError`] when the file is of a format that is not read, is damaged, is protected, holds no text or expands beyond
/// the limits.
pub fn text_of(bytes: Vec<u8>, limits: &TextLimits) -> Result<Text, TextError> {
    let format = detect::format_of(&bytes)?;
    let text = match format {
        TextFormat::Plain => plain::text(bytes)?,
        TextFormat::Docx => docx::text(bytes, limits)?,
        TextFormat::Pdf => pdf::text(&bytes, limits)?,
        TextFormat::Html => html::text(&bytes, limits)?,
    };
    if text.trim().is_empty() {
        return Err(if format == TextFormat::Pdf { TextError::Scanned } else { TextError::Empty });
    }
    if format != TextFormat::Plain {
        legacy::refuse(&text)?;
    }
    Ok(Text { format, text })
}
