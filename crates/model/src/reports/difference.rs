//! What differs between two sendings of a report, line by line.
//!
//! Not here: how a difference is shown (`web`).

use super::SentLine;
use crate::figures::{State, Value};

/// A line that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineChange {
    /// Its number in the form.
    pub number: String,
    /// The indicator it shows.
    pub indicator: String,
    /// What it was; nothing where nobody had reported.
    pub before: Option<Value>,
    /// What it is.
    pub after: Option<Value>,
    /// Whether zero, missing and not applicable alone changed places.
    pub states: (State, State),
}

impl LineChange {
    /// By how much it grew; nothing for ratios and where one side has no value.
    #[must_use]
    pub fn by(&self) -> Option<i64> {
        let whole = |value: Option<Value>| value.and_then(Value::whole);
        whole(self.after)?.checked_sub(whole(self.before)?)
    }
}

/// The lines whose value differs, or that have one on one side alone, in the order of the later sending. Lines are told
/// apart by number and indicator: a form may show one indicator twice.
#[must_use]
pub fn differences(before: &[SentLine], after: &[SentLine]) -> Vec<LineChange> {
    let same = |one: &SentLine, other: &SentLine| one.number == other.number && one.indicator == other.indicator;
    let change = |line: &SentLine, was: Option<&SentLine>, is: Option<&SentLine>| LineChange {
        number: line.number.clone(),
        indicator: line.indicator.clone(),
        before: was.and_then(SentLine::value),
        after: is.and_then(SentLine::value),
        states: (was.map_or(State::Missing, |line| line.state), is.map_or(State::Missing, |line| line.state)),
    };
    let differs = |change: &LineChange| change.before != change.after;
    let now = after.iter().map(|is| change(is, before.iter().find(|was| same(was, is)), Some(is)));
    let gone = before.iter().filter(|was| !after.iter().any(|is| same(was, is)));
    now.chain(gone.map(|was| change(was, Some(was), None))).filter(differs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: &str, whole: Option<i64>) -> SentLine {
        SentLine {
            number: number.to_owned(),
            indicator: format!("some.{number}"),
            state: if whole.is_some() { State::Reported } else { State::Missing },
            whole,
            hundredths: None,
            numerator: None,
            denominator: None,
        }
    }

    #[test]
    fn a_nil_report_differs_from_none_and_equal_lines_are_left_out() {
        let before = [line("A01", Some(5)), line("A02", None), line("A03", Some(7)), line("A04", Some(1))];
        let after = [line("A01", Some(5)), line("A02", Some(0)), line("A03", Some(9))];
        let found = differences(&before, &after);
        let told: Vec<_> = found.iter().map(|one| (one.number.as_str(), one.before, one.after, one.by())).collect();
        assert_eq!(
            told,
            [
                ("A02", None, Some(Value::Whole(0)), None),
                ("A03", Some(Value::Whole(7)), Some(Value::Whole(9)), Some(2)),
                ("A04", Some(Value::Whole(1)), None, None),
            ]
        );
    }
}
