//! What a unit's page shows beside its place in the tree, and the forms that write it.
//!
//! Not here: what fills these (`answer`).

pub mod answer;

use askama::Template;

use crate::{
    handlers::registers::{FieldKind, FormField},
    page::{Choice, FieldError, Link},
    shell::Shell,
};

/// One thing that was, from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// Since when, and until when, as written on pages.
    pub from: String,
    /// Until when; empty while it lasts.
    pub until: String,
    /// What: "Tên: …", "Kết thúc hoạt động", …
    pub what: String,
    /// The unit it leads to.
    pub unit: Option<Link>,
    /// The reorganisation behind it, with its decision.
    pub act: Option<Link>,
}

/// A decision behind a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecisionRow {
    /// Its id.
    pub id: String,
    /// What it decides, in words.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Its day, as written on pages.
    pub day: String,
    /// Who issued it.
    pub issuer: String,
    /// What it is about.
    pub about: String,
    /// Its file.
    pub file: Option<Link>,
}

/// How many worked for an employer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkforceRow {
    /// The day, as written on pages.
    pub day: String,
    /// People.
    pub workers: String,
    /// Women among them; empty when not known.
    pub women: String,
}

/// What is special about an employer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmployerCard {
    /// Tax code; empty when not known.
    pub tax_code: String,
    /// Ownership, in words.
    pub ownership: String,
    /// Industrial zone; empty outside of one.
    pub zone: String,
    /// Workforce, latest first.
    pub workforce: Vec<WorkforceRow>,
    /// The unions that serve and served it.
    pub served: Vec<super::DatedUnit>,
    /// The ownerships to choose from.
    pub ownerships: Vec<Choice>,
}

/// A unit beside its place in the tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitMore {
    /// Legal status, in words; empty when nothing was said.
    pub status: String,
    /// Facts with their labels: address, province then and now, telephone, …
    pub facts: Vec<(String, String)>,
    /// Names, lives, predecessors, successors, latest first.
    pub history: Vec<Past>,
    /// Decisions, latest first.
    pub decisions: Vec<DecisionRow>,
    /// For an employer.
    pub employer: Option<EmployerCard>,
    /// For a union: the employers it serves and served.
    pub serves: Vec<super::DatedUnit>,
    /// Whether the reader may write all this.
    pub may_describe: bool,
    /// Kinds of decisions to choose from.
    pub decision_kinds: Vec<Choice>,
    /// Makes re-sending safe.
    pub key: String,
    /// Today, ISO, to begin forms with.
    pub today: String,
    /// Further things the reader may do here.
    pub deeds: Vec<Link>,
}

/// The form of a unit's particulars, or of a new employer.
#[derive(Template)]
#[template(path = "org/form.html", blocks = ["content"])]
pub struct UnitFormPage {
    /// The frame.
    pub shell: Shell,
    /// The heading.
    pub title: String,
    /// What is written, as a way back.
    pub back: Link,
    /// Where the form goes.
    pub action: String,
    /// Values that travel unseen.
    pub hidden: Vec<(String, String)>,
    /// The fields.
    pub fields: Vec<FormField>,
    /// Errors of the whole form.
    pub errors: Vec<FieldError>,
}

impl UnitFormPage {
    fn all_errors(&self) -> Vec<FieldError> {
        let of_fields = self.fields.iter().filter_map(|field| {
            let message = field.error.as_ref()?;
            Some(FieldError { field: field.id.clone(), message: format!("{}: {message}", field.label) })
        });
        self.errors.iter().cloned().chain(of_fields).collect()
    }
}
