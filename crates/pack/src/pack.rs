//! What a pack holds once it is read.
//!
//! Not here: its parts (modules of their names), reading it from TOML (`load`), adding one pack to another (`merge`).

use std::{collections::BTreeMap, sync::Arc};

use chrono::NaiveDate;
use congdoan_model::{
    LocalText,
    figures::{Indicator, OverTime},
    org::UnitKind,
    period::Calendar,
};

use crate::{
    Body, FigureCheck, Form, FormLines, Group, Holiday, KindOfUnit, MembersPack, Parameter, Place, Places, Post,
    Procedure, Register, Role, Scheme, UnitForm,
};

/// Everything a federation's rules say as data.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// Stable id, `vietnam` for the embedded one.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Registers, sorted by group and id.
    pub registers: Vec<Register>,
    /// Indicators: the measures of the registers, then those of `indicators.toml`; sorted by id.
    pub indicators: Vec<Indicator>,
    /// Roles in the order of `roles.toml`.
    pub roles: Vec<Role>,
    /// Kinds of units with their names and what may hang below them.
    pub unit_kinds: Vec<KindOfUnit>,
    /// Forms inside the kinds.
    pub unit_forms: Vec<UnitForm>,
    /// The member file: fields, states, ways of joining and leaving.
    pub members: MembersPack,
    /// Committees of units.
    pub bodies: Vec<Body>,
    /// Posts of units.
    pub posts: Vec<Post>,
    /// Procedures with the level above.
    pub procedures: Vec<Procedure>,
    /// Schemes with money, sorted by id.
    pub schemes: Vec<Scheme>,
    /// Forms of reports, sorted by id.
    pub forms: Vec<Form>,
    /// Checks of figures, sorted by id.
    pub checks: Vec<FigureCheck>,
    /// Lines this pack adds to forms of the packs it stands on; they go into the form when the packs are merged.
    pub form_lines: Vec<FormLines>,
    /// Dated numbers of the rules.
    pub parameters: Vec<Parameter>,
    /// Days off and weekend days worked, year by year.
    pub holidays: Vec<Holiday>,
    /// The day until which every day off is among them; none where nothing is said.
    pub holidays_until: Option<NaiveDate>,
    /// What the holidays make of the days; kept by [`Pack::mark_holidays`].
    pub(crate) calendar: Arc<Calendar>,
    /// Provinces and levels of places.
    pub places: Places,
    /// Groups indicators and registers are shown in, in order.
    pub groups: Vec<Group>,
    /// The group of an indicator, by indicator id.
    pub indicator_groups: BTreeMap<String, String>,
    /// What papers call things that indicators call otherwise.
    pub synonyms: Vec<Synonym>,
    /// The kinds of units the forms have declare an indicator, by indicator id; filled by [`Pack::settled`].
    pub(crate) declarers: BTreeMap<String, Vec<UnitKind>>,
    /// Where an indicator is defined, by indicator id.
    pub indicator_places: BTreeMap<String, Place>,
}

/// A phrase of papers that says the same as words of indicators' names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Synonym {
    /// What papers say.
    pub says: String,
    /// What indicators say.
    pub means: String,
}

impl Pack {
    /// The register of an id.
    #[must_use]
    pub fn register(&self, id: &str) -> Option<&Register> {
        self.registers.iter().find(|register| register.id == id)
    }

    /// The indicator of an id.
    #[must_use]
    pub fn indicator(&self, id: &str) -> Option<&Indicator> {
        self.indicators.iter().find(|indicator| indicator.id == id)
    }

    /// The ids of what is counted where it stands, of whichever day its records are.
    #[must_use]
    pub fn standing(&self) -> Vec<&str> {
        let standing = self.indicators.iter().filter(|indicator| indicator.time == OverTime::Standing);
        standing.map(|indicator| indicator.id.as_str()).collect()
    }

    /// The role of an id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The group an indicator is shown in.
    #[must_use]
    pub fn group_of(&self, indicator: &str) -> Option<&Group> {
        let id = self.indicator_groups.get(indicator)?;
        self.groups.iter().find(|group| group.id == *id)
    }

    /// The name of a unit's form, or of its kind when the form is plain or unknown.
    #[must_use]
    pub fn form_name(&self, kind: UnitKind, form: &str) -> Option<&LocalText> {
        let named = self.unit_forms.iter().find(|one| one.id == form && one.kind == kind).map(|one| &one.name);
        named.or_else(|| self.unit_kinds.iter().find(|one| one.kind == kind).map(|one| &one.name))
    }

    /// The forms in which a unit of a kind may be founded on a day, in the order of the pack.
    pub fn forms_of(&self, kind: UnitKind, day: NaiveDate) -> impl Iterator<Item = &UnitForm> {
        self.unit_forms.iter().filter(move |form| form.kind == kind && form.validity.holds(day))
    }

    /// Whether a unit of one kind may hang under one of another; kinds the pack says nothing about may hang anywhere.
    #[must_use]
    pub fn may_hang(&self, child: UnitKind, parent: UnitKind) -> bool {
        self.unit_kinds.iter().find(|one| one.kind == parent).is_none_or(|one| one.below.contains(&child))
    }
}
