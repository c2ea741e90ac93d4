//! A part as a run of XML events, with its place in every error.
//!
//! Not here: what the elements mean.

use std::borrow::Cow;

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use super::{
    IntakeError,
    package::{LONGEST_PIECE, Package, Part, PartStream},
};

/// Deeper than the parts read here ever nest.
pub(crate) const DEEPEST: u32 = 64;
/// What is said of a part that nests deeper.
pub(crate) const TOO_DEEP: &str = "nested too deeply";
/// What is said of a part without its last element.
pub(crate) const TOO_EARLY: &str = "ends too early";

/// A reader of events over one part.
pub(crate) struct Xml {
    reader: Reader<PartStream>,
    block: Vec<u8>,
    depth: u32,
    deepest: u32,
}

impl Xml {
    /// The events of a part that is given up after `most` expanded bytes.
    pub(crate) fn open(package: &Package, part: &Part, most: u64) -> Result<Self, IntakeError> {
        let mut reader = Reader::from_reader(package.stream(part, most)?);
        reader.config_mut().expand_empty_elements = true;
        Ok(Self { reader, block: Vec::with_capacity(1024), depth: 0, deepest: DEEPEST })
    }

    /// Lets the part nest to this depth, for parts that do so by their nature: a document's tables within tables.
    pub(crate) fn nesting(mut self, deepest: u32) -> Self {
        self.deepest = deepest;
        self
    }

    /// The next event; the end of the part is an error, since every reader here knows its last element.
    pub(crate) fn next(&mut self) -> Result<Event<'_>, IntakeError> {
        self.block.clear();
        self.reader.get_mut().mark();
        let event = match self.reader.read_event_into(&mut self.block) {
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) => return Err(self.reader.get_ref().told(&error, 0)),
            Err(error) => return Err(IntakeError::damaged(self.reader.get_ref().name(), error.to_string())),
        };
        let part = self.reader.get_ref().name();
        match &event {
            Event::Start(_) => {
                self.depth += 1;
                if self.depth > self.deepest {
                    return Err(IntakeError::damaged(part, TOO_DEEP));
                }
            }
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof => return Err(IntakeError::damaged(part, TOO_EARLY)),
            _ => {}
        }
        Ok(event)
    }

    /// Reads on to the end of the part without looking, so that its checksum is held.
    pub(crate) fn drain(&mut self) -> Result<(), IntakeError> {
        self.reader.get_mut().drain().map_err(|error| self.reader.get_ref().told(&error, 0))
    }
}

/// The value of an attribute by its local name.
pub(crate) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().with_checks(false).flatten().find(|one| one.key.local_name().as_ref() == name)?;
    Some(match found.normalized_value(XmlVersion::Implicit1_0) {
        Ok(value) => value.into_owned(),
        Err(_) => found.value.into_owned(),
    })
}

/// What a reference such as `&amp;` or `&#7841;` stands for, added to a text. An unknown one stands for nothing: parts
/// of workbooks define none, and none is ever expanded.
pub(crate) fn refer(reference: &BytesRef<'_>, into: &mut String) {
    match reference.as_ref() {
        "amp" => into.push('&'),
        "lt" => into.push('<'),
        "gt" => into.push('>'),
        "quot" => into.push('"'),
        "apos" => into.push('\''),
        _ => into.extend(reference.resolve_char_ref().ok().flatten()),
    }
}

/// The text with `_x000D_` and the like as the characters they stand for (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
pub(crate) fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = after.split_once('_').filter(|(digits, _)| digits.len() == 4);
        let sign = code.and_then(|(digits, tail)| Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, tail)));
        match sign {
            Some((sign, tail)) => {
                plain.push(sign);
                rest = tail;
            }
            None => {
                plain.push_str("_x");
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// Reads the text of a shared string that has just begun up to its end: the runs joined, without the reading aids of
/// East Asian texts.
pub(crate) fn rich_text(xml: &mut Xml, into: &mut String) -> Result<(), IntakeError> {
    let (mut aid, mut shown) = (false, false);
    loop {
        if into.len() > LONGEST_PIECE {
            return Err(IntakeError::TooLong { row: 0 });
        }
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "rPh" => aid = true,
                "t" => shown = !aid,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "rPh" => aid = false,
                "t" => shown = false,
                "si" => return Ok(()),
                _ => {}
            },
            Event::Text(text) if shown => into.push_str(&text.xml10_content()),
            Event::CData(text) if shown => into.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) if shown => refer(&reference, into),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escaped_characters_of_a_workbook_come_back() {
        assert_eq!(unescaped("a_x000D_b"), "a\rb");
        assert_eq!(unescaped("_x005F_x0041_"), "_x0041_");
        for plain in ["", "ten_xa", "_x", "_x12_", "_xZZZZ_", "_xD800_", "a_x00ộ_"] {
            assert_eq!(unescaped(plain), plain);
        }
    }
}
