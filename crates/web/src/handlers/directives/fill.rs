//! Forms of papers and findings, between what was typed and what the service takes.
//!
//! Not here: pages (`read`, `decide`), rules (`service::directives`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    directives::{
        Direction, Directive,
        finding::{Decision, Finding, FindingKind, Values},
    },
    period::parse_day,
};
use congdoan_service::directives::{BookAsked, Decided, DraftForm};

use crate::{
    form::{CSRF, PageForm},
    handlers::registers::{FieldKind, FormField},
    labels,
    page::{Choice, FieldError},
    words::Words,
};

/// A form as far as it was filled in, without what guards it.
pub(super) fn kept(form: &PageForm) -> DraftForm {
    let names = form.under("").into_keys().filter(|name| ![CSRF, "idempotency_key", "deed"].contains(&name.as_str()));
    DraftForm { fields: names.map(|name| (name.clone(), form.all(&name).to_vec())).collect() }
}

/// The first value of a field; none where the form has no such field.
pub(super) fn value<'f>(form: &'f DraftForm, name: &str) -> Option<&'f str> {
    form.fields.get(name).map(|values| values.first().map_or("", String::as_str))
}

/// The particulars of a paper as a form has them, and what is wrong with them.
#[derive(Default)]
pub(super) struct Particulars {
    fields: BTreeMap<&'static str, String>,
    pub(super) problems: Vec<FieldError>,
}

/// The fields of the particulars.
const NAMES: [&str; 13] = [
    "unit",
    "symbol",
    "kind",
    "issued_on",
    "issuer",
    "title",
    "summary",
    "valid_from",
    "valid_until",
    "direction",
    "booked_on",
    "number",
    "reason",
];

impl Particulars {
    /// From a form that was sent or kept.
    pub(super) fn typed(form: &DraftForm) -> Self {
        let fields = NAMES.iter().map(|name| (*name, value(form, name).unwrap_or_default().to_owned())).collect();
        Self { fields, problems: Vec::new() }
    }

    /// From a paper.
    pub(super) fn of(paper: &Directive) -> Self {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let fields = [
            ("symbol", paper.symbol.clone()),
            ("kind", paper.kind.clone()),
            ("issued_on", day(paper.issued_on)),
            ("issuer", paper.issuer.clone()),
            ("title", paper.title.clone()),
            ("summary", paper.summary.clone()),
            ("valid_from", day(paper.valid_from)),
            ("valid_until", day(paper.valid_until)),
        ];
        Self { fields: fields.into(), problems: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: String) -> Self {
        self.fields.insert(name, value);
        self
    }

    pub(super) fn get(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// Says what is wrong with a field.
    pub(super) fn wrong(&mut self, field: &str, message: String) {
        self.problems.push(FieldError { field: field.to_owned(), message });
    }

    fn day(&mut self, words: &Words, name: &'static str) -> Option<NaiveDate> {
        let text = self.get(name).trim().to_owned();
        let day = parse_day(&text);
        if day.is_none() && !text.is_empty() {
            self.wrong(name, words.t("accept-date-wrong"));
        }
        day
    }

    /// The paper the form describes; what cannot be is noted.
    pub(super) fn paper(&mut self, words: &Words, of: Directive) -> Directive {
        let (issued_on, valid_from) = (self.day(words, "issued_on"), self.day(words, "valid_from"));
        let valid_until = self.day(words, "valid_until");
        if self.get("title").trim().is_empty() {
            self.wrong("title", words.t("accept-title-missing"));
        }
        let text = |name: &str| self.get(name).to_owned();
        Directive {
            symbol: text("symbol"),
            kind: text("kind"),
            issued_on,
            issuer_unit: of.issuer_unit.filter(|_| of.issuer == self.get("issuer")),
            issuer: text("issuer"),
            title: text("title"),
            summary: text("summary"),
            valid_from,
            valid_until,
            id: of.id,
        }
    }

    /// The place in a book the form asks for; none where it names no side.
    pub(super) fn book(&mut self, words: &Words, today: NaiveDate) -> Option<BookAsked> {
        let direction = Direction::from_word(self.get("direction"))?;
        let booked_on = self.day(words, "booked_on").unwrap_or(today);
        let number = self.get("number").trim().to_owned();
        let parsed = number.parse().ok().filter(|number| *number > 0);
        if !number.is_empty() && parsed.is_none() {
            self.wrong("number", words.t("book-number-wrong"));
        }
        Some(BookAsked { direction, booked_on, number: parsed })
    }

    fn field(&self, id: &str, label: String, kind: FieldKind) -> FormField {
        FormField {
            id: id.to_owned(),
            label,
            kind,
            value: self.get(id).to_owned(),
            error: self.problems.iter().find(|problem| problem.field == id).map(|problem| problem.message.clone()),
            ..FormField::default()
        }
    }

    /// The unit that enters the paper.
    pub(super) fn unit_field(&self, words: &Words, units: &[(String, String)]) -> FormField {
        let choices = units.iter().map(|(code, name)| Choice::new(code.as_str(), name.as_str(), self.get("unit")));
        FormField {
            choices: choices.collect(),
            required: true,
            ..self.field("unit", words.t("accept-unit"), FieldKind::Unit)
        }
    }

    /// The fields of the paper itself.
    pub(super) fn fields(&self, words: &Words) -> Vec<FormField> {
        let hinted = |hint: String, field: FormField| FormField { hint, ..field };
        vec![
            self.field("symbol", words.t("symbol"), FieldKind::Text),
            self.field("kind", words.t("kind"), FieldKind::Text),
            self.field("issued_on", words.t("issued-on"), FieldKind::Date),
            self.field("issuer", words.t("issuer"), FieldKind::Text),
            FormField { required: true, ..self.field("title", words.t("title"), FieldKind::Text) },
            self.field("summary", words.t("summary"), FieldKind::LongText),
            hinted(words.t("valid-from-hint"), self.field("valid_from", words.t("valid-from"), FieldKind::Date)),
            hinted(words.t("valid-until-hint"), self.field("valid_until", words.t("valid-until"), FieldKind::Date)),
        ]
    }

    /// The fields of the book.
    pub(super) fn book_fields(&self, words: &Words) -> Vec<FormField> {
        let sides = Direction::ALL
            .map(|side| Choice::new(side.word(), labels::book_direction(words, side.word()), self.get("direction")));
        vec![
            FormField {
                choices: sides.into(),
                ..self.field("direction", words.t("book-direction"), FieldKind::Choice)
            },
            self.field("booked_on", words.t("book-day"), FieldKind::Date),
            FormField {
                hint: words.t("book-number-hint"),
                ..self.field("number", words.t("book-number"), FieldKind::Count)
            },
        ]
    }

    /// Why a paper is corrected.
    pub(super) fn reason_field(&self, words: &Words) -> FormField {
        FormField { required: true, ..self.field("reason", words.t("reason"), FieldKind::Text) }
    }
}

/// The values of a finding as a form has them: what the form does not hold stays as it was read.
pub(super) fn values(form: &DraftForm, finding: &Finding) -> Values {
    let anchor = finding.anchor();
    let mut values = finding.kept.clone();
    let typed = |name: &str| value(form, &format!("{anchor}.{name}")).map(|text| text.trim().to_owned());
    let texts: [(&str, &mut String); 9] = [
        ("relation", &mut values.relation),
        ("symbol", &mut values.symbol),
        ("issuer", &mut values.issuer),
        ("subject", &mut values.subject),
        ("comparator", &mut values.comparator),
        ("unit", &mut values.unit),
        ("period", &mut values.period),
        ("owner", &mut values.owner),
        ("kind", &mut values.kind),
    ];
    for (name, kept) in texts {
        if let Some(text) = typed(name) {
            *kept = text;
        }
    }
    for (name, kept) in [("value", &mut values.value), ("value_max", &mut values.value_max)] {
        if let Some(text) = typed(name) {
            *kept = number(&text, kept);
        }
    }
    for (name, kept) in [("date", &mut values.date), ("from", &mut values.from), ("to", &mut values.to)] {
        if let Some(text) = typed(name) {
            *kept = parse_day(&text);
        }
    }
    values
}

/// A number as somebody typed it, as values keep it: a comma before decimals, dots between thousands.
fn number(text: &str, before: &str) -> String {
    if text == before {
        return text.to_owned();
    }
    let thousands =
        text.split('.').skip(1).all(|group| group.len() == 3) && text.contains('.') && !text.starts_with("0.");
    let text = if thousands || text.contains(',') { text.replace('.', "") } else { text.to_owned() };
    text.replace(',', ".").replace(' ', "")
}

/// What a form decided about a finding. `keep` lists those that stand.
pub(super) fn decided(form: &DraftForm, finding: &Finding) -> Decided {
    let anchor = finding.anchor();
    let stands = form.fields.get("keep").is_some_and(|kept| kept.contains(&anchor));
    let typed = |name: &str| value(form, &format!("{anchor}.{name}")).map(str::to_owned);
    let counted = matches!(finding.kind, FindingKind::Target | FindingKind::Figure);
    Decided {
        decision: if stands { Decision::Accepted } else { Decision::Refused },
        kept: Some(values(form, finding)),
        cited: typed("cited"),
        unit: typed("unit_code"),
        indicator: if counted { typed("indicator") } else { None },
        anchor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_taken_as_they_are_written_here() {
        for (typed, kept) in [
            ("10.000", "10000"),
            ("95,5", "95.5"),
            ("1.234,5", "1234.5"),
            ("70", "70"),
            ("95.5", "95.5"),
            ("0.125", "0.125"),
        ] {
            assert_eq!(number(typed, ""), kept, "{typed}");
        }
        assert_eq!(number("1.250", "1.250"), "1.250", "what nobody touched stays as it was read");
    }
}
