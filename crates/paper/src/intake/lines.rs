//! The rows of a CSV: UTF-8 with or without byte order mark, fields set apart by commas, semicolons or tabs.
//!
//! A field that wears the guard of our own exports against formulas, or Excel's `="00123"`, comes without it. Rows are
//! numbered as a spreadsheet would number them: empty lines count, a field of several lines is one row.
//!
//! Not here: what the fields mean; every field is a text.

use std::{
    fs::File,
    io::{self, Cursor, Read, Seek, SeekFrom},
    path::Path,
};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};

use super::{IntakeError, Raw, Row, letters::MOST_COLUMNS};
use crate::unguarded;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
/// How much of the file the separator is found from.
const SAMPLE: usize = 64 * 1024;
const SAMPLE_LINES: usize = 60;
const BLOCK: usize = 64 * 1024;
/// The most bytes of one row.
const LONGEST_ROW: u64 = 4 * 1024 * 1024;
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// How a text file sets its fields apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    separator: u8,
    /// The byte that ends a line; a carriage return before a line feed is taken off by hand.
    end: u8,
    /// Where the first row begins, in bytes.
    start: u64,
    /// Lines before the first row that a spreadsheet does not show (`sep=;`).
    hidden: u64,
}

/// Tells how the beginning of a file sets its fields apart.
pub(crate) fn dialect(head: &[u8]) -> Result<Dialect, IntakeError> {
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        return Err(IntakeError::Utf16);
    }
    let start = if head.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let body = head.get(start..).unwrap_or_default();
    if body.contains(&0) {
        return Err(IntakeError::NotASheet);
    }
    let visible = body.trim_ascii_start();
    if visible.is_empty() && head.len() < SAMPLE {
        return Err(IntakeError::Empty);
    }
    let opening: Vec<u8> = visible.iter().take(200).map(u8::to_ascii_lowercase).collect();
    const MARKUP: [&[u8]; 6] = [b"?xml", b"html", b"!doctype", b"table", b"meta", b"head"];
    if opening.strip_prefix(b"<").is_some_and(|tag| MARKUP.iter().any(|known| tag.starts_with(known))) {
        return Err(IntakeError::Markup);
    }
    if opening.starts_with(b"%pdf-") || opening.starts_with(b"{\\rtf") {
        return Err(IntakeError::NotASheet);
    }
    let end = if body.contains(&b'\r') && !body.contains(&b'\n') { b'\r' } else { b'\n' };
    if let Some((separator, length)) = declared(body) {
        return Ok(Dialect { separator, end, start: (start + length) as u64, hidden: 1 });
    }
    Ok(Dialect { separator: found(body, end), end, start: start as u64, hidden: 0 })
}

/// The separator a first line such as `sep=;` declares, and the length of that line.
fn declared(body: &[u8]) -> Option<(u8, usize)> {
    let line = body.split_inclusive(|byte| *byte == b'\n').next()?;
    let [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] = line.trim_ascii_end() else {
        // A tab at the end is trimmed off with the line break.
        return (line.to_ascii_lowercase().starts_with(b"sep=\t")).then_some((b'\t', line.len()));
    };
    Some((*separator, line.len()))
}

/// The separator that cuts most lines into the same number of fields; titles above a table hold it seldom, addresses
/// hold commas in changing numbers.
fn found(body: &[u8], end: u8) -> u8 {
    let score = |separator: u8| {
        let counts = counts(body, separator, end);
        let of = |count: usize| counts.iter().filter(|other| **other == count).count();
        counts.iter().filter(|count| **count > 0).map(|count| (of(*count), *count)).max().unwrap_or_default()
    };
    // The first of equals wins, so the order of the list is the order of preference.
    SEPARATORS.into_iter().rev().max_by_key(|separator| score(*separator)).unwrap_or(b',')
}

/// How many of a separator each of the first lines holds outside quotes.
fn counts(body: &[u8], separator: u8, end: u8) -> Vec<usize> {
    let (mut counts, mut count, mut quoted) = (Vec::new(), 0, false);
    for byte in body {
        match *byte {
            b'"' => quoted = !quoted,
            other if other == end && !quoted => {
                counts.push(count);
                count = 0;
                if counts.len() >= SAMPLE_LINES {
                    return counts;
                }
            }
            other if other == separator && !quoted => count += 1,
            _ => {}
        }
    }
    // A sample cut within a line would count it short.
    if body.len() < SAMPLE {
        counts.push(count);
    }
    counts
}

/// The beginning of a file, as much as the dialect needs.
pub(crate) fn sample(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(SAMPLE);
    file.take(SAMPLE as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// A file that stops when one row takes more than any real one. A last line break is added, so that every row ends in
/// one and an open quotation mark can be told.
struct Guarded {
    file: io::Chain<File, Cursor<&'static [u8]>>,
    taken: u64,
}

impl Read for Guarded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.taken > LONGEST_ROW {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "row too long"));
        }
        let read = self.file.read(into)?;
        self.taken += read as u64;
        Ok(read)
    }
}

/// The rows of a text file.
pub(crate) struct LineRows {
    reader: Reader<Guarded>,
    record: ByteRecord,
    hidden: u64,
    number: u32,
    ended: bool,
}

impl LineRows {
    /// Begins at the top of the file.
    pub(crate) fn open(path: &Path, dialect: Dialect) -> Result<Self, IntakeError> {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(dialect.start))?;
        let last: &[u8] = if dialect.end == b'\r' { b"\r" } else { b"\n" };
        let guarded = Guarded { file: file.chain(Cursor::new(last)), taken: 0 };
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.separator)
            .terminator(Terminator::Any(dialect.end))
            .buffer_capacity(BLOCK)
            .from_reader(guarded);
        Ok(Self { reader, record: ByteRecord::new(), hidden: dialect.hidden, number: 0, ended: false })
    }

    /// The next row that has any value.
    pub(crate) fn next_row(&mut self) -> Option<Result<Row, IntakeError>> {
        while !self.ended {
            match self.step() {
                Ok(Some(row)) if row.cells.is_empty() => {}
                Ok(Some(row)) => return Some(Ok(row)),
                Ok(None) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }

    fn step(&mut self) -> Result<Option<Row>, IntakeError> {
        self.reader.get_mut().taken = 0;
        let before = self.reader.position().line();
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {}
            Ok(false) => return Ok(None),
            Err(error) => return Err(self.told(error)),
        }
        let within: u64 = self.record.iter().map(breaks).sum();
        let lines = self.reader.position().line().saturating_sub(before);
        // Every row ends in a line break of its own; when all of them are within its fields, a quotation mark is open.
        if within > 0 && lines == within {
            return Err(IntakeError::OpenQuote { line: before + self.hidden });
        }
        let blank = lines.saturating_sub(within + 1);
        let passed = u32::try_from(blank).unwrap_or(u32::MAX).saturating_add(1);
        self.number = self.number.saturating_add(passed);
        if self.record.len() > MOST_COLUMNS {
            return Err(IntakeError::damaged("CSV", format!("row {} has too many columns", self.number)));
        }
        let mut line = before + self.hidden + blank;
        let mut cells = Vec::with_capacity(self.record.len());
        let last = self.record.len().saturating_sub(1);
        for (index, field) in self.record.iter().enumerate() {
            let field = if index == last { field.strip_suffix(b"\r").unwrap_or(field) } else { field };
            let Ok(text) = std::str::from_utf8(field) else {
                let valid = field.utf8_chunks().next().map(|chunk| breaks(chunk.valid().as_bytes()));
                return Err(IntakeError::NotUtf8 { line: line + valid.unwrap_or_default() });
            };
            line += breaks(field);
            cells.push(Raw::text(bare(text)));
        }
        while cells.last() == Some(&Raw::Empty) {
            cells.pop();
        }
        Ok(Some(Row { number: self.number, cells }))
    }

    fn told(&self, error: csv::Error) -> IntakeError {
        let row = self.number;
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => IntakeError::TooLong { row },
            csv::ErrorKind::Io(error) => IntakeError::Io(error),
            other => IntakeError::damaged("CSV", format!("{other:?}")),
        }
    }
}

fn breaks(field: &[u8]) -> u64 {
    field.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// The field without the guards programs put around it.
fn bare(field: &str) -> &str {
    match field.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        Some(inner) if !inner.contains('"') => inner,
        _ => unguarded(field),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found_where_addresses_hold_commas() {
        let semicolons =
            "DANH SÁCH ĐOÀN VIÊN, năm 2026\n\nTT;Họ tên;Địa chỉ\n1;An;Số 5, phố Huế, Hà Nội\n2;Bình;Vinh, Nghệ An\n";
        assert_eq!(found(semicolons.as_bytes(), b'\n'), b';');
        assert_eq!(found(b"a\tb\n1\t2,5\n", b'\n'), b'\t');
        assert_eq!(found("a,b\n\"x;y;z\",2\n".as_bytes(), b'\n'), b',');
        assert_eq!(found(b"one column\nonly\n", b'\n'), b',');
    }

    #[test]
    fn other_kinds_of_text_are_told() {
        assert!(matches!(dialect(b""), Err(IntakeError::Empty)));
        assert!(matches!(dialect(b"\xEF\xBB\xBF \r\n"), Err(IntakeError::Empty)));
        assert!(matches!(dialect(b"\xFF\xFEa\0"), Err(IntakeError::Utf16)));
        assert!(matches!(dialect(b"\n<META charset=utf-8>"), Err(IntakeError::Markup)));
        assert!(matches!(dialect(b"%PDF-1.7"), Err(IntakeError::NotASheet)));
        assert!(matches!(dialect(b"GIF89a\0\0"), Err(IntakeError::NotASheet)));
        let declared = dialect(b"\xEF\xBB\xBFsep=;\r\na;b\r\n").unwrap();
        assert_eq!(declared, Dialect { separator: b';', end: b'\n', start: 10, hidden: 1 });
    }

    #[test]
    fn guards_come_off() {
        assert_eq!(bare("=\"00123\""), "00123");
        assert_eq!(bare("'=1+1"), "=1+1");
        assert_eq!(bare("'tis"), "'tis");
    }
}
