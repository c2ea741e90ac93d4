//! The pages of the cascade: opening a programme, answering clauses, the matrix, the tree of programmes.
//!
//! Not here: what fills them (`opening`, `answers`, `coverage`), reviews (`reviews`), indicators (`indicators`).

use askama::Template;

use crate::{
    page::{Choice, FieldError, Link},
    shell::Shell,
};

/// What a directive's page leads to in the cascade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectiveTools {
    /// Its id.
    pub id: String,
    /// Whether the reader may open a programme somewhere.
    pub may_open: bool,
}

/// What a programme's page says of its place in the cascade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProgrammePlace {
    /// Its id.
    pub id: String,
    /// What it is, in words.
    pub kind: String,
    /// The programmes beside it, over the other line.
    pub beside: Vec<Link>,
    /// How it ended, in words; empty while it stands.
    pub ended: String,
    /// How many of its clauses are answered, in words; empty where its directive has none.
    pub answered: String,
    /// The matrix of the units below.
    pub matrix: Vec<Link>,
    /// What was done to it: what, and by whom and when, in words.
    pub story: Vec<(String, String)>,
    /// Whether it is a scheme with money.
    pub gives_money: bool,
    /// Whether the reader may write it.
    pub may_write: bool,
}

/// A target in the form of a new programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetFields {
    /// Its place in the form.
    pub place: usize,
    /// Where it comes from: `above`, `allotted`, `finding` or `typed`.
    pub source: String,
    /// The target above.
    pub above: String,
    /// The words of the text it was read from.
    pub words: String,
    /// Whether the unit's own targets begin here.
    pub opens_own: bool,
    /// Whether it is taken.
    pub taken: bool,
    /// The indicator, by name and id.
    pub indicator: String,
    /// The comparators.
    pub comparators: Vec<Choice>,
    /// The value, as typed.
    pub value: String,
    /// The upper end of a range.
    pub value_max: String,
    /// The period.
    pub period: String,
    /// Where it starts from.
    pub baseline: String,
    /// The clauses it can serve.
    pub clauses: Vec<Choice>,
}

/// The form that opens a programme under a directive, or changes one.
#[derive(Template)]
#[template(path = "programmes/open.html", blocks = ["content"])]
pub struct OpenPage {
    /// The frame.
    pub shell: Shell,
    /// The directive.
    pub directive: Link,
    /// Its title.
    pub directive_title: String,
    /// Where the form goes.
    pub action: String,
    /// The programme that is changed; nothing where one is opened.
    pub changed: Option<Link>,
    /// The unit.
    pub unit: Link,
    /// Its code.
    pub code: String,
    /// The units the reader may choose.
    pub units: Vec<Choice>,
    /// Kinds of programmes.
    pub kinds: Vec<Choice>,
    /// The title.
    pub title: String,
    /// The period.
    pub period: String,
    /// The programmes above.
    pub parents: Vec<Choice>,
    /// The programmes beside.
    pub beside: Vec<Choice>,
    /// Targets that can be taken over, then empty rows.
    pub targets: Vec<TargetFields>,
    /// The indicators of the pack, to choose from while typing.
    pub indicators: Vec<String>,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// A clause on the page of answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClauseFields {
    /// Its id.
    pub id: String,
    /// Its numbering.
    pub label: String,
    /// Its words.
    pub text: String,
    /// Whether it is answered itself.
    pub leaf: bool,
    /// `adopted`, `added`, `not_applicable`, or empty.
    pub answer: String,
    /// What is added, or why it does not apply.
    pub words: String,
    /// Who answered and when, in words.
    pub by: String,
    /// Targets that serve it.
    pub targets: Vec<String>,
}

/// The clauses of a programme's directive with its answers.
#[derive(Template)]
#[template(path = "programmes/answers.html", blocks = ["content"])]
pub struct AnswersPage {
    /// The frame.
    pub shell: Shell,
    /// The programme.
    pub programme: Link,
    /// Its unit.
    pub unit: Link,
    /// The directive.
    pub directive: Option<Link>,
    /// The programme's id.
    pub id: String,
    /// The clauses.
    pub clauses: Vec<ClauseFields>,
    /// How many are answered, in words.
    pub answered: String,
    /// How many are left.
    pub left: usize,
    /// Whether the reader may answer now.
    pub may_write: bool,
    /// How it ended, in words; empty while it stands.
    pub ended: String,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// A cell of the matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixCell {
    /// Its state: `adopted`, `added`, `not_applicable`, `unanswered`, `elsewhere`, `no_programme`.
    pub state: String,
    /// The state in words.
    pub words: String,
    /// Where it leads; empty for nowhere.
    pub href: String,
    /// How those below stand, in words; empty where none opened a programme.
    pub below: String,
    /// Whether somebody below did not answer.
    pub gap_below: bool,
}

impl MatrixCell {
    /// The cell as a mark with its words; templates write it with `|safe`.
    fn mark(&self, shell: &Shell) -> String {
        let (class, icon) = match self.state.as_str() {
            "adopted" => ("target-met", "check"),
            "added" => ("target-met", "plus"),
            "not_applicable" => ("target-unknown", "minus"),
            "unanswered" => ("target-not-met", "alert-triangle"),
            "elsewhere" => ("target-underway", "chevron-right"),
            _ => {
                return format!(
                    r#"<span class="muted" title="{0}">–<span class="visually-hidden"> {0}</span></span>"#,
                    self.words
                );
            }
        };
        let (icon, words) = (shell.icon(icon), &self.words);
        format!(
            r#"<span class="badge {class}" title="{words}">{icon}<span class="visually-hidden">{words}</span></span>"#
        )
    }
}

/// A unit of the matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixUnit {
    /// The unit; leads to the matrix of what lies below it.
    pub unit: Link,
    /// What it is, in words.
    pub kind: String,
    /// Its programmes.
    pub programmes: Vec<Link>,
    /// How many clauses it answered, in words.
    pub answered: String,
    /// How many answers are missing, its own and those below it.
    pub gaps: i64,
    /// Its cells, a clause each.
    pub cells: Vec<MatrixCell>,
}

/// A clause of the matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatrixClause {
    /// Its numbering.
    pub label: String,
    /// Its first words.
    pub title: String,
    /// How many units answered.
    pub answered: i64,
    /// How many answers are missing.
    pub gaps: i64,
    /// Its cells, a unit each.
    pub cells: Vec<MatrixCell>,
}

/// Which unit answered which clause of a directive.
#[derive(Template)]
#[template(path = "programmes/coverage.html", blocks = ["content"])]
pub struct CoveragePage {
    /// The frame.
    pub shell: Shell,
    /// The directive.
    pub directive: Link,
    /// Its title.
    pub directive_title: String,
    /// The unit.
    pub unit: Link,
    /// The unit's code.
    pub code: String,
    /// The units to look from.
    pub units: Vec<Choice>,
    /// The kinds of units the columns can be made of.
    pub levels: Vec<Choice>,
    /// Whether only gaps are shown.
    pub gaps_only: bool,
    /// Whether units stand in rows: there are too many for columns.
    pub turned: bool,
    /// The question, for the files.
    pub question: String,
    /// The address of the matrix itself.
    pub address: String,
    /// How much is missing, in words.
    pub said: String,
    /// Whether nothing is missing.
    pub complete: bool,
    /// The units.
    pub columns: Vec<MatrixUnit>,
    /// The clauses.
    pub rows: Vec<MatrixClause>,
    /// Units without any programme.
    pub unopened: Vec<Link>,
    /// Whether there are more units than are shown.
    pub cut: bool,
    /// Whether the directive has clauses at all.
    pub has_clauses: bool,
}

/// A programme in the tree of a cascade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CascadeRow {
    /// The programme.
    pub programme: Link,
    /// Its unit.
    pub unit: Link,
    /// The level it stands on, from 1.
    pub level: usize,
    /// What it is, in words.
    pub kind: String,
    /// The paper it stands on.
    pub paper: Link,
    /// Since when it runs, in words.
    pub since: String,
    /// How many clauses it answered, in words; empty where the paper has none.
    pub answered: String,
    /// How many it did not answer.
    pub gaps: i64,
    /// How it ended, in words.
    pub ended: String,
    /// How many units right below have no programme, in words; empty for none.
    pub waiting: String,
    /// Some of those units.
    pub unopened: Vec<Link>,
}

/// The programmes under a directive, level under level.
#[derive(Template)]
#[template(path = "programmes/cascade.html", blocks = ["content"])]
pub struct CascadePage {
    /// The frame.
    pub shell: Shell,
    /// The directive.
    pub directive: Link,
    /// Its title.
    pub directive_title: String,
    /// How many programmes on how many levels, in words.
    pub said: String,
    /// The programmes.
    pub rows: Vec<CascadeRow>,
    /// Whether there are more.
    pub cut: bool,
    /// What else the page leads to.
    pub tools: DirectiveTools,
}

/// A target in a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewRow {
    /// The target.
    pub target: super::TargetRow,
    /// The same span a year earlier, in words, and the figure there; empty where there is none.
    pub before: String,
    /// How much more or less than a year earlier, in words.
    pub change: String,
    /// Where it started from, in words.
    pub baseline: String,
}

/// A unit below in a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReviewUnitRow {
    /// The unit; leads to its programme.
    pub unit: Link,
    /// Targets met of all, in words.
    pub met: String,
    /// How far on average, 0 to 100.
    pub percent: Option<u32>,
    /// Clauses answered, in words.
    pub answered: String,
    /// Whether clauses are missing.
    pub gap: bool,
    /// `best`, `stuck`, or empty.
    pub place: String,
    /// Targets that are not met, by the names of their indicators.
    pub open: Vec<Link>,
    /// Tasks accepted of all, in words; empty without tasks.
    pub tasks: String,
    /// How many tasks are late, in words; empty for none.
    pub late: String,
}

/// A review that was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WrittenReview {
    /// Which, of which day; leads to its numbers.
    pub link: Link,
    /// Who wrote it and when, in words.
    pub by: String,
    /// Its words: name of the section, words.
    pub words: Vec<(String, String)>,
}

/// A programme reviewed as known on a day.
#[derive(Template)]
#[template(path = "programmes/review.html", blocks = ["content"])]
pub struct ReviewPage {
    /// The frame.
    pub shell: Shell,
    /// The programme.
    pub programme: Link,
    /// Its id.
    pub id: String,
    /// Its unit.
    pub unit: Link,
    /// Its period, in words.
    pub period: String,
    /// The directive.
    pub directive: Option<Link>,
    /// The day, as an input has it and as it is written.
    pub as_of: [String; 2],
    /// Whether the numbers are of a day past, as known then.
    pub frozen: bool,
    /// What was asked, done and missing, in sentences.
    pub said: Vec<String>,
    /// The targets.
    pub targets: Vec<ReviewRow>,
    /// The tasks, as they stood.
    pub rows: Vec<super::tasks::TaskRow>,
    /// Rows of tasks stand under their programme here.
    pub with_programme: bool,
    /// Clauses without an answer.
    pub unanswered: Vec<String>,
    /// The units below.
    pub units: Vec<ReviewUnitRow>,
    /// What was written.
    pub written: Vec<WrittenReview>,
    /// Interim or final.
    pub stages: Vec<Choice>,
    /// Sections: word, name, what was typed.
    pub sections: Vec<[String; 3]>,
    /// Whether the reader may write one.
    pub may_write: bool,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// The form that defines an indicator.
#[derive(Template)]
#[template(path = "programmes/indicator.html", blocks = ["content"])]
pub struct IndicatorPage {
    /// The frame.
    pub shell: Shell,
    /// Units that may define one.
    pub units: Vec<Choice>,
    /// What was typed: id, names, unit of measure, source.
    pub typed: [String; 5],
    /// Over time.
    pub times: Vec<Choice>,
    /// Over the tree.
    pub trees: Vec<Choice>,
    /// How often.
    pub rhythms: Vec<Choice>,
    /// Groups.
    pub groups: Vec<Choice>,
    /// Kinds of units that declare it.
    pub kinds: Vec<Choice>,
    /// The entry of the pack; empty until asked for.
    pub entry: String,
    /// Whether the checker has nothing against it.
    pub sound: bool,
    /// What the checker says.
    pub remarks: Vec<String>,
    /// Whether it was just defined: its name.
    pub defined: String,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}
