//! The cases: what somebody types into a register, and what has to come of it.
//!
//! One table a register in the files beside this one; `[REGISTER.record]` is the record of the unit, each
//! `[[REGISTER.further]]` one more of another unit of the province, told by what differs. Not here: asking the house
//! (`house`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_service::pack::Register;
use serde::Deserialize;

const FILES: [&str; 15] = [
    include_str!("agreements.toml"),
    include_str!("benefits.toml"),
    include_str!("campaigns.toml"),
    include_str!("coordination.toml"),
    include_str!("disputes.toml"),
    include_str!("emulation.toml"),
    include_str!("finance.toml"),
    include_str!("hardship.toml"),
    include_str!("information.toml"),
    include_str!("inspection.toml"),
    include_str!("officers.toml"),
    include_str!("organisation.toml"),
    include_str!("petitions.toml"),
    include_str!("safety.toml"),
    include_str!("workplace.toml"),
];

/// What a register is given and what it must answer.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// The unit that records; its neighbour records what is `further`.
    #[serde(default = "grassroots")]
    pub(crate) unit: String,
    /// The year its figures count in.
    #[serde(default = "this_year")]
    pub(crate) counted_in: i32,
    /// One record with all that has to be given.
    pub(crate) record: Entry,
    /// Further records of the neighbour, so that every measure is reached.
    #[serde(default)]
    pub(crate) further: Vec<Entry>,
    /// Each measure with its value at the unit and at the province above.
    pub(crate) gives: BTreeMap<String, [Amount; 2]>,
    /// Each clock with its last day and, where it was done, `, done` and that day; `none` where it does not run.
    #[serde(default)]
    pub(crate) clocks: BTreeMap<String, String>,
    /// Values that break one check each.
    #[serde(default)]
    pub(crate) refused: Vec<Refusal>,
}

/// A form as it is typed: a day, and a text for each field.
#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    occurred_on: Option<String>,
    /// Clocks told of a further record; the others of it are not looked at.
    #[serde(default)]
    pub(crate) clocks: BTreeMap<String, String>,
    /// The texts by field.
    #[serde(flatten)]
    pub(crate) typed: BTreeMap<String, String>,
}

/// What is typed otherwise than in the record, and how it is refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refusal {
    /// The texts that differ; an empty one is an empty field.
    pub(crate) with: BTreeMap<String, String>,
    /// The field that is named.
    field: Option<String>,
    /// What is said of the record as a whole.
    says: Option<String>,
}

/// A value, or the word `none` where nobody reported.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Amount {
    Whole(i64),
    Word(String),
}

fn grassroots() -> String {
    "north-one".to_owned()
}

const fn this_year() -> i32 {
    2026
}

/// Every case by its register.
pub(crate) fn cases() -> BTreeMap<String, Case> {
    let mut cases = BTreeMap::new();
    for file in FILES {
        for (register, case) in toml::from_str::<BTreeMap<String, Case>>(file).unwrap() {
            assert!(cases.insert(register.clone(), case).is_none(), "{register} has two cases");
        }
    }
    cases
}

impl Case {
    /// The unit that records what is `further`: beside a grassroots union another one, above an upper union the province.
    pub(crate) fn neighbour(&self) -> &'static str {
        if self.unit == "north-one" { "north-two" } else { "north" }
    }

    /// Day and texts of the record, with some put in the place of others.
    pub(crate) fn typed_with(&self, other: &BTreeMap<String, String>) -> (NaiveDate, BTreeMap<String, String>) {
        let mut typed = self.record.typed.clone();
        typed.extend(other.clone());
        (day(self.record.occurred_on.as_ref().unwrap()), typed)
    }

    /// Day and texts of a further record.
    pub(crate) fn typed_further(&self, further: &Entry) -> (NaiveDate, BTreeMap<String, String>) {
        let (first, typed) = self.typed_with(&further.typed);
        (further.occurred_on.as_deref().map_or(first, day), typed)
    }
}

impl Refusal {
    /// The field and the words of the check that is broken.
    pub(crate) fn broken(&self, register: &Register) -> (Option<String>, String) {
        let told = match (&self.field, &self.says) {
            (Some(field), None) => {
                register.field(field).and_then(|field| field.check.as_ref()).map(|check| &check.message.vi)
            }
            (None, Some(said)) => Some(said),
            _ => None,
        };
        (self.field.clone(), told.unwrap_or_else(|| panic!("{}: no such refusal: {self:?}", register.id)).clone())
    }
}

impl Amount {
    /// The value; nothing for `none`.
    pub(crate) fn value(&self) -> Option<i64> {
        match self {
            Self::Whole(value) => Some(*value),
            Self::Word(word) => {
                assert_eq!(word, "none");
                None
            }
        }
    }
}

/// The last day of a clock and the day it was done; nothing for `none`.
pub(crate) fn ran(told: &str) -> Option<(NaiveDate, Option<NaiveDate>)> {
    let (due, done) = told.split_once(", done ").map_or((told, None), |(due, done)| (due, Some(day(done))));
    (told != "none").then(|| (day(due), done))
}

fn day(text: &str) -> NaiveDate {
    NaiveDate::parse_from_str(text, "%d/%m/%Y").unwrap_or_else(|_| panic!("\"{text}\" is no day"))
}
