//! The cascade of a directive: its programmes level under level, who opened one, who did not, and for how long.
//!
//! Not here: which clause which unit answered (`coverage`).

use std::collections::{HashMap, HashSet};

use congdoan_model::{DirectiveId, ProgrammeId, UnitId, access::Caller, directives::Directive};
use congdoan_store::programmes::cascade::SHOWN;

pub use congdoan_store::programmes::cascade::{CascadeProgramme, Unopened};

use crate::{Error, Result, Service};

/// A programme in its place in a cascade.
#[derive(Clone, Debug)]
pub struct CascadeLine {
    /// The programme.
    pub programme: CascadeProgramme,
    /// How many programmes of the cascade stand above it.
    pub depth: usize,
    /// Days since it began; negative before it does.
    pub days: i64,
    /// Units right below its unit that opened no programme of the cascade. Told once for a unit with several programmes.
    pub unopened: Vec<Unopened>,
}

impl CascadeLine {
    /// Clauses without an answer; none of a cancelled programme.
    #[must_use]
    pub fn gaps(&self) -> i64 {
        if self.programme.end.as_deref() == Some("cancelled") {
            return 0;
        }
        self.programme.clauses - self.programme.answered
    }
}

/// The cascade of a directive.
#[derive(Clone, Debug)]
pub struct CascadeView {
    /// The directive.
    pub directive: Directive,
    /// Its programmes, each followed by those under it.
    pub lines: Vec<CascadeLine>,
    /// Whether there are more than are shown.
    pub cut: bool,
}

impl CascadeView {
    /// How many levels it has.
    #[must_use]
    pub fn levels(&self) -> usize {
        self.lines.iter().map(|line| line.depth + 1).max().unwrap_or(0)
    }
}

impl Service {
    /// The cascade of a directive within the caller's reach.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the caller may not see the directive; the attempt is noted.
    pub async fn cascade(&self, caller: &Caller, id: DirectiveId) -> Result<CascadeView> {
        let view = self.cascade_view(caller, id).await;
        self.refusal_noted(caller, &format!("directive:{id}"), view).await
    }

    async fn cascade_view(&self, caller: &Caller, id: DirectiveId) -> Result<CascadeView> {
        let mut tx = self.store.read().await?;
        let (programmes, unopened) = tx.cascade(caller, id).await?;
        let directives = tx.directives(caller).await?;
        let directive = directives.into_iter().find(|one| one.id == id).ok_or(Error::NotFound("directive"))?;
        let most = usize::try_from(SHOWN).unwrap_or(usize::MAX);
        let cut = programmes.len() >= most || unopened.len() >= most;
        let mut waiting: HashMap<UnitId, Vec<Unopened>> = HashMap::new();
        for unit in unopened {
            waiting.entry(unit.parent).or_default().push(unit);
        }
        let today = caller.now.day();
        let lines = in_order(programmes).into_iter().map(|(programme, depth)| CascadeLine {
            depth,
            days: (today - programme.programme.period.from()).num_days(),
            unopened: waiting.remove(&programme.programme.unit).unwrap_or_default(),
            programme,
        });
        Ok(CascadeView { lines: lines.collect(), directive, cut })
    }
}

/// Each programme followed by those under it; one whose programme above is not among them begins anew.
fn in_order(programmes: Vec<CascadeProgramme>) -> Vec<(CascadeProgramme, usize)> {
    let known: HashSet<ProgrammeId> = programmes.iter().map(|one| one.programme.id).collect();
    let mut under: HashMap<Option<ProgrammeId>, Vec<CascadeProgramme>> = HashMap::new();
    for one in programmes {
        let above = one.programme.parent.filter(|parent| known.contains(parent));
        under.entry(above).or_default().push(one);
    }
    let mut open: Vec<(CascadeProgramme, usize)> = Vec::new();
    let push = |open: &mut Vec<(CascadeProgramme, usize)>, found: Option<Vec<CascadeProgramme>>, depth| {
        open.extend(found.unwrap_or_default().into_iter().rev().map(|one| (one, depth)));
    };
    push(&mut open, under.remove(&None), 0);
    let mut ordered = Vec::new();
    while let Some((one, depth)) = open.pop() {
        let below = under.remove(&Some(one.programme.id));
        push(&mut open, below, depth + 1);
        ordered.push((one, depth));
    }
    ordered
}
