//! Units of the federation and the dated links between them.
//!
//! Not here: walking the tree (`rollup`), reorganisation, bodies and posts.

use std::{fmt, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{LinkId, UnitId};

/// What a unit is. Names of levels changed on 2025-07-01 (Law 97/2025/QH15, Article 2); kinds outlive names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitKind {
    /// Tổng Liên đoàn Lao động Việt Nam.
    Confederation,
    /// Liên đoàn Lao động tỉnh, thành phố.
    Province,
    /// Công đoàn ngành trung ương.
    Industry,
    /// Công đoàn tập đoàn, tổng công ty.
    Corporation,
    /// Công đoàn cấp trên trực tiếp cơ sở (until 2025), công đoàn xã, phường, khu công nghiệp.
    Upper,
    /// Công đoàn cơ sở, nghiệp đoàn cơ sở.
    Grassroots,
    /// Công đoàn bộ phận, công đoàn cơ sở thành viên.
    Section,
    /// Tổ công đoàn.
    Group,
    /// A Party body; it directs and never counts.
    Party,
    /// An employer or a partner body; it never counts.
    Outside,
}

impl UnitKind {
    /// Every kind, from the root of the federation downwards.
    pub const ALL: [Self; 10] = [
        Self::Confederation,
        Self::Province,
        Self::Industry,
        Self::Corporation,
        Self::Upper,
        Self::Grassroots,
        Self::Section,
        Self::Group,
        Self::Party,
        Self::Outside,
    ];

    /// The word of the kind in data, URLs and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Confederation => "confederation",
            Self::Province => "province",
            Self::Industry => "industry",
            Self::Corporation => "corporation",
            Self::Upper => "upper",
            Self::Grassroots => "grassroots",
            Self::Section => "section",
            Self::Group => "group",
            Self::Party => "party",
            Self::Outside => "outside",
        }
    }

    /// Whether audit and change log of units below form a chain of their own here (one per province or industry).
    #[must_use]
    pub const fn heads_chain(self) -> bool {
        matches!(self, Self::Confederation | Self::Province | Self::Industry | Self::Corporation)
    }
}

impl fmt::Display for UnitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for UnitKind {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// A word that is none of the words a field of the data may hold.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a word known here")]
pub struct UnknownWord(pub String);

/// The code of a unit: what people and files call it. Lower-case ASCII letters, digits and hyphens, 2 to 64 of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

impl Code {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Code {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (2..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits { Ok(Self(text.to_owned())) } else { Err(UnknownWord(text.to_owned())) }
    }
}

impl TryFrom<String> for Code {
    type Error = UnknownWord;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Code> for String {
    fn from(code: Code) -> Self {
        code.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A unit of the federation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its id, kept for ever.
    pub id: UnitId,
    /// Its code, unique.
    pub code: Code,
    /// Its name as it stands.
    pub name: String,
    /// What it is.
    pub kind: UnitKind,
    /// A finer form inside the kind: `district`, `local-industry`, `industrial-zone`, `employer`, …; empty when plain.
    pub form: String,
    /// The first day it exists.
    pub opened_on: NaiveDate,
    /// The first day it exists no more; `None` while it lives.
    pub closed_on: Option<NaiveDate>,
}

impl Unit {
    /// Whether the unit exists on a day.
    #[must_use]
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.opened_on <= day && self.closed_on.is_none_or(|closed| day < closed)
    }
}

/// Along which line a unit hangs under a parent (chỉ đạo song trùng).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// The one line that manages and counts the unit (quản lý).
    Managing,
    /// A line that coordinates: reads, never writes (phối hợp).
    Coordinating,
}

impl Line {
    /// The word of the line in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Managing => "managing",
            Self::Coordinating => "coordinating",
        }
    }
}

impl FromStr for Line {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "managing" => Ok(Self::Managing),
            "coordinating" => Ok(Self::Coordinating),
            _ => Err(UnknownWord(text.to_owned())),
        }
    }
}

/// A dated link between a unit and a parent; half-open: `from` is the first day of the new state, `until` of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its id.
    pub id: LinkId,
    /// The unit that hangs.
    pub child: UnitId,
    /// The unit it hangs under.
    pub parent: UnitId,
    /// Along which line.
    pub line: Line,
    /// First day.
    pub from: NaiveDate,
    /// First day no more; `None` while it lasts.
    pub until: Option<NaiveDate>,
}

impl Link {
    /// Whether the link holds on a day.
    #[must_use]
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day < until)
    }
}

/// That one unit carries on another's work after a day: merged into it, or split off from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession {
    /// The unit that ended or gave.
    pub predecessor: UnitId,
    /// The unit that carries on.
    pub successor: UnitId,
    /// First day of the new state.
    pub on: NaiveDate,
    /// Whether the successor takes over the members: true of one successor at most of a unit that ends.
    pub heir: bool,
}

/// What a reorganisation does to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EffectKind {
    /// Thành lập: the unit begins.
    Founded,
    /// Kết thúc hoạt động: the unit ends and nobody carries on its membership.
    Ended,
    /// Sáp nhập, hợp nhất: the unit ends and another carries on.
    Merged,
    /// Chia, tách: units carry on part of its work; it may end or stay.
    Split,
    /// Chuyển giao: the unit hangs under another parent.
    Moved,
    /// Đổi tên.
    Renamed,
}

impl EffectKind {
    /// Every kind, in the order previews list them.
    pub const ALL: [Self; 6] = [Self::Founded, Self::Ended, Self::Merged, Self::Split, Self::Moved, Self::Renamed];

    /// The word in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Founded => "founded",
            Self::Ended => "ended",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::Moved => "moved",
            Self::Renamed => "renamed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_plain() {
        assert!("ldld-nghe-an".parse::<Code>().is_ok());
        for bad in ["", "a", "Ldld", "nghệ-an", "-x", "a b", "x-"] {
            assert!(bad.parse::<Code>().is_err(), "{bad}");
        }
    }
}
