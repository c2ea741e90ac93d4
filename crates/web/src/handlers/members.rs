//! Members: the list, one member's file, admission, transfers, files of one person found twice, counts.

pub mod answer;
pub mod counts;
pub mod deeds;
pub mod forms;
pub mod merges;
mod story;
pub mod transfers;

use askama::Template;

use crate::{
    handlers::{
        figures::FigureCell,
        registers::{FieldKind, FieldValue, FormField},
    },
    lists::ListTools,
    page::{Choice, FieldError, Link},
    period::PeriodPicker,
    shell::Shell,
};

/// A member in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberRow {
    /// The name, leading to the file; nowhere for who is a member elsewhere now.
    pub member: Link,
    /// Member number.
    pub number: String,
    /// Year of birth; empty when unknown.
    pub born: String,
    /// Sex, in words; empty when unknown.
    pub sex: String,
    /// What is shown of other fields, in the order of the page's `fields`; guarded numbers are masked.
    pub fields: Vec<String>,
    /// The unit the member stands in.
    pub unit: Link,
    /// The state, in words.
    pub state: String,
    /// Whether dues rest in this state.
    pub resting: bool,
    /// Since when, or until when for those who left, as written on pages.
    pub since: String,
}

/// The members of a unit and what it manages below.
#[derive(Template)]
#[template(path = "members/list.html", blocks = ["content"])]
pub struct MembersPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The units to look at.
    pub units: Vec<Choice>,
    /// The words searched for.
    pub query: String,
    /// Sexes to filter by.
    pub sexes: Vec<Choice>,
    /// States to filter by, with those who left as the last.
    pub states: Vec<Choice>,
    /// Columns and views.
    pub tools: ListTools,
    /// Names of the shown columns that come from the pack's member file.
    pub fields: Vec<String>,
    /// The members.
    pub rows: Vec<MemberRow>,
    /// How many there are over all pages.
    pub total: usize,
    /// The next page.
    pub next_href: Option<String>,
    /// The first page, when this is not it.
    pub first_href: Option<String>,
    /// Whether the reader may admit members here.
    pub may_write: bool,
}

/// A field of a member's file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileField {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What is shown of it; empty when nothing is known.
    pub text: String,
    /// How closely it is guarded: `open`, `basic`, `sensitive`.
    pub class: String,
    /// Why it is kept.
    pub purpose: String,
    /// Whether it can be opened with a reason.
    pub closed: bool,
}

/// A membership in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeriodRow {
    /// The unit.
    pub unit: Link,
    /// First day.
    pub from: String,
    /// How it began.
    pub joining: String,
    /// First day no more; empty while it lasts.
    pub until: String,
    /// How it ended.
    pub leaving: String,
    /// The decision behind it.
    pub decision: String,
}

/// A line of the story, or of who looked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryRow {
    /// When.
    pub at: String,
    /// Who.
    pub by: String,
    /// What.
    pub what: String,
    /// Particulars.
    pub note: String,
}

/// What the reader may do on a member's page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileDeeds {
    /// Change the file.
    pub edit: bool,
    /// Open guarded fields.
    pub open: bool,
    /// Set the state.
    pub state: bool,
    /// End the membership.
    pub leave: bool,
    /// Let the member go to another unit.
    pub transfer: bool,
    /// Admit again.
    pub readmit: bool,
}

/// One member's file.
#[derive(Template)]
#[template(path = "members/file.html", blocks = ["content"])]
pub struct MemberFilePage {
    /// The frame.
    pub shell: Shell,
    /// The page's address.
    pub href: String,
    /// Name.
    pub name: String,
    /// Member number.
    pub number: String,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub unit_code: String,
    /// Whether a membership lasts.
    pub standing: bool,
    /// The state, in words.
    pub state: String,
    /// Birth and sex.
    pub facts: Vec<FieldValue>,
    /// Everything else known.
    pub fields: Vec<FileField>,
    /// Memberships, latest first.
    pub periods: Vec<PeriodRow>,
    /// States: first day, state, decision.
    pub states: Vec<StoryRow>,
    /// Applications.
    pub applications: Vec<StoryRow>,
    /// Transfers.
    pub transfers: Vec<TransferRow>,
    /// Who looked at guarded fields.
    pub views: Vec<StoryRow>,
    /// What happened, latest first.
    pub story: Vec<StoryRow>,
    /// What the reader may do.
    pub deeds: FileDeeds,
    /// States to choose from.
    pub state_choices: Vec<Choice>,
    /// Ways of leaving to choose from.
    pub leavings: Vec<Choice>,
    /// Today, for day fields.
    pub today: String,
    /// The person.
    pub person: String,
    /// The member's cards.
    pub cards: crate::handlers::cards::MemberCards,
    /// What went wrong when something was tried.
    pub errors: Vec<FieldError>,
    /// The reason typed so far.
    pub reason: String,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

impl MemberFilePage {
    fn has_empty(&self) -> bool {
        self.fields.iter().any(|field| field.text.is_empty())
    }

    fn has_closed(&self) -> bool {
        self.fields.iter().any(|field| field.closed)
    }
}

/// A form of members: admission alone or of many, a change of the file, asking for somebody from elsewhere.
#[derive(Template)]
#[template(path = "members/form.html", blocks = ["content"])]
pub struct MemberFormPage {
    /// The frame.
    pub shell: Shell,
    /// What it is for.
    pub title: String,
    /// A word of help.
    pub lead: String,
    /// Another way to the same end.
    pub other: Option<Link>,
    /// Where the form goes.
    pub action: String,
    /// Where giving up leads.
    pub cancel_href: String,
    /// Makes re-sending safe.
    pub idempotency_key: String,
    /// The version that is changed; empty otherwise.
    pub version: String,
    /// The fields.
    pub fields: Vec<FormField>,
    /// Errors of the whole form, beside those of the fields.
    pub errors: Vec<FieldError>,
}

impl MemberFormPage {
    /// Everything wrong: of the form first, then field by field.
    pub fn all_errors(&self) -> Vec<FieldError> {
        let of_fields = self.fields.iter().filter_map(|field| {
            let message = field.error.as_ref()?;
            Some(FieldError { field: field.id.clone(), message: format!("{}: {message}", field.label) })
        });
        self.errors.iter().cloned().chain(of_fields).collect()
    }
}

/// A transfer in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferRow {
    /// Where it is answered.
    pub href: String,
    /// The member; leads to the file where the reader may open it, else nowhere.
    pub member: Link,
    /// Member number.
    pub number: String,
    /// From which unit.
    pub from: String,
    /// To which unit.
    pub to: String,
    /// Whether the receiving unit asked.
    pub asked_by_receiver: bool,
    /// `open`, `done`, `refused`, `cancelled`.
    pub state: String,
    /// When it was asked for, or took effect.
    pub date: String,
    /// Why, and what was answered.
    pub note: String,
    /// Whether the reader may agree or refuse.
    pub answers: bool,
    /// Whether the reader may take it back.
    pub cancels: bool,
}

/// Transfers from and to a unit.
#[derive(Template)]
#[template(path = "members/transfers.html", blocks = ["content"])]
pub struct TransfersPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The transfers, open ones first.
    pub rows: Vec<TransferRow>,
    /// Whether the reader may ask for somebody.
    pub may_write: bool,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe; each form adds its own ending.
    pub idempotency_key: String,
}

/// One side of a pair of files that may be of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TwinSide {
    /// The person.
    pub id: String,
    /// The name, leading to the file.
    pub member: Link,
    /// Member number.
    pub number: String,
    /// Birth, as far as it is known.
    pub born: String,
    /// Memberships, in words.
    pub periods: Vec<String>,
}

/// A pair of files that may be of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TwinRow {
    /// Why they are offered, in words.
    pub because: String,
    /// The two files.
    pub sides: Vec<TwinSide>,
    /// Why they cannot be put together as they stand, and the way out.
    pub hindrance: Option<String>,
}

/// Files put together before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeRow {
    /// Where it is undone; empty when it was.
    pub undo_href: String,
    /// The kept file.
    pub member: Link,
    /// Name and number of the other.
    pub other: String,
    /// When and by whom.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// Files that may be of one person.
#[derive(Template)]
#[template(path = "members/duplicates.html", blocks = ["content"])]
pub struct DuplicatesPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The pairs.
    pub rows: Vec<TwinRow>,
    /// Files put together before.
    pub merges: Vec<MergeRow>,
    /// Whether the reader may put files together.
    pub may_write: bool,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe; each form adds its own ending.
    pub idempotency_key: String,
}

/// A line of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountRow {
    /// What is counted.
    pub label: String,
    /// How many; opens.
    pub value: FigureCell,
}

/// What was declared beside what is counted, of one unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredRow {
    /// The unit.
    pub unit: Link,
    /// What was declared last; empty when nothing was.
    pub declared: String,
    /// The day it was declared for and who declared it.
    pub declared_note: String,
    /// What the roll counted on that very day; empty without a roll.
    pub counted: String,
    /// What the roll counts at the end of the period.
    pub now: String,
    /// Counted minus declared; empty where there is nothing to compare.
    pub difference: String,
    /// Why they differ, in words.
    pub because: String,
}

/// Members counted: stock and flows, by group, against what was declared.
#[derive(Template)]
#[template(path = "members/counts.html", blocks = ["content"])]
pub struct CountsPage {
    /// The frame.
    pub shell: Shell,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The picker of the period.
    pub picker: PeriodPicker,
    /// Before, each way in, each way out, after.
    pub balance: Vec<CountRow>,
    /// Whether before + in − out gives after; nothing where it cannot be told.
    pub balanced: Option<bool>,
    /// What the balance lacks or exceeds, in words.
    pub balance_note: String,
    /// Groups of lines, each with its heading.
    pub groups: Vec<(String, Vec<CountRow>)>,
    /// Declared beside counted.
    pub declared: Vec<DeclaredRow>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_list_shows_guarded_numbers_masked_and_leads_on() {
        let html = samples::members::members(Language::Vi).render().expect("page");
        for text in [
            "214 đoàn viên",
            "•••••••101",
            "tạm dừng đoàn phí",
            "&after=m2".replace('&', "&#38;").as_str(),
            "/members/new?unit=cdcs-mau",
        ] {
            assert!(html.contains(text), "{text}");
        }
        assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert"));
        assert!(samples::members::members(Language::En).render().expect("page").contains("dues rest"));
    }

    #[test]
    fn the_file_asks_for_a_reason_and_offers_only_the_allowed_deeds() {
        let html = samples::members::member(Language::Vi).render().expect("page");
        for text in
            [r#"name="reason""#, r#"value="phone""#, r#"value="religion""#, "dữ liệu nhạy cảm", "/members/m1/leave"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(!html.contains("/members/m1/readmit"), "the level above alone admits again");
        assert!(!html.contains(r#"value="job_title""#), "what stands open needs no opening");
        assert!(html.contains("&#60;script&#62;") && !html.contains("<script>alert") && !html.contains("⟦"));
        assert!(samples::members::member(Language::En).render().expect("page").contains("Reason for opening"));
    }
}
