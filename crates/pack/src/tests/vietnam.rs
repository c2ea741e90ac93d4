//! The embedded pack: free of remarks, and holding what the demonstration federation reports.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{
    UnitId,
    access::Action,
    figures::{Formula, OverTime, OverTree, UnitCount},
    org::UnitKind,
    registers::Fields,
};
use serde_json::{Value, json};

use crate::{Contribution, Pack, check, embedded, load};

fn vietnam() -> Pack {
    load(&embedded()).0
}

fn fields(value: Value) -> Fields {
    serde_json::from_value(value).unwrap()
}

/// What a record of the embedded pack gives, once its values have passed the register's check.
fn rows(register: &str, value: Value, occurred_on: &str) -> Vec<Contribution> {
    let (pack, fields, day) = (vietnam(), fields(value), occurred_on.parse::<NaiveDate>().unwrap());
    let register = pack.register(register).unwrap();
    assert_eq!(register.check(&fields, day, day), [], "{}", register.id);
    register.contributions(&fields, UnitId::from(uuid()), day)
}

fn uuid() -> <UnitId as TryFrom<UnitId>>::Error {
    unreachable!()
}
