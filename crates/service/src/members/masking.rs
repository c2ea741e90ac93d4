//! What is shown of a guarded field: enough to recognise it, too little to use it.
//!
//! Not here: which fields are guarded (`pack`), sealing (`sealing`).

use congdoan_pack::{MemberField, MemberFieldKind, PersonalClass};

use super::sealing::Values;

/// How many last digits of a number stay readable.
const READABLE: usize = 3;
/// What stands for letters that are not shown.
const DOTS: &str = "••••••";

/// A field of a member as the caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Nothing is known.
    Empty,
    /// The value, in the form it is kept in.
    Plain(String),
    /// Something of the value: basic personal data.
    Masked(String),
    /// Known, and nothing of it shown: sensitive personal data, or the key file is missing.
    Sealed,
}

impl Shown {
    /// What can be read of it; empty where nothing is shown.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Masked(text) => text,
            Self::Empty | Self::Sealed => "",
        }
    }
}

/// How a field is shown; `sealed` are the guarded values, where they could be opened.
pub(crate) fn shown(field: &MemberField, open: &Values, sealed: Option<&Values>, anything_sealed: bool) -> Shown {
    if field.class == PersonalClass::Open {
        return open.get(&field.id).map_or(Shown::Empty, |value| Shown::Plain(value.clone()));
    }
    let Some(sealed) = sealed else { return if anything_sealed { Shown::Sealed } else { Shown::Empty } };
    match sealed.get(&field.id) {
        None => Shown::Empty,
        Some(_) if field.class == PersonalClass::Sensitive => Shown::Sealed,
        Some(value) => Shown::Masked(masked(field.kind, value)),
    }
}

/// A value with most of it dotted out.
pub(crate) fn masked(kind: MemberFieldKind, value: &str) -> String {
    let signs = value.chars().count();
    match kind {
        MemberFieldKind::Digits if signs > 2 * READABLE => {
            let dots = "•".repeat(signs - READABLE);
            dots + &value.chars().skip(signs - READABLE).collect::<String>()
        }
        _ => DOTS.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_last_three_digits_and_everything_else_nothing() {
        assert_eq!(masked(MemberFieldKind::Digits, "040190001234"), "•••••••••234");
        assert_eq!(masked(MemberFieldKind::Digits, "12345"), DOTS, "too short to show any of it");
        assert_eq!(masked(MemberFieldKind::Text, "12 Quang Trung"), DOTS);
    }
}
