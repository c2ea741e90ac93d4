//! The desk where typed lines become base rows: declared, adjusted, or said not to apply.
//!
//! Not here: what may be typed at all (`entry`), writing the rows (`store`).

use chrono::NaiveDate;
use congdoan_model::{
    LocalText, Month, Period,
    figures::{Indicator, NOT_APPLICABLE, OverTime, Row, Source, Value, says_not_applicable},
    org::UnitKind,
    period::day_before,
};
use congdoan_pack::{LARGEST_NUMBER, Problem, whole_number};
use congdoan_store::reports::LineRows;

use super::{LineEntry, TypedLine, entry};
use crate::{
    Service,
    error::words,
    members::problem,
    reports::{Report, ReportLine},
};

/// Where typed lines become rows.
pub(super) struct Desk<'a> {
    pub(super) service: &'a Service,
    pub(super) report: &'a Report,
    pub(super) own: Vec<Row>,
    pub(super) keeps_roll: bool,
    pub(super) is_approved: bool,
    pub(super) rows: LineRows,
    pub(super) problems: Vec<Problem>,
}

impl Desk<'_> {
    /// Judges a typed line: rows to write or a problem.
    pub(super) fn take(&mut self, typed: &TypedLine) {
        let field = format!("line.{}", typed.number);
        let Some(line) = self.report.lines().find(|line| line.line.number == typed.number) else {
            let (vi, en) =
                (format!("Biểu không có dòng {}", typed.number), format!("The form has no line {}", typed.number));
            return self.problems.push(problem(&field, &vi, &en));
        };
        let pack = self.service.pack();
        let Some(indicator) = pack.indicator(&line.line.indicator) else { return };
        let text = typed.value.trim();
        if says_not_applicable(text) {
            let absent = self.declare_absent(indicator, line);
            return self.problems.extend(absent.err().map(|message| Problem { field: Some(field), message }));
        }
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
            LineEntry::Declared if self.is_approved => self.adjust(indicator, line, value, typed.reason.trim()),
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

    /// A declared line: its value for the whole period, kept at the last month; months declared before stay, and so does
    /// what units below declared. In a report of the days of an event the period is the months they touch, and a month that
    /// declared a value keeps it unless a reason is given.
    fn declare(
        &mut self,
        indicator: &Indicator,
        line: &ReportLine,
        value: Option<i64>,
        reason: &str,
    ) -> Result<(), LocalText> {
        let period = self.report.period_of(line);
        let month = Month::of(self.last_day(period));
        let declared: Vec<&Row> = self.own.iter().filter(|row| is_declared_for(row, indicator, period)).collect();
        let below = below(self.report.unit.kind, line, own_part(indicator, &declared));
        let (here, before): (Vec<&Row>, Vec<&Row>) =
            declared.into_iter().partition(|row| Month::of(row.counted_on) == month);
        let earlier: i64 = if indicator.time == OverTime::Sum { before.iter().map(|row| row.value).sum() } else { 0 };
        let is_absent = here.iter().any(|row| row.is_not_applicable());
        let stands = here.iter().map(|row| row.value).sum::<i64>() + earlier;
        if line.months.is_some() && !here.is_empty() && value != Some(stands + below) && reason.is_empty() {
            let month = month.first().format("%m/%Y");
            return Err(LocalText {
                vi: format!("Tháng {month} đã khai {stands}; ghi khác đi là sửa số của cả tháng, phải nêu lý do"),
                en: format!(
                    "{stands} is declared for {month}; another number changes the whole month and needs a reason"
                ),
            });
        }
        let Some(whole) = value else {
            self.rows.remove.extend(here.into_iter().cloned());
            return Ok(());
        };
        if whole < 0 {
            return Err(words("Không ghi số âm", "A negative number is not declared"));
        }
        if whole < below {
            return Err(LocalText {
                vi: format!("Cấp dưới đã khai {below}; không thể ít hơn, hãy trả lại báo cáo của đơn vị ghi sai"),
                en: format!("Units below declared {below}; it cannot be less: return the report that is wrong"),
            });
        }
        let value = whole - below;
        if let Some(said) = self.said_before(indicator, value - earlier) {
            return said;
        }
        if (!here.is_empty() || (earlier != 0 && present(line) == Some(whole))) && stands == value && !is_absent {
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

    /// A declared line that does not apply to the unit: no number, and no gap either.
    fn declare_absent(&mut self, indicator: &Indicator, line: &ReportLine) -> Result<(), LocalText> {
        let pack = self.service.pack();
        let declared = entry(&pack, self.report.unit.kind, indicator, self.keeps_roll) == LineEntry::Declared;
        if !declared || self.is_approved || line.months.is_some() {
            return Err(always_applies());
        }
        let period = self.report.period_of(line);
        let own: Vec<Row> = self.own.iter().filter(|row| is_declared_for(row, indicator, period)).cloned().collect();
        let is_absent = matches!(&own[..], [only] if only.is_not_applicable());
        if is_absent || self.rows.add.iter().any(|(row, _)| row.indicator == indicator.id && row.is_not_applicable()) {
            return Ok(());
        }
        let month = Month::of(self.last_day(period));
        let earlier = own.iter().any(|row| Month::of(row.counted_on) != month && row.value != 0);
        let below = below(self.report.unit.kind, line, own_part(indicator, &own.iter().collect::<Vec<_>>()));
        if earlier || below != 0 || self.rows.add.iter().any(|(row, _)| row.indicator == indicator.id) {
            return Err(words(
                "Kỳ này đã có số của dòng này, ở tháng trước, ở cấp dưới hoặc ở dòng khác cùng chỉ tiêu; không thể ghi \"không áp dụng\"",
                "The period has a number of this line already, of an earlier month, below or on another line of the indicator",
            ));
        }
        let here = own.into_iter().filter(|row| Month::of(row.counted_on) == month);
        self.rows.remove.extend(here);
        let row = Row {
            subject: Some(NOT_APPLICABLE.to_owned()),
            ..self.row(indicator, Source::Declared, (self.last_day(period), 0))
        };
        self.rows.add.push((row, String::new()));
        Ok(())
    }

    /// Two lines of a form may show one indicator: it is written once, and both must say the same.
    fn said_before(&self, indicator: &Indicator, value: i64) -> Option<Result<(), LocalText>> {
        let (row, _) = self.rows.add.iter().find(|(row, _)| row.indicator == indicator.id)?;
        Some(if row.value == value {
            Ok(())
        } else {
            Err(words(
                "Hai dòng của cùng một chỉ tiêu ghi hai số khác nhau",
                "Two lines of one indicator say two numbers",
            ))
        })
    }

    /// A line records feed, or one of an approved report: what was adjusted before goes, and what is left to adjust comes, with
    /// its reason. Of a flow that is the difference; of a stock the value that stands instead.
    fn adjust(
        &mut self,
        indicator: &Indicator,
        line: &ReportLine,
        value: Option<i64>,
        reason: &str,
    ) -> Result<(), LocalText> {
        let period = self.report.period_of(line);
        let of_line = |row: &&Row| row.indicator == indicator.id && period.contains(row.counted_on);
        let rows: Vec<&Row> = self.own.iter().filter(of_line).collect();
        let before: Vec<Row> =
            rows.iter().filter(|row| row.source == Source::Adjusted).map(|row| (*row).clone()).collect();
        let unadjusted: Vec<&Row> = rows.iter().copied().filter(|row| row.source != Source::Adjusted).collect();
        let total = present(line).unwrap_or(0);
        let stands = total - own_part(indicator, &rows) + own_part(indicator, &unadjusted);
        if value == Some(total) || (value.is_none() && before.is_empty()) {
            return Ok(());
        }
        let difference = value.unwrap_or(stands) - stands;
        if difference != 0 && reason.is_empty() {
            return Err(LocalText {
                vi: format!("Số đã có là {stands}; ghi khác đi thì phải nêu lý do"),
                en: format!("It stands at {stands}; another number needs a reason"),
            });
        }
        let flows = indicator.time == OverTime::Sum;
        let value = if flows { difference } else { own_part(indicator, &unadjusted) + difference };
        if let Some(said) = self.said_before(indicator, value) {
            return said;
        }
        if difference != 0 {
            let row = self.row(indicator, Source::Adjusted, (self.last_day(period), value));
            self.rows.add.push((row, reason.to_owned()));
        }
        self.rows.remove.extend(before);
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

/// What is said of a line that cannot be answered "not applicable".
pub(in crate::reports) fn always_applies() -> LocalText {
    words(
        "Chỉ dòng tự khai của báo cáo chưa duyệt mới ghi được \"không áp dụng\"",
        "Only a declared line of a report not approved yet can be said not to apply",
    )
}

/// Whether a row declares an indicator in a period.
pub(super) fn is_declared_for(row: &Row, indicator: &Indicator, period: Period) -> bool {
    row.indicator == indicator.id && row.source == Source::Declared && period.contains(row.counted_on)
}

/// What some of a unit's own rows give a line.
pub(super) fn own_part(indicator: &Indicator, declared: &[&Row]) -> i64 {
    match indicator.time {
        OverTime::Sum => declared.iter().map(|row| row.value).sum(),
        OverTime::Max => declared.iter().map(|row| row.value).max().unwrap_or(0),
        OverTime::Last | OverTime::Standing => {
            declared.iter().max_by_key(|row| (row.counted_on, row.id)).map_or(0, |row| row.value)
        }
    }
}

/// Of a line, what stands below the unit. Nothing is below a grassroots union: its sections and groups declare nothing.
pub(super) fn below(kind: UnitKind, line: &ReportLine, own: i64) -> i64 {
    if kind == UnitKind::Grassroots { 0 } else { (present(line).unwrap_or(0) - own).max(0) }
}

/// The reasons given for lines, as the story of the report tells them.
pub(super) fn reasons(typed: &[TypedLine]) -> String {
    let given = typed.iter().filter(|line| !line.reason.trim().is_empty());
    given.map(|line| format!("{}: {}", line.number, line.reason.trim())).collect::<Vec<_>>().join("; ")
}

/// The value a line has now.
fn present(line: &ReportLine) -> Option<i64> {
    line.answer.as_ref().and_then(|answer| answer.value).and_then(Value::whole)
}
