//! How an outcome is judged: its facts, filled in by what is known here, and what every rule says about them.
//!
//! Not here: what becomes of the verdicts (`claims`, `deeds`).

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    ClaimId, LocalText, Period, UnitId,
    access::Caller,
    figures::Value,
    names::Language,
    org::{Line, Unit, UnitKind},
    period::Calendar,
    programmes::schemes::{ClaimState, OutcomeKey},
    registers::Fields,
};
use congdoan_pack::{FieldKind, OncePer, Pack, Pays, Register, RuleSaid, Scheme, Terms};
use congdoan_store::{Tx, programmes::schemes::KeptScheme};
use serde_json::Value as Json;

use super::{
    Broken,
    claims::{Outcome, title_of},
};
use crate::{Error, Result, Service, error::words, figures::Ask, registers::counts};

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The unit itself, as the tree has it.
    Unit,
    /// The dossier of its founding.
    Founding,
    /// The figure of members: a roll, or a declaration.
    Figure,
    /// The record.
    Record,
    /// The claiming unit typed it, for nothing here knew it.
    Stated,
}

/// What a rule says about a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The rule.
    pub rule: String,
    /// Whether it holds.
    pub holds: bool,
    /// What it asks.
    pub asks: LocalText,
    /// What it found, with the numbers.
    pub found: LocalText,
    /// Whether the state of things stands against it, not the outcome itself.
    pub conflict: bool,
}

impl Verdict {
    fn new(rule: &str, holds: bool, asks: (&str, &str), found: (String, String)) -> Self {
        let found = LocalText { vi: found.0, en: found.1 };
        Self { rule: rule.to_owned(), holds, asks: words(asks.0, asks.1), found, conflict: false }
    }

    const fn of_state(mut self) -> Self {
        self.conflict = true;
        self
    }

    /// The refusal this rule is.
    #[must_use]
    pub fn broken(&self, claim: Option<ClaimId>) -> Error {
        let (vi, en) = (&self.asks.vi, self.asks.get(Language::En));
        let words = words(
            &format!("Không đạt quy định \"{}\": {vi} ({})", self.rule, self.found.vi),
            &format!("The rule \"{}\" refuses it: {en} ({})", self.rule, self.found.get(Language::En)),
        );
        Error::RuleBroken(Box::new(Broken { rule: self.rule.clone(), words, conflict: self.conflict, claim }))
    }
}

/// An outcome with everything known about it, and what the rules say.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// What was judged.
    pub key: OutcomeKey,
    /// The union, or the unit that recorded.
    pub unit: Unit,
    /// The day of the outcome.
    pub on: NaiveDate,
    /// What it is called.
    pub title: String,
    /// Its facts, as the rules see them.
    pub facts: Fields,
    /// Where each comes from.
    pub sources: BTreeMap<String, Source>,
    /// Facts nothing here knows: they are asked.
    pub asked: Vec<String>,
    /// What every rule says, in order.
    pub verdicts: Vec<Verdict>,
    /// What the outcome costs, in đồng; nothing where no terms hold or their formula fails.
    pub amount: Option<i64>,
    /// The terms of its day.
    pub terms: Option<Terms>,
    /// What asks for its facts.
    pub ground: Register,
}

impl Judgement {
    /// The first rule that refuses it.
    #[must_use]
    pub fn refusal(&self) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| !verdict.holds)
    }

    /// The facts without anybody's name or file: what a claim keeps.
    #[must_use]
    pub fn plain_facts(&self) -> Fields {
        let plain = |id: &String| {
            self.ground.field(id).is_some_and(|field| {
                !field.personal && !matches!(field.kind, FieldKind::Person | FieldKind::Persons | FieldKind::File)
            })
        };
        self.facts.iter().filter(|(id, _)| plain(id)).map(|(id, value)| (id.clone(), value.clone())).collect()
    }
}

/// What is judged, beside the outcome.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claimed<'a> {
    /// The claim itself, left out of what stands against it; none yet for a new one.
    pub(crate) id: ClaimId,
    /// The unit that claims.
    pub(crate) unit: &'a Unit,
    /// The day it was handed in.
    pub(crate) on: NaiveDate,
    /// Papers handed in.
    pub(crate) papers: &'a BTreeMap<String, String>,
    /// Facts the unit stated.
    pub(crate) stated: &'a Fields,
    /// The money asked for; the cost of the outcome where nothing is.
    pub(crate) amount: Option<i64>,
}

impl Service {
    /// Judges an outcome. Inside a write transaction that holds the scheme, what it says stands until the commit.
    pub(super) async fn judge_outcome(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (kept, scheme): (&KeptScheme, &Scheme),
        outcome: &Outcome<'_>,
        claimed: Claimed<'_>,
    ) -> Result<Judgement> {
        let pack = self.pack();
        let ground = scheme.ground(&pack).ok_or(Error::NotFound("register"))?.into_owned();
        let mut judged = match (&scheme.pays, outcome) {
            (Pays::Union, Outcome::Union(code)) => self.union_outcome(tx, caller, code, claimed.stated, ground).await?,
            (Pays::Record { .. }, Outcome::Record(id)) => record(tx, caller, &pack, scheme, *id, ground).await?,
            _ => return Err(Error::NotFound("outcome")),
        };
        judged.terms = scheme.terms_on(judged.on).cloned();
        self.place_of_claim(tx, caller, kept, claimed.unit, &mut judged).await?;
        let period = scheme.period;
        judged.verdicts.push(Verdict::new(
            "period",
            period.contains(judged.on),
            ("Kết quả nằm trong thời gian của đề án", "The outcome lies within the scheme's time"),
            (
                format!("{}; đề án từ {} đến {}", day(judged.on), day(period.from()), day(period.to())),
                format!("{}; the scheme runs from {} to {}", judged.on, period.from(), period.to()),
            ),
        ));
        by_terms(&mut judged, claimed, pack.calendar());
        let amount = claimed.amount.or(judged.amount);
        self.not_paid_twice(tx, kept, scheme, claimed.id, &mut judged).await?;
        if let Some(budget) = scheme.budget_on(judged.on) {
            let taken = tx.taken_of_budget(kept.id, budget.period, claimed.id).await?;
            judged.verdicts.push(over_budget(amount.unwrap_or_default(), budget.amount, taken));
        } else {
            judged.verdicts.push(Verdict::new(
                "budget",
                false,
                ("Có kinh phí cho ngày của kết quả", "There is money for the day of the outcome"),
                (day(judged.on), judged.on.to_string()),
            ));
        }
        Ok(judged)
    }

    /// A union with its members on the day it was founded: from the dossier of its founding, its roll, what was declared
    /// for that month, and where none of them knows it, from who claims.
    async fn union_outcome(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        code: &str,
        stated: &Fields,
        ground: Register,
    ) -> Result<Judgement> {
        let unit = tx.unit(caller, code).await?;
        let founded = tx.founded_with(caller, unit.id).await?;
        let mut facts = Fields::new();
        facts.insert("union".to_owned(), unit.name.clone().into());
        facts.insert("code".to_owned(), unit.code.as_str().into());
        facts.insert("form".to_owned(), unit.form.clone().into());
        facts.insert("founded_on".to_owned(), unit.opened_on.to_string().into());
        let mut sources: BTreeMap<String, Source> = facts.keys().map(|id| (id.clone(), Source::Unit)).collect();
        let known = match &founded {
            Some((applicants, _)) => Some((*applicants, Source::Founding)),
            None => self.members_on(code, unit.opened_on).await?.map(|members| (members, Source::Figure)),
        };
        let typed = stated.get("members").and_then(Json::as_i64).map(|members| (members, Source::Stated));
        let asked = if known.is_some() { Vec::new() } else { vec!["members".to_owned()] };
        if let Some((members, source)) = known.or(typed) {
            facts.insert("members".to_owned(), members.into());
            sources.insert("members".to_owned(), source);
        }
        let is_union = unit.kind == UnitKind::Grassroots;
        let verdict = Verdict::new(
            "outcome",
            is_union,
            ("Là công đoàn cơ sở", "It is a grassroots union"),
            (unit.name.clone(), unit.name.clone()),
        );
        Ok(Judgement {
            key: OutcomeKey::union(unit.id),
            on: unit.opened_on,
            title: unit.name.clone(),
            unit,
            facts,
            sources,
            asked,
            verdicts: vec![verdict],
            amount: None,
            terms: None,
            ground,
        })
    }

    /// Members of a union on a day by its roll, else by what was declared for that month.
    async fn members_on(&self, code: &str, on: NaiveDate) -> Result<Option<i64>> {
        let system = self.system();
        for period in [Period::range(on, on)?, Period::month_of(on)] {
            let answer = self.figure(&system, &Ask::new(code, "members.total", period)).await;
            match answer {
                Ok(answer) => {
                    if let Some(members) = answer.value.and_then(Value::whole).filter(|members| *members > 0) {
                        return Ok(Some(members));
                    }
                }
                // A pack without that indicator, or a union unknown to the totals yet: nothing is known.
                Err(Error::UnknownIndicator(_) | Error::NotFound(_)) => return Ok(None),
                Err(other) => return Err(other),
            }
        }
        Ok(None)
    }

    /// The claiming unit lies under the scheme's, and what it claims for under itself.
    async fn place_of_claim(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        kept: &KeptScheme,
        claiming: &Unit,
        judged: &mut Judgement,
    ) -> Result<()> {
        let today = caller.now.day();
        let manages = |above: Vec<(UnitId, Line)>, unit: UnitId| {
            above.into_iter().any(|(one, line)| one == unit && line == Line::Managing)
        };
        let within = manages(tx.above(claiming.id, today).await?, kept.unit);
        let own = manages(tx.above(judged.unit.id, today).await?, claiming.id);
        judged.verdicts.push(Verdict::new(
            "unit",
            within && own,
            (
                "Đơn vị đề nghị thuộc đơn vị có đề án, và đề nghị cho chính mình hoặc đơn vị mình quản lý",
                "The claiming unit belongs to the scheme's, and claims for itself or for one it manages",
            ),
            (
                format!("{} đề nghị cho {}", claiming.name, judged.unit.name),
                format!("{} claims for {}", claiming.name, judged.unit.name),
            ),
        ));
        Ok(())
    }

    /// The same outcome is claimed once: here, under another code of the union, and in schemes that exclude each other.
    async fn not_paid_twice(
        &self,
        tx: &mut Tx,
        kept: &KeptScheme,
        scheme: &Scheme,
        own: ClaimId,
        judged: &mut Judgement,
    ) -> Result<()> {
        let keys = match &scheme.once_per {
            OncePer::Union => tx.same_union(judged.unit.id).await?.into_iter().map(OutcomeKey::union).collect(),
            OncePer::Record | OncePer::Person { .. } => vec![judged.key.clone()],
        };
        let rivals = tx.rivals(&keys, own).await?;
        let here = rivals.iter().find(|rival| rival.scheme == kept.id);
        let found = here.map_or_else(
            || ("chưa có đề nghị nào khác".to_owned(), "no other claim".to_owned()),
            |rival| {
                let state = state_name(rival.state.parse().unwrap_or(ClaimState::Submitted));
                let code = if rival.outcome == judged.key.0 { ("", "") } else { (", mã khác", ", another code") };
                // A person's other claim may be of a unit the reader does not see: that it is there is enough.
                if matches!(scheme.once_per, OncePer::Person { .. }) {
                    return (format!("đề nghị khác: {}", state.vi), format!("another claim: {}", state.en));
                }
                (
                    format!("{}{}: {}", rival.outcome_title, code.0, state.vi),
                    format!("{}{}: {}", rival.outcome_title, code.1, state.en),
                )
            },
        );
        let asks = ("Mỗi kết quả chỉ được chi một lần", "Each outcome is paid once");
        judged.verdicts.push(Verdict::new("once", here.is_none(), asks, found).of_state());
        let excluded = |slug: &str, theirs: &str| {
            scheme.excludes.iter().any(|id| id == slug) || theirs.contains(&format!(",{},", scheme.id))
        };
        let elsewhere = rivals.iter().find(|one| one.scheme != kept.id && excluded(&one.slug, &one.excludes));
        if !scheme.excludes.is_empty() || elsewhere.is_some() {
            let found = elsewhere.map_or_else(
                || ("không có".to_owned(), "none".to_owned()),
                |rival| (rival.title.clone(), rival.title.clone()),
            );
            let asks =
                ("Kết quả chưa được đề án loại trừ nhau chi", "No scheme that excludes this one pays for the outcome");
            judged.verdicts.push(Verdict::new("excluded", elsewhere.is_none(), asks, found).of_state());
        }
        Ok(())
    }
}

/// A record as an outcome: it must count where it stands.
async fn record(
    tx: &mut Tx,
    caller: &Caller,
    pack: &Pack,
    scheme: &Scheme,
    id: congdoan_model::RecordId,
    ground: Register,
) -> Result<Judgement> {
    let found = tx.record(caller, &ground.id, id, ground.confidential).await?;
    let unit = tx.unit_of_id(caller, found.record.unit).await?;
    let counted = pack.register(&ground.id).is_some_and(|register| counts(register, found.record.state));
    let facts = found.record.fields;
    let title = title_of(&ground, &facts);
    let key = match &scheme.once_per {
        OncePer::Union => OutcomeKey::union(unit.id),
        OncePer::Record => OutcomeKey::record(id),
        OncePer::Person { .. } => {
            scheme.person(&facts).map_or_else(|| OutcomeKey::record(id), |print| OutcomeKey::person(&print))
        }
    };
    let verdict = Verdict::new(
        "outcome",
        counted,
        ("Bản ghi còn hiệu lực và được tính vào số liệu", "The record stands and counts"),
        (ground.name.vi.clone(), ground.name.get(Language::En).to_owned()),
    );
    Ok(Judgement {
        key,
        unit,
        on: found.record.occurred_on,
        title,
        sources: facts.keys().map(|id| (id.clone(), Source::Record)).collect(),
        facts,
        asked: Vec::new(),
        verdicts: vec![verdict],
        amount: None,
        terms: None,
        ground,
    })
}

/// Judges an outcome by the scheme's own rules and its budget alone, where who claims and what was paid before is known
/// otherwise; `taken` is what the budget paid before, in đồng.
pub(crate) fn judge_plainly(
    scheme: &Scheme,
    mut judged: Judgement,
    claimed: Claimed<'_>,
    (taken, calendar): (i64, &Arc<Calendar>),
) -> Judgement {
    judged.terms = scheme.terms_on(judged.on).cloned();
    by_terms(&mut judged, claimed, calendar);
    let amount = claimed.amount.or(judged.amount).unwrap_or_default();
    let budget = scheme.budget_on(judged.on).map_or(0, |budget| budget.amount);
    judged.verdicts.push(over_budget(amount, budget, taken));
    judged
}

/// What the terms of the outcome's day ask: their own rules, papers, the time to claim, the money asked for.
fn by_terms(judged: &mut Judgement, claimed: Claimed<'_>, calendar: &Arc<Calendar>) {
    let found = |on: NaiveDate| (format!("ngày {}", day(on)), format!("day {on}"));
    let Some(terms) = judged.terms.clone() else {
        let asks = ("Có quy định cho ngày của kết quả", "There are terms for the day of the outcome");
        judged.verdicts.push(Verdict::new("terms", false, asks, found(judged.on)));
        return;
    };
    let days = (judged.on, claimed.on);
    judged.verdicts.extend(terms.judge(&judged.ground, &judged.facts, days, calendar).into_iter().map(own_rule));
    let lacking: Vec<&congdoan_pack::SchemePaper> = terms
        .papers
        .iter()
        .filter(|paper| paper.required && claimed.papers.get(&paper.id).is_none_or(|number| number.trim().is_empty()))
        .collect();
    if terms.papers.iter().any(|paper| paper.required) {
        let list = |language: Language| lacking.iter().map(|one| one.name.get(language)).collect::<Vec<_>>().join(", ");
        let said = if lacking.is_empty() {
            ("đủ".to_owned(), "complete".to_owned())
        } else {
            (format!("thiếu {}", list(Language::Vi)), format!("lacking: {}", list(Language::En)))
        };
        let asks = ("Hồ sơ đủ giấy tờ bắt buộc", "All papers asked for are handed in");
        judged.verdicts.push(Verdict::new("papers", lacking.is_empty(), asks, said));
    }
    if let Some(within) = terms.claim_within {
        let after = claimed.on.signed_duration_since(judged.on).num_days();
        let asks = (
            format!("Đề nghị trong {within} ngày kể từ ngày có kết quả"),
            format!("The claim comes in within {within} days after the outcome"),
        );
        let said = (format!("nộp sau {after} ngày"), format!("after {after} days"));
        let holds = (0..=i64::from(within)).contains(&after);
        judged.verdicts.push(Verdict::new("window", holds, (&asks.0, &asks.1), said));
    }
    match terms.amount(&judged.ground, &judged.facts, days, calendar) {
        Ok(cost) => {
            judged.amount = Some(cost);
            let asked = claimed.amount.unwrap_or(cost);
            let said = (
                format!("đề nghị {} đồng, mức chi {} đồng", dong(asked, '.'), dong(cost, '.')),
                format!("asks for {} VND, the outcome costs {} VND", dong(asked, ','), dong(cost, ',')),
            );
            let asks = ("Số tiền không vượt mức chi", "The money asked for is not more than the outcome costs");
            judged.verdicts.push(Verdict::new("amount", asked > 0 && asked <= cost, asks, said));
        }
        Err(error) => {
            let asks = ("Tính được mức chi", "The cost can be worked out");
            judged.verdicts.push(Verdict::new("amount", false, asks, (error.clone(), error)));
        }
    }
}

/// A rule of the terms with the facts it looked at.
fn own_rule(said: RuleSaid) -> Verdict {
    let list = |language: Language, none: &str| {
        let told = said.facts.iter().map(|(name, value)| {
            let value = match value {
                Json::Null => none.to_owned(),
                Json::String(text) => text.clone(),
                other => other.to_string(),
            };
            format!("{}: {value}", name.get(language))
        });
        told.collect::<Vec<_>>().join("; ")
    };
    let found = LocalText { vi: list(Language::Vi, "chưa có"), en: list(Language::En, "none") };
    Verdict { rule: said.id, holds: said.holds, asks: said.asks, found, conflict: false }
}

/// Whether money is left for an amount.
pub(super) fn over_budget(amount: i64, budget: i64, taken: i64) -> Verdict {
    let left = budget - taken;
    let found = (
        format!("cần {} đồng, còn {} trên {} đồng", dong(amount, '.'), dong(left, '.'), dong(budget, '.')),
        format!("needs {} VND, {} of {} VND are left", dong(amount, ','), dong(left, ','), dong(budget, ',')),
    );
    Verdict::new("budget", amount <= left, ("Còn đủ kinh phí", "Enough money is left"), found).of_state()
}

/// The same voucher pays once in a year.
pub(super) fn voucher_taken(voucher: &str, year: i32, of: &str) -> Verdict {
    let found =
        (format!("chứng từ {voucher} năm {year} đã chi cho {of}"), format!("{voucher} of {year} paid for {of}"));
    let asks = ("Mỗi số chứng từ chỉ dùng một lần trong năm", "A voucher is used once in a year");
    Verdict::new("voucher", false, asks, found).of_state()
}

/// Whoever hands a claim in does not decide on it.
pub(super) fn own_claim(name: &str) -> Verdict {
    let asks = ("Người lập đề nghị không tự xét duyệt", "Whoever hands a claim in does not decide on it");
    Verdict::new("submitter", false, asks, (format!("do {name} lập"), format!("handed in by {name}")))
}

/// The name of a state.
#[must_use]
pub fn state_name(state: ClaimState) -> LocalText {
    match state {
        ClaimState::Submitted => words("chờ kiểm tra", "submitted"),
        ClaimState::Checked => words("đã kiểm tra, chờ duyệt", "checked"),
        ClaimState::Approved => words("đã duyệt, chờ chi", "approved"),
        ClaimState::Paid => words("đã chi", "paid"),
        ClaimState::Refused => words("bị từ chối", "refused"),
        ClaimState::Withdrawn => words("đã rút", "withdrawn"),
        ClaimState::Reversed => words("đã thu hồi khoản chi", "payment taken back"),
    }
}

fn day(day: NaiveDate) -> String {
    format!("{:02}/{:02}/{}", day.day(), day.month(), day.year())
}

/// A number in groups of three.
fn dong(number: i64, sign: char) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut grouped = String::from(if number < 0 { "-" } else { "" });
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(sign);
        }
        grouped.push(digit);
    }
    grouped
}
