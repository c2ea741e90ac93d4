//! Reads one TOML table key by key, remembers which keys were asked for, and remarks on the rest.
//!
//! Not here: what the keys mean (the other modules of `load`), days and lists (`values`).

mod ids;
mod values;

use std::{cell::RefCell, ops::Range};

use congdoan_model::LocalText;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use crate::{
    Place, Remark, Severity,
    remark::{Text, reason, suggestion},
};
pub(crate) use ids::{is_id, is_indicator_id};

/// Where remarks are gathered.
pub(crate) type Remarks = RefCell<Vec<Remark>>;

/// One table of a file.
pub(crate) struct Table<'a> {
    entries: &'a DeTable<'a>,
    span: Range<usize>,
    text: &'a Text<'a>,
    remarks: &'a Remarks,
    known: RefCell<Vec<&'static str>>,
}

/// A value with the place it is written at.
pub(crate) type Placed<T> = (T, Range<usize>);

impl<'a> Table<'a> {
    pub(crate) fn new(entries: &'a DeTable<'a>, span: Range<usize>, text: &'a Text<'a>, remarks: &'a Remarks) -> Self {
        Self { entries, span, text, remarks, known: RefCell::default() }
    }

    /// The place of the table itself.
    pub(crate) fn place(&self) -> Place {
        self.text.place(&self.span)
    }

    /// The place of a span in the same file.
    pub(crate) fn place_of(&self, span: &Range<usize>) -> Place {
        self.text.place(span)
    }

    /// The place of a key, or of the table where the key is absent.
    pub(crate) fn place_of_key(&self, key: &str) -> Place {
        self.entry(key).map_or_else(|| self.place(), |value| self.text.place(&value.span()))
    }

    pub(crate) fn error(&self, place: Place, said: LocalText) {
        self.remarks.borrow_mut().push(Remark { place, severity: Severity::Error, reason: said });
    }

    pub(crate) fn error_at_key(&self, key: &str, said: LocalText) {
        self.error(self.place_of_key(key), said);
    }

    fn entry(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.entries.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    fn ask(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.borrow_mut().push(key);
        self.entry(key)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.entry(key).is_some()
    }

    fn wrong_kind(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: (&str, &str)) {
        let found = value.get_ref().type_str();
        self.error(
            self.text.place(&value.span()),
            reason(
                format!("\"{key}\" phải là {}, ở đây là {found}", wanted.0),
                format!("\"{key}\" must be {}, here it is {found}", wanted.1),
            ),
        );
    }

    /// A text, if the key is there.
    pub(crate) fn text(&self, key: &'static str) -> Option<Placed<String>> {
        let value = self.ask(key)?;
        if let Some(text) = value.get_ref().as_str() {
            return Some((text.to_owned(), value.span()));
        }
        self.wrong_kind(key, value, ("chuỗi", "a string"));
        None
    }

    /// A text that must be there and not be empty.
    pub(crate) fn required_text(&self, key: &'static str) -> Option<Placed<String>> {
        let found = self.text(key);
        if !self.has(key) {
            self.missing(key);
        }
        let (text, span) = found?;
        if text.trim().is_empty() {
            self.error_at_key(key, reason(format!("\"{key}\" còn trống"), format!("\"{key}\" is empty")));
            return None;
        }
        Some((text, span))
    }

    pub(crate) fn missing(&self, key: &str) {
        self.error(self.place(), reason(format!("thiếu \"{key}\""), format!("\"{key}\" is missing")));
    }

    /// A yes or no; `otherwise` when the key is absent.
    pub(crate) fn flag(&self, key: &'static str, otherwise: bool) -> bool {
        let Some(value) = self.ask(key) else { return otherwise };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_kind(key, value, ("true hoặc false", "true or false"));
            otherwise
        })
    }

    /// A whole number, if the key is there.
    pub(crate) fn number(&self, key: &'static str) -> Option<i64> {
        let value = self.ask(key)?;
        let number = value.get_ref().as_integer();
        let number = number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none() {
            self.wrong_kind(key, value, ("số nguyên", "a whole number"));
        }
        number
    }

    /// A name in both languages, written `{ vi = "…", en = "…" }` or as one Vietnamese string.
    pub(crate) fn local(&self, key: &'static str) -> Option<LocalText> {
        let value = self.ask(key)?;
        match value.get_ref() {
            DeValue::String(text) => self.vietnamese(key, LocalText { vi: text.to_string(), en: String::new() }),
            DeValue::Table(_) => {
                let table = self.inner(value)?;
                let vi = table.text("vi").map(|(text, _)| text).unwrap_or_default();
                let en = table.text("en").map(|(text, _)| text).unwrap_or_default();
                table.close();
                self.vietnamese(key, LocalText { vi, en })
            }
            _ => {
                self.wrong_kind(key, value, ("{ vi = \"…\", en = \"…\" }", "{ vi = \"…\", en = \"…\" }"));
                None
            }
        }
    }

    fn vietnamese(&self, key: &str, text: LocalText) -> Option<LocalText> {
        if text.vi.trim().is_empty() {
            self.error_at_key(
                key,
                reason(format!("\"{key}\" chưa có tiếng Việt"), format!("\"{key}\" has no Vietnamese text")),
            );
            return None;
        }
        Some(text)
    }

    /// A name that must be there; empty after a remark when it is not.
    pub(crate) fn required_local(&self, key: &'static str) -> LocalText {
        let found = self.local(key);
        if !self.has(key) {
            self.missing(key);
        }
        found.unwrap_or_default()
    }

    /// An id that must be there: lower-case letters, digits and underscores, beginning with a letter.
    pub(crate) fn id(&self, key: &'static str) -> Option<Placed<String>> {
        let (id, span) = self.required_text(key)?;
        if is_id(&id) {
            return Some((id, span));
        }
        self.error(
            self.text.place(&span),
            reason(
                format!("\"{id}\" không phải mã hợp lệ: chữ thường a-z, chữ số, gạch dưới, bắt đầu bằng chữ"),
                format!("\"{id}\" is no id: lower-case letters, digits and underscores, beginning with a letter"),
            ),
        );
        None
    }

    /// One of a list of words, if the key is there.
    pub(crate) fn word<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let (word, span) = self.text(key)?;
        self.known_word(key, &word, &span, words)
    }

    fn known_word<T: Copy>(
        &self,
        key: &str,
        word: &str,
        span: &Range<usize>,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        let found = words.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
        if found.is_none() {
            let (vi, en) = suggestion(word, words.iter().map(|(known, _)| *known));
            let list = words.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
            self.error(
                self.text.place(span),
                reason(
                    format!("\"{key}\" không nhận \"{word}\"{vi}; chỉ nhận: {list}"),
                    format!("\"{key}\" does not take \"{word}\"{en}; it takes: {list}"),
                ),
            );
        }
        found
    }

    /// Several of a list of words; empty when the key is absent.
    pub(crate) fn words<T: Copy + PartialEq>(&self, key: &'static str, words: &[(&'static str, T)]) -> Vec<T> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_kind(key, value, ("danh sách [\"…\"]", "a list [\"…\"]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in list.iter() {
            let Some(word) = item.get_ref().as_str() else {
                self.wrong_kind(key, item, ("chuỗi", "a string"));
                continue;
            };
            found.extend(self.known_word(key, word, &item.span(), words).filter(|one| !found.contains(one)));
        }
        found
    }

    /// A value of any kind, if the key is there.
    pub(crate) fn any(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.ask(key)
    }

    /// A table under a key, if it is there.
    pub(crate) fn table(&self, key: &'static str) -> Option<Table<'a>> {
        let value = self.ask(key)?;
        let table = self.inner(value);
        if table.is_none() {
            self.wrong_kind(key, value, ("bảng", "a table"));
        }
        table
    }

    pub(crate) fn inner(&self, value: &'a Spanned<DeValue<'a>>) -> Option<Table<'a>> {
        let entries = value.get_ref().as_table()?;
        Some(Table::new(entries, value.span(), self.text, self.remarks))
    }

    /// The tables of a list `[[key]]`; empty when the key is absent.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_kind(key, value, ("danh sách bảng, viết [[…]]", "a list of tables, written [[…]]"));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in list.iter() {
            match self.inner(item) {
                Some(table) => tables.push(table),
                None => self.wrong_kind(key, item, ("bảng", "a table")),
            }
        }
        tables
    }

    /// Remarks on every key nobody asked for.
    pub(crate) fn close(&self) {
        let known = self.known.borrow();
        for (key, _) in self.entries {
            let name = key.get_ref().as_ref();
            if !known.contains(&name) {
                let (vi, en) = suggestion(name, known.iter().copied());
                self.error(
                    self.text.place(&key.span()),
                    reason(
                        format!("không có khoá \"{name}\" ở đây{vi}"),
                        format!("no key \"{name}\" belongs here{en}"),
                    ),
                );
            }
        }
    }
}
