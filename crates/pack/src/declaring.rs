//! Who declares what nobody's records give: told by the forms that come back every year.
//!
//! The lowest level whose form has a line declares it, once; levels above add up. Grassroots unions declare what their form
//! asks, and nobody above types on top of them. What only the forms above ask is declared by the unions directly above the
//! grassroots, and a union higher up adds what it alone holds. A pack that names `expected_of` for an indicator says otherwise.
//!
//! Not here: how a typed line becomes a base row (`service::reports::fill`), who reported (`rollup::completeness`).

use std::collections::{BTreeMap, BTreeSet};

use congdoan_model::{
    figures::{Combine, Formula, Indicator},
    org::UnitKind,
};

use crate::{Cycle, Pack};

/// Kinds of unions that stand directly above the grassroots, by law and in practice.
const DIRECTLY_ABOVE: [UnitKind; 2] = [UnitKind::Upper, UnitKind::Corporation];

impl Pack {
    /// The pack as it is put in force: every declared indicator on a form that comes back names who is expected to declare
    /// it. Settled when all packs are merged, since a form of one may ask an indicator of another.
    #[must_use]
    pub fn settled(mut self) -> Self {
        let mut asking: BTreeMap<&str, BTreeSet<UnitKind>> = BTreeMap::new();
        for form in self.forms.iter().filter(|form| form.cycles.iter().any(Cycle::is_awaited)) {
            for line in form.lines() {
                asking.entry(&line.indicator).or_default().extend(&form.levels);
            }
        }
        let mut declarers: BTreeMap<String, Vec<UnitKind>> = BTreeMap::new();
        for indicator in self.indicators.iter_mut().filter(|one| is_declared(one)) {
            let is_settled = self.declarers.contains_key(&indicator.id);
            if !indicator.expected_of.is_empty() && !is_settled {
                continue;
            }
            let Some(levels) = asking.get(indicator.id.as_str()) else { continue };
            let all: Vec<UnitKind> = if levels.contains(&UnitKind::Grassroots) {
                vec![UnitKind::Grassroots]
            } else {
                levels.iter().copied().collect()
            };
            let direct: Vec<UnitKind> = all.iter().copied().filter(|kind| DIRECTLY_ABOVE.contains(kind)).collect();
            indicator.expected_of = if direct.is_empty() { all.clone() } else { direct };
            declarers.insert(indicator.id.clone(), all);
        }
        self.declarers = declarers;
        self
    }

    /// Whether units of a kind declare an indicator that neither records nor a formula give: those expected to, and those
    /// above them that a form asks as well. What no form asks and no pack says is declared by grassroots unions.
    #[must_use]
    pub fn declares(&self, kind: UnitKind, indicator: &Indicator) -> bool {
        let asked = self.declarers.get(&indicator.id).unwrap_or(&indicator.expected_of);
        if asked.is_empty() { kind == UnitKind::Grassroots } else { asked.contains(&kind) }
    }
}

/// Whether an indicator is added up from what units declare.
pub(crate) fn is_declared(indicator: &Indicator) -> bool {
    indicator.register.is_none() && matches!(indicator.formula, Formula::Rows(combine) if combine != Combine::Distinct)
}
