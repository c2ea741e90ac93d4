//! Papers made from figures: the table of a unit, or one number opened, as a spreadsheet or as text.
//!
//! Here: what stands in a paper and in which order. Not here: its look and bytes (`paper`), report forms.

pub mod exports;
pub(crate) mod scratch;
pub(crate) mod sheets;

use congdoan_model::{
    LocalText, Period,
    access::Caller,
    figures::{Indicator, Source, State, Value},
    names::Language,
    org::{Line, Unit},
};
use congdoan_pack::{Group, Pack};
use congdoan_paper::{Cell, Column, ColumnKind, Heading, Table, TableRow, Words};

use crate::{
    Error, Result, Service,
    error::words,
    figures::{Ask, FigureLine, FigureTable},
};

/// The format of a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperFormat {
    /// Office Open XML, for spreadsheet programs.
    Xlsx,
    /// Comma-separated values, UTF-8.
    Csv,
    /// Portable Document Format, to be printed.
    Pdf,
    /// Office Open XML, for word processors.
    Docx,
}

impl PaperFormat {
    /// The end of the file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
            Self::Docx => "docx",
        }
    }

    /// The media type a browser is told.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }
}

/// What a paper is to be written with: its words, and whether lines nobody has reported stand in it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The language of headings and names; the state heading is Vietnamese in any case.
    pub language: Language,
    /// Whether indicators without any figure are listed.
    pub everything: bool,
}

/// The lines of a table in the groups and the order of the pack; lines of no group come last.
#[must_use]
pub fn grouped<'a>(
    pack: &'a Pack,
    lines: &'a [FigureLine],
    everything: bool,
) -> Vec<(Option<&'a Group>, Vec<&'a FigureLine>)> {
    let shown = lines.iter().filter(|line| everything || line.has_figure());
    let placed: Vec<_> = shown.map(|line| (pack.group_of(&line.indicator.id).map(|group| &group.id), line)).collect();
    let of_group = |group: Option<&'a Group>| {
        let here = placed.iter().filter(|(own, _)| *own == group.map(|group| &group.id));
        (group, here.map(|(_, line)| *line).collect::<Vec<_>>())
    };
    let groups = pack.groups.iter().map(Some).chain([None]).map(of_group);
    groups.filter(|(_, lines)| !lines.is_empty()).collect()
}

impl Service {
    /// The table of a unit's figures for a period, its children side by side, ready to be written.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit's totals.
    pub async fn figure_table_paper(&self, caller: &Caller, unit: &str, period: Period, wish: Wish) -> Result<Table> {
        let found = self.figure_table(caller, unit, period, |_| true).await?;
        let pack = self.pack();
        let title = words("Số liệu thống kê", "Figures");
        let heading = self.paper_heading(caller, &found.frame.unit, period, title.get(wish.language)).await?;
        Ok(Table {
            heading,
            columns: columns(&found, wish.language),
            rows: rows(&pack, &found, wish),
            remarks: vec![drawn(caller, found.version, wish.language)],
            words: paper_words(wish.language),
        })
    }

    /// One number with all its parts, ready to be written; the last line is the number itself.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the unit's totals; [`Error::Denied`] when it may see totals only;
    /// [`Error::UnknownIndicator`].
    pub async fn opened_figure_paper(&self, caller: &Caller, ask: &Ask<'_>, language: Language) -> Result<Table> {
        let ask = Ask { parts: true, ..ask.clone() };
        let answer = self.figure(caller, &ask).await?;
        let pack = self.pack();
        let indicator =
            pack.indicator(ask.indicator).ok_or_else(|| Error::UnknownIndicator(ask.indicator.to_owned()))?;
        let children = self.figure_frame(caller, ask.unit, ask.period).await?;
        let heading = self.paper_heading(caller, &children.unit, ask.period, indicator.name.get(language)).await?;
        let mut rows = Vec::new();
        for part in answer.parts.iter().flatten() {
            let named = children.children.iter().map(|(unit, _)| unit).find(|unit| unit.code.as_str() == part.unit);
            let name = match named {
                Some(unit) => unit.name.clone(),
                None if part.unit == ask.unit => children.unit.name.clone(),
                None => self.unit(caller, &part.unit).await.map_or_else(|_| part.unit.clone(), |view| view.unit.name),
            };
            let value = part.value.map_or(Cell::Empty, |value| cell_of(value, indicator));
            let fraction = [part.numerator, part.denominator].map(|number| number.map_or(Cell::Empty, Cell::Whole));
            let day = part.occurred_on.map_or(Cell::Empty, Cell::Day);
            let origin = origin(part.source, part.line);
            rows.push(part_row(name, origin.get(language), day, fraction, value, answer.numerator.is_some()));
        }
        let fraction = [answer.numerator, answer.denominator].map(|number| number.map_or(Cell::Empty, Cell::Whole));
        let total = words("Tổng cộng", "Total").get(language).to_owned();
        let last = part_row(
            total,
            "",
            Cell::Empty,
            fraction,
            cell((answer.state, answer.value), indicator),
            answer.numerator.is_some(),
        );
        let mut rows: Vec<TableRow> = rows.into_iter().map(TableRow::Cells).collect();
        rows.push(TableRow::Total(last));
        let source = words("Nguồn định nghĩa", "Defined by");
        let defined = (!indicator.source.is_empty()).then(|| format!("{}: {}", source.get(language), indicator.source));
        Ok(Table {
            heading,
            columns: part_columns(indicator, answer.numerator.is_some(), language),
            rows,
            remarks: defined.into_iter().chain([drawn(caller, answer.version, language)]).collect(),
            words: paper_words(language),
        })
    }

    /// Writes a table; the caller's moment is the moment the paper is made.
    ///
    /// # Errors
    /// [`Error::Paper`] when the table does not fit the format.
    pub async fn write_paper(&self, caller: &Caller, table: Table, format: PaperFormat) -> Result<Vec<u8>> {
        let made_on = caller.now;
        let written = tokio::task::spawn_blocking(move || match format {
            PaperFormat::Xlsx => congdoan_paper::xlsx(&table, made_on),
            PaperFormat::Csv => congdoan_paper::csv(&table),
            PaperFormat::Pdf => congdoan_paper::pdf(&table),
            PaperFormat::Docx => congdoan_paper::docx(&table),
        });
        Ok(written.await.map_err(|error| Error::Internal(error.to_string()))??)
    }

    /// The heading of a paper a unit issues: the unit above it, itself, the day, the title and the period.
    pub(crate) async fn paper_heading(
        &self,
        caller: &Caller,
        unit: &Unit,
        period: Period,
        title: &str,
    ) -> Result<Heading> {
        let above = self.path(caller, unit.code.as_str()).await?;
        let day = caller.now.day();
        let (first, last) = (period.from().format("%d/%m/%Y"), period.to().format("%d/%m/%Y"));
        Ok(Heading {
            superior: above.last().map(|above| above.name.clone()).unwrap_or_default(),
            issuer: unit.name.clone(),
            place_and_date: day.format("Ngày %d tháng %m năm %Y").to_string(),
            title: title.to_owned(),
            subtitle: format!("{first} – {last}"),
        })
    }
}

/// Whether anything comes by coordination, from directly or further below: it then has a column.
fn coordinates(table: &FigureTable) -> bool {
    table.lines.iter().any(|line| line.coordinated.is_some_and(|part| part != 0))
}

fn columns(table: &FigureTable, language: Language) -> Vec<Column> {
    let say = |vi: &str, en: &str| words(vi, en).get(language).to_owned();
    let mut columns = vec![
        Column::new(say("Mã chỉ tiêu", "Indicator id"), ColumnKind::Text),
        Column::new(say("Chỉ tiêu thống kê", "Indicator"), ColumnKind::Text),
        Column::new(say("Đơn vị tính", "Unit of measure"), ColumnKind::Text),
        Column::new(say("Tổng", "Total"), ColumnKind::Number),
    ];
    if !table.frame.totals_only {
        columns.push(Column::new(say("Riêng đơn vị", "The unit itself"), ColumnKind::Number));
    }
    if coordinates(table) {
        columns.push(Column::new(say("Trong đó phối hợp", "Of which coordinated"), ColumnKind::Number));
    }
    columns.extend(table.frame.children.iter().map(|(unit, line)| {
        let column = Column::new(unit.name.clone(), ColumnKind::Number);
        match line {
            Line::Managing => column,
            Line::Coordinating => column.with_note(say("phối hợp", "coordinated")),
        }
    }));
    columns
}

fn rows(pack: &Pack, table: &FigureTable, wish: Wish) -> Vec<TableRow> {
    let other = words("Chỉ tiêu khác", "Other indicators");
    let mut rows = Vec::new();
    for (group, lines) in grouped(pack, &table.lines, wish.everything) {
        let name: &LocalText = group.map_or(&other, |group| &group.name);
        rows.push(TableRow::Group(name.get(wish.language).to_owned()));
        for line in lines {
            let indicator = &line.indicator;
            let mut cells = vec![
                Cell::from(indicator.id.as_str()),
                Cell::from(indicator.name.get(wish.language)),
                Cell::from(indicator.unit_of_measure.as_str()),
                seen(line.total, indicator),
            ];
            if !table.frame.totals_only {
                let known = line.total.is_some_and(|total| total.state != State::Missing);
                cells.push(line.own.filter(|_| known).map_or(Cell::Empty, |own| cell_of(Value::Whole(own), indicator)));
            }
            if coordinates(table) {
                cells.push(line.coordinated.map_or(Cell::Empty, |part| cell_of(Value::Whole(part), indicator)));
            }
            cells.extend(line.cells.iter().map(|one| seen(*one, indicator)));
            rows.push(TableRow::Cells(cells));
        }
    }
    rows
}

fn part_columns(indicator: &Indicator, fraction: bool, language: Language) -> Vec<Column> {
    let say = |vi: &str, en: &str| words(vi, en).get(language).to_owned();
    let mut columns = vec![
        Column::new(say("Đơn vị", "Unit"), ColumnKind::Text),
        Column::new(say("Nguồn", "Source"), ColumnKind::Text),
        Column::new(say("Ngày", "Day"), ColumnKind::Day),
    ];
    if fraction {
        columns.push(Column::new(say("Tử số", "Numerator"), ColumnKind::Number));
        columns.push(Column::new(say("Mẫu số", "Denominator"), ColumnKind::Number));
    }
    let kind = match indicator.unit_of_measure.as_str() {
        "%" => ColumnKind::Percent,
        "đồng" => ColumnKind::Money,
        _ => ColumnKind::Number,
    };
    columns.push(Column::new(say("Giá trị", "Value"), kind).with_note(indicator.unit_of_measure.clone()));
    columns
}

fn part_row(name: String, origin: &str, day: Cell, fraction: [Cell; 2], value: Cell, is_ratio: bool) -> Vec<Cell> {
    let mut cells = vec![Cell::from(name), Cell::from(origin), day];
    if is_ratio {
        cells.extend(fraction);
    }
    cells.push(value);
    cells
}

/// A figure of a table as a cell; one the reader may not see stays empty.
fn seen(number: Option<congdoan_rollup::Cell>, indicator: &Indicator) -> Cell {
    number.map_or(Cell::Empty, |number| cell((number.state, number.value), indicator))
}

/// A figure as a cell; zero, missing and not applicable stay three things.
pub(crate) fn cell((state, value): (State, Option<Value>), indicator: &Indicator) -> Cell {
    let value = value.map(|value| cell_of(value, indicator));
    match (state, value) {
        (State::NotApplicable, _) => Cell::NotApplicable,
        (State::Missing, _) | (_, None) => Cell::Missing,
        (State::Partial, Some(cell)) => cell.partial(),
        (State::Reported, Some(cell)) => cell,
    }
}

/// A value in the indicator's unit of measure; what is no percentage is a whole number, as everywhere on screen.
fn cell_of(value: Value, indicator: &Indicator) -> Cell {
    let hundredths = value.hundredths();
    if indicator.unit_of_measure == "%" {
        return i64::try_from(hundredths).map_or_else(|_| Cell::from(value.to_string()), Cell::Percent);
    }
    Cell::Whole(whole(value))
}

/// A value rounded to a whole number, half away from zero.
#[must_use]
pub const fn whole(value: Value) -> i64 {
    match value {
        Value::Whole(whole) => whole,
        Value::Hundredths(hundredths) => {
            let (quotient, rest) = (hundredths / 100, hundredths % 100);
            if rest >= 50 {
                quotient + 1
            } else if rest <= -50 {
                quotient - 1
            } else {
                quotient
            }
        }
    }
}

/// Where a part comes from, in words.
fn origin(source: Source, line: Option<Line>) -> LocalText {
    match (source, line) {
        (Source::Records, _) => words("bản ghi", "record"),
        (Source::Members, _) => words("hồ sơ đoàn viên", "member file"),
        (Source::Declared, _) => words("khai báo", "declared"),
        (Source::Adjusted, _) => words("điều chỉnh", "adjustment"),
        (Source::Units, _) => words("cây tổ chức", "tree of units"),
        (Source::Overlap, _) => words("trừ phần trùng", "overlap taken off"),
        (Source::Child, Some(Line::Coordinating)) => words("đơn vị phối hợp", "coordinated unit"),
        (Source::Child, _) => words("đơn vị trực thuộc", "unit below"),
    }
}

/// The line that says what the paper rests on.
pub(crate) fn drawn(caller: &Caller, version: u64, language: Language) -> String {
    let moment = caller.now.readable();
    let vi = format!("Lập lúc {moment} từ số liệu phiên bản {version}.");
    words(&vi, &format!("Drawn up at {moment} from version {version} of the figures.")).get(language).to_owned()
}

pub(crate) fn paper_words(language: Language) -> Words {
    match language {
        Language::Vi => Words::vietnamese(),
        Language::En => Words {
            missing: "no figure yet".to_owned(),
            not_applicable: "not applicable".to_owned(),
            partial: "incomplete".to_owned(),
        },
    }
}
