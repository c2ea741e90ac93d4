//! Sessions at which directives are studied (quán triệt), and the code on the wall by which people check in.
//!
//! A code says which session and in which minute it was made, and bears a mark only the session's secret makes. It is good
//! for [`CODE_MINUTES`], so that a picture of it sent to somebody at home is soon worth nothing. Not here: the window of
//! the session and who came (`service::directives::study`), drawing the code (`paper`).

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{StudySessionId, Timestamp, ids::hex, org::UnknownWord};

/// How long a code is good, in minutes: long enough for somebody to type a name and a number on a phone.
pub const CODE_MINUTES: i64 = 10;
/// Microseconds of a minute.
const MINUTE: i64 = 60_000_000;
/// Hexadecimal digits of the session, the minute and the mark.
const DIGITS: [usize; 3] = [32, 8, 32];

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $case:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $case),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$case),+];

            /// The word in data and the API.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$case => $word),+ }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(word: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|one| one.word() == word).ok_or_else(|| UnknownWord(word.to_owned()))
            }
        }
    };
}

words! {
    /// How people come together.
    StudyForm {
        /// In one room.
        #[default]
        Meeting = "meeting",
        /// Over the network.
        Online = "online",
        /// Both.
        Mixed = "mixed",
    }
}

words! {
    /// Who is expected at a session: of the unit and all it manages below.
    Expected {
        /// All members.
        #[default]
        Members = "members",
        /// Whoever holds a post.
        Officers = "officers",
        /// Whoever holds one of some posts.
        Posts = "posts",
        /// A number written down.
        Number = "number",
    }
}

words! {
    /// How somebody's coming was written down.
    Way {
        /// By the code on the wall.
        #[default]
        Code = "code",
        /// From a list that was brought in.
        List = "list",
        /// Ticked by whoever leads the session.
        Hand = "hand",
    }
}

/// A code read from an address: for which session, made in which minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckInCode {
    /// The session.
    pub session: StudySessionId,
    minute: u32,
    mark: String,
}

impl CheckInCode {
    /// The text of the code of a session at a moment.
    #[must_use]
    pub fn text(session: StudySessionId, secret: &str, now: Timestamp) -> String {
        let minute = minute_of(now);
        format!("{}{minute:08x}{}", session.uuid().simple(), mark(session, secret, minute))
    }

    /// Reads a text. Whether it is genuine is known only with the session's secret: [`CheckInCode::stands`].
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let [session, minute, mark] = DIGITS;
        if text.len() != session + minute + mark || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let (id, rest) = text.split_at_checked(session)?;
        let (at, sign) = rest.split_at_checked(minute)?;
        Some(Self {
            session: StudySessionId::from(Uuid::from_str(id).ok()?),
            minute: u32::from_str_radix(at, 16).ok()?,
            mark: sign.to_ascii_lowercase(),
        })
    }

    /// Whether the session's secret made the code.
    #[must_use]
    pub fn is_genuine(&self, secret: &str) -> bool {
        // Hashes of both are compared, so that the time taken tells nothing of the mark.
        let (own, sent) = (mark(self.session, secret, self.minute), self.mark.as_str());
        blake3::hash(own.as_bytes()) == blake3::hash(sent.as_bytes())
    }

    /// Whether the code is genuine and still good.
    #[must_use]
    pub fn stands(&self, secret: &str, now: Timestamp) -> bool {
        let age = i64::from(minute_of(now)) - i64::from(self.minute);
        self.is_genuine(secret) && (0..=CODE_MINUTES).contains(&age)
    }
}

fn minute_of(now: Timestamp) -> u32 {
    u32::try_from(now.micros() / MINUTE).unwrap_or(0)
}

/// BLAKE3 keyed by a hash of the secret, 128 bits of it: a mark nobody makes without the secret.
fn mark(session: StudySessionId, secret: &str, minute: u32) -> String {
    let key = blake3::derive_key("congdoan 2026-11 check-in code", secret.as_bytes());
    let said = [&session.uuid().as_bytes()[..], &minute.to_be_bytes()[..]].concat();
    let hash = blake3::keyed_hash(&key, &said);
    let (mark, _) = hash.as_bytes().split_at(16);
    hex(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_000_020_000_000;

    fn session(last: u128) -> StudySessionId {
        StudySessionId::from(Uuid::from_u128(last))
    }

    #[test]
    fn a_code_holds_for_its_session_its_secret_and_ten_minutes() {
        let now = Timestamp::from_micros(NOON);
        let text = CheckInCode::text(session(7), "secret", now);
        let code = CheckInCode::read(&text).expect("a code");
        assert_eq!(code.session, session(7));
        assert!(code.stands("secret", now));
        assert!(code.stands("secret", now.plus_seconds(600)));
        assert!(!code.stands("secret", now.plus_seconds(661)), "an old picture is worth nothing");
        assert!(!code.stands("secret", now.plus_seconds(-61)), "nor one from the future");
        assert!(!code.stands("other", now));
        assert_ne!(
            text,
            CheckInCode::text(session(7), "secret", now.plus_seconds(60)),
            "the code changes every minute"
        );
    }

    #[test]
    fn a_code_moved_to_another_session_or_minute_is_not_genuine() {
        let now = Timestamp::from_micros(NOON);
        let text = CheckInCode::text(session(7), "secret", now);
        let moved = text.replacen("07", "08", 1);
        assert_eq!(CheckInCode::read(&moved).map(|code| code.stands("secret", now)), Some(false));
        let later = CheckInCode::text(session(7), "other", now.plus_seconds(60));
        let joined: String =
            text.chars().take(32).chain(later.chars().skip(32).take(8)).chain(text.chars().skip(40)).collect();
        let code = CheckInCode::read(&joined).expect("it has the shape");
        assert!(!code.stands("secret", now.plus_seconds(60)));
        for wrong in [
            "",
            "abc",
            text.trim_start_matches('0'),
            &format!("{text}0"),
            &text.replace('0', "g"),
            "đ".repeat(36).as_str(),
        ] {
            assert_eq!(CheckInCode::read(wrong), None, "{wrong}");
        }
    }
}
