//! Claims of units: judged while they are filled in, handed in, shown and listed.
//!
//! A claim that breaks a rule when it is handed in is written down as refused by that rule, so that it can be seen and
//! counted; it takes no money and does not stand in the way of a later one. Not here: what officers decide (`deeds`).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use congdoan_model::{
    ClaimId, LocalText, ProgrammeId, RecordId,
    access::{Action, Caller},
    audit::Entry,
    org::{Unit, UnitKind},
    programmes::schemes::{Claim, ClaimDeed, ClaimState, OutcomeKey},
    registers::Fields,
};
use congdoan_pack::{FieldKind, Pays, Register, Scheme};
use congdoan_store::{
    Tx,
    access::Thing,
    org::{Below, UnitFilter},
    programmes::schemes::{ClaimFilter, KeptClaim, KeptScheme, NewClaim as Written},
    registers::{Kept, RecordFilter},
};

use super::{
    Broken, definition_of,
    judge::{Claimed, Judgement},
    problem,
};
use crate::{Error, Result, Service, access::Once, error::words, registers::counts};

/// How many claims a list shows.
pub const LISTED: i64 = 500;
/// The longest number of a paper, in characters.
const LONGEST: usize = 200;

/// How many outcomes a form offers.
const OFFERED: usize = 200;
/// How many are looked at for it.
const LOOKED_AT: i64 = 2_000;

/// Something that could be claimed for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Code of the union, or id of the record.
    pub value: String,
    /// What it is called.
    pub title: String,
    /// Its day.
    pub on: NaiveDate,
}

/// What a claim is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// A union, by its code.
    Union(&'a str),
    /// A record.
    Record(RecordId),
}

/// A claim to be handed in, or only to be judged.
#[derive(Clone, Debug)]
pub struct NewClaim<'a> {
    /// The scheme.
    pub scheme: ProgrammeId,
    /// Code of the unit that claims.
    pub unit: &'a str,
    /// What it is for.
    pub outcome: Outcome<'a>,
    /// Facts nothing here knows, such as members where there is no roll.
    pub stated: Fields,
    /// Numbers of the papers handed in, by the paper's id.
    pub papers: BTreeMap<String, String>,
    /// The money asked for; the cost of the outcome where nothing is.
    pub amount: Option<i64>,
}

/// What the caller may do with a claim as it stands.
#[derive(Clone, Debug)]
pub struct ClaimView {
    /// The claim.
    pub kept: KeptClaim,
    /// Its scheme.
    pub scheme: KeptScheme,
    /// The scheme's rules.
    pub rules: Scheme,
    /// What the rules say today; nothing where the claim ended or its outcome cannot be seen.
    pub judged: Option<Judgement>,
    /// What happened to it, oldest first.
    pub story: Vec<Entry>,
    /// What the caller may do.
    pub deeds: Vec<ClaimDeed>,
}

/// Why a claim was refused, withdrawn or reversed, in both languages where a rule said it.
#[must_use]
pub fn reason_of(claim: &Claim) -> LocalText {
    serde_json::from_str(&claim.reason).unwrap_or_else(|_| words(&claim.reason, &claim.reason))
}

/// Words of a rule as a claim keeps them.
pub(crate) fn kept_reason(said: &LocalText) -> Result<String> {
    serde_json::to_string(said).map_err(|error| Error::Internal(error.to_string()))
}

impl Service {
    /// What the rules would say to a claim, without handing it in.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] when the caller may not claim for the unit, or there is no such outcome for it.
    pub async fn judge_claim(&self, caller: &Caller, new: &NewClaim<'_>) -> Result<Judgement> {
        let mut tx = self.store.read().await?;
        let (kept, scheme, unit) = self.claiming_on(&mut tx, caller, new).await?;
        let claimed = claimed(new, &unit, caller.now.day());
        self.judge_outcome(&mut tx, caller, (&kept, &scheme), &new.outcome, claimed).await
    }

    async fn claiming_on(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        new: &NewClaim<'_>,
    ) -> Result<(KeptScheme, Scheme, Unit)> {
        let kept = tx.scheme(caller, new.scheme).await?;
        let unit = tx.unit(caller, new.unit).await?;
        tx.require_claiming(caller, unit.id).await?;
        let scheme = definition_of(&self.pack(), &kept)?;
        Ok((kept, scheme, unit))
    }

    /// What a unit could claim for: unions founded and records of the scheme's time, of the unit and all it manages below,
    /// for which no claim lives; at most 200, latest first.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] when the caller may not claim for the unit.
    pub async fn outcomes_to_claim(
        &self,
        caller: &Caller,
        scheme: ProgrammeId,
        unit: &str,
    ) -> Result<(KeptScheme, Scheme, Unit, Vec<Candidate>)> {
        let pack = self.pack();
        let mut tx = self.store.read().await?;
        let new = NewClaim {
            scheme,
            unit,
            outcome: Outcome::Union(unit),
            stated: Fields::new(),
            papers: BTreeMap::new(),
            amount: None,
        };
        let (kept, rules, unit) = self.claiming_on(&mut tx, caller, &new).await?;
        let found = match &rules.pays {
            Pays::Union => {
                let filter = UnitFilter { kind: Some(UnitKind::Grassroots), name: "", after: "", limit: LOOKED_AT };
                let mut unions = tx.units_below(caller, unit.id, &filter).await?;
                unions.push(unit.clone());
                unions.retain(|one| one.kind == UnitKind::Grassroots && rules.period.contains(one.opened_on));
                unions.into_iter().map(union_to_claim).collect::<Vec<_>>()
            }
            Pays::Record { register } => {
                let register = pack.register(register).ok_or(Error::NotFound("register"))?;
                let days = (rules.period.from(), rules.period.to());
                let outside = self.outside(unit.id, days, register.confidential);
                let filter = RecordFilter {
                    register: &register.id,
                    below: Below { unit: unit.id, days, managing: register.confidential, but: outside.as_deref() },
                    after: None,
                    limit: LOOKED_AT,
                    state: None,
                };
                let records = tx.records(caller, &filter).await?;
                let counted = records.into_iter().filter(|kept| counts(register, kept.record.state));
                counted.map(|kept| record_to_claim(register, kept)).collect()
            }
        };
        let keys: Vec<OutcomeKey> = found.iter().map(|(key, _)| key.clone()).collect();
        let rivals = tx.rivals(&keys, ClaimId::default()).await?;
        let free = |key: &OutcomeKey| !rivals.iter().any(|rival| rival.scheme == scheme && rival.outcome == key.0);
        let mut open: Vec<Candidate> = found.into_iter().filter(|(key, _)| free(key)).map(|(_, one)| one).collect();
        open.sort_by(|one, other| other.on.cmp(&one.on).then_with(|| one.title.cmp(&other.title)));
        open.truncate(OFFERED);
        Ok((kept, rules, unit, open))
    }

    /// Hands a claim in. One that breaks a rule is written down as refused.
    ///
    /// # Errors
    /// [`Error::RuleBroken`] with the rule and the claim; [`Error::Invalid`] where a fact or a paper is not filled in;
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn submit_claim(&self, caller: &Caller, new: &NewClaim<'_>, once: Option<Once<'_>>) -> Result<ClaimId> {
        let done = self.try_submit_claim(caller, new, once.as_ref()).await;
        self.refusal_noted(caller, &format!("scheme:{}", new.scheme), done).await
    }

    async fn try_submit_claim(&self, caller: &Caller, new: &NewClaim<'_>, once: Option<&Once<'_>>) -> Result<ClaimId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once).await? {
            let id: ClaimId = kept.body.parse().map_err(|_| Error::KeyReused)?;
            let claim = tx.claim(caller, id).await?.claim;
            return answered(&claim);
        }
        let (kept, scheme, unit) = self.claiming_on(&mut tx, caller, new).await?;
        tx.hold_scheme(kept.id, unit.id).await?;
        let day = caller.now.day();
        let judged =
            self.judge_outcome(&mut tx, caller, (&kept, &scheme), &new.outcome, claimed(new, &unit, day)).await?;
        filled_in(&judged, new)?;
        let refusal = judged.refusal();
        let (state, rule, reason) = match refusal {
            None => (ClaimState::Submitted, String::new(), String::new()),
            Some(verdict) => (ClaimState::Refused, verdict.rule.clone(), kept_reason(&verdict.broken(None).words())?),
        };
        let claim = Claim {
            id: self.ids.next(),
            scheme: kept.id,
            unit: unit.id,
            outcome: judged.key.clone(),
            outcome_unit: judged.unit.id,
            outcome_record: if let Outcome::Record(id) = new.outcome { Some(id) } else { None },
            outcome_on: judged.on,
            title: judged.title.clone(),
            facts: judged.plain_facts(),
            papers: papers(&judged, new),
            amount: new.amount.or(judged.amount).unwrap_or_default(),
            claimed_on: day,
            state,
            rule,
            reason,
            voucher: String::new(),
            paid_on: None,
            record: None,
            version: 0,
        };
        let stated: Fields =
            judged.asked.iter().filter_map(|id| Some((id.clone(), new.stated.get(id)?.clone()))).collect();
        tx.add_claim(caller, &Written { claim: &claim, payer: kept.unit, stated: &stated }).await?;
        self.keep(&mut tx, caller, once, &claim.id.to_string()).await?;
        tx.commit().await?;
        match refusal {
            None => Ok(claim.id),
            Some(verdict) => Err(verdict.broken(Some(claim.id))),
        }
    }

    /// One claim with what the rules say to it today.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn claim(&self, caller: &Caller, id: ClaimId) -> Result<ClaimView> {
        let view = self.claim_view(caller, id).await;
        self.refusal_noted(caller, &format!("claim:{id}"), view).await
    }

    async fn claim_view(&self, caller: &Caller, id: ClaimId) -> Result<ClaimView> {
        let mut tx = self.store.read().await?;
        let kept = tx.claim(caller, id).await?;
        let scheme = tx.scheme(caller, kept.claim.scheme).await?;
        let rules = definition_of(&self.pack(), &scheme)?;
        let story = tx.claim_story(caller, id).await?;
        let claim = &kept.claim;
        let judged = if claim.state.is_live() {
            match self.judge_claim_again(&mut tx, caller, (&scheme, &rules), &kept).await {
                Ok(judged) => Some(judged),
                Err(Error::NotFound(_) | Error::Denied(_)) => None,
                Err(other) => return Err(other),
            }
        } else {
            None
        };
        let claims = tx.require_claiming(caller, claim.unit).await.is_ok();
        let decides = tx.require_deciding(caller, claim.unit).await.is_ok()
            && (caller.is_system() || caller.name() != kept.login);
        let spends = decides && tx.require(caller, Action::ProgrammeWrite, scheme.unit, Thing::PROGRAMME).await.is_ok();
        let may = |deed: &ClaimDeed| match deed {
            ClaimDeed::Withdraw => claims,
            ClaimDeed::Check | ClaimDeed::Refuse => decides,
            ClaimDeed::Approve | ClaimDeed::Pay | ClaimDeed::Reverse => spends,
        };
        let fits = |deed: &&ClaimDeed| deed.after(claim.state).is_some() && may(deed);
        let deeds = ClaimDeed::ALL.iter().filter(fits).copied().collect();
        Ok(ClaimView { kept, scheme, rules, judged, story, deeds })
    }

    /// Judges a claim that stands, by what is known now.
    pub(super) async fn judge_claim_again(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        (kept, scheme): (&KeptScheme, &Scheme),
        of: &KeptClaim,
    ) -> Result<Judgement> {
        let claim = &of.claim;
        let unit = tx.unit_of_id(caller, claim.unit).await?;
        let code = tx.unit_of_id(caller, claim.outcome_unit).await?.code;
        let outcome = claim.outcome_record.map_or_else(|| Outcome::Union(code.as_str()), Outcome::Record);
        let claimed = Claimed {
            id: claim.id,
            unit: &unit,
            on: claim.claimed_on,
            papers: &claim.papers,
            stated: &of.stated,
            amount: Some(claim.amount),
        };
        self.judge_outcome(tx, caller, (kept, scheme), &outcome, claimed).await
    }

    /// Claims on a scheme the caller may see, latest first, at most [`LISTED`].
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read the scheme.
    pub async fn claims_on(&self, caller: &Caller, filter: &ClaimFilter<'_>) -> Result<(KeptScheme, Vec<KeptClaim>)> {
        let work = async {
            let mut tx = self.store.read().await?;
            let scheme = tx.scheme(caller, filter.scheme).await?;
            let claims = tx.claims(caller, filter).await?;
            Ok((scheme, claims))
        };
        self.refusal_noted(caller, &format!("scheme:{}", filter.scheme), work.await).await
    }

    /// The claim whose payment made a record, where the caller may see it.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn claim_behind(&self, caller: &Caller, record: RecordId) -> Result<Option<KeptClaim>> {
        Ok(self.store.read().await?.claim_behind(caller, record).await?)
    }
}

fn union_to_claim(unit: Unit) -> (OutcomeKey, Candidate) {
    let candidate = Candidate { value: unit.code.to_string(), title: unit.name, on: unit.opened_on };
    (OutcomeKey::union(unit.id), candidate)
}

fn record_to_claim(register: &Register, kept: Kept) -> (OutcomeKey, Candidate) {
    let title = format!("{} · {}", title_of(register, &kept.record.fields), kept.unit_name);
    let candidate = Candidate { value: kept.record.id.to_string(), title, on: kept.record.occurred_on };
    (OutcomeKey::record(kept.record.id), candidate)
}

/// What a record is called where nobody's name is told: its first words.
pub(super) fn title_of(register: &Register, fields: &Fields) -> String {
    let said = register.fields.iter().filter(|field| field.kind == FieldKind::Text && !field.personal);
    let mut texts = said.filter_map(|field| fields.get(&field.id)?.as_str());
    texts.find(|text| !text.is_empty()).map_or_else(|| register.name.vi.clone(), str::to_owned)
}

/// What handing in the same claim again is told.
fn answered(claim: &Claim) -> Result<ClaimId> {
    if claim.rule.is_empty() {
        return Ok(claim.id);
    }
    let conflict = ["budget", "once", "excluded"].contains(&claim.rule.as_str());
    let broken = Broken { rule: claim.rule.clone(), words: reason_of(claim), conflict, claim: Some(claim.id) };
    Err(Error::RuleBroken(Box::new(broken)))
}

fn claimed<'a>(new: &'a NewClaim<'_>, unit: &'a Unit, on: NaiveDate) -> Claimed<'a> {
    let (papers, stated, amount) = (&new.papers, &new.stated, new.amount);
    Claimed { id: ClaimId::default(), unit, on, papers, stated, amount }
}

/// Every fact nobody here knows is stated; numbers of papers stay short.
fn filled_in(judged: &Judgement, new: &NewClaim<'_>) -> Result<()> {
    if let Some(id) = judged.asked.iter().find(|id| !judged.facts.contains_key(*id)) {
        let name = judged.ground.field(id).map(|field| field.name.clone()).unwrap_or_default();
        return Err(problem(id, &format!("Hãy nhập: {}", name.vi), &format!("Fill in: {}", name.en)));
    }
    if judged.asked.iter().filter_map(|id| judged.facts.get(id)?.as_i64()).any(|number| number < 0) {
        return Err(problem("members", "Không được nhỏ hơn 0", "Must not be less than 0"));
    }
    match new.papers.iter().find(|(_, number)| number.chars().count() > LONGEST) {
        None => Ok(()),
        Some((id, _)) => Err(problem(id, "Số văn bản dài quá 200 ký tự", "The number has more than 200 characters")),
    }
}

/// The papers the terms know, with their numbers.
fn papers(judged: &Judgement, new: &NewClaim<'_>) -> BTreeMap<String, String> {
    let known = judged.terms.iter().flat_map(|terms| &terms.papers);
    let handed = known.filter_map(|paper| Some((paper.id.clone(), new.papers.get(&paper.id)?.trim().to_owned())));
    handed.filter(|(_, number)| !number.is_empty()).collect()
}
