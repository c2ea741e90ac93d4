//! Forms as Excel files: out pre-filled and protected, back in cell by cell.
//!
//! A file that went out says in a hidden sheet what it is about and what every line said then. Coming back, each cell is held
//! against that and against what stands now: what was typed, what needs a reason, what is worked out and never taken, what
//! changed here in between. Files officers keep themselves are read by the numbers and words of their rows. Nothing is written
//! before somebody says which lines. Not here: the look of the sheet (`paper::form_xlsx`), which column holds what (`layout`),
//! which row is which line (`matching`), what a cell says (`says`), taking lines in (`taken`).

mod layout;
mod matching;
mod money;
mod says;
mod tables;
mod taken;

use congdoan_model::{
    LocalText,
    access::{Action, Caller},
    figures::{Answer, Indicator},
    fingerprint,
    names::Language,
    org::Unit,
    reports::ReportState,
};
use congdoan_pack::Pack;
use congdoan_paper::{Cell, FormEntry, FormRefusal, FormSheet, FormSheetLine, FormSheetRow, form_xlsx};
use congdoan_store::{access::Thing, members::Batch};
use serde::{Deserialize, Serialize};

pub use says::Said;
pub(super) use taken::FileBatch;
pub use taken::{SheetTaken, TakenFrom};

pub(super) use layout::{Grid, grids};
pub(super) use matching::{Lines, label};
pub(super) use says::{is_percent, said, said_in, seen};
pub(super) use tables::{Names, UnitCell, cells};

use says::{factor, kept, unkept};

use super::{LineEntry, Report, ReportAsk, ReportLine, fill::always_applies, key, remark, set_in};
use crate::{
    Error, Result, Service,
    error::{refused, words},
    members::import::blocking,
    papers::{cell, drawn, paper_words, scratch::Scratch},
};

/// The largest file taken, in bytes: a form is a few hundred lines.
pub const LARGEST_SHEET: usize = 16 << 20;

/// What a spreadsheet lets through in the place of a number; coming back, more spellings are understood.
const INSTEAD: [&str; 5] = ["không áp dụng", "khong ap dung", "kad", "n/a", "not applicable"];

/// A file as it came.
#[derive(Clone, Copy, Debug)]
pub struct SheetFile<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its content.
    pub content: &'a [u8],
}

/// A row of a file with what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// The sheet.
    pub sheet: String,
    /// The row as the spreadsheet shows it.
    pub row: u32,
    /// Letters of the column the value stands in.
    pub column: String,
    /// The number written before it.
    pub number: String,
    /// Its words.
    pub text: String,
    /// Its value as written.
    pub value: String,
    /// The reason written beside it.
    pub reason: String,
    /// What the file counts the value in, where it says so.
    #[serde(default)]
    pub measure: String,
}

/// A row of an officer's own file and the line it is taken for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedRow {
    /// The row.
    pub row: FileRow,
    /// What the mapping calls it.
    pub label: String,
    /// Number of the line; nothing where no line fits or it is left out.
    pub line: Option<String>,
    /// How alike the words are, in percent; 100 where the number says it.
    pub likeness: u8,
    /// Whether somebody chose it by hand.
    pub chosen: bool,
}

/// A cell that says something else than what stands.
#[derive(Clone, Debug)]
pub struct CellDifference {
    /// Number of the line.
    pub number: String,
    /// What the form calls it.
    pub name: LocalText,
    /// Unit of measure.
    pub unit_of_measure: String,
    /// Where the cell stands, such as `D12`.
    pub place: String,
    /// What stands now; a number is hundredths where `percent`.
    pub ours: Said,
    /// What the file says, alike.
    pub theirs: Said,
    /// What stands in the cell, as written; in đồng where the file counts in thousands or millions of them.
    pub written: String,
    /// The unit the file counts in, where that is not the line's own.
    pub measure: String,
    /// Whether the numbers are hundredths of a percent.
    pub percent: bool,
    /// How the line takes its value.
    pub entry: LineEntry,
    /// Whether it is taken with a reason alone.
    pub needs_reason: bool,
    /// Whether it was changed here since the file was made.
    pub changed_here: bool,
    /// Whether it was changed in the file since then.
    pub edited: bool,
    /// The reason written beside it.
    pub reason: String,
    /// Why it cannot be taken; nothing where it can.
    pub fault: Option<LocalText>,
}

impl CellDifference {
    /// Whether the line can be taken in.
    #[must_use]
    pub fn takes(&self) -> bool {
        self.fault.is_none()
    }

    /// Whether it is chosen beforehand: it can be taken, was changed in the file alone, and lacks no reason.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.takes() && self.edited && !self.changed_here
    }
}

/// A file as it reads, held against what stands. Nothing was written.
#[derive(Clone, Debug)]
pub struct SheetReading {
    /// The report as it stands.
    pub report: Report,
    /// Name of the file.
    pub file_name: String,
    /// Hash of the file.
    pub file_hash: String,
    /// Whether the file was made here.
    pub made_here: bool,
    /// What differs, in the order of the form.
    pub differences: Vec<CellDifference>,
    /// How many lines say what stands.
    pub same: usize,
    /// The rows with their lines, for a file of the officers' own.
    pub rows: Vec<MatchedRow>,
}

/// What a file says a report is about and said.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    pub(super) form: String,
    pub(super) unit: String,
    pub(super) period: String,
    pub(super) print: String,
    /// Number, entry, kept value.
    pub(super) lines: Vec<(String, String, String)>,
}

impl Keys {
    /// A fingerprint over what the file is about and what every line said.
    fn fingerprint(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.form, self.unit, self.period);
        for (number, entry, kept) in &self.lines {
            text.push_str(&format!("{number}\t{entry}\t{kept}\n"));
        }
        fingerprint(&text)
    }
}

impl Service {
    /// A form of a unit for a period as an Excel file: filled, protected, open where something may be typed.
    ///
    /// # Errors
    /// As [`Service::report`]; [`Error::Paper`] when the file cannot be made.
    pub async fn report_sheet(&self, caller: &Caller, ask: &ReportAsk<'_>, language: Language) -> Result<Vec<u8>> {
        let report = self.report(caller, ask.unit, ask.form, ask.period).await?;
        let standing = self.report_standing(caller, &report, ask.receiver).await;
        let state = standing.ok().flatten().map_or(ReportState::Expected, |standing| standing.state);
        let keeps_roll = self.keeps_roll(&report.unit, report.period.to()).await?;
        let form = self.form_sheet(caller, &report, (state, keeps_roll), language).await?;
        let made_on = caller.now;
        let written = tokio::task::spawn_blocking(move || form_xlsx(&form, made_on));
        Ok(written.await.map_err(|error| Error::Internal(error.to_string()))??)
    }

    async fn form_sheet(
        &self,
        caller: &Caller,
        report: &Report,
        (state, keeps_roll): (ReportState, bool),
        language: Language,
    ) -> Result<FormSheet> {
        let pack = self.pack();
        let mut heading =
            self.paper_heading(caller, &report.unit, report.period, report.form.name.get(language)).await?;
        heading.subtitle = format!("{} · {}", report.form.symbol, heading.subtitle);
        let mut keys = Keys {
            form: report.form.id.clone(),
            unit: report.unit.code.to_string(),
            period: report.period.to_string(),
            ..Keys::default()
        };
        let mut rows = Vec::new();
        for section in &report.sections {
            rows.push(FormSheetRow::Group(format!("{}. {}", section.number, section.name.get(language))));
            for line in &section.lines {
                let entry = self.entry_of(&report.unit, line, keeps_roll);
                let line = sheet_line(&pack, line, (&entry, state.takes_lines()), language);
                keys.lines.push((line.number.clone(), line.entry.word().to_owned(), line.kept.clone()));
                rows.push(FormSheetRow::Line(line));
            }
        }
        let version = report.lines().filter_map(|line| line.answer.as_ref()).map(|answer| answer.version).max();
        let say = |vi: &str, en: &str| words(vi, en).get(language).to_owned();
        let mut remarks = vec![
            say(
                "Chỉ nhập ở ô nền vàng nhạt. Không có thì ghi 0, chưa biết thì để trống, đơn vị không thể có thì ghi \"không áp dụng\". Dòng lấy từ sổ: ghi số khác phải nêu lý do.",
                "Type in the pale yellow cells alone: 0 for none, nothing where it is not known, \"not applicable\" where there can be none. Lines that come from registers take another number with its reason.",
            ),
            say(
                "Các ô khác được khóa, không có mật khẩu; số do hệ thống tính không nhận lại từ tệp này.",
                "The other cells are locked without a password; what is worked out is never taken back from this file.",
            ),
        ];
        remarks.push(drawn(caller, version.unwrap_or(0), language));
        let named = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let said = vec![
            named("form", &keys.form),
            named("unit", &keys.unit),
            named("period", &keys.period),
            named("version", &version.unwrap_or(0).to_string()),
            named("made_at", &caller.now.readable()),
            named("fingerprint", &keys.fingerprint()),
        ];
        let captions = [
            ("TT", "No."),
            ("Nội dung", "Item"),
            ("Đơn vị tính", "Unit of measure"),
            ("Số lượng", "Value"),
            ("Lý do ghi khác sổ", "Reason, where records say otherwise"),
            ("Ghi chú", "Remark"),
        ];
        Ok(FormSheet {
            heading,
            captions: captions.map(|(vi, en)| say(vi, en)),
            rows,
            remarks,
            words: paper_words(language),
            refusal: FormRefusal {
                title: say("Số không hợp lệ", "Not a valid number"),
                number: say("Phải là số nguyên từ 0 trở lên.", "It must be a whole number of 0 or more."),
                instead: say(
                    "Phải là số nguyên từ 0 trở lên, hoặc ghi \"không áp dụng\".",
                    "It must be a whole number of 0 or more, or the words \"not applicable\".",
                ),
            },
            instead: INSTEAD.map(str::to_owned).to_vec(),
            keys: said,
        })
    }

    /// Whether a caller may write the reports of a unit.
    pub async fn may_write_reports(&self, caller: &Caller, unit: &Unit) -> bool {
        let Ok(mut tx) = self.store.read().await else { return false };
        tx.require(caller, Action::ReportWrite, unit.id, Thing::REPORT).await.is_ok()
    }

    /// The batches by which files filled a report, latest first.
    ///
    /// # Errors
    /// As [`Service::report`].
    pub async fn sheets_of(&self, caller: &Caller, ask: &ReportAsk<'_>) -> Result<Vec<Batch>> {
        let Ok((report, receiver)) = self.report_and_receiver(caller, ask).await else { return Ok(Vec::new()) };
        let mut tx = self.store.read().await?;
        let Some(kept) = tx.kept_report(caller, &key(&report, &receiver)).await? else { return Ok(Vec::new()) };
        Ok(tx.sheets_of(caller, kept.id).await?)
    }

    /// Reads a file against a report: every cell that says something else. Writes nothing.
    ///
    /// # Errors
    /// [`Error::Refused`] for a file that cannot be read, is about another report, or holds no row of the form;
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn read_sheet(&self, caller: &Caller, ask: &ReportAsk<'_>, file: SheetFile<'_>) -> Result<SheetReading> {
        let report = self.report(caller, ask.unit, ask.form, ask.period).await?;
        if file.content.len() > LARGEST_SHEET {
            return Err(refused("Tệp lớn hơn 16 MB", "The file has more than 16 MB"));
        }
        let scratch = Scratch::new(file.name, file.content)?;
        let (grids, scratch) = blocking(move || Ok((grids(scratch.path())?, scratch))).await?;
        drop(scratch);
        let hash = blake3::hash(file.content).to_hex().to_string();
        if let Some(keys) = layout::keys(&grids) {
            self.told_apart(&keys, &report).await?;
            let rows = layout::by_number(&grids, &report);
            return self.compared(report, (file.name, hash), Compared::MadeHere(&keys, rows)).await;
        }
        let mapping = self.sheet_mapping(caller, &report).await?;
        let lines = Lines::new(&self.pack(), &report.form);
        let rows = layout::best_sheet(&grids, &lines);
        if rows.is_empty() {
            return Err(refused(
                "Không tìm thấy dòng nào của biểu trong tệp; tệp cần có cột nội dung (hoặc số dòng) và cột số lượng",
                "No row of the form was found; the file needs a column of items or of line numbers, and one of values",
            ));
        }
        let rows = lines.matched(rows, &mapping);
        self.compared(report, (file.name, hash), Compared::Own(rows)).await
    }

    /// Holds rows read before against the report again, by a mapping somebody corrected; keeps the mapping for the unit.
    ///
    /// # Errors
    /// As [`Service::read_sheet`].
    pub async fn read_rows(
        &self,
        caller: &Caller,
        ask: &ReportAsk<'_>,
        (name, hash): (&str, &str),
        rows: Vec<(FileRow, String)>,
    ) -> Result<SheetReading> {
        let report = self.report(caller, ask.unit, ask.form, ask.period).await?;
        let lines = Lines::new(&self.pack(), &report.form);
        let (rows, chosen): (Vec<FileRow>, Vec<String>) = rows.into_iter().unzip();
        let mapping: Vec<(String, String)> = label(&rows).into_iter().zip(chosen).collect();
        let kind = format!("forms:{}", report.form.id);
        if self.may_write_reports(caller, &report.unit).await {
            self.save_mapping(caller, &kind, report.unit.code.as_str(), &mapping).await?;
        }
        let rows = lines.matched(rows, &mapping);
        self.compared(report, (name, hash.to_owned()), Compared::Own(rows)).await
    }

    async fn sheet_mapping(&self, caller: &Caller, report: &Report) -> Result<Vec<(String, String)>> {
        let kind = format!("forms:{}", report.form.id);
        let mut tx = self.store.read().await?;
        let kept = tx.import_mapping(caller, &kind, report.unit.code.as_str()).await.unwrap_or_default();
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    /// Refuses a file made for something else, or whose hidden sheet was changed.
    async fn told_apart(&self, keys: &Keys, report: &Report) -> Result<()> {
        if keys.fingerprint() != keys.print {
            return Err(refused(
                "Trang ẩn của tệp đã bị sửa hoặc hỏng nên không so được; hãy tải biểu lại và chép số sang",
                "The hidden sheet of the file was changed or damaged; download the form again and copy the numbers over",
            ));
        }
        let here = (report.form.id.as_str(), report.unit.code.as_str(), report.period.to_string());
        if (keys.form.as_str(), keys.unit.as_str(), keys.period.clone()) == here {
            return Ok(());
        }
        let form = self.form_named(&keys.form).await.map_or_else(|_| keys.form.clone(), |form| form.symbol);
        let (unit, period) = (&keys.unit, &keys.period);
        Err(refused(
            &format!("Tệp này là {form} của đơn vị {unit}, kỳ {period}; hãy mở đúng báo cáo ấy rồi thả tệp vào"),
            &format!("This file is {form} of unit {unit} for {period}; open that report and drop it there"),
        ))
    }

    async fn compared(
        &self,
        report: Report,
        (name, file_hash): (&str, String),
        with: Compared<'_>,
    ) -> Result<SheetReading> {
        let keeps_roll = self.keeps_roll(&report.unit, report.period.to()).await?;
        let pack = self.pack();
        let (made_here, keys, rows, matched) = match with {
            Compared::MadeHere(keys, rows) => (true, Some(keys), rows, Vec::new()),
            Compared::Own(matched) => {
                let of_line = |one: &MatchedRow| Some((one.line.clone()?, one.row.clone()));
                (false, None, matched.iter().filter_map(of_line).collect(), matched)
            }
        };
        let (mut differences, mut same) = (Vec::new(), 0);
        for line in report.lines() {
            let Some(answer) = line.answer.as_ref() else { continue };
            let Some((_, row)) = rows.iter().find(|(number, _)| *number == line.line.number) else { continue };
            let Some(indicator) = pack.indicator(&line.line.indicator) else { continue };
            let made = keys.and_then(|keys| keys.lines.iter().find(|(number, ..)| *number == line.line.number));
            let made = made.map(|(.., kept)| unkept(kept, indicator));
            let entry = self.entry_of(&report.unit, line, keeps_roll);
            match difference((line, answer, indicator), row, made, entry) {
                Some(found) => differences.push(found),
                None => same += 1,
            }
        }
        let file_name = name.to_owned();
        Ok(SheetReading { report, file_name, file_hash, made_here, differences, same, rows: matched })
    }
}

/// What a report is held against: the rows of a file made here, or those of an officer's own.
enum Compared<'k> {
    MadeHere(&'k Keys, Vec<(String, FileRow)>),
    Own(Vec<MatchedRow>),
}

/// What differs between a line and a row; nothing where both say the same, and where the file says nothing of its own.
fn difference(
    (line, answer, indicator): (&ReportLine, &Answer, &Indicator),
    row: &FileRow,
    made: Option<Said>,
    entry: LineEntry,
) -> Option<CellDifference> {
    let percent = is_percent(indicator);
    let ours = Said::of(answer, indicator);
    let read = said_in(&row.value, &row.measure, indicator);
    let counts_alike = read.is_err() || factor(&row.measure, indicator) == 1;
    let theirs = read.clone().unwrap_or_default();
    // An officer's own file that leaves a cell empty says nothing; in ours an emptied cell takes the value back.
    if read.is_ok() && (ours.is_near(theirs, percent) || (made.is_none() && theirs == Said::Nothing)) {
        return None;
    }
    let edited = read.is_err() || made.is_none_or(|made| !made.is_near(theirs, percent));
    // What is worked out follows the lines that changed here; only a hand in the file is worth telling.
    if !edited && matches!(entry, LineEntry::Computed(_)) {
        return None;
    }
    let fault = fault(line, &entry, &read);
    Some(CellDifference {
        number: line.line.number.clone(),
        name: line.name.clone(),
        unit_of_measure: line.unit_of_measure.clone(),
        place: format!("{}{}", row.column, row.row),
        ours,
        theirs,
        written: if counts_alike { row.value.clone() } else { theirs.to_string() },
        measure: if counts_alike { String::new() } else { row.measure.clone() },
        percent,
        needs_reason: line.asks_reason(&entry),
        entry,
        changed_here: made.is_some_and(|made| !made.is_near(ours, percent)),
        edited,
        reason: row.reason.clone(),
        fault,
    })
}

/// Why what a cell says cannot be taken for a line; nothing where it can.
fn fault(line: &ReportLine, entry: &LineEntry, read: &std::result::Result<Said, LocalText>) -> Option<LocalText> {
    match (entry, read) {
        (LineEntry::Computed(why), _) => {
            Some(LocalText { vi: format!("Không nhận: {}", why.vi), en: format!("Not taken: {}", why.en) })
        }
        (_, Err(said)) => Some(said.clone()),
        (_, Ok(Said::Number(value))) if *value < 0 => {
            Some(words("Không ghi số âm", "A negative number is not declared"))
        }
        (entry, Ok(Said::NotApplicable)) if *entry != LineEntry::Declared || line.months.is_some() => {
            Some(always_applies())
        }
        _ => None,
    }
}

fn sheet_line(pack: &Pack, line: &ReportLine, (entry, open): (&LineEntry, bool), language: Language) -> FormSheetLine {
    let entry = match entry {
        _ if !open || line.answer.is_none() => FormEntry::Locked,
        LineEntry::Computed(_) => FormEntry::Locked,
        entry if line.asks_reason(entry) => FormEntry::Reasoned,
        _ => FormEntry::Typed,
    };
    let shown = line.answer.as_ref().zip(pack.indicator(&line.line.indicator));
    FormSheetLine {
        number: line.line.number.clone(),
        item: set_in(line.name.get(language), line.line.inset),
        unit_of_measure: line.unit_of_measure.clone(),
        value: shown.map_or(Cell::Empty, |(answer, indicator)| cell((answer.state, answer.value), indicator)),
        remark: remark(line, language),
        entry,
        kept: kept(line.answer.as_ref()),
    }
}
