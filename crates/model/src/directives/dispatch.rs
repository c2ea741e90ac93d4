//! Papers sent down: what is asked of the units below, and when somebody is reminded.
//!
//! Not here: who may send (`store::access`), what was answered (`store::directives::dispatch`).

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::org::UnknownWord;

/// What is asked of a unit a directive was sent to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// To read it and say so.
    #[default]
    Read,
    /// To answer in words or with a file.
    Answer,
    /// To open a programme that carries it out.
    Programme,
}

impl Request {
    /// Every request.
    pub const ALL: [Self; 3] = [Self::Read, Self::Answer, Self::Programme];

    /// The word of the request in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Answer => "answer",
            Self::Programme => "programme",
        }
    }
}

impl FromStr for Request {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|one| one.word() == word).ok_or_else(|| UnknownWord(word.to_owned()))
    }
}

/// How far a unit has come with what was sent to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Nobody of the unit has opened it.
    Sent,
    /// Somebody of the unit has opened it.
    Received,
    /// The unit has said that it read it, and something more is asked.
    Acknowledged,
    /// What was asked is done.
    Done,
}

impl Progress {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Sent, Self::Received, Self::Acknowledged, Self::Done];

    /// The word of the step in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Received => "received",
            Self::Acknowledged => "acknowledged",
            Self::Done => "done",
        }
    }
}

/// What a unit is told on a day about a paper it has not finished with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The day comes near: so many days are left, nought on the day itself.
    Soon(i64),
    /// The day has passed by so many days; how often a reminder fell due since.
    Late {
        /// Days since the day.
        days: i64,
        /// Reminders that fell due, the first on the first late day.
        reminders: i64,
    },
}

impl Notice {
    /// The notice of a day, by the days before the last day from which on one is given, and the days between two
    /// reminders afterwards. Worked out when somebody looks: nothing has to run for it.
    #[must_use]
    pub fn of(due: Option<NaiveDate>, today: NaiveDate, before: i64, every: i64) -> Option<Self> {
        let left = due?.signed_duration_since(today).num_days();
        if left < 0 {
            let days = -left;
            return Some(Self::Late { days, reminders: 1 + (days - 1) / every.max(1) });
        }
        (left <= before).then_some(Self::Soon(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_notice_comes_before_the_day_and_again_and_again_after_it() {
        let due = Some(day("2026-11-20"));
        let on = |today: &str| Notice::of(due, day(today), 3, 5);
        assert_eq!(on("2026-11-16"), None);
        assert_eq!(on("2026-11-17"), Some(Notice::Soon(3)));
        assert_eq!(on("2026-11-20"), Some(Notice::Soon(0)));
        assert_eq!(on("2026-11-21"), Some(Notice::Late { days: 1, reminders: 1 }));
        assert_eq!(on("2026-11-25"), Some(Notice::Late { days: 5, reminders: 1 }));
        assert_eq!(on("2026-11-26"), Some(Notice::Late { days: 6, reminders: 2 }));
        assert_eq!(Notice::of(None, day("2026-11-26"), 3, 5), None, "no day, no reminder");
    }
}
