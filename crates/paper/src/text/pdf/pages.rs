//! The pages of a PDF in their order, with what they inherit from the nodes above them.
//!
//! Not here: what is drawn on them (`content`).

use std::{collections::HashSet, ops::Range, rc::Rc};

use super::{
    file::File,
    lex::{Dict, Object},
};
use crate::text::TextError;

/// More streams than the instructions of any page are cut into.
const MOST_PARTS: usize = 10_000;

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    /// The fonts and forms it draws with.
    pub(super) resources: Rc<Dict>,
    /// The streams of its instructions.
    pub(super) contents: Vec<(Dict, Range<usize>)>,
    /// Quarter turns to the right.
    pub(super) turns: usize,
}

/// A node of the tree of pages that waits for its turn.
struct Node {
    object: Object,
    resources: Rc<Dict>,
    turns: usize,
}

/// Hands out the pages of a file one by one, and how many there were. A file whose tree is broken gives its pages in the
/// order they lie in it.
pub(super) fn each_page(
    file: &File<'_>,
    most: usize,
    mut take: impl FnMut(Page) -> Result<(), TextError>,
) -> Result<usize, TextError> {
    let mut walk = Walk { file, most, seen: HashSet::new(), count: 0 };
    if let Some(tree) = file.root().and_then(|root| root.get(b"Pages".as_slice()).cloned()) {
        walk.from(tree, &mut take)?;
    }
    if walk.count == 0 {
        for number in file.numbers() {
            let object = file.object(number);
            let kind = object.dict().and_then(|dict| dict.get(b"Type".as_slice())?.name());
            if kind == Some(b"Page") {
                walk.from(Object::Ref(number), &mut take)?;
            }
            walk.rest()?;
        }
    }
    if walk.count == 0 { Err(TextError::damaged("PDF", "no pages")) } else { Ok(walk.count) }
}

struct Walk<'a> {
    file: &'a File<'a>,
    most: usize,
    seen: HashSet<u32>,
    count: usize,
}

impl Walk<'_> {
    fn from(&mut self, top: Object, take: &mut impl FnMut(Page) -> Result<(), TextError>) -> Result<(), TextError> {
        let mut waiting = vec![Node { object: top, resources: Rc::new(Dict::new()), turns: 0 }];
        while let Some(Node { object, resources, turns }) = waiting.pop() {
            self.rest()?;
            if let Object::Ref(number) = object
                && !self.seen.insert(number)
            {
                continue;
            }
            let object = self.file.resolved(&object);
            let Some(dict) = object.dict() else { continue };
            let resources = self.file.dict(dict, "Resources").map_or(resources, Rc::new);
            let turns = match self.file.get(dict, "Rotate").number() {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 3")]
                Some(degrees) => (degrees / 90.0).rem_euclid(4.0) as usize,
                None => turns,
            };
            if let Object::Array(kids) = self.file.get(dict, "Kids") {
                let kids = kids.into_iter().rev();
                waiting.extend(kids.map(|object| Node { object, resources: Rc::clone(&resources), turns }));
                continue;
            }
            if self.count >= self.most {
                return Err(TextError::Pages(self.most));
            }
            self.count += 1;
            take(Page { resources, contents: self.contents(dict), turns })?;
        }
        Ok(())
    }

    fn contents(&self, page: &Dict) -> Vec<(Dict, Range<usize>)> {
        let parts = match self.file.get(page, "Contents") {
            Object::Array(parts) => parts,
            one => vec![one],
        };
        let streams = parts.iter().take(MOST_PARTS).filter_map(|part| match self.file.resolved(part) {
            Object::Stream(dict, range) => Some((dict, range)),
            _ => None,
        });
        streams.collect()
    }

    fn rest(&self) -> Result<(), TextError> {
        if self.file.is_tired() { Err(TextError::Work { page: self.count + 1 }) } else { Ok(()) }
    }
}
