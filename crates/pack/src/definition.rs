//! What a register is: its fields, checks, measures and limits.
//!
//! Not here: the pack that holds it (`pack`), reading it from TOML (`load`), indicators themselves
//! (`congdoan_model::figures`), what a register does with a record (`validate`, `parse`, `contribute`).

use congdoan_model::{
    LocalText, Period,
    figures::{Combine, OverTime, OverTree, Rhythm},
    org::UnitKind,
};
use serde::{Deserialize, Serialize};

use crate::{Clock, Condition, Place};

/// When a record of a register counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counts {
    /// As soon as it is handed in.
    #[default]
    Recorded,
    /// Once the level that confirms has confirmed it.
    Confirmed,
}

/// A register (sổ): what its entries ask, what holds of them, and which figures they feed.
#[derive(Clone, Debug)]
pub struct Register {
    /// Stable id, used in URLs.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// One or two sentences for who fills it in.
    pub description: LocalText,
    /// The group it is shown in.
    pub group: String,
    /// Kinds of units that record.
    pub levels: Vec<UnitKind>,
    /// Kinds of units that confirm; none means nobody has to.
    pub confirmed_by: Vec<UnitKind>,
    /// When a record counts.
    pub counts: Counts,
    /// Closed to units that only coordinate.
    pub confidential: bool,
    /// What the day of a record is called on its form.
    pub occurred_on: LocalText,
    /// What an entry asks.
    pub fields: Vec<Field>,
    /// Parts of the form that stay closed until they are wanted; their fields come behind all others.
    pub parts: Vec<EntryPart>,
    /// What must hold between the fields.
    pub checks: Vec<Check>,
    /// Which figures an entry feeds.
    pub measures: Vec<Measure>,
    /// Deadlines that run on an entry.
    pub clocks: Vec<Clock>,
    /// People an entry may not name again.
    pub once: Vec<Once>,
    /// Ceilings on totals that a new entry must not break.
    pub limits: Vec<Limit>,
    /// Decree, guidance or paper that defines it.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

impl Register {
    /// The field of an id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The part of the form a field stands in.
    #[must_use]
    pub fn part_of(&self, field: &str) -> Option<&EntryPart> {
        self.parts.iter().find(|part| part.fields.iter().any(|id| id == field))
    }

    /// Whether a kind of unit records here.
    #[must_use]
    pub fn is_recorded_by(&self, kind: UnitKind) -> bool {
        self.levels.contains(&kind)
    }
}

/// What kind of answer a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldKind {
    /// Words; stored as text.
    Text,
    /// One of a list; stored as the id of the choice.
    Choice,
    /// A day; stored as `YYYY-MM-DD`.
    Date,
    /// A whole number; stored as an integer.
    Count,
    /// Whole đồng; stored as an integer.
    Dong,
    /// A person; stored as `{"name", "birth"?}` or a name alone.
    Person,
    /// Persons; stored as a list of those.
    Persons,
    /// A unit; stored as its code.
    Unit,
    /// A file; stored as `{"name", "sha256", "size"}`.
    File,
    /// Yes or no; stored as `true` or `false`.
    Bool,
}

impl FieldKind {
    /// Every kind with the word a pack writes.
    pub const WORDS: [(&'static str, Self); 10] = [
        ("text", Self::Text),
        ("choice", Self::Choice),
        ("date", Self::Date),
        ("count", Self::Count),
        ("dong", Self::Dong),
        ("person", Self::Person),
        ("persons", Self::Persons),
        ("unit", Self::Unit),
        ("file", Self::File),
        ("bool", Self::Bool),
    ];

    /// Whether values are whole numbers.
    #[must_use]
    pub const fn is_number(self) -> bool {
        matches!(self, Self::Count | Self::Dong)
    }
}

/// One of the answers a choice takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Stable id, stored in the record.
    pub id: String,
    /// Its name.
    pub name: LocalText,
}

/// Fields of a form under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryPart {
    /// The heading.
    pub name: LocalText,
    /// Its fields by id, none of them required.
    pub fields: Vec<String>,
}

/// What an entry of a register asks.
#[derive(Clone, Debug)]
pub struct Field {
    /// Stable id.
    pub id: String,
    /// What kind of answer it takes.
    pub kind: FieldKind,
    /// Its name.
    pub name: LocalText,
    /// A word of help beside it; may be empty.
    pub hint: LocalText,
    /// Whether an entry must have it.
    pub required: bool,
    /// The answers of a choice.
    pub choices: Vec<Choice>,
    /// What must hold of it; not asked when the field is empty.
    pub check: Option<Check>,
    /// The least number; numbers without one must not be negative.
    pub min: Option<i64>,
    /// The greatest number.
    pub max: Option<i64>,
    /// What a new form starts with, as it is stored.
    pub default: Option<serde_json::Value>,
    /// Whether it says something about a natural person (kept encrypted in logs, closed in exports).
    pub personal: bool,
    /// Whether only the recording unit's own officers see the answer: all others, above it too, see that there is one.
    pub closed: bool,
    /// Whether a new record copied from the last one takes it over.
    pub copied: bool,
    /// No longer asked; older records that hold it keep it.
    pub retired: bool,
}

/// Something that must hold of a record.
#[derive(Clone, Debug)]
pub struct Check {
    /// The formula; true means it holds.
    pub condition: Condition,
    /// What is said when it does not; empty: the formula itself is shown.
    pub message: LocalText,
}

/// A figure the entries of a register feed.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The indicator it defines.
    pub indicator: String,
    /// Indicators of several registers it feeds as well: the same people in two registers are then the same people.
    pub also: Vec<String>,
    /// Its name.
    pub name: LocalText,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// How the records of a unit become its value.
    pub rule: Combine,
    /// The field whose value is taken; the word `unit` with a distinct measure means the recording unit.
    pub of: Option<String>,
    /// Only records of which this holds.
    pub when: Option<Condition>,
    /// Rule over time.
    pub time: OverTime,
    /// Rule over the tree.
    pub tree: OverTree,
    /// The field that holds the campaign year the record belongs to.
    pub campaign: Option<String>,
    /// From when and until when a record stands; of what is counted as standing on a day ([`OverTime::Standing`]) alone.
    pub stretch: Option<Stretch>,
    /// Kinds of units expected to report it.
    pub expected_of: Vec<UnitKind>,
    /// How often they are.
    pub rhythm: Rhythm,
    /// Decree, guidance or paper that defines it.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// From when and until when a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The field with its first day; none, or an empty answer: the day of the record itself.
    pub from: Option<String>,
    /// The fields with its last day: the earliest answer counts, and without one it stands on.
    pub until: Vec<String>,
}

/// People who are named once: whoever was helped in a round is not helped in it again. Names with a birth are told apart
/// over the whole federation, names alone within their unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// The field that names them.
    pub field: String,
    /// Only entries with the same answer to this field count as the same round; none for all entries of the register.
    pub within: Option<String>,
    /// Registers that carry the same word here are looked at together, so that nobody is paid by two of them in one round;
    /// none for a register that asks its own entries alone.
    pub together: Option<String>,
    /// What is said of whoever was named before; who and when are said beside it.
    pub message: LocalText,
    /// Where it is defined.
    pub place: Place,
}

/// A ceiling on a total. The pack declares it; who writes a record holds the total against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The indicator whose total is bounded.
    pub indicator: String,
    /// Code of the unit whose total it is.
    pub unit: String,
    /// The period of the total.
    pub period: Period,
    /// The largest total allowed, in the indicator's unit of measure.
    pub most: i64,
    /// What is said when a record would break it.
    pub message: LocalText,
    /// Paper that sets it.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}
