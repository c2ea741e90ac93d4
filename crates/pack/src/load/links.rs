//! Rules that hold between the files of a pack about members: names that must exist, ids and titles that must be
//! unique, lists that must be complete.
//!
//! Not here: rules inside one file (the other modules of `load`), registers and indicators (`cross`), committees, posts
//! and procedures (`offices`).

use std::collections::BTreeMap;

use congdoan_model::{
    figures::Formula,
    members::{Joining, Leaving},
};

use super::cross::Cross;
use crate::{CORE_FIELDS, MemberFieldKind, MembersPack, Pack, Place, remark::suggestion};

/// An id with the place it is defined at.
pub(super) type Named<'a> = (&'a str, &'a Place);

impl Cross<'_> {
    /// Everything said about members that needs no other file to be readable.
    pub(super) fn members(&self, pack: &Pack) {
        let members = &pack.members;
        let named = |what, named: Vec<Named<'_>>| self.unique(what, &named);
        named(("mục", "field"), members.fields.iter().map(|one| (one.id.as_str(), &one.place)).collect());
        named(("mục đích", "purpose"), members.purposes.iter().map(|one| (one.id.as_str(), &one.place)).collect());
        named(("tình trạng", "state"), members.states.iter().map(|one| (one.id.as_str(), &one.place)).collect());
        named(("mẫu bảng", "sheet"), members.sheets.iter().map(|one| (one.id.as_str(), &one.place)).collect());
        let joinings = members.joinings.iter().map(|one| (one.joining.word(), &one.place)).collect();
        named(("cách vào", "way of joining"), joinings);
        let leavings = members.leavings.iter().map(|one| (one.leaving.word(), &one.place)).collect();
        named(("cách ra", "way of leaving"), leavings);
        self.titles(members);
    }

    /// Names of one file that another must define; only asked when every file was readable.
    pub(super) fn member_links(&self, pack: &Pack) {
        let (members, base) = (&pack.members, &self.base.members);
        let purposes: Vec<&str> = members.purposes.iter().chain(&base.purposes).map(|one| one.id.as_str()).collect();
        for field in &members.fields {
            self.must_be(("mục đích", "purpose"), &field.purpose, &purposes, &field.place);
        }
        let fields: Vec<&str> = members.fields.iter().chain(&base.fields).map(|one| one.id.as_str()).collect();
        for sheet in &members.sheets {
            for (_, field) in &sheet.columns {
                self.must_be(("mục", "field"), field, &fields, &sheet.place);
            }
        }
        self.counted_forms(pack);
        if base.fields.is_empty() {
            self.core(members);
        }
    }

    /// Whether ids are defined once.
    pub(super) fn unique(&self, what: (&str, &str), named: &[Named<'_>]) {
        let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
        for (id, place) in named {
            if let Some(first) = seen.get(id) {
                self.twice(what, id, place, first);
            } else {
                seen.insert(id, place);
            }
        }
    }

    /// Remarks on a name that is not among those defined.
    pub(super) fn must_be(&self, what: (&str, &str), id: &str, known: &[&str], place: &Place) {
        if known.contains(&id) {
            return;
        }
        let (vi, en) = suggestion(id, known.iter().copied());
        self.error(place, format!("không có {} \"{id}\"{vi}", what.0), format!("there is no {} \"{id}\"{en}", what.1));
    }

    /// A title of a column must lead to one field alone.
    fn titles(&self, members: &MembersPack) {
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for field in self.base.members.fields.iter().chain(&members.fields) {
            for title in field.folded_titles() {
                let owner = *owners.entry(title.clone()).or_insert(&field.id);
                if owner != field.id {
                    self.error(
                        &field.place,
                        format!("tiêu đề \"{title}\" đã thuộc mục \"{owner}\""),
                        format!("the title \"{title}\" belongs to field \"{owner}\" already"),
                    );
                }
            }
        }
    }

    /// Forms of units that indicators count by must be forms the pack names.
    fn counted_forms(&self, pack: &Pack) {
        let forms = pack.unit_forms.iter().chain(&self.base.unit_forms);
        let known: Vec<&str> = forms.map(|form| form.id.as_str()).collect();
        for indicator in &pack.indicators {
            let Some(place) = pack.indicator_places.get(&indicator.id) else { continue };
            let of_units = match &indicator.formula {
                Formula::Units(count) => count.forms.as_slice(),
                _ => &[],
            };
            for form in indicator.members.iter().flat_map(|count| &count.forms).chain(of_units) {
                self.must_be(("dạng đơn vị", "form of unit"), form, &known, place);
            }
        }
    }

    /// A member file has the core fields, each of its kind, at least one state, and every way of joining and leaving.
    fn core(&self, members: &MembersPack) {
        let first =
            members.fields.iter().map(|field| &field.place).chain(members.joinings.iter().map(|one| &one.place));
        let Some(file) = first.min().map(|place| Place { line: 1, column: 1, file: place.file.clone() }) else {
            return;
        };
        let missing = |what: (&str, &str), id: &str| {
            let (vi, en) = (format!("thiếu {} \"{id}\"", what.0), format!("the {} \"{id}\" is missing", what.1));
            self.error(&file, vi, en);
        };
        for (id, kind) in CORE_FIELDS {
            match members.field(id) {
                None => missing(("mục", "field"), id),
                Some(field) if field.kind != kind => {
                    let words = MemberFieldKind::WORDS;
                    let word = words.iter().find(|(_, one)| *one == kind).map_or("", |(word, _)| *word);
                    self.error(
                        &field.place,
                        format!("mục \"{id}\" phải có kind = \"{word}\""),
                        format!("field \"{id}\" must have kind = \"{word}\""),
                    );
                }
                Some(_) => {}
            }
        }
        for joining in Joining::ALL.iter().filter(|joining| members.joining(**joining).is_none()) {
            missing(("cách vào", "way of joining"), joining.word());
        }
        for leaving in Leaving::ALL.iter().filter(|leaving| members.leaving(**leaving).is_none()) {
            missing(("cách ra", "way of leaving"), leaving.word());
        }
        if members.states.is_empty() {
            missing(("bảng", "table"), "state");
        }
    }
}
