//! What falls when a paper is replaced or ends, and whether the ground under a paper or programme still holds.
//!
//! Not here: the rule itself (`model::directives::standing`), SQL (`store`).

use congdoan_model::{
    DirectiveId,
    access::Caller,
    directives::{
        Directive, Relation,
        standing::{Standing, grounds_of, resting_on},
    },
};
use congdoan_store::{
    Tx,
    directives::{Edge, RestingDraft, RestingProgramme},
};

use super::standing;
use crate::{Result, Service};

/// A paper that rests on another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RestingPaper {
    /// The paper.
    pub directive: Directive,
    /// How it stands to the next one of the chain.
    pub relation: Relation,
    /// The next paper of the chain.
    pub through: Directive,
    /// How many links lie between.
    pub steps: usize,
    /// How it stands itself.
    pub standing: Standing,
}

/// Everything that stands on a paper, directly and through the chain.
#[derive(Clone, Debug)]
pub struct ImpactView {
    /// The paper.
    pub directive: Directive,
    /// How it stands today.
    pub standing: Standing,
    /// The paper that replaces it, where the caller sees it.
    pub by: Option<Directive>,
    /// The papers that rest on it, the nearest first.
    pub papers: Vec<RestingPaper>,
    /// The programmes that answer it or one of those papers.
    pub programmes: Vec<RestingProgramme>,
    /// The caller's own texts on their way in that rest on it or one of those papers.
    pub drafts: Vec<RestingDraft>,
}

/// A paper something rests on that holds no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallen {
    /// The paper.
    pub directive: Directive,
    /// How it fell.
    pub standing: Standing,
    /// The paper that replaces it, where the caller sees it.
    pub by: Option<Directive>,
    /// How many links lie between; 0 for the paper asked about.
    pub steps: usize,
}

/// What a programme or paper stands on and whether that holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// What holds no more, the nearest first.
    pub fallen: Vec<Fallen>,
}

impl Service {
    /// Everything that stands on a directive: papers, programmes and the caller's own drafts.
    ///
    /// # Errors
    /// [`crate::Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn directive_impact(&self, caller: &Caller, id: DirectiveId) -> Result<ImpactView> {
        let view = self.impact_view(caller, id).await;
        self.refusal_noted(caller, &format!("directive:{id}"), view).await
    }

    async fn impact_view(&self, caller: &Caller, id: DirectiveId) -> Result<ImpactView> {
        let impact = self.store.read().await?.directive_impact(caller, id).await?;
        let (day, papers, links) = (caller.now.day(), &impact.papers, &impact.links);
        let paper = |id: DirectiveId| papers.iter().find(|paper| paper.id == id);
        let directive = paper(id).cloned().ok_or(crate::Error::NotFound("directive"))?;
        let resting = resting_on(id, links).into_iter().filter_map(|one| {
            let directive = paper(one.id)?.clone();
            let standing = standing(&directive, day, links);
            let through = paper(one.through)?.clone();
            Some(RestingPaper { directive, relation: one.relation, through, steps: one.steps, standing })
        });
        let resting = resting.collect();
        let stands = standing(&directive, day, links);
        let by = if let Standing::Replaced { by, .. } = stands { paper(by).cloned() } else { None };
        let (programmes, drafts) = (impact.programmes, impact.drafts);
        Ok(ImpactView { directive, standing: stands, by, papers: resting, programmes, drafts })
    }

    /// Whether what a programme answers still holds: the directive itself and everything it rests on.
    ///
    /// # Errors
    /// [`crate::Error::Store`] when the database does not answer.
    pub async fn ground_of(&self, caller: &Caller, directive: DirectiveId) -> Result<Ground> {
        let mut tx = self.store.read().await?;
        let (papers, links) = match tx.directive_grounds(caller, directive).await {
            Ok(found) => found,
            Err(congdoan_store::Error::NotVisible(_) | congdoan_store::Error::Denied(_)) => {
                return Ok(Ground::default());
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Ground { fallen: fallen(caller, directive, (&papers, &links), true) })
    }

    /// What a directive rests on that holds no more; the directive itself is not among it.
    pub(super) async fn fallen_of(&self, tx: &mut Tx, caller: &Caller, id: DirectiveId) -> Result<Vec<Fallen>> {
        let (papers, links) = tx.directive_grounds(caller, id).await?;
        Ok(fallen(caller, id, (&papers, &links), false))
    }
}

fn fallen(caller: &Caller, id: DirectiveId, (papers, links): (&[Directive], &[Edge]), itself: bool) -> Vec<Fallen> {
    let paper = |id: DirectiveId| papers.iter().find(|paper| paper.id == id);
    let above = grounds_of(id, links).into_iter().map(|one| (one.id, one.steps));
    let asked = itself.then_some((id, 0)).into_iter().chain(above);
    let fell = asked.filter_map(|(id, steps)| {
        let directive = paper(id)?.clone();
        let standing = standing(&directive, caller.now.day(), links);
        let by = if let Standing::Replaced { by, .. } = standing { paper(by).cloned() } else { None };
        standing.fell().then_some(Fallen { directive, standing, by, steps })
    });
    fell.collect()
}
