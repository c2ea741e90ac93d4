//! Where the objects of a PDF lie: the file is walked once from its beginning, and of several objects of one number the
//! last counts. Tables that say where objects lie are not believed: they are what is damaged most often.
//!
//! Not here: how an object is written (`lex`), what it means (`pages`, `font`).

use std::{cell::Cell, collections::HashMap, ops::Range, rc::Rc};

use super::{
    filter::{self, Unpacked},
    lex::{Dict, Lexer, Object, is_space},
};
use crate::text::TextError;

/// Objects that only name another, in a row.
const MOST_STEPS: usize = 16;
/// No larger table of objects is in one stream.
const MOST_PACKED: usize = 100_000;

/// No real file has more objects.
const MOST_PLACES: usize = 1_000_000;
/// How much work each byte a file may expand to stands for.
const WORK_FOR_A_BYTE: u64 = 2;

/// Where an object lies.
#[derive(Clone, Debug)]
enum Place {
    /// In the file, from here; with the bytes of its stream.
    Here(usize, Option<Range<usize>>),
    /// In a stream of objects: which, and from which byte on.
    Packed(Rc<Vec<u8>>, usize, usize),
}

/// A file whose objects were found.
#[derive(Debug)]
pub(super) struct File<'a> {
    bytes: &'a [u8],
    places: HashMap<u32, (usize, Place)>,
    root: Option<Object>,
    encrypted: bool,
    limit: u64,
    expanded: Cell<u64>,
    work: Cell<u64>,
}

impl<'a> File<'a> {
    /// Finds the objects of a file.
    pub(super) fn read(bytes: &'a [u8], limit: u64) -> Result<Self, TextError> {
        let mut file = Self {
            bytes,
            places: HashMap::new(),
            root: None,
            encrypted: false,
            limit,
            expanded: Cell::new(limit),
            work: Cell::new(limit.saturating_mul(WORK_FOR_A_BYTE)),
        };
        let holders = file.walk();
        if file.encrypted {
            return Err(TextError::Encrypted);
        }
        for number in holders {
            file.unfold(number)?;
        }
        Ok(file)
    }

    /// Walks over the file; the numbers of streams that hold objects.
    fn walk(&mut self) -> Vec<u32> {
        let mut holders = Vec::new();
        let mut lexer = Lexer::of_file(self.bytes, 0);
        let mut last = [None; 2];
        loop {
            lexer.skip_space();
            let Some(byte) = lexer.peek() else { return holders };
            // Between objects only numbers and words stand; what else does is dirt and begins nothing.
            if !byte.is_ascii_alphanumeric() {
                lexer.at += 1;
                last = [None; 2];
                continue;
            }
            match lexer.next() {
                Some(Object::Number(number)) => last = [last[1], Object::Number(number).count()],
                Some(Object::Word(word)) => {
                    match (word.as_slice(), last) {
                        (b"obj", [Some(number), Some(_)]) => {
                            if let Ok(number) = u32::try_from(number) {
                                self.meet(number, &mut lexer, &mut holders);
                            }
                        }
                        (b"trailer", _) => {
                            if let Some(Object::Dict(dict)) = lexer.next() {
                                self.trailer(&dict);
                            }
                        }
                        _ => {}
                    }
                    last = [None; 2];
                }
                _ => last = [None; 2],
            }
        }
    }

    /// An object begins here.
    fn meet(&mut self, number: u32, lexer: &mut Lexer<'_>, holders: &mut Vec<u32>) {
        let at = lexer.at;
        let Some(object) = lexer.next() else { return };
        let mut stream = None;
        if let Object::Dict(dict) = &object {
            let back = lexer.at;
            lexer.skip_space();
            if self.bytes.get(lexer.at..).is_some_and(|rest| rest.starts_with(b"stream")) {
                let range = self.stream_range(lexer.at + b"stream".len(), dict);
                lexer.at = range.end;
                stream = Some(range);
            } else {
                lexer.at = back;
            }
            let kind = dict.get(b"Type".as_slice()).and_then(Object::name);
            if stream.is_some() && kind == Some(b"ObjStm") {
                holders.push(number);
            } else if stream.is_some() && kind == Some(b"XRef") {
                self.trailer(dict);
            }
        }
        if self.places.len() < MOST_PLACES {
            self.places.insert(number, (at, Place::Here(at, stream)));
        }
    }

    /// The bytes of a stream: as many as it says, when it ends there, else up to the word that ends it.
    fn stream_range(&self, mut from: usize, dict: &Dict) -> Range<usize> {
        from += usize::from(self.bytes.get(from) == Some(&b'\r'));
        from += usize::from(self.bytes.get(from) == Some(&b'\n'));
        let from = from.min(self.bytes.len());
        let rest = self.bytes.get(from..).unwrap_or_default();
        if let Some(length) = dict.get(b"Length".as_slice()).and_then(Object::count)
            && let Some(after) = rest.get(length..)
            && after
                .iter()
                .take(4)
                .position(|byte| !is_space(*byte))
                .is_some_and(|space| after.get(space..).is_some_and(|after| after.starts_with(b"endstream")))
        {
            return from..from + length;
        }
        let end = rest.windows(b"endstream".len()).position(|window| window == b"endstream").unwrap_or(rest.len());
        from..from + end
    }

    fn trailer(&mut self, dict: &Dict) {
        if dict.get(b"Encrypt".as_slice()).is_some_and(|encrypt| *encrypt != Object::Null) {
            self.encrypted = true;
        }
        if let Some(root) = dict.get(b"Root".as_slice()) {
            self.root = Some(root.clone());
        }
    }

    /// Makes the objects of a stream of objects known, unless later ones of their numbers are.
    fn unfold(&mut self, holder: u32) -> Result<(), TextError> {
        let Some((at, _)) = self.places.get(&holder).cloned() else { return Ok(()) };
        let Object::Stream(dict, range) = self.object(holder) else { return Ok(()) };
        let Some(bytes) = self.stream(&dict, &range)? else { return Ok(()) };
        let (Some(count), Some(first)) = (self.count(&dict, b"N"), self.count(&dict, b"First")) else { return Ok(()) };
        let bytes = Rc::new(bytes);
        let mut lexer = Lexer::of_content(&bytes);
        let mut found = Vec::new();
        for _ in 0..count.min(MOST_PACKED) {
            let number = lexer.next().as_ref().and_then(Object::count).and_then(|number| u32::try_from(number).ok());
            let offset = lexer.next().as_ref().and_then(Object::count);
            let (Some(number), Some(offset)) = (number, offset) else { break };
            found.push((number, first.saturating_add(offset)));
        }
        let ends: Vec<usize> = found.iter().skip(1).map(|(_, start)| *start).chain([bytes.len()]).collect();
        for ((number, start), end) in found.into_iter().zip(ends) {
            let room = self.places.len() < MOST_PLACES;
            if room && self.places.get(&number).is_none_or(|(known, _)| *known < at) {
                self.places.insert(number, (at, Place::Packed(Rc::clone(&bytes), start, end)));
            }
        }
        Ok(())
    }

    fn count(&self, dict: &Dict, key: &[u8]) -> Option<usize> {
        dict.get(key).map(|value| self.resolved(value)).as_ref().and_then(Object::count)
    }

    /// The object of a number; null when there is none.
    pub(super) fn object(&self, number: u32) -> Object {
        let (mut lexer, stream) = match self.places.get(&number) {
            None => return Object::Null,
            Some((_, Place::Here(at, stream))) => (Lexer::of_file(self.bytes, *at), stream.clone()),
            Some((_, Place::Packed(bytes, start, end))) => {
                let end = if end > start { *end } else { bytes.len() };
                (Lexer::of_file(bytes.get(..end).unwrap_or(bytes), *start), None)
            }
        };
        let from = lexer.at;
        let object = lexer.next();
        self.worked(lexer.at.saturating_sub(from) as u64);
        match (object, stream) {
            (Some(Object::Dict(dict)), Some(range)) => Object::Stream(dict, range),
            (Some(Object::Word(_)) | None, _) => Object::Null,
            (Some(object), _) => object,
        }
    }

    /// The object itself, or the one it refers to.
    pub(super) fn resolved(&self, object: &Object) -> Object {
        let mut number = match object {
            Object::Ref(number) => *number,
            other => return other.clone(),
        };
        for _ in 0..MOST_STEPS {
            match self.object(number) {
                Object::Ref(next) => number = next,
                other => return other,
            }
        }
        Object::Null
    }

    /// The value of a key, resolved.
    pub(super) fn get(&self, dict: &Dict, key: &str) -> Object {
        dict.get(key.as_bytes()).map_or(Object::Null, |value| self.resolved(value))
    }

    /// The dictionary a key leads to.
    pub(super) fn dict(&self, dict: &Dict, key: &str) -> Option<Dict> {
        match self.get(dict, key) {
            Object::Dict(dict) | Object::Stream(dict, _) => Some(dict),
            _ => None,
        }
    }

    /// The bytes of a stream; none when it is a picture.
    pub(super) fn stream(&self, dict: &Dict, range: &Range<usize>) -> Result<Option<Vec<u8>>, TextError> {
        let filters = self.filters(dict);
        let packed = self.bytes.get(range.clone()).unwrap_or_default();
        let left = self.expanded.get();
        match filter::unpacked(packed, &filters, left) {
            Ok(bytes) => {
                self.expanded.set(left.saturating_sub(bytes.len() as u64));
                Ok(Some(bytes))
            }
            Err(Unpacked::Other) => Ok(None),
            Err(Unpacked::TooMuch) => Err(TextError::Expands { part: "PDF".to_owned(), limit: self.limit }),
        }
    }

    fn filters(&self, dict: &Dict) -> Vec<(Vec<u8>, Dict)> {
        let either = |long: &str, short: &str| match self.get(dict, long) {
            Object::Null => self.get(dict, short),
            found => found,
        };
        let list = |object: Object| match object {
            Object::Array(items) => items.iter().map(|item| self.resolved(item)).collect(),
            Object::Null => Vec::new(),
            one => vec![one],
        };
        let parameters = list(either("DecodeParms", "DP"));
        let named = list(either("Filter", "F")).into_iter().enumerate();
        named
            .filter_map(|(place, filter)| {
                let own = parameters.get(place).and_then(Object::dict).cloned().unwrap_or_default();
                let own = own.into_iter().map(|(key, value)| (key, self.resolved(&value))).collect();
                Some((filter.name()?.to_vec(), own))
            })
            .collect()
    }

    /// The catalogue.
    pub(super) fn root(&self) -> Option<Dict> {
        let root = self.root.as_ref().map(|root| self.resolved(root));
        root.as_ref().and_then(Object::dict).filter(|root| root.contains_key(b"Pages".as_slice())).cloned()
    }

    /// The numbers of all objects, in the order they lie in the file.
    pub(super) fn numbers(&self) -> Vec<u32> {
        let mut numbers: Vec<(usize, usize, u32)> = self
            .places
            .iter()
            .map(|(number, (at, place))| {
                (*at, if let Place::Packed(_, start, _) = place { *start } else { 0 }, *number)
            })
            .collect();
        numbers.sort_unstable();
        numbers.into_iter().map(|(.., number)| number).collect()
    }

    /// Counts work done: bytes looked at, instructions followed.
    pub(super) fn worked(&self, amount: u64) {
        self.work.set(self.work.get().saturating_sub(amount));
    }

    /// Whether more work was asked for than any paper needs.
    pub(super) fn is_tired(&self) -> bool {
        self.work.get() == 0
    }
}
