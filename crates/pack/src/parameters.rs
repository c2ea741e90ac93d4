//! Numbers of the rules, each with the days it holds: thresholds, time limits, rates.
//!
//! Not here: what is done with them (`service`), whole tables such as the shares of dues between levels.

use chrono::NaiveDate;
use congdoan_model::LocalText;

use crate::{MemberField, Pack, Place, Validity};

/// A number the rules of the federation name, as it changed over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Stable id such as `founding.min_members`.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Unit of the number: `người`, `ngày làm việc`, `phần vạn`, …
    pub unit_of_measure: String,
    /// Its values, none on the same day as another.
    pub values: Vec<ParameterValue>,
    /// Where it is defined.
    pub place: Place,
}

/// A value of a parameter and the days it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterValue {
    /// The number, in the unit of the parameter.
    pub value: i64,
    /// When it holds.
    pub validity: Validity,
    /// Whether it still awaits confirmation.
    pub unsure: bool,
    /// Law, decision or house rule it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

impl Parameter {
    /// The value on a day, with its source.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&ParameterValue> {
        self.values.iter().find(|value| value.validity.holds(day))
    }
}

impl Pack {
    /// The number of a parameter on a day; `None` when there is no such parameter or it does not hold on that day.
    #[must_use]
    pub fn parameter(&self, id: &str, day: NaiveDate) -> Option<i64> {
        let parameter = self.parameters.iter().find(|parameter| parameter.id == id)?;
        Some(parameter.on(day)?.value)
    }

    /// How many years after the membership ended a field is kept, by the rules of a day: the field's own number, or that
    /// of its class.
    #[must_use]
    pub fn retention_years(&self, field: &MemberField, day: NaiveDate) -> Option<i64> {
        field.retention_years.map(i64::from).or_else(|| self.parameter(field.class.retention_parameter(), day))
    }
}
