//! Reports (báo cáo): how one stands, what may be done with it, what was sent, and whether it came in time.
//!
//! A report that is expected exists without a row: it follows from the form and the life of the unit. Not here: the lines
//! of a form (`pack::forms`), their figures (`rollup`), who may do what (`store`).

mod burden;
mod difference;
mod timeliness;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{
    figures::{Answer, State, Value},
    members::words,
    org::UnknownWord,
};

pub use burden::BurdenRates;
pub use difference::{LineChange, differences};
pub use timeliness::{Outage, Timeliness, last_day, timeliness};

/// How a report stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportState {
    /// The unit is to send it, and has not begun.
    #[default]
    Expected,
    /// Begun: something of it was typed.
    Draft,
    /// Sent; waits for the unit it went to.
    Sent,
    /// Given back with reasons, to be mended and sent again.
    Returned,
    /// Approved: from here on a correction is an adjustment everybody sees.
    Approved,
    /// Need not be sent this time, for a reason.
    Excused,
}

words!(ReportState {
    Expected => "expected",
    Draft => "draft",
    Sent => "sent",
    Returned => "returned",
    Approved => "approved",
    Excused => "excused",
});

impl ReportState {
    /// Whether the unit still has to send it.
    #[must_use]
    pub const fn is_owed(self) -> bool {
        matches!(self, Self::Expected | Self::Draft | Self::Returned)
    }

    /// Whether lines may be typed: what was sent stands until it is given back, what was approved for good; what is typed in an
    /// approved report stands beside it as an adjustment.
    #[must_use]
    pub const fn takes_lines(self) -> bool {
        matches!(self, Self::Expected | Self::Draft | Self::Returned)
    }
}

/// What is done with a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportDeed {
    /// The unit types lines.
    Fill,
    /// The unit sends it.
    Send,
    /// The unit takes back what nobody has decided on yet.
    Recall,
    /// The unit it went to gives it back with reasons.
    Return,
    /// The unit it went to approves it.
    Approve,
    /// The unit it goes to waives it this time, for a reason.
    Excuse,
    /// The unit it goes to reminds of it.
    Remind,
    /// Either side says something about it.
    Comment,
}

words!(ReportDeed {
    Fill => "fill",
    Send => "send",
    Recall => "recall",
    Return => "return",
    Approve => "approve",
    Excuse => "excuse",
    Remind => "remind",
    Comment => "comment",
});

impl ReportDeed {
    /// The state after the deed; nothing where the deed does not fit the state.
    #[must_use]
    pub const fn after(self, state: ReportState) -> Option<ReportState> {
        use ReportState::{Approved, Draft, Excused, Expected, Returned, Sent};
        match (self, state) {
            (Self::Fill, Expected | Draft) | (Self::Recall, Sent) => Some(Draft),
            (Self::Fill, Returned) | (Self::Return, Sent) => Some(Returned),
            (Self::Send, Expected | Draft | Returned) => Some(Sent),
            // What is typed in an approved report is an adjustment with its reason.
            (Self::Approve, Sent) | (Self::Fill, Approved) => Some(Approved),
            (Self::Excuse, Expected | Draft | Returned) => Some(Excused),
            (Self::Remind, state) if state.is_owed() => Some(state),
            (Self::Comment, state) => Some(state),
            _ => None,
        }
    }

    /// Whether the unit that reports does it; otherwise the one it goes to does. Both comment.
    #[must_use]
    pub const fn is_of_sender(self) -> bool {
        matches!(self, Self::Fill | Self::Send | Self::Recall)
    }

    /// Whether it needs a reason in words.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Return | Self::Excuse | Self::Comment)
    }
}

/// A line of a report as it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentLine {
    /// Its number in the form.
    pub number: String,
    /// The indicator it shows.
    pub indicator: String,
    /// How complete the figure was.
    pub state: State,
    /// A count or an amount in đồng; nothing for a ratio, and where nobody reported.
    pub whole: Option<i64>,
    /// A ratio in hundredths of its unit of measure.
    pub hundredths: Option<i64>,
    /// Exact numerator of a ratio.
    pub numerator: Option<i64>,
    /// Exact denominator of a ratio.
    pub denominator: Option<i64>,
}

impl SentLine {
    /// The line of an answer.
    #[must_use]
    pub fn new(number: &str, answer: &Answer) -> Self {
        let (whole, hundredths) = match answer.value {
            Some(Value::Whole(whole)) => (Some(whole), None),
            Some(Value::Hundredths(hundredths)) => (None, Some(hundredths)),
            None => (None, None),
        };
        Self {
            number: number.to_owned(),
            indicator: answer.indicator.clone(),
            state: answer.state,
            whole,
            hundredths,
            numerator: answer.numerator,
            denominator: answer.denominator,
        }
    }

    /// Its value.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        self.whole.map(Value::Whole).or_else(|| self.hundredths.map(Value::Hundredths))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_approved_stays_approved_whatever_is_adjusted_or_said() {
        for deed in ReportDeed::ALL {
            let stays = matches!(deed, ReportDeed::Comment | ReportDeed::Fill).then_some(ReportState::Approved);
            assert_eq!(deed.after(ReportState::Approved), stays, "{}", deed.word());
        }
    }

    #[test]
    fn only_what_is_owed_is_reminded_of_or_excused() {
        for state in ReportState::ALL {
            assert_eq!(ReportDeed::Remind.after(*state).is_some(), state.is_owed(), "{}", state.word());
            assert_eq!(ReportDeed::Excuse.after(*state).is_some(), state.is_owed(), "{}", state.word());
        }
    }
}
