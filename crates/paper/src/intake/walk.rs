//! From the elements of a sheet to rows of values.
//!
//! Not here: merged cells, which the format lists only after the last row; header titles are put together by their
//! places instead (`levels`). Nor formulas: what a cell held when the sheet was saved is its value.

use std::{collections::VecDeque, sync::Arc};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::{
    Raw, Row,
    letters::{MOST_COLUMNS, MOST_ROWS, address},
    package::LONGEST_PIECE,
    serial,
    styles::Shown,
    workbook::Workbook,
    xml::{DEEPEST, TOO_DEEP, refer, unescaped},
};

/// The most bytes of text the rows of one piece may hold.
const MOST_HELD: usize = 64 << 20;

/// Why a walk cannot go on.
pub(crate) enum Halt {
    /// A cell or row is longer than any real one.
    TooLong,
    /// What does not fit, in English.
    Damage(String),
}

/// Where a walk over a sheet is.
pub(crate) struct Walk {
    book: Arc<Workbook>,
    depth: u32,
    /// Whether the rows have begun.
    begun: bool,
    /// Whether they have ended.
    pub(crate) done: bool,
    /// How deep the rows lie.
    floor: u32,
    /// The present row.
    row: u32,
    /// Whether the row does not name its number; its cells may.
    unnumbered: bool,
    /// The last row that was read whole.
    pub(crate) last: u32,
    cells: Vec<Raw>,
    /// The widest row so far.
    width: usize,
    /// How many bytes of text the row holds, and the rows of the present piece: a few bytes can refer to a long text.
    bytes: usize,
    held: usize,
    /// The column of the next cell that does not name its own.
    next: usize,
    marks: Marks,
    value: String,
    /// Whether the text stands in the cell itself.
    inline: bool,
    /// Whether text is a reading aid of an East Asian text.
    aid: bool,
    /// Whether text belongs to the value.
    shown: bool,
}

impl Walk {
    /// At the top of a sheet.
    pub(crate) fn new(book: Arc<Workbook>) -> Self {
        Self {
            book,
            depth: 0,
            begun: false,
            done: false,
            floor: 0,
            row: 0,
            unnumbered: false,
            last: 0,
            cells: Vec::new(),
            width: 0,
            bytes: 0,
            held: 0,
            next: 0,
            marks: Marks::default(),
            value: String::new(),
            inline: false,
            aid: false,
            shown: false,
        }
    }

    /// Reads a piece; the rows that end in it and hold any value are put at the end of `ready`.
    pub(crate) fn read(&mut self, piece: &str, ready: &mut VecDeque<Row>) -> Result<(), Halt> {
        let mut reader = Reader::from_str(piece);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        // A piece begins and ends in the middle of elements.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        self.held = 0;
        while !self.done {
            match reader.read_event().map_err(|error| Halt::Damage(error.to_string()))? {
                Event::Start(element) => self.start(&element)?,
                Event::End(element) => self.end(element.local_name().as_ref(), ready)?,
                Event::Text(text) if self.shown => self.value.push_str(&text.xml10_content()),
                Event::CData(text) if self.shown => self.value.push_str(&text.xml10_content()),
                Event::GeneralRef(reference) if self.shown => refer(&reference, &mut self.value),
                Event::Eof => return Ok(()),
                _ => {}
            }
            if self.value.len() > LONGEST_PIECE || self.bytes > LONGEST_PIECE || self.held > MOST_HELD {
                return Err(Halt::TooLong);
            }
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Halt> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Halt::Damage(TOO_DEEP.to_owned()));
        }
        match element.local_name().as_ref() {
            "sheetData" if !self.begun => {
                self.begun = true;
                self.floor = self.depth;
            }
            _ if !self.begun => {}
            "c" => {
                self.marks = marks(element);
                if let Some((row, _)) = self.marks.place.filter(|_| self.unnumbered) {
                    self.row = row;
                }
                self.value.clear();
                (self.inline, self.shown) = (false, false);
            }
            "v" => self.shown = !self.inline,
            "t" => self.shown = self.inline && !self.aid,
            "is" => {
                self.inline = true;
                self.value.clear();
            }
            "rPh" => self.aid = true,
            "row" => {
                let number = numbered(element);
                self.unnumbered = number.is_none();
                self.row = number.unwrap_or(self.row.saturating_add(1));
                if self.row == 0 || self.row > MOST_ROWS {
                    return Err(Halt::Damage(format!("row {}", self.row)));
                }
                (self.next, self.bytes) = (0, 0);
                self.cells = Vec::with_capacity(self.width);
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str, ready: &mut VecDeque<Row>) -> Result<(), Halt> {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        match name {
            "c" if self.begun => self.place()?,
            "v" | "t" => self.shown = false,
            "rPh" => self.aid = false,
            "row" => {
                let cells = std::mem::take(&mut self.cells);
                self.width = self.width.max(cells.len());
                self.last = self.row;
                if !cells.is_empty() {
                    ready.push_back(Row { number: self.row, cells });
                }
            }
            "sheetData" | "worksheet" if self.begun && depth != self.floor => {
                return Err(Halt::Damage("elements that do not match".to_owned()));
            }
            "sheetData" | "worksheet" => self.done = true,
            _ => {}
        }
        Ok(())
    }

    /// Puts the cell that just ended into its column.
    fn place(&mut self) -> Result<(), Halt> {
        let column = self.marks.place.map_or(self.next, |(_, column)| column);
        if column >= MOST_COLUMNS {
            return Err(Halt::Damage(format!("row {} has too many columns", self.row)));
        }
        self.next = column + 1;
        let raw = self.raw()?;
        if raw == Raw::Empty {
            return Ok(());
        }
        if let Raw::Text(text) = &raw {
            self.bytes += text.len();
            self.held += text.len();
        }
        if self.cells.len() < column {
            self.cells.resize(column, Raw::Empty);
        }
        match self.cells.get_mut(column) {
            Some(cell) => *cell = raw,
            None => self.cells.push(raw),
        }
        Ok(())
    }

    fn raw(&self) -> Result<Raw, Halt> {
        let kind = if self.inline { Kind::Inline } else { self.marks.kind };
        let value = self.value.trim();
        if value.is_empty() {
            return Ok(Raw::Empty);
        }
        Ok(match kind {
            Kind::Shared => {
                let text = value.parse().ok().and_then(|number| self.book.strings.get(number));
                let missing = || Halt::Damage(format!("row {} refers to a text that is not there", self.row));
                text.map(Raw::text).ok_or_else(missing)?
            }
            Kind::Text | Kind::Inline => Raw::text(&unescaped(&self.value)),
            Kind::Bool => Raw::Bool(value == "1" || value.eq_ignore_ascii_case("true")),
            Kind::Fault => Raw::Fault(value.to_owned()),
            Kind::Iso => super::day::iso(value).map_or_else(|| Raw::text(value), Raw::Day),
            Kind::Number => match value.parse::<f64>() {
                Ok(number) if number.is_finite() => self.number(number),
                _ => Raw::text(value),
            },
        })
    }

    fn number(&self, number: f64) -> Raw {
        match self.book.styles.shown(self.marks.look) {
            Shown::Number => Raw::Number(number),
            Shown::Clock => serial::clock(number).map_or(Raw::Number(number), Raw::Text),
            Shown::Day => match serial::day(number, self.book.since_1904) {
                Some(day) => Raw::Day(day),
                // A time of day in a cell that shows days and times.
                None if number > 0.0 && number < 1.0 => serial::clock(number).map_or(Raw::Number(number), Raw::Text),
                None => Raw::Number(number),
            },
        }
    }
}

/// The attributes of a cell.
#[derive(Default)]
struct Marks {
    /// Its row, from 1, and column, from 0, when it names them.
    place: Option<(u32, usize)>,
    look: usize,
    kind: Kind,
}

/// What the value of a cell is written as (ECMA-376 part 1, 18.18.11, ST_CellType).
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    Inline,
    Bool,
    Fault,
    Iso,
}

fn numbered(row: &BytesStart<'_>) -> Option<u32> {
    let mut attributes = row.attributes();
    let number = attributes.with_checks(false).flatten().find(|one| one.key.as_ref() == "r")?;
    number.value.parse().ok()
}

fn marks(cell: &BytesStart<'_>) -> Marks {
    let mut marks = Marks::default();
    for one in cell.attributes().with_checks(false).flatten() {
        match one.key.as_ref() {
            "r" => marks.place = address(&one.value),
            "s" => marks.look = one.value.parse().unwrap_or_default(),
            "t" => {
                marks.kind = match one.value.as_ref() {
                    "s" => Kind::Shared,
                    "str" => Kind::Text,
                    "inlineStr" => Kind::Inline,
                    "b" => Kind::Bool,
                    "e" => Kind::Fault,
                    "d" => Kind::Iso,
                    _ => Kind::Number,
                }
            }
            _ => {}
        }
    }
    marks
}
