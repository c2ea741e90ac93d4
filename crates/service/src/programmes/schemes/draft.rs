//! A scheme as an officer fills it in on a page, made into the same file a pack has.
//!
//! Not here: checking it (`pack` does, as for every file).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{LocalText, Period, names::fold};
use congdoan_pack::{FieldKind, OncePer, Pack, PaidRecord, Pays, Place, Scheme};

use super::problem;
use crate::{Result, error::words};

/// A rule as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleDraft {
    /// The formula.
    pub formula: String,
    /// What it asks, in words.
    pub message: String,
}

/// A scheme as it is filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemeDraft {
    /// Its name.
    pub name: String,
    /// Code of the unit whose money it is.
    pub unit: String,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
    /// `union`, or the id of a register.
    pub pays: String,
    /// Its money, in đồng.
    pub budget: Option<i64>,
    /// What an outcome costs, in đồng; the ceiling where there is a formula.
    pub amount: Option<i64>,
    /// The formula of the cost; empty for a fixed one.
    pub formula: String,
    /// Days to claim within.
    pub within: Option<u16>,
    /// The least members, where a union is paid for.
    pub members: Option<i64>,
    /// Further rules.
    pub rules: Vec<RuleDraft>,
    /// Papers, by name.
    pub papers: Vec<String>,
    /// The register payments go into; empty for none.
    pub paid_into: String,
    /// Decision or paper it rests on.
    pub source: String,
}

impl SchemeDraft {
    /// The scheme as a file of a pack.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for what is not filled in, and where payments cannot fill the register in.
    pub fn to_toml(&self, pack: &Pack) -> Result<String> {
        let (Some(from), Some(to)) = (self.from, self.to) else {
            return Err(problem("from_day", "Cần ngày đầu và ngày cuối", "The first and the last day are needed"));
        };
        let period = Period::range(from, to)
            .map_err(|_| problem("until_day", "Ngày cuối trước ngày đầu", "It ends before it begins"))?;
        let pays = match self.pays.as_str() {
            "union" => Pays::Union,
            register => Pays::Record { register: register.to_owned() },
        };
        let mut scheme = Scheme {
            id: id_of(&self.name, "scheme"),
            name: words(self.name.trim(), ""),
            unit: self.unit.clone(),
            period,
            once_per: if pays == Pays::Union { OncePer::Union } else { OncePer::Record },
            pays,
            excludes: Vec::new(),
            budgets: Vec::new(),
            terms: Vec::new(),
            paid: None,
            source: self.source.trim().to_owned(),
            place: Place::default(),
            text: String::new(),
        };
        if self.name.trim().is_empty() {
            return Err(problem("name", "Cần tên đề án", "The name is needed"));
        }
        let Some(budget) = self.budget.filter(|budget| *budget > 0) else {
            return Err(problem("budget", "Cần số kinh phí", "The budget is needed"));
        };
        let Some(amount) = self.amount.filter(|amount| *amount > 0) else {
            return Err(problem("amount", "Cần mức chi", "What an outcome costs is needed"));
        };
        let paid = self.paid_record(pack, &scheme)?;
        scheme.paid = paid;
        Ok(scheme.to_toml() + &self.money(&scheme, budget, amount))
    }

    /// Budget and terms: formulas are read once the whole is.
    fn money(&self, scheme: &Scheme, budget: i64, amount: i64) -> String {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let period = quoted(&scheme.period.to_string());
        let mut text = format!("\n[[budget]]\nperiod = {period}\namount = {budget}\n\n[[terms]]\n");
        if self.formula.trim().is_empty() {
            text += &format!("amount = {amount}\n");
        } else {
            text += &format!("formula = {}\nceiling = {amount}\n", quoted(self.formula.trim()));
        }
        if let Some(days) = self.within {
            text += &format!("claim_within = {days}\n");
        }
        if let Some(members) = self.members.filter(|_| scheme.pays == Pays::Union) {
            let message = format!("Công đoàn cơ sở có từ {members} đoàn viên khi thành lập");
            let formula = format!("members != null && members >= {members}");
            text += &rule("members", &formula, &message);
        }
        for (number, one) in (1..).zip(self.rules.iter().filter(|one| !one.formula.trim().is_empty())) {
            let message = if one.message.trim().is_empty() { one.formula.trim() } else { one.message.trim() };
            text += &rule(&format!("rule_{number}"), one.formula.trim(), message);
        }
        for (number, name) in (1..).zip(self.papers.iter().map(|name| name.trim()).filter(|name| !name.is_empty())) {
            text += &format!("\n[[terms.paper]]\nid = \"paper_{number}\"\nname = {{ vi = {} }}\n", quoted(name));
        }
        text
    }

    /// Fields of the register payments go into, each by the fact of the same name.
    fn paid_record(&self, pack: &Pack, scheme: &Scheme) -> Result<Option<PaidRecord>> {
        let Some(register) = pack.register(&self.paid_into) else { return Ok(None) };
        let ground = scheme.ground(pack);
        let known = |id: &str| {
            ["amount", "voucher", "paid_on", "claimed_on"].contains(&id)
                || ground.as_ref().is_some_and(|ground| ground.field(id).is_some())
        };
        let values: BTreeMap<String, String> =
            register.fields.iter().filter(|one| known(&one.id)).map(|one| (one.id.clone(), one.id.clone())).collect();
        let lacking: Vec<&LocalText> = register
            .fields
            .iter()
            .filter(|one| one.required && !values.contains_key(&one.id) && one.kind != FieldKind::Bool)
            .map(|one| &one.name)
            .collect();
        if let Some(name) = lacking.first() {
            return Err(problem(
                "paid_into",
                &format!(
                    "Sổ này bắt buộc có \"{}\", đề án không biết lấy từ đâu; hãy ghi bằng tệp định nghĩa",
                    name.vi
                ),
                &format!("The register needs \"{}\", which the scheme knows nothing of; write a definition", name.vi),
            ));
        }
        let place = Place::default();
        Ok(Some(PaidRecord { register: register.id.clone(), values, constants: BTreeMap::new(), place }))
    }
}

fn rule(id: &str, formula: &str, message: &str) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let (formula, message) = (quoted(formula), quoted(message));
    format!("\n[[terms.rule]]\nid = \"{id}\"\nformula = {formula}\nmessage = {{ vi = {message} }}\n")
}

/// An id made of a name: its letters without marks, words joined.
fn id_of(name: &str, otherwise: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.take(10).collect::<Vec<_>>().join("_");
    if id.starts_with(|sign: char| sign.is_ascii_lowercase()) { id } else { format!("{otherwise}_{id}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_filled_in_is_a_file_of_a_pack() {
        let (pack, _) = congdoan_pack::load(&congdoan_pack::embedded());
        let day = |text: &str| text.parse().ok();
        let draft = SchemeDraft {
            name: "Hỗ trợ \"đơn vị\" mới, 2026".to_owned(),
            unit: "ldld-nghe-an".to_owned(),
            from: day("2026-01-01"),
            to: day("2026-12-31"),
            pays: "union".to_owned(),
            budget: Some(50_000_000),
            amount: Some(2_000_000),
            members: Some(20),
            rules: vec![RuleDraft { formula: "form == 'enterprise'".to_owned(), message: String::new() }],
            papers: vec!["Quyết định công nhận".to_owned(), " ".to_owned()],
            paid_into: "founding_support".to_owned(),
            source: "Kế hoạch 10/KH-LĐLĐ".to_owned(),
            ..SchemeDraft::default()
        };
        let text = draft.to_toml(&pack).unwrap();
        let scheme = pack.read_scheme(&text).unwrap_or_else(|remarks| panic!("{remarks:#?}\n{text}"));
        assert_eq!(scheme.id, "ho_tro_don_vi_moi_2026");
        assert_eq!(scheme.budget(), 50_000_000);
        assert_eq!(scheme.terms.first().map(|terms| (terms.rules.len(), terms.papers.len())), Some((2, 1)));
        // What is written again reads the same.
        let again = pack.read_scheme(&scheme.to_toml()).unwrap_or_else(|remarks| panic!("{remarks:#?}"));
        assert_eq!(again.to_toml(), scheme.to_toml());
        let nothing = SchemeDraft { budget: None, ..draft.clone() };
        assert!(nothing.to_toml(&pack).is_err());
        let elsewhere = SchemeDraft { paid_into: "training".to_owned(), ..draft };
        assert!(elsewhere.to_toml(&pack).is_err(), "nobody knows what its record would say");
    }
}
