//! The words of every screen, Vietnamese first and English second, from Fluent files embedded in the program.
//!
//! Here: the choice of language and the look-up of a word by its key. Not here: numbers and dates
//! ([`crate::format`]), and the names that closed sets of codes have on screen ([`crate::labels`]).

use std::sync::LazyLock;

pub use congdoan_model::names::Language;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use crate::format;

/// The Vietnamese words.
pub const VIETNAMESE: &str = include_str!("../words/vi.ftl");
/// The English words.
pub const ENGLISH: &str = include_str!("../words/en.ftl");

static VIETNAMESE_BUNDLE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle("vi", VIETNAMESE));
static ENGLISH_BUNDLE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle("en", ENGLISH));

/// What a page is shown in: the person's choice kept in the cookie `lang`, else the best of the
/// browser's `Accept-Language`, else Vietnamese. Equal weights keep the browser's order.
pub fn choose(cookie: Option<&str>, accept_language: Option<&str>) -> Language {
    if let Some(language) = cookie.and_then(Language::from_tag) {
        return language;
    }
    let mut best: Option<(Language, f32)> = None;
    for item in accept_language.unwrap_or_default().split(',') {
        let mut parts = item.split(';');
        let Some(language) = parts.next().and_then(Language::from_tag) else { continue };
        let weight = parts
            .find_map(|part| part.trim().strip_prefix("q="))
            .map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
        if weight > best.map_or(0.0, |(_, weight)| weight) {
            best = Some((language, weight));
        }
    }
    best.map_or(Language::Vi, |(language, _)| language)
}

/// The words of one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// The language they are in.
    pub language: Language,
}

impl Words {
    /// The words of a language.
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// The word for a key. A key without a word shows as `⟦key⟧`, which the page tests refuse.
    pub fn t(&self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// The words for a key, with one value put in under `name`.
    pub fn t1(&self, key: &str, name: &str, value: &str) -> String {
        self.t_with(key, &[(name, value)])
    }

    /// The words for a key, with several values put in.
    pub fn t_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(*name, FluentValue::from(*value));
        }
        self.look_up(key, Some(&args))
    }

    /// The words for a number of things: `$n` chooses the plural form, `$number` is the number as it is written.
    pub fn count(&self, key: &str, n: i64) -> String {
        let mut args = FluentArgs::new();
        args.set("n", FluentValue::from(n));
        args.set("number", FluentValue::from(format::integer(self.language, n)));
        self.look_up(key, Some(&args))
    }

    fn look_up(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = match self.language {
            Language::Vi => &*VIETNAMESE_BUNDLE,
            Language::En => &*ENGLISH_BUNDLE,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return format!("⟦{key}⟧");
        };
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, args, &mut errors).into_owned();
        for error in errors {
            tracing::warn!(key, %error, "a word could not be filled in");
        }
        text
    }
}

fn bundle(code: &str, source: &str) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(code.parse().into_iter().collect());
    // The marks Fluent puts around values are invisible, but spoil search, copying and tests.
    bundle.set_use_isolating(false);
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, errors)| {
        tracing::error!(code, ?errors, "the words file has errors");
        resource
    });
    if let Err(errors) = bundle.add_resource(resource) {
        tracing::error!(code, ?errors, "the words file names a key twice");
    }
    bundle
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::*;

    fn keys(source: &str) -> BTreeSet<String> {
        source
            .lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" =").map(|(key, _)| key.to_owned()))
            .collect()
    }

    fn sources(folder: &Path, into: &mut String) {
        for entry in fs::read_dir(folder).expect("folder") {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push_str(&fs::read_to_string(&path).expect("text"));
            }
        }
    }

    fn used() -> BTreeSet<String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut text = String::new();
        sources(&root.join("templates"), &mut text);
        sources(&root.join("src"), &mut text);
        // Calls may be broken over lines by the formatter.
        let text: String = text.split_whitespace().collect();
        let mut used = BTreeSet::new();
        for call in [".t(", ".t1(", ".t_with(", ".count("] {
            for rest in text.split(&format!("{call}\"")).skip(1) {
                let key = rest.split('"').next().expect("a key");
                if key.starts_with(|c: char| c.is_ascii_lowercase()) {
                    used.insert(key.to_owned());
                }
            }
        }
        used
    }

    #[test]
    fn both_files_have_the_same_keys_and_parse_without_error() {
        assert!(keys(VIETNAMESE).len() > 100);
        assert_eq!(keys(VIETNAMESE), keys(ENGLISH));
        for source in [VIETNAMESE, ENGLISH] {
            let errors = FluentResource::try_new(source.to_owned()).err().map(|(_, errors)| errors);
            assert!(errors.is_none(), "{errors:?}");
        }
    }

    #[test]
    fn every_used_key_exists_and_no_key_is_unused() {
        let (defined, used) = (keys(VIETNAMESE), used());
        let missing: Vec<_> = used.difference(&defined).filter(|key| *key != "no-such-key").collect();
        assert!(missing.is_empty(), "used without a word: {missing:?}");
        let unused: Vec<_> = defined.difference(&used).collect();
        assert!(unused.is_empty(), "never used: {unused:?}");
    }

    #[test]
    fn the_cookie_wins_then_the_browser_then_vietnamese() {
        use Language::{En, Vi};
        assert_eq!(choose(Some("en"), Some("vi")), En);
        assert_eq!(choose(Some("fr"), Some("vi")), Vi);
        assert_eq!(choose(None, Some("fr, en-GB;q=0.8, vi;q=0.7")), En);
        assert_eq!(choose(None, Some("vi-VN,vi;q=0.9,en;q=0.8")), Vi);
        assert_eq!(choose(None, Some("en;q=0, fr")), Vi);
        assert_eq!(choose(None, Some(";;;q=,,=")), Vi);
        assert_eq!(choose(None, None), Vi);
    }

    #[test]
    fn plurals_and_unknown_keys() {
        let english = Words::new(Language::En);
        assert_eq!(english.count("records-count", 1), "1 record");
        assert_eq!(english.count("records-count", 1234), "1,234 records");
        assert_eq!(Words::default().count("records-count", 1234), "1.234 bản ghi");
        assert_eq!(english.t("no-such-key"), "⟦no-such-key⟧");
    }
}
