//! The member file as a pack describes it: what is kept of a member and why.
//!
//! Not here: members themselves, states, ways of joining and leaving, usual sheets (`memberships`), reading values out of
//! sheets, what a kept value must look like (`member_values`).

use congdoan_model::{
    LocalText,
    members::{Joining, Leaving},
};
use serde::{Deserialize, Serialize};

use crate::{JoiningRule, LeavingRule, MemberSheet, MemberState, Place, title::fold_title};

/// The fields every member file has, whatever a pack adds: id and kind.
pub const CORE_FIELDS: [(&str, MemberFieldKind); 6] = [
    ("name", MemberFieldKind::Text),
    ("born", MemberFieldKind::Date),
    ("sex", MemberFieldKind::Choice),
    ("identity", MemberFieldKind::Digits),
    ("number", MemberFieldKind::Text),
    ("joined_on", MemberFieldKind::Date),
];

/// Everything a pack says about members.
#[derive(Clone, Debug, Default)]
pub struct MembersPack {
    /// Why data are kept, in the order of the pack.
    pub purposes: Vec<Purpose>,
    /// What is kept of a member, in the order forms show it.
    pub fields: Vec<MemberField>,
    /// States of a membership; the first is the one a new membership has.
    pub states: Vec<MemberState>,
    /// How memberships begin, in the order of [`Joining::ALL`].
    pub joinings: Vec<JoiningRule>,
    /// How memberships end, in the order of [`Leaving::ALL`].
    pub leavings: Vec<LeavingRule>,
    /// Usual sheets and which field each of their columns fills.
    pub sheets: Vec<MemberSheet>,
}

impl MembersPack {
    /// The field of an id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&MemberField> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The field a column is about, by its title in whatever spelling of marks, capitals and punctuation.
    #[must_use]
    pub fn field_of_title(&self, title: &str) -> Option<&MemberField> {
        let folded = fold_title(title);
        self.fields.iter().find(|field| field.folded_titles().any(|one| one == folded))
    }

    /// Why a field is kept.
    #[must_use]
    pub fn purpose_of(&self, field: &MemberField) -> Option<&Purpose> {
        self.purposes.iter().find(|purpose| purpose.id == field.purpose)
    }

    /// The state of an id.
    #[must_use]
    pub fn state(&self, id: &str) -> Option<&MemberState> {
        self.states.iter().find(|state| state.id == id)
    }

    /// What goes with a way of joining.
    #[must_use]
    pub fn joining(&self, joining: Joining) -> Option<&JoiningRule> {
        self.joinings.iter().find(|rule| rule.joining == joining)
    }

    /// What goes with a way of leaving.
    #[must_use]
    pub fn leaving(&self, leaving: Leaving) -> Option<&LeavingRule> {
        self.leavings.iter().find(|rule| rule.leaving == leaving)
    }

    /// The sheet of an id.
    #[must_use]
    pub fn sheet(&self, id: &str) -> Option<&MemberSheet> {
        self.sheets.iter().find(|sheet| sheet.id == id)
    }
}

/// Why data of members are kept (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15, Điều 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// Stable id, named by fields.
    pub id: String,
    /// The purpose in words a member understands.
    pub name: LocalText,
    /// Whether the member must have consented; otherwise the union's duty under law and statute is enough.
    pub needs_consent: bool,
    /// The law or statute the purpose rests on.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// How closely a field of a member is guarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonalClass {
    /// About the membership rather than the person; whoever may see the member sees it.
    Open,
    /// Basic personal data (Nghị định 356/2025/NĐ-CP, Điều 3): masked in lists and exports.
    Basic,
    /// Sensitive personal data (Nghị định 356/2025/NĐ-CP, Điều 4): encrypted, shown with a reason alone.
    Sensitive,
}

impl PersonalClass {
    /// Every class with the word a pack writes.
    pub const WORDS: [(&'static str, Self); 3] =
        [("open", Self::Open), ("basic", Self::Basic), ("sensitive", Self::Sensitive)];

    /// The word of the class in data.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Basic => "basic",
            Self::Sensitive => "sensitive",
        }
    }

    /// The parameter that says how many years after the membership ended fields of this class are kept.
    #[must_use]
    pub const fn retention_parameter(self) -> &'static str {
        match self {
            Self::Open => "retention.open_years",
            Self::Basic => "retention.basic_years",
            Self::Sensitive => "retention.sensitive_years",
        }
    }
}

/// What kind of value a field of a member takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MemberFieldKind {
    /// Words.
    Text,
    /// A day, `YYYY-MM-DD`; a partial one may be `YYYY-MM` or `YYYY`.
    Date,
    /// One of a list; kept as the id of the choice.
    Choice,
    /// Digits whose leading zeros count: identity numbers, phones.
    Digits,
    /// Yes or no, kept as `true` or `false`.
    Bool,
    /// Whole đồng.
    Dong,
    /// A whole number.
    Whole,
}

impl MemberFieldKind {
    /// Every kind with the word a pack writes.
    pub const WORDS: [(&'static str, Self); 7] = [
        ("text", Self::Text),
        ("date", Self::Date),
        ("choice", Self::Choice),
        ("digits", Self::Digits),
        ("bool", Self::Bool),
        ("dong", Self::Dong),
        ("whole", Self::Whole),
    ];
}

/// One of the answers a field of a member takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChoice {
    /// Stable id, kept with the member.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Other words sheets use for it.
    pub titles: Vec<String>,
    /// Id, names and other words, folded: a long sheet asks for each of its rows.
    pub(crate) folded: Vec<String>,
}

impl MemberChoice {
    /// A choice with the words it is found by.
    pub(crate) fn new(id: String, name: LocalText, titles: Vec<String>) -> Self {
        let words = [&id, &name.vi, &name.en].into_iter().chain(&titles);
        let folded = words.filter(|word| !word.is_empty()).map(|word| fold_title(word)).collect();
        Self { id, name, titles, folded }
    }
}

/// Something kept of a member.
#[derive(Clone, Debug)]
pub struct MemberField {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// What kind of value it takes.
    pub kind: MemberFieldKind,
    /// The answers of a choice.
    pub choices: Vec<MemberChoice>,
    /// How many digits it may have; empty means any number.
    pub lengths: Vec<u16>,
    /// Whether a date may be a year, or a month of a year, alone.
    pub partial: bool,
    /// Whether the system makes it: never asked, and in a sheet it only serves to find the member.
    pub generated: bool,
    /// Whether a member must have it.
    pub required: bool,
    /// How closely it is guarded.
    pub class: PersonalClass,
    /// Id of the purpose it is kept for.
    pub purpose: String,
    /// Years it is kept after the membership ended; `None` means as its class says ([`crate::Pack::retention_years`]).
    pub retention_years: Option<u16>,
    /// What columns of sheets call it, beside its own name.
    pub titles: Vec<String>,
    /// Whether class, form or source still await confirmation.
    pub unsure: bool,
    /// Law, guidance or form that asks for it.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

impl MemberField {
    /// Folded titles a column about this field may have: its name in both languages and every other title.
    pub fn folded_titles(&self) -> impl Iterator<Item = String> {
        let named = [&self.name.vi, &self.name.en].into_iter().chain(&self.titles);
        named.filter(|title| !title.is_empty()).map(|title| fold_title(title))
    }

    /// The choice a word of a sheet means: its id, a name or another word for it, in whatever spelling.
    #[must_use]
    pub fn choice_of(&self, word: &str) -> Option<&MemberChoice> {
        let folded = fold_title(word);
        self.choices.iter().find(|choice| choice.folded.contains(&folded))
    }
}
