//! Reads a register file: its head, fields, checks, limits (clocks, measures and who is named once have their own modules).
//!
//! Not here: rules that need other files (`cross`).

use congdoan_model::{LocalText, Period, org::UnitKind};
use serde_json::Value as Json;
use toml::de::DeValue;

use super::{clocks, measures, once, parts, table::Table};
use crate::{
    Check, Choice, Condition, Counts, Field, FieldKind, Limit, Pack, Problem, Register, condition::GIVEN_NAMES,
    contribute::RECORDING_UNIT, remark::reason,
};

/// Words a field may not be called: names every formula has, the record's own parts, and words of the formula language.
const RESERVED: [&str; 24] = [
    RECORDING_UNIT,
    "id",
    "state",
    "reason",
    "version",
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
];

pub(super) fn kinds() -> [(&'static str, UnitKind); 10] {
    UnitKind::ALL.map(|kind| (kind.word(), kind))
}

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let Some(head) = root.table("register") else {
        if !root.has("register") {
            root.missing("[register]");
        }
        // Their keys belong here all the same; remarks on them would only hide the one that matters.
        for key in ["field", "part", "check", "clock", "measure", "once", "limit"] {
            root.any(key);
        }
        return;
    };
    let mut register = read_head(&head);
    head.close();
    read_fields(root, &mut register);
    for table in root.tables("part") {
        let part = parts::read(&table, &register);
        table.close();
        register.parts.push(part);
    }
    for table in root.tables("check") {
        register.checks.extend(read_check(&table));
        table.close();
    }
    for table in root.tables("clock") {
        let clock = clocks::read(&table, &register);
        table.close();
        register.clocks.extend(clock);
    }
    for table in root.tables("once") {
        register.once.extend(once::read(&table, &register));
        table.close();
    }
    for table in root.tables("measure") {
        let measure = measures::read(&table, &register);
        table.close();
        register.measures.extend(measure);
    }
    for table in root.tables("limit") {
        register.limits.extend(read_limit(&table, &register.source));
        table.close();
    }
    pack.registers.push(register);
}

fn read_fields(root: &Table<'_>, register: &mut Register) {
    for table in root.tables("field") {
        let field = read_field(&table);
        table.close();
        if let Some(field) = field {
            if register.field(&field.id).is_some() {
                let id = &field.id;
                table.error_at_key(
                    "id",
                    reason(format!("mục \"{id}\" đã có"), format!("field \"{id}\" is there already")),
                );
            }
            register.fields.push(field);
        }
    }
}

fn read_head(head: &Table<'_>) -> Register {
    let id = head.id("id");
    let place = id.as_ref().map_or_else(|| head.place(), |(_, span)| head.place_of(span));
    if id.as_ref().is_some_and(|(id, _)| id == "new") {
        let said = reason(
            "\"new\" là địa chỉ của trang dựng sổ; đặt mã khác",
            "\"new\" is the page that builds registers; choose another id",
        );
        head.error_at_key("id", said);
    }
    let levels = head.words("levels", &kinds());
    if head.any("levels").and_then(|list| list.get_ref().as_array()).is_some_and(|list| list.is_empty()) {
        head.error_at_key("levels", reason("\"levels\" không nêu cấp nào", "\"levels\" names no level"));
    }
    let confirmed_by = head.words("confirmed_by", &kinds());
    let counts = head.word("counts", &[("recorded", Counts::Recorded), ("confirmed", Counts::Confirmed)]);
    if counts == Some(Counts::Confirmed) && confirmed_by.is_empty() {
        head.error_at_key(
            "counts",
            reason(
                "chỉ tính khi đã xác nhận, nhưng \"confirmed_by\" không nêu cấp nào",
                "counts only when confirmed, but \"confirmed_by\" names no level",
            ),
        );
    }
    Register {
        id: id.map(|(id, _)| id).unwrap_or_default(),
        name: head.required_local("name"),
        description: head.local("description").unwrap_or_default(),
        group: head.text("group").map_or_else(|| "other".to_owned(), |(group, _)| group),
        levels: if head.has("levels") { levels } else { measures::counting_kinds() },
        confirmed_by,
        counts: counts.unwrap_or_default(),
        confidential: head.flag("confidential", false),
        occurred_on: head
            .local("occurred_on")
            .unwrap_or_else(|| LocalText { vi: "Ngày thực hiện".into(), en: "Date".into() }),
        fields: Vec::new(),
        parts: Vec::new(),
        checks: Vec::new(),
        measures: Vec::new(),
        clocks: Vec::new(),
        once: Vec::new(),
        limits: Vec::new(),
        source: head.text("source").map(|(source, _)| source).unwrap_or_default(),
        place,
    }
}

fn read_field(table: &Table<'_>) -> Option<Field> {
    let id = table.id("id");
    if let Some((id, span)) = id.as_ref().filter(|(id, _)| is_reserved(id)) {
        table.error(
            table.place_of(span),
            reason(format!("\"{id}\" là từ dành riêng"), format!("\"{id}\" is a reserved word")),
        );
    }
    let kind = table.word("kind", &FieldKind::WORDS);
    if !table.has("kind") {
        table.missing("kind");
    }
    let closed = table.flag("closed", false);
    if closed && !matches!(kind, Some(FieldKind::Text | FieldKind::Person)) {
        table.error_at_key(
            "closed",
            reason("chỉ mục \"text\", \"person\" khép được", "only a \"text\" or a \"person\" can be closed"),
        );
    }
    let is_person = matches!(kind, Some(FieldKind::Person | FieldKind::Persons));
    let mut field = Field {
        name: table.required_local("name"),
        hint: table.local("hint").unwrap_or_default(),
        required: table.flag("required", false),
        choices: read_choices(table),
        check: read_own_check(table),
        min: table.number("min"),
        max: table.number("max"),
        personal: table.flag("personal", is_person || closed),
        closed,
        copied: false,
        retired: table.flag("retired", false),
        default: table.any("default").and(None),
        id: id?.0,
        kind: kind?,
    };
    match (field.kind, field.choices.is_empty()) {
        (FieldKind::Choice, true) => table.missing("choices"),
        (FieldKind::Choice, false) | (_, true) => {}
        _ => table
            .error_at_key("choices", reason("chỉ mục \"choice\" có danh sách chọn", "only a \"choice\" has choices")),
    }
    if (field.min.is_some() || field.max.is_some()) && !field.kind.is_number() {
        let key = if field.min.is_some() { "min" } else { "max" };
        table.error_at_key(key, reason("chỉ mục số có min, max", "only numbers have a min and a max"));
    }
    if field.min.zip(field.max).is_some_and(|(min, max)| min > max) {
        table.error_at_key("max", reason("max nhỏ hơn min", "max is less than min"));
    }
    field.copied = table.flag("copied", field.is_copied_by_itself());
    if field.retired && field.required {
        table.error_at_key(
            "retired",
            reason("mục thôi hỏi thì không thể bắt buộc", "a retired field cannot be required"),
        );
    }
    field.default = read_default(table, &field);
    Some(field)
}

fn is_reserved(id: &str) -> bool {
    RESERVED.contains(&id) || GIVEN_NAMES.contains(&id)
}

fn read_choices(table: &Table<'_>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for one in table.tables("choices") {
        let id = one.id("id");
        let name = one.required_local("name");
        one.close();
        let Some((id, span)) = id else { continue };
        if choices.iter().any(|choice| choice.id == id) {
            one.error(one.place_of(&span), reason(format!("\"{id}\" đã có"), format!("\"{id}\" is there already")));
        }
        choices.push(Choice { id, name });
    }
    choices
}

/// `check = "players >= 2"` or `check = { formula = "…", message = { vi = "…" } }`.
fn read_own_check(table: &Table<'_>) -> Option<Check> {
    let value = table.any("check")?;
    if let Some(formula) = value.get_ref().as_str() {
        let condition = Condition::new(formula.to_owned(), table.place_of(&value.span()));
        return Some(Check { condition, message: LocalText::default() });
    }
    let Some(inner) = table.inner(value) else {
        table.error_at_key("check", reason("\"check\" phải là công thức", "\"check\" must be a formula"));
        return None;
    };
    let check = read_check(&inner);
    inner.close();
    check
}

fn read_check(table: &Table<'_>) -> Option<Check> {
    let formula = table.required_text("formula");
    let message = table.local("message").unwrap_or_default();
    let (formula, span) = formula?;
    Some(Check { condition: Condition::new(formula, table.place_of(&span)), message })
}

/// The default as it is stored; it must be a value the field itself would take.
fn read_default(table: &Table<'_>, field: &Field) -> Option<Json> {
    let value = table.any("default")?;
    let default = match value.get_ref() {
        DeValue::String(text) => Json::from(text.as_ref()),
        DeValue::Boolean(yes) => Json::from(*yes),
        DeValue::Integer(_) => table.number("default").map(Json::from)?,
        _ => Json::Null,
    };
    let fault = match &default {
        Json::Null => Some(reason("giá trị mặc định không dùng được", "this cannot be a default")),
        stored => field.problem(Some(stored)).map(|Problem { message, .. }| message),
    };
    if let Some(said) = fault {
        table.error_at_key("default", said);
        return None;
    }
    Some(default)
}

fn read_limit(table: &Table<'_>, register_source: &str) -> Option<Limit> {
    let indicator = table.required_text("indicator");
    let unit = table.required_text("unit");
    let period = table.required_text("period");
    let most = table.number("most");
    if !table.has("most") {
        table.missing("most");
    }
    let message = table.local("message").unwrap_or_default();
    let source = table.text("source").map_or_else(|| register_source.to_owned(), |(source, _)| source);
    let (period, span) = period?;
    let period = match period.parse::<Period>() {
        Ok(period) => period,
        Err(error) => {
            let said = format!("kỳ \"{period}\" không hợp lệ, viết 2021, 2021-H1, 2021-Q3 hoặc 2021-01-01/2022-12-31");
            table.error(table.place_of(&span), reason(said, error.to_string()));
            return None;
        }
    };
    let (indicator, span) = indicator?;
    Some(Limit { indicator, unit: unit?.0, period, most: most?, message, source, place: table.place_of(&span) })
}
