//! Imports as their pages show them.
//!
//! Not here: what the routes do (`answer`).

use congdoan_model::{Timestamp, access::Action};
use congdoan_service::{
    Error,
    members::{Batch, FoundColumn, Imported},
    pack::Register,
};

use super::{BatchRow, ColumnLine, DraftPage, ImportsPage, RefusedLine, drafts::Draft, drafts::Kind};
use crate::{
    app::App,
    format,
    handlers::org::answer::home,
    labels,
    page::{Choice, FieldError},
    refusal::Refusal,
    visit::Visitor,
    words::Words,
};

/// Refused rows shown; all of them are had as a file.
const SHOWN: usize = 50;
/// The choice that leaves a column out.
pub(super) const LEFT_OUT: &str = "-";

/// The kinds a person may import.
pub(super) fn kinds(visitor: &Visitor) -> Vec<Kind> {
    let may = |kind: &Kind| visitor.caller().may_somewhere(kind.action());
    Kind::ALL.into_iter().filter(may).collect()
}

/// Refuses whoever may import nothing.
pub(super) fn allowed(visitor: &Visitor) -> Result<Vec<Kind>, Refusal> {
    let kinds = kinds(visitor);
    if kinds.is_empty() { Err(Error::Denied(Action::MemberWrite).into()) } else { Ok(kinds) }
}

/// What was typed into the form that begins an import.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) kind: String,
    pub(super) unit: Option<String>,
    pub(super) mapping: String,
    pub(super) label: String,
    pub(super) error: Option<FieldError>,
}

/// The list with its form.
pub(super) async fn list(app: &App, visitor: &Visitor, typed: Typed) -> Result<ImportsPage, Refusal> {
    let allowed = allowed(visitor)?;
    let shell = visitor.shell(app);
    let words = shell.words;
    let caller = visitor.caller();
    let batches = app.service.imports(caller).await?;
    let mappings = app.service.all_mappings(caller).await?;
    let unit = match typed.unit {
        Some(unit) => unit,
        None => home(visitor).map(|unit| unit.code.to_string()).unwrap_or_default(),
    };
    let pack = app.service.pack();
    let kind = |kind: Kind| {
        let any = (kind == Kind::Records).then(|| words.t("import-records-any"));
        let label = any.unwrap_or_else(|| labels::import_kind(&words, kind.word()));
        Choice::new(kind.word(), label, &typed.kind)
    };
    let register = |register: &Register| {
        let name = register.name.get(words.language).to_owned();
        Choice::new(format!("records:{}", register.id), name, &typed.kind)
    };
    let registers = pack.registers.iter().filter(|_| allowed.contains(&Kind::Records)).map(register);
    let mapping = |(sheet, id, name): (String, String, congdoan_model::LocalText)| {
        let name = name.get(words.language).to_owned();
        let of = match sheet.split_once(':') {
            Some(("forms", form)) => pack.form(form).map(|form| form.symbol.clone()),
            _ if sheet == "members" => return Choice::new(id, name, &typed.mapping),
            Some((_, register)) => pack.register(register).map(|one| one.name.get(words.language).to_owned()),
            None => Some(labels::import_kind(&words, &sheet)),
        };
        Choice::new(format!("{sheet}/{id}"), format!("{name} · {}", of.unwrap_or(sheet)), &typed.mapping)
    };
    Ok(ImportsPage {
        kinds: allowed.iter().copied().filter(|one| *one != Kind::Forms).map(kind).collect(),
        registers: registers.collect(),
        mappings: mappings.into_iter().map(mapping).collect(),
        unit,
        label: typed.label,
        errors: typed.error.into_iter().collect(),
        rows: batches.iter().map(|batch| row(&words, batch)).collect(),
        shell,
    })
}

/// The name of a mapping chosen in the form, if it is one for what is imported: mappings of members' sheets stand under
/// their name alone, others behind their kind of sheet.
pub(super) fn mapping_for(kind: &str, chosen: &str) -> Option<String> {
    match chosen.split_once('/') {
        Some((sheet, name)) if sheet == kind => Some(name.to_owned()),
        Some(_) => None,
        None => (kind == Kind::Members.word()).then(|| chosen.to_owned()),
    }
}

/// A batch in the list.
pub(super) fn row(words: &Words, batch: &Batch) -> BatchRow {
    let number = |rows: i64| format::integer(words.language, rows);
    let when = |micros: i64| Timestamp::from_micros(micros).readable();
    BatchRow {
        href: format!("/imports/{}", batch.id),
        label: batch.label.clone(),
        kind: labels::import_kind(words, &batch.kind),
        at: when(batch.recorded_at),
        by: batch.recorded_by.clone(),
        created: number(batch.created),
        changed: number(batch.changed),
        unchanged: number(batch.unchanged),
        refused: number(batch.refused),
        undone: batch.undone_at.map(when).unwrap_or_default(),
    }
}

/// The test run of a file.
pub(super) async fn draft(
    app: &App,
    visitor: &Visitor,
    id: &str,
    draft: &Draft,
    error: Option<String>,
) -> Result<DraftPage, Refusal> {
    let shell = visitor.shell(app);
    let words = shell.words;
    let sheet = draft.sheet().filter(|_| !draft.done);
    let (columns, fields) = match &sheet {
        Some(sheet) => {
            let columns = app.service.columns_of(visitor.caller(), sheet, &draft.path, &draft.options).await;
            (columns.unwrap_or_default(), fields(app, &words, sheet))
        }
        None => (Vec::new(), Vec::new()),
    };
    let nothing = Imported::default();
    let found = draft.outcome.as_ref().unwrap_or(&nothing);
    let number = |rows: u64| format::integer(words.language, i64::try_from(rows).unwrap_or(i64::MAX));
    let counts = [
        (words.t("import-created"), found.created),
        (words.t("import-changed"), found.changed),
        (words.t("import-unchanged"), found.unchanged),
        (words.t("import-refused"), found.refused),
        (words.t("import-skipped"), found.skipped),
    ];
    let refusals = found.refusals.iter().take(SHOWN).map(|row| RefusedLine {
        sheet: row.sheet.clone(),
        row: row.row.to_string(),
        column: row.column.clone(),
        value: row.value.clone(),
        reason: row.reason.get(words.language).to_owned(),
    });
    Ok(DraftPage {
        href: format!("/imports/drafts/{id}"),
        file: draft.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        kind: named(app, &words, draft),
        error: error.unwrap_or_default(),
        counts: counts.into_iter().map(|(name, rows)| (name, number(rows))).collect(),
        good: found.created + found.changed,
        refused: found.refused,
        refusals: refusals.collect(),
        passed: found.passed_sheets.clone(),
        columns: columns.into_iter().map(|column| line(&fields, &draft.options.columns, column)).collect(),
        passwords: !draft.logins.is_empty(),
        done: draft.done,
        shell,
    })
}

/// What a file holds; records with the name of their register.
fn named(app: &App, words: &Words, draft: &Draft) -> String {
    let kind = labels::import_kind(words, draft.kind.word());
    let pack = app.service.pack();
    match draft.options.register.as_deref().and_then(|id| pack.register(id)) {
        Some(register) => format!("{kind} · {}", register.name.get(words.language)),
        None => kind,
    }
}

/// What a column may be: left out, or a field of the kind of sheet with its name.
fn fields(app: &App, words: &Words, sheet: &str) -> Vec<(String, String)> {
    let mut all =
        vec![(String::new(), words.t("import-unknown-column")), (LEFT_OUT.to_owned(), words.t("import-left-out"))];
    if sheet == Kind::Members.word() {
        all.push(("unit".to_owned(), words.t("import-unit-column")));
        let pack = app.service.pack();
        let fields = pack.members.fields.iter();
        all.extend(fields.map(|field| (field.id.clone(), field.name.get(words.language).to_owned())));
    } else {
        all.extend(app.service.fields_of(sheet));
    }
    all
}

fn line(fields: &[(String, String)], chosen: &[(String, String)], column: FoundColumn) -> ColumnLine {
    let left_out = chosen.iter().any(|(title, field)| *title == column.title && field.is_empty());
    let present = if left_out { LEFT_OUT } else { column.field.as_deref().unwrap_or_default() };
    let fields = fields.iter().map(|(value, name)| Choice::new(value.as_str(), name.as_str(), present)).collect();
    ColumnLine { sheet: column.sheet, letters: column.letters, title: column.title, fields }
}
