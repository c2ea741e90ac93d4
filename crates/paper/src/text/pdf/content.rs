//! The instructions of a page as far as they draw letters (ISO 32000-1, 9): where each stands and how large it is.
//!
//! Every instruction and letter is counted; a page that asks for more than any real one is refused, however it asks.
//!
//! Not here: lines and words (`layout`), lines, curves and pictures, which are passed over.

use std::{collections::HashMap, rc::Rc};

use super::{
    file::File,
    font::Font,
    lex::{Dict, Lexer, Object, is_space},
    matrix::Matrix,
    pages::Page,
};
use crate::text::TextError;

/// Forms within forms.
const DEEPEST_FORMS: usize = 12;
/// States put aside within each other.
const DEEPEST_STATES: usize = 256;
/// Operands of one instruction.
const MOST_OPERANDS: usize = 64;
/// Letters of one page.
const MOST_GLYPHS: usize = 400_000;
/// Fonts kept between pages.
const MOST_FONTS: usize = 64;
/// What an instruction counts as, in bytes looked at.
const WORK_OF_INSTRUCTION: u64 = 8;

/// What drawing a form or reading a font counts as.
const WORK_OF_FORM: u64 = 4_000;

/// A letter, or the few letters one sign stands for, on a page.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// What it says.
    pub(super) letters: String,
    /// Where it begins.
    pub(super) x: f64,
    /// Its baseline, growing upwards.
    pub(super) y: f64,
    /// Where the pen stands after it.
    pub(super) end: f64,
    /// How large it is set.
    pub(super) size: f64,
    /// Which way the line runs, in quarter turns.
    pub(super) turn: u8,
}

/// Letters that could not be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubts {
    /// All letters.
    pub(super) letters: usize,
    /// Letters of fonts that do not say which they are.
    pub(super) unmapped: usize,
    /// The first such font, and the page it was met on.
    pub(super) first: Option<(String, usize)>,
    /// Letters beyond ASCII of fonts from before Unicode, and the encoding.
    pub(super) legacy: usize,
    /// The encoding of those.
    pub(super) legacy_name: Option<&'static str>,
}

#[derive(Clone, Debug)]
struct State {
    ctm: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    between_letters: f64,
    between_words: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
}

/// What draws the pages of a file, one after the other.
#[derive(Debug)]
pub(super) struct Drawing<'a> {
    file: &'a File<'a>,
    fonts: HashMap<u32, Rc<Font>>,
    /// What could not be told so far.
    pub(super) doubts: Doubts,
    page: usize,
    glyphs: Vec<Glyph>,
}

impl<'a> Drawing<'a> {
    /// Nothing drawn yet.
    pub(super) fn new(file: &'a File<'a>) -> Self {
        Self { file, fonts: HashMap::new(), doubts: Doubts::default(), page: 0, glyphs: Vec::new() }
    }

    /// The letters of the next page, in the order they are drawn.
    pub(super) fn page(&mut self, page: &Page) -> Result<Vec<Glyph>, TextError> {
        self.page += 1;
        let mut bytes = Vec::new();
        for (dict, range) in &page.contents {
            bytes.extend(self.file.stream(dict, range)?.unwrap_or_default());
            bytes.push(b'\n');
        }
        self.run(&bytes, &page.resources, Matrix::turned(page.turns), 0)?;
        Ok(std::mem::take(&mut self.glyphs))
    }

    fn run(&mut self, bytes: &[u8], resources: &Dict, ctm: Matrix, depth: usize) -> Result<(), TextError> {
        let mut run = Run {
            state: State {
                ctm,
                font: None,
                size: 1.0,
                between_letters: 0.0,
                between_words: 0.0,
                stretch: 1.0,
                leading: 0.0,
                rise: 0.0,
            },
            aside: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            operands: Vec::new(),
        };
        let mut lexer = Lexer::of_content(bytes);
        while lexer.peek().is_some() {
            let from = lexer.at;
            let object = lexer.next();
            self.file.worked((lexer.at - from) as u64);
            match object {
                Some(Object::Word(word)) => {
                    self.file.worked(WORK_OF_INSTRUCTION);
                    if self.file.is_tired() || self.glyphs.len() > MOST_GLYPHS {
                        return Err(TextError::Work { page: self.page });
                    }
                    match word.as_slice() {
                        b"ID" => skip_picture(bytes, &mut lexer),
                        b"Do" => self.form(&run, resources, depth)?,
                        word => self.instruction(word, &mut run, resources)?,
                    }
                    run.operands.clear();
                }
                Some(object) if run.operands.len() < MOST_OPERANDS => run.operands.push(object),
                _ => {}
            }
        }
        Ok(())
    }

    fn instruction(&mut self, word: &[u8], run: &mut Run, resources: &Dict) -> Result<(), TextError> {
        match word {
            b"q" if run.aside.len() < DEEPEST_STATES => run.aside.push(run.state.clone()),
            b"Q" => run.state = run.aside.pop().unwrap_or_else(|| run.state.clone()),
            b"cm" => run.state.ctm = run.matrix().then(&run.state.ctm),
            b"BT" => (run.text, run.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tc" => run.state.between_letters = run.number(0),
            b"Tw" => run.state.between_words = run.number(0),
            b"Tz" => run.state.stretch = run.number(0) / 100.0,
            b"TL" => run.state.leading = run.number(0),
            b"Ts" => run.state.rise = run.number(0),
            b"Tf" => {
                run.state.size = run.number(1);
                run.state.font = self.font(run.operands.first(), resources)?;
            }
            b"Td" => run.move_line(run.number(0), run.number(1)),
            b"TD" => {
                run.state.leading = -run.number(1);
                run.move_line(run.number(0), run.number(1));
            }
            b"Tm" => {
                run.line = run.matrix();
                run.text = run.line;
            }
            b"T*" => run.next_line(),
            b"Tj" => self.show(run, 0),
            b"'" => {
                run.next_line();
                self.show(run, 0);
            }
            b"\"" => {
                run.state.between_words = run.number(0);
                run.state.between_letters = run.number(1);
                run.next_line();
                self.show(run, 2);
            }
            b"TJ" => {
                if let Some(Object::Array(items)) = run.operands.first().cloned() {
                    for item in &items {
                        match item {
                            Object::Text(text) => self.text(run, text),
                            item => {
                                let back = item.number().unwrap_or(0.0) / 1000.0 * run.state.size * run.state.stretch;
                                run.text = Matrix::moved(-back, 0.0).then(&run.text);
                            }
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self, run: &mut Run, operand: usize) {
        if let Some(Object::Text(text)) = run.operands.get(operand).cloned() {
            self.text(run, &text);
        }
    }

    fn text(&mut self, run: &mut Run, text: &[u8]) {
        let Some(font) = run.state.font.clone() else { return };
        let legacy = crate::text::legacy::of_font(&font.name);
        self.file.worked(text.len() as u64 * WORK_OF_INSTRUCTION);
        for drawn in font.drawn(text) {
            if self.glyphs.len() > MOST_GLYPHS {
                return;
            }
            let state = &run.state;
            let at =
                Matrix::scaled(state.size * state.stretch, state.size, state.rise).then(&run.text).then(&state.ctm);
            let spaced = state.between_letters + if drawn.is_space { state.between_words } else { 0.0 };
            let step = (drawn.width * state.size + spaced) * state.stretch;
            self.doubts.letters += 1;
            match drawn.letters {
                Some(letters) => {
                    if legacy.is_some() && letters.chars().any(|letter| ('\u{80}'..='\u{ff}').contains(&letter)) {
                        self.doubts.legacy += 1;
                        self.doubts.legacy_name = legacy;
                    }
                    self.glyphs.extend(at.glyph(&letters, drawn.width));
                }
                None => {
                    self.doubts.unmapped += 1;
                    if self.doubts.first.is_none() {
                        self.doubts.first = Some((font.name.clone(), self.page));
                    }
                    self.glyphs.extend(at.glyph("\u{fffd}", drawn.width));
                }
            }
            run.text = Matrix::moved(step, 0.0).then(&run.text);
        }
    }

    fn font(&mut self, name: Option<&Object>, resources: &Dict) -> Result<Option<Rc<Font>>, TextError> {
        let Some(name) = name.and_then(Object::name) else { return Ok(None) };
        let Some(fonts) = self.file.dict(resources, "Font") else { return Ok(None) };
        let number = match fonts.get(name) {
            Some(Object::Ref(number)) => Some(*number),
            _ => None,
        };
        if let Some(font) = number.and_then(|number| self.fonts.get(&number)) {
            return Ok(Some(Rc::clone(font)));
        }
        self.file.worked(WORK_OF_FORM);
        let found = fonts.get(name).map(|font| self.file.resolved(font));
        let Some(dict) = found.as_ref().and_then(Object::dict) else { return Ok(None) };
        let font = Rc::new(Font::read(self.file, dict)?);
        if self.fonts.len() >= MOST_FONTS {
            self.fonts.clear();
        }
        self.fonts.extend(number.map(|number| (number, Rc::clone(&font))));
        Ok(Some(font))
    }

    /// Draws a form: instructions of their own that pages share.
    fn form(&mut self, run: &Run, resources: &Dict, depth: usize) -> Result<(), TextError> {
        let Some(name) = run.operands.first().and_then(Object::name) else { return Ok(()) };
        self.file.worked(WORK_OF_FORM);
        let Some(forms) = self.file.dict(resources, "XObject") else { return Ok(()) };
        let Some(Object::Stream(dict, range)) = forms.get(name).map(|form| self.file.resolved(form)) else {
            return Ok(());
        };
        if depth >= DEEPEST_FORMS || self.file.get(&dict, "Subtype").name() != Some(b"Form") {
            return Ok(());
        }
        let matrix = match self.file.get(&dict, "Matrix") {
            Object::Array(items) => Matrix::of(&items),
            _ => Matrix::IDENTITY,
        };
        let own = self.file.dict(&dict, "Resources");
        let bytes = self.file.stream(&dict, &range)?.unwrap_or_default();
        self.run(&bytes, own.as_ref().unwrap_or(resources), matrix.then(&run.state.ctm), depth + 1)
    }
}

/// The state of the instructions of one stream.
#[derive(Debug)]
struct Run {
    state: State,
    aside: Vec<State>,
    text: Matrix,
    line: Matrix,
    operands: Vec<Object>,
}

impl Run {
    fn number(&self, place: usize) -> f64 {
        self.operands.get(place).and_then(Object::number).unwrap_or(0.0)
    }

    fn matrix(&self) -> Matrix {
        Matrix::of(&self.operands)
    }

    fn move_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(&self.line);
        self.text = self.line;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.state.leading);
    }
}

/// Moves over the bytes of a picture within the instructions: up to `EI` between spaces.
fn skip_picture(bytes: &[u8], lexer: &mut Lexer<'_>) {
    let rest = bytes.get(lexer.at..).unwrap_or_default();
    let end = rest.windows(4).position(|window| match window {
        [before, b'E', b'I', after] => is_space(*before) && is_space(*after),
        _ => false,
    });
    lexer.at = end.map_or(bytes.len(), |end| lexer.at + end + 3);
}
