//! Opening a programme under a directive: what it can stand under and beside, the targets it can take over, what it must be;
//! changing, closing and cancelling it.
//!
//! Where targets can be taken from is gathered in [`Service::opening`] (`TargetOffer`): another source is another piece of
//! that list. Not here: answers to the parts of the directive (`answers`), how far targets are (`programmes`).

use chrono::NaiveDate;
use congdoan_model::{
    ClauseId, DirectiveId, Period, ProgrammeId, TargetId,
    access::{Action, Caller},
    audit::Entry,
    directives::{
        Clause, Directive,
        finding::{Finding, TargetFound},
    },
    org::{Unit, UnitKind},
    programmes::{
        Comparator, Programme, ProgrammeKind, Target,
        cascade::{EndManner, TargetSource, leaves},
    },
};
use congdoan_pack::Problem;
use congdoan_store::{Tx, access::Thing};

pub use super::targets::NewTarget;
pub use congdoan_store::programmes::opening::{End, Offered};

use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

/// The most targets a programme is opened with at once.
pub const MOST_TARGETS: usize = 60;

/// A programme to be opened.
#[derive(Clone, Debug)]
pub struct OpeningForm<'a> {
    /// Code of the unit.
    pub unit: &'a str,
    /// The directive it answers.
    pub directive: DirectiveId,
    /// What it is.
    pub kind: ProgrammeKind,
    /// What it is called.
    pub title: &'a str,
    /// When it runs.
    pub period: Period,
    /// The programme of a unit above that it makes concrete.
    pub parent: Option<ProgrammeId>,
    /// The programmes of the other line beside it.
    pub beside: Vec<ProgrammeId>,
    /// Its targets.
    pub targets: Vec<NewTarget>,
}

/// A target that can be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetOffer {
    /// From where.
    pub source: TargetSource,
    /// The target of the programme above.
    pub above: Option<TargetId>,
    /// The indicator; empty where the text named none.
    pub indicator: String,
    /// The comparator.
    pub comparator: Comparator,
    /// The value, in hundredths.
    pub value: i64,
    /// The upper end of a range, in hundredths.
    pub value_max: Option<i64>,
    /// The period; empty for that of the programme.
    pub period: String,
    /// The clause of the directive it stands in.
    pub clause: Option<ClauseId>,
    /// The words of the text it was read from; empty otherwise.
    pub words: String,
}

/// What a page needs to open a programme.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The unit.
    pub unit: Unit,
    /// The directive.
    pub directive: Directive,
    /// The leaf clauses of the directive.
    pub clauses: Vec<Clause>,
    /// Programmes it can stand under: of units above, then of Party bodies.
    pub above: Vec<Offered>,
    /// Programmes it can stand beside.
    pub beside: Vec<Offered>,
    /// The programme above that was chosen or is the plainest.
    pub parent: Option<ProgrammeId>,
    /// Targets it can take over.
    pub offers: Vec<TargetOffer>,
}

impl Service {
    /// What there is to choose when a unit opens a programme under a directive.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`] when the caller may not write programmes of the unit.
    pub async fn opening(
        &self,
        caller: &Caller,
        unit: &str,
        directive: DirectiveId,
        parent: Option<ProgrammeId>,
    ) -> Result<Opening> {
        let found = self.opening_view(caller, unit, directive, parent).await;
        self.refusal_noted(caller, &format!("programmes:{unit}"), found).await
    }

    async fn opening_view(
        &self,
        caller: &Caller,
        unit: &str,
        directive: DirectiveId,
        parent: Option<ProgrammeId>,
    ) -> Result<Opening> {
        let mut tx = self.store.read().await?;
        let unit = tx.unit(caller, unit).await?;
        tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::PROGRAMME).await?;
        let clauses = tx.directive_clauses(caller, directive).await?;
        let own = tx.directives(caller).await?.into_iter().find(|one| one.id == directive);
        let own = own.ok_or(Error::NotFound("directive"))?;
        let offered = tx.programmes_offered(caller, unit.id, directive).await?;
        let party = unit.kind == UnitKind::Party;
        let beside = offered.iter().filter(|one| one.party != party).cloned().collect();
        let plain = offered.iter().find(|one| one.party == party).or_else(|| offered.first());
        let parent = parent.or_else(|| plain.map(|one| one.programme.id));
        let mut offers = Vec::new();
        if let Some(above) = parent.filter(|id| offered.iter().any(|one| one.programme.id == *id)) {
            offers.extend(tx.programme(caller, above).await?.1.iter().map(from_above));
        }
        let given = tx.shares_waiting(caller, unit.id).await?;
        offers.extend(given.iter().map(|share| TargetOffer { source: TargetSource::Allotted, ..from_above(share) }));
        let found = tx.directive_findings(caller, directive).await?;
        offers.extend(found.iter().filter_map(Finding::target).map(from_text));
        let keep = leaves(&clauses);
        let clauses = clauses.into_iter().zip(keep).filter_map(|(clause, leaf)| leaf.then_some(clause)).collect();
        let mut above = offered;
        above.sort_by_key(|one| one.party != party);
        Ok(Opening { unit, directive: own, clauses, above, beside, parent, offers })
    }

    /// Opens a programme. The same key with the same request gives the one opened the first time.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] by rights, [`Error::Invalid`] with every problem, [`Error::KeyReused`].
    pub async fn open_programme(
        &self,
        caller: &Caller,
        form: &OpeningForm<'_>,
        once: Option<Once<'_>>,
    ) -> Result<ProgrammeId> {
        let opened = self.opened(caller, form, once).await;
        self.refusal_noted(caller, &format!("programmes:{}", form.unit), opened).await
    }

    async fn opened(&self, caller: &Caller, form: &OpeningForm<'_>, once: Option<Once<'_>>) -> Result<ProgrammeId> {
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no id".to_owned()));
        }
        let unit = tx.unit(caller, form.unit).await?;
        tx.require(caller, Action::ProgrammeWrite, unit.id, Thing::PROGRAMME).await?;
        let clauses = tx.directive_clauses(caller, form.directive).await?;
        let programme = Programme {
            id: self.ids.next(),
            unit: unit.id,
            kind: form.kind,
            title: form.title.trim().to_owned(),
            directive: Some(form.directive),
            parent: form.parent,
            period: form.period,
        };
        let mut problems = self.target_problems(&form.targets, &clauses);
        problems.extend(particular_problems(&programme));
        problems.extend(standing_problems(&mut tx, caller, &unit, form).await?);
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let targets: Vec<Target> = form.targets.iter().map(|new| self.target_of(&programme, new)).collect();
        tx.add_programme(caller, &programme, &targets).await?;
        if !form.beside.is_empty() {
            tx.put_beside(caller, programme.id, &form.beside).await?;
        }
        self.keep(&mut tx, caller, once.as_ref(), &programme.id.to_string()).await?;
        tx.commit().await?;
        Ok(programme.id)
    }

    fn target_problems(&self, targets: &[NewTarget], clauses: &[Clause]) -> Vec<Problem> {
        let pack = self.pack();
        let mut problems = Vec::new();
        if targets.len() > MOST_TARGETS {
            problems.push(problem(
                "targets",
                &format!("Mỗi lần mở tối đa {MOST_TARGETS} chỉ tiêu"),
                &format!("A programme is opened with {MOST_TARGETS} targets at most"),
            ));
        }
        for (place, target) in targets.iter().enumerate() {
            let field = format!("targets.{place}");
            if pack.indicator(&target.indicator).is_none() {
                problems.push(problem(
                    &field,
                    &format!("Không có chỉ tiêu \"{}\" trong gói; hãy chọn từ danh sách", target.indicator),
                    &format!("The pack has no indicator \"{}\"; choose one of the list", target.indicator),
                ));
            }
            if target.comparator == Comparator::Range && target.value_max.is_none_or(|most| most < target.value) {
                problems.push(problem(
                    &field,
                    "Khoảng giá trị cần mức trên không nhỏ hơn mức dưới",
                    "A range takes an upper end not below the lower one",
                ));
            }
            if target.clause.is_some_and(|clause| clauses.iter().all(|one| one.id != clause)) {
                problems.push(problem(&field, "Văn bản không có mục này", "The directive has no such clause"));
            }
        }
        problems
    }

    /// Changes kind, title, period and parent of a programme, and what stands beside it.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] by rights, [`Error::Invalid`] with every problem, [`Error::Refused`] when it
    /// would stand under itself.
    pub async fn change_programme(
        &self,
        caller: &Caller,
        id: ProgrammeId,
        (kind, title, period): (ProgrammeKind, &str, Period),
        (parent, beside): (Option<ProgrammeId>, &[ProgrammeId]),
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.require_programme(caller, Action::ProgrammeWrite, id).await?;
        let (before, _) = tx.programme(caller, id).await?;
        let unit = tx.unit_of_id(caller, before.unit).await?;
        let changed = Programme { kind, title: title.trim().to_owned(), period, parent, ..before.clone() };
        let mut problems = particular_problems(&changed);
        for (field, other) in parent.iter().map(|id| ("parent", id)).chain(beside.iter().map(|id| ("beside", id))) {
            if before.parent != Some(*other) {
                problems.extend(place_problem(&mut tx, caller, &unit, (field, *other)).await?);
            }
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        if let Some(parent) = parent
            && tx.stands_under(parent, id).await?
        {
            return Err(refused(
                "Chương trình không thể nằm dưới chính nó; hãy chọn chương trình khác",
                "A programme cannot stand under itself; choose another one",
            ));
        }
        tx.change_programme(caller, &changed).await?;
        let present: Vec<ProgrammeId> =
            tx.programmes_beside(caller, id).await?.into_iter().map(|one| one.programme.id).collect();
        if present.iter().any(|one| !beside.contains(one)) || beside.iter().any(|one| !present.contains(one)) {
            tx.put_beside(caller, id, beside).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Closes or cancels a programme for a reason; `None` takes the end back.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] by rights, [`Error::Invalid`] without a reason.
    pub async fn end_programme(
        &self,
        caller: &Caller,
        id: ProgrammeId,
        end: Option<(EndManner, NaiveDate, &str)>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        tx.require_programme(caller, Action::ProgrammeWrite, id).await?;
        let mut problems = Vec::new();
        if let Some((_, day, reason)) = end {
            if reason.trim().is_empty() {
                problems.push(problem("reason", "Hãy ghi lý do", "Give the reason"));
            }
            if day > caller.now.day() {
                problems.push(problem("ended_on", "Ngày kết thúc đã qua hoặc là hôm nay", "The day is today or past"));
            }
        }
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
        let end = end.map(|(manner, day, reason)| (self.ids.next(), manner, day, reason.trim()));
        tx.end_programme(caller, id, end).await?;
        Ok(tx.commit().await?)
    }

    /// A programme's place beside its directive: what stands beside it, how it ended, where its targets came from.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn programme_standing(&self, caller: &Caller, id: ProgrammeId) -> Result<Standing> {
        let mut tx = self.store.read().await?;
        let may_write = tx.require_programme(caller, Action::ProgrammeWrite, id).await.is_ok();
        Ok(Standing {
            beside: tx.programmes_beside(caller, id).await?,
            end: tx.programme_end(caller, id).await?,
            papers_below: tx.papers_below(caller, id).await?,
            story: tx.programme_story(caller, id).await?,
            gives_money: tx.scheme(caller, id).await.is_ok(),
            may_write,
        })
    }
}

/// A programme's place: see [`Service::programme_standing`].
#[derive(Clone, Debug)]
pub struct Standing {
    /// The programmes beside it, over the other line.
    pub beside: Vec<Offered>,
    /// How it ended.
    pub end: Option<End>,
    /// The directives the programmes below it stand on.
    pub papers_below: Vec<DirectiveId>,
    /// What was done to it, oldest first.
    pub story: Vec<Entry>,
    /// Whether it is a scheme with money, which has a page of its own.
    pub gives_money: bool,
    /// Whether the caller may write it.
    pub may_write: bool,
}

fn from_above(target: &Target) -> TargetOffer {
    TargetOffer {
        source: TargetSource::Above,
        above: Some(target.id),
        indicator: target.indicator.clone(),
        comparator: target.comparator,
        value: target.value,
        value_max: target.value_max,
        period: target.period.to_string(),
        clause: None,
        words: target.words.clone(),
    }
}

/// A target read from the text of the directive, with the indicator chosen when it was accepted.
fn from_text(found: TargetFound) -> TargetOffer {
    let period = found.days.0.zip(found.days.1).and_then(|(from, to)| Period::range(from, to).ok());
    TargetOffer {
        source: TargetSource::Finding,
        above: None,
        indicator: found.indicator,
        comparator: found.comparator,
        value: found.value,
        value_max: found.value_max,
        period: period.map(|period| period.to_string()).unwrap_or_default(),
        clause: found.clause,
        words: found.text,
    }
}

/// A number with at most two decimals, written with a dot, in hundredths.
#[must_use]
pub fn hundredths(number: &str) -> Option<i64> {
    let (sign, number) = number.trim().strip_prefix('-').map_or((1, number.trim()), |rest| (-1, rest));
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(decimals) || decimals.len() > 2 {
        return None;
    }
    let decimals: i64 = format!("{decimals:0<2}").parse().ok()?;
    whole.parse::<i64>().ok()?.checked_mul(100)?.checked_add(decimals).map(|value| value * sign)
}

fn particular_problems(programme: &Programme) -> Vec<Problem> {
    let mut problems = Vec::new();
    if programme.title.is_empty() || programme.title.chars().count() > 300 {
        problems.push(problem("title", "Tên chương trình dài từ 1 đến 300 chữ", "A title has 1 to 300 letters"));
    }
    problems
}

async fn standing_problems(tx: &mut Tx, caller: &Caller, unit: &Unit, form: &OpeningForm<'_>) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    if unit.kind == UnitKind::Outside {
        problems.push(problem("unit", "Đối tác không mở chương trình", "A partner opens no programme"));
    }
    for (field, other) in form.parent.iter().map(|id| ("parent", id)).chain(form.beside.iter().map(|id| ("beside", id)))
    {
        problems.extend(place_problem(tx, caller, unit, (field, *other)).await?);
    }
    Ok(problems)
}

/// A parent is of a unit above or of a Party body; what stands beside is of the other line.
async fn place_problem(
    tx: &mut Tx,
    caller: &Caller,
    unit: &Unit,
    (field, id): (&str, ProgrammeId),
) -> Result<Option<Problem>> {
    let Ok((other, _)) = tx.programme(caller, id).await else {
        return Ok(Some(problem(field, "Không có chương trình này", "There is no such programme")));
    };
    let party = tx.unit_of_id(caller, other.unit).await?.kind == UnitKind::Party;
    let above = tx.above(unit.id, caller.now.day()).await?.iter().any(|(above, _)| *above == other.unit);
    let fits = if field == "beside" { party != (unit.kind == UnitKind::Party) } else { party || above };
    Ok((!fits).then(|| match field {
        "beside" => {
            problem(field, "Chương trình song song là của tuyến Đảng", "What stands beside is of the Party line")
        }
        _ => problem(
            field,
            "Chương trình trên phải của đơn vị cấp trên hoặc của cấp ủy",
            "The programme above is of a unit above or of a Party body",
        ),
    }))
}

pub(super) fn problem(field: &str, vi: &str, en: &str) -> Problem {
    Problem { field: Some(field.to_owned()), message: words(vi, en) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_at_most_two_decimals() {
        for (text, value) in [("70", Some(7000)), ("0.5", Some(50)), ("12.34", Some(1234)), ("-3", Some(-300))] {
            assert_eq!(hundredths(text), value, "{text}");
        }
        for text in ["", ".5", "1,5", "1.234", "a", "1.x", "99999999999999999999"] {
            assert_eq!(hundredths(text), None, "{text}");
        }
    }
}
