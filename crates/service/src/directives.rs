//! Directives: the register of papers in and out, their texts, and the graph they form.
//!
//! Not here: recognising citations, targets and figures (`reader`); what becomes of a reading (`reading`), entering and
//! correcting (`entry`), texts on their way in (`drafts`), what falls with a paper (`impact`).

mod drafts;
mod entry;
mod impact;
mod names;
mod reading;

pub mod dispatch;
pub mod study;

use congdoan_model::{
    ClauseId, DirectiveId, FindingId, UnitId,
    access::Caller,
    directives::{
        Clause, Directive, PaperFile,
        finding::{Finding, TargetFound},
        standing::{Link, Standing},
    },
    org::Unit,
    programmes::Programme,
};
use congdoan_paper::text::{TextError, TextLimits};
use congdoan_store::directives::{Booked, Correction, DirectiveQuery, Edge, Entered};

pub use congdoan_store::directives::{BookAsked, NewLink, PaperDraft, PaperDraftRow};
pub use drafts::DraftForm;
pub use entry::{Acceptance, Decided, Rest};
pub use impact::{Fallen, Ground, ImpactView, RestingPaper};
pub(crate) use reading::read_alone;
pub use reading::{Proposed, ReadPaper};

use crate::{Error, Result, Service, error::refused};

/// The largest text the command line reads: 64 MB.
pub const LARGEST_TEXT: usize = 64 * 1024 * 1024;
/// The largest text a page takes: 20 MB.
pub const LARGEST_PASTED_TEXT: usize = 20 * 1024 * 1024;

/// One directive with everything its page shows.
#[derive(Clone, Debug)]
pub struct DirectiveView {
    /// The directive.
    pub directive: Directive,
    /// What the register keeps beside it.
    pub entered: Entered,
    /// The unit that entered it.
    pub unit: Option<Unit>,
    /// Its text.
    pub body: String,
    /// The parts of its text.
    pub clauses: Vec<Clause>,
    /// What was read in it.
    pub findings: Vec<Finding>,
    /// The units its findings and its issuer name, as far as the caller sees them.
    pub units: Vec<Unit>,
    /// The books it stands in.
    pub books: Vec<Booked>,
    /// What its particulars were before.
    pub corrections: Vec<Correction>,
    /// How it stands today.
    pub standing: Standing,
    /// What it rests on that holds no more.
    pub fallen: Vec<Fallen>,
    /// Directives the caller may see, to name the ends of the edges.
    pub all: Vec<Directive>,
    /// The edges between directives the caller may see.
    pub edges: Vec<Edge>,
    /// The programmes that answer it.
    pub programmes: Vec<(Programme, String)>,
    /// Whether the caller may correct it and decide its findings.
    pub writes: bool,
}

/// What is asked of the register; what is empty is not asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegisterQuery<'a> {
    /// Words of titles, symbols and issuers.
    pub words: &'a str,
    /// Code of a unit that entered or booked it.
    pub unit: &'a str,
    /// The kind word.
    pub kind: &'a str,
    /// On which side of a book: `in`, `out`, `own`.
    pub direction: &'a str,
    /// First and last day of issue.
    pub days: (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>),
    /// The last one of the page before.
    pub after: Option<DirectiveId>,
    /// How many at most.
    pub limit: i64,
}

/// The text of a file a person sent: DOCX, PDF with text, HTML or plain text, told by its content. Plain UTF-8 text comes
/// back as it stands, to the byte.
///
/// # Errors
/// [`Error::Refused`] with the place and the way out.
pub fn text_of(bytes: Vec<u8>, largest: usize) -> Result<String> {
    not_too_large(bytes.len(), largest)?;
    let limits = TextLimits { text: largest, ..TextLimits::default() };
    let text = congdoan_paper::text::text_of(bytes, &limits).map_err(|error| Error::Refused(error.words()))?;
    Ok(text.text)
}

/// A text a person typed or pasted: not empty, not too large. It is text even when it begins as a web page would.
///
/// # Errors
/// [`Error::Refused`] with the way out.
pub fn typed_text(text: String, largest: usize) -> Result<String> {
    not_too_large(text.len(), largest)?;
    if text.trim().is_empty() { Err(Error::Refused(TextError::Empty.words())) } else { Ok(text) }
}

fn not_too_large(size: usize, largest: usize) -> Result<()> {
    if size <= largest {
        return Ok(());
    }
    let (size, most) = (size / 1_048_576, largest / 1_048_576);
    Err(refused(
        &format!("Văn bản {size} MB, lớn hơn mức {most} MB; hãy chia nhỏ văn bản"),
        &format!("The text has {size} MB, more than {most} MB; split it"),
    ))
}

impl Service {
    /// The same as [`text_of`] beside the other work of a server: a long paper takes its time.
    ///
    /// # Errors
    /// [`Error::Refused`] with the place and the way out.
    pub async fn text_of_file(&self, bytes: Vec<u8>, largest: usize) -> Result<String> {
        let read = tokio::task::spawn_blocking(move || text_of(bytes, largest));
        read.await.map_err(|error| Error::Internal(error.to_string()))?
    }

    /// A page of the directives within reach, latest first, narrowed as asked.
    ///
    /// # Errors
    /// [`Error::Denied`] for who may read no directive; [`Error::NotFound`] for a unit the caller may not see.
    pub async fn directives_page(&self, caller: &Caller, asked: &RegisterQuery<'_>) -> Result<Vec<Directive>> {
        let mut tx = self.store.read().await?;
        let unit = if asked.unit.is_empty() { None } else { Some(tx.unit(caller, asked.unit).await?.id) };
        let query = DirectiveQuery {
            words: asked.words,
            unit,
            kind: asked.kind,
            direction: asked.direction,
            from: asked.days.0,
            until: asked.days.1,
            after: asked.after,
            limit: asked.limit,
        };
        Ok(tx.directives_page(caller, &query).await?)
    }

    /// The directives the caller may see and the edges between them.
    ///
    /// # Errors
    /// [`Error::Denied`] when no mandate of the caller reads directives.
    pub async fn directive_graph(&self, caller: &Caller) -> Result<(Vec<Directive>, Vec<Edge>)> {
        let mut tx = self.store.read().await?;
        let directives = tx.directives(caller).await?;
        let mut edges = tx.directive_edges(caller).await?;
        let seen = |id| directives.iter().any(|directive: &Directive| directive.id == id);
        edges.retain(|edge| seen(edge.from) && seen(edge.to));
        Ok((directives, edges))
    }

    /// How many programmes the caller may see answer each of some directives; none for one the caller may not see.
    ///
    /// # Errors
    /// [`Error::Store`] when the database does not answer.
    pub async fn programmes_answering(&self, caller: &Caller, ids: &[DirectiveId]) -> Result<Vec<usize>> {
        let counts = self.store.read().await?.programmes_answering(caller).await?;
        let count = |id| counts.iter().find(|(known, _)| known == id).map_or(0, |(_, count)| *count);
        Ok(ids.iter().map(|id| usize::try_from(count(id)).unwrap_or(0)).collect())
    }

    /// One directive with its text, what was read in it, how it stands to others and which programmes answer it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn directive(&self, caller: &Caller, id: DirectiveId) -> Result<DirectiveView> {
        let view = self.directive_view(caller, id).await;
        self.refusal_noted(caller, &format!("directive:{id}"), view).await
    }

    async fn directive_view(&self, caller: &Caller, id: DirectiveId) -> Result<DirectiveView> {
        let mut tx = self.store.read().await?;
        let entered = tx.entered(caller, id).await?;
        let mut all = tx.directives(caller).await?;
        if !all.iter().any(|one| one.id == id) {
            all.push(entered.directive.clone());
        }
        let mut edges = tx.directive_edges(caller).await?;
        let findings = tx.directive_findings(caller, id).await?;
        let named: Vec<UnitId> = findings
            .iter()
            .filter_map(|finding| finding.unit)
            .chain(entered.directive.issuer_unit)
            .chain([entered.unit])
            .collect();
        let units: Vec<Unit> = tx.units_found(caller, &named).await?.into_iter().map(|placed| placed.unit).collect();
        let standing = standing(&entered.directive, caller.now.day(), &edges);
        let fallen = self.fallen_of(&mut tx, caller, id).await?;
        edges.retain(|edge| all.iter().any(|one| one.id == edge.from) && all.iter().any(|one| one.id == edge.to));
        Ok(DirectiveView {
            directive: entered.directive.clone(),
            unit: units.iter().find(|unit| unit.id == entered.unit).cloned(),
            body: tx.directive_text(caller, id).await?,
            clauses: tx.directive_clauses(caller, id).await?,
            findings,
            units,
            books: tx.directive_books(caller, id).await?,
            corrections: tx.directive_corrections(caller, id).await?,
            standing,
            fallen,
            all,
            edges,
            programmes: tx.programmes_of_directive(caller, id).await?,
            writes: tx.writes_directives(caller, entered.unit).await?,
            entered,
        })
    }

    /// The text of a directive with its clauses, for whoever takes it along.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn directive_text(&self, caller: &Caller, id: DirectiveId) -> Result<String> {
        let text = async { Ok(self.store.read().await?.directive_text(caller, id).await?) }.await;
        self.refusal_noted(caller, &format!("directive:{id}"), text).await
    }

    /// The file a directive came as.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn directive_file(&self, caller: &Caller, id: DirectiveId) -> Result<(PaperFile, Vec<u8>)> {
        let file = async { Ok(self.store.read().await?.directive_file(caller, id).await?) }.await;
        self.refusal_noted(caller, &format!("directive:{id}"), file).await
    }

    /// The targets read in a directive that stand and name an indicator: what a programme can be made of.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn targets_found(&self, caller: &Caller, id: DirectiveId) -> Result<Vec<TargetFound>> {
        let findings = self.store.read().await?.directive_findings(caller, id).await?;
        Ok(findings.iter().filter_map(Finding::target).collect())
    }

    /// The clause and the words of a finding, wherever it stands.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller.
    pub async fn finding(&self, caller: &Caller, id: FindingId) -> Result<(DirectiveId, Finding)> {
        let mut tx = self.store.read().await?;
        let home = tx.directive_of_finding(caller, id).await?;
        let finding = tx.directive_findings(caller, home).await?.into_iter().find(|finding| finding.id == id);
        finding.map(|finding| (home, finding)).ok_or(Error::NotFound("finding"))
    }
}

/// How a directive stands on a day.
pub(crate) fn standing(directive: &Directive, day: chrono::NaiveDate, links: &[Link]) -> Standing {
    Standing::on(day, directive.id, (directive.valid_from, directive.valid_until), links)
}

/// Clauses of a reading under fresh ids, as the register keeps them.
fn clauses_of(found: &[congdoan_reader::Clause], mut next: impl FnMut() -> ClauseId) -> Vec<Clause> {
    let place = |place: usize| i64::try_from(place).unwrap_or(i64::MAX);
    let clause = |one: &congdoan_reader::Clause| Clause {
        id: next(),
        label: one.label.clone(),
        depth: i64::from(one.depth),
        title: one.title.clone(),
        start: place(one.start),
        end: place(one.end),
    };
    found.iter().map(clause).collect()
}
