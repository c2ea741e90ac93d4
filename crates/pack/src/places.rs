//! Provinces and cities with the days they exist, and what each old one became.
//!
//! Not here: communes and wards, units of the federation (a provincial federation is a unit, not a place).

use chrono::NaiveDate;
use congdoan_model::LocalText;
use serde::{Deserialize, Serialize};

use crate::{Place, Validity, title::fold_title};

/// The places a pack knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Levels of places, from the widest.
    pub levels: Vec<PlaceLevel>,
    /// Provinces and cities of every time. A code may stand for several, one after another, of the same name.
    pub provinces: Vec<Province>,
}

/// A level of places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceLevel {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// When the level exists.
    pub validity: Validity,
    /// Law it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
}

/// Whether a province is a province or a city under central rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProvinceKind {
    /// Tỉnh.
    Province,
    /// Thành phố trực thuộc trung ương.
    City,
}

impl ProvinceKind {
    /// Every kind with the word a pack writes.
    pub const WORDS: [(&'static str, Self); 2] = [("province", Self::Province), ("city", Self::City)];
}

/// A province or a city under central rule, while its boundaries and its name stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Province {
    /// Stable code made of its name: `nghe-an`.
    pub code: String,
    /// Number of the official list of administrative units, two digits. The list of 2025 gives some numbers of former
    /// provinces to others, so a number means something only together with a day.
    pub number: String,
    /// Its name, without the word for province or city.
    pub name: String,
    /// Province or city.
    pub kind: ProvinceKind,
    /// Other spellings and names in use.
    pub aliases: Vec<String>,
    /// When it exists.
    pub validity: Validity,
    /// Code of the province it became a part of on its last day; `None` while it exists.
    pub into: Option<String>,
    /// Resolution or law it comes from.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
    /// Name and aliases, folded: a long sheet asks for each of its rows.
    pub(crate) folded: Vec<String>,
}

impl Province {
    /// Its name with the word for province or city: `tỉnh Nghệ An`.
    #[must_use]
    pub fn full_name(&self) -> String {
        let word = match self.kind {
            ProvinceKind::Province => "tỉnh",
            ProvinceKind::City => "thành phố",
        };
        format!("{word} {}", self.name)
    }
}

/// Words before the name of a province, folded, the longer ones first.
const WORDS_BEFORE: [&str; 4] = ["thanh pho ", "tinh ", "tp ", "t "];

impl Places {
    /// The provinces of a day, in the order of the pack.
    pub fn at(&self, day: NaiveDate) -> impl Iterator<Item = &Province> {
        self.provinces.iter().filter(move |province| province.validity.holds(day))
    }

    /// The levels of a day, from the widest.
    pub fn levels_at(&self, day: NaiveDate) -> impl Iterator<Item = &PlaceLevel> {
        self.levels.iter().filter(move |level| level.validity.holds(day))
    }

    /// The province of a code on a day.
    #[must_use]
    pub fn province(&self, code: &str, day: NaiveDate) -> Option<&Province> {
        self.at(day).find(|province| province.code == code)
    }

    /// What the province of a code has become by a day: itself while it exists, else the one it went into. `None` when
    /// no province of the code existed on that day or before.
    #[must_use]
    pub fn now_of(&self, code: &str, day: NaiveDate) -> Option<&Province> {
        let mut code = code;
        // Every step goes to a later province, so there are at most as many as there are provinces.
        for _ in 0..=self.provinces.len() {
            if let Some(found) = self.province(code, day) {
                return Some(found);
            }
            let ended = |one: &&Province| one.code == code && one.validity.until.is_some_and(|until| until <= day);
            let last = self.provinces.iter().filter(ended).max_by_key(|one| one.validity.until)?;
            code = last.into.as_deref()?;
        }
        None
    }

    /// The province of a name on a day, in whatever spelling of marks, capitals and punctuation, with or without the
    /// word for province or city before it.
    #[must_use]
    pub fn find(&self, name: &str, day: NaiveDate) -> Option<&Province> {
        let folded = fold_title(name);
        let named = |wanted: &str| self.at(day).find(|province| province.folded.iter().any(|one| one == wanted));
        named(&folded).or_else(|| WORDS_BEFORE.iter().find_map(|word| named(folded.strip_prefix(word)?)))
    }
}
