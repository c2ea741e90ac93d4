//! Adds one pack to another.
//!
//! Not here: reading them (`load`).

use crate::{Pack, Place, Remark, Severity, UnitForm, remark::reason};

/// The base pack with everything of another added. Groups of the same id are one group, named by the base.
///
/// # Errors
/// A remark for every register, indicator, role, kind or form of unit that the base defines already: an added pack
/// never changes what figures of the base mean.
pub fn merge(base: Pack, more: Pack) -> Result<Pack, Vec<Remark>> {
    let remarks = clashes(&base, &more);
    if !remarks.is_empty() {
        return Err(remarks);
    }
    let mut merged = base;
    merged.registers.extend(more.registers);
    merged.indicators.extend(more.indicators);
    merged.indicators.sort_by(|one, other| one.id.cmp(&other.id));
    merged.roles.extend(more.roles);
    merged.unit_kinds.extend(more.unit_kinds);
    merged.unit_forms.extend(more.unit_forms);
    for group in more.groups {
        if merged.groups.iter().all(|known| known.id != group.id) {
            merged.groups.push(group);
        }
    }
    merged.indicator_groups.extend(more.indicator_groups);
    merged.indicator_places.extend(more.indicator_places);
    Ok(merged)
}

fn clashes(base: &Pack, more: &Pack) -> Vec<Remark> {
    let units = Place { file: "units.toml".to_owned(), line: 1, column: 1 };
    let mut remarks = Vec::new();
    let mut clash = |what: (&str, &str), id: &str, place: &Place| {
        let said = reason(
            format!("{} \"{id}\" đã có trong gói \"{}\"", what.0, base.id),
            format!("{} \"{id}\" is in the pack \"{}\" already", what.1, base.id),
        );
        remarks.push(Remark { place: place.clone(), severity: Severity::Error, reason: said });
    };
    for register in more.registers.iter().filter(|register| base.register(&register.id).is_some()) {
        clash(("sổ", "register"), &register.id, &register.place);
    }
    for indicator in more.indicators.iter().filter(|indicator| base.indicator(&indicator.id).is_some()) {
        let place = more.indicator_places.get(&indicator.id).cloned().unwrap_or_default();
        clash(("chỉ tiêu", "indicator"), &indicator.id, &place);
    }
    for role in more.roles.iter().filter(|role| base.role(&role.id).is_some()) {
        clash(("vai trò", "role"), &role.id, &role.place);
    }
    for kind in more.unit_kinds.iter().filter(|one| base.unit_kinds.iter().any(|known| known.kind == one.kind)) {
        clash(("loại đơn vị", "kind of unit"), kind.kind.word(), &units);
    }
    let known = |form: &UnitForm| base.unit_forms.iter().any(|one| one.id == form.id && one.kind == form.kind);
    for form in more.unit_forms.iter().filter(|form| known(form)) {
        clash(("dạng đơn vị", "form of unit"), &form.id, &units);
    }
    remarks.sort_by(|one, other| one.place.cmp(&other.place));
    remarks
}
