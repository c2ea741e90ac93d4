//! A text that was read, as pieces with its findings marked in place, and as a page that stands alone.
//!
//! Pure: the same text and reading give the same pieces. Not here: finding (`reader`), the page where findings are
//! chosen (`handlers::directives`).

use askama::Template;
use congdoan_model::directives::{
    Clause,
    finding::{Decision, Finding, FindingKind},
};
use congdoan_service::reader::{Citation, Figure, Number, Qualifier, Reading, Target};

use crate::{
    format,
    handlers::directives::{Segment, SegmentKind},
    labels,
    words::{Language, Words},
};

/// What was understood of a finding, as label and value, written for reading.
pub type Facts = Vec<(String, String)>;

/// A stretch of the text, in code points: first, first after, what it is, its place in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: usize,
    end: usize,
    kind: SegmentKind,
    place: usize,
}

/// The text in pieces; all pieces in order are the text. Where findings overlap, a citation goes before a target and a
/// target before a figure; of the other one the longest stretch left is marked, if any.
#[must_use]
pub fn segments(text: &str, reading: &Reading) -> Vec<Segment> {
    let lists = [
        spans(SegmentKind::Citation, reading.citations.iter().map(|one| (one.start, one.text.as_str()))),
        spans(SegmentKind::Target, reading.targets.iter().map(|one| (one.start, one.text.as_str()))),
        spans(SegmentKind::Figure, reading.figures.iter().map(|one| (one.start, one.text.as_str()))),
    ];
    let marked = lists.into_iter().fold(Vec::new(), |marked, list| laid_over(&marked, list));
    cut(text, &marked)
}

/// A stored text in pieces, with its findings and the beginnings of its clauses in their places. A finding that was refused
/// keeps its place without being marked as one.
#[must_use]
pub fn marked(text: &str, findings: &[&Finding], clauses: &[Clause]) -> Vec<Segment> {
    // What is laid first keeps its place: short findings before the long ones they stand in.
    const ORDER: [FindingKind; 7] = [
        FindingKind::Citation,
        FindingKind::Target,
        FindingKind::Figure,
        FindingKind::Remark,
        FindingKind::Organisation,
        FindingKind::Period,
        FindingKind::Task,
    ];
    let whole = |place: i64| usize::try_from(place).unwrap_or(0);
    let laid = ORDER.into_iter().fold(Vec::new(), |laid, kind| {
        let of_kind = findings.iter().filter(|finding| finding.kind == kind && finding.end > finding.start);
        let mut spans: Vec<Span> = of_kind
            .map(|finding| Span {
                start: whole(finding.start),
                end: whole(finding.end),
                kind: SegmentKind::of(finding.kind),
                place: whole(finding.place - 1),
            })
            .collect();
        without_overlaps(&mut spans);
        laid_over(&laid, spans)
    });
    let mut segments = cut(text, &laid);
    let refused: Vec<String> = findings
        .iter()
        .filter(|finding| finding.decision == Decision::Refused)
        .map(|finding| finding.anchor())
        .collect();
    for segment in &mut segments {
        segment.refused = !segment.anchor.is_empty() && refused.contains(&segment.anchor);
    }
    with_clauses(segments, clauses)
}

/// Puts the beginnings of clauses between the pieces; a plain piece is cut there, a marked one has them before it.
fn with_clauses(segments: Vec<Segment>, clauses: &[Clause]) -> Vec<Segment> {
    let mut open = clauses.iter().map(|clause| (usize::try_from(clause.start).unwrap_or(0), clause)).peekable();
    let mut out = Vec::with_capacity(segments.len() + clauses.len());
    let mut at = 0;
    for mut segment in segments {
        let end = at + segment.text.chars().count();
        while let Some((start, clause)) = open.next_if(|(start, _)| *start < end) {
            if segment.kind == SegmentKind::Plain && start > at {
                let byte = segment.text.char_indices().nth(start - at).map_or(segment.text.len(), |(byte, _)| byte);
                let rest = segment.text.split_off(byte);
                out.push(std::mem::replace(&mut segment, Segment { text: rest, ..Segment::default() }));
                at = start;
            }
            segment.clauses.push((clause.anchor(), clause.label.clone()));
        }
        at = end;
        out.push(segment);
    }
    out
}

fn spans<'a>(kind: SegmentKind, findings: impl Iterator<Item = (usize, &'a str)>) -> Vec<Span> {
    let all = findings.enumerate();
    let mut spans: Vec<Span> =
        all.map(|(place, (start, text))| Span { start, end: start + text.chars().count(), kind, place }).collect();
    without_overlaps(&mut spans);
    spans
}

fn without_overlaps(spans: &mut Vec<Span>) {
    spans.sort_by_key(|span| (span.start, span.end));
    // Of two findings of one kind the earlier one is marked.
    let mut reached = 0;
    spans.retain(|span| {
        let free = span.start >= reached && span.end > span.start;
        if free {
            reached = span.end;
        }
        free
    });
}

/// Adds spans where those marked before leave room. Both lists are sorted and free of overlaps, and so is the result.
fn laid_over(marked: &[Span], added: Vec<Span>) -> Vec<Span> {
    let mut all = Vec::with_capacity(marked.len() + added.len());
    let mut from = 0;
    for span in added {
        // Spans that end before this one begins matter to none after it either.
        while marked.get(from).is_some_and(|before| before.end <= span.start) {
            from += 1;
        }
        let inside = marked.iter().skip(from).take_while(|before| before.start < span.end);
        let (mut at, mut best) = (span.start, (0, 0));
        for before in inside {
            if before.start > at && before.start - at > best.1 - best.0 {
                best = (at, before.start);
            }
            at = at.max(before.end);
        }
        if span.end > at && span.end - at > best.1 - best.0 {
            best = (at, span.end);
        }
        if best.1 > best.0 {
            all.push(Span { start: best.0, end: best.1, ..span });
        }
    }
    all.extend_from_slice(marked);
    all.sort_by_key(|span| span.start);
    all
}

/// Cuts the text at the spans, in one pass over its letters.
fn cut(text: &str, marked: &[Span]) -> Vec<Segment> {
    let mut segments = Vec::with_capacity(marked.len() * 2 + 1);
    let mut bytes = text.char_indices().map(|(byte, _)| byte).chain([text.len()]).enumerate();
    let mut byte_of = |letter: usize| bytes.find(|(number, _)| *number == letter).map_or(text.len(), |(_, byte)| byte);
    let mut done = 0;
    let mut reached = 0;
    for span in marked {
        // `find` has consumed the letter it answered: two spans that touch share it.
        let start = if span.start == reached { done } else { byte_of(span.start) };
        let end = byte_of(span.end);
        push(&mut segments, text.get(done..start), SegmentKind::Plain, String::new());
        push(&mut segments, text.get(start..end), span.kind, anchor(span.kind, span.place));
        (done, reached) = (end, span.end);
    }
    push(&mut segments, text.get(done..), SegmentKind::Plain, String::new());
    segments
}

fn push(segments: &mut Vec<Segment>, text: Option<&str>, kind: SegmentKind, anchor: String) {
    if let Some(text) = text.filter(|text| !text.is_empty()) {
        segments.push(Segment { text: text.to_owned(), kind, anchor, ..Segment::default() });
    }
}

/// The id of a finding on the page: `c1`, `t3`, `f2`.
#[must_use]
pub fn anchor(kind: SegmentKind, place: usize) -> String {
    let letter = match kind {
        SegmentKind::Citation => 'c',
        SegmentKind::Target => 't',
        SegmentKind::Figure => 'f',
        SegmentKind::Task => 'k',
        SegmentKind::Organisation => 'o',
        SegmentKind::Period => 'p',
        SegmentKind::Remark => 'r',
        SegmentKind::Plain => return String::new(),
    };
    format!("{letter}{}", place + 1)
}

/// What was understood of a citation.
#[must_use]
pub fn citation_facts(words: &Words, citation: &Citation) -> Facts {
    let date = citation.date.map(format::date).or_else(|| citation.year.map(|year| year.to_string()));
    facts([
        (words.t("kind"), citation.kind.clone()),
        (words.t("symbol"), citation.symbol.clone().unwrap_or_default()),
        (words.t("issued-on"), date.unwrap_or_default()),
        (words.t("issuer"), citation.issuer.clone().unwrap_or_default()),
    ])
}

/// What was understood of a target.
#[must_use]
pub fn target_facts(words: &Words, target: &Target) -> Facts {
    let value = amount(words.language, target.value, &target.unit);
    let asked = match target.value_max {
        Some(most) => {
            let most = amount(words.language, most, &target.unit);
            words.t_with("target-range", &[("least", &value), ("most", &most)])
        }
        None => format!("{} {value}", labels::comparator(words, sign(target))),
    };
    facts([
        (words.t("subject"), target.subject.clone()),
        (words.t("target"), asked),
        (words.t("period"), target.period.clone().unwrap_or_default()),
        (words.t("baseline"), target.baseline.clone().unwrap_or_default()),
    ])
}

/// What was understood of a figure.
#[must_use]
pub fn figure_facts(words: &Words, figure: &Figure) -> Facts {
    let value = match (figure.numerator, figure.denominator, figure.value_max) {
        (Some(above), Some(below), _) => {
            let above = decimal(words.language, above);
            format!("{above} / {}", amount(words.language, below, &figure.unit))
        }
        (_, _, Some(most)) => {
            let least = decimal(words.language, figure.value);
            format!("{least} – {}", amount(words.language, most, &figure.unit))
        }
        _ => amount(words.language, figure.value, &figure.unit),
    };
    let value = match figure.qualifier {
        Some(Qualifier::MoreThan) => words.t1("figure-more-than", "value", &value),
        Some(Qualifier::Nearly) => words.t1("figure-nearly", "value", &value),
        Some(Qualifier::About) => words.t1("figure-about", "value", &value),
        None => value,
    };
    facts([
        (words.t("subject"), figure.subject.clone()),
        (words.t("value"), value),
        (words.t("period"), figure.period.clone().unwrap_or_default()),
    ])
}

fn facts<const N: usize>(all: [(String, String); N]) -> Facts {
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

const fn sign(target: &Target) -> &'static str {
    use congdoan_service::reader::Comparator;
    match target.comparator {
        Comparator::AtLeast => ">=",
        Comparator::MoreThan => ">",
        Comparator::Exactly => "=",
        Comparator::AtMost => "<=",
        Comparator::LessThan => "<",
    }
}

/// A number with its unit, as the reader of the language writes it.
fn amount(language: Language, value: Number, unit: &str) -> String {
    let number = decimal(language, value);
    if unit.is_empty() { number } else { format!("{number}\u{a0}{unit}") }
}

/// An exact decimal with grouped thousands.
#[must_use]
pub fn decimal(language: Language, value: Number) -> String {
    let power = 10_i64.checked_pow(value.scale()).unwrap_or(i64::MAX);
    let (whole, rest) = (value.mantissa() / power, value.mantissa() % power);
    let mut text = format::integer(language, whole);
    if value.scale() > 0 {
        let mark = if language == Language::Vi { ',' } else { '.' };
        let width = usize::try_from(value.scale()).unwrap_or(0);
        text.push(mark);
        text.push_str(&format!("{:0width$}", rest.unsigned_abs()));
    }
    text
}

/// One finding in the table of a page that stands alone.
struct Row {
    anchor: String,
    text: String,
    facts: Facts,
}

#[derive(Template)]
#[template(path = "reading.html")]
struct Alone {
    words: Words,
    title: String,
    segments: Vec<Segment>,
    groups: [(&'static str, String, Vec<Row>); 3],
    remarks: Vec<(String, &'static str, &'static str)>,
}

/// A text with its findings as an HTML document that needs nothing else: marks in place and a table of findings,
/// Vietnamese first. Nothing of the text is taken as markup.
#[must_use]
pub fn reading_as_html(text: &str, reading: &Reading) -> String {
    fn rows<T>(found: &[T], kind: SegmentKind, text: fn(&T) -> &str, facts: impl Fn(&T) -> Facts) -> Vec<Row> {
        let row = |(place, one)| Row { anchor: anchor(kind, place), text: text(one).to_owned(), facts: facts(one) };
        found.iter().enumerate().map(row).collect()
    }
    let words = Words::new(Language::Vi);
    let citations = rows(&reading.citations, SegmentKind::Citation, |one| &one.text, |one| citation_facts(&words, one));
    let targets = rows(&reading.targets, SegmentKind::Target, |one| &one.text, |one| target_facts(&words, one));
    let figures = rows(&reading.figures, SegmentKind::Figure, |one| &one.text, |one| figure_facts(&words, one));
    let remarks = reading.remarks.iter().map(|remark| (remark.text.clone(), remark.vietnamese, remark.english));
    let page = Alone {
        title: first_line(text),
        segments: segments(text, reading),
        groups: [
            ("citation", words.t("citations"), citations),
            ("target", words.t("targets"), targets),
            ("figure", words.t("figures-found"), figures),
        ],
        remarks: remarks.collect(),
        words,
    };
    page.render().unwrap_or_default()
}

/// The first line that says something, cut to what a heading holds.
#[must_use]
pub fn first_line(text: &str) -> String {
    const MOST: usize = 300;
    let line = text.lines().find(|line| line.chars().any(char::is_alphanumeric)).unwrap_or_default();
    let line = line.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}');
    line.chars().take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use congdoan_service::reader;

    use super::*;

    fn joined(segments: &[Segment]) -> String {
        segments.iter().map(|segment| segment.text.as_str()).collect()
    }

    const TEXT: &str = "Thực hiện Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị.\n\
        Phấn đấu đến năm 2025 có ít nhất 70% doanh nghiệp ký thỏa ước lao động tập thể.\n\
        Năm 2022 đã mở 35 lớp tập huấn cho 3.095 lượt người. <b>&";

    #[test]
    fn pieces_are_the_text_and_carry_the_findings() {
        let reading = reader::read(TEXT);
        let segments = segments(TEXT, &reading);
        assert_eq!(joined(&segments), TEXT);
        for (kind, count) in [
            (SegmentKind::Citation, reading.citations.len()),
            (SegmentKind::Target, reading.targets.len()),
            (SegmentKind::Figure, reading.figures.len()),
        ] {
            assert!(count > 0, "{kind:?}");
            assert_eq!(segments.iter().filter(|segment| segment.kind == kind).count(), count, "{kind:?}");
        }
        let first = segments.iter().find(|segment| segment.anchor == "c1").expect("the citation");
        assert_eq!(first.text, reading.citations[0].text);
    }

    #[test]
    fn a_citation_goes_before_a_target_and_a_target_before_a_figure() {
        let span = |start, end, kind, place| Span { start, end, kind, place };
        let citation = vec![span(4, 8, SegmentKind::Citation, 0)];
        let target = vec![span(0, 10, SegmentKind::Target, 0), span(20, 24, SegmentKind::Target, 1)];
        let all = laid_over(&citation, target);
        assert_eq!(
            all,
            [
                span(0, 4, SegmentKind::Target, 0),
                span(4, 8, SegmentKind::Citation, 0),
                span(20, 24, SegmentKind::Target, 1)
            ]
        );
        // Wholly covered figures are listed beside the text, not marked in it.
        let figures = vec![span(5, 7, SegmentKind::Figure, 0), span(18, 30, SegmentKind::Figure, 1)];
        let all = laid_over(&all, figures);
        assert!(all.contains(&span(24, 30, SegmentKind::Figure, 1)) && all.len() == 4);
        let text = "0123456789012345678901234567890123456789";
        assert_eq!(joined(&cut(text, &all)), text);
    }

    #[test]
    fn places_beyond_the_text_cut_nothing_off() {
        let mut reading = reader::read(TEXT);
        for citation in &mut reading.citations {
            citation.start = 10_000;
        }
        assert_eq!(joined(&segments(TEXT, &reading)), TEXT);
        assert_eq!(joined(&segments("", &reading)), "");
        assert_eq!(joined(&segments("Đ", &Reading::default())), "Đ");
    }

    #[test]
    fn twenty_megabytes_are_cut_in_a_breath() {
        let text = TEXT.repeat(2_000);
        let reading = reader::read(TEXT);
        let length = TEXT.chars().count();
        let mut many = Reading::default();
        for copy in 0..2_000 {
            many.figures.extend(
                reading.figures.iter().cloned().map(|figure| Figure { start: figure.start + copy * length, ..figure }),
            );
        }
        let segments = segments(&text, &many);
        assert_eq!(joined(&segments), text);
        assert!(segments.len() > 4_000);
    }

    #[test]
    fn a_page_that_stands_alone_marks_and_escapes() {
        let html = reading_as_html(TEXT, &reader::read(TEXT));
        for words in
            ["<!doctype html>", "<html lang=\"vi\">", "id=\"text-c1\"", "41-NQ/TW", "&#60;b&#62;&#38;", "3.095"]
        {
            assert!(html.contains(words), "{words}");
        }
        assert!(!html.contains("<b>") && !html.contains("<script") && !html.contains('⟦'));
        assert!(!html.contains("http"), "nothing is fetched");
    }

    #[test]
    fn decimals_are_written_exactly() {
        let one = reader::read("Tỷ lệ đạt 98,05% năm 2022.").figures;
        let value = one.first().expect("a figure").value;
        assert_eq!(decimal(Language::Vi, value), "98,05");
        assert_eq!(decimal(Language::En, value), "98.05");
    }

    #[test]
    fn the_first_line_that_says_something_is_the_title() {
        assert_eq!(first_line("\n  ---\n\u{feff} NGHỊ QUYẾT \nvề"), "NGHỊ QUYẾT");
        assert_eq!(first_line(" \n"), "");
        assert_eq!(first_line(&"á".repeat(1000)).chars().count(), 300);
    }
}
