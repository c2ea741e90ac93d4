//! What is kept of a reading for ever: each finding with its place, its rule, what was read and what a person made of it.
//!
//! Not here: finding (`reader`), storing (`store`).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ClauseId, DirectiveId, FindingId, UnitId, programmes::Comparator};

/// What a finding is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// A mention of a paper.
    #[default]
    Citation,
    /// A number to be reached or kept to.
    Target,
    /// A number that reports.
    Figure,
    /// Something somebody is asked to do.
    Task,
    /// A body or unit named.
    Organisation,
    /// A period named.
    Period,
    /// Something the reader doubts.
    Remark,
}

impl FindingKind {
    /// Every kind, in the order they are shown.
    pub const ALL: [Self; 7] =
        [Self::Citation, Self::Target, Self::Figure, Self::Task, Self::Organisation, Self::Period, Self::Remark];

    /// The word of the kind in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Citation => "citation",
            Self::Target => "target",
            Self::Figure => "figure",
            Self::Task => "task",
            Self::Organisation => "organisation",
            Self::Period => "period",
            Self::Remark => "remark",
        }
    }

    /// The letter of the kind in names of anchors.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Citation => 'c',
            Self::Target => 't',
            Self::Figure => 'f',
            Self::Task => 'k',
            Self::Organisation => 'o',
            Self::Period => 'p',
            Self::Remark => 'r',
        }
    }

    /// The kind of a word made by [`FindingKind::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a person decided about a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Nothing yet.
    #[default]
    Open,
    /// It stands as it was read.
    Accepted,
    /// It stands with other values than were read.
    Corrected,
    /// It is none.
    Refused,
}

impl Decision {
    /// Every decision.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Corrected, Self::Refused];

    /// The word of the decision in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Corrected => "corrected",
            Self::Refused => "refused",
        }
    }

    /// The decision of a word made by [`Decision::word`].
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|decision| decision.word() == word)
    }

    /// Whether the finding stands.
    #[must_use]
    pub const fn stands(self) -> bool {
        matches!(self, Self::Accepted | Self::Corrected)
    }
}

/// The values of a finding. Which of them are used depends on its kind; what is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Values {
    /// Citation: the kind word.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// Citation: number and symbol.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub symbol: String,
    /// Citation: the day of issue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// Citation: the issuer.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub issuer: String,
    /// Citation: how the paper stands to the one it names, as a word of `Relation`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub relation: String,
    /// Target, figure: what is counted.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// Target: the comparator's sign. Figure: the qualifier's sign.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub comparator: String,
    /// Target, figure: the value as a decimal text with a dot.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// Upper end of a range; the denominator of a ratio.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub value_max: String,
    /// Unit of measure.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The phrase that states the period or the due date.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub period: String,
    /// First day of that period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Last day of that period.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Task: who is asked.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Remark: its code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
}

/// A finding as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its id.
    pub id: FindingId,
    /// What it is.
    pub kind: FindingKind,
    /// Its place among those of its kind, from 1.
    pub place: i64,
    /// Where it begins in the kept text, in code points.
    pub start: i64,
    /// The first code point after it.
    pub end: i64,
    /// The words of the text.
    pub text: String,
    /// The rule that made it.
    pub rule: String,
    /// The values as read.
    pub read: Values,
    /// The values as they stand now.
    pub kept: Values,
    /// What was decided.
    pub decision: Decision,
    /// Citation: the paper of the register it names.
    pub cited: Option<DirectiveId>,
    /// Organisation: the unit of the tree it names.
    pub unit: Option<UnitId>,
    /// Target, figure: the indicator chosen.
    pub indicator: Option<String>,
    /// The innermost clause it stands in.
    pub clause: Option<ClauseId>,
    /// Who decided.
    pub decided_by: Option<String>,
    /// When, in microseconds since 1970.
    pub decided_at: Option<i64>,
}

/// A target of a text, ready to become one of a programme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetFound {
    /// The finding.
    pub finding: FindingId,
    /// The clause it stands in.
    pub clause: Option<ClauseId>,
    /// The indicator chosen.
    pub indicator: String,
    /// How the value is held against it.
    pub comparator: Comparator,
    /// The value, in hundredths.
    pub value: i64,
    /// The upper end of a range, in hundredths.
    pub value_max: Option<i64>,
    /// First and last day of its period, as far as the text says.
    pub days: (Option<NaiveDate>, Option<NaiveDate>),
    /// The words of the text.
    pub text: String,
}

impl Finding {
    /// The name of its anchor on pages: `c1`, `t3`.
    #[must_use]
    pub fn anchor(&self) -> String {
        format!("{}{}", self.kind.letter(), self.place)
    }

    /// The target it is, when it is one that stands, has an indicator and a value that can be held exactly. "100%" with no
    /// comparator other than "=" asks for all there are.
    #[must_use]
    pub fn target(&self) -> Option<TargetFound> {
        if self.kind != FindingKind::Target || !self.decision.stands() {
            return None;
        }
        let value = hundredths(&self.kept.value)?;
        let value_max = if self.kept.value_max.is_empty() { None } else { Some(hundredths(&self.kept.value_max)?) };
        let comparator = match (self.kept.comparator.parse().ok()?, value_max) {
            (Comparator::Equal, Some(_)) => Comparator::Range,
            (Comparator::Equal, None) if self.kept.unit == "%" && value == 10_000 => Comparator::All,
            (sign, _) => sign,
        };
        Some(TargetFound {
            finding: self.id,
            clause: self.clause,
            indicator: self.indicator.clone()?,
            comparator,
            value,
            value_max,
            days: (self.kept.from, self.kept.to),
            text: self.text.clone(),
        })
    }
}

/// A decimal text with a dot or a comma as hundredths; none when it is no number or finer than a hundredth.
#[must_use]
pub fn hundredths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (whole, decimals) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let decimals = decimals.trim_end_matches('0');
    if whole.is_empty() || decimals.len() > 2 || !decimals.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let (sign, digits) = whole.strip_prefix('-').map_or((1, whole), |digits| (-1, digits));
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let part: i64 = if decimals.is_empty() { 0 } else { format!("{decimals:0<2}").parse().ok()? };
    digits.parse::<i64>().ok()?.checked_mul(100)?.checked_add(part)?.checked_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_hundredths_exactly_or_not_at_all() {
        for (text, value) in [
            ("70", Some(7_000)),
            ("95.5", Some(9_550)),
            ("12,25", Some(1_225)),
            ("3.140", Some(314)),
            ("-1.5", Some(-150)),
        ] {
            assert_eq!(hundredths(text), value, "{text}");
        }
        for text in ["", "-", "1.234", "x", "1.x", "99999999999999999999", ".5"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }

    #[test]
    fn a_target_needs_an_indicator_and_a_standing_decision() {
        let kept = Values { comparator: "=".into(), value: "100".into(), unit: "%".into(), ..Values::default() };
        let mut finding =
            Finding { kind: FindingKind::Target, kept, decision: Decision::Accepted, ..Finding::default() };
        assert_eq!(finding.target(), None);
        finding.indicator = Some("study.coverage".to_owned());
        assert_eq!(finding.target().map(|one| one.comparator), Some(Comparator::All));
        finding.kept.value_max = "120".into();
        assert_eq!(
            finding.target().map(|one| (one.comparator, one.value_max)),
            Some((Comparator::Range, Some(12_000)))
        );
        finding.decision = Decision::Refused;
        assert_eq!(finding.target(), None);
    }
}
