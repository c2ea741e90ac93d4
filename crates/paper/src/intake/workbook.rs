//! What an XLSX says of itself: its sheets in order, its calendar, where its parts are.
//!
//! Not here: the cells (`cells`).

use std::{collections::HashMap, path::Path};

use quick_xml::events::Event;

use super::{
    IntakeError, Limits,
    package::{Package, Part, SMALL_PART},
    strings::Strings,
    styles::Styles,
    xml::{Xml, attribute},
};

/// An opened workbook: everything its cells refer to.
#[derive(Debug)]
pub(crate) struct Workbook {
    /// The archive.
    pub(crate) package: Package,
    /// The shared texts.
    pub(crate) strings: Strings,
    /// The looks of cells.
    pub(crate) styles: Styles,
    /// Whether days are counted from 1904 instead of 1900.
    pub(crate) since_1904: bool,
}

/// A sheet with cells; sheets that are only a chart are left out.
#[derive(Clone, Debug)]
pub(crate) struct Tab {
    /// Its name.
    pub(crate) name: String,
    /// Whether the spreadsheet hides it.
    pub(crate) hidden: bool,
    /// Where its cells are.
    pub(crate) part: Part,
}

/// Opens the archive and reads everything but the sheets.
pub(crate) fn open(path: &Path, limits: &Limits) -> Result<(Workbook, Vec<Tab>), IntakeError> {
    let package = Package::open(path, limits.expanded)?;
    let main = main_part(&package)?;
    let links = links(&package, &main.name)?;
    let (tabs, since_1904) = tabs(&package, &main, &links)?;
    if tabs.is_empty() {
        return Err(IntakeError::NoSheets);
    }
    let part = |kind: &str| {
        let link = links.values().find(|link| link.is(kind))?;
        package.part(&link.target)
    };
    let strings = match part("/sharedStrings") {
        Some(part) => Strings::read(&package, part, limits.texts)?,
        None => Strings::default(),
    };
    let styles = match part("/styles") {
        Some(part) => Styles::read(&package, part)?,
        None => Styles::default(),
    };
    Ok((Workbook { package, strings, styles, since_1904 }, tabs))
}

/// The part that lists the sheets. An archive without it is another kind of document.
fn main_part(package: &Package) -> Result<Part, IntakeError> {
    let linked = links(package, "")?;
    let named = linked.values().find(|link| link.is("/officeDocument")).map(|link| link.target.as_str());
    let name = named.unwrap_or("xl/workbook.xml");
    if name.ends_with(".bin") {
        return Err(IntakeError::BinaryWorkbook);
    }
    match package.part(name) {
        Some(part) if package.has_below("xl/") || name.contains("workbook") => Ok(part.clone()),
        _ if package.part("mimetype").is_some() && package.part("content.xml").is_some() => {
            Err(IntakeError::OpenDocument)
        }
        _ if package.has_below("xl/") => Err(IntakeError::damaged(name, "missing")),
        _ => Err(IntakeError::NotASheet),
    }
}

fn tabs(package: &Package, main: &Part, links: &HashMap<String, Link>) -> Result<(Vec<Tab>, bool), IntakeError> {
    let mut xml = Xml::open(package, main, SMALL_PART)?;
    let (mut tabs, mut since_1904) = (Vec::new(), false);
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "workbookPr" => {
                    since_1904 = attribute(&element, "date1904").is_some_and(|flag| flag == "1" || flag == "true")
                }
                "sheet" => {
                    let name = attribute(&element, "name").unwrap_or_default();
                    let hidden = attribute(&element, "state").is_some_and(|state| state != "visible");
                    let link = attribute(&element, "id").and_then(|id| links.get(&id));
                    let Some(link) = link.filter(|link| link.is("/worksheet")) else { continue };
                    let Some(part) = package.part(&link.target) else {
                        return Err(IntakeError::damaged(&link.target, format!("the sheet \"{name}\" is missing")));
                    };
                    tabs.push(Tab { name, hidden, part: part.clone() });
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "workbook" => break,
            _ => {}
        }
    }
    xml.drain()?;
    Ok((tabs, since_1904))
}

/// A link from one part to another.
struct Link {
    kind: String,
    target: String,
}

impl Link {
    /// Kinds are addresses that differ between editions of the standard in all but their last word.
    fn is(&self, kind: &str) -> bool {
        self.kind.ends_with(kind)
    }
}

/// The links of a part by their ids; the archive's own for an empty name.
fn links(package: &Package, of: &str) -> Result<HashMap<String, Link>, IntakeError> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let Some(part) = package.part(&format!("{folder}/_rels/{file}.rels")) else { return Ok(HashMap::new()) };
    let mut xml = Xml::open(package, part, SMALL_PART)?;
    let mut links = HashMap::new();
    loop {
        match xml.next()? {
            Event::Start(element) if element.local_name().as_ref() == "Relationship" => {
                let kind = attribute(&element, "Type").unwrap_or_default();
                let target = attribute(&element, "Target").unwrap_or_default();
                let id = attribute(&element, "Id").unwrap_or_default();
                links.insert(id, Link { kind, target: resolved(folder, &target) });
            }
            Event::End(element) if element.local_name().as_ref() == "Relationships" => return Ok(links),
            _ => {}
        }
    }
}

/// The name from the root of a target given from a folder.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let full = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
    let mut steps: Vec<&str> = Vec::new();
    for step in full.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved_from_their_folder() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/a", "..\\sheet.xml"), "xl/sheet.xml");
        assert_eq!(resolved("", "../../x"), "x");
    }
}
