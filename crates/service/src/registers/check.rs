//! What must hold of a record before it is written: the register's checks, who records, units named, ceilings.
//!
//! Not here: the formulas (`pack`).

use congdoan_model::{access::Caller, org::Unit, registers::Record};
use congdoan_pack::{FieldKind, Problem, Register};
use congdoan_store::Tx;

use crate::{Error, Result, Service, error::words};

impl Service {
    pub(super) async fn validate(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        unit: &Unit,
        record: &Record,
    ) -> Result<()> {
        let mut problems = register.check(&record.fields, record.occurred_on, caller.now.day());
        let mut say = |field: Option<&str>, vi: &str, en: &str| {
            problems.push(Problem { field: field.map(str::to_owned), message: words(vi, en) });
        };
        if !register.is_recorded_by(unit.kind) {
            say(Some("unit"), "Cấp này không ghi sổ này", "Units of this kind do not record in this register");
        }
        if !unit.is_open(record.occurred_on) {
            say(Some("occurred_on"), "Đơn vị không hoạt động vào ngày này", "The unit was not open on that day");
        }
        for field in register.fields.iter().filter(|field| field.kind == FieldKind::Unit) {
            let code = record.fields.get(&field.id).and_then(|value| value.as_str());
            if let Some(code) = code
                && !tx.has_unit(code).await?
            {
                say(Some(&field.id), "Không có đơn vị mang mã này", "No unit has this code");
            }
        }
        self.hold_limits(tx, caller, register, record, &mut problems).await?;
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }

    /// Holds the totals the record would make against the register's ceilings.
    async fn hold_limits(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        register: &Register,
        record: &Record,
        problems: &mut Vec<Problem>,
    ) -> Result<()> {
        for limit in &register.limits {
            let rows = register.contributions(&record.fields, record.unit, record.occurred_on);
            let inside =
                rows.iter().filter(|row| row.indicator == limit.indicator && limit.period.contains(row.counted_on));
            let adds: i64 = inside.map(|row| row.value).sum();
            if adds == 0 {
                continue;
            }
            let (below, days) = ((limit.unit.as_str(), record.unit), (limit.period.from(), limit.period.to()));
            let Some(sum) = tx.sum_below(caller, &limit.indicator, below, days).await? else { continue };
            let own = if record.version > 0 { tx.sum_of_record(record.id, &limit.indicator).await? } else { 0 };
            if sum - own + adds > limit.most {
                problems.push(Problem { field: None, message: limit.message.clone() });
            }
        }
        Ok(())
    }
}
