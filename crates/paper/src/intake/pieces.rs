//! The text of a part in pieces that end between tags, so that each can be parsed where it lies.
//!
//! Events cut out of a stream one by one cost more than what they hold; a sheet of a million rows has a hundred million.
//!
//! Not here: what stands in the pieces (`cells`).

use std::io::Read;

use super::{
    IntakeError,
    package::{LONGEST_PIECE, Package, Part, PartStream},
};

const PIECE: u64 = 128 * 1024;

/// The pieces of one part.
pub(crate) struct Pieces {
    stream: PartStream,
    block: Vec<u8>,
    /// How much of the block was handed out.
    cut: usize,
}

impl Pieces {
    /// The pieces of a part that is given up after `most` expanded bytes.
    pub(crate) fn open(package: &Package, part: &Part, most: u64) -> Result<Self, IntakeError> {
        Ok(Self { stream: package.stream(part, most)?, block: Vec::new(), cut: 0 })
    }

    /// The name of the part.
    pub(crate) fn name(&self) -> &str {
        self.stream.name()
    }

    /// The next piece; none after the last. `row` is the last row read, for messages.
    pub(crate) fn next(&mut self, row: u32) -> Result<Option<&str>, IntakeError> {
        self.block.drain(..self.cut.min(self.block.len()));
        self.cut = 0;
        while self.cut == 0 {
            if self.block.len() > LONGEST_PIECE {
                return Err(IntakeError::TooLong { row });
            }
            self.stream.mark();
            let read = self.stream.by_ref().take(PIECE).read_to_end(&mut self.block);
            let read = read.map_err(|error| self.stream.told(&error, row))?;
            match read {
                0 if self.block.is_empty() => return Ok(None),
                0 => self.cut = self.block.len(),
                _ => self.cut = between_tags(&self.block),
            }
        }
        match self.block.get(..self.cut).map(str::from_utf8) {
            Some(Ok(piece)) => Ok(Some(piece)),
            _ => Err(IntakeError::damaged(self.stream.name(), "not in UTF-8")),
        }
    }

    /// Reads on to the end of the part without looking, so that its checksum is held.
    pub(crate) fn drain(&mut self, row: u32) -> Result<(), IntakeError> {
        self.stream.drain().map_err(|error| self.stream.told(&error, row))
    }
}

/// Where the last tag of a block begins, unless it lies in a comment or a CDATA section that does not end before it; 0
/// when nothing before is whole.
fn between_tags(block: &[u8]) -> usize {
    let Some(last) = block.iter().rposition(|byte| *byte == b'<') else { return 0 };
    let before = block.get(..last).unwrap_or_default();
    let Some(opened) = before.windows(2).rposition(|pair| pair == b"<!") else { return last };
    let section = before.get(opened..).unwrap_or_default();
    let end: &[u8] = match section {
        [_, _, b'-', ..] => b"-->",
        [_, _, b'[', ..] => b"]]>",
        _ => b">",
    };
    if section.windows(end.len()).any(|window| window == end) { last } else { opened }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_between_tags_and_never_within_sections() {
        let cases: [(&str, &str); 9] = [
            ("<a>b</a><c", "<a>b</a>"),
            ("<a>b", ""),
            ("text", ""),
            ("<a><![CDATA[ <b> ]]></a><c>", "<a><![CDATA[ <b> ]]></a>"),
            ("<a><![CDATA[ <b> ", "<a>"),
            ("<a><!-- <b> -- <c>", "<a>"),
            ("<!-- <b> <c>", ""),
            ("<a><!-- x --><c>", "<a><!-- x -->"),
            ("", ""),
        ];
        for (block, piece) in cases {
            assert_eq!(between_tags(block.as_bytes()), piece.len(), "{block}");
        }
    }
}
