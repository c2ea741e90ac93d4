//! Members: sexes, causes of joining and leaving, the roll of a unit as totals see it, and what an indicator counts of it.
//!
//! Not here: the fields of the member file (`pack`), names and secrets of people (`store::members`), counting (`rollup`).

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{UnitId, org::UnknownWord};

/// Gives an enum of words its list, its word in data, and its way back.
macro_rules! words {
    ($name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        impl $name {
            /// Every one, in the order lists show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in data, files and the API.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|one| one.word() == text).ok_or_else(|| UnknownWord(text.to_owned()))
            }
        }
    };
}

pub(crate) use words;

/// Sex as the statistical forms ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Nữ.
    Female,
    /// Nam.
    Male,
}

words!(Sex { Female => "female", Male => "male" });

/// How a membership in a unit began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Joining {
    /// Kết nạp: admitted by the committee (Hướng dẫn 38/HD-TLĐ 2024, mục 3.1).
    Admitted,
    /// Kết nạp lại: admitted again, decided by the upper level (Charter XII, Điều 3).
    Readmitted,
    /// Chuyển sinh hoạt đến: came from another unit.
    TransferredIn,
}

words!(Joining { Admitted => "admitted", Readmitted => "readmitted", TransferredIn => "transferred_in" });

/// How a membership in a unit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leaving {
    /// Chuyển sinh hoạt đi: went to another unit.
    TransferredOut,
    /// Thôi việc.
    LeftWork,
    /// Nghỉ hưu.
    Retired,
    /// Xin ra khỏi tổ chức.
    Withdrew,
    /// Khai trừ.
    Expelled,
    /// Qua đời.
    Died,
    /// Thôi là đoàn viên: a class of people ceased to be members (since 1 July 2025).
    Ceased,
    /// The unit ended and nobody carries on its membership; worked out from the unit's end, never written for a person.
    UnitEnded,
    /// Entered by mistake and taken back.
    Mistaken,
}

words!(Leaving {
    TransferredOut => "transferred_out",
    LeftWork => "left_work",
    Retired => "retired",
    Withdrew => "withdrew",
    Expelled => "expelled",
    Died => "died",
    Ceased => "ceased",
    UnitEnded => "unit_ended",
    Mistaken => "mistaken",
});

/// What a person asks about the own data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DataRequestKind {
    /// Xem, được cung cấp dữ liệu.
    Access,
    /// Chỉnh sửa.
    Correct,
    /// Hạn chế xử lý.
    Restrict,
    /// Rút lại sự đồng ý.
    Withdraw,
    /// Xóa.
    Delete,
    /// Phản đối xử lý.
    Object,
    /// Khiếu nại, tố cáo.
    Complain,
}

words!(DataRequestKind {
    Access => "access",
    Correct => "correct",
    Restrict => "restrict",
    Withdraw => "withdraw",
    Delete => "delete",
    Object => "object",
    Complain => "complain",
});

impl DataRequestKind {
    /// The parameter that says in how many days it is to be answered; none where the rules name no days.
    #[must_use]
    pub const fn answer_parameter(self) -> Option<&'static str> {
        match self {
            Self::Access | Self::Correct => Some("personal.correct_days"),
            Self::Restrict | Self::Withdraw | Self::Object => Some("personal.restrict_days"),
            Self::Delete => Some("personal.delete_days"),
            Self::Complain => None,
        }
    }
}

/// One membership of one person in one unit, as totals see it. Half-open: the day of leaving is the first day no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stay {
    /// First day.
    pub joined_on: NaiveDate,
    /// How it began.
    pub joining: Joining,
    /// First day no more and how it ended; `None` while it lasts or ends with its unit.
    pub left: Option<(NaiveDate, Leaving)>,
    /// The person's sex, when known.
    pub sex: Option<Sex>,
    /// The person's year of birth, when known.
    pub born: Option<i32>,
}

/// The members' roll of a unit: every membership it ever held.
///
/// From the day it counts, figures of members of this unit come from the roll; before it, from what was declared. Where a
/// unit ends with an heir (see [`crate::org::Succession`]), its members stand in the heir from that day on; where
/// it ends without one, their memberships end with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roll {
    /// The unit.
    pub unit: UnitId,
    /// The first day it counts.
    pub counts_from: NaiveDate,
    /// The memberships.
    pub stays: Vec<Stay>,
}

/// What of a roll an indicator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberEvent {
    /// Members standing on the period's last day: a stock.
    #[default]
    Standing,
    /// Memberships begun in the period: a flow.
    Joined,
    /// Memberships ended in the period: a flow.
    Left,
}

/// What an indicator counts of the rolls; empty lists mean all.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberCount {
    /// A stock or one of two flows.
    pub event: MemberEvent,
    /// Only memberships begun in one of these ways.
    #[serde(default)]
    pub joining: Vec<Joining>,
    /// For those that ended: only in one of these ways.
    #[serde(default)]
    pub leaving: Vec<Leaving>,
    /// Only this sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Only this age in whole years, from and to inclusive, by year of birth against the year of the day counted.
    #[serde(default)]
    pub ages: Option<(i32, i32)>,
    /// Only units of one of these forms.
    #[serde(default)]
    pub forms: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for joining in Joining::ALL {
            assert_eq!(joining.word().parse(), Ok(*joining));
            assert_eq!(serde_json::to_value(joining).unwrap(), joining.word());
        }
        for leaving in Leaving::ALL {
            assert_eq!(leaving.word().parse(), Ok(*leaving));
            assert_eq!(serde_json::to_value(leaving).unwrap(), leaving.word());
        }
    }
}
