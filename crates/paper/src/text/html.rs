//! Web pages: blocks as lines, lists with their numbers, tables by rows; scripts, styles and navigation left out.
//!
//! The page is read token by token with the marks that are open on a list of our own: what is never closed, closed
//! twice or nested a million deep costs no more than it is long.
//!
//! Not here: tokens of HTML (`html5gum`), the letters of old encodings (`encoding_rs`).

mod charset;
mod list;

use std::mem::take;

use html5gum::{StartTag, Token, Tokenizer, emitters::default::DefaultEmitter};

use super::{
    TextError, TextLimits,
    lines::{CellLines, DEEPEST_TABLES, Lines, table_lines},
};
use list::{DEEPEST_LISTS, List};

/// The text of a web page.
pub(super) fn text(bytes: &[u8], limits: &TextLimits) -> Result<String, TextError> {
    let page = charset::decoded(bytes)?;
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let mut walk = Walk { lines: Lines::new(limits.text), ..Walk::default() };
    for token in Tokenizer::new_with_emitter(page.as_ref(), emitter) {
        let Ok(token) = token;
        walk.token(&token)?;
    }
    while !walk.tables.is_empty() {
        walk.end_table()?;
    }
    walk.end_line()?;
    Ok(walk.lines.finish())
}

/// A table that is open.
#[derive(Debug, Default)]
struct Table {
    rows: Vec<Vec<CellLines>>,
    cell: Option<CellLines>,
}

/// The walk over a page.
#[derive(Debug, Default)]
struct Walk {
    lines: Lines,
    line: String,
    /// A space stands between what the line holds and what comes next.
    space: bool,
    /// The number of a list's item, until its first letter.
    number: String,
    lists: Vec<List>,
    tables: Vec<Table>,
    /// Open `pre` elements: their spaces and line ends count.
    kept: usize,
    /// The element that is left out, and how many of its name are open.
    skipped: Option<(Vec<u8>, usize)>,
}

impl Walk {
    fn token(&mut self, token: &Token<()>) -> Result<(), TextError> {
        match token {
            Token::StartTag(tag) => match &mut self.skipped {
                Some((name, open)) => *open += usize::from(*name == *tag.name),
                None if is_left_out(tag) => self.skipped = Some((tag.name.to_vec(), 1)),
                None => self.start(tag)?,
            },
            Token::EndTag(tag) => match &mut self.skipped {
                Some((name, open)) if *name == *tag.name => {
                    *open -= 1;
                    if *open == 0 {
                        self.skipped = None;
                    }
                }
                Some(_) => {}
                None => self.end(&tag.name)?,
            },
            Token::String(text) if self.skipped.is_none() => self.text(&String::from_utf8_lossy(&text.value))?,
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &StartTag<()>) -> Result<(), TextError> {
        let name: &[u8] = &tag.name;
        match name {
            b"br" => return self.end_line(),
            b"td" | b"th" => {
                self.end_cell()?;
                if let Some(table) = self.tables.last_mut() {
                    if table.rows.is_empty() {
                        table.rows.push(Vec::new());
                    }
                    table.cell = Some(Vec::new());
                }
            }
            b"tr" => {
                self.end_cell()?;
                self.tables.last_mut().into_iter().for_each(|table| table.rows.push(Vec::new()));
            }
            b"table" => {
                self.end_line()?;
                if self.tables.len() >= DEEPEST_TABLES {
                    return Err(TextError::damaged("HTML", "tables nested too deeply"));
                }
                self.tables.push(Table::default());
            }
            b"ol" | b"ul" | b"menu" => {
                self.end_line()?;
                if self.lists.len() >= DEEPEST_LISTS {
                    return Err(TextError::damaged("HTML", "lists nested too deeply"));
                }
                self.lists.push(List::opened(tag));
            }
            b"li" => {
                self.end_line()?;
                self.number = self.lists.last_mut().map_or_else(|| "- ".to_owned(), |list| list.next(tag));
            }
            b"pre" | b"textarea" => {
                self.end_line()?;
                self.kept += 1;
            }
            name if is_block(name) => self.end_line()?,
            _ => {}
        }
        if is_apart(name) && self.tables.iter().all(|table| table.cell.is_none()) {
            self.lines.push("")?;
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) -> Result<(), TextError> {
        match name {
            b"td" | b"th" | b"tr" => self.end_cell(),
            b"table" => self.end_table(),
            b"ol" | b"ul" | b"menu" => {
                self.end_line()?;
                self.lists.pop();
                self.number.clear();
                Ok(())
            }
            b"pre" | b"textarea" => {
                self.kept = self.kept.saturating_sub(1);
                self.end_line()
            }
            name if is_block(name) => self.end_line(),
            _ => Ok(()),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), TextError> {
        for (place, piece) in text.split_inclusive('\n').enumerate() {
            if self.kept > 0 {
                if place > 0 {
                    self.end_line()?;
                }
                self.number();
                self.line.push_str(piece.trim_end_matches(['\n', '\r']));
                continue;
            }
            self.space |= piece.starts_with(char::is_whitespace);
            for word in piece.split_ascii_whitespace() {
                self.number();
                if self.space && !self.line.is_empty() {
                    self.line.push(' ');
                }
                self.line.push_str(word);
                self.space = true;
            }
            self.space &= piece.ends_with(|sign: char| sign.is_ascii_whitespace());
        }
        if self.kept > 0 && text.ends_with('\n') {
            self.end_line()?;
        }
        Ok(())
    }

    fn number(&mut self) {
        if self.line.is_empty() {
            self.line = take(&mut self.number);
            self.space = false;
        }
    }

    fn end_line(&mut self) -> Result<(), TextError> {
        self.space = false;
        let line = take(&mut self.line);
        if line.is_empty() { Ok(()) } else { self.put(line) }
    }

    fn put(&mut self, line: String) -> Result<(), TextError> {
        match self.tables.iter_mut().rev().find_map(|table| table.cell.as_mut()) {
            Some(cell) => {
                cell.push(line);
                Ok(())
            }
            None => self.lines.push(&line),
        }
    }

    fn end_cell(&mut self) -> Result<(), TextError> {
        self.end_line()?;
        if let Some(table) = self.tables.last_mut()
            && let (Some(cell), Some(row)) = (table.cell.take(), table.rows.last_mut())
        {
            row.push(cell);
        }
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), TextError> {
        self.end_cell()?;
        let table = self.tables.pop().unwrap_or_default();
        table_lines(table.rows).into_iter().try_for_each(|line| self.put(line))
    }
}

/// What is no text of the paper: programs, looks, ways about the site, fields, drawings.
fn is_left_out(tag: &StartTag<()>) -> bool {
    let name: &[u8] = &tag.name;
    let never: [&[u8]; 15] = [
        b"script",
        b"style",
        b"noscript",
        b"template",
        b"nav",
        b"title",
        b"svg",
        b"select",
        b"button",
        b"iframe",
        b"object",
        b"audio",
        b"video",
        b"canvas",
        b"math",
    ];
    let holder = matches!(name, b"div" | b"span" | b"section" | b"table");
    (never.contains(&name) && !tag.self_closing) || (holder && tag.attributes.contains_key(b"hidden".as_slice()))
}

/// What begins and ends a line.
fn is_block(name: &[u8]) -> bool {
    let blocks: [&[u8]; 33] = [
        b"p",
        b"div",
        b"h1",
        b"h2",
        b"h3",
        b"h4",
        b"h5",
        b"h6",
        b"li",
        b"dl",
        b"dt",
        b"dd",
        b"section",
        b"article",
        b"header",
        b"footer",
        b"main",
        b"aside",
        b"blockquote",
        b"address",
        b"figure",
        b"figcaption",
        b"form",
        b"fieldset",
        b"hr",
        b"caption",
        b"thead",
        b"tbody",
        b"tfoot",
        b"center",
        b"body",
        b"details",
        b"summary",
    ];
    blocks.contains(&name)
}

/// What stands apart from the lines above it.
fn is_apart(name: &[u8]) -> bool {
    matches!(name, b"h1" | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"hr" | b"table")
}
