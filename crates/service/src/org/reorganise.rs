//! Reorganisation as a planned operation: preview, apply, undo, and looking back at what was done.
//!
//! A preview runs the very same code as applying and writes nothing. Nothing is written for a member: memberships end or
//! move by their unit's ending. Not here: what a plan comes to (`draft`), the rows (`store::org`).

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Days, NaiveDate};
use congdoan_model::{
    ReorganisationId, UnitId,
    access::Caller,
    org::{EffectKind, Unit, UnitKind},
};
use congdoan_store::{
    Tx,
    org::{Applied, Effect, Federation, Holdings},
};
use serde::{Deserialize, Serialize};

use super::{
    draft::{Draft, draft},
    plan::{self, Plan},
};
use crate::{Error, Result, Service, access::Once, error::refused};

/// Days within which a reorganisation may be undone, where the pack does not say.
const UNDO_DAYS: u64 = 30;
/// Problems told at once; more are counted.
const TOLD: usize = 40;
/// The stock of members where a unit keeps no roll.
const MEMBERS: &str = "members.total";

/// Units by kind, under the word of the kind.
pub type ByKind = BTreeMap<String, i64>;

/// What a reorganisation does, before or after it is applied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Its id once applied.
    pub id: Option<ReorganisationId>,
    /// What it is called.
    pub title: String,
    /// Number of the decision.
    pub decision: String,
    /// First day of the new state.
    pub effective_on: NaiveDate,
    /// Units founded.
    pub founded: ByKind,
    /// Units that end without an heir.
    pub ended: ByKind,
    /// Units that end and are carried on.
    pub merged: ByKind,
    /// Units split.
    pub split: ByKind,
    /// Units under another parent.
    pub moved: ByKind,
    /// Units that change their name.
    pub renamed: ByKind,
    /// Members by what becomes of their unit (người): `ended`, `moved`, `merged`, `split`.
    pub members: ByKind,
    /// Mandates by what becomes of their unit.
    pub mandates: ByKind,
    /// Posts by what becomes of their unit.
    pub posts: ByKind,
    /// Programmes still running, by what becomes of their unit.
    pub programmes: ByKind,
    /// Targets of those programmes.
    pub targets: ByKind,
    /// Records, which stay where they were made, by what becomes of their unit.
    pub records: ByKind,
    /// Links over either line that stop.
    pub links_ended: i64,
    /// Links over either line that begin.
    pub links_begun: i64,
}

/// One unit of a preview.
#[derive(Clone, Debug)]
pub struct PreviewLine {
    /// The unit, as it was or as it is founded.
    pub unit: Unit,
    /// What happens to it.
    pub kind: EffectKind,
    /// The other unit: new parent or successor.
    pub other: Option<Unit>,
    /// What it holds.
    pub holdings: Holdings,
}

/// A preview with its units.
#[derive(Clone, Debug)]
pub struct Foreseen {
    /// The sums.
    pub preview: Preview,
    /// Unit by unit.
    pub lines: Vec<PreviewLine>,
}

impl Service {
    /// What a plan would do; nothing is written.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything wrong with the plan; [`Error::NotFound`], [`Error::Denied`] when the caller may
    /// not reorganise there.
    pub async fn preview_reorganisation(&self, caller: &Caller, text: &str) -> Result<Foreseen> {
        let plan = plan::read(text)?;
        let mut tx = self.store.read().await?;
        self.may_reorganise(&mut tx, caller, &plan).await?;
        let (foreseen, _) = self.foresee(&mut tx, &plan).await?;
        Ok(foreseen)
    }

    /// Applies a plan, whole or not at all.
    ///
    /// # Errors
    /// As [`Service::preview_reorganisation`].
    pub async fn reorganise(&self, caller: &Caller, text: &str) -> Result<Preview> {
        self.reorganise_once(caller, text, None).await
    }

    /// Applies a plan, whole or not at all; the same key with the same request gives what was done the first time.
    ///
    /// # Errors
    /// As [`Service::preview_reorganisation`]; [`Error::KeyReused`].
    pub async fn reorganise_once(&self, caller: &Caller, text: &str, once: Option<Once<'_>>) -> Result<Preview> {
        let plan = plan::read(text)?;
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return serde_json::from_str(&kept.body).map_err(|_| Error::KeyReused);
        }
        tx.lock_tree().await?;
        let preview = self.apply_plan(&mut tx, caller, &plan, text).await?;
        let body = serde_json::to_string(&preview).map_err(|error| Error::Internal(error.to_string()))?;
        self.keep(&mut tx, caller, once.as_ref(), &body).await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(preview)
    }

    /// Writes what a plan comes to, within a transaction that holds the tree.
    pub(super) async fn apply_plan(&self, tx: &mut Tx, caller: &Caller, plan: &Plan, text: &str) -> Result<Preview> {
        let (scope, chain) = self.may_reorganise(tx, caller, plan).await?;
        let (Foreseen { mut preview, .. }, Draft { effects, change, .. }) = self.foresee(tx, plan).await?;
        let id = self.ids.next();
        preview.id = Some(id);
        let applied = Applied {
            id,
            title: plan.title.clone(),
            decision: plan.decision.clone(),
            effective_on: plan.effective_on,
            plan: text.to_owned(),
            said: serde_json::to_string(&preview).map_err(|error| Error::Internal(error.to_string()))?,
            applied_by: caller.name().to_owned(),
            applied_at: caller.now.micros(),
            undo_until: caller.now.day() + Days::new(self.undo_days(caller)),
            undone_by: None,
            undone_at: None,
        };
        let written = (&applied, &effects[..], &change);
        tx.apply_reorganisation(caller, &self.ids, (scope, &chain), written).await.map_err(|error| match error {
            congdoan_store::Error::Taken(code) => refused(
                &format!(
                    "{code} không nằm dưới {}; kế hoạch chỉ được đụng tới các đơn vị bên dưới đơn vị ấy",
                    plan.unit
                ),
                &format!("{code} does not hang below {}; a plan may touch only what hangs below that unit", plan.unit),
            ),
            other => other.into(),
        })?;
        Ok(preview)
    }

    /// Takes a reorganisation back, within its window and if nothing later stands on it.
    ///
    /// # Errors
    /// [`Error::Refused`] saying what stands in the way; [`Error::NotFound`], [`Error::Denied`].
    pub async fn undo_reorganisation(&self, caller: &Caller, id: ReorganisationId) -> Result<Applied> {
        self.undo_reorganisation_once(caller, id, None).await
    }

    /// The same; the same key again changes nothing and gives it as it stands.
    ///
    /// # Errors
    /// As [`Service::undo_reorganisation`]; [`Error::KeyReused`].
    pub async fn undo_reorganisation_once(
        &self,
        caller: &Caller,
        id: ReorganisationId,
        once: Option<Once<'_>>,
    ) -> Result<Applied> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(tx.reorganisation(caller, id).await?);
        }
        tx.lock_tree().await?;
        if tx.founding_behind(id).await?.is_some() {
            tx.reorganisation(caller, id).await?;
            return Err(refused(
                "Đơn vị này được thành lập qua hồ sơ thành lập; hãy hoàn tác ở hồ sơ đó",
                "The unit was founded by a founding case; undo it there",
            ));
        }
        let applied = self.take_back(&mut tx, caller, id).await?;
        self.keep(&mut tx, caller, once.as_ref(), "").await?;
        tx.commit().await?;
        self.follow().await?;
        Ok(applied)
    }

    /// Takes a reorganisation back within a transaction that holds the tree.
    pub(super) async fn take_back(&self, tx: &mut Tx, caller: &Caller, id: ReorganisationId) -> Result<Applied> {
        let applied = tx.reorganisation(caller, id).await?;
        let plan = plan::read(&applied.plan)?;
        let (scope, chain) = self.may_reorganise(tx, caller, &plan).await?;
        if applied.undone_at.is_some() {
            return Err(refused("Đợt sắp xếp này đã được hoàn tác", "This reorganisation was undone already"));
        }
        if caller.now.day() > applied.undo_until {
            let until = applied.undo_until;
            return Err(refused(
                &format!("Đã quá hạn hoàn tác ({until}); hãy lập một kế hoạch mới để đổi lại"),
                &format!("The time to undo it is over ({until}); make a new plan to change things back"),
            ));
        }
        let later = tx.dependents(id).await?;
        if !later.is_empty() {
            let listed: Vec<String> =
                later.iter().map(|one| format!("{} ({} {})", one.unit, one.number, one.what)).collect();
            let listed = listed.join(", ");
            return Err(refused(
                &format!("Chưa hoàn tác được: về sau đã có việc dựa trên đợt này: {listed}"),
                &format!("It cannot be undone: later things stand on it: {listed}"),
            ));
        }
        tx.undo_reorganisation(caller, &self.ids, (scope, &chain), id).await?;
        Ok(applied)
    }

    /// A page of the reorganisations the caller may see, latest first, after the last one of the page before.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn reorganisations(
        &self,
        caller: &Caller,
        page: (Option<ReorganisationId>, i64),
    ) -> Result<Vec<Applied>> {
        Ok(self.store.read().await?.reorganisations(caller, page).await?)
    }

    /// Brings names of units after those that begin today; a server does so every day.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn settle_names(&self) -> Result<usize> {
        let system = self.system();
        let mut tx = self.store.write().await?;
        let settled = tx.settle_names(system.now.day()).await?;
        tx.commit().await?;
        Ok(settled)
    }

    fn undo_days(&self, caller: &Caller) -> u64 {
        let days = self.pack().parameter("reorganisation.undo_days", caller.now.day());
        days.and_then(|days| u64::try_from(days).ok()).unwrap_or(UNDO_DAYS)
    }

    /// The unit a plan works below, when the caller may reorganise there, and its chain.
    async fn may_reorganise(&self, tx: &mut Tx, caller: &Caller, plan: &Plan) -> Result<(UnitId, String)> {
        if caller.is_system() && !tx.has_unit(&plan.unit).await? {
            return Err(Error::UnknownUnit(plan.unit.clone()));
        }
        let unit = tx.unit(caller, &plan.unit).await?;
        tx.require(caller, congdoan_model::access::Action::UnitWrite, unit.id, congdoan_store::access::Thing::UNIT)
            .await?;
        Ok((unit.id, tx.chain(caller, unit.id).await?))
    }

    async fn foresee(&self, tx: &mut Tx, plan: &Plan) -> Result<(Foreseen, Draft)> {
        let system = self.system();
        let known = tx.federation(&system, congdoan_model::Timestamp::from_micros(i64::MAX)).await?;
        let annulled = tx.annulled_units(&system).await?;
        let mut drafted = draft(plan, &known, &self.pack(), &self.ids, &annulled);
        if !drafted.problems.is_empty() {
            return Err(problems(&drafted));
        }
        let held = tx.holdings(&system, plan.effective_on, MEMBERS).await?;
        let held = inherited(held, &known, plan.effective_on);
        for effect in &mut drafted.effects {
            effect.members = held.get(&effect.unit).map_or(0, |held| held.members);
        }
        Ok((foreseen(plan, &known, &drafted, &held), drafted))
    }
}

fn problems(drafted: &Draft) -> Error {
    let all = &drafted.problems;
    let rest = all.len().saturating_sub(TOLD);
    let join = |pick: fn(&congdoan_model::LocalText) -> &String| {
        all.iter().take(TOLD).map(pick).cloned().collect::<Vec<_>>().join("\n")
    };
    let (mut vi, mut en) = (join(|text| &text.vi), join(|text| &text.en));
    if rest > 0 {
        vi += &format!("\n… và {rest} lỗi nữa");
        en += &format!("\n… and {rest} more");
    }
    refused(&vi, &en)
}

/// Members of units that ended before stand with their heirs.
fn inherited(mut held: HashMap<UnitId, Holdings>, known: &Federation, on: NaiveDate) -> HashMap<UnitId, Holdings> {
    let heirs: HashMap<UnitId, UnitId> = known
        .successions
        .iter()
        .filter(|one| one.heir && one.on < on)
        .map(|one| (one.predecessor, one.successor))
        .collect();
    for unit in known.units.iter().filter(|unit| unit.closed_on.is_some_and(|closed| closed < on)) {
        let Some(members) = held.get_mut(&unit.id).map(|held| std::mem::take(&mut held.members)) else { continue };
        let (mut at, mut seen) = (unit.id, HashSet::new());
        while let Some(next) = heirs.get(&at)
            && seen.insert(at)
        {
            at = *next;
        }
        if at != unit.id {
            held.entry(at).or_default().members += members;
        }
    }
    held
}

fn foreseen(plan: &Plan, known: &Federation, drafted: &Draft, held: &HashMap<UnitId, Holdings>) -> Foreseen {
    let founded = drafted.change.found.iter().map(|(unit, _)| unit);
    let units: HashMap<UnitId, &Unit> = known.units.iter().chain(founded).map(|unit| (unit.id, unit)).collect();
    let mut preview = Preview {
        title: plan.title.clone(),
        decision: plan.decision.clone(),
        effective_on: plan.effective_on,
        links_ended: i64::try_from(drafted.change.end_links.len()).unwrap_or(i64::MAX),
        links_begun: drafted.change.add_links.iter().filter(|link| link.from == plan.effective_on).count() as i64,
        ..Preview::default()
    };
    let mut lines = Vec::with_capacity(drafted.effects.len());
    for Effect { unit, kind, other, .. } in &drafted.effects {
        let Some(found) = units.get(unit) else { continue };
        let holdings = held.get(unit).copied().unwrap_or_default();
        add(&mut preview, *kind, found.kind, holdings);
        let other = other.and_then(|other| units.get(&other)).map(|unit| (*unit).clone());
        lines.push(PreviewLine { unit: (*found).clone(), kind: *kind, other, holdings });
    }
    Foreseen { preview, lines }
}

fn add(preview: &mut Preview, effect: EffectKind, kind: UnitKind, held: Holdings) {
    let of_effect = match effect {
        EffectKind::Founded => &mut preview.founded,
        EffectKind::Ended => &mut preview.ended,
        EffectKind::Merged => &mut preview.merged,
        EffectKind::Split => &mut preview.split,
        EffectKind::Moved => &mut preview.moved,
        EffectKind::Renamed => &mut preview.renamed,
    };
    *of_effect.entry(kind.word().to_owned()).or_default() += 1;
    if matches!(effect, EffectKind::Founded | EffectKind::Renamed) {
        return;
    }
    let sums = [
        (&mut preview.members, held.members),
        (&mut preview.mandates, held.mandates),
        (&mut preview.posts, held.posts),
        (&mut preview.programmes, held.programmes),
        (&mut preview.targets, held.targets),
        (&mut preview.records, held.records),
    ];
    for (sum, number) in sums {
        if number != 0 {
            *sum.entry(effect.word().to_owned()).or_default() += number;
        }
    }
}
