//! A record's values as the names of a formula, and a sample of each kind to try formulas on.
//!
//! Not here: the formulas (`condition`).

use std::{collections::HashMap, sync::Arc};

use cel::Value;
use chrono::{Datelike, NaiveDate};
use congdoan_model::{period::Calendar, registers::Fields};
use serde_json::Value as Json;

use crate::{Field, FieldKind, Register, condition::Names};

impl Register {
    /// The names a formula of this register works on, for one record.
    pub(crate) fn names(
        &self,
        fields: &Fields,
        (occurred_on, today): (NaiveDate, NaiveDate),
        calendar: &Arc<Calendar>,
    ) -> Names {
        let values = self.fields.iter().map(|field| {
            let value = fields.get(&field.id).filter(|value| !value.is_null());
            (field.id.clone(), value.map_or_else(|| field.empty(), to_cel))
        });
        Names::new(values.chain(days(occurred_on, today)), calendar)
    }

    /// The same names with a typical value for every field.
    pub(crate) fn sample_names(&self) -> Names {
        let values = self.fields.iter().map(|field| (field.id.clone(), field.sample()));
        Names::new(values.chain(days(NaiveDate::default(), NaiveDate::default())), &Arc::default())
    }
}

fn days(occurred_on: NaiveDate, today: NaiveDate) -> [(String, Value); 3] {
    [
        ("occurred_on".to_owned(), Value::from(occurred_on.to_string().as_str())),
        ("occurred_year".to_owned(), Value::Int(i64::from(occurred_on.year()))),
        ("today".to_owned(), Value::from(today.to_string().as_str())),
    ]
}

impl Field {
    /// What a formula sees when the field is empty.
    fn empty(&self) -> Value {
        match self.kind {
            FieldKind::Bool => Value::Bool(false),
            FieldKind::Persons => Value::List(Arc::default()),
            _ => Value::Null,
        }
    }

    fn sample(&self) -> Value {
        match self.kind {
            FieldKind::Text => Value::from("văn bản"),
            FieldKind::Choice => Value::from(self.choices.first().map_or("", |choice| choice.id.as_str())),
            FieldKind::Date => Value::from("2022-01-31"),
            FieldKind::Count | FieldKind::Dong => Value::Int(self.min.unwrap_or(1).max(1)),
            FieldKind::Person => person(),
            FieldKind::Persons => Value::List(Arc::new(vec![person()])),
            FieldKind::Unit => Value::from("cdcs-mau"),
            FieldKind::File => {
                map([("name", Value::from("a.pdf")), ("sha256", Value::from("")), ("size", Value::Int(1))])
            }
            FieldKind::Bool => Value::Bool(true),
        }
    }
}

fn person() -> Value {
    map([("name", Value::from("Nguyễn Văn An")), ("birth", Value::from("1990-01-31"))])
}

fn map<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let entries: HashMap<String, Value> = entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    Value::Map(entries.into())
}

/// A stored value as CEL sees it. Numbers are always `int`, so that a formula never mixes signed and unsigned.
fn to_cel(value: &Json) -> Value {
    match value {
        Json::Null => Value::Null,
        Json::Bool(yes) => Value::Bool(*yes),
        Json::Number(number) => number.as_i64().map_or(Value::Null, Value::Int),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(list) => Value::List(Arc::new(list.iter().map(to_cel).collect())),
        Json::Object(entries) => {
            let entries: HashMap<String, Value> =
                entries.iter().map(|(name, value)| (name.clone(), to_cel(value))).collect();
            Value::Map(entries.into())
        }
    }
}
