//! The frame around every page: words, navigation, the signed-in person, the message of the last deed.
//!
//! Here: what the layout shows. Not here: who the person is (sessions are the router's) or what they may do.

use std::borrow::Borrow;

use congdoan_model::access::{Action, Caller};

use crate::{
    assets::AssetPaths,
    words::{Language, Words},
};

/// A part of the site that the navigation leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// Where it begins.
    pub href: &'static str,
    /// Its icon on the sheet.
    pub icon: &'static str,
    /// The key of its name.
    pub word: &'static str,
    /// What one must be able to do somewhere to find anything there.
    needs: Option<Action>,
}

/// The parts of the site, in the order of the navigation.
pub const SECTIONS: [Section; 8] = [
    Section { href: "/", icon: "home", word: "nav-today", needs: None },
    Section { href: "/registers", icon: "notebook", word: "nav-registers", needs: Some(Action::RecordRead) },
    Section { href: "/figures", icon: "chart-bar", word: "nav-figures", needs: Some(Action::FigureRead) },
    Section { href: "/units", icon: "sitemap", word: "nav-units", needs: Some(Action::UnitRead) },
    Section { href: "/members", icon: "users", word: "nav-members", needs: Some(Action::MemberRead) },
    Section { href: "/reports", icon: "report", word: "nav-reports", needs: Some(Action::FigureRead) },
    Section { href: "/programmes", icon: "target-arrow", word: "nav-programmes", needs: Some(Action::ProgrammeRead) },
    Section { href: "/directives", icon: "file-text", word: "nav-directives", needs: Some(Action::DirectiveRead) },
];

/// How many sections a phone shows at its foot beside the menu of all others.
const AT_HAND: usize = 4;

/// The person on whose behalf the page is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignedIn {
    /// Name, family name first.
    pub name: String,
    /// The role of the mandate in use, in words.
    pub role: String,
    /// The unit of the mandate.
    pub unit_name: String,
    /// The code of that unit.
    pub unit_code: String,
    /// May see as others, to help.
    pub helps: bool,
    /// The parts of the site that lead somewhere for this person.
    pub sections: Vec<Section>,
}

impl SignedIn {
    /// The parts of the site in which a caller can find anything.
    pub fn sections_of(caller: &Caller) -> Vec<Section> {
        SECTIONS.into_iter().filter(|section| section.needs.is_none_or(|action| caller.may_somewhere(action))).collect()
    }

    /// The sections a phone shows at its foot: all of them when they fit.
    pub fn at_hand(&self) -> &[Section] {
        let all = self.sections.len();
        self.sections.get(..if all <= AT_HAND + 1 { all } else { AT_HAND }).unwrap_or_default()
    }

    /// The sections a phone keeps in its menu.
    pub fn further(&self) -> &[Section] {
        self.sections.get(self.at_hand().len()..).unwrap_or_default()
    }

    /// One or two letters for the round badge: of the family name and the given name.
    pub fn initials(&self) -> String {
        let mut names = self.name.split_whitespace();
        let first = names.next().and_then(|name| name.chars().next());
        let last = names.next_back().and_then(|name| name.chars().next());
        first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
    }
}

/// The kind of a message over the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    /// Done.
    Success,
    /// To know.
    Info,
    /// Not done, or done with a loss.
    Warning,
}

/// A message about the last deed, shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// How it looks and is announced.
    pub kind: FlashKind,
    /// What it says, in the reader's language.
    pub message: String,
}

/// That the page is seen as somebody else sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Viewing {
    /// As whom.
    pub name: String,
    /// Who looks.
    pub helper: String,
    /// Until when, hours and minutes.
    pub until: String,
}

impl Viewing {
    /// From who is present.
    pub fn of(present: &congdoan_service::access::Present) -> Option<Self> {
        let seen = present.seen_as.as_ref()?;
        Some(Self { name: present.name.clone(), helper: seen.helper.clone(), until: seen.until.readable() })
    }
}

/// What every page holds beside its own content.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The words of the page's language.
    pub words: Words,
    /// Path and query of the page, to come back to after a change of language.
    pub path: String,
    /// The signed-in person; nobody on the sign-in page and on errors before it.
    pub person: Option<SignedIn>,
    /// The token every form sends back.
    pub csrf: String,
    /// Stylesheet, script and icons.
    pub assets: AssetPaths,
    /// The message about the last deed.
    pub flash: Option<Flash>,
    /// As whom the page is seen, when not as oneself.
    pub viewing: Option<Viewing>,
}

impl Shell {
    /// A frame with the embedded assets and no message.
    pub fn new(language: Language, path: impl Into<String>, person: Option<SignedIn>, csrf: impl Into<String>) -> Self {
        Self {
            words: Words::new(language),
            path: path.into(),
            person,
            csrf: csrf.into(),
            assets: AssetPaths::embedded().clone(),
            flash: None,
            viewing: None,
        }
    }

    /// The word for a key.
    pub fn t(&self, key: &str) -> String {
        self.words.t(key)
    }

    /// The words for a key with one value.
    pub fn t1(&self, key: &str, name: &str, value: &str) -> String {
        self.words.t1(key, name, value)
    }

    /// The words for a key with several values.
    pub fn t_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        self.words.t_with(key, values)
    }

    /// The words for a number of things.
    pub fn count(&self, key: &str, n: impl Borrow<usize>) -> String {
        self.words.count(key, i64::try_from(*n.borrow()).unwrap_or(i64::MAX))
    }

    /// The code of the page's language.
    pub fn lang(&self) -> &'static str {
        self.words.language.tag()
    }

    /// The value of `aria-current` for a navigation link: `page` below its section, else `false`.
    pub fn current(&self, section: &str) -> &'static str {
        let path = self.path.split('?').next().unwrap_or_default();
        let inside = match section {
            "/" => path == "/",
            section => path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        };
        if inside { "page" } else { "false" }
    }

    /// The mark of an icon from the sheet, hidden from screen readers; templates write it with `|safe`.
    pub fn icon(&self, name: &str) -> String {
        icon(&self.assets.icons, name)
    }
}

/// The mark of an icon of a sheet. `name` is one of ours, never a value from outside.
pub fn icon(sheet: &str, name: &str) -> String {
    format!(
        r##"<svg class="icon" width="24" height="24" aria-hidden="true" focusable="false"><use href="{sheet}#{name}"/></svg>"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_section_of_the_path_is_current() {
        let shell = Shell::new(Language::Vi, "/figures/open?unit=vgcl", None, "");
        assert_eq!(shell.current("/figures"), "page");
        assert_eq!(shell.current("/"), "false");
        assert_eq!(shell.current("/fig"), "false");
        assert_eq!(Shell::new(Language::En, "/?x=1", None, "").current("/"), "page");
    }

    #[test]
    fn initials_are_of_family_and_given_name() {
        let person = |name: &str| SignedIn { name: name.to_owned(), ..SignedIn::default() };
        assert_eq!(person("đặng thị Ánh").initials(), "ĐÁ");
        assert_eq!(person("Hoa").initials(), "H");
        assert_eq!(person("").initials(), "");
    }

    #[test]
    fn a_phone_shows_four_sections_and_a_menu_or_all_five() {
        let person = |count: usize| SignedIn { sections: SECTIONS[..count].to_vec(), ..SignedIn::default() };
        assert_eq!((person(7).at_hand().len(), person(7).further().len()), (4, 3));
        assert_eq!((person(5).at_hand().len(), person(5).further().len()), (5, 0));
        assert_eq!((person(0).at_hand().len(), person(0).further().len()), (0, 0));
    }
}
