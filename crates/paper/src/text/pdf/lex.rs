//! Objects of a PDF as they are written (ISO 32000-1, 7.2 and 7.3), of files and of drawing instructions alike.
//!
//! Each call moves on by at least a byte and builds no more than so many objects, nested no deeper than so.
//!
//! Not here: where objects lie in a file (`file`), packed streams (`filter`).

use std::{collections::HashMap, ops::Range};

/// Deeper than objects nest in real files.
const DEEPEST: usize = 48;
/// More than the largest array of a real font or table of contents holds.
const MOST_OBJECTS: usize = 1 << 20;
/// Names and words are read to this length.
const LONGEST_WORD: usize = 512;

/// A dictionary.
pub(super) type Dict = HashMap<Vec<u8>, Object>;

/// An object.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Object {
    Null,
    Bool(bool),
    Number(f64),
    Text(Vec<u8>),
    Name(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    /// The object of a number that lies elsewhere.
    Ref(u32),
    /// A dictionary and where its packed bytes lie in the file.
    Stream(Dict, Range<usize>),
    /// An operator or keyword.
    Word(Vec<u8>),
}

impl Object {
    pub(super) fn number(&self) -> Option<f64> {
        if let Self::Number(number) = self { Some(*number).filter(|number| number.is_finite()) } else { None }
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self) -> Option<usize> {
        let number = self.number().filter(|number| (0.0..=4_294_967_295.0).contains(number))?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was looked at")]
        Some(number as usize)
    }

    pub(super) fn name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn dict(&self) -> Option<&Dict> {
        if let Self::Dict(dict) | Self::Stream(dict, _) = self { Some(dict) } else { None }
    }
}

/// What reads objects from bytes.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    bytes: &'a [u8],
    /// Where it stands.
    pub(super) at: usize,
    refs: bool,
    left: usize,
}

impl<'a> Lexer<'a> {
    /// A lexer of a file's objects, which may refer to others.
    pub(super) fn of_file(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, refs: true, left: MOST_OBJECTS }
    }

    /// A lexer of drawing instructions or tables of letters.
    pub(super) fn of_content(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, refs: false, left: MOST_OBJECTS }
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    /// Moves over white space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'%' => {
                    while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                        self.at += 1;
                    }
                }
                byte if is_space(byte) => self.at += 1,
                _ => return,
            }
        }
    }

    /// The next object or word; none at the end, and none where what stands is no object.
    pub(super) fn next(&mut self) -> Option<Object> {
        self.left = MOST_OBJECTS;
        let from = self.at;
        let object = self.object(0);
        if object.is_none() && self.at == from {
            self.at += 1;
        }
        object
    }

    fn object(&mut self, depth: usize) -> Option<Object> {
        self.left = self.left.checked_sub(1)?;
        self.skip_space();
        match self.peek()? {
            b'(' => Some(Object::Text(self.literal()?)),
            b'<' if self.peek_at(1) == Some(b'<') => self.dictionary(depth),
            b'<' => Some(Object::Text(self.hexadecimal()?)),
            b'[' => self.array(depth),
            b'/' => Some(Object::Name(self.name())),
            b'+' | b'-' | b'.' | b'0'..=b'9' => Some(self.number_or_ref()),
            b']' | b')' | b'>' | b'{' | b'}' => None,
            _ => Some(match self.word() {
                b"null" => Object::Null,
                b"true" => Object::Bool(true),
                b"false" => Object::Bool(false),
                word => Object::Word(word.to_vec()),
            }),
        }
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        self.at += 1;
        if depth >= DEEPEST {
            return None;
        }
        let mut items = Vec::new();
        loop {
            self.skip_space();
            if self.peek()? == b']' {
                self.at += 1;
                return Some(Object::Array(items));
            }
            match self.object(depth + 1)? {
                Object::Word(_) => return None,
                item => items.push(item),
            }
        }
    }

    fn dictionary(&mut self, depth: usize) -> Option<Object> {
        self.at += 2;
        if depth >= DEEPEST {
            return None;
        }
        let mut dict = Dict::new();
        loop {
            self.skip_space();
            match self.peek()? {
                b'>' => {
                    self.at += if self.peek_at(1) == Some(b'>') { 2 } else { 1 };
                    return Some(Object::Dict(dict));
                }
                b'/' => {
                    let key = self.name();
                    match self.object(depth + 1)? {
                        Object::Word(_) => return None,
                        value => dict.insert(key, value),
                    };
                }
                _ => return None,
            }
        }
    }

    /// `/Name#20with` escapes.
    fn name(&mut self) -> Vec<u8> {
        self.at += 1;
        let word = self.word();
        let mut name = Vec::with_capacity(word.len());
        let mut rest = word;
        while let [byte, tail @ ..] = rest {
            match (byte, tail) {
                (b'#', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    name.push(nibble(*high) << 4 | nibble(*low));
                    rest = after;
                }
                _ => {
                    name.push(*byte);
                    rest = tail;
                }
            }
        }
        name
    }

    /// The regular characters that follow.
    fn word(&mut self) -> &'a [u8] {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = rest.iter().take(LONGEST_WORD).take_while(|byte| is_regular(**byte)).count();
        self.at += length;
        rest.get(..length).unwrap_or_default()
    }

    fn number_or_ref(&mut self) -> Object {
        let number = self.number();
        let whole = number.fract() == 0.0 && (0.0..=4_294_967_295.0).contains(&number);
        if self.refs && whole {
            let back = self.at;
            self.skip_space();
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                self.number();
                self.skip_space();
                if self.peek() == Some(b'R') && !self.peek_at(1).is_some_and(is_regular) {
                    self.at += 1;
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "the range was looked at"
                    )]
                    return Object::Ref(number as u32);
                }
            }
            self.at = back;
        }
        Object::Number(number)
    }

    /// A number; signs in its midst, which some programs write, end it.
    fn number(&mut self) -> f64 {
        let negative = self.peek() == Some(b'-');
        while matches!(self.peek(), Some(b'+' | b'-')) {
            self.at += 1;
        }
        let (mut value, mut scale) = (0.0_f64, 0.0_f64);
        while let Some(byte) = self.peek() {
            match byte {
                b'0'..=b'9' if scale > 0.0 => {
                    value += f64::from(byte - b'0') * scale;
                    scale /= 10.0;
                }
                b'0'..=b'9' => value = value * 10.0 + f64::from(byte - b'0'),
                b'.' if scale == 0.0 => scale = 0.1,
                b'-' | b'.' => {}
                _ => break,
            }
            self.at += 1;
        }
        if negative { -value } else { value }
    }

    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut text, mut open) = (Vec::new(), 0_usize);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut text)?,
                b'(' => {
                    open += 1;
                    text.push(byte);
                }
                b')' if open == 0 => return Some(text),
                b')' => {
                    open -= 1;
                    text.push(byte);
                }
                _ => text.push(byte),
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'0'..=b'7' => {
                let mut code = u16::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code << 3 | u16::from(digit - b'0');
                    self.at += 1;
                }
                text.push(u8::try_from(code & 0xff).unwrap_or_default());
            }
            other => text.push(other),
        }
        Some(())
    }

    fn hexadecimal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut text, mut high) = (Vec::new(), None);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'>' => {
                    text.extend(high.map(|high: u8| high << 4));
                    return Some(text);
                }
                byte if byte.is_ascii_hexdigit() => match high.take() {
                    Some(high) => text.push(high << 4 | nibble(byte)),
                    None => high = Some(nibble(byte)),
                },
                _ => {}
            }
        }
    }
}

/// The worth of a hexadecimal digit.
pub(super) fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Object> {
        Lexer::of_file(text.as_bytes(), 0).next()
    }

    #[test]
    fn objects_are_read_as_they_are_written() {
        assert_eq!(read("-12.50"), Some(Object::Number(-12.5)));
        assert_eq!(read("(a\\(b\\)\\101(c))"), Some(Object::Text(b"a(b)A(c)".to_vec())));
        assert_eq!(read("<4a4>"), Some(Object::Text(b"J@".to_vec())));
        assert_eq!(read("% note\n/A#20B"), Some(Object::Name(b"A B".to_vec())));
        assert_eq!(read("[1 2 R 3]"), Some(Object::Array(vec![Object::Ref(1), Object::Number(3.0)])));
        let dict = read("<</Type/Page/Kids[3 0 R]>>").expect("a dictionary");
        assert_eq!(dict.dict().and_then(|dict| dict.get(b"Type".as_slice())?.name()), Some(b"Page".as_slice()));
    }

    #[test]
    fn what_never_ends_is_no_object_and_the_lexer_moves_on() {
        for text in ["(((((", "[[[[", "<<<<", "<</A", "]", ")", "<</A endobj>>"] {
            let mut lexer = Lexer::of_file(text.as_bytes(), 0);
            assert_eq!(lexer.next(), None, "{text}");
            assert!(lexer.at > 0, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read(&deep), None);
    }
}
