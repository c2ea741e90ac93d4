//! The register of directives: entering, correcting, listing, finding one again.
//!
//! A directive is kept at the unit that entered it; it is seen by that unit's subtree and by the units above.
//! Not here: reading texts (`reader`), what was found in them (`findings`), the graph (`links`), books (`book`), texts on
//! their way in (`drafts`), programmes.

mod book;
mod drafts;
mod findings;
mod links;

pub mod dispatch;
pub mod study;

use chrono::NaiveDate;
use congdoan_model::{
    DirectiveId, UnitId,
    access::{Action, Caller},
    directives::{BookEntry, Clause, Directive, PaperFile, Relation, finding::Finding, symbol::key_of},
    names,
};
use sqlx::types::Uuid;

use crate::{
    Error, Result, Tx,
    access::{Thing, reach, within_reach},
    audit::{Change, Note},
    transaction::on,
};

pub use book::{BookAsked, Booked};
pub use drafts::{PaperDraft, PaperDraftRow};
pub use findings::FindingDecided;
pub use links::{Edge, Impact, RestingDraft, RestingProgramme};

/// A link a new directive comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewLink {
    /// How it stands to the earlier paper.
    pub relation: Relation,
    /// The earlier paper.
    pub to: DirectiveId,
    /// From when it replaces or amends it.
    pub since: Option<NaiveDate>,
}

/// A directive as entered: itself, its text, what was found in it, and how it stands to others.
#[derive(Clone, Debug, Default)]
pub struct NewDirective {
    /// The directive.
    pub directive: Directive,
    /// The unit that enters it.
    pub unit: UnitId,
    /// Its text; may be empty.
    pub body: String,
    /// The file it came as; its content is kept with it.
    pub file: Option<PaperFile>,
    /// The parts of its text.
    pub clauses: Vec<Clause>,
    /// What was found in its text.
    pub findings: Vec<Finding>,
    /// How it stands to others.
    pub links: Vec<NewLink>,
    /// Its place in the book of the unit.
    pub book: Option<BookAsked>,
}

/// A directive with what the register keeps beside its particulars.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// The directive.
    pub directive: Directive,
    /// The unit that entered it.
    pub unit: UnitId,
    /// The file it came as.
    pub file: Option<PaperFile>,
    /// How often its particulars were corrected, plus one.
    pub version: i64,
    /// When it was entered, in microseconds since 1970.
    pub recorded_at: i64,
}

/// The particulars of a directive before a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The version they were.
    pub version: i64,
    /// The particulars.
    pub particulars: Directive,
    /// Why they were corrected.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When, in microseconds since 1970.
    pub at: i64,
}

/// What is asked of a list of directives; what is empty is not asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct DirectiveQuery<'a> {
    /// Words of titles, symbols and issuers.
    pub words: &'a str,
    /// Entered at this unit, or booked there.
    pub unit: Option<UnitId>,
    /// The kind word.
    pub kind: &'a str,
    /// On which side of a book it stands: `in`, `out`, `own`.
    pub direction: &'a str,
    /// Issued on this day or later.
    pub from: Option<NaiveDate>,
    /// Issued on this day or earlier.
    pub until: Option<NaiveDate>,
    /// The last one of the page before.
    pub after: Option<DirectiveId>,
    /// How many at most.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
pub(super) struct DirectiveRow {
    id: Uuid,
    symbol: String,
    kind: String,
    issued_on: Option<NaiveDate>,
    issuer: String,
    issuer_unit_id: Option<Uuid>,
    title: String,
    summary: String,
    valid_from: Option<NaiveDate>,
    valid_until: Option<NaiveDate>,
}

impl From<DirectiveRow> for Directive {
    fn from(row: DirectiveRow) -> Self {
        Self {
            id: row.id.into(),
            symbol: row.symbol,
            kind: row.kind,
            issued_on: row.issued_on,
            issuer: row.issuer,
            issuer_unit: row.issuer_unit_id.map(Into::into),
            title: row.title,
            summary: row.summary,
            valid_from: row.valid_from,
            valid_until: row.valid_until,
        }
    }
}

#[derive(sqlx::FromRow)]
struct EnteredRow {
    #[sqlx(flatten)]
    directive: DirectiveRow,
    unit_id: Uuid,
    file_name: Option<String>,
    file_sha256: Option<String>,
    file_size: Option<i64>,
    version: i64,
    recorded_at: i64,
}

impl From<EnteredRow> for Entered {
    fn from(row: EnteredRow) -> Self {
        let file = row.file_name.zip(row.file_sha256).zip(row.file_size);
        Self {
            directive: row.directive.into(),
            unit: row.unit_id.into(),
            file: file.map(|((name, sha256), size)| PaperFile { name, sha256, size }),
            version: row.version,
            recorded_at: row.recorded_at,
        }
    }
}

const ADD: &str = "
INSERT INTO directive (id, symbol, symbol_key, kind, issued_on, issuer, title, title_fold, summary, body, unit_id,
    recorded_at, issuer_fold, issuer_unit_id, valid_from, valid_until, file_name, file_sha256, file_size, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1)";
const CORRECT: &str = "
UPDATE directive SET symbol = $2, symbol_key = $3, kind = $4, issued_on = $5, issuer = $6, title = $7, title_fold = $8,
    summary = $9, issuer_fold = $10, issuer_unit_id = $11, valid_from = $12, valid_until = $13, version = version + 1
WHERE id = $1 AND version = $14";
const REMEMBER: &str = "
INSERT INTO directive_history (directive_id, version, particulars, reason, corrected_by, corrected_at)
VALUES ($1, $2, $3, $4, $5, $6)";
const HISTORY: &str = "
SELECT version, particulars, reason, corrected_by, corrected_at FROM directive_history WHERE directive_id = $1
ORDER BY version DESC";
const HOME: &str = "SELECT unit_id FROM directive WHERE id = $1";
const BODY: &str = "SELECT body FROM directive WHERE id = $1";
const ONE: &str = "
SELECT id, symbol, kind, issued_on, issuer, issuer_unit_id, title, summary, valid_from, valid_until, unit_id, file_name,
    file_sha256, file_size, version, recorded_at
FROM directive WHERE id = $1";
const VISIBLE: &str = within_reach!(
    "SELECT d.id, d.symbol, d.kind, d.issued_on, d.issuer, d.issuer_unit_id, d.title, d.summary, d.valid_from, d.valid_until
FROM directive d
WHERE $3 = 1 OR d.unit_id IN (SELECT id FROM up) OR d.unit_id IN (SELECT id FROM down)
ORDER BY d.issued_on DESC, d.symbol_key, d.id LIMIT 1000"
);
/// Parameter 5: keys of symbols, each between bars.
const OF_SYMBOLS: &str = within_reach!(
    "SELECT d.id, d.symbol, d.kind, d.issued_on, d.issuer, d.issuer_unit_id, d.title, d.summary, d.valid_from, d.valid_until
FROM directive d
WHERE d.symbol_key <> '' AND $5 LIKE '%|' || d.symbol_key || '|%'
    AND ($3 = 1 OR d.unit_id IN (SELECT id FROM up) OR d.unit_id IN (SELECT id FROM down))
ORDER BY d.issued_on DESC, d.id LIMIT 2000"
);
/// Parameters 5 to 14: a day before all others, patterns of words and of a symbol, the last directive of the page before,
/// how many at most, a unit, a kind, a side of books, first and last day of issue.
const PAGE: &str = within_reach!(
    "SELECT d.id, d.symbol, d.kind, d.issued_on, d.issuer, d.issuer_unit_id, d.title, d.summary, d.valid_from, d.valid_until
FROM directive d LEFT JOIN directive c ON c.id = $8
WHERE ($3 = 1 OR d.unit_id IN (SELECT id FROM up) OR d.unit_id IN (SELECT id FROM down))
    AND ($6 = '' OR d.title_fold LIKE $6 OR d.issuer_fold LIKE $6 OR d.symbol_key LIKE $7)
    AND ($10 IS NULL OR d.unit_id = $10
        OR EXISTS (SELECT 1 FROM directive_book b WHERE b.directive_id = d.id AND b.unit_id = $10))
    AND ($11 = '' OR d.kind = $11)
    AND ($12 = '' OR EXISTS (SELECT 1 FROM directive_book b WHERE b.directive_id = d.id AND b.direction = $12
        AND ($10 IS NULL OR b.unit_id = $10)))
    AND ($13 IS NULL OR d.issued_on >= $13) AND ($14 IS NULL OR d.issued_on <= $14)
    AND (c.id IS NULL OR COALESCE(d.issued_on, $5) < COALESCE(c.issued_on, $5)
        OR (COALESCE(d.issued_on, $5) = COALESCE(c.issued_on, $5) AND (d.symbol_key, d.id) > (c.symbol_key, c.id)))
ORDER BY COALESCE(d.issued_on, $5) DESC, d.symbol_key, d.id LIMIT $9"
);

impl Tx {
    /// Enters a directive with its clauses, findings, links, file and place in the book of its unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`] or [`Error::Denied`] when the caller may not enter directives for the unit.
    pub async fn add_directive(&mut self, caller: &Caller, new: &NewDirective) -> Result<()> {
        self.require(caller, Action::DirectiveWrite, new.unit, Thing::DIRECTIVE).await?;
        let (directive, id) = (&new.directive, new.directive.id.uuid());
        let file = new.file.as_ref();
        on!(self, c => sqlx::query(ADD).bind(id).bind(&directive.symbol).bind(key_of(&directive.symbol))
            .bind(&directive.kind).bind(directive.issued_on).bind(&directive.issuer).bind(&directive.title)
            .bind(names::fold(&directive.title)).bind(&directive.summary).bind(&new.body).bind(new.unit.uuid())
            .bind(caller.now.micros()).bind(names::fold(&directive.issuer))
            .bind(directive.issuer_unit.map(UnitId::uuid)).bind(directive.valid_from).bind(directive.valid_until)
            .bind(file.map(|file| &file.name)).bind(file.map(|file| &file.sha256)).bind(file.map(|file| file.size))
            .execute(c).await.map(|_| ()))?;
        self.add_clauses(directive.id, &new.clauses).await?;
        self.add_findings(directive.id, &new.findings).await?;
        self.add_links(directive.id, &new.links).await?;
        if let Some(book) = &new.book {
            self.put_in_book(caller, directive.id, new.unit, book).await?;
        }
        self.match_earlier_citations(directive, (new.unit, caller.now.day())).await?;
        let links: Vec<_> = new.links.iter().map(|link| (link.relation.word(), link.to.to_string())).collect();
        let note = Note {
            chain: self.chain_of(new.unit).await?,
            action: "directive.add",
            object: format!("directive:{}", directive.id),
            before: String::new(),
            after: serde_json::to_string(&(directive, links, new.findings.len(), file))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// Corrects the particulars of a directive; what they were before is kept.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`]; [`Error::Stale`] when somebody corrected it since.
    pub async fn correct_directive(
        &mut self,
        caller: &Caller,
        new: &Directive,
        (version, reason): (i64, &str),
    ) -> Result<()> {
        let old = self.entered(caller, new.id).await?;
        self.require(caller, Action::DirectiveWrite, old.unit, Thing::DIRECTIVE).await?;
        let id = new.id.uuid();
        let done = on!(self, c => sqlx::query(CORRECT).bind(id).bind(&new.symbol).bind(key_of(&new.symbol))
            .bind(&new.kind).bind(new.issued_on).bind(&new.issuer).bind(&new.title).bind(names::fold(&new.title))
            .bind(&new.summary).bind(names::fold(&new.issuer)).bind(new.issuer_unit.map(UnitId::uuid))
            .bind(new.valid_from).bind(new.valid_until).bind(version).execute(c).await
            .map(|done| done.rows_affected()))?;
        if done != 1 {
            return Err(Error::Stale);
        }
        let before = serde_json::to_string(&old.directive)?;
        on!(self, c => sqlx::query(REMEMBER).bind(id).bind(version).bind(&before).bind(reason).bind(caller.name())
            .bind(caller.now.micros()).execute(c).await.map(|_| ()))?;
        let note = Note {
            chain: self.chain_of(old.unit).await?,
            action: "directive.correct",
            object: format!("directive:{}", new.id),
            before,
            after: serde_json::to_string(&(new, reason))?,
        };
        self.journal(caller, note, &Change::default()).await?;
        Ok(())
    }

    /// What the particulars of a directive were before, latest first.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn directive_corrections(&mut self, caller: &Caller, id: DirectiveId) -> Result<Vec<Correction>> {
        self.require_directive(caller, id).await?;
        let rows: Vec<(i64, String, String, String, i64)> =
            on!(self, c => sqlx::query_as(HISTORY).bind(id.uuid()).fetch_all(c).await)?;
        rows.into_iter()
            .map(|(version, particulars, reason, by, at)| {
                Ok(Correction { version, particulars: serde_json::from_str(&particulars)?, reason, by, at })
            })
            .collect()
    }

    /// A page of the directives of the units within reach, latest first, those without a date last.
    ///
    /// # Errors
    /// [`Error::Denied`] for who may read no directive.
    pub async fn directives_page(&mut self, caller: &Caller, query: &DirectiveQuery<'_>) -> Result<Vec<Directive>> {
        if !caller.may_somewhere(Action::DirectiveRead) {
            return Err(Error::Denied(Action::DirectiveRead));
        }
        let (person, everything, roles) = reach(caller, Action::DirectiveRead);
        let pattern = |words: String| {
            let words = words.replace(['%', '_'], "");
            if words.is_empty() { words } else { format!("%{words}%") }
        };
        let (words, symbol) = (pattern(names::fold(query.words)), pattern(key_of(query.words)));
        let after = query.after.map_or_else(Uuid::nil, DirectiveId::uuid);
        let undated = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
        let rows: Vec<DirectiveRow> = on!(self, c => sqlx::query_as(PAGE).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).bind(undated).bind(&words).bind(&symbol).bind(after).bind(query.limit)
            .bind(query.unit.map(UnitId::uuid)).bind(query.kind).bind(query.direction).bind(query.from)
            .bind(query.until).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The directives the caller may see, latest first, a thousand at most.
    ///
    /// # Errors
    /// [`Error::Denied`] when no mandate of the caller reads directives.
    pub async fn directives(&mut self, caller: &Caller) -> Result<Vec<Directive>> {
        if !caller.may_somewhere(Action::DirectiveRead) {
            return Err(Error::Denied(Action::DirectiveRead));
        }
        let (person, everything, roles) = reach(caller, Action::DirectiveRead);
        let rows: Vec<DirectiveRow> = on!(self, c => sqlx::query_as(VISIBLE).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// The directives the caller may see whose symbols are among some, in one statement however many they are.
    ///
    /// # Errors
    /// [`Error::Denied`] when no mandate of the caller reads directives.
    pub async fn directives_of_symbols(&mut self, caller: &Caller, symbols: &[&str]) -> Result<Vec<Directive>> {
        if !caller.may_somewhere(Action::DirectiveRead) {
            return Err(Error::Denied(Action::DirectiveRead));
        }
        let keys = symbols.iter().map(|symbol| key_of(symbol)).filter(|key| !key.is_empty());
        let keys: std::collections::BTreeSet<String> = keys.collect();
        let listed = format!("|{}|", keys.into_iter().collect::<Vec<_>>().join("|"));
        let (person, everything, roles) = reach(caller, Action::DirectiveRead);
        let rows: Vec<DirectiveRow> = on!(self, c => sqlx::query_as(OF_SYMBOLS).bind(person).bind(caller.now.day())
            .bind(everything).bind(&roles).bind(&listed).fetch_all(c).await)?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Refuses unless the caller may see the directive: entered in its subtree, or at a unit above. Gives the unit that
    /// entered it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn require_directive(&mut self, caller: &Caller, id: DirectiveId) -> Result<UnitId> {
        let unit: Option<Uuid> = on!(self, c => sqlx::query_scalar(HOME).bind(id.uuid()).fetch_optional(c).await)?;
        let unit: UnitId = unit.ok_or(Error::NotVisible("directive"))?.into();
        self.require(caller, Action::DirectiveRead, unit, Thing::DIRECTIVE).await?;
        Ok(unit)
    }

    /// Whether the caller enters and corrects directives of a unit.
    ///
    /// # Errors
    /// [`Error::Database`] when the database does not answer.
    pub async fn writes_directives(&mut self, caller: &Caller, unit: UnitId) -> Result<bool> {
        Ok(self.allowed(caller, Action::DirectiveWrite, &[unit], Thing::DIRECTIVE).await?.contains(&unit))
    }

    /// Refuses unless the caller enters and corrects directives of a unit.
    ///
    /// # Errors
    /// [`Error::NotVisible`], [`Error::Denied`].
    pub async fn require_writes_directives(&mut self, caller: &Caller, unit: UnitId) -> Result<()> {
        self.require(caller, Action::DirectiveWrite, unit, Thing::DIRECTIVE).await
    }

    /// A directive with what the register keeps beside it.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn entered(&mut self, caller: &Caller, id: DirectiveId) -> Result<Entered> {
        let row: Option<EnteredRow> = on!(self, c => sqlx::query_as(ONE).bind(id.uuid()).fetch_optional(c).await)?;
        let entered = Entered::from(row.ok_or(Error::NotVisible("directive"))?);
        self.require(caller, Action::DirectiveRead, entered.unit, Thing::DIRECTIVE).await?;
        Ok(entered)
    }

    /// The text of a directive.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn directive_text(&mut self, caller: &Caller, id: DirectiveId) -> Result<String> {
        self.require_directive(caller, id).await?;
        Ok(on!(self, c => sqlx::query_scalar(BODY).bind(id.uuid()).fetch_one(c).await)?)
    }

    /// The file a directive came as, with its content.
    ///
    /// # Errors
    /// [`Error::NotVisible`] when there is none for this caller.
    pub async fn directive_file(&mut self, caller: &Caller, id: DirectiveId) -> Result<(PaperFile, Vec<u8>)> {
        let file = self.entered(caller, id).await?.file.ok_or(Error::NotVisible("file"))?;
        let content = self.content_of(&file.sha256).await?;
        Ok((file, content))
    }
}

impl From<Booked> for BookEntry {
    fn from(booked: Booked) -> Self {
        booked.entry
    }
}
