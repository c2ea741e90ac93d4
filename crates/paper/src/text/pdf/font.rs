//! Fonts: which letters the codes of a string draw, and how far each moves the pen.
//!
//! Not here: outlines; a font that does not say its letters is said to be one (`TextError::Unmapped`).

use std::{borrow::Cow, collections::HashMap};

use super::{
    encoding,
    file::File,
    lex::{Dict, Lexer, Object},
};
use crate::text::TextError;

/// More letters than any font a paper embeds has.
const MOST_LETTERS: usize = 70_000;
/// The longest text one code may stand for.
const LONGEST_LETTER: usize = 16;

/// A code of a string: what it draws and how wide it is, in parts of the font's size.
#[derive(Debug)]
pub(super) struct Drawn<'a> {
    /// The letters; none when the font does not say.
    pub(super) letters: Option<Cow<'a, str>>,
    /// How far the pen moves.
    pub(super) width: f64,
    /// Whether the distance between words is added.
    pub(super) is_space: bool,
}

/// A font.
#[derive(Debug, Default)]
pub(super) struct Font {
    /// Its name, for messages.
    pub(super) name: String,
    wide: bool,
    letters: HashMap<u32, String>,
    widths: HashMap<u32, f64>,
    otherwise: f64,
    scale: f64,
    direct: bool,
    one_byte: bool,
}

impl Font {
    /// The font of a dictionary.
    pub(super) fn read(file: &File<'_>, dict: &Dict) -> Result<Self, TextError> {
        let kind = file.get(dict, "Subtype");
        let name = file.get(dict, "BaseFont");
        let mut font = Self {
            name: String::from_utf8_lossy(name.name().unwrap_or(b"?")).chars().take(80).collect(),
            wide: kind.name() == Some(b"Type0"),
            scale: 0.001,
            otherwise: 500.0,
            ..Self::default()
        };
        if font.wide {
            font.read_wide(file, dict)
        } else {
            font.read_simple(file, dict)
        }
        if kind.name() == Some(b"Type3")
            && let Object::Array(matrix) = file.get(dict, "FontMatrix")
        {
            font.scale = matrix.first().and_then(Object::number).unwrap_or(0.001);
        }
        if let Object::Stream(table, range) = file.get(dict, "ToUnicode")
            && let Some(bytes) = file.stream(&table, &range)?
        {
            file.worked(bytes.len() as u64);
            font.read_table(&bytes);
        }
        Ok(font)
    }

    /// The codes of a string.
    pub(super) fn drawn<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Drawn<'a>> {
        text.chunks(if self.wide && !self.one_byte { 2 } else { 1 }).map(|code| {
            let number = code.iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
            Drawn {
                letters: self.letters(number),
                width: self.widths.get(&number).copied().unwrap_or(self.otherwise) * self.scale,
                is_space: code == b" ",
            }
        })
    }

    fn letters(&self, code: u32) -> Option<Cow<'_, str>> {
        match self.letters.get(&code) {
            Some(letters) => Some(Cow::Borrowed(letters)),
            None if self.direct => char::from_u32(code).map(|letter| Cow::Owned(letter.to_string())),
            None => None,
        }
    }

    fn read_simple(&mut self, file: &File<'_>, dict: &Dict) {
        let descriptor = file.dict(dict, "FontDescriptor").unwrap_or_default();
        if let Some(missing) = file.get(&descriptor, "MissingWidth").number().filter(|width| *width > 0.0) {
            self.otherwise = missing;
        }
        let first = file.get(dict, "FirstChar").count().unwrap_or(0);
        if let Object::Array(widths) = file.get(dict, "Widths") {
            for (place, width) in widths.iter().take(256).enumerate() {
                if let (Ok(code), Some(width)) = (u32::try_from(first + place), file.resolved(width).number()) {
                    self.widths.insert(code, width);
                }
            }
        }
        let encoding = file.get(dict, "Encoding");
        let symbolic = file.get(&descriptor, "Flags").count().is_some_and(|flags| flags & 4 != 0);
        let type3 = file.get(dict, "Subtype").name() == Some(b"Type3");
        let (base, differences) = match &encoding {
            Object::Name(name) => (Some(name.clone()), Object::Null),
            Object::Dict(encoding) => {
                let base = file.get(encoding, "BaseEncoding").name().map(<[u8]>::to_vec);
                (base, file.get(encoding, "Differences"))
            }
            _ => (None, Object::Null),
        };
        // Codes of a symbol font without an encoding are its own; others are letters of the standard one.
        if base.is_some() || !(symbolic || type3) {
            let base = base.unwrap_or_else(|| b"StandardEncoding".to_vec());
            for byte in 32..=255_u8 {
                self.letters.insert(u32::from(byte), encoding::coded(&base, byte));
            }
        }
        if let Object::Array(items) = differences {
            let mut code = 0_u32;
            for item in items.iter().take(MOST_LETTERS) {
                match item {
                    Object::Number(_) => code = item.count().and_then(|code| code.try_into().ok()).unwrap_or(0),
                    Object::Name(name) => {
                        match std::str::from_utf8(name).ok().and_then(encoding::named) {
                            Some(letters) => self.letters.insert(code, letters),
                            None => self.letters.remove(&code),
                        };
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
        }
    }

    fn read_wide(&mut self, file: &File<'_>, dict: &Dict) {
        self.otherwise = 1000.0;
        // Encodings that are Unicode themselves need no table.
        if let Object::Name(name) = file.get(dict, "Encoding") {
            self.direct = name.windows(4).any(|part| part == b"UCS2") || name.windows(5).any(|part| part == b"UTF16");
        }
        let Object::Array(fonts) = file.get(dict, "DescendantFonts") else { return };
        let Some(below) = fonts.first().map(|font| file.resolved(font)) else { return };
        let Some(below) = below.dict() else { return };
        if let Some(width) = file.get(below, "DW").number() {
            self.otherwise = width;
        }
        let Object::Array(items) = file.get(below, "W") else { return };
        let mut items = items.iter().map(|item| file.resolved(item));
        while let (Some(first), Some(second)) = (items.next(), items.next()) {
            let Some(first) = first.count().and_then(|first| u32::try_from(first).ok()) else { return };
            match second {
                Object::Array(widths) => {
                    for (code, width) in (first..).zip(widths.iter().take(MOST_LETTERS)) {
                        self.widths.extend(width.number().map(|width| (code, width)));
                    }
                }
                last => {
                    let width = items.next().as_ref().and_then(Object::number);
                    let (Some(last), Some(width)) = (last.count(), width) else { return };
                    for code in (first..=u32::try_from(last).unwrap_or(first)).take(MOST_LETTERS) {
                        self.widths.insert(code, width);
                    }
                }
            }
            if self.widths.len() > MOST_LETTERS {
                return;
            }
        }
    }

    /// Reads a table from codes to Unicode (ISO 32000-1, 9.10.3).
    fn read_table(&mut self, bytes: &[u8]) {
        let mut lexer = Lexer::of_content(bytes);
        let mut waiting: Vec<Object> = Vec::new();
        while lexer.peek().is_some() {
            match lexer.next() {
                Some(Object::Word(word)) => {
                    match word.as_slice() {
                        b"endbfchar" => {
                            for pair in waiting.chunks_exact(2) {
                                if let [Object::Text(code), to] = pair {
                                    self.put(number(code), to);
                                }
                            }
                        }
                        b"endbfrange" => waiting.chunks_exact(3).for_each(|range| self.put_range(range)),
                        b"endcodespacerange" if self.wide => {
                            self.one_byte =
                                waiting.iter().all(|code| matches!(code, Object::Text(code) if code.len() == 1));
                        }
                        _ => {}
                    }
                    waiting.clear();
                }
                Some(object) if waiting.len() < MOST_LETTERS * 3 => waiting.push(object),
                _ => {}
            }
            if self.letters.len() > MOST_LETTERS {
                return;
            }
        }
    }

    fn put_range(&mut self, range: &[Object]) {
        let [Object::Text(low), Object::Text(high), to] = range else { return };
        let (low, high) = (number(low), number(high));
        let codes = (low..=high).take(MOST_LETTERS.saturating_sub(self.letters.len()));
        match to {
            Object::Array(each) => {
                for (code, to) in codes.zip(each) {
                    self.put(code, to);
                }
            }
            Object::Text(first) => {
                let (last, stem) = first
                    .split_last_chunk::<2>()
                    .map_or((0, first.as_slice()), |(stem, last)| (u32::from(u16::from_be_bytes(*last)), stem));
                for (step, code) in codes.enumerate() {
                    let Some(unit) = u32::try_from(step).ok().and_then(|step| u16::try_from(last + step).ok()) else {
                        return;
                    };
                    let letters = [stem, &unit.to_be_bytes()].concat();
                    self.put(code, &Object::Text(letters));
                }
            }
            _ => {}
        }
    }

    fn put(&mut self, code: u32, to: &Object) {
        let Object::Text(bytes) = to else { return };
        let letters = match bytes.as_slice() {
            [byte] => char::from(*byte).to_string(),
            bytes => {
                let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok()).map(u16::from_be_bytes);
                char::decode_utf16(units.take(LONGEST_LETTER)).filter_map(Result::ok).collect()
            }
        };
        // A table that says "no letter" says nothing: the encoding may know better.
        if !letters.is_empty() && !letters.chars().all(|letter| letter == '\0' || letter == char::REPLACEMENT_CHARACTER)
        {
            self.letters.insert(code, letters);
        }
    }
}

fn number(code: &[u8]) -> u32 {
    code.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}
