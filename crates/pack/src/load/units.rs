//! Reads `units.toml`: names of kinds and forms of units, and what may hang below what.
//!
//! Not here: committees and posts (`bodies`), units themselves.

use chrono::NaiveDate;
use congdoan_model::{LocalText, org::Code};

use super::{registers::kinds, table::Table};
use crate::{KindOfUnit, Pack, UnitForm, remark::reason};

pub(super) fn read(root: &Table<'_>, pack: &mut Pack) {
    for table in root.tables("kind") {
        let kind = table.word("id", &kinds());
        if !table.has("id") {
            table.missing("id");
        }
        let name = table.required_local("name");
        let renamed = read_renamed(&table);
        let below = table.words("below", &kinds());
        table.close();
        let Some(kind) = kind else { continue };
        if pack.unit_kinds.iter().any(|one| one.kind == kind) {
            table.error_at_key(
                "id",
                reason(format!("loại \"{kind}\" đã có"), format!("kind \"{kind}\" is there already")),
            );
        }
        pack.unit_kinds.push(KindOfUnit { kind, name, renamed, below });
    }
    read_forms(root, pack);
}

/// Later names of a kind: `renamed = [{ from = 2025-07-01, name = { vi = "…" } }]`.
fn read_renamed(kind: &Table<'_>) -> Vec<(NaiveDate, LocalText)> {
    let mut renamed: Vec<(NaiveDate, LocalText)> = Vec::new();
    for table in kind.tables("renamed") {
        let from = table.day("from");
        if !table.has("from") {
            table.missing("from");
        }
        let name = table.required_local("name");
        table.close();
        let Some(from) = from else { continue };
        if renamed.last().is_some_and(|(before, _)| *before >= from) {
            let said = reason("các tên phải theo thứ tự ngày", "names must stand in the order of their days");
            table.error_at_key("from", said);
        }
        renamed.push((from, name));
    }
    renamed
}

fn read_forms(root: &Table<'_>, pack: &mut Pack) {
    for table in root.tables("form") {
        let id = table.required_text("id");
        let kind = table.word("kind", &kinds());
        if !table.has("kind") {
            table.missing("kind");
        }
        let name = table.required_local("name");
        let (validity, source) = (table.validity(), table.source(""));
        table.close();
        let Some(((id, span), kind)) = id.zip(kind) else { continue };
        // Forms are spelt like codes: they appear in the same files and addresses.
        if id.parse::<Code>().is_err() {
            let said = reason(
                format!("\"{id}\" không phải mã hợp lệ: chữ thường a-z, chữ số, gạch nối"),
                format!("\"{id}\" is no id: lower-case letters, digits and hyphens"),
            );
            table.error(table.place_of(&span), said);
        } else if pack.unit_forms.iter().any(|form| form.id == id && form.kind == kind) {
            table.error(
                table.place_of(&span),
                reason(format!("dạng \"{id}\" đã có"), format!("form \"{id}\" is there already")),
            );
        }
        pack.unit_forms.push(UnitForm { id, kind, name, validity, source });
    }
}
