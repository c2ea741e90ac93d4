//! Lines of a text as they are put together: cleaned, composed, never more than the limit; and tables as lines.
//!
//! Not here: where the lines come from (`docx`, `pdf`, `html`).

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::TextError;

/// A table of at most so many rows whose cells hold several lines each is no table but a layout: the head of a paper,
/// or its signatures.
const LAYOUT_ROWS: usize = 4;
/// And of at most so many columns.
const LAYOUT_COLUMNS: usize = 3;

/// Deeper than tables nest in papers; each depth costs a copy of its text.
pub(super) const DEEPEST_TABLES: usize = 24;

/// The text that grows line by line.
#[derive(Debug, Default)]
pub(super) struct Lines {
    text: String,
    limit: usize,
    blank: bool,
}

impl Lines {
    /// No lines yet, and at most so many bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self { text: String::new(), limit, blank: true }
    }

    /// Adds a paragraph, which may hold line ends of its own. Of several empty lines one is kept.
    pub(super) fn push(&mut self, paragraph: &str) -> Result<(), TextError> {
        for line in paragraph.split('\n') {
            let line = cleaned(line);
            let line = line.trim_end();
            let empty = line.trim().is_empty();
            if empty && self.blank {
                continue;
            }
            if self.text.len() + line.len() > self.limit {
                return Err(TextError::Expands { part: "Văn bản / text".to_owned(), limit: self.limit as u64 });
            }
            self.text.push_str(if empty { "" } else { line });
            self.text.push('\n');
            self.blank = empty;
        }
        Ok(())
    }

    /// The text, which ends with one line end.
    pub(super) fn finish(mut self) -> String {
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        if kept > 0 {
            self.text.push('\n');
        }
        self.text
    }
}

/// A line with letters composed, spaces that differ only in width as spaces, and signs that show nothing left out.
fn cleaned(line: &str) -> String {
    let plain = |sign: char| match sign {
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => None,
        '\u{2011}' => Some('-'),
        '\t' => Some('\t'),
        sign if sign.is_control() => None,
        sign => Some(sign),
    };
    let line: String = line.chars().filter_map(plain).collect();
    if is_nfc_quick(line.chars()) == IsNormalized::Yes { line } else { line.nfc().collect() }
}

/// The lines of a cell.
pub(super) type CellLines = Vec<String>;

/// A table as lines: a row is a line and its cells are parted by tabs; a layout is read column after column.
pub(super) fn table_lines(rows: Vec<Vec<CellLines>>) -> Vec<String> {
    let full = |cell: &CellLines| cell.iter().filter(|line| !line.trim().is_empty()).count();
    let layout = rows.len() <= LAYOUT_ROWS
        && rows.iter().all(|row| row.len() <= LAYOUT_COLUMNS)
        && rows.iter().flatten().any(|cell| full(cell) > 1);
    if layout {
        return rows.into_iter().flatten().flatten().filter(|line| !line.trim().is_empty()).collect();
    }
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        if let [cell] = row.as_slice() {
            lines.extend(cell.iter().cloned());
            continue;
        }
        let cells = row.iter().map(|cell| {
            let words = cell.iter().flat_map(|line| line.split_whitespace());
            words.collect::<Vec<_>>().join(" ")
        });
        lines.push(cells.collect::<Vec<_>>().join("\t"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_composed_and_empty_ones_kept_once() {
        let mut lines = Lines::new(100);
        lines.push("").expect("room");
        lines.push("Nghi\u{323}\u{a0}quye\u{302}\u{301}t\u{ad} ").expect("room");
        lines.push(" \n").expect("room");
        lines.push("số").expect("room");
        assert_eq!(lines.finish(), "Nghị quyết\n\nsố\n");
    }

    #[test]
    fn more_text_than_the_limit_is_refused() {
        let mut lines = Lines::new(9);
        lines.push("123456").expect("room");
        assert!(matches!(lines.push("7890"), Err(TextError::Expands { .. })));
    }

    #[test]
    fn a_table_is_rows_and_a_layout_is_columns() {
        let cell = |text: &str| text.split('|').map(str::to_owned).collect::<CellLines>();
        let table = vec![vec![cell("TT"), cell("Đơn vị")], vec![cell("1"), cell("Gò Me")]];
        assert_eq!(table_lines(table), ["TT\tĐơn vị", "1\tGò Me"]);
        let head = vec![vec![cell("LIÊN ĐOÀN|Số: 1/KH"), cell("CỘNG HÒA|Độc lập")]];
        assert_eq!(table_lines(head), ["LIÊN ĐOÀN", "Số: 1/KH", "CỘNG HÒA", "Độc lập"]);
    }
}
