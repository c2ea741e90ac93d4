//! The letters of a web page: its byte order mark, else what its head says, else UTF-8.
//!
//! Not here: the tables of encodings (`encoding_rs`).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use crate::text::TextError;

/// How far into a page its encoding is said (HTML, 13.2.3.2 asks for 1,024 bytes; some pages take longer).
const HEAD: usize = 4_096;

/// The page as text. Bytes that are no letter become U+FFFD where the page names its encoding.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, TextError> {
    let marked = Encoding::for_bom(bytes).is_some();
    let said = said(bytes.get(..HEAD).unwrap_or(bytes)).and_then(|label| Encoding::for_label(&label));
    match said {
        _ if marked => Ok(UTF_8.decode(bytes).0),
        Some(encoding) => Ok(encoding.decode(bytes).0),
        None => std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| TextError::NotUtf8 { byte: error.valid_up_to() + 1 }),
    }
}

/// The label after `charset=` (or `encoding=` of an XML declaration).
fn said(head: &[u8]) -> Option<Vec<u8>> {
    let head = head.to_ascii_lowercase();
    let after = |mark: &[u8]| {
        let place = head.windows(mark.len()).position(|window| window == mark)?;
        head.get(place + mark.len()..)
    };
    let rest = after(b"charset=").or_else(|| after(b"encoding="))?;
    let quoted = |byte: &u8| matches!(byte, b'"' | b'\'' | b' ');
    let start = rest.iter().position(|byte| !quoted(byte))?;
    let rest = rest.get(start..)?;
    let label = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':');
    let end = rest.iter().position(|byte| !label(byte)).unwrap_or(rest.len());
    let label = rest.get(..end)?;
    // A page that could say so in letters of one byte is not in UTF-16, whatever it says (HTML, 13.2.3.2).
    Some(if label.starts_with(b"utf-16") { b"utf-8".to_vec() } else { label.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_its_encoding() {
        let page =
            b"<html><head><meta http-equiv=Content-Type content=\"text/html; charset=windows-1258\">\xd0\xf4\xf2";
        assert!(decoded(page).expect("1258").ends_with("Đô\u{323}"));
        assert!(decoded(b"\xff\xfe<\0p\0>\0").expect("utf-16").starts_with("<p>"));
        assert_eq!(decoded(b"<p>\xd0").expect_err("no encoding"), TextError::NotUtf8 { byte: 4 });
    }
}
