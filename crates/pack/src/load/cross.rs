//! Rules that hold between the files of a pack, and the indicators its measures define.
//!
//! Not here: rules inside one file (the other modules of `load`).

use std::collections::BTreeMap;

use congdoan_model::{
    LocalText,
    figures::{Combine, Formula, Indicator, OverTime},
    members::{Joining, Leaving},
    org::Code,
};

use super::{missing_source, table::Remarks};
use crate::{
    Measure, MembersPack, Pack, Place, Register, Remark, Severity,
    condition::{Fault, Names},
    founding::DossierCase,
    remark::{reason, suggestion},
};

/// The pack whose definitions must all name their source.
const MUST_NAME_SOURCES: &str = "vietnam";

/// The pack at hand is checked beside the pack it will be added to.
pub(super) struct Cross<'a> {
    pub(super) base: &'a Pack,
    remarks: &'a Remarks,
}

/// Checks what one file cannot see, makes indicators of measures and puts everything in order. Names that are not found
/// are only remarked on when every file was `readable`: otherwise what they mean may be in the broken one.
pub(super) fn check(pack: &mut Pack, base: &Pack, readable: bool, remarks: &Remarks) {
    let cross = Cross { base, remarks };
    let registers = pack.registers.iter().map(|one| (one.id.as_str(), &one.place));
    cross.unique(("sổ", "register"), &registers.filter(|(id, _)| !id.is_empty()).collect::<Vec<_>>());
    let roles = pack.roles.iter().map(|one| (one.id.as_str(), &one.place));
    cross.unique(("vai trò", "role"), &roles.filter(|(id, _)| !id.is_empty()).collect::<Vec<_>>());
    cross.members(pack);
    cross.offices(pack);
    cross.add_measures(pack);
    cross.joined(pack);
    cross.sources(pack);
    if readable {
        cross.formulas(pack);
        cross.limits(pack);
        cross.groups(pack);
        cross.member_links(pack);
        cross.office_links(pack);
        cross.schemes(pack);
        cross.forms(pack);
        cross.figure_checks(pack);
    }
    pack.mark_holidays();
    pack.members.joinings.sort_by_key(|rule| Joining::ALL.iter().position(|one| *one == rule.joining));
    pack.members.leavings.sort_by_key(|rule| Leaving::ALL.iter().position(|one| *one == rule.leaving));
    pack.schemes.sort_by(|one, other| one.id.cmp(&other.id));
    pack.forms.sort_by(|one, other| one.id.cmp(&other.id));
    pack.checks.sort_by(|one, other| one.id.cmp(&other.id));
    pack.indicators.sort_by(|one, other| one.id.cmp(&other.id));
    let order: BTreeMap<&str, usize> = pack.groups.iter().zip(0..).map(|(group, at)| (group.id.as_str(), at)).collect();
    let at = |register: &Register| order.get(register.group.as_str()).copied().unwrap_or(usize::MAX);
    pack.registers.sort_by(|one, other| at(one).cmp(&at(other)).then_with(|| one.id.cmp(&other.id)));
}

impl Cross<'_> {
    pub(super) fn say(&self, place: &Place, severity: Severity, said: LocalText) {
        self.remarks.borrow_mut().push(Remark { place: place.clone(), severity, reason: said });
    }

    pub(super) fn error(&self, place: &Place, vi: String, en: String) {
        self.say(place, Severity::Error, reason(vi, en));
    }

    pub(super) fn twice(&self, what: (&str, &str), id: &str, place: &Place, first: &Place) {
        let at = format!("{}:{}", first.file, first.line);
        self.error(
            place,
            format!("{} \"{id}\" đã được định nghĩa ở {at}", what.0),
            format!("{} \"{id}\" is defined at {at} already", what.1),
        );
    }

    fn add_measures(&self, pack: &mut Pack) {
        let mut made = Vec::new();
        for register in &pack.registers {
            for measure in &register.measures {
                if let Some(first) = pack.indicator_places.get(&measure.indicator) {
                    self.twice(("chỉ tiêu", "indicator"), &measure.indicator, &measure.place, first);
                    continue;
                }
                pack.indicator_places.insert(measure.indicator.clone(), measure.place.clone());
                pack.indicator_groups.insert(measure.indicator.clone(), register.group.clone());
                made.push(indicator(measure, register));
            }
        }
        pack.indicators.append(&mut made);
    }

    /// Indicators of several registers: each named by a measure whose values it can add up, and none that nobody feeds.
    fn joined(&self, pack: &mut Pack) {
        for register in &pack.registers {
            for measure in &register.measures {
                for also in &measure.also {
                    let known = pack.indicator(also).or_else(|| self.base.indicator(also));
                    let joins = known.filter(|one| one.register.is_some() && pack.defining(also).is_none());
                    let joins = joins.filter(|_| self.base.defining(also).is_none());
                    let fits = joins.is_some_and(|one| match &one.formula {
                        Formula::Rows(Combine::Distinct) => measure.rule == Combine::Distinct,
                        Formula::Rows(Combine::Sum) => matches!(measure.rule, Combine::Sum | Combine::Count),
                        _ => false,
                    });
                    if !fits {
                        let vi =
                            format!("\"also\" nêu \"{also}\": cần một chỉ tiêu from = \"records\" có cùng cách tính");
                        let en = format!(
                            "\"also\" names \"{also}\": an indicator from = \"records\" of the same rule is needed"
                        );
                        self.error(&measure.place, vi, en);
                    }
                }
            }
        }
        pack.join_registers();
        for indicator in pack.indicators.iter().filter(|one| one.register.as_deref() == Some("")) {
            let place = pack.indicator_places.get(&indicator.id).cloned().unwrap_or_default();
            let vi = "không có số liệu của sổ nào nêu chỉ tiêu này trong \"also\"".to_owned();
            self.error(&place, vi, "no measure of a register names this indicator in \"also\"".to_owned());
        }
    }

    fn sources(&self, pack: &Pack) {
        let severity = if pack.id == MUST_NAME_SOURCES { Severity::Error } else { Severity::Warning };
        for register in &pack.registers {
            let all_sourced = register.measures.iter().all(|measure| !measure.source.trim().is_empty());
            // A register whose measures all name theirs needs none of its own.
            if register.source.trim().is_empty() && (register.measures.is_empty() || !all_sourced) {
                self.say(&register.place, severity, missing_source());
            }
        }
        for indicator in &pack.indicators {
            let declared = indicator.register.is_none() && indicator.source.trim().is_empty();
            if let Some(place) = pack.indicator_places.get(&indicator.id).filter(|_| declared) {
                self.say(place, severity, missing_source());
            }
        }
        self.must_name_sources(pack.holidays.iter().map(|one| (&one.source, &one.place)), severity);
        self.member_sources(&pack.members, severity);
        self.office_sources(pack, severity);
        self.scheme_heads(pack, severity);
        self.form_heads(pack, severity);
        self.check_heads(pack, severity);
    }

    fn member_sources(&self, members: &MembersPack, severity: Severity) {
        let purposes = members.purposes.iter().map(|one| (&one.source, &one.place));
        let fields = members.fields.iter().map(|one| (&one.source, &one.place));
        let states = members.states.iter().map(|one| (&one.source, &one.place));
        let joinings = members.joinings.iter().map(|one| (&one.source, &one.place));
        let leavings = members.leavings.iter().map(|one| (&one.source, &one.place));
        let sheets = members.sheets.iter().map(|one| (&one.source, &one.place));
        let all = purposes.chain(fields).chain(states).chain(joinings).chain(leavings).chain(sheets);
        self.must_name_sources(all, severity);
    }

    /// Ratios stand on two indicators that can be added up, growth on one.
    fn formulas(&self, pack: &Pack) {
        for indicator in &pack.indicators {
            let Some(place) = pack.indicator_places.get(&indicator.id) else { continue };
            match &indicator.formula {
                Formula::Ratio { numerator, denominator } => {
                    self.adds_up(pack, place, "numerator", numerator);
                    self.adds_up(pack, place, "denominator", denominator);
                }
                Formula::Growth { of } => self.adds_up(pack, place, "of", of),
                Formula::Rows(_) | Formula::Units(_) => {}
            }
        }
    }

    fn adds_up(&self, pack: &Pack, place: &Place, key: &str, id: &str) {
        match pack.indicator(id).or_else(|| self.base.indicator(id)).map(|found| &found.formula) {
            Some(Formula::Rows(_) | Formula::Units(_)) => {}
            Some(_) => self.error(
                place,
                format!("\"{key}\": \"{id}\" là tỷ lệ, không cộng được"),
                format!("\"{key}\": \"{id}\" is a ratio itself and cannot be added up"),
            ),
            None => {
                let known = pack.indicators.iter().chain(&self.base.indicators).map(|one| one.id.as_str());
                let (vi, en) = suggestion(id, known);
                self.error(
                    place,
                    format!("\"{key}\": không có chỉ tiêu \"{id}\"{vi}"),
                    format!("\"{key}\": there is no indicator \"{id}\"{en}"),
                );
            }
        }
    }

    fn limits(&self, pack: &Pack) {
        for limit in pack.registers.iter().flat_map(|register| &register.limits) {
            self.adds_up(pack, &limit.place, "indicator", &limit.indicator);
            let found = pack.indicator(&limit.indicator).or_else(|| self.base.indicator(&limit.indicator));
            if found.is_some_and(|found| found.time == OverTime::Standing) {
                self.error(
                    &limit.place,
                    format!("\"{}\" là số đang có hiệu lực, không đặt trần được", limit.indicator),
                    format!("\"{}\" counts what stands on a day and has no ceiling", limit.indicator),
                );
            }
            if limit.unit.parse::<Code>().is_err() {
                self.error(
                    &limit.place,
                    format!("\"{}\" không phải mã đơn vị", limit.unit),
                    format!("\"{}\" is not the code of a unit", limit.unit),
                );
            }
        }
    }

    fn groups(&self, pack: &Pack) {
        let known: Vec<&str> = pack.groups.iter().chain(&self.base.groups).map(|group| group.id.as_str()).collect();
        if known.is_empty() {
            return;
        }
        let registers = pack.registers.iter().map(|register| (&register.group, &register.place));
        let declared = pack.indicators.iter().filter(|indicator| indicator.register.is_none());
        let indicators =
            declared.filter_map(|one| Some((pack.indicator_groups.get(&one.id)?, pack.indicator_places.get(&one.id)?)));
        for (group, place) in registers.chain(indicators).filter(|(group, _)| !known.contains(&group.as_str())) {
            let (vi, en) = suggestion(group, known.iter().copied());
            let said = reason(format!("không có nhóm \"{group}\"{vi}"), format!("there is no group \"{group}\"{en}"));
            self.say(place, Severity::Warning, said);
        }
    }
}

fn indicator(measure: &Measure, register: &Register) -> Indicator {
    Indicator {
        id: measure.indicator.clone(),
        name: measure.name.clone(),
        unit_of_measure: measure.unit_of_measure.clone(),
        formula: Formula::Rows(measure.rule),
        time: measure.time,
        tree: measure.tree,
        expected_of: measure.expected_of.clone(),
        rhythm: measure.rhythm,
        members: None,
        source: measure.source.clone(),
        register: Some(register.id.clone()),
    }
}

impl Pack {
    /// What is wrong with the formulas, each compiled and tried on a sample record.
    pub(crate) fn formula_remarks(&self, base: &Self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for register in &self.registers {
            let sample = register.sample_names();
            // A measure must give the same rows on any day, and a clock run on it, so their formulas do not know today.
            let timeless = sample.without("today");
            let own = register.fields.iter().filter_map(|field| field.check.as_ref());
            let checks = own.chain(&register.checks).map(|check| (&check.condition, &sample));
            let whens = register.measures.iter().map(|measure| &measure.when);
            let whens =
                whens.chain(register.clocks.iter().map(|clock| &clock.when)).flatten().map(|when| (when, &timeless));
            for (condition, names) in checks.chain(whens) {
                let said = condition.faults(names).into_iter().map(|fault| said(fault, names));
                remarks.extend(said.map(|reason| Remark {
                    place: condition.place().clone(),
                    severity: Severity::Error,
                    reason,
                }));
            }
        }
        for (condition, names, wanted) in self.scheme_formulas(base) {
            let faults = condition.faults_wanting(&names, wanted);
            let place = condition.place();
            remarks.extend(faults.into_iter().map(|fault| Remark {
                place: place.clone(),
                severity: Severity::Error,
                reason: said(fault, &names),
            }));
        }
        let case = DossierCase::default().names();
        remarks.extend(self.dossier_remarks(|fault| said(fault, &case)));
        remarks
    }
}

fn said(fault: Fault, names: &Names) -> LocalText {
    match fault {
        Fault::Unreadable(error) => {
            reason(format!("công thức không đọc được: {error}"), format!("the formula cannot be read: {error}"))
        }
        Fault::Name(name) => {
            let (vi, en) = suggestion(&name, names.known());
            reason(
                format!("công thức nêu \"{name}\", ở đây không có mục này{vi}"),
                format!("the formula names \"{name}\", which is no field{en}"),
            )
        }
        Fault::Function(name) => reason(format!("không có hàm \"{name}\""), format!("there is no function \"{name}\"")),
        Fault::NotBool(kind) => reason(
            format!("công thức cho kết quả {kind}, cần true hoặc false"),
            format!("the formula gives {kind}, true or false is needed"),
        ),
        Fault::NotNumber(kind) => reason(
            format!("công thức cho kết quả {kind}, cần số nguyên"),
            format!("the formula gives {kind}, a whole number is needed"),
        ),
        Fault::Mixed(error) => reason(
            format!("công thức dùng sai loại giá trị: {error}"),
            format!("the formula uses values of the wrong kind: {error}"),
        ),
    }
}
