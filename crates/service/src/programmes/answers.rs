//! Answering a directive clause by clause: what there is to answer, what was answered, what is left.
//!
//! Not here: the matrix of many units (`coverage`).

use std::collections::BTreeMap;

use congdoan_model::{
    ClauseId, ProgrammeId,
    access::{Action, Caller},
    directives::Directive,
    org::Unit,
    programmes::{
        Programme, Target,
        cascade::{Clause, ClauseAnswer, leaves},
    },
};
use congdoan_store::programmes::{answers::NewAnswer, opening::End};

pub use congdoan_store::programmes::answers::GivenAnswer;

use super::opening::problem;
use crate::{Error, Result, Service, access::Once, error::refused};

/// The most letters of what is said to one clause.
const MOST_WORDS: usize = 4_000;

/// A part of the directive with what the programme says to it.
#[derive(Clone, Debug)]
pub struct ClauseLine {
    /// The part.
    pub clause: Clause,
    /// Whether it is answered itself; otherwise it is a heading.
    pub leaf: bool,
    /// Its words in the directive, headings without those of their parts; empty where the text is not kept.
    pub text: String,
    /// The answer that stands.
    pub answer: Option<GivenAnswer>,
    /// Targets of the programme that serve it: they speak for "adopted".
    pub targets: Vec<Target>,
}

/// A programme with the clauses of its directive.
#[derive(Clone, Debug)]
pub struct AnswersView {
    /// The programme.
    pub programme: Programme,
    /// Its unit.
    pub unit: Unit,
    /// The directive it stands on.
    pub directive: Option<Directive>,
    /// The parts of the directive.
    pub lines: Vec<ClauseLine>,
    /// How it ended.
    pub end: Option<End>,
    /// Whether the caller may answer.
    pub may_write: bool,
}

impl AnswersView {
    /// How many clauses there are to answer, and how many are left.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let leaves = self.lines.iter().filter(|line| line.leaf);
        leaves.fold((0, 0), |(all, left), line| (all + 1, left + usize::from(line.answer.is_none())))
    }
}

/// An answer as sent; `answer` `None` takes the former one back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentAnswer {
    /// The clause.
    pub clause: ClauseId,
    /// How.
    pub answer: Option<ClauseAnswer>,
    /// What is added, or why it does not apply.
    pub words: String,
}

impl Service {
    /// A programme with the clauses of its directive and its answers.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted.
    pub async fn clause_answers(&self, caller: &Caller, id: ProgrammeId) -> Result<AnswersView> {
        let view = self.answers_view(caller, id).await;
        self.refusal_noted(caller, &format!("programme:{id}"), view).await
    }

    async fn answers_view(&self, caller: &Caller, id: ProgrammeId) -> Result<AnswersView> {
        let mut tx = self.store.read().await?;
        let (programme, targets) = tx.programme(caller, id).await?;
        let unit = tx.unit_of_id(caller, programme.unit).await?;
        let end = tx.programme_end(caller, id).await?;
        let may_write = tx.require_programme(caller, Action::ProgrammeWrite, id).await.is_ok();
        let directives = tx.directives(caller).await.unwrap_or_default();
        let directive = directives.into_iter().find(|one| Some(one.id) == programme.directive);
        let Some(paper) = &directive else {
            return Ok(AnswersView { programme, unit, directive, lines: Vec::new(), end, may_write });
        };
        let clauses = tx.clauses(caller, paper.id).await?;
        let body: Vec<char> = tx.clause_text(caller, paper.id).await?.chars().collect();
        let mut given: BTreeMap<ClauseId, GivenAnswer> =
            tx.clause_answers(caller, id, None).await?.into_iter().map(|one| (one.clause, one)).collect();
        let origins = tx.origins(caller, id).await?;
        let serving = |clause: ClauseId| {
            let of_clause = origins.iter().filter(move |origin| origin.clause == Some(clause));
            of_clause.filter_map(|origin| targets.iter().find(|target| target.id == origin.target)).cloned().collect()
        };
        let keep = leaves(&clauses);
        let ends = clauses.iter().skip(1).map(|next| Some(next.from)).chain([None]);
        let mut lines = Vec::with_capacity(clauses.len());
        for ((clause, leaf), next) in clauses.iter().zip(keep).zip(ends) {
            let to = if leaf { clause.to } else { next.map_or(clause.to, |next| next.min(clause.to)) };
            lines.push(ClauseLine {
                text: part(&body, clause.from, to),
                answer: given.remove(&clause.id),
                targets: serving(clause.id),
                clause: clause.clone(),
                leaf,
            });
        }
        Ok(AnswersView { programme, unit, directive, lines, end, may_write })
    }

    /// Answers clauses. What stands already as sent is not written again; several clauses are answered together or not at
    /// all.
    ///
    /// # Errors
    /// [`Error::NotFound`] or [`Error::Denied`] by rights; [`Error::Invalid`] with every clause that lacks its words;
    /// [`Error::Refused`] for a programme that ended.
    pub async fn answer_clauses(
        &self,
        caller: &Caller,
        id: ProgrammeId,
        sent: &[SentAnswer],
        once: Option<Once<'_>>,
    ) -> Result<AnswersView> {
        let mut tx = self.store.write().await?;
        tx.require_programme(caller, Action::ProgrammeWrite, id).await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_none() {
            let (programme, _) = tx.programme(caller, id).await?;
            if tx.programme_end(caller, id).await?.is_some() {
                return Err(refused(
                    "Chương trình đã kết thúc; hãy mở lại trước khi trả lời",
                    "The programme has ended; take its end back before answering",
                ));
            }
            let clauses = match programme.directive {
                Some(directive) => tx.clauses(caller, directive).await?,
                None => Vec::new(),
            };
            let stands = tx.clause_answers(caller, id, None).await?;
            check(&clauses, sent)?;
            let new: Vec<NewAnswer> = sent
                .iter()
                .filter(|sent| changes(&stands, sent))
                .map(|sent| NewAnswer {
                    id: self.ids.next(),
                    clause: sent.clause,
                    answer: sent.answer,
                    words: sent.words.trim().to_owned(),
                })
                .collect();
            tx.answer_clauses(caller, id, &new).await?;
            self.keep(&mut tx, caller, once.as_ref(), "").await?;
            tx.commit().await?;
        }
        self.answers_view(caller, id).await
    }
}

fn changes(stands: &[GivenAnswer], sent: &SentAnswer) -> bool {
    match (stands.iter().find(|one| one.clause == sent.clause), sent.answer) {
        (None, None) => false,
        (Some(known), Some(answer)) => known.answer != answer || known.words != sent.words.trim(),
        _ => true,
    }
}

fn check(clauses: &[Clause], sent: &[SentAnswer]) -> Result<()> {
    let keep = leaves(clauses);
    let leaf =
        |id| clauses.iter().zip(&keep).find(|(clause, leaf)| clause.id == id && **leaf).map(|(clause, _)| clause);
    let mut problems = Vec::new();
    for (place, one) in sent.iter().enumerate() {
        let field = format!("words.{}", one.clause);
        let Some(clause) = leaf(one.clause) else {
            problems.push(problem(
                &format!("answers.{place}"),
                "Văn bản không có mục này để trả lời",
                "The directive has no such clause to answer",
            ));
            continue;
        };
        let empty = one.words.trim().is_empty();
        let label = &clause.label;
        match one.answer {
            Some(ClauseAnswer::NotApplicable) if empty => problems.push(problem(
                &field,
                &format!("Mục {label}: hãy ghi lý do không áp dụng"),
                &format!("Clause {label}: say why it does not apply"),
            )),
            Some(ClauseAnswer::Added) if empty => problems.push(problem(
                &field,
                &format!("Mục {label}: hãy ghi nội dung bổ sung"),
                &format!("Clause {label}: say what is added"),
            )),
            _ => {}
        }
        if one.words.chars().count() > MOST_WORDS {
            problems.push(problem(
                &field,
                &format!("Mục {label}: tối đa {MOST_WORDS} chữ"),
                &format!("Clause {label}: {MOST_WORDS} letters at most"),
            ));
        }
        if sent.iter().skip(place + 1).any(|other| other.clause == one.clause) {
            problems.push(problem(
                &field,
                &format!("Mục {label} được trả lời hai lần"),
                &format!("Clause {label} is answered twice"),
            ));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

fn part(body: &[char], from: i64, to: i64) -> String {
    let (Ok(from), Ok(to)) = (usize::try_from(from), usize::try_from(to)) else { return String::new() };
    let text: String = body.get(from..to.min(body.len())).unwrap_or_default().iter().collect();
    text.trim().to_owned()
}
