//! Further kinds of values a table holds: days, periods of validity, lists of texts and of numbers.
//!
//! Not here: what the keys mean (the modules of `load`).

use chrono::NaiveDate;
use congdoan_model::period::parse_day;
use toml::de::DeValue;

use super::{Placed, Table};
use crate::{Place, Validity, remark::reason};

impl Table<'_> {
    /// A day, if the key is there: `2025-07-01`, with or without quotes.
    pub(crate) fn day(&self, key: &'static str) -> Option<NaiveDate> {
        let value = self.ask(key)?;
        let Some(written) = written_day(value.get_ref()) else {
            self.wrong_kind(key, value, ("một ngày, viết 2025-07-01", "a day, written 2025-07-01"));
            return None;
        };
        let day = parse_day(&written);
        if day.is_none() {
            self.error_at_key(
                key,
                reason(
                    format!("\"{key}\" không phải ngày có thật, viết 2025-07-01"),
                    format!("\"{key}\" is no day of the calendar, write 2025-07-01"),
                ),
            );
        }
        day
    }

    /// A list of days, each with where it is written; empty when the key is absent.
    pub(crate) fn days(&self, key: &'static str) -> Vec<(NaiveDate, Place)> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_kind(key, value, ("danh sách ngày [2026-01-01]", "a list of days [2026-01-01]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in list.iter() {
            match written_day(item.get_ref()).and_then(|written| parse_day(&written)) {
                Some(day) => found.push((day, self.place_of(&item.span()))),
                None => self.wrong_kind(key, item, ("một ngày có thật, viết 2025-07-01", "a day, written 2025-07-01")),
            }
        }
        found
    }

    /// The keys `from` and `until`; an end that is not after the beginning is remarked on.
    pub(crate) fn validity(&self) -> Validity {
        let validity = Validity { from: self.day("from"), until: self.day("until") };
        if validity.is_empty() {
            self.error_at_key(
                "until",
                reason("\"until\" không sau \"from\"", "\"until\" does not come after \"from\""),
            );
        }
        validity
    }

    /// A table of texts under a key, `{ one = "…", other = "…" }`; empty when the key is absent.
    pub(crate) fn pairs(&self, key: &'static str) -> Vec<(String, Placed<String>)> {
        let Some(table) = self.table(key) else { return Vec::new() };
        let mut found = Vec::new();
        for (name, value) in table.entries {
            match value.get_ref().as_str() {
                Some(text) => found.push((name.get_ref().to_string(), (text.to_owned(), value.span()))),
                None => self.wrong_kind(key, value, ("chuỗi", "a string")),
            }
        }
        found
    }

    /// A list of texts, none of them empty; empty when the key is absent.
    pub(crate) fn texts(&self, key: &'static str) -> Vec<Placed<String>> {
        let Some(value) = self.ask(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_kind(key, value, ("danh sách [\"…\"]", "a list [\"…\"]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in list.iter() {
            match item.get_ref().as_str().map(str::trim) {
                None => self.wrong_kind(key, item, ("chuỗi", "a string")),
                Some("") => self.error(
                    self.place_of(&item.span()),
                    reason(format!("\"{key}\" có mục còn trống"), format!("\"{key}\" holds an empty text")),
                ),
                Some(text) => found.push((text.to_owned(), item.span())),
            }
        }
        found
    }

    /// A list of texts, or one text alone.
    pub(crate) fn text_or_texts(&self, key: &'static str) -> Vec<Placed<String>> {
        let is_text = self.ask(key).is_some_and(|value| value.get_ref().as_str().is_some());
        if is_text { self.text(key).into_iter().collect() } else { self.texts(key) }
    }

    /// A list of whole numbers; `None` when the key is absent or holds anything else.
    pub(crate) fn numbers(&self, key: &'static str) -> Option<Vec<i64>> {
        let value = self.ask(key)?;
        let read = |item: &DeValue<'_>| {
            let number = item.as_integer()?;
            i64::from_str_radix(number.as_str(), number.radix()).ok()
        };
        let list = value.get_ref().as_array();
        let numbers = list.and_then(|list| list.iter().map(|item| read(item.get_ref())).collect());
        if numbers.is_none() {
            self.wrong_kind(key, value, ("danh sách số nguyên [1, 2]", "a list of whole numbers [1, 2]"));
        }
        numbers
    }

    /// A whole number that is not negative, if the key is there.
    pub(crate) fn small(&self, key: &'static str) -> Option<u16> {
        let number = self.number(key)?;
        let small = u16::try_from(number).ok();
        if small.is_none() {
            self.error_at_key(
                key,
                reason(
                    format!("\"{key}\" phải từ 0 đến {}", u16::MAX),
                    format!("\"{key}\" must be between 0 and {}", u16::MAX),
                ),
            );
        }
        small
    }

    /// One of a list of words that must be there.
    pub(crate) fn required_word<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let found = self.word(key, words);
        if !self.has(key) {
            self.missing(key);
        }
        found
    }

    /// The key `source`, or the source the file names once for all.
    pub(crate) fn source(&self, shared: &str) -> String {
        self.text("source").map_or_else(|| shared.to_owned(), |(source, _)| source)
    }

    /// The source a file names once for all: `[defaults] source = "…"`.
    pub(crate) fn shared_source(&self) -> String {
        let Some(defaults) = self.table("defaults") else { return String::new() };
        let source = defaults.source("");
        defaults.close();
        source
    }
}

/// A day as a file writes it, with quotes or without; none for a value of another kind.
fn written_day(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Datetime(moment) if moment.time.is_none() => Some(moment.to_string()),
        _ => None,
    }
}
