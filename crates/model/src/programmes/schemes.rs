//! Schemes with money (đề án): claims, and the states they pass through.
//!
//! Not here: the rules of a scheme (`pack::schemes`), keeping claims (`store::programmes::schemes`).

use std::{collections::BTreeMap, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{ClaimId, ProgrammeId, RecordId, UnitId, members::words, org::UnknownWord, registers::Fields};

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimState {
    /// Handed in, its rules hold.
    Submitted,
    /// Its papers were looked through.
    Checked,
    /// Its money is committed.
    Approved,
    /// Its money was paid.
    Paid,
    /// A rule or a person refused it.
    Refused,
    /// Whoever claims took it back.
    Withdrawn,
    /// It was paid, and the payment was taken back.
    Reversed,
}

words!(ClaimState {
    Submitted => "submitted",
    Checked => "checked",
    Approved => "approved",
    Paid => "paid",
    Refused => "refused",
    Withdrawn => "withdrawn",
    Reversed => "reversed",
});

impl ClaimState {
    /// Whether its outcome is taken: nobody else is paid for it meanwhile.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Submitted | Self::Checked | Self::Approved | Self::Paid)
    }

    /// Whether its money is taken out of the budget.
    #[must_use]
    pub const fn commits(self) -> bool {
        matches!(self, Self::Approved | Self::Paid)
    }
}

/// What is done with a claim that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimDeed {
    /// The papers were looked through and fit.
    Check,
    /// The money is committed.
    Approve,
    /// The money was paid, on a day, under a voucher.
    Pay,
    /// Refused, with a reason.
    Refuse,
    /// Taken back by whoever claims.
    Withdraw,
    /// A payment is taken back, with a reason.
    Reverse,
}

words!(ClaimDeed {
    Check => "check",
    Approve => "approve",
    Pay => "pay",
    Refuse => "refuse",
    Withdraw => "withdraw",
    Reverse => "reverse",
});

impl ClaimDeed {
    /// The state after the deed, when it fits the state before.
    #[must_use]
    pub const fn after(self, before: ClaimState) -> Option<ClaimState> {
        use ClaimState::{Approved, Checked, Paid, Refused, Reversed, Submitted, Withdrawn};
        match (self, before) {
            (Self::Check, Submitted) => Some(Checked),
            (Self::Approve, Submitted | Checked) => Some(Approved),
            (Self::Pay, Approved) => Some(Paid),
            (Self::Refuse, Submitted | Checked | Approved) => Some(Refused),
            (Self::Withdraw, Submitted | Checked) => Some(Withdrawn),
            (Self::Reverse, Paid) => Some(Reversed),
            _ => None,
        }
    }

    /// The word of the deed in the audit log.
    #[must_use]
    pub const fn action(self) -> &'static str {
        match self {
            Self::Check => "claim.check",
            Self::Approve => "claim.approve",
            Self::Pay => "claim.pay",
            Self::Refuse => "claim.refuse",
            Self::Withdraw => "claim.withdraw",
            Self::Reverse => "claim.reverse",
        }
    }
}

/// What a claim is paid for: the union, the record or the person of a record, so that nothing is paid twice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct OutcomeKey(pub String);

impl OutcomeKey {
    /// A union.
    #[must_use]
    pub fn union(unit: UnitId) -> Self {
        Self(format!("union:{unit}"))
    }

    /// A record.
    #[must_use]
    pub fn record(record: RecordId) -> Self {
        Self(format!("record:{record}"))
    }

    /// A person, by what tells people in records apart.
    #[must_use]
    pub fn person(fingerprint: &str) -> Self {
        Self(format!("person:{fingerprint}"))
    }
}

/// A claim of a unit on the money of a scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Its id.
    pub id: ClaimId,
    /// The scheme, by its programme.
    pub scheme: ProgrammeId,
    /// The unit that claims.
    pub unit: UnitId,
    /// What it is for.
    pub outcome: OutcomeKey,
    /// The union or the recording unit behind the outcome.
    pub outcome_unit: UnitId,
    /// The record behind the outcome, where it is one.
    pub outcome_record: Option<RecordId>,
    /// The day of the outcome: the rules of that day judge.
    pub outcome_on: NaiveDate,
    /// What the outcome is called.
    pub title: String,
    /// What the rules were asked about, by name.
    pub facts: Fields,
    /// Papers handed in: the number of each by the paper's id.
    pub papers: BTreeMap<String, String>,
    /// Đồng.
    pub amount: i64,
    /// The day it was handed in.
    pub claimed_on: NaiveDate,
    /// Where it stands.
    pub state: ClaimState,
    /// The rule that refused it; empty otherwise.
    pub rule: String,
    /// Why it was refused, withdrawn or reversed.
    pub reason: String,
    /// The number of the voucher; empty until paid.
    pub voucher: String,
    /// The day it was paid.
    pub paid_on: Option<NaiveDate>,
    /// The record the payment made.
    pub record: Option<RecordId>,
    /// Grows by one with every change; 0 for one not written yet.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_goes_forward_or_ends() {
        use ClaimState::{Approved, Paid, Refused, Reversed, Submitted};
        assert_eq!(ClaimDeed::Approve.after(Submitted), Some(Approved));
        assert_eq!(ClaimDeed::Pay.after(Submitted), None, "nothing is paid that nobody approved");
        assert_eq!(ClaimDeed::Reverse.after(Paid), Some(Reversed));
        for ended in [Refused, Reversed, ClaimState::Withdrawn] {
            assert!(ClaimDeed::ALL.iter().all(|deed| deed.after(ended).is_none()) && !ended.is_live());
        }
        for state in ClaimState::ALL {
            assert!(state.is_live() || !state.commits());
        }
    }
}
