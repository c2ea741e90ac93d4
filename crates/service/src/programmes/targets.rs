//! One target: its progress, its outlook, how it is shared out, what was changed; and adding one to a programme.
//!
//! Not here: working shares out (`allot`), deciding changes (`changes`).

use congdoan_model::{
    ClauseId, DirectiveId, Period, ProgrammeId, TargetId,
    access::{Action, Caller},
    org::Unit,
    programmes::{
        Comparator, Programme, Target, TargetSource,
        targets::{Allotment, Light, Share, TargetChange},
    },
};
use congdoan_store::access::Thing;

use super::{
    Progress, held_against,
    outlook::{Questions, share_light},
};
use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
    figures::Ask,
};

/// A unit's share with how it stands.
#[derive(Clone, Debug)]
pub struct SharedTo {
    /// The unit.
    pub unit: Unit,
    /// Its share.
    pub share: Share,
    /// Its own figure, for who may open the figure of the unit above; held against its share.
    pub progress: Option<Progress>,
    /// Its light; nothing without the figure.
    pub light: Option<Light>,
}

/// A target with everything its page shows.
#[derive(Clone, Debug)]
pub struct TargetView {
    /// The programme it belongs to.
    pub programme: Programme,
    /// The unit that carries it.
    pub unit: Unit,
    /// The target with its progress and outlook.
    pub progress: Progress,
    /// How it is shared out.
    pub allotment: Option<Allotment>,
    /// The shares with their progress, by code of unit.
    pub shares: Vec<SharedTo>,
    /// Its changes, latest first.
    pub changes: Vec<TargetChange>,
    /// Whether the caller may share it out and ask for changes.
    pub may_write: bool,
    /// Whether the caller may decide changes.
    pub may_approve: bool,
}

/// A target to be added, as a form or the API gives it.
#[derive(Clone, Debug)]
pub struct NewTarget {
    /// The indicator that measures it.
    pub indicator: String,
    /// How the value is held against it.
    pub comparator: Comparator,
    /// The value to reach, in hundredths.
    pub value: i64,
    /// The upper end of a range, in hundredths.
    pub value_max: Option<i64>,
    /// The period; the programme's own where nothing is given.
    pub period: Option<Period>,
    /// Where it started from, in hundredths.
    pub baseline: Option<i64>,
    /// The words it comes from.
    pub words: String,
    /// The clause it comes from.
    pub clause: Option<ClauseId>,
    /// Where it came from.
    pub source: TargetSource,
    /// The target above it was taken from, or whose share it is.
    pub above: Option<TargetId>,
}

impl Service {
    /// One target with its progress, shares and changes.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn target(&self, caller: &Caller, id: TargetId) -> Result<TargetView> {
        let view = self.target_view(caller, id).await;
        self.refusal_noted(caller, &format!("target:{id}"), view).await
    }

    async fn target_view(&self, caller: &Caller, id: TargetId) -> Result<TargetView> {
        let mut tx = self.store.read().await?;
        let (programme, target) = tx.target(caller, id).await?;
        let unit = tx.unit_of_id(caller, programme.unit).await?;
        let allotment = tx.allotment(caller, id).await?;
        let changes = tx.target_changes(caller, id).await?;
        let may_write = tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::TARGET).await.is_ok();
        let may_approve = tx.require(caller, Action::ProgrammeApprove, unit.id, Thing::TARGET).await.is_ok();
        let units = tx.units_sharing(caller, id).await?;
        drop(tx);
        let progress = self.progress_of(caller, &unit, target).await?;
        let mut shared: Vec<(Unit, Share)> = Vec::new();
        for share in allotment.iter().flat_map(|one| &one.shares) {
            if let Some(unit) = units.iter().find(|unit| unit.id == share.unit) {
                shared.push((unit.clone(), *share));
            }
        }
        let shares = self.shares_with_progress(caller, &unit, &progress, shared).await?;
        Ok(TargetView { programme, unit, progress, allotment, shares, changes, may_write, may_approve })
    }

    /// The shares beside the units' own figures, for who may open the figure of the unit above.
    async fn shares_with_progress(
        &self,
        caller: &Caller,
        unit: &Unit,
        whole: &Progress,
        shared: Vec<(Unit, Share)>,
    ) -> Result<Vec<SharedTo>> {
        let target = &whole.target;
        let ask = Ask { parts: true, ..Ask::new(unit.code.as_str(), &target.indicator, target.period) };
        let opens = self.require_figure(caller, &ask).await.is_ok();
        let asked: Vec<(&str, Period)> = shared.iter().map(|(unit, _)| (unit.code.as_str(), target.period)).collect();
        let answers = if opens { self.answers(&target.indicator, &asked).await? } else { Vec::new() };
        let (pack, today) = (self.pack(), caller.now.day());
        let mut answers = answers.into_iter();
        Ok(shared
            .into_iter()
            .map(|(unit, share)| {
                let progress = answers.next().map(|answer| {
                    let own = Target { value: share.value, ..target.clone() };
                    held_against(own, answer)
                });
                let light = progress.as_ref().map(|progress| {
                    let value = progress.answer.value;
                    share_light(&pack, (target, share.value), (value, &whole.outlook), today)
                });
                SharedTo { unit, share, progress, light }
            })
            .collect())
    }

    /// A target of a unit with its progress and outlook.
    pub(super) async fn progress_of(&self, caller: &Caller, unit: &Unit, target: Target) -> Result<Progress> {
        let (pack, today) = (self.pack(), caller.now.day());
        let code = unit.code.as_str();
        let answer = self.figure(caller, &Ask::new(code, &target.indicator, target.period)).await?;
        let indicator = pack.indicator(&target.indicator);
        let indicator = indicator.ok_or_else(|| Error::UnknownIndicator(target.indicator.clone()))?;
        let questions = Questions::of(indicator, &target, today);
        let asked: Vec<(&str, Period)> = questions.periods.iter().map(|period| (code, *period)).collect();
        let answers = self.answers(&target.indicator, &asked).await?;
        let outlook = questions.outlook(&pack, (&target, &answer), &answers, today);
        Ok(Progress { outlook, ..held_against(target, answer) })
    }

    /// Adds a target to a programme. The same key gives the target of the first time.
    ///
    /// # Errors
    /// [`Error::UnknownIndicator`]; [`Error::Invalid`] for what makes no sense; [`Error::NotFound`], [`Error::Denied`].
    pub async fn add_target(
        &self,
        caller: &Caller,
        programme: ProgrammeId,
        new: &NewTarget,
        once: Option<Once<'_>>,
    ) -> Result<TargetId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no id".to_owned()));
        }
        let (programme, _) = tx.programme(caller, programme).await?;
        tx.require(caller, Action::ProgrammeWrite, programme.unit, Thing::PROGRAMME).await?;
        let target = self.target_of(&programme, new);
        self.check_aim(&target)?;
        if let (Some(clause), directive) = (target.clause, programme.directive) {
            of_the_directive(directive, tx.directive_of_clause(clause).await?)?;
        }
        tx.add_target(caller, &target).await?;
        self.keep(&mut tx, caller, once.as_ref(), &target.id.to_string()).await?;
        tx.commit().await?;
        Ok(target.id)
    }

    /// A target of a programme made of what was given, not checked yet.
    pub(super) fn target_of(&self, programme: &Programme, new: &NewTarget) -> Target {
        let (id, period) = (self.ids.next(), new.period.unwrap_or(programme.period));
        let value = if new.comparator == Comparator::All { 10_000 } else { new.value };
        Target {
            value_max: new.value_max.filter(|_| new.comparator == Comparator::Range),
            baseline: new.baseline,
            words: new.words.trim().to_owned(),
            clause: new.clause,
            source: new.source,
            above: new.above,
            ..Target::plain((id, programme.id), &new.indicator, (new.comparator, value), period)
        }
    }

    /// Refuses a target that makes no sense.
    pub(super) fn check_aim(&self, target: &Target) -> Result<()> {
        let pack = self.pack();
        let indicator = pack.indicator(&target.indicator);
        let indicator = indicator.ok_or_else(|| Error::UnknownIndicator(target.indicator.clone()))?;
        let wrong = |field: &str, vi: &str, en: &str| {
            Err(Error::Invalid(vec![congdoan_pack::Problem { field: Some(field.to_owned()), message: words(vi, en) }]))
        };
        if target.value < 0 {
            return wrong("value", "Chỉ tiêu không được âm", "A target is not negative");
        }
        if target.comparator == Comparator::Range && target.value_max.is_none_or(|most| most < target.value) {
            return wrong(
                "value_max",
                "Hãy ghi mức cao của khoảng, không nhỏ hơn mức thấp",
                "Give the upper end, not below the lower one",
            );
        }
        if target.comparator == Comparator::All && indicator.unit_of_measure != "%" {
            return wrong(
                "comparator",
                "\"Tất cả\" chỉ dùng cho chỉ tiêu tính bằng %",
                "\"All\" is for indicators measured in % only",
            );
        }
        Ok(())
    }
}

fn of_the_directive(own: Option<DirectiveId>, clause: Option<DirectiveId>) -> Result<()> {
    if clause.is_some() && clause == own {
        return Ok(());
    }
    Err(refused("Mục này không thuộc văn bản của chương trình", "This clause is not of the programme's directive"))
}
