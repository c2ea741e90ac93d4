//! Reads a file of `forms/`: one form of reports with its cycles, sections and lines.
//!
//! Not here: whether the indicators its lines name exist (`Cross::forms` below asks once all files are read).

use std::collections::BTreeMap;

use super::{cross::Cross, registers::kinds, table::Table};
use congdoan_model::org::{Line, UnitKind};

use crate::{Cycle, DueDays, Form, FormLine, FormLines, FormSection, Pack, Severity, remark::reason};

/// The months a cycle may name: December of the year before to December of the year.
const MONTHS: std::ops::RangeInclusive<i64> = 0..=12;

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    let head = root.table("form");
    if !root.has("form") {
        root.missing("[form]");
    }
    if let Some(head) = head.as_ref().filter(|head| head.has("extends")) {
        return read_more(root, head, pack);
    }
    let form = head.as_ref().and_then(read_head);
    let levels = form.as_ref().map(|form| form.levels.as_slice()).unwrap_or_default();
    let cycles = each(root, "cycle", |table| read_cycle(table, levels)).concat();
    let sections = each(root, "section", read_section);
    let Some(head) = head else { return };
    if root.has("cycle") && head.has("due_days") {
        let vi = "\"due_days\" ở [form] chỉ dùng cho biểu không có [[cycle]]; biểu có kỳ thì ghi ở từng kỳ";
        let en = "\"due_days\" of [form] is for forms without a [[cycle]]; where there are cycles, each has its own";
        head.error_at_key("due_days", reason(vi, en));
    }
    head.close();
    if sections.is_empty() && !root.has("section") {
        root.missing("[[section]]");
    }
    let Some(form) = form else { return };
    let mut numbers: BTreeMap<&str, &FormLine> = BTreeMap::new();
    for line in sections.iter().flat_map(|section| &section.lines) {
        if let Some(first) = numbers.insert(&line.number, line) {
            let said = format!("dòng \"{}\" đã có ở dòng {} của tệp", line.number, first.place.line);
            let en = format!("the line \"{}\" is there already, at line {} of the file", line.number, first.place.line);
            root.error(line.place.clone(), reason(said, en));
        }
    }
    pack.forms.push(Form { cycles, sections, ..form });
}

/// Lines added to a form of the pack this one stands on.
fn read_more(root: &Table<'_>, head: &Table<'_>, pack: &mut Pack) {
    let form = head.required_text("extends");
    let place = head.place_of_key("extends");
    head.close();
    let sections = each(root, "section", read_section);
    if sections.is_empty() && !root.has("section") {
        root.missing("[[section]]");
    }
    pack.form_lines.extend(form.map(|(form, _)| FormLines { form, sections, place }));
}

fn each<T>(root: &Table<'_>, key: &'static str, read: impl Fn(&Table<'_>) -> Option<T>) -> Vec<T> {
    let mut found = Vec::new();
    for table in root.tables(key) {
        found.extend(read(&table));
        table.close();
    }
    found
}

fn read_head(table: &Table<'_>) -> Option<Form> {
    let id = table.required_text("id");
    let symbol = table.required_text("symbol");
    let name = table.required_local("name");
    let levels = table.words("levels", &kinds());
    let line = table.word("line", &[("managing", Line::Managing), ("coordinating", Line::Coordinating)]);
    let validity = table.validity();
    let due_days = read_due_days(table, &levels).unwrap_or_default();
    let source = table.source("");
    let (id, span) = id?;
    if !is_form_id(&id) {
        let vi = format!("\"{id}\" không phải mã biểu: chữ thường a-z, chữ số, gạch dưới, gạch nối");
        let en = format!("\"{id}\" is no id of a form: lower-case letters, digits, underscores and hyphens");
        table.error(table.place_of(&span), reason(vi, en));
        return None;
    }
    Some(Form {
        place: table.place_of_key("id"),
        id,
        symbol: symbol?.0,
        name,
        levels,
        line: line.unwrap_or(Line::Managing),
        validity,
        cycles: Vec::new(),
        due_days,
        once: None,
        sections: Vec::new(),
        source,
    })
}

fn is_form_id(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    !id.is_empty() && id.bytes().all(plain)
}

/// The key `due_days`: one number for all levels of the form, or a table that names each of them.
fn read_due_days(table: &Table<'_>, levels: &[UnitKind]) -> Option<DueDays> {
    if table.any("due_days")?.get_ref().as_table().is_none() {
        let days = table.small("due_days")?;
        return Some(levels.iter().map(|kind| (*kind, days)).collect());
    }
    let by_level = table.table("due_days")?;
    let mut days = DueDays::new();
    for kind in levels {
        if !by_level.has(kind.word()) {
            by_level.missing(kind.word());
        }
        days.extend(by_level.small(kind.word()).map(|days| (*kind, days)));
    }
    by_level.close();
    Some(days)
}

/// A cycle, or those of every month or quarter of the year.
fn read_cycle(table: &Table<'_>, levels: &[UnitKind]) -> Option<Vec<Cycle>> {
    let id = table.id("id");
    let name = table.required_local("name");
    let every = table.word("every", &[("month", 1), ("quarter", 3)]);
    let months = table.numbers("months");
    let awaited = table.flag("awaited", true);
    let due_days = match read_due_days(table, levels) {
        Some(_) if !awaited => {
            let vi = "kỳ không bắt buộc gửi (\"awaited = false\") thì không có hạn gửi";
            let en = "a cycle nobody waits for (\"awaited = false\") has no days until it is due";
            table.error_at_key("due_days", reason(vi, en));
            DueDays::new()
        }
        None if awaited => levels.iter().map(|kind| (*kind, 0)).collect(),
        days => days.unwrap_or_default(),
    };
    if months.is_none() && every.is_none() && !table.has("months") && !table.has("every") {
        table.missing("months");
    }
    let cycle =
        |id: String, first: i32, last: i32| Cycle { id, name: name.clone(), first, last, due_days: due_days.clone() };
    if let Some(every) = every {
        let id = id?.0;
        let part = |number: i32| cycle(format!("{id}-{number}"), (number - 1) * every + 1, number * every);
        return Some((1..=12 / every).map(part).collect());
    }
    let months = months?;
    let pair = match months.as_slice() {
        [first, last] if first <= last && MONTHS.contains(first) && MONTHS.contains(last) => Some((*first, *last)),
        _ => None,
    };
    let Some((first, last)) = pair else {
        let vi = "\"months\" phải là hai tháng, đầu và cuối, từ 0 (tháng 12 năm trước) đến 12";
        let en = "\"months\" must be two months, the first and the last, from 0 (December of the year before) to 12";
        table.error_at_key("months", reason(vi, en));
        return None;
    };
    let month = |month: i64| i32::try_from(month).unwrap_or(0);
    Some(vec![cycle(id?.0, month(first), month(last))])
}

fn read_section(table: &Table<'_>) -> Option<FormSection> {
    let number = table.required_text("number");
    let name = table.required_local("name");
    let lines = each(table, "line", read_line);
    Some(FormSection { number: number?.0, name, lines })
}

fn read_line(table: &Table<'_>) -> Option<FormLine> {
    let number = table.required_text("number");
    let indicator = table.required_text("indicator");
    let name = table.local("name");
    let inset = table.small("inset").unwrap_or(0);
    let place = table.place_of_key("number");
    Some(FormLine { number: number?.0, indicator: indicator?.0, name, inset, place })
}

impl Cross<'_> {
    /// What forms must say whatever other files hold.
    pub(super) fn form_heads(&self, pack: &Pack, severity: Severity) {
        let named: Vec<_> = pack.forms.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("biểu", "form"), &named);
        self.must_name_sources(pack.forms.iter().map(|one| (&one.source, &one.place)), severity);
    }

    /// Indicators that lines name; only asked when every file was readable.
    pub(super) fn forms(&self, pack: &Pack) {
        let known = pack.indicators.iter().chain(&self.base.indicators);
        let known: Vec<&str> = known.map(|indicator| indicator.id.as_str()).collect();
        let added = pack.form_lines.iter().flat_map(|more| &more.sections).flat_map(|section| &section.lines);
        for line in pack.forms.iter().flat_map(Form::lines).chain(added) {
            self.must_be(("chỉ tiêu", "indicator"), &line.indicator, &known, &line.place);
        }
        let forms: Vec<&str> = self.base.forms.iter().map(|form| form.id.as_str()).collect();
        for more in &pack.form_lines {
            self.must_be(("biểu", "form"), &more.form, &forms, &more.place);
            let Some(form) = self.base.form(&more.form) else { continue };
            for line in more.sections.iter().flat_map(|section| &section.lines) {
                if form.lines().any(|known| known.number == line.number) {
                    let vi = format!("biểu \"{}\" đã có dòng \"{}\"", form.id, line.number);
                    let en = format!("the form \"{}\" has a line \"{}\" already", form.id, line.number);
                    self.error(&line.place, vi, en);
                }
            }
        }
    }
}
