//! The body of a document, event by event: paragraphs, runs, tables, text boxes and notes, without recursion.
//!
//! Not here: the numbers before paragraphs (`numbering`), how tables become lines (`text::lines`).

use std::{collections::HashMap, mem::take};

use quick_xml::events::{BytesStart, Event};

use super::{numbering::Numbering, styles::Styles};
use crate::{
    intake::xml::{Xml, attribute, refer},
    text::{
        TextError,
        lines::{CellLines, DEEPEST_TABLES, Lines, table_lines},
    },
};

/// The ids of notes in the order the text refers to them.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Of the foot of pages.
    pub(super) footnotes: Vec<String>,
    /// Of the end.
    pub(super) endnotes: Vec<String>,
}

/// A paragraph that is open.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    properties: bool,
    run: bool,
    shown: bool,
    hidden: bool,
    style: Option<String>,
    list: Option<u32>,
    level: Option<usize>,
    /// The lines of the text boxes anchored in it.
    after: CellLines,
}

/// What a line goes into.
#[derive(Debug)]
enum Into {
    Cell(CellLines),
    TextBox(CellLines),
}

/// The walk over one part.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    styles: &'a Styles,
    numbering: &'a mut Numbering,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Vec<Vec<CellLines>>>,
    into: Vec<Into>,
    /// Lines that go nowhere deeper.
    ready: CellLines,
    /// How many elements are open within one that is left out.
    skipped: u32,
    notes: Notes,
}

impl<'a> Walk<'a> {
    /// A walk that counts lists on from where they are.
    pub(super) fn new(styles: &'a Styles, numbering: &'a mut Numbering) -> Self {
        Self {
            styles,
            numbering,
            paragraphs: Vec::new(),
            tables: Vec::new(),
            into: Vec::new(),
            ready: Vec::new(),
            skipped: 0,
            notes: Notes::default(),
        }
    }

    /// Reads the main part.
    pub(super) fn document(&mut self, mut xml: Xml, lines: &mut Lines) -> Result<(), TextError> {
        loop {
            let event = xml.next()?;
            if matches!(&event, Event::End(element) if element.local_name().as_ref() == "document") {
                return Ok(());
            }
            self.event(&event)?;
            for line in take(&mut self.ready) {
                lines.push(&line)?;
            }
        }
    }

    /// Reads a part of notes: their lines by their ids.
    pub(super) fn notes(&mut self, mut xml: Xml) -> Result<HashMap<String, CellLines>, TextError> {
        let mut notes = HashMap::new();
        let mut id = String::new();
        loop {
            let event = xml.next()?;
            match &event {
                Event::Start(element) if is_note(element.local_name().as_ref()) => {
                    id = attribute(element, "id").unwrap_or_default();
                    self.ready.clear();
                }
                Event::End(element) if is_note(element.local_name().as_ref()) => {
                    notes.insert(take(&mut id), take(&mut self.ready));
                }
                Event::End(element) if matches!(element.local_name().as_ref(), "footnotes" | "endnotes") => {
                    return Ok(notes);
                }
                event => self.event(event)?,
            }
        }
    }

    /// The notes the text referred to.
    pub(super) fn into_notes(self) -> Notes {
        self.notes
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), TextError> {
        match event {
            Event::Start(element) => self.start(element),
            Event::End(element) => self.end(element.local_name().as_ref()),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let mut text = String::new();
                refer(reference, &mut text);
                self.text(&text);
            }
            _ => {}
        }
        if self.tables.len() > DEEPEST_TABLES {
            return Err(TextError::damaged("DOCX", "tables nested too deeply"));
        }
        Ok(())
    }

    fn start(&mut self, element: &BytesStart<'_>) {
        let local = element.local_name();
        let name = local.as_ref();
        if self.skipped > 0 || is_left_out(name) {
            self.skipped = self.skipped.saturating_add(1);
            return;
        }
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tbl" => self.tables.push(Vec::new()),
            "tr" => self.tables.last_mut().into_iter().for_each(|table| table.push(Vec::new())),
            "tc" => self.into.push(Into::Cell(Vec::new())),
            "txbxContent" => self.into.push(Into::TextBox(Vec::new())),
            "footnoteReference" => self.notes.footnotes.extend(attribute(element, "id")),
            "endnoteReference" => self.notes.endnotes.extend(attribute(element, "id")),
            _ => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.start(name, element);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "tc" => {
                if let Some(Into::Cell(lines)) = self.into.pop()
                    && let Some(row) = self.tables.last_mut().and_then(|table| table.last_mut())
                {
                    row.push(lines);
                }
            }
            "tbl" => {
                for line in table_lines(self.tables.pop().unwrap_or_default()) {
                    self.line(line);
                }
            }
            "txbxContent" => {
                if let Some(Into::TextBox(lines)) = self.into.pop() {
                    match self.paragraphs.last_mut() {
                        Some(paragraph) => paragraph.after.extend(lines),
                        None => lines.into_iter().for_each(|line| self.line(line)),
                    }
                }
            }
            _ => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.end(name);
                }
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped == 0
            && let Some(paragraph) = self.paragraphs.last_mut().filter(|open| open.shown && !open.hidden)
        {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let styled = self.styles.list(paragraph.style.as_deref());
        let number = match (paragraph.list, styled) {
            (Some(0), _) => String::new(),
            (Some(list), styled) => {
                let level = paragraph.level.or_else(|| styled.and_then(|(_, level, _)| level)).unwrap_or(0);
                self.numbering.next(list, level)
            }
            (None, Some((0, ..)) | None) => String::new(),
            (None, Some((list, level, style))) => {
                let level = paragraph.level.or_else(|| self.numbering.level_of_style(list, style)).or(level);
                self.numbering.next(list, level.unwrap_or(0))
            }
        };
        self.line(number + &paragraph.text);
        for line in paragraph.after {
            self.line(line);
        }
    }

    fn line(&mut self, line: String) {
        match self.into.last_mut() {
            Some(Into::Cell(lines) | Into::TextBox(lines)) => lines.push(line),
            None => self.ready.push(line),
        }
    }
}

impl Paragraph {
    fn start(&mut self, name: &str, element: &BytesStart<'_>) {
        let value = || attribute(element, "val");
        let on = || value().is_none_or(|value| value != "0" && value != "false");
        match name {
            "pPr" => self.properties = true,
            "pStyle" => self.style = value(),
            "numId" if self.properties => self.list = value().and_then(|value| value.parse().ok()),
            "ilvl" if self.properties => self.level = value().and_then(|value| value.parse().ok()),
            "r" => (self.run, self.hidden) = (true, false),
            "vanish" if self.run => self.hidden = on(),
            "t" => self.shown = true,
            _ if self.hidden || !self.run || self.properties => {}
            "tab" | "ptab" => self.text.push('\t'),
            "br" | "cr" => self.text.push('\n'),
            "noBreakHyphen" => self.text.push('-'),
            "sym" => self.text.extend(attribute(element, "char").and_then(|code| symbol(&code))),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "pPr" => self.properties = false,
            "r" => (self.run, self.hidden) = (false, false),
            "t" => self.shown = false,
            _ => {}
        }
    }
}

/// The letter of a symbol font; most of them are letters of no script and say nothing.
fn symbol(code: &str) -> Option<char> {
    let letter = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
    match letter {
        '\u{e000}'..='\u{f8ff}' => None,
        letter => Some(letter),
    }
}

fn is_note(name: &str) -> bool {
    matches!(name, "footnote" | "endnote")
}

/// What does not belong to the text: what was deleted or moved away, what properties were before a change, codes of
/// fields, the copy for older programs of what stands in an alternative, readings above letters.
fn is_left_out(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "Fallback" | "rt" | "sectPr")
        || name.ends_with("Change")
}
