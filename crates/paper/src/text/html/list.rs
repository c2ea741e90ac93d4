//! Lists of a web page and the numbers a browser would draw before their items.
//!
//! Not here: lists of DOCX, which number across paragraphs (`docx::numbering`).

use html5gum::StartTag;

use crate::text::numerals::{letters, roman};

/// Deeper than lists nest in papers.
pub(super) const DEEPEST_LISTS: usize = 64;

/// A list that is open.
#[derive(Debug)]
pub(super) struct List {
    form: u8,
    next: u32,
}

impl List {
    /// The list an element opens.
    pub(super) fn opened(tag: &StartTag<()>) -> Self {
        let next = attribute(tag, b"start").and_then(|start| start.trim().parse().ok()).unwrap_or(1);
        let style = attribute(tag, b"style").unwrap_or_default().to_ascii_lowercase();
        let said = attribute(tag, b"type").and_then(|form| form.bytes().next());
        let form = if *tag.name != *b"ol" {
            b'-'
        } else if style.contains("lower-alpha") || style.contains("lower-latin") {
            b'a'
        } else if style.contains("upper-alpha") || style.contains("upper-latin") {
            b'A'
        } else if style.contains("upper-roman") {
            b'I'
        } else if style.contains("lower-roman") {
            b'i'
        } else {
            said.unwrap_or(b'1')
        };
        Self { form, next }
    }

    /// The number of the next item, with the space after it.
    pub(super) fn next(&mut self, tag: &StartTag<()>) -> String {
        let count = attribute(tag, b"value").and_then(|value| value.trim().parse().ok()).unwrap_or(self.next);
        self.next = count.saturating_add(1);
        let number = match self.form {
            b'-' => return "- ".to_owned(),
            b'a' => letters(count, 'a'),
            b'A' => letters(count, 'A'),
            b'i' => roman(count).to_lowercase(),
            b'I' => roman(count),
            _ => count.to_string(),
        };
        number + ". "
    }
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    tag.attributes.get(name).map(|value| String::from_utf8_lossy(&value.value).into_owned())
}
