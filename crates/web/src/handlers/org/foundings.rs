//! Foundings and recognitions: the list, one case with its steps, check-list, committee and decision.
//!
//! Not here: what fills these (`answer`), what is written (`write`).

pub mod answer;
pub mod write;

use askama::Template;

use crate::{
    page::{Choice, Link},
    shell::Shell,
};

/// A case in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundingRow {
    /// The union, leading to the case.
    pub link: Link,
    /// The procedure, in words.
    pub kind: String,
    /// The unit that decides.
    pub upper: Link,
    /// State, as the interface writes it.
    pub state: String,
    /// State, in words.
    pub state_name: String,
    /// Steps taken, of how many.
    pub steps: String,
    /// The decision with its day; empty until there is one.
    pub decision: String,
}

/// The list.
#[derive(Template)]
#[template(path = "org/foundings.html", blocks = ["content"])]
pub struct FoundingsPage {
    /// The frame.
    pub shell: Shell,
    /// The cases, open ones first.
    pub rows: Vec<FoundingRow>,
    /// Whether the reader may open one.
    pub may_open: bool,
}

/// A step of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StepRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who takes it, in words.
    pub by: String,
    /// When it was taken, as written on pages; empty until it is.
    pub done: String,
    /// Who wrote it down, and a word about it.
    pub note: String,
    /// The last day for it; empty where no rule bounds it.
    pub due: String,
    /// Whether the last day is over and the step not taken.
    pub late: bool,
    /// Whether it may be written as taken now.
    pub open: bool,
}

/// A paper of the check-list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Whether the dossier is incomplete without it.
    pub required: bool,
    /// When it was handed in; empty until it is.
    pub handed: String,
    /// Its file.
    pub file: Option<Link>,
}

/// A seat of the committee, or an empty line to fill in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeatRow {
    /// Name.
    pub name: String,
    /// Day of birth, ISO.
    pub born: String,
    /// Posts to choose from.
    pub posts: Vec<Choice>,
    /// The post, in words.
    pub post: String,
    /// Whether it is held full-time.
    pub full_time: bool,
}

/// One case.
#[derive(Template)]
#[template(path = "org/founding.html", blocks = ["content"])]
pub struct FoundingPage {
    /// The frame.
    pub shell: Shell,
    /// Its address.
    pub href: String,
    /// The union.
    pub name: String,
    /// The procedure, in words.
    pub kind: String,
    /// State, as the interface writes it, and in words.
    pub state: (String, String),
    /// What is known, with labels.
    pub facts: Vec<(String, String)>,
    /// The unit that decides.
    pub upper: Link,
    /// The union, once it stands.
    pub standing: Option<Link>,
    /// The employer.
    pub employer: Option<Link>,
    /// Steps in order.
    pub steps: Vec<StepRow>,
    /// The check-list.
    pub papers: Vec<PaperRow>,
    /// The committee, with empty lines to fill in while the case is open.
    pub seats: Vec<SeatRow>,
    /// What still stands in the way of a decision.
    pub missing: Vec<String>,
    /// Whether the case is open and the reader may write.
    pub may_write: bool,
    /// Whether the case is open and the reader may decide.
    pub may_decide: bool,
    /// Whether the founding was decided and the reader may undo it.
    pub may_undo: bool,
    /// Today, ISO.
    pub today: String,
    /// What was refused.
    pub errors: Vec<String>,
    /// The number of the decision typed so far.
    pub decision: String,
}

impl FoundingPage {
    fn is_seated(&self) -> bool {
        self.seats.iter().any(|seat| !seat.name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn a_case_shows_its_next_step_its_papers_and_what_is_missing() {
        let html = samples::founding(Language::Vi).render().expect("page");
        for text in
            ["Thu đơn gia nhập", "/steps", "/papers", "/people", "/decide", "Thiếu: Tờ trình", "&#60;script&#62;"]
        {
            assert!(html.contains(text), "{text}");
        }
        assert!(samples::founding(Language::En).render().expect("page").contains("Check-list"));
        assert!(samples::foundings(Language::Vi).render().expect("page").contains("2 / 7"));
    }
}
