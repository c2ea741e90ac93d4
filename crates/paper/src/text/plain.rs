//! Plain text: UTF-8 as it stands, UTF-16 with its byte order mark turned into UTF-8.
//!
//! Not here: telling it from other formats (`detect`).

use super::TextError;

/// The text of a plain text file.
pub(super) fn text(bytes: Vec<u8>) -> Result<String, TextError> {
    match utf16(&bytes) {
        Some(text) if text.contains(char::REPLACEMENT_CHARACTER) => Err(TextError::NotText),
        Some(text) => Ok(text),
        None => {
            String::from_utf8(bytes).map_err(|error| TextError::NotUtf8 { byte: error.utf8_error().valid_up_to() + 1 })
        }
    }
}

/// The text of a file that begins with the byte order mark of UTF-16; what is no letter becomes U+FFFD.
pub(super) fn utf16(bytes: &[u8]) -> Option<String> {
    let (pair, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return None,
    };
    let units = rest.chunks_exact(2).filter_map(|two| two.try_into().ok()).map(pair);
    Some(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}
