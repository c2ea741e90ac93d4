//! DOCX: the parts of the package and the order their text comes in.
//!
//! Headers and footers of pages are left out, as are what tracked changes deleted, field codes and hidden text; notes
//! stand at the end, in the order they are referred to.
//!
//! Not here: the archive and its limits (`intake::package`), which are those of a workbook.

mod numbering;
mod styles;
mod walk;

use std::sync::Arc;

use quick_xml::events::Event;

use super::{TextError, TextLimits, lines::Lines};
use crate::intake::{
    package::{Package, Part, SMALL_PART},
    xml::{Xml, attribute},
};
use numbering::Numbering;
use styles::Styles;
use walk::Walk;

/// Deeper than tables within tables within text boxes nest in papers.
const DEEPEST: u32 = 400;
/// Where the main part lies when the package does not say.
const MAIN: &str = "word/document.xml";

/// The text of a document.
pub(super) fn text(bytes: Vec<u8>, limits: &TextLimits) -> Result<String, TextError> {
    let package = Package::of_bytes(Arc::from(bytes.as_slice()), limits.of_size(bytes.len()))?;
    let main = main_part(&package)?;
    let (folder, file) = main.rsplit_once('/').unwrap_or(("", &main));
    let related = relations(&package, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let named = |kind: &str| related.iter().find(|(known, _)| known == kind).map(|(_, target)| target.as_str());
    let mut styles = Styles::default();
    if let Some(xml) = small(&package, named("styles"))? {
        styles = Styles::read(xml)?;
    }
    let mut numbering = Numbering::default();
    if let Some(xml) = small(&package, named("numbering"))? {
        numbering = Numbering::read(xml)?;
    }
    let mut lines = Lines::new(limits.text);
    let part = package.part(&main).ok_or_else(|| TextError::damaged("DOCX", format!("no {main}")))?;
    let mut walk = Walk::new(&styles, &mut numbering);
    walk.document(open(&package, part)?, &mut lines)?;
    let notes = walk.into_notes();
    for (kind, told) in [("footnotes", &notes.footnotes), ("endnotes", &notes.endnotes)] {
        let Some(part) = named(kind).and_then(|name| package.part(name)).filter(|_| !told.is_empty()) else {
            continue;
        };
        let mut walk = Walk::new(&styles, &mut numbering);
        let mut texts = walk.notes(open(&package, part)?)?;
        for id in told {
            for line in texts.remove(id).unwrap_or_default() {
                lines.push(&line)?;
            }
        }
    }
    Ok(lines.finish())
}

fn open(package: &Package, part: &Part) -> Result<Xml, TextError> {
    Ok(Xml::open(package, part, package.limit())?.nesting(DEEPEST))
}

fn small(package: &Package, name: Option<&str>) -> Result<Option<Xml>, TextError> {
    let part = name.and_then(|name| package.part(name));
    Ok(part.map(|part| Xml::open(package, part, SMALL_PART.min(package.limit()))).transpose()?)
}

/// The name of the part with the text. What else an archive of parts can be is told by the folders it has.
fn main_part(package: &Package) -> Result<String, TextError> {
    let related = relations(package, "_rels/.rels", "")?;
    let main = related.into_iter().find(|(kind, _)| kind == "officeDocument").map(|(_, target)| target);
    let main = main.unwrap_or_else(|| MAIN.to_owned());
    if package.has_below("xl/") && main.starts_with("xl/") {
        return Err(TextError::Foreign("Excel (.xlsx)"));
    }
    if package.has_below("ppt/") && main.starts_with("ppt/") {
        return Err(TextError::Foreign("PowerPoint (.pptx)"));
    }
    if package.part(&main).is_some() {
        Ok(main)
    } else if package.part("content.xml").is_some() && package.part("mimetype").is_some() {
        Err(TextError::Foreign("OpenDocument (.odt)"))
    } else if package.part("[Content_Types].xml").is_some() {
        Err(TextError::damaged("DOCX", format!("no {main}")))
    } else {
        Err(TextError::Foreign("ZIP"))
    }
}

/// The kinds of parts a part refers to, by the last word of the kind, and where they lie.
fn relations(package: &Package, name: &str, folder: &str) -> Result<Vec<(String, String)>, TextError> {
    let Some(part) = package.part(name) else { return Ok(Vec::new()) };
    let mut xml = Xml::open(package, part, SMALL_PART)?;
    let mut found = Vec::new();
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let (Some(kind), Some(target)) = (attribute(&element, "Type"), attribute(&element, "Target")) else {
                    continue;
                };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                let target = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None if folder.is_empty() => target,
                    None => format!("{folder}/{target}"),
                };
                found.push((kind, target));
            }
            Event::End(element) if element.local_name().as_ref() == "Relationships" => return Ok(found),
            _ => {}
        }
    }
}
