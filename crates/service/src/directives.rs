//! Directives: a text is read, what was found is accepted, the graph is walked.
//!
//! Not here: recognising citations, targets and figures (`reader`).

use congdoan_model::{
    DirectiveId,
    access::Caller,
    directives::{Directive, Relation, symbol_key},
    programmes::Programme,
};
use congdoan_paper::text::{TextError, TextLimits};
use congdoan_reader::Reading;
use congdoan_store::directives::{Cited, Edge, NewDirective, ProposedTarget};

use crate::{Error, Result, Service, access::Once, error::refused};

/// The largest text the command line reads: 64 MB.
pub const LARGEST_TEXT: usize = 64 * 1024 * 1024;
/// The largest text a page takes: 20 MB.
pub const LARGEST_PASTED_TEXT: usize = 20 * 1024 * 1024;

/// What a person accepts of a text that was read.
#[derive(Clone, Debug, Default)]
pub struct Acceptance {
    /// Code of the unit that enters it.
    pub unit: String,
    /// The text.
    pub text: String,
    /// Symbol of the directive itself.
    pub symbol: String,
    /// Its kind word.
    pub kind: String,
    /// Its date, `2021-06-12` or empty.
    pub issued_on: Option<chrono::NaiveDate>,
    /// Its issuer.
    pub issuer: String,
    /// What it is about.
    pub title: String,
    /// A summary.
    pub summary: String,
    /// Which of the citations found are kept, by place from 0.
    pub citations: Vec<usize>,
    /// Which of the targets found are kept, by place from 0.
    pub targets: Vec<usize>,
    /// Directives it carries out or replaces, beside those it cites.
    pub links: Vec<(Relation, DirectiveId)>,
}

/// One directive with everything its page shows.
#[derive(Clone, Debug)]
pub struct DirectiveView {
    /// The directive.
    pub directive: Directive,
    /// Its text.
    pub body: String,
    /// What it cites.
    pub citations: Vec<Cited>,
    /// The targets accepted with it.
    pub targets: Vec<ProposedTarget>,
    /// Directives the caller may see, to name the ends of the edges.
    pub all: Vec<Directive>,
    /// The edges between directives the caller may see.
    pub edges: Vec<Edge>,
    /// The programmes that answer it.
    pub programmes: Vec<(Programme, String)>,
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

    /// Reads a text and matches its citations with the directives the caller may see.
    ///
    /// # Errors
    /// [`Error::Denied`] when the caller reads no directives.
    pub async fn read_text(&self, caller: &Caller, text: &str) -> Result<(Reading, Vec<Option<Directive>>)> {
        let known = self.store.read().await?.directives(caller).await?;
        let owned = text.to_owned();
        let reading = tokio::task::spawn_blocking(move || congdoan_reader::read(&owned));
        let reading = reading.await.map_err(|error| Error::Internal(error.to_string()))?;
        let matched = reading.citations.iter().map(|citation| {
            let key = symbol_key(citation.symbol.as_deref().unwrap_or_default());
            known.iter().find(|directive| !key.is_empty() && symbol_key(&directive.symbol) == key).cloned()
        });
        let matched = matched.collect();
        Ok((reading, matched))
    }

    /// Accepts a directive with the citations and targets a person chose. The same key with the same request gives the
    /// directive entered the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it has no title; [`Error::Denied`] when the caller may not; [`Error::KeyReused`].
    pub async fn accept_directive(
        &self,
        caller: &Caller,
        accepted: &Acceptance,
        once: Option<Once<'_>>,
    ) -> Result<DirectiveId> {
        if accepted.title.trim().is_empty() {
            return Err(Error::Invalid(vec![congdoan_pack::Problem {
                field: Some("title".to_owned()),
                message: crate::error::words("Hãy ghi trích yếu", "Give a title"),
            }]));
        }
        let (reading, matched) = self.read_text(caller, &accepted.text).await?;
        let id: DirectiveId = self.ids.next();
        let chosen = |place: &usize| Some((reading.citations.get(*place)?, matched.get(*place)?));
        let citations: Vec<Cited> = accepted
            .citations
            .iter()
            .filter_map(chosen)
            .map(|(citation, known)| Cited {
                text: citation.text.clone(),
                kind: citation.kind.clone(),
                symbol: citation.symbol.clone().unwrap_or_default(),
                issued_on: citation.date,
                issuer: citation.issuer.clone().unwrap_or_default(),
                cited: known.as_ref().map(|known| known.id),
            })
            .collect();
        let mut links = accepted.links.clone();
        links.extend(citations.iter().filter_map(|cited| cited.cited).map(|cited| (Relation::BasedOn, cited)));
        links.sort_unstable();
        links.dedup();
        let targets = accepted.targets.iter().filter_map(|place| reading.targets.get(*place)).map(proposed).collect();
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no id".to_owned()));
        }
        let unit = tx.unit(caller, &accepted.unit).await?;
        let directive = Directive {
            id,
            symbol: accepted.symbol.split_whitespace().collect(),
            kind: accepted.kind.trim().to_owned(),
            issued_on: accepted.issued_on,
            issuer: accepted.issuer.trim().to_owned(),
            title: accepted.title.trim().to_owned(),
            summary: accepted.summary.trim().to_owned(),
        };
        let body = accepted.text.clone();
        tx.add_directive(caller, &NewDirective { directive, unit: unit.id, body, citations, targets, links }).await?;
        self.keep(&mut tx, caller, once.as_ref(), &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// A page of the directives within reach, latest first; `words` narrow it to titles and symbols that hold them.
    ///
    /// # Errors
    /// [`Error::Denied`] for who may read no directive.
    pub async fn directives_page(
        &self,
        caller: &Caller,
        words: &str,
        page: (Option<DirectiveId>, i64),
    ) -> Result<Vec<Directive>> {
        Ok(self.store.read().await?.directives_page(caller, words, page).await?)
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

    /// One directive with what it cites, how it stands to others and which programmes answer it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none for this caller; the attempt is noted in the audit log.
    pub async fn directive(&self, caller: &Caller, id: DirectiveId) -> Result<DirectiveView> {
        let view = self.directive_view(caller, id).await;
        self.refusal_noted(caller, &format!("directive:{id}"), view).await
    }

    async fn directive_view(&self, caller: &Caller, id: DirectiveId) -> Result<DirectiveView> {
        let (all, edges) = self.directive_graph(caller).await?;
        let directive = all.iter().find(|one| one.id == id).cloned().ok_or(Error::NotFound("directive"))?;
        let mut tx = self.store.read().await?;
        let (body, citations, targets) = tx.directive_findings(caller, id).await?;
        let programmes = tx.programmes_of_directive(caller, id).await?;
        Ok(DirectiveView { directive, body, citations, targets, all, edges, programmes })
    }
}

fn proposed(target: &congdoan_reader::Target) -> ProposedTarget {
    let sign = serde_json::to_value(target.comparator).ok();
    ProposedTarget {
        text: target.text.clone(),
        subject: target.subject.clone(),
        comparator: sign.and_then(|sign| sign.as_str().map(str::to_owned)).unwrap_or_default(),
        value: target.value.to_string(),
        value_max: target.value_max.as_ref().map(ToString::to_string).unwrap_or_default(),
        unit_of_measure: target.unit.clone(),
        period: target.period.clone().unwrap_or_default(),
    }
}
