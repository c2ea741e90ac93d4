//! A form of reports as an XLSX to be filled in and sent back: what may be typed is open, everything else is locked.
//!
//! The sheet is protected without a password: protection keeps a hand from slipping, it does not keep a secret. A hidden sheet
//! says what the file is about and what each line said when it was made, so that coming back it is told from other files and
//! every changed cell from the others. Not here: which lines may be typed, reading it back (`service`).

use congdoan_model::Timestamp;
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatAlign, Formula, ProtectionOptions, Workbook, Worksheet,
};

use crate::{
    Cell, Column, ColumnKind, Heading, PaperError, Words,
    cell::LARGEST_NUMBER,
    heading::{self, Layout},
    intake::column_letters,
    measure,
    sheet::{self, Line, MARGIN, across, at, sheet_name},
    style::{self, BODY, SMALL, Styles},
};

/// Name of the hidden sheet; nobody calls a sheet of theirs so.
pub const KEYS_SHEET: &str = "congdoan.bieu";
/// What the first cell of the hidden sheet says.
pub const KEYS_MARK: &str = "congdoan.form-sheet";
/// Widths of number, item, unit of measure, value, reason and remark, in digits.
const WIDTHS: [f64; 6] = [7.5, 54.0, 14.0, 18.0, 26.0, 20.0];
const GROUP_PADDING: f64 = 1.8;
const VALUE: usize = 3;
const REASON: usize = 4;
/// Pale yellow, the usual colour of cells to be filled in; it stays white on a black-and-white print.
const OPEN: u32 = 0x00FF_F8DC;

/// How a line takes its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormEntry {
    /// Worked out: locked.
    Locked,
    /// Typed.
    Typed,
    /// Given by records; another value is typed beside its reason.
    Reasoned,
}

impl FormEntry {
    /// The word kept in the hidden sheet.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Typed => "typed",
            Self::Reasoned => "reasoned",
        }
    }
}

/// A line of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormSheetLine {
    /// Its number.
    pub number: String,
    /// What it asks.
    pub item: String,
    /// Its unit of measure.
    pub unit_of_measure: String,
    /// Its value. A line that is typed and has none is left empty; one that does not apply says so.
    pub value: Cell,
    /// What is remarked.
    pub remark: String,
    /// How it takes its value.
    pub entry: FormEntry,
    /// The value as the hidden sheet keeps it.
    pub kept: String,
}

/// A row of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormSheetRow {
    /// The heading of a part.
    Group(String),
    /// A line.
    Line(FormSheetLine),
}

/// What a spreadsheet says when something is typed that is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRefusal {
    /// The title of the message.
    pub title: String,
    /// Where a whole number of 0 or more is asked.
    pub number: String,
    /// Where words may stand in its place.
    pub instead: String,
}

/// A form to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormSheet {
    /// Who reports, and what.
    pub heading: Heading,
    /// Headings of number, item, unit of measure, value, reason and remark.
    pub captions: [String; 6],
    /// The rows.
    pub rows: Vec<FormSheetRow>,
    /// Lines below the form.
    pub remarks: Vec<String>,
    /// What stands where there is no number.
    pub words: Words,
    /// What a spreadsheet says when something else is typed.
    pub refusal: FormRefusal,
    /// What may be typed in the place of a number where a line is declared, in lower case.
    pub instead: Vec<String>,
    /// What the file is about, by name: form, unit, period and the like.
    pub keys: Vec<(String, String)>,
}

/// The form as an XLSX file; the same form and moment give the same bytes.
///
/// # Errors
/// As [`crate::xlsx()`].
pub fn form_xlsx(form: &FormSheet, made_on: Timestamp) -> Result<Vec<u8>, PaperError> {
    let mut workbook = sheet::workbook(&form.heading.title, &form.heading.issuer, made_on)?;
    visible(workbook.add_worksheet(), form)?;
    keys(&mut workbook, form)?;
    Ok(workbook.save_to_buffer()?)
}

fn visible(sheet: &mut Worksheet, form: &FormSheet) -> Result<(), PaperError> {
    sheet.set_name(sheet_name(&form.heading.title))?;
    sheet::page(sheet);
    let layout = Layout::new(&form.heading, WIDTHS.to_vec());
    for (index, width) in layout.widths.iter().enumerate() {
        sheet.set_column_width(at(index)?, *width)?;
    }
    let kinds = [ColumnKind::Text, ColumnKind::Text, ColumnKind::Text, ColumnKind::Number];
    let kinds = kinds.into_iter().chain([ColumnKind::Text; 2]);
    let columns: Vec<Column> = form.captions.iter().zip(kinds).map(|(name, kind)| Column::new(name, kind)).collect();
    let top = heading::write(sheet, &form.heading, &layout)?;
    let body = top + sheet::headings(sheet, top, &columns, &layout.widths)?;
    sheet.set_repeat_rows(top, body - 1)?;
    sheet.set_freeze_panes(body, 2)?;
    let after = lines(sheet, form, (&layout, &columns), body)?;
    let mut row = after + 1;
    let star = form.rows.iter().any(|row| matches!(row, FormSheetRow::Line(line) if line.value.is_partial()));
    let star = star.then(|| format!("* {}", form.words.partial));
    for text in star.iter().chain(&form.remarks) {
        across(sheet, row, 0, columns.len() - 1, text, &style::remark())?;
        let wrapped = measure::lines(text, SMALL, false, layout.room(0, columns.len()) - GROUP_PADDING);
        sheet.set_row_height(row, measure::height(wrapped, SMALL))?;
        row += 1;
    }
    sheet::quiet(sheet, row, columns.len())?;
    let may = ProtectionOptions { format_columns: true, format_rows: true, ..ProtectionOptions::default() };
    sheet.protect_with_options(&may);
    Ok(())
}

/// Writes the rows and answers the first one after them.
fn lines(
    sheet: &mut Worksheet,
    form: &FormSheet,
    (layout, columns): (&Layout, &[Column]),
    mut row: u32,
) -> Result<u32, PaperError> {
    let mut styles = Styles::default();
    let last = columns.len() - 1;
    for (index, entry) in form.rows.iter().enumerate() {
        let line = match entry {
            FormSheetRow::Group(name) => {
                across(sheet, row, 0, last, name, &style::group())?;
                let wrapped = measure::lines(name, BODY, true, layout.room(0, last + 1) - GROUP_PADDING);
                sheet.set_row_height(row, measure::height(wrapped, BODY) + 2.0)?;
                row += 1;
                continue;
            }
            FormSheetRow::Line(line) => line,
        };
        let text = |text: &str| Cell::from(text);
        let cells = [
            text(&line.number),
            text(&line.item),
            text(&line.unit_of_measure),
            line.value.clone(),
            Cell::Empty,
            text(&line.remark),
        ];
        let written = Line { row, number: index + 1, total: false, ruled: true, words: &form.words };
        written.write(sheet, &mut styles, cells.iter().zip(columns.iter().map(|column| column.kind)))?;
        if line.entry != FormEntry::Locked {
            open(sheet, row, line, &form.words)?;
            sheet.add_data_validation(row, at(VALUE)?, row, at(VALUE)?, &allowed(form, line.entry, row)?)?;
        }
        let wrapped = [(1, &line.item), (2, &line.unit_of_measure), (5, &line.remark)].map(|(column, text)| {
            measure::lines(text, BODY, false, layout.widths.get(column).copied().unwrap_or_default() - MARGIN)
        });
        sheet.set_row_height(row, measure::height(wrapped.into_iter().max().unwrap_or(1), BODY))?;
        row += 1;
    }
    Ok(row)
}

/// What may be typed as a value: a whole number of 0 or more, and where the line is declared the words in its place.
fn allowed(form: &FormSheet, entry: FormEntry, row: u32) -> Result<DataValidation, PaperError> {
    let told = DataValidation::new().set_error_title(&form.refusal.title)?;
    if entry != FormEntry::Typed || form.instead.is_empty() {
        let whole = told.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0));
        return Ok(whole.set_error_message(&form.refusal.number)?);
    }
    // Case is no matter in Excel but may be in others, so it is taken off; a text has no whole part, so it is never asked for one.
    let cell = format!("{}{}", column_letters(VALUE), row + 1);
    let words = form.instead.iter().map(|word| format!("LOWER(TRIM({cell}))=\"{}\"", word.replace('"', "\"\"")));
    let words = words.collect::<Vec<_>>().join(",");
    let formula = format!("=IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),OR({words}))");
    Ok(told.allow_custom(Formula::new(formula)).set_error_message(&form.refusal.instead)?)
}

/// The cells of a line that may be typed.
fn open(sheet: &mut Worksheet, row: u32, line: &FormSheetLine, words: &Words) -> Result<(), PaperError> {
    let partial = if line.value.is_partial() { "\"*\"" } else { "" };
    let number = cell().set_num_format(format!("#,##0{partial}")).set_align(FormatAlign::Right);
    match *line.value.bare() {
        Cell::Whole(whole) if whole.unsigned_abs() <= LARGEST_NUMBER.unsigned_abs() => {
            #[expect(clippy::cast_precision_loss, reason = "numbers of 15 digits are exact as doubles")]
            sheet.write_number_with_format(row, at(VALUE)?, whole as f64, &number)?;
        }
        Cell::Whole(whole) => {
            sheet.write_string_with_format(row, at(VALUE)?, whole.to_string(), &number)?;
        }
        Cell::NotApplicable => {
            sheet.write_string_with_format(row, at(VALUE)?, &words.not_applicable, &number)?;
        }
        _ => {
            sheet.write_blank(row, at(VALUE)?, &number)?;
        }
    }
    if line.entry == FormEntry::Reasoned {
        sheet.write_blank(row, at(REASON)?, &cell().set_num_format("@").set_align(FormatAlign::Left))?;
    }
    Ok(())
}

fn cell() -> Format {
    use rust_xlsxwriter::FormatBorder;
    style::base(BODY)
        .set_unlocked()
        .set_text_wrap()
        .set_background_color(OPEN)
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::VerticalCenter)
}

/// The hidden sheet: a mark, what the file is about, and every line with what it said.
fn keys(workbook: &mut Workbook, form: &FormSheet) -> Result<(), PaperError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(KEYS_SHEET)?.set_hidden(true);
    sheet.write_string(0, 0, KEYS_MARK)?;
    sheet.write_string(0, 1, "1")?;
    let mut row = 1;
    for (name, value) in &form.keys {
        sheet.write_string(row, 0, name)?;
        sheet.write_string(row, 1, value)?;
        row += 1;
    }
    for entry in &form.rows {
        let FormSheetRow::Line(line) = entry else { continue };
        sheet.write_string(row, 0, "line")?;
        sheet.write_string(row, 1, &line.number)?;
        sheet.write_string(row, 2, line.entry.word())?;
        sheet.write_string(row, 3, &line.kept)?;
        row += 1;
    }
    sheet::quiet(sheet, row, 4)?;
    sheet.protect();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::{Book, Raw};

    fn form() -> FormSheet {
        let line = |number: &str, value: Cell, entry: FormEntry| {
            let kept = if let Cell::Whole(whole) = &value { whole.to_string() } else { String::new() };
            FormSheetRow::Line(FormSheetLine {
                number: number.to_owned(),
                item: "Tổng số người lao động".to_owned(),
                unit_of_measure: "người".to_owned(),
                value,
                remark: String::new(),
                entry,
                kept,
            })
        };
        FormSheet {
            heading: Heading { title: "Báo cáo".to_owned(), issuer: "Công đoàn".to_owned(), ..Heading::default() },
            captions: ["TT", "Nội dung", "ĐVT", "Số lượng", "Lý do", "Ghi chú"].map(str::to_owned),
            rows: vec![
                FormSheetRow::Group("A. Lao động".to_owned()),
                line("A01", Cell::Whole(1_320), FormEntry::Typed),
                line("A02", Cell::Missing, FormEntry::Reasoned),
                line("A03", Cell::NotApplicable, FormEntry::Typed),
                line("A04", Cell::Percent(5_050), FormEntry::Locked),
            ],
            remarks: vec!["Ghi chú".to_owned()],
            words: Words::vietnamese(),
            refusal: FormRefusal {
                title: "Số".to_owned(),
                number: "Phải là số nguyên".to_owned(),
                instead: "Phải là số nguyên, hoặc không áp dụng".to_owned(),
            },
            instead: vec!["không áp dụng".to_owned(), "n/a".to_owned()],
            keys: vec![("form".to_owned(), "1-hdcd".to_owned())],
        }
    }

    #[test]
    fn what_may_be_typed_is_open_and_the_rest_is_locked() {
        let bytes = form_xlsx(&form(), Timestamp::from_micros(0)).unwrap();
        assert_eq!(bytes, form_xlsx(&form(), Timestamp::from_micros(0)).unwrap());
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        let mut part = |name: &str| std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains("<sheetProtection sheet=\"1\""), "{sheet}");
        assert_eq!(sheet.matches("<dataValidation ").count(), 3);
        assert_eq!(sheet.matches("type=\"whole\"").count(), 1, "a line that records feed takes a number alone");
        assert!(sheet.contains("=\"không áp dụng\""), "{sheet}");
        assert!(part("xl/workbook.xml").contains("state=\"hidden\""));
        assert!(part("xl/styles.xml").contains("<protection locked=\"0\"/>"));
    }

    #[test]
    fn it_is_read_back_with_its_keys() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bieu.xlsx");
        std::fs::write(&path, form_xlsx(&form(), Timestamp::from_micros(0)).unwrap()).unwrap();
        let book = Book::open(&path).unwrap();
        let keys = book.sheet(KEYS_SHEET).unwrap();
        assert!(keys.is_hidden());
        let rows: Vec<_> = keys.rows().unwrap().map(Result::unwrap).collect();
        assert_eq!(rows[0].cell(0), &Raw::Text(KEYS_MARK.to_owned()));
        assert_eq!(rows[2].cell(3), &Raw::Text("1320".to_owned()));
        let shown: Vec<_> = book.sheets()[0].rows().unwrap().map(Result::unwrap).collect();
        let line = shown.iter().find(|row| row.cell(0) == &Raw::Text("A01".to_owned())).unwrap();
        assert_eq!(line.cell(3), &Raw::Number(1_320.0));
        let absent = shown.iter().find(|row| row.cell(0) == &Raw::Text("A03".to_owned())).unwrap();
        assert_eq!(absent.cell(3), &Raw::Text("không áp dụng".to_owned()), "what does not apply says so");
        let empty = shown.iter().find(|row| row.cell(0) == &Raw::Text("A02".to_owned())).unwrap();
        assert_eq!(empty.cell(3), &Raw::Empty, "what is missing and may be typed is left empty");
    }
}
