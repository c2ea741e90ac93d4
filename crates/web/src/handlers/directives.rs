//! Directives: their list, the reading of a text with its findings in place, one directive, the graph.

pub mod answer;
pub mod dispatch;
mod read;
pub mod study;

use askama::Template;

use crate::{
    graph::Drawing,
    handlers::{
        programmes::ProgrammeRow,
        registers::{FieldKind, FormField},
    },
    page::{FieldError, Link},
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
    /// The directives.
    pub rows: Vec<DirectiveRow>,
    /// Whether the reader may read and accept a text.
    pub can_read: bool,
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
}

/// A finding, with what the reader made of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// Its id: the anchor of its segment.
    pub anchor: String,
    /// What is sent when it is chosen; empty where there is nothing to choose.
    pub value: String,
    /// The words of the text.
    pub text: String,
    /// What was understood, as label and value, written for reading.
    pub facts: Vec<(String, String)>,
    /// The directive it names, when it is already in the register.
    pub known: Option<Link>,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A text that was read: findings in place and beside it, and the form to accept it.
#[derive(Template)]
#[template(path = "directives/read.html", blocks = ["content"])]
pub struct ReadPage {
    /// The frame.
    pub shell: Shell,
    /// The text in pieces.
    pub segments: Vec<Segment>,
    /// The citations; the chosen ones become links.
    pub citations: Vec<Finding>,
    /// The targets; the chosen ones are kept as proposals.
    pub targets: Vec<Finding>,
    /// The figures, for information.
    pub figures: Vec<Finding>,
    /// The facts of the directive, prefilled: symbol, kind, date, issuer, title, summary.
    pub fields: Vec<FormField>,
    /// Errors of the whole form.
    pub errors: Vec<FieldError>,
    /// What the form carries along unseen, name and value: the text, or the id it is kept under.
    pub carried: Vec<(String, String)>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

impl ReadPage {
    fn all_errors(&self) -> Vec<FieldError> {
        let of_fields = self.fields.iter().filter_map(|field| {
            let message = field.error.as_ref()?;
            Some(FieldError { field: field.id.clone(), message: format!("{}: {message}", field.label) })
        });
        self.errors.iter().cloned().chain(of_fields).collect()
    }

    fn groups(&self) -> [FindingGroup<'_>; 3] {
        let words = &self.shell.words;
        [
            FindingGroup {
                name: "citation",
                heading: words.t("citations"),
                note: words.t("citations-note"),
                findings: &self.citations,
            },
            FindingGroup {
                name: "target",
                heading: words.t("targets"),
                note: words.t("targets-note"),
                findings: &self.targets,
            },
            FindingGroup {
                name: "figure",
                heading: words.t("figures-found"),
                note: words.t("figures-note"),
                findings: &self.figures,
            },
        ]
    }
}

struct FindingGroup<'a> {
    name: &'static str,
    heading: String,
    note: String,
    findings: &'a [Finding],
}

/// A directive linked to another, with the kind of the link.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirectiveLink {
    /// `based_on`, `carries_out` or `replaces`.
    pub kind: String,
    /// The other directive.
    pub directive: Link,
    /// Its title.
    pub title: String,
}

/// A target taken from the text of a directive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProposedTarget {
    /// The words of the text.
    pub text: String,
    /// What was understood, written for reading.
    pub understood: String,
}

/// One directive.
#[derive(Template)]
#[template(path = "directives/directive.html", blocks = ["content"])]
pub struct DirectivePage {
    /// The frame.
    pub shell: Shell,
    /// Its symbol; empty where it has none.
    pub symbol: String,
    /// Its title.
    pub title: String,
    /// Its kind, as it is called.
    pub kind: String,
    /// Its date, as written on pages; empty when not known.
    pub date: String,
    /// Who issued it.
    pub issuer: String,
    /// What it says, in short; empty for none.
    pub summary: String,
    /// The directives it answers.
    pub above: Vec<DirectiveLink>,
    /// The directives that answer it.
    pub below: Vec<DirectiveLink>,
    /// The graph around it; nothing when it stands alone.
    pub drawing: Option<Drawing>,
    /// What it cites, in the words of its text; with an address where that is in the register.
    pub citations: Vec<Link>,
    /// The targets taken from it.
    pub targets: Vec<ProposedTarget>,
    /// The programmes that answer it.
    pub programmes: Vec<ProgrammeRow>,
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
        }
        assert!(html.contains(r#"name="citation" value="0""#) && html.contains(r#"name="target" value="0""#));
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
