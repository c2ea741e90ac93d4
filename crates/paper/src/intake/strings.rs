//! The texts an XLSX shares between its cells, held once, end to end in one block.
//!
//! A national list has millions of different texts (numbers of identity cards, telephone numbers); a string of its own
//! for each would cost several times the text. Here a text costs its bytes and four more.
//!
//! Not here: texts that stand in their cells (`cells`).

use quick_xml::events::Event;

use super::{
    IntakeError,
    package::{Package, Part},
    xml::{Xml, rich_text, unescaped},
};

/// The shared texts by number.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    block: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads the part; more than `most` bytes of text are refused.
    pub(crate) fn read(package: &Package, part: &Part, most: u64) -> Result<Self, IntakeError> {
        let mut xml = Xml::open(package, part, package.limit())?;
        let mut strings = Self::default();
        let mut text = String::new();
        let most = most.min(u64::from(u32::MAX));
        loop {
            match xml.next()? {
                Event::Start(element) if element.local_name().as_ref() == "si" => {
                    text.clear();
                    rich_text(&mut xml, &mut text)?;
                    strings.block.push_str(&unescaped(&text));
                    // Also bounds the table of ends, which grows with empty texts too.
                    let held = strings.block.len() as u64 + strings.ends.len() as u64 * 4;
                    let end = u32::try_from(strings.block.len()).ok().filter(|_| held <= most);
                    let Some(end) = end else {
                        return Err(IntakeError::TooLarge { part: part.name.clone(), limit: most });
                    };
                    strings.ends.push(end);
                }
                Event::End(element) if element.local_name().as_ref() == "sst" => break,
                _ => {}
            }
        }
        xml.drain()?;
        strings.block.shrink_to_fit();
        strings.ends.shrink_to_fit();
        Ok(strings)
    }

    /// The text with a number, counted from 0.
    pub(crate) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.block.get(start as usize..end as usize)
    }
}
