//! Lines a unit types in a report.
//!
//! A line nobody's records feed is declared; one that records feed can be set otherwise only with a reason, and what is written
//! then is the difference, as an adjustment that stands beside the records until it is taken back. What is counted from members,
//! from the tree or from other lines is never typed. Not here: sending (`deeds`).

use std::collections::BTreeSet;

use chrono::NaiveDate;
use congdoan_model::{
    LocalText, Month, Period,
    access::Caller,
    figures::{Combine, Formula, Indicator, OverTime, Row, Source, Value},
    org::{Unit, UnitKind},
    period::day_before,
    reports::ReportDeed,
};
use congdoan_pack::{LARGEST_NUMBER, Pack, Problem, whole_number};
use congdoan_store::reports::{LineRows, ReportMove};

use super::{Report, ReportAsk, ReportLine, sheets::FileBatch};
use crate::{Error, Result, Service, access::Once, error::words, members::problem};

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
    /// The value as typed; empty takes back what was typed before.
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

    /// Whether a unit keeps a roll of its members, from which their numbers are counted.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn keeps_roll(&self, unit: &Unit, day: NaiveDate) -> Result<bool> {
        let since = self.store.read().await?.roll_since(&self.system(), unit.id).await?;
        Ok(since.is_some_and(|since| since <= day))
    }

    /// Writes down lines of a report: all of them, or none with every problem at once. Returns how many changed.
    ///
    /// # Errors
    /// [`Error::Invalid`] with the number of each line at fault; [`Error::Refused`] once the report was sent;
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
            let words = file.map_or("", |file| file.name.as_str());
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
    let expected = &indicator.expected_of;
    let own = if expected.is_empty() { kind == UnitKind::Grassroots } else { expected.contains(&kind) };
    if *combine == Combine::Distinct || !own {
        return computed("cộng từ các đơn vị bên dưới", "added up from the units below");
    }
    LineEntry::Declared
}

/// Where typed lines become rows.
struct Desk<'a> {
    service: &'a Service,
    report: &'a Report,
    own: Vec<Row>,
    keeps_roll: bool,
    rows: LineRows,
    problems: Vec<Problem>,
}

impl Desk<'_> {
    fn take(&mut self, typed: &TypedLine) {
        let field = format!("line.{}", typed.number);
        let Some(line) = self.report.lines().find(|line| line.line.number == typed.number) else {
            let (vi, en) =
                (format!("Biểu không có dòng {}", typed.number), format!("The form has no line {}", typed.number));
            return self.problems.push(problem(&field, &vi, &en));
        };
        let pack = self.service.pack();
        let Some(indicator) = pack.indicator(&line.line.indicator) else { return };
        let text = typed.value.trim();
        let value = if text.is_empty() { Some(None) } else { whole_number(text).map(Some) };
        let Some(value) = value.filter(|value| value.is_none_or(|value| value.abs() <= LARGEST_NUMBER)) else {
            let (vi, en) = (
                "Phải là số nguyên, như 1.234; không có thì ghi 0",
                "Must be a whole number, such as 1,234; write 0 for none",
            );
            return self.problems.push(problem(&field, vi, en));
        };
        let entry = entry(&pack, self.report.unit.kind, indicator, self.keeps_roll);
        let said = match entry {
            LineEntry::Declared => self.declare(indicator, line, value, typed.reason.trim()),
            LineEntry::Recorded => self.adjust(indicator, line, value, typed.reason.trim()),
            LineEntry::Computed(_) if value == present(line) || value.is_none() => Ok(()),
            LineEntry::Computed(why) => Err(LocalText {
                vi: format!("Không ghi được dòng này: {}", why.vi),
                en: format!("This line is not typed: {}", why.en),
            }),
        };
        if let Err(said) = said {
            self.problems.push(Problem { field: Some(field), message: said });
        }
    }

    /// A declared line: its value for the whole period, kept at the last month; months declared before stay. In a report of the
    /// days of an event the period is the months they touch, and a month that declared a value keeps it unless a reason is given.
    fn declare(
        &mut self,
        indicator: &Indicator,
        line: &ReportLine,
        value: Option<i64>,
        reason: &str,
    ) -> std::result::Result<(), LocalText> {
        let period = self.report.period_of(line);
        let month = Month::of(self.last_day(period));
        let of = |row: &&Row| {
            row.indicator == indicator.id && row.source == Source::Declared && period.contains(row.counted_on)
        };
        let (here, before): (Vec<&Row>, Vec<&Row>) =
            self.own.iter().filter(of).partition(|row| Month::of(row.counted_on) == month);
        let earlier: i64 = if indicator.time == OverTime::Sum { before.iter().map(|row| row.value).sum() } else { 0 };
        let stands = here.iter().map(|row| row.value).sum::<i64>() + earlier;
        if line.months.is_some() && !here.is_empty() && value != Some(stands) && reason.is_empty() {
            let month = month.first().format("%m/%Y");
            return Err(LocalText {
                vi: format!("Tháng {month} đã khai {stands}; ghi khác đi là sửa số của cả tháng, phải nêu lý do"),
                en: format!(
                    "{stands} is declared for {month}; another number changes the whole month and needs a reason"
                ),
            });
        }
        let Some(value) = value else {
            self.rows.remove.extend(here.into_iter().cloned());
            return Ok(());
        };
        if value < 0 {
            return Err(words("Không ghi số âm", "A negative number is not declared"));
        }
        // Two lines of a form may show one indicator: it is declared once.
        if let Some((row, _)) = self.rows.add.iter().find(|(row, _)| row.indicator == indicator.id) {
            return if row.value + earlier == value {
                Ok(())
            } else {
                Err(words(
                    "Hai dòng của cùng một chỉ tiêu ghi hai số khác nhau",
                    "Two lines of one indicator say two numbers",
                ))
            };
        }
        if (!here.is_empty() || (earlier != 0 && present(line) == Some(value))) && stands == value {
            return Ok(());
        }
        if value < earlier {
            return Err(LocalText {
                vi: format!("Các tháng trước của kỳ đã khai {earlier}; không thể ít hơn, hãy sửa số của tháng ấy"),
                en: format!("Earlier months of the period declared {earlier} already; mend those months instead"),
            });
        }
        let row = self.row(indicator, Source::Declared, (self.last_day(period), value - earlier));
        self.rows.remove.extend(here.into_iter().cloned());
        self.rows.add.push((row, if line.months.is_some() { reason.to_owned() } else { String::new() }));
        Ok(())
    }

    /// A line records feed: what was adjusted before goes, and the difference that is left comes, with its reason.
    fn adjust(
        &mut self,
        indicator: &Indicator,
        line: &ReportLine,
        value: Option<i64>,
        reason: &str,
    ) -> std::result::Result<(), LocalText> {
        let period = self.report.period_of(line);
        let of = |row: &&Row| {
            row.indicator == indicator.id && row.source == Source::Adjusted && period.contains(row.counted_on)
        };
        let before: Vec<Row> = self.own.iter().filter(of).cloned().collect();
        let adjusted: i64 = before.iter().map(|row| row.value).sum();
        let total = present(line).unwrap_or(0);
        let recorded = total - adjusted;
        if value == Some(total) || (value.is_none() && before.is_empty()) {
            return Ok(());
        }
        let difference = value.unwrap_or(recorded) - recorded;
        if difference != 0 && reason.is_empty() {
            return Err(LocalText {
                vi: format!("Sổ cho {recorded}; ghi khác đi thì phải nêu lý do"),
                en: format!("The records give {recorded}; another number needs a reason"),
            });
        }
        self.rows.remove.extend(before);
        if difference != 0 {
            let row = self.row(indicator, Source::Adjusted, (self.last_day(period), difference));
            self.rows.add.push((row, reason.to_owned()));
        }
        Ok(())
    }

    /// The last day of a period on which the unit was open.
    fn last_day(&self, period: Period) -> NaiveDate {
        let last = period.to();
        self.report.unit.closed_on.map_or(last, |closed| day_before(closed).min(last))
    }

    fn row(&self, indicator: &Indicator, source: Source, (day, value): (NaiveDate, i64)) -> Row {
        Row {
            id: self.service.ids.next(),
            unit: self.report.unit.id,
            indicator: indicator.id.clone(),
            source,
            record: None,
            occurred_on: day,
            counted_on: day,
            value,
            subject: None,
        }
    }
}

/// The value a line has now.
fn present(line: &ReportLine) -> Option<i64> {
    line.answer.as_ref().and_then(|answer| answer.value).and_then(Value::whole)
}
