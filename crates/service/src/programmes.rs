//! Programmes, their targets, and how far each target is reached: read from figures, never typed.
//!
//! Not here: sharing targets out (`allot`), changing them (`changes`), pace and lights (`outlook`).

mod allot;
mod changes;
mod outlook;
mod targets;

pub mod answers;
pub mod cascade;
pub mod coverage;
mod coverage_paper;
pub mod indicators;
pub mod opening;
pub mod review;
pub mod tasks;

pub mod schemes;

use congdoan_model::{
    Period, ProgrammeId,
    access::{Action, Caller},
    directives::Directive,
    figures::{Answer, State},
    org::Unit,
    programmes::{Comparator, Programme, Target},
};

pub use allot::AllotAsked;
pub use outlook::Outlook;
pub use targets::{NewTarget, SharedTo, TargetView};

use congdoan_store::access::Thing;

use crate::{Error, Result, Service};

/// A target with how far it is reached.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The target.
    pub target: Target,
    /// The figure it is held against.
    pub answer: Answer,
    /// Whether it is met; `None` while there is no figure.
    pub met: Option<bool>,
    /// How far, in whole percent from 0 to 100; `None` where a part of the way means nothing (at most, less than).
    pub percent: Option<u8>,
    /// How it stands against the calendar.
    pub outlook: Outlook,
}

/// A programme with everything its page shows.
#[derive(Clone, Debug)]
pub struct ProgrammeView {
    /// The programme.
    pub programme: Programme,
    /// The unit that carries it.
    pub unit: Unit,
    /// The directive it answers, when the caller may see it.
    pub directive: Option<Directive>,
    /// The programme above that it makes concrete, when the caller may see it.
    pub parent: Option<Programme>,
    /// The programmes below that make it concrete, with the names of their units.
    pub below: Vec<(Programme, String)>,
    /// Its targets with progress.
    pub targets: Vec<Progress>,
    /// Whether the caller may write it.
    pub may_write: bool,
}

impl Service {
    /// One programme with the progress of its targets.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn programme(&self, caller: &Caller, id: ProgrammeId) -> Result<ProgrammeView> {
        let view = self.programme_view(caller, id).await;
        self.refusal_noted(caller, &format!("programme:{id}"), view).await
    }

    async fn programme_view(&self, caller: &Caller, id: ProgrammeId) -> Result<ProgrammeView> {
        let mut tx = self.store.read().await?;
        let (programme, targets) = tx.programme(caller, id).await?;
        let unit = tx.unit_of_id(caller, programme.unit).await?;
        let parent = match programme.parent {
            Some(parent) => tx.programme(caller, parent).await.ok().map(|(parent, _)| parent),
            None => None,
        };
        let below = tx.programmes_under(caller, id).await?;
        let may_write = tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::PROGRAMME).await.is_ok();
        let directives = tx.directives(caller).await.unwrap_or_default();
        drop(tx);
        let directive = directives.into_iter().find(|one| Some(one.id) == programme.directive);
        let targets = self.progress(caller, &unit, targets).await?;
        Ok(ProgrammeView { programme, unit, directive, parent, below, targets, may_write })
    }

    /// A unit's own programmes that touch a period, each with the progress of its targets and the directive it answers.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not read programmes of the unit.
    pub async fn programmes(&self, caller: &Caller, unit: &str, period: Period) -> Result<(Unit, Vec<ProgrammeView>)> {
        let views = self.programmes_of(caller, unit, period).await;
        self.refusal_noted(caller, &format!("programmes:{unit}"), views).await
    }

    async fn programmes_of(&self, caller: &Caller, unit: &str, period: Period) -> Result<(Unit, Vec<ProgrammeView>)> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        let found = tx.programmes(caller, unit.id, period).await?;
        let directives = tx.directives(caller).await.unwrap_or_default();
        drop(tx);
        let mut views = Vec::with_capacity(found.len());
        for (programme, targets) in found {
            let directive = directives.iter().find(|one| Some(one.id) == programme.directive).cloned();
            let targets = self.progress(caller, &unit, targets).await?;
            let unit = unit.clone();
            views.push(ProgrammeView {
                programme,
                unit,
                directive,
                parent: None,
                below: Vec::new(),
                targets,
                may_write: false,
            });
        }
        Ok((unit, views))
    }

    /// Refuses unless the caller may write a programme.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`].
    pub async fn may_write_programme(&self, caller: &Caller, id: ProgrammeId) -> Result<()> {
        let mut tx = self.store.read().await?;
        let (programme, _) = tx.programme(caller, id).await?;
        Ok(tx.require(caller, Action::ProgrammeWrite, programme.unit, Thing::PROGRAMME).await?)
    }

    async fn progress(&self, caller: &Caller, unit: &Unit, targets: Vec<Target>) -> Result<Vec<Progress>> {
        let mut progress = Vec::with_capacity(targets.len());
        for target in targets {
            progress.push(self.progress_of(caller, unit, target).await?);
        }
        Ok(progress)
    }

    /// Adds a programme with its targets.
    ///
    /// # Errors
    /// [`Error::UnknownIndicator`] for a target nobody can measure; [`Error::Denied`] when the caller may not.
    pub async fn add_programme(&self, caller: &Caller, programme: &Programme, targets: &[Target]) -> Result<()> {
        let pack = self.pack();
        if let Some(unknown) = targets.iter().find(|target| pack.indicator(&target.indicator).is_none()) {
            return Err(Error::UnknownIndicator(unknown.indicator.clone()));
        }
        let mut tx = self.store.write().await?;
        tx.add_programme(caller, programme, targets).await?;
        Ok(tx.commit().await?)
    }
}

/// Holds a figure against a target, the calendar aside.
#[must_use]
pub fn held_against(target: Target, answer: Answer) -> Progress {
    let value = answer.value.filter(|_| matches!(answer.state, State::Reported | State::Partial));
    let met = value.map(|value| target.comparator.is_met(value, target.value, target.value_max));
    let goal = target.goal();
    let percent = match target.comparator {
        Comparator::AtMost | Comparator::LessThan => None,
        _ if goal <= 0 => None,
        _ => value.map(|value| {
            let reached = (value.hundredths() * 100 / i128::from(goal)).clamp(0, 100);
            u8::try_from(reached).unwrap_or(100)
        }),
    };
    Progress { target, answer, met, percent, outlook: Outlook::unknown() }
}
