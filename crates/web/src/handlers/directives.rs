//! Directives: their list, the reading of a text with its findings in place, one directive, what falls with it, the graph.

pub mod answer;
mod decide;
mod deeds;
pub mod dispatch;
mod facts;
mod fill;
mod read;
pub mod study;

use askama::Template;
use congdoan_model::directives::finding::FindingKind;

use crate::{
    graph::Drawing,
    handlers::{
        programmes::{ProgrammeRow, pages::DirectiveTools},
        registers::{FieldKind, FormField},
    },
    page::{Choice, FieldError, Link},
    shell::Shell,
};

/// A directive in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectiveRow {
    /// Its symbol (or its title, where it has none), leading to it.
    pub directive: Link,
    /// Its title.
    pub title: String,
    /// Its kind, as it is called.
    pub kind: String,
    /// Its date, as written on pages; empty when not known.
    pub date: String,
    /// Who issued it.
    pub issuer: String,
    /// How many programmes answer it.
    pub programmes: usize,
}

/// The list of directives, with the box to read a new one.
#[derive(Template)]
#[template(path = "directives/list.html", blocks = ["content"])]
pub struct DirectivesPage {
    /// The frame.
    pub shell: Shell,
    /// The words searched for.
    pub query: String,
    /// Sides of books to narrow by.
    pub directions: Vec<Choice>,
    /// The kind, the unit and the days asked for, as typed.
    pub kind: String,
    /// Code of the unit asked for.
    pub unit: String,
    /// The first day asked for.
    pub from: String,
    /// The last day asked for.
    pub until: String,
    /// The directives.
    pub rows: Vec<DirectiveRow>,
    /// Whether the reader may read and accept a text.
    pub can_read: bool,
    /// The reader's own texts that wait, with the day they were last changed.
    pub drafts: Vec<(Link, String)>,
    /// The text in the box, kept when it was refused.
    pub text: String,
    /// Why the text was refused.
    pub error: Option<String>,
    /// The next page.
    pub next_href: Option<String>,
}

/// What a piece of the text is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SegmentKind {
    /// Nothing found.
    #[default]
    Plain,
    /// A citation of a directive.
    Citation,
    /// A target.
    Target,
    /// A figure.
    Figure,
    /// Something to be done.
    Task,
    /// A body or unit.
    Organisation,
    /// A period.
    Period,
    /// Something the reader doubts.
    Remark,
}

impl SegmentKind {
    /// The piece a finding of a kind makes.
    #[must_use]
    pub const fn of(kind: FindingKind) -> Self {
        match kind {
            FindingKind::Citation => Self::Citation,
            FindingKind::Target => Self::Target,
            FindingKind::Figure => Self::Figure,
            FindingKind::Task => Self::Task,
            FindingKind::Organisation => Self::Organisation,
            FindingKind::Period => Self::Period,
            FindingKind::Remark => Self::Remark,
        }
    }

    /// The word of the kind in names of classes.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Citation => "citation",
            Self::Target => "target",
            Self::Figure => "figure",
            Self::Task => "task",
            Self::Organisation => "organisation",
            Self::Period => "period",
            Self::Remark => "remark",
        }
    }
}

/// A piece of the text; all pieces in order are the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segment {
    /// The text.
    pub text: String,
    /// What it is.
    pub kind: SegmentKind,
    /// The id of its finding (`c1`, `t3`, `f2`); empty for plain text.
    pub anchor: String,
    /// Whether its finding was refused.
    pub refused: bool,
    /// The clauses that begin before it: name of the anchor and label.
    pub clauses: Vec<(String, String)>,
}

/// A finding, with what the reader made of it and the fields to correct it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// Its id: the anchor of its segment.
    pub anchor: String,
    /// The words of the text.
    pub text: String,
    /// The rule that made it.
    pub rule: String,
    /// What was understood, as label and value, written for reading.
    pub facts: Vec<(String, String)>,
    /// The directive or unit it names, when it is already known.
    pub known: Option<Link>,
    /// Whether it is chosen.
    pub chosen: bool,
    /// The fields always shown: the indicator of a target.
    pub asked: Vec<FormField>,
    /// The fields to correct it.
    pub fields: Vec<FormField>,
    /// What was decided, as it is called, with its word; empty before it is entered.
    pub decision: (String, String),
    /// Where it is decided; empty where the reader may not.
    pub href: String,
}

/// The findings of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FindingGroup {
    /// The word of the kind.
    pub name: String,
    /// What it is called.
    pub heading: String,
    /// What choosing does; empty for nothing to say.
    pub note: String,
    /// The findings.
    pub findings: Vec<Finding>,
}

/// A text that was read: findings in place and beside it, and the form to enter it.
#[derive(Template)]
#[template(path = "directives/read.html", blocks = ["content"])]
pub struct ReadPage {
    /// The frame.
    pub shell: Shell,
    /// Where the form goes.
    pub action: String,
    /// The text in pieces; none for a paper without one.
    pub segments: Vec<Segment>,
    /// What was found.
    pub groups: Vec<FindingGroup>,
    /// The facts of the directive, prefilled: symbol, kind, date, issuer, title, summary, days, book.
    pub fields: Vec<FormField>,
    /// Papers of the register it looks like.
    pub alike: Vec<Link>,
    /// Whether somebody said that it is another paper than those.
    pub another: bool,
    /// What is said of a symbol that follows no grammar; empty for nothing.
    pub symbol_remark: String,
    /// The file it came as; empty for none.
    pub file: String,
    /// Errors of the whole form.
    pub errors: Vec<FieldError>,
    /// What the form carries along unseen, name and value.
    pub carried: Vec<(String, String)>,
}

impl ReadPage {
    fn all_errors(&self) -> Vec<FieldError> {
        let of_fields = self.fields.iter().filter_map(|field| {
            let message = field.error.as_ref()?;
            Some(FieldError { field: field.id.clone(), message: format!("{}: {message}", field.label) })
        });
        self.errors.iter().cloned().chain(of_fields).collect()
    }

    fn found(&self) -> usize {
        self.groups.iter().map(|group| group.findings.len()).sum()
    }
}

/// A directive linked to another, with the kind of the link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectiveLink {
    /// The word of the relation.
    pub kind: String,
    /// The other directive.
    pub directive: Link,
    /// Its title.
    pub title: String,
    /// From when it replaces or amends; empty otherwise.
    pub since: String,
}

/// One directive.
#[derive(Template)]
#[template(path = "directives/directive.html", blocks = ["content"])]
pub struct DirectivePage {
    /// The frame.
    pub shell: Shell,
    /// Its own page.
    pub href: String,
    /// Its symbol; empty where it has none.
    pub symbol: String,
    /// Its title.
    pub title: String,
    /// Its kind, as it is called.
    pub kind: String,
    /// How it stands, when it does not simply hold; empty otherwise.
    pub standing: String,
    /// What it rests on that holds no more, said for reading, with the way there.
    pub fallen: Vec<(Link, String)>,
    /// Its particulars, as label and value.
    pub facts: Vec<(String, Link)>,
    /// What it says, in short; empty for none.
    pub summary: String,
    /// The file it came as; none where it came without one.
    pub file: Option<Link>,
    /// The text in pieces; none for a paper without one.
    pub segments: Vec<Segment>,
    /// Where the whole text is shown, when it is cut off here; empty otherwise.
    pub whole_href: String,
    /// Its clauses: address, label, title, depth.
    pub clauses: Vec<(String, String, String, i64)>,
    /// What was read in it.
    pub groups: Vec<FindingGroup>,
    /// The directives it answers.
    pub above: Vec<DirectiveLink>,
    /// The directives that answer it.
    pub below: Vec<DirectiveLink>,
    /// The graph around it; nothing when it stands alone.
    pub drawing: Option<Drawing>,
    /// The programmes that answer it.
    pub programmes: Vec<ProgrammeRow>,
    /// What it leads to in the cascade of programmes.
    pub cascade: DirectiveTools,
    /// The books it stands in.
    pub books: Vec<String>,
    /// What it was called before: when and by whom, why, and the particulars.
    pub corrections: Vec<(String, String, String)>,
    /// The forms to book it and to link it; none where the reader may not.
    pub deeds: Vec<Deed>,
    /// Whether the reader may correct it and decide.
    pub writes: bool,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

impl DirectivePage {
    /// How many findings wait for a decision.
    fn waiting(&self) -> usize {
        self.groups.iter().flat_map(|group| &group.findings).filter(|finding| finding.decision.0 == "open").count()
    }
}

/// A form of a few fields below a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deed {
    /// Where it goes.
    pub action: String,
    /// What it does, as the summary of the form says.
    pub heading: String,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// What the button says.
    pub button: String,
}

/// A form on a page of its own: correcting a directive, deciding about a finding.
#[derive(Template)]
#[template(path = "directives/form.html", blocks = ["content"])]
pub struct DirectiveFormPage {
    /// The frame.
    pub shell: Shell,
    /// The directive.
    pub directive: Link,
    /// The heading.
    pub heading: String,
    /// Words quoted above the form; empty for none.
    pub quoted: String,
    /// What is said below the heading.
    pub note: String,
    /// Where the form goes.
    pub action: String,
    /// What the form carries along unseen, name and value.
    pub carried: Vec<(String, String)>,
    /// Its fields.
    pub fields: Vec<FormField>,
    /// Its buttons: name, value, what it says.
    pub buttons: Vec<(String, String, String)>,
    /// What is wrong.
    pub errors: Vec<FieldError>,
}

/// A paper that stands on another, in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestingRow {
    /// The paper.
    pub directive: Link,
    /// Its title.
    pub title: String,
    /// How it stands to the next of the chain, as it is called.
    pub relation: String,
    /// The next of the chain.
    pub through: Link,
    /// How many links lie between.
    pub steps: usize,
    /// How it stands itself; empty when it holds.
    pub standing: String,
}

/// What stands on a directive.
#[derive(Template)]
#[template(path = "directives/impact.html", blocks = ["content"])]
pub struct ImpactPage {
    /// The frame.
    pub shell: Shell,
    /// The directive.
    pub directive: Link,
    /// Its title.
    pub title: String,
    /// How it stands; empty when it holds.
    pub standing: String,
    /// The papers that rest on it.
    pub papers: Vec<RestingRow>,
    /// The programmes that answer one of them: programme, unit, directive.
    pub programmes: Vec<(Link, String, Link)>,
    /// The reader's own texts that wait.
    pub drafts: Vec<Link>,
}

/// A line of the graph as text: a directive and what it answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GraphLine {
    /// The directive.
    pub directive: Link,
    /// Its title.
    pub title: String,
    /// What it answers.
    pub above: Vec<DirectiveLink>,
}

/// The whole graph of directives.
#[derive(Template)]
#[template(path = "directives/graph.html", blocks = ["content"])]
pub struct GraphPage {
    /// The frame.
    pub shell: Shell,
    /// The drawing.
    pub drawing: Drawing,
    /// The same as text.
    pub lines: Vec<GraphLine>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{handlers::samples, words::Language};

    #[test]
    fn the_list_keeps_a_refused_text_in_the_box() {
        let html = samples::directives(Language::Vi).render().expect("page");
        assert!(html.contains(r#"action="/directives/read""#) && html.contains("data-drop"));
        assert!(html.contains("02-NQ/TW") && html.contains("&#60;script&#62;"));
    }

    #[test]
    fn findings_are_marked_in_place_and_listed_beside() {
        let page = samples::reading(Language::Vi);
        let html = page.render().expect("page");
        for (anchor, class) in [("c1", "finding-citation"), ("t1", "finding-target"), ("f1", "finding-figure")] {
            assert!(html.contains(&format!(r#"<mark class="finding {class}" id="text-{anchor}">"#)), "{anchor}");
            assert!(html.contains(&format!(r##"href="#{anchor}""##)) && html.contains(&format!(r#"id="{anchor}""#)));
            assert!(html.contains(&format!(r#"name="keep" value="{anchor}""#)), "{anchor}");
        }
        assert!(html.contains(r##"id="c-II" href="#c-II""##), "a clause has its own address");
        assert!(!html.contains("<script>alert"), "the text of the directive is escaped");
        // Nothing of the text is lost between the marks.
        let (_, rest) = html.split_once("<div class=\"reading-text\"").expect("start");
        let (inside, _) = rest.split_once("</div>").expect("end");
        let (_, inside) = inside.split_once('>').expect("open");
        let mut plain = String::new();
        for piece in inside.split('<') {
            plain.push_str(piece.split_once('>').map_or(piece, |(_, text)| text));
        }
        let whole: String = page.segments.iter().map(|segment| segment.text.as_str()).collect();
        let escaped = whole.replace('<', "&#60;").replace('>', "&#62;").replace('"', "&#34;");
        assert_eq!(plain, escaped);
    }

    #[test]
    fn a_directive_shows_its_links_as_a_drawing_and_as_text() {
        let html = samples::directive(Language::Vi).render().expect("page");
        for text in ["<svg class=\"graph\"", "graph-current", "thực hiện", "768-CTr/ĐU", "ít nhất", "/programmes/p1"]
        {
            assert!(html.contains(text), "{text}");
        }
        let html = samples::graph(Language::En).render().expect("page");
        assert!(html.contains("carries out") && html.contains("<details"));
    }
}
