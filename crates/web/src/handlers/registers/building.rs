//! Registers built on pages: filled in row by row or written as the file itself, looked at, published; and the versions of
//! one, with what changed between them.
//!
//! Not here: what makes a file sound (`pack`), publishing (`service::registers::building`).

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use congdoan_model::{access::Action, org::UnitKind};
use congdoan_service::{
    Error,
    pack::{Difference, FieldSketch, MeasureSketch, Pack, Register, RegisterSketch, Remark},
    registers::{RegisterVersion, building::Built},
};
use serde::Deserialize;

use super::{FieldKind, FormField, RegisterRow, answer, story, write};
use crate::{
    app::App,
    form::PageForm,
    handlers::members::deeds::{once, problems},
    labels,
    page::{Choice, FieldError, Page},
    refusal::{Refusal, encode},
    shell::Shell,
    visit::{Visitor, see},
    words::Words,
};

/// How many empty rows stand below those filled in.
const MORE_FIELDS: usize = 3;
const MORE_MEASURES: usize = 2;
/// How many rows a form holds at most.
const MOST_FIELDS: usize = 60;

/// A row of the form that asks a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldLine {
    /// Its number, from 1.
    pub number: usize,
    /// What is filled in.
    pub sketch: FieldSketch,
    /// The kinds to choose from.
    pub kinds: Vec<Choice>,
}

/// A row of the form that asks a figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MeasureLine {
    /// Its number, from 1.
    pub number: usize,
    /// What is filled in.
    pub sketch: MeasureSketch,
    /// The rules to choose from.
    pub rules: Vec<Choice>,
    /// Rules over months.
    pub times: Vec<Choice>,
    /// Rules over units.
    pub trees: Vec<Choice>,
    /// The forms it may get a line of.
    pub forms: Vec<Choice>,
}

/// What the checker says, and what would come of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it was looked at.
    pub looked: bool,
    /// Whether it may be published.
    pub sound: bool,
    /// What is said, with line and field; errors first.
    pub remarks: Vec<String>,
    /// The file, where it was filled in row by row.
    pub text: String,
    /// The form people will fill in.
    pub fields: Vec<FormField>,
    /// Names of its figures, with their units of measure.
    pub figures: Vec<String>,
}

/// The page that builds a register.
#[derive(Template)]
#[template(path = "registers/build.html", blocks = ["content"])]
pub struct BuildPage {
    /// The frame.
    pub shell: Shell,
    /// Whether the file itself is written.
    pub by_hand: bool,
    /// The text, where it is.
    pub text: String,
    /// Lines in forms as a file, where it is.
    pub lines: String,
    /// What is filled in.
    pub sketch: RegisterSketch,
    /// The groups to choose from.
    pub groups: Vec<Choice>,
    /// The kinds of units that record.
    pub levels: Vec<Choice>,
    /// Its fields.
    pub fields: Vec<FieldLine>,
    /// Its figures.
    pub measures: Vec<MeasureLine>,
    /// What the checker says.
    pub verdict: Verdict,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// A version in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionRow {
    /// Its number.
    pub version: String,
    /// Where it is shown.
    pub href: String,
    /// Who made it.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// Whether it is the one shown.
    pub shown: bool,
}

/// A line of what changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DifferenceLine {
    /// `added`, `removed` or `same`.
    pub kind: &'static str,
    /// The line.
    pub text: String,
}

/// The versions of a register.
#[derive(Template)]
#[template(path = "registers/versions.html", blocks = ["content"])]
pub struct VersionsPage {
    /// The frame.
    pub shell: Shell,
    /// The register.
    pub register: RegisterRow,
    /// Its versions, latest first.
    pub versions: Vec<VersionRow>,
    /// The number of the one shown.
    pub shown: String,
    /// What changed in it, or the whole of the first.
    pub difference: Vec<DifferenceLine>,
    /// Whether the reader may write it anew.
    pub may_write: bool,
    /// The text being written.
    pub text: String,
    /// Why.
    pub reason: String,
    /// What the checker says.
    pub verdict: Verdict,
    /// What is wrong with the form.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// What the address says.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    by: String,
    version: Option<i64>,
}

/// `GET /registers/new`.
///
/// # Errors
/// 403 for whoever may not build registers.
pub async fn begin(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Page<BuildPage>, Refusal> {
    let sketch = RegisterSketch {
        group: "other".to_owned(),
        levels: vec!["upper".to_owned(), "grassroots".to_owned()],
        ..RegisterSketch::default()
    };
    let by_hand = asked.by == "text";
    Ok(Page(page(&app, &visitor, sketch, (by_hand, String::new(), String::new()))?))
}

fn page(
    app: &App,
    visitor: &Visitor,
    sketch: RegisterSketch,
    (by_hand, text, lines): (bool, String, String),
) -> Result<BuildPage, Refusal> {
    if !app.service.may_build(visitor.caller()) {
        return Err(Error::Denied(Action::PackWrite).into());
    }
    let shell = visitor.shell(app);
    let (words, pack) = (shell.words, app.service.pack());
    let fields = sketch.fields.iter().cloned().chain(std::iter::repeat_n(FieldSketch::default(), MORE_FIELDS));
    let measures = sketch.measures.iter().cloned().chain(std::iter::repeat_n(MeasureSketch::default(), MORE_MEASURES));
    let kinds = UnitKind::ALL.into_iter().filter(|kind| !matches!(kind, UnitKind::Party | UnitKind::Outside));
    let level = |kind: UnitKind| {
        let mut choice = Choice::new(kind.word(), labels::unit_kind(&words, kind.word()), "");
        choice.selected = sketch.levels.iter().any(|level| level == kind.word());
        choice
    };
    Ok(BuildPage {
        by_hand,
        text,
        lines,
        groups: pack
            .groups
            .iter()
            .map(|group| Choice::new(group.id.as_str(), group.name.get(words.language), &sketch.group))
            .collect(),
        levels: kinds.map(level).collect(),
        fields: (1..).zip(fields).map(|(number, sketch)| field_line(&words, number, sketch)).collect(),
        measures: (1..).zip(measures).map(|(number, sketch)| measure_line(&words, &pack, number, sketch)).collect(),
        verdict: Verdict::default(),
        errors: Vec::new(),
        idempotency_key: app.service.ids().secret(),
        sketch,
        shell,
    })
}

fn field_line(words: &Words, number: usize, sketch: FieldSketch) -> FieldLine {
    let kinds = congdoan_service::pack::FieldKind::WORDS.iter().map(|(word, kind)| {
        let present = if sketch.kind.is_empty() { "text" } else { sketch.kind.as_str() };
        Choice::new(*word, kind_name(words, *kind), present)
    });
    FieldLine { number, kinds: kinds.collect(), sketch }
}

fn kind_name(words: &Words, kind: congdoan_service::pack::FieldKind) -> String {
    use congdoan_service::pack::FieldKind as Kind;
    match kind {
        Kind::Text => words.t("field-kind-text"),
        Kind::Choice => words.t("field-kind-choice"),
        Kind::Date => words.t("field-kind-date"),
        Kind::Count => words.t("field-kind-count"),
        Kind::Dong => words.t("field-kind-dong"),
        Kind::Person => words.t("field-kind-person"),
        Kind::Persons => words.t("field-kind-persons"),
        Kind::Unit => words.t("field-kind-unit"),
        Kind::File => words.t("field-kind-file"),
        Kind::Bool => words.t("field-kind-bool"),
    }
}

fn measure_line(words: &Words, pack: &Pack, number: usize, sketch: MeasureSketch) -> MeasureLine {
    let rule = if sketch.rule.is_empty() { "count" } else { sketch.rule.as_str() };
    let choices = |named: Vec<(&str, String)>, present: &str| -> Vec<Choice> {
        named.into_iter().map(|(word, name)| Choice::new(word, name, present)).collect()
    };
    let rules = vec![
        ("count", words.t("measure-rule-count")),
        ("sum", words.t("measure-rule-sum")),
        ("distinct", words.t("measure-rule-distinct")),
        ("last", words.t("measure-rule-last")),
    ];
    let times = vec![
        ("", words.t("measure-usual")),
        ("sum", words.t("measure-time-sum")),
        ("last", words.t("measure-time-last")),
        ("max", words.t("measure-time-max")),
    ];
    let trees = vec![
        ("", words.t("measure-usual")),
        ("sum", words.t("measure-tree-sum")),
        ("distinct", words.t("measure-tree-distinct")),
        ("none", words.t("measure-tree-none")),
    ];
    let none = Choice::new("", words.t("measure-no-form"), &sketch.form);
    let named = |form: &congdoan_service::pack::Form| {
        Choice::new(form.id.as_str(), format!("{} – {}", form.symbol, form.name.get(words.language)), &sketch.form)
    };
    MeasureLine {
        number,
        rules: choices(rules, rule),
        times: choices(times, &sketch.time),
        trees: choices(trees, &sketch.tree),
        forms: std::iter::once(none).chain(pack.forms.iter().map(named)).collect(),
        sketch,
    }
}

fn sent_sketch(sent: &PageForm) -> RegisterSketch {
    let get = |name: String| sent.get(&name).trim().to_owned();
    let field = |number: usize| FieldSketch {
        id: get(format!("field-{number}-id")),
        name: get(format!("field-{number}-name")),
        kind: get(format!("field-{number}-kind")),
        required: sent.get(&format!("field-{number}-required")) == "true",
        choices: get(format!("field-{number}-choices")),
    };
    let measure = |number: usize| MeasureSketch {
        name: get(format!("measure-{number}-name")),
        indicator: get(format!("measure-{number}-indicator")),
        unit: get(format!("measure-{number}-unit")),
        rule: get(format!("measure-{number}-rule")),
        of: get(format!("measure-{number}-of")),
        time: get(format!("measure-{number}-time")),
        tree: get(format!("measure-{number}-tree")),
        form: get(format!("measure-{number}-form")),
        line: get(format!("measure-{number}-line")),
    };
    RegisterSketch {
        id: get("id".to_owned()),
        name: get("name".to_owned()),
        description: get("description".to_owned()),
        group: get("group".to_owned()),
        levels: sent.all("levels").to_vec(),
        occurred_on: get("occurred_on".to_owned()),
        source: get("source".to_owned()),
        fields: (1..=MOST_FIELDS).map(field).filter(|field| !field.name.is_empty()).collect(),
        measures: (1..=MOST_FIELDS).map(measure).filter(|measure| !measure.name.is_empty()).collect(),
    }
}

/// Lines in forms written by hand, under the path of their register and form.
pub(crate) fn written_lines(text: &str, lines: &str) -> Vec<(String, String)> {
    if lines.trim().is_empty() {
        return Vec::new();
    }
    let id = congdoan_service::pack::PackFile { path: String::new(), text: text.to_owned() }.register_id();
    let plain = |sign: &char| sign.is_ascii_lowercase() || sign.is_ascii_digit() || *sign == '_';
    let id: String = id.unwrap_or_default().chars().filter(plain).collect();
    vec![(format!("forms/{id}-lines.toml"), lines.to_owned())]
}

/// Where a line of a form's part goes that has no part of its own for what the federation adds.
fn heading(words: &Words, pack: &Pack, form: &str) -> Option<(String, String)> {
    pack.form(form).map(|_| ("ZZ".to_owned(), words.t("form-added-lines")))
}

/// `POST /registers/new`: shows what would come of it, or publishes it.
///
/// # Errors
/// 403 for whoever may not build registers; what is wrong comes back on the page with 422.
pub async fn build(State(app): State<App>, visitor: Visitor, sent: PageForm) -> Result<Response, Refusal> {
    let (words, pack) = (Words::new(visitor.language), app.service.pack());
    let by_hand = sent.get("by") == "text";
    let sketch = if by_hand { RegisterSketch::default() } else { sent_sketch(&sent) };
    let (text, lines) = (sent.get("text").replace("\r\n", "\n"), sent.get("lines").replace("\r\n", "\n"));
    let built = if by_hand {
        Built { lines: written_lines(&text, &lines), text: text.clone(), reason: String::new() }
    } else {
        let lines = sketch.form_files(|form| heading(&words, &pack, form));
        Built { text: sketch.to_toml(), lines, reason: String::new() }
    };
    let exists = congdoan_service::pack::PackFile { path: String::new(), text: built.text.clone() };
    let exists = exists.register_id().filter(|id| pack.register(id).is_some());
    let looked = app.service.look_at_register(visitor.caller(), &built).await?;
    let mut page = page(&app, &visitor, sketch, (by_hand, text, lines))?;
    page.verdict = verdict(&app, &visitor, &looked.remarks, looked.register.as_ref()).await?;
    page.verdict.text = if by_hand { String::new() } else { built.text.clone() };
    if let Some(id) = exists {
        page.verdict.sound = false;
        page.errors.push(FieldError { field: "id".to_owned(), message: words.t1("register-exists", "id", &id) });
    }
    if page.verdict.sound && sent.get("do") == "publish" {
        match app.service.publish_register(visitor.caller(), &built, once(&sent)).await {
            Ok((id, _)) => return Ok(see(&format!("/registers/{}/versions", encode(&id)))),
            Err(error) => page.errors.extend(said(&visitor, error)?),
        }
    }
    let status = if page.verdict.sound { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Page(page)).into_response())
}

fn said(visitor: &Visitor, error: Error) -> Result<Vec<FieldError>, Refusal> {
    match error {
        Error::Pack(remarks) => Ok(remarks
            .iter()
            .map(|remark| FieldError { field: String::new(), message: remark.to_text(visitor.language) })
            .collect()),
        error => problems(visitor, error),
    }
}

async fn verdict(
    app: &App,
    visitor: &Visitor,
    remarks: &[Remark],
    register: Option<&Register>,
) -> Result<Verdict, Refusal> {
    let words = Words::new(visitor.language);
    let language = words.language;
    let mut fields = Vec::new();
    if let Some(register) = register {
        fields.push(write::unit_field(app, visitor, &words, register, "", None).await.unwrap_or_default());
        fields.push(FormField {
            id: "occurred_on".to_owned(),
            label: register.occurred_on.get(language).to_owned(),
            kind: FieldKind::Date,
            required: true,
            value: visitor.caller().now.day().to_string(),
            ..FormField::default()
        });
        fields.extend(
            register.asked().map(|field| write::shown(&words, field, &story::typed(field, field.default.as_ref()))),
        );
        // The form is looked at, not sent: its parts are called apart from those of the page.
        fields.iter_mut().for_each(|field| field.id = format!("preview.{}", field.id));
    }
    let line = |remark: &Remark| {
        let kind = if remark.is_error() { words.t("remark-error") } else { words.t("remark-warning") };
        format!("{kind} · {} {}: {}", words.t("remark-line"), remark.place.line, remark.reason.get(language))
    };
    let mut ordered: Vec<&Remark> = remarks.iter().collect();
    ordered.sort_by_key(|remark| (!remark.is_error(), remark.place.clone()));
    let figure = |measure: &congdoan_service::pack::Measure| {
        format!("{} ({}) · {}", measure.name.get(language), measure.unit_of_measure, measure.indicator)
    };
    Ok(Verdict {
        looked: true,
        sound: register.is_some() && !remarks.iter().any(Remark::is_error),
        remarks: ordered.into_iter().map(line).collect(),
        text: String::new(),
        figures: register.map(|register| register.measures.iter().map(figure).collect()).unwrap_or_default(),
        fields,
    })
}

/// `GET /registers/{register}/versions`: who made which version when, and what changed.
///
/// # Errors
/// 404 when there is no such register.
pub async fn versions(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<VersionsPage>, Refusal> {
    Ok(Page(versions_page(&app, &visitor, &register, asked.version, None).await?))
}

async fn versions_page(
    app: &App,
    visitor: &Visitor,
    register: &str,
    asked: Option<i64>,
    typed: Option<String>,
) -> Result<VersionsPage, Refusal> {
    let pack = app.service.pack();
    let of = answer::register(&pack, register)?;
    let all = app.service.register_versions(register).await?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let latest = all.first().map_or(1, |version| version.version);
    let shown = asked.filter(|asked| all.iter().any(|one| one.version == *asked)).unwrap_or(latest);
    let text = |version: i64| -> &str {
        all.iter().find(|one| one.version == version).map_or("", |one| one.definition.as_str())
    };
    let row = |one: &RegisterVersion| VersionRow {
        version: one.version.to_string(),
        href: format!("/registers/{}/versions?version={}", encode(register), one.version),
        by: story::who(&words, &one.recorded_by),
        at: one.recorded_at.readable(),
        reason: one.reason.clone(),
        shown: one.version == shown,
    };
    let may_write = app.service.may_build(visitor.caller()) && app.service.is_own_register(register).await?;
    Ok(VersionsPage {
        register: answer::row(&words, of, false),
        versions: all.iter().map(row).collect(),
        shown: shown.to_string(),
        difference: Difference::of(text(shown - 1), text(shown)).into_iter().map(difference).collect(),
        may_write,
        text: typed.unwrap_or_else(|| text(latest).to_owned()),
        reason: String::new(),
        verdict: Verdict::default(),
        errors: Vec::new(),
        idempotency_key: app.service.ids().secret(),
        shell,
    })
}

fn difference(line: Difference) -> DifferenceLine {
    match line {
        Difference::Added(text) => DifferenceLine { kind: "added", text },
        Difference::Removed(text) => DifferenceLine { kind: "removed", text },
        Difference::Same(text) => DifferenceLine { kind: "same", text },
    }
}

/// `POST /registers/{register}/versions`: shows what would come of a new version, or publishes it.
///
/// # Errors
/// 404 when there is no such register; 403 for whoever may not build; what is wrong comes back on the page with 422.
pub async fn rewrite(
    State(app): State<App>,
    visitor: Visitor,
    Path(register): Path<String>,
    sent: PageForm,
) -> Result<Response, Refusal> {
    let words = Words::new(visitor.language);
    let text = sent.get("text").replace("\r\n", "\n");
    let built = Built { text: text.clone(), lines: Vec::new(), reason: sent.get("reason").to_owned() };
    // Rights before anything is said of the text.
    let looked = app.service.look_at_register(visitor.caller(), &built).await?;
    let mut page = versions_page(&app, &visitor, &register, None, Some(text)).await?;
    page.reason = built.reason.clone();
    page.verdict = verdict(&app, &visitor, &looked.remarks, looked.register.as_ref()).await?;
    if !page.may_write || looked.register.as_ref().is_some_and(|looked| looked.id != register) {
        page.verdict.sound = false;
        page.errors.push(FieldError { field: "text".to_owned(), message: words.t("register-other") });
    }
    if page.verdict.sound && sent.get("do") == "publish" {
        match app.service.publish_register(visitor.caller(), &built, once(&sent)).await {
            Ok((id, _)) => return Ok(see(&format!("/registers/{}/versions", encode(&id)))),
            Err(error) => page.errors.extend(said(&visitor, error)?),
        }
    }
    let sound = page.verdict.sound && page.errors.is_empty();
    let status = if sound { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, Page(page)).into_response())
}
