//! Records held against the registers they stand in, page by page.
//!
//! Not here: what a register asks (`pack`), rules the database answers (`store::audit::integrity`).

use congdoan_model::{
    RecordId,
    audit::integrity::{Rule, Weight},
    registers::RecordState,
};
use congdoan_store::{Tx, registers::Kept};

use super::RuleResult;
use crate::{Result, Service};

const PAGE: i64 = 2_000;

/// The rules, in the order [`Service::record_rules`] finds what breaks them.
pub(super) const RULES: [Rule; 2] = [
    Rule {
        id: "registers.fields-as-declared",
        weight: Weight::Error,
        name: ("Bản ghi chỉ có những mục sổ hỏi", "Records hold only what their register asks"),
        remedy: ("Sửa bản ghi ở trang của nó", "Correct the record on its page"),
    },
    Rule {
        id: "registers.required-filled",
        weight: Weight::Error,
        name: ("Bản ghi có đủ mục bắt buộc", "Records hold what their register requires"),
        remedy: ("Bổ sung bản ghi ở trang của nó", "Complete the record on its page"),
    },
];

impl Service {
    /// One pass over all records that count.
    pub(super) async fn record_rules(&self, tx: &mut Tx) -> Result<Vec<RuleResult>> {
        let (system, pack) = (self.system(), self.pack());
        let mut places: [Vec<String>; RULES.len()] = Default::default();
        let mut after: Option<RecordId> = None;
        loop {
            let page: Vec<Kept> = tx.all_records(&system, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.record.id);
            let counted = |kept: &&Kept| matches!(kept.record.state, RecordState::Recorded | RecordState::Confirmed);
            for kept in page.iter().filter(counted) {
                let Some(register) = pack.register(&kept.record.register) else { continue };
                let fields = &kept.record.fields;
                let given = |id: &str| fields.get(id).is_some_and(|value| !value.is_null());
                let unknown = fields.keys().any(|id| register.field(id).is_none());
                let lacking = register.fields.iter().any(|field| field.required && !given(&field.id));
                let record = &kept.record;
                let place = || format!("{} · {} {} [{}]", kept.unit_code, register.id, record.occurred_on, record.id);
                for (list, broken) in places.iter_mut().zip([unknown, lacking]) {
                    list.extend(broken.then(place));
                }
            }
        }
        let result = |(rule, places): (&Rule, Vec<String>)| RuleResult::of(rule, super::breaks(places));
        Ok(RULES.iter().zip(places).map(result).collect())
    }
}
