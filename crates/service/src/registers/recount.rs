//! Records worked out anew when the days people work change: the State gave other days off than were known.
//!
//! Deadlines that run over those days move, and figures that count working days may change; each such record is written again
//! as it stands, under the version it was made under, so that log, chain and totals follow as after any change. Not here: which
//! days are off (`pack`).

use std::sync::Arc;

use chrono::NaiveDate;
use congdoan_model::{access::Action, period::Calendar, registers::Record};
use congdoan_pack::Register;
use congdoan_store::{
    Tx,
    registers::{Kept, RecordWrite},
};

use super::clocks::stands;
use crate::{Result, Service};

/// Records looked at in one reading.
const PAGE: i64 = 1_000;
/// Why the log says they were written.
const WHY: &str = "Tính lại theo ngày nghỉ, ngày làm bù mới công bố / Days off or worked were announced";

impl Service {
    /// Writes every record anew that the calendar of the packs, as a transaction sees them, makes say something else than the
    /// one in force. Returns how many.
    ///
    /// # Errors
    /// [`crate::Error::Pack`] when the packs cannot be read; [`crate::Error::Store`].
    pub(crate) async fn recount(&self, tx: &mut Tx) -> Result<u64> {
        let (before, after) = (self.pack(), self.packs_within(tx, "").await?);
        let calendars = [before.calendar(), after.calendar()];
        if before.calendar() == after.calendar() {
            return Ok(0);
        }
        let versions = Self::versions_within(tx).await?;
        let mut written = 0;
        for register in &after.registers {
            if !versions.all(&after, register).iter().any(|version| version.counts_working_days()) {
                continue;
            }
            let mut last = None;
            loop {
                let page = tx.all_records_of(&self.system(), &register.id, last, PAGE).await?;
                let Some(end) = page.last() else { break };
                last = Some(end.record.id);
                for kept in &page {
                    let under = versions.under(&after, &register.id, kept.register_version);
                    if let Some(under) = under.filter(|under| says_otherwise(under, &kept.record, calendars)) {
                        self.write_anew(tx, after.calendar(), &under, kept).await?;
                        written += 1;
                    }
                }
            }
        }
        Ok(written)
    }

    async fn write_anew(&self, tx: &mut Tx, calendar: &Arc<Calendar>, register: &Register, kept: &Kept) -> Result<()> {
        let record = &kept.record;
        let given = self.given_over(calendar, register, record);
        let logged = self.logged(tx, register, (Some(record), record), WHY).await?;
        let write = RecordWrite {
            record,
            given: &given,
            action: "record.recount",
            right: Action::RecordWrite,
            reason: WHY,
            confidential: register.confidential,
            logged,
        };
        tx.write_record(&self.system(), &write).await?;
        Ok(())
    }
}

/// Whether a record has other deadlines, or other figures, over one calendar than over another.
fn says_otherwise(register: &Register, record: &Record, [before, after]: [&Arc<Calendar>; 2]) -> bool {
    let (fields, day) = (&record.fields, record.occurred_on);
    let dues = |calendar| -> Vec<Option<NaiveDate>> {
        register.running(fields, day, calendar).into_iter().map(|running| running.due_on).collect()
    };
    let figures = |calendar| register.contributions(fields, (record.unit, day), calendar);
    stands(record.state) && (dues(before) != dues(after) || figures(before) != figures(after))
}
