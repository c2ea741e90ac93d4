//! Schemes with money (đề án): what outcome is paid for, how much, under which rules, out of which budget.
//!
//! A scheme judges the facts of one outcome by the terms of the outcome's own day. Not here: reading one from TOML
//! (`load::schemes`), budgets used up and outcomes paid twice (`service`), which ask the database.

mod write;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock},
};

use chrono::NaiveDate;
use congdoan_model::{LocalText, Period, period::Calendar, registers::Fields};
use serde_json::Value as Json;

use crate::{
    Check, Condition, Counts, Field, FieldKind, Pack, PackFile, Place, Register, Remark, Validity, check,
    condition::{Names, Wanted},
    named::fingerprint_of,
    remark::reason,
};

/// What a scheme pays for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pays {
    /// A union founded or recognised, with its members on the day.
    Union,
    /// A record of a register.
    Record {
        /// The register.
        register: String,
    },
}

/// Of what an outcome is paid once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OncePer {
    /// The union: founded, or the one that recorded.
    Union,
    /// The record.
    Record,
    /// The person a field of the record names.
    Person {
        /// The field.
        field: String,
    },
}

/// Money for a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Which outcomes it pays: by the day of the outcome.
    pub period: Period,
    /// Đồng.
    pub amount: i64,
}

/// What one outcome costs.
#[derive(Clone, Debug, PartialEq)]
pub enum Cost {
    /// The same for each, in đồng.
    Fixed(i64),
    /// By a formula over the facts, in đồng, at most a ceiling.
    Formula {
        /// Gives a whole number.
        condition: Condition,
        /// The most an outcome costs, in đồng.
        ceiling: i64,
    },
}

/// A rule an outcome must fulfil.
#[derive(Clone, Debug)]
pub struct SchemeRule {
    /// Stable id inside the terms, named by refusals.
    pub id: String,
    /// The formula over the facts, and what it asks in words.
    pub check: Check,
}

/// A paper a claim needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemePaper {
    /// Stable id inside the terms.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Whether nothing is paid without it.
    pub required: bool,
}

/// Rules and cost for outcomes of some days.
#[derive(Clone, Debug)]
pub struct Terms {
    /// The days of outcomes they judge.
    pub validity: Validity,
    /// What an outcome costs.
    pub cost: Cost,
    /// A claim must come in within so many days after the outcome.
    pub claim_within: Option<u16>,
    /// What must hold.
    pub rules: Vec<SchemeRule>,
    /// What must be handed in.
    pub papers: Vec<SchemePaper>,
    /// Where they are written.
    pub place: Place,
}

/// Into which register a payment goes, and what its record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidRecord {
    /// The register.
    pub register: String,
    /// Fields of its record, by the fact, paper or word (`amount`, `paid_on`, `voucher`) each is taken from.
    pub values: BTreeMap<String, String>,
    /// Fields that always say the same.
    pub constants: BTreeMap<String, String>,
    /// Where it is written.
    pub place: Place,
}

/// Words a payment knows beside facts and papers.
pub(crate) const PAID_WORDS: [&str; 4] = ["amount", "paid_on", "voucher", "claimed_on"];

/// A scheme with money.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Stable id.
    pub id: String,
    /// Its name.
    pub name: LocalText,
    /// Code of the unit whose money it is.
    pub unit: String,
    /// When it runs: outcomes of these days are paid.
    pub period: Period,
    /// What it pays for.
    pub pays: Pays,
    /// Of what it pays once.
    pub once_per: OncePer,
    /// Other schemes that may not pay for the same outcome, by id.
    pub excludes: Vec<String>,
    /// Its money.
    pub budgets: Vec<Budget>,
    /// Its terms, oldest first.
    pub terms: Vec<Terms>,
    /// The record a payment makes.
    pub paid: Option<PaidRecord>,
    /// Decision or paper it rests on.
    pub source: String,
    /// Where it is defined.
    pub place: Place,
    /// The file it was read from.
    pub text: String,
}

/// What a rule said about the facts of an outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSaid {
    /// The rule.
    pub id: String,
    /// Whether it holds.
    pub holds: bool,
    /// What it asks, in words.
    pub asks: LocalText,
    /// The facts it looked at, each with its name.
    pub facts: Vec<(LocalText, Json)>,
}

/// The facts of a union, asked of no officer: name, code, form, day of founding, members on that day.
static UNION: LazyLock<Register> = LazyLock::new(|| {
    let field = |id: &str, kind, vi: &str, en: &str| Field {
        id: id.to_owned(),
        kind,
        name: reason(vi, en),
        hint: LocalText::default(),
        required: false,
        choices: Vec::new(),
        check: None,
        min: None,
        max: None,
        default: None,
        personal: false,
        closed: false,
        copied: false,
        retired: false,
    };
    Register {
        id: "union".to_owned(),
        name: reason("Công đoàn cơ sở", "Grassroots union"),
        description: LocalText::default(),
        group: String::new(),
        levels: Vec::new(),
        confirmed_by: Vec::new(),
        counts: Counts::Recorded,
        confidential: false,
        occurred_on: reason("Ngày thành lập", "Founded on"),
        fields: vec![
            field("union", FieldKind::Text, "Công đoàn cơ sở", "Union"),
            field("code", FieldKind::Text, "Mã đơn vị", "Code"),
            field("form", FieldKind::Text, "Loại hình", "Form"),
            field("founded_on", FieldKind::Date, "Ngày thành lập", "Founded on"),
            field("members", FieldKind::Count, "Số đoàn viên khi thành lập", "Members at founding"),
        ],
        parts: Vec::new(),
        checks: Vec::new(),
        measures: Vec::new(),
        clocks: Vec::new(),
        once: Vec::new(),
        limits: Vec::new(),
        source: String::new(),
        place: Place::default(),
    }
});

impl Scheme {
    /// What its facts are asked by: the register of its outcomes, or the particulars of a union.
    #[must_use]
    pub fn ground<'a>(&self, pack: &'a Pack) -> Option<Cow<'a, Register>> {
        match &self.pays {
            Pays::Union => Some(Cow::Owned(UNION.clone())),
            Pays::Record { register } => pack.register(register).map(Cow::Borrowed),
        }
    }

    /// The terms that judge an outcome of a day.
    #[must_use]
    pub fn terms_on(&self, day: NaiveDate) -> Option<&Terms> {
        self.terms.iter().find(|terms| terms.validity.holds(day))
    }

    /// The money for outcomes of a day.
    #[must_use]
    pub fn budget_on(&self, day: NaiveDate) -> Option<&Budget> {
        self.budgets.iter().find(|budget| budget.period.contains(day))
    }

    /// All its money, in đồng.
    #[must_use]
    pub fn budget(&self) -> i64 {
        self.budgets.iter().map(|budget| budget.amount).sum()
    }

    /// What tells the person of an outcome apart, where the scheme pays once for each.
    #[must_use]
    pub fn person(&self, facts: &Fields) -> Option<String> {
        match &self.once_per {
            OncePer::Person { field } => fingerprint_of(facts.get(field)?),
            OncePer::Union | OncePer::Record => None,
        }
    }
}

impl Terms {
    /// What each rule says about the facts of an outcome. A formula that fails on the facts at hand does not hold.
    #[must_use]
    pub fn judge(
        &self,
        ground: &Register,
        facts: &Fields,
        days: (NaiveDate, NaiveDate),
        calendar: &Arc<Calendar>,
    ) -> Vec<RuleSaid> {
        let names = ground.names(facts, days, calendar);
        let said = |rule: &SchemeRule| {
            let condition = &rule.check.condition;
            let used = condition.used();
            let looked_at = ground.fields.iter().filter(|field| used.contains(&field.id));
            let value = |field: &Field| facts.get(&field.id).cloned().unwrap_or(Json::Null);
            RuleSaid {
                id: rule.id.clone(),
                holds: condition.holds(&names) == Ok(true),
                asks: rule.asks(),
                facts: looked_at.map(|field| (field.name.clone(), value(field))).collect(),
            }
        };
        self.rules.iter().map(said).collect()
    }

    /// What an outcome costs, in đồng.
    ///
    /// # Errors
    /// What CEL said where the formula fails on the facts at hand, or gives less than nothing.
    pub fn amount(
        &self,
        ground: &Register,
        facts: &Fields,
        days: (NaiveDate, NaiveDate),
        calendar: &Arc<Calendar>,
    ) -> Result<i64, String> {
        match &self.cost {
            Cost::Fixed(amount) => Ok(*amount),
            Cost::Formula { condition, ceiling } => {
                let amount = condition.number(&ground.names(facts, days, calendar))?;
                if amount < 0 { Err(format!("{amount} < 0")) } else { Ok(amount.min(*ceiling)) }
            }
        }
    }
}

impl SchemeRule {
    /// What it asks, in words; the formula where it has none.
    #[must_use]
    pub fn asks(&self) -> LocalText {
        if self.check.message.vi.is_empty() {
            return reason(self.check.condition.text(), self.check.condition.text());
        }
        self.check.message.clone()
    }
}

impl PaidRecord {
    /// The values of the record a payment makes; what is empty is left out.
    #[must_use]
    pub fn fields(&self, known: &Fields) -> Fields {
        let taken = self.values.iter().filter_map(|(field, from)| Some((field.clone(), known.get(from)?.clone())));
        let taken = taken.filter(|(_, value)| !value.is_null() && value.as_str() != Some(""));
        let always = self.constants.iter().map(|(field, value)| (field.clone(), Json::from(value.as_str())));
        taken.chain(always).collect()
    }
}

impl Pack {
    /// The scheme of an id.
    #[must_use]
    pub fn scheme(&self, id: &str) -> Option<&Scheme> {
        self.schemes.iter().find(|scheme| scheme.id == id)
    }

    /// Reads the text of one scheme beside this pack, as a file of a pack is read, formulas and all.
    ///
    /// # Errors
    /// A remark for everything that is wrong.
    pub fn read_scheme(&self, text: &str) -> Result<Scheme, Vec<Remark>> {
        let file = PackFile { path: "schemes/scheme.toml".to_owned(), text: text.to_owned() };
        let (mut read, remarks) = check(self, &[file]);
        let errors: Vec<Remark> = remarks.into_iter().filter(Remark::is_error).collect();
        match read.schemes.pop() {
            Some(scheme) if errors.is_empty() => Ok(scheme),
            _ => Err(errors),
        }
    }

    /// Reads the text of a scheme that was checked when it was written; formulas are compiled when first asked.
    #[must_use]
    pub fn kept_scheme(&self, text: &str) -> Option<Scheme> {
        let file = PackFile { path: "schemes/scheme.toml".to_owned(), text: text.to_owned() };
        crate::load_beside(self, &[file]).0.schemes.pop()
    }

    /// What is wrong with the formulas of schemes, each compiled and tried on a sample outcome.
    pub(crate) fn scheme_formulas(&self, base: &Self) -> Vec<(&Condition, Names, Wanted)> {
        let mut formulas = Vec::new();
        for scheme in &self.schemes {
            let Some(ground) = scheme.ground(self).or_else(|| scheme.ground(base)) else { continue };
            for terms in &scheme.terms {
                let rules = terms.rules.iter().map(|rule| (&rule.check.condition, Wanted::YesNo));
                let cost = match &terms.cost {
                    Cost::Formula { condition, .. } => Some((condition, Wanted::Number)),
                    Cost::Fixed(_) => None,
                };
                formulas.extend(rules.chain(cost).map(|(one, wanted)| (one, ground.sample_names(), wanted)));
            }
        }
        formulas
    }

    /// Names a payment of the scheme may take values from.
    pub(crate) fn known_to_payments(&self, base: &Self, scheme: &Scheme) -> BTreeSet<String> {
        let ground = scheme.ground(self).or_else(|| scheme.ground(base));
        let facts = ground
            .into_iter()
            .flat_map(|ground| ground.fields.iter().map(|field| field.id.clone()).collect::<Vec<_>>());
        let papers = scheme.terms.iter().flat_map(|terms| &terms.papers).map(|paper| paper.id.clone());
        facts.chain(papers).chain(PAID_WORDS.map(str::to_owned)).collect()
    }
}
