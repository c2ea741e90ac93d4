//! Lines a unit types in a report.
//!
//! A line nobody's records feed is declared: the value of the whole line, of which what units below declared is taken off, so
//! that a union above them keeps only what it alone holds. A line that records feed can be set otherwise only with a reason, and
//! what is written then is the difference, as an adjustment that stands beside the records until it is taken back. What is
//! counted from members, from the tree or from other lines is never typed. Once the report is approved, whatever is typed is such
//! an adjustment. Not here: who declares what (`congdoan_pack::declaring`), sending (`deeds`).

mod desk;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use congdoan_model::{
    LocalText,
    access::Caller,
    figures::{Combine, Formula, Indicator, OverTime, Row},
    org::{Unit, UnitKind},
    reports::{ReportDeed, ReportState},
};
use congdoan_pack::Pack;
use congdoan_store::reports::{LineRows, ReportMove};

pub(super) use desk::always_applies;

use super::{Report, ReportAsk, ReportLine, sheets::FileBatch};
use crate::{Error, Result, Service, access::Once, error::words};
use desk::{Desk, below, is_declared_for, own_part, reasons};

/// How a line comes to its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineEntry {
    /// It is typed.
    Declared,
    /// Records give it; another value needs a reason.
    Recorded,
    /// It is worked out and never typed; why, in words.
    Computed(LocalText),
}

/// A line as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedLine {
    /// Its number in the form.
    pub number: String,
    /// The value as typed; empty takes back what was typed before, "không áp dụng" or "n/a" says that there can be none.
    pub value: String,
    /// Why it differs from what records give.
    pub reason: String,
}

impl Service {
    /// How a line of a unit's report comes to its value.
    #[must_use]
    pub fn entry_of(&self, unit: &Unit, line: &ReportLine, keeps_roll: bool) -> LineEntry {
        let pack = self.pack();
        pack.indicator(&line.line.indicator).map_or_else(
            || LineEntry::Computed(words("không có chỉ tiêu này", "no such indicator")),
            |indicator| entry(&pack, unit.kind, indicator, keeps_roll),
        )
    }

    /// Of the declared lines of a report, what units below declared, by number of line; lines nobody below declared are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] when the caller may not fill the unit's reports.
    pub async fn declared_below(&self, caller: &Caller, report: &Report) -> Result<BTreeMap<String, i64>> {
        if report.unit.kind == UnitKind::Grassroots {
            return Ok(BTreeMap::new());
        }
        let (pack, days) = (self.pack(), report.form.months_of(report.period).unwrap_or(report.period));
        let own = self.store.read().await?.own_rows(caller, report.unit.id, (days.from(), days.to())).await?;
        let below = |line: &ReportLine| {
            let indicator = pack.indicator(&line.line.indicator)?;
            let typed = entry(&pack, report.unit.kind, indicator, false) == LineEntry::Declared;
            let rows: Vec<&Row> =
                own.iter().filter(|row| is_declared_for(row, indicator, report.period_of(line))).collect();
            let below = below(report.unit.kind, line, own_part(indicator, &rows));
            (typed && below != 0).then(|| (line.line.number.clone(), below))
        };
        Ok(report.lines().filter_map(below).collect())
    }

    /// Whether a unit keeps a roll of its members, from which their numbers are counted.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn keeps_roll(&self, unit: &Unit, day: NaiveDate) -> Result<bool> {
        let since = self.store.read().await?.roll_since(&self.system(), unit.id).await?;
        Ok(since.is_some_and(|since| since <= day))
    }

    /// Writes down lines of a report: all of them, or none with every problem at once; of an approved report, adjustments with
    /// their reasons. Returns how many changed.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the number of each line at fault; [`Error::Refused`] while the report waits for a decision;
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn fill_report(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        typed: &[TypedLine],
        once: Option<Once<'_>>,
    ) -> Result<usize> {
        let filled = self.try_fill(caller, ask, (typed, None), once.as_ref()).await;
        let filled = self.refusal_noted(caller, &format!("report:{}:{}", ask.form, ask.unit), filled).await?;
        self.follow().await?;
        Ok(filled)
    }

    /// Writes down typed lines, as a batch where they come from a file.
    pub(super) async fn try_fill(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        (typed, file): (&[TypedLine], Option<&FileBatch>),
        once: Option<&Once<'_>>,
    ) -> Result<usize> {
        let (report, receiver) = self.report_and_receiver(caller, ask).await?;
        let keeps_roll = self.keeps_roll(&report.unit, report.period.to()).await?;
        let key = super::key(&report, &receiver);
        let mut tx = self.store.write().await?;
        let kept = tx.begin_report(caller, &key, (self.ids.next(), ReportDeed::Fill)).await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(0);
        }
        let state = ReportDeed::Fill.after(kept.state).ok_or_else(super::not_now)?;
        let days = report.form.months_of(report.period).unwrap_or(report.period);
        let own = tx.own_rows(caller, report.unit.id, (days.from(), days.to())).await?;
        let mut desk = Desk {
            service: self,
            report: &report,
            own: own.clone(),
            keeps_roll,
            is_approved: kept.state == ReportState::Approved,
            rows: LineRows::default(),
            problems: vec![],
        };
        for line in typed {
            desk.take(line);
        }
        if !desk.problems.is_empty() {
            return Err(Error::Invalid(desk.problems));
        }
        let rows = desk.rows;
        let changed: BTreeSet<&str> =
            rows.remove.iter().chain(rows.add.iter().map(|(row, _)| row)).map(|row| row.indicator.as_str()).collect();
        let changed = changed.len();
        if changed > 0 {
            tx.write_lines(caller, report.unit.id, &format!("report:{}", kept.id), &rows).await?;
            if let Some(file) = file {
                self.note_file(&mut tx, caller, (&key, kept.id, &report), (file, &own), (&rows, changed)).await?;
            }
            let words = file.map_or_else(|| reasons(typed), |file| file.name.clone());
            let words = words.as_str();
            let to = ReportMove { deed: ReportDeed::Fill, state, words, faults: &[], sending: None, papers: &[] };
            tx.move_report(caller, (&key, &kept), self.ids.next(), &to).await?;
        }
        self.keep(&mut tx, caller, once, &changed.to_string()).await?;
        tx.commit().await?;
        Ok(changed)
    }
}

/// How an indicator comes to its value at a unit of a kind.
pub(super) fn entry(pack: &Pack, kind: UnitKind, indicator: &Indicator, keeps_roll: bool) -> LineEntry {
    let computed = |vi: &str, en: &str| LineEntry::Computed(words(vi, en));
    let Formula::Rows(combine) = &indicator.formula else {
        return computed(
            "do hệ thống tính từ dòng khác hoặc từ cây tổ chức",
            "worked out from other lines or from the tree",
        );
    };
    let adds = matches!(combine, Combine::Count | Combine::Sum) && indicator.time == OverTime::Sum;
    if let Some(register) = &indicator.register {
        let name = pack.register(register).map_or(register.as_str(), |register| register.name.vi.as_str());
        return if adds {
            LineEntry::Recorded
        } else {
            computed(
                &format!("tính từ sổ \"{name}\"; hãy sửa bản ghi"),
                &format!("comes from the register \"{register}\"; mend the records"),
            )
        };
    }
    if indicator.members.is_some() && keeps_roll {
        return computed(
            "đếm từ danh sách đoàn viên; hãy sửa danh sách",
            "counted from the roll of members; mend the roll",
        );
    }
    if *combine == Combine::Distinct || !pack.declares(kind, indicator) {
        return computed("cộng từ các đơn vị bên dưới", "added up from the units below");
    }
    LineEntry::Declared
}
