//! Which rows below a header are data: officers' sheets also have rows of column numbers, groups, totals, headers
//! repeated on every printed page, and signatures.
//!
//! A row that could be data is data: a person without a name is told as an error by the caller, not passed over here.
//!
//! Not here: where the header is (`header`).

use super::{Header, HeaderColumn, Raw, Row, header::title_key, value::shown};

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RowKind {
    /// Data, well or badly filled.
    Data,
    /// The title block, the header, or the header again on a further page.
    Heading,
    /// The numbers of the columns: (1), (2), (3).
    Numbers,
    /// The name of the rows that follow: "I. Phân xưởng 1".
    Group,
    /// A total.
    Total,
    /// Place and date, signatures, remarks after the table.
    Closing,
}

/// How many rows of each kind there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows of data.
    pub data: u64,
    /// Title block and headers.
    pub headings: u64,
    /// Rows of column numbers.
    pub numbers: u64,
    /// Group rows.
    pub groups: u64,
    /// Totals.
    pub totals: u64,
    /// Signatures and remarks.
    pub closings: u64,
}

impl Tally {
    /// Rows that are not data.
    #[must_use]
    pub fn skipped(&self) -> u64 {
        self.headings + self.numbers + self.groups + self.totals + self.closings
    }

    fn count(&mut self, kind: RowKind) {
        match kind {
            RowKind::Data => self.data += 1,
            RowKind::Heading => self.headings += 1,
            RowKind::Numbers => self.numbers += 1,
            RowKind::Group => self.groups += 1,
            RowKind::Total => self.totals += 1,
            RowKind::Closing => self.closings += 1,
        }
    }
}

/// Phrases that begin the lines after a table.
const CLOSINGS: [&str; 16] = [
    "nguoi lap",
    "can bo lap",
    "tm ban chap hanh",
    "t m ban chap hanh",
    "tm bch",
    "t m bch",
    "tm ban thuong vu",
    "chu tich",
    "pho chu tich",
    "kt chu tich",
    "xac nhan cua",
    "ky ghi ro",
    "ky ten",
    "thu truong",
    "danh sach nay co",
    "an dinh danh sach",
];
const MOST_SIGNED: usize = 4;

/// Tells the rows of a sheet apart, in their order, and counts them.
#[derive(Clone, Debug)]
pub struct Sieve<'a> {
    header: &'a Header,
    keys: Vec<(usize, String)>,
    closed: bool,
    tally: Tally,
}

impl<'a> Sieve<'a> {
    /// For the rows of the sheet the header was found in, from the top.
    #[must_use]
    pub fn new(header: &'a Header) -> Self {
        let columns = header.columns.iter().map(|column| (column.index, title_key(&column.title)));
        let others = header.unknown.iter().map(|(index, title)| (*index, title_key(title)));
        Self { header, keys: columns.chain(others).collect(), closed: false, tally: Tally::default() }
    }

    /// What the next row is.
    pub fn kind(&mut self, row: &Row) -> RowKind {
        let kind = self.told(row);
        self.closed = match kind {
            RowKind::Closing => true,
            RowKind::Data => false,
            _ => self.closed,
        };
        self.tally.count(kind);
        kind
    }

    /// The rows seen so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.tally
    }

    fn told(&self, row: &Row) -> RowKind {
        if row.number <= self.header.rows.1 {
            return RowKind::Heading;
        }
        let filled: Vec<(usize, &Raw)> = row.filled().collect();
        if are_numbers(&filled) {
            return RowKind::Numbers;
        }
        // Members are counted in digits; nothing else below a header is.
        if self.header.ordinal.is_some_and(|column| is_number(row.cell(column))) {
            return RowKind::Data;
        }
        let named = self.named(row);
        if self.repeats(row, filled.len()) {
            RowKind::Heading
        } else if filled
            .first()
            .is_some_and(|(column, raw)| is_total(raw, self.naming().any(|one| one.index == *column)))
        {
            RowKind::Total
        } else if self.closes(&filled, named) {
            RowKind::Closing
        } else if self.groups(&filled, named) {
            RowKind::Group
        } else {
            RowKind::Data
        }
    }

    /// The columns that name the rows.
    fn naming(&self) -> impl Iterator<Item = &HeaderColumn> {
        self.header.columns.iter().filter(|column| self.header.naming.contains(&column.field))
    }

    /// Whether the row holds something where the rows are named; always, when no column names them.
    fn named(&self, row: &Row) -> bool {
        let mut naming = self.naming().peekable();
        let holds = |column: &HeaderColumn| {
            (column.index..column.index + column.width).any(|index| *row.cell(index) != Raw::Empty)
        };
        naming.peek().is_none() || naming.any(holds)
    }

    /// Whether the row says again what its columns are called.
    fn repeats(&self, row: &Row, filled: usize) -> bool {
        let same = |(index, key): &&(usize, String)| {
            let said = title_key(&shown(row.cell(*index)));
            said.len() > 1
                && (*key == said || key.starts_with(&format!("{said} ")) || key.ends_with(&format!(" {said}")))
        };
        // One look settles it for nearly every row: a name is not the title "Họ và tên".
        let first = self.naming().next().or(self.header.columns.first());
        let first = first.and_then(|column| self.keys.iter().find(|(index, _)| *index == column.index));
        if first.is_some_and(|first| *row.cell(first.0) != Raw::Empty && !same(&first)) {
            return false;
        }
        let said = self.keys.iter().filter(same).count();
        said >= 2 && said * 2 >= filled
    }

    fn closes(&self, filled: &[(usize, &Raw)], named: bool) -> bool {
        if filled.len() > MOST_SIGNED {
            return false;
        }
        let first_is = filled.first().is_some_and(|(_, raw)| is_closing(raw));
        let begins = first_is || (!named && filled.iter().any(|(_, raw)| is_closing(raw)));
        begins || (self.closed && filled.len() <= 2)
    }

    fn groups(&self, filled: &[(usize, &Raw)], named: bool) -> bool {
        let wide = self.header.columns.len() > 1;
        match filled {
            [(_, raw)] => wide && matches!(raw, Raw::Text(_)) && (!named || begins_with_ordinal(&shown(raw))),
            // The code of a unit may be a letter too, so a column with a field of its own is no ordinal.
            [(column, first), (_, Raw::Text(_))] => {
                let known = self.header.columns.iter().any(|one| one.index == *column);
                wide && !known && is_group_ordinal(&shown(first))
            }
            _ => false,
        }
    }
}

/// Whether a row, looked at alone, is data. A [`Sieve`] knows more: what follows a signature.
#[must_use]
pub fn is_data(row: &Row, header: &Header) -> bool {
    Sieve::new(header).kind(row) == RowKind::Data
}

fn is_number(raw: &Raw) -> bool {
    match raw {
        Raw::Number(_) => true,
        Raw::Text(text) => {
            // 7, 7., 7) and, in lists of figures, 1.2.
            let digits = text.trim().trim_end_matches(['.', ')']);
            digits.starts_with(|sign: char| sign.is_ascii_digit())
                && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        }
        _ => false,
    }
}

/// Whether cells hold nothing but the numbers of columns: (1), 2, `[3]`, A, B, (5)=(3)+(4), each larger than the last.
fn are_numbers(filled: &[(usize, &Raw)]) -> bool {
    const LONGEST: usize = 24;
    let long = |raw: &Raw| matches!(raw, Raw::Text(text) if text.len() > LONGEST);
    if filled.len() < 3 || filled.iter().any(|(_, raw)| long(raw)) {
        return false;
    }
    let rises = |row: &[u32]| row.iter().zip(row.iter().skip(1)).all(|(left, right)| left < right);
    if let Some(numbers) = filled.iter().map(|(_, raw)| column_number(raw)).collect::<Option<Vec<u32>>>() {
        return rises(&numbers);
    }
    // A, B, C, 1, 2: letters for what names a row, numbers for what is counted.
    let letters: Vec<u32> = filled.iter().map_while(|(_, raw)| column_letter(raw)).collect();
    let rest: Option<Vec<u32>> = filled.iter().skip(letters.len()).map(|(_, raw)| column_number(raw)).collect();
    !letters.is_empty() && rises(&letters) && rest.is_some_and(|rest| rises(&rest))
}

fn column_number(raw: &Raw) -> Option<u32> {
    if !matches!(raw, Raw::Text(_) | Raw::Number(_)) {
        return None;
    }
    let text = shown(raw);
    let allowed = |sign: char| {
        sign.is_ascii_digit() || matches!(sign, '(' | ')' | '[' | ']' | '=' | '+' | '-' | ' ' | 'x' | '/' | '*' | ':')
    };
    if !text.chars().all(allowed) {
        return None;
    }
    let digits: String = text.trim_start_matches(['(', '[']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok().filter(|number| *number <= 200)
}

fn column_letter(raw: &Raw) -> Option<u32> {
    let text = shown(raw);
    let mut signs = text.trim_matches(['(', ')', '[', ']']).chars();
    match (signs.next(), signs.next()) {
        (Some(letter), None) if letter.is_ascii_alphabetic() => Some(u32::from(letter.to_ascii_uppercase())),
        _ => None,
    }
}

/// Whether a row that begins so is a total. Marks are looked at: "Tổng" (total) and the family name "Tống" are one word
/// without them, and so are "tổng cộng" and "tổng công ty". Where the rows are named, the word must stand alone or
/// before its number, since "Tổng số đoàn viên" also names a figure.
fn is_total(raw: &Raw, naming: bool) -> bool {
    let Raw::Text(_) = raw else { return false };
    let text = shown(raw).to_lowercase();
    let text = text.trim_start_matches(|sign: char| !sign.is_alphanumeric());
    let alone = |rest: &str| {
        let rest = rest.trim();
        rest.is_empty() || rest.starts_with([':', '(', '.']) || rest.starts_with(|sign: char| sign.is_ascii_digit())
    };
    let is = |word: &&str| text.strip_prefix(*word).is_some_and(alone);
    let begins = |word: &&str| text.strip_prefix(*word).is_some_and(|rest| rest.starts_with(' '));
    ["tổng cộng", "tổng số", "tổng", "cộng", "cộng dồn", "cộng trang", "tong cong", "tong so", "total"].iter().any(is)
        || (!naming && ["tổng cộng", "tổng số", "cộng dồn", "cộng trang"].iter().any(begins))
}

fn is_closing(raw: &Raw) -> bool {
    let Raw::Text(text) = raw else { return false };
    let key = title_key(text);
    let dated = || {
        let words: Vec<&str> = key.split(' ').collect();
        ["ngay", "thang", "nam"].iter().all(|word| words.contains(word))
            && !words.contains(&"sinh")
            && text.contains(',')
    };
    CLOSINGS.iter().any(|phrase| key == *phrase || key.starts_with(&format!("{phrase} "))) || dated()
}

/// A Roman number or a single letter, as groups are counted where members are counted in digits.
fn is_group_ordinal(text: &str) -> bool {
    let core = text.trim_end_matches(['.', ')', ' ', ':']);
    let roman = core.chars().all(|sign| matches!(sign, 'I' | 'V' | 'X' | 'L'));
    let letter = core.chars().count() == 1 && core.chars().all(char::is_alphabetic);
    !core.is_empty() && (roman || letter)
}

fn begins_with_ordinal(text: &str) -> bool {
    text.split_once(['.', ')', '/', '-']).is_some_and(|(head, rest)| {
        let head = head.trim();
        let digits = !head.is_empty() && head.len() <= 3 && head.bytes().all(|byte| byte.is_ascii_digit());
        !rest.trim().is_empty() && (digits || is_group_ordinal(head))
    })
}
