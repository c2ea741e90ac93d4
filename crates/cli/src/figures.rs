//! `congdoan figures`: one figure, and its parts.
//!
//! Not here: what a figure means (`rollup`).

use std::fmt::Write as _;

use clap::{Args, ValueEnum};
use congdoan_model::{
    Period,
    figures::{Answer, Cause, Part, Value},
    period::parse_day,
};
use congdoan_service::{Error, figures::Ask};

use crate::{
    database::{Place, open},
    output::{Failure, print, print_bytes},
};

/// Arguments of `figures`.
#[derive(Clone, Debug, Args)]
pub(crate) struct Figures {
    /// Mã đơn vị / code of the unit
    #[arg(long, value_name = "CODE")]
    unit: String,
    /// Mã chỉ tiêu / id of the indicator
    #[arg(long, value_name = "ID")]
    indicator: String,
    /// Kỳ / period: 2022, 2022-H1, 2022-Q3, 2022-10, 2022-01-01/2022-10-31
    #[arg(long, value_name = "P")]
    period: String,
    /// Theo điều đã biết cuối ngày này / as known at the end of this day
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Theo cây tổ chức của ngày này; cùng với --as-of: đi từ điều đã biết khi ấy / on the tree of this day; with --as-of:
    /// coming from what was known then
    #[arg(long, value_name = "DATE")]
    restated: Option<String>,
    /// Kèm các phần / with its parts
    #[arg(long)]
    parts: bool,
    /// Dạng kết quả / form of the result
    #[arg(long, value_enum, default_value = "table")]
    format: Form,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    Json,
    Table,
    Csv,
}

impl Figures {
    pub(crate) async fn run(self, place: &Place) -> Result<(), Failure> {
        let period: Period = self.period.parse()?;
        let day = |text: &Option<String>| text.as_deref().map(day).transpose();
        let (as_of, restated) = (day(&self.as_of)?, day(&self.restated)?);
        let service = open(place).await?;
        let ask = Ask { unit: &self.unit, indicator: &self.indicator, period, parts: self.parts, as_of, restated };
        let answer = service.figure_for_operator(&ask).await.map_err(|error| match (error, as_of) {
            // The code stands today: what was not there is the unit on that day.
            (Error::NotFound("unit"), Some(day)) => Failure::refused(
                &format!("cuối ngày {day} chưa biết đơn vị \"{}\"; chọn --as-of muộn hơn", self.unit),
                &format!("the unit \"{}\" was not known at the end of {day}; choose a later --as-of", self.unit),
            ),
            (error, _) => error.into(),
        })?;
        match self.format {
            Form::Json => print(&serde_json::to_string(&answer)?),
            Form::Table => print(&table(&answer)),
            Form::Csv => print_bytes(&csv(&answer)?),
        }
    }
}

fn day(text: &str) -> Result<chrono::NaiveDate, Failure> {
    parse_day(text).ok_or_else(|| {
        Failure::usage(
            &format!("\"{text}\" không phải là ngày: viết 2022-10-31"),
            &format!("\"{text}\" is not a day: write 2022-10-31"),
        )
    })
}

fn shown(value: Option<Value>) -> String {
    value.map_or_else(|| "—".to_owned(), |value| value.to_string())
}

fn table(answer: &Answer) -> String {
    let mut text = format!(
        "{}  {}  {}\n{} {}  ({}; {}/{} đơn vị/units)\n",
        answer.unit,
        answer.indicator,
        answer.period,
        shown(answer.value),
        answer.unit_of_measure,
        answer.state.word(),
        answer.reported,
        answer.expected
    );
    // Writing to a String cannot fail.
    if let (Some(numerator), Some(denominator)) = (answer.numerator, answer.denominator) {
        let _ = writeln!(text, "= {numerator} / {denominator}");
    }
    for step in answer.bridge.iter().flatten() {
        let _ = writeln!(text, "  {:<40} {:>+18}", cause(step.cause), step.value);
    }
    for part in answer.parts.iter().flatten() {
        let [unit, value, source, total, line, record, day, numerator, denominator] = cells(part);
        let fraction = if numerator.is_empty() { String::new() } else { format!("{numerator} / {denominator}") };
        let _ =
            writeln!(text, "  {unit:<40} {value:>18} {total:>18}  {source:<10} {line:<12} {day} {record} {fraction}");
    }
    text
}

const fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::MovedIn => "chuyển đến / moved in",
        Cause::MovedOut => "chuyển đi / moved out",
        Cause::Merged => "sáp nhập / merged",
        Cause::Ended => "kết thúc / ended",
        Cause::Corrected => "sửa về sau / corrected",
    }
}

const HEADINGS: [&str; 9] =
    ["unit", "value", "source", "total", "line", "record", "occurred_on", "numerator", "denominator"];

fn cells(part: &Part) -> [String; 9] {
    let text = |value: Option<String>| value.unwrap_or_default();
    [
        part.unit.clone(),
        text(part.value.map(|value| value.to_string())),
        part.source.word().to_owned(),
        text(part.total.map(|total| total.to_string())),
        text(part.line.map(|line| line.word().to_owned())),
        text(part.record.map(|record| record.to_string())),
        text(part.occurred_on.map(|day| day.to_string())),
        text(part.numerator.map(|numerator| numerator.to_string())),
        text(part.denominator.map(|denominator| denominator.to_string())),
    ]
}

/// The parts when they were asked for, else the one figure.
fn csv(answer: &Answer) -> Result<Vec<u8>, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let io = |error: csv::Error| Failure::from(std::io::Error::from(error));
    if let Some(parts) = &answer.parts {
        writer.write_record(HEADINGS).map_err(io)?;
        for part in parts {
            writer.write_record(cells(part)).map_err(io)?;
        }
    } else {
        writer.write_record(["unit", "indicator", "period", "value", "unit_of_measure", "state"]).map_err(io)?;
        let value = answer.value.map(|value| value.to_string()).unwrap_or_default();
        let (period, state) = (answer.period.to_string(), answer.state.word());
        let row = [&answer.unit, &answer.indicator, &period, &value, &answer.unit_of_measure, state];
        writer.write_record(row).map_err(io)?;
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()).into())
}
