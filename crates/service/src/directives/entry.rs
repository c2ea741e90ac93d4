//! Entering a directive with what was decided about its findings; correcting it, linking it, booking it, deciding later.
//!
//! Not here: reading (`reading`), texts that wait (`drafts`).

use std::collections::BTreeMap;

use congdoan_model::{
    DirectiveId, PaperDraftId,
    access::Caller,
    directives::{
        Directive, PaperFile, Relation,
        finding::{Decision, Finding, FindingKind, Values},
        symbol::key_of,
    },
    names::fold,
};
use congdoan_pack::Problem;
use congdoan_store::directives::{BookAsked, DirectiveQuery, FindingDecided, NewDirective, NewLink};
use sha2::Digest as _;

use super::{LARGEST_PASTED_TEXT, ReadPaper, reading::Proposed};
use crate::{
    Error, Result, Service,
    access::Once,
    error::{refused, words},
};

/// What becomes of the findings nobody decided about one by one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rest {
    /// They are accepted as they were read.
    #[default]
    Accept,
    /// They are refused.
    Refuse,
    /// They wait.
    Wait,
}

/// What somebody decided about one finding. Nothing said of a match leaves it as it was proposed; an empty one takes it away.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// The name of its anchor: `c1`, `t3`.
    pub anchor: String,
    /// The decision; accepting with other values is correcting.
    pub decision: Decision,
    /// The values from now on.
    pub kept: Option<Values>,
    /// Id of the paper a citation names.
    pub cited: Option<String>,
    /// Code of the unit an organisation is.
    pub unit: Option<String>,
    /// The indicator of a target or figure.
    pub indicator: Option<String>,
}

/// What a person accepts of a text that was read.
#[derive(Clone, Debug, Default)]
pub struct Acceptance {
    /// Code of the unit that enters it.
    pub unit: String,
    /// The text.
    pub text: String,
    /// The file it came as: name and content.
    pub file: Option<(String, Vec<u8>)>,
    /// The paper itself; its id is given when it is entered.
    pub particulars: Directive,
    /// Its place in the book of the unit.
    pub book: Option<BookAsked>,
    /// What was decided about single findings.
    pub decided: Vec<Decided>,
    /// What becomes of the others.
    pub rest: Rest,
    /// How it stands to others, beside those it cites.
    pub links: Vec<NewLink>,
    /// Said of a paper that looks like one of the register: it is another.
    pub another: bool,
    /// The fingerprint of the reading the decisions are about; empty where they are about whatever is read.
    pub fingerprint: String,
    /// The text on its way in that it was.
    pub draft: Option<PaperDraftId>,
}

impl Service {
    /// Enters a directive with its text, file, clauses and findings. The same key with the same request gives the directive
    /// entered the first time.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it has no title; [`Error::Refused`] when it looks like one of the register and nobody said it
    /// is another; [`Error::Stale`] when the text reads otherwise than when it was decided; [`Error::Denied`],
    /// [`Error::KeyReused`].
    pub async fn accept_directive(
        &self,
        caller: &Caller,
        accepted: &Acceptance,
        once: Option<Once<'_>>,
    ) -> Result<DirectiveId> {
        check(&accepted.particulars)?;
        if accepted.text.len() > LARGEST_PASTED_TEXT {
            return Err(refused("Văn bản lớn hơn 20 MB", "The text has more than 20 MB"));
        }
        let read = self.read_paper(caller, &accepted.text).await?;
        if !accepted.fingerprint.is_empty() && accepted.fingerprint != read.fingerprint {
            return Err(Error::Stale);
        }
        let findings = self.decided(caller, &read, accepted).await?;
        let mut directive = self.tidy(caller, &accepted.particulars).await?;
        directive.id = self.ids.next();
        let links = links_of(&findings, &accepted.links);
        let file = accepted.file.as_ref().map(|(name, content)| PaperFile {
            name: name.clone(),
            sha256: congdoan_model::ids::hex(&sha2::Sha256::digest(content)),
            size: i64::try_from(content.len()).unwrap_or(i64::MAX),
        });
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no id".to_owned()));
        }
        let unit = tx.unit(caller, &accepted.unit).await?;
        if !accepted.another
            && let Some(same) = duplicates(&mut tx, caller, &directive).await?.first()
        {
            return Err(stands_already(same));
        }
        for link in &links {
            tx.require_directive(caller, link.to).await?;
        }
        let id = directive.id;
        let (body, book) = (accepted.text.clone(), accepted.book);
        if let (Some(file), Some((_, content))) = (&file, &accepted.file) {
            tx.require_writes_directives(caller, unit.id).await?;
            tx.keep_attachment(caller, &file.sha256, content).await?;
        }
        let new = NewDirective { directive, unit: unit.id, body, file, clauses: read.clauses, findings, links, book };
        tx.add_directive(caller, &new).await?;
        if let Some(draft) = accepted.draft {
            tx.enter_paper_draft(caller, draft, id).await?;
        }
        self.keep(&mut tx, caller, once.as_ref(), &id.to_string()).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// The papers of the register a new one looks like: the same symbol, and neither issuer nor day against it; without a
    /// symbol the same title and day.
    ///
    /// # Errors
    /// [`Error::Denied`] for who reads no directives.
    pub async fn papers_alike(&self, caller: &Caller, directive: &Directive) -> Result<Vec<Directive>> {
        duplicates(&mut self.store.read().await?, caller, directive).await
    }

    /// Particulars as they are kept: trimmed, the symbol without spaces, the issuer matched with the tree.
    async fn tidy(&self, caller: &Caller, given: &Directive) -> Result<Directive> {
        let trimmed = |text: &str| text.trim().to_owned();
        let issuer = trimmed(&given.issuer);
        let issuer_unit = match given.issuer_unit {
            Some(unit) => Some(unit),
            None if issuer.is_empty() => None,
            None => match self.units_named(caller, &[&issuer]).await?.remove(&issuer).as_deref() {
                Some([unit]) => Some(unit.id),
                _ => None,
            },
        };
        Ok(Directive {
            id: given.id,
            symbol: given.symbol.split_whitespace().collect(),
            kind: trimmed(&given.kind),
            issued_on: given.issued_on,
            issuer,
            issuer_unit,
            title: trimmed(&given.title),
            summary: trimmed(&given.summary),
            valid_from: given.valid_from,
            valid_until: given.valid_until,
        })
    }

    /// The findings of a reading with what was decided about them.
    async fn decided(&self, caller: &Caller, read: &ReadPaper, accepted: &Acceptance) -> Result<Vec<Finding>> {
        let said: BTreeMap<&str, &Decided> = accepted.decided.iter().map(|one| (one.anchor.as_str(), one)).collect();
        let mut findings = Vec::with_capacity(read.proposed.len());
        for Proposed { finding, own, .. } in &read.proposed {
            let mut finding = Finding { id: self.ids.next(), ..finding.clone() };
            match said.get(finding.anchor().as_str()) {
                Some(said) => self.settle(caller, &mut finding, said).await?,
                None if *own => finding.decision = Decision::Refused,
                None => {
                    finding.decision = match accepted.rest {
                        Rest::Accept => Decision::Accepted,
                        Rest::Refuse => Decision::Refused,
                        Rest::Wait => Decision::Open,
                    }
                }
            }
            if finding.decision != Decision::Open {
                finding.decided_by = Some(caller.name().to_owned());
                finding.decided_at = Some(caller.now.micros());
            }
            findings.push(finding);
        }
        Ok(findings)
    }

    /// Puts a decision into a finding: values, matches, and accepting with other values as correcting.
    async fn settle(&self, caller: &Caller, finding: &mut Finding, said: &Decided) -> Result<()> {
        if let Some(kept) = &said.kept {
            finding.kept = kept.clone();
        }
        if let Some(cited) = &said.cited {
            let cited = cited.trim();
            finding.cited = match cited {
                "" => None,
                id => Some(id.parse().map_err(|_| Error::NotFound("directive"))?),
            };
        }
        if let Some(code) = &said.unit {
            let unit = self.unit_of_code(caller, code).await?;
            if unit.is_none() && !code.trim().is_empty() {
                return Err(Error::NotFound("unit"));
            }
            finding.unit = unit.map(|unit| unit.id);
        }
        if let Some(indicator) = &said.indicator {
            let indicator = indicator.trim();
            if !indicator.is_empty() && self.pack().indicator(indicator).is_none() {
                return Err(Error::UnknownIndicator(indicator.to_owned()));
            }
            finding.indicator = (!indicator.is_empty()).then(|| indicator.to_owned());
        }
        finding.decision = match said.decision {
            Decision::Accepted | Decision::Corrected if finding.kept == finding.read => Decision::Accepted,
            Decision::Accepted | Decision::Corrected => Decision::Corrected,
            other => other,
        };
        Ok(())
    }

    /// Corrects the particulars of a directive; what they were before is kept with the reason.
    ///
    /// # Errors
    /// [`Error::Invalid`] without a title or a reason; [`Error::Stale`], [`Error::NotFound`], [`Error::Denied`].
    pub async fn correct_directive(
        &self,
        caller: &Caller,
        directive: &Directive,
        (version, reason): (i64, &str),
    ) -> Result<()> {
        check(directive)?;
        let reason = reason.trim();
        if reason.is_empty() {
            let message = words("Hãy ghi lý do sửa", "Say why it is corrected");
            return Err(Error::Invalid(vec![Problem { field: Some("reason".to_owned()), message }]));
        }
        let directive = self.tidy(caller, directive).await?;
        let mut tx = self.store.write().await?;
        tx.correct_directive(caller, &directive, (version, reason)).await?;
        Ok(tx.commit().await?)
    }

    /// Decides about findings of a directive that was entered. The graph follows: a citation that stands links, one that
    /// stands no more links no longer unless another does.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a finding it does not have; [`Error::Denied`], [`Error::UnknownIndicator`].
    pub async fn decide_findings(
        &self,
        caller: &Caller,
        id: DirectiveId,
        decided: &[Decided],
        once: Option<Once<'_>>,
    ) -> Result<()> {
        let mut tx = self.store.write().await?;
        if self.kept(&mut tx, caller, once.as_ref()).await?.is_some() {
            return Ok(());
        }
        let mut findings = tx.directive_findings(caller, id).await?;
        let before = links_of(&findings, &[]);
        let mut changed = Vec::with_capacity(decided.len());
        for said in decided {
            let finding = findings.iter_mut().find(|finding| finding.anchor() == said.anchor);
            let finding = finding.ok_or(Error::NotFound("finding"))?;
            self.settle(caller, finding, said).await?;
            changed.push(FindingDecided {
                id: finding.id,
                decision: finding.decision,
                kept: finding.kept.clone(),
                cited: finding.cited,
                unit: finding.unit,
                indicator: finding.indicator.clone(),
            });
        }
        let after = links_of(&findings, &[]);
        for link in &after {
            tx.require_directive(caller, link.to).await?;
        }
        let gone: Vec<NewLink> = before.iter().filter(|link| !after.contains(link)).copied().collect();
        let come: Vec<NewLink> = after.iter().filter(|link| !before.contains(link)).copied().collect();
        tx.decide_findings(caller, id, (&changed, &come, &gone)).await?;
        self.keep(&mut tx, caller, once.as_ref(), &id.to_string()).await?;
        Ok(tx.commit().await?)
    }

    /// Links a directive to another, or takes a link back.
    ///
    /// # Errors
    /// [`Error::NotFound`] for either paper, [`Error::Denied`].
    pub async fn link_directive(&self, caller: &Caller, from: DirectiveId, link: &NewLink, there: bool) -> Result<()> {
        let mut tx = self.store.write().await?;
        let unit = tx.require_directive(caller, from).await?;
        tx.require_writes_directives(caller, unit).await?;
        if from == link.to {
            return Err(refused("Văn bản không tự liên kết với chính nó", "A paper is not linked to itself"));
        }
        tx.link_directive(caller, from, link, there).await?;
        Ok(tx.commit().await?)
    }

    /// Writes a directive into the book of a unit. Gives the number.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Denied`]; [`Error::Refused`] when another paper bears the number.
    pub async fn book_directive(
        &self,
        caller: &Caller,
        id: DirectiveId,
        (unit, asked): (&str, &BookAsked),
        once: Option<Once<'_>>,
    ) -> Result<i64> {
        if asked.number.is_some_and(|number| number < 1) || asked.booked_on > self.clock.now().day() {
            return Err(refused(
                "Số trong sổ từ 1 trở lên, ngày vào sổ không sau hôm nay",
                "Numbers in a book begin at 1, and nothing is booked on a day to come",
            ));
        }
        let mut tx = self.store.write().await?;
        if let Some(kept) = self.kept(&mut tx, caller, once.as_ref()).await? {
            return kept.body.parse().map_err(|_| Error::Internal("a kept answer is no number".to_owned()));
        }
        let unit = tx.unit(caller, unit).await?;
        let number = tx.book_directive(caller, id, unit.id, asked).await?;
        self.keep(&mut tx, caller, once.as_ref(), &number.to_string()).await?;
        tx.commit().await?;
        Ok(number)
    }
}

fn check(directive: &Directive) -> Result<()> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, vi: &str, en: &str| {
        problems.push(Problem { field: Some(field.to_owned()), message: words(vi, en) });
    };
    if directive.title.trim().is_empty() {
        wrong("title", "Hãy ghi trích yếu", "Give a title");
    }
    let days = (directive.valid_from.or(directive.issued_on), directive.valid_until);
    if matches!(days, (Some(from), Some(until)) if until < from) {
        wrong("valid_until", "Ngày hết hiệu lực trước ngày có hiệu lực", "It ends before it begins");
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// What is said of a paper that stands already, with the way to it.
fn stands_already(same: &Directive) -> Error {
    let name = if same.symbol.is_empty() { &same.title } else { &same.symbol };
    let day = same.issued_on.map(|day| day.format(" %d/%m/%Y").to_string()).unwrap_or_default();
    refused(
        &format!(
            "Trong sổ đã có {name}{day} ({}); xem /directives/{}. Nếu là văn bản khác, hãy đánh dấu rồi gửi lại",
            same.issuer, same.id
        ),
        &format!(
            "The register has {name}{day} ({}) already; see /directives/{}. If this is another paper, say so and send again",
            same.issuer, same.id
        ),
    )
}

async fn duplicates(tx: &mut congdoan_store::Tx, caller: &Caller, directive: &Directive) -> Result<Vec<Directive>> {
    let apart = |one: &str, other: &str| {
        let (one, other) = (fold(one.trim()), fold(other.trim()));
        !one.is_empty() && !other.is_empty() && !one.contains(&other) && !other.contains(&one)
    };
    let other_day = |paper: &Directive| paper.issued_on.zip(directive.issued_on).is_some_and(|(one, two)| one != two);
    let key = key_of(&directive.symbol);
    if key.is_empty() {
        let Some(day) = directive.issued_on else { return Ok(Vec::new()) };
        let query = DirectiveQuery {
            words: directive.title.trim(),
            from: Some(day),
            until: Some(day),
            limit: 20,
            ..DirectiveQuery::default()
        };
        let mut same = tx.directives_page(caller, &query).await?;
        same.retain(|paper| paper.id != directive.id && fold(&paper.title) == fold(directive.title.trim()));
        return Ok(same);
    }
    let mut same = tx.directives_of_symbols(caller, &[&directive.symbol]).await?;
    same.retain(|paper| {
        paper.id != directive.id
            && key_of(&paper.symbol) == key
            && !other_day(paper)
            && !apart(&paper.issuer, &directive.issuer)
    });
    Ok(same)
}

/// The links that follow from citations that stand, one for each paper cited: the weightiest of its relations. What was
/// linked by hand goes first.
fn links_of(findings: &[Finding], by_hand: &[NewLink]) -> Vec<NewLink> {
    const WEIGHT: [Relation; 5] =
        [Relation::Cites, Relation::BasedOn, Relation::CarriesOut, Relation::Amends, Relation::Replaces];
    let weight = |relation: Relation| WEIGHT.iter().position(|one| *one == relation).unwrap_or(0);
    let mut cited: BTreeMap<DirectiveId, Relation> = BTreeMap::new();
    let standing = findings.iter().filter(|one| one.kind == FindingKind::Citation && one.decision.stands());
    for (paper, finding) in standing.filter_map(|finding| Some((finding.cited?, finding))) {
        let relation = Relation::from_word(&finding.kept.relation).unwrap_or(Relation::Cites);
        let known = cited.entry(paper).or_insert(relation);
        if weight(relation) > weight(*known) {
            *known = relation;
        }
    }
    for link in by_hand {
        cited.remove(&link.to);
    }
    let read = cited.into_iter().map(|(to, relation)| NewLink { relation, to, since: None });
    by_hand.iter().copied().chain(read).collect()
}
