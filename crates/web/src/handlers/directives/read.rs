//! Reading a text a person pasted or sent, and accepting the directive it is.
//!
//! Not here: what is found in a text (`reader`), the pieces it is shown in (`crate::reading`).

use std::collections::BTreeSet;

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::NaiveDate;
use congdoan_model::{access::Action, directives::Directive, fingerprint, period::parse_day};
use congdoan_service::{
    Error,
    access::Once,
    directives::{Acceptance, LARGEST_PASTED_TEXT, typed_text},
    reader::{Citation, CitationClass, Reading},
};

use super::{
    Finding, ReadPage, SegmentKind,
    answer::{list_page, page_of},
};
use crate::{
    app::App,
    form::PageForm,
    handlers::registers::{FieldKind, FormField},
    page::{Choice, FieldError, Link, Page},
    reading::{Facts, anchor, citation_facts, figure_facts, first_line, segments, target_facts},
    refusal::Refusal,
    visit::{Visitor, see},
    words::Words,
};

/// How many lines that say something may stand before the paper's own number.
const HEAD_LINES: usize = 12;

/// Reads the text of the box, or of the file sent with it, and shows what was found.
///
/// # Errors
/// 403 when no mandate of the caller enters directives. A text that cannot be read is said on the list's page.
pub(super) async fn read(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let units = units(&app, &visitor).await?;
    let file = form.files.iter().find(|(field, ..)| field == "file").map(|(.., bytes)| bytes.clone());
    let typed = form.get("text");
    let sent = match file.filter(|file| typed.trim().is_empty() && !file.is_empty()) {
        Some(bytes) => app.service.text_of_file(bytes, LARGEST_PASTED_TEXT).await,
        None => typed_text(typed.to_owned(), LARGEST_PASTED_TEXT),
    };
    let text = match sent {
        Ok(text) => even_lines(&text),
        Err(Error::Refused(words)) => {
            let said = words.get(visitor.language).to_owned();
            let page = list_page(&app, &visitor, ("", None), typed.to_owned(), Some(said)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let (reading, known) = app.service.read_text(visitor.caller(), &text).await?;
    let entry = Entry::guessed(&text, &reading, &units);
    Ok(Page(page(&app, &visitor, &units, Found { text, reading, known }, entry, Vec::new()).await).into_response())
}

/// Enters the directive with the citations and targets that were chosen.
///
/// # Errors
/// 403 when no mandate of the caller enters directives. What is wrong with the form is said beside its fields.
pub(super) async fn accept(State(app): State<App>, visitor: Visitor, form: PageForm) -> Result<Response, Refusal> {
    let units = units(&app, &visitor).await?;
    let text = even_lines(form.get("text"));
    let mut entry = Entry::typed(&form);
    let issued_on = entry.check(&visitor, &units);
    let mut errors = Vec::new();
    if entry.problems.is_empty() {
        let accepted = entry.acceptance(&text, issued_on);
        let key = form.get("idempotency_key");
        let request = fingerprint(&format!("/directives {accepted:?}"));
        let once = (!key.is_empty()).then_some(Once { key, request });
        let whole = typed_text(text.clone(), LARGEST_PASTED_TEXT);
        let entered = match whole {
            Ok(_) => app.service.accept_directive(visitor.caller(), &accepted, once).await,
            Err(error) => Err(error),
        };
        match entered {
            Ok(id) => return Ok(see(&page_of(id))),
            Err(Error::Invalid(problems)) => {
                for problem in problems {
                    let message = problem.message.get(visitor.language).to_owned();
                    match problem.field {
                        Some(field) => entry.problems.push(FieldError { field, message }),
                        None => errors.push(FieldError { field: String::new(), message }),
                    }
                }
            }
            Err(error @ Error::Refused(_)) => {
                let message = error.words().get(visitor.language).to_owned();
                errors.push(FieldError { field: String::new(), message });
            }
            Err(error) => return Err(error.into()),
        }
    }
    let (reading, known) = app.service.read_text(visitor.caller(), &text).await?;
    let page = page(&app, &visitor, &units, Found { text, reading, known }, entry, errors).await;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
}

/// Browsers send every line end as CR LF; the places of findings must be the same in each round.
fn even_lines(text: &str) -> String {
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n")
}

/// The units the caller may enter a directive at: code and name.
async fn units(app: &App, visitor: &Visitor) -> Result<Vec<(String, String)>, Refusal> {
    let caller = visitor.caller();
    let home = app.service.home_units(caller).await?;
    let mut units: Vec<(String, String)> = Vec::new();
    for (unit, right) in home.into_iter().zip(caller.rights()).rev() {
        let known = units.iter().any(|(code, _)| code == unit.code.as_str());
        if right.own.contains(&Action::DirectiveWrite) && !known {
            units.push((unit.code.to_string(), unit.name));
        }
    }
    if units.is_empty() { Err(Error::Denied(Action::DirectiveWrite).into()) } else { Ok(units) }
}

/// A text, what was found in it, and which of its citations are in the register.
struct Found {
    text: String,
    reading: Reading,
    known: Vec<Option<Directive>>,
}

/// The facts of the directive as they stand in the form.
#[derive(Default)]
struct Entry {
    unit: String,
    symbol: String,
    kind: String,
    issued_on: String,
    issuer: String,
    title: String,
    summary: String,
    citations: BTreeSet<usize>,
    targets: BTreeSet<usize>,
    problems: Vec<FieldError>,
}

impl Entry {
    /// What the head of the text says of the paper itself; the rest is left to the person. Citations and targets are
    /// all chosen, but for the paper's own number, which it does not cite.
    fn guessed(text: &str, reading: &Reading, units: &[(String, String)]) -> Self {
        let own = own_number(text, reading);
        let of_own = |pick: fn(&Citation) -> String| own.map(|(_, citation)| pick(citation)).unwrap_or_default();
        let skipped = own.map(|(place, _)| place);
        Self {
            unit: units.first().map(|(code, _)| code.clone()).unwrap_or_default(),
            symbol: of_own(|one| one.symbol.clone().unwrap_or_default()),
            kind: of_own(|one| one.kind.clone()),
            issued_on: of_own(|one| one.date.map(|date| date.to_string()).unwrap_or_default()),
            issuer: of_own(|one| one.issuer.clone().unwrap_or_default()),
            title: first_line(text),
            citations: (0..reading.citations.len()).filter(|place| Some(*place) != skipped).collect(),
            targets: (0..reading.targets.len()).collect(),
            ..Self::default()
        }
    }

    fn typed(form: &PageForm) -> Self {
        let text = |name: &str| form.get(name).to_owned();
        let places = |name: &str| form.all(name).iter().filter_map(|place| place.parse().ok()).collect();
        Self {
            unit: text("unit"),
            symbol: text("symbol"),
            kind: text("kind"),
            issued_on: text("issued_on"),
            issuer: text("issuer"),
            title: text("title"),
            summary: text("summary"),
            citations: places("citation"),
            targets: places("target"),
            problems: Vec::new(),
        }
    }

    /// Notes what is wrong and gives the date, if there is one.
    fn check(&mut self, visitor: &Visitor, units: &[(String, String)]) -> Option<NaiveDate> {
        let words = Words::new(visitor.language);
        let issued_on = parse_day(self.issued_on.trim());
        let wrong = [
            ("unit", !units.iter().any(|(code, _)| *code == self.unit), words.t("accept-unit-wrong")),
            ("issued_on", issued_on.is_none() && !self.issued_on.trim().is_empty(), words.t("accept-date-wrong")),
            ("title", self.title.trim().is_empty(), words.t("accept-title-missing")),
        ];
        let wrong = wrong.into_iter().filter(|(_, wrong, _)| *wrong);
        self.problems.extend(wrong.map(|(field, _, message)| FieldError { field: field.to_owned(), message }));
        issued_on
    }

    fn acceptance(&self, text: &str, issued_on: Option<NaiveDate>) -> Acceptance {
        Acceptance {
            unit: self.unit.clone(),
            text: text.to_owned(),
            symbol: self.symbol.clone(),
            kind: self.kind.clone(),
            issued_on,
            issuer: self.issuer.clone(),
            title: self.title.clone(),
            summary: self.summary.clone(),
            citations: self.citations.iter().copied().collect(),
            targets: self.targets.iter().copied().collect(),
            links: Vec::new(),
        }
    }

    fn fields(&self, words: &Words, units: &[(String, String)]) -> Vec<FormField> {
        let field = |id: &str, label: String, kind: FieldKind, value: &str| FormField {
            id: id.to_owned(),
            label,
            kind,
            value: value.to_owned(),
            error: self.problems.iter().find(|problem| problem.field == id).map(|problem| problem.message.clone()),
            ..FormField::default()
        };
        let choices = units.iter().map(|(code, name)| Choice::new(code.as_str(), name.as_str(), &self.unit));
        vec![
            FormField {
                choices: choices.collect(),
                required: true,
                ..field("unit", words.t("accept-unit"), FieldKind::Unit, &self.unit)
            },
            field("symbol", words.t("symbol"), FieldKind::Text, &self.symbol),
            field("kind", words.t("kind"), FieldKind::Text, &self.kind),
            field("issued_on", words.t("issued-on"), FieldKind::Date, &self.issued_on),
            field("issuer", words.t("issuer"), FieldKind::Text, &self.issuer),
            FormField { required: true, ..field("title", words.t("title"), FieldKind::Text, &self.title) },
            field("summary", words.t("summary"), FieldKind::LongText, &self.summary),
        ]
    }
}

/// The paper's own number: the first full citation, when it opens a line of the head, alone or after "Số:".
fn own_number<'a>(text: &str, reading: &'a Reading) -> Option<(usize, &'a Citation)> {
    let full = |(_, citation): &(usize, &Citation)| citation.class == CitationClass::Full;
    let (place, citation) = reading.citations.iter().enumerate().find(full)?;
    let before: String = text.chars().take(citation.start).collect();
    let (above, line) = before.rsplit_once('\n').unwrap_or(("", &before));
    let deep = above.lines().filter(|line| !line.trim().is_empty()).count() >= HEAD_LINES;
    let opening = line.trim().trim_end_matches(':').trim().to_lowercase();
    (!deep && (opening.is_empty() || opening == "số")).then_some((place, citation))
}

async fn page(
    app: &App,
    visitor: &Visitor,
    units: &[(String, String)],
    found: Found,
    entry: Entry,
    errors: Vec<FieldError>,
) -> ReadPage {
    let shell = visitor.shell(app).await;
    let words = shell.words;
    let Found { text, reading, known } = found;
    let citations = reading.citations.iter().zip(&known).enumerate().map(|(place, (citation, known))| Finding {
        known: known.as_ref().map(|known| Link::new(page_of(known.id), known.symbol.clone())),
        chosen: entry.citations.contains(&place),
        ..finding(SegmentKind::Citation, place, &citation.text, citation_facts(&words, citation))
    });
    let targets = reading.targets.iter().enumerate().map(|(place, target)| Finding {
        chosen: entry.targets.contains(&place),
        ..finding(SegmentKind::Target, place, &target.text, target_facts(&words, target))
    });
    let figures = reading.figures.iter().enumerate().map(|(place, figure)| Finding {
        value: String::new(),
        ..finding(SegmentKind::Figure, place, &figure.text, figure_facts(&words, figure))
    });
    ReadPage {
        segments: segments(&text, &reading),
        citations: citations.collect(),
        targets: targets.collect(),
        figures: figures.collect(),
        fields: entry.fields(&words, units),
        errors,
        idempotency_key: app.service.ids().secret(),
        carried: vec![("text".to_owned(), text)],
        shell,
    }
}

fn finding(kind: SegmentKind, place: usize, text: &str, facts: Facts) -> Finding {
    Finding {
        anchor: anchor(kind, place),
        value: place.to_string(),
        text: text.to_owned(),
        facts,
        known: None,
        chosen: false,
    }
}

#[cfg(test)]
mod tests {
    use congdoan_service::reader;

    use super::*;

    #[test]
    fn the_papers_own_number_stands_at_the_head_of_a_line() {
        let own = "BỘ CHÍNH TRỊ\n\nNghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị\nvề đổi mới";
        let found = reader::read(own);
        let (_, citation) = own_number(own, &found).expect("its own number");
        assert_eq!(citation.symbol.as_deref(), Some("41-NQ/TW"));
        let cited = "KẾ HOẠCH\nCăn cứ Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị";
        assert!(own_number(cited, &reader::read(cited)).is_none());
        let deep = format!("{}{own}", "Một dòng.\n".repeat(20));
        assert!(own_number(&deep, &reader::read(&deep)).is_none());
    }

    #[test]
    fn what_is_guessed_is_the_paper_and_not_what_it_cites() {
        let text = "Kế hoạch thực hiện\nCăn cứ Nghị quyết số 41-NQ/TW ngày 7/9/2020 của Bộ Chính trị";
        let entry = Entry::guessed(text, &reader::read(text), &[("root".to_owned(), "Gốc".to_owned())]);
        assert_eq!((entry.symbol.as_str(), entry.issuer.as_str()), ("", ""));
        assert_eq!((entry.title.as_str(), entry.unit.as_str()), ("Kế hoạch thực hiện", "root"));
        assert!(entry.citations.iter().eq(&[0]));
    }

    #[test]
    fn line_ends_are_made_even() {
        assert_eq!(even_lines("\u{feff}a\r\nb\rc\n"), "a\nb\nc\n");
    }
}
