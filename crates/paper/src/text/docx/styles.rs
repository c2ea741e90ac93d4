//! Paragraph styles: which list a style numbers its paragraphs by, itself or through the style it is based on.
//!
//! Not here: how styles look.

use std::collections::HashMap;

use quick_xml::events::Event;

use crate::intake::{
    IntakeError,
    xml::{Xml, attribute},
};

/// Longer than any real chain of styles.
const LONGEST_CHAIN: usize = 32;

#[derive(Debug, Default)]
struct Style {
    based_on: Option<String>,
    list: Option<u32>,
    level: Option<usize>,
}

/// The paragraph styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    plain: Option<String>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(mut xml: Xml) -> Result<Self, IntakeError> {
        let mut all = Self::default();
        let mut style: Option<(String, Style)> = None;
        loop {
            match xml.next()? {
                Event::Start(element) => {
                    let value = || attribute(&element, "val");
                    match (element.local_name().as_ref(), &mut style) {
                        ("style", _) => {
                            let id = attribute(&element, "styleId").unwrap_or_default();
                            let paragraph = attribute(&element, "type").is_none_or(|kind| kind == "paragraph");
                            if paragraph && attribute(&element, "default").is_some_and(|value| value != "0") {
                                all.plain = Some(id.clone());
                            }
                            style = Some((id, Style::default()));
                        }
                        ("basedOn", Some((_, style))) => style.based_on = value(),
                        ("numId", Some((_, style))) => style.list = value().and_then(|value| value.parse().ok()),
                        ("ilvl", Some((_, style))) => style.level = value().and_then(|value| value.parse().ok()),
                        _ => {}
                    }
                }
                Event::End(element) => match element.local_name().as_ref() {
                    "style" => all.styles.extend(style.take()),
                    "styles" => return Ok(all),
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// The list and, where it is said, the level the paragraphs of a style are numbered by; and the style that says it.
    pub(super) fn list(&self, id: Option<&str>) -> Option<(u32, Option<usize>, &str)> {
        let mut next = id.or(self.plain.as_deref());
        let mut level = None;
        for _ in 0..LONGEST_CHAIN {
            let (id, style) = self.styles.get_key_value(next?)?;
            level = level.or(style.level);
            if let Some(list) = style.list {
                return Some((list, level, id.as_str()));
            }
            next = style.based_on.as_deref();
        }
        None
    }
}
