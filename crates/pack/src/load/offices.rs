//! Rules that hold between the files of a pack about committees, posts, procedures, places and parameters.
//!
//! Not here: rules inside one file (the other modules of `load`), members (`links`), registers and indicators (`cross`).

use congdoan_model::LocalText;

use super::cross::Cross;
use crate::{Pack, Place, Remark, Severity, condition::Fault, founding::DossierCase};

impl Cross<'_> {
    /// Everything said about them that needs no other file to be readable.
    pub(super) fn offices(&self, pack: &Pack) {
        let bodies: Vec<_> = pack.bodies.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("ban", "body"), &bodies);
        let posts: Vec<_> = pack.posts.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("chức danh", "post"), &posts);
        let procedures: Vec<_> = pack.procedures.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("thủ tục", "procedure"), &procedures);
        let parameters: Vec<_> = pack.parameters.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("tham số", "parameter"), &parameters);
        let levels: Vec<_> = pack.places.levels.iter().map(|one| (one.id.as_str(), &one.place)).collect();
        self.unique(("cấp hành chính", "level of places"), &levels);
    }

    /// Names of one file that another must define; only asked when every file was readable.
    pub(super) fn office_links(&self, pack: &Pack) {
        let base = self.base;
        let forms = pack.unit_forms.iter().chain(&base.unit_forms);
        let forms: Vec<&str> = forms.map(|form| form.id.as_str()).collect();
        for body in &pack.bodies {
            for form in &body.forms {
                self.must_be(("dạng đơn vị", "form of unit"), form, &forms, &body.place);
            }
        }
        let roles: Vec<&str> = pack.roles.iter().chain(&base.roles).map(|role| role.id.as_str()).collect();
        let bodies: Vec<&str> = pack.bodies.iter().chain(&base.bodies).map(|body| body.id.as_str()).collect();
        for post in &pack.posts {
            for role in post.grants.iter().filter_map(|grant| grant.role.as_deref()) {
                self.must_be(("vai trò", "role"), role, &roles, &post.place);
            }
            let Some(id) = post.body.as_deref() else { continue };
            self.must_be(("ban", "body"), id, &bodies, &post.place);
            let body = pack.body(id).or_else(|| base.body(id));
            for kind in post.kinds.iter().filter(|kind| body.is_some_and(|body| !body.kinds.contains(kind))) {
                self.error(
                    &post.place,
                    format!("đơn vị loại \"{kind}\" không có ban \"{id}\""),
                    format!("units of kind \"{kind}\" have no body \"{id}\""),
                );
            }
        }
        let parameters = pack.parameters.iter().chain(&base.parameters);
        let parameters: Vec<&str> = parameters.map(|parameter| parameter.id.as_str()).collect();
        for step in pack.procedures.iter().flat_map(|procedure| &procedure.steps) {
            if let Some(within) = step.within.as_deref() {
                self.must_be(("tham số", "parameter"), within, &parameters, &step.place);
            }
        }
    }

    /// Every definition names its source.
    pub(super) fn office_sources(&self, pack: &Pack, severity: Severity) {
        let bodies = pack.bodies.iter().map(|one| (&one.source, &one.place));
        let posts = pack.posts.iter().map(|one| (&one.source, &one.place));
        let procedures = pack.procedures.iter().map(|one| (&one.source, &one.place));
        let values = pack.parameters.iter().flat_map(|one| &one.values).map(|one| (&one.source, &one.place));
        let levels = pack.places.levels.iter().map(|one| (&one.source, &one.place));
        let provinces = pack.places.provinces.iter().map(|one| (&one.source, &one.place));
        let all = bodies.chain(posts).chain(procedures).chain(values).chain(levels).chain(provinces);
        self.must_name_sources(all, severity);
    }

    /// Remarks on every definition without a source.
    pub(super) fn must_name_sources<'a>(&self, all: impl Iterator<Item = (&'a String, &'a Place)>, severity: Severity) {
        for (_, place) in all.filter(|(source, _)| source.trim().is_empty()) {
            self.say(place, severity, super::missing_source());
        }
    }
}

impl Pack {
    /// What is wrong with the conditions of dossiers, each compiled and tried on a sample case.
    pub(crate) fn dossier_remarks(&self, said: impl Fn(Fault) -> LocalText) -> Vec<Remark> {
        let names = DossierCase::default().names();
        let papers = self.procedures.iter().flat_map(|procedure| &procedure.papers);
        let conditions = papers.filter_map(|paper| paper.when.as_ref());
        let faults = conditions.flat_map(|when| when.faults(&names).into_iter().map(|fault| (when.place(), fault)));
        faults
            .map(|(place, fault)| Remark { place: place.clone(), severity: Severity::Error, reason: said(fault) })
            .collect()
    }
}
