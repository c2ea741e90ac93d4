//! Schemes with money: the list, one scheme with its numbers, its rules, claims.

pub mod answer;
pub mod claims;
pub mod rules;

use askama::Template;

use crate::{
    page::{Choice, FieldError, Link},
    routes::Route,
    shell::Shell,
};

/// The routes of this part.
#[must_use]
pub fn routes() -> Vec<Route> {
    [answer::routes(), rules::routes(), claims::routes()].concat()
}

/// A number that leads to what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// What it is.
    pub label: String,
    /// The number, as written on pages.
    pub value: String,
    /// A word below it; may be empty.
    pub note: String,
    /// Where it leads; empty for nowhere.
    pub href: String,
}

/// A scheme in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemeRow {
    /// Its title, leading to it.
    pub scheme: Link,
    /// The unit whose money it is.
    pub unit: Link,
    /// Its period, in words.
    pub period: String,
    /// Budget, paid and left, as written on pages.
    pub money: [String; 3],
    /// How much is taken, 0 to 100.
    pub percent: i64,
    /// How many claims wait, leading to them.
    pub waiting: Link,
}

/// A scheme of the pack that is not opened yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfferedScheme {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The paper it rests on.
    pub source: String,
}

/// The list of schemes.
#[derive(Template)]
#[template(path = "programmes/schemes/list.html", blocks = ["content"])]
pub struct SchemesPage {
    /// The frame.
    pub shell: Shell,
    /// The schemes.
    pub rows: Vec<SchemeRow>,
    /// Those of the pack the reader may open.
    pub offered: Vec<OfferedScheme>,
    /// Whether the reader may make one.
    pub may_write: bool,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// Terms for outcomes of some days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermsShown {
    /// The days, in words.
    pub days: String,
    /// What an outcome costs, in words.
    pub cost: String,
    /// The time to claim, in words; empty for no end.
    pub within: String,
    /// Rules: id and what each asks.
    pub rules: Vec<(String, String)>,
    /// Papers; whether each must be there.
    pub papers: Vec<(String, bool)>,
}

/// A line of claims: of a unit, or paid in a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimLine {
    /// The unit or the month, leading to its claims.
    pub name: Link,
    /// How many.
    pub counts: [String; 3],
    /// Đồng, as written on pages.
    pub money: String,
}

/// One version of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VersionShown {
    /// Its number.
    pub number: i64,
    /// Who wrote it, and when.
    pub by: String,
    /// Why.
    pub reason: String,
}

/// One scheme.
#[derive(Template)]
#[template(path = "programmes/schemes/scheme.html", blocks = ["content"])]
pub struct SchemePage {
    /// The frame.
    pub shell: Shell,
    /// Its address.
    pub href: String,
    /// Its title.
    pub title: String,
    /// The unit whose money it is.
    pub unit: Link,
    /// Its period, in words.
    pub period: String,
    /// Its programme, with targets.
    pub programme: String,
    /// The numbers.
    pub numbers: Vec<Shown>,
    /// How much is taken, 0 to 100.
    pub percent: i64,
    /// When the money runs out, in words; empty where the reader does not see all payments.
    pub forecast: String,
    /// Budgets by period, where there are several: period, amount, taken.
    pub budgets: Vec<[String; 3]>,
    /// What it pays for, once for what, and the paper it rests on.
    pub facts: Vec<(String, String)>,
    /// Its terms.
    pub terms: Vec<TermsShown>,
    /// Claims by unit: waiting, approved, paid.
    pub units: Vec<ClaimLine>,
    /// Payments by month.
    pub months: Vec<ClaimLine>,
    /// Versions of the rules, latest first.
    pub versions: Vec<VersionShown>,
    /// Whether the reader may change it.
    pub may_write: bool,
    /// Whether the reader may claim somewhere.
    pub may_claim: bool,
}

impl SchemePage {
    /// How much is taken, in words.
    fn taken(&self) -> String {
        self.shell.t1("scheme-taken-percent", "percent", &self.percent.to_string())
    }
}

/// The rules of a scheme, to be changed.
#[derive(Template)]
#[template(path = "programmes/schemes/rules.html", blocks = ["content"])]
pub struct RulesPage {
    /// The frame.
    pub shell: Shell,
    /// The scheme.
    pub scheme: Link,
    /// The version being changed.
    pub version: i64,
    /// The definition.
    pub definition: String,
    /// Why it is changed.
    pub reason: String,
    /// Whether the reader may change it.
    pub may_write: bool,
    /// What went wrong.
    pub errors: Vec<FieldError>,
}

/// A scheme to be made.
#[derive(Template)]
#[template(path = "programmes/schemes/new.html", blocks = ["content"])]
pub struct NewSchemePage {
    /// The frame.
    pub shell: Shell,
    /// The units it may be of.
    pub units: Vec<Choice>,
    /// What it may pay for.
    pub pays: Vec<Choice>,
    /// Registers payments may go into.
    pub registers: Vec<Choice>,
    /// What was typed, by the name of the field.
    pub typed: std::collections::BTreeMap<String, String>,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

impl NewSchemePage {
    /// Further rules: number, formula, words.
    fn rules(&self) -> Vec<(usize, String, String)> {
        let typed = |name: &str, number| self.of(&format!("{name}-{number}")).to_owned();
        (1..=rules::RULES).map(|number| (number, typed("rule", number), typed("rule-text", number))).collect()
    }

    /// What was typed in a field.
    fn of(&self, name: &str) -> &str {
        self.typed.get(name).map_or("", String::as_str)
    }
}

/// A claim in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimRow {
    /// What it is for, leading to it.
    pub claim: Link,
    /// The unit that claims.
    pub unit: String,
    /// The day of the outcome and that of the claim.
    pub days: [String; 2],
    /// The money.
    pub amount: String,
    /// State: class and words.
    pub state: (String, String),
    /// The voucher and the day it was paid, or why it was refused.
    pub note: String,
}

/// Claims on a scheme.
#[derive(Template)]
#[template(path = "programmes/schemes/claims.html", blocks = ["content"])]
pub struct ClaimsPage {
    /// The frame.
    pub shell: Shell,
    /// The scheme.
    pub scheme: Link,
    /// States to filter by.
    pub states: Vec<Choice>,
    /// The unit and the month the list is narrowed to, in words; empty for none.
    pub narrowed: String,
    /// The question, to be asked again for the files.
    pub question: String,
    /// Code of the unit, kept by the filter.
    pub unit: String,
    /// The month, kept by the filter.
    pub month: String,
    /// The claims.
    pub rows: Vec<ClaimRow>,
    /// The money of those shown.
    pub sum: String,
    /// Whether there are more than are shown.
    pub cut: bool,
}

/// What a rule says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VerdictRow {
    /// The rule.
    pub rule: String,
    /// Whether it holds.
    pub holds: bool,
    /// What it asks.
    pub asks: String,
    /// What it found.
    pub found: String,
}

/// A fact of an outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactRow {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it comes from.
    pub source: String,
}

/// A field of the claim form: id, name, value, whether it must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedRow {
    /// The name of the field.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What was typed.
    pub value: String,
    /// Whether it must be there.
    pub required: bool,
}

/// A claim to be handed in.
#[derive(Template)]
#[template(path = "programmes/schemes/claim_form.html", blocks = ["content"])]
pub struct ClaimFormPage {
    /// The frame.
    pub shell: Shell,
    /// The scheme.
    pub scheme: Link,
    /// Its address.
    pub href: String,
    /// Units the reader may claim for.
    pub units: Vec<Choice>,
    /// Outcomes that could be claimed for.
    pub outcomes: Vec<Choice>,
    /// The unit chosen.
    pub unit: String,
    /// The outcome chosen; empty for none.
    pub outcome: String,
    /// The facts known.
    pub facts: Vec<FactRow>,
    /// Facts nobody here knows.
    pub asked: Vec<AskedRow>,
    /// Papers.
    pub papers: Vec<AskedRow>,
    /// What the rules say.
    pub verdicts: Vec<VerdictRow>,
    /// Whether all of them hold.
    pub holds: bool,
    /// The money.
    pub amount: String,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}

/// What happened to a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimEvent {
    /// What.
    pub what: String,
    /// Who.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// What the reader may do with a claim.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MayDo {
    /// Look through its papers.
    pub check: bool,
    /// Commit its money.
    pub approve: bool,
    /// Pay it.
    pub pay: bool,
    /// Refuse it.
    pub refuse: bool,
    /// Take it back.
    pub withdraw: bool,
    /// Take the payment back.
    pub reverse: bool,
}

/// One claim.
#[derive(Template)]
#[template(path = "programmes/schemes/claim.html", blocks = ["content"])]
pub struct ClaimPage {
    /// The frame.
    pub shell: Shell,
    /// Its address.
    pub href: String,
    /// What it is for.
    pub title: String,
    /// The scheme.
    pub scheme: Link,
    /// The unit that claims.
    pub unit: Link,
    /// State: class and words.
    pub state: (String, String),
    /// The money.
    pub amount: String,
    /// Why it was refused, withdrawn or taken back; empty otherwise.
    pub reason: String,
    /// The rule that refused it; empty otherwise.
    pub rule: String,
    /// Days, voucher, who handed it in.
    pub dates: Vec<(String, String)>,
    /// The outcome, and the record the payment made.
    pub links: Vec<(String, Link)>,
    /// The facts it was judged by.
    pub facts: Vec<FactRow>,
    /// Papers handed in.
    pub papers: Vec<(String, String)>,
    /// What the rules say today; empty where the claim ended.
    pub verdicts: Vec<VerdictRow>,
    /// What happened, latest first.
    pub story: Vec<ClaimEvent>,
    /// What the reader may do.
    pub may: MayDo,
    /// Today, for the day of the payment.
    pub today: String,
    /// What went wrong.
    pub errors: Vec<FieldError>,
    /// Makes re-sending safe.
    pub idempotency_key: String,
}
