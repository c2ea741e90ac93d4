//! Reorganisations: the list of what was applied, a plan to be written, its preview, one that was applied.
//!
//! Not here: what fills these pages (`answer`), what a plan comes to (`service::org`).

pub mod answer;
pub mod deeds;

use askama::Template;

use crate::{
    handlers::registers::{FieldKind, FormField},
    page::{FieldError, Link},
    shell::Shell,
};

/// A reorganisation in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReorganisationRow {
    /// What it is called, leading to it.
    pub link: Link,
    /// Number of the decision.
    pub decision: String,
    /// First day of the new state, as written on pages.
    pub effective: String,
    /// When it was applied, as written on pages.
    pub applied: String,
    /// Who applied it.
    pub by: String,
    /// When it was undone; empty while it stands.
    pub undone: String,
}

/// The list.
#[derive(Template)]
#[template(path = "org/reorganisations.html", blocks = ["content"])]
pub struct ReorganisationsPage {
    /// The frame.
    pub shell: Shell,
    /// The reorganisations, latest first.
    pub rows: Vec<ReorganisationRow>,
    /// The next page.
    pub next_href: Option<String>,
    /// Whether the reader may plan one.
    pub may_plan: bool,
}

/// A plan to be written: a small form for one step, or a file for many.
#[derive(Template)]
#[template(path = "org/plan.html", blocks = ["content"])]
pub struct PlanPage {
    /// The frame.
    pub shell: Shell,
    /// The fields of the small form.
    pub fields: Vec<FormField>,
    /// The plan as typed or pasted.
    pub plan: String,
    /// What is wrong, each on its own.
    pub errors: Vec<FieldError>,
}

/// What one sort of effect comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectSum {
    /// What happens, in words.
    pub effect: String,
    /// How many units of which kinds, in words.
    pub units: Vec<String>,
    /// How many units in all.
    pub total: String,
    /// Members.
    pub members: String,
    /// Mandates.
    pub mandates: String,
    /// Posts.
    pub posts: String,
    /// Programmes still running.
    pub programmes: String,
    /// Their targets.
    pub targets: String,
    /// Records.
    pub records: String,
}

/// What happens to one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EffectLine {
    /// The unit.
    pub unit: Link,
    /// Its kind, as the interface writes it.
    pub kind: String,
    /// What happens, in words.
    pub effect: String,
    /// The new parent or the unit that carries on.
    pub other: Option<Link>,
    /// Members it concerns.
    pub members: String,
    /// Why; empty where nothing was said.
    pub reason: String,
}

/// The sums of a plan or of what was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanSums {
    /// What it is called.
    pub title: String,
    /// Number of the decision.
    pub decision: String,
    /// First day of the new state, as written on pages.
    pub effective: String,
    /// By sort of effect.
    pub sums: Vec<EffectSum>,
    /// Links that stop.
    pub links_ended: String,
    /// Links that begin.
    pub links_begun: String,
}

/// What a plan would do; nothing is written.
#[derive(Template)]
#[template(path = "org/preview.html", blocks = ["content"])]
pub struct PreviewPage {
    /// The frame.
    pub shell: Shell,
    /// The plan as it was given.
    pub plan: String,
    /// Its sums.
    pub sums: PlanSums,
    /// Units, one page of them.
    pub lines: Vec<EffectLine>,
    /// How many units in all.
    pub total: usize,
    /// Number of this page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// Makes re-sending safe.
    pub idempotency_key: String,
    /// Why applying was refused.
    pub error: Option<String>,
}

impl PreviewPage {
    fn before(&self) -> Option<usize> {
        (self.page > 1).then(|| self.page - 1)
    }

    fn after(&self) -> Option<usize> {
        (self.page < self.pages).then(|| self.page + 1)
    }
}

/// One that was applied.
#[derive(Template)]
#[template(path = "org/reorganisation.html", blocks = ["content"])]
pub struct ReorganisationPage {
    /// The frame.
    pub shell: Shell,
    /// Its address.
    pub href: String,
    /// The plan as it was given.
    pub plan: String,
    /// Its sums.
    pub sums: PlanSums,
    /// Units, one page of them.
    pub lines: Vec<EffectLine>,
    /// How many units in all.
    pub total: usize,
    /// The next page.
    pub next_href: Option<String>,
    /// Who applied it, and when, as written on pages.
    pub applied: (String, String),
    /// Who undid it, and when; nothing while it stands.
    pub undone: Option<(String, String)>,
    /// The last day on which it may be undone, as written on pages.
    pub undo_until: String,
    /// Whether the reader may undo it today.
    pub may_undo: bool,
    /// What later things stand on it, in words.
    pub dependents: Vec<(Link, String)>,
    /// Why undoing was refused.
    pub error: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn a_preview_shows_sums_and_units_and_asks_for_the_decision_again() {
        let html = samples::plan_preview(Language::Vi).render().expect("page");
        for text in ["Sáp nhập", "07/QĐ-TLĐ", "name=\"confirm\"", "/reorganisations/preview.csv", "&#60;script&#62;"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(samples::plan_preview(Language::En).render().expect("page").contains("Merged"));
    }

    #[test]
    fn the_list_says_what_stands_and_what_was_undone() {
        let html = samples::reorganisations(Language::Vi).render().expect("page");
        assert!(html.contains("đang có hiệu lực") && html.contains("đã hoàn tác 21/06/2025"));
        assert!(samples::reorganisations(Language::En).render().expect("page").contains("in force"));
    }

    #[test]
    fn an_applied_one_says_what_stands_in_the_way_of_undoing_it() {
        let html = samples::reorganisation(Language::Vi).render().expect("page");
        assert!(html.contains("Chưa hoàn tác được") && !html.contains("/undo\""));
    }
}
