//! Rows of a sheet of members as candidates: every value understood, or a list of what is wrong with the row.
//!
//! Not here: who is already known and what is written (`import`), opening files (`paper::intake`).

use chrono::NaiveDate;
use congdoan_model::{LocalText, members::Sex, names};
use congdoan_pack::{MemberField, MemberFieldKind, Pack, PersonalClass, Problem};
use congdoan_paper::intake::{
    Bad, Book, Day, Header, Precision, Raw, Row, RowKind, Sheet, Sieve, Title, column_letters, find_header, value,
};

use super::sealing::Values;
use crate::{
    Error, Result,
    error::{refused, words},
    papers::sheets::mapped,
};

/// Rows looked through for the header.
const HEAD_ROWS: usize = 60;
/// Two-digit years up to this one are of this century.
const PIVOT: u8 = 30;
/// The column that names the unit, for whoever imports several at once.
pub(super) const UNIT: &str = "unit";
const UNIT_TITLES: [&str; 8] = [
    "Mã đơn vị",
    "Mã CĐCS",
    "Mã công đoàn cơ sở",
    "Mã công đoàn",
    "Mã ĐV",
    "Đơn vị công đoàn (mã)",
    "unit",
    "unit code",
];

/// A person as a row describes it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidate {
    /// The sheet's name.
    pub(crate) sheet: usize,
    /// The row as the spreadsheet shows it.
    pub(crate) row: u32,
    /// Code of the unit; empty when the sheet names none.
    pub(crate) unit: String,
    /// Name.
    pub(crate) name: String,
    /// The folded name.
    pub(crate) name_fold: String,
    /// Birth, to whatever precision.
    pub(crate) born: Option<Day>,
    /// Sex.
    pub(crate) sex: Option<Sex>,
    /// Identity number.
    pub(crate) identity: Option<String>,
    /// Member number, when the sheet gives one back.
    pub(crate) number: Option<String>,
    /// First day of the membership.
    pub(crate) joined_on: Option<NaiveDate>,
    /// Open fields.
    pub(crate) open: Values,
    /// Fields to be sealed, the identity number among them.
    pub(crate) sealed: Values,
}

/// A row that cannot be taken, by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRow {
    /// The sheet's name.
    pub sheet: String,
    /// The row as the spreadsheet shows it.
    pub row: u32,
    /// The column's letters and title; empty when the row as a whole is refused.
    pub column: String,
    /// The value as it stood there.
    pub value: String,
    /// What is wrong with it.
    pub reason: LocalText,
}

/// What comes out of a file, in the order of its rows.
pub(crate) enum Read {
    /// A person.
    Taken(Box<Candidate>),
    /// A row that cannot be taken.
    Refused(RefusedRow),
}

/// A file with its headers found.
pub(crate) struct Opened {
    /// The sheets that hold members, each with its header.
    pub(crate) sheets: Vec<(Sheet, Header)>,
    /// Names of sheets passed over.
    pub(crate) passed: Vec<String>,
}

/// Opens a file and finds the header of each sheet.
pub(crate) fn open(path: &std::path::Path, pack: &Pack, mapping: &[(String, String)]) -> Result<Opened> {
    let book = Book::open(path).map_err(|error| Error::Refused(error.words()))?;
    let titles = titles(pack, mapping);
    let (mut sheets, mut passed) = (Vec::new(), Vec::new());
    for sheet in book.sheets().iter().filter(|sheet| !sheet.is_hidden()) {
        let rows = sheet.rows().map_err(|error| Error::Refused(error.words()))?.take(HEAD_ROWS);
        let rows = rows.collect::<std::result::Result<Vec<Row>, _>>().map_err(|error| Error::Refused(error.words()))?;
        match find_header(&rows, &titles) {
            Some(header) if header.of("name").next().is_some() => sheets.push((sheet.clone(), header)),
            _ => passed.push(sheet.name().to_owned()),
        }
    }
    if sheets.is_empty() {
        let listed = passed.join(", ");
        return Err(refused(
            &format!(
                "Không tìm thấy dòng tiêu đề có cột \"Họ và tên\" trong các tờ: {listed}; đặt tên cột hoặc chọn một bảng ghép cột (--mapping)"
            ),
            &format!(
                "No heading with a column \"Họ và tên\" in the sheets: {listed}; name the columns or choose a mapping (--mapping)"
            ),
        ));
    }
    Ok(Opened { sheets, passed })
}

/// What the columns of a sheet of members may be called, beside what a mapping says.
pub(super) fn titles(pack: &Pack, mapping: &[(String, String)]) -> Vec<Title> {
    let of_pack = pack.members.fields.iter().map(|field| {
        let named = [field.name.vi.clone(), field.name.en.clone(), field.id.clone()];
        let titles = named.into_iter().chain(field.titles.iter().cloned()).collect();
        Title { field: field.id.clone(), titles, naming: field.id == "name" }
    });
    mapped(of_pack.chain([Title::new(UNIT, &UNIT_TITLES)]).collect(), mapping)
}

/// Walks all rows of all sheets; stops when `each` says so.
pub(crate) fn walk(opened: &Opened, pack: &Pack, mut each: impl FnMut(Read) -> bool) -> Result<u64> {
    let mut skipped = 0;
    for (place, (sheet, header)) in opened.sheets.iter().enumerate() {
        let mut sieve = Sieve::new(header);
        let columns = Columns::new(pack, header);
        for row in sheet.rows().map_err(|error| Error::Refused(error.words()))? {
            let row = row.map_err(|error| Error::Refused(error.words()))?;
            if sieve.kind(&row) != RowKind::Data {
                continue;
            }
            let read = match columns.candidate(place, &row) {
                Ok(candidate) => each(Read::Taken(Box::new(candidate))),
                Err(faults) => faults.into_iter().all(|fault| {
                    let sheet = sheet.name().to_owned();
                    each(Read::Refused(RefusedRow { sheet, row: row.number, ..fault }))
                }),
            };
            if !read {
                return Ok(skipped);
            }
        }
        skipped += sieve.tally().skipped();
    }
    Ok(skipped)
}

/// The columns of one sheet with the fields they fill.
struct Columns<'a> {
    header: &'a Header,
    fields: Vec<&'a MemberField>,
    has_unit: bool,
}

impl<'a> Columns<'a> {
    fn new(pack: &'a Pack, header: &'a Header) -> Self {
        let present = |field: &&MemberField| header.of(&field.id).next().is_some() || field.required;
        let fields = pack.members.fields.iter().filter(present).collect();
        Self { header, fields, has_unit: header.of(UNIT).next().is_some() }
    }

    fn candidate(&self, sheet: usize, row: &Row) -> std::result::Result<Candidate, Vec<RefusedRow>> {
        let mut faults = Vec::new();
        let mut found = Candidate {
            sheet,
            row: row.number,
            unit: String::new(),
            name: String::new(),
            name_fold: String::new(),
            born: None,
            sex: None,
            identity: None,
            number: None,
            joined_on: None,
            open: Values::new(),
            sealed: Values::new(),
        };
        if self.has_unit
            && let Some((_, raw)) = self.header.pick(row, UNIT)
        {
            found.unit = value::shown(&raw).trim().to_lowercase();
        }
        for field in &self.fields {
            if let Err(fault) = self.fill(&mut found, field, row) {
                faults.push(*fault);
            }
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    fn fill(&self, found: &mut Candidate, field: &MemberField, row: &Row) -> std::result::Result<(), Box<RefusedRow>> {
        let picked = self.header.pick(row, &field.id);
        let raw = picked.as_ref().map_or(&Raw::Empty, |(_, raw)| raw);
        // Made only for what is refused: twelve million cells would otherwise write their addresses.
        let place =
            || picked.as_ref().map(|(column, _)| format!("{} ({})", column_letters(column.index), column.title));
        let by_column = self.header.sex_by_column(row, &field.id);
        if by_column.is_some() && found.sex.is_none() {
            found.sex = by_column;
        }
        let refuse = |value: String, reason: LocalText| {
            let (sheet, column) = (String::new(), place().unwrap_or_default());
            Box::new(RefusedRow { sheet, row: row.number, column, value, reason })
        };
        let bad = |bad: Bad| refuse(bad.value.clone(), bad.words());
        if field.id == "sex" {
            let column_sex = picked.as_ref().and_then(|(column, _)| column.sex);
            found.sex = value::as_sex(raw, column_sex).map_err(bad)?.or(found.sex);
            return Ok(());
        }
        let Some(text) = kept(field, raw).map_err(bad)? else {
            return match field.fault("") {
                Some(reason) if field.required => Err(refuse(String::new(), reason)),
                _ => Ok(()),
            };
        };
        if let Some(reason) = field.fault(&text) {
            return Err(refuse(value::shown(raw), reason));
        }
        match field.id.as_str() {
            "name" => {
                found.name_fold = names::fold(&text);
                found.name = text;
            }
            "born" => found.born = value::as_day(raw, PIVOT).map_err(bad)?,
            "joined_on" => found.joined_on = value::as_day(raw, PIVOT).map_err(bad)?.map(|day| day.first),
            "number" => found.number = Some(text.to_uppercase()),
            "identity" => {
                found.sealed.insert(field.id.clone(), text.clone());
                found.identity = Some(text);
            }
            _ if field.class == PersonalClass::Open => _ = found.open.insert(field.id.clone(), text),
            _ => _ = found.sealed.insert(field.id.clone(), text),
        }
        Ok(())
    }
}

/// A person as a form describes them, by ids of fields: every value understood, or what is wrong with each field.
pub(crate) fn candidate(pack: &Pack, typed: &Values, row: u32) -> std::result::Result<Candidate, Vec<Problem>> {
    let mut found = Candidate { row, ..Candidate::default() };
    let mut problems = Vec::new();
    for field in pack.members.fields.iter().filter(|field| !field.generated && field.id != "joined_on") {
        let text = typed.get(&field.id).map_or("", |text| text.trim());
        let raw = if text.is_empty() { Raw::Empty } else { Raw::Text(text.to_owned()) };
        if let Err(message) = take(&mut found, field, &raw) {
            problems.push(Problem { field: Some(field.id.clone()), message });
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

/// Puts one typed value where it belongs.
fn take(found: &mut Candidate, field: &MemberField, raw: &Raw) -> std::result::Result<(), LocalText> {
    if field.id == "sex" {
        found.sex = value::as_sex(raw, None).map_err(|bad| bad.words())?;
        return Ok(());
    }
    let kept = kept(field, raw).map_err(|bad| bad.words())?;
    if let Some(reason) = field.fault(kept.as_deref().unwrap_or_default()) {
        return Err(reason);
    }
    let Some(text) = kept else { return Ok(()) };
    match field.id.as_str() {
        "name" => {
            found.name_fold = names::fold(&text);
            found.name = text;
        }
        "born" => found.born = value::as_day(raw, PIVOT).map_err(|bad| bad.words())?,
        _ if field.class == PersonalClass::Open => _ = found.open.insert(field.id.clone(), text),
        id => {
            found.identity = if id == "identity" { Some(text.clone()) } else { found.identity.take() };
            found.sealed.insert(field.id.clone(), text);
        }
    }
    Ok(())
}

/// A cell in the form its field is kept in.
fn kept(field: &MemberField, raw: &Raw) -> std::result::Result<Option<String>, Bad> {
    Ok(match field.kind {
        MemberFieldKind::Text => value::as_text(raw)?,
        MemberFieldKind::Date => value::as_day(raw, PIVOT)?.map(|day| match day.precision {
            Precision::Day => day.first.format("%Y-%m-%d").to_string(),
            Precision::Month => day.first.format("%Y-%m").to_string(),
            Precision::Year => day.first.format("%Y").to_string(),
        }),
        MemberFieldKind::Choice => {
            let text = value::as_text(raw)?;
            text.map(|text| field.choice_of(&text).map_or(text, |choice| choice.id.clone()))
        }
        MemberFieldKind::Digits => {
            let shape = match field.id.as_str() {
                "identity" => Some(value::Shape::IDENTITY),
                "phone" => Some(value::Shape::PHONE),
                "insurance_book" => Some(value::Shape::INSURANCE),
                _ => None,
            };
            match shape {
                Some(shape) => value::as_digits(raw, &shape)?.map(|digits| digits.text),
                None => value::as_text(raw)?.map(|text| text.chars().filter(|sign| !sign.is_whitespace()).collect()),
            }
        }
        MemberFieldKind::Bool => value::as_bool(raw)?.map(|yes| yes.to_string()),
        MemberFieldKind::Dong | MemberFieldKind::Whole => value::as_whole(raw)?.map(|whole| whole.to_string()),
    })
}

/// A row refused as a whole.
pub(crate) fn row_refused(sheet: &str, row: u32, value: &str, vi: &str, en: &str) -> RefusedRow {
    RefusedRow { sheet: sheet.to_owned(), row, column: String::new(), value: value.to_owned(), reason: words(vi, en) }
}
