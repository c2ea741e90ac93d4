//! What ids look like.
//!
//! Not here: codes of units (`congdoan_model::org::Code`).

/// Whether a text may be an id.
pub(crate) fn is_id(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a text may be the id of an indicator: two ids or more joined by points, `training.classes`.
pub(crate) fn is_indicator_id(text: &str) -> bool {
    text.contains('.') && text.split('.').all(is_id)
}
