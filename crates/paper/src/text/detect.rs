//! What a file is, told by its content, never by its name.
//!
//! Not here: reading it (`docx`, `pdf`, `html`, `plain`).

use super::{TextError, plain};

/// How far into a file its first tag or mark is looked for.
const HEAD: usize = 4096;

/// A format whose text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    /// Plain text, UTF-8 or UTF-16 with its byte order mark.
    Plain,
    /// A document of Word since 2007.
    Docx,
    /// A PDF.
    Pdf,
    /// A web page.
    Html,
}

/// The format of a file that is read.
pub(super) fn format_of(bytes: &[u8]) -> Result<TextFormat, TextError> {
    if bytes.is_empty() {
        return Err(TextError::Empty);
    }
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    if let Some(text) = plain::utf16(head) {
        return Ok(if is_markup(&text)? { TextFormat::Html } else { TextFormat::Plain });
    }
    let sane = head.trim_ascii_start();
    if sane.starts_with(b"%PDF-") || (holds(head, b"%PDF-") && holds(head, b"\0")) {
        return Ok(TextFormat::Pdf);
    }
    if head.starts_with(b"PK\x03\x04") {
        return archive(head);
    }
    foreign(bytes, head)?;
    let text = String::from_utf8_lossy(head);
    if is_markup(&text)? {
        return Ok(TextFormat::Html);
    }
    if head.contains(&0) && std::str::from_utf8(bytes).is_err() {
        return Err(TextError::NotText);
    }
    Ok(TextFormat::Plain)
}

/// An archive: which one shows its first entry or, for the formats of Word, its parts.
fn archive(head: &[u8]) -> Result<TextFormat, TextError> {
    let kinds = [
        ("application/vnd.oasis.opendocument.text", "OpenDocument (.odt)"),
        ("application/vnd.oasis.opendocument.spreadsheet", "OpenDocument (.ods)"),
        ("application/vnd.oasis.opendocument.presentation", "OpenDocument (.odp)"),
        ("application/epub+zip", "EPUB"),
    ];
    match kinds.iter().find(|(kind, _)| holds(head, kind.as_bytes())) {
        Some((_, name)) => Err(TextError::Foreign(name)),
        None => Ok(TextFormat::Docx),
    }
}

/// Formats that are known and not read.
fn foreign(bytes: &[u8], head: &[u8]) -> Result<(), TextError> {
    if head.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(old_office(bytes));
    }
    let marks: [(&[u8], &'static str); 9] = [
        (b"{\\rtf", "Rich Text (.rtf)"),
        (b"\x1f\x8b", "gzip (.gz)"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip (.7z)"),
        (b"Rar!", "RAR (.rar)"),
        (b"PK\x05\x06", "ZIP"),
        (b"%!PS", "PostScript (.ps)"),
        (b"\xdb\xa5-", "Word 2.0 (.doc)"),
        (b"AT&TFORM", "DjVu (.djvu)"),
        (b"\x7fELF", "ELF"),
    ];
    if let Some((_, name)) = marks.iter().find(|(mark, _)| head.starts_with(mark)) {
        return Err(TextError::Foreign(name));
    }
    let pictures: [&[u8]; 8] =
        [b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"\0\0\0\x0cjP", b"BM"];
    let picture = pictures.iter().any(|mark| head.starts_with(mark));
    let heic = head.get(4..8) == Some(b"ftyp");
    if heic || picture && head.contains(&0) {
        return Err(TextError::Picture);
    }
    Ok(())
}

/// A file of the Office before 2007, or one of today that opens with a password.
fn old_office(bytes: &[u8]) -> TextError {
    let named = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        holds(bytes, &wide)
    };
    if named("EncryptedPackage") {
        TextError::Encrypted
    } else if named("WordDocument") {
        TextError::Foreign("Word 97–2003 (.doc)")
    } else if named("Workbook") {
        TextError::Foreign("Excel 97–2003 (.xls)")
    } else {
        TextError::Foreign("Office 97–2003 (.doc)")
    }
}

/// Whether a text is a web page.
fn is_markup(text: &str) -> Result<bool, TextError> {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with("MIME-Version:") && text.contains("multipart/related") {
        return Err(TextError::Foreign("web archive (.mht)"));
    }
    if !start.starts_with('<') {
        return Ok(false);
    }
    let lower = start.to_ascii_lowercase();
    if lower.contains("<w:worddocument") || lower.contains("progid=\"word.document\"") {
        return Err(TextError::Foreign("Word 2003 XML (.xml)"));
    }
    if lower.contains("<office:document") {
        return Err(TextError::Foreign("OpenDocument XML (.fodt)"));
    }
    let tags = [
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<meta",
        "<title",
        "<div",
        "<p>",
        "<p ",
        "<table",
        "<h1",
        "<h2",
        "<article",
        "<section",
        "<main",
        "<span",
        "<ul",
        "<ol",
        "<center",
        "<font",
        "<style",
    ];
    let opens = tags.iter().any(|tag| lower.starts_with(tag));
    let after = (lower.starts_with("<!--") || lower.starts_with("<?xml") || lower.starts_with("<!doctype"))
        && (lower.contains("<html") || lower.contains("<body"));
    Ok(opens || after)
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        let told = |bytes: &[u8]| format_of(bytes);
        assert_eq!(told("Số: 12/KH-LĐLĐ".as_bytes()), Ok(TextFormat::Plain));
        assert_eq!(told(b"a < b, and <p is no tag"), Ok(TextFormat::Plain));
        assert_eq!(told(b"%PDF-1.7\n"), Ok(TextFormat::Pdf));
        assert_eq!(told(b"PK\x03\x04...."), Ok(TextFormat::Docx));
        assert_eq!(told(b"\xef\xbb\xbf\n<!DOCTYPE html><p>"), Ok(TextFormat::Html));
        assert_eq!(told(b"<!-- saved --><HTML>"), Ok(TextFormat::Html));
        assert_eq!(told(b"\xff\xfea\0"), Ok(TextFormat::Plain));
        assert_eq!(told(b"\xff\xfe<\0p\0>\0"), Ok(TextFormat::Html));
        assert_eq!(told(b"{\\rtf1"), Err(TextError::Foreign("Rich Text (.rtf)")));
        assert_eq!(told(b"\x89PNG\r\n\x1a\n\0"), Err(TextError::Picture));
        assert_eq!(told(b"BM is how this text begins"), Ok(TextFormat::Plain));
        assert_eq!(told(b"a\0\xff"), Err(TextError::NotText));
        assert_eq!(told(b""), Err(TextError::Empty));
        let odt = b"PK\x03\x04..........mimetypeapplication/vnd.oasis.opendocument.textPK";
        assert_eq!(told(odt), Err(TextError::Foreign("OpenDocument (.odt)")));
        let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        old.extend("WordDocument".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(told(&old), Err(TextError::Foreign("Word 97–2003 (.doc)")));
    }
}
