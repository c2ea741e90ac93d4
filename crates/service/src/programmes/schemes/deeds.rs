//! What officers decide on claims: checked, approved, paid, refused, withdrawn, a payment taken back.
//!
//! Nobody decides on a claim the same person handed in. Approving and paying judge again, holding the scheme, so that two
//! never spend the same money. A payment makes its record by itself, and taking it back withdraws that record. Not here: handing
//! in (`claims`).

use chrono::{Datelike, NaiveDate};
use congdoan_model::{
    ClaimId, RecordId,
    access::{Action, Caller},
    org::{Line, Unit},
    programmes::schemes::{Claim, ClaimDeed, ClaimState},
    registers::{Fields, Record, RecordState},
};
use congdoan_pack::{PaidRecord, Register, Scheme};
use congdoan_store::{
    Tx,
    access::Thing,
    programmes::schemes::{KeptClaim, KeptScheme},
};

use super::{
    claims::kept_reason,
    definition_of,
    judge::{Judgement, own_claim, voucher_taken},
    problem,
};
use crate::{Error, Result, Service, access::Once, error::refused};

/// The longest voucher, in characters.
const LONGEST_VOUCHER: usize = 60;

/// What is done with a claim.
#[derive(Clone, Copy, Debug)]
pub struct Decision<'a> {
    /// The deed.
    pub deed: ClaimDeed,
    /// Why; needed for refusing (unless a rule says it) and for taking a payment back.
    pub reason: &'a str,
    /// Number of the voucher, for a payment.
    pub voucher: &'a str,
    /// The day of the payment; today where nothing is said.
    pub paid_on: Option<NaiveDate>,
}

impl<'a> Decision<'a> {
    /// A deed that needs nothing else said.
    #[must_use]
    pub const fn plain(deed: ClaimDeed) -> Self {
        Self { deed, reason: "", voucher: "", paid_on: None }
    }

    /// A deed with its reason.
    #[must_use]
    pub const fn because(deed: ClaimDeed, reason: &'a str) -> Self {
        Self { deed, reason, voucher: "", paid_on: None }
    }

    /// A payment.
    #[must_use]
    pub const fn pay(voucher: &'a str, paid_on: NaiveDate) -> Self {
        Self { deed: ClaimDeed::Pay, reason: "", voucher, paid_on: Some(paid_on) }
    }
}

/// A claim with its scheme, inside a transaction.
struct Case {
    kept: KeptClaim,
    scheme: KeptScheme,
    rules: Scheme,
}

impl Service {
    /// Does something with a claim that stands.
    ///
    /// # Errors
    /// [`Error::RuleBroken`] with the rule that does not hold any more, or that the same person handed it in;
    /// [`Error::Refused`] when the deed does not fit the claim's state; [`Error::Invalid`] without a reason or a voucher;
    /// [`Error::Stale`], [`Error::NotFound`], [`Error::Denied`].
    pub async fn decide_claim(
        &self,
        caller: &Caller,
        id: ClaimId,
        decision: Decision<'_>,
        once: Option<Once<'_>>,
    ) -> Result<KeptClaim> {
        let done = self.try_decide_claim(caller, id, decision, once.as_ref()).await;
        let kept = self.refusal_noted(caller, &format!("claim:{id}"), done).await?;
        self.follow().await?;
        Ok(kept)
    }

    async fn try_decide_claim(
        &self,
        caller: &Caller,
        id: ClaimId,
        decision: Decision<'_>,
        once: Option<&Once<'_>>,
    ) -> Result<KeptClaim> {
        let mut tx = self.store.write().await?;
        let kept = tx.claim(caller, id).await?;
        if self.kept(&mut tx, caller, once).await?.is_some() {
            return Ok(kept);
        }
        let (deed, unit) = (decision.deed, kept.claim.unit);
        let right = if deed == ClaimDeed::Withdraw { Action::ProgrammeWrite } else { Action::ProgrammeApprove };
        if deed == ClaimDeed::Withdraw {
            tx.require_claiming(caller, unit).await?;
        } else {
            tx.require_deciding(caller, unit).await?;
        }
        let scheme = tx.scheme(caller, kept.claim.scheme).await?;
        if matches!(deed, ClaimDeed::Approve | ClaimDeed::Pay | ClaimDeed::Reverse) {
            tx.require(caller, Action::ProgrammeWrite, scheme.unit, Thing::PROGRAMME).await?;
        }
        if deed != ClaimDeed::Withdraw && !caller.is_system() && kept.login == caller.name() {
            return Err(own_claim(&kept.submitted_by).broken(Some(id)));
        }
        let state = deed.after(kept.claim.state).ok_or_else(|| {
            refused(
                "Việc này không hợp với trạng thái hiện tại của đề nghị; hãy tải lại trang",
                "This does not fit the claim's present state; load the page again",
            )
        })?;
        let rules = definition_of(&self.pack(), &scheme)?;
        let case = Case { kept, scheme, rules };
        let after = self.decided_claim(&mut tx, caller, &case, decision, state).await?;
        tx.change_claim(caller, (&case.kept.claim, &after), (right, deed.action())).await?;
        self.keep(&mut tx, caller, once, &id.to_string()).await?;
        let kept = tx.claim(caller, id).await?;
        tx.commit().await?;
        Ok(kept)
    }

    /// The claim as it stands after the deed, with what the deed writes beside it.
    async fn decided_claim(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        case: &Case,
        decision: Decision<'_>,
        state: ClaimState,
    ) -> Result<Claim> {
        let reason = decision.reason.trim().to_owned();
        let after = Claim { state, reason: reason.clone(), ..case.kept.claim.clone() };
        match decision.deed {
            ClaimDeed::Check | ClaimDeed::Withdraw => Ok(after),
            ClaimDeed::Approve => {
                self.hold_and_judge(tx, caller, case).await?;
                Ok(after)
            }
            ClaimDeed::Refuse if reason.is_empty() => {
                let pair = (&case.scheme, &case.rules);
                let judged = self.judge_claim_again(tx, caller, pair, &case.kept).await?;
                let Some(verdict) = judged.refusal() else {
                    let en = "Say why: no rule refuses it";
                    return Err(problem("reason", "Hãy ghi lý do: không quy định nào từ chối đề nghị này", en));
                };
                let reason = kept_reason(&verdict.broken(None).words())?;
                Ok(Claim { rule: verdict.rule.clone(), reason, ..after })
            }
            ClaimDeed::Refuse => Ok(after),
            ClaimDeed::Pay => {
                let judged = self.hold_and_judge(tx, caller, case).await?;
                self.pay_claim(tx, caller, case, &judged, decision)
                    .await
                    .map(|paid| Claim { reason: String::new(), ..paid })
            }
            ClaimDeed::Reverse if reason.is_empty() => {
                Err(problem("reason", "Hãy ghi lý do thu hồi khoản chi", "Say why the payment is taken back"))
            }
            ClaimDeed::Reverse => {
                self.take_payment_back(tx, caller, case, &reason).await?;
                Ok(after)
            }
        }
    }

    /// Holds the scheme and judges again; whatever does not hold any more refuses the deed.
    async fn hold_and_judge(&self, tx: &mut Tx, caller: &Caller, case: &Case) -> Result<Judgement> {
        let claim = &case.kept.claim;
        tx.hold_scheme(claim.scheme, claim.unit).await?;
        let judged = self.judge_claim_again(tx, caller, (&case.scheme, &case.rules), &case.kept).await?;
        match judged.refusal() {
            None => Ok(judged),
            Some(verdict) => Err(verdict.broken(Some(claim.id))),
        }
    }

    async fn pay_claim(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        case: &Case,
        judged: &Judgement,
        decision: Decision<'_>,
    ) -> Result<Claim> {
        let claim = &case.kept.claim;
        let voucher = decision.voucher.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
        if voucher.is_empty() || voucher.chars().count() > LONGEST_VOUCHER {
            let en = "The number of the voucher is needed, 60 characters at most";
            return Err(problem("voucher", "Cần số chứng từ chi, dài nhất 60 ký tự", en));
        }
        let today = caller.now.day();
        let paid_on = decision.paid_on.unwrap_or(today);
        if paid_on > today || paid_on < claim.outcome_on {
            let en = "The day lies between that of the outcome and today";
            return Err(problem("paid_on", "Ngày chi nằm từ ngày có kết quả đến hôm nay", en));
        }
        let year = paid_on.year();
        if let Some(of) = tx.paid_under(case.scheme.unit, (&voucher, year), claim.id).await? {
            return Err(voucher_taken(&voucher, year, &of).broken(Some(claim.id)));
        }
        let paid = Claim { state: ClaimState::Paid, voucher, paid_on: Some(paid_on), ..claim.clone() };
        let record = match &case.rules.paid {
            None => None,
            Some(into) => Some(self.paid_record(tx, caller, &paid, judged, into).await?),
        };
        Ok(Claim { record, ..paid })
    }

    /// The record a payment makes, in the register the scheme names.
    async fn paid_record(
        &self,
        tx: &mut Tx,
        caller: &Caller,
        claim: &Claim,
        judged: &Judgement,
        into: &PaidRecord,
    ) -> Result<RecordId> {
        let pack = self.pack();
        let register = pack.register(&into.register).ok_or(Error::NotFound("register"))?;
        let unit = recording_unit(tx, caller, claim, register).await?;
        let record = Record {
            id: self.ids.next(),
            register: register.id.clone(),
            unit: unit.id,
            occurred_on: claim.paid_on.unwrap_or_else(|| caller.now.day()),
            state: RecordState::Recorded,
            fields: into.fields(&known_to_payment(claim, &judged.facts)),
            version: 0,
        };
        // Whoever may spend the scheme's money writes what was spent, though records are no business of a leader otherwise.
        let right = Action::ProgrammeWrite;
        self.record_within(tx, caller, register, (&unit, &record), ("record.paid", right)).await?;
        Ok(record.id)
    }

    /// Withdraws the record of a payment, where it stands.
    async fn take_payment_back(&self, tx: &mut Tx, caller: &Caller, case: &Case, reason: &str) -> Result<()> {
        let claim = &case.kept.claim;
        tx.hold_scheme(claim.scheme, claim.unit).await?;
        let (Some(id), Some(into)) = (claim.record, &case.rules.paid) else { return Ok(()) };
        let pack = self.pack();
        let register = pack.register(&into.register).ok_or(Error::NotFound("register"))?;
        self.withdraw_within(tx, caller, register, id, (Action::ProgrammeWrite, reason)).await
    }
}

/// The unit that records a payment: the one that claims, or the nearest above whose level records there.
async fn recording_unit(tx: &mut Tx, caller: &Caller, claim: &Claim, register: &Register) -> Result<Unit> {
    for (id, line) in tx.above(claim.unit, caller.now.day()).await? {
        if line != Line::Managing {
            continue;
        }
        let unit = tx.unit_of_id(caller, id).await?;
        if register.is_recorded_by(unit.kind) {
            return Ok(unit);
        }
    }
    Err(refused(
        &format!("Không cấp nào từ đơn vị đề nghị trở lên ghi sổ \"{}\"", register.name.vi),
        &format!("No level from the claiming unit upwards records in \"{}\"", register.id),
    ))
}

/// What the record of a payment may say: facts, numbers of papers, money, days, voucher.
pub(crate) fn known_to_payment(claim: &Claim, facts: &Fields) -> Fields {
    let mut known = facts.clone();
    known.extend(claim.papers.iter().map(|(id, number)| (id.clone(), number.as_str().into())));
    known.insert("amount".to_owned(), claim.amount.into());
    known.insert("voucher".to_owned(), claim.voucher.as_str().into());
    known.insert("claimed_on".to_owned(), claim.claimed_on.to_string().into());
    known.insert("paid_on".to_owned(), claim.paid_on.map(|day| day.to_string()).into());
    known
}
