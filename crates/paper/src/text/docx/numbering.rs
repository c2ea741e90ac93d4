//! Automatic numbers: what a word processor draws before a paragraph, written out as text.
//!
//! ECMA-376 part 1, 17.9: an abstract list has nine levels, each with its format, its text ("%1.%2.") and its start; a
//! list is an abstract one with levels overridden. Lists of one abstract list count on together.
//!
//! Not here: which list a paragraph belongs to (`walk`, `styles`).

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use crate::{
    intake::{
        IntakeError,
        xml::{Xml, attribute},
    },
    text::numerals::{letters, roman},
};

/// Levels of a list.
pub(super) const LEVELS: usize = 9;
/// No text of a level is longer.
const LONGEST_TEXT: usize = 64;

/// Signs of lists that are themselves in any font.
const SIGNS: &str = "-–—+*•●○◦▪■□►→";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Decimal,
    DecimalZero,
    UpperRoman,
    LowerRoman,
    UpperLetter,
    LowerLetter,
    Bullet,
    None,
}

#[derive(Clone, Debug, Default)]
struct Level {
    start: u32,
    form: Form,
    text: String,
    all_decimal: bool,
    bare: bool,
    goes_on: bool,
    style: Option<String>,
}

#[derive(Debug, Default)]
struct List {
    basis: u32,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    bases: HashMap<u32, HashMap<usize, Level>>,
    borrowed: HashMap<u32, String>,
    named: HashMap<String, u32>,
    lists: HashMap<u32, List>,
    counted: HashMap<u32, [Option<u32>; LEVELS]>,
    begun: HashSet<u32>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(mut xml: Xml) -> Result<Self, IntakeError> {
        let mut reading = Reading::default();
        loop {
            match xml.next()? {
                Event::Start(element) => reading.start(&element),
                Event::End(element) if element.local_name().as_ref() == "numbering" => return Ok(reading.all),
                Event::End(element) => reading.end(element.local_name().as_ref()),
                _ => {}
            }
        }
    }

    /// The level a style stands for in a list, when its paragraphs do not say one.
    pub(super) fn level_of_style(&self, list: u32, style: &str) -> Option<usize> {
        let levels = self.bases.get(&self.basis(list)?)?;
        levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(place, _)| *place)
    }

    /// The number of the next paragraph of a list, with the space that follows it; empty for lists without numbers.
    pub(super) fn next(&mut self, list: u32, place: usize) -> String {
        let Some(basis) = self.basis(list).filter(|_| place < LEVELS) else { return String::new() };
        let Some(level) = self.level(list, basis, place) else { return String::new() };
        let first = self.begun.insert(list);
        let mut counts = self.counted.get(&basis).copied().unwrap_or_default();
        if first && let Some(known) = self.lists.get(&list) {
            for start in known.starts.keys() {
                if let Some(count) = counts.get_mut(*start) {
                    *count = None;
                }
            }
        }
        for (deep, count) in counts.iter_mut().enumerate() {
            let start = || self.level(list, basis, deep).map_or(1, |level| level.start);
            if deep < place {
                *count = Some(count.unwrap_or_else(start));
            } else if deep == place {
                *count = Some(count.map_or_else(start, |count| count.saturating_add(1)));
            } else if !self.level(list, basis, deep).is_some_and(|level| level.goes_on) {
                *count = None;
            }
        }
        self.counted.insert(basis, counts);
        let number = self.written(list, basis, &level, &counts);
        if number.is_empty() || level.bare { number } else { number + " " }
    }

    fn written(&self, list: u32, basis: u32, level: &Level, counts: &[Option<u32>; LEVELS]) -> String {
        match level.form {
            Form::None => return String::new(),
            Form::Bullet => return bullet(&level.text),
            _ => {}
        }
        let mut number = String::new();
        let mut signs = level.text.chars().peekable();
        while let Some(sign) = signs.next() {
            let digit = signs.peek().and_then(|next| next.to_digit(10)).filter(|digit| sign == '%' && *digit > 0);
            let Some(digit) = digit else {
                number.push(sign);
                continue;
            };
            signs.next();
            let deep = digit as usize - 1;
            let count = counts.get(deep).copied().flatten().unwrap_or(1);
            let form = self.level(list, basis, deep).map_or(Form::Decimal, |level| level.form);
            number.push_str(&counted(count, if level.all_decimal { Form::Decimal } else { form }));
        }
        number
    }

    /// The abstract list of a list; one that borrows its levels from a style is that style's.
    fn basis(&self, list: u32) -> Option<u32> {
        let basis = self.lists.get(&list)?.basis;
        let borrowed = self.borrowed.get(&basis).and_then(|style| self.named.get(style));
        Some(borrowed.copied().unwrap_or(basis))
    }

    fn level(&self, list: u32, basis: u32, place: usize) -> Option<Level> {
        let list = self.lists.get(&list)?;
        let own = list.levels.get(&place);
        let mut level = own.or_else(|| self.bases.get(&basis)?.get(&place)).cloned()?;
        if let Some(start) = list.starts.get(&place) {
            level.start = *start;
        }
        Some(level)
    }
}

/// `numbering.xml` as it is read.
#[derive(Debug, Default)]
struct Reading {
    all: Numbering,
    basis: Option<u32>,
    list: Option<(u32, List)>,
    overridden: Option<usize>,
    level: Option<(usize, Level)>,
}

impl Reading {
    fn start(&mut self, element: &BytesStart<'_>) {
        let value = || attribute(element, "val");
        let number = |name: &str| attribute(element, name).and_then(|value| value.parse::<u32>().ok());
        match element.local_name().as_ref() {
            "abstractNum" => self.basis = number("abstractNumId"),
            "num" => self.list = number("numId").map(|id| (id, List::default())),
            "abstractNumId" => {
                if let (Some((_, list)), Some(basis)) = (&mut self.list, number("val")) {
                    list.basis = basis;
                }
            }
            "numStyleLink" => {
                if let (Some(basis), Some(style)) = (self.basis, value()) {
                    self.all.borrowed.insert(basis, style);
                }
            }
            "styleLink" => {
                if let (Some(basis), Some(style)) = (self.basis, value()) {
                    self.all.named.insert(style, basis);
                }
            }
            "lvlOverride" => self.overridden = place(number("ilvl")),
            "startOverride" => {
                if let (Some((_, list)), Some(deep), Some(start)) = (&mut self.list, self.overridden, number("val")) {
                    list.starts.insert(deep, start);
                }
            }
            "lvl" => {
                let level = Level { start: 1, ..Level::default() };
                self.level = place(number("ilvl")).map(|deep| (deep, level));
            }
            inside => {
                if let Some((_, level)) = &mut self.level {
                    level.fill(inside, &value);
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "abstractNum" => self.basis = None,
            "num" => self.all.lists.extend(self.list.take()),
            "lvlOverride" => self.overridden = None,
            "lvl" => match (self.level.take(), &mut self.list, self.basis) {
                (Some((deep, level)), Some((_, list)), _) => {
                    list.levels.insert(deep, level);
                }
                (Some((deep, level)), None, Some(basis)) => {
                    self.all.bases.entry(basis).or_default().insert(deep, level);
                }
                _ => {}
            },
            _ => {}
        }
    }
}

impl Level {
    fn fill(&mut self, name: &str, value: &dyn Fn() -> Option<String>) {
        match name {
            "start" => self.start = value().and_then(|value| value.parse().ok()).unwrap_or(1),
            "numFmt" => {
                self.form = match value().as_deref() {
                    Some("upperRoman") => Form::UpperRoman,
                    Some("lowerRoman") => Form::LowerRoman,
                    Some("upperLetter") => Form::UpperLetter,
                    Some("lowerLetter") => Form::LowerLetter,
                    Some("decimalZero") => Form::DecimalZero,
                    Some("bullet") => Form::Bullet,
                    Some("none") => Form::None,
                    _ => Form::Decimal,
                };
            }
            "lvlText" => self.text = value().unwrap_or_default().chars().take(LONGEST_TEXT).collect(),
            "isLgl" => self.all_decimal = value().is_none_or(|value| value != "0" && value != "false"),
            "suff" => self.bare = value().is_some_and(|value| value == "nothing"),
            "lvlRestart" => self.goes_on = value().is_some_and(|value| value == "0"),
            "pStyle" => self.style = value(),
            _ => {}
        }
    }
}

fn place(number: Option<u32>) -> Option<usize> {
    number.and_then(|number| usize::try_from(number).ok()).filter(|place| *place < LEVELS)
}

/// The sign of a list without numbers. Letters stand there for signs of symbol fonts, and are a dash here.
fn bullet(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text if text.chars().all(|sign| SIGNS.contains(sign)) => text.to_owned(),
        _ => "-".to_owned(),
    }
}

fn counted(count: u32, form: Form) -> String {
    match form {
        Form::UpperRoman => roman(count),
        Form::LowerRoman => roman(count).to_lowercase(),
        Form::UpperLetter => letters(count, 'A'),
        Form::LowerLetter => letters(count, 'a'),
        Form::DecimalZero => format!("{count:02}"),
        Form::Bullet | Form::None => String::new(),
        Form::Decimal => count.to_string(),
    }
}
