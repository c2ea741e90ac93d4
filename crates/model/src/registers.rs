//! Records: entries of registers. What a register asks is pack data.
//!
//! Not here: the definition of registers (`pack`), checks and measures (`pack`), figures.

use std::{collections::BTreeMap, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{RecordId, UnitId, org::UnknownWord};

/// The life of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RecordState {
    /// Begun, not yet handed in; counts nowhere.
    Draft,
    /// Handed in by who records.
    Recorded,
    /// Confirmed by the level that confirms.
    Confirmed,
    /// Taken back with a reason; kept, counts nowhere.
    Withdrawn,
}

impl RecordState {
    /// The word of the state in data and the API.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Recorded => "recorded",
            Self::Confirmed => "confirmed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl FromStr for RecordState {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Draft, Self::Recorded, Self::Confirmed, Self::Withdrawn]
            .into_iter()
            .find(|state| state.word() == text)
            .ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// The values of a record's fields by field id: text, number, yes/no, or a list, as JSON holds them.
pub type Fields = BTreeMap<String, serde_json::Value>;

/// An entry of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Its id.
    pub id: RecordId,
    /// The register it belongs to.
    pub register: String,
    /// The unit that recorded it.
    pub unit: UnitId,
    /// The day the thing occurred.
    pub occurred_on: NaiveDate,
    /// Where it is in its life.
    pub state: RecordState,
    /// Its values.
    pub fields: Fields,
    /// Grows by one with every change; guards against two people writing over each other.
    pub version: i64,
}
