//! Adds one pack to another.
//!
//! Not here: reading them (`load`).

use crate::{MembersPack, Pack, Place, Remark, Severity, UnitForm, remark::reason};

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
    merged.members.add(more.members);
    merged.bodies.extend(more.bodies);
    merged.posts.extend(more.posts);
    merged.procedures.extend(more.procedures);
    merged.schemes.extend(more.schemes);
    merged.schemes.sort_by(|one, other| one.id.cmp(&other.id));
    merged.forms.extend(more.forms);
    merged.forms.sort_by(|one, other| one.id.cmp(&other.id));
    merged.checks.extend(more.checks);
    merged.checks.sort_by(|one, other| one.id.cmp(&other.id));
    for more in &more.form_lines {
        if let Some(form) = merged.forms.iter_mut().find(|form| form.id == more.form) {
            form.extend(more);
        }
    }
    merged.parameters.extend(more.parameters);
    // A day said twice is off, or worked, as before: a later release may bring what somebody added in the meantime.
    merged.holidays.extend(more.holidays);
    merged.holidays_until = merged.holidays_until.max(more.holidays_until);
    merged.mark_holidays();
    merged.synonyms.extend(more.synonyms);
    merged.places.levels.extend(more.places.levels);
    merged.places.provinces.extend(more.places.provinces);
    for group in more.groups {
        if merged.groups.iter().all(|known| known.id != group.id) {
            merged.groups.push(group);
        }
    }
    merged.join_registers();
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
    let members = member_clashes(&base.members, &more.members);
    for (what, id, place) in members.into_iter().chain(office_clashes(base, more)) {
        clash(what, id, place);
    }
    remarks.sort_by(|one, other| one.place.cmp(&other.place));
    remarks
}

type Clash<'a> = ((&'static str, &'static str), &'a str, &'a Place);

/// What both packs say about members: an added pack may bring fields, purposes, states and sheets of its own.
fn member_clashes<'a>(base: &MembersPack, more: &'a MembersPack) -> Vec<Clash<'a>> {
    let fields = more.fields.iter().filter(|one| base.field(&one.id).is_some());
    let fields = fields.map(|one| (("mục đoàn viên", "field of a member"), one.id.as_str(), &one.place));
    let purposes = more.purposes.iter().filter(|one| base.purposes.iter().any(|known| known.id == one.id));
    let purposes = purposes.map(|one| (("mục đích", "purpose"), one.id.as_str(), &one.place));
    let states = more.states.iter().filter(|one| base.state(&one.id).is_some());
    let states = states.map(|one| (("tình trạng", "state"), one.id.as_str(), &one.place));
    let sheets = more.sheets.iter().filter(|one| base.sheet(&one.id).is_some());
    let sheets = sheets.map(|one| (("mẫu bảng", "sheet"), one.id.as_str(), &one.place));
    let joinings = more.joinings.iter().filter(|one| base.joining(one.joining).is_some());
    let joinings = joinings.map(|one| (("cách vào", "way of joining"), one.joining.word(), &one.place));
    let leavings = more.leavings.iter().filter(|one| base.leaving(one.leaving).is_some());
    let leavings = leavings.map(|one| (("cách ra", "way of leaving"), one.leaving.word(), &one.place));
    fields.chain(purposes).chain(states).chain(sheets).chain(joinings).chain(leavings).collect()
}

/// What both packs say about committees, posts, procedures, parameters and places.
fn office_clashes<'a>(base: &Pack, more: &'a Pack) -> Vec<Clash<'a>> {
    let bodies = more.bodies.iter().filter(|one| base.body(&one.id).is_some());
    let bodies = bodies.map(|one| (("ban", "body"), one.id.as_str(), &one.place));
    let posts = more.posts.iter().filter(|one| base.post(&one.id).is_some());
    let posts = posts.map(|one| (("chức danh", "post"), one.id.as_str(), &one.place));
    let procedures = more.procedures.iter().filter(|one| base.procedure(&one.id).is_some());
    let procedures = procedures.map(|one| (("thủ tục", "procedure"), one.id.as_str(), &one.place));
    let schemes = more.schemes.iter().filter(|one| base.scheme(&one.id).is_some());
    let schemes = schemes.map(|one| (("đề án", "scheme"), one.id.as_str(), &one.place));
    let forms = more.forms.iter().filter(|one| base.form(&one.id).is_some());
    let forms = forms.map(|one| (("biểu", "form"), one.id.as_str(), &one.place));
    let checks = more.checks.iter().filter(|one| base.figure_check(&one.id).is_some());
    let checks = checks.map(|one| (("phép kiểm tra", "check"), one.id.as_str(), &one.place));
    let parameters = more.parameters.iter().filter(|one| base.parameters.iter().any(|known| known.id == one.id));
    let parameters = parameters.map(|one| (("tham số", "parameter"), one.id.as_str(), &one.place));
    let levels = more.places.levels.iter().filter(|one| base.places.levels.iter().any(|known| known.id == one.id));
    let levels = levels.map(|one| (("cấp hành chính", "level of places"), one.id.as_str(), &one.place));
    let known = |code: &str| base.places.provinces.iter().any(|one| one.code == code);
    let provinces = more.places.provinces.iter().filter(|one| known(&one.code));
    let provinces = provinces.map(|one| (("tỉnh, thành phố", "province"), one.code.as_str(), &one.place));
    bodies
        .chain(posts)
        .chain(procedures)
        .chain(schemes)
        .chain(forms)
        .chain(checks)
        .chain(parameters)
        .chain(levels)
        .chain(provinces)
        .collect()
}

impl MembersPack {
    fn add(&mut self, more: Self) {
        self.purposes.extend(more.purposes);
        self.fields.extend(more.fields);
        self.states.extend(more.states);
        self.joinings.extend(more.joinings);
        self.leavings.extend(more.leavings);
        self.sheets.extend(more.sheets);
    }
}
