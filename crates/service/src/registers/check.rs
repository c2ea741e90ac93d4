//! What must hold of a record before it is written: the register's checks, who records, units named, ceilings.
//!
//! Not here: the formulas (`pack`).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::NaiveDate;
use congdoan_model::{access::Caller, org::Unit, period::Calendar, registers::Record};
use congdoan_pack::{FieldKind, Problem, Register};
use congdoan_store::Tx;

use super::{closed::unanswered, once::Named};
use crate::{Error, Result, Service, error::words};

/// What records that are not in the database yet add to the totals under ceilings, by register and place of the ceiling.
pub(super) type Pending = BTreeMap<(String, usize), i64>;

/// Codes of units a record names.
pub(super) fn named_units<'a>(register: &'a Register, record: &'a Record) -> impl Iterator<Item = (&'a str, &'a str)> {
    let fields = register.fields.iter().filter(|field| field.kind == FieldKind::Unit);
    fields.filter_map(|field| Some((field.id.as_str(), record.fields.get(&field.id)?.as_str()?)))
}

/// Everything wrong with a record of a unit, apart from ceilings.
pub(super) fn problems(
    register: &Register,
    unit: &Unit,
    record: &Record,
    (today, calendar): (NaiveDate, &Arc<Calendar>),
    is_unit: impl Fn(&str) -> bool,
) -> Vec<Problem> {
    let mut problems = register.check(&record.fields, (record.occurred_on, today), calendar);
    let mut say = |field: &str, vi: &str, en: &str| {
        problems.push(Problem { field: Some(field.to_owned()), message: words(vi, en) });
    };
    if !register.is_recorded_by(unit.kind) {
        say("unit", "Cấp này không ghi sổ này", "Units of this kind do not record in this register");
    }
    if !unit.is_open(record.occurred_on) {
        say("occurred_on", "Đơn vị không hoạt động vào ngày này", "The unit was not open on that day");
    }
    for field in unanswered(register, &record.fields) {
        say(
            field,
            "••• không phải là nội dung: câu trả lời này kín với người lập tệp; hãy ghi nội dung thật hoặc để trống",
            "••• is no answer: it is closed to whoever made the file; write the answer itself, or leave it empty",
        );
    }
    for (field, _) in named_units(register, record).filter(|(_, code)| !is_unit(code)) {
        say(field, "Không có đơn vị mang mã này", "No unit has this code");
    }
    problems
}

impl Service {
    pub(super) async fn validate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        unit: &Unit,
        record: &Record,
    ) -> Result<()> {
        let mut known = BTreeSet::new();
        for (_, code) in named_units(register, record) {
            if tx.has_unit(code).await? {
                known.insert(code);
            }
        }
        let (today, pack) = (caller.now.day(), self.pack());
        let mut problems = problems(register, unit, record, (today, pack.calendar()), |code| known.contains(code));
        problems.extend(self.over_limits(tx, caller, register, record, &mut Pending::new()).await?);
        problems.extend(self.named_before(tx, register, record, &mut Named::new()).await?);
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    /// Holds the totals the record would make, on top of what is pending, against the register's ceilings; what fits is
    /// pending from then on.
    pub(super) async fn over_limits(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        record: &Record,
        pending: &mut Pending,
    ) -> Result<Vec<Problem>> {
        let (pack, mut problems) = (self.pack(), Vec::new());
        for (place, limit) in register.limits.iter().enumerate() {
            let rows = register.contributions(&record.fields, (record.unit, record.occurred_on), pack.calendar());
            let inside =
                rows.iter().filter(|row| row.indicator == limit.indicator && limit.period.contains(row.counted_on));
            let adds: i64 = inside.map(|row| row.value).sum();
            if adds == 0 {
                continue;
            }
            let (below, days) = ((limit.unit.as_str(), record.unit), (limit.period.from(), limit.period.to()));
            let Some(sum) = tx.sum_below(caller, &limit.indicator, below, days).await? else { continue };
            let own = if record.version > 0 { tx.sum_of_record(record.id, &limit.indicator).await? } else { 0 };
            let waiting = pending.entry((register.id.clone(), place)).or_default();
            if sum - own + adds + *waiting > limit.most {
                problems.push(Problem { field: None, message: limit.message.clone() });
            } else {
                *waiting += adds - own;
            }
        }
        Ok(problems)
    }
}
